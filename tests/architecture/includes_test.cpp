// Which include lines are allowed: base <- db, formats, cli, engines <- features <- app; one feature sees another only
// through its one public header; *_rules.cpp see no database; third-party headers stay behind their facades.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"

namespace rightplace {
namespace {

namespace fs = std::filesystem;
const fs::path kSource = fs::path(RIGHTPLACE_SOURCE_DIR) / "src";

struct IncludeLine {
  std::string file;      // features/homes/homes_store.cpp
  std::string included;  // base/date.h, or <sqlite3.h>
  int line = 0;
};

std::vector<IncludeLine> all_includes() {
  std::vector<IncludeLine> lines;
  for (const auto& entry : fs::recursive_directory_iterator(kSource)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    std::ifstream in(entry.path());
    std::string text;
    for (int number = 1; std::getline(in, text); ++number) {
      const std::string_view line = trim(text);
      if (!line.starts_with("#include ")) continue;
      const auto target = trim(line.substr(9));
      const auto end = target.find_first_of(">\"", 1);
      lines.push_back({fs::relative(entry.path(), kSource).string(),
                       target.front() == '<' ? std::string(target.substr(0, end + 1)) : std::string(target.substr(1, end - 1)), number});
    }
  }
  return lines;
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (const auto part : split(path, '/')) parts.emplace_back(part);
  return parts;
}

bool is_test(const std::string& file) { return file.ends_with("_test.cpp"); }

// The box that a path of src/ belongs to: "base", "engines/suitability", "features/homes".
std::string box_of(const std::string& path) {
  const auto parts = parts_of(path);
  const bool nested = parts.front() == "engines" || parts.front() == "features";
  return nested && parts.size() > 2 ? parts[0] + "/" + parts[1] : parts.front();
}

std::string complaint(const IncludeLine& line, std::string_view why) {
  return fmt::format("src/{}:{} includes {}: {}", line.file, line.line, line.included, why);
}

std::vector<std::string> complaints_about(const IncludeLine& line) {
  std::vector<std::string> found;
  const auto from = box_of(line.file);
  const auto to = box_of(line.included);
  const auto kind = parts_of(line.file).front();
  const auto seen = parts_of(line.included).front();
  const std::map<std::string, std::set<std::string>> allowed = {
      {"base", {"base"}},
      {"db", {"base", "db"}},
      {"web", {"base", "web", "embedded"}},
      {"vault", {"base", "vault"}},
      {"formats", {"base", "formats"}},
      {"cli", {"base", "cli"}},
      {"engines", {"base", "engines"}},
      {"features", {"base", "db", "web", "vault", "formats", "cli", "engines", "features", "embedded"}},
      {"app", {"base", "db", "web", "vault", "formats", "cli", "engines", "features", "app", "embedded"}}};
  if (line.included.front() == '<') return found;
  if (is_test(line.file) && seen == "tests") return found;
  if (!allowed.contains(kind)) return {complaint(line, "this folder is not a box of the house")};
  if (!allowed.at(kind).contains(seen) && !(is_test(line.file) && seen == "formats")) found.push_back(complaint(line, fmt::format("{} may not see {}", kind, seen)));
  if (kind == "engines" && seen == "engines" && from != to) found.push_back(complaint(line, "one engine does not see another"));
  if (kind == "features" && seen == "features" && from != to && line.included != "features/services.h") {
    const auto name = parts_of(line.included)[1];
    if (line.included != fmt::format("features/{}/{}.h", name, name)) found.push_back(complaint(line, "a feature is seen only through its one public header"));
  }
  const auto file = fs::path(line.file).filename().string();
  if (file.ends_with("_rules.cpp") && (seen == "db" || seen == "formats" || seen == "cli" || seen == "web"))
    found.push_back(complaint(line, "rules are values in, values out: no input or output"));
  return found;
}

TEST(Architecture, IncludesGoOnlyInTheAllowedDirection) {
  std::vector<std::string> found;
  for (const auto& line : all_includes())
    for (auto& text : complaints_about(line)) found.push_back(std::move(text));
  EXPECT_TRUE(found.empty()) << join(found, "\n");
}

TEST(Architecture, HeavyHeadersStayBehindTheirFacades) {
  const std::map<std::string, std::set<std::string>> homes = {
      {"<sqlite3.h>", {"db"}},        {"<libpq-fe.h>", {"db"}},        {"<boost/json.hpp>", {"base"}}, {"<toml++/toml.h>", {"formats"}}, {"<toml.hpp>", {"formats"}},
      {"<CLI/CLI.hpp>", {"cli"}},     {"<expat.h>", {"formats"}},      {"<zip.h>", {"formats"}},       {"<xlsxwriter.h>", {"formats"}},        {"<zlib.h>", {"formats"}},
      {"<sodium.h>", {"vault"}},        {"<boost/asio.hpp>", {"web"}},  {"<boost/beast.hpp>", {"web"}},
      {"<curl/curl.h>", {"features"}}};
  for (const auto& line : all_includes()) {
    const auto home = homes.find(line.included);
    if (home == homes.end() || is_test(line.file)) continue;
    EXPECT_TRUE(home->second.contains(parts_of(line.file).front())) << complaint(line, "only its facade may");
    EXPECT_TRUE(line.file.ends_with(".cpp")) << complaint(line, "heavy headers stand in .cpp files only");
  }
}

TEST(Architecture, NothingAsksForTheTimeButTheClock) {
  for (const auto& entry : fs::recursive_directory_iterator(kSource)) {
    const auto file = fs::relative(entry.path(), kSource).string();
    if (!entry.is_regular_file() || file == "base/clock.cpp" || is_test(file)) continue;
    std::ifstream in(entry.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_FALSE(contains(text, "system_clock::now")) << "src/" << file << " asks for now; take a Clock&";
    EXPECT_FALSE(contains(text, "mt19937")) << "src/" << file << " uses a library generator; use base/random.h";
  }
}

TEST(Architecture, NoFileIsCalledUtils) {
  for (const auto& entry : fs::recursive_directory_iterator(kSource)) {
    const auto name = entry.path().filename().string();
    EXPECT_FALSE(name.starts_with("util") || contains(name, "_util") || contains(name, "helper")) << entry.path();
  }
}

TEST(Architecture, DecisionRecordsHaveNumbersOfTheirOwn) {
  std::map<std::string, std::string> seen;
  for (const auto& entry : fs::directory_iterator(fs::path(RIGHTPLACE_SOURCE_DIR) / "docs" / "decisions")) {
    const auto name = entry.path().filename().string();
    if (name == "README.md") continue;
    ASSERT_TRUE(name.size() > 5 && name[4] == '-') << name << " should be called NNNN-title.md";
    const auto [other, is_new] = seen.emplace(name.substr(0, 4), name);
    EXPECT_TRUE(is_new) << name << " and " << other->second << " have the same number";
  }
}

}  // namespace
}  // namespace rightplace
