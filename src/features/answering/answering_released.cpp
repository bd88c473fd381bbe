// What each tier of information holds.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/answering/answering.h"

namespace rightplace::answering {
namespace {

using asking::Tier;
using referrals::Referral;
using web::Html;
using web::html;

// Bands as homes state the ages that they take; nobody is found by one.
constexpr int kBands[][2] = {{0, 4}, {5, 7}, {8, 9}, {10, 11}, {12, 13}, {14, 15}, {16, 17}};

std::string band_words(const Referral& referral) {
  if (referral.born_in.empty() && !referral.age) return "of an age that is not recorded";
  const Date day = referral.needed_on.value_or(referral.referred_on());
  const auto born = referral.born_between();
  const int low = age_on(born.second, day), high = age_on(born.first, day);
  const auto band_of = [](int age) {
    for (const auto& band : kBands)
      if (age <= band[1]) return band;
    return kBands[std::size(kBands) - 1];
  };
  return fmt::format("aged {} to {}", band_of(low)[0], band_of(high)[1]);
}

std::string age_words(const Referral& referral) {
  if (referral.born_in.empty() && !referral.age) return "of an age that is not recorded";
  const Date day = referral.needed_on.value_or(referral.referred_on());
  const auto born = referral.born_between();
  const int low = age_on(born.second, day), high = age_on(born.first, day);
  return low == high ? fmt::format("aged {}", low) : fmt::format("aged {} or {}", low, high);
}

// Never more exact than the sector.
std::string area_words(const referrals::Where& where) {
  if (where.precision != referrals::Precision::Postcode) return where.text;
  const auto space = where.text.find(' ');
  return space == std::string::npos ? where.text.substr(0, where.text.size() > 3 ? where.text.size() - 3 : 0) : where.text.substr(0, space + 2);
}

template <class E, std::size_t N>
std::vector<std::string> labels_of(const EnumNames<E, N>& names, const std::vector<E>& values) {
  std::vector<std::string> words;
  for (const auto value : values) words.push_back(capitalised(names.label(value)));
  return words;
}

std::string standard_text(const Referral& referral, std::string_view entity, std::string_view field) {
  const auto* part = referral.standard.find(entity);
  const auto* value = part ? part->find(field) : nullptr;
  const auto* text = value ? value->as_string() : nullptr;
  return text ? *text : std::string();
}

std::vector<std::string> needs_of(const Referral& referral) {
  std::vector<std::string> says;
  for (const auto& need : referral.needs) says.push_back(fmt::format("{}: {}", capitalised(kNeeds.label(need.need)), kNeedLevels.label(need.level)));
  if (says.empty()) says.emplace_back(referral.needs_complete ? "None of those that are assessed" : "None is assessed yet");
  else says.emplace_back(referral.needs_complete ? "All others were assessed: there is none" : "Others were not assessed: ask");
  return says;
}

template <class E, std::size_t N, class Stated>
std::vector<std::string> risks_of(const Referral& referral, const EnumNames<E, N>& names, const std::vector<Stated>& stated, bool evidence) {
  std::vector<std::string> says;
  for (const auto& row : names.rows) {
    if (!referral.has(row.value)) continue;
    const auto known = std::ranges::find(stated, row.value, &Stated::risk);
    auto words = capitalised(row.label);
    words += known != stated.end() && known->level ? fmt::format(": {}", referrals::kRiskLevels.label(*known->level)) : ": level not stated";
    if (evidence) words += known != stated.end() && known->evidence_on ? fmt::format(", latest evidence of {}", known->evidence_on->words()) : ", no date of evidence";
    says.push_back(std::move(words));
  }
  if (says.empty()) says.emplace_back("No known risk");
  return says;
}

std::string companions_words(referrals::Companions companions) {
  switch (companions) {
    case referrals::Companions::Solo: return "Must live alone";
    case referrals::Companions::WithOthers: return "With others";
    case referrals::Companions::OnlyOlder: return "Only with older children";
    case referrals::Companions::OnlyYounger: return "Only with younger children";
    case referrals::Companions::NoPreference: break;
  }
  return "With others or alone";
}

std::vector<std::string> siblings_of(const Referral& referral) {
  const int count = referral.sibling_count();
  if (count == 0) return {};
  std::vector<std::string> says{fmt::format("{}{}", plural(count, "brother or sister", "brothers and sisters"),
                                            referral.siblings_together ? fmt::format(": {}", referrals::kTogether.label(*referral.siblings_together)) : std::string(": whether together is not stated"))};
  return says;
}

std::vector<std::string> home_area_of(const Referral& referral) {
  for (const auto& place : referral.places)
    if (place.kind == referrals::PlaceKind::Home) return {area_words(place.where) + (place.away ? ": better away from there" : ": better near there")};
  return {};
}

std::vector<std::string> places_of(const Referral& referral) {
  std::vector<std::string> says;
  for (const auto& place : referral.places)
    says.push_back(fmt::format("{}, {}: {}", capitalised(referrals::kPlaceKinds.label(place.kind)), area_words(place.where),
                               place.away ? fmt::format("away from there ({})", referrals::kAwayReasons.label(*place.away)) : std::string("near there")));
  for (const auto& zone : referral.exclusion_zones)
    says.push_back(fmt::format("Never within {:g} miles of {}: {}", zone.radius_miles, area_words(zone.where), referrals::kZoneReasons.label(zone.reason)));
  return says;
}

std::vector<std::string> schooling_of(const Referral& referral) {
  std::vector<std::string> says;
  if (referral.schooling) says.push_back(capitalised(referrals::kSchoolings.label(*referral.schooling)));
  if (referral.ehc_plan) says.emplace_back("Has an education, health and care plan");
  return says;
}

std::vector<std::string> law_of(const Referral& referral) {
  std::vector<std::string> says;
  if (referral.legal.secure_order) says.push_back("A secure order" + (referral.legal.secure_order_until ? " until " + referral.legal.secure_order_until->words() : std::string(" without a stated end")));
  if (referral.legal.seventy_two_hours) says.emplace_back("Secure accommodation for 72 hours (SI 1991/1505 regulation 10)");
  return says;
}

std::vector<std::string> dates_of(const Referral& referral) {
  std::vector<std::string> says;
  says.push_back(referral.needed_on ? "From " + referral.needed_on->words() : std::string("The first night is not stated"));
  says.push_back(referral.planned_until ? "Planned until " + referral.planned_until->words() : std::string("No end is planned"));
  return says;
}

}  // namespace

std::string child_words(const Referral& referral, Tier tier) {
  const auto who = referral.sex ? std::string(*referral.sex == Sex::Female ? "A girl" : "A boy") : std::string("A child");
  return who + " " + (tier == Tier::ReferralSummary ? band_words(referral) : age_words(referral));
}

std::vector<Released> released(const Referral& referral, Tier tier) {
  const bool fuller = tier != Tier::ReferralSummary;
  std::vector<Released> facts;
  const auto add = [&](std::string name, std::string label, std::vector<std::string> says) {
    if (!says.empty()) facts.push_back({std::move(name), std::move(label), std::move(says)});
  };
  add(fuller ? "age_and_sex" : "age_band_and_sex", "Child", {child_words(referral, tier)});
  add("dates", "When", dates_of(referral));
  add("urgency", "How soon", {capitalised(referrals::kUrgencies.label(referral.how_urgent()))});
  if (referral.purpose) add("purpose", "For", {capitalised(kPurposes.label(*referral.purpose))});
  add("needs", "Needs", needs_of(referral));
  add("risks_to_child", "Risks to the child", risks_of(referral, kRisksToChild, referral.risks_to_child, fuller));
  add("risks_to_others", "Risks to others", risks_of(referral, kRisksToOthers, referral.risks_to_others, fuller));
  add("companions", "Can live", {companions_words(referral.companions())});
  add("siblings", "Brothers and sisters", siblings_of(referral));
  add("adaptations", "Adaptations needed", labels_of(kAdaptations, referral.adaptations));
  add("law", "Law", law_of(referral));
  if (!fuller) {
    add("home_area", "Home area", home_area_of(referral));
    return facts;
  }
  add("risk_times", "When the risks are greatest", labels_of(kPartsOfDay, referral.risk_times));
  add("places", "Places that matter", places_of(referral));
  add("wishes", "What the child asks for", labels_of(kWishes, referral.wishes));
  add("schooling", "School", schooling_of(referral));
  add("services", "Services needed nearby", labels_of(kServices, referral.services));
  add("culture", "Culture, faith and language", labels_of(kCultures, referral.culture));
  const auto signs = standard_text(referral, "PlacementRequirements", "communicationNeeds");
  if (signs == "Y") add("communication", "Communication", {"Has communication needs"});
  if (referral.earlier_placements) add("earlier_placements", "Earlier placements", {std::to_string(*referral.earlier_placements)});
  if (!referral.notes.empty()) add("notes", "What the authority writes", {referral.notes});
  return facts;
}

Html released_part(const std::vector<Released>& facts) {
  Html rows;
  for (const auto& fact : facts) {
    Html says;
    if (fact.says.size() == 1) says = html(R"(<span class="rp-said">{}</span>)", fact.says.front());
    else {
      for (const auto& one : fact.says) says += html("<li>{}</li>", one);
      says = html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", says);
    }
    rows += html(R"(<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt><dd class="govuk-summary-list__value">{}</dd></div>)", fact.label, says);
  }
  return html(R"(<dl class="govuk-summary-list">{}</dl>)", rows);
}

json::Array released_json(const std::vector<Released>& facts) {
  json::Array all;
  for (const auto& fact : facts) {
    json::Array says;
    for (const auto& one : fact.says) says.emplace_back(one);
    all.emplace_back(json::Object{{"fact", fact.name}, {"label", fact.label}, {"says", std::move(says)}});
  }
  return all;
}

}  // namespace rightplace::answering
