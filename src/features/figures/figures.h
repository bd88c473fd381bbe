#pragma once
// A table of figures taken away as a file: CSV, or a workbook (XLSX) where the address says ?as=xlsx. The one way for every table below a
// picture; web/plot draws the two links.

#include <string_view>

#include "features/desk/desk.h"
#include "web/plot/plot.h"

namespace rightplace::figures {

// `name` is the file's without its ending: "sufficiency-unmet"; `title` stands in the workbook.
web::Response file(const desk::Asked& asked, const web::plot::Figures& figures, std::string_view name, std::string_view title);
// What a page that answers with `file` takes in its query.
desk::QueryValue as_what();

}  // namespace rightplace::figures
