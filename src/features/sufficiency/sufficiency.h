#pragma once
// Whether there are homes for the children whom an authority looks for a home for (Children Act 1989 s22G): its referrals of the
// last year, each searched again as of today, against homes that could really take that child – the same verdicts as on the
// referral's own page, never registered places. What is shown are counts; who a child is stands nowhere.

#include "features/desk/desk.h"

namespace rightplace::sufficiency {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::sufficiency
