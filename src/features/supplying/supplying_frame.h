#pragma once
// The head of every page of one home: whose page it is, and the way to the others.

#include "features/supplying/supplying_view.h"

namespace rightplace::supplying {

enum class Tab { Profile, Places, Rooms, Children, Statement, Versions };
// What stands in the way of every placement, or of some: the register's status and the notices in force.
web::Html notices_part(const View& view);
web::Html home_head(const desk::Asked& asked, const View& view, Tab tab);

}  // namespace rightplace::supplying
