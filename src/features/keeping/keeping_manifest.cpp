#include "features/keeping/keeping_manifest.h"

#include <fmt/format.h>

namespace rightplace::keeping {
namespace {

constexpr std::string_view kFormat = "rightplace backup 1";

bool stays_inside(const std::string& name) {
  const std::filesystem::path path(name);
  if (name.empty() || path.is_absolute()) return false;
  for (const auto& part : path)
    if (part == ".." || part == ".") return false;
  return true;
}

}  // namespace

json::Object to_json(const Manifest& manifest) {
  json::Array migrations, database_files, files;
  for (const auto& migration : manifest.migrations) migrations.push_back(json::Object{{"feature", migration.feature}, {"number", migration.number}});
  for (const auto& name : manifest.database_files) database_files.push_back(name);
  for (const auto& file : manifest.files) files.push_back(json::Object{{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  return {{"format", kFormat},
          {"taken_at", manifest.taken_at.iso()},
          {"taken_at_ms", manifest.taken_at.ms},
          {"database", manifest.database},
          {"audit_head", audit::to_json(manifest.head)},
          {"store_has_key", manifest.store_has_key},
          {"holds_key", manifest.holds_key},
          {"migrations", std::move(migrations)},
          {"database_files", std::move(database_files)},
          {"files", std::move(files)}};
}

Result<Manifest> manifest_from_json(const json::Value& value, std::string_view source) {
  std::vector<FieldError> faults;
  json::Fields fields(&value, "", faults);
  Manifest manifest;
  if (fields.required_text("format") != kFormat) fields.fault("format", fmt::format("should be \"{}\"", kFormat));
  manifest.taken_at = Instant{fields.required_integer("taken_at_ms", 0)};
  manifest.database = fields.required_text("database");
  if (manifest.database != "sqlite" && manifest.database != "postgres") fields.fault("database", "should be sqlite or postgres");
  manifest.store_has_key = fields.boolean("store_has_key").value_or(false);
  manifest.holds_key = fields.boolean("holds_key").value_or(false);
  for (const auto& item : fields.array("migrations")) {
    json::Fields row(&item, "migrations", faults);
    manifest.migrations.push_back({row.required_text("feature"), row.required_integer("number", 1)});
  }
  for (const auto& item : fields.array("database_files")) manifest.database_files.push_back(item.as_string() ? *item.as_string() : "");
  for (const auto& item : fields.array("files")) {
    json::Fields row(&item, "files", faults);
    manifest.files.push_back({row.required_text("name"), row.required_integer("bytes", 0), row.required_text("sha256")});
    if (!stays_inside(manifest.files.back().name)) row.fault("name", "should name a file inside the backup");
  }
  for (const auto& name : manifest.database_files)
    if (!stays_inside(name)) fields.fault("database_files", "should name files inside the backup");
  const auto* head = fields.value("audit_head");
  if (faults.empty()) {
    RP_TRY(kept, audit::head_from_json(head ? *head : json::Value(), source));
    manifest.head = kept;
    return manifest;
  }
  return fail(ErrorKind::Invalid, fmt::format("{} is not the manifest of a backup that this program can read: {} {}", source, faults.front().field,
                                              faults.front().detail), faults);
}

}  // namespace rightplace::keeping
