#pragma once
// Where children in care live, counted from the yearly returns in this store: by distance and by whether it is inside the
// authority, from where to where, and which regions take in more children than they send out.
//
// An authority sees its own children, in true numbers, and takes away numbers that may be published. Analysts of Ofsted and the
// department see all returns that stand here together, and only what may be published (engines/disclosure).

#include "features/desk/desk.h"
#include "features/geography/geography.h"
#include "web/plot/plot.h"

namespace rightplace::flows {

desk::Pages pages(const desk::Desk& desk);

// What may be published of the returns that stand: of one authority, or of all together. Empty where there is no return, and
// without the tables that cannot be kept safe.
struct Publishable {
  std::string id, title, says;
  web::plot::Figures figures;
};
std::vector<Publishable> to_publish(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& folder, const geography::Authority* only);

}  // namespace rightplace::flows
