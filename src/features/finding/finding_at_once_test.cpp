// Many at once about the last bed, on the real databases.

#include <thread>

#include "features/agreements/agreements.h"
#include "features/answering/answering.h"
#include "features/finding/finding_parts.h"
#include "features/linking/linking.h"
#include "features/notices/notices.h"
#include "tests/support/placing_stage.h"

namespace rightplace::finding {
namespace {

using ::testing::SizeIs;

constexpr int kAtOnce = 20;

class AtOnce : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    std::vector<db::Migration> tables;
    for (const auto more : {notices::migrations(), agreements::migrations(), linking::migrations(), withdrawals::migrations()}) tables.insert(tables.end(), more.begin(), more.end());
    set_up(tables);
    serve({pages(*desk), answering::pages(*desk)});
  }
  // As many children as there are people, for each of whom Alder House is asked.
  std::vector<asking::Ask> asked_for_many() {
    write([&](db::Write& tx) {
      for (int i = 1; i < kAtOnce; ++i) {
        auto value = referral();
        (*value.as_object())["PlacementAvailability"].as_object()->set("childId", 5000 + i);
        (*value.as_object())["rightplace"].as_object()->erase("reference");
        refer(tx, std::move(value));
      }
    });
    std::vector<asking::Ask> all;
    for (const auto& line : read([](db::Read& tx) { return referrals::lines_of_authority(tx, "E10000017"); })) {
      const auto sent = post("/referrals/" + line.reference + "/ask", both({{"tier", "pen_picture"}, {"hour", "17"}, {"home", kAlder}}, day("by", Date(2026, 3, 4))));
      EXPECT_EQ(sent.status, 303) << sent.body;
      for (const auto& ask : read([&](db::Read& tx) { return asking::asks_of(tx, line.reference); })) all.push_back(ask);
    }
    return all;
  }
  // The answer's status of each, all sent at the same time.
  template <class Send>
  std::map<int, int> at_once(std::size_t count, Send send_one) {
    std::vector<int> statuses(count);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&, i] { statuses[i] = send_one(i).status; });
    for (auto& one : threads) one.join();
    std::map<int, int> counted;
    for (const int status : statuses) ++counted[status];
    return counted;
  }
};
RIGHTPLACE_ON_BOTH(AtOnce);

TEST_P(AtOnce, OfTwentyOffersOfTheLastBedAndTwentyChoicesOfItOneStands) {
  const auto asks = asked_for_many();
  ASSERT_THAT(asks, SizeIs(kAtOnce));
  as("manager");
  const auto offered = at_once(asks.size(), [&](std::size_t i) {
    return post("/asked/" + asks[i].id.text() + "/offer", both(both({{"version", std::to_string(asks[i].version)}, {"room", "Green"}, {"care", "5200"}, {"hour", "17"}}, day("from", Date(2026, 3, 10))), day("by", Date(2026, 3, 6))), "mark-of-an-offer-number-" + std::to_string(i));
  });
  EXPECT_EQ(offered.at(303), 1);
  EXPECT_FALSE(offered.contains(500));
  ASSERT_THAT(home(kAlder).holds, SizeIs(1)) << "one room is held once";
  std::vector<asking::Ask> standing_offers;
  for (const auto& ask : asks)
    if (const auto now = read([&](db::Read& tx) { return *asking::load(tx, ask.id); }); now.state == asking::State::Offered) standing_offers.push_back(now);
  ASSERT_THAT(standing_offers, SizeIs(1));
  const auto& offer = standing_offers.front();
  EXPECT_EQ(home(kAlder).holds.front().held_for, offer.reference);
  as("officer");
  const auto chosen = at_once(kAtOnce, [&](std::size_t i) {
    return post("/referrals/" + offer.reference + "/choose/" + offer.id.text(), {{"version", std::to_string(offer.version)}, {"why", "Near her school, says window " + std::to_string(i)}}, "mark-of-a-choice-number-" + std::to_string(i));
  });
  EXPECT_EQ(chosen.at(303), 1);
  EXPECT_FALSE(chosen.contains(500));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM placement_decisions"); }), 1);
}

}  // namespace
}  // namespace rightplace::finding
