#pragma once
// Commands are rows of tables; the options page of the docs and the help text are made from the same rows.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace rightplace::cli {

enum class Takes { Nothing, One, Many };

// "--as-at" with value name "DATE", or a positional when the name has no dashes ("FILE").
struct Option {
  std::string_view name;
  std::string_view value_name;   // empty for a switch
  std::string_view meaning;
  Takes takes = Takes::One;      // Nothing for a switch; Many: may be repeated
  bool required = false;
};

struct Spec {
  std::string_view name;      // "import register"
  std::string_view summary;   // one sentence
  std::vector<Option> options;
  std::string_view help = {}; // longer text shown by --help
};

// What was typed for one command. Asking for an option that the command does not have is a bug and throws.
class Arguments {
 public:
  explicit Arguments(const Spec& spec) : spec_(&spec) {}
  bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  // Invalid with the option's name and what was expected.
  Result<std::optional<Date>> date(std::string_view name) const;   // YYYY-MM-DD
  Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t low, std::int64_t high) const;
  Result<std::optional<double>> number(std::string_view name, double low, double high) const;
  void add(std::string_view name, std::string value);

 private:
  const Option& option(std::string_view name) const;
  const Spec* spec_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct Parsed {
  const Spec* spec = nullptr;   // none: `text` is the answer (help, version)
  std::optional<Arguments> arguments;
  std::string text;
};

// `words` is the command line without the program's name. An unknown command or option, or a missing one, is Invalid.
// Options stand anywhere after the command, as `--name VALUE` or `--name=VALUE`; everything after `--` is positional.
// Positionals are filled in the order of the Spec; one that Takes::Many takes all that are left, at least one when
// required. `--help`, `help` and `--version` are answered here, for a command or for all of them.
Result<Parsed> parse(const std::vector<const Spec*>& specs, const std::vector<std::string>& words, std::string_view version);

// All commands, those of several words grouped by their first, and the help of one; readable in 80 columns.
std::string list_of_commands(const std::vector<const Spec*>& specs, std::string_view version);
std::string help_text(const Spec& spec);
// One section for each command, in their order: docs/options.md is made of them.
std::string options_markdown(const std::vector<const Spec*>& specs);

}  // namespace rightplace::cli
