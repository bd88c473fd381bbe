#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/concerned/concerned.h"

namespace rightplace::concerned {
namespace {

#define TIE_COLUMNS                                                                                                     \
  "SELECT t.id, c.current_id, t.kind, t.person_id, t.authority_code, t.from_on, t.ended_on, t.made_by "                \
  "FROM child_ties t JOIN v_child_identities c ON c.child_id = t.child_id "
constexpr std::string_view kLoad = TIE_COLUMNS "WHERE t.id = $1";
constexpr std::string_view kOfChild = TIE_COLUMNS R"sql(
  WHERE c.current_id = (SELECT s.current_id FROM v_child_identities s WHERE s.child_id = $1)
  ORDER BY t.made_at DESC, t.id DESC
)sql";
constexpr std::string_view kOfPerson = TIE_COLUMNS "WHERE t.person_id = $1 AND t.ended_on IS NULL ORDER BY t.made_at, t.id";
#undef TIE_COLUMNS
constexpr std::string_view kKeptBack = "SELECT part FROM child_ties_kept_back WHERE tie_id = $1";
constexpr std::string_view kInsert = R"sql(
  INSERT INTO child_ties (id, child_id, kind, person_id, authority_code, because_sealed, from_on, made_by, made_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";
constexpr std::string_view kKeepBack = "INSERT INTO child_ties_kept_back (tie_id, part, because_sealed, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kEnd = "UPDATE child_ties SET ended_on = $2, ended_by = $3, ended_because_sealed = $4 WHERE id = $1 AND ended_on IS NULL";
constexpr std::string_view kBecause = "SELECT because_sealed FROM child_ties WHERE id = $1";
constexpr std::string_view kKeptBecause = "SELECT part, because_sealed FROM child_ties_kept_back WHERE tie_id = $1";

constexpr std::size_t kLongestReason = 500;

std::string because_purpose(const TieId& id) { return "child_ties.because/" + id.text(); }
std::string ended_purpose(const TieId& id) { return "child_ties.ended_because/" + id.text(); }
std::string kept_purpose(const TieId& id, std::string_view part) { return fmt::format("child_ties_kept_back.because/{}/{}", id.text(), part); }

Tie tie_of(const db::Row& row) {
  Tie tie;
  tie.id = row.id<TieTag>(0);
  tie.child = row.id<children::ChildTag>(1);
  tie.kind = kKinds.parse(row.text(2)).value();
  tie.person = row.string(3);
  tie.authority_code = row.string(4);
  tie.from = row.date(5);
  tie.ended_on = row.maybe_date(6);
  tie.made_by = row.string(7);
  return tie;
}

void with_parts(db::Read& tx, Tie& tie) {
  tx.each(kKeptBack, {tie.id}, [&](const db::Row& row) { tie.kept_back.insert(kParts.parse(row.text(0)).value()); });
}

Personal<std::string> opened(const vault::Vault& vault, std::string_view purpose, std::string_view sealed) {
  auto text = vault.open(purpose, sealed);
  if (!text) throw std::runtime_error("A reason of a tie to a child does not open with this store's key");
  return *std::move(text);
}

std::vector<FieldError> faults_of(const NewTie& wanted) {
  std::vector<FieldError> faults;
  const auto text = [&](std::string_view value, std::string_view field, std::string_view missing) {
    if (trim(value).empty()) faults.push_back({std::string(field), std::string(missing)});
    else if (value.size() > kLongestReason || !is_utf8(value)) faults.push_back({std::string(field), fmt::format("Enter at most {} letters", kLongestReason)});
  };
  text(wanted.because, "because", "Enter why this person is given access, for example how you know who they are");
  if (!wanted.kept_back.empty()) text(wanted.kept_because, "kept_because", "Enter why it is kept back, for example the court's order and its date");
  if (wanted.kind == Kind::Child && !wanted.kept_back.empty()) faults.push_back({"kept_because", "Nothing of the child's own plan is kept from the child here: speak with your manager first"});
  return faults;
}

Result<children::Case> open_case_of(db::Read& tx, const children::ChildId& child, Date today) {
  const auto care = children::case_of(tx, child);
  if (!care || (care->stay.until && *care->stay.until <= today)) return fail(ErrorKind::Conflict, "The child’s care has ended, so nobody is given access to the plan any more");
  return *care;
}

Done age_fits(db::Read& tx, const vault::Vault& vault, const NewTie& wanted, Date today) {
  const auto* policy = policy_of(wanted.kind, today);
  if (!policy) return fail(ErrorKind::Conflict, "The policy in force gives nobody of this kind access");
  if (policy->least_age == 0) return {};
  RP_TRY(child, children::load(tx, vault, wanted.child));
  if (!child.facts.born_on) return fail(ErrorKind::Conflict, "Nobody has written down when the child was born. Put that right first: access depends on the age");
  if (age_on(child.facts.born_on->reveal(), today) < policy->least_age)
    return fail(ErrorKind::Conflict, fmt::format("The policy of this service gives children access of their own from {} years on. Until then tell the child yourself what these pages say", policy->least_age));
  return {};
}

// Only what such a person has here: somebody who works for the authority is never made a reader of a child's plan by it.
bool only_reads(const accounts::Member& member, Date today) {
  return member.delegations.empty() && std::ranges::all_of(member.roles, [&](const accounts::HeldRole& one) {
    return (one.stay.until && *one.stay.until <= today) || one.role == access::Role::YoungPerson || one.role == access::Role::Parent;
  });
}

Result<accounts::PersonId> invited(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewTie& wanted, const organisations::OrganisationId& authority, Date today, Instant now) {
  const auto role = role_of(wanted.kind);
  if (const auto known = accounts::person_with_email(tx, vault, wanted.contact.email)) {
    if (const auto membership = accounts::membership_of(tx, *known, authority, today)) {
      RP_TRY(member, accounts::load_member(tx, vault, *membership, today));
      const bool reads = only_reads(member, today), is_parent = std::ranges::any_of(member.roles, [&](const accounts::HeldRole& one) { return one.role == access::Role::Parent && one.stay.covers_night(today); });
      if (wanted.kind != Kind::Parent || !reads || !is_parent)
        return fail(ErrorKind::Invalid, "See the field", {{"email", "This address cannot be used: it is somebody else’s already. Ask for another one"}});
      return *known;   // a parent of another child too
    }
  }
  auto membership = accounts::invite(tx, vault, actor, allowed, {wanted.contact, authority, {role}, {today, {}}}, now);
  if (!membership) return fail(std::move(membership).error());
  RP_TRY(member, accounts::load_member(tx, vault, *membership, today));
  return member.person;
}

// Whoever speaks for children in an advocacy service that works here; the same words for every other address.
Result<accounts::PersonId> advocate_called(db::Read& tx, const vault::Vault& vault, const NewTie& wanted, Date today) {
  const auto person = accounts::person_with_email(tx, vault, wanted.contact.email);
  if (person)
    for (const auto& body : accounts::organisations_of(tx, *person, today)) {
      if (body.details.kind != organisations::Kind::Advocacy) continue;
      const auto holders = accounts::holders_of(tx, body.id, access::Role::Advocate, today);
      if (std::ranges::find(holders, *person) != holders.end()) return *person;
    }
  return fail(ErrorKind::Invalid, "See the field", {{"email", "Nobody with this address is an advocate in a service that works here. Ask the advocacy service to join, or choose another advocate with the child"}});
}

tl::unexpected<Error> no_such_tie() { return fail(ErrorKind::NotFound, "There is no such access to this child’s plan"); }

Result<Tie> of_this_child(db::Read& tx, const children::ChildId& child, const TieId& id) {
  RP_TRY(tie, load(tx, id));
  if (tie.child != children::current(tx, child)) return no_such_tie();
  return tie;
}

}  // namespace

Result<TieId> tie_to(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewTie& wanted, const accounts::PersonId& person, Date today, Instant now) {
  if (auto faults = faults_of(wanted); !faults.empty()) return fail(ErrorKind::Invalid, "Nobody was given access: see the fields", std::move(faults));
  RP_TRY(care, open_case_of(tx, wanted.child, today));
  RP_CHECK(age_fits(tx, vault, wanted, today));
  for (const auto& other : of_child(tx, wanted.child)) {
    if (other.ended_on) continue;
    if (other.kind == wanted.kind && other.person == person.text()) return fail(ErrorKind::Conflict, "This person has access already. End it first to give it anew");
    if (other.kind == Kind::Child && wanted.kind == Kind::Child) return fail(ErrorKind::Conflict, "The child has access already. End it first to give it anew");
  }
  const TieId id(new_uuid(now));
  tx.run(kInsert, {id, children::current(tx, wanted.child), kKinds.code(wanted.kind), person, care.authority_code, vault.seal(because_purpose(id), trim(wanted.because)), today, actor.id, now});
  for (const auto part : wanted.kept_back) tx.run(kKeepBack, {id, kParts.code(part), vault.seal(kept_purpose(id, kParts.code(part)), trim(wanted.kept_because)), actor.id, now});
  audit::record(tx, actor, allowed, "child.access_given", {"child", wanted.child.text()}, now, {{"tie", id.text()}, {"kind", kKinds.code(wanted.kind)}, {"person", person.text()}, {"kept_back", wanted.kept_back.size()}});
  return id;
}

Result<TieId> give(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewTie& wanted, Date today, Instant now) {
  if (auto faults = faults_of(wanted); !faults.empty()) return fail(ErrorKind::Invalid, "Nobody was given access: see the fields", std::move(faults));
  RP_TRY(care, open_case_of(tx, wanted.child, today));
  RP_CHECK(age_fits(tx, vault, wanted, today));
  if (wanted.kind == Kind::Child)
    for (const auto& other : of_child(tx, wanted.child))
      if (other.kind == Kind::Child && !other.ended_on) return fail(ErrorKind::Conflict, "The child has access already. End it first to give it anew");
  const auto authority = organisations::authority_with_code(tx, care.authority_code);
  if (!authority) return fail(ErrorKind::Conflict, "The authority that is responsible for the child does not work here");
  auto person = wanted.kind == Kind::Advocate ? advocate_called(tx, vault, wanted, today) : invited(tx, vault, actor, allowed, wanted, *authority, today, now);
  if (!person) return fail(std::move(person).error());
  return tie_to(tx, vault, actor, allowed, wanted, *person, today, now);
}

Done end(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, const TieId& id, std::string_view because, Date today, Instant now) {
  RP_TRY(tie, of_this_child(tx, child, id));
  const auto reason = trim(because);
  if (reason.empty()) return fail(ErrorKind::Invalid, "See the field", {{"because", "Enter why the access ends"}});
  if (reason.size() > kLongestReason || !is_utf8(reason)) return fail(ErrorKind::Invalid, "See the field", {{"because", fmt::format("Enter at most {} letters", kLongestReason)}});
  if (tx.run(kEnd, {id, today, actor.id, vault.seal(ended_purpose(id), reason)}) == 0) return fail(ErrorKind::Conflict, "This access ended already");
  audit::record(tx, actor, allowed, "child.access_ended", {"child", tie.child.text()}, now, {{"tie", id.text()}, {"kind", kKinds.code(tie.kind)}, {"person", tie.person}});
  if (tie.kind == Kind::Advocate) return {};   // works for the advocacy service, whose people are its own
  const auto own = children::codes_of(tie.authority_code);
  for (const auto& other : tx.list(kOfPerson, {tie.person}, tie_of))
    if (std::ranges::find(own, other.authority_code) != own.end()) return {};
  const auto authority = organisations::authority_with_code(tx, tie.authority_code);
  const accounts::PersonId person(tie.person);
  const auto membership = authority ? accounts::membership_of(tx, person, *authority, today) : std::nullopt;
  if (!membership) return {};
  RP_TRY(member, accounts::load_member(tx, vault, *membership, today));
  if (!only_reads(member, today)) return {};
  return accounts::end_membership(tx, actor, allowed, *membership, today, now);
}

Done send_link(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, const TieId& id, Date today, Instant now) {
  RP_TRY(tie, of_this_child(tx, child, id));
  if (!stands(tx, tie, today)) return fail(ErrorKind::Conflict, "This access ended already");
  if (tie.kind == Kind::Advocate) return fail(ErrorKind::Conflict, "The advocate’s own service sends a new link");
  const auto authority = organisations::authority_with_code(tx, tie.authority_code);
  if (!authority) return fail(ErrorKind::Conflict, "The authority that is responsible for the child does not work here");
  return accounts::send_set_up_link(tx, vault, actor, allowed, accounts::PersonId(tie.person), *authority, today, now);
}

Result<Tie> load(db::Read& tx, const TieId& id) {
  auto tie = tx.first(kLoad, {id}, tie_of);
  if (!tie) return no_such_tie();
  with_parts(tx, *tie);
  return *std::move(tie);
}

std::vector<Tie> of_child(db::Read& tx, const children::ChildId& child) {
  auto all = tx.list(kOfChild, {child}, tie_of);
  for (auto& one : all) with_parts(tx, one);
  return all;
}

bool stands(db::Read& tx, const Tie& tie, Date today) {
  if (tie.ended_on || tie.from > today) return false;
  const auto care = children::case_of(tx, tie.child);
  if (!care || !care->stay.covers_night(today)) return false;
  const auto own = children::codes_of(tie.authority_code);
  return std::ranges::find(own, care->authority_code) != own.end();
}

std::vector<Tie> of_person(db::Read& tx, std::string_view person, Date today) {
  std::vector<Tie> standing;
  for (auto& one : tx.list(kOfPerson, {person}, tie_of))
    if (stands(tx, one, today)) {
      with_parts(tx, one);
      standing.push_back(std::move(one));
    }
  return standing;
}

Personal<std::string> because_of(db::Read& tx, const vault::Vault& vault, const TieId& id) {
  const auto sealed = tx.first(kBecause, {id}, [](const db::Row& row) { return row.string(0); });
  return sealed ? opened(vault, because_purpose(id), *sealed) : Personal<std::string>();
}

std::map<Part, Personal<std::string>> kept_because_of(db::Read& tx, const vault::Vault& vault, const TieId& id) {
  std::map<Part, Personal<std::string>> all;
  tx.each(kKeptBecause, {id}, [&](const db::Row& row) { all.emplace(kParts.parse(row.text(0)).value(), opened(vault, kept_purpose(id, row.text(0)), row.text(1))); });
  return all;
}

}  // namespace rightplace::concerned
