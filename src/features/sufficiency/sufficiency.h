#pragma once
// Whether there are homes for the children whom an authority looks for a home for (Children Act 1989 s22G): its referrals of the
// last year, each searched again as of today, against homes that could really take that child – the same verdicts as on the
// referral's own page, never registered places. What is shown are counts; who a child is stands nowhere.

#include <string>
#include <vector>

#include "features/desk/desk.h"
#include "web/plot/plot.h"

namespace rightplace::sufficiency {

desk::Pages pages(const desk::Desk& desk);

// What of it may be published: counts made safe (engines/disclosure).
struct PublicTable {
  std::string id, title, says, source;
  web::plot::Figures figures;     // no rows where the table cannot be kept safe
};
struct PublicNeed {
  std::vector<PublicTable> tables;          // none: no referral is open and none was made in the year
  std::vector<std::string> cautions;
};
// Searches each referral of the last year again as of `today`: some 30 ms for each.
Result<PublicNeed> public_need(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, std::string_view authority_code, Date today);

}  // namespace rightplace::sufficiency
