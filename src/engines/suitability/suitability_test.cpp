#include <gtest/gtest.h>

#include "engines/suitability/solution.h"

namespace rightplace::suitability {
namespace {

constexpr Date kMonday{2026, 3, 2};

HomeFacts home(std::string urn) {
  HomeFacts home;
  home.urn = std::move(urn);
  home.places = 4;
  home.location = Location{{430000, 430000}, 0};
  home.age_from = 10, home.age_to = 17;
  home.accepts = Accepts::Any;
  home.takes_to.fill(Level::Complex);
  home.vacancy_stated_on = kMonday;
  home.rooms = {Room{.busy = {}, .adaptations = Set<Adaptation>{}}};
  home.residents = std::vector<Resident>{};
  home.adaptations = Set<Adaptation>{};
  home.contracts = std::vector<std::uint32_t>{1};
  home.sells_spot = true;
  return home;
}

Problem problem(std::vector<HomeFacts> homes) {
  Problem problem;
  problem.supply = *Supply::make(std::move(homes));
  problem.as_at = kMonday;
  problem.referral.id = "R-TEST01";
  problem.referral.needed_on = kMonday;
  Child child;
  child.born_from = child.born_to = Date{2011, 6, 1};
  child.sex = Sex::Female;
  child.needs.fill(Level::None);
  problem.referral.children = {child};
  return problem;
}

TEST(Suitability, AHomeWithARoomFreeThroughoutCouldBeRight) {
  const auto solution = solve(problem({home("SC000001")}));
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->homes[0].verdict, Verdict::Suitable);
  EXPECT_EQ(solution->ranked, std::vector<std::uint32_t>{0});
}

TEST(Suitability, AVacancyStatementPastItsShelfLifeIsNotKnown) {
  auto old = home("SC000001");
  old.vacancy_stated_on = kMonday.plus_days(-8);
  const auto solution = solve(problem({old}));
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->homes[0].verdict, Verdict::NeedsChecking);
  EXPECT_TRUE(solution->homes[0].unknown.has(Rule::Vacancy));
}

}  // namespace
}  // namespace rightplace::suitability
