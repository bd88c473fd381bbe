// Merging records of one child. merged_into always names a record that stands by itself, worked out again from all
// standing merges after each change: so a merge can be taken back in any order.

#include "features/children/children_sealed.h"

namespace rightplace::children {
namespace {

struct Merge {
  ChildId kept;
  ChildId merged;
};

constexpr std::string_view kStanding = R"sql(
  SELECT kept_id, merged_id
  FROM child_merges
  WHERE undone_at IS NULL
  ORDER BY id
)sql";

constexpr std::string_view kLastOf = R"sql(
  SELECT id, kept_id
  FROM child_merges
  WHERE merged_id = $1 AND undone_at IS NULL
  ORDER BY id DESC
  LIMIT 1
)sql";

constexpr std::string_view kMergesOf = R"sql(
  SELECT m.id, m.merged_id, m.reason_sealed, m.actor_id, m.at
  FROM child_merges m
  JOIN children c ON c.id = m.merged_id
  WHERE m.undone_at IS NULL AND c.merged_into = $1
  ORDER BY m.at DESC, m.id DESC
)sql";

bool exists(db::Read& tx, const ChildId& id) { return tx.exists("SELECT 1 FROM children WHERE id = $1", {id}); }

void point_again(db::Write& tx) {
  const auto merges = tx.list(kStanding, {}, [](const db::Row& row) { return Merge{row.id<ChildTag>(0), row.id<ChildTag>(1)}; });
  std::map<ChildId, ChildId> into;
  for (const auto& merge : merges) into[merge.merged] = merge.kept;
  const auto standing = [&](ChildId id) {
    for (auto next = into.find(id); next != into.end(); next = into.find(id)) id = next->second;
    return id;
  };
  tx.run("UPDATE children SET merged_into = NULL WHERE merged_into IS NOT NULL");
  for (const auto& [merged, kept] : into) tx.run("UPDATE children SET merged_into = $2 WHERE id = $1", {merged, standing(kept)});
}

}  // namespace

Done merge_children(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& kept, const ChildId& merged,
                    std::string_view reason, Instant now) {
  if (!exists(tx, kept) || !exists(tx, merged)) return fail(ErrorKind::NotFound, "There is no such child.");
  const auto stays = current(tx, kept);
  if (stays == current(tx, merged)) return fail(ErrorKind::Conflict, "These two records already stand for one child.");
  // A record that was merged before brings along those it stands with: the one that stands for it is merged.
  const auto other = current(tx, merged);
  const auto id = new_uuid(now);
  tx.run("INSERT INTO child_merges (id, kept_id, merged_id, reason, reason_sealed, actor_id, at) VALUES ($1, $2, $3, '', $4, $5, $6)",
         {id, stays, other, vault.seal(purpose("child_merges.reason", id), reason), actor.id, now});
  point_again(tx);
  audit::record(tx, actor, allowed, "child.merged", {"child", other.text()}, now, {{"kept", stays.text()}});
  return {};
}

std::vector<Merged> merges_of(db::Read& tx, const vault::Vault& vault, const ChildId& child) {
  return tx.list(kMergesOf, {current(tx, child)}, [&](const db::Row& row) {
    auto reason = row.is_null(2) ? Personal<std::string>("") : opened(vault, purpose("child_merges.reason", row.text(0)), row.text(2));
    return Merged{row.id<ChildTag>(1), std::move(reason), row.string(3), row.instant(4)};
  });
}

Done unmerge_children(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& merged, Instant now) {
  struct Last {
    std::string id;
    ChildId kept;
  };
  const auto last = tx.first(kLastOf, {merged}, [](const db::Row& row) { return Last{row.string(0), row.id<ChildTag>(1)}; });
  if (!last) return fail(ErrorKind::NotFound, "This record is not merged into another.");
  tx.run("UPDATE child_merges SET undone_at = $1 WHERE id = $2", {now, last->id});
  point_again(tx);
  audit::record(tx, actor, allowed, "child.merge_taken_back", {"child", merged.text()}, now, {{"kept", last->kept.text()}});
  return {};
}

}  // namespace rightplace::children
