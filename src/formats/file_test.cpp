#include "formats/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/databases.h"

namespace rightplace::formats {
namespace {

using ::testing::HasSubstr;

TEST(Files, WhatIsWrittenIsReadBackAndReplacesWhatWasThere) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "policy.toml";
  const std::string bytes("a\0b\xFF\n", 5);
  ASSERT_TRUE(write_file(file, "before, and longer"));
  ASSERT_TRUE(write_file(file, bytes));
  EXPECT_EQ(read_file(file).value(), bytes);
  // Nothing else is left beside it.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, AFileThatCannotBeReadIsRefusedInWords) {
  const test::TemporaryFolder folder;
  const auto missing = read_file(folder.path() / "none");
  EXPECT_EQ(missing.error().kind, ErrorKind::NotFound);
  EXPECT_THAT(missing.error().detail, HasSubstr("there is no such file"));
  EXPECT_THAT(read_file(folder.path()).error().detail, HasSubstr("is a folder"));
  ASSERT_TRUE(write_file(folder.path() / "big", std::string(200'000, 'x')));
  EXPECT_THAT(read_file(folder.path() / "big", 100'000).error().detail, HasSubstr("is larger than 100000 bytes"));
  EXPECT_EQ(read_file(folder.path() / "big", 200'000)->size(), 200'000u);
}

TEST(Files, AFileThatCannotBeWrittenLeavesWhatWasThere) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(write_file(folder.path() / "no such folder" / "x", "y").error().kind, ErrorKind::Unavailable);
  // A folder of that name cannot be replaced by a file.
  std::filesystem::create_directories(folder.path() / "taken" / "inside");
  EXPECT_FALSE(write_file(folder.path() / "taken", "y"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "taken" / "inside"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace rightplace::formats
