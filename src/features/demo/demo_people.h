#pragma once
// Who would work with Rightplace in the invented England: every authority, three care cooperatives, the providers and
// their homes, the bodies that watch, and invented people with one role or more. Plain values first; then into a store.
//
// "North" is the authority for whose children most places are looked for, "provider" the owner with most homes: so that
// whoever signs in finds something to do. Addresses are of .example, which nobody can own (RFC 2606).

#include <string>
#include <vector>

#include "db/database.h"
#include "features/access/access.h"
#include "features/children/children.h"
#include "features/demo/demo_england.h"
#include "vault/vault.h"

namespace rightplace::demo {

inline constexpr std::string_view kPassword = "curlew lantern orchard";   // of everybody in a demo; the second factor differs

struct Body {
  organisations::Kind kind = organisations::Kind::Authority;
  std::string name;
  std::string number = {};   // ONS code of an authority, URN of a home
  Stay stay = {};
};
struct Tie {
  std::size_t member = 0, into = 0;   // of People::bodies
  Stay stay = {};
};
struct OwnHome {
  std::size_t body = 0;   // the provider
  std::string urn;
  Date opened;
  bool proved = true;     // false: the claim waits to be checked
};
struct Duty {
  std::size_t body = 0;
  access::Role role = access::Role::Administrator;
};
struct Worker {
  std::string name;
  std::string email;
  std::vector<Duty> duties;   // of one body or of several
};
struct People {
  std::vector<Body> bodies;
  std::vector<Tie> ties;
  std::vector<OwnHome> homes;
  std::vector<Worker> workers;
};

People people_of(const England& england);

// Organisations, ties, homes that are proved or wait, accounts that are ready, memberships and roles; and which of the
// accounts `demo sign-ins` shows. About a thousand bodies and claims; one password is hashed.
Done store_people(db::Write& tx, const vault::Vault& vault, const England& england, const People& people, Instant now);

// Names of the children of those authorities for whom somebody signs in, whose child each is, and who works with some of
// them; `ids` by child of the England, empty for those who are not kept. Comes after store_people.
Done store_identities(db::Write& tx, const vault::Vault& vault, const England& england, const People& people, const std::vector<children::ChildId>& ids, Instant now);
// Comes after store_people and the referrals.
Done store_asks(db::Write& tx, const England& england, Instant now);
// Who reads what is told of one child, what that child said, and the notices of placements of the last weeks; last of all.
Done store_told(db::Write& tx, const vault::Vault& vault, const England& england, Instant now);

// Conflict in a store that is not marked as a demo.
Done refuse_unless_demo(db::Read& tx);

// One row a role: how to sign in now.
struct SignIn {
  std::string role, organisation, email;
  std::string code;
  int good_in_seconds = 0, good_for_seconds = 0;
  bool as_made = true;   // false: the person has set another password meanwhile
};
// Refuses as above; NotFound where nobody was invented. Costs one Argon2id hash a row.
Result<std::vector<SignIn>> sign_ins(db::Read& tx, const vault::Vault& vault, Instant now);

}  // namespace rightplace::demo
