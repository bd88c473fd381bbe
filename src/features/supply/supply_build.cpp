#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/reference.h"
#include "base/text.h"
#include "features/supply/supply_tables.h"

namespace rightplace::supply {
namespace {

// Typed reading of a row that has been checked field by field.
const std::string* find(const Row& row, std::string_view name) {
  const auto found = row.values.find(name);
  return found == row.values.end() ? nullptr : &found->second;
}
std::string text(const Row& row, std::string_view name) {
  const auto* said = find(row, name);
  return said ? *said : std::string();
}
std::optional<std::string> maybe_text(const Row& row, std::string_view name) {
  const auto* said = find(row, name);
  return said && !said->empty() ? std::optional(*said) : std::nullopt;
}
std::optional<int> whole(const Row& row, std::string_view name) {
  const auto* said = find(row, name);
  return said ? std::optional(static_cast<int>(*parse_integer(*said))) : std::nullopt;
}
std::optional<bool> flag(const Row& row, std::string_view name) {
  const auto* said = find(row, name);
  return said ? std::optional(*said == "yes") : std::nullopt;
}
std::optional<Date> day(const Row& row, std::string_view name) {
  const auto* said = find(row, name);
  return said ? parse_iso_date(*said) : std::nullopt;
}
template <class E, std::size_t N>
std::optional<E> code(const Row& row, std::string_view name, const EnumNames<E, N>& names) {
  const auto* said = find(row, name);
  return said ? names.parse(*said) : std::nullopt;
}
template <class E, std::size_t N>
std::vector<E> list(const Row& row, std::string_view name, const EnumNames<E, N>& names) {
  std::vector<E> values;
  if (const auto* said = find(row, name))
    for (const auto word : split(*said, ' '))
      if (const auto value = names.parse(word)) values.push_back(*value);
  return values;
}
template <class E, std::size_t N>
std::optional<std::vector<E>> maybe_list(const Row& row, std::string_view name, const EnumNames<E, N>& names) {
  if (!find(row, name)) return std::nullopt;
  return list(row, name, names);
}

class Builder {
 public:
  Builder(std::string_view urn, Instant at) : at_(at) { built_.home.urn = std::string(urn); }
  void take(const TableRows& part);
  Built finish();

 private:
  void fault(std::string_view field, std::string value, std::string reason) {
    built_.faults.push_back({table_, line_, {std::string(field), std::move(value), std::move(reason)}});
  }
  void once(std::set<std::string>& seen, const std::string& key, std::string_view field) {
    if (!seen.insert(key).second) fault(field, "", "is stated twice in one statement");
  }
  // From one night until a later one.
  Stay nights(const Row& row, Date otherwise) {
    const Stay stay{day(row, "from").value_or(otherwise), day(row, "until")};
    if (stay.until && *stay.until <= stay.from) fault("until", stay.until->iso(), fmt::format("is not after {}", stay.from.iso()));
    return stay;
  }
  void purpose(const Row& row);
  void need(const Row& row);
  void told(const Row& row);
  void calendar(const Row& row);
  void resident(const Row& row);
  void area(const Row& row);
  void contract(const Row& row);
  void outcome(const Row& row);
  void other(const Row& row);

  Instant at_;
  Built built_;
  std::string_view table_;
  std::uint64_t line_ = 0;
  std::set<std::string> seen_;
  std::optional<StatementOfPurpose> purpose_;
  std::vector<NeedOffer> needs_;
  std::vector<Told> told_;
};

template <class T>
T& opened(std::optional<Stated<T>>& stated, Instant at) {
  if (!stated) stated = Stated<T>{T{}, at};
  return stated->value;
}

void Builder::purpose(const Row& row) {
  once(seen_, "purpose", "urn");
  StatementOfPurpose p;
  p.home_type = code(row, "home_type", kHomeTypes);
  p.age_from = whole(row, "age_from");
  p.age_to = whole(row, "age_to");
  if (p.age_from && p.age_to && *p.age_to < *p.age_from) fault("age_to", std::to_string(*p.age_to), fmt::format("is below age_from ({})", *p.age_from));
  p.accepts = code(row, "accepts", kHomeSexes);
  p.declines = maybe_list(row, "declines", kRisksToOthers);
  p.takes_solo = flag(row, "takes_solo");
  p.takes_siblings = flag(row, "takes_siblings");
  p.takes_emergency = flag(row, "takes_emergency");
  p.purposes = maybe_list(row, "purposes", kPurposes);
  p.adaptations = maybe_list(row, "adaptations", kAdaptations);
  p.features = maybe_list(row, "features", kWishes);
  p.cultures = maybe_list(row, "cultures", kCultures);
  p.education_on_site = flag(row, "education_on_site");
  if (const auto model = maybe_text(row, "therapy_model")) p.therapy_model = lower(*model) == "none" ? "" : *model;
  p.clinician_minutes = whole(row, "clinician_minutes");
  p.therapy_supervised = flag(row, "therapy_supervised");
  p.therapy_outcomes_measured = flag(row, "therapy_outcomes_measured");
  purpose_ = std::move(p);
}

void Builder::need(const Row& row) {
  NeedOffer offer{*code(row, "need", kNeeds), code(row, "takes_from", kNeedLevels), code(row, "takes_to", kNeedLevels), code(row, "can_do", kNeedLevels)};
  once(seen_, "need " + text(row, "need"), "need");
  if (offer.takes_from && offer.takes_to && *offer.takes_to < *offer.takes_from) fault("takes_to", text(row, "takes_to"), "is below takes_from");
  needs_.push_back(offer);
}

void Builder::told(const Row& row) {
  once(seen_, "matter " + text(row, "matter"), "matter");
  const Told one{*code(row, "matter", kMatters), text(row, "words")};
  told_.insert(std::ranges::upper_bound(told_, one.matter, {}, &Told::matter), one);
}

void Builder::calendar(const Row& row) {
  auto& calendar = opened(built_.home.calendar, at_);
  if (const auto may = whole(row, "may_take")) {
    if (calendar.may_take && *calendar.may_take != *may) fault("may_take", std::to_string(*may), fmt::format("differs from {} in the same statement", *calendar.may_take));
    calendar.may_take = may;
  }
  const auto room = maybe_text(row, "room");
  if (!room) {
    if (row.has("from") || row.has("state")) fault("room", "", "is empty beside a time; say which room");
    return;
  }
  if (!row.has("state")) return fault("state", "", "is empty; say free or out_of_use");
  if (!row.has("from")) return fault("from", "", "is empty; say the first night");
  const auto stay = nights(row, {});
  if (text(row, "state") == "out_of_use") {
    calendar.out_of_use.push_back({*room, stay, text(row, "reason")});
    return;
  }
  for (const auto& other : calendar.free)
    if (other.room == *room && other.nights.overlaps(stay)) fault("from", stay.from.iso(), "overlaps another free time of the same room");
  calendar.free.push_back({*room, stay});
}

void Builder::resident(const Row& row) {
  auto& residents = opened(built_.home.residents, at_);
  Resident r;
  r.token = text(row, "token");
  if (r.token.empty()) {
    if (row.values.size() > 2) fault("token", "", "is empty beside facts of a child; give the child a mark of the home's own");
    return;
  }
  once(seen_, "resident " + r.token, "token");
  r.room = maybe_text(row, "room");
  r.from = day(row, "from");
  r.until = day(row, "until");
  if (r.from && r.until && *r.until <= *r.from) fault("until", "", "is not after from");
  if (const auto month = maybe_text(row, "birth_month")) r.birth_month = Personal(parse_iso_date(*month + "-01"));
  r.sex = code(row, "sex", kSexes);
  r.poses = maybe_list(row, "poses", kRisksToOthers);
  r.poses_unknown = list(row, "poses_unknown", kRisksToOthers);
  r.vulnerable = maybe_list(row, "vulnerable", kRisksToChild);
  r.vulnerable_unknown = list(row, "vulnerable_unknown", kRisksToChild);
  residents.push_back(std::move(r));
}

void Builder::area(const Row& row) {
  auto& area = opened(built_.home.area, at_);
  if (const auto on = day(row, "assessed_on")) area.assessed_on = on;
  if (const auto percent = whole(row, "mitigation_percent")) area.mitigation_percent = percent;
  if (!row.has("risk")) return;
  if (!row.has("level")) return fault("level", "", "is empty beside a risk");
  once(seen_, "risk " + text(row, "kind") + text(row, "risk"), "risk");
  const auto level = *whole(row, "level");
  if (text(row, "kind") == "to_child") {
    if (const auto risk = code(row, "risk", kRisksToChild)) area.to_child.push_back({*risk, level});
    else fault("risk", text(row, "risk"), "is no risk to a child");
  } else if (text(row, "kind") == "to_others") {
    if (const auto risk = code(row, "risk", kRisksToOthers)) area.to_others.push_back({*risk, level});
    else fault("risk", text(row, "risk"), "is no risk to others");
  } else {
    fault("kind", "", "is empty beside a risk; say to_child or to_others");
  }
}

void Builder::contract(const Row& row) {
  auto& contracts = opened(built_.home.contracts, at_);
  if (const auto sells = flag(row, "sells_spot")) {
    if (contracts.sells_spot && *contracts.sells_spot != *sells) fault("sells_spot", "", "differs in the same statement");
    contracts.sells_spot = sells;
  }
  if (!row.has("authority")) return;
  const auto route = code(row, "route", kRoutes);
  if (!route) return fault("route", "", "is empty beside an authority");
  if (!row.has("from")) return fault("from", "", "is empty beside an authority");
  const auto stay = nights(row, {});
  once(seen_, fmt::format("contract {} {} {} {}", text(row, "authority"), text(row, "route"), stay.from.iso(), text(row, "reference")), "authority");
  contracts.access.push_back({text(row, "authority"), *route, stay.from, stay.until, text(row, "reference")});
}

void Builder::outcome(const Row& row) {
  Outcome outcome{*code(row, "kind", kOutcomeKinds), *whole(row, "cases"), *whole(row, "successes")};
  if (outcome.successes > outcome.cases) fault("successes", std::to_string(outcome.successes), fmt::format("is more than the {} cases", outcome.cases));
  once(seen_, "outcome " + text(row, "kind"), "kind");
  opened(built_.home.outcomes, at_).push_back(outcome);
}

void Builder::other(const Row& row) {
  auto& home = built_.home;
  if (table_ == "rooms") {
    once(seen_, "room " + text(row, "room"), "room");
    opened(home.rooms, at_).push_back({text(row, "room"), maybe_list(row, "adaptations", kAdaptations)});
  } else if (table_ == "staffing") {
    once(seen_, "part " + text(row, "part_of_day"), "part_of_day");
    opened(home.staffing, at_).push_back({*code(row, "part_of_day", kPartsOfDay), *whole(row, "on_duty")});
  } else if (table_ == "team") {
    once(seen_, "team", "urn");
    opened(home.team, at_) = {.manager_in_post = flag(row, "manager_in_post"), .manager_since = day(row, "manager_since"),
                              .turnover_percent = whole(row, "turnover_percent"), .agency_percent = whole(row, "agency_percent"),
                              .qualified_percent = whole(row, "qualified_percent"), .whole_team_training = flag(row, "whole_team_training"),
                              .reflective_supervision = flag(row, "reflective_supervision")};
  } else if (table_ == "services") {
    auto& services = opened(home.services, at_);
    if (const auto service = code(row, "service", kServices)) {
      once(seen_, "service " + text(row, "service"), "service");
      services.push_back({*service, day(row, "confirmed_on")});
    }
  } else if (table_ == "fees") {
    once(seen_, "fee " + text(row, "route") + " " + text(row, "need_level"), "route");
    opened(home.fees, at_).push_back({*code(row, "route", kRoutes), *code(row, "need_level", kNeedLevels), WeeklyRate{Pence{*parse_integer(text(row, "weekly_pence"))}}});
  } else if (table_ == "notices") {
    const auto served = *day(row, "served_on");
    const auto until = day(row, "until");
    if (until && *until < served) fault("until", until->iso(), fmt::format("is before {}", served.iso()));
    home.notices.push_back({home.urn, *code(row, "kind", kNoticeKinds), served, until, at_});
  } else if (table_ == "holds") {
    const auto until = *moment_named(text(row, "held_until"));
    if (until < at_) fault("held_until", "", "is before stated_at");
    if (until > london_midnight(london_date(at_).plus_days(longest_hold_days() + 1))) fault("held_until", "", fmt::format("is more than {} days after stated_at", longest_hold_days()));
    if (!is_reference(text(row, "held_for"), 'R')) fault("held_for", "", "is no reference of a referral, such as R-7K3M9Q");
    home.holds.push_back({home.urn, text(row, "room"), nights(row, {}), text(row, "held_for"), at_, until});
  }
}

void Builder::take(const TableRows& part) {
  table_ = part.table;
  for (const auto& row : part.rows) {
    line_ = row.line;
    if (table_ == "purposes") purpose(row);
    else if (table_ == "needs") need(row);
    else if (table_ == "texts") told(row);
    else if (table_ == "calendar") calendar(row);
    else if (table_ == "residents") resident(row);
    else if (table_ == "area") area(row);
    else if (table_ == "contracts") contract(row);
    else if (table_ == "outcomes") outcome(row);
    else other(row);
  }
}

Built Builder::finish() {
  if (purpose_ || !needs_.empty() || !told_.empty()) {
    auto purpose = purpose_.value_or(StatementOfPurpose{});
    purpose.needs = std::move(needs_);
    purpose.told = std::move(told_);
    built_.home.purpose = {std::move(purpose), at_};
  }
  return std::move(built_);
}

}  // namespace

Built build_home(std::string_view urn, Instant stated_at, std::span<const TableRows> parts) {
  Builder builder(urn, stated_at);
  for (const auto& part : parts) builder.take(part);
  return builder.finish();
}

}  // namespace rightplace::supply
