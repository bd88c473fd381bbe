// The fields of an answer: an offer with its prices, a no with its reason, an offer taken back.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering.h"
#include "web/field.h"
#include "web/govuk/tables.h"

namespace rightplace::answering {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::Form;
using web::Html;
using web::html;

constexpr int kLongestConditions = 2'000, kLongestWords = 2'000;

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

}  // namespace

Html offer_fields(const Form& form, const OfferFields& wanted) {
  const auto* terms = wanted.stands ? &*wanted.stands : nullptr;
  std::vector<field::Choice> rooms;
  for (const auto& room : wanted.rooms) rooms.push_back({room, room});
  Html fields = rooms.empty() ? html(R"(<div class="govuk-inset-text">{}</div>)", wanted.without_rooms)
                              : field::select(form, {.name = "room", .label = "Room", .choices = rooms, .value = terms && terms->room ? *terms->room : std::string(), .hint = "It is held for this child until the offer ends", .empty = "Choose a room"});
  fields += field::date(form, {.name = "from", .legend = "From which night?", .hint = wanted.needed_on ? "The authority needs it from " + wanted.needed_on->words() : std::string("For example, 27 3 2026"),
                               .value = terms ? std::optional(terms->available_from) : wanted.needed_on});
  fields += html(R"(<h2 class="govuk-heading-m">Price</h2>)");
  for (const auto& price : kPrices) {
    std::string value;
    if (terms)
      for (const auto& line : terms->lines)
        if (line.what == price.what && line.every == price.every) value = typed_pence(line.amount);
    fields += field::money(form, {.name = std::string(price.name), .label = std::string(price.label), .value = std::move(value)});
  }
  fields += field::textarea(form, {.name = "conditions", .label = "Conditions (if any)", .hint = "What must be so for the offer to hold. Name no child", .value = terms ? terms->conditions : std::string(), .rows = 4, .longest = kLongestConditions});
  fields += deadline_fields(form, "Until when does the offer stand?", "After that the room is free again unless the authority has chosen it", terms ? london_date(terms->stands_until) : wanted.today.plus_days(3), 17);
  return fields;
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

Html decline_fields(const Form& form) {
  std::vector<field::Choice> reasons;
  for (const auto& reason : asking::decline_reasons()) reasons.push_back({reason.code, reason.label});
  return field::radios(form, {.name = "reason", .legend = "Why can the home not offer a place?", .choices = reasons, .hint = "Authorities see which reasons are most common in their area; they never count against a home"}) +
         field::textarea(form, {.name = "words", .label = "In your own words", .hint = "What would have to be different? Needed only for another reason. Name no child", .rows = 4, .longest = kLongestWords});
}

Html take_back_fields(const Form& form) {
  return field::textarea(form, {.name = "words", .label = "Why?", .hint = "The authority reads it. Name no child", .rows = 4, .longest = kLongestWords});
}

Html offer_card(const asking::Offer& offer, std::string_view title, Instant at) {
  const auto& terms = offer.terms;
  govuk::SummaryList list{.rows = {}};
  list.card = govuk::SummaryCard{.title = std::string(title)};
  if (terms.room) list.rows.push_back({.key = "Room", .value = *terms.room});
  list.rows.push_back({.key = "From", .value = terms.available_from.words()});
  list.rows.push_back({.key = "Stands until", .value = deadline_words(terms.stands_until, at)});
  for (const auto& line : terms.lines) list.rows.push_back({.key = line.what, .value = pounds(line.amount) + " " + std::string(asking::kEvery.label(line.every))});
  list.rows.push_back({.key = "Together", .value = price_words(terms)});
  if (!terms.conditions.empty()) list.rows.push_back({.key = "Conditions", .value = html(R"(<span class="rp-said">{}</span>)", terms.conditions)});
  return govuk::summary_list(list);
}

}  // namespace rightplace::answering
