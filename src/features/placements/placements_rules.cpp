#include <algorithm>

#include "features/placements/placements.h"

namespace rightplace::placements {
namespace {

// Pairs within one group (a room, a child) that overlap. The group is in the order of its first nights.
void clashes_within(std::span<const Placement* const> group, Clash::Kind kind, std::vector<Clash>& out) {
  for (std::size_t i = 0; i < group.size(); ++i)
    for (std::size_t j = i + 1; j < group.size(); ++j)
      if (group[i]->stay.overlaps(group[j]->stay)) out.push_back({kind, group[i]->id, group[j]->id, group[j]->stay.from});
}

template <class Key>
void clashes_by(std::vector<const Placement*> all, Clash::Kind kind, Key key, std::vector<Clash>& out) {
  std::ranges::sort(all, {}, [&](const Placement* p) { return std::tuple(key(*p), p->stay.from, p->id); });
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end = std::find_if(begin, all.end(), [&](const Placement* p) { return key(*p) != key(**begin); });
    clashes_within({begin, end}, kind, out);
    begin = end;
  }
}

}  // namespace

std::vector<Clash> clashes(std::span<const Placement> placements) {
  std::vector<const Placement*> all, with_room;
  for (const auto& placement : placements) {
    if (placement.state == State::Withdrawn) continue;
    all.push_back(&placement);
    if (placement.room) with_room.push_back(&placement);
  }
  std::vector<Clash> out;
  clashes_by(with_room, Clash::Kind::Room, [](const Placement& p) { return std::tie(p.urn, *p.room); }, out);
  clashes_by(all, Clash::Kind::Child, [](const Placement& p) { return std::tie(p.child.text()); }, out);
  return out;
}

}  // namespace rightplace::placements
