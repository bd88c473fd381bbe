#include "formats/document_type.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/databases.h"
#include "tests/support/zipped.h"

namespace rightplace::formats {
namespace {

using ::testing::HasSubstr;
using test::zipped;

const std::string kPdf = "%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";
const std::string kTypes = R"(<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>)";
const std::string kPng = std::string("\x89PNG\r\n\x1a\n", 8) + std::string("\0\0\0\x0DIHDR", 8) + std::string(17, '\1') + std::string("\0\0\0\0IEND", 8) + "abcd";
const std::string kJpeg = "\xFF\xD8\xFF\xE0 picture \xFF\xD9";

Result<DocumentType> type_of(const std::string& bytes) { return document_type({.memory = bytes, .size = bytes.size()}); }

TEST(DocumentType, IsReadFromTheContent) {
  EXPECT_EQ(type_of(kPdf), DocumentType::Pdf);
  EXPECT_EQ(type_of(zipped({{"[Content_Types].xml", kTypes}, {"word/document.xml", "<w/>"}})), DocumentType::Docx);
  EXPECT_EQ(type_of(zipped({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}})), DocumentType::Odt);
  EXPECT_EQ(type_of(kPng), DocumentType::Png);
  EXPECT_EQ(type_of(kJpeg), DocumentType::Jpeg);
}

TEST(DocumentType, AStretchOfAFileIsReadLikeMemory) {
  test::TemporaryFolder folder;
  const auto file = folder.path() / "body";
  const auto docx = zipped({{"[Content_Types].xml", kTypes}, {"word/document.xml", "<w/>"}});
  for (const auto& [bytes, type] : {std::pair(docx, DocumentType::Docx), std::pair(kPdf, DocumentType::Pdf)}) {
    std::ofstream(file, std::ios::binary) << "before" << bytes << "\r\n--B--";
    EXPECT_EQ(document_type({.file = file, .from = 6, .size = bytes.size()}), type);
  }
}

struct Refused {
  std::string name, bytes, says;
};
class DocumentTypeRefuses : public ::testing::TestWithParam<Refused> {};
TEST_P(DocumentTypeRefuses, WhatCannotBeKept) {
  const auto type = type_of(GetParam().bytes);
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error().kind, ErrorKind::Invalid);
  EXPECT_THAT(type.error().detail, HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(All, DocumentTypeRefuses,
                         ::testing::Values(Refused{"Nothing", "", "is empty"}, Refused{"AProgram", "MZ\x90 program", "whatever its name says"}, Refused{"APageOfTheWeb", "<html><script>", "none that can be kept"},
                                           Refused{"AnOldWordFile", "\xD0\xCF\x11\xE0\xA1\xB1", "old Word"}, Refused{"HalfAPdf", kPdf.substr(0, 20), "breaks off"}, Refused{"APdfWithAScript", kPdf + "<< /S /JavaScript >>%%EOF", "macros or scripts"},
                                           Refused{"APdfThatStartsAProgram", kPdf + "<< /S /Launch >>%%EOF", "macros or scripts"}, Refused{"APdfWithAPassword", kPdf + "trailer << /Encrypt 5 0 R >>%%EOF", "password"},
                                           Refused{"Macros", zipped({{"[Content_Types].xml", kTypes}, {"word/document.xml", "<w/>"}, {"word/vbaProject.bin", "x"}}), "macros or scripts"},
                                           Refused{"ATypeForMacros", zipped({{"[Content_Types].xml", "<Types ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>"}, {"word/document.xml", "<w/>"}}), "macros or scripts"},
                                           Refused{"Basic", zipped({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}, {"Basic/Standard/Module1.xml", "x"}}), "macros or scripts"},
                                           Refused{"AWorkbook", zipped({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<w/>"}}), "none that can be kept"}, Refused{"AHalfPicture", kPng.substr(0, 30), "breaks off"},
                                           Refused{"ABrokenArchive", zipped({{"[Content_Types].xml", kTypes}, {"word/document.xml", "<w/>"}}).substr(0, 60), "damaged"}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace rightplace::formats
