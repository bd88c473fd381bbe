#pragma once
// The register: who is registered with Ofsted, since when, where, how large, owned by whom and judged how.
//
// Published lists are kept as they were read (observations); the history of every home is derived from all of them by
// one pure function, so that the order in which lists arrive never matters and a list can be taken back. A home that
// vanishes is closed, never deleted. Source: Ofsted, "Children's social care data in England" and the list of providers
// for local authorities. Addresses are restricted: they are Personal and never in messages, logs or public answers.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/care.h"
#include "base/date.h"
#include "base/personal.h"
#include "base/result.h"
#include "features/geography/geography.h"
#include "features/imports/imports.h"
#include "features/services.h"

namespace rightplace::homes {

std::span<const db::Migration> migrations();

// What Ofsted registers. The words of each year are read into these.
enum class ProvisionType : std::uint8_t {
  ChildrensHome, SecureChildrensHome, SchoolAsHome, ResidentialSpecialSchool, ResidentialFamilyCentre, BoardingSchool,
  FurtherEducationCollege, SecureTrainingCentre, AdoptionSupportAgency, VoluntaryAdoptionAgency, IndependentFosteringAgency,
  ResidentialHolidayScheme, SupportedAccommodation, AuthorityFosteringAgency, AuthorityAdoptionAgency, Cafcass
};
inline constexpr auto kProvisionTypes = enum_names<ProvisionType>({
    {ProvisionType::ChildrensHome, "childrens_home", "Children's home"},
    {ProvisionType::SecureChildrensHome, "secure_childrens_home", "Secure children's home"},
    {ProvisionType::SchoolAsHome, "school_as_childrens_home", "Residential special school (registered as a children's home)"},
    {ProvisionType::ResidentialSpecialSchool, "residential_special_school", "Residential special school"},
    {ProvisionType::ResidentialFamilyCentre, "residential_family_centre", "Residential family centre"},
    {ProvisionType::BoardingSchool, "boarding_school", "Boarding school"},
    {ProvisionType::FurtherEducationCollege, "further_education_college", "Further education college with residential accommodation"},
    {ProvisionType::SecureTrainingCentre, "secure_training_centre", "Secure training centre"},
    {ProvisionType::AdoptionSupportAgency, "adoption_support_agency", "Adoption support agency"},
    {ProvisionType::VoluntaryAdoptionAgency, "voluntary_adoption_agency", "Voluntary adoption agency"},
    {ProvisionType::IndependentFosteringAgency, "independent_fostering_agency", "Independent fostering agency"},
    {ProvisionType::ResidentialHolidayScheme, "residential_holiday_scheme", "Residential holiday scheme for disabled children"},
    {ProvisionType::SupportedAccommodation, "supported_accommodation", "Supported accommodation"},
    {ProvisionType::AuthorityFosteringAgency, "authority_fostering_agency", "Local authority fostering agency"},
    {ProvisionType::AuthorityAdoptionAgency, "authority_adoption_agency", "Local authority adoption agency"},
    {ProvisionType::Cafcass, "cafcass", "Cafcass"}});
// Children's homes, secure homes and schools registered as homes: what a child can be placed in as a home.
constexpr bool is_home(ProvisionType type) {
  return type == ProvisionType::ChildrensHome || type == ProvisionType::SecureChildrensHome || type == ProvisionType::SchoolAsHome;
}

enum class Sector : std::uint8_t { LocalAuthority, Private, Voluntary, HealthAuthority, Academy, Public };
inline constexpr auto kSectors = enum_names<Sector>({{Sector::LocalAuthority, "local_authority", "Local authority"},
                                                     {Sector::Private, "private", "Private"},
                                                     {Sector::Voluntary, "voluntary", "Voluntary"},
                                                     {Sector::HealthAuthority, "health_authority", "Health authority"},
                                                     {Sector::Academy, "academy", "Academy"},
                                                     {Sector::Public, "public", "Public sector"}});

enum class Status : std::uint8_t { Active, Suspended, Resigned, Cancelled, Closed };
inline constexpr auto kStatuses = enum_names<Status>({{Status::Active, "active", "Active"},
                                                      {Status::Suspended, "suspended", "Suspended"},
                                                      {Status::Resigned, "resigned", "Resigned"},
                                                      {Status::Cancelled, "cancelled", "Cancelled"},
                                                      {Status::Closed, "closed", "Closed"}});

enum class InspectionKind : std::uint8_t { Full, Interim, Assurance, Monitoring };
inline constexpr auto kInspectionKinds = enum_names<InspectionKind>({{InspectionKind::Full, "full", "Full inspection"},
                                                                     {InspectionKind::Interim, "interim", "Interim inspection"},
                                                                     {InspectionKind::Assurance, "assurance", "Assurance visit"},
                                                                     {InspectionKind::Monitoring, "monitoring", "Monitoring visit"}});

enum class InterimOutcome : std::uint8_t { Improved, Sustained, Declined };
inline constexpr auto kInterimOutcomes = enum_names<InterimOutcome>({{InterimOutcome::Improved, "improved", "Improved effectiveness"},
                                                                     {InterimOutcome::Sustained, "sustained", "Sustained effectiveness"},
                                                                     {InterimOutcome::Declined, "declined", "Declined in effectiveness"}});

struct Inspection {
  InspectionKind kind = InspectionKind::Full;
  Date inspected_on;
  std::optional<Date> published_on;
  std::string event_number;            // empty: not given
  std::optional<Grade> overall;        // full and monitoring
  std::optional<Grade> protection;
  std::optional<Grade> leadership;
  std::optional<Grade> outcomes;
  std::optional<InterimOutcome> interim_outcome;
  bool operator==(const Inspection&) const = default;
};

// ---- Observations: what a list says.

enum class ListKind : std::uint8_t { Providers, ProvidersAndPlaces, Authority, JoinersAndLeavers, Inspections };
inline constexpr auto kListKinds = enum_names<ListKind>({{ListKind::Providers, "providers", "provider list"},
                                                         {ListKind::ProvidersAndPlaces, "providers_and_places", "providers and places"},
                                                         {ListKind::Authority, "authority", "list for local authorities"},
                                                         {ListKind::JoinersAndLeavers, "joiners_and_leavers", "joiners and leavers"},
                                                         {ListKind::Inspections, "inspections", "inspections in the year"}});

// One row of a list. Empty optionals: the list does not say, or hides it.
struct RegisterRow {
  std::int64_t line = 0;
  std::string urn;                     // SC + 6 digits, or up to 7 digits
  ProvisionType provision_type = ProvisionType::ChildrensHome;
  std::optional<Sector> sector;
  std::optional<Status> status;        // none: active
  std::optional<std::string> name;
  Personal<std::string> address;       // lines joined by line feeds; empty: hidden
  Personal<std::string> postcode;      // empty: hidden
  std::string region;                  // as printed; empty: not given
  std::string authority_code;          // ONS code, valid at the list's date
  std::string constituency;            // as printed; empty: not given
  std::optional<int> places;
  std::optional<Date> registered_on;
  std::optional<Date> closed_on;
  bool joined = false;                 // joiners-and-leavers lists
  bool has_left = false;
  std::string owner;
  std::string top_company;
  std::string linked_school_urn;
  std::optional<bool> short_break_only;
  std::optional<bool> multi_building;
  std::optional<std::vector<Need>> needs;   // the register's seven flags that are set
  std::optional<std::string> conditions;   // none: the list does not say; empty: no conditions
  std::vector<Inspection> inspections;
};

// A row that was rejected. Its provider stands on the list all the same, so it does not count as closed.
struct UnreadRow {
  std::int64_t line = 0;
  std::string urn;                     // empty: it cannot be told which provider it is
};

struct RegisterList {
  ListKind kind = ListKind::Providers;
  Date as_at;
  std::string title;                   // file and sheet
  bool has_grades = false;             // a column of grades exists (also where all its cells are empty)
  // Said by who made the list. None: judged by its grades and the year's official total (see coverage_on).
  std::optional<bool> stated_complete;
  std::vector<RegisterRow> rows;
  std::vector<UnreadRow> unread = {};
};

struct StoredList {
  bool already_there = false;          // the same content was stored before; nothing was changed
  std::string id;
};
// Keeps a list as observations. Call rebuild_history when all lists of an import are stored.
StoredList store_list(db::Write& tx, const imports::ImportId& import_id, const RegisterList& list, Instant now);
// Removes the lists of an import; call rebuild_history after it.
void remove_lists(db::Write& tx, const imports::ImportId& import_id);
// Works out homes, spells, versions and inspections from every stored list. Ten years take a second or two.
void rebuild_history(db::Write& tx);

// ---- What follows from all lists.

struct Home {
  std::string urn;
  std::optional<std::string> name;     // none: hidden in every list so far
  ProvisionType provision_type = ProvisionType::ChildrensHome;
  std::optional<Sector> sector;
  Status status = Status::Active;      // Active or Suspended. Suspended blocks placements
  std::optional<int> places;           // registered places: not vacancies
  std::string authority_code;          // ONS code valid at the time of the list
  std::string region;                  // as the list has it
  std::string constituency;
  std::optional<Date> constituency_on; // list that named it: before 4 July 2024 the boundaries of 2010, after it those of 2024
  Personal<std::string> address;
  Personal<std::string> postcode;      // empty: hidden
  std::string owner;
  std::string owner_group;             // owners that differ only in Ltd, Limited, PLC, case and stops share one
  std::string linked_school_urn;
  std::optional<bool> short_break_only;
  std::optional<bool> multi_building;
  std::optional<std::vector<Need>> needs;
  std::optional<std::string> conditions;   // none: the list does not say; empty: no conditions
  Date from_on;                        // counts as open from
  std::optional<Date> until_on;        // and no longer from this day
  std::optional<Date> opened_on;       // exact, where a list says so; else between opened_after and opened_by
  std::optional<Date> opened_after;
  std::optional<Date> opened_by;
  std::optional<Date> closed_on;       // exact, where a list says so; else between closed_after and closed_by
  std::optional<Date> closed_after;
  std::optional<Date> closed_by;
  Date last_seen_on;                   // last list that shows this spell open
  // The latest full inspection with a grade on or before the day asked for.
  std::optional<Grade> grade;
  std::optional<Date> grade_on;
};

struct HomeFilter {
  std::vector<ProvisionType> types;    // empty: children's homes, secure homes and schools registered as homes
  std::string authority_code;          // empty: all
  std::string urn;                     // empty: all
};

// Homes open on `day`, by authority code and URN. Cost: two queries over the derived tables.
std::vector<Home> homes_as_at(db::Read& tx, Date day, const HomeFilter& filter = {});
// What the lists say of one home through time, closed ones too, oldest first; grades stand apart (inspections_of). Empty: no
// list knows the number.
struct HomeVersion {
  Date from_on;                        // these facts from this day
  std::optional<Date> until_on;        // until before this day; none: still
  Home facts;
};
std::vector<HomeVersion> versions_of(db::Read& tx, std::string_view urn);
// A home that came to another owner's group, or was registered as another kind of provision, from one list to the next.
struct Conversion {
  std::string urn;
  std::optional<std::string> name;
  Date on;                             // the list that first shows it
  ProvisionType type_before = ProvisionType::ChildrensHome, type_after = ProvisionType::ChildrensHome;
  std::string owner_before, owner_after;
  std::string group_before, group_after;   // see owner_group_of; empty: not stated
};
std::vector<Conversion> conversions_until(db::Read& tx, Date day);   // by day, then URN
// Full history of inspections of one home, oldest first.
std::vector<Inspection> inspections_of(db::Read& tx, std::string_view urn);
// The day of the latest list that shows who is registered; none when there is no list.
std::optional<Date> latest_list_on(db::Read& tx);

// Where a home stands, as well as is known: its postcode where a list gives it (exactly where `imported` has it, else its
// sector or outward code), else its constituency (boundaries of the list's day) and the part of it in the authority,
// else the authority. None for a provider based outside England. The radius says how far the truth may lie; carry it on.
// A postcode is restricted: what is shown to people uses no more than the sector (imported = nullptr).
std::optional<geography::Location> locate(const Home& home, const geography::Postcodes* imported);

// Owners that differ only in Ltd, Limited, PLC, LLP, case, "&" and stops share one group name.
std::string owner_group_of(std::string_view owner);

// `import register`, `homes`, and how a register import is taken back.
std::vector<Command> commands();
imports::Kind import_kind();

}  // namespace rightplace::homes
