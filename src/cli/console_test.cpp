#include "cli/console.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/progress_line.h"

namespace rightplace::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(Console, ATableIsPaddedAndWrapsUnderItsColumn) {
  const auto text = table({{"home", Align::Left}, {"miles", Align::Right}, {"why", Align::Left, 20}},
                          {{"Oak", "3.4", "near school and has a room on the ground floor"}, {"Café Elm", "12.0", "full"}}, 80);
  EXPECT_EQ(text,
            "home      miles  why\n"
            "Oak         3.4  near school and has\n"
            "                 a room on the ground\n"
            "                 floor\n"
            "Café Elm   12.0  full\n");
}

TEST(Console, TheWidestWrappingColumnGivesWay) {
  const std::string long_text = "one two three four five six seven eight nine ten";
  const auto text = table({{"a"}, {"b", Align::Left, 60}, {"c", Align::Left, 12}}, {{"x", long_text, "short words"}}, 40);
  for (const auto line : split(text, '\n')) EXPECT_LE(character_count(line), 40u) << line;
  EXPECT_THAT(text, HasSubstr("short words"));
}

TEST(Console, ARowMayHaveFewerCellsAndLineFeedsInThem) {
  EXPECT_EQ(table({{"a"}, {"b"}}, {{"1"}, {"2", "x\ny"}}, 80), "a  b\n1\n2  x\n   y\n");
}

TEST(Console, AWordLongerThanItsColumnIsCutBetweenCharacters) {
  EXPECT_EQ(table({{"h", Align::Left, 4}}, {{"éééééé"}}, 80), "h\néééé\néé\n");
}

TEST(Console, CharactersAreCountedNotBytes) {
  EXPECT_EQ(character_count("Café £5 – ’"), 11u);
  EXPECT_EQ(character_count("\x1B[1mbold\x1B[0m"), 4u);
}

TEST(Console, TextIsFoldedAtWordEnds) {
  EXPECT_EQ(wrapped("one two three four", 9, 2), "one two\n  three\n  four");
  EXPECT_EQ(wrapped("a\n\nb", 20, 2), "a\n\n  b");
  EXPECT_EQ(wrapped("", 20, 2), "");
}

// A pseudo-terminal: what a person would see.
class Terminal {
 public:
  Terminal() {
    winsize size{24, 60, 0, 0};
    EXPECT_EQ(openpty(&master_, &slave_, nullptr, nullptr, &size), 0);
    stream = fdopen(slave_, "w");
    fcntl(master_, F_SETFL, O_NONBLOCK);
  }
  ~Terminal() {
    std::fclose(stream);
    close(master_);
  }
  std::string seen() {
    std::fflush(stream);
    char text[4096];
    const auto got = ::read(master_, text, sizeof text);
    return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : "";
  }
  std::FILE* stream = nullptr;

 private:
  int master_ = -1;
  int slave_ = -1;
};

TEST(Console, ATerminalHasItsOwnWidthAndBold) {
  Terminal terminal;
  unsetenv("NO_COLOR");
  const Console console(terminal.stream, terminal.stream);
  EXPECT_TRUE(console.is_terminal());
  EXPECT_EQ(console.width(), 60);
  EXPECT_EQ(console.bold("x"), "\x1B[1mx\x1B[0m");
  setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(console.bold("x"), "x");
  unsetenv("NO_COLOR");
}

TEST(Console, AFileGetsPlainTextAHundredWideAndNoProgress) {
  std::FILE* file = std::tmpfile();
  {
    Console console(file, file);
    EXPECT_EQ(console.width(), 100);
    EXPECT_EQ(console.bold("x"), "x");
    EXPECT_FALSE(console.progress_wanted());
    Progress progress(console, "Reading", 10);
    progress.at(5);
  }
  EXPECT_EQ(std::ftell(file), 0);
  std::fclose(file);
}

TEST(Console, ShortWorkShowsNoProgressEvenOnATerminal) {
  Terminal terminal;
  Console console(terminal.stream, terminal.stream);
  {
    Progress progress(console, "Reading", 10);
    progress.at(5);
  }
  EXPECT_EQ(terminal.seen(), "");
}

TEST(Console, TheBarFitsTheTerminal) {
  EXPECT_EQ(progress_line("Reading", 50, 100, 3000ms, 80), "Reading [############            ]  50 %, 3 s left");
  EXPECT_EQ(progress_line("Reading", 1'234'567, 0, 3000ms, 80), "Reading 1,234,567");
  EXPECT_EQ(progress_line("Reading", 100, 100, 3000ms, 80), "Reading [########################] 100 %");
  for (int width = 10; width < 80; ++width)
    EXPECT_LT(character_count(progress_line("Reading a file with a long näme", 30, 100, 4000ms, width)), static_cast<std::size_t>(width));
}

}  // namespace
}  // namespace rightplace::cli
