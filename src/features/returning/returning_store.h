#pragma once
// Files that wait, and what was found in them. Within the feature.

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "features/organisations/organisations.h"
#include "features/planning/planning.h"
#include "features/returns/returns.h"
#include "vault/vault.h"

namespace rightplace::returning {

struct HandedInTag;
using HandedInId = Id<HandedInTag>;

// One place in the files, with what is wrong there and what to do.
struct Wrong {
  std::string file;
  std::int64_t line = 0;
  std::string column, what;
};
struct Found {
  struct Part {
    int year = 0;
    std::string table, file;
    std::int64_t rows = 0;
    std::int64_t stands = -1;          // rows of the same table and year that stand already; -1: none
  };
  struct Check {
    int year = 0;
    std::string code, message, columns, where;   // where: "episodes.csv, lines 3, 17 and 2 more"
    std::int64_t rows = 0;
  };
  std::vector<Part> parts;
  std::vector<Wrong> rejected;         // the first kMostListed
  std::int64_t rejected_rows = 0, read = 0, kept = 0, unchanged = 0;
  std::vector<std::string> serious;    // what makes the forecast worthless until it is settled
  std::vector<std::string> remarks;    // what else the forecast and the reading say
  std::vector<Check> checks;
  bool nothing_new = false;
};
inline constexpr std::size_t kMostListed = 2'000;

std::string written(const Found& found);
std::optional<Found> read_found(std::string_view json);

// What keeping them would do, tried in a transaction that is rolled back.
Result<Found> look_through(db::Database& database, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const returns::HandedIn& handed, std::string_view authority_code, Instant now);

struct Waiting {
  HandedInId id;
  organisations::OrganisationId organisation;
  std::string person;
  Instant at;
};
void lay_by(db::Write& tx, const vault::Vault& vault, const Waiting& waiting, const std::vector<returns::HandedFile>& files, const Found& found);
std::optional<Waiting> load(db::Read& tx, const HandedInId& id);
std::vector<Waiting> waiting_of(db::Read& tx, const organisations::OrganisationId& organisation);   // newest first
std::optional<Found> found_in(db::Read& tx, const vault::Vault& vault, const HandedInId& id);
std::vector<returns::HandedFile> files_of(db::Read& tx, const vault::Vault& vault, const HandedInId& id);
void forget(db::Write& tx, const HandedInId& id);

}  // namespace rightplace::returning
