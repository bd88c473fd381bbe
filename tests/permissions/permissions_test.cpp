// Every route for every role, of the own and of a foreign organisation, in every state of the record, with a role that has
// ended, with one factor and signed out: through the whole site, held against what features/access says of facts that this
// test knows by itself. Whoever may not gets the very bytes of a page that does not exist.
//
// A new page under an address that stands in `kSamples` is tried by itself. Another address needs a row there.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "app/features.h"
#include "app/openapi.h"
#include "app/permissions.h"
#include "base/json.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/asking/asking.h"
#include "features/children/children.h"
#include "features/concerned/concerned.h"
#include "features/documents/documents.h"
#include "features/homes/homes.h"
#include "features/joining/joining.h"
#include "features/notices/notices.h"
#include "features/people/people_glass.h"
#include "features/placements/placements.h"
#include "features/referring/referring.h"
#include "features/referrals/referrals.h"
#include "tests/support/databases.h"

namespace rightplace {
namespace {

using access::Record;
using access::Role;
using access::Verb;
using organisations::Kind;
using organisations::OrganisationId;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kTest = Allowed::because("test");
constexpr std::string_view kOwnCode = "E08000035", kForeignCode = "E10000016", kOwnUrn = "SC900001", kForeignUrn = "SC900002", kWaitingUrn = "SC900003";
const Date kToday(2026, 3, 2);
const Stay kLong{Date(2020, 1, 1), {}};

enum class Tenant { Own, Foreign };

// Two organisations of every kind. The own authority is responsible for three children: one live, one whose care has ended, one
// restricted; the live one lives in the own provider's home, which lies in the own authority's area.
class World {
 public:
  World() {
    auto& db = *database;
    db.write([&](db::Write& tx) {
      for (const auto& kind : organisations::kKinds.rows)
        for (const auto tenant : {Tenant::Own, Tenant::Foreign}) {
          const bool own = tenant == Tenant::Own;
          organisations::Details details{kind.value, fmt::format("{} {}", own ? "Own" : "Foreign", kind.label), {}, {}, kLong};
          if (kind.value == Kind::Authority) details.authority_code = own ? kOwnCode : kForeignCode;
          if (kind.value == Kind::Home) details.urn = own ? kOwnUrn : kForeignUrn;
          bodies[{kind.value, tenant}] = *organisations::add(tx, kOperator, kTest, details, now);
        }
      homes::RegisterList list;
      list.kind = homes::ListKind::ProvidersAndPlaces;
      list.as_at = kToday;
      list.title = "A list of the test";
      list.stated_complete = true;
      for (const auto& [urn, code] : {std::pair(kOwnUrn, kOwnCode), std::pair(kForeignUrn, kForeignCode), std::pair(kWaitingUrn, kOwnCode)}) {
        homes::RegisterRow row;
        row.line = std::ssize(list.rows) + 1;
        row.urn = urn;
        row.provision_type = homes::ProvisionType::ChildrensHome;
        row.sector = homes::Sector::Private;
        row.name = fmt::format("Home {}", urn);
        row.authority_code = code;
        row.places = 4;
        row.registered_on = Date(2020, 1, 1);
        row.owner = "An owner";
        list.rows.push_back(std::move(row));
      }
      homes::store_list(tx, imports::ImportId(new_uuid(now)), list, now);
      homes::rebuild_history(tx);
      for (const auto tenant : {Tenant::Own, Tenant::Foreign}) {
        const auto claim = *organisations::claim_home(tx, kOperator, kTest, bodies[{Kind::ProviderGroup, tenant}], tenant == Tenant::Own ? kOwnUrn : kForeignUrn, kToday, now);
        EXPECT_TRUE(organisations::prove_home(tx, {ActorKind::Operator, "another"}, kTest, claim, organisations::Proof::RegisterContact, kLong.from, now));
        EXPECT_TRUE(organisations::join(tx, kOperator, kTest, bodies[{Kind::Authority, tenant}], bodies[{Kind::Consortium, tenant}], kLong, now));
      }
      join_request = *joining::ask(tx, desk.vault, kOperator, kTest, {std::string(kWaitingUrn), bodies[{Kind::Authority, Tenant::Own}], "Another provider", Personal<std::string>("Jo Ash"), Personal<std::string>("jo@another.example")}, now);
      waiting_claim = *organisations::claim_home(tx, kOperator, kTest, bodies[{Kind::ProviderGroup, Tenant::Own}], kWaitingUrn, kToday, now);
      const auto member = *accounts::add_person(tx, desk.vault, kOperator, kTest, {Personal<std::string>("Kim Alder"), Personal<std::string>("kim@leeds.example")}, now);
      membership = *accounts::add_membership(tx, kOperator, kTest, member, bodies[{Kind::Authority, Tenant::Own}], kLong, now);
      given = *accounts::add_role(tx, kOperator, kTest, membership, Role::SocialWorker, kLong, now);
      for (const auto state : {access::State::Live, access::State::Ended, access::State::Restricted}) {
        children::Facts facts;
        facts.born_on = Personal(Date(2012, 3, 27));
        const auto child = *children::add(tx, desk.vault, facts, now);
        children_of[state] = child;
        EXPECT_TRUE(children::open_case(tx, kOperator, kTest, child, kOwnCode, Date(2024, 1, 1), now));
        if (state == access::State::Ended) {
          EXPECT_TRUE(children::end_case(tx, kOperator, kTest, child, Date(2026, 1, 1), now));
        }
        if (state == access::State::Restricted) {
          EXPECT_TRUE(children::restrict_case(tx, desk.vault, kOperator, kTest, child, "a relative works here", now));
        }
        EXPECT_TRUE(children::set_identity(tx, desk.vault, kOperator, kTest, child, {Personal<std::string>("Robin"), Personal<std::string>("Oakapple"), {}, {}, {}}, 0, now));
        for (const auto& [role, part] : {std::pair(Role::SocialWorker, children::Part::Worker), std::pair(Role::TeamManager, children::Part::Manager), std::pair(Role::ReviewingOfficer, children::Part::ReviewingOfficer)})
          EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {child, person_of(role, Tenant::Own), part, {Date(2025, 1, 1), {}}}, now));
        if (state == access::State::Ended) continue;
        for (const auto& [kind, role] : {std::pair(concerned::Kind::Child, Role::YoungPerson), std::pair(concerned::Kind::Advocate, Role::Advocate), std::pair(concerned::Kind::Parent, Role::Parent)}) {
          const auto tie = concerned::tie_to(tx, desk.vault, kOperator, kTest, {child, kind, {}, "a test"}, accounts::PersonId(person_of(role, Tenant::Own)), kToday, now);
          ASSERT_TRUE(tie) << tie.error().detail;
          tied[{kind, state}] = *tie;
        }
        if (state != access::State::Live) continue;
        placements::Placement placement;
        placement.child = child;
        placement.authority_code = kOwnCode;
        placement.urn = kOwnUrn;
        placement.stay.from = Date(2025, 5, 3);
        const auto claimed = placements::claim(tx, kOperator, kTest, placement, now);
        ASSERT_TRUE(claimed);
        placed = claimed->id;
        ASSERT_TRUE(notices::owe(tx, desk.vault, kOperator, kTest, placed, notices::Event::Start, "Near the school", kToday, now));
        for (const auto& one : notices::of_placement(tx, placed))
          if (one.to == notices::Recipient::Parents) owed = one.id;
        // Before that the child lived in the foreign authority's area, which was told.
        auto before = placement;
        before.urn = kForeignUrn;
        before.stay.from = Date(2024, 5, 3);
        const auto elsewhere = placements::claim(tx, kOperator, kTest, before, now);
        ASSERT_TRUE(elsewhere);
        ASSERT_TRUE(placements::end(tx, kOperator, kTest, elsewhere->id, Date(2025, 5, 3), "CARPL", now));
        ASSERT_TRUE(notices::owe(tx, desk.vault, kOperator, kTest, elsewhere->id, notices::Event::Start, "Near a grandmother", kToday, now));
        for (const auto& one : notices::of_placement(tx, elsewhere->id))
          if (one.to == notices::Recipient::AreaAuthority) told_area = one.id;
        glass = *people::break_glass(tx, desk.vault, {member.text(), bodies[{Kind::Authority, Tenant::Own}], kToday, true, {}}, {kTest, true}, child, people::Danger::Missing,
                                     Personal<std::string>("The child is missing since noon"), now);
      }
      for (const auto& [state, child] : children_of) refer(tx, state, child);
      published = new_uuid(now);
      tx.run("INSERT INTO statements (id, organisation_id, number, published_on, published_at, published_by, content) VALUES ($1, $2, 1, $3, $4, $5, $6)",
             {published, bodies[{Kind::Authority, Tenant::Own}], kToday, now, member, R"({"authority": "Somewhere", "as_at": "2026-03-02", "published_on": "2026-03-02", "number": 1})"});
      handed_in = new_uuid(now);
      tx.run("INSERT INTO returns_handed_in (id, organisation_id, person_id, at, found_sealed) VALUES ($1, $2, $3, $4, $5)",
             {handed_in, bodies[{Kind::Authority, Tenant::Own}], member, now, desk.vault.seal("returns_handed_in.found/" + handed_in, R"({"rejected_rows": 0, "read": 0, "kept": 0, "unchanged": 0, "nothing_new": true})")});
      ask_the_own_home(tx);
    });
    for (const auto& tier : asking::kTiers.rows) keep_a_document(tier.value);
  }
  // Of the live referral, from each stage on.
  void keep_a_document(asking::Tier tier) {
    web::Request request;
    request.body = "%PDF-1.7 invented %%EOF";
    const auto laid = documents::lay_down(database.folder.path(), request, {.field = {}, .name = {}, .from = 0, .size = request.body.size()}, now);
    ASSERT_TRUE(laid) << laid.error().detail;
    database->write([&](db::Write& tx) {
      EXPECT_TRUE(documents::add(tx, desk.vault, kOperator, kTest, {referred.at(access::State::Live), children_of.at(access::State::Live), "other", tier, Personal<std::string>("plan.pdf")}, *laid, now));
    });
    documented[tier] = laid->id;
  }
  // A referral of each child: open, withdrawn, or of a child whose case is restricted.
  void refer(db::Write& tx, access::State state, const children::ChildId& child) {
    using json::Array;
    using json::Object;
    const auto number = static_cast<std::int64_t>(state) + 1;
    const auto reference = fmt::format("R-7K3M9{}", number);
    const json::Value document = Object{{"PlacementAvailability", Object{{"childId", number}}},
                                        {"PlacementRequirements", Object{{"communicationNeeds", "N"}, {"specificCommunicationRequirements", Array{"None"}}, {"homeAdaptation", false}, {"culturalNeeds", "Not required"}, {"livingCompanions", "No preference"}, {"pets", "Yes - can"}}},
                                        {"PlacementRecommendation", Object{{"fosterCareSuitability", "Unsuitable"}, {"residentialCareSuitability", "Preferred"}, {"supportedAccommodationSuitability", "Unsuitable"}}},
                                        {"Risks", Object{{"riskSelfHarm", "No known risk"}, {"riskSexualExploitation", "No known risk"}, {"riskCriminalExploitation", "No known risk"}, {"riskDrugAlcohol", "No known risk"}, {"riskEatingDisorder", "No known risk"}, {"riskMissing", "No known risk"},
                                                         {"riskToOthersPhysical", "No known risk"}, {"riskToOthersSexual", "No known risk"}, {"riskToOthersFire", "No known risk"}, {"riskToOthersAnimals", "No known risk"}, {"riskToOthersCriminal", "No known risk"}}},
                                        {"QualityAssurance", Object{{"referralDate", "2026-03-01"}}},
                                        {"rightplace", Object{{"reference", reference}, {"authority_code", kOwnCode}, {"child_id", child.text()}, {"age", 13}, {"needed_on", "2026-03-10"}}}};
    std::vector<FieldError> warnings;
    auto referral = referrals::read_referral(document, "a referral of the test", warnings);
    ASSERT_TRUE(referral) << referral.error().detail;
    ASSERT_TRUE(referrals::store_referral(tx, desk.vault, std::move(*referral), now));
    if (state == access::State::Ended) { EXPECT_TRUE(referrals::change_status(tx, kOperator, kTest, reference, referrals::Event::Withdraw, now)); }
    referred[state] = reference;
    drafted[state] = *referring::begin(tx, desk.vault, kOperator, kTest, child, now);
  }
  // Asked, offered and proposed: it waits for the second signature.
  void ask_the_own_home(db::Write& tx) {
    const asking::NewAsk one{.reference = referred.at(access::State::Live), .urn = std::string(kOwnUrn), .organisation = bodies.at({Kind::ProviderGroup, Tenant::Own}), .authority = bodies.at({Kind::Authority, Tenant::Own}), .answer_by = Instant{now.ms + 86'400'000}};
    const auto asks = asking::ask(tx, kOperator, kTest, {&one, 1}, now);
    ASSERT_TRUE(asks);
    asked = asks->front();
    const asking::OfferTerms terms{.available_from = Date(2026, 3, 10), .room = {}, .stands_until = Instant{now.ms + 86'400'000}, .lines = {{"Care", asking::Every::Week, Pence{500'000}}}, .conditions = {}};
    EXPECT_TRUE(asking::offer(tx, kOperator, kTest, asked, 1, terms, now));
    const auto decision = asking::choose(tx, kOperator, kTest, asked, 2, "Near the child's school", {"sex"}, "They take all children from May on", now);
    ASSERT_TRUE(decision);
    proposed = *decision;
  }

  static std::string person_of(Role role, Tenant tenant) { return fmt::format("{}-{}", tenant == Tenant::Own ? "own" : "foreign", access::kRoles.code(role)); }
  static Kind kind_of(Role role) {
    for (const auto& kind : organisations::kKinds.rows)
      if (access::fits(role, kind.value)) return kind.value;
    return Kind::Authority;
  }
  access::Standing standing(Role role, Tenant tenant) const {
    const auto kind = kind_of(role);
    const auto& body = bodies.at({kind, tenant});
    access::Grant grant{role, body, kind, {kLong, kLong, kLong}, false, {}, {}};
    if (kind == Kind::Consortium) grant.members = {bodies.at({Kind::Authority, tenant})};
    if (kind == Kind::ProviderGroup || kind == Kind::Home) grant.homes = {std::string(tenant == Tenant::Own ? kOwnUrn : kForeignUrn)};
    return {person_of(role, tenant), body, kToday, true, {grant}};
  }

  Instant now = test::kMondayMorning;
  FixedClock clock{now};
  test::TestDatabase database{db::Dialect::Sqlite, {app::migrations()}};
  audit::ReadTrail trail{*database, clock, std::chrono::milliseconds(5)};
  desk::Desk desk{*database, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), clock, clock, trail, database.folder.path()};
  std::map<std::pair<Kind, Tenant>, OrganisationId> bodies;
  std::map<access::State, children::ChildId> children_of;
  organisations::ClaimId waiting_claim;   // of the own provider
  joining::RequestId join_request;
  accounts::MembershipId membership;      // in the own authority
  accounts::RoleId given;
  people::GlassId glass;                  // broken by that member, on the own live child
  placements::PlacementId placed;         // of the own live child, in the own home
  std::map<std::pair<concerned::Kind, access::State>, concerned::TieId> tied;   // the own young person, advocate and parent, to two children
  notices::NoticeId owed;                 // of that placement, to the parents
  notices::NoticeId told_area;            // to the foreign authority, in whose area the child lived before
  std::map<access::State, std::string> referred;   // of each child
  std::map<access::State, std::string> drafted;    // another of each, not sent yet
  asking::AskId asked;                    // the own home, for the own live child
  asking::DecisionId proposed;
  std::map<asking::Tier, documents::DocumentId> documented;
  std::string published;                  // a statement on sufficiency
  std::string handed_in;                  // files of a return, by the own authority
  std::string provider;                   // number of the own home's owner in the directory
};

// ---- What the test knows of the records behind addresses.

struct Sample {
  std::vector<std::pair<std::string, std::string>> values;   // of {name} in the address
  access::Facts facts;
  bool hidden = false;   // the address is of somebody else's things: to this person there is nothing
};
using Samples = std::function<std::vector<Sample>(const World&, const access::Standing&)>;

std::vector<Sample> general(const World&, const access::Standing&) { return {{}}; }
std::vector<Sample> own_organisation(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.owner = standing.acting_for;
  return {{{{"id", "00000000-0000-7000-8000-000000000000"}}, facts}};
}
std::vector<Sample> own_children(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = {standing.person};
  return {{{}, facts}};
}
std::vector<Sample> own_authority(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  return {{{}, facts}};
}
std::vector<Sample> each_child(const World& world, const access::Standing&) {
  std::vector<Sample> all;
  for (const auto& [state, child] : world.children_of) {
    access::Facts facts;
    facts.state = state;
    facts.responsible = world.bodies.at({Kind::Authority, Tenant::Own});
    for (const auto role : {Role::SocialWorker, Role::TeamManager, Role::ReviewingOfficer}) facts.people.push_back(World::person_of(role, Tenant::Own));
    if (state == access::State::Live) {
      facts.urn = kOwnUrn;
      facts.host = facts.responsible;
    }
    facts.child = facts.id = child.text();
    all.push_back({{{"id", child.text()}}, facts});
  }
  return all;
}
access::Facts facts_of_referral(const World& world, access::State state) {
  access::Facts facts;
  facts.state = state;
  facts.responsible = facts.owner = world.bodies.at({Kind::Authority, Tenant::Own});
  for (const auto role : {Role::SocialWorker, Role::TeamManager, Role::ReviewingOfficer}) facts.people.push_back(World::person_of(role, Tenant::Own));
  facts.child = world.children_of.at(state).text();
  return facts;
}
std::vector<Sample> each_referral(const World& world, const access::Standing&) {
  std::vector<Sample> all;
  for (const auto& [state, reference] : world.referred) all.push_back({{{"reference", reference}, {"urn", std::string(kOwnUrn)}}, facts_of_referral(world, state)});
  return all;
}
std::vector<Sample> each_part_of_a_plan(const World& world, const access::Standing& standing) {
  auto all = each_referral(world, standing);
  for (auto& one : all) one.values.emplace_back("section", "statement");
  return all;
}
std::vector<Sample> each_draft(const World& world, const access::Standing&) {
  std::vector<Sample> all;
  for (const auto& [state, reference] : world.drafted) all.push_back({{{"reference", reference}, {"task", "needs"}}, facts_of_referral(world, state)});
  return all;
}
std::vector<Sample> ask_of_the_live_referral(const World& world, const access::Standing&) {
  return {{{{"reference", world.referred.at(access::State::Live)}, {"id", world.asked.text()}}, facts_of_referral(world, access::State::Live)}};
}
std::vector<Sample> choice_to_sign(const World& world, const access::Standing&) { return {{{{"id", world.proposed.text()}}, facts_of_referral(world, access::State::Live)}}; }
std::vector<Sample> own_placement(const World& world, const access::Standing&) {
  auto facts = facts_of_referral(world, access::State::Live);
  facts.urn = kOwnUrn;
  return {{{{"id", world.placed.text()}}, facts}};
}
// The home where the child lives opens them for as long as it does; no referral led to this placement.
std::vector<Sample> papers_of_a_stay(const World& world, const access::Standing& standing) {
  auto all = own_placement(world, standing);
  const bool own = std::ranges::any_of(standing.grants, [&](const access::Grant& grant) { return grant.organisation == standing.acting_for && std::ranges::find(grant.homes, kOwnUrn) != grant.homes.end(); });
  if (own) all.front().facts.addressed = {standing.acting_for};
  return all;
}
// Each of those whom a child's plan concerns has an address of their own.
std::vector<Sample> tied_to(const World& world, bool parents) {
  std::vector<Sample> all;
  for (const auto& [key, tie] : world.tied) {
    const auto& [kind, state] = key;
    if ((kind == concerned::Kind::Parent) != parents) continue;
    access::Facts facts;
    facts.state = state;
    facts.child = world.children_of.at(state).text();
    facts.concerned = {World::person_of(concerned::role_of(kind), Tenant::Own)};
    all.push_back({{{"tie", tie.text()}, {"question", "good"}}, facts});
  }
  return all;
}
std::vector<Sample> plans(const World& world, const access::Standing&) { return tied_to(world, false); }
std::vector<Sample> parents_parts(const World& world, const access::Standing&) { return tied_to(world, true); }
std::vector<Sample> concerning_oneself(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.concerned = {standing.person};
  return {{{}, facts}};
}
// To be written by the own authority; the home lies in no other's area.
std::vector<Sample> notice_owed(const World& world, const access::Standing&) { return {{{{"id", world.owed.text()}}, facts_of_referral(world, access::State::Live)}}; }
std::vector<Sample> placement_with_notices(const World& world, const access::Standing&) { return {{{{"id", world.placed.text()}}, facts_of_referral(world, access::State::Live)}}; }
std::vector<Sample> notices_of_the_area(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.host = standing.acting_for;
  return {{{}, facts}};
}
std::vector<Sample> notice_to_the_area(const World& world, const access::Standing&) {
  access::Facts facts;
  facts.host = world.bodies.at({Kind::Authority, Tenant::Foreign});
  facts.child = world.children_of.at(access::State::Live).text();
  return {{{{"id", world.told_area.text()}}, facts}};
}
std::vector<Sample> placements_of_the_own(const World& world, const access::Standing& standing) {
  auto all = own_children(world, standing);
  for (const auto& grant : standing.grants)
    for (const auto& urn : grant.homes) all.front().facts.urn = urn;
  return all;
}
// Whoever answers for homes may look at what waits for them.
std::vector<Sample> asked_of_the_own(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.addressed = {standing.acting_for};
  return {{{}, facts}};
}
// One ask is there for those who act for the home, and for nobody else.
std::vector<Sample> ask_to_the_own_home(const World& world, const access::Standing& standing) {
  Sample sample{{{"id", world.asked.text()}}, {}};
  const bool own = std::ranges::any_of(standing.grants, [](const access::Grant& grant) { return std::ranges::find(grant.homes, kOwnUrn) != grant.homes.end(); });
  if (own) sample.facts.addressed = {standing.acting_for}, sample.facts.urn = kOwnUrn;
  return {sample};
}
// The own home was asked, and the summary is released to it.
template <asking::Tier tier>
std::vector<Sample> document(const World& world, const access::Standing& standing) {
  Sample sample{{{"document", world.documented.at(tier).text()}}, facts_of_referral(world, access::State::Live)};
  const bool own = std::ranges::any_of(standing.grants, [](const access::Grant& grant) { return std::ranges::find(grant.homes, kOwnUrn) != grant.homes.end(); });
  if (own && tier == asking::Tier::ReferralSummary) sample.facts.addressed = {standing.acting_for}, sample.facts.urn = kOwnUrn;
  return {sample};
}
std::vector<Sample> document_of_the_authority(const World& world, const access::Standing&) { return {{{{"document", world.documented.at(asking::Tier::FullFile).text()}}, facts_of_referral(world, access::State::Live)}}; }
std::vector<Sample> own_home(const World&, const access::Standing&) {
  access::Facts facts;
  facts.urn = kOwnUrn;
  return {{{{"urn", std::string(kOwnUrn)}, {"part", "ethos"}, {"subject", "purpose"}, {"placement", "00000000-0000-7000-8000-000000000000"}, {"id", "none"}}, facts}};
}
// Addresses of one's own homes answer only those who act for the home.
std::vector<Sample> home_of_the_own(const World& world, const access::Standing& standing) {
  auto all = own_home(world, standing);
  all.front().facts.owner = world.bodies.at({Kind::ProviderGroup, Tenant::Own});   // whose prices they are
  all.front().hidden = std::ranges::none_of(standing.grants, [](const access::Grant& grant) { return std::ranges::find(grant.homes, kOwnUrn) != grant.homes.end(); });
  return all;
}
// No room is stated in this world, so there is no day of one.
std::vector<Sample> day_of_no_room(const World& world, const access::Standing& standing) {
  auto all = own_home(world, standing);
  all.front().hidden = true;
  return all;
}
template <Kind kind>
std::vector<Sample> organisation(const World& world, const access::Standing&) {
  access::Facts facts;
  facts.owner = world.bodies.at({kind, Tenant::Own});
  return {{{{"id", facts.owner.text()}, {"into", world.bodies.at({Kind::Consortium, Tenant::Own}).text()}}, facts}};
}

std::vector<Sample> own_member(const World& world, const access::Standing&) {
  access::Facts facts;
  facts.owner = world.bodies.at({Kind::Authority, Tenant::Own});
  return {{{{"id", world.membership.text()}, {"role", world.given.text()}, {"absence", "none"}}, facts}};
}
std::vector<Sample> claim_that_waits(const World& world, const access::Standing&) {
  access::Facts facts;
  facts.owner = world.bodies.at({Kind::ProviderGroup, Tenant::Own});
  return {{{{"id", world.waiting_claim.text()}}, facts}};
}
std::vector<Sample> request_to_join(const World& world, const access::Standing&) { return {{{{"id", world.join_request.text()}}, {}}}; }
// Nobody's who asks here: another person broke the glass.
std::vector<Sample> glass_of_another(const World& world, const access::Standing&) { return {{{{"id", world.glass.text()}}, {}}}; }
std::vector<Sample> glass_alert(const World& world, const access::Standing&) {
  access::Facts facts;
  facts.owner = world.bodies.at({Kind::Authority, Tenant::Own});
  return {{{{"id", world.glass.text()}}, facts}};
}
std::vector<Sample> provider(const World& world, const access::Standing&) { return {{{{"id", world.provider.empty() ? "none" : world.provider}}, {}}}; }

std::vector<Sample> owner_of_homes(const World&, const access::Standing&) { return {{{{"key", "an owner"}}, {}}}; }
std::vector<Sample> table_of_sufficiency(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.owner = standing.acting_for;
  return {{{{"id", "children"}}, facts}};
}
std::vector<Sample> returns_that_wait(const World& world, const access::Standing&) {
  access::Facts facts;
  facts.owner = world.bodies.at({Kind::Authority, Tenant::Own});
  return {{{{"id", world.handed_in}}, facts}};
}
std::vector<Sample> measure_of_benchmarks(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.owner = standing.acting_for;
  return {{{{"id", "in-homes"}}, facts}};
}
std::vector<Sample> published_statement(const World& world, const access::Standing&) { return {{{{"id", world.published}}, {}}}; }
std::vector<Sample> part_of_the_statement(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.owner = standing.acting_for;
  return {{{{"part", "plan"}}, facts}};
}
std::vector<Sample> table_to_publish(const World&, const access::Standing& standing) {
  access::Facts facts;
  facts.owner = standing.acting_for;
  return {{{{"id", "age"}}, facts}};
}
// An authority's own children, those of a consortium's authorities, otherwise all returns together.
std::vector<Sample> where_children_live(const World&, const access::Standing& standing) {
  access::Facts facts;
  for (const auto& grant : standing.grants) {
    if (grant.organisation != standing.acting_for) continue;
    if (grant.kind == Kind::Authority) facts.owner = standing.acting_for;
    if (grant.kind == Kind::Consortium) facts.owner = grant.members.empty() ? standing.acting_for : grant.members.front();
  }
  return {{{{"id", "distance"}}, facts}};
}
std::vector<Sample> file_of_the_market(const World&, const access::Standing&) { return {{{{"id", "homes-by-sector"}}, {}}}; }

// By the beginning of the address, without /api/v1; the longest that fits counts.
const std::map<std::string, Samples>& samples() {
  static const std::map<std::string, Samples> kSamples = {
      {"/audit", own_organisation},   {"/disclosures", own_organisation}, {"/children", own_children},
      {"/children/search", own_children}, {"/children/add", own_children}, {"/children/waiting", own_children}, {"/children/{id}", each_child},
      {"/programs", own_organisation}, {"/homes", general}, {"/homes/{urn}", own_home}, {"/our-homes/{urn}", home_of_the_own}, {"/our-homes/{urn}/places/day", day_of_no_room}, {"/homes/{urn}/supply", home_of_the_own},
      {"/homes/{urn}/rooms", home_of_the_own}, {"/homes/{urn}/fees", home_of_the_own}, {"/homes/{urn}/children", home_of_the_own}, {"/homes/{urn}/placements", home_of_the_own},
      {"/forecast", own_organisation}, {"/forecast/returns/{id}", returns_that_wait}, {"/forecast/pack/files/{id}", table_to_publish}, {"/flows", where_children_live}, {"/sufficiency", own_organisation}, {"/benchmarking", own_organisation}, {"/benchmarking/files/{id}", measure_of_benchmarks}, {"/sufficiency/statement/write/{part}", part_of_the_statement}, {"/statements", general}, {"/statements/{id}", published_statement}, {"/sufficiency/files/{id}", table_of_sufficiency}, {"/market", general}, {"/market/groups/{key}", owner_of_homes}, {"/market/files/{id}", file_of_the_market}, {"/organisations", general}, {"/organisations/{id}", organisation<Kind::Authority>}, {"/providers", general}, {"/providers/{id}", provider},
      {"/people", own_organisation}, {"/people/invite", own_organisation}, {"/people/{id}", own_member}, {"/own-homes", own_organisation}, {"/home-claims", general}, {"/join-requests", general}, {"/join-requests/{id}", request_to_join},
      {"/home-claims/{id}", claim_that_waits}, {"/emergency-access/{id}", glass_of_another}, {"/emergency-access/alerts", own_organisation}, {"/emergency-access/alerts/{id}", glass_alert},
      {"/our-homes", own_organisation}, {"/referrals", own_children}, {"/referrals-being-written", own_children}, {"/referral-drafts", own_children}, {"/referral-drafts/{reference}", each_draft}, {"/to-approve", own_children}, {"/to-approve/{reference}", each_draft}, {"/referral-approval", own_authority},
      {"/referrals/{reference}", each_referral}, {"/referrals/{reference}/write", each_draft}, {"/referrals/{reference}/send", each_draft}, {"/referrals/{reference}/asks/{id}", ask_of_the_live_referral}, {"/referrals/{reference}/choose/{id}", ask_of_the_live_referral},
      {"/plans", concerning_oneself}, {"/plans/{tie}", plans}, {"/for-parents", concerning_oneself}, {"/for-parents/{tie}", parents_parts},
      {"/placements/{id}/notices", placement_with_notices}, {"/notices", own_children}, {"/notices/{id}", notice_owed}, {"/area-children", notices_of_the_area}, {"/area-children/{id}", notice_to_the_area},
      {"/to-sign", own_children}, {"/to-sign/{id}", choice_to_sign}, {"/placements", placements_of_the_own}, {"/placements/{id}", own_placement}, {"/placements/{id}/documents", papers_of_a_stay}, {"/asked", asked_of_the_own}, {"/asked/{id}", ask_to_the_own_home},
      {"/documents/referral_summary", document<asking::Tier::ReferralSummary>}, {"/documents/pen_picture", document<asking::Tier::PenPicture>}, {"/documents/full_file", document<asking::Tier::FullFile>}, {"/documents/{document}", document_of_the_authority},
      {"/agreements/{reference}", each_referral}, {"/placement-plans/{reference}", each_referral}, {"/placement-plans/{reference}/write", each_part_of_a_plan}, {"/placement-plans/{reference}/answer", each_part_of_a_plan}};
  return kSamples;
}

const Samples* samples_of(std::string_view pattern) {
  if (pattern.starts_with("/api/v1")) pattern.remove_prefix(7);
  const Samples* best = nullptr;
  std::size_t length = 0;
  for (const auto& [prefix, make] : samples()) {
    const bool fits = pattern == prefix || pattern.starts_with(prefix + "/") || pattern.starts_with(prefix + ".");
    if (fits && prefix.size() >= length) best = &make, length = prefix.size();
  }
  return best;
}

std::string address(std::string_view pattern, const Sample& sample) {
  std::string path(pattern);
  for (const auto& [name, value] : sample.values) path = replace_all(path, "{" + name + "}", value);
  return path;
}

// ---- Asking.

struct Answers {
  World world;
  std::shared_ptr<const access::Standing> asking;   // as whom the next request comes
  web::Site site{app::routes(world.desk),
                 [this](const web::Route&, const web::Request&, const web::NamedValues&) {
                   web::Admission admission;
                   admission.visitor.person_id = asking->person;
                   admission.visitor.session_id = "session";
                   admission.visitor.organisation_id = asking->acting_for.text();
                   admission.visitor.shown_name = "Somebody";
                   admission.visitor.csrf_token = "the session's token";
                   admission.visitor.kept = asking;
                   return admission;
                 },
                 [](const web::Request&, std::string_view what) { return std::string(what); }};

  static web::Request request(web::Method method, std::string path) {
    web::Request out;
    out.method = method;
    const bool api = path.starts_with("/api/");
    out.path = std::move(path);
    out.headers = {{"x-csrf-token", "the session's token"}, {"content-type", api ? "application/json" : "application/x-www-form-urlencoded"}};
    // Neither a mark nor a key to carry it out once: so nothing is ever changed, and what may be sent is answered as incomplete.
    if (method != web::Method::Get) out.body = api ? "{}" : "none=1";
    return out;
  }
};

// Apart from the desk: does any purpose but a broken glass allow it?
bool expected(const access::Standing& standing, access::Facts facts, Record record, Verb verb) {
  facts.record = record;
  for (const auto& aim : access::kAims.rows)
    if (aim.value != access::Aim::BreakGlass && std::holds_alternative<access::Granted>(access::decide(standing, {aim.value, {}}, facts, verb))) return true;
  return false;
}

bool is_allowed(const web::Response& response) { return response.status == 200 || response.status == 303 || response.status == 409 || response.status == 422; }

TEST(Permissions, EveryRouteAnswersEveryRoleAsTheTableSaysAndOthersLikeAPageThatDoesNotExist) {
  Answers all;
  std::vector<std::string> wrong;
  std::size_t asked = 0, allowed = 0;
  std::map<bool, web::Response> nothing;
  all.asking = std::make_shared<access::Standing>();
  for (const bool api : {false, true}) nothing[api] = all.site.handle(Answers::request(web::Method::Get, api ? "/api/v1/no/such/page" : "/no/such/page"));
  all.asking = std::make_shared<const access::Standing>(all.world.standing(Role::PlacementOfficer, Tenant::Own));
  const auto home = json::parse(all.site.handle(Answers::request(web::Method::Get, fmt::format("/api/v1/homes/{}", kOwnUrn))).body, "the own home");
  ASSERT_TRUE(home && home->find("provider_id") && home->find("provider_id")->as_string());
  all.world.provider = *home->find("provider_id")->as_string();
  for (const auto& feature : app::pages(all.world.desk)) {
    for (const auto& page : feature.pages) {
      const auto* make = samples_of(page.pattern);
      ASSERT_TRUE(make) << page.pattern << " has no sample: say in samples() of this test which records stand behind its address";
      const auto try_as = [&](const access::Standing& standing, std::string_view as) {
        for (const auto& sample : (*make)(all.world, standing)) {
          const auto path = address(page.pattern, sample);
          if (contains(path, "{")) {
            wrong.push_back(fmt::format("{} has a value without a sample", page.pattern));
            return;
          }
          all.asking = std::make_shared<const access::Standing>(standing);
          const auto response = all.site.handle(Answers::request(page.method, path));
          const bool should = !sample.hidden && expected(standing, sample.facts, page.record, page.verb);
          const auto& missing = nothing.at(path.starts_with("/api/"));
          const bool hidden = response.status == missing.status && response.body == missing.body && response.headers == missing.headers;
          ++asked;
          allowed += should;
          if (should ? !is_allowed(response) : !hidden)
            wrong.push_back(fmt::format("{} {} as {} ({}): should be {}, answered {}{}", web::method_name(page.method), path, as, access::kStates.code(sample.facts.state), should ? "allowed" : "hidden", response.status,
                                        response.status == 500 ? " " + response.body.substr(response.body.find("number: ") == std::string::npos ? 0 : response.body.find("number: "), 300) : ""));
        }
      };
      for (const auto& role : access::kRoles.rows) {
        for (const auto tenant : {Tenant::Own, Tenant::Foreign}) try_as(all.world.standing(role.value, tenant), World::person_of(role.value, tenant));
        auto ended = all.world.standing(role.value, Tenant::Own);
        ended.grants.front().within.push_back({Date(2020, 1, 1), kToday});
        try_as(ended, fmt::format("{} whose role ended today", role.code));
        auto one_factor = all.world.standing(role.value, Tenant::Own);
        one_factor.two_factors = false;
        try_as(one_factor, fmt::format("{} with one factor", role.code));
      }
    }
  }
  EXPECT_TRUE(wrong.empty()) << join({wrong.begin(), wrong.begin() + std::min<std::ptrdiff_t>(std::ssize(wrong), 40)}, "\n") << "\n(" << wrong.size() << " of " << asked << ")";
  EXPECT_GT(allowed, 50u);
  EXPECT_GT(asked, 1000u);
}

TEST(Permissions, WhoeverIsNotSignedInIsLedToSignInAndLearnsNothing) {
  World world;
  const web::Site site(app::routes(world.desk), desk::gate(world.desk), [](const web::Request&, std::string_view what) { return std::string(what); });
  access::Standing nobody;
  for (const auto& route : site.router().routes()) {
    const auto* make = samples_of(route.pattern);
    const auto path = make && route.access.kind() == web::Access::Kind::Permitted ? address(route.pattern, (*make)(world, nobody).front()) : replace_all(std::string(route.pattern), "{", "");
    if (route.access.kind() == web::Access::Kind::Everyone) continue;
    const auto response = site.handle(Answers::request(route.method, path));
    EXPECT_EQ(response.status, route.is_api() ? 401 : 303) << route.pattern;
  }
}

TEST(Permissions, OpenRoutesAreFewAndKnown) {
  World world;
  std::set<std::string> open;
  for (const auto& route : app::routes(world.desk))
    if (route.access.kind() == web::Access::Kind::Everyone) open.insert(std::string(route.pattern));
  const std::set<std::string> known = {"/about", "/accessibility", "/api/v1/openapi.json", "/api/v1/rules", "/assets/{file}", "/health", "/licences", "/rules", "/set-up", "/sign-in", "/recover", "/locked", "/locked/end", "/", "/by-link", "/by-link/{id}", "/by-link/{id}/offer", "/by-link/{id}/decline", "/by-link/{id}/take-back", "/by-link/{id}/join"};
  for (const auto& pattern : open) EXPECT_TRUE(known.contains(pattern)) << pattern << " is open to everybody: is that meant? If so, name it here";
}

TEST(Permissions, ThePageOfPermissionsIsWhatTheRoutesSay) {
  std::ifstream in(std::string(RIGHTPLACE_SOURCE_DIR) + "/docs/permissions.md");
  const std::string committed((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(committed, app::permissions_document(app::pages_for_documents())) << "renew it: build/dev/rightplace docs permissions > docs/permissions.md";
}

}  // namespace
}  // namespace rightplace
