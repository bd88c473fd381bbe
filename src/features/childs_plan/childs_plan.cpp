#include "features/childs_plan/childs_plan_parts.h"
#include "web/govuk/notices.h"
#include "web/problem.h"

namespace rightplace::childs_plan {
namespace {

using web::Html;
using web::html;
using web::Url;


// A child is led to its own page; whoever speaks for several, or reads of several, chooses.
web::Response list_of(const Asked& asked, bool parents) {
  const auto ties = ties_of(asked, parents);
  if (ties.size() == 1) return web::redirect(page_of(ties.front()));
  std::vector<Html> items;
  for (const auto& tie : ties) {
    if (const auto entered = enter(asked, tie, {"name"}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
    const auto name = asked.desk.database.read([&](db::Read& tx) { return called(tx, asked.desk.vault, tie.child); });
    items.push_back(html(R"(<li><a class="govuk-link" href="{}">{}</a></li>)", page_of(tie), name.reveal().empty() ? std::string("A child whose name is not written down") : name.reveal()));
  }
  const auto title = parents ? "Children you may read about" : "Children’s plans";
  const Html content = items.empty() ? html(R"(<div class="govuk-inset-text">There is nothing for you to read here now. If you think there should be, ask the social worker.</div>)") : html(R"(<ul class="govuk-list govuk-list--spaced">{}</ul>)", items);
  return desk::show(asked, {.title = title}, html(R"(<h1 class="govuk-heading-l">{}</h1>{})", title, content));
}

}  // namespace

std::vector<Tie> ties_of(const Asked& asked, bool parents) {
  auto all = asked.desk.database.read([&](db::Read& tx) { return concerned::of_person(tx, asked.standing.person, asked.today()); });
  std::erase_if(all, [&](const Tie& one) { return (one.kind == concerned::Kind::Parent) != parents; });
  return all;
}

void add_mine(desk::Pages& pages) {
  using access::Role;
  pages.pages.push_back({.pattern = "/plans", .record = access::Record::ChildsPlan, .facts = facts_of_mine, .handler = [](const Asked& asked) { return list_of(asked, false); }, .summary = "The own plan, or the plans of those for whom one speaks"});
  pages.pages.push_back({.pattern = "/for-parents", .record = access::Record::ParentsPart, .facts = facts_of_mine, .handler = [](const Asked& asked) { return list_of(asked, true); }, .summary = "Children of whom a parent is told something here"});
  pages.sections.push_back({10, "My page", Url("/plans"), "Where you live, what you asked for, who helps you, and what you think", [](const access::Standing& standing) { return desk::holds(standing, Role::YoungPerson); }});
  pages.sections.push_back({10, "Children’s plans", Url("/plans"), "The plans of the children for whom you speak", [](const access::Standing& standing) { return desk::holds(standing, Role::Advocate); }});
  pages.sections.push_back({10, "Your child", Url("/for-parents"), "What you may know about where your child lives and who to talk to", [](const access::Standing& standing) { return desk::holds(standing, Role::Parent); }});
}

desk::Pages pages(const desk::Desk&) {
  desk::Pages all;
  add_mine(all);
  add_told(all);
  add_questions(all);
  add_parents(all);
  add_voice(all);
  add_home(all);
  add_programs(all);
  return all;
}

}  // namespace rightplace::childs_plan
