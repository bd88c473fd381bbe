#include "features/statement/statement_document.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fingerprint.h"
#include "base/text.h"
#include "formats/odt_writer.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"

namespace rightplace::statement {
namespace {

using web::Html;
using web::html;

constexpr std::string_view kDuty =
    "Section 22G of the Children Act 1989 asks a local authority to secure, so far as reasonably practicable, enough accommodation within its area that meets the needs of the children it looks after. This statement says how far that is so.";
constexpr std::string_view kUnsafe = "This table cannot be published: whatever is left out, its totals would tell a small number.";

json::Array texts(const std::vector<std::string>& all) { return {all.begin(), all.end()}; }
std::vector<std::string> texts(const json::Array& all) {
  std::vector<std::string> out;
  for (const auto& one : all)
    if (const auto* text = one.as_string()) out.push_back(*text);
  return out;
}

// What its writer has set apart by an empty line.
std::vector<std::string> paragraphs(std::string_view text) {
  std::vector<std::string> out;
  std::string now;
  for (const auto line : split(text, '\n')) {
    if (!trim(line).empty()) {
      if (!now.empty()) now += '\n';
      now += trim(line);
    } else if (!now.empty()) {
      out.push_back(std::move(now));
      now.clear();
    }
  }
  if (!now.empty()) out.push_back(std::move(now));
  return out;
}

std::string numbered(std::size_t number, const Table& table) { return fmt::format("Table {}. {}", number, table.title); }

std::string dates_of(const Document& document) {
  if (!document.published_on) return fmt::format("Draft. Figures of {}.", document.as_at.words());
  return fmt::format("Published on {}. Figures of {}.", document.published_on->words(), document.as_at.words());
}

Html paragraph(std::string_view text) {
  Html lines;
  for (const auto line : split(text, '\n')) lines += lines.empty() ? html("{}", line) : html("<br>{}", line);
  return html(R"(<p class="govuk-body">{}</p>)", lines);
}

Html table_of(std::size_t number, const Table& table) {
  if (table.figures.rows.empty()) return html(R"(<h3 class="govuk-heading-s">{}</h3><p class="govuk-body">{}</p>)", numbered(number, table), kUnsafe);
  web::govuk::Table out{.caption = numbered(number, table), .caption_classes = "govuk-table__caption--s", .first_cell_is_header = true};
  for (std::size_t i = 0; i < table.figures.head.size(); ++i) out.head.push_back(i == 0 ? web::govuk::Cell(table.figures.head[i]) : web::govuk::Cell(table.figures.head[i]).number());
  for (const auto& row : table.figures.rows) {
    auto& cells = out.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(i == 0 ? web::govuk::Cell(row[i]) : web::govuk::Cell(row[i]).number());
  }
  return web::govuk::scrolling(web::govuk::table(out), numbered(number, table)) + html(R"(<p class="govuk-body-s">{}<br>Source of table {}: {}</p>)", table.says, static_cast<std::int64_t>(number), table.source);
}

Html list_of(const std::vector<std::string>& all) {
  Html items;
  for (const auto& one : all) items += html("<li>{}</li>", one);
  return html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

}  // namespace

const std::vector<Part>& parts() {
  static const std::vector<Part> all{
      {"about", "About this statement", "Who wrote it, who was asked (children, carers, providers, neighbours), and what it is for"},
      {"children", "The children we look after", "What stands behind the figures: who they are, what has changed, what children say"},
      {"expected", "How many children we expect", "What may make it otherwise than the forecast, and what you plan for"},
      {"homes", "The homes there are", "Your own homes, contracts, frameworks and neighbours; how good they are"},
      {"gaps", "Where there are too few homes", "For whom you do not find a home near, what that does to children, and what comes first"},
      {"plan", "What we will do", "Each action with who does it and by when"},
      {"providers", "What we ask of providers", "Which homes, of what kind and where, you would like to see opened; how you buy, and how to reach you"}};
  return all;
}

const Part* part_called(std::string_view id) {
  const auto found = std::ranges::find(parts(), id, &Part::id);
  return found == parts().end() ? nullptr : &*found;
}

std::string words_json(const Words& words) {
  json::Object out;
  for (const auto& [part, text] : words) out.set(part, text);
  return json::Value(std::move(out)).dump();
}

Words read_words(std::string_view text) {
  Words out;
  const auto value = json::parse(text, "statement_drafts.words");
  if (!value || !value->as_object()) return out;
  for (const auto& [part, words] : *value->as_object())
    if (const auto* said = words.as_string()) out[part] = *said;
  return out;
}

std::string written(const Document& d) {
  json::Array tables;
  for (const auto& t : d.tables) {
    json::Array rows;
    for (const auto& row : t.figures.rows) rows.push_back(texts(row));
    tables.push_back(json::Object{{"part", t.part}, {"title", t.title}, {"says", t.says}, {"source", t.source}, {"head", texts(t.figures.head)}, {"rows", std::move(rows)}});
  }
  json::Object words;
  for (const auto& [part, text] : d.words) words.set(part, text);
  json::Object out{{"authority", d.authority}, {"as_at", d.as_at}, {"number", d.number}, {"words", std::move(words)}, {"tables", std::move(tables)}, {"missing", texts(d.missing)}, {"cautions", texts(d.cautions)}, {"sources", texts(d.sources)}};
  if (d.published_on) out.set("published_on", *d.published_on);
  return json::Value(std::move(out)).dump();
}

std::optional<Document> read_document(std::string_view text) {
  const auto value = json::parse(text, "statements.content");
  if (!value) return std::nullopt;
  std::vector<FieldError> faults;
  json::Fields fields(&*value, "", faults);
  Document out;
  out.authority = fields.required_text("authority");
  out.as_at = fields.required_date("as_at");
  out.published_on = fields.date("published_on");
  out.number = static_cast<int>(fields.required_integer("number", 0, 100'000));
  if (const auto* words = fields.value("words")) out.words = read_words(words->dump());
  for (const auto& item : fields.array("tables")) {
    json::Fields row(&item, "tables", faults);
    auto& table = out.tables.emplace_back();
    table.part = row.required_text("part");
    table.title = row.required_text("title");
    table.says = row.text("says").value_or("");
    table.source = row.text("source").value_or("");
    table.figures.head = texts(row.array("head"));
    for (const auto& cells : row.array("rows"))
      if (const auto* list = cells.as_array()) table.figures.rows.push_back(texts(*list));
  }
  out.missing = texts(fields.array("missing"));
  out.cautions = texts(fields.array("cautions"));
  out.sources = texts(fields.array("sources"));
  if (!faults.empty()) return std::nullopt;
  return out;
}

std::string fingerprint(const Document& document) { return Fingerprint().add(written(document)).text(); }

std::string title_of(const Document& document) { return fmt::format("Sufficiency statement of {}", document.authority); }

std::string file_name(const Document& document, std::string_view ending) {
  std::string name;
  for (const char c : lower(title_of(document))) name += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  return fmt::format("{}-{}{}", name, document.published_on ? document.published_on->iso() : "draft", ending);
}

Html heading(const Document& d) { return html(R"(<h1 class="govuk-heading-l">{}</h1><p class="govuk-body-l">{}</p>)", title_of(d), dates_of(d)); }

Html body(const Document& d) {
  auto out = html(R"(<p class="govuk-body">{}</p>)", kDuty);
  std::size_t number = 0;
  for (const auto& part : parts()) {
    const auto words = d.words.find(part.id);
    const bool has_tables = std::ranges::any_of(d.tables, [&](const Table& table) { return table.part == part.id; });
    if (words == d.words.end() && !has_tables) continue;
    out += html(R"(<h2 class="govuk-heading-m" id="{}">{}</h2>)", part.id, part.title);
    if (words != d.words.end())
      for (const auto& text : paragraphs(words->second)) out += paragraph(text);
    for (const auto& table : d.tables)
      if (table.part == part.id) out += table_of(++number, table);
  }
  if (!d.missing.empty()) out += html(R"(<h2 class="govuk-heading-m" id="missing">What could not be said</h2>{})", list_of(d.missing));
  out += html(R"(<h2 class="govuk-heading-m" id="annex">Annex: where the figures come from</h2>)");
  if (!d.cautions.empty()) out += html(R"(<h3 class="govuk-heading-s">What to bear in mind</h3>{})", list_of(d.cautions));
  if (!d.sources.empty()) out += html(R"(<h3 class="govuk-heading-s">What was read</h3>{})", list_of(d.sources));
  return out + html(R"(<p class="govuk-body-s">Numbers of children from 1 to 5 are suppressed (“c”), and all others rounded to the nearest 5; where totals would tell a suppressed number, others beside it are suppressed too. Rounded numbers need not add up. Contains public sector information licensed under the Open Government Licence v3.0.</p>)");
}

Result<std::string> as_odt(const Document& d) {
  formats::OdtWriter odt(title_of(d));
  odt.heading(1, title_of(d));
  odt.paragraph(dates_of(d));
  odt.paragraph(kDuty);
  std::size_t number = 0;
  for (const auto& part : parts()) {
    const auto words = d.words.find(part.id);
    const bool has_tables = std::ranges::any_of(d.tables, [&](const Table& table) { return table.part == part.id; });
    if (words == d.words.end() && !has_tables) continue;
    odt.heading(2, part.title);
    if (words != d.words.end())
      for (const auto& text : paragraphs(words->second)) odt.paragraph(text);
    for (const auto& table : d.tables) {
      if (table.part != part.id) continue;
      ++number;
      if (table.figures.rows.empty()) {
        odt.heading(3, numbered(number, table));
        odt.paragraph(kUnsafe);
        continue;
      }
      odt.table(numbered(number, table), table.figures.head, table.figures.rows);
      odt.small(table.says);
      odt.small(fmt::format("Source of table {}: {}", number, table.source));
    }
  }
  if (!d.missing.empty()) {
    odt.heading(2, "What could not be said");
    odt.list(d.missing);
  }
  odt.heading(2, "Annex: where the figures come from");
  if (!d.cautions.empty()) {
    odt.heading(3, "What to bear in mind");
    odt.list(d.cautions);
  }
  if (!d.sources.empty()) {
    odt.heading(3, "What was read");
    odt.list(d.sources);
  }
  odt.small("Numbers of children from 1 to 5 are suppressed (“c”), and all others rounded to the nearest 5; where totals would tell a suppressed number, others beside it are suppressed too. Rounded numbers need not add up. Contains public sector information licensed under the Open Government Licence v3.0.");
  return odt.take();
}

}  // namespace rightplace::statement
