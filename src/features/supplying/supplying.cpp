#include "features/supplying/supplying.h"

#include "features/supplying/supplying_pages.h"
#include "features/supplying/supplying_view.h"

namespace rightplace::supplying {
namespace {

bool works_for_homes(const access::Standing& standing) {
  using access::Role;
  for (const auto role : {Role::ResponsibleIndividual, Role::ReferralsManager, Role::RegisteredManager, Role::HomeStaff})
    if (desk::holds(standing, role)) return true;
  return false;
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto own = own_home();
  const auto fees = own_fees();
  desk::Pages all;
  all.sections = {{20, "Our homes", web::Url("/our-homes"), "What your homes say of themselves, their places, and what needs doing", works_for_homes}};
  all.pages = {
      {.pattern = "/our-homes", .facts = desk::general(), .handler = list_page, .summary = "Our homes, what needs doing first at the top"},
      {.pattern = "/our-homes/{urn}", .record = Record::Vacancies, .facts = own, .handler = profile_page, .summary = "Profile of an own home: what it says and what is missing"},
      {.pattern = "/our-homes/{urn}/statement", .record = Record::Vacancies, .facts = own, .handler = statement_page, .summary = "The whole statement of purpose of an own home"},
      {.pattern = "/our-homes/{urn}/versions", .record = Record::Vacancies, .facts = own, .handler = versions_page, .summary = "Versions of what an own home stated, and what changed between two",
       .query = {{"of", "Subject of the statements"}, {"before", "The earlier version", "integer"}, {"after", "The later version", "integer"}}},
      {.pattern = "/our-homes/{urn}/statement/fees", .record = Record::Price, .verb = Verb::Write, .facts = fees, .handler = part_page, .summary = "Form of the fees of an own home"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/statement/fees", .record = Record::Price, .verb = Verb::Write, .facts = fees, .handler = send_part, .summary = "State the fees of an own home", .request_type = "StatementPart"},
      {.pattern = "/our-homes/{urn}/statement/{part}", .record = Record::HomeProfile, .verb = Verb::Write, .facts = own, .handler = part_page, .summary = "Form of one part of an own home's statements"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/statement/{part}", .record = Record::HomeProfile, .verb = Verb::Write, .facts = own, .handler = send_part, .summary = "State one part anew", .request_type = "StatementPart"},
      {.pattern = "/our-homes/{urn}/places", .record = Record::Vacancies, .facts = own, .handler = places_page, .summary = "Calendar of the places of an own home", .query = {{"from", "A day of the first week"}}},
      {.pattern = "/our-homes/{urn}/places/day", .record = Record::Vacancies, .facts = own, .handler = day_page, .summary = "Why a room is free or not on a day", .query = {{"room", "The room"}, {"day", "The day"}}},
      {.pattern = "/our-homes/{urn}/places/change", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = change_page, .summary = "Form that changes a room's calendar", .query = {{"room", "The room"}, {"from", "The first night"}}},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/places/change", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_change, .summary = "Say that a room is free, taken, out of use, in use again or held", .request_type = "PlaceChange"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/places/still-right", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_still_right, .summary = "Say that the calendar is still right", .request_type = "StillRight"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/places/release", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_release, .summary = "Release a hold", .request_type = "Release"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/places/may-take", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_may_take, .summary = "Say how many children the home can take now", .request_type = "MayTake"},
      {.pattern = "/our-homes/{urn}/children", .record = Record::Placement, .verb = Verb::Write, .facts = own, .handler = children_page, .summary = "Who lives in an own home: placements with their rooms, and the home's own list"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/children/room", .record = Record::Placement, .verb = Verb::Write, .facts = own, .handler = send_placement_room, .summary = "Confirm a placement and say its room", .request_type = "PlacementRoomForm"},
      {.pattern = "/our-homes/{urn}/children/resident", .record = Record::Placement, .verb = Verb::Write, .facts = own, .handler = resident_page, .summary = "Form of one child of the home's own list", .query = {{"number", "Which of the list, from 1; none: one more", "integer"}}},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/children/resident", .record = Record::Placement, .verb = Verb::Write, .facts = own, .handler = send_resident, .summary = "Change the home's own list of who lives there", .request_type = "ResidentForm"},
      {.pattern = "/our-homes/{urn}/rooms", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = rooms_page, .summary = "Forms of the rooms of an own home"},
      {.method = Method::Post, .pattern = "/our-homes/{urn}/rooms", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_room, .summary = "Add, change or remove a room", .request_type = "RoomChange"},
      {.pattern = "/homes/{urn}/places", .record = Record::Vacancies, .facts = any_home(), .handler = others_places_page, .summary = "Calendar of a home's places", .query = {{"from", "A day of the first week"}}},
      {.pattern = "/api/v1/our-homes", .facts = desk::general(), .handler = list_json, .summary = "Own homes, what needs doing first at the top", .response_type = "OwnHomes", .query = {{"page", "Page of 50, from 1", "integer"}}},
      {.pattern = "/api/v1/homes/{urn}/supply", .record = Record::Vacancies, .facts = own, .handler = supply_json, .summary = "What an own home states of itself, and what is missing by law", .response_type = "HomeSupply"},
      {.method = Method::Post, .pattern = "/api/v1/homes/{urn}/supply/{subject}", .record = Record::HomeProfile, .verb = Verb::Write, .facts = own, .handler = send_supply_json, .summary = "State one subject of an own home anew", .request_type = "SupplyStatement", .response_type = "SupplyVersion"},
      {.pattern = "/api/v1/homes/{urn}/places", .record = Record::Vacancies, .facts = any_home(), .handler = places_json, .summary = "Rooms of a home by time", .response_type = "HomePlaces",
       .query = {{"from", "First night; today when not given"}, {"days", "How many nights, 1 to 400; 35 when not given", "integer"}}},
      {.method = Method::Post, .pattern = "/api/v1/homes/{urn}/places", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_places_json, .summary = "Change a room's calendar, hold or release a room, say how many children may be taken, or that all is still right", .request_type = "PlacesChange", .response_type = "PlacesVersion"},
      {.method = Method::Post, .pattern = "/api/v1/homes/{urn}/rooms", .record = Record::Vacancies, .verb = Verb::Write, .facts = own, .handler = send_rooms_json, .summary = "Add, change or remove a room of an own home", .request_type = "RoomsChange", .response_type = "RoomsVersion"},
      {.pattern = "/api/v1/homes/{urn}/fees", .record = Record::Price, .facts = fees, .handler = fees_json, .summary = "The fees of an own home", .response_type = "HomeFees"},
      {.method = Method::Post, .pattern = "/api/v1/homes/{urn}/fees", .record = Record::Price, .verb = Verb::Write, .facts = fees, .handler = send_fees_json, .summary = "State the fees of an own home anew", .request_type = "SupplyStatement", .response_type = "SupplyVersion"},
      {.pattern = "/api/v1/homes/{urn}/children", .record = Record::Placement, .facts = own, .handler = children_json, .summary = "Who lives in an own home: placements with their rooms, and the home's own list", .response_type = "HomeChildren"},
      {.method = Method::Post, .pattern = "/api/v1/homes/{urn}/children", .record = Record::Placement, .verb = Verb::Write, .facts = own, .handler = send_residents_json, .summary = "State the home's own list of who lives there anew", .request_type = "SupplyStatement", .response_type = "SupplyVersion"},
      {.method = Method::Post, .pattern = "/api/v1/homes/{urn}/placements/{placement}/room", .record = Record::Placement, .verb = Verb::Write, .facts = own, .handler = send_placement_room_json, .summary = "Confirm a placement and say its room", .request_type = "PlacementRoom", .response_type = "PlacementRoomSaid"},
  };
  all.shapes = shapes();
  return all;
}

}  // namespace rightplace::supplying
