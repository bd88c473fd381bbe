#include "features/supplying/supplying_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/supplying/supplying_view.h"
#include "web/field.h"
#include "web/govuk/tables.h"

namespace rightplace::supplying {
namespace {

using supply::Subject;
using web::Form;
using web::Html;
namespace field = web::field;
namespace govuk = web::govuk;

constexpr std::string_view kNone = "none";

template <class T>
T stated(const std::optional<supply::Stated<T>>& value) {
  return value ? value->value : T{};
}

// ---- Kinds of questions: how each is shown, and read again.

template <class E, std::size_t N>
Html ask_codes(const Form& form, const EnumNames<E, N>& names, std::string name, std::string legend, std::string none, const std::optional<std::vector<E>>& value) {
  field::Checkboxes boxes{.name = std::move(name), .legend = std::move(legend), .choices = {}, .hint = "Tick all that apply. Nothing ticked means that you do not say"};
  for (const auto& row : names.rows) boxes.choices.push_back({std::string(row.code), capitalised(row.label)});
  boxes.choices.push_back({.value = "", .text = "", .divider = "or"});
  boxes.choices.push_back({std::string(kNone), std::move(none)});
  if (value) {
    for (const auto one : *value) boxes.values.emplace_back(names.code(one));
    if (value->empty()) boxes.values.emplace_back(kNone);
  }
  boxes.small = N > 8;
  return field::checkboxes(form, boxes);
}
template <class E, std::size_t N>
std::optional<std::vector<E>> codes_said(Form& form, const EnumNames<E, N>& names, const std::string& name) {
  std::vector<E> values;
  bool none = false;
  for (const auto& code : form.all(name)) {
    if (code == kNone) {
      none = true;
      continue;
    }
    const auto value = names.parse(code);
    if (!value) {
      form.fault(name, "Choose from the list");
      return std::nullopt;
    }
    if (std::ranges::find(values, *value) == values.end()) values.push_back(*value);
  }
  if (none && !values.empty()) form.fault(name, "Choose what applies, or that none does, but not both");
  if (!none && values.empty()) return std::nullopt;
  std::ranges::sort(values);
  return values;
}

template <class E, std::size_t N>
Html ask_code(const Form& form, const EnumNames<E, N>& names, std::string name, std::string label, const std::optional<E>& value) {
  field::Select select{.name = std::move(name), .label = std::move(label), .choices = {}, .value = value ? std::string(names.code(*value)) : "", .empty = "Not stated"};
  for (const auto& row : names.rows) select.choices.push_back({std::string(row.code), capitalised(row.label)});
  return field::select(form, select);
}
template <class E, std::size_t N>
std::optional<E> code_said(Form& form, const EnumNames<E, N>& names, const std::string& name) {
  const auto typed = form.typed(name);
  if (typed.empty()) return std::nullopt;
  const auto value = names.parse(typed);
  if (!value) form.fault(name, "Choose from the list");
  return value;
}

Html ask_flag(const Form& form, std::string name, std::string legend, const std::optional<bool>& value, std::string hint = {}) {
  return field::radios(form, {.name = std::move(name), .legend = std::move(legend), .choices = {{"yes", "Yes"}, {"no", "No"}, {"not_stated", "We do not say"}},
                              .value = !value ? "not_stated" : *value ? "yes" : "no", .hint = std::move(hint), .small = true});
}
std::optional<bool> flag_said(Form& form, const std::string& name) {
  const auto typed = form.typed(name);
  if (typed == "yes") return true;
  if (typed == "no") return false;
  if (!typed.empty() && typed != "not_stated") form.fault(name, "Choose yes, no or that you do not say");
  return std::nullopt;
}

Html ask_number(const Form& form, std::string name, std::string label, const std::optional<int>& value, std::string suffix = {}, std::string hint = {}) {
  return field::input(form, {.name = std::move(name), .label = std::move(label), .hint = std::move(hint), .value = value ? std::to_string(*value) : "", .inputmode = "numeric",
                             .width = field::Width::Of4, .suffix = std::move(suffix)});
}
std::optional<int> number_said(Form& form, const std::string& name, int low, int high, std::string_view what) {
  if (form.typed(name).empty()) return std::nullopt;
  const auto value = form.integer(name, low, high, fmt::format("{} must be a whole number from {} to {}", what, low, high));
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

// What the home says in its own words, with advice where it says what any home could.
Html ask_words(const Form& form, supply::Matter matter, const supply::StatementOfPurpose& p) {
  const std::string name(supply::kMatters.code(matter));
  const std::string stands(p.words(matter));
  auto asked = field::textarea(form, {.name = name, .label = std::string(supply::kMatters.label(matter)), .value = stands, .rows = 6, .longest = static_cast<int>(supply::kLongestWords)});
  for (const auto* phrase : generic_phrases_in(form.sent() ? form.typed(name) : stands))
    asked += govuk::inset_text({.text = web::html(R"(<p class="govuk-body"><strong>“{}” could stand in any home's statement.</strong></p><p class="govuk-body">{}</p>)", phrase->phrase, phrase->instead)});
  return asked;
}

Html cells(const Form& form, const std::string& name, std::string_view label, std::string value, const std::vector<field::Choice>& choices) {
  govuk::Select select{.name = name, .label = {.text = label, .classes = "govuk-visually-hidden"}, .items = {{"", "Not stated"}}, .value = {}};
  for (const auto& choice : choices) select.items.push_back({choice.value, choice.text});
  const auto fault = form.fault_of(name);
  if (!fault.empty()) select.error_message.text = fault;
  select.value = form.sent() ? form.typed(name) : std::move(value);
  return govuk::select(select);
}

template <class E, std::size_t N>
std::vector<field::Choice> choices_of(const EnumNames<E, N>& names) {
  std::vector<field::Choice> choices;
  for (const auto& row : names.rows) choices.push_back({std::string(row.code), capitalised(row.label)});
  return choices;
}
const std::vector<field::Choice> kRiskLevels = {{"0", "None"}, {"1", "Low"}, {"2", "Medium"}, {"3", "High"}};

// ---- Needs and their levels: one table.

Html ask_needs(const Form& form, const supply::StatementOfPurpose& p) {
  const auto levels = choices_of(kNeedLevels);
  govuk::Table table{.caption = "Needs and levels", .caption_classes = "govuk-visually-hidden", .head = {"Need", "Takes from", "Takes up to", "Can show that it can do"}, .first_cell_is_header = true};
  for (const auto& row : kNeeds.rows) {
    const auto found = std::ranges::find(p.needs, row.value, &supply::NeedOffer::need);
    const auto offer = found == p.needs.end() ? supply::NeedOffer{} : *found;
    const auto code = [](const std::optional<NeedLevel>& level) { return level ? std::string(kNeedLevels.code(*level)) : std::string(); };
    const std::string name(row.code);
    table.rows.push_back({capitalised(row.label), cells(form, "takes_from_" + name, fmt::format("{}: takes from", row.label), code(offer.takes_from), levels),
                          cells(form, "takes_to_" + name, fmt::format("{}: takes up to", row.label), code(offer.takes_to), levels),
                          cells(form, "can_do_" + name, fmt::format("{}: can show", row.label), code(offer.can_do), levels)});
  }
  return govuk::inset_text({.text = "“Takes up to: none” means that you do not take a child with this need. A need that you leave as not stated is not known to those who search, and counts neither for you nor against you."}) +
         govuk::scrolling(govuk::table(table), "Needs and levels");
}
void needs_said(Form& form, supply::StatementOfPurpose& p) {
  p.needs.clear();
  for (const auto& row : kNeeds.rows) {
    const std::string name(row.code);
    supply::NeedOffer offer{row.value, code_said(form, kNeedLevels, "takes_from_" + name), code_said(form, kNeedLevels, "takes_to_" + name), code_said(form, kNeedLevels, "can_do_" + name)};
    if (offer.takes_from && offer.takes_to && *offer.takes_to < *offer.takes_from) form.fault("takes_to_" + name, fmt::format("{}: the highest level must not be below the lowest", row.label));
    if (offer.takes_from || offer.takes_to || offer.can_do) p.needs.push_back(offer);
  }
}

// ---- The area: two lists of risks.

template <class E, std::size_t N, class There>
Html ask_risks(const Form& form, const EnumNames<E, N>& names, const std::string& prefix, std::string caption, const std::vector<There>& there) {
  govuk::Table table{.caption = std::move(caption), .caption_classes = "govuk-table__caption--m", .head = {"Risk", "Level there"}, .first_cell_is_header = true};
  for (const auto& row : names.rows) {
    const auto found = std::ranges::find(there, row.value, &There::risk);
    table.rows.push_back({capitalised(row.label), cells(form, prefix + std::string(row.code), fmt::format("{}: level", row.label), found == there.end() ? "" : std::to_string(found->level), kRiskLevels)});
  }
  return govuk::table(table);
}
template <class E, std::size_t N, class There>
void risks_said(Form& form, const EnumNames<E, N>& names, const std::string& prefix, std::vector<There>& there) {
  there.clear();
  for (const auto& row : names.rows) {
    const auto level = number_said(form, prefix + std::string(row.code), 0, 3, "The level");
    if (level) there.push_back({row.value, *level});
  }
}

// ---- Services near the home, each with the day on which somebody asked there.

Html ask_services(const Form& form, const std::vector<supply::ConfirmedService>& services) {
  field::Checkboxes boxes{.name = "services", .legend = "Services that you have confirmed", .choices = {}, .hint = "Tick a service when it has told you that it takes children who live here. What is not ticked is not confirmed"};
  for (const auto& row : kServices.rows) {
    const std::string code(row.code);
    const auto found = std::ranges::find(services, row.value, &supply::ConfirmedService::service);
    const bool there = found != services.end();
    if (there) boxes.values.push_back(code);
    boxes.choices.push_back({.value = code, .text = capitalised(row.label), .conditional = field::date(form, {.name = "confirmed_" + code, .legend = fmt::format("{}: confirmed on (optional)", capitalised(row.label)), .value = there ? found->confirmed_on : std::nullopt})});
  }
  return field::checkboxes(form, boxes);
}
std::vector<supply::ConfirmedService> services_said(Form& form) {
  std::vector<supply::ConfirmedService> services;
  for (const auto& code : form.all("services")) {
    const auto service = kServices.parse(code);
    if (!service) form.fault("services", "Choose from the list");
    else if (std::ranges::find(services, *service, &supply::ConfirmedService::service) == services.end()) services.push_back({*service, form.date("confirmed_" + code, "day on which it was confirmed", false)});
  }
  std::ranges::sort(services, {}, &supply::ConfirmedService::service);
  return services;
}

// ---- Fees: routes × levels.

std::string fee_name(Route route, NeedLevel level) { return fmt::format("fee_{}_{}", kRoutes.code(route), kNeedLevels.code(level)); }
Html ask_fees(const Form& form, const std::vector<supply::Fee>& fees) {
  govuk::Table table{.caption = "Fees a week in pounds", .caption_classes = "govuk-visually-hidden", .head = {"Level of need"}, .first_cell_is_header = true};
  for (const auto& route : kRoutes.rows) table.head.emplace_back(capitalised(route.label));
  for (const auto& level : kNeedLevels.rows) {
    std::vector<govuk::Cell> row{capitalised(level.label)};
    for (const auto& route : kRoutes.rows) {
      const auto found = std::ranges::find_if(fees, [&](const supply::Fee& fee) { return fee.route == route.value && fee.need_level == level.value; });
      const auto name = fee_name(route.value, level.value);
      auto shown = found == fees.end() ? std::string() : replace_all(pounds(found->rate.per_week), "£", "");
      if (form.sent()) shown = form.typed(name);
      govuk::Input input{.name = name, .label = {.text = fmt::format("{}, {} need, pounds a week", route.label, level.label), .classes = "govuk-visually-hidden"}, .value = shown, .inputmode = "decimal",
                         .classes = "govuk-input--width-5", .prefix = {.text = "£"}};
      if (const auto fault = form.fault_of(name); !fault.empty()) input.error_message.text = fault;
      row.emplace_back(govuk::input(input));
    }
    table.rows.push_back(std::move(row));
  }
  return govuk::inset_text({.text = "A placing authority that looks for a place sees the fee for its child. Other providers never do. Leave empty what you do not sell."}) + govuk::scrolling(govuk::table(table), "Fees");
}
std::vector<supply::Fee> fees_said(Form& form) {
  std::vector<supply::Fee> fees;
  for (const auto& route : kRoutes.rows)
    for (const auto& level : kNeedLevels.rows) {
      const auto name = fee_name(route.value, level.value);
      if (form.typed(name).empty()) continue;
      const auto fee = form.pounds(name, fmt::format("{}, {} need: enter pounds a week, such as 4,250", route.label, level.label));
      if (fee && fee->value > 100'000'000) form.fault(name, fmt::format("{}, {} need: a fee must be £1,000,000 a week or less", route.label, level.label));
      else if (fee) fees.push_back({route.value, level.value, WeeklyRate{*fee}});
    }
  return fees;
}

Html ask_who(const Form& form, const supply::StatementOfPurpose& p) {
  return ask_code(form, kHomeTypes, "home_type", "Type of home", p.home_type) + ask_number(form, "age_from", "Youngest age", p.age_from, "years", "Completed years, such as 11") +
         ask_number(form, "age_to", "Oldest age", p.age_to, "years", "The oldest age at which a child may come to live here") + ask_code(form, kHomeSexes, "accepts", "Whom the home takes", p.accepts) +
         ask_codes(form, kPurposes, "purposes", "What may a placement be for?", "None of these", p.purposes) + ask_flag(form, "takes_solo", "Would you keep the home to one child?", p.takes_solo) +
         ask_flag(form, "takes_siblings", "Do you take brothers and sisters together?", p.takes_siblings) + ask_flag(form, "takes_emergency", "Do you take a child on the same day?", p.takes_emergency);
}
void who_said(Form& form, supply::StatementOfPurpose& p) {
  p.home_type = code_said(form, kHomeTypes, "home_type");
  p.age_from = number_said(form, "age_from", 0, 21, "The youngest age");
  p.age_to = number_said(form, "age_to", 0, 21, "The oldest age");
  if (p.age_from && p.age_to && *p.age_to < *p.age_from) form.fault("age_to", "The oldest age must not be below the youngest");
  p.accepts = code_said(form, kHomeSexes, "accepts");
  p.purposes = codes_said(form, kPurposes, "purposes");
  p.takes_solo = flag_said(form, "takes_solo");
  p.takes_siblings = flag_said(form, "takes_siblings");
  p.takes_emergency = flag_said(form, "takes_emergency");
}

Html ask_education(const Form& form, const supply::StatementOfPurpose& p) {
  return ask_flag(form, "education_on_site", "Does the home have a school of its own?", p.education_on_site) +
         ask_flag(form, "has_therapy", "Does the home give therapy?", p.therapy_model ? std::optional(!p.therapy_model->empty()) : std::nullopt) +
         field::input(form, {.name = "therapy_model", .label = "Name of the model of therapy", .hint = "If there is one", .value = p.therapy_model.value_or(""), .width = field::Width::Of20}) +
         ask_number(form, "clinician_minutes", "A clinician's time for each child", p.clinician_minutes, "minutes a week") +
         ask_flag(form, "therapy_supervised", "Are the clinicians supervised?", p.therapy_supervised) + ask_flag(form, "therapy_outcomes_measured", "Is the effect of therapy measured?", p.therapy_outcomes_measured);
}
void education_said(Form& form, supply::StatementOfPurpose& p) {
  p.education_on_site = flag_said(form, "education_on_site");
  const auto gives = flag_said(form, "has_therapy");
  const auto model = form.optional_text("therapy_model", 200);
  if (gives == std::optional(true) && model.empty()) form.fault("therapy_model", "Enter the name of the model of therapy");
  if (gives == std::optional(false) && !model.empty()) form.fault("therapy_model", "A model is named although the home gives no therapy. Take the name out, or say that it does");
  p.therapy_model.reset();
  if (gives == std::optional(false)) p.therapy_model = "";
  else if (!model.empty()) p.therapy_model = model;
  p.clinician_minutes = number_said(form, "clinician_minutes", 0, 10'080, "A clinician's minutes a week");
  p.therapy_supervised = flag_said(form, "therapy_supervised");
  p.therapy_outcomes_measured = flag_said(form, "therapy_outcomes_measured");
}

Html ask_team(const Form& form, const supply::Team& t) {
  return ask_flag(form, "manager_in_post", "Is a registered manager in post?", t.manager_in_post) +
         field::date(form, {.name = "manager_since", .legend = "In post since", .hint = "For example, 27 3 2024", .value = t.manager_since}) +
         ask_number(form, "turnover_percent", "Turnover of staff", t.turnover_percent, "% a year", "Of a hundred staff, how many left in the last year") +
         ask_number(form, "agency_percent", "Shifts by agency staff", t.agency_percent, "%") +
         ask_number(form, "qualified_percent", "Care staff with the Level 3 diploma, or still within the time for it", t.qualified_percent, "%") +
         ask_flag(form, "whole_team_training", "Is the whole team trained in one method?", t.whole_team_training) + ask_flag(form, "reflective_supervision", "Is supervision reflective?", t.reflective_supervision);
}
supply::Team team_said(Form& form) {
  supply::Team t;
  t.manager_in_post = flag_said(form, "manager_in_post");
  t.manager_since = form.date("manager_since", "day since which the manager is in post", false);
  t.turnover_percent = number_said(form, "turnover_percent", 0, 1'000, "Turnover");
  t.agency_percent = number_said(form, "agency_percent", 0, 100, "Agency shifts");
  t.qualified_percent = number_said(form, "qualified_percent", 0, 100, "Qualified staff");
  t.whole_team_training = flag_said(form, "whole_team_training");
  t.reflective_supervision = flag_said(form, "reflective_supervision");
  return t;
}

}  // namespace

Html part_fields(const PartInfo& info, const Form& form, const supply::HomeSupply& home) {
  const auto p = stated(home.purpose);
  Html fields;
  switch (info.part) {
    case Part::Who: fields = ask_who(form, p); break;
    case Part::Needs: fields = ask_needs(form, p); break;
    case Part::Risks: fields = ask_codes(form, kRisksToOthers, "declines", "Which risks to others does the home not take?", "None: we look at each child", p.declines); break;
    case Part::Offers:
      fields = ask_codes(form, kAdaptations, "adaptations", "Adaptations of the whole home", "No adaptations", p.adaptations) +
               ask_codes(form, kWishes, "features", "What children may wish for and find here", "None of these", p.features) +
               ask_codes(form, kCultures, "cultures", "Culture, faith and language that the home keeps", "None of these in particular", p.cultures);
      break;
    case Part::Education: fields = ask_education(form, p); break;
    case Part::Ethos:
    case Part::Protection:
    case Part::Staff: break;
    case Part::Staffing: {
      const auto staffing = stated(home.staffing);
      for (const auto& row : kPartsOfDay.rows) {
        const auto found = std::ranges::find(staffing, row.value, &supply::Staffing::part_of_day);
        fields += ask_number(form, "on_duty_" + std::string(row.code), fmt::format("Awake and on duty, {}", row.label), found == staffing.end() ? std::nullopt : std::optional(found->on_duty), "staff");
      }
      break;
    }
    case Part::Team: fields = ask_team(form, stated(home.team)); break;
    case Part::Area: {
      const auto area = stated(home.area);
      fields = field::date(form, {.name = "assessed_on", .legend = "When was the area assessed?", .hint = "At least once a year, regulation 46. For example, 27 3 2026", .value = area.assessed_on}) +
               ask_risks(form, kRisksToChild, "to_child_", "Risks to a child in the area", area.to_child) +
               ask_risks(form, kRisksToOthers, "to_others_", "What a child's own risk would meet there", area.to_others) +
               ask_number(form, "mitigation_percent", "How far does the home lessen these risks?", area.mitigation_percent, "%");
      break;
    }
    case Part::Services: fields = ask_services(form, stated(home.services)); break;
    case Part::Fees: fields = ask_fees(form, stated(home.fees)); break;
  }
  for (const auto matter : info.told) fields += ask_words(form, matter, p);
  return fields;
}

supply::Statement part_said(const PartInfo& info, Form& form, const supply::HomeSupply& home) {
  switch (info.part) {
    case Part::Staffing: {
      std::vector<supply::Staffing> staffing;
      for (const auto& row : kPartsOfDay.rows)
        if (const auto count = number_said(form, "on_duty_" + std::string(row.code), 0, 500, "The number of staff")) staffing.push_back({row.value, *count});
      return staffing;
    }
    case Part::Team: return team_said(form);
    case Part::Area: {
      supply::Area area;
      area.assessed_on = form.date("assessed_on", "day of the assessment", false);
      risks_said(form, kRisksToChild, "to_child_", area.to_child);
      risks_said(form, kRisksToOthers, "to_others_", area.to_others);
      area.mitigation_percent = number_said(form, "mitigation_percent", 0, 100, "How far the home lessens the risks");
      return area;
    }
    case Part::Services: return services_said(form);
    case Part::Fees: return fees_said(form);
    default: break;
  }
  auto p = stated(home.purpose);
  switch (info.part) {
    case Part::Who: who_said(form, p); break;
    case Part::Needs: needs_said(form, p); break;
    case Part::Risks: p.declines = codes_said(form, kRisksToOthers, "declines"); break;
    case Part::Offers:
      p.adaptations = codes_said(form, kAdaptations, "adaptations");
      p.features = codes_said(form, kWishes, "features");
      p.cultures = codes_said(form, kCultures, "cultures");
      break;
    case Part::Education: education_said(form, p); break;
    default: break;
  }
  for (const auto matter : info.told) {
    std::erase_if(p.told, [&](const supply::Told& told) { return told.matter == matter; });
    auto words = form.optional_text(supply::kMatters.code(matter), supply::kLongestWords);
    if (!words.empty()) p.told.insert(std::ranges::upper_bound(p.told, matter, {}, &supply::Told::matter), {matter, std::move(words)});
  }
  return p;
}

}  // namespace rightplace::supplying
