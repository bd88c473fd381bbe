#pragma once
// What is asked of the forecast and its whole answer: the same for the command and the page. Within the feature.

#include <optional>
#include <string>
#include <vector>

#include "base/worked_out.h"
#include "db/database.h"
#include "features/planning/planning.h"
#include "features/planning/planning_print.h"
#include "vault/vault.h"

namespace rightplace::planning {

struct Question {
  forecast::Problem problem;
  std::vector<forecast::Finding> findings;   // of reading the returns
  std::string grouping;
  bool scenario = false;                     // compare the problem's changes with none
  bool backtest = false;
  forecast::Limits limits = {};
};
Result<Answer> answer_of(Question question);

// Every 31 March with a year before it to learn from and a year after it to be judged by.
std::vector<Date> origins_of(const forecast::Problem& problem);

// What stands in the store of one authority's returns, as a folder of its files would be read. Invalid when there are none.
Result<returns::FolderRead> stored_returns(db::Read& tx, const vault::Vault& vault, std::string_view authority_code);
// Tells what stands apart from any other; empty when there are no episodes.
std::string returns_mark(db::Read& tx, std::string_view authority_code);

// Children of one kind of place (none: all) at the close of a day, as the episodes have them; each child once.
std::int64_t in_care_on(const forecast::Problem& problem, Date day, std::optional<std::uint32_t> group = std::nullopt);

// One after another, on a thread of their own.
using Forecasts = WorkedOut<Result<Answer>>;

}  // namespace rightplace::planning
