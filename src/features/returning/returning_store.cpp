#include "features/returning/returning_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "features/returning/returning.h"

namespace rightplace::returning {
namespace {

using returns::HandedFile;

constexpr std::size_t kPiece = 48 << 10;
constexpr std::size_t kLinesNamed = 5;

constexpr std::string_view kOne = "SELECT id, organisation_id, person_id, at FROM returns_handed_in WHERE id = $1";
constexpr std::string_view kOfOrganisation = "SELECT id, organisation_id, person_id, at FROM returns_handed_in WHERE organisation_id = $1 ORDER BY id DESC";
constexpr std::string_view kAdd = "INSERT INTO returns_handed_in (id, organisation_id, person_id, at, found_sealed) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kPieces = "SELECT file_no, piece_no, bytes_sealed FROM returns_handed_in_pieces WHERE handed_in_id = $1 ORDER BY file_no, piece_no";

std::string purpose_of(const HandedInId& id) { return "returns_handed_in.found/" + id.text(); }
std::string purpose_of(const HandedInId& id, std::int64_t file, std::int64_t piece) { return fmt::format("returns_handed_in_pieces.bytes/{}/{}/{}", id.text(), file, piece); }

Waiting waiting_in(const db::Row& row) { return {row.id<HandedInTag>(0), row.id<organisations::OrganisationTag>(1), row.string(2), row.instant(3)}; }

// "episodes.csv, lines 3, 17 and 2 more; 2021/episodes.csv, line 9"
std::string where_of(const returns::HandedIn::Check& check) {
  std::map<std::string, std::vector<std::uint64_t>> lines;
  for (const auto& [file, line] : check.where) lines[file].push_back(line);
  std::vector<std::string> out;
  for (auto& [file, all] : lines) {
    std::ranges::sort(all);
    std::vector<std::string> named;
    for (std::size_t i = 0; i < std::min(all.size(), kLinesNamed); ++i) named.push_back(std::to_string(all[i]));
    auto text = fmt::format("{}, {} {}", file, all.size() == 1 ? "line" : "lines", join(named, ", "));
    if (all.size() > kLinesNamed) text += fmt::format(" and {} more", all.size() - kLinesNamed);
    out.push_back(std::move(text));
  }
  return join(out, "; ");
}

Found found_of(const returns::HandedIn& handed, const std::vector<returns::TableState>& standing) {
  Found out;
  for (const auto& part : handed.parts) {
    const auto stands = std::ranges::find_if(standing, [&](const returns::TableState& one) { return one.year == part.year && one.table == part.table; });
    out.parts.push_back({part.year, std::string(returns::kTables.label(part.table)), part.file, part.rows, stands == standing.end() ? -1 : stands->rows});
  }
  for (const auto& check : handed.checks) out.checks.push_back({check.year, check.code, check.message, check.columns, where_of(check), check.rows});
  return out;
}

void add(Found& out, const imports::Report& report) {
  out.read = report.read;
  out.kept = report.kept;
  out.unchanged = report.unchanged;
  out.rejected_rows = report.rejected_count;
  for (const auto& row : report.rejected) {
    if (out.rejected.size() == kMostListed) break;
    out.rejected.push_back({row.file, static_cast<std::int64_t>(row.line), row.column, row.reason});
  }
  out.remarks.insert(out.remarks.end(), report.remarks.begin(), report.remarks.end());
}

constexpr std::size_t kFewChildren = 20;

// The children of each year that was handed in, as the episodes that stand have them.
std::map<int, std::set<std::string>> children_standing(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, const returns::HandedIn& handed) {
  std::map<int, std::set<std::string>> out;
  const auto child = static_cast<std::size_t>(returns::column_of(returns::Table::Episodes, "CHILD"));
  for (const auto& state : returns::tables_of(tx, authority_code)) {
    const bool is_replaced = std::ranges::any_of(handed.parts, [&](const returns::HandedIn::Part& part) { return part.year == state.year && part.table == returns::Table::Episodes; });
    if (state.table != returns::Table::Episodes || !is_replaced) continue;
    for (auto& row : returns::load_table(tx, vault, state).rows) out[state.year].insert(std::move(row[child]));
  }
  return out;
}

// A correction changes some rows; a return in which next to none of the children are is somebody else's.
void compare(const std::map<int, std::set<std::string>>& before, const std::map<int, std::set<std::string>>& after, Found& out) {
  for (const auto& [year, children] : before) {
    const auto now = after.find(year);
    if (children.size() < kFewChildren || now == after.end()) continue;
    const auto again = std::ranges::count_if(children, [&](const std::string& one) { return now->second.contains(one); });
    if (static_cast<std::size_t>(again) * 2 < children.size())
      out.serious.push_back(fmt::format("Of {} children in the return of {} that stands here, only {} {} in the one handed in. It may be another authority’s, or the children were given new numbers. If it is kept, those who are not in it count as having left care.",
                                        children.size(), returns::year_in_words(year), again, again == 1 ? "is" : "are"));
  }
}

json::Array texts(const std::vector<std::string>& all) { return {all.begin(), all.end()}; }
std::vector<std::string> texts(const json::Array& all) {
  std::vector<std::string> out;
  for (const auto& one : all)
    if (const auto* text = one.as_string()) out.push_back(*text);
  return out;
}

}  // namespace

std::string written(const Found& f) {
  json::Array parts, rejected, checks;
  for (const auto& p : f.parts) parts.push_back(json::Object{{"year", p.year}, {"table", p.table}, {"file", p.file}, {"rows", p.rows}, {"stands", p.stands}});
  for (const auto& w : f.rejected) rejected.push_back(json::Object{{"file", w.file}, {"line", w.line}, {"column", w.column}, {"what", w.what}});
  for (const auto& c : f.checks) checks.push_back(json::Object{{"year", c.year}, {"code", c.code}, {"message", c.message}, {"columns", c.columns}, {"where", c.where}, {"rows", c.rows}});
  return json::Value(json::Object{{"parts", std::move(parts)}, {"rejected", std::move(rejected)}, {"checks", std::move(checks)}, {"serious", texts(f.serious)}, {"remarks", texts(f.remarks)},
                                  {"rejected_rows", f.rejected_rows}, {"read", f.read}, {"kept", f.kept}, {"unchanged", f.unchanged}, {"nothing_new", f.nothing_new}}).dump();
}

std::optional<Found> read_found(std::string_view text) {
  const auto value = json::parse(text, "returns_handed_in.found");
  if (!value) return std::nullopt;
  std::vector<FieldError> faults;
  json::Fields fields(&*value, "", faults);
  Found out;
  const auto each = [&](std::string_view key, auto&& read) {
    for (const auto& item : fields.array(key)) {
      json::Fields row(&item, std::string(key), faults);
      read(row);
    }
  };
  const auto year = [](json::Fields& row) { return static_cast<int>(row.required_integer("year", 0, 9999)); };
  each("parts", [&](json::Fields& row) { out.parts.push_back({year(row), row.required_text("table"), row.required_text("file"), row.required_integer("rows"), row.required_integer("stands")}); });
  each("rejected", [&](json::Fields& row) { out.rejected.push_back({row.text("file").value_or(""), row.required_integer("line"), row.text("column").value_or(""), row.text("what").value_or("")}); });
  each("checks", [&](json::Fields& row) { out.checks.push_back({year(row), row.required_text("code"), row.required_text("message"), row.required_text("columns"), row.text("where").value_or(""), row.required_integer("rows")}); });
  out.serious = texts(fields.array("serious"));
  out.remarks = texts(fields.array("remarks"));
  out.rejected_rows = fields.required_integer("rejected_rows");
  out.read = fields.required_integer("read");
  out.kept = fields.required_integer("kept");
  out.unchanged = fields.required_integer("unchanged");
  out.nothing_new = fields.boolean("nothing_new").value_or(false);
  if (!faults.empty()) return std::nullopt;
  return out;
}

Result<Found> look_through(db::Database& database, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const returns::HandedIn& handed, std::string_view authority_code, Instant now) {
  Found out;
  std::optional<Error> refused;
  // The same steps as keeping, and then everything is as it was.
  const auto tried = database.write([&](db::Write& tx) -> Done {
    refused.reset();
    out = found_of(handed, returns::tables_of(tx, authority_code));
    const auto before = children_standing(tx, vault, authority_code, handed);
    const auto report = returns::keep_handed_in(tx, vault, actor, allowed, handed, now);
    if (!report) {
      refused = report.error();
      return fail(*refused);
    }
    add(out, *report);
    compare(before, children_standing(tx, vault, authority_code, handed), out);
    for (const auto& finding : planning::findings_of(tx, vault, authority_code)) (finding.serious ? out.serious : out.remarks).push_back(finding.detail);
    return fail(ErrorKind::Conflict, "");
  });
  if (refused && refused->kind == ErrorKind::Conflict) {
    out.nothing_new = true;
    out.remarks.push_back(refused->detail + ".");
    return out;
  }
  if (refused) return fail(*refused);
  if (tried || !tried.error().detail.empty()) return fail(tried ? Error{ErrorKind::Unavailable, "The files could not be looked through. Hand them in again", {}} : tried.error());
  return out;
}

void lay_by(db::Write& tx, const vault::Vault& vault, const Waiting& waiting, const std::vector<HandedFile>& files, const Found& found) {
  const auto& id = waiting.id;
  tx.run(kAdd, {id, waiting.organisation, waiting.person, waiting.at, vault.seal(purpose_of(id), written(found))});
  auto inserter = tx.inserter("returns_handed_in_pieces", {"handed_in_id", "file_no", "piece_no", "bytes_sealed"});
  for (std::size_t n = 0; n < files.size(); ++n) {
    const auto file = static_cast<std::int64_t>(n);
    const auto name = vault.seal(purpose_of(id, file, 0), files[n].name);
    inserter->add({id, file, std::int64_t{0}, name});
    std::int64_t piece = 0;
    for (std::string_view rest = files[n].bytes; !rest.empty(); rest.remove_prefix(std::min(rest.size(), kPiece))) {
      const auto sealed = vault.seal(purpose_of(id, file, ++piece), rest.substr(0, kPiece));
      inserter->add({id, file, piece, sealed});
    }
  }
  inserter->finish();
}

std::optional<Waiting> load(db::Read& tx, const HandedInId& id) {
  return tx.first(kOne, {id}, waiting_in);
}

std::vector<Waiting> waiting_of(db::Read& tx, const organisations::OrganisationId& organisation) { return tx.list(kOfOrganisation, {organisation}, waiting_in); }

std::optional<Found> found_in(db::Read& tx, const vault::Vault& vault, const HandedInId& id) {
  const auto sealed = tx.first("SELECT found_sealed FROM returns_handed_in WHERE id = $1", {id}, [](const db::Row& row) { return row.string(0); });
  const auto text = sealed ? vault.open(purpose_of(id), *sealed) : std::nullopt;
  return text ? read_found(text->reveal()) : std::nullopt;
}

std::vector<HandedFile> files_of(db::Read& tx, const vault::Vault& vault, const HandedInId& id) {
  std::vector<HandedFile> out;
  tx.each(kPieces, {id}, [&](const db::Row& row) {
    const auto file = row.integer(0), piece = row.integer(1);
    const auto text = vault.open(purpose_of(id, file, piece), row.text(2));
    if (!text) throw db::DatabaseError("a file that was handed in does not open: the key beside the store is another, or the row was changed");
    if (piece == 0) out.push_back({text->reveal(), {}});
    else out.at(static_cast<std::size_t>(file)).bytes += text->reveal();
  });
  return out;
}

void forget(db::Write& tx, const HandedInId& id) { tx.run("DELETE FROM returns_handed_in WHERE id = $1", {id}); }

}  // namespace rightplace::returning
