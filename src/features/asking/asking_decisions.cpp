#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/asking/asking.h"

namespace rightplace::asking {
namespace {

constexpr std::string_view kColumns =
    "id, reference, ask_id, state, why, overrides, override_why, decided_by, decided_at, signed_by, signed_at, signed_words";
constexpr std::string_view kInsert = R"sql(
  INSERT INTO placement_decisions (id, reference, ask_id, state, why, overrides, override_why, decided_by, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";
constexpr std::string_view kSign = R"sql(
  UPDATE placement_decisions
  SET state = $2, signed_by = $3, signed_at = $4, signed_words = $5
  WHERE id = $1 AND state = 'proposed'
)sql";
constexpr std::string_view kUndo = "UPDATE placement_decisions SET state = 'undone' WHERE id = $1 AND state = 'decided'";
constexpr std::string_view kSetState = "UPDATE asks SET state = $2, version = version + 1 WHERE id = $1";

constexpr std::size_t kLeastWhy = 10, kLongestWhy = 4'000;   // policy, not law

Decision decision_from(const db::Row& row) {
  Decision decision;
  decision.id = row.id<DecisionTag>(0);
  decision.reference = row.string(1);
  decision.ask = row.id<AskTag>(2);
  decision.state = kDecisionStates.parse(row.text(3)).value_or(DecisionState::Undone);
  decision.why = row.string(4);
  for (const auto code : split(row.text(5), ' '))
    if (!code.empty()) decision.signatures.overrides.emplace_back(code);
  decision.signatures.override_why = row.string(6);
  decision.signatures.decided_by = row.string(7);
  decision.decided_at = row.instant(8);
  decision.signed_by = row.string(9);
  if (!row.is_null(10)) decision.signed_at = row.instant(10);
  decision.signed_words = row.string(11);
  return decision;
}

Done words_fit(std::string_view words, std::string_view field, std::string_view ask_for) {
  if (!is_utf8(words) || words.size() > kLongestWhy) return fail(ErrorKind::Invalid, "See the field", {{std::string(field), fmt::format("Enter at most {} letters", kLongestWhy)}});
  if (trim(words).size() < kLeastWhy) return fail(ErrorKind::Invalid, "See the field", {{std::string(field), std::string(ask_for)}});
  return {};
}

// The chosen home is chosen, the others are passed over: from now on nobody else prepares for this child.
Done carry_through(db::Write& tx, const Actor& actor, const Allowed& allowed, const Ask& chosen, When when) {
  RP_TRY(state, next_state(chosen.state, Event::Choose));
  tx.run(kSetState, {chosen.id, kStates.code(state)});
  audit::record(tx, actor, allowed, "ask.chosen", {"ask", chosen.id.text()}, when.now, {{"reference", chosen.reference}, {"urn", chosen.urn}});
  for (const auto& other : asks_of(tx, chosen.reference)) {
    if (other.id == chosen.id) continue;
    const auto passed = next_state(other.state, Event::PassOver);
    if (!passed) continue;
    tx.run(kSetState, {other.id, kStates.code(*passed)});
    audit::record(tx, actor, allowed, "ask.not_chosen", {"ask", other.id.text()}, when.now, {{"reference", other.reference}, {"urn", other.urn}});
  }
  return {};
}

Done still_offered(db::Read& tx, const Ask& ask, Instant now) {
  const auto offer = offer_of(tx, ask.id);
  if (!offer || ask.state != State::Offered) return fail(ErrorKind::Conflict, "This home's offer no longer stands: look at what it says now");
  if (offer->terms.stands_until.ms < now.ms)
    return fail(ErrorKind::Conflict, fmt::format("This offer stood until {} at {}. Ask the home whether it still holds", london_date(offer->terms.stands_until).words(),
                                                 london_time(offer->terms.stands_until)));
  return {};
}

}  // namespace

Result<DecisionId> choose(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, std::string_view why,
                          std::vector<std::string> overrides, std::string_view override_why, When when) {
  RP_CHECK(words_fit(why, "why", "Say why this home is right for this child, in at least ten letters"));
  if (!overrides.empty()) RP_CHECK(words_fit(override_why, "override_why", "Say why it is right although something speaks against it"));
  RP_TRY(ask, load(tx, id));
  if (ask.version != version) return fail(ErrorKind::Conflict, "Somebody changed this since you opened the page. Look at what it says now, then choose again");
  if (decision_of(tx, ask.reference)) return fail(ErrorKind::Conflict, "A home has been chosen for this child already: undo that choice first");
  RP_CHECK(still_offered(tx, ask, when.at));
  std::ranges::sort(overrides);
  const bool second = !overrides.empty();
  const DecisionId decision(new_uuid(when.now));
  tx.run(kInsert, {decision, ask.reference, id, kDecisionStates.code(second ? DecisionState::Proposed : DecisionState::Decided), trim(why), join(overrides, " "),
                   second ? trim(override_why) : std::string_view(), actor.id, when.at});
  audit::record(tx, actor, allowed, second ? "decision.proposed" : "decision.made", {"decision", decision.text()}, when.now,
                {{"reference", ask.reference}, {"urn", ask.urn}, {"overrides", join(overrides, " ")}});
  if (!second) RP_CHECK(carry_through(tx, actor, allowed, ask, when));
  return decision;
}

Done sign(db::Write& tx, const Actor& actor, const Allowed& allowed, const DecisionId& id, bool agrees, std::string_view words, When when) {
  RP_TRY(decision, load(tx, id));
  if (decision.state != DecisionState::Proposed) return fail(ErrorKind::Conflict, fmt::format("This choice is not waiting for a signature: {}", lower(kDecisionStates.label(decision.state))));
  RP_CHECK(may_sign(decision.signatures, actor.id));
  RP_CHECK(words_fit(words, "words", agrees ? "Say why you agree, in at least ten letters" : "Say why you do not agree, in at least ten letters"));
  RP_TRY(ask, load(tx, decision.ask));
  if (agrees) RP_CHECK(still_offered(tx, ask, when.at));
  tx.run(kSign, {id, kDecisionStates.code(agrees ? DecisionState::Decided : DecisionState::Refused), actor.id, when.at, trim(words)});
  audit::record(tx, actor, allowed, agrees ? "decision.signed" : "decision.not_signed", {"decision", id.text()}, when.now, {{"reference", ask.reference}, {"urn", ask.urn}});
  if (agrees) RP_CHECK(carry_through(tx, actor, allowed, ask, when));
  return {};
}

Done undo(db::Write& tx, const Actor& actor, const Allowed& allowed, const DecisionId& id, std::string_view words, When when) {
  RP_CHECK(words_fit(words, "words", "Say why it falls through, in at least ten letters"));
  RP_TRY(decision, load(tx, id));
  RP_TRY(ask, load(tx, decision.ask));
  if (tx.run(kUndo, {id}) == 0) return fail(ErrorKind::Conflict, fmt::format("This choice cannot be undone: {}", lower(kDecisionStates.label(decision.state))));
  RP_TRY(state, next_state(ask.state, Event::Undo));
  tx.run(kSetState, {ask.id, kStates.code(state)});
  audit::record(tx, actor, allowed, "decision.undone", {"decision", id.text()}, when.now, {{"reference", ask.reference}, {"urn", ask.urn}});
  return {};
}

std::optional<Decision> decision_of(db::Read& tx, std::string_view reference) {
  return tx.first(fmt::format("SELECT {} FROM placement_decisions WHERE reference = $1 AND state IN ('proposed', 'decided')", kColumns), {reference}, decision_from);
}

std::vector<Decision> decisions_by(db::Read& tx, const organisations::OrganisationId& authority) {
  return tx.list(fmt::format("SELECT {} FROM placement_decisions WHERE state IN ('proposed', 'decided') AND ask_id IN (SELECT id FROM asks WHERE authority_id = $1) ORDER BY decided_at, id", kColumns),
                 {authority}, decision_from);
}

Result<Decision> load(db::Read& tx, const DecisionId& id) {
  auto found = tx.first(fmt::format("SELECT {} FROM placement_decisions WHERE id = $1", kColumns), {id}, decision_from);
  if (!found) return fail(ErrorKind::NotFound, "There is no such decision");
  return std::move(*found);
}

}  // namespace rightplace::asking
