#include "base/text.h"
#include "features/accounts/accounts_waits.h"
#include "features/outbox/outbox.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kReady = R"sql(
  SELECT id FROM people WHERE email_token = $1 AND closed_at IS NULL AND password_hash IS NOT NULL
)sql";
constexpr std::string_view kEndLinks = "UPDATE recovery_links SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";
constexpr std::string_view kInsert = "INSERT INTO recovery_links (code_hash, person_id, made_at, expires_at) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kLink = R"sql(
  SELECT p.id, p.totp_sealed, p.totp_step
  FROM recovery_links l
  JOIN people p ON p.id = l.person_id
  WHERE l.code_hash = $1
    AND l.ended_at IS NULL
    AND l.expires_at > $2
    AND p.closed_at IS NULL
    AND p.password_hash IS NOT NULL
)sql";
constexpr std::string_view kNewPassword = "UPDATE people SET password_hash = $2, totp_step = $3 WHERE id = $1 AND totp_step < $3 AND closed_at IS NULL";
constexpr std::string_view kPassword = "SELECT password_hash FROM people WHERE id = $1 AND closed_at IS NULL AND password_hash IS NOT NULL";
constexpr std::string_view kChange = "UPDATE people SET password_hash = $2 WHERE id = $1 AND password_hash = $3 AND closed_at IS NULL";

constexpr std::int64_t kFreeLetters = 3;   // to one account, before a wait

struct Known {
  PersonId person;
  std::string totp_sealed;
  std::int64_t step = 0;
};
Result<Known> link_of(db::Read& tx, std::string_view code, Instant now) {
  auto known = tx.first(kLink, {vault::sha256_hex(code), now}, [](const db::Row& row) { return Known{row.id<PersonTag>(0), row.string(1), row.integer(2)}; });
  if (!known) return fail(ErrorKind::NotFound, "This link is not valid: it was used, replaced or is older than an hour. Ask for a new one");
  return std::move(*known);
}

}  // namespace

Done tell_of_change(db::Write& tx, const vault::Vault& vault, const PersonId& person, Date today, Instant now) {
  RP_TRY(contact, contact_of(tx, vault, person));
  RP_CHECK(outbox::put(tx, vault, {contact.email, outbox::Letter::AccountChanged, {.day = today}}, now));
  return {};
}

Done request_recovery(db::Database& database, const vault::Vault& vault, const Personal<std::string>& email, std::string_view address, Instant now) {
  const auto by_address = office_subject(vault, address);
  const Subject by_account{vault.token("recovery.account", lower(trim(email.reveal()))), kFreeLetters};
  return database.write([&](db::Write& tx) -> Done {
    RP_CHECK(count_attempt(tx, {by_address}, now));
    if (must_wait(tx, by_address, now)) note_refusal(tx, {}, "recovery", "too_many", {by_account, by_address}, now);
    // Unknown, not set up, or asked for too often: nothing is sent, and nobody is told which.
    if (!count_attempt(tx, {by_account}, now)) return {};
    const auto person = tx.first(kReady, {vault.token("people.email", lower(trim(email.reveal())))}, [](const db::Row& row) { return row.id<PersonTag>(0); });
    if (!person) return {};
    RP_TRY(contact, contact_of(tx, vault, *person));
    const Personal<std::string> code(vault::random_token());
    tx.run(kEndLinks, {*person, now});
    tx.run(kInsert, {vault::sha256_hex(code.reveal()), *person, now, Instant{now.ms + kRecoveryLastsMs}});
    RP_CHECK(outbox::put(tx, vault, {contact.email, outbox::Letter::Recovery, {.link = outbox::Link{outbox::Page::Recover, code}}}, now));
    audit::record(tx, {ActorKind::System, "recovery"}, Allowed::because("somebody asked for a link to the address of the account"), "person.recovery_requested",
                  {"person", person->text()}, now);
    return {};
  });
}

Result<PersonId> recovery_of(db::Read& tx, std::string_view code, Instant now) {
  RP_TRY(known, link_of(tx, code, now));
  return known.person;
}

Done finish_recovery(db::Database& database, const vault::Vault& vault, const Breached& breached, std::string_view code, const Personal<std::string>& password,
                     std::string_view totp, std::string_view address, Date today, Instant now) {
  RP_TRY(known, database.read([&](db::Read& tx) { return link_of(tx, code, now); }));
  RP_TRY(contact, database.read([&](db::Read& tx) { return contact_of(tx, vault, known.person); }));
  RP_CHECK(check_password(password, contact.email.reveal(), breached));
  const auto attempt = attempt_of(vault, contact.email.reveal(), address);
  const auto by_code = code_subject(vault, known.person);
  RP_CHECK(database.write([&](db::Write& tx) { return count_attempt(tx, {attempt.by_account, attempt.by_office, by_code}, now); }));
  const auto secret = vault.open("people.totp/" + known.person.text(), known.totp_sealed);
  const auto step = secret ? vault::totp_step(secret->reveal(), trim(totp), now.ms / 1000, known.step) : std::nullopt;
  if (!step) {
    database.write([&](db::Write& tx) { note_refusal(tx, known.person, "recovery", "code", attempt, now); });
    return fail(ErrorKind::Invalid, "The code of the authenticator does not fit",
                {{"totp", "Enter the six digits that your authenticator shows now. If you have lost it, ask the administrator of your organisation for a new set-up link"}});
  }
  const auto hash = vault::hash_password(password);
  return database.write([&](db::Write& tx) -> Done {
    RP_TRY(still, link_of(tx, code, now));   // used or replaced meanwhile
    if (tx.run(kNewPassword, {still.person, hash, *step}) == 0) return fail(ErrorKind::Invalid, "Each code serves once", {{"totp", "Wait for the next code of your authenticator, and enter that"}});
    tx.run(kEndLinks, {still.person, now});
    forgive(tx, attempt);
    forgive(tx, by_code.token);
    sign_out_everywhere(tx, still.person, now);
    audit::record(tx, {ActorKind::Person, still.person.text()}, Allowed::because("held the link sent to the account's address and the second factor"), "person.password_chosen",
                  {"person", still.person.text()}, now);
    return tell_of_change(tx, vault, still.person, today, now);
  });
}

Done change_password(db::Database& database, const vault::Vault& vault, const Breached& breached, const Session& session, const Personal<std::string>& old_password,
                     const Personal<std::string>& new_password, std::string_view address, Date today, Instant now) {
  RP_TRY(contact, database.read([&](db::Read& tx) { return contact_of(tx, vault, session.person); }));
  RP_CHECK(check_password(new_password, contact.email.reveal(), breached));
  const auto attempt = attempt_of(vault, contact.email.reveal(), address);
  RP_CHECK(database.write([&](db::Write& tx) { return count_attempt(tx, attempt, now); }));
  const auto kept = database.read([&](db::Read& tx) { return tx.first(kPassword, {session.person}, [](const db::Row& row) { return row.string(0); }); });
  if (!kept || old_password.reveal().size() > 128 || !vault::password_fits(old_password, *kept)) {
    database.write([&](db::Write& tx) { note_refusal(tx, session.person, "change_of_password", "password", attempt, now); });
    return fail(ErrorKind::Invalid, "The present password is not right", {{"old_password", "Enter your present password"}});
  }
  const auto hash = vault::hash_password(new_password);
  return database.write([&](db::Write& tx) -> Done {
    if (tx.run(kChange, {session.person, hash, *kept}) == 0) return fail(ErrorKind::Conflict, "The password was changed meanwhile. Sign in again");
    forgive(tx, attempt);
    for (const auto& other : sessions_of(tx, session.person, now))
      if (other.id != session.id) sign_out(tx, other, now);
    audit::record(tx, {ActorKind::Person, session.person.text()}, Allowed::because("signed in, and gave the present password"), "person.password_chosen",
                  {"person", session.person.text()}, now);
    return tell_of_change(tx, vault, session.person, today, now);
  });
}

}  // namespace rightplace::accounts
