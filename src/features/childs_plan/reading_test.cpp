#include "features/childs_plan/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "features/childs_plan/childs_plan_parts.h"

namespace rightplace::childs_plan {
namespace {

TEST(Reading, SyllablesAreCountedAsTheyAreSpoken) {
  for (const auto& [word, count] : std::initializer_list<std::pair<std::string_view, std::size_t>>{
           {"home", 1}, {"lives", 1}, {"live", 1}, {"asked", 1}, {"wanted", 2}, {"social", 2}, {"worker", 2}, {"council", 2}, {"people", 2}, {"little", 2}, {"table", 2}, {"advocate", 3}, {"officer", 3}, {"reviewing", 3},
           {"answer", 2}, {"question", 2}, {"questions", 2}, {"address", 2}, {"places", 2}, {"changes", 2}, {"needed", 2}, {"helped", 1}, {"the", 1}, {"be", 1}, {"free", 1}, {"you", 1}, {"someone", 2}, {"children", 2},
           {"every", 2}, {"danger", 2}, {"police", 2}, {"independent", 4}, {"information", 4}, {"2026", 1}, {"12", 1}, {"—", 0}})
    EXPECT_EQ(syllables(word), count) << word;
}

TEST(Reading, TheGradeIsThatOfTheFormula) {
  // 6 words, 1 sentence, 6 syllables.
  const auto easy = read("The cat sat on the mat.");
  EXPECT_EQ(easy.words, 6u);
  EXPECT_EQ(easy.sentences, 1u);
  EXPECT_EQ(easy.syllables, 6u);
  EXPECT_NEAR(easy.grade(), 0.39 * 6 + 11.8 * 1 - 15.59, 1e-9);
  EXPECT_GT(read("The independent reviewing officer monitors the performance of the responsible authority.").grade(), 12);
  EXPECT_EQ(read("").grade(), 0);
  EXPECT_EQ(read("One line\nAnother line").sentences, 2u);
}

TEST(Reading, EverySentenceOfTheChildsPagesIsShortAndOfEverydayWords) {
  ASSERT_GT(sentences().size(), 100u);
  Reading all;
  for (const auto& [name, text] : sentences()) {
    const auto reading = read(replace_all(text, "{}", "Robin"));
    EXPECT_LE(reading.longest_sentence, 16u) << name << ": " << text;
    EXPECT_EQ(reading.hard_words, 0u) << name << ": " << text;
    if (reading.words >= 5) { EXPECT_LE(reading.grade(), 6.0) << name << ": " << text; }
    all.words += reading.words;
    all.sentences += reading.sentences;
    all.syllables += reading.syllables;
  }
  EXPECT_LE(all.grade(), 4.0) << "together they are for nine-year-olds: grade " << all.grade();
}

TEST(Reading, AFileWithoutASentenceOrWithOneTwiceIsRefused) {
  EXPECT_FALSE(read_sentences("a.b = One.\nnothing here\n", "a file"));
  EXPECT_FALSE(read_sentences("a.b = One.\na.b = Two.\n", "a file"));
  EXPECT_TRUE(read_sentences("# a note\n\na.b = One.\n", "a file"));
}

TEST(Reading, ASentenceIsNeverShownWithAHoleInIt) {
  EXPECT_EQ(say("home.lives", {"Alder House"}), "You live in a home called Alder House.");
  EXPECT_THROW(say("home.lives"), std::logic_error);
  EXPECT_THROW(say("home.none", {"more"}), std::logic_error);
  EXPECT_THROW(say("no.such"), std::logic_error);
}

}  // namespace
}  // namespace rightplace::childs_plan
