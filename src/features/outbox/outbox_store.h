#pragma once
// What the sender needs of the table. Inside outbox only.

#include "features/outbox/outbox_letters.h"

namespace rightplace::outbox {

struct Claimed {
  MessageId id;
  std::string letter;
  std::int64_t attempts = 0;     // this one counted
  std::optional<Mail> mail;      // none: it cannot be read with this key
};

bool is_due(db::Read& tx, Instant now);
// The next that is due, which nobody else gets for kSendingMs.
std::optional<Claimed> claim(db::Write& tx, const vault::Vault& vault, const Letterhead& head, Instant now);
void sent(db::Write& tx, const Claimed& claimed, Instant now);
// Whether it was given up.
bool failed(db::Write& tx, const Claimed& claimed, std::string_view fault, bool for_good, Instant now);
void forget_old(db::Database& database, Instant now);

}  // namespace rightplace::outbox
