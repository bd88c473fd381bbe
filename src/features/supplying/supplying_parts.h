#pragma once
// The forms in which a home's people write the parts of its statements.

#include "features/supplying/supplying_statement.h"
#include "web/form.h"
#include "web/html.h"

namespace rightplace::supplying {

// The fields of a part, filled with what was typed or else with what stands.
web::Html part_fields(const PartInfo& info, const web::Form& form, const supply::HomeSupply& home);
// What the form says, put into the statement that stands; what the part does not ask stays as it is. Faults go into `form`.
supply::Statement part_said(const PartInfo& info, web::Form& form, const supply::HomeSupply& home);

}  // namespace rightplace::supplying
