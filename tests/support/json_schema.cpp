#include "tests/support/json_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "base/text.h"

namespace rightplace::test {
namespace {

using json::Value;
using Faults = std::vector<std::string>;

class Checker {
 public:
  explicit Checker(const Value& root) : root_(root) {}

  Faults check(const Value& schema, const Value& value, const std::string& path) const {
    if (const auto* flag = schema.as_bool()) return *flag ? Faults{} : Faults{path + ": nothing is allowed here"};
    Faults faults;
    const auto* keywords = schema.as_object();
    if (!keywords) return {path + ": the schema is not an object"};
    for (const auto& [word, wanted] : *keywords) apply(word, wanted, schema, value, path, faults);
    return faults;
  }

 private:
  void apply(const std::string& word, const Value& wanted, const Value& schema, const Value& value, const std::string& path, Faults& faults) const {
    static const std::map<std::string, void (Checker::*)(const Value&, const Value&, const Value&, const std::string&, Faults&) const, std::less<>> kKeywords = {
        {"type", &Checker::type}, {"enum", &Checker::one_of_values}, {"const", &Checker::constant}, {"required", &Checker::required},
        {"properties", &Checker::properties}, {"additionalProperties", &Checker::additional}, {"items", &Checker::items},
        {"minItems", &Checker::min_items}, {"maxItems", &Checker::max_items}, {"uniqueItems", &Checker::unique},
        {"minimum", &Checker::minimum}, {"maximum", &Checker::maximum}, {"pattern", &Checker::pattern}, {"maxLength", &Checker::max_length},
        {"format", &Checker::format}, {"oneOf", &Checker::one_of}, {"anyOf", &Checker::any_of}, {"allOf", &Checker::all_of}, {"if", &Checker::condition}, {"$ref", &Checker::reference}};
    static const std::vector<std::string> kSilent = {"$schema", "$id", "title", "description", "then", "else", "$defs", "$comment", "components"};
    if (std::ranges::find(kSilent, word) != kSilent.end()) return;
    const auto known = kKeywords.find(word);
    if (known == kKeywords.end()) faults.push_back(fmt::format("{}: the schema's keyword \"{}\" is not checked here", path, word));
    else (this->*known->second)(wanted, schema, value, path, faults);
  }

  static bool is_of(std::string_view name, const Value& value) {
    return (name == "object" && value.as_object()) || (name == "array" && value.as_array()) || (name == "string" && value.as_string()) ||
           (name == "integer" && value.as_integer()) || (name == "number" && value.as_number()) || (name == "boolean" && value.as_bool()) || (name == "null" && value.is_null());
  }
  void type(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (const auto* name = wanted.as_string(); name && is_of(*name, value)) return;
    if (const auto* names = wanted.as_array(); names && std::ranges::any_of(*names, [&](const Value& n) { return is_of(*n.as_string(), value); })) return;
    faults.push_back(fmt::format("{}: is {}, not {}", path, value.kind(), wanted.dump()));
  }
  void one_of_values(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (std::ranges::find(*wanted.as_array(), value) == wanted.as_array()->end()) faults.push_back(fmt::format("{}: {} is not in the list", path, value.dump()));
  }
  void constant(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (!(value == wanted)) faults.push_back(path + ": is not " + wanted.dump());
  }
  void required(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (!value.as_object()) return;
    for (const auto& name : *wanted.as_array())
      if (!value.find(*name.as_string())) faults.push_back(fmt::format("{}.{}: is missing", path, *name.as_string()));
  }
  void properties(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (!value.as_object()) return;
    for (const auto& [name, schema] : *wanted.as_object())
      if (const auto* member = value.find(name)) append(faults, check(schema, *member, path + "." + name));
  }
  void additional(const Value& wanted, const Value& schema, const Value& value, const std::string& path, Faults& faults) const {
    if (!value.as_object()) return;
    const auto* named = schema.find("properties");
    for (const auto& [name, member] : *value.as_object())
      if (!named || !named->find(name)) append(faults, check(wanted, member, path + "." + name));
  }
  void items(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (!value.as_array()) return;
    for (std::size_t i = 0; i < value.as_array()->size(); ++i) append(faults, check(wanted, (*value.as_array())[i], fmt::format("{}[{}]", path, i)));
  }
  void min_items(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (value.as_array() && static_cast<double>(value.as_array()->size()) < *wanted.as_number()) faults.push_back(path + ": holds too few");
  }
  void max_items(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (value.as_array() && static_cast<double>(value.as_array()->size()) > *wanted.as_number()) faults.push_back(path + ": holds too many");
  }
  void unique(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (!*wanted.as_bool() || !value.as_array()) return;
    const auto& list = *value.as_array();
    for (std::size_t i = 0; i < list.size(); ++i)
      if (std::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i), list[i]) != list.begin() + static_cast<std::ptrdiff_t>(i)) faults.push_back(fmt::format("{}[{}]: is there twice", path, i));
  }
  void minimum(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (value.as_number() && *value.as_number() < *wanted.as_number()) faults.push_back(path + ": is too small");
  }
  void maximum(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (value.as_number() && *value.as_number() > *wanted.as_number()) faults.push_back(path + ": is too large");
  }
  void pattern(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (value.as_string() && !std::regex_search(*value.as_string(), std::regex(*wanted.as_string()))) faults.push_back(path + ": does not have the form " + *wanted.as_string());
  }
  void max_length(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (value.as_string() && static_cast<double>(value.as_string()->size()) > *wanted.as_number()) faults.push_back(path + ": is too long");
  }
  void format(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    static const std::regex kMoment(R"(^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$)");   // RFC 3339
    if (*wanted.as_string() == "date-time") {
      if (value.as_string() && (!std::regex_match(*value.as_string(), kMoment) || !parse_iso_date(value.as_string()->substr(0, 10)))) faults.push_back(path + ": is not a moment");
    } else if (*wanted.as_string() != "date") faults.push_back(fmt::format("{}: the format {} is not checked here", path, *wanted.as_string()));
    else if (value.as_string() && !parse_iso_date(*value.as_string())) faults.push_back(path + ": is not a date");
  }
  std::ptrdiff_t fitting(const Value& schemas, const Value& value, const std::string& path) const {
    return std::ranges::count_if(*schemas.as_array(), [&](const Value& schema) { return check(schema, value, path).empty(); });
  }
  void one_of(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (fitting(wanted, value, path) != 1) faults.push_back(path + ": should fit exactly one of " + wanted.dump());
  }
  void any_of(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    if (fitting(wanted, value, path) == 0) faults.push_back(path + ": fits none of " + wanted.dump());
  }
  void all_of(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    for (const auto& schema : *wanted.as_array()) append(faults, check(schema, value, path));
  }
  void condition(const Value& wanted, const Value& schema, const Value& value, const std::string& path, Faults& faults) const {
    const auto* branch = schema.find(check(wanted, value, path).empty() ? "then" : "else");
    if (branch) append(faults, check(*branch, value, path));
  }
  void reference(const Value& wanted, const Value&, const Value& value, const std::string& path, Faults& faults) const {
    const auto* target = &root_;
    for (const auto part : split(std::string_view(*wanted.as_string()).substr(2), '/')) target = target ? target->find(part) : nullptr;
    if (target) append(faults, check(*target, value, path));
    else faults.push_back(path + ": the schema has no " + *wanted.as_string());
  }
  static void append(Faults& faults, Faults more) { faults.insert(faults.end(), more.begin(), more.end()); }

  const Value& root_;
};

}  // namespace

std::vector<std::string> schema_faults(const json::Value& schema, const json::Value& value) { return Checker(schema).check(schema, value, "$"); }

json::Value read_schema(std::string_view file_in_docs_api) {
  const std::string path = fmt::format("docs/api/{}", file_in_docs_api);   // tests run in the source folder
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  auto value = json::parse(text.str(), path);
  if (!value) throw std::runtime_error(value.error().detail);
  return std::move(*value);
}

}  // namespace rightplace::test
