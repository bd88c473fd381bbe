#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/supplying/supplying_pages.h"
#include "features/supplying/supplying_parts.h"
#include "features/supplying/supplying_view.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::supplying {
namespace {

using web::Form;
using web::html;
namespace field = web::field;

std::int64_t version_of(const supply::HomeSupply& home, supply::Subject subject) {
  switch (subject) {
    case supply::Subject::Purpose: return home.purpose ? home.purpose->version : 0;
    case supply::Subject::Staffing: return home.staffing ? home.staffing->version : 0;
    case supply::Subject::Team: return home.team ? home.team->version : 0;
    case supply::Subject::Area: return home.area ? home.area->version : 0;
    case supply::Subject::Services: return home.services ? home.services->version : 0;
    case supply::Subject::Fees: return home.fees ? home.fees->version : 0;
    default: return 0;
  }
}

// Fees are a record of their own: the address of a part leads to them only where the row of the page is about fees.
const PartInfo* part_of(const desk::Asked& asked) {
  const auto* info = part_named(asked.facts.record == access::Record::Price ? "fees" : asked.value("part"));
  return info && (info->part == Part::Fees) == (asked.facts.record == access::Record::Price) ? info : nullptr;
}

web::Response shown(const desk::Asked& asked, const PartInfo& info, const Form& form, int status) {
  auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto version = version_of(view->supply, info.subject);
  if (info.part == Part::Fees) {
    if (!asked.also_reads(facts_of_fees(*view))) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
    if (!view->fees()) view->supply.fees.reset();
  }
  const auto content = html(R"(<div class="{}">{}<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{}.</p>{}</div>)",
                            info.part == Part::Needs || info.part == Part::Fees ? "" : "rp-readable", web::error_summary(form), view->name(), info.title, info.what,
                            field::whole({.action = home_url(view->home.urn).segment("statement").segment(info.code), .tokens = desk::tokens(asked, version),
                                          .fields = part_fields(info, form, view->supply), .submit = "Save", .cancel = home_url(view->home.urn)}));
  return desk::show(asked, {.title = std::string(info.title) + ": " + view->name(), .breadcrumbs = crumbs(&*view), .has_errors = form.sent() && !form.fine()}, content, status);
}

// What somebody else changed in this part since the page was opened, in words; nothing when it was something else.
Done not_changed_meanwhile(db::Read& tx, const desk::Asked& asked, const PartInfo& info, const supply::Statement& stands, std::int64_t shown_version) {
  const auto urn = asked.value("urn");
  std::optional<supply::Statement> before;
  if (shown_version != 0)
    if (auto said = supply::statement_of(tx, urn, info.subject, shown_version)) before = std::move(*said);
  auto changed = differences(before, stands);
  std::erase_if(changed, [&](const Difference& d) { return d.line.part != info.part; });
  if (changed.empty()) return {};
  const auto versions = supply::history(tx, urn, info.subject);
  std::string words;
  for (std::size_t i = 0; i < changed.size() && i < 5; ++i) words += (i ? "; " : "") + rightplace::shown(in_words(changed[i]), 200);
  return fail(ErrorKind::Conflict, fmt::format("{} changed this on {}, after you opened the page. {}. What you typed is still below: save again to replace what stands, or go back to keep it",
                                               said_by(tx, asked.desk, versions.front().by), moment_words(versions.front().at), words));
}

}  // namespace

web::Response part_page(const desk::Asked& asked) {
  const auto* info = part_of(asked);
  if (!info) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  return shown(asked, *info, Form{web::NamedValues{}}, 200);
}

web::Response send_part(const desk::Asked& asked) {
  const auto* info = part_of(asked);
  if (!info) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  auto form = Form::of(asked.exchange.request);
  part_said(*info, form, {});
  const auto version = parse_integer(form.typed("version"));
  if (!version) form.fault("", "This page is not whole. Open it again, and send it once more");
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        const auto home = supply::supply_of(tx, urn, asked.today());
        const auto stands = version_of(home, info->subject);
        // What an earlier provider charged is told to nobody, so that this says no more than that there was a change.
        if (stands != *version && stands != 0 && info->part == Part::Fees)
          return fail(ErrorKind::Conflict, "The fees were changed after you opened the page. What you typed is still below: save again to replace what stands, or go back to keep it");
        if (stands != *version && stands != 0) RP_CHECK(not_changed_meanwhile(tx, asked, *info, *supply::standing(home, info->subject), *version));
        auto again = form;
        RP_CHECK(supply::state(tx, asked.actor(), asked.allowed(), urn, part_said(*info, again, home), stands, when(asked)));
        return home_url(urn).with("saved", info->code);
      }))
    return *response;
  return shown(asked, *info, form, desk::shown_again(form));
}

}  // namespace rightplace::supplying
