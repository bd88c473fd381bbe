#include "base/money.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rightplace {

std::string pounds(Pence amount) {
  const auto absolute = amount.value < 0 ? -amount.value : amount.value;
  const auto sign = amount.value < 0 ? "-" : "";
  if (absolute % 100 == 0) return fmt::format("{}£{}", sign, grouped(absolute / 100));
  return fmt::format("{}£{}.{:02}", sign, grouped(absolute / 100), absolute % 100);
}

}  // namespace rightplace
