// What goes twelve months after a search for a home has ended: on the whole of the tables that take part.

#include "features/keeping/keeping.h"
#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

class ReferringKept : public ReferringStage {
 protected:
  std::int64_t count(std::string_view table) {
    return read([&](db::Read& tx) { return tx.integer("SELECT count(*) FROM " + std::string(table)); });
  }
  std::int64_t forgotten_after(std::int64_t days) {
    return write([&](db::Write& tx) { return keeping::forget_old(tx, Instant{clock.now().ms + days * 86'400'000}); });
  }
  std::string asked_of(const std::string& urn) {
    return write([&](db::Write& tx) {
      const std::vector<asking::NewAsk> one{{.reference = kReference, .urn = urn, .organisation = alder, .authority = lancashire, .tier = asking::Tier::ReferralSummary, .answer_by = Instant{clock.now().ms + 86'400'000}}};
      return asking::ask(tx, kOperator, kTest, one, clock.now())->front().text();
    });
  }
};
RIGHTPLACE_ON_BOTH(ReferringKept);

TEST_P(ReferringKept, AHomeThatDeclinedIsForgottenTwelveMonthsAfterTheSearchEndedAndNotBefore) {
  const auto ask = asked_of(kAlder);
  write([&](db::Write& tx) {
    const auto stands = *asking::load(tx, asking::AskId(ask));
    EXPECT_TRUE(asking::write_message(tx, kOperator, kTest, stands.id, asking::Side::Home, "Which school?", clock.now()));
    const auto version = asking::load(tx, stands.id)->version;
    EXPECT_TRUE(asking::decline(tx, kOperator, kTest, stands.id, version, asking::decline_reasons().front().code, "We are full", clock.now()));
  });
  forgotten_after(2'000);
  EXPECT_EQ(count("asks"), 1) << "the search goes on";
  write([&](db::Write& tx) { EXPECT_TRUE(referrals::change_status(tx, kOperator, kTest, kReference, referrals::Event::Withdraw, clock.now())); });
  forgotten_after(365);
  EXPECT_EQ(count("asks"), 1) << "twelve months are not over";
  EXPECT_EQ(count("ask_messages"), 1);
  EXPECT_EQ(forgotten_after(367), 2);
  EXPECT_EQ(count("asks"), 0);
  EXPECT_EQ(count("ask_messages"), 0);
  EXPECT_EQ(events("records.forgotten"), 1);
  EXPECT_EQ(forgotten_after(367), 0);
}

}  // namespace
}  // namespace rightplace::referring
