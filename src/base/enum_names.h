#pragma once
// One table per enum of ours: the code (database, JSON) and the label (screen). The field's own code sets change by
// year and are data, not enums.

#include <array>
#include <optional>
#include <string_view>

namespace rightplace {

template <class E>
struct EnumName {
  E value;
  std::string_view code;
  std::string_view label;
};

template <class E, std::size_t N>
struct EnumNames {
  std::array<EnumName<E>, N> rows;

  constexpr std::string_view code(E value) const {
    for (const auto& row : rows)
      if (row.value == value) return row.code;
    return "";
  }
  constexpr std::string_view label(E value) const {
    for (const auto& row : rows)
      if (row.value == value) return row.label;
    return "";
  }
  constexpr std::optional<E> parse(std::string_view code) const {
    for (const auto& row : rows)
      if (row.code == code) return row.value;
    return std::nullopt;
  }
};

template <class E, std::size_t N>
constexpr EnumNames<E, N> enum_names(const EnumName<E> (&rows)[N]) {
  EnumNames<E, N> names{};
  for (std::size_t i = 0; i < N; ++i) names.rows[i] = rows[i];
  return names;
}

}  // namespace rightplace
