#include "app/keeper.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/spool.h"
#include "features/documents/documents.h"
#include "features/keeping/keeping.h"
#include "features/outbox/outbox.h"

namespace rightplace::app {

struct Keeper::State {
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::thread thread;
};

Keeper::Keeper(db::Database& database, std::filesystem::path store, const Clock& moments, std::chrono::minutes every) : state_(std::make_unique<State>()) {
  state_->thread = std::thread([&database, store = std::move(store), &moments, every, state = state_.get()] {
    for (;;) {
      sweep_spool(store);
      try {
        const auto now = moments.now();
        database.write([&](db::Write& tx) { keeping::forget_old(tx, now); });
        documents::sweep(database, store, now);
        outbox::forget_files(store, Instant{now.ms - outbox::kKeptMs});
      } catch (const db::DatabaseError&) {
        // Away or full: everything else says so too, and the next time comes.
      }
      std::unique_lock lock(state->mutex);
      if (state->wake.wait_for(lock, every, [&] { return state->stopping; })) return;
    }
  });
}

Keeper::~Keeper() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  state_->thread.join();
}

}  // namespace rightplace::app
