#include "features/desk/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/london.h"
#include "features/desk/desk_seats.h"
#include "web/problem.h"

namespace rightplace::desk {
namespace {

constexpr std::size_t kRecordCount = access::kRecords.rows.size(), kVerbCount = access::kVerbs.rows.size();

// "home_profile.read", for as long as the program runs.
std::string_view verb_name(access::Record record, access::Verb verb) {
  static const auto names = [] {
    std::array<std::string, kRecordCount * kVerbCount> made;
    for (std::size_t r = 0; r < kRecordCount; ++r)
      for (std::size_t v = 0; v < kVerbCount; ++v)
        made[r * kVerbCount + v] = std::string(access::kRecords.code(static_cast<access::Record>(r))) + "." + std::string(access::kVerbs.code(static_cast<access::Verb>(v)));
    return made;
  }();
  return names[static_cast<std::size_t>(record) * kVerbCount + static_cast<std::size_t>(verb)];
}

bool today(const access::Grant& grant, const access::Standing& standing) {
  return !grant.within.empty() && std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(standing.today); });
}

// The purposes that the roles held today have.
unsigned aims_of(const access::Standing& standing) {
  unsigned aims = 0;
  for (const auto& grant : standing.grants) {
    if (!today(grant, standing)) continue;
    for (const auto& row : access::rows())
      if (row.aim && *row.aim != access::Aim::BreakGlass && row.role == grant.role) aims |= 1u << static_cast<unsigned>(*row.aim);
  }
  return aims;
}

std::string id_of(const access::Facts& facts) { return !facts.id.empty() ? facts.id : !facts.urn.empty() ? facts.urn : facts.owner.text(); }

Actor actor_of(const access::Standing& standing) { return {standing.scopes ? ActorKind::System : ActorKind::Person, standing.person}; }

audit::ReadEvent event_of(const access::Standing& standing, const access::Facts& facts, access::Verb verb, std::string grounds, bool refused, json::Object detail) {
  if (!standing.acting_for.empty()) detail.set("for", standing.acting_for.text());
  return {actor_of(standing), std::move(grounds), std::string(verb_name(facts.record, verb)) + (refused ? "_refused" : ""),
          std::string(access::kRecords.code(facts.record)), id_of(facts), std::move(detail)};
}

// Who a child is stands in the audit before it stands on a page.
Done write_down(const Desk& desk, audit::ReadEvent event, access::Record record) {
  return record == access::Record::ChildIdentity || record == access::Record::ChildCase || record == access::Record::FullFile ? desk.trail.note_and_wait(std::move(event))
                                                                                                                              : desk.trail.note(std::move(event));
}

web::Response answer(const Desk& desk, const Page& page, const web::Exchange& exchange) {
  const auto& standing = standing_of(exchange.visitor);
  auto facts = desk.database.read([&](db::Read& tx) { return page.facts(tx, exchange, standing); });
  if (!facts) return web::problem(exchange.request, exchange.visitor, facts.error().kind == ErrorKind::NotFound ? access::missing() : facts.error());
  facts->record = page.record;
  const auto decision = decided(desk, standing, *facts, page.verb);
  if (const auto* refusal = std::get_if<access::Refusal>(&decision)) {
    if (auto noted = desk.trail.note(event_of(standing, *facts, page.verb, std::string(access::kRefusals.code(*refusal)), true, {})); !noted)
      return web::problem(exchange.request, exchange.visitor, noted.error());
    return web::problem(exchange.request, exchange.visitor, access::missing());
  }
  const auto& granted = std::get<access::Granted>(decision);
  // What was read, and by a page that may do more with it: "to" says what.
  const auto write_down_read = [&](json::Object detail) {
    if (page.verb != access::Verb::Read && page.verb != access::Verb::Export) detail.set("to", access::kVerbs.code(page.verb));
    if (granted.alerts) detail.set("broke_glass", true);
    const auto verb = page.verb == access::Verb::Export ? page.verb : access::Verb::Read;
    return write_down(desk, event_of(standing, *facts, verb, granted.allowed.grounds(), false, std::move(detail)), page.record);
  };
  if (page.method == web::Method::Get) {
    if (auto noted = write_down_read(page.noted ? page.noted(exchange) : json::Object{}); !noted) return web::problem(exchange.request, exchange.visitor, noted.error());
  }
  auto response = page.handler({desk, exchange, standing, *facts, granted});
  // A form that is shown again, with its faults or because somebody else was first, shows the record; a program is told what
  // was wrong and no more.
  if (page.method != web::Method::Get && !exchange.visitor.by_token && (response.status == 409 || response.status == 422)) {
    if (auto noted = write_down_read({}); !noted) return web::problem(exchange.request, exchange.visitor, noted.error());
  }
  return response;
}

std::vector<web::Link> navigation(const Desk& desk, const web::Exchange& exchange) {
  std::vector<web::Link> links;
  const auto& standing = standing_of(exchange.visitor);
  if (standing.person.empty()) return links;
  for (const auto& section : desk.sections) {
    if (!section.shown(standing)) continue;
    const auto& path = section.href.text();
    const bool current = exchange.request.path == path || exchange.request.path.starts_with(path + "/");
    links.push_back({section.text, section.href, current});
  }
  return links;
}

}  // namespace

Desk::Desk(db::Database& given, vault::Vault key, const Clock& real, const Clock& work, audit::ReadTrail& reads, std::filesystem::path store)
    : database(given), vault(std::move(key)), moments(real), days(work), trail(reads), folder(std::move(store)), seats(std::make_unique<Seats>()) {}
Desk::~Desk() = default;
Date Desk::today() const { return london_date(days.now()); }

bool holds(const access::Standing& standing, access::Role role) {
  return std::ranges::any_of(standing.grants, [&](const access::Grant& grant) { return grant.role == role && today(grant, standing); });
}

std::variant<access::Granted, access::Refusal> decided(const Desk& desk, const access::Standing& standing, const access::Facts& facts, access::Verb verb) {
  auto nearest = access::Refusal::NobodyToday;
  const auto aims = aims_of(standing);
  for (std::size_t i = 0; i < access::kAims.rows.size(); ++i) {
    const auto aim = static_cast<access::Aim>(i);
    if (aim == access::Aim::BreakGlass || !(aims >> i & 1u)) continue;
    auto decision = access::decide(standing, {aim, {}}, facts, verb);
    if (std::holds_alternative<access::Granted>(decision)) return decision;
    nearest = std::max(nearest, std::get<access::Refusal>(decision));
  }
  if (desk.glass && !standing.person.empty())
    if (const auto purpose = desk.database.read([&](db::Read& tx) { return desk.glass(tx, standing, facts); })) {
      auto decision = access::decide(standing, *purpose, facts, verb);
      if (std::holds_alternative<access::Granted>(decision)) return decision;
    }
  return nearest;
}

web::Route route(const Desk& desk, Page page) {
  const auto method = page.method;
  const auto pattern = page.pattern, summary = page.summary, request_type = page.request_type, response_type = page.response_type;
  const auto limit = page.body_limit;
  const auto access = web::Access::permitted(verb_name(page.record, page.verb));
  return {method, pattern, access, [&desk, page = std::move(page)](const web::Exchange& exchange) { return answer(desk, page, exchange); },
          summary, request_type, response_type, limit};
}

std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)> general() {
  return [](db::Read&, const web::Exchange&, const access::Standing&) -> Result<access::Facts> { return access::Facts{}; };
}

std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)> own_organisation() {
  return [](db::Read&, const web::Exchange&, const access::Standing& standing) -> Result<access::Facts> {
    access::Facts facts;
    facts.owner = standing.acting_for;
    facts.id = standing.acting_for.text();
    return facts;
  };
}

std::optional<access::Granted> Asked::may(const access::Facts& other, access::Verb verb) const {
  auto decision = decided(desk, standing, other, verb);
  if (auto* fine = std::get_if<access::Granted>(&decision)) return std::move(*fine);
  return std::nullopt;
}

bool Asked::also_reads(const access::Facts& other) const {
  const auto fine = may(other, access::Verb::Read);
  return fine && write_down(desk, event_of(standing, other, access::Verb::Read, fine->allowed.grounds(), false, {}), other.record).has_value();
}

namespace {

// Of somebody who only reads what is told of a child: that they have an account tells that a child is in care, so nobody who looks
// through an audit or a ledger learns the name.
constexpr std::string_view kReadsOnly = R"sql(
  SELECT MAX(r.role), SUM(CASE WHEN r.role IN ('young_person', 'parent') THEN 0 ELSE 1 END)
  FROM membership_roles r
  JOIN memberships m ON m.id = r.membership_id
  WHERE m.person_id = $1
)sql";

}  // namespace

std::string name_of_actor(db::Read& tx, const vault::Vault& vault, std::string_view actor_kind, std::string_view actor_id) {
  if (actor_kind == "person") {
    const auto role = tx.first(kReadsOnly, {actor_id}, [](const db::Row& row) { return !row.is_null(0) && row.integer(1) == 0 ? access::kRoles.parse(row.text(0)) : std::nullopt; });
    if (role && *role) return std::string(access::kRoles.label(**role));
  }
  constexpr std::string_view kOutside = "outside: ";   // whoever answered without an account: the id says for whom
  if (actor_kind == "system" && actor_id.starts_with(kOutside)) return std::string(actor_id.substr(kOutside.size()));
  if (actor_kind == "operator") return fmt::format("Operator of the machine ({})", actor_id);
  if (const auto contact = accounts::contact_of(tx, vault, accounts::PersonId(std::string(actor_id)))) return contact->name.reveal();
  return actor_kind == "system" ? fmt::format("Program ({})", actor_id) : std::string(actor_id);
}

web::Response show(const Asked& asked, web::PageFrame frame, const web::Html& content, int status) {
  return show_open(asked.desk, asked.exchange, std::move(frame), content, status);
}

web::Response show_open(const Desk& desk, const web::Exchange& exchange, web::PageFrame frame, const web::Html& content, int status) {
  frame.navigation = navigation(desk, exchange);
  frame.banner = desk.banner;
  return web::page(web::in_frame(exchange.visitor, frame, content), web::Caching::NoStore, status);
}

}  // namespace rightplace::desk
