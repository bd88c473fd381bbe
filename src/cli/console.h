#pragma once
// What a person sees: output, tables that fit the terminal, progress that appears only where somebody looks.

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rightplace::cli {

class Console {
 public:
  // `out` receives answers, `err` messages and progress.
  Console(std::FILE* out, std::FILE* err);
  void print(std::string_view text);          // as it is
  void line(std::string_view text = {});      // with a line feed
  void note(std::string_view text);           // a line to err
  bool is_terminal() const { return out_is_terminal_; }
  bool progress_wanted() const { return err_is_terminal_; }
  int width() const;                          // columns; 100 when not a terminal
  std::string bold(std::string_view text) const;   // plain when not a terminal or NO_COLOR is set

 private:
  std::FILE* out_;
  std::FILE* err_;
  bool out_is_terminal_;
  bool err_is_terminal_;
  friend class Progress;
};

// A bar on err for work longer than two seconds; nothing when err is not a terminal. Cleared at the end.
class Progress {
 public:
  Progress(Console& console, std::string what, std::uint64_t total);   // total 0: unknown
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(std::uint64_t done);

 private:
  Console& console_;
  std::string what_;
  std::uint64_t total_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point shown_;
  bool visible_ = false;
};

enum class Align { Left, Right };
struct Column {
  std::string head;
  Align align = Align::Left;
  std::size_t most = 0;   // widest in characters, longer text is wrapped; 0: no limit
};

// Columns padded to their widest cell, wrapped text under its own column; two spaces between. Width counts characters,
// not bytes. When it does not fit `width`, the widest wrapping column gives way.
std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width);
// Text folded at word ends to `width`, every line after the first indented.
std::string wrapped(std::string_view text, int width, int indent);
std::size_t character_count(std::string_view utf8);

}  // namespace rightplace::cli
