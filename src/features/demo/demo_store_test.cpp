#include "features/concerned/concerned.h"
#include "features/notices/notices.h"
#include "features/demo/demo_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/asking/asking.h"
#include "features/audit/audit.h"
#include "features/outbox/outbox.h"
#include "features/children/children.h"
#include "features/demo/demo.h"
#include "features/demo/demo_canonical.h"
#include "features/demo/demo_store_parts.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"
#include "features/referrals/referrals.h"
#include "features/returns/returns.h"
#include "features/supply/supply.h"
#include "tests/support/databases.h"

namespace rightplace::demo {
namespace {

constexpr double kTiny = 0.02;

const England& tiny() {
  static const England england = invent(Year::Y2024, 2026, kTiny, ground_of(Year::Y2024).value());
  return england;
}

struct Store : test::TestDatabase {
  explicit Store(db::Dialect dialect)
      : TestDatabase(dialect, {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(), supply::migrations(),
                               referrals::migrations(), returns::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), notices::migrations(), concerned::migrations(), asking::migrations(), demo::migrations()}) {}
  Done fill(const England& england) {
    return store_england(**this, vault, england, Instant{london_midnight(england.scenario.census).ms + 12 * 3'600'000}, [](int) {});
  }
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  std::string canonical() {
    return (*this)->read([](db::Read& tx) {
      std::string text;
      canonical_export(tx, [&](std::string_view part) { text += part; });
      return text;
    });
  }
};

class DemoStore : public test::OnBothDatabases {};
RIGHTPLACE_ON_BOTH(DemoStore);

TEST_P(DemoStore, HoldsTheHomesPlacesResidentsAndReferralsThatWereInvented) {
  Store store(GetParam());
  const auto done = store.fill(tiny());
  ASSERT_TRUE(done) << done.error().detail;
  store->read([&](db::Read& tx) {
    const Date census = tiny().scenario.census;
    EXPECT_EQ(census_of(tx), census);
    std::int64_t homes = 0, places = 0, living = 0;
    for (const auto& home : tiny().homes)
      if (!home.closed) ++homes, places += home.places;
    for (const auto& stay : tiny().stays) living += !stay.stay.until;
    std::int64_t found_places = 0;
    const auto found = homes::homes_as_at(tx, census);
    for (const auto& home : found) found_places += home.places.value_or(0);
    EXPECT_EQ(std::ssize(found), homes);
    EXPECT_EQ(found_places, places);
    std::int64_t sleeping = 0;
    for (const auto& [urn, all] : placements::occupants_of_all(tx, census)) sleeping += std::ssize(all);
    EXPECT_EQ(sleeping, living);
    EXPECT_EQ(referrals::list_referrals(tx, store.vault, true).size(), tiny().referrals.size());
    EXPECT_EQ(std::ssize(supply::supply_as_at(tx, census)), homes);
    const auto before = census.plus_years(-4);
    EXPECT_EQ(std::ssize(homes::homes_as_at(tx, before)), std::ranges::count_if(tiny().homes, [&](const Home& h) { return h.open_on(before); }));
  });
}

TEST_P(DemoStore, HoldsTheReturnsOfFiveYearsOfItsAuthorities) {
  Store store(GetParam());
  ASSERT_TRUE(store.fill(tiny()));
  store->read([&](db::Read& tx) {
    // The authority with the most children.
    std::map<int, std::int64_t> looked_after;
    for (const auto& child : tiny().children) looked_after[child.authority] += !tiny().episodes[child.first_episode + child.episodes - 1].until;
    const auto most = std::ranges::max_element(looked_after, {}, [](const auto& entry) { return entry.second; });
    const auto& code = tiny().ground.authorities[static_cast<std::size_t>(most->first)].code;
    std::set<int> years;
    for (const auto& table : returns::tables_of(tx, code)) years.insert(table.year);
    EXPECT_EQ(years, (std::set<int>{2020, 2021, 2022, 2023, 2024}));
    EXPECT_GE(std::ssize(returns::timelines(tx, store.vault, code)), most->second);
  });
}

TEST_P(DemoStore, IsRefusedWhereAnythingStandsAndLeavesItAsItWas) {
  Store store(GetParam());
  store->write([&](db::Write& tx) { children::add(tx, {}, test::kMondayMorning).value(); });
  const auto done = store.fill(tiny());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::Conflict);
  store->read([](db::Read& tx) {
    EXPECT_EQ(census_of(tx), std::nullopt);
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM register_rows"), 0);
  });
}

TEST(DemoStores, OfOneSeedAreAlikeByteForByteAndOfAnotherAreNot) {
  Store one(db::Dialect::Sqlite), two(db::Dialect::Sqlite);
  two.vault = vault::Vault::with_key("another key of thirty-two bytes.");
  ASSERT_TRUE(one.fill(tiny()));
  ASSERT_TRUE(two.fill(invent(Year::Y2024, 2026, kTiny, ground_of(Year::Y2024).value())));
  const auto text = one.canonical();
  EXPECT_GT(text.size(), 100'000u);
  EXPECT_TRUE(text == two.canonical());
  Store other(db::Dialect::Sqlite);
  ASSERT_TRUE(other.fill(invent(Year::Y2024, 2027, kTiny, ground_of(Year::Y2024).value())));
  EXPECT_FALSE(text == other.canonical());
}

TEST(DemoStores, AreAlikeByteForByteInBothDatabases) {
  if (!std::getenv("RIGHTPLACE_TEST_POSTGRES")) GTEST_SKIP() << "skipped: no PostgreSQL (RIGHTPLACE_TEST_POSTGRES is not set)";
  Store sqlite(db::Dialect::Sqlite);
  ASSERT_TRUE(sqlite.fill(tiny()));
  const auto text = sqlite.canonical();
  Store postgres(db::Dialect::Postgres);
  ASSERT_TRUE(postgres.fill(tiny()));
  const auto theirs = postgres.canonical();
  const auto first = std::ranges::mismatch(text, theirs);
  EXPECT_TRUE(text == theirs) << "differs at: " << text.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, first.in1 - text.begin() - 200)), 400) << "\n---\n"
                              << theirs.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, first.in2 - theirs.begin() - 200)), 400);
}

// Every cell of every table, as a program without the key reads it.
void each_cell(db::Database& database, const std::function<void(const std::string& where, std::string_view text)>& look) {
  database.read([&](db::Read& tx) {
    std::vector<std::pair<std::string, std::string>> columns;
    tx.each(tx.dialect() == db::Dialect::Sqlite ? "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
                                                : "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()",
            {}, [&](const db::Row& row) { columns.emplace_back(row.string(0), row.string(1)); });
    for (const auto& [table, column] : columns)
      tx.each(fmt::format("SELECT CAST({} AS TEXT) FROM {}", column, table), {}, [&](const db::Row& row) { look(table + "." + column, row.text(0)); });
  });
}

TEST_P(DemoStore, NoBirthDateAndNoOwnIdOfAChildStandsPlainInTheDatabase) {
  Store store(GetParam());
  ASSERT_TRUE(store.fill(tiny()));
  const auto kept = children_kept(tiny());
  std::set<std::string, std::less<>> births, own_ids;
  for (std::size_t c = 0; c < kept.size(); ++c) {
    if (!kept[c]) continue;
    births.insert(tiny().children[c].born.iso());
    own_ids.insert(local_id(c));
  }
  ASSERT_GT(own_ids.size(), 100u);
  // Days of which it is known that they are of something else: somebody moved on another's birthday.
  std::set<std::string, std::less<>> other_days;
  std::vector<std::string> found;
  each_cell(*store, [&](const std::string& where, std::string_view text) {
    if (own_ids.contains(text)) found.push_back(where + " holds an own id");
    if (text.size() != 10 || !parse_iso_date(text)) return;
    if (where.starts_with("children.") || where.starts_with("child_own_ids.from") || where.starts_with("return_")) {
      if (births.contains(text) && !where.starts_with("child_own_ids.")) found.push_back(where + " holds a day of birth");
    }
    other_days.emplace(text);
  });
  EXPECT_THAT(found, ::testing::IsEmpty());
  for (const auto& day : other_days) births.erase(day);
  ASSERT_GT(births.size(), 20u);
  if (GetParam() != db::Dialect::Sqlite) return;   // the files of PostgreSQL are the server's
  for (const auto& entry : std::filesystem::recursive_directory_iterator(store.folder.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (const auto& birth : births) EXPECT_EQ(bytes.find(birth), std::string::npos) << birth << " stands in " << entry.path().filename();
  }
}

}  // namespace
}  // namespace rightplace::demo
