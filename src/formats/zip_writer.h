#pragma once
// Several small files as one archive, unpacked inside and without a clock: the same files give the same bytes.

#include <string>
#include <utility>
#include <vector>

namespace rightplace::formats {

// Names as they shall stand in it; together under 4 GB.
std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace rightplace::formats
