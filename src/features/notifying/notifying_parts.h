#pragma once
// Within the feature: the questions that pages and programs ask alike, and the changes that both make.

#include "features/disclosures/disclosures.h"
#include "features/notices/notices.h"
#include "features/notifying/notifying.h"

namespace rightplace::notifying {

using desk::Asked;
using notices::Notice;

// Owed by the own authority, or owed to it because a home lies in its area.
enum class Side { Owed, Area };

struct Row {
  Notice notice;
  notices::Content content;
  notices::Reach reach = notices::Reach::ByHand;
  std::string area;                    // name of the area's authority; empty: not known
};
struct Wanted {
  bool all = false;                    // those too about which nothing is left to do
  std::size_t page = 1;
};
inline constexpr std::size_t kRowsOfPage = 25;
struct List {
  std::vector<Row> rows;               // of this page: what is still to do first, by its last day
  std::size_t open = 0, done = 0;      // of all that may be seen
  std::size_t page = 1, pages = 1;
};
// Enters the children of the page into their ledgers before it answers.
Result<List> list_of(const Asked& asked, Side side, const Wanted& wanted);
// Every one that may be seen, for a file.
Result<std::vector<Row>> all_of(const Asked& asked, Side side);
// Those of the placement that the address names.
Result<std::vector<Row>> of_placement(const Asked& asked);
// The notice that the address names; opened by somebody to whom it is owed, it counts as read.
Result<Row> row_of(const Asked& asked, Side side);

// Whether anything is left to do on that side.
bool is_open(const Notice& notice, Side side);

struct Given {
  std::optional<Date> on;
  std::optional<notices::How> how;
};

// ---- Words.

std::string title_of(const Notice& notice);                  // "A child is placed", "A placement ends"
std::string happening_of(const Notice& notice);              // "Placed from 3 March 2026"
std::string state_words(const Row& row, Date today);         // "Nobody has read it: it has waited since 2 March 2026 (3 days ago)"
web::Html state_tag(const Row& row, Side side, Date today);
std::string recipient_words(const Row& row);                 // "Authority of the area: Kent"
web::Html content_part(const Row& row);
std::string child_words(const notices::Content& content);    // the name, or that nobody has written it down
web::Response csv_of(const std::vector<Row>& rows, std::string_view file);

// ---- Facts.

Result<access::Facts> facts_of_area(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_owed(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_area_notice(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_owed_notice(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_placement(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

web::Url page_of(const Notice& notice, Side side);

// The parts of pages(): each file adds its own.
void add_area(desk::Pages& pages);
void add_owed(desk::Pages& pages);
void add_programs(desk::Pages& pages);

}  // namespace rightplace::notifying
