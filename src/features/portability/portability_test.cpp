#include "features/portability/portability.h"

#include "features/agreements/agreements.h"
#include "features/documents/documents.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/text.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/placements/placements.h"
#include "features/portability/portability_tables.h"
#include "features/referrals/referrals.h"
#include "features/supply/supply.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::portability {
namespace {

using access::Role;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const Actor kOperator{ActorKind::Operator, "ada"};
const Allowed kAllowed = Allowed::because("test");
constexpr Date kMonday(2026, 3, 2);
const Stay kSince{Date(2025, 1, 1), {}};

class Portability : public test::OnBothDatabases {
 protected:
  template <class Action>
  auto write(Action action) {
    return (*database)->write([&](db::Write& tx) { return action(tx); });
  }
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database = std::make_unique<test::TestDatabase>(
        GetParam(), std::initializer_list<std::span<const db::Migration>>{audit::migrations(), imports::migrations(), children::migrations(), disclosures::migrations(),
                                                                          placements::migrations(), homes::migrations(), supply::migrations(), referrals::migrations(),
                                                                          organisations::migrations(), accounts::migrations(), asking::migrations(), documents::migrations(), agreements::migrations()});
    write([&](db::Write& tx) {
      manchester = *organisations::add(tx, kOperator, kAllowed, {organisations::Kind::Authority, "Manchester", "E08000003", {}, kSince}, now);
      leeds = *organisations::add(tx, kOperator, kAllowed, {organisations::Kind::Authority, "Leeds", "E08000035", {}, kSince}, now);
    });
    nominated = person("nominated@manchester.example", "Nadia Rowan", manchester, Role::NominatedOfficer);
    administrator = person("administrator@manchester.example", "Arlo Finch", manchester, Role::Administrator);
    auditor = person("auditor@manchester.example", "Wren Castle", manchester, Role::Auditor);
    person("other@leeds.example", "Otto Thistle", leeds, Role::NominatedOfficer);
    ours = child("Robin", "Siskin", "E08000003");
    restricted = child("Hidden", "Heron", "E08000003");
    theirs = child("Linnet", "Leeds", "E08000035");
    write([&](db::Write& tx) { EXPECT_TRUE(children::restrict_case(tx, vault, kOperator, kAllowed, restricted, "the family works in the office", now)); });
  }
  accounts::PersonId person(const std::string& email, const std::string& name, const OrganisationId& organisation, Role role) {
    return write([&](db::Write& tx) {
      const auto id = *accounts::add_person(tx, vault, kOperator, kAllowed, {Personal(name), Personal(email)}, now);
      const auto membership = *accounts::add_membership(tx, kOperator, kAllowed, id, organisation, kSince, now);
      EXPECT_TRUE(accounts::add_role(tx, kOperator, kAllowed, membership, role, kSince, now));
      return id;
    });
  }
  children::ChildId child(const std::string& given, const std::string& family, const std::string& authority) {
    return write([&](db::Write& tx) {
      const auto id = *children::add(tx, vault, {.sex = children::Sex::Female, .born_on = Personal(Date(2012, 4, 5))}, now);
      EXPECT_TRUE(children::set_identity(tx, vault, kOperator, kAllowed, id, {.given_names = Personal(given), .family_name = Personal(family)}, 0, now));
      EXPECT_TRUE(children::open_case(tx, kOperator, kAllowed, id, authority, Date(2025, 6, 1), now));
      return id;
    });
  }
  Request by(std::vector<accounts::PersonId> people) { return {manchester, std::move(people), kMonday, now}; }
  Taken taken(const Request& request) {
    auto done = (*database)->write([&](db::Write& tx) { return take(tx, vault, kOperator, request); });
    EXPECT_TRUE(done);
    return std::move(*done);
  }
  static std::string file(const Taken& taken, std::string_view name) {
    const auto found = std::ranges::find(taken.files, name, &TakenFile::name);
    return found == taken.files.end() ? "" : found->text;
  }
  std::string written_events(const Taken& taken) {
    const test::TemporaryFolder folder;
    EXPECT_TRUE(write_out({**database, vault, database->folder.path()}, taken, by({auditor}), folder.path() / "taken"));
    return formats::read_file(folder.path() / "taken" / "audit.ndjson").value_or("");
  }
  // The example of the documents, of a child of Manchester.
  void refer(const std::string& reference, const std::string& local_id, std::string child_id) {
    auto text = *formats::read_file(std::string(RIGHTPLACE_SOURCE_DIR) + "/docs/use/example-referral.json");
    text = replace_all(replace_all(text, "\"childId\": 4711", "\"childId\": " + local_id), "R-7K3M9Q", reference);
    std::vector<FieldError> warnings;
    auto referral = *referrals::read_referral(*json::parse(text, "example"), "example", warnings);
    referral.authority_code = "E08000003";
    referral.child_id = std::move(child_id);
    const auto stored = write([&](db::Write& tx) { return referrals::store_referral(tx, vault, referral, now); });
    ASSERT_TRUE(stored) << stored.error().detail;
  }
  static std::string everything(const Taken& taken) {
    std::string all;
    for (const auto& one : taken.files) all += one.text;
    return all;
  }

  std::unique_ptr<test::TestDatabase> database;
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  Instant now = test::kMondayMorning;
  OrganisationId manchester, leeds;
  accounts::PersonId nominated, administrator, auditor;
  children::ChildId ours, restricted, theirs;
};

TEST_P(Portability, TheNominatedOfficerTakesTheAuthoritysChildrenWithTheirNamesAndNobodyElses) {
  const auto all = taken(by({nominated}));
  EXPECT_THAT(file(all, "children.csv"), HasSubstr("Robin,Siskin"));
  EXPECT_THAT(everything(all), Not(HasSubstr("Linnet")));
  EXPECT_THAT(everything(all), Not(HasSubstr(theirs.text())));
}

TEST_P(Portability, ARestrictedChildStaysAndIsCounted) {
  const auto all = taken(by({nominated}));
  EXPECT_THAT(everything(all), Not(HasSubstr("Heron")));
  const auto left = std::ranges::find(all.left_out, "children.csv", &LeftOut::file);
  ASSERT_NE(left, all.left_out.end());
  EXPECT_EQ(left->rows, 1);
}

TEST_P(Portability, AnAdministratorTakesThePeopleAndNoChild) {
  const auto all = taken(by({administrator}));
  EXPECT_THAT(file(all, "people.csv"), HasSubstr("Nadia Rowan,nominated@manchester.example"));
  EXPECT_THAT(file(all, "people.csv"), Not(HasSubstr("Otto")));
  EXPECT_THAT(file(all, "roles.csv"), HasSubstr("nominated_officer"));
  EXPECT_EQ(file(all, "children.csv"), "");
  EXPECT_EQ(std::ranges::find(all.files, "audit.ndjson", &TakenFile::name), all.files.end());
  EXPECT_THAT(everything(all), Not(HasSubstr("Siskin")));
}

TEST_P(Portability, TogetherTheyTakeWhatEachOfThemMay) {
  const auto all = taken(by({administrator, nominated, auditor}));
  for (const auto* name : {"people.csv", "children.csv", "audit.ndjson"}) EXPECT_NE(std::ranges::find(all.files, name, &TakenFile::name), all.files.end()) << name;
}

TEST_P(Portability, SomebodyOfAnotherOrganisationTakesNothing) {
  const auto stranger = person("stranger@leeds.example", "Silas Stone", leeds, Role::Administrator);
  const auto all = taken(by({stranger}));
  EXPECT_TRUE(all.files.empty());
  EXPECT_FALSE(all.left_out.empty());
}

TEST_P(Portability, AnAuditorTakesTheEventsOfTheOwnOrganisationOnly) {
  write([&](db::Write& tx) {
    audit::record(tx, {ActorKind::Person, nominated.text()}, kAllowed, "home_profile.read", {"home_profile", "SC1"}, now, {{"for", manchester.text()}});
    audit::record(tx, {ActorKind::Person, "somebody-of-leeds"}, kAllowed, "home_profile.read", {"home_profile", "SC2"}, now, {{"for", leeds.text()}});
  });
  const auto all = taken(by({auditor}));
  const auto events = written_events(all);
  EXPECT_THAT(events, HasSubstr("\"subject_id\":\"SC1\""));
  EXPECT_THAT(events, Not(HasSubstr("SC2")));
}

TEST_P(Portability, EventsOfOwnPeopleWhoWorkForAnotherOrganisationStayWithTheOther) {
  write([&](db::Write& tx) {
    EXPECT_TRUE(accounts::add_membership(tx, kOperator, kAllowed, nominated, leeds, kSince, now));
    audit::record(tx, {ActorKind::Person, nominated.text(), leeds.text()}, kAllowed, "home_profile.read", {"home_profile", "SC7"}, now);
  });
  EXPECT_THAT(written_events(taken(by({auditor}))), Not(HasSubstr("SC7")));
}

TEST_P(Portability, HoweverManyEventsThereAreTheyAreAllWrittenOnce) {
  constexpr int kMany = 1'100;
  write([&](db::Write& tx) {
    for (int i = 0; i < kMany; ++i) audit::record(tx, {ActorKind::Person, auditor.text(), manchester.text()}, kAllowed, "home_profile.read", {"home_profile", "SC1"}, now);
  });
  const auto all = taken(by({auditor}));
  const auto events = written_events(all);
  const auto found = std::ranges::find(all.files, "audit.ndjson", &TakenFile::name);
  ASSERT_NE(found, all.files.end());
  EXPECT_TRUE(found->text.empty());
  EXPECT_EQ(std::ranges::count(events, '\n'), found->rows);
  EXPECT_GT(found->rows, kMany);
}

TEST_P(Portability, AReferralOfARestrictedChildStaysHoweverTheChildIsNamedInIt) {
  write([&](db::Write& tx) {
    EXPECT_TRUE(children::link(tx, vault, restricted, {"E08000003", Personal<std::string>("4711"), {}}));
    EXPECT_TRUE(children::link(tx, vault, ours, {"E08000003", Personal<std::string>("4712"), {}}));
  });
  refer("R-7K3M9Q", "4711", "");
  refer("R-7K3M9R", "4712", "");
  refer("R-7K3M9S", "4713", "no-such-child");
  const auto all = taken(by({nominated}));
  for (const auto* name : {"referrals.csv", "referrals.ndjson"}) {
    EXPECT_THAT(file(all, name), Not(HasSubstr("R-7K3M9Q"))) << name;
    EXPECT_THAT(file(all, name), HasSubstr("R-7K3M9R")) << name;
    EXPECT_THAT(file(all, name), HasSubstr("R-7K3M9S")) << "a number that is nobody's must not end the export";
  }
  (*database)->read([&](db::Read& tx) {
    EXPECT_TRUE(disclosures::of_child(tx, restricted).empty());
    const auto entries = disclosures::of_child(tx, ours);
    EXPECT_EQ(std::ranges::count(entries, disclosures::Tier::File, &disclosures::Entry::tier), 1);
    EXPECT_EQ(std::ranges::count(entries, disclosures::Tier::Outline, &disclosures::Entry::tier), 1);
  });
}

TEST_P(Portability, PlacementsTakenAwayStandInTheLedgerOfTheirChild) {
  write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = ours;
    placement.authority_code = "E08000003";
    placement.urn = "SC900001";
    placement.stay.from = Date(2025, 7, 1);
    EXPECT_TRUE(placements::claim(tx, kOperator, kAllowed, placement, now));
  });
  EXPECT_THAT(file(taken(by({nominated})), "placements.csv"), HasSubstr("SC900001"));
  const auto entries = (*database)->read([&](db::Read& tx) { return disclosures::of_child(tx, ours); });
  EXPECT_EQ(std::ranges::count(entries, "home, placements", &disclosures::Entry::facts), 1);
}

TEST_P(Portability, ANameThatASpreadsheetWouldCarryOutIsATextInTheFile) {
  person("formula@manchester.example", "=HYPERLINK(A1)", manchester, Role::SocialWorker);
  EXPECT_THAT(file(taken(by({administrator})), "people.csv"), HasSubstr(",'=HYPERLINK(A1),"));
}

TEST_P(Portability, EveryExportIsInTheAuditAndEveryNameInTheLedger) {
  const auto all = taken(by({nominated}));
  (*database)->read([&](db::Read& tx) {
    const auto events = audit::search(tx, {.action = "organisation.exported"});
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].sequence, all.head.sequence);
    EXPECT_THAT(events[0].detail, HasSubstr(nominated.text()));
    EXPECT_THAT(events[0].detail, Not(HasSubstr("Siskin")));
    EXPECT_EQ(disclosures::of_child(tx, ours).size(), 1u);
    EXPECT_EQ(disclosures::of_child(tx, restricted).size(), 0u);
    EXPECT_TRUE(audit::verify(tx).whole());
    EXPECT_TRUE(disclosures::differences(tx).empty());
  });
}

TEST_P(Portability, WhatIsWrittenIsForItsOwnerOnlyAndTheManifestHasEverySum) {
  const auto request = by({administrator, nominated});
  const auto all = taken(request);
  const test::TemporaryFolder folder;
  const auto to = folder.path() / "taken";
  ASSERT_TRUE(write_out({**database, vault, database->folder.path()}, all, request, to));
  struct stat about {};
  ASSERT_EQ(::stat((to / "children.csv").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const auto manifest = *formats::read_file(to / "manifest.json");
  for (const auto& one : all.files) EXPECT_THAT(manifest, HasSubstr(vault::sha256_hex(one.text))) << one.name;
  EXPECT_THAT(manifest, HasSubstr("left_out"));
  EXPECT_EQ(write_out({**database, vault, database->folder.path()}, all, request, to).error().kind, ErrorKind::Conflict);
}

TEST_P(Portability, DocumentsGoAlongAsTheyWereAddedAndStandInTheLedger) {
  refer("R-7K3M9Q", "4711", ours.text());
  web::Request request;
  request.body = "%PDF-1.7 what the plan says %%EOF";
  const auto laid = documents::lay_down(database->folder.path(), request, {.field = {}, .name = {}, .from = 0, .size = request.body.size()}, now);
  ASSERT_TRUE(laid) << laid.error().detail;
  write([&](db::Write& tx) { EXPECT_TRUE(documents::add(tx, vault, kOperator, kAllowed, {"R-7K3M9Q", ours, "care_plan", asking::Tier::FullFile, Personal<std::string>("plan.pdf")}, *laid, now)); });
  const auto none = taken(by({administrator}));
  EXPECT_EQ(file(none, "documents.csv"), "");
  const auto all = taken(by({nominated}));
  EXPECT_THAT(file(all, "documents.csv"), AllOf(HasSubstr("care_plan"), HasSubstr("plan.pdf")));
  EXPECT_THAT((*database)->read([&](db::Read& tx) { return disclosures::of_child(tx, ours).front().facts + disclosures::of_child(tx, ours).back().facts; }), HasSubstr("document_care_plan"));
  const test::TemporaryFolder folder;
  ASSERT_TRUE(write_out({**database, vault, database->folder.path()}, all, by({nominated}), folder.path() / "taken"));
  EXPECT_EQ(formats::read_file(folder.path() / "taken" / "documents" / (laid->id.text() + ".pdf")).value_or(""), request.body);
  EXPECT_THAT(*formats::read_file(folder.path() / "taken" / "manifest.json"), HasSubstr(vault::sha256_hex(request.body)));
}

// A column that was added to what is said of homes must not be forgotten here.
TEST_P(Portability, TheTablesOfStatementsAreWholeAsTheSchemaHasThem) {
  const auto sqlite = "SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name LIKE 'supply_%'";
  const auto postgres = "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name LIKE 'supply_%'";
  auto there = (*database)->read([&](db::Read& tx) {
    return tx.list(tx.dialect() == db::Dialect::Sqlite ? sqlite : postgres, {}, [](const db::Row& row) { return row.string(0); });
  });
  std::vector<std::string> named;
  for (const auto& table : statement_tables())
    for (const auto column : split(table.columns, ',')) named.push_back(std::string(table.name) + "." + std::string(trim(column)));
  std::ranges::sort(there);
  std::ranges::sort(named);
  EXPECT_EQ(named, there);
}

RIGHTPLACE_ON_BOTH(Portability);

}  // namespace
}  // namespace rightplace::portability
