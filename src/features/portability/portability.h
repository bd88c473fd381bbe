#pragma once
// Everything an organisation may take away of its own, as CSV and JSON with a manifest: its people, homes and their statements,
// referrals, placements, children and audit. Every record is decided by features/access for the people who ask for it
// (verb "export"); what nobody of them may take away is left out, and the manifest says so. docs/use/export.md.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/accounts/accounts.h"
#include "features/services.h"

namespace rightplace::portability {

using organisations::OrganisationId;

struct TakenFile {
  std::string name;        // "people.csv"
  std::int64_t rows = 0;
  std::string text;
  std::string grounds;     // of the first record in it
  std::string document = {};       // its id: `text` is empty, and write_out opens the document
  std::int64_t events_until = 0;   // of the audit: `text` is empty, and write_out reads the events up to this number
};
struct LeftOut {
  std::string file;
  std::int64_t rows = 0;
  std::string why;         // a code of access::kRefusals
};
struct Taken {
  std::vector<TakenFile> files;
  std::vector<LeftOut> left_out;
  audit::Head head;        // after the export's own event
};

// Who asks. They are taken to have signed in: whoever runs this has made sure who they are.
struct Request {
  OrganisationId organisation;
  std::vector<accounts::PersonId> people;
  Date today;
  Instant now;
};
// Reads, and writes into the audit ("organisation.exported") and, for each child, into the ledger of disclosures, in one
// transaction: only what has been entered is answered. NotFound when there is no such organisation.
Result<Taken> take(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Request& request);

// Files (0600) in a new or empty folder (0700), the manifest last; events page by page, however many there are. Conflict when
// something is in it.
struct Store {
  db::Database& database;
  const vault::Vault& vault;
  std::filesystem::path folder;    // where documents lie
};
Done write_out(const Store& store, const Taken& taken, const Request& request, const std::filesystem::path& to);

std::vector<Command> commands();   // export organisation

}  // namespace rightplace::portability
