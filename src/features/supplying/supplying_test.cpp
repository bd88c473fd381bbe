#include "features/supplying/supplying.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"
#include "features/supplying/supplying_pages.h"
#include "tests/support/desk_stage.h"
#include "tests/support/json_schema.h"

namespace rightplace::supplying {
namespace {

using access::Role;
using organisations::Kind;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kTest = Allowed::because("test");
constexpr Date kMonday(2026, 3, 2);
constexpr Stay kSince{Date(2020, 1, 1), {}};
const std::string kUrn = "2500001", kOther = "2500002";

class Supplying : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), children::migrations(), disclosures::migrations(), placements::migrations(), homes::migrations(), supply::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), desk::migrations()});
    auto& db = **database;
    db.write([&](db::Write& tx) {
      homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 1, 31), .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
      for (const auto& urn : {kUrn, kOther}) {
        homes::RegisterRow row;
        row.line = static_cast<std::int64_t>(list.rows.size()) + 2;
        row.urn = urn;
        row.name = "Alder House " + urn;
        row.authority_code = "E08000003";
        row.region = "North West";
        row.places = 4;
        list.rows.push_back(std::move(row));
      }
      homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000001"}, list, clock.now());
      homes::rebuild_history(tx);
      provider = *organisations::add(tx, kOperator, kTest, {Kind::ProviderGroup, "Alder Care", "", "", kSince}, clock.now());
      const auto claim = *organisations::claim_home(tx, kOperator, kTest, provider, kUrn, kMonday, clock.now());
      ASSERT_TRUE(organisations::prove_home(tx, {ActorKind::Person, "checker"}, kTest, claim, organisations::Proof::Certificate, Date(2026, 2, 1), clock.now()));
      const auto person = [&](const char* name, const char* email) {
        return accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal<std::string>(name), Personal<std::string>(email)}, clock.now())->text();
      };
      sam = person("Sam Alder", "sam@example.org");
      kim = person("Kim Beech", "kim@example.org");
    });
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) { return web::Admission{visitor(), {}}; },
          [this](const web::Request& request, std::string_view what) { return faults.emplace_back(request.path + ": " + std::string(what)); });
    as(Role::ReferralsManager);
  }

  web::Visitor visitor() {
    web::Visitor v;
    v.person_id = standing.person;
    v.session_id = "session";
    v.csrf_token = "a-token-of-this-session";
    v.shown_name = "Somebody";
    v.by_token = by_program;
    if (by_program) v.csrf_token.clear();
    v.kept = std::make_shared<access::Standing>(standing);
    return v;
  }
  void as(Role role, std::string person = {}) {
    access::Grant grant{.role = role, .organisation = provider, .kind = role == Role::RegisteredManager ? Kind::Home : Kind::ProviderGroup, .within = {kSince}, .members = {}, .homes = {kUrn}};
    standing = {person.empty() ? sam : person, provider, kMonday, true, {grant}};
  }
  void as_staff_of_the_home() {
    const organisations::OrganisationId home("01900000-0000-7000-8000-00000000000a");
    standing = {kim, home, kMonday, true, {{.role = Role::HomeStaff, .organisation = home, .kind = Kind::Home, .within = {kSince}, .members = {}, .homes = {kUrn}}}};
  }
  void as_placement_officer() {
    const organisations::OrganisationId authority("01900000-0000-7000-8000-00000000000b");
    standing = {kim, authority, kMonday, true, {{.role = Role::PlacementOfficer, .organisation = authority, .kind = Kind::Authority, .within = {kSince}}}};
  }
  void as_another_provider() {
    const organisations::OrganisationId other("01900000-0000-7000-8000-00000000000c");
    standing = {kim, other, kMonday, true, {{.role = Role::ReferralsManager, .organisation = other, .kind = Kind::ProviderGroup, .within = {kSince}, .members = {}, .homes = {kOther}}}};
  }

  web::Response send(web::Method method, const std::string& target, std::string body = {}, std::string type = "application/x-www-form-urlencoded", std::string key = {}) {
    web::Request request;
    request.method = method;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = *web::parse_form(target.substr(mark + 1));
    request.headers = {{"content-type", std::move(type)}};
    if (!key.empty()) request.headers.emplace_back("idempotency-key", std::move(key));
    request.body = std::move(body);
    return site->handle(request);
  }
  web::Response get(const std::string& target) { return send(web::Method::Get, target); }
  using Fields = std::vector<std::pair<std::string, std::string>>;
  web::Response post(const std::string& path, const Fields& fields, std::string once = {}) {
    std::string body = "csrf=a-token-of-this-session&once=" + (once.empty() ? "mark-of-a-page-number-" + std::to_string(++marks) : once);
    for (const auto& [name, value] : fields) body += "&" + web::percent_encoded(name) + "=" + web::percent_encoded(value);
    return send(web::Method::Post, path, std::move(body));
  }
  json::Value said(const web::Response& response) {
    auto value = json::parse(response.body, "answer");
    EXPECT_TRUE(value) << response.body;
    return value ? *value : json::Value();
  }
  static std::string version_in(const web::Response& page) {
    std::smatch found;
    return std::regex_search(page.body, found, std::regex(R"(name="version" value="(\d+)\")")) ? found[1].str() : "0";
  }
  supply::HomeSupply home() {
    return (*database)->read([&](db::Read& tx) { return supply::supply_of(tx, kUrn, kMonday, clock.now()); });
  }
  void two_rooms() {
    for (const auto* name : {"Blue", "Green"}) ASSERT_EQ(room({{"do", "add"}, {"suffix", "-new"}, {"room-new", name}}).status, 303);
  }
  web::Response room(Fields what) {
    const auto rooms = home().rooms;
    what.emplace_back("version", std::to_string(rooms ? rooms->version : 0));
    return post("/our-homes/2500001/rooms", what);
  }
  placements::PlacementId placed(std::optional<std::string> where_to, Date from = kMonday.plus_days(-3)) {
    return write([&](db::Write& tx) -> Result<placements::PlacementId> {
      placements::Placement placement;
      placement.child = child = *children::add(tx, {}, clock.now());
      placement.authority_code = "E08000003";
      placement.urn = kUrn;
      placement.room = std::move(where_to);
      placement.stay.from = from;
      RP_TRY(kept, placements::claim(tx, kOperator, kTest, placement, clock.now()));
      return kept.id;
    }).value();
  }
  std::vector<disclosures::Entry> ledger() { return read([&](db::Read& tx) { return disclosures::of_child(tx, child); }); }
  void restricted() {
    supply::HomeSupply served;
    served.urn = kUrn;
    served.notices = {{kUrn, supply::NoticeKind::Restriction, kMonday, std::nullopt, clock.now()}};
    write([&](db::Write& tx) { supply::save_all(tx, std::span(&served, 1)); });
  }
  Fields from_to(Date from, std::optional<Date> until = {}) {
    Fields fields{{"from-day", std::to_string(from.day())}, {"from-month", std::to_string(from.month())}, {"from-year", std::to_string(from.year())}};
    if (until) fields.insert(fields.end(), {{"until-day", std::to_string(until->day())}, {"until-month", std::to_string(until->month())}, {"until-year", std::to_string(until->year())}});
    return fields;
  }
  web::Response change(Fields what, Date from = kMonday, std::optional<Date> until = {}) {
    const auto version = version_in(get("/our-homes/2500001/places/change"));
    what.emplace_back("version", version);
    for (auto& field : from_to(from, until)) what.push_back(std::move(field));
    return post("/our-homes/2500001/places/change", what);
  }

  organisations::OrganisationId provider;
  access::Standing standing;
  children::ChildId child;
  std::string sam, kim;
  std::vector<std::string> faults;
  bool by_program = false;
  int marks = 0;
};

TEST_P(Supplying, TheListHoldsOwnHomesAndSaysWhatToDo) {
  const auto list = get("/our-homes");
  EXPECT_EQ(list.status, 200);
  EXPECT_THAT(list.body, AllOf(HasSubstr("Alder House 2500001"), Not(HasSubstr("2500002")), HasSubstr("Name the bedrooms")));
  two_rooms();
  EXPECT_THAT(get("/our-homes").body, HasSubstr("Say which rooms are free"));
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  EXPECT_THAT(get("/our-homes").body, AllOf(HasSubstr("1 free, of 2 rooms"), HasSubstr("today")));
  as_placement_officer();
  EXPECT_THAT(get("/our-homes").body, HasSubstr("has no homes here yet"));
}

TEST_P(Supplying, AnothersHomeAnswersLikeNothingWhateverIsAsked) {
  two_rooms();
  as_another_provider();
  const auto nothing = get("/our-homes/9999999");
  EXPECT_EQ(nothing.status, 404);
  for (const auto* path : {"", "/statement", "/statement/who", "/statement/fees", "/versions", "/places", "/places/day?room=Blue&day=2026-03-02", "/places/change", "/rooms"}) {
    const auto answer = get("/our-homes/2500001" + std::string(path));
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.body, nothing.body) << path;
  }
  for (const auto* path : {"/statement/who", "/statement/fees", "/places/change", "/places/still-right", "/places/release", "/rooms"}) EXPECT_EQ(post("/our-homes/2500001" + std::string(path), {{"version", "1"}}).status, 404) << path;
  by_program = true;
  EXPECT_EQ(get("/api/v1/homes/2500001/supply").status, 404);
  EXPECT_EQ(send(web::Method::Post, "/api/v1/homes/2500001/places", R"({"change":"still_right"})", "application/json", "key-of-sixteen-letters").status, 404);
  EXPECT_THAT(home().rooms->value, SizeIs(2));
}

TEST_P(Supplying, StaffReadTheirHomeAndChangeNothing) {
  two_rooms();
  as_staff_of_the_home();
  EXPECT_EQ(get("/our-homes/2500001").status, 200);
  EXPECT_THAT(get("/our-homes/2500001/places").body, Not(HasSubstr("still right")));
  EXPECT_EQ(get("/our-homes/2500001/statement/who").status, 404);
  EXPECT_EQ(get("/our-homes/2500001/places/change").status, 404);
  EXPECT_EQ(post("/our-homes/2500001/rooms", {{"do", "add"}, {"room", "Attic"}}).status, 404);
}

TEST_P(Supplying, APartThatIsSavedIsInEffectAndInTheVersions) {
  const auto saved = post("/our-homes/2500001/statement/who", {{"version", "0"}, {"age_from", "11"}, {"age_to", "17"}, {"accepts", "girls"}, {"admission", "The manager meets every child first."}});
  EXPECT_EQ(where(saved), "/our-homes/2500001?saved=who");
  EXPECT_THAT(get("/our-homes/2500001?saved=who").body, AllOf(HasSubstr("is saved and in effect"), HasSubstr("30 March 2026")));
  ASSERT_TRUE(home().purpose);
  EXPECT_EQ(home().purpose->value.age_to, 17);
  ASSERT_EQ(post("/our-homes/2500001/statement/ethos", {{"version", version_in(get("/our-homes/2500001/statement/ethos"))}, {"ethos", "A homely environment."}, {"day", "We eat at six."}}).status, 303);
  EXPECT_EQ(home().purpose->value.age_to, 17) << "another part of the same statement stays";
  EXPECT_THAT(get("/our-homes/2500001/statement/ethos").body, HasSubstr("could stand in any home's statement"));
  EXPECT_THAT(get("/our-homes/2500001/versions").body, AllOf(HasSubstr("Sam Alder"), HasSubstr("What an ordinary day is like: We eat at six. (was not stated)")));
  EXPECT_THAT(get("/our-homes/2500001/statement").body, HasSubstr("The manager meets every child first."));
}

TEST_P(Supplying, WhatWasFirstStatedWhileThePageWasOpenIsNotReplacedUnseen) {
  ASSERT_EQ(version_in(get("/our-homes/2500001/statement/who")), "0");
  as(Role::ReferralsManager, kim);
  ASSERT_EQ(post("/our-homes/2500001/statement/who", {{"version", "0"}, {"age_to", "16"}}).status, 303);
  as(Role::ReferralsManager);
  const auto second = post("/our-homes/2500001/statement/who", {{"version", "0"}, {"age_to", "17"}});
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.body, HasSubstr("Kim Beech changed this"));
  EXPECT_EQ(home().purpose->value.age_to, 16);
}

TEST_P(Supplying, WhoeverSavesSecondIsToldWhoChangedWhatAndTwoPartsDoNotMeet) {
  ASSERT_EQ(post("/our-homes/2500001/statement/who", {{"version", "0"}, {"age_to", "15"}}).status, 303);
  const auto opened = version_in(get("/our-homes/2500001/statement/who"));
  as(Role::ReferralsManager, kim);
  ASSERT_EQ(post("/our-homes/2500001/statement/who", {{"version", opened}, {"age_to", "16"}}).status, 303);
  as(Role::ReferralsManager);
  const auto second = post("/our-homes/2500001/statement/who", {{"version", opened}, {"age_to", "17"}, {"admission", "My long text"}});
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.body, AllOf(HasSubstr("Kim Beech changed this on 2 March 2026 at 9am"), HasSubstr("Oldest age: 16 (was: 15)"), HasSubstr("My long text")));
  EXPECT_EQ(home().purpose->value.age_to, 16);
  EXPECT_EQ(post("/our-homes/2500001/statement/who", {{"version", version_in(second)}, {"age_to", "17"}}).status, 303) << "now it is known what it replaces";
  EXPECT_EQ(home().purpose->value.age_to, 17);
  EXPECT_EQ(post("/our-homes/2500001/statement/risks", {{"version", opened}, {"declines", "fire"}}).status, 303) << "another part was changed, not this one";
  EXPECT_EQ(home().purpose->value.age_to, 17);
}

TEST_P(Supplying, ADoubleClickStatesOnce) {
  const Fields fields{{"version", "0"}, {"age_to", "15"}};
  EXPECT_EQ(post("/our-homes/2500001/statement/who", fields, "one-and-the-same-mark").status, 303);
  EXPECT_EQ(post("/our-homes/2500001/statement/who", fields, "one-and-the-same-mark").status, 303);
  EXPECT_THAT((*database)->read([&](db::Read& tx) { return supply::history(tx, kUrn, supply::Subject::Purpose); }), SizeIs(1));
}

TEST_P(Supplying, EveryFieldTakesNonsenseWithAClearPage) {
  two_rooms();
  const std::vector<std::string> nonsense = {"", " ", "<script>alert(1)</script>", "' OR 1=1 --", std::string(70'000, 'x'), "-1", "99999999999999999999", "1e9", "\xF0\x9F\x8F\xA0", "../../etc/passwd", "none"};
  const std::regex field(R"re(name="([^"]+)")re");
  for (const auto* path : {"/statement/who", "/statement/needs", "/statement/risks", "/statement/offers", "/statement/education", "/statement/ethos", "/statement/protection", "/statement/staff", "/statement/staffing", "/statement/team",
                           "/statement/area", "/statement/services", "/statement/fees", "/places/change", "/rooms"}) {
    const auto address = "/our-homes/2500001" + std::string(path);
    const auto page = get(address);
    ASSERT_EQ(page.status, 200) << path;
    std::set<std::string> names;
    for (std::sregex_iterator it(page.body.begin(), page.body.end(), field), end; it != end; ++it) names.insert((*it)[1].str());
    EXPECT_GT(names.size(), 3u);
    for (const auto& value : nonsense) {
      Fields all;
      for (const auto& name : names)
        if (name != "csrf" && name != "once" && name != "viewport" && name != "robots") all.emplace_back(name, name == "version" ? version_in(page) : value);
      const auto answer = post(address, all);
      EXPECT_THAT(answer.status, AnyOf(303, 409, 413, 422)) << path << " with " << value.substr(0, 30);
      EXPECT_THAT(answer.body, Not(HasSubstr("<script>alert")));
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST_P(Supplying, ARoomIsFreeOutOfUseHeldAndLifted) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  ASSERT_EQ(change({{"room", "Green"}, {"kind", "out_of_use"}, {"reason", "The ceiling leaks"}}, kMonday, kMonday.plus_days(7)).status, 303);
  EXPECT_THAT(get("/our-homes/2500001/places").body, AllOf(HasSubstr("Blue, Monday 2 March 2026: free"), HasSubstr("Green, Monday 2 March 2026: out of use"), HasSubstr("Said today")));
  EXPECT_THAT(get("/our-homes/2500001/places/day?room=Green&day=2026-03-03").body, AllOf(HasSubstr("The ceiling leaks"), HasSubstr("Said by Sam Alder")));
  const Fields hold{{"room", "Blue"}, {"kind", "hold"}, {"held_for", "R-7K3M9Q"}, {"held_until-day", "4"}, {"held_until-month", "3"}, {"held_until-year", "2026"}};
  ASSERT_EQ(change(hold, kMonday.plus_days(1)).status, 303);
  const auto twice = change(hold, kMonday.plus_days(1));
  EXPECT_EQ(twice.status, 422);
  EXPECT_THAT(twice.body, HasSubstr("held for R-7K3M9Q"));
  EXPECT_THAT(get("/our-homes/2500001/places/day?room=Blue&day=2026-03-05").body, AllOf(HasSubstr("Held for the referral R-7K3M9Q"), HasSubstr("Sam Alder")));
  ASSERT_THAT(home().holds, SizeIs(1));
  ASSERT_EQ(post("/our-homes/2500001/places/release", {{"version", std::to_string(home().holds[0].version)}}).status, 303);
  EXPECT_THAT(home().holds, IsEmpty());
  ASSERT_EQ(change({{"room", "Green"}, {"kind", "in_use"}}, kMonday.plus_days(2)).status, 303);
  EXPECT_EQ(home().calendar->value.out_of_use[0].nights.until, kMonday.plus_days(2));
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "taken"}}, kMonday.plus_days(3)).status, 303);
  EXPECT_EQ(home().calendar->value.free[0].nights.until, kMonday.plus_days(3));
}

TEST_P(Supplying, StillRightRenewsTheAgeInOneClickUnlessItWasChanged) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  clock.set(Instant{clock.now().ms + 9 * 86'400'000LL});
  standing.today = kMonday.plus_days(9);
  const auto page = get("/our-homes/2500001/places");
  EXPECT_THAT(page.body, HasSubstr("counts as not known"));
  const auto version = version_in(page);
  ASSERT_EQ(where(post("/our-homes/2500001/places/still-right", {{"version", version}})), "/our-homes/2500001/places?done=right");
  EXPECT_THAT(get("/our-homes/2500001/places").body, HasSubstr("Said today"));
  const auto late = post("/our-homes/2500001/places/still-right", {{"version", version}});
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("Sam Alder"));
}

TEST_P(Supplying, AContradictionIsSaidWithBothSides) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  placed("Blue");
  const auto day = get("/our-homes/2500001/places/day?room=Blue&day=2026-03-02");
  EXPECT_THAT(day.body, AllOf(HasSubstr("not known"), HasSubstr("The room is taken"), Not(HasSubstr("Manchester")), HasSubstr("Stated free"), HasSubstr("cannot all be true")));
  EXPECT_THAT(ledger(), IsEmpty()) << "nothing of the child was shown";
  EXPECT_THAT(get("/our-homes").body, HasSubstr("contradict each other"));
  EXPECT_EQ(room({{"do", "remove"}, {"was", "Blue"}}).status, 409);
  as(Role::RegisteredManager);
  EXPECT_THAT(get("/our-homes/2500001/places/day?room=Blue&day=2026-03-02").body, AllOf(HasSubstr("A placement by Manchester"), HasSubstr("cannot all be true")));
  ASSERT_THAT(ledger(), SizeIs(1));
  EXPECT_EQ(ledger()[0].tier, disclosures::Tier::Outline);
  EXPECT_EQ(ledger()[0].facts, "authority, nights, room");
}

TEST_P(Supplying, WhoLivesInARoomIsToldChildByChildOnlyToThoseWhoCareForThem) {
  two_rooms();
  supply::Resident one, two;
  one.token = "Q7";
  two.token = "Z9";
  one.room = two.room = "Green";
  write([&](db::Write& tx) { return supply::state(tx, kOperator, kTest, kUrn, std::vector{one, two}, 0, {clock.now(), clock.now()}); });
  const std::string day = "/our-homes/2500001/places/day?room=Green&day=2026-03-02";
  for (const auto role : {Role::ReferralsManager, Role::ResponsibleIndividual}) {
    as(role);
    const auto page = get(day).body;
    EXPECT_THAT(page, AllOf(HasSubstr("The room is taken"), Not(HasSubstr("Q7")), Not(HasSubstr("Z9"))));
    EXPECT_EQ(page.find("The room is taken"), page.rfind("The room is taken")) << "how many children there are is theirs";
  }
  as_staff_of_the_home();
  EXPECT_THAT(get(day).body, AllOf(HasSubstr("Q7"), HasSubstr("Z9"), Not(HasSubstr("The room is taken"))));
}

TEST_P(Supplying, AuthoritiesSeeTheCalendarWithoutNamesAndReferences) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "hold"}, {"held_for", "R-7K3M9Q"}, {"held_until-day", "4"}, {"held_until-month", "3"}, {"held_until-year", "2026"}}).status, 303);
  as_placement_officer();
  const auto page = get("/homes/2500001/places");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Blue, Monday 2 March 2026: held"), Not(HasSubstr("R-7K3M9Q")), Not(HasSubstr("Sam Alder")), Not(HasSubstr("/our-homes/2500001"))));
  const auto answer = get("/api/v1/homes/2500001/places");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("\"held\""), Not(HasSubstr("R-7K3M9Q"))));
  as_another_provider();
  EXPECT_EQ(get("/homes/2500001/places").status, 404);
}

TEST_P(Supplying, RoomsAreAddedRenamedAndRemovedWithTheirTimes) {
  two_rooms();
  EXPECT_EQ(room({{"do", "add"}, {"suffix", "-new"}, {"room-new", "blue"}}).status, 422);
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  EXPECT_EQ(room({{"do", "change"}, {"suffix", "-1"}, {"was", "Blue"}, {"room-1", "Sea"}, {"adaptations-1", "wings"}}).status, 422) << "an adaptation that nobody knows is not left out in silence";
  ASSERT_EQ(room({{"do", "change"}, {"suffix", "-1"}, {"was", "Blue"}, {"room-1", "Sea"}, {"adaptations-1", "hoist"}}).status, 303);
  EXPECT_EQ(home().calendar->value.free[0].room, "Sea");
  EXPECT_EQ(home().rooms->value.size(), 2u);
  EXPECT_EQ(room({{"do", "change"}, {"suffix", "-1"}, {"was", "Blue"}, {"room-1", "Sky"}}).status, 409) << "it is called otherwise by now";
  ASSERT_EQ(room({{"do", "remove"}, {"was", "Sea"}}).status, 303);
  EXPECT_THAT(home().calendar->value.free, IsEmpty());
  EXPECT_THAT(home().rooms->value, SizeIs(1));
}

TEST_P(Supplying, OfTwoWhoChangeARoomTheSecondIsToldWhoWasFirst) {
  two_rooms();
  const auto opened = version_in(get("/our-homes/2500001/rooms"));
  as(Role::ReferralsManager, kim);
  ASSERT_EQ(post("/our-homes/2500001/rooms", {{"do", "change"}, {"suffix", "-1"}, {"was", "Blue"}, {"room-1", "Blue"}, {"adaptations-1", "hoist"}, {"version", opened}}).status, 303);
  as(Role::ReferralsManager);
  const auto second = post("/our-homes/2500001/rooms", {{"do", "change"}, {"suffix", "-1"}, {"was", "Blue"}, {"room-1", "Blue"}, {"version", opened}});
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.body, HasSubstr("Kim Beech changed this"));
  EXPECT_THAT(*home().rooms->value[0].adaptations, SizeIs(1)) << "the hoist is still there";
}

TEST_P(Supplying, AuthoritiesSeeNothingFreeInAHomeThatMayTakeNobodyOrWhoseStatementIsOld) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  const auto see = [&] {
    as_placement_officer();
    standing.today = kMonday;
    auto page = get("/homes/2500001/places").body + get("/api/v1/homes/2500001/places").body;
    as(Role::ReferralsManager);
    return page;
  };
  EXPECT_THAT(see(), AllOf(HasSubstr("Blue, Monday 2 March 2026: free"), HasSubstr(R"("state":"free")")));
  restricted();
  EXPECT_THAT(see(), AllOf(Not(HasSubstr("Blue, Monday 2 March 2026: free")), HasSubstr("Blue, Monday 2 March 2026: not known"), Not(HasSubstr(R"("state":"free")")), HasSubstr("Restriction of accommodation in force since 2 March 2026"),
                           HasSubstr("No new child may be placed here"), HasSubstr(R"("blocked":true)")));
  EXPECT_THAT(get("/our-homes/2500001/places").body, AllOf(HasSubstr("Blue, Monday 2 March 2026: free"), HasSubstr("Restriction of accommodation in force"))) << "the home sees what it says, and the notice";
  EXPECT_THAT(get("/our-homes").body, AllOf(HasSubstr("No new child may be placed: restriction of accommodation in force since 2 March 2026"), Not(HasSubstr("in the searches")), Not(HasSubstr("1 free"))));
}

TEST_P(Supplying, AuthoritiesSeeNothingFreeWhenTheStatementIsTooOld) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  clock.set(Instant{clock.now().ms + (supply::vacancies_last_days() + 1) * 86'400'000LL});
  as_placement_officer();
  standing.today = kMonday.plus_days(supply::vacancies_last_days() + 1);
  EXPECT_THAT(get("/homes/2500001/places").body, AllOf(Not(HasSubstr("March 2026: free")), HasSubstr("counts as not known")));
  EXPECT_THAT(get("/api/v1/homes/2500001/places").body, AllOf(Not(HasSubstr(R"("state":"free")")), HasSubstr(R"("counts_as_known":false)")));
}

TEST_P(Supplying, APlacementWithoutARoomIsConfirmedWithOneByTheManagerAlone) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  ASSERT_EQ(change({{"room", "Green"}, {"kind", "free"}}).status, 303);
  const auto id = placed(std::nullopt);
  EXPECT_THAT(get("/our-homes/2500001/places").body, AllOf(HasSubstr("Nobody has said the room of a child placed here"), HasSubstr("Blue, Monday 2 March 2026: not known"), HasSubstr("Green, Monday 2 March 2026: not known")));
  EXPECT_THAT(get("/our-homes/2500001/places/day?room=Blue&day=2026-03-02").body, HasSubstr("The room may be taken"));
  EXPECT_EQ(get("/our-homes/2500001/children").status, 404);
  const Fields said{{"placement", id.text()}, {"stood", ""}, {"suffix", "-1"}, {"room-1", "Green"}};
  EXPECT_EQ(post("/our-homes/2500001/children/room", said).status, 404);
  as(Role::RegisteredManager);
  EXPECT_THAT(get("/our-homes/2500001/children").body, AllOf(HasSubstr("Placement by Manchester"), HasSubstr("Nobody has said the room")));
  EXPECT_THAT(ledger(), Not(IsEmpty()));
  EXPECT_EQ(post("/our-homes/2500001/children/room", {{"placement", id.text()}, {"stood", ""}, {"suffix", "-1"}, {"room-1", "Attic"}}).status, 422);
  ASSERT_EQ(post("/our-homes/2500001/children/room", said).status, 303);
  const auto placement = read([&](db::Read& tx) { return *placements::load(tx, id); });
  EXPECT_EQ(placement.room, "Green");
  EXPECT_EQ(placement.state, placements::State::Confirmed);
  EXPECT_EQ(post("/our-homes/2500001/children/room", {{"placement", id.text()}, {"stood", ""}, {"suffix", "-1"}, {"room-1", "Blue"}}).status, 409) << "it was shown without a room";
  EXPECT_THAT(get("/our-homes/2500001/places").body, HasSubstr("Blue, Monday 2 March 2026: free"));
  EXPECT_THAT(get("/our-homes/2500001/places").body, HasSubstr("Green, Monday 2 March 2026: not known")) << "stated free, and a child lives there";
  EXPECT_EQ(post("/our-homes/2500001/children/room", {{"placement", id.text()}, {"stood", "Green"}, {"suffix", "-1"}, {"room-1", "Blue"}}).status, 303) << "moved";
}

TEST_P(Supplying, TheManagerSaysWhoLivesThereByHand) {
  two_rooms();
  as(Role::RegisteredManager);
  const auto page = get("/our-homes/2500001/children/resident");
  EXPECT_EQ(page.status, 200);
  const std::string path = "/our-homes/2500001/children/resident";
  const Fields risks{{"poses_assessed", "yes"}, {"poses", "fire"}, {"vulnerable_assessed", "no"}};
  const auto with = [&](Fields more) {
    for (const auto& risk : risks) more.push_back(risk);
    return more;
  };
  ASSERT_EQ(where(post(path, with({{"do", "save"}, {"was", ""}, {"version", "0"}, {"token", "A"}, {"room", "Blue"}, {"birth_month", "5/2012"}, {"sex", "female"}}))), "/our-homes/2500001/children?done=list");
  ASSERT_TRUE(home().residents);
  const auto& one = home().residents->value[0];
  EXPECT_EQ(one.birth_month.reveal(), Date(2012, 5, 1));
  EXPECT_THAT(*one.poses, SizeIs(1));
  EXPECT_FALSE(one.vulnerable) << "not assessed is not none";
  const auto version = std::to_string(home().residents->version);
  EXPECT_EQ(post(path, with({{"do", "save"}, {"was", ""}, {"version", "0"}, {"token", "B"}})).status, 409);
  EXPECT_EQ(post(path, with({{"do", "save"}, {"was", ""}, {"version", version}, {"token", "A"}})).status, 422) << "the mark is another child's";
  EXPECT_EQ(post(path, with({{"do", "save"}, {"was", ""}, {"version", version}, {"token", "B"}, {"room", "Attic"}})).status, 422);
  EXPECT_EQ(post(path, with({{"do", "save"}, {"was", ""}, {"version", version}, {"token", "B"}, {"birth_month", "May"}})).status, 422);
  EXPECT_EQ(post(path, with({{"do", "save"}, {"was", ""}, {"version", version}, {"token", "B"}, {"poses_unknown", "fire"}})).status, 422) << "known and not known";
  EXPECT_THAT(get("/our-homes/2500001/children/resident?number=1").body, AllOf(HasSubstr("5/2012"), HasSubstr("take A off the list")));
  ASSERT_EQ(post(path, {{"do", "remove"}, {"was", "A"}, {"version", version}}).status, 303);
  EXPECT_THAT(home().residents->value, IsEmpty());
  EXPECT_THAT(get("/our-homes/2500001/children").body, HasSubstr("You say that no child lives here"));
  as(Role::ReferralsManager);
  EXPECT_EQ(get(path).status, 404);
}

TEST_P(Supplying, HowManyChildrenItCanTakeIsSaidByHand) {
  two_rooms();
  ASSERT_EQ(change({{"room", "Blue"}, {"kind", "free"}}).status, 303);
  const auto version = std::to_string(home().calendar->version);
  EXPECT_EQ(post("/our-homes/2500001/places/may-take", {{"version", version}, {"may_take", "many"}}).status, 422);
  ASSERT_EQ(post("/our-homes/2500001/places/may-take", {{"version", version}, {"may_take", "0"}}).status, 303);
  EXPECT_EQ(home().calendar->value.may_take, 0);
  EXPECT_EQ(post("/our-homes/2500001/places/may-take", {{"version", version}, {"may_take", "2"}}).status, 409);
  ASSERT_EQ(post("/our-homes/2500001/places/may-take", {{"version", std::to_string(home().calendar->version)}, {"may_take", ""}}).status, 303);
  EXPECT_EQ(home().calendar->value.may_take, std::nullopt);
}

TEST_P(Supplying, ServicesNearTheHomeAreSaidInAForm) {
  ASSERT_EQ(post("/our-homes/2500001/statement/services", {{"version", "0"}, {"services", "gp"}, {"services", "camhs"}, {"confirmed_camhs-day", "1"}, {"confirmed_camhs-month", "2"}, {"confirmed_camhs-year", "2026"}}).status, 303);
  ASSERT_THAT(home().services->value, SizeIs(2));
  EXPECT_THAT(get("/our-homes/2500001/statement").body, HasSubstr("confirmed on 1 February 2026"));
  EXPECT_EQ(post("/our-homes/2500001/statement/services", {{"version", version_in(get("/our-homes/2500001/statement/services"))}, {"services", "magic"}}).status, 422);
}

TEST_P(Supplying, FeesOfAnEarlierProviderAreShownToNobodyAndPricesThatAreShownAreWrittenDown) {
  supply::HomeSupply before;
  before.urn = kUrn;
  before.fees = {{{Route::Spot, NeedLevel::High, WeeklyRate{Pence{777'700}}}}, Instant{clock.now().ms - 60 * 86'400'000LL}};
  write([&](db::Write& tx) { supply::save_all(tx, std::span(&before, 1)); });
  for (const auto* path : {"/our-homes/2500001/statement", "/our-homes/2500001/statement/fees", "/api/v1/homes/2500001/fees"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_THAT(answer.body, AllOf(Not(HasSubstr("7,777")), Not(HasSubstr("777700")))) << path;
  }
  ASSERT_EQ(post("/our-homes/2500001/statement/fees", {{"version", version_in(get("/our-homes/2500001/statement/fees"))}, {"fee_spot_high", "5,123.45"}}).status, 303);
  const auto reads = [&] {
    EXPECT_TRUE(trail->flush());
    return read([&](db::Read& tx) { return audit::search(tx, {.action = "price.read"}); }).size();
  };
  const auto count = reads();
  EXPECT_THAT(get("/our-homes/2500001/statement").body, HasSubstr("5,123.45"));
  EXPECT_EQ(reads(), count + 1);
  standing.acting_for = organisations::OrganisationId("01900000-0000-7000-8000-00000000000d");
  standing.grants[0].organisation = standing.acting_for;
  EXPECT_EQ(get("/our-homes/2500001/statement/fees").status, 404) << "acts for the home, and is not the provider that proved it";
  EXPECT_THAT(get("/our-homes/2500001/statement").body, Not(HasSubstr("5,123.45")));
}

TEST_P(Supplying, FeesBelongToTheProviderAndNotToTheManagerOfTheHome) {
  EXPECT_EQ(post("/our-homes/2500001/statement/fees", {{"version", "0"}, {"fee_spot_high", "5,123.45"}}).status, 303);
  ASSERT_TRUE(home().fees);
  EXPECT_EQ(home().fees->value[0].rate.per_week, Pence{512'345});
  as(Role::RegisteredManager);
  EXPECT_EQ(get("/our-homes/2500001/statement/fees").status, 404);
  EXPECT_THAT(get("/our-homes/2500001").body, Not(HasSubstr(">Fees<")));
  EXPECT_THAT(get("/our-homes/2500001/statement").body, Not(HasSubstr("5,123.45")));
  EXPECT_EQ(get("/our-homes/2500001/statement/who").status, 200);
}

// ---- Programs

TEST_P(Supplying, ProgramsReadAndStateWhatThePagesDo) {
  two_rooms();
  by_program = true;
  const auto fits = [&](std::string_view name, const json::Value& value) {
    for (const auto& shape : shapes())
      if (shape.name == name) return test::schema_faults(*json::parse(shape.schema, "shape"), value);
    return std::vector<std::string>{"no such shape"};
  };
  const auto state = [&](std::string body, std::string key) { return send(web::Method::Post, "/api/v1/homes/2500001/supply/purpose", std::move(body), "application/json", std::move(key)); };
  const std::string body = R"({"version":0,"tables":{"purposes":[{"age_from":11,"age_to":17,"therapy_model":"none","declines":["fire"]}],"needs":[{"need":"autism","takes_to":"high"}],"texts":[{"matter":"ethos","words":"We eat at six."}]}})";
  const auto first = state(body, "a-key-for-the-first-one");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_THAT(fits("SupplyVersion", said(first)), IsEmpty());
  EXPECT_EQ(state(body, "a-key-for-the-first-one").body, first.body) << "the same request again";
  EXPECT_EQ(state(body, "another-key-of-the-same").status, 409) << "something stands by now";
  EXPECT_EQ(state(R"({"version":0,"tables":{"needs":[{"need":"flying"}]}})", "a-key-for-the-wrong-one").status, 422);
  EXPECT_EQ(state(R"({"version":0,"tables":{"purposes":[{"age_from":17,"age_to":11}]}})", "a-key-for-upside-down").status, 422);
  EXPECT_EQ(state("[]", "a-key-for-no-object-at-all").status, 422);
  const auto supply = said(get("/api/v1/homes/2500001/supply"));
  EXPECT_THAT(fits("HomeSupply", supply), IsEmpty());
  EXPECT_THAT(supply.dump(), AllOf(HasSubstr(R"("therapy_model":"none")"), HasSubstr(R"("age_to":17)"), HasSubstr(R"("takes_to":"high")"), HasSubstr("We eat at six.")));

  const auto places = [&](std::string text, std::string key) { return send(web::Method::Post, "/api/v1/homes/2500001/places", std::move(text), "application/json", std::move(key)); };
  const auto freed = places(R"({"change":"free","room":"Blue","from":"2026-03-02","version":0})", "a-key-to-free-the-room");
  ASSERT_EQ(freed.status, 200) << freed.body;
  EXPECT_THAT(fits("PlacesVersion", said(freed)), IsEmpty());
  ASSERT_EQ(places(R"({"change":"hold","room":"Blue","from":"2026-03-03","held_for":"R-7K3M9Q","held_until":"2026-03-04"})", "a-key-to-hold-the-room").status, 200);
  EXPECT_EQ(places(R"({"change":"hold","room":"Blue","from":"2026-03-03","held_for":"R-2B4C6D","held_until":"2026-03-04"})", "a-key-to-hold-it-again").status, 422);
  EXPECT_EQ(places(R"({"change":"fly"})", "a-key-for-what-is-none").status, 422);
  EXPECT_EQ(places(R"({"change":"free","room":"Blue"})", "a-key-without-any-day").status, 422);
  const auto limited = places(R"({"change":"may_take","may_take":1,"version":)" + std::to_string(home().calendar->version) + "}", "a-key-to-say-how-many");
  ASSERT_EQ(limited.status, 200) << limited.body;
  EXPECT_EQ(home().calendar->value.may_take, 1);
  EXPECT_EQ(places(R"({"change":"may_take","version":0})", "a-key-without-a-number").status, 422);
  const auto calendar = said(get("/api/v1/homes/2500001/places?days=7"));
  EXPECT_THAT(fits("HomePlaces", calendar), IsEmpty());
  EXPECT_THAT(calendar.dump(), HasSubstr(R"("held_for":"R-7K3M9Q")"));
  EXPECT_EQ(get("/api/v1/homes/2500001/places?days=900").status, 422);
  EXPECT_EQ(get("/api/v1/homes/2500001/places?from=tomorrow").status, 422);
}

TEST_P(Supplying, ProgramsChangeRoomsFeesAndWhoLivesThereAsThePagesDo) {
  two_rooms();
  const auto id = placed(std::nullopt);
  by_program = true;
  const auto fits = [&](std::string_view name, const web::Response& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    for (const auto& shape : shapes())
      if (shape.name == name) { EXPECT_THAT(test::schema_faults(*json::parse(shape.schema, "shape"), said(answer)), IsEmpty()) << answer.body; }
  };
  int keys = 0;
  const auto send_to = [&](const std::string& path, std::string body) { return send(web::Method::Post, "/api/v1/homes/2500001" + path, std::move(body), "application/json", "a-key-of-its-own-number-" + std::to_string(++keys)); };
  const auto rooms_version = [&] { return std::to_string(home().rooms->version); };
  const auto opened = rooms_version();
  fits("RoomsVersion", send_to("/rooms", R"({"change":"add","name":"Attic","adaptations":["hoist"],"version":)" + opened + "}"));
  EXPECT_EQ(send_to("/rooms", R"({"change":"add","name":"Cellar","version":)" + opened + "}").status, 409);
  EXPECT_EQ(send_to("/rooms", R"({"change":"add","name":"Cellar","adaptations":["wings"],"version":)" + rooms_version() + "}").status, 422);
  fits("RoomsVersion", send_to("/rooms", R"({"change":"change","room":"Attic","name":"Roof","version":)" + rooms_version() + "}"));
  fits("RoomsVersion", send_to("/rooms", R"({"change":"remove","room":"Roof","version":)" + rooms_version() + "}"));
  EXPECT_THAT(home().rooms->value, SizeIs(2));

  fits("SupplyVersion", send_to("/fees", R"({"version":0,"tables":{"fees":[{"route":"spot","need_level":"high","weekly_pence":512345}]}})"));
  fits("HomeFees", get("/api/v1/homes/2500001/fees"));
  EXPECT_THAT(get("/api/v1/homes/2500001/fees").body, HasSubstr("512345"));

  fits("OwnHomes", get("/api/v1/our-homes"));
  EXPECT_THAT(get("/api/v1/our-homes").body, AllOf(HasSubstr(R"("urn":"2500001")"), HasSubstr("Say which rooms are free"), Not(HasSubstr("2500002"))));
  fits("SupplyVersion", send_to("/supply/services", R"({"version":0,"tables":{"services":[{"service":"gp","confirmed_on":"2026-02-01"}]}})"));
  EXPECT_EQ(get("/api/v1/homes/2500001/children").status, 404) << "not for the referrals manager";
  as(Role::RegisteredManager);
  EXPECT_EQ(get("/api/v1/homes/2500001/fees").status, 404);
  fits("HomeChildren", get("/api/v1/homes/2500001/children"));
  EXPECT_THAT(ledger(), SizeIs(1));
  fits("SupplyVersion", send_to("/children", R"({"version":0,"tables":{"residents":[{"token":"A","room":"Blue"}]}})"));
  EXPECT_THAT(get("/api/v1/homes/2500001/children").body, HasSubstr(R"("room":"Blue")"));
  fits("PlacementRoomSaid", send_to("/placements/" + id.text() + "/room", R"({"room":"Green"})"));
  EXPECT_EQ(send_to("/placements/" + id.text() + "/room", R"({"room":"Blue"})").status, 409);
  EXPECT_EQ(send_to("/placements/01900000-0000-7000-8000-0000000000ff/room", R"({"room":"Blue"})").status, 404);
  as_another_provider();
  for (const auto* path : {"/rooms", "/fees", "/children"}) EXPECT_EQ(send_to(path, "{}").status, 404) << path;
}

RIGHTPLACE_ON_BOTH(Supplying);

}  // namespace
}  // namespace rightplace::supplying
