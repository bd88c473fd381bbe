#pragma once
// Oversight: an organisation's own audit, which records were opened unusually often, the rules in force, and what everybody
// may read: about the service, its accessibility, the licences of what it is made of.

#include <chrono>
#include <memory>

#include "features/desk/desk.h"

namespace rightplace::oversight {

desk::Pages pages(const desk::Desk& desk);

// What the last verification of the audit's chain found; it is an event of the chain itself.
struct Verified {
  Instant at;
  std::int64_t events = 0;
  bool whole = true;
  std::string words;        // of the first fault
};
std::optional<Verified> last_verified(db::Read& tx);
// Verifies the whole chain, also against what the last verification found at its end, and writes down what it found.
Verified verify_now(db::Database& database, const Clock& clock);

// Verifies at once and then every `every`, on a thread of its own, until it is destroyed. A database that is away is tried
// again next time.
class Watch {
 public:
  Watch(db::Database& database, const Clock& clock, std::chrono::minutes every = std::chrono::hours(6));
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rightplace::oversight
