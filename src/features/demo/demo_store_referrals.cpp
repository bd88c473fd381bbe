// Open referrals as the standard's documents, read by the same reader as a file would be.
#include <fmt/format.h>

#include <cmath>

#include "features/demo/demo_store_parts.h"
#include "features/referrals/referrals.h"

namespace rightplace::demo {
namespace {

using json::Array;
using json::Object;

bool has(std::uint8_t bits, std::size_t k) { return (bits >> k & 1u) != 0; }
std::string_view risk_words(bool present) { return present ? "Risk Present" : "No known risk"; }

std::string_view group_of(std::string_view ethnicity) {
  if (ethnicity.starts_with('W')) return "white";
  if (ethnicity.starts_with('M')) return "mixed";
  if (ethnicity.starts_with('B')) return "black";
  if (ethnicity == "APKN" || ethnicity == "ABAN" || ethnicity == "AIND" || ethnicity == "AOTH") return "asian";
  return ethnicity == "NOBT" ? "not_known" : "other";
}

std::string_view purpose_of(const Referral& r, Random& random) {
  if (r.purpose == HomeType::ShortBreak) return "short_break";
  if (r.urgency == Urgency::SameDay || r.secure_order) return "crisis";
  if (r.urgency == Urgency::WithinFiveDays) return random.chance(0.5) ? "assessment" : "long_term";
  const double u = random.uniform();
  return u < 0.6 ? "long_term" : u < 0.75 ? "preparing_for_fostering" : u < 0.9 ? "preparing_for_home" : "independence";
}

// What a home reads beside levels and lists: strengths first, and nothing that tells who the child is.
constexpr auto kStrengths = std::to_array<std::string_view>({"Plays the drums every evening and keeps to the agreed hour.", "Bakes for everybody when asked, and cleans up afterwards.", "Knows a great deal about trains and likes to explain it.",
                                                             "Runs well and would like to join a club.", "Is patient with younger children and reads to them.", "Draws for hours and gives the pictures away.",
                                                             "Looks after the plants on the windowsill.", "Laughs easily, and notices when somebody is sad.", "Likes to mend bicycles and is good at it."});
constexpr auto kHelps = std::to_array<std::string_view>({"Settles when the day is written on the board in the morning.", "Needs to know on the day before who is on duty.", "A walk helps more than talking when things go wrong.",
                                                         "Sleeps better with a light in the corridor.", "Eats best at a table with few people.", "Rings home on two evenings a week, from a quiet room.",
                                                         "Takes time to trust new adults; one key worker from the first day helps.", "Wants to be told the truth about how long it will last."});

// A mainstream school for most; a special one where learning or communication needs are high; none for some who have just moved.
std::string_view schooling_of(const Referral& r, const Profile& profile, int age, Random& random) {
  const bool special = level_of(profile.needs, Need::Learning) >= NeedLevel::High || level_of(profile.needs, Need::Communication) >= NeedLevel::High || level_of(profile.needs, Need::Education) >= NeedLevel::High;
  if (r.secure_order) return "in_the_home";
  if (special) return random.chance(0.8) ? "special" : "alternative";
  if (age >= 16) return random.chance(0.7) ? "mainstream" : "none";
  return random.chance(0.75) ? "mainstream" : random.chance(0.5) ? "alternative" : "none";
}

class Writer {
 public:
  Writer(const England& england, const std::vector<children::ChildId>& ids) : e_(england), ids_(ids) {}

  json::Value document(std::size_t i) {
    const auto& r = e_.referrals[i];
    auto random = Random(e_.seed).fork("referral", i);
    const auto first = static_cast<std::size_t>(r.children.front());
    const auto& child = e_.children[first];
    const auto& profile = e_.profiles[*child.profile];
    const bool siblings = r.children.size() > 1;
    const auto communication = level_of(profile.needs, Need::Communication) >= NeedLevel::Medium;

    Object availability{{"childId", std::int64_t{9'000'000} + static_cast<std::int64_t>(first) + 1}};
    availability.set("neededBy", r.urgency == Urgency::SameDay ? "Today" : r.urgency == Urgency::WithinFiveDays ? "in less than 5 days" : "in more than 5 days");
    if (siblings) availability.set("siblingCount", static_cast<std::int64_t>(r.children.size()) - 1);
    Object requirements{{"communicationNeeds", communication ? "Y" : "N"},
                        {"specificCommunicationRequirements", Array{communication ? "Makaton" : "None"}},
                        {"homeAdaptation", r.step_free},
                        {"culturalNeeds", "Not required"},
                        {"livingCompanions", r.solo ? "Solo placement recommended" : "No preference"},
                        {"pets", "Yes - can"}};
    Object risks;
    constexpr std::array<std::string_view, 6> kToChild = {"riskSelfHarm", "riskSexualExploitation", "riskCriminalExploitation", "riskDrugAlcohol", "riskEatingDisorder", "riskMissing"};
    constexpr std::array<std::string_view, 5> kToOthers = {"riskToOthersPhysical", "riskToOthersSexual", "riskToOthersFire", "riskToOthersAnimals", "riskToOthersCriminal"};
    for (std::size_t k = 0; k < kToChild.size(); ++k) risks.set(kToChild[k], risk_words(has(profile.to_child, k)));
    if (has(profile.to_child, kToChild.size())) risks.set("riskOther", "sleeps very little");
    for (std::size_t k = 0; k < kToOthers.size(); ++k) risks.set(kToOthers[k], risk_words(has(profile.to_others, k)));
    return Object{{"PlacementAvailability", std::move(availability)},
                  {"PlacementRequirements", std::move(requirements)},
                  {"PlacementRecommendation", Object{{"fosterCareSuitability", "Unsuitable"}, {"residentialCareSuitability", "Preferred"}, {"supportedAccommodationSuitability", "Unsuitable"}}},
                  {"Risks", std::move(risks)},
                  {"QualityAssurance", Object{{"referralDate", r.made_on}}},
                  {"rightplace", extension(r, random)}};
  }

 private:
  Object extension(const Referral& r, Random& random) {
    const auto first = static_cast<std::size_t>(r.children.front());
    const auto& child = e_.children[first];
    const auto& profile = e_.profiles[*child.profile];
    Object x{{"reference", r.reference}, {"status", "open"}, {"authority_code", e_.ground.authorities[static_cast<std::size_t>(child.authority)].code},
             {"child_id", ids_[first].text()}, {"sex", kSexes.code(child.sex)}, {"born_in", child.born.iso().substr(0, 7)}, {"needed_on", r.needed_on}};
    if (r.planned_until) x.set("planned_until", *r.planned_until);
    x.set("urgency", r.urgency == Urgency::SameDay ? "same_day" : r.urgency == Urgency::WithinFiveDays ? "within_5_days" : "planned");
    x.set("purpose", purpose_of(r, random));
    Object needs;
    for (std::size_t k = 0; k < kNeedCount; ++k)
      if (profile.needs[k] > NeedLevel::None) needs.set(kNeeds.rows[k].code, kNeedLevels.code(profile.needs[k]));
    if (!needs.empty()) x.set("needs", std::move(needs));
    x.set("needs_complete", true);
    x.set("risks_to_child", levels(kRisksToChild, profile.to_child, profile.grave_to_child, r.made_on, random));
    x.set("risks_to_others", levels(kRisksToOthers, static_cast<std::uint8_t>(profile.to_others & 0x1fu), profile.grave_to_others, r.made_on, random));
    if (random.chance(0.6)) x.set("risk_times", Array{"evening", "night"});
    Array places{Object{{"kind", "home"}, {"outward_code", outward(child.outward)}}};
    if (r.away_is_safer) places[0].as_object()->set("away_because", "safety");
    if (r.school) places.push_back(Object{{"kind", "school"}, {"outward_code", outward(*r.school)}, {"weight", 0.7}});
    x.set("places", std::move(places));
    Array zones;
    for (const auto& [code, miles] : r.avoid)
      zones.push_back(Object{{"outward_code", outward(code)}, {"radius_miles", miles}, {"reason", r.away_is_safer ? "criminal_network" : "harm_in_family"}});
    if (!zones.empty()) x.set("exclusion_zones", std::move(zones));
    if (random.chance(0.5)) x.set("wishes", Array{random.chance(0.5) ? "pets" : "countryside", "sport"});
    if (r.children.size() > 1) {
      x.set("siblings_together", "required");
      Array siblings;
      for (std::size_t k = 1; k < r.children.size(); ++k) {
        const auto& sibling = e_.children[static_cast<std::size_t>(r.children[k])];
        siblings.push_back(Object{{"sex", kSexes.code(sibling.sex)}, {"born_in", sibling.born.iso().substr(0, 7)}});
      }
      x.set("siblings", std::move(siblings));
    }
    const auto& last = e_.episodes[child.first_episode + child.episodes - 1];
    Object legal{{"status", last.legal}};
    if (r.secure_order) {
      legal.set("secure_order", true);
      legal.set("secure_order_until", r.needed_on.plus_days(84));
    }
    x.set("legal", std::move(legal));
    if (r.step_free) x.set("adaptations", Array{"ground_floor_room", "step_free_entrance"});
    // Words of their own, so that what else is invented stays as it is.
    auto words = Random(e_.seed).fork("referral words", static_cast<std::uint64_t>(first));
    x.set("schooling", schooling_of(r, profile, age_on(child.born, r.made_on), words));
    const auto one_of = [&](const auto& list) { return list[static_cast<std::size_t>(words.integer(0, std::ssize(list) - 1))]; };
    x.set("notes", fmt::format("{} {}", one_of(kStrengths), one_of(kHelps)));
    x.set("earlier_placements", std::min<std::int64_t>(child.episodes, 40));
    x.set("ethnic_group", group_of(child.ethnicity));
    x.set("disabled", level_of(profile.needs, Need::PhysicalDisability) >= NeedLevel::Medium || level_of(profile.needs, Need::Learning) >= NeedLevel::High);
    x.set("unaccompanied", child.unaccompanied);
    if (child.unaccompanied) x.set("culture", Array{"muslim", "halal", "esol"});
    return x;
  }

  template <class Names>
  Array levels(const Names& names, std::uint8_t present, std::uint8_t grave, Date day, Random& random) {
    Array list;
    for (std::size_t k = 0; k < names.rows.size(); ++k) {
      if (!has(present, k)) continue;
      Object risk{{"risk", names.rows[k].code}};
      if (has(grave, k)) risk.set("level", "high");
      else if (random.chance(0.85)) risk.set("level", random.chance(0.5) ? "low" : "medium");
      if (random.chance(0.8)) risk.set("evidence_on", day.plus_days(-static_cast<int>(random.integer(3, 400))));
      list.push_back(std::move(risk));
    }
    return list;
  }

  const std::string& outward(int o) const { return e_.ground.outwards[static_cast<std::size_t>(o)].code; }

  const England& e_;
  const std::vector<children::ChildId>& ids_;
};

}  // namespace

Done store_referrals(db::Write& tx, const vault::Vault& vault, const England& england, const std::vector<children::ChildId>& ids, Instant now) {
  Writer writer(england, ids);
  for (std::size_t i = 0; i < england.referrals.size(); ++i) {
    std::vector<FieldError> warnings;
    auto referral = referrals::read_referral(writer.document(i), fmt::format("invented referral {}", i + 1), warnings);
    if (!referral) return fail(std::move(referral).error());
    RP_CHECK(referrals::store_referral(tx, vault, std::move(*referral), now));
  }
  return {};
}

}  // namespace rightplace::demo
