#pragma once
// Within the feature: the fields of the Placements Data Standard and where each is answered here; a record from a file as the
// answers of a draft; the record of a referral and its placement, with what it still lacks.

#include "features/placements/placements.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {

// ---- Where a field comes from (referring_standard.cpp).

enum class From {
  Record,      // known of the child or of who works on it: nobody types it
  Search,      // asked because homes are looked for by it
  Standard,    // asked for the standard's sake alone
  Placement,   // follows from the offer and the placement: nobody types it
  After        // asked once the child is placed, for the standard's sake alone
};
struct FieldSource {
  std::string_view entity, name;
  From from = From::Record;
  std::string_view task;       // From::Search and From::Standard: the part in which it is asked
  std::string_view question;   // … and the question; From::After: its label
  bool typed = false;          // in words, not chosen
  bool required = true;        // by the standard, once its part is there
  std::string_view one, other; // two values that it may have, as JSON
};
std::span<const FieldSource> field_sources();   // of every field of the standard, in its order

// Seconds that the standard costs somebody who writes a referral anyway, by the keystroke-level model (Card, Moran and Newell
// 1980): a choice is a thought, two pointings and two clicks; words are a thought, a pointing, a click, the hands moved and
// forty keys.
struct Typing {
  int choices = 0, texts = 0;
  double seconds() const { return choices * (1.35 + 2 * 1.1 + 2 * 0.2) + texts * (1.35 + 1.1 + 0.2 + 0.4 + 40 * 0.28); }
};
Typing extra_typing();

// ---- From a file (referring_from_file.cpp).

struct NotTaken {
  std::string path;            // PlacementRequirements.pets
  std::string kind;            // what stood there: "a string"
  std::string why, to_do;
};
struct Understood {
  std::map<std::string, web::NamedValues, std::less<>> answers;   // by part; only what the file says
  std::vector<NotTaken> not_taken;
  std::vector<std::string> lacks;                                 // required fields that the file does not have
  bool another_number = false;                                    // its childId is none of the child's own ids
};
inline constexpr std::size_t kLargestRecord = 100 << 10;
// Invalid where nothing can be taken: no JSON, several records, too large.
Result<Understood> understood(std::string_view text, std::string_view authority_code, const children::Facts& child, const std::vector<std::string>& own_ids);
// The draft that it becomes. Conflict where something was written already.
Result<std::string> begin_with(db::Write& tx, const Asked& asked, const Understood& file);
void add_from_file(desk::Pages& pages);

// ---- The record (referring_record.cpp).

struct Lacking {
  std::string field;           // QualityAssurance.costOfficerName
  std::string why;
};
struct StandardRecord {
  json::Object record;         // every field of the standard that is known
  std::vector<Lacking> lacking;
  std::optional<placements::PlacementId> placement;
};
Result<StandardRecord> record_of(db::Read& tx, const Asked& asked);
void add_record(desk::Pages& pages);

}  // namespace rightplace::referring
