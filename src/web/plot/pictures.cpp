#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/text.h"
#include "web/govuk/tables.h"
#include "web/plot/plot.h"

namespace rightplace::web::plot {
namespace {

constexpr double kWidth = 760, kHeight = 320, kLeft = 64, kTop = 16, kBottom = 44;
constexpr std::string_view kInk = "#0b0c0c", kFaint = "#cecece", kMain = "#14434b";

struct Look {
  std::string_view colour, dash, mark;
};
// Told apart by dash and mark; the colour only helps.
constexpr std::array<Look, 6> kLooks{{{"#14434b", "", "circle"}, {"#b3591b", "9 4", "square"}, {"#5a2d82", "2 4", "triangle"}, {"#00703c", "12 4 2 4", "cross"}, {"#a3004e", "5 3", "ring"}, {"#484949", "1 3", "diamond"}}};

// One element of SVG: attributes are ours and numbers, text is escaped.
class Svg {
 public:
  void line(double x1, double y1, double x2, double y2, std::string_view colour, double width = 1) {
    out_ += fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{:.1f}"/>)", x1, y1, x2, y2, colour, width);
  }
  void rect(double x, double y, double w, double h, std::string_view fill, std::string_view stroke) {
    out_ += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}"/>)", x, y, w, h, fill, stroke);
  }
  void text(double x, double y, std::string_view words, std::string_view anchor = "start", std::string_view weight = "400") {
    out_ += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-weight="{}" fill="{}">)", x, y, anchor, weight, kInk);
    escape_into(out_, words);
    out_ += "</text>";
  }
  void path(const std::string& d, std::string_view stroke, std::string_view dash, std::string_view fill = "none", double width = 2.5) {
    out_ += fmt::format(R"(<path d="{}" fill="{}" stroke="{}" stroke-width="{:.1f}"{}/>)", d, fill, stroke, width, dash.empty() ? std::string() : fmt::format(R"( stroke-dasharray="{}")", dash));
  }
  void mark(double x, double y, const Look& look) {
    if (look.mark == "circle") out_ += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="{}"/>)", x, y, look.colour);
    else if (look.mark == "ring") out_ += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="4.5" fill="#fff" stroke="{}" stroke-width="2"/>)", x, y, look.colour);
    else if (look.mark == "square") rect(x - 4, y - 4, 8, 8, look.colour, "none");
    else if (look.mark == "triangle") path(fmt::format("M{:.1f} {:.1f}l5 9h-10z", x, y - 5), "none", "", look.colour, 0);
    else if (look.mark == "diamond") path(fmt::format("M{:.1f} {:.1f}l5 5l-5 5l-5 -5z", x, y - 5), "none", "", look.colour, 0);
    else path(fmt::format("M{0:.1f} {1:.1f}l8 8m0 -8l-8 8", x - 4, y - 4), look.colour, "", "none", 2.5);
  }
  void hatch(std::string_view id) {
    out_ += fmt::format(R"x(<defs><pattern id="{0}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#e6efef"/><line x1="0" y1="0" x2="0" y2="8" stroke="#6d9096" stroke-width="2"/></pattern></defs>)x", id);
  }
  Html in(const About& about, double height) && {
    return html(R"(<div class="rp-scroll rp-plot" role="region" aria-label="Picture: {}" tabindex="0"><svg class="rp-plot__picture" viewBox="0 0 760 {}" role="img" aria-labelledby="{}-title {}-says" xmlns="http://www.w3.org/2000/svg"><title id="{}-title">{}</title><desc id="{}-says">{}</desc>{}</svg></div>)",
                about.title, static_cast<std::int64_t>(std::lround(height)), about.id, about.id, about.id, about.title, about.id, about.says, Html::trusted(std::move(out_)));
  }

 private:
  std::string out_;
};

Html framed(const About& about, const Html& drawn, const Figures& figures) {
  return html(R"(<figure class="rp-figure" id="{}"><figcaption><h2 class="govuk-heading-m rp-figure__title">{}</h2><p class="govuk-body rp-figure__says">{}</p></figcaption>{}{}</figure>)", about.id, about.title, about.says, drawn, twin(about, figures));
}

// Axes of a picture with points along and values up. Places are in any unit, in rising order.
struct Axes {
  double right, low, high;
  std::vector<double> places;
  double x(std::size_t i) const {
    const double all = places.back() - places.front();
    return all > 0 ? kLeft + 12 + (right - kLeft - 24) * (places[i] - places.front()) / all : (kLeft + right) / 2;
  }
  double y(double value) const { return kTop + (kHeight - kTop - kBottom) * (1 - (value - low) / (high - low)); }
};

Axes draw_axes(Svg& svg, double right, double low, double high, const std::vector<std::string>& at, std::vector<double> places, Words words) {
  const auto marks = ticks(low, high);
  Axes axes{right, marks.front(), marks.back(), std::move(places)};
  for (const auto mark : marks) {
    svg.line(kLeft, axes.y(mark), right, axes.y(mark), mark == marks.front() ? kInk : kFaint);
    svg.text(kLeft - 8, axes.y(mark) + 5, words(mark), "end");
  }
  if (marks.front() > 0) svg.text(right, kHeight - 2, "The scale does not begin at 0", "end");
  // As many names along as fit, the first and the last among them.
  const auto width = [&](std::size_t i) { return static_cast<double>(at[i].size()) * 8 + 16; };
  double taken = -1e9;
  const auto last = at.size() - 1;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double x = axes.x(i);
    svg.line(x, kHeight - kBottom, x, kHeight - kBottom + 6, kInk);
    const double from = std::max(x - width(i) / 2, 4.0);
    const bool fits = from >= taken && (i == last || from + width(i) <= axes.x(last) - width(last) / 2);
    if (!fits && i != last && i != 0) continue;
    svg.text(from + width(i) / 2, kHeight - kBottom + 22, at[i], "middle");
    taken = from + width(i);
  }
  return axes;
}

// Names at the ends of lines, moved apart so that each can be read.
void draw_names(Svg& svg, double x, std::vector<std::pair<double, std::string>> names) {
  std::ranges::sort(names, {}, &std::pair<double, std::string>::first);
  double free = kTop;
  for (auto& [y, name] : names) {
    y = std::max(y, free);
    free = y + 18;
  }
  double last = kHeight - kBottom + 6;
  for (auto i = names.rbegin(); i != names.rend(); ++i) {
    i->first = std::min(i->first, last);
    last = i->first - 18;
  }
  for (const auto& [y, name] : names) svg.text(x, y + 5, name, "start", "700");
}

}  // namespace

Html picture(const About& about, const Band& band) {
  std::vector<std::string> at;
  std::vector<double> places;
  double low = 1e300, high = -1e300;
  for (const auto& one : band.known) at.push_back(one.at), places.push_back(one.along), low = std::min(low, one.value), high = std::max(high, one.value);
  for (const auto& one : band.expected) at.push_back(one.at), places.push_back(one.along), low = std::min(low, one.low), high = std::max(high, one.high);
  const auto figures = figures_of(band);
  if (at.empty()) return framed(about, html(R"(<p class="govuk-body">There is nothing to draw.</p>)"), figures);
  Svg svg;
  svg.hatch(about.id + "-hatch");
  const auto axes = draw_axes(svg, 590, low, high, at, std::move(places), band.words);
  const auto known = band.known.size();
  std::string upper, lower, middle, before;
  for (std::size_t i = 0; i < band.expected.size(); ++i) {
    const auto& one = band.expected[i];
    const double x = axes.x(known + i);
    upper += fmt::format("{}{:.1f} {:.1f}", upper.empty() && !known ? "M" : "L", x, axes.y(one.high));
    middle += fmt::format("{}{:.1f} {:.1f}", middle.empty() && !known ? "M" : "L", x, axes.y(one.middle));
    lower = fmt::format("L{:.1f} {:.1f}", x, axes.y(one.low)) + lower;
  }
  const auto begin = known ? fmt::format("M{:.1f} {:.1f}", axes.x(known - 1), axes.y(band.known.back().value)) : std::string();
  if (!band.expected.empty()) {
    svg.path(begin + upper + lower + "Z", "#6d9096", "", fmt::format("url(#{}-hatch)", about.id), 1);
    svg.path(begin + middle, kMain, "9 5");
  }
  for (std::size_t i = 0; i < known; ++i) before += fmt::format("{}{:.1f} {:.1f}", i ? "L" : "M", axes.x(i), axes.y(band.known[i].value));
  if (known) svg.path(before, kMain, "");
  for (std::size_t i = 0; i < known; ++i) svg.mark(axes.x(i), axes.y(band.known[i].value), kLooks[0]);
  if (!band.expected.empty()) {
    const auto& last = band.expected.back();
    draw_names(svg, 600, {{axes.y(last.high), band.words(last.high) + " high"}, {axes.y(last.middle), band.words(last.middle) + " expected"}, {axes.y(last.low), band.words(last.low) + " low"}});
  } else {
    draw_names(svg, 600, {{axes.y(band.known.back().value), band.words(band.known.back().value)}});
  }
  return framed(about, std::move(svg).in(about, kHeight), figures);
}

Html picture(const About& about, const Lines& lines) {
  double low = 1e300, high = -1e300;
  for (const auto& line : lines.lines)
    for (const auto& value : line.values)
      if (value) low = std::min(low, *value), high = std::max(high, *value);
  const auto figures = figures_of(lines);
  if (high < low) return framed(about, html(R"(<p class="govuk-body">Nothing of this is known.</p>)"), figures);
  Svg svg;
  std::vector<double> places(lines.at.size());
  std::iota(places.begin(), places.end(), 0.0);
  const auto axes = draw_axes(svg, 560, low, high, lines.at, std::move(places), lines.words);
  std::vector<std::pair<double, std::string>> names;
  for (std::size_t l = 0; l < lines.lines.size(); ++l) {
    const auto& line = lines.lines[l];
    const auto& look = kLooks[l % kLooks.size()];
    std::string d;
    bool drawing = false;
    std::optional<double> last;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
      if (!line.values[i]) {
        drawing = false;
        continue;
      }
      d += fmt::format("{}{:.1f} {:.1f}", drawing ? "L" : "M", axes.x(i), axes.y(*line.values[i]));
      drawing = true;
      last = line.values[i];
    }
    if (!last) continue;
    svg.path(d, look.colour, look.dash);
    for (std::size_t i = 0; i < line.values.size(); ++i)
      if (line.values[i]) svg.mark(axes.x(i), axes.y(*line.values[i]), look);
    names.emplace_back(axes.y(*last), lines.words(*last) + " " + line.name);
  }
  draw_names(svg, 570, std::move(names));
  return framed(about, std::move(svg).in(about, kHeight), figures);
}

Html picture(const About& about, const Bars& bars) {
  const auto figures = figures_of(bars);
  double most = 0;
  for (const auto& bar : bars.bars) most = std::max(most, bar.value.value_or(0));
  if (bars.bars.empty()) return framed(about, html(R"(<p class="govuk-body">Nothing of this is known.</p>)"), figures);
  constexpr double kNames = 250, kRow = 28, kEnd = 640;
  Svg svg;
  svg.hatch(about.id + "-hatch");
  for (std::size_t i = 0; i < bars.bars.size(); ++i) {
    const auto& bar = bars.bars[i];
    const double y = 6 + kRow * static_cast<double>(i);
    svg.text(kNames - 10, y + 16, shown(bar.name, 34), "end");
    if (!bar.value) {
      svg.text(kNames + 6, y + 16, "not known");
      continue;
    }
    const double length = most > 0 ? (kEnd - kNames) * std::max(0.0, *bar.value) / most : 0;
    svg.rect(kNames, y, length, kRow - 8, fmt::format("url(#{}-hatch)", about.id), kMain);
    svg.text(kNames + length + 6, y + 16, bars.words(*bar.value), "start", "700");
  }
  svg.line(kNames, 0, kNames, 6 + kRow * static_cast<double>(bars.bars.size()), kInk);
  return framed(about, std::move(svg).in(about, 12 + kRow * static_cast<double>(bars.bars.size())), figures);
}

Html picture(const About& about, const Heat& heat) {
  double most = 0;
  for (const auto& row : heat.rows)
    for (const auto& value : row.values) most = std::max(most, value.value_or(0));
  const auto step_of = [&](double value) { return most > 0 && value > 0 ? std::clamp(static_cast<int>(std::ceil(5 * value / most)), 1, 5) : 0; };
  bool missing = false;
  govuk::Table table{.caption = about.title, .caption_classes = "govuk-visually-hidden", .first_cell_is_header = true, .classes = "rp-heat"};
  table.head.emplace_back(heat.corner);
  for (const auto& column : heat.columns) table.head.push_back(govuk::Cell(column).number());
  for (const auto& row : heat.rows) {
    auto& cells = table.rows.emplace_back();
    cells.emplace_back(row.name);
    for (const auto& value : row.values) {
      missing |= !value;
      cells.push_back(govuk::Cell(value ? heat.words(*value) : heat.missing).number().of_class(value ? fmt::format("rp-heat__{}", step_of(*value)) : "rp-heat__none"));
    }
  }
  auto drawn = govuk::scrolling(govuk::table(table), about.title);
  if (missing && !heat.missing_means.empty()) drawn += html(R"(<p class="govuk-body-s">{} {}</p>)", heat.missing, heat.missing_means);
  if (about.file) drawn += html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Take these figures away as a file (CSV)<span class="govuk-visually-hidden">: {}</span></a></p>)", *about.file, about.title);
  return html(R"(<figure class="rp-figure" id="{}"><figcaption><h2 class="govuk-heading-m rp-figure__title">{}</h2><p class="govuk-body rp-figure__says">{}</p></figcaption>{}</figure>)", about.id, about.title, about.says, drawn);
}

}  // namespace rightplace::web::plot
