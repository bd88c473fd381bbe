#include <fmt/format.h>

#include "features/placements/placements.h"

namespace rightplace::placements {
namespace {

// Every question reads the same columns, children under the record that stands.
#define PLACEMENT_COLUMNS                                                                                              \
  "SELECT p.id, c.current_id, p.authority_code, p.urn, p.room, p.starts_on, p.ends_on, p.planned_until, p.state, "     \
  "p.route, p.weekly_pence, p.place_code, p.end_reason, p.end_kind, p.referral_id "                                    \
  "FROM placements p JOIN v_child_identities c ON c.child_id = p.child_id "

constexpr std::string_view kLoad = PLACEMENT_COLUMNS "WHERE p.id = $1";

constexpr std::string_view kOfChild = PLACEMENT_COLUMNS R"sql(
  WHERE p.child_id IN (SELECT s.current_id FROM v_child_identities s WHERE s.child_id = $1
                       UNION
                       SELECT m.id FROM children m WHERE m.merged_into = (SELECT s.current_id FROM v_child_identities s WHERE s.child_id = $1))
    AND p.state <> 'withdrawn'
  ORDER BY p.starts_on, p.id
)sql";

constexpr std::string_view kOfAuthority = PLACEMENT_COLUMNS R"sql(
  WHERE p.authority_code = $1
    AND p.state <> 'withdrawn'
  ORDER BY p.starts_on, p.id
)sql";

constexpr std::string_view kOccupants = PLACEMENT_COLUMNS R"sql(
  WHERE p.urn = $1
    AND p.state <> 'withdrawn'
    AND p.starts_on <= $2
    AND (p.ends_on IS NULL OR p.ends_on > $2)
  ORDER BY p.room, p.starts_on, p.id
)sql";

constexpr std::string_view kThereFrom = PLACEMENT_COLUMNS R"sql(
  WHERE p.urn = $1
    AND p.state <> 'withdrawn'
    AND (p.ends_on IS NULL OR p.ends_on > $2)
  ORDER BY p.room, p.starts_on, p.id
)sql";

constexpr std::string_view kOccupantsOfAll = PLACEMENT_COLUMNS R"sql(
  WHERE p.state <> 'withdrawn'
    AND p.starts_on <= $1
    AND (p.ends_on IS NULL OR p.ends_on > $1)
  ORDER BY p.urn, p.room, p.starts_on, p.id
)sql";

constexpr std::string_view kBeginningAfter = PLACEMENT_COLUMNS R"sql(
  WHERE p.state <> 'withdrawn'
    AND p.starts_on > $1
  ORDER BY p.urn, p.room, p.starts_on, p.id
)sql";

#undef PLACEMENT_COLUMNS

Placement placement_of(const db::Row& row) {
  Placement p;
  p.id = row.id<PlacementTag>(0);
  p.child = row.id<children::ChildTag>(1);
  p.authority_code = row.string(2);
  p.urn = row.string(3);
  p.room = row.maybe_string(4);
  p.stay = {row.date(5), row.maybe_date(6)};
  p.planned_until = row.maybe_date(7);
  p.state = kStates.parse(row.text(8)).value_or(State::Claimed);
  p.route = kRoutes.parse(row.text(9)).value_or(Route::Spot);
  if (!row.is_null(10)) p.rate = WeeklyRate{row.pence(10)};
  p.place_code = row.string(11);
  p.end_reason = row.maybe_string(12);
  if (!row.is_null(13)) p.end_kind = kEndKinds.parse(row.text(13));
  p.referral_id = row.maybe_string(14);
  return p;
}

Done check(const Placement& p) {
  if (p.urn.empty()) return fail(ErrorKind::Invalid, "A placement needs the URN of the home.", {{"urn", "is missing"}});
  if (p.planned_until && *p.planned_until < p.stay.from)
    return fail(ErrorKind::Invalid, "The planned day of leaving is before the first night.", {{"planned_until", "is before the first night"}});
  if (p.stay.until && *p.stay.until < p.stay.from)
    return fail(ErrorKind::Invalid, "The day of leaving is before the first night.", {{"ends_on", "is before the first night"}});
  if ((p.state == State::Ended) != (p.stay.until.has_value() && p.state != State::Withdrawn))
    return fail(ErrorKind::Invalid, "A placement has a day of leaving exactly when it has ended.", {{"ends_on", "does not agree with the state"}});
  if (p.rate && p.rate->per_week.value < 0) return fail(ErrorKind::Invalid, "A weekly price cannot be negative.", {{"weekly_pence", "is negative"}});
  return {};
}

Done audited(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view action, const PlacementId& id, Instant now) {
  audit::record(tx, actor, allowed, action, {"placement", id.text()}, now);
  return {};
}

}  // namespace

Done insert_all(db::Write& tx, std::span<const Placement> placements, Instant now, std::string_view import_id) {
  for (const auto& p : placements) {
    RP_CHECK(check(p));
    if (p.end_reason && !end_kind_of(*p.end_reason))
      return fail(ErrorKind::Invalid, fmt::format("\"{}\" is not a reason why a placement ends; see rules/ending_reasons.toml.", *p.end_reason));
  }
  auto rows = tx.inserter("placements", {"id", "child_id", "authority_code", "urn", "room", "starts_on", "ends_on", "planned_until", "state", "route",
                                         "weekly_pence", "place_code", "end_reason", "end_kind", "referral_id", "import_id", "recorded_at", "confirmed_at"});
  for (const auto& p : placements) {
    const auto id = p.id.empty() ? new_uuid(now) : p.id.text();
    const auto kind = p.end_reason ? end_kind_of(*p.end_reason) : std::nullopt;
    const bool confirmed = p.state == State::Confirmed || p.state == State::Ended;
    rows->add({id, p.child, p.authority_code, p.urn, p.room, p.stay.from, p.stay.until, p.planned_until, kStates.code(p.state), kRoutes.code(p.route),
               p.rate ? std::optional(p.rate->per_week) : std::nullopt, p.place_code, p.end_reason,
               kind ? std::optional(kEndKinds.code(*kind)) : std::nullopt, p.referral_id,
               import_id.empty() ? std::nullopt : std::optional(import_id), now, confirmed ? std::optional(now) : std::nullopt});
  }
  rows->finish();
  return {};
}

Result<Placement> claim(db::Write& tx, const Actor& actor, const Allowed& allowed, Placement placement, Instant now) {
  RP_CHECK(children::standing(tx, placement.child));
  placement.id = PlacementId(new_uuid(now));
  placement.state = State::Claimed;
  RP_CHECK(insert_all(tx, {&placement, 1}, now));
  RP_CHECK(audited(tx, actor, allowed, "placement.claimed", placement.id, now));
  return placement;
}

Done confirm(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::optional<std::string> room, Instant now) {
  RP_TRY(placement, load(tx, id));
  if (placement.state != State::Claimed) return fail(ErrorKind::Conflict, "Only a claimed placement can be confirmed.");
  tx.run("UPDATE placements SET state = 'confirmed', room = COALESCE($2, room), confirmed_at = $3 WHERE id = $1", {id, room, now});
  return audited(tx, actor, allowed, "placement.confirmed", id, now);
}

Done put_in_room(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::string_view room, Instant now) {
  RP_TRY(placement, load(tx, id));
  if (placement.state != State::Claimed && placement.state != State::Confirmed)
    return fail(ErrorKind::Conflict, "This placement has already ended or was recorded in error.");
  tx.run("UPDATE placements SET room = $2 WHERE id = $1", {id, room});
  return audited(tx, actor, allowed, "placement.room_said", id, now);
}

std::int64_t rename_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view room, std::string_view name, Date today, Instant now) {
  std::int64_t count = 0;
  for (const auto& placement : there_from(tx, urn, today)) {
    if (placement.room != room) continue;
    tx.run("UPDATE placements SET room = $2 WHERE id = $1", {placement.id, name});
    audit::record(tx, actor, allowed, "placement.room_renamed", {"placement", placement.id.text()}, now);
    ++count;
  }
  return count;
}

Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, Date left_on, std::string_view reason, Instant now) {
  RP_TRY(placement, load(tx, id));
  if (placement.state != State::Claimed && placement.state != State::Confirmed)
    return fail(ErrorKind::Conflict, "This placement has already ended or was recorded in error.");
  if (left_on < placement.stay.from) return fail(ErrorKind::Invalid, "The day of leaving is before the first night.", {{"left_on", "is before the first night"}});
  const auto kind = end_kind_of(reason);
  if (!kind) return fail(ErrorKind::Invalid, "This is not a reason why a placement ends; see rules/ending_reasons.toml.", {{"reason", "is not a known code"}});
  tx.run("UPDATE placements SET state = 'ended', ends_on = $2, end_reason = $3, end_kind = $4 WHERE id = $1", {id, left_on, reason, kEndKinds.code(*kind)});
  return audited(tx, actor, allowed, "placement.ended", id, now);
}

Done withdraw(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::string_view reason, Instant now) {
  RP_TRY(placement, load(tx, id));
  if (placement.state == State::Withdrawn) return fail(ErrorKind::Conflict, "This placement is already marked as recorded in error.");
  tx.run("UPDATE placements SET state = 'withdrawn', withdrawn_because = $2 WHERE id = $1", {id, reason});
  return audited(tx, actor, allowed, "placement.withdrawn", id, now);
}

Result<Placement> load(db::Read& tx, const PlacementId& id) {
  auto placement = tx.first(kLoad, {id}, placement_of);
  if (!placement) return fail(ErrorKind::NotFound, "There is no such placement.");
  return *std::move(placement);
}

std::vector<Placement> of_child(db::Read& tx, const children::ChildId& child) { return tx.list(kOfChild, {child}, placement_of); }

std::vector<Placement> of_authority(db::Read& tx, std::string_view authority_code) { return tx.list(kOfAuthority, {authority_code}, placement_of); }

std::vector<Placement> occupants(db::Read& tx, std::string_view urn, Date night) { return tx.list(kOccupants, {urn, night}, placement_of); }

std::map<std::string, std::vector<Placement>, std::less<>> occupants_of_all(db::Read& tx, Date night) {
  std::map<std::string, std::vector<Placement>, std::less<>> homes;
  tx.each(kOccupantsOfAll, {night}, [&](const db::Row& row) {
    auto placement = placement_of(row);
    homes[placement.urn].push_back(std::move(placement));
  });
  return homes;
}

std::vector<Placement> there_from(db::Read& tx, std::string_view urn, Date night) { return tx.list(kThereFrom, {urn, night}, placement_of); }
std::vector<Placement> beginning_after(db::Read& tx, Date night) { return tx.list(kBeginningAfter, {night}, placement_of); }

}  // namespace rightplace::placements
