#include <fmt/format.h>

#include "base/london.h"
#include "features/supply/supply_rows.h"

namespace rightplace::supply {
namespace {

constexpr std::string_view kHistory = R"sql(
  SELECT number, stated_at, stated_by, fingerprint
  FROM supply_statements
  WHERE urn = $1
    AND subject = $2
  ORDER BY stated_at, number
)sql";

constexpr std::string_view kInsert = R"sql(
  INSERT INTO supply_statements (number, urn, subject, stated_at, stated_by, fingerprint)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

Error changed_meanwhile(const std::optional<Version>& last, Subject subject) {
  if (!last) return {ErrorKind::Conflict, "What was shown has been taken back meanwhile. Look at the page again before you change it", {}};
  const auto day = london_date(last->at);
  const auto minutes = (last->at.ms - london_midnight(day).ms) / 60'000;
  return {ErrorKind::Conflict, fmt::format("{} was changed on {} at {}:{:02}, after this page was opened. Look at what it says now before you send yours",
                                           kSubjects.label(subject), day.words(), minutes / 60, minutes % 60), {}};
}

}  // namespace

std::vector<Version> history(db::Read& tx, std::string_view urn, Subject subject) {
  std::vector<Version> versions;
  std::string before;
  tx.each(kHistory, {urn, kSubjects.code(subject)}, [&](const db::Row& row) {
    versions.insert(versions.begin(), Version{version_of(row.integer(0), row.instant(1)), row.instant(1), row.string(2), row.text(3) == before});
    before = row.string(3);
  });
  return versions;
}

Result<Version> state(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, const Statement& statement, std::int64_t shown, When when) {
  RP_CHECK(check(statement));
  const auto subject = subject_of(statement);
  std::optional<Version> last;
  std::string last_fingerprint;
  tx.each(kHistory, {urn, kSubjects.code(subject)}, [&](const db::Row& row) {
    last = Version{version_of(row.integer(0), row.instant(1)), row.instant(1), row.string(2)};
    last_fingerprint = row.string(3);
  });
  if ((last ? last->version : 0) != shown) return fail(changed_meanwhile(last, subject));
  // Two statements of one moment would leave it to their numbers which stands.
  auto one = kept(urn, statement, last && last->at >= when.at ? Instant{last->at.ms + 1} : when.at);
  one.number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_statements") + 1;
  tx.run(kInsert, {one.number, urn, kSubjects.code(subject), one.at, actor.id, one.fingerprint});
  insert_rows(tx, {&one, 1});
  const bool renewed = last && one.fingerprint == last_fingerprint;
  audit::record(tx, actor, allowed, renewed ? "supply.renewed" : "supply.stated", {"home", urn}, when.now, {{"subject", kSubjects.code(subject)}, {"statement", one.number}});
  return Version{version_of(one.number, one.at), one.at, actor.id, renewed};
}

Result<Version> renew(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, Subject subject, std::int64_t shown, When when) {
  if (shown == 0) return fail(ErrorKind::NotFound, fmt::format("{}: nothing was stated yet that could be still right", kSubjects.label(subject)));
  auto said = statement_of(tx, urn, subject, shown);
  if (!said) {
    const auto versions = history(tx, urn, subject);
    return fail(changed_meanwhile(versions.empty() ? std::nullopt : std::optional(versions.front()), subject));
  }
  return state(tx, actor, allowed, urn, *said, shown, when);
}

}  // namespace rightplace::supply
