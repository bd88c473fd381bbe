#include "web/site.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "web/form.h"
#include "web/layout.h"
#include "web/problem.h"

namespace rightplace::web {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

Handler say(std::string text) {
  return [text](const Exchange&) { return plain(200, text); };
}

Site site_of(std::vector<Route> routes) {
  auto gate = [](const Route& route, const Request&, const NamedValues&) {
    Admission admission;
    admission.visitor = {.person_id = "p1", .session_id = "s1", .organisation_id = "o1", .shown_name = "Invented Person", .csrf_token = "secret"};
    if (route.access.verb() == "never") admission.refused = plain(401, "no");
    return admission;
  };
  return Site(std::move(routes), gate, [](const Request&, std::string_view) { return "F-1"; },
              [](const std::exception& fault) {
                const std::string_view what(fault.what());
                return what.ends_with("is away") ? Site::Cause::Passing : what.ends_with("while committing") ? Site::Cause::InDoubt : Site::Cause::Ours;
              });
}

Request get(std::string path) { return {.path = std::move(path)}; }

Request post(std::string path, std::string body) {
  return {.method = Method::Post, .path = std::move(path), .headers = {{"host", "x"}, {"content-type", "application/x-www-form-urlencoded"}}, .body = std::move(body)};
}

TEST(Sites, ALiteralPathWinsOverAValue) {
  const auto site = site_of({{Method::Get, "/homes/{urn}", Access::everyone(), say("one"), "One home"}, {Method::Get, "/homes/new", Access::everyone(), say("new"), "A new home"}});
  EXPECT_EQ(site.handle(get("/homes/new")).body, "new\n");
  EXPECT_EQ(site.handle(get("/homes/SC1")).body, "one\n");
  EXPECT_EQ(site.handle(get("/homes/SC1/x")).status, 404);
}

TEST(Sites, TwoRoutesForTheSamePathAreABug) {
  EXPECT_THROW(site_of({{Method::Get, "/a/{x}", Access::everyone(), say(""), "A"}, {Method::Get, "/a/{y}", Access::everyone(), say(""), "B"}}), std::logic_error);
}

TEST(Sites, ACauseThatMayPassIsAnsweredSoAndSaysThatNothingWasKept) {
  struct Away : std::runtime_error {
    Away() : std::runtime_error("the database is away") {}
  };
  const auto site = site_of({{Method::Get, "/a", Access::everyone(), [](const Exchange&) -> Response { throw Away(); }, "A"},
                             {Method::Get, "/b", Access::everyone(), [](const Exchange&) -> Response { throw std::runtime_error("a bug"); }, "B"}});
  const auto away = site.handle(get("/a"));
  EXPECT_EQ(away.status, 503);
  EXPECT_THAT(away.headers, Contains(Pair("Retry-After", "60")));
  EXPECT_THAT(away.body, HasSubstr("Nothing that you sent was kept"));
  EXPECT_THAT(away.body, HasSubstr("F-1"));
  EXPECT_THAT(away.body, Not(HasSubstr("database")));
  EXPECT_EQ(site.handle(get("/b")).status, 500);
}

TEST(Sites, AFaultWhileCommittingDoesNotSayThatNothingWasKept) {
  const auto site = site_of({{Method::Post, "/a", Access::everyone(), [](const Exchange&) -> Response { throw std::runtime_error("gone while committing"); }, "A"}});
  const auto response = site.handle(post("/a", "csrf=secret"));
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, AllOf(HasSubstr("It is not sure that it was kept"), HasSubstr("done once, never twice"), Not(HasSubstr("Nothing that you sent"))));
}

TEST(Sites, AFormWrittenForOneOrganisationIsNotSentForAnother) {
  const auto site = site_of({{Method::Post, "/a", Access::permitted("price.write"), say("changed"), "A"}, {Method::Post, "/lock", Access::signed_in(), say("locked"), "Lock"}});
  EXPECT_EQ(site.handle(post("/a", "csrf=secret&for=o1")).status, 200);
  const auto other = site.handle(post("/a", "csrf=secret&for=o2"));
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, AllOf(HasSubstr("You act for another organisation now"), Not(HasSubstr("changed\n"))));
  EXPECT_EQ(site.handle(post("/lock", "csrf=secret&for=o2")).status, 200) << "one's own account is of no organisation";
}

TEST(Sites, AWrongMethodSaysWhichAreRight) {
  const auto site = site_of({{Method::Get, "/a", Access::everyone(), say(""), "A"}});
  const auto response = site.handle(post("/a", ""));
  EXPECT_EQ(response.status, 405);
  EXPECT_THAT(response.headers, Contains(Pair("Allow", "GET")));
}

TEST(Sites, WhatTheGateRefusesNeverReachesTheHandler) {
  const auto site = site_of({{Method::Get, "/a", Access::permitted("never"), [](const Exchange&) -> Response { throw std::logic_error("reached"); }, "A"}});
  EXPECT_EQ(site.handle(get("/a")).status, 401);
}

TEST(Sites, AFormMustComeFromOneOfOurPages) {
  const auto site = site_of({{Method::Post, "/a", Access::signed_in(), say("done"), "A"}});
  EXPECT_EQ(site.handle(post("/a", "csrf=secret")).status, 200);
  EXPECT_EQ(site.handle(post("/a", "csrf=guess!")).status, 403);
  EXPECT_EQ(site.handle(post("/a", "")).status, 403);
  auto foreign = post("/a", "csrf=secret");
  foreign.headers.emplace_back("sec-fetch-site", "cross-site");
  EXPECT_EQ(site.handle(foreign).status, 403);
  auto other_origin = post("/a", "csrf=secret");
  other_origin.headers.emplace_back("origin", "https://evil.example");
  EXPECT_EQ(site.handle(other_origin).status, 403);
  auto script = post("/a", "{}");
  script.headers[1].second = "text/plain";
  EXPECT_EQ(site.handle(script).status, 403);
}

TEST(Sites, AFaultShowsANumberAndNothingElse) {
  const auto site = site_of({{Method::Get, "/a", Access::everyone(), [](const Exchange&) -> Response { throw std::runtime_error("secret table"); }, "A"}});
  const auto response = site.handle(get("/a"));
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("F-1"));
  EXPECT_THAT(response.body, Not(HasSubstr("secret table")));
}

TEST(Sites, EveryAnswerCarriesTheSecurityHeaders) {
  const auto site = site_of({});
  EXPECT_THAT(site.handle(get("/nowhere")).headers, Contains(Pair("X-Content-Type-Options", "nosniff")));
}

TEST(Problems, WhatOneMayNotKnowOfAnswersLikeWhatDoesNotExist) {
  const Visitor visitor{.person_id = "p1", .shown_name = "X"};
  const auto hidden = problem(get("/children/1"), visitor, {ErrorKind::Forbidden, "This child is of another authority", {}});
  const auto missing = problem(get("/children/2"), visitor, {ErrorKind::NotFound, "There is no such child", {}});
  EXPECT_EQ(hidden.status, missing.status);
  EXPECT_EQ(hidden.body, missing.body);
}

TEST(Problems, AProgramGetsAProblemDocument) {
  const auto response = problem(get("/api/v1/homes"), {}, {ErrorKind::Invalid, "Bad", {{"as_at", "is not a date"}}});
  EXPECT_THAT(response.headers, Contains(Pair("Content-Type", "application/problem+json")));
  EXPECT_THAT(response.body, HasSubstr(R"("errors":[{"field":"as_at","detail":"is not a date"}])"));
}

TEST(Forms, CollectEveryFaultAtOnceAndKeepWhatWasTyped) {
  Form form(*parse_form("name=+&start-day=30&start-month=2&start-year=2026&fee=12%2C34.5&places=x"));
  form.required("name", "Enter the home's name");
  EXPECT_FALSE(form.date("start", "date the placement should start", true));
  EXPECT_EQ(form.pounds("fee", "Enter the fee")->value, 123450);
  EXPECT_FALSE(form.integer("places", 0, 100, "Enter how many places"));
  EXPECT_THAT(form.faults(), ::testing::SizeIs(3));
  EXPECT_EQ(form.fault_of("start"), "The date the placement should start must be a real date, such as 2 3 2026");
  EXPECT_EQ(form.typed("start-day"), "30");
}

TEST(Forms, ADateSaysWhichPartIsMissing) {
  Form form(*parse_form("start-day=3"));
  form.date("start", "start date", true);
  EXPECT_EQ(form.fault_of("start"), "The start date must include a month and a year");
}

TEST(Forms, RefuseWhatIsNotAForm) {
  EXPECT_FALSE(parse_form("a=%zz"));
  EXPECT_FALSE(parse_form("a=%00"));
  EXPECT_FALSE(parse_form("a=%ff"));
}

TEST(Layout, AHostileNameIsOnlyText) {
  const Visitor visitor{.person_id = "p1", .shown_name = "<script>x</script>", .csrf_token = "\"'"};
  const auto markup = in_frame(visitor, {.title = "</title><script>"}, html("<h1>{}</h1>", "x")).markup();
  EXPECT_THAT(markup, Not(HasSubstr("<script>x")));
  EXPECT_THAT(markup, Not(HasSubstr("</title><script>")));
}

}  // namespace
}  // namespace rightplace::web
