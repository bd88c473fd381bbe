#include <algorithm>

#include "base/text.h"
#include "features/accounts/accounts_waits.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kPerson = R"sql(
  SELECT id, password_hash, totp_sealed, totp_step FROM people WHERE email_token = $1 AND closed_at IS NULL AND password_hash IS NOT NULL
)sql";
constexpr std::string_view kUseStep = "UPDATE people SET totp_step = $2 WHERE id = $1 AND totp_step < $2 AND password_hash = $3 AND closed_at IS NULL";

constexpr std::string_view kStart = R"sql(
  INSERT INTO sessions (id, token_hash, person_id, organisation_id, started_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)
)sql";
constexpr std::string_view kByToken = R"sql(
  SELECT s.id, s.person_id, s.organisation_id, s.started_at, s.last_seen_at, s.locked_at
  FROM sessions s
  JOIN people p ON p.id = s.person_id
  WHERE s.token_hash = $1
    AND s.ended_at IS NULL
    AND s.last_seen_at > $2
    AND s.started_at > $3
    AND p.closed_at IS NULL
)sql";
constexpr std::string_view kOfPerson = R"sql(
  SELECT id, person_id, organisation_id, started_at, last_seen_at, locked_at
  FROM sessions
  WHERE person_id = $1
    AND ended_at IS NULL
    AND last_seen_at > $2
    AND started_at > $3
  ORDER BY started_at DESC, id
)sql";
constexpr std::string_view kSeen = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
constexpr std::string_view kEnd = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
constexpr std::string_view kEndOwn = "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL";
constexpr std::string_view kChoose = "UPDATE sessions SET organisation_id = $2 WHERE id = $1 AND ended_at IS NULL";
constexpr std::string_view kLock = "UPDATE sessions SET locked_at = $2 WHERE id = $1 AND ended_at IS NULL AND locked_at IS NULL";
constexpr std::string_view kReopen = "UPDATE sessions SET locked_at = NULL, last_seen_at = $2 WHERE id = $1 AND ended_at IS NULL";
constexpr std::string_view kPersonById = "SELECT id, password_hash, totp_sealed, totp_step FROM people WHERE id = $1 AND closed_at IS NULL AND password_hash IS NOT NULL";
constexpr std::string_view kEndAll = "UPDATE sessions SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";

Session session_from(const db::Row& row) {
  return {row.id<SessionTag>(0), row.id<PersonTag>(1), row.id<organisations::OrganisationTag>(2), row.instant(3), row.instant(4),
          row.is_null(5) ? std::nullopt : std::optional(row.instant(5))};
}

struct Known {
  PersonId id;
  std::string hash, totp_sealed;
  std::int64_t step = 0;
};

Known known_of(const db::Row& row) { return {row.id<PersonTag>(0), row.string(1), row.string(2), row.integer(3)}; }

// So that an unknown address takes as long as a known one.
const std::string& hash_of_nobody() {
  static const auto hash = vault::hash_password(Personal(vault::random_token()));
  return hash;
}

tl::unexpected<Error> not_fitting() {
  return fail(ErrorKind::Forbidden, "The e-mail address, the password or the code is not right. Each code of the authenticator serves once");
}

}  // namespace

Result<Started> sign_in(db::Database& database, const vault::Vault& vault, const Credentials& credentials, std::string_view address, Date today, Instant now) {
  const auto email = lower(trim(credentials.email.reveal()));
  const auto attempt = attempt_of(vault, email, address);
  RP_CHECK(database.write([&](db::Write& tx) { return count_attempt(tx, attempt, now); }));
  const auto refused = [&](const PersonId& person, std::string_view why) {
    database.write([&](db::Write& tx) { note_refusal(tx, person, "sign_in", why, attempt, now); });
    return not_fitting();
  };
  const auto known = database.read([&](db::Read& tx) {
    return tx.first(kPerson, {vault.token("people.email", email)}, known_of);
  });
  const bool fits = credentials.password.reveal().size() <= 128 && vault::password_fits(credentials.password, known ? known->hash : hash_of_nobody());
  if (!known) return refused({}, "no_account");
  if (!fits) return refused(known->id, "password");
  // Whoever knows the password and guesses codes is not told that they must wait: it would tell them that they know it.
  const auto by_code = code_subject(vault, known->id);
  if (!database.write([&](db::Write& tx) { return count_attempt(tx, {by_code}, now); })) return refused(known->id, "code_waits");
  const auto secret = vault.open("people.totp/" + known->id.text(), known->totp_sealed);
  const auto step = secret ? vault::totp_step(secret->reveal(), trim(credentials.totp.reveal()), now.ms / 1000, known->step) : std::nullopt;
  if (!step) return refused(known->id, "code");
  const auto token = vault::random_token();
  return database.write([&](db::Write& tx) -> Result<Started> {
    // The step is used up and the password still the one that was looked at, or somebody was quicker.
    if (tx.run(kUseStep, {known->id, *step, known->hash}) == 0) return not_fitting();
    forgive(tx, attempt);
    forgive(tx, by_code.token);
    const auto organisations = organisations_of(tx, known->id, today);
    // Who works for several says for which: nothing is done on behalf of one by mistake.
    const Session session{SessionId(new_uuid(now)), known->id, organisations.size() == 1 ? organisations.front().id : OrganisationId(), now, now, std::nullopt};
    tx.run(kStart, {session.id, vault::sha256_hex(token), session.person,
                    session.organisation.empty() ? std::nullopt : std::optional(session.organisation.text()), now});
    audit::record(tx, {ActorKind::Person, known->id.text()}, Allowed::because("password and one-time code fit"), "session.started",
                  {"session", session.id.text()}, now);
    return Started{Personal<std::string>(token), session};
  });
}

std::optional<Session> session_of(db::Read& tx, std::string_view token, Instant now) {
  if (token.empty()) return std::nullopt;
  return tx.first(kByToken, {vault::sha256_hex(token), Instant{now.ms - kIdleMs}, Instant{now.ms - kLongestSessionMs}}, session_from);
}

void seen(db::Write& tx, const SessionId& id, Instant now) { tx.run(kSeen, {id, now}); }

void sign_out(db::Write& tx, const Session& session, Instant now) {
  if (tx.run(kEnd, {session.id, now}) == 0) return;
  audit::record(tx, {ActorKind::Person, session.person.text()}, Allowed::because("own session"), "session.ended", {"session", session.id.text()}, now);
}

std::int64_t sign_out_everywhere(db::Write& tx, const PersonId& person, Instant now) {
  const auto ended = tx.run(kEndAll, {person, now});
  if (ended > 0)
    audit::record(tx, {ActorKind::Person, person.text()}, Allowed::because("own sessions"), "sessions.ended", {"person", person.text()}, now, {{"count", ended}});
  return ended;
}

std::vector<Session> sessions_of(db::Read& tx, const PersonId& person, Instant now) {
  return tx.list(kOfPerson, {person, Instant{now.ms - kIdleMs}, Instant{now.ms - kLongestSessionMs}}, session_from);
}

Done end_session(db::Write& tx, const PersonId& person, const SessionId& id, Instant now) {
  if (tx.run(kEndOwn, {id, person, now}) == 0) return fail(access::missing());
  audit::record(tx, {ActorKind::Person, person.text()}, Allowed::because("own session"), "session.ended", {"session", id.text()}, now);
  return {};
}

Done choose_organisation(db::Write& tx, const Session& session, const OrganisationId& organisation, Date today, Instant now) {
  const auto all = organisations_of(tx, session.person, today);
  if (std::ranges::find(all, organisation, &organisations::Organisation::id) == all.end()) return fail(access::missing());
  tx.run(kChoose, {session.id, organisation});
  audit::record(tx, {ActorKind::Person, session.person.text()}, Allowed::because("is a member today"), "session.organisation_chosen",
                {"session", session.id.text()}, now, {{"organisation", organisation.text()}});
  return {};
}

void lock(db::Write& tx, const Session& session, Instant now) {
  if (tx.run(kLock, {session.id, now}) == 0) return;
  audit::record(tx, {ActorKind::Person, session.person.text()}, Allowed::because("own session"), "session.locked", {"session", session.id.text()}, now);
}

bool is_locked(const Session& session, Instant now) { return session.locked_at || now.ms - session.last_seen_at.ms >= kLockMs; }

Done reopen(db::Database& database, const vault::Vault& vault, const Session& session, const Personal<std::string>& password_or_code,
            std::string_view address, Instant now) {
  RP_TRY(contact, database.read([&](db::Read& tx) { return contact_of(tx, vault, session.person); }));
  const auto attempt = attempt_of(vault, contact.email.reveal(), address);
  // Of the session too: who has got hold of it from elsewhere does not begin anew from each office.
  const Subject by_session{vault.token("sign_in.session", session.id.text()), kFreeForAccount};
  RP_CHECK(database.write([&](db::Write& tx) { return count_attempt(tx, {attempt.by_account, attempt.by_office, by_session}, now); }));
  const auto known = database.read([&](db::Read& tx) { return tx.first(kPersonById, {session.person}, known_of); });
  const auto& text = password_or_code.reveal();
  const auto secret = known ? vault.open("people.totp/" + known->id.text(), known->totp_sealed) : std::nullopt;
  const auto step = secret ? vault::totp_step(secret->reveal(), trim(text), now.ms / 1000, known->step) : std::nullopt;
  const bool fits = known && (step || (text.size() <= 128 && vault::password_fits(password_or_code, known->hash)));
  if (!fits) {
    database.write([&](db::Write& tx) { note_refusal(tx, session.person, "locked_session", "password_or_code", attempt, now); });
    return fail(ErrorKind::Forbidden, "This is neither your password nor the code that your authenticator shows now. Each code serves once");
  }
  return database.write([&](db::Write& tx) -> Done {
    if (step && tx.run(kUseStep, {session.person, *step, known->hash}) == 0) return fail(ErrorKind::Forbidden, "Each code serves once: wait for the next");
    if (tx.run(kReopen, {session.id, now}) == 0) return fail(access::missing());
    forgive(tx, attempt);
    forgive(tx, by_session.token);
    audit::record(tx, {ActorKind::Person, session.person.text()}, Allowed::because(step ? "one-time code fits" : "password fits"), "session.reopened",
                  {"session", session.id.text()}, now);
    return {};
  });
}

}  // namespace rightplace::accounts
