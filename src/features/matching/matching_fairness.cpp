// Every open referral against one day of supply: is some group of children left with fewer homes, and what would the
// simpler search have said?

#include "engines/suitability/fairness.h"

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "engines/suitability/baseline.h"
#include "features/geography/geography.h"
#include "features/keeping/keeping.h"
#include "features/matching/matching_answer.h"
#include "features/matching/matching_fairness.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;

struct OpenOne {
  referrals::Referral referral;
  engine::Problem problem;
};

struct OpenReferrals {
  Snapshot snapshot;
  std::vector<OpenOne> all;
  std::int64_t left_out = 0;   // their places cannot be found, or they say no day
};

// One snapshot serves all: prices, which differ by buyer, are not looked at here.
Result<OpenReferrals> open_referrals(const cli::Arguments& arguments, Services& services) {
  const auto today = london_date(services.clock.now());
  RP_TRY(day, arguments.date("--as-at"));
  RP_TRY(policy, load_policy(arguments.text("--policy").value_or("")));
  const auto imported = geography::Postcodes::open(services.folder);
  if (!imported && imported.error().kind != ErrorKind::NotFound) return fail(imported.error());
  const auto* postcodes = imported ? &*imported : nullptr;
  const auto as_at = day.value_or(today);
  RP_TRY(vault, keeping::vault_of(services));
  std::vector<referrals::Referral> open;
  OpenReferrals out;
  RP_TRY(snapshot, services.database.read([&](db::Read& tx) {
    open = referrals::list_referrals(tx, vault, true);
    Buyer everyone{.authority_code = {}, .routes = {}, .level = NeedLevel::Medium, .named_children = {}};
    for (const auto& referral : open)
      for (auto& child : buyer_of(referral).named_children) everyone.named_children.push_back(std::move(child));
    return load_snapshot(tx, {as_at, as_at, today}, everyone, postcodes);
  }));
  out.snapshot = std::move(snapshot);
  for (auto& referral : open) {
    auto asked = asked_of(referral, {}, out.snapshot, postcodes);
    if (!asked) ++out.left_out;
    else out.all.push_back({std::move(referral), {out.snapshot.supply, std::move(asked->referral), policy, as_at}});
  }
  return out;
}

std::string left_out_words(std::int64_t count) {
  return count == 0 ? "" : fmt::format(" {} left out: a place in them cannot be found, or they say no day.", plural(count, "referral was", "referrals were"));
}

std::string share_words(const engine::Share& share) { return fmt::format("{:.0f} % of {}", share.value() * 100, share.n); }

void print(const engine::Fairness& report, cli::Console& console) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& group : report.groups) {
    const auto& gap = group.acceptance;
    if (group.suppress) rows.push_back({group.dimension, group.group, "too few to show", "", "", ""});
    else rows.push_back({group.dimension, group.group, share_words(gap.group), share_words(gap.others), fmt::format("{:.3f}", gap.p_adjusted), gap.alarm ? "look into this" : ""});
  }
  if (rows.empty()) console.line("No group is recorded beside another, so nothing can be compared.");
  else console.print(cli::table({{"By"}, {"Group"}, {"With a home that could be right", cli::Align::Right}, {"All others", cli::Align::Right}, {"p, adjusted", cli::Align::Right}, {""}}, rows, console.width()));
}

Result<ExitCode> fairness(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(open, open_referrals(arguments, services));
  std::vector<engine::FairnessCase> cases;
  for (const auto& one : open.all) {
    RP_TRY(solution, engine::solve(one.problem));
    const auto& child = one.problem.referral.children.front();
    bool found = false;
    for (const auto& home : solution.homes)
      found = found || (home.verdict == engine::Verdict::Suitable && refusals(open.snapshot.cards[home.home], one.referral).empty());
    cases.push_back({child.sex, child.background, found, std::nullopt});
  }
  const auto report = engine::fairness(cases);
  if (arguments.has("--json")) {
    console.print(engine::to_json(report).pretty());
    return ExitCode::Fine;
  }
  console.line(fmt::format("{} looked at as at {}.{}", plural(static_cast<std::int64_t>(cases.size()), "open referral", "open referrals"), open.snapshot.as_at.words(), left_out_words(open.left_out)));
  print(report, console);
  console.line(cli::wrapped("Figures are prompts, not verdicts: exact tests, adjusted for the number of comparisons. A difference may lie in needs, places or supply before it lies in the search.", console.width(), 0));
  return ExitCode::Fine;
}

Result<ExitCode> baseline(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(open, open_referrals(arguments, services));
  std::int64_t hits = 0;
  std::int64_t wrong = 0;
  std::int64_t asked_for_rooms = 0;
  for (const auto& one : open.all) {
    const auto found = engine::some_room_has_each(one.problem);
    hits += found.hits;
    wrong += found.false_positives;
    if (found.false_positives > 0) ++asked_for_rooms;
  }
  const double share = hits == 0 ? 0 : 100.0 * static_cast<double>(wrong) / static_cast<double>(hits);
  if (arguments.has("--json")) {
    console.print(json::Value(json::Object{{"as_at", open.snapshot.as_at}, {"referrals", open.all.size()}, {"hits", hits}, {"false_positives", wrong}, {"referrals_misled", asked_for_rooms}}).pretty());
    return ExitCode::Fine;
  }
  console.line(cli::wrapped(fmt::format("{} as at {}: a search for homes in which some room is free each night and some room has each adaptation gives {} hits; in {} of them ({:.1f} %) no one "
                                        "room would do. {} would be misled. The suitability engine asks for one and the same room.{}",
                                        plural(static_cast<std::int64_t>(open.all.size()), "open referral", "open referrals"), open.snapshot.as_at.words(), grouped(hits), grouped(wrong), share,
                                        plural(asked_for_rooms, "referral", "referrals"), left_out_words(open.left_out)),
                            console.width(), 0));
  return ExitCode::Fine;
}

std::vector<cli::Option> options() {
  return {{"--as-at", "DATE", "The day of the supply (default: today)"},
          {"--policy", "FILE", "A policy in TOML (default: the one that came with the program)"},
          {"--json", "", "Print as JSON", cli::Takes::Nothing}};
}

}  // namespace

std::vector<Command> fairness_commands() {
  return {Command{.spec = {.name = "fairness", .summary = "Whether some group of children is left with fewer homes that could be right", .options = options()}, .need = StoreNeed::Existing, .run = fairness},
          Command{.spec = {.name = "compare-search", .summary = "What a search that looks at rooms one feature at a time would get wrong", .options = options()}, .need = StoreNeed::Existing, .run = baseline}};
}

}  // namespace rightplace::matching
