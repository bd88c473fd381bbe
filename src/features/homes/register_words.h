#pragma once
// The words in which lists of providers are written, year by year, and what they mean: headers to concepts, values to
// codes. Tables of data; add a row when Ofsted finds a new word.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "features/homes/homes.h"

namespace rightplace::homes {

// What a column is about.
enum class Concept : std::uint8_t {
  None, Ignored, Urn, LinkedSchoolUrn, ProvisionType, ProvisionSubtype, RegisteredOn, Status, StatusAtStart, Name, AddressLine, Postcode, OfstedRegion, Region,
  Authority, SettingAuthority, Constituency, Sector, Places, ShortBreakOnly, MultiBuilding, Owner, TopCompany, OwnerId, EventType, InspectedOn, PublishedOn,
  EventNumber, Overall, Outcomes, Protection, Leadership, PreviousEventType, PreviousInspectedOn, PreviousPublishedOn, PreviousEventNumber, PreviousOverall,
  PreviousOutcomes, PreviousProtection, PreviousLeadership, InterimOn, InterimOutcome, AssuranceOn, PlacementCode, DeregisteredOn, ResignedOn, ClosedOn,
  CancelledOn, JoinerStatus, LeaverStatus, ServiceCategory, NeedEmotional, NeedMental, NeedSensory, NeedAlcohol, NeedDrugs, NeedLearning, NeedPhysical,
  Conditions
};
std::string_view label_of(Concept concept_);

// A header in any case, with line breaks, punctuation or a slip of the pen. None when it is no known column.
struct HeaderMeaning {
  Concept concept_ = Concept::None;
  std::optional<Date> as_at;           // "Registration status (as at 31 March 2025)"
  bool misspelt = false;               // recognised by its likeness
};
HeaderMeaning meaning_of_header(std::string_view header);

// Words of a cell; an empty cell, "-", "NULL" and "REDACTED" are no value.
std::optional<std::string_view> value_of_cell(std::string_view cell);
bool is_redacted(std::string_view cell);

std::optional<ProvisionType> provision_type_named(std::string_view text, std::string_view subtype = {});
std::optional<Sector> sector_named(std::string_view text);
std::optional<Status> status_named(std::string_view text);
std::optional<InspectionKind> inspection_kind_named(std::string_view text);
std::optional<InterimOutcome> interim_outcome_named(std::string_view text);
// A word of any year or a code 1 to 4. "Not judged", "not yet inspected" and the like are NotJudged.
std::optional<Grade> grade_named(std::string_view text);
// Y, Yes, a number other than 0, or the column's own name ("Short breaks only"): yes. N, No, 0: no.
std::optional<bool> flag_named(std::string_view text);
// ISO, 31/03/2025, 31/3/25, 31.03.2025, 31-Mar-25, 31 March 2025, or a spreadsheet's serial day.
std::optional<Date> date_named(std::string_view text);

// "SC 37454" -> "SC037454"; 5 to 7 digits as they are. None: not a number of Ofsted's.
std::optional<std::string> normalised_urn(std::string_view text);

// The day that a title, sheet name, header or file name speaks of: "as at 31 March 2025", "31_Mar_2025",
// "march_2019" (its last day), "sept_14", "in year 2024-25" (31 March 2025), "leavers_17" (31 March 2017).
std::optional<Date> day_in_words(std::string_view text);
std::optional<Date> day_in_file_name(std::string_view name);

// Letters and digits in lower case, other marks as one space, apostrophes of every kind gone: "Children’s  Homes" is
// "childrens homes".
std::string plain_words(std::string_view text);

}  // namespace rightplace::homes
