#include "vault/sealed_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/databases.h"

namespace rightplace::vault {
namespace {

namespace fs = std::filesystem;

class SealedFiles : public ::testing::Test {
 protected:
  test::TemporaryFolder folder;
  const Personal<std::string> key = new_file_key();
  const fs::path file = folder.path() / "sealed";

  static NextPiece pieces_of(std::string text, std::size_t length) {
    return [text = std::move(text), length, at = std::size_t{0}]() mutable -> Result<std::string> {
      auto piece = text.substr(std::min(at, text.size()), length);
      at += piece.size();
      return piece;
    };
  }
  Result<std::string> opened(std::string_view purpose = "documents/1") const {
    RP_TRY(sealed, SealedFile::open(key, purpose, file));
    std::string all;
    for (;;) {
      RP_TRY(piece, sealed.next());
      if (piece.empty()) return all;
      all += piece;
    }
  }
  std::string bytes() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& text) const { std::ofstream(file, std::ios::binary) << text; }
};

TEST_F(SealedFiles, WhatWasSealedComesBackWhateverItsLengthAndItsPieces) {
  for (const std::size_t length : {0u, 1u, 65'535u, 65'536u, 65'537u, 131'072u, 300'001u}) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += static_cast<char>(i * 31 % 251);
    for (const std::size_t piece : {1'000u, 65'536u, 1'000'000u}) {
      fs::remove(file);
      const auto size = seal_file(key, "documents/1", pieces_of(text, piece), file);
      ASSERT_TRUE(size) << size.error().detail;
      EXPECT_EQ(*size, length);
      EXPECT_EQ(opened(), text) << length << " in pieces of " << piece;
    }
  }
}

TEST_F(SealedFiles, NothingOfItCanBeReadFromTheDiskAndNobodyElseMayOpenTheFile) {
  ASSERT_TRUE(seal_file(key, "documents/1", pieces_of("Robin Oakapple lives there", 5), file));
  EXPECT_EQ(bytes().find("Oakapple"), std::string::npos);
  struct stat about {};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(SealedFiles, AChangedCutOrLengthenedFileDoesNotOpen) {
  ASSERT_TRUE(seal_file(key, "documents/1", pieces_of(std::string(200'000, 'a'), 50'000), file));
  const auto whole = bytes();
  EXPECT_FALSE(opened("documents/2")) << "another record";
  for (const auto at : {std::size_t{3}, std::size_t{100}, std::size_t{70'000}, whole.size() - 1}) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    put(changed);
    EXPECT_FALSE(opened()) << at;
  }
  for (const auto length : {std::size_t{0}, std::size_t{10}, std::size_t{24}, 24 + std::size_t{65'536} + 17, whole.size() - 1}) {
    put(whole.substr(0, length));
    EXPECT_FALSE(opened()) << length;
  }
  put(whole + "x");
  EXPECT_FALSE(opened());
  put(whole);
  EXPECT_TRUE(opened());
}

TEST_F(SealedFiles, ASourceThatBreaksOffLeavesNoFile) {
  int calls = 0;
  const auto sealed = seal_file(key, "documents/1", [&]() -> Result<std::string> {
    if (++calls == 2) return fail(ErrorKind::Unavailable, "gone");
    return std::string(100'000, 'b');
  }, file);
  EXPECT_FALSE(sealed);
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(SealedFiles, AFileThatIsThereIsNotOverwritten) {
  put("somebody else's");
  EXPECT_FALSE(seal_file(key, "documents/1", pieces_of("mine", 4), file));
  EXPECT_EQ(bytes(), "somebody else's");
}

}  // namespace
}  // namespace rightplace::vault
