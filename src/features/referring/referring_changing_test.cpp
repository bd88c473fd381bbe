#include "features/keeping/keeping.h"
#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Changing : public ReferringStage {
 protected:
  std::string reference;
  // Written, sent, and both homes asked: the one was released the fuller picture.
  void sent_and_asked() {
    reference = begin_here();
    write_all(reference);
    ASSERT_EQ(send_it(reference).status, 303);
    later();
    ask(kAlder, asking::Tier::PenPicture);
    ask(kBeech, asking::Tier::ReferralSummary);
    later();
  }
  void ask(const std::string& urn, asking::Tier tier) {
    const Actor officer{ActorKind::Person, people.at("officer").first.text()};
    const std::vector<asking::NewAsk> homes{{reference, urn, urn == kAlder ? alder : beech, lancashire, tier, Instant{clock.now().ms + 86'400'000}}};
    EXPECT_TRUE(write([&](db::Write& tx) { return asking::ask(tx, officer, kTest, homes, clock.now()); }));
  }
  asking::Ask asked_of(const std::string& urn) {
    for (auto& one : read([&](db::Read& tx) { return asking::asks_of(tx, reference); }))
      if (one.urn == urn) return one;
    return {};
  }
  void later() { clock.set(Instant{clock.now().ms + 60'000}); }
  web::Response begin_change_here() { return post("/referrals/" + reference + "/change", {}); }
  web::Response send_change(Fields ticks = {}) {
    const auto shown = page("/referrals/" + reference + "/send");
    std::smatch document;
    std::regex_search(shown, document, std::regex(R"(name="document" value="([^"]*)\")"));
    return post("/referrals/" + reference + "/send", both({{"version", version_in(shown)}, {"document", document[1].str()}}, ticks));
  }
};

TEST_P(Changing, OnlyWhatIsChangedIsWrittenAndTheRestStandsAsItWasSent) {
  sent_and_asked();
  const auto before = sent(reference);
  EXPECT_EQ(where(begin_change_here()), "/referrals/" + reference + "/write");
  EXPECT_THAT(page("/referrals/" + reference + "/write"), AllOf(HasSubstr("As it was sent"), HasSubstr("Nothing is changed yet"), Not(HasSubstr("Not started"))));
  EXPECT_THAT(page(address(reference, "risks")), HasSubstr(R"(value="high" selected)"));
  EXPECT_THAT(page(address(reference, "notes")), HasSubstr("Plays the drums every evening."));
  EXPECT_EQ(save(reference, "when", both(both({{"urgency", "same_day"}, {"purpose", "assessment"}, {"residential", "Preferred"}, {"foster", "Unsuitable"}, {"supported", "Unsuitable"}}, day("needed_on", Date(2026, 3, 12))), {})).status, 303);
  EXPECT_EQ(sent(reference).needed_on, before.needed_on) << "nothing holds before it is sent";
  EXPECT_THAT(page("/referrals/" + reference + "/send"), AllOf(HasSubstr("10 March 2026"), HasSubstr("12 March 2026"), HasSubstr("2 homes are asked")));
  const auto done = send_change();
  EXPECT_EQ(where(done), "/referrals/" + reference) << done.body;
  auto after = sent(reference);
  EXPECT_EQ(after.needed_on, Date(2026, 3, 12));
  EXPECT_EQ(after.urgency, referrals::Urgency::SameDay);
  EXPECT_EQ(after.status, referrals::Status::Open);
  EXPECT_EQ(events("referral.changed"), 1);
  after.needed_on = before.needed_on;
  after.urgency = before.urgency;
  after.standard["PlacementAvailability"] = before.standard.find("PlacementAvailability") ? *before.standard.find("PlacementAvailability") : json::Value(nullptr);
  EXPECT_TRUE(says_the_same(after, before));
}

TEST_P(Changing, EveryPartSaysTheSameAgainWhenItIsSavedAsItStands) {
  sent_and_asked();
  begin_change_here();
  for (const auto& task : tasks()) {
    const auto draft = *read([&](db::Read& tx) { return find_draft(tx, desk->vault, reference); });
    Fields fields;
    for (const auto& [name, value] : prefilled(*draft.changes, task))
      if (name != "finished") fields.emplace_back(name, value);
    EXPECT_EQ(save(reference, task.code, fields).status, 303) << task.code;
    EXPECT_TRUE(read([&](db::Read& tx) { return holds_all(tx, desk->vault, draft, task, kMonday); })) << task.code;
  }
  const auto draft = *read([&](db::Read& tx) { return find_draft(tx, desk->vault, reference); });
  const auto again = read([&](db::Read& tx) { return referral_of(tx, desk->vault, draft, kMonday); });
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_TRUE(says_the_same(*again, sent(reference)));
  const auto refused = send_change();
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("Nothing is another than it was sent"));
}

TEST_P(Changing, AHomeHearsOnlyOfWhatItWasToldAndSeesBeforeAndNow) {
  sent_and_asked();
  begin_change_here();
  EXPECT_EQ(save(reference, "notes", {{"notes", "Plays the trumpet at dawn."}}).status, 303);
  const auto letters_before = letters();
  ASSERT_EQ(send_change().status, 303);
  EXPECT_GT(letters(), letters_before);
  as("manager");
  EXPECT_THAT(page("/asked/" + asked_of(kAlder).id.text()), AllOf(HasSubstr("Changed since you were asked"), HasSubstr("Plays the drums every evening."), HasSubstr("Plays the trumpet at dawn."), HasSubstr("We changed the referral: what the authority writes")));
  as("beech");
  EXPECT_THAT(page("/asked/" + asked_of(kBeech).id.text()), AllOf(Not(HasSubstr("Changed since")), Not(HasSubstr("trumpet")), Not(HasSubstr("We changed the referral"))));
}

TEST_P(Changing, WhoIsAskedAfterwardsSeesNoChange) {
  sent_and_asked();
  begin_change_here();
  EXPECT_EQ(save(reference, "needs", all_needs("high")).status, 303);
  ASSERT_EQ(send_change().status, 303);
  as("beech");
  EXPECT_THAT(page("/asked/" + asked_of(kBeech).id.text()), HasSubstr("Changed since you were asked"));
  write([&](db::Write& tx) { return asking::withdraw(tx, kOperator, kTest, asked_of(kBeech).id, asked_of(kBeech).version, clock.now()); });
  later();
  ask(kBeech, asking::Tier::ReferralSummary);
  const auto newest = read([&](db::Read& tx) { return asking::asks_of(tx, reference); }).back();
  EXPECT_THAT(page("/asked/" + newest.id.text()), Not(HasSubstr("Changed since you were asked")));
}

TEST_P(Changing, WhatAFileSaysBeyondTheFormIsNotForgotten) {
  begin_here();
  const auto other = write([&](db::Write& tx) {
    const auto id = *children::add(tx, desk->vault, {}, clock.now());
    auto value = referral();
    auto& more = *value.as_object()->operator[]("rightplace").as_object();
    json::Array places, conflicts;
    for (int i = 0; i < 6; ++i) places.emplace_back(json::Object{{"kind", "family"}, {"outward_code", fmt::format("LA{}", i + 1)}});
    conflicts.emplace_back(json::Object{{"child_id", id.text()}});
    more.set("places", std::move(places));
    more.set("conflicts", std::move(conflicts));
    refer(tx, std::move(value));
    return id;
  });
  reference = kReference;
  ASSERT_EQ(begin_change_here().status, 303);
  const auto shown = page(address(reference, "places"));
  EXPECT_THAT(shown, HasSubstr("says more in this part than fits here"));
  EXPECT_THAT(page(address(reference, "wishes")), Not(HasSubstr("says more in this part")));
  EXPECT_EQ(save(reference, "places", {{"place-1-kind", "school"}, {"place-1-where", "M1"}}).status, 303);
  ASSERT_EQ(send_change().status, 303);
  const auto now = sent(reference);
  ASSERT_THAT(now.conflicts, SizeIs(1));
  EXPECT_EQ(now.conflicts.front().child_id, other.text());
  EXPECT_THAT(now.places, SizeIs(3)) << "the two that did not fit, and the one that was written";
}

TEST_P(Changing, ANameIsLookedForInWhatIsWrittenAnewAndNotAskedAboutTwice) {
  sent_and_asked();
  begin_change_here();
  EXPECT_EQ(save(reference, "notes", {{"notes", "Robin plays the trumpet."}}).status, 303);
  const auto refused = send_change();
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("the child’s own name"));
  EXPECT_EQ(sent(reference).notes, "Plays the drums every evening.");
}

TEST_P(Changing, AChangeThatIsDiscardedLeavesTheReferralAsItWasSent) {
  sent_and_asked();
  const auto before = referrals::as_json(sent(reference)).dump();
  begin_change_here();
  EXPECT_EQ(save(reference, "notes", {{"notes", "Plays the trumpet."}}).status, 303);
  const auto mark = "one-mark-of-a-page-sent-twice";
  const auto done = post("/referrals/" + reference + "/write/discard", {}, mark);
  EXPECT_EQ(where(done), "/referrals/" + reference);
  EXPECT_EQ(where(post("/referrals/" + reference + "/write/discard", {}, mark)), where(done));
  EXPECT_EQ(referrals::as_json(sent(reference)).dump(), before);
  EXPECT_THAT(page("/referrals/" + reference + "/write"), HasSubstr("was sent"));
  begin_change_here();
  EXPECT_THAT(page(address(reference, "notes")), Not(HasSubstr("trumpet"))) << "nothing of the change that was given up is left";
}

TEST_P(Changing, WhatIsNotOpenIsNotChanged) {
  sent_and_asked();
  ASSERT_EQ(begin_change_here().status, 303);
  ASSERT_EQ(post("/referrals/" + reference + "/withdraw", {{"reason", "family"}, {"words", "Her aunt takes her in"}}).status, 303);
  EXPECT_EQ(save(reference, "notes", {{"notes", "Late."}}, "0").status, 409);
  EXPECT_EQ(post("/referrals/" + reference + "/send", {{"version", "0"}}).status, 409);
  EXPECT_NE(begin_change_here().status, 303);
  EXPECT_EQ(sent(reference).notes, "Plays the drums every evening.");
}

TEST_P(Changing, ADraftThatIsDiscardedIsGoneAndAnotherMayBeBegun) {
  reference = begin_here();
  write_all(reference, "Robin is kind.");
  EXPECT_THAT(page("/referrals-being-written"), AllOf(HasSubstr(reference), HasSubstr("9 of 9 parts are done"), HasSubstr("Robin Oakapple"), HasSubstr("31 May 2026")));
  const auto mark = "one-mark-of-a-page-sent-twice";
  const auto done = post("/referrals/" + reference + "/write/discard", {}, mark);
  EXPECT_EQ(where(done), "/referrals-being-written") << done.body;
  EXPECT_EQ(where(post("/referrals/" + reference + "/write/discard", {}, mark)), where(done));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM referral_draft_tasks"); }), 0);
  EXPECT_EQ(events("referral.discarded"), 1);
  EXPECT_THAT(page("/referrals/" + reference + "/write"), HasSubstr("was discarded"));
  EXPECT_EQ(save(reference, "notes", {{"notes", "Late."}}, "0").status, 409);
  EXPECT_THAT(page("/referrals-being-written"), HasSubstr("No referral of yours waits"));
  EXPECT_NE(begin_here(), reference);
}

TEST_P(Changing, TheListShowsTheWorkerTheirOwnChildrenAndOthersNothing) {
  reference = begin_here();
  as("worker");
  EXPECT_THAT(page("/referrals-being-written"), HasSubstr(reference));
  as("stranger");
  EXPECT_THAT(page("/referrals-being-written"), Not(HasSubstr(reference)));
  for (const std::string who : {"head", "manager", "beech"}) {
    as(who);
    EXPECT_EQ(get("/referrals-being-written").status, 404) << who;
  }
}

TEST_P(Changing, WhatNobodyTouchedForNinetyDaysIsForgottenAsAWholeAndASentReferralIsNot) {
  sent_and_asked();
  const auto sent_one = reference;
  reference = begin_here();
  write_all(reference);
  const auto kept = [&](int days) {
    write([&](db::Write& tx) { keeping::forget_old(tx, Instant{clock.now().ms + days * std::int64_t{86'400'000} + 1}); });
    return read([&](db::Read& tx) { return find_draft(tx, desk->vault, reference); });
  };
  clock.set(Instant{clock.now().ms + 50 * std::int64_t{86'400'000}});
  EXPECT_EQ(save(reference, "notes", {{"notes", "Written later."}}).status, 303);
  const auto later = kept(89);
  ASSERT_TRUE(later);
  EXPECT_THAT(later->written, SizeIs(tasks().size())) << "a part that was written long before stays with the rest";
  EXPECT_FALSE(kept(90));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM referral_draft_tasks"); }), 0);
  EXPECT_TRUE(read([&](db::Read& tx) { return find_draft(tx, desk->vault, sent_one).has_value(); }));
}

RIGHTPLACE_ON_BOTH(Changing);

}  // namespace
}  // namespace rightplace::referring
