#pragma once
// docs/permissions.md: who may use which page, made of the same rows as the routes and the table of features/access.

#include <string>
#include <vector>

#include "features/desk/desk.h"

namespace rightplace::app {

std::string permissions_document(const std::vector<desk::Pages>& features);

}  // namespace rightplace::app
