#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "features/agreements/agreements.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/documents/documents.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"
#include "features/portability/portability.h"
#include "features/portability/portability_tables.h"
#include "features/referrals/referrals.h"
#include "formats/csv_writer.h"

namespace rightplace::portability {
namespace {

using access::Record;

// Without those who only read what is told of a child: administrators never learn who they are.
constexpr std::string_view kMembers = R"sql(
  SELECT m.person_id, m.id, m.from_on, m.until_on
  FROM memberships m
  WHERE m.organisation_id = $1
    AND (NOT EXISTS (SELECT 1 FROM membership_roles r WHERE r.membership_id = m.id AND r.role IN ('young_person', 'parent'))
         OR EXISTS (SELECT 1 FROM membership_roles r WHERE r.membership_id = m.id AND r.role NOT IN ('young_person', 'parent')))
  ORDER BY m.from_on, m.id
)sql";
constexpr std::string_view kRoles = R"sql(
  SELECT m.person_id, r.role, r.from_on, r.until_on, ''
  FROM membership_roles r
  JOIN memberships m ON m.id = r.membership_id
  WHERE m.organisation_id = $1
    AND r.role NOT IN ('young_person', 'parent')
  UNION ALL
  SELECT m.person_id, r.role, d.from_on, d.until_on, o.person_id
  FROM role_delegations d
  JOIN membership_roles r ON r.id = d.role_id
  JOIN memberships m ON m.id = d.membership_id
  JOIN memberships o ON o.id = r.membership_id
  WHERE m.organisation_id = $1
  ORDER BY 1, 3, 2
)sql";
constexpr std::string_view kClaims = R"sql(
  SELECT urn, claimed_by, claimed_at, proof, proved_by, from_on, until_on
  FROM organisation_homes
  WHERE organisation_id = $1
  ORDER BY urn, claimed_at
)sql";
constexpr std::string_view kTies = R"sql(
  SELECT o.name, t.from_on, t.until_on, CASE WHEN t.member_id = $1 THEN 'belongs to' ELSE 'has as member' END
  FROM organisation_ties t
  JOIN organisations o ON o.id = CASE WHEN t.member_id = $1 THEN t.into_id ELSE t.member_id END
  WHERE t.member_id = $1 OR t.into_id = $1
  ORDER BY t.from_on, o.name
)sql";
constexpr std::string_view kReferrals = R"sql(
  SELECT reference, status, referred_on, needed_on, planned_until, urgency, age, sex, child_id
  FROM referrals
  WHERE authority_code = $1
  ORDER BY reference
)sql";
constexpr std::string_view kEvents = "SELECT COUNT(*) FROM audit_organisations WHERE organisation_id = $1 AND sequence <= $2";

std::string text_of(const std::optional<Date>& day) { return day ? day->iso() : std::string(); }

// Collects one file, record by record.
class Part {
 public:
  Part(Taken& taken, std::string name) : taken_(taken) { file_.name = std::move(name); }
  // What nobody may take away is counted, and its reason kept.
  void leave(access::Refusal refusal) {
    ++left_;
    why_ = access::kRefusals.code(refusal);
  }
  void took(const access::Granted& granted, std::int64_t rows = 1) {
    file_.rows += rows;
    if (file_.grounds.empty()) file_.grounds = granted.allowed.grounds();
  }
  formats::CsvWriter csv{"\n", formats::Formulas::AsTexts};
  std::string lines;   // of a file that is JSON
  void events_until(std::int64_t sequence) { file_.events_until = sequence; }
  void end() {
    if (left_ > 0) taken_.left_out.push_back({file_.name, left_, why_});
    if (file_.rows == 0) return;
    if (file_.events_until == 0) file_.text = lines.empty() ? csv.take() : std::move(lines);
    taken_.files.push_back(std::move(file_));
  }

 private:
  Taken& taken_;
  TakenFile file_;
  std::int64_t left_ = 0;
  std::string why_;
};

class Collector {
 public:
  Collector(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Request& request, organisations::Organisation organisation)
      : tx_(tx), vault_(vault), actor_(actor), request_(request), organisation_(std::move(organisation)) {
    for (const auto& person : request.people) standings_.push_back(accounts::standing_of(tx, person, request.organisation, request.today, true));
  }

  Taken collect() {
    take_people();
    take_homes();
    if (!organisation_.details.authority_code.empty()) {
      cases_ = children::cases_of_authority(tx_, organisation_.details.authority_code);
      for (const auto& one : cases_) states_[one.child.text()] = state_of(one);
      codes_ = children::codes_of(organisation_.details.authority_code);
      take_children();
      take_referrals();
      take_placements();
    }
    take_audit();
    return std::move(taken_);
  }

 private:
  access::Decision decided(const access::Facts& facts) const {
    access::Decision nearest = access::Refusal::NobodyToday;
    for (const auto& standing : standings_)
      for (const auto& aim : access::kAims.rows) {
        if (aim.value == access::Aim::BreakGlass) continue;
        auto decision = access::decide(standing, {aim.value, {}}, facts, access::Verb::Export);
        if (std::holds_alternative<access::Granted>(decision)) return decision;
        if (std::get<access::Refusal>(decision) > std::get<access::Refusal>(nearest)) nearest = decision;
      }
    return nearest;
  }
  // The permission, or it is counted as left out.
  std::optional<access::Granted> may(Part& part, const access::Facts& facts) const {
    auto decision = decided(facts);
    if (auto* granted = std::get_if<access::Granted>(&decision)) return std::move(*granted);
    part.leave(std::get<access::Refusal>(decision));
    return std::nullopt;
  }
  access::Facts own(Record record) const {
    access::Facts facts{.record = record};
    facts.owner = request_.organisation;
    return facts;
  }
  // The record that stands for the child whom a row names, by our id or else by the authority's own; none: we know no such child.
  std::optional<children::ChildId> child_of(const std::string& id, const std::string& local_id) {
    if (!id.empty())
      if (const auto known = children::standing(tx_, children::ChildId(id))) return *known;
    return local_id.empty() ? std::nullopt : children::find_own(tx_, vault_, codes_.back(), local_id);
  }
  access::Facts of_child(Record record, const std::string& child, access::State otherwise) const {
    access::Facts facts{.record = record};
    facts.responsible = request_.organisation;
    facts.child = child;
    const auto found = states_.find(child);
    const bool restricted = found != states_.end() && found->second == access::State::Restricted;
    facts.state = restricted ? access::State::Restricted : otherwise;
    return facts;
  }
  access::State state_of(const children::Case& one) const {
    if (one.restricted) return access::State::Restricted;
    return one.stay.until && *one.stay.until <= request_.today ? access::State::Ended : access::State::Live;
  }

  void take_people() {
    Part people(taken_, "people.csv"), roles(taken_, "roles.csv"), ties(taken_, "ties.csv"), claims(taken_, "claims.csv");
    const auto granted = may(people, own(Record::People));
    if (granted) {
      people.csv.row({"person", "name", "email", "member_from", "member_until"});
      for (const auto& [id, from, until] : tx_.list(kMembers, {request_.organisation}, [](const db::Row& row) { return std::tuple(row.string(0), row.string(2), row.string(3)); })) {
        const auto contact = accounts::contact_of(tx_, vault_, accounts::PersonId(id));
        people.csv.row({id, contact ? contact->name.reveal() : "", contact ? contact->email.reveal() : "", from, until});
        people.took(*granted);
      }
      roles.csv.row({"person", "role", "from", "until", "for_absent"});
      tx_.each(kRoles, {request_.organisation}, [&](const db::Row& row) {
        roles.csv.row({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
        roles.took(*granted);
      });
      ties.csv.row({"organisation", "from", "until", "kind"});
      tx_.each(kTies, {request_.organisation}, [&](const db::Row& row) {
        ties.csv.row({row.text(0), row.text(1), row.text(2), row.text(3)});
        ties.took(*granted);
      });
      claims.csv.row({"urn", "claimed_by", "claimed_at", "proof", "proved_by", "from", "until"});
      tx_.each(kClaims, {request_.organisation}, [&](const db::Row& row) {
        claims.csv.row({row.text(0), row.text(1), row.instant(2).iso(), row.text(3), row.text(4), row.text(5), row.text(6)});
        claims.took(*granted);
      });
    }
    people.end();
    roles.end();
    ties.end();
    claims.end();
  }

  void take_homes() {
    const auto urns = organisations::homes_of(tx_, request_.organisation, request_.today);
    Part homes(taken_, "homes.csv");
    homes.csv.row({"urn", "from", "until", "name", "provision_type", "places", "owner", "address", "postcode"});
    std::vector<std::string> stated;
    std::optional<access::Granted> grounds;
    Part statements(taken_, "statements");
    for (const auto& urn : urns) {
      access::Facts facts{.record = Record::HomeProfile};
      facts.urn = urn;
      if (const auto granted = may(homes, facts)) take_versions(homes, urn, *granted);
      facts.record = Record::Vacancies;
      if (auto granted = may(statements, facts)) {
        stated.push_back(urn);
        grounds = std::move(granted);
      }
    }
    homes.end();
    statements.end();
    if (grounds)
      for (const auto& table : statement_tables()) take_statements(table, stated, *grounds);
  }

  void take_versions(Part& homes, const std::string& urn, const access::Granted& granted) {
    static constexpr std::string_view kVersions = R"sql(
      SELECT urn, from_on, until_on, name, provision_type, places, owner, address, postcode
      FROM home_versions
      WHERE urn = $1
      ORDER BY from_on
    )sql";
    tx_.each(kVersions, {urn}, [&](const db::Row& row) {
      homes.csv.row({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.is_null(5) ? "" : std::to_string(row.integer(5)), row.text(6), row.text(7), row.text(8)});
      homes.took(granted);
    });
  }

  void take_statements(const StatementTable& table, const std::vector<std::string>& urns, const access::Granted& granted) {
    Part part(taken_, fmt::format("statements/{}.csv", table.name));
    std::vector<std::string_view> cells;
    for (const auto name : split(table.columns, ',')) cells.push_back(trim(name));
    part.csv.row(cells);
    const auto columns = cells.size();
    const auto sql = table.by_statement ? fmt::format("SELECT {} FROM {} WHERE statement IN (SELECT number FROM supply_statements WHERE urn = $1) ORDER BY statement", table.columns, table.name)
                                        : fmt::format("SELECT {} FROM {} WHERE urn = $1 ORDER BY number", table.columns, table.name);
    for (const auto& urn : urns)
      tx_.each(sql, {urn}, [&](const db::Row& row) {
        std::vector<std::string> held;
        for (std::size_t i = 0; i < columns; ++i) held.push_back(row.string(static_cast<int>(i)));
        part.csv.row(std::vector<std::string_view>(held.begin(), held.end()));
        part.took(granted);
      });
    part.end();
  }

  void take_children() {
    std::map<std::string, std::string> local_ids;
    for (const auto& code : codes_) for (const auto& [own_id, child] : children::links_of(tx_, vault_, code)) local_ids[children::current(tx_, child).text()] = own_id;
    Part part(taken_, "children.csv");
    part.csv.row({"child", "local_id", "given_names", "family_name", "known_as", "upn", "nhs_number", "sex", "born_on", "care_from", "care_until"});
    for (const auto& one : cases_) {
      auto facts = of_child(Record::ChildIdentity, one.child.text(), states_[one.child.text()]);
      const auto granted = may(part, facts);
      if (!granted) continue;
      const auto child = children::load(tx_, vault_, one.child);
      if (!child) continue;
      const auto kept = children::identity_of(tx_, vault_, one.child);
      const auto known = kept ? kept->identity : children::Identity{};
      const auto maybe = [](const std::optional<Personal<std::string>>& value) { return value ? value->reveal() : std::string(); };
      part.csv.row({one.child.text(), local_ids[one.child.text()], known.given_names.reveal(), known.family_name.reveal(), maybe(known.known_as), maybe(known.upn),
                    maybe(known.nhs_number), child->facts.sex ? children::kSexes.code(*child->facts.sex) : "",
                    child->facts.born_on ? child->facts.born_on->reveal().iso() : "", one.stay.from.iso(), text_of(one.stay.until)});
      part.took(*granted);
      disclose(one.child, disclosures::Tier::Identity, {"name", "born_on", "numbers"}, granted->allowed);
    }
    part.end();
  }

  // What cannot be entered must not be shown: the whole export ends.
  void disclose(const children::ChildId& child, disclosures::Tier tier, std::vector<std::string> facts, const Allowed& allowed) {
    const auto done = disclosures::record(tx_, actor_, allowed, {child, tier, std::move(facts), disclosures::Purpose::Administration, request_.organisation.text()}, request_.now);
    if (!done) throw db::DatabaseError("an export met a child that is not there: " + done.error().detail);
  }

  void take_referrals() {
    struct Found {
      std::string reference, status, referred_on, needed_on, planned_until, urgency, age, sex, child;
    };
    std::vector<Found> all;
    for (const auto& code : codes_)
      for (auto& one : tx_.list(kReferrals, {code}, [](const db::Row& row) {
             return Found{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8)};
           }))
        all.push_back(std::move(one));
    std::set<children::ChildId> outlined;
    Part summaries(taken_, "referrals.csv"), files(taken_, "referrals.ndjson"), papers(taken_, "papers.ndjson"), documents(taken_, "documents.csv");
    documents.csv.row({"document", "reference", "kind", "stage", "type", "bytes", "added_at", "called", "file", "placement"});
    summaries.csv.row({"reference", "status", "referred_on", "needed_on", "planned_until", "urgency", "age", "sex", "child"});
    for (const auto& one : all) {
      const auto open = one.status == "draft" || one.status == "open" ? access::State::Live : access::State::Ended;
      const auto whole = referrals::find_referral(tx_, vault_, one.reference);
      const auto child = child_of(one.child, whole ? whole->child_local_id() : std::string());
      auto facts = of_child(Record::ReferralSummary, child ? child->text() : std::string(), open);
      facts.id = one.reference;
      if (const auto granted = may(summaries, facts)) {
        summaries.csv.row({one.reference, one.status, one.referred_on, one.needed_on, one.planned_until, one.urgency, one.age, one.sex, child ? child->text() : one.child});
        summaries.took(*granted);
        if (child && outlined.insert(*child).second) disclose(*child, disclosures::Tier::Outline, {"age", "sex", "referral"}, granted->allowed);
      }
      facts.record = Record::FullFile;
      const auto granted = may(files, facts);
      if (!granted) continue;
      if (!whole) continue;
      files.lines += referrals::as_json(*whole).dump() + "\n";
      files.took(*granted);
      take_papers(papers, one.reference, *granted);
      std::vector<std::string> shown{"referral"};
      for (auto& kind : take_documents(documents, documents::of_referral(tx_, vault_, one.reference), *granted)) shown.push_back("document_" + kind);
      if (child) disclose(*child, disclosures::Tier::File, std::move(shown), granted->allowed);
    }
    take_documents_of_placements(documents);
    summaries.end();
    files.end();
    papers.end();
    documents.end();
    for (auto& one : document_files_) taken_.files.push_back(std::move(one));
  }

  // Agreements and plans of a referral, a version a line.
  void take_papers(Part& part, const std::string& reference, const access::Granted& granted) {
    for (const auto& ask : asking::asks_of(tx_, reference)) {
      for (const auto& one : agreements::agreements_of(tx_, vault_, ask.id)) {
        json::Array signatures;
        for (const auto& name : one.signatures) signatures.emplace_back(json::Object{{"side", asking::kSides.code(name.side)}, {"name", name.name.reveal()}, {"at", name.at.iso()}});
        part.lines += json::Value(json::Object{{"paper", "agreement"}, {"reference", reference}, {"urn", ask.urn}, {"version", one.version}, {"drawn_at", one.drawn_at.iso()}, {"terms", agreements::as_json(one.terms)}, {"signatures", std::move(signatures)}}).dump() + "\n";
        part.took(granted);
      }
      const auto plan = agreements::plan_of(tx_, vault_, ask.id);
      if (!plan) continue;
      json::Object parts, deciders;
      json::Array signatures;
      for (const auto& [code, text] : plan->parts) parts.set(code, text);
      for (const auto& [code, who] : plan->deciders) deciders.set(code, agreements::kDeciders.code(who));
      for (const auto& name : plan->signatures) signatures.emplace_back(json::Object{{"section", agreements::kSections.code(name.section)}, {"side", agreements::kPlanSides.code(name.side)}, {"name", name.name.reveal()}, {"words", name.words}, {"at", name.at.iso()}});
      part.lines += json::Value(json::Object{{"paper", "plan"}, {"reference", reference}, {"urn", ask.urn}, {"version", plan->version}, {"written_at", plan->written_at.iso()}, {"parts", std::move(parts)}, {"deciders", std::move(deciders)}, {"signatures", std::move(signatures)}}).dump() + "\n";
      part.took(granted);
    }
  }

  // Of those to which no referral here led.
  void take_documents_of_placements(Part& part) {
    for (const auto& code : codes_)
      for (const auto& one : placements::of_authority(tx_, code)) {
        const auto all = documents::of_placement(tx_, vault_, one.id.text());
        if (all.empty()) continue;
        auto facts = of_child(Record::FullFile, one.child.text(), one.stay.until && *one.stay.until <= request_.today ? access::State::Ended : access::State::Live);
        facts.id = one.id.text();
        const auto granted = may(part, facts);
        if (!granted) continue;
        std::vector<std::string> shown;
        for (auto& kind : take_documents(part, all, *granted)) shown.push_back("document_" + kind);
        if (!shown.empty()) disclose(one.child, disclosures::Tier::File, std::move(shown), granted->allowed);
      }
  }

  // Their kinds. The files themselves are opened when they are written out.
  std::vector<std::string> take_documents(Part& part, const std::vector<documents::Document>& all, const access::Granted& granted) {
    std::vector<std::string> kinds;
    for (const auto& one : all) {
      if (one.removed) continue;
      const auto file = fmt::format("documents/{}{}", one.id.text(), formats::file_ending(one.type));
      part.csv.row({one.id.text(), one.reference, one.kind, asking::kTiers.code(one.tier), formats::kDocumentTypes.code(one.type), std::to_string(one.bytes), one.added_at.iso(), one.name.reveal(), file, one.placement});
      part.took(granted);
      document_files_.push_back({.name = file, .rows = 1, .text = {}, .grounds = granted.allowed.grounds(), .document = one.id.text()});
      if (std::ranges::find(kinds, one.kind) == kinds.end()) kinds.push_back(one.kind);
    }
    return kinds;
  }

  void take_placements() {
    Part part(taken_, "placements.csv");
    part.csv.row({"placement", "child", "urn", "starts_on", "ended_on", "planned_until", "state", "route", "weekly_pence", "end_reason"});
    std::vector<placements::Placement> all;
    for (const auto& code : codes_)
      for (auto& one : placements::of_authority(tx_, code)) all.push_back(std::move(one));
    std::set<children::ChildId> entered;
    for (const auto& one : all) {
      const bool over = one.stay.until && *one.stay.until <= request_.today;
      auto facts = of_child(Record::Placement, one.child.text(), over ? access::State::Ended : access::State::Live);
      facts.urn = one.urn;
      const auto granted = may(part, facts);
      if (!granted) continue;
      part.csv.row({one.id.text(), one.child.text(), one.urn, one.stay.from.iso(), text_of(one.stay.until), text_of(one.planned_until), placements::kStates.code(one.state),
                    placements::kRoutes.code(one.route), one.rate ? std::to_string(one.rate->per_week.value) : "", one.end_reason.value_or("")});
      part.took(*granted);
      if (entered.insert(one.child).second) disclose(one.child, disclosures::Tier::Identity, {"placements", "home"}, granted->allowed);
    }
    part.end();
  }

  void take_audit() {
    Part part(taken_, "audit.ndjson");
    if (const auto granted = may(part, own(Record::AuditTrail))) {
      const auto until = audit::head(tx_).sequence;
      part.took(*granted, tx_.integer(kEvents, {request_.organisation, until}));
      part.events_until(until);
    }
    part.end();
  }

  db::Write& tx_;
  const vault::Vault& vault_;
  const Actor& actor_;
  const Request& request_;
  organisations::Organisation organisation_;
  std::vector<access::Standing> standings_;
  std::vector<children::Case> cases_;
  std::vector<std::string> codes_;       // of the authority, the oldest first
  std::map<std::string, access::State> states_;
  std::vector<TakenFile> document_files_;
  Taken taken_;
};

}  // namespace

Result<Taken> take(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Request& request) {
  RP_TRY(organisation, organisations::load(tx, request.organisation));
  auto taken = Collector(tx, vault, actor, request, organisation).collect();
  json::Array people, files;
  for (const auto& person : request.people) people.push_back(person.text());
  for (const auto& file : taken.files) files.push_back(json::Object{{"file", file.name}, {"rows", file.rows}});
  taken.head = audit::record(tx, actor, Allowed::because("decided record by record for the people who asked"), "organisation.exported",
                             {"organisation", request.organisation.text()}, request.now, {{"asked_by", std::move(people)}, {"files", std::move(files)}});
  return taken;
}

}  // namespace rightplace::portability
