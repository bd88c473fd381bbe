#pragma once
// The words of children's homes that everything shares: needs, risks, levels, routes, types of home. One list each, with
// the code kept in databases and files and the label people read. Codes never change once used; add at the end.

#include <cstdint>

#include "base/date.h"
#include "base/enum_names.h"

namespace rightplace {

enum class NeedLevel : std::uint8_t { None, Low, Medium, High, Complex };
inline constexpr auto kNeedLevels = enum_names<NeedLevel>({{NeedLevel::None, "none", "none"},
                                                           {NeedLevel::Low, "low", "low"},
                                                           {NeedLevel::Medium, "medium", "medium"},
                                                           {NeedLevel::High, "high", "high"},
                                                           {NeedLevel::Complex, "complex", "complex"}});

// The first seven are the register's own flags, in its order.
enum class Need : std::uint8_t {
  EmotionalBehavioural, MentalHealth, Sensory, Alcohol, Drugs, Learning, PhysicalDisability,
  Autism, Health, Education, Communication, Trauma, HarmfulSexualBehaviour, Offending, Eating
};
inline constexpr auto kNeeds = enum_names<Need>({{Need::EmotionalBehavioural, "emotional_behavioural", "emotional and behavioural difficulties"},
                                                 {Need::MentalHealth, "mental_health", "mental health"},
                                                 {Need::Sensory, "sensory", "sensory impairment"},
                                                 {Need::Alcohol, "alcohol", "alcohol"},
                                                 {Need::Drugs, "drugs", "drugs"},
                                                 {Need::Learning, "learning", "learning difficulty"},
                                                 {Need::PhysicalDisability, "physical_disability", "physical disability"},
                                                 {Need::Autism, "autism", "autism"},
                                                 {Need::Health, "health", "complex health"},
                                                 {Need::Education, "education", "education"},
                                                 {Need::Communication, "communication", "communication"},
                                                 {Need::Trauma, "trauma", "trauma of abuse or neglect"},
                                                 {Need::HarmfulSexualBehaviour, "harmful_sexual_behaviour", "harmful sexual behaviour"},
                                                 {Need::Offending, "offending", "offending"},
                                                 {Need::Eating, "eating", "eating disorder"}});

// What may happen to the child: what others might do to them makes them vulnerable to those others.
enum class RiskToChild : std::uint8_t { SelfHarm, SexualExploitation, CriminalExploitation, DrugAlcohol, EatingDisorder, Missing, Other };
inline constexpr auto kRisksToChild = enum_names<RiskToChild>({{RiskToChild::SelfHarm, "self_harm", "self-harm"},
                                                               {RiskToChild::SexualExploitation, "sexual_exploitation", "sexual exploitation"},
                                                               {RiskToChild::CriminalExploitation, "criminal_exploitation", "criminal exploitation"},
                                                               {RiskToChild::DrugAlcohol, "drug_alcohol", "drug and alcohol use"},
                                                               {RiskToChild::EatingDisorder, "eating_disorder", "eating disorder"},
                                                               {RiskToChild::Missing, "missing", "going missing"},
                                                               {RiskToChild::Other, "other", "another risk"}});

// What the child may do to others or to property.
enum class RiskToOthers : std::uint8_t { Physical, Sexual, Fire, Animals, Criminal, Other };
inline constexpr auto kRisksToOthers = enum_names<RiskToOthers>({{RiskToOthers::Physical, "physical", "physical harm"},
                                                                 {RiskToOthers::Sexual, "sexual", "sexual harm"},
                                                                 {RiskToOthers::Fire, "fire", "fire-setting"},
                                                                 {RiskToOthers::Animals, "animals", "harm to animals"},
                                                                 {RiskToOthers::Criminal, "criminal", "criminal exploitation of others"},
                                                                 {RiskToOthers::Other, "other", "another harm"}});

enum class Sex : std::uint8_t { Female, Male };
inline constexpr auto kSexes = enum_names<Sex>({{Sex::Female, "female", "girl"}, {Sex::Male, "male", "boy"}});

// Whom a home takes.
enum class HomeSex : std::uint8_t { Girls, Boys, Mixed };
inline constexpr auto kHomeSexes =
    enum_names<HomeSex>({{HomeSex::Girls, "girls", "girls"}, {HomeSex::Boys, "boys", "boys"}, {HomeSex::Mixed, "mixed", "girls and boys"}});

// How a place is bought.
enum class Route : std::uint8_t { Spot, Framework, Block, Dps, Own };
inline constexpr auto kRoutes = enum_names<Route>({{Route::Spot, "spot", "spot purchase"},
                                                   {Route::Framework, "framework", "framework"},
                                                   {Route::Block, "block", "block contract"},
                                                   {Route::Dps, "dps", "dynamic purchasing system"},
                                                   {Route::Own, "own", "the authority's own home"}});

enum class HomeType : std::uint8_t { ShortBreak, ShortTerm, LongTerm, Disability, ResidentialSpecialSchool, TherapeuticCommunity, Secure };
inline constexpr auto kHomeTypes = enum_names<HomeType>({{HomeType::ShortBreak, "short_break", "short breaks"},
                                                         {HomeType::ShortTerm, "short_term", "short term"},
                                                         {HomeType::LongTerm, "long_term", "long term"},
                                                         {HomeType::Disability, "disability", "disabled children"},
                                                         {HomeType::ResidentialSpecialSchool, "residential_special_school", "residential special school"},
                                                         {HomeType::TherapeuticCommunity, "therapeutic_community", "therapeutic community"},
                                                         {HomeType::Secure, "secure", "secure children's home"}});

enum class PartOfDay : std::uint8_t { Morning, Day, Evening, Night };
inline constexpr auto kPartsOfDay = enum_names<PartOfDay>({{PartOfDay::Morning, "morning", "morning"},
                                                           {PartOfDay::Day, "day", "day"},
                                                           {PartOfDay::Evening, "evening", "evening"},
                                                           {PartOfDay::Night, "night", "night"}});

// The inspectorate's grade. Its third word changed with the years: say it with grade_label.
enum class Grade : std::uint8_t { Outstanding, Good, RequiresImprovement, Inadequate, NotJudged };
inline constexpr auto kGrades = enum_names<Grade>({{Grade::Outstanding, "outstanding", "Outstanding"},
                                                   {Grade::Good, "good", "Good"},
                                                   {Grade::RequiresImprovement, "requires_improvement", "Requires improvement to be good"},
                                                   {Grade::Inadequate, "inadequate", "Inadequate"},
                                                   {Grade::NotJudged, "not_judged", "Not judged"}});

// As it was called on the day of the inspection: "Satisfactory" before 1 April 2012, "Adequate" before 1 April 2015,
// "Requires improvement" before 1 April 2017, "Requires improvement to be good" since.
constexpr std::string_view grade_label(Grade grade, Date inspected_on) {
  if (grade != Grade::RequiresImprovement) return kGrades.label(grade);
  if (inspected_on < Date(2012, 4, 1)) return "Satisfactory";
  if (inspected_on < Date(2015, 4, 1)) return "Adequate";
  if (inspected_on < Date(2017, 4, 1)) return "Requires improvement";
  return kGrades.label(grade);
}

}  // namespace rightplace
