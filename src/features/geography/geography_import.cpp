#include "features/geography/geography_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "features/geography/geography_tables.h"
#include "formats/table.h"

namespace rightplace::geography {
namespace {

constexpr std::uint16_t kNoAuthority = PostcodeRecord::kMostAuthorities;
constexpr double kGridEast = 700'000;
constexpr double kGridNorth = 1'300'000;

// A header without its marks, case and the year in it: "LAD25CD" and "lad23cd" are "ladcd".
std::string header_key(std::string_view header) {
  std::string key;
  for (const char c : lower(header))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  for (const std::string_view named : {"lad", "utla", "ctry", "cty", "ctyua", "laua"})
    if (key.size() == named.size() + 4 && key.starts_with(named) && key.ends_with("cd")) return std::string(named) + "cd";
  return key;
}

enum Meaning : std::size_t { kPostcode, kEasting, kNorthing, kAuthority, kEnded, kQuality, kMeanings };

struct Header {
  Meaning meaning;
  std::string_view key;
};
// Of several headers of one meaning, the one that stands first here is read.
constexpr Header kHeaders[] = {
    {kPostcode, "pcds"},      {kPostcode, "pcd7"},         {kPostcode, "pcd"},           {kPostcode, "pcd8"},
    {kPostcode, "pcd2"},      {kPostcode, "postcode"},     {kPostcode, "pc"},            {kEasting, "oseast1m"},
    {kEasting, "east1m"},     {kEasting, "easting"},       {kEasting, "eastings"},       {kEasting, "ea"},
    {kNorthing, "osnrth1m"},  {kNorthing, "north1m"},      {kNorthing, "northing"},      {kNorthing, "northings"},
    {kNorthing, "no"},        {kAuthority, "utlacd"},      {kAuthority, "utla"},         {kAuthority, "oslaua"},
    {kAuthority, "laua"},     {kAuthority, "ladcd"},       {kAuthority, "lauacd"},       {kAuthority, "ctyuacd"},
    {kAuthority, "admindistrictcode"}, {kAuthority, "dc"}, {kAuthority, "localauthoritycode"}, {kAuthority, "laonscode"},
    {kEnded, "doterm"},       {kEnded, "terminated"},      {kEnded, "dateoftermination"}, {kQuality, "osgrdind"},
    {kQuality, "gridind"},    {kQuality, "positionalqualityindicator"}, {kQuality, "pq"},
};

struct Layout {
  std::string_view name;
  std::array<std::optional<std::size_t>, kMeanings> at;
  std::array<std::string, kMeanings> header;
};

// Code-Point Open has no header: postcode, quality, easting, northing, country, two health areas, county, district, ward.
std::optional<Layout> code_point_open(const formats::TableRow& row) {
  std::string why;
  if (row.cells.size() < 9 || !Postcode::read(row.cell(0), why) || !parse_integer(row.cell(1)) || !parse_number(row.cell(2)) ||
      !parse_number(row.cell(3)))
    return std::nullopt;
  Layout layout{"Code-Point Open", {0, 2, 3, 8, std::nullopt, 1}, {}};
  layout.header = {"postcode", "easting", "northing", "admin district", "", "quality"};
  return layout;
}

std::optional<Layout> by_header(const formats::TableRow& row) {
  Layout layout{"CSV with named columns", {}, {}};
  for (const auto& [meaning, key] : kHeaders)
    for (std::size_t i = 0; i < row.cells.size() && !layout.at[meaning]; ++i)
      if (header_key(row.cells[i]) == key) {
        layout.at[meaning] = i;
        layout.header[meaning] = std::string(trim(row.cells[i]));
      }
  if (!layout.at[kPostcode] || !layout.at[kEasting] || !layout.at[kNorthing]) return std::nullopt;
  const auto& east = header_key(layout.header[kEasting]);
  if (east.ends_with("east1m")) layout.name = "ONS Postcode Directory";
  if (header_key(layout.header[kQuality]) == "pq" || header_key(layout.header[kQuality]).starts_with("positional")) layout.name = "Code-Point Open";
  return layout;
}

const std::unordered_map<std::string_view, std::string_view>& districts() {
  static const auto kDistricts = [] {
    std::unordered_map<std::string_view, std::string_view> found;
    for (OwnRows row("districts.csv"); row.next();) found.emplace(row[0], row[2]);
    return found;
  }();
  return kDistricts;
}

// The upper-tier authority of a district or authority code; a Welsh, Scottish or Northern Irish code as it is; empty for
// the codes that stand for "none" (L and M: the Channel Islands and Man). None when the code is not known.
std::optional<std::string> upper_tier(std::string_view code) {
  if (const auto district = districts().find(code); district != districts().end()) return std::string(district->second);
  if (const auto* authority = authority_by_code(code)) return std::string(authority->code);
  if (code.size() != 9 || !parse_integer(code.substr(1))) return std::nullopt;
  if (code[0] == 'W' || code[0] == 'S' || code[0] == 'N') return std::string(code);
  if (code[0] == 'L' || code[0] == 'M') return std::string();
  return std::nullopt;
}

class Reader : public formats::TableVisitor {
 public:
  Reader(ReadPostcodes& into, const std::function<void(std::uint64_t)>& progress) : into_(into), progress_(progress) {}

  void start(std::string file) {
    file_ = std::move(file);
    layout_.reset();
    looked_at_ = 0;
    rows_ = 0;
  }

  Done row(const formats::TableRow& row) override {
    if (!layout_) {
      layout_ = code_point_open(row);
      if (!layout_) {
        layout_ = by_header(row);
        if (layout_ || ++looked_at_ < 10) return {};
        return unrecognised();
      }
    }
    ++rows_;
    if (++into_.report.read % 65'536 == 0) progress_(static_cast<std::uint64_t>(into_.report.read));
    read(row);
    return {};
  }

  Done finish(const formats::TableFile& file) {
    if (!layout_) return unrecognised();
    const auto& l = *layout_;
    const auto maybe = [&](std::string_view what, Meaning m) { return l.at[m] ? fmt::format(", {} in {}", what, l.header[m]) : ""; };
    into_.report.recognised.push_back(fmt::format("{}: {} ({}), {}; postcode in {}, position in {} and {}{}{}", file_, l.name, file.kind,
                                                  plural(static_cast<std::int64_t>(rows_), "row", "rows"), l.header[kPostcode], l.header[kEasting],
                                                  l.header[kNorthing], maybe("authority", kAuthority), maybe("end of use", kEnded)));
    knows_ended_ = knows_ended_ || l.at[kEnded] || l.name == "Code-Point Open";
    knows_authority_ = knows_authority_ || l.at[kAuthority].has_value();
    return {};
  }

  // Sorts, keeps one of each postcode, and says what was left out.
  Done close() {
    auto& entries = into_.set.entries;
    if (entries.empty())
      return fail(ErrorKind::Invalid,
                  fmt::format("{} holds no postcode that can be used{}; nothing was changed", file_,
                              into_.report.rejected.empty() ? "" : fmt::format(" (line {}: \"{}\" {})", into_.report.rejected[0].line,
                                                                               shown(into_.report.rejected[0].value), into_.report.rejected[0].reason)));
    const auto before = [](const PostcodeEntry& a, const PostcodeEntry& b) {
      return a.outward != b.outward ? a.outward < b.outward : a.record.inward() < b.record.inward();
    };
    if (!std::ranges::is_sorted(entries, before)) std::ranges::stable_sort(entries, before);
    std::size_t kept = 0;
    std::int64_t twice = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (kept == 0 || before(entries[kept - 1], entries[i])) {
        entries[kept++] = entries[i];
        continue;
      }
      ++twice;
      // A live one before an ended one; otherwise the later word counts.
      if (entries[kept - 1].record.ended() || !entries[i].record.ended()) entries[kept - 1] = entries[i];
    }
    entries.resize(kept);
    remark(twice, "row repeats a postcode", "rows repeat a postcode", "a postcode in use was taken before an ended one, otherwise the later row");
    remark(northern_, "postcode of Northern Ireland was left out", "postcodes of Northern Ireland were left out",
           "their positions are on the Irish grid");
    remark(nowhere_, "row has no position and was left out", "rows have no position and were left out",
           "the Channel Islands, the Isle of Man and postcodes that never had one");
    if (!knows_ended_) into_.report.remarks.push_back("The file does not say which postcodes have ended: all are taken as in use");
    if (!knows_authority_) into_.report.remarks.push_back("The file does not name authorities: each postcode is given that of most of its sector");
    return {};
  }

 private:
  Done unrecognised() const {
    return fail(ErrorKind::Invalid,
                fmt::format("{} is not a file of postcodes that is understood: none of its first rows names a postcode with easting and "
                            "northing. Give the ONS Postcode Directory (pcds, oseast1m, osnrth1m, oslaua), Code-Point Open, or a CSV with "
                            "the columns postcode, easting, northing and lad25cd",
                            file_));
  }

  void remark(std::int64_t count, std::string_view one, std::string_view many, std::string_view because) {
    if (count > 0) into_.report.remarks.push_back(fmt::format("{} {}: {}", grouped(count), count == 1 ? one : many, because));
  }

  void reject(const formats::TableRow& row, Meaning meaning, std::string reason) {
    into_.report.reject({file_, row.line, layout_->header[meaning], std::string(cell(row, meaning)), std::move(reason)});
  }

  std::string_view cell(const formats::TableRow& row, Meaning meaning) const {
    const auto at = layout_->at[meaning];
    return at ? trim(row.cell(*at)) : std::string_view{};
  }

  void read(const formats::TableRow& row) {
    std::string why;
    const auto postcode = Postcode::read(cell(row, kPostcode), why);
    if (!postcode) return reject(row, kPostcode, "is not a postcode: " + why);
    if ((postcode->outward_key() >> 12) == kBelfast) return void(++northern_);
    const auto east = cell(row, kEasting);
    const auto north = cell(row, kNorthing);
    const auto quality = cell(row, kQuality);
    if ((east.empty() && north.empty()) || quality == "9" || quality == "90") return void(++nowhere_);
    const auto easting = parse_number(east);
    const auto northing = parse_number(north);
    if (easting == 0.0 && northing == 0.0) return void(++nowhere_);
    if (!easting || *easting < 0 || *easting > kGridEast) return reject(row, kEasting, "is not metres east on the National Grid (0 to 700,000)");
    if (!northing || *northing < 0 || *northing > kGridNorth) return reject(row, kNorthing, "is not metres north on the National Grid (0 to 1,300,000)");
    const auto authority = number_of(cell(row, kAuthority), *postcode);
    if (!authority) return reject(row, kAuthority, "is not the code of a district or authority");
    into_.set.entries.push_back({postcode->outward_key(),
                                 PostcodeRecord::of(postcode->inward_key(), static_cast<std::uint32_t>(*easting + 0.5),
                                                    static_cast<std::uint32_t>(*northing + 0.5), *authority, !cell(row, kEnded).empty())});
  }

  // The number of an authority in the set, made when first seen. None for a code that is not known.
  std::optional<std::uint16_t> number_of(std::string_view code, const Postcode& postcode) {
    if (code.empty()) {
      const auto around = approximate(postcode);
      return around && !around->authority.empty() ? add(around->authority) : kNoAuthority;
    }
    if (code == last_code_) return last_number_;
    const auto authority = upper_tier(code);
    if (!authority) return std::nullopt;
    last_code_ = code;
    last_number_ = authority->empty() ? kNoAuthority : add(*authority);
    return last_number_;
  }

  std::uint16_t add(const std::string& authority) {
    const auto next = static_cast<std::uint16_t>(into_.set.authorities.size());
    if (next == kNoAuthority && !numbers_.contains(authority)) return kNoAuthority;   // never: there are some 220
    const auto [found, is_new] = numbers_.emplace(authority, next);
    if (is_new) into_.set.authorities.push_back(authority);
    return found->second;
  }

  static constexpr std::uint32_t kBelfast = ('B' - 'A' + 11u) << 6 | ('T' - 'A' + 11u);

  ReadPostcodes& into_;
  const std::function<void(std::uint64_t)>& progress_;
  std::string file_;
  std::optional<Layout> layout_;
  int looked_at_ = 0;
  std::uint64_t rows_ = 0;
  std::unordered_map<std::string, std::uint16_t> numbers_;
  std::string last_code_;
  std::uint16_t last_number_ = kNoAuthority;
  std::int64_t northern_ = 0;
  std::int64_t nowhere_ = 0;
  bool knows_ended_ = false;
  bool knows_authority_ = false;
};

// The CSV files of a folder and the folders in it, in the order of their names.
Result<std::vector<std::filesystem::path>> files_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return std::vector{path};
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
    if (entry.is_regular_file() && iequals(entry.path().extension().string(), ".csv")) found.push_back(entry.path());
  std::ranges::sort(found);
  if (found.empty()) return fail(ErrorKind::Invalid, fmt::format("{} is a folder without a CSV file in it", path.string()));
  return found;
}

}  // namespace

Result<ReadPostcodes> read_postcodes(const std::vector<std::filesystem::path>& files, const std::function<void(std::uint64_t)>& progress) {
  ReadPostcodes read;
  Reader reader(read, progress);
  for (const auto& given : files) {
    RP_TRY(parts, files_of(given));
    for (const auto& part : parts) {
      reader.start(part.filename().string());
      RP_TRY(table, formats::read_table(part, reader));
      RP_CHECK(reader.finish(table));
    }
  }
  RP_CHECK(reader.close());
  return read;
}

}  // namespace rightplace::geography
