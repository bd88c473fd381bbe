#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/asking/asking.h"

namespace rightplace::asking {
namespace {

constexpr std::string_view kAskColumns =
    "id, reference, urn, organisation_id, authority_id, wave, tier, state, asked_by, asked_at, answer_by, answered_at, answered_by, decline_reason, decline_words, version";
constexpr std::string_view kInsertAsk = R"sql(
  INSERT INTO asks (id, reference, urn, organisation_id, authority_id, wave, tier, state, asked_by, asked_at, answer_by, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9, $10, 1)
)sql";
constexpr std::string_view kNextWave = "SELECT COALESCE(MAX(wave), 0) + 1 FROM asks WHERE reference = $1";
constexpr std::string_view kLiveAsk = "SELECT id FROM asks WHERE reference = $1 AND urn = $2 AND state IN ('asked', 'offered', 'chosen')";
constexpr std::string_view kSetState = "UPDATE asks SET state = $3, version = version + 1 WHERE id = $1 AND version = $2";
constexpr std::string_view kSetAnswer = R"sql(
  UPDATE asks
  SET state = $3, answered_at = $4, answered_by = $5, decline_reason = $6, decline_words = $7, version = version + 1
  WHERE id = $1 AND version = $2
)sql";
constexpr std::string_view kSetTier = "UPDATE asks SET tier = $3, version = version + 1 WHERE id = $1 AND version = $2";
constexpr std::string_view kSetOrganisation = "UPDATE asks SET organisation_id = $3, version = version + 1 WHERE id = $1 AND version = $2 AND organisation_id IS NULL";
constexpr std::string_view kAnsweredByHome = R"sql(
  SELECT urn, count(*), count(answered_at)
  FROM asks
  WHERE answered_at IS NOT NULL
     OR (state <> 'withdrawn' AND answer_by < $1)
  GROUP BY urn
)sql";
constexpr std::string_view kSetDeadline = "UPDATE asks SET answer_by = $3, version = version + 1 WHERE id = $1 AND version = $2";
constexpr std::string_view kKeepOffer = R"sql(
  INSERT INTO offers_ended (id, ask_id, available_from, room, stands_until, conditions, made_by, made_at, ended_how, ended_by, ended_at)
  SELECT id, ask_id, available_from, room, stands_until, conditions, made_by, made_at, $2, $3, $4
  FROM offers
  WHERE ask_id = $1
)sql";
constexpr std::string_view kKeepLines = R"sql(
  INSERT INTO offer_lines_ended (offer_id, number, what, every, pence)
  SELECT offer_id, number, what, every, pence
  FROM offer_lines
  WHERE offer_id IN (SELECT id FROM offers WHERE ask_id = $1)
)sql";
constexpr std::string_view kDropLines = "DELETE FROM offer_lines WHERE offer_id IN (SELECT id FROM offers WHERE ask_id = $1)";
constexpr std::string_view kDropOffer = "DELETE FROM offers WHERE ask_id = $1";
constexpr std::string_view kOffersBefore = R"sql(
  SELECT id, ask_id, available_from, room, stands_until, conditions, made_by, made_at, ended_how, ended_by, ended_at
  FROM offers_ended
  WHERE ask_id = $1
  ORDER BY ended_at, id
)sql";
constexpr std::string_view kLinesBefore = "SELECT what, every, pence FROM offer_lines_ended WHERE offer_id = $1 ORDER BY number";
constexpr std::string_view kFallThrough = "UPDATE placement_decisions SET state = 'undone' WHERE id = $1 AND state IN ('proposed', 'decided')";
constexpr std::string_view kInsertOffer = R"sql(
  INSERT INTO offers (id, ask_id, available_from, room, stands_until, conditions, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";
constexpr std::string_view kInsertLine = "INSERT INTO offer_lines (offer_id, number, what, every, pence) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kOffer = "SELECT id, ask_id, available_from, room, stands_until, conditions, made_by, made_at FROM offers WHERE ask_id = $1";
constexpr std::string_view kLines = "SELECT what, every, pence FROM offer_lines WHERE offer_id = $1 ORDER BY number";
constexpr std::string_view kInsertMessage = "INSERT INTO ask_messages (id, ask_id, side, words, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view kMessages = "SELECT ask_id, side, words, written_by, written_at FROM ask_messages WHERE ask_id = $1 ORDER BY written_at, id";

constexpr std::size_t kLongestMessage = 4'000, kLongestWords = 2'000;

Ask ask_from(const db::Row& row) {
  Ask ask;
  ask.id = row.id<AskTag>(0);
  ask.reference = row.string(1);
  ask.urn = row.string(2);
  ask.organisation = row.id<organisations::OrganisationTag>(3);
  ask.authority = row.id<organisations::OrganisationTag>(4);
  ask.wave = static_cast<int>(row.integer(5));
  ask.tier = kTiers.parse(row.text(6)).value_or(Tier::ReferralSummary);
  ask.state = kStates.parse(row.text(7)).value_or(State::Withdrawn);
  ask.asked_by = row.string(8);
  ask.asked_at = row.instant(9);
  ask.answer_by = row.instant(10);
  if (!row.is_null(11)) ask.answered_at = row.instant(11);
  ask.answered_by = row.string(12);
  ask.decline_reason = row.string(13);
  ask.decline_words = row.string(14);
  ask.version = row.integer(15);
  return ask;
}

tl::unexpected<Error> changed_meanwhile() {
  return fail(ErrorKind::Conflict, "Somebody changed this since you opened the page. Look at what it says now, then send yours again");
}

// The ask at the version that was shown.
Result<Ask> at_version(db::Read& tx, const AskId& id, std::int64_t version) {
  RP_TRY(ask, load(tx, id));
  if (ask.version != version) return changed_meanwhile();
  return std::move(ask);
}

audit::Subject subject(const Ask& ask) { return {"ask", ask.id.text()}; }
json::Object detail(const Ask& ask) { return {{"reference", ask.reference}, {"urn", ask.urn}}; }

Done answered(db::Write& tx, const Actor& actor, const Ask& ask, State state, std::string_view reason, std::string_view words, Instant now) {
  const auto none = [](std::string_view text) { return text.empty() ? std::nullopt : std::optional(std::string(text)); };
  if (tx.run(kSetAnswer, {ask.id, ask.version, kStates.code(state), now, actor.id, none(reason), none(words)}) == 0) return changed_meanwhile();
  return {};
}

Done text_fits(std::string_view words, std::size_t longest, std::string_view field, bool required) {
  if (!is_utf8(words) || words.size() > longest) return fail(ErrorKind::Invalid, "See the field", {{std::string(field), fmt::format("Enter at most {} letters", longest)}});
  if (required && trim(words).empty()) return fail(ErrorKind::Invalid, "See the field", {{std::string(field), "Enter what you want to say"}});
  return {};
}

Offer offer_from(const db::Row& row) {
  return {row.id<OfferTag>(0), row.id<AskTag>(1), {row.date(2), row.maybe_string(3), row.instant(4), {}, row.string(5)}, row.string(6), row.instant(7)};
}
PriceLine line_from(const db::Row& row) { return {row.string(0), kEvery.parse(row.text(1)).value_or(Every::Week), row.pence(2)}; }

// What was offered is kept apart from what stands.
void end_offer(db::Write& tx, const Actor& actor, const AskId& id, OfferEnd how, Instant now) {
  tx.run(kKeepOffer, {id, kOfferEnds.code(how), actor.id, now});
  tx.run(kKeepLines, {id});
  tx.run(kDropLines, {id});
  tx.run(kDropOffer, {id});
}

std::optional<Decision> choice_of(db::Read& tx, const Ask& ask) {
  auto standing = decision_of(tx, ask.reference);
  return standing && standing->ask == ask.id ? std::move(standing) : std::nullopt;
}

}  // namespace

Result<std::vector<AskId>> ask(db::Write& tx, const Actor& actor, const Allowed& allowed, std::span<const NewAsk> homes, When when) {
  if (homes.empty()) return fail(ErrorKind::Invalid, "Choose at least one home to ask", {{"homes", "Choose at least one home to ask"}});
  const auto wave = tx.integer(kNextWave, {homes.front().reference});
  std::vector<AskId> ids;
  for (const auto& home : homes) {
    if (home.reference != homes.front().reference) return fail(ErrorKind::Invalid, "The homes of one wave are asked for one referral");
    if (home.answer_by.ms <= when.at.ms) return fail(ErrorKind::Invalid, "See the field", {{"answer_by", "Enter a time ahead, until which homes may answer"}});
    if (home.tier == Tier::FullFile) return fail(ErrorKind::Invalid, "See the field", {{"tier", "The full file goes only to the home that was chosen"}});
    if (tx.exists(kLiveAsk, {home.reference, home.urn})) return fail(ErrorKind::Conflict, fmt::format("The home {} has been asked already", home.urn));
    const AskId id(new_uuid(when.now));
    tx.run(kInsertAsk, {id, home.reference, home.urn, home.organisation.empty() ? std::nullopt : std::optional(home.organisation.text()), home.authority, wave,
                        kTiers.code(home.tier), actor.id, when.at, home.answer_by});
    audit::record(tx, actor, allowed, "ask.sent", {"ask", id.text()}, when.now,
                  {{"reference", home.reference}, {"urn", home.urn}, {"wave", wave}, {"tier", kTiers.code(home.tier)}, {"of", homes.size()}});
    ids.push_back(id);
  }
  return ids;
}

Done release(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, Tier tier, When when) {
  RP_TRY(ask, at_version(tx, id, version));
  if (!is_live(ask.state)) return fail(ErrorKind::Conflict, next_state(ask.state, Event::Offer).error().detail);
  if (tier <= ask.tier) return fail(ErrorKind::Conflict, fmt::format("This home has the {} already; what was released cannot be taken back", lower(kTiers.label(ask.tier))));
  if (tier == Tier::FullFile && ask.state != State::Chosen) return fail(ErrorKind::Conflict, "The full file goes only to the home that was chosen");
  if (ask.organisation.empty()) return fail(ErrorKind::Conflict, "This home was asked by e-mail, and a link shows the summary only. When its provider works here, hand the ask over to it; then more can be released");
  if (tx.run(kSetTier, {id, version, kTiers.code(tier)}) == 0) return changed_meanwhile();
  auto what = detail(ask);
  what.set("tier", kTiers.code(tier));
  audit::record(tx, actor, allowed, "ask.released", subject(ask), when.now, what);
  return {};
}

Done address(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, const organisations::OrganisationId& organisation, When when) {
  RP_TRY(ask, at_version(tx, id, version));
  if (!is_live(ask.state)) return fail(ErrorKind::Conflict, next_state(ask.state, Event::Offer).error().detail);
  if (!ask.organisation.empty() || organisation.empty()) return fail(ErrorKind::Conflict, "This ask is answered here by the home’s provider already");
  if (tx.run(kSetOrganisation, {id, version, organisation}) == 0) return changed_meanwhile();
  auto what = detail(ask);
  what.set("organisation", organisation.text());
  audit::record(tx, actor, allowed, "ask.handed_over", subject(ask), when.now, what);
  return {};
}

Done extend(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, Instant answer_by, When when) {
  RP_TRY(ask, at_version(tx, id, version));
  if (ask.state != State::Asked && ask.state != State::Offered) return fail(ErrorKind::Conflict, next_state(ask.state, Event::Offer).error().detail);
  if (answer_by.ms <= when.at.ms || answer_by.ms <= ask.answer_by.ms) return fail(ErrorKind::Invalid, "See the field", {{"answer_by", "Enter a later time than the one that stands"}});
  if (tx.run(kSetDeadline, {id, version, answer_by}) == 0) return changed_meanwhile();
  audit::record(tx, actor, allowed, "ask.extended", subject(ask), when.now, detail(ask));
  return {};
}

Result<OfferId> offer(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, const OfferTerms& terms, When when) {
  RP_CHECK(checked(terms, when.at));
  RP_TRY(ask, at_version(tx, id, version));
  RP_CHECK(may_answer(ask.state, ask.answer_by, when.at));
  RP_TRY(state, next_state(ask.state, Event::Offer));
  if (choice_of(tx, ask)) return fail(ErrorKind::Conflict, "The authority has chosen your offer as it is, and a second person there is to sign it. It cannot be changed now; speak with them");
  RP_CHECK(answered(tx, actor, ask, state, {}, {}, when.at));
  end_offer(tx, actor, id, OfferEnd::Replaced, when.at);
  const OfferId offer(new_uuid(when.now));
  tx.run(kInsertOffer, {offer, id, terms.available_from, terms.room, terms.stands_until, terms.conditions, actor.id, when.at});
  int number = 0;
  for (const auto& line : terms.lines) tx.run(kInsertLine, {offer, ++number, squeeze(line.what), kEvery.code(line.every), line.amount});
  auto what = detail(ask);
  what.set("weekly_pence", weekly_total(terms.lines).per_week.value);
  what.set("available_from", terms.available_from.iso());
  audit::record(tx, actor, allowed, "ask.offered", subject(ask), when.now, what);
  return offer;
}

Done decline(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, std::string_view reason, std::string_view words, When when) {
  const auto& reasons = decline_reasons();
  if (std::ranges::find(reasons, reason, &DeclineReason::code) == reasons.end()) return fail(ErrorKind::Invalid, "See the field", {{"reason", "Choose why the home declines"}});
  RP_CHECK(text_fits(words, kLongestWords, "words", reason == "other"));
  RP_TRY(ask, at_version(tx, id, version));
  if (ask.state == State::Offered) return fail(ErrorKind::Conflict, "This home has offered a place: take the offer back instead");
  RP_TRY(state, next_state(ask.state, Event::Decline));   // a late "no" is still worth having
  RP_CHECK(answered(tx, actor, ask, state, reason, trim(words), when.at));
  auto what = detail(ask);
  what.set("reason", reason);
  audit::record(tx, actor, allowed, "ask.declined", subject(ask), when.now, what);
  return {};
}

Done take_back(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, std::string_view words, When when) {
  RP_CHECK(text_fits(words, kLongestWords, "words", true));
  RP_TRY(ask, at_version(tx, id, version));
  RP_TRY(state, next_state(ask.state, Event::TakeBack));
  if (choice_of(tx, ask))
    return fail(ErrorKind::Conflict, "The authority has chosen this offer. Speak with them; only they can undo the choice");
  RP_CHECK(answered(tx, actor, ask, state, "other", trim(words), when.at));
  end_offer(tx, actor, id, OfferEnd::TakenBack, when.at);
  audit::record(tx, actor, allowed, "ask.offer_taken_back", subject(ask), when.now, detail(ask));
  return {};
}

Done withdraw(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, When when) {
  RP_TRY(ask, at_version(tx, id, version));
  RP_TRY(state, next_state(ask.state, Event::Withdraw));
  if (const auto standing = choice_of(tx, ask))
    return fail(ErrorKind::Conflict, standing->state == DecisionState::Proposed ? "This home's offer was chosen and waits for the second signature: refuse that first" : "This home was chosen: undo the choice first");
  if (tx.run(kSetState, {id, version, kStates.code(state)}) == 0) return changed_meanwhile();
  audit::record(tx, actor, allowed, "ask.withdrawn", subject(ask), when.now, detail(ask));
  return {};
}

std::int64_t withdraw_all(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view reference, When when) {
  if (const auto standing = decision_of(tx, reference)) {
    tx.run(kFallThrough, {standing->id});
    audit::record(tx, actor, allowed, "decision.undone", {"decision", standing->id.text()}, when.now, {{"reference", reference}, {"because", "the referral was withdrawn"}});
  }
  std::int64_t count = 0;
  for (const auto& ask : asks_of(tx, reference)) {
    const auto state = next_state(ask.state, Event::Withdraw);
    if (!state) continue;
    tx.run(kSetState, {ask.id, ask.version, kStates.code(*state)});
    audit::record(tx, actor, allowed, "ask.withdrawn", subject(ask), when.now, detail(ask));
    ++count;
  }
  return count;
}

Done write_message(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, Side side, std::string_view words, When when) {
  RP_CHECK(text_fits(words, kLongestMessage, "words", true));
  RP_TRY(ask, load(tx, id));
  if (!is_live(ask.state)) return fail(ErrorKind::Conflict, next_state(ask.state, Event::Offer).error().detail);
  tx.run(kInsertMessage, {new_uuid(when.now), id, kSides.code(side), trim(words), actor.id, when.at});
  auto what = detail(ask);
  what.set("side", kSides.code(side));
  audit::record(tx, actor, allowed, "ask.message_written", subject(ask), when.now, what);
  return {};
}

Result<Ask> load(db::Read& tx, const AskId& id) {
  auto found = tx.first(fmt::format("SELECT {} FROM asks WHERE id = $1", kAskColumns), {id}, ask_from);
  if (!found) return fail(ErrorKind::NotFound, "There is no such ask");
  return std::move(*found);
}

std::vector<Ask> asks_of(db::Read& tx, std::string_view reference) {
  return tx.list(fmt::format("SELECT {} FROM asks WHERE reference = $1 ORDER BY wave, urn, id", kAskColumns), {reference}, ask_from);
}

std::vector<Ask> asks_to(db::Read& tx, std::span<const organisations::OrganisationId> organisations, bool live_only) {
  std::vector<Ask> all;
  const auto sql = fmt::format("SELECT {} FROM asks WHERE organisation_id = $1{}", kAskColumns, live_only ? " AND state IN ('asked', 'offered', 'chosen')" : "");
  for (const auto& organisation : organisations) tx.each(sql, {organisation}, [&](const db::Row& row) { all.push_back(ask_from(row)); });
  std::ranges::sort(all, [](const Ask& a, const Ask& b) { return std::tie(a.answer_by.ms, a.id) < std::tie(b.answer_by.ms, b.id); });
  return all;
}

std::vector<Ask> asks_to_homes(db::Read& tx, std::span<const std::string> urns) {
  std::vector<Ask> all;
  const auto sql = fmt::format("SELECT {} FROM asks WHERE urn = $1", kAskColumns);
  for (const auto& urn : urns) tx.each(sql, {urn}, [&](const db::Row& row) { all.push_back(ask_from(row)); });
  std::ranges::sort(all, [](const Ask& a, const Ask& b) { return std::tie(a.answer_by.ms, a.id) < std::tie(b.answer_by.ms, b.id); });
  return all;
}

std::vector<Ask> asks_by(db::Read& tx, const organisations::OrganisationId& authority) {
  return tx.list(fmt::format("SELECT {} FROM asks WHERE authority_id = $1 ORDER BY reference, wave, urn, id", kAskColumns), {authority}, ask_from);
}

std::map<std::string, Answered, std::less<>> answered_by_home(db::Read& tx, Instant at) {
  std::map<std::string, Answered, std::less<>> all;
  tx.each(kAnsweredByHome, {at}, [&](const db::Row& row) { all.emplace(row.string(0), Answered{row.integer(1), row.integer(2)}); });
  return all;
}

std::vector<Ask> unanswered_until(db::Read& tx, Instant from, Instant until) {
  return tx.list(fmt::format("SELECT {} FROM asks WHERE state = 'asked' AND answer_by > $1 AND answer_by <= $2 ORDER BY answer_by, id", kAskColumns), {from, until}, ask_from);
}

std::optional<Offer> offer_of(db::Read& tx, const AskId& id) {
  auto offer = tx.first(kOffer, {id}, offer_from);
  if (offer) offer->terms.lines = tx.list(kLines, {offer->id}, line_from);
  return offer;
}

std::vector<EndedOffer> offers_before(db::Read& tx, const AskId& id) {
  auto all = tx.list(kOffersBefore, {id}, [](const db::Row& row) { return EndedOffer{offer_from(row), kOfferEnds.parse(row.text(8)).value_or(OfferEnd::Replaced), row.string(9), row.instant(10)}; });
  for (auto& one : all) one.offer.terms.lines = tx.list(kLinesBefore, {one.offer.id}, line_from);
  return all;
}

std::vector<Message> messages_of(db::Read& tx, const AskId& id) {
  return tx.list(kMessages, {id}, [](const db::Row& row) {
    return Message{row.id<AskTag>(0), kSides.parse(row.text(1)).value_or(Side::Home), row.string(2), row.string(3), row.instant(4)};
  });
}

}  // namespace rightplace::asking
