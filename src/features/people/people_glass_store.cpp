#include <algorithm>

#include "base/text.h"
#include "features/outbox/outbox.h"
#include "features/people/people_glass.h"

namespace rightplace::people {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO emergency_access (id, person_id, organisation_id, child_id, danger, reason_sealed, opened_at, until_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";
constexpr std::string_view kOne = R"sql(
  SELECT id, person_id, organisation_id, child_id, danger, reason_sealed, opened_at, until_at, seen_at, seen_by, seen_words_sealed
  FROM emergency_access
  WHERE id = $1
)sql";
constexpr std::string_view kOfOrganisation = R"sql(
  SELECT id, person_id, organisation_id, child_id, danger, reason_sealed, opened_at, until_at, seen_at, seen_by, seen_words_sealed
  FROM emergency_access
  WHERE organisation_id = $1
  ORDER BY opened_at DESC, id DESC
)sql";
constexpr std::string_view kStands = R"sql(
  SELECT id, reason_sealed
  FROM emergency_access
  WHERE person_id = $1
    AND organisation_id = $2
    AND child_id = $3
    AND until_at > $4
  ORDER BY opened_at DESC
)sql";
constexpr std::string_view kSeen = "UPDATE emergency_access SET seen_by = $2, seen_at = $3, seen_words_sealed = $4 WHERE id = $1 AND seen_at IS NULL";

std::string reason_purpose(const GlassId& id) { return "emergency_access.reason/" + id.text(); }
std::string words_purpose(const GlassId& id) { return "emergency_access.seen_words/" + id.text(); }

[[noreturn]] void damaged() { throw db::DatabaseError("a sealed reason of emergency access does not open: the key beside the store is another, or the row was changed"); }

Broken broken_of(const vault::Vault& vault, const db::Row& row) {
  Broken out{row.id<GlassTag>(0), row.id<accounts::PersonTag>(1), row.id<organisations::OrganisationTag>(2), row.id<children::ChildTag>(3),
             kDangers.parse(row.text(4)).value_or(Danger::Other), {}, row.instant(6), row.instant(7), std::nullopt, std::nullopt, {}};
  auto reason = vault.open(reason_purpose(out.id), row.text(5));
  if (!reason) damaged();
  out.reason = std::move(*reason);
  if (!row.is_null(8)) {
    out.seen_at = row.instant(8);
    out.seen_by = row.id<accounts::PersonTag>(9);
    auto words = vault.open(words_purpose(out.id), row.text(10));
    if (!words) damaged();
    out.seen_words = std::move(*words);
  }
  return out;
}

// Who is told: the nominated officers, or whoever stands nearest to them; never the one who used the access.
std::vector<accounts::PersonId> told_in(db::Read& tx, const organisations::OrganisationId& authority, const std::string& breaker, Date today) {
  for (const auto role : {access::Role::NominatedOfficer, access::Role::HeadOfService, access::Role::Administrator}) {
    auto people = accounts::holders_of(tx, authority, role, today);
    std::erase_if(people, [&](const accounts::PersonId& person) { return person.text() == breaker; });
    if (!people.empty()) return people;
  }
  return {};
}

// A child in danger does not wait for a letter: what cannot be put into the outbox is written down instead.
Done tell(db::Write& tx, const vault::Vault& vault, const accounts::PersonId& person, const organisations::OrganisationId& authority, Instant now) {
  RP_TRY(contact, accounts::contact_of(tx, vault, person));
  RP_CHECK(outbox::put(tx, vault, {contact.email, outbox::Letter::GlassBroken, {.link = outbox::Link{outbox::Page::SignIn, {}}, .organisation = authority}}, now));
  return {};
}

}  // namespace

Result<access::Facts> child_facts(db::Read& tx, const organisations::OrganisationId& authority, const children::ChildId& child, Date today) {
  RP_TRY(body, organisations::load(tx, authority));
  const auto found = children::case_of(tx, child);
  if (!found || body.details.authority_code.empty() || organisations::authority_with_code(tx, found->authority_code) != authority) return fail(access::missing());
  access::Facts facts;
  facts.record = access::Record::ChildIdentity;
  facts.responsible = authority;
  facts.child = found->child.text();
  facts.id = found->child.text();
  facts.state = found->restricted ? access::State::Restricted : found->stay.covers_night(today) ? access::State::Live : access::State::Ended;
  for (const auto& allocation : children::allocations_of(tx, found->child))
    if (allocation.stay.covers_night(today)) facts.people.push_back(allocation.person);
  return facts;
}

Result<GlassId> break_glass(db::Write& tx, const vault::Vault& vault, const access::Standing& standing, const access::Granted& granted, const children::ChildId& child,
                            Danger danger, const Personal<std::string>& reason, Instant now) {
  const GlassId id(new_uuid(now));
  tx.run(kInsert, {id, standing.person, standing.acting_for, child, kDangers.code(danger), vault.seal(reason_purpose(id), reason.reveal()), now, Instant{now.ms + kGlassLastsMs}});
  audit::record(tx, {ActorKind::Person, standing.person}, granted.allowed, "glass.broken", {"child", child.text()}, now,
                {{"access", id.text()}, {"organisation", standing.acting_for.text()}, {"danger", kDangers.code(danger)}});
  std::int64_t told = 0;
  const auto wanted = told_in(tx, standing.acting_for, standing.person, standing.today);
  for (const auto& person : wanted)
    if (tell(tx, vault, person, standing.acting_for, now)) ++told;
  if (wanted.empty() || told < std::ssize(wanted))
    audit::record(tx, {ActorKind::System, "emergency-access"}, Allowed::because("nobody could be told by letter, and the record was opened nevertheless"), "glass.not_told", {"organisation", standing.acting_for.text()}, now,
                  {{"access", id.text()}, {"told", told}, {"not_told", std::ssize(wanted) - told}});
  return id;
}

void note_refused(db::Write& tx, const access::Standing& standing, const std::optional<children::ChildId>& own_child, Danger danger, Instant now) {
  const auto subject = own_child ? audit::Subject{"child", own_child->text()} : audit::Subject{"organisation", standing.acting_for.text()};
  audit::record(tx, {ActorKind::Person, standing.person}, Allowed::because("asked for emergency access, and was refused"), "glass.refused", subject, now,
                {{"organisation", standing.acting_for.text()}, {"danger", kDangers.code(danger)}});
}

std::optional<access::Purpose> glass(db::Read& tx, const vault::Vault& vault, const access::Standing& standing, const access::Facts& facts, Instant now) {
  if (facts.child.empty() || standing.scopes) return std::nullopt;
  return tx.first(kStands, {standing.person, standing.acting_for, facts.child, now}, [&](const db::Row& row) {
    auto reason = vault.open(reason_purpose(row.id<GlassTag>(0)), row.text(1));
    if (!reason) damaged();
    return access::Purpose{access::Aim::BreakGlass, reason->reveal()};
  });
}

Result<Broken> load_broken(db::Read& tx, const vault::Vault& vault, const GlassId& id) {
  auto found = tx.first(kOne, {id}, [&](const db::Row& row) { return broken_of(vault, row); });
  if (!found) return fail(access::missing());
  return std::move(*found);
}

std::vector<Broken> broken_in(db::Read& tx, const vault::Vault& vault, const organisations::OrganisationId& authority) {
  return tx.list(kOfOrganisation, {authority}, [&](const db::Row& row) { return broken_of(vault, row); });
}

Done acknowledge(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const GlassId& id, const Personal<std::string>& words, Instant now) {
  RP_TRY(broken, load_broken(tx, vault, id));
  if (broken.person.text() == actor.id) return fail(ErrorKind::Invalid, "Somebody else must look at this: it was you who used the access");
  if (tx.run(kSeen, {id, actor.id, now, vault.seal(words_purpose(id), words.reveal())}) == 0) return fail(ErrorKind::Conflict, "Somebody has looked at this already");
  audit::record(tx, actor, allowed, "glass.seen", {"emergency_access", id.text()}, now);
  return {};
}

}  // namespace rightplace::people
