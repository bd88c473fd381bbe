#include <fmt/format.h>

#include "base/text.h"
#include "features/outbox/outbox.h"
#include "features/keeping/keeping.h"

namespace rightplace::outbox {
namespace {

Allowed as_operator() { return Allowed::because("has a shell on the machine that keeps the store"); }

Result<ExitCode> list(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  struct Found {
    Backlog backlog;
    std::vector<DeadLetter> dead;
  };
  const auto found = services.database.read([](db::Read& tx) { return Found{backlog(tx), dead_letters(tx)}; });
  if (arguments.has("--json")) {
    json::Array dead;
    for (const auto& one : found.dead)
      dead.push_back(json::Object{{"id", one.id.text()}, {"letter", one.letter}, {"attempts", one.attempts}, {"fault", one.last_fault}, {"put_at", one.put_at.iso()}, {"given_up_at", one.ended_at.iso()}});
    json::Object all{{"waiting", found.backlog.waiting}, {"sent", found.backlog.sent}, {"dead", std::move(dead)}};
    if (found.backlog.oldest) all.set("oldest_waits_since", found.backlog.oldest->iso());
    console.print(json::Value(std::move(all)).pretty());
    return ExitCode::Fine;
  }
  console.line(fmt::format("{} waiting, {} sent in the last 30 days, {} given up.", found.backlog.waiting, found.backlog.sent, found.backlog.dead));
  if (found.backlog.oldest) console.line(fmt::format("The oldest waits since {}; `rightplace serve` sends them.", found.backlog.oldest->iso()));
  if (found.dead.empty()) return ExitCode::Fine;
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : found.dead) {
    const auto letter = kLetters.parse(one.letter);
    rows.push_back({one.id.text(), std::string(letter ? kLetters.label(*letter) : one.letter), one.ended_at.iso(), one.last_fault});
  }
  console.print(cli::table({{"Number"}, {"Letter"}, {"Given up at"}, {"Why", cli::Align::Left, 60}}, rows, console.width()));
  console.line("Once the cause is gone: rightplace outbox retry NUMBER, or --all");
  return ExitCode::Fine;
}

Result<ExitCode> try_again(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto number = arguments.text("NUMBER");
  if (number.has_value() == arguments.has("--all")) return fail(ErrorKind::Invalid, "Name the number of one letter, or --all");
  RP_TRY(count, services.database.write([&](db::Write& tx) -> Result<std::int64_t> {
    const auto now = SystemClock().now();
    if (number) {
      RP_CHECK(retry(tx, operator_of_this_machine(), as_operator(), MessageId(*number), now));
      return 1;
    }
    const auto dead = dead_letters(tx);
    for (const auto& one : dead) RP_CHECK(retry(tx, operator_of_this_machine(), as_operator(), one.id, now));
    return static_cast<std::int64_t>(dead.size());
  }));
  console.line(fmt::format("{} tried again.", plural(count, "letter is", "letters are")));
  return ExitCode::Fine;
}

Result<ExitCode> try_out(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(vault, keeping::vault_of(services));
  const Message message{.to = Personal(arguments.text("--to").value_or("")), .letter = Letter::Trial};
  RP_TRY(id, services.database.write([&](db::Write& tx) -> Result<MessageId> {
    const auto now = SystemClock().now();
    RP_TRY(put_in, put(tx, vault, message, now));
    audit::record(tx, operator_of_this_machine(), as_operator(), "message.trial_put", {"message", put_in.text()}, now);
    return put_in;
  }));
  console.line(fmt::format("Put into the outbox as {}. `rightplace serve` sends it; `rightplace outbox` tells what became of it.", id.text()));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  return {Command{.spec = {.name = "outbox", .summary = "What waits to be sent by e-mail, and what was given up",
                           .options = {{"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .run = list},
          Command{.spec = {.name = "outbox retry", .summary = "Send again what was given up",
                           .options = {{"NUMBER", "NUMBER", "Of the letter, as `rightplace outbox` shows it"}, {"--all", "", "All of them", cli::Takes::Nothing}}},
                  .run = try_again},
          Command{.spec = {.name = "outbox trial", .summary = "Put in a letter that says nothing, to try the sending out",
                           .options = {{"--to", "ADDRESS", "The e-mail address", cli::Takes::One, true}}},
                  .run = try_out}};
}

}  // namespace rightplace::outbox
