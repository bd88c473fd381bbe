#include "features/demo/demo_report.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace rightplace::demo {

std::string shown_value(const Measured& row, double value) {
  const bool whole = row.is_count || row.unit == "pounds" || row.unit == "million pounds" || row.unit == "days";
  return whole ? grouped(std::llround(value)) : fmt::format("{:.1f}", value);
}

json::Value report_as_json(const England& england, std::span<const Measured> rows) {
  json::Array list;
  for (const auto& row : rows) {
    const double wanted = row.wanted(england.scale);
    list.emplace_back(json::Object{{"code", row.code},
                                   {"what", row.what},
                                   {"unit", row.unit},
                                   {"use", kUses.code(row.use)},
                                   {"source", row.source},
                                   {"source_value", row.source_value},
                                   {"wanted", wanted},
                                   {"tolerance", row.allowed(england.scale)},
                                   {"demo_value", row.demo_value},
                                   {"within_tolerance", row.holds(england.scale)}});
  }
  return list;
}

std::string report_as_markdown(const England& england, std::span<const Measured> rows) {
  std::string text = fmt::format("## {}\n", england.scenario.census.words());
  for (const auto use : {Use::Calibrated, Use::Compared}) {
    text += fmt::format("\n### {}\n\n| quantity | unit | source says | {} | demo has |{} source |\n|---|---|---:|---:|---:|{}---|\n", kUses.label(use),
                        use == Use::Calibrated ? "tolerance" : "off by", use == Use::Calibrated ? "" : " within |", use == Use::Calibrated ? "" : "---|");
    for (const auto& row : rows) {
      if (row.use != use) continue;
      const double wanted = row.wanted(england.scale);
      const double allowed = row.allowed(england.scale);
      const auto tolerance = row.is_count && allowed < 1.5 ? std::string(row.tolerance > 0 ? "±1" : "0") : "±" + (row.is_count ? grouped(std::llround(allowed)) : fmt::format("{:.1f}", allowed));
      if (use == Use::Calibrated)
        text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.what, row.unit, shown_value(row, wanted), tolerance, shown_value(row, row.demo_value), row.source);
      else
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.what, row.unit, shown_value(row, wanted), shown_value(row, row.demo_value - wanted),
                            shown_value(row, row.demo_value), row.holds(england.scale) ? "yes" : "no", row.source);
    }
  }
  return text;
}

}  // namespace rightplace::demo
