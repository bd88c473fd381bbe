#include <algorithm>
#include <map>
#include <tuple>

#include "base/london.h"
#include "base/text.h"
#include "db/database.h"
#include "features/supply/supply.h"

namespace rightplace::supply {
namespace {

// The tables were written by this program or an import that checked them.
template <class E, std::size_t N>
E parsed(const EnumNames<E, N>& names, std::string_view code) {
  const auto value = names.parse(code);
  if (!value) throw db::DatabaseError("The store holds an unknown code in the supply tables: " + std::string(code));
  return *value;
}
template <class E, std::size_t N>
std::optional<E> maybe(const EnumNames<E, N>& names, const db::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return parsed(names, row.text(column));
}
template <class E, std::size_t N>
std::vector<E> list_of(const EnumNames<E, N>& names, const db::Row& row, int column) {
  std::vector<E> values;
  for (const auto code : split(row.text(column), ' '))
    if (!code.empty()) values.push_back(parsed(names, code));
  return values;
}
template <class E, std::size_t N>
std::optional<std::vector<E>> maybe_list(const EnumNames<E, N>& names, const db::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return list_of(names, row, column);
}
std::optional<int> maybe_int(const db::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return static_cast<int>(row.integer(column));
}
int whole(const db::Row& row, int column) { return static_cast<int>(row.integer(column)); }

constexpr std::string_view kStatements = R"sql(
  SELECT number, urn, subject, stated_at
  FROM supply_statements
  WHERE stated_at < $1
  ORDER BY urn, subject, stated_at, number
)sql";

constexpr std::string_view kStatementsOfOne = R"sql(
  SELECT number, urn, subject, stated_at
  FROM supply_statements
  WHERE stated_at < $1 AND urn = $2
  ORDER BY urn, subject, stated_at, number
)sql";

// Which home each statement that stands belongs to, by its number.
class Standing {
 public:
  explicit Standing(std::int64_t most) : home_of_(static_cast<std::size_t>(most) + 1, kNone) {}
  void set(std::int64_t number, std::size_t home) { home_of_[static_cast<std::size_t>(number)] = home; }
  HomeSupply* home(std::int64_t number, std::vector<HomeSupply>& homes) const {
    const auto index = static_cast<std::size_t>(number);
    return index < home_of_.size() && home_of_[index] != kNone ? &homes[home_of_[index]] : nullptr;
  }

 private:
  static constexpr auto kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> home_of_;
};

// An empty statement of the subject, to be filled from its tables.
void begin(HomeSupply& home, std::string_view subject, Instant at) {
  if (subject == "purpose") home.purpose = {{}, at};
  else if (subject == "rooms") home.rooms = {{}, at};
  else if (subject == "calendar") home.calendar = {{}, at};
  else if (subject == "residents") home.residents = {{}, at};
  else if (subject == "staffing") home.staffing = {{}, at};
  else if (subject == "team") home.team = {{}, at};
  else if (subject == "location") home.area = {{}, at};
  else if (subject == "services") home.services = {{}, at};
  else if (subject == "fees") home.fees = {{}, at};
  else if (subject == "contracts") home.contracts = {{}, at};
  else if (subject == "outcomes") home.outcomes = {{}, at};
}

StatementOfPurpose purpose_from(const db::Row& row) {
  StatementOfPurpose p;
  p.home_type = maybe(kHomeTypes, row, 1);
  p.age_from = maybe_int(row, 2);
  p.age_to = maybe_int(row, 3);
  p.accepts = maybe(kHomeSexes, row, 4);
  p.declines = maybe_list(kRisksToOthers, row, 5);
  p.takes_solo = row.maybe_flag(6);
  p.takes_siblings = row.maybe_flag(7);
  p.takes_emergency = row.maybe_flag(8);
  p.purposes = maybe_list(kPurposes, row, 9);
  p.adaptations = maybe_list(kAdaptations, row, 10);
  p.features = maybe_list(kWishes, row, 11);
  p.cultures = maybe_list(kCultures, row, 12);
  p.education_on_site = row.maybe_flag(13);
  p.therapy_model = row.maybe_string(14);
  p.clinician_minutes = maybe_int(row, 15);
  p.therapy_supervised = row.maybe_flag(16);
  p.therapy_outcomes_measured = row.maybe_flag(17);
  return p;
}

Resident resident_from(const db::Row& row) {
  Resident r;
  r.token = row.string(1);
  r.room = row.maybe_string(2);
  r.from = row.maybe_date(3);
  r.until = row.maybe_date(4);
  if (!row.is_null(5)) r.birth_month = Personal(parse_iso_date(row.string(5) + "-01"));
  r.sex = maybe(kSexes, row, 6);
  r.poses = maybe_list(kRisksToOthers, row, 7);
  r.poses_unknown = list_of(kRisksToOthers, row, 8);
  r.vulnerable = maybe_list(kRisksToChild, row, 9);
  r.vulnerable_unknown = list_of(kRisksToChild, row, 10);
  return r;
}

Team team_from(const db::Row& row) {
  return {.manager_in_post = row.maybe_flag(1), .manager_since = row.maybe_date(2), .turnover_percent = maybe_int(row, 3), .agency_percent = maybe_int(row, 4),
          .qualified_percent = maybe_int(row, 5), .whole_team_training = row.maybe_flag(6), .reflective_supervision = row.maybe_flag(7)};
}

// The tables' rows go to their homes in the order in which they were stated.
class Filler {
 public:
  Filler(db::Read& tx, const Standing& standing, std::vector<HomeSupply>& homes) : tx_(tx), standing_(standing), homes_(homes) {}

  template <class Take>
  void each(std::string_view, std::string_view select, std::string_view order, Take take) {
    tx_.each(std::string(select) + std::string(order), {}, [&](const db::Row& row) {
      if (auto* home = standing_.home(row.integer(0), homes_)) take(*home, row);
    });
  }

 private:
  db::Read& tx_;
  const Standing& standing_;
  std::vector<HomeSupply>& homes_;
};

// The rows of one home's statements that stand: a look-up each.
class OneFiller {
 public:
  OneFiller(db::Read& tx, const std::map<std::string, std::int64_t, std::less<>>& number_of, HomeSupply& home) : tx_(tx), number_of_(number_of), home_(home) {}

  template <class Take>
  void each(std::string_view subject, std::string_view select, std::string_view order, Take take) {
    const auto number = number_of_.find(subject);
    if (number == number_of_.end()) return;
    tx_.each(std::string(select) + " WHERE statement = $1" + std::string(order), {number->second}, [&](const db::Row& row) { take(home_, row); });
  }

 private:
  db::Read& tx_;
  const std::map<std::string, std::int64_t, std::less<>>& number_of_;
  HomeSupply& home_;
};

template <class Filler>
void fill_purposes(Filler& filler) {
  filler.each("purpose", R"sql(
    SELECT statement, home_type, age_from, age_to, accepts, declines, takes_solo, takes_siblings, takes_emergency, purposes,
           adaptations, features, cultures, education_on_site, therapy_model, clinician_minutes, therapy_supervised,
           therapy_outcomes_measured
    FROM supply_purposes
  )sql", "", [](HomeSupply& home, const db::Row& row) {
    auto needs = std::move(home.purpose->value.needs);
    home.purpose->value = purpose_from(row);
    home.purpose->value.needs = std::move(needs);
  });
  filler.each("purpose", "SELECT statement, need, takes_from, takes_to, can_do FROM supply_purpose_needs", " ORDER BY statement, need",
              [](HomeSupply& home, const db::Row& row) {
                home.purpose->value.needs.push_back({parsed(kNeeds, row.text(1)), maybe(kNeedLevels, row, 2), maybe(kNeedLevels, row, 3), maybe(kNeedLevels, row, 4)});
              });
}

template <class Filler>
void fill_rooms(Filler& filler) {
  filler.each("rooms", "SELECT statement, room, adaptations FROM supply_rooms", " ORDER BY statement, room", [](HomeSupply& home, const db::Row& row) {
    home.rooms->value.push_back({row.string(1), maybe_list(kAdaptations, row, 2)});
  });
  filler.each("calendar", "SELECT statement, may_take FROM supply_calendars", "",
              [](HomeSupply& home, const db::Row& row) { home.calendar->value.may_take = maybe_int(row, 1); });
  filler.each("calendar", "SELECT statement, room, state, from_on, until_on FROM supply_room_times", " ORDER BY statement, room, from_on, state",
              [](HomeSupply& home, const db::Row& row) {
                auto& calendar = home.calendar->value;
                const Stay nights{row.date(3), row.maybe_date(4)};
                if (row.text(2) == "free") calendar.free.push_back({row.string(1), nights});
                else calendar.out_of_use.push_back({row.string(1), nights});
              });
  filler.each("residents", R"sql(
    SELECT statement, token, room, from_on, until_on, birth_month, sex, poses, poses_unknown, vulnerable, vulnerable_unknown
    FROM supply_residents
  )sql", " ORDER BY statement, token", [](HomeSupply& home, const db::Row& row) { home.residents->value.push_back(resident_from(row)); });
}

template <class Filler>
void fill_people_and_area(Filler& filler) {
  filler.each("staffing", "SELECT statement, part_of_day, on_duty FROM supply_staffing", "", [](HomeSupply& home, const db::Row& row) {
    home.staffing->value.push_back({parsed(kPartsOfDay, row.text(1)), whole(row, 2)});
  });
  filler.each("team", R"sql(
    SELECT statement, manager_in_post, manager_since_on, turnover_percent, agency_percent, qualified_percent, whole_team_training,
           reflective_supervision
    FROM supply_teams
  )sql", "", [](HomeSupply& home, const db::Row& row) { home.team->value = team_from(row); });
  filler.each("location", "SELECT statement, assessed_on, mitigation_percent FROM supply_locations", "", [](HomeSupply& home, const db::Row& row) {
    home.area->value.assessed_on = row.maybe_date(1);
    home.area->value.mitigation_percent = maybe_int(row, 2);
  });
  filler.each("location", "SELECT statement, kind, risk, level FROM supply_location_risks", " ORDER BY statement, kind, risk", [](HomeSupply& home, const db::Row& row) {
    auto& area = home.area->value;
    if (row.text(1) == "to_child") area.to_child.push_back({parsed(kRisksToChild, row.text(2)), whole(row, 3)});
    else area.to_others.push_back({parsed(kRisksToOthers, row.text(2)), whole(row, 3)});
  });
  filler.each("services", "SELECT statement, service, confirmed_on FROM supply_services", " ORDER BY statement, service", [](HomeSupply& home, const db::Row& row) {
    home.services->value.push_back({parsed(kServices, row.text(1)), row.maybe_date(2)});
  });
}

template <class Filler>
void fill_money_and_outcomes(Filler& filler) {
  filler.each("fees", "SELECT statement, route, need_level, weekly_pence FROM supply_fees", " ORDER BY statement, route, need_level",
              [](HomeSupply& home, const db::Row& row) {
                home.fees->value.push_back({parsed(kRoutes, row.text(1)), parsed(kNeedLevels, row.text(2)), WeeklyRate{row.pence(3)}});
              });
  filler.each("contracts", "SELECT statement, sells_spot FROM supply_contract_terms", "",
              [](HomeSupply& home, const db::Row& row) { home.contracts->value.sells_spot = row.maybe_flag(1); });
  filler.each("contracts", "SELECT statement, authority_code, route, from_on, until_on, reference FROM supply_contracts", " ORDER BY statement, authority_code, route, from_on",
              [](HomeSupply& home, const db::Row& row) {
                home.contracts->value.access.push_back({row.string(1), parsed(kRoutes, row.text(2)), row.date(3), row.maybe_date(4), row.string(5)});
              });
  filler.each("outcomes", "SELECT statement, kind, cases, successes FROM supply_outcomes", " ORDER BY statement, kind", [](HomeSupply& home, const db::Row& row) {
    home.outcomes->value.push_back({parsed(kOutcomeKinds, row.text(1)), whole(row, 2), whole(row, 3)});
  });
}

// What is known today of notices that were in force on the day: one that reached us late was in force all the same.
// `urn` empty: of every home.
std::vector<Notice> notices_on(db::Read& tx, Date day, std::string_view urn = {}) {
  std::map<std::tuple<std::string, NoticeKind, Date>, Notice> latest;
  const auto take = [&](const db::Row& row) {
    Notice notice{row.string(0), parsed(kNoticeKinds, row.text(1)), row.date(2), row.maybe_date(3), row.instant(4)};
    const auto key = std::tuple(notice.urn, notice.kind, notice.served_on);
    latest.insert_or_assign(key, std::move(notice));
  };
  if (urn.empty()) tx.each("SELECT urn, kind, served_on, until_on, stated_at FROM supply_notices WHERE served_on <= $1 ORDER BY stated_at, number", {day}, take);
  else tx.each("SELECT urn, kind, served_on, until_on, stated_at FROM supply_notices WHERE served_on <= $1 AND urn = $2 ORDER BY stated_at, number", {day, urn}, take);
  std::vector<Notice> in_force;
  for (auto& [key, notice] : latest)
    if (!notice.until || day < *notice.until) in_force.push_back(std::move(notice));
  return in_force;
}

Hold hold_from(const db::Row& row) {
  return {row.string(0), row.string(1), {row.date(2), row.maybe_date(3)}, row.string(4), row.instant(5), row.instant(6)};
}

}  // namespace

HomeSupply supply_of(db::Read& tx, std::string_view urn, Date day) {
  const auto cut = london_midnight(day.plus_days(1));
  HomeSupply home;
  home.urn = std::string(urn);
  std::map<std::string, std::int64_t, std::less<>> number_of;
  tx.each(kStatementsOfOne, {cut, urn}, [&](const db::Row& row) {
    number_of.insert_or_assign(row.string(2), row.integer(0));
    begin(home, row.text(2), row.instant(3));
  });
  OneFiller filler(tx, number_of, home);
  fill_purposes(filler);
  fill_rooms(filler);
  fill_people_and_area(filler);
  fill_money_and_outcomes(filler);
  home.notices = notices_on(tx, day, urn);
  tx.each("SELECT urn, room, from_on, until_on, held_for, held_at, held_until FROM supply_holds WHERE urn = $2 AND held_at < $1 AND held_until >= $1 ORDER BY number", {cut, urn},
          [&](const db::Row& row) { home.holds.push_back(hold_from(row)); });
  return home;
}

std::vector<HomeSupply> supply_as_at(db::Read& tx, Date day) {
  const auto cut = london_midnight(day.plus_days(1));
  std::map<std::string, std::size_t, std::less<>> index;
  std::vector<HomeSupply> homes;
  const auto home_at = [&](std::string_view urn) -> std::size_t {
    if (const auto found = index.find(urn); found != index.end()) return found->second;
    index.emplace(urn, homes.size());
    homes.emplace_back().urn = std::string(urn);
    return homes.size() - 1;
  };

  Standing standing(tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_statements"));
  struct Last {
    std::int64_t number = 0;
    std::string urn;
    std::string subject;
    Instant at;
  };
  std::optional<Last> last;
  const auto settle = [&] {
    if (!last) return;
    const auto home = home_at(last->urn);
    standing.set(last->number, home);
    begin(homes[home], last->subject, last->at);
  };
  tx.each(kStatements, {cut}, [&](const db::Row& row) {
    if (last && (last->urn != row.text(1) || last->subject != row.text(2))) settle();
    last = Last{row.integer(0), row.string(1), row.string(2), row.instant(3)};
  });
  settle();

  Filler filler(tx, standing, homes);
  fill_purposes(filler);
  fill_rooms(filler);
  fill_people_and_area(filler);
  fill_money_and_outcomes(filler);

  for (auto& notice : notices_on(tx, day)) {
    auto& home = homes[home_at(notice.urn)];
    home.notices.push_back(std::move(notice));
  }
  tx.each("SELECT urn, room, from_on, until_on, held_for, held_at, held_until FROM supply_holds WHERE held_at < $1 AND held_until >= $1 ORDER BY number", {cut},
          [&](const db::Row& row) {
            auto hold = hold_from(row);
            homes[home_at(hold.urn)].holds.push_back(std::move(hold));
          });
  std::ranges::sort(homes, {}, &HomeSupply::urn);
  return homes;
}

}  // namespace rightplace::supply
