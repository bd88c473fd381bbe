#include "base/id.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <stdexcept>

namespace rightplace {
namespace {

std::string uuid_from(std::int64_t ms, std::uint64_t a, std::uint64_t b) {
  const auto time = static_cast<std::uint64_t>(ms) & 0xFFFFFFFFFFFFULL;
  return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", time >> 16, time & 0xFFFF, a & 0xFFF, 0x8000 | ((a >> 12) & 0x3FFF),
                     b & 0xFFFFFFFFFFFFULL);
}

}  // namespace

std::string new_uuid(Instant now) {
  std::uint64_t bits[2];
  if (getrandom(bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) throw std::runtime_error("no random bytes from the system");
  return uuid_from(now.ms, bits[0], bits[1]);
}

std::string new_uuid(Instant now, Random& random) {
  const auto a = random.next();
  return uuid_from(now.ms, a, random.next());
}

std::string new_reference(char kind, Random& random) {
  static constexpr std::string_view kAlphabet = "0123456789BCDFGHJKMNPQRSTVWXYZ";
  std::string reference{kind, '-'};
  for (int i = 0; i < 6; ++i) reference += kAlphabet[static_cast<std::size_t>(random.integer(0, kAlphabet.size() - 1))];
  return reference;
}

}  // namespace rightplace
