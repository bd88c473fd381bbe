#pragma once
// Invented referrals for the tests of this feature.

#include "base/json.h"

namespace rightplace::referrals {

// The least that is a referral: the standard's required fields and the authority, age and day.
inline json::Value least_referral(std::int64_t child = 4711, std::string_view needed_on = "2026-03-10") {
  using json::Array;
  using json::Object;
  return Object{
      {"PlacementAvailability", Object{{"childId", child}}},
      {"PlacementRequirements", Object{{"communicationNeeds", "N"}, {"specificCommunicationRequirements", Array{"None"}}, {"homeAdaptation", false}, {"culturalNeeds", "Not required"},
                                       {"livingCompanions", "No preference"}, {"pets", "Yes - can"}}},
      {"PlacementRecommendation", Object{{"fosterCareSuitability", "Unsuitable"}, {"residentialCareSuitability", "Preferred"}, {"supportedAccommodationSuitability", "Unsuitable"}}},
      {"Risks", Object{{"riskSelfHarm", "Risk Present"}, {"riskSexualExploitation", "No known risk"}, {"riskCriminalExploitation", "No known risk"}, {"riskDrugAlcohol", "No known risk"},
                       {"riskEatingDisorder", "No known risk"}, {"riskMissing", "Risk Present"}, {"riskToOthersPhysical", "No known risk"}, {"riskToOthersSexual", "No known risk"},
                       {"riskToOthersFire", "Risk Present"}, {"riskToOthersAnimals", "No known risk"}, {"riskToOthersCriminal", "No known risk"}}},
      {"QualityAssurance", Object{{"referralDate", "2026-03-02"}}},
      {"rightplace", Object{{"authority_code", "E10000017"}, {"age", 14}, {"needed_on", needed_on}}}};
}

// Every field of the standard and of the extension.
inline json::Value fullest_referral() {
  using json::Array;
  using json::Object;
  auto value = least_referral();
  auto& whole = *value.as_object();
  auto& availability = *whole["PlacementAvailability"].as_object();
  availability.set("neededBy", "in more than 5 days");
  availability.set("siblingCount", 1);
  availability.set("preferredLocation", "North Lancashire, near the coast");
  auto& requirements = *whole["PlacementRequirements"].as_object();
  requirements.set("additionalSupport", "therapeutic support");
  requirements.set("deprivationOfLiberty", false);
  auto& risks = *whole["Risks"].as_object();
  risks.set("riskOther", "falls asleep outdoors");
  risks.set("riskToOthersOther", "throws stones at cars");
  whole.erase("QualityAssurance");   // so that the entities stand in the standard's order
  whole.erase("rightplace");
  whole.set("ActualPlacement", Object{{"totalWeeklyCost", 5200}, {"placementLocation", "Lancashire"}, {"preferabilityLocation", true}, {"educationContinuity", true}, {"providerURN", "SC400001"},
                                      {"siblingsPlacedTogether", 1}, {"placementType", "Residential"}});
  whole.set("QualityAssurance", Object{{"referralOfficerName", "Officer One"}, {"referralDate", "2026-03-02"}, {"placementOfficerName", "Officer Two"}, {"placementDate", "2026-03-09"},
                                       {"costOfficerName", "Officer Three"}, {"costDate", "2026-03-12"}});
  whole.set("rightplace",
            Object{{"reference", "R-7K3M9Q"},
                   {"status", "open"},
                   {"authority_code", "E10000017"},
                   {"child_id", "0195a0aa-0000-7000-8000-000000000001"},
                   {"sex", "female"},
                   {"born_in", "2011-04"},
                   {"needed_on", "2026-03-10"},
                   {"planned_until", "2026-09-10"},
                   {"urgency", "within_5_days"},
                   {"purpose", "assessment"},
                   {"needs", Object{{"emotional_behavioural", "high"}, {"education", "low"}, {"trauma", "medium"}}},
                   {"needs_complete", true},
                   {"risks_to_child", Array{Object{{"risk", "self_harm"}, {"level", "high"}, {"evidence_on", "2026-02-11"}}}},
                   {"risks_to_others", Array{Object{{"risk", "fire"}, {"level", "low"}, {"evidence_on", "2024-05-01"}}}},
                   {"risk_times", Array{"evening", "night"}},
                   {"places", Array{Object{{"kind", "school"}, {"sector", "LA1 4"}, {"weight", 2.5}}, Object{{"kind", "family"}, {"outward_code", "PR1"}, {"away_because", "safety"}, {"weight", 1.5}}}},
                   {"exclusion_zones", Array{Object{{"outward_code", "L8"}, {"radius_miles", 5.5}, {"reason", "criminal_network"}}}},
                   {"conflicts", Array{Object{{"urn", "SC400002"}, {"resident", "B"}}, Object{{"child_id", "0195a0aa-0000-7000-8000-000000000002"}}}},
                   {"wishes", Array{"pets", "outdoors"}},
                   {"wanted_homes", Array{"SC400003"}},
                   {"unwanted_homes", Array{"2345678"}},
                   {"siblings_together", "required"},
                   {"siblings", Array{Object{{"reference", "R-8B2C4D"}, {"sex", "male"}, {"born_in", "2013-09"}}}},
                   {"legal", Object{{"status", "C2"}, {"secure_order", true}, {"secure_order_until", "2026-05-01"}, {"seventy_two_hours", true}, {"secretary_of_state_approval", true}}},
                   {"routes", Array{"framework", "spot"}},
                   {"adaptations", Array{"hoist"}},
                   {"schooling", "special"},
                   {"ehc_plan", true},
                   {"services", Array{"camhs", "gp"}},
                   {"culture", Array{"muslim", "halal", "urdu"}},
                   {"earlier_placements", 3},
                   {"ethnic_group", "asian"},
                   {"disabled", false},
                   {"unaccompanied", false},
                   {"notes", "Settles best when told the day before."}});
  return value;
}

}  // namespace rightplace::referrals
