#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ReferringPrograms : public ReferringStage {
 protected:
  static std::string text_at(const web::Response& response, std::string_view name) {
    const auto value = json::parse(response.body, "answer");
    const auto* found = value ? value->find(name) : nullptr;
    return found && found->as_string() ? *found->as_string() : "";
  }
  std::string begun() { return text_at(post_json("/api/v1/children/" + child.text() + "/referrals", {}), "reference"); }
  std::string at(const std::string& reference) { return "/api/v1/referral-drafts/" + reference; }
};

TEST_P(ReferringPrograms, ADraftIsBegunWrittenReadAndDiscarded) {
  as_program_of("officer");
  const auto reference = begun();
  ASSERT_EQ(reference.size(), 8u);
  EXPECT_EQ(begun(), reference);
  const json::Object part{{"version", 0}, {"finished", false}, {"answers", json::Object{{"needed_on", "2026-03-10"}, {"urgency", "planned"}}}};
  const auto kept = post_json(at(reference) + "/parts/when", part, "the-key-of-this-one-part");
  EXPECT_EQ(kept.status, 200) << kept.body;
  EXPECT_EQ(post_json(at(reference) + "/parts/when", part, "the-key-of-this-one-part").body, kept.body);
  EXPECT_EQ(post_json(at(reference) + "/parts/when", part).status, 409) << "somebody wrote since version 0";
  EXPECT_THAT(page(at(reference)), AllOf(HasSubstr(R"("needed_on":"2026-03-10")"), HasSubstr(R"("urgency":"planned")")));
  EXPECT_THAT(page("/api/v1/referral-drafts"), HasSubstr(reference));
  EXPECT_EQ(post_json(at(reference) + "/send", {{"version", 1}}).status, 422);
  EXPECT_EQ(post_json(at(reference) + "/discard", {}).status, 200);
  EXPECT_EQ(get(at(reference)).status, 409);
  EXPECT_THAT(page("/api/v1/referral-drafts"), Not(HasSubstr(reference)));
}

TEST_P(ReferringPrograms, WhatIsWrongIsSaidAndNothingIsKept) {
  as_program_of("officer");
  const auto reference = begun();
  const auto answers = [&](json::Object said) { return post_json(at(reference) + "/parts/when", {{"version", 0}, {"finished", false}, {"answers", std::move(said)}}); };
  EXPECT_THAT(answers({{"needed_on", "10 March"}}).body, HasSubstr("is a day such as"));
  EXPECT_THAT(answers({{"shoes", "red"}}).body, HasSubstr("no such question"));
  EXPECT_EQ(answers({{"urgency", json::Array{"planned"}}}).status, 422);
  EXPECT_EQ(answers({{"urgency", "never"}}).status, 422);
  EXPECT_EQ(answers({{"needed_on", "2026-02-01"}}).status, 422) << "a day that has passed";
  EXPECT_EQ(post_json(at(reference) + "/parts/shoes", {{"version", 0}, {"finished", false}, {"answers", json::Object{}}}).status, 404);
  EXPECT_EQ(post_json(at(reference) + "/parts/when", {{"version", 0}}).status, 422);
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM referral_draft_tasks"); }), 0);
}

TEST_P(ReferringPrograms, AReferralIsSentAndChangedAndANameHoldsItBack) {
  const auto reference = begin_here();
  write_all(reference, "Robin plays the drums.");
  as_program_of("officer");
  const auto draft = get(at(reference));
  std::smatch key;
  ASSERT_TRUE(std::regex_search(draft.body, key, std::regex(R"re("key":"([0-9a-f]+)")re"))) << draft.body;
  const auto version = std::to_string(tasks().size());
  EXPECT_THAT(draft.body, HasSubstr(R"("version":)" + version));
  EXPECT_EQ(post_json(at(reference) + "/send", {{"version", static_cast<std::int64_t>(tasks().size())}}).status, 422);
  const auto sent_it = post_json(at(reference) + "/send", {{"version", static_cast<std::int64_t>(tasks().size())}, {"tells_nobody", json::Array{key[1].str()}}});
  EXPECT_EQ(sent_it.status, 200) << sent_it.body;
  EXPECT_EQ(sent(reference).status, referrals::Status::Open);
  EXPECT_EQ(get(at(reference)).status, 409);

  EXPECT_EQ(post_json("/api/v1/referrals/" + reference + "/change", {}).status, 200);
  EXPECT_EQ(post_json(at(reference) + "/parts/notes", {{"version", 0}, {"finished", true}, {"answers", json::Object{{"notes", "Plays the trumpet."}}}}).status, 200);
  const auto document = text_at(get(at(reference)), "document");
  EXPECT_EQ(post_json(at(reference) + "/send", {{"version", 1}}).status, 409) << "without saying what it changes";
  const auto changed = post_json(at(reference) + "/send", {{"version", 1}, {"document", document}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(sent(reference).notes, "Plays the trumpet.");
}

RIGHTPLACE_ON_BOTH(ReferringPrograms);

}  // namespace
}  // namespace rightplace::referring
