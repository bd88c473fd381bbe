#pragma once
// The hard rules and the criteria in words, each with its code, source and who could change it. docs/suitability.md
// carries the same tables, generated from here; a test compares them.

#include <array>
#include <string>
#include <string_view>

#include "engines/suitability/terms.h"

namespace rightplace::suitability {

struct RuleInfo {
  Rule rule;
  std::string_view code, label;
  std::string_view says;      // one sentence
  std::string_view source;
  Changer changer;            // who could change the fact, in the usual case
  std::string_view question;  // to ask when the answer is not known
};

inline constexpr std::array<RuleInfo, kRuleCount> kRules{{
    {Rule::Registered, "registered", "Registration", "The home is registered, and neither suspended nor cancelled.",
     "Care Standards Act 2000 ss11, 14, 14A, 20B (F2)", Changer::Nobody, "Is the home registered today?"},
    {Rule::Restriction, "restriction", "Restriction notice", "No notice restricting accommodation is in force on the day the child would move in.",
     "Care Standards Act 2000 s22B (F2, E2)", Changer::Nobody, "Is a restriction notice in force?"},
    {Rule::Type, "type", "Type of home", "The type of home may take this child: a secure home only with an order or the 72-hour power, a short-break home only for a short break.",
     "Children Act 1989 s25; Secure Accommodation Regulations 1991 (F31)", Changer::Nobody, "Which type of home is this?"},
    {Rule::Vacancy, "vacancy", "Vacancy", "One and the same room is free every night of the stay, and the home can take another child.",
     "A live vacancy, not registered places (F3)", Changer::Provider, "Is one and the same room free every night of the stay?"},
    {Rule::Age, "age", "Age", "The child's age on the day is within the statement of purpose.",
     "Children's Homes Regulations 2015 reg 14(2), Sch 1 (F1)", Changer::Provider, "Which ages does the statement of purpose give?"},
    {Rule::Sex, "sex", "Sex", "The home takes children of this sex.",
     "Children's Homes Regulations 2015 reg 14(2), Sch 1 (F1)", Changer::Provider, "Does the home take boys, girls or both?"},
    {Rule::NeedLevel, "need_level", "Needs", "Each need is within the range the home accepts.",
     "Children's Homes Regulations 2015 reg 14(2) (F1, H2)", Changer::Provider, "Up to which level does the home take this need?"},
    {Rule::Solo, "solo", "Living alone", "A child who must live alone would be the only child there.",
     "Placements Data Standard v2, who the child can live with (F4)", Changer::Provider, "Would the home keep itself to one child?"},
    {Rule::Adaptations, "adaptations", "Adaptations", "The home, and one room that is free throughout, have what the child needs.",
     "Placements Data Standard v2, home adaptation; Equality Act 2010 s20 (F1)", Changer::Provider, "Which adaptations do the home and its free rooms have?"},
    {Rule::ExclusionZone, "exclusion_zone", "Exclusion zone", "The home stands outside every zone the child must stay out of.",
     "Placements Data Standard, places to avoid (F8, F9)", Changer::PlacingAuthority, "Is the home inside the zone?"},
    {Rule::NamedConflict, "named_conflict", "Named conflict", "No child whom this child must not live with is there during the stay.",
     "Known conflicts (F4)", Changer::PlacingAuthority, "Does the child named live there?"},
    {Rule::CriticalPair, "critical_pair", "Critical risk", "No child there would be in critical danger from this child, nor this child from one there.",
     "Risk to and from residents (F4)", Changer::Nobody, "What risks do the children there pose or run?"},
    {Rule::Contract, "contract", "Contract", "The placing authority can buy a place here.",
     "Frameworks, block and spot purchase (A6)", Changer::PlacingAuthority, "On which contract can a place be bought?"},
    {Rule::Siblings, "siblings", "Together", "Brothers and sisters who stay together each have a room of their own, all at once.",
     "Children Act 1989 s22C(8)(d) (F12)", Changer::Provider, "Are enough rooms free at once?"},
}};

// Strength of the evidence: L law, A repeated evidence, B some, C expert view, 0 evidence of no effect.
struct CriterionInfo {
  Criterion criterion;
  std::string_view code, label;
  std::string_view function;   // u in words
  std::string_view source;
  std::string_view strength;
  std::string_view question;   // to ask when it is not fully known
};

inline constexpr std::array<CriterionInfo, kCriterionCount> kCriteria{{
    {Criterion::NeedsFit, "needs_fit", "Needs met",
     "Mean over the child's needs: 1, less deficit_per_level for each level the home falls short, less surplus_per_level for each level beyond.",
     "Children's Homes Regulations 2015 reg 14 (F1)", "L", "Up to which level can the home show that it meets each need?"},
    {Criterion::Wishes, "wishes", "Child's wishes",
     "Share of the child's wishes that are met; a home asked for or refused by name counts as one wish each. A wish for a foster family is one no home meets.",
     "Children Act 1989 s22 (F5)", "L/B", "Which of the child's wishes can the home meet?"},
    {Criterion::Closeness, "closeness", "Closeness",
     "Weighted mean over places that matter: 1 within near_full_miles, one half at near_half_miles, 0 from near_zero_miles, straight between; for a place to be away from, 0 within away_zero_miles rising to 1 at away_full_miles.",
     "Narey 2016 rec 7; no fixed radius (F8)", "B, mixed", "Where exactly is the home?"},
    {Criterion::Compatibility, "compatibility", "Children there",
     "1, less per_year_of_gap for each year of age beyond comfortable_age_gap, per_concerning_pair for each concerning risk either way, against_companions where the company is not the kind the child can live with.",
     "Expert Group 2012; complex-needs report 2024 (F4)", "C to B", "Who lives there, of which age, with which risks?"},
    {Criterion::AreaRisk, "area_risk", "Local area",
     "1, less the highest level of local risk (thirds) that touches this child's vulnerabilities or risks, after mitigation.",
     "Expert Group 2012 section 6 (F9)", "C", "What does the location assessment say of these risks, and what mitigates them?"},
    {Criterion::Education, "education", "Education",
     "1 where the home is within same_school_miles of the child's school; else school_confirmed, school_on_site or school_neither.",
     "Care Planning Regulations 2010 reg 10 (F10)", "L/B", "Can the child keep the school, or is a place confirmed?"},
    {Criterion::Health, "health", "Health services", "Share of the services the child needs that are confirmed there.",
     "Expert Group 2012 rec 15 (F11)", "C", "Which health services has the area confirmed?"},
    {Criterion::Culture, "culture", "Culture, faith and language", "Share of what the child needs kept that the home can keep.",
     "Children Act 1989 s22(5)(c) (F12)", "L", "Which faith, food, language and care can the home keep?"},
    {Criterion::Staffing, "staffing", "Staff at risk times",
     "Mean over the child's risk times of staff on duty over children there, full at staff_per_ten_children to ten.",
     "Narey 2016 rec 4 (F17)", "C", "How many staff are on duty at the child's risk times?"},
    {Criterion::Leadership, "leadership", "Leadership and team",
     "Mean of four: manager in post; months in post up to manager_settled_months; staff turnover and agency shifts, each from 1 at none to 0 at the worst percent.",
     "Expert Group 2012 (F18, F19)", "C to B", "Is the manager in post, since when, and how stable is the team?"},
    {Criterion::Training, "training", "Training and supervision",
     "Mean of three: share of care staff with Level 3 or within its time; the whole team trained in one method; reflective supervision.",
     "Narey 2016 rec 29 (F20, F21)", "C to B", "How is the team trained and supervised?"},
    {Criterion::Therapy, "therapy", "Therapy",
     "For a child with emotional, mental health or trauma needs from medium: mean of a named model, clinician minutes a week up to clinician_full_minutes, clinical supervision, and an outcome measure. Else 1.",
     "Expert Group 2012 (F22)", "C", "Which model, how many clinician hours, whose supervision and which outcome measure?"},
    {Criterion::Progress, "progress", "Progress of earlier children",
     "Mean progress from their starting point, shrunk towards progress_mean_permille as if by shrink_cases more cases.",
     "Expert Group 2012 (F26)", "C", "What progress did earlier children make from their starting point?"},
    {Criterion::Endings, "endings", "Placements that lasted",
     "1 less the share of placements that ended unplanned, shrunk towards unplanned_mean_permille as if by shrink_cases more cases.",
     "Stability Index; SSDA903 reasons (F7)", "A", "How did earlier placements end?"},
    {Criterion::Purpose, "purpose", "Purpose", "1 where the home serves what the placement is for, else 0.",
     "Expert Group 2012 (F32)", "C, strong", "What kinds of placement does the home serve?"},
    {Criterion::Grade, "grade", "Inspection grade",
     "grade_values: outstanding and good add a little; requires improvement, not yet inspected and inadequate are neutral.",
     "Narey 2016 recs 21, 22 (F13)", "0/B", "What was the last grade?"},
}};

constexpr const RuleInfo& info(Rule rule) { return kRules[static_cast<std::size_t>(rule)]; }
constexpr const CriterionInfo& info(Criterion criterion) { return kCriteria[static_cast<std::size_t>(criterion)]; }

// The tables of docs/suitability.md, as Markdown.
std::string rules_table();
std::string criteria_table();

}  // namespace rightplace::suitability
