#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "web/govuk/tables.h"
#include "web/plot/plot.h"

namespace rightplace::web::plot {
namespace {

// A column of numbers stands to the right; "not known" among them does not change that.
bool is_number(const Figures& table, std::size_t column) {
  if (column == 0) return false;
  bool any = false;
  for (const auto& row : table.rows) {
    if (row[column].empty() || row[column].starts_with("not known") || row[column].starts_with("none") || row[column] == "cannot be said" || row[column] == "no child" || row[column] == "c") continue;
    if (row[column][0] < '0' || row[column][0] > '9') return false;
    any = true;
  }
  return any;
}

Html files_of(const About& about, std::string_view what) {
  return html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Take {} away as a file (CSV)<span class="govuk-visually-hidden">: {}</span></a>, or <a class="govuk-link" href="{}">as a workbook (XLSX)<span class="govuk-visually-hidden">: {}</span></a></p>)", *about.file, what, about.title,
              about.file->with("as", "xlsx"), about.title);
}

}  // namespace

std::string count_words(double value) { return grouped(std::llround(value)); }

std::string share_words(double value) { return fmt::format("{:.0f} %", value); }

Figures figures_of(const Band& band) {
  Figures out{{band.axis, band.known_name, band.middle_name, band.band_name + ", from", "to"}, {}};
  for (const auto& one : band.known) out.rows.push_back({one.at, band.words(one.value), "", "", ""});
  for (const auto& one : band.expected) out.rows.push_back({one.at, "", band.words(one.middle), band.words(one.low), band.words(one.high)});
  return out;
}

Figures figures_of(const Lines& lines) {
  Figures out{{lines.along}, {}};
  for (const auto& line : lines.lines) out.head.push_back(line.name);
  for (std::size_t i = 0; i < lines.at.size(); ++i) {
    std::vector<std::string> row{lines.at[i]};
    for (const auto& line : lines.lines) row.push_back(i < line.values.size() && line.values[i] ? lines.words(*line.values[i]) : "not known");
    out.rows.push_back(std::move(row));
  }
  return out;
}

Figures figures_of(const Bars& bars) {
  Figures out{{bars.of, bars.measure}, {}};
  for (const auto& bar : bars.bars) out.rows.push_back({bar.name, bar.value ? bars.words(*bar.value) : "not known"});
  return out;
}

Figures figures_of(const Heat& heat) {
  Figures out{{heat.corner}, {}};
  out.head.insert(out.head.end(), heat.columns.begin(), heat.columns.end());
  for (const auto& row : heat.rows) {
    auto& cells = out.rows.emplace_back(std::vector<std::string>{row.name});
    for (const auto& value : row.values) cells.push_back(value ? heat.words(*value) : heat.missing);
  }
  return out;
}

Html twin(const About& about, const Figures& figures) {
  govuk::Table table{.caption = about.title, .caption_classes = "govuk-visually-hidden", .first_cell_is_header = true, .classes = "govuk-table--small-text-until-tablet"};
  for (std::size_t i = 0; i < figures.head.size(); ++i) table.head.push_back(i == 0 ? govuk::Cell(figures.head[i]) : govuk::Cell(figures.head[i]).number());
  for (const auto& row : figures.rows) {
    auto& cells = table.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(i == 0 ? govuk::Cell(row[i]) : govuk::Cell(row[i]).number());
  }
  auto inside = govuk::scrolling(govuk::table(table), about.title);
  if (about.file) inside += files_of(about, "these figures");
  return govuk::details({.summary = html(R"(The figures as a table<span class="govuk-visually-hidden">: {}</span>)", about.title), .text = inside});
}

Html table(const About& about, const Figures& figures) {
  govuk::Table shown{.caption = about.title, .caption_classes = "govuk-visually-hidden", .first_cell_is_header = true};
  std::vector<bool> numbers;
  for (std::size_t i = 0; i < figures.head.size(); ++i) numbers.push_back(is_number(figures, i));
  const auto cell = [&](std::size_t column, const std::string& words) { return numbers[column] ? govuk::Cell(words).number() : govuk::Cell(words); };
  for (std::size_t i = 0; i < figures.head.size(); ++i) shown.head.push_back(cell(i, figures.head[i]));
  for (const auto& row : figures.rows) {
    auto& cells = shown.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(cell(i, row[i]));
  }
  Html drawn;
  if (!figures.rows.empty()) {
    drawn = govuk::scrolling(govuk::table(shown), about.title);
    if (about.file) drawn += files_of(about, "this table");
  }
  return html(R"(<div class="rp-figure" id="{}"><h2 class="govuk-heading-m rp-figure__title">{}</h2><p class="govuk-body rp-figure__says">{}</p>{}</div>)", about.id, about.title, about.says, drawn);
}

std::vector<double> ticks(double low, double high) {
  if (!(high > low)) high = low + 1;
  if (low > 0 && low < high * 0.6) low = 0;
  const double rough = (high - low) / 4, ten = std::pow(10, std::floor(std::log10(rough)));
  double step = ten * 10;
  for (const double times : {1.0, 2.0, 5.0})
    if (times * ten >= rough) {
      step = times * ten;
      break;
    }
  if (high - low >= 4) step = std::max(step, 1.0);   // counts are whole
  std::vector<double> out;
  const double first = std::floor(low / step);
  for (int i = 0; i < 12; ++i) {
    out.push_back((first + i) * step);
    if (out.back() >= high) break;
  }
  return out;
}

}  // namespace rightplace::web::plot
