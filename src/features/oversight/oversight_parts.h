#pragma once
// Within the feature.

#include <map>

#include "features/oversight/oversight.h"
#include "web/html.h"

namespace rightplace::oversight {

using desk::Asked;

// ---- The own audit (oversight_search.cpp).

enum class Happened { Anything, Read, Refused, TakenAway, Changed };
inline constexpr auto kHappened = enum_names<Happened>({{Happened::Anything, "", "Anything"},
                                                        {Happened::Read, "read", "Something was read"},
                                                        {Happened::Refused, "refused", "Somebody was refused"},
                                                        {Happened::TakenAway, "export", "Something was taken away"},
                                                        {Happened::Changed, "changed", "Something was changed"}});
struct Wanted {
  std::string person;                 // id; empty: everybody
  Happened happened = Happened::Anything;
  std::string record, id;             // kind and id of what it was done to
  std::optional<Date> from, to;       // days in London, both included
  std::optional<std::int64_t> before; // number of an event: the page after it
};
// Faults go to the form: a day that is none, an end before the start.
Wanted wanted_of(const web::Request& request, web::Form& form);
web::Url address_of(web::Url page, const Wanted& wanted);   // the same search at another address
inline constexpr std::int64_t kEventsOfPage = 50, kMostTakenAway = 20'000;

// Events of the organisation: whose actor acted for it, and those done to it, its people or its children. Newest first.
// A look into the directory of homes is nobody's but the looker's organisation's: a home does not learn who looked at it.
std::vector<audit::Event> own_events(db::Read& tx, const organisations::OrganisationId& organisation, const Wanted& wanted, std::int64_t most);

std::string event_words(const audit::Event& event);     // "Read: a child's identity"
// Ids and codes: at least one digit, no spaces, nothing but letters, digits, hyphens, dots and underscores. A name is none.
bool is_id(std::string_view text);
std::string record_words(std::string_view kind);        // "A child's identity"
// Names of actors, each opened once.
class Names {
 public:
  Names(db::Read& tx, const vault::Vault& vault) : tx_(tx), vault_(vault) {}
  const std::string& of(std::string_view kind, const std::string& id);

 private:
  db::Read& tx_;
  const vault::Vault& vault_;
  std::map<std::string, std::string> known_;
};
// Everybody who is or was a member: id and name, by name.
std::vector<std::pair<std::string, std::string>> people_of(db::Read& tx, const vault::Vault& vault, const organisations::OrganisationId& organisation);

// ---- What was opened unusually often (oversight_opened.cpp).

struct Opened {
  std::string id;            // of the record, or of the person
  std::size_t times = 0;     // once for each person, record and day
  std::size_t others = 0;    // how many people opened the record; how many records the person opened
  Instant last;
  bool unusual = false;
};
struct OpenedLists {
  std::vector<Opened> records, people;   // most often first
  double usual_record = 0, usual_person = 0;   // the middle one
};
inline constexpr int kOpenedDays = 30;
inline constexpr std::size_t kLeastUnusual = 5;   // policy: fewer is nothing, however quiet the others are
inline constexpr double kUnusualTimes = 3;        // policy: more than three times the middle one
OpenedLists opened_of(db::Read& tx, const organisations::OrganisationId& organisation, Instant now);
// Marks those far above the middle one, and puts them in order. Answers the middle one.
double mark_unusual(std::vector<Opened>& list);

void add_audit(desk::Pages& pages);
void add_opened(desk::Pages& pages);
void add_rules(desk::Pages& pages, const desk::Desk& desk);
void add_about(desk::Pages& pages, const desk::Desk& desk);
void add_programs(desk::Pages& pages);
json::Value rules_as_json();

}  // namespace rightplace::oversight
