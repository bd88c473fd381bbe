#pragma once
// What the directory knows of every provider open today, in memory: immutable values, made anew when a list is imported or the
// day turns, and renewed for one home when that home states something. Whether anything changed is read off the audit, in
// which every change stands in its own transaction: nothing shown is older than the last change.
//
// No address is in it, and of a postcode no more than the sector.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/database.h"
#include "features/directory/directory_words.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/supply/supply.h"
#include "web/html.h"

namespace rightplace::directory {

// One provider as the register has it.
struct Entry {
  std::string urn;
  std::string name;                       // empty: withheld in every list
  homes::ProvisionType type = homes::ProvisionType::ChildrensHome;
  std::optional<homes::Sector> sector;
  homes::Status status = homes::Status::Active;
  std::optional<int> places;
  const geography::Authority* authority = nullptr;   // none: based outside England
  std::string region;
  std::string owner;
  std::uint32_t provider = 0;             // number in Register::providers; kNoProvider
  std::optional<Grade> grade;
  std::optional<Date> grade_on;
  std::optional<geography::Location> location;
  std::string outward;                    // outward code of its postcode, where the register shows one
  std::uint32_t register_needs = 0;       // bits of Need that the register marks
  web::Html name_part, facts_part;        // of its row in a list: the same for everybody
};
inline constexpr std::uint32_t kNoProvider = static_cast<std::uint32_t>(-1);
// "Alder House", or that the name is withheld.
std::string shown_name(const Entry& entry);
std::string shown_name(const std::optional<std::string>& name, std::string_view urn);

// Owners that differ only in Ltd, case and the like.
struct Provider {
  std::string id;                         // in addresses
  std::string group;                      // see homes::owner_group_of
  std::string name;                       // the spelling most of its homes use
  std::vector<std::uint32_t> homes;       // children's homes first, then by name
  std::int64_t children_homes = 0, places = 0, places_not_stated = 0;
  std::optional<homes::Sector> sector;    // none: several, or not stated
  std::vector<const geography::Authority*> authorities;
};

struct Register {
  std::vector<Entry> homes;               // by name, withheld names last
  std::vector<std::uint32_t> children_homes;   // what a child can be placed in as a home, by name
  std::vector<std::uint32_t> by_places;   // largest first, not stated last
  std::vector<Provider> providers;        // by name
  std::unordered_map<std::string_view, std::uint32_t> by_urn;
  std::unordered_map<std::string_view, std::uint32_t> provider_by_id;
  WordIndex words, provider_words;
  WordIndex words_without_outward;        // for whoever may not find out how far a home is
  std::vector<homes::Conversion> conversions;   // by day
  std::uint32_t types = 0;                // bits of ProvisionType that occur
  std::optional<Date> list_on;            // the day of the latest list
  web::Html filters, filters_of_free;     // the panel of those who chose nothing: without and with free places
};

// What a home states of itself, as far as lists need it.
struct Stated {
  std::optional<int> age_from, age_to;
  std::optional<HomeSex> accepts;
  std::uint32_t takes = 0, refuses = 0;   // bits of Need
  supply::Vacancies places;               // tonight
  std::vector<supply::Notice> notices;    // in force
  web::Html free_part;                    // the places tonight as a list shows them to those who may read them
};

struct Snapshot {
  Date day;
  std::shared_ptr<const Register> reg;
  std::vector<Stated> stated;             // by the number in reg->homes
  std::vector<std::uint32_t> by_statement;   // places that may be filled first, the freshest statement first; not stated last
};

// Everything, read in one transaction.
std::shared_ptr<const Snapshot> read_snapshot(db::Read& tx, Date day);

// Keeps the newest. Used from many threads.
class Keeper {
 public:
  // What is true in this transaction; costs one look-up when nothing changed.
  std::shared_ptr<const Snapshot> at(db::Read& tx, Date day);
  // What `at` last made; `at` must have been called.
  std::shared_ptr<const Snapshot> last() const { return std::atomic_load(&held_)->snapshot; }

 private:
  struct Held {
    std::int64_t seen = 0;                // number of the last event of the audit that it takes account of
    std::shared_ptr<const Snapshot> snapshot;
  };
  std::shared_ptr<const Held> held_;
  std::mutex mutex_;
};

}  // namespace rightplace::directory
