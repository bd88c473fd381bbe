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

// What a placement is for.
enum class Purpose : std::uint8_t { Crisis, Assessment, PreparingForFostering, PreparingForHome, Independence, LongTerm, ShortBreak };
inline constexpr auto kPurposes = enum_names<Purpose>({{Purpose::Crisis, "crisis", "a crisis"},
                                                       {Purpose::Assessment, "assessment", "assessment"},
                                                       {Purpose::PreparingForFostering, "preparing_for_fostering", "preparing for fostering"},
                                                       {Purpose::PreparingForHome, "preparing_for_home", "preparing to return home"},
                                                       {Purpose::Independence, "independence", "preparing for independence"},
                                                       {Purpose::LongTerm, "long_term", "a long-term home"},
                                                       {Purpose::ShortBreak, "short_break", "a short break"}});

// The first four belong to a room, the rest to the whole home.
enum class Adaptation : std::uint8_t {
  GroundFloorRoom, WheelchairRoom, Hoist, AccessibleBathroom, StepFreeEntrance, Lift, SensoryRoom, HearingLoop
};
inline constexpr auto kAdaptations = enum_names<Adaptation>({{Adaptation::GroundFloorRoom, "ground_floor_room", "a ground-floor room"},
                                                             {Adaptation::WheelchairRoom, "wheelchair_room", "a room for a wheelchair user"},
                                                             {Adaptation::Hoist, "hoist", "a hoist"},
                                                             {Adaptation::AccessibleBathroom, "accessible_bathroom", "an accessible bathroom"},
                                                             {Adaptation::StepFreeEntrance, "step_free_entrance", "a step-free entrance"},
                                                             {Adaptation::Lift, "lift", "a lift"},
                                                             {Adaptation::SensoryRoom, "sensory_room", "a sensory room"},
                                                             {Adaptation::HearingLoop, "hearing_loop", "a hearing loop or visual alarms"}});
constexpr bool belongs_to_a_room(Adaptation adaptation) { return adaptation <= Adaptation::AccessibleBathroom; }

// What a child may ask for and a home may have. No children's home is a foster family: that wish is heard all the same.
enum class Wish : std::uint8_t { Pets, Countryside, Town, Sport, Arts, Outdoors, OwnBathroom, SingleSexHome, FewChildren, FosterFamily };
inline constexpr auto kWishes = enum_names<Wish>({{Wish::Pets, "pets", "pets"},
                                                  {Wish::Countryside, "countryside", "the countryside"},
                                                  {Wish::Town, "town", "a town"},
                                                  {Wish::Sport, "sport", "sport"},
                                                  {Wish::Arts, "arts", "music, art or drama"},
                                                  {Wish::Outdoors, "outdoors", "outdoor activities"},
                                                  {Wish::OwnBathroom, "own_bathroom", "a bathroom of one's own"},
                                                  {Wish::SingleSexHome, "single_sex_home", "only boys or only girls"},
                                                  {Wish::FewChildren, "few_children", "few other children"},
                                                  {Wish::FosterFamily, "foster_family", "a foster family"}});

// Local services that a child needs and a home can confirm.
enum class Service : std::uint8_t { Camhs, Gp, Dentist, Paediatrics, SpeechAndLanguage, OccupationalTherapy, SubstanceService };
inline constexpr auto kServices = enum_names<Service>({{Service::Camhs, "camhs", "CAMHS"},
                                                       {Service::Gp, "gp", "a GP"},
                                                       {Service::Dentist, "dentist", "a dentist"},
                                                       {Service::Paediatrics, "paediatrics", "paediatrics"},
                                                       {Service::SpeechAndLanguage, "speech_and_language", "speech and language therapy"},
                                                       {Service::OccupationalTherapy, "occupational_therapy", "occupational therapy"},
                                                       {Service::SubstanceService, "substance_service", "a drug and alcohol service"}});

// Culture, faith and language that a child needs kept and a home can keep.
enum class Culture : std::uint8_t {
  Christian, Muslim, Hindu, Sikh, Jewish, Buddhist, Halal, Kosher, Vegetarian, SkinAndHairCare, Esol, Bsl, Makaton,
  Welsh, Polish, Urdu, Punjabi, Arabic, Pashto, Kurdish, Tigrinya, Somali, Vietnamese, Albanian, Romani, OtherLanguage
};
inline constexpr auto kCultures = enum_names<Culture>({{Culture::Christian, "christian", "Christian practice"},
                                                       {Culture::Muslim, "muslim", "Muslim practice"},
                                                       {Culture::Hindu, "hindu", "Hindu practice"},
                                                       {Culture::Sikh, "sikh", "Sikh practice"},
                                                       {Culture::Jewish, "jewish", "Jewish practice"},
                                                       {Culture::Buddhist, "buddhist", "Buddhist practice"},
                                                       {Culture::Halal, "halal", "halal food"},
                                                       {Culture::Kosher, "kosher", "kosher food"},
                                                       {Culture::Vegetarian, "vegetarian", "vegetarian food"},
                                                       {Culture::SkinAndHairCare, "skin_and_hair_care", "skin and hair care"},
                                                       {Culture::Esol, "esol", "English for speakers of other languages"},
                                                       {Culture::Bsl, "bsl", "British Sign Language"},
                                                       {Culture::Makaton, "makaton", "Makaton"},
                                                       {Culture::Welsh, "welsh", "Welsh"},
                                                       {Culture::Polish, "polish", "Polish"},
                                                       {Culture::Urdu, "urdu", "Urdu"},
                                                       {Culture::Punjabi, "punjabi", "Punjabi"},
                                                       {Culture::Arabic, "arabic", "Arabic"},
                                                       {Culture::Pashto, "pashto", "Pashto"},
                                                       {Culture::Kurdish, "kurdish", "Kurdish"},
                                                       {Culture::Tigrinya, "tigrinya", "Tigrinya"},
                                                       {Culture::Somali, "somali", "Somali"},
                                                       {Culture::Vietnamese, "vietnamese", "Vietnamese"},
                                                       {Culture::Albanian, "albanian", "Albanian"},
                                                       {Culture::Romani, "romani", "Romani"},
                                                       {Culture::OtherLanguage, "other_language", "another language"}});

}  // namespace rightplace
