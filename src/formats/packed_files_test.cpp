#include "formats/packed_files.h"

#include <gmock/gmock.h>

#include <zip.h>

#include <filesystem>

#include "formats/file.h"

namespace rightplace::formats {
namespace {

using ::testing::HasSubstr;

std::string archive_of(const std::vector<std::pair<std::string, std::string>>& files) {
  const auto path = std::filesystem::temp_directory_path() / ("packed-" + std::to_string(::getpid()) + ".zip");
  std::filesystem::remove(path);
  int code = 0;
  auto* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  for (const auto& [name, bytes] : files) {
    if (name.ends_with('/')) zip_dir_add(zip, name.c_str(), 0);
    else zip_file_add(zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
  }
  EXPECT_EQ(zip_close(zip), 0);
  auto bytes = read_file(path).value();
  std::filesystem::remove(path);
  return bytes;
}

TEST(PackedFiles, FilesComeWithTheirFoldersAndWithoutWhatTheSystemPutBesideThem) {
  const auto bytes = archive_of({{"v1/2017/", ""}, {"v1/2017/episodes.csv", "CHILD\n"}, {"__MACOSX/v1/x.csv", "?"}, {"v1/.DS_Store", "?"}});
  ASSERT_TRUE(is_zip(bytes));
  const auto files = packed_files(bytes, "returns.zip");
  ASSERT_TRUE(files) << files.error().detail;
  ASSERT_EQ(files->size(), 1u);
  EXPECT_EQ(files->front().name, "v1/2017/episodes.csv");
  EXPECT_EQ(files->front().bytes, "CHILD\n");
}

TEST(PackedFiles, MoreThanMayBeUnpackedIsRefusedAndNotHeld) {
  const auto bytes = archive_of({{"a.csv", std::string(1 << 20, 'a')}});
  EXPECT_LT(bytes.size(), 10'000u);
  EXPECT_THAT(packed_files(bytes, "a.zip", {.most_bytes = 1000}).error().detail, HasSubstr("send fewer years"));
  EXPECT_THAT(packed_files(archive_of({{"a", "1"}, {"b", "2"}}), "a.zip", {.most_files = 1}).error().detail, HasSubstr("more than 1 files"));
}

TEST(PackedFiles, AWorkbookIsNoArchiveOfFilesAndADamagedOneIsSaidToBe) {
  EXPECT_THAT(packed_files(archive_of({{"[Content_Types].xml", "<x/>"}}), "r.xlsx").error().detail, HasSubstr("save each of its sheets as CSV"));
  EXPECT_FALSE(packed_files("PK\x03\x04 broken", "r.zip"));
  EXPECT_FALSE(is_zip("CHILD,SEX"));
}

}  // namespace
}  // namespace rightplace::formats
