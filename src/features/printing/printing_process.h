#pragma once
// Inside printing only.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace rightplace::printing {

enum class Ended { Well, Failed, TooLate };
// Runs a program to its end, without a network where the system lets us take it away, with no open file of ours, in `folder`. What is
// not done in time is killed with everything that it began.
Ended run(std::vector<std::string> arguments, std::vector<std::string> environment, const std::filesystem::path& folder, std::chrono::milliseconds limit);

}  // namespace rightplace::printing
