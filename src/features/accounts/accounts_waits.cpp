#include "features/accounts/accounts_waits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "web/forwarded.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kWaits = "SELECT failures, last_at FROM sign_in_waits WHERE subject_token = $1";
constexpr std::string_view kFailed = R"sql(
  INSERT INTO sign_in_waits (subject_token, failures, last_at) VALUES ($1, $2, $3)
  ON CONFLICT (subject_token) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at
)sql";
constexpr std::string_view kForgiven = "DELETE FROM sign_in_waits WHERE subject_token = $1";
constexpr std::string_view kOneForgiven = "UPDATE sign_in_waits SET failures = failures - 1 WHERE subject_token = $1 AND failures > 0";

constexpr std::int64_t kForgottenMs = 24 * 3'600'000;

struct Tries {
  std::int64_t failures = 0;
  Instant last_at;
};
Tries tries_of(db::Read& tx, const std::string& subject, Instant now) {
  const auto tries = tx.first(kWaits, {subject}, [](const db::Row& row) { return Tries{row.integer(0), row.instant(1)}; });
  return tries && tries->last_at.ms > now.ms - kForgottenMs ? *tries : Tries{};
}

}  // namespace

Done count_attempt(db::Write& tx, std::initializer_list<Subject> subjects, Instant now) {
  for (const auto& subject : subjects) {
    const auto tries = tries_of(tx, subject.token, now);
    const auto left = tries.last_at.ms + wait_ms(tries.failures, subject.free) - now.ms;
    if (tries.failures >= subject.free && left > 0)
      return fail(ErrorKind::Unavailable, fmt::format("There were too many attempts. Try again in {}", plural((left + 59'999) / 60'000, "minute", "minutes")));
  }
  for (const auto& subject : subjects) tx.run(kFailed, {subject.token, tries_of(tx, subject.token, now).failures + 1, now});
  return {};
}

bool must_wait(db::Read& tx, const Subject& subject, Instant now) { return wait_ms(tries_of(tx, subject.token, now).failures, subject.free) > 0; }

void forgive(db::Write& tx, const std::string& token) { tx.run(kForgiven, {token}); }
void forgive_one(db::Write& tx, const std::string& token) { tx.run(kOneForgiven, {token}); }

Attempt attempt_of(const vault::Vault& vault, std::string_view email, std::string_view address) {
  return {{vault.token("sign_in.account", lower(trim(email)) + '\n' + web::office_of(address)), kFreeForAccount}, office_subject(vault, address)};
}
Done count_attempt(db::Write& tx, const Attempt& attempt, Instant now) { return count_attempt(tx, {attempt.by_account, attempt.by_office}, now); }
void forgive(db::Write& tx, const Attempt& attempt) {
  forgive(tx, attempt.by_account.token);
  forgive_one(tx, attempt.by_office.token);
}
Subject office_subject(const vault::Vault& vault, std::string_view address) { return {vault.token("sign_in.address", web::office_of(address)), kFreeForAddress}; }
Subject code_subject(const vault::Vault& vault, const PersonId& person) { return {vault.token("sign_in.code", person.text()), kFreeForAccount}; }

void note_refusal(db::Write& tx, const PersonId& person, std::string_view where, std::string_view why, const Attempt& attempt, Instant now) {
  std::int64_t wait = 0;
  for (const auto& subject : {attempt.by_account, attempt.by_office}) wait = std::max(wait, wait_ms(tries_of(tx, subject.token, now).failures, subject.free));
  json::Object detail{{"at", where}, {"why", why}, {"office", attempt.by_office.token}};
  if (wait > 0) detail.set("waits_minutes", wait / 60'000);
  const auto subject = person.empty() ? audit::Subject{"sign_in", attempt.by_office.token} : audit::Subject{"person", person.text()};
  audit::record(tx, {ActorKind::System, "sign-in"}, Allowed::because("everybody may try to sign in, and is refused"), "sign_in.refused", subject, now, detail);
}

}  // namespace rightplace::accounts
