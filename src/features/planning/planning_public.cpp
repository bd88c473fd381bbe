// What of the returns and the forecast may be published in a document.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.h"
#include "features/planning/planning_pages.h"

namespace rightplace::planning {
namespace {

using forecast::Measure;
using forecast::Part;

// A forecast is no count of children, but of few children it comes near to one.
std::string published_number(double value) {
  const auto whole = std::llround(value);
  return whole <= disclosure::kSuppressUpTo ? std::string("5 or fewer") : grouped(disclosure::rounded(whole));
}
std::string published_range(const forecast::Range& r) {
  const auto middle = published_number(r.median), low = published_number(r.low80), high = published_number(r.high80);
  if (low == high) return middle;
  return std::llround(r.low80) <= disclosure::kSuppressUpTo ? fmt::format("{} (up to {})", middle, high) : fmt::format("{} ({} to {})", middle, low, high);
}

// The two smallest kinds of place become one row.
void merge_smallest(PackTable& table) {
  const auto total = [&](std::size_t row) { return std::accumulate(table.counts[row].begin(), table.counts[row].end(), std::int64_t{0}); };
  const auto smallest = [&](std::size_t besides) {
    std::size_t best = besides == 0 ? 1 : 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (row != besides && total(row) < total(best)) best = row;
    return best;
  };
  const auto first = smallest(table.rows.size());
  const auto second = smallest(first);
  const auto keep = std::min(first, second), gone = std::max(first, second);
  table.rows[keep] = fmt::format("{}; {}", table.rows[keep], table.rows[gone]);
  for (std::size_t i = 0; i < table.counts[keep].size(); ++i) table.counts[keep][i] += table.counts[gone][i];
  table.rows.erase(table.rows.begin() + static_cast<std::ptrdiff_t>(gone));
  table.counts.erase(table.counts.begin() + static_cast<std::ptrdiff_t>(gone));
}

// A table that cannot be kept safe may be so with kinds of place put together, or by its rows alone.
web::plot::Figures published_or_coarser(const PackTable& whole) {
  const bool kinds = whole.id != "entered";
  for (const bool one_column : {false, true}) {
    auto table = whole;
    if (one_column) {
      table.columns = {"Children"};
      for (auto& row : table.counts) row = {std::accumulate(row.begin(), row.end(), std::int64_t{0})};
    }
    for (;;) {
      auto out = published(table);
      if (!out.rows.empty()) {
        if (!one_column) return out;
        out.head.pop_back();   // "All" says the same
        for (auto& row : out.rows) row.pop_back();
        return out;
      }
      if (!kinds || table.rows.size() <= 2) break;
      merge_smallest(table);
    }
  }
  return {{whole.corner}, {}};
}

// Kinds of place of which there are or will be few are left out: what is forecast of them comes near to a count of children. How many
// there are today by kind of place is told by the tables that are counted, which guard each other.
PublicTable expected(const Answer& a, const Grouping& grouping) {
  const auto& s = a.solution;
  const auto today = Date(a.problem.origin).words();
  PublicTable out{"expected", "Children in care: how many are expected",
                  fmt::format("On {} there were {}. In brackets: in eight futures of ten the number lies in this range. Rounded to the nearest 5; kinds of place with 5 children or fewer, now or then, are left out.", today, published_number(static_cast<double>(s.in_care_at_origin))),
                  fmt::format("Forecast from the returns by {} simulated futures (seed {}), method docs/forecast.md; the number today from the episodes open on {}.", grouped(s.runs), s.seed, today),
                  {{"Kind of place"}, {}}};
  std::vector<std::size_t> months;
  for (std::size_t m = 11; m < s.month_ends.size(); m += 12) months.push_back(m);
  for (const auto m : months) out.figures.head.push_back(fmt::format("Expected on {}", s.month_ends[m].words()));
  const auto add = [&](std::string name, const forecast::Series* series, std::int64_t now) {
    const bool few = !series || now <= disclosure::kSuppressUpTo || std::ranges::any_of(months, [&](std::size_t m) { return std::llround(series->months[m].median) <= disclosure::kSuppressUpTo; });
    if (few) return;
    auto& row = out.figures.rows.emplace_back(std::vector<std::string>{std::move(name)});
    for (const auto m : months) row.push_back(published_range(series->months[m]));
  };
  for (std::uint32_t g = 0; g < a.problem.groups.size(); ++g) add(grouping.groups[g].label, s.find(Measure::InCare, {.group = g}), in_care_on(a.problem, Date(a.problem.origin), g));
  add("All", s.find(Measure::InCare), s.in_care_at_origin);
  return out;
}

}  // namespace

std::string public_mark(db::Read& tx, std::string_view authority_code) { return returns_mark(tx, authority_code); }

Result<PublicFigures> public_figures(const desk::Desk& desk, std::string_view authority_code, std::string_view authority_name) {
  const auto* authority = geography::authority_by_code(authority_code);
  if (!authority) return fail(ErrorKind::Invalid, "Only an authority makes returns on children looked after, and this organisation is none.");
  PublicFigures out;
  RP_TRY(read, desk.database.read([&](db::Read& tx) -> Result<returns::FolderRead> {
    for (const auto& table : returns::tables_of(tx, authority_code))
      if (table.table == returns::Table::Header || table.table == returns::Table::Episodes)
        out.sources.push_back(fmt::format("Return on children looked after (SSDA903) of {}, {}: {} as read.", returns::year_in_words(table.year), returns::kTables.label(table.table), plural(table.rows, "row", "rows")));
    return stored_returns(tx, desk.vault, authority_code);
  }));
  const auto postcodes = geography::Postcodes::open(desk.folder);
  const auto day = returns::last_day_of(read.years.back()).words();
  for (const auto& table : pack_of(read, standard(), *authority, postcodes ? &*postcodes : nullptr))
    out.tables.push_back({table.id, table.title, table.says + " Numbers from 1 to 5 are suppressed (“c”), all others rounded to the nearest 5.",
                          table.id == "entered" ? std::string("Episodes of the returns of all years whose reason for a new episode (RNE) is S, counted by their first day (DECOM); ages from the Header’s day of birth (DOB).")
                                                : fmt::format("Episodes of the returns open at the close of {}, the latest of each child; ages from the Header’s day of birth (DOB){}.", day, table.id == "distance" ? ", distances from HOME_POST and PL_POST" : ""),
                          published_or_coarser(table)});
  Question question;
  question.grouping = standard().name;
  std::vector<AuthorityReturns> all;
  all.push_back({std::string(authority_name), std::move(read)});
  question.problem = problem_of(all, standard(), question.findings);
  question.problem.months = 36;
  question.backtest = true;
  question.limits.threads = 1;
  RP_TRY(answer, answer_of(std::move(question)));
  out.tables.push_back(expected(answer, standard()));
  for (const auto& finding : answer.solution.findings)
    if (finding.serious) out.cautions.push_back(finding.detail);
  if (answer.backtest) out.cautions.push_back(answer.backtest->verdict);
  return out;
}

}  // namespace rightplace::planning
