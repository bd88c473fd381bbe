#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/supplying/supplying_changes.h"
#include "features/supplying/supplying_frame.h"
#include "features/supplying/supplying_pages.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::supplying {
namespace {

using web::Form;
using web::Html;
using web::html;
namespace field = web::field;
namespace govuk = web::govuk;

std::vector<Adaptation> adaptations_said(Form& form) {
  std::vector<Adaptation> values;
  for (const auto& code : form.all("adaptations")) {
    const auto value = kAdaptations.parse(code);
    if (!value || !belongs_to_a_room(*value)) form.fault("adaptations", "Choose from the list");
    else if (std::ranges::find(values, *value) == values.end()) values.push_back(*value);
  }
  return values;
}

Html adaptation_boxes(const Form& form, std::string name, const std::optional<std::vector<Adaptation>>& value) {
  field::Checkboxes boxes{.name = std::move(name), .legend = "Adaptations of the room", .choices = {}, .hint = "Nothing ticked means that there are none", .small = true};
  for (const auto& row : kAdaptations.rows)
    if (belongs_to_a_room(row.value)) boxes.choices.push_back({std::string(row.code), capitalised(row.label)});
  if (value)
    for (const auto one : *value) boxes.values.emplace_back(kAdaptations.code(one));
  return field::checkboxes(form, boxes);
}

// One form for each room, and one for a new one; the one that was sent is shown as it was typed.
web::Response rooms_shown(const desk::Asked& asked, const Form& form, std::string_view sent_room, int status) {
  const auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto& urn = view->home.urn;
  const Form untouched{web::NamedValues{}};
  const auto action = home_url(urn).segment("rooms");
  const auto tokens = [&] { return desk::tokens(asked, view->supply.rooms ? view->supply.rooms->version : 0); };
  Html cards;
  std::size_t number = 0;
  const auto rooms = view->supply.rooms ? view->supply.rooms->value : std::vector<supply::Room>{};
  for (const auto& room : rooms) {
    const bool is_this = form.sent() && sent_room == room.room;
    const auto& filled = is_this ? form : untouched;
    const auto id = is_this ? std::string() : fmt::format("-of-{}", ++number);   // every field of the page has its own id, and so has every box of a field ("-2")
    const auto fields = hidden("was", room.room) + field::input(filled, {.name = "room" + id, .label = "Name", .value = room.room, .width = field::Width::Of20}) + adaptation_boxes(filled, "adaptations" + id, room.adaptations) + hidden("suffix", id);
    cards += govuk::details({.summary = room.room + (room.adaptations && !room.adaptations->empty() ? fmt::format(" (adapted: {})", room.adaptations->size()) : ""),
                             .text = field::whole({.action = action, .tokens = tokens() + hidden("do", "change"), .fields = fields, .submit = "Save this room"}) +
                                     html(R"(<form method="post" action="{}">{}{}{}<button class="govuk-button govuk-button--warning" type="submit">Remove {}</button></form>)", action, tokens(), hidden("do", "remove"), hidden("was", room.room), room.room),
                             .open = is_this});
  }
  const bool is_new = form.sent() && sent_room.empty();
  const auto& filled = is_new ? form : untouched;
  const auto id = is_new ? std::string() : std::string("-new");
  const auto add = field::whole({.action = action, .tokens = tokens() + hidden("do", "add"),
                                 .fields = field::input(filled, {.name = "room" + id, .label = "Name of the room", .hint = "As you call it: Blue, 2, Attic. No child's name", .width = field::Width::Of20}) + adaptation_boxes(filled, "adaptations" + id, std::nullopt) + hidden("suffix", id),
                                 .submit = "Add this room"});
  const auto done = asked.exchange.request.query_value("done");
  const Html banner = done.empty() ? Html{} : govuk::notification_banner({.text = "The rooms are saved.", .title = "Done", .type = "success"});
  const auto content = html(R"({}{}{}<h2 class="govuk-heading-m">Rooms</h2>{}{}<h2 class="govuk-heading-m">Add a room</h2>{})", web::error_summary(form), banner, home_head(asked, *view, Tab::Rooms),
                            rooms.empty() ? html(R"(<p class="govuk-body">No rooms are named yet. Add each bedroom below; the calendar of places has a line for each.</p>)")
                                          : html(R"(<p class="govuk-body">{}. Open one to change it.</p>)", plural(static_cast<std::int64_t>(rooms.size()), "bedroom", "bedrooms")),
                            cards, add);
  return desk::show(asked, {.title = "Rooms: " + view->name(), .breadcrumbs = crumbs(nullptr), .has_errors = form.sent() && !form.fine()}, content, status);
}

}  // namespace

Done carry_out(db::Write& tx, const desk::Asked& asked, std::string_view urn, const RoomChange& change, std::int64_t shown) {
  const auto done = [&]() -> Done {
    switch (change.kind) {
      case RoomChangeKind::Add: return supply::add_room(tx, asked.actor(), asked.allowed(), urn, change.room, shown, when(asked));
      case RoomChangeKind::Change: return supply::change_room(tx, asked.actor(), asked.allowed(), urn, change.was, change.room, shown, when(asked));
      case RoomChangeKind::Remove: return supply::remove_room(tx, asked.actor(), asked.allowed(), urn, change.was, occupations_of(tx, urn, asked.today()), shown, when(asked));
    }
    return {};
  }();
  if (done) return {};
  const auto stands = supply::supply_of(tx, urn, asked.today(), asked.desk.days.now());
  // A room in which a child lives is no page that was overtaken.
  const bool overtaken = (stands.rooms ? stands.rooms->version : 0) != shown;
  return fail(overtaken ? named(tx, asked, urn, supply::Subject::Rooms, done.error()) : done.error());
}

web::Response rooms_page(const desk::Asked& asked) { return rooms_shown(asked, Form{web::NamedValues{}}, "", 200); }

web::Response send_room(const desk::Asked& asked) {
  auto sent = Form::of(asked.exchange.request);
  const auto suffix = sent.typed("suffix");
  const auto shown = shown_version(sent);
  const auto kind = kRoomChangeKinds.parse(sent.typed("do"));
  // On the page every form's fields have ids of their own; from here on they have their plain names.
  web::NamedValues plain{{"room", sent.typed("room" + suffix)}, {std::string(web::kOnceField), sent.typed(web::kOnceField)}};
  for (const auto& code : sent.all("adaptations" + suffix)) plain.emplace_back("adaptations", code);
  Form form(std::move(plain));
  for (const auto& fault : sent.faults()) form.fault(fault.field, fault.detail);
  if (!kind) form.fault("", "This page is not whole. Open it again, and send it once more");
  RoomChange change{kind.value_or(RoomChangeKind::Add), sent.typed("was"), {}};
  if (change.kind != RoomChangeKind::Remove) change.room = {form.required("room", "Enter a name for the room, such as Blue or 2", 60), adaptations_said(form)};
  const auto urn = std::string(asked.value("urn"));
  if (auto response = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
        RP_CHECK(carry_out(tx, asked, urn, change, shown));
        return home_url(urn).segment("rooms").with("done", kRoomChangeKinds.code(change.kind));
      }))
    return *response;
  return rooms_shown(asked, form, change.kind == RoomChangeKind::Add ? "" : change.was, desk::shown_again(form));
}

}  // namespace rightplace::supplying
