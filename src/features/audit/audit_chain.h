#pragma once
// The chain itself. Inside audit only.

#include "features/audit/audit.h"

namespace rightplace::audit {

// Columns of an event in the order that `event_of` reads.
inline constexpr std::string_view kEventColumns =
    "sequence, id, at, actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail, previous_hash, hash";
Event event_of(const db::Row& row);

// For whom an event was, as it says itself; each once, in order. The table audit_organisations holds exactly these.
std::vector<std::string> organisations_of(const Event& event);

// Writes the event as the next of the chain: sequence and hashes are set here.
Head append(db::Write& tx, Event event);

}  // namespace rightplace::audit
