#include <embedded/childs_sentences.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/text.h"
#include "features/childs_plan/childs_plan_parts.h"

namespace rightplace::childs_plan {

Result<Sentences> read_sentences(std::string_view text, std::string_view source) {
  Sentences all;
  std::set<std::string> names;
  int line = 0;
  for (const auto row : split(text, '\n')) {
    ++line;
    if (trim(row).empty() || row.starts_with('#')) continue;
    const auto mark = row.find(" = ");
    if (mark == std::string_view::npos) return fail(ErrorKind::Invalid, fmt::format("{}, line {}: a line is a name, \" = \" and a sentence", source, line));
    std::string name(trim(row.substr(0, mark)));
    if (!names.insert(name).second) return fail(ErrorKind::Invalid, fmt::format("{}, line {}: {} stands twice", source, line, name));
    all.emplace_back(std::move(name), std::string(trim(row.substr(mark + 3))));
  }
  return all;
}

const Sentences& sentences() {
  static const auto all = [] {
    auto read = read_sentences(embedded::childs_sentences("sentences.txt"), "data/childs_plan/sentences.txt");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return all;
}

std::string say(std::string_view name, std::initializer_list<std::string_view> holes) {
  static const auto by_name = [] {
    std::map<std::string_view, std::string_view> found;
    for (const auto& [key, text] : sentences()) found.emplace(key, text);
    return found;
  }();
  const auto found = by_name.find(name);
  if (found == by_name.end()) throw std::logic_error(fmt::format("data/childs_plan/sentences.txt has no sentence {}", name));
  std::string out;
  auto rest = found->second;
  for (const auto hole : holes) {
    const auto at = rest.find("{}");
    if (at == std::string_view::npos) throw std::logic_error(fmt::format("the sentence {} has fewer holes", name));
    out += rest.substr(0, at);
    out += hole;
    rest.remove_prefix(at + 2);
  }
  if (rest.find("{}") != std::string_view::npos) throw std::logic_error(fmt::format("the sentence {} has more holes", name));
  return out += rest;
}

web::Html paragraph(std::string_view name, std::initializer_list<std::string_view> holes) { return web::html(R"(<p class="govuk-body">{}</p>)", say(name, holes)); }

}  // namespace rightplace::childs_plan
