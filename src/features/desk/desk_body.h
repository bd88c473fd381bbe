#pragma once
// What a program sends and what is made of it, in one step.

#include <vector>

#include "base/json.h"
#include "features/desk/desk.h"

namespace rightplace::desk {

// Reads the body with `read`, which collects faults and knows every field that there is, then makes the change once:
// `change(tx, value)` answers what the program is told. Faults are answered as problems, and nothing is changed.
template <class Read, class Change>
web::Response changed_by(const Asked& asked, Read read, Change change) {
  const auto body = json_body(asked);
  if (!body) return answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const auto value = read(fields);
  fields.refuse_others();
  if (!faults.empty()) return answer_problem(asked, {ErrorKind::Invalid, "The body cannot be taken as it is", faults});
  return carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> { return change(tx, value); });
}

}  // namespace rightplace::desk
