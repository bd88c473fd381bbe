#pragma once
// What a statement says, line by line in words: for reading it, for telling two versions apart, and for what is missing.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/homes/homes.h"
#include "features/supply/supply.h"

namespace rightplace::supplying {

// The parts in which a home's people write: each is a form and a task of the list.
enum class Part : std::uint8_t { Who, Needs, Risks, Offers, Education, Ethos, Protection, Staff, Staffing, Team, Area, Services, Fees };
struct PartInfo {
  Part part;
  std::string_view code;          // in the address
  std::string_view title;
  std::string_view what;          // one sentence
  supply::Subject subject;
  std::vector<supply::Matter> told;
};
std::span<const PartInfo> parts();
const PartInfo* part_named(std::string_view code);

struct Line {
  Part part = Part::Who;
  std::string key;                // the same in every version
  std::string label;
  std::string value;              // in words
};
std::vector<Line> lines_of(const supply::Statement& statement);
std::vector<Line> lines_of(const supply::Statement& statement, Part part);

// "Oldest age: was 16, is 17." `before` or `after` empty: was not stated, is no longer.
struct Difference {
  Line line;                      // its value is what it says after; empty: nothing
  std::string before;
};
std::vector<Difference> differences(const std::optional<supply::Statement>& before, const supply::Statement& after);
std::string in_words(const Difference& difference);

// The matters of Schedule 1 to the Children's Homes (England) Regulations 2015 (SI 2015/541), one by one.
struct Matter1 {
  int paragraph = 0;
  std::string_view matter;        // shortly
  Part part = Part::Who;          // where it is written
  std::string missing;            // a sentence that says what is missing; empty: complete
};
std::vector<Matter1> schedule_1(const homes::Home& home, const supply::HomeSupply& supply);
int percent(const std::vector<Matter1>& matters);

// Phrases that could stand in any home's statement, found in its own words (rules/generic_wording.toml). It warns only.
struct Phrase {
  std::string phrase;
  std::string instead;            // what to say instead
};
const std::vector<Phrase>& generic_phrases();
struct Generic {
  supply::Matter matter;
  const Phrase* phrase = nullptr;
};
std::vector<Generic> generic_wording(const supply::StatementOfPurpose& purpose);
std::vector<const Phrase*> generic_phrases_in(std::string_view words);

}  // namespace rightplace::supplying
