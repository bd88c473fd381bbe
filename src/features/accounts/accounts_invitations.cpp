#include <algorithm>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/outbox/outbox.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kIsClosed = "SELECT id FROM people WHERE id = $1 AND closed_at IS NOT NULL";
constexpr std::string_view kIsMember = R"sql(
  SELECT id FROM memberships WHERE person_id = $1 AND organisation_id = $2 AND (until_on IS NULL OR until_on > $3)
)sql";

}  // namespace

Done send_set_up_link(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person,
                      const OrganisationId& organisation, Date today, Instant now) {
  if (is_set_up(tx, person) && works_elsewhere(tx, person, organisation, today))
    return fail(ErrorKind::Invalid, "This person works for another organisation too, and signs in there with the same password and authenticator. Ask whoever operates this service to send the link");
  RP_TRY(contact, contact_of(tx, vault, person));
  RP_TRY(code, issue_code(tx, vault, actor, allowed, person, now));
  const auto last_day = london_date(Instant{now.ms + kCodeLastsMs}).plus_days(-1);   // whole days
  if (!outbox::is_address(contact.email.reveal()))
    return fail(ErrorKind::Invalid, "No letter can go to this address", {{"email", "Enter an e-mail address in the form name@example.org"}});
  RP_CHECK(outbox::put(tx, vault, {contact.email, outbox::Letter::Invitation,
                                   {.link = outbox::Link{outbox::Page::SetUp, code}, .day = last_day, .organisation = organisation}}, now));
  return {};
}

Result<MembershipId> invite(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Invitation& invitation, Instant now) {
  std::vector<FieldError> faults;
  if (invitation.roles.empty()) faults.push_back({"roles", "Choose at least one role"});
  RP_TRY(organisation, organisations::load(tx, invitation.organisation));
  for (const auto role : invitation.roles)
    if (!access::fits(role, organisation.details.kind)) faults.push_back({"roles", "Choose roles that this organisation has"});
  if (invitation.stay.until && *invitation.stay.until <= invitation.stay.from) faults.push_back({"until_on", "Enter a last day that is not before the first"});
  auto person = person_with_email(tx, vault, invitation.contact.email);
  if (!person) {
    auto added = add_person(tx, vault, actor, allowed, invitation.contact, now);
    if (!added) std::ranges::copy(added.error().fields, std::back_inserter(faults));
    else person = *added;
  } else if (actor.kind == ActorKind::Person && actor.id == person->text()) {
    faults.push_back({"email", "This is you: somebody else must invite you and give you a role"});
  } else if (tx.exists(kIsClosed, {*person})) {
    faults.push_back({"email", "This account was closed: ask whoever operates the service"});
  } else if (tx.exists(kIsMember, {*person, invitation.organisation, invitation.stay.from})) {
    faults.push_back({"email", "This person works here already: give them another role instead"});
  }
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The person cannot be invited as described: see the fields", std::move(faults));
  RP_TRY(membership, add_membership(tx, actor, allowed, *person, invitation.organisation, invitation.stay, now));
  for (const auto role : invitation.roles) RP_CHECK(add_role(tx, actor, allowed, membership, role, invitation.stay, now));
  // Whoever can sign in already needs no code, and gets none: it would reach the account of another organisation.
  if (is_set_up(tx, *person)) {
    RP_TRY(contact, contact_of(tx, vault, *person));
    RP_CHECK(outbox::put(tx, vault, {contact.email, outbox::Letter::Waiting, {.link = outbox::Link{outbox::Page::SignIn, {}}, .organisation = invitation.organisation}}, now));
  } else {
    RP_CHECK(send_set_up_link(tx, vault, actor, allowed, *person, invitation.organisation, invitation.stay.from, now));
  }
  return membership;
}

}  // namespace rightplace::accounts
