#pragma once
// Documents of a child that go with a referral and with the placement that comes of it: care plan, pen picture, EHC plan.
//
// What a document says lies sealed in a file of its own under STORE/documents, with a key of its own that its row keeps sealed.
// The file comes first (beside, to the disk, renamed), the row last: a row always has its file, and a file that no row names is
// swept. Removing a document takes its key away, so that copies of the file in backups are noise too.
//
// Who may open one is decided anew at each opening by whoever shows it: nothing here decides.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/asking/asking.h"
#include "features/children/children.h"
#include "formats/document_type.h"
#include "vault/sealed_file.h"
#include "vault/vault.h"
#include "web/multipart.h"

namespace rightplace::documents {

std::span<const db::Migration> migrations();

struct DocumentTag;
using DocumentId = Id<DocumentTag>;

// What documents there are: rules/document_kinds.toml.
struct Kind {
  std::string code, label;
  asking::Tier tier = asking::Tier::FullFile;   // from which stage on, as a rule
};
Result<std::vector<Kind>> read_kinds(std::string_view toml, std::string_view source);
const std::vector<Kind>& kinds();
std::string label_of(std::string_view kind);

inline constexpr std::uint64_t kMostBytes = 50u << 20;      // of one file
inline constexpr std::size_t kMostOfReferral = 60;          // that stand at once
inline constexpr std::size_t kLongestBecause = 500;

struct Removed {
  std::string by, because;
  Instant at;
};
struct Document {
  DocumentId id;
  std::string reference;               // empty: it belongs to `placement`, to which no referral here led
  children::ChildId child;
  std::string kind;
  asking::Tier tier = asking::Tier::FullFile;
  formats::DocumentType type = formats::DocumentType::Pdf;
  Personal<std::string> name;          // as its sender calls it; for the authority's eyes
  std::uint64_t bytes = 0;
  std::string added_by;
  Instant added_at;
  std::optional<Removed> removed;
  std::string placement;               // id; empty: it goes with a referral
};
// "R-7K3M9Q care plan.pdf": names nobody.
std::string file_name(const Document& document);
std::string size_words(std::uint64_t bytes);   // "1.2 MB"

// ---- Adding: first the file, then the row.

// A file that lies sealed and has no row yet.
struct Laid {
  DocumentId id;
  formats::DocumentType type = formats::DocumentType::Pdf;
  std::uint64_t bytes = 0;
  Personal<std::string> key;
};
// Looks at the content and seals it. Invalid says what is wrong with it; Unavailable when the disk refuses. Costs little memory.
Result<Laid> lay_down(const std::filesystem::path& store, const web::Request& request, const web::SentFile& file, Instant now);
// The file goes again where no row came of it.
void take_up(const std::filesystem::path& store, const DocumentId& id);

struct NewDocument {
  std::string reference;
  children::ChildId child;
  std::string kind;
  asking::Tier tier = asking::Tier::FullFile;
  Personal<std::string> name;
  std::string placement = {};          // in place of a reference
};
// Invalid for an unknown kind; Conflict when the referral or placement has as many as it may.
Done add(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewDocument& document, const Laid& laid, asking::When when);
// Its key and name go now, the file when `take_up` is called or at the next sweep. Conflict when it was removed before.
Done remove(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const DocumentId& id, std::string_view because, asking::When when);

// ---- Questions.

// NotFound when there is none. One that was removed is answered too.
Result<Document> load(db::Read& tx, const vault::Vault& vault, const DocumentId& id);
std::vector<Document> of_referral(db::Read& tx, const vault::Vault& vault, std::string_view reference);   // oldest first; removed ones too
std::vector<Document> of_placement(db::Read& tx, const vault::Vault& vault, std::string_view placement);   // the same
bool exists(db::Read& tx, const DocumentId& id);
// What it says, piece by piece. NotFound when it was removed.
Result<vault::SealedFile> open(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, const DocumentId& id);

// ---- The folder (documents_files.cpp).

std::filesystem::path file_of(const std::filesystem::path& store, const DocumentId& id);
// Removes files that no row names and that are a day old: of forms that broke off, of removed documents. How many. Where no row
// is there at all, or far more files than broken-off forms leave, the database is another one: nothing is removed.
std::int64_t sweep(db::Database& database, const std::filesystem::path& store, Instant now);
// Documents that stand and whose file is gone, by id: restored without files, or somebody deleted them.
std::vector<DocumentId> without_file(db::Read& tx, const std::filesystem::path& store);

}  // namespace rightplace::documents
