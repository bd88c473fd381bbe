#pragma once
// What somebody wants to find in the directory, and what is found: values in, values out.
//
// A home that does not state what is asked is never hidden: it stands after those that do, and is marked, unless the person
// asks for stated ones only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "features/directory/directory_snapshot.h"
#include "web/request.h"

namespace rightplace::directory {

enum class Sort : std::uint8_t { Fit, Name, Distance, Places, Statement };
inline constexpr auto kSorts = enum_names<Sort>({{Sort::Fit, "fit", "Best match"},
                                                 {Sort::Name, "name", "Name"},
                                                 {Sort::Distance, "distance", "Distance"},
                                                 {Sort::Places, "places", "Registered places, most first"},
                                                 {Sort::Statement, "statement", "Free places, newest statement first"}});

// What a home may leave unstated. Bits.
enum class Unstated : std::uint8_t { Sector, Needs, Age, Sex, Places, FreePlaces, Distance };
inline constexpr auto kUnstated = enum_names<Unstated>({{Unstated::Sector, "sector", "sector"},
                                                        {Unstated::Needs, "need", "needs"},
                                                        {Unstated::Age, "age", "ages"},
                                                        {Unstated::Sex, "sex", "girls or boys"},
                                                        {Unstated::Places, "places", "registered places"},
                                                        {Unstated::FreePlaces, "free", "free places in those days"},
                                                        {Unstated::Distance, "distance", "exact place"}});

inline constexpr std::size_t kPageRows = 50;

// Bits of enums; 0: no wish.
struct Wanted {
  std::string text;                       // as typed, cut to kLongestText
  std::string area;                       // code of a region or an authority
  std::string near_text;                  // as shown: "M5", "M5 3", "Manchester"
  std::optional<geography::Location> near;
  bool text_is_place = false;             // `near` was typed as the search itself
  bool by_outward = true;                 // words of the text are looked for among outward codes too
  std::optional<int> within;              // miles
  std::uint32_t kinds = 0, sectors = 0, grades = 0, needs = 0;
  bool not_graded = false;                // among the grades: none yet
  std::optional<int> age;
  std::optional<Sex> sex;
  std::optional<int> least_places, most_places;
  std::optional<int> free_within;         // a free place, stated in the last so many days
  bool stated_only = false;
  std::optional<Sort> sort;
  std::size_t page = 1;
  std::vector<FieldError> faults;         // what was not understood, and so is not asked

  bool any_filter() const;
  Sort sorted() const;
};
Wanted wanted_of(const web::NamedValues& query);
// The address of the same wish; `page` 1 is left out.
web::Url address_of(web::Url base, const Wanted& wanted);
// Codes of what was chosen, for the audit: never what was typed.
json::Object codes_of(const Wanted& wanted);

// One thing that was chosen, in words, and the wish without it.
struct Choice {
  std::string words;                      // "Age 14"
  Wanted without;
};
std::vector<Choice> choices_of(const Wanted& wanted);

struct Hit {
  std::uint32_t home = 0;
  float miles = -1;                       // from `near`; negative: not known
  std::uint16_t score = 0;
  std::uint8_t unstated = 0;              // bits of Unstated
};
struct Found {
  std::vector<Hit> rows;                  // of the page
  std::size_t total = 0;
  std::size_t stated = 0;                 // of them: state all that is asked; they come first
  std::vector<std::pair<std::string, std::string>> read_as;
};
// Whoever may not read everybody's free places asks without free_within and without that order. `every` gives all rows.
Found find(const Snapshot& snapshot, const Wanted& wanted, bool every = false);

}  // namespace rightplace::directory
