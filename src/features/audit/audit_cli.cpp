#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/audit/audit_chain.h"
#include "formats/file.h"

namespace rightplace::audit {
namespace {

constexpr cli::Option kJson{"--json", "", "Print as JSON", cli::Takes::Nothing};

Result<ExitCode> print_head(const cli::Arguments&, cli::Console& console, Services& services) {
  const auto now = services.database.read([](db::Read& tx) { return head(tx); });
  console.print(json::Value(to_json(now)).pretty());
  return ExitCode::Fine;
}

Result<std::optional<Head>> anchored_head(const cli::Arguments& arguments) {
  const auto file = arguments.text("--head");
  if (!file) return std::optional<Head>{};
  RP_TRY(text, formats::read_file(*file, 1 << 16));
  RP_TRY(value, json::parse(text, *file));
  RP_TRY(kept, head_from_json(value, *file));
  return std::optional(kept);
}

std::string_view code(Fault fault) {
  switch (fault) {
    case Fault::Changed: return "changed";
    case Fault::Missing: return "missing";
    case Fault::Reordered: return "reordered";
    case Fault::Truncated: return "truncated";
    case Fault::Rewritten: return "rewritten";
  }
  return "";
}

void print_verification(cli::Console& console, const Verification& found, const std::optional<Head>& anchored) {
  console.line(fmt::format("{} read, up to number {} of {}.", plural(found.events, "event", "events"), found.head.sequence, found.head.at.iso()));
  for (const auto& fault : found.breaks) console.line(fmt::format("{}: {}.", code(fault.fault), fault.words));
  if (found.more_breaks > 0) console.line(fmt::format("And {} more.", found.more_breaks));
  if (!found.whole()) {
    console.line("The chain is not whole: keep this copy as it is, and compare it with a backup taken before.");
    return;
  }
  console.line(anchored ? fmt::format("The chain is whole, and it holds the head that was kept (event {}).", anchored->sequence)
                        : "The chain is whole. That nothing is missing at its end only a head kept elsewhere can show (--head FILE).");
}

Result<ExitCode> print_verdict(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(anchored, anchored_head(arguments));
  const auto found = services.database.read([&, &kept = anchored](db::Read& tx) {
    cli::Progress progress(console, "Verifying the audit", static_cast<std::uint64_t>(head(tx).sequence));
    return verify(tx, kept, [&](std::int64_t events) { progress.at(static_cast<std::uint64_t>(events)); });
  });
  if (arguments.has("--json")) {
    json::Array breaks;
    for (const auto& fault : found.breaks)
      breaks.push_back(json::Object{{"fault", code(fault.fault)}, {"sequence", fault.sequence}, {"words", fault.words}});
    console.print(json::Value(json::Object{{"whole", found.whole()},
                                           {"events", found.events},
                                           {"head", to_json(found.head)},
                                           {"breaks", std::move(breaks)},
                                           {"more_breaks", found.more_breaks}})
                      .pretty());
  } else {
    print_verification(console, found, anchored);
  }
  return found.whole() ? ExitCode::Fine : ExitCode::Wanting;
}

Result<Query> query_from(const cli::Arguments& arguments) {
  Query query;
  query.actor = arguments.text("--actor");
  query.action = arguments.text("--action");
  if (const auto subject = arguments.text("--subject")) {
    const auto slash = subject->find('/');
    query.subject_kind = subject->substr(0, slash);
    if (slash != std::string::npos) query.subject_id = subject->substr(slash + 1);
  }
  RP_TRY(from, arguments.date("--from"));
  RP_TRY(to, arguments.date("--to"));
  if (from) query.from = london_midnight(*from);
  if (to) query.before = london_midnight(to->plus_days(1));
  RP_TRY(most, arguments.integer("--most", 1, 100'000));
  query.most = most.value_or(50);
  return query;
}

json::Object as_json(const Event& event) {
  const auto detail = json::parse(event.detail, "detail");
  return {{"sequence", event.sequence},         {"at", event.at.iso()},   {"actor_kind", event.actor_kind}, {"actor", event.actor_id},
          {"action", event.action},             {"subject_kind", event.subject_kind}, {"subject", event.subject_id},
          {"grounds", event.grounds},           {"detail", detail ? *detail : json::Value(event.detail)},
          {"previous_hash", event.previous_hash}, {"hash", event.hash}};
}

Result<ExitCode> print_found(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(query, query_from(arguments));
  // Who looks at the trail stands in it too.
  const auto events = services.database.write([&, &wanted = query](db::Write& tx) {
    auto found = search(tx, wanted);
    record(tx, operator_of_this_machine(), Allowed::because("operator of this machine"), "audit.searched", {"audit", wanted.subject_id.value_or("all")},
           services.clock.now(), {{"found", found.size()}});
    return found;
  });
  if (arguments.has("--json")) {
    json::Array items;
    for (const auto& event : events) items.push_back(as_json(event));
    console.print(json::Value(std::move(items)).pretty());
    return ExitCode::Fine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& event : events)
    rows.push_back({std::to_string(event.sequence), event.at.iso(), event.actor_id, event.action, event.subject_kind + "/" + shown(event.subject_id, 40),
                    shown(event.grounds, 60), shown(event.detail, 100)});
  console.print(cli::table({{"No.", cli::Align::Right}, {"When"}, {"Who"}, {"What"}, {"Of", cli::Align::Left, 46}, {"Because", cli::Align::Left, 30},
                            {"Detail", cli::Align::Left, 40}}, rows, console.width()));
  if (static_cast<std::int64_t>(events.size()) == query.most) console.note(fmt::format("The newest {}; --most shows more.", query.most));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  return {Command{.spec = {.name = "audit head", .summary = "Print the last event's number, hash and time as JSON, to be kept elsewhere", .options = {}},
                  .run = print_head},
          Command{.spec = {.name = "audit verify", .summary = "Check that no event of the audit was changed, removed or reordered",
                           .options = {{"--head", "FILE", "What audit head printed earlier: shows also that the end is not missing"}, kJson},
                           .help = "Works on a copy of a store. Exit code 4: the chain is not whole."},
                  .run = print_verdict},
          Command{.spec = {.name = "audit search", .summary = "Find events of the audit, newest first; the search is written down too",
                           .options = {{"--actor", "ID", "Who acted"},
                                       {"--action", "ACTION", "What was done: referral.withdrawn, or a whole kind: referral."},
                                       {"--subject", "KIND/ID", "To what: referral/01935…, or a whole kind: referral"},
                                       {"--from", "DATE", "On or after this day in London"},
                                       {"--to", "DATE", "On or before this day in London"},
                                       {"--most", "N", "At most so many (default: 50)"},
                                       kJson}},
                  .run = print_found}};
}

}  // namespace rightplace::audit
