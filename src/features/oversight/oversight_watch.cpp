#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "features/oversight/oversight.h"
#include "formats/file.h"

namespace rightplace::oversight {

namespace fs = std::filesystem;

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

Result<std::optional<audit::Head>> Anchor::held() const {
  if (remembered_) return remembered_;
  std::error_code error;
  if (!fs::exists(file_, error) && !error) return std::optional<audit::Head>{};
  RP_TRY(text, formats::read_file(file_, 1 << 16));
  RP_TRY(value, json::parse(text, file_.string()));
  RP_TRY(head, audit::head_from_json(value, file_.string()));
  return std::optional(std::move(head));
}

Done Anchor::advance(const audit::Head& head) {
  remembered_ = head;
  // Closed to others before anything is in it; then replaced in one step.
  const auto beside = fs::path(file_).concat(".new");
  std::error_code error;
  fs::remove(beside, error);
  const int made = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const auto text = json::Value(audit::to_json(head)).pretty();
  const bool written = made >= 0 && ::write(made, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(made) == 0;
  if (made >= 0) ::close(made);
  if (written) fs::rename(beside, file_, error);
  if (!written || error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written: see to the rights and room of the store's folder", file_.string()));
  return {};
}

Verified verify_now(db::Database& database, const Clock& clock, Anchor& anchor) {
  const auto held = anchor.held();
  const auto found = database.read([&](db::Read& tx) { return audit::verify(tx, held ? *held : std::nullopt); });
  Verified out{clock.now(), found.events, found.whole() && held, {}};
  if (!found.whole()) out.words = found.breaks.front().words;
  else if (!held) out.words = fmt::format("The end that was found last time is unknown: {}. Compare the chain with a head kept elsewhere; if it holds, remove the file", held.error().detail);
  json::Object detail{{"events", found.events}, {"whole", out.whole}, {"head", audit::to_json(found.head)}};
  if (!out.whole) {
    detail.set("faults", std::max<std::int64_t>(1, static_cast<std::int64_t>(found.breaks.size()) + found.more_breaks));
    detail.set("fault", out.words);
  }
  if (out.whole && !anchor.advance(found.head)) detail.set("anchor_not_kept", true);
  database.write([&](db::Write& tx) { audit::record(tx, kWatch, Allowed::because("verifies the audit by the clock"), kAction, {"audit", "chain"}, out.at, detail); });
  return out;
}

struct Watch::State {
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::thread thread;
};

Watch::Watch(db::Database& database, const Clock& clock, fs::path folder, std::chrono::minutes every) : state_(std::make_unique<State>()) {
  state_->thread = std::thread([&database, &clock, every, anchor = Anchor(std::move(folder)), state = state_.get()]() mutable {
    for (;;) {
      try {
        verify_now(database, clock, anchor);
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
