#pragma once
// What every page of one home begins with: what is known of it, whose page it is, and the way to the others.

#include "features/supplying/supplying_view.h"

namespace rightplace::supplying {

// Of the home in the address; nothing: there is none, which `nothing` answers.
std::optional<View> load(const desk::Asked& asked);
web::Response nothing(const desk::Asked& asked);
// A field of a form that is not seen.
web::Html hidden(std::string_view name, std::string_view value);

enum class Tab { Profile, Places, Rooms, Children, Statement, Versions };
// What stands in the way of every placement, or of some: the register's status and the notices in force.
web::Html notices_part(const View& view);
web::Html home_head(const desk::Asked& asked, const View& view, Tab tab);

}  // namespace rightplace::supplying
