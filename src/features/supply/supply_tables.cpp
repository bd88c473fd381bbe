#include "features/supply/supply_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"

namespace rightplace::supply {
namespace {

template <class E, std::size_t N>
std::vector<std::string_view> codes_of(const EnumNames<E, N>& names) {
  std::vector<std::string_view> codes;
  for (const auto& row : names.rows) codes.push_back(row.code);
  return codes;
}

Field urn() { return {"urn", FieldKind::Urn, true, "Ofsted's number of the home"}; }
Field stated_at() { return {"stated_at", FieldKind::Moment, true, "When the home said so: a day, or a day and a time"}; }
Field text(std::string_view name, std::string_view meaning, bool required = false) { return {name, FieldKind::Text, required, meaning}; }
Field day(std::string_view name, std::string_view meaning, bool required = false) { return {name, FieldKind::Day, required, meaning}; }
Field flag(std::string_view name, std::string_view meaning) { return {name, FieldKind::Flag, false, meaning}; }
Field whole(std::string_view name, std::string_view meaning, std::int64_t low, std::int64_t high, bool required = false) {
  return {name, FieldKind::Whole, required, meaning, low, high};
}
template <class E, std::size_t N>
Field code(std::string_view name, std::string_view meaning, const EnumNames<E, N>& names, bool required = false) {
  return {name, FieldKind::Code, required, meaning, 0, 0, codes_of(names)};
}
template <class E, std::size_t N>
Field codes(std::string_view name, std::string_view meaning, const EnumNames<E, N>& names) {
  return {name, FieldKind::Codes, false, meaning, 0, 0, codes_of(names)};
}
Field one_of(std::string_view name, std::string_view meaning, std::vector<std::string_view> words, bool required = false) {
  return {name, FieldKind::Code, required, meaning, 0, 0, std::move(words)};
}

std::vector<std::string_view> all_risks() {
  auto risks = codes_of(kRisksToChild);
  for (const auto other : codes_of(kRisksToOthers))
    if (std::ranges::find(risks, other) == risks.end()) risks.push_back(other);
  return risks;
}

std::vector<Table> make_tables() {
  return {
      {"purposes", "The statement of purpose, one row for a home",
       {urn(), stated_at(), code("home_type", "Type of home", kHomeTypes), whole("age_from", "Youngest, in completed years", 0, 21),
        whole("age_to", "Oldest, in completed years", 0, 21), code("accepts", "Whom it takes", kHomeSexes),
        codes("declines", "Risks to others that it does not take", kRisksToOthers), flag("takes_solo", "Would keep the home to one child"),
        flag("takes_siblings", "Takes brothers and sisters together"), flag("takes_emergency", "Takes a child the same day"),
        codes("purposes", "What a placement may be for", kPurposes), codes("adaptations", "Adaptations of the whole home", kAdaptations),
        codes("features", "What children may wish for and the home has", kWishes), codes("cultures", "Faiths, food and languages that it keeps", kCultures),
        flag("education_on_site", "Has a school of its own"), text("therapy_model", "Name of the model of its therapy; \"none\" where there is no therapy"),
        whole("clinician_minutes", "Of a clinician, a week for each child", 0, 10'080), flag("therapy_supervised", "Clinicians are supervised"),
        flag("therapy_outcomes_measured", "The effect of therapy is measured")}},
      {"needs", "Part of the statement of purpose: one row for each need",
       {urn(), stated_at(), code("need", "Need", kNeeds, true), code("takes_from", "Lowest level it takes; not stated: from none", kNeedLevels),
        code("takes_to", "Highest level it takes", kNeedLevels), code("can_do", "Level that its staffing, training and record show", kNeedLevels)}},
      {"texts", "Part of the statement of purpose: one row for each matter that the home tells in its own words",
       {urn(), stated_at(), code("matter", "Matter", kMatters, true), {"words", FieldKind::Words, true, "What the home says of it"}}},
      {"rooms", "Bedrooms", {urn(), stated_at(), text("room", "What the home calls it", true), codes("adaptations", "Adaptations of the room", kAdaptations)}},
      {"calendar", "When rooms are free or out of use. A room without a free time is not free; one row without a room says that none is free",
       {urn(), stated_at(), text("room", "What the home calls it"), one_of("state", "Free, or out of use", {"free", "out_of_use"}), day("from", "First night"),
        day("until", "First night no longer; not stated: no end"), text("reason", "Why it is out of use"), whole("may_take", "Children it can take now, for staffing or the mix", 0, 200)}},
      {"residents", "Children who live there, without identity; one row without a token says that nobody does",
       {urn(), stated_at(), text("token", "A mark of the home's own: no name, no number used elsewhere"), text("room", "Room"), day("from", "First night"),
        day("until", "Planned day of leaving"), {"birth_month", FieldKind::Month, false, "Month of birth, YYYY-MM"}, code("sex", "Sex", kSexes),
        codes("poses", "Risks to others that are present; \"none\" when assessed and none is", kRisksToOthers),
        codes("poses_unknown", "Risks to others that are not known", kRisksToOthers),
        codes("vulnerable", "Risks to the child that are present; \"none\" when assessed and none is", kRisksToChild),
        codes("vulnerable_unknown", "Risks to the child that are not known", kRisksToChild)}, true},
      {"staffing", "Staff on duty and awake",
       {urn(), stated_at(), code("part_of_day", "Part of the day", kPartsOfDay, true), whole("on_duty", "Staff on duty and awake", 0, 500, true)}},
      {"team", "The team, one row for a home",
       {urn(), stated_at(), flag("manager_in_post", "There is a registered manager"), day("manager_since", "In post since"),
        whole("turnover_percent", "Of staff, a year", 0, 1'000), whole("agency_percent", "Of shifts", 0, 100),
        whole("qualified_percent", "Of care staff: Level 3, or within its time", 0, 100), flag("whole_team_training", "The whole team is trained in one method"),
        flag("reflective_supervision", "Supervision is reflective")}},
      {"area", "The location assessment: one row for each risk of the area",
       {urn(), stated_at(), one_of("kind", "A risk to the child there, or what the child's own risk would meet", {"to_child", "to_others"}),
        one_of("risk", "Risk", all_risks()), whole("level", "0 none, 1 low, 2 medium, 3 high", 0, 3), day("assessed_on", "Day of the assessment"),
        whole("mitigation_percent", "How far the home lessens these risks", 0, 100)}},
      {"services", "Local services confirmed; one row without a service says that none is",
       {urn(), stated_at(), code("service", "Service", kServices), day("confirmed_on", "Confirmed on")}},
      {"fees", "Fees of a week",
       {urn(), stated_at(), code("route", "How the place is bought", kRoutes, true), code("need_level", "Level of need", kNeedLevels, true),
        whole("weekly_pence", "Pence a week", 0, 100'000'000, true)}},
      {"contracts", "Who may buy on which contract; one row without an authority for sells_spot alone",
       {urn(), stated_at(), {"authority", FieldKind::Authority, false, "Authority: ONS code, DfE number or name"}, code("route", "How the place is bought", kRoutes),
        day("from", "From"), day("until", "Until before"), text("reference", "The contract's reference"), flag("sells_spot", "Sells places outside contracts")}},
      {"outcomes", "What became of earlier children",
       {urn(), stated_at(), code("kind", "What was counted", kOutcomeKinds, true), whole("cases", "Children, or endings", 0, 10'000, true),
        whole("successes", "Of them: made progress, or ended as planned", 0, 10'000, true)}},
      {"notices", "Notices of Ofsted; each stands until a later row of the same notice ends it",
       {urn(), stated_at(), code("kind", "Notice", kNoticeKinds, true), day("served_on", "In force from", true), day("until", "In force until before; not stated: until lifted")}},
      {"holds", "Rooms held for a child while an offer is open",
       {urn(), stated_at(), text("room", "Room", true), day("from", "First night", true), day("until", "First night no longer"),
        text("held_for", "Reference of the referral", true), {"held_until", FieldKind::Moment, true, "The hold lapses then"}}, true}};
}

std::optional<std::string> yes_or_no(std::string_view text) {
  const auto word = lower(trim(text));
  if (word == "yes" || word == "y" || word == "true" || word == "1") return "yes";
  if (word == "no" || word == "n" || word == "false" || word == "0") return "no";
  return std::nullopt;
}

std::string list_of(const std::vector<std::string_view>& codes) {
  std::vector<std::string> words(codes.begin(), codes.end());
  return join_words(words);
}

Result<std::string> checked_codes(const Field& field, std::string_view text) {
  std::string out;
  const auto plain = replace_all(replace_all(text, ",", " "), ";", " ");
  for (const auto word : split(plain, ' ')) {
    if (word.empty() || word == "none") continue;
    if (std::ranges::find(field.codes, word) == field.codes.end())
      return fail(ErrorKind::Invalid, fmt::format("holds \"{}\", which is none of {}", shown(word), list_of(field.codes)));
    (out += out.empty() ? "" : " ") += word;
  }
  return out;
}

}  // namespace

const Field* Table::field(std::string_view wanted) const {
  for (const auto& one : fields)
    if (one.name == wanted) return &one;
  return nullptr;
}

const std::vector<Table>& tables() {
  static const auto all = make_tables();
  return all;
}

const Table* table_named(std::string_view name) {
  for (const auto& table : tables())
    if (table.name == name) return &table;
  return nullptr;
}

std::optional<Instant> moment_named(std::string_view text) {
  text = trim(text);
  if (text.size() < 10) return std::nullopt;
  const auto date = parse_iso_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  if (text.size() == 10) return london_midnight(*date);
  if (text[10] != 'T' && text[10] != ' ') return std::nullopt;
  auto rest = text.substr(11);
  const auto two = [&](std::size_t at) -> std::optional<std::int64_t> {
    if (rest.size() < at + 2) return std::nullopt;
    return parse_integer(rest.substr(at, 2));
  };
  const auto hour = two(0);
  const auto minute = rest.size() > 2 && rest[2] == ':' ? two(3) : std::nullopt;
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
  rest.remove_prefix(5);
  std::int64_t second = 0;
  if (rest.starts_with(":")) {
    const auto said = two(1);
    if (!said || *said < 0 || *said > 59) return std::nullopt;
    second = *said;
    rest.remove_prefix(3);
    if (rest.starts_with(".")) rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  }
  std::int64_t ms = date->days() * std::int64_t{86'400'000} + (*hour * 3600 + *minute * 60 + second) * 1000;
  if (rest == "Z" || rest == "z") return Instant{ms};
  if (rest.empty()) return is_summer_time(Instant{ms - 3'600'000}) ? Instant{ms - 3'600'000} : Instant{ms};
  if ((rest[0] != '+' && rest[0] != '-') || rest.size() != 6 || rest[3] != ':') return std::nullopt;
  const auto hours = two(1);
  const auto minutes = two(4);
  if (!hours || !minutes || *hours < 0 || *hours > 14 || *minutes < 0 || *minutes > 59) return std::nullopt;
  const auto offset = (*hours * 60 + *minutes) * 60'000;
  return Instant{rest[0] == '+' ? ms - offset : ms + offset};
}

Result<std::string> checked_value(const Field& field, std::string_view said) {
  const auto text = trim(said);
  switch (field.kind) {
    case FieldKind::Urn: {
      std::string digits = upper(text);
      const bool social_care = digits.starts_with("SC");
      if (social_care) digits.erase(0, 2);
      const bool right = !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos && (social_care ? digits.size() == 6 : digits.size() >= 5 && digits.size() <= 7);
      if (!right) return fail(ErrorKind::Invalid, "is not a URN: SC and six digits, or five to seven digits");
      return (social_care ? "SC" : "") + digits;
    }
    case FieldKind::Moment:
      if (!moment_named(text)) return fail(ErrorKind::Invalid, "is not a moment; write it as 2026-03-02 or 2026-03-02T09:30");
      return std::string(text);
    case FieldKind::Day: {
      const auto date = parse_any_date(text);
      if (!date) return fail(ErrorKind::Invalid, "is not a date that exists; write it as 2026-03-02");
      return date->iso();
    }
    case FieldKind::Month:
      if (text.size() != 7 || !parse_iso_date(std::string(text) + "-01")) return fail(ErrorKind::Invalid, "is not a month; write it as 2011-05");
      return std::string(text);
    case FieldKind::Text:
      if (text.size() > 200) return fail(ErrorKind::Invalid, "is longer than 200 bytes");
      return squeeze(text);
    case FieldKind::Words:
      if (text.empty()) return fail(ErrorKind::Invalid, "is empty");
      if (text.size() > kLongestWords) return fail(ErrorKind::Invalid, fmt::format("is longer than {} bytes", kLongestWords));
      return replace_all(text, "\r\n", "\n");
    case FieldKind::Whole: {
      const auto number = parse_integer(text);
      if (!number || *number < field.low || *number > field.high)
        return fail(ErrorKind::Invalid, fmt::format("is not a whole number from {} to {}", grouped(field.low), grouped(field.high)));
      return std::to_string(*number);
    }
    case FieldKind::Flag: {
      auto answer = yes_or_no(text);
      if (!answer) return fail(ErrorKind::Invalid, "is neither yes nor no");
      return std::move(*answer);
    }
    case FieldKind::Code:
      if (std::ranges::find(field.codes, text) == field.codes.end()) return fail(ErrorKind::Invalid, fmt::format("is none of {}", list_of(field.codes)));
      return std::string(text);
    case FieldKind::Codes: return checked_codes(field, text);
    case FieldKind::Authority: {
      const auto authority = geography::find_authority(text);
      if (!authority) return fail(ErrorKind::Invalid, "is no local authority of England. " + authority.error().detail);
      return std::string((*authority)->code);
    }
  }
  return fail(ErrorKind::Invalid, "cannot be read");
}

std::optional<std::string> text_of(const json::Value& value) {
  if (const auto* text = value.as_string()) return *text;
  if (const auto* whole = value.as_integer()) return std::to_string(*whole);
  if (const auto* flag = value.as_bool()) return *flag ? "yes" : "no";
  if (const auto* items = value.as_array()) {
    if (items->empty()) return "none";
    std::string words;
    for (const auto& item : *items) {
      const auto* word = item.as_string();
      if (!word) return std::nullopt;
      (words += words.empty() ? "" : " ") += *word;
    }
    return words;
  }
  return std::nullopt;
}

json::Value schema() {
  const auto value_of = [](const Field& field) {
    json::Object value;
    switch (field.kind) {
      case FieldKind::Urn: value = {{"type", "string"}, {"pattern", "^(SC[0-9]{6}|[0-9]{5,7})$"}}; break;
      case FieldKind::Moment: value = {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?$"}}; break;
      case FieldKind::Day: value = {{"type", "string"}, {"format", "date"}}; break;
      case FieldKind::Month: value = {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}$"}}; break;
      case FieldKind::Text: value = {{"type", "string"}, {"maxLength", 200}}; break;
      case FieldKind::Words: value = {{"type", "string"}, {"minLength", 1}, {"maxLength", kLongestWords}}; break;
      case FieldKind::Whole: value = {{"type", "integer"}, {"minimum", field.low}, {"maximum", field.high}}; break;
      case FieldKind::Flag: value = {{"type", "boolean"}}; break;
      case FieldKind::Code: value = {{"enum", json::Array(field.codes.begin(), field.codes.end())}}; break;
      case FieldKind::Codes:
        value = {{"type", "array"}, {"items", json::Object{{"enum", json::Array(field.codes.begin(), field.codes.end())}}}};
        break;
      case FieldKind::Authority: value = {{"type", "string"}}; break;
    }
    value.set("description", field.meaning);
    return value;
  };
  json::Object properties{{"format", json::Object{{"const", "rightplace-supply-1"}}}};
  for (const auto& table : tables()) {
    json::Object fields;
    json::Array required;
    for (const auto& field : table.fields) {
      fields.set(field.name, value_of(field));
      if (field.required) required.emplace_back(field.name);
    }
    json::Object item{{"type", "object"}, {"properties", std::move(fields)}, {"required", std::move(required)}, {"additionalProperties", false}};
    properties.set(table.name, json::Object{{"type", "array"}, {"description", table.meaning}, {"items", std::move(item)}});
  }
  return json::Object{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                      {"title", "What homes can really do"},
                      {"description", "Read by: rightplace import supply FILE. The same tables may come as CSV files of these names."},
                      {"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", json::Array{"format"}},
                      {"additionalProperties", false}};
}

}  // namespace rightplace::supply
