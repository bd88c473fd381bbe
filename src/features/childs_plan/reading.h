#pragma once
// How hard a text is to read: the grade level of Flesch and Kincaid (Kincaid, Fishburne, Rogers and Chissom 1975, Research Branch
// Report 8-75, Chief of Naval Technical Training), 0.39 words a sentence + 11.8 syllables a word - 15.59. Grade 4 is read by
// children of nine to ten. Syllables are counted by rule, as English spells them; tried against known words in the tests.

#include <cstddef>
#include <string_view>

namespace rightplace::childs_plan {

// At least 1 for a word with letters. Figures count as one.
std::size_t syllables(std::string_view word);

struct Reading {
  std::size_t sentences = 0, words = 0, syllables = 0;
  std::size_t longest_sentence = 0;      // in words
  std::size_t hard_words = 0;            // of four syllables and more
  double grade() const;                  // 0 for no words
};
// Sentences end with . ! ? or : before a space, and at a line's end.
Reading read(std::string_view text);

}  // namespace rightplace::childs_plan
