#pragma once
// The HTTP/1.1 server: strict, bounded, and never kept waiting by a slow client.
//
// Network threads read a request whole and check it (see docs/develop/http.md for what is refused), then a bounded pool of
// threads runs the handler, which is a plain function. Every wait has a limit; what comes too late is answered 408, too large
// 413 or 431, too much 503 (over TLS too much is closed without words). `stop` ends gracefully: no new connections, no lost request.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "web/request.h"
#include "web/response.h"

namespace rightplace::web {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                    // 0: any free one; `port()` tells
  int network_threads = 2;
  int handler_threads = 4;
  std::size_t most_waiting = 512;            // requests waiting for a handler thread; more are answered 503
  std::size_t most_connections = 4096;
  std::size_t most_per_address = 1024;       // of one IPv4 address or IPv6 /64; a whole office may share one
  std::size_t most_header_bytes = 16 << 10;
  std::size_t body_in_memory = 256 << 10;    // larger bodies go to a file in `spool`
  int header_seconds = 10;                   // from the first byte to the end of the header
  int idle_seconds = 30;                     // between requests
  int write_seconds = 30;
  std::uint64_t least_body_rate = 1024;      // bytes a second, after ten seconds' grace
  std::string spool = "/tmp";
  std::uint64_t least_free = 512u << 20;     // bytes that large bodies leave free on the spool's disk; what would not is answered 503
  std::string certificate_file = {}, key_file = {};   // both: TLS
  bool behind_proxy = false;                 // believe X-Forwarded-For and -Proto of loopback and of `proxies` (web/forwarded.h)
  std::vector<std::string> proxies = {};     // these and loopback then have no limit of their own
  bool proxies_only = false;                 // whoever comes from elsewhere is answered 403: what goes over a network goes over TLS
};

struct ServerCounts {
  std::uint64_t connections = 0, requests = 0, refused = 0, open_connections = 0;
};

class Server {
 public:
  using Handler = std::function<Response(const Request&)>;
  // The largest body that may come with this method and path; decided before the body is read.
  using BodyLimit = std::function<std::uint64_t(Method, std::string_view path)>;

  // Unavailable when the address cannot be bound or the certificate not read.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler, BodyLimit body_limit);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  virtual ServerCounts counts() const = 0;
  // Takes nothing new, answers what was asked (a connection that waits gets two seconds for one more request) for at most
  // `seconds`, then closes. Returns when all threads ended.
  virtual void stop(int seconds) = 0;
};

}  // namespace rightplace::web
