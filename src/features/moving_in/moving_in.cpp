#include "features/moving_in/moving_in.h"

#include <fmt/format.h>

#include <algorithm>

#include "features/homes/homes.h"
#include "features/supply/supply.h"

namespace rightplace::moving_in {

std::optional<std::string> refusal(db::Read& tx, std::string_view urn, Date night, Date today, Instant at) {
  for (const auto& notice : supply::supply_of(tx, urn, today, at).notices) {
    if (notice.kind == supply::NoticeKind::Compliance || night < notice.served_on || (notice.until && *notice.until <= night)) continue;
    return fmt::format("{} has been in force on this home since {}, so no child may be placed there", supply::kNoticeKinds.label(notice.kind), notice.served_on.words());
  }
  homes::HomeFilter this_home;
  this_home.urn = std::string(urn);
  const auto registered = homes::homes_as_at(tx, std::min(night, today), this_home);
  if (registered.empty()) return "The register does not have this home as open any more, so no child may be placed there";
  if (registered.front().status == homes::Status::Suspended) return "The home’s registration is suspended, so no child may be placed there";
  return std::nullopt;
}

}  // namespace rightplace::moving_in
