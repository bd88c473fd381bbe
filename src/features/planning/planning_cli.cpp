#include <fmt/format.h>

#include <filesystem>

#include "base/text.h"
#include "features/planning/planning_answer.h"
#include "formats/file.h"

namespace rightplace::planning {
namespace {

Result<std::vector<AuthorityReturns>> read_all(const std::vector<std::string>& folders) {
  std::vector<AuthorityReturns> out;
  for (const auto& folder : folders) {
    RP_TRY(read, returns::read_return_folder(folder));
    auto path = std::filesystem::path(folder);
    if (path.filename().empty()) path = path.parent_path();
    out.push_back({path.filename().string(), std::move(read)});
  }
  return out;
}

Result<ExitCode> run(const cli::Arguments& arguments, cli::Console& console) {
  RP_TRY(months, arguments.integer("--months", 1, 120));
  RP_TRY(runs, arguments.integer("--runs", 1, 100'000));
  RP_TRY(seed, arguments.integer("--seed", 0, INT64_MAX));
  RP_TRY(threads, arguments.integer("--threads", 1, 256));
  RP_TRY(groups, grouping(arguments.text("--grouping").value_or("standard")));
  RP_TRY(returns, read_all(arguments.all("--returns")));

  Question question;
  question.problem = problem_of(returns, groups, question.findings);
  question.problem.months = static_cast<int>(months.value_or(12));
  question.grouping = groups.name;
  if (arguments.has("--closed-cohort")) question.problem.newcomers = forecast::Newcomers::None;
  question.limits.runs = static_cast<int>(runs.value_or(1'000));
  question.limits.seed = static_cast<std::uint64_t>(seed.value_or(1));
  question.limits.threads = static_cast<unsigned>(threads.value_or(0));
  question.backtest = arguments.has("--backtest");
  if (const auto file = arguments.text("--scenario")) {
    RP_TRY(text, formats::read_file(*file, 1 << 20));
    RP_CHECK(apply_scenario(text, *file, question.problem));
    question.scenario = true;
  }
  RP_TRY(answer, answer_of(std::move(question)));

  if (arguments.has("--json")) console.print(as_json(answer));
  else if (arguments.has("--csv")) console.print(as_csv(answer));
  else print(answer, console);
  return answer.backtest && !answer.backtest->beats_all ? ExitCode::Wanting : ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  return {Command{
      .spec = {.name = "forecast",
               .summary = "Forecast the children in care by kind of place and age from an authority's own returns",
               .options = {{"--returns", "DIR", "A folder with the returns (SSDA903) of one authority, several years; repeat it for a consortium", cli::Takes::Many, true},
                           {"--months", "N", "How many months ahead, 1 to 120 (default: 12)"},
                           {"--runs", "N", "How many futures are simulated (default: 1,000)"},
                           {"--seed", "N", "The same seed gives the same answer (default: 1)"},
                           {"--threads", "N", "At most so many threads (default: all); the answer does not depend on it"},
                           {"--grouping", "NAME", "How placement codes make kinds of place: standard or comparison"},
                           {"--closed-cohort", "", "The data follow one group of children: expect no newcomers", cli::Takes::Nothing},
                           {"--scenario", "FILE", "TOML: what is done differently from a day on, prices, places"},
                           {"--backtest", "", "Also forecast every past year from the one before, and say how well that went", cli::Takes::Nothing},
                           {"--json", "", "Print as JSON", cli::Takes::Nothing},
                           {"--csv", "", "Print as CSV", cli::Takes::Nothing}}},
      .need = StoreNeed::None,
      .run_alone = run}};
}

}  // namespace rightplace::planning
