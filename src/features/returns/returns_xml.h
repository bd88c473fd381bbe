#pragma once
// The return's XML form, EXPSSDA903: one CHILD after another, each with a HEADER (and in it all but the episodes) and
// its EPISODEs. Within the feature.
//
// Known from published returns; the elements of the two newest tables (SWEPISODE, DOLO) are not: they are written and
// read by the same pattern.

#include <string>
#include <vector>

#include "base/result.h"
#include "features/returns/returns.h"

namespace rightplace::returns {

struct XmlText {
  std::string text;
  std::vector<std::string> notes;   // what the XML form cannot say
};
// Children in the order in which they first appear in the tables, Header first.
XmlText write_xml(const std::vector<TableRows>& tables);

}  // namespace rightplace::returns
