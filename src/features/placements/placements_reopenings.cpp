#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/placements/placements.h"

namespace rightplace::placements {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO placement_reopenings (id, placement_id, was_ends_on, was_end_reason, because_sealed, actor_id, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";
constexpr std::string_view kStandsAgain = R"sql(
  UPDATE placements
  SET state = CASE WHEN confirmed_at IS NULL THEN 'claimed' ELSE 'confirmed' END, ends_on = NULL, end_reason = NULL, end_kind = NULL
  WHERE id = $1
)sql";
constexpr std::string_view kOf = R"sql(
  SELECT id, was_ends_on, was_end_reason, because_sealed, actor_id, at
  FROM placement_reopenings
  WHERE placement_id = $1
  ORDER BY at DESC, id DESC
)sql";

std::string purpose(std::string_view reopening) { return fmt::format("placement_reopenings.because/{}", reopening); }

}  // namespace

Done reopen(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::string_view because, Instant now) {
  RP_TRY(placement, load(tx, id));
  if (placement.state != State::Ended || !placement.stay.until) return fail(ErrorKind::Conflict, "This placement has no end that could be taken back. Look at it again");
  if (trim(because).empty()) return fail(ErrorKind::Invalid, "See the field", {{"because", "Enter how you know that the placement has not ended"}});
  const auto left_on = *placement.stay.until;
  auto all = of_child(tx, placement.child);
  for (auto& one : there_from(tx, placement.urn, left_on))
    if (one.child != placement.child) all.push_back(std::move(one));
  for (auto& one : all)
    if (one.id == id) one.stay.until.reset();
  for (const auto& clash : clashes(all)) {
    if (clash.first != id && clash.second != id) continue;
    return fail(ErrorKind::Conflict, clash.kind == Clash::Kind::Child
                                         ? fmt::format("From {} the child is recorded as living in another home. Put that placement right first", clash.from.words())
                                         : fmt::format("From {} another child is recorded in the room. Ask the home which room it means, and put that right first", clash.from.words()));
  }
  const auto reopening = new_uuid(now);
  tx.run(kInsert, {reopening, id, left_on, placement.end_reason.value_or(""), vault.seal(purpose(reopening), trim(because)), actor.id, now});
  tx.run(kStandsAgain, {id});
  audit::record(tx, actor, allowed, "placement.end_taken_back", {"placement", id.text()}, now, {{"reopening", reopening}});
  return {};
}

std::vector<Reopening> reopenings_of(db::Read& tx, const vault::Vault& vault, const PlacementId& id) {
  return tx.list(kOf, {id}, [&](const db::Row& row) {
    auto because = vault.open(purpose(row.text(0)), row.text(3));
    if (!because) throw db::DatabaseError("why the end of a placement was taken back does not open: the key beside the store is another, or the row was changed");
    return Reopening{row.date(1), row.string(2), std::move(*because), row.string(4), row.instant(5)};
  });
}

}  // namespace rightplace::placements
