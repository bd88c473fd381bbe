#include "engines/returns/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace rightplace::returns {
namespace {

constexpr Column kChild{.name = "CHILD", .kind = Kind::Child, .needed = true};
constexpr Column kDob{.name = "DOB", .kind = Kind::Birth};
constexpr Column code(std::string_view name) { return {.name = name, .kind = Kind::Code}; }
constexpr Column day(std::string_view name) { return {.name = name, .kind = Kind::Happened}; }
constexpr Column first_day(std::string_view name) { return {.name = name, .kind = Kind::Happened, .needed = true}; }

constexpr Column kHeader[] = {kChild,
                              code("SEX"),
                              kDob,
                              code("ETHNIC"),
                              {.name = "UPN", .kind = Kind::Upn},
                              code("MOTHER"),
                              {.name = "MC_DOB", .kind = Kind::Birth},
                              {.name = "UASC", .kind = Kind::Code, .in_csv = false}};
constexpr Column kEpisodes[] = {kChild,
                                first_day("DECOM"),
                                code("RNE"),
                                code("LS"),
                                code("CIN"),
                                code("PLACE"),
                                code("PLACE_PROVIDER"),
                                day("DEC"),
                                code("REC"),
                                code("REASON_PLACE_CHANGE"),
                                {.name = "HOME_POST", .kind = Kind::Postcode},
                                {.name = "PL_POST", .kind = Kind::Postcode},
                                {.name = "URN", .kind = Kind::Urn}};
constexpr Column kReviews[] = {kChild, kDob, first_day("REVIEW"), code("REVIEW_CODE")};
constexpr Column kUasc[] = {kChild, code("SEX"), kDob, {.name = "DUC", .kind = Kind::Expected}};
constexpr Column kOc2[] = {kChild,
                           kDob,
                           {.name = "SDQ_SCORE", .kind = Kind::Score, .low = 0, .high = 40},
                           code("SDQ_REASON"),
                           code("CONVICTED"),
                           code("HEALTH_CHECK"),
                           code("IMMUNISATIONS"),
                           code("TEETH_CHECK"),
                           code("HEALTH_ASSESSMENT"),
                           code("SUBSTANCE_MISUSE"),
                           code("INTERVENTION_RECEIVED"),
                           code("INTERVENTION_OFFERED")};
constexpr Column kOc3[] = {kChild, kDob, code("IN_TOUCH"), code("ACTIV"), code("ACCOM")};
constexpr Column kAd1[] = {kChild, kDob, day("DATE_INT"), day("DATE_MATCH"), code("FOSTER_CARE"), code("NB_ADOPTR"), code("SEX_ADOPTR"), code("LS_ADOPTR")};
constexpr Column kPlaced[] = {kChild, kDob, first_day("DATE_PLACED"), day("DATE_PLACED_CEASED"), code("REASON_PLACED_CEASED")};
constexpr Column kPrevPerm[] = {kChild, kDob, code("PREV_PERM"), {.name = "LA_PERM"}, {.name = "DATE_PERM"}};
constexpr Column kMissing[] = {kChild, kDob, code("MISSING"), first_day("MIS_START"), day("MIS_END")};
constexpr Column kSocialWork[] = {kChild, kDob, {.name = "SW_ID"}, first_day("SW_DECOM"), day("SW_DEC"), code("SW_REASON")};
constexpr Column kDoLo[] = {kChild, kDob, first_day("DOLO_START"), day("DOLO_END")};

constexpr std::array<TableSpec, kTableCount> kSpecs = {{
    {.table = Table::Header, .columns = kHeader, .once_per_child = true},
    {.table = Table::Episodes, .columns = kEpisodes, .first = 1, .last = 7},
    {.table = Table::Reviews, .columns = kReviews},
    {.table = Table::Uasc, .columns = kUasc, .once_per_child = true},
    {.table = Table::Oc2, .columns = kOc2, .once_per_child = true},
    {.table = Table::Oc3, .columns = kOc3, .once_per_child = true},
    {.table = Table::Ad1, .columns = kAd1, .once_per_child = true},
    {.table = Table::PlacedAdoption, .columns = kPlaced, .first = 2, .last = 3},
    {.table = Table::PrevPerm, .columns = kPrevPerm, .once_per_child = true},
    {.table = Table::Missing, .columns = kMissing, .first = 3, .last = 4},
    {.table = Table::SwEpisodes, .columns = kSocialWork, .from_year = 2024, .first = 3, .last = 4},
    {.table = Table::DoLo, .columns = kDoLo, .from_year = 2027, .first = 2, .last = 3},
}};

std::vector<std::string> names_of(const std::vector<const Column*>& columns) {
  std::vector<std::string> names;
  for (const auto* column : columns) names.emplace_back(column->name);
  return names;
}

struct Match {
  const TableSpec* spec = nullptr;
  std::vector<const Column*> missing;
  std::size_t found = 0;
};

Match match(const TableSpec& spec, const std::map<std::string, int, std::less<>>& headers) {
  Match m{&spec, {}, 0};
  for (const auto& column : spec.columns) {
    const bool there = headers.contains(column.name);
    m.found += there;
    if (!there && column.in_csv) m.missing.push_back(&column);
  }
  return m;
}

}  // namespace

const TableSpec& spec_of(Table table) { return kSpecs[static_cast<std::size_t>(table)]; }

std::span<const TableSpec> all_tables() { return kSpecs; }

bool collected_in(Table table, int year) { return year >= spec_of(table).from_year; }

int column_of(Table table, std::string_view name) {
  const auto columns = spec_of(table).columns;
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::string year_in_words(int year) { return fmt::format("{}-{:02} (the year to 31 March {})", year - 1, year % 100, year); }

Result<Recognised> recognise(std::span<const std::string_view> headers) {
  std::map<std::string, int, std::less<>> at;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const auto name = upper(trim(headers[i]));
    if (name.empty()) continue;
    if (!at.emplace(name, static_cast<int>(i)).second) return fail(ErrorKind::Invalid, fmt::format("has the column {} twice", shown(name)));
  }
  // The table with nothing missing and most found; or else the one that lacks least, to say what it lacks.
  std::optional<Match> whole, nearest;
  for (const auto& spec : kSpecs) {
    auto m = match(spec, at);
    if (m.missing.empty() && (!whole || m.found > whole->found)) whole = m;
    if (!nearest || m.missing.size() * nearest->spec->columns.size() < nearest->missing.size() * spec.columns.size()) nearest = m;
  }
  if (!whole && nearest->found * 2 < nearest->spec->columns.size())
    return fail(ErrorKind::Invalid, "is not a table of the SSDA903 return: none has these headers");
  if (!whole)
    return fail(ErrorKind::Invalid, fmt::format("lacks {} {} of {}", nearest->missing.size() == 1 ? "the column" : "the columns",
                                                join_words(names_of(nearest->missing)), kTables.label(nearest->spec->table)));
  Recognised out{whole->spec->table, {}, {}};
  for (const auto& column : whole->spec->columns) {
    const auto found = at.find(column.name);
    out.positions.push_back(found == at.end() ? -1 : found->second);
    if (found != at.end()) at.erase(found);
  }
  for (const auto& [name, position] : at) out.extra.push_back(shown(trim(headers[static_cast<std::size_t>(position)])));
  return out;
}

}  // namespace rightplace::returns
