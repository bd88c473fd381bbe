// The program as a person meets it: tests/cli/*.txt are transcripts. A line that begins with "$ " is a command, run by a
// shell in a temporary folder that all commands of the file share; the lines after it are what it prints, output and
// messages together. "…" stands for any text within a line; alone on a line, for any lines. A last line "[exit 4]" says
// how the command ended when not well. $FILES is tests/cli/files, $REAL the folder of real data. A line that begins
// with "# " is a comment; "# needs real data" skips the transcript, in words, where there is none.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "tests/support/databases.h"

namespace rightplace {
namespace {

struct Step {
  std::string command;
  std::size_t line = 0;
  std::vector<std::string> expected;
};
struct Transcript {
  bool needs_real_data = false;
  std::vector<Step> steps;
};

Transcript read_transcript(const std::filesystem::path& file) {
  Transcript transcript;
  std::ifstream in(file);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line == "# needs real data") transcript.needs_real_data = true;
    else if (line.starts_with("$ ")) transcript.steps.push_back({line.substr(2), number, {}});
    else if (line.starts_with("# ") || transcript.steps.empty()) continue;
    else transcript.steps.back().expected.push_back(line);
  }
  // Blank lines before the next command are for the reader.
  for (auto& step : transcript.steps)
    while (!step.expected.empty() && step.expected.back().empty()) step.expected.pop_back();
  return transcript;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto line : split(text, '\n')) {
    const auto end = line.find_last_not_of(" \r");
    lines.emplace_back(end == std::string_view::npos ? std::string_view{} : line.substr(0, end + 1));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> run(const std::string& command, const std::filesystem::path& folder) {
  const auto shell = fmt::format("cd '{}' && export PATH='{}':\"$PATH\" FILES='{}/tests/cli/files' REAL=\"$RIGHTPLACE_REAL_DATA\" NO_COLOR=1 && {{ {}\n}} 2>&1", folder.string(),
                                 std::filesystem::path(RIGHTPLACE_PROGRAM).parent_path().string(), RIGHTPLACE_SOURCE_DIR, command);
  std::FILE* pipe = popen(shell.c_str(), "r");
  if (!pipe) return {"the shell could not be started"};
  std::string output;
  std::array<char, 4096> bytes;
  while (const auto count = std::fread(bytes.data(), 1, bytes.size(), pipe)) output.append(bytes.data(), count);
  const int status = pclose(pipe);
  auto lines = lines_of(output);
  if (!WIFEXITED(status)) lines.push_back("[killed]");
  else if (WEXITSTATUS(status) != 0) lines.push_back(fmt::format("[exit {}]", WEXITSTATUS(status)));
  return lines;
}

bool fits(std::string_view wanted, std::string_view line) {
  const std::string_view any = "…";
  const auto at = wanted.find(any);
  if (at == std::string_view::npos) return wanted == line;
  if (!line.starts_with(wanted.substr(0, at))) return false;
  const auto rest = wanted.substr(at + any.size());
  for (auto tail = line.substr(at);; tail.remove_prefix(1)) {
    if (fits(rest, tail)) return true;
    if (tail.empty()) return false;
  }
}

bool all_fit(std::span<const std::string> wanted, std::span<const std::string> lines) {
  if (wanted.empty()) return lines.empty();
  if (wanted[0] == "…")
    for (std::size_t skipped = 0; skipped <= lines.size(); ++skipped)
      if (all_fit(wanted.subspan(1), lines.subspan(skipped))) return true;
  return !lines.empty() && fits(wanted[0], lines[0]) && all_fit(wanted.subspan(1), lines.subspan(1));
}

class Transcripts : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Transcripts, PrintWhatIsWritten) {
  const auto transcript = read_transcript(GetParam());
  ASSERT_FALSE(transcript.steps.empty()) << "a transcript without a command asserts nothing";
  if (transcript.needs_real_data) RIGHTPLACE_NEEDS_REAL_DATA();
  const test::TemporaryFolder folder;
  for (const auto& step : transcript.steps) {
    const auto lines = run(step.command, folder.path());
    EXPECT_TRUE(all_fit(step.expected, lines)) << GetParam().filename().string() << ", line " << step.line << ": $ " << step.command << "\nprinted:\n" << join(lines, "\n") << "\nexpected:\n"
                                               << join(step.expected, "\n");
    if (HasFailure()) return;   // what follows builds on it
  }
}

std::vector<std::filesystem::path> transcripts() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(RIGHTPLACE_SOURCE_DIR) + "/tests/cli"))
    if (entry.path().extension() == ".txt" && entry.path().filename() != "CMakeLists.txt") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

INSTANTIATE_TEST_SUITE_P(All, Transcripts, ::testing::ValuesIn(transcripts()), [](const auto& one) {
  std::string name = one.param.stem().string();
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

TEST(TranscriptRunner, AnEllipsisStandsForAnyTextAndAloneForAnyLines) {
  EXPECT_TRUE(fits("a…c", "abbc"));
  EXPECT_TRUE(fits("…", ""));
  EXPECT_FALSE(fits("a…c", "abb"));
  const std::vector<std::string> lines = {"one", "two", "three"};
  EXPECT_TRUE(all_fit(std::vector<std::string>{"one", "…"}, lines));
  EXPECT_TRUE(all_fit(std::vector<std::string>{"…", "three"}, lines));
  EXPECT_FALSE(all_fit(std::vector<std::string>{"one", "three"}, lines));
  EXPECT_FALSE(all_fit(std::vector<std::string>{"one"}, lines));
}

}  // namespace
}  // namespace rightplace
