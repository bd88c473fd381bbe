#pragma once
// The figures of a statement as they stand today. Within the feature.

#include "features/desk/desk.h"
#include "features/statement/statement_document.h"

namespace rightplace::statement {

// Without the authority's words. Takes seconds: a forecast with its back-test, and each referral of a year searched again.
Result<Document> gather(const desk::Desk& desk, std::string_view authority_code, std::string_view name, Date today);
// Tells apart what it rests on: the day, the returns, the register's lists, and the referrals. What homes say of their rooms counts as it
// was when the day's figures were first asked for.
std::string mark_of(db::Read& tx, std::string_view authority_code, Date today);

}  // namespace rightplace::statement
