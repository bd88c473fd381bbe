#include "web/plot/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace rightplace::web::plot {
namespace {

constexpr std::string_view kInk = "#0b0c0c", kMain = "#14434b", kLine = "#484949";
constexpr std::size_t kSteps = 5;

void text(std::string& out, double x, double y, std::string_view words, std::string_view anchor, double size, std::string_view weight = "400") {
  out += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{:.0f}" font-weight="{}" fill="{}" stroke="#fff" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">)", x, y, anchor, size, weight, kInk);
  escape_into(out, words);
  out += "</text>";
}

// Five steps told apart by how much ink they have: dots, lines, closer lines, crossed lines, full.
std::string patterns(std::string_view id) {
  const auto pattern = [&](int step, int size, std::string_view ground, std::string_view drawn) {
    return fmt::format(R"x(<pattern id="{}-{}" width="{}" height="{}" patternUnits="userSpaceOnUse"><rect width="{}" height="{}" fill="{}"/>{}</pattern>)x", id, step, size, size, size, size, ground, drawn);
  };
  std::string out = "<defs>";
  out += pattern(1, 8, "#f4f8f8", R"(<circle cx="2" cy="2" r="1" fill="#6d9096"/>)");
  out += pattern(2, 8, "#dfecec", R"(<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="#6d9096" stroke-width="1"/>)");
  out += pattern(3, 5, "#bfd9db", R"(<path d="M0 5L5 0M-1 1L1 -1M4 6L6 4" stroke="#3f7078" stroke-width="1.3"/>)");
  out += pattern(4, 6, "#8fbcc1", R"(<path d="M0 0L6 6M0 6L6 0" stroke="#14434b" stroke-width="1.2"/>)");
  out += pattern(5, 8, "#1d5963", "");
  out += pattern(9, 10, "#fff", R"(<path d="M0 5H4" stroke="#b1b4b6" stroke-width="1"/>)");
  return out + "</defs>";
}

// Values by size into at most five steps of about as many areas each; nothing at all is a step of its own.
struct Steps {
  struct Step {
    double low, high;
  };
  std::vector<Step> steps;
  bool none = false, unknown = false;

  explicit Steps(const Map& map) {
    std::vector<double> values;
    for (const auto& worth : map.worths) {
      if (!worth.value) unknown = true;
      else if (*worth.value <= 0) none = true;
      else values.push_back(*worth.value);
    }
    std::ranges::sort(values);
    for (std::size_t s = 0, begin = 0; s < kSteps && begin < values.size(); ++s) {
      auto end = std::max(begin + 1, values.size() * (s + 1) / kSteps);
      // Values that are written alike stand in one step.
      while (end < values.size() && map.words(values[end]) == map.words(values[end - 1])) ++end;
      steps.push_back({values[begin], values[end - 1]});
      begin = end;
    }
  }
  // Fewer steps are spread over the five looks.
  std::size_t look(std::size_t step) const { return steps.size() < 2 ? 3 : 1 + step * (kSteps - 1) / (steps.size() - 1); }
  std::string fill(std::string_view id, const std::optional<double>& value) const {
    if (!value) return fmt::format("url(#{}-9)", id);
    if (*value <= 0) return "#fff";
    const auto at = std::ranges::find_if(steps, [&](const Step& step) { return *value <= step.high; });
    const auto step = at == steps.end() ? steps.size() - 1 : static_cast<std::size_t>(at - steps.begin());
    return fmt::format("url(#{}-{})", id, look(step));
  }
};

std::string key_of(std::string_view id, const Map& map, const Steps& steps, double x, double y) {
  std::string out;
  text(out, x, y + 14, map.measure, "start", 15, "700");
  const auto row = [&](const std::string& fill, const std::string& words) {
    y += 24;
    out += fmt::format(R"(<rect x="{:.0f}" y="{:.0f}" width="30" height="18" fill="{}" stroke="{}"/>)", x, y, fill, kLine);
    text(out, x + 38, y + 14, words, "start", 15);
  };
  y += 2;
  for (std::size_t s = steps.steps.size(); s-- > 0;) {
    const auto low = map.words(steps.steps[s].low), high = map.words(steps.steps[s].high);
    row(fmt::format("url(#{}-{})", id, steps.look(s)), low == high ? low : low + " to " + high);
  }
  if (steps.none) row("#fff", map.words(0));
  if (steps.unknown) row(fmt::format("url(#{}-9)", id), "not known");
  return out;
}

// A long name in lines of some twelve letters.
std::vector<std::string> lines_of(std::string_view name) {
  std::vector<std::string> out;
  for (const auto word : split(name, ' '))
    if (!out.empty() && out.back().size() + word.size() < 13) out.back() += " " + std::string(word);
    else out.emplace_back(word);
  return out;
}

Html framed(const About& about, std::string drawn, std::string_view box, const Figures& figures, std::string_view basis) {
  return html(R"(<figure class="rp-figure" id="{}"><figcaption><h2 class="govuk-heading-m rp-figure__title">{}</h2><p class="govuk-body rp-figure__says">{}</p></figcaption><div class="rp-scroll rp-plot" role="region" aria-label="Map: {}" tabindex="0"><svg class="rp-plot__picture" viewBox="{}" role="img" aria-labelledby="{}-title {}-says" xmlns="http://www.w3.org/2000/svg"><title id="{}-title">{}</title><desc id="{}-says">{}</desc>{}</svg></div><p class="govuk-body-s">{}</p>{}</figure>)",
              about.id, about.title, about.says, about.title, box, about.id, about.id, about.id, about.title, about.id, about.says, Html::trusted(std::move(drawn)), basis, twin(about, figures));
}

void outline(std::string& out, std::string_view path, std::string_view fill, std::string_view title) {
  out += fmt::format(R"(<path d="{}" fill="{}">)", path, fill);
  if (!title.empty()) {
    out += "<title>";
    escape_into(out, title);
    out += "</title>";
  }
  out += "</path>";
}

// Marks of one place stand beside each other around it, each where it can be read.
template <class Place>
std::vector<std::pair<double, double>> spread(const std::vector<Mark>& marks, Place place) {
  constexpr double kApart = 25;
  std::vector<std::pair<double, double>> out;
  const auto free = [&](std::pair<double, double> at) { return std::ranges::all_of(out, [&](const auto& other) { return std::hypot(other.first - at.first, other.second - at.second) >= kApart - 0.5; }); };
  for (const auto& mark : marks) {
    const auto middle = place(mark);
    auto at = middle;
    for (int ring = 1; !free(at) && ring < 8; ++ring)
      for (int step = 0; step < 6 * ring && !free(at); ++step) at = {middle.first + kApart * ring * std::cos(step * 1.0471975 / ring), middle.second + kApart * ring * std::sin(step * 1.0471975 / ring)};
    out.push_back(at);
  }
  return out;
}

}  // namespace

const Sheet::Outline* Sheet::outline(std::string_view key) const {
  const auto at = std::ranges::find(outlines, key, &Outline::key);
  return at == outlines.end() ? nullptr : &*at;
}

Figures figures_of(const Map& map) {
  Figures out{{map.of, map.measure}, {}};
  for (const auto& worth : map.worths) {
    const auto* at = map.sheet->outline(worth.key);
    out.rows.push_back({at ? at->name : worth.key, worth.value ? map.words(*worth.value) : "not known"});
  }
  return out;
}

Html picture(const About& about, const Map& map) {
  const auto& sheet = *map.sheet;
  const Steps steps(map);
  std::string out = patterns(about.id);
  const auto worth_of = [&](const Sheet::Outline& one) {
    const auto at = std::ranges::find(map.worths, one.key, &Worth::key);
    return at == map.worths.end() ? nullptr : &*at;
  };
  const auto fill_of = [&](const Sheet::Outline& one) {
    const auto* worth = worth_of(one);
    return worth ? steps.fill(about.id, worth->value) : std::string("#fff");
  };
  const auto title_of = [&](const Sheet::Outline& one) {
    const auto* worth = worth_of(one);
    return worth ? fmt::format("{}: {}", one.name, worth->value ? map.words(*worth->value) : "not known") : one.name;
  };
  out += fmt::format(R"(<g stroke="{}" stroke-width="0.6" stroke-linejoin="round" fill-rule="evenodd">)", kLine);
  for (const auto& one : sheet.outlines) outline(out, one.path, fill_of(one), title_of(one));
  if (!sheet.frame.empty()) out += fmt::format(R"(<path d="{}" fill="none" stroke="{}" stroke-width="1.8"/>)", sheet.frame, kInk);
  const auto* own = sheet.outline(map.own);
  if (own) out += fmt::format(R"(<path d="{}" fill="none" stroke="#fff" stroke-width="6"/><path d="{}" fill="none" stroke="{}" stroke-width="3"/>)", own->path, own->path, kInk);
  if (sheet.inset.width > 0) {
    const auto& inset = sheet.inset;
    out += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="#fff" stroke="{}" stroke-width="1"/>)", inset.x, inset.y, inset.width, inset.height, kInk);
    for (const auto& one : sheet.outlines)
      if (!one.inset.empty()) outline(out, one.inset, fill_of(one), title_of(one));
    if (!sheet.frame_inset.empty()) out += fmt::format(R"(<path d="{}" fill="none" stroke="{}" stroke-width="1.8"/>)", sheet.frame_inset, kInk);
    if (own && !own->inset.empty()) out += fmt::format(R"(<path d="{}" fill="none" stroke="{}" stroke-width="3"/>)", own->inset, kInk);
    out += "</g>";
    text(out, inset.x, inset.y - 6, inset.name, "start", 15, "700");
  } else {
    out += "</g>";
  }
  if (map.labels)
    for (const auto& one : sheet.outlines) {
      const auto* worth = worth_of(one);
      if (!worth) continue;
      text(out, one.x, one.y, worth->value ? map.words(*worth->value) : "not known", "middle", 17, "700");
      double y = one.y;
      for (const auto& line : lines_of(one.name)) text(out, one.x, y += 13, line, "middle", 12);
    }
  else if (own) {
    const auto* worth = worth_of(*own);
    text(out, own->x, own->y, worth && worth->value ? fmt::format("{} {}", own->name, map.words(*worth->value)) : own->name, "middle", 15, "700");
  }
  out += key_of(about.id, map, steps, sheet.key_x, sheet.key_y);
  return framed(about, std::move(out), fmt::format("0 0 760 {:.0f}", sheet.height), figures_of(map), sheet.basis);
}

Figures figures_of(const Marks& marks) {
  Figures out{marks.head, {}};
  for (const auto& mark : marks.marks) {
    auto& row = out.rows.emplace_back(std::vector<std::string>{mark.label, mark.name});
    row.insert(row.end(), mark.cells.begin(), mark.cells.end());
    row.resize(out.head.size());
  }
  return out;
}

Html picture(const About& about, const Marks& marks) {
  const auto& sheet = *marks.sheet;
  const auto x_of = [&](double easting) { return (easting - sheet.west) * sheet.scale; };
  const auto y_of = [&](double northing) { return (sheet.north - northing) * sheet.scale; };
  double left = 0, top = 0, width = 760, height = sheet.height;
  if (marks.close && !marks.marks.empty()) {
    const auto [west, east] = std::ranges::minmax(marks.marks, {}, &Mark::easting);
    const auto [south, north] = std::ranges::minmax(marks.marks, {}, &Mark::northing);
    const double least = 64'000 * sheet.scale, x = (x_of(west.easting) + x_of(east.easting)) / 2, y = (y_of(south.northing) + y_of(north.northing)) / 2;
    width = std::max({least, (x_of(east.easting) - x_of(west.easting)) * 1.25, (y_of(south.northing) - y_of(north.northing)) * 1.25 * 760 / 620});
    height = width * 620 / 760;
    left = x - width / 2, top = y - height / 2;
  }
  // Drawn at the size of the page, whatever part of the sheet it is.
  const double zoom = 760 / width;
  const auto place = [&](const Mark& mark) { return std::pair((x_of(mark.easting) - left) * zoom, (y_of(mark.northing) - top) * zoom); };
  const auto apart = spread(marks.marks, place);
  std::string out = fmt::format(R"x(<g transform="scale({:.4f}) translate({:.2f} {:.2f})" stroke="#6d9096" fill="#f4f8f8" stroke-width="{:.3f}" stroke-linejoin="round" fill-rule="evenodd">)x", zoom, -left, -top, 0.9 / zoom);
  for (const auto& one : sheet.outlines)
    if (one.right >= left && one.left <= left + width && one.bottom >= top && one.top <= top + height) outline(out, one.path, "#f4f8f8", one.name);
  out += "</g>";
  for (auto mark = marks.marks.rbegin(); mark != marks.marks.rend(); ++mark)
    if (const auto [x, y] = place(*mark); mark->radius_metres > 0)
      out += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="none" stroke="{}" stroke-width="1" stroke-dasharray="3 3"/>)", x, y, mark->radius_metres * sheet.scale * zoom, kLine);
  std::vector<std::size_t> order;   // few and named: never hidden under numbers
  for (const auto look : {Mark::Look::Number, Mark::Look::Diamond})
    for (std::size_t i = marks.marks.size(); i-- > 0;)
      if (marks.marks[i].look == look) order.push_back(i);
  for (const auto i : order) {
    const auto* mark = &marks.marks[i];
    const auto [x, y] = apart[i];
    out += "<g>";
    out += "<title>";
    escape_into(out, mark->name);
    out += "</title>";
    if (mark->look == Mark::Look::Number) {
      out += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="12" fill="{}" stroke="#fff" stroke-width="2"/><text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="14" font-weight="700" fill="#fff">)", x, y, kMain, x, y + 5);
      escape_into(out, mark->label);
      out += "</text>";
    } else {
      out += fmt::format(R"(<path d="M{:.1f} {:.1f}l9 9l-9 9l-9 -9z" fill="#ffdd00" stroke="{}" stroke-width="2"/>)", x, y - 9, kInk);
      text(out, x + 13, y + 5, mark->label, "start", 15, "700");
    }
    out += "</g>";
  }
  // How far is far: a bar of a round number of miles.
  const double mile = 1609.344 * sheet.scale * zoom;
  double miles = 1;
  for (const double round : {2.0, 5.0, 10.0, 20.0, 50.0})
    if (round * mile < 220) miles = round;
  const double bottom = height * zoom - 14;
  out += fmt::format(R"(<path d="M12 {0:.1f}v6h{1:.1f}v-6" fill="none" stroke="{2}" stroke-width="2"/>)", bottom - 6, miles * mile, kInk);
  text(out, 18 + miles * mile, bottom + 2, miles == 1 ? std::string("1 mile") : fmt::format("{:.0f} miles", miles), "start", 14);
  return framed(about, std::move(out), fmt::format("0 0 760 {:.0f}", height * zoom), figures_of(marks), sheet.basis);
}

}  // namespace rightplace::web::plot
