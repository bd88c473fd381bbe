#include "features/notifying/notifying.h"

#include "tests/support/placing_stage.h"

#include "features/notices/notices.h"

namespace rightplace::notifying {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kOast = "2500009";   // a home in Kent

class Notifying : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(notices::migrations());
    write([&](db::Write& tx) {
      homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 2, 28), .title = "invented, later", .has_grades = false, .stated_complete = true, .rows = {}};
      for (const auto& [urn, name, code] : {std::tuple(kAlder, "Alder House", "E10000017"), std::tuple(kBeech, "Beech House", "E10000017"), std::tuple(kSilent, "Silent House", "E10000017"), std::tuple(kOast, "Oast House", "E10000016")}) {
        homes::RegisterRow row;
        row.line = std::ssize(list.rows) + 2;
        row.urn = urn;
        row.name = name;
        row.sector = homes::Sector::Private;
        row.authority_code = code;
        row.places = 4;
        row.owner = "An owner";
        list.rows.push_back(std::move(row));
      }
      homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000003"}, list, clock.now());
      homes::rebuild_history(tx);
      add(tx, "duty", kent, access::Role::AreaContact);
      add(tx, "own_duty", lancashire, access::Role::AreaContact);
      add(tx, "nominated", lancashire, access::Role::NominatedOfficer);
    });
    serve({pages(*desk)});
  }
  void add(db::Write& tx, const std::string& name, const organisations::OrganisationId& organisation, access::Role role) {
    const auto id = *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal("Person " + name), Personal(name + "@example.org")}, clock.now());
    const auto membership = *accounts::add_membership(tx, kOperator, kTest, id, organisation, kSince, clock.now());
    EXPECT_TRUE(accounts::add_role(tx, kOperator, kTest, membership, role, kSince, clock.now()));
    people.emplace(name, std::pair(id, organisation));
  }
  placements::PlacementId place(const std::string& urn, Date from = Date(2026, 3, 10)) {
    return *write([&](db::Write& tx) -> Result<placements::PlacementId> {
      placements::Placement placement;
      placement.child = child;
      placement.authority_code = "E10000017";
      placement.urn = urn;
      placement.stay.from = from;
      RP_TRY(claimed, placements::claim(tx, kOperator, kTest, placement, clock.now()));
      RP_CHECK(notices::owe(tx, desk->vault, kOperator, kTest, claimed.id, notices::Event::Start, "Near her grandmother", kMonday, clock.now()));
      return claimed.id;
    });
  }
  notices::Notice to(const placements::PlacementId& placement, notices::Recipient recipient) {
    const auto all = read([&](db::Read& tx) { return notices::of_placement(tx, placement); });
    const auto found = std::ranges::find(all, recipient, &notices::Notice::to);
    EXPECT_NE(found, all.end()) << notices::kRecipients.code(recipient);
    return found == all.end() ? notices::Notice{} : *found;
  }
  notices::Notice to_area(const placements::PlacementId& placement) { return to(placement, notices::Recipient::AreaAuthority); }
};

TEST_P(Notifying, TheDutyDeskOfTheAreaReadsWhoWasPlacedThereAndConfirmsIt) {
  const auto before = letters();
  const auto placement = place(kOast);
  EXPECT_EQ(letters(), before + 1) << "one letter, to the duty desk";
  as("duty");
  EXPECT_THAT(page("/area-children"), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("Oast House"), HasSubstr("Lancashire"), HasSubstr("New")));
  EXPECT_FALSE(to_area(placement).read_on) << "a list is not the notice";
  const auto path = "/area-children/" + to_area(placement).id.text();
  EXPECT_THAT(page(path), AllOf(HasSubstr("10 March 2026"), HasSubstr("Near her grandmother"), HasSubstr("Person worker"), HasSubstr("reg 13(4)")));
  EXPECT_EQ(to_area(placement).read_on, kMonday);
  ASSERT_EQ(post(path + "/acknowledge", {}).status, 303);
  EXPECT_EQ(to_area(placement).state(), notices::State::Acknowledged);
  EXPECT_EQ(post(path + "/acknowledge", {}).status, 409) << "somebody confirmed it already";
  EXPECT_THAT(page("/area-children"), Not(HasSubstr("Robin Oakapple")));
  EXPECT_THAT(page("/area-children?show=all"), HasSubstr("Robin Oakapple"));
  EXPECT_THAT(ledger(), Contains(Field(&disclosures::Entry::organisation, kent.text())));
}

TEST_P(Notifying, NobodyElseReadsItNorLearnsThatItIsThere) {
  const auto placement = place(kOast);
  const auto path = "/area-children/" + to_area(placement).id.text();
  for (const auto* who : {"own_duty", "stranger", "manager", "staff", "officer"}) {
    as(who);
    const auto nothing = get("/area-children/00000000-0000-7000-8000-000000000000");
    EXPECT_EQ(get(path).body, nothing.body) << who;
    EXPECT_EQ(post(path + "/acknowledge", {}).status, 404) << who;
  }
  as("own_duty");
  EXPECT_THAT(page("/area-children"), Not(HasSubstr("Robin")));
  as("duty");
  EXPECT_EQ(get("/notices/" + to_area(placement).id.text()).status, 404) << "what the other authority does with it is its own";
  EXPECT_EQ(get("/area-children/" + to(placement, notices::Recipient::Parents).id.text()).status, 404) << "what parents are told is not the area's";
  EXPECT_EQ(get("/placements/" + placement.text() + "/notices").status, 404);
}

TEST_P(Notifying, ThePlacingSideSeesWhatNobodyHasReadWithItsAgeAndRecordsWhatItGaveByHand) {
  const auto placement = place(kOast);
  as("officer");
  EXPECT_THAT(page("/notices"), AllOf(HasSubstr("Authority of the area: Kent"), HasSubstr("Nobody has read it: it has waited since 2 March 2026 (today)"), HasSubstr("To give by hand")));
  EXPECT_THAT(page("/placements/" + placement.text() + "/notices"), HasSubstr("Oast House"));
  const auto parents = to(placement, notices::Recipient::Parents);
  const auto path = "/notices/" + parents.id.text();
  EXPECT_THAT(page(path), HasSubstr("Record that it was given"));
  EXPECT_THAT(page(path + "/letter"), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("Oast House"), Not(HasSubstr("Near her grandmother"))));
  EXPECT_EQ(post(path + "/sent", {}).status, 422);
  EXPECT_EQ(post(path + "/sent", both({{"how", "letter"}}, day("sent_on", Date(2026, 3, 3)))).status, 422) << "tomorrow";
  ASSERT_EQ(post(path + "/sent", both({{"how", "letter"}}, day("sent_on", kMonday))).status, 303);
  EXPECT_EQ(to(placement, notices::Recipient::Parents).state(), notices::State::Sent);
  EXPECT_EQ(post(path + "/sent", both({{"how", "letter"}}, day("sent_on", kMonday))).status, 409);
  EXPECT_FALSE(to_area(placement).read_on) << "whoever owes a notice does not read it for the other side";
}

TEST_P(Notifying, ANoticeToParentsMayBeWithheldWithAReasonAndOneToTheAreaNever) {
  const auto placement = place(kOast);
  as("worker");
  const auto path = "/notices/" + to(placement, notices::Recipient::Parents).id.text();
  EXPECT_EQ(post(path + "/withhold", {{"because", " "}}).status, 422);
  ASSERT_EQ(post(path + "/withhold", {{"because", "The father has said that he would take her away"}}).status, 303);
  EXPECT_THAT(page(path), HasSubstr("would take her away"));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM notices WHERE withheld_because_sealed LIKE '%father%'"); }), 0) << "sealed";
  EXPECT_EQ(post("/notices/" + to_area(placement).id.text() + "/withhold", {{"because", "We would rather not"}}).status, 422);
}

TEST_P(Notifying, WhereNobodyWorksForTheAreaTheNoticeIsGivenByHandAndNeverLost) {
  write([&](db::Write& tx) {
    const auto membership = *accounts::membership_of(tx, people.at("duty").first, kent, kMonday);
    EXPECT_TRUE(accounts::end_membership(tx, kOperator, kTest, membership, kMonday, clock.now()));
  });
  const auto before = letters();
  const auto placement = place(kOast);
  EXPECT_EQ(letters(), before);
  as("officer");
  EXPECT_THAT(page("/notices/" + to_area(placement).id.text()), AllOf(HasSubstr("To be given by hand"), HasSubstr("The letter, to print")));
  EXPECT_THAT(page("/notices/" + to_area(placement).id.text() + "/letter"), AllOf(HasSubstr("Near her grandmother"), HasSubstr("27 June 2012")));
}

TEST_P(Notifying, ARestrictedChildsNoticeIsReadByNobodyOfTheAreaHereAndGivenByHandByTheWorker) {
  const auto placement = place(kOast);
  write([&](db::Write& tx) { EXPECT_TRUE(children::restrict_case(tx, desk->vault, kOperator, kTest, child, "A relative works for Kent", clock.now())); });
  as("duty");
  EXPECT_EQ(get("/area-children/" + to_area(placement).id.text()).status, 404);
  EXPECT_THAT(page("/area-children"), Not(HasSubstr("Robin")));
  as("officer");
  EXPECT_EQ(get("/notices/" + to_area(placement).id.text()).status, 404);
  as("worker");
  EXPECT_THAT(page("/notices/" + to_area(placement).id.text()), HasSubstr("To be given by hand"));
  EXPECT_EQ(post("/notices/" + to_area(placement).id.text() + "/sent", both({{"how", "in_person"}}, day("sent_on", kMonday))).status, 303);
}

TEST_P(Notifying, TheEndIsANoticeOfItsOwnAndWhatWasRecordedInErrorIsTakenBackWithALetterToWhoeverReadIt) {
  const auto placement = place(kOast, Date(2026, 3, 1));
  as("duty");
  static_cast<void>(page("/area-children/" + to_area(placement).id.text()));
  const auto before = letters();
  EXPECT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(placements::end(tx, kOperator, kTest, placement, kMonday, "CARPL", clock.now()));
    RP_CHECK(notices::owe(tx, desk->vault, kOperator, kTest, placement, notices::Event::End, {}, kMonday, clock.now()));
    RP_CHECK(notices::owe(tx, desk->vault, kOperator, kTest, placement, notices::Event::End, {}, kMonday, clock.now()));
    return {};
  }));
  EXPECT_EQ(letters(), before + 1) << "once, however often it is recorded";
  EXPECT_THAT(page("/area-children"), HasSubstr("Leaves on 2 March 2026"));
  const auto all = read([&](db::Read& tx) { return notices::of_area(tx, "E10000016"); });
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_TRUE(write([&](db::Write& tx) { return notices::take_back(tx, desk->vault, kOperator, kTest, placement, kMonday, clock.now()); }));
  EXPECT_EQ(letters(), before + 2) << "only whoever read one learns that it was taken back";
  EXPECT_THAT(page("/area-children?show=all"), HasSubstr("Taken back"));
}

TEST_P(Notifying, DaysPutRightMakeTheNoticesAnewAndWhatWasWithheldStaysWithheld) {
  const auto placement = place(kOast);
  as("duty");
  const auto old = "/area-children/" + to_area(placement).id.text();
  ASSERT_EQ(post(old + "/acknowledge", {}).status, 303);
  as("worker");
  ASSERT_EQ(post("/notices/" + to(placement, notices::Recipient::Parents).id.text() + "/withhold", {{"because", "Her father would look for her"}}).status, 303);
  const auto before = letters();
  const auto owed = read([&](db::Read& tx) { return notices::of_placement(tx, placement).size(); });
  const auto right = [&](Date from) {
    return write([&](db::Write& tx) -> Done {
      const auto stands = placements::load(tx, placement);
      RP_CHECK(placements::correct_days(tx, desk->vault, kOperator, kTest, placement, {stands->stay, stands->planned_until}, {{from, {}}, {}}, "The home's register says so", clock.now()));
      RP_CHECK(notices::put_right(tx, desk->vault, kOperator, kTest, placement, kMonday, clock.now()));
      return notices::put_right(tx, desk->vault, kOperator, kTest, placement, kMonday, clock.now());
    });
  };
  ASSERT_TRUE(right(Date(2026, 3, 12)));
  EXPECT_EQ(letters(), before + 1) << "the duty desk is told once, that something waits";
  const auto all = read([&](db::Read& tx) { return notices::of_placement(tx, placement); });
  EXPECT_EQ(all.size(), owed * 2) << "each once, however often it runs";
  for (const auto& notice : all) {
    if (notice.taken_back_on) {
      EXPECT_EQ(notice.happens_on, Date(2026, 3, 10));
      EXPECT_TRUE(notice.replaced_by);
      continue;
    }
    EXPECT_EQ(notice.happens_on, Date(2026, 3, 12));
    EXPECT_TRUE(notice.replaces);
    EXPECT_EQ(notice.state(), notice.to == notices::Recipient::Parents ? notices::State::Withheld : notices::State::Owed) << notices::kRecipients.code(notice.to);
    const auto said = read([&](db::Read& tx) { return std::pair(notices::content_of(tx, desk->vault, notice.id), notices::withheld_because(tx, desk->vault, notice.id)); });
    EXPECT_EQ(said.first.why_here, "Near her grandmother");
    EXPECT_EQ(said.second.reveal(), notice.to == notices::Recipient::Parents ? "Her father would look for her" : "");
  }
  as("duty");
  EXPECT_THAT(page(old), AllOf(HasSubstr("its day had been recorded in error"), HasSubstr("Read the one that takes its place")));
  EXPECT_THAT(page("/area-children"), HasSubstr("12 March 2026"));
}

TEST_P(Notifying, AnEndTakenBackTakesItsNoticesWithItAndLeavesThoseOfTheStart) {
  const auto placement = place(kOast, Date(2026, 3, 1));
  EXPECT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(placements::end(tx, kOperator, kTest, placement, kMonday, "CARPL", clock.now()));
    RP_CHECK(notices::owe(tx, desk->vault, kOperator, kTest, placement, notices::Event::End, {}, kMonday, clock.now()));
    RP_CHECK(placements::reopen(tx, desk->vault, kOperator, kTest, placement, "She never left", clock.now()));
    return notices::take_back_end(tx, desk->vault, kOperator, kTest, placement, kMonday, clock.now());
  }));
  for (const auto& notice : read([&](db::Read& tx) { return notices::of_placement(tx, placement); })) EXPECT_EQ(notice.taken_back_on.has_value(), notice.event == notices::Event::End);
}

TEST_P(Notifying, TheListIsTakenAwayAsAFileByTheDutyDeskAndTheNominatedOfficerOnly) {
  place(kOast);
  as("duty");
  EXPECT_THAT(page("/area-children.csv"), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("SI 2010/959 reg 13(4)")));
  as("nominated");
  EXPECT_THAT(page("/notices.csv"), HasSubstr("Robin Oakapple"));
  as("officer");
  EXPECT_EQ(get("/notices.csv").status, 404);
  EXPECT_EQ(get("/area-children.csv").status, 404);
}

TEST_P(Notifying, AProgramReadsConfirmsAndRecordsTheSame) {
  const auto placement = place(kOast);
  as_program_of("duty");
  EXPECT_THAT(page("/api/v1/area-children"), HasSubstr("\"state\":\"owed\""));
  const auto path = "/api/v1/area-children/" + to_area(placement).id.text();
  EXPECT_THAT(page(path), HasSubstr("\"state\":\"read\""));
  EXPECT_EQ(post_json(path + "/acknowledge", {}).status, 200);
  as_program_of("officer");
  EXPECT_THAT(page("/api/v1/notices?show=all"), HasSubstr("\"confirmed_on\":\"2026-03-02\""));
  EXPECT_THAT(page("/api/v1/placements/" + placement.text() + "/notices"), HasSubstr("parents"));
  const auto parents = "/api/v1/notices/" + to(placement, notices::Recipient::Parents).id.text();
  EXPECT_EQ(post_json(parents + "/sent", {{"given_on", "2026-03-02"}, {"how", "by_pigeon"}}).status, 422);
  EXPECT_EQ(post_json(parents + "/sent", {{"given_on", "2026-03-02"}, {"how", "secure_email"}}).status, 200);
  const auto gp = "/api/v1/notices/" + to(placement, notices::Recipient::Gp).id.text();
  EXPECT_EQ(post_json(gp + "/withhold", {{"because", "No reason that the law knows"}}).status, 422);
}

RIGHTPLACE_ON_BOTH(Notifying);

}  // namespace
}  // namespace rightplace::notifying
