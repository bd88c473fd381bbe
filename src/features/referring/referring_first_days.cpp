// What the law leaves to be done in the first days after a child was placed in an emergency, each with its day.

#include <fmt/format.h>

#include "base/text.h"
#include "features/duties/duties.h"
#include "features/finding/finding.h"
#include "features/placements/placements.h"
#include "features/referring/referring_parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace govuk = web::govuk;
using web::html;

struct First {
  referrals::Line line;
  std::optional<placements::Placement> placement;
  std::optional<Date> night;   // from which the days count
};
Result<First> first_of(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) -> Result<First> {
    const auto line = referrals::line_of(tx, asked.facts.id);
    if (!line) return fail(access::missing());
    First first{*line, {}, line->needed_on};
    if (!asked.facts.child.empty())
      for (auto& one : placements::of_child(tx, children::ChildId(asked.facts.child)))
        if (one.referral_id == line->id && one.state != placements::State::Withdrawn) first.placement = std::move(one);
    if (first.placement) first.night = first.placement->stay.from;
    return first;
  });
}

Html table_of(const std::vector<duties::Duty>& all, bool first_days, std::string_view caption, Date today) {
  govuk::Table table{.caption = std::string(caption), .caption_classes = "govuk-table__caption--m"};
  table.head = {"By", "What", "Who", "Law"};
  table.first_cell_is_header = true;
  for (const auto& duty : all) {
    if (duty.in_first_days != first_days) continue;
    const Html late = duty.by && *duty.by < today ? html(" {}", govuk::tag("Day has passed", govuk::Colour::Red)) : duty.by == today ? html(" {}", govuk::tag("Today", govuk::Colour::Orange)) : Html{};
    table.rows.push_back({duty.by ? html(R"(<span class="rp-nowrap">{}</span>{}<br><span class="govuk-hint">{}</span>)", duty.by->words(), late, ago(*duty.by, today)) : html("Not known: the bank holidays of that year are not in the rules"),
                          duty.rule->what, duty.rule->who, html(R"(<span class="govuk-hint">{}</span>)", duty.rule->law)});
  }
  return table.rows.empty() ? Html{} : govuk::scrolling(govuk::table(table), caption);
}

web::Response first_days_page(const Asked& asked) {
  const auto first = first_of(asked);
  if (!first) return web::problem(asked.exchange.request, asked.exchange.visitor, first.error());
  const auto here = Url("/referrals").segment(first->line.reference);
  if (!asked.facts.child.empty())
    if (auto entered = enter(asked, children::ChildId(asked.facts.child), disclosures::Tier::Outline, {"dates"}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  Html body;
  if (first->night) {
    const auto all = duties::duties_from(*first->night, duties::first_rules(), duties::working_days());
    body = html(R"(<p class="govuk-body">{} The days are counted from that night, without weekends and bank holidays where the law counts working days.</p>{}{})",
                first->placement ? fmt::format("The child’s first night is {}.", first->night->words()) : fmt::format("No placement is recorded yet. If the child sleeps in a home from {}, these are the days.", first->night->words()),
                table_of(all, true, "In the first five working days", asked.today()), table_of(all, false, "After that", asked.today()));
  } else {
    body = html(R"(<div class="govuk-inset-text">The referral does not say from which night a place is needed, so no day can be counted.</div>)");
  }
  const auto content = html(R"(<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">What the law leaves to be done</h1><div class="govuk-grid-row"><div class="govuk-grid-column-full"><p class="govuk-body">A placement in an emergency may begin before everything is done. What is left has its day. This list is a help for planning: it does not know what was done already.</p>{}</div></div>)",
                            first->line.reference, body);
  return desk::show(asked, {.title = "What the law leaves to be done", .breadcrumbs = {{"Referrals", Url("/referrals")}, {first->line.reference, here}}, .wide = true}, content);
}

web::Response first_days_json(const Asked& asked) {
  const auto first = first_of(asked);
  if (!first) return desk::answer_problem(asked, first.error());
  json::Array items;
  if (first->night)
    for (const auto& duty : duties::duties_from(*first->night, duties::first_rules(), duties::working_days()))
      items.emplace_back(json::Object{{"duty", duty.rule->code}, {"what", duty.rule->what}, {"who", duty.rule->who}, {"by", duty.by ? json::Value(*duty.by) : json::Value(nullptr)}, {"in_first_days", duty.in_first_days}, {"law", duty.rule->law}});
  auto out = desk::listed(std::move(items), std::nullopt);
  out.as_object()->set("first_night", first->night ? json::Value(*first->night) : json::Value(nullptr));
  out.as_object()->set("placed", first->placement.has_value());
  return desk::answer_json(std::move(out));
}

Result<access::Facts> facts_of_referral(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return finding::facts_of(tx, exchange.value("reference"), standing.today); }

constexpr std::string_view kDuties = R"json({"type": "object", "required": ["items", "next", "first_night", "placed"], "additionalProperties": false, "properties": {
  "next": {"type": ["string", "null"]}, "first_night": {"type": ["string", "null"], "format": "date"}, "placed": {"type": "boolean", "description": "The night is that of a placement; otherwise that on which a place is needed"},
  "items": {"type": "array", "items": {"type": "object", "required": ["duty", "what", "who", "by", "in_first_days", "law"], "additionalProperties": false, "properties": {
    "duty": {"type": "string"}, "what": {"type": "string"}, "who": {"type": "string"}, "by": {"type": ["string", "null"], "format": "date"}, "in_first_days": {"type": "boolean"}, "law": {"type": "string"}}}}}})json";

}  // namespace

void add_first_days(desk::Pages& pages) {
  using access::Record;
  pages.pages.push_back({.pattern = "/referrals/{reference}/first-days", .record = Record::ReferralSummary, .facts = facts_of_referral, .handler = first_days_page, .summary = "What the law leaves to be done after an emergency placement, and by which day"});
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/first-days", .record = Record::ReferralSummary, .facts = facts_of_referral, .handler = first_days_json, .summary = "What the law leaves to be done after an emergency placement", .response_type = "FirstDays"});
  pages.shapes.push_back({"FirstDays", kDuties});
}

}  // namespace rightplace::referring
