#pragma once
// Values of workbooks as a person would write them in a CSV. Inside formats only.

#include <string>
#include <string_view>

namespace rightplace::formats {

// "1234.0" -> "1234", "0.30000000000000004" -> "0.3", "1E-3" -> "0.001": fifteen digits, as spreadsheets show them.
// Text that is not a number stays as it is.
std::string number_text(std::string_view stored);
std::string number_text(double value);
// "2025-03-31T00:00:00" -> "2025-03-31"; with a time of day "2025-03-31 09:30:00".
std::string iso_moment_text(std::string_view stored);
// "PT09H30M00S" -> "09:30:00"; anything else stays as it is.
std::string iso_duration_text(std::string_view stored);

enum class NumberKind { Number, Date, DateTime, Time, Elapsed };
// What a format of a workbook makes of a number: "dd/mm/yyyy" -> Date, "[h]:mm" -> Elapsed, "#,##0" -> Number.
NumberKind kind_of_format(std::string_view format);
// The built-in formats of ECMA-376 part 1, 18.8.30.
NumberKind kind_of_builtin(unsigned number);

enum class Epoch { Of1900, Of1904 };
// A workbook's serial day as text. Outside the years a spreadsheet knows it stays a number. In the 1900 system day 60
// is 29 February 1900, which never was: it stays a number too.
std::string serial_text(double serial, NumberKind kind, Epoch epoch);

// Excel's "_x000D_" for characters that XML cannot hold; a carriage return before a line feed vanishes.
std::string unescaped(std::string text);

}  // namespace rightplace::formats
