// A program that adds documents is killed at any moment, again and again: every row has its whole file, what was acknowledged is there,
// and what no row names is swept.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "base/random.h"
#include "base/text.h"
#include "features/documents/documents.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "tests/support/databases.h"

namespace rightplace::documents {
namespace {

namespace fs = std::filesystem;
const Allowed kTest = Allowed::because("test");
const std::string kContent = "%PDF-1.7\n" + std::string(150'000, 'x') + "\n%%EOF\n";

class DocumentsKilled : public test::OnBothDatabases {
 protected:
  static std::string address_of(test::TestDatabase& store) {
    if (GetParam() == db::Dialect::Sqlite) return (store.folder.path() / "test.sqlite").string();
    const auto schema = store->read([](db::Read& tx) { return tx.first("SELECT current_schema()", {}, [](const db::Row& row) { return row.string(0); }); });
    return fmt::format("{} options='-c search_path={}'", std::getenv("RIGHTPLACE_TEST_POSTGRES"), *schema);
  }
  [[noreturn]] static void add_until_killed(const std::string& address, const fs::path& store, const children::ChildId& child, int acknowledgements) {
    try {
      const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
      const auto database = GetParam() == db::Dialect::Sqlite ? db::open_sqlite(address) : db::open_postgres(address);
      web::Request request;
      request.body = kContent;
      for (int number = 0;; ++number) {
        const auto laid = lay_down(store, request, {.field = {}, .name = {}, .from = 0, .size = request.body.size()}, test::kMondayMorning);
        if (!laid) _exit(4);
        const auto added = database->write([&](db::Write& tx) {
          return add(tx, vault, {ActorKind::System, "drill"}, kTest, {fmt::format("R-{}-{}", ::getpid(), number), child, "other", asking::Tier::FullFile, Personal<std::string>("a.pdf")}, *laid, test::kMondayMorning);
        });
        if (!added) _exit(5);
        const auto& id = laid->id.text();
        if (::write(acknowledgements, id.data(), id.size()) != static_cast<ssize_t>(id.size())) _exit(2);
      }
    } catch (...) {
      _exit(3);
    }
  }
};

TEST_P(DocumentsKilled, EveryRowHasItsWholeFileAndNothingAcknowledgedIsLost) {
  test::TestDatabase store(GetParam(), {audit::migrations(), imports::migrations(), children::migrations(), homes::migrations(), organisations::migrations(), asking::migrations(), migrations()});
  const auto child = store->write([&](db::Write& tx) { return *children::add(tx, {}, test::kMondayMorning); });
  const auto address = address_of(store);
  const auto folder = store.folder.path() / "store";
  const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  Random random(20260302);
  std::set<std::string> acknowledged;
  const auto* wanted = std::getenv("RIGHTPLACE_KILLS");
  const auto kills = parse_integer(wanted ? wanted : "").value_or(6);
  for (std::int64_t life = 0; life < kills; ++life) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t writer = ::fork();
    if (writer == 0) {
      ::close(ends[0]);
      add_until_killed(address, folder, child, ends[1]);
    }
    ::close(ends[1]);
    std::string id(36, '\0');
    if (random.chance(0.7) && ::read(ends[0], id.data(), id.size()) == 36) acknowledged.insert(id);
    std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 12'000)));
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
    while (::read(ends[0], id.data(), id.size()) == 36) acknowledged.insert(id);
    ::close(ends[0]);
  }
  std::set<std::string> rows;
  store->read([&](db::Read& tx) { tx.each("SELECT id FROM documents", {}, [&](const db::Row& row) { rows.insert(row.string(0)); }); });
  for (const auto& id : acknowledged) EXPECT_TRUE(rows.contains(id)) << id;
  for (const auto& id : rows) {
    auto file = store->read([&](db::Read& tx) { return open(tx, vault, folder, DocumentId(id)); });
    ASSERT_TRUE(file) << file.error().detail;
    std::string all;
    for (auto piece = file->next(); piece && !piece->empty(); piece = file->next()) all += *piece;
    EXPECT_EQ(all.size(), kContent.size());
  }
  sweep(*store, folder, Instant{SystemClock().now().ms + 2 * 86'400'000});
  std::set<std::string> files;
  if (fs::exists(folder / "documents"))
    for (const auto& entry : fs::recursive_directory_iterator(folder / "documents"))
      if (entry.is_regular_file()) files.insert(entry.path().filename().string());
  EXPECT_EQ(files, rows);
}

RIGHTPLACE_ON_BOTH(DocumentsKilled);

}  // namespace
}  // namespace rightplace::documents
