#pragma once
// The API of the feature: its routes, over the pages that were added before, and what it takes and answers.

#include "features/finding/finding_parts.h"

namespace rightplace::finding {

void add_programs(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
std::vector<desk::Shape> shapes();

}  // namespace rightplace::finding
