#include "formats/zip_writer.h"

#include <gmock/gmock.h>

#include "formats/zip.h"

namespace rightplace::formats {
namespace {

TEST(ZipWriter, WhatItWritesIsReadBackAndTheSameFilesAreTheSameBytes) {
  const std::vector<std::pair<std::string, std::string>> files{{"homes.csv", "Year,Homes\r\n2024,3\r\n"}, {"empty.txt", ""}, {"größe.csv", std::string(70'000, 'x')}};
  const auto bytes = stored_zip(files);
  const auto zip = Zip::open(bytes, "pack.zip");
  ASSERT_TRUE(zip) << zip.error().detail;
  for (const auto& [name, text] : files) {
    ASSERT_TRUE(zip->has(name)) << name;
    EXPECT_EQ(zip->small_part(name).value(), text) << name;
  }
  EXPECT_EQ(bytes, stored_zip(files));
  EXPECT_TRUE(Zip::open(stored_zip({{"a", "b"}}), "a"));
}

}  // namespace
}  // namespace rightplace::formats
