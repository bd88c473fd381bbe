#pragma once
// Finding by words as people type them: case, accents and punctuation do not matter, a beginning is enough, and a word that
// nothing begins with is taken for the nearest one.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rightplace::directory {

// Words in lower case with one space between: accents and apostrophes dropped, "&" as "and", whatever is no letter or digit a space.
std::string folded(std::string_view text);

// More than this of what was typed is not looked at.
inline constexpr std::size_t kLongestText = 200, kMostWords = 8;

struct WordsFound {
  bool asked = false;                                            // some word could be looked for
  std::vector<std::uint16_t> scores;                             // by item; 0: not found
  std::vector<std::pair<std::string, std::string>> read_as;      // typed, taken for
};

// Built once, then read from any thread. Some thousand items; a search takes well under a millisecond, whatever was typed.
class WordIndex {
 public:
  // `weight`: how much it counts that a word stands here.
  void add(std::uint32_t item, std::string_view text, int weight);
  void finish(std::size_t items);
  // An item is found when every word is.
  WordsFound find(std::string_view text) const;

 private:
  struct Posting {
    std::uint32_t item = 0;
    std::uint16_t weight = 0;
  };
  struct Word {
    std::string text;
    std::uint32_t letters = 0;   // which letters and digits it has: words far apart are told apart at once
    std::vector<Posting> postings;
  };
  std::vector<const Word*> nearest(std::string_view typed) const;
  std::unordered_map<std::string, std::vector<Posting>> building_;
  std::vector<Word> words_;      // by text
  std::size_t items_ = 0;
};

}  // namespace rightplace::directory
