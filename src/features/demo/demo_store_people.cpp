#include <fmt/format.h>

#include "features/accounts/accounts.h"
#include "features/demo/demo.h"
#include "features/demo/demo_people.h"

namespace rightplace::demo {
namespace {

constexpr std::string_view kInsert = "INSERT INTO demo_sign_ins (position, person_id, organisation_id, role) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kAll = "SELECT person_id, organisation_id, role FROM demo_sign_ins ORDER BY position";

// Whoever claims a home cannot check the claim.
const Actor kInventor{ActorKind::System, "demo"}, kChecker{ActorKind::System, "demo-register"};

}  // namespace

Done store_people(db::Write& tx, const vault::Vault& vault, const England& england, const People& people, Instant now) {
  const auto allowed = Allowed::because("invented for a demonstration");
  const Date today = england.scenario.census;
  std::vector<organisations::OrganisationId> bodies;
  for (const auto& body : people.bodies) {
    organisations::Details details{body.kind, body.name, {}, {}, body.stay};
    (body.kind == organisations::Kind::Home ? details.urn : details.authority_code) = body.number;
    RP_TRY(id, organisations::add(tx, kInventor, allowed, details, now));
    bodies.push_back(id);
  }
  for (const auto& tie : people.ties) RP_CHECK(organisations::join(tx, kInventor, allowed, bodies[tie.member], bodies[tie.into], tie.stay, now));
  for (const auto& home : people.homes) {
    RP_TRY(claim, organisations::claim_home(tx, kInventor, allowed, bodies[home.body], home.urn, today, now));
    if (home.proved) RP_CHECK(organisations::prove_home(tx, kChecker, allowed, claim, organisations::Proof::RegisterContact, home.opened, now));
  }
  const auto hash = vault::hash_password(Personal(std::string(kPassword)));
  std::int64_t position = 0;
  for (const auto& worker : people.workers) {
    RP_TRY(person, accounts::add_person(tx, vault, kInventor, allowed, {Personal(worker.name), Personal(worker.email)}, now));
    RP_CHECK(accounts::make_ready(tx, vault, kInventor, allowed, person, hash, Personal(vault::new_totp_secret()), now));
    for (const auto& duty : worker.duties) {
      const Stay stay{people.bodies[duty.body].stay.from, {}};
      RP_TRY(membership, accounts::add_membership(tx, kInventor, allowed, person, bodies[duty.body], stay, now));
      RP_CHECK(accounts::add_role(tx, kInventor, allowed, membership, duty.role, stay, now));
      tx.run(kInsert, {++position, person, bodies[duty.body], access::kRoles.code(duty.role)});
    }
  }
  return {};
}

Done refuse_unless_demo(db::Read& tx) {
  if (census_of(tx)) return {};
  return fail(ErrorKind::Conflict, "This store is not marked as a demo: nobody's sign-in is shown. Make a demo England in another folder (rightplace demo create --store DIR)");
}

Result<std::vector<SignIn>> sign_ins(db::Read& tx, const vault::Vault& vault, Instant now) {
  RP_CHECK(refuse_unless_demo(tx));
  struct Row {
    accounts::PersonId person;
    organisations::OrganisationId organisation;
    std::string role;
  };
  const auto rows = tx.list(kAll, {}, [](const db::Row& row) { return Row{row.id<accounts::PersonTag>(0), row.id<organisations::OrganisationTag>(1), row.string(2)}; });
  if (rows.empty()) return fail(ErrorKind::NotFound, "This demo has no people: it was made by an older version. Make it again in an empty folder");
  std::vector<SignIn> out;
  for (const auto& row : rows) {
    RP_TRY(contact, accounts::contact_of(tx, vault, row.person));
    RP_TRY(organisation, organisations::load(tx, row.organisation));
    RP_TRY(ready, accounts::ready_code(tx, vault, row.person, Personal(std::string(kPassword)), now));
    const auto role = access::kRoles.parse(row.role);
    out.push_back({role ? std::string(access::kRoles.label(*role)) : row.role, organisation.details.name, contact.email.reveal(), ready.totp.reveal(),
                   ready.good_in_seconds, ready.good_for_seconds, ready.password_fits});
  }
  return out;
}

}  // namespace rightplace::demo
