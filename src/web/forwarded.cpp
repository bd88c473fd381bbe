#include "web/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::web {
namespace {

// One way of writing each address; empty when it is none. An IPv4 address within IPv6 is itself.
std::string canonical(std::string_view text) {
  const std::string address(trim(text));
  for (const int family : {AF_INET, AF_INET6}) {
    unsigned char bytes[16];
    char words[INET6_ADDRSTRLEN];
    if (::inet_pton(family, address.c_str(), bytes) != 1) continue;
    const bool within = family == AF_INET6 && bytes[10] == 0xFF && bytes[11] == 0xFF && std::all_of(bytes, bytes + 10, [](unsigned char byte) { return byte == 0; });
    if (::inet_ntop(within ? AF_INET : family, within ? bytes + 12 : bytes, words, sizeof words)) return words;
  }
  return {};
}

bool is_loopback(std::string_view address) { return address == "::1" || address.starts_with("127."); }

// Every value of a header that may come several times, in order.
std::vector<std::string> listed(const Request& request, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [header, value] : request.headers)
    if (header == name)
      for (const auto part : split(value, ',')) values.emplace_back(trim(part));
  return values;
}

}  // namespace

std::string office_of(std::string_view address) {
  const auto known = canonical(address.substr(0, address.find('%')));   // without the zone of a link-local address
  unsigned char bytes[16];
  char words[INET6_ADDRSTRLEN];
  if (known.empty()) return std::string(address);
  if (::inet_pton(AF_INET6, known.c_str(), bytes) != 1) return known;
  std::fill(bytes + 8, bytes + 16, static_cast<unsigned char>(0));
  return ::inet_ntop(AF_INET6, bytes, words, sizeof words) ? std::string(words) + "/64" : known;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& addresses) {
  for (const auto& address : addresses)
    if (auto known = canonical(address); !known.empty()) addresses_.push_back(std::move(known));
}

bool TrustedProxies::is_address(const std::string& text) { return !canonical(text).empty(); }

bool TrustedProxies::contains(const std::string& address) const {
  const auto known = canonical(address);
  return !known.empty() && (is_loopback(known) || std::ranges::find(addresses_, known) != addresses_.end());
}

void TrustedProxies::apply(Request& request) const {
  if (!contains(request.peer)) return;
  const auto chain = listed(request, "x-forwarded-for");
  for (auto hop = chain.rbegin(); hop != chain.rend() && contains(request.peer); ++hop) {
    auto address = canonical(*hop);
    if (address.empty()) break;   // what stands before it was written by we do not know whom
    request.peer = std::move(address);
  }
  const auto schemes = listed(request, "x-forwarded-proto");
  if (!schemes.empty()) request.secure = iequals(schemes.back(), "https");
}

}  // namespace rightplace::web
