// What belongs to what, and who works here, at the command line: by name or id, by date.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/organisations/organisations.h"

namespace rightplace::organisations {
namespace {

Allowed as_operator() { return Allowed::because("has a shell on the machine that keeps the store"); }
Instant real_now() { return SystemClock().now(); }

Result<ExitCode> list(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto today = london_date(services.clock.now());
  const auto part = lower(squeeze(arguments.text("--name").value_or("")));
  std::optional<Kind> kind;
  if (const auto text = arguments.text("--kind")) {
    kind = kKinds.parse(lower(*text));
    if (!kind) return fail(ErrorKind::Invalid, fmt::format("--kind {}: there is no such kind of organisation", shown(*text)));
  }
  auto all = services.database.read([&](db::Read& tx) { return all_on(tx, today, kind); });
  if (!part.empty()) std::erase_if(all, [&](const Organisation& one) { return !contains(lower(one.details.name), part); });
  if (arguments.has("--json")) {
    json::Array items;
    for (const auto& one : all)
      items.push_back(json::Object{{"id", one.id.text()}, {"name", one.details.name}, {"kind", kKinds.code(one.details.kind)}, {"number", one.details.authority_code + one.details.urn}, {"from_on", one.details.stay.from}});
    console.print(json::Value(std::move(items)).pretty());
    return ExitCode::Fine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) rows.push_back({one.id.text(), one.details.name, std::string(kKinds.label(one.details.kind)), one.details.authority_code + one.details.urn});
  console.print(cli::table({{"Id"}, {"Name", cli::Align::Left, 40}, {"What it is"}, {"Number"}}, rows, console.width()));
  console.line(plural(static_cast<std::int64_t>(all.size()), "organisation works", "organisations work") + " here today.");
  return ExitCode::Fine;
}

struct Two {
  Organisation member, into;
};
Result<Two> two_of(db::Read& tx, const cli::Arguments& arguments, Date day) {
  RP_TRY(member, the_one_called(tx, arguments.text("MEMBER").value_or(""), day));
  RP_TRY(into, the_one_called(tx, arguments.text("INTO").value_or(""), day));
  return Two{std::move(member), std::move(into)};
}

Result<ExitCode> join_two(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto today = london_date(services.clock.now());
  RP_TRY(from, arguments.date("--from"));
  RP_TRY(last, arguments.date("--last-day"));
  const Stay stay{from.value_or(today), last ? std::optional(last->plus_days(1)) : std::nullopt};
  RP_TRY(two, services.database.write([&](db::Write& tx) -> Result<Two> {
    RP_TRY(found, two_of(tx, arguments, today));
    RP_CHECK(join(tx, operator_of_this_machine(), as_operator(), found.member.id, found.into.id, stay, real_now()));
    return std::move(found);
  }));
  console.line(fmt::format("{} belongs to {} from {}.", two.member.details.name, two.into.details.name, stay.from.words()));
  return ExitCode::Fine;
}

Result<ExitCode> leave_one(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto today = london_date(services.clock.now());
  RP_TRY(last, arguments.date("--last-day"));
  const auto until = last.value_or(today).plus_days(1);
  RP_TRY(two, services.database.write([&](db::Write& tx) -> Result<Two> {
    RP_TRY(found, two_of(tx, arguments, today));
    RP_CHECK(leave(tx, operator_of_this_machine(), as_operator(), found.member.id, found.into.id, until, real_now()));
    return std::move(found);
  }));
  console.line(fmt::format("{} belongs to {} up to {}.", two.member.details.name, two.into.details.name, until.plus_days(-1).words()));
  return ExitCode::Fine;
}

Result<ExitCode> end_one(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto today = london_date(services.clock.now());
  RP_TRY(last, arguments.date("--last-day"));
  const auto until = last.value_or(today).plus_days(1);
  RP_TRY(one, services.database.write([&](db::Write& tx) -> Result<Organisation> {
    RP_TRY(found, the_one_called(tx, arguments.text("NAME").value_or(""), today));
    RP_CHECK(end(tx, operator_of_this_machine(), as_operator(), found.id, until, real_now()));
    return std::move(found);
  }));
  console.line(fmt::format("The last day on which {} works here is {}. Nobody signs in for it afterwards; what was done stays as it was.", one.details.name, until.plus_days(-1).words()));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  const cli::Option member{"MEMBER", "", "The one that belongs: its name or id", cli::Takes::One, true}, into{"INTO", "", "The one it belongs to: its name or id", cli::Takes::One, true};
  const cli::Option last{"--last-day", "DATE", "The last day (default: today)"};
  return {Command{.spec = {.name = "organisations list", .summary = "Who works with this service today, with their ids",
                           .options = {{"--name", "TEXT", "Part of the name"}, {"--kind", "KIND", "Of this kind only: authority, consortium, provider_group, home, …"}, {"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .run = list},
          Command{.spec = {.name = "organisations join", .summary = "Say that an organisation belongs to another: an authority to a consortium, a home or a provider to a provider",
                           .options = {member, into, {"--from", "DATE", "The first day (default: today)"}, {"--last-day", "DATE", "The last day (default: no end known)"}}},
                  .run = join_two},
          Command{.spec = {.name = "organisations leave", .summary = "Say that it belongs to the other no longer", .options = {member, into, last}}, .run = leave_one},
          Command{.spec = {.name = "organisations end", .summary = "End the work of an organisation with this service", .options = {{"NAME", "", "Its name or id", cli::Takes::One, true}, last}}, .run = end_one}};
}

}  // namespace rightplace::organisations
