#include "features/printing/printing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "features/printing/printing_process.h"
#include "tests/support/databases.h"

namespace rightplace::printing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using web::html;

class Printing : public ::testing::Test {
 protected:
  ~Printing() override { use_program("/usr/bin/chromium"); }
  static Sheet sheet() { return {"An agreement", "R-7K3M9Q agreement.pdf", html(R"(<h1 class="govuk-heading-l">An agreement</h1><p class="govuk-body">{}</p>)", "Plays the drums <script>x</script>")}; }
  fs::path script(const std::string& text) {
    const auto file = folder.path() / "program";
    std::ofstream(file) << "#!/bin/sh\n" << text;
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }
  bool is_empty() const { return !fs::exists(folder.path() / "spool") || fs::is_empty(folder.path() / "spool"); }
  test::TemporaryFolder folder;
};

TEST_F(Printing, TheDocumentNeedsNothingElseAndLetsNothingBeFetched) {
  const auto text = document_of(sheet());
  EXPECT_THAT(text, AllOf(HasSubstr("default-src 'none'"), HasSubstr("<title>An agreement</title>"), HasSubstr("Plays the drums &lt;script&gt;"), HasSubstr("@page{"), HasSubstr(".govuk-body"), Not(HasSubstr("<link")), Not(HasSubstr("<script"))));
}

TEST_F(Printing, ATaggedPdfIsMadeWhereChromiumIsInstalledAndItsFolderIsEmptied) {
  if (!fs::exists("/usr/bin/chromium")) GTEST_SKIP() << "skipped: no Chromium here";
  const auto made = make_pdf(sheet(), folder.path() / "spool");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_THAT(*made, AllOf(HasSubstr("/StructTreeRoot"), HasSubstr("/Marked true"), HasSubstr("/Lang (en-GB)"), HasSubstr("An agreement")));
  EXPECT_TRUE(is_empty());
}

TEST_F(Printing, WithoutAProgramItSaysWhatToDoInstead) {
  use_program({});
  const auto made = make_pdf(sheet(), folder.path() / "spool");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::Unavailable);
  EXPECT_THAT(made.error().detail, HasSubstr("Print the page with your browser"));
}

TEST_F(Printing, AProgramThatFailsOrMakesSomethingElseIsSaidToHaveFailed) {
  for (const auto* does : {"exit 1\n", "exit 0\n", "echo no pdf > made.pdf\n"}) {
    use_program(script(does));
    EXPECT_FALSE(make_pdf(sheet(), folder.path() / "spool")) << does;
    EXPECT_TRUE(is_empty()) << does;
  }
}

TEST_F(Printing, TheProgramSeesNoneOfOurFilesOrSettings) {
  ::setenv("RIGHTPLACE_SECRET", "of ours", 1);
  use_program(script("{ echo '%PDF-'; env; ls /proc/self/fd; } > made.pdf\n"));
  const auto made = make_pdf(sheet(), folder.path() / "spool");
  ::unsetenv("RIGHTPLACE_SECRET");
  ASSERT_TRUE(made);
  EXPECT_THAT(*made, AllOf(Not(HasSubstr("RIGHTPLACE_SECRET")), HasSubstr("HOME=" + (folder.path() / "spool").string()), Not(HasSubstr("\n5\n"))));
}

TEST_F(Printing, WhatIsNotDoneInTimeIsKilledWithAllThatItBegan) {
  const auto mark = folder.path() / "child";
  const auto ended = run({script("(echo $$ > child; exec sleep 600) & sleep 600\n").string()}, {"PATH=/usr/bin:/bin"}, folder.path(), std::chrono::milliseconds(300));
  EXPECT_EQ(ended, Ended::TooLate);
  EXPECT_EQ(run({"/no/such/program"}, {}, folder.path(), std::chrono::milliseconds(2000)), Ended::Failed);
}

}  // namespace
}  // namespace rightplace::printing
