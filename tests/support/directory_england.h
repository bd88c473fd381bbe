#pragma once
// A small invented England for the tests of the directory, in a real database, and people who look at it.

#include <gtest/gtest.h>

#include <chrono>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/children/children.h"
#include "features/directory/directory.h"
#include "features/directory/directory_pages.h"
#include "features/imports/imports.h"
#include "features/organisations/organisations.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"
#include "tests/support/databases.h"
#include "vault/vault.h"
#include "web/site.h"

namespace rightplace::directory {

inline const Actor kTester{ActorKind::Operator, "operator"};
inline const Allowed kTest = Allowed::because("test");
inline const imports::ImportId kFirstList{"01900000-0000-7000-8000-000000000001"}, kSecondList{"01900000-0000-7000-8000-000000000002"};
constexpr Date kListDay(2026, 1, 31), kToday(2026, 3, 2);

inline Instant noon_of(Date day) { return Instant{london_midnight(day).ms + 12 * 3'600'000}; }

inline homes::RegisterRow registered(std::string urn, std::optional<std::string> name, std::string authority, int places, std::string owner) {
  homes::RegisterRow row;
  row.urn = std::move(urn);
  row.name = std::move(name);
  row.sector = homes::Sector::Private;
  row.status = homes::Status::Active;
  row.authority_code = std::move(authority);
  row.region = "North West";
  row.places = places;
  row.owner = std::move(owner);
  row.registered_on = Date(2019, 5, 1);
  return row;
}

inline homes::Inspection inspected(Date on, Grade grade) {
  return {.kind = homes::InspectionKind::Full, .inspected_on = on, .published_on = {}, .event_number = {}, .overall = grade, .protection = grade, .leadership = {}, .outcomes = {}, .interim_outcome = {}};
}

// Manchester E08000003, Salford E08000006, Leeds E08000035.
class Directory : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database.emplace(GetParam(), std::initializer_list<std::span<const db::Migration>>{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(),
                                                                                       supply::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations()});
    auto& db = **database;
    trail.emplace(db, clock, std::chrono::milliseconds(5));
    desk.emplace(db, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), clock, clock, *trail, database->folder.path());
    auto alder = registered("SC900001", "Alder House", "E08000003", 4, "Alder Care Ltd"), birch = registered("SC900002", "Birch Lodge", "E08000006", 2, "Alder Care Limited");
    auto withheld = registered("SC900003", std::nullopt, "E08000035", 3, "Cedar Homes Ltd"), alderman = registered("SC900004", "Alderman Cottage", "E08000035", 6, "Cedar Homes Ltd");
    auto school = registered("SC900005", "Elder School", "E08000003", 20, "Elder Trust");
    auto closed = registered("SC900006", "Fir House", "E08000003", 3, "Alder Care Ltd");
    school.provision_type = homes::ProvisionType::BoardingSchool;
    alder.address = Personal<std::string>("1 Invented Lane");
    alder.postcode = Personal<std::string>("M5 3ZZ");
    birch.postcode = Personal<std::string>("M7 1ZZ");
    alder.inspections = {inspected(Date(2023, 6, 1), Grade::Good), inspected(Date(2025, 6, 3), Grade::RequiresImprovement)};
    birch.inspections = {inspected(Date(2025, 9, 9), Grade::Outstanding)};
    alder.conditions = "";
    const auto list = [](Date as_at, std::vector<homes::RegisterRow> rows) {
      homes::RegisterList made{.kind = homes::ListKind::ProvidersAndPlaces, .as_at = as_at, .title = "invented", .has_grades = true, .stated_complete = true, .rows = std::move(rows)};
      for (std::size_t i = 0; i < made.rows.size(); ++i) made.rows[i].line = static_cast<std::int64_t>(i + 2);
      return made;
    };
    auto before = birch;
    before.name = "Beech Lodge";
    before.owner = "Dogwood Ltd";
    before.places = 3;
    db.write([&](db::Write& tx) {
      homes::store_list(tx, kFirstList, list(Date(2025, 1, 31), {alder, before, withheld, alderman, school, closed}), clock.now());
      homes::store_list(tx, kSecondList, list(kListDay, {alder, birch, withheld, alderman, school}), clock.now());
      homes::rebuild_history(tx);
      const Stay always{Date(2020, 1, 1), {}};
      manchester = *organisations::add(tx, kTester, kTest, {organisations::Kind::Authority, "Manchester", "E08000003", "", always}, clock.now());
      leeds = *organisations::add(tx, kTester, kTest, {organisations::Kind::Authority, "Leeds", "E08000035", "", always}, clock.now());
      provider = *organisations::add(tx, kTester, kTest, {organisations::Kind::ProviderGroup, "Alder Care", "", "", always}, clock.now());
      ofsted = *organisations::add(tx, kTester, kTest, {organisations::Kind::Ofsted, "Ofsted", "", "", always}, clock.now());
    });
    site.emplace(routes(), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor = {.person_id = who.person, .session_id = "s", .organisation_id = who.acting_for.text(), .shown_name = "Sam", .csrf_token = "token", .by_token = false, .kept = std::make_shared<const access::Standing>(who)};
      return admission;
    }, [](const web::Request&, std::string_view what) { return std::string(what); });
    who = standing(access::Role::PlacementOfficer, manchester, access::Kind::Authority);
  }
  void TearDown() override {
    site.reset();
    desk.reset();
    trail.reset();
  }
  std::vector<web::Route> routes() {
    std::vector<web::Route> all;
    for (auto& page : pages(*desk).pages) all.push_back(desk::route(*desk, std::move(page)));
    return all;
  }
  access::Standing standing(access::Role role, const organisations::OrganisationId& organisation, access::Kind kind, std::vector<std::string> urns = {}) {
    access::Grant grant{.role = role, .organisation = organisation, .kind = kind, .within = {Stay{Date(2020, 1, 1), {}}}, .delegated = false, .members = {}, .homes = std::move(urns)};
    return {.person = "01900000-0000-7000-8000-0000000000aa", .acting_for = organisation, .today = kToday, .two_factors = true, .grants = {std::move(grant)}};
  }
  web::Response get(std::string path, web::NamedValues query = {}) {
    web::Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    return site->handle(request);
  }
  // What a home states today, kept as an action of a person is: audited in its own transaction.
  void states(const supply::HomeSupply& home) {
    (*database)->write([&](db::Write& tx) {
      supply::save_all(tx, std::span(&home, 1));
      audit::record(tx, kTester, kTest, "supply.stated", {"home", home.urn}, clock.now());
    });
  }
  // A statement of purpose and one of rooms 1 to `rooms`, of which the first `free` are free; made on the day.
  supply::HomeSupply statement(std::string urn, int from, int to, HomeSex sex, std::vector<supply::NeedOffer> needs, int rooms, int free, Date on) {
    supply::HomeSupply home;
    home.urn = std::move(urn);
    supply::StatementOfPurpose purpose;
    purpose.age_from = from;
    purpose.age_to = to;
    purpose.accepts = sex;
    purpose.needs = std::move(needs);
    home.purpose = {purpose, noon_of(on)};
    home.rooms = {{}, noon_of(on)};
    home.calendar = {{}, noon_of(on)};
    for (int i = 1; i <= rooms; ++i) {
      home.rooms->value.push_back({std::to_string(i), std::nullopt});
      if (i <= free) home.calendar->value.free.push_back({std::to_string(i), {on, std::nullopt}});
    }
    return home;
  }
  Found search(web::NamedValues query) {
    return (*database)->read([&](db::Read& tx) {
      snapshot = read_snapshot(tx, kToday);
      return find(*snapshot, wanted_of(query));
    });
  }
  std::vector<std::string> urns(web::NamedValues query) {
    std::vector<std::string> out;
    for (const auto& hit : search(std::move(query)).rows) out.push_back(snapshot->reg->homes[hit.home].urn);
    return out;
  }
  std::vector<audit::Event> events(std::string action) {
    EXPECT_TRUE(trail->flush());
    return (*database)->read([&](db::Read& tx) { return audit::search(tx, {.action = action}); });
  }

  FixedClock clock{noon_of(kToday)};
  std::optional<test::TestDatabase> database;
  std::optional<audit::ReadTrail> trail;
  std::optional<desk::Desk> desk;
  std::optional<web::Site> site;
  std::shared_ptr<const Snapshot> snapshot;
  organisations::OrganisationId manchester, leeds, provider, ofsted;
  access::Standing who;
};

}  // namespace rightplace::directory
