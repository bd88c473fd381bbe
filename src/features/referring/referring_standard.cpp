#include "features/referring/referring_standard.h"

namespace rightplace::referring {
namespace {

constexpr std::string_view kAvailability = "PlacementAvailability", kRequirements = "PlacementRequirements", kRecommendation = "PlacementRecommendation", kRisks = "Risks", kActual = "ActualPlacement", kQuality = "QualityAssurance";

constexpr FieldSource kSources[] = {
    {kAvailability, "childId", From::Record, "", "", false, true, R"(1)", R"(2)"},
    {kAvailability, "neededBy", From::Search, "when", "urgency", false, false, R"("Today")", R"("in more than 5 days")"},
    {kAvailability, "siblingCount", From::Search, "siblings", "count", false, false, R"(0)", R"(1)"},
    {kAvailability, "preferredLocation", From::Standard, "places", "preferred_location", true, false, R"("a")", R"("b")"},
    {kRequirements, "communicationNeeds", From::Standard, "school", "communication", false, true, R"("Y")", R"("N")"},
    {kRequirements, "specificCommunicationRequirements", From::Search, "school", "languages", false, true, R"(["ESOL"])", R"(["None"])"},
    {kRequirements, "homeAdaptation", From::Search, "school", "adapted", false, true, R"(false)", R"(true)"},
    {kRequirements, "culturalNeeds", From::Standard, "school", "cultural", false, true, R"("Required")", R"("Not required")"},
    {kRequirements, "livingCompanions", From::Search, "wishes", "companions", false, true, R"("No preference")", R"("Solo placement recommended")"},
    {kRequirements, "pets", From::Search, "wishes", "pets", false, true, R"("No")", R"("Yes - can")"},
    {kRequirements, "additionalSupport", From::Standard, "when", "support", false, false, R"("NA")", R"("taxis to school")"},
    {kRequirements, "deprivationOfLiberty", From::Search, "law", "liberty", false, false, R"(false)", R"(true)"},
    {kRecommendation, "fosterCareSuitability", From::Standard, "when", "foster", false, true, R"("Preferred")", R"("Unsuitable")"},
    {kRecommendation, "residentialCareSuitability", From::Standard, "when", "residential", false, true, R"("Preferred")", R"("Unsuitable")"},
    {kRecommendation, "supportedAccommodationSuitability", From::Standard, "when", "supported", false, true, R"("Preferred")", R"("Unsuitable")"},
    {kRisks, "riskSelfHarm", From::Search, "risks", "risk-child-self_harm", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskSexualExploitation", From::Search, "risks", "risk-child-sexual_exploitation", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskCriminalExploitation", From::Search, "risks", "risk-child-criminal_exploitation", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskDrugAlcohol", From::Search, "risks", "risk-child-drug_alcohol", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskEatingDisorder", From::Search, "risks", "risk-child-eating_disorder", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskMissing", From::Search, "risks", "risk-child-missing", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskOther", From::Search, "risks", "risk-child-other-words", true, false, R"("a")", R"("b")"},
    {kRisks, "riskToOthersPhysical", From::Search, "risks", "risk-others-physical", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskToOthersSexual", From::Search, "risks", "risk-others-sexual", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskToOthersFire", From::Search, "risks", "risk-others-fire", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskToOthersAnimals", From::Search, "risks", "risk-others-animals", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskToOthersCriminal", From::Search, "risks", "risk-others-criminal", false, true, R"("No known risk")", R"("Risk Present")"},
    {kRisks, "riskToOthersOther", From::Search, "risks", "risk-others-other-words", true, false, R"("a")", R"("b")"},
    {kActual, "totalWeeklyCost", From::Placement, "", "", false, true, R"(1)", R"(2)"},
    {kActual, "placementLocation", From::Placement, "", "", false, true, R"("a")", R"("b")"},
    {kActual, "preferabilityLocation", From::After, "", "Is the home where it is best for the child to live?", false, true, R"(false)", R"(true)"},
    {kActual, "educationContinuity", From::After, "", "Does the child stay at the same school?", false, true, R"(false)", R"(true)"},
    {kActual, "providerURN", From::Placement, "", "", false, true, R"("SC400001")", R"("2500001")"},
    {kActual, "siblingsPlacedTogether", From::Placement, "", "", false, true, R"(0)", R"(1)"},
    {kActual, "placementType", From::Placement, "", "", false, true, R"("Residential")", R"("Foster")"},
    {kQuality, "referralOfficerName", From::Record, "", "", false, false, R"("a")", R"("b")"},
    {kQuality, "referralDate", From::Record, "", "", false, true, R"("2024-01-01")", R"("2024-01-02")"},
    {kQuality, "placementOfficerName", From::Placement, "", "", false, true, R"("a")", R"("b")"},
    {kQuality, "placementDate", From::Placement, "", "", false, true, R"("2024-01-01")", R"("2024-01-02")"},
    {kQuality, "costOfficerName", From::Placement, "", "", false, false, R"("a")", R"("b")"},
    {kQuality, "costDate", From::Placement, "", "", false, true, R"("2024-01-01")", R"("2024-01-02")"},
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
