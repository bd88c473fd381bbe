#pragma once
// The two kinds of workbook. Inside formats only.

#include "formats/table.h"
#include "formats/zip.h"

namespace rightplace::formats {

Result<TableFile> read_ods(const Zip& zip, TableVisitor& visitor, const TableLimits& limits);
Result<TableFile> read_xlsx(const Zip& zip, TableVisitor& visitor, const TableLimits& limits);

}  // namespace rightplace::formats
