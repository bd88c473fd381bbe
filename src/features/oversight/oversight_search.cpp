#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/oversight/oversight_parts.h"

namespace rightplace::oversight {
namespace {

// One search of each way in which an event can be the organisation's; each is answered from an index, newest first.
constexpr std::string_view kColumns = "e.sequence, e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.grounds, e.detail, e.previous_hash, e.hash";
constexpr std::string_view kFilter = R"sql(
    AND ($2 = '' OR e.actor_id = $2)
    AND ($3 = '' OR e.subject_kind = $3)
    AND ($4 = '' OR e.subject_id = $4)
    AND e.at >= $5
    AND e.at < $6
    AND e.sequence < $7
    AND CASE $8
          WHEN 'read' THEN e.action LIKE '%.read' OR e.action = 'child.disclosed' OR e.action LIKE '%.searched'
          WHEN 'refused' THEN e.action LIKE '%!_refused' ESCAPE '!'
          WHEN 'export' THEN e.action LIKE '%.export'
          WHEN 'changed' THEN e.action NOT LIKE '%.read' AND e.action <> 'child.disclosed' AND e.action NOT LIKE '%.searched'
                              AND e.action NOT LIKE '%!_refused' ESCAPE '!' AND e.action NOT LIKE '%.export'
          ELSE 1 = 1
        END
  ORDER BY e.sequence DESC
  LIMIT $9
)sql";
const std::string kActedFor = fmt::format(R"sql(
  SELECT {}
  FROM audit_organisations o
  JOIN audit_events e ON e.sequence = o.sequence
  WHERE o.organisation_id = $1 AND o.sequence < $7 {})sql", kColumns, kFilter);
// What was done to own people and their signing in, which is done for no organisation: while they are members, and nothing that
// was done for another organisation alone. Which of these fall into the days of membership is asked apart.
constexpr std::string_view kNotAnothers = R"sql(
    AND (EXISTS (SELECT 1 FROM audit_organisations o WHERE o.sequence = e.sequence AND o.organisation_id = $1)
         OR NOT EXISTS (SELECT 1 FROM audit_organisations o WHERE o.sequence = e.sequence)) )sql";
const std::string kOwnPeople = fmt::format(R"sql(
  SELECT {}
  FROM audit_events e
  WHERE e.subject_kind IN ('person', 'people')
    AND e.subject_id IN (SELECT m.person_id FROM memberships m WHERE m.organisation_id = $1) {} {})sql", kColumns, kNotAnothers, kFilter);
const std::string kOwnSessions = fmt::format(R"sql(
  SELECT {}
  FROM audit_events e
  WHERE e.subject_kind = 'session'
    AND e.actor_id IN (SELECT m.person_id FROM memberships m WHERE m.organisation_id = $1) {} {})sql", kColumns, kNotAnothers, kFilter);
constexpr std::string_view kOfOwnChildren = R"sql(
  WHERE e.subject_kind IN ('child', 'child_identity', 'child_case', 'placement')
    AND e.subject_id IN (SELECT k.child_id FROM child_cases k JOIN organisations b ON b.authority_code = k.authority_code WHERE b.id = $1))sql";
const std::string kOwnChildren = fmt::format("SELECT {} FROM audit_events e {} {} {}", kColumns, kOfOwnChildren, kNotAnothers, kFilter);
// What others did to them: while the authority was responsible.
const std::string kOwnChildrenByOthers = fmt::format(R"sql(
  SELECT {} FROM audit_events e {}
    AND EXISTS (SELECT 1 FROM audit_organisations o WHERE o.sequence = e.sequence)
    AND NOT EXISTS (SELECT 1 FROM audit_organisations o WHERE o.sequence = e.sequence AND o.organisation_id = $1) {})sql", kColumns, kOfOwnChildren, kFilter);

constexpr std::string_view kPeople = "SELECT DISTINCT person_id FROM memberships WHERE organisation_id = $1";

audit::Event event_of(const db::Row& row) {
  return {row.integer(0), row.string(1), row.instant(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8), row.string(9), row.string(10), row.string(11)};
}

// When people belonged to the organisation, or it was responsible for children; by their id.
using Days = std::multimap<std::string, Stay, std::less<>>;
Days days_of(db::Read& tx, std::string_view sql, const organisations::OrganisationId& organisation) {
  Days days;
  tx.each(sql, {organisation}, [&](const db::Row& row) { days.emplace(row.string(0), Stay{row.date(1), row.maybe_date(2)}); });
  return days;
}
constexpr std::string_view kMembership = "SELECT person_id, from_on, until_on FROM memberships WHERE organisation_id = $1";
constexpr std::string_view kCare = "SELECT k.child_id, k.from_on, k.until_on FROM child_cases k JOIN organisations b ON b.authority_code = k.authority_code WHERE b.id = $1";

bool on_these(const Days& days, const std::string& id, Instant at) {
  const auto [begin, end] = days.equal_range(id);
  return std::any_of(begin, end, [day = london_date(at)](const auto& one) { return one.second.covers_night(day); });
}

using Found = std::map<std::int64_t, audit::Event, std::greater<>>;

// One search of an organisation's events.
struct Search {
  db::Read& tx;
  const organisations::OrganisationId& organisation;
  const Wanted& wanted;
  Instant from, to;
  std::int64_t most = 0;
  Found& found;

  std::vector<audit::Event> page(std::string_view sql, std::int64_t before) const {
    return tx.list(sql, {organisation, wanted.person, wanted.record, wanted.id, from, to, before, kHappened.code(wanted.happened), most}, event_of);
  }
  void all(std::string_view sql) const {
    for (auto& event : page(sql, wanted.before.value_or(INT64_MAX))) found.emplace(event.sequence, std::move(event));
  }
  // Those on the days of the person or child, `most` of them or all that there are.
  void within(std::string_view sql, const Days& days) const {
    auto before = wanted.before.value_or(INT64_MAX);
    for (std::int64_t kept = 0;;) {
      const auto events = page(sql, before);
      for (const auto& event : events) {
        before = event.sequence;
        if (!on_these(days, event.subject_kind == "session" ? event.actor_id : event.subject_id, event.at)) continue;
        found.emplace(event.sequence, event);
        ++kept;
      }
      if (kept >= most || std::ssize(events) < most) return;
    }
  }
};

// The kind of an event's subject: child_case.
bool is_kind(std::string_view text) {
  return text.size() <= 40 && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::string capital(std::string text) {
  if (!text.empty()) text[0] = upper(text.substr(0, 1))[0];
  return text;
}

}  // namespace

bool is_id(std::string_view text) {
  return text.size() <= 64 && std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; });
}

Wanted wanted_of(const web::Request& request, web::Form& form) {
  Wanted wanted;
  const auto id = [&](std::string_view name, std::string_view if_wrong) {
    const auto text = form.typed(name);
    if (text.empty() || is_id(text)) return text;
    form.fault(name, if_wrong);
    return std::string();
  };
  wanted.person = id("person", "Choose a person from the list");
  wanted.happened = kHappened.parse(form.typed("happened")).value_or(Happened::Anything);
  wanted.record = form.typed("record");
  if (!wanted.record.empty() && !is_kind(wanted.record)) {
    form.fault("record", "Choose a kind of record from the list");
    wanted.record.clear();
  }
  wanted.id = id("id", "Enter the number of a record as the list shows it. Names are never searched for here");
  const auto day = [&](std::string_view name, std::string_view what) -> std::optional<Date> {
    const auto text = form.typed(name);
    if (text.empty()) return std::nullopt;
    const auto date = parse_any_date(text);
    if (!date) form.fault(name, fmt::format("Enter the {} day as 2/3/2026, or leave it empty", what));
    return date;
  };
  wanted.from = day("from", "first");
  wanted.to = day("to", "last");
  if (wanted.from && wanted.to && *wanted.to < *wanted.from) form.fault("to", "Enter a last day that is not before the first");
  if (const auto before = parse_integer(request.query_value("before")); before && *before > 0) wanted.before = *before;
  return wanted;
}

web::Url address_of(web::Url page, const Wanted& wanted) {
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) page = page.with(name, value);
  };
  add("person", wanted.person);
  add("happened", std::string(kHappened.code(wanted.happened)));
  add("record", wanted.record);
  add("id", wanted.id);
  add("from", wanted.from ? wanted.from->iso() : std::string());
  add("to", wanted.to ? wanted.to->iso() : std::string());
  return page;
}

std::vector<audit::Event> own_events(db::Read& tx, const organisations::OrganisationId& organisation, const Wanted& wanted, std::int64_t most) {
  const auto from = wanted.from ? london_midnight(*wanted.from) : Instant{INT64_MIN};
  const auto to = wanted.to ? london_midnight(wanted.to->plus_days(1)) : Instant{INT64_MAX};
  Found found;
  const Search search{tx, organisation, wanted, from, to, most, found};
  for (const auto* sql : {&kActedFor, &kOwnChildren}) search.all(*sql);
  const auto membership = days_of(tx, kMembership, organisation);
  for (const auto* sql : {&kOwnPeople, &kOwnSessions}) search.within(*sql, membership);
  search.within(kOwnChildrenByOthers, days_of(tx, kCare, organisation));
  std::vector<audit::Event> events;
  for (auto& [sequence, event] : found) {
    if (std::ssize(events) == most) break;
    events.push_back(std::move(event));
  }
  return events;
}

std::string record_words(std::string_view kind) {
  if (const auto record = access::kRecords.parse(kind)) return std::string(access::kRecords.label(*record));
  return capital(replace_all(kind, "_", " "));
}

std::string event_words(const audit::Event& event) {
  const auto dot = event.action.find('.');
  if (dot == std::string::npos) return capital(replace_all(event.action, "_", " "));
  const auto kind = event.action.substr(0, dot);
  auto done = event.action.substr(dot + 1);
  if (event.action == "child.disclosed") return "Was shown facts of a child";
  if (event.action == "child.searched") return "Searched for a child";
  if (event.action == "audit.verified") return "The audit's chain was verified";
  const bool refused = done.ends_with("_refused");
  if (refused) done.resize(done.size() - 8);
  if (const auto record = access::kRecords.parse(kind))
    if (const auto verb = access::kVerbs.parse(done)) {
      const auto what = lower(access::kRecords.label(*record));
      return refused ? fmt::format("Was refused to {} {}", lower(access::kVerbs.label(*verb)), what) : fmt::format("{}: {}", access::kVerbs.label(*verb), what);
    }
  return fmt::format("{}: {}", record_words(kind), replace_all(done, "_", " "));
}

const std::string& Names::of(std::string_view kind, const std::string& id) {
  const auto [entry, is_new] = known_.try_emplace(id);
  if (is_new) entry->second = desk::name_of_actor(tx_, vault_, kind, id);
  return entry->second;
}

std::vector<std::pair<std::string, std::string>> people_of(db::Read& tx, const vault::Vault& vault, const organisations::OrganisationId& organisation) {
  std::vector<std::pair<std::string, std::string>> people;
  for (auto& id : tx.list(kPeople, {organisation}, [](const db::Row& row) { return row.string(0); })) {
    auto name = desk::name_of_actor(tx, vault, "person", id);
    people.emplace_back(std::move(id), std::move(name));
  }
  std::ranges::sort(people, {}, [](const auto& one) { return lower(one.second); });
  return people;
}

}  // namespace rightplace::oversight
