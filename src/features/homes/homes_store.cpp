#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/fingerprint.h"
#include "base/text.h"
#include "db/database.h"
#include "features/homes/home_history.h"

namespace rightplace::homes {
namespace {

void add(Fingerprint& print, const std::optional<Date>& date) { print.add(date ? date->iso() : std::string()); }
void add(Fingerprint& print, const std::optional<std::int64_t>& number) { print.add(number ? std::to_string(*number) : std::string("-")); }

template <class E, std::size_t N>
std::optional<std::string_view> code_of(const EnumNames<E, N>& names, const std::optional<E>& value) {
  if (!value) return std::nullopt;
  return names.code(*value);
}

// A code that the schema or this program wrote itself.
template <class E, std::size_t N>
E parsed(const EnumNames<E, N>& names, std::string_view code) {
  const auto value = names.parse(code);
  if (!value) throw db::DatabaseError("The store holds an unknown code in the register: " + std::string(code));
  return *value;
}
template <class E, std::size_t N>
std::optional<E> maybe_parsed(const EnumNames<E, N>& names, const db::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return parsed(names, row.text(column));
}

std::optional<std::string> codes_of(const std::optional<std::vector<Need>>& needs) {
  if (!needs) return std::nullopt;
  std::string codes;
  for (const auto need : *needs) codes += (codes.empty() ? "" : " ") + std::string(kNeeds.code(need));
  return codes;
}
std::optional<std::vector<Need>> needs_of(const db::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  std::vector<Need> needs;
  for (const auto code : split(row.text(column), ' '))
    if (!code.empty()) needs.push_back(parsed(kNeeds, code));
  return needs;
}

db::Param or_null(const std::string& text) { return text.empty() ? db::Param(nullptr) : db::Param(text); }
std::optional<std::int64_t> number(const std::optional<int>& value) { return value ? std::optional<std::int64_t>(*value) : std::nullopt; }

// Of everything the list says but the order and numbers of its lines, so that the same list as CSV and in a workbook
// is the same list.
std::string fingerprint_of(const RegisterList& list) {
  const auto number_of_flag = [](const std::optional<bool>& flag) { return flag ? std::optional<std::int64_t>(*flag) : std::nullopt; };
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  for (const auto& row : list.rows) {
    Fingerprint print;
    print.add(row.urn).add(kProvisionTypes.code(row.provision_type));
    print.add(code_of(kSectors, row.sector).value_or("")).add(code_of(kStatuses, row.status).value_or(""));
    for (const auto& text : {row.name.value_or(""), row.address.reveal(), row.postcode.reveal(), row.region, row.authority_code, row.constituency, row.owner,
                             row.top_company, row.linked_school_urn, codes_of(row.needs).value_or("-"), row.conditions.value_or("-")})
      print.add(text);
    add(print, number(row.places));
    add(print, row.registered_on);
    add(print, row.closed_on);
    for (const auto& flag : {std::optional(row.joined), std::optional(row.has_left), row.short_break_only, row.multi_building}) add(print, number_of_flag(flag));
    for (const auto& i : row.inspections) {
      print.add(kInspectionKinds.code(i.kind)).add(i.inspected_on.iso());
      add(print, i.published_on);
      print.add(i.event_number);
      for (const auto& grade : {i.overall, i.protection, i.leadership, i.outcomes}) print.add(code_of(kGrades, grade).value_or(""));
      print.add(code_of(kInterimOutcomes, i.interim_outcome).value_or(""));
    }
    const auto [high, low] = print.value();
    a += high;
    b += low;
  }
  Fingerprint head;
  head.add(kListKinds.code(list.kind)).add(list.as_at.iso()).add(std::int64_t{list.has_grades});
  add(head, number_of_flag(list.stated_complete));
  head.add(static_cast<std::int64_t>(list.rows.size())).add(fmt::format("{} {}", a, b));
  for (const auto& row : list.unread) head.add(row.urn);
  return head.text();
}

constexpr std::string_view kLists = R"sql(
  SELECT id, kind, as_at, fingerprint, has_grades, stated_complete
  FROM register_lists
  ORDER BY as_at, id
)sql";

constexpr std::string_view kRows = R"sql(
  SELECT list_id, line, urn, provision_type, sector, status, name, address, postcode, region, authority_code, constituency, places,
         registered_on, closed_on, joined, has_left, owner, top_company, linked_school_urn, short_break_only, multi_building, needs, conditions
  FROM register_rows
  ORDER BY list_id, line
)sql";

constexpr std::string_view kUnread = R"sql(
  SELECT list_id, line, urn
  FROM register_unread_rows
  ORDER BY list_id, line
)sql";

constexpr std::string_view kInspections = R"sql(
  SELECT list_id, urn, line, kind, inspected_on, published_on, event_number, overall, protection, leadership, outcomes, interim_outcome
  FROM register_inspections
)sql";

RegisterRow row_from(const db::Row& row) {
  RegisterRow out;
  out.line = row.integer(1);
  out.urn = row.string(2);
  out.provision_type = parsed(kProvisionTypes, row.text(3));
  out.sector = maybe_parsed(kSectors, row, 4);
  out.status = maybe_parsed(kStatuses, row, 5);
  out.name = row.maybe_string(6);
  out.address = Personal(row.string(7));
  out.postcode = Personal(row.string(8));
  out.region = row.string(9);
  out.authority_code = row.string(10);
  out.constituency = row.string(11);
  if (!row.is_null(12)) out.places = static_cast<int>(row.integer(12));
  out.registered_on = row.maybe_date(13);
  out.closed_on = row.maybe_date(14);
  out.joined = row.flag(15);
  out.has_left = row.flag(16);
  out.owner = row.string(17);
  out.top_company = row.string(18);
  out.linked_school_urn = row.string(19);
  out.short_break_only = row.maybe_flag(20);
  out.multi_building = row.maybe_flag(21);
  out.needs = needs_of(row, 22);
  out.conditions = row.maybe_string(23);
  return out;
}

Inspection inspection_from(const db::Row& row, int first) {
  Inspection out;
  out.kind = parsed(kInspectionKinds, row.text(first));
  out.inspected_on = row.date(first + 1);
  out.published_on = row.maybe_date(first + 2);
  out.event_number = row.string(first + 3);
  out.overall = maybe_parsed(kGrades, row, first + 4);
  out.protection = maybe_parsed(kGrades, row, first + 5);
  out.leadership = maybe_parsed(kGrades, row, first + 6);
  out.outcomes = maybe_parsed(kGrades, row, first + 7);
  out.interim_outcome = maybe_parsed(kInterimOutcomes, row, first + 8);
  return out;
}

constexpr std::string_view kHomesAsAt = R"sql(
  SELECT v.urn, v.name, v.provision_type, v.sector, v.status, v.places, v.authority_code, v.region, v.constituency, v.constituency_on,
         v.address, v.postcode, v.owner, v.owner_group, v.linked_school_urn, v.short_break_only, v.multi_building, v.needs, v.conditions,
         s.from_on, s.until_on, s.opened_on, s.opened_after, s.opened_by, s.closed_on, s.closed_after, s.closed_by, s.last_seen_on,
         i.overall, i.inspected_on
  FROM home_versions v
  JOIN home_spells s ON s.urn = v.urn AND s.from_on = v.spell_from_on
  LEFT JOIN home_inspections i ON i.urn = v.urn AND i.kind IN ('full', 'monitoring') AND i.overall <> 'not_judged'
       AND i.inspected_on = (SELECT MAX(l.inspected_on)
                             FROM home_inspections l
                             WHERE l.urn = v.urn AND l.kind IN ('full', 'monitoring') AND l.overall <> 'not_judged' AND l.inspected_on <= $1)
  WHERE v.from_on <= $1
    AND (v.until_on IS NULL OR v.until_on > $1)
    AND ($2 = '' OR v.authority_code = $2)
    AND ($3 = '' OR v.urn = $3)
  ORDER BY v.authority_code, v.urn, i.kind
)sql";

constexpr std::string_view kVersionsOf = R"sql(
  SELECT v.urn, v.name, v.provision_type, v.sector, v.status, v.places, v.authority_code, v.region, v.constituency, v.constituency_on,
         v.address, v.postcode, v.owner, v.owner_group, v.linked_school_urn, v.short_break_only, v.multi_building, v.needs, v.conditions,
         s.from_on, s.until_on, s.opened_on, s.opened_after, s.opened_by, s.closed_on, s.closed_after, s.closed_by, s.last_seen_on,
         v.from_on, v.until_on
  FROM home_versions v
  JOIN home_spells s ON s.urn = v.urn AND s.from_on = v.spell_from_on
  WHERE v.urn = $1
  ORDER BY v.from_on
)sql";

constexpr std::string_view kConversions = R"sql(
  SELECT v.urn, v.name, v.from_on, b.provision_type, v.provision_type, b.owner, v.owner, b.owner_group, v.owner_group
  FROM home_versions v
  JOIN home_versions b ON b.urn = v.urn AND b.until_on = v.from_on AND b.spell_from_on = v.spell_from_on
  WHERE v.from_on <= $1
    AND (v.owner_group <> b.owner_group OR v.provision_type <> b.provision_type)
  ORDER BY v.from_on, v.urn
)sql";

constexpr std::string_view kInspectionsOf = R"sql(
  SELECT kind, inspected_on, published_on, event_number, overall, protection, leadership, outcomes, interim_outcome
  FROM home_inspections
  WHERE urn = $1
  ORDER BY inspected_on, kind
)sql";

Home home_from(const db::Row& row) {
  Home home;
  home.urn = row.string(0);
  home.name = row.maybe_string(1);
  home.provision_type = parsed(kProvisionTypes, row.text(2));
  home.sector = maybe_parsed(kSectors, row, 3);
  home.status = parsed(kStatuses, row.text(4));
  if (!row.is_null(5)) home.places = static_cast<int>(row.integer(5));
  home.authority_code = row.string(6);
  home.region = row.string(7);
  home.constituency = row.string(8);
  home.constituency_on = row.maybe_date(9);
  home.address = Personal(row.string(10));
  home.postcode = Personal(row.string(11));
  home.owner = row.string(12);
  home.owner_group = row.string(13);
  home.linked_school_urn = row.string(14);
  home.short_break_only = row.maybe_flag(15);
  home.multi_building = row.maybe_flag(16);
  home.needs = needs_of(row, 17);
  home.conditions = row.maybe_string(18);
  home.from_on = row.date(19);
  home.until_on = row.maybe_date(20);
  home.opened_on = row.maybe_date(21);
  home.opened_after = row.maybe_date(22);
  home.opened_by = row.maybe_date(23);
  home.closed_on = row.maybe_date(24);
  home.closed_after = row.maybe_date(25);
  home.closed_by = row.maybe_date(26);
  home.last_seen_on = row.date(27);
  return home;
}

Home graded_home_from(const db::Row& row) {
  auto home = home_from(row);
  home.grade = maybe_parsed(kGrades, row, 28);
  home.grade_on = row.maybe_date(29);
  return home;
}

}  // namespace

StoredList store_list(db::Write& tx, const imports::ImportId& import_id, const RegisterList& list, Instant now) {
  const auto fingerprint = fingerprint_of(list);
  const auto there = tx.first("SELECT id FROM register_lists WHERE fingerprint = $1", {fingerprint}, [](const db::Row& row) { return row.string(0); });
  if (there) return {.already_there = true, .id = *there};
  const auto id = new_uuid(now);
  tx.run("INSERT INTO register_lists (id, import_id, kind, as_at, title, fingerprint, has_grades, stated_complete) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
         {id, import_id, kListKinds.code(list.kind), list.as_at, list.title, fingerprint, list.has_grades, list.stated_complete});
  auto rows = tx.inserter("register_rows", {"list_id", "line", "urn", "provision_type", "sector", "status", "name", "address", "postcode", "region",
                                            "authority_code", "constituency", "places", "registered_on", "closed_on", "joined", "has_left", "owner",
                                            "top_company", "linked_school_urn", "short_break_only", "multi_building", "needs", "conditions"});
  for (const auto& r : list.rows) {
    const auto needs = codes_of(r.needs);
    rows->add({id, r.line, r.urn, kProvisionTypes.code(r.provision_type), code_of(kSectors, r.sector), code_of(kStatuses, r.status), r.name,
               or_null(r.address.reveal()), or_null(r.postcode.reveal()), or_null(r.region), r.authority_code, or_null(r.constituency), r.places,
               r.registered_on, r.closed_on, r.joined, r.has_left, or_null(r.owner), or_null(r.top_company), or_null(r.linked_school_urn),
               r.short_break_only, r.multi_building, needs, r.conditions});
  }
  rows->finish();
  auto inspections = tx.inserter("register_inspections", {"list_id", "line", "urn", "kind", "inspected_on", "published_on", "event_number", "overall",
                                                          "protection", "leadership", "outcomes", "interim_outcome"});
  for (const auto& r : list.rows)
    for (const auto& i : r.inspections)
      inspections->add({id, r.line, r.urn, kInspectionKinds.code(i.kind), i.inspected_on, i.published_on, or_null(i.event_number),
                        code_of(kGrades, i.overall), code_of(kGrades, i.protection), code_of(kGrades, i.leadership), code_of(kGrades, i.outcomes),
                        code_of(kInterimOutcomes, i.interim_outcome)});
  inspections->finish();
  auto unread = tx.inserter("register_unread_rows", {"list_id", "line", "urn"});
  for (const auto& r : list.unread) unread->add({id, r.line, or_null(r.urn)});
  unread->finish();
  return {.already_there = false, .id = id};
}

void remove_lists(db::Write& tx, const imports::ImportId& import_id) {
  tx.run("DELETE FROM register_inspections WHERE list_id IN (SELECT id FROM register_lists WHERE import_id = $1)", {import_id});
  tx.run("DELETE FROM register_unread_rows WHERE list_id IN (SELECT id FROM register_lists WHERE import_id = $1)", {import_id});
  tx.run("DELETE FROM register_rows WHERE list_id IN (SELECT id FROM register_lists WHERE import_id = $1)", {import_id});
  tx.run("DELETE FROM register_lists WHERE import_id = $1", {import_id});
}

std::vector<Observations> all_observations(db::Read& tx) {
  std::vector<Observations> lists;
  std::map<std::string, std::size_t, std::less<>> places;
  tx.each(kLists, {}, [&](const db::Row& row) {
    places[row.string(0)] = lists.size();
    lists.push_back({{parsed(kListKinds, row.text(1)), row.date(2), row.string(3), row.flag(4), row.maybe_flag(5)}, {}});
  });
  tx.each(kRows, {}, [&](const db::Row& row) { lists[places.find(row.text(0))->second].rows.push_back(row_from(row)); });
  tx.each(kUnread, {}, [&](const db::Row& row) { lists[places.find(row.text(0))->second].unread.push_back({row.integer(1), row.string(2)}); });
  // Rows of a list stand in the order of their lines.
  tx.each(kInspections, {}, [&](const db::Row& row) {
    auto& rows = lists[places.find(row.text(0))->second].rows;
    const auto found = std::ranges::lower_bound(rows, row.integer(2), {}, &RegisterRow::line);
    if (found != rows.end() && found->line == row.integer(2)) found->inspections.push_back(inspection_from(row, 3));
  });
  for (auto& list : lists)
    for (auto& row : list.rows)
      std::ranges::sort(row.inspections, {}, [](const Inspection& i) { return std::tuple(i.inspected_on, i.kind, i.event_number); });
  return lists;
}

void write_history(db::Write& tx, const History& history) {
  for (const auto* table : {"homes", "home_spells", "home_versions", "home_inspections"}) tx.run(std::string("DELETE FROM ") + table);
  auto homes = tx.inserter("homes", {"urn", "first_seen_on", "last_seen_on"});
  for (const auto& home : history.homes) homes->add({home.urn, home.first_seen_on, home.last_seen_on});
  homes->finish();

  auto spells = tx.inserter("home_spells", {"urn", "from_on", "until_on", "opened_on", "opened_after", "opened_by", "closed_on", "closed_after",
                                            "closed_by", "last_seen_on"});
  for (const auto& s : history.spells)
    spells->add({s.urn, s.from_on, s.until_on, s.opened_on, s.opened_after, s.opened_by, s.closed_on, s.closed_after, s.closed_by, s.last_seen_on});
  spells->finish();

  auto versions = tx.inserter("home_versions", {"urn", "from_on", "until_on", "spell_from_on", "provision_type", "sector", "status", "name", "address",
                                                "postcode", "region", "authority_code", "constituency", "constituency_on", "places", "owner", "owner_group",
                                                "linked_school_urn", "short_break_only", "multi_building", "needs", "conditions"});
  for (const auto& v : history.versions) {
    const auto& f = v.facts;
    const auto& owner = f.owner.empty() ? f.top_company : f.owner;
    const auto group = owner_group_of(f.top_company.empty() ? f.owner : f.top_company);
    const auto needs = codes_of(f.needs);
    versions->add({v.urn, v.from_on, v.until_on, v.spell_from_on, kProvisionTypes.code(f.provision_type), code_of(kSectors, f.sector),
                   kStatuses.code(f.status.value_or(Status::Active)), f.name, or_null(f.address.reveal()), or_null(f.postcode.reveal()), or_null(f.region),
                   f.authority_code, or_null(f.constituency), v.constituency_on, f.places, or_null(owner), or_null(group), or_null(f.linked_school_urn),
                   f.short_break_only, f.multi_building, needs, f.conditions});
  }
  versions->finish();

  auto inspections = tx.inserter("home_inspections", {"urn", "inspected_on", "kind", "published_on", "event_number", "overall", "protection", "leadership",
                                                      "outcomes", "interim_outcome"});
  for (const auto& [urn, i] : history.inspections)
    inspections->add({urn, i.inspected_on, kInspectionKinds.code(i.kind), i.published_on, or_null(i.event_number), code_of(kGrades, i.overall),
                      code_of(kGrades, i.protection), code_of(kGrades, i.leadership), code_of(kGrades, i.outcomes),
                      code_of(kInterimOutcomes, i.interim_outcome)});
  inspections->finish();
}

void rebuild_history(db::Write& tx) { write_history(tx, history_of(all_observations(tx))); }

std::vector<Home> homes_as_at(db::Read& tx, Date day, const HomeFilter& filter) {
  std::vector<Home> homes;
  tx.each(kHomesAsAt, {day, filter.authority_code, filter.urn}, [&](const db::Row& row) {
    if (!homes.empty() && homes.back().urn == row.text(0)) return;   // two visits on one day: the full inspection stands first
    const auto type = parsed(kProvisionTypes, row.text(2));
    const bool wanted = filter.types.empty() ? is_home(type) : std::ranges::find(filter.types, type) != filter.types.end();
    if (wanted) homes.push_back(graded_home_from(row));
  });
  return homes;
}

std::vector<HomeVersion> versions_of(db::Read& tx, std::string_view urn) {
  return tx.list(kVersionsOf, {urn}, [](const db::Row& row) { return HomeVersion{row.date(28), row.maybe_date(29), home_from(row)}; });
}

std::vector<Conversion> conversions_until(db::Read& tx, Date day) {
  return tx.list(kConversions, {day}, [](const db::Row& row) {
    return Conversion{row.string(0), row.maybe_string(1), row.date(2), parsed(kProvisionTypes, row.text(3)), parsed(kProvisionTypes, row.text(4)), row.string(5), row.string(6), row.string(7), row.string(8)};
  });
}

std::vector<Inspection> inspections_of(db::Read& tx, std::string_view urn) {
  return tx.list(kInspectionsOf, {urn}, [](const db::Row& row) { return inspection_from(row, 0); });
}

std::optional<Date> latest_list_on(db::Read& tx) {
  return tx.first("SELECT MAX(as_at) FROM register_lists WHERE kind IN ('providers', 'providers_and_places', 'authority')", {},
                  [](const db::Row& row) { return row.maybe_date(0); }).value_or(std::nullopt);
}

std::string owner_group_of(std::string_view owner) {
  std::string plain;
  for (const char c : lower(replace_all(owner, "&", " and ")))
    if (c == '.' || c == '\'') continue;
    else plain += c == ',' || c == '-' || c == '(' || c == ')' || c == '/' ? ' ' : c;
  plain = squeeze(plain);
  std::vector<std::string> words;
  for (const auto word : split(plain, ' ')) words.emplace_back(word);
  const auto is_form = [](const std::string& word) { return word == "ltd" || word == "limited" || word == "plc" || word == "llp" || word == "cic"; };
  while (words.size() > 1 && is_form(words.back())) words.pop_back();
  if (words.size() > 1 && words.front() == "the") words.erase(words.begin());
  return join(words, " ");
}

}  // namespace rightplace::homes
