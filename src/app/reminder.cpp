#include "app/reminder.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "features/pacing/pacing.h"

namespace rightplace::app {

struct Reminder::State {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread thread;   // the last: it ends first
};

Reminder::Reminder(db::Database& database, const vault::Vault& vault, const Clock& days, const Clock& moments, std::chrono::minutes every) : state_(std::make_unique<State>()) {
  state_->thread = std::jthread([&database, &vault, &days, &moments, every, state = state_.get()](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      try {
        pacing::remind_due(database, vault, {days.now(), moments.now()});
      } catch (const db::DatabaseError&) {
        // Away or full: the next time comes long before the deadline.
      }
      std::unique_lock lock(state->mutex);
      state->wake.wait_for(lock, stop, every, [] { return false; });
    }
  });
}

Reminder::~Reminder() = default;

}  // namespace rightplace::app
