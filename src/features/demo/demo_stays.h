#pragma once
#include "features/demo/demo_england.h"
#include "base/random.h"

namespace rightplace::demo {

// The stays of five years in every room of every home, back from those of the census day, and the children they were of.
void invent_stays(England& england, const Random& seed);

}  // namespace rightplace::demo
