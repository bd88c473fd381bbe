#include "base/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

namespace rightplace {
namespace {

TEST(Fingerprint, IsTheSameForTheSameContentAndReadsAsHexadecimal) {
  EXPECT_EQ(Fingerprint().add("Alder").add(3).text(), Fingerprint().add("Alder").add(3).text());
  EXPECT_EQ(Fingerprint().add("Alder").text().size(), 32u);
}

TEST(Fingerprint, KnowsWhereOneTextEndsAndTheNextBegins) {
  EXPECT_NE(Fingerprint().add("ab").add("c").text(), Fingerprint().add("a").add("bc").text());
  EXPECT_NE(Fingerprint().add("a").text(), Fingerprint().add("a").add("").text());
  EXPECT_NE(Fingerprint().add(std::string_view("\0", 1)).text(), Fingerprint().add("").text());
}

TEST(Fingerprint, TellsAHundredThousandNeighboursApart) {
  std::set<std::string> seen;
  for (int i = 0; i < 100'000; ++i) seen.insert(Fingerprint().add(i).text());
  EXPECT_EQ(seen.size(), 100'000u);
}

}  // namespace
}  // namespace rightplace
