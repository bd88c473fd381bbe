// rightplace check return

#include <embedded/returns_data.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/text.h"
#include "features/returns/returns_checks.h"
#include "features/returns/returns_import.h"
#include "formats/table.h"

namespace rightplace::returns {
namespace {

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  for (const auto word : split(text, ' '))
    if (!word.empty()) out.emplace_back(word);
  return out;
}

class ChecksFile final : public formats::TableVisitor {
 public:
  explicit ChecksFile(std::string_view source) : source_(source) {}

  Done row(const formats::TableRow& row) override {
    if (row.line == 1) return {};
    const auto table = std::ranges::find(kTables.rows, row.cell(1), [](const auto& t) { return t.label; });
    Check check;
    check.code = row.cells.empty() ? "" : std::string(row.cell(0));
    if (check.code.empty() || table == kTables.rows.end()) return fault(row, "code and table are needed");
    check.table = table->value;
    check.fields = words(row.cell(2));
    for (const auto& field : check.fields)
      if (column_of(check.table, field) < 0) return fault(row, fmt::format("{} is not a column of {}", field, table->label));
    if (check.fields.empty() || row.cell(6).empty() || row.cell(7).empty()) return fault(row, "fields, message and source are needed");
    const auto from = parse_integer(row.cell(3));
    const auto to = parse_integer(row.cell(4));
    if ((!from && !row.cell(3).empty()) || (!to && !row.cell(4).empty())) return fault(row, "a year must be four digits, or empty for no limit");
    check.from_year = static_cast<int>(from.value_or(0));
    check.to_year = static_cast<int>(to.value_or(9999));
    check.figures = words(row.cell(5));
    check.message = std::string(row.cell(6));
    checks.push_back(std::move(check));
    return {};
  }

  std::vector<Check> checks;

 private:
  tl::unexpected<Error> fault(const formats::TableRow& row, std::string_view what) const {
    return fail(ErrorKind::Invalid, fmt::format("{}, line {}: {}.", source_, row.line, what));
  }
  std::string_view source_;
};

std::vector<RawTable> joined(const SourceSet& set) {
  std::vector<RawTable> out;
  for (const auto& raw : set.tables) {
    const auto same = std::ranges::find(out, raw.table(), &RawTable::table);
    if (same == out.end()) {
      out.push_back(raw);
      continue;
    }
    std::vector<std::string_view> cells(raw.spec().columns.size());
    for (std::size_t row = 0; row < raw.rows(); ++row) {
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = raw.cell(row, i);
      same->add_row(raw.line(row), cells);
    }
  }
  return out;
}

json::Value as_json(const std::vector<CheckedYear>& years, const std::vector<std::string>& notes) {
  json::Array out;
  for (const auto& year : years)
    for (const auto& finding : year.findings) {
      const auto& check = check_of(finding.code, year.year);
      const auto& raw = year.of(finding.table);
      json::Array fields(check.fields.begin(), check.fields.end());
      out.push_back(json::Object{{"year", year.year}, {"check", finding.code}, {"message", check.message}, {"table", kTables.label(finding.table)},
                                 {"file", raw.source()}, {"line", static_cast<std::int64_t>(raw.line(finding.row))},
                                 {"child", raw.cell(finding.row, 0)}, {"columns", std::move(fields)}});
    }
  json::Array said(notes.begin(), notes.end());
  return json::Object{{"findings", std::move(out)}, {"remarks", std::move(said)}};
}

void print(cli::Console& console, const CheckedYear& year) {
  std::map<std::string_view, std::vector<const Finding*>> by_check;
  for (const auto& finding : year.findings) by_check[finding.code].push_back(&finding);
  std::vector<std::vector<std::string>> rows;
  for (const auto& [code, found] : by_check) {
    const auto& raw = year.of(found.front()->table);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 5); ++i) lines.push_back(std::to_string(raw.line(found[i]->row)));
    rows.push_back({std::string(code), grouped(static_cast<std::int64_t>(found.size())), std::string(kTables.label(found.front()->table)),
                    check_of(code, year.year).message, join(lines, ", ") + (found.size() > 5 ? ", …" : "")});
  }
  console.line(fmt::format("Year {}: {} in {} of {} checks.", year_in_words(year.year),
                           plural(static_cast<std::int64_t>(year.findings.size()), "finding", "findings"), by_check.size(),
                           std::ranges::count_if(checks(), [&](const Check& c) { return c.made_in(year.year); })));
  if (!rows.empty())
    console.print(cli::table({{"Check"}, {"Rows", cli::Align::Right}, {"Table"}, {"What is wrong", cli::Align::Left, 60}, {"In lines", cli::Align::Left, 30}}, rows, console.width()));
}

Result<ExitCode> run_check(const cli::Arguments& arguments, cli::Console& console) {
  RP_TRY(number, arguments.integer("--year", 2000, 2099));
  RP_TRY(plan, plan_import(*arguments.text("DIR_OR_FILE"), *arguments.text("--authority"), number ? std::optional(static_cast<int>(*number)) : std::nullopt));
  std::vector<CheckedYear> years;
  bool wanting = false;
  for (const auto& planned : plan.years) {
    auto year = checked(planned);
    wanting = wanting || !year.findings.empty();
    years.push_back(std::move(year));
  }
  if (arguments.has("--json")) {
    console.print(as_json(years, plan.notes).pretty());
  } else {
    for (const auto& note : plan.notes) console.line(cli::wrapped("Note: " + note, console.width(), 2));
    for (const auto& year : years) print(console, year);
  }
  return wanting ? ExitCode::Wanting : ExitCode::Fine;
}

}  // namespace

const RawTable& CheckedYear::of(Table table) const { return *std::ranges::find(tables, table, &RawTable::table); }

CheckedYear checked(const PlannedYear& planned) {
  CheckedYear year{planned.year, joined(planned.set), {}};
  ReturnTables tables{.year = planned.year};
  for (const auto& raw : year.tables) tables.tables[static_cast<std::size_t>(raw.table())] = &raw;
  year.findings = check_return(tables, checks(), codes());
  return year;
}

const Check& check_of(std::string_view code, int year) {
  return *std::ranges::find_if(checks(), [&](const Check& c) { return c.code == code && c.made_in(year); });
}

Result<std::vector<Check>> read_checks(std::string_view csv, std::string_view source) {
  ChecksFile visitor(source);
  RP_CHECK(formats::read_table(csv, source, visitor));
  return std::move(visitor.checks);
}

const std::vector<Check>& checks() {
  static const auto all = [] {
    auto read = read_checks(embedded::returns_data("ssda903_checks.csv"), "rules/ssda903_checks.csv");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return all;
}

Command check_command() {
  return Command{.spec = {.name = "check return",
                          .summary = "Check a children looked after return by the rules of its year; nothing is stored",
                          .options = {{"DIR_OR_FILE", "", "As for import return", cli::Takes::One, true},
                                      {"--authority", "CODE", "Whose return it is: ONS code, DfE number or name", cli::Takes::One, true},
                                      {"--year", "YEAR", "The collection year, by the year in which it ends"},
                                      {"--json", "", "Print every finding as JSON", cli::Takes::Nothing}}},
                 .need = StoreNeed::None,
                 .run_alone = run_check};
}

}  // namespace rightplace::returns
