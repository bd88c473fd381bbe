#pragma once
// What goes with a placement on paper, for both sides: documents of the child, the individual placement agreement, the placement
// plan with who may decide what, behaviour strategy and safety plan. Each can be read, printed, and had as PDF.
//
// The authority's side works under the referral's address; the home's side under what it was asked. Who may open a document is
// decided again at each opening, so that a home that declined opens nothing any more.

#include "features/desk/desk.h"

namespace rightplace::agreeing {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::agreeing
