// The table is checked against statements written apart from it, over every role, kind of organisation, record, verb,
// relation, state, purpose and way in which a grant can have ended.

#include "features/access/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace rightplace::access {
namespace {

const Date kMonday(2026, 3, 2);
const OrganisationId kOwn{"own"}, kOther{"other"}, kMember{"member"};
const std::string kSam = "sam", kKim = "kim";
const std::string kUrn = "2500001";
const Stay kStanding{Date(2020, 1, 1), {}};

bool allows(const Decision& decision) { return std::holds_alternative<Granted>(decision); }

struct Case {
  Role role = Role::HomeStaff;
  Kind kind = Kind::Home;
  Record record = Record::HomeProfile;
  Verb verb = Verb::Read;
  std::optional<Relation> relation;   // the only one that holds; none: a stranger to the record
  State state = State::Live;
  Aim aim = Aim::Care;
  bool two_factors = true;
  std::string reason = "A child is in danger now";
};

Grant grant_of(const Case& c) { return {c.role, kOwn, c.kind, {kStanding, kStanding}, false, {kMember}, {kUrn}}; }

Standing standing_of(const Case& c) { return {kSam, kOwn, kMonday, c.two_factors, {grant_of(c)}}; }

// Facts under which the relation holds for `kOwn` and sam, and no other does (but that a case allocated to a worker of an
// authority is also the authority's).
Facts facts_of(const Case& c) {
  Facts facts{c.record, c.state, kOther, kOther, kOther, {kOther}, "2599999", {kKim}};
  if (!c.relation) return facts;
  switch (*c.relation) {
    case Relation::Anyone: break;
    case Relation::Allocated:
      facts.people = {kKim, kSam};
      if (c.kind == Kind::Authority) facts.responsible = kOwn;
      break;
    case Relation::Responsible: facts.responsible = kOwn; break;
    case Relation::Host: facts.host = kOwn; break;
    case Relation::Addressed: facts.addressed = {kOther, kOwn}; break;
    case Relation::OwnHome: facts.urn = kUrn; break;
    case Relation::Consortium: facts.owner = kMember; break;
    case Relation::Owner: facts.owner = kOwn; break;
    case Relation::Concerned: facts.concerned = {kKim, kSam}; break;
  }
  return facts;
}

Decision decided(const Case& c) { return decide(standing_of(c), {c.aim, c.reason}, facts_of(c), c.verb); }

std::string told(const Case& c) {
  return std::string(kRoles.code(c.role)) + " of " + std::string(organisations::kKinds.code(c.kind)) + ": " + std::string(kVerbs.code(c.verb)) + " " +
         std::string(kRecords.code(c.record)) + ", " + (c.relation ? std::string(kRelations.code(*c.relation)) : "stranger") + ", " +
         std::string(kStates.code(c.state)) + ", " + std::string(kAims.code(c.aim));
}

// Every role in the kinds that it fits.
void for_every_case(const std::function<void(const Case&)>& each) {
  std::vector<std::optional<Relation>> relations{std::nullopt};
  for (const auto& relation : kRelations.rows) relations.push_back(relation.value);
  Case c;
  for (const auto& role : kRoles.rows)
    for (const auto& kind : organisations::kKinds.rows) {
      if (!fits(role.value, kind.value)) continue;
      c.role = role.value;
      c.kind = kind.value;
      for (const auto& record : kRecords.rows)
        for (const auto& verb : kVerbs.rows)
          for (const auto& relation : relations)
            for (const auto& state : kStates.rows)
              for (const auto& aim : kAims.rows) {
                c.record = record.value;
                c.verb = verb.value;
                c.relation = relation;
                c.state = state.value;
                c.aim = aim.value;
                each(c);
              }
    }
}
void for_every_allowed(const std::function<void(const Case&)>& each) {
  static const auto allowed = [] {
    std::vector<Case> found;
    for_every_case([&](const Case& c) {
      if (allows(decided(c))) found.push_back(c);
    });
    return found;
  }();
  ASSERT_GT(allowed.size(), 200u) << "the statements would hardly be tried";
  for (const auto& c : allowed) each(c);
}

bool names_a_child(Record record) {
  return record == Record::ChildIdentity || record == Record::ChildCase || record == Record::ReferralSummary || record == Record::PenPicture ||
         record == Record::FullFile || record == Record::Placement || record == Record::Notice || record == Record::ChildsPlan || record == Record::ParentsPart;
}
bool is_authority_of_the_child(const Case& c) {
  return c.kind == Kind::Authority && (c.relation == Relation::Responsible || c.relation == Relation::Allocated);
}

TEST(Access, NobodyOutsideTheResponsibleAuthorityGetsAChildsIdentityOrCase) {
  for_every_allowed([](const Case& c) {
    if (c.record == Record::ChildIdentity || c.record == Record::ChildCase) { EXPECT_TRUE(is_authority_of_the_child(c)) << told(c); }
  });
}

TEST(Access, AProgramDoesNoMoreThanItsScopesAndItsRolesBothAllow) {
  for_every_allowed([](const Case& c) {
    auto standing = standing_of(c);
    standing.scopes.emplace();
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c) << ": no scope at all";
    standing.scopes = {{c.record, c.verb}};
    EXPECT_EQ(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb)), c.aim != Aim::BreakGlass) << told(c);
    standing.grants.clear();
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c) << ": a scope without a role";
  });
}

TEST(Access, AConsortiumNeverSeesAChild) {
  for_every_allowed([](const Case& c) {
    if (c.kind == Kind::Consortium) { EXPECT_FALSE(names_a_child(c.record)) << told(c); }
  });
}

TEST(Access, AnalystsSeeFiguresAndTheDirectoryOnly) {
  for_every_allowed([](const Case& c) {
    if (c.role != Role::DepartmentAnalyst && c.role != Role::OfstedAnalyst) return;
    const bool checks_claims = c.role == Role::OfstedAnalyst && c.record == Record::HomeClaim;
    EXPECT_TRUE(c.record == Record::Figures || c.record == Record::HomeProfile || c.record == Record::Organisation || checks_claims) << told(c);
  });
}

TEST(Access, OutsideTheAuthorityAReferralReachesOnlyThoseToWhomItsStageWasReleasedAndOnlyWhileItIsLive) {
  for_every_allowed([](const Case& c) {
    if (c.record != Record::ReferralSummary && c.record != Record::PenPicture && c.record != Record::FullFile) return;
    if (is_authority_of_the_child(c)) return;
    EXPECT_TRUE(c.kind == Kind::ProviderGroup || c.kind == Kind::Home) << told(c);
    EXPECT_EQ(c.relation, Relation::Addressed) << told(c);
    EXPECT_EQ(c.state, State::Live) << told(c);
    EXPECT_NE(c.verb, Verb::Export) << told(c);
    EXPECT_NE(c.verb, Verb::Write) << told(c);
    if (c.record == Record::FullFile) { EXPECT_EQ(c.kind, Kind::Home) << told(c); }
  });
}

TEST(Access, APlacementIsSeenByItsAuthorityAndItsHomeOnly) {
  for_every_allowed([](const Case& c) {
    if (c.record == Record::Placement && !is_authority_of_the_child(c)) { EXPECT_TRUE(c.kind == Kind::Home && c.relation == Relation::OwnHome) << told(c); }
  });
}

TEST(Access, ARestrictedRecordIsSeenOnlyByThoseToWhomItIsAllocatedAndByTheChild) {
  for_every_allowed([](const Case& c) {
    if (c.state != State::Restricted) return;
    if (c.role == Role::YoungPerson) { EXPECT_EQ(c.relation, Relation::Concerned) << told(c); }
    else { EXPECT_EQ(c.relation, Relation::Allocated) << told(c); }
  });
}

TEST(Access, WhatHasEndedIsOnlyReadOrTakenAwayButForAnOrganisationsOwnPeopleAndWhoPutsThePlacementsDaysRight) {
  for_every_allowed([](const Case& c) {
    if (c.record == Record::Placement && c.role == Role::PlacementOfficer && c.verb == Verb::Write) return;   // days entered in error
    if (c.state == State::Ended && c.record != Record::People) { EXPECT_TRUE(c.verb == Verb::Read || c.verb == Verb::Export) << told(c); }
  });
}

TEST(Access, AStrangerGetsNothingOfAChildAPriceAReportPeopleOrAudit) {
  for_every_allowed([](const Case& c) {
    if (c.relation && *c.relation != Relation::Anyone) return;
    EXPECT_FALSE(names_a_child(c.record)) << told(c);
    EXPECT_NE(c.record, Record::Price) << told(c);
    EXPECT_NE(c.record, Record::People) << told(c);
    EXPECT_NE(c.record, Record::AuditTrail) << told(c);
    if (c.record == Record::VisitReport || c.record == Record::HomeAddress) { EXPECT_EQ(c.role, Role::Inspector) << told(c); }
    const bool lets_in = c.role == Role::ServiceAdministrator && c.record == Record::Organisation;
    EXPECT_TRUE(c.verb == Verb::Read || c.record == Record::Figures || c.record == Record::HomeClaim || lets_in) << told(c);
  });
}

TEST(Access, AClaimToAHomeIsMadeByTheProviderAndCheckedByTheRegulatorOrWhoeverOperatesTheService) {
  for_every_allowed([](const Case& c) {
    if (c.record != Record::HomeClaim) return;
    const bool claims = (c.role == Role::ResponsibleIndividual || c.role == Role::Administrator) && c.relation == Relation::Owner;
    const bool checks = c.role == Role::OfstedAnalyst || c.role == Role::ServiceAdministrator;
    EXPECT_TRUE(claims || checks) << told(c);
    if (c.verb == Verb::Write) { EXPECT_TRUE(claims) << told(c); }
    if (c.verb == Verb::Approve) { EXPECT_TRUE(checks) << told(c); }
  });
}

TEST(Access, ChildrenParentsAndAdvocatesSeeWhatConcernsThemAndNothingElseOfAnyChild) {
  for_every_allowed([](const Case& c) {
    const bool told_of_it = c.role == Role::YoungPerson || c.role == Role::Parent || c.role == Role::Advocate;
    if (told_of_it && names_a_child(c.record)) {
      EXPECT_TRUE(c.record == Record::ChildsPlan || c.record == Record::ParentsPart) << told(c);
      EXPECT_EQ(c.relation, Relation::Concerned) << told(c);
      const bool says = c.role == Role::YoungPerson && c.record == Record::ChildsPlan && c.verb == Verb::Answer;   // what the child thinks, in its own words
      EXPECT_TRUE(c.verb == Verb::Read || says) << told(c);
    }
    if (c.role == Role::Parent) { EXPECT_NE(c.record, Record::ChildsPlan) << told(c) << ": it may hold what the child said in confidence, and a withheld address"; }
    if (c.relation == Relation::Concerned && names_a_child(c.record)) { EXPECT_TRUE(told_of_it) << told(c); }
  });
}

TEST(Access, WhoeverOperatesTheServiceSeesNoChildNoPriceNobodysPeopleAndNoAudit) {
  for_every_allowed([](const Case& c) {
    if (c.role != Role::ServiceAdministrator) return;
    EXPECT_TRUE(c.record == Record::Organisation || c.record == Record::HomeClaim || c.record == Record::HomeProfile) << told(c);
  });
}

TEST(Access, ABrokenGlassIsLookedAtInTheAuthorityWhoseRecordItWas) {
  for_every_allowed([](const Case& c) {
    if (c.record != Record::GlassAlert) return;
    EXPECT_EQ(c.relation, Relation::Owner) << told(c);
    if (c.verb != Verb::Read) { EXPECT_TRUE((c.role == Role::NominatedOfficer || c.role == Role::HeadOfService) && c.verb == Verb::Answer) << told(c); }
  });
  for (const auto role : {Role::NominatedOfficer, Role::HeadOfService})
    EXPECT_TRUE(allows(decided({.role = role, .kind = Kind::Authority, .record = Record::GlassAlert, .verb = Verb::Answer, .relation = Relation::Owner, .aim = Aim::Oversight})));
}

TEST(Access, WhoStandsInOpensWhatIsAllocatedToTheOneAbsentAndNotWhatIsTheirOwn) {
  for_every_allowed([](const Case& c) {
    if (c.relation != Relation::Allocated || c.aim == Aim::BreakGlass) return;
    auto standing = standing_of(c);
    standing.grants[0].delegated = true;
    standing.grants[0].held_for = kKim;
    auto facts = facts_of(c);
    facts.people = {kKim};
    EXPECT_TRUE(allows(decide(standing, {c.aim, c.reason}, facts, c.verb))) << told(c);
    facts.people = {kSam};
    const auto by_another_row = decide({kSam + "'s colleague", kOwn, kMonday, true, {grant_of(c)}}, {c.aim, c.reason}, facts, c.verb);
    if (!allows(by_another_row)) { EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts, c.verb))) << told(c) << ": allocated to the deputy for another role"; }
    standing.grants[0].held_for.clear();
    facts.people = {kKim};
    if (!allows(by_another_row)) { EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts, c.verb))) << told(c) << ": nobody knows for whom"; }
  });
}

TEST(Access, NobodyStandsInForTheOneWhomARecordConcerns) {
  for_every_allowed([](const Case& c) {
    if (c.relation != Relation::Concerned || !names_a_child(c.record)) return;
    auto standing = standing_of(c);
    standing.grants[0].delegated = true;
    standing.grants[0].held_for = kKim;
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c);
  });
}

TEST(Access, WhatMayNameAChildIsSaidOfEveryRecord) {
  for (const auto& row : kRecords.rows) EXPECT_EQ(of_a_child(row.value), names_a_child(row.value) || row.value == Record::GlassAlert) << row.code << ": the reason of an emergency may name a child";
}

TEST(Access, APersonStandsForThoseWhoseRolesTheyHoldTodayAndInThisOrganisation) {
  const Stay week{kMonday, kMonday.plus_days(7)}, over{kMonday.plus_days(-7), kMonday};
  const auto held = [&](std::string whom, OrganisationId body, Stay stay) { return Grant{Role::SocialWorker, std::move(body), Kind::Authority, {kStanding, stay}, true, {}, {}, std::move(whom)}; };
  const Standing standing{kSam, kOwn, kMonday, true, {held(kKim, kOwn, week), held(kKim, kOwn, week), held("ended", kOwn, over), held("elsewhere", kOther, week)}};
  EXPECT_EQ(stands_for(standing), (std::vector<std::string>{kSam, kKim}));
}

TEST(Access, AProviderNeverSeesAnothersPrices) {
  for_every_allowed([](const Case& c) {
    if (c.record == Record::Price && c.kind == Kind::ProviderGroup) { EXPECT_EQ(c.relation, Relation::Owner) << told(c); }
    if (c.record == Record::Price) { EXPECT_NE(c.kind, Kind::Home) << told(c); }
  });
}

TEST(Access, OnlyAHomesOwnPeopleChangeItsEntryAndItsVacancies) {
  for_every_allowed([](const Case& c) {
    if ((c.record == Record::HomeProfile || c.record == Record::Vacancies) && c.verb != Verb::Read) {
      EXPECT_TRUE(c.kind == Kind::ProviderGroup || c.kind == Kind::Home) << told(c);
      EXPECT_EQ(c.relation, Relation::OwnHome) << told(c);
    }
  });
}

TEST(Access, AdministratorsAndAuditorsOfAnOrganisationSeeNoChild) {
  for_every_allowed([](const Case& c) {
    if (c.role == Role::Administrator || c.role == Role::Auditor) { EXPECT_FALSE(names_a_child(c.record)) << told(c); }
  });
}

TEST(Access, PeopleAndAuditAreTheirOwnOrganisationsAffair) {
  for_every_allowed([](const Case& c) {
    if (c.record == Record::People) { EXPECT_TRUE(c.role == Role::Administrator && c.relation == Relation::Owner) << told(c); }
    if (c.record == Record::AuditTrail) { EXPECT_TRUE(c.role == Role::Auditor && c.relation == Relation::Owner && c.verb != Verb::Write) << told(c); }
  });
}

TEST(Access, OnlyTheNominatedOfficerOfItsAuthorityTakesAChildsRecordsAwayAndWhoeverWasNotifiedTheNoticesAndNobodyARestrictedOne) {
  for_every_allowed([](const Case& c) {
    if (c.verb != Verb::Export || !names_a_child(c.record) || c.record == Record::ReferralSummary) return;
    EXPECT_NE(c.state, State::Restricted) << told(c);
    if (c.role == Role::AreaContact && c.record == Record::Notice && c.relation == Relation::Host) return;
    EXPECT_EQ(c.role, Role::NominatedOfficer) << told(c);
    EXPECT_TRUE(is_authority_of_the_child(c)) << told(c);
  });
}

TEST(Access, OnlyANominatedOfficerOrATeamManagerApprovesAndAHeadOfServiceAPlacementAndTheRuleOfReferrals) {
  for_every_allowed([](const Case& c) {
    if (c.verb == Verb::Approve && c.record != Record::HomeClaim) { EXPECT_TRUE(c.role == Role::NominatedOfficer || c.role == Role::TeamManager || (c.role == Role::HeadOfService && (c.record == Record::Placement || c.record == Record::ReferralSummary))) << told(c); }
  });
}

TEST(Access, ATeamManagerReadsAndApprovesReferralsOfTheOwnTeamAndOfNobodyElse) {
  for (const auto verb : {Verb::Read, Verb::Approve}) {
    Case c{.role = Role::TeamManager, .kind = Kind::Authority, .record = Record::PenPicture, .verb = verb, .relation = Relation::Allocated};
    EXPECT_TRUE(allows(decided(c))) << told(c);
    c.relation = Relation::Responsible;
    EXPECT_FALSE(allows(decided(c))) << told(c);
  }
  for_every_allowed([](const Case& c) {
    if (c.record == Record::PenPicture && c.verb == Verb::Approve) { EXPECT_TRUE(c.role == Role::TeamManager && c.relation == Relation::Allocated && c.state != State::Ended) << told(c); }
    if (c.role == Role::TeamManager && (c.record == Record::PenPicture || c.record == Record::ReferralSummary)) { EXPECT_NE(c.verb, Verb::Write) << told(c); }
  });
}

TEST(Access, ATeamManagerAllocatesEveryLiveChildOfTheAuthorityAndSeesNoMoreOfItForThat) {
  Case c{.role = Role::TeamManager, .kind = Kind::Authority, .record = Record::ChildCase, .verb = Verb::Approve, .relation = Relation::Responsible};
  EXPECT_TRUE(allows(decided(c)));
  for (const auto state : {State::Ended, State::Restricted}) {
    c.state = state;
    EXPECT_FALSE(allows(decided(c))) << told(c);
  }
  c.state = State::Live;
  for (const auto verb : {Verb::Read, Verb::Write, Verb::Export}) {
    c.verb = verb;
    EXPECT_FALSE(allows(decided(c))) << told(c);
  }
  for_every_allowed([](const Case& one) {
    if (one.record == Record::ChildCase && one.verb == Verb::Approve && one.relation == Relation::Responsible) { EXPECT_EQ(one.role, Role::TeamManager) << told(one); }
  });
}

TEST(Access, TheGlassIsBrokenOnlyByWorkersOfTheResponsibleAuthorityToReadWithAReasonAndAlwaysAlerts) {
  for_every_allowed([](const Case& c) {
    const auto decision = decided(c);
    EXPECT_EQ(std::get<Granted>(decision).alerts, c.aim == Aim::BreakGlass) << told(c);
    if (c.aim != Aim::BreakGlass) return;
    EXPECT_TRUE(c.role == Role::SocialWorker || c.role == Role::TeamManager) << told(c);
    EXPECT_TRUE(is_authority_of_the_child(c)) << told(c);
    EXPECT_EQ(c.verb, Verb::Read) << told(c);
    for (const auto* reason : {"", "   ", "too short", "          x          "}) {
      auto silent = c;
      silent.reason = reason;
      EXPECT_FALSE(allows(decided(silent))) << told(c) << " with the reason \"" << reason << '"';
    }
    auto standing = standing_of(c);
    standing.grants[0].delegated = true;
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c) << " as a delegate";
  });
}

TEST(Access, NothingOfAChildIsShownWithoutTheSecondFactor) {
  for_every_allowed([](const Case& c) {
    auto one = c;
    one.two_factors = false;
    if (names_a_child(c.record) || c.record == Record::People || c.record == Record::AuditTrail) { EXPECT_FALSE(allows(decided(one))) << told(c); }
  });
}

TEST(Access, WhatAGrantRestsOnMustAllStandOnTheDay) {
  const Stay ended{Date(2020, 1, 1), kMonday}, to_come{kMonday.plus_days(1), {}};
  for_every_allowed([&](const Case& c) {
    const auto tried = [&](std::vector<Stay> within) {
      auto standing = standing_of(c);
      standing.grants[0].within = std::move(within);
      return allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb));
    };
    EXPECT_FALSE(tried({ended, kStanding})) << told(c);
    EXPECT_FALSE(tried({kStanding, ended})) << told(c);
    EXPECT_FALSE(tried({kStanding, kStanding, to_come})) << told(c);
    EXPECT_FALSE(tried({})) << told(c);
    EXPECT_TRUE(tried({{kMonday, kMonday.plus_days(1)}})) << told(c);
  });
}

TEST(Access, AGrantOfAnotherOrganisationThanTheOneActedForAllowsNothing) {
  for_every_allowed([](const Case& c) {
    auto standing = standing_of(c);
    standing.acting_for = kOther;
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c);
    standing.acting_for = OrganisationId();
    standing.grants[0].organisation = OrganisationId();
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c);
  });
}

TEST(Access, ARoleInAnOrganisationOfAnotherKindAllowsNothing) {
  for_every_allowed([](const Case& c) {
    for (const auto& kind : organisations::kKinds.rows) {
      if (fits(c.role, kind.value)) continue;
      auto standing = standing_of(c);
      standing.grants[0].kind = kind.value;
      EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c) << " in " << organisations::kKinds.code(kind.value);
    }
  });
}

TEST(Access, NobodyAndThoseWithoutAGrantGetNothing) {
  for_every_allowed([](const Case& c) {
    auto standing = standing_of(c);
    standing.person.clear();
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c);
    standing = standing_of(c);
    standing.grants.clear();
    EXPECT_FALSE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c);
  });
}

TEST(Access, AGrantMoreNeverTakesAnythingAway) {
  for_every_allowed([](const Case& c) {
    auto standing = standing_of(c);
    standing.grants.insert(standing.grants.begin(), Grant{Role::HomeStaff, kOwn, Kind::Home, {{Date(2010, 1, 1), Date(2011, 1, 1)}}, false, {}, {}});
    EXPECT_TRUE(allows(decide(standing, {c.aim, c.reason}, facts_of(c), c.verb))) << told(c);
  });
}

TEST(Access, ACaseDoesNotFollowAWorkerToAnotherAuthority) {
  Case c{.role = Role::SocialWorker, .kind = Kind::Authority, .record = Record::ChildCase, .relation = Relation::Allocated};
  ASSERT_TRUE(allows(decided(c)));
  auto facts = facts_of(c);
  facts.responsible = kOther;
  EXPECT_FALSE(allows(decide(standing_of(c), {Aim::Care, {}}, facts, Verb::Read)));
}

TEST(Access, WhatIsUnknownOfARecordRelatesNobodyToIt) {
  for_every_case([](const Case& c) {
    if (!names_a_child(c.record)) return;
    const Facts unknown{.record = c.record, .state = c.state};
    EXPECT_FALSE(allows(decide(standing_of(c), {c.aim, c.reason}, unknown, c.verb))) << told(c);
  });
}

TEST(Access, EveryRefusalIsToldAsIfTheRecordDidNotExist) {
  std::set<std::string> answers;
  std::set<Refusal> reasons;
  for_every_case([&](const Case& c) {
    auto decision = decided(c);
    if (const auto* refusal = std::get_if<Refusal>(&decision)) reasons.insert(*refusal);
    const auto answer = or_missing(std::move(decision));
    if (answer) return;
    answers.insert(std::to_string(static_cast<int>(answer.error().kind)) + answer.error().detail + std::to_string(answer.error().fields.size()));
  });
  EXPECT_EQ(answers, std::set<std::string>{std::to_string(static_cast<int>(ErrorKind::NotFound)) + missing().detail + "0"});
  EXPECT_THAT(reasons, ::testing::IsSupersetOf({Refusal::NoSuchRow, Refusal::NotRelated, Refusal::OtherPurpose, Refusal::OtherState}));
}

TEST(Access, EveryRowOfTheTableAllowsWhatItSays) {
  for (const auto& row : rows()) {
    const auto role = row.role.value_or(Role::HomeStaff);
    const auto kind = std::ranges::find_if(organisations::kKinds.rows, [&](const auto& k) { return fits(role, k.value); })->value;
    for (const auto& verb : kVerbs.rows)
      for (const auto& state : kStates.rows) {
        if (!(row.verbs >> static_cast<unsigned>(verb.value) & 1u) || !(row.states >> static_cast<unsigned>(state.value) & 1u)) continue;
        const Case c{.role = role, .kind = kind, .record = row.record, .verb = verb.value, .relation = row.relation, .state = state.value,
                     .aim = row.aim.value_or(Aim::Provision)};
        const auto decision = decided(c);
        ASSERT_TRUE(allows(decision)) << told(c);
        EXPECT_THAT(std::get<Granted>(decision).allowed.grounds(), ::testing::StartsWith(std::string(kRoles.label(role)))) << told(c);
      }
  }
}

TEST(Access, ADelegatesGroundsSayThatTheRoleWasDelegated) {
  const Case c{.role = Role::NominatedOfficer, .kind = Kind::Authority, .record = Record::Placement, .verb = Verb::Approve,
               .relation = Relation::Responsible, .aim = Aim::Oversight};
  auto standing = standing_of(c);
  standing.grants[0].delegated = true;
  const auto decision = decide(standing, {c.aim, {}}, facts_of(c), c.verb);
  ASSERT_TRUE(allows(decision));
  EXPECT_THAT(std::get<Granted>(decision).allowed.grounds(), ::testing::HasSubstr("(delegated)"));
}

}  // namespace
}  // namespace rightplace::access
