// rightplace import ownership: reads tables of who belongs to whom.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "features/ownership/ownership.h"
#include "formats/table.h"

namespace rightplace::ownership {
namespace {

constexpr std::size_t kLongestName = 200;

constexpr std::string_view kAll = R"sql(
  SELECT of_home, owned, owned_name, parent, parent_name, from_on, until_on, source
  FROM ownership_links
  ORDER BY import_id, line
)sql";

enum Meaning : std::size_t { kUrn, kCompany, kParent, kFrom, kUntil, kSource, kMeanings };
constexpr std::array<std::string_view, kMeanings> kNames{"urn", "company", "parent", "from", "until", "source"};
struct Header {
  std::string_view key;   // letters and digits of the column's name
  Meaning meaning;
};
constexpr Header kHeaders[] = {{"urn", kUrn},           {"company", kCompany},      {"companyname", kCompany}, {"owner", kCompany},        {"provider", kCompany},  {"providername", kCompany}, {"organisation", kCompany},
                               {"parent", kParent},     {"parentgroup", kParent},   {"parentcompany", kParent}, {"group", kParent},        {"ownedby", kParent},    {"from", kFrom},            {"fromon", kFrom},
                               {"since", kFrom},        {"ownedfrom", kFrom},       {"until", kUntil},         {"untilon", kUntil},        {"owneduntil", kUntil},  {"source", kSource}};

std::string header_key(std::string_view header) {
  std::string key;
  for (const char c : lower(header))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  return key;
}

// "SC123456" or "2501234": letters, then digits.
bool is_urn(std::string_view text) {
  const auto digits = text.substr(std::min<std::size_t>(text.size(), text.starts_with("SC") ? 2 : 0));
  return digits.size() >= 5 && digits.size() <= 8 && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

class Reader final : public formats::TableVisitor {
 public:
  Reader(Owners standing, imports::Report& report) : standing_(standing), owners_(std::move(standing)), report_(report) {}

  void start(std::string file) {
    file_ = std::move(file);
    header_seen_ = false;
  }
  bool sheet(std::string_view) override {
    header_seen_ = false;
    return true;
  }
  Done row(const formats::TableRow& row) override {
    if (!header_seen_) return header(row);
    ++report_.read;
    take(row);
    return {};
  }
  Done finish() const {
    if (!header_seen_) return fail(ErrorKind::Invalid, fmt::format("{}: the file has no header. {}", file_, wanted()));
    return {};
  }
  const std::vector<Link>& fresh() const { return fresh_; }

 private:
  static std::string wanted() { return "Its first row names the columns: company or urn, parent and from; until and source where they are known"; }

  Done header(const formats::TableRow& row) {
    at_.fill(std::nullopt);
    std::vector<std::string> others;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto key = header_key(row.cells[i]);
      const auto known = std::ranges::find(kHeaders, key, &Header::key);
      if (known == std::end(kHeaders)) {
        if (!key.empty()) others.push_back("\"" + shown(trim(row.cells[i]), 40) + "\"");
        continue;
      }
      if (at_[known->meaning]) return fail(ErrorKind::Invalid, fmt::format("{}, line {}: two columns say the {}: \"{}\" is the second. Leave one", file_, row.line, kNames[known->meaning], shown(trim(row.cells[i]))));
      at_[known->meaning] = i;
    }
    for (const auto needed : {kParent, kFrom})
      if (!at_[needed]) return fail(ErrorKind::Invalid, fmt::format("{}, line {}: there is no column \"{}\". {}", file_, row.line, kNames[needed], wanted()));
    if (!at_[kUrn] && !at_[kCompany]) return fail(ErrorKind::Invalid, fmt::format("{}, line {}: there is neither a column \"company\" nor a column \"urn\". {}", file_, row.line, wanted()));
    header_seen_ = true;
    report_.recognised.push_back(fmt::format("{}: a table of ownership, header in line {}", file_, row.line));
    if (!others.empty()) report_.remarks.push_back(fmt::format("{}: {} not read", file_, others.size() == 1 ? "the column " + others[0] + " was" : "the columns " + join_words(others) + " were"));
    return {};
  }

  std::string cell(const formats::TableRow& row, Meaning meaning) const { return at_[meaning] ? squeeze(row.cell(*at_[meaning])) : std::string(); }

  void reject(const formats::TableRow& row, Meaning meaning, std::string reason) { report_.reject({file_, row.line, std::string(kNames[meaning]), cell(row, meaning), std::move(reason)}); }

  // A company's key, or nothing after the row was rejected.
  std::string name(const formats::TableRow& row, Meaning meaning) {
    const auto text = cell(row, meaning);
    if (text.size() > kLongestName) return reject(row, meaning, fmt::format("is longer than {} characters and no name", kLongestName)), "";
    auto key = homes::owner_group_of(text);
    if (key.empty()) reject(row, meaning, text.empty() ? "is missing: every row names who owns it" : "is no name: it holds no letter or digit");
    return key;
  }

  void take(const formats::TableRow& row) {
    Link link;
    link.owned_name = upper(cell(row, kUrn));
    link.of_home = !link.owned_name.empty();
    if (link.of_home) {
      if (!is_urn(link.owned_name)) return reject(row, kUrn, "is not the number of a home in the register, such as SC123456 or 2501234");
      link.owned = link.owned_name;
    } else {
      link.owned_name = cell(row, kCompany);
      if (link.owned_name.empty()) return reject(row, at_[kCompany] ? kCompany : kUrn, "is missing: every row is about a company or a home's URN");
      link.owned = name(row, kCompany);
      if (link.owned.empty()) return;
    }
    link.parent = name(row, kParent);
    if (link.parent.empty()) return;
    link.parent_name = cell(row, kParent);
    const auto from = parse_any_date(cell(row, kFrom));
    if (!from) return reject(row, kFrom, cell(row, kFrom).empty() ? "is missing: write the day from which it belongs to the parent, as 31/03/2025" : "is not a date; write it as 31/03/2025");
    link.from = *from;
    if (const auto text = cell(row, kUntil); !text.empty()) {
      link.until = parse_any_date(text);
      if (!link.until) return reject(row, kUntil, "is not a date; write it as 31/03/2025, or leave it empty where it still holds");
      if (*link.until <= link.from) return reject(row, kUntil, fmt::format("is not after the first day, {}", link.from.words()));
    }
    link.source = cell(row, kSource);
    if (link.source.size() > kLongestName) return reject(row, kSource, fmt::format("is longer than {} characters", kLongestName));
    if (const auto* same = said_twice(link, row.line)) return reject(row, kFrom, *same);
    if (!link.of_home)
      if (const auto day = owners_.circle(link.owned, link.parent, link.from, link.until))
        return reject(row, kParent, link.owned == link.parent ? "is the company itself" : fmt::format("belongs to {} itself on {}, by this or an earlier table", link.owned_name, day->words()));
    if (standing_.says(link)) {
      ++report_.unchanged;
      return;
    }
    ++report_.kept;
    owners_.add(link);
    fresh_.push_back(std::move(link));
  }

  // Two rows of one import may not say two things of one day.
  const std::string* said_twice(const Link& link, std::uint64_t line) {
    auto& said = seen_[{link.of_home, link.owned}];
    for (const auto& [other, other_line, other_file] : said)
      if (other.from < link.until.value_or(Date(2299, 12, 31)) && link.from < other.until.value_or(Date(2299, 12, 31))) {
        twice_ = fmt::format("overlaps line {} of {}, which says the parent is {} from {}: a company has one parent at a time", other_line, other_file, other.parent_name, other.from.words());
        return &twice_;
      }
    said.emplace_back(link, line, file_);
    return nullptr;
  }

  const Owners standing_;   // before this import
  Owners owners_;           // with its rows so far
  std::vector<Link> fresh_;
  std::map<std::pair<bool, std::string>, std::vector<std::tuple<Link, std::uint64_t, std::string>>> seen_;
  imports::Report& report_;
  std::array<std::optional<std::size_t>, kMeanings> at_;
  std::string file_, twice_;
  bool header_seen_ = false;
};

// Names that no home of the latest list has: often a spelling that nobody meant.
void remark_strangers(db::Read& tx, const std::vector<Link>& fresh, imports::Report& report) {
  const auto day = homes::latest_list_on(tx);
  if (!day) {
    report.remarks.push_back("No list of the register was read yet, so it cannot be said whether the companies and homes named here are in it");
    return;
  }
  std::set<std::string> known, strangers;
  for (const auto& home : homes::homes_as_at(tx, *day)) known.insert(home.owner_group), known.insert(home.urn);
  for (const auto& link : fresh) known.insert(link.parent);   // a holding between
  for (const auto& link : fresh)
    if (!known.contains(link.owned)) strangers.insert(link.owned_name);
  if (strangers.empty()) return;
  std::vector<std::string> some(strangers.begin(), std::next(strangers.begin(), static_cast<std::ptrdiff_t>(std::min<std::size_t>(strangers.size(), 5))));
  const auto more = strangers.size() > some.size() ? fmt::format(" and {} more", strangers.size() - some.size()) : std::string();
  report.remarks.push_back(fmt::format("{} no home in the latest list ({}) and count for nothing there: {}{}. Check their spelling", plural(static_cast<std::int64_t>(strangers.size()), "company or URN here has", "companies or URNs here have"),
                                       day->words(), more.empty() ? join_words(some) : join(some, ", "), more));
}

Result<ExitCode> import_ownership(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto files = arguments.all("FILE");
  return imports::run(arguments, console, services, "ownership", files, [&](db::Write& tx, const imports::ImportId& id, imports::Report& report) { return import_files(tx, id, files, report); });
}

}  // namespace

Owners read_owners(db::Read& tx) {
  return Owners(tx.list(kAll, {}, [](const db::Row& row) { return Link{row.flag(0), row.string(1), row.string(2), row.string(3), row.string(4), row.date(5), row.maybe_date(6), row.string(7)}; }));
}

std::string version_of(db::Read& tx) {
  return tx.first("SELECT COUNT(*), MAX(import_id) FROM ownership_links", {}, [](const db::Row& row) { return fmt::format("{} {}", row.integer(0), row.string(1)); }).value_or("");
}

Done import_files(db::Write& tx, const imports::ImportId& id, const std::vector<std::string>& files, imports::Report& report) {
  Reader reader(read_owners(tx), report);
  for (const auto& file : files) {
    reader.start(std::filesystem::path(file).filename().string());
    RP_CHECK(formats::read_table(std::filesystem::path(file), reader));
    RP_CHECK(reader.finish());
  }
  std::int64_t line = 0;
  for (const auto& link : reader.fresh())
    tx.run("INSERT INTO ownership_links (import_id, line, of_home, owned, owned_name, parent, parent_name, from_on, until_on, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
           {id, ++line, link.of_home, link.owned, link.owned_name, link.parent, link.parent_name, link.from, link.until, link.source.empty() ? std::optional<std::string>() : link.source});
  remark_strangers(tx, reader.fresh(), report);
  return {};
}

std::vector<Command> commands() {
  Command import{.spec = {.name = "import ownership",
                          .summary = "Read a table of which companies and homes belong to which group, from which day",
                          .options = {{"FILE", "", "Table as CSV, ODS or XLSX with the columns company or urn, parent, from; until, source", cli::Takes::Many, true}},
                          .help = "The register names the company that runs a home. This table says who stands behind it, so that the market's pages count companies that "
                                  "belong together as one. A parent may have a parent itself. A row that names a URN is about that home alone. The later table counts where two "
                                  "differ; `rightplace import undo` takes the last back."},
                 .need = StoreNeed::CreateIfMissing,
                 .run = import_ownership};
  for (auto& option : imports::common_options()) import.spec.options.push_back(option);
  return {import};
}

imports::Kind import_kind() {
  return {"ownership", [](db::Write& tx, Services&, const imports::ImportId& id) -> Done {
            tx.run("DELETE FROM ownership_links WHERE import_id = $1", {id});
            return {};
          }};
}

}  // namespace rightplace::ownership
