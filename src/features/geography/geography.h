#pragma once
// Reference geography of England's children's services: the upper-tier authorities (present, and former since 2009),
// which of them adjoin, regions, postcodes, outward codes, postcode sectors and parliamentary constituencies.
//
// "At a distance" (Care Planning, Placement and Case Review (England) Regulations 2010, regulation 11, from 27 January
// 2014) is a question of adjoining authorities, never of miles; miles are those of the SSDA903 return. Sources, dates and
// licences: data/README.md. Everything here is built once from files inside the program, without I/O, on first use
// (together under 30 ms); look-ups are then well under a microsecond and safe from any thread. Text views returned live
// as long as the program.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/enum_names.h"
#include "base/result.h"
#include "base/units.h"
#include "features/imports/imports.h"
#include "features/services.h"

namespace rightplace::geography {

// ---- Regions

enum class Region {
  NorthEast,
  NorthWest,
  YorkshireAndTheHumber,
  EastMidlands,
  WestMidlands,
  EastOfEngland,
  London,
  SouthEast,
  SouthWest
};
inline constexpr auto kRegions = enum_names<Region>({{Region::NorthEast, "E12000001", "North East"},
                                                     {Region::NorthWest, "E12000002", "North West"},
                                                     {Region::YorkshireAndTheHumber, "E12000003", "Yorkshire and The Humber"},
                                                     {Region::EastMidlands, "E12000004", "East Midlands"},
                                                     {Region::WestMidlands, "E12000005", "West Midlands"},
                                                     {Region::EastOfEngland, "E12000006", "East of England"},
                                                     {Region::London, "E12000007", "London"},
                                                     {Region::SouthEast, "E12000008", "South East"},
                                                     {Region::SouthWest, "E12000009", "South West"}});

// The regions that a name covers: one for a Government Office Region, two for Ofsted's own "North East, Yorkshire and the
// Humber"; none when the name is no region of England. Case, "&", commas, "The" and "Region" do not matter; codes too.
std::vector<Region> regions_named(std::string_view name);
// Ofsted's eight regions join the North East with Yorkshire and the Humber; the other seven are the same.
std::string_view ofsted_region(Region region);

// ---- Authorities

enum class AuthorityType { London, Metropolitan, Unitary, County };
inline constexpr auto kAuthorityTypes = enum_names<AuthorityType>({{AuthorityType::London, "london", "London borough"},
                                                                   {AuthorityType::Metropolitan, "metropolitan", "Metropolitan district"},
                                                                   {AuthorityType::Unitary, "unitary", "Unitary authority"},
                                                                   {AuthorityType::County, "county", "County"}});

enum class LondonPart { None, Inner, Outer };

// One upper-tier authority through its life. A change of code without a change of body (county to unitary, a small change
// of boundary) keeps it the same authority: `code` is its latest ONS code.
struct Authority {
  std::string_view code;
  int dfe_number = 0;
  std::string_view name;   // as the Office for National Statistics writes it
  AuthorityType type = AuthorityType::Unitary;
  Region region = Region::London;
  LondonPart london_part = LondonPart::None;
  Date from;                                     // first day; 1 April 1974 (London 1965) stands for "then or before"
  std::optional<Date> until;                     // the day it had ended
  GridPoint centre;                              // mean of its postcodes
  double radius_metres = 0;                      // nine postcodes of ten lie within it
  std::optional<std::int64_t> children_2024;     // aged 0 to 17, mid-2024; none for a former authority

  bool exists_on(Date day) const { return from <= day && (!until || day < *until); }
};

// All, sorted by code: 153 present and the former ones.
std::span<const Authority> authorities();
std::vector<const Authority*> authorities_on(Date day);

// By any ONS code that it has or had; null when the code is not an upper-tier authority's of England.
const Authority* authority_by_code(std::string_view ons_code);
const Authority* authority_by_dfe_number(std::int64_t number);
// By any spelling in use: case, "&", punctuation, "City of", "County", "London Borough of", "Council" do not matter.
// Where two had the same name (Dorset), the one that existed on `day`; without a day, the present one.
const Authority* authority_named(std::string_view name, std::optional<Date> day = std::nullopt);
// By code, DfE number or name. The error says what was given and names the nearest spelling.
Result<const Authority*> find_authority(std::string_view text, std::optional<Date> day = std::nullopt);

enum class SuccessionKind { Recoded, Merged, Split };
inline constexpr auto kSuccessionKinds = enum_names<SuccessionKind>({{SuccessionKind::Recoded, "recoded", "New code"},
                                                                     {SuccessionKind::Merged, "merged", "Merged"},
                                                                     {SuccessionKind::Split, "split", "Split"}});
struct Succession {
  std::string_view former_code;
  std::string_view code;
  Date on;
  SuccessionKind kind = SuccessionKind::Recoded;
  double share = 1;   // of the former area's postcodes that went to this successor
  std::string_view note;
};
// What followed a code that is no longer in use; empty for a code in use, or unknown.
std::vector<Succession> successors_of(std::string_view ons_code);
// The ONS code in use for the authority on a day: `code`, or the one it had before it was recoded.
std::string_view code_on(const Authority& authority, Date day);
// The authorities that stand for this one on a day: itself while it exists, those that followed it, or those before it.
// Itself when nothing is known of that day.
std::vector<const Authority*> standing_for(const Authority& authority, Date day);

// ---- Adjoining

// A reviewed decision about two authorities (data/adjacency.csv).
struct Adjacency {
  const Authority* a = nullptr;
  const Authority* b = nullptr;
  bool adjoins = false;
  Date from;
  std::optional<Date> until;
  std::string_view basis;    // "line" drawn boundary, "water" boundary in a river or estuary, "successors", "none"
  std::string_view reason;   // a clause for a person
};
std::span<const Adjacency> adjacency();
// The decision in force on that day, whichever way round; null when none was needed (far apart) or for one and the same.
const Adjacency* adjacency_decision(const Authority& a, const Authority& b, Date day);

// Symmetric; no authority adjoins itself. Of an authority that did not exist that day, those standing for it answer, and
// all of them must adjoin: doubt never takes the protection of a distant placement away.
bool adjoins(const Authority& a, const Authority& b, Date day);
// Neither in the responsible authority's own area nor in an adjoining one.
bool is_at_a_distance(const Authority& responsible, const Authority& host, Date day);
// Adjoining authorities on that day, by name.
std::vector<const Authority*> adjoining(const Authority& authority, Date day);

// ---- Postcodes

// A postcode of valid shape, without regard to whether it exists.
class Postcode {
 public:
  // Any case, spaces anywhere at its ends and between its halves. The error says in words what is wrong.
  static Result<Postcode> parse(std::string_view text);
  // The same for one row after another: none, and `why` in words after "is not a postcode: ".
  static std::optional<Postcode> read(std::string_view text, std::string& why);

  std::string text() const;      // "SW1A 1AA"
  std::string outward() const;   // "SW1A"
  std::string sector() const;    // "SW1A 1"
  // Orders and compares postcodes: outward code, then inward code.
  std::uint64_t key() const { return std::uint64_t{outward_} << 16 | inward_; }
  std::uint32_t outward_key() const { return outward_; }
  std::uint16_t inward_key() const { return inward_; }   // 0 to 6,759: digit, letter, letter
  auto operator<=>(const Postcode&) const = default;

 private:
  std::uint32_t outward_ = 0;
  std::uint16_t inward_ = 0;
};

// ---- Locations

enum class Precision { Postcode, Sector, OutwardCode, Constituency, Authority };
inline constexpr auto kPrecisions = enum_names<Precision>({{Precision::Postcode, "postcode", "postcode"},
                                                           {Precision::Sector, "sector", "postcode sector"},
                                                           {Precision::OutwardCode, "outward_code", "outward code"},
                                                           {Precision::Constituency, "constituency", "constituency"},
                                                           {Precision::Authority, "authority", "authority"}});

// Where something is, and how well that is known: nine postcodes of ten in the area named lie within the radius.
struct Location {
  GridPoint point = {};
  double radius_metres = 0;   // 0 for a postcode
  Precision precision = Precision::Postcode;
  std::string label = {};     // "postcode sector SW1A 1"
  std::string authority = {}; // ONS code; of most of its postcodes where the area lies in several; empty outside England
};

Location location_of(const Authority& authority);
// "SW1A", and "SW1A 1" of England. None when there is no such code; an outward code may lie in Wales or Scotland.
std::optional<Location> outward_code(std::string_view text);
std::optional<Location> sector(std::string_view text);
// Every outward code of England, Wales and Scotland, by text, with the number of its postcodes, live and ended.
struct OutwardCode {
  std::string_view text;
  int postcodes = 0;
};
std::span<const OutwardCode> all_outward_codes();
// "England", "Wales" or "Scotland": where most of an outward code's postcodes lie. Empty when there is no such code.
std::string_view country_of_outward_code(std::string_view text);
// The sector, or else the outward code, of a postcode.
std::optional<Location> approximate(const Postcode& postcode);

// Constituencies were redrawn in 2010 and 2024; lists up to the election of 4 July 2024 use the earlier ones.
enum class ConstituencySet { From2010, From2024 };
ConstituencySet constituencies_on(Date day);
// By name (case, commas, "&", accents and the order of words do not matter). With an authority, the part of the
// constituency in it, where there is one; otherwise the whole.
std::optional<Location> constituency(std::string_view name, ConstituencySet set, const Authority* part = nullptr);

// ---- Imported postcodes

// What the postcode directory says of one postcode.
struct PostcodePlace {
  GridPoint point;              // of the address nearest the middle of its addresses
  std::string authority;        // ONS code of the upper-tier authority of England, or of the council elsewhere; may be empty
  bool ended = false;           // no longer in use, as far as the file said
};

// The postcodes imported into a store: one file, mapped into memory, never changed in place (docs/decisions/0013).
// Opening reads only its head (under 1 ms); a look-up takes under 1 µs. What is read is checked against its checksum on
// first use; a damaged file throws std::runtime_error instead of answering. Safe from any thread; cheap to copy.
class Postcodes {
 public:
  // NotFound when none were imported into this store, Invalid when the file is not whole. The error says what to do.
  static Result<Postcodes> open(const std::filesystem::path& store_folder);

  std::optional<PostcodePlace> find(const Postcode& postcode) const;
  std::size_t size() const;
  const std::string& import_id() const;
  // Reads everything once (about 20 ms): false when the file was damaged. For `rightplace doctor`.
  bool is_whole() const;

  class File;

 private:
  explicit Postcodes(std::shared_ptr<const File> file) : file_(std::move(file)) {}
  std::shared_ptr<const File> file_;
};

// A postcode's place as precisely as it is known: exactly where it was imported, otherwise its sector, otherwise its
// outward code; NotFound when not even that exists. `imported` may be null.
Result<Location> locate(const Postcode& postcode, const Postcodes* imported);

std::vector<Command> commands();   // import postcodes, postcode
imports::Kind import_kind();       // how `import undo` takes postcodes back

// ---- Distances

// Miles to one decimal as the SSDA903 return computes PL_DISTANCE: straight line, 1.6093 km to the mile.
double return_miles(GridPoint a, GridPoint b);

// Straight-line miles, unrounded. For imprecise locations the interval [max(0, d - r1 - r2), d + r1 + r2].
struct Distance {
  double least = 0;
  double middle = 0;
  double most = 0;
};
Distance distance(const Location& a, const Location& b);

}  // namespace rightplace::geography
