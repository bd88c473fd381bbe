#include "features/directory/directory_words.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"

namespace rightplace::directory {
namespace {

// Latin letters with a mark, U+00C0 to U+00FF, without it; a dot: no letter.
constexpr std::string_view kPlain = "aaaaaaaceeeeiiiidnooooo.ouuuuybsaaaaaaaceeeeiiiidnooooo.ouuuuyby";
static_assert(kPlain.size() == 64);

// Words that say nothing when nothing has them.
constexpr std::array<std::string_view, 17> kNoise{"a", "an", "and", "at", "borough", "children", "childrens", "city", "council", "county", "in", "near", "of", "home", "homes", "the", "urn"};

std::uint32_t letters_of(std::string_view word) {
  std::uint32_t letters = 0;
  for (const char c : word) letters |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26 + (c & 3));
  return letters;
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto space = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += static_cast<char>(c);
    else if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
    else if (c == '\'') continue;
    else if (c == '&') {
      space();
      out += "and ";
    } else if (c == 0xC3 && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0u) == 0x80) {
      const char plain = kPlain[static_cast<unsigned char>(text[++i]) & 0x3Fu];
      if (plain == '.') space();
      else out += plain;
    } else if (text.substr(i).starts_with("\u2019")) i += 2;
    else space();
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void WordIndex::add(std::uint32_t item, std::string_view text, int weight) {
  const auto plain = folded(text);
  for (const auto word : split(plain, ' ')) {
    if (word.empty()) continue;
    auto& postings = building_[std::string(word)];
    if (!postings.empty() && postings.back().item == item) postings.back().weight = std::max(postings.back().weight, static_cast<std::uint16_t>(weight));
    else postings.push_back({item, static_cast<std::uint16_t>(weight)});
  }
}

void WordIndex::finish(std::size_t items) {
  items_ = items;
  words_.reserve(building_.size());
  for (auto& [text, postings] : building_) words_.push_back({text, letters_of(text), std::move(postings)});
  building_.clear();
  std::ranges::sort(words_, {}, &Word::text);
}

// Numbers are never guessed: another URN is another home.
std::vector<const WordIndex::Word*> WordIndex::nearest(std::string_view typed) const {
  std::vector<const Word*> found;
  if (typed.size() < 4 || typed.size() > 30 || is_number(typed)) return found;
  int most = typed.size() >= 8 ? 2 : 1;
  const auto letters = letters_of(typed);
  for (const auto& word : words_) {
    const auto longer = std::max(word.text.size(), typed.size()), shorter = std::min(word.text.size(), typed.size());
    if (longer - shorter > static_cast<std::size_t>(most) || std::popcount(word.letters ^ letters) > 2 * most || is_number(word.text)) continue;
    const int edits = edit_distance(typed, word.text, most);
    if (edits > most) continue;
    if (edits < most) found.clear();
    most = edits;
    found.push_back(&word);
  }
  return found;
}

WordsFound WordIndex::find(std::string_view text) const {
  WordsFound found;
  const auto plain = folded(text.substr(0, kLongestText));
  std::vector<std::uint16_t> here(items_);
  std::size_t looked = 0;
  for (const auto typed : split(plain, ' ')) {
    if (typed.empty() || looked == kMostWords) continue;
    auto from = std::ranges::lower_bound(words_, typed, {}, [](const Word& word) { return std::string_view(word.text); });
    std::ranges::fill(here, std::uint16_t{0});
    const auto take = [&](const Word& word, int factor) {
      for (const auto& posting : word.postings) here[posting.item] = std::max(here[posting.item], static_cast<std::uint16_t>(posting.weight * factor));
    };
    bool any = false;
    for (auto at = from; at != words_.end() && at->text.starts_with(typed); ++at) {
      const bool exact = at->text.size() == typed.size();
      if (!exact && typed.size() < 2) break;
      take(*at, exact ? 3 : 2);
      any = true;
    }
    if (!any) {
      const auto near = nearest(typed);
      if (near.empty() && (typed.size() < 2 || std::ranges::find(kNoise, typed) != kNoise.end())) continue;
      for (const auto* word : near) take(*word, 1);
      if (!near.empty()) found.read_as.emplace_back(std::string(typed), near.front()->text);
    }
    if (!found.asked) found.scores = here;
    else
      for (std::size_t i = 0; i < items_; ++i) found.scores[i] = found.scores[i] && here[i] ? static_cast<std::uint16_t>(found.scores[i] + here[i]) : std::uint16_t{0};
    found.asked = true;
    ++looked;
  }
  if (!found.asked && !plain.empty()) {   // only words that say nothing, and nothing has them
    found.asked = true;
    found.scores.assign(items_, 0);
  }
  return found;
}

}  // namespace rightplace::directory
