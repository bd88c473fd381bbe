// The referral file: reading with every fault at its path, and writing.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/reference.h"
#include "base/text.h"
#include "features/referrals/referrals.h"
#include "features/referrals/referrals_standard.h"

namespace rightplace::referrals {
namespace {

constexpr std::size_t kMostItems = 100;       // of any list
constexpr std::size_t kLongestNotes = 4'000;  // bytes

constexpr std::string_view kLegalStatuses[] = {"C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3"};

template <class Names>
std::string codes_of(const Names& names) {
  std::vector<std::string> codes;
  for (const auto& row : names.rows) codes.emplace_back(row.code);
  return join(codes, ", ");
}

template <class Names>
auto coded(json::Fields& fields, std::string_view key, const Names& names) {
  using Value = decltype(names.rows[0].value);
  std::optional<std::decay_t<Value>> found;
  const auto text = fields.text(key);
  if (!text) return found;
  found = names.parse(*text);
  if (!found) fields.fault(key, fmt::format("should be one of {}, and is \"{}\"", codes_of(names), shown(*text)));
  return found;
}

const json::Array& items(json::Fields& fields, std::string_view key) {
  static const json::Array kNone;
  const auto& list = fields.array(key);
  if (list.size() <= kMostItems) return list;
  fields.fault(key, fmt::format("holds {} items; at most {} are read", list.size(), kMostItems));
  return kNone;
}

std::string item_key(std::string_view key, std::size_t index) { return fmt::format("{}[{}]", key, index); }

// A list of codes, none twice.
template <class Names>
auto coded_list(json::Fields& fields, std::string_view key, const Names& names) {
  std::vector<std::decay_t<decltype(names.rows[0].value)>> values;
  const auto& list = items(fields, key);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto* text = list[i].as_string();
    const auto value = text ? names.parse(*text) : std::nullopt;
    if (!value) fields.fault(item_key(key, i), fmt::format("should be one of {}, and is {}", codes_of(names), text ? "\"" + shown(*text) + "\"" : std::string(list[i].kind())));
    else if (std::ranges::find(values, *value) != values.end()) fields.fault(item_key(key, i), fmt::format("\"{}\" is there twice", *text));
    else values.push_back(*value);
  }
  return values;
}

bool is_urn(std::string_view text) {
  if (text.size() == 8 && text.starts_with("SC")) text.remove_prefix(2);
  return (text.size() == 6 || text.size() == 7) && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<std::string> urns(json::Fields& fields, std::string_view key) {
  std::vector<std::string> found;
  const auto& list = items(fields, key);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto* text = list[i].as_string();
    if (text && is_urn(*text)) found.push_back(*text);
    else fields.fault(item_key(key, i), "should be a home's URN: SC and six digits, or seven digits");
  }
  return found;
}

// LA1 4YW, LA1 4 or LA1: an area of one or two letters, a district of a digit and perhaps one more character, then the rest.
bool looks_like(Precision precision, std::string_view text) {
  const auto alpha = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto space = text.find(' ');
  const auto out = text.substr(0, space);
  const auto in = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
  std::size_t letters = 0;
  while (letters < out.size() && alpha(out[letters])) ++letters;
  const auto district = out.substr(letters);
  if (letters < 1 || letters > 2 || district.empty() || district.size() > 2 || !digit(district[0])) return false;
  if (district.size() == 2 && !digit(district[1]) && !alpha(district[1])) return false;
  switch (precision) {
    case Precision::OutwardCode: return space == std::string_view::npos;
    case Precision::Sector: return in.size() == 1 && digit(in[0]);
    case Precision::Postcode: return in.size() == 3 && digit(in[0]) && alpha(in[1]) && alpha(in[2]);
  }
  return false;
}

Where read_where(json::Fields& fields) {
  Where where;
  int given = 0;
  for (const auto& row : kPrecisions.rows) {
    const auto text = fields.text(row.code);
    if (!text) continue;
    ++given;
    where = {row.value, upper(squeeze(*text))};
    if (row.value == Precision::Postcode && where.text.find(' ') == std::string::npos && where.text.size() > 4) where.text.insert(where.text.size() - 3, " ");
    if (!looks_like(row.value, where.text)) fields.fault(row.code, fmt::format("is not {} such as {}", row.value == Precision::OutwardCode ? "an outward code" : "a " + std::string(row.label),
                                                                              row.value == Precision::Postcode ? "LA1 4YW" : row.value == Precision::Sector ? "LA1 4" : "LA1"));
  }
  if (given != 1) fields.fault("sector", "is needed, or one of postcode and outward_code in its place: exactly one of the three");
  return where;
}

bool is_month(std::string_view text) { return text.size() == 7 && parse_iso_date(std::string(text) + "-01").has_value(); }

std::string read_month(json::Fields& fields, std::string_view key) {
  auto text = fields.text(key).value_or("");
  if (!text.empty() && !is_month(text)) {
    fields.fault(key, fmt::format("should be a month such as 2011-04, and is \"{}\"", shown(text)));
    text.clear();
  }
  return text;
}

std::optional<int> read_age(json::Fields& fields, std::string_view key) {
  const auto age = fields.integer(key, 0, 17);
  return age ? std::optional(static_cast<int>(*age)) : std::nullopt;
}

std::vector<NeedStated> read_needs(json::Fields needs) {
  std::vector<NeedStated> stated;
  for (const auto& row : kNeeds.rows)
    if (const auto level = coded(needs, row.code, kNeedLevels)) stated.push_back({row.value, *level});
  needs.refuse_others();
  return stated;
}

template <class Kind, class Names>
std::vector<RiskStated<Kind>> read_risks(json::Fields& fields, std::string_view key, const Names& names, const Referral& referral, std::vector<FieldError>& faults) {
  std::vector<RiskStated<Kind>> stated;
  const auto& list = items(fields, key);
  for (std::size_t i = 0; i < list.size(); ++i) {
    json::Fields item(&list[i], fmt::format("{}.{}", fields.path(), item_key(key, i)), faults);
    if (!item.has("risk")) item.fault("risk", "is missing");
    const auto risk = coded(item, "risk", names);
    const auto level = coded(item, "level", kRiskLevels);
    const auto evidence = item.date("evidence_on");
    item.refuse_others();
    if (!risk) continue;
    if (std::ranges::find(stated, *risk, &RiskStated<Kind>::risk) != stated.end()) item.fault("risk", fmt::format("\"{}\" is there twice", names.code(*risk)));
    // The same file must not say yes here and no there.
    else if (!referral.has(*risk)) item.fault("risk", fmt::format("\"{}\" is not present according to Risks", names.code(*risk)));
    else stated.push_back({*risk, level, evidence});
  }
  return stated;
}

std::vector<PlaceThatMatters> read_places(json::Fields& fields, std::vector<FieldError>& faults) {
  std::vector<PlaceThatMatters> places;
  const auto& list = items(fields, "places");
  for (std::size_t i = 0; i < list.size(); ++i) {
    json::Fields item(&list[i], fields.path() + "." + item_key("places", i), faults);
    PlaceThatMatters place;
    if (!item.has("kind")) item.fault("kind", "is missing");
    place.kind = coded(item, "kind", kPlaceKinds).value_or(PlaceKind::Other);
    place.where = read_where(item);
    place.away = coded(item, "away_because", kAwayReasons);
    place.weight = item.number("weight", 0.01, 10).value_or(1);
    item.refuse_others();
    places.push_back(std::move(place));
  }
  return places;
}

std::vector<ExclusionZone> read_zones(json::Fields& fields, std::vector<FieldError>& faults) {
  std::vector<ExclusionZone> zones;
  const auto& list = items(fields, "exclusion_zones");
  for (std::size_t i = 0; i < list.size(); ++i) {
    json::Fields item(&list[i], fields.path() + "." + item_key("exclusion_zones", i), faults);
    ExclusionZone zone;
    zone.where = read_where(item);
    zone.radius_miles = item.required_number("radius_miles", 0.1, 200);
    if (!item.has("reason")) item.fault("reason", "is missing");
    zone.reason = coded(item, "reason", kZoneReasons).value_or(ZoneReason::Other);
    item.refuse_others();
    zones.push_back(std::move(zone));
  }
  return zones;
}

std::vector<NamedConflict> read_conflicts(json::Fields& fields, std::vector<FieldError>& faults) {
  std::vector<NamedConflict> conflicts;
  const auto& list = items(fields, "conflicts");
  for (std::size_t i = 0; i < list.size(); ++i) {
    json::Fields item(&list[i], fields.path() + "." + item_key("conflicts", i), faults);
    NamedConflict conflict{item.text("child_id").value_or(""), item.text("urn").value_or(""), item.text("resident").value_or("")};
    const bool ours = !conflict.child_id.empty() && conflict.urn.empty() && conflict.resident.empty();
    const bool listed = conflict.child_id.empty() && is_urn(conflict.urn) && !conflict.resident.empty();
    if (!ours && !listed) item.fault("child_id", "is needed, or else the urn of a home and the resident as the home lists them; never a name");
    item.refuse_others();
    conflicts.push_back(std::move(conflict));
  }
  return conflicts;
}

std::string read_reference(json::Fields& fields) {
  const auto reference = fields.text("reference").value_or("");
  if (!reference.empty() && !is_reference(reference, 'R')) fields.fault("reference", "should look like R-7K3M9Q");
  return reference;
}

std::vector<Sibling> read_siblings(json::Fields& fields, std::vector<FieldError>& faults) {
  std::vector<Sibling> siblings;
  const auto& list = items(fields, "siblings");
  for (std::size_t i = 0; i < list.size(); ++i) {
    json::Fields item(&list[i], fields.path() + "." + item_key("siblings", i), faults);
    Sibling sibling;
    sibling.reference = read_reference(item);
    sibling.sex = coded(item, "sex", kSexes);
    sibling.born_in = read_month(item, "born_in");
    sibling.age = read_age(item, "age");
    item.refuse_others();
    siblings.push_back(std::move(sibling));
  }
  return siblings;
}

Legal read_legal(json::Fields fields) {
  Legal legal;
  legal.status = fields.text("status").value_or("");
  if (!legal.status.empty() && std::ranges::find(kLegalStatuses, legal.status) == std::end(kLegalStatuses))
    fields.fault("status", fmt::format("should be a legal status of the SSDA903 return such as C2 or V2, and is \"{}\"", shown(legal.status)));
  legal.secure_order = fields.boolean("secure_order").value_or(false);
  legal.secure_order_until = fields.date("secure_order_until");
  if (legal.secure_order_until && !legal.secure_order) fields.fault("secure_order_until", "is given without secure_order");
  legal.seventy_two_hours = fields.boolean("seventy_two_hours").value_or(false);
  legal.secretary_of_state_approval = fields.boolean("secretary_of_state_approval").value_or(false);
  fields.refuse_others();
  return legal;
}

bool is_authority_code(std::string_view text) {
  return text.size() == 9 && text[0] == 'E' && std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

void check_age(json::Fields& fields, const Referral& referral) {
  if (referral.born_in.empty() == !referral.age.has_value()) {
    fields.fault("born_in", "is needed, or else age: exactly one of the two");
    return;
  }
  const auto day = referral.needed_on.value_or(referral.referred_on());
  if (referral.born_in.empty()) return;
  const auto age = rightplace::age_on(referral.born_between().second, day);
  if (referral.born_in > day.iso().substr(0, 7)) fields.fault("born_in", fmt::format("{} is after {}, when the place is needed", referral.born_in, day.words()));
  else if (age > 17) fields.fault("born_in", fmt::format("makes the child {} on {}; a children's home is for children under 18", age, day.words()));
}

void check_dates(json::Fields& fields, const Referral& referral) {
  if (!referral.needed_on && referral.status != Status::Draft) fields.fault("needed_on", "is missing; only a draft may leave it out");
  if (referral.needed_on && referral.planned_until && *referral.planned_until <= *referral.needed_on)
    fields.fault("planned_until", fmt::format("{} is not after needed_on, {}", referral.planned_until->iso(), referral.needed_on->iso()));
}

void check_siblings(json::Fields& fields, const Referral& referral) {
  if (referral.siblings.empty()) return;
  if (static_cast<int>(referral.siblings.size()) != referral.sibling_count())
    fields.fault("siblings", fmt::format("lists {}, and PlacementAvailability.siblingCount says {}", referral.siblings.size(), referral.sibling_count()));
  if (!referral.siblings_together) fields.fault("siblings_together", "is missing; say whether they must live together");
}

void read_extension(json::Fields fields, Referral& referral, std::vector<FieldError>& faults) {
  referral.reference = read_reference(fields);
  referral.status = coded(fields, "status", kStatuses).value_or(Status::Open);
  referral.authority_code = fields.required_text("authority_code");
  if (!referral.authority_code.empty() && !is_authority_code(referral.authority_code))
    fields.fault("authority_code", fmt::format("should be the authority's ONS code such as E10000017, and is \"{}\"", shown(referral.authority_code)));
  referral.child_id = fields.text("child_id").value_or("");
  referral.sex = coded(fields, "sex", kSexes);
  referral.born_in = read_month(fields, "born_in");
  referral.age = read_age(fields, "age");
  referral.needed_on = fields.date("needed_on");
  referral.planned_until = fields.date("planned_until");
  referral.urgency = coded(fields, "urgency", kUrgencies);
  referral.purpose = coded(fields, "purpose", kPurposes);
  referral.needs = read_needs(fields.object("needs"));
  referral.needs_complete = fields.boolean("needs_complete").value_or(false);
  referral.risks_to_child = read_risks<RiskToChild>(fields, "risks_to_child", kRisksToChild, referral, faults);
  referral.risks_to_others = read_risks<RiskToOthers>(fields, "risks_to_others", kRisksToOthers, referral, faults);
  referral.risk_times = coded_list(fields, "risk_times", kPartsOfDay);
  referral.places = read_places(fields, faults);
  referral.exclusion_zones = read_zones(fields, faults);
  referral.conflicts = read_conflicts(fields, faults);
  referral.wishes = coded_list(fields, "wishes", kWishes);
  referral.wanted_homes = urns(fields, "wanted_homes");
  referral.unwanted_homes = urns(fields, "unwanted_homes");
  referral.siblings_together = coded(fields, "siblings_together", kTogether);
  referral.siblings = read_siblings(fields, faults);
  referral.legal = read_legal(fields.object("legal"));
  referral.routes = coded_list(fields, "routes", kRoutes);
  referral.adaptations = coded_list(fields, "adaptations", kAdaptations);
  referral.schooling = coded(fields, "schooling", kSchoolings);
  referral.ehc_plan = fields.boolean("ehc_plan").value_or(false);
  referral.services = coded_list(fields, "services", kServices);
  referral.culture = coded_list(fields, "culture", kCultures);
  const auto earlier = fields.integer("earlier_placements", 0, 500);
  if (earlier) referral.earlier_placements = static_cast<int>(*earlier);
  referral.ethnic_group = coded(fields, "ethnic_group", kEthnicGroups);
  referral.disabled = fields.boolean("disabled");
  referral.unaccompanied = fields.boolean("unaccompanied");
  referral.notes = fields.text("notes").value_or("");
  if (referral.notes.size() > kLongestNotes) fields.fault("notes", fmt::format("is longer than {} bytes", kLongestNotes));
  fields.refuse_others();
  if (!faults.empty()) return;   // what follows compares values that must be right by themselves
  check_dates(fields, referral);
  check_age(fields, referral);
  check_siblings(fields, referral);
}

void warn_of_identity(const json::Value* text, std::string path, std::vector<FieldError>& warnings) {
  if (!text || !text->as_string()) return;
  const auto hints = identity_hints(*text->as_string());
  if (!hints.empty()) warnings.push_back({std::move(path), fmt::format("may tell who somebody is: it seems to hold {}. Take it out before the referral is sent", join_words(hints))});
}

void look_for_identity(const Referral& referral, std::vector<FieldError>& warnings) {
  for (const auto& [entity, name] : {std::pair{"PlacementAvailability", "preferredLocation"}, {"Risks", "riskOther"}, {"Risks", "riskToOthersOther"}}) {
    const auto* part = referral.standard.find(entity);
    warn_of_identity(part ? part->find(name) : nullptr, fmt::format("{}.{}", entity, name), warnings);
  }
  const json::Value notes(referral.notes);
  warn_of_identity(&notes, "rightplace.notes", warnings);
  for (std::size_t i = 0; i < referral.places.size(); ++i)
    if (referral.places[i].where.precision == Precision::Postcode)
      warnings.push_back({fmt::format("rightplace.places[{}].postcode", i), "is a full postcode; a sector such as LA1 4 is enough to measure by, and tells nobody a household"});
}

template <class Names, class Value>
json::Array codes(const Names& names, const std::vector<Value>& values) {
  json::Array list;
  for (const auto value : values) list.push_back(names.code(value));
  return list;
}

// Adds a member only where there is something to say, so that what was absent stays absent.
class Writer {
 public:
  template <class T>
  void maybe(std::string_view key, const std::optional<T>& value) {
    if (value) object_.set(key, *value);
  }
  template <class Names, class T>
  void maybe(std::string_view key, const Names& names, const std::optional<T>& value) {
    if (value) object_.set(key, names.code(*value));
  }
  void text(std::string_view key, const std::string& value) {
    if (!value.empty()) object_.set(key, value);
  }
  void list(std::string_view key, json::Array values) {
    if (!values.empty()) object_.set(key, std::move(values));
  }
  void flag(std::string_view key, bool value) {
    if (value) object_.set(key, true);
  }
  void object(std::string_view key, json::Object value) {
    if (!value.empty()) object_.set(key, std::move(value));
  }
  void set(std::string_view key, json::Value value) { object_.set(key, std::move(value)); }
  json::Object take() { return std::move(object_); }

 private:
  json::Object object_;
};

template <class Kind, class Names>
json::Array as_list(const std::vector<RiskStated<Kind>>& risks, const Names& names) {
  json::Array list;
  for (const auto& risk : risks) {
    Writer item;
    item.set("risk", names.code(risk.risk));
    item.maybe("level", kRiskLevels, risk.level);
    item.maybe("evidence_on", risk.evidence_on);
    list.push_back(item.take());
  }
  return list;
}

json::Array as_list(const std::vector<PlaceThatMatters>& places) {
  json::Array list;
  for (const auto& place : places) {
    Writer item;
    item.set("kind", kPlaceKinds.code(place.kind));
    item.set(kPrecisions.code(place.where.precision), place.where.text);
    item.maybe("away_because", kAwayReasons, place.away);
    item.set("weight", place.weight);
    list.push_back(item.take());
  }
  return list;
}

json::Array as_list(const std::vector<ExclusionZone>& zones) {
  json::Array list;
  for (const auto& zone : zones)
    list.push_back(json::Object{{std::string(kPrecisions.code(zone.where.precision)), zone.where.text}, {"radius_miles", zone.radius_miles}, {"reason", kZoneReasons.code(zone.reason)}});
  return list;
}

json::Array as_list(const std::vector<NamedConflict>& conflicts) {
  json::Array list;
  for (const auto& conflict : conflicts) {
    Writer item;
    item.text("child_id", conflict.child_id);
    item.text("urn", conflict.urn);
    item.text("resident", conflict.resident);
    list.push_back(item.take());
  }
  return list;
}

json::Array as_list(const std::vector<Sibling>& siblings) {
  json::Array list;
  for (const auto& sibling : siblings) {
    Writer item;
    item.text("reference", sibling.reference);
    item.maybe("sex", kSexes, sibling.sex);
    item.text("born_in", sibling.born_in);
    item.maybe("age", sibling.age);
    list.push_back(item.take());
  }
  return list;
}

json::Object as_object(const Legal& legal) {
  Writer out;
  out.text("status", legal.status);
  out.flag("secure_order", legal.secure_order);
  out.maybe("secure_order_until", legal.secure_order_until);
  out.flag("seventy_two_hours", legal.seventy_two_hours);
  out.flag("secretary_of_state_approval", legal.secretary_of_state_approval);
  return out.take();
}

json::Object extension(const Referral& referral) {
  Writer out;
  out.text("reference", referral.reference);
  out.set("status", kStatuses.code(referral.status));
  out.set("authority_code", referral.authority_code);
  out.text("child_id", referral.child_id);
  out.maybe("sex", kSexes, referral.sex);
  out.text("born_in", referral.born_in);
  out.maybe("age", referral.age);
  out.maybe("needed_on", referral.needed_on);
  out.maybe("planned_until", referral.planned_until);
  out.maybe("urgency", kUrgencies, referral.urgency);
  out.maybe("purpose", kPurposes, referral.purpose);
  Writer needs;
  for (const auto& need : referral.needs) needs.set(kNeeds.code(need.need), kNeedLevels.code(need.level));
  out.object("needs", needs.take());
  out.flag("needs_complete", referral.needs_complete);
  out.list("risks_to_child", as_list(referral.risks_to_child, kRisksToChild));
  out.list("risks_to_others", as_list(referral.risks_to_others, kRisksToOthers));
  out.list("risk_times", codes(kPartsOfDay, referral.risk_times));
  out.list("places", as_list(referral.places));
  out.list("exclusion_zones", as_list(referral.exclusion_zones));
  out.list("conflicts", as_list(referral.conflicts));
  out.list("wishes", codes(kWishes, referral.wishes));
  out.list("wanted_homes", {referral.wanted_homes.begin(), referral.wanted_homes.end()});
  out.list("unwanted_homes", {referral.unwanted_homes.begin(), referral.unwanted_homes.end()});
  out.maybe("siblings_together", kTogether, referral.siblings_together);
  out.list("siblings", as_list(referral.siblings));
  out.object("legal", as_object(referral.legal));
  out.list("routes", codes(kRoutes, referral.routes));
  out.list("adaptations", codes(kAdaptations, referral.adaptations));
  out.maybe("schooling", kSchoolings, referral.schooling);
  out.flag("ehc_plan", referral.ehc_plan);
  out.list("services", codes(kServices, referral.services));
  out.list("culture", codes(kCultures, referral.culture));
  out.maybe("earlier_placements", referral.earlier_placements);
  out.maybe("ethnic_group", kEthnicGroups, referral.ethnic_group);
  out.maybe("disabled", referral.disabled);
  out.maybe("unaccompanied", referral.unaccompanied);
  out.text("notes", referral.notes);
  return out.take();
}

// The text of the object that begins at `at`, by counting brackets outside strings; npos when it does not end.
std::size_t end_of_object(std::string_view text, std::size_t at) {
  int depth = 0;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::uint64_t line_of(std::string_view text, std::size_t at) { return 1 + static_cast<std::uint64_t>(std::ranges::count(text.substr(0, at), '\n')); }

}  // namespace

Result<Referral> read_referral(const json::Value& value, std::string_view source, std::vector<FieldError>& warnings) {
  std::vector<FieldError> faults;
  json::Fields fields(&value, "", faults);
  Referral referral;
  referral.standard = read_standard(fields, faults);
  if (!fields.has("rightplace")) fields.fault("rightplace", "is missing: the object with what the standard lacks (authority_code, needed_on, …)");
  else read_extension(fields.object("rightplace"), referral, faults);
  fields.refuse_others();
  if (!faults.empty()) {
    std::vector<std::string> lines;
    for (const auto& fault : faults) lines.push_back(fault.field.empty() ? fault.detail : fault.field + " " + fault.detail);
    return fail(ErrorKind::Invalid, fmt::format("{}: this referral has {}: {}.", source, plural(static_cast<std::int64_t>(faults.size()), "fault", "faults"), join(lines, "; ")),
                std::move(faults));
  }
  look_for_identity(referral, warnings);
  return referral;
}

json::Value as_json(const Referral& referral, Scope scope) {
  json::Object out = referral.standard;
  if (scope == Scope::Whole) out.set("rightplace", extension(referral));
  return out;
}

Result<std::vector<FileItem>> split_file(std::string_view text, std::string_view source) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  constexpr std::string_view kBlank = " \t\r\n";
  std::size_t at = text.find_first_not_of(kBlank);
  if (at == std::string_view::npos) return fail(ErrorKind::Invalid, fmt::format("{}: the file is empty; a referral file is JSON.", source));
  if (text[at] != '{' && text[at] != '[') return fail(ErrorKind::Invalid, fmt::format("{}: line {}: this is not a referral file, which is JSON and begins with {{ or [.", source, line_of(text, at)));
  const bool list = text[at] == '[';
  std::vector<FileItem> found;
  if (list) {
    RP_CHECK(json::parse(text, source));   // commas and the end of the list are checked here
    ++at;
  }
  std::uint64_t line = line_of(text, at);
  std::size_t counted = at;
  for (;;) {
    at = text.find_first_not_of(list ? " \t\r\n,]" : kBlank, at);
    if (at == std::string_view::npos) break;
    line += static_cast<std::uint64_t>(std::ranges::count(text.substr(counted, at - counted), '\n'));
    counted = at;
    if (text[at] != '{') return fail(ErrorKind::Invalid, fmt::format("{}: line {}: a referral should begin here with {{.", source, line));
    const auto end = end_of_object(text, at);
    if (end == std::string_view::npos) return fail(ErrorKind::Invalid, fmt::format("{}: line {}: the referral that begins here does not end; the file may be cut short.", source, line));
    RP_TRY(value, json::parse(text.substr(at, end - at), fmt::format("{}, referral from line {}", source, line)));
    found.push_back({line, std::move(value)});
    at = end;
  }
  return found;
}

}  // namespace rightplace::referrals
