// What a parent, or somebody else with parental responsibility, is told. What a court or the social worker keeps from them is
// left out; why is never shown to them.

#include <fmt/format.h>

#include "features/childs_plan/childs_plan_parts.h"
#include "web/problem.h"

namespace rightplace::childs_plan {
namespace {

using concerned::Part;
using web::Html;
using web::html;

Html heading(std::string_view words) { return html(R"(<h2 class="govuk-heading-m">{}</h2>)", words); }

web::Response part_page(const Asked& asked) {
  const auto tie = tie_of(asked);
  if (!tie) return web::problem(asked.exchange.request, asked.exchange.visitor, tie.error());
  std::vector<std::string> shown{"name"};
  if (tie->shows(Part::Home)) shown.emplace_back("home");
  if (tie->shows(Part::People)) shown.emplace_back("people");
  if (tie->shows(Part::Length)) shown.emplace_back("placements");
  if (const auto entered = enter(asked, *tie, shown); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  return asked.desk.database.read([&](db::Read& tx) {
    auto name = called(tx, asked.desk.vault, tie->child).reveal();
    if (name.empty()) name = "the child";
    const auto lives = lives_of(tx, asked.desk.vault, tie->child, asked.today());
    const auto kept = paragraph("parent.kept");
    Html home = kept;
    if (tie->shows(Part::Home)) {
      if (!lives) home = paragraph("parent.none");
      else {
        home = lives->already ? paragraph("parent.lives", {name, lives->name}) + paragraph("parent.since", {lives->placement.stay.from.words()}) : paragraph("parent.will_live", {name, lives->name, lives->placement.stay.from.words()});
        if (!lives->area.empty()) home += paragraph("parent.area", {lives->area});
        home += paragraph("parent.no_address");
      }
    }
    Html people = kept;
    if (tie->shows(Part::People)) {
      people = Html{};
      for (const auto& one : helpers_of(tx, asked.desk.vault, tie->child, asked.today())) {
        if (one.part == "manager" || one.name.empty()) continue;
        people += paragraph(fmt::format("parent.{}", one.part), {one.name}) + (one.email.empty() ? Html{} : paragraph("people.reach", {one.email}));
      }
      if (people.empty()) people = paragraph("people.nobody");
    }
    const Html visits = tie->shows(Part::Visits) ? paragraph("parent.visits") : kept;
    const Html length = !tie->shows(Part::Length) ? kept : lives && lives->placement.planned_until ? paragraph("parent.planned", {lives->placement.planned_until->words()}) : paragraph("parent.stay");
    const auto council = council_of(tx, tie->child);
    const auto content = html(R"(<div class="rp-readable"><h1 class="govuk-heading-l">Your child</h1>{}{}{}{}{}{}{}{}{}{}</div>)", paragraph("parent.lead", {name}), heading("Where they live"), home, heading("Who works with them"), people, heading("When the social worker visits"), visits,
                              heading("How long it is planned for"), length, paragraph("parent.wrong", {council.empty() ? std::string_view("the council") : std::string_view(council)}));
    return desk::show(asked, {.title = "Your child"}, content);
  });
}

}  // namespace

void add_parents(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/for-parents/{tie}", .record = access::Record::ParentsPart, .facts = facts_of_parent, .handler = part_page, .summary = "The part of a child's plan that concerns a parent"});
}

}  // namespace rightplace::childs_plan
