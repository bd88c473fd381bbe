#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Referring : public ReferringStage {};

TEST_P(Referring, ADraftIsContinuedAndNotDoubled) {
  const auto first = begin_here();
  EXPECT_THAT(first, SizeIs(8));
  as("worker");
  EXPECT_EQ(begin_here(), first);
  EXPECT_EQ(events("referral.begun"), 1);
}

TEST_P(Referring, OnlyThoseWhoMayWriteItFindTheDraft) {
  const auto reference = begin_here();
  for (const std::string who : {"stranger", "head", "manager", "beech"}) {
    as(who);
    EXPECT_EQ(get("/referrals/" + reference + "/write").status, 404) << who;
    EXPECT_EQ(get(address(reference, "notes")).status, 404) << who;
    EXPECT_EQ(post("/referrals/" + reference + "/send", {}).status, 404) << who;
    EXPECT_EQ(post("/children/" + child.text() + "/refer", {}).status, 404) << who;
  }
}

TEST_P(Referring, WhatNobodyAnsweredIsNotKnownAndTheReferralCannotBeSent) {
  const auto reference = begin_here();
  EXPECT_EQ(save(reference, "risks", {{"finished", "yes"}, {"risk-child-missing", "high"}}).status, 422);
  EXPECT_EQ(post(address(reference, "risks"), {{"version", "0"}, {"finished", "no"}, {"risk-child-missing", "high"}}).status, 303);
  EXPECT_THAT(page("/referrals/" + reference + "/write"), AllOf(HasSubstr("In progress"), HasSubstr("Not started"), HasSubstr("Cannot be sent yet")));
  EXPECT_THAT(page(address(reference, "risks")), AllOf(HasSubstr(R"(value="high" selected)"), Not(HasSubstr(R"(value="none" selected)"))));
  const auto response = post("/referrals/" + reference + "/send", {{"version", "1"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("Needs and their levels is not finished"));
  EXPECT_FALSE(read([&](db::Read& tx) { return referrals::find_referral(tx, desk->vault, reference).has_value(); }));
}

TEST_P(Referring, WhatIsTypedStandsSealedAndWhatAnEarlierVersionKeptPlainIsShownAsItWas) {
  const auto reference = begin_here();
  ASSERT_EQ(post(address(reference, "notes"), {{"version", "0"}, {"finished", "no"}, {"notes", "Asks for her aunt in Skipwith"}}).status, 303);
  const auto plain = [&](std::string_view column) { return read([&](db::Read& tx) { return tx.first("SELECT " + std::string(column) + " FROM referral_draft_tasks", {}, [](const db::Row& row) { return row.string(0); }).value(); }); };
  EXPECT_EQ(plain("answers"), "[]");
  EXPECT_THAT(plain("answers_sealed"), Not(HasSubstr("Skipwith")));
  EXPECT_THAT(page(address(reference, "notes")), HasSubstr("Asks for her aunt in Skipwith"));
  write([&](db::Write& tx) { tx.run("UPDATE referral_draft_tasks SET answers = $1, answers_sealed = NULL", {R"([["finished","no"],["notes","Asks for her aunt in Skipwith"]])"}); });
  write([&](db::Write& tx) { EXPECT_EQ(seal_plain(tx, desk->vault, 100), 1); });
  EXPECT_EQ(plain("answers"), "[]");
  EXPECT_FALSE(read([](db::Read& tx) { return has_plain(tx); }));
  EXPECT_THAT(page(address(reference, "notes")), HasSubstr("Asks for her aunt in Skipwith"));
}

TEST_P(Referring, WhatWasWrittenIsWhatIsSent) {
  const auto reference = begin_here();
  write_all(reference);
  const auto response = send_it(reference);
  EXPECT_EQ(response.status, 303) << response.body;
  EXPECT_EQ(where(response), "/referrals/" + reference);
  const auto referral = sent(reference);
  EXPECT_EQ(referral.status, referrals::Status::Open);
  EXPECT_EQ(referral.child_id, child.text());
  EXPECT_EQ(referral.child_local_id(), "4711");
  EXPECT_EQ(referral.born_in, "2012-06");
  EXPECT_TRUE(referral.needs_complete);
  EXPECT_THAT(referral.needs, SizeIs(kNeeds.rows.size()));
  EXPECT_TRUE(referral.has(RiskToChild::Missing));
  EXPECT_FALSE(referral.has(RiskToChild::SelfHarm));
  EXPECT_TRUE(referral.has(RiskToOthers::Fire));
  ASSERT_THAT(referral.risks_to_child, SizeIs(1));
  EXPECT_EQ(referral.risks_to_child.front().level, referrals::RiskLevel::High);
  EXPECT_EQ(referral.risks_to_child.front().evidence_on, Date(2026, 2, 11));
  ASSERT_THAT(referral.places, SizeIs(1));
  EXPECT_EQ(referral.places.front().where.text, "LA1 4");
  ASSERT_THAT(referral.exclusion_zones, SizeIs(1));
  EXPECT_EQ(referral.exclusion_zones.front().radius_miles, 5);
  EXPECT_THAT(referral.wishes, ::testing::ElementsAre(Wish::Pets, Wish::Outdoors));
  EXPECT_THAT(referral.wanted_homes, ::testing::ElementsAre("SC400003", "2500001"));
  EXPECT_EQ(referral.needed_on, Date(2026, 3, 10));
  EXPECT_EQ(referral.legal.status, "C2");
  EXPECT_EQ(referral.notes, "Plays the drums every evening.");
  EXPECT_EQ(events("referral.sent"), 1);
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM referral_draft_tasks"); }), 0);
  EXPECT_THAT(page("/referrals/" + reference + "/write"), HasSubstr("was sent"));
  EXPECT_NE(begin_here(), reference);
}

TEST_P(Referring, WhoIsSecondSeesWhatChangedAndOverwritesNothing) {
  const auto reference = begin_here();
  const auto shown = version_in(page(address(reference, "notes")));
  as("worker");
  EXPECT_EQ(save(reference, "notes", {{"notes", "Written by the worker."}}).status, 303);
  as("officer");
  const auto second = save(reference, "notes", {{"notes", "Written by the officer."}}, shown);
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.body, AllOf(HasSubstr("Written by the worker."), HasSubstr("Written by the officer."), HasSubstr("Person worker")));
  EXPECT_THAT(page(address(reference, "notes")), Not(HasSubstr("Written by the officer.")));
  EXPECT_EQ(save(reference, "needs", all_needs("low")).status, 303) << "another part is nobody's but its own";
}

TEST_P(Referring, ANameInTheFreeTextHoldsTheReferralBackUntilItIsChangedOrTickedAndTheTickIsAudited) {
  const auto reference = begin_here();
  write_all(reference, "Robin’s school says she is kind.");
  const auto refused = send_it(reference);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("the child’s own name"), HasSubstr("/write/notes")));
  EXPECT_FALSE(read([&](db::Read& tx) { return referrals::find_referral(tx, desk->vault, reference).has_value(); }));
  std::smatch key;
  const auto shown = page("/referrals/" + reference + "/send");
  ASSERT_TRUE(std::regex_search(shown, key, std::regex(R"(name="(fine-[0-9a-f]+)\")")));
  EXPECT_EQ(send_it(reference, {{key[1].str(), "yes"}}).status, 303);
  EXPECT_EQ(events("referral.find_left"), 1);
  EXPECT_FALSE(read([](db::Read& tx) { return tx.exists("SELECT 1 FROM audit_events WHERE detail LIKE '%Robin%'"); }));
}

TEST_P(Referring, ATickCountsOnlyForWhatWasShownWithIt) {
  const auto reference = begin_here();
  write_all(reference, "Oakapple is on her bag.");
  std::smatch key;
  const auto shown = page("/referrals/" + reference + "/send");
  ASSERT_TRUE(std::regex_search(shown, key, std::regex(R"(name="(fine-[0-9a-f]+)\")")));
  const auto version = version_in(shown);
  EXPECT_EQ(save(reference, "notes", {{"notes", "Oakapple is on her bag, and Robin on her coat."}}).status, 303);
  EXPECT_EQ(post("/referrals/" + reference + "/send", {{"version", version}, {key[1].str(), "yes"}}).status, 409);
  EXPECT_EQ(send_it(reference, {{key[1].str(), "yes"}}).status, 422) << "the second name is not ticked";
}

TEST_P(Referring, TheChildsWishesOrWhyTheyWereNotAskedAreNeededBeforeTheSearch) {
  const auto reference = begin_here();
  const Fields rest{{"companions", "No preference"}, {"pets", "No"}};
  EXPECT_EQ(save(reference, "wishes", rest).status, 422);
  EXPECT_EQ(save(reference, "wishes", both(rest, {{"asked", "no"}})).status, 422);
  EXPECT_EQ(save(reference, "wishes", both(rest, {{"asked", "no"}, {"not_asked_because", "In hospital, unconscious"}})).status, 303);
}

TEST_P(Referring, AFullPostcodeAnUnknownChildAndALateEvidenceAreRefusedWhereTheyWereTyped) {
  const auto reference = begin_here();
  EXPECT_THAT(save(reference, "places", {{"place-1-kind", "family"}, {"place-1-where", "LA1 4YW"}}).body, HasSubstr("may tell a household"));
  EXPECT_THAT(save(reference, "places", {{"apart-1-own", "999999"}}).body, HasSubstr("no child with this id"));
  EXPECT_THAT(save(reference, "places", {{"apart-1-own", "4711"}}).body, HasSubstr("for whom the referral is"));
  EXPECT_THAT(save(reference, "risks", both(all_risks(), day("risk-others-fire-on", Date(2026, 3, 3)))).body, HasSubstr("today or earlier"));
  EXPECT_THAT(save(reference, "law", {{"status", "Z9"}, {"liberty", "no"}}).body, HasSubstr("Choose from the list"));
}

TEST_P(Referring, WhatWasReadStandsInTheChildsLedger) {
  const auto reference = begin_here();
  page(address(reference, "needs"));
  EXPECT_THAT(ledger(), Contains(Field(&disclosures::Entry::facts, HasSubstr("referral_needs"))));
}

TEST(IdentityInText, IsFoundHoweverItIsWritten) {
  const Known known{{"robin", "oakapple", "zoe"}, {"4711", "9434765919", "A123456789012"}, Date(2012, 6, 27)};
  for (const std::string text : {"ROBIN likes it", "Robin's bag", "Robin’s bag", "the Oakapples", "Zoë and", "number 4711.", "943 476 5919", "943-476-5919", "a123456789012", "born 27/06/2012", "27.6.12", "2012-06-27", "27th June", "June 27th", "27th of June 2012",
                                 "on 27062012", "at LA1 4YW", "la14yw", "call 07700 900123", "(01524) 555-0123", "write to a.b@example.org", "his friend Jayden"})
    EXPECT_THAT(identity_in(text, known), Not(IsEmpty())) << text;
  for (const std::string text : {"", "a robinia tree", "She was 12 in June.", "27 homes in 2012", "LA1 4 is near", "in 4 or 5 rooms of 2012", "47 or 11", "moved on 3 May 2025", "will be placed", "Risk of 3 in 10, 2025/26"}) EXPECT_THAT(identity_in(text, known), IsEmpty()) << text;
  for (const std::string text : {"R-LS12BC", "r-ls12bc", "together with R-M212CD."}) EXPECT_THAT(identity_in(text, known), IsEmpty()) << text << ": a reference of ours, although it looks like a postcode";
  for (const std::string text : {"M12BC", "BR-LS12BC", "R-M1 2CD", "R-LS1 2BC"}) EXPECT_THAT(identity_in(text, known), Not(IsEmpty())) << text;
  EXPECT_THAT(identity_in("Jayden and Sarah and Jayden", known), SizeIs(2)) << "a tick for one name says nothing of the next";
}

RIGHTPLACE_ON_BOTH(Referring);

}  // namespace
}  // namespace rightplace::referring
