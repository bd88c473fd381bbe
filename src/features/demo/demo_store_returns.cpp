// The children looked after return (SSDA903) of the invented authorities, as they would have sent it each year.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "features/demo/demo_store_parts.h"
#include "features/geography/geography.h"
#include "features/returns/returns.h"

namespace rightplace::demo {
namespace {

constexpr double kAllAuthoritiesUpTo = 0.1;   // scale up to which every authority has its five years

class Returns {
 public:
  Returns(const England& england, db::Write& tx, const vault::Vault& vault, const imports::ImportId& import) : e_(england), tx_(tx), vault_(vault), import_(import) {
    for (std::size_t c = 0; c < e_.children.size(); ++c) by_authority_[e_.children[c].authority].push_back(c);
    for (const auto& outward : e_.ground.outwards) postcodes_.push_back(postcode_at(outward.code));
  }

  void store() {
    const auto whole = authorities_with_five_years(e_);
    const int census = e_.scenario.census.year();
    for (const auto& [authority, children] : by_authority_) {
      const bool five = std::ranges::find(whole, authority) != whole.end();
      for (int year = five ? census - 4 : census; year <= census; ++year) store_year(authority, children, year);
    }
  }

 private:
  void store_year(int authority, const std::vector<std::size_t>& children, int year) {
    returns::TableRows header{.table = returns::Table::Header, .rows = {}}, episodes{.table = returns::Table::Episodes, .rows = {}}, alone{.table = returns::Table::Uasc, .rows = {}};
    const Date first = returns::first_day_of(year), last = returns::last_day_of(year);
    const auto width = returns::spec_of(returns::Table::Header).columns.size();
    for (const auto c : children) {
      const auto& child = e_.children[c];
      const auto id = local_id(c);
      const std::string sex = year <= 2024 ? (child.sex == Sex::Male ? "1" : "2") : (child.sex == Sex::Male ? "M" : "F");
      bool in_year = false;
      for (std::uint32_t k = 0; k < child.episodes; ++k) {
        const auto& episode = e_.episodes[child.first_episode + k];
        if (episode.from > last || (episode.until && *episode.until < first)) continue;
        in_year = true;
        episodes.rows.push_back(row_of(authority, id, child, episode, last));
      }
      if (!in_year) continue;
      // CHILD, SEX, DOB, ETHNIC, UPN, MOTHER, MC_DOB; UN5 stands for a pupil number that nobody has.
      std::vector<std::string> row = {id, sex, child.born.iso(), std::string(child.ethnicity), "UN5", "", ""};
      row.resize(width);
      header.rows.push_back(std::move(row));
      if (child.unaccompanied) alone.rows.push_back({id, sex, child.born.iso(), child.born.plus_years(18).iso()});
    }
    const auto& code = e_.ground.authorities[static_cast<std::size_t>(authority)].code;
    for (const auto* table : {&header, &episodes, &alone}) returns::store_table(tx_, vault_, import_, code, year, *table, std::nullopt);
  }

  // CHILD, DECOM, RNE, LS, CIN, PLACE, PLACE_PROVIDER, DEC, REC, REASON_PLACE_CHANGE, HOME_POST, PL_POST, URN
  std::vector<std::string> row_of(int authority, const std::string& id, const Child& child, const Episode& episode, Date last) const {
    const bool ended = episode.until && *episode.until <= last;
    return {id,
            episode.from.iso(),
            std::string(episode.rne),
            std::string(episode.legal),
            std::string(episode.cin),
            std::string(episode.place),
            std::string(episode.provider),
            ended ? episode.until->iso() : "",
            ended ? std::string(episode.rec) : "",
            ended ? std::string(episode.reason) : "",
            postcodes_[static_cast<std::size_t>(child.outward)],
            episode.outward >= 0 ? postcodes_[static_cast<std::size_t>(episode.outward)] : "",
            urn_of(authority, episode)};
  }

  // Fostering services have numbers of the same unused range: SC97nnnn the authorities' own, SC96nnnn agencies.
  std::string urn_of(int authority, const Episode& episode) const {
    if (episode.home >= 0) return e_.homes[static_cast<std::size_t>(episode.home)].urn;
    if (episode.place.starts_with('U')) return episode.provider == "PR1" ? fmt::format("SC97{:04}", authority) : fmt::format("SC96{:04}", authority / 3);
    if (episode.place == "S1" || episode.place == "R3") return "XXXXXXX";
    return "";
  }

  const England& e_;
  db::Write& tx_;
  const vault::Vault& vault_;
  const imports::ImportId& import_;
  std::map<int, std::vector<std::size_t>> by_authority_;
  std::vector<std::string> postcodes_;
};

}  // namespace

std::vector<int> authorities_with_five_years(const England& england) {
  const Date then = england.scenario.census.plus_years(-5);
  std::vector<int> whole;
  for (int region = 0; region < static_cast<int>(kRegionCount); ++region) {
    std::vector<int> there;
    for (std::size_t a = 0; a < england.ground.authorities.size(); ++a) {
      const auto& authority = england.ground.authorities[a];
      const auto* known = geography::authority_by_code(authority.code);
      if (authority.region == region && authority.looked_after > 0 && known && known->exists_on(then)) there.push_back(static_cast<int>(a));
    }
    if (england.scale <= kAllAuthoritiesUpTo) {
      whole.insert(whole.end(), there.begin(), there.end());
      continue;
    }
    // The one in the middle by the number of its children.
    std::ranges::sort(there, {}, [&](int a) { return std::pair(england.ground.authorities[static_cast<std::size_t>(a)].looked_after, a); });
    if (!there.empty()) whole.push_back(there[there.size() / 2]);
  }
  std::ranges::sort(whole);
  return whole;
}

void store_returns(db::Write& tx, const vault::Vault& vault, const England& england, Instant now) {
  const imports::ImportId import(new_uuid(now));
  Returns(england, tx, vault, import).store();
}

}  // namespace rightplace::demo
