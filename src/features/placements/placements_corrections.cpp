#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/placements/placements.h"

namespace rightplace::placements {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO placement_corrections (id, placement_id, was_starts_on, was_ends_on, was_planned_until, starts_on, ends_on, planned_until, because_sealed, actor_id, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql";
constexpr std::string_view kOf = R"sql(
  SELECT id, was_starts_on, was_ends_on, was_planned_until, starts_on, ends_on, planned_until, because_sealed, actor_id, at
  FROM placement_corrections
  WHERE placement_id = $1
  ORDER BY at DESC, id DESC
)sql";

std::string purpose(std::string_view correction) { return fmt::format("placement_corrections.because/{}", correction); }

tl::unexpected<Error> wrong(std::string_view field, std::string words) { return fail(ErrorKind::Invalid, words, {{std::string(field), words}}); }

Done check(const Placement& placement, const Days& right) {
  if (placement.state == State::Withdrawn) return fail(ErrorKind::Conflict, "This placement was recorded in error: its days count nowhere.");
  const bool ended = placement.state == State::Ended;
  if (ended != right.stay.until.has_value())
    return wrong("ends_on", ended ? "Enter the day on which the child left: this placement has ended" : "This placement has not ended: end it first, or leave the day of leaving empty");
  if (right.stay.until && *right.stay.until < right.stay.from) return wrong("ends_on", "Enter a day of leaving that is not before the first night");
  if (right.planned_until && *right.planned_until < right.stay.from) return wrong("planned_until", "Enter a planned day of leaving that is not before the first night");
  return {};
}

}  // namespace

Done correct_days(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PlacementId& id, const Days& shown, const Days& right,
                  std::string_view because, Instant now) {
  RP_TRY(placement, load(tx, id));
  const Days was{placement.stay, placement.planned_until};
  if (was != shown) return fail(ErrorKind::Conflict, "Somebody else changed the days of this placement meanwhile. What you see now is what stands; change it again if it is wrong");
  RP_CHECK(check(placement, right));
  if (right == was) return wrong("starts_on", "This is what is recorded already: change the day that is wrong, or go back");
  if (trim(because).empty()) return wrong("because", "Enter how you know what is right");
  auto all = of_child(tx, placement.child);
  for (auto& one : all)
    if (one.id == id) one.stay = right.stay;
  for (const auto& clash : clashes(all))
    if (clash.kind == Clash::Kind::Child && (clash.first == id || clash.second == id))
      return wrong("starts_on", fmt::format("On {} the child is recorded as living in another home. Put that placement right first, or enter other days", clash.from.words()));
  const auto correction = new_uuid(now);
  tx.run(kInsert, {correction, id, was.stay.from, was.stay.until, was.planned_until, right.stay.from, right.stay.until, right.planned_until, vault.seal(purpose(correction), trim(because)), actor.id, now});
  tx.run("UPDATE placements SET starts_on = $2, ends_on = $3, planned_until = $4 WHERE id = $1", {id, right.stay.from, right.stay.until, right.planned_until});
  audit::record(tx, actor, allowed, "placement.days_put_right", {"placement", id.text()}, now, {{"correction", correction}});
  return {};
}

std::vector<Correction> corrections_of(db::Read& tx, const vault::Vault& vault, const PlacementId& id) {
  return tx.list(kOf, {id}, [&](const db::Row& row) {
    auto because = vault.open(purpose(row.text(0)), row.text(7));
    if (!because) throw db::DatabaseError("why a placement was put right does not open: the key beside the store is another, or the row was changed");
    return Correction{{{row.date(1), row.maybe_date(2)}, row.maybe_date(3)}, {{row.date(4), row.maybe_date(5)}, row.maybe_date(6)}, std::move(*because), row.string(8), row.instant(9)};
  });
}

}  // namespace rightplace::placements
