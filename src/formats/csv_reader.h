#pragma once
// The CSV reader behind read_table. Inside formats only.

#include <string_view>

#include "formats/bytes.h"
#include "formats/table.h"

namespace rightplace::formats {

// `bytes` are UTF-8 or Windows-1252 without a byte-order mark. The encoding is decided cell by cell: a cell that is not
// UTF-8 is Windows-1252. No real word of Windows-1252 is also UTF-8 with a letter beyond ASCII, so this reads either
// file right, whatever its length, and also one that was pasted together from both.
Result<TableFile> read_csv(Bytes& bytes, std::string_view source, char separator, TableVisitor& visitor, const TableLimits& limits);

}  // namespace rightplace::formats
