// Days of a placement that were entered in error: put right by the authority, with what stood before kept and shown.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_changes.h"
#include "features/notices/notices.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace field = web::field;
using web::Form;
using web::Html;
using web::html;
using web::Url;

Url placement_url(std::string_view id) { return Url("/placements").segment(id); }
std::string day_or(const std::optional<Date>& day, std::string_view otherwise) { return day ? day->words() : std::string(otherwise); }

// The days that were shown, in the form: whoever changed them meanwhile is not overwritten.
std::string shown_days(const placements::Days& days) {
  return fmt::format("{}/{}/{}", days.stay.from.iso(), days.stay.until ? days.stay.until->iso() : "", days.planned_until ? days.planned_until->iso() : "");
}
std::optional<placements::Days> read_days(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() != 3) return std::nullopt;
  const auto from = parse_iso_date(parts[0]);
  if (!from) return std::nullopt;
  return placements::Days{{*from, parse_iso_date(parts[1])}, parse_iso_date(parts[2])};
}

web::Response days_shown(const Asked& asked, const Form& form) {
  const auto placement = asked.desk.database.read([&](db::Read& tx) { return placements::load(tx, placements::PlacementId(asked.facts.id)); });
  if (!placement) return web::problem(asked.exchange.request, asked.exchange.visitor, placement.error());
  const auto& stay = placement->stay;
  auto fields = field::date(form, {.name = "starts_on", .legend = "First night", .hint = "For example, 27 3 2026", .value = stay.from});
  if (stay.until) fields += field::date(form, {.name = "ends_on", .legend = "Day of leaving", .hint = "The first night on which the child no longer slept there", .value = stay.until});
  fields += field::date(form, {.name = "planned_until", .legend = "Planned day of leaving (if one was planned)", .hint = "Leave empty when no end was planned", .value = placement->planned_until});
  fields += field::textarea(form, {.name = "because", .label = "How do you know what is right?", .hint = "For example: the home’s register, seen on 3 May. Name nobody else", .rows = 3, .longest = 500});
  fields += html(R"(<input type="hidden" name="shown" value="{}">)", shown_days({stay, placement->planned_until}));
  const auto home = asked.desk.database.read([&](db::Read& tx) { return home_name(tx, placement->urn, asked.today()); });
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Placement in {}</span><h1 class="govuk-heading-l">Put its days right</h1><p class="govuk-body">What was entered in error is corrected here. What stood before stays visible on the placement, with your reason. A placement that never was is not corrected but recorded as entered in error.</p>{}</div>)",
                            web::error_summary(form), home, field::whole({.action = placement_url(asked.facts.id).segment("days"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Put right", .cancel = placement_url(asked.facts.id)}));
  return desk::show(asked, {.title = "Put the days of a placement right", .breadcrumbs = {{"Placement", placement_url(asked.facts.id)}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_days(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto shown = read_days(form.typed("shown"));
  if (!shown) form.fault("starts_on", "This page is too old. Open it again");
  placements::Days right;
  right.stay.from = form.date("starts_on", "first night", true).value_or(Date{});
  if (shown && shown->stay.until) right.stay.until = form.date("ends_on", "day of leaving", true);
  right.planned_until = form.date("planned_until", "planned day of leaving", false);
  const auto because = form.required("because", "Enter how you know what is right", 500);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(placements::correct_days(tx, asked.desk.vault, asked.actor(), asked.allowed(), placements::PlacementId(asked.facts.id), *shown, right, because, asked.now()));
    RP_CHECK(notices::put_right(tx, asked.desk.vault, asked.actor(), asked.allowed(), placements::PlacementId(asked.facts.id), asked.today(), asked.now()));
    return placement_url(asked.facts.id).with("done", "days");
  });
  return done ? *done : days_shown(asked, form);
}

}  // namespace

Html days_put_right(const Asked& asked) {
  std::vector<Html> items;
  asked.desk.database.read([&](db::Read& tx) {
    items = ends_taken_back(tx, asked);
    for (const auto& one : placements::corrections_of(tx, asked.desk.vault, placements::PlacementId(asked.facts.id))) {
      std::vector<std::string> changes;
      const auto changed = [&](std::string_view what, const std::string& was, const std::string& is) {
        if (was != is) changes.push_back(fmt::format("{}: {}; before: {}", what, is, was));
      };
      changed("First night", one.was.stay.from.words(), one.is.stay.from.words());
      changed("Day of leaving", day_or(one.was.stay.until, "none"), day_or(one.is.stay.until, "none"));
      changed("Planned day of leaving", day_or(one.was.planned_until, "none"), day_or(one.is.planned_until, "none"));
      items.push_back(html(R"(<li>{}. Put right on {} by {}. <span class="rp-said">{}</span></li>)", join(changes, ". "), london_date(one.at).words(), desk::name_of_actor(tx, asked.desk.vault, "person", one.by), one.because.reveal()));
    }
  });
  return items.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">What was put right</h2><ul class="govuk-list govuk-list--spaced">{}</ul>)", items);
}

void add_days(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/placements/{id}/days", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = [](const Asked& asked) { return days_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that puts the days of a placement right"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/placements/{id}/days", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = send_days, .summary = "Put the days of a placement right; what stood before is kept", .request_type = "days form"});
}

}  // namespace rightplace::finding
