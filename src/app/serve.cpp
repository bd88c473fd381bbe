#include "app/serve.h"

#include <fmt/format.h>

#include <malloc.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <filesystem>

#include "app/features.h"
#include "app/keeper.h"
#include "app/mail.h"
#include "app/reminder.h"
#include "app/spool.h"
#include "base/text.h"
#include "features/demo/demo.h"
#include "features/desk/desk.h"
#include "features/keeping/keeping.h"
#include "features/oversight/oversight.h"
#include "features/printing/printing.h"
#include "web/forwarded.h"
#include "web/server.h"
#include "web/site.h"
#include "web/stop_signals.h"

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

web::Site::Cause cause_of(const std::exception& fault) {
  if (dynamic_cast<const db::InDoubt*>(&fault)) return web::Site::Cause::InDoubt;
  return dynamic_cast<const db::Unavailable*>(&fault) ? web::Site::Cause::Passing : web::Site::Cause::Ours;
}

bool is_loopback(std::string_view address) { return address == "::1" || address == "localhost" || address.starts_with("127."); }

// Nothing goes over a network in clear: not a password, not a child's name.
Result<web::ServerOptions> options_of(const cli::Arguments& arguments) {
  RP_TRY(options, listening_on(arguments.text("--listen").value_or("127.0.0.1:8080")));
  options.certificate_file = arguments.text("--certificate").value_or("");
  options.key_file = arguments.text("--key").value_or("");
  if (options.certificate_file.empty() != options.key_file.empty()) return fail(ErrorKind::Invalid, "--certificate and --key belong together: name both or neither");
  options.proxies = arguments.all("--proxy");
  options.behind_proxy = arguments.has("--behind-proxy") || !options.proxies.empty();
  for (const auto& proxy : options.proxies)
    if (!web::TrustedProxies::is_address(proxy)) return fail(ErrorKind::Invalid, fmt::format("--proxy {}: write its IP address", shown(proxy)));
  options.proxies_only = !is_loopback(options.address) && options.certificate_file.empty();
  if (!is_loopback(options.address) && options.certificate_file.empty() && options.proxies.empty())
    return fail(ErrorKind::Invalid, fmt::format("--listen {}: others could read along. Name a certificate (--certificate, --key), the proxy that reaches this address over a network of your own (--proxy), "
                                                "or listen on 127.0.0.1", shown(options.address)));
  RP_TRY(most, arguments.integer("--connections", 16, 100'000));
  if (most) options.most_connections = static_cast<std::size_t>(*most);
  RP_TRY(each, arguments.integer("--connections-per-address", 1, 100'000));
  if (each) options.most_per_address = static_cast<std::size_t>(*each);
  return std::move(options);
}

// As many open files as the system lets us have, for as many connections.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

Result<ExitCode> serve(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(options, options_of(arguments));
  if (const auto program = arguments.text("--pdf-program")) printing::use_program(*program == "none" ? "" : *program);
  RP_TRY(spool, open_spool(services.folder));
  options.spool = spool;
  const web::StopSignals stop;   // before the first thread
  RP_TRY(vault, keeping::vault_of(services));
  const SystemClock moments;
  audit::ReadTrail trail(services.database, moments);
  desk::Desk desk(services.database, vault, moments, services.clock, trail, services.folder);
  if (services.database.read([](db::Read& tx) { return demo::census_of(tx); })) desk.banner = "Demonstration: every child, home and person here is invented.";
  const web::Site site(routes(desk), desk::gate(desk), [&](const web::Request&, std::string_view what) {
    const auto id = new_uuid(moments.now());
    console.note(fmt::format("fault {}: {}", id, shown(what, 300)));   // never the request: it may name somebody
    return id;
  }, cause_of);
  std::signal(SIGXFSZ, SIG_IGN);   // a file at its limit is a full disk, not the end
  allow_many_files();
  mallopt(M_MMAP_THRESHOLD, 4 << 20);   // a page's text comes from memory that is kept, not from the system and back each time
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  RP_CHECK(address_of(services, options.certificate_file.empty() ? "http://this-server" : "https://this-server"));   // before anybody connects
  RP_TRY(server, web::Server::start(options, [&](const web::Request& request) { return site.handle(request); },
                                    [&](web::Method method, std::string_view path) { return site.body_limit(method, path); }));
  const auto address = fmt::format("{}://{}:{}", options.certificate_file.empty() ? "http" : "https", options.address, server->port());
  console.line("Rightplace listens on " + address);
  std::fflush(stdout);
  RP_TRY(sender, sender_of(services, vault, moments, address, [&](std::string_view line) { console.note(line); }));
  std::optional<oversight::Watch> watch(std::in_place, services.database, moments, services.folder);
  std::optional<Keeper> keeper(std::in_place, services.database, services.folder, moments);
  std::optional<Reminder> reminder(std::in_place, services.database, vault, services.clock, moments);
  stop.wait();
  server->stop(20);
  watch.reset();
  keeper.reset();
  reminder.reset();
  sender.reset();   // after the letter that is under way
  RP_CHECK(trail.stop());
  console.line("Stopped.");
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> serve_commands() {
  return {Command{.spec = {.name = "serve", .summary = "Serve the pages over HTTP until told to stop (SIGTERM or Ctrl-C)",
                           .options = {{"--listen", "ADDRESS:PORT", "Where to listen (default: 127.0.0.1:8080; port 0: any free one)"},
                                       {"--certificate", "FILE", "Serve over TLS: the certificate with its chain (PEM); with --key"},
                                       {"--key", "FILE", "The certificate's private key (PEM)"},
                                       {"--behind-proxy", "", "A proxy on this machine says who asks and whether over TLS (X-Forwarded-For, X-Forwarded-Proto)", cli::Takes::Nothing},
                                       {"--proxy", "ADDRESS", "The same of a proxy at this IP address; may be repeated", cli::Takes::Many},
                                       {"--pdf-program", "FILE", "Chromium, to make PDF with (default: the one that is installed; none: no PDF)"},
                                       {"--connections", "NUMBER", "At most so many at once (default: 4096)"},
                                       {"--connections-per-address", "NUMBER", "At most so many of one address (default: 1024; a proxy's are not limited)"}}},
                  .need = StoreNeed::Existing,
                  .run = serve}};
}

}  // namespace rightplace::app
