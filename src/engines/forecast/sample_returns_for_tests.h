#pragma once
// For tests only: the sample returns of five years as a forecast problem, read plainly.

#include <filesystem>

#include "engines/forecast/problem.h"

namespace rightplace::forecast {

// The kinds of place are those the published comparisons use: fostering (U1-U6), residential (K2, R1), supported
// (H5, P2), other. The origin is 31 March 2022.
Problem sample_returns(const std::filesystem::path& folder);

}  // namespace rightplace::forecast
