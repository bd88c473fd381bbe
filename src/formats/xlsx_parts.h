#pragma once
// The parts of an XLSX workbook besides its sheets. Inside formats only.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "formats/cell_text.h"
#include "formats/zip.h"

namespace rightplace::formats {

// Every text of the workbook, held for the sheets that point at them; at most 512 MB.
class SharedStrings {
 public:
  Done add(std::string_view text);
  std::size_t size() const { return ends_.size(); }
  std::string_view at(std::size_t index) const;
  std::size_t bytes() const { return text_.size() + ends_.size() * sizeof(std::uint32_t); }

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;
};

struct Relation {
  std::string type;     // the last word of its address: "worksheet", "sharedStrings"
  std::string target;   // the part's name in the archive
};

struct SheetName {
  std::string name;
  std::string relation;
};

struct WorkbookPart {
  std::vector<SheetName> sheets;   // in the order of their tabs
  Epoch epoch = Epoch::Of1900;
};

// Relations of the part in `folder` ("xl/") named `file`; empty when it has none.
Result<std::map<std::string, Relation>> read_relations(const Zip& zip, std::string_view folder, std::string_view file, std::uint64_t most_bytes);
Result<WorkbookPart> read_workbook_part(const Zip& zip, std::string_view part, std::uint64_t most_bytes);
Result<SharedStrings> read_shared_strings(const Zip& zip, std::string_view part, std::uint64_t most_bytes);
// What each cell style makes of a number.
Result<std::vector<NumberKind>> read_styles(const Zip& zip, std::string_view part, std::uint64_t most_bytes);

}  // namespace rightplace::formats
