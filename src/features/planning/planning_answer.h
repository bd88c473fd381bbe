#pragma once
// What is asked of the forecast and its whole answer: the same for the command and the page. Within the feature.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

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

// Works forecasts out one after another on a thread of its own, so that no page waits for another's, and keeps the latest
// answers: the same question over the same returns is answered once. Used from many threads.
class Forecasts {
 public:
  using Work = std::function<Result<Answer>()>;
  using Done = std::shared_ptr<const Result<Answer>>;
  Forecasts();
  ~Forecasts();
  // The answer when it comes within `patience`; nothing while it is being worked out, or while too many wait. What `work`
  // throws is thrown here.
  Done ask(const std::string& key, Work work, std::chrono::milliseconds patience);

 private:
  struct Kept {
    Done answer;
    std::exception_ptr fault;
    std::uint64_t used = 0;
  };
  void run(std::stop_token stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::pair<std::string, Work>> waiting_;
  std::string working_on_;
  std::map<std::string, Kept> kept_;
  std::uint64_t uses_ = 0;
  std::jthread thread_;   // last: everything that it uses stands
};

}  // namespace rightplace::planning
