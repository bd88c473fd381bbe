// Returns that a person hands in on a page.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/returns/returns_checks.h"
#include "features/returns/returns_import.h"

namespace rightplace::returns {
namespace {

constexpr std::string_view kAdvice =
    "Put the year into the name of each file or of its folder, such as 2024-25 (2025 alone may mean either year), and hand the files in again. A folder goes in as one zip file.";

// The entry by which `imports` lists it and `import undo` takes it back.
constexpr std::string_view kEntry = R"sql(
  INSERT INTO imports (id, kind, at, actor_id, files, report)
  VALUES ($1, 'return', $2, $3, $4, $5)
)sql";

// Not of one set of files: how the joined table's rows lie in the files that it was made of.
struct Place {
  std::string file;
  std::uint64_t line = 0;
};
std::vector<Place> places_of(const SourceSet& set, Table table) {
  std::vector<Place> out;
  for (const auto& raw : set.tables)
    if (raw.table() == table)
      for (std::size_t row = 0; row < raw.rows(); ++row) out.push_back({raw.source(), raw.line(row)});
  return out;
}

void add_checks(const PlannedYear& planned, HandedIn& out) {
  const auto year = checked(planned);
  std::map<std::pair<std::string_view, Table>, HandedIn::Check> found;
  std::map<Table, std::vector<Place>> places;
  for (const auto& finding : year.findings) {
    const auto [at, is_new] = found.try_emplace({finding.code, finding.table});
    auto& one = at->second;
    if (is_new) {
      const auto& check = check_of(finding.code, year.year);
      one.year = year.year;
      one.code = check.code;
      one.message = check.message;
      one.columns = fmt::format("{}: {}", kTables.label(finding.table), join(check.fields, ", "));
    }
    auto& lies = places.try_emplace(finding.table).first->second;
    if (lies.empty()) lies = places_of(planned.set, finding.table);
    if (one.where.size() < kMostPlaces && finding.row < lies.size()) one.where.emplace_back(lies[finding.row].file, lies[finding.row].line);
    ++one.rows;
  }
  for (auto& [key, check] : found) out.checks.push_back(std::move(check));
}

// Two files of one table in one year may be two parts of one authority's, or two authorities'.
void look_at_twins(const PlannedYear& year, HandedIn& out) {
  std::map<Table, const RawTable*> first;
  for (const auto& raw : year.set.tables) {
    const auto [at, is_new] = first.try_emplace(raw.table(), &raw);
    if (is_new) continue;
    out.faults.push_back({raw.source(), fmt::format("{} and {} are both {} of {}. If they are two versions, hand in the right one; if one is another authority’s, take it out; if both are parts of one return, put them together into one file.",
                                                    at->second->source(), raw.source(), kTables.label(raw.table()), year_in_words(year.year))});
  }
}

}  // namespace

HandedIn read_handed_in(const std::vector<HandedFile>& files, std::string_view authority_code) {
  HandedIn out;
  auto sources = read_handed(files, out.faults);
  if (sources.sets.empty()) {
    if (out.faults.empty()) out.faults.push_back({"", "There is no table of the return among these files. Hand in the CSV files (header, episodes, …) or the XML file, as they were sent to the department."});
    return out;
  }
  Plan plan;
  plan.files = std::move(sources.files);
  plan.notes = std::move(sources.notes);
  auto years = settle_years(std::move(sources.sets), plan.notes, kAdvice);
  if (!years) {
    out.faults.push_back({"", years.error().detail});
    return out;
  }
  auto planned = plan_of(std::move(plan), *std::move(years), authority_code);
  if (!planned) {
    out.faults.push_back({"", planned.error().detail});
    return out;
  }
  for (const auto& year : planned->years) {
    look_at_twins(year, out);
    for (const auto& raw : year.set.tables) out.parts.push_back({year.year, raw.table(), raw.source(), static_cast<std::int64_t>(raw.rows())});
    add_checks(year, out);
  }
  std::ranges::stable_sort(out.parts, {}, [](const HandedIn::Part& part) { return std::pair(part.year, part.table); });
  out.plan = std::make_shared<const Plan>(*std::move(planned));
  return out;
}

Result<imports::Report> keep_handed_in(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const HandedIn& handed, Instant now) {
  if (!handed.faults.empty() || !handed.plan) return fail(ErrorKind::Invalid, "Something is wrong with these files, so nothing of them can be kept");
  const imports::ImportId id(new_uuid(now));
  imports::Report report;
  RP_CHECK(import_plan(tx, vault, id, *handed.plan, now, report, OwnIds::LeftOut));
  if (report.kept == 0) return fail(ErrorKind::Conflict, "Nothing in these files is new: what they say stands already");
  json::Object counts{{"rows_read", report.read}, {"rows_kept", report.kept}, {"rows_unchanged", report.unchanged}, {"rows_rejected", report.rejected_count}};
  json::Array names(handed.plan->files.begin(), handed.plan->files.end());
  tx.run(kEntry, {id, now, actor.id, json::Value(std::move(names)).dump(), json::Value(counts).dump()});
  audit::record(tx, actor, allowed, "import.kept", {"import", id.text()}, now, std::move(counts));
  return report;
}

}  // namespace rightplace::returns
