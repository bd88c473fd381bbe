#include "features/figures/figures.h"

#include <fmt/format.h>

#include "formats/csv_writer.h"
#include "formats/xlsx_writer.h"
#include "web/problem.h"

namespace rightplace::figures {
namespace {

std::string as_csv(const web::plot::Figures& figures) {
  formats::CsvWriter csv("\r\n", formats::Formulas::AsTexts);
  const auto row = [&](const std::vector<std::string>& cells) { csv.row(std::vector<std::string_view>(cells.begin(), cells.end())); };
  row(figures.head);
  for (const auto& cells : figures.rows) row(cells);
  return csv.take();
}

web::Response taken(std::string bytes, std::string_view type, std::string_view name, std::string_view ending) {
  web::Response response;
  response.body = std::move(bytes);
  return std::move(response.header("Content-Type", std::string(type)).header("Content-Disposition", fmt::format("attachment; filename=\"{}{}\"", name, ending)).header("Cache-Control", "no-store"));
}

}  // namespace

web::Response file(const desk::Asked& asked, const web::plot::Figures& figures, std::string_view name, std::string_view title) {
  if (asked.exchange.request.query_value("as") != "xlsx") return taken(as_csv(figures), "text/csv; charset=utf-8", name, ".csv");
  const formats::Sheet sheet{std::string(title), figures.head, figures.rows};
  auto made = formats::write_xlsx(title, std::span(&sheet, 1), asked.desk.folder / "spool");
  if (!made) return web::problem(asked.exchange.request, asked.exchange.visitor, made.error());
  return taken(*std::move(made), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name, ".xlsx");
}

desk::QueryValue as_what() { return {"as", "xlsx: a workbook; otherwise CSV"}; }

}  // namespace rightplace::figures
