#pragma once
// A value about a person. It cannot be formatted, streamed or compared by accident: printing it does not compile.
// `reveal()` stands out in review.

#include <utility>

namespace rightplace {

template <class T>
class Personal {
 public:
  Personal() = default;
  explicit Personal(T value) : value_(std::move(value)) {}
  const T& reveal() const { return value_; }

 private:
  T value_{};
};

}  // namespace rightplace
