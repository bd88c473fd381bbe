#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/london.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/supplying/supplying_frame.h"
#include "features/supplying/supplying_pages.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::supplying {
namespace {

using supply::RoomState;
using supply::Says;
using web::Html;
using web::html;
using web::Url;
namespace govuk = web::govuk;

constexpr int kDays = 35, kFarthestDays = 1'100;

// One look at a state: a letter and a pattern, for colour alone tells some people nothing.
struct Look {
  std::string_view letter, css, words;
};
Look look(RoomState state) {
  switch (state) {
    case RoomState::Free: return {"F", "free", "free"};
    case RoomState::Occupied: return {"–", "occupied", "occupied"};
    case RoomState::Held: return {"H", "held", "held"};
    case RoomState::OutOfUse: return {"X", "out", "out of use"};
    case RoomState::Unknown: return {"?", "unknown", "not known"};
  }
  return {};
}

Date monday_of(Date day) { return day.plus_days(-(((day.days() + 3) % 7 + 7) % 7)); }

// The Monday of the week that is asked for; this week's when what is asked is no day or too far away.
Date first_day(const desk::Asked& asked) {
  const auto said = parse_iso_date(asked.exchange.request.query_value("from"));
  const auto day = said && std::abs(*said - asked.today()) <= kFarthestDays ? *said : asked.today();
  return monday_of(day);
}

Url day_url(std::string_view urn, std::string_view room, Date day) { return places_url(urn).segment("day").with("room", room).with("day", day.iso()); }
std::string short_day(Date day) { return fmt::format("{} {}", weekday(day), day.words()); }

struct Calendars {
  std::vector<supply::RoomCalendar> rooms;
  Date from;
};
Calendars calendars_of(const View& view, Date from) {
  Calendars all{supply::room_calendars(view.supply, view.occupations, from), from};
  std::erase_if(all.rooms, [](const supply::RoomCalendar& room) { return room.room.empty(); });
  return all;
}
const supply::RoomTime& time_on(const supply::RoomCalendar& room, Date day) {
  return *std::ranges::find_if(room.times, [&](const supply::RoomTime& time) { return time.nights.covers_night(day); });
}

Html key() {
  std::vector<Html> items;
  for (const auto& row : supply::kRoomStates.rows) {
    const auto seen = look(row.value);
    items.push_back(html(R"(<li><span class="rp-cell rp-cell--{}" aria-hidden="true">{}</span> {}</li>)", seen.css, seen.letter, seen.words));
  }
  return html(R"(<ul class="rp-key" aria-label="What the marks mean">{}</ul>)", items);
}

// Rooms × days. With `urn` every cell leads to its reason.
Html grid(const Calendars& all, Date today, std::optional<std::string_view> urn) {
  std::vector<Html> months, days;
  for (int i = 0; i < kDays;) {
    const auto day = all.from.plus_days(i);
    int span = 1;
    while (i + span < kDays && all.from.plus_days(i + span).month() == day.month()) ++span;
    const auto words = day.words();
    months.push_back(html(R"(<th scope="colgroup" colspan="{}">{}</th>)", span, span > 3 ? words.substr(words.find(' ') + 1) : std::string()));
    i += span;
  }
  for (int i = 0; i < kDays; ++i) {
    const auto day = all.from.plus_days(i);
    const auto name = weekday(day);
    days.push_back(html(R"(<th scope="col" class="{}"><abbr title="{}">{}</abbr><br>{}{}</th>)", day == today ? "rp-today" : i % 7 == 0 ? "rp-monday" : "", short_day(day), name.substr(0, 1), static_cast<int>(day.day()),
                        day == today ? html(R"(<span class="govuk-visually-hidden"> today</span>)") : Html{}));
  }
  std::vector<Html> rows;
  for (const auto& room : all.rooms) {
    std::vector<Html> cells;
    for (int i = 0; i < kDays; ++i) {
      const auto day = all.from.plus_days(i);
      const auto seen = look(time_on(room, day).state);
      const std::string place = day == today ? "rp-today" : i % 7 == 0 ? "rp-monday" : "";
      const auto said = fmt::format("{}, {}: {}", room.room, short_day(day), seen.words);
      cells.push_back(urn ? html(R"(<td class="{}"><a class="rp-cell rp-cell--{}" href="{}"><span aria-hidden="true">{}</span><span class="govuk-visually-hidden">{}</span></a></td>)", place, seen.css, day_url(*urn, room.room, day), seen.letter, said)
                          : html(R"(<td class="{}"><span class="rp-cell rp-cell--{}"><span aria-hidden="true">{}</span><span class="govuk-visually-hidden">{}</span></span></td>)", place, seen.css, seen.letter, said));
    }
    rows.push_back(html(R"(<tr><th scope="row">{}</th>{}</tr>)", room.room, cells));
  }
  return html(R"(<div class="rp-scroll" tabindex="0" role="region" aria-label="Calendar of places"><table class="rp-places"><caption class="govuk-visually-hidden">Rooms by day, five weeks from {}</caption><thead><tr><td></td>{}</tr><tr><th scope="col">Room</th>{}</tr></thead><tbody>{}</tbody></table></div>)",
              all.from.words(), months, days, rows);
}

// The same in a list: for telephones and whoever hears the page.
Html in_lines(const Calendars& all) {
  const auto end = all.from.plus_days(kDays);
  std::vector<Html> items;
  for (const auto& room : all.rooms) {
    std::string words;
    for (const auto& time : room.times) {
      if (time.nights.from >= end) break;
      words += words.empty() ? "" : "; ";
      words += std::string(look(time.state).words);
      if (time.nights.from > all.from) words += " from " + time.nights.from.words();
      if (time.nights.until && *time.nights.until < end) words += " until " + time.nights.until->words();
    }
    items.push_back(html(R"(<li><strong>{}</strong>: {}</li>)", room.room, words));
  }
  return html(R"(<h2 class="govuk-heading-m">The same in words</h2><p class="govuk-body">From {} for five weeks. “Until” is the day from which it no longer holds.</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", all.from.words(), items);
}

Html earlier_later(const Url& base, Date from, Date today) {
  return html(R"(<p class="govuk-body rp-weeks"><a class="govuk-link" href="{}">Five weeks earlier</a> <a class="govuk-link" href="{}">This week</a> <a class="govuk-link" href="{}">Five weeks later</a></p>)",
              base.with("from", from.plus_days(-kDays).iso()), base.with("from", today.iso()), base.with("from", from.plus_days(kDays).iso()));
}

std::string age_sentence(const View& view, Date today) {
  const auto& calendar = view.supply.calendar;
  if (!calendar) return "The home has not said which rooms are free. Every night is not known.";
  if (supply::too_old(calendar->at, today))
    return fmt::format("Said {} ({}). That is more than {} days, so it counts as not known.", ago(london_date(calendar->at), today), moment_words(calendar->at), supply::vacancies_last_days());
  return fmt::format("Said {} ({}).", ago(london_date(calendar->at), today), moment_words(calendar->at));
}

Html may_take(const View& view) {
  if (!view.supply.calendar || !view.supply.calendar->value.may_take) return {};
  return govuk::inset_text({.text = fmt::format("The home can take {} now, for staffing or the children who live there, whatever rooms are free.", plural(*view.supply.calendar->value.may_take, "child", "children"))});
}

Html may_take_form(const desk::Asked& asked, const View& view, const web::Form& form) {
  const auto& stands = view.supply.calendar->value.may_take;
  const auto fields = web::field::input(form, {.name = "may_take", .label = "Children you can take now", .hint = "For staffing, or for the children who live here. Leave empty when every free room may be filled", .value = stands ? std::to_string(*stands) : "", .inputmode = "numeric", .width = web::field::Width::Of3});
  return govuk::details({.summary = "Say how many children you can take now",
                         .text = web::field::whole({.action = places_url(view.home.urn).segment("may-take"), .tokens = desk::tokens(asked, view.supply.calendar->version), .fields = fields, .submit = "Save"}),
                         .open = form.sent()});
}

// ---- Reasons of one day

// Which of the reasons this person is told child by child: the placements that they may read, each first entered in the child's
// ledger; and the home's own list of who lives there.
struct Told {
  std::set<std::size_t> placed;   // of the view's placements
  bool residents = false;
};
Told told_of(const desk::Asked& asked, const View& view, const supply::RoomNight& night) {
  Told told;
  const auto says = [&](Says what) { return std::ranges::any_of(night.reasons, [&](const supply::Reason& one) { return one.says == what; }); };
  if (says(Says::LivesThere)) told.residents = asked.also_reads(facts_of(access::Record::Placement, view.home.urn));
  for (const auto& one : night.reasons)
    if (one.says == Says::Placed && reads_placement(asked, view, view.placed[one.which])) told.placed.insert(one.which);
  return told;
}

Html reason(const desk::Asked& asked, db::Read& tx, const View& view, const supply::Reason& one) {
  const auto said = [&](const auto& stated) {
    return stated ? fmt::format("Said by {} on {}", said_by(tx, asked.desk, stated->by), moment_words(stated->at)) : std::string();
  };
  std::string title, detail;
  switch (one.says) {
    case Says::NothingStated: title = "The home has never said which rooms are free"; break;
    case Says::NotFree: title = "Not stated free on this night, so nobody is offered it", detail = said(view.supply.calendar); break;
    case Says::Free: title = "Stated free " + stay_words(one.nights), detail = said(view.supply.calendar); break;
    case Says::OutOfUse: title = "Out of use " + stay_words(one.nights) + (one.detail.empty() ? ". No reason is stated" : ": " + one.detail), detail = said(view.supply.calendar); break;
    case Says::LivesThere: {
      const auto& child = view.supply.residents->value[one.which];
      title = fmt::format("A child (the home's mark {}) lives in the room{}{}", child.token, child.from ? " since " + child.from->words() : "", child.until ? ", and is to leave on " + child.until->words() : "");
      detail = said(view.supply.residents);
      break;
    }
    case Says::Placed: {
      const auto& placement = view.placed[one.which];
      const auto* authority = geography::authority_by_code(placement.authority_code);
      title = fmt::format("A placement by {} is in the room {}", authority ? authority->name : std::string_view("an authority"), stay_words(one.nights));
      detail = placement.state == placements::State::Confirmed ? "Confirmed by the home" : "Claimed by the authority, not yet confirmed by the home";
      break;
    }
    case Says::Held: {
      const auto& hold = view.supply.holds[one.which];
      title = fmt::format("Held for the referral {} {}", one.detail, stay_words(one.nights));
      detail = fmt::format("By {} since {}. The hold ends on {}", said_by(tx, asked.desk, hold.by), moment_words(hold.held_at), moment_words(hold.held_until));
      break;
    }
    case Says::MoreChildren:
      title = "The room may be taken: more children are said to live in the home than its other rooms can hold";
      detail = fmt::format("Nobody has said the room of {}. Say it, and this room is free or taken", plural(static_cast<std::int64_t>(one.which), "child", "children"));
      break;
  }
  return html(R"(<li><strong>{}</strong><br><span class="rp-muted">{}</span></li>)", title, detail);
}

// Of children of whom nothing is told, one line for all: how many there are is theirs.
Html reasons_part(const desk::Asked& asked, db::Read& tx, const View& view, const supply::RoomNight& night, const Told& told) {
  Html all;
  bool taken = false;
  for (const auto& one : night.reasons) {
    const bool hidden = (one.says == Says::Placed && !told.placed.contains(one.which)) || (one.says == Says::LivesThere && !told.residents);
    if (!hidden) all += reason(asked, tx, view, one);
    else if (!std::exchange(taken, true)) all += html(R"(<li><strong>The room is taken</strong></li>)");
  }
  return all;
}

}  // namespace

web::Response places_page(const desk::Asked& asked) { return places_shown(asked, web::Form{web::NamedValues{}}, 200); }

web::Response places_shown(const desk::Asked& asked, const web::Form& form, int status) {
  const auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto& urn = view->home.urn;
  const bool writes = asked.may(facts_of(access::Record::Vacancies, urn), access::Verb::Write).has_value();
  const auto all = calendars_of(*view, first_day(asked));
  const auto done = asked.exchange.request.query_value("done");
  Html banner;
  if (done == "right") banner = govuk::notification_banner({.text = "Thank you. What you said of your places counts as said now.", .title = "Done", .type = "success"});
  else if (!done.empty()) banner = govuk::notification_banner({.text = "Saved. The calendar below is in effect now.", .title = "Done", .type = "success"});

  std::vector<Html> wrong;
  for (const auto& room : all.rooms) {
    const auto stated = rooms_of(*view);
    if (std::ranges::find(stated, room.room) == stated.end()) wrong.push_back(Html::text(fmt::format("“{}” is not among your rooms, but a placement or a resident is said to be in it.", room.room)));
    for (int i = 0; i < kDays; ++i)
      if (supply::room_night(view->supply, view->occupations, room.room, all.from.plus_days(i)).contradicts) {
        wrong.push_back(html(R"(What is said of {} on {} cannot all be true. <a class="govuk-link" href="{}">See who says what of {}</a>)", room.room, all.from.plus_days(i).words(), day_url(urn, room.room, all.from.plus_days(i)), room.room));
        break;
      }
  }
  const auto names = rooms_of(*view);
  const auto nowhere = std::ranges::count_if(view->occupations, [&](const supply::Occupation& one) { return one.nights.covers_night(asked.today()) && std::ranges::find(names, one.room) == names.end(); });
  if (nowhere > 0) {
    const bool says = asked.may(facts_of(access::Record::Placement, urn), access::Verb::Write).has_value();
    const auto words = fmt::format("Nobody has said the room of {} placed here.{}", nowhere == 1 ? "a child" : fmt::format("{} children", nowhere),
                                   supply::without_a_room(view->supply, view->occupations, asked.today()) > 0 ? " Rooms stated free may be taken, so none of them is offered." : "");
    wrong.push_back(says ? html(R"({} <a class="govuk-link" href="{}">Say in which room each child lives</a>)", words, home_url(urn).segment("children")) : Html::text(words + " The registered manager says it."));
  }
  Html warnings;
  for (const auto& words : wrong) warnings += govuk::warning_text({.text = words});

  Html change;
  if (writes && !all.rooms.empty()) {
    const auto still = view->supply.calendar
        ? html(R"(<form method="post" action="{}">{}<button class="govuk-button" type="submit" data-prevent-double-click="true">All of this is still right</button></form>)", places_url(urn).segment("still-right"), desk::tokens(asked, view->supply.calendar->version))
        : Html{};
    change = html(R"(<div class="rp-buttons">{}<a class="govuk-button govuk-button--secondary" href="{}" role="button">Change a room</a></div>)", still, places_url(urn).segment("change"));
    if (view->supply.calendar) change += may_take_form(asked, *view, form);
  }
  Html holds;
  if (!view->supply.holds.empty()) {
    govuk::Table table{.caption = "Rooms held for a child", .caption_classes = "govuk-table__caption--m", .head = {"Room", "For", "Nights", "The hold ends"}};
    if (writes) table.head.emplace_back("Release");
    for (const auto& hold : view->supply.holds) {
      std::vector<govuk::Cell> row{hold.room, hold.held_for, stay_words(hold.nights), moment_words(hold.held_until)};
      if (writes)
        row.emplace_back(html(R"(<form method="post" action="{}">{}<button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" type="submit">Release<span class="govuk-visually-hidden"> {} held for {}</span></button></form>)",
                              places_url(urn).segment("release"), desk::tokens(asked, hold.version), hold.room, hold.held_for));
      table.rows.push_back(std::move(row));
    }
    holds = govuk::table(table);
  }
  const Html calendar = all.rooms.empty()
      ? writes ? html(R"(<p class="govuk-body">No rooms are named yet. <a class="govuk-link" href="{}">Name the bedrooms</a>, and the calendar appears here.</p>)", home_url(urn).segment("rooms"))
               : html(R"(<p class="govuk-body">No rooms are named yet. The manager of the home or the referrals manager names them, and the calendar appears here.</p>)")
      : html(R"(<p class="govuk-body">Choose a day to see who says so.</p>{}{}{}{})", key(), grid(all, asked.today(), urn), earlier_later(places_url(urn), all.from, asked.today()), in_lines(all));
  return desk::show(asked, {.title = "Places: " + view->name(), .breadcrumbs = crumbs(nullptr), .has_errors = form.sent() && !form.fine(), .wide = true},
                    html(R"({}{}{}{}<h2 class="govuk-heading-m">Places</h2><p class="govuk-body-l">{}</p>{}{}{}{}{})", web::error_summary(form), banner, home_head(asked, *view, Tab::Places), notices_part(*view), age_sentence(*view, asked.today()), warnings, may_take(*view), change, calendar, holds), status);
}

web::Response day_page(const desk::Asked& asked) {
  const auto& request = asked.exchange.request;
  const auto day = parse_iso_date(request.query_value("day"));
  const auto room = request.query_value("room");
  const auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view || !day || std::abs(*day - asked.today()) > 2 * kFarthestDays) return web::problem(request, asked.exchange.visitor, access::missing());
  const auto all = calendars_of(*view, *day);
  if (std::ranges::find(all.rooms, room, &supply::RoomCalendar::room) == all.rooms.end()) return web::problem(request, asked.exchange.visitor, access::missing());
  const auto night = supply::room_night(view->supply, view->occupations, room, *day);
  const auto told = told_of(asked, *view, night);
  const auto& urn = view->home.urn;
  const bool writes = asked.may(facts_of(access::Record::Vacancies, urn), access::Verb::Write).has_value();
  const auto reasons = asked.desk.database.read([&](db::Read& tx) { return reasons_part(asked, tx, *view, night, told); });
  const Html contradiction = night.contradicts ? govuk::warning_text({.text = "These cannot all be true. Until you say which is right, nobody is offered the room on this night."}) : Html{};
  const Html change = writes ? html(R"(<a class="govuk-button" role="button" href="{}">Change this room</a>)", places_url(urn).segment("change").with("room", room).with("from", day->iso())) : Html{};
  const auto seen = look(night.state);
  return desk::show(asked, {.title = fmt::format("{} on {}", room, day->words()), .breadcrumbs = crumbs(&*view)},
                    html(R"(<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">{} on {}: {}</h1>{}<h2 class="govuk-heading-m">Who says so</h2><ul class="govuk-list govuk-list--spaced">{}</ul>{}<p class="govuk-body rp-weeks"><a class="govuk-link" href="{}">The day before</a> <a class="govuk-link" href="{}">The day after</a> <a class="govuk-link" href="{}">Back to the calendar</a></p>)",
                         view->name(), room, short_day(*day), seen.words, contradiction, reasons, change, day_url(urn, room, day->plus_days(-1)), day_url(urn, room, day->plus_days(1)), places_url(urn).with("from", day->iso())));
}

web::Response others_places_page(const desk::Asked& asked) {
  const auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto& urn = view->home.urn;
  auto all = calendars_of(*view, first_day(asked));
  const bool known = supply::counts_as_known(view->supply, asked.today());
  if (!known || view->is_blocked()) supply::nothing_is_free(all.rooms);
  const auto base = Url("/homes").segment(urn).segment("places");
  const Html calendar = all.rooms.empty() ? html(R"(<p class="govuk-body">The home has not named its rooms, so there is no calendar. Ring the home to ask.</p>)")
                                          : html(R"({}{}{}{})", key(), grid(all, asked.today(), std::nullopt), earlier_later(base, all.from, asked.today()), in_lines(all));
  const std::string blocked = view->is_blocked() ? " No new child may be placed here, so no room is shown as free." : "";
  return desk::show(asked, {.title = "Places: " + view->name(), .breadcrumbs = {{"Homes", Url("/homes")}, {view->name(), Url("/homes").segment(urn)}}, .wide = true},
                    html(R"(<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">Places</h1>{}<p class="govuk-body-l">{}{}</p>{}{})", view->name(), notices_part(*view), age_sentence(*view, asked.today()), blocked, view->is_blocked() ? Html{} : may_take(*view), calendar));
}

}  // namespace rightplace::supplying
