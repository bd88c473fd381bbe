#pragma once
// Whoever was asked and has not answered is reminded once, before the time is over (rules/pacing.toml).

#include <chrono>
#include <memory>

#include "base/clock.h"
#include "db/database.h"
#include "vault/vault.h"

namespace rightplace::app {

// At once and then every `every`, on a thread of its own, until it is destroyed. `days` is the store's clock, by which
// deadlines count. A database that is away is tried again next time.
class Reminder {
 public:
  Reminder(db::Database& database, const vault::Vault& vault, const Clock& days, const Clock& moments, std::chrono::minutes every = std::chrono::minutes(5));
  ~Reminder();
  Reminder(const Reminder&) = delete;
  Reminder& operator=(const Reminder&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rightplace::app
