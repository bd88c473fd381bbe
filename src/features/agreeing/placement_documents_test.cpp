// Documents of a placement to which no referral here led: who adds them, who opens them, and until when.

#include "features/agreeing/agreeing_parts.h"
#include "features/placements/placements.h"
#include "tests/support/placing_stage.h"
#include "web/streamed.h"

namespace rightplace::agreeing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kPdf = "%PDF-1.7\nInvented: what the plan says of Robin\n%%EOF\n";

class PlacementDocuments : public test::PlacingStage {
 protected:
  placements::PlacementId placement;
  std::string here;
  int uploads = 0;
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(documents::migrations());
    serve({pages(*desk)});
    placement = write([&](db::Write& tx) {
      placements::Placement one;
      one.child = child;
      one.authority_code = "E10000017";
      one.urn = kAlder;
      one.stay = {Date(2025, 9, 1), {}};
      return placements::claim(tx, kOperator, kTest, one, clock.now())->id;
    });
    here = "/placements/" + placement.text() + "/documents";
  }
  web::Response add(const std::string& kind = "care_plan", const std::string& bytes = kPdf, std::string once = {}) {
    const std::string boundary = "----of-a-placement";
    std::string body;
    for (const auto& [name, value] : Fields{{"csrf", "a-token-of-this-session"}, {"once", once.empty() ? "mark-of-a-paper-number-" + std::to_string(++uploads) : once}, {"kind", kind}})
      body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" + bytes + "\r\n--" + boundary + "--\r\n";
    return send(web::Method::Post, here + "/add", std::move(body), "multipart/form-data; boundary=" + boundary);
  }
  std::vector<documents::Document> kept() {
    return read([&](db::Read& tx) { return documents::of_placement(tx, desk->vault, placement.text()); });
  }
  std::string bytes_of(web::Response response) {
    std::string bytes;
    if (auto stream = web::take_stream(response))
      for (auto piece = stream->next(); !piece.empty(); piece = stream->next()) bytes += piece;
    return bytes;
  }
};

TEST_P(PlacementDocuments, AreAddedOnceByTheAuthorityAndOpenedByTheHomeWhereTheChildLives) {
  const auto first = add("care_plan", kPdf, "one-mark-of-a-paper-sent-twice");
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(where(add("care_plan", kPdf, "one-mark-of-a-paper-sent-twice")), where(first));
  ASSERT_THAT(kept(), SizeIs(1));
  const auto file = document_url(kept().front()).text();
  EXPECT_THAT(page(here), AllOf(HasSubstr("Care plan"), HasSubstr("plan.pdf"), HasSubstr(file)));
  EXPECT_EQ(bytes_of(get(file)), kPdf);
  as("manager");
  EXPECT_THAT(page(here), AllOf(HasSubstr("Care plan"), Not(HasSubstr("Add a document"))));
  EXPECT_EQ(bytes_of(get(file)), kPdf);
  EXPECT_EQ(add().status, 404) << "the home adds nothing to the authority's papers";
  const auto entries = ledger();
  EXPECT_TRUE(std::ranges::any_of(entries, [](const disclosures::Entry& one) { return one.facts == "document_care_plan"; })) << "each opening stands in the child's ledger";
}

TEST_P(PlacementDocuments, NobodyElseFindsThemAndTheHomeOpensNothingWhenTheChildHasLeft) {
  ASSERT_EQ(add().status, 303);
  const auto file = document_url(kept().front()).text();
  for (const auto* who : {"stranger", "beech", "head"}) {
    as(who);
    EXPECT_EQ(get(here).status, 404) << who;
    EXPECT_EQ(get(file).status, 404) << who;
  }
  write([&](db::Write& tx) { EXPECT_TRUE(placements::end(tx, kOperator, kTest, placement, kMonday, placements::ending_reasons().front().code, clock.now())); });
  as("manager");
  EXPECT_EQ(get(here).status, 404);
  EXPECT_EQ(get(file).status, 404);
  as("officer");
  EXPECT_EQ(get(file).status, 200);
}

TEST_P(PlacementDocuments, WhatIsNoDocumentIsRefusedAndARemovedOneIsGone) {
  const auto refused = add("care_plan", "MZ a program");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("whatever its name says"));
  EXPECT_EQ(add("").status, 422);
  EXPECT_THAT(kept(), IsEmpty());
  ASSERT_EQ(add().status, 303);
  const auto one = kept().front();
  const auto form = "/documents/" + one.id.text() + "/remove";
  EXPECT_THAT(page(form), HasSubstr(here));
  const auto removed = post(form, {{"because", "A newer plan takes its place"}});
  ASSERT_EQ(removed.status, 303) << removed.body;
  EXPECT_EQ(where(removed), here + "?done=removed");
  EXPECT_EQ(get(document_url(one).text()).status, 404);
  EXPECT_THAT(page(here), HasSubstr("No document has been added yet"));
}

TEST_P(PlacementDocuments, APlacementWithAReferralHasItsDocumentsThere) {
  const auto with_referral = write([&](db::Write& tx) {
    placements::Placement one;
    one.child = child;
    one.authority_code = "E10000017";
    one.urn = kBeech;
    one.stay = {Date(2025, 1, 1), {}};
    one.referral_id = referrals::line_of(tx, kReference)->id;
    return placements::claim(tx, kOperator, kTest, one, clock.now())->id;
  });
  EXPECT_EQ(get("/placements/" + with_referral.text() + "/documents").status, 404);
}

RIGHTPLACE_ON_BOTH(PlacementDocuments);

}  // namespace
}  // namespace rightplace::agreeing
