#include "app/config.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/json.h"
#include "formats/file.h"
#include "formats/toml.h"

namespace rightplace::app {
namespace {

// One record an option: the only place where its name, meaning and default stand.
struct ConfigOption {
  std::string_view key;
  std::string_view environment;
  std::string_view meaning;
  std::string_view default_in_words;
  void (*set)(Config&, std::string);
};

constexpr std::array<ConfigOption, 7> kOptions = {{
    {"database", "RIGHTPLACE_DATABASE", "PostgreSQL address (postgresql://user:password@host/name). One database serves one store.",
     "none: SQLite in the store's folder", [](Config& config, std::string value) { config.database = Personal<std::string>(std::move(value)); }},
    {"address", "RIGHTPLACE_ADDRESS", "Where people reach the service (https://rightplace.example): links in letters begin with it.",
     "where `rightplace serve` listens", [](Config& config, std::string value) { config.address = std::move(value); }},
    {"smtp", "RIGHTPLACE_SMTP", "Mail server: smtp://HOST:587 (STARTTLS) or smtps://HOST:465. TLS is required, except on this machine.",
     "none: letters become files in the store's folder outbox", [](Config& config, std::string value) { config.mail.smtp = std::move(value); }},
    {"smtp_user", "RIGHTPLACE_SMTP_USER", "User at the mail server.", "none", [](Config& config, std::string value) { config.mail.user = std::move(value); }},
    {"smtp_password_file", "RIGHTPLACE_SMTP_PASSWORD_FILE", "File with that user's password (mode 600).", "none",
     [](Config& config, std::string value) { config.mail.password_file = std::move(value); }},
    {"smtp_ca_file", "RIGHTPLACE_SMTP_CA_FILE", "Certificates (PEM) to trust at the mail server instead of the system's.", "the system's",
     [](Config& config, std::string value) { config.mail.ca_file = std::move(value); }},
    {"mail_from", "RIGHTPLACE_MAIL_FROM", "The address from which letters come. Needed with smtp.", "rightplace@localhost",
     [](Config& config, std::string value) { config.mail.from = std::move(value); }},
}};

}  // namespace

Result<Config> load_config(const std::filesystem::path& store) {
  Config config;
  const auto file = store / "rightplace.toml";
  if (std::filesystem::exists(file)) {
    RP_TRY(text, formats::read_file(file, 1 << 20));
    RP_TRY(toml, formats::parse_toml(text, file.string()));
    std::vector<FieldError> faults;
    json::Fields fields(&toml, "", faults);
    for (const auto& option : kOptions)
      if (auto value = fields.text(option.key)) option.set(config, std::move(*value));
    fields.refuse_others();
    if (!faults.empty()) return fail(ErrorKind::Invalid, fmt::format("{}: {} {}", file.string(), faults.front().field, faults.front().detail), faults);
  }
  for (const auto& option : kOptions)
    if (const char* value = std::getenv(std::string(option.environment).c_str())) option.set(config, value);
  return config;
}

std::string config_as_markdown() {
  std::string out = "| key in rightplace.toml | environment | meaning | default |\n|---|---|---|---|\n";
  for (const auto& option : kOptions)
    out += fmt::format("| `{}` | `{}` | {} | {} |\n", option.key, option.environment, option.meaning, option.default_in_words);
  return out;
}

std::vector<Command> config_commands() {
  return {Command{.spec = {.name = "config", .summary = "Print the options of a store's rightplace.toml as Markdown", .options = {}},
                  .need = StoreNeed::None,
                  .run_alone = [](const cli::Arguments&, cli::Console& console) -> Result<ExitCode> {
                    console.print(config_as_markdown());
                    return ExitCode::Fine;
                  }}};
}

}  // namespace rightplace::app
