#pragma once
// JSON values with our own face: Boost.JSON stays in json.cpp (its header costs two seconds a file).

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace rightplace::json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;

// Members keep the order in which they were written.
class Object {
 public:
  Object();
  Object(std::initializer_list<Member> members);
  static Object of(std::vector<Member> members);   // whose names differ
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;
  ~Object();

  const Value* find(std::string_view key) const;
  Value& operator[](std::string_view key);   // adds null when missing
  void set(std::string_view key, Value value);
  void erase(std::string_view key);
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  const Member* begin() const;
  const Member* end() const;

 private:
  std::vector<Member> members_;
};

class Value {
 public:
  Value() : held_(nullptr) {}
  Value(std::nullptr_t) : held_(nullptr) {}
  Value(bool value) : held_(value) {}
  Value(int value) : held_(std::int64_t{value}) {}
  Value(unsigned value) : held_(std::int64_t{value}) {}
  Value(std::int64_t value) : held_(value) {}
  Value(std::size_t value) : held_(static_cast<std::int64_t>(value)) {}
  Value(double value) : held_(value) {}
  Value(const char* value) : held_(std::string(value)) {}
  Value(std::string_view value) : held_(std::string(value)) {}
  Value(std::string value) : held_(std::move(value)) {}
  Value(Date value) : held_(value.iso()) {}
  Value(Array value) : held_(std::move(value)) {}
  Value(Object value) : held_(std::move(value)) {}
  template <class T>
  Value(const std::optional<T>& value) : held_(nullptr) {
    if (value) *this = Value(*value);
  }

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(held_); }
  const bool* as_bool() const { return std::get_if<bool>(&held_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&held_); }
  std::optional<double> as_number() const;   // integers too
  const std::string* as_string() const { return std::get_if<std::string>(&held_); }
  const Array* as_array() const { return std::get_if<Array>(&held_); }
  Array* as_array() { return std::get_if<Array>(&held_); }
  const Object* as_object() const { return std::get_if<Object>(&held_); }
  Object* as_object() { return std::get_if<Object>(&held_); }
  // Member of an object, or null where there is none.
  const Value* find(std::string_view key) const;
  std::string_view kind() const;   // "a string", "a number", …: for messages

  std::string dump() const;     // one line
  std::string pretty() const;   // indented by two, ends with a line feed
  bool operator==(const Value& other) const;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> held_;
};

// Strict RFC 8259, at most 64 levels deep. The error names `source`, line and column. A byte-order mark is accepted. Of two
// members of one name the last counts. Whole numbers beyond 64 bits are read as real ones. What was written by dump or
// pretty reads back as the same value.
Result<Value> parse(std::string_view text, std::string_view source);

// Reads the members of one object and collects every fault with its path (referral.rightplace.born_on), so that a
// person sees all of them at once. A member that is missing or null is absent; one of the wrong type is a fault.
class Fields {
 public:
  // `faults` must outlive this. A value that is not an object is a fault and reads as empty.
  Fields(const Value* value, std::string path, std::vector<FieldError>& faults);

  bool has(std::string_view key) const;
  std::optional<std::string> text(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t low = INT64_MIN, std::int64_t high = INT64_MAX);
  std::optional<double> number(std::string_view key, double low = -1e300, double high = 1e300);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Date> date(std::string_view key);   // ISO
  const Array& array(std::string_view key);         // empty when absent
  const Value* value(std::string_view key);
  Fields object(std::string_view key);

  std::string required_text(std::string_view key);
  std::int64_t required_integer(std::string_view key, std::int64_t low = INT64_MIN, std::int64_t high = INT64_MAX);
  double required_number(std::string_view key, double low = -1e300, double high = 1e300);
  Date required_date(std::string_view key);

  void fault(std::string_view key, std::string detail);
  // Faults every member that nobody asked for: a misspelt name must not vanish.
  void refuse_others();
  const std::string& path() const { return path_; }

 private:
  std::string at(std::string_view key) const;
  const Object* object_ = nullptr;
  std::string path_;
  std::vector<FieldError>* faults_;
  std::vector<std::string> asked_;
};

}  // namespace rightplace::json
