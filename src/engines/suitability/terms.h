#pragma once
// The words of the suitability engine: needs, risks, rules, criteria, each with its code (JSON, database) and label
// (screen). The lists are closed; each says where it comes from.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/enum_names.h"

namespace rightplace::suitability {

// A set of enumerators, at most 32 of them.
template <class E>
struct Set {
  std::uint32_t bits = 0;

  constexpr Set() = default;
  constexpr explicit Set(std::uint32_t raw) : bits(raw) {}
  constexpr Set(std::initializer_list<E> items) {
    for (const E item : items) add(item);
  }
  constexpr bool has(E item) const { return (bits >> static_cast<unsigned>(item) & 1u) != 0; }
  constexpr void add(E item) { bits |= 1u << static_cast<unsigned>(item); }
  constexpr void remove(E item) { bits &= ~(1u << static_cast<unsigned>(item)); }
  constexpr bool empty() const { return bits == 0; }
  constexpr bool covers(Set other) const { return (other.bits & ~bits) == 0; }
  constexpr Set operator|(Set other) const { return Set{bits | other.bits}; }
  constexpr Set operator&(Set other) const { return Set{bits & other.bits}; }
  constexpr Set minus(Set other) const { return Set{bits & ~other.bits}; }
  constexpr bool operator==(const Set&) const = default;
};

// What a child needs and what a home can do: the shared list of base/care.h, in its order (a test holds them together).
enum class Need : std::uint8_t {
  EmotionalBehavioural, MentalHealth, SensoryImpairment, Alcohol, Drugs, LearningDisability, PhysicalDisability, Autism,
  PhysicalHealth, Education, Communication, AbuseTrauma, HarmfulSexualBehaviour, Offending, Eating
};
inline constexpr std::size_t kNeedCount = 15;
inline constexpr auto kNeeds = enum_names<Need>({
    {Need::EmotionalBehavioural, "emotional_behavioural", "emotional and behavioural needs"},
    {Need::MentalHealth, "mental_health", "mental health needs"},
    {Need::SensoryImpairment, "sensory", "a sensory impairment"},
    {Need::Alcohol, "alcohol", "alcohol misuse"},
    {Need::Drugs, "drugs", "drug misuse"},
    {Need::LearningDisability, "learning", "a learning disability"},
    {Need::PhysicalDisability, "physical_disability", "a physical disability"},
    {Need::Autism, "autism", "autism"},
    {Need::PhysicalHealth, "health", "physical health needs"},
    {Need::Education, "education", "education needs"},
    {Need::Communication, "communication", "communication needs"},
    {Need::AbuseTrauma, "trauma", "needs after abuse, neglect or trauma"},
    {Need::HarmfulSexualBehaviour, "harmful_sexual_behaviour", "harmful sexual behaviour"},
    {Need::Offending, "offending", "offending"},
    {Need::Eating, "eating", "an eating disorder"},
});

enum class Level : std::uint8_t { None, Low, Medium, High, Complex };
inline constexpr auto kLevels = enum_names<Level>({
    {Level::None, "none", "none"},
    {Level::Low, "low", "low"},
    {Level::Medium, "medium", "medium"},
    {Level::High, "high", "high"},
    {Level::Complex, "complex", "complex"},
});

// Risks to the child: Placements Data Standard v2.
enum class Vulnerability : std::uint8_t {
  SelfHarm, SexualExploitation, CriminalExploitation, DrugsAlcohol, EatingDisorder, Missing, Other
};
inline constexpr std::size_t kVulnerabilityCount = 7;
inline constexpr auto kVulnerabilities = enum_names<Vulnerability>({
    {Vulnerability::SelfHarm, "self_harm", "self-harm"},
    {Vulnerability::SexualExploitation, "sexual_exploitation", "sexual exploitation"},
    {Vulnerability::CriminalExploitation, "criminal_exploitation", "criminal exploitation"},
    {Vulnerability::DrugsAlcohol, "drug_alcohol", "drugs or alcohol"},
    {Vulnerability::EatingDisorder, "eating_disorder", "an eating disorder"},
    {Vulnerability::Missing, "missing", "going missing"},
    {Vulnerability::Other, "other", "another risk to the child"},
});

// Risks to others: Placements Data Standard v2.
enum class Danger : std::uint8_t { Physical, Sexual, FireSetting, Animals, CriminalExploitation, Other };
inline constexpr std::size_t kDangerCount = 6;
inline constexpr auto kDangers = enum_names<Danger>({
    {Danger::Physical, "physical", "physical harm to others"},
    {Danger::Sexual, "sexual", "sexual harm to others"},
    {Danger::FireSetting, "fire", "fire-setting"},
    {Danger::Animals, "animals", "harm to animals"},
    {Danger::CriminalExploitation, "criminal", "criminal exploitation of others"},
    {Danger::Other, "other", "another risk to others"},
});

enum class Sex : std::uint8_t { Male, Female };
inline constexpr auto kSexes = enum_names<Sex>({{Sex::Male, "male", "male"}, {Sex::Female, "female", "female"}});

enum class Accepts : std::uint8_t { Any, Boys, Girls };
inline constexpr auto kAccepts = enum_names<Accepts>({
    {Accepts::Any, "any", "boys and girls"}, {Accepts::Boys, "boys", "boys only"}, {Accepts::Girls, "girls", "girls only"}});

// The types of home of the Expert Group (2012), with the register's plain "children's home" where no more is known.
enum class HomeType : std::uint8_t {
  ChildrensHome, ShortBreak, ShortTerm, LongTerm, Disability, ResidentialSpecialSchool, TherapeuticCommunity, Secure
};
inline constexpr auto kHomeTypes = enum_names<HomeType>({
    {HomeType::ChildrensHome, "childrens_home", "Children's home"},
    {HomeType::ShortBreak, "short_break", "Short-break home"},
    {HomeType::ShortTerm, "short_term", "Short-term home"},
    {HomeType::LongTerm, "long_term", "Long-term home"},
    {HomeType::Disability, "disability", "Home for disabled children"},
    {HomeType::ResidentialSpecialSchool, "residential_special_school", "Residential special school"},
    {HomeType::TherapeuticCommunity, "therapeutic_community", "Therapeutic community"},
    {HomeType::Secure, "secure", "Secure children's home"},
});

// What the placement is for (F32).
enum class Purpose : std::uint8_t { Crisis, Assessment, PreparingForFostering, PreparingForHome, Independence, LongTerm, ShortBreak };
inline constexpr auto kPurposes = enum_names<Purpose>({
    {Purpose::Crisis, "crisis", "a crisis"},
    {Purpose::Assessment, "assessment", "assessment"},
    {Purpose::PreparingForFostering, "preparing_for_fostering", "preparing for fostering"},
    {Purpose::PreparingForHome, "preparing_for_home", "preparing to return home"},
    {Purpose::Independence, "independence", "preparing for independence"},
    {Purpose::LongTerm, "long_term", "a long-term home"},
    {Purpose::ShortBreak, "short_break", "a short break"},
});

enum class Registration : std::uint8_t { Registered, Suspended, Cancelled };
inline constexpr auto kRegistrations = enum_names<Registration>({
    {Registration::Registered, "registered", "registered"},
    {Registration::Suspended, "suspended", "suspended"},
    {Registration::Cancelled, "cancelled", "cancelled or closed"},
});

enum class Grade : std::uint8_t { NotInspected, Outstanding, Good, RequiresImprovement, Inadequate };
inline constexpr auto kGrades = enum_names<Grade>({
    {Grade::NotInspected, "not_inspected", "Not yet inspected"},
    {Grade::Outstanding, "outstanding", "Outstanding"},
    {Grade::Good, "good", "Good"},
    {Grade::RequiresImprovement, "requires_improvement", "Requires improvement to be good"},
    {Grade::Inadequate, "inadequate", "Inadequate"},
});

// The first four belong to a room, the rest to the whole home.
enum class Adaptation : std::uint8_t {
  GroundFloorRoom, WheelchairRoom, Hoist, AccessibleBathroom, StepFreeEntrance, Lift, SensoryRoom, HearingLoop
};
inline constexpr std::size_t kAdaptationCount = 8;
inline constexpr Set<Adaptation> kRoomAdaptations{Adaptation::GroundFloorRoom, Adaptation::WheelchairRoom,
                                                  Adaptation::Hoist, Adaptation::AccessibleBathroom};
inline constexpr auto kAdaptations = enum_names<Adaptation>({
    {Adaptation::GroundFloorRoom, "ground_floor_room", "a ground-floor room"},
    {Adaptation::WheelchairRoom, "wheelchair_room", "a room for a wheelchair user"},
    {Adaptation::Hoist, "hoist", "a hoist"},
    {Adaptation::AccessibleBathroom, "accessible_bathroom", "an accessible bathroom of its own"},
    {Adaptation::StepFreeEntrance, "step_free_entrance", "a step-free entrance"},
    {Adaptation::Lift, "lift", "a lift"},
    {Adaptation::SensoryRoom, "sensory_room", "a sensory room"},
    {Adaptation::HearingLoop, "hearing_loop", "a hearing loop or visual alarms"},
});

// Who the child can live with: Placements Data Standard v2.
enum class Companions : std::uint8_t { NoPreference, Solo, WithOthers, OnlyOlder, OnlyYounger };
inline constexpr auto kCompanions = enum_names<Companions>({
    {Companions::NoPreference, "no_preference", "no preference"},
    {Companions::Solo, "solo", "alone"},
    {Companions::WithOthers, "with_others", "with others"},
    {Companions::OnlyOlder, "only_older", "only with older children"},
    {Companions::OnlyYounger, "only_younger", "only with younger children"},
});

// What a child may ask for and a home may have. The last is a wish no children's home can meet; it lowers the score
// and never blocks.
enum class Wish : std::uint8_t { Pets, Countryside, Town, Sport, Arts, Outdoors, OwnBathroom, SingleSexHome, FewChildren, FosterFamily };
inline constexpr std::size_t kWishCount = 10;
inline constexpr auto kWishes = enum_names<Wish>({
    {Wish::Pets, "pets", "pets"},
    {Wish::Countryside, "countryside", "the countryside"},
    {Wish::Town, "town", "a town"},
    {Wish::Sport, "sport", "sport"},
    {Wish::Arts, "arts", "music, art or drama"},
    {Wish::Outdoors, "outdoors", "outdoor activities"},
    {Wish::OwnBathroom, "own_bathroom", "a bathroom of one's own"},
    {Wish::SingleSexHome, "single_sex_home", "only boys or only girls"},
    {Wish::FewChildren, "few_children", "few other children"},
    {Wish::FosterFamily, "foster_family", "a foster family"},
});

enum class Service : std::uint8_t { Camhs, Gp, Dentist, Paediatrics, SpeechAndLanguage, OccupationalTherapy, SubstanceService };
inline constexpr std::size_t kServiceCount = 7;
inline constexpr auto kServices = enum_names<Service>({
    {Service::Camhs, "camhs", "CAMHS"},
    {Service::Gp, "gp", "a GP"},
    {Service::Dentist, "dentist", "a dentist"},
    {Service::Paediatrics, "paediatrics", "paediatrics"},
    {Service::SpeechAndLanguage, "speech_and_language", "speech and language therapy"},
    {Service::OccupationalTherapy, "occupational_therapy", "occupational therapy"},
    {Service::SubstanceService, "substance_service", "a drug and alcohol service"},
});

// Culture, faith and language that a child needs kept and a home can keep. Placements Data Standard v2 (communication
// and cultural needs) and the faith groups of the census.
enum class Culture : std::uint8_t {
  Christian, Muslim, Hindu, Sikh, Jewish, Buddhist, Halal, Kosher, Vegetarian, SkinAndHairCare, Esol, Bsl, Makaton,
  Welsh, Polish, Urdu, Punjabi, Arabic, Pashto, Kurdish, Tigrinya, Somali, Vietnamese, Albanian, Romani, OtherLanguage
};
inline constexpr std::size_t kCultureCount = 26;
inline constexpr auto kCultures = enum_names<Culture>({
    {Culture::Christian, "christian", "Christian practice"},
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
    {Culture::OtherLanguage, "other_language", "another language"},
});

enum class TimeBand : std::uint8_t { Morning, Day, Evening, Night };
inline constexpr std::size_t kTimeBandCount = 4;
inline constexpr auto kTimeBands = enum_names<TimeBand>({
    {TimeBand::Morning, "morning", "mornings"},
    {TimeBand::Day, "day", "days"},
    {TimeBand::Evening, "evening", "evenings"},
    {TimeBand::Night, "night", "nights"},
});

enum class PlaceKind : std::uint8_t { Home, School, Family, Friends, Other };
inline constexpr auto kPlaceKinds = enum_names<PlaceKind>({
    {PlaceKind::Home, "home", "home"},
    {PlaceKind::School, "school", "school"},
    {PlaceKind::Family, "family", "family"},
    {PlaceKind::Friends, "friends", "friends"},
    {PlaceKind::Other, "other", "another place that matters"},
});

// Why being away from a place is in the child's interest.
enum class AwayReason : std::uint8_t { Safety, Kin, Specialist, Settled };
inline constexpr auto kAwayReasons = enum_names<AwayReason>({
    {AwayReason::Safety, "safety", "safety"},
    {AwayReason::Kin, "kin", "to be with kin elsewhere"},
    {AwayReason::Specialist, "specialist", "a specialist service elsewhere"},
    {AwayReason::Settled, "settled", "settled elsewhere"},
});

enum class BusyKind : std::uint8_t { Occupied, Held, Closed, InConflict };
inline constexpr auto kBusyKinds = enum_names<BusyKind>({
    {BusyKind::Occupied, "occupied", "lived in"},
    {BusyKind::Held, "held", "held by an offer"},
    {BusyKind::Closed, "closed", "out of use"},
    {BusyKind::InConflict, "in_conflict", "in dispute between two records"},
});

// The hard rules, in the order in which they are shown. docs/suitability.md lists source and words (see rules.h).
enum class Rule : std::uint8_t {
  Registered, Restriction, Type, Vacancy, Age, Sex, NeedLevel, Solo, Adaptations, ExclusionZone, NamedConflict,
  CriticalPair, Contract, Siblings
};
inline constexpr std::size_t kRuleCount = 14;

enum class Criterion : std::uint8_t {
  NeedsFit, Wishes, Closeness, Compatibility, AreaRisk, Education, Health, Culture, Staffing, Leadership, Training,
  Therapy, Progress, Endings, Purpose, Grade
};
inline constexpr std::size_t kCriterionCount = 16;

enum class Answer : std::uint8_t { Ok, Unknown, Blocked };
inline constexpr auto kAnswers = enum_names<Answer>({
    {Answer::Ok, "ok", "ok"}, {Answer::Unknown, "unknown", "not known"}, {Answer::Blocked, "blocked", "blocked"}});

enum class Verdict : std::uint8_t { Suitable, NeedsChecking, NotSuitable };
inline constexpr auto kVerdicts = enum_names<Verdict>({
    {Verdict::Suitable, "suitable", "Could be right"},
    {Verdict::NeedsChecking, "needs_checking", "Needs checking"},
    {Verdict::NotSuitable, "not_suitable", "Not suitable"},
});

// Who could change a fact.
enum class Changer : std::uint8_t { Provider, PlacingAuthority, HostAuthority, Nobody };
inline constexpr auto kChangers = enum_names<Changer>({
    {Changer::Provider, "provider", "the provider"},
    {Changer::PlacingAuthority, "placing_authority", "the placing authority"},
    {Changer::HostAuthority, "host_authority", "the host authority"},
    {Changer::Nobody, "nobody", "nobody"},
});

// Things a person must see beside a home. None of them blocks or moves the score.
enum class Flag : std::uint8_t {
  Inadequate, SingleChildHome, OutOfArea, AtADistance, OutgrowsAgeRange, ComplianceNotice, FreeOnlyUntil, FragileProvider
};
inline constexpr std::size_t kFlagCount = 8;
inline constexpr auto kFlags = enum_names<Flag>({
    {Flag::Inadequate, "inadequate", "Judged inadequate: a senior manager must sign this off"},
    {Flag::SingleChildHome, "single_child_home", "A home for one child: cost and evidence need a review date"},
    {Flag::OutOfArea, "out_of_area", "In an adjoining authority: a nominated officer must approve"},
    {Flag::AtADistance, "at_a_distance", "At a distance: the director of children's services must approve"},
    {Flag::OutgrowsAgeRange, "outgrows_age_range", "The child would outgrow the home's age range during the stay"},
    {Flag::ComplianceNotice, "compliance_notice", "A compliance notice is in force"},
    {Flag::FreeOnlyUntil, "free_only_until", "The room is not free without end"},
    {Flag::FragileProvider, "fragile_provider", "The provider's finances or ownership need a look"},
});

}  // namespace rightplace::suitability
