// What of the need for homes may be published.

#include <fmt/format.h>

#include "base/text.h"
#include "engines/disclosure/protect.h"
#include "features/sufficiency/sufficiency.h"
#include "features/sufficiency/sufficiency_figures.h"

namespace rightplace::sufficiency {
namespace {

const std::vector<std::string> kOutcomes{"A home near could be right", "Only homes further away", "No home could be right"};

std::size_t outcome_of(const Searched& one) { return one.could_near > 0 ? 0 : one.could > 0 ? 1 : 2; }

PublicTable safe(std::string id, std::string title, std::string says, std::string source, std::string corner, const std::vector<std::string>& rows, const disclosure::Counts& counts) {
  PublicTable out{std::move(id), std::move(title), std::move(says), std::move(source), {{std::move(corner)}, {}}};
  out.figures.head.insert(out.figures.head.end(), kOutcomes.begin(), kOutcomes.end());
  out.figures.head.emplace_back("All");
  const auto made = disclosure::protect(counts);
  if (made.refused) {
    // What stands in the rows, whichever they are, may still be told apart by outcome alone: three of them, or whether there is a home.
    std::vector<std::string> names = kOutcomes;
    disclosure::Counts outcomes(kOutcomes.size(), std::vector<std::int64_t>{0});
    for (const auto& row : counts)
      for (std::size_t i = 0; i < row.size(); ++i) outcomes[i][0] += row[i];
    auto coarse = disclosure::protect(outcomes);
    if (coarse.refused) {
      names = {"A home could be right", kOutcomes.back()};
      outcomes = {{outcomes[0][0] + outcomes[1][0]}, {outcomes[2][0]}};
      coarse = disclosure::protect(outcomes);
    }
    if (coarse.refused) return out;
    out.figures = {{"Homes today", "Children"}, {}};
    for (std::size_t i = 0; i < names.size(); ++i) out.figures.rows.push_back({names[i], coarse.cells[i][0] ? grouped(*coarse.cells[i][0]) : std::string("c")});
    out.figures.rows.push_back({"All", coarse.total ? grouped(*coarse.total) : std::string("c")});
    return out;
  }
  const auto words = [](const std::optional<std::int64_t>& count) { return count ? grouped(*count) : std::string("c"); };
  const auto add = [&](std::string name, const std::vector<std::optional<std::int64_t>>& cells, const std::optional<std::int64_t>& all) {
    auto& row = out.figures.rows.emplace_back(std::vector<std::string>{std::move(name)});
    for (const auto& cell : cells) row.push_back(words(cell));
    row.push_back(words(all));
  };
  for (std::size_t r = 0; r < rows.size(); ++r) add(rows[r], made.cells[r], made.row_totals[r]);
  add("All", made.column_totals, made.total);
  return out;
}

}  // namespace

Result<PublicNeed> public_need(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, std::string_view authority_code, Date today) {
  RP_TRY(gathered, gather(tx, vault, store, authority_code, today));
  PublicNeed out;
  if (gathered.not_searchable > 0) out.cautions.push_back(std::string("Some referrals could not be searched and are not counted: a day or an age was missing, or the young person is eighteen by now."));
  if (gathered.searched.empty()) return out;
  const auto source = fmt::format("Referrals that are open or were made since {}, each searched again on {} among {} that state a free room; a home counts when it could be right for that child (rules/policies).", gathered.since.words(), gathered.today.words(), plural(gathered.homes, "home", "homes"));
  const std::string says = "Near: in the authority or one that adjoins it. Numbers from 1 to 5 are suppressed (“c”), all others rounded to the nearest 5.";
  std::vector<std::string> ages, notices;
  for (std::size_t band = 0; band < kAgeBands; ++band) ages.push_back(age_band_name(band));
  disclosure::Counts by_age(kAgeBands, std::vector<std::int64_t>(kOutcomes.size(), 0)), by_notice(referrals::kUrgencies.rows.size(), std::vector<std::int64_t>(kOutcomes.size(), 0));
  for (const auto& row : referrals::kUrgencies.rows) notices.emplace_back(capitalised(row.label));
  for (const auto& one : gathered.searched) {
    ++by_age[one.age_band][outcome_of(one)];
    for (std::size_t i = 0; i < referrals::kUrgencies.rows.size(); ++i)
      if (referrals::kUrgencies.rows[i].value == one.notice) ++by_notice[i][outcome_of(one)];
  }
  out.tables.push_back(safe("need-by-age", "Children for whom a home was looked for, by age", says, source, "Age", ages, by_age));
  out.tables.push_back(safe("need-by-notice", "Children for whom a home was looked for, by notice", says, source, "A home was needed", notices, by_notice));
  // Both told by outcome alone are one table.
  if (out.tables[0].figures.head == out.tables[1].figures.head) {
    out.tables.pop_back();
    out.tables[0].title = "Children for whom a home was looked for";
  }
  return out;
}

}  // namespace rightplace::sufficiency
