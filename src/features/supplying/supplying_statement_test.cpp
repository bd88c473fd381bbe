#include "features/supplying/supplying_statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::supplying {
namespace {

using supply::Matter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

supply::HomeSupply whole_statement() {
  supply::StatementOfPurpose p;
  p.age_from = 11;
  p.age_to = 17;
  p.accepts = HomeSex::Girls;
  p.needs = {{Need::Autism, std::nullopt, NeedLevel::High, std::nullopt}};
  p.adaptations = std::vector<Adaptation>{};
  p.takes_emergency = false;
  p.education_on_site = false;
  p.therapy_model = "";
  for (const auto& row : supply::kMatters.rows) p.told.push_back({row.value, "We say something of it."});
  supply::HomeSupply home;
  home.purpose = {p, Instant{0}};
  home.rooms = {{{"Blue", std::nullopt}}, Instant{0}};
  home.staffing = {{{PartOfDay::Night, 1}}, Instant{0}};
  return home;
}

TEST(Schedule1, HasThe22MattersInTheirOrderAndNamesWhatIsMissing) {
  const auto nothing = schedule_1({}, {});
  ASSERT_THAT(nothing, SizeIs(22));
  for (std::size_t i = 0; i < nothing.size(); ++i) EXPECT_EQ(nothing[i].paragraph, static_cast<int>(i) + 1);
  EXPECT_EQ(percent(nothing), 0);
  EXPECT_THAT(nothing[2].missing, HasSubstr("the age range"));
}

TEST(Schedule1, IsCompleteWhenEveryMatterIsThereAndNamesTheOneThatIsTakenAway) {
  auto home = whole_statement();
  EXPECT_EQ(percent(schedule_1({}, home)), 100);
  std::erase_if(home.purpose->value.told, [](const supply::Told& t) { return t.matter == Matter::Behaviour; });
  const auto matters = schedule_1({}, home);
  EXPECT_EQ(percent(matters), 95);
  EXPECT_THAT(matters[16].missing, HasSubstr("restraint"));
}

TEST(Schedule1, ASchoolOfItsOwnNeedsACurriculumAndNoLocalSchool) {
  auto home = whole_statement();
  std::erase_if(home.purpose->value.told, [](const supply::Told& t) { return t.matter == Matter::Curriculum || t.matter == Matter::LocalSchools; });
  EXPECT_THAT(schedule_1({}, home)[10].missing, IsEmpty());
  EXPECT_THAT(schedule_1({}, home)[11].missing, HasSubstr("local schools"));
  home.purpose->value.education_on_site = true;
  EXPECT_THAT(schedule_1({}, home)[10].missing, HasSubstr("curriculum"));
  EXPECT_THAT(schedule_1({}, home)[11].missing, IsEmpty());
}

TEST(GenericWording, IsFoundAsWholeWordsWhateverTheCaseAndHyphens) {
  const auto phrases = [](std::string_view words) {
    std::vector<std::string> found;
    for (const auto* phrase : generic_phrases_in(words)) found.push_back(phrase->phrase);
    return found;
  };
  EXPECT_THAT(phrases("We offer a Child-Centred approach."), ElementsAre("child centred"));
  EXPECT_THAT(phrases("a HOMELY\n environment"), ElementsAre("homely environment", "homely"));
  EXPECT_THAT(phrases("robustness is not the word"), IsEmpty());
  EXPECT_THAT(phrases("We eat together at six, and Mo the dog sleeps in the hall."), IsEmpty());
  for (const auto& phrase : generic_phrases()) EXPECT_FALSE(phrase.instead.empty()) << phrase.phrase;
}

TEST(Differences, AreSaidInWordsForWhatIsNewGoneAndChanged) {
  supply::StatementOfPurpose before, after;
  before.age_to = 16;
  before.takes_solo = true;
  after.age_to = 17;
  after.needs = {{Need::Autism, NeedLevel::Low, NeedLevel::High, std::nullopt}};
  std::vector<std::string> words;
  for (const auto& d : differences(supply::Statement(before), after)) words.push_back(in_words(d));
  EXPECT_THAT(words, ElementsAre("Oldest age: 17 (was: 16)", "Would keep the home to one child: no longer stated (was: yes)", "Autism: taken from low to high (was not stated)"));
  EXPECT_THAT(differences(supply::Statement(after), after), IsEmpty());
}

TEST(Parts, EveryMatterIsAskedInExactlyOnePart) {
  for (const auto& row : supply::kMatters.rows) {
    int asked = 0;
    for (const auto& info : parts()) asked += static_cast<int>(std::ranges::count(info.told, row.value));
    EXPECT_EQ(asked, 1) << row.code;
  }
  for (std::size_t i = 0; i < parts().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(parts()[i].part), i);
}

}  // namespace
}  // namespace rightplace::supplying
