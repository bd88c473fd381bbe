// The changes from a choice to a placement, each in the transaction of its page, with all that belongs to them: rooms that are
// held or free again, letters, the referral's status.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_changes.h"
#include "features/finding/finding_homes.h"
#include "features/moving_in/moving_in.h"
#include "features/notices/notices.h"
#include "features/supply/supply.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;

Done tell_signers(db::Write& tx, const Asked& asked) {
  std::set<std::string> told;
  for (const auto role : {access::Role::HeadOfService, access::Role::NominatedOfficer})
    for (const auto& person : accounts::holders_of(tx, asked.facts.responsible, role, asked.today()))
      if (person.text() != asked.standing.person && told.insert(person.text()).second) RP_CHECK(answering::tell_person(tx, asked, person.text(), asked.facts.responsible));
  return {};
}

// The child leaves the other home on the first night here, with the reason; that home is told.
Done leave(db::Write& tx, const Asked& asked, const Start& start) {
  const auto lives = lives_in(tx, asked.facts.child);
  if (!lives || start.from <= lives->stay.from) return {};
  if (start.leaves_because.empty())
    return fail(ErrorKind::Invalid, "See the field", {{"leaves_because", fmt::format("The child lives in another home since {}. Say why the placement there ends", lives->stay.from.words())}});
  if (!is_of_a_move(start.leaves_because)) return fail(ErrorKind::Invalid, "See the field", {{"leaves_because", "The child moves to another home and stays in care: choose a reason from the list"}});
  // Undone before its day, a move would leave a child without a bed whom the record had ended elsewhere.
  if (start.from > asked.today())
    return fail(ErrorKind::Conflict, fmt::format("The child still lives in another home (since {}). A move is recorded on its day; until then the room stays held for the child", lives->stay.from.words()));
  auto ended = end_placement(tx, asked, lives->id, start.from, start.leaves_because);
  if (!ended && ended.error().kind == ErrorKind::Invalid) return fail(ErrorKind::Invalid, "See the field", {{"leaves_because", "Choose why the placement there ends"}});
  RP_CHECK(std::move(ended));
  const auto provider = organisations::provider_of(tx, lives->urn, asked.today());
  return provider ? answering::tell_home(tx, asked, lives->urn, *provider) : Done{};
}

// A contract that ended, or a way of buying that the home does not sell by to this authority: the offer stands, but not under it.
// A home that has not stated its contracts says nothing against any.
Done sells_so(const supply::HomeSupply& home, std::string_view authority_code, placements::Route route, Date night) {
  if (route == placements::Route::Spot || route == placements::Route::Own || !home.contracts) return {};
  const auto label = lower(placements::kRoutes.label(route));
  std::optional<Date> ended;
  for (const auto& one : home.contracts->value.access) {
    if (one.authority_code != authority_code || kRoutes.code(one.route) != placements::kRoutes.code(route)) continue;
    if (one.from <= night && (!one.until || night < *one.until)) return {};
    if (one.until && *one.until <= night && (!ended || *ended < *one.until)) ended = one.until;
  }
  const auto why = ended ? fmt::format("The home’s {} with your authority ended on {}", label, ended->plus_days(-1).words()) : fmt::format("The home states no {} with your authority for {}", label, night.words());
  return fail(ErrorKind::Invalid, "See the field", {{"route", why + ". Choose how the place is really bought, or ask the home to state the contract"}});
}

}  // namespace

bool is_of_a_move(std::string_view reason) { return !reason.starts_with('E') && reason != "PLACE" && reason != "CUSTOD"; }

std::optional<placements::Placement> lives_in(db::Read& tx, const std::string& child) {
  if (child.empty()) return std::nullopt;
  std::optional<placements::Placement> found;
  for (auto& one : placements::of_child(tx, children::ChildId(child)))
    if ((one.state == placements::State::Claimed || one.state == placements::State::Confirmed) && !one.stay.until) found = std::move(one);
  return found;
}

std::vector<std::string> overrides_of(const Searched& searched, std::string_view urn, const asking::Offer& offer) {
  const auto home = searched.find(urn);
  if (!home) return {std::string(engine::info(engine::Rule::Registered).code)};   // not open any more
  const auto& result = searched.answer.solution.homes[*home];
  std::vector<std::string> codes;
  for (const auto& rule : engine::kRules) {
    if (!result.blocked.has(rule.rule) && !result.unknown.has(rule.rule)) continue;
    if (rule.rule == engine::Rule::Vacancy && offer.terms.room) continue;   // the home holds this room for this child
    codes.emplace_back(rule.code);
  }
  if (searched.answer.refused.contains(*home)) codes.emplace_back(matching::kAdmission);
  if (result.flags.has(engine::Flag::Inadequate)) codes.emplace_back(engine::kFlags.code(engine::Flag::Inadequate));
  return codes;
}

std::string against_words(std::string_view code) {
  if (const auto flag = engine::kFlags.parse(code)) return std::string(engine::kFlags.label(*flag));
  return std::string(matching::rule_label(code));
}

Done after_decision(db::Write& tx, const Asked& asked, std::string_view reference) {
  for (const auto& ask : asking::asks_of(tx, reference)) {
    if (ask.state != asking::State::Chosen && ask.state != asking::State::NotChosen) continue;
    if (ask.state == asking::State::NotChosen) RP_CHECK(answering::release_holds(tx, asked, ask.urn, ask.reference));
    RP_CHECK(tell(tx, asked, ask.id));
  }
  return {};
}

Result<asking::DecisionId> choose(db::Write& tx, const Asked& asked, const asking::AskId& ask, std::int64_t version, std::string_view why, std::vector<std::string> overrides, std::string_view override_why) {
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!line || line->status != referrals::Status::Open) return fail(ErrorKind::Conflict, "This referral is not open any more, so no home can be chosen for it");
  const bool second = !overrides.empty();
  RP_TRY(decision, asking::choose(tx, asked.actor(), asked.allowed(), ask, version, why, std::move(overrides), override_why, when_of(asked)));
  RP_CHECK(second ? tell_signers(tx, asked) : after_decision(tx, asked, asked.facts.id));
  return decision;
}

Done undo_choice(db::Write& tx, const Asked& asked, std::string_view words) {
  const auto decision = asking::decision_of(tx, asked.facts.id);
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!decision || !line) return fail(ErrorKind::Conflict, "No choice stands for this child, so there is nothing to undo");
  RP_TRY(ask, asking::load(tx, decision->ask));
  RP_CHECK(asking::undo(tx, asked.actor(), asked.allowed(), decision->id, words, when_of(asked)));
  RP_CHECK(answering::release_holds(tx, asked, ask.urn, ask.reference));
  if (!asked.facts.child.empty())
    for (const auto& placement : placements::of_child(tx, children::ChildId(asked.facts.child))) {
      if (placement.referral_id != line->id || placement.state == placements::State::Withdrawn) continue;
      if (placement.stay.from <= asked.today() || placement.state == placements::State::Ended) return fail(ErrorKind::Conflict, "The placement has begun: record its end instead");
      RP_CHECK(placements::withdraw(tx, asked.actor(), asked.allowed(), placement.id, trim(words), asked.now()));
      RP_CHECK(notices::take_back(tx, asked.desk.vault, asked.actor(), asked.allowed(), placement.id, asked.today(), asked.now()));
    }
  if (line->status == referrals::Status::Placed) RP_CHECK(referrals::change_status(tx, asked.actor(), asked.allowed(), line->reference, referrals::Event::Reopen, asked.now()));
  return tell(tx, asked, ask.id);
}

Result<placements::PlacementId> place(db::Write& tx, const Asked& asked, const Start& start) {
  const auto when = when_of(asked);
  const auto decision = asking::decision_of(tx, asked.facts.id);
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!decision || !line || decision->state != asking::DecisionState::Decided) return fail(ErrorKind::Conflict, "No home is chosen for this child yet: choose one first");
  RP_TRY(ask, asking::load(tx, decision->ask));
  const auto offer = asking::offer_of(tx, ask.id);
  if (!offer) return fail(ErrorKind::Conflict, "The offer of the chosen home is not there any more");
  if (asked.facts.child.empty()) return fail(ErrorKind::Conflict, "The referral is not linked to a child’s record here. Add the child under its own id first, then send the referral again with it");
  if (start.from < line->referred_on) return fail(ErrorKind::Invalid, "See the field", {{"from", fmt::format("The referral is of {}: the placement cannot begin before it", line->referred_on.words())}});
  if (start.planned_until && *start.planned_until <= start.from) return fail(ErrorKind::Invalid, "See the field", {{"until", "The planned end must be after the first night"}});
  if (const auto why = moving_in::refusal(tx, ask.urn, start.from, asked.today(), when.at)) return fail(ErrorKind::Conflict, *why + ". Undo the choice and look again");
  RP_CHECK(sells_so(supply::supply_of(tx, ask.urn, asked.today(), when.at), line->authority_code, start.route, start.from));
  const children::ChildId child(asked.facts.child);
  const Stay nights{start.from, start.planned_until};
  RP_CHECK(leave(tx, asked, start));
  for (const auto& other : placements::of_child(tx, child)) {
    const bool stands = other.state == placements::State::Claimed || other.state == placements::State::Confirmed || other.state == placements::State::Ended;
    if (stands && other.stay.overlaps(nights) && !(other.stay.until && *other.stay.until <= start.from))
      return fail(ErrorKind::Conflict, fmt::format("The child still lives in another home (since {}). Record the end of that placement first", other.stay.from.words()));
  }
  placements::Placement placement;
  placement.child = child;
  placement.authority_code = line->authority_code;
  placement.urn = ask.urn;
  placement.room = offer->terms.room;
  placement.stay.from = start.from;
  placement.planned_until = start.planned_until;
  placement.route = start.route;
  placement.rate = asking::weekly_total(offer->terms.lines);
  placement.referral_id = line->id;
  // The hold becomes the placement: the room is free of the one and taken by the other in one transaction.
  RP_CHECK(answering::release_holds(tx, asked, ask.urn, ask.reference));
  if (placement.room) {
    const auto home = supply::supply_of(tx, ask.urn, asked.today(), when.at);
    for (const auto& one : placements::there_from(tx, ask.urn, asked.today()))
      if (const auto other = supply::occupation_of(one, asked.today()); other.room == *placement.room && other.nights.overlaps(nights)) return fail(ErrorKind::Conflict, fmt::format("Another child is recorded in {} from {}. Ask the home which room it means", other.room, other.nights.from.words()));
    for (const auto& hold : home.holds)
      if (hold.room == *placement.room && hold.nights.overlaps(nights)) return fail(ErrorKind::Conflict, fmt::format("{} is held for another child, {}. Ask the home which room it means", hold.room, hold.held_for));
    RP_CHECK(supply::take_room(tx, asked.actor(), asked.allowed(), ask.urn, *placement.room, nights, {when.at, when.now}));
  }
  RP_TRY(claimed, placements::claim(tx, asked.actor(), asked.allowed(), std::move(placement), asked.now()));
  RP_CHECK(notices::owe(tx, asked.desk.vault, asked.actor(), asked.allowed(), claimed.id, notices::Event::Start, decision->why, asked.today(), asked.now()));
  RP_CHECK(referrals::change_status(tx, asked.actor(), asked.allowed(), line->reference, referrals::Event::Place, asked.now()));
  RP_CHECK(tell(tx, asked, ask.id));
  return claimed.id;
}

Done end_placement(db::Write& tx, const Asked& asked, const placements::PlacementId& id, Date left_on, std::string_view reason) {
  RP_CHECK(placements::end(tx, asked.actor(), asked.allowed(), id, left_on, reason, asked.now()));
  RP_CHECK(notices::owe(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, notices::Event::End, {}, asked.today(), asked.now()));
  return {};
}

}  // namespace rightplace::finding
