#pragma once
// That an authority looks for a home for a child no longer: why, by a code and in words, who said so and when. Every ask that is
// open ends with it and a choice that stands falls through. Nothing is deleted here, and a withdrawn referral stays so: a new
// need is a new referral.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/asking/asking.h"
#include "features/referrals/referrals.h"
#include "vault/vault.h"

namespace rightplace::withdrawals {

std::span<const db::Migration> migrations();

struct Reason {
  std::string code;
  std::string label;
};
Result<std::vector<Reason>> read_reasons(std::string_view toml, std::string_view source);
const std::vector<Reason>& reasons();   // those that came with the program
std::string reason_words(std::string_view code);

inline constexpr std::size_t kLongestWords = 2000;

struct Withdrawal {
  std::string reference;
  std::string reason;
  std::string words;
  Instant withdrawn_at;
  std::string by_kind, by;   // person, operator or system, and which
};

// Answers the asks that were open, as they were: their homes are to be told, and the rooms that they hold are free again.
// Invalid names `reason` and `words`. Conflict when it was withdrawn already, is closed, or the child is placed by it.
Result<std::vector<asking::Ask>> withdraw(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, std::string_view reference, std::string_view reason, std::string_view words, asking::When when);

// On which day it was, for those who need not read why.
std::optional<Instant> withdrawn_at(db::Read& tx, std::string_view reference);
// Nothing of a referral that was withdrawn elsewhere (an import says no reason).
std::optional<Withdrawal> withdrawal_of(db::Read& tx, const vault::Vault& vault, std::string_view reference);

}  // namespace rightplace::withdrawals
