#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "features/homes/home_history.h"
#include "features/homes/register_import.h"
#include "features/homes/register_reader.h"

namespace rightplace::homes {
namespace {

std::string homes_and_places(const DayCoverage& day) {
  return fmt::format("{}: {} with {}", day.day.words(), plural(day.homes, "home", "homes"), plural(day.places, "place", "places"));
}

std::string beside_official(const DayCoverage& day) {
  if (!day.official) return "no official total is known of that day";
  const auto official = grouped(static_cast<std::int64_t>(*day.official + 0.5));
  const double share = 100.0 * static_cast<double>(day.homes) / *day.official;
  if (static_cast<double>(day.homes) == *day.official) return fmt::format("exactly the official total of {} homes", official);
  return fmt::format("the official total is {} homes, so that is {:.1f} %", official, share);
}

}  // namespace

std::string in_words(const DayCoverage& day) {
  const auto found = homes_and_places(day) + "; " + beside_official(day);
  switch (day.coverage) {
    case Coverage::Complete: return found + ". It counts as complete: a home that is missing from it has closed.";
    case Coverage::InspectedOnly:
      return found + ". It holds inspected homes only, because none of its homes is without a grade; it closes no home.";
    case Coverage::FarBelowTotal: return found + ". It is far below the total, so homes missing from it may well be open; it closes no home.";
    case Coverage::UnknownRows:
      return found + fmt::format(". In {} it cannot be read which provider is meant, so any home missing from it may be there; it closes no home until they are corrected.",
                                 plural(day.unknown_rows, "row", "rows"));
    case Coverage::StatedPart: return found + ". It is stated to be a part; it closes no home.";
    case Coverage::NoHomes: return fmt::format("{}: no children's home is on the list; it closes no home.", day.day.words());
  }
  return found;
}

Done import_files(db::Write& tx, const imports::ImportId& id, const std::vector<std::string>& files, const ReadOptions& options, Instant now,
                  imports::Report& report) {
  std::set<Date> days;
  bool changed = false;
  for (const auto& file : files) {
    RP_TRY(lists, read_register(std::filesystem::path(file), options, report));
    for (const auto& list : lists) {
      const auto rows = static_cast<std::int64_t>(list.rows.size());
      if (store_list(tx, id, list, now).already_there) {
        report.unchanged += rows;
        continue;
      }
      report.kept += rows;
      changed = true;
      days.insert(list.as_at);
    }
  }
  if (!changed) return {};
  auto observations = all_observations(tx);
  for (const auto& day : coverage_of(observations))
    if (days.contains(day.day)) report.remarks.push_back(in_words(day));
  write_history(tx, history_of(std::move(observations)));
  return {};
}

imports::Kind import_kind() {
  return {.name = "register", .undo = [](db::Write& tx, Services&, const imports::ImportId& id) -> Done {
            remove_lists(tx, id);
            rebuild_history(tx);
            return {};
          }};
}

}  // namespace rightplace::homes
