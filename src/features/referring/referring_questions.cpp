// What is asked for a referral, part by part, in the order in which people write it.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
using Choices = std::vector<field::Choice>;

template <class Names>
Choices choices_of(const Names& names) {
  Choices all;
  for (const auto& row : names.rows) all.push_back({std::string(row.code), capitalised(row.label)});
  return all;
}
// Choices of the standard are their own codes.
Choices said(std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
  Choices choices;
  for (const auto& [value, text] : all) choices.push_back({std::string(value), std::string(text)});
  return choices;
}

Task needs() {
  Task task{"needs", "Needs and their levels", "Say for each need how great it is, or that there is none. What nobody assessed, providers will ask.", {}};
  for (const auto& row : kNeeds.rows) task.questions.push_back({.name = fmt::format("need-{}", row.code), .label = capitalised(row.label), .kind = Kind::One, .needed = true, .choices = choices_of(kNeedLevels)});
  return task;
}

template <class Names>
void add_risks(Task& task, const Names& names, std::string_view towards, std::string_view heading) {
  const auto levels = said({{"none", "No known risk"}, {"present", "Present, how great is not known"}, {"low", "Low"}, {"medium", "Medium"}, {"high", "High"}});
  bool first = true;
  for (const auto& row : names.rows) {
    const auto name = fmt::format("risk-{}-{}", towards, row.code);
    task.questions.push_back({.name = name, .label = capitalised(row.label), .kind = Kind::One, .needed = true, .choices = levels, .heading = first ? std::string(heading) : std::string()});
    if (row.code == "other") task.questions.push_back({.name = name + "-words", .label = "Which one, in a few words", .kind = Kind::Text});
    task.questions.push_back({.name = name + "-on", .label = fmt::format("Latest evidence of {}", row.label), .kind = Kind::Day, .hint = "Leave it empty where there is none"});
    first = false;
  }
}
Task risks() {
  Task task{"risks", "Risks", "Say of each whether it is known. “No known risk” is an answer too: providers rely on it.", {}};
  add_risks(task, kRisksToChild, "child", "What may happen to the child");
  add_risks(task, kRisksToOthers, "others", "What the child may do to others");
  task.questions.push_back({.name = "risk_times", .label = "When are the risks greatest?", .kind = Kind::Many, .choices = choices_of(kPartsOfDay), .heading = "Time of day"});
  return task;
}

constexpr int kPlaces = 4, kZones = 3, kPeople = 2;
Task places() {
  Task task{"places", "Places and people", "Where the child should be near, and where or with whom they must not live. Write a sector (LA1 4) or the first half of a postcode (LA1): never a whole address.", {}};
  for (int i = 1; i <= kPlaces; ++i) {
    const auto heading = fmt::format("Place that matters {}", i);
    task.questions.push_back({.name = fmt::format("place-{}-kind", i), .label = fmt::format("Place {}: what is there", i), .kind = Kind::One, .choices = choices_of(referrals::kPlaceKinds), .heading = heading});
    task.questions.push_back({.name = fmt::format("place-{}-where", i), .label = fmt::format("Place {}: where", i), .kind = Kind::Text, .hint = "LA1 4 or LA1"});
    task.questions.push_back({.name = fmt::format("place-{}-away", i), .label = fmt::format("Place {}: away from it is better because of", i), .kind = Kind::One, .choices = choices_of(referrals::kAwayReasons), .hint = "Leave it empty where near is better"});
  }
  for (int i = 1; i <= kZones; ++i) {
    task.questions.push_back({.name = fmt::format("zone-{}-where", i), .label = fmt::format("Area {}: around where", i), .kind = Kind::Text, .hint = "LA1 4 or LA1", .heading = fmt::format("Area to stay out of {}", i)});
    task.questions.push_back({.name = fmt::format("zone-{}-miles", i), .label = fmt::format("Area {}: how many miles round it", i), .kind = Kind::Number, .hint = "1 to 200"});
    task.questions.push_back({.name = fmt::format("zone-{}-reason", i), .label = fmt::format("Area {}: why", i), .kind = Kind::One, .choices = choices_of(referrals::kZoneReasons)});
  }
  for (int i = 1; i <= kPeople; ++i)
    task.questions.push_back({.name = fmt::format("apart-{}-own", i), .label = fmt::format("Child {} with whom the child must not live: your authority’s own id", i), .kind = Kind::Text, .hint = "Never a name", .heading = i == 1 ? "People to stay away from" : ""});
  for (int i = 1; i <= kPeople; ++i) {
    task.questions.push_back({.name = fmt::format("apart-{}-urn", i), .label = fmt::format("Resident {} with whom the child must not live: URN of the home", i), .kind = Kind::Text});
    task.questions.push_back({.name = fmt::format("apart-{}-resident", i), .label = fmt::format("Resident {}: as the home lists them", i), .kind = Kind::Text, .hint = "A letter or number, never a name"});
  }
  task.questions.push_back({.name = "preferred_location", .label = "Where would be best, in words", .kind = Kind::Text, .heading = "Anything else about where"});
  return task;
}

Task wishes() {
  return {"wishes", "The child’s wishes", "Ask the child before homes are looked for (Children Act 1989 section 22(4)). What they want is weighed in every search and shown to them later.",
          {{.name = "asked", .label = "Has the child been asked?", .kind = Kind::One, .needed = true, .choices = said({{"yes", "Yes"}, {"no", "No, and this is why"}})},
           {.name = "not_asked_because", .label = "Why not", .kind = Kind::Text, .hint = "Only if the child was not asked"},
           {.name = "wishes", .label = "What does the child wish for?", .kind = Kind::Many, .choices = choices_of(kWishes)},
           {.name = "companions", .label = "With whom would it be best to live?", .kind = Kind::One, .needed = true,
            .choices = said({{"No preference", "No preference"}, {"Solo placement recommended", "Alone"}, {"With other children recommended", "With other children"}, {"Only with other older children", "Only with older children"}, {"Only with other younger children", "Only with younger children"}})},
           {.name = "pets", .label = "Can the child live with pets?", .kind = Kind::One, .needed = true, .choices = said({{"Yes - must", "There must be pets"}, {"Yes - can", "Yes"}, {"No", "No"}, {"Not Known", "Not known"}})},
           {.name = "wanted_homes", .label = "URNs of homes the child asked for", .kind = Kind::Text, .hint = "With spaces between them"},
           {.name = "unwanted_homes", .label = "URNs of homes the child asked not to live in", .kind = Kind::Text, .hint = "With spaces between them"}}};
}

constexpr int kSiblings = 4;
Task siblings() {
  Task task{"siblings", "Brothers and sisters", "Those for whom a home is looked for too.", {{.name = "count", .label = "How many brothers and sisters should be placed with the child?", .kind = Kind::Number, .needed = true, .hint = "0 if none"}, {.name = "together", .label = "Should they live together?", .kind = Kind::One, .choices = choices_of(referrals::kTogether), .hint = "Needed as soon as there is one"}}};
  for (int i = 1; i <= kSiblings; ++i) {
    task.questions.push_back({.name = fmt::format("sibling-{}-sex", i), .label = fmt::format("Brother or sister {}", i), .kind = Kind::One, .choices = said({{"female", "Sister"}, {"male", "Brother"}}), .heading = i == 1 ? "Each of them" : ""});
    task.questions.push_back({.name = fmt::format("sibling-{}-age", i), .label = fmt::format("Age of brother or sister {}", i), .kind = Kind::Number});
    task.questions.push_back({.name = fmt::format("sibling-{}-reference", i), .label = fmt::format("Their own referral {}, if there is one", i), .kind = Kind::Text, .hint = "R-7K3M9Q"});
  }
  return task;
}

Task when() {
  const auto suits = said({{"Preferred", "Preferred"}, {"Suitable but not preferred", "Suitable, not preferred"}, {"Unsuitable", "Not suitable"}, {"Not specified", "Not decided"}});
  return {"when", "When, how soon and what for", "",
          {{.name = "needed_on", .label = "First night on which a place is needed", .kind = Kind::Day, .needed = true},
           {.name = "urgency", .label = "How soon", .kind = Kind::One, .needed = true, .choices = choices_of(referrals::kUrgencies)},
           {.name = "planned_until", .label = "Day on which the child is to leave, if it is planned", .kind = Kind::Day},
           {.name = "purpose", .label = "What is the placement for?", .kind = Kind::One, .needed = true, .choices = choices_of(kPurposes)},
           {.name = "residential", .label = "A children’s home is", .kind = Kind::One, .needed = true, .choices = suits, .heading = "What kind of care suits"},
           {.name = "foster", .label = "Foster care is", .kind = Kind::One, .needed = true, .choices = suits},
           {.name = "supported", .label = "Supported accommodation is", .kind = Kind::One, .needed = true, .choices = suits},
           {.name = "support", .label = "Support beyond the home’s own", .kind = Kind::One,
            .choices = said({{"additional supervision", "Additional supervision"}, {"therapeutic support", "Therapeutic support"}, {"a worker for respite", "A worker for respite"}, {"taxis to school", "Taxis to school"}, {"NA", "None"}, {"other (please specify)", "Another (say it in the notes)"}})},
           {.name = "earlier", .label = "Earlier placements", .kind = Kind::Number, .hint = "How many there were"}}};
}

Task school() {
  return {"school", "School, health and culture", "",
          {{.name = "schooling", .label = "Where will the child learn?", .kind = Kind::One, .needed = true, .choices = choices_of(referrals::kSchoolings)},
           {.name = "ehc_plan", .label = "The child has an education, health and care plan", .kind = Kind::Tick},
           {.name = "services", .label = "Local services that the child needs", .kind = Kind::Many, .choices = choices_of(kServices)},
           {.name = "communication", .label = "Has the child communication needs?", .kind = Kind::One, .needed = true, .choices = said({{"Y", "Yes"}, {"N", "No"}, {"Not Specified", "Not known"}}), .heading = "Communication"},
           {.name = "languages", .label = "Which?", .kind = Kind::Many, .choices = said({{"ESOL", "English as another language"}, {"BSL", "British Sign Language"}, {"Makaton", "Makaton"}, {"Other", "Another"}})},
           {.name = "cultural", .label = "Must a culture, faith or language be kept?", .kind = Kind::One, .needed = true, .choices = said({{"Required", "Yes"}, {"Not required", "No"}, {"Not Known", "Not known"}, {"Other", "Other (say it in the notes)"}}), .heading = "Culture and faith"},
           {.name = "culture", .label = "Which?", .kind = Kind::Many, .choices = choices_of(kCultures)},
           {.name = "adapted", .label = "Does the child need a home that is adapted?", .kind = Kind::One, .needed = true, .choices = said({{"yes", "Yes"}, {"no", "No"}}), .heading = "Adaptations"},
           {.name = "adaptations", .label = "What does the child need?", .kind = Kind::Many, .choices = choices_of(kAdaptations)},
           {.name = "disabled", .label = "Is the child disabled?", .kind = Kind::One, .choices = said({{"yes", "Yes"}, {"no", "No"}}), .hint = "Only for the report on fairness"},
           {.name = "ethnic_group", .label = "Ethnic group", .kind = Kind::One, .choices = choices_of(referrals::kEthnicGroups), .hint = "Only for the report on fairness; it is never part of a score"}}};
}

Task law() {
  return {"law", "Law and funding", "",
          {{.name = "status", .label = "Legal status", .kind = Kind::One, .needed = true,
            .choices = said({{"C1", "C1: interim care order"}, {"C2", "C2: full care order"}, {"D1", "D1: freeing order"}, {"E1", "E1: placement order"}, {"V2", "V2: section 20"}, {"V3", "V3: series of short breaks, each recorded"}, {"V4", "V4: series of short breaks, the agreement recorded"}, {"L1", "L1: police protection in authority accommodation"}, {"L2", "L2: emergency protection order"}, {"L3", "L3: child assessment order"}, {"J1", "J1: remanded to authority accommodation"}, {"J2", "J2: detained under PACE"}, {"J3", "J3: youth rehabilitation order with residence"}})},
           {.name = "liberty", .label = "Is the child to be deprived of liberty?", .kind = Kind::One, .needed = true, .choices = said({{"no", "No"}, {"yes", "Yes, by a court’s order"}})},
           {.name = "secure_order", .label = "There is a secure order (Children Act 1989 section 25)", .kind = Kind::Tick},
           {.name = "secure_until", .label = "Until when the secure order stands", .kind = Kind::Day},
           {.name = "seventy_two", .label = "Up to 72 hours without an order (SI 1991/1505 regulation 10)", .kind = Kind::Tick},
           {.name = "approval", .label = "The Secretary of State has approved it (under 13)", .kind = Kind::Tick},
           {.name = "routes", .label = "How may the place be bought?", .kind = Kind::Many, .choices = choices_of(kRoutes), .hint = "None ticked: every way that the authority has"}}};
}

Task notes() {
  return {"notes", "Notes", "What a home should know to say whether it could be right: strengths first. No name, no address, no date of birth: a home sees it before it knows who the child is.",
          {{.name = "notes", .label = "What else matters?", .kind = Kind::Long}}};
}

std::vector<field::Choice> with_none(const Question& question) {
  auto all = question.choices;
  all.insert(all.begin(), {"", question.needed ? "Not answered yet" : "Not said"});
  return all;
}

}  // namespace

const std::vector<Task>& tasks() {
  static const std::vector<Task> kTasks{needs(), risks(), places(), wishes(), siblings(), when(), school(), law(), notes()};
  return kTasks;
}

const Task* find_task(std::string_view code) {
  const auto found = std::ranges::find(tasks(), code, &Task::code);
  return found == tasks().end() ? nullptr : &*found;
}

Html field_of(const Form& form, const Question& question) {
  const auto field = [&]() -> Html {
    switch (question.kind) {
      case Kind::One: return field::select(form, {.name = question.name, .label = question.label, .choices = with_none(question), .hint = question.hint});
      case Kind::Many: return field::checkboxes(form, {.name = question.name, .legend = question.label, .choices = question.choices, .hint = question.hint, .small = true});
      case Kind::Text: return field::input(form, {.name = question.name, .label = question.label, .hint = question.hint, .autocomplete = "off", .width = field::Width::TwoThirds});
      case Kind::Long: return field::textarea(form, {.name = question.name, .label = question.label, .hint = question.hint, .rows = 12, .longest = 3000});
      case Kind::Day: return field::date(form, {.name = question.name, .legend = question.label, .hint = question.hint});
      case Kind::Number: return field::input(form, {.name = question.name, .label = question.label, .hint = question.hint, .autocomplete = "off", .inputmode = "numeric", .width = field::Width::Of3});
      case Kind::Tick: return field::tick(form, {.name = question.name, .text = question.label, .hint = question.hint});
    }
    return {};
  }();
  return question.heading.empty() ? field : web::html(R"(<h2 class="govuk-heading-m">{}</h2>{})", question.heading, field);
}

std::string words_of(const Form& form, const Question& question) {
  const auto label = [&](const std::string& value) {
    const auto found = std::ranges::find(question.choices, value, &field::Choice::value);
    return found == question.choices.end() ? value : found->text;
  };
  switch (question.kind) {
    case Kind::One: return form.typed(question.name).empty() ? std::string() : label(form.typed(question.name));
    case Kind::Many: {
      std::vector<std::string> words;
      for (const auto& value : form.all(question.name)) words.push_back(label(value));
      return join(words, "; ");
    }
    case Kind::Day: {
      auto copy = form;
      const auto day = copy.date(question.name, "day", false);
      return day ? day->words() : std::string();
    }
    case Kind::Tick: return form.typed(question.name) == "yes" ? "Yes" : "";
    case Kind::Text:
    case Kind::Long:
    case Kind::Number: return form.typed(question.name);
  }
  return {};
}

}  // namespace rightplace::referring
