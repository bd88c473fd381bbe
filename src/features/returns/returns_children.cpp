// What the returns say of the children themselves: their records made, linked and kept up to date.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "features/returns/returns.h"

namespace rightplace::returns {
namespace {

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

const std::string& cell(Table table, const std::vector<std::string>& row, std::string_view column) { return row[static_cast<std::size_t>(column_of(table, column))]; }

children::Facts facts_of(const std::vector<std::string>& row) {
  children::Facts facts;
  facts.sex = sex_of(cell(Table::Header, row, "SEX"));
  if (const auto born = parse_iso_date(cell(Table::Header, row, "DOB"))) facts.born_on = Personal(*born);
  if (const auto& ethnic = cell(Table::Header, row, "ETHNIC"); !ethnic.empty()) facts.ethnicity = ethnic;
  if (const auto& mother = cell(Table::Header, row, "MOTHER"); !mother.empty()) facts.mother = mother == "1";
  if (const auto born = parse_iso_date(cell(Table::Header, row, "MC_DOB"))) facts.first_child_born_on = Personal(*born);
  facts.unaccompanied = cell(Table::Header, row, "UASC") == "1";
  return facts;
}

// The latest header that stands speaks for a child; whether a child came alone is what either table says.
AllSaid all_said(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  AllSaid all;
  auto states = tables_of(tx, authority_code);
  std::erase_if(states, [&](const TableState& state) { return state.authority_code != authority_code; });
  std::ranges::sort(states, std::greater<>{}, &TableState::year);
  std::set<std::pair<int, std::string>> came_alone;
  for (const auto& state : states)
    if (state.table == Table::Uasc)
      for (auto& row : load_table(tx, vault, state).rows) came_alone.emplace(state.year, std::move(row[0]));
  for (const auto& state : states) {
    for (const auto& row : load_table(tx, vault, state).rows) {
      auto& said = all[row[0]];
      if (state.table == Table::Header) {
        if (said.facts.unaccompanied) continue;   // a later year has spoken
        said.facts = facts_of(row);
        if (came_alone.contains({state.year, row[0]})) said.facts.unaccompanied = true;
      } else if (state.table == Table::Episodes) {
        const auto from = parse_iso_date(cell(Table::Episodes, row, "DECOM"));
        if (from && (!said.from || *from < *said.from)) said.from = from;
      }
    }
  }
  return all;
}

// The record of a child whom the same authority knew by this id under an earlier code of its own, where there is one.
std::map<std::string, children::ChildId, std::less<>> links_under_other_codes(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  std::map<std::string, children::ChildId, std::less<>> links;
  for (const auto& code : children::codes_of(authority_code))
    if (code != authority_code) links.merge(children::links_of(tx, vault, code));
  return links;
}

}  // namespace

Done derive_children(db::Write& tx, const vault::Vault& vault, std::string_view authority_code, Instant now, const imports::ImportId& import) {
  const auto all = all_said(tx, vault, authority_code);
  const auto links = children::links_of(tx, vault, authority_code);
  const auto elsewhere = links_under_other_codes(tx, vault, authority_code);
  std::unordered_map<std::string, children::Facts> known;
  for (auto& child : children::load_all(tx, vault)) known.emplace(child.id.text(), std::move(child.facts));

  std::vector<const AllSaid::value_type*> without_record;
  std::vector<children::NewLink> new_links;
  const auto linked = [&](const AllSaid::value_type& said, const children::ChildId& id) {
    new_links.push_back({id, {std::string(authority_code), Personal(said.first), said.second.from}});
  };
  const auto bring_up_to_date = [&](const children::ChildId& id, const children::Facts& facts) -> Done {
    const auto record = known.find(id.text());
    if (record != known.end() && children::same(record->second, facts)) return {};
    RP_CHECK(children::set_facts(tx, vault, id, facts));
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
  RP_TRY(ids, children::add_all(tx, vault, facts, now, import.text()));
  for (std::size_t i = 0; i < ids.size(); ++i) linked(*without_record[i], ids[i]);
  return children::link_all(tx, vault, new_links, import.text());
}

}  // namespace rightplace::returns
