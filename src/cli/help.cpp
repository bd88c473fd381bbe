#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/command.h"
#include "cli/console.h"

namespace rightplace::cli {
namespace {

constexpr int kWidth = 80;

bool is_positional(const Option& option) { return !option.name.starts_with('-'); }
std::string_view first_word(std::string_view name) { return name.substr(0, name.find(' ')); }

// As a person types it: --as-at DATE, FILE…
std::string typed(const Option& option) {
  std::string text(option.name);
  if (!is_positional(option) && !option.value_name.empty()) text += fmt::format(" {}", option.value_name);
  return text;
}

std::string usage(const Spec& spec) {
  std::string line = fmt::format("rightplace {}", spec.name);
  for (const auto& option : spec.options) {
    auto part = typed(option) + (option.takes == Takes::Many ? "…" : "");
    line += option.required ? " " + part : fmt::format(" [{}]", part);
  }
  return line;
}

std::string meaning(const Option& option) {
  std::string text(option.meaning);
  if (option.takes == Takes::Many && !is_positional(option)) text += " (may be repeated)";
  return text;
}

// Names in a column, explanations wrapped beside them.
std::string listed(const std::vector<std::pair<std::string, std::string>>& rows, std::size_t widest = 0) {
  for (const auto& [name, text] : rows) widest = std::max(widest, std::min<std::size_t>(character_count(name), 28));
  std::string out;
  for (const auto& [name, text] : rows) {
    const auto indent = widest + 4;
    std::string start = "  " + name;
    const auto used = character_count(start);
    if (used + 2 > indent) out += start + "\n" + std::string(indent, ' ');
    else out += start + std::string(indent - used, ' ');
    std::string folded = wrapped(text, kWidth - static_cast<int>(indent), 0);
    out += replace_all(folded, "\n", "\n" + std::string(indent, ' ')) + "\n";
  }
  return out;
}

// Commands in order of first appearance, those that share a first word together. A group of one is no group.
struct Group {
  std::string_view word;
  std::vector<const Spec*> specs;
};
std::vector<Group> grouped_specs(const std::vector<const Spec*>& specs) {
  std::vector<Group> groups;
  for (const auto* spec : specs) {
    const auto word = first_word(spec->name);
    auto found = std::ranges::find(groups, word, &Group::word);
    if (found == groups.end()) found = groups.insert(groups.end(), Group{word, {}});
    found->specs.push_back(spec);
  }
  return groups;
}

}  // namespace

std::string list_of_commands(const std::vector<const Spec*>& specs, std::string_view version) {
  std::string out = fmt::format("rightplace {}\n\nUsage: rightplace COMMAND [OPTION…]\n\n", version);
  const auto groups = grouped_specs(specs);
  std::size_t widest = 0;   // one column for all groups
  for (const auto* spec : specs) widest = std::max(widest, spec->name.size());
  std::vector<std::pair<std::string, std::string>> single;
  for (const auto& group : groups)
    if (group.specs.size() == 1) single.emplace_back(group.specs.front()->name, group.specs.front()->summary);
  if (!single.empty()) out += "Commands\n" + listed(single, widest) + "\n";
  for (const auto& group : groups) {
    if (group.specs.size() < 2) continue;
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto* spec : group.specs) rows.emplace_back(spec->name, spec->summary);
    std::string head(group.word);
    head[0] = upper(head.substr(0, 1))[0];
    out += head + "\n" + listed(rows, widest) + "\n";
  }
  return out + "rightplace COMMAND --help explains one of them.\n";
}

std::string help_text(const Spec& spec) {
  std::string out = wrapped(spec.summary, kWidth, 0) + "\n\n" + wrapped("Usage: " + usage(spec), kWidth, 7) + "\n";
  std::vector<std::pair<std::string, std::string>> words, options;
  for (const auto& option : spec.options) (is_positional(option) ? words : options).emplace_back(typed(option), meaning(option));
  options.emplace_back("--help", "Shows this text");
  if (!words.empty()) out += "\n" + listed(words);
  out += "\nOptions\n" + listed(options);
  // Paragraphs of the longer text stay; lines that are set in (examples) stay as they are.
  if (!spec.help.empty()) {
    out += "\n";
    for (const auto line : split(trim(spec.help), '\n'))
      out += (line.starts_with(' ') ? std::string(line) : wrapped(line, kWidth, 0)) + "\n";
  }
  return out;
}

std::string options_markdown(const std::vector<const Spec*>& specs) {
  std::string out;
  for (const auto* spec : specs) {
    out += fmt::format("\n## rightplace {}\n\n{}.\n", spec->name, spec->summary);
    if (spec->options.empty()) continue;
    out += "\n| option | meaning |\n|---|---|\n";
    for (const auto& option : spec->options)
      out += fmt::format("| `{}{}` | {}{} |\n", typed(option), option.takes == Takes::Many ? "…" : "", replace_all(option.meaning, "|", "\\|"),
                         option.required ? " (required)" : "");
  }
  return out;
}

}  // namespace rightplace::cli
