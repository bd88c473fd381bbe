#include <algorithm>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/organisations/organisations.h"

namespace rightplace::organisations {

bool may_belong(Kind member, Kind into) {
  switch (into) {
    case Kind::Consortium: return member == Kind::Authority;
    case Kind::ProviderGroup: return member == Kind::Home || member == Kind::ProviderGroup;
    case Kind::Authority:
    case Kind::Home:
    case Kind::Ofsted:
    case Kind::Department:
    case Kind::Police:
    case Kind::Health:
    case Kind::Visitor:
    case Kind::Advocacy:
    case Kind::Platform: return false;
  }
  return false;
}

Result<Details> checked(Details details) {
  std::vector<FieldError> faults;
  details.name = squeeze(details.name);
  if (details.name.empty() || details.name.size() > 200 || !is_utf8(details.name))
    faults.push_back({"name", "Enter the organisation's name, at most 200 letters"});
  details.authority_code = upper(trim(details.authority_code));
  if (details.kind == Kind::Authority) {
    const auto* authority = geography::authority_by_code(details.authority_code);
    if (authority) details.authority_code = authority->code;
    else faults.push_back({"authority_code", "Enter the ONS code of an upper-tier authority of England, such as E08000003"});
  } else if (!details.authority_code.empty()) {
    faults.push_back({"authority_code", "Leave the authority's code empty: only a local authority has one"});
  }
  details.urn = upper(trim(details.urn));
  const auto digits = details.urn.starts_with("SC") ? details.urn.substr(2) : details.urn;
  const bool is_urn = !digits.empty() && digits.size() <= 7 && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (details.kind == Kind::Home && !is_urn) faults.push_back({"urn", "Enter Ofsted's number of the home, such as SC012345 or 1234567"});
  if (details.kind != Kind::Home && !details.urn.empty()) faults.push_back({"urn", "Leave the number empty: only a home has one"});
  if (details.stay.until && *details.stay.until <= details.stay.from)
    faults.push_back({"until_on", "Enter an end that is after the first day"});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The organisation cannot be kept as it is described: see the fields", std::move(faults));
  return details;
}

}  // namespace rightplace::organisations
