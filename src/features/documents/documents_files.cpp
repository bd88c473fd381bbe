#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "features/documents/documents.h"

namespace rightplace::documents {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "documents", kIncoming = "documents/incoming";
constexpr std::size_t kPiece = 64 << 10;
constexpr std::int64_t kDayMs = 86'400'000;

constexpr std::size_t kMostUnknown = 100;

constexpr std::string_view kAll = "SELECT id, CASE WHEN key_sealed IS NULL THEN 0 ELSE 1 END FROM documents";
constexpr std::string_view kWithKey = "SELECT id FROM documents WHERE key_sealed IS NOT NULL ORDER BY id";

std::string purpose_of(const DocumentId& id) { return "documents/" + id.text(); }

bool sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  return done;
}

auto disk_refuses() { return fail(ErrorKind::Unavailable, "The disk does not take the file now. Nothing was kept: try again later"); }

Done make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return disk_refuses();
  return {};
}

Instant changed_at(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return Instant{0};
  return Instant{static_cast<std::int64_t>(about.st_mtime) * 1000};
}

}  // namespace

fs::path file_of(const fs::path& store, const DocumentId& id) {
  const auto& name = id.text();
  return store / kFolder / name.substr(name.size() - std::min<std::size_t>(2, name.size())) / name;
}

Result<Laid> lay_down(const fs::path& store, const web::Request& request, const web::SentFile& file, Instant now) {
  if (file.size > kMostBytes) return fail(ErrorKind::Invalid, fmt::format("The file has {}. At most {} can be kept: save it smaller, or in parts", size_words(file.size), size_words(kMostBytes)));
  formats::Stretch content{.memory = request.body, .file = request.body_file ? request.body_file->path() : fs::path(), .from = file.from, .size = file.size};
  Laid laid;
  RP_TRY(type, formats::document_type(content));
  laid.type = type;
  laid.id = DocumentId(new_uuid(now));
  laid.key = vault::new_file_key();
  RP_CHECK(make_folder(store / kFolder));
  RP_CHECK(make_folder(store / kIncoming));
  const auto target = file_of(store, laid.id);
  RP_CHECK(make_folder(target.parent_path()));
  const auto beside = store / kIncoming / laid.id.text();
  const web::BodyBytes body(request);
  auto at = file.from;
  const auto until = file.from + file.size;
  RP_TRY(sealed, vault::seal_file(laid.key, purpose_of(laid.id), [&]() -> Result<std::string> {
    auto piece = body.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, until - at)));
    if (piece.empty() && at < until) return disk_refuses();
    at += piece.size();
    return piece;
  }, beside));
  laid.bytes = sealed;
  std::error_code error;
  fs::rename(beside, target, error);
  if (error || !sync_folder(target.parent_path()) || !sync_folder(store / kFolder)) {
    fs::remove(beside, error);
    fs::remove(target, error);
    return disk_refuses();
  }
  return laid;
}

void take_up(const fs::path& store, const DocumentId& id) {
  std::error_code ignored;   // what stays is swept
  fs::remove(file_of(store, id), ignored);
}

std::int64_t sweep(db::Database& database, const fs::path& store, Instant now) {
  std::error_code error;
  if (!fs::is_directory(store / kFolder, error)) return 0;
  // The folder is listed before the rows are read: a file whose row comes meanwhile is a day too young.
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator at(store / kFolder, error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file(error) && changed_at(at->path()).ms + kDayMs < now.ms) files.push_back(at->path());
  if (files.empty()) return 0;
  std::map<std::string, bool> rows;   // whether it still has its key
  database.read([&](db::Read& tx) { tx.each(kAll, {}, [&](const db::Row& row) { rows.emplace(row.string(0), row.flag(1)); }); });
  std::vector<fs::path> going, unknown;
  for (const auto& file : files) {
    const auto row = rows.find(file.filename().string());
    if (file.parent_path().filename() == "incoming" || (row != rows.end() && !row->second)) going.push_back(file);
    else if (row == rows.end()) unknown.push_back(file);
  }
  // Broken-off forms leave few. Many, or no row at all, is another database than these files belong to: then nothing may go.
  if (!rows.empty() && unknown.size() <= kMostUnknown) going.insert(going.end(), unknown.begin(), unknown.end());
  std::int64_t gone = 0;
  for (const auto& file : going) gone += fs::remove(file, error) ? 1 : 0;
  return gone;
}

std::vector<DocumentId> without_file(db::Read& tx, const fs::path& store) {
  std::vector<DocumentId> missing;
  tx.each(kWithKey, {}, [&](const db::Row& row) {
    auto id = row.id<DocumentTag>(0);
    std::error_code error;
    if (!fs::is_regular_file(file_of(store, id), error)) missing.push_back(std::move(id));
  });
  return missing;
}

}  // namespace rightplace::documents
