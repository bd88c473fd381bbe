#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/geography/geography_tables.h"

namespace rightplace::geography {
namespace {

// What is left of a name without the words that say what kind of authority it is.
std::string name_key(std::string_view name) {
  static constexpr std::string_view kKinds[] = {"the",   "of",     "and",  "council",      "borough", "boro",      "county", "city",
                                                "royal", "unitary", "mbc", "metropolitan", "district", "authority"};
  const auto text = folded(name);
  std::string key;
  bool city = false;
  bool borough = false;
  for (const auto word : split(text, ' ')) {
    city = city || word == "city" || word == "corporation";
    borough = borough || word == "borough" || word == "boro";
    if (std::ranges::find(kKinds, word) != std::end(kKinds)) continue;
    if (!key.empty()) key += ' ';
    key += word;
  }
  // "London" alone is a region; the City is an authority; "London Borough of Brent" is Brent.
  if (key == "london" && !city) return {};
  if (borough && key.starts_with("london ")) key.erase(0, 7);
  return key;
}

struct Tables {
  std::vector<Authority> authorities;
  std::vector<Succession> successions;
  std::vector<Adjacency> adjacency;
  std::unordered_map<std::string_view, std::size_t> by_code;
  std::unordered_map<std::int64_t, std::size_t> by_dfe_number;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name;
  std::unordered_map<std::size_t, std::vector<std::size_t>> decisions;   // pair -> rows of adjacency

  Tables();
  std::size_t pair(const Authority& a, const Authority& b) const {
    const auto x = static_cast<std::size_t>(&a - authorities.data());
    const auto y = static_cast<std::size_t>(&b - authorities.data());
    return std::min(x, y) * authorities.size() + std::max(x, y);
  }
  std::size_t index(std::string_view code) const {
    const auto found = by_code.find(code);
    if (found == by_code.end()) throw std::logic_error(fmt::format("'{}' is no authority", code));
    return found->second;
  }
};

Tables::Tables() {
  for (OwnRows row("local_authorities.csv"); row.next();) {
    Authority a;
    a.code = row[0];
    a.dfe_number = static_cast<int>(row.number(1));
    a.name = row[2];
    a.type = kAuthorityTypes.parse(row[3]).value();
    a.region = kRegions.parse(row[4]).value();
    a.london_part = row[5].empty() ? LondonPart::None : row[5] == "inner london" ? LondonPart::Inner : LondonPart::Outer;
    a.from = row.date(6);
    if (!row[7].empty()) a.until = row.date(7);
    a.centre = {row.number(8), row.number(9)};
    a.radius_metres = row.number(10);
    if (!row[12].empty()) a.children_2024 = static_cast<std::int64_t>(row.number(12));
    authorities.push_back(a);
  }
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    by_code.emplace(authorities[i].code, i);
    by_dfe_number.emplace(authorities[i].dfe_number, i);
    by_name[name_key(authorities[i].name)].push_back(i);
  }
  for (OwnRows row("local_authority_names.csv"); row.next();) {
    auto& known = by_name[name_key(row[1])];
    if (const auto i = index(row[0]); std::ranges::find(known, i) == known.end()) known.push_back(i);
  }
  for (OwnRows row("local_authority_successors.csv"); row.next();)
    successions.push_back({row[0], row[1], row.date(2), kSuccessionKinds.parse(row[3]).value(), row.number(4), row[5]});
  // Newest first, so that a code recoded twice (Northumberland 2009 and 2013) finds its authority.
  std::ranges::stable_sort(successions, std::greater{}, &Succession::on);
  for (const auto& s : successions)
    if (s.kind == SuccessionKind::Recoded) by_code.emplace(s.former_code, index(s.code));
  std::ranges::stable_sort(successions, {}, &Succession::on);
  for (OwnRows row("adjacency.csv"); row.next();) {
    Adjacency d;
    d.a = &authorities[index(row[0])];
    d.b = &authorities[index(row[2])];
    d.adjoins = row[4] == "yes";
    d.from = row.date(5);
    if (!row[6].empty()) d.until = row.date(6);
    d.basis = row[7];
    d.reason = row[8];
    decisions[pair(*d.a, *d.b)].push_back(adjacency.size());
    adjacency.push_back(d);
  }
}

const Tables& tables() {
  static const Tables kTables;
  return kTables;
}

// Days between a day and an authority's life; 0 while it exists.
int days_away(const Authority& a, Date day) {
  if (day < a.from) return a.from - day;
  if (a.until && day >= *a.until) return day - *a.until + 1;
  return 0;
}

bool adjoin_while_existing(const Authority& a, const Authority& b, Date day) {
  const auto* decision = adjacency_decision(a, b, day);
  return decision && decision->adjoins;
}

std::string region_key(std::string_view name) {
  const auto text = folded(name);
  std::string key;
  for (const auto word : split(text, ' '))
    if (word != "the" && word != "and" && word != "of" && word != "region") key.append(word).append(" ");
  return key;
}

std::string_view nearest_name(std::string_view text) {
  const auto wanted = name_key(text);
  std::string_view best;
  int least = 4;
  for (const auto& [key, indices] : tables().by_name) {
    const int edits = edit_distance(wanted, key, 3);
    const auto name = tables().authorities[indices.front()].name;
    if (edits < least || (edits == least && edits < 4 && name < best)) {
      least = edits;
      best = name;
    }
  }
  return best;
}

}  // namespace

std::span<const Authority> authorities() { return tables().authorities; }

std::vector<const Authority*> authorities_on(Date day) {
  std::vector<const Authority*> found;
  for (const auto& a : authorities())
    if (a.exists_on(day)) found.push_back(&a);
  return found;
}

const Authority* authority_by_code(std::string_view ons_code) {
  const auto found = tables().by_code.find(trim(ons_code));
  return found == tables().by_code.end() ? nullptr : &tables().authorities[found->second];
}

const Authority* authority_by_dfe_number(std::int64_t number) {
  const auto found = tables().by_dfe_number.find(number);
  return found == tables().by_dfe_number.end() ? nullptr : &tables().authorities[found->second];
}

const Authority* authority_named(std::string_view name, std::optional<Date> day) {
  const auto found = tables().by_name.find(name_key(name));
  if (found == tables().by_name.end() || found->first.empty()) return nullptr;
  const Authority* best = nullptr;
  for (const auto i : found->second) {
    const auto& a = tables().authorities[i];
    const bool better = !best || (day ? days_away(a, *day) < days_away(*best, *day) : !a.until && best->until.has_value());
    if (better) best = &a;
  }
  return best;
}

Result<const Authority*> find_authority(std::string_view text, std::optional<Date> day) {
  const auto wanted = trim(text);
  if (const auto* a = authority_by_code(upper(wanted))) return a;
  if (const auto number = parse_integer(wanted))
    if (const auto* a = authority_by_dfe_number(*number)) return a;
  if (const auto* a = authority_named(wanted, day)) return a;
  const auto nearest = nearest_name(wanted);
  return fail(ErrorKind::NotFound,
              fmt::format("'{}' is not a local authority of England; give its name, its ONS code or its DfE number{}", shown(wanted),
                          nearest.empty() ? "" : fmt::format(". Did you mean {}?", nearest)));
}

std::vector<Succession> successors_of(std::string_view ons_code) {
  std::vector<Succession> found;
  for (const auto& s : tables().successions)
    if (s.former_code == trim(ons_code)) found.push_back(s);
  return found;
}

std::string_view code_on(const Authority& authority, Date day) {
  for (const auto& s : tables().successions)   // oldest first
    if (s.kind == SuccessionKind::Recoded && day < s.on && authority_by_code(s.former_code) == &authority) return s.former_code;
  return authority.code;
}

std::vector<const Authority*> standing_for(const Authority& authority, Date day) {
  if (authority.exists_on(day)) return {&authority};
  std::vector<const Authority*> found;
  for (const auto& s : tables().successions) {
    if (s.kind == SuccessionKind::Recoded) continue;
    const auto& before = *authority_by_code(s.former_code);
    const auto& after = *authority_by_code(s.code);
    if (&before == &authority && after.exists_on(day)) found.push_back(&after);
    if (&after == &authority && before.exists_on(day)) found.push_back(&before);
  }
  return found.empty() ? std::vector{&authority} : found;
}

std::span<const Adjacency> adjacency() { return tables().adjacency; }

const Adjacency* adjacency_decision(const Authority& a, const Authority& b, Date day) {
  const auto found = tables().decisions.find(tables().pair(a, b));
  if (found == tables().decisions.end()) return nullptr;
  for (const auto row : found->second) {
    const auto& decision = tables().adjacency[row];
    if (decision.from <= day && (!decision.until || day < *decision.until)) return &decision;
  }
  return nullptr;
}

bool adjoins(const Authority& a, const Authority& b, Date day) {
  if (&a == &b) return false;
  if (a.exists_on(day) && b.exists_on(day)) return adjoin_while_existing(a, b, day);
  const auto of_b = standing_for(b, day);
  for (const auto* x : standing_for(a, day))
    for (const auto* y : of_b)
      if (!adjoin_while_existing(*x, *y, day)) return false;
  return true;
}

bool is_at_a_distance(const Authority& responsible, const Authority& host, Date day) {
  if (&responsible == &host) return false;
  const auto hosts = standing_for(host, day);
  for (const auto* x : standing_for(responsible, day))
    for (const auto* y : hosts)
      if (x != y && !adjoin_while_existing(*x, *y, day)) return true;
  return false;
}

std::vector<const Authority*> adjoining(const Authority& authority, Date day) {
  std::vector<const Authority*> found;
  for (const auto& other : authorities())
    if (other.exists_on(day) && adjoins(authority, other, day)) found.push_back(&other);
  std::ranges::sort(found, {}, [](const Authority* a) { return a->name; });
  return found;
}

std::vector<Region> regions_named(std::string_view name) {
  if (const auto code = kRegions.parse(trim(name))) return {*code};
  const auto key = region_key(name);
  if (key == "north east yorkshire humber ") return {Region::NorthEast, Region::YorkshireAndTheHumber};
  if (key == "yorkshire humberside ") return {Region::YorkshireAndTheHumber};
  if (key == "eastern ") return {Region::EastOfEngland};
  for (const auto& row : kRegions.rows)
    if (region_key(row.label) == key) return {row.value};
  return {};
}

std::string_view ofsted_region(Region region) {
  if (region == Region::NorthEast || region == Region::YorkshireAndTheHumber) return "North East, Yorkshire and the Humber";
  return kRegions.label(region);
}

}  // namespace rightplace::geography
