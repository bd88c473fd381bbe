#include "web/multipart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "web/form.h"
#include "web/streamed.h"

namespace rightplace::web {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const std::string kField = "--B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ncare_plan\r\n";
const std::string kFile = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\plans\\plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\r\n--b\r\n\r\n--B--\r\n";

Request request_of(std::string body, std::string type = "multipart/form-data; boundary=B") {
  Request request;
  request.method = Method::Post;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

std::string file_part(std::string_view name, std::string_view content) {
  return "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + std::string(name) + "\"\r\nContent-Type: text/csv\r\n\r\n" + std::string(content) + "\r\n";
}
std::vector<std::pair<std::string, std::string>> files_of(const Request& request, std::size_t most = 9) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto sent = read_files(request, most);
  if (!sent) return {{"unreadable", ""}};
  for (const auto& file : sent->files) out.emplace_back(file.name, BodyBytes(request).read(file.from, file.size));
  return out;
}

TEST(Multipart, SeveralFilesAreStretchesOfTheBodyInTheirOrder) {
  const auto request = request_of(kField + file_part("2020-21 episodes.csv", "CHILD\r\n--b\r\n") + file_part("empty.csv", "") + file_part("folder/c.csv", "x") + "--B--\r\n");
  EXPECT_THAT(files_of(request), ElementsAre(Pair("2020-21 episodes.csv", "CHILD\r\n--b\r\n"), Pair("empty.csv", ""), Pair("c.csv", "x")));
  EXPECT_THAT(read_files(request, 3)->fields, ElementsAre(Pair("kind", "care_plan")));
  EXPECT_THAT(files_of(request_of(file_part("a", "1") + file_part("b", "2") + "--B--")), ElementsAre(Pair("a", "1"), Pair("b", "2")));
  EXPECT_THAT(files_of(request_of(kField + kFile)), ElementsAre(Pair("plan.pdf", "%PDF-1.7\r\n--b\r\n")));
}

TEST(Multipart, AFormInWhichNoFileWasChosenHasNone) { EXPECT_TRUE(files_of(request_of(kField + file_part("", "") + "--B--\r\n")).empty()); }

TEST(Multipart, SeveralFilesAreRefusedWhereTheyAreNotAsBrowsersWriteThem) {
  const std::string refused[] = {kField + file_part("a", "1") + kField + "--B--\r\n", kField + file_part("a", "1"), kField + file_part("a", "1") + "--B--\r\nmore", kField + file_part("a", "1") + "--Bx\r\n--B--\r\n"};
  for (const auto& body : refused) EXPECT_THAT(files_of(request_of(body)), ElementsAre(Pair("unreadable", ""))) << body;
  EXPECT_FALSE(read_files(request_of(kField + file_part("a", "1") + file_part("b", "2") + "--B--\r\n"), 1));
}

TEST(Multipart, FieldsAreReadAndTheFileIsAStretchOfTheBody) {
  const auto request = request_of(kField + kFile);
  const auto parts = read_multipart(request);
  ASSERT_TRUE(parts);
  EXPECT_THAT(parts->fields, ElementsAre(Pair("kind", "care_plan")));
  ASSERT_TRUE(parts->file);
  EXPECT_EQ(parts->file->name, "plan.pdf");
  EXPECT_EQ(BodyBytes(request).read(parts->file->from, parts->file->size), "%PDF-1.7\r\n--b\r\n");
  EXPECT_EQ(Form::of(request).typed("kind"), "care_plan");
}

TEST(Multipart, ALargeBodyIsReadFromItsFile) {
  std::string name = ::testing::TempDir() + "rightplace-multipart.XXXXXX";
  const int descriptor = ::mkstemp(name.data());
  ASSERT_GE(descriptor, 0);
  ::close(descriptor);
  const std::string inside(3'000'000, 'x');
  {
    std::ofstream out(name, std::ios::binary);
    out << kField << "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" << inside << "\r\n--B--";
  }
  auto request = request_of("");
  request.body_file = std::make_shared<BodyFile>(name);
  const auto parts = read_multipart(request);
  ASSERT_TRUE(parts && parts->file);
  EXPECT_EQ(parts->file->size, inside.size());
  EXPECT_EQ(BodyBytes(request).read(parts->file->from + parts->file->size - 1, 10), "x\r\n--B--");
  EXPECT_EQ(Form::of(request).typed("kind"), "care_plan");
}

TEST(Multipart, AFormWithoutAChosenFileHasNone) {
  const auto parts = read_multipart(request_of(kField + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--B--\r\n"));
  ASSERT_TRUE(parts);
  EXPECT_FALSE(parts->file);
}

struct Refused {
  std::string name, body;
};
class MultipartRefuses : public ::testing::TestWithParam<Refused> {};
TEST_P(MultipartRefuses, WhatAnotherProgramCouldReadOtherwise) { EXPECT_FALSE(read_multipart(request_of(GetParam().body))) << GetParam().body; }
INSTANTIATE_TEST_SUITE_P(All, MultipartRefuses, ::testing::Values(Refused{"NoEnd", kField}, Refused{"AnotherBoundary", "--C\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--C--\r\n"}, Refused{"AFieldAfterTheFile", kField + kFile.substr(0, kFile.size() - 4) + "\r\n" + kField.substr(3) + "--B--\r\n"},
                                                                  Refused{"NoName", "--B\r\nContent-Disposition: form-data\r\n\r\nb\r\n--B--\r\n"}, Refused{"TwoNames", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nc\r\n--B--\r\n"},
                                                                  Refused{"SomethingBefore", "x" + kField + "--B--\r\n"}, Refused{"SomethingAfter", kField + "--B--\r\nmore"}, Refused{"NoText", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xFF\r\n--B--\r\n"}, Refused{"Nothing", ""}),
                         [](const auto& one) { return one.param.name; });

TEST(Multipart, ABoundaryThatIsNoneIsRefused) {
  for (const auto* type : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a b\"", "multipart/mixed; boundary=B"}) EXPECT_FALSE(read_multipart(request_of(kField + "--B--\r\n", type))) << type;
  EXPECT_TRUE(read_multipart(request_of(kField + "--B--\r\n", "multipart/form-data; boundary=\"B\"")));
}

TEST(Streamed, AStreamIsTakenOnceAndIsNoHeader) {
  Response response;
  stream(response, {3, [] { return std::string("abc"); }});
  auto copy = response;
  const auto taken = take_stream(response);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->size, 3u);
  EXPECT_EQ(taken->next(), "abc");
  EXPECT_TRUE(response.headers.empty());
  EXPECT_EQ(take_stream(copy)->size, 0u) << "nobody else has it";
  EXPECT_FALSE(take_stream(response));
}

}  // namespace
}  // namespace rightplace::web
