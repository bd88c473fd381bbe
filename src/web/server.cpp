// Asio lives here and nowhere else. One io_context per network thread, each with its own acceptor on the same port
// (SO_REUSEPORT); a connection never leaves its thread except while the handler runs on the pool.
//
// g++ 12 miscompiles capturing lambdas in a co_await expression: coroutines here are named functions with parameters by value.

#include "web/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/clock.h"
#include "base/text.h"
#include "web/chunked.h"
#include "web/forwarded.h"
#include "web/head.h"
#include "web/streamed.h"

namespace rightplace::web {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;
using Code = boost::system::error_code;
constexpr auto kNoThrow = asio::as_tuple(use_awaitable);

using TlsStream = asio::ssl::stream<tcp::socket>;

std::string http_date() {
  const auto now = SystemClock().now();
  static constexpr const char* kDays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = now.ms / 1000;
  const Date day{static_cast<std::int32_t>(seconds / 86'400)};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[day.days() % 7], day.day(), kMonths[day.month() - 1], day.year(),
                     seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

enum class Phase { Idle, Head, Body, Handling, Writing };

// What the sweep sees of a connection. Owned by its coroutine, listed by its thread.
struct Watched {
  Phase phase = Phase::Idle;
  Steady::time_point deadline = Steady::time_point::max();
  tcp::socket* socket = nullptr;
  bool late = false;
};

class ServerOfAsio;

// One network thread.
struct Lane {
  explicit Lane(asio::ssl::context* tls_context) : acceptor(io), sweep(io), tls(tls_context) {}
  std::list<Watched*> watched;   // before io: coroutines that end with it take themselves off the list
  asio::io_context io{1};
  tcp::acceptor acceptor;
  asio::steady_timer sweep;
  asio::ssl::context* tls;
  std::thread thread;
  std::string date;
};

class ServerOfAsio final : public Server {
 public:
  ServerOfAsio(ServerOptions options, Handler handler, BodyLimit limit)
      : options_(std::move(options)), proxies_(options_.proxies), handler_(std::move(handler)), body_limit_(std::move(limit)), pool_(static_cast<std::size_t>(options_.handler_threads)) {}
  ~ServerOfAsio() override { stop(0); }

  Done open() {
    Code code;
    if (!options_.certificate_file.empty()) {
      tls_.emplace(asio::ssl::context::tls_server);
      tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
      tls_->use_certificate_chain_file(options_.certificate_file, code);
      if (!code) tls_->use_private_key_file(options_.key_file, asio::ssl::context::pem, code);
      if (code) return fail(ErrorKind::Unavailable, fmt::format("The certificate or its key cannot be read: {}", code.message()));
    }
    const auto address = asio::ip::make_address(options_.address, code);
    if (code) return fail(ErrorKind::Invalid, fmt::format("{} is not an address to listen on", options_.address));
    tcp::endpoint endpoint(address, options_.port);
    RP_CHECK(nobody_listens(endpoint));
    for (int i = 0; i < std::max(1, options_.network_threads); ++i) {
      lanes_.push_back(std::make_unique<Lane>(tls_ ? &*tls_ : nullptr));
      auto& acceptor = lanes_.back()->acceptor;
      acceptor.open(endpoint.protocol(), code);
      if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
      const int on = 1;
      ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
      if (!code) acceptor.bind(endpoint, code);
      if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
      if (code) return fail(ErrorKind::Unavailable, fmt::format("Cannot listen on {}:{}: {}", options_.address, endpoint.port(), code.message()));
      endpoint.port(acceptor.local_endpoint().port());
    }
    port_ = endpoint.port();
    for (auto& lane : lanes_) {
      asio::co_spawn(lane->io, accept(*lane), asio::detached);
      asio::co_spawn(lane->io, sweep(*lane), asio::detached);
      lane->thread = std::thread([&lane = *lane] { lane.io.run(); });
    }
    return {};
  }

  std::uint16_t port() const override { return port_; }
  ServerCounts counts() const override { return {connections_, requests_, refused_, open_}; }

  void stop(int seconds) override {
    if (stopped_.exchange(true)) return;
    stopping_ = true;
    for (auto& lane : lanes_) asio::co_spawn(lane->io, close_the_door(*lane), asio::detached);
    const auto until = Steady::now() + std::chrono::seconds(seconds);
    while ((closed_doors_ < lanes_.size() || open_ > 0) && Steady::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    pool_.join();
    for (auto& lane : lanes_) lane->io.stop();
    for (auto& lane : lanes_)
      if (lane->thread.joinable()) lane->thread.join();
    lanes_.clear();   // coroutines still waiting end here, while the pool and the counts that they use are there
  }

 private:
  // Two servers on one port would share its connections by chance: SO_REUSEPORT is for our own threads.
  static Done nobody_listens(const tcp::endpoint& endpoint) {
    if (endpoint.port() == 0) return {};
    Code code;
    asio::io_context io;
    tcp::acceptor probe(io);
    probe.open(endpoint.protocol(), code);
    if (!code) probe.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code) probe.bind(endpoint, code);
    if (code) return fail(ErrorKind::Unavailable, fmt::format("Cannot listen on {}:{}: {}", endpoint.address().to_string(), endpoint.port(), code.message()));
    return {};
  }

  // Nobody new may begin to connect, who has begun is let in and served, and only then the socket is closed: a connection
  // that the kernel has made and nobody has taken would be lost with it.
  awaitable<void> close_the_door(Lane& lane) {
    // Drops each segment that begins a connection (SYN); its sender tries again and is refused then.
    static constexpr std::array<sock_filter, 4> kNoSyn = {{{BPF_LD | BPF_B | BPF_ABS, 0, 0, 13}, {BPF_JMP | BPF_JSET | BPF_K, 0, 1, 0x02}, {BPF_RET | BPF_K, 0, 0, 0}, {BPF_RET | BPF_K, 0, 0, 0xffffffff}}};
    const sock_fprog program{static_cast<unsigned short>(kNoSyn.size()), const_cast<sock_filter*>(kNoSyn.data())};
    ::setsockopt(lane.acceptor.native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
    asio::steady_timer pause(lane.io, std::chrono::milliseconds(100));
    co_await pause.async_wait(kNoThrow);
    Code ignored;
    lane.acceptor.non_blocking(true, ignored);
    for (;;) {
      tcp::socket socket(lane.io);
      if (lane.acceptor.accept(socket, ignored)) break;
      admit(lane, std::move(socket));
    }
    lane.acceptor.close(ignored);
    for (auto* watched : lane.watched)
      if (watched->phase == Phase::Idle) watched->deadline = std::min(watched->deadline, Steady::now() + idle_limit());
    ++closed_doors_;
  }

  awaitable<void> accept(Lane& lane) {
    for (;;) {
      auto [code, socket] = co_await lane.acceptor.async_accept(kNoThrow);
      if (code == asio::error::operation_aborted || !lane.acceptor.is_open()) co_return;
      if (code) {   // out of file descriptors, say: wait, do not spin
        asio::steady_timer pause(lane.io, std::chrono::milliseconds(50));
        co_await pause.async_wait(kNoThrow);
        continue;
      }
      admit(lane, std::move(socket));
    }
  }

  void admit(Lane& lane, tcp::socket socket) {
    Code ignored;
    ++connections_;
    const auto address = socket.remote_endpoint(ignored).address();
    auto peer = address.to_string();
    const bool proxy = proxies_.contains(peer);
    if (options_.proxies_only && !proxy) {
      ++refused_;
      static constexpr std::string_view kElsewhere = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 53\r\nConnection: close\r\n\r\nThis address answers only the proxy in front of it.\r\n";
      asio::write(socket, asio::buffer(kElsewhere), ignored);
      return;
    }
    const bool limited = !(options_.behind_proxy && proxy);
    const auto office = limited ? office_of(peer) : std::string();
    if (open_ >= options_.most_connections || !seat(office)) {
      ++refused_;
      static constexpr std::string_view kFull = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 5\r\n\r\n";
      if (!lane.tls) asio::write(socket, asio::buffer(kFull), ignored);
      return;
    }
    ++open_;
    socket.set_option(tcp::no_delay(true), ignored);
    if (lane.tls) asio::co_spawn(lane.io, serve_tls(lane, TlsStream(std::move(socket), *lane.tls), std::move(peer), office), asio::detached);
    else asio::co_spawn(lane.io, serve_plain(lane, std::move(socket), std::move(peer), office), asio::detached);
  }

  // False when the office has as many connections as it may. No name: without limit.
  bool seat(const std::string& office) {
    if (office.empty()) return true;
    const std::scoped_lock lock(offices_mutex_);
    auto& count = offices_[office];
    if (count >= options_.most_per_address) return false;
    ++count;
    return true;
  }
  void unseat(const std::string& office) {
    if (office.empty()) return;
    const std::scoped_lock lock(offices_mutex_);
    const auto found = offices_.find(office);
    if (--found->second == 0) offices_.erase(found);
  }

  // How long a connection may wait for its next request.
  Steady::duration idle_limit() const { return stopping_ ? Steady::duration(std::chrono::milliseconds(2000)) : std::chrono::seconds(options_.idle_seconds); }

  // Once a second, ends what has waited too long. Cancelling makes the coroutine answer 408 and close.
  awaitable<void> sweep(Lane& lane) {
    for (;;) {
      lane.sweep.expires_after(std::chrono::seconds(1));
      const auto [code] = co_await lane.sweep.async_wait(kNoThrow);
      if (code) co_return;
      lane.date = http_date();
      const auto now = Steady::now();
      for (auto* watched : lane.watched) {
        if (now < watched->deadline) continue;
        Code ignored;
        if (watched->late) watched->socket->close(ignored);   // did not even take the 408
        watched->late = true;
        watched->deadline = now + std::chrono::seconds(2);
        if (watched->socket->is_open()) watched->socket->cancel(ignored);
      }
    }
  }

  // Lists the connection while it lives.
  struct Listed {
    Listed(ServerOfAsio& s, Lane& l, tcp::socket& socket, std::string where) : server(s), lane(l), office(std::move(where)) {
      watched.socket = &socket;
      lane.watched.push_back(&watched);
      at = std::prev(lane.watched.end());
      set(Phase::Idle, server.idle_limit());
    }
    ~Listed() {
      lane.watched.erase(at);
      server.unseat(office);
      --server.open_;
    }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;
    void set(Phase phase, Steady::duration limit) {
      watched.phase = phase;
      watched.deadline = Steady::now() + limit;
    }
    ServerOfAsio& server;
    Lane& lane;
    std::string office;
    Watched watched;
    std::list<Watched*>::iterator at;
  };

  awaitable<void> serve_plain(Lane& lane, tcp::socket socket, std::string peer, std::string office) {
    Listed listed(*this, lane, socket, std::move(office));
    co_await serve(lane, socket, listed, peer, false);
    Code ignored;
    socket.shutdown(tcp::socket::shutdown_both, ignored);
  }

  awaitable<void> serve_tls(Lane& lane, TlsStream stream, std::string peer, std::string office) {
    Listed listed(*this, lane, stream.next_layer(), std::move(office));
    listed.set(Phase::Head, std::chrono::seconds(options_.header_seconds));
    const auto [code] = co_await stream.async_handshake(asio::ssl::stream_base::server, kNoThrow);
    if (code) co_return;
    co_await serve(lane, stream, listed, peer, true);
    listed.set(Phase::Writing, std::chrono::seconds(2));
    co_await stream.async_shutdown(kNoThrow);
  }

  static std::string next_piece(const web::Stream& stream) noexcept {
    try {
      return stream.next ? stream.next() : std::string();
    } catch (...) {
      return {};   // breaks off
    }
  }

  template <class Stream>
  awaitable<bool> send(Lane& lane, Stream& stream, Listed& listed, Response response, bool head_only, bool keep_alive) {
    auto pieces = take_stream(response);
    const std::uint64_t size = pieces ? pieces->size : response.body.size();
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reason_phrase(response.status), lane.date.empty() ? (lane.date = http_date()) : lane.date);
    for (const auto& [name, value] : response.headers) {
      if (value.find_first_of("\r\n") != std::string::npos) continue;   // a header must not become two
      head.append(name).append(": ").append(value).append("\r\n");
    }
    if (response.status != 204 && response.status != 304) head += fmt::format("Content-Length: {}\r\n", size);
    head += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    if (head_only) response.body.clear();
    listed.set(Phase::Writing, std::chrono::seconds(options_.write_seconds) + std::chrono::seconds(size / 65'536));
    const std::array<asio::const_buffer, 2> both = {asio::buffer(head), asio::buffer(response.body)};
    const auto [code, sent] = co_await asio::async_write(stream, both, kNoThrow);
    if (code || !pieces || head_only) co_return !code;
    std::uint64_t left = size;
    while (left > 0) {
      const std::string piece = next_piece(*pieces);
      if (piece.empty() || piece.size() > left) co_return false;
      left -= piece.size();
      const asio::const_buffer bytes = asio::buffer(piece);
      const auto [broken, count] = co_await asio::async_write(stream, bytes, kNoThrow);
      if (broken) co_return false;
    }
    co_return true;
  }

  // Answers what cannot be served, and gives the other end a moment to read it before the connection goes.
  template <class Stream>
  awaitable<void> refuse(Lane& lane, Stream& stream, Listed& listed, int status, std::string_view why) {
    ++refused_;
    auto response = plain(status, why);
    if (status == 503) response.header("Retry-After", "5");
    const bool sent = co_await send(lane, stream, listed, std::move(response), false, false);
    if (!sent) co_return;
    Code ignored;
    stream.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
    listed.set(Phase::Writing, std::chrono::seconds(2));
    std::array<char, 4096> rest;
    for (int i = 0; i < 64; ++i) {
      const auto [code, count] = co_await stream.async_read_some(asio::buffer(rest), kNoThrow);
      if (code || count == 0) co_return;
    }
  }

  struct Body {
    std::string memory;
    std::shared_ptr<BodyFile> file;
    int descriptor = -1;
    std::uint64_t size = 0;
    ~Body() {
      if (descriptor >= 0) ::close(descriptor);
    }
    Body() = default;
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;
  };

  static constexpr std::uint64_t kRoomChecked = 4 << 20;

  // Keeps what arrived: in memory, and in a file once it is large. False when the disk refuses.
  bool keep(Body& body, std::string& bytes) {
    body.size += bytes.size();
    if (body.descriptor < 0 && body.memory.size() + bytes.size() <= options_.body_in_memory) {
      body.memory += bytes;
      bytes.clear();
      return true;
    }
    // Whoever may not send it is found out only when it is all there: until then it must not fill the disk.
    if (body.descriptor < 0 || body.size / kRoomChecked != (body.size - bytes.size()) / kRoomChecked) {
      struct statvfs disk {};
      if (::statvfs(options_.spool.c_str(), &disk) == 0 && static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < options_.least_free) return false;
    }
    if (body.descriptor < 0) {
      std::string name = options_.spool + "/rightplace-upload.XXXXXX";
      body.descriptor = ::mkostemp(name.data(), O_CLOEXEC);
      if (body.descriptor < 0) return false;
      body.file = std::make_shared<BodyFile>(name);
      if (!write_all(body.descriptor, body.memory)) return false;
      body.memory = {};
    }
    const bool kept = write_all(body.descriptor, bytes);
    bytes.clear();
    return kept;
  }

  static bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto wrote = ::write(descriptor, bytes.data(), bytes.size());
      if (wrote <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
  }

  // Reads the body after `buffer` (which may hold its beginning, and afterwards what follows it). 0, or the status to refuse with.
  template <class Stream>
  awaitable<int> read_body(Stream& stream, Listed& listed, const Head& head, std::uint64_t limit, std::string& buffer, Body& body) {
    ChunkedDecoder decoder;
    std::string arrived;
    const auto began = Steady::now();
    std::uint64_t seen = 0;
    for (;;) {
      std::string_view input(buffer);
      bool done = false;
      if (head.chunked) {
        const auto state = decoder.feed(input, arrived);
        if (state == ChunkedDecoder::State::Broken) co_return 400;
        done = state == ChunkedDecoder::State::Done;
      } else {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(head.content_length.value_or(0) - body.size, input.size()));
        arrived.append(input.substr(0, wanted));
        input.remove_prefix(wanted);
        done = body.size + arrived.size() == head.content_length.value_or(0);
      }
      buffer.erase(0, buffer.size() - input.size());
      if (body.size + arrived.size() > limit) co_return 413;
      if (!keep(body, arrived)) co_return 503;
      if (done) co_return 0;
      const auto grace = std::chrono::seconds(10) + std::chrono::seconds(seen / std::max<std::uint64_t>(1, options_.least_body_rate));
      listed.watched.phase = Phase::Body;
      listed.watched.deadline = began + grace;
      const auto before = buffer.size();
      buffer.resize(before + 65'536);
      const auto [code, count] = co_await stream.async_read_some(asio::buffer(buffer.data() + before, 65'536), kNoThrow);
      buffer.resize(before + count);
      seen += count;
      if (code) co_return listed.watched.late ? 408 : -1;
    }
  }

  template <class Stream>
  awaitable<void> serve(Lane& lane, Stream& stream, Listed& listed, const std::string& peer, bool secure) {
    std::string buffer;
    for (bool keep_alive = true; keep_alive;) {
      // The head.
      listed.set(Phase::Idle, idle_limit());
      std::size_t end = buffer.find("\r\n\r\n");
      if (!buffer.empty()) listed.set(Phase::Head, std::chrono::seconds(options_.header_seconds));
      while (end == std::string::npos) {
        if (buffer.size() > options_.most_header_bytes) co_return co_await refuse(lane, stream, listed, 431, "The request's header is too long.");
        const auto before = buffer.size();
        buffer.resize(before + 4096);
        const auto [code, count] = co_await stream.async_read_some(asio::buffer(buffer.data() + before, 4096), kNoThrow);
        buffer.resize(before + count);
        if (code) {
          if (listed.watched.late && !buffer.empty()) co_return co_await refuse(lane, stream, listed, 408, "The request took too long to arrive.");
          Code ignored;
          if (!listed.watched.late || stream.lowest_layer().available(ignored) == 0) co_return;
          listed.watched.late = false;   // a request came at the very end of its time
          listed.set(Phase::Head, std::chrono::seconds(options_.header_seconds));
          continue;
        }
        if (before == 0) listed.set(Phase::Head, std::chrono::seconds(options_.header_seconds));
        end = buffer.find("\r\n\r\n", before < 3 ? 0 : before - 3);
        // A bare line feed would hide the end of the head from us and show it to another program.
        if (end == std::string::npos && buffer.find("\n\n") != std::string::npos) co_return co_await refuse(lane, stream, listed, 400, "A line ends wrongly.");
      }
      if (end + 4 > options_.most_header_bytes) co_return co_await refuse(lane, stream, listed, 431, "The request's header is too long.");
      auto result = read_head(std::string_view(buffer).substr(0, end + 4));
      if (!result.head) {
        // Named: g++ 12 destroys a temporary inside a co_await expression twice.
        const std::string why = fmt::format("This request is refused: {}.", result.refusal.why);
        co_return co_await refuse(lane, stream, listed, result.refusal.status, why);
      }
      Head head = std::move(*result.head);
      buffer.erase(0, end + 4);
      Request request;
      request.method = head.method;
      request.raw_target = head.target;
      request.headers = std::move(head.headers);
      request.peer = peer;
      request.secure = secure;
      if (options_.behind_proxy) proxies_.apply(request);
      if (!read_target(head.target, request.path, request.query)) co_return co_await refuse(lane, stream, listed, 400, "The address is not one.");

      // The body.
      const auto limit = body_limit_(head.method, request.path);
      if (head.content_length.value_or(0) > limit) co_return co_await refuse(lane, stream, listed, 413, "What was sent is too large.");
      Body body;
      if (head.chunked || head.content_length.value_or(0) > 0) {
        if (head.expects_continue && buffer.empty()) {
          static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
          const auto [code, sent] = co_await asio::async_write(stream, asio::buffer(kContinue), kNoThrow);
          if (code) co_return;
        }
        const int refused = co_await read_body(stream, listed, head, limit, buffer, body);
        if (refused < 0) co_return;
        if (refused > 0)
          co_return co_await refuse(lane, stream, listed, refused,
                                    refused == 413 ? "What was sent is too large."
                                    : refused == 408 ? "The request took too long to arrive."
                                    : refused == 503 ? "What was sent cannot be kept now; try again."
                                                     : "What was sent is not as it says.");
      }
      request.body = std::move(body.memory);
      request.body_file = body.file;

      // The answer.
      if (waiting_ >= options_.most_waiting) co_return co_await refuse(lane, stream, listed, 503, "Too many people are being served; try again.");
      ++requests_;
      ++waiting_;
      listed.watched.phase = Phase::Handling;
      listed.watched.deadline = Steady::time_point::max();
      Response response;
      co_await asio::post(asio::bind_executor(pool_, use_awaitable));
      handle(request, response);
      --waiting_;
      co_await asio::post(asio::bind_executor(lane.io, use_awaitable));
      keep_alive = head.keep_alive && !stopping_;
      const bool sent = co_await send(lane, stream, listed, std::move(response), head.method == Method::Head, keep_alive);
      if (!sent) co_return;
    }
  }

  void handle(const Request& request, Response& response) noexcept {
    try {
      response = handler_(request);
    } catch (...) {
      response = plain(500, "Sorry, there is a problem with the service.");
    }
  }

  ServerOptions options_;
  TrustedProxies proxies_;
  Handler handler_;
  BodyLimit body_limit_;
  std::optional<asio::ssl::context> tls_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  asio::thread_pool pool_;
  std::mutex offices_mutex_;
  std::unordered_map<std::string, std::size_t> offices_;   // connections of each
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> connections_ = 0, requests_ = 0, refused_ = 0, open_ = 0;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<bool> stopping_ = false, stopped_ = false;
  std::atomic<std::size_t> closed_doors_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler, BodyLimit body_limit) {
  auto server = std::make_unique<ServerOfAsio>(std::move(options), std::move(handler), std::move(body_limit));
  RP_CHECK(server->open());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace rightplace::web
