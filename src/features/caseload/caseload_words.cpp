#include <fmt/format.h>

#include "base/text.h"
#include "features/caseload/caseload_parts.h"
#include "features/geography/geography.h"

namespace rightplace::caseload {

std::string distance_in_words(std::string_view responsible, std::string_view host, Date day) {
  const auto* own = geography::authority_by_code(responsible);
  const auto* there = geography::authority_by_code(host);
  if (!own || !there) return "it is not known in which authority's area";
  if (own == there) return fmt::format("in the area of {} itself", own->name);
  if (geography::is_at_a_distance(*own, *there, day)) return fmt::format("at a distance: in {}, which does not adjoin {}", there->name, own->name);
  if (geography::adjoins(*own, *there, day)) return fmt::format("in {}, which adjoins {}", there->name, own->name);
  return fmt::format("in {}, which stands for {} today", there->name, own->name);
}

std::string name_of_home(db::Read& tx, std::string_view urn, Date day, std::string* authority_code) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  for (const auto& home : homes::homes_as_at(tx, day, filter)) {
    if (authority_code) *authority_code = home.authority_code;
    return home.name ? *home.name : fmt::format("Name withheld by Ofsted, {}", urn);
  }
  return fmt::format("Home {}", urn);
}

std::string age_words(Date born, Date day) { return plural(age_on(born, day), "year old", "years old"); }

std::string length_words(const Stay& stay, Date today) {
  const auto nights = stay.nights(today);
  return nights < 60 ? plural(nights, "night", "nights") : nights < 730 ? fmt::format("{} months", nights * 12 / 365) : fmt::format("{} years", nights / 365);
}

std::string stay_words(const Stay& stay, Date today) {
  if (stay.until) return fmt::format("{} to {}, {}", stay.from.words(), stay.until->words(), length_words(stay, today));
  return stay.from > today ? fmt::format("from {}", stay.from.words()) : fmt::format("since {}, {}", stay.from.words(), length_words(stay, today));
}

std::string shown_name_of(const std::optional<children::KeptIdentity>& identity) {
  return identity ? children::shown_name(identity->identity).reveal() : std::string("Name not written down");
}

std::string facts_words(std::string_view facts) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"born_on", "date of birth"}, {"home", "home"},   {"local_id", "the authority's own id"}, {"numbers", "pupil and NHS numbers"}, {"ethnicity", "ethnicity"},
      {"people", "who works with the child"}, {"placements", "placements"}, {"sex", "sex"}, {"name", "name"}, {"seen_by", "who has seen the record"},
      // Of a referral, and of what a home is told from it.
      {"age_and_sex", "age and sex"}, {"age_band_and_sex", "age band and sex"}, {"dates", "when a home is needed"}, {"urgency", "how soon"}, {"purpose", "what for"}, {"law", "orders of a court"},
      {"companions", "with whom the child can live"}, {"siblings", "brothers and sisters"}, {"adaptations", "adaptations needed"}, {"services", "services needed nearby"}, {"culture", "culture, faith and language"},
      {"notes", "what the authority writes"}, {"places", "places that matter"}, {"schooling", "school"}, {"referral_whole", "the whole referral"}, {"referral_parts", "which parts of the referral are written"},
      {"name_in_text", "a name in the text"}, {"said", "what the child says"}};
  std::vector<std::string> words;
  for (const auto raw : split(facts, ',')) {
    const auto name = trim(raw);
    const auto* known = std::find_if(std::begin(kWords), std::end(kWords), [&](const auto& one) { return one.first == name; });
    if (known != std::end(kWords)) words.emplace_back(known->second);
    else if (name.starts_with("referral_")) words.push_back("the referral's part on " + replace_all(name.substr(9), "_", " "));
    else words.push_back(replace_all(name, "_", " "));
  }
  return join_words(words);
}

}  // namespace rightplace::caseload
