#pragma once
// Errors a caller can act on are values; bugs and lost disks are exceptions.

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rightplace {

enum class ErrorKind { Invalid, NotFound, Forbidden, Conflict, Unavailable };

// One thing wrong with one named input.
struct FieldError {
  std::string field;
  std::string detail;
};

// `detail` is a whole sentence for a person: what is wrong, where, and what to do.
struct Error {
  ErrorKind kind = ErrorKind::Invalid;
  std::string detail;
  std::vector<FieldError> fields;
};

template <class T>
using Result = tl::expected<T, Error>;
using Done = Result<void>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string detail, std::vector<FieldError> fields = {}) {
  return tl::make_unexpected(Error{kind, std::move(detail), std::move(fields)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::make_unexpected(std::move(error)); }

}  // namespace rightplace

// `RP_TRY(home, load(tx, id));` declares `home`, or returns the error.
#define RP_TRY(name, expr)                                                                  \
  auto name##_result_ = (expr);                                                             \
  if (!name##_result_) return tl::make_unexpected(std::move(name##_result_).error());       \
  auto& name = *name##_result_

#define RP_CONCAT_(a, b) a##b
#define RP_CONCAT(a, b) RP_CONCAT_(a, b)

// `RP_CHECK(save(tx, home));` goes on, or returns the error.
#define RP_CHECK(expr)                                                                      \
  if (auto RP_CONCAT(checked_, __LINE__) = (expr); !RP_CONCAT(checked_, __LINE__))          \
  return tl::make_unexpected(std::move(RP_CONCAT(checked_, __LINE__)).error())
