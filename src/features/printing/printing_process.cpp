// One child process: begun without anything of ours, watched, and ended with all that it began.

#include "features/printing/printing_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace rightplace::printing {
namespace {

using Steady = std::chrono::steady_clock;

// Between fork and exec: only what is safe there.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* folder, int nothing) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::unshare(CLONE_NEWNET);   // refused where we may not; the document's own policy lets nothing be fetched either
  for (int stream = 0; stream < 3; ++stream) ::dup2(nothing, stream);
  ::syscall(SYS_close_range, 3u, ~0u, 0u);
  const rlimit seconds{60, 60}, bytes{256u << 20, 256u << 20}, core{0, 0};
  ::setrlimit(RLIMIT_CPU, &seconds);
  ::setrlimit(RLIMIT_FSIZE, &bytes);
  ::setrlimit(RLIMIT_CORE, &core);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::chdir(folder) == 0) ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Ended run(std::vector<std::string> arguments, std::vector<std::string> environment, const std::filesystem::path& folder, std::chrono::milliseconds limit) {
  const auto argument_list = pointers(arguments);
  const auto environment_list = pointers(environment);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t child = nothing < 0 ? -1 : ::fork();
  if (child == 0) become(argument_list.data(), environment_list.data(), folder.c_str(), nothing);
  if (nothing >= 0) ::close(nothing);
  if (child < 0) return Ended::Failed;
  const auto until = Steady::now() + limit;
  int status = 0;
  for (;;) {
    const auto ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) break;
    if (ended < 0) return Ended::Failed;
    if (Steady::now() >= until) {
      ::kill(-child, SIGKILL);   // the whole group: it has children of its own
      ::waitpid(child, &status, 0);
      return Ended::TooLate;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
  }
  ::kill(-child, SIGKILL);   // what it left behind
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Ended::Well : Ended::Failed;
}

}  // namespace rightplace::printing
