// rightplace import return

#include "features/returns/returns_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "engines/returns/values.h"
#include "features/keeping/keeping.h"

namespace rightplace::returns {
namespace {

using YearAndSet = std::pair<int, SourceSet>;

std::string label_text(const SourceSet& set) { return set.label ? fmt::format("\"{}\"", set.label->text) : std::string("without a year in its name"); }

Error cannot_tell(std::string why, std::string_view advice) { return {ErrorKind::Invalid, fmt::format("{} {}", why, advice), {}}; }

// A label such as "2017" may name a year by its end or by its beginning; every set with episodes must agree.
Result<int> shift_of_labels(const std::vector<SourceSet>& sets, std::string_view advice) {
  std::optional<int> shift;
  for (const auto& set : sets) {
    if (!set.label || set.label->plain) continue;
    const auto derived = year_of_episodes(set);
    if (!derived) continue;
    const int by = *derived - set.label->year;
    if (by != 0 && by != 1)
      return fail(cannot_tell(fmt::format("The files labelled {} hold episodes of {}.", label_text(set), year_in_words(*derived)), advice));
    if (shift && *shift != by) return fail(cannot_tell("Some of the files name a year by its end, others by its beginning.", advice));
    shift = by;
  }
  return shift.value_or(0);
}

Result<int> year_of(const SourceSet& set, int shift, std::vector<std::string>& notes, std::string_view advice) {
  const auto derived = year_of_episodes(set);
  if (!set.label) {
    if (!derived) return fail(cannot_tell("Neither the names of the files nor the dates of the episodes say which year this is.", advice));
    notes.push_back(fmt::format("The names of the files say no year; the episodes end in {}, so it was read as that year.", year_in_words(*derived)));
    return *derived;
  }
  if (!set.label->plain) return set.label->year + shift;
  if (derived && *derived != set.label->year)
    return fail(cannot_tell(fmt::format("The files labelled {} hold episodes of {}.", label_text(set), year_in_words(*derived)), advice));
  return set.label->year;
}

Result<std::vector<YearAndSet>> by_label(std::vector<SourceSet> sets, std::vector<std::string>& notes, std::string_view advice) {
  RP_TRY(shift, shift_of_labels(sets, advice));
  if (shift == 1)
    notes.push_back("The labels name each year by its beginning, as the dates of the episodes show: the files labelled 2017, say, are kept as the year 2018, which ended on 31 March 2018.");
  std::vector<YearAndSet> out;
  for (auto& set : sets) {
    RP_TRY(year, year_of(set, shift, notes, advice));
    if (std::ranges::find(out, year, &YearAndSet::first) != out.end())
      return fail(cannot_tell(fmt::format("Two sets of files are both the year {}.", year_in_words(year)), advice));
    out.emplace_back(year, std::move(set));
  }
  return out;
}

Result<const geography::Authority*> authority_in(std::string_view text, int year) {
  RP_TRY(authority, geography::find_authority(text, last_day_of(year)));
  const bool then = authority->from <= last_day_of(year) && (!authority->until || *authority->until > first_day_of(year));
  if (then) return authority;
  if (authority->from > last_day_of(year))
    return fail(ErrorKind::Invalid, fmt::format("{} began on {}, after the year {}; give the authority that existed then.", authority->name,
                                                authority->from.words(), year_in_words(year)));
  return fail(ErrorKind::Invalid, fmt::format("{} ended on {}, before the year {}; give the authority that followed it.", authority->name,
                                              authority->until->words(), year_in_words(year)));
}

// All files of one table in one year.
class TableImport {
 public:
  TableImport(const TableSpec& spec, int year, Date today, imports::Report& report, OwnIds ids) : reader_(spec, year, codes(), today), year_(year), report_(report), ids_(ids) {
    rows_.table = spec.table;
  }

  void add(const RawTable& raw) {
    const bool first_file = files_++ == 0;
    std::multiset<std::vector<std::string>> earlier;
    if (!first_file) earlier.insert(rows_.rows.begin(), rows_.rows.end());
    std::vector<std::string_view> cells(raw.spec().columns.size());
    for (std::size_t row = 0; row < raw.rows(); ++row) {
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = raw.cell(row, i);
      ++report_.read;
      ++seen_rows_;
      add_row(raw, row, cells, earlier);
    }
    const auto label = kTables.label(raw.table());
    report_.recognised.push_back(fmt::format("{}: {}, {} of {}", raw.source(), label, plural(static_cast<std::int64_t>(raw.rows()), "row", "rows"), year_in_words(year_)));
    if (!first_file)
      report_.remarks.push_back(fmt::format("{} is a second file with {} of {}: its rows were added, {} that stood already in the first left out. Remove one of the two if they are two versions.",
                                            raw.source(), label, year_in_words(year_), plural(again_, "row", "rows")));
    again_ = 0;
  }

  const TableRows& rows() const { return rows_; }
  bool all_rejected() const { return rows_.rows.empty() && seen_rows_ > 0; }
  std::vector<std::string> remarks() const { return reader_.remarks(); }

 private:
  void add_row(const RawTable& raw, std::size_t row, std::span<const std::string_view> cells, std::multiset<std::vector<std::string>>& earlier) {
    const auto child = upper(trim(cells.front()));
    const auto refuse = [&](int column, std::string_view reason) {
      report_.reject({raw.source(), raw.line(row), std::string(raw.spec().columns[static_cast<std::size_t>(column)].name), "",
                      child.empty() || ids_ == OwnIds::LeftOut ? std::string(reason) : fmt::format("{} (CHILD {})", reason, shown(child, 20))});
    };
    if (!collected_in(raw.table(), year_))
      return refuse(0, fmt::format("stands in {}, which is collected from {} on", kTables.label(raw.table()), year_in_words(raw.spec().from_year)));
    const auto read = reader_.read(cells);
    if (!read) return refuse(read.error().column, read.error().reason);
    std::vector<std::string> values(read->begin(), read->end());
    if (const auto found = earlier.find(values); found != earlier.end()) {
      earlier.erase(found);
      ++again_;
      ++report_.unchanged;
      return;
    }
    if (raw.spec().once_per_child && !seen_.insert(child).second)
      return refuse(0, fmt::format("has a second row in {}, which has one for each child", kTables.label(raw.table())));
    rows_.rows.push_back(std::move(values));
  }

  RowReader reader_;
  int year_;
  imports::Report& report_;
  OwnIds ids_;
  TableRows rows_;
  std::set<std::string, std::less<>> seen_;
  int files_ = 0;
  std::int64_t seen_rows_ = 0;
  std::int64_t again_ = 0;
};

void import_year(db::Write& tx, const vault::Vault& vault, const imports::ImportId& id, const PlannedYear& plan, Date today, imports::Report& report, OwnIds ids) {
  for (const auto& spec : all_tables()) {
    TableImport table(spec, plan.year, today, report, ids);
    bool any = false;
    for (const auto& raw : plan.set.tables) {
      if (raw.table() != spec.table) continue;
      table.add(raw);
      any = true;
    }
    if (!any || !collected_in(spec.table, plan.year)) continue;
    if (table.all_rejected()) {
      report.remarks.push_back(fmt::format("Every row of {} for {} was rejected; what stood before, if anything, stands.", kTables.label(spec.table), year_in_words(plan.year)));
      continue;
    }
    for (auto& remark : table.remarks()) report.remarks.push_back(std::move(remark));
    const auto label = plan.set.label ? std::optional<std::string_view>(plan.set.label->text) : std::nullopt;
    const auto stored = store_table(tx, vault, id, plan.authority_code, plan.year, table.rows(), label);
    report.kept += stored.changed;
    report.unchanged += stored.unchanged;
    if (stored.gone > 0)
      report.remarks.push_back(fmt::format("{} for {}: {} not in the new table (changed, left out or rejected there), which replaces the old one.",
                                           kTables.label(spec.table), year_in_words(plan.year), plural(stored.gone, "row that stood before is", "rows that stood before are")));
  }
}

void remark_on_timelines(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, imports::Report& report) {
  std::map<RemarkKind, std::size_t> counts;
  std::size_t episodes = 0;
  const auto all = timelines(tx, vault, authority_code);
  for (const auto& child : all) {
    episodes += child.timeline.episodes.size();
    for (const auto& remark : child.timeline.remarks) ++counts[remark.kind];
  }
  report.remarks.push_back(fmt::format("Over all years that stand: {} of {}.", plural(static_cast<std::int64_t>(episodes), "episode", "episodes"),
                                       plural(static_cast<std::int64_t>(all.size()), "child", "children")));
  for (const auto& [kind, count] : counts)
    report.remarks.push_back(fmt::format("{}: {}.", plural(static_cast<std::int64_t>(count), "episode", "episodes"), in_words(kind)));
}

// Codes of one authority speak of the same children.
Done remark_on_care(db::Write& tx, const vault::Vault& vault, const std::set<std::string>& codes, Instant now, const imports::ImportId& id, imports::Report& report) {
  std::set<std::string> latest;
  for (const auto& code : codes) latest.insert(children::codes_of(code).back());
  for (const auto& code : latest) {
    const auto care = derive_care(tx, vault, code, now, id);
    report.remarks.push_back(fmt::format("By the latest return {} in care and the care of {} has ended. A team manager finds those in care under Children, to allocate them.", plural(care.open, "child is", "children are"),
                                         plural(care.ended, "child", "children")));
    if (care.left > 0)
      report.remarks.push_back(fmt::format("Of {} people, or another authority, have recorded something else for that time: what they recorded stands.", plural(care.left, "child", "children")));
    // A return that was read before its children had cases is read again for them alone.
    if (report.kept == 0) report.kept = care.changed;
  }
  return {};
}

}  // namespace

Result<std::vector<YearAndSet>> settle_years(std::vector<SourceSet> sets, std::vector<std::string>& notes, std::string_view advice) { return by_label(std::move(sets), notes, advice); }

Result<Plan> plan_of(Plan plan, std::vector<YearAndSet> years, std::string_view authority) {
  std::ranges::sort(years, {}, &YearAndSet::first);
  for (auto& [number, set] : years) {
    RP_TRY(found, authority_in(authority, number));
    for (auto& note : set.notes) plan.notes.push_back(std::move(note));
    plan.years.push_back({number, std::string(geography::code_on(*found, last_day_of(number))), std::move(set)});
  }
  return plan;
}

Result<Plan> plan_import(const std::filesystem::path& path, std::string_view authority, std::optional<int> year) {
  RP_TRY(sources, read_sources(path));
  Plan plan;
  plan.files = std::move(sources.files);
  plan.notes = std::move(sources.notes);
  std::vector<YearAndSet> years;
  if (year && sources.sets.size() == 1) {
    const auto& set = sources.sets.front();
    const auto derived = year_of_episodes(set);
    if (derived && *derived != *year)
      plan.notes.push_back(fmt::format("The episodes end in {}, not in the year {} that was given; they were read as the year given.", year_in_words(*derived), *year));
    years.emplace_back(*year, std::move(sources.sets.front()));
  } else {
    RP_TRY(all, by_label(std::move(sources.sets), plan.notes, kSayYear));
    for (auto& each : all)
      if (!year || each.first == *year) years.push_back(std::move(each));
    if (years.empty()) return fail(ErrorKind::NotFound, fmt::format("There are several years in {}, but not {}.", path.string(), year_in_words(*year)));
  }
  return plan_of(std::move(plan), std::move(years), authority);
}

Done import_plan(db::Write& tx, const vault::Vault& vault, const imports::ImportId& id, const Plan& plan, Instant now, imports::Report& report, OwnIds ids) {
  const auto today = london_date(now);
  report.remarks = plan.notes;
  for (const auto& year : plan.years)
    if (first_day_of(year.year) > today)
      return fail(ErrorKind::Invalid, fmt::format("The year {} has not begun, so no return of it can be there. Give the right year with --year.", year_in_words(year.year)));
  std::set<std::string> authorities;
  for (const auto& year : plan.years) {
    import_year(tx, vault, id, year, today, report, ids);
    authorities.insert(year.authority_code);
  }
  for (const auto& code : authorities) {
    RP_CHECK(derive_children(tx, vault, code, now, id));
    remark_on_timelines(tx, vault, code, report);
  }
  RP_CHECK(remark_on_care(tx, vault, authorities, now, id, report));
  return {};
}

Command import_command() {
  std::vector<cli::Option> options = {{"DIR_OR_FILE", "", "A folder of CSV files (one year or several), one CSV file, or the XML form", cli::Takes::One, true},
                                      {"--authority", "CODE", "Whose return it is: ONS code, DfE number or name", cli::Takes::One, true},
                                      {"--year", "YEAR", "The collection year, by the year in which it ends: 2025 is the year to 31 March 2025"}};
  for (const auto& option : imports::common_options()) options.push_back(option);
  return Command{.spec = {.name = "import return", .summary = "Read a children looked after return (SSDA903)", .options = std::move(options)},
                 .need = StoreNeed::CreateIfMissing,
                 .run = [](const cli::Arguments& arguments, cli::Console& console, Services& services) -> Result<ExitCode> {
                   RP_TRY(year, arguments.integer("--year", 2000, 2099));
                   RP_TRY(plan, plan_import(*arguments.text("DIR_OR_FILE"), *arguments.text("--authority"),
                                            year ? std::optional(static_cast<int>(*year)) : std::nullopt));
                   RP_TRY(vault, keeping::vault_of(services));
                   return imports::run(arguments, console, services, "return", plan.files,
                                       [&](db::Write& tx, const imports::ImportId& id, imports::Report& report) {
                                         return import_plan(tx, vault, id, plan, services.clock.now(), report);
                                       });
                 }};
}

imports::Kind undo_kind(std::vector<std::string_view> used_in) {
  used_in.push_back("placements.child_id");
  return {"return", [used_in = std::move(used_in)](db::Write& tx, Services& services, const imports::ImportId& id) -> Done {
            RP_TRY(vault, vault::Vault::open(services.folder, false));
            const auto authorities = tx.list("SELECT DISTINCT authority_code FROM return_tables WHERE import_id = $1", {id}, [](const db::Row& row) { return row.string(0); });
            tx.run("DELETE FROM return_tables WHERE import_id = $1", {id});
            for (const auto& code : authorities) derive_care(tx, vault, code, services.clock.now(), id);
            children::forget_import(tx, id.text(), used_in);
            for (const auto& code : authorities) RP_CHECK(derive_children(tx, vault, code, services.clock.now(), id));
            return {};
          }};
}

}  // namespace rightplace::returns
