#include "features/returns/returns_xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "engines/returns/values.h"
#include "features/returns/returns_source.h"
#include "formats/xml.h"

namespace rightplace::returns {
namespace {

// Where a table's fields stand under a child. Rows that repeat have an element of their own.
struct Place {
  Table table;
  std::string_view element;   // empty: the fields stand directly in HEADER
};
constexpr std::array<Place, kTableCount> kPlaces = {{{Table::Header, ""},
                                                     {Table::Episodes, "EPISODE"},
                                                     {Table::Reviews, "AREVIEW"},
                                                     {Table::Uasc, ""},
                                                     {Table::Oc2, "OC2"},
                                                     {Table::Oc3, ""},
                                                     {Table::Ad1, ""},
                                                     {Table::PlacedAdoption, "AD_PLACED"},
                                                     {Table::PrevPerm, "PERMANENCE"},
                                                     {Table::Missing, "AMISSING"},
                                                     {Table::SwEpisodes, "SWEPISODE"},
                                                     {Table::DoLo, "DOLO"}}};

const Place* place_of(std::string_view element) {
  const auto found = std::ranges::find(kPlaces, element, &Place::element);
  return element.empty() || found == kPlaces.end() ? nullptr : &*found;
}

std::string_view column_name(std::string_view element) {
  if (element == "CHILDID") return "CHILD";
  if (element == "PL") return "PLACE";
  return element;
}
std::string_view element_name(std::string_view column) {
  if (column == "CHILD") return "CHILDID";
  if (column == "PLACE") return "PL";
  return column;
}

using FieldsOfRow = std::map<std::string, std::string, std::less<>>;

// Tables whose fields stand directly in HEADER: a child has a row of them when one of their own fields is there.
constexpr Table kDirect[] = {Table::Uasc, Table::Oc3, Table::Ad1};
constexpr bool from_header(std::string_view column) { return column == "CHILD" || column == "DOB" || column == "SEX"; }

class Reader final : public formats::XmlVisitor {
 public:
  explicit Reader(std::string_view source) : source_(source) {
    for (const auto& spec : all_tables()) tables_.emplace_back(spec.table, std::string(source));
  }

  Done open(std::string_view name, std::span<const formats::XmlAttribute>, std::uint64_t line) override {
    ++depth_;
    text_.clear();
    leaf_ = true;
    if (depth_ == 1 && name != "EXPSSDA903")
      return fail(ErrorKind::Invalid, fmt::format("{} is not an SSDA903 return: its root is {}, not EXPSSDA903.", source_, shown(name)));
    if (depth_ == 2) {
      if (name != "CHILD") return fault(line, fmt::format("{} stands where a CHILD was expected", shown(name)));
      header_.clear();
      rows_.clear();
      header_line_ = line;
    }
    if (depth_ == 3 && name == "HEADER") return {};
    if (depth_ >= 3 && place_of(name)) {
      if (row_) return fault(line, fmt::format("{} stands inside another row", shown(name)));
      rows_.push_back({place_of(name)->table, {}, line});
      row_ = &rows_.back();
      row_depth_ = depth_;
    }
    return {};
  }

  Done text(std::string_view text) override {
    if (text_.size() + text.size() > 4096) return fail(ErrorKind::Invalid, fmt::format("{} holds a value far longer than any of the return.", source_));
    text_ += text;
    return {};
  }

  Done close(std::string_view name, std::uint64_t line) override {
    if (leaf_ && depth_ >= 4 && !(row_ && row_depth_ == depth_)) RP_CHECK(field(column_name(name), line));
    if (leaf_ && depth_ == 3 && !(row_ && row_depth_ == depth_) && !trim(text_).empty())
      return fault(line, fmt::format("{} stands outside HEADER and the rows of a child", shown(name)));
    if (row_ && row_depth_ == depth_) row_ = nullptr;
    if (depth_ == 2) finish_child();
    --depth_;
    leaf_ = false;
    text_.clear();
    return {};
  }

  SourceSet finished() && {
    SourceSet set;
    for (auto& table : tables_)
      if (table.rows() > 0) set.tables.push_back(std::move(table));
    for (const auto& [name, count] : unknown_)
      set.notes.push_back(fmt::format("{} has the element {} ({}), which is not part of the return. What stands there was left out.", source_, name,
                                      plural(static_cast<std::int64_t>(count), "time", "times")));
    return set;
  }

 private:
  struct Row {
    Table table;
    FieldsOfRow fields;
    std::uint64_t line;
  };

  tl::unexpected<Error> fault(std::uint64_t line, std::string_view what) const {
    return fail(ErrorKind::Invalid, fmt::format("{}, line {}: {}.", source_, line, what));
  }

  Done field(std::string_view name, std::uint64_t line) {
    auto& fields = row_ ? row_->fields : header_;
    if (!(row_ ? column_of(row_->table, name) >= 0 : known_in_header(name))) {
      if (unknown_.size() < 100) ++unknown_[shown(name)];
      return {};
    }
    const auto value = std::string(trim(text_));
    if (!fields.emplace(std::string(name), value).second) return fault(line, fmt::format("{} stands twice in one row", shown(name)));
    return {};
  }

  static bool known_in_header(std::string_view name) {
    if (column_of(Table::Header, name) >= 0) return true;
    return std::ranges::any_of(kDirect, [&](Table direct) { return column_of(direct, name) >= 0; });
  }

  // A row's own fields, and those of the child's header that the CSV form repeats (CHILD, DOB, SEX).
  void add(Table table, const FieldsOfRow* own, std::uint64_t line) {
    const auto& spec = spec_of(table);
    std::vector<std::string_view> cells;
    for (const auto& column : spec.columns) {
      std::string_view value;
      if (own) {
        if (const auto found = own->find(column.name); found != own->end()) value = found->second;
      }
      if (value.empty()) {
        if (const auto found = header_.find(column.name); found != header_.end()) value = found->second;
      }
      cells.push_back(value);
    }
    tables_[static_cast<std::size_t>(table)].add_row(line, cells);
  }

  bool has_own_field(Table table) const {
    return std::ranges::any_of(spec_of(table).columns, [&](const Column& column) {
      const auto found = header_.find(column.name);
      return !from_header(column.name) && found != header_.end() && !found->second.empty();
    });
  }

  void finish_child() {
    add(Table::Header, nullptr, header_line_);
    for (const auto table : kDirect)
      if (has_own_field(table)) add(table, nullptr, header_line_);
    for (const auto& row : rows_) add(row.table, &row.fields, row.line);
  }

  std::string source_;
  std::vector<RawTable> tables_;
  int depth_ = 0;
  bool leaf_ = false;
  std::string text_;
  FieldsOfRow header_;
  std::uint64_t header_line_ = 0;
  std::vector<Row> rows_;
  Row* row_ = nullptr;
  int row_depth_ = 0;
  std::map<std::string, std::size_t> unknown_;
};

// ---- Writing

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else out += c;
  }
  return out;
}

class Writer {
 public:
  void open(std::string_view name) { text += fmt::format("<{}>", name); }
  void close(std::string_view name) { text += fmt::format("</{}>", name); }
  void field(const Column& column, std::string_view value) {
    const auto name = element_name(column.name);
    if (value.empty()) text += fmt::format("<{} />", name);
    else text += fmt::format("<{0}>{1}</{0}>", name, escaped(outside_form(column, value)));
  }
  std::string text;
};

using Cells = std::vector<std::string>;

struct ChildRows {
  std::array<std::vector<const Cells*>, kTableCount> rows;
  const std::vector<const Cells*>& of(Table table) const { return rows[static_cast<std::size_t>(table)]; }
};

// Empty fields are written where a reader could take them for something else: not in rows of optional answers.
bool leaves_out_empty(Table table) { return table == Table::Oc2 || table == Table::PrevPerm; }

void write_row(Writer& out, Table table, const Cells& cells) {
  const auto& spec = spec_of(table);
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    if (from_header(spec.columns[i].name) || (cells[i].empty() && leaves_out_empty(table))) continue;
    out.field(spec.columns[i], cells[i]);
  }
}

void write_episode(Writer& out, const Cells& cells) {
  static constexpr std::string_view kOrder[] = {"DECOM", "RNE", "LS", "CIN", "PLACE", "PL_POST", "HOME_POST", "URN", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE"};
  const auto& spec = spec_of(Table::Episodes);
  for (const auto name : kOrder) {
    const auto index = static_cast<std::size_t>(column_of(Table::Episodes, name));
    out.field(spec.columns[index], cells[index]);
  }
}

class Child {
 public:
  Child(Writer& out, const ChildRows& rows) : out_(out), rows_(rows) {}

  void write(std::string_view id) {
    out_.open("CHILD");
    out_.open("HEADER");
    header(id, {"UPN", "SEX", "DOB", "ETHNIC", "UASC"});
    direct(Table::Uasc);
    repeated(Table::Missing);
    direct(Table::Oc3);
    direct(Table::Ad1);
    repeated(Table::Reviews);
    header({}, {"MOTHER", "MC_DOB"});
    for (const auto table : {Table::PrevPerm, Table::Oc2, Table::PlacedAdoption, Table::SwEpisodes, Table::DoLo}) repeated(table);
    out_.close("HEADER");
    for (const auto* cells : rows_.of(Table::Episodes)) {
      out_.open("EPISODE");
      write_episode(out_, *cells);
      out_.close("EPISODE");
    }
    out_.close("CHILD");
  }

 private:
  // A child without a header row still has the day of birth and the sex that its other rows say.
  std::string_view said(std::string_view column) const {
    for (const auto& spec : all_tables()) {
      const auto index = column_of(spec.table, column);
      if (index < 0) continue;
      for (const auto* cells : rows_.of(spec.table))
        if (const auto& value = (*cells)[static_cast<std::size_t>(index)]; !value.empty()) return value;
    }
    return {};
  }
  void header(std::string_view id, std::initializer_list<std::string_view> columns) {
    const auto& spec = spec_of(Table::Header);
    if (!id.empty()) out_.field(spec.columns[0], id);
    for (const auto name : columns) {
      const auto index = static_cast<std::size_t>(column_of(Table::Header, name));
      out_.field(spec.columns[index], from_header(name) ? said(name) : rows_.of(Table::Header).empty() ? std::string_view{} : (*rows_.of(Table::Header).front())[index]);
    }
  }
  void direct(Table table) {
    if (!rows_.of(table).empty()) write_row(out_, table, *rows_.of(table).front());
  }
  void repeated(Table table) {
    const auto element = std::ranges::find(kPlaces, table, &Place::table)->element;
    for (const auto* cells : rows_.of(table)) {
      out_.open(element);
      write_row(out_, table, *cells);
      out_.close(element);
    }
  }

  Writer& out_;
  const ChildRows& rows_;
};

// What the CSV form says beside the header and the XML form cannot: another day of birth in another table.
std::size_t contradictions(const ChildRows& child) {
  if (child.of(Table::Header).empty()) return 0;
  const auto& born = (*child.of(Table::Header).front())[static_cast<std::size_t>(column_of(Table::Header, "DOB"))];
  std::size_t count = 0;
  for (const auto& spec : all_tables()) {
    const auto index = column_of(spec.table, "DOB");
    if (index < 0) continue;
    for (const auto* cells : child.of(spec.table)) count += (*cells)[static_cast<std::size_t>(index)] != born;
  }
  return count;
}

}  // namespace

Result<SourceSet> read_xml_return(std::string_view bytes, std::string_view source) {
  Reader reader(source);
  RP_CHECK(formats::read_xml(bytes, source, reader));
  return std::move(reader).finished();
}

Result<SourceSet> read_xml_return_file(const std::filesystem::path& file) {
  Reader reader(file.filename().string());
  RP_CHECK(formats::read_xml(file, reader));
  return std::move(reader).finished();
}

XmlText write_xml(const std::vector<TableRows>& tables) {
  std::vector<std::string_view> order;
  std::map<std::string_view, ChildRows> children;
  for (const auto& table : tables)
    for (const auto& cells : table.rows) {
      const auto [child, first] = children.try_emplace(cells.front());
      if (first) order.push_back(cells.front());
      child->second.rows[static_cast<std::size_t>(table.table)].push_back(&cells);
    }
  Writer out;
  out.text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<EXPSSDA903>";
  std::size_t contradicted = 0;
  std::size_t headless = 0;
  for (const auto id : order) {
    const auto& child = children.at(id);
    contradicted += contradictions(child);
    headless += child.of(Table::Header).empty();
    Child(out, child).write(id);
  }
  out.text += "</EXPSSDA903>\n";
  XmlText result{std::move(out.text), {}};
  if (contradicted > 0)
    result.notes.push_back(fmt::format("{} another day of birth than the child's header; the XML form has only the header's.",
                                       plural(static_cast<std::int64_t>(contradicted), "row has", "rows have")));
  if (headless > 0)
    result.notes.push_back(fmt::format("{} no row in Header; the XML form gives every child a header.", plural(static_cast<std::int64_t>(headless), "child has", "children have")));
  return result;
}

}  // namespace rightplace::returns
