#include "features/statement/statement.h"

#include <fmt/format.h>

#include "base/text.h"
#include "features/planning/planning.h"
#include "features/returns/returns.h"
#include "features/statement/statement_store.h"
#include "tests/support/placing_stage.h"

namespace rightplace::statement {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Statements : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    for (const auto& all : {returns::migrations(), statement::migrations()}) tables.insert(tables.end(), all.begin(), all.end());
    set_up(tables);
    write([&](db::Write& tx) { person(tx, "nominated", lancashire, access::Role::NominatedOfficer); });
    serve({pages(*desk)});
    as("head");
  }
  // Two years of children who came one after the other.
  void read_returns() {
    write([&](db::Write& tx) {
      const imports::ImportId import("01900000-0000-7000-8000-000000000003");
      for (const int year : {2024, 2025}) {
        returns::TableRows header{returns::Table::Header, {}}, episodes{returns::Table::Episodes, {}};
        for (int i = 0; i < 150; ++i) {
          const auto own_id = fmt::format("KID{}", 1000 + i);
          const auto came = Date(2022, 6, 1).plus_days(i * 5), leaves = came.plus_days(500 + i % 7 * 90);
          if (came > returns::last_day_of(year) || leaves < returns::first_day_of(year)) continue;
          const bool left = leaves <= returns::last_day_of(year);
          header.rows.push_back({own_id, "1", Date(2008 + i % 15, 1, 1).plus_days(i).iso(), "WBRI", "UN3", "", "", ""});
          episodes.rows.push_back({own_id, came.iso(), "S", "C2", "N1", i % 9 == 0 ? "K2" : "U5", "PR1", left ? leaves.iso() : "", left ? "E4A" : "", "", "LA1 4YW", "LA2 6AA", ""});
        }
        returns::store_table(tx, desk->vault, import, "E10000017", year, header, std::nullopt);
        returns::store_table(tx, desk->vault, import, "E10000017", year, episodes, std::nullopt);
      }
    });
  }
  // Asked again, as a person would, until it is worked out.
  std::string now(const std::string& path) {
    auto response = get(path);
    while (response.body.find("being worked out") != std::string::npos) response = get(path);
    EXPECT_EQ(response.status, 200) << path << response.body;
    return response.body;
  }
  web::Response save(std::string part, std::string words, std::string from = {}) {
    const auto path = "/sufficiency/statement/write/" + part;
    return post(path, {{"version", from.empty() ? version_in(page(path)) : from}, {"words", std::move(words)}});
  }
  std::string figures_in(const std::string& body) {
    std::smatch found;
    return std::regex_search(body, found, std::regex(R"re(name="figures" value="([0-9a-f]+)")re")) ? found[1].str() : "";
  }
  std::string published() {
    as("nominated");
    const auto form = now("/sufficiency/statement/publish");
    const auto done = post("/sufficiency/statement/publish", {{"figures", figures_in(form)}, {"read", "yes"}});
    EXPECT_EQ(done.status, 303) << done.body;
    return where(done);
  }
  std::vector<db::Migration> tables;
};
RIGHTPLACE_ON_BOTH(Statements);

TEST_P(Statements, WithoutReturnsItSaysWhatIsMissingAndStillWhichHomesThereAre) {
  const auto draft = now("/sufficiency/statement");
  EXPECT_THAT(draft, AllOf(HasSubstr("What could not be said"), HasSubstr("Hand in the returns first"), HasSubstr("Children’s homes registered with Ofsted"), HasSubstr("Source of table 1: Ofsted")));
}

TEST_P(Statements, NoNumberOfChildrenInItIsSmallAndEachTableNamesItsSource) {
  read_returns();
  const auto text = now("/sufficiency/statement/odt");
  const auto figures = planning::public_figures(*desk, "E10000017", "Lancashire");
  ASSERT_TRUE(figures) << figures.error().detail;
  ASSERT_EQ(figures->tables.size(), 4u);
  for (const auto& table : figures->tables) {
    EXPECT_FALSE(table.source.empty()) << table.id;
    EXPECT_FALSE(table.figures.rows.empty()) << table.id;
    for (const auto& row : table.figures.rows)
      for (std::size_t i = 1; i < row.size(); ++i) {
        std::smatch number;
        auto rest = row[i];
        while (std::regex_search(rest, number, std::regex("[0-9]+"))) {
          EXPECT_EQ(std::stoi(number.str()) % 5, 0) << table.id << ": " << row[i];
          rest = number.suffix();
        }
      }
  }
  // A forecast tells no kind of place of which there are few: its total and the others would tell it.
  for (const auto& row : figures->tables.back().figures.rows)
    for (const auto& cell : row) EXPECT_THAT(cell, Not(HasSubstr("5 or fewer")));
  EXPECT_EQ(figures->tables.back().figures.head.size(), 4u);
  const auto draft = now("/sufficiency/statement");
  EXPECT_THAT(draft, AllOf(HasSubstr("(SSDA903) of 2023-24"), HasSubstr("Source of table 4"), Not(HasSubstr("KID")), Not(HasSubstr(kReference))));
  EXPECT_THAT(text, Not(HasSubstr("KID")));
}

TEST_P(Statements, WordsAreKeptAsVersionsAndNobodysAreLost) {
  const auto first = version_in(page("/sufficiency/statement/write/plan"));
  EXPECT_EQ(save("plan", "We will open two homes.\n\nBy 2027.").status, 303);
  EXPECT_EQ(save("plan", "We will open none.", first).status, 409);
  EXPECT_EQ(save("providers", "Homes for two <b>children</b>.").status, 303);
  const auto draft = now("/sufficiency/statement");
  EXPECT_THAT(draft, AllOf(HasSubstr("We will open two homes.</p>"), HasSubstr("&lt;b&gt;children"), Not(HasSubstr("open none"))));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM statement_drafts"); }), 2);
  EXPECT_EQ(save("names", "x", "2").status, 404);
}

TEST_P(Statements, PublishedItStaysAsItWasWithItsDate) {
  read_returns();
  save("about", "Written with our children in care council.");
  const auto address = published();
  const auto before = page(address);
  EXPECT_THAT(before, AllOf(HasSubstr("Published on 2 March 2026"), HasSubstr("children in care council"), HasSubstr("Table 1.")));
  as("head");
  save("about", "Something else.");
  write([](db::Write& tx) { tx.run("DELETE FROM return_tables", {}); });
  EXPECT_THAT(now("/sufficiency/statement"), HasSubstr("Hand in the returns first"));
  const auto cut = [](const std::string& body) { return body.substr(body.find("<h1"), body.find("</main>") - body.find("<h1")); };
  EXPECT_EQ(cut(page(address)), cut(before));
}

TEST_P(Statements, OnlyTheNominatedOfficerPublishesAndOnlyWhatTheyHaveSeen) {
  EXPECT_EQ(get("/sufficiency/statement/publish").status, 404);
  EXPECT_EQ(post("/sufficiency/statement/publish", {{"read", "yes"}}).status, 404);
  as("nominated");
  const auto seen = figures_in(now("/sufficiency/statement/publish"));
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(post("/sufficiency/statement/publish", {{"figures", seen}}).status, 422);
  as("head");
  save("gaps", "Too few for girls.");
  as("nominated");
  const auto stale = post("/sufficiency/statement/publish", {{"figures", seen}, {"read", "yes"}});
  EXPECT_EQ(stale.status, 422);
  EXPECT_THAT(stale.body, HasSubstr("has changed since you looked at it"));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM statements"); }), 0);
}

TEST_P(Statements, EverybodyWhoWorksHereReadsWhatIsPublishedAndNobodyElsesDraft) {
  const auto address = published();
  as("alder");
  EXPECT_THAT(page("/statements"), HasSubstr(address));
  EXPECT_EQ(get(address).status, 200);
  EXPECT_EQ(get("/sufficiency/statement").status, 404);
  EXPECT_EQ(get("/statements/01900000-0000-7000-8000-00000000dead").status, 404);
}

TEST_P(Statements, TheTextDocumentSaysTheSameAsThePage) {
  save("plan", "We will open two homes.");
  const auto address = published();
  const auto document = read([&](db::Read& tx) { return load(tx, StatementId(address.substr(address.rfind('/') + 1))); });
  ASSERT_TRUE(document);
  EXPECT_EQ(read_document(written(*document))->tables.size(), document->tables.size());
  EXPECT_EQ(written(*read_document(written(*document))), written(*document));
  const auto file = get(address + "/odt");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body.substr(30, 8), "mimetype");
  EXPECT_EQ(file.body, *as_odt(*document));
}

}  // namespace
}  // namespace rightplace::statement
