#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "engines/suitability/io.h"
#include "features/geography/geography.h"
#include "features/keeping/keeping.h"
#include "features/matching/matching_answer.h"
#include "features/matching/matching_fairness.h"
#include "formats/file.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;

// A reference or id of the store, or else a file.
Result<referrals::Referral> wanted_referral(const std::string& text, Services& services) {
  if (!std::filesystem::exists(text)) {
    RP_TRY(vault, keeping::vault_of(services));
    return services.database.read([&](db::Read& tx) { return referrals::find_referral(tx, vault, text); });
  }
  RP_TRY(content, formats::read_file(text));
  const auto name = std::filesystem::path(text).filename().string();
  RP_TRY(items, referrals::split_file(content, name));
  if (items.size() != 1)
    return fail(ErrorKind::Invalid, fmt::format("{} holds {}; match looks for one child at a time. Import the file and name the referral.", name,
                                                plural(static_cast<std::int64_t>(items.size()), "referral", "referrals")));
  std::vector<FieldError> warnings;
  return referrals::read_referral(items[0].value, name, warnings);
}

std::map<std::string, referrals::Referral> siblings_of(const referrals::Referral& referral, db::Read& tx, const vault::Vault& vault) {
  std::map<std::string, referrals::Referral> found;
  for (const auto& sibling : referral.siblings) {
    if (sibling.reference.empty()) continue;
    if (auto own = referrals::find_referral(tx, vault, sibling.reference)) found.emplace(sibling.reference, std::move(*own));
  }
  return found;
}

// A home of the snapshot by URN, in any case.
Result<std::optional<std::size_t>> explained_home(const cli::Arguments& arguments, const Snapshot& snapshot) {
  const auto urn = arguments.text("--explain");
  if (!urn) return std::optional<std::size_t>{};
  if (const auto found = snapshot.supply->find(upper(trim(*urn)))) return std::optional<std::size_t>(*found);
  return fail(ErrorKind::NotFound, fmt::format("No home with the URN {} was open on {}.", shown(*urn), snapshot.as_at.words()));
}

void remark_on_age(const Snapshot& snapshot, const engine::Policy& policy, std::vector<std::string>& remarks) {
  if (snapshot.vacancies_to && snapshot.as_at - *snapshot.vacancies_to > policy.vacancy_shelf_days)
    remarks.push_back(fmt::format("Every vacancy statement is older than {} days on that day, so none counts; --as-at {} asks on the day of the newest.", policy.vacancy_shelf_days, snapshot.vacancies_to->iso()));
}

Result<ExitCode> match(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  if (!arguments.has("--referral")) return fail(ErrorKind::Invalid, "Say which referral: --referral FILE or --referral R-7K3M9Q.");
  const auto today = london_date(services.clock.now());
  RP_TRY(day, arguments.date("--as-at"));
  RP_TRY(top, arguments.integer("--top", 1, 1'000));
  RP_TRY(policy, load_policy(arguments.text("--policy").value_or("")));
  RP_TRY(referral, wanted_referral(*arguments.text("--referral"), services));
  if (!referral.needed_on) return fail(ErrorKind::Invalid, "This referral does not say from which day a home is needed (rightplace.needed_on); add it.");
  const auto imported = geography::Postcodes::open(services.folder);
  if (!imported && imported.error().kind != ErrorKind::NotFound) return fail(imported.error());
  const auto* postcodes = imported ? &*imported : nullptr;
  std::map<std::string, referrals::Referral> siblings;
  RP_TRY(vault, keeping::vault_of(services));
  RP_TRY(snapshot, services.database.read([&](db::Read& tx) {
    siblings = siblings_of(referral, tx, vault);
    return load_snapshot(tx, {day.value_or(today), *referral.needed_on, today}, buyer_of(referral), postcodes);
  }));
  if (snapshot.cards.empty())
    return fail(ErrorKind::NotFound, fmt::format("No home was open on {} according to this store; rightplace import register reads Ofsted's lists, rightplace demo create makes an invented England.", snapshot.as_at.words()));
  RP_TRY(home, explained_home(arguments, snapshot));
  RP_TRY(asked, asked_of(referral, siblings, snapshot, postcodes));
  remark_on_age(snapshot, policy, asked.remarks);
  HowMuch how_much;
  how_much.top = static_cast<int>(top.value_or(20));
  RP_TRY(found, answer(snapshot, std::move(asked), policy, referral, how_much));
  if (arguments.has("--json")) console.print(as_json(found, home).pretty());
  else console.print(as_text(found, home, console.width()));
  return ExitCode::Fine;
}

// A problem of the engine, straight through: no store is read.
Result<ExitCode> match_problem(const cli::Arguments& arguments, cli::Console& console) {
  const auto file = *arguments.text("--problem");
  RP_TRY(text, formats::read_file(file, 512u << 20));
  RP_TRY(value, json::parse(text, file));
  RP_TRY(problem, engine::read_problem(value));
  RP_TRY(solution, engine::solve(problem));
  console.print(engine::to_json(problem, solution).pretty());
  return ExitCode::Fine;
}

Result<ExitCode> check_policy(const cli::Arguments& arguments, cli::Console& console) {
  const auto file = arguments.text("FILE").value_or("");
  RP_TRY(value, policy_text(file));
  const auto findings = engine::lint(value);
  int errors = 0;
  json::Array list;
  for (const auto& finding : findings) {
    const bool error = finding.severity == engine::Severity::Error;
    if (error) ++errors;
    list.push_back(json::Object{{"severity", error ? "error" : "warning"}, {"code", finding.code}, {"path", finding.path}, {"detail", finding.detail}, {"source", finding.source}});
    if (!arguments.has("--json"))
      console.print(cli::wrapped(fmt::format("{}: {}{} Source: {}", error ? "Error" : "Warning", finding.detail.starts_with(finding.path) ? "" : finding.path + ": ", finding.detail,
                                             finding.source.ends_with('.') ? finding.source : finding.source + "."),
                                 console.width(), 2) + "\n");
  }
  if (arguments.has("--json")) console.print(json::Value(std::move(list)).pretty());
  else if (findings.empty()) console.line(fmt::format("{}: nothing to object to.", file.empty() ? "The default policy" : file));
  return errors > 0 ? ExitCode::Wanting : ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  std::vector<Command> all{Command{.spec = {.name = "match",
                           .summary = "Which homes could be right for a child, ranked and explained",
                           .options = {{"--referral", "FILE|ID", "A referral file with one referral, or a referral of the store by reference"},
                                       {"--as-at", "DATE", "The day of the supply (default: today)"},
                                       {"--top", "N", "How many homes to show (default: 20)"},
                                       {"--policy", "FILE", "A policy in TOML (default: the one that came with the program)"},
                                       {"--explain", "URN", "Everything about one home: rules, sums, what would change the answer"},
                                       {"--problem", "FILE", "A problem of the engine as JSON, answered as JSON without a store"},
                                       {"--json", "", "Print everything as JSON (docs/api/match.schema.json)", cli::Takes::Nothing}}},
                  .need = StoreNeed::Existing,
                  .run = match,
                  .run_alone = match_problem,
                  .alone_when = [](const cli::Arguments& arguments) { return arguments.has("--problem"); }},
          Command{.spec = {.name = "check-policy",
                           .summary = "What is wrong with a policy, and on whose authority",
                           .options = {{"FILE", "FILE", "A policy in TOML; left out: the one that came with the program"}, {"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .need = StoreNeed::None,
                  .run_alone = check_policy}};
  for (auto& command : fairness_commands()) all.push_back(std::move(command));
  return all;
}

}  // namespace rightplace::matching
