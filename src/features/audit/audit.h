#pragma once
// Every action is written down with its actor, in the transaction that did it; reads, searches, exports and decisions
// too. Events form one chain: numbered from 1 without gaps, each with the hash (SHA-256) of the one before. Nothing is
// changed or removed; whoever has kept a head can prove it (docs/operate/audit.md, decision 0033).

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "db/database.h"
#include "db/migrate.h"
#include "features/services.h"

namespace rightplace {

enum class ActorKind { Person, Operator, System };

// Who acts. An operator is somebody with a shell on the machine that keeps the store: the operating system let them in,
// so the store says who they were there and what they did.
struct Actor {
  ActorKind kind = ActorKind::System;
  std::string id;
  std::string acting_for = {};   // the organisation on whose behalf; goes into the event's detail as "for"
};
Actor operator_of_this_machine();

// Proof that a rule allowed an action, with the reason; it cannot be made by accident.
class Allowed {
 public:
  static Allowed because(std::string grounds) { return Allowed(std::move(grounds)); }
  const std::string& grounds() const { return grounds_; }

 private:
  explicit Allowed(std::string grounds) : grounds_(std::move(grounds)) {}
  std::string grounds_;
};

namespace audit {

std::span<const db::Migration> migrations();

struct Subject {
  std::string_view kind;   // "referral", "home", "import"
  std::string_view id;
};

// The last event of a chain. Kept elsewhere ("anchored"), it shows later that nothing up to it was touched.
struct Head {
  std::int64_t sequence = 0;   // 0: no event yet
  std::string hash;            // 64 hexadecimal digits
  Instant at;
  bool operator==(const Head&) const = default;
};

// `action` is in the past tense: "referral.withdrawn". `detail` holds counts and codes, never identities. Costs one
// look-up and one insert. Answers the head after it.
Head record(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view action, Subject subject, Instant at,
            const json::Object& detail = {});

Head head(db::Read& tx);
json::Object to_json(const Head& head);
// What to_json wrote. Invalid names `source` and what is wrong.
Result<Head> head_from_json(const json::Value& value, std::string_view source);

// An event as it is kept. Texts are as written; `detail` is JSON text.
struct Event {
  std::int64_t sequence = 0;
  std::string id;
  Instant at;
  std::string actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail;
  std::string previous_hash, hash;
};
// The hash that an event should have.
std::string hash_of(const Event& event);

// Where a chain is not what it was.
enum class Fault {
  Changed,     // the content does not fit its hash, or the next event was written after another one
  Missing,     // numbers are left out
  Reordered,   // the event was written under another number
  Truncated,   // the anchored head lies beyond the end
  Rewritten    // the anchored head is not in this chain: all that follows some event was written anew
};
struct Break {
  Fault fault = Fault::Changed;
  std::int64_t sequence = 0;   // the event, or the first of several
  std::string words;           // a sentence
};
struct Verification {
  std::int64_t events = 0;
  Head head;
  std::vector<Break> breaks;   // in the order of the chain; the first kMostBreaks
  std::int64_t more_breaks = 0;
  bool whole() const { return breaks.empty(); }
};
inline constexpr std::size_t kMostBreaks = 100;

// Reads the whole chain (some 2 µs an event) and, where a head was kept, holds the chain against it. `progress` hears
// how many events were read.
Verification verify(db::Read& tx, const std::optional<Head>& anchored = {}, const std::function<void(std::int64_t)>& progress = {});

// Which events to find; what is not given does not restrict. The newest come first.
struct Query {
  std::optional<std::string> actor;          // actor_id
  std::optional<std::string> action;         // exactly, or all of a kind: "referral."
  std::optional<std::string> subject_kind;
  std::optional<std::string> subject_id;
  std::optional<Instant> from;               // at or after
  std::optional<Instant> before;
  std::optional<std::int64_t> before_sequence;   // for the next page
  std::int64_t most = 50;
};
std::vector<Event> search(db::Read& tx, const Query& query);

// An event about to be written: of a read, which has no transaction of its own.
struct ReadEvent {
  Actor actor;
  std::string grounds;
  std::string action;         // "home.seen"
  std::string subject_kind;
  std::string subject_id;
  json::Object detail = {};
};

// Writes down reads together, so that a page does not wait for a disk: `note` is in the store at most one second later;
// `note_and_wait` before it returns, for pages that show who a child is. Used from many threads; one thread writes.
// When the database is away events wait, kMostWaiting of them; beyond that nothing more may be shown.
class ReadTrail {
 public:
  ReadTrail(db::Database& database, const Clock& clock, std::chrono::milliseconds together = std::chrono::milliseconds(250));
  ~ReadTrail();   // stops
  ReadTrail(const ReadTrail&) = delete;
  ReadTrail& operator=(const ReadTrail&) = delete;

  // Unavailable when too many wait or the trail was stopped: then the page must not be shown.
  Done note(ReadEvent event);
  // Unavailable when it was not kept within `patience`; it is still tried afterwards, so that an attempt may be seen.
  Done note_and_wait(ReadEvent event, std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Everything noted before is in the store, or Unavailable says how many events are not.
  Done flush(std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Flushes and ends the writing thread. Events that cannot be written are lost, and the error says how many.
  Done stop(std::chrono::milliseconds patience = std::chrono::seconds(10));

  static constexpr std::size_t kMostWaiting = 100'000;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::vector<Command> commands();   // audit head, audit verify, audit search

}  // namespace audit
}  // namespace rightplace
