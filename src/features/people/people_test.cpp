#include "features/people/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "features/accounts/accounts.h"
#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "tests/support/databases.h"

namespace rightplace::people {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPassword = "violet ladder pebble";

// A browser in front of the site: it keeps cookies and reads the form's token off the last page.
class Pages : public ::testing::Test {
 protected:
  web::Response send(web::Method method, std::string path, web::NamedValues query = {}, std::string body = {}) {
    web::Request request;
    request.method = method;
    request.path = std::move(path);
    request.query = std::move(query);
    request.peer = "192.0.2.1";
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) request.headers.emplace_back("cookie", jar);
    request.body = std::move(body);
    auto response = site.handle(request);
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie") cookies[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
    const std::string_view mark = "name=\"csrf\" value=\"";
    if (const auto at = response.body.find(mark); at != std::string::npos) csrf = response.body.substr(at + mark.size(), response.body.find('"', at + mark.size()) - at - mark.size());
    return response;
  }
  web::Response get(std::string path, web::NamedValues query = {}) { return send(web::Method::Get, std::move(path), std::move(query)); }
  web::Response post(std::string path, const std::string& fields, web::NamedValues query = {}) {
    return send(web::Method::Post, std::move(path), std::move(query), "csrf=" + csrf + "&" + fields);
  }
  static std::string where(const web::Response& response) {
    for (const auto& [name, value] : response.headers)
      if (name == "Location") return value;
    return "";
  }
  std::string given_code() {
    return database->write([&](db::Write& tx) {
      const Actor actor{ActorKind::Operator, "operator"};
      const auto allowed = Allowed::because("test");
      const auto person = accounts::add_person(tx, desk.vault, actor, allowed, {Personal<std::string>("Sam <Alder>"), Personal<std::string>("sam@example.org")}, clock.now());
      return accounts::issue_code(tx, desk.vault, actor, allowed, *person, clock.now())->reveal();
    });
  }
  std::string set_up() {
    const auto code = given_code();
    const auto secret = database->read([&](db::Read& tx) { return accounts::set_up_of(tx, desk.vault, code, clock.now()); })->totp_secret.reveal();
    EXPECT_EQ(get("/set-up", {{"code", code}}).status, 200);
    EXPECT_EQ(where(post("/set-up", "password=violet+ladder+pebble&totp=" + vault::totp_code(secret, clock.now().ms / 1000), {{"code", code}})), "/sign-in?said=chosen");
    clock.set(Instant{clock.now().ms + 60'000});
    return secret;
  }
  web::Response sign_in_with(const std::string& secret) {
    get("/sign-in");
    return post("/sign-in", "email=sam%40example.org&password=violet+ladder+pebble&totp=" + vault::totp_code(secret, clock.now().ms / 1000));
  }

  test::TestDatabase database{db::Dialect::Sqlite, {audit::migrations(), imports::migrations(), homes::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), desk::migrations()}};
  FixedClock clock{test::kMondayMorning};
  audit::ReadTrail trail{*database, clock};
  desk::Desk desk{*database, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), clock, clock, trail, database.folder.path()};
  web::Site site{pages(desk).open, desk::gate(desk), [](const web::Request&, std::string_view what) { return std::string(what); }};
  std::map<std::string, std::string> cookies;
  std::string csrf;
};

TEST_F(Pages, WhoeverIsNotSignedInIsLedToSignIn) {
  for (const auto* path : {"/", "/account"}) EXPECT_EQ(where(get(path)), "/sign-in") << path;
}

TEST_F(Pages, APersonSetsUpSignsInSeesTheirNameEscapedAndSignsOut) {
  const auto secret = set_up();
  const auto signed_in = sign_in_with(secret);
  ASSERT_EQ(where(signed_in), "/") << signed_in.body;
  const auto page = get("/account");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("Sam &lt;Alder&gt;"));
  const auto kept = cookies["session"];
  EXPECT_EQ(where(post("/sign-out", "")), "/sign-in?said=out");
  cookies["session"] = kept;
  EXPECT_EQ(where(get("/account")), "/sign-in") << "the old cookie opens nothing";
}

TEST_F(Pages, SigningOutEverywhereEndsTheOtherSessionToo) {
  const auto secret = set_up();
  sign_in_with(secret);
  const auto other = cookies["session"];
  clock.set(Instant{clock.now().ms + 60'000});
  cookies.erase("session");
  sign_in_with(secret);
  get("/account");
  post("/sign-out-everywhere", "");
  cookies["session"] = other;
  EXPECT_EQ(where(get("/account")), "/sign-in");
}

TEST_F(Pages, AFormThatDidNotComeFromOurPageIsRefused) {
  const auto secret = set_up();
  get("/sign-in");
  csrf = "x";
  EXPECT_EQ(post("/sign-in", "email=sam%40example.org&password=violet+ladder+pebble&totp=" + vault::totp_code(secret, clock.now().ms / 1000)).status, 403);
  sign_in_with(secret);
  csrf = "x";
  EXPECT_EQ(post("/sign-out", "").status, 403);
}

TEST_F(Pages, AWrongPasswordIsSaidWithoutSayingWhatWasWrongAndNoPasswordComesBack) {
  const auto secret = set_up();
  get("/sign-in");
  const auto page = post("/sign-in", "email=sam%40example.org&password=violet+ladder+pebbles&totp=000000");
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(page.body, Not(HasSubstr("pebbles")));
  get("/sign-in");
  const auto nobody = post("/sign-in", "email=sam%40example.org&password=x&totp=000000");
  EXPECT_EQ(nobody.body, page.body);
}

TEST_F(Pages, TooManyAttemptsWait) {
  get("/sign-in");
  int status = 0;
  for (int i = 0; i < 6; ++i) status = post("/sign-in", "email=sam%40example.org&password=x&totp=000000").status;
  EXPECT_EQ(status, 429);
}

TEST_F(Pages, ACodeThatIsNotValidIsSaidSo) {
  const auto page = get("/set-up", {{"code", "x"}});
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, HasSubstr("Ask your administrator"));
}

TEST_F(Pages, TheSessionsCookieIsOutOfReachOfScriptsAndBoundToTheHostOverTls) {
  const auto plain = sign_in_with(set_up());
  std::string set;
  for (const auto& [name, value] : plain.headers)
    if (name == "Set-Cookie") set = value;
  EXPECT_THAT(set, HasSubstr("HttpOnly"));
  EXPECT_THAT(set, HasSubstr("SameSite=Lax"));
  web::Request request;
  request.path = "/sign-in";
  request.secure = true;
  for (const auto& [name, value] : site.handle(request).headers)
    if (name == "Set-Cookie") { EXPECT_THAT(value, ::testing::AllOf(::testing::StartsWith("__Host-"), HasSubstr("; Secure"))); }
}

}  // namespace
}  // namespace rightplace::people
