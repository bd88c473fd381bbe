#pragma once
// Patterns of the Ministry of Justice where GOV.UK has none: filter panel, sortable table, timeline, identity bar, side and
// sub-navigation, badge. All of them work without script: filters and sorting are addresses.

#include "web/govuk/tables.h"
#include "web/query.h"

namespace rightplace::web::moj {

// A panel beside a list. The form is sent with GET and only by its button.
struct Chosen {
  std::string text;
  Url remove;             // the same list without this
};
struct ChosenGroup {
  std::string heading;    // "Area"
  std::vector<Chosen> items;
};
struct Filter {
  Url action;
  Html fields;                       // field::… over query.form()
  std::vector<ChosenGroup> chosen = {};
  Html kept = {};                    // query.hidden({"sort"})
  std::string heading = "Filter";
  std::string submit = "Apply filters";
};
Html filter(const Filter& params);
// A group of chips for one name of the query: text_of turns a value into words.
template <class TextOf>
ChosenGroup chosen(const Query& query, std::string heading, std::string_view name, TextOf text_of) {
  ChosenGroup group{std::move(heading), {}};
  for (const auto& value : query.all(name)) group.items.push_back({text_of(value), query.without(name, value)});
  return group;
}
// Panel at the left, results at the right; on a telephone one above the other, with a link to the results.
Html beside(const Html& panel, const Html& results);
// "Showing 51 to 100 of 1,234 homes"; "No homes" when there is none.
Html showing(std::int64_t from, std::int64_t to, std::int64_t total, std::string_view one, std::string_view many);

// A head cell that sorts: a link to the same list the other way round.
govuk::Cell sorting(const Query& query, const Sort& now, std::string_view text, std::string_view column, bool is_number = false);

struct Happening {
  govuk::Content title;
  std::string byline = {};       // who
  std::string date;              // in words: "2 March 2026 at 4:05pm"
  std::string datetime = {};     // the same for programs
  Html description = {};
};
struct Timeline {
  std::vector<Happening> items;
  int heading_level = 2;
};
Html timeline(const Timeline& params);

// Who this page is about, at the top of every page about them.
struct IdentityBar {
  govuk::Content title;
  std::vector<std::pair<std::string, govuk::Content>> facts = {};   // {"Born", "March 2011"}
  Html actions = {};
};
Html identity_bar(const IdentityBar& params);

struct NavigationLink {
  govuk::Content text;
  Url href;
  bool current = false;
};
struct NavigationSection {
  std::string heading = {};
  std::vector<NavigationLink> items;
};
Html side_navigation(std::string_view label, const std::vector<NavigationSection>& sections);
Html sub_navigation(std::string_view label, const std::vector<NavigationLink>& items);

// A small word in capitals: "urgent", "sibling group".
enum class BadgeColour { Blue, BrightPurple, Red, Green, Grey };
Html badge(std::string_view text, BadgeColour colour = BadgeColour::Blue);

}  // namespace rightplace::web::moj
