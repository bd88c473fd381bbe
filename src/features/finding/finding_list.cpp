#include <fmt/format.h>

#include "base/text.h"
#include "features/finding/finding_first_nights.h"
#include "features/finding/finding_waves.h"
#include "web/govuk/wayfinding.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

Url address_of(const Wanted& wanted) {
  Url url("/referrals");
  if (wanted.step) url = url.with("step", kSteps.code(*wanted.step));
  if (wanted.urgency) url = url.with("urgency", referrals::kUrgencies.code(*wanted.urgency));
  if (wanted.all) url = url.with("show", "all");
  return url;
}

Html filter_line(const List& list, const Wanted& wanted) {
  Html steps, urgencies;
  const auto item = [](bool current, const Url& url, std::string_view words) {
    return current ? html(R"(<li><strong aria-current="true">{}</strong></li>)", words) : html(R"(<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a></li>)", url, words);
  };
  auto other = wanted;
  other.page = 1;
  other.step.reset();
  other.all = false;
  steps += item(!wanted.step && !wanted.all, address_of(other), "Open");
  for (const auto& [step, count] : list.by_step) {
    other.step = step;
    steps += item(wanted.step == step, address_of(other), fmt::format("{} ({})", kSteps.label(step), count));
  }
  other.step.reset();
  other.all = true;
  steps += item(wanted.all && !wanted.step, address_of(other), "All");
  auto urgent = wanted;
  urgent.page = 1;
  urgent.urgency.reset();
  urgencies += item(!wanted.urgency, address_of(urgent), "Whenever");
  for (const auto& row : referrals::kUrgencies.rows) {
    urgent.urgency = row.value;
    urgencies += item(wanted.urgency == row.value, address_of(urgent), capitalised(row.label));
  }
  return html(R"(<div class="govuk-body-s rp-order"><span id="by-step">What is next</span><ul aria-labelledby="by-step">{}</ul></div><div class="govuk-body-s rp-order"><span id="by-urgency">Needed</span><ul aria-labelledby="by-urgency">{}</ul></div>)", steps, urgencies);
}

govuk::Colour colour_of(Step step) {
  switch (step) {
    case Step::ReadOffers:
    case Step::Sign: return govuk::Colour::Orange;
    case Step::Search: return govuk::Colour::Blue;
    case Step::Place: return govuk::Colour::Purple;
    case Step::Placed: return govuk::Colour::Green;
    case Step::Draft:
    case Step::Wait:
    case Step::Ended: break;
  }
  return govuk::Colour::Grey;
}

Html needed(const referrals::Line& line, Date today) {
  if (!line.needed_on) return html("Not stated");
  const Html late = *line.needed_on < today ? html(" {}", govuk::tag("Day has passed", govuk::Colour::Red)) : line.urgency == referrals::Urgency::SameDay ? html(" {}", govuk::tag("Today", govuk::Colour::Red)) : Html{};
  return html(R"(<span class="rp-nowrap">{}</span>{}<br><span class="govuk-hint">{}</span>)", line.needed_on->words(), late, ago(*line.needed_on, today));
}

web::Response list_page(const Asked& asked) {
  const auto wanted = wanted_of(asked.exchange.request);
  const auto list = list_of(asked, wanted);
  if (const auto entered = enter(asked, list); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto at = asked.desk.days.now();
  const auto due = asked.desk.database.read([&](db::Read& tx) { return waves_due(tx, list, at); });
  govuk::Table table{.caption = "Referrals, the most urgent first", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Referral", "Needed", "Referred", "What is next", "So far"};
  table.first_cell_is_header = true;
  for (const auto& row : list.rows)
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a><br><span class="govuk-hint">{}</span>)", page_of(row.line.reference), row.line.reference, row.child), needed(row.line, asked.today()),
                          html(R"(<span class="rp-nowrap">{}</span><br><span class="govuk-hint">{}</span>)", row.line.referred_on.words(), ago(row.line.referred_on, asked.today())), govuk::tag(kSteps.label(row.progress.step), colour_of(row.progress.step)),
                          !due.contains(row.line.reference) ? Html::text(progress_words(row.progress, at)) : html("{}<br>{}", progress_words(row.progress, at), govuk::tag(fmt::format("Wave {} is due", due.at(row.line.reference)), govuk::Colour::Orange))});
  const Html hidden = list.hidden == 0 ? Html{} : html(" {} not shown here: <a class=\"govuk-link\" href=\"{}\">show all</a>.", plural(static_cast<std::int64_t>(list.hidden), "other is", "others are"), Url("/referrals").with("show", "all"));
  const Html count = list.total + list.hidden == 0
                         ? html(R"(<div class="govuk-inset-text">No referral is yours to see. As a placement officer you see those of your authority, as a social worker those of the children allocated to you.</div>)")
                         : html(R"(<p class="govuk-body">{}.{}</p>)", plural(static_cast<std::int64_t>(list.total), "referral", "referrals"), hidden);
  const auto pagination = govuk::pagination(address_of(wanted), static_cast<int>(std::min(wanted.page, list.pages)), static_cast<int>(list.pages));
  const bool writes = desk::holds(asked.standing, access::Role::PlacementOfficer) || desk::holds(asked.standing, access::Role::SocialWorker);
  const Html written = writes ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Referrals being written</a></p>)", Url("/referrals-being-written")) : Html{};
  const auto content = html(R"({}<h1 class="govuk-heading-l">Referrals</h1>{}{}{}{}{})", done_banner(asked), forbidden_starts_part(asked) + written, list.total + list.hidden == 0 ? Html{} : filter_line(list, wanted), count,
                            list.rows.empty() ? Html{} : govuk::scrolling(govuk::table(table), "Referrals"), pagination);
  return desk::show(asked, {.title = "Referrals", .wide = true}, content);
}

}  // namespace

void add_list(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/referrals", .record = access::Record::ReferralSummary, .facts = facts_of_list, .handler = list_page, .summary = "Referrals of the own authority: how urgent, what is next",
                         .query = {{"step", "Code of what is next"}, {"urgency", "same_day, within_5_days or planned"}, {"show", "all: ended and placed ones too"}, {"page", "Page of 25, from 1", "integer"}}});
}

}  // namespace rightplace::finding
