#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "features/audit/audit_chain.h"

namespace rightplace::audit {
namespace {

constexpr std::int64_t kPage = 20'000;

// Of the rows under one number beyond the number `$1`; numbers below 1 and rows outside the chain are looked at apart.
const std::string kAfter = fmt::format(R"sql(
  SELECT {}
  FROM audit_events
  WHERE sequence > $1
  ORDER BY sequence
  LIMIT $2
)sql", kEventColumns);

constexpr std::string_view kLastOfPage = R"sql(
  SELECT COALESCE(MAX(sequence), 0)
  FROM (SELECT sequence FROM audit_events WHERE sequence > $1 ORDER BY sequence LIMIT $2) page
)sql";
// The look-up of whose event it was, of the same stretch of the chain.
constexpr std::string_view kListed = R"sql(
  SELECT sequence, organisation_id
  FROM audit_organisations
  WHERE sequence > $1 AND sequence <= $2
  ORDER BY sequence, organisation_id
)sql";
constexpr std::string_view kListedOutside = "SELECT COUNT(*) FROM audit_organisations WHERE sequence < 1 OR sequence > $1";

constexpr std::string_view kOutside = "SELECT COUNT(*) FROM audit_events WHERE sequence IS NULL OR sequence < 1";

class Reader {
 public:
  explicit Reader(const std::optional<Head>& anchored) : anchored_(anchored) {}

  // Whose event the look-up says it is; of every number of the stretch that is read next.
  void listed(std::map<std::int64_t, std::vector<std::string>> rows) { listed_ = std::move(rows); }

  void see(Event event) {
    ++found_.events;
    if (event.sequence > expected_) missing(expected_, event.sequence - 1);
    const bool content_fits = hash_of(event) == event.hash;
    const bool gap = event.sequence > expected_;
    if (!content_fits) {
      doubtful(event);
    } else if (!gap && event.previous_hash != last_hash_ && !last_was_wrong_) {
      const auto words = event.sequence == 1 ? std::string("Event 1 says that another came before it: the beginning was removed")
                                             : fmt::format("Event {} does not follow event {} as it stands: one of them was written anew",
                                                           event.sequence, event.sequence - 1);
      add({Fault::Changed, event.sequence, words});
    }
    if (anchored_ && anchored_->sequence == event.sequence && anchored_->hash != event.hash)
      add({Fault::Rewritten, event.sequence,
           fmt::format("Event {} is not the one whose head was kept: the chain was written anew up to it or beyond", event.sequence)});
    // Of an event that was changed nobody knows whose it was.
    if (content_fits) hold_against_look_up(event);
    last_was_wrong_ = !content_fits;
    expected_ = event.sequence + 1;
    last_hash_ = event.hash;
    found_.head = {event.sequence, std::move(event.hash), event.at};
  }

  Verification end(std::int64_t outside, std::int64_t listed_outside) {
    if (listed_outside > 0)
      add({Fault::Truncated, found_.head.sequence + 1, fmt::format("{} whose event it was stand for events beyond the end: the end is missing, or the rows were added", plural(listed_outside, "row that says", "rows that say"))});
    if (outside > 0) add({Fault::Changed, 0, fmt::format("{} outside the chain", plural(outside, "event stands", "events stand"))});
    if (anchored_ && anchored_->sequence > found_.head.sequence)
      add({Fault::Truncated, found_.head.sequence + 1,
           fmt::format("The chain ends at event {}, and the head that was kept is event {} of {}: the end is missing", found_.head.sequence,
                       anchored_->sequence, anchored_->at.iso())});
    tell_reordered();
    return std::move(found_);
  }

 private:
  void add(Break fault) {
    if (found_.breaks.size() < kMostBreaks) found_.breaks.push_back(std::move(fault));
    else ++found_.more_breaks;
  }
  void hold_against_look_up(const Event& event) {
    const auto expected = organisations_of(event);
    const auto found = listed_.find(event.sequence);
    if (expected.empty() && found == listed_.end()) return;
    const auto there = found == listed_.end() ? std::vector<std::string>{} : found->second;
    if (there == expected) return;
    const bool hidden = std::ranges::any_of(expected, [&](const std::string& one) { return std::ranges::find(there, one) == there.end(); });
    add({hidden ? Fault::Missing : Fault::Changed, event.sequence,
         hidden ? fmt::format("Event {} is hidden from an organisation whose it is: its row of audit_organisations was taken away", event.sequence)
                : fmt::format("Event {} is shown to an organisation whose it is not: a row of audit_organisations was added", event.sequence)});
  }
  void missing(std::int64_t first, std::int64_t last) {
    add({Fault::Missing, first, first == last ? fmt::format("Event {} is missing", first) : fmt::format("Events {} to {} are missing", first, last)});
    if (vacant_.size() < kMostBreaks) vacant_.push_back(first);
  }
  void doubtful(const Event& event) {
    add({Fault::Changed, event.sequence, fmt::format("Event {} ({}, {}) was changed after it was written", event.sequence, event.id, event.at.iso())});
    if (doubtful_.size() < kMostBreaks) doubtful_.push_back(event);
  }

  // An event whose hash fits under the number of another break was not changed but moved.
  void tell_reordered() {
    auto numbers = vacant_;
    for (const auto& event : doubtful_) numbers.push_back(event.sequence);
    for (auto event : doubtful_) {
      const auto stands_at = event.sequence;
      for (const auto number : numbers) {
        event.sequence = number;
        if (hash_of(event) != event.hash) continue;
        for (auto& fault : found_.breaks)
          if (fault.fault == Fault::Changed && fault.sequence == stands_at)
            fault = {Fault::Reordered, stands_at, fmt::format("Event {} was written as event {}: the order was changed", stands_at, number)};
        break;
      }
    }
  }

  std::optional<Head> anchored_;
  std::map<std::int64_t, std::vector<std::string>> listed_;
  Verification found_;
  std::int64_t expected_ = 1;
  std::string last_hash_ = std::string(64, '0');
  bool last_was_wrong_ = false;
  std::vector<Event> doubtful_;
  std::vector<std::int64_t> vacant_;
};

}  // namespace

Verification verify(db::Read& tx, const std::optional<Head>& anchored, const std::function<void(std::int64_t)>& progress) {
  Reader reader(anchored);
  std::int64_t last = 0, seen = 0;
  for (;;) {
    std::int64_t rows = 0;
    // The stretch is known by its last number, so that events and look-up are read beside each other.
    const auto until = tx.integer(kLastOfPage, {last, kPage});
    std::map<std::int64_t, std::vector<std::string>> listed;
    tx.each(kListed, {last, until}, [&](const db::Row& row) { listed[row.integer(0)].push_back(row.string(1)); });
    reader.listed(std::move(listed));
    tx.each(kAfter, {last, kPage}, [&](const db::Row& row) {
      ++rows;
      last = row.integer(0);
      reader.see(event_of(row));
    });
    seen += rows;
    if (progress) progress(seen);
    if (rows < kPage) break;
  }
  return reader.end(tx.integer(kOutside), tx.integer(kListedOutside, {last}));
}

}  // namespace rightplace::audit
