#include "web/query.h"

#include <algorithm>

#include "base/text.h"

namespace rightplace::web {

Query::Query(Url path, NamedValues values) : path_(std::move(path)), values_(std::move(values)) {
  std::erase_if(values_, [](const auto& one) { return trim(one.second).empty(); });
}

std::string_view Query::value(std::string_view name) const {
  for (const auto& [key, value] : values_)
    if (key == name) return trim(value);
  return {};
}

std::vector<std::string> Query::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : values_)
    if (key == name) found.emplace_back(trim(value));
  return found;
}

bool Query::asks(std::string_view name, std::string_view value) const {
  return std::ranges::any_of(values_, [&](const auto& one) { return one.first == name && trim(one.second) == value; });
}

int Query::page() const {
  const auto page = parse_integer(value("page"));
  return page && *page > 0 && *page < 1'000'000 ? static_cast<int>(*page) : 1;
}

Url Query::url() const {
  auto url = path_;
  for (const auto& [name, value] : values_) url = url.with(name, value);
  return url;
}

Url Query::with(std::string_view name, std::string_view value) const {
  auto url = path_;
  for (const auto& [key, kept] : values_)
    if (key != name && key != "page") url = url.with(key, kept);
  return url.with(name, value);
}

Url Query::without(std::string_view name) const {
  auto url = path_;
  for (const auto& [key, kept] : values_)
    if (key != name && key != "page") url = url.with(key, kept);
  return url;
}

Url Query::without(std::string_view name, std::string_view value) const {
  auto url = path_;
  for (const auto& [key, kept] : values_)
    if (!(key == name && trim(kept) == value) && key != "page") url = url.with(key, kept);
  return url;
}

Html Query::hidden(const std::vector<std::string_view>& names) const {
  Html fields;
  for (const auto& [key, value] : values_)
    if (std::ranges::find(names, std::string_view(key)) != names.end()) fields += html(R"(<input type="hidden" name="{}" value="{}">)", key, value);
  return fields;
}

Sort sort_of(const Query& query, const std::vector<std::string_view>& columns, Sort otherwise) {
  auto asked = query.value("sort");
  const bool falling = asked.starts_with("-");
  if (falling) asked.remove_prefix(1);
  return std::ranges::find(columns, asked) == columns.end() ? otherwise : Sort{std::string(asked), falling};
}

}  // namespace rightplace::web
