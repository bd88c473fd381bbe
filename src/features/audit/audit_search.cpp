#include <fmt/format.h>

#include "features/audit/audit_chain.h"

namespace rightplace::audit {
namespace {

// A kind of action ends in a full stop: "referral." finds referral.sent and referral.withdrawn, by their beginning.
const std::string kSearch = fmt::format(R"sql(
  SELECT {}
  FROM audit_events
  WHERE (CAST($1 AS TEXT) IS NULL OR actor_id = $1)
    AND (CAST($2 AS TEXT) IS NULL OR substr(action, 1, CAST($3 AS INTEGER)) = $2)
    AND (CAST($4 AS TEXT) IS NULL OR subject_kind = $4)
    AND (CAST($5 AS TEXT) IS NULL OR subject_id = $5)
    AND at >= $6
    AND at < $7
    AND sequence < $8
  ORDER BY sequence DESC
  LIMIT $9
)sql", kEventColumns);

}  // namespace

std::vector<Event> search(db::Read& tx, const Query& query) {
  const bool whole_kind = query.action && query.action->ends_with('.');
  const auto compared = whole_kind ? query.action->size() : std::size_t{1000};
  return tx.list(kSearch,
                 {query.actor, query.action, compared, query.subject_kind, query.subject_id, query.from.value_or(Instant{INT64_MIN}),
                  query.before.value_or(Instant{INT64_MAX}), query.before_sequence.value_or(INT64_MAX), query.most},
                 event_of);
}

}  // namespace rightplace::audit
