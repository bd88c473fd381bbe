// What the operator of the machine does to one child's record when nobody can reach a page: restrict it, end its care, put a
// fact right.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/children/children.h"
#include "features/keeping/keeping.h"

namespace rightplace::children {
namespace {

constexpr cli::Option kAuthority{"--authority", "CODE", "The authority whose id of the child is given: E08000003"};
constexpr cli::Option kChild{"--child", "ID", "The child: with --authority the authority's own id, otherwise ours", cli::Takes::One, true};

Result<ChildId> child_from(db::Read& tx, const vault::Vault& vault, const cli::Arguments& arguments) {
  const auto id = arguments.text("--child").value_or("");
  if (const auto authority = arguments.text("--authority")) {
    if (const auto found = find_own(tx, vault, *authority, id)) return *found;
    return fail(ErrorKind::NotFound, fmt::format("--child: {} has no child with this id. Check it, and the authority's code", shown(*authority, 20)));
  }
  return standing(tx, ChildId(id));
}

// One change by the operator, said in one sentence.
Result<ExitCode> change(const cli::Arguments& arguments, cli::Console& console, Services& services, std::string_view said,
                        const std::function<Done(db::Write&, const vault::Vault&, const Actor&, const Allowed&, const ChildId&, Instant)>& action) {
  RP_TRY(vault, keeping::vault_of(services));
  RP_CHECK(services.database.write([&](db::Write& tx) -> Done {
    RP_TRY(child, child_from(tx, vault, arguments));
    return action(tx, vault, operator_of_this_machine(), Allowed::because("operator of this machine"), child, services.clock.now());
  }));
  console.line(std::string(said));
  return ExitCode::Fine;
}

Result<ExitCode> run_restrict(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto because = std::string(trim(arguments.text("--because").value_or("")));
  const bool lift = arguments.has("--lift");
  if (lift == !because.empty()) return fail(ErrorKind::Invalid, "Say why the record is restricted with --because, or --lift to open it again");
  return change(arguments, console, services, lift ? "The restriction is lifted." : "The record is restricted: only those to whom the child is allocated see it.",
                [&](db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& child, Instant now) { return restrict_case(tx, vault, actor, allowed, child, because, now); });
}

Result<ExitCode> run_end(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(given, arguments.date("--on"));
  const auto on = *given;
  if (on > london_date(services.clock.now())) return fail(ErrorKind::Invalid, "--on: care ends today or on a day before; enter it when it has ended");
  return change(arguments, console, services, fmt::format("Care is recorded as ended on {}.", on.words()),
                [&](db::Write& tx, const vault::Vault&, const Actor& actor, const Allowed& allowed, const ChildId& child, Instant now) { return end_case(tx, actor, allowed, child, on, now); });
}

Result<ExitCode> run_correct(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto because = std::string(trim(arguments.text("--because").value_or("")));
  if (because.empty()) return fail(ErrorKind::Invalid, "--because: say how it is known what is right");
  return change(arguments, console, services, "Put right. What later returns say of it does not change it.",
                [&](db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& child, Instant now) {
                  return correct(tx, vault, actor, allowed, child, arguments.text("--field").value_or(""), arguments.text("--value"), because, now);
                });
}

}  // namespace

std::vector<Command> commands() {
  return {Command{.spec = {.name = "child restrict", .summary = "Show a child's record only to those to whom the child is allocated, or open it again",
                           .options = {kChild, kAuthority, {"--because", "TEXT", "Why; kept with the record"}, {"--lift", "", "Open it again", cli::Takes::Nothing}}},
                  .run = run_restrict},
          Command{.spec = {.name = "child end-care", .summary = "Record the day on which a child's care ended",
                           .options = {kChild, kAuthority, {"--on", "DATE", "The day", cli::Takes::One, true}}},
                  .run = run_end},
          Command{.spec = {.name = "child correct", .summary = "Put one fact of a child right; it stands over what returns say",
                           .options = {kChild, kAuthority,
                                       {"--field", "NAME", "sex, born_on, birth_month, ethnicity, unaccompanied, mother or first_child_born_on", cli::Takes::One, true},
                                       {"--value", "TEXT", "What is right: female, 2011-04-30, 1; left out: not known"},
                                       {"--because", "TEXT", "How it is known", cli::Takes::One, true}}},
                  .run = run_correct}};
}

}  // namespace rightplace::children
