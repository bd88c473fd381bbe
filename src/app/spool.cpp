#include "app/spool.h"

#include <fmt/format.h>

#include <chrono>

namespace rightplace::app {
namespace {

namespace fs = std::filesystem;

// A paper is made within a minute; a slow line may send a body for longer.
constexpr auto kPaper = std::chrono::minutes(5), kBody = std::chrono::minutes(60);

fs::path spool_in(const fs::path& store) { return store / "spool"; }

}  // namespace

Result<std::string> open_spool(const fs::path& store) {
  const auto folder = spool_in(store);
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made: {}", folder.string(), error.message()));
  sweep_spool(store);
  return folder.string();
}

void sweep_spool(const fs::path& store) {
  const auto now = fs::file_time_type::clock::now();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(spool_in(store), error)) {
    std::error_code each;
    const auto age = now - entry.last_write_time(each);
    if (!each && age > (entry.is_directory(each) ? kPaper : kBody)) fs::remove_all(entry.path(), each);
  }
}

}  // namespace rightplace::app
