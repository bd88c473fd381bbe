#include <algorithm>
#include <map>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/caseload/caseload_parts.h"

namespace rightplace::caseload {
namespace {

access::State state_of(const children::Case& care, Date today) {
  if (care.restricted) return access::State::Restricted;
  return care.stay.until && *care.stay.until <= today ? access::State::Ended : access::State::Live;
}

// Where the child sleeps tonight, as recorded: confirmed before claimed.
const placements::Placement* lives_of(const std::vector<placements::Placement>& all, Date today) {
  const placements::Placement* found = nullptr;
  for (const auto& one : all)
    if (one.state != placements::State::Withdrawn && one.stay.covers_night(today) && (!found || found->state == placements::State::Claimed)) found = &one;
  return found;
}

std::set<children::ChildId> found_by(db::Read& tx, const vault::Vault& vault, std::string_view authority, const std::string& text) {
  std::set<children::ChildId> found;
  for (auto& id : children::with_name(tx, vault, Personal(text))) found.insert(std::move(id));
  for (auto& id : children::with_number(tx, vault, Personal(text))) found.insert(std::move(id));
  if (auto id = children::find_own(tx, vault, authority, text)) found.insert(std::move(*id));
  return found;
}

// Where a row stands: by family name, which stands last; those without a name last of all.
using Place = std::vector<std::string>;
Place place_of(const Listed& row) {
  auto words = children::words_of(row.name);
  const auto family = words.empty() ? std::string() : words.back();
  return {words.empty() ? "1" : "0", family, join(words, " "), row.local_id, row.child.text()};
}
std::string cursor_purpose(const Asked& asked) { return "caseload.list/" + asked.standing.person; }
std::string cursor_of(const Asked& asked, const Listed& last) {
  const auto place = place_of(last);
  return asked.desk.vault.seal(cursor_purpose(asked), json::Value(json::Array(place.begin(), place.end())).dump());
}
Result<Place> place_after(const Asked& asked, std::string_view cursor) {
  const auto wrong = fail(ErrorKind::Invalid, "The list has no such page", {{"after", "Send the address in next as it was answered to you"}});
  const auto text = asked.desk.vault.open(cursor_purpose(asked), cursor);
  if (!text) return wrong;
  const auto value = json::parse(text->reveal(), "after");
  if (!value || !value->as_array()) return wrong;
  Place place;
  for (const auto& part : *value->as_array())
    if (const auto* word = part.as_string()) place.push_back(*word);
  return place;
}

std::string fact_name(std::string_view field) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"sex", "Sex"}, {"born_on", "Day of birth"}, {"birth_month", "Month of birth"}, {"ethnicity", "Ethnicity"},
                                                                             {"unaccompanied", "Came alone"}, {"mother", "Is a mother"}, {"first_child_born_on", "Birth of her first child"}};
  for (const auto& [name, words] : kNames)
    if (name == field) return std::string(words);
  return std::string(field);
}
std::string fact_words(std::string_view field, const std::optional<Personal<std::string>>& value) {
  if (!value) return "not known";
  const auto& text = value->reveal();
  if (const auto day = parse_iso_date(text)) return day->words();
  if (field == "sex")
    if (const auto sex = children::kSexes.parse(text)) return std::string(children::kSexes.label(*sex));
  if (field == "unaccompanied" || field == "mother") return text == "1" ? "yes" : "no";
  return text;
}

Done enter(const Asked& asked, const std::vector<Listed>& rows) {
  if (rows.empty()) return {};
  return asked.desk.database.write([&](db::Write& tx) -> Done {
    for (const auto& row : rows) {
      std::vector<std::string> shown{"name", "born_on", "local_id"};
      if (row.lives) shown.push_back("home");
      RP_CHECK(disclosures::record(tx, asked.actor(), row.granted->allowed, {row.child, disclosures::Tier::Identity, shown, row.purpose, asked.standing.acting_for.text()}, asked.now()));
    }
    return {};
  });
}

}  // namespace

std::string local_id_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, std::string_view authority) {
  const auto codes = children::codes_of(authority);
  for (const auto& one : children::own_ids_of(tx, vault, child))
    if (std::ranges::find(codes, one.authority_code) != codes.end()) return one.local_id.reveal();
  return {};
}

std::map<children::ChildId, std::vector<std::string>> allocated_to(db::Read& tx, const access::Standing& standing) {
  std::map<children::ChildId, std::vector<std::string>> allocated;
  for (const auto& person : access::stands_for(standing))
    for (const auto& child : children::allocated_to(tx, person, standing.today)) allocated[child].push_back(person);
  return allocated;
}

access::Facts facts_of_row(const access::Standing& standing, const children::Case& care, std::vector<std::string> allocated) {
  access::Facts facts;
  facts.record = access::Record::ChildIdentity;
  facts.state = state_of(care, standing.today);
  facts.responsible = standing.acting_for;
  facts.people = std::move(allocated);
  facts.child = facts.id = care.child.text();
  return facts;
}

Result<access::Facts> facts_of(db::Read& tx, std::string_view child, Date today) {
  const auto known = children::standing(tx, children::ChildId(std::string(child)));
  if (!known) return fail(access::missing());
  access::Facts facts;
  facts.child = facts.id = known->text();
  if (const auto care = children::case_of(tx, *known)) {
    facts.state = state_of(*care, today);
    if (const auto responsible = organisations::authority_with_code(tx, care->authority_code)) facts.responsible = *responsible;
  }
  for (const auto& one : children::allocations_of(tx, *known))
    if (one.stay.covers_night(today)) facts.people.push_back(one.person);
  const auto all = placements::of_child(tx, *known);
  if (const auto* lives = lives_of(all, today)) {
    facts.urn = lives->urn;
    std::string authority;
    name_of_home(tx, lives->urn, today, &authority);
    if (const auto host = organisations::authority_with_code(tx, authority)) facts.host = *host;
  }
  return facts;
}

Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  return facts_of(tx, exchange.value("id"), standing.today);
}

Result<access::Facts> facts_of_list(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = access::stands_for(standing);
  facts.id = standing.acting_for.text();
  return facts;
}

disclosures::Purpose purpose_of(const Asked& asked) { return purpose_of(asked.standing, asked.facts, asked.granted); }

disclosures::Purpose purpose_of(const access::Standing& standing, const access::Facts& facts, const access::Granted& granted) {
  using disclosures::Purpose;
  if (granted.alerts) return Purpose::Safeguarding;
  static constexpr std::pair<access::Aim, Purpose> kPurposes[] = {{access::Aim::Care, Purpose::Care}, {access::Aim::Commissioning, Purpose::Placing}, {access::Aim::Oversight, Purpose::Oversight},
                                                                  {access::Aim::Regulation, Purpose::Inspection}};
  for (const auto& [aim, purpose] : kPurposes) {
    for (const auto verb : {access::Verb::Read, access::Verb::Write, access::Verb::Approve}) {
      const auto decision = access::decide(standing, {aim, {}}, facts, verb);
      if (const auto* fine = std::get_if<access::Granted>(&decision); fine && fine->allowed.grounds() == granted.allowed.grounds()) return purpose;
    }
  }
  return Purpose::Administration;
}

Result<List> list_of(const Asked& asked, const Wanted& wanted) {
  const auto& standing = asked.standing;
  const auto& vault = asked.desk.vault;
  List list;
  std::optional<Place> after;
  if (!wanted.after.empty()) {
    RP_TRY(place, place_after(asked, wanted.after));
    after = std::move(place);
  }
  auto all = asked.desk.database.read([&](db::Read& tx) -> Result<std::vector<Listed>> {
    RP_TRY(organisation, organisations::load(tx, standing.acting_for));
    const auto& authority = organisation.details.authority_code;
    const auto allocated = allocated_to(tx, standing);
    std::optional<std::set<children::ChildId>> found;
    std::optional<Date> born;
    if (wanted.search) {
      found = found_by(tx, vault, authority, wanted.search->reveal());
      born = parse_any_date(trim(wanted.search->reveal()));
    }
    std::vector<Listed> rows;
    for (const auto& care : children::cases_of_authority(tx, authority)) {
      const auto own = allocated.find(care.child);
      // Whoever sees only what is allocated to them is not asked about the others one by one.
      if (own == allocated.end() && !desk::holds(standing, access::Role::PlacementOfficer) && !desk::holds(standing, access::Role::NominatedOfficer)) continue;
      if (found && !born && !found->contains(care.child)) continue;
      const auto child = children::load(tx, vault, care.child);
      if (!child) continue;
      if (born && !(child->facts.born_on && child->facts.born_on->reveal() == *born) && !found->contains(care.child)) continue;
      const auto facts = facts_of_row(standing, care, own == allocated.end() ? std::vector<std::string>{} : own->second);
      auto granted = asked.may(facts, access::Verb::Read);
      if (!granted) continue;
      Listed row;
      row.purpose = purpose_of(standing, facts, *granted);
      row.granted = std::move(granted);
      row.child = care.child;
      row.born_on = child->facts.born_on;
      row.local_id = local_id_of(tx, vault, care.child, care.authority_code);
      row.restricted = care.restricted;
      row.ended = care.stay.until && *care.stay.until <= standing.today;
      const auto placed = placements::of_child(tx, care.child);
      if (const auto* lives = lives_of(placed, standing.today)) row.lives = *lives;
      (row.lives ? list.in_homes : list.elsewhere) += 1;
      if (!row.lives && !wanted.everybody && !wanted.search) continue;
      if (const auto identity = children::identity_of(tx, vault, care.child)) row.name = children::shown_name(identity->identity);
      rows.push_back(std::move(row));
    }
    std::vector<std::pair<Place, std::size_t>> order;
    for (std::size_t i = 0; i < rows.size(); ++i) order.emplace_back(place_of(rows[i]), i);
    std::ranges::sort(order);
    list.pages = std::max<std::size_t>(1, (rows.size() + kRowsOfPage - 1) / kRowsOfPage);
    list.page = std::clamp<std::size_t>(wanted.page, 1, list.pages);
    const auto begin = after ? std::ranges::find_if(order, [&](const auto& one) { return one.first > *after; }) - order.begin() : static_cast<std::ptrdiff_t>((list.page - 1) * kRowsOfPage);
    std::vector<Listed> page;
    for (auto i = static_cast<std::size_t>(begin); i < order.size() && page.size() < kRowsOfPage; ++i) page.push_back(std::move(rows[order[i].second]));
    if (static_cast<std::size_t>(begin) + page.size() < order.size()) list.next = cursor_of(asked, page.back());
    for (auto& row : page) {
      if (!row.lives) continue;
      std::string host;
      row.home_name = name_of_home(tx, row.lives->urn, standing.today, &host);
      row.distance = distance_in_words(authority, host, standing.today);
    }
    return page;
  });
  if (!all) return fail(std::move(all).error());
  // What was searched for stands nowhere; that somebody searched, and how many they found, does.
  if (wanted.search)
    RP_CHECK(asked.desk.trail.note_and_wait({asked.actor(), asked.allowed().grounds(), "child.searched", "organisation", standing.acting_for.text(),
                                             {{"found", list.in_homes + list.elsewhere}, {"for", standing.acting_for.text()}}}));
  RP_CHECK(enter(asked, *all));
  list.rows = std::move(*all);
  return list;
}

Result<View> view_of(const Asked& asked) {
  const auto& standing = asked.standing;
  auto in = [&](access::Record record) {
    auto facts = asked.facts;
    facts.record = record;
    return facts;
  };
  View view;
  view.shows_case = asked.may(in(access::Record::ChildCase), access::Verb::Read).has_value();
  view.may_see_ledger = view.shows_case;
  view.may_write = asked.may(in(access::Record::ChildIdentity), access::Verb::Write).has_value();
  view.may_work = asked.may(in(access::Record::ChildCase), access::Verb::Write).has_value();
  view.may_approve = asked.may(in(access::Record::ChildCase), access::Verb::Approve).has_value();
  view.shows_placements = asked.also_reads(in(access::Record::Placement));
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    RP_TRY(child, children::load(tx, asked.desk.vault, children::ChildId(asked.facts.child)));
    view.child = std::move(child);
    view.identity = children::identity_of(tx, asked.desk.vault, view.child.id);
    view.care = children::case_of(tx, view.child.id);
    if (view.shows_case)
      for (const auto& one : children::corrections_of(tx, asked.desk.vault, view.child.id)) {
        const auto words = [&](const std::optional<Personal<std::string>>& value) { return fact_words(one.field, value); };
        view.put_right.push_back({fact_name(one.field), words(one.was), words(one.value), one.reason.reveal(), desk::name_of_actor(tx, asked.desk.vault, "person", one.by), london_date(one.at)});
      }
    if (view.shows_case) view.restricted_because = children::why_restricted(tx, asked.desk.vault, view.child.id);
    std::string authority;
    if (view.care) {
      authority = view.care->authority_code;
      view.local_id = local_id_of(tx, asked.desk.vault, view.child.id, authority);
      if (const auto id = organisations::authority_with_code(tx, authority))
        if (const auto organisation = organisations::load(tx, *id)) view.authority = organisation->details.name;
    }
    view.people_version = children::allocations_version(tx, view.child.id);
    view.facts_version = children::corrections_version(tx, view.child.id);
    for (const auto& one : children::allocations_of(tx, view.child.id))
      if (one.stay.covers_night(standing.today)) view.people.push_back({desk::name_of_actor(tx, asked.desk.vault, "person", one.person), one.part, one.stay});
    auto all = placements::of_child(tx, view.child.id);
    const auto* lives = lives_of(all, standing.today);
    for (const auto& one : all) {
      if (one.state == placements::State::Withdrawn || (!view.shows_placements && &one != lives)) continue;
      Lived lived{one, {}, {}};
      std::string host;
      lived.home_name = name_of_home(tx, one.urn, std::max(one.stay.from, std::min(standing.today, one.stay.until ? one.stay.until->plus_days(-1) : standing.today)), &host);
      if (!host.empty() && !authority.empty()) lived.distance = distance_in_words(authority, host, one.stay.from);
      if (&one == lives) view.lives = view.placements.size();
      view.placements.push_back(std::move(lived));
    }
    std::ranges::reverse(view.placements);
    if (view.lives) view.lives = view.placements.size() - 1 - *view.lives;
    return {};
  }));
  std::vector<std::string> shown{"name", "born_on", "sex", "local_id", "people"};
  if (!view.placements.empty()) shown.push_back(view.shows_placements ? "placements" : "home");
  if (view.shows_case) shown.insert(shown.end(), {"numbers", "ethnicity"});
  RP_CHECK(asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {view.child.id, disclosures::Tier::Identity, shown, purpose_of(asked), standing.acting_for.text()}, asked.now());
  }));
  return view;
}

Result<std::vector<Seen>> seen_of(const Asked& asked) {
  const children::ChildId child(asked.facts.child);
  // Whoever looks at the ledger stands in it.
  RP_CHECK(asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"name", "seen_by"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
  }));
  return asked.desk.database.read([&](db::Read& tx) -> Result<std::vector<Seen>> {
    std::vector<Seen> rows;
    std::map<std::tuple<Date, std::string, std::string, std::string, disclosures::Tier, disclosures::Purpose, std::string>, std::size_t> where;
    std::map<std::string, std::string> people, bodies;
    for (auto& entry : disclosures::of_child(tx, child)) {
      const auto day = london_date(entry.at);
      const auto key = std::tuple(day, entry.actor_id, entry.organisation, entry.facts, entry.tier, entry.purpose, entry.grounds);
      if (const auto known = where.find(key); known != where.end()) {
        auto& row = rows[known->second];
        row.first = entry.at;
        ++row.times;
        continue;
      }
      if (!people.contains(entry.actor_id)) people[entry.actor_id] = desk::name_of_actor(tx, asked.desk.vault, entry.actor_kind, entry.actor_id);
      if (!entry.organisation.empty() && !bodies.contains(entry.organisation)) {
        const auto body = organisations::load(tx, organisations::OrganisationId(entry.organisation));
        bodies[entry.organisation] = body ? body->details.name : entry.organisation;
      }
      where.emplace(key, rows.size());
      const auto who = people[entry.actor_id];
      const auto body = entry.organisation.empty() ? std::string() : bodies[entry.organisation];
      rows.push_back({day, entry.at, entry.at, 1, who, body, std::move(entry)});
    }
    return rows;
  });
}

}  // namespace rightplace::caseload
