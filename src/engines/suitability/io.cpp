#include "engines/suitability/io.h"

#include <fmt/format.h>

#include <type_traits>

#include "base/text.h"
#include "engines/suitability/rules.h"

namespace rightplace::suitability {
namespace {

using json::Array;
using json::Fields;
using json::Object;
using json::Value;

template <class T>
struct Names;
#define RP_NAMES(E, table) \
  template <>              \
  struct Names<E> {        \
    static constexpr const auto& rows = table; \
  }
RP_NAMES(Need, kNeeds);
RP_NAMES(Level, kLevels);
RP_NAMES(Vulnerability, kVulnerabilities);
RP_NAMES(Danger, kDangers);
RP_NAMES(Sex, kSexes);
RP_NAMES(Accepts, kAccepts);
RP_NAMES(HomeType, kHomeTypes);
RP_NAMES(Purpose, kPurposes);
RP_NAMES(Registration, kRegistrations);
RP_NAMES(Grade, kGrades);
RP_NAMES(Adaptation, kAdaptations);
RP_NAMES(Companions, kCompanions);
RP_NAMES(Wish, kWishes);
RP_NAMES(Service, kServices);
RP_NAMES(Culture, kCultures);
RP_NAMES(TimeBand, kTimeBands);
RP_NAMES(PlaceKind, kPlaceKinds);
RP_NAMES(AwayReason, kAwayReasons);
RP_NAMES(BusyKind, kBusyKinds);
#undef RP_NAMES

// Both archives walk the same list of fields (fields_of), so that what is written is what is read.
struct Writer;
struct Reader;

template <class A, class T>
void fields_of(A& archive, T& value);

struct Writer {
  Object out;

  void field(std::string_view key, const std::string& value) { if (!value.empty()) out.set(key, value); }
  void field(std::string_view key, bool value) { out.set(key, value); }
  void field(std::string_view key, Date value) { out.set(key, value); }
  void field(std::string_view key, double value) { out.set(key, value); }
  void field(std::string_view key, int value) { out.set(key, value); }
  void field(std::string_view key, std::uint16_t value) { if (value != 0) out.set(key, int{value}); }
  void field(std::string_view key, std::uint64_t value) { if (value != 0) out.set(key, fmt::format("{}", value)); }
  void field(std::string_view key, const WeeklyRate& value) { out.set(key, value.per_week.value); }
  template <class E>
    requires std::is_enum_v<E>
  void field(std::string_view key, E value) { out.set(key, Value(Names<E>::rows.code(value))); }
  template <class E>
  void field(std::string_view key, Set<E> set) {
    Array items;
    for (const auto& row : Names<E>::rows.rows)
      if (set.has(row.value)) items.emplace_back(row.code);
    out.set(key, std::move(items));
  }
  template <class T>
  void field(std::string_view key, const std::optional<T>& value) { if (value) field(key, *value); }
  template <class T>
  void field(std::string_view key, const std::vector<T>& values) {
    Array items;
    for (const auto& value : values) {
      if constexpr (std::is_same_v<T, std::string>) items.emplace_back(value);
      else if constexpr (std::is_same_v<T, std::uint64_t>) items.emplace_back(fmt::format("{}", value));
      else if constexpr (std::is_integral_v<T>) items.emplace_back(static_cast<std::int64_t>(value));
      else items.emplace_back(record(value));
    }
    out.set(key, std::move(items));
  }
  template <class T>
    requires std::is_class_v<T>
  void field(std::string_view key, const T& value) { out.set(key, record(value)); }
  template <class E, class T, std::size_t N>
  void by(std::string_view key, const std::array<std::optional<T>, N>& values) {
    Writer inner;
    for (std::size_t k = 0; k < N; ++k) inner.field(Names<E>::rows.code(static_cast<E>(k)), values[k]);
    if (!inner.out.empty()) out.set(key, std::move(inner.out));
  }
  template <class T>
  static Object record(const T& value) {
    Writer inner;
    fields_of(inner, value);
    return std::move(inner.out);
  }
};

struct Reader {
  Fields fields;
  std::vector<FieldError>& faults;

  void field(std::string_view key, std::string& value) { if (auto text = fields.text(key)) value = *text; }
  void field(std::string_view key, bool& value) { if (auto flag = fields.boolean(key)) value = *flag; }
  void field(std::string_view key, Date& value) { value = fields.required_date(key); }
  void field(std::string_view key, double& value) { if (auto number = fields.number(key)) value = *number; }
  void field(std::string_view key, int& value) { if (auto whole = fields.integer(key, -1'000'000, 1'000'000)) value = static_cast<int>(*whole); }
  void field(std::string_view key, std::uint16_t& value) { if (auto whole = fields.integer(key, 0, 65'535)) value = static_cast<std::uint16_t>(*whole); }
  void field(std::string_view key, std::uint64_t& value) { if (auto text = fields.text(key)) value = token(key, *text); }
  void field(std::string_view key, WeeklyRate& value) { if (auto whole = fields.integer(key, 0, 1'000'000'000)) value.per_week.value = *whole; }
  template <class E>
    requires std::is_enum_v<E>
  void field(std::string_view key, E& value) {
    if (const auto text = fields.text(key)) read_code(key, *text, value);
  }
  template <class E>
  void field(std::string_view key, Set<E>& set) {
    for (const auto& item : fields.array(key)) {
      E value{};
      if (const auto* text = item.as_string(); !text) fields.fault(key, fmt::format("should hold codes, and holds {}", item.kind()));
      else if (read_code(key, *text, value)) set.add(value);
    }
  }
  template <class T>
  void field(std::string_view key, std::optional<T>& value) {
    if (!fields.has(key)) {
      fields.value(key);
      return;
    }
    value.emplace();
    field(key, *value);
  }
  template <class T>
  void field(std::string_view key, std::vector<T>& values) {
    const auto& items = fields.array(key);
    for (std::size_t i = 0; i < items.size(); ++i) {
      T value{};
      if constexpr (std::is_same_v<T, std::string>) {
        if (const auto* text = items[i].as_string()) value = *text;
        else fields.fault(key, fmt::format("should hold strings, and holds {}", items[i].kind()));
      } else if constexpr (std::is_same_v<T, std::uint64_t>) {
        if (const auto* text = items[i].as_string()) value = token(key, *text);
        else fields.fault(key, fmt::format("should hold numbers written as strings, and holds {}", items[i].kind()));
      } else if constexpr (std::is_integral_v<T>) {
        const auto* whole = items[i].as_integer();
        if (whole && *whole >= 0 && static_cast<std::uint64_t>(*whole) <= std::numeric_limits<T>::max()) value = static_cast<T>(*whole);
        else fields.fault(key, fmt::format("should hold whole numbers from 0 to {}, and holds {}", std::numeric_limits<T>::max(), shown(items[i].dump())));
      } else {
        record(&items[i], path(fmt::format("{}[{}]", key, i)), faults, value);
      }
      values.push_back(std::move(value));
    }
  }
  template <class T>
    requires std::is_class_v<T>
  void field(std::string_view key, T& value) { if (const auto* found = fields.value(key)) record(found, path(key), faults, value); }
  template <class E, class T, std::size_t N>
  void by(std::string_view key, std::array<std::optional<T>, N>& values) {
    Reader inner{fields.object(key), faults};
    for (std::size_t k = 0; k < N; ++k) inner.field(Names<E>::rows.code(static_cast<E>(k)), values[k]);
    inner.fields.refuse_others();
  }
  template <class T>
  static void record(const Value* value, std::string path, std::vector<FieldError>& faults, T& into) {
    Reader inner{Fields(value, std::move(path), faults), faults};
    fields_of(inner, into);
    inner.fields.refuse_others();
  }

 private:
  std::string path(std::string_view key) const { return fields.path().empty() ? std::string(key) : fmt::format("{}.{}", fields.path(), key); }
  template <class E>
  bool read_code(std::string_view key, std::string_view text, E& value) {
    if (const auto found = Names<E>::rows.parse(text)) {
      value = *found;
      return true;
    }
    std::vector<std::string> codes;
    for (const auto& row : Names<E>::rows.rows) codes.emplace_back(row.code);
    fields.fault(key, fmt::format("should be one of {}, and is \"{}\"", join(codes, ", "), shown(text)));
    return false;
  }
  std::uint64_t token(std::string_view key, const std::string& text) {
    std::uint64_t value = 0;
    bool good = !text.empty() && text.size() <= 20;
    for (const char c : text) {
      const auto digit = static_cast<std::uint64_t>(c - '0');
      if (c < '0' || c > '9' || value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) good = false;
      else value = value * 10 + digit;
    }
    if (!good) fields.fault(key, fmt::format("should be a whole number written as a string, and is \"{}\"", shown(text)));
    return good ? value : 0;
  }
};

template <class T, class U>
concept Is = std::is_same_v<std::remove_const_t<T>, U>;

template <class A, class T>
void home_fields(A& a, T& home) {
  a.field("urn", home.urn);
  a.field("type", home.type);
  a.field("registration", home.registration);
  a.field("restricted", home.restricted);
  a.field("restricted_until", home.restricted_until);
  a.field("compliance_notice", home.compliance_notice);
  a.field("fragile_provider", home.fragile_provider);
  a.field("grade", home.grade);
  a.field("places", home.places);
  a.field("fee_pence_per_week", home.fee);
  a.field("authority", home.authority);
  a.field("operated_by", home.operated_by);
  a.field("location", home.location);
  a.field("age_from", home.age_from);
  a.field("age_to", home.age_to);
  a.field("accepts", home.accepts);
  a.template by<Need>("takes_from", home.takes_from);
  a.template by<Need>("takes_to", home.takes_to);
  a.template by<Need>("can_do", home.can_do);
  a.field("takes_solo", home.takes_solo);
  a.field("purposes", home.purposes);
  a.field("vacancy_stated_on", home.vacancy_stated_on);
  a.field("rooms", home.rooms);
  a.field("may_take", home.may_take);
  a.field("residents", home.residents);
  a.field("adaptations", home.adaptations);
  a.field("contracts", home.contracts);
  a.field("sells_spot", home.sells_spot);
  a.field("features", home.features);
  a.template by<Vulnerability>("area_vulnerability", home.area_vulnerability);
  a.template by<Danger>("area_danger", home.area_danger);
  a.field("mitigation_percent", home.mitigation_percent);
  a.field("education_on_site", home.education_on_site);
  a.field("school_place_confirmed", home.school_place_confirmed);
  a.field("services", home.services);
  a.field("culture", home.culture);
  a.template by<TimeBand>("staff_on_duty", home.staff_on_duty);
  a.field("manager_in_post", home.manager_in_post);
  a.field("manager_months", home.manager_months);
  a.field("turnover_percent", home.turnover_percent);
  a.field("agency_percent", home.agency_percent);
  a.field("qualified_percent", home.qualified_percent);
  a.field("team_training", home.team_training);
  a.field("reflective_supervision", home.reflective_supervision);
  a.field("therapy_model_named", home.therapy_model_named);
  a.field("clinician_minutes", home.clinician_minutes);
  a.field("therapy_supervised", home.therapy_supervised);
  a.field("therapy_outcomes_measured", home.therapy_outcomes_measured);
  a.field("progress", home.progress);
  a.field("unplanned_endings", home.unplanned_endings);
}

template <class A, class T>
void child_fields(A& a, T& child) {
  a.field("born_from", child.born_from);
  a.field("born_to", child.born_to);
  a.field("sex", child.sex);
  a.template by<Need>("needs", child.needs);
  a.field("poses", child.poses);
  a.field("vulnerable", child.vulnerable);
  a.field("companions", child.companions);
  a.field("adaptations", child.adaptations);
  a.field("exclusion_zones", child.exclusion_zones);
  a.field("conflicts", child.conflicts);
  a.field("places", child.places);
  a.field("wishes", child.wishes);
  a.field("wanted_homes", child.wanted_homes);
  a.field("unwanted_homes", child.unwanted_homes);
  a.field("services", child.services);
  a.field("culture", child.culture);
  a.field("risk_times", child.risk_times);
  a.field("background", child.background);
}

template <class A, class T>
void referral_fields(A& a, T& referral) {
  a.field("id", referral.id);
  a.field("children", referral.children);
  a.field("authority", referral.authority);
  a.field("adjoining", referral.adjoining);
  a.field("needed_on", referral.needed_on);
  a.field("planned_until", referral.planned_until);
  a.field("purpose", referral.purpose);
  a.field("contracts", referral.contracts);
  a.field("may_buy_spot", referral.may_buy_spot);
  a.field("secure", referral.secure);
}

template <class A, class T>
void fields_of(A& a, T& value) {
  if constexpr (Is<T, HomeFacts>) home_fields(a, value);
  else if constexpr (Is<T, Child>) child_fields(a, value);
  else if constexpr (Is<T, Referral>) referral_fields(a, value);
  else if constexpr (Is<T, Location>) a.field("easting", value.point.easting), a.field("northing", value.point.northing), a.field("within_miles", value.within_miles);
  else if constexpr (Is<T, RiskFacts<Danger>> || Is<T, RiskFacts<Vulnerability>>) a.field("present", value.present), a.field("unknown", value.unknown);
  else if constexpr (Is<T, Busy>) a.field("from", value.from), a.field("until", value.until), a.field("kind", value.kind), a.field("referral", value.referral);
  else if constexpr (Is<T, Room>) a.field("busy", value.busy), a.field("adaptations", value.adaptations);
  else if constexpr (Is<T, Record>) a.field("cases", value.cases), a.field("mean_permille", value.mean_permille);
  else if constexpr (Is<T, Resident>) {
    a.field("token", value.token);
    a.field("age", value.age);
    a.field("sex", value.sex);
    a.field("poses", value.poses);
    a.field("vulnerable", value.vulnerable);
    a.field("from", value.from);
    a.field("until", value.until);
  } else if constexpr (Is<T, MatteringPlace>) {
    a.field("kind", value.kind);
    a.field("where", value.where);
    a.field("weight", value.weight);
    a.field("away", value.away);
  } else if constexpr (Is<T, ExclusionZone>) {
    a.field("easting", value.centre.easting);
    a.field("northing", value.centre.northing);
    a.field("radius_miles", value.radius_miles);
  } else if constexpr (Is<T, Background>) {
    a.field("ethnic_group", value.ethnic_group);
    a.field("disabled", value.disabled);
    a.field("unaccompanied", value.unaccompanied);
  } else if constexpr (Is<T, SecureGate>) {
    a.field("order_from", value.order_from);
    a.field("order_until", value.order_until);
    a.field("seventy_two_hours", value.seventy_two_hours);
    a.field("minister_approved_under_13", value.minister_approved_under_13);
    a.field("accommodated_16_plus", value.accommodated_16_plus);
  }
}

tl::unexpected<Error> refused(std::string_view what, std::vector<FieldError> faults) {
  auto detail = fmt::format("The {} cannot be read: {} {}{}", what, faults[0].field, faults[0].detail, faults.size() == 1 ? "." : fmt::format(" (and {} more).", faults.size() - 1));
  return fail(ErrorKind::Invalid, std::move(detail), std::move(faults));
}

}  // namespace

Value to_json(const HomeFacts& home) { return Writer::record(home); }
Value to_json(const Referral& referral) { return Writer::record(referral); }

Value to_json(const Problem& problem) {
  Array homes;
  for (const auto& home : problem.supply->homes()) homes.push_back(to_json(home));
  return Object{{"as_at", problem.as_at}, {"referral", to_json(problem.referral)}, {"policy", to_json(problem.policy)}, {"homes", std::move(homes)}};
}

Result<Problem> read_problem(const Value& value) {
  std::vector<FieldError> faults;
  Problem problem;
  Fields top(&value, "", faults);
  problem.as_at = top.required_date("as_at");
  if (!top.has("referral")) top.fault("referral", "is missing");
  Reader::record(top.value("referral"), "referral", faults, problem.referral);
  std::vector<HomeFacts> homes;
  const auto& items = top.array("homes");
  for (std::size_t i = 0; i < items.size(); ++i) Reader::record(&items[i], fmt::format("homes[{}]", i), faults, homes.emplace_back());
  if (const auto* policy = top.value("policy")) {
    RP_TRY(read, read_policy(*policy));
    problem.policy = std::move(read);
  }
  top.refuse_others();
  if (!faults.empty()) return refused("problem", std::move(faults));
  RP_TRY(supply, Supply::make(std::move(homes)));
  problem.supply = std::move(supply);
  RP_CHECK(check_problem(problem));
  return problem;
}

}  // namespace rightplace::suitability
