#include "app/serve.h"

#include <fmt/format.h>

#include <csignal>

#include "app/features.h"
#include "app/mail.h"
#include "base/text.h"
#include "features/demo/demo.h"
#include "features/desk/desk.h"
#include "web/server.h"
#include "web/site.h"

namespace rightplace::app {
namespace {

Result<web::ServerOptions> listening_on(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_integer(std::string_view(text).substr(colon + 1));
  if (!port || *port < 0 || *port > 65535 || colon == 0)
    return fail(ErrorKind::Invalid, fmt::format("--listen {}: write an address and a port, such as 127.0.0.1:8080", shown(text)));
  web::ServerOptions options;
  options.address = text.substr(0, colon);
  options.port = static_cast<std::uint16_t>(*port);
  return options;
}

Result<ExitCode> serve(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(options, listening_on(arguments.text("--listen").value_or("127.0.0.1:8080")));
  RP_TRY(vault, vault::Vault::open(services.folder, true));
  const SystemClock moments;
  audit::ReadTrail trail(services.database, moments);
  desk::Desk desk(services.database, vault, moments, services.clock, trail, services.folder);
  if (services.database.read([](db::Read& tx) { return demo::census_of(tx); })) desk.banner = "Demonstration: every child, home and person here is invented.";
  const web::Site site(routes(desk), desk::gate(desk), [&](const web::Request&, std::string_view what) {
    const auto id = new_uuid(moments.now());
    console.note(fmt::format("fault {}: {}", id, shown(what, 300)));   // never the request: it may name somebody
    return id;
  });
  // Blocked before any thread begins, so that only this one hears them.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  RP_TRY(server, web::Server::start(options, [&](const web::Request& request) { return site.handle(request); },
                                    [&](web::Method method, std::string_view path) { return site.body_limit(method, path); }));
  console.line(fmt::format("Rightplace listens on http://{}:{}", options.address, server->port()));
  std::fflush(stdout);
  RP_TRY(sender, sender_of(services, vault, moments, fmt::format("http://{}:{}", options.address, server->port()), [&](std::string_view line) { console.note(line); }));
  int signal = 0;
  sigwait(&stop, &signal);
  server->stop(20);
  sender.reset();   // after the letter that is under way
  RP_CHECK(trail.stop());
  console.line("Stopped.");
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> serve_commands() {
  return {Command{.spec = {.name = "serve", .summary = "Serve the pages over HTTP until told to stop (SIGTERM or Ctrl-C)",
                           .options = {{"--listen", "ADDRESS:PORT", "Where to listen (default: 127.0.0.1:8080; port 0: any free one)"}}},
                  .need = StoreNeed::Existing,
                  .run = serve}};
}

}  // namespace rightplace::app
