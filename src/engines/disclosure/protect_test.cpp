#include "engines/disclosure/protect.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>

#include "base/random.h"

namespace rightplace::disclosure {
namespace {

// An attacker who shares no code with the engine: tries every table there is that looks like the published one and has the
// totals that are not suppressed, and notes what each suppressed cell can be.
class Attacker {
 public:
  Attacker(const Counts& truth, const Published& seen) : seen_(seen), rows_(truth.size()), columns_(truth.front().size()) {
    row_sums_.assign(rows_, 0);
    column_sums_.assign(columns_, 0);
    for (std::size_t r = 0; r < rows_; ++r)
      for (std::size_t c = 0; c < columns_; ++c) row_sums_[r] += truth[r][c], column_sums_[c] += truth[r][c], total_ += truth[r][c];
    possible_.assign(rows_, std::vector<std::set<std::int64_t>>(columns_));
    guess_ = truth;
    try_cell(0);
  }
  const std::set<std::int64_t>& what(std::size_t r, std::size_t c) const { return possible_[r][c]; }

 private:
  static bool looks_like(std::int64_t value, const std::optional<std::int64_t>& shown) {
    if (!shown) return value >= 1;
    if (*shown == 0) return value == 0;
    return value > 5 && (value + 2) / 5 * 5 == *shown;
  }
  // A total that is shown is known exactly; one that is suppressed is 1 to 5.
  static bool fits(std::int64_t sum, std::int64_t true_sum, const std::optional<std::int64_t>& shown) { return shown ? sum == true_sum : sum >= 1 && sum <= 5; }
  bool row_fits(std::size_t r) const {
    std::int64_t sum = 0;
    for (const auto value : guess_[r]) sum += value;
    return fits(sum, row_sums_[r], seen_.row_totals[r]);
  }
  void try_cell(std::size_t at) {
    if (at == rows_ * columns_) {
      std::int64_t all = 0;
      for (std::size_t c = 0; c < columns_; ++c) {
        std::int64_t sum = 0;
        for (std::size_t r = 0; r < rows_; ++r) sum += guess_[r][c];
        if (!fits(sum, column_sums_[c], seen_.column_totals[c])) return;
        all += sum;
      }
      if (!fits(all, total_, seen_.total)) return;
      for (std::size_t r = 0; r < rows_; ++r)
        for (std::size_t c = 0; c < columns_; ++c) possible_[r][c].insert(guess_[r][c]);
      return;
    }
    const auto r = at / columns_, c = at % columns_;
    for (std::int64_t value = 0; value <= total_; ++value) {
      if (!looks_like(value, seen_.cells[r][c])) continue;
      guess_[r][c] = value;
      if (c + 1 == columns_ && !row_fits(r)) continue;
      try_cell(at + 1);
    }
  }

  const Published& seen_;
  std::size_t rows_, columns_;
  std::vector<std::int64_t> row_sums_, column_sums_;
  std::int64_t total_ = 0;
  Counts guess_;
  std::vector<std::vector<std::set<std::int64_t>>> possible_;
};

TEST(Protect, WhatIsOneToFiveIsNeverPublishedAndEverythingElseIsRounded) {
  const auto seen = protect({{3, 12, 40}, {8, 0, 21}, {30, 17, 4}});
  ASSERT_FALSE(seen.refused);
  EXPECT_FALSE(seen.cells[0][0]);
  EXPECT_FALSE(seen.cells[2][2]);
  EXPECT_EQ(seen.total, 135);
  for (const auto& row : seen.cells)
    for (const auto& cell : row) EXPECT_TRUE(!cell || *cell % 5 == 0);
}

TEST(Protect, ASmallCellThatTheTotalsWouldTellIsNotLeftAlone) {
  // 6 can only be 6 or 7, so the row's total would leave 2 or 3.
  const auto seen = protect({{3, 6, 0}, {20, 30, 21}, {30, 17, 44}});
  ASSERT_FALSE(seen.refused);
  EXPECT_FALSE(seen.cells[0][0]);
  EXPECT_FALSE(seen.cells[0][1]);
}

TEST(Protect, NothingSmallNothingSuppressed) {
  const auto seen = protect({{10, 20}, {0, 30}});
  EXPECT_EQ(seen.cells[1][0], 0);
  EXPECT_EQ(seen.cells[0][0], 10);
  EXPECT_EQ(seen.row_totals[1], 30);
}

TEST(Protect, ATableThatCannotBeKeptSafeIsRefused) {
  // All others are nine, and all together twelve.
  EXPECT_TRUE(protect({{3, 0}, {0, 9}}).refused);
}

TEST(Protect, TwoCellsOfOneChildEachAreNotToldByTheirSum) {
  // With the totals known, two suppressed cells that add up to two are one and one.
  const Counts truth{{1, 1, 20}, {20, 20, 20}, {30, 30, 30}};
  const auto seen = protect(truth);
  if (seen.refused) return;
  EXPECT_GT(std::ranges::count(seen.cells[0], std::optional<std::int64_t>()), 2);
}

TEST(Protect, NobodyWhoTriesEveryTableFindsOutASuppressedCell) {
  Random random(20);
  int attacked = 0, refused = 0;
  for (int round = 0; round < 120; ++round) {
    const auto rows = static_cast<std::size_t>(random.integer(2, 3)), columns = static_cast<std::size_t>(random.integer(2, 3));
    Counts truth(rows, std::vector<std::int64_t>(columns));
    for (auto& row : truth)
      for (auto& cell : row) cell = random.chance(0.15) ? 0 : random.chance(0.5) ? random.integer(1, 6) : random.integer(6, 12);
    const auto seen = protect(truth);
    if (seen.refused) {
      ++refused;
      continue;
    }
    const Attacker attacker(truth, seen);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) {
        if (seen.cells[r][c]) continue;
        ++attacked;
        EXPECT_GE(attacker.what(r, c).size(), static_cast<std::size_t>(kLeastChoices)) << "round " << round << ", cell " << r << "," << c << " is " << truth[r][c];
        EXPECT_TRUE(attacker.what(r, c).contains(truth[r][c])) << "the attacker's reasoning is wrong";
      }
  }
  EXPECT_GT(attacked, 60);
  EXPECT_LT(refused, 115);
}

TEST(Protect, AnAttackerOfATableThatIsOnlySuppressedFindsOut) {
  // That the attack can succeed at all: the same reasoning over a table with one cell hidden and nothing else.
  const Counts truth{{3, 10}, {20, 30}};
  Published naive;
  naive.cells = {{std::nullopt, 10}, {20, 30}};
  naive.row_totals = {15, 50};
  naive.column_totals = {25, 40};
  naive.total = 65;
  const Attacker attacker(truth, naive);
  EXPECT_LE(attacker.what(0, 0).size(), 5u);
  EXPECT_TRUE(attacker.what(0, 0).contains(3));
}

}  // namespace
}  // namespace rightplace::disclosure
