#include "features/referring/referring_standard.h"

namespace rightplace::referring {
namespace {

constexpr std::string_view kAvailability = "PlacementAvailability", kRequirements = "PlacementRequirements", kRecommendation = "PlacementRecommendation", kRisks = "Risks", kActual = "ActualPlacement", kQuality = "QualityAssurance";

constexpr FieldSource kSources[] = {
    {kAvailability, "childId", From::Record, "", ""},
    {kAvailability, "neededBy", From::Search, "when", "urgency"},
    {kAvailability, "siblingCount", From::Search, "siblings", "count"},
    {kAvailability, "preferredLocation", From::Standard, "places", "preferred_location", true},
    {kRequirements, "communicationNeeds", From::Standard, "school", "communication"},
    {kRequirements, "specificCommunicationRequirements", From::Search, "school", "languages"},
    {kRequirements, "homeAdaptation", From::Search, "school", "adapted"},
    {kRequirements, "culturalNeeds", From::Standard, "school", "cultural"},
    {kRequirements, "livingCompanions", From::Search, "wishes", "companions"},
    {kRequirements, "pets", From::Search, "wishes", "pets"},
    {kRequirements, "additionalSupport", From::Standard, "when", "support"},
    {kRequirements, "deprivationOfLiberty", From::Search, "law", "liberty"},
    {kRecommendation, "fosterCareSuitability", From::Standard, "when", "foster"},
    {kRecommendation, "residentialCareSuitability", From::Standard, "when", "residential"},
    {kRecommendation, "supportedAccommodationSuitability", From::Standard, "when", "supported"},
    {kRisks, "riskSelfHarm", From::Search, "risks", "risk-child-self_harm"},
    {kRisks, "riskSexualExploitation", From::Search, "risks", "risk-child-sexual_exploitation"},
    {kRisks, "riskCriminalExploitation", From::Search, "risks", "risk-child-criminal_exploitation"},
    {kRisks, "riskDrugAlcohol", From::Search, "risks", "risk-child-drug_alcohol"},
    {kRisks, "riskEatingDisorder", From::Search, "risks", "risk-child-eating_disorder"},
    {kRisks, "riskMissing", From::Search, "risks", "risk-child-missing"},
    {kRisks, "riskOther", From::Search, "risks", "risk-child-other-words", true},
    {kRisks, "riskToOthersPhysical", From::Search, "risks", "risk-others-physical"},
    {kRisks, "riskToOthersSexual", From::Search, "risks", "risk-others-sexual"},
    {kRisks, "riskToOthersFire", From::Search, "risks", "risk-others-fire"},
    {kRisks, "riskToOthersAnimals", From::Search, "risks", "risk-others-animals"},
    {kRisks, "riskToOthersCriminal", From::Search, "risks", "risk-others-criminal"},
    {kRisks, "riskToOthersOther", From::Search, "risks", "risk-others-other-words", true},
    {kActual, "totalWeeklyCost", From::Placement, "", ""},
    {kActual, "placementLocation", From::Placement, "", ""},
    {kActual, "preferabilityLocation", From::After, "", "Is the home where it is best for the child to live?"},
    {kActual, "educationContinuity", From::After, "", "Does the child stay at the same school?"},
    {kActual, "providerURN", From::Placement, "", ""},
    {kActual, "siblingsPlacedTogether", From::Placement, "", ""},
    {kActual, "placementType", From::Placement, "", ""},
    {kQuality, "referralOfficerName", From::Record, "", ""},
    {kQuality, "referralDate", From::Record, "", ""},
    {kQuality, "placementOfficerName", From::Placement, "", ""},
    {kQuality, "placementDate", From::Placement, "", ""},
    {kQuality, "costOfficerName", From::Placement, "", ""},
    {kQuality, "costDate", From::Placement, "", ""},
};

}  // namespace

std::span<const FieldSource> field_sources() { return kSources; }

Typing extra_typing() {
  Typing all;
  for (const auto& one : kSources)
    if (one.from == From::Standard || one.from == From::After) ++(one.typed ? all.texts : all.choices);
  return all;
}

}  // namespace rightplace::referring
