#include "features/answering/answering_parts.h"

namespace rightplace::answering {
namespace {

bool answers(const access::Standing& standing) {
  using enum access::Role;
  return desk::holds(standing, ReferralsManager) || desk::holds(standing, RegisteredManager) || desk::holds(standing, ResponsibleIndividual);
}

}  // namespace

desk::Pages pages(const desk::Desk& desk) {
  const FactsOf of_ask = [&desk](db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_address(tx, exchange, standing, desk.days.now()); };
  desk::Pages all;
  add_list(all);
  add_ask(all, of_ask);
  add_forms(all, of_ask);
  add_programs(all, of_ask);
  all.sections = {{15, "Asked of us", web::Url("/asked"), "Children for whom authorities ask whether your homes have a place, and by when to answer", answers}};
  return all;
}

}  // namespace rightplace::answering
