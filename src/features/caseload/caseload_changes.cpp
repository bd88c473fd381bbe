// What pages and programs change, each in one place.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/caseload/caseload_parts.h"

namespace rightplace::caseload {
namespace {

children::ChildId child_of(const Asked& asked) { return children::ChildId(asked.facts.child); }

// A child of the authority, in care or not, who has the same name and day of birth.
std::optional<children::ChildId> same_child(db::Read& tx, const vault::Vault& vault, std::string_view authority, const children::Identity& identity, Date born) {
  const auto codes = children::codes_of(authority);
  for (auto& id : children::with_name(tx, vault, Personal(identity.given_names.reveal() + " " + identity.family_name.reveal()))) {
    const auto child = children::load(tx, vault, id);
    const auto care = children::case_of(tx, id);
    if (child && care && std::ranges::find(codes, care->authority_code) != codes.end() && child->facts.born_on && child->facts.born_on->reveal() == born) return std::move(id);
  }
  return std::nullopt;
}

// Whoever knows id and day of birth of a child whose care ended, or never began, goes on with that record.
bool may_be_adopted(const children::Child& child, const std::optional<children::Case>& care, Date born, Date today) {
  if (care && (care->restricted || !care->stay.until || *care->stay.until > today)) return false;
  return !child.facts.born_on || child.facts.born_on->reveal() == born;
}

Result<children::ChildId> new_record(db::Write& tx, const Asked& asked, const NewChild& wanted, std::string_view authority) {
  children::Facts facts;
  facts.sex = wanted.sex;
  facts.born_on = Personal(*wanted.born_on);
  RP_TRY(child, children::add(tx, asked.desk.vault, facts, asked.now()));
  RP_CHECK(children::link(tx, asked.desk.vault, child, {std::string(authority), Personal(upper(wanted.local_id)), *wanted.from_on}));
  return child;
}

// What was known stays; what was not is taken from what was typed.
Done complete(db::Write& tx, const vault::Vault& vault, const children::Child& child, const NewChild& wanted) {
  auto facts = child.facts;
  if (!facts.sex) facts.sex = wanted.sex;
  if (!facts.born_on) {
    facts.born_on = Personal(*wanted.born_on);
    facts.birth_month.reset();
  }
  RP_CHECK(children::set_facts(tx, vault, child.id, facts));
  return {};
}

Done name(db::Write& tx, const Asked& asked, const children::ChildId& child, children::Identity identity) {
  const auto kept = children::identity_of(tx, asked.desk.vault, child);
  const auto or_kept = [](std::optional<Personal<std::string>>& typed, const std::optional<Personal<std::string>>& before) {
    if ((!typed || trim(typed->reveal()).empty()) && before) typed = before;
  };
  if (kept) {
    or_kept(identity.known_as, kept->identity.known_as);
    or_kept(identity.upn, kept->identity.upn);
    or_kept(identity.nhs_number, kept->identity.nhs_number);
  }
  return children::set_identity(tx, asked.desk.vault, asked.actor(), asked.allowed(), child, identity, kept ? kept->version : 0, asked.now());
}

// Whose the child becomes: one's own as a social worker, else the absent worker's for whom one stands in.
std::string worker_of(const Asked& asked) {
  auto facts = asked.facts;
  for (const auto& person : access::stands_for(asked.standing)) {
    facts.people = {person};
    if (asked.may(facts, access::Verb::Write)) return person;
  }
  return asked.standing.person;
}

access::Role role_of(children::Part part) {
  switch (part) {
    case children::Part::Worker: return access::Role::SocialWorker;
    case children::Part::Manager: return access::Role::TeamManager;
    case children::Part::ReviewingOfficer: return access::Role::ReviewingOfficer;
  }
  return access::Role::SocialWorker;
}

}  // namespace

std::vector<FieldError> faults_of(const NewChild& child, Date today) {
  std::vector<FieldError> faults;
  if (const auto checked = children::checked(child.identity); !checked) faults = checked.error().fields;
  const auto& born = child.born_on;
  if (!born) faults.push_back({"born_on", "Enter the date on which the child was born"});
  else if (*born > today || age_on(*born, today) > 20) faults.push_back({"born_on", "Enter a day of birth of somebody who may be in care: not after today, and at most 20 years ago"});
  if (!child.sex) faults.push_back({"sex", "Choose the child's sex, or that it is not known"});
  if (trim(child.local_id).empty()) faults.push_back({"local_id", "Enter your authority's own id of the child"});
  else if (child.local_id.size() > 40) faults.push_back({"local_id", "Enter an id of at most 40 characters"});
  if (!child.from_on) faults.push_back({"from_on", "Enter the date on which the child came into care"});
  else if (*child.from_on > today || (born && *child.from_on < *born)) faults.push_back({"from_on", "Enter a day between the child's birth and today"});
  return faults;
}

Result<Added> add_child(db::Write& tx, const Asked& asked, const NewChild& typed, std::optional<Refused>& refused) {
  refused.reset();
  auto wanted = typed;
  wanted.local_id = std::string(trim(typed.local_id));
  if (auto faults = faults_of(wanted, asked.today()); !faults.empty()) return fail(Error{ErrorKind::Invalid, "The child cannot be added as it stands: see the fields.", std::move(faults)});
  RP_TRY(organisation, organisations::load(tx, asked.standing.acting_for));
  const auto& authority = organisation.details.authority_code;
  if (authority.empty()) return fail(ErrorKind::Invalid, "Only an authority adds children: act for the authority that is responsible for this one.");
  // One answer, whoever's record it is: restricted, another worker's, or in the care of another authority by now.
  const auto there = [&](const children::ChildId& child, std::string why) {
    refused = Refused{child.text(), std::move(why)};
    return fail(Error{ErrorKind::Invalid, "The child cannot be added: a record is there already.",
                      {{"local_id", "A child with this id, or with this name and day of birth, is recorded already. Check the id. If it is right, ask a team manager to allocate the child to you"}}});
  };
  Added added;
  if (const auto known = children::find_own(tx, asked.desk.vault, authority, wanted.local_id)) {
    RP_TRY(child, children::load(tx, asked.desk.vault, *known));
    if (!may_be_adopted(child, children::case_of(tx, child.id), *wanted.born_on, asked.today())) return there(child.id, "id_in_use");
    added = {child.id, true};
  }
  if (const auto same = same_child(tx, asked.desk.vault, authority, wanted.identity, *wanted.born_on); same && *same != added.child) return there(*same, "same_child");
  if (added.adopted) {
    RP_TRY(child, children::load(tx, asked.desk.vault, added.child));
    RP_CHECK(complete(tx, asked.desk.vault, child, wanted));
  } else {
    RP_TRY(child, new_record(tx, asked, wanted, authority));
    added.child = std::move(child);
  }
  if (auto opened = children::open_case(tx, asked.actor(), asked.allowed(), added.child, authority, *wanted.from_on, asked.now()); !opened)
    return fail(Error{ErrorKind::Invalid, "Care cannot begin on that day.", {{"from_on", "The child's record has care until a later day than this: enter the day on which the child came back into care"}}});
  RP_CHECK(name(tx, asked, added.child, wanted.identity));
  RP_CHECK(children::allocate(tx, asked.actor(), asked.allowed(), {added.child, worker_of(asked), children::Part::Worker, {asked.today(), {}}}, asked.now()));
  return added;
}

Done note_refused(const Asked& asked, const std::optional<Refused>& refused) {
  if (!refused) return {};
  return asked.desk.trail.note_and_wait({asked.actor(), asked.allowed().grounds(), "child.add_refused", "child", refused->child, {{"why", refused->why}, {"for", asked.standing.acting_for.text()}}});
}

Done allocate(db::Write& tx, const Asked& asked, const Allocating& wanted) {
  if (!wanted.from || *wanted.from < asked.today()) return fail(Error{ErrorKind::Invalid, "The first day is missing or over.", {{"from_on", "Enter today or a later day: what was is not changed"}}});
  const auto child = child_of(asked);
  if (children::allocations_version(tx, child) != wanted.version) {
    std::vector<std::string> now;
    for (const auto& one : children::allocations_of(tx, child))
      if (!one.stay.until || *one.stay.until > asked.today())
        now.push_back(fmt::format("{} ({}, from {})", desk::name_of_actor(tx, asked.desk.vault, "person", one.person), lower(children::kParts.label(one.part)), one.stay.from.words()));
    return fail(ErrorKind::Conflict, fmt::format("Somebody else changed who works with this child meanwhile. Now it is {}. Change it again if that is wrong", now.empty() ? std::string("nobody") : join_words(now)));
  }
  // The same words whether the address is unknown or the person has another part.
  const auto role = role_of(wanted.part);
  const auto person = accounts::person_with_email(tx, asked.desk.vault, Personal(wanted.email));
  if (!person || !desk::holds(accounts::standing_of(tx, *person, asked.standing.acting_for, *wanted.from, true), role))
    return fail(Error{ErrorKind::Invalid, "Nobody can be allocated by this address.", {{"email", fmt::format("Nobody with this address is {} in your authority that day", lower(access::kRoles.label(role)))}}});
  return children::allocate(tx, asked.actor(), asked.allowed(), {child, person->text(), wanted.part, {*wanted.from, {}}}, asked.now());
}

Done correct(db::Write& tx, const Asked& asked, const Correcting& wanted) {
  std::vector<FieldError> faults;
  if (!wanted.born_on) faults.push_back({"born_on", "Enter the date on which the child was born"});
  else if (*wanted.born_on > asked.today() || age_on(*wanted.born_on, asked.today()) > 25) faults.push_back({"born_on", "Enter a day of birth that is not after today, and at most 25 years ago"});
  if (!wanted.sex) faults.push_back({"sex", "Choose the child's sex, or that it is not known"});
  const auto because = trim(wanted.because);
  if (because.empty()) faults.push_back({"because", "Enter how you know what is right"});
  else if (because.size() > 500) faults.push_back({"because", "Enter at most 500 characters"});
  if (!faults.empty()) return fail(Error{ErrorKind::Invalid, "This cannot be put right as it stands: see the fields.", std::move(faults)});
  RP_TRY(child, children::load(tx, asked.desk.vault, child_of(asked)));
  if (children::corrections_version(tx, child.id) != wanted.version)
    return fail(ErrorKind::Conflict, "Somebody else put this child's day of birth or sex right meanwhile. What you see now is what they wrote; change it again if it is wrong");
  const bool other_day = !child.facts.born_on || child.facts.born_on->reveal() != *wanted.born_on, other_sex = child.facts.sex != wanted.sex;
  if (!other_day && !other_sex) return fail(Error{ErrorKind::Invalid, "Nothing was changed.", {{"born_on", "This is what is recorded already: change what is wrong, or go back"}}});
  if (other_day) RP_CHECK(children::correct(tx, asked.desk.vault, asked.actor(), asked.allowed(), child.id, "born_on", wanted.born_on->iso(), because, asked.now()));
  if (other_sex) RP_CHECK(children::correct(tx, asked.desk.vault, asked.actor(), asked.allowed(), child.id, "sex", std::string(children::kSexes.code(*wanted.sex)), because, asked.now()));
  return {};
}

Done end_care(db::Write& tx, const Asked& asked, std::optional<Date> until) {
  if (!until || *until > asked.today()) return fail(Error{ErrorKind::Invalid, "The day is missing or still to come.", {{"until_on", "Enter the day on which care ended: today or earlier"}}});
  return children::end_case(tx, asked.actor(), asked.allowed(), child_of(asked), *until, asked.now());
}

Done restrict(db::Write& tx, const Asked& asked, std::string_view because) {
  const auto reason = trim(because);
  if (reason.empty()) return fail(Error{ErrorKind::Invalid, "The reason is missing.", {{"because", "Enter why only those who work with the child may see the record"}}});
  if (reason.size() > 500) return fail(Error{ErrorKind::Invalid, "The reason is too long.", {{"because", "Enter at most 500 characters"}}});
  return children::restrict_case(tx, asked.desk.vault, asked.actor(), asked.allowed(), child_of(asked), reason, asked.now());
}

Done lift_restriction(db::Write& tx, const Asked& asked) {
  if (const auto care = children::case_of(tx, child_of(asked)); !care || !care->restricted) return fail(ErrorKind::Conflict, "This record is not restricted, or somebody lifted the restriction already.");
  return children::restrict_case(tx, asked.desk.vault, asked.actor(), asked.allowed(), child_of(asked), "", asked.now());
}

}  // namespace rightplace::caseload
