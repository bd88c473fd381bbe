#pragma once
// Within the feature: how often somebody may try. Subjects are keyed hashes of an account or a network address.

#include <string>

#include "features/accounts/accounts.h"

namespace rightplace::accounts {

struct Subject {
  std::string token;
  std::int64_t free = kFreeForAccount;   // attempts before anybody must wait
};
// Counts the attempt as failed for all of them, or says that it comes too early: Unavailable, and nothing is counted.
Done count_attempt(db::Write& tx, std::initializer_list<Subject> subjects, Instant now);
void forgive(db::Write& tx, const std::string& token);       // all attempts of an account that then succeeded
void forgive_one(db::Write& tx, const std::string& token);   // of an address: others may be behind it

Subject account_subject(const vault::Vault& vault, std::string_view email);
Subject address_subject(const vault::Vault& vault, std::string_view address);

}  // namespace rightplace::accounts
