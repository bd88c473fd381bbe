#include <fmt/format.h>

#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering.h"
#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "features/supply/supply.h"
#include "web/field.h"

namespace rightplace::answering {
namespace {

using web::Html;
using web::html;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr int kFirstHour = 8, kLastHour = 20;

std::string hour_words(int hour) { return hour < 12 ? fmt::format("{}am", hour) : hour == 12 ? std::string("midday") : fmt::format("{}pm", hour - 12); }

// That hour of the clocks in London: on the two days when they change the hours of the working day lie after the change.
Instant at_hour(Date day, int hour) {
  Instant moment{london_midnight(day).ms + hour * kHourMs};
  if (is_summer_time(moment) != is_summer_time(london_midnight(day))) moment.ms += is_summer_time(moment) ? -kHourMs : kHourMs;
  return moment;
}

Done letter(db::Write& tx, const desk::Desk& desk, const accounts::PersonId& person, const organisations::OrganisationId& organisation) {
  const auto contact = accounts::contact_of(tx, desk.vault, person);
  if (!contact) return {};   // a program, or somebody whose account is closed: nobody to write to
  RP_CHECK(outbox::put(tx, desk.vault, {contact->email, outbox::Letter::Waiting, {.link = outbox::Link{outbox::Page::SignIn, {}}, .day = {}, .organisation = organisation}}, desk.moments.now()));
  return {};
}

}  // namespace

std::string home_name(db::Read& tx, std::string_view urn, Date day) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  for (const auto& home : homes::homes_as_at(tx, day, filter))
    if (home.name) return *home.name;
  return fmt::format("Home {}", urn);
}

std::string organisation_name(db::Read& tx, const organisations::OrganisationId& id) {
  const auto body = organisations::load(tx, id);
  return body ? body->details.name : std::string("An authority");
}

asking::When when_of(const desk::Asked& asked) { return {asked.desk.days.now(), asked.now()}; }

std::string deadline_words(Instant deadline, Instant at) {
  if (deadline < at) return fmt::format("{}, which has passed", moment_words(deadline));
  return fmt::format("{} ({})", moment_words(deadline), ago(london_date(deadline), london_date(at)));
}

std::string price_words(const asking::OfferTerms& terms) {
  auto words = pounds(asking::weekly_total(terms.lines).per_week) + " a week";
  if (const auto once = asking::once_total(terms.lines); once.value > 0) words += ", " + pounds(once) + " once";
  return words;
}

Result<std::int64_t> release_holds(db::Write& tx, const desk::Asked& asked, std::string_view urn, std::string_view reference) {
  std::int64_t released = 0;
  const auto when = when_of(asked);
  for (const auto& hold : supply::supply_of(tx, urn, london_date(when.at), when.at).holds) {
    if (hold.held_for != reference) continue;
    RP_CHECK(supply::release_hold(tx, asked.actor(), asked.allowed(), urn, hold.version, {when.at, when.now}));
    ++released;
  }
  return released;
}

Done tell_home(db::Write& tx, const desk::Asked& asked, std::string_view urn, const organisations::OrganisationId& provider) {
  if (provider.empty()) return {};
  std::set<std::string> told;
  const auto tell = [&](const organisations::OrganisationId& organisation, access::Role role) -> Done {
    for (const auto& person : accounts::holders_of(tx, organisation, role, asked.today()))
      if (told.insert(person.text()).second) RP_CHECK(letter(tx, asked.desk, person, organisation));
    return {};
  };
  RP_CHECK(tell(provider, access::Role::ReferralsManager));
  for (const auto& below : organisations::with_all_below(tx, provider, asked.today())) {
    const auto body = organisations::load(tx, below);
    if (body && body->details.kind == organisations::Kind::Home && body->details.urn == urn) RP_CHECK(tell(below, access::Role::RegisteredManager));
  }
  return {};
}

Done tell_person(db::Write& tx, const desk::Asked& asked, std::string_view person, const organisations::OrganisationId& organisation) {
  return tell_person(tx, asked.desk, person, organisation);
}

Done tell_person(db::Write& tx, const desk::Desk& desk, std::string_view person, const organisations::OrganisationId& organisation) {
  return letter(tx, desk, accounts::PersonId(std::string(person)), organisation);
}

Html thread_part(const std::vector<asking::Message>& messages, asking::Side mine) {
  if (messages.empty()) return html(R"(<p class="govuk-body">Nothing has been written yet.</p>)");
  Html items;
  for (const auto& message : messages)
    items += html(R"(<div class="moj-timeline__item"><div class="moj-timeline__header"><h3 class="moj-timeline__title">{}</h3></div><p class="moj-timeline__date">{}</p><div class="moj-timeline__description"><p class="govuk-body rp-said">{}</p></div></div>)",
                  message.side == mine ? "You wrote" : message.side == asking::Side::Authority ? "The authority wrote" : "The home wrote", moment_words(message.written_at), message.words);
  return html(R"(<div class="moj-timeline">{}</div>)", items);
}

json::Array thread_json(const std::vector<asking::Message>& messages) {
  json::Array all;
  for (const auto& message : messages) all.emplace_back(json::Object{{"side", asking::kSides.code(message.side)}, {"words", message.words}, {"written_at", message.written_at.iso()}});
  return all;
}

std::optional<Instant> deadline_typed(web::Form& form, std::string_view what) {
  const auto day = form.date("by", what, true);
  const auto hour = form.integer("hour", kFirstHour, kLastHour, "Choose the time of day");
  if (!day || !hour) return std::nullopt;
  return at_hour(*day, static_cast<int>(*hour));
}

Html deadline_fields(const web::Form& form, std::string_view legend, std::string_view hint, Date day, int hour) {
  std::vector<web::field::Choice> hours;
  for (int one = kFirstHour; one <= kLastHour; ++one) hours.push_back({std::to_string(one), hour_words(one)});
  return web::field::date(form, {.name = "by", .legend = std::string(legend), .hint = std::string(hint), .value = day}) +
         web::field::select(form, {.name = "hour", .label = "Time of day", .choices = std::move(hours), .value = std::to_string(hour)});
}

}  // namespace rightplace::answering
