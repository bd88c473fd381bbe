#include "base/text.h"
#include "features/accounts/accounts_waits.h"
#include "features/outbox/outbox.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kIsSetUp = "SELECT id FROM people WHERE id = $1 AND password_hash IS NOT NULL AND closed_at IS NULL";
constexpr std::string_view kStands = "SELECT id FROM people WHERE id = $1 AND closed_at IS NULL";
constexpr std::string_view kElsewhere = R"sql(
  SELECT id FROM memberships
  WHERE person_id = $1
    AND organisation_id <> $2
    AND (until_on IS NULL OR (until_on > $3 AND until_on > from_on))
)sql";
constexpr std::string_view kRename = "UPDATE people SET name_sealed = $2 WHERE id = $1 AND closed_at IS NULL";
constexpr std::string_view kReaddress = "UPDATE people SET email_sealed = $2, email_token = $3 WHERE id = $1 AND closed_at IS NULL";
constexpr std::string_view kTaken = "SELECT id FROM people WHERE email_token = $1 AND id <> $2";
constexpr std::string_view kFactors = "SELECT password_hash, totp_sealed, totp_step FROM people WHERE id = $1 AND closed_at IS NULL AND password_hash IS NOT NULL";
constexpr std::string_view kUseStep = "UPDATE people SET totp_step = $2 WHERE id = $1 AND totp_step < $2 AND password_hash = $3 AND closed_at IS NULL";
constexpr std::string_view kClose = "UPDATE people SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL";
constexpr std::string_view kEndCodes = "UPDATE set_up_codes SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";
constexpr std::string_view kEndLinks = "UPDATE recovery_links SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";
constexpr std::string_view kEndSessions = "UPDATE sessions SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";

Done set_name(db::Write& tx, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& name) {
  const auto text = squeeze(name.reveal());
  if (text.empty() || text.size() > 200 || !is_utf8(text)) return fail(ErrorKind::Invalid, "The name cannot be kept", {{"name", "Enter the person's name, at most 200 letters"}});
  if (tx.run(kRename, {person, vault.seal("people.name/" + person.text(), text)}) == 0) return fail(access::missing());
  return {};
}

Result<std::string> fine_address(db::Read& tx, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& email) {
  const auto text = std::string(trim(email.reveal()));
  if (!outbox::is_address(text)) return fail(ErrorKind::Invalid, "The address cannot be kept", {{"email", "Enter an e-mail address in the form name@example.org"}});
  if (tx.exists(kTaken, {vault.token("people.email", lower(text)), person}))
    return fail(ErrorKind::Invalid, "The address cannot be kept", {{"email", "There is another account with this e-mail address"}});
  return text;
}
void set_address(db::Write& tx, const vault::Vault& vault, const PersonId& person, const std::string& address) {
  tx.run(kReaddress, {person, vault.seal("people.email/" + person.text(), address), vault.token("people.email", lower(address))});
}

}  // namespace

bool is_set_up(db::Read& tx, const PersonId& person) { return tx.exists(kIsSetUp, {person}); }

bool works_elsewhere(db::Read& tx, const PersonId& person, const OrganisationId& organisation, Date today) {
  return tx.exists(kElsewhere, {person, organisation, today});
}

Done correct_contact(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person,
                     const OrganisationId& organisation, const Contact& contact, Date today, Instant now) {
  if (works_elsewhere(tx, person, organisation, today))
    return fail(ErrorKind::Invalid, "This person works for another organisation too: ask them to correct it themselves, on the page Your account");
  RP_TRY(before, contact_of(tx, vault, person));
  RP_CHECK(set_name(tx, vault, person, contact.name));
  RP_TRY(address, fine_address(tx, vault, person, contact.email));
  const bool other = address != before.email.reveal();
  if (other && is_set_up(tx, person))
    return fail(ErrorKind::Invalid, "The address is the person's own now", {{"email", "The account is set up: only the person can change its address, on the page Your account"}});
  if (other) {
    tx.run(kEndCodes, {person, now});   // a link that went to the wrong address opens nothing any more
    set_address(tx, vault, person, address);
    RP_CHECK(send_set_up_link(tx, vault, actor, allowed, person, organisation, today, now));
  }
  audit::record(tx, actor, allowed, "person.corrected", {"person", person.text()}, now, {{"organisation", organisation.text()}, {"address", other}});
  return {};
}

Done change_own_name(db::Write& tx, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& name, Instant now) {
  RP_CHECK(set_name(tx, vault, person, name));
  audit::record(tx, {ActorKind::Person, person.text()}, Allowed::because("own account"), "person.corrected", {"person", person.text()}, now, {{"address", false}});
  return {};
}

Done change_own_email(db::Database& database, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& email,
                      const Personal<std::string>& password, std::string_view totp, std::string_view address, Date today, Instant now) {
  struct Factors {
    std::string hash, totp_sealed;
    std::int64_t step = 0;
  };
  RP_TRY(contact, database.read([&](db::Read& tx) { return contact_of(tx, vault, person); }));
  RP_CHECK(database.read([&](db::Read& tx) { return fine_address(tx, vault, person, email); }));
  const auto attempt = attempt_of(vault, contact.email.reveal(), address);
  const auto by_code = code_subject(vault, person);
  RP_CHECK(database.write([&](db::Write& tx) { return count_attempt(tx, {attempt.by_account, attempt.by_office, by_code}, now); }));
  const auto kept = database.read([&](db::Read& tx) { return tx.first(kFactors, {person}, [](const db::Row& row) { return Factors{row.string(0), row.string(1), row.integer(2)}; }); });
  const bool fits = kept && password.reveal().size() <= 128 && vault::password_fits(password, kept->hash);
  const auto secret = kept ? vault.open("people.totp/" + person.text(), kept->totp_sealed) : std::nullopt;
  const auto step = secret ? vault::totp_step(secret->reveal(), trim(totp), now.ms / 1000, kept->step) : std::nullopt;
  if (!fits || !step) {
    database.write([&](db::Write& tx) { note_refusal(tx, person, "change_of_address", fits ? "code" : "password", attempt, now); });
    return fail(ErrorKind::Invalid, "The password or the code is not right", {{fits ? "totp" : "password", fits ? "Enter the six digits that your authenticator shows now. Each code serves once" : "Enter your password"}});
  }
  return database.write([&](db::Write& tx) -> Done {
    RP_TRY(fine, fine_address(tx, vault, person, email));
    if (tx.run(kUseStep, {person, *step, kept->hash}) == 0) return fail(ErrorKind::Invalid, "Each code serves once", {{"totp", "Wait for the next code of your authenticator, and enter that"}});
    RP_CHECK(tell_of_change(tx, vault, person, today, now));   // to the address before
    set_address(tx, vault, person, fine);
    tx.run(kEndCodes, {person, now});
    tx.run(kEndLinks, {person, now});
    forgive(tx, attempt);
    forgive(tx, by_code.token);
    audit::record(tx, {ActorKind::Person, person.text()}, Allowed::because("gave the password and the second factor"), "person.corrected", {"person", person.text()}, now, {{"address", true}});
    return {};
  });
}

Done close_account(db::Write& tx, const Actor& actor, const Allowed& allowed, const PersonId& person, const OrganisationId& organisation, Date today, Instant now) {
  if (!tx.exists(kStands, {person})) return fail(access::missing());
  if (actor.kind == ActorKind::Person && actor.id == person.text()) return fail(ErrorKind::Invalid, "This is your own account: ask another administrator of your organisation to close it");
  if (works_elsewhere(tx, person, organisation, today))
    return fail(ErrorKind::Invalid, "This person works for another organisation too, and keeps the account for it: end their work here instead");
  tx.run(kClose, {person, now});
  for (const auto sql : {kEndCodes, kEndLinks, kEndSessions}) tx.run(sql, {person, now});
  audit::record(tx, actor, allowed, "person.closed", {"person", person.text()}, now, {{"organisation", organisation.text()}});
  return {};
}

}  // namespace rightplace::accounts
