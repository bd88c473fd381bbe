#include <fmt/format.h>

#include "base/text.h"
#include "features/disclosures/disclosures.h"
#include "features/keeping/keeping.h"

namespace rightplace::disclosures {
namespace {

Result<children::ChildId> child_from(db::Read& tx, const vault::Vault& vault, const cli::Arguments& arguments) {
  const auto id = arguments.text("--child");
  const auto authority = arguments.text("--authority");
  if (!id) return fail(ErrorKind::Invalid, "Name the child with --child ID, or with --authority CODE and --child ID of that authority");
  if (authority) {
    if (const auto found = children::find_own(tx, vault, *authority, *id)) return *found;
  } else if (tx.exists("SELECT 1 FROM children WHERE id = $1", {*id}) || tx.exists("SELECT 1 FROM disclosures WHERE child_id = $1", {*id})) {
    return children::ChildId(*id);
  }
  return fail(ErrorKind::NotFound, "There is no such child");
}

Result<ExitCode> print_ledger(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(vault, keeping::vault_of(services));
  RP_TRY(entries, services.database.write([&](db::Write& tx) -> Result<std::vector<Entry>> {
    RP_TRY(child, child_from(tx, vault, arguments));
    audit::record(tx, operator_of_this_machine(), Allowed::because("operator of this machine"), "disclosures.read", {"child", child.text()}, services.clock.now());
    return of_child(tx, child);
  }));
  if (arguments.has("--json")) {
    json::Array items;
    for (const auto& entry : entries)
      items.push_back(json::Object{{"at", entry.at.iso()}, {"child", entry.child.text()}, {"who_kind", entry.actor_kind}, {"who", entry.actor_id},
                                   {"organisation", entry.organisation}, {"tier", kTiers.code(entry.tier)}, {"facts", entry.facts},
                                   {"purpose", kPurposes.code(entry.purpose)}, {"grounds", entry.grounds}, {"event", entry.event_sequence}});
    console.print(json::Value(std::move(items)).pretty());
    return ExitCode::Fine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : entries)
    rows.push_back({entry.at.iso(), entry.actor_id, entry.organisation, std::string(kTiers.label(entry.tier)), entry.facts,
                    std::string(kPurposes.label(entry.purpose)), shown(entry.grounds, 80), std::to_string(entry.event_sequence)});
  if (rows.empty()) console.line("Nothing of this child was shown to anybody through Rightplace.");
  else
    console.print(cli::table({{"When"}, {"Who"}, {"For"}, {"How much"}, {"What", cli::Align::Left, 40}, {"What for"}, {"Because", cli::Align::Left, 40},
                              {"Event", cli::Align::Right}}, rows, console.width()));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  return {Command{.spec = {.name = "disclosures", .summary = "Who was shown what of a child, when and why; asking is written down too",
                           .options = {{"--child", "ID", "The child: our id, or with --authority the authority's", cli::Takes::One, true},
                                       {"--authority", "CODE", "The authority whose id of the child is given: E08000003"},
                                       {"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .run = print_ledger}};
}

}  // namespace rightplace::disclosures
