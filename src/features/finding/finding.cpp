#include "features/finding/finding_changes.h"
#include "features/finding/finding_shapes.h"
#include "features/finding/finding_together.h"
#include "features/finding/finding_waves.h"

namespace rightplace::finding {
namespace {

using enum access::Role;

bool refers(const access::Standing& standing) {
  for (const auto role : {PlacementOfficer, SocialWorker, TeamManager, HeadOfService, NominatedOfficer})
    if (desk::holds(standing, role)) return true;
  return false;
}
bool signs(const access::Standing& standing) { return desk::holds(standing, HeadOfService) || desk::holds(standing, NominatedOfficer); }

}  // namespace

desk::Pages pages(const desk::Desk&) {
  const auto keeper = std::make_shared<Keeper>();
  desk::Pages all;
  add_list(all);
  add_referral(all);
  add_homes(all, keeper);
  add_home(all, keeper);
  add_asking(all, keeper);
  add_asks(all);
  add_deciding(all, keeper);
  add_signing(all);
  add_placing(all);
  add_days(all);
  add_programs(all, keeper);
  add_reopening(all);
  add_ruled_out(all, keeper);
  add_twins(all, keeper);
  add_waves(all, keeper);
  add_withdrawing(all);
  add_together(all, keeper);
  all.sections.push_back({15, "Referrals", web::Url("/referrals"), "Children for whom a home is looked for: find homes, ask, compare offers, decide", refers});
  all.sections.push_back({16, "To sign", web::Url("/to-sign"), "Choices of a home that wait for a second person’s signature", signs});
  return all;
}

}  // namespace rightplace::finding
