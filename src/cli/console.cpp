#include "cli/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "cli/progress_line.h"

namespace rightplace::cli {
namespace {

using namespace std::chrono_literals;

int columns_of(std::FILE* stream, int otherwise) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
  return std::max<int>(size.ws_col, 40);
}

}  // namespace

Console::Console(std::FILE* out, std::FILE* err)
    : out_(out), err_(err), out_is_terminal_(isatty(fileno(out)) == 1), err_is_terminal_(isatty(fileno(err)) == 1) {}

void Console::print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), out_); }

void Console::line(std::string_view text) {
  print(text);
  print("\n");
}

void Console::note(std::string_view text) {
  std::fflush(out_);   // what was printed before stands before
  std::fwrite(text.data(), 1, text.size(), err_);
  std::fputc('\n', err_);
  std::fflush(err_);
}

int Console::width() const { return out_is_terminal_ ? columns_of(out_, 100) : 100; }

std::string Console::bold(std::string_view text) const {
  // https://no-color.org: present and not empty
  const char* no_color = std::getenv("NO_COLOR");
  if (!out_is_terminal_ || (no_color && *no_color)) return std::string(text);
  return fmt::format("\x1B[1m{}\x1B[0m", text);
}

std::string progress_line(std::string_view what, std::uint64_t done, std::uint64_t total, std::chrono::milliseconds elapsed, int width) {
  std::string end;
  if (total == 0) {
    end = fmt::format(" {}", grouped(static_cast<std::int64_t>(done)));
  } else {
    done = std::min(done, total);
    const double part = static_cast<double>(done) / static_cast<double>(total);
    constexpr std::size_t kBar = 24;
    const auto full = static_cast<std::size_t>(part * kBar);
    end = fmt::format(" [{}{}] {:3.0f} %", std::string(full, '#'), std::string(kBar - full, ' '), std::floor(part * 100));
    if (part > 0.02 && part < 1) end += fmt::format(", {} s left", std::llround(static_cast<double>(elapsed.count()) / 1000 * (1 - part) / part));
  }
  const auto room = static_cast<std::size_t>(std::max(width, 10)) - 1;
  std::string name(what);
  if (character_count(name) + character_count(end) > room) {
    if (character_count(end) >= room) return end.substr(0, room);
    while (!name.empty() && character_count(name) + 1 + character_count(end) > room) {
      do name.pop_back();
      while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0xC0) == 0x80);
      if (!name.empty() && static_cast<unsigned char>(name.back()) >= 0xC0) name.pop_back();
    }
    name += "…";
  }
  return name + end;
}

Progress::Progress(Console& console, std::string what, std::uint64_t total)
    : console_(console), what_(std::move(what)), total_(total), started_(std::chrono::steady_clock::now()), shown_(started_) {}

Progress::~Progress() {
  if (!visible_) return;
  std::fputs("\r\x1B[K", console_.err_);
  std::fflush(console_.err_);
}

void Progress::at(std::uint64_t done) {
  if (!console_.err_is_terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - started_ < 2s || (visible_ && now - shown_ < 100ms)) return;
  shown_ = now;
  visible_ = true;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
  std::fprintf(console_.err_, "\r%s\x1B[K", progress_line(what_, done, total_, elapsed, columns_of(console_.err_, 80)).c_str());
  std::fflush(console_.err_);
}

}  // namespace rightplace::cli
