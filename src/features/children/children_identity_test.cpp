#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/children/children.h"
#include "features/imports/imports.h"
#include "tests/support/databases.h"

namespace rightplace::children {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Actor kActor{ActorKind::Person, "kim"};
const Allowed kAllowed = Allowed::because("test");

Personal<std::string> text(std::string value) { return Personal<std::string>(std::move(value)); }
Identity robin() { return {text("Robin Zoë"), text("O'Siskin-Teal"), text("Rob"), {}, text("943 476 5919")}; }

class Identities : public test::OnBothDatabases {
 protected:
  test::TestDatabase db{GetParam(), {audit::migrations(), imports::migrations(), migrations()}};
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  Instant now = db.clock.now();
  ChildId child, other;

  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    child = *db->write([&](db::Write& tx) { return add(tx, {}, now); });
    other = *db->write([&](db::Write& tx) { return add(tx, {}, now); });
  }
  Done write(const std::function<Done(db::Write&)>& action) { return db->write(action); }
  Done set(const ChildId& id, const Identity& identity, std::int64_t version) {
    return write([&](db::Write& tx) { return set_identity(tx, vault, kActor, kAllowed, id, identity, version, now); });
  }
  std::vector<ChildId> named(std::string words) {
    return db->read([&](db::Read& tx) { return with_name(tx, vault, text(std::move(words))); });
  }
};

TEST_P(Identities, AreGivenBackAsWrittenAndStandNowhereInTheDatabase) {
  ASSERT_TRUE(set(child, robin(), 0));
  db->read([&](db::Read& tx) {
    const auto kept = identity_of(tx, vault, child);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->identity.family_name.reveal(), "O'Siskin-Teal");
    EXPECT_EQ(kept->identity.nhs_number->reveal(), "9434765919");
    EXPECT_EQ(shown_name(kept->identity).reveal(), "Rob O'Siskin-Teal");
    tx.each("SELECT given_names_sealed || family_name_sealed || known_as_sealed || nhs_number_sealed FROM child_identities", {}, [](const db::Row& row) {
      for (const auto* part : {"Robin", "Siskin", "Rob", "9434765919"}) EXPECT_EQ(row.text(0).find(part), std::string_view::npos) << part;
    });
  });
}

TEST_P(Identities, DoNotOpenWithAnotherKeyOrMovedToAnotherChild) {
  ASSERT_TRUE(set(child, robin(), 0));
  const auto another = vault::Vault::with_key("another key of thirty-two bytes.");
  EXPECT_THROW(db->read([&](db::Read& tx) { return identity_of(tx, another, child); }), db::DatabaseError);
  db->write([&](db::Write& tx) { tx.run("UPDATE child_identities SET child_id = $1", {other}); });
  EXPECT_THROW(db->read([&](db::Read& tx) { return identity_of(tx, vault, other); }), db::DatabaseError);
}

TEST_P(Identities, AreFoundByWholeWordsOnlyWhateverTheAccentsAndCase) {
  ASSERT_TRUE(set(child, robin(), 0));
  for (const auto* words : {"robin", "ZOE", "osiskin teal", "O’Siskin", "rob teal", "Zoé"}) EXPECT_THAT(named(words), ElementsAre(child)) << words;
  for (const auto* words : {"", " ", "robi", "robin larch", "%", "' OR 1=1 --"}) EXPECT_THAT(named(words), IsEmpty()) << words;
}

TEST_P(Identities, AreFoundByTheirNumberAndNotByTheFormerOne) {
  ASSERT_TRUE(set(child, robin(), 0));
  const auto numbered = [&](std::string number) { return db->read([&](db::Read& tx) { return with_number(tx, vault, text(std::move(number))); }); };
  EXPECT_THAT(numbered("943 4765919"), ElementsAre(child));
  auto without = robin();
  without.nhs_number.reset();
  ASSERT_TRUE(set(child, without, 1));
  EXPECT_THAT(numbered("9434765919"), IsEmpty());
  EXPECT_THAT(numbered(""), IsEmpty());
}

TEST_P(Identities, WhoeverChangesSecondIsToldAndNothingIsLost) {
  ASSERT_TRUE(set(child, robin(), 0));
  auto changed = robin();
  changed.known_as = text("Bobbie");
  ASSERT_TRUE(set(child, changed, 1));
  const auto late = set(child, robin(), 1);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::Conflict);
  EXPECT_THAT(late.error().detail, ::testing::HasSubstr("2 March 2026"));
  EXPECT_THAT(named("bobbie"), ElementsAre(child));
  EXPECT_THAT(named("rob"), IsEmpty());
}

TEST_P(Identities, OfAMergedRecordStandForTheOneThatStays) {
  ASSERT_TRUE(set(other, robin(), 0));
  ASSERT_TRUE(write([&](db::Write& tx) { return merge_children(tx, vault, kActor, kAllowed, child, other, "the same child", now); }));
  EXPECT_THAT(named("robin"), ElementsAre(child));
  EXPECT_TRUE(db->read([&](db::Read& tx) { return identity_of(tx, vault, child); }));
}

TEST_P(Identities, TheAuditSaysThatANameChangedAndNeverTheName) {
  ASSERT_TRUE(set(child, robin(), 0));
  const auto events = db->read([&](db::Read& tx) { return audit::search(tx, {.action = "child."}); });
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].action, "child.identity_written");
  EXPECT_EQ(events[0].detail.find("Robin"), std::string::npos);
}

TEST_P(Identities, AChildIsOneAuthoritysAtATime) {
  ASSERT_TRUE(write([&](db::Write& tx) { return open_case(tx, kActor, kAllowed, child, "E08000035", Date(2024, 5, 1), now); }));
  const auto twice = write([&](db::Write& tx) { return open_case(tx, kActor, kAllowed, child, "E08000032", Date(2025, 5, 1), now); });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, ErrorKind::Conflict);
  EXPECT_FALSE(write([&](db::Write& tx) { return end_case(tx, kActor, kAllowed, child, Date(2024, 4, 30), now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return end_case(tx, kActor, kAllowed, child, Date(2025, 5, 1), now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return open_case(tx, kActor, kAllowed, child, "E08000032", Date(2025, 5, 1), now); }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(case_of(tx, child)->authority_code, "E08000032");
    EXPECT_EQ(cases_of_authority(tx, "E08000035").at(0).stay.until, Date(2025, 5, 1));
    EXPECT_EQ(case_of(tx, other), std::nullopt);
  });
}

TEST_P(Identities, ARestrictionHasAReasonAndIsLifted) {
  ASSERT_TRUE(write([&](db::Write& tx) { return open_case(tx, kActor, kAllowed, child, "E08000035", Date(2024, 5, 1), now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return restrict_case(tx, vault, kActor, kAllowed, child, "a relative works here", now); }));
  EXPECT_TRUE(db->read([&](db::Read& tx) { return case_of(tx, child); })->restricted);
  ASSERT_TRUE(write([&](db::Write& tx) { return restrict_case(tx, vault, kActor, kAllowed, child, " ", now); }));
  EXPECT_FALSE(db->read([&](db::Read& tx) { return case_of(tx, child); })->restricted);
  EXPECT_FALSE(write([&](db::Write& tx) { return restrict_case(tx, vault, kActor, kAllowed, other, "x", now); }));
}

TEST_P(Identities, ANewWorkerEndsTheFormerOnesAllocationAndNobodyElses) {
  const auto give = [&](std::string person, Part part, Date from) {
    ASSERT_TRUE(write([&](db::Write& tx) { return allocate(tx, kActor, kAllowed, {child, person, part, {from, {}}}, now); }));
  };
  give("kim", Part::Worker, Date(2025, 1, 1));
  give("lou", Part::Manager, Date(2025, 1, 1));
  give("sam", Part::Worker, Date(2026, 1, 1));
  db->read([&](db::Read& tx) {
    EXPECT_THAT(allocated_to(tx, "kim", Date(2025, 12, 31)), ElementsAre(child));
    EXPECT_THAT(allocated_to(tx, "kim", Date(2026, 1, 1)), IsEmpty());
    EXPECT_THAT(allocated_to(tx, "sam", Date(2026, 1, 1)), ElementsAre(child));
    EXPECT_THAT(allocated_to(tx, "lou", Date(2026, 6, 1)), ElementsAre(child));
    EXPECT_EQ(allocations_of(tx, child).size(), 3u);
  });
}

RIGHTPLACE_ON_BOTH(Identities);

TEST(IdentityRules, ANumberWithAWrongDigitIsRefusedByField) {
  auto identity = robin();
  identity.nhs_number = text("9434765918");
  identity.upn = text("B801200001001");
  identity.family_name = text("  ");
  const auto result = checked(identity);
  ASSERT_FALSE(result);
  std::vector<std::string> fields;
  for (const auto& field : result.error().fields) fields.push_back(field.field);
  EXPECT_THAT(fields, UnorderedElementsAre("family_name", "upn", "nhs_number"));
}

TEST(IdentityRules, APupilNumberHasTheLetterThatItsDigitsGive) {
  auto identity = robin();
  identity.upn = text("a06805040829a");
  EXPECT_TRUE(checked(identity)) << "temporary";
  identity.upn = text("H801200001001");
  EXPECT_TRUE(checked(identity));
}

TEST(IdentityRules, NamesFallApartIntoTheWordsThatPeopleType) {
  EXPECT_THAT(words_of(text("Łucja Şen-Ñandú")), ElementsAre("lucja", "sen", "nandu"));
  EXPECT_THAT(words_of(text("D'Arcy  O’Neil")), ElementsAre("darcy", "oneil"));
  EXPECT_THAT(words_of(text("李 小龙")), ElementsAre("李", "小龙"));
}

}  // namespace
}  // namespace rightplace::children
