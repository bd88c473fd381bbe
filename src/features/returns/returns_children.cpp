// What the returns say of the children themselves: their records made, linked and kept up to date.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "features/returns/returns.h"

namespace rightplace::returns {
namespace {

// The latest header that stands speaks for a child; whether a child came alone is what either table says.
constexpr std::string_view kHeaders = R"sql(
  SELECT h.child, h.sex, h.dob, h.ethnic, h.mother, h.mc_dob, h.uasc, t.year
  FROM return_headers h
  JOIN v_return_tables_current t ON t.id = h.table_id
  WHERE t.authority_code = $1 AND t.kind = 'header'
  ORDER BY h.child, t.year DESC, h.row_no
)sql";

constexpr std::string_view kCameAlone = R"sql(
  SELECT t.year, u.child
  FROM return_uasc u
  JOIN v_return_tables_current t ON t.id = u.table_id
  WHERE t.authority_code = $1
)sql";

constexpr std::string_view kFirstDays = R"sql(
  SELECT e.child, MIN(e.decom)
  FROM return_episodes e
  JOIN v_return_tables_current t ON t.id = e.table_id
  WHERE t.authority_code = $1
  GROUP BY e.child
)sql";

struct Said {
  children::Facts facts;
  std::optional<Date> from;
};
using AllSaid = std::map<std::string, Said, std::less<>>;

std::optional<children::Sex> sex_of(std::string_view code) {
  if (code == "1" || code == "M") return children::Sex::Male;
  if (code == "2" || code == "F") return children::Sex::Female;
  if (code == "U") return children::Sex::Unknown;
  return std::nullopt;
}

children::Facts facts_of(const db::Row& row) {
  children::Facts facts;
  facts.sex = sex_of(row.text(1));
  if (const auto born = row.maybe_date(2)) facts.born_on = Personal(*born);
  facts.ethnicity = row.maybe_string(3);
  if (!row.is_null(4)) facts.mother = row.text(4) == "1";
  if (const auto born = row.maybe_date(5)) facts.first_child_born_on = Personal(*born);
  facts.unaccompanied = row.text(6) == "1";
  return facts;
}

AllSaid all_said(db::Read& tx, std::string_view authority_code) {
  AllSaid all;
  std::set<std::pair<std::int64_t, std::string>> came_alone;
  tx.each(kCameAlone, {authority_code}, [&](const db::Row& row) { came_alone.emplace(row.integer(0), row.string(1)); });
  tx.each(kHeaders, {authority_code}, [&](const db::Row& row) {
    auto& said = all[row.string(0)];
    if (said.facts.unaccompanied) return;   // a later year has spoken
    said.facts = facts_of(row);
    if (came_alone.contains({row.integer(7), row.string(0)})) said.facts.unaccompanied = true;
  });
  tx.each(kFirstDays, {authority_code}, [&](const db::Row& row) { all[row.string(0)].from = row.date(1); });
  for (const auto& spec : all_tables()) {
    if (spec.table == Table::Header || spec.table == Table::Episodes) continue;
    tx.each(fmt::format("SELECT DISTINCT r.child FROM return_{} r JOIN v_return_tables_current t ON t.id = r.table_id WHERE t.authority_code = $1",
                        kTables.code(spec.table)),
            {authority_code}, [&](const db::Row& row) { all[row.string(0)]; });
  }
  return all;
}

// The record of a child whom the same authority knew by this id under an earlier code of its own, where there is one.
std::map<std::string, children::ChildId, std::less<>> links_under_other_codes(db::Read& tx, std::string_view authority_code) {
  std::map<std::string, children::ChildId, std::less<>> links;
  for (const auto& code : children::codes_of(authority_code))
    if (code != authority_code) links.merge(children::links_of(tx, code));
  return links;
}

}  // namespace

Done derive_children(db::Write& tx, std::string_view authority_code, Instant now, const imports::ImportId& import) {
  const auto all = all_said(tx, authority_code);
  const auto links = children::links_of(tx, authority_code);
  const auto elsewhere = links_under_other_codes(tx, authority_code);
  std::unordered_map<std::string, children::Facts> known;
  for (auto& child : children::load_all(tx)) known.emplace(child.id.text(), std::move(child.facts));

  std::vector<const AllSaid::value_type*> without_record;
  std::vector<children::NewLink> new_links;
  const auto linked = [&](const AllSaid::value_type& said, const children::ChildId& id) {
    new_links.push_back({id, {std::string(authority_code), Personal(said.first), said.second.from}});
  };
  const auto bring_up_to_date = [&](const children::ChildId& id, const children::Facts& facts) -> Done {
    const auto record = known.find(id.text());
    if (record != known.end() && children::same(record->second, facts)) return {};
    RP_CHECK(children::set_facts(tx, id, facts));
    return {};
  };
  for (const auto& said : all) {
    if (const auto link = links.find(said.first); link != links.end()) {
      RP_CHECK(bring_up_to_date(link->second, said.second.facts));
    } else if (const auto link_before = elsewhere.find(said.first); link_before != elsewhere.end()) {
      linked(said, link_before->second);
      RP_CHECK(bring_up_to_date(link_before->second, said.second.facts));
    } else {
      without_record.push_back(&said);
    }
  }
  std::vector<children::Facts> facts;
  facts.reserve(without_record.size());
  for (const auto* said : without_record) facts.push_back(said->second.facts);
  RP_TRY(ids, children::add_all(tx, facts, now, import.text()));
  for (std::size_t i = 0; i < ids.size(); ++i) linked(*without_record[i], ids[i]);
  return children::link_all(tx, new_links, import.text());
}

}  // namespace rightplace::returns
