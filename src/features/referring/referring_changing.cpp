// A referral that was sent and must say something else: the same parts as it was written in.

#include <fmt/format.h>

#include "features/finding/finding.h"
#include "features/referring/referring_parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
using web::html;

Result<access::Facts> facts_of_referral(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return finding::facts_of(tx, exchange.value("reference"), standing.today); }

web::Response begin_page(const Asked& asked, const Form& form) {
  const auto here = Url("/referrals").segment(asked.facts.id);
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Change the referral</h1><p class="govuk-body">Open the parts that must say something else; the others stay as they were sent. Nothing changes for anybody until you have read the changes and sent them. Then:</p><ul class="govuk-list govuk-list--bullet"><li>homes are looked for anew by what it says,</li><li>each home that was told something that changes hears of it, and sees before and now,</li><li>what it said before is kept.</li></ul>{}</div></div>)",
                            web::error_summary(form), asked.facts.id, field::whole({.action = here.segment("change"), .tokens = desk::tokens(asked), .fields = {}, .submit = "Change the referral", .cancel = here}));
  return desk::show(asked, {.title = "Change the referral", .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, here}}, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send_begin(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_CHECK(begin_change(tx, asked));
        return page_of(asked.facts.id);
      }))
    return *done;
  return begin_page(asked, form);
}

}  // namespace

void add_changing(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/referrals/{reference}/change", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_referral, .handler = [](const Asked& asked) { return begin_page(asked, Form({})); },
                         .summary = "What happens when a referral that was sent is changed"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/referrals/{reference}/change", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_referral, .handler = send_begin,
                         .summary = "Begin to change a referral that was sent, or go on with it", .request_type = "referral change"});
}

}  // namespace rightplace::referring
