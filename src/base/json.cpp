#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <unordered_map>

#include "base/text.h"

namespace rightplace::json {
namespace {

// Builds our values from the parser's events. Fractions are read from their own text: Boost 1.81 rounds some of them one
// unit too far, and what is written must read back the same. A number too large to be kept makes `finite` false.
struct Builder {
  static constexpr std::size_t max_array_size = -1;
  static constexpr std::size_t max_object_size = -1;
  static constexpr std::size_t max_string_size = -1;
  static constexpr std::size_t max_key_size = -1;
  using Text = boost::json::string_view;
  using Code = boost::json::error_code;

  // A list or an object around the place where the parser stands.
  struct Level {
    bool is_object = false;
    Array items;
    std::vector<Member> members;
  };

  Value root;
  bool finite = true;
  std::vector<Level> open;
  std::string text, number;

  void put(Value value) {
    if (open.empty()) root = std::move(value);
    else if (open.back().is_object) open.back().members.back().second = std::move(value);
    else open.back().items.push_back(std::move(value));
  }
  // Of two equal names the last value counts. One pass: a file of a million members must not take a search for each.
  static Object object_of(std::vector<Member> members) {
    std::unordered_map<std::string_view, std::size_t> at;
    std::vector<Member> kept;
    kept.reserve(members.size());
    for (auto& member : members) at.emplace(member.first, at.size());
    if (at.size() == members.size()) return Object::of(std::move(members));
    kept.resize(at.size());
    for (auto& member : members) kept[at.find(member.first)->second] = member;
    return Object::of(std::move(kept));
  }
  bool close() {
    auto level = std::move(open.back());
    open.pop_back();
    if (level.is_object) put(object_of(std::move(level.members)));
    else put(std::move(level.items));
    return true;
  }
  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { open.emplace_back(); return true; }
  bool on_array_end(std::size_t, Code&) { return close(); }
  bool on_object_begin(Code&) { open.emplace_back().is_object = true; return true; }
  bool on_object_end(std::size_t, Code&) { return close(); }
  bool on_string_part(Text part, std::size_t, Code&) { text.append(part.data(), part.size()); return true; }
  bool on_string(Text part, std::size_t, Code&) {
    text.append(part.data(), part.size());
    put(std::exchange(text, {}));
    return true;
  }
  bool on_key_part(Text part, std::size_t, Code&) { text.append(part.data(), part.size()); return true; }
  bool on_key(Text part, std::size_t, Code&) {
    text.append(part.data(), part.size());
    open.back().members.emplace_back(std::exchange(text, {}), Value{});
    return true;
  }
  bool on_number_part(Text part, Code&) { number.append(part.data(), part.size()); return true; }
  bool on_int64(std::int64_t value, Text, Code&) { number.clear(); put(value); return true; }
  bool on_uint64(std::uint64_t value, Text, Code&) { number.clear(); put(static_cast<double>(value)); return true; }
  bool on_double(double value, Text part, Code&) {
    number.append(part.data(), part.size());
    double exact = value;
    std::from_chars(number.data(), number.data() + number.size(), exact);
    number.clear();
    finite = finite && std::isfinite(exact) && std::isfinite(value);
    put(exact);
    return true;
  }
  bool on_bool(bool value, Code&) { put(value); return true; }
  bool on_null(Code&) { put(nullptr); return true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }
};

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else out += c;
    }
  }
  out += '"';
}

void write(std::string& out, const Value& value, int indent, int depth);

template <class Items, class WriteItem>
void write_items(std::string& out, const Items& items, char open, char close, int indent, int depth, WriteItem write_item) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    if (indent) out += '\n' + std::string(static_cast<std::size_t>(indent * (depth + 1)), ' ');
    write_item(item);
  }
  if (indent && !first) out += '\n' + std::string(static_cast<std::size_t>(indent * depth), ' ');
  out += close;
}

void write(std::string& out, const Value& value, int indent, int depth) {
  if (const auto* flag = value.as_bool()) out += *flag ? "true" : "false";
  else if (const auto* whole = value.as_integer()) out += std::to_string(*whole);
  else if (const auto* text = value.as_string()) write_string(out, *text);
  else if (const auto* items = value.as_array())
    write_items(out, *items, '[', ']', indent, depth, [&](const Value& item) { write(out, item, indent, depth + 1); });
  else if (const auto* members = value.as_object())
    write_items(out, *members, '{', '}', indent, depth, [&](const Member& member) {
      write_string(out, member.first);
      out += indent ? ": " : ":";
      write(out, member.second, indent, depth + 1);
    });
  else if (const auto number = value.as_number(); number && std::isfinite(*number)) out += fmt::format("{}", *number);
  else out += "null";
}

}  // namespace

Object::Object() = default;
Object Object::of(std::vector<Member> members) {
  Object object;
  object.members_ = std::move(members);
  return object;
}
Object::Object(std::initializer_list<Member> members) : members_(members) {}
Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

const Value* Object::find(std::string_view key) const {
  for (const auto& member : members_)
    if (member.first == key) return &member.second;
  return nullptr;
}
Value& Object::operator[](std::string_view key) {
  for (auto& member : members_)
    if (member.first == key) return member.second;
  return members_.emplace_back(std::string(key), Value{}).second;
}
void Object::set(std::string_view key, Value value) { (*this)[key] = std::move(value); }
void Object::erase(std::string_view key) {
  std::erase_if(members_, [&](const Member& member) { return member.first == key; });
}
std::size_t Object::size() const { return members_.size(); }
const Member* Object::begin() const { return members_.data(); }
const Member* Object::end() const { return members_.data() + members_.size(); }

std::optional<double> Value::as_number() const {
  if (const auto* whole = as_integer()) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&held_)) return *real;
  return std::nullopt;
}

const Value* Value::find(std::string_view key) const {
  const auto* object = as_object();
  return object ? object->find(key) : nullptr;
}

std::string_view Value::kind() const {
  if (is_null()) return "null";
  if (as_bool()) return "true or false";
  if (as_number()) return "a number";
  if (as_string()) return "a string";
  return as_array() ? "a list" : "an object";
}

std::string Value::dump() const {
  std::string out;
  write(out, *this, 0, 0);
  return out;
}

std::string Value::pretty() const {
  std::string out;
  write(out, *this, 2, 0);
  return out + '\n';
}

bool Value::operator==(const Value& other) const {
  if (const auto a = as_number(), b = other.as_number(); a && b) return *a == *b;
  if (held_.index() != other.held_.index()) return false;
  if (const auto* items = as_array()) return *items == *other.as_array();
  if (const auto* members = as_object())
    return std::equal(members->begin(), members->end(), other.as_object()->begin(), other.as_object()->end());
  if (const auto* text = as_string()) return *text == *other.as_string();
  if (const auto* flag = as_bool()) return *flag == *other.as_bool();
  return true;
}

Result<Value> parse(std::string_view text, std::string_view source) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::basic_parser<Builder> parser(options);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(true, text.data(), text.size(), error);
  std::size_t at = read;
  if (!error) {
    const auto rest = trim(text.substr(read));
    if (!rest.empty()) {
      at = static_cast<std::size_t>(rest.data() - text.data());
      error = boost::json::error::extra_data;
    }
  }
  if (!error) parser.write_some(false, text.data(), 0, error);
  if (error) {
    const auto before = text.substr(0, std::min(at, text.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto column = before.size() - (before.rfind('\n') + 1) + 1;
    return fail(ErrorKind::Invalid, fmt::format("{}: line {}, column {}: this is not JSON ({})", source, line, column, error.message()));
  }
  if (!parser.handler().finite) return fail(ErrorKind::Invalid, fmt::format("{}: there is a number in it that is too large to be kept", source));
  return std::move(parser.handler().root);
}

Fields::Fields(const Value* value, std::string path, std::vector<FieldError>& faults) : path_(std::move(path)), faults_(&faults) {
  if (!value || value->is_null()) return;
  object_ = value->as_object();
  if (!object_) faults_->push_back({path_, fmt::format("should be an object, and is {}", value->kind())});
}

std::string Fields::at(std::string_view key) const { return path_.empty() ? std::string(key) : path_ + "." + std::string(key); }

const Value* Fields::value(std::string_view key) {
  asked_.emplace_back(key);
  const auto* found = object_ ? object_->find(key) : nullptr;
  return found && !found->is_null() ? found : nullptr;
}

bool Fields::has(std::string_view key) const {
  const auto* found = object_ ? object_->find(key) : nullptr;
  return found && !found->is_null();
}

void Fields::fault(std::string_view key, std::string detail) { faults_->push_back({at(key), std::move(detail)}); }

std::optional<std::string> Fields::text(std::string_view key) {
  const auto* found = value(key);
  if (!found) return std::nullopt;
  if (const auto* text = found->as_string()) return *text;
  fault(key, fmt::format("should be a string, and is {}", found->kind()));
  return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view key, std::int64_t low, std::int64_t high) {
  const auto* found = value(key);
  if (!found) return std::nullopt;
  const auto* whole = found->as_integer();
  if (!whole) {
    fault(key, fmt::format("should be a whole number, and is {}", found->kind()));
    return std::nullopt;
  }
  if (*whole < low || *whole > high) {
    fault(key, fmt::format("should be from {} to {}, and is {}", low, high, *whole));
    return std::nullopt;
  }
  return *whole;
}

std::optional<double> Fields::number(std::string_view key, double low, double high) {
  const auto* found = value(key);
  if (!found) return std::nullopt;
  const auto number = found->as_number();
  if (!number) {
    fault(key, fmt::format("should be a number, and is {}", found->kind()));
    return std::nullopt;
  }
  if (!(*number >= low && *number <= high)) {
    fault(key, fmt::format("should be from {} to {}, and is {}", low, high, *number));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> Fields::boolean(std::string_view key) {
  const auto* found = value(key);
  if (!found) return std::nullopt;
  if (const auto* flag = found->as_bool()) return *flag;
  fault(key, fmt::format("should be true or false, and is {}", found->kind()));
  return std::nullopt;
}

std::optional<Date> Fields::date(std::string_view key) {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto date = parse_iso_date(*found);
  if (!date) fault(key, fmt::format("should be a date such as 2026-03-02, and is \"{}\"", shown(*found)));
  return date;
}

const Array& Fields::array(std::string_view key) {
  static const Array kEmpty;
  const auto* found = value(key);
  if (!found) return kEmpty;
  if (const auto* items = found->as_array()) return *items;
  fault(key, fmt::format("should be a list, and is {}", found->kind()));
  return kEmpty;
}

Fields Fields::object(std::string_view key) { return Fields(value(key), at(key), *faults_); }

std::string Fields::required_text(std::string_view key) {
  if (!has(key)) fault(key, "is missing");
  return text(key).value_or("");
}
std::int64_t Fields::required_integer(std::string_view key, std::int64_t low, std::int64_t high) {
  if (!has(key)) fault(key, "is missing");
  return integer(key, low, high).value_or(0);
}
double Fields::required_number(std::string_view key, double low, double high) {
  if (!has(key)) fault(key, "is missing");
  return number(key, low, high).value_or(0);
}
Date Fields::required_date(std::string_view key) {
  if (!has(key)) fault(key, "is missing");
  return date(key).value_or(Date{});
}

void Fields::refuse_others() {
  if (!object_) return;
  for (const auto& member : *object_)
    if (std::ranges::find(asked_, member.first) == asked_.end()) fault(member.first, "is not known here; check its spelling");
}

}  // namespace rightplace::json
