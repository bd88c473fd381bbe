#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "features/benchmarking/benchmarking.h"
#include "features/benchmarking/benchmarking_store.h"
#include "features/geography/geography.h"
#include "formats/table.h"

namespace rightplace::benchmarking {
namespace {

// What of the department's looked-after statistics is counted here: group, characteristic, series.
struct Characteristic {
  std::string_view group, name, series;
};
constexpr Characteristic kCharacteristics[] = {
    {"Placement", "Total", "looked_after"},
    {"Placement", "Secure homes and children's homes", "in_homes"},
    {"Placement", "Foster placements", "fostered"},
    {"Placement", "Other residential settings", "other_residential"},
    {"Placement", "Residential schools", "residential_schools"},
    {"Placement", "Placed with parents or other person with parental responsibility", "with_parents"},
    {"Placement", "Placed for adoption", "for_adoption"},
    {"Placement", "Independent and semi-independent living arrangements/supported accommodation", "independent"},
    {"Placement", "Other placements", "other_placements"},
    {"Locality of placement", "Placed outside the local authority boundary", "outside"},
    {"Distance between home and placement", "Placed more than 20 miles from home", "far"},
    {"Place providers", "Private provision", "private"}};
struct Line {
  std::string_view name, series;
};
constexpr Line kSpending[] = {{"Children Looked After", "spent_looked_after"}, {"Children Looked After of which residential care", "spent_residential"}};

enum class Layout { LookedAfter, Population, Spending, Neighbours };
struct Known {
  Layout layout;
  std::string_view what;
  std::vector<std::string_view> columns;   // those that it is known by
};
const std::vector<Known>& layouts() {
  static const std::vector<Known> all{{Layout::LookedAfter, "looked-after statistics of the Department for Education", {"time_period", "new_la_code", "cla_group", "characteristic", "number"}},
                                      {Layout::Population, "population under 18", {"time_period", "new_la_code", "age_group", "population_estimate"}},
                                      {Layout::Spending, "spending by line (RO3)", {"year", "ons_code", "line", "total_expenditure"}},
                                      {Layout::Neighbours, "statistical neighbours", {"old_la_code", "SN_1", "SN_1P", "SN_10"}}};
  return all;
}

// "2025", "2024-25", "202425": the year in which it ends.
std::optional<int> year_in(std::string_view text) {
  text = trim(text);
  if (text.size() == 4) {
    const auto year = parse_integer(text);
    return year && *year > 1990 && *year < 2100 ? std::optional(static_cast<int>(*year)) : std::nullopt;
  }
  if (text.size() < 6) return std::nullopt;
  const auto first = parse_integer(text.substr(0, 4));
  const auto last = parse_integer(text.substr(text[4] == '-' || text[4] == '/' ? 5 : 4, 2));
  if (!first || !last || (*first + 1) % 100 != *last) return std::nullopt;
  return static_cast<int>(*first) + 1;
}

class Published final : public formats::TableVisitor {
 public:
  Published(std::string name, ReadFile& out, imports::Report& report) : name_(std::move(name)), out_(out), report_(report) {}

  bool sheet(std::string_view name) override { return name.empty(); }   // CSV only

  Done row(const formats::TableRow& row) override {
    if (!known_) return header(row);
    ++out_.rows;
    switch (known_->layout) {
      case Layout::LookedAfter: looked_after(row); break;
      case Layout::Population: population(row); break;
      case Layout::Spending: spending(row); break;
      case Layout::Neighbours: neighbours(row); break;
    }
    return {};
  }

  bool recognised() const { return known_ != nullptr; }
  std::string_view what() const { return known_->what; }

 private:
  Done header(const formats::TableRow& row) {
    columns_.clear();
    for (std::size_t i = 0; i < row.cells.size(); ++i) columns_.emplace(lower(trim(row.cells[i])), i);
    for (const auto& one : layouts())
      if (std::ranges::all_of(one.columns, [&](std::string_view column) { return columns_.contains(lower(column)); })) known_ = &one;
    if (!known_ && row.line > 20)
      return fail(ErrorKind::Invalid, fmt::format("{} is none of the files that are known here: looked-after statistics, population under 18, spending by line (RO3), statistical neighbours. Take the CSV as it was published.", name_));
    return {};
  }
  std::string_view cell(const formats::TableRow& row, std::string_view column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() ? std::string_view{} : trim(row.cell(at->second));
  }
  void reject(const formats::TableRow& row, std::string_view column, std::string_view value, std::string reason) { report_.reject({name_, row.line, std::string(column), std::string(value), std::move(reason)}); }

  // Of an authority; regions and the country are passed over.
  const geography::Authority* authority(const formats::TableRow& row, std::string_view column) {
    const auto code = cell(row, column);
    if (code.empty() || !(code.starts_with("E06") || code.starts_with("E08") || code.starts_with("E09") || code.starts_with("E10"))) {
      ++out_.others;
      return nullptr;
    }
    const auto* found = geography::authority_by_code(code);
    if (!found) reject(row, column, code, "is no upper-tier authority of England that is known");
    return found;
  }
  std::optional<int> year(const formats::TableRow& row, std::string_view column) {
    const auto found = year_in(cell(row, column));
    if (!found) reject(row, column, cell(row, column), "is no year; it should be 2025 or 2024-25");
    return found;
  }
  // Outer nothing: to be left out. Inner nothing: suppressed.
  std::optional<std::optional<std::int64_t>> count(const formats::TableRow& row, std::string_view column) {
    auto text = cell(row, column);
    if (text.size() == 3 && text.front() == '[' && text.back() == ']') text = text.substr(1, 1);   // "[c]": the newer way to write it
    if (text == "c" || text == "C" || text == "low" || text == "k") return std::optional<std::int64_t>();
    if (text == "z" || text == "x" || text == ":" || text == "..") return std::nullopt;
    const auto value = parse_number(replace_all(std::string(text), ",", ""));
    if (!value || *value < -1e12 || *value > 1e12) {
      reject(row, column, text, "is no number");
      return std::nullopt;
    }
    return std::optional<std::int64_t>(std::llround(*value));
  }

  void looked_after(const formats::TableRow& row) {
    const auto group = cell(row, "cla_group"), name = cell(row, "characteristic");
    const auto found = std::ranges::find_if(kCharacteristics, [&](const Characteristic& one) { return one.group == group && one.name == name; });
    if (found == std::end(kCharacteristics)) {
      ++out_.others;
      return;
    }
    const auto* where = authority(row, "new_la_code");
    const auto when = where ? year(row, "time_period") : std::nullopt;
    const auto value = when ? count(row, "number") : std::nullopt;
    if (value) out_.counts.push_back({std::string(found->series), std::string(where->code), *when, *value});
  }
  // Mid-year: it stands beside the children of the 31 March after it, as the department divides.
  void population(const formats::TableRow& row) {
    if (!contains(cell(row, "age_group"), "0 to 17")) {
      ++out_.others;
      return;
    }
    const auto* where = authority(row, "new_la_code");
    const auto when = where ? year(row, "time_period") : std::nullopt;
    const auto value = when ? count(row, "population_estimate") : std::nullopt;
    if (value) out_.counts.push_back({"children", std::string(where->code), *when + 1, *value});
  }
  void spending(const formats::TableRow& row) {
    const auto found = std::ranges::find(kSpending, cell(row, "line"), &Line::name);
    if (found == std::end(kSpending)) {
      ++out_.others;
      return;
    }
    const auto* where = authority(row, "ons_code");
    const auto when = where ? year(row, "year") : std::nullopt;
    const auto value = when ? count(row, "total_expenditure") : std::nullopt;
    if (value) out_.counts.push_back({std::string(found->series), std::string(where->code), *when, *value});
  }
  const geography::Authority* by_number(const formats::TableRow& row, std::string_view column) {
    const auto number = parse_integer(cell(row, column));
    const auto* found = number ? geography::authority_by_dfe_number(*number) : nullptr;
    if (!found) reject(row, column, cell(row, column), "is the department’s number of no authority that is known");
    return found;
  }
  void neighbours(const formats::TableRow& row) {
    const auto* own = by_number(row, "old_la_code");
    if (!own) return;
    for (int place = 1; place <= 10; ++place) {
      const auto* other = by_number(row, fmt::format("sn_{}", place));
      if (other) out_.neighbours.push_back({std::string(own->code), std::string(other->code), std::string(cell(row, fmt::format("sn_{}p", place))), place});
    }
  }

  std::string name_;
  ReadFile& out_;
  imports::Report& report_;
  const Known* known_ = nullptr;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

Result<ReadFile> finished(const Published& published, ReadFile out, std::string_view name, imports::Report& report) {
  if (!published.recognised())
    return fail(ErrorKind::Invalid, fmt::format("{} is none of the files that are known here: looked-after statistics, population under 18, spending by line (RO3), statistical neighbours. Take the CSV as it was published.", name));
  out.what = published.what();
  report.read += out.rows;
  report.recognised.push_back(fmt::format("{}: {}, {}", name, out.what, plural(out.rows, "row", "rows")));
  if (out.others > 0) report.remarks.push_back(fmt::format("{}: {} of regions, of the country or of what is not measured here {} left out.", name, plural(out.others, "row", "rows"), out.others == 1 ? "was" : "were"));
  return out;
}

}  // namespace

Result<ReadFile> read_file(const std::filesystem::path& file, imports::Report& report) {
  ReadFile out;
  Published published(file.filename().string(), out, report);
  RP_CHECK(formats::read_table(file, published));
  return finished(published, std::move(out), file.filename().string(), report);
}

Result<ReadFile> read_text(std::string_view bytes, std::string_view name, imports::Report& report) {
  ReadFile out;
  Published published(std::string(name), out, report);
  RP_CHECK(formats::read_table(bytes, name, published));
  return finished(published, std::move(out), name, report);
}

void store(db::Write& tx, const imports::ImportId& import, const ReadFile& file, imports::Report& report) {
  auto standing = load_counts(tx);
  // The last of two rows of one figure stands, and a figure that stands already is not kept again.
  std::map<std::tuple<std::string, std::string, int>, std::optional<std::int64_t>> fresh;
  for (const auto& one : file.counts) fresh[{one.series, one.authority, one.year}] = one.value;
  auto values = tx.inserter("benchmark_values", {"import_id", "series", "authority_code", "year", "value"});
  for (const auto& [key, value] : fresh) {
    const auto& [series, authority, year] = key;
    if (standing.has(series, authority, year) && standing.of(series, authority, year) == value) {
      ++report.unchanged;
      continue;
    }
    ++report.kept;
    values->add({import, series, authority, static_cast<std::int64_t>(year), value});
  }
  values->finish();
  // Neighbours are a whole list or none: where one differs, all of the authority's are kept. A second row of one authority is passed over.
  std::map<std::string, std::map<int, const ReadFile::Neighbour*>> lists;
  for (const auto& one : file.neighbours) lists[one.authority].try_emplace(one.place, &one);
  std::erase_if(lists, [&](const auto& list) {
    std::vector<std::string> codes;
    for (const auto& [place, one] : list.second) codes.push_back(one->neighbour);
    const bool same = codes == neighbours_of(tx, list.first);
    (same ? report.unchanged : report.kept) += std::ssize(codes);
    return same;
  });
  auto neighbours = tx.inserter("benchmark_neighbours", {"import_id", "authority_code", "place", "neighbour_code", "closeness"});
  for (const auto& [authority, list] : lists)
    for (const auto& [place, one] : list) neighbours->add({import, authority, static_cast<std::int64_t>(place), one->neighbour, one->closeness});
  neighbours->finish();
}

Counts load_counts(db::Read& tx) {
  Counts out;
  tx.each("SELECT series, authority_code, year, value FROM v_benchmark_values", {}, [&](const db::Row& row) {
    out.set(row.text(0), row.text(1), static_cast<int>(row.integer(2)), row.is_null(3) ? std::nullopt : std::optional(row.integer(3)));
  });
  return out;
}

std::vector<std::string> neighbours_of(db::Read& tx, std::string_view authority) {
  return tx.list("SELECT neighbour_code FROM benchmark_neighbours WHERE authority_code = $1 AND import_id = (SELECT MAX(import_id) FROM benchmark_neighbours WHERE authority_code = $1) ORDER BY place", {authority},
                 [](const db::Row& row) { return row.string(0); });
}

std::string mark_of(db::Read& tx) {
  return tx.first("SELECT COUNT(DISTINCT import_id), MAX(import_id) FROM benchmark_values", {}, [](const db::Row& row) { return fmt::format("{} {}", row.integer(0), row.maybe_string(1).value_or("")); }).value_or("");
}

std::vector<Command> commands() {
  std::vector<cli::Option> options = {{"FILE", "", "A published CSV: looked-after statistics, population under 18, spending by line (RO3), or statistical neighbours; several at once", cli::Takes::Many, true}};
  for (const auto& option : imports::common_options()) options.push_back(option);
  return {Command{.spec = {.name = "import benchmarks", .summary = "Read published figures of all authorities, to compare with them", .options = std::move(options)},
                  .need = StoreNeed::CreateIfMissing,
                  .run = [](const cli::Arguments& arguments, cli::Console& console, Services& services) -> Result<ExitCode> {
                    const auto names = arguments.all("FILE");
                    imports::Report read;
                    std::vector<ReadFile> files;
                    for (const auto& name : names) {
                      RP_TRY(file, read_file(name, read));
                      files.push_back(std::move(file));
                    }
                    return imports::run(arguments, console, services, "benchmarks", names, [&](db::Write& tx, const imports::ImportId& id, imports::Report& report) -> Done {
                      report = read;
                      ReadFile all;
                      for (const auto& file : files) {
                        all.counts.insert(all.counts.end(), file.counts.begin(), file.counts.end());
                        all.neighbours.insert(all.neighbours.end(), file.neighbours.begin(), file.neighbours.end());
                      }
                      store(tx, id, all, report);
                      return {};
                    });
                  }}};
}

imports::Kind import_kind() {
  return {"benchmarks", [](db::Write& tx, Services&, const imports::ImportId& id) -> Done {
            tx.run("DELETE FROM benchmark_values WHERE import_id = $1", {id});
            tx.run("DELETE FROM benchmark_neighbours WHERE import_id = $1", {id});
            return {};
          }};
}

}  // namespace rightplace::benchmarking
