// Returns read for a question that needs no store.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engines/returns/values.h"
#include "features/returns/returns_import.h"

namespace rightplace::returns {
namespace {

constexpr std::size_t kMostRejections = 20;

class Folder {
 public:
  explicit Folder(FolderRead& out) : out_(out) {}

  void add(int year, const SourceSet& set) {
    for (const auto& raw : set.tables) {
      if (raw.table() == Table::Header) headers(year, raw);
      if (raw.table() == Table::Episodes) episodes(year, raw);
    }
    for (const auto& note : set.notes) out_.notes.push_back(note);
  }

  void finish() {
    std::ranges::sort(out_.years);
    for (auto& [child, birth] : births_) out_.births.emplace_back(child, birth);
    out_.timelines = join_years(std::move(rows_), out_.years);
  }

 private:
  // `use` gets each row that is sound. Nothing is judged by today's date: the return's own year bounds it.
  template <class Use>
  void each(int year, const RawTable& raw, Use use) {
    RowReader reader(raw.spec(), year, codes(), last_day_of(year).plus_years(1));
    std::vector<std::string_view> cells(raw.spec().columns.size());
    for (std::size_t row = 0; row < raw.rows(); ++row) {
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = raw.cell(row, i);
      const auto read = reader.read(cells);
      if (read) {
        use(*read);
        continue;
      }
      ++out_.rejected;
      if (out_.rejections.size() < kMostRejections)
        out_.rejections.push_back(fmt::format("{}, line {}: {} {}.", raw.source(), raw.line(row),
                                              raw.spec().columns[static_cast<std::size_t>(read.error().column)].name, read.error().reason));
    }
  }

  void headers(int year, const RawTable& raw) {
    const auto child = static_cast<std::size_t>(column_of(Table::Header, "CHILD")), born = static_cast<std::size_t>(column_of(Table::Header, "DOB"));
    each(year, raw, [&](std::span<const std::string> row) {
      if (const auto date = parse_iso_date(row[born])) births_[row[child]] = *date;
    });
  }

  void episodes(int year, const RawTable& raw) {
    if (std::ranges::find(out_.years, year) == out_.years.end()) out_.years.push_back(year);
    const auto at = [](std::string_view name) { return static_cast<std::size_t>(column_of(Table::Episodes, name)); };
    const auto child = at("CHILD"), decom = at("DECOM"), rne = at("RNE"), ls = at("LS"), cin = at("CIN"), place = at("PLACE"), dec = at("DEC"), rec = at("REC");
    each(year, raw, [&](std::span<const std::string> row) {
      auto& out = rows_.emplace_back();
      out.child = row[child];
      out.year = year;
      out.episode.decom = *parse_iso_date(row[decom]);
      out.episode.rne = row[rne];
      out.episode.ls = row[ls];
      out.episode.cin = row[cin];
      out.episode.place = row[place];
      out.episode.dec = parse_iso_date(row[dec]);
      out.episode.rec = row[rec];
    });
  }

  FolderRead& out_;
  std::vector<YearEpisode> rows_;
  std::map<std::string, Date> births_;
};

}  // namespace

Result<FolderRead> read_return_folder(const std::filesystem::path& path) {
  RP_TRY(sources, read_sources(path));
  FolderRead out;
  out.notes = std::move(sources.notes);
  RP_TRY(years, settle_years(std::move(sources.sets), out.notes));
  std::ranges::sort(years, {}, [](const auto& each) { return each.first; });
  Folder folder(out);
  for (const auto& [year, set] : years) folder.add(year, set);
  folder.finish();
  if (out.years.empty()) return fail(ErrorKind::Invalid, fmt::format("{} has no episodes of a return in it. Give the folder with the episodes and headers.", path.string()));
  return out;
}

}  // namespace rightplace::returns
