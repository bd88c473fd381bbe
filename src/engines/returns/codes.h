#pragma once
// The code sets of the return, each code with the collection years in which it is used: data, because they change.

#include <string>
#include <string_view>
#include <vector>

namespace rightplace::returns {

struct Code {
  std::string field;    // column of the return: PLACE
  std::string code;     // K2, upper case
  std::string label;    // "Children's home"
  int from_year = 0;    // first and last collection year in which it is used
  int to_year = 9999;
  std::string source;
  bool used_in(int year) const { return from_year <= year && year <= to_year; }
};

class CodeBook {
 public:
  explicit CodeBook(std::vector<Code> codes);   // any order; a code may have several spans of years
  const Code* find(std::string_view field, std::string_view code, int year) const;   // null: not in that year
  // Any year in which it is used, to say why another is refused; null: in none.
  const Code* find_in_any_year(std::string_view field, std::string_view code) const;
  std::vector<const Code*> codes_of(std::string_view field, int year) const;
  bool knows(std::string_view field) const;

 private:
  std::vector<Code> codes_;   // by field, code, first year
};

}  // namespace rightplace::returns
