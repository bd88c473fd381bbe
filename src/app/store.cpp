#include "app/store.h"

#include <fmt/format.h>

#include "app/config.h"
#include "app/features.h"

namespace rightplace::app {

Result<Store> open_store(const std::filesystem::path& folder, StoreNeed need, const Clock& clock) {
  std::error_code error;
  if (std::filesystem::exists(folder) && !std::filesystem::is_directory(folder))
    return fail(ErrorKind::Invalid, fmt::format("--store names a file ({}); it must be a folder", folder.string()));
  RP_TRY(config, load_config(folder));
  const auto sqlite = folder / "rightplace.sqlite";
  const bool elsewhere = !config.database.reveal().empty();
  if (!elsewhere && !std::filesystem::exists(sqlite) && need != StoreNeed::CreateIfMissing)
    return fail(ErrorKind::NotFound,
                fmt::format("There is no store in {}. Import something into it, make a demo England there "
                            "(rightplace demo create --store {}), or name another folder with --store",
                            folder.string(), folder.string()));
  const bool is_new = std::filesystem::create_directories(folder, error);
  if (!error && is_new) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);   // children's records: nobody else's
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made: {}", folder.string(), error.message()));
  Store store{elsewhere ? db::open_postgres(config.database.reveal()) : db::open_sqlite(sqlite), folder};
  const auto steps = migrations();
  if (const auto newer = db::unknown(*store.database, steps); !newer.empty())
    return fail(ErrorKind::Conflict, fmt::format("The store {} was changed by a newer version of this program ({}). Use that version: this one could lose what it does not know.", folder.string(), newer.front()));
  db::migrate(*store.database, steps, clock);
  return store;
}

}  // namespace rightplace::app
