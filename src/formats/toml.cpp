#include "formats/toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <toml++/toml.h>

#include "base/text.h"

namespace rightplace::formats {
namespace {

constexpr int kDeepest = 64;

class TomlReader {
 public:
  explicit TomlReader(std::string_view source) : source_(source) {}

  Result<json::Value> value(const toml::node& node, int depth) {
    if (depth > kDeepest) return fail(at(node.source(), fmt::format("values are nested more than {} deep", kDeepest)));
    switch (node.type()) {
      case toml::node_type::none: return json::Value{};
      case toml::node_type::table: return table(*node.as_table(), depth);
      case toml::node_type::array: return array(*node.as_array(), depth);
      case toml::node_type::string: return json::Value(node.as_string()->get());
      case toml::node_type::integer: return json::Value(node.as_integer()->get());
      case toml::node_type::boolean: return json::Value(node.as_boolean()->get());
      case toml::node_type::date: return written(node.as_date()->get());
      case toml::node_type::time: return written(node.as_time()->get());
      case toml::node_type::date_time: return written(node.as_date_time()->get());
      case toml::node_type::floating_point: {
        const double number = node.as_floating_point()->get();
        if (!std::isfinite(number)) return fail(at(node.source(), "inf and nan are not accepted; write a number"));
        return json::Value(number);
      }
    }
    return json::Value{};
  }

  Error at(const toml::source_region& where, std::string_view cause) const {
    return {ErrorKind::Invalid, fmt::format("{}: line {}, column {}: {}", source_, where.begin.line, where.begin.column, cause), {}};
  }

 private:
  template <class Moment>
  static json::Value written(const Moment& moment) {
    std::ostringstream out;
    out << moment;
    return json::Value(out.str());
  }

  // In the order in which a person wrote them: toml++ sorts by name.
  Result<json::Value> table(const toml::table& members, int depth) {
    std::vector<std::pair<const toml::key*, const toml::node*>> order;
    for (auto&& [key, node] : members) order.emplace_back(&key, &node);
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      const auto &x = a.first->source().begin, &y = b.first->source().begin;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    json::Object object;
    for (const auto& [key, node] : order) {
      RP_TRY(member, value(*node, depth + 1));
      object.set(key->str(), std::move(member));
    }
    return json::Value(std::move(object));
  }

  Result<json::Value> array(const toml::array& items, int depth) {
    json::Array list;
    for (const auto& item : items) {
      RP_TRY(element, value(item, depth + 1));
      list.push_back(std::move(element));
    }
    return json::Value(std::move(list));
  }

  std::string_view source_;
};

}  // namespace

Result<json::Value> parse_toml(std::string_view text, std::string_view source) {
  TomlReader reader(source);
  if (!is_utf8(text)) return fail(ErrorKind::Invalid, fmt::format("{} is not UTF-8; save it as UTF-8", source));
  try {
    return reader.value(toml::parse(text), 0);
  } catch (const toml::parse_error& error) {
    return fail(reader.at(error.source(), fmt::format("this is not TOML ({})", shown(error.description(), 200))));
  }
}

}  // namespace rightplace::formats
