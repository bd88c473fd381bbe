// rightplace import postcodes, rightplace postcode.

#include <fmt/format.h>

#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/geography/geography_import.h"
#include "features/geography/geography_postcode_file.h"
#include "features/geography/geography_tables.h"

namespace rightplace::geography {
namespace {

namespace fs = std::filesystem;

Error unwritable(const fs::path& file) { return {ErrorKind::Unavailable, fmt::format("{} cannot be written", file.string()), {}}; }

// How much of a new set the present file already has: at all, and as it is.
struct Compared {
  std::int64_t known = 0;
  std::int64_t unchanged = 0;
};

Compared compare(const PostcodeSet& set, const Postcodes::File& present) {
  Compared compared;
  for (const auto& [outward, record] : set.entries) {
    const auto before = present.find(outward, record.inward());
    if (!before) continue;
    ++compared.known;
    const auto code = record.authority() < set.authorities.size() ? std::string_view(set.authorities[record.authority()]) : std::string_view{};
    compared.unchanged += before->easting() == record.easting() && before->northing() == record.northing() &&
                          before->ended() == record.ended() && present.authority(before->authority()) == code;
  }
  return compared;
}

// The present file is never missing in between: it gets its second name before the new one takes its first.
Done put_in_place(const fs::path& store) {
  const auto present = current_postcode_file(store);
  std::error_code error;
  if (fs::exists(present)) {
    auto linked = previous_postcode_file(store);
    linked += ".new";
    fs::remove(linked, error);
    fs::create_hard_link(present, linked, error);
    if (error) fs::copy_file(present, linked, error);   // a file system without hard links
    if (!error) fs::rename(linked, previous_postcode_file(store), error);
    if (error) return fail(unwritable(previous_postcode_file(store)));
  }
  fs::rename(new_postcode_file(store), present, error);
  if (error) return fail(unwritable(present));
  return {};
}

Result<ExitCode> import_postcodes(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto names = arguments.all("FILE");
  const std::vector<fs::path> files(names.begin(), names.end());
  std::optional<Result<ReadPostcodes>> outcome;
  {
    cli::Progress progress(console, "Reading postcodes", 0);
    outcome = read_postcodes(files, [&](std::uint64_t rows) { progress.at(rows); });
  }
  if (!*outcome) return fail(outcome->error());
  const auto& read = **outcome;
  const bool keep = !arguments.has("--dry-run") && !(arguments.has("--strict") && read.report.rejected_count > 0);
  const auto fresh = new_postcode_file(services.folder);
  auto code = imports::run(
      arguments, console, services, "postcodes", names,
      [&](db::Write&, const imports::ImportId& id, imports::Report& report) -> Done {
        report = read.report;
        const auto total = static_cast<std::int64_t>(read.set.entries.size());
        const auto present = Postcodes::File::open(current_postcode_file(services.folder));
        report.kept = total;
        if (present) {
          const auto compared = compare(read.set, **present);
          const auto gone = static_cast<std::int64_t>((*present)->size()) - compared.known;
          report.unchanged = compared.unchanged;
          report.kept = total - compared.unchanged;
          if (report.kept == 0) report.kept = gone;   // to leave some out is a change too
          if (gone > 0)
            report.remarks.push_back(fmt::format("{} imported before {} not in what was read and will no longer be known; `rightplace import undo` "
                                                 "brings the earlier postcodes back",
                                                 plural(gone, "postcode", "postcodes"), gone == 1 ? "is" : "are"));
          if (report.kept == 0) return {};
        }
        if (!keep) return {};
        return write_postcodes(fresh, read.set, id.text(), present ? (*present)->import_id() : "");
      },
      [&] { return put_in_place(services.folder); });
  std::error_code ignored;
  fs::remove(fresh, ignored);   // there only when the import was not kept
  return code;
}

Done undo(db::Write&, Services& services, const imports::ImportId& id) {
  const auto present = Postcodes::File::open(current_postcode_file(services.folder));
  if (!present || (*present)->import_id() != id.text()) return {};   // its file never came into place
  const auto earlier = Postcodes::File::open(previous_postcode_file(services.folder));
  std::error_code error;
  if (earlier && (*earlier)->import_id() == (*present)->replaces())
    fs::rename(previous_postcode_file(services.folder), current_postcode_file(services.folder), error);
  else if ((*present)->replaces().empty())
    fs::remove(current_postcode_file(services.folder), error);
  else
    return fail(ErrorKind::Conflict,
                "Only one earlier set of postcodes is kept, and it was already brought back; import the postcodes that you want with "
                "`rightplace import postcodes FILE`");
  if (error) return fail(unwritable(current_postcode_file(services.folder)));
  return {};
}

struct Answer {
  Location location;
  std::string_view country;
};

std::string_view country_of(std::string_view authority, std::string_view outward) {
  if (authority.starts_with('E')) return "England";
  if (authority.starts_with('W')) return "Wales";
  if (authority.starts_with('S')) return "Scotland";
  return country_of_outward_code(outward);
}

// A whole postcode, a sector or an outward code.
Result<Answer> look_up(std::string_view text, const Postcodes* imported) {
  std::string why;
  if (const auto postcode = Postcode::read(text, why)) {
    RP_TRY(location, locate(*postcode, imported));
    const auto place = imported ? imported->find(*postcode) : std::nullopt;
    return Answer{location, country_of(place ? std::string_view(place->authority) : location.authority, postcode->outward())};
  }
  if (auto location = sector(text)) return Answer{std::move(*location), "England"};
  if (auto location = outward_code(text)) return Answer{std::move(*location), country_of_outward_code(text)};
  if (outward_key_of(upper(trim(text))))
    return fail(ErrorKind::NotFound, fmt::format("No postcode of Great Britain begins with {}", upper(trim(text))));
  if (sector_key_of(text)) return fail(ErrorKind::NotFound, fmt::format("There is no postcode sector {} in England", upper(squeeze(text))));
  return fail(ErrorKind::Invalid, fmt::format("'{}' is not a postcode, a postcode sector or an outward code: {}", shown(text, 20), why));
}

std::string how_precise(const Location& location) {
  if (location.precision == Precision::Postcode) return "exact: the position of the postcode itself";
  return fmt::format("approximate: nine postcodes of ten in this {} lie within {:.1f} miles", kPrecisions.label(location.precision),
                     location.radius_metres / kMetresPerMile);
}

Result<ExitCode> postcode(const cli::Arguments& arguments, cli::Console& console) {
  const fs::path store(arguments.text("--store").value_or("store"));
  const auto text = arguments.text("POSTCODE").value_or("");
  const auto imported = Postcodes::open(store);
  // A damaged file is an error; no import is not.
  if (!imported && imported.error().kind != ErrorKind::NotFound) return fail(imported.error());
  RP_TRY(answer, look_up(text, imported ? &*imported : nullptr));
  const auto& where = answer.location;
  const auto* authority = authority_by_code(where.authority);
  if (arguments.has("--json")) {
    console.print(json::Value(json::Object{{"label", where.label},
                                           {"precision", kPrecisions.code(where.precision)},
                                           {"easting", static_cast<std::int64_t>(where.point.easting)},
                                           {"northing", static_cast<std::int64_t>(where.point.northing)},
                                           {"radius_metres", static_cast<std::int64_t>(where.radius_metres)},
                                           {"authority_code", authority ? json::Value(authority->code) : json::Value{}},
                                           {"authority", authority ? json::Value(authority->name) : json::Value{}},
                                           {"region", authority ? json::Value(kRegions.label(authority->region)) : json::Value{}},
                                           {"country", answer.country},
                                           {"postcodes_imported", imported.has_value()}})
                      .pretty());
    return ExitCode::Fine;
  }
  std::string label = where.label;
  label[0] = upper(label.substr(0, 1))[0];
  console.line(console.bold(label));
  if (authority)
    console.line(fmt::format("  {}{} ({}), {}", where.precision == Precision::Postcode ? "" : "mostly ", authority->name, authority->code,
                             kRegions.label(authority->region)));
  else
    console.line(fmt::format("  {}, outside England", answer.country));
  console.line(fmt::format("  {:.0f} east, {:.0f} north on the National Grid", where.point.easting, where.point.northing));
  console.line("  " + how_precise(where));
  if (!imported) console.line("  No postcodes were imported into this store; `rightplace import postcodes FILE` makes answers exact.");
  return ExitCode::Fine;
}

}  // namespace

imports::Kind import_kind() { return {"postcodes", undo}; }

std::vector<Command> commands() {
  std::vector<cli::Option> options{{"FILE", "FILE", "ONS Postcode Directory, Code-Point Open (a file or its folder) or CSV; gzip too", cli::Takes::Many, true}};
  for (const auto& option : imports::common_options()) options.push_back(option);
  return {Command{.spec = {.name = "import postcodes",
                           .summary = "Read a postcode directory, so that distances are exact",
                           .options = options,
                           .help = "Takes the place of the postcodes imported before; `rightplace import undo` brings those back. Without any "
                                   "import, postcodes are known to their sector (England) or outward code."},
                  .need = StoreNeed::CreateIfMissing,
                  .run = import_postcodes},
          Command{.spec = {.name = "postcode",
                           .summary = "Say where a postcode, a postcode sector or an outward code is, and how precisely that is known",
                           .options = {{"POSTCODE", "POSTCODE", "\"SW1A 1AA\", \"SW1A 1\" or SW1A", cli::Takes::One, true},
                                       {"--json", "", "Print as JSON", cli::Takes::Nothing},
                                       {"--store", "DIR", "The folder of the store with imported postcodes (default: store); none is needed"}}},
                  .need = StoreNeed::None,
                  .run_alone = postcode}};
}

}  // namespace rightplace::geography
