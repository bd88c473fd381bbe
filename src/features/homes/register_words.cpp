#include "features/homes/register_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace rightplace::homes {
namespace {

struct HeaderWord {
  Concept concept_;
  std::string_view words;              // as plain_words writes them, without "latest" before them
};

// Every header seen in Ofsted's lists from 2014 to 2025 and in the lists for local authorities.
constexpr HeaderWord kHeaderWords[] = {
    {Concept::Urn, "urn"}, {Concept::Urn, "unique reference number"}, {Concept::Urn, "provider urn"}, {Concept::Urn, "ofsted urn"}, {Concept::Urn, "setting urn"},
    {Concept::Urn, "urn sc"},
    {Concept::LinkedSchoolUrn, "linked education urn"}, {Concept::LinkedSchoolUrn, "linked ed urn"}, {Concept::LinkedSchoolUrn, "linked school urn"},
    {Concept::ProvisionType, "provision type"}, {Concept::ProvisionType, "provider type"}, {Concept::ProvisionType, "type of provision"},
    {Concept::ProvisionType, "type of provider"}, {Concept::ProvisionType, "setting type"},
    {Concept::ProvisionSubtype, "provider subtype"}, {Concept::ProvisionSubtype, "provision subtype"}, {Concept::ProvisionSubtype, "provider sub type"},
    {Concept::RegisteredOn, "registration date"}, {Concept::RegisteredOn, "date registered"}, {Concept::RegisteredOn, "date of registration"},
    {Concept::RegisteredOn, "first effective date that provider became active"}, {Concept::RegisteredOn, "registered date"},
    {Concept::Status, "registration status"}, {Concept::Status, "reg status"}, {Concept::Status, "provider status"}, {Concept::Status, "status"},
    {Concept::Name, "name"}, {Concept::Name, "setting name"}, {Concept::Name, "provider name"}, {Concept::Name, "name of provider"}, {Concept::Name, "provision name"},
    {Concept::AddressLine, "address 1"}, {Concept::AddressLine, "address 2"}, {Concept::AddressLine, "address 3"}, {Concept::AddressLine, "town"},
    {Concept::AddressLine, "county"}, {Concept::AddressLine, "address line 1"}, {Concept::AddressLine, "address line 2"}, {Concept::AddressLine, "address line 3"},
    {Concept::AddressLine, "setting address line 1"}, {Concept::AddressLine, "setting address line 2"}, {Concept::AddressLine, "setting address line 3"},
    {Concept::AddressLine, "setting town"}, {Concept::AddressLine, "setting county"}, {Concept::AddressLine, "setting address town"},
    {Concept::AddressLine, "setting address county"}, {Concept::AddressLine, "provider address line 1"}, {Concept::AddressLine, "provider address line 2"},
    {Concept::AddressLine, "provider address line 3"}, {Concept::AddressLine, "provider town"}, {Concept::AddressLine, "provider county"},
    {Concept::Postcode, "postcode"}, {Concept::Postcode, "post code"}, {Concept::Postcode, "setting postcode"}, {Concept::Postcode, "setting address postcode"},
    {Concept::Postcode, "provider postcode"}, {Concept::Postcode, "provider address postcode"},
    {Concept::OfstedRegion, "ofsted region"}, {Concept::Region, "region"}, {Concept::Region, "government office region"}, {Concept::Region, "gor"},
    {Concept::Authority, "local authority"}, {Concept::Authority, "la"}, {Concept::Authority, "local authority name"}, {Concept::Authority, "la name"},
    {Concept::Authority, "provider local authority"}, {Concept::Authority, "local authority area"},
    {Concept::SettingAuthority, "setting local authority"}, {Concept::SettingAuthority, "premises local authority"},
    {Concept::Constituency, "parliamentary constituency"}, {Concept::Constituency, "constituency"}, {Concept::Ignored, "premises parliamentary constituency"},
    {Concept::Sector, "sector"}, {Concept::Sector, "provider sector"},
    {Concept::Places, "places"}, {Concept::Places, "max estimated places"}, {Concept::Places, "max users"}, {Concept::Places, "number of registered places"},
    {Concept::Places, "registered places"}, {Concept::Places, "maximum users"}, {Concept::Places, "number of places"}, {Concept::Places, "capacity"},
    {Concept::ShortBreakOnly, "short breaks only"}, {Concept::ShortBreakOnly, "short break only"}, {Concept::ShortBreakOnly, "short breaks only childrens home"},
    {Concept::ShortBreakOnly, "short break only childrens home"},
    {Concept::MultiBuilding, "multi building childrens home"}, {Concept::MultiBuilding, "multi building ch"}, {Concept::MultiBuilding, "multi building"},
    {Concept::Owner, "organisation"}, {Concept::Owner, "organisation name"}, {Concept::Owner, "organisation which owns provider"},
    {Concept::Owner, "owner name"}, {Concept::Owner, "organisation that owns provider"}, {Concept::Owner, "owner"}, {Concept::Owner, "registered organisation"},
    {Concept::TopCompany, "top company"}, {Concept::TopCompany, "top company as listed on companies house"}, {Concept::OwnerId, "owner id"},
    {Concept::EventType, "event type"}, {Concept::EventType, "inspection type"}, {Concept::EventType, "full inspection event type"},
    {Concept::EventType, "type of inspection"},
    {Concept::InspectedOn, "inspection date"}, {Concept::InspectedOn, "full inspection date"}, {Concept::InspectedOn, "date of last full inspection"},
    {Concept::InspectedOn, "full inspection start date"}, {Concept::InspectedOn, "inspection start date"}, {Concept::InspectedOn, "last full inspection date"},
    {Concept::InspectedOn, "date of inspection"}, {Concept::InspectedOn, "first day of inspection"}, {Concept::InspectedOn, "full inspection event date"},
    {Concept::PublishedOn, "publication date"}, {Concept::PublishedOn, "full inspection publication date"}, {Concept::PublishedOn, "inspection publication date"},
    {Concept::EventNumber, "event number"}, {Concept::EventNumber, "inspection id"}, {Concept::EventNumber, "full inspection event number"},
    {Concept::EventNumber, "inspection number"}, {Concept::EventNumber, "inspection event number"},
    {Concept::Overall, "overall effectiveness"}, {Concept::Overall, "overall experiences and progress of children and young people"},
    {Concept::Overall, "overall effectiveness grade from last full inspection"}, {Concept::Overall, "overall judgement"},
    {Concept::Overall, "overall effectiveness judgement"}, {Concept::Overall, "overall effectiveness grade"},
    {Concept::Outcomes, "outcomes for children and young people"}, {Concept::Outcomes, "cyp outcomes"},
    {Concept::Outcomes, "experiences and progress of children and young people"},
    {Concept::Protection, "safeguarding children and young people"}, {Concept::Protection, "safety of children and young people"},
    {Concept::Protection, "how well children and young people are helped and protected"}, {Concept::Protection, "cyp safety"},
    {Concept::Protection, "keeping children and young people safe"}, {Concept::Protection, "how safe children and young people are"},
    {Concept::Leadership, "leadership and management"}, {Concept::Leadership, "effectiveness of leaders and managers"},
    {Concept::Leadership, "impact and effectiveness of leaders and managers"},
    {Concept::InterimOn, "interim inspection start date"}, {Concept::InterimOn, "interim inspection date"}, {Concept::InterimOn, "date of interim inspection"},
    {Concept::InterimOutcome, "interim inspection overall effectiveness"}, {Concept::InterimOutcome, "interim inspection outcome"},
    {Concept::InterimOutcome, "interim inspection judgement"},
    {Concept::AssuranceOn, "assurance visit start date"}, {Concept::AssuranceOn, "assurance visit date"}, {Concept::AssuranceOn, "date of assurance visit"},
    {Concept::PlacementCode, "placement code"}, {Concept::PlacementCode, "placement provider code"}, {Concept::PlacementCode, "provider placement code"},
    {Concept::PlacementCode, "provider code"},
    {Concept::DeregisteredOn, "deregistration date"}, {Concept::DeregisteredOn, "date deregistered"}, {Concept::DeregisteredOn, "de registration date"},
    {Concept::ClosedOn, "closed date"}, {Concept::ClosedOn, "date closed"}, {Concept::ClosedOn, "first effective date that provider closed"},
    {Concept::ClosedOn, "closure date"}, {Concept::ClosedOn, "resigned closed date"}, {Concept::ClosedOn, "cancelled or resigned date"},
    {Concept::ClosedOn, "resigned or cancelled date"}, {Concept::ClosedOn, "closed resigned date"},
    {Concept::ResignedOn, "first effective date that provider became resigned"}, {Concept::ResignedOn, "resigned date"},
    {Concept::CancelledOn, "first effective date that provider became cancelled"}, {Concept::CancelledOn, "cancelled date"},
    {Concept::JoinerStatus, "joiner status"}, {Concept::JoinerStatus, "joiner"}, {Concept::LeaverStatus, "leaver status"}, {Concept::LeaverStatus, "leaver"},
    {Concept::ServiceCategory, "service category"}, {Concept::ServiceCategory, "setting category"},
    {Concept::NeedEmotional, "emotional and behavioural difficulties"}, {Concept::NeedMental, "mental disorders"}, {Concept::NeedMental, "mental disorder"},
    {Concept::NeedSensory, "sensory impairment"}, {Concept::NeedAlcohol, "present alcohol problems"}, {Concept::NeedAlcohol, "present impairment"},
    {Concept::NeedDrugs, "present drug problems"}, {Concept::NeedLearning, "learning difficulty"}, {Concept::NeedLearning, "learning difficulties"},
    {Concept::NeedPhysical, "physical disabilities"}, {Concept::NeedPhysical, "physical disability"},
    {Concept::Conditions, "conditions"}, {Concept::Conditions, "registration conditions"}, {Concept::Conditions, "conditions of registration"},
    {Concept::Ignored, "web link"}, {Concept::Ignored, "link to ofsted report webpage"}, {Concept::Ignored, "link to ofsted report"}, {Concept::Ignored, "report link"},
    {Concept::Ignored, "quality of care"}, {Concept::Ignored, "outcomes in education and related learning activities"}, {Concept::Ignored, "health services"},
    {Concept::Ignored, "supported accommodation outcome"}, {Concept::Ignored, "supported accommodation premises"}, {Concept::Ignored, "premises"},
    {Concept::Ignored, "postcode area"}, {Concept::Ignored, "setting telephone number"}, {Concept::Ignored, "setting email address"},
    {Concept::Ignored, "provider telephone number"}, {Concept::Ignored, "provider email address"}, {Concept::Ignored, "owner type"},
    {Concept::Ignored, "owner address line 1"}, {Concept::Ignored, "owner address line 2"}, {Concept::Ignored, "owner town"}, {Concept::Ignored, "owner county"},
    {Concept::Ignored, "owner postcode"}, {Concept::Ignored, "maximum fostering places"}, {Concept::Ignored, "linked school name"},
    {Concept::Ignored, "linked school type"}, {Concept::Ignored, "linked school latest inspection date"}, {Concept::Ignored, "linked school overall effectiveness"},
    {Concept::Ignored, "setting status"}, {Concept::Ignored, "setting status date"}, {Concept::Ignored, "premises ofsted region"},
    {Concept::Ignored, "premises government office region"}, {Concept::Ignored, "inspectorate"}, {Concept::Ignored, "reason"}, {Concept::Ignored, "notes"},
    {Concept::Ignored, "flag for appealed"}};

constexpr std::pair<Concept, Concept> kPrevious[] = {
    {Concept::EventType, Concept::PreviousEventType},     {Concept::InspectedOn, Concept::PreviousInspectedOn}, {Concept::PublishedOn, Concept::PreviousPublishedOn},
    {Concept::EventNumber, Concept::PreviousEventNumber}, {Concept::Overall, Concept::PreviousOverall},         {Concept::Outcomes, Concept::PreviousOutcomes},
    {Concept::Protection, Concept::PreviousProtection},   {Concept::Leadership, Concept::PreviousLeadership},   {Concept::Ignored, Concept::Ignored}};

struct ConceptName {
  Concept concept_;
  std::string_view label;
};
constexpr ConceptName kConceptNames[] = {
    {Concept::Urn, "URN"}, {Concept::LinkedSchoolUrn, "school beside it"}, {Concept::ProvisionType, "type of provision"}, {Concept::ProvisionSubtype, "subtype"},
    {Concept::RegisteredOn, "registered on"}, {Concept::Status, "registration status"}, {Concept::StatusAtStart, "status at the start"}, {Concept::Name, "name"},
    {Concept::AddressLine, "address"}, {Concept::Postcode, "postcode"}, {Concept::OfstedRegion, "Ofsted's region"}, {Concept::Region, "region"},
    {Concept::Authority, "authority"}, {Concept::SettingAuthority, "authority of the premises"}, {Concept::Constituency, "constituency"}, {Concept::Sector, "sector"},
    {Concept::Places, "places"}, {Concept::ShortBreakOnly, "short breaks only"}, {Concept::MultiBuilding, "several buildings"}, {Concept::Owner, "owner"},
    {Concept::TopCompany, "top company"}, {Concept::OwnerId, "owner's number"}, {Concept::EventType, "kind of inspection"}, {Concept::InspectedOn, "inspected on"},
    {Concept::PublishedOn, "published on"}, {Concept::EventNumber, "event number"}, {Concept::Overall, "overall grade"}, {Concept::Outcomes, "grade for outcomes"},
    {Concept::Protection, "grade for protection"}, {Concept::Leadership, "grade for leadership"}, {Concept::PreviousEventType, "previous kind of inspection"},
    {Concept::PreviousInspectedOn, "previously inspected on"}, {Concept::PreviousPublishedOn, "previously published on"},
    {Concept::PreviousEventNumber, "previous event number"}, {Concept::PreviousOverall, "previous overall grade"},
    {Concept::PreviousOutcomes, "previous grade for outcomes"}, {Concept::PreviousProtection, "previous grade for protection"},
    {Concept::PreviousLeadership, "previous grade for leadership"}, {Concept::InterimOn, "interim inspection on"}, {Concept::InterimOutcome, "interim outcome"},
    {Concept::AssuranceOn, "assurance visit on"}, {Concept::PlacementCode, "placement code"}, {Concept::DeregisteredOn, "deregistered on"},
    {Concept::ResignedOn, "resigned on"}, {Concept::ClosedOn, "closed on"}, {Concept::CancelledOn, "cancelled on"}, {Concept::JoinerStatus, "joiner"},
    {Concept::LeaverStatus, "leaver"}, {Concept::ServiceCategory, "category of premises"}, {Concept::NeedEmotional, "need: emotional and behavioural"},
    {Concept::NeedMental, "need: mental health"}, {Concept::NeedSensory, "need: sensory"}, {Concept::NeedAlcohol, "need: alcohol"},
    {Concept::NeedDrugs, "need: drugs"}, {Concept::NeedLearning, "need: learning"}, {Concept::NeedPhysical, "need: physical disability"},
    {Concept::Conditions, "conditions"}};

// The nearest of `words` within `most` edits, if one alone is nearest.
struct Likeness {
  int edits = 0;
  Concept concept_ = Concept::None;
};
Likeness nearest_header(std::string_view words) {
  Likeness best{100, Concept::None};
  bool shared = false;
  const int most = words.size() < 8 ? 1 : words.size() < 16 ? 2 : 3;
  if (words.size() < 5) return {};
  for (const auto& row : kHeaderWords) {
    // "Address 1" and "Address 2" are as like as a slip of the pen: digits must agree.
    const auto digit = [](std::string_view text) { return text.find_first_of("0123456789") == std::string_view::npos ? ' ' : text[text.find_first_of("0123456789")]; };
    if (row.words.size() < 5 || digit(row.words) != digit(words)) continue;
    const int edits = edit_distance(words, row.words, most);
    if (edits > most || edits > best.edits) continue;
    shared = edits == best.edits && row.concept_ != best.concept_;
    best = {edits, row.concept_};
  }
  return shared || best.edits > most ? Likeness{} : best;
}

bool starts_with_word(std::string& words, std::string_view first) {
  if (!words.starts_with(first) || words.size() <= first.size() || words[first.size()] != ' ') return false;
  words.erase(0, first.size() + 1);
  return true;
}

struct TypeWord {
  ProvisionType type;
  std::string_view words;
};
constexpr TypeWord kTypeWords[] = {
    {ProvisionType::ChildrensHome, "childrens home"}, {ProvisionType::ChildrensHome, "child rens home"}, {ProvisionType::ChildrensHome, "childrens residential home"},
    {ProvisionType::SecureChildrensHome, "secure childrens home"}, {ProvisionType::SecureChildrensHome, "childrens home secure"},
    {ProvisionType::SchoolAsHome, "residential special school registered as childrens home"},
    {ProvisionType::SchoolAsHome, "residential special school 295 days year"}, {ProvisionType::SchoolAsHome, "residential special school more than 295 days year"},
    {ProvisionType::SchoolAsHome, "residential special school childrens home"}, {ProvisionType::SchoolAsHome, "residential special school dual registered"},
    {ProvisionType::ResidentialSpecialSchool, "residential special school"}, {ProvisionType::ResidentialFamilyCentre, "residential family centre"},
    {ProvisionType::BoardingSchool, "boarding school"}, {ProvisionType::FurtherEducationCollege, "further education college"},
    {ProvisionType::FurtherEducationCollege, "further education college with residential accommodation"}, {ProvisionType::SecureTrainingCentre, "secure training centre"},
    {ProvisionType::AdoptionSupportAgency, "adoption support agency"}, {ProvisionType::VoluntaryAdoptionAgency, "voluntary adoption agency"},
    {ProvisionType::VoluntaryAdoptionAgency, "voluntary adoption agency branch"}, {ProvisionType::IndependentFosteringAgency, "independent fostering agency"},
    {ProvisionType::ResidentialHolidayScheme, "residential holiday scheme for disabled children"}, {ProvisionType::ResidentialHolidayScheme, "residential holiday scheme"},
    {ProvisionType::SupportedAccommodation, "supported accommodation"}, {ProvisionType::SupportedAccommodation, "supported accommodation provider"},
    {ProvisionType::AuthorityFosteringAgency, "local authority fostering agency"}, {ProvisionType::AuthorityFosteringAgency, "local authority fostering"},
    {ProvisionType::AuthorityAdoptionAgency, "local authority adoption agency"}, {ProvisionType::AuthorityAdoptionAgency, "local authority adoption"},
    {ProvisionType::Cafcass, "cafcass"}};

template <class E>
struct Word {
  E value;
  std::string_view words;
};
template <class E, std::size_t N>
std::optional<E> value_named(const Word<E> (&table)[N], std::string_view text) {
  const auto words = plain_words(text);
  for (const auto& row : table)
    if (row.words == words) return row.value;
  return std::nullopt;
}

constexpr Word<Sector> kSectorWords[] = {
    {Sector::LocalAuthority, "local authority"}, {Sector::LocalAuthority, "la"}, {Sector::LocalAuthority, "council"}, {Sector::Private, "private"},
    {Sector::Private, "private sector"}, {Sector::Private, "independent"}, {Sector::Voluntary, "voluntary"}, {Sector::Voluntary, "voluntary sector"},
    {Sector::HealthAuthority, "health authority"}, {Sector::HealthAuthority, "nhs"}, {Sector::HealthAuthority, "health"}, {Sector::Academy, "academy"},
    {Sector::Public, "public"}, {Sector::Public, "public sector"}};
constexpr Word<Status> kStatusWords[] = {
    {Status::Active, "active"}, {Status::Active, "registered"}, {Status::Active, "open"}, {Status::Suspended, "suspended"}, {Status::Resigned, "resigned"},
    {Status::Resigned, "voluntarily resigned"}, {Status::Cancelled, "cancelled"}, {Status::Cancelled, "canceled"}, {Status::Closed, "closed"},
    {Status::Closed, "deregistered"}, {Status::Closed, "inactive"}};
constexpr Word<InspectionKind> kInspectionWords[] = {
    {InspectionKind::Full, "full inspection"}, {InspectionKind::Full, "full"}, {InspectionKind::Full, "inspection"}, {InspectionKind::Full, "standard inspection"},
    {InspectionKind::Interim, "interim inspection"}, {InspectionKind::Interim, "interim"}, {InspectionKind::Assurance, "assurance visit"},
    {InspectionKind::Assurance, "assurance inspection"}, {InspectionKind::Monitoring, "monitoring inspection"}, {InspectionKind::Monitoring, "monitoring visit"},
    {InspectionKind::Monitoring, "monitoring"}};
constexpr Word<InterimOutcome> kInterimWords[] = {
    {InterimOutcome::Improved, "improved"}, {InterimOutcome::Improved, "improved effectiveness"}, {InterimOutcome::Improved, "improving"},
    {InterimOutcome::Improved, "good progress"}, {InterimOutcome::Sustained, "sustained"}, {InterimOutcome::Sustained, "sustained effectiveness"},
    {InterimOutcome::Sustained, "satisfactory progress"}, {InterimOutcome::Declined, "declined"}, {InterimOutcome::Declined, "declined in effectiveness"},
    {InterimOutcome::Declined, "declined effectiveness"}, {InterimOutcome::Declined, "inadequate progress"}};
constexpr Word<Grade> kGradeWords[] = {
    {Grade::Outstanding, "outstanding"}, {Grade::Outstanding, "1"}, {Grade::Good, "good"}, {Grade::Good, "2"}, {Grade::RequiresImprovement, "satisfactory"},
    {Grade::RequiresImprovement, "adequate"}, {Grade::RequiresImprovement, "requires improvement"}, {Grade::RequiresImprovement, "requires improvement to be good"},
    {Grade::RequiresImprovement, "requires improvements to be good"}, {Grade::RequiresImprovement, "ri"}, {Grade::RequiresImprovement, "3"},
    {Grade::Inadequate, "inadequate"}, {Grade::Inadequate, "4"}, {Grade::NotJudged, "not judged"}, {Grade::NotJudged, "not yet inspected"},
    {Grade::NotJudged, "not inspected"}, {Grade::NotJudged, "not graded"}, {Grade::NotJudged, "no judgement"}, {Grade::NotJudged, "not applicable"},
    {Grade::NotJudged, "no overall judgement"}};

std::optional<unsigned> month_in(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                                                               "november", "december"};
  if (word.size() < 3) return std::nullopt;
  if (word == "sept") return 9U;
  for (unsigned m = 0; m < 12; ++m)
    if (word.size() == 3 ? kMonths[m].starts_with(word) : word == kMonths[m]) return m + 1;
  return std::nullopt;
}

std::optional<int> year_in(std::string_view word) {
  if (word.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto value = parse_integer(word);
  if (!value) return std::nullopt;
  if (word.size() == 4 && *value >= 2007 && *value <= 2099) return static_cast<int>(*value);
  if (word.size() == 2 && *value >= 7) return 2000 + static_cast<int>(*value);
  return std::nullopt;
}

Date last_day_of(int year, unsigned month) { return Date(year, month, 1).plus_months(1).plus_days(-1); }

std::vector<std::string> words_of(std::string_view text) {
  const auto plain = plain_words(text);
  std::vector<std::string> words;
  for (const auto word : split(plain, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

// "31mar2025" is three words, "sept14" two.
std::vector<std::string> with_months_apart(const std::vector<std::string>& words) {
  std::vector<std::string> apart;
  for (const auto& word : words) {
    const auto begin = word.find_first_not_of("0123456789");
    const auto end = begin == std::string::npos ? begin : word.find_first_of("0123456789", begin);
    if (begin == std::string::npos || (begin == 0 && end == std::string::npos) || !month_in(std::string_view(word).substr(begin, end - begin))) {
      apart.push_back(word);
      continue;
    }
    if (begin > 0) apart.push_back(word.substr(0, begin));
    apart.push_back(word.substr(begin, end - begin));
    if (end != std::string::npos) apart.push_back(word.substr(end));
  }
  return apart;
}

}  // namespace

std::string_view label_of(Concept concept_) {
  for (const auto& row : kConceptNames)
    if (row.concept_ == concept_) return row.label;
  return "ignored";
}

std::string plain_words(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto rest = text.substr(i);
    if (c == '\'' || c == '`') continue;
    if (rest.starts_with("\xE2\x80\x99") || rest.starts_with("\xE2\x80\x98") || rest.starts_with("\xE2\x80\xB2")) {   // curly apostrophes, prime
      i += 2;
      continue;
    }
    if (rest.starts_with("\xC2\xB4")) {   // acute accent as an apostrophe
      ++i;
      continue;
    }
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (kept) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

HeaderMeaning meaning_of_header(std::string_view header) {
  auto words = plain_words(header);
  HeaderMeaning meaning;
  // "Registration status (as at @startdate)", "… (as at 31 March 2025)", "Registration status at 31 March 2019"
  for (const std::string_view mark : {" as at ", " at ", " as of "}) {
    const auto at = words.find(mark);
    if (at == std::string::npos) continue;
    const auto when = words.substr(at + mark.size());
    if (when == "startdate") meaning.as_at = Date(1970, 1, 1);
    else if (when == "enddate") meaning.as_at = Date(2200, 1, 1);
    else meaning.as_at = day_in_words(when);
    if (meaning.as_at) words.erase(at);
    break;
  }
  // Articles say nothing: "The effectiveness of leaders", "that the provider closed".
  std::string kept;
  for (const auto word : split(words, ' '))
    if (word != "the" && word != "a" && word != "note") (kept += kept.empty() ? "" : " ") += word;
  words = kept;
  const bool previous = starts_with_word(words, "previous") || starts_with_word(words, "prior");
  if (!previous && !starts_with_word(words, "latest")) starts_with_word(words, "most recent");
  if (words.ends_with(" 4") && words.starts_with("service")) words.erase(words.size() - 2);
  for (const auto& row : kHeaderWords)
    if (row.words == words) meaning.concept_ = row.concept_;
  if (meaning.concept_ == Concept::None && !words.empty()) {
    const auto like = nearest_header(words);
    meaning.concept_ = like.concept_;
    meaning.misspelt = like.concept_ != Concept::None;
  }
  if (previous) {
    const auto found = std::ranges::find(kPrevious, meaning.concept_, &std::pair<Concept, Concept>::first);
    meaning.concept_ = found == std::end(kPrevious) ? Concept::None : found->second;
  }
  return meaning;
}

bool is_redacted(std::string_view cell) { return iequals(trim(cell), "REDACTED"); }

std::optional<std::string_view> value_of_cell(std::string_view cell) {
  cell = trim(cell);
  if (cell.starts_with('#') && (cell.ends_with('!') || cell.ends_with('?'))) return std::nullopt;   // #REF!, #VALUE!, #NAME?
  if (cell.empty() || cell == "-" || cell == "--" || cell == "???" || iequals(cell, "NULL") || iequals(cell, "REDACTED") || iequals(cell, "N/A") || iequals(cell, "#N/A"))
    return std::nullopt;
  return cell;
}

std::optional<ProvisionType> provision_type_named(std::string_view text, std::string_view subtype) {
  std::string words;
  for (const auto& word : words_of(text))
    if (word != "a" && word != "the" && word != "an") (words += words.empty() ? "" : " ") += word;
  if (words.ends_with("homes") || words.ends_with("schools") || words.ends_with("centres") || words.ends_with("colleges")) words.pop_back();
  if (words.ends_with("agencies")) words.replace(words.size() - 3, 3, "y");
  std::optional<ProvisionType> type;
  for (const auto& row : kTypeWords)
    if (row.words == words) type = row.type;
  if (!type) {
    int best = 3;
    for (const auto& row : kTypeWords) {
      if (words.size() < 8) break;
      const int edits = edit_distance(words, row.words, 2);
      if (edits < best) {
        best = edits;
        type = row.type;
      }
    }
  }
  if (type == ProvisionType::ChildrensHome) {
    const auto more = plain_words(subtype);
    if (contains(more, "special school")) return ProvisionType::SchoolAsHome;
    if (contains(more, "secure") && !contains(more, "non secure") && !contains(more, "not secure")) return ProvisionType::SecureChildrensHome;
  }
  return type;
}

std::optional<Sector> sector_named(std::string_view text) { return value_named(kSectorWords, text); }
std::optional<Status> status_named(std::string_view text) { return value_named(kStatusWords, text); }
std::optional<InspectionKind> inspection_kind_named(std::string_view text) { return value_named(kInspectionWords, text); }
std::optional<InterimOutcome> interim_outcome_named(std::string_view text) { return value_named(kInterimWords, text); }
std::optional<Grade> grade_named(std::string_view text) {
  // Services judged with their authority have this sentence where a grade would stand.
  if (icontains(text, "not provided as service is inspected")) return Grade::NotJudged;
  if (const auto grade = value_named(kGradeWords, text)) return grade;
  // A code beside its word, or as a spreadsheet writes a number: "4 - Inadequate", "Good (2)", "3.0".
  auto words = words_of(text);
  if (words.size() < 2) return std::nullopt;
  const bool code_first = words.front().size() == 1;
  const auto code = value_named(kGradeWords, code_first ? words.front() : words.back());
  words.erase(code_first ? words.begin() : words.end() - 1);
  const auto rest = join(words, " ");
  if (code_first && rest == "0" && contains(text, ".")) return code;
  return code == value_named(kGradeWords, rest) ? code : std::nullopt;
}

std::optional<bool> flag_named(std::string_view text) {
  const auto words = plain_words(text);
  if (words.empty() || words == "n" || words == "no" || words == "false" || words == "none") return false;
  if (const auto number = parse_number(trim(text))) return *number != 0;
  if (words == "y" || words == "yes" || words == "true" || words == "x") return true;
  const auto meaning = meaning_of_header(text).concept_;
  if (meaning == Concept::ShortBreakOnly || meaning == Concept::MultiBuilding) return true;
  return std::nullopt;
}

std::optional<Date> date_named(std::string_view text) {
  text = trim(text);
  auto plain = replace_all(text, ".", "/");
  if (const auto date = parse_any_date(contains(text, ":") ? std::string(text) : plain)) return date;
  const auto parts = split(plain, '/');
  if (parts.size() == 3 && parts[0].size() == 4) return parse_iso_date(fmt::format("{}-{}-{}", parts[0], parts[1], parts[2].substr(0, 2)));
  // Homes were registered in the last century too.
  if (parts.size() == 3 && parts[2].size() == 2)
    if (const auto year = parse_integer(parts[2])) return parse_british_date(fmt::format("{}/{}/{}", parts[0], parts[1], *year + (*year < 70 ? 2000 : 1900)));
  // 20250331
  if (text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos)
    return parse_iso_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
  // "Mon 31 March 2025", "Monday, 31 March 2025"
  static constexpr std::string_view kWeekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const auto space = text.find(' ');
  if (space != std::string_view::npos && space >= 3 && space <= 10 && std::ranges::find(kWeekdays, lower(text.substr(0, 3))) != std::end(kWeekdays))
    return parse_any_date(trim(text.substr(space)));
  return std::nullopt;
}

std::optional<std::string> normalised_urn(std::string_view text) {
  std::string urn;
  for (const char c : upper(trim(text)))
    if (c != ' ') urn += c;
  const bool social_care = urn.starts_with("SC");
  const auto digits = urn.substr(social_care ? 2 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  if (digits.find_first_not_of('0') == std::string::npos) return std::nullopt;
  if (social_care) {
    if (digits.size() > 6) return std::nullopt;
    return "SC" + std::string(6 - digits.size(), '0') + digits;
  }
  if (digits.size() < 5 || digits.size() > 7) return std::nullopt;
  return digits;
}

std::optional<Date> day_in_words(std::string_view text) {
  const auto words = with_months_apart(words_of(text));
  std::optional<Date> month_only;
  for (std::size_t i = 0; i < words.size(); ++i) {
    // 2025-03-31
    if (i + 2 < words.size() && words[i].size() == 4 && words[i + 1].size() == 2 && words[i + 2].size() == 2)
      if (const auto date = parse_iso_date(words[i] + "-" + words[i + 1] + "-" + words[i + 2])) return date;
    if (words[i].size() == 8)
      if (const auto date = parse_iso_date(words[i].substr(0, 4) + "-" + words[i].substr(4, 2) + "-" + words[i].substr(6))) return date;
    // 31-03-2025, 31.03.25
    if (i + 2 < words.size() && words[i].size() <= 2 && words[i + 1].size() <= 2 && (words[i + 2].size() == 4 || words[i].size() + words[i + 1].size() == 4))
      if (const auto year = year_in(words[i + 2]))
        if (const auto date = parse_british_date(fmt::format("{}/{}/{}", words[i], words[i + 1], *year))) return date;
    const auto month = month_in(words[i]);
    if (!month || i + 1 >= words.size()) continue;
    const auto year = year_in(words[i + 1]);
    if (!year) continue;
    if (i > 0 && words[i - 1].size() <= 4) {
      auto day = words[i - 1];
      for (const std::string_view ending : {"st", "nd", "rd", "th"})
        if (day.size() > 2 && day.ends_with(ending)) day.erase(day.size() - 2);
      if (const auto date = parse_british_date(fmt::format("{}/{}/{}", day, *month, *year))) return date;
    }
    if (!month_only) month_only = last_day_of(*year, *month);
  }
  return month_only;
}

std::optional<Date> day_in_file_name(std::string_view name) {
  if (const auto day = day_in_words(name)) return day;
  const auto words = words_of(name);
  for (std::size_t i = 0; i < words.size(); ++i) {
    // A reporting year: "2024-25", "2024_2025"
    const auto first = year_in(words[i]);
    if (!first) continue;
    if (i + 1 < words.size())
      if (const auto second = year_in(words[i + 1]); second && *second == *first + 1) return Date(*second, 3, 31);
    // A year and a month: "2026-05"
    if (i + 1 < words.size() && words[i].size() == 4 && words[i + 1].size() == 2)
      if (const auto month = parse_integer(words[i + 1]); month && *month >= 1 && *month <= 12) return last_day_of(*first, static_cast<unsigned>(*month));
    return Date(*first, 3, 31);
  }
  return std::nullopt;
}

}  // namespace rightplace::homes
