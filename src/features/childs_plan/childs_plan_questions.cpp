// What is known of one child's plan.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/childs_plan/childs_plan_parts.h"
#include "features/geography/geography.h"

namespace rightplace::childs_plan {
namespace {

// The one where the child sleeps tonight; else the next to begin.
std::optional<placements::Placement> where(db::Read& tx, const children::ChildId& child, Date today) {
  std::optional<placements::Placement> here, coming;
  for (const auto& one : placements::of_child(tx, child)) {
    if (one.state == placements::State::Withdrawn) continue;
    if (one.stay.covers_night(today)) {
      if (!here || here->state == placements::State::Claimed) here = one;
    } else if (one.stay.from > today && (!coming || one.stay.from < coming->stay.from)) {
      coming = one;
    }
  }
  return here ? here : coming;
}

std::string manager_of(db::Read& tx, const vault::Vault& vault, std::string_view urn, Date today) {
  for (const auto& body : organisations::all_on(tx, today, organisations::Kind::Home)) {
    if (body.details.urn != urn) continue;
    for (const auto& person : accounts::holders_of(tx, body.id, access::Role::RegisteredManager, today))
      if (const auto contact = accounts::contact_of(tx, vault, person)) return contact->name.reveal();
  }
  return {};
}

// Names of facts as the ledger has them, and the sentence that tells each.
std::string_view sentence_of_fact(std::string_view fact) {
  static constexpr std::pair<std::string_view, std::string_view> kFacts[] = {
      {"name", "fact.name"}, {"name_in_text", "fact.name"}, {"born_on", "fact.born"}, {"born", "fact.born"}, {"age_and_sex", "fact.born"}, {"age_band_and_sex", "fact.born"}, {"sex", "fact.sex"}, {"local_id", "fact.number"}, {"numbers", "fact.numbers"},
      {"ethnicity", "fact.background"}, {"culture", "fact.background"}, {"people", "fact.people"}, {"home", "fact.home"}, {"placements", "fact.homes"}, {"needs", "fact.needs"}, {"services", "fact.needs"}, {"adaptations", "fact.needs"},
      {"risks", "fact.risks"}, {"risks_to_child", "fact.risks"}, {"risks_to_others", "fact.risks"}, {"wishes", "fact.wishes"}, {"dates", "fact.dates"}, {"urgency", "fact.dates"}, {"places", "fact.places"}, {"schooling", "fact.school"},
      {"siblings", "fact.siblings"}, {"seen_by", "fact.seen"}, {"said", "fact.said"}};
  for (const auto& [name, sentence] : kFacts)
    if (name == fact) return sentence;
  return "fact.other";
}

}  // namespace

std::optional<Lives> lives_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, Date today) {
  const auto found = where(tx, child, today);
  if (!found) return std::nullopt;
  Lives lives{*found, found->stay.covers_night(today), {}, {}, {}, {}, {}};
  homes::HomeFilter filter;
  filter.urn = found->urn;
  for (const auto& home : homes::homes_as_at(tx, today, filter)) {
    if (home.name) lives.name = *home.name;
    lives.places = home.places;
    if (const auto* area = geography::authority_by_code(home.authority_code)) lives.area = area->name;
  }
  if (lives.name.empty()) lives.name = fmt::format("home {}", found->urn);
  if (auto supply = supply::supply_of(tx, found->urn, today); supply.purpose) lives.says = std::move(supply.purpose->value);
  lives.manager = manager_of(tx, vault, found->urn, today);
  return lives;
}

std::vector<Helper> helpers_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, Date today) {
  std::vector<Helper> all{{"worker", {}, {}}, {"manager", {}, {}}, {"reviewer", {}, {}}};
  for (const auto& one : children::allocations_of(tx, child)) {
    if (!one.stay.covers_night(today)) continue;
    auto& helper = all[one.part == children::Part::Worker ? 0 : one.part == children::Part::Manager ? 1 : 2];
    if (const auto contact = accounts::contact_of(tx, vault, accounts::PersonId(one.person))) {
      helper.name = contact->name.reveal();
      helper.email = contact->email.reveal();
    }
  }
  return all;
}

std::string council_of(db::Read& tx, const children::ChildId& child) {
  const auto care = children::case_of(tx, child);
  if (!care) return {};
  if (const auto id = organisations::authority_with_code(tx, care->authority_code))
    if (const auto body = organisations::load(tx, *id)) return body->details.name;
  return {};
}

std::optional<referrals::Referral> referral_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, const std::optional<Lives>& lives) {
  if (lives && lives->placement.referral_id)
    if (auto found = referrals::find_referral(tx, vault, *lives->placement.referral_id)) return *std::move(found);
  const auto care = children::case_of(tx, child);
  if (!care) return std::nullopt;
  std::optional<referrals::Line> newest;
  for (const auto& code : children::codes_of(care->authority_code))
    for (const auto& line : referrals::lines_of_authority(tx, code))
      if (!line.child_id.empty() && line.status != referrals::Status::Draft && children::current(tx, children::ChildId(line.child_id)) == child && (!newest || newest->referred_on <= line.referred_on)) newest = line;
  if (!newest) return std::nullopt;
  auto found = referrals::find_referral(tx, vault, newest->reference);
  return found ? std::optional(*std::move(found)) : std::nullopt;
}

Personal<std::string> called(db::Read& tx, const vault::Vault& vault, const children::ChildId& child) {
  const auto identity = children::identity_of(tx, vault, child);
  if (!identity) return {};
  const auto& known = identity->identity;
  return known.known_as && !known.known_as->reveal().empty() ? *known.known_as : known.given_names;
}

VisitRule visits_of(Date start, const std::optional<Date>& planned_until, const std::optional<Date>& eighteen_on) {
  VisitRule rule{start.plus_days(7), start.plus_years(1), false};
  rule.then_three_months = eighteen_on && (!planned_until || *planned_until >= *eighteen_on);
  return rule;
}

std::vector<SeenRow> seen_by(db::Read& tx, const children::ChildId& child, std::string_view child_person) {
  struct Group {
    Date last;
    std::set<std::string> facts;
    std::size_t order = 0;
  };
  std::map<std::string, std::string> bodies;   // names of organisations, and of those whom it concerns
  std::map<std::string, concerned::Kind> readers;
  for (const auto& tie : concerned::of_child(tx, child)) readers.emplace(tie.person, tie.kind);
  std::map<std::pair<std::string, std::string>, Group> groups;
  for (const auto& entry : disclosures::of_child(tx, child)) {
    if (entry.actor_id == child_person) continue;
    std::string who;
    if (const auto reader = readers.find(entry.actor_id); reader != readers.end()) {
      who = say(reader->second == concerned::Kind::Parent ? "who.parent" : reader->second == concerned::Kind::Advocate ? "who.advocate" : "who.you");
    } else if (entry.organisation.empty()) {
      who = say("who.other");
    } else if (const auto known = bodies.find(entry.organisation); known != bodies.end()) {
      who = known->second;
    } else {
      const auto body = organisations::load(tx, organisations::OrganisationId(entry.organisation));
      who = bodies.emplace(entry.organisation, body ? body->details.name : say("who.other")).first->second;
    }
    auto why = say(fmt::format("why.{}", disclosures::kPurposes.code(entry.purpose)));
    const auto [group, is_new] = groups.try_emplace({std::move(who), std::move(why)});
    if (is_new) group->second.last = london_date(entry.at), group->second.order = groups.size();
    for (const auto fact : split(entry.facts, ',')) group->second.facts.insert(say(sentence_of_fact(trim(fact).starts_with("referral_") ? "needs" : trim(fact))));
  }
  std::vector<std::pair<std::size_t, SeenRow>> ordered;
  for (const auto& [key, group] : groups) ordered.push_back({group.order, {group.last, key.first, join_words({group.facts.begin(), group.facts.end()}), key.second}});
  std::ranges::sort(ordered, {}, [](const auto& one) { return one.first; });
  std::vector<SeenRow> rows;
  for (auto& [order, row] : ordered) rows.push_back(std::move(row));
  return rows;
}

// ---- Facts.

Result<Tie> tie_of(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) { return concerned::load(tx, concerned::TieId(std::string(asked.value("tie")))); });
}

namespace {

Result<access::Facts> facts_of_tie(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing, bool parent) {
  const auto tie = concerned::load(tx, concerned::TieId(std::string(exchange.value("tie"))));
  if (!tie || (tie->kind == concerned::Kind::Parent) != parent) return fail(access::missing());
  access::Facts facts;
  facts.child = tie->child.text();
  facts.id = tie->id.text();
  if (const auto care = children::case_of(tx, tie->child); care && care->restricted) facts.state = access::State::Restricted;
  if (concerned::stands(tx, *tie, standing.today)) facts.concerned = {tie->person};
  return facts;
}

}  // namespace

Result<access::Facts> facts_of_plan(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_tie(tx, exchange, standing, false); }
Result<access::Facts> facts_of_parent(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_tie(tx, exchange, standing, true); }

Result<access::Facts> facts_of_mine(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.concerned = {standing.person};
  facts.id = standing.acting_for.text();
  return facts;
}

Done enter(const Asked& asked, const Tie& tie, std::vector<std::string> facts) {
  if (tie.kind == concerned::Kind::Child) return {};
  return asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {tie.child, disclosures::Tier::Identity, facts, disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now());
  });
}

web::Url page_of(const Tie& tie) { return (tie.kind == concerned::Kind::Parent ? web::Url("/for-parents") : web::Url("/plans")).segment(tie.id.text()); }

}  // namespace rightplace::childs_plan
