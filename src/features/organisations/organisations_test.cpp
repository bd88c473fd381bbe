#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "features/homes/homes.h"
#include "features/organisations/organisations.h"
#include "tests/support/databases.h"

namespace rightplace::organisations {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Actor kSam{ActorKind::Person, "sam"};
const Actor kKim{ActorKind::Person, "kim"};
const Allowed kAllowed = Allowed::because("test");
const Date kMonday(2026, 3, 2);

TEST(OrganisationRules, OnlyAuthoritiesBelongToConsortiaAndOnlyHomesAndGroupsToGroups) {
  int allowed = 0;
  for (const auto& member : kKinds.rows)
    for (const auto& into : kKinds.rows) allowed += may_belong(member.value, into.value);
  EXPECT_EQ(allowed, 3);
  EXPECT_TRUE(may_belong(Kind::Authority, Kind::Consortium));
  EXPECT_TRUE(may_belong(Kind::Home, Kind::ProviderGroup));
  EXPECT_TRUE(may_belong(Kind::ProviderGroup, Kind::ProviderGroup));
}

TEST(OrganisationRules, AnAuthorityIsKnownByItsLatestCode) {
  const auto fine = checked({Kind::Authority, "  Manchester   City Council ", " e08000003", "", {kMonday, {}}});
  ASSERT_TRUE(fine) << fine.error().detail;
  EXPECT_EQ(fine->name, "Manchester City Council");
  EXPECT_EQ(fine->authority_code, "E08000003");
}

TEST(OrganisationRules, EveryFaultOfADescriptionIsNamedAtOnce) {
  const auto wrong = checked({Kind::Police, " ", "E08000003", "SC000001", {kMonday, kMonday}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fields.size(), 4u);
}

TEST(OrganisationRules, ANumberThatIsNotOfstedsIsRefused) {
  for (const auto* urn : {"", "SC", "ABC", "12345678", "12 34", "SC12345X"}) EXPECT_FALSE(checked({Kind::Home, "Alder House", "", urn, {kMonday, {}}})) << urn;
  EXPECT_TRUE(checked({Kind::Home, "Alder House", "", "sc012345", {kMonday, {}}}));
}

class Organisations : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped())
      database = std::make_unique<test::TestDatabase>(
          GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), homes::migrations(), migrations()});
  }
  OrganisationId given(Kind kind, std::string name, std::string number = "", Stay stay = {Date(2020, 1, 1), {}}) {
    Details details{kind, std::move(name), {}, {}, stay};
    (kind == Kind::Authority ? details.authority_code : details.urn) = std::move(number);
    const auto id = (*database)->write([&](db::Write& tx) { return add(tx, kSam, kAllowed, details, now); });
    EXPECT_TRUE(id) << id.error().detail;
    return *id;
  }
  Done write(const std::function<Done(db::Write&)>& action) { return (*database)->write(action); }
  template <class Question>
  auto ask(Question question) {
    return (*database)->read([&](db::Read& tx) { return question(tx); });
  }
  Done joined(const OrganisationId& member, const OrganisationId& into, Stay stay = {Date(2020, 1, 1), {}}) {
    return write([&](db::Write& tx) { return join(tx, kSam, kAllowed, member, into, stay, now); });
  }
  // Homes of the register that are open in 2026.
  void given_register(const std::vector<std::string>& urns) {
    homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 1, 31), .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
    for (const auto& urn : urns) {
      homes::RegisterRow row;
      row.line = static_cast<std::int64_t>(list.rows.size()) + 2;
      row.urn = urn;
      row.authority_code = "E08000003";
      row.region = "North West";
      list.rows.push_back(std::move(row));
    }
    (*database)->write([&](db::Write& tx) {
      homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000001"}, list, now);
      homes::rebuild_history(tx);
    });
  }
  Result<ClaimId> claimed(const OrganisationId& provider, std::string_view urn) {
    return (*database)->write([&](db::Write& tx) { return claim_home(tx, kSam, kAllowed, provider, urn, kMonday, now); });
  }
  Done proved(const ClaimId& claim, const Actor& by = kKim, Date from = kMonday) {
    return write([&](db::Write& tx) { return prove_home(tx, by, kAllowed, claim, Proof::Certificate, from, now); });
  }
  std::vector<std::string> homes_on(const OrganisationId& id, Date day) {
    return ask([&](db::Read& tx) { return homes_of(tx, id, day); });
  }

  std::unique_ptr<test::TestDatabase> database;
  Instant now = test::kMondayMorning;
};

TEST_P(Organisations, EveryKindIsKeptAsItWasDescribed) {
  for (const auto& kind : kKinds.rows)
    given(kind.value, std::string(kind.label), kind.value == Kind::Authority ? "E08000003" : kind.value == Kind::Home ? "2500001" : "");
  const auto all = ask([](db::Read& tx) { return all_on(tx, kMonday); });
  EXPECT_EQ(all.size(), kKinds.rows.size());
  for (const auto& one : all) EXPECT_EQ(one.details.name, kKinds.label(one.details.kind));
  EXPECT_EQ(ask([](db::Read& tx) { return all_on(tx, kMonday, Kind::Police); }).size(), 1u);
}

TEST_P(Organisations, OneAuthorityIsThereOnce) {
  given(Kind::Authority, "Manchester", "E08000003");
  const auto twice = (*database)->write([&](db::Write& tx) { return add(tx, kSam, kAllowed, {Kind::Authority, "Manchester again", "E08000003", "", {kMonday, {}}}, now); });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, ErrorKind::Conflict);
}

TEST_P(Organisations, OneThatHasEndedIsNotFoundOnTheDayOfItsEnd) {
  const auto id = given(Kind::Health, "Alder Health");
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kSam, kAllowed, id, kMonday, now); }));
  EXPECT_EQ(ask([](db::Read& tx) { return all_on(tx, kMonday.plus_days(-1)); }).size(), 1u);
  EXPECT_THAT(ask([](db::Read& tx) { return all_on(tx, kMonday); }), IsEmpty());
}

TEST_P(Organisations, AnAuthorityThatLeftItsConsortiumIsNoMemberOnTheDayOfLeaving) {
  const auto authority = given(Kind::Authority, "Manchester", "E08000003");
  const auto consortium = given(Kind::Consortium, "Northern Care");
  ASSERT_TRUE(joined(authority, consortium));
  ASSERT_TRUE(write([&](db::Write& tx) { return leave(tx, kSam, kAllowed, authority, consortium, kMonday, now); }));
  EXPECT_THAT(ask([&](db::Read& tx) { return members_of(tx, consortium, kMonday.plus_days(-1)); }), ElementsAre(authority));
  EXPECT_THAT(ask([&](db::Read& tx) { return members_of(tx, consortium, kMonday); }), IsEmpty());
  const auto again = write([&](db::Write& tx) { return leave(tx, kSam, kAllowed, authority, consortium, kMonday, now); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::NotFound);
}

TEST_P(Organisations, AConsortiumThatHasEndedHasNoMembers) {
  const auto authority = given(Kind::Authority, "Manchester", "E08000003");
  const auto consortium = given(Kind::Consortium, "Northern Care", "", {Date(2020, 1, 1), kMonday});
  ASSERT_TRUE(joined(authority, consortium));
  EXPECT_THAT(ask([&](db::Read& tx) { return members_of(tx, consortium, kMonday); }), IsEmpty());
}

TEST_P(Organisations, AMembershipIsNotKeptTwice) {
  const auto authority = given(Kind::Authority, "Manchester", "E08000003");
  const auto consortium = given(Kind::Consortium, "Northern Care");
  ASSERT_TRUE(joined(authority, consortium));
  EXPECT_EQ(joined(authority, consortium, {kMonday, {}}).error().kind, ErrorKind::Conflict);
}

TEST_P(Organisations, AHomeBelongsToOneProviderAtATime) {
  const auto home = given(Kind::Home, "Alder House", "2500001");
  const auto first = given(Kind::ProviderGroup, "Alder Care");
  const auto second = given(Kind::ProviderGroup, "Beech Care");
  ASSERT_TRUE(joined(home, first, {Date(2020, 1, 1), kMonday}));
  EXPECT_EQ(joined(home, second, {kMonday.plus_days(-1), {}}).error().kind, ErrorKind::Conflict);
  EXPECT_TRUE(joined(home, second, {kMonday, {}}));
}

TEST_P(Organisations, NoGroupComesToBelongToItself) {
  const auto a = given(Kind::ProviderGroup, "A");
  const auto b = given(Kind::ProviderGroup, "B");
  const auto c = given(Kind::ProviderGroup, "C");
  ASSERT_TRUE(joined(a, b));
  ASSERT_TRUE(joined(b, c));
  EXPECT_EQ(joined(c, a).error().kind, ErrorKind::Conflict);
  EXPECT_EQ(joined(c, c).error().kind, ErrorKind::Conflict);
  EXPECT_THAT(ask([&](db::Read& tx) { return with_all_below(tx, c, kMonday); }), UnorderedElementsAre(a, b, c));
}

TEST_P(Organisations, AClaimGivesNothingUntilSomebodyElseHasCheckedTheProof) {
  given_register({"2500001"});
  const auto provider = given(Kind::ProviderGroup, "Alder Care");
  const auto claim = claimed(provider, "2500001");
  ASSERT_TRUE(claim) << claim.error().detail;
  EXPECT_THAT(homes_on(provider, kMonday), IsEmpty());
  EXPECT_EQ(proved(*claim, kSam).error().kind, ErrorKind::Forbidden);
  EXPECT_THAT(homes_on(provider, kMonday), IsEmpty());
  ASSERT_TRUE(proved(*claim));
  EXPECT_THAT(homes_on(provider, kMonday), ElementsAre("2500001"));
  EXPECT_THAT(homes_on(provider, kMonday.plus_days(-1)), IsEmpty());
  EXPECT_EQ(ask([](db::Read& tx) { return provider_of(tx, "2500001", kMonday); }), provider);
}

TEST_P(Organisations, AHomeThatTheRegisterDoesNotShowCannotBeClaimed) {
  given_register({"2500001"});
  const auto provider = given(Kind::ProviderGroup, "Alder Care");
  EXPECT_EQ(claimed(provider, "2500002").error().kind, ErrorKind::NotFound);
  EXPECT_EQ(claimed(provider, "").error().kind, ErrorKind::NotFound);
}

TEST_P(Organisations, OnlyAProviderClaimsHomes) {
  given_register({"2500001"});
  EXPECT_EQ(claimed(given(Kind::Authority, "Manchester", "E08000003"), "2500001").error().kind, ErrorKind::Invalid);
}

TEST_P(Organisations, AHomeProvedByOneProviderIsNotProvedByAnotherUntilThatEnds) {
  given_register({"2500001"});
  const auto first = given(Kind::ProviderGroup, "Alder Care");
  const auto second = given(Kind::ProviderGroup, "Beech Care");
  const auto of_first = claimed(first, "2500001");
  const auto of_second = claimed(second, "2500001");
  ASSERT_TRUE(proved(*of_first));
  EXPECT_EQ(proved(*of_second).error().kind, ErrorKind::Conflict);
  const auto sold = kMonday.plus_days(10);
  ASSERT_TRUE(write([&](db::Write& tx) { return end_home(tx, kKim, kAllowed, *of_first, sold, now); }));
  EXPECT_EQ(proved(*of_second, kKim, sold.plus_days(-1)).error().kind, ErrorKind::Conflict);
  ASSERT_TRUE(proved(*of_second, kKim, sold));
  EXPECT_THAT(homes_on(first, sold.plus_days(-1)), ElementsAre("2500001"));
  EXPECT_THAT(homes_on(first, sold), IsEmpty());
  EXPECT_THAT(homes_on(second, sold), ElementsAre("2500001"));
}

TEST_P(Organisations, ARefusedClaimGivesNothingAndMayBeMadeAgain) {
  given_register({"2500001"});
  const auto provider = given(Kind::ProviderGroup, "Alder Care");
  const auto claim = claimed(provider, "2500001");
  EXPECT_EQ(claimed(provider, "2500001").error().kind, ErrorKind::Conflict);
  const auto refused = [&](std::string_view because) { return write([&](db::Write& tx) { return refuse_home(tx, kKim, kAllowed, *claim, because, now); }); };
  EXPECT_EQ(refused("no").error().fields.front().field, "because");
  ASSERT_TRUE(refused("The certificate shows another company"));
  const auto all = ask([&](db::Read& tx) { return claims_of(tx, provider); });
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().refused_because, "The certificate shows another company");
  EXPECT_TRUE(all.front().ended_at);
  EXPECT_EQ(proved(*claim).error().kind, ErrorKind::NotFound);
  EXPECT_THAT(ask([](db::Read& tx) { return claims_waiting(tx); }), IsEmpty());
  EXPECT_TRUE(claimed(provider, "2500001"));
}

TEST_P(Organisations, AGroupSeesTheHomesOfTheGroupsBelowItAndNotTheOtherWayRound) {
  given_register({"2500001", "2500002"});
  const auto parent = given(Kind::ProviderGroup, "Alder Holdings");
  const auto below = given(Kind::ProviderGroup, "Alder Care");
  ASSERT_TRUE(joined(below, parent, {Date(2020, 1, 1), kMonday.plus_days(5)}));
  ASSERT_TRUE(proved(*claimed(parent, "2500002")));
  ASSERT_TRUE(proved(*claimed(below, "2500001")));
  EXPECT_THAT(homes_on(parent, kMonday), ElementsAre("2500001", "2500002"));
  EXPECT_THAT(homes_on(parent, kMonday.plus_days(5)), ElementsAre("2500002"));
  EXPECT_THAT(homes_on(below, kMonday), ElementsAre("2500001"));
}

TEST_P(Organisations, AHomeActsForItsNumberOnlyWhileItsProviderHasProvedIt) {
  given_register({"2500001"});
  const auto provider = given(Kind::ProviderGroup, "Alder Care");
  const auto home = given(Kind::Home, "Alder House", "2500001");
  const auto claim = claimed(provider, "2500001");
  EXPECT_THAT(homes_on(home, kMonday), IsEmpty());
  ASSERT_TRUE(proved(*claim));
  EXPECT_THAT(homes_on(home, kMonday), ElementsAre("2500001")) << "with the proof it belongs to the provider";
  ASSERT_TRUE(write([&](db::Write& tx) { return end_home(tx, kKim, kAllowed, *claim, kMonday, now); }));
  EXPECT_THAT(homes_on(home, kMonday), IsEmpty());
  EXPECT_THAT(ask([&](db::Read& tx) { return members_of(tx, provider, kMonday); }), IsEmpty()) << "and leaves with it";
}

TEST_P(Organisations, AHomeThatIsSoldBelongsToTheOtherProviderFromThatDay) {
  given_register({"2500001"});
  const auto first = given(Kind::ProviderGroup, "Alder Care"), second = given(Kind::ProviderGroup, "Beech Care"), home = given(Kind::Home, "Alder House", "2500001");
  const auto of_first = claimed(first, "2500001"), of_second = claimed(second, "2500001");
  ASSERT_TRUE(proved(*of_first));
  const auto sold = kMonday.plus_days(10);
  ASSERT_TRUE(write([&](db::Write& tx) { return end_home(tx, kKim, kAllowed, *of_first, sold, now); }));
  ASSERT_TRUE(proved(*of_second, kKim, sold));
  const auto owners = [&](Date day) { return ask([&](db::Read& tx) { return std::pair(members_of(tx, first, day).size(), members_of(tx, second, day).size()); }); };
  EXPECT_EQ(owners(sold.plus_days(-1)), std::pair(std::size_t{1}, std::size_t{0}));
  EXPECT_EQ(owners(sold), std::pair(std::size_t{0}, std::size_t{1}));
  EXPECT_THAT(homes_on(home, sold), ElementsAre("2500001"));
}

TEST_P(Organisations, AHomeOfAGroupBelowStaysThereWhenTheParentProvesIt) {
  given_register({"2500001"});
  const auto parent = given(Kind::ProviderGroup, "Alder Holdings"), below = given(Kind::ProviderGroup, "Alder Care"), home = given(Kind::Home, "Alder House", "2500001");
  ASSERT_TRUE(joined(below, parent));
  ASSERT_TRUE(joined(home, below));
  ASSERT_TRUE(proved(*claimed(parent, "2500001")));
  EXPECT_THAT(ask([&](db::Read& tx) { return members_of(tx, below, kMonday); }), ElementsAre(home));
}

TEST_P(Organisations, OneIsNamedByItsNameOrItsIdAndTwoOfTheSameNameOnlyByTheId) {
  const auto home = given(Kind::Home, "Alder House", "2500001"), other = given(Kind::Home, "Alder House", "2500002");
  const auto provider = given(Kind::ProviderGroup, "Alder Care");
  const auto called = [&](std::string_view text, std::optional<Kind> kind = std::nullopt) { return ask([&](db::Read& tx) { return the_one_called(tx, text, kMonday, kind); }); };
  EXPECT_EQ(called(" alder  care")->id, provider);
  EXPECT_EQ(called(other.text())->id, other);
  const auto either = called("Alder House");
  ASSERT_FALSE(either);
  EXPECT_EQ(either.error().kind, ErrorKind::Conflict);
  for (const auto& id : {home, other}) EXPECT_THAT(either.error().detail, ::testing::HasSubstr(id.text()));
  EXPECT_EQ(called("Alder Care", Kind::Home).error().kind, ErrorKind::NotFound);
}

TEST_P(Organisations, EveryChangeIsInTheAudit) {
  const auto authority = given(Kind::Authority, "Manchester", "E08000003");
  const auto consortium = given(Kind::Consortium, "Northern Care");
  ASSERT_TRUE(joined(authority, consortium));
  ASSERT_TRUE(write([&](db::Write& tx) { return leave(tx, kSam, kAllowed, authority, consortium, kMonday, now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kSam, kAllowed, consortium, kMonday, now); }));
  const auto actions = ask([](db::Read& tx) {
    return tx.list("SELECT action FROM audit_events ORDER BY action", {}, [](const db::Row& row) { return row.string(0); });
  });
  EXPECT_THAT(actions, ElementsAre("organisation.added", "organisation.added", "organisation.ended", "organisation.joined", "organisation.left"));
}

RIGHTPLACE_ON_BOTH(Organisations);

TEST_P(Organisations, TiesAreToldFromBothEndsWithTheirDaysAndEndedOnesToo) {
  const auto group = given(Kind::ProviderGroup, "Alder Care"), part = given(Kind::ProviderGroup, "Beech Care");
  const Stay stay{Date(2021, 1, 1), Date(2022, 1, 1)};
  ASSERT_TRUE((*database)->write([&](db::Write& tx) { return join(tx, kSam, kAllowed, part, group, stay, test::kMondayMorning); }));
  (*database)->read([&](db::Read& tx) {
    const auto into = ties_into(tx, group), from = ties_from(tx, part);
    ASSERT_EQ(into.size(), 1u);
    EXPECT_EQ(into.front().name, "Beech Care");
    EXPECT_EQ(into.front().stay, stay);
    ASSERT_EQ(from.size(), 1u);
    EXPECT_EQ(from.front().other, group);
    EXPECT_TRUE(ties_into(tx, part).empty());
  });
}

TEST_P(Organisations, AStoreOfBeforeAdvocacyServicesKeepsItsBodiesAndTheirTies) {
  const auto before = migrations().subspan(0, 1), after = migrations();
  test::TestDatabase old(GetParam(), {audit::migrations(), imports::migrations(), homes::migrations(), before});
  old->write([](db::Write& tx) {
    tx.run("INSERT INTO organisations (id, kind, name, urn, from_on, recorded_at) VALUES ('h', 'home', 'Alder House', 'SC900001', '2020-01-01', 1)");
    tx.run("INSERT INTO organisations (id, kind, name, from_on, recorded_at) VALUES ('g', 'provider_group', 'Alder Care', '2020-01-01', 1)");
    tx.run("INSERT INTO organisation_ties (id, member_id, into_id, from_on, recorded_at) VALUES ('t', 'h', 'g', '2020-01-01', 1)");
  });
  EXPECT_EQ(db::migrate(*old, after, old.clock), static_cast<int>(after.size()) - 1);
  old->read([](db::Read& tx) {
    EXPECT_EQ(members_of(tx, OrganisationId("g"), kMonday), std::vector{OrganisationId("h")});
    EXPECT_EQ(load(tx, OrganisationId("h"))->details.urn, "SC900001");
  });
  const auto write = [&](const char* sql) { old->write([&](db::Write& tx) { tx.run(sql); }); };
  EXPECT_NO_THROW(write("INSERT INTO organisations (id, kind, name, from_on, recorded_at) VALUES ('a', 'advocacy', 'Voices', '2020-01-01', 1)"));
  EXPECT_THROW(write("INSERT INTO organisations (id, kind, name, from_on, recorded_at) VALUES ('x', 'circus', 'Voices', '2020-01-01', 1)"), db::ConstraintViolation);
  EXPECT_THROW(write("INSERT INTO organisation_ties (id, member_id, into_id, from_on, recorded_at) VALUES ('u', 'nobody', 'g', '2020-01-01', 1)"), db::ConstraintViolation);
}

}  // namespace
}  // namespace rightplace::organisations
