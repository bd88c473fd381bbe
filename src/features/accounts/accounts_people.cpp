#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/outbox/outbox.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO people (id, name_sealed, email_sealed, email_token, totp_step, recorded_at) VALUES ($1, $2, $3, $4, 0, $5)
)sql";
constexpr std::string_view kContact = "SELECT name_sealed, email_sealed FROM people WHERE id = $1";
constexpr std::string_view kByEmail = "SELECT id FROM people WHERE email_token = $1";

constexpr std::string_view kEndCodes = "UPDATE set_up_codes SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";
constexpr std::string_view kInsertCode = R"sql(
  INSERT INTO set_up_codes (code_hash, person_id, totp_sealed, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql";
constexpr std::string_view kCode = R"sql(
  SELECT c.person_id, c.totp_sealed
  FROM set_up_codes c
  JOIN people p ON p.id = c.person_id
  WHERE c.code_hash = $1
    AND c.ended_at IS NULL
    AND c.expires_at > $2
    AND p.closed_at IS NULL
)sql";
constexpr std::string_view kSetUp = "UPDATE people SET password_hash = $2, totp_sealed = $3, totp_step = $4 WHERE id = $1";

constexpr std::string_view kMakeReady = "UPDATE people SET password_hash = $2, totp_sealed = $3 WHERE id = $1 AND password_hash IS NULL AND closed_at IS NULL";
constexpr std::string_view kReady = "SELECT password_hash, totp_sealed, totp_step FROM people WHERE id = $1 AND password_hash IS NOT NULL AND closed_at IS NULL";

std::string name_purpose(const PersonId& id) { return "people.name/" + id.text(); }
std::string email_purpose(const PersonId& id) { return "people.email/" + id.text(); }
std::string totp_purpose(const PersonId& id) { return "people.totp/" + id.text(); }

std::string token_of(const vault::Vault& vault, const Personal<std::string>& email) {
  return vault.token("people.email", lower(trim(email.reveal())));
}

// The key that sealed it is gone, or somebody wrote into the database.
[[noreturn]] void damaged() { throw db::DatabaseError("a sealed value of a person does not open: the key beside the store is another, or the row was changed"); }

}  // namespace

Result<PersonId> add_person(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Contact& contact, Instant now) {
  std::vector<FieldError> faults;
  const auto name = squeeze(contact.name.reveal());
  const auto email = std::string(trim(contact.email.reveal()));
  if (name.empty() || name.size() > 200 || !is_utf8(name)) faults.push_back({"name", "Enter the person's name, at most 200 letters"});
  if (!outbox::is_address(email)) faults.push_back({"email", "Enter an e-mail address in the form name@example.org"});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The person cannot be added as described: see the fields", std::move(faults));
  const auto token = token_of(vault, contact.email);
  if (tx.exists(kByEmail, {token})) return fail(ErrorKind::Conflict, "There is an account with this e-mail address already");
  const PersonId id(new_uuid(now));
  tx.run(kInsert, {id, vault.seal(name_purpose(id), name), vault.seal(email_purpose(id), email), token, now});
  audit::record(tx, actor, allowed, "person.added", {"person", id.text()}, now);
  return id;
}

Result<Contact> contact_of(db::Read& tx, const vault::Vault& vault, const PersonId& id) {
  const auto sealed = tx.first(kContact, {id}, [](const db::Row& row) { return std::pair(row.string(0), row.string(1)); });
  if (!sealed) return fail(access::missing());
  auto name = vault.open(name_purpose(id), sealed->first);
  auto email = vault.open(email_purpose(id), sealed->second);
  if (!name || !email) damaged();
  return Contact{std::move(*name), std::move(*email)};
}

std::optional<PersonId> person_with_email(db::Read& tx, const vault::Vault& vault, const Personal<std::string>& email) {
  return tx.first(kByEmail, {token_of(vault, email)}, [](const db::Row& row) { return row.id<PersonTag>(0); });
}

Result<Personal<std::string>> issue_code(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person, Instant now) {
  RP_CHECK(contact_of(tx, vault, person));
  tx.run(kEndCodes, {person, now});
  const auto code = vault::random_token();
  tx.run(kInsertCode, {vault::sha256_hex(code), person, vault.seal(totp_purpose(person), vault::new_totp_secret()), actor.id, now, Instant{now.ms + kCodeLastsMs}});
  audit::record(tx, actor, allowed, "person.code_issued", {"person", person.text()}, now);
  return Personal<std::string>(code);
}

Result<SetUp> set_up_of(db::Read& tx, const vault::Vault& vault, std::string_view code, Instant now) {
  const auto found = tx.first(kCode, {vault::sha256_hex(code), now}, [](const db::Row& row) { return std::pair(row.id<PersonTag>(0), row.string(1)); });
  if (!found) return fail(ErrorKind::NotFound, "This code is not valid: it was used, replaced or is older than seven days. Ask your administrator for a new one");
  auto secret = vault.open(totp_purpose(found->first), found->second);
  if (!secret) damaged();
  RP_TRY(contact, contact_of(tx, vault, found->first));
  return SetUp{found->first, std::move(contact), std::move(*secret)};
}

Done finish_set_up(db::Database& database, const vault::Vault& vault, const Breached& breached, std::string_view code, const Personal<std::string>& password,
                   std::string_view totp, Instant now) {
  RP_TRY(wanted, database.read([&](db::Read& tx) { return set_up_of(tx, vault, code, now); }));
  RP_CHECK(check_password(password, wanted.contact.email.reveal(), breached));
  const auto step = vault::totp_step(wanted.totp_secret.reveal(), totp, now.ms / 1000, 0);
  if (!step)
    return fail(ErrorKind::Invalid, "The code of the authenticator does not fit",
                {{"totp", "Enter the six digits that your authenticator shows now; if they are refused again, set the clock of your phone"}});
  const auto hash = vault::hash_password(password);
  return database.write([&](db::Write& tx) -> Done {
    RP_TRY(still, set_up_of(tx, vault, code, now));   // used or replaced meanwhile
    tx.run(kSetUp, {still.person, hash, vault.seal(totp_purpose(still.person), still.totp_secret.reveal()), *step});
    tx.run(kEndCodes, {still.person, now});
    sign_out_everywhere(tx, still.person, now);
    audit::record(tx, {ActorKind::Person, still.person.text()}, Allowed::because("held the one-time code of the account"), "person.set_up",
                  {"person", still.person.text()}, now);
    return tell_of_change(tx, vault, still.person, london_date(now), now);
  });
}

Done make_ready(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person,
                const std::string& password_hash, const Personal<std::string>& totp_secret, Instant now) {
  if (tx.run(kMakeReady, {person, password_hash, vault.seal(totp_purpose(person), totp_secret.reveal())}) == 0)
    return fail(ErrorKind::Conflict, "This account was set up before, or there is none");
  audit::record(tx, actor, allowed, "person.set_up", {"person", person.text()}, now);
  return {};
}

Result<ReadyCode> ready_code(db::Read& tx, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& password, Instant now) {
  struct Kept {
    std::string hash, totp_sealed;
    std::int64_t step = 0;
  };
  const auto kept = tx.first(kReady, {person}, [](const db::Row& row) { return Kept{row.string(0), row.string(1), row.integer(2)}; });
  if (!kept) return fail(access::missing());
  const auto secret = vault.open(totp_purpose(person), kept->totp_sealed);
  if (!secret) damaged();
  // The code of the time step after now is taken already, the one after that is not yet.
  const auto seconds = now.ms / 1000, next = std::max(seconds / 30, kept->step + 1);
  return ReadyCode{Personal(vault::totp_code(secret->reveal(), next * 30)), static_cast<int>(std::max<std::int64_t>(0, (next - 1) * 30 - seconds)),
                   static_cast<int>((next + 2) * 30 - seconds), vault::password_fits(password, kept->hash)};
}

}  // namespace rightplace::accounts
