#include "features/returning/returning.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/london.h"
#include "base/text.h"
#include "features/returning/returning_store.h"
#include "formats/csv_writer.h"
#include "formats/packed_files.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/multipart.h"
#include "web/problem.h"

namespace rightplace::returning {
namespace {

namespace field = web::field;
using desk::Asked;
using returns::HandedFile;
using web::Form;
using web::Html;
using web::html;
using web::Url;
using web::govuk::Cell;

constexpr std::uint64_t kMostBytes = 64u << 20;      // of all files, as they are sent
constexpr std::uint64_t kMostUnpacked = 128u << 20;
constexpr std::size_t kMostFiles = 200;
constexpr std::size_t kRowsShown = 50;
constexpr std::string_view kTitle = "Hand in returns on children looked after";

Url here() { return Url("/forecast/returns"); }
Url page_of(const HandedInId& id) { return here().segment(id.text()); }

struct Own {
  std::string code, name;
};
Own own_of(db::Read& tx, const access::Standing& standing) {
  Own out;
  if (const auto body = organisations::load(tx, standing.acting_for)) out.code = body->details.authority_code, out.name = body->details.name;
  return out;
}

Html table(std::string caption, std::vector<Cell> head, std::vector<std::vector<Cell>> rows) {
  return web::govuk::scrolling(web::govuk::table({.caption = caption, .caption_classes = "govuk-table__caption--m", .head = std::move(head), .rows = std::move(rows), .first_cell_is_header = true}), caption);
}

std::string short_year(int year) { return fmt::format("{}-{:02}", year - 1, year % 100); }

// ---- The page on which files are handed in.

Html standing_part(const std::vector<returns::TableState>& tables) {
  if (tables.empty()) return html(R"(<p class="govuk-body">No return of your authority stands here yet.</p>)");
  std::map<int, std::map<returns::Table, std::int64_t>> years;
  for (const auto& one : tables) years[one.year][one.table] = one.rows;
  std::vector<std::vector<Cell>> rows;
  for (const auto& [year, of] : years) {
    const auto rows_of = [&](returns::Table which) { return of.contains(which) ? Cell(grouped(of.at(which))).number() : Cell("none").number(); };
    std::vector<std::string> others;
    for (const auto& [which, count] : of)
      if (which != returns::Table::Header && which != returns::Table::Episodes) others.emplace_back(returns::kTables.label(which));
    rows.push_back({short_year(year), rows_of(returns::Table::Header), rows_of(returns::Table::Episodes), others.empty() ? std::string("none") : join_words(others)});
  }
  return table("What stands here", {"Year", Cell("Header, rows").number(), Cell("Episodes, rows").number(), "Other tables"}, std::move(rows));
}

Html waiting_part(const std::vector<Waiting>& waiting) {
  if (waiting.empty()) return {};
  Html items;
  for (const auto& one : waiting) items += html(R"(<li><a class="govuk-link" href="{}">Handed in on {}</a></li>)", page_of(one.id), london_date(one.at).words());
  return html(R"(<h2 class="govuk-heading-m">Waiting for you to decide</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

web::Response form_shown(const Asked& asked, const Form& form, const std::vector<returns::FileFault>& faults = {}) {
  const auto [own, tables, waiting] = asked.desk.database.read([&](db::Read& tx) {
    auto mine = own_of(tx, asked.standing);
    auto standing = mine.code.empty() ? std::vector<returns::TableState>() : returns::tables_of(tx, mine.code);
    return std::tuple(std::move(mine), std::move(standing), waiting_of(tx, asked.standing.acting_for));
  });
  Html wrong;
  if (!faults.empty()) {
    std::vector<std::vector<Cell>> rows;
    for (const auto& one : faults) rows.push_back({one.file.empty() ? std::string("All files") : one.file, one.what});
    wrong = table("What is wrong with the files", {"File", "What is wrong, and what to do"}, std::move(rows));
  }
  const auto heading = html(R"(<h1 class="govuk-heading-l">{}</h1>)", kTitle);
  const web::PageFrame frame{.title = std::string(kTitle), .breadcrumbs = {{"Forecast", Url("/forecast")}}, .has_errors = form.sent() && !form.fine()};
  if (own.code.empty()) return desk::show(asked, frame, heading + html(R"(<p class="govuk-body">Only authorities make this return. Act for one to hand its return in.</p>)"));
  const auto content = html(R"(<div class="rp-readable">{}{}{}<p class="govuk-body">Choose the files of as many years as you have, as they were sent to the department: five are good, two the least that say anything of change. Nothing is kept before you have seen what was found in them.</p><form method="post" action="{}" enctype="multipart/form-data" novalidate>{}{}<button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">Look through these files</button></form></div>{}{})",
                            web::error_summary(form), heading, wrong, here(), desk::tokens(asked),
                            field::upload(form, {.name = "files", .label = fmt::format("SSDA903 files of {}", own.name),
                                                 .hint = "CSV files (header, episodes, …), XML files, or one zip file of a folder; up to 64 MB together. Put the year into each file’s name or its folder’s, such as 2024-25 episodes.csv", .accept = ".csv,.xml,.zip,.gz", .multiple = true}),
                            waiting_part(waiting), standing_part(tables));
  return desk::show(asked, frame, content, form.sent() ? desk::shown_again(form) : 200);
}

// Files as they were sent, archives opened.
Result<std::vector<HandedFile>> files_sent(const web::Request& request, std::vector<returns::FileFault>& faults) {
  const auto sent = web::read_files(request, kMostFiles);
  if (!sent) return fail(ErrorKind::Invalid, fmt::format("What was sent cannot be read, or is more than {} files. A folder goes in as one zip file", kMostFiles));
  if (sent->files.empty()) return fail(ErrorKind::Invalid, "Choose the files of the return");
  const web::BodyBytes body(request);
  std::vector<HandedFile> out;
  std::uint64_t held = 0;
  for (const auto& file : sent->files) {
    auto bytes = body.read(file.from, static_cast<std::size_t>(file.size));
    if (bytes.size() != file.size) return fail(ErrorKind::Unavailable, "The disk does not give the file now. Nothing was kept: try again later");
    const auto name = shown(file.name, 200);
    if (bytes.empty()) {
      faults.push_back({name, "The file is empty. Choose the file that was sent to the department, or leave it out."});
      continue;
    }
    if (!formats::is_zip(bytes)) {
      held += bytes.size();
      out.push_back({name, std::move(bytes)});
      continue;
    }
    auto packed = formats::packed_files(bytes, name, {.most_bytes = kMostUnpacked - std::min(held, kMostUnpacked)});
    if (!packed) {
      faults.push_back({name, packed.error().detail});
      continue;
    }
    // The archive's own name says the year where the files in it do not: "2024-25.zip".
    const auto folder = name.substr(0, name.find_last_of('.'));
    for (auto& one : *packed) {
      held += one.bytes.size();
      out.push_back({shown(folder + "/" + one.name, 300), std::move(one.bytes)});
    }
  }
  return out;
}

// One at a time: several years of a large authority take some hundred megabytes while they are read.
std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

web::Response send_files(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing); });
  std::vector<returns::FileFault> faults;
  if (!form.fine() || own.code.empty()) return form_shown(asked, form);
  const std::scoped_lock alone(one_at_a_time());
  auto files = files_sent(asked.exchange.request, faults);
  if (!files) {
    if (files.error().kind == ErrorKind::Unavailable) return web::problem(asked.exchange.request, asked.exchange.visitor, files.error());
    form.fault("files", files.error().detail);
    return form_shown(asked, form);
  }
  std::optional<Found> found;
  if (faults.empty()) {
    const auto handed = returns::read_handed_in(*files, own.code);
    faults = handed.faults;
    if (faults.empty()) {
      auto looked = look_through(asked.desk.database, asked.desk.vault, asked.actor(), asked.allowed(), handed, own.code, asked.now());
      if (looked) found = *std::move(looked);
      else if (looked.error().kind == ErrorKind::Unavailable) return web::problem(asked.exchange.request, asked.exchange.visitor, looked.error());
      else faults.push_back({"", looked.error().detail});
    }
  }
  if (!found) {
    form.fault("files", faults.size() == 1 ? faults.front().what : fmt::format("{} of the files cannot be taken as they are: see the table", grouped(static_cast<std::int64_t>(faults.size()))));
    return form_shown(asked, form, faults);
  }
  const HandedInId id(new_uuid(asked.now()));
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    lay_by(tx, asked.desk.vault, {id, asked.standing.acting_for, asked.standing.person, asked.now()}, *files, *found);
    audit::record(tx, asked.actor(), asked.allowed(), "return.handed_in", {"return_handed_in", id.text()}, asked.now(), {{"files", static_cast<std::int64_t>(files->size())}, {"rows_read", found->read}, {"rows_rejected", found->rejected_rows}});
    return page_of(id);
  });
  return done ? *std::move(done) : form_shown(asked, form);
}

// ---- What was found, and the decision.

Result<access::Facts> facts_of(db::Read& tx, const web::Exchange& exchange, const access::Standing&) {
  const auto one = load(tx, HandedInId(std::string(exchange.value("id"))));
  if (!one) return fail(access::missing());
  access::Facts facts;
  facts.owner = one->organisation;
  facts.id = one->id.text();
  return facts;
}

Html parts_part(const Found& found) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& part : found.parts)
    rows.push_back({short_year(part.year), part.table, part.file, Cell(grouped(part.rows)).number(), part.stands < 0 ? std::string("nothing yet") : plural(part.stands, "row", "rows")});
  std::vector<std::string> replaced;
  for (const auto& part : found.parts)
    if (part.stands >= 0 && std::ranges::find(replaced, short_year(part.year)) == replaced.end()) replaced.push_back(short_year(part.year));
  const auto said = replaced.empty() ? html(R"(<h2 class="govuk-heading-m" id="files">What the files are</h2><p class="govuk-body">Nothing stands here yet for these years.</p>)")
                                     : html(R"(<h2 class="govuk-heading-m" id="files">What the files are</h2><p class="govuk-body">They replace what stands here for <strong>{}</strong>. What they replace can be brought back by whoever runs this service.</p>)", join_words(replaced));
  auto all = table("What the files are", {"Year", "Table", "File", Cell("Rows").number(), "Stands here now, and is replaced"}, std::move(rows));
  return said + web::govuk::details({.summary = fmt::format("Which table of which year each of {} is", plural(static_cast<std::int64_t>(found.parts.size()), "file", "files")), .text = std::move(all), .id = "parts"});
}

Html rejected_part(const Found& found, const HandedInId& id) {
  if (found.rejected_rows == 0) return html(R"(<h2 class="govuk-heading-m" id="rows">Rows that cannot be right</h2><p class="govuk-body">None: every row can be kept.</p>)");
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < std::min(found.rejected.size(), kRowsShown); ++i) {
    const auto& one = found.rejected[i];
    rows.push_back({one.file, Cell(grouped(one.line)).number(), one.column, one.what});
  }
  auto out = html(R"(<h2 class="govuk-heading-m" id="rows">Rows that cannot be right</h2><p class="govuk-body">{} left out if you keep these files; everything else is kept. Better: put {} right in your own system and hand the files in again.</p>)",
                  found.rejected_rows == 1 ? std::string("One row is") : fmt::format("{} rows are", grouped(found.rejected_rows)), found.rejected_rows == 1 ? "it" : "them") +
             table("Rows that are left out", {"File", Cell("Row").number(), "Column", "What is wrong, and what to do"}, std::move(rows));
  if (found.rejected_rows > static_cast<std::int64_t>(kRowsShown))
    out += html(R"(<p class="govuk-body">These are the first {}. <a class="govuk-link" href="{}">All of them as a file (CSV)</a>, up to {}.</p>)", static_cast<std::int64_t>(kRowsShown), page_of(id).segment("rows.csv"), grouped(static_cast<std::int64_t>(kMostListed)));
  return out;
}

Html checks_part(const Found& found) {
  if (found.checks.empty()) return {};
  std::vector<std::vector<Cell>> rows;
  std::int64_t all = 0;
  for (const auto& one : found.checks) {
    all += one.rows;
    rows.push_back({fmt::format("{}, {}", one.code, short_year(one.year)), one.message, one.columns, Cell(grouped(one.rows)).number(), one.where});
  }
  return web::govuk::details({.summary = fmt::format("The department’s checks: {}", plural(all, "row was found", "rows were found")),
                              .text = html(R"(<p class="govuk-body">These rows can be kept. The department asks about them.</p>)") + table("The department’s checks", {"Check", "What it says", "Table and columns", Cell("Rows").number(), "Where"}, std::move(rows)), .id = "checks"});
}

Html list_of(const std::vector<std::string>& all) {
  Html items;
  for (const auto& one : all) items += html(R"(<li>{}</li>)", one);
  return html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

Html decision_part(const Asked& asked, const Form& form, const Found& found, const HandedInId& id) {
  const auto discard = html(R"(<form method="post" action="{}" novalidate>{}<button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Throw these files away</button></form>)", page_of(id).segment("discard"), desk::tokens(asked));
  if (found.nothing_new) return discard;
  Html tick;
  if (!found.serious.empty()) tick = field::tick(form, {.name = "seen", .text = "I have read what speaks against relying on these returns, and keep them all the same"});
  return html(R"(<form method="post" action="{}" novalidate>{}{}<button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">Keep these returns and go to the forecast</button></form>{})", page_of(id).segment("keep"), desk::tokens(asked), tick, discard);
}

web::Response found_shown(const Asked& asked, const Form& form) {
  const HandedInId id(asked.facts.id);
  const auto [found, own] = asked.desk.database.read([&](db::Read& tx) { return std::pair(found_in(tx, asked.desk.vault, id), own_of(tx, asked.standing)); });
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  Html serious;
  for (const auto& one : found->serious) serious += web::govuk::warning_text({.text = one});
  if (!serious.empty()) serious = html(R"(<h2 class="govuk-heading-m" id="serious">Settle this before you rely on a forecast</h2>{})", serious);
  std::vector<std::string> years;
  for (const auto& part : found->parts)
    if (std::ranges::find(years, short_year(part.year)) == years.end()) years.push_back(short_year(part.year));
  const auto said = found->nothing_new ? html(R"(<p class="govuk-body-l">Nothing in these files is new: what they say stands already.</p>)")
                                       : html(R"(<p class="govuk-body-l">Returns of {} for {}: {} read, {} new or changed. <strong>Nothing is kept yet.</strong></p>)", own.name, join_words(years), plural(found->read, "row", "rows"), grouped(found->kept));
  const auto content = web::error_summary(form) + html(R"(<h1 class="govuk-heading-l">What was found in the returns</h1>)") + said + serious + rejected_part(*found, id) + parts_part(*found) + checks_part(*found) +
                       (found->remarks.empty() ? Html() : html(R"(<h2 class="govuk-heading-m" id="remarks">What else is to be known</h2>{})", list_of(found->remarks))) + decision_part(asked, form, *found, id);
  return desk::show(asked, {.title = "What was found in the returns", .breadcrumbs = {{"Forecast", Url("/forecast")}, {"Hand in returns", here()}}, .has_errors = form.sent() && !form.fine(), .wide = true}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_keep(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const HandedInId id(asked.facts.id);
  const std::scoped_lock alone(one_at_a_time());
  const auto [found, files, own] = asked.desk.database.read([&](db::Read& tx) { return std::tuple(found_in(tx, asked.desk.vault, id), files_of(tx, asked.desk.vault, id), own_of(tx, asked.standing)); });
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  if (!found->serious.empty() && form.typed("seen").empty()) form.fault("seen", "Say that you have read what speaks against relying on these returns, or throw the files away");
  if (!form.fine()) return found_shown(asked, form);
  const auto handed = returns::read_handed_in(files, own.code);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    if (!load(tx, id)) return fail(ErrorKind::Conflict, "Somebody has kept these files, or thrown them away, meanwhile");
    RP_TRY(kept, returns::keep_handed_in(tx, asked.desk.vault, asked.actor(), asked.allowed(), handed, asked.now()));
    forget(tx, id);
    return Url("/forecast").with("kept", std::to_string(kept.kept));
  });
  return done ? *std::move(done) : found_shown(asked, form);
}

web::Response send_discard(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    forget(tx, HandedInId(asked.facts.id));
    audit::record(tx, asked.actor(), asked.allowed(), "return.thrown_away", {"return_handed_in", asked.facts.id}, asked.now());
    return here();
  });
  return done ? *std::move(done) : found_shown(asked, form);
}

web::Response rows_file(const Asked& asked) {
  const auto found = asked.desk.database.read([&](db::Read& tx) { return found_in(tx, asked.desk.vault, HandedInId(asked.facts.id)); });
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  formats::CsvWriter csv("\r\n", formats::Formulas::AsTexts);
  csv.row(std::vector<std::string_view>{"File", "Row", "Column", "What is wrong, and what to do"});
  for (const auto& one : found->rejected) {
    const auto line = std::to_string(one.line);
    csv.row(std::vector<std::string_view>{one.file, line, one.column, one.what});
  }
  web::Response response;
  response.header("Content-Type", "text/csv; charset=utf-8").header("Content-Disposition", "attachment; filename=\"rows that are left out.csv\"").header("Cache-Control", "no-store");
  response.body = csv.take();
  return response;
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  using access::Record;
  using access::Verb;
  using web::Method;
  desk::Pages all;
  all.pages.push_back({.pattern = "/forecast/returns", .record = Record::Figures, .verb = Verb::Write, .facts = desk::own_organisation(), .handler = [](const Asked& asked) { return form_shown(asked, Form{web::NamedValues{}}); },
                       .summary = "Form on which the own authority's returns on children looked after are handed in, and which stand"});
  all.pages.push_back({.method = Method::Post, .pattern = "/forecast/returns", .record = Record::Figures, .verb = Verb::Write, .facts = desk::own_organisation(), .handler = send_files,
                       .summary = "Look through files of the return (CSV, XML or zip); they wait, sealed, and nothing is kept yet", .request_type = "returns form", .body_limit = kMostBytes + (256 << 10)});
  all.pages.push_back({.pattern = "/forecast/returns/{id}", .record = Record::Figures, .verb = Verb::Write, .facts = facts_of, .handler = [](const Asked& asked) { return found_shown(asked, Form{web::NamedValues{}}); },
                       .summary = "What was found in the files that were handed in, by file, row and column"});
  all.pages.push_back({.pattern = "/forecast/returns/{id}/rows.csv", .record = Record::Figures, .verb = Verb::Write, .facts = facts_of, .handler = rows_file, .summary = "Rows of the files handed in that cannot be right, as a file"});
  all.pages.push_back({.method = Method::Post, .pattern = "/forecast/returns/{id}/keep", .record = Record::Figures, .verb = Verb::Write, .facts = facts_of, .handler = send_keep, .summary = "Keep the returns that were handed in, all together or not at all", .request_type = "returns form"});
  all.pages.push_back({.method = Method::Post, .pattern = "/forecast/returns/{id}/discard", .record = Record::Figures, .verb = Verb::Write, .facts = facts_of, .handler = send_discard, .summary = "Throw files away that were handed in", .request_type = "returns form"});
  return all;
}

}  // namespace rightplace::returning
