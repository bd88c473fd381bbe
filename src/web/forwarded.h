#pragma once
// A request that came through a proxy of ours: whose it is, and whether it came over TLS, stand in X-Forwarded-For and
// X-Forwarded-Proto. Anybody can write these, so they count only when they come from an address that is trusted.

#include <string>
#include <string_view>
#include <vector>

#include "web/request.h"

namespace rightplace::web {

// From where somebody comes, for limits and waits: an IPv4 address, or the /64 that one customer has of IPv6, in one way of
// writing it. What is no address is its own office.
std::string office_of(std::string_view address);

class TrustedProxies {
 public:
  // Loopback, and these addresses. An entry that is no IP address is left out: see is_address.
  explicit TrustedProxies(const std::vector<std::string>& addresses);
  static bool is_address(const std::string& text);
  bool contains(const std::string& address) const;

  // `peer` becomes the last address that no trusted proxy wrote of itself; `secure` what the proxy says. A request from
  // elsewhere stays as it is.
  void apply(Request& request) const;

 private:
  std::vector<std::string> addresses_;   // in canonical form
};

}  // namespace rightplace::web
