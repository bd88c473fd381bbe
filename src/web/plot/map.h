#pragma once
// Maps: areas shaded and hatched by a value in five steps, each step with its range in the key, so that it is readable without
// colour; numbers written into the areas where these are few; places as numbered marks. Whole without script; the twin table has
// every value. Outlines come ready made: who draws them knows the country (features/atlas).

#include <memory>

#include "web/plot/plot.h"

namespace rightplace::web::plot {

// Outlines in the picture's own units, and where a point of the National Grid lies in it.
struct Sheet {
  struct Outline {
    std::string key, name;
    std::string path, inset;           // of SVG; the same larger in the inset, empty: not there
    double x = 0, y = 0;               // for a label
    double left = 0, top = 0, right = 0, bottom = 0;   // of its path
  };
  std::vector<Outline> outlines;       // drawn in this order
  std::string frame, frame_inset;      // lines around several areas, drawn over them
  double height = 0;
  double west = 0, north = 0, scale = 1;   // metres of the upper left corner, units for a metre
  // A part drawn again, larger; width 0: none.
  struct Inset {
    std::string name;
    double x = 0, y = 0, width = 0, height = 0;
    double west = 0, north = 0, scale = 1;
    bool covers(double easting, double northing) const { return easting >= west && northing <= north && easting <= west + width / scale && northing >= north - height / scale; }
  };
  Inset inset = {};
  double key_x = 8, key_y = 8;         // where there is room for the key
  std::string basis;                   // what the outlines are, in a sentence
  const Outline* outline(std::string_view key) const;
};

struct Worth {
  std::string key;                     // of an outline
  std::optional<double> value;         // none: not known
};
struct Map {
  std::shared_ptr<const Sheet> sheet;
  std::string of;                      // "Region"
  std::string measure;                 // "Registered places"
  std::vector<Worth> worths;           // in the order of the table; an outline without one is drawn empty
  Words words = count_words;
  bool labels = false;                 // write value and name into each area: for few and large ones
  std::string own = {};                // key of an outline that is framed and named
};
Figures figures_of(const Map& map);
Html picture(const About& about, const Map& map);

// Marks at places. Where a place is known to an area only, a ring says within what.
struct Mark {
  enum class Look { Number, Diamond };
  std::string label;                   // short, unique: "1", "School"
  std::string name;                    // what the table calls it
  double easting = 0, northing = 0;
  double radius_metres = 0;            // 0: no ring
  Look look = Look::Number;
  std::vector<std::string> cells = {}; // further cells of its row
};
struct Marks {
  std::shared_ptr<const Sheet> sheet;
  std::vector<std::string> head;       // of the table: "On the map", "Home", …
  std::vector<Mark> marks;             // the first ones are drawn over the later; several of one place around it
  bool close = true;                   // only as much of the country as holds the marks, at least 40 miles across
};
Figures figures_of(const Marks& marks);
Html picture(const About& about, const Marks& marks);

}  // namespace rightplace::web::plot
