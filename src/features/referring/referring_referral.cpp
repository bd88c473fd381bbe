// From the answers to a referral of the standard.

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "base/reference.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {
namespace {

using json::Object;
using referrals::Referral;

// A file may lack an entity of which it says nothing.
Object& entity_of(Referral& referral, std::string_view name) {
  auto& entity = referral.standard[name];
  if (!entity.as_object()) entity = Object{};
  return *entity.as_object();
}

// How much the forms hold.
constexpr std::size_t kMostPlaces = 4, kMostZones = 3, kMostResidents = 2, kMostSiblings = 4;
template <class List>
void drop_first(List& list, std::size_t count) {
  list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), count)));
}

// What is being read of one part: faults stand in the form.
struct Reading {
  db::Read& tx;
  const vault::Vault& vault;
  const Draft& draft;
  Form& form;
  Referral& referral;
  Date today;

  std::string text(std::string_view name) const { return form.typed(name); }
  bool is(std::string_view name, std::string_view value) const { return form.typed(name) == value; }
  std::optional<Date> day(std::string_view name) { return form.date(name, "date", false); }
  std::optional<std::int64_t> number(std::string_view name, std::int64_t low, std::int64_t high) {
    if (text(name).empty()) return std::nullopt;
    return form.integer(name, low, high, fmt::format("Enter a whole number from {} to {}", low, high));
  }
  template <class Names>
  auto code(std::string_view name, const Names& names) const { return names.parse(form.typed(name)); }
  template <class Names>
  auto codes(std::string_view name, const Names& names) const {
    std::vector<std::decay_t<decltype(names.rows[0].value)>> all;
    for (const auto& value : form.all(name))
      if (const auto one = names.parse(value); one && std::ranges::find(all, *one) == all.end()) all.push_back(*one);
    return all;
  }
  Object& entity(std::string_view name) { return entity_of(referral, name); }

  std::optional<referrals::Where> where(std::string_view name) {
    const auto typed = upper(squeeze(text(name)));
    if (typed.empty()) return std::nullopt;
    using enum referrals::Precision;
    if (geography::Postcode::parse(typed + " 1AA")) return referrals::Where{OutwardCode, typed};
    if (const auto whole = geography::Postcode::parse(typed + "AA"); whole && whole->sector() == typed) return referrals::Where{Sector, typed};
    form.fault(name, geography::Postcode::parse(typed) ? "Enter a sector such as LA1 4: a full postcode may tell a household" : "Enter a sector such as LA1 4, or the first half of a postcode such as LA1");
    return std::nullopt;
  }
  std::vector<std::string> urns(std::string_view name) {
    std::vector<std::string> all;
    const auto typed = squeeze(upper(replace_all(text(name), ",", " ")));
    for (const auto& one : split(typed, ' ')) {
      if (one.empty()) continue;
      const auto digits = one.starts_with("SC") ? one.substr(2) : one;
      const bool fine = (digits.size() == 6 || (digits.size() == 7 && digits.size() == one.size())) && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
      if (!fine) form.fault(name, "Enter URNs: SC and six digits, or seven digits, with spaces between them");
      else all.emplace_back(one);
    }
    return all;
  }
};

void read_needs(Reading& in) {
  bool all = true;
  for (const auto& row : kNeeds.rows) {
    const auto level = in.code(fmt::format("need-{}", row.code), kNeedLevels);
    if (level) in.referral.needs.push_back({row.value, *level});
    else all = false;
  }
  in.referral.needs_complete = all;
}

template <class Kind, class Names>
void read_risks_of(Reading& in, const Names& names, std::string_view towards, std::span<const std::string_view> standard, std::vector<referrals::RiskStated<Kind>>& stated) {
  for (std::size_t i = 0; i < names.rows.size(); ++i) {
    const auto& row = names.rows[i];
    const auto name = fmt::format("risk-{}-{}", towards, row.code);
    const auto level = in.text(name);
    const auto evidence = in.day(name + "-on");
    if (evidence && *evidence > in.today) in.form.fault(name + "-on", "The evidence must be of today or earlier");
    const bool present = !level.empty() && level != "none";
    if (evidence && !present) in.form.fault(name, "There is evidence: say how great the risk is");
    if (row.code == "other") {
      const auto words = in.form.optional_text(name + "-words", 200);
      if (present && words.empty()) in.form.fault(name + "-words", "Say which risk it is");
      if (!present && !words.empty()) in.form.fault(name, "Say how great this risk is");
      if (!present || words.empty()) continue;
      in.entity("Risks").set(standard[i], words);
    } else {
      if (!present) continue;
      in.entity("Risks").set(standard[i], "Risk Present");
    }
    stated.push_back({row.value, referrals::kRiskLevels.parse(level), evidence});
  }
}
void read_risks(Reading& in) {
  static constexpr std::string_view kToChild[] = {"riskSelfHarm", "riskSexualExploitation", "riskCriminalExploitation", "riskDrugAlcohol", "riskEatingDisorder", "riskMissing", "riskOther"};
  static constexpr std::string_view kToOthers[] = {"riskToOthersPhysical", "riskToOthersSexual", "riskToOthersFire", "riskToOthersAnimals", "riskToOthersCriminal", "riskToOthersOther"};
  static_assert(std::size(kToChild) == kRisksToChild.rows.size() && std::size(kToOthers) == kRisksToOthers.rows.size());
  read_risks_of(in, kRisksToChild, "child", kToChild, in.referral.risks_to_child);
  read_risks_of(in, kRisksToOthers, "others", kToOthers, in.referral.risks_to_others);
  in.referral.risk_times = in.codes("risk_times", kPartsOfDay);
}

void read_places(Reading& in) {
  for (int i = 1; i <= 4; ++i) {
    const auto name = [&](std::string_view part) { return fmt::format("place-{}-{}", i, part); };
    const auto kind = in.code(name("kind"), referrals::kPlaceKinds);
    const auto away = in.code(name("away"), referrals::kAwayReasons);
    const auto where = in.where(name("where"));
    if (where && !kind) in.form.fault(name("kind"), "Say what is there");
    if ((kind || away) && in.text(name("where")).empty()) in.form.fault(name("where"), "Say where it is");
    if (kind && where) in.referral.places.push_back({*kind, *where, away, 1});
  }
  for (int i = 1; i <= 3; ++i) {
    const auto name = [&](std::string_view part) { return fmt::format("zone-{}-{}", i, part); };
    const auto where = in.where(name("where"));
    const auto miles = in.number(name("miles"), 1, 200);
    const auto reason = in.code(name("reason"), referrals::kZoneReasons);
    if (in.text(name("where")).empty() && in.text(name("miles")).empty() && !reason) continue;
    if (in.text(name("where")).empty()) in.form.fault(name("where"), "Say around where the child must not live");
    if (in.text(name("miles")).empty()) in.form.fault(name("miles"), "Enter how many miles, from 1 to 200");
    if (!reason) in.form.fault(name("reason"), "Say why");
    if (where && miles && reason) in.referral.exclusion_zones.push_back({*where, static_cast<double>(*miles), *reason});
  }
  for (int i = 1; i <= 2; ++i) {
    const auto own = fmt::format("apart-{}-own", i), urn = fmt::format("apart-{}-urn", i), resident = fmt::format("apart-{}-resident", i);
    if (const auto typed = in.text(own); !typed.empty()) {
      const auto other = children::find_own(in.tx, in.vault, in.draft.authority_code, typed);
      if (!other) in.form.fault(own, "Your authority has no child with this id here");
      else if (*other == in.draft.child) in.form.fault(own, "This is the child for whom the referral is");
      else if (std::ranges::find(in.referral.conflicts, other->text(), &referrals::NamedConflict::child_id) == in.referral.conflicts.end()) in.referral.conflicts.push_back({other->text(), {}, {}});
    }
    const auto homes = in.urns(urn);
    const auto who = in.form.optional_text(resident, 40);
    if (homes.size() > 1) in.form.fault(urn, "Enter one URN");
    if (!in.text(urn).empty() && who.empty()) in.form.fault(resident, "Say whom, as the home lists them");
    if (in.text(urn).empty() && !who.empty()) in.form.fault(urn, "Enter the URN of the home in which they live");
    if (homes.size() == 1 && !who.empty()) in.referral.conflicts.push_back({{}, homes.front(), who});
  }
  if (const auto words = in.form.optional_text("preferred_location", 300); !words.empty()) in.entity("PlacementAvailability").set("preferredLocation", words);
}

void append_note(Referral& referral, std::string_view words) {
  if (!words.empty()) referral.notes += (referral.notes.empty() ? "" : "\n\n") + std::string(words);
}

void read_wishes(Reading& in) {
  in.referral.wishes = in.codes("wishes", kWishes);
  const auto because = in.form.optional_text("not_asked_because", 300);
  if (in.is("asked", "no") && because.empty()) in.form.fault("not_asked_because", "Say why the child was not asked");
  if (in.is("asked", "no") && !because.empty()) append_note(in.referral, not_asked_note(because));
  if (in.is("asked", "yes") && !because.empty()) in.form.fault("asked", "Either the child was asked, or there is a reason why not");
  auto& requirements = in.entity("PlacementRequirements");
  if (const auto companions = in.text("companions"); !companions.empty()) requirements.set("livingCompanions", companions);
  if (const auto pets = in.text("pets"); !pets.empty()) requirements.set("pets", pets);
  in.referral.wanted_homes = in.urns("wanted_homes");
  in.referral.unwanted_homes = in.urns("unwanted_homes");
}

void read_siblings(Reading& in) {
  const auto count = in.number("count", 0, 20);
  in.referral.siblings_together = in.code("together", referrals::kTogether);
  if (count && *count > 0 && !in.referral.siblings_together) in.form.fault("together", "Say whether they should live together");
  for (int i = 1; i <= 4; ++i) {
    const auto name = [&](std::string_view part) { return fmt::format("sibling-{}-{}", i, part); };
    const auto sex = in.code(name("sex"), kSexes);
    const auto age = in.number(name("age"), 0, 17);
    const auto reference = upper(in.text(name("reference")));
    if (!reference.empty() && !is_reference(reference, 'R')) in.form.fault(name("reference"), "Enter a referral’s number such as R-7K3M9Q");
    if (sex || age || !reference.empty()) in.referral.siblings.push_back({reference, sex, {}, age ? std::optional(static_cast<int>(*age)) : std::nullopt});
  }
  if (!in.referral.siblings.empty() && count && *count != std::ssize(in.referral.siblings)) in.form.fault("count", fmt::format("You describe {}. Describe each of them, or none", in.referral.siblings.size()));
  if (!in.referral.siblings.empty() && !count && in.text("count").empty()) in.form.fault("count", "Enter how many there are");
  if (count) in.entity("PlacementAvailability").set("siblingCount", *count);
}

void read_when(Reading& in) {
  auto& referral = in.referral;
  referral.needed_on = in.day("needed_on");
  referral.planned_until = in.day("planned_until");
  if (referral.needed_on && *referral.needed_on < in.today) in.form.fault("needed_on", "The first night must be today or later");
  if (referral.needed_on && referral.planned_until && *referral.planned_until <= *referral.needed_on) in.form.fault("planned_until", "The child leaves after the first night");
  referral.urgency = in.code("urgency", referrals::kUrgencies);
  if (referral.urgency) in.entity("PlacementAvailability").set("neededBy", *referral.urgency == referrals::Urgency::SameDay ? "Today" : *referral.urgency == referrals::Urgency::Within5Days ? "in less than 5 days" : "in more than 5 days");
  referral.purpose = in.code("purpose", kPurposes);
  auto& suits = in.entity("PlacementRecommendation");
  for (const auto& [name, key] : {std::pair("residential", "residentialCareSuitability"), {"foster", "fosterCareSuitability"}, {"supported", "supportedAccommodationSuitability"}})
    if (const auto value = in.text(name); !value.empty()) suits.set(key, value);
  if (const auto support = in.text("support"); !support.empty()) in.entity("PlacementRequirements").set("additionalSupport", support);
  if (const auto earlier = in.number("earlier", 0, 500)) referral.earlier_placements = static_cast<int>(*earlier);
}

void read_school(Reading& in) {
  auto& referral = in.referral;
  auto& requirements = in.entity("PlacementRequirements");
  referral.schooling = in.code("schooling", referrals::kSchoolings);
  referral.ehc_plan = in.is("ehc_plan", "yes");
  referral.services = in.codes("services", kServices);
  if (const auto value = in.text("communication"); !value.empty()) requirements.set("communicationNeeds", value);
  json::Array languages;
  for (const auto& one : in.form.all("languages")) languages.push_back(one);
  if (!languages.empty() && !in.is("communication", "Y")) in.form.fault("communication", "You name a communication need: answer yes");
  if (!languages.empty()) requirements.set("specificCommunicationRequirements", std::move(languages));
  if (const auto value = in.text("cultural"); !value.empty()) requirements.set("culturalNeeds", value);
  referral.culture = in.codes("culture", kCultures);
  if (!referral.culture.empty() && in.is("cultural", "Not required")) in.form.fault("cultural", "You name what must be kept: answer yes");
  referral.adaptations = in.codes("adaptations", kAdaptations);
  if (!referral.adaptations.empty() && in.is("adapted", "no")) in.form.fault("adapted", "You name adaptations: answer yes");
  if (in.is("adapted", "yes") && referral.adaptations.empty()) in.form.fault("adaptations", "Say what the child needs");
  requirements.set("homeAdaptation", in.is("adapted", "yes"));
  if (!in.text("disabled").empty()) referral.disabled = in.is("disabled", "yes");
  referral.ethnic_group = in.code("ethnic_group", referrals::kEthnicGroups);
}

void read_law(Reading& in) {
  auto& legal = in.referral.legal;
  legal.status = in.text("status");
  legal.secure_order = in.is("secure_order", "yes");
  legal.secure_order_until = in.day("secure_until");
  if (legal.secure_order_until && !legal.secure_order) in.form.fault("secure_order", "Tick this if there is a secure order");
  legal.seventy_two_hours = in.is("seventy_two", "yes");
  legal.secretary_of_state_approval = in.is("approval", "yes");
  if (const auto liberty = in.text("liberty"); !liberty.empty()) in.entity("PlacementRequirements").set("deprivationOfLiberty", liberty == "yes");
  in.referral.routes = in.codes("routes", kRoutes);
}

void read_notes(Reading& in) { append_note(in.referral, in.form.optional_text("notes", 3000)); }

void read_task(Reading& in, std::string_view task) {
  if (task == "needs") read_needs(in);
  else if (task == "risks") read_risks(in);
  else if (task == "places") read_places(in);
  else if (task == "wishes") read_wishes(in);
  else if (task == "siblings") read_siblings(in);
  else if (task == "when") read_when(in);
  else if (task == "school") read_school(in);
  else if (task == "law") read_law(in);
  else if (task == "notes") read_notes(in);
}

void check_choices(const Task& task, Form& form, bool finished) {
  const auto known = [](const Question& question, const std::string& value) { return std::ranges::find(question.choices, value, &web::field::Choice::value) != question.choices.end(); };
  for (const auto& question : task.questions) {
    if (question.kind == Kind::Many) {
      for (const auto& value : form.all(question.name))
        if (!known(question, value)) form.fault(question.name, "Choose from the list");
      continue;
    }
    if (question.kind == Kind::Day) {
      if (finished && question.needed && words_of(form, question).empty() && form.fault_of(question.name).empty()) form.date(question.name, "date", true);
      continue;
    }
    const auto typed = form.typed(question.name);
    if (question.kind == Kind::One && !typed.empty() && !known(question, typed)) form.fault(question.name, "Choose from the list");
    if (finished && question.needed && typed.empty()) form.fault(question.name, question.label + ": answer this before you call the part finished");
  }
}

// The child's number in the standard is a number: the authority's own id where that is one, otherwise one that stays the same
// for this child and tells nothing.
std::int64_t number_of(db::Read& tx, const vault::Vault& vault, const Draft& draft) {
  std::optional<std::int64_t> own;
  const auto codes = children::codes_of(draft.authority_code);
  for (const auto& id : children::own_ids_of(tx, vault, draft.child)) {
    const auto& text = id.local_id.reveal();
    const auto number = parse_integer(text);
    const bool ours = std::ranges::find(codes, id.authority_code) != codes.end();
    if (!own && ours && number && *number > 0 && text.size() <= 12 && std::to_string(*number) == text) own = number;
  }
  return own.value_or(100'000'000'000 + static_cast<std::int64_t>(hash64(draft.child.text()) % 900'000'000'000));
}

// Members by name: a file may have them in any order.
json::Value in_order(const json::Value& value) {
  if (const auto* list = value.as_array()) {
    json::Array all;
    for (const auto& one : *list) all.push_back(in_order(one));
    return all;
  }
  const auto* object = value.as_object();
  if (!object) return value;
  std::vector<json::Member> members;
  for (const auto& [name, member] : *object) members.emplace_back(name, in_order(member));
  std::ranges::sort(members, {}, &json::Member::first);
  return Object::of(std::move(members));
}

// Before anything was answered: what the standard requires, with its own words for what is not known. Only referral_of, when
// every part is finished, makes it one that is sent.
Result<Referral> unanswered(db::Read& tx, const vault::Vault& vault, const Draft& draft, Date today) {
  RP_TRY(child, children::load(tx, vault, draft.child));
  Referral referral;
  Object risks;
  for (const auto* name : {"riskSelfHarm", "riskSexualExploitation", "riskCriminalExploitation", "riskDrugAlcohol", "riskEatingDisorder", "riskMissing", "riskToOthersPhysical", "riskToOthersSexual", "riskToOthersFire", "riskToOthersAnimals", "riskToOthersCriminal"})
    risks.set(name, "No known risk");
  referral.standard = Object{{"PlacementAvailability", Object{{"childId", number_of(tx, vault, draft)}}},
                             {"PlacementRequirements", Object{{"communicationNeeds", "Not Specified"}, {"specificCommunicationRequirements", json::Array{"None"}}, {"homeAdaptation", false}, {"culturalNeeds", "Not Known"}, {"livingCompanions", "No preference"}, {"pets", "Not Known"}}},
                             {"PlacementRecommendation", Object{{"fosterCareSuitability", "Not specified"}, {"residentialCareSuitability", "Not specified"}, {"supportedAccommodationSuitability", "Not specified"}}},
                             {"Risks", std::move(risks)},
                             {"QualityAssurance", Object{{"referralDate", today.iso()}}}};
  referral.reference = draft.reference;
  referral.status = referrals::Status::Draft;
  referral.authority_code = draft.authority_code;
  referral.child_id = draft.child.text();
  if (child.facts.sex == children::Sex::Female) referral.sex = Sex::Female;
  if (child.facts.sex == children::Sex::Male) referral.sex = Sex::Male;
  if (child.facts.born_on) referral.born_in = child.facts.born_on->reveal().iso().substr(0, 7);
  else if (child.facts.birth_month) referral.born_in = child.facts.birth_month->reveal();
  referral.unaccompanied = child.facts.unaccompanied;
  return referral;
}

// What the form of one part shows goes: as if it had never been answered. What a file says beyond what the form shows stays, so
// that nobody whom the child must not meet is forgotten because another answer changed.
void forget_part(std::string_view task, const Referral& blank, Referral& referral) {
  const auto standard = [&](std::string_view entity, std::initializer_list<std::string_view> fields) {
    auto& to = entity_of(referral, entity);
    const auto* from = blank.standard.find(entity);
    for (const auto field : fields) {
      const auto* value = from ? from->find(field) : nullptr;
      if (value) to.set(field, *value);
      else to.erase(field);
    }
  };
  if (task == "needs") {
    referral.needs.clear();
    referral.needs_complete = false;
  } else if (task == "risks") {
    referral.risks_to_child.clear();
    referral.risks_to_others.clear();
    referral.risk_times.clear();
    referral.standard.set("Risks", *blank.standard.find("Risks"));
  } else if (task == "places") {
    drop_first(referral.places, kMostPlaces);
    drop_first(referral.exclusion_zones, kMostZones);
    std::size_t shown = 0;
    std::erase_if(referral.conflicts, [&](const referrals::NamedConflict& one) { return !one.urn.empty() && ++shown <= kMostResidents; });
    standard("PlacementAvailability", {"preferredLocation"});
  } else if (task == "wishes") {
    referral.wishes.clear();
    referral.wanted_homes.clear();
    referral.unwanted_homes.clear();
    standard("PlacementRequirements", {"livingCompanions", "pets"});
  } else if (task == "siblings") {
    drop_first(referral.siblings, kMostSiblings);
    referral.siblings_together.reset();
    standard("PlacementAvailability", {"siblingCount"});
  } else if (task == "when") {
    referral.needed_on.reset();
    referral.planned_until.reset();
    referral.urgency.reset();
    referral.purpose.reset();
    referral.earlier_placements.reset();
    standard("PlacementAvailability", {"neededBy"});
    standard("PlacementRecommendation", {"residentialCareSuitability", "fosterCareSuitability", "supportedAccommodationSuitability"});
    standard("PlacementRequirements", {"additionalSupport"});
  } else if (task == "school") {
    referral.schooling.reset();
    referral.ehc_plan = false;
    referral.services.clear();
    referral.culture.clear();
    referral.adaptations.clear();
    referral.disabled.reset();
    referral.ethnic_group.reset();
    standard("PlacementRequirements", {"communicationNeeds", "specificCommunicationRequirements", "culturalNeeds", "homeAdaptation"});
  } else if (task == "law") {
    referral.legal = {};
    referral.routes.clear();
    standard("PlacementRequirements", {"deprivationOfLiberty"});
  }
}

}  // namespace

void check_task(db::Read& tx, const vault::Vault& vault, const Draft& draft, const Task& task, Form& form, bool finished, Date today) {
  auto referral = unanswered(tx, vault, draft, today);
  if (!referral) return form.fault("", referral.error().detail);
  Reading in{tx, vault, draft, form, *referral, today};
  read_task(in, task.code);
  check_choices(task, form, finished);
  if (!form.fine()) return;
  std::vector<FieldError> warnings;
  const auto whole = referrals::read_referral(referrals::as_json(*referral), "the referral", warnings);
  if (!whole) form.fault("finished", whole.error().detail);
}

Result<Referral> referral_of(db::Read& tx, const vault::Vault& vault, const Draft& draft, Date today) {
  RP_TRY(blank, unanswered(tx, vault, draft, today));
  auto referral = draft.changes ? *draft.changes : blank;
  referral.notes.clear();
  for (const auto& task : tasks()) {
    const auto written = draft.written.find(task.code);
    if (written == draft.written.end() && draft.changes) {
      if (task.code == "wishes" && !not_asked_because(draft.changes->notes).empty()) append_note(referral, not_asked_note(not_asked_because(draft.changes->notes)));
      if (task.code == "notes") append_note(referral, notes_alone(draft.changes->notes));
      continue;
    }
    if (written == draft.written.end() || !written->second.finished) return fail(ErrorKind::Invalid, fmt::format("{} is not finished. Finish every part before you send the referral.", task.title));
    forget_part(task.code, blank, referral);
    auto form = answers_of(draft, task);
    Reading in{tx, vault, draft, form, referral, today};
    read_task(in, task.code);
    check_choices(task, form, true);
    if (!form.fine()) return fail(ErrorKind::Invalid, fmt::format("{}: {}. Open that part, put it right, and save it.", task.title, form.faults().front().detail));
  }
  referral.status = referrals::Status::Open;
  std::vector<FieldError> warnings;
  return referrals::read_referral(referrals::as_json(referral), "the referral", warnings);
}

Result<Referral> referral_at_once(db::Read& tx, const vault::Vault& vault, const Draft& draft, Form& form, Date today) {
  RP_TRY(referral, unanswered(tx, vault, draft, today));
  Reading in{tx, vault, draft, form, referral, today};
  for (const auto* task : {"needs", "risks", "places", "wishes", "siblings", "when", "law", "notes"}) read_task(in, task);
  if (!form.fine()) return fail(ErrorKind::Invalid, "The form is not complete", form.faults());
  referral.status = referrals::Status::Open;
  std::vector<FieldError> warnings;
  return referrals::read_referral(referrals::as_json(referral), "the referral", warnings);
}

bool says_the_same(const Referral& one, const Referral& other) { return in_order(referrals::as_json(one)).dump() == in_order(referrals::as_json(other)).dump(); }

bool holds_all(db::Read& tx, const vault::Vault& vault, const Draft& draft, const Task& task, Date today) {
  if (!draft.changes || draft.written.contains(task.code)) return true;
  auto blank = unanswered(tx, vault, draft, today);
  if (!blank) return true;
  auto again = *draft.changes;
  forget_part(task.code, *blank, again);
  if (task.code == "wishes" || task.code == "notes") again.notes.clear();
  Form form(prefilled(*draft.changes, task));
  Reading in{tx, vault, draft, form, again, today};
  read_task(in, task.code);
  if (task.code == "wishes" || task.code == "notes") again.notes = draft.changes->notes;
  return says_the_same(again, *draft.changes);
}

}  // namespace rightplace::referring
