#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "features/audit/audit.h"

namespace rightplace::audit {
namespace {

constexpr std::size_t kMostTogether = 1'000;   // events of one transaction
constexpr auto kAfterAFault = std::chrono::milliseconds(200);

struct Waiting {
  ReadEvent event;
  Instant at;
};

}  // namespace

struct ReadTrail::State {
  State(db::Database& given, const Clock& time, std::chrono::milliseconds pause) : database(given), clock(time), together(pause) {}

  db::Database& database;
  const Clock& clock;
  const std::chrono::milliseconds together;
  std::mutex mutex;
  std::condition_variable wake;      // the writer: somebody waits, or it is the end
  std::condition_variable written;   // who waits: more is kept, or the writer ended
  std::deque<Waiting> waiting;
  std::uint64_t noted = 0;           // numbers of the last event noted and kept
  std::uint64_t kept = 0;
  std::uint64_t wanted = 0;          // somebody waits for this one
  bool stopping = false;
  bool ended = false;
  std::thread writer;

  Done add(ReadEvent event, bool at_once, std::uint64_t& number) {
    const std::scoped_lock lock(mutex);
    if (stopping) return fail(ErrorKind::Unavailable, "The service is stopping: try again in a moment");
    if (waiting.size() >= kMostWaiting)
      return fail(ErrorKind::Unavailable, "What is read cannot be written down at present, so nothing may be shown: try again in a few minutes");
    waiting.push_back({std::move(event), clock.now()});
    number = ++noted;
    if (at_once) wanted = number;
    if (at_once || waiting.size() >= kMostTogether) wake.notify_one();
    return {};
  }

  // True when `number` is in the store.
  bool wait_for(std::uint64_t number, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex);
    wanted = std::max(wanted, number);
    wake.notify_one();
    written.wait_for(lock, patience, [&] { return kept >= number || ended; });
    return kept >= number;
  }

  void keep(const std::vector<Waiting>& batch) {
    database.write([&](db::Write& tx) {
      for (const auto& [event, at] : batch)
        record(tx, event.actor, Allowed::because(event.grounds), event.action, {event.subject_kind, event.subject_id}, at, event.detail);
    });
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!(stopping && waiting.empty())) {
      wake.wait_for(lock, together, [&] { return stopping || wanted > kept || waiting.size() >= kMostTogether; });
      if (waiting.empty()) continue;
      const auto count = std::min(waiting.size(), kMostTogether);
      const std::vector<Waiting> batch(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
      lock.unlock();
      bool fine = true;
      try {
        keep(batch);
      } catch (const std::exception&) {
        fine = false;   // tried again; who waits is answered by their own patience
      }
      lock.lock();
      if (fine) {
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
        kept += count;
        written.notify_all();
      } else {
        if (ended) return;
        wake.wait_for(lock, kAfterAFault, [&] { return ended; });
      }
    }
  }
};

ReadTrail::ReadTrail(db::Database& database, const Clock& clock, std::chrono::milliseconds together)
    : state_(std::make_unique<State>(database, clock, together)) {
  state_->writer = std::thread([state = state_.get()] { state->run(); });
}

ReadTrail::~ReadTrail() { static_cast<void>(stop()); }

Done ReadTrail::note(ReadEvent event) {
  std::uint64_t number = 0;
  return state_->add(std::move(event), false, number);
}

Done ReadTrail::note_and_wait(ReadEvent event, std::chrono::milliseconds patience) {
  std::uint64_t number = 0;
  RP_CHECK(state_->add(std::move(event), true, number));
  if (state_->wait_for(number, patience)) return {};
  return fail(ErrorKind::Unavailable, "What is read cannot be written down at present, so it may not be shown: try again in a few minutes");
}

Done ReadTrail::flush(std::chrono::milliseconds patience) {
  std::uint64_t last = 0;
  {
    const std::scoped_lock lock(state_->mutex);
    last = state_->noted;
  }
  if (state_->wait_for(last, patience)) return {};
  const std::scoped_lock lock(state_->mutex);
  return fail(ErrorKind::Unavailable, fmt::format("{} of the audit could not be written", plural(static_cast<std::int64_t>(last - state_->kept), "event", "events")));
}

Done ReadTrail::stop(std::chrono::milliseconds patience) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  const auto outcome = flush(patience);
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ended = true;
    state_->wake.notify_all();
  }
  if (state_->writer.joinable()) state_->writer.join();
  return outcome;
}

}  // namespace rightplace::audit
