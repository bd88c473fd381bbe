#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "features/keeping/keeping.h"
#include "features/referrals/referrals.h"
#include "formats/file.h"

namespace rightplace::referrals {
namespace {

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

imports::RejectedRow rejected(const std::string& file, std::uint64_t line, const Error& error) {
  if (error.fields.size() == 1) return {file, line, error.fields[0].field, "", error.fields[0].detail};
  if (error.fields.empty()) return {file, line, "", "", error.detail};
  std::vector<std::string> faults;
  for (const auto& fault : error.fields) faults.push_back(fault.field + " " + fault.detail);
  return {file, line, "", "", fmt::format("has {} faults: {}", faults.size(), join(faults, "; "))};
}

void keep(db::Write& tx, const vault::Vault& vault, const imports::ImportId& import, Instant now, const std::string& file, const FileItem& item, std::map<std::string, std::uint64_t>& seen,
          imports::Report& report) {
  ++report.read;
  std::vector<FieldError> warnings;
  auto referral = read_referral(item.value, file, warnings);
  if (!referral) return report.reject(rejected(file, item.line, referral.error()));
  for (const auto& warning : warnings) report.remarks.push_back(fmt::format("{}, line {}: {} {}.", file, item.line, warning.field, warning.detail));
  const auto& reference = referral->reference;
  if (!reference.empty() && seen.contains(reference))
    return report.reject({file, item.line, "rightplace.reference", reference, fmt::format("was already on line {}; a referral comes once in a file", seen[reference])});
  const auto stored = store_referral(tx, vault, std::move(*referral), now, import);
  if (!stored) return report.reject(rejected(file, item.line, stored.error()));
  seen[stored->reference] = item.line;
  if (stored->kept == Kept::Unchanged) ++report.unchanged;
  else ++report.kept;
}

Result<ExitCode> import_files(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto paths = arguments.all("FILE");
  // Every file is read before the store is touched: a file fault changes nothing.
  struct Source {
    std::string name;
    std::vector<FileItem> items;
  };
  std::vector<Source> sources;
  std::vector<std::string> names;
  for (const auto& path : paths) {
    RP_TRY(text, formats::read_file(path));
    RP_TRY(items, split_file(text, file_name(path)));
    names.push_back(file_name(path));
    sources.push_back({file_name(path), std::move(items)});
  }
  RP_TRY(vault, keeping::vault_of(services));
  return imports::run(arguments, console, services, "referrals", names, [&](db::Write& tx, const imports::ImportId& import, imports::Report& report) -> Done {
    std::map<std::string, std::uint64_t> seen;
    for (const auto& source : sources) {
      report.recognised.push_back(fmt::format("{}: {}, Placements Data Standard v2 with the rightplace extension", source.name,
                                              plural(static_cast<std::int64_t>(source.items.size()), "referral", "referrals")));
      for (const auto& item : source.items) keep(tx, vault, import, services.clock.now(), source.name, item, seen, report);
    }
    return {};
  });
}

Result<ExitCode> export_file(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto scope = arguments.has("--standard-only") ? Scope::StandardOnly : Scope::Whole;
  const auto ids = arguments.all("--id");
  RP_TRY(vault, keeping::vault_of(services));
  RP_TRY(referrals, services.database.read([&](db::Read& tx) -> Result<std::vector<Referral>> {
    if (ids.empty()) return list_referrals(tx, vault, false);
    std::vector<Referral> found;
    for (const auto& id : ids) {
      RP_TRY(referral, find_referral(tx, vault, id));
      found.push_back(std::move(referral));
    }
    return found;
  }));
  // Written down before anything leaves.
  const auto now = services.clock.now();
  services.database.write([&](db::Write& tx) {
    audit::record(tx, operator_of_this_machine(), Allowed::because("operator of this machine"), "referrals.exported", {"referral", ids.empty() ? "all" : join(ids, ",")}, now,
                  {{"count", static_cast<std::int64_t>(referrals.size())}, {"standard_only", scope == Scope::StandardOnly}});
  });
  json::Array list;
  for (const auto& referral : referrals) list.push_back(as_json(referral, scope));
  const auto count = plural(static_cast<std::int64_t>(list.size()), "referral", "referrals");
  const auto file = arguments.text("--to").value_or("-");
  if (file == "-") {
    console.print(json::Value(std::move(list)).pretty());
    return ExitCode::Fine;
  }
  RP_CHECK(formats::write_file(file, json::Value(std::move(list)).pretty()));
  console.line(fmt::format("Wrote {} to {}{}.", count, file, scope == Scope::StandardOnly ? ", as the Placements Data Standard has them" : ""));
  return ExitCode::Fine;
}

std::string age_words(const Referral& referral) {
  if (referral.age) return std::to_string(*referral.age);
  const auto day = referral.needed_on.value_or(referral.referred_on());
  const auto [first, last] = referral.born_between();
  const int younger = age_on(last, day);
  const int older = age_on(first, day);
  return younger == older ? std::to_string(younger) : fmt::format("{}–{}", younger, older);
}

std::string needs_words(const Referral& referral) {
  std::vector<std::string> words;
  for (const auto& need : referral.needs)
    if (need.level >= NeedLevel::Medium) words.push_back(fmt::format("{} ({})", kNeeds.label(need.need), kNeedLevels.label(need.level)));
  return join(words, ", ");
}

json::Object row_json(const Referral& referral) {
  json::Object needs;
  for (const auto& need : referral.needs) needs.set(kNeeds.code(need.need), kNeedLevels.code(need.level));
  const auto day = referral.needed_on.value_or(referral.referred_on());
  const auto [first, last] = referral.born_between();
  return {{"reference", referral.reference},
          {"status", kStatuses.code(referral.status)},
          {"authority_code", referral.authority_code},
          {"referred_on", referral.referred_on()},
          {"needed_on", referral.needed_on},
          {"planned_until", referral.planned_until},
          {"urgency", kUrgencies.code(referral.how_urgent())},
          {"sex", referral.sex ? json::Value(kSexes.code(*referral.sex)) : json::Value{}},
          {"age_from", age_on(last, day)},
          {"age_to", age_on(first, day)},
          {"siblings", referral.sibling_count()},
          {"needs", std::move(needs)}};
}

Result<ExitCode> show(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const bool open_only = arguments.has("--open");
  RP_TRY(vault, keeping::vault_of(services));
  const auto referrals = services.database.read([&](db::Read& tx) { return list_referrals(tx, vault, open_only); });
  if (arguments.has("--json")) {
    json::Array list;
    for (const auto& referral : referrals) list.push_back(row_json(referral));
    console.print(json::Value(std::move(list)).pretty());
    return ExitCode::Fine;
  }
  if (referrals.empty()) {
    console.line(open_only ? "There are no open referrals in this store." : "There are no referrals in this store; rightplace import referrals reads them from a file.");
    return ExitCode::Fine;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& referral : referrals)
    rows.push_back({referral.reference, std::string(kStatuses.label(referral.status)), referral.authority_code, referral.needed_on ? referral.needed_on->iso() : "",
                    std::string(kUrgencies.label(referral.how_urgent())), age_words(referral), referral.sex ? std::string(kSexes.label(*referral.sex)) : "not known", needs_words(referral)});
  console.print(cli::table({{"Referral"}, {"Status"}, {"Authority"}, {"Needed on"}, {"Needed"}, {"Age", cli::Align::Right}, {"Sex"}, {"Needs, medium and above", cli::Align::Left, 60}}, rows, console.width()));
  console.line(plural(static_cast<std::int64_t>(referrals.size()), "referral", "referrals") + ".");
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  auto import_options = imports::common_options();
  import_options.insert(import_options.begin(), {"FILE", "FILE", "Referral files: JSON, one referral, a list of them, or one a line", cli::Takes::Many, true});
  return {Command{.spec = {.name = "import referrals", .summary = "Read referrals from files of the Placements Data Standard, extended", .options = std::move(import_options)},
                  .need = StoreNeed::CreateIfMissing,
                  .run = import_files},
          Command{.spec = {.name = "export referrals",
                           .summary = "Write referrals as a file of the Placements Data Standard",
                           .options = {{"--to", "FILE", "Where to write; - for the terminal", cli::Takes::One, true},
                                       {"--id", "REFERENCE", "Only this referral; may be repeated", cli::Takes::Many},
                                       {"--standard-only", "", "Only the six entities of the standard, exactly as it has them", cli::Takes::Nothing}}},
                  .need = StoreNeed::Existing,
                  .run = export_file},
          Command{.spec = {.name = "referrals",
                           .summary = "List the referrals of the store",
                           .options = {{"--open", "", "Only those that still look for a home", cli::Takes::Nothing}, {"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .need = StoreNeed::Existing,
                  .run = show}};
}

}  // namespace rightplace::referrals
