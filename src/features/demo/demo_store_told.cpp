// What is told of children: one whose own page, whose advocate and whose parent can be signed in, with what the child said; and
// the notices of placements of the last weeks, owed by the authority whose people sign in and to its duty desk.

#include <algorithm>
#include <set>

#include "features/concerned/concerned.h"
#include "features/demo/demo_people.h"
#include "features/homes/homes.h"
#include "features/notices/notices.h"
#include "features/referrals/referrals.h"
#include "features/supply/supply.h"

namespace rightplace::demo {
namespace {

constexpr std::string_view kFirst = "SELECT person_id, organisation_id FROM demo_sign_ins WHERE role = $1 ORDER BY position LIMIT 1";
constexpr std::string_view kStarted = "SELECT id FROM placements WHERE starts_on > $1 AND state <> 'withdrawn' ORDER BY starts_on DESC, urn, room, child_id";
constexpr int kDays = 45;                       // of notices
constexpr std::size_t kMostOwed = 8, kMostTold = 4;
constexpr std::int64_t kMinuteMs = 60'000;

struct Duty {
  std::string person;
  organisations::OrganisationId organisation;
};
std::optional<Duty> first_with(db::Read& tx, std::string_view role) {
  return tx.first(kFirst, {role}, [](const db::Row& row) { return Duty{row.string(0), row.id<organisations::OrganisationTag>(1)}; });
}

const auto kInvented = Allowed::because("invented for a demonstration");

// The worker's child who lives in a home, is old enough, and for whom somebody wrote wishes down, if there is one.
std::optional<children::ChildId> child_of_the_page(db::Read& tx, const vault::Vault& vault, const Duty& worker, std::string_view authority_code, Date today) {
  std::set<std::string> wished;
  for (const auto& line : referrals::lines_of_authority(tx, authority_code))
    if (!line.child_id.empty())
      if (const auto referral = referrals::find_referral(tx, vault, line.reference); referral && !referral->wishes.empty()) wished.insert(line.child_id);
  std::optional<children::ChildId> best;
  std::pair<int, std::string> rank{-1, ""};
  for (const auto& id : children::allocated_to(tx, worker.person, today)) {
    const auto care = children::case_of(tx, id);
    const auto child = children::load(tx, vault, id);
    if (!care || !care->stay.covers_night(today) || care->restricted || !child || !child->facts.born_on || age_on(child->facts.born_on->reveal(), today) < 10) continue;
    const auto placed = placements::of_child(tx, id);
    const bool lives = std::ranges::any_of(placed, [&](const placements::Placement& one) { return one.state != placements::State::Withdrawn && one.stay.covers_night(today); });
    // Of several alike the one with the greatest own id: ids of records are another in every store.
    const auto own = children::own_ids_of(tx, vault, id);
    const std::pair now(2 * lives + static_cast<int>(wished.contains(id.text())), own.empty() ? std::string() : own.front().local_id.reveal());
    if (now > rank) best = id, rank = now;
  }
  return best;
}

// The referral from which the child's placement came, with what the child wished for before the search.
Done store_wishes(db::Write& tx, const vault::Vault& vault, const children::ChildId& id, const std::string& authority_code, Date today, Instant now) {
  using json::Array;
  using json::Object;
  const auto placed = placements::of_child(tx, id);
  const auto lives = std::ranges::find_if(placed, [&](const placements::Placement& one) { return one.state != placements::State::Withdrawn && one.stay.covers_night(today); });
  const auto child = children::load(tx, vault, id);
  if (lives == placed.end() || !child || !child->facts.born_on) return {};
  // One wish that the home says it has, where it says so, and one more.
  std::vector<Wish> wishes{Wish::Pets};
  if (const auto home = supply::supply_of(tx, lives->urn, today); home.purpose && home.purpose->value.features)
    for (const auto has : *home.purpose->value.features)
      if (has != Wish::Pets && wishes.size() < 2) wishes.push_back(has);
  Array wished;
  for (const auto one : wishes) wished.push_back(kWishes.code(one));
  const json::Value document = Object{{"PlacementAvailability", Object{{"childId", 9'000'000}}},
                                      {"PlacementRequirements", Object{{"communicationNeeds", "N"}, {"specificCommunicationRequirements", Array{"None"}}, {"homeAdaptation", false}, {"culturalNeeds", "Not required"}, {"livingCompanions", "No preference"}, {"pets", "Yes - can"}}},
                                      {"PlacementRecommendation", Object{{"fosterCareSuitability", "Unsuitable"}, {"residentialCareSuitability", "Preferred"}, {"supportedAccommodationSuitability", "Unsuitable"}}},
                                      {"Risks", Object{{"riskSelfHarm", "No known risk"}, {"riskSexualExploitation", "No known risk"}, {"riskCriminalExploitation", "No known risk"}, {"riskDrugAlcohol", "No known risk"}, {"riskEatingDisorder", "No known risk"}, {"riskMissing", "No known risk"},
                                                       {"riskToOthersPhysical", "No known risk"}, {"riskToOthersSexual", "No known risk"}, {"riskToOthersFire", "No known risk"}, {"riskToOthersAnimals", "No known risk"}, {"riskToOthersCriminal", "No known risk"}}},
                                      {"QualityAssurance", Object{{"referralDate", lives->stay.from.plus_days(-20)}}},
                                      {"rightplace", Object{{"reference", "R-W4N7ED"}, {"status", "placed"}, {"authority_code", authority_code}, {"child_id", id.text()}, {"sex", child->facts.sex == children::Sex::Male ? "male" : "female"},
                                                            {"born_in", child->facts.born_on->reveal().iso().substr(0, 7)}, {"needed_on", lives->stay.from}, {"wishes", std::move(wished)}, {"wanted_homes", Array{lives->urn}}}}};
  std::vector<FieldError> warnings;
  RP_TRY(referral, referrals::read_referral(document, "the invented referral of a child with a page of its own", warnings));
  RP_CHECK(referrals::store_referral(tx, vault, std::move(referral), now));
  return {};
}

Done store_page(db::Write& tx, const vault::Vault& vault, Date today, Instant now) {
  const auto worker = first_with(tx, "social_worker"), young = first_with(tx, "young_person"), advocate = first_with(tx, "advocate"), parent = first_with(tx, "parent");
  if (!worker || !young || !advocate || !parent) return {};
  RP_TRY(authority, organisations::load(tx, worker->organisation));
  const auto child = child_of_the_page(tx, vault, *worker, authority.details.authority_code, today);
  if (!child) return {};   // an England so small that no child of the worker is old enough
  if (const auto lines = referrals::lines_of_authority(tx, authority.details.authority_code); std::ranges::find(lines, child->text(), &referrals::Line::child_id) == lines.end())
    RP_CHECK(store_wishes(tx, vault, *child, authority.details.authority_code, today, now));
  const Actor by{ActorKind::Person, worker->person, worker->organisation.text()};
  const Date since = today.plus_days(-30);
  const auto tie = [&](concerned::Kind kind, const Duty& who, std::string because, std::set<concerned::Part> kept, std::string kept_because) {
    return concerned::tie_to(tx, vault, by, kInvented, {*child, kind, {}, std::move(because), std::move(kept), std::move(kept_because)}, accounts::PersonId(who.person), since, now);
  };
  RP_CHECK(tie(concerned::Kind::Child, *young, "Asked for a page of her or his own at the last visit", {}, {}));
  RP_CHECK(tie(concerned::Kind::Advocate, *advocate, "Chosen by the child from three advocates", {}, {}));
  RP_CHECK(tie(concerned::Kind::Parent, *parent, "Has parental responsibility: birth certificate seen", {concerned::Part::Length}, "The care plan is before the family court, which hears it next month"));
  // Whoever signs in as the child goes by the child's name.
  if (const auto identity = children::identity_of(tx, vault, *child)) RP_CHECK(accounts::change_own_name(tx, vault, accounts::PersonId(young->person), children::shown_name(identity->identity), now));
  const Actor self{ActorKind::Person, young->person, young->organisation.text()};
  const auto said = [&](concerned::Question question, std::string_view words, bool for_home, int days, std::int64_t order) {
    return concerned::answer(tx, vault, self, kInvented, *child, question, words, for_home, today.plus_days(-days), Instant{now.ms + order * kMinuteMs});
  };
  RP_TRY(good, said(concerned::Question::Good, "I like the garden. The staff laugh a lot.", true, 12, 0));
  RP_CHECK(concerned::reply(tx, vault, by, kInvented, *child, good, "I am glad. I told the home, and they were happy to read it.", today.plus_days(-10), now));
  RP_CHECK(said(concerned::Question::Hope, "I want to see my friends from my old school more.", false, 3, 1));
  return {};
}

// The area's authority of a home; empty: not known.
std::string area_of(db::Read& tx, std::string_view urn, Date today) {
  homes::HomeFilter filter;
  filter.urn = urn;
  const auto found = homes::homes_as_at(tx, today, filter);
  return found.empty() ? std::string() : found.front().authority_code;
}

Done store_notices(db::Write& tx, const vault::Vault& vault, Date today, Instant now) {
  const auto officer = first_with(tx, "placement_officer"), desk = first_with(tx, "area_contact");
  if (!officer || !desk) return {};
  RP_TRY(authority, organisations::load(tx, officer->organisation));
  const auto own = children::codes_of(authority.details.authority_code);
  const auto is_own = [&](std::string_view code) { return std::ranges::find(own, code) != own.end(); };
  std::size_t owed = 0, told = 0;
  for (const auto& id : tx.list(kStarted, {today.plus_days(-kDays)}, [](const db::Row& row) { return row.id<placements::PlacementTag>(0); })) {
    RP_TRY(placement, placements::load(tx, id));
    const bool ours = is_own(placement.authority_code), here = is_own(area_of(tx, placement.urn, today));
    if (!(ours && owed < kMostOwed) && !(here && !ours && told < kMostTold)) continue;
    (ours ? owed : told) += 1;
    const Date recorded = std::min(placement.stay.from.plus_days(-3), today);
    if (!children::identity_of(tx, vault, placement.child)) {
      // Of an authority for which nobody signs in: the notice names the child all the same.
      const children::NewIdentity invented{placement.child, {Personal<std::string>("Sorrel"), Personal(std::string(told % 2 == 0 ? "Marigoldby" : "Thistlewick")), {}, {}, {}}};
      RP_CHECK(children::insert_identities(tx, vault, {ActorKind::System, "demo"}, {&invented, 1}, now));
    }
    RP_TRY(made, notices::owe(tx, vault, {ActorKind::Person, officer->person, officer->organisation.text()}, kInvented, id, notices::Event::Start, "Near family, and a room was free in a home that suits the needs", recorded, now));
    // What was given by hand in the weeks before is recorded; the newest wait.
    for (const auto& notice : made) {
      RP_TRY(one, notices::load(tx, notice));
      if (ours && placement.stay.from < today.plus_days(-14) && notices::reach_of(tx, one, today) == notices::Reach::ByHand)
        RP_CHECK(notices::record_sent(tx, {ActorKind::Person, officer->person, officer->organisation.text()}, kInvented, notice, recorded, notices::How::SecureEmail, today, now));
    }
  }
  return {};
}

}  // namespace

Done store_told(db::Write& tx, const vault::Vault& vault, const England& england, Instant now) {
  RP_CHECK(store_page(tx, vault, england.scenario.census, now));
  return store_notices(tx, vault, england.scenario.census, now);
}

}  // namespace rightplace::demo
