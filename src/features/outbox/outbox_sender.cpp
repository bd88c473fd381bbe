#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "features/outbox/outbox_store.h"

namespace rightplace::outbox {
namespace {

Done deliver(Transport& transport, const Claimed& claimed) {
  if (!claimed.mail) return fail(ErrorKind::Invalid, "the message cannot be opened: the key beside the store is another, or the row was changed");
  try {
    return transport.send(*claimed.mail);
  } catch (const std::exception& fault) {
    return fail(ErrorKind::Unavailable, fault.what());
  }
}

}  // namespace

Round send_due(db::Database& database, const vault::Vault& vault, Transport& transport, const Letterhead& head, const Clock& moments, int most) {
  Round round;
  while (round.sent + round.failed + round.died < most && database.read([&](db::Read& tx) { return is_due(tx, moments.now()); })) {
    const auto claimed = database.write([&](db::Write& tx) { return claim(tx, vault, head, moments.now()); });
    if (!claimed) break;
    const auto done = deliver(transport, *claimed);
    if (done) {
      database.write([&](db::Write& tx) { sent(tx, *claimed, moments.now()); });
      ++round.sent;
      continue;
    }
    const auto& fault = done.error();
    const bool died = database.write([&](db::Write& tx) { return failed(tx, *claimed, fault.detail, fault.kind == ErrorKind::Invalid, moments.now()); });
    ++(died ? round.died : round.failed);
    round.last_fault = fault.detail;
  }
  forget_old(database, moments.now());
  return round;
}

struct Sender::State {
  db::Database& database;
  vault::Vault vault;
  const Clock& moments;
  std::unique_ptr<Transport> transport;
  Letterhead head;
  std::function<void(std::string_view)> say;
  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::string fault;   // that stands; said once
  std::thread thread;

  void tell(const std::string& now) {
    if (now == fault) return;
    say(now.empty() ? "mail: sent again" : "mail: not sent: " + now);
    fault = now;
  }

  void round() {
    try {
      const auto done = send_due(database, vault, *transport, head, moments, 1);
      if (!done.last_fault.empty()) tell(done.last_fault);
      else if (done.sent > 0) tell("");
    } catch (const std::exception& away) {
      tell(away.what());
    }
  }

  bool due() {
    try {
      return database.read([&](db::Read& tx) { return is_due(tx, moments.now()); });
    } catch (const std::exception&) {
      return false;   // `round` has said so
    }
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      lock.unlock();
      round();
      const bool more = fault.empty() && due();
      lock.lock();
      if (!more) wake.wait_for(lock, std::chrono::seconds(1), [&] { return stopping; });
    }
  }
};

Sender::Sender(db::Database& database, const vault::Vault& vault, const Clock& moments, std::unique_ptr<Transport> transport, Letterhead head,
               std::function<void(std::string_view)> say)
    : state_(new State{database, vault, moments, std::move(transport), std::move(head), std::move(say), {}, {}, false, {}, {}}) {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Sender::~Sender() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  state_->thread.join();
}

}  // namespace rightplace::outbox
