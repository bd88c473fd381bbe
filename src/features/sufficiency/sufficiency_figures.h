#pragma once
// What was found for each child, and what it adds up to: pure. Within the feature.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/care.h"
#include "base/result.h"
#include "db/database.h"
#include "engines/suitability/terms.h"
#include "features/matching/matching.h"
#include "features/referrals/referrals.h"
#include "vault/vault.h"
#include "web/plot/plot.h"

namespace rightplace::sufficiency {

inline constexpr std::array<int, 5> kAgesFrom{0, 10, 13, 16, 18};   // under 10, 10 to 12, 13 to 15, 16 and 17
inline constexpr std::size_t kAgeBands = kAgesFrom.size() - 1;
std::string age_band_name(std::size_t band);
std::size_t age_band_of(int age);

// One referral, searched as of today.
struct Searched {
  std::size_t age_band = 0;
  std::vector<Need> needs;                  // stated at any level
  referrals::Urgency notice = referrals::Urgency::Planned;
  bool open = false;                        // still looked for
  std::int64_t could = 0;                   // homes that could be right
  std::int64_t could_near = 0;              // of these, in the own authority or one that adjoins it
  std::int64_t to_check = 0;                // homes of which something must be asked first
  std::map<suitability::Rule, std::int64_t> only;   // homes that this one rule alone keeps from being right
};

struct Gathered {
  Date today, since;
  std::vector<Searched> searched;
  std::int64_t homes = 0;                   // open today and searched
  std::int64_t not_searchable = 0;          // the referral lacks what a search needs, or the child is eighteen by now
};

// Referrals of the authority that are open, or of the year before `today`; drafts and withdrawn ones are left out. Each is one
// search: some 30 ms over the whole of England.
Result<Gathered> gather(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, std::string_view authority_code, Date today);

// Open first, then all: how many, for how many nothing could be right, nothing near, something only after asking.
struct Totals {
  std::int64_t children = 0, without = 0, without_near = 0, only_after_checking = 0;
  std::optional<double> median_could;
};
Totals totals_of(const Gathered& gathered, bool open_only);

std::vector<std::pair<web::plot::About, web::plot::Heat>> heats_of(const Gathered& gathered);
web::plot::Figures notice_table(const Gathered& gathered);
// Of children for whom nothing could be right: what alone keeps homes from it, by how many children that would help.
web::plot::Figures one_change_table(const Gathered& gathered);

}  // namespace rightplace::sufficiency
