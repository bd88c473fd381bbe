#pragma once
// SIGTERM and Ctrl-C, heard by one thread that waits for them. Make it before any other thread begins: threads inherit what is
// blocked, and one that did not would end the process on the spot. A broken connection ends nothing either (SIGPIPE).

#include <csignal>

namespace rightplace::web {

class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  void wait() const;

 private:
  sigset_t heard_{};
};

}  // namespace rightplace::web
