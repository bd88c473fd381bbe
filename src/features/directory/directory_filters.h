#pragma once
// What stands around a list: the panel of filters and the way to other pages.

#include <functional>

#include "features/directory/directory_search.h"

namespace rightplace::directory {

// About free places: of whoever may read everybody's. About miles: of whoever may measure how far a home is.
web::Html filters(const Register& reg, const Wanted& wanted, bool about_free_places, bool about_miles = true);
// What was not understood, each with a link to its field.
web::Html faults_part(const Wanted& wanted);
// Numbers of pages and the ways there. `address` of the wish on a page.
web::Html pagination(std::size_t page, std::size_t pages, const std::function<web::Url(std::size_t)>& address);

}  // namespace rightplace::directory
