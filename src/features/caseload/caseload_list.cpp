#include <fmt/format.h>

#include "base/text.h"
#include "features/caseload/caseload_parts.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Html;
using web::html;
using web::Url;

Html child_row(const Listed& row, Date today) {
  const auto name = row.name.reveal().empty() ? std::string("Name not written down") : row.name.reveal();
  std::vector<Html> tags;
  if (row.restricted) tags.push_back(html(R"(<strong class="govuk-tag govuk-tag--red">Restricted</strong> )"));
  if (row.ended) tags.push_back(html(R"(<strong class="govuk-tag govuk-tag--grey">Care has ended</strong> )"));
  const Html born = row.born_on ? html(R"(<span class="rp-nowrap">{}</span><br>{})", row.born_on->reveal().words(), age_words(row.born_on->reveal(), today)) : html("Not recorded");
  const Html claimed = row.lives && row.lives->state == placements::State::Claimed ? html(R"(<br><span class="govuk-hint">The home has not confirmed it yet</span>)") : Html{};
  const Html lives = row.lives ? html(R"(<a class="govuk-link" href="{}">{}</a><br>{}{})", Url("/homes").segment(row.lives->urn), row.home_name, row.distance, claimed)
                               : html("Not in a home that is recorded here");
  const Html since = row.lives ? html(R"(<span class="rp-nowrap">{}</span><br>{})", row.lives->stay.from.words(), length_words(row.lives->stay, today)) : Html{};
  return html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a> {}<br><span class="govuk-hint">{}</span></th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)",
              Url("/children").segment(row.child.text()), name, tags, row.local_id.empty() ? std::string() : "Own id " + row.local_id, born, lives, since);
}

// A search goes on in the body too, so that no name stands in an address.
Html search_again(const Asked& asked, const Wanted& wanted, std::size_t page, std::string_view words) {
  return html(R"(<form method="post" action="{}" class="govuk-!-display-inline-block govuk-!-margin-right-3">{}<input type="hidden" name="search" value="{}"><input type="hidden" name="page" value="{}"><button class="govuk-button govuk-button--secondary" type="submit">{}</button></form>)",
              Url("/children/search"), desk::tokens(asked), wanted.search->reveal(), page, words);
}

Html pages_of(const Asked& asked, const List& list, const Wanted& wanted) {
  if (list.pages < 2) return {};
  const Html where = html(R"(<p class="govuk-body">Page {} of {}</p>)", list.page, list.pages);
  if (wanted.search)
    return where + (list.page > 1 ? search_again(asked, wanted, list.page - 1, "Previous page") : Html{}) + (list.page < list.pages ? search_again(asked, wanted, list.page + 1, "Next page") : Html{});
  const auto to = [&](std::size_t page) {
    const auto address = wanted.everybody ? Url("/children").with("show", "everybody") : Url("/children");
    return address.with("page", std::to_string(page));
  };
  const Html previous = list.page > 1 ? html(R"(<div class="govuk-pagination__prev"><a class="govuk-link govuk-pagination__link" href="{}" rel="prev">Previous page</a></div>)", to(list.page - 1)) : Html{};
  const Html next = list.page < list.pages ? html(R"(<div class="govuk-pagination__next"><a class="govuk-link govuk-pagination__link" href="{}" rel="next">Next page</a></div>)", to(list.page + 1)) : Html{};
  return where + html(R"(<nav class="govuk-pagination" aria-label="Pagination">{}{}</nav>)", previous, next);
}

// What is shown and what is not, in words: nothing is left out silently.
Html counted(const List& list, const Wanted& wanted) {
  const auto homes = plural(static_cast<std::int64_t>(list.in_homes), "child lives in a home", "children live in homes");
  const auto others = plural(static_cast<std::int64_t>(list.elsewhere), "other child is", "other children are");
  if (wanted.search) {
    const auto all = list.in_homes + list.elsewhere;
    if (all == 0)
      return html(R"(<div class="govuk-inset-text">Nobody was found. A search finds whole names only: check the spelling, leave a name out, or try the day of birth or your own id. A child of another authority, or one that is not yours to see, is never found. <a class="govuk-link" href="{}">Show all of your children</a></div>)", Url("/children"));
    return html(R"(<p class="govuk-body">{} found. <a class="govuk-link" href="{}">Show all of your children</a></p>)", plural(static_cast<std::int64_t>(all), "child", "children"), Url("/children"));
  }
  if (list.in_homes + list.elsewhere == 0)
    return html(R"(<div class="govuk-inset-text">No child is recorded as yours to see. Children appear here when your authority is responsible for them; as a social worker you see those allocated to you. Ask your manager if one is missing.</div>)");
  if (wanted.everybody)
    return html(R"(<p class="govuk-body">{}, {} not in a home that is recorded here. <a class="govuk-link" href="{}">Show only those in homes</a></p>)", homes, others, Url("/children"));
  if (list.elsewhere == 0) return html(R"(<p class="govuk-body">{}.</p>)", homes);
  return html(R"(<p class="govuk-body">{}. {} not in a home that is recorded here: <a class="govuk-link" href="{}">show everybody</a></p>)", homes, others, Url("/children").with("show", "everybody"));
}

web::Response list_page(const Asked& asked, const Wanted& wanted) {
  const auto list = list_of(asked, wanted);
  if (!list) return web::problem(asked.exchange.request, asked.exchange.visitor, list.error());
  std::vector<Html> rows;
  for (const auto& row : list->rows) rows.push_back(child_row(row, asked.today()));
  const Html table = rows.empty() ? Html{} : html(R"(<div class="rp-scroll" role="region" aria-label="Children" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Children, by family name</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Child</th><th scope="col" class="govuk-table__header">Born</th><th scope="col" class="govuk-table__header">Lives</th><th scope="col" class="govuk-table__header">Since</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)", rows);
  const Html add = asked.may(asked.facts, access::Verb::Write) ? html(R"(<p class="govuk-body"><a class="govuk-button govuk-button--secondary" href="{}" role="button" draggable="false">Add a child</a></p>)", Url("/children/add")) : Html{};
  auto cases = asked.facts;
  cases.record = access::Record::ChildCase;
  const Html waiting = !wanted.search && asked.may(cases, access::Verb::Approve) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Children without a social worker</a></p>)", Url("/children/waiting")) : Html{};
  const auto content = html(R"(<h1 class="govuk-heading-l">Children</h1>
<form method="post" action="{}" novalidate>{}<div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="search">Find a child</label><div id="search-hint" class="govuk-hint">A whole name, a day of birth such as 3 May 2011, your own id, or a pupil or NHS number</div><div class="govuk-button-group govuk-!-margin-bottom-0"><input class="govuk-input govuk-input--width-20" id="search" name="search" type="text" autocomplete="off" spellcheck="false" aria-describedby="search-hint"> <button class="govuk-button" type="submit">Find</button></div></div></form>
{}{}{}{}{}<p class="govuk-body-s">That you saw these names is written down, with the reason: {}.</p>)",
                            Url("/children/search"), desk::tokens(asked), counted(*list, wanted), waiting, table, pages_of(asked, *list, wanted), add, asked.allowed().grounds());
  return desk::show(asked, {.title = wanted.search ? "Children found" : "Children", .wide = true}, content);
}

}  // namespace

void add_list(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/children", .record = access::Record::ChildIdentity, .verb = access::Verb::Read, .facts = facts_of_list,
                         .handler = [](const Asked& asked) {
                           const auto page = parse_integer(asked.exchange.request.query_value("page")).value_or(1);
                           return list_page(asked, {.everybody = asked.exchange.request.query_value("show") == "everybody", .search = {}, .page = static_cast<std::size_t>(std::max<std::int64_t>(page, 1))});
                         },
                         .summary = "The children that a person may see: where each lives and since when"});
  // In the body, so that no name stands in an address, a history or a log.
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/children/search", .record = access::Record::ChildIdentity, .verb = access::Verb::Read, .facts = facts_of_list,
                         .handler = [](const Asked& asked) {
                           const auto form = web::Form::of(asked.exchange.request);
                           const auto text = form.typed("search");
                           if (text.empty() || text.size() > 200) return web::redirect(Url("/children"));
                           return list_page(asked, {.everybody = true, .search = Personal(text), .page = static_cast<std::size_t>(std::max<std::int64_t>(parse_integer(form.typed("page")).value_or(1), 1))});
                         },
                         .summary = "Find own children by whole name, day of birth, own id or number", .request_type = "search form"});
  pages.sections.push_back({20, "Children", Url("/children"), "Where the children you work for live, and who has seen their record",
                            [](const access::Standing& standing) {
                              using enum access::Role;
                              for (const auto role : {PlacementOfficer, SocialWorker, TeamManager, NominatedOfficer, ReviewingOfficer, PersonalAdviser})
                                if (desk::holds(standing, role)) return true;
                              return false;
                            }});
}

desk::Pages pages(const desk::Desk&) {
  desk::Pages all;
  add_list(all);
  add_child(all);
  add_seen(all);
  add_needs(all);
  add_forms(all);
  add_waiting(all);
  add_merge(all);
  add_care(all);
  add_programs(all);
  add_changes_by_programs(all);
  return all;
}

}  // namespace rightplace::caseload
