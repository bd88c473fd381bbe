#pragma once
// One home as far as it is known, and the parts of its page: values in, markup out.

#include "features/directory/directory_pages.h"
#include "features/organisations/organisations.h"

namespace rightplace::directory {

struct KnownHome {
  std::string urn;
  std::vector<homes::HomeVersion> versions;        // oldest first, never empty
  std::vector<homes::Inspection> inspections;      // oldest first
  supply::HomeSupply supply;
  supply::Vacancies places;                        // tonight
  std::optional<organisations::Organisation> run_by;   // the provider here that proved it to be its own
  const homes::Home& now() const { return versions.back().facts; }
  bool open = false;                               // on the day
};
// Empty versions: no list knows the number.
KnownHome read_home(db::Read& tx, std::string_view urn, Date day);

// What this person may read besides; each was written down.
struct Shown {
  bool places = false;
  bool residents = false;
  std::optional<std::string> address;              // of several lines; empty: may read it, and the register has none
  std::string distance;                            // "about 12 miles from the middle of Manchester"
};

// A list of facts, of which those that nobody states are named together at the end.
class FactList {
 public:
  void add(std::string_view key, const web::Html& value);
  void add(std::string_view key, std::string_view value);
  void maybe(std::string_view key, const std::optional<std::string>& value);   // none: not stated
  void maybe(std::string_view key, const std::optional<bool>& value, std::string_view yes, std::string_view no);
  const std::vector<std::string>& not_stated() const { return not_stated_; }
  web::Html markup() const;   // with a line of what is not stated

 private:
  web::Html rows_;
  std::vector<std::string> not_stated_;
};

web::Html notices_part(const KnownHome& home, Date today);
web::Html register_part(const KnownHome& home, const Shown& shown, const Register& reg, Date today);
web::Html purpose_part(const KnownHome& home, Date today);
web::Html team_part(const KnownHome& home, Date today);
web::Html places_part(const KnownHome& home, Date today);
web::Html residents_part(const KnownHome& home, Date today);
web::Html grades_part(const KnownHome& home, Date today);
web::Html area_part(const KnownHome& home, Date today);
web::Html history_part(const KnownHome& home);

// A change in the register, as people say it; newest first.
struct RegisterEvent {
  std::string when;    // "In the list of 31 March 2023", "On 3 May 2019"
  std::string what;    // "Renamed from Alder House to Birch House"
};
std::vector<RegisterEvent> register_events(const std::vector<homes::HomeVersion>& versions);

}  // namespace rightplace::directory
