#pragma once
// Markup with every difference taken out that no browser shows: white space is folded as a browser folds it (none at the
// edges of blocks, one space between words), attributes keep their order.

#include <string>
#include <string_view>

namespace rightplace::web::govuk {

// One tag or block of words a line: reads well in a failing test.
std::string normal(std::string_view markup);

}  // namespace rightplace::web::govuk
