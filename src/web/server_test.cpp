// The server through real sockets: what it refuses, what it waits for, what it never loses.

#include "web/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <chrono>
#include <fstream>
#include <thread>

#include "web/streamed.h"

namespace rightplace::web {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A client that sends exactly the bytes it is given.
// IPv4 addresses of this machine besides loopback; none where there is no network.
std::vector<in_addr> network_addresses() {
  std::vector<in_addr> found;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return found;
  for (const auto* one = all; one; one = one->ifa_next)
    if (one->ifa_addr && one->ifa_addr->sa_family == AF_INET && !(one->ifa_flags & IFF_LOOPBACK)) found.push_back(reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr);
  ::freeifaddrs(all);
  return found;
}

class Client {
 public:
  explicit Client(std::uint16_t port, in_addr to = {htonl(INADDR_LOOPBACK)}) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr = to;
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // Until the other end closes, or `enough` says so, or the time is up.
  std::string receive(const std::function<bool(const std::string&)>& enough = {}, std::chrono::milliseconds limit = 5s) const {
    std::string all;
    const auto until = std::chrono::steady_clock::now() + limit;
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
      pollfd waiting{socket_, POLLIN, 0};
      if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return all;
      char block[65'536];
      const auto got = ::recv(socket_, block, sizeof block, 0);
      if (got <= 0) return all;
      all.append(block, static_cast<std::size_t>(got));
      if (enough && enough(all)) return all;
    }
  }
  std::string answer() const {
    return receive([](const std::string& text) { return text.find("\r\n\r\n") != std::string::npos; });
  }

 private:
  int socket_;
  bool connected_ = false;
};

Response echo(const Request& request) {
  if (request.path == "/slow") std::this_thread::sleep_for(300ms);
  if (request.path == "/broken") throw std::runtime_error("a bug");
  if (request.path == "/upload") {
    std::uint64_t size = request.body.size();
    if (request.body_file) size = std::filesystem::file_size(request.body_file->path());
    return plain(200, fmt::format("{} bytes{}", size, request.body_file ? " in a file" : ""));
  }
  if (request.path == "/stream" || request.path == "/half") {
    Response response;
    stream(response, {4 * 65'536, [left = request.path == "/half" ? 2 : 4]() mutable { return left-- > 0 ? std::string(65'536, 's') : std::string(); }});
    return response;
  }
  return plain(200, request.path + " " + request.body);
}

class Servers : public ::testing::Test {
 protected:
  void begin(ServerOptions options = {}) {
    options.header_seconds = 1;
    options.idle_seconds = 2;
    auto started = Server::start(options, echo, [](Method, std::string_view path) { return path == "/upload" ? 64u << 20 : 1024u; });
    ASSERT_TRUE(started) << started.error().detail;
    server_ = std::move(*started);
  }
  std::string ask(std::string_view bytes) {
    const Client client(server_->port());
    client.send(bytes);
    return client.answer();
  }
  std::unique_ptr<Server> server_;
};

TEST_F(Servers, AnswerARequest) {
  begin();
  EXPECT_THAT(ask("GET /homes HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(ask("POST /homes HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"), HasSubstr("/homes hi"));
  EXPECT_THAT(ask("POST /homes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhi\r\n0\r\nA: b\r\n\r\n"), HasSubstr("/homes hi"));
}

struct Refusal {
  const char* name;
  std::string bytes;
  const char* status;
};

TEST_F(Servers, RefuseWhatTwoProgramsMightReadDifferently) {
  begin();
  const std::string post = "POST / HTTP/1.1\r\nHost: x\r\n";
  const std::vector<Refusal> cases = {
      {"length and encoding", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"encoding and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "400"},
      {"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400"},
      {"two equal lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400"},
      {"a list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc", "400"},
      {"a signed length", post + "Content-Length: +3\r\n\r\nabc", "400"},
      {"another encoding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400"},
      {"two encodings", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "400"},
      {"encoding twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"chunked before 1.1", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
      {"two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
      {"bare line feeds", "GET / HTTP/1.1\nHost: x\n\n", "400"},
      {"one bare line feed", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", "400"},
      {"space before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
      {"a NUL", "GET / HTTP/1.1\r\nHost: x\r\nA: b" + std::string(1, '\0') + "c\r\n\r\n", "400"},
      {"a folded header", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", "400"},
      {"an absolute target", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"a target of another shape", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"a path that climbs", "GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"a path that climbs in disguise", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"a bad escape", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "501"},
      {"HTTP/2 in clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
      {"a long header", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
      {"many headers", [] {
         std::string text = "GET / HTTP/1.1\r\nHost: x\r\n";
         for (int i = 0; i < 150; ++i) text += "A: b\r\n";
         return text + "\r\n";
       }(), "431"},
      {"a large body", post + "Content-Length: 5000\r\n\r\n", "413"},
      {"a large chunked body", post + "Transfer-Encoding: chunked\r\n\r\nfff\r\n" + std::string(4095, 'a') + "\r\n0\r\n\r\n", "413"},
      {"a broken chunk", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {"a chunk with a bare line feed", post + "Transfer-Encoding: chunked\r\n\r\n2\nhi\r\n0\r\n\r\n", "400"},
  };
  for (const auto& one : cases) EXPECT_THAT(ask(one.bytes), StartsWith(std::string("HTTP/1.1 ") + one.status)) << one.name;
}

TEST_F(Servers, ServeOneRequestAfterAnotherOnOneConnection) {
  begin();
  const Client client(server_->port());
  client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto all = client.receive();
  EXPECT_THAT(all, HasSubstr("/a "));
  EXPECT_THAT(all, HasSubstr("/b "));
}

TEST_F(Servers, TellASlowClientThatItWasTooSlow) {
  begin();
  const Client client(server_->port());
  client.send("GET / HT");
  EXPECT_THAT(client.receive(), StartsWith("HTTP/1.1 408"));
}

TEST_F(Servers, CloseAnIdleConnectionAndServeTheOthersMeanwhile) {
  begin();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(std::make_unique<Client>(server_->port()));
  for (std::size_t i = 0; i < idle.size(); i += 2) idle[i]->send("GET / HTTP/1.1\r\nX");
  EXPECT_THAT(ask("GET /homes HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(idle[1]->receive({}, 6s), "");
}

TEST_F(Servers, StreamALargeUploadToAFile) {
  begin();
  const Client client(server_->port());
  const std::size_t size = 20 << 20;
  client.send(fmt::format("POST /upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n", size));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 100"));
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.send(block));
  EXPECT_THAT(client.receive([](const std::string& text) { return text.find("bytes") != std::string::npos; }),
              HasSubstr(fmt::format("{} bytes in a file", size)));
}

TEST_F(Servers, SendAStreamWholeAndBreakOffOneThatIsNot) {
  begin();
  const auto answer = [&](std::string_view line) {
    const Client client(server_->port());
    client.send(std::string(line) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    return client.receive();
  };
  const auto whole = answer("GET /stream");
  EXPECT_THAT(whole, AllOf(HasSubstr("Content-Length: 262144\r\n"), Not(HasSubstr(":stream"))));
  EXPECT_EQ(std::ranges::count(whole.substr(whole.find("\r\n\r\n")), 's'), 262'144);
  const auto half = answer("GET /half");
  EXPECT_THAT(half, HasSubstr("Content-Length: 262144\r\n"));
  EXPECT_EQ(std::ranges::count(half.substr(half.find("\r\n\r\n")), 's'), 131'072) << "whoever counts sees that it is not all";
  const auto head = answer("HEAD /stream");
  EXPECT_THAT(head, AllOf(HasSubstr("Content-Length: 262144\r\n"), ::testing::EndsWith("\r\n\r\n")));
}

TEST_F(Servers, TakeNoLargeBodyWhereItWouldFillTheDisk) {
  begin({.least_free = std::uint64_t{1} << 62});
  const Client client(server_->port());
  client.send(fmt::format("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", 1 << 20));
  client.send(std::string(1 << 20, 'x'));
  EXPECT_THAT(client.receive(), StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(ask("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"), HasSubstr("2 bytes"));
}

// The most memory that this process had since it was last asked to forget, in bytes; 0 where the system does not say.
std::size_t most_memory(bool forget) {
  if (forget) std::ofstream("/proc/self/clear_refs") << "5";
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
  return 0;
}

TEST_F(Servers, TakeFiftyMegabytesInLessThanThirtyOfMemory) {
  begin();
  const std::string block(1 << 20, 'x');
  const auto before = most_memory(true);
  ASSERT_GT(before, 0u) << "/proc/self/status does not say how much memory there is";
  const Client client(server_->port());
  client.send(fmt::format("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", 50 << 20));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(client.send(block));
  EXPECT_THAT(client.receive([](const std::string& text) { return text.find("bytes") != std::string::npos; }, 60s), HasSubstr(fmt::format("{} bytes in a file", 50 << 20)));
  const auto more = most_memory(false) - before;
  EXPECT_LT(more, std::size_t{30} << 20);
  fmt::print("50 MB taken with {:.1f} MB more of memory\n", static_cast<double>(more) / (1 << 20));
}

TEST_F(Servers, SayThatTheyAreFull) {
  ServerOptions options;
  options.handler_threads = 1;
  options.most_waiting = 1;
  begin(options);
  const Client first(server_->port());
  first.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(first.answer(), StartsWith("HTTP/1.1 200"));
}

TEST_F(Servers, TurnABugIntoASorryPage) {
  begin();
  EXPECT_THAT(ask("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Servers, StopWithoutLosingARequest) {
  begin();
  const Client working(server_->port());
  const Client idle(server_->port());
  working.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  server_->stop(5);
  const auto answer = working.receive();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_EQ(idle.receive({}, 1s), "");
  EXPECT_FALSE(Client(server_->port()).connected());
}

// Clients that ask again and again, each over one connection for as long as the answers leave it open.
TEST_F(Servers, StopUnderLoadWithoutLosingARequest) {
  for (int round = 0; round < 5; ++round) {
    ServerOptions options;
    options.handler_threads = 2;
    begin(options);
    const auto port = server_->port();
    std::atomic<int> asked = 0, answered = 0, lost = 0;
    std::vector<std::thread> clients;
    for (int c = 0; c < 8; ++c)
      clients.emplace_back([&, c] {
        for (;;) {
          const Client client(port);
          if (!client.connected()) return;
          for (bool open = true; open;) {
            if (c % 4 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(c));   // as a person reads between two requests
            if (!client.send("GET /homes HTTP/1.1\r\nHost: x\r\n\r\n")) break;          // closed while it waited: known before anything was asked
            ++asked;
            const auto answer = client.answer();
            if (answer.starts_with("HTTP/1.1 200")) ++answered;
            else ++lost;
            open = !answer.empty() && answer.find("Connection: close") == std::string::npos;
          }
        }
      });
    std::this_thread::sleep_for(100ms);
    server_->stop(10);
    for (auto& client : clients) client.join();
    EXPECT_GT(answered, 50);
    EXPECT_EQ(lost, 0) << asked << " asked, " << answered << " answered";
  }
}

TEST_F(Servers, LimitTheConnectionsOfOneAddressAndFreeThemAgain) {
  ServerOptions options;
  options.most_per_address = 3;
  begin(options);
  {
    std::vector<std::unique_ptr<Client>> held;
    for (int i = 0; i < 3; ++i) {
      held.push_back(std::make_unique<Client>(server_->port()));
      held.back()->send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
      EXPECT_THAT(held.back()->answer(), StartsWith("HTTP/1.1 200"));
    }
    EXPECT_THAT(Client(server_->port()).receive(), StartsWith("HTTP/1.1 503"));
  }
  std::string answer;
  for (int i = 0; i < 100 && !answer.starts_with("HTTP/1.1 200"); ++i) {
    std::this_thread::sleep_for(10ms);
    answer = ask("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
}

TEST_F(Servers, BehindAProxyHaveNoLimitForItAndAnswerWhoIsBehindIt) {
  ServerOptions options;
  options.most_per_address = 1;
  options.behind_proxy = true;
  auto started = Server::start(options, [](const Request& request) { return plain(200, request.peer + (request.secure ? " secure" : "")); }, [](Method, std::string_view) { return 0u; });
  server_ = std::move(*started);
  const Client first(server_->port()), second(server_->port());
  for (const auto* client : {&first, &second}) {
    client->send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\n\r\n");
    EXPECT_THAT(client->answer(), HasSubstr("192.0.2.9 secure"));
  }
}

TEST_F(Servers, RefuseInWordsWhoComesInClearFromElsewhereThanTheProxy) {
  ServerOptions options;
  options.address = "0.0.0.0";
  options.behind_proxy = options.proxies_only = true;
  auto started = Server::start(options, [](const Request&) { return plain(200, "served"); }, [](Method, std::string_view) { return 0u; });
  server_ = std::move(*started);
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("served")) << "loopback is a proxy";
  for (const auto& elsewhere : network_addresses()) {   // a connection to one's own network address comes from it
    const Client client(server_->port(), elsewhere);
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("answers only the proxy in front of it."), Not(HasSubstr("served"))));
  }
}

TEST_F(Servers, DoNotShareAPortWithAnother) {
  auto first = Server::start({}, [](const Request&) { return plain(200, "first"); }, [](Method, std::string_view) { return 0u; });
  server_ = std::move(*first);
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::start(options, [](const Request&) { return plain(200, "second"); }, [](Method, std::string_view) { return 0u; });
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().detail, AllOf(HasSubstr("Cannot listen on 127.0.0.1"), HasSubstr("in use")));
}

TEST_F(Servers, WithoutAProxyBelieveNobodyWhoSaysToBeOne) {
  auto started = Server::start({}, [](const Request& request) { return plain(200, request.peer + (request.secure ? " secure" : "")); }, [](Method, std::string_view) { return 0u; });
  server_ = std::move(*started);
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\n\r\n"), HasSubstr("127.0.0.1\n"));
}

TEST_F(Servers, SpeakTlsWithACertificateAndKnowThatTheyDo) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("rightplace-tls-{}", ::getpid());
  std::filesystem::create_directories(folder);
  const auto certificate = (folder / "certificate.pem").string(), key = (folder / "key.pem").string();
  const auto make = fmt::format("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout {} -out {} 2>/dev/null", key, certificate);
  ASSERT_EQ(std::system(make.c_str()), 0) << "openssl is needed for this test";
  ServerOptions options;
  options.certificate_file = certificate;
  options.key_file = key;
  auto started = Server::start(options, [](const Request& request) { return plain(200, request.secure ? "over TLS" : "in clear"); }, [](Method, std::string_view) { return 0u; });
  ASSERT_TRUE(started) << started.error().detail;
  server_ = std::move(*started);
  const auto talk = [&](const std::string& how) {
    const auto command = fmt::format("printf 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' | timeout 10 openssl s_client -quiet -verify_return_error -verify_hostname localhost -CAfile {} -connect 127.0.0.1:{} {} 2>/dev/null",
                                     certificate, server_->port(), how);
    std::string all;
    FILE* pipe = ::popen(command.c_str(), "r");
    for (char block[4096]; std::fgets(block, sizeof block, pipe);) all += block;
    ::pclose(pipe);
    return all;
  };
  EXPECT_THAT(talk("-ign_eof"), HasSubstr("over TLS"));
  EXPECT_THAT(talk("-ign_eof -tls1_2"), HasSubstr("over TLS"));
  EXPECT_EQ(talk("-ign_eof -tls1_1 -cipher ALL:@SECLEVEL=0"), "");
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ::testing::Not(HasSubstr("200")));   // in clear: not answered
  std::filesystem::remove_all(folder);
}

TEST_F(Servers, SayWhyTheyCannotListen) {
  EXPECT_FALSE(Server::start({.address = "not an address"}, echo, [](Method, std::string_view) { return 0u; }));
  EXPECT_FALSE(Server::start({.certificate_file = "/nowhere.pem", .key_file = "/nowhere.key"}, echo, [](Method, std::string_view) { return 0u; }));
}

TEST_F(Servers, AHeaderNeverBecomesTwo) {
  auto started = Server::start({}, [](const Request&) { return plain(200, "x").header("X-Name", "a\r\nSet-Cookie: b"); }, [](Method, std::string_view) { return 0u; });
  server_ = std::move(*started);
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ::testing::Not(HasSubstr("Set-Cookie")));
}

}  // namespace
}  // namespace rightplace::web
