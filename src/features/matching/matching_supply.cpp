// What the store knows of homes on a day, as facts of the engine. What is not stated stays unknown.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/random.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/matching/matching_facts.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;

// The engine's enumerators are the shared ones in the shared order (engines/suitability/terms_test.cpp holds them so).
template <class To, class From>
constexpr To same(From value) {
  return static_cast<To>(static_cast<unsigned>(value));
}
template <class To, class From>
engine::Set<To> set_of(const std::vector<From>& values) {
  engine::Set<To> set;
  for (const auto value : values) set.add(same<To>(value));
  return set;
}
template <class To, class From>
std::optional<engine::Set<To>> maybe_set(const std::optional<std::vector<From>>& values) {
  return values ? std::optional(set_of<To>(*values)) : std::nullopt;
}

engine::HomeType type_of(const homes::Home& home, const supply::StatementOfPurpose* purpose) {
  if (home.provision_type == homes::ProvisionType::SecureChildrensHome) return engine::HomeType::Secure;
  if (home.provision_type == homes::ProvisionType::SchoolAsHome) return engine::HomeType::ResidentialSpecialSchool;
  if (home.short_break_only.value_or(false)) return engine::HomeType::ShortBreak;
  // Only the register makes a home secure.
  if (!purpose || !purpose->home_type || *purpose->home_type == HomeType::Secure) return engine::HomeType::ChildrensHome;
  switch (*purpose->home_type) {
    case HomeType::ShortBreak: return engine::HomeType::ShortBreak;
    case HomeType::ShortTerm: return engine::HomeType::ShortTerm;
    case HomeType::LongTerm: return engine::HomeType::LongTerm;
    case HomeType::Disability: return engine::HomeType::Disability;
    case HomeType::ResidentialSpecialSchool: return engine::HomeType::ResidentialSpecialSchool;
    case HomeType::TherapeuticCommunity: return engine::HomeType::TherapeuticCommunity;
    case HomeType::Secure: break;
  }
  return engine::HomeType::ChildrensHome;
}

engine::Grade grade_of(Grade grade) {
  switch (grade) {
    case Grade::Outstanding: return engine::Grade::Outstanding;
    case Grade::Good: return engine::Grade::Good;
    case Grade::RequiresImprovement: return engine::Grade::RequiresImprovement;
    case Grade::Inadequate: return engine::Grade::Inadequate;
    case Grade::NotJudged: break;
  }
  return engine::Grade::NotInspected;
}

HomeCard named_card(const homes::Home& home, const std::optional<geography::Location>& location) {
  const auto* authority = geography::authority_by_code(home.authority_code);
  HomeCard card{.urn = home.urn, .name = home.name.value_or(""), .authority_code = home.authority_code, .authority_name = authority ? std::string(authority->name) : home.authority_code, .precision = {}, .conditions = false, .declines = {}, .takes_siblings = {}, .takes_emergency = {}};
  if (card.name.empty()) card.name = card.authority_name.empty() ? fmt::format("Home {}", home.urn) : fmt::format("Home in {}, {}", card.authority_name, home.urn);
  if (location) card.precision = geography::kPrecisions.label(location->precision);
  card.conditions = home.conditions && !trim(*home.conditions).empty();
  return card;
}

void add_admission(const supply::StatementOfPurpose& purpose, HomeCard& card) {
  card.declines = purpose.declines.value_or(std::vector<RiskToOthers>{});
  card.takes_siblings = purpose.takes_siblings;
  card.takes_emergency = purpose.takes_emergency;
}

void from_register(const homes::Home& home, const std::optional<geography::Location>& location, engine::HomeFacts& facts) {
  facts.urn = home.urn;
  facts.registration = home.status == homes::Status::Suspended ? engine::Registration::Suspended : engine::Registration::Registered;
  if (home.grade) facts.grade = grade_of(*home.grade);
  facts.places = home.places;
  facts.authority = dfe_number(home.authority_code);
  if (home.sector == homes::Sector::LocalAuthority) {
    const auto* owner = home.owner.empty() ? nullptr : geography::authority_named(home.owner, home.last_seen_on);
    facts.operated_by = owner ? static_cast<std::uint16_t>(owner->dfe_number) : facts.authority;
  }
  if (location) facts.location = engine::Location{location->point, location->radius_metres / kMetresPerMile};
}

void from_notices(const std::vector<supply::Notice>& notices, Date as_at, engine::HomeFacts& facts) {
  for (const auto& notice : notices) {
    if (notice.served_on > as_at || (notice.until && *notice.until <= as_at)) continue;
    switch (notice.kind) {
      case supply::NoticeKind::Restriction:
        // Of several, the one that lasts longest.
        if (!facts.restricted || !notice.until || (facts.restricted_until && *notice.until > *facts.restricted_until)) facts.restricted_until = notice.until;
        facts.restricted = true;
        break;
      case supply::NoticeKind::Suspension:
        if (facts.registration == engine::Registration::Registered) facts.registration = engine::Registration::Suspended;
        break;
      case supply::NoticeKind::Cancellation: facts.registration = engine::Registration::Cancelled; break;
      case supply::NoticeKind::Compliance: facts.compliance_notice = true; break;
    }
  }
}

void from_purpose(const supply::StatementOfPurpose& purpose, engine::HomeFacts& facts) {
  facts.age_from = purpose.age_from;
  facts.age_to = purpose.age_to;
  if (purpose.accepts)
    facts.accepts = *purpose.accepts == HomeSex::Girls ? engine::Accepts::Girls : *purpose.accepts == HomeSex::Boys ? engine::Accepts::Boys : engine::Accepts::Any;
  for (const auto& offer : purpose.needs) {
    const auto k = static_cast<std::size_t>(offer.need);
    if (offer.takes_from) facts.takes_from[k] = same<engine::Level>(*offer.takes_from);
    if (offer.takes_to) facts.takes_to[k] = same<engine::Level>(*offer.takes_to);
    if (offer.can_do) facts.can_do[k] = same<engine::Level>(*offer.can_do);
  }
  facts.takes_solo = purpose.takes_solo;
  facts.purposes = maybe_set<engine::Purpose>(purpose.purposes);
  facts.adaptations = maybe_set<engine::Adaptation>(purpose.adaptations);
  facts.features = maybe_set<engine::Wish>(purpose.features);
  facts.culture = maybe_set<engine::Culture>(purpose.cultures);
  facts.education_on_site = purpose.education_on_site;
  if (purpose.therapy_model) facts.therapy_model_named = !trim(*purpose.therapy_model).empty();
  facts.clinician_minutes = purpose.clinician_minutes;
  facts.therapy_supervised = purpose.therapy_supervised;
  facts.therapy_outcomes_measured = purpose.therapy_outcomes_measured;
}

engine::Busy busy_of(const supply::RoomTime& time) {
  engine::Busy busy{time.nights.from, time.nights.until, engine::BusyKind::Occupied, 0};
  switch (time.state) {
    case supply::RoomState::Free:
    case supply::RoomState::Occupied: break;
    case supply::RoomState::Held:
      busy.kind = engine::BusyKind::Held;
      busy.referral = hash64(time.held_for);
      break;
    case supply::RoomState::OutOfUse: busy.kind = engine::BusyKind::Closed; break;
    case supply::RoomState::Unknown: busy.kind = engine::BusyKind::InConflict; break;
  }
  return busy;
}

void from_rooms(const supply::HomeSupply& home, std::span<const supply::Occupation> occupations, Date from, engine::HomeFacts& facts) {
  if (home.calendar) {
    facts.vacancy_stated_on = london_date(home.calendar->at);
    facts.may_take = home.calendar->value.may_take;
  }
  if (!home.rooms) return;
  for (const auto& calendar : supply::room_calendars(home, occupations, from)) {
    engine::Room room;
    for (const auto& time : calendar.times)
      if (time.state != supply::RoomState::Free) room.busy.push_back(busy_of(time));
    const auto stated = std::ranges::find(home.rooms->value, calendar.room, &supply::Room::room);
    if (stated != home.rooms->value.end()) room.adaptations = maybe_set<engine::Adaptation>(stated->adaptations);
    facts.rooms.push_back(std::move(room));
  }
}

template <class To, class From>
std::optional<engine::RiskFacts<To>> risks_of(const std::optional<std::vector<From>>& present, const std::vector<From>& unknown) {
  if (!present) return std::nullopt;
  return engine::RiskFacts<To>{set_of<To>(*present), set_of<To>(unknown)};
}

// Children come and go: a list of residents older than this says nothing of who lives there now. Homes are visited every
// month (Children's Homes Regulations 2015 reg 44), and no list should outlive a visit.
constexpr int kResidentsShelfDays = 28;

void from_residents(const supply::HomeSupply& home, Date as_at, Date needed_on, engine::HomeFacts& facts) {
  if (!home.residents || as_at - london_date(home.residents->at) > kResidentsShelfDays) return;
  facts.residents.emplace();
  for (const auto& stated : home.residents->value) {
    engine::Resident resident;
    resident.token = resident_token(home.urn, stated.token);
    if (const auto& month = stated.birth_month.reveal()) resident.age = age_on(*month, needed_on);
    if (stated.sex) resident.sex = *stated.sex == Sex::Male ? engine::Sex::Male : engine::Sex::Female;
    resident.poses = risks_of<engine::Danger>(stated.poses, stated.poses_unknown);
    resident.vulnerable = risks_of<engine::Vulnerability>(stated.vulnerable, stated.vulnerable_unknown);
    resident.from = stated.from.value_or(Date(1970, 1, 1));
    resident.until = stated.until;
    facts.residents->push_back(std::move(resident));
  }
}

void from_team(const supply::Team& team, Date as_at, engine::HomeFacts& facts) {
  facts.manager_in_post = team.manager_in_post;
  if (team.manager_since && *team.manager_since <= as_at) {
    const auto since = *team.manager_since;
    facts.manager_months = (as_at.year() - since.year()) * 12 + static_cast<int>(as_at.month()) - static_cast<int>(since.month()) - (as_at.day() < since.day() ? 1 : 0);
  }
  facts.turnover_percent = team.turnover_percent;
  facts.agency_percent = team.agency_percent;
  facts.qualified_percent = team.qualified_percent;
  facts.team_training = team.whole_team_training;
  facts.reflective_supervision = team.reflective_supervision;
}

void from_outcomes(const std::vector<supply::Outcome>& outcomes, engine::HomeFacts& facts) {
  for (const auto& outcome : outcomes) {
    const int permille = outcome.cases > 0 ? (outcome.successes * 1000 + outcome.cases / 2) / outcome.cases : 0;
    if (outcome.kind == supply::OutcomeKind::Progress) facts.progress = engine::Record{outcome.cases, permille};
    else facts.unplanned_endings = engine::Record{outcome.cases, outcome.cases > 0 ? 1000 - permille : 0};
  }
}

void from_area(const supply::Area& area, engine::HomeFacts& facts) {
  facts.mitigation_percent = area.mitigation_percent;
  for (const auto& risk : area.to_child) facts.area_vulnerability[static_cast<std::size_t>(risk.risk)] = risk.level;
  for (const auto& risk : area.to_others) facts.area_danger[static_cast<std::size_t>(risk.risk)] = risk.level;
}

// A number for "this authority on this route".
std::uint32_t contract_number(std::uint16_t authority, Route route) { return std::uint32_t{authority} * 8 + static_cast<std::uint32_t>(route); }

void from_contracts(const supply::Contracts& contracts, Date needed_on, engine::HomeFacts& facts) {
  facts.sells_spot = contracts.sells_spot;
  facts.contracts.emplace();
  for (const auto& access : contracts.access)
    if (in_force(access, needed_on)) facts.contracts->push_back(contract_number(dfe_number(access.authority_code), access.route));
}

// What does not depend on who asks and for when.
void from_statements(const supply::HomeSupply& home, std::span<const supply::Occupation> occupations, Date as_at, engine::HomeFacts& facts) {
  if (home.purpose) from_purpose(home.purpose->value, facts);
  from_notices(home.notices, as_at, facts);
  from_rooms(home, occupations, as_at, facts);
  if (home.staffing)
    for (const auto& staffing : home.staffing->value) facts.staff_on_duty[static_cast<std::size_t>(staffing.part_of_day)] = staffing.on_duty;
  if (home.team) from_team(home.team->value, as_at, facts);
  if (home.area) from_area(home.area->value, facts);
  if (home.services) {
    facts.services.emplace();
    for (const auto& service : home.services->value) facts.services->add(same<engine::Service>(service.service));
  }
  if (home.outcomes) from_outcomes(home.outcomes->value, facts);
}

// A child named in a conflict who is placed here: the resident of the same room is that child, or else one more.
void mark_named(const std::vector<Lodger>& lodgers, const supply::HomeSupply* stated, const Buyer& buyer, engine::HomeFacts& facts) {
  for (const auto& lodger : lodgers) {
    if (std::ranges::find(buyer.named_children, lodger.child) == buyer.named_children.end()) continue;
    if (!facts.residents) facts.residents.emplace();
    const auto& nights = lodger.occupation.nights;
    std::size_t at = facts.residents->size();
    if (stated && stated->residents && stated->residents->value.size() == at && !lodger.occupation.room.empty())
      for (std::size_t i = 0; i < at; ++i)
        if (stated->residents->value[i].room == lodger.occupation.room) at = i;
    if (at == facts.residents->size()) facts.residents->push_back(engine::Resident{.token = 0, .age = {}, .sex = {}, .poses = {}, .vulnerable = {}, .from = nights.from, .until = nights.until});
    (*facts.residents)[at].token = child_token(lodger.child);
  }
}

std::vector<supply::Occupation> occupations_of(const std::vector<Lodger>& lodgers) {
  std::vector<supply::Occupation> list;
  for (const auto& lodger : lodgers) list.push_back(lodger.occupation);
  return list;
}

}  // namespace

std::uint64_t resident_token(std::string_view urn, std::string_view mark) { return hash64(mark, hash64("|", hash64(urn))); }
std::uint64_t child_token(std::string_view child_id) { return hash64(child_id, hash64("child|")); }

Buyer buyer_of(const referrals::Referral& referral) {
  Buyer buyer{.authority_code = referral.authority_code, .routes = referral.routes, .level = NeedLevel::Low, .named_children = {}};
  for (const auto& need : referral.needs) buyer.level = std::max(buyer.level, need.level);
  for (const auto& conflict : referral.conflicts)
    if (!conflict.child_id.empty()) buyer.named_children.push_back(conflict.child_id);
  return buyer;
}

Result<Snapshot> load_snapshot(db::Read& tx, const When& when, const Buyer& buyer, const geography::Postcodes* postcodes) {
  return snapshot_of(load_ground(tx, when.as_at, when.today, postcodes), when.needed_on, buyer);
}

engine::HomeFacts facts_of(const homes::Home& home, const std::optional<geography::Location>& location, const supply::HomeSupply* stated, const std::vector<Lodger>* lodgers, Date as_at) {
  engine::HomeFacts facts;
  from_register(home, location, facts);
  facts.type = type_of(home, stated && stated->purpose ? &stated->purpose->value : nullptr);
  if (stated) from_statements(*stated, lodgers ? occupations_of(*lodgers) : std::vector<supply::Occupation>{}, as_at, facts);
  return facts;
}

void set_day(const supply::HomeSupply& stated, const std::vector<Lodger>* lodgers, Date as_at, Date needed_on, engine::HomeFacts& facts) {
  if (needed_on < as_at) {   // a search for a day that has passed sees the rooms as they were then
    facts.rooms.clear();
    from_rooms(stated, lodgers ? occupations_of(*lodgers) : std::vector<supply::Occupation>{}, needed_on, facts);
  }
  facts.residents.reset();
  from_residents(stated, as_at, needed_on, facts);
  facts.contracts.reset();
  facts.sells_spot.reset();
  if (stated.contracts) from_contracts(stated.contracts->value, needed_on, facts);
}

Date same_until(const supply::HomeSupply* stated, Date as_at) {
  auto until = kEndOfDays;
  const auto changes_on = [&](Date day) {
    if (day > as_at) until = std::min(until, day);
  };
  if (!stated) return until;
  if (stated->residents)
    for (const auto& resident : stated->residents->value)
      if (const auto& month = resident.birth_month.reveal()) changes_on(month->plus_years(age_on(*month, as_at) + 1));
  if (stated->contracts)
    for (const auto& access : stated->contracts->value.access) {
      changes_on(access.from);
      if (access.until) changes_on(*access.until);
    }
  return until;
}

HomeCard card_of(const homes::Home& home, const std::optional<geography::Location>& location, const supply::HomeSupply* stated) {
  auto card = named_card(home, location);
  if (stated && stated->purpose) add_admission(stated->purpose->value, card);
  return card;
}

Result<Snapshot> snapshot_of(const Ground& ground, Date needed_on, const Buyer& buyer) {
  if (ground.fault) return fail(*ground.fault);
  RP_TRY(day, ground.days->of(ground, needed_on));
  std::vector<engine::Supply::Changed> changed;
  if (!buyer.named_children.empty())
    for (std::size_t i = 0; i < ground.lodgers.size(); ++i) {
      const auto* there = ground.lodgers[i].get();
      if (!there || std::ranges::none_of(*there, [&](const Lodger& lodger) { return std::ranges::find(buyer.named_children, lodger.child) != buyer.named_children.end(); })) continue;
      auto facts = day->home(i);
      mark_named(*there, ground.stated[i].get(), buyer, facts);
      changed.push_back({static_cast<std::uint32_t>(i), std::move(facts)});
    }
  RP_TRY(supply, day->with(std::move(changed), std::make_shared<const engine::Supply::Fees>(fees_for(*ground.market, buyer, needed_on))));
  return Snapshot{.as_at = ground.as_at, .needed_on = needed_on, .supply = std::move(supply), .cards = ground.cards, .register_on = ground.register_on, .vacancies_stated = ground.vacancies_stated, .vacancies_from = ground.vacancies_from, .vacancies_to = ground.vacancies_to};
}

}  // namespace rightplace::matching
