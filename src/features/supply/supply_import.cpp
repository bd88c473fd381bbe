#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "features/supply/supply_tables.h"
#include "formats/file.h"
#include "formats/table.h"

namespace rightplace::supply {
namespace {

constexpr std::string_view kFormat = "rightplace-supply-1";

// A row as it came, with where it came from.
struct RawRow {
  std::string file;                    // "rooms.csv", or "supply.json, rooms"
  std::string_view table;
  std::uint64_t line = 0;              // in a CSV; the item's number in a JSON document
  std::map<std::string, std::string, std::less<>> values;
};

// The file's table by the end of its name: "2026-03 rooms.csv" is rooms.
const Table* table_of_file(const std::filesystem::path& file) {
  auto stem = lower(file.stem().string());
  if (stem.ends_with(".csv")) stem.resize(stem.size() - 4);   // rooms.csv.gz
  for (const auto& table : tables())
    if (stem == table.name || (stem.ends_with(table.name) && !std::isalnum(static_cast<unsigned char>(stem[stem.size() - table.name.size() - 1])))) return &table;
  return nullptr;
}

std::string table_names() {
  std::vector<std::string> names;
  for (const auto& table : tables()) names.emplace_back(table.name);
  return join_words(names);
}

class CsvRows final : public formats::TableVisitor {
 public:
  CsvRows(std::string file, const Table& table, std::vector<RawRow>& rows) : file_(std::move(file)), table_(table), rows_(rows) {}

  Done row(const formats::TableRow& row) override {
    if (std::ranges::all_of(row.cells, [](std::string_view cell) { return trim(cell).empty(); })) return {};
    if (columns_.empty()) return header(row);
    RawRow raw{file_, table_.name, row.line, {}};
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto cell = trim(row.cells[i]);
      if (cell.empty()) continue;
      if (i >= columns_.size())
        return fail(ErrorKind::Invalid, fmt::format("{}, line {}: the row has {} cells, but the header has {}.", file_, row.line, row.cells.size(), columns_.size()));
      raw.values.emplace(columns_[i], cell);
    }
    rows_.push_back(std::move(raw));
    return {};
  }

  bool has_header() const { return !columns_.empty(); }

 private:
  Done header(const formats::TableRow& row) {
    for (const auto cell : row.cells) {
      const auto name = lower(trim(cell));
      if (!table_.field(name)) {
        std::vector<std::string> known;
        for (const auto& field : table_.fields) known.emplace_back(field.name);
        return fail(ErrorKind::Invalid, fmt::format("{}, line {}: \"{}\" is no column of {}. Its columns are {}.", file_, row.line, shown(cell), table_.name, join_words(known)));
      }
      if (std::ranges::find(columns_, name) != columns_.end())
        return fail(ErrorKind::Invalid, fmt::format("{}, line {}: the column \"{}\" stands twice.", file_, row.line, name));
      columns_.push_back(name);
    }
    for (const auto& field : table_.fields)
      if (field.required && std::ranges::find(columns_, field.name) == columns_.end())
        return fail(ErrorKind::Invalid, fmt::format("{}, line {}: the column \"{}\" is missing.", file_, row.line, field.name));
    return {};
  }

  std::string file_;
  const Table& table_;
  std::vector<RawRow>& rows_;
  std::vector<std::string> columns_;
};

Done read_json(const std::filesystem::path& file, std::vector<RawRow>& rows) {
  const auto name = file.filename().string();
  RP_TRY(text, formats::read_file(file, 512u << 20));
  RP_TRY(document, json::parse(text, name));
  const auto* object = document.as_object();
  const auto* format = document.find("format");
  if (!object || !format || !format->as_string() || *format->as_string() != kFormat)
    return fail(ErrorKind::Invalid, fmt::format("{}: it is not a supply document: its member \"format\" must be \"{}\" (docs/api/supply.schema.json).", name, kFormat));
  for (const auto& [key, value] : *object) {
    if (key == "format") continue;
    const auto* table = table_named(key);
    if (!table) return fail(ErrorKind::Invalid, fmt::format("{}: \"{}\" is no table of a supply document. Its tables are {}.", name, shown(key), table_names()));
    const auto* items = value.as_array();
    if (!items) return fail(ErrorKind::Invalid, fmt::format("{}: \"{}\" must be an array, not {}.", name, key, value.kind()));
    std::uint64_t number = 0;
    for (const auto& item : *items) {
      const auto* members = item.as_object();
      ++number;
      if (!members) return fail(ErrorKind::Invalid, fmt::format("{}: item {} of \"{}\" must be an object, not {}.", name, number, key, item.kind()));
      RawRow raw{fmt::format("{}, {}", name, key), table->name, number, {}};
      for (const auto& [field, said] : *members) {
        if (said.is_null()) continue;
        if (!table->field(field)) return fail(ErrorKind::Invalid, fmt::format("{}: item {} of \"{}\" has a member \"{}\", which is not known.", name, number, key, shown(field)));
        const auto words = text_of(said);
        if (!words) return fail(ErrorKind::Invalid, fmt::format("{}: item {} of \"{}\": \"{}\" must not be {}.", name, number, key, field, said.kind()));
        raw.values.emplace(field, *words);
      }
      rows.push_back(std::move(raw));
    }
  }
  return {};
}

bool looks_like_json(const std::filesystem::path& file) { return iequals(file.extension().string(), ".json"); }

// Which statement a row belongs to. Tables that make one statement together share a subject.
struct StatementKey {
  std::string urn;
  std::int64_t at = 0;
  std::string_view subject;
  auto operator<=>(const StatementKey&) const = default;
};
std::string_view subject_of(std::string_view table) { return table == "needs" || table == "texts" ? std::string_view("purposes") : table; }

struct Group {
  std::vector<TableRows> parts;
  std::vector<const RawRow*> raws;
  bool spoilt = false;                 // one of its rows was rejected
};

class Checker {
 public:
  Checker(imports::Report& report, Instant now) : report_(report), now_(now) {}

  std::map<StatementKey, Group> group(const std::vector<RawRow>& raws) {
    std::map<StatementKey, Group> groups;
    for (const auto& raw : raws) take(raw, groups);
    return groups;
  }
  void reject(const RawRow& raw, std::string_view field, std::string value, std::string reason) {
    const auto* table = table_named(raw.table);
    report_.reject({raw.file, raw.line, std::string(field), table->personal ? "" : std::move(value), std::move(reason)});
  }

 private:
  void take(const RawRow& raw, std::map<StatementKey, Group>& groups) {
    const auto& table = *table_named(raw.table);
    Row row{raw.line, {}};
    bool right = true;
    for (const auto& field : table.fields) {
      const auto said = raw.values.find(field.name);
      if (said == raw.values.end()) {
        if (field.required && right) reject(raw, field.name, "", "is empty");
        right = right && !field.required;
        continue;
      }
      auto value = checked_value(field, said->second);
      if (!value) {
        if (right) reject(raw, field.name, said->second, value.error().detail);
        right = false;
        continue;
      }
      row.values.emplace(field.name, std::move(*value));
    }
    // A row whose home or moment cannot be read belongs to no statement.
    if (!row.has("urn") || !row.has("stated_at")) return;
    const auto at = *moment_named(row.values.at("stated_at"));
    if (right && at > now_) {
      reject(raw, "stated_at", row.values.at("stated_at"), "lies in the future");
      right = false;
    }
    // Notices and holds stand alone; of the others a statement is whole or nothing.
    const auto alone = table.name == "notices" || table.name == "holds";
    const StatementKey key{row.values.at("urn") + (alone ? fmt::format(" {}", raw.line) + raw.file : ""), at.ms, subject_of(table.name)};
    auto& group = groups[key];
    group.raws.push_back(&raw);
    if (!right) {
      group.spoilt = true;
      rejected_.push_back(&raw);
      return;
    }
    auto part = std::ranges::find(group.parts, table.name, &TableRows::table);
    if (part == group.parts.end()) part = group.parts.insert(group.parts.end(), TableRows{table.name, {}});
    part->rows.push_back(std::move(row));
  }

 public:
  bool was_rejected(const RawRow* raw) const { return std::ranges::find(rejected_, raw) != rejected_.end(); }
  void spoil(Group& group, const RawRow* culprit) {
    group.spoilt = true;
    rejected_.push_back(culprit);
  }

 private:
  imports::Report& report_;
  Instant now_;
  std::vector<const RawRow*> rejected_;
};

std::vector<HomeSupply> homes_of(const std::vector<RawRow>& raws, Instant now, imports::Report& report) {
  Checker checker(report, now);
  auto groups = checker.group(raws);
  std::vector<HomeSupply> homes;
  for (auto& [key, group] : groups) {
    if (!group.spoilt) {
      const auto urn = key.urn.substr(0, key.urn.find(' '));
      auto built = build_home(urn, Instant{key.at}, group.parts);
      for (const auto& fault : built.faults) {
        const auto raw = std::ranges::find_if(group.raws, [&](const RawRow* one) { return one->table == fault.table && one->line == fault.line; });
        if (!checker.was_rejected(*raw)) checker.reject(**raw, fault.fault.field, fault.fault.value, fault.fault.reason);
        checker.spoil(group, *raw);
      }
      if (!group.spoilt) {
        homes.push_back(std::move(built.home));
        continue;
      }
    }
    for (const auto* raw : group.raws)
      if (!checker.was_rejected(raw))
        checker.reject(*raw, "", "", "was not kept, because another row of the same statement was rejected: the rest alone would say something that nobody said");
  }
  return homes;
}

}  // namespace

Done import_files(db::Write& tx, const imports::ImportId& id, const std::vector<std::string>& files, Instant now, imports::Report& report) {
  std::vector<RawRow> raws;
  for (const auto& one : files) {
    const std::filesystem::path file(one);
    const auto name = file.filename().string();
    const auto before = raws.size();
    if (looks_like_json(file)) {
      RP_CHECK(read_json(file, raws));
      report.recognised.push_back(fmt::format("{}: a supply document, {}.", name, plural(static_cast<std::int64_t>(raws.size() - before), "row", "rows")));
      continue;
    }
    const auto* table = table_of_file(file);
    if (!table)
      return fail(ErrorKind::Invalid, fmt::format("{}: its name does not say which table it is. Name it after one of {}, or give a .json document.", name, table_names()));
    CsvRows visitor(name, *table, raws);
    RP_CHECK(formats::read_table(file, visitor));
    if (!visitor.has_header()) return fail(ErrorKind::Invalid, fmt::format("{}: it has no header.", name));
    report.recognised.push_back(fmt::format("{}: {}, {}.", name, table->name, plural(static_cast<std::int64_t>(raws.size() - before), "row", "rows")));
  }
  report.read = static_cast<std::int64_t>(raws.size());
  const auto homes = homes_of(raws, now, report);
  const auto saved = save_all(tx, homes, id.text());
  report.kept = saved.kept;
  report.unchanged = saved.unchanged;
  report.remarks.push_back(fmt::format("Kept are {} and notices, not rows; {} already there.", plural(saved.kept, "statement", "statements"),
                                       saved.unchanged == 1 ? "1 was" : grouped(saved.unchanged) + " were"));
  std::int64_t unknown = 0;
  std::string_view last;
  for (const auto& home : homes) {
    if (home.urn == last) continue;
    last = home.urn;
    unknown += tx.exists("SELECT 1 FROM homes WHERE urn = $1", {home.urn}) ? 0 : 1;
  }
  if (unknown > 0)
    report.remarks.push_back(fmt::format("{} in no list of the register that was read so far; what was said is kept and counts once a list has the URN.",
                                         unknown == 1 ? std::string("1 home is") : grouped(unknown) + " homes are"));
  return {};
}

imports::Kind import_kind() {
  return {.name = "supply", .undo = [](db::Write& tx, Services&, const imports::ImportId& id) -> Done {
            remove_import(tx, id);
            return {};
          }};
}

std::vector<Command> commands() {
  Command import{.spec = {.name = "import supply",
                          .summary = "Read what homes can really do: purpose, rooms, vacancies, residents, staff, fees",
                          .options = {{"FILE", "", "CSV files named after their tables, or a JSON document; all of one set together", cli::Takes::Many, true}},
                          .help = "The tables and their columns stand in docs/use/supply.md, the JSON document in docs/api/supply.schema.json.\n"
                                  "A statement of a home about one subject at one moment is kept whole or not at all."},
                 .need = StoreNeed::CreateIfMissing,
                 .run = [](const cli::Arguments& arguments, cli::Console& console, Services& services) -> Result<ExitCode> {
                   const auto files = arguments.all("FILE");
                   return imports::run(arguments, console, services, "supply", files, [&](db::Write& tx, const imports::ImportId& id, imports::Report& report) {
                     return import_files(tx, id, files, services.clock.now(), report);
                   });
                 }};
  for (auto& option : imports::common_options()) import.spec.options.push_back(option);
  return {import};
}

}  // namespace rightplace::supply
