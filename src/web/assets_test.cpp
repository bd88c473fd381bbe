#include "web/assets.h"

#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "web/site.h"

namespace rightplace::web {
namespace {

using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::Pair;

Response get(std::string path, NamedValues headers = {}) {
  const Site site(asset_routes(), [](const Route&, const Request&, const NamedValues&) { return Admission{}; },
                  [](const Request&, std::string_view) { return "F-1"; });
  return site.handle({.path = std::move(path), .headers = std::move(headers)});
}

constexpr const char* kAll[] = {"rightplace.css", "rightplace.js", "govuk-frontend.js", "atkinson-400.woff2", "atkinson-700.woff2",
                                "atkinson-ext-400.woff2", "atkinson-ext-700.woff2", "favicon.svg"};

TEST(Assets, AnAddressHoldsTheHashOfTheContent) {
  EXPECT_THAT(asset_url("rightplace.css").text(), MatchesRegex("/assets/rightplace-[0-9a-f]{16}\\.css"));
  EXPECT_THROW(asset_url("rightplace.csv"), std::logic_error);
}

TEST(Assets, EachIsServedForEverAtItsAddressAndNowhereElse) {
  for (const auto* name : kAll) {
    const auto response = get(asset_url(name).text());
    EXPECT_EQ(response.status, 200) << name;
    EXPECT_GT(response.body.size(), 100u) << name;
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "public, max-age=31536000, immutable"))) << name;
    EXPECT_EQ(get(std::string("/assets/") + name).status, 404) << name;
  }
  EXPECT_EQ(get("/assets/rightplace-0000000000000000.css").status, 404);
}

TEST(Assets, APackedOneIsSentToWhoeverTakesIt) {
  const auto address = asset_url("rightplace.css").text();
  const auto plain = get(address);
  EXPECT_THAT(plain.headers, Not(Contains(Key("Content-Encoding"))));
  const auto packed = get(address, {{"accept-encoding", "br, gzip;q=0.8"}});
  EXPECT_THAT(packed.headers, Contains(Pair("Content-Encoding", "gzip")));
  EXPECT_THAT(packed.headers, Contains(Pair("Vary", "Accept-Encoding")));
  EXPECT_LT(packed.body.size() * 5, plain.body.size());
  EXPECT_THAT(get(address, {{"accept-encoding", "gzip;q=0"}}).headers, Not(Contains(Key("Content-Encoding"))));
  EXPECT_THAT(get(address, {{"accept-encoding", "gzip; q=0.0"}}).headers, Not(Contains(Key("Content-Encoding"))));
}

TEST(Assets, ABrowserThatHasItIsToldSo) {
  const auto address = asset_url("rightplace.js").text();
  const auto first = get(address);
  std::string etag;
  for (const auto& [name, value] : first.headers)
    if (name == "ETag") etag = value;
  const auto again = get(address, {{"if-none-match", "\"other\", W/" + etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(get(address, {{"if-none-match", "\"other\""}}).status, 200);
}

TEST(Assets, NeitherTheCrownNorGdsTransportIsInThem) {
  for (const auto* name : kAll) {
    const auto body = get(asset_url(name).text()).body;
    EXPECT_THAT(body, Not(HasSubstr("GDS Transport"))) << name;
    EXPECT_THAT(body, Not(HasSubstr("crest."))) << name;
    EXPECT_THAT(body, Not(HasSubstr("sourceMappingURL"))) << name;
  }
  EXPECT_THAT(get(asset_url("rightplace.css").text()).body, HasSubstr("font-family:Atkinson Hyperlegible Next,arial,sans-serif"));
}

TEST(Assets, EveryFileThatTheStylesAndTheScriptNameIsServed) {
  for (const auto* name : {"rightplace.css", "rightplace.js"}) {
    const auto body = get(asset_url(name).text()).body;
    const std::regex address("/assets/[A-Za-z0-9_./-]+");
    int count = 0;
    for (std::sregex_iterator at(body.begin(), body.end(), address), end; at != end; ++at, ++count) EXPECT_EQ(get(at->str()).status, 200) << at->str();
    EXPECT_GT(count, 0) << name;
    EXPECT_THAT(body, Not(HasSubstr("@icon"))) << name;
  }
}

TEST(Assets, TheTermsOfWhatIsEmbeddedAreThere) {
  const auto licences = asset_licences();
  ASSERT_EQ(licences.size(), 3u);
  for (const auto& licence : licences) EXPECT_GT(licence.text.size(), 900u) << licence.what;
  EXPECT_THAT(std::string(licences[0].what), MatchesRegex("GOV.UK Frontend [0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_THAT(std::string(licences[2].text), HasSubstr("SIL OPEN FONT LICENSE"));
}

TEST(Assets, TheLockNamesNoRegistry) {
  for (const auto* lock : {"/assets/package-lock.json"}) {
    std::ifstream file(std::string(RIGHTPLACE_SOURCE_DIR) + lock);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_THAT(text.str(), HasSubstr("sha512-")) << lock;
    EXPECT_THAT(text.str(), Not(HasSubstr("\"resolved\""))) << lock;
  }
}

}  // namespace
}  // namespace rightplace::web
