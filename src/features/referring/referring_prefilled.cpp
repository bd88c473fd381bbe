// The other way round: from a referral that stands to the answers that say the same, for whoever changes it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {
namespace {

using referrals::Referral;

struct Answering {
  const Referral& referral;
  web::NamedValues answers;

  void say(std::string name, std::string_view value) {
    if (!value.empty()) answers.emplace_back(std::move(name), std::string(value));
  }
  void day(const std::string& name, const std::optional<Date>& on) {
    if (!on) return;
    say(name + "-day", std::to_string(on->day()));
    say(name + "-month", std::to_string(on->month()));
    say(name + "-year", std::to_string(on->year()));
  }
  void tick(std::string name, bool is) { say(std::move(name), is ? "yes" : ""); }
  template <class Names, class Value>
  void code(std::string name, const Names& names, const std::optional<Value>& value) {
    if (value) say(std::move(name), names.code(*value));
  }
  template <class Names, class Value>
  void codes(const std::string& name, const Names& names, const std::vector<Value>& values) {
    for (const auto value : values) say(name, names.code(value));
  }
  const json::Value* standard(std::string_view entity, std::string_view field) const {
    const auto* part = referral.standard.find(entity);
    return part ? part->find(field) : nullptr;
  }
  std::string standard_text(std::string_view entity, std::string_view field) const {
    const auto* value = standard(entity, field);
    const auto* text = value ? value->as_string() : nullptr;
    return text ? *text : std::string();
  }
  std::optional<bool> standard_flag(std::string_view entity, std::string_view field) const {
    const auto* value = standard(entity, field);
    const auto* flag = value ? value->as_bool() : nullptr;
    return flag ? std::optional(*flag) : std::nullopt;
  }
};

template <class Kind, class Names>
void say_risks(Answering& out, const Names& names, std::string_view towards, std::string_view other_field, const std::vector<referrals::RiskStated<Kind>>& stated) {
  for (const auto& row : names.rows) {
    const auto name = fmt::format("risk-{}-{}", towards, row.code);
    if (!out.referral.has(row.value)) {
      out.say(name, "none");
      continue;
    }
    const auto known = std::ranges::find(stated, row.value, &referrals::RiskStated<Kind>::risk);
    out.say(name, known != stated.end() && known->level ? referrals::kRiskLevels.code(*known->level) : std::string_view("present"));
    if (known != stated.end()) out.day(name + "-on", known->evidence_on);
    if (row.code == "other") out.say(name + "-words", out.standard_text("Risks", other_field));
  }
}

void say_places(Answering& out) {
  const auto& referral = out.referral;
  for (std::size_t i = 0; i < referral.places.size() && i < 4; ++i) {
    const auto& place = referral.places[i];
    const auto name = [&](std::string_view part) { return fmt::format("place-{}-{}", i + 1, part); };
    out.say(name("kind"), referrals::kPlaceKinds.code(place.kind));
    out.say(name("where"), place.where.text);
    out.code(name("away"), referrals::kAwayReasons, place.away);
  }
  for (std::size_t i = 0; i < referral.exclusion_zones.size() && i < 3; ++i) {
    const auto& zone = referral.exclusion_zones[i];
    const auto name = [&](std::string_view part) { return fmt::format("zone-{}-{}", i + 1, part); };
    out.say(name("where"), zone.where.text);
    out.say(name("miles"), std::to_string(std::max(1L, std::lround(std::ceil(zone.radius_miles)))));
    out.say(name("reason"), referrals::kZoneReasons.code(zone.reason));
  }
  int residents = 0;
  for (const auto& one : referral.conflicts) {
    if (one.urn.empty() || ++residents > 2) continue;
    out.say(fmt::format("apart-{}-urn", residents), one.urn);
    out.say(fmt::format("apart-{}-resident", residents), one.resident);
  }
  out.say("preferred_location", out.standard_text("PlacementAvailability", "preferredLocation"));
}

void say_wishes(Answering& out) {
  const auto& referral = out.referral;
  const auto because = not_asked_because(referral.notes);
  out.say("asked", because.empty() ? "yes" : "no");
  out.say("not_asked_because", because);
  out.codes("wishes", kWishes, referral.wishes);
  out.say("companions", out.standard_text("PlacementRequirements", "livingCompanions"));
  out.say("pets", out.standard_text("PlacementRequirements", "pets"));
  out.say("wanted_homes", join(referral.wanted_homes, " "));
  out.say("unwanted_homes", join(referral.unwanted_homes, " "));
}

void say_siblings(Answering& out) {
  out.say("count", std::to_string(out.referral.sibling_count()));
  out.code("together", referrals::kTogether, out.referral.siblings_together);
  for (std::size_t i = 0; i < out.referral.siblings.size() && i < 4; ++i) {
    const auto& one = out.referral.siblings[i];
    const auto name = [&](std::string_view part) { return fmt::format("sibling-{}-{}", i + 1, part); };
    out.code(name("sex"), kSexes, one.sex);
    if (one.age) out.say(name("age"), std::to_string(*one.age));
    out.say(name("reference"), one.reference);
  }
}

void say_when(Answering& out) {
  const auto& referral = out.referral;
  out.day("needed_on", referral.needed_on);
  out.day("planned_until", referral.planned_until);
  out.say("urgency", referrals::kUrgencies.code(referral.how_urgent()));
  out.code("purpose", kPurposes, referral.purpose);
  for (const auto& [name, key] : {std::pair("residential", "residentialCareSuitability"), {"foster", "fosterCareSuitability"}, {"supported", "supportedAccommodationSuitability"}}) out.say(name, out.standard_text("PlacementRecommendation", key));
  out.say("support", out.standard_text("PlacementRequirements", "additionalSupport"));
  if (referral.earlier_placements) out.say("earlier", std::to_string(*referral.earlier_placements));
}

void say_school(Answering& out) {
  const auto& referral = out.referral;
  out.code("schooling", referrals::kSchoolings, referral.schooling);
  out.tick("ehc_plan", referral.ehc_plan);
  out.codes("services", kServices, referral.services);
  out.say("communication", out.standard_text("PlacementRequirements", "communicationNeeds"));
  if (const auto* languages = out.standard("PlacementRequirements", "specificCommunicationRequirements"); languages && languages->as_array())
    for (const auto& one : *languages->as_array())
      if (one.as_string() && *one.as_string() != "None") out.say("languages", *one.as_string());
  out.say("cultural", out.standard_text("PlacementRequirements", "culturalNeeds"));
  out.codes("culture", kCultures, referral.culture);
  if (const auto adapted = out.standard_flag("PlacementRequirements", "homeAdaptation")) out.say("adapted", *adapted ? "yes" : "no");
  out.codes("adaptations", kAdaptations, referral.adaptations);
  if (referral.disabled) out.say("disabled", *referral.disabled ? "yes" : "no");
  out.code("ethnic_group", referrals::kEthnicGroups, referral.ethnic_group);
}

void say_law(Answering& out) {
  const auto& legal = out.referral.legal;
  out.say("status", legal.status);
  if (const auto liberty = out.standard_flag("PlacementRequirements", "deprivationOfLiberty")) out.say("liberty", *liberty ? "yes" : "no");
  out.tick("secure_order", legal.secure_order);
  out.day("secure_until", legal.secure_order_until);
  out.tick("seventy_two", legal.seventy_two_hours);
  out.tick("approval", legal.secretary_of_state_approval);
  out.codes("routes", kRoutes, out.referral.routes);
}

constexpr std::string_view kNotAsked = "The child was not asked yet: ";

}  // namespace

std::string not_asked_note(std::string_view because) { return std::string(kNotAsked) + std::string(because); }

std::string not_asked_because(std::string_view notes) {
  if (!notes.starts_with(kNotAsked)) return {};
  const auto rest = notes.substr(kNotAsked.size());
  return std::string(rest.substr(0, rest.find("\n\n")));
}

std::string notes_alone(std::string_view notes) {
  if (!notes.starts_with(kNotAsked)) return std::string(notes);
  const auto end = notes.find("\n\n");
  return end == std::string_view::npos ? std::string() : std::string(notes.substr(end + 2));
}

web::NamedValues prefilled(const Referral& referral, const Task& task) {
  // Never empty, so that a part of which nothing is said is shown as it stands.
  Answering out{referral, {{"finished", "yes"}}};
  if (task.code == "needs")
    for (const auto& need : referral.needs) out.say(fmt::format("need-{}", kNeeds.code(need.need)), kNeedLevels.code(need.level));
  else if (task.code == "risks") {
    say_risks(out, kRisksToChild, "child", "riskOther", referral.risks_to_child);
    say_risks(out, kRisksToOthers, "others", "riskToOthersOther", referral.risks_to_others);
    out.codes("risk_times", kPartsOfDay, referral.risk_times);
  } else if (task.code == "places") say_places(out);
  else if (task.code == "wishes") say_wishes(out);
  else if (task.code == "siblings") say_siblings(out);
  else if (task.code == "when") say_when(out);
  else if (task.code == "school") say_school(out);
  else if (task.code == "law") say_law(out);
  else if (task.code == "notes") out.say("notes", notes_alone(referral.notes));
  return std::move(out.answers);
}

}  // namespace rightplace::referring
