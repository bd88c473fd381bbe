#pragma once
// Within the feature: questions that pages and programs ask alike, and words that several pages use.

#include <map>

#include "features/caseload/caseload.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "web/field.h"

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
  std::optional<access::Granted> granted = {};      // why this child may be shown
  disclosures::Purpose purpose = disclosures::Purpose::Care;
};
struct Wanted {
  bool everybody = false;                          // otherwise those who live in a home
  std::optional<Personal<std::string>> search;     // a whole name, a day of birth, the own id, or a number
  std::size_t page = 1;
  std::string after = {};                          // List::next of the page before; stands over `page`
};
struct List {
  std::vector<Listed> rows;              // of this page, by name
  std::size_t in_homes = 0, elsewhere = 0;   // of all that may be seen (and fit the search)
  std::size_t page = 1, pages = 1;
  std::string next;                      // where the next page begins, sealed: whoever moves meanwhile hides nobody; empty on the last
};
inline constexpr std::size_t kRowsOfPage = 25;
// Enters the names of the page in the ledger before it answers, each with the grounds on which that child is shown.
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
struct PutRight {
  std::string what, was, is, because, by;   // "Day of birth", "3 April 2010", …
  Date day;
};
struct View {
  children::Child child;
  std::optional<children::KeptIdentity> identity;
  std::optional<children::Case> care;
  std::optional<Personal<std::string>> restricted_because;   // to those who work with the child
  std::string authority;                 // name of the responsible one
  std::string local_id;
  std::vector<Person> people;            // of today
  std::vector<PutRight> put_right;       // to those who work with the child; the newest first
  bool shows_case = false;               // what only those who work with the child see
  bool shows_placements = false;
  std::vector<Lived> placements;         // newest first
  std::optional<std::size_t> lives;      // which of them is where the child sleeps tonight
  bool may_write = false, may_work = false, may_approve = false, may_see_ledger = false;
  std::int64_t people_version = 0, facts_version = 0;
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

// Shown to a person of today, for the purpose for which the page, or that child on it, was allowed.
disclosures::Purpose purpose_of(const Asked& asked);
disclosures::Purpose purpose_of(const access::Standing& standing, const access::Facts& facts, const access::Granted& granted);
// The authority's own id of a child, whichever code it had when the id was given; empty: none known.
std::string local_id_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, std::string_view authority);
// Facts of a child in a list of the own authority: the one who asks learns only whether it is allocated to them, or to
// somebody for whom they stand in.
access::Facts facts_of_row(const access::Standing& standing, const children::Case& care, std::vector<std::string> allocated);
// The children of today who are allocated to the person or to those for whom they stand in, and to which of them.
std::map<children::ChildId, std::vector<std::string>> allocated_to(db::Read& tx, const access::Standing& standing);

// ---- Children of the authority whom nobody sees yet (caseload_waiting.cpp): no name, only what tells them apart.

struct Waiting {
  children::ChildId child;
  std::string local_id;
  std::optional<int> age;
  Date in_care_since;
  std::optional<access::Granted> granted = {};
};
struct WaitingList {
  std::vector<Waiting> rows;             // of this page, by own id
  std::size_t all = 0, page = 1, pages = 1;
};
// Those in care without a social worker; or the one child with this own id, with or without. Enters them in the ledger.
Result<WaitingList> waiting_of(const Asked& asked, std::size_t page, const std::optional<Personal<std::string>>& own_id);

// ---- Changes that pages and programs make alike (caseload_changes.cpp). Faults name the fields.

struct NewChild {
  children::Identity identity;
  std::optional<Date> born_on;
  std::optional<children::Sex> sex;
  std::string local_id;
  std::optional<Date> from_on;           // since when the authority is responsible
};
std::vector<FieldError> faults_of(const NewChild& child, Date today);
// Why a child was not added without the person being told whose record stands in the way.
struct Refused {
  std::string child, why;                // "id_in_use", "same_child"
};
struct Added {
  children::ChildId child;
  bool adopted = false;                  // a record that had no open case goes on
};
Result<Added> add_child(db::Write& tx, const Asked& asked, const NewChild& wanted, std::optional<Refused>& refused);
// After the change was rolled back: that somebody tried stands in the audit, or nothing is answered.
Done note_refused(const Asked& asked, const std::optional<Refused>& refused);

struct Allocating {
  children::Part part = children::Part::Worker;
  std::string email;
  std::optional<Date> from;
  std::int64_t version = 0;              // allocations_version that was shown
};
Done allocate(db::Write& tx, const Asked& asked, const Allocating& wanted);

struct Correcting {
  std::optional<Date> born_on;
  std::optional<children::Sex> sex;
  std::string because;
  std::int64_t version = 0;              // corrections_version that was shown
};
Done correct(db::Write& tx, const Asked& asked, const Correcting& wanted);
Done end_care(db::Write& tx, const Asked& asked, std::optional<Date> until);
Done restrict(db::Write& tx, const Asked& asked, std::string_view because);
Done lift_restriction(db::Write& tx, const Asked& asked);

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
void add_needs(desk::Pages& pages);
// Empty for whom the fuller picture of the child is not.
web::Html needs_part(const Asked& asked);
void add_forms(desk::Pages& pages);
void add_waiting(desk::Pages& pages);
void add_care(desk::Pages& pages);
void add_merge(desk::Pages& pages);
void add_changes_by_programs(desk::Pages& pages);
web::Response form_page(const Asked& asked, const web::Form& form, std::string_view title, const web::Html& intro, const web::field::Whole& whole, const std::vector<web::Link>& crumbs);
web::Html together(const std::vector<web::Html>& fields);
web::Url page_of(const children::ChildId& child);
void add_programs(desk::Pages& pages);
// Of the child that the address names.
Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
// Of the children for whom the person may ask at all.
Result<access::Facts> facts_of_list(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

}  // namespace rightplace::caseload
