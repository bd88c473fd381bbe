#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/london.h"
#include "base/text.h"
#include "db/database.h"
#include "features/homes/register_import.h"

namespace rightplace::homes {
namespace {

Result<ExitCode> import_register(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(as_at, arguments.date("--as-at"));
  const auto files = arguments.all("FILE");
  const ReadOptions options{.as_at = as_at, .today = london_date(services.clock.now())};
  return imports::run(arguments, console, services, "register", files, [&](db::Write& tx, const imports::ImportId& id, imports::Report& report) {
    return import_files(tx, id, files, options, services.clock.now(), report);
  });
}

// By code or label, in any case; the error lists what there is.
Result<ProvisionType> type_named(std::string_view text) {
  for (const auto& row : kProvisionTypes.rows)
    if (iequals(row.code, text) || iequals(row.label, text)) return row.value;
  std::vector<std::string> codes;
  for (const auto& row : kProvisionTypes.rows) codes.emplace_back(row.code);
  return fail(ErrorKind::Invalid, fmt::format("--type {}: there is no such type. Types are {}.", shown(text), join_words(codes)));
}

const geography::Authority* authority_of(const Home& home) { return geography::authority_by_code(home.authority_code); }
std::string authority_name(const Home& home) {
  const auto* authority = authority_of(home);
  return authority ? std::string(authority->name) : home.region;
}
std::string region_name(const Home& home) {
  const auto* authority = authority_of(home);
  return authority ? std::string(geography::kRegions.label(authority->region)) : home.region;
}

json::Value or_null(const std::string& text) { return text.empty() ? json::Value{} : json::Value(text); }
template <class T>
json::Value flag_or_null(const std::optional<T>& flag) {
  return flag ? json::Value(*flag) : json::Value{};
}

json::Value location_json(const Home& home) {
  const auto place = locate(home, nullptr);   // never nearer than the postcode's sector: addresses are restricted
  if (!place) return {};
  return json::Object{{"easting", static_cast<std::int64_t>(place->point.easting + 0.5)},
                      {"northing", static_cast<std::int64_t>(place->point.northing + 0.5)},
                      {"precision", geography::kPrecisions.code(place->precision)},
                      {"radius_miles", to_one_decimal(place->radius_metres / kMetresPerMile)},
                      {"label", place->label}};
}

json::Value as_json(const Home& home) {
  json::Value needs;
  if (home.needs) {
    json::Array codes;
    for (const auto need : *home.needs) codes.emplace_back(kNeeds.code(need));
    needs = std::move(codes);
  }
  return json::Object{{"urn", home.urn},
                      {"name", home.name},
                      {"provision_type", kProvisionTypes.code(home.provision_type)},
                      {"sector", home.sector ? json::Value(kSectors.code(*home.sector)) : json::Value{}},
                      {"status", kStatuses.code(home.status)},
                      {"authority_code", or_null(home.authority_code)},
                      {"authority", or_null(authority_name(home))},
                      {"region", or_null(region_name(home))},
                      {"constituency", or_null(home.constituency)},
                      {"places", home.places},
                      {"grade", home.grade ? json::Value(kGrades.code(*home.grade)) : json::Value{}},
                      {"grade_on", home.grade_on},
                      {"owner", or_null(home.owner)},
                      {"owner_group", or_null(home.owner_group)},
                      {"opened_on", home.opened_on},
                      {"opened_after", home.opened_after},
                      {"opened_by", home.opened_by},
                      {"closed_on", home.closed_on},
                      {"closed_after", home.closed_after},
                      {"closed_by", home.closed_by},
                      {"last_seen_on", home.last_seen_on},
                      {"short_break_only", flag_or_null(home.short_break_only)},
                      {"multi_building", flag_or_null(home.multi_building)},
                      {"needs", std::move(needs)},
                      {"linked_school_urn", or_null(home.linked_school_urn)},
                      {"location", location_json(home)}};
}

std::string opened_in_words(const Home& home) {
  if (home.opened_on) return home.opened_on->iso();
  if (home.opened_after) return fmt::format("{} to {}", home.opened_after->iso(), home.opened_by->iso());
  return fmt::format("by {}", home.opened_by ? home.opened_by->iso() : home.from_on.iso());
}

std::string type_in_short(ProvisionType type) {
  return type == ProvisionType::SchoolAsHome ? "School as a home" : std::string(kProvisionTypes.label(type));
}

std::string as_table(const std::vector<Home>& homes, int width) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(homes.size());
  for (const auto& home : homes) {
    const auto grade = home.grade ? std::string(grade_label(*home.grade, *home.grade_on)) : "not yet";
    rows.push_back({authority_name(home), home.urn, home.name.value_or("(hidden)"),
                    type_in_short(home.provision_type) + (home.status == Status::Suspended ? ", SUSPENDED" : ""), home.places ? std::to_string(*home.places) : "?",
                    grade, home.owner.empty() ? "?" : home.owner, opened_in_words(home)});
  }
  return cli::table({{"Authority", cli::Align::Left, 22}, {"URN"}, {"Name", cli::Align::Left, 24}, {"Type", cli::Align::Left, 22}, {"Places", cli::Align::Right},
                     {"Grade", cli::Align::Left, 20}, {"Owner", cli::Align::Left, 30}, {"Open since"}},
                    rows, width);
}

void print_totals(cli::Console& console, const std::vector<Home>& homes) {
  struct Total {
    std::int64_t homes = 0;
    std::int64_t places = 0;
    std::int64_t unknown = 0;
  };
  std::map<ProvisionType, Total> totals;
  Total all;
  for (const auto& home : homes)
    for (auto* total : {&totals[home.provision_type], &all}) {
      ++total->homes;
      total->places += home.places.value_or(0);
      total->unknown += home.places ? 0 : 1;
    }
  const auto say = [&](std::string_view what, const Total& total) {
    console.line(fmt::format("{}: {} with {}{}", what, grouped(total.homes), plural(total.places, "place", "places"),
                             total.unknown == 0 ? "" : fmt::format(" (not known of {})", grouped(total.unknown))));
  };
  console.line();
  for (const auto& [type, total] : totals) say(kProvisionTypes.label(type), total);
  if (totals.size() > 1) say("Together", all);
}

Result<ExitCode> list_homes(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(asked_day, arguments.date("--as-at"));
  HomeFilter filter;
  if (const auto type = arguments.text("--type")) {
    RP_TRY(known, type_named(*type));
    filter.types = {known};
  }
  std::vector<geography::Region> regions;
  if (const auto region = arguments.text("--region")) {
    regions = geography::regions_named(*region);
    if (regions.empty()) {
      std::vector<std::string> names;
      for (const auto& row : geography::kRegions.rows) names.emplace_back(row.label);
      return fail(ErrorKind::Invalid, fmt::format("--region {}: there is no such region. Regions are {}.", shown(*region), join_words(names)));
    }
  }
  const auto latest = services.database.read([](db::Read& tx) { return latest_list_on(tx); });
  if (!latest)
    return fail(ErrorKind::NotFound, "This store holds no register of homes. Read one with: rightplace import register FILE, or make a demo with: rightplace demo create.");
  const auto day = asked_day.value_or(*latest);
  if (const auto authority = arguments.text("--authority")) {
    RP_TRY(known, geography::find_authority(*authority, day));
    filter.authority_code = std::string(known->code);
  }
  auto homes = services.database.read([&](db::Read& tx) { return homes_as_at(tx, day, filter); });
  if (!regions.empty())
    std::erase_if(homes, [&](const Home& home) {
      const auto* authority = authority_of(home);
      return !authority || std::ranges::find(regions, authority->region) == regions.end();
    });
  if (arguments.has("--json")) {
    json::Array items;
    items.reserve(homes.size());
    for (const auto& home : homes) items.push_back(as_json(home));
    console.print(json::Value(std::move(items)).pretty());
    return ExitCode::Fine;
  }
  if (!homes.empty()) console.print(as_table(homes, console.width()));
  else console.line("No home answers to that.");
  print_totals(console, homes);
  console.line(asked_day ? fmt::format("As at {}.", day.words()) : fmt::format("As at {}, the day of the latest list; another day with --as-at.", day.words()));
  if (day > *latest) console.line(fmt::format("The latest list is of {}: what changed since is not known.", latest->words()));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  Command import{.spec = {.name = "import register",
                          .summary = "Read Ofsted's lists of children's homes and other providers, of any year",
                          .options = {{"FILE", "", "List as CSV, ODS or XLSX; several may be given, in any order", cli::Takes::Many, true},
                                      {"--as-at", "DATE", "The day the list describes, where neither its title nor its name says so"}},
                          .help = "Lists are recognised by what their columns mean. What was recognised, rows that were rejected and how the "
                                  "numbers compare with Ofsted's official totals is printed. The same list twice changes nothing, and lists may "
                                  "come in any order of years."},
                 .need = StoreNeed::CreateIfMissing,
                 .run = import_register};
  for (auto& option : imports::common_options()) import.spec.options.push_back(option);
  Command homes{.spec = {.name = "homes",
                         .summary = "List the homes that are open on a day",
                         .options = {{"--as-at", "DATE", "The day, YYYY-MM-DD (default: the latest list's)"},
                                     {"--authority", "CODE", "Only in this authority: ONS code, DfE number or name"},
                                     {"--region", "NAME", "Only in this region"},
                                     {"--type", "TYPE", "Another type of provision than homes, for example boarding_school"},
                                     {"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                .need = StoreNeed::Existing,
                .run = list_homes};
  return {import, homes};
}

}  // namespace rightplace::homes
