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

constexpr int kLongestConditions = 2'000, kLongestWords = 2'000;

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

struct PriceField {
  std::string_view name, label, what;
  asking::Every every;
};
constexpr PriceField kPrices[] = {{"care", "Care and accommodation, a week", "Care and accommodation", asking::Every::Week},
                                  {"education", "Education, a week (if any)", "Education", asking::Every::Week},
                                  {"therapy", "Therapy, a week (if any)", "Therapy", asking::Every::Week},
                                  {"staff", "More staff for this child, a week (if any)", "More staff for this child", asking::Every::Week},
                                  {"at_start", "Once, at the start (if anything)", "At the start", asking::Every::Once}};

std::string typed_pence(Pence amount) {
  return amount.value % 100 == 0 ? std::to_string(amount.value / 100) : fmt::format("{}.{:02}", amount.value / 100, amount.value % 100);
}

web::Response offer_shown(const Asked& asked, const Form& form) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  if (!takes_offers(*found)) return ended(*found);
  const auto* terms = found->offer ? &found->offer->terms : nullptr;
  std::vector<field::Choice> rooms;
  for (const auto& room : found->rooms.names) rooms.push_back({room, room});
  Html fields = rooms.empty() ? html(R"(<div class="govuk-inset-text">The home has named no rooms here, so none can be held for the child. Name them under Our homes to show that a place is really free.</div>)")
                              : field::select(form, {.name = "room", .label = "Room", .choices = rooms, .value = terms && terms->room ? *terms->room : std::string(), .hint = "It is held for this child until the offer ends", .empty = "Choose a room"});
  fields += field::date(form, {.name = "from", .legend = "From which night?", .hint = found->needed_on ? "The authority needs it from " + found->needed_on->words() : std::string("For example, 27 3 2026"),
                               .value = terms ? std::optional(terms->available_from) : found->needed_on});
  fields += html(R"(<h2 class="govuk-heading-m">Price</h2>)");
  for (const auto& price : kPrices) {
    std::string value;
    if (terms)
      for (const auto& line : terms->lines)
        if (line.what == price.what && line.every == price.every) value = typed_pence(line.amount);
    fields += field::money(form, {.name = std::string(price.name), .label = std::string(price.label), .value = std::move(value)});
  }
  fields += field::textarea(form, {.name = "conditions", .label = "Conditions (if any)", .hint = "What must be so for the offer to hold. Name no child", .value = terms ? terms->conditions : std::string(), .rows = 4, .longest = kLongestConditions});
  fields += deadline_fields(form, "Until when does the offer stand?", "After that the room is free again unless the authority has chosen it", terms ? london_date(terms->stands_until) : asked.today().plus_days(3), 17);
  return page(asked, form, *found, "Offer a place", "The authority sees this offer beside those of other homes, and decides. Change or take it back while it is not chosen.",
              {.action = page_of(found->ask.id).segment("offer"), .tokens = desk::tokens(asked, found->ask.version), .fields = fields, .submit = found->offer ? "Change the offer" : "Offer this place", .cancel = page_of(found->ask.id)});
}

asking::OfferTerms typed_terms(Form& form) {
  asking::OfferTerms terms;
  if (const auto room = form.typed("room"); !room.empty()) terms.room = room;
  terms.available_from = form.date("from", "first night", true).value_or(Date{});
  for (const auto& price : kPrices) {
    if (form.typed(price.name).empty()) {
      if (price.name == "care") form.fault("care", "Enter the price of a week");
      continue;
    }
    if (const auto amount = form.pounds(price.name, "Enter the price in pounds, such as 5200 or 5200.50")) terms.lines.push_back({std::string(price.what), price.every, *amount});
  }
  terms.conditions = form.optional_text("conditions", kLongestConditions);
  terms.stands_until = deadline_typed(form, "day until which the offer stands").value_or(Instant{});
  return terms;
}

std::int64_t shown_version(Form& form) {
  const auto version = parse_integer(form.typed("version"));
  if (!version) form.fault("", "This page is not whole. Open it again, and send it once more");
  return version.value_or(0);
}

// Faults of the offer's rules under the names of the form's fields.
Error in_fields(Error error) {
  for (auto& fault : error.fields) {
    if (fault.field == "lines") fault.field = "care";
    if (fault.field == "stands_until") fault.field = "by";
    if (fault.field == "available_from") fault.field = "from";
  }
  return error;
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
  std::vector<field::Choice> reasons;
  for (const auto& reason : asking::decline_reasons()) reasons.push_back({reason.code, reason.label});
  const auto fields = field::radios(form, {.name = "reason", .legend = "Why can the home not offer a place?", .choices = reasons, .hint = "Authorities see which reasons are most common in their area; they never count against a home"}) +
                      field::textarea(form, {.name = "words", .label = "In your own words", .hint = "What would have to be different? Needed only for another reason. Name no child", .rows = 4, .longest = kLongestWords});
  return page(asked, form, *found, "Decline", "A no with its reason helps the authority to look elsewhere at once. Afterwards nothing about the child is shown to you any more.",
              {.action = page_of(found->ask.id).segment("decline"), .tokens = desk::tokens(asked, found->ask.version), .fields = fields, .submit = "Decline", .cancel = page_of(found->ask.id)});
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
  const auto fields = field::textarea(form, {.name = "words", .label = "Why?", .hint = "The authority reads it. Name no child", .rows = 4, .longest = kLongestWords});
  return page(asked, form, *found, "Take the offer back", "The room is no longer held, and the authority cannot choose it any more. The child may have been told of the place: ring the authority too.",
              {.action = page_of(found->ask.id).segment("take-back"), .tokens = desk::tokens(asked, found->ask.version), .fields = fields, .submit = "Take the offer back", .cancel = page_of(found->ask.id), .warning = true});
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
