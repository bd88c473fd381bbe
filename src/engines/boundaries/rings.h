#pragma once
// Within the engine: rings of directed edges.

#include <utility>
#include <vector>

#include "engines/boundaries/boundaries.h"

namespace rightplace::boundaries {

using Edge = std::pair<Corner, Corner>;
// As many edges lead to each corner as from it. Where several lead on, the one farthest to the left is taken, so that rings that
// touch in a corner stay apart.
std::vector<Ring> rings_of(std::vector<Edge> edges);

}  // namespace rightplace::boundaries
