#pragma once
// The statement on sufficiency that an authority owes the public (Children Act 1989 s22G; statutory guidance on sufficiency, 2010):
// who its children are, how many it expects, which homes there are and where they are too few, each figure with its source, and the
// authority's own words.
//
// A draft is worked out anew from what stands today; published, the document is frozen with its date. Figures of children reach it only
// through disclosure control. Those who answer for the authority write; the nominated officer publishes; everybody who works here may read
// what is published.

#include <span>

#include "features/desk/desk.h"

namespace rightplace::statement {

std::span<const db::Migration> migrations();
desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::statement
