#pragma once
// Every action is written down with its actor, in the transaction that did it. Rows are only added.

#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "db/database.h"
#include "db/migrate.h"

namespace rightplace {

enum class ActorKind { Person, Operator, System };

// Who acts. An operator is somebody with a shell on the machine that keeps the store: the operating system let them in,
// so the store says who they were there and what they did.
struct Actor {
  ActorKind kind = ActorKind::System;
  std::string id;
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

// `action` is in the past tense: "referral.withdrawn". `detail` holds counts and codes, never identities.
void record(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view action, Subject subject, Instant at,
            const json::Object& detail = {});

}  // namespace audit
}  // namespace rightplace
