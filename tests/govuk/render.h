#pragma once
// Our component for a fixture's options. Nothing: we have no such component.

#include <functional>
#include <map>
#include <string>

#include "tests/govuk/options.h"

namespace rightplace::web::govuk {

const std::map<std::string, std::function<Html(const Options&)>>& renderers();

}  // namespace rightplace::web::govuk
