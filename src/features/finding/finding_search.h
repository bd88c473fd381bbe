#pragma once
// The search for one referral as things stand now, kept in memory: the ground of all homes is read once and renewed home by
// home, and an answer stands until its referral, a home, a placement or an import changed. Whether anything did is read off
// the audit in the transaction that answers (docs/decisions/0047), so that nothing shown is older than the last change.

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "features/matching/matching.h"
#include "features/organisations/organisations.h"
#include "web/html.h"

namespace rightplace::finding {

struct Searched {
  std::string version;                         // of referral, siblings and supply
  std::shared_ptr<const matching::Ground> ground;
  referrals::Referral referral;
  matching::Snapshot snapshot;
  matching::Answer answer;                     // points into snapshot: never copied, never moved
  std::optional<std::uint32_t> find(std::string_view urn) const {
    const auto found = snapshot.supply->find(urn);
    return found ? std::optional(static_cast<std::uint32_t>(*found)) : std::nullopt;
  }
  const homes::Home& home(std::uint32_t index) const { return (*ground->homes)[index]; }
  const supply::HomeSupply* stated(std::uint32_t index) const { return ground->stated[index].get(); }
  // Markup that depends on nothing but this search, made when it is first shown. `part`: a home's index, or one of Part.
  enum Part : std::uint32_t { kNear = 0xFFFF'FFF0, kNotSuitable, kRemarks, kChild };
  web::Html shown(std::uint32_t part, const std::function<web::Html()>& make) const {
    {
      const std::scoped_lock lock(shown_mutex_);
      if (const auto found = shown_.find(part); found != shown_.end()) return found->second;
    }
    auto made = make();
    const std::scoped_lock lock(shown_mutex_);
    return shown_.emplace(part, std::move(made)).first->second;
  }

 private:
  mutable std::mutex shown_mutex_;
  mutable std::unordered_map<std::uint32_t, web::Html> shown_;
};

// Who can be asked here today: URN and the provider that has proved the home to be its own.
struct Provider {
  organisations::OrganisationId id;
  std::string name;
};
using Providers = std::unordered_map<std::string, Provider>;

// Used from many threads.
class Keeper {
 public:
  std::shared_ptr<const Providers> providers(db::Read& tx, Date today);
  // What is true in this transaction. Invalid when the referral lacks what a search needs, in words that say what.
  Result<std::shared_ptr<const Searched>> search(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, std::string_view reference, Date today);

 private:
  std::shared_ptr<const matching::Ground> ground(db::Read& tx, const std::filesystem::path& store, Date today);
  struct Kept {
    std::string reference;
    std::shared_ptr<const Searched> searched;
  };
  static constexpr std::size_t kMostKept = 24;   // some ten megabytes each over the whole of England
  std::mutex mutex_;
  std::int64_t seen_ = -1;                       // number of the last event of the audit that the ground takes account of
  std::shared_ptr<const matching::Ground> ground_;
  std::int64_t providers_seen_ = -1;
  Date providers_day_;
  std::shared_ptr<const Providers> providers_;
  std::list<Kept> kept_;                         // the one used last in front
};

}  // namespace rightplace::finding
