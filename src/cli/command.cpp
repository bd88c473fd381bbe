#include "cli/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace rightplace::cli {
namespace {

using Words = std::vector<std::string>;

bool is_positional(const Option& option) { return !option.name.starts_with('-'); }

// "--json=yes" -> "--json"
std::string_view option_name(std::string_view word) { return word.substr(0, word.find('=')); }

// The nearest of several names, when it is near enough to be meant.
std::string did_you_mean(std::string_view typed, const std::vector<std::string_view>& names) {
  const int most = typed.size() < 5 ? 1 : typed.size() < 9 ? 2 : 3;
  std::string_view nearest;
  int least = most + 1;
  for (const auto name : names)
    if (const int edits = edit_distance(lower(typed), lower(name), most); edits < least) {
      least = edits;
      nearest = name;
    }
  return nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
}

std::vector<std::string_view> words_of(std::string_view name) { return split(name, ' '); }

bool starts_with(const Words& words, std::string_view name) {
  const auto parts = words_of(name);
  return words.size() >= parts.size() && std::equal(parts.begin(), parts.end(), words.begin());
}

// The command whose name is the longest beginning of the line: "import" and "import register" may both exist.
const Spec* command_of(const std::vector<const Spec*>& specs, const Words& words) {
  const Spec* longest = nullptr;
  for (const auto* spec : specs)
    if (starts_with(words, spec->name) && (!longest || spec->name.size() > longest->name.size())) longest = spec;
  return longest;
}

std::vector<const Spec*> commands_under(const std::vector<const Spec*>& specs, std::string_view first) {
  std::vector<const Spec*> group;
  for (const auto* spec : specs)
    if (words_of(spec->name).front() == first) group.push_back(spec);
  return group;
}

bool asks_for(const Words& words, std::string_view option) {
  for (const auto& word : words) {
    if (word == "--") return false;
    if (word == option) return true;
  }
  return false;
}

Error unknown_command(const std::vector<const Spec*>& specs, const Words& words) {
  const auto advice = " (rightplace --help lists the commands)";
  if (words.front().starts_with('-'))
    return {ErrorKind::Invalid, fmt::format("Name a command before its options: {} stands first{}", shown(words.front()), advice), {}};
  if (const auto group = commands_under(specs, words.front()); !group.empty()) {
    std::vector<std::string> names;
    std::vector<std::string_view> seconds;
    for (const auto* spec : group) {
      names.emplace_back(spec->name);
      seconds.push_back(spec->name);
    }
    if (words.size() > 1 && !words[1].starts_with('-'))
      return {ErrorKind::Invalid, fmt::format("There is no command {} {}{}{}", words[0], shown(words[1]), did_you_mean(words[0] + " " + words[1], seconds), advice), {}};
    return {ErrorKind::Invalid, fmt::format("{} is the beginning of several commands: {}", words.front(), join_words(names)), {}};
  }
  std::vector<std::string_view> names;
  for (const auto* spec : specs) {
    names.push_back(spec->name);
    names.push_back(words_of(spec->name).front());
  }
  auto typed = words.front();
  auto hint = did_you_mean(typed, names);
  // "imprt register": the whole name may be nearer than its first word.
  if (words.size() > 1)
    if (auto whole = did_you_mean(typed + " " + words[1], names); !whole.empty()) hint = std::move(whole);
  return {ErrorKind::Invalid, fmt::format("There is no command {}{}{}", shown(typed), hint, advice), {}};
}

std::string in_words(const Option& option) {
  return option.value_name.empty() || is_positional(option) ? std::string(option.name) : fmt::format("{} {}", option.name, option.value_name);
}

// Every value as a word of its own: "--top=5" -> "--top", "5". Here an option without its value is refused, before the
// next option is taken for it; a value that begins with two dashes must be attached.
Result<Words> values_apart(const Spec& spec, const Words& words) {
  Words apart;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto name = option_name(words[i]);
    const auto option = std::ranges::find(spec.options, name, &Option::name);
    if (!name.starts_with('-') || option == spec.options.end()) {
      apart.push_back(words[i]);
      continue;
    }
    const bool attached = name.size() != words[i].size();
    apart.emplace_back(name);
    if (option->takes == Takes::Nothing) {
      if (attached) return fail(ErrorKind::Invalid, fmt::format("{} takes no value; write {} alone", name, name));
      continue;
    }
    if (!attached && (i + 1 == words.size() || words[i + 1].starts_with("--")))
      return fail(ErrorKind::Invalid, fmt::format("{} needs a value: {}", name, in_words(*option)));
    apart.push_back(attached ? words[i].substr(name.size() + 1) : words[++i]);
  }
  return apart;
}

// What CLI11 makes of the words before "--": options into `arguments`, the rest in their order.
Result<Words> read_options(const Spec& spec, const Words& words, Arguments& arguments) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.allow_windows_style_options(false);
  std::vector<std::string_view> names = {"--help"};
  std::map<std::string_view, Words> values;
  for (const auto& option : spec.options) {
    if (is_positional(option)) continue;
    names.push_back(option.name);
    const std::string name(option.name);
    if (option.takes == Takes::Nothing) app.add_flag_function(name, [&arguments, name](std::int64_t) { arguments.add(name, ""); });
    // One value at a time, so that no option swallows the words behind it.
    else app.add_option(name, values[option.name])->allow_extra_args(false)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  RP_TRY(separate, values_apart(spec, words));
  try {
    app.parse(Words(separate.rbegin(), separate.rend()));
  } catch (const CLI::ParseError& error) {
    return fail(ErrorKind::Invalid, fmt::format("{} (rightplace {} --help)", error.what(), spec.name));
  }
  for (const auto& word : app.remaining())
    if (word.starts_with('-') && word != "-")
      return fail(ErrorKind::Invalid, fmt::format("rightplace {} has no option {}{}", spec.name, shown(option_name(word)),
                                                  did_you_mean(option_name(word), names)));
  for (const auto& option : spec.options) {
    auto& typed = values[option.name];
    if (option.takes == Takes::One && typed.size() > 1) return fail(ErrorKind::Invalid, fmt::format("{} was given {} times; give it once", option.name, typed.size()));
    for (auto& value : typed) arguments.add(option.name, std::move(value));
  }
  return app.remaining();
}

Done place_positionals(const Spec& spec, Words words, Arguments& arguments) {
  std::size_t at = 0;
  for (const auto& option : spec.options) {
    if (!is_positional(option)) continue;
    const std::size_t end = option.takes == Takes::Many ? words.size() : std::min(at + 1, words.size());
    for (; at < end; ++at) arguments.add(option.name, words[at]);
  }
  if (at < words.size()) return fail(ErrorKind::Invalid, fmt::format("rightplace {} does not know what to do with \"{}\"", spec.name, shown(words[at])));
  return {};
}

Done check_required(const Spec& spec, const Arguments& arguments) {
  for (const auto& option : spec.options)
    if (option.required && !arguments.has(option.name))
      return fail(ErrorKind::Invalid, fmt::format("rightplace {} needs {}: {} (rightplace {} --help)", spec.name, in_words(option), option.meaning, spec.name));
  return {};
}

// Help for one command, for the commands that begin with a word, or for all.
Result<std::string> help_for(const std::vector<const Spec*>& specs, const Words& words, std::string_view version) {
  if (words.empty() || words.front().starts_with('-')) return list_of_commands(specs, version);
  if (const auto* spec = command_of(specs, words)) return help_text(*spec);
  const auto group = commands_under(specs, words.front());
  if (group.empty() || (words.size() > 1 && !words[1].starts_with('-'))) return fail(unknown_command(specs, words));
  return list_of_commands(group, version);
}

}  // namespace

Result<Parsed> parse(const std::vector<const Spec*>& specs, const Words& words, std::string_view version) {
  if (!words.empty() && words.front() == "--version") return Parsed{nullptr, std::nullopt, fmt::format("rightplace {}\n", version)};
  const bool help_word = !words.empty() && words.front() == "help" && !command_of(specs, words);
  if (words.empty() || help_word || asks_for(words, "--help") || asks_for(words, "-h")) {
    RP_TRY(text, help_for(specs, help_word ? Words(words.begin() + 1, words.end()) : words, version));
    return Parsed{nullptr, std::nullopt, std::move(text)};
  }
  const auto* spec = command_of(specs, words);
  if (!spec) return fail(unknown_command(specs, words));

  const auto after_name = words.begin() + static_cast<std::ptrdiff_t>(words_of(spec->name).size());
  const auto dashes = std::find(after_name, words.end(), "--");
  Arguments arguments(*spec);
  RP_TRY(positionals, read_options(*spec, Words(after_name, dashes), arguments));
  if (dashes != words.end()) positionals.insert(positionals.end(), dashes + 1, words.end());
  RP_CHECK(place_positionals(*spec, std::move(positionals), arguments));
  RP_CHECK(check_required(*spec, arguments));
  return Parsed{spec, std::move(arguments), {}};
}

}  // namespace rightplace::cli
