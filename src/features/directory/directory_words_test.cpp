#include "features/directory/directory_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<std::uint32_t> found_in(const WordIndex& index, std::string_view text) {
  const auto found = index.find(text);
  std::vector<std::uint32_t> items;
  for (std::uint32_t i = 0; i < found.scores.size(); ++i)
    if (found.scores[i]) items.push_back(i);
  return items;
}

WordIndex three_homes() {
  WordIndex index;
  index.add(0, "St Mary's Lodge", 8);
  index.add(0, "SC900001", 10);
  index.add(1, "Alder House", 8);
  index.add(1, "Manchester", 5);
  index.add(2, "Château Bœuf & Sons", 8);
  index.add(2, "SC900002", 10);
  index.finish(3);
  return index;
}

TEST(Words, CaseAccentsAndPunctuationDoNotMatter) {
  EXPECT_EQ(folded("  St. MARY'S—Lodge  "), "st marys lodge");
  EXPECT_EQ(folded("St Mary\u2019s"), "st marys");
  EXPECT_EQ(folded("Château & Co"), "chateau and co");
  EXPECT_EQ(folded("\U0001F600\U0001F600"), "");
  EXPECT_EQ(folded("\xC3"), "");
}

TEST(Words, ABeginningOrAnotherSpellingIsEnough) {
  const auto index = three_homes();
  EXPECT_THAT(found_in(index, "st marys"), ElementsAre(0));
  EXPECT_THAT(found_in(index, "ALD"), ElementsAre(1));
  EXPECT_THAT(found_in(index, "chateau"), ElementsAre(2));
}

TEST(Words, EveryWordMustBeFound) {
  const auto index = three_homes();
  EXPECT_THAT(found_in(index, "alder manchester"), ElementsAre(1));
  EXPECT_THAT(found_in(index, "alder lodge"), IsEmpty());
}

TEST(Words, AMistypedWordIsTakenForTheNearestOneAndThatIsSaid) {
  const auto index = three_homes();
  const auto found = index.find("Mancehster");
  EXPECT_THAT(found_in(index, "Mancehster"), ElementsAre(1));
  EXPECT_THAT(found.read_as, ElementsAre(Pair("mancehster", "manchester")));
  EXPECT_THAT(found_in(index, "Birmingham"), IsEmpty());
}

TEST(Words, NumbersAreNeverGuessed) {
  const auto index = three_homes();
  EXPECT_THAT(found_in(index, "SC900001"), ElementsAre(0));
  EXPECT_THAT(found_in(index, "900009"), IsEmpty());
  EXPECT_THAT(found_in(index, "SC900"), ElementsAre(0, 2));
}

TEST(Words, AnExactWordCountsMoreThanABeginning) {
  WordIndex index;
  index.add(0, "Alderman House", 8);
  index.add(1, "Alder House", 8);
  index.finish(2);
  const auto found = index.find("alder");
  EXPECT_GT(found.scores[1], found.scores[0]);
}

TEST(Words, WordsThatSayNothingAreLeftOutOnlyBesideOthers) {
  const auto index = three_homes();
  EXPECT_THAT(found_in(index, "the city of Manchester council"), ElementsAre(1));
  EXPECT_THAT(found_in(index, "the council"), IsEmpty());
  EXPECT_FALSE(index.find("").asked);
}

TEST(Words, LongAndStrangeTextIsCutAndHarmless) {
  const auto index = three_homes();
  EXPECT_THAT(found_in(index, std::string(10'000, 'a')), IsEmpty());
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += "alder ";
  EXPECT_THAT(found_in(index, many), ElementsAre(1));
  EXPECT_THAT(found_in(index, std::string("alder\0\x01\xFF\xFE", 9)), ElementsAre(1));
}

}  // namespace
}  // namespace rightplace::directory
