#pragma once
// Tells contents apart: the same content always has the same fingerprint, on every machine. 128 bits, two lanes of
// FNV-1a mixed at the end. Against accidents, not against attackers.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rightplace {

class Fingerprint {
 public:
  // Each text ends where the next begins: "ab" + "c" is not "a" + "bc".
  Fingerprint& add(std::string_view text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    for (auto length = text.size();; length >>= 8) {
      step(static_cast<unsigned char>(length & 0xFF));
      if (length < 256) break;
    }
    step(0xFE);
    return *this;
  }
  Fingerprint& add(std::int64_t number) { return add(std::string_view(std::to_string(number))); }
  std::pair<std::uint64_t, std::uint64_t> value() const { return {mixed(a_), mixed(b_ ^ (a_ << 31 | a_ >> 33))}; }
  // 32 hexadecimal digits.
  std::string text() const {
    const auto [high, low] = value();
    std::string out;
    for (const auto lane : {high, low})
      for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[lane >> shift & 0xF];
    return out;
  }

 private:
  void step(unsigned char byte) {
    a_ = (a_ ^ byte) * 0x100000001B3ULL;
    b_ = (b_ ^ (byte + 0x9EULL)) * 0x9E3779B97F4A7C15ULL;
  }
  static std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDULL;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53ULL;
    return x ^ (x >> 33);
  }
  std::uint64_t a_ = 0xCBF29CE484222325ULL;
  std::uint64_t b_ = 0x2545F4914F6CDD1DULL;
};

}  // namespace rightplace
