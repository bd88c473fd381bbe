// What is generated of the documentation equals what is committed. To renew: build/dev/rightplace docs NAME > FILE.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "app/docs.h"
#include "app/features.h"
#include "app/openapi.h"
#include "base/text.h"
#include "features/keeping/keeping.h"

namespace rightplace {
namespace {

std::string committed(const std::string& file) {
  std::ifstream in(std::string(RIGHTPLACE_SOURCE_DIR) + "/" + file);
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

TEST(Documents, TheOptionsPageIsWhatTheProgramTakes) {
  EXPECT_EQ(committed("docs/options.md"), app::options_document(app::commands())) << "renew it: build/dev/rightplace docs options > docs/options.md";
}

TEST(Documents, TheDataInventoryIsWhatTheTablesHold) {
  EXPECT_EQ(committed("docs/data-inventory.tsv"), app::data_inventory_document())
      << "renew it: build/dev/rightplace docs data-inventory > docs/data-inventory.tsv";
}

// What the inventory promises for days is what the keeping of the store carries out.
TEST(Documents, EveryPromiseOfDaysInTheDataInventoryIsARuleOfRetention) {
  std::map<std::string, std::set<std::string>> promised, kept;
  for (const auto line : split(app::data_inventory_document(), '\n')) {
    const auto cells = split(line, '\t');
    if (cells.size() > 4 && (cells[4].ends_with(" days") || cells[4].ends_with(" day")) && std::isdigit(static_cast<unsigned char>(cells[4].front()))) promised[std::string(cells[1])].insert(std::string(cells[4].substr(0, cells[4].find(' '))));
  }
  for (const auto& rule : keeping::retention()) kept[rule.table].insert(std::to_string(rule.days));
  EXPECT_EQ(promised, kept);
}

TEST(Documents, TheApiDocumentIsWhatTheRoutesOffer) {
  EXPECT_EQ(committed("docs/api/openapi.json"), app::openapi(app::pages_for_documents()).pretty()) << "renew it: build/dev/rightplace docs openapi > docs/api/openapi.json";
}

TEST(Documents, EveryFileThatThePagesPointToExists) {
  namespace fs = std::filesystem;
  const fs::path root(RIGHTPLACE_SOURCE_DIR);
  std::vector<fs::path> pages = {root / "README.md", root / "ARCHITECTURE.md", root / "CONTRIBUTING.md", root / "SECURITY.md"};
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  const std::regex link(R"(\]\(([^)#: ]+)(#[^)]*)?\))");
  for (const auto& page : pages) {
    std::ifstream in(page);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it)
      EXPECT_TRUE(fs::exists(page.parent_path() / (*it)[1].str())) << fs::relative(page, root) << " points to " << (*it)[1].str();
  }
}

}  // namespace
}  // namespace rightplace
