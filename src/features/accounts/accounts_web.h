#pragma once
// The pages of signing in and of one's own account, and the gate that knows sessions.

#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "vault/vault.h"
#include "web/site.h"

namespace rightplace::accounts {

// What the pages need; outlives the site. `moments` is real time; `days` is the store's, which stands still in a demo.
struct Desk {
  db::Database& database;
  vault::Vault vault;
  const Clock& moments;
  const Clock& days;
};

std::vector<web::Route> routes(const Desk& desk);
// Who is behind a request, by the session's cookie. Whoever is not signed in may use open routes; elsewhere people are
// led to sign in and programs get 401. A session is marked as used at most once a minute.
web::Site::Gate gate(const Desk& desk);

}  // namespace rightplace::accounts
