#include <fmt/format.h>

#include "base/text.h"
#include "features/organisations/organisations.h"

namespace rightplace::organisations {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO organisations (id, kind, name, authority_code, urn, from_on, until_on, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

constexpr std::string_view kTaken = R"sql(
  SELECT id FROM organisations WHERE authority_code = $1 OR urn = $2
)sql";

constexpr std::string_view kLoad = R"sql(
  SELECT id, kind, name, authority_code, urn, from_on, until_on
  FROM organisations
  WHERE id = $1
)sql";

constexpr std::string_view kAllOn = R"sql(
  SELECT id, kind, name, authority_code, urn, from_on, until_on
  FROM organisations
  WHERE from_on <= $1
    AND (until_on IS NULL OR until_on > $1)
    AND ($2 = '' OR kind = $2)
  ORDER BY kind, name, id
)sql";

constexpr std::string_view kEnd = "UPDATE organisations SET until_on = $2 WHERE id = $1";

constexpr std::string_view kTiesOf = R"sql(
  SELECT id, into_id, from_on, until_on FROM organisation_ties WHERE member_id = $1
)sql";

constexpr std::string_view kInsertTie = R"sql(
  INSERT INTO organisation_ties (id, member_id, into_id, from_on, until_on, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

constexpr std::string_view kEndTie = R"sql(
  UPDATE organisation_ties
  SET until_on = CASE WHEN from_on > $3 THEN from_on ELSE $3 END
  WHERE member_id = $1
    AND into_id = $2
    AND (until_on IS NULL OR until_on > $3)
)sql";

Organisation organisation_of(const db::Row& row) {
  return {row.id<OrganisationTag>(0),
          {kKinds.parse(row.text(1)).value(), row.string(2), row.string(3), row.string(4), {row.date(5), row.maybe_date(6)}}};
}

constexpr std::size_t kMostNamed = 10;

std::optional<std::string> or_null(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

struct Tie {
  OrganisationId into;
  Stay stay;
};

std::vector<Tie> ties_of(db::Read& tx, const OrganisationId& member) {
  return tx.list(kTiesOf, {member}, [](const db::Row& row) {
    return Tie{row.id<OrganisationTag>(1), {row.date(2), row.maybe_date(3)}};
  });
}

// Whether `from` belongs to `to`, at any depth, at some time of the stay. Joins refuse circles, so the walk ends; the
// limit stands against a damaged table.
bool belongs(db::Read& tx, const OrganisationId& from, const OrganisationId& to, const Stay& stay, int depth = 0) {
  if (from == to) return true;
  if (depth > 32) return true;
  for (const auto& tie : ties_of(tx, from))
    if (tie.stay.overlaps(stay) && belongs(tx, tie.into, to, stay, depth + 1)) return true;
  return false;
}

Done check_join(db::Read& tx, const Organisation& member, const Organisation& into, const Stay& stay) {
  if (!may_belong(member.details.kind, into.details.kind))
    return fail(ErrorKind::Invalid, fmt::format("A body of the kind \"{}\" cannot belong to one of the kind \"{}\"",
                                                kKinds.label(member.details.kind), kKinds.label(into.details.kind)));
  if (stay.until && *stay.until <= stay.from) return fail(ErrorKind::Invalid, "Enter an end of the membership that is after its first day");
  const bool in_one_only = member.details.kind != Kind::Authority;
  for (const auto& tie : ties_of(tx, member.id)) {
    if (!tie.stay.overlaps(stay)) continue;
    if (tie.into == into.id)
      return fail(ErrorKind::Conflict, fmt::format("{} belongs to {} in that time already", member.details.name, into.details.name));
    if (in_one_only)
      return fail(ErrorKind::Conflict, fmt::format("{} belongs to another provider in that time; end that first", member.details.name));
  }
  if (belongs(tx, into.id, member.id, stay))
    return fail(ErrorKind::Conflict, fmt::format("{} would come to belong to itself through {}", member.details.name, into.details.name));
  return {};
}

}  // namespace

Result<OrganisationId> add(db::Write& tx, const Actor& actor, const Allowed& allowed, const Details& details, Instant now) {
  RP_TRY(fine, checked(details));
  if (tx.exists(kTaken, {or_null(fine.authority_code), or_null(fine.urn)}))
    return fail(ErrorKind::Conflict, fmt::format("There is an organisation with the number {} already", fine.authority_code + fine.urn));
  const OrganisationId id(new_uuid(now));
  tx.run(kInsert, {id, kKinds.code(fine.kind), fine.name, or_null(fine.authority_code), or_null(fine.urn), fine.stay.from, fine.stay.until, now});
  audit::record(tx, actor, allowed, "organisation.added", {"organisation", id.text()}, now, {{"kind", kKinds.code(fine.kind)}});
  return id;
}

Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& id, Date until, Instant now) {
  RP_TRY(organisation, load(tx, id));
  if (until <= organisation.details.stay.from)
    return fail(ErrorKind::Invalid, fmt::format("{} began its work on {}; enter a later day", organisation.details.name, organisation.details.stay.from.words()));
  tx.run(kEnd, {id, until});
  audit::record(tx, actor, allowed, "organisation.ended", {"organisation", id.text()}, now, {{"until_on", until.iso()}});
  return {};
}

Done join(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& member, const OrganisationId& into,
          const Stay& stay, Instant now) {
  RP_TRY(one, load(tx, member));
  RP_TRY(other, load(tx, into));
  RP_CHECK(check_join(tx, one, other, stay));
  tx.run(kInsertTie, {new_uuid(now), member, into, stay.from, stay.until, now});
  audit::record(tx, actor, allowed, "organisation.joined", {"organisation", member.text()}, now, {{"into", into.text()}, {"from_on", stay.from.iso()}});
  return {};
}

Done leave(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& member, const OrganisationId& into,
           Date until, Instant now) {
  if (tx.run(kEndTie, {member, into, until}) == 0)
    return fail(ErrorKind::NotFound, fmt::format("There is no membership that stands on {}", until.words()));
  audit::record(tx, actor, allowed, "organisation.left", {"organisation", member.text()}, now, {{"into", into.text()}, {"until_on", until.iso()}});
  return {};
}

Result<Organisation> load(db::Read& tx, const OrganisationId& id) {
  auto found = tx.first(kLoad, {id}, organisation_of);
  if (!found) return fail(ErrorKind::NotFound, "There is no such organisation");
  return std::move(*found);
}

Result<Organisation> the_one_called(db::Read& tx, std::string_view name_or_id, Date day, std::optional<Kind> kind) {
  const auto wanted = squeeze(name_or_id);
  std::vector<Organisation> found;
  for (auto& one : all_on(tx, day, kind)) {
    if (one.id.text() == wanted) return std::move(one);
    if (iequals(one.details.name, wanted)) found.push_back(std::move(one));
  }
  if (found.empty()) return fail(ErrorKind::NotFound, fmt::format("There is no organisation called {} that works here on {}", shown(wanted), day.words()));
  if (found.size() == 1) return std::move(found.front());
  std::vector<std::string> all;
  for (const auto& one : found) {
    const auto number = one.details.urn + one.details.authority_code;
    if (all.size() < kMostNamed) all.push_back(fmt::format("{} ({}{}{})", one.id.text(), kKinds.label(one.details.kind), number.empty() ? "" : ", ", number));
  }
  return fail(ErrorKind::Conflict, fmt::format("{} organisations are called {}: name one by its id. They are {}{}", found.size(), shown(wanted), join_words(all), found.size() > kMostNamed ? " and others" : ""));
}

std::vector<Organisation> all_on(db::Read& tx, Date day, std::optional<Kind> kind) {
  return tx.list(kAllOn, {day, kind ? kKinds.code(*kind) : std::string_view()}, organisation_of);
}

}  // namespace rightplace::organisations
