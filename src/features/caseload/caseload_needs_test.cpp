#include "features/caseload/caseload.h"
#include "features/concerned/concerned.h"
#include "tests/support/placing_stage.h"

namespace rightplace::caseload {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

class ChildsNeeds : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(concerned::migrations());
    serve({pages(*desk)});
    here = "/children/" + child.text();
  }
  std::string here;
};

TEST_P(ChildsNeeds, StandInTheRecordAsTheNewestReferralSaysThem) {
  as("worker");
  EXPECT_THAT(page(here), AllOf(HasSubstr("What the child needs"), HasSubstr(kReference), HasSubstr("1 March 2026"), HasSubstr("Self-harm"), HasSubstr("Places that matter"), HasSubstr("Plays the drums every evening.")));
  auto later = referral();
  later.as_object()->operator[]("rightplace").as_object()->set("reference", "R-8K3M9Q");
  later.as_object()->operator[]("rightplace").as_object()->set("notes", "Plays the cello too.");
  later.as_object()->operator[]("QualityAssurance").as_object()->set("referralDate", "2026-03-02");
  write([&](db::Write& tx) { refer(tx, std::move(later)); });
  EXPECT_THAT(page(here), AllOf(HasSubstr("R-8K3M9Q"), HasSubstr("Plays the cello too."), Not(HasSubstr("drums"))));
}

TEST_P(ChildsNeeds, EnterTheLedgerBeforeTheyAreShown) {
  as("worker");
  page(here);
  EXPECT_THAT(ledger(), Contains(AllOf(Field(&disclosures::Entry::tier, disclosures::Tier::Needs), Field(&disclosures::Entry::facts, HasSubstr("risks_to_child")))));
}

TEST_P(ChildsNeeds, AreSaidToBeUnknownWhereNothingWasReferred) {
  as("worker");
  write([&](db::Write& tx) { tx.run("DELETE FROM referrals", {}); });
  EXPECT_THAT(page(here), HasSubstr("Nothing is written down yet"));
  as_program_of("worker");
  EXPECT_THAT(page("/api/v1" + here + "/needs"), HasSubstr(R"("referral":null)"));
}

TEST_P(ChildsNeeds, AreReadByProgramsToo) {
  as_program_of("officer");
  EXPECT_THAT(page("/api/v1" + here + "/needs"), AllOf(HasSubstr(kReference), HasSubstr(R"("fact":"risks_to_child")"), HasSubstr("Plays the drums every evening."), Not(HasSubstr("Robin"))));
}

TEST_P(ChildsNeeds, AreForNobodyWhoMayNotReadTheFile) {
  for (const std::string who : {"stranger", "manager", "beech"}) {
    as(who);
    EXPECT_EQ(get("/api/v1" + here + "/needs").status, 404) << who;
  }
  as("head");
  EXPECT_THAT(get(here).body, Not(HasSubstr("drums")));
}

RIGHTPLACE_ON_BOTH(ChildsNeeds);

}  // namespace
}  // namespace rightplace::caseload
