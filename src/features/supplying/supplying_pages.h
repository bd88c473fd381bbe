#pragma once
// The pages, each a handler of a row in supplying.cpp.

#include "features/desk/desk.h"
#include "web/form.h"

namespace rightplace::supplying {

// supplying_list.cpp
web::Response list_page(const desk::Asked& asked);
web::Response list_json(const desk::Asked& asked);

// supplying_profile.cpp
web::Response profile_page(const desk::Asked& asked);
web::Response statement_page(const desk::Asked& asked);
web::Response versions_page(const desk::Asked& asked);

// supplying_writing.cpp: one part of a statement; the part is in the address.
web::Response part_page(const desk::Asked& asked);
web::Response send_part(const desk::Asked& asked);

// supplying_places.cpp: the calendar of one's own home, the reason of one day; the same calendar for others.
web::Response places_page(const desk::Asked& asked);
web::Response day_page(const desk::Asked& asked);
web::Response others_places_page(const desk::Asked& asked);

// The calendar with a form that was sent and has faults.
web::Response places_shown(const desk::Asked& asked, const web::Form& form, int status);

// supplying_changes.cpp
web::Response change_page(const desk::Asked& asked);
web::Response send_change(const desk::Asked& asked);
web::Response send_still_right(const desk::Asked& asked);
web::Response send_release(const desk::Asked& asked);
web::Response send_may_take(const desk::Asked& asked);

// supplying_rooms.cpp
web::Response rooms_page(const desk::Asked& asked);
web::Response send_room(const desk::Asked& asked);

// supplying_children.cpp: who lives here, child by child: the placements' rooms and the home's own list.
web::Response children_page(const desk::Asked& asked);
web::Response send_placement_room(const desk::Asked& asked);
web::Response resident_page(const desk::Asked& asked);
web::Response send_resident(const desk::Asked& asked);

// supplying_json.cpp
web::Response supply_json(const desk::Asked& asked);
web::Response send_supply_json(const desk::Asked& asked);
web::Response places_json(const desk::Asked& asked);
web::Response send_places_json(const desk::Asked& asked);
std::vector<desk::Shape> shapes();

// supplying_programs.cpp: rooms, fees and who lives here.
web::Response send_rooms_json(const desk::Asked& asked);
web::Response fees_json(const desk::Asked& asked);
web::Response send_fees_json(const desk::Asked& asked);
web::Response children_json(const desk::Asked& asked);
web::Response send_residents_json(const desk::Asked& asked);
web::Response send_placement_room_json(const desk::Asked& asked);
std::vector<desk::Shape> program_shapes();

}  // namespace rightplace::supplying
