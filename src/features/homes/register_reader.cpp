#include "features/homes/register_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/homes/register_sheet.h"

namespace rightplace::homes {
namespace {

constexpr std::size_t kMostTitleRows = 15;

// Collects the sheets of a file. Rows are kept only below a header that was recognised.
class Collector final : public formats::TableVisitor {
 public:
  explicit Collector(std::string file) : file_(std::move(file)) {}

  bool sheet(std::string_view name) override {
    sheets_.emplace_back().name = std::string(name);
    looked_at_ = 0;
    return true;
  }

  Done row(const formats::TableRow& row) override {
    if (sheets_.empty()) sheets_.emplace_back();
    auto& sheet = sheets_.back();
    const bool blank = std::ranges::all_of(row.cells, [](std::string_view cell) { return trim(cell).empty(); });
    if (blank) return {};
    if (sheet.header) {
      ++sheet.rows_seen;
      if (wanted_) sheet.add(row);
      return {};
    }
    if (looked_at_ >= kMostTitleRows) return {};
    ++looked_at_;
    RP_TRY(header, recognise_header(row, file_, sheet.name));
    if (header) sheet.header = std::move(*header);
    // Premises are read for nothing: their rows need not be held.
    wanted_ = header && (!sheet.header->has(Concept::SettingAuthority) || sheet.header->has(Concept::Authority));
    if (header) return {};
    sheet.titles.emplace_back(shown(first_text(row), 300));
    return {};
  }

  std::vector<Sheet> take() { return std::move(sheets_); }

 private:
  static std::string_view first_text(const formats::TableRow& row) {
    for (const auto cell : row.cells)
      if (!trim(cell).empty()) return trim(cell);
    return {};
  }
  std::string file_;
  std::vector<Sheet> sheets_;
  std::size_t looked_at_ = 0;
  bool wanted_ = false;
};

std::string place_of(const Sheet& sheet, std::string_view file) {
  return sheet.name.empty() ? std::string(file) : fmt::format("{}, sheet {}", file, sheet.name);
}

// The day a sheet describes, and what says so.
struct StatedDay {
  Date day;
  std::string_view source;
};
std::optional<StatedDay> stated_day(const Sheet& sheet, ListKind kind, std::string_view file) {
  for (const auto& title : sheet.titles)
    if (const auto day = day_in_words(title)) return StatedDay{*day, "its title"};
  if (const auto day = day_in_words(sheet.name)) return StatedDay{*day, "the sheet's name"};
  if (sheet.header->as_at) return StatedDay{*sheet.header->as_at, "a header"};
  if (kind == ListKind::Inspections)
    for (const auto& title : sheet.titles)
      if (const auto day = day_in_file_name(title)) return StatedDay{*day, "its title"};
  if (const auto day = kind == ListKind::Authority ? day_in_words(file) : day_in_file_name(file)) return StatedDay{*day, "the file's name"};
  return std::nullopt;
}

Result<StatedDay> day_of(const Sheet& sheet, ListKind kind, std::string_view file, const ReadOptions& options) {
  const auto stated = stated_day(sheet, kind, file);
  if (stated && options.as_at && stated->day != *options.as_at && stated->source != "the file's name")
    return fail(ErrorKind::Invalid, fmt::format("{}: {} says {}, but --as-at says {}. Leave --as-at out for this file, or correct it.", place_of(sheet, file),
                                                stated->source, stated->day.words(), options.as_at->words()));
  if (options.today && (options.as_at || stated)) {
    const auto day = options.as_at.value_or(stated ? stated->day : Date());
    if (day > *options.today)
      return fail(ErrorKind::Invalid, fmt::format("{}: {} says that it describes {}, which is still to come. Give the right day with --as-at, for example --as-at 2025-03-31.",
                                                  place_of(sheet, file), options.as_at ? "--as-at" : stated->source, day.words()));
  }
  if (options.as_at) return StatedDay{*options.as_at, "--as-at"};
  if (!stated)
    return fail(ErrorKind::Invalid, fmt::format("{}: neither its title nor its name says what day it describes. Give the day with --as-at, for example --as-at 2025-03-31.",
                                                place_of(sheet, file)));
  return *stated;
}

// Rows with dates after the list's day in numbers mean that the day is wrong, not the rows.
Done check_day(const Sheet& sheet, const StatedDay& stated, std::string_view file) {
  std::int64_t dated = 0;
  std::int64_t after = 0;
  std::optional<Date> latest;
  for (const auto& line : sheet.lines)
    for (const auto concept_ : {Concept::InspectedOn, Concept::RegisteredOn})
      if (const auto date = date_named(sheet.cell(line, concept_))) {
        ++dated;
        if (*date <= stated.day) continue;
        ++after;
        latest = std::max(latest.value_or(*date), *date);
      }
  if (after > 20 && after * 50 > dated)
    return fail(ErrorKind::Invalid, fmt::format("{}: {} says that it describes {}, but {} of its dates are later, up to {}. Give the right day with --as-at.",
                                                place_of(sheet, file), stated.source, stated.day.words(), grouped(after), latest->words()));
  return {};
}

bool is_official_totals(const Sheet& sheet) {
  return std::ranges::any_of(sheet.titles, [](const std::string& title) {
    const auto words = plain_words(title);
    return contains(words, "national number of childrens social care providers") || contains(words, "number of childrens social care places");
  });
}

Result<std::vector<RegisterList>> lists_of(std::vector<Sheet> sheets, std::string_view file, const ReadOptions& options, imports::Report& report) {
  std::vector<RegisterList> lists;
  std::vector<std::string> skipped;
  std::unordered_map<std::string, Addition> additions;
  for (auto& sheet : sheets) {
    if (!sheet.header) {
      if (is_official_totals(sheet))
        skipped.push_back(fmt::format("{}: Ofsted's totals by year, which this program carries itself (data/register_totals.csv); not read.", place_of(sheet, file)));
      else if (!sheet.titles.empty() || !sheet.name.empty())
        skipped.push_back(fmt::format("{}: not a list of providers (no header with a URN in its first {} rows); not read.", place_of(sheet, file), kMostTitleRows));
      continue;
    }
    if (!sheet.header->has(Concept::ProvisionType)) {
      for (auto& [urn, addition] : additions_from(sheet)) additions.try_emplace(urn, std::move(addition));
      skipped.push_back(fmt::format("{}: adds to the other sheets by URN: {}.", place_of(sheet, file), sheet.header->in_words()));
      continue;
    }
    if (!sheet.header->has(Concept::Authority)) {
      if (sheet.header->has(Concept::SettingAuthority)) {
        skipped.push_back(fmt::format("{}: premises of supported accommodation, whose providers stand in the provider list; not read.", place_of(sheet, file)));
        continue;
      }
      return fail(ErrorKind::Invalid, fmt::format("{}, line {}: there is no column of local authorities. Columns recognised: {}.", place_of(sheet, file),
                                                  sheet.header->line, sheet.header->in_words()));
    }
    const auto kind = kind_of(sheet, file);
    RP_TRY(stated, day_of(sheet, kind, file, options));
    RP_CHECK(check_day(sheet, stated, file));
    report.read += static_cast<std::int64_t>(sheet.rows_seen);
    auto list = list_from(sheet, kind, stated.day, file, report);
    const auto homes = std::ranges::count_if(list.rows, [](const RegisterRow& row) { return is_home(row.provision_type); });
    report.recognised.push_back(fmt::format("{}: {} as at {} ({}), header in line {}, {}, of them {} of children's homes. {}.", place_of(sheet, file),
                                            kListKinds.label(kind), stated.day.words(), stated.source, sheet.header->line,
                                            plural(static_cast<std::int64_t>(list.rows.size()), "row", "rows"), grouped(homes), sheet.header->in_words()));
    lists.push_back(std::move(list));
  }
  if (lists.empty()) {
    if (!additions.empty())
      return fail(ErrorKind::Invalid, fmt::format("{}: it has URNs but no column of the type of provision, so it is no list of providers.", file));
    if (!skipped.empty() && std::ranges::any_of(sheets, is_official_totals)) {
      report.recognised.insert(report.recognised.end(), skipped.begin(), skipped.end());
      return lists;
    }
    return fail(ErrorKind::Invalid, fmt::format("{}: it holds no list of providers: no row among the first {} has a column of URNs beside others that are known.", file,
                                                kMostTitleRows));
  }
  report.recognised.insert(report.recognised.end(), skipped.begin(), skipped.end());
  for (auto& list : lists) add_to(list, additions);
  return lists;
}

}  // namespace

Result<std::vector<RegisterList>> read_register(const std::filesystem::path& file, const ReadOptions& options, imports::Report& report) {
  const auto name = file.filename().string();
  Collector collector(name);
  RP_CHECK(formats::read_table(file, collector));
  return lists_of(collector.take(), name, options, report);
}

Result<std::vector<RegisterList>> read_register(std::string_view bytes, std::string_view name, const ReadOptions& options, imports::Report& report) {
  Collector collector{std::string(name)};
  RP_CHECK(formats::read_table(bytes, name, collector));
  return lists_of(collector.take(), name, options, report);
}

}  // namespace rightplace::homes
