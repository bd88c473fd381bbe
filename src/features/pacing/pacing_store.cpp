#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "features/pacing/pacing.h"

namespace rightplace::pacing {
namespace {

constexpr std::string_view kEnd = "UPDATE ask_plans SET ended_at = $2 WHERE reference = $1 AND ended_at IS NULL";
constexpr std::string_view kInsert = R"sql(
  INSERT INTO ask_plans (id, reference, authority_id, model, hours, waves, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";
constexpr std::string_view kInsertHome = "INSERT INTO ask_plan_homes (plan_id, urn, wave, chance_permille, readers) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kPlan = "SELECT id, reference, authority_id, model, hours, waves, made_by, made_at FROM ask_plans WHERE reference = $1 AND ended_at IS NULL";
constexpr std::string_view kHomes = "SELECT urn, wave, chance_permille, readers FROM ask_plan_homes WHERE plan_id = $1 ORDER BY wave, urn";

}  // namespace

Result<PlanId> save(db::Write& tx, const Actor& actor, const Allowed& allowed, Plan plan, asking::When when) {
  std::set<std::string> seen;
  for (const auto& home : plan.homes) {
    if (home.wave < 1 || home.wave > plan.waves) return fail(ErrorKind::Invalid, fmt::format("A plan has wave 1 to {}", plan.waves));
    if (!seen.insert(home.urn).second) return fail(ErrorKind::Invalid, fmt::format("The home {} stands in the plan twice", home.urn));
  }
  if (plan.homes.empty()) return fail(ErrorKind::Invalid, "Put at least one home into a wave", {{"", "Put at least one home into a wave"}});
  tx.run(kEnd, {plan.reference, when.at});
  const PlanId id(new_uuid(when.now));
  tx.run(kInsert, {id, plan.reference, plan.authority, plan.model, plan.hours, plan.waves, actor.id, when.at});
  for (const auto& home : plan.homes) tx.run(kInsertHome, {id, home.urn, home.wave, static_cast<std::int64_t>(home.chance * 1000 + 0.5), home.readers});
  audit::record(tx, actor, allowed, "ask_plan.made", {"ask_plan", id.text()}, when.now, {{"reference", plan.reference}, {"homes", plan.homes.size()}, {"model", plan.model}});
  return id;
}

std::optional<Plan> plan_of(db::Read& tx, std::string_view reference) {
  auto plan = tx.first(kPlan, {reference}, [](const db::Row& row) {
    return Plan{row.id<PlanTag>(0), row.string(1), row.id<organisations::OrganisationTag>(2), row.string(3), static_cast<int>(row.integer(4)), static_cast<int>(row.integer(5)), row.string(6), row.instant(7), {}};
  });
  if (plan) plan->homes = tx.list(kHomes, {plan->id}, [](const db::Row& row) { return PlannedHome{row.string(0), static_cast<int>(row.integer(1)), static_cast<double>(row.integer(2)) / 1000, static_cast<int>(row.integer(3))}; });
  return plan;
}

Due due_of(const Plan& plan, const std::vector<asking::Ask>& asks, Instant at) {
  const auto asked = [&](const std::string& urn) { return std::ranges::any_of(asks, [&](const asking::Ask& ask) { return ask.urn == urn && ask.asked_at >= plan.made_at; }); };
  Due due;
  for (int wave = 1; wave <= plan.waves && due.wave == 0; ++wave) {
    std::vector<std::string> open;
    bool begun = false;
    for (const auto& home : plan.homes)
      if (home.wave == wave) asked(home.urn) ? void(begun = true) : open.push_back(home.urn);
    // A home that was left out of a wave that was sent is nobody's debt.
    if (!open.empty() && !begun) due.wave = wave, due.urns = std::move(open);
  }
  if (due.wave == 0) return due;
  std::optional<Instant> last;
  bool waiting = false;
  for (const auto& ask : asks) {
    if (ask.asked_at < plan.made_at) continue;
    if (ask.state == asking::State::Offered || ask.state == asking::State::Chosen) return due;   // an offer is there: no more need be told
    if (!last || *last < ask.asked_at) last = ask.asked_at;
    waiting = waiting || (ask.state == asking::State::Asked && ask.answer_by > at);
  }
  if (!last) {
    due.due = due.wave == 1;
    return due;
  }
  if (waiting) due.at = Instant{last->ms + static_cast<std::int64_t>(plan.hours) * 3'600'000 / plan.waves};
  due.due = !waiting || *due.at <= at;
  return due;
}

}  // namespace rightplace::pacing
