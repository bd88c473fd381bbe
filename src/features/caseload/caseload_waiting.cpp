// Children of the authority without a social worker, as they are after a return was read: a team manager allocates them.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/caseload/caseload_parts.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Html;
using web::html;
using web::Url;

Done enter(const Asked& asked, const std::vector<Waiting>& rows) {
  if (rows.empty()) return {};
  return asked.desk.database.write([&](db::Write& tx) -> Done {
    for (const auto& row : rows)
      RP_CHECK(disclosures::record(tx, asked.actor(), row.granted->allowed, {row.child, disclosures::Tier::Outline, {"local_id", "age", "in_care_since"}, disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now()));
    return {};
  });
}

Html row_of(const Waiting& row) {
  return html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell"><a class="govuk-link" href="{}">Allocate<span class="govuk-visually-hidden"> the child with own id {}</span></a></td></tr>)",
              row.local_id.empty() ? std::string("No own id") : row.local_id, row.age ? plural(*row.age, "year old", "years old") : std::string("Not recorded"), row.in_care_since.words(),
              page_of(row.child).segment("allocate"), row.local_id);
}

Html pages_of(const WaitingList& list) {
  if (list.pages < 2) return {};
  const auto to = [](std::size_t page) { return Url("/children/waiting").with("page", std::to_string(page)); };
  const Html previous = list.page > 1 ? html(R"(<div class="govuk-pagination__prev"><a class="govuk-link govuk-pagination__link" href="{}" rel="prev">Previous page</a></div>)", to(list.page - 1)) : Html{};
  const Html next = list.page < list.pages ? html(R"(<div class="govuk-pagination__next"><a class="govuk-link govuk-pagination__link" href="{}" rel="next">Next page</a></div>)", to(list.page + 1)) : Html{};
  return html(R"(<p class="govuk-body">Page {} of {}</p><nav class="govuk-pagination" aria-label="Pagination">{}{}</nav>)", list.page, list.pages, previous, next);
}

web::Response waiting_page(const Asked& asked, std::size_t page, const std::optional<Personal<std::string>>& own_id) {
  const auto list = waiting_of(asked, page, own_id);
  if (!list) return web::problem(asked.exchange.request, asked.exchange.visitor, list.error());
  std::vector<Html> rows;
  for (const auto& row : list->rows) rows.push_back(row_of(row));
  Html said;
  if (own_id && rows.empty())
    said = html(R"(<div class="govuk-inset-text">No child of your authority can be allocated under this id. Check it. Who is restricted, or no longer in care, is not found here. <a class="govuk-link" href="{}">Show everybody who waits</a></div>)", Url("/children/waiting"));
  else if (own_id) said = html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Show everybody who waits</a></p>)", Url("/children/waiting"));
  else if (rows.empty()) said = html(R"(<div class="govuk-inset-text">Every child in the care of your authority has a social worker.</div>)");
  else said = html(R"(<p class="govuk-body">{} in care without a social worker.</p>)", plural(static_cast<std::int64_t>(list->all), "child is", "children are"));
  const Html table = rows.empty() ? Html{} : html(R"(<table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Children to allocate, by own id</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Your own id</th><th scope="col" class="govuk-table__header">Age</th><th scope="col" class="govuk-table__header">In care since</th><th scope="col" class="govuk-table__header">What to do</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table>)", rows);
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Children without a social worker</h1><p class="govuk-body">Children of your authority whom nobody works with yet, such as those from the yearly return. You see no name here: the social worker to whom you allocate a child writes it down.</p>
<form method="post" action="{}" novalidate>{}<div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="own_id">Find one child by your own id</label><div id="own_id-hint" class="govuk-hint">Also one who has a social worker, to give the child to another</div><div class="govuk-button-group govuk-!-margin-bottom-0"><input class="govuk-input govuk-input--width-20" id="own_id" name="own_id" type="text" autocomplete="off" spellcheck="false" aria-describedby="own_id-hint"> <button class="govuk-button" type="submit">Find</button></div></div></form>
{}{}{}<p class="govuk-body-s">That you saw these ids is written down, with the reason: {}.</p></div></div>)",
                            Url("/children/waiting"), desk::tokens(asked), said, table, pages_of(*list), asked.allowed().grounds());
  return desk::show(asked, {.title = "Children without a social worker", .breadcrumbs = {{"Children", Url("/children")}}}, content);
}

std::size_t page_asked(const Asked& asked) { return static_cast<std::size_t>(std::max<std::int64_t>(parse_integer(asked.exchange.request.query_value("page")).value_or(1), 1)); }

web::Response waiting_as_json(const Asked& asked) {
  const auto list = waiting_of(asked, page_asked(asked), std::nullopt);
  if (!list) return desk::answer_problem(asked, list.error());
  json::Array items;
  for (const auto& row : list->rows)
    items.push_back(json::Object{{"id", row.child.text()}, {"local_id", row.local_id}, {"age", row.age}, {"in_care_since", row.in_care_since}});
  std::optional<Url> next;
  if (list->page < list->pages) next = Url("/api/v1/children/waiting").with("page", std::to_string(list->page + 1));
  return desk::answer_json(desk::listed(std::move(items), next));
}

constexpr std::string_view kWaiting = R"json({
  "type": "object", "required": ["items", "next"],
  "properties": {"next": {"type": ["string", "null"]}, "items": {"type": "array", "items": {"type": "object", "title": "A child in care without a social worker", "required": ["id", "local_id", "age", "in_care_since"],
    "properties": {"id": {"type": "string"}, "local_id": {"type": "string"}, "age": {"type": ["integer", "null"]}, "in_care_since": {"type": "string", "format": "date"}}}}}
})json";

}  // namespace

Result<WaitingList> waiting_of(const Asked& asked, std::size_t page, const std::optional<Personal<std::string>>& own_id) {
  const auto& standing = asked.standing;
  WaitingList list;
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    RP_TRY(organisation, organisations::load(tx, standing.acting_for));
    const auto& authority = organisation.details.authority_code;
    const auto allocated = allocated_to(tx, standing);
    const auto worked = children::with_worker(tx, standing.today);
    const auto wanted = own_id ? children::find_own(tx, asked.desk.vault, authority, own_id->reveal()) : std::nullopt;
    std::vector<Waiting> all;
    for (const auto& care : children::cases_of_authority(tx, authority)) {
      if (own_id ? wanted != care.child : worked.contains(care.child)) continue;
      if (!care.stay.covers_night(standing.today)) continue;
      // Somebody else is responsible by now: the child's own page would say so too.
      if (const auto latest = children::case_of(tx, care.child); !latest || latest->authority_code != care.authority_code) continue;
      const auto own = allocated.find(care.child);
      auto facts = facts_of_row(standing, care, own == allocated.end() ? std::vector<std::string>{} : own->second);
      facts.record = access::Record::ChildCase;
      auto granted = asked.may(facts, access::Verb::Approve);
      if (!granted) continue;
      const auto child = children::load(tx, asked.desk.vault, care.child);
      if (!child) continue;
      all.push_back({care.child, local_id_of(tx, asked.desk.vault, care.child, authority), child->facts.born_on ? std::optional(age_on(child->facts.born_on->reveal(), standing.today)) : std::nullopt, care.stay.from, std::move(granted)});
    }
    std::ranges::sort(all, {}, [](const Waiting& one) { return std::tuple(one.local_id.size(), one.local_id, one.child); });
    list.all = all.size();
    list.pages = std::max<std::size_t>(1, (all.size() + kRowsOfPage - 1) / kRowsOfPage);
    list.page = std::clamp<std::size_t>(page, 1, list.pages);
    for (auto i = (list.page - 1) * kRowsOfPage; i < std::min(all.size(), list.page * kRowsOfPage); ++i) list.rows.push_back(std::move(all[i]));
    return {};
  }));
  // What was searched for stands nowhere; that somebody searched does.
  if (own_id)
    RP_CHECK(asked.desk.trail.note_and_wait({asked.actor(), asked.allowed().grounds(), "child.searched", "organisation", standing.acting_for.text(), {{"found", list.all}, {"for", standing.acting_for.text()}}}));
  RP_CHECK(enter(asked, list.rows));
  return list;
}

void add_waiting(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.shapes.push_back({"ChildrenWaiting", kWaiting});
  pages.pages.push_back({.pattern = "/children/waiting", .record = Record::ChildCase, .verb = Verb::Approve, .facts = facts_of_list, .handler = [](const Asked& asked) { return waiting_page(asked, page_asked(asked), std::nullopt); },
                         .summary = "Children of the authority without a social worker, to be allocated"});
  // In the body: an own id leads to a child too.
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/children/waiting", .record = Record::ChildCase, .verb = Verb::Approve, .facts = facts_of_list,
                         .handler = [](const Asked& asked) {
                           const auto text = web::Form::of(asked.exchange.request).typed("own_id");
                           if (text.empty() || text.size() > 40) return web::redirect(Url("/children/waiting"));
                           return waiting_page(asked, 1, Personal(text));
                         },
                         .summary = "Find a child of the authority by own id, to be allocated", .request_type = "own id form"});
  pages.pages.push_back({.pattern = "/api/v1/children/waiting", .record = Record::ChildCase, .verb = Verb::Approve, .facts = facts_of_list, .handler = waiting_as_json,
                         .summary = "Children of the authority without a social worker", .response_type = "ChildrenWaiting", .query = {{"page", "25 children a page, from 1", "integer"}}});
}

}  // namespace rightplace::caseload
