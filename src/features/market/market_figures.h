#pragma once
// Questions to the market's years, each answered by one pure function: a picture with its sentence, or a table. Within the feature.

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "features/market/market_years.h"
#include "web/plot/plot.h"

namespace rightplace::market {

// One figure of a page. What is only a table has Figures.
struct Piece {
  web::plot::About about;
  std::variant<web::plot::Lines, web::plot::Bars, web::plot::Heat, web::plot::Figures> shown;
};
web::plot::Figures figures_of(const Piece& piece);
web::Html html_of(const Piece& piece);

// What one owner's group has on a day.
struct Group {
  std::string key;                 // homes::owner_group_of
  std::string name;                // as the table of ownership writes it, otherwise the spelling that most of its homes use
  std::int64_t homes = 0, places = 0, places_not_stated = 0;
  std::map<const geography::Authority*, std::pair<std::int64_t, std::int64_t>> areas;   // homes and places
};
std::vector<Group> groups_of(const Market& market);   // of the latest year, most places first; homes without an owner are in none

// Herfindahl and Hirschman: the squares of the owners' shares of places in per cent, added up; 10,000 is one owner of all.
// Places of homes whose owner or size no list states are left out, and said.
struct Concentration {
  std::int64_t places = 0;         // counted
  std::int64_t places_without_owner = 0;
  std::int64_t homes_without_size = 0;
  std::optional<double> index;     // none: nothing to count, or the owner of more than a tenth of the places is not stated
  double largest_share = 0;        // per cent of the counted places
  std::string largest;
};
enum class Counted { Groups, Companies };   // owners at the top as the table of ownership joins them, or the register's companies
Concentration concentration_of(const Market& market, const Year& year, std::optional<geography::Region> region = std::nullopt, Counted counted = Counted::Groups);
std::string_view concentration_words(double index);   // of the competition authority's guidelines

std::vector<Piece> overview(const Market& market);       // homes, places, sizes, runners, grades, comings and goings
std::vector<Piece> concentration(const Market& market);  // by region, the largest groups
std::vector<Piece> areas(const Market& market);          // by region and authority
std::string owners_in_words(const Market& market);       // what an owner is here: the register's name, or joined by a table
std::vector<Piece> of_group(const Market& market, const Group& group);   // where it is, and what would be lost with it
std::vector<Piece> all_pieces(const Market& market);     // of the three pages

}  // namespace rightplace::market
