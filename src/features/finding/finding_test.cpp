#include "features/finding/finding.h"

#include "features/linking/linking.h"
#include "features/pacing/pacing.h"
#include "tests/support/placing_stage.h"

#include "features/agreements/agreements.h"
#include "features/answering/answering.h"
#include "features/atlas/atlas.h"
#include "features/finding/finding_parts.h"
#include "features/notices/notices.h"

namespace rightplace::finding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kDayMs = 86'400'000;
const std::string kWhy = "Near her school, and the staff know the family";

class Finding : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    static const auto tables = [] {
      std::vector<db::Migration> all;
      for (const auto more : {notices::migrations(), agreements::migrations(), linking::migrations(), pacing::migrations(), withdrawals::migrations(), atlas::migrations()}) all.insert(all.end(), more.begin(), more.end());
      return all;
    }();
    set_up(tables);
    serve({pages(*desk), answering::pages(*desk)});
  }
  const std::string here = "/referrals/" + kReference;

  Fields asking_of(std::vector<std::string> urns, std::string tier = "referral_summary", std::string note = {}) {
    Fields fields = both({{"tier", tier}, {"hour", "17"}, {"note", note}}, day("by", Date(2026, 3, 4)));
    for (auto& urn : urns) fields.emplace_back("home", urn);
    return fields;
  }
  void ask(std::vector<std::string> urns, std::string tier = "referral_summary") {
    as("officer");
    const auto sent = post(here + "/ask", asking_of(std::move(urns), std::move(tier)));
    ASSERT_EQ(sent.status, 303) << sent.body;
  }
  std::string asked_page(const std::string& urn) { return "/asked/" + ask_to(urn).id.text(); }
  std::string ask_page(const std::string& urn) { return here + "/asks/" + ask_to(urn).id.text(); }
  void offer(const std::string& who, const std::string& urn, std::string care = "5200") {
    as(who);
    auto fields = both({{"version", std::to_string(ask_to(urn).version)}, {"room", "Green"}, {"care", care}, {"hour", "17"}}, day("from", Date(2026, 3, 10)));
    const auto sent = post(asked_page(urn) + "/offer", both(fields, day("by", Date(2026, 3, 6))));
    ASSERT_EQ(sent.status, 303) << sent.body;
    as("officer");
  }
  web::Response choose(const std::string& urn, std::string override_why = {}, std::string once = {}) {
    return post(here + "/choose/" + ask_to(urn).id.text(), {{"version", std::to_string(ask_to(urn).version)}, {"why", kWhy}, {"override_why", override_why}}, once);
  }
  Fields placing(Date from = Date(2026, 3, 10)) { return both(both({{"route", "spot"}, {"without", "The child sleeps nowhere else tonight"}}, day("from", from)), day("until", Date(2026, 8, 10))); }
  std::vector<notices::Notice> told(const placements::PlacementId& placement) {
    return read([&](db::Read& tx) { return notices::of_placement(tx, placement); });
  }
  void restrict(const std::string& urn) {
    write([&](db::Write& tx) {
      supply::HomeSupply home;
      home.urn = urn;
      home.notices = {{.urn = urn, .kind = supply::NoticeKind::Restriction, .served_on = kMonday, .until = {}, .stated_at = clock.now()}};
      supply::save_all(tx, std::vector{home});
      audit::record(tx, kOperator, kTest, "notice.stated", {"home", urn}, clock.now());
    });
  }
  void lives_in_beech() {
    write([&](db::Write& tx) {
      placements::Placement elsewhere;
      elsewhere.child = child;
      elsewhere.authority_code = "E10000017";
      elsewhere.urn = kBeech;
      elsewhere.stay.from = Date(2025, 5, 3);
      EXPECT_TRUE(placements::claim(tx, kOperator, kTest, elsewhere, clock.now()));
    });
  }
  // One more rule speaks against the home: it takes boys only.
  void only_boys(const std::string& urn) {
    write([&](db::Write& tx) {
      const auto stated = supply::supply_of(tx, urn, kMonday, clock.now());
      auto purpose = stated.purpose->value;
      purpose.accepts = HomeSex::Boys;
      EXPECT_TRUE(supply::state(tx, kOperator, kTest, urn, purpose, stated.purpose->version, {clock.now(), clock.now()}));
    });
  }
  std::optional<placements::Placement> placed() {
    const auto all = read([&](db::Read& tx) { return placements::of_child(tx, child); });
    return all.empty() ? std::nullopt : std::optional(all.back());
  }
  referrals::Status status() {
    return read([](db::Read& tx) { return referrals::line_of(tx, kReference)->status; });
  }
};

TEST_P(Finding, TheListSaysWhatIsNextAndHowManyAreNotShown) {
  EXPECT_THAT(page("/referrals"), AllOf(HasSubstr(kReference), HasSubstr("Find a home"), HasSubstr("No home has been asked yet"), HasSubstr("10 March 2026")));
  ask({kAlder, kBeech});
  EXPECT_THAT(page("/referrals"), AllOf(HasSubstr("Asked 2 homes, 0 answered"), HasSubstr("4 March 2026 at 5pm")));
  offer("manager", kAlder);
  EXPECT_THAT(page("/referrals"), AllOf(HasSubstr("1 offer"), HasSubstr("Offers to read")));
  EXPECT_THAT(page("/referrals?step=placed"), HasSubstr("1 other is not shown here"));
  as("worker");
  EXPECT_THAT(page("/referrals"), HasSubstr(kReference));
  as("stranger");
  EXPECT_THAT(page("/referrals"), AllOf(Not(HasSubstr(kReference)), HasSubstr("No referral is yours to see")));
}

TEST_P(Finding, WhoReadsOfAChildStandsInItsLedgerBeforeThePageIsShown) {
  EXPECT_THAT(ledger(), IsEmpty());
  EXPECT_THAT(page("/referrals"), HasSubstr("A girl aged"));
  EXPECT_EQ(ledger().front().tier, disclosures::Tier::Outline) << "the list";
  const auto reads = [&](const std::string& path) {
    const auto before = ledger().size();
    page(path);
    ASSERT_EQ(ledger().size(), before + 1) << path;
    EXPECT_EQ(ledger().front().tier, disclosures::Tier::Needs) << path;
    EXPECT_THAT(ledger().front().facts, HasSubstr("needs")) << path;
  };
  const auto referral = std::string("/referrals/") + kReference;
  reads(referral);
  reads(referral + "/homes");
  reads(referral + "/homes/" + kAlder);
  reads("/api/v1/referrals/" + std::string(kReference));
  const auto before = ledger().size();
  as("stranger");
  EXPECT_EQ(get(referral).status, 404);
  EXPECT_EQ(ledger().size(), before) << "nothing was shown";
}

TEST_P(Finding, WhatIsNotOnesOwnAnswersLikeWhatDoesNotExist) {
  ask({kAlder});
  as("stranger");
  const auto nothing = get("/no/such/page");
  for (const auto& path : {here, here + "/homes", here + "/map", here + "/homes/" + kAlder, here + "/compare", here + "/ask", here + "/offers", ask_page(kAlder), here + "/place", here + "/undo"}) EXPECT_EQ(get(path).body, nothing.body) << path;
  EXPECT_EQ(post(here + "/ask", asking_of({kBeech})).status, 404);
  as("manager");
  EXPECT_EQ(get(here).body, nothing.body);
  as("worker");
  EXPECT_EQ(get(here + "/homes").body, nothing.body) << "free places are for those who look for a place";
  EXPECT_EQ(get(here + "/map").body, nothing.body);
}

TEST_P(Finding, TheReferralSaysWhatProvidersWillAsk) {
  EXPECT_THAT(page(here), AllOf(HasSubstr("What providers will ask"), HasSubstr("Which school?"), HasSubstr("latest evidence"), Not(HasSubstr("What does the child ask for?")), HasSubstr("Plays the drums")));
}

TEST_P(Finding, HomesAreRankedWithReasonsAndASilentHomeIsNeverSuitable) {
  const auto list = page(here + "/homes");
  EXPECT_THAT(list, AllOf(HasSubstr("Alder House"), HasSubstr("Beech House"), HasSubstr("Silent House"), HasSubstr("One free for the whole stay, stated today"), HasSubstr("Could be right"), HasSubstr("Needs checking")));
  EXPECT_THAT(list, HasSubstr("Not here yet: choose it, and it is asked by e-mail"));
  EXPECT_LT(list.find("Alder House"), list.find("Silent House"));
}

TEST_P(Finding, TheMapShowsTheHomesByTheirDistrictAndTheChildsPlacesByTheirRoleOnly) {
  EXPECT_THAT(page(here + "/homes"), HasSubstr("See the homes on a map"));
  const auto map = page(here + "/map");
  EXPECT_THAT(map, AllOf(HasSubstr("<svg class=\"rp-plot__picture\""), HasSubstr("Alder House, " + kAlder), HasSubstr("centre of Lancashire"), HasSubstr(">School</text>"), HasSubstr("A place to be near")));
  EXPECT_THAT(map, AllOf(Not(HasSubstr("LA1 4")), Not(HasSubstr("LA2 6")), Not(HasSubstr("postcode sector LA"))));
}

TEST_P(Finding, AFilterSaysHowManyItHides) {
  const auto list = page(here + "/homes?works=yes&verdict=suitable");
  EXPECT_THAT(list, AllOf(HasSubstr("Can be asked here (hides 1)"), HasSubstr("1 home that could be right or need checking is hidden by the filters"), Not(HasSubstr("Silent House</a>"))));
}

TEST_P(Finding, AChangeOfPlacesIsInTheVeryNextSearch) {
  ASSERT_THAT(page(here + "/homes/" + kAlder), HasSubstr("One free for the whole stay"));
  write([&](db::Write& tx) {
    const auto stated = supply::supply_of(tx, kAlder, kMonday, clock.now());
    EXPECT_TRUE(supply::state(tx, kOperator, kTest, kAlder, supply::with_taken(stated.calendar->value, "Green", {Date(2026, 3, 1), std::nullopt}), stated.calendar->version, {clock.now(), clock.now()}));
  });
  EXPECT_THAT(page(here + "/homes/" + kAlder), AllOf(HasSubstr("Not suitable"), HasSubstr("None free for the stay, stated today")));
}

TEST_P(Finding, AChangedReferralIsSearchedAnew) {
  ASSERT_THAT(page(here + "/homes/" + kAlder), HasSubstr("Could be right"));
  write([&](db::Write& tx) {
    auto value = referral();
    value.as_object()->operator[]("rightplace").as_object()->set("age", 9);
    refer(tx, value);
  });
  EXPECT_THAT(page(here + "/homes/" + kAlder), AllOf(HasSubstr("Not suitable"), HasSubstr("Age")));
}

TEST_P(Finding, WhyThisHomeNamesEachRuleWithItsSourceAndNobodyWhoLivesThere) {
  const auto why = page(here + "/homes/" + kAlder);
  EXPECT_THAT(why, AllOf(HasSubstr("Children&#39;s Homes Regulations 2015"), HasSubstr("1 child lives there."), HasSubstr("What makes up the score"), HasSubstr("Care Standards Act 2000")));
  EXPECT_THAT(why, AllOf(Not(HasSubstr("2011-05")), Not(HasSubstr("May 2011"))));
}

TEST_P(Finding, FourHomesAreComparedAndTheFifthIsCounted) {
  EXPECT_THAT(page(here + "/compare?home=" + kAlder + "&home=" + kBeech), AllOf(HasSubstr("Alder House"), HasSubstr("Beech House"), HasSubstr("Children there"), HasSubstr("Ask these homes")));
  EXPECT_THAT(page(here + "/compare?home=none"), HasSubstr("No home was chosen"));
}

TEST_P(Finding, TheReviewShowsExactlyWhatEachHomeWillRead) {
  const auto review = post(here + "/ask/review", asking_of({kAlder, kSilent}, "referral_summary", "Jayden likes music"));
  ASSERT_EQ(review.status, 200) << review.body;
  EXPECT_THAT(review.body, AllOf(HasSubstr("1 home is asked"), HasSubstr("Silent House: no address was given"), HasSubstr("A girl aged 12 to 13"), HasSubstr("a name (Jayden)"), Not(HasSubstr("drums")), Not(HasSubstr("Robin")), Not(HasSubstr("LA2 6"))));
  EXPECT_THAT(asks(), IsEmpty());
  ask({kAlder});
  as("manager");
  const auto read_by_home = page(asked_page(kAlder));
  const auto row = [](const std::string& body) { return body.substr(body.find("<dl class=\"govuk-summary-list\"><div class=\"govuk-summary-list__row\"><dt class=\"govuk-summary-list__key\">Child"), 1500); };
  EXPECT_EQ(row(review.body), row(read_by_home));
}

// Silent House does not work here.
TEST_P(Finding, AHomeThatIsNotHereIsAskedByALetterToAnAddressThatSomebodyKnows) {
  EXPECT_THAT(page(here + "/ask?home=" + kSilent), AllOf(HasSubstr("Not here yet: asked by e-mail"), HasSubstr("E-mail address of Silent House"), HasSubstr("How do you know it?")));
  auto fields = asking_of({kSilent}, "pen_picture", "Ring us if in doubt");
  fields.emplace_back("email-" + kSilent, "office@silent-house.example");
  const auto unknown = post(here + "/ask/review", fields);
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body, HasSubstr("Say how you know the address of Silent House"));
  fields.emplace_back("known-" + kSilent, "told");
  const auto review = post(here + "/ask/review", fields);
  EXPECT_THAT(review.body, AllOf(HasSubstr("1 home is asked by e-mail"), HasSubstr("office@silent-house.example"), HasSubstr("What the letter says"), HasSubstr("A girl aged 12 to 13"), HasSubstr("Ring us if in doubt"), Not(HasSubstr("drums"))))
      << "by link only the summary is read";
  const auto before = letters();
  ASSERT_EQ(post(here + "/ask", fields).status, 303);
  const auto asked = ask_to(kSilent);
  EXPECT_TRUE(asked.organisation.empty());
  EXPECT_EQ(asked.tier, asking::Tier::ReferralSummary);
  EXPECT_EQ(letters(), before + 1);
  EXPECT_THAT(page(here + "/asks/" + asked.id.text()), AllOf(HasSubstr("office@silent-house.example"), HasSubstr("waits to be sent"), HasSubstr("Nobody yet"), Not(HasSubstr("Release the fuller picture"))));
}

TEST_P(Finding, AnotherAddressThanBeforeIsSaidToBeKnownAgain) {
  auto fields = asking_of({kSilent});
  fields.emplace_back("email-" + kSilent, "office@silent-house.example");
  fields.emplace_back("known-" + kSilent, "published");
  ASSERT_EQ(post(here + "/ask", fields).status, 303);
  const auto sent = here + "/asks/" + ask_to(kSilent).id.text();
  const auto letter = [&](std::string email, std::string known) { return post(sent + "/letter", {{"version", "1"}, {"email-" + kSilent, std::move(email)}, {"known-" + kSilent, std::move(known)}}); };
  EXPECT_THAT(page(sent), HasSubstr("It is the one that we used on 2 March 2026, and still stands"));
  EXPECT_THAT(letter("manager@silent-house.example", "kept").body, HasSubstr("say how you know the new one"));
  EXPECT_EQ(letter("", "told").status, 422);
  const auto before = letters();
  EXPECT_EQ(letter("office@silent-house.example", "kept").status, 303);
  EXPECT_EQ(letter("manager@silent-house.example", "told").status, 303);
  EXPECT_EQ(letters(), before + 2);
  EXPECT_THAT(page(sent), HasSubstr("manager@silent-house.example"));
}

TEST_P(Finding, MoreThanTheSummaryIsReleasedOnlyWhenTheProviderAnswersHere) {
  auto fields = asking_of({kSilent});
  fields.emplace_back("email-" + kSilent, "office@silent-house.example");
  fields.emplace_back("known-" + kSilent, "told");
  ASSERT_EQ(post(here + "/ask", fields).status, 303);
  const auto sent = here + "/asks/" + ask_to(kSilent).id.text();
  EXPECT_EQ(post(sent + "/release", {{"version", "1"}, {"tier", "pen_picture"}}).status, 409);
  EXPECT_EQ(post(sent + "/hand-over", {{"version", "1"}}).status, 409) << "nobody here has proved that the home is its own";
  write([&](db::Write& tx) {
    const auto claim = *organisations::claim_home(tx, kOperator, kTest, beech, kSilent, kMonday, clock.now());
    EXPECT_TRUE(organisations::prove_home(tx, {ActorKind::Person, "checker"}, kTest, claim, organisations::Proof::Certificate, kMonday, clock.now()));
  });
  EXPECT_THAT(page(sent), HasSubstr("Hand over to Beech Care"));
  ASSERT_EQ(post(sent + "/hand-over", {{"version", "1"}}).status, 303);
  EXPECT_EQ(post(sent + "/release", {{"version", "2"}, {"tier", "pen_picture"}}).status, 303);
  EXPECT_EQ(ask_to(kSilent).organisation, beech);
}

TEST_P(Finding, ARuledOutHomeSaysHowFarItIsToo) {
  const auto distance = [](const std::string& body) { return body.substr(body.find("Distance"), 200); };
  const auto before = distance(page(here + "/homes/" + kAlder));
  restrict(kAlder);
  const auto after = page(here + "/homes/" + kAlder);
  EXPECT_THAT(after, HasSubstr("Not suitable"));
  EXPECT_EQ(distance(after), before);
}

TEST_P(Finding, ThePlanNamesWhomToAskFirstAndHowManyWillHaveRead) {
  const auto plan = page(here + "/plan");
  EXPECT_THAT(plan, AllOf(HasSubstr("Plan the asking"), HasSubstr("Wave 1"), HasSubstr("Alder House"), HasSubstr("People who will have read"), HasSubstr("If every chance were"), HasSubstr("not measured"), HasSubstr("not here yet: asked by e-mail")));
  EXPECT_THAT(asks(), IsEmpty());
  EXPECT_THAT(page(here + "/plan?home=" + kBeech), AllOf(HasSubstr("When to ask Beech House"), Not(HasSubstr("When to ask Alder House"))));
}

TEST_P(Finding, AKeptPlanProposesTheNextWaveWhenItsTimeHasComeAndSendsNothing) {
  EXPECT_EQ(post(here + "/plan", {{"home", kAlder}, {"wave-" + kAlder, "0"}}).status, 422) << "a plan asks somebody";
  ASSERT_EQ(post(here + "/plan", {{"home", kAlder}, {"home", kBeech}, {"wave-" + kAlder, "1"}, {"wave-" + kBeech, "2"}}).status, 303);
  EXPECT_THAT(page(here), AllOf(HasSubstr("Wave 1 is planned and not sent yet"), HasSubstr("/ask?home=" + kAlder)));
  auto fields = asking_of({kAlder});
  ASSERT_EQ(post(here + "/ask", fields).status, 303);
  EXPECT_THAT(page(here), HasSubstr("Wave 2 is due on"));
  EXPECT_THAT(page("/referrals"), Not(HasSubstr("Wave 2 is due")));
  clock.set(Instant{clock.now().ms + 3 * kDayMs});
  EXPECT_THAT(page(here), AllOf(HasSubstr("Wave 2 is due: "), HasSubstr("/ask?home=" + kBeech)));
  EXPECT_THAT(page("/referrals"), HasSubstr("Wave 2 is due"));
  EXPECT_THAT(asks(), SizeIs(1)) << "nothing is sent by itself";
}

TEST_P(Finding, WhenEverybodyAskedHasDeclinedTheNextWaveIsDueAtOnceAndAfterAnOfferItIsNot) {
  ASSERT_EQ(post(here + "/plan", {{"home", kAlder}, {"home", kBeech}, {"wave-" + kAlder, "1"}, {"wave-" + kBeech, "2"}}).status, 303);
  ask({kAlder});
  write([&](db::Write& tx) { EXPECT_TRUE(asking::decline(tx, kOperator, kTest, ask_to(kAlder).id, 1, "mix", "", clock.now())); });
  EXPECT_THAT(page(here), HasSubstr("everybody who was asked has answered"));
  EXPECT_THAT(page(here + "/plan?home=" + kAlder), HasSubstr("Nobody is left to be asked")) << "who declined this child is not asked again";
  ask({kBeech});
  offer("beech", kBeech);
  EXPECT_THAT(page(here), Not(HasSubstr("is due")));
}

TEST_P(Finding, AskingOthersThanPlannedIsCountedAgainstThePlan) {
  ASSERT_EQ(post(here + "/plan", {{"home", kAlder}, {"wave-" + kAlder, "1"}}).status, 303);
  ask({kAlder, kBeech});
  EXPECT_THAT(page(here + "/plan"), AllOf(HasSubstr("Of the 1 home of this plan 1 is asked so far."), HasSubstr("Beside the plan 1 other home was asked.")));
}

TEST_P(Finding, AProgramReadsThePlanInItsPromisedShape) {
  as_program_of("officer");
  const auto plan = get("/api/v1" + here + "/waves");
  ASSERT_EQ(plan.status, 200);
  EXPECT_THAT(plan.body, AllOf(HasSubstr(R"("measured":false)"), HasSubstr(kAlder)));
  as("stranger");
  EXPECT_EQ(get(here + "/plan").status, 404);
}

TEST_P(Finding, AProgramAsksByLetterToo) {
  as_program_of("officer");
  json::Object body{{"homes", json::Array{kSilent}}, {"tier", "pen_picture"}, {"answer_by", "2026-03-04T17:00:00Z"}};
  EXPECT_EQ(post_json("/api/v1" + here + "/asks", body).status, 422);
  body.set("letters", json::Array{json::Object{{"home", kSilent}, {"email", "office@silent-house.example"}, {"source", "guessed"}}});
  EXPECT_THAT(post_json("/api/v1" + here + "/asks", body).body, HasSubstr("told, contract or published"));
  body.set("letters", json::Array{json::Object{{"home", kSilent}, {"email", "office@silent-house.example"}, {"source", "told"}}});
  const auto sent = post_json("/api/v1" + here + "/asks", body);
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_THAT(get("/api/v1" + here + "/asks/" + ask_to(kSilent).id.text()).body, HasSubstr(R"("delivered":true)"));
}

TEST_P(Finding, SendingTwiceAsksOnceAndAskingTheSameHomeAgainIsRefusedInWords) {
  const auto first = post(here + "/ask", asking_of({kAlder}), "mark-of-one-and-the-same-page");
  const auto again = post(here + "/ask", asking_of({kAlder}), "mark-of-one-and-the-same-page");
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(where(again), where(first));
  EXPECT_THAT(asks(), SizeIs(1));
  EXPECT_THAT(post(here + "/ask", asking_of({kAlder})).body, HasSubstr("asked already"));
  EXPECT_THAT(asks(), SizeIs(1));
}

TEST_P(Finding, SendingToAllIsCountedBeforeItIsDone) {
  const auto form = page(here + "/ask?all=yes");
  EXPECT_THAT(form, HasSubstr("2 homes of 2 providers would learn of this child"));
  auto fields = asking_of({});
  fields.emplace_back("all", "yes");
  ASSERT_EQ(post(here + "/ask", fields).status, 303);
  EXPECT_THAT(asks(), SizeIs(2));
}

TEST_P(Finding, ADeadlineInThePastIsRefusedAndNobodyIsAsked) {
  auto fields = asking_of({kAlder});
  for (auto& [name, value] : fields)
    if (name == "by-day") value = "1";
  EXPECT_EQ(post(here + "/ask/review", fields).status, 422);
  const auto sent = post(here + "/ask", fields);
  EXPECT_EQ(sent.status, 422);
  EXPECT_THAT(sent.body, HasSubstr("Enter a time ahead"));
  EXPECT_THAT(asks(), IsEmpty());
}

TEST_P(Finding, MoreTimeMoreInformationAndNoMoreAreEachDoneOnce) {
  ask({kAlder});
  const auto version = [&] { return std::to_string(ask_to(kAlder).version); };
  ASSERT_EQ(post(ask_page(kAlder) + "/extend", both({{"version", version()}, {"hour", "12"}}, day("by", Date(2026, 3, 9)))).status, 303);
  EXPECT_EQ(post(ask_page(kAlder) + "/extend", both({{"version", "1"}, {"hour", "12"}}, day("by", Date(2026, 3, 10)))).status, 409);
  EXPECT_EQ(post(ask_page(kAlder) + "/release", {{"version", version()}, {"tier", "full_file"}}).status, 409) << "only to the home that was chosen";
  ASSERT_EQ(post(ask_page(kAlder) + "/release", {{"version", version()}, {"tier", "pen_picture"}}).status, 303);
  EXPECT_EQ(ask_to(kAlder).tier, asking::Tier::PenPicture);
  ASSERT_EQ(post(ask_page(kAlder) + "/messages", {{"words", "She has a place at the school"}}).status, 303);
  EXPECT_THAT(page(ask_page(kAlder)), HasSubstr("She has a place at the school"));
  offer("manager", kAlder);
  ASSERT_EQ(post(ask_page(kAlder) + "/withdraw", {{"version", version()}}).status, 303);
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Withdrawn);
  EXPECT_THAT(home(kAlder).holds, IsEmpty()) << "the room is free again";
}

TEST_P(Finding, AChoiceTellsTheOthersAndFreesTheirRooms) {
  ask({kAlder, kBeech});
  offer("manager", kAlder);
  offer("beech", kBeech, "4800");
  const auto offers = page(here + "/offers");
  EXPECT_THAT(offers, AllOf(HasSubstr("£5,200"), HasSubstr("£4,800"), HasSubstr("Children there")));
  ASSERT_EQ(read([&](db::Read& tx) { return asking::decision_of(tx, kReference).has_value(); }), false);
  const auto before = letters();
  const auto form = page(here + "/choose/" + ask_to(kAlder).id.text());
  const bool second = form.find("Propose this home") != std::string::npos;
  ASSERT_FALSE(second) << "something speaks against the home that says everything";
  const auto first = choose(kAlder, {}, "mark-of-one-and-the-same-page");
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Chosen);
  EXPECT_EQ(ask_to(kBeech).state, asking::State::NotChosen);
  EXPECT_THAT(home(kBeech).holds, IsEmpty());
  EXPECT_THAT(home(kAlder).holds, SizeIs(1));
  EXPECT_EQ(letters() - before, 3) << "the manager and the provider of the one, the provider of the other";
  as("beech");
  EXPECT_THAT(page(asked_page(kBeech)), AllOf(HasSubstr("chose another home"), Not(HasSubstr("girl"))));
}

TEST_P(Finding, WhatSpeaksAgainstAHomeNeedsAReasonAndTheSignatureOfSomebodyElse) {
  ask({kAlder});
  offer("manager", kAlder);
  only_boys(kAlder);
  EXPECT_THAT(page(here + "/choose/" + ask_to(kAlder).id.text()), AllOf(HasSubstr("Something speaks against this home"), HasSubstr("sex")));
  EXPECT_EQ(choose(kAlder).status, 422) << "without the reason";
  ASSERT_EQ(choose(kAlder, "They will take a girl from May on, and said so").status, 303);
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Offered) << "nobody is told before the second signature";
  const auto decision = *read([](db::Read& tx) { return asking::decision_of(tx, kReference); });
  const auto sign = "/to-sign/" + decision.id.text();
  EXPECT_EQ(get(sign).status, 404) << "an officer does not sign";
  as("head");
  EXPECT_THAT(page("/to-sign"), HasSubstr(kReference));
  EXPECT_THAT(page(sign), AllOf(HasSubstr("They will take a girl from May on"), HasSubstr("The home takes children of this sex."), HasSubstr("£5,200")));
  EXPECT_EQ(post(sign, {{"agrees", ""}, {"words", ""}}).status, 422);
  ASSERT_EQ(post(sign, {{"agrees", "yes"}, {"words", "I rang the home and agree"}}).status, 303);
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Chosen);
  EXPECT_EQ(post(sign, {{"agrees", "no"}, {"words", "I changed my mind about it"}}).status, 409);
}

TEST_P(Finding, WhoeverRefusesToSignLeavesTheOffersAsTheyWere) {
  ask({kAlder});
  offer("manager", kAlder);
  only_boys(kAlder);
  ASSERT_EQ(choose(kAlder, "They will take a girl from May on, and said so").status, 303);
  const auto decision = *read([](db::Read& tx) { return asking::decision_of(tx, kReference); });
  as("head");
  ASSERT_EQ(post("/to-sign/" + decision.id.text(), {{"agrees", "no"}, {"words", "No girl has lived there yet"}}).status, 303);
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Offered);
  EXPECT_THAT(home(kAlder).holds, SizeIs(1));
}

TEST_P(Finding, AStartWithoutAgreementAndPlanSaysWhyItCannotWaitAndThePlacementKeepsThat) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  EXPECT_THAT(page(here + "/place"), AllOf(HasSubstr("Still missing before the first night"), HasSubstr("The placement agreement is agreed"), HasSubstr("within five working days"), Not(HasSubstr("The safety plan"))));
  auto fields = placing();
  std::erase_if(fields, [](const auto& field) { return field.first == "without"; });
  const auto refused = post(here + "/place", fields);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("Say why the child’s first night cannot wait"));
  EXPECT_FALSE(placed());
  EXPECT_THAT(home(kAlder).holds, SizeIs(1)) << "nothing of it was kept";
  const auto sent = post(here + "/place", placing());
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_THAT(page(where(sent)), AllOf(HasSubstr("although this was missing"), HasSubstr("The child sleeps nowhere else tonight")));
}

TEST_P(Finding, TheHoldBecomesThePlacementAndTheHomeConfirmsIt) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  const auto sent = post(here + "/place", placing());
  ASSERT_EQ(sent.status, 303) << sent.body;
  ASSERT_TRUE(placed());
  EXPECT_EQ(placed()->room, "Green");
  EXPECT_EQ(placed()->rate, WeeklyRate{Pence{520'000}});
  EXPECT_EQ(placed()->state, placements::State::Claimed);
  EXPECT_EQ(status(), referrals::Status::Placed);
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
  EXPECT_EQ(home(kAlder).calendar->at.ms, clock.now().ms - 3'600'000) << "what else the home said of its places is no younger for it";
  const auto rooms = supply::room_calendars(home(kAlder), std::vector<supply::Occupation>{{"Green", {Date(2026, 3, 10), Date(2026, 8, 10)}}}, Date(2026, 3, 10));
  for (const auto& room : rooms)
    if (room.room == "Green") { EXPECT_EQ(room.times.front().state, supply::RoomState::Occupied); }
  EXPECT_THAT(page(where(sent)), AllOf(HasSubstr("Claimed by the authority"), HasSubstr("£5,200 a week"), HasSubstr(kWhy)));
  EXPECT_EQ(post(here + "/place", placing()).status, 409) << "once";
  as("manager");
  EXPECT_THAT(page(asked_page(kAlder)), HasSubstr("Confirm the placement"));
  ASSERT_EQ(post(asked_page(kAlder) + "/confirm", {}).status, 303);
  EXPECT_EQ(placed()->state, placements::State::Confirmed);
  EXPECT_THAT(page("/placements/" + placed()->id.text()), AllOf(HasSubstr("Confirmed by the home"), Not(HasSubstr("£5,200")), Not(HasSubstr("Robin"))));
  as("beech");
  EXPECT_EQ(get("/placements/" + placed()->id.text()).status, 404);
}

TEST_P(Finding, OnlyTheChosenHomesPeopleReadWhoTheChildIsAndOnlyOnceItIsReleased) {
  ask({kAlder, kBeech});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  as("manager");
  EXPECT_THAT(page(asked_page(kAlder)), Not(HasSubstr("Robin")));
  as("officer");
  ASSERT_EQ(post(ask_page(kAlder) + "/release", {{"version", std::to_string(ask_to(kAlder).version)}, {"tier", "full_file"}}).status, 303);
  as("manager");
  EXPECT_THAT(page(asked_page(kAlder)), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("27 June 2012"), HasSubstr("drums")));
  EXPECT_EQ(ledger().front().tier, disclosures::Tier::File);
  EXPECT_THAT(ledger().front().facts, HasSubstr("name"));
  as("alder");
  EXPECT_THAT(page(asked_page(kAlder)), Not(HasSubstr("Robin"))) << "the provider's referrals manager has no part in the care";
  as("beech");
  EXPECT_THAT(page(asked_page(kBeech)), Not(HasSubstr("Robin")));
}

TEST_P(Finding, AHomeThatIsRestrictedBetweenOfferAndPlacementTakesNobody) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  restrict(kAlder);
  const auto refused = post(here + "/place", placing());
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("Restriction of accommodation has been in force"));
  EXPECT_FALSE(placed());
  EXPECT_EQ(status(), referrals::Status::Open);
}

TEST_P(Finding, AHomeThatIsRestrictedBetweenThePlacementAndItsFirstNightTakesNobodySilently) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  ASSERT_EQ(post(here + "/place", placing()).status, 303);
  EXPECT_THAT(page("/referrals"), Not(HasSubstr("may not begin")));
  restrict(kAlder);
  EXPECT_THAT(page("/referrals"), AllOf(HasSubstr("A placement may not begin"), HasSubstr("first night 10 March 2026"), HasSubstr("Restriction of accommodation has been in force")));
  EXPECT_THAT(page("/placements/" + placed()->id.text()), AllOf(HasSubstr("so no child may be placed there"), HasSubstr(here + "/undo")));
  as("manager");
  EXPECT_THAT(page(asked_page(kAlder)), AllOf(HasSubstr("Do not take the child in"), Not(HasSubstr("Confirm the placement"))));
  const auto refused = post(asked_page(kAlder) + "/confirm", {});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("ring the authority, which looks elsewhere"));
  EXPECT_EQ(placed()->state, placements::State::Claimed);
  as("stranger");
  EXPECT_THAT(page("/referrals"), Not(HasSubstr("Restriction of accommodation")));
}

TEST_P(Finding, WhoLivesInAHomeBeforeItIsRestrictedGoesOnLivingThere) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  ASSERT_EQ(post(here + "/place", placing(kMonday)).status, 303);
  write([&](db::Write& tx) {
    supply::HomeSupply home;
    home.urn = kAlder;
    home.notices = {{.urn = kAlder, .kind = supply::NoticeKind::Restriction, .served_on = kMonday.plus_days(1), .until = {}, .stated_at = clock.now()}};
    supply::save_all(tx, std::vector{home});
  });
  EXPECT_THAT(page("/referrals"), Not(HasSubstr("may not begin")));
  as("manager");
  EXPECT_EQ(post(asked_page(kAlder) + "/confirm", {}).status, 303);
}

TEST_P(Finding, AHomeWhoseRegistrationEndsOrIsSuspendedBetweenOfferAndPlacementTakesNobody) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  const auto newer_list = [&](Date day, const std::string& id, std::optional<homes::Status> known) {
    homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = day, .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
    for (const auto& urn : {kAlder, kBeech, kSilent}) {
      if (urn == kAlder && !known) continue;
      homes::RegisterRow row;
      row.line = static_cast<std::int64_t>(list.rows.size()) + 2;
      row.urn = urn;
      row.name = "House " + std::string(urn);
      row.sector = homes::Sector::Private;
      row.authority_code = "E10000017";
      row.region = "North West";
      row.places = 4;
      if (urn == kAlder) row.status = known;
      list.rows.push_back(std::move(row));
    }
    write([&](db::Write& tx) {
      homes::store_list(tx, imports::ImportId{id}, list, clock.now());
      homes::rebuild_history(tx);
    });
  };
  newer_list(Date(2026, 2, 14), "01900000-0000-7000-8000-000000000002", homes::Status::Suspended);
  const auto suspended = post(here + "/place", placing());
  EXPECT_EQ(suspended.status, 409);
  EXPECT_THAT(suspended.body, HasSubstr("registration is suspended"));
  newer_list(Date(2026, 2, 28), "01900000-0000-7000-8000-000000000003", std::nullopt);
  const auto gone = post(here + "/place", placing());
  EXPECT_EQ(gone.status, 409);
  EXPECT_THAT(gone.body, HasSubstr("does not have this home as open any more"));
  EXPECT_FALSE(placed());
}

TEST_P(Finding, APlacementDoesNotBeginBeforeItsReferralNorWhileTheChildLivesElsewhere) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  EXPECT_THAT(post(here + "/place", placing(Date(2026, 2, 1))).body, HasSubstr("cannot begin before it"));
  lives_in_beech();
  const auto refused = post(here + "/place", placing());
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("Say why the placement there ends"));
  EXPECT_EQ(post(here + "/place", both(placing(kMonday), {{"leaves_because", "bored"}})).status, 422);
  EXPECT_THAT(home(kAlder).holds, SizeIs(1)) << "nothing of it was done";
}

TEST_P(Finding, AMoveEndsTheOnePlacementOnTheFirstNightOfTheOther) {
  lives_in_beech();
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  EXPECT_THAT(page(here + "/place"), AllOf(HasSubstr("The child moves from another home"), HasSubstr("Beech House"), HasSubstr("3 May 2025")));
  const auto before = letters();
  const auto mark = "one-mark-of-a-page-sent-twice";
  const auto fields = both(placing(kMonday), {{"leaves_because", placements::ending_reasons().front().code}});
  const auto first = post(here + "/place", fields, mark);
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(where(post(here + "/place", fields, mark)), where(first));
  EXPECT_GE(letters() - before, 2) << "the home that the child leaves hears of it too";
  const auto all = read([&](db::Read& tx) { return placements::of_child(tx, child); });
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].urn, kBeech);
  EXPECT_EQ(all[0].stay.until, kMonday);
  EXPECT_EQ(all[0].end_reason, placements::ending_reasons().front().code);
  EXPECT_EQ(all[1].urn, kAlder);
  EXPECT_EQ(all[1].stay.from, kMonday);
  EXPECT_THAT(placements::clashes(all), IsEmpty());
}

TEST_P(Finding, APlacementIsNotBoughtUnderAContractThatEnded) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  write([&](db::Write& tx) {
    supply::HomeSupply home;
    home.urn = kAlder;
    home.contracts = {{.sells_spot = true, .access = {{"E10000017", Route::Framework, Date(2021, 4, 1), Date(2026, 3, 9), "NW-3"}}}, Instant{clock.now().ms - 1}};
    supply::save_all(tx, std::vector{home});
  });
  auto fields = placing();
  fields.front().second = "framework";
  const auto refused = post(here + "/place", fields);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("framework with your authority ended on 8 March 2026"));
  EXPECT_FALSE(placed());
  EXPECT_EQ(post(here + "/place", placing()).status, 303) << "as a spot purchase, which the home sells too";
}

TEST_P(Finding, AMoveDoesNotEndAPlacementAsIfTheChildLeftCare) {
  lives_in_beech();
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  EXPECT_THAT(page(here + "/place"), AllOf(HasSubstr("Child asked for it"), Not(HasSubstr("Adopted")), Not(HasSubstr("Died"))));
  const auto refused = post(here + "/place", both(placing(kMonday), {{"leaves_because", "E11"}}));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("The child moves to another home and stays in care"));
  EXPECT_THAT(read([&](db::Read& tx) { return placements::of_child(tx, child); }), SizeIs(1));
}

TEST_P(Finding, AMoveIsRecordedOnItsDayAndNotBefore) {
  lives_in_beech();
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  const auto refused = post(here + "/place", both(placing(), {{"leaves_because", placements::ending_reasons().front().code}}));
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("A move is recorded on its day"));
  EXPECT_THAT(read([&](db::Read& tx) { return placements::of_child(tx, child); }), SizeIs(1));
  EXPECT_THAT(home(kAlder).holds, SizeIs(1)) << "nothing of it was done";
}

TEST_P(Finding, AChoiceThatFallsThroughReopensTheReferralAndTakesThePlacementBack) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  ASSERT_EQ(post(here + "/place", placing()).status, 303);
  EXPECT_EQ(post(here + "/undo", {{"words", "short"}}).status, 422);
  ASSERT_EQ(post(here + "/undo", {{"words", "The boiler has failed and cannot be mended"}}).status, 303);
  EXPECT_EQ(status(), referrals::Status::Open);
  EXPECT_FALSE(placed());
  EXPECT_THAT(page("/referrals"), HasSubstr("Find a home"));
}

TEST_P(Finding, APlacementThatHasBegunIsEndedWithAReasonNotUndone) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  ASSERT_EQ(post(here + "/place", placing()).status, 303);
  const auto path = "/placements/" + placed()->id.text();
  EXPECT_EQ(post(path + "/end", both({{"reason", ""}}, day("left_on", Date(2026, 6, 1)))).status, 422);
  EXPECT_EQ(post(path + "/end", both({{"reason", "CARPL"}}, day("left_on", Date(2026, 3, 1)))).status, 422);
  const auto before = told(placed()->id).size();
  ASSERT_EQ(post(path + "/end", both({{"reason", "CARPL"}}, day("left_on", Date(2026, 6, 1)))).status, 303);
  EXPECT_GT(told(placed()->id).size(), before) << "nobody is told that it ends";
  EXPECT_THAT(page(path), AllOf(HasSubstr("1 June 2026"), HasSubstr("planned")));
  as("worker");
  EXPECT_EQ(get(path).status, 200);
  EXPECT_EQ(get(path + "/end").status, 404);
  EXPECT_EQ(get(path + "/days").status, 404);
  as("officer");
  // What was entered in error is put right, and what stood before stays visible.
  const auto shown = placed()->stay.from.iso() + "/2026-06-01/" + (placed()->planned_until ? placed()->planned_until->iso() : std::string());
  const auto right = [&](Date left) { return post(path + "/days", both({{"shown", shown}, {"because", "The home says it was the Monday before"}}, both(day("starts_on", placed()->stay.from), day("ends_on", left)))); };
  EXPECT_THAT(page(path + "/days"), HasSubstr("Day of leaving"));
  EXPECT_EQ(right(Date(2026, 1, 1)).status, 422);
  ASSERT_EQ(right(Date(2026, 5, 25)).status, 303);
  EXPECT_EQ(right(Date(2026, 5, 26)).status, 409) << "somebody was first";
  EXPECT_THAT(page(path), AllOf(HasSubstr("What was put right"), HasSubstr("Day of leaving: 25 May 2026; before: 1 June 2026"), HasSubstr("The home says it was the Monday before")));
}

TEST_P(Finding, AnOfficerWhoLosesTheRoleMidwayIsAnsweredAsIfNothingWereThere) {
  ask({kAlder});
  offer("manager", kAlder);
  standing.grants.front().within.push_back({Date(2020, 1, 1), kMonday});
  EXPECT_EQ(choose(kAlder).status, 404);
  EXPECT_EQ(get(here).status, 404);
}

TEST_P(Finding, AReferralWithoutAChildsRecordIsNotPlacedAndSaysWhatToDo) {
  write([&](db::Write& tx) {
    auto value = referral();
    value.as_object()->operator[]("PlacementAvailability").as_object()->set("childId", 4799);
    value.as_object()->operator[]("rightplace").as_object()->set("reference", "R-8B2C4D");
    std::vector<FieldError> warnings;
    EXPECT_TRUE(referrals::store_referral(tx, desk->vault, *referrals::read_referral(value, "test", warnings), clock.now()));
  });
  EXPECT_EQ(get("/referrals/R-8B2C4D").status, 200);
  EXPECT_EQ(post("/referrals/R-8B2C4D/place", placing()).status, 409);
}

TEST_P(Finding, AProgramGoesTheWholeWayFromTheListToThePlacement) {
  as_program_of("officer");
  const std::string api = "/api/v1" + here;
  EXPECT_THAT(page("/api/v1/referrals"), HasSubstr(kReference));
  EXPECT_THAT(page(api), AllOf(HasSubstr("\"step\":\"search\""), HasSubstr("Which school?")));
  EXPECT_THAT(page(api + "/homes"), AllOf(HasSubstr("\"urn\":\"" + kAlder + "\""), HasSubstr("\"can_be_asked\":false")));
  EXPECT_THAT(page(api + "/homes/" + kAlder), AllOf(HasSubstr("children_there"), HasSubstr("\"verdict\":\"suitable\"")));
  const json::Object ask{{"homes", json::Array{kAlder}}, {"tier", "referral_summary"}, {"answer_by", "2026-03-04T17:00:00Z"}};
  const auto sent = post_json(api + "/asks", ask, "one-key-for-this-very-change");
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_EQ(post_json(api + "/asks", ask, "one-key-for-this-very-change").body, sent.body);
  EXPECT_EQ(post_json(api + "/asks", {{"homes", json::Array{kSilent}}, {"tier", "referral_summary"}, {"answer_by", "2026-03-04T17:00:00Z"}}).status, 422);
  EXPECT_EQ(post_json(api + "/asks", {{"homes", json::Array{kBeech}}, {"tier", "full_file"}, {"answer_by", "soon"}}).status, 422);
  const auto one = [&] { return api + "/asks/" + ask_to(kAlder).id.text(); };
  const auto version = [&] { return ask_to(kAlder).version; };
  EXPECT_EQ(post_json(one() + "/extend", {{"version", version()}, {"answer_by", "2026-03-05T17:00:00Z"}}).status, 200);
  EXPECT_EQ(post_json(one() + "/release", {{"version", version()}, {"tier", "pen_picture"}}).status, 200);
  EXPECT_EQ(post_json(one() + "/messages", {{"words", "She has a place at the school"}}).status, 200);
  EXPECT_THAT(page(one()), HasSubstr("She has a place at the school"));
  offer("manager", kAlder);
  as_program_of("officer");
  EXPECT_THAT(page(api + "/asks"), HasSubstr("520000"));
  const auto chosen = post_json(api + "/choice", {{"ask", ask_to(kAlder).id.text()}, {"version", version()}, {"why", kWhy}});
  ASSERT_EQ(chosen.status, 200) << chosen.body;
  const auto placed_by_program = post_json(api + "/placement", {{"from", "2026-03-10"}, {"route", "spot"}, {"without", "The child sleeps nowhere else tonight"}});
  ASSERT_EQ(placed_by_program.status, 200) << placed_by_program.body;
  const auto path = "/api/v1/placements/" + placed()->id.text();
  EXPECT_THAT(page(path), HasSubstr("\"state\":\"claimed\""));
  EXPECT_THAT(page("/api/v1/placements"), HasSubstr(placed()->id.text()));
  EXPECT_EQ(post_json(path + "/end", {{"left_on", "2026-06-01"}, {"reason", "CARPL"}}).status, 200);
  as_program_of("stranger");
  for (const auto& target : {api, api + "/homes", one(), path}) EXPECT_EQ(get(target).status, 404) << target;
}

TEST_P(Finding, WhoMustBeToldIsOwedANoticeFromTheMomentThePlacementIsRecordedAndNoLongerWhenItIsUndone) {
  ask({kAlder});
  offer("manager", kAlder);
  ASSERT_EQ(choose(kAlder).status, 303);
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM notices"); }), 0);
  ASSERT_EQ(post(here + "/place", placing(), "one-mark-sent-twice-over").status, 303);
  ASSERT_EQ(post(here + "/place", placing(), "one-mark-sent-twice-over").status, 303);
  const auto placement = placed()->id;
  const auto owed = told(placement);
  ASSERT_THAT(owed, Not(IsEmpty()));
  std::set<notices::Recipient> to;
  for (const auto& one : owed) EXPECT_TRUE(to.insert(one.to).second) << "told twice: " << one.rule;
  EXPECT_TRUE(to.contains(notices::Recipient::Parents));
  EXPECT_FALSE(to.contains(notices::Recipient::AreaAuthority)) << "the home lies in the own area";
  EXPECT_EQ(owed.front().due_on, Date(2026, 3, 9)) << "before the first night";
  EXPECT_EQ(read([&](db::Read& tx) { return notices::content_of(tx, desk->vault, owed.front().id); }).why_here, kWhy);
  ASSERT_EQ(post(here + "/undo", {{"words", "The boiler has failed and cannot be mended"}}).status, 303);
  for (const auto& one : told(placement)) EXPECT_EQ(one.state(), notices::State::TakenBack);
}

RIGHTPLACE_ON_BOTH(Finding);

TEST(Progress, IsWhatIsNextForWhoeverLooks) {
  asking::Ask ask;
  ask.answer_by = test::kMondayMorning;
  using referrals::Status;
  EXPECT_EQ(progress_of(Status::Open, {}, {}).step, Step::Search);
  EXPECT_EQ(progress_of(Status::Open, {ask}, {}).step, Step::Wait);
  auto declined = ask;
  declined.state = asking::State::Declined;
  EXPECT_EQ(progress_of(Status::Open, {declined}, {}).step, Step::Search) << "everybody declined: look again";
  auto offered = ask;
  offered.state = asking::State::Offered;
  EXPECT_EQ(progress_of(Status::Open, {ask, offered}, {}).step, Step::ReadOffers);
  asking::Decision decision;
  EXPECT_EQ(progress_of(Status::Open, {offered}, decision).step, Step::Sign);
  decision.state = asking::DecisionState::Decided;
  EXPECT_EQ(progress_of(Status::Open, {offered}, decision).step, Step::Place);
  EXPECT_EQ(progress_of(Status::Placed, {offered}, decision).step, Step::Placed);
  EXPECT_EQ(progress_of(Status::Withdrawn, {}, {}).step, Step::Ended);
}

}  // namespace
}  // namespace rightplace::finding
