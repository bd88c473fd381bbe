#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "features/oversight/oversight.h"

namespace rightplace::oversight {
namespace {

const Actor kWatch{ActorKind::System, "watch"};
constexpr std::string_view kAction = "audit.verified";

std::optional<audit::Event> last_event(db::Read& tx) {
  auto found = audit::search(tx, {.action = std::string(kAction), .subject_kind = "audit", .subject_id = "chain", .most = 1});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::optional<Verified> last_verified(db::Read& tx) {
  const auto event = last_event(tx);
  if (!event) return std::nullopt;
  Verified last{event->at, 0, false, {}};
  if (const auto detail = json::parse(event->detail, "detail")) {
    if (const auto* events = detail->find("events"); events && events->as_integer()) last.events = *events->as_integer();
    if (const auto* whole = detail->find("whole"); whole && whole->as_bool()) last.whole = *whole->as_bool();
    if (const auto* words = detail->find("fault"); words && words->as_string()) last.words = *words->as_string();
  }
  return last;
}

Verified verify_now(db::Database& database, const Clock& clock) {
  const auto found = database.read([](db::Read& tx) {
    // The end that was found last time must still be there.
    std::optional<audit::Head> anchored;
    if (const auto event = last_event(tx))
      if (const auto detail = json::parse(event->detail, "detail"))
        if (const auto* head = detail->find("head"))
          if (auto kept = audit::head_from_json(*head, "the last verification"); kept && kept->sequence > 0) anchored = *kept;
    return audit::verify(tx, anchored);
  });
  Verified out{clock.now(), found.events, found.whole(), found.breaks.empty() ? std::string() : found.breaks.front().words};
  json::Object detail{{"events", found.events}, {"whole", found.whole()}, {"head", audit::to_json(found.head)}};
  if (!found.whole()) {
    detail.set("faults", static_cast<std::int64_t>(found.breaks.size()) + found.more_breaks);
    detail.set("fault", out.words);
  }
  database.write([&](db::Write& tx) { audit::record(tx, kWatch, Allowed::because("verifies the audit by the clock"), kAction, {"audit", "chain"}, out.at, detail); });
  return out;
}

struct Watch::State {
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::thread thread;
};

Watch::Watch(db::Database& database, const Clock& clock, std::chrono::minutes every) : state_(std::make_unique<State>()) {
  state_->thread = std::thread([&database, &clock, every, state = state_.get()] {
    for (;;) {
      try {
        verify_now(database, clock);
      } catch (const db::DatabaseError&) {
        // Away or full: everything else says so too, and the next time comes.
      }
      std::unique_lock lock(state->mutex);
      if (state->wake.wait_for(lock, every, [&] { return state->stopping; })) return;
    }
  });
}

Watch::~Watch() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  state_->thread.join();
}

}  // namespace rightplace::oversight
