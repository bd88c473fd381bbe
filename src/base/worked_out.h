#pragma once
// Answers that take long, worked out one after another on a thread of their own, so that nobody waits for another's, and the
// latest ones kept: the same question is worked out once. Used from many threads.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace rightplace {

template <class Answer>
class WorkedOut {
 public:
  using Work = std::function<Answer()>;
  using Done = std::shared_ptr<const Answer>;
  WorkedOut() : thread_([this](std::stop_token stop) { run(stop); }) {}
  ~WorkedOut() {
    thread_.request_stop();
    changed_.notify_all();
  }
  WorkedOut(const WorkedOut&) = delete;
  WorkedOut& operator=(const WorkedOut&) = delete;

  // The answer when it comes within `patience`; nothing while it is being worked out, or while too many wait. `key` tells
  // questions apart. What `work` throws is thrown here, and the next who asks tries again.
  Done ask(const std::string& key, Work work, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    const bool waits = working_on_ == key || std::ranges::any_of(waiting_, [&](const auto& one) { return one.first == key; });
    if (!kept_.contains(key) && !waits) {
      if (waiting_.size() >= kMostWaiting) return nullptr;
      waiting_.emplace_back(key, std::move(work));
      changed_.notify_all();
    }
    if (!changed_.wait_for(lock, patience, [&] { return kept_.contains(key); })) return nullptr;
    auto& kept = kept_.at(key);
    kept.used = ++uses_;
    if (kept.fault) {
      const auto fault = kept.fault;
      kept_.erase(key);
      std::rethrow_exception(fault);
    }
    return kept.answer;
  }

 private:
  static constexpr std::size_t kMostKept = 24, kMostWaiting = 12;
  struct Kept {
    Done answer;
    std::exception_ptr fault;
    std::uint64_t used = 0;
  };

  void run(std::stop_token stop) {
    while (true) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
      auto [key, work] = std::move(waiting_.front());
      waiting_.pop_front();
      working_on_ = key;
      lock.unlock();
      Kept done;
      try {
        done.answer = std::make_shared<const Answer>(work());
      } catch (...) {
        done.fault = std::current_exception();
      }
      lock.lock();
      if (kept_.size() >= kMostKept) kept_.erase(std::ranges::min_element(kept_, {}, [](const auto& each) { return each.second.used; }));
      done.used = ++uses_;
      kept_[key] = std::move(done);
      working_on_.clear();
      lock.unlock();
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::pair<std::string, Work>> waiting_;
  std::string working_on_;
  std::map<std::string, Kept> kept_;
  std::uint64_t uses_ = 0;
  std::jthread thread_;   // last: everything that it uses stands
};

}  // namespace rightplace
