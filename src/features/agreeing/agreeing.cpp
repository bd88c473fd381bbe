#include "features/agreeing/agreeing_parts.h"

namespace rightplace::agreeing {

desk::Pages pages(const desk::Desk& desk) {
  desk::Pages all;
  add_documents(all, desk);
  add_placement_documents(all);
  add_uploads(all, desk);
  add_document_programs(all, desk);
  add_agreement(all);
  add_plan(all);
  add_plan_forms(all);
  return all;
}

}  // namespace rightplace::agreeing
