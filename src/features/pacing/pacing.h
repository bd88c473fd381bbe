#pragma once
// How an authority asks in waves: the stated model behind a plan (rules/pacing.toml), the plan that a person made of it, when
// the next wave is due, and the one reminder to whoever has not answered. Nothing here asks anybody: a person does.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/waves/waves.h"
#include "features/asking/asking.h"
#include "features/desk/desk.h"

namespace rightplace::pacing {

std::span<const db::Migration> migrations();

// ---- The stated model (pacing_model.cpp): values in, values out.

struct Model {
  struct Age {
    int days = 0;
    double times = 1;
  };
  struct Pace {
    std::string urgency;
    waves::Aim aim;
  };
  std::string version, source;
  Date valid_from;
  double could_be_right = 0, needs_checking = 0, score_of_0 = 1, score_of_100 = 1, room_known_free = 1, room_not_known = 1, highest = 1, by_letter = 1, no_statement = 1;
  std::vector<Age> statements;                 // youngest first
  double answers_share = 0, answers_worth = 0;
  double hours_here = 0, hours_by_letter = 0;
  int readers_here = 1, readers_by_letter = 1;
  std::vector<Pace> paces;
  double reminder_share_left = 0, reminder_least_hours = 0;
};
Result<Model> read_model(std::string_view toml, std::string_view source);
const Model& model();                          // that came with the program
const waves::Aim& aim_of(const Model& model, std::string_view urgency);

// What is known of a home for one child.
struct About {
  bool could_be_right = false;
  double score = 0;                            // 0 to 1: the middle of its interval
  std::optional<int> statement_days;           // age of what it states of its places
  bool room_known_free = false;
  bool works_here = false;
  asking::Answered so_far;
};
struct Estimate {
  waves::Candidate candidate;
  std::vector<std::string> because;            // words for whoever decides
};
Estimate estimate(const Model& model, const About& about);
std::string chance_words(double chance);       // "about 1 in 4"

// ---- The plan of one referral (pacing_store.cpp).

struct PlannedHome {
  std::string urn;
  int wave = 1;
  double chance = 0;
  int readers = 1;
};
struct PlanTag;
using PlanId = Id<PlanTag>;
struct Plan {
  PlanId id;
  std::string reference;
  organisations::OrganisationId authority;
  std::string model;
  int hours = 0, waves = 1;
  std::string made_by;
  Instant made_at;
  std::vector<PlannedHome> homes;              // by wave and URN
};
// Takes the place of the plan that stood. Invalid when a home stands twice or no home is planned.
Result<PlanId> save(db::Write& tx, const Actor& actor, const Allowed& allowed, Plan plan, asking::When when);
std::optional<Plan> plan_of(db::Read& tx, std::string_view reference);

// Which wave is next, and since when its time has come.
struct Due {
  int wave = 0;                                // 0: none is left
  bool due = false;
  std::optional<Instant> at;                   // when it will be due; none: nothing was asked yet, or everybody has answered
  std::vector<std::string> urns;
};
Due due_of(const Plan& plan, const std::vector<asking::Ask>& asks, Instant at);

// ---- Reminders (pacing_reminders.cpp).

// Whether an ask may be reminded of now: its time is nearly over, and it has no answer.
bool is_to_remind(const Model& model, const asking::Ask& ask, Instant at);
// Writes once to whoever answers for each home that is to be reminded now: here, or by letter. How many asks. Audited.
int remind_due(db::Database& database, const vault::Vault& vault, asking::When when);

}  // namespace rightplace::pacing
