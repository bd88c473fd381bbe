#include "features/directory/directory_snapshot.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/fingerprint.h"
#include "base/london.h"
#include "base/text.h"
#include "features/directory/directory_filters.h"
#include "features/directory/directory_phrases.h"
#include "features/directory/directory_rows.h"
#include "features/placements/placements.h"

namespace rightplace::directory {
namespace {

constexpr std::string_view kHead = "SELECT COALESCE(MAX(sequence), 0) FROM audit_events";
constexpr std::string_view kSince = R"sql(
  SELECT action, subject_kind, subject_id
  FROM audit_events
  WHERE sequence > $1 AND sequence <= $2
  ORDER BY sequence
)sql";

template <class E>
constexpr std::uint32_t bit(E value) {
  return 1u << static_cast<unsigned>(value);
}

Entry entry_of(const homes::Home& home) {
  Entry entry;
  entry.urn = home.urn;
  entry.name = home.name.value_or("");
  entry.type = home.provision_type;
  entry.sector = home.sector;
  entry.status = home.status;
  entry.places = home.places;
  entry.authority = geography::authority_by_code(home.authority_code);
  entry.region = entry.authority ? std::string(geography::kRegions.label(entry.authority->region)) : home.region;
  entry.owner = home.owner;
  entry.provider = kNoProvider;
  entry.grade = home.grade;
  entry.grade_on = home.grade_on;
  entry.location = homes::locate(home, nullptr);
  if (const auto postcode = geography::Postcode::parse(home.postcode.reveal())) entry.outward = postcode->outward();
  if (home.needs)
    for (const auto need : *home.needs) entry.register_needs |= bit(need);
  return entry;
}

bool by_name(const homes::Home& a, const homes::Home& b) {
  const auto key = [](const homes::Home& home) { return std::tuple(!home.name, folded(home.name.value_or("")), std::string_view(home.urn)); };
  return key(a) < key(b);
}

// "acorn-care-1f3a": the mark tells apart what the plain letters do not.
std::string provider_id(std::string_view group) {
  auto id = replace_all(folded(group), " ", "-").substr(0, 60);
  return id + "-" + Fingerprint().add(group).text().substr(0, 4);
}

void gather_providers(Register& reg, const std::vector<homes::Home>& homes) {
  struct Group {
    std::map<std::string, int> spellings;
    std::vector<std::uint32_t> homes;
  };
  std::map<std::string, Group> groups;
  for (std::uint32_t i = 0; i < homes.size(); ++i) {
    if (homes[i].owner_group.empty()) continue;
    auto& group = groups[homes[i].owner_group];
    ++group.spellings[homes[i].owner];
    group.homes.push_back(i);
  }
  for (auto& [key, group] : groups) {
    Provider provider;
    provider.id = provider_id(key);
    provider.group = key;
    provider.name = std::ranges::max_element(group.spellings, {}, [](const auto& spelling) { return spelling.second; })->first;
    provider.homes = std::move(group.homes);
    std::ranges::stable_sort(provider.homes, {}, [&](std::uint32_t home) { return !is_home(reg.homes[home].type); });
    std::set<std::optional<homes::Sector>> sectors;
    std::set<std::pair<std::string_view, const geography::Authority*>> authorities;
    for (const auto home : provider.homes) {
      const auto& entry = reg.homes[home];
      sectors.insert(entry.sector);
      if (entry.authority) authorities.emplace(entry.authority->name, entry.authority);
      if (!is_home(entry.type)) continue;
      ++provider.children_homes;
      if (entry.places) provider.places += *entry.places;
      else ++provider.places_not_stated;
    }
    if (sectors.size() == 1) provider.sector = *sectors.begin();
    for (const auto& [name, authority] : authorities) provider.authorities.push_back(authority);
    reg.providers.push_back(std::move(provider));
  }
  std::ranges::sort(reg.providers, {}, [](const Provider& p) { return std::pair(folded(p.name), std::string_view(p.id)); });
  for (std::uint32_t i = 0; i < reg.providers.size(); ++i) {
    reg.provider_by_id.emplace(reg.providers[i].id, i);
    for (const auto home : reg.providers[i].homes) reg.homes[home].provider = i;
  }
}

// Names of authorities that are no more lead to those that followed them: "Cumbria".
std::map<std::string_view, std::string> former_names() {
  std::map<std::string_view, std::string> names;
  for (const auto& former : geography::authorities())
    if (former.until)
      for (const auto& next : geography::successors_of(former.code))
        if (const auto* authority = geography::authority_by_code(next.code)) names[authority->code] += " " + std::string(former.name);
  return names;
}

void index_words(Register& reg, const std::vector<homes::Home>& homes) {
  const auto former = former_names();
  for (std::uint32_t i = 0; i < reg.homes.size(); ++i) {
    const auto& entry = reg.homes[i];
    const auto add = [&](std::string_view text, int weight) {
      reg.words.add(i, text, weight);
      reg.words_without_outward.add(i, text, weight);
    };
    add(entry.name, 8);
    add(entry.urn, 10);
    if (entry.urn.starts_with("SC")) add(std::string_view(entry.urn).substr(2), 9);
    reg.words.add(i, entry.outward, 6);
    if (entry.authority) {
      add(entry.authority->name, 5);
      if (const auto found = former.find(entry.authority->code); found != former.end()) add(found->second, 2);
    }
    add(entry.owner, 3);
    add(homes[i].constituency, 3);
    add(entry.region, 2);
    add(homes::kProvisionTypes.label(entry.type), 1);
  }
  reg.words.finish(reg.homes.size());
  reg.words_without_outward.finish(reg.homes.size());
  for (std::uint32_t i = 0; i < reg.providers.size(); ++i) {
    reg.provider_words.add(i, reg.providers[i].name, 8);
    for (const auto* authority : reg.providers[i].authorities) reg.provider_words.add(i, authority->name, 2);
  }
  reg.provider_words.finish(reg.providers.size());
}

std::shared_ptr<const Register> read_register(db::Read& tx, Date day) {
  homes::HomeFilter everything;
  for (const auto& row : homes::kProvisionTypes.rows) everything.types.push_back(row.value);
  auto homes = homes::homes_as_at(tx, day, everything);
  std::ranges::sort(homes, by_name);
  auto reg = std::make_shared<Register>();
  reg->homes.reserve(homes.size());
  for (const auto& home : homes) {
    reg->homes.push_back(entry_of(home));
    reg->types |= bit(home.provision_type);
  }
  for (std::uint32_t i = 0; i < reg->homes.size(); ++i) {
    reg->by_urn.emplace(reg->homes[i].urn, i);
    if (is_home(reg->homes[i].type)) reg->children_homes.push_back(i);
  }
  gather_providers(*reg, homes);
  index_words(*reg, homes);
  reg->by_places.resize(reg->homes.size());
  std::iota(reg->by_places.begin(), reg->by_places.end(), 0u);
  std::ranges::stable_sort(reg->by_places, {}, [&](std::uint32_t i) { return reg->homes[i].places ? -*reg->homes[i].places : 1; });
  reg->list_on = homes::latest_list_on(tx);
  reg->conversions = homes::conversions_until(tx, day);
  for (auto& entry : reg->homes) render_fixed_parts(entry, *reg);
  reg->filters = filters(*reg, {}, false);
  reg->filters_of_free = filters(*reg, {}, true);
  return reg;
}

void read_purpose(const supply::StatementOfPurpose& purpose, Stated& stated) {
  stated.age_from = purpose.age_from;
  stated.age_to = purpose.age_to;
  stated.accepts = purpose.accepts;
  for (const auto& offer : purpose.needs) {
    if (!offer.takes_to) continue;
    (*offer.takes_to == NeedLevel::None ? stated.refuses : stated.takes) |= bit(offer.need);
  }
}

Stated stated_of(const supply::HomeSupply& supply, std::span<const supply::Occupation> lodgers, Date day) {
  Stated stated;
  if (supply.purpose) read_purpose(supply.purpose->value, stated);
  stated.places = supply::vacancies_on(supply, lodgers, day);
  stated.notices = supply.notices;
  return stated;
}

std::vector<supply::Occupation> lodgers_of(const std::vector<placements::Placement>& occupants, Date day) {
  std::vector<supply::Occupation> lodgers;
  for (const auto& placement : occupants) lodgers.push_back(supply::occupation_of(placement, day));
  return lodgers;
}

void order_by_statement(Snapshot& snapshot) {
  auto& order = snapshot.by_statement;
  order.resize(snapshot.stated.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) {
    const auto& stated = snapshot.stated[i];
    const bool may_fill = stated.places.known && stated.places.free > 0 && !supply::is_blocked(snapshot.reg->homes[i].status, stated.notices);
    return std::pair(may_fill ? 0 : stated.places.known ? 1 : 2, stated.places.stated_on ? -stated.places.stated_on->days() : 0);
  });
}

void keep(Snapshot& snapshot, std::uint32_t home, Stated stated) {
  stated.free_part = free_fact(snapshot.reg->homes[home].status, stated.notices, stated.places, snapshot.day);
  snapshot.stated[home] = std::move(stated);
}

// What an event of the audit means for the directory.
struct News {
  bool all = false;
  std::set<std::string> urns;
};
News news_since(db::Read& tx, std::int64_t seen, std::int64_t head) {
  News news;
  std::vector<std::string> placed;
  tx.each(kSince, {seen, head}, [&](const db::Row& row) {
    if (row.text(1) == "home") news.urns.insert(row.string(2));
    else if (row.text(1) == "import") news.all = true;
    else if (row.text(1) == "placement" && row.text(0).starts_with("placement.") && row.text(0) != "placement.read" && row.text(0) != "placement.read_refused")
      placed.push_back(row.string(2));
  });
  for (const auto& id : placed)
    if (const auto placement = placements::load(tx, placements::PlacementId(id))) news.urns.insert(placement->urn);
  return news;
}

std::shared_ptr<const Snapshot> renewed(db::Read& tx, const Snapshot& before, const std::set<std::string>& urns) {
  auto after = std::make_shared<Snapshot>(before);
  for (const auto& urn : urns)
    if (const auto found = before.reg->by_urn.find(urn); found != before.reg->by_urn.end())
      keep(*after, found->second, stated_of(supply::supply_of(tx, urn, before.day), lodgers_of(placements::occupants(tx, urn, before.day), before.day), before.day));
  order_by_statement(*after);
  return after;
}

}  // namespace

std::string shown_name(const std::optional<std::string>& name, std::string_view urn) {
  return name && !name->empty() ? *name : "Name withheld by Ofsted, URN " + std::string(urn);
}
std::string shown_name(const Entry& entry) { return shown_name(entry.name, entry.urn); }

std::shared_ptr<const Snapshot> read_snapshot(db::Read& tx, Date day) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->day = day;
  snapshot->reg = read_register(tx, day);
  snapshot->stated.resize(snapshot->reg->homes.size());
  const auto occupants = placements::occupants_of_all(tx, day);
  for (std::uint32_t i = 0; i < snapshot->stated.size(); ++i) keep(*snapshot, i, {});
  for (const auto& supply : supply::supply_as_at(tx, day)) {
    const auto found = snapshot->reg->by_urn.find(supply.urn);
    if (found == snapshot->reg->by_urn.end()) continue;
    const auto there = occupants.find(supply.urn);
    keep(*snapshot, found->second, stated_of(supply, there == occupants.end() ? std::vector<supply::Occupation>{} : lodgers_of(there->second, day), day));
  }
  order_by_statement(*snapshot);
  return snapshot;
}

std::shared_ptr<const Snapshot> Keeper::at(db::Read& tx, Date day) {
  const auto head = tx.integer(kHead);
  if (const auto held = std::atomic_load(&held_); held && held->seen >= head && held->snapshot->day == day) return held->snapshot;
  const std::scoped_lock lock(mutex_);
  const auto held = std::atomic_load(&held_);
  if (held && held->seen >= head && held->snapshot->day == day) return held->snapshot;
  auto next = std::make_shared<Held>();
  next->seen = head;
  if (!held || held->snapshot->day != day) {
    next->snapshot = read_snapshot(tx, day);
  } else {
    const auto news = news_since(tx, held->seen, head);
    next->snapshot = news.all ? read_snapshot(tx, day) : news.urns.empty() ? held->snapshot : renewed(tx, *held->snapshot, news.urns);
  }
  std::atomic_store(&held_, std::shared_ptr<const Held>(next));
  return next->snapshot;
}

}  // namespace rightplace::directory
