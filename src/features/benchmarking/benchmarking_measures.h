#pragma once
// The measures: formulas over published counts, values with intervals, and where one stands among all. Pure. Within the feature.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rightplace::benchmarking {

// Published counts by series, authority (ONS code) and year. Nothing: suppressed in its file.
class Counts {
 public:
  void set(std::string_view series, std::string_view authority, int year, std::optional<std::int64_t> value) { values_[{std::string(series), year}][std::string(authority)] = value; }
  bool has(std::string_view series, std::string_view authority, int year) const;
  std::optional<std::int64_t> of(std::string_view series, std::string_view authority, int year) const;   // nothing: suppressed, or not there
  std::vector<std::string> authorities(std::string_view series, int year) const;
  std::vector<int> years(std::string_view series) const;   // newest first
  bool empty() const { return values_.empty(); }

 private:
  std::map<std::pair<std::string, int>, std::map<std::string, std::optional<std::int64_t>>> values_;
};

enum class Kind { Rate, Share, WeeklyCost };   // for 10,000 children; per cent; pounds for a child a week
struct Measure {
  std::string_view id, title;
  Kind kind = Kind::Share;
  std::vector<std::string_view> top, bottom;   // series that are added up
  std::string_view formula;                    // a sentence
  std::string_view source;
  std::string_view used_by;                    // who uses it, for what
  // Of a denominator that has suppressed parts: the whole, and all parts into which it falls. What the known parts leave of the whole is
  // the most that the suppressed ones can be together.
  std::string_view whole = {};
  std::vector<std::string_view> parts = {};
};
const std::vector<Measure>& measures();
const Measure* measure_called(std::string_view id);

inline constexpr std::int64_t kFewest = 6;     // fewer say nothing, and are not published

struct Value {
  double value = 0, low = 0, high = 0;         // 95 per cent
  double top = 0, bottom = 0;
};
// Nothing: a part is missing, suppressed, or too few to say.
std::optional<Value> value_of(const Measure& measure, const Counts& counts, std::string_view authority, int year);
// The latest year of which most authorities that any year has can be told.
std::optional<int> year_of(const Measure& measure, const Counts& counts);

struct Standing {
  std::optional<Value> own;
  std::optional<double> all, neighbours;       // the middle of the others' values
  int told = 0;                                // authorities with a value
  int lowest = 0, highest = 0;                 // the places that own may hold, 1 for the lowest value
};
Standing standing_of(const Measure& measure, const Counts& counts, std::string_view authority, const std::vector<std::string>& neighbours, int year);
// "between the 12th and the 60th of 151, from the lowest", or that it cannot be said.
std::string place_in_words(const Standing& standing);
std::string words_of(const Measure& measure, double value);   // "71", "13.4 %", "£7,295"

}  // namespace rightplace::benchmarking
