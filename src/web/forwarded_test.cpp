#include "web/forwarded.h"

#include <gtest/gtest.h>

namespace rightplace::web {
namespace {

Request through(std::string peer, NamedValues headers) {
  Request request;
  request.peer = std::move(peer);
  request.headers = std::move(headers);
  TrustedProxies({"10.0.0.7"}).apply(request);
  return request;
}

TEST(Proxies, OfOursSayWhoAsksAndOverWhat) {
  const auto request = through("127.0.0.1", {{"x-forwarded-for", "192.0.2.9"}, {"x-forwarded-proto", "https"}});
  EXPECT_EQ(request.peer, "192.0.2.9");
  EXPECT_TRUE(request.secure);
}

TEST(Proxies, OfOthersSayNothing) {
  const auto request = through("192.0.2.9", {{"x-forwarded-for", "127.0.0.1"}, {"x-forwarded-proto", "https"}});
  EXPECT_EQ(request.peer, "192.0.2.9");
  EXPECT_FALSE(request.secure);
}

TEST(Proxies, WhatTheClientItselfWroteBeforeIsNotBelieved) {
  EXPECT_EQ(through("127.0.0.1", {{"x-forwarded-for", "10.9.9.9, 192.0.2.9"}}).peer, "192.0.2.9");
  EXPECT_EQ(through("127.0.0.1", {{"x-forwarded-for", "127.0.0.1, 192.0.2.9"}}).peer, "192.0.2.9");
  EXPECT_EQ(through("127.0.0.1", {{"x-forwarded-for", "10.9.9.9"}, {"x-forwarded-for", "192.0.2.9"}}).peer, "192.0.2.9");
  EXPECT_FALSE(through("127.0.0.1", {{"x-forwarded-proto", "https, http"}}).secure);
}

TEST(Proxies, InARowAreFollowedToTheFirstThatIsNotOurs) {
  EXPECT_EQ(through("127.0.0.1", {{"x-forwarded-for", "6.6.6.6, 192.0.2.9, 10.0.0.7"}}).peer, "192.0.2.9");
  EXPECT_EQ(through("::ffff:127.0.0.1", {{"x-forwarded-for", "2001:DB8::0:9"}}).peer, "2001:db8::9");
}

TEST(Proxies, ThatWriteNonsenseAreTakenForTheClient) {
  EXPECT_EQ(through("127.0.0.1", {{"x-forwarded-for", "192.0.2.9, unknown"}}).peer, "127.0.0.1");
  EXPECT_EQ(through("127.0.0.1", {}).peer, "127.0.0.1");
  EXPECT_FALSE(TrustedProxies::is_address("proxy.example"));
}

TEST(Offices, AreOneIpv4AddressOrWhatOneCustomerHasOfIpv6) {
  EXPECT_EQ(office_of("192.0.2.9"), "192.0.2.9");
  EXPECT_NE(office_of("192.0.2.9"), office_of("192.0.2.10"));
  EXPECT_EQ(office_of("::ffff:192.0.2.9"), "192.0.2.9");
  EXPECT_EQ(office_of("::FFFF:c000:0209"), "192.0.2.9");
  EXPECT_EQ(office_of("2001:db8:1:2::9"), office_of("2001:DB8:1:2:ffff:0:0:1"));
  EXPECT_NE(office_of("2001:db8:1:2::9"), office_of("2001:db8:1:3::9"));
  EXPECT_EQ(office_of("fe80::1%eth0"), office_of("fe80::2"));
  EXPECT_EQ(office_of("somewhere"), "somewhere");
}

}  // namespace
}  // namespace rightplace::web
