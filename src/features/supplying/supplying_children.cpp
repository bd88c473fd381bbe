#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/supplying/supplying_changes.h"
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

web::Url children_url(std::string_view urn) { return home_url(urn).segment("children"); }
std::vector<field::Choice> room_choices(const View& view) {
  std::vector<field::Choice> choices;
  for (const auto& room : rooms_of(view)) choices.push_back({room, room});
  return choices;
}

// ---- Placements and their rooms

Html placements_part(const desk::Asked& asked, const View& view, const Form& form) {
  const Form untouched{web::NamedValues{}};
  const auto rooms = room_choices(view);
  Html all;
  std::size_t number = 0;
  for (const auto& placement : view.placed) {
    if (!reads_placement(asked, view, placement)) continue;
    const auto* authority = geography::authority_by_code(placement.authority_code);
    const bool is_this = form.sent() && form.typed("placement") == placement.id.text();
    const auto id = is_this ? std::string() : fmt::format("-{}", ++number);
    const bool claimed = placement.state == placements::State::Claimed;
    const auto fields = hidden("placement", placement.id.text()) + hidden("stood", placement.room.value_or("")) + hidden("suffix", id) +
                        field::select(is_this ? form : untouched, {.name = "room" + id, .label = "Room", .choices = rooms, .value = placement.room.value_or(""), .empty = "Choose a room"});
    const bool known = placement.room && std::ranges::find(rooms, *placement.room, &field::Choice::value) != rooms.end();
    const auto said = !placement.room ? std::string("Nobody has said the room") : known ? "In " + *placement.room : fmt::format("Said to be in “{}”, which is not among your rooms", *placement.room);
    const auto room_form = field::whole({.action = children_url(view.home.urn).segment("room"), .tokens = desk::tokens(asked), .fields = fields, .submit = claimed ? "Confirm that the child lives here, in this room" : "Save the room"});
    all += html(R"(<section class="rp-section"><h3 class="govuk-heading-s">Placement by {}, {}</h3><p class="govuk-body">{} {}.</p><p class="govuk-body"><a class="govuk-link" href="{}">What the child said to the home</a></p>{}</section>)", authority ? authority->name : std::string_view("an authority"),
                stay_words(supply::occupation_of(placement, asked.today()).nights), claimed ? html(R"(<strong class="govuk-tag govuk-tag--yellow">To be confirmed</strong>)") : html(R"(<strong class="govuk-tag govuk-tag--green">Confirmed</strong>)"), said,
                web::Url("/placements").segment(placement.id.text()).segment("said"), rooms.empty() ? html(R"(<p class="govuk-body">Name the bedrooms first: <a class="govuk-link" href="{}">rooms</a>.</p>)", home_url(view.home.urn).segment("rooms"))
                : claimed || !known || is_this ? room_form
                                               : govuk::details({.summary = "The child is in another room now", .text = room_form}));
  }
  return all.empty() ? html(R"(<p class="govuk-body">No authority has recorded a placement here.</p>)") : all;
}

// ---- The home's own list

std::string month_words(const supply::Resident& one) {
  const auto born = one.birth_month.reveal();
  return born ? fmt::format("{}/{}", born->month(), born->year()) : "Not stated";
}

Html residents_part(const desk::Asked& asked, const View& view) {
  const auto& stated = view.supply.residents;
  const auto add = html(R"(<a class="govuk-button govuk-button--secondary" role="button" href="{}">Add a child to the list</a>)", children_url(view.home.urn).segment("resident"));
  if (!asked.also_reads(facts_of(access::Record::Placement, view.home.urn))) return {};
  if (!stated) return html(R"(<p class="govuk-body">You have not said who lives here. Searches then do not know whether a child would be safe with the others.</p>{})", add);
  const auto who = asked.desk.database.read([&](db::Read& tx) { return said_by(tx, asked.desk, stated->by); });
  govuk::Table table{.caption = "Children who live here", .caption_classes = "govuk-visually-hidden", .head = {"Your mark", "Room", "Since", "Leaves", "Born", "Change"}, .first_cell_is_header = true};
  for (std::size_t i = 0; i < stated->value.size(); ++i) {
    const auto& one = stated->value[i];
    table.rows.push_back({one.token, one.room.value_or("Not stated"), one.from ? one.from->words() : "Not stated", one.until ? one.until->words() : "Not planned", month_words(one),
                          html(R"(<a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> {}</span></a>)", children_url(view.home.urn).segment("resident").with("number", std::to_string(i + 1)), one.token)});
  }
  const auto said = html(R"(<p class="govuk-body-s rp-muted">Said {} by {}.</p>)", ago(london_date(stated->at), asked.today()), who);
  const auto still = html(R"(<form method="post" action="{}">{}{}<button class="govuk-button" type="submit" data-prevent-double-click="true">All of this list is still right</button></form>)", children_url(view.home.urn).segment("resident"),
                          desk::tokens(asked, stated->version), hidden("do", "still_right"));
  return said + (stated->value.empty() ? html(R"(<p class="govuk-body">You say that no child lives here.</p>)") : govuk::scrolling(govuk::table(table), "Children who live here")) + html(R"(<div class="rp-buttons">{}{}</div>)", still, add);
}

web::Response children_shown(const desk::Asked& asked, const Form& form, int status) {
  const auto view = load(asked);
  if (!view) return nothing(asked);
  const auto done = asked.exchange.request.query_value("done");
  const Html banner = done.empty() ? Html{} : govuk::notification_banner({.text = done == "room" ? "The room is saved. The calendar counts it from now on." : "The list of children who live here is saved.", .title = "Done", .type = "success"});
  const auto content = html(R"({}{}{}<h2 class="govuk-heading-m">Placements by authorities</h2>{}{}<h2 class="govuk-heading-m">Children who live here, as you say it</h2><p class="govuk-body">Under marks of your own, never a name. A search uses it to judge whether children would be safe together.</p>{})",
                            web::error_summary(form), banner, home_head(asked, *view, Tab::Children),
                            view->placed.empty() ? Html{} : html(R"(<p class="govuk-body">Confirm each placement and say its room: while nobody has said a child's room, no room stated free may be relied on.</p>)"), placements_part(asked, *view, form), residents_part(asked, *view));
  return desk::show(asked, {.title = "Children: " + view->name(), .breadcrumbs = crumbs(nullptr), .has_errors = form.sent() && !form.fine()}, content, status);
}

// ---- One child of the list

template <class E, std::size_t N>
Html risk_boxes(const Form& form, const EnumNames<E, N>& names, std::string name, std::string legend, const std::vector<E>& values) {
  field::Checkboxes boxes{.name = std::move(name), .legend = std::move(legend), .choices = {}, .small = true};
  for (const auto& row : names.rows) boxes.choices.push_back({std::string(row.code), capitalised(row.label)});
  for (const auto one : values) boxes.values.emplace_back(names.code(one));
  return field::checkboxes(form, boxes);
}
template <class E, std::size_t N>
Html ask_risks(const Form& form, const EnumNames<E, N>& names, const std::string& name, std::string legend, const std::optional<std::vector<E>>& known, const std::vector<E>& unknown) {
  const auto boxes = risk_boxes(form, names, name, "Known", known.value_or(std::vector<E>{})) + risk_boxes(form, names, name + "_unknown", "Not known", unknown);
  return field::radios(form, {.name = name + "_assessed", .legend = std::move(legend), .choices = {{"yes", "Assessed", "What you tick under neither is known not to be so", boxes}, {"no", "Not assessed"}}, .value = known ? "yes" : "no"});
}
template <class E, std::size_t N>
std::vector<E> risks_said(Form& form, const EnumNames<E, N>& names, const std::string& name) {
  std::vector<E> values;
  for (const auto& code : form.all(name)) {
    const auto value = names.parse(code);
    if (!value) form.fault(name, "Choose from the list");
    else if (std::ranges::find(values, *value) == values.end()) values.push_back(*value);
  }
  std::ranges::sort(values);
  return values;
}
template <class E, std::size_t N>
void read_risks(Form& form, const EnumNames<E, N>& names, const std::string& name, std::optional<std::vector<E>>& known, std::vector<E>& unknown) {
  const auto assessed = form.typed(name + "_assessed");
  if (assessed != "yes" && assessed != "no") form.fault(name + "_assessed", "Say whether this was assessed");
  if (assessed != "yes") return;
  known = risks_said(form, names, name);
  unknown = risks_said(form, names, name + "_unknown");
  for (const auto one : unknown)
    if (std::ranges::find(*known, one) != known->end()) form.fault(name + "_unknown", fmt::format("{}: known or not known, but not both", capitalised(names.label(one))));
}

web::Response resident_shown(const desk::Asked& asked, const Form& form, const std::string& was, int status) {
  const auto view = load(asked);
  if (!view || !asked.also_reads(facts_of(access::Record::Placement, view->home.urn))) return nothing(asked);
  const auto& stated = view->supply.residents;
  const auto residents = stated ? stated->value : std::vector<supply::Resident>{};
  auto found = was.empty() ? residents.end() : std::ranges::find(residents, was, &supply::Resident::token);
  if (!form.sent())
    if (const auto number = parse_integer(asked.exchange.request.query_value("number")); number && *number >= 1 && *number <= std::ssize(residents)) found = residents.begin() + (*number - 1);
  const bool is_new = found == residents.end() && was.empty();
  const auto one = found == residents.end() ? supply::Resident{} : *found;
  const auto& token = is_new ? was : found == residents.end() ? was : one.token;
  const auto born = one.birth_month.reveal();
  field::Select sexes{.name = "sex", .label = "Girl or boy", .choices = {}, .value = one.sex ? std::string(kSexes.code(*one.sex)) : "", .empty = "Not stated"};
  for (const auto& row : kSexes.rows) sexes.choices.push_back({std::string(row.code), capitalised(row.label)});
  const auto fields = hidden("was", token) + hidden("do", "save") + field::input(form, {.name = "token", .label = "Your mark for the child", .hint = "A letter or a number of your own. Never a name, initials or a number used elsewhere", .value = one.token, .width = field::Width::Of10}) +
                      field::select(form, {.name = "room", .label = "Room", .choices = room_choices(*view), .value = one.room.value_or(""), .empty = "Not stated"}) +
                      field::date(form, {.name = "from", .legend = "Lives here since (optional)", .hint = "For example, 27 3 2026", .value = one.from}) +
                      field::date(form, {.name = "until", .legend = "Planned day of leaving (optional)", .value = one.until}) +
                      field::input(form, {.name = "birth_month", .label = "Month of birth (optional)", .hint = "For example, 5/2012", .value = born ? fmt::format("{}/{}", born->month(), born->year()) : "", .width = field::Width::Of10}) + field::select(form, sexes) +
                      ask_risks(form, kRisksToOthers, "poses", "Risks to others", one.poses, one.poses_unknown) + ask_risks(form, kRisksToChild, "vulnerable", "Risks to the child", one.vulnerable, one.vulnerable_unknown);
  const auto& urn = view->home.urn;
  const auto version = stated ? stated->version : 0;
  const auto action = children_url(urn).segment("resident");
  const Html remove = found == residents.end() ? Html{}
      : html(R"(<form method="post" action="{}">{}{}{}<button class="govuk-button govuk-button--warning" type="submit">This child has left: take {} off the list</button></form>)", action, desk::tokens(asked, version), hidden("do", "remove"), hidden("was", one.token), one.token);
  const std::string title = is_new ? "Add a child to the list" : "Change a child of the list";
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">{}</h1>{}{}</div>)", web::error_summary(form), view->name(), title,
                            field::whole({.action = action, .tokens = desk::tokens(asked, version), .fields = fields, .submit = "Save", .cancel = children_url(urn)}), remove);
  return desk::show(asked, {.title = title + ": " + view->name(), .breadcrumbs = {{"Our homes", web::Url("/our-homes")}, {view->name(), home_url(urn)}, {"Children", children_url(urn)}}, .has_errors = form.sent() && !form.fine()}, content, status);
}

// "5/2012": the month's first day.
std::optional<Date> month_said(Form& form) {
  const auto typed = form.typed("birth_month");
  if (typed.empty()) return std::nullopt;
  const auto slash = typed.find('/');
  const auto month = parse_integer(typed.substr(0, slash)), year = slash == std::string::npos ? std::nullopt : parse_integer(typed.substr(slash + 1));
  if (month && year && *month >= 1 && *month <= 12 && *year >= 1990 && *year <= 2100) return Date(static_cast<int>(*year), static_cast<unsigned>(*month), 1);
  form.fault("birth_month", "Enter the month and the year of birth, such as 5/2012");
  return std::nullopt;
}

supply::Resident resident_said(Form& form) {
  supply::Resident one;
  one.token = form.required("token", "Enter your mark for the child, such as A", 40);
  if (const auto room = form.typed("room"); !room.empty()) one.room = room;
  one.from = form.date("from", "first night", false);
  one.until = form.date("until", "planned day of leaving", false);
  if (one.from && one.until && *one.until <= *one.from) form.fault("until", "The day of leaving must be after the first night");
  one.birth_month = Personal(month_said(form));
  if (const auto sex = form.typed("sex"); !sex.empty()) {
    one.sex = kSexes.parse(sex);
    if (!one.sex) form.fault("sex", "Choose from the list");
  }
  read_risks(form, kRisksToOthers, "poses", one.poses, one.poses_unknown);
  read_risks(form, kRisksToChild, "vulnerable", one.vulnerable, one.vulnerable_unknown);
  return one;
}

Done keep_resident(db::Write& tx, const desk::Asked& asked, std::string_view urn, const std::string& what, const std::string& was, const supply::Resident& one, std::int64_t shown) {
  const auto home = supply::supply_of(tx, urn, asked.today(), asked.desk.days.now());
  const auto stands = home.residents ? home.residents->version : 0;
  if (stands != shown) return fail(named(tx, asked, urn, supply::Subject::Residents, {ErrorKind::Conflict, "The list was changed meanwhile. Look at it again", {}}));
  if (what == "still_right") {
    RP_CHECK(supply::renew(tx, asked.actor(), asked.allowed(), urn, supply::Subject::Residents, shown, when(asked)));
    return {};
  }
  auto residents = home.residents ? home.residents->value : std::vector<supply::Resident>{};
  const auto there = std::ranges::find(residents, was, &supply::Resident::token);
  if (!was.empty() && there == residents.end()) return fail(ErrorKind::Conflict, "This child is no longer on the list. Look at it again");
  if (what == "remove") {
    if (there == residents.end()) return fail(ErrorKind::Conflict, "This child is no longer on the list. Look at it again");
    residents.erase(there);
  } else {
    if (one.room && (!home.rooms || std::ranges::find(home.rooms->value, *one.room, &supply::Room::room) == home.rooms->value.end())) return fail(ErrorKind::Invalid, "Choose one of the home's rooms", {{"room", "Choose one of the home's rooms"}});
    if (one.token != was && std::ranges::find(residents, one.token, &supply::Resident::token) != residents.end()) return fail(ErrorKind::Invalid, "Another child has this mark", {{"token", fmt::format("Another child has the mark {}. Choose another", one.token)}});
    if (was.empty()) residents.push_back(one);
    else *there = one;
  }
  RP_CHECK(supply::state(tx, asked.actor(), asked.allowed(), urn, residents, shown, when(asked)));
  return {};
}

}  // namespace

Done carry_out(db::Write& tx, const desk::Asked& asked, std::string_view urn, const PlacementRoom& change) {
  const auto view = view_of(tx, asked.desk, urn);
  const auto placement = view ? std::ranges::find(view->placed, change.placement, &placements::Placement::id) : std::vector<placements::Placement>::const_iterator{};
  if (!view || placement == view->placed.end()) return fail(access::missing());
  const auto granted = asked.may(facts_of(*view, *placement), access::Verb::Write);
  if (!granted) return fail(access::missing());
  const auto rooms = rooms_of(*view);
  if (std::ranges::find(rooms, change.room) == rooms.end()) return fail(ErrorKind::Invalid, "Choose one of the home's rooms", {{"room", "Choose one of the home's rooms"}});
  if (placement->room.value_or("") != change.stood) return fail(ErrorKind::Conflict, fmt::format("The placement is said to be in {} by now. Look at it again", placement->room.value_or("no room")));
  if (placement->state == placements::State::Claimed) return placements::confirm(tx, asked.actor(), granted->allowed, change.placement, change.room, asked.now());
  return placements::put_in_room(tx, asked.actor(), granted->allowed, change.placement, change.room, asked.now());
}

web::Response children_page(const desk::Asked& asked) { return children_shown(asked, Form{web::NamedValues{}}, 200); }

web::Response send_placement_room(const desk::Asked& asked) {
  const auto sent = Form::of(asked.exchange.request);
  Form form({{"placement", sent.typed("placement")}, {"stood", sent.typed("stood")}, {"room", sent.typed("room" + sent.typed("suffix"))}, {std::string(web::kOnceField), sent.typed(web::kOnceField)}});
  for (const auto& fault : sent.faults()) form.fault(fault.field, fault.detail);
  const PlacementRoom change{placements::PlacementId(form.typed("placement")), form.required("room", "Choose a room", 200), form.typed("stood")};
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        RP_CHECK(carry_out(tx, asked, urn, change));
        return children_url(urn).with("done", "room");
      }))
    return *response;
  return children_shown(asked, form, desk::shown_again(form));
}

web::Response resident_page(const desk::Asked& asked) { return resident_shown(asked, Form{web::NamedValues{}}, "", 200); }

web::Response send_resident(const desk::Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto what = form.typed("do"), was = form.typed("was");
  const auto version = shown_version(form);
  supply::Resident one;
  if (what == "save") one = resident_said(form);
  else if (what != "remove" && what != "still_right") form.fault("", "This page is not whole. Open it again, and send it once more");
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        RP_CHECK(keep_resident(tx, asked, urn, what, was, one, version));
        return children_url(urn).with("done", "list");
      }))
    return *response;
  return what == "save" ? resident_shown(asked, form, was, desk::shown_again(form)) : children_shown(asked, form, desk::shown_again(form));
}

}  // namespace rightplace::supplying
