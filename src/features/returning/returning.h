#pragma once
// Returns (SSDA903) handed in on a page: several files at once, looked through whole before anything is kept, then kept all together
// or not at all. Only those who answer for an authority hand in its return (the Children Act 1989 s83 makes it the authority's).
//
// Between the two steps the files wait sealed, for seven days at most. What is wrong with them is told by file, line and column, never
// with a child's own id or any value.

#include <span>

#include "features/desk/desk.h"

namespace rightplace::returning {

std::span<const db::Migration> migrations();
desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::returning
