#include "features/childs_plan/childs_plan.h"

#include "tests/support/placing_stage.h"

#include "features/childs_plan/childs_plan_parts.h"
#include "features/childs_plan/reading.h"

namespace rightplace::childs_plan {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kGood = "The staff are kind and I have my own room", kWorry = "I miss my sister";

class ChildsPlan : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(concerned::migrations());
    write([&](db::Write& tx) {
      voices = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Advocacy, "Voices", "", "", kSince}, clock.now());
      add(tx, "advocate", voices, access::Role::Advocate);
      add(tx, "reviewer", lancashire, access::Role::ReviewingOfficer);
      EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {child, people.at("reviewer").first.text(), children::Part::ReviewingOfficer, {Date(2025, 1, 1), {}}}, clock.now()));
    });
    serve({pages(*desk)});
    voice = "/children/" + child.text() + "/voice";
  }
  void add(db::Write& tx, const std::string& name, const organisations::OrganisationId& organisation, access::Role role) {
    const auto id = *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal("Person " + name), Personal(name + "@example.org")}, clock.now());
    const auto membership = *accounts::add_membership(tx, kOperator, kTest, id, organisation, kSince, clock.now());
    EXPECT_TRUE(accounts::add_role(tx, kOperator, kTest, membership, role, kSince, clock.now()));
    people.emplace(name, std::pair(id, organisation));
  }
  // The worker gives it; whoever is new here is known to the test by the name from then on.
  web::Response give(const std::string& kind, const std::string& name, Fields more = {}) {
    as("worker");
    const auto sent = post(voice + "/give", both({{"kind", kind}, {"name", "Person " + name}, {"email", name + "@example.org"}, {"because", "Seen the birth certificate"}}, more));
    if (sent.status != 303 || people.contains(name)) return sent;
    const auto id = read([&](db::Read& tx) { return accounts::person_with_email(tx, desk->vault, Personal(name + "@example.org")); });
    people.emplace(name, std::pair(*id, lancashire));
    return sent;
  }
  Tie tie_of(const std::string& name) {
    for (auto& one : read([&](db::Read& tx) { return concerned::of_child(tx, child); }))
      if (one.person == people.at(name).first.text()) return one;
    ADD_FAILURE() << name << " is tied to nobody";
    return {};
  }
  std::string plan(const std::string& name) { return (tie_of(name).kind == concerned::Kind::Parent ? "/for-parents/" : "/plans/") + tie_of(name).id.text(); }
  void live_in(const std::string& urn, Date from = Date(2026, 2, 1), std::optional<Date> planned_until = {}) {
    write([&](db::Write& tx) {
      placements::Placement placement;
      placement.child = child;
      placement.authority_code = "E10000017";
      placement.urn = urn;
      placement.stay.from = from;
      placement.planned_until = planned_until;
      const auto claimed = placements::claim(tx, kOperator, kTest, placement, clock.now());
      EXPECT_TRUE(claimed);
      lives = claimed->id;
    });
  }
  void say_it(const std::string& question, const std::string& words, bool for_home = false) {
    as("robin");
    Fields fields{{"words", words}};
    if (for_home) fields.emplace_back("for_home", "yes");
    const auto sent = post(plan("robin") + "/questions/" + question, fields);
    ASSERT_EQ(sent.status, 303) << sent.body;
  }
  std::vector<concerned::Answer> answers() {
    return read([&](db::Read& tx) { return concerned::answers_of(tx, desk->vault, child); });
  }

  organisations::OrganisationId voices;
  placements::PlacementId lives;
  std::string voice;
};

TEST_P(ChildsPlan, TheChildIsInvitedByItsWorkerReadsItsOwnPagesAndNobodyElseDoes) {
  live_in(kAlder);
  const auto before = letters();
  ASSERT_EQ(give("child", "robin").status, 303);
  EXPECT_EQ(letters(), before + 1);
  as("robin");
  EXPECT_EQ(where(get("/plans")), plan("robin"));
  EXPECT_THAT(page(plan("robin")), AllOf(HasSubstr("Hello Robin"), HasSubstr("Say what you think")));
  EXPECT_THAT(page(plan("robin") + "/home"), AllOf(HasSubstr("You live in a home called Alder House"), HasSubstr("Up to 4 children"), HasSubstr("from 10 to 17"), HasSubstr("Person manager runs the home"), HasSubstr("The address is not on this page")));
  EXPECT_THAT(page(plan("robin") + "/people"), AllOf(HasSubstr("Person worker"), HasSubstr("worker@example.org"), HasSubstr("Person reviewer"), HasSubstr("Lancashire")));
  EXPECT_THAT(page(plan("robin") + "/visits"), AllOf(HasSubstr("8 February 2026"), HasSubstr("1 February 2027")));
  for (const auto* who : {"officer", "worker", "head", "stranger", "manager", "advocate"}) {
    as(who);
    EXPECT_EQ(get(plan("robin")).status, 404) << who;
    EXPECT_EQ(post(plan("robin") + "/questions/good", {{"words", "not hers"}}).status, 404) << who;
  }
  EXPECT_THAT(answers(), IsEmpty());
}

TEST_P(ChildsPlan, WhatTheChildAskedForStandsBesideWhatTheHomeGives) {
  live_in(kAlder);
  ASSERT_EQ(give("child", "robin").status, 303);
  as("robin");
  EXPECT_THAT(page(plan("robin") + "/wishes"), AllOf(HasSubstr("Pets"), HasSubstr("No. Ask your social worker why."), HasSubstr("near your school")));
}

TEST_P(ChildsPlan, BeforeAHomeIsFoundNothingIsMadeUp) {
  ASSERT_EQ(give("child", "robin").status, 303);
  as("robin");
  EXPECT_THAT(page(plan("robin") + "/home"), HasSubstr("We do not know yet where you will live"));
  EXPECT_THAT(page(plan("robin") + "/visits"), HasSubstr("There are no dates yet"));
  EXPECT_THAT(page(plan("robin") + "/wishes"), HasSubstr("No home has been found yet"));
  for (const auto* leaf : {"people", "ending", "seen", "unhappy", "questions"}) EXPECT_EQ(get(plan("robin") + "/" + leaf).status, 200) << leaf;
}

TEST_P(ChildsPlan, WhatWasSaidIsKeptWordForWordAnsweredAndShownToTheHomeOnlyIfTheChildWantsIt) {
  live_in(kAlder);
  ASSERT_EQ(give("child", "robin").status, 303);
  as("robin");
  EXPECT_EQ(post(plan("robin") + "/questions/good", {{"words", "  "}}).status, 422);
  say_it("good", kGood, true);
  clock.set(Instant{clock.now().ms + 60'000});
  say_it("worry", kWorry);
  clock.set(Instant{clock.now().ms + 60'000});
  say_it("good", "The dog came back");
  ASSERT_THAT(answers(), SizeIs(3));
  EXPECT_EQ(answers().front().words.reveal(), "The dog came back");
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM childs_answers WHERE words_sealed LIKE '%sister%'"); }), 0) << "sealed";
  as("worker");
  EXPECT_THAT(page(voice), AllOf(HasSubstr("What Robin said"), HasSubstr(kWorry), HasSubstr("Unanswered")));
  const auto worry = answers()[1].id.text();
  EXPECT_EQ(post(voice + "/reply", {{"answer", worry}, {"words", ""}}).status, 422);
  ASSERT_EQ(post(voice + "/reply", {{"answer", worry}, {"words", "Your sister will visit on Saturday"}}).status, 303);
  EXPECT_EQ(post(voice + "/reply", {{"answer", "00000000-0000-7000-8000-000000000000"}, {"words", "To nobody"}}).status, 409);
  as("robin");
  EXPECT_THAT(page(plan("robin") + "/questions"), AllOf(HasSubstr("Your sister will visit on Saturday"), HasSubstr("Person worker wrote back"), HasSubstr(kGood), HasSubstr("The dog came back")));
  as("staff");
  EXPECT_THAT(page("/placements/" + lives.text() + "/said"), AllOf(HasSubstr(kGood), Not(HasSubstr(kWorry)), Not(HasSubstr("The dog"))));
  as("beech");
  EXPECT_EQ(get("/placements/" + lives.text() + "/said").status, 404);
  as("reviewer");
  EXPECT_THAT(page(voice), AllOf(HasSubstr(kWorry), Not(HasSubstr("Send to the child"))));
}

TEST_P(ChildsPlan, AccessEndsAtOnceWhenTheWorkerEndsItAndByItselfWhenCareEnds) {
  ASSERT_EQ(give("child", "robin").status, 303);
  ASSERT_EQ(give("parent", "mother").status, 303);
  const auto child_path = plan("robin"), parent_path = plan("mother");
  as("robin");
  EXPECT_EQ(get(child_path).status, 200);
  const auto kept = standing;
  as("worker");
  EXPECT_EQ(post(voice + "/end", {{"tie", tie_of("robin").id.text()}, {"because", ""}}).status, 422);
  ASSERT_EQ(post(voice + "/end", {{"tie", tie_of("robin").id.text()}, {"because", "She asked for it"}}).status, 303);
  standing = kept;   // still signed in
  EXPECT_EQ(get(child_path).status, 404);
  as("robin");
  EXPECT_EQ(get("/plans").status, 404) << "and has no role there any more";
  as("mother");
  EXPECT_EQ(get(parent_path).status, 200);
  write([&](db::Write& tx) { EXPECT_TRUE(children::end_case(tx, kOperator, kTest, child, kMonday, clock.now())); });
  EXPECT_EQ(get(parent_path).status, 404);
  EXPECT_THAT(page("/for-parents"), HasSubstr("There is nothing for you to read here now"));
  EXPECT_EQ(give("advocate", "advocate").status, 404) << "nobody is given access when care is over";
}

TEST_P(ChildsPlan, AParentReadsThePartForParentsAndNothingThatIsKeptFromThemNorWhy) {
  live_in(kAlder);
  EXPECT_EQ(give("parent", "father", {{"kept_back", "home"}}).status, 422) << "why?";
  ASSERT_EQ(give("parent", "father", {{"kept_back", "home"}, {"kept_because", "The order of the family court of 3 May"}}).status, 303);
  ASSERT_EQ(give("child", "robin").status, 303);
  say_it("worry", kWorry);
  as("father");
  EXPECT_THAT(page(plan("father")), AllOf(HasSubstr("Robin"), HasSubstr("Person worker"), Not(HasSubstr("Alder")), Not(HasSubstr("Lancashire is")), Not(HasSubstr("family court")), Not(HasSubstr(kWorry)), HasSubstr("This part is not shown here")));
  EXPECT_EQ(get(plan("robin")).status, 404);
  EXPECT_EQ(get("/plans/" + tie_of("father").id.text()).status, 404) << "not by the child's address either";
  EXPECT_EQ(get(plan("robin") + "/questions").status, 404);
  as("worker");
  EXPECT_THAT(page(voice), AllOf(HasSubstr("Where the child lives"), HasSubstr("family court")));
  as("robin");
  EXPECT_THAT(page(plan("robin") + "/seen"), AllOf(HasSubstr("A parent"), Not(HasSubstr("Person father"))));
}

TEST_P(ChildsPlan, AnAdvocateIsSomebodyOfAnAdvocacyServiceHereAndReadsButDoesNotAnswer) {
  live_in(kAlder);
  EXPECT_EQ(give("advocate", "friend").status, 422);
  ASSERT_EQ(give("advocate", "advocate").status, 303);
  ASSERT_EQ(give("child", "robin").status, 303);
  say_it("hope", "To go to the swimming club");
  as("advocate");
  EXPECT_THAT(page(plan("advocate") + "/questions"), AllOf(HasSubstr("swimming club"), Not(HasSubstr("Answer this"))));
  EXPECT_EQ(get(plan("advocate") + "/questions/good").status, 404);
  EXPECT_THAT(ledger(), Contains(::testing::Field(&disclosures::Entry::organisation, voices.text())));
  as("robin");
  EXPECT_THAT(page(plan("robin") + "/seen"), HasSubstr("Your advocate"));
  EXPECT_THAT(page(plan("robin") + "/unhappy"), HasSubstr("Person advocate is your advocate"));
}

TEST_P(ChildsPlan, AChildTooYoungByPolicyAndAnAddressOfSomebodyElseAreRefused) {
  ASSERT_EQ(give("child", "robin").status, 303);
  EXPECT_EQ(give("child", "robin2").status, 409) << "the child has access already";
  EXPECT_EQ(give("parent", "worker").status, 422) << "who works for the authority is made no reader by it";
  EXPECT_EQ(give("parent", "robin").status, 422) << "the child's own address";
  ASSERT_EQ(give("parent", "mother").status, 303);
  EXPECT_EQ(give("parent", "mother").status, 409);
  EXPECT_EQ(give("child", "robin3", {{"kept_back", "home"}, {"kept_because", "x"}}).status, 422) << "nothing is kept from the child here";
  const auto young = write([&](db::Write& tx) {
    children::Facts facts;
    facts.born_on = Personal(Date(2020, 6, 27));
    const auto id = *children::add(tx, desk->vault, facts, clock.now());
    EXPECT_TRUE(children::open_case(tx, kOperator, kTest, id, "E10000017", Date(2024, 1, 1), clock.now()));
    EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {id, people.at("worker").first.text(), children::Part::Worker, {Date(2025, 1, 1), {}}}, clock.now()));
    return id;
  });
  as("worker");
  const auto refused = post("/children/" + young.text() + "/voice/give", {{"kind", "child"}, {"name", "Small"}, {"email", "small@example.org"}, {"because", "asked for it"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("from 8 years on"));
}

TEST_P(ChildsPlan, ATieOfAnotherChildIsNotEndedFromThisOnesPage) {
  const auto other = write([&](db::Write& tx) {
    const auto id = *children::add(tx, {}, clock.now());
    EXPECT_TRUE(children::open_case(tx, kOperator, kTest, id, "E10000017", Date(2024, 1, 1), clock.now()));
    return *concerned::tie_to(tx, desk->vault, kOperator, kTest, {id, concerned::Kind::Parent, {}, "test"}, people.at("head").first, kMonday, clock.now());
  });
  as("worker");
  EXPECT_EQ(post(voice + "/end", {{"tie", other.text()}, {"because", "a slip"}}).status, 409);
  EXPECT_FALSE(read([&](db::Read& tx) { return concerned::load(tx, other); })->ended_on);
}

TEST_P(ChildsPlan, AProgramOfTheWorkerReadsWhatWasSaidAndRepliesAndGivesNobodyAccess) {
  live_in(kAlder);
  ASSERT_EQ(give("child", "robin").status, 303);
  as_program_of("robin");
  EXPECT_THAT(page("/api/v1" + plan("robin")), HasSubstr("\"home_name\":\"Alder House\""));
  EXPECT_EQ(post_json("/api/v1" + plan("robin") + "/answers", {{"question", "why"}, {"words", "x"}}).status, 422);
  ASSERT_EQ(post_json("/api/v1" + plan("robin") + "/answers", {{"question", "worry"}, {"words", kWorry}}).status, 200);
  as_program_of("worker");
  EXPECT_THAT(page("/api/v1" + voice), HasSubstr(kWorry));
  EXPECT_EQ(post_json("/api/v1" + voice + "/reply", {{"answer", answers().front().id.text()}, {"words", "We will ring her"}}).status, 200);
  EXPECT_EQ(answers().front().replies.size(), 1u);
  EXPECT_EQ(post_json("/api/v1" + voice + "/give", {{"kind", "parent"}}).status, 404);
}

// What is in the home's, the child's or the worker's own words is not ours to reckon.
std::string own_words(std::string page) {
  page = page.substr(page.find("<main"), page.find("</main>") - page.find("<main"));
  page = std::regex_replace(page, std::regex("<blockquote[^]*?</blockquote>"), "");
  page = std::regex_replace(page, std::regex("</(p|h1|h2|h3|li|dt|dd|td|th)>"), "\n");
  return std::regex_replace(page, std::regex("<[^>]*>"), "");
}

TEST_P(ChildsPlan, EveryPageAsItIsShownIsForAReadingAgeOfNine) {
  live_in(kAlder, Date(2026, 2, 1), Date(2026, 8, 10));
  ASSERT_EQ(give("child", "robin").status, 303);
  say_it("good", kGood);
  as("worker");
  ASSERT_EQ(post(voice + "/reply", {{"answer", answers().front().id.text()}, {"words", "That is good to hear"}}).status, 303);
  as("robin");
  for (const auto* leaf : {"", "/home", "/wishes", "/questions", "/people", "/visits", "/ending", "/seen", "/unhappy"}) {
    const auto text = own_words(page(plan("robin") + leaf));
    const auto reading = childs_plan::read(text);
    EXPECT_GT(reading.words, 20u) << leaf;
    EXPECT_LE(reading.grade(), 4.5) << leaf << ": " << text;
    EXPECT_THAT(text, Not(HasSubstr(child.text()))) << "an internal id";
  }
}

TEST(Visits, AreWithinAWeekThenEverySixWeeksAndAfterAYearByHowLongItIsToLast) {
  const auto short_stay = visits_of(Date(2026, 3, 10), Date(2026, 8, 10), Date(2030, 6, 27));
  EXPECT_EQ(short_stay.first_by, Date(2026, 3, 17));
  EXPECT_EQ(short_stay.weekly_six_until, Date(2027, 3, 10));
  EXPECT_FALSE(short_stay.then_three_months);
  EXPECT_TRUE(visits_of(Date(2026, 3, 10), std::nullopt, Date(2030, 6, 27)).then_three_months);
  EXPECT_FALSE(visits_of(Date(2026, 3, 10), std::nullopt, std::nullopt).then_three_months) << "not known: the shorter time";
}

RIGHTPLACE_ON_BOTH(ChildsPlan);

}  // namespace
}  // namespace rightplace::childs_plan
