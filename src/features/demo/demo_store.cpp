#include "features/demo/demo_store.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/random.h"
#include "features/children/children.h"
#include "features/demo/demo.h"
#include "features/demo/demo_people.h"
#include "features/demo/demo_store_parts.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"

namespace rightplace::demo {
namespace {

constexpr std::array<std::string_view, 9> kMustBeEmpty = {"organisations", "people", "register_lists", "children", "placements", "referral_documents", "supply_statements", "return_tables", "demo_stores"};

}  // namespace

Done refuse_unless_empty(db::Read& tx) {
  for (const auto table : kMustBeEmpty)
    if (tx.exists(fmt::format("SELECT 1 FROM {} LIMIT 1", table)))
      return fail(ErrorKind::Conflict,
                  "This store already holds something. An invented England goes into an empty store only, so that it never mixes with real children: choose another folder with --store.");
  return {};
}

namespace {

// ---- The register

homes::ProvisionType provision_of(const Home& home) {
  if (home.provision == Provision::Secure) return homes::ProvisionType::SecureChildrensHome;
  return home.provision == Provision::School ? homes::ProvisionType::SchoolAsHome : homes::ProvisionType::ChildrensHome;
}

homes::Sector sector_of(Sector sector) {
  if (sector == Sector::Authority) return homes::Sector::LocalAuthority;
  return sector == Sector::Voluntary ? homes::Sector::Voluntary : homes::Sector::Private;
}

std::vector<Need> flags_of(const Home& home) {
  std::vector<Need> needs;
  for (std::size_t k = 0; k < 7; ++k)
    if (home.offer.accepts[k] >= NeedLevel::Medium) needs.push_back(kNeeds.rows[k].value);
  return needs;
}

homes::RegisterRow row_of(const England& england, const Home& home, Date day) {
  const auto& authority = england.ground.authorities[static_cast<std::size_t>(home.authority)];
  homes::RegisterRow row;
  row.urn = home.urn;
  row.provision_type = provision_of(home);
  row.sector = sector_of(home.sector);
  for (const auto& notice : home.notices)
    if (notice.kind == "suspension" && notice.from <= day && (!notice.until || *notice.until > day)) row.status = homes::Status::Suspended;
  row.name = home.name;
  row.postcode = Personal(postcode_at(england.ground.outwards[static_cast<std::size_t>(home.outward)].code));
  const auto* known = geography::authority_by_code(authority.code);
  row.region = std::string(geography::kRegions.label(known->region));
  row.authority_code = authority.code;
  row.places = home.places;
  row.registered_on = home.opened;
  row.owner = england.owners[static_cast<std::size_t>(home.owner)].name;
  row.short_break_only = home.offer.type == HomeType::ShortBreak;
  row.needs = flags_of(home);
  return row;
}

homes::Inspection inspection_of(const Inspection& inspection) {
  homes::Inspection out;
  out.kind = inspection.full ? homes::InspectionKind::Full : homes::InspectionKind::Interim;
  out.inspected_on = inspection.on;
  out.published_on = inspection.on.plus_days(28);
  if (inspection.full) out.overall = inspection.grade;
  return out;
}

// Five yearly lists, and with each the homes that closed in the year.
void store_register(db::Write& tx, const England& england, Instant now) {
  const imports::ImportId import(new_uuid(now));
  for (int y = 4; y >= 0; --y) {
    const Date day = england.scenario.census.plus_years(-y);
    homes::RegisterList list;
    list.kind = homes::ListKind::ProvidersAndPlaces;
    list.as_at = day;
    list.title = fmt::format("Invented England, {}", day.words());
    list.has_grades = true;
    list.stated_complete = true;
    homes::RegisterList left;
    left.kind = homes::ListKind::JoinersAndLeavers;
    left.as_at = day;
    left.title = fmt::format("Invented England, homes that closed in the year to {}", day.words());
    for (const auto& home : england.homes) {
      if (home.open_on(day)) {
        auto row = row_of(england, home, day);
        row.line = std::ssize(list.rows) + 1;
        for (const auto& inspection : home.inspections)
          if (inspection.on <= day && (inspection.on > day.plus_years(-1) || y == 4)) row.inspections.push_back(inspection_of(inspection));
        list.rows.push_back(std::move(row));
      } else if (home.closed && *home.closed <= day && *home.closed > day.plus_years(-1)) {
        auto row = row_of(england, home, day);
        row.line = std::ssize(left.rows) + 1;
        row.status = homes::Status::Closed;
        row.has_left = true;
        row.closed_on = home.closed;
        left.rows.push_back(std::move(row));
      }
    }
    homes::store_list(tx, import, list, now);
    if (!left.rows.empty()) homes::store_list(tx, import, left, now);
  }
  homes::rebuild_history(tx);
}

// ---- Children and placements

Result<std::vector<children::ChildId>> store_children(db::Write& tx, const vault::Vault& vault, const England& england, Instant now) {
  const auto kept = children_kept(england);
  std::vector<children::Facts> facts;
  std::vector<std::size_t> which;
  for (std::size_t c = 0; c < england.children.size(); ++c) {
    if (!kept[c]) continue;
    const auto& child = england.children[c];
    children::Facts f;
    f.sex = child.sex == Sex::Male ? children::Sex::Male : children::Sex::Female;
    f.born_on = Personal(child.born);
    f.ethnicity = std::string(child.ethnicity);
    f.unaccompanied = child.unaccompanied;
    facts.push_back(std::move(f));
    which.push_back(c);
  }
  RP_TRY(ids, children::add_all(tx, vault, facts, now));
  std::vector<children::ChildId> all(england.children.size());
  std::vector<children::NewLink> links;
  links.reserve(which.size());
  for (std::size_t i = 0; i < which.size(); ++i) {
    const auto c = which[i];
    const auto& child = england.children[c];
    all[c] = ids[i];
    links.push_back({ids[i],
                     {.authority_code = england.ground.authorities[static_cast<std::size_t>(child.authority)].code,
                      .local_id = Personal(local_id(c)),
                      .from = england.episodes[child.first_episode].from}});
  }
  RP_CHECK(children::link_all(tx, vault, links));
  return all;
}

Done store_placements(db::Write& tx, const England& england, const std::vector<children::ChildId>& ids, Instant now) {
  std::vector<placements::Placement> all;
  all.reserve(england.stays.size());
  const Random seed(england.seed);
  for (std::size_t i = 0; i < england.stays.size(); ++i) {
    const auto& stay = england.stays[i];
    const auto& child = england.children[static_cast<std::size_t>(stay.child)];
    const auto& home = england.homes[static_cast<std::size_t>(stay.home)];
    placements::Placement p;
    p.child = ids[static_cast<std::size_t>(stay.child)];
    p.authority_code = england.ground.authorities[static_cast<std::size_t>(child.authority)].code;
    p.urn = home.urn;
    p.room = room_name(stay.room);
    p.stay = stay.stay;
    p.planned_until = stay.planned_until;
    // A few are claims that no manager has confirmed yet.
    p.state = stay.stay.until ? placements::State::Ended : seed.fork("claim", i).chance(0.02) ? placements::State::Claimed : placements::State::Confirmed;
    p.route = placements::kRoutes.parse(kRoutes.code(stay.route)).value_or(placements::Route::Spot);
    p.rate = WeeklyRate{{stay.weekly_pence}};
    p.place_code = home.provision == Provision::Secure ? "K1" : "K2";
    if (stay.stay.until) p.end_reason = stay.reason.empty() ? std::string(left_by(england, child, *stay.stay.until)) : std::string(stay.reason);
    all.push_back(std::move(p));
  }
  return placements::insert_all(tx, all, now);
}

}  // namespace

std::string room_name(int room) { return fmt::format("Room {}", room + 1); }
std::string local_id(std::size_t child) { return fmt::format("9{:06}", child + 1); }

// A sector that the outward code does not have: so the postcode cannot be anybody's. Empty where it has all ten.
std::string postcode_at(std::string_view outward) {
  for (int digit = 9; digit >= 0; --digit)
    if (!geography::sector(fmt::format("{} {}", outward, digit))) return fmt::format("{} {}ZZ", outward, digit);
  return {};
}

std::string_view left_by(const England& england, const Child& child, Date day) {
  for (std::uint32_t k = 0; k < child.episodes; ++k) {
    const auto& episode = england.episodes[child.first_episode + k];
    if (episode.until && *episode.until == day) return episode.rec == "X1" ? std::string_view("CARPL") : episode.rec;
  }
  return "E8";
}

std::vector<bool> children_kept(const England& england) {
  std::vector<bool> kept(england.children.size());
  const auto whole = authorities_with_five_years(england);
  const Date last_year = england.scenario.census.plus_years(-1);
  for (std::size_t c = 0; c < england.children.size(); ++c) {
    const auto& child = england.children[c];
    const auto& until = england.episodes[child.first_episode + child.episodes - 1].until;
    kept[c] = child.profile || !until || *until > last_year || std::ranges::binary_search(whole, child.authority);
  }
  return kept;
}

Done store_england(db::Database& database, const vault::Vault& vault, const England& england, Instant now, const Step& step) {
  return database.write([&](db::Write& tx) -> Done {
    RP_CHECK(refuse_unless_empty(tx));
    tx.run("INSERT INTO demo_stores (census_on, scenario, seed, scale, made_at) VALUES ($1, $2, $3, $4, $5)",
           {england.scenario.census, kYears.code(england.scenario.year), static_cast<std::int64_t>(england.seed), england.scale, now});
    store_register(tx, england, now);
    step(30);
    RP_TRY(ids, store_children(tx, vault, england, now));
    step(50);
    RP_CHECK(store_placements(tx, england, ids, now));
    step(60);
    store_returns(tx, vault, england, now);
    step(75);
    store_supply(tx, england);
    step(85);
    RP_CHECK(store_referrals(tx, vault, england, ids, now));
    step(92);
    const auto people = people_of(england);
    RP_CHECK(store_people(tx, vault, england, people, now));
    step(97);
    RP_CHECK(store_identities(tx, vault, england, people, ids, now));
    RP_CHECK(store_asks(tx, england, now));
    RP_CHECK(store_told(tx, vault, england, now));
    step(100);
    return {};
  });
}

std::optional<Date> census_of(db::Read& tx) {
  return tx.first("SELECT census_on FROM demo_stores", {}, [](const db::Row& row) { return row.date(0); });
}

}  // namespace rightplace::demo
