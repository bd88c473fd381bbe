#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::answering {
namespace {

namespace field = web::field;
using web::Form;
using web::Html;
using web::html;

struct Here {
  asking::Ask ask;
  Rooms rooms;
  std::optional<asking::Offer> offer;
  std::optional<Date> needed_on;
};
Result<Here> here(const Asked& asked) {
  auto found = asked.desk.database.read([&](db::Read& tx) -> Result<Here> {
    RP_TRY(ask, asking::load(tx, asking::AskId(asked.facts.id)));
    Here out{std::move(ask), {}, {}, {}};
    out.offer = asking::offer_of(tx, out.ask.id);
    if (const auto line = referrals::line_of(tx, out.ask.reference)) out.needed_on = line->needed_on;
    return out;
  });
  if (found) found->rooms = rooms_of(asked, found->ask);
  return found;
}

web::Response page(const Asked& asked, const Form& form, const Here& here, std::string_view title, std::string_view intro, const field::Whole& whole) {
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{}</p>{}</div>)", web::error_summary(form), here.ask.reference, title, intro, field::whole(whole));
  return desk::show(asked, {.title = std::string(title), .breadcrumbs = {{"Asked of us", web::Url("/asked")}, {here.ask.reference, page_of(here.ask.id)}}, .has_errors = form.sent() && !form.fine()}, content,
                    form.sent() ? desk::shown_again(form) : 200);
}

// Of an ask that takes no answer any more there is no form, but its page says why.
web::Response ended(const Here& here) { return web::redirect(page_of(here.ask.id)); }
bool takes_offers(const Here& here) { return here.ask.state == asking::State::Asked || here.ask.state == asking::State::Offered; }

web::Response offer_shown(const Asked& asked, const Form& form) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  if (!takes_offers(*found)) return ended(*found);
  const auto fields = offer_fields(form, {found->rooms.names, found->offer ? std::optional(found->offer->terms) : std::nullopt, found->needed_on, asked.today()});
  return page(asked, form, *found, "Offer a place", "The authority sees this offer beside those of other homes, and decides. Change or take it back while it is not chosen.",
              {.action = page_of(found->ask.id).segment("offer"), .tokens = desk::tokens(asked, found->ask.version), .fields = fields, .submit = found->offer ? "Change the offer" : "Offer this place", .cancel = page_of(found->ask.id)});
}

web::Response send_offer(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto terms = typed_terms(form);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
    if (auto offered = offer_place(tx, asked, version, terms); !offered) return fail(in_fields(std::move(offered).error()));
    return page_of(asking::AskId(asked.facts.id)).with("done", "offered");
  });
  return done ? *done : offer_shown(asked, form);
}

web::Response decline_shown(const Asked& asked, const Form& form) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  if (!form.sent() && found->ask.state != asking::State::Asked) return ended(*found);
  return page(asked, form, *found, "Decline", "A no with its reason helps the authority to look elsewhere at once. Afterwards nothing about the child is shown to you any more.",
              {.action = page_of(found->ask.id).segment("decline"), .tokens = desk::tokens(asked, found->ask.version), .fields = decline_fields(form), .submit = "Decline", .cancel = page_of(found->ask.id)});
}

web::Response send_decline(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
    RP_CHECK(decline_ask(tx, asked, version, form.typed("reason"), form.typed("words")));
    return page_of(asking::AskId(asked.facts.id)).with("done", "declined");
  });
  return done ? *done : decline_shown(asked, form);
}

web::Response take_back_shown(const Asked& asked, const Form& form) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  if (!form.sent() && found->ask.state != asking::State::Offered) return ended(*found);
  return page(asked, form, *found, "Take the offer back", "The room is no longer held, and the authority cannot choose it any more. The child may have been told of the place: ring the authority too.",
              {.action = page_of(found->ask.id).segment("take-back"), .tokens = desk::tokens(asked, found->ask.version), .fields = take_back_fields(form), .submit = "Take the offer back", .cancel = page_of(found->ask.id), .warning = true});
}

web::Response send_take_back(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
    RP_CHECK(take_back_offer(tx, asked, version, form.typed("words")));
    return page_of(asking::AskId(asked.facts.id)).with("done", "taken-back");
  });
  return done ? *done : take_back_shown(asked, form);
}

const Form kUntouched{web::NamedValues{}};

}  // namespace

void add_forms(desk::Pages& pages, const FactsOf& facts) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, std::function<web::Response(const Asked&)> handler, std::string_view summary, std::string_view type = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::ReferralSummary, .verb = Verb::Answer, .facts = facts, .handler = std::move(handler), .summary = summary, .request_type = type});
  };
  add(Method::Get, "/asked/{id}/offer", [](const Asked& asked) { return offer_shown(asked, kUntouched); }, "Form of an offer: the room, from when, the price, until when it stands");
  add(Method::Post, "/asked/{id}/offer", send_offer, "Offer a place and hold its room", "offer form");
  add(Method::Get, "/asked/{id}/decline", [](const Asked& asked) { return decline_shown(asked, kUntouched); }, "Form of a no with its reason");
  add(Method::Post, "/asked/{id}/decline", send_decline, "Decline with a reason", "decline form");
  add(Method::Get, "/asked/{id}/take-back", [](const Asked& asked) { return take_back_shown(asked, kUntouched); }, "Form that takes an offer back");
  add(Method::Post, "/asked/{id}/take-back", send_take_back, "Take an offer back; its room is free again", "take-back form");
}

}  // namespace rightplace::answering
