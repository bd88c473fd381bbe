#include "web/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace rightplace::web {
namespace {

bool is_value(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

// How exact a pattern is: literal segments first, read from the left.
std::string shape(std::string_view pattern) {
  std::string out;
  for (const auto segment : split(pattern, '/')) out += is_value(segment) ? '1' : '0';
  return out;
}

std::optional<NamedValues> fit(std::string_view pattern, const std::vector<std::string_view>& path) {
  const auto segments = split(pattern, '/');
  if (segments.size() != path.size()) return std::nullopt;
  NamedValues values;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (is_value(segments[i])) {
      if (path[i].empty()) return std::nullopt;
      values.emplace_back(std::string(segments[i].substr(1, segments[i].size() - 2)), std::string(path[i]));
    } else if (segments[i] != path[i]) {
      return std::nullopt;
    }
  }
  return values;
}

// Patterns that fit the same paths, so that one would hide the other.
bool clash(const Route& a, const Route& b) {
  const auto x = split(a.pattern, '/'), y = split(b.pattern, '/');
  if (a.method != b.method || x.size() != y.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (is_value(x[i]) != is_value(y[i]) || (!is_value(x[i]) && x[i] != y[i])) return false;
  return true;
}

}  // namespace

std::string_view Exchange::value(std::string_view name) const {
  for (const auto& [key, held] : path)
    if (key == name) return held;
  throw std::logic_error(fmt::format("the route has no {{{}}}", name));
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const auto& route : routes_)
    if (!route.pattern.starts_with("/") || contains(route.pattern, "//") || !route.handler || route.summary.empty())
      throw std::logic_error(fmt::format("route {} is malformed, or has no handler or summary", route.pattern));
  std::ranges::stable_sort(routes_, {}, [](const Route& route) { return shape(route.pattern); });
  for (std::size_t i = 0; i < routes_.size(); ++i)
    for (std::size_t j = i + 1; j < routes_.size(); ++j)
      if (clash(routes_[i], routes_[j])) throw std::logic_error(fmt::format("two routes for {} {}", method_name(routes_[i].method), routes_[i].pattern));
}

Router::Match Router::find(Method method, std::string_view path) const {
  const auto wanted = method == Method::Head ? Method::Get : method;
  const auto segments = split(path, '/');
  Match match;
  for (const auto& route : routes_) {
    auto values = fit(route.pattern, segments);
    if (!values) continue;
    if (route.method == wanted) return {&route, std::move(*values), {}};
    match.allowed.push_back(route.method);
  }
  return match;
}

std::string_view method_name(Method method) {
  switch (method) {
    case Method::Get: return "GET";
    case Method::Head: return "HEAD";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Patch: return "PATCH";
    case Method::Delete: return "DELETE";
  }
  return "";
}

}  // namespace rightplace::web
