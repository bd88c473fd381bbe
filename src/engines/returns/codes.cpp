#include "engines/returns/codes.h"

#include <algorithm>
#include <tuple>

namespace rightplace::returns {
namespace {

using Key = std::pair<std::string_view, std::string_view>;
Key key_of(const Code& code) { return {code.field, code.code}; }

}  // namespace

CodeBook::CodeBook(std::vector<Code> codes) : codes_(std::move(codes)) {
  std::ranges::sort(codes_, {}, [](const Code& c) { return std::tuple(std::string_view(c.field), std::string_view(c.code), c.from_year); });
}

const Code* CodeBook::find(std::string_view field, std::string_view code, int year) const {
  const auto same = std::ranges::equal_range(codes_, Key{field, code}, {}, key_of);
  const auto found = std::ranges::find_if(same, [&](const Code& c) { return c.used_in(year); });
  return found == same.end() ? nullptr : &*found;
}

const Code* CodeBook::find_in_any_year(std::string_view field, std::string_view code) const {
  const auto same = std::ranges::equal_range(codes_, Key{field, code}, {}, key_of);
  return same.empty() ? nullptr : &same.front();
}

std::vector<const Code*> CodeBook::codes_of(std::string_view field, int year) const {
  std::vector<const Code*> out;
  for (const auto& code : codes_)
    if (code.field == field && code.used_in(year)) out.push_back(&code);
  return out;
}

bool CodeBook::knows(std::string_view field) const {
  return std::ranges::any_of(codes_, [&](const Code& c) { return c.field == field; });
}

}  // namespace rightplace::returns
