#pragma once
// Drafts and what was published. Within the feature.

#include "features/organisations/organisations.h"
#include "features/statement/statement_document.h"

namespace rightplace::statement {

struct StatementTag;
using StatementId = Id<StatementTag>;

struct Draft {
  std::int64_t version = 0;   // 0: nothing was written yet
  Words words;
  std::string saved_by;
  std::optional<Instant> saved_at;
};
Draft draft_of(db::Read& tx, const organisations::OrganisationId& organisation);
// The next version. Conflict when `from` is not the latest any more.
Done save(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, std::int64_t from, const Words& words, Instant now);

struct Published {
  StatementId id;
  organisations::OrganisationId organisation;
  int number = 0;
  Date on;
  std::string authority;
};
// Frozen with its number and day; audited.
StatementId publish(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, Document document, Date today, Instant now);
std::optional<Document> load(db::Read& tx, const StatementId& id);
std::vector<Published> all_published(db::Read& tx);   // newest first

}  // namespace rightplace::statement
