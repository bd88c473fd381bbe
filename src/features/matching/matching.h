#pragma once
// Which homes could be right for this child, and why: the supply of a day and a referral become a problem of the
// suitability engine (engines/suitability), and its answer becomes words. The tool ranks and explains; a named person
// decides and records the reason (UK GDPR article 22; docs/use/match.md).

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "engines/suitability/solution.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/referrals/referrals.h"
#include "features/services.h"
#include "features/supply/supply.h"

namespace rightplace::matching {

std::vector<Command> commands();   // match, check-policy, fairness, compare-search

// What is shown of a home beside the engine's facts.
struct HomeCard {
  std::string urn;
  std::string name;                // "Home in Lancashire, SC400001" where the register hides it; never an address
  std::string authority_code;
  std::string authority_name;
  std::string precision;           // of its location: "postcode", "constituency", …; empty: not known at all
  bool conditions = false;         // conditions of registration are in force: somebody must read them
  // Admission criteria of its statement of purpose (Children's Homes Regulations 2015, Schedule 1, 22).
  std::vector<RiskToOthers> declines;
  std::optional<bool> takes_siblings, takes_emergency;
};

// What is shown of each home, in the order of the homes; copies share it.
class Cards {
 public:
  using All = std::vector<std::shared_ptr<const HomeCard>>;
  Cards() = default;
  explicit Cards(All all);
  // Of each home, what its admission criteria may rule out: bits of RiskToOthers, kSiblings, kEmergency; 0: nothing.
  static constexpr std::uint32_t kSiblings = 1u << 30, kEmergency = 1u << 31;
  std::uint32_t rules_out(std::size_t home) const { return (*rules_out_)[home]; }
  std::size_t size() const { return all_ ? all_->size() : 0; }
  bool empty() const { return size() == 0; }
  const HomeCard& operator[](std::size_t home) const { return *(*all_)[home]; }
  All all() const { return all_ ? *all_ : All{}; }

 private:
  std::shared_ptr<const All> all_;
  std::shared_ptr<const std::vector<std::uint32_t>> rules_out_;
};

// All homes open on a day with all that is known of them then. Immutable; one query for each table, then arithmetic.
struct Snapshot {
  Date as_at;
  Date needed_on;                                    // ages of residents are of that day
  std::shared_ptr<const suitability::Supply> supply; // homes in the order of `cards`
  Cards cards;
  std::optional<Date> register_on;                   // latest register list
  std::int64_t vacancies_stated = 0;                 // homes that stated vacancies
  std::optional<Date> vacancies_from, vacancies_to;  // oldest and newest of those statements
};

// What the store says of all homes on a day, before anybody asks for a child: read once, kept as long as nothing changes, and
// renewed home by home (matching_ground.cpp). Immutable; copies share what they hold.
struct Lodger {
  std::string child;                          // under the record that stands
  supply::Occupation occupation;              // without a room where none is known
};
struct Market;                                // matching_facts.h
class Days;
struct Ground {
  Date as_at, today;
  std::shared_ptr<const std::vector<homes::Home>> homes;                    // by authority code and URN
  std::vector<std::optional<geography::Location>> locations;                // beside them
  std::vector<std::shared_ptr<const supply::HomeSupply>> stated;            // beside them; null: nothing
  std::vector<std::shared_ptr<const std::vector<Lodger>>> lodgers;          // beside them; null: nobody
  // The homes for a child who needs a place from `as_at` on, whoever asks: without prices. Null when what a home states is out
  // of its range, and then `fault` says what.
  std::shared_ptr<const suitability::Supply> supply;
  std::optional<Error> fault;
  std::vector<Date> same_until;               // beside them: from that day on ages and contracts are others than in `supply`
  std::shared_ptr<const Market> market;       // what each costs whom
  std::shared_ptr<Days> days;                 // `supply` as it is for other days, kept; shared with the ground that this was renewed from
  Cards cards;
  std::optional<Date> register_on;
  std::int64_t vacancies_stated = 0;
  std::optional<Date> vacancies_from, vacancies_to;
};
// One query for each table.
Ground load_ground(db::Read& tx, Date as_at, Date today, const geography::Postcodes* postcodes);
// Of one home; without homes when it is not open.
Ground load_ground_of(db::Read& tx, std::string_view urn, Date as_at, Date today, const geography::Postcodes* postcodes);
// The same ground with what these homes state now, and who lives there.
Ground renewed(db::Read& tx, const Ground& before, std::span<const std::string> urns);

// For whom supply is loaded: prices and contracts depend on who buys for which level of need.
struct Buyer {
  std::string authority_code;
  std::vector<Route> routes;                  // empty: any
  NeedLevel level = NeedLevel::Medium;        // the highest need of the child
  std::vector<std::string> named_children;    // child ids of named conflicts, whose placements are looked for
};
Buyer buyer_of(const referrals::Referral& referral);

struct When {
  Date as_at;
  Date needed_on;
  Date today;   // tells whether placements that begin after `as_at` were known then
};
// `postcodes` are those imported into the store; null: homes with a postcode are placed by its sector.
Result<Snapshot> load_snapshot(db::Read& tx, const When& when, const Buyer& buyer, const geography::Postcodes* postcodes);

// The same of ground that was read already: arithmetic only, and only of those homes that are otherwise for this asker or day. A day asked for is kept for the next who asks.
Result<Snapshot> snapshot_of(const Ground& ground, Date needed_on, const Buyer& buyer);

// A referral as the engine takes it, and what it leaves open.
struct Asked {
  suitability::Referral referral;
  std::vector<std::string> remarks;   // whole sentences: what the referral leaves open, or what the engine cannot weigh
};
// `siblings` are the referrals of brothers and sisters where the store has them, by reference. Invalid when the day is
// missing or a place cannot be found.
Result<Asked> asked_of(const referrals::Referral& referral, const std::map<std::string, referrals::Referral>& siblings, const Snapshot& snapshot, const geography::Postcodes* postcodes);

// The policy of a TOML file, or the one that came with the program (empty path). Invalid with every finding as a field.
Result<suitability::Policy> load_policy(const std::string& file);
Result<json::Value> policy_text(const std::string& file);   // as it is written, unchecked

// By which a named conflict of a referral meets a resident of a home.
std::uint64_t resident_token(std::string_view urn, std::string_view mark);
std::uint64_t child_token(std::string_view child_id);

}  // namespace rightplace::matching

#include "features/matching/matching_answer.h"   // one search, answered
