// Through a real mail server on loopback, a process of its own (tests/support/mail_sink.py).

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/text.h"
#include "features/outbox/outbox.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::outbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Smtp : public ::testing::Test {
 protected:
  void TearDown() override {
    if (sink_ <= 0) return;
    ::kill(sink_, SIGTERM);
    ::waitpid(sink_, nullptr, 0);
  }
  std::string path(const std::string& name) { return (folder_.path() / name).string(); }
  void make_certificate() {
    const auto command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
                         path("key.pem") + " -out " + path("certificate.pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << "openssl is needed for this test";
  }
  // The port is in the answer's first line.
  void begin(std::vector<std::string> more = {}) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    std::vector<std::string> words = {"python3", std::string(RIGHTPLACE_SOURCE_DIR) + "/tests/support/mail_sink.py", path("letters")};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    sink_ = ::fork();
    if (sink_ == 0) {
      ::dup2(ends[1], 1);
      ::close(ends[0]);
      ::execvp(arguments[0], arguments.data());
      _exit(127);
    }
    ::close(ends[1]);
    char c = 0;
    while (::read(ends[0], &c, 1) == 1 && c != '\n') port_ += c;
    ::close(ends[0]);
    ASSERT_FALSE(port_.empty()) << "python3 is needed for this test";
  }
  MailOptions options(const std::string& scheme = "smtp://") { return {.smtp = scheme + "localhost:" + port_, .from = "rightplace@north.example"}; }
  Done send(const MailOptions& options, const std::string& to = "new.person@north.example") {
    const auto made = transport(options, folder_.path());
    EXPECT_TRUE(made) << made.error().detail;
    return (*made)->send({MessageId("0190-id"), Personal(to), options.from, "A trial", Personal<std::string>("One\n.\n.two \xC3\xA9\n"), test::kMondayMorning});
  }
  std::string letters() { return formats::read_file(path("letters")).value_or(""); }

  test::TemporaryFolder folder_;
  pid_t sink_ = 0;
  std::string port_;
};

TEST_F(Smtp, ALetterArrivesAsItWasWritten) {
  begin();
  const auto done = send(options());
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_THAT(letters(), HasSubstr(R"("to": "new.person@north.example", "from": "MAIL FROM:<rightplace@north.example>)"));
  EXPECT_THAT(letters(), HasSubstr(R"(Message-ID: <0190-id@north.example>\r\n)"));
  EXPECT_THAT(letters(), HasSubstr(R"(\r\n\r\nOne\r\n=2E\r\n=2Etwo =C3=A9\r\n)"));
}

TEST_F(Smtp, AnAddressThatDoesNotExistIsRefusedForGoodAndNotNamedInTheWords) {
  begin();
  const auto done = send(options(), "nobody.here@north.example");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::Invalid);
  EXPECT_THAT(done.error().detail, HasSubstr("550"));
  EXPECT_THAT(done.error().detail, Not(HasSubstr("nobody")));
}

TEST_F(Smtp, ABusyServerOrOneThatIsAwayIsTriedAgainLater) {
  begin();
  EXPECT_EQ(send(options(), "busy@north.example").error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(send({.smtp = "smtp://localhost:1", .from = "rightplace@north.example"}).error().kind, ErrorKind::Unavailable);
}

TEST_F(Smtp, AConnectionCutBeforeTheAnswerCountsAsNotSent) {
  begin();
  EXPECT_EQ(send(options(), "dropped@north.example").error().kind, ErrorKind::Unavailable);
  EXPECT_THAT(letters(), HasSubstr("0190-id")) << "the second sending carries the same Message-ID";
}

TEST_F(Smtp, StartTlsWithAUserAndAPassword) {
  make_certificate();
  std::ofstream(path("password")) << "correct horse\n";
  begin({"--tls", "starttls", "--certificate", path("certificate.pem"), "--key", path("key.pem"), "--user", "rightplace", "--password", "correct horse"});
  auto with = options();
  with.user = "rightplace";
  with.password_file = path("password");
  with.ca_file = path("certificate.pem");
  const auto done = send(with);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_THAT(letters(), HasSubstr(R"("secure": true)"));
  std::ofstream(path("password")) << "wrong";
  EXPECT_EQ(send(with).error().kind, ErrorKind::Unavailable) << "a fault of ours, not of the letter";
}

TEST_F(Smtp, ImplicitTls) {
  make_certificate();
  begin({"--tls", "implicit", "--certificate", path("certificate.pem"), "--key", path("key.pem")});
  auto with = options("smtps://");
  with.ca_file = path("certificate.pem");
  const auto done = send(with);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_THAT(letters(), HasSubstr(R"("secure": true)"));
}

TEST_F(Smtp, ACertificateThatNobodyKnowsIsNotTalkedTo) {
  make_certificate();
  begin({"--tls", "implicit", "--certificate", path("certificate.pem"), "--key", path("key.pem")});
  EXPECT_EQ(send(options("smtps://")).error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(letters(), "");
}

TEST_F(Smtp, APasswordNeverGoesOverAnOpenLine) {
  std::ofstream(path("password")) << "correct horse\n";
  begin({"--user", "rightplace", "--password", "correct horse"});
  auto with = options();
  with.user = "rightplace";
  with.password_file = path("password");
  EXPECT_EQ(send(with).error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(letters(), "");
}

}  // namespace
}  // namespace rightplace::outbox
