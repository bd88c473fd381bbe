#pragma once
// The homes that were found, on a map. Within the feature.

#include <memory>

#include "features/finding/finding_search.h"
#include "features/desk/desk.h"

namespace rightplace::finding {

void add_map(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);

}  // namespace rightplace::finding
