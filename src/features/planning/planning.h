#pragma once
// Planning: how many children an authority will look after, in what kind of place, and at what cost, forecast from its
// own returns (SSDA903) with what it would take to trust the forecast beside it.
//
// Sufficiency is a duty of the authority (Children Act 1989 s22G); a forecast is advice to it, never a decision about a
// child. No names and no dates of birth leave this feature: what is printed are counts.

#include <string>
#include <string_view>
#include <vector>

#include "engines/forecast/backtest.h"
#include "features/desk/desk.h"
#include "features/returns/returns.h"
#include "features/services.h"
#include "web/plot/plot.h"

namespace rightplace::planning {

std::vector<Command> commands();   // forecast
// The authority's own forecast from the returns that it has in the store.
desk::Pages pages(const desk::Desk& desk);

// Placement codes put together into kinds of place: rules/placement_groups.toml, with its source.
struct Grouping {
  struct Group {
    std::string name, label;
    std::vector<std::string> places;
  };
  std::string name;
  std::vector<Group> groups;
  std::vector<std::string> temporary;   // counted as the place before them
  std::uint32_t group_of(std::string_view place) const;   // the last group when no group names it
};
Result<std::vector<Grouping>> read_groupings(std::string_view toml, std::string_view source);
Result<Grouping> grouping(std::string_view name);   // of those that came with the program

// One authority's returns and what to call it.
struct AuthorityReturns {
  std::string name;
  returns::FolderRead read;
};
// The engine's problem: origin on the last 31 March that every authority's returns reach, windows from their years, need
// groups from the category of need. Findings about missing years, children open in an earlier return and missing from
// the last, and so on are added.
forecast::Problem problem_of(const std::vector<AuthorityReturns>& returns, const Grouping& grouping, std::vector<forecast::Finding>& findings);

// What a forecast from the returns that stand would say of them before it says anything else: missing years, one year only, children
// without an end, episodes before birth. Empty where there are none. No own id of a child is in it.
std::vector<forecast::Finding> findings_of(db::Read& tx, const vault::Vault& vault, std::string_view authority_code);

// ---- What of the returns and the forecast may be published, for a document (planning_public.cpp).

struct PublicTable {
  std::string id, title, says;
  std::string source;             // a whole sentence: which rows it is counted from, and how
  web::plot::Figures figures;     // safe to publish; no rows where the table cannot be kept safe
};
struct PublicFigures {
  std::vector<PublicTable> tables;
  std::vector<std::string> cautions;   // what was found in the returns, and how good the forecast would have been
  std::vector<std::string> sources;    // each table of the returns that was counted, with its rows
};
// Invalid where no return of the authority stands. Takes as long as a forecast with its back-test.
Result<PublicFigures> public_figures(const desk::Desk& desk, std::string_view authority_code, std::string_view authority_name);
// Tells apart what they rest on; empty where nothing stands.
std::string public_mark(db::Read& tx, std::string_view authority_code);

// A scenario file (TOML): changes from a date on, prices, places. Adds them to the problem. Faults name the member.
Done apply_scenario(std::string_view toml, std::string_view source, forecast::Problem& problem);

}  // namespace rightplace::planning
