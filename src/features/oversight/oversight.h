#pragma once
// Oversight: an organisation's own audit, which records were opened unusually often, the rules in force, and what everybody
// may read: about the service, its accessibility, the licences of what it is made of.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

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
// The end of the chain that the last verification found whole. It is kept outside what it is to prove: remembered, and in the
// file audit-anchor.json (0600) of the store's folder, from which the next start goes on.
class Anchor {
 public:
  explicit Anchor(std::filesystem::path folder) : file_(std::move(folder) / "audit-anchor.json") {}
  // Nothing: no verification has been kept yet. Invalid names the file that is no head, or cannot be read.
  Result<std::optional<audit::Head>> held() const;
  // Remembered in any case; Unavailable when the file cannot be written.
  Done advance(const audit::Head& head);

 private:
  std::filesystem::path file_;
  std::optional<audit::Head> remembered_;
};

// Verifies the whole chain and its look-up, also against the anchor, and writes down what it found. The anchor goes on only
// when all was whole.
Verified verify_now(db::Database& database, const Clock& clock, Anchor& anchor);

// Verifies at once and then every `every`, on a thread of its own, until it is destroyed. A database that is away is tried
// again next time.
class Watch {
 public:
  Watch(db::Database& database, const Clock& clock, std::filesystem::path folder, std::chrono::minutes every = std::chrono::hours(6));
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rightplace::oversight
