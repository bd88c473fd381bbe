#include "tests/govuk/normal.h"

#include <set>

#include "base/text.h"

namespace rightplace::web::govuk {
namespace {

std::string name_of(std::string_view tag) {
  std::size_t at = tag.starts_with("</") ? 2 : 1;
  std::string name;
  while (at < tag.size() && (isalnum(static_cast<unsigned char>(tag[at])) != 0)) name += tag[at++];
  return name;
}

// White space beside these is seen; beside everything else it is not.
bool is_inline(const std::string& name) {
  static const std::set<std::string> all = {"a", "span", "strong", "em", "b", "i", "abbr", "code", "kbd", "small", "sup", "sub"};
  return all.contains(name);
}

// White space in a tag's own text, outside of quotes, folded to one space and none before its end.
std::string folded_tag(std::string_view tag) {
  std::string out;
  char quote = 0;
  for (const char c : tag) {
    if (quote == 0 && isspace(static_cast<unsigned char>(c)) != 0) {
      if (!out.ends_with(' ')) out += ' ';
      continue;
    }
    if (quote == 0 && (c == '"' || c == '\'')) quote = c;
    else if (c == quote) quote = 0;
    if (c == '>' && quote == 0 && out.ends_with(' ')) out.pop_back();
    out += c;
  }
  return out;
}

}  // namespace

std::string normal(std::string_view markup) {
  std::string out;
  bool at_edge = true;        // white space that comes now is not seen
  bool space_waits = false;   // one is to be written before the next word
  std::string words;          // inline tags and text since the last block tag
  const auto flush = [&] {
    if (!words.empty()) out += words + "\n";
    words.clear();
    at_edge = true;
    space_waits = false;
  };
  for (std::size_t i = 0; i < markup.size();) {
    if (markup[i] == '<') {
      if (markup.substr(i).starts_with("<!--")) {
        i = markup.find("-->", i) + 3;
        continue;
      }
      char quote = 0;
      std::size_t end = i;
      for (; end < markup.size(); ++end) {
        if (quote == 0 && markup[end] == '>') break;
        if (quote == 0 && (markup[end] == '"' || markup[end] == '\'')) quote = markup[end];
        else if (markup[end] == quote) quote = 0;
      }
      const auto tag = folded_tag(markup.substr(i, end + 1 - i));
      const auto name = name_of(tag);
      i = end + 1;
      if (is_inline(name)) {
        // A space before an inline tag and one after it are the same to who reads it: it is kept with the words.
        words += tag;
        continue;
      }
      flush();
      out += tag + "\n";
      if (name == "textarea" && !tag.starts_with("</")) {
        const auto close = markup.find("</textarea>", i);
        out += std::string(markup.substr(i, close - i)) + "\n";
        i = close;
      }
      continue;
    }
    if (isspace(static_cast<unsigned char>(markup[i])) != 0) {
      space_waits = !at_edge;
      ++i;
      continue;
    }
    if (space_waits) words += ' ';
    space_waits = false;
    at_edge = false;
    words += markup[i++];
  }
  flush();
  // A single quote may be written as an entity of either name.
  return replace_all(replace_all(out, "&#x27;", "&#39;"), "&#039;", "&#39;");
}

}  // namespace rightplace::web::govuk
