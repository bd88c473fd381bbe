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
  INSERT INTO supply_statements (number, urn, subject, stated_at, stated_by, fingerprint, said_at, said_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

struct Last {
  Version version;
  std::string fingerprint;
};
std::optional<Last> last_of(db::Read& tx, std::string_view urn, Subject subject) {
  std::optional<Last> last;
  tx.each(kHistory, {urn, kSubjects.code(subject)}, [&](const db::Row& row) { last = Last{{version_of(row.integer(0), row.instant(1)), row.instant(1), row.string(2)}, row.string(3)}; });
  return last;
}

// Two statements of one moment would leave it to their numbers which stands.
Kept keep(db::Write& tx, const Actor& actor, std::string_view urn, const Statement& statement, const std::optional<Last>& last, When when, db::Param said_at, db::Param said_by) {
  auto one = kept(urn, statement, last && last->version.at >= when.at ? Instant{last->version.at.ms + 1} : when.at);
  one.number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_statements") + 1;
  tx.run(kInsert, {one.number, urn, kSubjects.code(one.subject), one.at, actor.id, one.fingerprint, said_at, said_by});
  insert_rows(tx, {&one, 1});
  return one;
}

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
  const auto last = last_of(tx, urn, subject);
  if ((last ? last->version.version : 0) != shown) return fail(changed_meanwhile(last ? std::optional(last->version) : std::nullopt, subject));
  const auto one = keep(tx, actor, urn, statement, last, when, nullptr, nullptr);
  const bool renewed = last && one.fingerprint == last->fingerprint;
  audit::record(tx, actor, allowed, renewed ? "supply.renewed" : "supply.stated", {"home", urn}, when.now, {{"subject", kSubjects.code(subject)}, {"statement", one.number}});
  return Version{version_of(one.number, one.at), one.at, actor.id, renewed};
}

Done state_with_its_age(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, const Statement& statement, Instant said_at, std::string_view said_by, When when) {
  RP_CHECK(check(statement));
  const auto subject = subject_of(statement);
  const auto one = keep(tx, actor, urn, statement, last_of(tx, urn, subject), when, said_at, said_by.empty() ? db::Param(nullptr) : db::Param(said_by));
  audit::record(tx, actor, allowed, "supply.room_renamed", {"home", urn}, when.now, {{"subject", kSubjects.code(subject)}, {"statement", one.number}});
  return {};
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
