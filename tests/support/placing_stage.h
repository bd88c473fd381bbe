#pragma once
// An authority that looks for a home for one child, two homes that suit her and one that says nothing, with all who take part:
// for the tests of pages from a referral to a placement.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "features/asking/asking.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/outbox/outbox.h"
#include "features/placements/placements.h"
#include "features/referrals/referrals.h"
#include "features/supply/supply.h"
#include "tests/support/desk_stage.h"

namespace rightplace::test {

class PlacingStage : public DeskStage {
 protected:
  static inline const Actor kOperator{ActorKind::Operator, "operator"};
  static inline const Allowed kTest = Allowed::because("test");
  static constexpr Date kMonday{2026, 3, 2};
  static constexpr Stay kSince{Date(2020, 1, 1), {}};
  static inline const std::string kAlder = "2500001", kBeech = "2500002", kSilent = "2500003";
  static inline const std::string kReference = "R-7K3M9Q";

  // `more`: tables of a feature under test beyond those of everybody here.
  void set_up(std::span<const db::Migration> more = {}) {
    open({audit::migrations(), imports::migrations(), children::migrations(), disclosures::migrations(), placements::migrations(), homes::migrations(), supply::migrations(), referrals::migrations(), organisations::migrations(), outbox::migrations(),
          accounts::migrations(), desk::migrations(), asking::migrations(), more});
    write([&](db::Write& tx) {
      register_homes(tx);
      using organisations::Kind;
      lancashire = *organisations::add(tx, kOperator, kTest, {Kind::Authority, "Lancashire", "E10000017", "", kSince}, clock.now());
      kent = *organisations::add(tx, kOperator, kTest, {Kind::Authority, "Kent", "E10000016", "", kSince}, clock.now());
      alder = provider(tx, "Alder Care", kAlder);
      beech = provider(tx, "Beech Care", kBeech);
      alder_house = *organisations::add(tx, kOperator, kTest, {Kind::Home, "Alder House", "", kAlder, kSince}, clock.now());
      EXPECT_TRUE(organisations::join(tx, kOperator, kTest, alder_house, alder, kSince, clock.now()));
      person(tx, "officer", lancashire, access::Role::PlacementOfficer);
      person(tx, "worker", lancashire, access::Role::SocialWorker);
      person(tx, "head", lancashire, access::Role::HeadOfService);
      person(tx, "stranger", kent, access::Role::PlacementOfficer);
      person(tx, "manager", alder_house, access::Role::RegisteredManager);
      person(tx, "staff", alder_house, access::Role::HomeStaff);
      person(tx, "alder", alder, access::Role::ReferralsManager);
      person(tx, "beech", beech, access::Role::ReferralsManager);
      child = robin(tx);
      EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {child, people.at("worker").first.text(), children::Part::Worker, {Date(2025, 1, 1), {}}}, clock.now()));
      refer(tx, referral());
      const std::vector<supply::HomeSupply> stated{suiting(kAlder), suiting(kBeech)};
      supply::save_all(tx, stated, "01900000-0000-7000-8000-000000000002");
    });
  }
  void serve(std::vector<desk::Pages> features) {
    desk::Pages all;
    for (auto& one : features) {
      for (auto& page : one.pages) all.pages.push_back(std::move(page));
      for (auto& route : one.open) all.open.push_back(std::move(route));
      for (auto& shape : one.shapes) all.shapes.push_back(shape);
    }
    begin(std::move(all), [this](const web::Route&, const web::Request&, const web::NamedValues&) { return web::Admission{visitor(), {}}; },
          [this](const web::Request& request, std::string_view what) { return faults.emplace_back(request.path + ": " + std::string(what)); });
    as("officer");
  }
  void TearDown() override {
    EXPECT_THAT(faults, ::testing::IsEmpty());
    DeskStage::TearDown();
  }

  // ---- Who asks.
  void as(const std::string& name) {
    const auto& [id, organisation] = people.at(name);
    standing = read([&](db::Read& tx) { return accounts::standing_of(tx, id, organisation, kMonday, true); });
    by_token = false;
  }
  void as_program_of(const std::string& name) {
    as(name);
    by_token = true;
  }
  web::Visitor visitor() {
    web::Visitor v;
    v.person_id = standing.person;
    v.session_id = "session of " + standing.person;
    v.organisation_id = standing.acting_for.text();
    v.csrf_token = by_token ? "" : "a-token-of-this-session";
    v.by_token = by_token;
    v.kept = std::make_shared<access::Standing>(standing);
    return v;
  }

  // ---- Requests.
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
  std::string page(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target;
    return response.body;
  }
  using Fields = std::vector<std::pair<std::string, std::string>>;
  web::Response post(const std::string& path, const Fields& fields, std::string once = {}) {
    std::string body = "csrf=a-token-of-this-session&once=" + (once.empty() ? "mark-of-a-page-number-" + std::to_string(++marks) : once);
    for (const auto& [name, value] : fields) body += "&" + web::percent_encoded(name) + "=" + web::percent_encoded(value);
    return send(web::Method::Post, path, std::move(body));
  }
  web::Response post_json(const std::string& path, const json::Object& body, std::string key = {}) {
    return send(web::Method::Post, path, json::Value(body).dump(), "application/json", key.empty() ? "key-of-a-change-number-" + std::to_string(++marks) : key);
  }
  static std::string version_in(const std::string& page) {
    std::smatch found;
    return std::regex_search(page, found, std::regex(R"(name="version" value="(\d+)\")")) ? found[1].str() : "0";
  }
  static Fields day(std::string name, Date on) {
    return {{name + "-day", std::to_string(on.day())}, {name + "-month", std::to_string(on.month())}, {name + "-year", std::to_string(on.year())}};
  }
  static Fields both(Fields a, const Fields& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  // ---- What is so.
  std::vector<asking::Ask> asks() {
    return read([](db::Read& tx) { return asking::asks_of(tx, kReference); });
  }
  asking::Ask ask_to(const std::string& urn) {
    const auto all = asks();
    const auto found = std::ranges::find_if(all.rbegin(), all.rend(), [&](const asking::Ask& one) { return one.urn == urn; });
    EXPECT_NE(found, all.rend());
    return found == all.rend() ? asking::Ask{} : *found;
  }
  supply::HomeSupply home(const std::string& urn) {
    return read([&](db::Read& tx) { return supply::supply_of(tx, urn, kMonday, clock.now()); });
  }
  std::vector<disclosures::Entry> ledger() {
    return read([&](db::Read& tx) { return disclosures::of_child(tx, child); });
  }
  std::int64_t letters() {
    return read([](db::Read& tx) { return outbox::backlog(tx).waiting; });
  }

  // ---- The child.
 public:
  static json::Value referral() {
    using json::Array;
    using json::Object;
    return Object{{"PlacementAvailability", Object{{"childId", 4711}}},
                  {"PlacementRequirements", Object{{"communicationNeeds", "N"}, {"specificCommunicationRequirements", Array{"None"}}, {"homeAdaptation", false}, {"culturalNeeds", "Not required"}, {"livingCompanions", "No preference"}, {"pets", "Yes - can"}}},
                  {"PlacementRecommendation", Object{{"fosterCareSuitability", "Unsuitable"}, {"residentialCareSuitability", "Preferred"}, {"supportedAccommodationSuitability", "Unsuitable"}}},
                  {"Risks", Object{{"riskSelfHarm", "Risk Present"}, {"riskSexualExploitation", "No known risk"}, {"riskCriminalExploitation", "No known risk"}, {"riskDrugAlcohol", "No known risk"}, {"riskEatingDisorder", "No known risk"},
                                   {"riskMissing", "No known risk"}, {"riskToOthersPhysical", "No known risk"}, {"riskToOthersSexual", "No known risk"}, {"riskToOthersFire", "No known risk"}, {"riskToOthersAnimals", "No known risk"},
                                   {"riskToOthersCriminal", "No known risk"}}},
                  {"QualityAssurance", Object{{"referralDate", "2026-03-01"}}},
                  {"rightplace", Object{{"reference", kReference}, {"authority_code", "E10000017"}, {"sex", "female"}, {"age", 13}, {"needed_on", "2026-03-10"}, {"planned_until", "2026-08-10"}, {"purpose", "long_term"},
                                        {"needs", Object{{"emotional_behavioural", "high"}}}, {"needs_complete", true}, {"places", Array{Object{{"kind", "home"}, {"sector", "LA1 4"}}, Object{{"kind", "school"}, {"sector", "LA2 6"}}}},
                                        {"wishes", Array{"pets"}}, {"notes", "Plays the drums every evening."}}}};
  }

 protected:
  void refer(db::Write& tx, json::Value value) {
    value.as_object()->operator[]("rightplace").as_object()->set("child_id", child.text());
    std::vector<FieldError> warnings;
    auto read = referrals::read_referral(value, "test.json", warnings);
    ASSERT_TRUE(read) << read.error().detail;
    ASSERT_TRUE(referrals::store_referral(tx, desk->vault, std::move(*read), clock.now()));
  }
  // A home that says everything there is to say, and suits the child above: one room taken, one free.
  supply::HomeSupply suiting(std::string urn) const {
    const auto at = Instant{clock.now().ms - 3'600'000};
    supply::HomeSupply home;
    home.urn = std::move(urn);
    supply::StatementOfPurpose purpose;
    purpose.home_type = HomeType::LongTerm;
    purpose.age_from = 10;
    purpose.age_to = 17;
    purpose.accepts = HomeSex::Mixed;
    for (const auto& row : kNeeds.rows) purpose.needs.push_back({row.value, NeedLevel::None, NeedLevel::High, NeedLevel::High});
    purpose.declines = std::vector<RiskToOthers>{};
    purpose.takes_solo = purpose.takes_siblings = purpose.takes_emergency = true;
    purpose.purposes = std::vector{Purpose::LongTerm};
    purpose.adaptations = std::vector<Adaptation>{};
    purpose.features = std::vector<Wish>{};
    purpose.cultures = std::vector<Culture>{};
    purpose.education_on_site = true;
    purpose.therapy_model = "an invented model";
    purpose.clinician_minutes = 120;
    purpose.therapy_supervised = purpose.therapy_outcomes_measured = true;
    home.purpose = {purpose, at};
    home.rooms = {{{"Blue", std::vector<Adaptation>{}}, {"Green", std::vector<Adaptation>{}}}, at};
    home.calendar = {{.may_take = 1, .free = {{"Green", {kMonday, std::nullopt}}}, .out_of_use = {}}, at};
    supply::Resident resident;
    resident.token = "A";
    resident.room = "Blue";
    resident.from = Date(2025, 1, 1);
    resident.birth_month = Personal(std::optional(Date(2011, 5, 1)));
    resident.sex = Sex::Male;
    resident.poses = std::vector<RiskToOthers>{};
    resident.vulnerable = std::vector<RiskToChild>{};
    home.residents = {{resident}, at};
    home.contracts = {{.sells_spot = true, .access = {}}, at};
    home.fees = {{{Route::Spot, NeedLevel::High, WeeklyRate{Pence{520'000}}}}, at};
    return home;
  }

  organisations::OrganisationId lancashire, kent, alder, beech, alder_house;
  children::ChildId child;
  std::map<std::string, std::pair<accounts::PersonId, organisations::OrganisationId>> people;
  access::Standing standing;
  std::vector<std::string> faults;
  bool by_token = false;
  int marks = 0;

 protected:
  void register_homes(db::Write& tx) {
    homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 1, 31), .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
    for (const auto& [urn, name] : {std::pair(kAlder, "Alder House"), std::pair(kBeech, "Beech House"), std::pair(kSilent, "Silent House")}) {
      homes::RegisterRow row;
      row.line = static_cast<std::int64_t>(list.rows.size()) + 2;
      row.urn = urn;
      row.name = name;
      row.sector = homes::Sector::Private;
      row.authority_code = "E10000017";
      row.region = "North West";
      row.places = 4;
      list.rows.push_back(std::move(row));
    }
    homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000001"}, list, clock.now());
    homes::rebuild_history(tx);
  }
  organisations::OrganisationId provider(db::Write& tx, std::string name, const std::string& urn) {
    const auto id = *organisations::add(tx, kOperator, kTest, {organisations::Kind::ProviderGroup, std::move(name), "", "", kSince}, clock.now());
    const auto claim = *organisations::claim_home(tx, kOperator, kTest, id, urn, kMonday, clock.now());
    EXPECT_TRUE(organisations::prove_home(tx, {ActorKind::Person, "checker"}, kTest, claim, organisations::Proof::Certificate, Date(2026, 1, 1), clock.now()));
    return id;
  }
  void person(db::Write& tx, const std::string& name, const organisations::OrganisationId& organisation, access::Role role) {
    const auto id = *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal("Person " + name), Personal(name + "@example.org")}, clock.now());
    const auto membership = *accounts::add_membership(tx, kOperator, kTest, id, organisation, kSince, clock.now());
    EXPECT_TRUE(accounts::add_role(tx, kOperator, kTest, membership, role, kSince, clock.now()));
    people.emplace(name, std::pair(id, organisation));
  }
  children::ChildId robin(db::Write& tx) {
    children::Facts facts;
    facts.sex = children::Sex::Female;
    facts.born_on = Personal(Date(2012, 6, 27));
    const auto id = *children::add(tx, desk->vault, facts, clock.now());
    EXPECT_TRUE(children::link(tx, desk->vault, id, {"E10000017", Personal<std::string>("4711"), {}}));
    EXPECT_TRUE(children::open_case(tx, kOperator, kTest, id, "E10000017", Date(2024, 1, 1), clock.now()));
    EXPECT_TRUE(children::set_identity(tx, desk->vault, kOperator, kTest, id, {Personal<std::string>("Robin"), Personal<std::string>("Oakapple"), {}, {}, {}}, 0, clock.now()));
    return id;
  }
};

}  // namespace rightplace::test
