#include "features/returns/returns_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "base/text.h"
#include "formats/table.h"

namespace rightplace::returns {
namespace {

namespace fs = std::filesystem;

class CsvTable final : public formats::TableVisitor {
 public:
  CsvTable(std::string_view source, std::vector<std::string>& notes) : source_(source), notes_(notes) {}

  bool sheet(std::string_view name) override {
    if (!name.empty()) workbook_ = true;
    return name.empty();
  }

  Done row(const formats::TableRow& row) override {
    if (!table) return header(row);
    cells_.clear();
    for (const auto position : recognised_.positions) cells_.push_back(position < 0 ? std::string_view{} : row.cell(static_cast<std::size_t>(position)));
    for (std::size_t i = headers_; i < row.cells.size(); ++i)
      if (!trim(row.cells[i]).empty()) return fault(fmt::format("line {} has more cells than there are headers", row.line));
    table->add_row(row.line, cells_);
    return {};
  }

  bool is_workbook() const { return workbook_; }
  std::optional<RawTable> table;

 private:
  tl::unexpected<Error> fault(std::string_view what) const { return fail(ErrorKind::Invalid, fmt::format("{} {}.", source_, what)); }

  Done header(const formats::TableRow& row) {
    headers_ = row.cells.size();
    auto recognised = recognise(row.cells);
    if (!recognised) return fault(recognised.error().detail);
    recognised_ = *std::move(recognised);
    table.emplace(recognised_.table, std::string(source_));
    if (!recognised_.extra.empty())
      notes_.push_back(fmt::format("{} has {} that {} not part of {}: {}. What stands there was left out.", source_,
                                   recognised_.extra.size() == 1 ? "a column" : "columns", recognised_.extra.size() == 1 ? "is" : "are",
                                   kTables.label(recognised_.table), join_words(recognised_.extra)));
    return {};
  }

  std::string source_;
  std::vector<std::string>& notes_;
  Recognised recognised_;
  std::size_t headers_ = 0;
  bool workbook_ = false;
  std::vector<std::string_view> cells_;
};

Result<RawTable> finished(CsvTable& visitor, std::string_view source) {
  if (visitor.is_workbook())
    return fail(ErrorKind::Invalid, fmt::format("{} is a workbook; the return is made of CSV files or one XML file. Save each sheet as CSV.", source));
  if (!visitor.table) return fail(ErrorKind::Invalid, fmt::format("{} has no header row.", source));
  return *std::move(visitor.table);
}

Result<RawTable> read_csv_file(const fs::path& file, const std::string& source, std::vector<std::string>& notes) {
  CsvTable visitor(source, notes);
  RP_CHECK(formats::read_table(file, visitor));
  return finished(visitor, source);
}

bool has_extension(const fs::path& file, std::string_view extension) { return iequals(file.extension().string(), extension); }

// XML by its first character: names lie.
bool begins_xml(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE")) return text.size() > 3 && text[2] == '<';
  if (text.starts_with("\xFE\xFF")) return text.size() > 3 && text[3] == '<';
  return trim(text).starts_with('<');
}

bool looks_like_xml(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  char first[64] = {};
  in.read(first, sizeof first);
  return begins_xml(std::string_view(first, static_cast<std::size_t>(in.gcount())));
}

struct Found {
  fs::path file;
  std::string source;   // relative to what was given
  std::optional<YearLabel> label;
};

std::optional<YearLabel> label_of(const fs::path& file, const fs::path& root) {
  if (auto label = year_label(file.stem().string())) return label;
  for (auto folder = file.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (auto label = year_label(folder.filename().string())) return label;
    if (folder == root || folder == folder.parent_path()) break;
  }
  return std::nullopt;
}

// The CSV files of a folder and the folders in it, in the order of their names; the XML ones apart.
struct Folder {
  std::vector<Found> tables;
  std::vector<Found> xml;
  std::vector<std::string> others;
};

Result<Folder> look_into(const fs::path& root) {
  Folder out;
  std::error_code error;
  for (fs::recursive_directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const auto& file = at->path();
    Found found{file, fs::relative(file, root, error).string(), label_of(file, root)};
    if (file.filename().string().starts_with('.')) continue;
    if (has_extension(file, ".csv") || has_extension(file, ".gz")) out.tables.push_back(std::move(found));
    else if (has_extension(file, ".xml")) out.xml.push_back(std::move(found));
    else out.others.push_back(found.source);
  }
  if (error) return fail(ErrorKind::Invalid, fmt::format("{} cannot be read: {}.", root.string(), error.message()));
  std::ranges::sort(out.tables, {}, &Found::source);
  std::ranges::sort(out.xml, {}, &Found::source);
  std::ranges::sort(out.others);
  return out;
}

SourceSet& set_of(std::vector<SourceSet>& sets, const std::optional<YearLabel>& label) {
  const auto found = std::ranges::find(sets, label, &SourceSet::label);
  if (found != sets.end()) return *found;
  sets.push_back({label, {}, {}});
  return sets.back();
}

void left_out(const std::vector<std::string>& names, std::string_view why, std::vector<std::string>& notes) {
  if (!names.empty()) notes.push_back(fmt::format("Left out, {}: {}.", why, join_words(names)));
}

Result<Sources> read_folder(const fs::path& root) {
  RP_TRY(folder, look_into(root));
  Sources out;
  left_out(folder.others, "neither CSV nor XML", out.notes);
  if (folder.tables.empty() && folder.xml.empty())
    return fail(ErrorKind::NotFound, fmt::format("{} has no CSV or XML file in it. Give the folder with the return's files.", root.string()));
  if (!folder.tables.empty()) {
    std::vector<std::string> names;
    for (const auto& found : folder.xml) names.push_back(found.source);
    left_out(names, "because the folder has CSV files; import the XML form by itself", out.notes);
    for (const auto& found : folder.tables) {
      auto& set = set_of(out.sets, found.label);
      RP_TRY(table, read_csv_file(found.file, found.source, set.notes));
      set.tables.push_back(std::move(table));
      out.files.push_back(found.source);
    }
  } else {
    for (const auto& found : folder.xml) {
      RP_TRY(read, read_xml_return_file(found.file));
      auto& set = set_of(out.sets, found.label);
      if (!set.tables.empty()) return fail(ErrorKind::Invalid, fmt::format("{} is a second XML return of the same year; keep one of them.", found.source));
      set.tables = std::move(read.tables);
      set.notes = std::move(read.notes);
      out.files.push_back(found.source);
    }
  }
  std::ranges::stable_sort(out.sets, {}, [](const SourceSet& s) { return s.label ? std::pair(s.label->year, s.label->text) : std::pair(9999, std::string()); });
  return out;
}

bool digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }); }

}  // namespace

std::optional<YearLabel> year_label(std::string_view name) {
  // Words of digits: "SSDA903_2020_episodes" has 2020; the 903 belongs to a word of letters.
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const bool inside = i < name.size() && (std::isalnum(static_cast<unsigned char>(name[i])) != 0);
    if (inside) continue;
    if (i > begin) words.push_back(name.substr(begin, i - begin));
    begin = i + 1;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() != 4 || !digits(words[i]) || !words[i].starts_with("20")) continue;
    const int year = static_cast<int>(*parse_integer(words[i]));
    const auto next = i + 1 < words.size() && digits(words[i + 1]) ? words[i + 1] : std::string_view{};
    const auto following = std::to_string(year + 1);
    if (next == following || next == std::string_view(following).substr(2)) return YearLabel{fmt::format("{}-{}", words[i], next), year + 1, true};
    return YearLabel{std::string(words[i]), year, false};
  }
  return std::nullopt;
}

Result<RawTable> read_csv_table(std::string_view bytes, std::string_view source, std::vector<std::string>& notes) {
  CsvTable visitor(source, notes);
  RP_CHECK(formats::read_table(bytes, source, visitor));
  return finished(visitor, source);
}

Result<Sources> read_sources(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return read_folder(path);
  if (!fs::exists(path, error)) return fail(ErrorKind::NotFound, fmt::format("There is no file or folder {}.", path.string()));
  Sources out;
  const auto source = path.filename().string();
  const auto label = label_of(path, path.parent_path());
  out.files.push_back(source);
  if (has_extension(path, ".xml") || looks_like_xml(path)) {
    RP_TRY(set, read_xml_return_file(path));
    set.label = label;
    out.sets.push_back(std::move(set));
    return out;
  }
  SourceSet set{label, {}, {}};
  RP_TRY(table, read_csv_file(path, source, set.notes));
  set.tables.push_back(std::move(table));
  out.sets.push_back(std::move(set));
  return out;
}

Sources read_handed(const std::vector<HandedFile>& files, std::vector<FileFault>& faults) {
  Sources out;
  std::vector<std::string> others;
  const auto by_year = [](const SourceSet& s) { return s.label ? std::pair(s.label->year, s.label->text) : std::pair(9999, std::string()); };
  for (const auto& file : files) {
    const fs::path path(file.name);
    const bool xml = begins_xml(std::string_view(file.bytes).substr(0, 64));
    if (!xml && !has_extension(path, ".csv") && !has_extension(path, ".gz") && !path.extension().empty()) {
      others.push_back(file.name);
      continue;
    }
    auto& set = set_of(out.sets, label_of(path, {}));
    const auto refuse = [&](const Error& error) { faults.push_back({file.name, error.detail}); };
    if (xml) {
      auto read = read_xml_return(file.bytes, file.name);
      if (!read) refuse(read.error());
      else if (!set.tables.empty()) refuse({ErrorKind::Invalid, fmt::format("{} is a whole return in XML, and other files say that they are of the same year. Hand in one or the other.", file.name), {}});
      else set.tables = std::move(read->tables), set.notes = std::move(read->notes);
    } else if (auto table = read_csv_table(file.bytes, file.name, set.notes)) {
      set.tables.push_back(*std::move(table));
    } else {
      refuse(table.error());
    }
    out.files.push_back(file.name);
  }
  std::ranges::sort(others);
  left_out(others, "neither CSV nor XML", out.notes);
  std::erase_if(out.sets, [](const SourceSet& set) { return set.tables.empty(); });
  std::ranges::stable_sort(out.sets, {}, by_year);
  return out;
}

std::optional<int> year_of_episodes(const SourceSet& set) {
  static const auto kLast = static_cast<std::size_t>(column_of(Table::Episodes, "DEC"));
  std::map<int, std::size_t> ended;
  std::size_t all = 0;
  for (const auto& table : set.tables) {
    if (table.table() != Table::Episodes) continue;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const auto date = parse_british_date(trim(table.cell(row, kLast)));
      if (!date) continue;
      ++ended[reporting_year_ending(*date)];
      ++all;
    }
  }
  const auto most = std::ranges::max_element(ended, {}, [](const auto& e) { return e.second; });
  if (most == ended.end() || most->second * 4 < all * 3) return std::nullopt;
  return most->first;
}

}  // namespace rightplace::returns
