#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "features/children/children.h"
#include "features/matching/matching.h"

namespace rightplace::answering {
namespace {

using asking::Tier;

std::vector<std::string> urns_of(const access::Standing& standing) {
  std::set<std::string> urns;
  for (const auto& grant : standing.grants)
    if (grant.organisation == standing.acting_for) urns.insert(grant.homes.begin(), grant.homes.end());
  return {urns.begin(), urns.end()};
}

// Of the home that was asked, while it still belongs to whom it belonged to then.
bool is_addressed(db::Read& tx, const asking::Ask& ask, const access::Standing& standing) {
  if (ask.organisation.empty()) return false;
  const auto urns = urns_of(standing);
  return std::ranges::find(urns, ask.urn) != urns.end() && organisations::provider_of(tx, ask.urn, standing.today) == ask.organisation;
}

Instant ended_at(const asking::Ask& ask) { return std::max(ask.answered_at.value_or(ask.asked_at), ask.answer_by); }

std::size_t unanswered(const std::vector<asking::Message>& messages) {
  std::size_t count = 0;
  for (const auto& message : messages) count = message.side == asking::Side::Home ? 0 : count + 1;
  return count;
}

// Rules whose answer is about what the home states and what was released: no zone, no name of a conflict, no contract.
constexpr suitability::Rule kShownRules[] = {suitability::Rule::Vacancy, suitability::Rule::Age, suitability::Rule::Sex, suitability::Rule::NeedLevel, suitability::Rule::Solo,
                                             suitability::Rule::Adaptations, suitability::Rule::CriticalPair, suitability::Rule::Siblings};

std::vector<Fit> fits_of(db::Read& tx, const asking::Ask& ask, const referrals::Referral& referral, Date today) {
  const auto policy = matching::load_policy("");
  if (!policy) return {};
  const auto ground = matching::load_ground_of(tx, ask.urn, today, today, nullptr);
  const auto snapshot = matching::snapshot_of(ground, referral.needed_on.value_or(today), matching::buyer_of(referral));
  if (!snapshot || snapshot->cards.empty()) return {};
  auto problem = matching::asked_of(referral, {}, *snapshot, nullptr);
  if (!problem) return {};
  const suitability::Problem whole{snapshot->supply, std::move(problem->referral), *policy, snapshot->as_at};
  const auto result = suitability::judge_one(whole, 0);
  std::vector<Fit> fits;
  for (const auto rule : kShownRules) {
    const auto& info = suitability::info(rule);
    fits.push_back({std::string(info.label), result.blocked.has(rule) ? Fit::Answer::DoesNotFit : result.unknown.has(rule) ? Fit::Answer::NotKnown : Fit::Answer::Fits,
                    result.blocked.has(rule) ? fmt::format("Needed: {}", info.says) : result.unknown.has(rule) ? std::string(info.question) : std::string()});
  }
  return fits;
}

disclosures::Tier ledger_tier(const View& view) {
  return view.who ? disclosures::Tier::File : view.fuller ? disclosures::Tier::Needs : disclosures::Tier::Outline;
}

Done enter(const Asked& asked, const View& view) {
  if (asked.facts.child.empty() || view.facts.empty()) return {};
  std::vector<std::string> names;
  for (const auto& fact : view.facts) names.push_back(fact.name);
  if (view.who) names.insert(names.end(), {"name", "born_on", "local_id"});
  return asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {children::ChildId(asked.facts.child), ledger_tier(view), names, disclosures::Purpose::Placing, asked.standing.acting_for.text()}, asked.now());
  });
}

std::optional<placements::Placement> placement_of(db::Read& tx, const std::string& child, const std::string& referral) {
  if (child.empty()) return std::nullopt;
  for (const auto& one : placements::of_child(tx, children::ChildId(child)))
    if (one.referral_id == referral) return one;
  return std::nullopt;
}

std::optional<Who> who_of(db::Read& tx, const vault::Vault& vault, const std::string& id, const referrals::Referral& referral) {
  if (id.empty()) return std::nullopt;
  const children::ChildId child(id);
  const auto identity = children::identity_of(tx, vault, child);
  const auto facts = children::load(tx, vault, child);
  Who who;
  who.name = identity ? children::shown_name(identity->identity).reveal() : std::string("The name is not written down yet: ask the authority");
  who.born = facts && facts->facts.born_on ? facts->facts.born_on->reveal().words() : referral.born_in.empty() ? std::string("Not written down") : "In " + referral.born_in;
  who.local_id = referral.child_local_id();
  return who;
}

}  // namespace

web::Url page_of(const asking::AskId& ask) { return web::Url("/asked").segment(ask.text()); }

std::string state_words(const asking::Ask& ask, Instant at) {
  switch (ask.state) {
    case asking::State::Asked: return at > ask.answer_by ? "The time to answer has passed" : "Waits for your answer";
    case asking::State::Offered: return "You offered a place";
    case asking::State::Declined: return "You declined";
    case asking::State::Withdrawn: return "The authority withdrew this: nothing more is needed from you";
    case asking::State::Chosen: return "Your home was chosen";
    case asking::State::NotChosen: return "The authority chose another home: nothing more is needed from you";
  }
  return {};
}

Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing, Instant at) {
  const auto ask = asking::load(tx, asking::AskId(std::string(exchange.value("id"))));
  if (!ask) return fail(access::missing());
  access::Facts facts;
  facts.urn = ask->urn;
  facts.id = ask->id.text();
  if (is_addressed(tx, *ask, standing)) facts.addressed = {standing.acting_for};
  else facts.urn.clear();   // whose home it was then says nothing about whose it is now
  const bool long_ended = !asking::is_live(ask->state) && ended_at(*ask).ms + kEndedShownMs < at.ms;
  if (long_ended) facts.state = access::State::Ended;
  if (const auto line = referrals::line_of(tx, ask->reference); line && !line->child_id.empty()) facts.child = children::current(tx, children::ChildId(line->child_id)).text();
  return facts;
}

access::Facts facts_of_tier(const Asked& asked, const asking::Ask& ask, Tier tier) {
  auto facts = asked.facts;
  facts.record = tier == Tier::FullFile ? access::Record::FullFile : access::Record::PenPicture;
  if (ask.tier < tier || !asking::is_live(ask.state)) facts.addressed.clear();
  return facts;
}

List list_of(const Asked& asked) {
  const auto at = asked.desk.days.now();
  return asked.desk.database.read([&](db::Read& tx) {
    List list;
    std::map<std::string, std::string> homes, authorities;
    const auto named = [](auto& known, const std::string& key, auto&& look_up) -> const std::string& {
      const auto found = known.find(key);
      return found == known.end() ? known.emplace(key, look_up()).first->second : found->second;
    };
    for (auto& ask : asking::asks_to_homes(tx, urns_of(asked.standing))) {
      if (!is_addressed(tx, ask, asked.standing)) continue;
      const bool live = asking::is_live(ask.state);
      if (!live && ended_at(ask).ms + kEndedShownMs < at.ms) continue;
      Row row;
      row.home_name = named(homes, ask.urn, [&] { return home_name(tx, ask.urn, asked.today()); });
      row.authority_name = named(authorities, ask.authority.text(), [&] { return organisation_name(tx, ask.authority); });
      if (live)
        if (const auto line = referrals::line_of(tx, ask.reference)) row.needed_on = line->needed_on, row.urgency = line->urgency;
      if (live) row.questions = unanswered(asking::messages_of(tx, ask.id));
      row.ask = std::move(ask);
      auto& into = !live ? list.ended : row.ask.state == asking::State::Asked ? list.to_answer : list.answered;
      into.push_back(std::move(row));
    }
    std::ranges::reverse(list.ended);
    return list;
  });
}

Result<View> view_of(const Asked& asked) {
  auto view = asked.desk.database.read([&](db::Read& tx) -> Result<View> {
    View out;
    RP_TRY(ask, asking::load(tx, asking::AskId(asked.facts.id)));
    out.ask = std::move(ask);
    out.home_name = home_name(tx, out.ask.urn, asked.today());
    out.authority_name = organisation_name(tx, out.ask.authority);
    out.offer = asking::offer_of(tx, out.ask.id);
    out.messages = asking::messages_of(tx, out.ask.id);
    RP_TRY(referral, referrals::find_referral(tx, asked.desk.vault, out.ask.reference));
    // A referral that was withdrawn takes its asks with it, whoever forgot to say so to each home.
    if (referral.status != referrals::Status::Open && referral.status != referrals::Status::Placed && asking::is_live(out.ask.state)) out.ask.state = asking::State::Withdrawn;
    if (!asking::is_live(out.ask.state)) return out;
    out.fuller = out.ask.tier >= Tier::PenPicture && asked.may(facts_of_tier(asked, out.ask, Tier::PenPicture), access::Verb::Read).has_value();
    out.facts = released(referral, out.fuller ? Tier::PenPicture : Tier::ReferralSummary);
    if (const auto before = as_when_asked(tx, asked.desk.vault, out.ask)) out.changed = changed_facts(*before, referral, out.fuller ? Tier::PenPicture : Tier::ReferralSummary);
    out.fits = fits_of(tx, out.ask, referral, asked.today());
    if (asked.may(facts_of_tier(asked, out.ask, Tier::FullFile), access::Verb::Read)) out.who = who_of(tx, asked.desk.vault, asked.facts.child, referral);
    if (out.ask.state == asking::State::Chosen)
      if (const auto line = referrals::line_of(tx, out.ask.reference)) out.placement = placement_of(tx, asked.facts.child, line->id);
    return out;
  });
  if (!view) return view;
  // What more than the summary is shown is written down as read by itself.
  if (view->fuller && !asked.also_reads(facts_of_tier(asked, view->ask, Tier::PenPicture))) return fail(access::missing());
  if (view->who && !asked.also_reads(facts_of_tier(asked, view->ask, Tier::FullFile))) return fail(access::missing());
  view->may_answer = asking::is_live(view->ask.state) && asked.may(asked.facts, access::Verb::Answer).has_value();
  RP_CHECK(enter(asked, *view));
  return view;
}

Rooms rooms_of(const Asked& asked, const asking::Ask& ask) {
  return asked.desk.database.read([&](db::Read& tx) {
    const auto home = supply::supply_of(tx, ask.urn, asked.today());
    Rooms rooms;
    if (home.rooms)
      for (const auto& room : home.rooms->value) rooms.names.push_back(room.room);
    return rooms;
  });
}

}  // namespace rightplace::answering
