#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/london.h"
#include "base/text.h"
#include "features/supply/supply_rows.h"

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
  SELECT number, urn, subject, stated_at, stated_by, said_at, said_by
  FROM supply_statements
  WHERE stated_at < $1
  ORDER BY urn, subject, stated_at, number
)sql";
constexpr std::string_view kStatementsOfHome = R"sql(
  SELECT number, urn, subject, stated_at, stated_by, said_at, said_by
  FROM supply_statements
  WHERE urn = $1
    AND stated_at < $2
  ORDER BY subject, stated_at, number
)sql";
constexpr std::string_view kHolds = R"sql(
  SELECT urn, room, from_on, until_on, held_for, held_at, held_until, held_by, number
  FROM supply_holds
  WHERE held_at < $1
    AND held_until >= $1
    AND (released_at IS NULL OR released_at >= $1)
  ORDER BY number
)sql";
constexpr std::string_view kHoldsOfHome = R"sql(
  SELECT urn, room, from_on, until_on, held_for, held_at, held_until, held_by, number
  FROM supply_holds
  WHERE urn = $2
    AND held_at < $1
    AND held_until >= $1
    AND (released_at IS NULL OR released_at >= $1)
  ORDER BY number
)sql";
constexpr std::string_view kNotices = "SELECT urn, kind, served_on, until_on, stated_at FROM supply_notices WHERE served_on <= $1 ORDER BY stated_at, number";
constexpr std::string_view kNoticesOfHome =
    "SELECT urn, kind, served_on, until_on, stated_at FROM supply_notices WHERE served_on <= $1 AND urn = $2 ORDER BY stated_at, number";

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

// The head of a statement that stands.
struct Head {
  std::int64_t number = 0;
  std::string urn;
  Subject subject = Subject::Purpose;
  Instant at;           // of the statement
  Instant said_at;      // of what it says
  std::string by;
};
Head head_from(const db::Row& row) {
  const bool older = !row.is_null(5);
  return {row.integer(0), row.string(1), parsed(kSubjects, row.text(2)), row.instant(3), row.instant(older ? 5 : 3), row.string(older ? 6 : 4)};
}

// An empty statement of the subject, to be filled from its tables.
void begin(HomeSupply& home, const Head& head) {
  const auto open = [&](auto& stated) { stated = {{}, head.said_at, version_of(head.number, head.at), head.by}; };
  switch (head.subject) {
    case Subject::Purpose: return open(home.purpose);
    case Subject::Rooms: return open(home.rooms);
    case Subject::Calendar: return open(home.calendar);
    case Subject::Residents: return open(home.residents);
    case Subject::Staffing: return open(home.staffing);
    case Subject::Team: return open(home.team);
    case Subject::Area: return open(home.area);
    case Subject::Services: return open(home.services);
    case Subject::Fees: return open(home.fees);
    case Subject::Contracts: return open(home.contracts);
    case Subject::Outcomes: return open(home.outcomes);
  }
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

// The tables' rows go to their homes in the order in which they were stated: all of them, or those of a few statements.
class Filler {
 public:
  using Numbers = std::array<std::int64_t, kSubjects.rows.size()>;   // 0: none
  Filler(db::Read& tx, const Standing& standing, std::vector<HomeSupply>& homes) : tx_(tx), standing_(&standing), homes_(&homes) {}
  Filler(db::Read& tx, const Numbers& numbers, HomeSupply& home) : tx_(tx), numbers_(&numbers), home_(&home) {}

  template <class Take>
  void each(Subject subject, std::string_view select, std::string_view order, Take take) {
    if (standing_) {
      tx_.each(std::string(select) + std::string(order), {}, [&](const db::Row& row) {
        if (auto* home = standing_->home(row.integer(0), *homes_)) take(*home, row);
      });
      return;
    }
    const auto number = (*numbers_)[static_cast<std::size_t>(subject)];
    if (number == 0) return;
    tx_.each(std::string(select) + " WHERE statement = $1" + std::string(order), {number}, [&](const db::Row& row) { take(*home_, row); });
  }

 private:
  db::Read& tx_;
  const Standing* standing_ = nullptr;
  std::vector<HomeSupply>* homes_ = nullptr;
  const Numbers* numbers_ = nullptr;
  HomeSupply* home_ = nullptr;
};

void fill_purposes(Filler& filler) {
  filler.each(Subject::Purpose, R"sql(
    SELECT statement, home_type, age_from, age_to, accepts, declines, takes_solo, takes_siblings, takes_emergency, purposes, adaptations, features,
           cultures, education_on_site, therapy_model, clinician_minutes, therapy_supervised, therapy_outcomes_measured
    FROM supply_purposes
  )sql", "", [](HomeSupply& home, const db::Row& row) {
    home.purpose->value = purpose_from(row);
  });
  filler.each(Subject::Purpose, "SELECT statement, need, takes_from, takes_to, can_do FROM supply_purpose_needs", " ORDER BY statement, need",
              [](HomeSupply& home, const db::Row& row) {
                home.purpose->value.needs.push_back({parsed(kNeeds, row.text(1)), maybe(kNeedLevels, row, 2), maybe(kNeedLevels, row, 3), maybe(kNeedLevels, row, 4)});
              });
}

void fill_words(Filler& filler) {
  filler.each(Subject::Purpose, "SELECT statement, matter, words FROM supply_purpose_texts", "", [](HomeSupply& home, const db::Row& row) {
    auto& told = home.purpose->value.told;
    const Told one{parsed(kMatters, row.text(1)), row.string(2)};
    told.insert(std::ranges::upper_bound(told, one.matter, {}, &Told::matter), one);
  });
}

void fill_rooms(Filler& filler) {
  filler.each(Subject::Rooms, "SELECT statement, room, adaptations FROM supply_rooms", " ORDER BY statement, room", [](HomeSupply& home, const db::Row& row) {
    home.rooms->value.push_back({row.string(1), maybe_list(kAdaptations, row, 2)});
  });
  filler.each(Subject::Calendar, "SELECT statement, may_take FROM supply_calendars", "",
              [](HomeSupply& home, const db::Row& row) { home.calendar->value.may_take = maybe_int(row, 1); });
  filler.each(Subject::Calendar, "SELECT statement, room, state, from_on, until_on, reason FROM supply_room_times", " ORDER BY statement, room, from_on, state",
              [](HomeSupply& home, const db::Row& row) {
                auto& calendar = home.calendar->value;
                const Stay nights{row.date(3), row.maybe_date(4)};
                if (row.text(2) == "free") calendar.free.push_back({row.string(1), nights});
                else calendar.out_of_use.push_back({row.string(1), nights, row.string(5)});
              });
  filler.each(Subject::Residents, R"sql(
    SELECT statement, token, room, from_on, until_on, birth_month, sex, poses, poses_unknown, vulnerable, vulnerable_unknown
    FROM supply_residents
  )sql", " ORDER BY statement, token", [](HomeSupply& home, const db::Row& row) { home.residents->value.push_back(resident_from(row)); });
}

void fill_people_and_area(Filler& filler) {
  filler.each(Subject::Staffing, "SELECT statement, part_of_day, on_duty FROM supply_staffing", "", [](HomeSupply& home, const db::Row& row) {
    home.staffing->value.push_back({parsed(kPartsOfDay, row.text(1)), whole(row, 2)});
  });
  filler.each(Subject::Team, R"sql(
    SELECT statement, manager_in_post, manager_since_on, turnover_percent, agency_percent, qualified_percent, whole_team_training, reflective_supervision
    FROM supply_teams
  )sql", "", [](HomeSupply& home, const db::Row& row) { home.team->value = team_from(row); });
  filler.each(Subject::Area, "SELECT statement, assessed_on, mitigation_percent FROM supply_locations", "", [](HomeSupply& home, const db::Row& row) {
    home.area->value.assessed_on = row.maybe_date(1);
    home.area->value.mitigation_percent = maybe_int(row, 2);
  });
  filler.each(Subject::Area, "SELECT statement, kind, risk, level FROM supply_location_risks", " ORDER BY statement, kind, risk", [](HomeSupply& home, const db::Row& row) {
    auto& area = home.area->value;
    if (row.text(1) == "to_child") area.to_child.push_back({parsed(kRisksToChild, row.text(2)), whole(row, 3)});
    else area.to_others.push_back({parsed(kRisksToOthers, row.text(2)), whole(row, 3)});
  });
  filler.each(Subject::Services, "SELECT statement, service, confirmed_on FROM supply_services", " ORDER BY statement, service", [](HomeSupply& home, const db::Row& row) {
    home.services->value.push_back({parsed(kServices, row.text(1)), row.maybe_date(2)});
  });
}

void fill_money_and_outcomes(Filler& filler) {
  filler.each(Subject::Fees, "SELECT statement, route, need_level, weekly_pence FROM supply_fees", " ORDER BY statement, route, need_level",
              [](HomeSupply& home, const db::Row& row) {
                home.fees->value.push_back({parsed(kRoutes, row.text(1)), parsed(kNeedLevels, row.text(2)), WeeklyRate{row.pence(3)}});
              });
  filler.each(Subject::Contracts, "SELECT statement, sells_spot FROM supply_contract_terms", "",
              [](HomeSupply& home, const db::Row& row) { home.contracts->value.sells_spot = row.maybe_flag(1); });
  filler.each(Subject::Contracts, "SELECT statement, authority_code, route, from_on, until_on, reference FROM supply_contracts", " ORDER BY statement, authority_code, route, from_on",
              [](HomeSupply& home, const db::Row& row) {
                home.contracts->value.access.push_back({row.string(1), parsed(kRoutes, row.text(2)), row.date(3), row.maybe_date(4), row.string(5)});
              });
  filler.each(Subject::Outcomes, "SELECT statement, kind, cases, successes FROM supply_outcomes", " ORDER BY statement, kind", [](HomeSupply& home, const db::Row& row) {
    home.outcomes->value.push_back({parsed(kOutcomeKinds, row.text(1)), whole(row, 2), whole(row, 3)});
  });
}

void fill(Filler filler) {
  fill_purposes(filler);
  fill_words(filler);
  fill_rooms(filler);
  fill_people_and_area(filler);
  fill_money_and_outcomes(filler);
}

// Goes through heads in the order of home, subject and moment; the last of each stands.
class Settler {
 public:
  explicit Settler(std::function<void(const Head&)> stands) : stands_(std::move(stands)) {}
  void take(const db::Row& row) {
    auto head = head_from(row);
    if (last_ && (last_->urn != head.urn || last_->subject != head.subject)) stands_(*last_);
    last_ = std::move(head);
  }
  void end() {
    if (last_) stands_(*last_);
  }

 private:
  std::function<void(const Head&)> stands_;
  std::optional<Head> last_;
};

// What is known today of notices that were in force on the day: one that reached us late was in force all the same.
class Notices {
 public:
  void take(const db::Row& row) {
    Notice notice{row.string(0), parsed(kNoticeKinds, row.text(1)), row.date(2), row.maybe_date(3), row.instant(4)};
    const auto key = std::tuple(notice.urn, notice.kind, notice.served_on);
    latest_.insert_or_assign(key, std::move(notice));
  }
  std::vector<Notice> in_force(Date day) {
    std::vector<Notice> all;
    for (auto& [key, notice] : latest_)
      if (!notice.until || day < *notice.until) all.push_back(std::move(notice));
    return all;
  }

 private:
  std::map<std::tuple<std::string, NoticeKind, Date>, Notice> latest_;
};

Hold hold_from(const db::Row& row) {
  return {row.string(0), row.string(1), {row.date(2), row.maybe_date(3)}, row.string(4), row.instant(5), row.instant(6), version_of(row.integer(8), row.instant(5)), row.string(7)};
}

}  // namespace

std::string_view StatementOfPurpose::words(Matter matter) const {
  const auto found = std::ranges::find(told, matter, &Told::matter);
  return found == told.end() ? std::string_view() : std::string_view(found->words);
}

HomeSupply supply_of(db::Read& tx, std::string_view urn, Date day, std::optional<Instant> at) {
  const auto cut = london_midnight(day.plus_days(1));
  HomeSupply home;
  home.urn = std::string(urn);
  Filler::Numbers numbers{};
  Settler settler([&](const Head& head) {
    numbers[static_cast<std::size_t>(head.subject)] = head.number;
    begin(home, head);
  });
  tx.each(kStatementsOfHome, {urn, cut}, [&](const db::Row& row) { settler.take(row); });
  settler.end();
  fill({tx, numbers, home});
  Notices notices;
  tx.each(kNoticesOfHome, {day, urn}, [&](const db::Row& row) { notices.take(row); });
  home.notices = notices.in_force(day);
  // A hold lapses at its moment and stands from its own on.
  home.holds = tx.list(kHoldsOfHome, {at ? Instant{at->ms + 1} : cut, urn}, hold_from);
  return home;
}

Result<Statement> statement_of(db::Read& tx, std::string_view urn, Subject subject, std::int64_t version) {
  HomeSupply home;
  home.urn = std::string(urn);
  Filler::Numbers numbers{};
  tx.each(kStatementsOfHome, {urn, Instant{INT64_MAX}}, [&](const db::Row& row) {
    const auto head = head_from(row);
    if (head.subject != subject || version_of(head.number, head.at) != version) return;
    numbers[static_cast<std::size_t>(subject)] = head.number;
    begin(home, head);
  });
  fill({tx, numbers, home});
  auto said = standing(home, subject);
  if (!said) return fail(ErrorKind::NotFound, "This home has made no such statement");
  return std::move(*said);
}

std::optional<Statement> standing(const HomeSupply& home, Subject subject) {
  const auto value = [](const auto& stated) -> std::optional<Statement> {
    if (!stated) return std::nullopt;
    return Statement(stated->value);
  };
  switch (subject) {
    case Subject::Purpose: return value(home.purpose);
    case Subject::Rooms: return value(home.rooms);
    case Subject::Calendar: return value(home.calendar);
    case Subject::Residents: return value(home.residents);
    case Subject::Staffing: return value(home.staffing);
    case Subject::Team: return value(home.team);
    case Subject::Area: return value(home.area);
    case Subject::Services: return value(home.services);
    case Subject::Fees: return value(home.fees);
    case Subject::Contracts: return value(home.contracts);
    case Subject::Outcomes: return value(home.outcomes);
  }
  return std::nullopt;
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

  Standing stands(tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_statements"));
  Settler settler([&](const Head& head) {
    const auto home = home_at(head.urn);
    stands.set(head.number, home);
    begin(homes[home], head);
  });
  tx.each(kStatements, {cut}, [&](const db::Row& row) { settler.take(row); });
  settler.end();
  fill({tx, stands, homes});

  Notices notices;
  tx.each(kNotices, {day}, [&](const db::Row& row) { notices.take(row); });
  for (auto& notice : notices.in_force(day)) {
    const auto home = home_at(notice.urn);
    homes[home].notices.push_back(std::move(notice));
  }
  tx.each(kHolds, {cut}, [&](const db::Row& row) {
    auto hold = hold_from(row);
    const auto home = home_at(hold.urn);
    homes[home].holds.push_back(std::move(hold));
  });
  std::ranges::sort(homes, {}, &HomeSupply::urn);
  return homes;
}

}  // namespace rightplace::supply
