#pragma once
// Whether a child may move into a home on a night, by what is known today: the home's registration and the notices on it. Asked
// when a placement is recorded, and again until its first night has begun: a home may be restricted in between.
//
// Who lives there already is not moved out by this (Care Standards Act 2000 section 22B(2)).

#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "db/database.h"

namespace rightplace::moving_in {

// Why nobody may: a sentence without its stop. Nothing: somebody may.
std::optional<std::string> refusal(db::Read& tx, std::string_view urn, Date night, Date today, Instant at);

}  // namespace rightplace::moving_in
