#pragma once
// What is of use for a while only is removed by the clock: rows by rules/retention.toml, and letters that were written as files.

#include <chrono>
#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "db/database.h"

namespace rightplace::app {

// At once and then every `every`, on a thread of its own, until it is destroyed. A database that is away is tried again next time.
class Keeper {
 public:
  Keeper(db::Database& database, std::filesystem::path store, const Clock& moments, std::chrono::minutes every = std::chrono::hours(1));
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rightplace::app
