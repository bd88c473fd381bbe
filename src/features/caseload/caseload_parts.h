#pragma once
// Within the feature: questions that pages and programs ask alike, and words that several pages use.

#include <map>

#include "features/caseload/caseload.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"

namespace rightplace::caseload {

using desk::Asked;

// ---- The list.

struct Listed {
  children::ChildId child;
  Personal<std::string> name;            // empty: nobody has written it down
  std::string local_id;                  // the authority's own; empty: none known
  std::optional<Personal<Date>> born_on;
  std::optional<placements::Placement> lives;
  std::string home_name;                 // "Alder Brook House", or with its number where Ofsted withholds the name
  std::string distance;                  // in words; empty without a home
  bool restricted = false, ended = false;
};
struct Wanted {
  bool everybody = false;                          // otherwise those who live in a home
  std::optional<Personal<std::string>> search;     // a whole name, a day of birth, the own id, or a number
  std::size_t page = 1;
};
struct List {
  std::vector<Listed> rows;              // of this page, by name
  std::size_t in_homes = 0, elsewhere = 0;   // of all that may be seen (and fit the search)
  std::size_t pages = 1;
};
inline constexpr std::size_t kRowsOfPage = 25;
// Enters the names of the page in the ledger before it answers.
Result<List> list_of(const Asked& asked, const Wanted& wanted);

// ---- One child.

struct Person {
  std::string name;
  children::Part part = children::Part::Worker;
  Stay stay;
};
struct Lived {
  placements::Placement placement;
  std::string home_name, distance;
};
struct View {
  children::Child child;
  std::optional<children::KeptIdentity> identity;
  std::optional<children::Case> care;
  std::string authority;                 // name of the responsible one
  std::string local_id;
  std::vector<Person> people;            // of today
  bool shows_case = false;               // what only those who work with the child see
  bool shows_placements = false;
  std::vector<Lived> placements;         // newest first
  bool may_write = false, may_allocate = false, may_see_ledger = false;
};
Result<View> view_of(const Asked& asked);

// ---- Who has seen it.

struct Seen {
  Date day;
  Instant first, last;
  std::size_t times = 0;
  std::string who, organisation;         // in words
  disclosures::Entry entry;              // the newest of these
};
// Newest first; what one person was shown in one day for one purpose is one row.
Result<std::vector<Seen>> seen_of(const Asked& asked);

// Shown to a person of today, for the purpose for which the page was allowed.
disclosures::Purpose purpose_of(const Asked& asked);

std::string name_of_home(db::Read& tx, std::string_view urn, Date day, std::string* authority_code = nullptr);
std::string age_words(Date born, Date day);   // "12 years old"
std::string stay_words(const Stay& stay, Date today);   // "since 3 May 2025, 10 months"
std::string length_words(const Stay& stay, Date today);   // "10 months", up to today while it lasts
std::string shown_name_of(const std::optional<children::KeptIdentity>& identity);   // or "Name not written down"
// Where the facts named in the ledger are in words: "name, date of birth".
std::string facts_words(std::string_view facts);

// The parts of pages(): each file adds its own.
void add_list(desk::Pages& pages);
void add_child(desk::Pages& pages);
void add_seen(desk::Pages& pages);
void add_forms(desk::Pages& pages);
void add_programs(desk::Pages& pages);
// Of the child that the address names.
Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
// Of the children for whom the person may ask at all.
Result<access::Facts> facts_of_list(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

}  // namespace rightplace::caseload
