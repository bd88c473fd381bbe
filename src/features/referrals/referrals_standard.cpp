#include "features/referrals/referrals_standard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace rightplace::referrals {
namespace {

using Options = std::string_view;
constexpr Options kNeededBy[] = {"Today", "in less than 5 days", "in more than 5 days"};
constexpr Options kYesNo[] = {"Y", "N", "Not Specified"};
constexpr Options kCommunication[] = {"ESOL", "BSL", "Makaton", "Other", "None"};
constexpr Options kCulture[] = {"Required", "Not required", "Not Known", "Other"};
constexpr Options kCompanions[] = {"Solo placement recommended", "With other children recommended", "Only with other older children",
                                   "Only with other younger children", "No preference"};
constexpr Options kPets[] = {"Yes - must", "Yes - can", "No", "Not Known"};
constexpr Options kSupport[] = {"additional supervision", "therapeutic support", "a worker for respite", "taxis to school", "NA", "other (please specify)"};
constexpr Options kSuitability[] = {"Preferred", "Suitable but not preferred", "Unsuitable", "Not specified"};
constexpr Options kRisk[] = {"No known risk", "Risk Present"};
constexpr Options kType[] = {"Residential", "Foster", "Supported Accommodation"};

constexpr std::string_view kAvailability = "PlacementAvailability";
constexpr std::string_view kRequirements = "PlacementRequirements";
constexpr std::string_view kRecommendation = "PlacementRecommendation";
constexpr std::string_view kRisks = "Risks";
constexpr std::string_view kActual = "ActualPlacement";
constexpr std::string_view kQuality = "QualityAssurance";
constexpr std::array kEntities = {kAvailability, kRequirements, kRecommendation, kRisks, kActual, kQuality};

using T = StandardType;
constexpr bool kOne = true;
constexpr bool kMaybe = false;
constexpr StandardField kFields[] = {
    {kAvailability, "childId", T::Integer, kOne},
    {kAvailability, "neededBy", T::Categorical, kMaybe, false, kNeededBy},
    {kAvailability, "siblingCount", T::Integer, kMaybe},
    {kAvailability, "preferredLocation", T::Text, kMaybe},
    {kRequirements, "communicationNeeds", T::Categorical, kOne, false, kYesNo},
    {kRequirements, "specificCommunicationRequirements", T::Categorical, kOne, true, kCommunication},
    {kRequirements, "homeAdaptation", T::Boolean, kOne},
    {kRequirements, "culturalNeeds", T::Categorical, kOne, false, kCulture},
    {kRequirements, "livingCompanions", T::Categorical, kOne, false, kCompanions},
    {kRequirements, "pets", T::Categorical, kOne, false, kPets},
    {kRequirements, "additionalSupport", T::Categorical, kMaybe, false, kSupport},
    {kRequirements, "deprivationOfLiberty", T::Boolean, kMaybe},
    {kRecommendation, "fosterCareSuitability", T::Categorical, kOne, false, kSuitability},
    {kRecommendation, "residentialCareSuitability", T::Categorical, kOne, false, kSuitability},
    {kRecommendation, "supportedAccommodationSuitability", T::Categorical, kOne, false, kSuitability},
    {kRisks, "riskSelfHarm", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskSexualExploitation", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskCriminalExploitation", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskDrugAlcohol", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskEatingDisorder", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskMissing", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskOther", T::Text, kMaybe},
    {kRisks, "riskToOthersPhysical", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskToOthersSexual", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskToOthersFire", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskToOthersAnimals", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskToOthersCriminal", T::Categorical, kOne, false, kRisk},
    {kRisks, "riskToOthersOther", T::Text, kMaybe},
    {kActual, "totalWeeklyCost", T::Integer, kOne},
    {kActual, "placementLocation", T::Text, kOne},
    {kActual, "preferabilityLocation", T::Boolean, kOne},
    {kActual, "educationContinuity", T::Boolean, kOne},
    {kActual, "providerURN", T::Text, kOne},
    {kActual, "siblingsPlacedTogether", T::Integer, kOne},
    {kActual, "placementType", T::Categorical, kOne, false, kType},
    {kQuality, "referralOfficerName", T::Text, kMaybe},
    {kQuality, "referralDate", T::Date, kOne},
    {kQuality, "placementOfficerName", T::Text, kOne},
    {kQuality, "placementDate", T::Date, kOne},
    {kQuality, "costOfficerName", T::Text, kMaybe},
    {kQuality, "costDate", T::Date, kOne},
};

constexpr std::size_t kLongestText = 4'000;

bool of_referral_stage(const StandardField& field) { return field.entity != kQuality || field.name == "referralDate"; }

void check_option(json::Fields& entity, const StandardField& field, std::string_view key, const json::Value& value) {
  const auto* text = value.as_string();
  if (text && std::ranges::find(field.options, *text) != field.options.end()) return;
  std::vector<std::string> words;
  for (const auto option : field.options) words.push_back(fmt::format("\"{}\"", option));
  entity.fault(key, fmt::format("should be one of {}, and is {}", join(words, ", "), text ? fmt::format("\"{}\"", shown(*text)) : std::string(value.kind())));
}

void check_many(json::Fields& entity, const StandardField& field, const json::Value& value) {
  const auto* items = value.as_array();
  if (!items) return entity.fault(field.name, fmt::format("should be a list, and is {}", value.kind()));
  if (items->empty()) return entity.fault(field.name, "should hold at least one");
  for (std::size_t i = 0; i < items->size(); ++i) check_option(entity, field, fmt::format("{}[{}]", field.name, i), (*items)[i]);
}

void check_text(json::Fields& entity, const StandardField& field) {
  const auto text = entity.text(field.name);
  if (text && text->size() > kLongestText) entity.fault(field.name, fmt::format("is longer than {} bytes", kLongestText));
}

void check_field(json::Fields& entity, const StandardField& field, bool required) {
  const auto* value = entity.value(field.name);
  if (!value) {
    if (required) entity.fault(field.name, "is missing");
    return;
  }
  if (field.many) return check_many(entity, field, *value);
  switch (field.type) {
    case T::Integer: entity.integer(field.name, 0, 999'999'999'999); return;
    case T::Text: return check_text(entity, field);
    case T::Boolean: entity.boolean(field.name); return;
    case T::Categorical: return check_option(entity, field, field.name, *value);
    case T::Date: entity.date(field.name); return;
  }
}

}  // namespace

std::span<const StandardField> standard_fields() { return kFields; }
std::span<const std::string_view> standard_entities() { return kEntities; }

json::Object read_standard(json::Fields& referral, std::vector<FieldError>& faults) {
  json::Object standard;
  const bool placed = referral.has(kActual);
  for (const auto name : kEntities) {
    const auto* value = referral.value(name);
    if (!value && name == kActual) continue;
    if (!value) {
      referral.fault(name, "is missing");
      continue;
    }
    json::Fields entity(value, std::string(name), faults);
    for (const auto& field : kFields)
      if (field.entity == name) check_field(entity, field, field.required && (placed || of_referral_stage(field)));
    entity.refuse_others();
    standard.set(name, *value);
  }
  return standard;
}

}  // namespace rightplace::referrals
