#pragma once
// What is told of a child's life and plan to the child, to the advocate whom the child chose and to a parent: where the child
// lives, what was asked for and found, who helps, when they visit, what happens at the end, who has seen what and why; and what
// the child says to all that, with what came of it.
//
// Every sentence is of data/childs_plan/sentences.txt and for a reading age of nine, which a test reckons. Only those read whom
// the child's social worker gave access (features/concerned); what is kept from a person is left out without a word about why.

#include "features/desk/desk.h"

namespace rightplace::childs_plan {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::childs_plan
