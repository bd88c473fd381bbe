#pragma once
// The store's configuration: STORE/rightplace.toml, overridden by the environment. Unknown keys are errors.

#include <filesystem>
#include <string>
#include <vector>

#include "base/personal.h"
#include "base/result.h"
#include "features/outbox/outbox.h"
#include "features/services.h"

namespace rightplace::app {

struct Config {
  // A PostgreSQL address (postgresql://… or libpq's key=value form) may hold a password. Empty: SQLite in the store.
  Personal<std::string> database;
  std::string address = {};      // where people reach the service: "https://rightplace.example"; links in letters begin with it
  outbox::MailOptions mail = {};
};

// Defaults where there is no file. Invalid names the file and line, and the key.
Result<Config> load_config(const std::filesystem::path& store);

// The options as Markdown, for docs/options.md.
std::string config_as_markdown();

std::vector<Command> config_commands();   // config

}  // namespace rightplace::app
