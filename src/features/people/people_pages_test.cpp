// The pages as people use them: a browser in front of the whole site, letters in a box, children of two authorities.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/people_stage.h"

namespace rightplace::people {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

RIGHTPLACE_ON_BOTH(PeoplePages);

TEST_P(PeoplePages, AnAdministratorInvitesSomebodyWhoSetsUpTheAccountAndSignsIn) {
  given_person("ada", north, Role::Administrator);
  sign_in("ada");
  const auto sent = fill("/people/invite", "/people/invite", operator_plus({{"name", "Kim Larch"}, {"email", "kim@example.org"}, {"roles", "placement_officer"}}, days("from_on", today())));
  ASSERT_THAT(where(sent), HasSubstr("/people/")) << sent.body;
  EXPECT_THAT(get("/people").body, HasSubstr("Kim Larch"));
  const auto got = letters();
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_THAT(got.front().second, Not(HasSubstr("Kim")));
  const auto link = link_in(got.front().second);
  cookies.clear();
  const auto page = get(link);
  ASSERT_EQ(page.status, 200) << link;
  const auto key = page.body.find("rp-code\">") + 9;
  std::string secret = page.body.substr(key, page.body.find('<', key) - key);
  std::erase(secret, ' ');
  secrets["kim"] = secret;
  EXPECT_EQ(where(fill(link, link, {{"password", std::string(kPassword)}, {"totp", vault::totp_code(secret, clock.now().ms / 1000)}})), "/sign-in?said=chosen");
  sign_in("kim");
  EXPECT_THAT(get("/").body, HasSubstr("Manchester"));
  EXPECT_EQ(get("/people").status, 404) << "a placement officer administers nobody";
}

TEST_P(PeoplePages, AFormTellsEveryFaultAtOnceAndKeepsWhatWasTyped) {
  given_person("ada", north, Role::Administrator);
  sign_in("ada");
  const auto page = fill("/people/invite", "/people/invite", {{"name", ""}, {"email", "kim"}, {"from_on-day", "31"}, {"from_on-month", "2"}, {"from_on-year", "2026"}});
  EXPECT_EQ(page.status, 422);
  for (const auto* fault : {"Enter the name of the person", "Choose at least one role", "must be a real date"}) EXPECT_THAT(page.body, HasSubstr(fault));
  EXPECT_THAT(page.body, HasSubstr("value=\"kim\""));
  EXPECT_EQ(count("SELECT COUNT(*) FROM people"), 1);
}

TEST_P(PeoplePages, AFormSentTwiceInvitesOnce) {
  given_person("ada", north, Role::Administrator);
  sign_in("ada");
  const auto body = body_of(get("/people/invite").body, operator_plus({{"name", "Kim Larch"}, {"email", "kim@example.org"}, {"roles", "auditor"}}, days("from_on", today())));
  const auto first = send(web::Method::Post, "/people/invite", body), second = send(web::Method::Post, "/people/invite", body);
  EXPECT_EQ(where(first), where(second));
  EXPECT_EQ(count("SELECT COUNT(*) FROM memberships"), 2);
  EXPECT_THAT(letters(), SizeIs(1));
}

TEST_P(PeoplePages, PeopleOfAnotherOrganisationAreAnsweredLikeNobody) {
  given_person("ada", north, Role::Administrator);
  const auto other = given_person("lou", south, Role::PlacementOfficer);
  sign_in("ada");
  const auto hidden = get("/people/" + other.text()), missing = get("/people/01900000-0000-7000-8000-000000000099");
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(hidden.body, missing.body);
  for (const auto* what : {"/end", "/roles", "/set-up-link"}) EXPECT_EQ(fill("/people", "/people/" + other.text() + what, {{"role", "auditor"}}).status, 404) << what;
  EXPECT_EQ(count("SELECT COUNT(*) FROM membership_roles"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM set_up_codes"), 0);
}

TEST_P(PeoplePages, AnAdministratorNeverSeesAChildOrAParentWithAccessOfTheirOwnNorMakesOne) {
  given_person("ada", north, Role::Administrator);
  const auto robin = given_person("robin", north, Role::YoungPerson), mother = given_person("mother", north, Role::Parent);
  sign_in("ada");
  const auto list = get("/people").body;
  EXPECT_THAT(list, Not(HasSubstr("robin")));
  EXPECT_THAT(list, Not(HasSubstr("mother")));
  const auto missing = get("/people/01900000-0000-7000-8000-000000000099");
  for (const auto& one : {robin, mother}) EXPECT_EQ(get("/people/" + one.text()).body, missing.body);
  EXPECT_EQ(fill("/people/invite", "/people/invite", operator_plus({{"name", "Kim Larch"}, {"email", "kim@example.org"}, {"roles", "young_person"}}, days("from_on", today()))).status, 422);
}

TEST_P(PeoplePages, ARoleIsGivenForDaysAndEnded) {
  given_person("ada", north, Role::Administrator);
  const auto kim = given_person("kim", north, Role::PlacementOfficer);
  sign_in("ada");
  const auto page = "/people/" + kim.text();
  const auto given_role = fill(page, page + "/roles", operator_plus({{"role", "auditor"}}, operator_plus(days("from_on", today()), days("until_on", today().plus_days(6)))));
  ASSERT_EQ(where(given_role), page + "?said=done") << given_role.body;
  EXPECT_THAT(get(page).body, HasSubstr("from 2 March 2026 to 8 March 2026"));
  EXPECT_EQ(fill(page, page + "/roles", operator_plus({{"role", "registered_manager"}}, days("from_on", today()))).status, 422) << "a home's role";
  const auto role = ask([&](db::Read& tx) { return accounts::load_member(tx, desk->vault, kim, today()); })->roles.back().id.text();
  const auto end = page + "/roles/" + role + "/end";
  EXPECT_EQ(where(fill(end, end, days("last", today()))), page + "?said=done");
  EXPECT_THAT(get(page).body, HasSubstr("from 2 March 2026 to 2 March 2026"));
  EXPECT_EQ(fill(page + "/end", page + "/end", days("last", Date(2020, 1, 1))).status, 422) << "what was done stays as it was";
}

TEST_P(PeoplePages, SomebodyAwayLetsAColleagueHoldTheRoleAndTakesItBack) {
  given_person("nia", north, Role::NominatedOfficer);
  given_person("kim", north, Role::PlacementOfficer);
  given_person("lou", south, Role::PlacementOfficer);
  sign_in("nia");
  const auto role = ask([&](db::Read& tx) { return tx.first("SELECT id FROM membership_roles WHERE role = 'nominated_officer'", {}, [](const db::Row& row) { return row.string(0); }); }).value();
  const auto arranged = [&](const std::string& email) {
    return fill("/account/absence", "/account/absence", operator_plus({{"roles", role}, {"email", email}}, operator_plus(days("from_on", today()), days("until_on", today().plus_days(6)))));
  };
  const auto elsewhere = arranged("lou@example.org");
  EXPECT_EQ(elsewhere.status, 422);
  EXPECT_THAT(elsewhere.body, HasSubstr("Nobody with this e-mail address works in your organisation"));
  ASSERT_EQ(where(arranged("kim@example.org")), "/account/absence");
  EXPECT_THAT(get("/account/absence").body, HasSubstr("held by kim"));
  EXPECT_EQ(arranged("kim@example.org").status, 422) << "that is arranged already";
  sign_in("kim");
  EXPECT_THAT(get("/account").body, HasSubstr("Nominated officer (for somebody absent)"));
  EXPECT_EQ(get("/emergency-access/alerts").status, 200);
  sign_in("nia");
  const auto id = ask([&](db::Read& tx) { return tx.first("SELECT id FROM role_delegations", {}, [](const db::Row& row) { return row.string(0); }); }).value();
  EXPECT_EQ(where(fill("/account/absence", "/account/absence/" + id + "/end", {})), "/account/absence");
  sign_in("kim");
  EXPECT_EQ(get("/emergency-access/alerts").status, 404);
}

TEST_P(PeoplePages, AnAdministratorGivesThemselvesNoRoleNeitherOutrightNorForSomebodyAbsent) {
  const auto ada = given_person("ada", north, Role::Administrator), nia = given_person("nia", north, Role::NominatedOfficer);
  sign_in("ada");
  const auto page = "/people/" + ada.text();
  const auto outright = fill(page, page + "/roles", operator_plus({{"role", "nominated_officer"}}, days("from_on", today())));
  EXPECT_EQ(outright.status, 422);
  EXPECT_THAT(outright.body, HasSubstr("Somebody else must give you a role"));
  const auto role = ask([&](db::Read& tx) { return accounts::load_member(tx, desk->vault, nia, today()); })->roles.front().id.text();
  const auto delegate = "/people/" + nia.text() + "/roles/" + role + "/delegate";
  const auto absent = fill(delegate, delegate, operator_plus({{"to", ada.text()}}, operator_plus(days("from_on", today()), days("until_on", today().plus_days(3)))));
  EXPECT_EQ(absent.status, 422);
  EXPECT_EQ(count("SELECT COUNT(*) FROM membership_roles"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM role_delegations"), 0);
}

TEST_P(PeoplePages, ARoleThatSomebodyHoldsForAnotherIsNotTheirsToDelegateOn) {
  const auto nia = given_person("nia", north, Role::NominatedOfficer), kim = given_person("kim", north, Role::PlacementOfficer);
  given_person("sol", north, Role::SocialWorker);
  const auto role = ask([&](db::Read& tx) { return accounts::load_member(tx, desk->vault, nia, today()); })->roles.front().id;
  ASSERT_TRUE(write([&](db::Write& tx) { return accounts::delegate(tx, kOperator, kAllowed, role, kim, {today(), today().plus_days(7)}, clock.now()); }));
  sign_in("kim");
  EXPECT_THAT(get("/account/absence").body, Not(HasSubstr(role.text())));
  EXPECT_EQ(fill("/account/absence", "/account/absence", operator_plus({{"roles", role.text()}, {"email", "sol@example.org"}}, operator_plus(days("from_on", today()), days("until_on", today().plus_days(3))))).status, 404);
  EXPECT_EQ(count("SELECT COUNT(*) FROM role_delegations"), 1);
}

TEST_P(PeoplePages, ASetUpLinkOfOneOrganisationDoesNotReachTheAccountOfAnother) {
  given_person("ada", north, Role::Administrator);
  const auto kim = given_person("kim", north, Role::PlacementOfficer);
  sign_in("ada");
  const auto page = "/people/" + kim.text();
  EXPECT_EQ(where(fill(page, page + "/set-up-link", {})), page + "?said=sent");
  given_person("kim", south, Role::SocialWorker);
  const auto refused = fill(page, page + "/set-up-link", {});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("works for another organisation too"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM set_up_codes"), 1);
}

TEST_P(PeoplePages, AForgottenPasswordIsChosenAnewAndNobodyLearnsWhoHasAnAccount) {
  given_person("sam", north, Role::PlacementOfficer);
  const auto known = fill("/recover", "/recover", {{"email", "sam@example.org"}}), unknown = fill("/recover", "/recover", {{"email", "nobody@example.org"}});
  EXPECT_EQ(where(known), "/recover?sent=yes");
  EXPECT_EQ(where(known), where(unknown));
  EXPECT_EQ(known.body, unknown.body);
  const auto got = letters();
  ASSERT_THAT(got, SizeIs(1));
  const auto link = link_in(got.front().second);
  const auto poor = fill(link, link, {{"password", "password1234"}, {"totp", "000000"}});
  EXPECT_EQ(poor.status, 422);
  EXPECT_THAT(poor.body, HasSubstr("not among the commonest"));
  EXPECT_THAT(poor.body, Not(HasSubstr("password1234")));
  EXPECT_EQ(where(fill(link, link, {{"password", "copper thimble meadow"}, {"totp", vault::totp_code(secrets["sam"], clock.now().ms / 1000)}})), "/sign-in?said=chosen");
  EXPECT_EQ(get(link).status, 404) << "it serves once";
}

TEST_P(PeoplePages, ALockedSessionLeadsToTheLockAndBackToThePage) {
  given_person("ada", north, Role::Administrator);
  sign_in("ada");
  EXPECT_EQ(where(fill("/account", "/lock", {})), "/locked");
  EXPECT_EQ(where(get("/people")), "/locked?next=%2Fpeople");
  const auto wrong = fill("/locked?next=/people", "/locked?next=/people", {{"password", "123456"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(where(fill("/locked?next=/people", "/locked?next=/people", {{"password", std::string(kPassword)}})), "/people");
  EXPECT_EQ(get("/people").status, 200);
  clock.set(Instant{clock.now().ms + accounts::kLockMs});
  EXPECT_EQ(where(get("/people")), "/locked?next=%2Fpeople") << "by itself";
  for (const auto* elsewhere : {"//evil.example", "https://evil.example", "/\\evil.example", "/people%0d%0aX: y"})
    EXPECT_EQ(where(fill("/locked", std::string("/locked?next=") + web::percent_encoded(elsewhere), {{"password", "123456"}})), "") << elsewhere;
  EXPECT_EQ(where(fill("/locked", "/locked?next=" + web::percent_encoded("//evil.example"), {{"password", std::string(kPassword)}})), "/");
}

TEST_P(PeoplePages, WhoWorksForTwoSaysForWhichAndSeesOnlyThat) {
  given_person("ada", north, Role::Administrator);
  given_person("ada", south, Role::Administrator);
  given_person("lou", south, Role::PlacementOfficer);
  sign_in("ada");
  EXPECT_EQ(where(get("/")), "/choose-organisation");
  EXPECT_EQ(get("/people").status, 404) << "for nobody yet";
  EXPECT_EQ(fill("/choose-organisation", "/choose-organisation", {}).status, 422);
  EXPECT_EQ(where(fill("/choose-organisation", "/choose-organisation", {{"organisation", north.text()}})), "/");
  EXPECT_THAT(get("/people").body, Not(HasSubstr("lou")));
  fill("/choose-organisation", "/choose-organisation", {{"organisation", south.text()}});
  EXPECT_THAT(get("/people").body, HasSubstr("lou"));
}

TEST_P(PeoplePages, WhoeverOperatesTheServiceLetsAnOrganisationInAndNobodyElseDoes) {
  const auto platform = given(Kind::Platform, "Rightplace");
  given_person("eve", platform, Role::ServiceAdministrator);
  given_person("ada", north, Role::Administrator);
  sign_in("ada");
  EXPECT_EQ(get("/organisations/new").status, 404);
  sign_in("eve");
  const auto wrong = fill("/organisations/new", "/organisations/new", {{"organisation", "Alder Care"}, {"kind", "authority"}, {"number", "X"}, {"name", "Kim"}, {"email", "kim@example.org"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("#number"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM organisations"), 3);
  const auto done = fill("/organisations/new", "/organisations/new", {{"organisation", "Alder Care"}, {"kind", "provider_group"}, {"name", "Kim"}, {"email", "kim@example.org"}});
  ASSERT_THAT(where(done), HasSubstr("/organisations/")) << done.body;
  EXPECT_THAT(get(where(done)).body, HasSubstr("Alder Care"));
  EXPECT_THAT(letters(), SizeIs(1));
  EXPECT_EQ(get("/people/" + std::string("x")).status, 404);
}

TEST_P(PeoplePages, AProviderClaimsAHomeAndOfstedChecksIt) {
  homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 1, 31), .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
  homes::RegisterRow row;
  row.line = 2;
  row.urn = "SC900001";
  row.authority_code = "E08000003";
  row.region = "North West";
  list.rows.push_back(row);
  write([&](db::Write& tx) {
    homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000001"}, list, clock.now());
    homes::rebuild_history(tx);
    return 0;
  });
  const auto provider = given(Kind::ProviderGroup, "Alder Care"), ofsted = given(Kind::Ofsted, "Ofsted");
  given_person("rita", provider, Role::ResponsibleIndividual);
  given_person("olu", ofsted, Role::OfstedAnalyst);
  sign_in("rita");
  const auto unknown = fill("/own-homes", "/own-homes", {{"urn", "SC999999"}});
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body, HasSubstr("The register shows no home open today"));
  ASSERT_EQ(where(fill("/own-homes", "/own-homes", {{"urn", "sc900001"}})), "/own-homes");
  EXPECT_THAT(get("/own-homes").body, HasSubstr("Waits to be checked"));
  EXPECT_EQ(get("/home-claims").status, 404) << "who claims does not check";
  const auto homes_of = [&] { return ask([&](db::Read& tx) { return organisations::homes_of(tx, provider, today()); }); };
  EXPECT_THAT(homes_of(), SizeIs(0));
  sign_in("olu");
  const auto claim = ask([](db::Read& tx) { return organisations::claims_waiting(tx); }).front().id.text();
  EXPECT_EQ(fill("/home-claims/" + claim, "/home-claims/" + claim, {}).status, 422);
  EXPECT_EQ(where(fill("/home-claims/" + claim, "/home-claims/" + claim, operator_plus({{"answer", "certificate"}}, days("from_on", today())))), "/home-claims?said=proved");
  EXPECT_THAT(homes_of(), SizeIs(1));
  EXPECT_THAT(get("/home-claims/proved?urn=sc900001").body, HasSubstr("/home-claims/" + claim));
  EXPECT_THAT(get("/home-claims/" + claim).body, Not(HasSubstr("have that one ended first"))) << "it is that one";
  EXPECT_EQ(where(fill("/home-claims/" + claim, "/home-claims/" + claim + "/end", days("last", today()))), "/home-claims?said=ended");
  EXPECT_THAT(ask([&](db::Read& tx) { return organisations::homes_of(tx, provider, today().plus_days(1)); }), SizeIs(0)) << "sold";
  EXPECT_EQ(get("/home-claims/" + claim).status, 404);
}

TEST_P(PeoplePages, AProviderReadsWhyAClaimWasRefused) {
  homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 1, 31), .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
  homes::RegisterRow row;
  row.line = 2;
  row.urn = "SC900001";
  row.authority_code = "E08000003";
  row.region = "North West";
  list.rows.push_back(row);
  const auto provider = given(Kind::ProviderGroup, "Alder Care"), ofsted = given(Kind::Ofsted, "Ofsted");
  const auto claim = write([&](db::Write& tx) {
    homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000001"}, list, clock.now());
    homes::rebuild_history(tx);
    return organisations::claim_home(tx, kOperator, kAllowed, provider, "SC900001", today(), clock.now());
  })->text();
  given_person("rita", provider, Role::ResponsibleIndividual);
  given_person("olu", ofsted, Role::OfstedAnalyst);
  sign_in("olu");
  const auto page = "/home-claims/" + claim;
  const auto silent = fill(page, page, {{"answer", "refuse"}});
  EXPECT_EQ(silent.status, 422);
  EXPECT_THAT(silent.body, HasSubstr("Enter why you refuse the claim"));
  EXPECT_EQ(where(fill(page, page, {{"answer", "refuse"}, {"because", "The certificate shows another company: send the present one"}})), "/home-claims?said=refused");
  sign_in("rita");
  EXPECT_THAT(get("/own-homes").body, ::testing::AllOf(HasSubstr("Refused"), HasSubstr("send the present one")));
}

}  // namespace
}  // namespace rightplace::people
