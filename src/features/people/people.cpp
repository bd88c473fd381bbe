#include "features/people/people.h"

#include "features/people/people_parts.h"

namespace rightplace::people {

desk::Pages pages(const desk::Desk& desk) {
  desk::Pages all;
  add_sign_in(desk, all);
  add_account(desk, all);
  add_organisations(all);
  add_members(all);
  add_claims(all);
  add_ties(all);
  add_corrections(desk, all);
  add_programs(desk, all);
  add_glass(desk, all);
  return all;
}

}  // namespace rightplace::people
