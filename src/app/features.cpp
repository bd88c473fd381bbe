#include "app/features.h"

#include "app/config.h"
#include "app/doctor.h"
#include "features/audit/audit.h"
#include "features/imports/imports.h"

namespace rightplace::app {
namespace {

template <class Items, class More>
void append(Items& items, More&& more) {
  items.insert(items.end(), more.begin(), more.end());
}

}  // namespace

std::vector<db::Migration> migrations() {
  std::vector<db::Migration> all;
  append(all, audit::migrations());
  append(all, imports::migrations());
  return all;
}

std::vector<imports::Kind> import_kinds() {
  std::vector<imports::Kind> kinds;
  return kinds;
}

std::vector<Command> commands() {
  std::vector<Command> all;
  append(all, imports::commands(import_kinds()));
  append(all, doctor_commands());
  append(all, config_commands());
  return all;
}

}  // namespace rightplace::app
