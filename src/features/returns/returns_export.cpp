#include "features/returns/returns_export.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engines/returns/values.h"
#include "features/geography/geography.h"
#include "features/keeping/keeping.h"
#include "features/returns/returns_xml.h"
#include "formats/csv_writer.h"
#include "formats/file.h"

namespace rightplace::returns {
namespace {

tl::unexpected<Error> nothing_for(const std::vector<TableState>& all, std::string_view authority_code, int year) {
  std::vector<std::string> years;
  for (const auto& state : all) {
    const auto text = std::to_string(state.year);
    if (years.empty() || years.back() != text) years.push_back(text);
    if (state.label == std::to_string(year))
      return fail(ErrorKind::NotFound, fmt::format("There is no return of the year {}; the files labelled {} hold the year {}: use --year {}.", year, year,
                                                   year_in_words(state.year), state.year));
  }
  if (years.empty()) return fail(ErrorKind::NotFound, fmt::format("No return of {} has been imported.", authority_code));
  return fail(ErrorKind::NotFound, fmt::format("There is no return of the year {} for {}; there are {}.", year, authority_code, join_words(years)));
}

Result<Format> format_of(const std::optional<std::string>& text) {
  if (!text || *text == "csv") return Format::Csv;
  if (*text == "xml") return Format::Xml;
  return fail(ErrorKind::Invalid, "--format must be csv or xml.", {{"--format", "must be csv or xml"}});
}

Result<ExitCode> run_export(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(year, arguments.integer("--year", 2000, 2099));
  RP_TRY(format, format_of(arguments.text("--format")));
  RP_TRY(authority, geography::find_authority(*arguments.text("--authority"), last_day_of(static_cast<int>(*year))));
  const std::filesystem::path folder = *arguments.text("--to");
  RP_TRY(vault, keeping::vault_of(services));
  RP_TRY(written, services.database.read([&](db::Read& tx) { return write_return(tx, vault, authority->code, static_cast<int>(*year), format); }));
  // Who took a copy of the children's data away is written down before the copy is made.
  services.database.write([&](db::Write& tx) {
    audit::record(tx, operator_of_this_machine(), Allowed::because("operator of this machine"), "return.exported",
                  {"return", fmt::format("{} {}", authority->code, *year)}, services.clock.now(), {{"files", written.files.size()}});
  });
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorKind::Invalid, fmt::format("{} cannot be made: {}.", folder.string(), error.message()));
  for (const auto& file : written.files) {
    RP_CHECK(formats::write_file(folder / file.name, file.bytes));
    console.line(fmt::format("{}", (folder / file.name).string()));
  }
  for (const auto& note : written.notes) console.line("Note: " + note);
  return ExitCode::Fine;
}

}  // namespace

std::string csv_of(const TableRows& table) {
  const auto& spec = spec_of(table.table);
  formats::CsvWriter csv;
  std::vector<std::string_view> cells;
  for (const auto& column : spec.columns)
    if (column.in_csv) cells.push_back(column.name);
  csv.row(cells);
  std::vector<std::string> values(spec.columns.size());
  for (const auto& row : table.rows) {
    cells.clear();
    for (std::size_t i = 0; i < spec.columns.size(); ++i) {
      values[i] = outside_form(spec.columns[i], row[i]);
      if (spec.columns[i].in_csv) cells.push_back(values[i]);
    }
    csv.row(cells);
  }
  return csv.take();
}

Result<Written> write_return(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, int year, Format format) {
  const auto all = tables_of(tx, authority_code);
  std::vector<TableRows> tables;
  for (const auto& state : all)
    if (state.year == year) tables.push_back(load_table(tx, vault, state));
  if (tables.empty()) return nothing_for(all, authority_code, year);
  Written out;
  if (format == Format::Xml) {
    auto xml = write_xml(tables);
    out.files.push_back({fmt::format("ssda903_{}.xml", year), std::move(xml.text)});
    out.notes = std::move(xml.notes);
    return out;
  }
  for (const auto& table : tables) out.files.push_back({fmt::format("{}.csv", kTables.code(table.table)), csv_of(table)});
  return out;
}

Command export_command() {
  return Command{.spec = {.name = "export return",
                          .summary = "Write a children looked after return (SSDA903) as its year has it",
                          .options = {{"--authority", "CODE", "Whose return: ONS code, DfE number or name", cli::Takes::One, true},
                                      {"--year", "YEAR", "The collection year, by the year in which it ends", cli::Takes::One, true},
                                      {"--to", "DIR", "The folder to write to; made when missing", cli::Takes::One, true},
                                      {"--format", "csv|xml", "csv (the default) or xml"}}},
                 .need = StoreNeed::Existing,
                 .run = run_export};
}

}  // namespace rightplace::returns
