#include "features/supplying/supplying_statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::supplying {
namespace {

using supply::Matter;
using supply::Subject;

template <class E, std::size_t N>
std::string label(const EnumNames<E, N>& names, const std::optional<E>& value) {
  return value ? std::string(names.label(*value)) : std::string();
}
template <class E, std::size_t N>
std::string labels(const EnumNames<E, N>& names, const std::optional<std::vector<E>>& values) {
  if (!values) return {};
  if (values->empty()) return "none of them";
  std::vector<std::string> words;
  for (const auto value : *values) words.emplace_back(names.label(value));
  return join_words(words);
}
std::string yes_no(const std::optional<bool>& value) { return !value ? "" : *value ? "yes" : "no"; }
std::string number(const std::optional<int>& value, std::string_view unit = {}) { return value ? fmt::format("{}{}", *value, unit) : std::string(); }

class Lines {
 public:
  void part(Part value) { part_ = value; }
  void add(std::string key, std::string_view label, std::string value) {
    if (!value.empty()) lines.push_back({part_, std::move(key), capitalised(label), std::move(value)});
  }
  std::vector<Line> lines;

 private:
  Part part_ = Part::Who;
};

void say(Lines& l, const supply::StatementOfPurpose& p) {
  l.part(Part::Who);
  l.add("home_type", "Type of home", label(kHomeTypes, p.home_type));
  l.add("age_from", "Youngest age", number(p.age_from));
  l.add("age_to", "Oldest age", number(p.age_to));
  l.add("accepts", "Takes", label(kHomeSexes, p.accepts));
  l.add("purposes", "A placement may be for", labels(kPurposes, p.purposes));
  l.add("takes_solo", "Would keep the home to one child", yes_no(p.takes_solo));
  l.add("takes_siblings", "Takes brothers and sisters together", yes_no(p.takes_siblings));
  l.add("takes_emergency", "Takes a child the same day", yes_no(p.takes_emergency));
  l.part(Part::Needs);
  for (const auto& n : p.needs) {
    std::string words;
    const auto from = n.takes_from.value_or(NeedLevel::None);
    if (n.takes_to && *n.takes_to == NeedLevel::None) words = "not taken";
    else if (n.takes_to) words = from == NeedLevel::None ? fmt::format("taken up to {}", kNeedLevels.label(*n.takes_to)) : fmt::format("taken from {} to {}", kNeedLevels.label(from), kNeedLevels.label(*n.takes_to));
    else if (n.takes_from) words = fmt::format("taken from {} on", kNeedLevels.label(from));
    if (n.can_do) words += (words.empty() ? "" : "; ") + (*n.can_do == NeedLevel::None ? std::string("can do none") : fmt::format("can do up to {}", kNeedLevels.label(*n.can_do)));
    l.add("need_" + std::string(kNeeds.code(n.need)), kNeeds.label(n.need), words.empty() ? "named without a level" : words);
  }
  l.part(Part::Risks);
  l.add("declines", "Risks to others that it does not take", labels(kRisksToOthers, p.declines));
  l.part(Part::Offers);
  l.add("adaptations", "Adaptations of the whole home", labels(kAdaptations, p.adaptations));
  l.add("features", "What children may wish for", labels(kWishes, p.features));
  l.add("cultures", "Culture, faith and language", labels(kCultures, p.cultures));
  l.part(Part::Education);
  l.add("education_on_site", "A school of its own", yes_no(p.education_on_site));
  l.add("therapy_model", "Model of therapy", !p.therapy_model ? "" : p.therapy_model->empty() ? "no therapy" : *p.therapy_model);
  l.add("clinician_minutes", "A clinician's time for each child", number(p.clinician_minutes, " minutes a week"));
  l.add("therapy_supervised", "Clinicians are supervised", yes_no(p.therapy_supervised));
  l.add("therapy_outcomes_measured", "The effect of therapy is measured", yes_no(p.therapy_outcomes_measured));
  for (const auto& info : parts())
    for (const auto matter : info.told) {
      l.part(info.part);
      l.add("told_" + std::string(supply::kMatters.code(matter)), supply::kMatters.label(matter), std::string(p.words(matter)));
    }
}
void say(Lines& l, const std::vector<supply::Room>& rooms) {
  for (const auto& room : rooms) l.add("room_" + room.room, "Room " + room.room, room.adaptations ? labels(kAdaptations, room.adaptations) : "adaptations not stated");
}
void say(Lines& l, const supply::Calendar& calendar) {
  l.add("may_take", "Children it can take now", number(calendar.may_take));
  for (const auto& free : calendar.free) l.add("free_" + free.room + free.nights.from.iso(), free.room + " is free", "from " + free.nights.from.words() + (free.nights.until ? " until " + free.nights.until->words() : ""));
  for (const auto& out : calendar.out_of_use)
    l.add("out_" + out.room + out.nights.from.iso(), out.room + " is out of use",
          "from " + out.nights.from.words() + (out.nights.until ? " until " + out.nights.until->words() : "") + (out.reason.empty() ? "" : ": " + out.reason));
}
void say(Lines& l, const std::vector<supply::Resident>& residents) { l.add("residents", "Children who live here", std::to_string(residents.size())); }
void say(Lines& l, const std::vector<supply::Staffing>& staffing) {
  l.part(Part::Staffing);
  for (const auto& s : staffing) l.add("on_duty_" + std::string(kPartsOfDay.code(s.part_of_day)), "Awake and on duty, " + std::string(kPartsOfDay.label(s.part_of_day)), std::to_string(s.on_duty));
}
void say(Lines& l, const supply::Team& t) {
  l.part(Part::Team);
  l.add("manager_in_post", "Registered manager in post", yes_no(t.manager_in_post));
  l.add("manager_since", "In post since", t.manager_since ? t.manager_since->words() : "");
  l.add("turnover_percent", "Turnover of staff, a year", number(t.turnover_percent, "%"));
  l.add("agency_percent", "Shifts by agency staff", number(t.agency_percent, "%"));
  l.add("qualified_percent", "Care staff with Level 3, or within its time", number(t.qualified_percent, "%"));
  l.add("whole_team_training", "Whole team trained in one method", yes_no(t.whole_team_training));
  l.add("reflective_supervision", "Supervision is reflective", yes_no(t.reflective_supervision));
}
void say(Lines& l, const supply::Area& area) {
  constexpr std::string_view kLevels[] = {"none", "low", "medium", "high"};
  l.part(Part::Area);
  l.add("assessed_on", "Assessed on", area.assessed_on ? area.assessed_on->words() : "");
  for (const auto& r : area.to_child) l.add("to_child_" + std::string(kRisksToChild.code(r.risk)), "Risk to a child there: " + std::string(kRisksToChild.label(r.risk)), std::string(kLevels[r.level]));
  for (const auto& r : area.to_others) l.add("to_others_" + std::string(kRisksToOthers.code(r.risk)), "What a child's own risk meets: " + std::string(kRisksToOthers.label(r.risk)), std::string(kLevels[r.level]));
  l.add("mitigation_percent", "How far the home lessens these risks", number(area.mitigation_percent, "%"));
}
void say(Lines& l, const std::vector<supply::ConfirmedService>& services) {
  l.part(Part::Services);
  for (const auto& s : services) l.add("service_" + std::string(kServices.code(s.service)), kServices.label(s.service), s.confirmed_on ? "confirmed on " + s.confirmed_on->words() : "confirmed");
}
void say(Lines& l, const std::vector<supply::Fee>& fees) {
  l.part(Part::Fees);
  auto by_need = fees;
  std::ranges::stable_sort(by_need, {}, [](const supply::Fee& f) { return std::pair(f.route, f.need_level); });
  for (const auto& f : by_need)
    l.add(fmt::format("fee_{}_{}", kRoutes.code(f.route), kNeedLevels.code(f.need_level)), fmt::format("{}, {} need", kRoutes.label(f.route), kNeedLevels.label(f.need_level)), pounds(f.rate.per_week) + " a week");
}
void say(Lines& l, const supply::Contracts& contracts) {
  l.add("sells_spot", "Sells places outside contracts", yes_no(contracts.sells_spot));
  for (const auto& a : contracts.access) l.add("contract_" + a.authority_code + std::string(kRoutes.code(a.route)) + a.from.iso() + a.reference, kRoutes.label(a.route), a.authority_code + " from " + a.from.words());
}
void say(Lines& l, const std::vector<supply::Outcome>& outcomes) {
  for (const auto& o : outcomes) l.add("outcome_" + std::string(supply::kOutcomeKinds.code(o.kind)), supply::kOutcomeKinds.label(o.kind), fmt::format("{} of {}", o.successes, o.cases));
}

}  // namespace

std::span<const PartInfo> parts() {
  static const std::vector<PartInfo> all = {
      {Part::Who, "who", "Who it is for", "Ages, girls or boys, what a placement may be for, and how admission is decided", Subject::Purpose, {Matter::Admission}},
      {Part::Needs, "needs", "Needs and levels", "For each need the levels that the home takes, and what it can show that it can do", Subject::Purpose, {}},
      {Part::Risks, "risks", "Risks not taken", "Risks to others that the home does not take", Subject::Purpose, {}},
      {Part::Offers, "offers", "Offers and adaptations", "The house, its area, activities, contact, culture, language and religion", Subject::Purpose,
       {Matter::Accommodation, Matter::Location, Matter::Beliefs, Matter::Activities, Matter::Contact}},
      {Part::Education, "education", "Education, health and therapy", "School, special educational needs, health care and therapy", Subject::Purpose,
       {Matter::SpecialEducation, Matter::Curriculum, Matter::LocalSchools, Matter::Healthcare}},
      {Part::Ethos, "ethos", "Ethos and an ordinary day", "What the home believes in, what a day is like, how children are heard", Subject::Purpose,
       {Matter::Ethos, Matter::Day, Matter::Consulting, Matter::Rights}},
      {Part::Protection, "protection", "Protection, behaviour and complaints", "Behaviour support and restraint, surveillance, policies and complaints", Subject::Purpose,
       {Matter::Behaviour, Matter::Surveillance, Matter::Policies, Matter::Complaints}},
      {Part::Staff, "staff", "Who runs the home", "Provider, responsible individual and manager; staff, structure and supervision", Subject::Purpose,
       {Matter::People, Matter::Experience, Matter::Structure, Matter::RoleModels}},
      {Part::Staffing, "staffing", "Staff on duty", "How many are on duty and awake in each part of the day", Subject::Staffing, {}},
      {Part::Team, "team", "The team in figures", "Manager in post, turnover, agency shifts, qualifications", Subject::Team, {}},
      {Part::Area, "area", "Area assessment", "The location assessment of regulation 46: risks of the area, and what the home does about them", Subject::Area, {}},
      {Part::Services, "services", "Local services", "Which services near the home you have confirmed, and when", Subject::Services, {}},
      {Part::Fees, "fees", "Fees", "What a week costs, by how the place is bought and the level of need", Subject::Fees, {}}};
  return all;
}

const PartInfo* part_named(std::string_view code) {
  const auto all = parts();
  const auto found = std::ranges::find(all, code, &PartInfo::code);
  return found == all.end() ? nullptr : &*found;
}

std::vector<Line> lines_of(const supply::Statement& statement) {
  Lines lines;
  std::visit([&](const auto& value) { say(lines, value); }, statement);
  std::ranges::stable_sort(lines.lines, {}, &Line::part);
  return std::move(lines.lines);
}

std::vector<Line> lines_of(const supply::Statement& statement, Part part) {
  auto lines = lines_of(statement);
  std::erase_if(lines, [&](const Line& line) { return line.part != part; });
  return lines;
}

std::vector<Difference> differences(const std::optional<supply::Statement>& before, const supply::Statement& after) {
  const auto old = before ? lines_of(*before) : std::vector<Line>{};
  const auto now = lines_of(after);
  std::vector<Difference> all;
  for (const auto& line : now) {
    const auto was = std::ranges::find(old, line.key, &Line::key);
    if (was == old.end()) all.push_back({line, ""});
    else if (was->value != line.value) all.push_back({line, was->value});
  }
  for (const auto& line : old)
    if (std::ranges::find(now, line.key, &Line::key) == now.end()) {
      all.push_back({line, line.value});
      all.back().line.value.clear();
    }
  std::ranges::stable_sort(all, {}, [](const Difference& d) { return d.line.part; });
  return all;
}

std::string in_words(const Difference& d) {
  if (d.before.empty()) return fmt::format("{}: {} (was not stated)", d.line.label, d.line.value);
  if (d.line.value.empty()) return fmt::format("{}: no longer stated (was: {})", d.line.label, d.before);
  return fmt::format("{}: {} (was: {})", d.line.label, d.line.value, d.before);
}

}  // namespace rightplace::supplying
