// Agreement and plan, from the choice of a home to the last signature: who reads, who writes, what a change asks for anew.

#include "features/agreeing/agreeing_parts.h"
#include "features/answering/answering.h"
#include "features/printing/printing.h"
#include "tests/support/placing_stage.h"

namespace rightplace::agreeing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kDayMs = 86'400'000;

class AgreementPages : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(agreements::migrations());
    serve({pages(*desk), answering::pages(*desk)});
  }
  const std::string agreement = "/agreements/" + kReference, plan = "/placement-plans/" + kReference, api = "/api/v1/referrals/" + kReference;

  void choose(asking::Tier tier = asking::Tier::FullFile) {
    write([&](db::Write& tx) {
      const Actor officer{ActorKind::Person, people.at("officer").first.text()};
      const std::vector<asking::NewAsk> homes{{kReference, kAlder, alder, lancashire, asking::Tier::ReferralSummary, Instant{clock.now().ms + 3 * kDayMs}}};
      const auto id = asking::ask(tx, officer, kTest, homes, {clock.now()})->front();
      const asking::OfferTerms terms{.available_from = Date(2026, 3, 10), .room = "Green", .stands_until = Instant{clock.now().ms + 4 * kDayMs}, .lines = {{"Care", asking::Every::Week, Pence{520'000}}}, .conditions = "No visits after 9pm"};
      EXPECT_TRUE(asking::offer(tx, kOperator, kTest, id, 1, terms, {clock.now()}));
      EXPECT_TRUE(asking::choose(tx, officer, kTest, id, 2, "Near her school", {}, {}, {clock.now()}));
      if (tier == asking::Tier::FullFile) {
        EXPECT_TRUE(asking::release(tx, officer, kTest, id, asking::load(tx, id)->version, tier, {clock.now()}));
      }
    });
  }
  Fields drawing(std::string outcomes = "Sleeps through most nights\nGoes to school four days a week", std::string version = "0") {
    return {{"version", version}, {"outcomes", outcomes}, {"bought_under", "spot"}, {"notice_days", "28"}, {"more", "The home brings her to school"}};
  }
  void draw(std::string version = "0") {
    as("officer");
    const auto sent = post(agreement + "/draw", drawing("Sleeps through most nights", version));
    ASSERT_EQ(sent.status, 303) << sent.body;
  }
  web::Response agree(const std::string& who, std::string version = "1") {
    as(who);
    return post(agreement + "/agree", {{"version", version}});
  }
  Fields whole(agreements::Section section, std::string version) {
    Fields fields{{"version", version}};
    for (const auto& part : agreements::parts())
      if (part.section == section && part.needed) fields.emplace_back(part.code, "Written of " + part.code);
    return fields;
  }
  void write_all(const std::string& side = "write") {
    std::int64_t version = 0;
    for (const auto& row : agreements::kSections.rows) {
      if (row.value == agreements::Section::Safety) continue;
      const auto sent = post(plan + "/" + side + "/" + std::string(row.code), whole(row.value, std::to_string(version++)));
      ASSERT_EQ(sent.status, 303) << sent.body;
    }
    Fields fields{{"version", std::to_string(version)}};
    for (const auto& one : agreements::daily_decisions()) fields.emplace_back(one.code, "home");
    ASSERT_EQ(post(plan + "/" + side + "/deciders", fields).status, 303);
  }
  std::vector<std::string> missing() {
    return read([&](db::Read& tx) {
      std::vector<std::string> codes;
      for (const auto& one : agreements::missing_before_start(tx, desk->vault, ask_to(kAlder).id, *referrals::find_referral(tx, desk->vault, kReference))) codes.push_back(one.code);
      return codes;
    });
  }
};

TEST_P(AgreementPages, WithoutAChosenHomeThereIsNothingToAgreeAndTheHomeSeesNothing) {
  EXPECT_THAT(page(agreement), HasSubstr("No home is chosen for this child"));
  EXPECT_THAT(page(plan), HasSubstr("No home is chosen for this child"));
  as("manager");
  EXPECT_EQ(get(agreement).status, 404);
  EXPECT_EQ(get(plan).status, 404);
}

TEST_P(AgreementPages, ItIsDrawnFromOfferAndReferralAndAgreedByBothWithNameAndTime) {
  choose();
  draw();
  EXPECT_THAT(page(agreement), AllOf(HasSubstr("Alder House"), HasSubstr("10 March 2026"), HasSubstr("£5,200"), HasSubstr("No visits after 9pm"), HasSubstr("Sleeps through most nights"), HasSubstr("28 days, by either side"), HasSubstr("The home brings her to school"),
                                     HasSubstr("Not agreed yet"), Not(HasSubstr("Oakapple"))));
  ASSERT_EQ(agree("officer").status, 303);
  EXPECT_THAT(page(agreement), HasSubstr("It waits for the home"));
  ASSERT_EQ(agree("manager").status, 303);
  EXPECT_THAT(page(agreement), AllOf(HasSubstr("Both sides have agreed"), HasSubstr("Person officer"), HasSubstr("Person manager"), HasSubstr("2 March 2026 at 9am")));
  EXPECT_EQ(agree("manager").status, 409) << "once";
}

TEST_P(AgreementPages, AnotherVersionAsksBothSidesAnewAndTheEarlierOneStays) {
  choose();
  draw();
  ASSERT_EQ(agree("officer").status, 303);
  draw("1");
  EXPECT_THAT(page(agreement), AllOf(HasSubstr("version 2"), HasSubstr("It waits for the authority and the home"), HasSubstr("Version 1, drawn on")));
  EXPECT_EQ(agree("manager", "1").status, 409) << "the page that the manager has is of another version";
  EXPECT_EQ(post(agreement + "/draw", drawing("Other", "1")).status, 404) << "the home draws nothing";
  as("officer");
  EXPECT_EQ(post(agreement + "/draw", drawing("Other", "1")).status, 409) << "somebody was first";
}

TEST_P(AgreementPages, AnAgreementWithoutOutcomesIsNotDrawn) {
  choose();
  EXPECT_THAT(post(agreement + "/draw", drawing("  ")).body, HasSubstr("Write at least one outcome"));
  EXPECT_THAT(page(agreement), HasSubstr("is not drawn yet"));
}

TEST_P(AgreementPages, WhoHasNothingToDoWithItReadsThePageOfWhatDoesNotExist) {
  choose();
  draw();
  const auto nothing = get("/no/such/page").body;
  for (const auto* who : {"stranger", "beech"}) {
    as(who);
    for (const auto& path : {agreement, agreement + "/pdf", plan, plan + "/pdf"}) EXPECT_EQ(get(path).body, nothing) << who << path;
  }
  as("staff");
  EXPECT_THAT(page(agreement), AllOf(HasSubstr("Sleeps through most nights"), Not(HasSubstr("£5,200")))) << "prices are not for the home's staff";
  EXPECT_EQ(post(agreement + "/agree", {{"version", "1"}}).status, 404);
}

TEST_P(AgreementPages, ThePlanIsTheHomesOnlyOnceTheFullFileIsReleased) {
  choose(asking::Tier::ReferralSummary);
  as("manager");
  EXPECT_EQ(get(plan).status, 404);
}

TEST_P(AgreementPages, BothSidesWriteThePlanAndItSaysWhatIsMissing) {
  choose();
  draw();
  EXPECT_THAT(missing(), testing::ElementsAre("statement", "agreement", "plan", "deciders", "behaviour"));
  write_all();
  EXPECT_THAT(missing(), testing::ElementsAre("agreement", "behaviour"));
  as("manager");
  EXPECT_THAT(page(plan), AllOf(HasSubstr("Written of why_here"), HasSubstr("SI 2010/959 Sch 2 para 1(1)"), HasSubstr("A night at a friend"), HasSubstr("Still missing")));
  ASSERT_EQ(post(plan + "/answer/statement", whole(agreements::Section::Statement, "5")).status, 303) << "the home's manager writes too";
  EXPECT_EQ(post(plan + "/write/statement", whole(agreements::Section::Statement, "6")).status, 404) << "the authority's address is the authority's";
  as("worker");
  EXPECT_EQ(post(plan + "/write/statement", whole(agreements::Section::Statement, "5")).status, 409) << "the manager was first";
  EXPECT_EQ(ledger().front().facts, "placement_plan");
}

TEST_P(AgreementPages, TheBehaviourStrategyIsSignedByChildHomeAndAuthorityAndAChangeAsksAnew) {
  choose();
  write_all();
  const auto sign = [&](std::string side, std::string version, std::string words = {}) { return post(plan + (side == "home" ? "/answer/sign" : "/write/sign"), {{"version", version}, {"section", "behaviour"}, {"side", side}, {"words_behaviour", words}}); };
  EXPECT_EQ(sign("authority", "5").status, 303);
  EXPECT_EQ(sign("child", "5").status, 422) << "what the child said is missing";
  EXPECT_EQ(sign("child", "5", "I want my drums with me").status, 303);
  EXPECT_THAT(missing(), testing::Contains("behaviour"));
  as("manager");
  EXPECT_EQ(sign("authority", "5").status, 404) << "nobody signs for the other side";
  EXPECT_EQ(post(plan + "/answer/sign", {{"version", "5"}, {"section", "behaviour"}, {"side", "authority"}}).status, 422);
  EXPECT_EQ(sign("home", "5").status, 303);
  EXPECT_THAT(missing(), Not(testing::Contains("behaviour")));
  EXPECT_THAT(page(plan), AllOf(HasSubstr("I want my drums with me"), HasSubstr("Person manager")));
  ASSERT_EQ(post(plan + "/answer/schedule", whole(agreements::Section::Schedule, "5")).status, 303);
  EXPECT_THAT(missing(), Not(testing::Contains("behaviour"))) << "another part has changed";
  auto changed = whole(agreements::Section::Behaviour, "6");
  changed.back().second = "Other words";
  ASSERT_EQ(post(plan + "/answer/behaviour", changed).status, 303);
  EXPECT_THAT(missing(), testing::Contains("behaviour"));
}

TEST_P(AgreementPages, ASafetyPlanIsNeededWhereTheReferralShowsThatTheChildGoesMissing) {
  write([&](db::Write& tx) {
    auto value = referral();
    value.as_object()->operator[]("Risks").as_object()->set("riskMissing", "Risk Present");
    refer(tx, value);
  });
  choose();
  EXPECT_THAT(missing(), testing::Contains("safety"));
  as("officer");
  EXPECT_THAT(page(plan), HasSubstr("Safety plan"));
}

TEST_P(AgreementPages, WithoutAProgramThatMakesPdfThePageSaysSoAndLeadsBack) {
  choose();
  draw();
  printing::use_program({});
  EXPECT_THAT(page(agreement + "/pdf"), AllOf(HasSubstr("no program that makes PDF"), HasSubstr("href=\"" + agreement + "\"")));
}

TEST_P(AgreementPages, AProgramReadsAndWritesThemInTheShapesThatItIsPromised) {
  choose();
  as_program_of("officer");
  EXPECT_THAT(page(api + "/agreement"), HasSubstr("\"version\":0"));
  const auto drawn = post_json(api + "/agreement", {{"version", 0}, {"outcomes", json::Array{"Sleeps through most nights"}}});
  ASSERT_EQ(drawn.status, 200) << drawn.body;
  EXPECT_THAT(get(api + "/agreement").body, AllOf(HasSubstr("\"agreed\":false"), HasSubstr("520000")));
  ASSERT_EQ(post_json(api + "/plan", {{"version", 0}, {"parts", json::Object{{"why_here", "Near her school"}}}, {"deciders", json::Object{{"haircut", "child"}}}}).status, 200);
  EXPECT_EQ(post_json(api + "/plan", {{"version", 1}, {"parts", json::Object{{"no_such_part", "x"}}}}).status, 422);
  EXPECT_THAT(get(api + "/plan").body, AllOf(HasSubstr("Near her school"), HasSubstr("\"haircut\":\"child\""), HasSubstr("\"missing\":[\"statement\"")));
}

RIGHTPLACE_ON_BOTH(AgreementPages);

}  // namespace
}  // namespace rightplace::agreeing
