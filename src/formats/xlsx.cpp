#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/sheet_rows.h"
#include "formats/workbook_readers.h"
#include "formats/xlsx_parts.h"
#include "formats/xml_stream.h"

namespace rightplace::formats {
namespace {

struct Package {
  SharedStrings strings;
  std::vector<NumberKind> styles;
  Epoch epoch = Epoch::Of1900;
};

// ECMA-376 part 1, 18.3.1: rows and cells of one sheet.
class SheetReader final : public XmlVisitor {
 public:
  SheetReader(const Package& package, SheetRows& rows, const TableLimits& limits) : package_(package), rows_(rows), limits_(limits) {}

  Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t) override {
    if (name == "c" && in_row_) return open_cell(attributes);
    if (name == "row") return open_row(attributes);
    if (!in_cell_) return {};
    if (name == "rPh") phonetic_ = true;
    in_text_ = name == "v" || (name == "t" && !phonetic_);
    return {};
  }

  Done close(std::string_view name, std::uint64_t) override {
    in_text_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name == "c" && in_cell_) {
      in_cell_ = false;
      return close_cell();
    }
    if (name == "row" && in_row_) {
      in_row_ = false;
      return rows_.deliver(row_);
    }
    return {};
  }

  Done text(std::string_view text) override {
    if (!in_text_) return {};
    value_ += text;
    if (value_.size() > limits_.longest_cell) return rows_.broken(row_, fmt::format("the cell in column {} is longer than {} bytes", column_ + 1, limits_.longest_cell));
    return {};
  }

 private:
  Done open_row(std::span<const XmlAttribute> attributes) {
    auto next = row_ + 1;
    for (const auto& [name, value] : attributes)
      if (name == "r") {
        const auto number = parse_integer(value);
        if (!number || *number < 1 || static_cast<std::uint64_t>(*number) < next)
          return rows_.broken(row_, fmt::format("a row numbered \"{}\" follows this one; the file is broken", shown(value)));
        next = static_cast<std::uint64_t>(*number);
      }
    row_ = next;
    next_column_ = 0;
    in_row_ = true;
    return {};
  }

  Done open_cell(std::span<const XmlAttribute> attributes) {
    in_cell_ = true;
    value_.clear();
    type_.clear();
    style_ = 0;
    column_ = next_column_;
    for (const auto& [name, value] : attributes) {
      if (name == "t") type_ = value;
      else if (name == "s") style_ = static_cast<std::size_t>(std::max<std::int64_t>(parse_integer(value).value_or(0), 0));
      else if (name == "r") {
        RP_TRY(column, column_of(value));
        column_ = column;
      }
    }
    next_column_ = column_ + 1;
    return {};
  }

  // "C5" -> 2
  Result<std::uint64_t> column_of(std::string_view reference) const {
    std::uint64_t column = 0;
    for (const char c : reference) {
      if (c < 'A' || c > 'Z' || column > 1'000'000) break;
      column = column * 26 + static_cast<std::uint64_t>(c - 'A') + 1;
    }
    if (column == 0 || column - 1 < next_column_) return rows_.broken(row_, fmt::format("the cell \"{}\" stands in the wrong place; the file is broken", shown(reference)));
    return column - 1;
  }

  Done close_cell() {
    if (value_.empty()) return {};
    if (type_ == "s") {
      const auto index = parse_integer(trim(value_));
      if (!index || *index < 0 || static_cast<std::size_t>(*index) >= package_.strings.size())
        return rows_.broken(row_, fmt::format("the cell in column {} points at text {}, which does not exist; the file is broken", column_ + 1, shown(value_)));
      return rows_.put(row_, column_, 1, package_.strings.at(static_cast<std::size_t>(*index)));
    }
    if (type_ == "inlineStr" || type_ == "str") return rows_.put(row_, column_, 1, unescaped(std::move(value_)));
    if (type_ == "b") return rows_.put(row_, column_, 1, trim(value_) == "1" || iequals(trim(value_), "true") ? "TRUE" : "FALSE");
    if (type_ == "e") return rows_.put(row_, column_, 1, value_);
    if (type_ == "d") return rows_.put(row_, column_, 1, iso_moment_text(value_));
    const auto kind = style_ < package_.styles.size() ? package_.styles[style_] : NumberKind::Number;
    const auto serial = kind == NumberKind::Number ? std::nullopt : parse_number(trim(value_));
    return rows_.put(row_, column_, 1, serial ? serial_text(*serial, kind, package_.epoch) : number_text(value_));
  }

  const Package& package_;
  SheetRows& rows_;
  const TableLimits& limits_;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_text_ = false;
  bool phonetic_ = false;
  std::uint64_t row_ = 0;
  std::uint64_t column_ = 0;
  std::uint64_t next_column_ = 0;
  std::size_t style_ = 0;
  std::string type_;
  std::string value_;
};

std::string workbook_name(const std::map<std::string, Relation>& relations) {
  for (const auto& [id, relation] : relations)
    if (relation.type == "officeDocument") return relation.target;
  return "xl/workbook.xml";
}

const Relation* of_type(const std::map<std::string, Relation>& relations, std::string_view type) {
  for (const auto& [id, relation] : relations)
    if (relation.type == type) return &relation;
  return nullptr;
}

}  // namespace

Result<TableFile> read_xlsx(const Zip& zip, TableVisitor& visitor, const TableLimits& limits) {
  RP_TRY(top, read_relations(zip, "", "", limits.most_bytes));
  const auto name = workbook_name(top);
  if (!zip.has(name)) return fail(ErrorKind::Invalid, fmt::format("{} is an Office file without a workbook in it; save the table as CSV, ODS or XLSX", zip.source()));
  const auto folder = name.substr(0, name.rfind('/') + 1);
  RP_TRY(relations, read_relations(zip, folder, name.substr(folder.size()), limits.most_bytes));
  RP_TRY(workbook, read_workbook_part(zip, name, limits.most_bytes));
  Package package;
  package.epoch = workbook.epoch;
  if (const auto* strings = of_type(relations, "sharedStrings")) {
    RP_TRY(read, read_shared_strings(zip, strings->target, limits.most_bytes));
    package.strings = std::move(read);
  }
  if (const auto* styles = of_type(relations, "styles")) {
    RP_TRY(read, read_styles(zip, styles->target, limits.most_bytes));
    package.styles = std::move(read);
  }
  SheetRows rows(zip.source(), visitor, limits);
  std::set<std::string> seen;
  for (const auto& sheet : workbook.sheets) {
    const auto relation = relations.find(sheet.relation);
    if (relation == relations.end()) return fail(ErrorKind::Invalid, fmt::format("{}: the sheet \"{}\" has no part; the file is broken", zip.source(), shown(sheet.name)));
    if (relation->second.type != "worksheet") continue;   // charts and dialogues have no rows
    if (!seen.insert(relation->second.target).second) return fail(ErrorKind::Invalid, fmt::format("{}: two sheets are one and the same part; the file is broken", zip.source()));
    if (!rows.begin_sheet(sheet.name)) continue;
    RP_TRY(part, zip.part(relation->second.target));
    SheetReader reader(package, rows, limits);
    RP_CHECK(read_xml_stream(*part, fmt::format("{} (sheet \"{}\")", zip.source(), shown(sheet.name)), reader, {.most_bytes = limits.most_bytes}));
  }
  return TableFile{"XLSX", "UTF-8", rows.rows()};
}

}  // namespace rightplace::formats
