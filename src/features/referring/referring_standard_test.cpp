#include "features/referring/referring_standard.h"

#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

json::Value record_with(bool other, const FieldSource* without = nullptr) {
  json::Object whole;
  for (const auto& field : field_sources()) {
    auto& part = whole[field.entity];
    if (!part.as_object()) part = json::Object{};
    if (&field != without) part.as_object()->set(field.name, json::parse(other ? field.other : field.one, "a value").value());
  }
  whole.set("rightplace", json::Object{{"authority_code", "E10000017"}, {"age", 14}, {"needed_on", "2026-03-10"}});
  return whole;
}

// A field that the standard does not have, a value that it does not take and one that is required and left out are refused.
TEST(StandardFields, EachIsOneOfTheStandardsWithItsValuesAndEachQuestionThatItNamesIsAsked) {
  EXPECT_EQ(field_sources().size(), 41u);
  const auto fault = [](const json::Value& record) {
    std::vector<FieldError> warnings;
    const auto read = referrals::read_referral(record, "record", warnings);
    return read ? std::string() : read.error().detail;
  };
  EXPECT_EQ(fault(record_with(false)), "");
  EXPECT_EQ(fault(record_with(true)), "");
  for (const auto& source : field_sources()) {
    EXPECT_EQ(!fault(record_with(false, &source)).empty(), source.required) << source.name;
    if (source.task.empty()) continue;
    const auto* task = find_task(source.task);
    ASSERT_TRUE(task) << source.name;
    EXPECT_THAT(task->questions, Contains(Field(&Question::name, std::string(source.question)))) << source.name;
  }
}

TEST(StandardFields, WhatOnlyTheStandardAsksCostsLessThanNinetySeconds) {
  const auto typing = extra_typing();
  EXPECT_EQ(typing.choices, 8);   // docs/use/standard.md says the same
  EXPECT_EQ(typing.texts, 1);
  EXPECT_NEAR(typing.seconds(), 45.85, 0.01);
  EXPECT_LT(typing.seconds(), 90);
}

class Standard : public ReferringStage {
 protected:
  std::string here(const std::string& reference) { return "/referrals/" + reference + "/standard"; }
  json::Value record_of_page(const std::string& reference) {
    const auto response = get(here(reference) + "/record.json");
    EXPECT_EQ(response.status, 200) << response.body;
    return *json::parse(response.body, "record");
  }
  web::Response look_through(const std::string& bytes) {
    const std::string mark = "----a-boundary-of-this-form";
    std::string body;
    for (const auto& [name, value] : {std::pair("csrf", "a-token-of-this-session"), std::pair("once", "mark-of-looking-through-a-file")}) body += "--" + mark + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    body += "--" + mark + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"record.json\"\r\nContent-Type: application/json\r\n\r\n" + bytes + "\r\n--" + mark + "--\r\n";
    return send(web::Method::Post, from_file(), std::move(body), "multipart/form-data; boundary=" + mark);
  }
  std::string from_file() { return "/children/" + child.text() + "/refer-from-file"; }
  std::string sent_reference() {
    const auto reference = begin_here();
    write_all(reference);
    EXPECT_EQ(send_it(reference).status, 303);
    return reference;
  }
  std::map<std::string, std::string> answers_of_draft(const std::string& reference) {
    std::map<std::string, std::string> all;
    const auto draft = read([&](db::Read& tx) { return find_draft(tx, desk->vault, reference); });
    for (const auto& [task, written] : draft->written) {
      EXPECT_FALSE(written.finished) << task;
      for (const auto& [name, value] : written.answers) all[name] = value;
    }
    return all;
  }
};
RIGHTPLACE_ON_BOTH(Standard);

TEST_P(Standard, TheRecordOfAReferralIsTakenAwayAndBecomesTheSameAnswersAgain) {
  const auto sent = sent_reference();
  as("officer");
  EXPECT_THAT(page(here(sent)), AllOf(HasSubstr("riskMissing"), HasSubstr("Risk Present"), HasSubstr("No placement is recorded yet."), Not(HasSubstr("Robin"))));
  const auto record = record_of_page(sent);
  EXPECT_EQ(record.find("rightplace"), nullptr);
  const auto preview = look_through(record.pretty());
  EXPECT_EQ(preview.status, 200) << preview.body;
  EXPECT_THAT(preview.body, AllOf(HasSubstr("What the file becomes"), HasSubstr("Going missing"), HasSubstr("referralOfficerName"), Not(HasSubstr("What the file lacks"))));
  EXPECT_EQ(events("referral.begun_from_file"), 0) << "nothing is kept before somebody says so";
  const auto begun = post(from_file() + "/begin", {{"record", record.dump()}});
  ASSERT_EQ(begun.status, 303) << begun.body;
  const auto answers = answers_of_draft(where(begun).substr(11, 8));
  EXPECT_EQ(answers.at("risk-child-missing"), "present");
  EXPECT_EQ(answers.at("risk-others-fire"), "present");
  EXPECT_EQ(answers.at("risk-child-self_harm"), "none") << "the file says so";
  EXPECT_EQ(answers.at("foster"), "Unsuitable");
  EXPECT_EQ(answers.at("count"), "0");
  EXPECT_EQ(answers.at("liberty"), "no");
  EXPECT_FALSE(answers.contains("risk-child-other")) << "the standard has no word for its absence";
  EXPECT_FALSE(answers.contains("asked")) << "whether the child was asked is said by people";
  EXPECT_EQ(post(from_file() + "/begin", {{"record", record.dump()}}).status, 409) << "nobody's words are overwritten";
}

TEST_P(Standard, WhatTheFileDoesNotSayOrSaysWronglyIsNeverAnAbsentRisk) {
  const auto record = R"({"PlacementAvailability": {"childId": 4711}, "Risks": {"riskSelfHarm": "Perhaps", "riskMissing": "Risk Present", "riskDrugAlcohol": "No known risk", "riskShoes": "Risk Present"}, "PlacementRequirements": {"pets": "Yes - can", "homeAdaptation": "no"}})";
  const auto preview = look_through(record);
  EXPECT_EQ(preview.status, 200);
  EXPECT_THAT(preview.body, AllOf(HasSubstr("Risks.riskSelfHarm"), HasSubstr("a string"), HasSubstr("Answer “Self-harm” in the part “Risks”"), HasSubstr("Risks.riskShoes"), HasSubstr("PlacementRequirements.homeAdaptation"), HasSubstr("What the file lacks"), HasSubstr("Risks.riskToOthersFire")));
  as_program_of("officer");
  const auto taken = post_json("/api/v1/children/" + child.text() + "/referral-from-record", {{"record", *json::parse(record, "record")}});
  ASSERT_EQ(taken.status, 200) << taken.body;
  const auto answers = answers_of_draft(*json::parse(taken.body, "answer")->find("reference")->as_string());
  EXPECT_EQ(answers.at("risk-child-missing"), "present");
  EXPECT_EQ(answers.at("risk-child-drug_alcohol"), "none");
  EXPECT_EQ(answers.at("pets"), "Yes - can");
  for (const auto* silent : {"risk-child-self_harm", "risk-child-other", "risk-others-fire", "adapted", "count", "urgency", "asked", "companions", "foster"}) EXPECT_FALSE(answers.contains(silent)) << silent;
}

TEST_P(Standard, ARecordOfAnotherNumberIsTakenOnlyOnceSomebodyMadeSureWhoseItIs) {
  const std::string record = R"({"PlacementAvailability": {"childId": 99}, "Risks": {"riskMissing": "Risk Present"}, "rightplace": {"authority_code": "E10000016", "born_in": "1999-01"}})";
  EXPECT_THAT(look_through(record).body, AllOf(HasSubstr("I have made sure that this record is of this child"), HasSubstr("The file names another authority"), HasSubstr("another month of birth")));
  EXPECT_EQ(post(from_file() + "/begin", {{"record", record}}).status, 422);
  EXPECT_EQ(events("referral.begun"), 0);
  EXPECT_EQ(post(from_file() + "/begin", {{"record", record}, {"same_child", "yes"}}).status, 303);
}

TEST_P(Standard, WhatIsNoRecordIsRefusedInWords) {
  EXPECT_THAT(look_through("not JSON").body, HasSubstr("the file"));
  EXPECT_THAT(look_through("[{}, {}]").body, HasSubstr("2 records"));
  EXPECT_THAT(look_through(R"({"shoes": "red"})").body, HasSubstr("none of its parts"));
  EXPECT_EQ(look_through(std::string(200'000, ' ')).status, 422);
  EXPECT_EQ(look_through(R"({"Risks": 7})").status, 200) << "what is wrong in it is said";
  for (const std::string who : {"stranger", "head", "manager"}) {
    as(who);
    EXPECT_EQ(get(from_file()).status, 404) << who;
    EXPECT_EQ(look_through("{}").status, 404) << who;
  }
}

TEST_P(Standard, ThePlacementCompletesTheRecordWithTwoAnswersMore) {
  const auto sent = sent_reference();
  as("officer");
  EXPECT_EQ(post(here(sent), {{"preferabilityLocation", "yes"}, {"educationContinuity", "no"}}).status, 409) << "nothing is placed yet";
  write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = child;
    placement.authority_code = "E10000017";
    placement.urn = kAlder;
    placement.stay.from = Date(2026, 3, 10);
    placement.rate = WeeklyRate{Pence{512'350}};
    placement.referral_id = referrals::line_of(tx, sent)->id;
    EXPECT_TRUE(placements::claim(tx, kOperator, kTest, placement, clock.now()));
  });
  EXPECT_THAT(page(here(sent)), AllOf(HasSubstr("Does the child stay at the same school?"), HasSubstr("Only the standard asks it")));
  EXPECT_EQ(post(here(sent), {{"preferabilityLocation", "yes"}}).status, 422);
  ASSERT_EQ(post(here(sent), {{"preferabilityLocation", "yes"}, {"educationContinuity", "no"}}).status, 303);
  const auto record = record_of_page(sent);
  const auto& actual = *record.find("ActualPlacement");
  EXPECT_EQ(*actual.find("totalWeeklyCost")->as_integer(), 5124);
  EXPECT_EQ(*actual.find("providerURN")->as_string(), kAlder);
  EXPECT_EQ(*actual.find("placementLocation")->as_string(), "Lancashire");
  EXPECT_TRUE(*actual.find("preferabilityLocation")->as_bool());
  EXPECT_FALSE(*actual.find("educationContinuity")->as_bool());
  EXPECT_EQ(*record.find("QualityAssurance")->find("placementDate")->as_string(), "2026-03-10");
  as_program_of("officer");
  const auto said = *json::parse(page("/api/v1" + here(sent)), "answer");
  std::vector<std::string> lacking;
  for (const auto& one : *said.find("lacking")->as_array()) lacking.push_back(*one.find("field")->as_string());
  // The placement was not made from a choice, so that nobody is named; the others may stay empty.
  EXPECT_THAT(lacking, Contains("QualityAssurance.placementOfficerName"));
  EXPECT_THAT(lacking, Not(Contains(HasSubstr("ActualPlacement"))));
}

}  // namespace
}  // namespace rightplace::referring
