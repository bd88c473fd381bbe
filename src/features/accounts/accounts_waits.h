#pragma once
// Within the feature: how often somebody may try. Subjects are keyed hashes of an account as tried from one network office
// (web::office_of), of an office, or of an account's authenticator. Who tries elsewhere locks nobody out.

#include <string>

#include "features/accounts/accounts.h"

namespace rightplace::accounts {

struct Subject {
  std::string token;
  std::int64_t free = kFreeForAccount;   // attempts before anybody must wait
};
// Counts the attempt as failed for all of them, or says that it comes too early: Unavailable, and nothing is counted.
Done count_attempt(db::Write& tx, std::initializer_list<Subject> subjects, Instant now);
bool must_wait(db::Read& tx, const Subject& subject, Instant now);   // after this attempt
void forgive(db::Write& tx, const std::string& token);       // all attempts of an account that then succeeded
void forgive_one(db::Write& tx, const std::string& token);   // of an office: others may be behind it

// Of one who tries to get into an account from an address.
struct Attempt {
  Subject by_account, by_office;
};
Attempt attempt_of(const vault::Vault& vault, std::string_view email, std::string_view address);
Done count_attempt(db::Write& tx, const Attempt& attempt, Instant now);
void forgive(db::Write& tx, const Attempt& attempt);
Subject office_subject(const vault::Vault& vault, std::string_view address);
// Of the authenticator, wherever it is tried from: who comes so far knows the password.
Subject code_subject(const vault::Vault& vault, const PersonId& person);

// Writes down that somebody did not get in: where in the service, at what, from which office (as a keyed hash), and how long
// nobody may try again now. `person` is empty where no account has the address.
void note_refusal(db::Write& tx, const PersonId& person, std::string_view where, std::string_view why, const Attempt& attempt, Instant now);

}  // namespace rightplace::accounts
