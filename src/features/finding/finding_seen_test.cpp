// What people and programs see of a search beside its list; a placement whose days or end were entered in error.

#include "features/agreements/agreements.h"
#include "features/answering/answering.h"
#include "features/finding/finding_parts.h"
#include "features/linking/linking.h"
#include "features/notices/notices.h"
#include "tests/support/placing_stage.h"

namespace rightplace::finding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Seen : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    std::vector<db::Migration> tables;
    for (const auto more : {notices::migrations(), agreements::migrations(), linking::migrations(), withdrawals::migrations()}) tables.insert(tables.end(), more.begin(), more.end());
    set_up(tables);
    serve({pages(*desk), answering::pages(*desk)});
  }
  const std::string here = "/referrals/" + kReference, api = "/api/v1/referrals/" + kReference;

  void restrict_beech() {
    write([&](db::Write& tx) {
      supply::HomeSupply home;
      home.urn = kBeech;
      home.notices.push_back({.urn = kBeech, .kind = supply::NoticeKind::Restriction, .served_on = kMonday.plus_days(-3), .until = std::nullopt, .stated_at = clock.now()});
      supply::save_all(tx, std::vector{home});
    });
  }
  placements::PlacementId ended_placement() {
    return *write([&](db::Write& tx) -> Result<placements::PlacementId> {
      placements::Placement placement;
      placement.child = child;
      placement.authority_code = "E10000017";
      placement.urn = kAlder;
      placement.room = "Green";
      placement.stay.from = Date(2026, 2, 20);
      RP_TRY(claimed, placements::claim(tx, kOperator, kTest, placement, clock.now()));
      RP_CHECK(notices::owe(tx, desk->vault, kOperator, kTest, claimed.id, notices::Event::Start, "Near her school", kMonday, clock.now()));
      RP_CHECK(placements::end(tx, kOperator, kTest, claimed.id, kMonday, "CARPL", clock.now()));
      RP_CHECK(notices::owe(tx, desk->vault, kOperator, kTest, claimed.id, notices::Event::End, {}, kMonday, clock.now()));
      return claimed.id;
    });
  }
  std::vector<notices::Notice> standing_notices(const placements::PlacementId& id) {
    auto all = read([&](db::Read& tx) { return notices::of_placement(tx, id); });
    std::erase_if(all, [](const notices::Notice& one) { return one.taken_back_on.has_value(); });
    return all;
  }
};
RIGHTPLACE_ON_BOTH(Seen);

TEST_P(Seen, EveryHomeThatIsRuledOutIsListedWithWhatRulesItOut) {
  restrict_beech();
  EXPECT_THAT(page(here + "/homes"), HasSubstr("Show all of them with their reasons"));
  EXPECT_THAT(page(here + "/ruled-out"), AllOf(HasSubstr("1 home is ruled out"), HasSubstr("Beech House"), HasSubstr("notice"), Not(HasSubstr("Alder House"))));
  EXPECT_THAT(page(here + "/ruled-out?rule=no-such-rule&page=99"), HasSubstr("Beech House"));
  as_program_of("officer");
  EXPECT_THAT(page(api + "/ruled-out"), AllOf(HasSubstr("\"total\":1"), HasSubstr(kBeech)));
  for (const std::string who : {"stranger", "manager"}) {
    as(who);
    EXPECT_EQ(get(here + "/ruled-out").status, 404) << who;
  }
}

TEST_P(Seen, ProgramsCompareUpToFourHomesAndAreToldWhatCannotBe) {
  as_program_of("officer");
  EXPECT_THAT(page(api + "/compare?home=" + kAlder + "&home=" + kBeech + "&home=" + kAlder), AllOf(HasSubstr("Alder House"), HasSubstr("Beech House"), HasSubstr("\"children_there\"")));
  EXPECT_THAT(page(api + "/compare"), HasSubstr("\"homes\":[]"));
  EXPECT_EQ(get(api + "/compare?home=2599999").status, 422);
  as_program_of("head");
  EXPECT_THAT(page("/api/v1/to-sign"), HasSubstr("\"items\":[]"));
  as_program_of("manager");
  EXPECT_EQ(get(api + "/compare?home=" + kAlder).status, 404);
}

TEST_P(Seen, AnEndEnteredInErrorIsTakenBackOnItsPageWithItsNotices) {
  const auto id = ended_placement();
  const auto at = "/placements/" + id.text();
  EXPECT_THAT(page(at), HasSubstr("It has not ended: take the end back"));
  EXPECT_EQ(post(at + "/reopen", {{"because", " "}}).status, 422);
  ASSERT_EQ(post(at + "/reopen", {{"because", "The home rang: another child had left"}}).status, 303);
  EXPECT_THAT(page(at), AllOf(HasSubstr("No end is planned"), HasSubstr("End on 2 March 2026"), HasSubstr("another child had left"), Not(HasSubstr("take the end back"))));
  for (const auto& notice : standing_notices(id)) EXPECT_EQ(notice.event, notices::Event::Start);
  EXPECT_EQ(post(at + "/reopen", {{"because", "Once more"}}).status, 409);
  as("stranger");
  EXPECT_EQ(post(at + "/reopen", {{"because", "Not ours"}}).status, 404);
}

TEST_P(Seen, DaysPutRightOnThePageChangeTheNoticesOfTheOldDays) {
  const auto id = ended_placement();
  const auto at = "/placements/" + id.text() + "/days";
  const auto count = standing_notices(id).size();
  const auto sent = post(at, both(both({{"shown", "2026-02-20/2026-03-02/"}, {"because", "The home's register says so"}}, day("starts_on", Date(2026, 2, 18))), day("ends_on", kMonday)));
  ASSERT_EQ(sent.status, 303) << sent.body;
  const auto now = standing_notices(id);
  EXPECT_EQ(now.size(), count);
  for (const auto& notice : now) EXPECT_EQ(notice.happens_on, notice.event == notices::Event::Start ? Date(2026, 2, 18) : kMonday);
}

}  // namespace
}  // namespace rightplace::finding
