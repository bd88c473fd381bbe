#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "formats/cell_text.h"
#include "formats/sheet_rows.h"
#include "formats/workbook_readers.h"
#include "formats/xml_stream.h"

namespace rightplace::formats {
namespace {

// OpenDocument 1.3 part 3: §9 tables, §19.598 repeats, §19.367-§19.389 values, §6.1 text.
class OdsReader final : public XmlVisitor {
 public:
  OdsReader(std::string_view source, TableVisitor& visitor, const TableLimits& limits) : rows_(source, visitor, limits), limits_(limits) {}

  Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t) override {
    if (skipped_) {
      ++skipped_;
      return {};
    }
    const auto local = without_prefix(name);
    if (in_cell_) return open_in_cell(name, local, attributes);
    if (local == "table-cell" && in_row_) return open_cell(attributes);
    if (local == "covered-table-cell" && in_row_) return open_covered(attributes);
    if (local == "table-row" && in_sheet_) {
      RP_TRY(times, repeat_in(attributes, "number-rows-repeated"));
      times_ = times;
      in_row_ = true;
      column_ = 0;
      return {};
    }
    if (local == "table" && !in_sheet_) {
      in_sheet_ = true;
      row_ = 1;
      // Its close is counted as skipped, so the sheet must be closed here.
      if (!rows_.begin_sheet(value_of(attributes, "name"))) {
        in_sheet_ = false;
        skipped_ = 1;
      }
      return {};
    }
    if (local == "spreadsheet") found_ = true;
    // Sheets inside sheets, old versions of cells, drawings: none of them is what a person sees in the cells.
    if (local == "table" || local == "tracked-changes" || local == "shapes" || local == "forms") skipped_ = 1;
    return {};
  }

  Done close(std::string_view name, std::uint64_t) override {
    if (skipped_) {
      --skipped_;
      return {};
    }
    const auto local = without_prefix(name);
    if (in_cell_) {
      if (local == "table-cell") return close_cell();
      if (local == "p" || local == "h") close_paragraph();
      return {};
    }
    if (local == "table-row" && in_row_) {
      in_row_ = false;
      RP_CHECK(rows_.deliver(row_, times_));
      row_ += times_;
    }
    if (local == "table") in_sheet_ = false;
    return {};
  }

  // White space in a paragraph folds to one space (§6.1.2); spaces that count are elements.
  Done text(std::string_view text) override {
    if (!in_paragraph_ || skipped_) return {};
    for (std::size_t at = 0; at < text.size();) {
      const auto space = std::min(text.find_first_of(" \t\r\n", at), text.size());
      if (space > at) {
        text_.append(text, at, space - at);
        folds_ = true;
      }
      if (space < text.size() && folds_) {
        text_ += ' ';
        folds_ = false;
        trailing_ = text_.size();
      }
      at = space + 1;
    }
    return text_.size() > limits_.longest_cell ? too_long() : Done();
  }

  std::uint64_t rows() const { return rows_.rows(); }
  bool found() const { return found_; }

 private:
  enum class Type { Text, Number, Date, Time, Boolean };

  static std::string_view value_of(std::span<const XmlAttribute> attributes, std::string_view local) {
    // calcext repeats office's attributes with values of its own.
    for (const auto& attribute : attributes)
      if (without_prefix(attribute.name) == local && !attribute.name.starts_with("calcext:")) return attribute.value;
    return {};
  }

  Result<std::uint64_t> repeat_in(std::span<const XmlAttribute> attributes, std::string_view name) const {
    const auto text = value_of(attributes, name);
    return text.empty() ? 1 : repeat(text);
  }
  Result<std::uint64_t> repeat(std::string_view text) const {
    const auto count = parse_integer(trim(text));
    if (!count || *count < 1 || *count > 1'000'000'000) return rows_.broken(row_, fmt::format("a repeat of \"{}\" makes no sense; the file is broken", shown(text)));
    return static_cast<std::uint64_t>(*count);
  }

  Done open_cell(std::span<const XmlAttribute> attributes) {
    in_cell_ = true;
    type_ = Type::Text;
    cell_times_ = 1;
    value_.clear();
    text_.clear();
    paragraphs_ = 0;
    for (const auto& attribute : attributes) {
      if (attribute.name.starts_with("calcext:")) continue;
      const auto local = without_prefix(attribute.name);
      if (local == "value-type") type_ = type_named(attribute.value);
      else if (local == "value" || local == "date-value" || local == "time-value" || local == "boolean-value" || local == "string-value") value_ = attribute.value;
      else if (local == "number-columns-repeated") {
        RP_TRY(times, repeat(attribute.value));
        cell_times_ = times;
      }
    }
    return {};
  }

  // Under a merged cell: a place in the row, and nothing that anybody sees.
  Done open_covered(std::span<const XmlAttribute> attributes) {
    RP_TRY(times, repeat_in(attributes, "number-columns-repeated"));
    column_ += times;
    skipped_ = 1;
    return {};
  }

  static Type type_named(std::string_view name) {
    if (name == "float" || name == "percentage" || name == "currency") return Type::Number;
    if (name == "date") return Type::Date;
    if (name == "time") return Type::Time;
    return name == "boolean" ? Type::Boolean : Type::Text;
  }

  Done open_in_cell(std::string_view name, std::string_view local, std::span<const XmlAttribute> attributes) {
    if (local == "annotation" || local == "note" || local == "ruby-text" || local == "table" || name.starts_with("draw:") || name.starts_with("dr3d:")) {
      skipped_ = 1;
      return {};
    }
    if (local == "p" || local == "h") {
      if (paragraphs_++ > 0) text_ += '\n';
      in_paragraph_ = true;
      folds_ = false;
      trailing_ = 0;
      return {};
    }
    if (!in_paragraph_) return {};
    if (local == "s") {
      const auto count = value_of(attributes, "c");
      RP_TRY(times, count.empty() ? Result<std::uint64_t>(1) : repeat(count));
      if (times > limits_.longest_cell) return too_long();
      text_.append(times, ' ');
    } else if (local == "tab") {
      text_ += '\t';
    } else if (local == "line-break") {
      text_ += '\n';
    } else {
      return {};
    }
    folds_ = true;
    return {};
  }

  void close_paragraph() {
    in_paragraph_ = false;
    if (trailing_ && trailing_ == text_.size()) text_.pop_back();
  }

  Done close_cell() {
    in_cell_ = false;
    const auto column = column_;
    column_ += cell_times_;
    switch (type_) {
      case Type::Number: if (!value_.empty()) return rows_.put(row_, column, cell_times_, number_text(value_)); break;
      case Type::Date: if (!value_.empty()) return rows_.put(row_, column, cell_times_, iso_moment_text(value_)); break;
      case Type::Time: if (!value_.empty()) return rows_.put(row_, column, cell_times_, iso_duration_text(value_)); break;
      case Type::Boolean: if (!value_.empty()) return rows_.put(row_, column, cell_times_, value_ == "true" ? "TRUE" : "FALSE"); break;
      case Type::Text: if (text_.empty()) return rows_.put(row_, column, cell_times_, value_); break;
    }
    return rows_.put(row_, column, cell_times_, text_);
  }

  Done too_long() const { return rows_.broken(row_, fmt::format("the cell in column {} is longer than {} bytes", column_ + 1, limits_.longest_cell)); }

  SheetRows rows_;
  const TableLimits& limits_;
  bool found_ = false;
  bool in_sheet_ = false;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_paragraph_ = false;
  int skipped_ = 0;   // how deep inside something that is left out
  std::uint64_t row_ = 1;
  std::uint64_t column_ = 0;
  std::uint64_t times_ = 1;
  std::uint64_t cell_times_ = 1;
  Type type_ = Type::Text;
  std::string value_;
  std::string text_;
  int paragraphs_ = 0;
  bool folds_ = false;          // may white space here become a space
  std::size_t trailing_ = 0;    // the length of the text right after a folded space
};

}  // namespace

Result<TableFile> read_ods(const Zip& zip, TableVisitor& visitor, const TableLimits& limits) {
  RP_TRY(manifest, zip.small_part("META-INF/manifest.xml"));
  if (contains(manifest, "encryption-data")) return fail(ErrorKind::Invalid, fmt::format("{} is protected by a password; save it without one", zip.source()));
  RP_TRY(content, zip.part("content.xml"));
  OdsReader reader(zip.source(), visitor, limits);
  RP_CHECK(read_xml_stream(*content, zip.source() + " (content.xml)", reader, {.most_bytes = limits.most_bytes}, XmlNames::AsWritten));
  if (!reader.found()) return fail(ErrorKind::Invalid, fmt::format("{} is an OpenDocument file without a spreadsheet in it; save the table as ODS, XLSX or CSV", zip.source()));
  return TableFile{"ODS", "UTF-8", reader.rows()};
}

}  // namespace rightplace::formats
