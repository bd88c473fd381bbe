#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Siblings : public ReferringStage {
 protected:
  children::ChildId brother, elsewhere;
  void SetUp() override {
    ReferringStage::SetUp();
    if (IsSkipped()) return;
    write([&](db::Write& tx) {
      brother = known(tx, "4712", "E10000017", children::Sex::Male, Date(2014, 5, 1));
      elsewhere = known(tx, "4713", "E10000016", children::Sex::Male, Date(2014, 5, 1));
    });
  }
  children::ChildId known(db::Write& tx, const std::string& own, const std::string& authority, children::Sex sex, Date born) {
    children::Facts facts;
    facts.sex = sex;
    facts.born_on = Personal(born);
    const auto id = *children::add(tx, desk->vault, facts, clock.now());
    EXPECT_TRUE(children::link(tx, desk->vault, id, {authority, Personal<std::string>(own), {}}));
    EXPECT_TRUE(children::open_case(tx, kOperator, kTest, id, authority, Date(2024, 1, 1), clock.now()));
    return id;
  }
  std::string path() { return "/children/" + child.text() + "/refer-together"; }
  std::string draft_of(const children::ChildId& whose) {
    return read([&](db::Read& tx) { return tx.first("SELECT reference FROM referral_drafts WHERE child_id = $1 AND sent_at IS NULL", {whose}, [](const db::Row& row) { return row.string(0); }).value_or(""); });
  }
  std::int64_t drafts() {
    return read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM referral_drafts"); });
  }
};

TEST_P(Siblings, EachHasAReferralThatNamesTheOther) {
  const auto mark = "one-mark-of-a-page-sent-twice";
  const auto response = post(path(), {{"own-1", "4712"}, {"together", "required"}}, mark);
  ASSERT_EQ(response.status, 303) << response.body;
  EXPECT_EQ(where(post(path(), {{"own-1", "4712"}, {"together", "required"}}, mark)), where(response));
  EXPECT_EQ(drafts(), 2);
  const auto own = draft_of(child), his = draft_of(brother);
  EXPECT_EQ(where(response), "/referrals/" + own + "/write");
  EXPECT_THAT(page(address(own, "siblings")), AllOf(HasSubstr(his), HasSubstr(R"(value="male" selected)"), HasSubstr(R"(value="11")")));
  EXPECT_THAT(page(address(his, "siblings")), AllOf(HasSubstr(own), HasSubstr(R"(value="female" selected)")));
}

TEST_P(Siblings, AnIdOfNobodyWhomOneMayReferIsAnsweredLikeNone) {
  as("worker");   // works with the one child only
  const auto not_theirs = post(path(), {{"own-1", "4712"}, {"together", "required"}});
  EXPECT_EQ(not_theirs.status, 422);
  const auto nobodys = post(path(), {{"own-1", "9999"}, {"together", "required"}});
  EXPECT_EQ(nobodys.status, 422);
  for (const auto& answer : {not_theirs, nobodys}) EXPECT_THAT(answer.body, HasSubstr("You have no child with this id whom you may refer"));
  as("officer");
  EXPECT_EQ(post(path(), {{"own-1", "4713"}, {"together", "required"}}).status, 422) << "of another authority";
  EXPECT_THAT(post(path(), {{"own-1", "4711"}, {"together", "required"}}).body, HasSubstr("from whose page you came"));
  EXPECT_EQ(post(path(), {{"together", "required"}}).status, 422);
  EXPECT_EQ(post(path(), {{"own-1", "4712"}}).status, 422);
  EXPECT_EQ(drafts(), 0) << "nothing is begun by what is refused";
}

TEST_P(Siblings, WhoLooksForHomesSeesWhichTakeAllAndWhoCouldGoWhereAndOneWhoWasWithdrawnIsLeftOut) {
  ASSERT_EQ(post(path(), {{"own-1", "4712"}, {"together", "preferred"}}).status, 303);
  const auto own = draft_of(child), his = draft_of(brother);
  for (const auto& [reference, whose] : {std::pair(own, his), std::pair(his, own)}) {
    const auto siblings = page(address(reference, "siblings"));
    write_all(reference);
    EXPECT_EQ(save(reference, "siblings", {{"count", "1"}, {"together", "preferred"}, {"sibling-1-reference", whose}}).status, 303);
    ASSERT_EQ(send_it(reference).status, 303);
  }
  EXPECT_THAT(page("/referrals/" + own), AllOf(HasSubstr(his), HasSubstr("who could go where")));
  // Each home of this ground that tells its places has one free room: one of them could go there, not both. One tells nothing.
  const auto compared = page("/referrals/" + own + "/together");
  const auto apart = compared.find("who could go where");
  ASSERT_NE(apart, std::string::npos);
  EXPECT_THAT(compared.substr(0, apart), AllOf(HasSubstr("Homes that could take all 2"), HasSubstr("Silent House"), Not(HasSubstr("Alder House")), Not(HasSubstr("Beech House"))));
  EXPECT_THAT(compared.substr(apart), HasSubstr("Alder House"));
  as_program_of("officer");
  EXPECT_THAT(page("/api/v1/referrals/" + own + "/together"), AllOf(HasSubstr(his), HasSubstr(R"("name":"Silent House","verdict":"needs_checking"})"), HasSubstr(R"("apart":[{)")));
  as("officer");
  ASSERT_EQ(post("/referrals/" + his + "/withdraw", {{"reason", "family"}, {"words", "An aunt takes him in"}}).status, 303);
  EXPECT_THAT(page("/referrals/" + own), HasSubstr("The referral of a brother or sister was withdrawn"));
  EXPECT_THAT(page("/referrals/" + own + "/together"), AllOf(HasSubstr("Fewer than two of them look for a home"), HasSubstr("Withdrawn")));
}

TEST_P(Siblings, OnlyWhoLooksForHomesComparesThem) {
  for (const std::string who : {"worker", "head", "stranger", "manager"}) {
    as(who);
    EXPECT_EQ(get("/referrals/" + kReference + "/together").status, 404) << who;
  }
}

RIGHTPLACE_ON_BOTH(Siblings);

}  // namespace
}  // namespace rightplace::referring
