#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "embedded/supplying_rules.h"
#include "features/supplying/supplying_statement.h"
#include "formats/toml.h"

namespace rightplace::supplying {
namespace {

using supply::Matter;

// What is missing, joined to one sentence.
class Missing {
 public:
  Missing& unless(bool there, std::string what) {
    if (!there) what_.push_back(std::move(what));
    return *this;
  }
  std::string words() const { return what_.empty() ? std::string() : "Missing: " + join_words(what_); }

 private:
  std::vector<std::string> what_;
};

// Mainly of one sex, or a school, cannot be told from what is stated: a matter that is asked only then counts as complete
// where the home says nothing.
std::string told(const supply::StatementOfPurpose& p, Matter matter, std::string what) { return Missing().unless(!p.words(matter).empty(), std::move(what)).words(); }

std::string folded(std::string_view text) {
  auto words = lower(squeeze(text));
  for (const auto* mark : {"-", "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93", "\xC2\xA0"}) words = replace_all(words, mark, " ");
  words = replace_all(words, "\xE2\x80\x99", "'");
  return squeeze(words);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

bool holds_words(std::string_view text, std::string_view phrase) {
  for (auto at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    const bool begins = at == 0 || !is_letter(text[at - 1]);
    const auto end = at + phrase.size();
    if (begins && (end >= text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

}  // namespace

std::vector<Matter1> schedule_1(const homes::Home& home, const supply::HomeSupply& supply) {
  const supply::StatementOfPurpose nothing;
  const auto& p = supply.purpose ? supply.purpose->value : nothing;
  const bool level = std::ranges::any_of(p.needs, [](const supply::NeedOffer& n) { return n.takes_to.has_value(); });
  const bool rooms = supply.rooms && !supply.rooms->value.empty();
  const bool school = p.education_on_site.value_or(false);
  const bool therapy = !p.therapy_model || !p.therapy_model->empty();
  std::vector<Matter1> all;
  all.push_back({1, "Range of needs", Part::Needs, Missing().unless(level, "the levels of at least one need that the home takes").words()});
  all.push_back({2, "Ethos, outcomes and approach", Part::Ethos, told(p, Matter::Ethos, "the home's ethos, the outcomes it seeks and how")});
  all.push_back({3, "Accommodation: adaptations, ages, number and sex, bedrooms", Part::Offers,
                 Missing().unless(p.adaptations.has_value(), "adaptations, or that there are none").unless(p.age_from && p.age_to, "the age range").unless(p.accepts.has_value(), "girls, boys or both")
                     .unless(home.places.has_value() || rooms, "the number of children").unless(rooms, "the bedrooms").unless(!p.words(Matter::Accommodation).empty(), "a description of the house").words()});
  all.push_back({4, "Location", Part::Offers, told(p, Matter::Location, "a description of where the home is")});
  all.push_back({5, "Culture, language and religion", Part::Offers, told(p, Matter::Beliefs, "how culture, language and religion are supported")});
  all.push_back({6, "Complaints", Part::Protection, told(p, Matter::Complaints, "whom to complain to and how to see the policy")});
  all.push_back({7, "Child protection and behaviour policies", Part::Protection, told(p, Matter::Policies, "how to see these policies")});
  all.push_back({8, "Consulting children", Part::Ethos, told(p, Matter::Consulting, "how children are asked about their care")});
  all.push_back({9, "Anti-discrimination and children's rights", Part::Ethos, told(p, Matter::Rights, "the policy on discrimination and rights")});
  all.push_back({10, "Special educational needs", Part::Education, told(p, Matter::SpecialEducation, "how special educational needs are supported")});
  all.push_back({11, "Curriculum, where the home is a school", Part::Education,
                 Missing().unless(p.education_on_site.has_value(), "whether the home has a school of its own").unless(!school || !p.words(Matter::Curriculum).empty(), "the curriculum and how education is arranged").words()});
  all.push_back({12, "Local schools and achievement", Part::Education,
                 Missing().unless(school || !p.words(Matter::LocalSchools).empty(), "how children go to local schools and achieve there").words()});
  all.push_back({13, "Activities", Part::Offers, told(p, Matter::Activities, "the activities that children take part in")});
  all.push_back({14, "Health care and therapy", Part::Education,
                 Missing().unless(p.therapy_model.has_value(), "the model of therapy, or that there is none").unless(!therapy || p.therapy_supervised.has_value(), "whether clinicians are supervised")
                     .unless(!therapy || p.therapy_outcomes_measured.has_value(), "whether the effect is measured")
                     .unless(!p.words(Matter::Healthcare).empty(), "who gives health care or therapy, and the evidence for it").words()});
  all.push_back({15, "Contact with family and friends", Part::Offers, told(p, Matter::Contact, "how contact is promoted")});
  all.push_back({16, "Monitoring and surveillance", Part::Protection, told(p, Matter::Surveillance, "the approach to monitoring and surveillance")});
  all.push_back({17, "Behaviour support and restraint", Part::Protection, told(p, Matter::Behaviour, "the approach to behaviour and restraint, and training in it")});
  all.push_back({18, "Provider, responsible individual and manager", Part::Staff, told(p, Matter::People, "their names and work address")});
  all.push_back({19, "Experience and qualifications of staff", Part::Staff, told(p, Matter::Experience, "the experience and qualifications of staff")});
  all.push_back({20, "Management, staffing and supervision", Part::Staff,
                 Missing().unless(!p.words(Matter::Structure).empty(), "the structure and how staff are supervised").unless(supply.staffing.has_value(), "the staff on duty").words()});
  all.push_back({21, "Role models, where staff are mainly of one sex", Part::Staff, told(p, Matter::RoleModels, "role models of both sexes, or that staff are not mainly of one sex")});
  all.push_back({22, "Admission, in an emergency too", Part::Who,
                 Missing().unless(!p.words(Matter::Admission).empty(), "how admission is decided").unless(p.takes_emergency.has_value(), "whether a child is taken the same day").words()});
  return all;
}

int percent(const std::vector<Matter1>& matters) {
  if (matters.empty()) return 0;
  const auto done = std::ranges::count_if(matters, [](const Matter1& m) { return m.missing.empty(); });
  return static_cast<int>(done * 100 / std::ssize(matters));
}

const std::vector<Phrase>& generic_phrases() {
  static const auto all = [] {
    const auto rules = formats::parse_toml(embedded::supplying_rules("generic_wording.toml"), "rules/generic_wording.toml");
    if (!rules) throw std::logic_error(rules.error().detail);
    std::vector<FieldError> faults;
    json::Fields fields(&*rules, "rules/generic_wording.toml", faults);
    std::vector<Phrase> phrases;
    for (const auto& one : fields.array("phrase")) {
      json::Fields row(&one, "phrase", faults);
      phrases.push_back({folded(row.required_text("phrase")), row.required_text("instead")});
    }
    if (!faults.empty() || phrases.empty()) throw std::logic_error("rules/generic_wording.toml: every phrase needs phrase and instead");
    return phrases;
  }();
  return all;
}

std::vector<const Phrase*> generic_phrases_in(std::string_view words) {
  const auto text = folded(words);
  std::vector<const Phrase*> found;
  for (const auto& phrase : generic_phrases())
    if (holds_words(text, phrase.phrase)) found.push_back(&phrase);
  return found;
}

std::vector<Generic> generic_wording(const supply::StatementOfPurpose& purpose) {
  std::vector<Generic> found;
  for (const auto& told : purpose.told)
    for (const auto* phrase : generic_phrases_in(told.words)) found.push_back({told.matter, phrase});
  return found;
}

}  // namespace rightplace::supplying
