// Documents, from the form to the file that comes back: who may open which, when, and what is left of it.

#include <fstream>

#include "features/agreeing/agreeing_parts.h"
#include "features/keeping/keeping.h"
#include "tests/support/placing_stage.h"
#include "web/streamed.h"

namespace rightplace::agreeing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kPdf = "%PDF-1.7\nInvented: what the plan says of Robin\n%%EOF\n";

struct Sending {
  std::string kind = "care_plan", tier = "full_file", bytes = kPdf, boundary = "----one", once = {};
  bool names_nobody = false;
};

class DocumentPages : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(documents::migrations());
    serve({pages(*desk)});
  }
  const std::string here = "/referrals/" + kReference + "/documents";

  web::Response upload(const Sending& sending) {
    std::string body;
    const auto field = [&](const std::string& name, const std::string& value) { body += "--" + sending.boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"; };
    field("csrf", "a-token-of-this-session");
    field("once", sending.once.empty() ? "mark-of-an-upload-number-" + std::to_string(++uploads) : sending.once);
    field("kind", sending.kind);
    field("tier", sending.tier);
    if (sending.names_nobody) field("names_nobody", "yes");
    body += "--" + sending.boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Robin Oakapple.exe\"\r\nContent-Type: text/html\r\n\r\n" + sending.bytes + "\r\n--" + sending.boundary + "--\r\n";
    return send(web::Method::Post, here + "/add", std::move(body), "multipart/form-data; boundary=" + sending.boundary);
  }
  documents::Document added(const Sending& sending = {}) {
    as("officer");
    const auto sent = upload(sending);
    EXPECT_EQ(sent.status, 303) << sent.body;
    for (auto& one : all())
      if (one.kind == sending.kind) return one;
    ADD_FAILURE() << "it was not kept";
    return {};
  }
  std::vector<documents::Document> all() {
    return read([&](db::Read& tx) { return documents::of_referral(tx, desk->vault, kReference); });
  }
  std::vector<fs::path> files() {
    std::vector<fs::path> found;
    if (!fs::exists(desk->folder / "documents")) return found;
    for (const auto& entry : fs::recursive_directory_iterator(desk->folder / "documents"))
      if (entry.is_regular_file()) found.push_back(entry.path());
    return found;
  }
  struct Got {
    int status = 0;
    std::string bytes;
    web::Response response;
  };
  Got open(const documents::Document& document, web::Url base = web::Url("/documents")) {
    Got got;
    got.response = get(document_url(document, base).text());
    got.status = got.response.status;
    if (auto stream = web::take_stream(got.response))
      for (auto piece = stream->next(); !piece.empty(); piece = stream->next()) got.bytes += piece;
    return got;
  }
  asking::AskId ask(const std::string& urn, asking::Tier tier) {
    return write([&](db::Write& tx) {
      const std::vector<asking::NewAsk> homes{{kReference, urn, urn == kAlder ? alder : beech, lancashire, tier, Instant{clock.now().ms + 3 * 86'400'000}}};
      return asking::ask(tx, {ActorKind::Person, "officer"}, kTest, homes, {clock.now()})->front();
    });
  }
  void decline(const std::string& urn) {
    write([&](db::Write& tx) { EXPECT_TRUE(asking::decline(tx, {ActorKind::Person, "manager"}, kTest, ask_to(urn).id, ask_to(urn).version, "mix", "", {clock.now()})); });
  }
  int uploads = 0;
};

TEST_P(DocumentPages, ACarePlanIsAddedSealedListedAndComesBackAsItWas) {
  const auto document = added();
  EXPECT_EQ(document.type, formats::DocumentType::Pdf);
  EXPECT_THAT(page(here), AllOf(HasSubstr("Care plan"), HasSubstr("Only the home that is chosen"), HasSubstr("Robin Oakapple.exe"), HasSubstr("Person officer")));
  ASSERT_THAT(files(), SizeIs(1));
  std::ifstream in(files().front(), std::ios::binary);
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(in), {}), Not(HasSubstr("Robin")));
  const auto got = open(document);
  EXPECT_EQ(got.bytes, kPdf);
  const auto header = [&](std::string_view name) {
    for (const auto& [key, value] : got.response.headers)
      if (key == name) return value;
    return std::string();
  };
  EXPECT_EQ(header("Content-Disposition"), "attachment; filename=\"R-7K3M9Q care plan.pdf\"");
  EXPECT_EQ(header("Content-Type"), "application/pdf");
  EXPECT_EQ(header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header("Cache-Control"), "no-store");
}

TEST_P(DocumentPages, EachOpeningStandsInTheChildsLedgerBeforeTheFirstByte) {
  const auto document = added();
  const auto before = ledger().size();
  get(document_url(document).text());   // nobody takes the stream
  ASSERT_EQ(ledger().size(), before + 1);
  EXPECT_EQ(ledger().front().tier, disclosures::Tier::File);
  EXPECT_EQ(ledger().front().facts, "document_care_plan");
}

TEST_P(DocumentPages, AHomeOpensFromTheStageOnThatItsAskHasReachedAndNothingOnceItDeclined) {
  const auto plan = added();
  const auto picture = added({.kind = "pen_picture", .tier = "pen_picture", .names_nobody = true});
  ask(kAlder, asking::Tier::ReferralSummary);
  as("manager");
  EXPECT_EQ(open(picture).status, 404) << "only the summary is released";
  EXPECT_THAT(page("/asked/" + ask_to(kAlder).id.text() + "/documents"), HasSubstr("No document is released to you now"));
  write([&](db::Write& tx) { EXPECT_TRUE(asking::release(tx, {ActorKind::Person, "officer"}, kTest, ask_to(kAlder).id, ask_to(kAlder).version, asking::Tier::PenPicture, {clock.now()})); });
  EXPECT_EQ(open(picture).bytes, kPdf);
  EXPECT_EQ(open(plan).status, 404) << "nobody is chosen";
  EXPECT_THAT(page("/asked/" + ask_to(kAlder).id.text() + "/documents"), AllOf(HasSubstr("Pen picture"), Not(HasSubstr("Care plan")), Not(HasSubstr("Oakapple"))));
  as("beech");
  EXPECT_EQ(open(picture).status, 404) << "was not asked";
  as("manager");
  decline(kAlder);
  EXPECT_EQ(open(picture).status, 404);
  EXPECT_EQ(get("/asked/" + ask_to(kAlder).id.text() + "/documents").status, 404);
}

TEST_P(DocumentPages, WhoMayNotReadsThePageOfWhatDoesNotExist) {
  const auto document = added();
  const auto nothing = get("/no/such/page").body;
  as("stranger");
  EXPECT_EQ(get(document_url(document).text()).body, nothing);
  EXPECT_EQ(get(here).body, nothing);
  EXPECT_EQ(upload({}).status, 404);
  as("officer");
  EXPECT_EQ(get("/documents/referral_summary/" + document.id.text()).body, nothing) << "another stage than the document's";
  EXPECT_THAT(all(), SizeIs(1));
  EXPECT_THAT(files(), SizeIs(1)) << "the stranger's file was never laid down";
}

TEST_P(DocumentPages, OfARestrictedCaseOnlyItsOwnPeopleAndTheHomeToWhichItWasReleasedOpenAnything) {
  const auto picture = added({.kind = "pen_picture", .tier = "pen_picture", .names_nobody = true});
  ask(kAlder, asking::Tier::PenPicture);
  write([&](db::Write& tx) { EXPECT_TRUE(children::restrict_case(tx, desk->vault, kOperator, kTest, child, "a relative works here", clock.now())); });
  as("officer");
  EXPECT_EQ(open(picture).status, 404);
  as("worker");
  EXPECT_EQ(open(picture).bytes, kPdf) << "the child is allocated to the worker";
  as("manager");
  EXPECT_EQ(open(picture).bytes, kPdf);
}

TEST_P(DocumentPages, ACopyForHomesThatAreOnlyAskedNeedsTheWordOfWhoHasReadIt) {
  const auto sent = upload({.kind = "pen_picture", .tier = "pen_picture"});
  EXPECT_EQ(sent.status, 422);
  EXPECT_THAT(sent.body, HasSubstr("names nobody"));
  EXPECT_THAT(all(), IsEmpty());
  EXPECT_THAT(files(), IsEmpty());
}

TEST_P(DocumentPages, WhatIsNoDocumentIsRefusedInWordsWhateverItsName) {
  const auto sent = upload({.bytes = "MZ a program"});
  EXPECT_EQ(sent.status, 422);
  EXPECT_THAT(sent.body, HasSubstr("whatever its name says"));
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_THAT(upload({.bytes = ""}).body, HasSubstr("The file is empty"));
}

TEST_P(DocumentPages, TheSamePageSentTwiceKeepsOneDocumentAndOneFile) {
  const auto first = upload({.boundary = "----one", .once = "mark-of-one-and-the-same-page"});
  const auto again = upload({.boundary = "----two", .once = "mark-of-one-and-the-same-page"});
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(where(again), where(first));
  EXPECT_THAT(all(), SizeIs(1));
  EXPECT_THAT(files(), SizeIs(1));
  const auto other = upload({.bytes = kPdf + "%%EOF", .once = "mark-of-one-and-the-same-page"});
  EXPECT_EQ(other.status, 409) << "another file under the same page";
  EXPECT_THAT(files(), SizeIs(1));
}

TEST_P(DocumentPages, ARemovedDocumentIsGoneForGoodAndWhatWasThereIsRemembered) {
  const auto document = added();
  const auto path = "/documents/" + document.id.text() + "/remove";
  EXPECT_THAT(page(path), HasSubstr("Nobody can open it any more"));
  EXPECT_EQ(post(path, {{"because", ""}}).status, 422);
  ASSERT_EQ(post(path, {{"because", "It is another child’s plan"}}).status, 303);
  EXPECT_EQ(open(document).status, 404);
  EXPECT_THAT(files(), IsEmpty());
  ASSERT_TRUE(all().front().removed);
  EXPECT_EQ(all().front().removed->because, "It is another child’s plan");
  EXPECT_THAT(all().front().name.reveal(), IsEmpty());
  EXPECT_EQ(post(path, {{"because", "Again"}}).status, 409);
}

TEST_P(DocumentPages, ADamagedFileIsSaidToBeSoAndNothingIsHandedOut) {
  const auto document = added();
  {
    std::fstream file(files().front(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40);
    file.put('x');
  }
  const auto got = open(document);
  EXPECT_EQ(got.status, 503);
  EXPECT_THAT(got.bytes, IsEmpty());
}

TEST_P(DocumentPages, FilesThatNoRowNamesAreSweptAfterADay) {
  const auto document = added();
  const auto kept = files().front();
  const auto orphan = kept.parent_path() / "01935000-0000-7000-8000-000000000000";
  std::ofstream(orphan) << "left by a process that was killed";
  const auto now = SystemClock().now();
  EXPECT_EQ(documents::sweep(**database, desk->folder, now), 0) << "it may be of a form that is under way";
  EXPECT_EQ(documents::sweep(**database, desk->folder, Instant{now.ms + 2 * 86'400'000}), 1);
  EXPECT_THAT(files(), testing::ElementsAre(kept));
  EXPECT_EQ(open(document).bytes, kPdf);
}

TEST_P(DocumentPages, ADatabaseThatKnowsNoneOfTheFilesSweepsNone) {
  added();
  write([](db::Write& tx) { tx.run("DELETE FROM documents"); });
  EXPECT_EQ(documents::sweep(**database, desk->folder, Instant{SystemClock().now().ms + 2 * 86'400'000}), 0) << "somebody named the wrong database";
  EXPECT_THAT(files(), SizeIs(1));
}

TEST_P(DocumentPages, AProgramAddsListsAndOpensThem) {
  as_program_of("officer");
  const auto sent = send(web::Method::Post, "/api/v1/referrals/" + kReference + "/documents?kind=ehc_plan&tier=full_file&name=plan.pdf", kPdf, "application/pdf", "key-of-a-new-document-1");
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_EQ(send(web::Method::Post, "/api/v1/referrals/" + kReference + "/documents?kind=none&tier=full_file", kPdf, "application/pdf", "key-of-a-new-document-2").status, 422);
  EXPECT_THAT(get("/api/v1/referrals/" + kReference + "/documents").body, AllOf(HasSubstr("ehc_plan"), HasSubstr("/api/v1/documents/full_file/")));
  EXPECT_EQ(open(all().back(), web::Url("/api/v1/documents")).bytes, kPdf);
  EXPECT_EQ(ledger().front().facts, "document_ehc_plan");
}

TEST_P(DocumentPages, ABackupHoldsTheSealedFilesAndTheyOpenAgainWhereItIsRestored) {
  const auto document = added();
  test::TemporaryFolder elsewhere;
  Services services{**database, clock, desk->folder};
  const auto manifest = keeping::back_up(services, elsewhere.path() / "backup");
  ASSERT_TRUE(manifest) << manifest.error().detail;
  const auto name = "files" / fs::relative(files().front(), desk->folder);
  EXPECT_TRUE(std::ranges::any_of(manifest->files, [&](const keeping::KeptFile& one) { return one.name == name; }));
  const auto restored = elsewhere.path() / "store";
  ASSERT_TRUE(keeping::restore_files(elsewhere.path() / "backup", *manifest, restored));
  auto file = read([&](db::Read& tx) { return documents::open(tx, desk->vault, restored, document.id); });
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_EQ(file->next().value_or(""), kPdf);
  EXPECT_THAT(read([&](db::Read& tx) { return documents::without_file(tx, restored); }), IsEmpty());
  fs::remove_all(restored / "documents");
  EXPECT_THAT(read([&](db::Read& tx) { return documents::without_file(tx, restored); }), SizeIs(1));
}

RIGHTPLACE_ON_BOTH(DocumentPages);

}  // namespace
}  // namespace rightplace::agreeing
