// A program that writes is killed at any moment, again and again: nothing that it acknowledged is lost, nothing is doubled.
// RIGHTPLACE_KILLS sets how often (the full drill: tools/kill_drill 1000).

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/random.h"
#include "base/text.h"
#include "features/keeping/keeping.h"
#include "tests/support/databases.h"

namespace rightplace::keeping {
namespace {

constexpr std::string_view kTable = "CREATE TABLE drill_operations (operation {{integer}} NOT NULL) {{strict}};";   // lets doubles in

std::vector<db::Migration> steps() {
  std::vector<db::Migration> all(audit::migrations().begin(), audit::migrations().end());
  all.push_back({"drill", 1, "001_operations.sql", kTable});
  return all;
}

int kills_wanted() {
  const char* text = std::getenv("RIGHTPLACE_KILLS");
  return static_cast<int>(parse_integer(text ? text : "").value_or(12));
}

// The life of a writer: operations from `first` on, each acknowledged after its commit. The first may have been done in
// the life before, whose acknowledgement was cut off; it is asked for again, as a person presses the button again.
[[noreturn]] void write_until_killed(db::Dialect dialect, const std::string& address, std::int64_t first, int acknowledgements) {
  try {
    const auto database = dialect == db::Dialect::Sqlite ? db::open_sqlite(address) : db::open_postgres(address);
    for (auto operation = first;; ++operation) {
      database->write([&](db::Write& tx) {
        if (tx.exists("SELECT 1 FROM drill_operations WHERE operation = $1", {operation})) return;
        tx.run("INSERT INTO drill_operations (operation) VALUES ($1)", {operation});
        audit::record(tx, {ActorKind::System, "drill"}, Allowed::because("drill"), "drill.written", {"operation", std::to_string(operation)},
                      test::kMondayMorning);
      });
      if (::write(acknowledgements, &operation, sizeof operation) != sizeof operation) _exit(2);
    }
  } catch (...) {
    _exit(3);   // a writer ends only by being killed; the drill sees this
  }
}

class KillDrill : public test::OnBothDatabases {
 protected:
  static std::string address_of(test::TestDatabase& store) {
    if (GetParam() == db::Dialect::Sqlite) return (store.folder.path() / "test.sqlite").string();
    const auto schema = store->read([](db::Read& tx) { return tx.first("SELECT current_schema()", {}, [](const db::Row& row) { return row.string(0); }); });
    return fmt::format("{} options='-c search_path={}'", std::getenv("RIGHTPLACE_TEST_POSTGRES"), *schema);
  }

  // One life: the last operation acknowledged, which is `before` when the writer was killed too early for any.
  static std::int64_t live_and_die(const std::string& address, std::int64_t before, Random& random) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t writer = ::fork();
    if (writer == 0) {
      ::close(ends[0]);
      write_until_killed(GetParam(), address, before + 1, ends[1]);
    }
    ::close(ends[1]);
    std::int64_t acknowledged = before, operation = 0;
    const auto hear = [&] {
      if (::read(ends[0], &operation, sizeof operation) != sizeof operation) return false;
      EXPECT_EQ(operation, acknowledged + 1);
      acknowledged = operation;
      return true;
    };
    if (!random.chance(0.2)) hear();   // mostly in the midst of work, sometimes while it starts
    std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 12'000)));
    ::kill(writer, SIGKILL);
    while (hear()) {}
    ::close(ends[0]);
    int status = 0;
    ::waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
    return acknowledged;
  }
};

TEST_P(KillDrill, NothingAcknowledgedIsLostAndNothingIsDoubled) {
  const auto all = steps();
  test::TestDatabase store(GetParam(), {std::span<const db::Migration>(all)});
  const auto address = address_of(store);
  Random random(2026);
  std::int64_t acknowledged = 0;
  const int kills = kills_wanted();
  for (int kill = 0; kill < kills && !HasFailure(); ++kill) acknowledged = live_and_die(address, acknowledged, random);
  fmt::print("{} kills, {} operations acknowledged\n", kills, acknowledged);

  store->write([&](db::Write& tx) {   // in turn: after whatever the last writer still had under way
    EXPECT_GT(acknowledged, 0);
    EXPECT_EQ(tx.integer("SELECT count(DISTINCT operation) FROM drill_operations WHERE operation <= $1", {acknowledged}), acknowledged) << "lost";
    EXPECT_LE(tx.integer("SELECT max(operation) FROM drill_operations"), acknowledged + 1);
    EXPECT_EQ(tx.integer("SELECT count(*) - count(DISTINCT operation) FROM drill_operations"), 0) << "doubled";
    EXPECT_EQ(tx.integer("SELECT count(*) FROM audit_events e JOIN drill_operations d ON CAST(d.operation AS TEXT) = e.subject_id"),
              tx.integer("SELECT count(*) FROM drill_operations"))
        << "an operation and its event";
    EXPECT_EQ(tx.integer("SELECT count(*) FROM audit_events"), tx.integer("SELECT count(*) FROM drill_operations"));
    EXPECT_TRUE(audit::verify(tx).whole());
  });
}

RIGHTPLACE_ON_BOTH(KillDrill);

}  // namespace
}  // namespace rightplace::keeping
