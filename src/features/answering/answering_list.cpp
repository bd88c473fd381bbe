#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "web/govuk/tables.h"

namespace rightplace::answering {
namespace {

namespace govuk = web::govuk;
using web::Html;
using web::html;

Html soon_tag(Instant deadline, Instant at) {
  constexpr std::int64_t kDay = 86'400'000;
  if (deadline < at) return govuk::tag("Time has passed", govuk::Colour::Grey);
  return deadline.ms - at.ms < kDay ? govuk::tag("Within a day", govuk::Colour::Red) : Html{};
}

Html open_rows(const std::vector<Row>& rows, Instant at, std::string_view caption, bool to_answer) {
  govuk::Table table{.caption = std::string(caption), .caption_classes = "govuk-visually-hidden"};
  table.head = {to_answer ? "Answer by" : "Stands", "Home", "Asked by", "Needed", "Referral"};
  table.first_cell_is_header = true;
  for (const auto& row : rows) {
    const Html first = to_answer ? html(R"(<span class="rp-nowrap">{}</span> {}<br><span class="govuk-hint">{}</span>)", moment_words(row.ask.answer_by), soon_tag(row.ask.answer_by, at), ago(london_date(row.ask.answer_by), london_date(at)))
                                 : Html::text(state_words(row.ask, at));
    const Html questions = row.questions == 0 ? Html{} : html("<br>{}", govuk::tag(plural(static_cast<std::int64_t>(row.questions), "message to read", "messages to read"), govuk::Colour::Blue));
    table.rows.push_back({first, row.home_name, row.authority_name, html("{}<br><span class=\"govuk-hint\">{}</span>", row.needed_on ? row.needed_on->words() : std::string("Not stated"), referrals::kUrgencies.label(row.urgency)),
                          html(R"(<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> for {}</span></a>{})", page_of(row.ask.id), row.ask.reference, row.home_name, questions)});
  }
  return govuk::scrolling(govuk::table(table), caption);
}

Html ended_rows(const std::vector<Row>& rows, Instant at) {
  Html items;
  for (const auto& row : rows) items += html(R"(<li><a class="govuk-link" href="{}">{}</a>, {}: {}</li>)", page_of(row.ask.id), row.ask.reference, row.home_name, state_words(row.ask, at));
  return html(R"(<h2 class="govuk-heading-m">Ended in the last four weeks</h2><p class="govuk-body">Nothing about these children is shown any more.</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

web::Response list_page(const Asked& asked) {
  const auto list = list_of(asked);
  const auto at = asked.desk.days.now();
  Html content = html(R"(<h1 class="govuk-heading-l">Asked of us</h1>)");
  if (list.to_answer.empty()) content += html(R"(<p class="govuk-body">Nothing waits for an answer. An authority that asks one of your homes appears here, and a letter says that something waits.</p>)");
  else content += html(R"(<h2 class="govuk-heading-m">{} to answer</h2>{})", plural(static_cast<std::int64_t>(list.to_answer.size()), "child", "children"), open_rows(list.to_answer, at, "To answer, the soonest deadline first", true));
  if (!list.answered.empty()) content += html(R"(<h2 class="govuk-heading-m">Offered or chosen</h2>{})", open_rows(list.answered, at, "Offered or chosen", false));
  if (!list.ended.empty()) content += ended_rows(list.ended, at);
  return desk::show(asked, {.title = "Asked of us", .wide = true}, content);
}

}  // namespace

void add_list(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/asked", .record = access::Record::ReferralSummary, .facts = [](db::Read&, const web::Exchange&, const access::Standing& standing) -> Result<access::Facts> {
                           access::Facts facts;
                           facts.addressed = {standing.acting_for};
                           facts.id = standing.acting_for.text();
                           return facts;
                         },
                         .handler = list_page, .summary = "What authorities ask of one's own homes, the soonest deadline first"});
}

}  // namespace rightplace::answering
