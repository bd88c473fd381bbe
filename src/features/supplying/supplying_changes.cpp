#include "features/supplying/supplying_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/supplying/supplying_frame.h"
#include "features/supplying/supplying_pages.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::supplying {
namespace {

using web::Form;
using web::Html;
using web::html;
namespace field = web::field;
namespace govuk = web::govuk;


Result<Change> read_change(const desk::Asked& asked, Form& form) {
  Change change;
  change.room = form.required("room", "Choose a room", 200);
  const auto kind = kChangeKinds.parse(form.typed("kind"));
  if (!kind) form.fault("kind", "Choose what is so of the room");
  change.kind = kind.value_or(ChangeKind::Free);
  const auto from = form.date("from", "first night", true);
  const auto until = form.date("until", "day from which it no longer holds", false);
  change.nights = {from.value_or(asked.today()), until};
  if (from && until && *until <= *from) form.fault("until", "The end must be after the first night");
  for (const auto& [day, name] : {std::pair(from, "from"), std::pair(until, "until")})
    if (day && std::abs(*day - asked.today()) > 3'650) form.fault(name, "The day must be within ten years");
  if (kind == ChangeKind::OutOfUse) change.reason = form.required("reason", "Enter why the room is out of use", 200);
  if (kind == ChangeKind::Hold) {
    change.held_for = form.required("held_for", "Enter the reference of the referral, such as R-7K3M9Q", 40);
    change.held_until = form.date("held_until", "last day of the hold", true);
  }
  return change;
}

web::Response change_shown(const desk::Asked& asked, const Form& form, int status) {
  const auto view = load(asked);
  if (!view) return nothing(asked);
  const auto& urn = view->home.urn;
  const auto& query = asked.exchange.request;
  std::vector<field::Choice> rooms;
  for (const auto& room : rooms_of(*view)) rooms.push_back({room, room});
  if (rooms.empty()) return web::redirect(home_url(urn).segment("rooms"));
  const auto from = parse_iso_date(query.query_value("from")).value_or(asked.today());
  const auto reason = field::input(form, {.name = "reason", .label = "Why is it out of use?", .hint = "For example, the ceiling is being repaired. Name no child", .width = field::Width::TwoThirds});
  const auto hold = field::input(form, {.name = "held_for", .label = "Reference of the referral", .hint = "Such as R-7K3M9Q. No name", .width = field::Width::Of10}) +
                    field::date(form, {.name = "held_until", .legend = "Last day of the hold", .hint = "The room is free again on the day after, unless the child comes", .value = asked.today().plus_days(2)});
  const auto fields = field::select(form, {.name = "room", .label = "Room", .choices = rooms, .value = std::string(query.query_value("room")), .empty = "Choose a room"}) +
                      field::radios(form, {.name = "kind", .legend = "What is so?",
                                           .choices = {{"free", "It is free", "A child may come and sleep here"}, {"taken", "It is no longer free", "Somebody has it, or you keep it for another reason"},
                                                       {"out_of_use", "It is out of use", "For repair and the like", reason}, {"in_use", "It is in use again", "From the first night below; say also from when it is free"},
                                                       {"hold", "It is held for a referral", "While an offer is open", hold}}}) +
                      field::date(form, {.name = "from", .legend = "First night", .hint = "For example, 27 3 2026", .value = from}) +
                      field::date(form, {.name = "until", .legend = "Until (optional)", .hint = "The day from which it no longer holds. Leave empty when there is no end"});
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">Change a room</h1>{}</div>)", web::error_summary(form), view->name(),
                            field::whole({.action = places_url(urn).segment("change"), .tokens = desk::tokens(asked, view->supply.calendar ? view->supply.calendar->version : 0), .fields = fields, .submit = "Save", .cancel = places_url(urn)}));
  return desk::show(asked, {.title = "Change a room: " + view->name(), .breadcrumbs = crumbs(&*view), .has_errors = form.sent() && !form.fine()}, content, status);
}

}  // namespace

std::int64_t shown_version(Form& form) {
  const auto version = parse_integer(form.typed("version"));
  if (!version) form.fault("", "This page is not whole. Open it again, and send it once more");
  return version.value_or(0);
}

Error named(db::Read& tx, const desk::Asked& asked, std::string_view urn, supply::Subject subject, Error error) {
  const auto versions = supply::history(tx, urn, subject);
  if (error.kind != ErrorKind::Conflict || versions.empty()) return error;
  error.detail = fmt::format("{} changed this on {}, after you opened the page. What you typed is still below. Look at what it says now, and save again if yours is right",
                             said_by(tx, asked.desk, versions.front().by), moment_words(versions.front().at));
  return error;
}

Done carry_out(db::Write& tx, const desk::Asked& asked, std::string_view urn, const Change& change, std::int64_t shown) {
  const auto home = supply::supply_of(tx, urn, asked.today(), asked.desk.days.now());
  const bool known = home.rooms && std::ranges::find(home.rooms->value, change.room, &supply::Room::room) != home.rooms->value.end();
  if (!known) return fail(ErrorKind::Invalid, "Choose one of the home's rooms", {{"room", "Choose one of the home's rooms"}});
  if (change.kind == ChangeKind::Hold) {
    const supply::Hold hold{.urn = std::string(urn), .room = change.room, .nights = change.nights, .held_for = change.held_for, .held_at = {}, .held_until = london_midnight(change.held_until.value_or(asked.today()).plus_days(1))};
    const auto held = supply::hold(tx, asked.actor(), asked.allowed(), hold, occupations_of(tx, urn, asked.today()), when(asked));
    if (!held) {
      auto error = held.error();
      // A room that is not to be had is a fault of this room, not a page that was overtaken.
      if (error.kind == ErrorKind::Conflict) error = {ErrorKind::Invalid, error.detail, {{"room", error.detail}}};
      return fail(std::move(error));
    }
    return {};
  }
  const auto stands = home.calendar ? home.calendar->version : 0;
  if (stands != shown) return fail(named(tx, asked, urn, supply::Subject::Calendar, {ErrorKind::Conflict, "The calendar was changed meanwhile. Look at it again", {}}));
  const auto calendar = home.calendar ? home.calendar->value : supply::Calendar{};
  const auto changed = [&]() -> Result<supply::Calendar> {
    switch (change.kind) {
      case ChangeKind::Free: return supply::with_free(calendar, change.room, change.nights);
      case ChangeKind::Taken: return supply::with_taken(calendar, change.room, change.nights);
      case ChangeKind::OutOfUse: return supply::with_out_of_use(calendar, change.room, change.nights, change.reason);
      case ChangeKind::InUse: return supply::with_lifted(calendar, change.room, change.nights.from);
      case ChangeKind::Hold: break;
    }
    return calendar;
  }();
  if (!changed) return fail(ErrorKind::Invalid, changed.error().detail, {{"from", changed.error().detail}});
  RP_CHECK(supply::state(tx, asked.actor(), asked.allowed(), urn, *changed, stands, when(asked)));
  return {};
}

Done say_may_take(db::Write& tx, const desk::Asked& asked, std::string_view urn, std::optional<int> children, std::int64_t shown) {
  const auto home = supply::supply_of(tx, urn, asked.today(), asked.desk.days.now());
  if (!home.calendar) return fail(ErrorKind::Invalid, "Say first which rooms are free", {{"may_take", "Say first which rooms are free"}});
  if (home.calendar->version != shown) return fail(named(tx, asked, urn, supply::Subject::Calendar, {ErrorKind::Conflict, "The calendar was changed meanwhile. Look at it again", {}}));
  RP_CHECK(supply::state(tx, asked.actor(), asked.allowed(), urn, supply::with_may_take(home.calendar->value, children), shown, when(asked)));
  return {};
}

web::Response change_page(const desk::Asked& asked) { return change_shown(asked, Form{web::NamedValues{}}, 200); }

web::Response send_change(const desk::Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto change = read_change(asked, form);
  const auto version = shown_version(form);
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        RP_CHECK(carry_out(tx, asked, urn, *change, version));
        return places_url(urn).with("done", "changed").with("from", change->nights.from.iso());
      }))
    return *response;
  return change_shown(asked, form, desk::shown_again(form));
}

web::Response send_still_right(const desk::Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        const auto renewed = supply::renew(tx, asked.actor(), asked.allowed(), urn, supply::Subject::Calendar, version, when(asked));
        if (!renewed) return fail(named(tx, asked, urn, supply::Subject::Calendar, renewed.error()));
        return places_url(urn).with("done", "right");
      }))
    return *response;
  const auto status = desk::shown_again(form);
  return web::problem(asked.exchange.request, asked.exchange.visitor, status, status == 409 ? "The calendar was changed meanwhile" : "This could not be done",
                      form.faults().front().detail);
}

web::Response send_may_take(const desk::Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  std::optional<int> children;
  if (!form.typed("may_take").empty())
    if (const auto said = form.integer("may_take", 0, 200, "Enter a whole number from 0 to 200, or leave it empty when the rooms decide")) children = static_cast<int>(*said);
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        RP_CHECK(say_may_take(tx, asked, urn, children, version));
        return places_url(urn).with("done", "may-take");
      }))
    return *response;
  return places_shown(asked, form, desk::shown_again(form));
}

web::Response send_release(const desk::Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        RP_CHECK(supply::release_hold(tx, asked.actor(), asked.allowed(), urn, version, when(asked)));
        return places_url(urn).with("done", "released");
      }))
    return *response;
  return web::problem(asked.exchange.request, asked.exchange.visitor, desk::shown_again(form), "The hold was not released", form.faults().front().detail);
}

}  // namespace rightplace::supplying
