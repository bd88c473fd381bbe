#pragma once
// Pictures of figures, drawn by the server as SVG: whole without script, readable without colour (lines differ by dash and mark,
// names stand beside them, areas are hatched). A picture says in one sentence what is to be seen, and its figures stand below it
// as a table, made of the same values, with a link that takes them away as a file.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/html.h"

namespace rightplace::web::plot {

struct Figures {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;   // the first cell of each names the row
};

struct About {
  std::string id;                   // once in the page; letters, digits and hyphens
  std::string title;                // what is shown: "Children in care at the end of each month"
  std::string says;                 // what is to be seen, in one sentence
  std::optional<Url> file = {};     // the figures as CSV, and with ?as=xlsx as a workbook: features/figures answers both
};

// How a value is written; a count by default.
using Words = std::string (*)(double);
std::string count_words(double value);      // 1,234
std::string share_words(double value);      // 12 %, of a percentage

// `along` is where the point stands on the axis, in any unit (days): two points twice as far apart are drawn so.
struct Known {
  std::string at;                   // "31 March 2024"
  double along = 0;
  double value = 0;
};
struct Expected {
  std::string at;
  double along = 0;
  double middle = 0, low = 0, high = 0;
};
// What was, as a line; what is expected, as a dashed line in a hatched band.
struct Band {
  std::vector<Known> known;
  std::vector<Expected> expected;
  std::string axis;                 // "End of month"
  std::string known_name = "Known", middle_name = "Expected (median)", band_name = "8 in 10 futures";
  Words words = count_words;
};
Figures figures_of(const Band& band);
Html picture(const About& about, const Band& band);

struct Line {
  std::string name;
  std::vector<std::optional<double>> values;   // one for each point along; none: not known, and the line has a gap
};
struct Lines {
  std::string along;                // "Year"
  std::vector<std::string> at;
  std::vector<Line> lines;          // at most six can be told apart
  Words words = count_words;
};
Figures figures_of(const Lines& lines);
Html picture(const About& about, const Lines& lines);

struct Bar {
  std::string name;
  std::optional<double> value;      // none: not known, and said so
};
struct Bars {
  std::string of;                   // "Region"
  std::string measure;              // "Registered places"
  std::vector<Bar> bars;
  Words words = count_words;
};
Figures figures_of(const Bars& bars);
Html picture(const About& about, const Bars& bars);

// A heat map: a table whose cells are shaded and hatched in five steps; every cell has its number, so it is its own twin.
struct Heat {
  std::string corner;               // what the rows are: "Need"
  std::vector<std::string> columns;
  struct Row {
    std::string name;
    std::vector<std::optional<double>> values;
  };
  std::vector<Row> rows;
  Words words = count_words;
  std::string missing = "–";        // in a cell without a value
  std::string missing_means;        // "suppressed: fewer than six children"
};
Figures figures_of(const Heat& heat);
Html picture(const About& about, const Heat& heat);

// Figures that have no picture, as a table under their title.
Html table(const About& about, const Figures& figures);
// The table below a picture. Open for whoever has no use for the picture.
Html twin(const About& about, const Figures& figures);

// Round numbers that cover low to high, some five of them; the first is zero unless all lies far above it.
std::vector<double> ticks(double low, double high);

}  // namespace rightplace::web::plot
