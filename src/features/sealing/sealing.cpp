#include "features/sealing/sealing.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "db/reclaim.h"

namespace rightplace::sealing {
namespace {

constexpr std::string_view kCleared = "cleared";   // nothing is left in old pages

std::set<std::string, std::less<>> done_steps(db::Database& database) {
  const auto all = database.read([](db::Read& tx) { return tx.list("SELECT name FROM sealing_steps", {}, [](const db::Row& row) { return row.string(0); }); });
  return {all.begin(), all.end()};
}

void note_done(db::Write& tx, std::string_view name, Instant at) {
  tx.run("INSERT INTO sealing_steps (name, done_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", {name, at});
}

// From the first batch on, until that was done, old pages hold what stood plain.
bool to_be_cleared(const std::set<std::string, std::less<>>& done) { return done.contains("begun") && !done.contains(kCleared); }

Result<std::int64_t> seal_all(db::Database& database, const Step& step, const vault::Vault& vault, const Clock& clock, std::int64_t rows_of_batch) {
  std::int64_t all = 0;
  for (bool more = true; more;) {
    const auto sealed = database.write([&](db::Write& tx) {
      const auto rows = step.seal(tx, vault, rows_of_batch);
      if (rows > 0) {
        note_done(tx, "begun", clock.now());
        tx.run("DELETE FROM sealing_steps WHERE name = $1", {kCleared});
      } else {
        note_done(tx, step.name, clock.now());
      }
      return rows;
    });
    all += sealed;
    more = sealed > 0;
  }
  return all;
}

}  // namespace

Result<std::int64_t> carry_over(db::Database& database, std::span<const Step> steps, const std::function<Result<vault::Vault>()>& key, const Clock& clock,
                                const std::function<void(std::string_view)>& say, std::int64_t rows_of_batch) {
  auto done = done_steps(database);
  std::vector<const Step*> waiting, empty;
  for (const auto& step : steps) {
    if (done.contains(step.name)) continue;
    (database.read([&](db::Read& tx) { return step.has_plain(tx); }) ? waiting : empty).push_back(&step);
  }
  if (!empty.empty())
    database.write([&](db::Write& tx) {
      for (const auto* step : empty) note_done(tx, step->name, clock.now());
    });
  std::int64_t all = 0;
  if (!waiting.empty()) {
    RP_TRY(vault, key());
    say("An earlier version wrote facts of children plain. They are sealed with the store's key now, once; this may take a minute.");
    for (const auto* step : waiting) {
      RP_TRY(rows, seal_all(database, *step, vault, clock, rows_of_batch));
      all += rows;
    }
    done = done_steps(database);
  }
  if (to_be_cleared(done)) {
    std::vector<std::string_view> tables;
    for (const auto& step : steps) tables.insert(tables.end(), step.emptied.begin(), step.emptied.end());
    try {
      db::reclaim(database, tables);
      database.write([&](db::Write& tx) { note_done(tx, kCleared, clock.now()); });
    } catch (const db::Unavailable& error) {
      say(fmt::format("Everything is sealed, but old pages of the database still hold what stood plain: {}. The next command tries again; stop others that use this store, and see that the disk has room.", error.what()));
    }
  }
  return all;
}

}  // namespace rightplace::sealing
