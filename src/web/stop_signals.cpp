#include "web/stop_signals.h"

namespace rightplace::web {

StopSignals::StopSignals() {
  sigemptyset(&heard_);
  sigaddset(&heard_, SIGTERM);
  sigaddset(&heard_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &heard_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void StopSignals::wait() const {
  int signal = 0;
  sigwait(&heard_, &signal);
}

}  // namespace rightplace::web
