#include "formats/xlsx_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "formats/xml_stream.h"

namespace rightplace::formats {
namespace {

std::string_view value_of(std::span<const XmlAttribute> attributes, std::string_view name) {
  for (const auto& attribute : attributes)
    if (attribute.name == name) return attribute.value;
  return {};
}

// "../media/a.xml" in "xl/worksheets/" -> "xl/media/a.xml"; "/xl/a.xml" -> "xl/a.xml"
std::string resolved(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string path(folder);
  for (;;) {
    if (target.starts_with("./")) target.remove_prefix(2);
    else if (target.starts_with("../")) {
      target.remove_prefix(3);
      if (path.ends_with('/')) path.pop_back();
      path.erase(path.rfind('/') + 1);
    } else break;
  }
  return path + std::string(target);
}

// A visitor that looks at openings only.
struct Openings : XmlVisitor {
  Done close(std::string_view, std::uint64_t) override { return {}; }
  Done text(std::string_view) override { return {}; }
};

struct RelationsReader : Openings {
  std::string_view folder;
  std::map<std::string, Relation> relations;
  Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t) override {
    if (name != "Relationship" || value_of(attributes, "TargetMode") == "External") return {};
    const auto type = value_of(attributes, "Type");
    relations[std::string(value_of(attributes, "Id"))] = {std::string(type.substr(type.rfind('/') + 1)), resolved(folder, value_of(attributes, "Target"))};
    return {};
  }
};

struct WorkbookReader : Openings {
  std::string_view source;
  WorkbookPart workbook;
  Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t) override {
    if (name == "workbookPr") {
      const auto flag = value_of(attributes, "date1904");
      if (flag == "1" || flag == "true") workbook.epoch = Epoch::Of1904;
    } else if (name == "sheet") {
      constexpr std::size_t kMostSheets = 1000;
      if (workbook.sheets.size() == kMostSheets) return fail(ErrorKind::Invalid, fmt::format("{} has more than {} sheets", source, kMostSheets));
      workbook.sheets.push_back({std::string(value_of(attributes, "name")), std::string(value_of(attributes, "id"))});
    }
    return {};
  }
};

struct StringsReader : XmlVisitor {
  SharedStrings strings;
  std::string text_so_far;
  bool in_text = false;
  bool phonetic = false;   // how to say it, beside the text itself
  Done open(std::string_view name, std::span<const XmlAttribute>, std::uint64_t) override {
    if (name == "si") text_so_far.clear();
    else if (name == "rPh") phonetic = true;
    else if (name == "t") in_text = !phonetic;
    return {};
  }
  Done close(std::string_view name, std::uint64_t) override {
    if (name == "t") in_text = false;
    else if (name == "rPh") phonetic = false;
    else if (name == "si") return strings.add(unescaped(std::move(text_so_far)));
    return {};
  }
  Done text(std::string_view text) override {
    if (in_text) text_so_far += text;
    return {};
  }
};

struct StylesReader : XmlVisitor {
  std::map<unsigned, NumberKind> custom;
  std::vector<NumberKind> kinds;
  bool in_cell_formats = false;
  static unsigned number(std::string_view text) { return static_cast<unsigned>(std::clamp<std::int64_t>(parse_integer(text).value_or(0), 0, 1'000'000)); }
  Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t) override {
    if (name == "numFmt") custom[number(value_of(attributes, "numFmtId"))] = kind_of_format(value_of(attributes, "formatCode"));
    else if (name == "cellXfs") in_cell_formats = true;
    else if (name == "xf" && in_cell_formats) {
      const auto format = number(value_of(attributes, "numFmtId"));
      const auto found = custom.find(format);
      kinds.push_back(found == custom.end() ? kind_of_builtin(format) : found->second);
    }
    return {};
  }
  Done close(std::string_view name, std::uint64_t) override {
    if (name == "cellXfs") in_cell_formats = false;
    return {};
  }
  Done text(std::string_view) override { return {}; }
};

Done read_part(const Zip& zip, std::string_view part, XmlVisitor& visitor, std::uint64_t most_bytes) {
  RP_TRY(bytes, zip.part(part));
  return read_xml_stream(*bytes, fmt::format("{} ({})", zip.source(), part), visitor, {.most_bytes = most_bytes});
}

}  // namespace

Done SharedStrings::add(std::string_view text) {
  constexpr std::size_t kMost = 512u << 20;
  text_ += text;
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  if (bytes() > kMost) return fail(ErrorKind::Invalid, "The shared texts of this workbook are longer than 512 MB, the most that is accepted; save its sheets as CSV");
  return {};
}

std::string_view SharedStrings::at(std::size_t index) const {
  const auto begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(text_).substr(begin, ends_[index] - begin);
}

Result<std::map<std::string, Relation>> read_relations(const Zip& zip, std::string_view folder, std::string_view file, std::uint64_t most_bytes) {
  RelationsReader reader;
  reader.folder = folder;
  const auto part = fmt::format("{}_rels/{}.rels", folder, file);
  if (zip.has(part)) RP_CHECK(read_part(zip, part, reader, most_bytes));
  return std::move(reader.relations);
}

Result<WorkbookPart> read_workbook_part(const Zip& zip, std::string_view part, std::uint64_t most_bytes) {
  WorkbookReader reader;
  reader.source = zip.source();
  RP_CHECK(read_part(zip, part, reader, most_bytes));
  return std::move(reader.workbook);
}

Result<SharedStrings> read_shared_strings(const Zip& zip, std::string_view part, std::uint64_t most_bytes) {
  StringsReader reader;
  RP_CHECK(read_part(zip, part, reader, most_bytes));
  return std::move(reader.strings);
}

Result<std::vector<NumberKind>> read_styles(const Zip& zip, std::string_view part, std::uint64_t most_bytes) {
  StylesReader reader;
  RP_CHECK(read_part(zip, part, reader, most_bytes));
  return std::move(reader.kinds);
}

}  // namespace rightplace::formats
