#include "features/keeping/keeping.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/support/databases.h"

namespace rightplace::keeping {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const Actor kPerson{ActorKind::Person, "person-1"};
constexpr std::string_view kNotes = "CREATE TABLE a_notes (id TEXT PRIMARY KEY, number {{integer}} NOT NULL UNIQUE, body TEXT, after TEXT REFERENCES z_books (id)) {{strict}};";
constexpr std::string_view kBooks = "CREATE TABLE z_books (id TEXT PRIMARY KEY) {{strict}}; INSERT INTO z_books (id) VALUES ('seed');";

std::vector<db::Migration> steps() {
  std::vector<db::Migration> all(audit::migrations().begin(), audit::migrations().end());
  all.push_back({"drill", 1, "001_books.sql", kBooks});
  all.push_back({"drill", 2, "002_notes.sql", kNotes});
  return all;
}

void write_text(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}
std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

class Keeping : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    const auto all = steps();
    store = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list<std::span<const db::Migration>>{all});
  }
  db::Database& database() { return **store; }
  Result<Manifest> backed_up(Key key = Key::LeftOut) {
    auto services = store->services();
    services.folder = store_folder.path();
    return back_up(services, backup, key);
  }
  // One acknowledged write: a note and its event.
  void write(int number, std::string_view body = "text") {
    database().write([&](db::Write& tx) {
      tx.run("INSERT INTO a_notes (id, number, body, after) VALUES ($1, $2, $3, 'seed')", {"n" + std::to_string(number), number, body});
      audit::record(tx, kPerson, Allowed::because("test"), "note.written", {"note", std::to_string(number)}, test::kMondayMorning);
    });
  }
  // The restored store, open.
  std::unique_ptr<test::TestDatabase> restored(const Manifest& manifest) {
    auto other = std::make_unique<test::TestDatabase>(GetParam());
    if (GetParam() == db::Dialect::Postgres) {
      const auto all = steps();
      const auto done = restore_tables(backup, manifest, **other, all, other->clock);
      EXPECT_TRUE(done) << done.error().detail;
    }
    const auto done = restore_files(backup, manifest, new_folder.path() / "store");
    EXPECT_TRUE(done) << done.error().detail;
    return other;
  }
  // Reads what was restored, whichever database it is.
  template <class Look>
  auto look_at_restored(const Manifest& manifest, Look look) {
    const auto other = restored(manifest);
    if (GetParam() == db::Dialect::Postgres) return (*other)->read(look);
    return db::open_sqlite(new_folder.path() / "store" / "rightplace.sqlite")->read(look);
  }

  std::unique_ptr<test::TestDatabase> store;
  test::TemporaryFolder store_folder, backup_folder, new_folder;
  fs::path backup = backup_folder.path() / "backup";
};

TEST_P(Keeping, ABackupTakenWhileWritersRunHoldsEveryAcknowledgedWriteBeforeItsHead) {
  write(0);
  std::atomic<bool> stop = false;
  std::atomic<int> next = 1, acknowledged_before_backup = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w)
    writers.emplace_back([&] {
      while (!stop) write(next++);
    });
  while (next < 30) std::this_thread::yield();
  acknowledged_before_backup = static_cast<int>(database().read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM a_notes"); }));
  const auto manifest = backed_up();
  stop = true;
  for (auto& writer : writers) writer.join();
  ASSERT_TRUE(manifest) << manifest.error().detail;
  ASSERT_TRUE(checked_backup(backup));

  const auto there = database().read([&](db::Read& tx) {
    return tx.list("SELECT subject_id FROM audit_events WHERE action = 'note.written' AND sequence <= $1 ORDER BY sequence", {manifest->head.sequence},
                   [](const db::Row& row) { return row.string(0); });
  });
  EXPECT_GE(static_cast<int>(there.size()), acknowledged_before_backup);
  look_at_restored(*manifest, [&](db::Read& tx) {
    const auto found = audit::verify(tx, manifest->head);
    EXPECT_TRUE(found.whole());
    EXPECT_EQ(found.head, manifest->head);
    EXPECT_EQ(tx.list("SELECT CAST(n.number AS TEXT) FROM a_notes n JOIN audit_events e ON e.subject_id = CAST(n.number AS TEXT) ORDER BY e.sequence", {},
                      [](const db::Row& row) { return row.string(0); }),
              there);
    EXPECT_EQ(tx.integer("SELECT count(*) FROM a_notes"), static_cast<std::int64_t>(there.size()));
    return true;
  });
}

TEST_P(Keeping, TextOfEveryKindComesBackAsItWas) {
  const std::string odd = "tab\tline\nback\\slash \"quoted\" é ' \\N \r end";
  write(1, odd);
  database().write([](db::Write& tx) { tx.run("INSERT INTO a_notes (id, number, body, after) VALUES ('none', 2, $1, $1)", {nullptr}); });
  const auto manifest = backed_up();
  ASSERT_TRUE(manifest) << manifest.error().detail;
  look_at_restored(*manifest, [&](db::Read& tx) {
    EXPECT_EQ(tx.first("SELECT body FROM a_notes WHERE number = 1", {}, [](const db::Row& row) { return row.string(0); }), odd);
    EXPECT_TRUE(tx.exists("SELECT 1 FROM a_notes WHERE number = 2 AND body IS NULL AND after IS NULL"));
    return true;
  });
}

TEST_P(Keeping, TheKeyIsLeftOutUnlessAskedForConfigurationAndLettersAlways) {
  write_text(store_folder.path() / "key", std::string(32, 'k'));
  ASSERT_EQ(::chmod((store_folder.path() / "key").c_str(), 0600), 0);
  write_text(store_folder.path() / "rightplace.toml", "database = \"postgresql://someone:password@host/name\"");
  write_text(store_folder.path() / "uploads" / "plan.pdf", "a plan");
  write_text(store_folder.path() / "outbox" / "one.eml", "a one-time code");
  const auto without = backed_up();
  ASSERT_TRUE(without);
  EXPECT_TRUE(without->store_has_key);
  EXPECT_FALSE(fs::exists(backup / "files" / "key"));
  EXPECT_FALSE(fs::exists(backup / "files" / "rightplace.toml"));
  EXPECT_FALSE(fs::exists(backup / "files" / "outbox"));
  EXPECT_EQ(text_of(backup / "files" / "uploads" / "plan.pdf"), "a plan");

  backup = backup_folder.path() / "second";
  const auto with = backed_up(Key::Included);
  ASSERT_TRUE(with);
  EXPECT_TRUE(checked_backup(backup)->holds_key);
  restored(*with);
  EXPECT_EQ(text_of(new_folder.path() / "store" / "key"), std::string(32, 'k'));
  struct stat about {};
  ASSERT_EQ(::stat((new_folder.path() / "store" / "key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0077, 0u);
  EXPECT_EQ(text_of(new_folder.path() / "store" / "uploads" / "plan.pdf"), "a plan");
}

TEST_P(Keeping, ABackupOfWhichAByteChangedOrAFileIsMissingIsRefused) {
  write_text(store_folder.path() / "uploads" / "plan.pdf", "a plan");
  const auto manifest = backed_up();
  ASSERT_TRUE(manifest);
  write_text(backup / "files" / "uploads" / "plan.pdf", "a plot");
  EXPECT_THAT(checked_backup(backup).error().detail, HasSubstr("plan.pdf is not as it was"));
  fs::remove(backup / "files" / "uploads" / "plan.pdf");
  EXPECT_THAT(checked_backup(backup).error().detail, HasSubstr("plan.pdf is missing"));
}

TEST_P(Keeping, AFolderWithoutAManifestIsNoBackup) {
  ASSERT_TRUE(backed_up());
  fs::remove(backup / "manifest.json");
  EXPECT_EQ(checked_backup(backup).error().kind, ErrorKind::NotFound);
}

TEST_P(Keeping, AManifestThatNamesAFileOutsideTheBackupIsRefused) {
  ASSERT_TRUE(backed_up());
  auto text = text_of(backup / "manifest.json");
  const auto at = text.find("database/");
  ASSERT_NE(at, std::string::npos);
  write_text(backup / "manifest.json", text.replace(at, 9, "../../../"));
  EXPECT_EQ(checked_backup(backup).error().kind, ErrorKind::Invalid);
}

TEST_P(Keeping, ABackupIsNotTakenIntoAFolderWithSomethingInItNorInsideTheStore) {
  write_text(backup / "something", "else");
  EXPECT_EQ(backed_up().error().kind, ErrorKind::Conflict);
  backup = store_folder.path() / "backups";
  EXPECT_EQ(backed_up().error().kind, ErrorKind::Invalid);
}

TEST_P(Keeping, NothingIsRestoredOverAStoreThatIsThere) {
  const auto manifest = backed_up();
  ASSERT_TRUE(manifest);
  write_text(new_folder.path() / "rightplace.sqlite", "somebody's work");
  EXPECT_EQ(restore_files(backup, *manifest, new_folder.path()).error().kind, ErrorKind::Conflict);
  EXPECT_EQ(text_of(new_folder.path() / "rightplace.sqlite"), "somebody's work");
  if (GetParam() == db::Dialect::Postgres) {
    const auto all = steps();
    EXPECT_EQ(restore_tables(backup, *manifest, database(), all, store->clock).error().kind, ErrorKind::Conflict);
  }
}

TEST_P(Keeping, TheAuditKnowsWhenTheLastBackupWasTaken) {
  EXPECT_EQ(database().read([](db::Read& tx) { return last_backup(tx); }), std::nullopt);
  ASSERT_TRUE(backed_up());
  EXPECT_EQ(database().read([](db::Read& tx) { return last_backup(tx); }), test::kMondayMorning);
}

RIGHTPLACE_ON_BOTH(Keeping);

TEST_P(Keeping, AKeyIsMadeWhileNothingIsSealedAndNeverAgain) {
  auto services = store->services();
  services.folder = store_folder.path();
  database().write([](db::Write& tx) { tx.run("CREATE TABLE secrets (id TEXT PRIMARY KEY, words_sealed TEXT)"); });
  EXPECT_FALSE(database().read(something_sealed));
  auto vault = vault_of(services);
  ASSERT_TRUE(vault) << vault.error().detail;
  const auto sealed = vault->seal("secrets.words/1", "a name");
  database().write([&](db::Write& tx) { tx.run("INSERT INTO secrets (id, words_sealed) VALUES ('1', $1)", {sealed}); });
  EXPECT_EQ(vault_of(services)->open("secrets.words/1", sealed)->reveal(), "a name");
  fs::remove(store_folder.path() / "key");
  const auto without = vault_of(services);
  ASSERT_FALSE(without) << "another key would be made, and the name lost";
  EXPECT_EQ(without.error().kind, ErrorKind::Unavailable);
  EXPECT_THAT(without.error().detail, HasSubstr("secrets.words_sealed"));
  EXPECT_FALSE(fs::exists(store_folder.path() / "key"));
}

TEST_P(Keeping, WhatIsOlderThanItsRuleIsForgottenAndTheAuditSaysHowMuch) {
  const auto now = test::kMondayMorning;
  const auto days_ago = [&](std::int64_t days) { return Instant{now.ms - days * 86'400'000}; };
  database().write([&](db::Write& tx) {
    tx.run("CREATE TABLE sessions (id TEXT PRIMARY KEY, ended_at BIGINT, last_seen_at BIGINT NOT NULL)");
    const auto session = [&](const char* id, std::optional<Instant> ended, Instant seen) { tx.run("INSERT INTO sessions (id, ended_at, last_seen_at) VALUES ($1, $2, $3)", {id, ended, seen}); };
    session("stands", std::nullopt, days_ago(0));
    session("ended lately", days_ago(29), days_ago(29));
    session("ended long ago", days_ago(31), days_ago(31));
    session("never ended", std::nullopt, days_ago(31));
  });
  EXPECT_EQ(database().write([&](db::Write& tx) { return forget_old(tx, now); }), 2);
  EXPECT_EQ(database().read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM sessions WHERE id IN ('stands', 'ended lately')"); }), 2);
  const auto events = database().read([](db::Read& tx) { return audit::search(tx, {.action = "records.forgotten"}); });
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(events.front().detail, HasSubstr("\"sessions.last_seen_at\":1"));
  EXPECT_EQ(database().write([&](db::Write& tx) { return forget_old(tx, now); }), 0);
  EXPECT_EQ(database().read([](db::Read& tx) { return audit::search(tx, {.action = "records.forgotten"}); }).size(), 1u) << "nothing to say";
}

TEST(Retention, ARuleNamesATableAndAColumnAndNothingElse) {
  EXPECT_GE(retention().size(), 6u);
  const auto with = [](const char* code, const char* days) { return read_retention(fmt::format("version = \"1\"\nsource = \"x\"\n[[kept]]\ncode = \"{}\"\nlabel = \"L\"\ndays = {}\n", code, days), "retention.toml"); };
  EXPECT_TRUE(with("sessions.ended_at", "30"));
  EXPECT_FALSE(with("sessions", "30"));
  EXPECT_FALSE(with("sessions.ended_at; DROP TABLE people", "30"));
  EXPECT_FALSE(with("sessions.ended_at", "0"));
}

}  // namespace
}  // namespace rightplace::keeping
