#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engines/suitability/packed.h"

namespace rightplace::suitability {
namespace {

constexpr std::size_t kMostRooms = 64;
constexpr std::size_t kMostResidents = 200;

template <class T>
std::uint8_t byte_of(const std::optional<T>& value) {
  return value ? static_cast<std::uint8_t>(*value) : kNotKnown;
}

std::int32_t day_or(const std::optional<Date>& day, std::int32_t otherwise) { return day ? day->days() : otherwise; }

void check_range(const HomeFacts& home, const char* what, std::optional<int> value, int low, int high, std::vector<FieldError>& faults) {
  if (value && (*value < low || *value > high))
    faults.push_back({fmt::format("{}.{}", home.urn, what), fmt::format("Home {} has {} {}; it must be {} to {}.", home.urn, what, *value, low, high)});
}

void check_home(const HomeFacts& home, std::vector<FieldError>& faults) {
  check_range(home, "places", home.places, 1, 1000, faults);
  check_range(home, "age_from", home.age_from, 0, 25, faults);
  check_range(home, "age_to", home.age_to, 0, 25, faults);
  check_range(home, "may_take", home.may_take, 0, 1000, faults);
  check_range(home, "mitigation_percent", home.mitigation_percent, 0, 100, faults);
  check_range(home, "manager_months", home.manager_months, 0, 1200, faults);
  check_range(home, "turnover_percent", home.turnover_percent, 0, 250, faults);
  check_range(home, "agency_percent", home.agency_percent, 0, 100, faults);
  check_range(home, "qualified_percent", home.qualified_percent, 0, 100, faults);
  check_range(home, "clinician_minutes", home.clinician_minutes, 0, 10'080, faults);
  for (const auto& level : home.area_vulnerability) check_range(home, "area_vulnerability", level, 0, 3, faults);
  for (const auto& level : home.area_danger) check_range(home, "area_danger", level, 0, 3, faults);
  for (const auto& staff : home.staff_on_duty) check_range(home, "staff_on_duty", staff, 0, 250, faults);
  for (const auto& record : {home.progress, home.unplanned_endings})
    if (record) {
      check_range(home, "record.cases", record->cases, 0, 100'000, faults);
      check_range(home, "record.mean_permille", record->mean_permille, 0, 1000, faults);
    }
  for (const auto& room : home.rooms)
    for (const auto& busy : room.busy)
      if (busy.until && *busy.until < busy.from)
        faults.push_back({home.urn + ".rooms", fmt::format("Home {} has a room that is {} from {} until {}, before that.", home.urn, kBusyKinds.label(busy.kind), busy.from.iso(), busy.until->iso())});
  check_range(home, "rooms", static_cast<int>(home.rooms.size()), 0, kMostRooms, faults);
  if (home.residents) {
    check_range(home, "residents", static_cast<int>(home.residents->size()), 0, kMostResidents, faults);
    for (const auto& resident : *home.residents) {
      check_range(home, "resident.age", resident.age, 0, 25, faults);
      if (resident.until && *resident.until <= resident.from)
        faults.push_back({home.urn + ".residents", fmt::format("Home {} has a resident who leaves on {}, not after arriving on {}.", home.urn, resident.until->iso(), resident.from.iso())});
    }
  }
  if (home.age_from && home.age_to && *home.age_from > *home.age_to)
    faults.push_back({home.urn + ".age_to", fmt::format("Home {} takes children from {} to {}: the ages are the wrong way round.", home.urn, *home.age_from, *home.age_to)});
  for (std::size_t k = 0; k < kNeedCount; ++k)
    if (home.takes_from[k] && home.takes_to[k] && *home.takes_from[k] > *home.takes_to[k])
      faults.push_back({home.urn + ".takes_to", fmt::format("Home {} takes {} from {} to {}: the levels are the wrong way round.", home.urn,
                                                            kNeeds.label(static_cast<Need>(k)), kLevels.label(*home.takes_from[k]), kLevels.label(*home.takes_to[k]))});
  if (home.location && (home.location->within_miles < 0 || home.location->within_miles > 200))
    faults.push_back({home.urn + ".location", fmt::format("Home {} is located within {} miles; it must be 0 to 200.", home.urn, home.location->within_miles)});
}

constexpr std::uint32_t kAllDangers = (1u << kDangerCount) - 1;
constexpr std::uint32_t kAllVulnerabilities = (1u << kVulnerabilityCount) - 1;

}  // namespace

void pack(const HomeFacts& facts, Supply::Packed& into) {
  PackedHome home{};
  home.type = facts.type;
  home.registration = facts.registration;
  home.restricted = facts.restricted;
  home.compliance_notice = facts.compliance_notice;
  home.fragile_provider = facts.fragile_provider;
  home.restricted_until = day_or(facts.restricted_until, kNoEnd);
  home.grade = byte_of(facts.grade);
  home.places = static_cast<std::uint16_t>(facts.places.value_or(0));
  home.authority = facts.authority;
  home.operated_by = facts.operated_by;
  home.located = facts.location.has_value();
  if (facts.location) home.point = facts.location->point, home.within_miles = facts.location->within_miles;
  home.age_from = byte_of(facts.age_from);
  home.age_to = byte_of(facts.age_to);
  home.accepts = byte_of(facts.accepts);
  for (std::size_t k = 0; k < kNeedCount; ++k) {
    home.takes_from[k] = facts.takes_from[k] ? static_cast<std::uint8_t>(*facts.takes_from[k]) : std::uint8_t{0};
    home.takes_to[k] = byte_of(facts.takes_to[k]);
    home.can_do[k] = byte_of(facts.can_do[k]);
  }
  home.takes_solo = byte_of(facts.takes_solo);
  home.purposes_known = facts.purposes.has_value();
  home.purposes = facts.purposes.value_or(Set<Purpose>{});
  home.vacancy_stated_on = day_or(facts.vacancy_stated_on, kNoDate);
  home.may_take = facts.may_take.value_or(-1);
  home.rooms_known = !facts.rooms.empty();
  home.room_begin = static_cast<std::uint32_t>(into.rooms.size());
  for (const auto& room : facts.rooms) {
    PackedRoom packed{};
    packed.busy_begin = static_cast<std::uint32_t>(into.busy.size());
    for (const auto& busy : room.busy)
      if (!busy.until || *busy.until > busy.from) into.busy.push_back({busy.from.days(), day_or(busy.until, kNoEnd), busy.kind, busy.referral});
    packed.busy_end = static_cast<std::uint32_t>(into.busy.size());
    packed.adaptations_known = room.adaptations.has_value();
    packed.adaptations = room.adaptations.value_or(Set<Adaptation>{});
    into.rooms.push_back(packed);
  }
  home.room_end = static_cast<std::uint32_t>(into.rooms.size());
  home.residents_known = facts.residents.has_value();
  home.resident_begin = static_cast<std::uint32_t>(into.residents.size());
  if (facts.residents)
    for (const auto& resident : *facts.residents)
      into.residents.push_back({resident.token, resident.from.days(), day_or(resident.until, kNoEnd),
                                resident.poses.value_or(RiskFacts<Danger>{{}, Set<Danger>{kAllDangers}}),
                                resident.vulnerable.value_or(RiskFacts<Vulnerability>{{}, Set<Vulnerability>{kAllVulnerabilities}}),
                                byte_of(resident.age)});
  home.resident_end = static_cast<std::uint32_t>(into.residents.size());
  home.adaptations_known = facts.adaptations.has_value();
  home.adaptations = facts.adaptations.value_or(Set<Adaptation>{});
  home.contracts_known = facts.contracts.has_value();
  home.contract_begin = static_cast<std::uint32_t>(into.contracts.size());
  if (facts.contracts) into.contracts.insert(into.contracts.end(), facts.contracts->begin(), facts.contracts->end());
  home.contract_end = static_cast<std::uint32_t>(into.contracts.size());
  home.sells_spot = byte_of(facts.sells_spot);
  home.features_known = facts.features.has_value();
  home.features = facts.features.value_or(Set<Wish>{});
  home.services_known = facts.services.has_value();
  home.services = facts.services.value_or(Set<Service>{});
  home.culture_known = facts.culture.has_value();
  home.culture = facts.culture.value_or(Set<Culture>{});
  for (std::size_t k = 0; k < kVulnerabilityCount; ++k) home.area_vulnerability[k] = byte_of(facts.area_vulnerability[k]);
  for (std::size_t k = 0; k < kDangerCount; ++k) home.area_danger[k] = byte_of(facts.area_danger[k]);
  home.mitigation = byte_of(facts.mitigation_percent);
  home.education_on_site = byte_of(facts.education_on_site);
  home.school_confirmed = byte_of(facts.school_place_confirmed);
  for (std::size_t k = 0; k < kTimeBandCount; ++k) home.staff[k] = byte_of(facts.staff_on_duty[k]);
  home.manager_in_post = byte_of(facts.manager_in_post);
  home.turnover = byte_of(facts.turnover_percent);
  home.agency = byte_of(facts.agency_percent);
  home.qualified = byte_of(facts.qualified_percent);
  home.team_training = byte_of(facts.team_training);
  home.reflective_supervision = byte_of(facts.reflective_supervision);
  home.therapy_named = byte_of(facts.therapy_model_named);
  home.therapy_supervised = byte_of(facts.therapy_supervised);
  home.therapy_measured = byte_of(facts.therapy_outcomes_measured);
  home.manager_months = static_cast<std::int16_t>(facts.manager_months.value_or(-1));
  home.clinician_minutes = facts.clinician_minutes.value_or(-1);
  home.progress_cases = facts.progress ? facts.progress->cases : -1;
  home.progress_mean = facts.progress ? facts.progress->mean_permille : 0;
  home.ending_cases = facts.unplanned_endings ? facts.unplanned_endings->cases : -1;
  home.ending_mean = facts.unplanned_endings ? facts.unplanned_endings->mean_permille : 0;
  into.homes.push_back(home);
}

Supply::Supply() = default;
Supply::~Supply() = default;

namespace {

Done refuse(std::vector<FieldError> faults) {
  if (faults.empty()) return {};
  auto detail = faults.size() == 1 ? faults[0].detail : fmt::format("{} (and {} more)", faults[0].detail, faults.size() - 1);
  return fail(ErrorKind::Invalid, std::move(detail), std::move(faults));
}

}  // namespace

Result<std::shared_ptr<const Supply>> Supply::make(std::vector<HomeFacts> homes) {
  std::vector<FieldError> faults;
  for (const auto& home : homes) {
    if (home.urn.empty()) faults.push_back({"urn", "A home has no URN; every home needs one."});
    check_home(home, faults);
  }
  std::vector<std::uint32_t> by_urn(homes.size());
  std::iota(by_urn.begin(), by_urn.end(), 0u);
  std::sort(by_urn.begin(), by_urn.end(), [&](auto a, auto b) { return homes[a].urn < homes[b].urn; });
  for (std::size_t i = 1; i < homes.size(); ++i)
    if (const auto& urn = homes[by_urn[i]].urn; urn == homes[by_urn[i - 1]].urn) faults.push_back({urn, fmt::format("Home {} comes twice; keep one.", urn)});
  RP_CHECK(refuse(std::move(faults)));
  Packed packed;
  packed.homes.reserve(homes.size());
  for (const auto& home : homes) pack(home, packed);
  Facts facts;
  facts.reserve(homes.size());
  for (auto& home : homes) facts.push_back(std::make_shared<const HomeFacts>(std::move(home)));
  std::shared_ptr<Supply> supply(new Supply);
  supply->by_urn_ = std::make_shared<const std::vector<std::uint32_t>>(std::move(by_urn));
  supply->packed_ = std::make_shared<const Packed>(std::move(packed));
  supply->facts_ = std::make_shared<const Facts>(std::move(facts));
  return std::shared_ptr<const Supply>(std::move(supply));
}

Result<std::shared_ptr<const Supply>> Supply::with(std::vector<Changed> changed, std::shared_ptr<const Fees> fees) const {
  std::vector<FieldError> faults;
  for (const auto& one : changed) {
    if (one.home >= size() || one.facts.urn != home(one.home).urn) faults.push_back({one.facts.urn, fmt::format("Home {} does not stand at place {} of the snapshot.", one.facts.urn, one.home)});
    check_home(one.facts, faults);
  }
  if (fees && fees->size() != size()) faults.push_back({"fees", fmt::format("There are {} fees for {} homes.", fees->size(), size())});
  RP_CHECK(refuse(std::move(faults)));
  std::shared_ptr<Supply> supply(new Supply);
  supply->by_urn_ = by_urn_;
  supply->packed_ = packed_;
  supply->facts_ = facts_;
  supply->fees_ = fees ? std::move(fees) : fees_;
  if (changed.empty()) return std::shared_ptr<const Supply>(std::move(supply));
  auto facts = std::make_shared<Facts>(*facts_);
  for (auto& one : changed) (*facts)[one.home] = std::make_shared<const HomeFacts>(std::move(one.facts));
  supply->left_over_ = left_over_ + changed.size();
  std::shared_ptr<Packed> packed;
  if (supply->left_over_ <= size() / 2) {
    packed = std::make_shared<Packed>(*packed_);
    for (const auto& one : changed) {
      pack(*(*facts)[one.home], *packed);   // its rooms and residents stand behind those of all others; the old ones are no longer looked at
      packed->homes[one.home] = packed->homes.back();
      packed->homes.pop_back();
    }
  } else {   // too much is left over from before
    packed = std::make_shared<Packed>();
    packed->homes.reserve(size());
    for (const auto& one : *facts) pack(*one, *packed);
    supply->left_over_ = 0;
  }
  supply->packed_ = std::move(packed);
  supply->facts_ = std::move(facts);
  return std::shared_ptr<const Supply>(std::move(supply));
}

std::vector<HomeFacts> Supply::homes() const {
  std::vector<HomeFacts> all;
  all.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) all.emplace_back(home(i)).fee = fee(i);
  return all;
}

std::optional<std::size_t> Supply::find(std::string_view urn) const {
  const auto at = std::lower_bound(by_urn_->begin(), by_urn_->end(), urn, [&](auto index, auto text) { return home(index).urn < text; });
  if (at == by_urn_->end() || home(*at).urn != urn) return std::nullopt;
  return *at;
}

}  // namespace rightplace::suitability
