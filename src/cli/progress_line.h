#pragma once
// What Progress draws, without a terminal. Inside cli only.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace rightplace::cli {

// At most width - 1 characters; `what` is shortened when it does not fit.
std::string progress_line(std::string_view what, std::uint64_t done, std::uint64_t total, std::chrono::milliseconds elapsed, int width);

}  // namespace rightplace::cli
