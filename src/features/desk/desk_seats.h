#pragma once
// Who is signed in, with all that decisions rest on, remembered until anything at all is written to the audit: every change
// of sessions, roles and organisations is audited in its own transaction, by whichever process makes it.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "features/desk/desk.h"

namespace rightplace::desk {

struct Seat {
  accounts::Session session;
  web::Visitor visitor;
  access::Standing standing;
  mutable std::atomic<std::int64_t> last_seen_ms{0};
};

class Seats {
 public:
  // None when there is no such session. Costs one look-up when nothing was audited since the last time.
  std::shared_ptr<const Seat> of(const Desk& desk, std::string_view token, Instant now);

 private:
  std::mutex mutex_;
  std::int64_t head_ = -1;
  std::map<std::string, std::shared_ptr<const Seat>, std::less<>> seats_;
};

}  // namespace rightplace::desk
