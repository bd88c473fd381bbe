#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "features/accounts/accounts.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kPerson = R"sql(
  SELECT id, password_hash, totp_sealed, totp_step FROM people WHERE email_token = $1 AND closed_at IS NULL AND password_hash IS NOT NULL
)sql";
constexpr std::string_view kUseStep = "UPDATE people SET totp_step = $2 WHERE id = $1 AND totp_step < $2 AND password_hash = $3 AND closed_at IS NULL";

constexpr std::string_view kWaits = "SELECT failures, last_at FROM sign_in_waits WHERE subject_token = $1";
constexpr std::string_view kFailed = R"sql(
  INSERT INTO sign_in_waits (subject_token, failures, last_at) VALUES ($1, $2, $3)
  ON CONFLICT (subject_token) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at
)sql";
constexpr std::string_view kForgiven = "DELETE FROM sign_in_waits WHERE subject_token = $1";
constexpr std::string_view kOneForgiven = "UPDATE sign_in_waits SET failures = failures - 1 WHERE subject_token = $1 AND failures > 0";

constexpr std::string_view kStart = R"sql(
  INSERT INTO sessions (id, token_hash, person_id, organisation_id, started_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)
)sql";
constexpr std::string_view kByToken = R"sql(
  SELECT s.id, s.person_id, s.organisation_id, s.started_at, s.last_seen_at
  FROM sessions s
  JOIN people p ON p.id = s.person_id
  WHERE s.token_hash = $1
    AND s.ended_at IS NULL
    AND s.last_seen_at > $2
    AND s.started_at > $3
    AND p.closed_at IS NULL
)sql";
constexpr std::string_view kOfPerson = R"sql(
  SELECT id, person_id, organisation_id, started_at, last_seen_at
  FROM sessions
  WHERE person_id = $1
    AND ended_at IS NULL
    AND last_seen_at > $2
    AND started_at > $3
  ORDER BY started_at DESC, id
)sql";
constexpr std::string_view kSeen = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
constexpr std::string_view kEnd = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
constexpr std::string_view kEndAll = "UPDATE sessions SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";

constexpr std::int64_t kForgottenMs = 24 * 3'600'000;

Session session_from(const db::Row& row) {
  return {row.id<SessionTag>(0), row.id<PersonTag>(1), row.id<organisations::OrganisationTag>(2), row.instant(3), row.instant(4)};
}

struct Tries {
  std::int64_t failures = 0;
  Instant last_at;
};
Tries tries_of(db::Read& tx, const std::string& subject, Instant now) {
  const auto tries = tx.first(kWaits, {subject}, [](const db::Row& row) { return Tries{row.integer(0), row.instant(1)}; });
  return tries && tries->last_at.ms > now.ms - kForgottenMs ? *tries : Tries{};
}

// Counts the attempt as failed, or says that it comes too early.
Done count_attempt(db::Write& tx, const std::string& account, const std::string& address, Instant now) {
  const std::array<std::pair<const std::string*, std::int64_t>, 2> subjects{{{&account, kFreeForAccount}, {&address, kFreeForAddress}}};
  for (const auto& [subject, free] : subjects) {
    const auto tries = tries_of(tx, *subject, now);
    const auto left = tries.last_at.ms + wait_ms(tries.failures, free) - now.ms;
    if (tries.failures >= free && left > 0)
      return fail(ErrorKind::Unavailable, fmt::format("There were too many attempts to sign in. Try again in {}", plural((left + 59'999) / 60'000, "minute", "minutes")));
  }
  for (const auto& subject : subjects) tx.run(kFailed, {*subject.first, tries_of(tx, *subject.first, now).failures + 1, now});
  return {};
}

struct Known {
  PersonId id;
  std::string hash, totp_sealed;
  std::int64_t step = 0;
};

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
  const auto by_account = vault.token("sign_in.account", email), by_address = vault.token("sign_in.address", address);
  RP_CHECK(database.write([&](db::Write& tx) { return count_attempt(tx, by_account, by_address, now); }));
  const auto known = database.read([&](db::Read& tx) {
    return tx.first(kPerson, {vault.token("people.email", email)}, [](const db::Row& row) {
      return Known{row.id<PersonTag>(0), row.string(1), row.string(2), row.integer(3)};
    });
  });
  const bool fits = credentials.password.reveal().size() <= 128 && vault::password_fits(credentials.password, known ? known->hash : hash_of_nobody());
  if (!known || !fits) return not_fitting();
  const auto secret = vault.open("people.totp/" + known->id.text(), known->totp_sealed);
  const auto step = secret ? vault::totp_step(secret->reveal(), trim(credentials.totp.reveal()), now.ms / 1000, known->step) : std::nullopt;
  if (!step) return not_fitting();
  const auto token = vault::random_token();
  return database.write([&](db::Write& tx) -> Result<Started> {
    // The step is used up and the password still the one that was looked at, or somebody was quicker.
    if (tx.run(kUseStep, {known->id, *step, known->hash}) == 0) return not_fitting();
    tx.run(kForgiven, {by_account});
    tx.run(kOneForgiven, {by_address});
    const auto organisations = organisations_of(tx, known->id, today);
    const Session session{SessionId(new_uuid(now)), known->id, organisations.empty() ? OrganisationId() : organisations.front().id, now, now};
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

}  // namespace rightplace::accounts
