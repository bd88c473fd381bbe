// What in a referral's free text tells who the child is: by the record that the authority holds, and by the shape of what
// tells of anybody. A help, not a proof: whoever sends it reads it through.

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/text.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0; }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::string compact(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) out += c;
  return upper(out);
}

// Typographers' quotation marks, dashes and spaces as keyboards have them.
std::string plain(std::string_view text) {
  auto out = std::string(text);
  for (const auto& [from, to] : std::initializer_list<std::pair<std::string_view, std::string_view>>{{"\u2019", "'"}, {"\u2018", "'"}, {"\u201c", " "}, {"\u201d", " "}, {"\u2013", "-"}, {"\u2014", "-"}, {"\u2010", "-"}, {"\u2011", "-"}, {"\u00a0", " "}, {"\u2026", " "}})
    out = replace_all(out, from, to);
  return out;
}

// References of ours (R-7K3M9Q) say nothing of anybody, although one in twenty looks like a postcode.
std::string without_references(std::string text) {
  constexpr std::size_t kLetters = 6;
  for (std::size_t i = 0; i + 2 + kLetters <= text.size(); ++i) {
    if ((text[i] != 'R' && text[i] != 'r') || text[i + 1] != '-' || (i > 0 && is_word(text[i - 1])) || (i + 2 + kLetters < text.size() && is_word(text[i + 2 + kLetters]))) continue;
    if (!std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 2, text.begin() + static_cast<std::ptrdiff_t>(i + 2 + kLetters), is_word)) continue;
    text.replace(i, 2 + kLetters, 2 + kLetters, ' ');
  }
  return text;
}

// "Robin's" is Robin and Robins.
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    while (!word.empty() && word.back() == '\'') word.pop_back();
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    if (is_word(c) || (c == '\'' && !word.empty())) word += c;
    else end();
  }
  end();
  return words;
}

int month_of(std::string_view word) {
  static constexpr std::string_view kMonths[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
  const auto typed = lower(word);
  for (std::size_t i = 0; i < std::size(kMonths); ++i)
    if (typed == kMonths[i] || typed == kMonths[i].substr(0, 3) || (typed == "sept" && i == 8)) return static_cast<int>(i) + 1;
  return 0;
}
int number_of(std::string_view word) {
  auto digits = word.substr(0, word.find_first_not_of("0123456789"));
  const auto rest = lower(word.substr(digits.size()));
  if (digits.empty() || digits.size() > 4 || !(rest.empty() || rest == "st" || rest == "nd" || rest == "rd" || rest == "th")) return -1;
  return static_cast<int>(*parse_integer(digits));
}

// A day and a month of the child's birth beside each other, in figures with the year or in words with or without it.
std::vector<std::string> birthdays(const std::vector<std::string>& all, Date born) {
  std::vector<std::string> words, found;
  for (const auto& word : all)
    if (lower(word) != "of" && lower(word) != "the") words.push_back(word);
  const auto day = [&](const std::string& word) { return number_of(word) == static_cast<int>(born.day()); };
  const auto named = [&](const std::string& word) { return month_of(word) == static_cast<int>(born.month()); };
  const auto month = [&](const std::string& word) { return named(word) || (all_digits(word) && number_of(word) == static_cast<int>(born.month())); };
  const auto year = [&](const std::string& word) { return all_digits(word) && (number_of(word) == born.year() || (word.size() == 2 && number_of(word) == born.year() % 100)); };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto digits = compact(words[i]);
    const auto iso = born.iso();
    const auto y = iso.substr(0, 4), m = iso.substr(5, 2), d = iso.substr(8, 2);
    if (digits == d + m + y || digits == y + m + d || digits == d + m + y.substr(2)) found.push_back(words[i]);
    if (i + 1 < words.size() && ((day(words[i]) && named(words[i + 1])) || (named(words[i]) && day(words[i + 1])))) found.push_back(words[i] + " " + words[i + 1]);
    else if (i + 2 < words.size() && ((day(words[i]) && month(words[i + 1]) && year(words[i + 2])) || (year(words[i]) && month(words[i + 1]) && day(words[i + 2])))) found.push_back(words[i] + " " + words[i + 1] + " " + words[i + 2]);
  }
  return found;
}

// Runs of digits with spaces, hyphens, points and brackets between them, as telephone numbers are written.
std::vector<std::string> runs_of_digits(std::string_view text) {
  std::vector<std::string> runs;
  std::string run;
  const auto end = [&] {
    if (!run.empty()) runs.push_back(run);
    run.clear();
  };
  for (const char c : text) {
    if (is_digit(c)) run += c;
    else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/') end();
  }
  end();
  return runs;
}

bool outward(std::string_view word) {
  std::size_t letters = 0;
  while (letters < word.size() && std::isalpha(static_cast<unsigned char>(word[letters])) != 0) ++letters;
  if (letters < 1 || letters > 2 || word.size() <= letters || word.size() > letters + 2) return false;
  return is_digit(word[letters]) && std::isalnum(static_cast<unsigned char>(word.back())) != 0;
}
bool inward(std::string_view word) {
  return word.size() == 3 && is_digit(word[0]) && std::isalpha(static_cast<unsigned char>(word[1])) != 0 && std::isalpha(static_cast<unsigned char>(word[2])) != 0;
}

}  // namespace

Known known_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child) {
  Known known;
  const auto facts = children::load(tx, vault, child);
  if (facts && facts->facts.born_on) known.born_on = facts->facts.born_on->reveal();
  const auto number = [&](std::string_view text) {
    // Shorter ones stand in every sentence.
    if (auto digits = compact(text); digits.size() >= 3) known.numbers.push_back(std::move(digits));
  };
  if (const auto kept = children::identity_of(tx, vault, child)) {
    const auto& identity = kept->identity;
    const auto names = [&](const Personal<std::string>& name) {
      for (auto& word : children::words_of(name))
        if (word.size() > 1) known.names.push_back(std::move(word));
    };
    names(identity.given_names);
    names(identity.family_name);
    if (identity.known_as) names(*identity.known_as);
    if (identity.upn) number(identity.upn->reveal());
    if (identity.nhs_number) number(identity.nhs_number->reveal());
  }
  for (const auto& own : children::own_ids_of(tx, vault, child)) number(own.local_id.reveal());
  return known;
}

std::vector<Hint> identity_in(std::string_view original, const Known& known) {
  std::vector<Hint> hints;
  std::set<std::pair<std::string, std::string>> seen;
  const auto add = [&](std::string kind, std::string what, std::string text) {
    if (seen.emplace(kind, lower(text)).second) hints.push_back({std::move(kind), std::move(what), std::move(text)});
  };
  const auto text = without_references(plain(original));
  const auto words = words_in(text);
  const auto own = [&](const std::string& word) {
    for (const auto& part : children::words_of(Personal(word)))
      if (std::ranges::find(known.names, part) != known.names.end()) return true;
    return false;
  };
  for (const auto& word : words) {
    const auto stem = word.substr(0, word.find('\''));
    const auto bare = compact(word);
    const bool plural = word.size() > 3 && (word.back() == 's' || word.back() == 'S');
    if (own(word) || own(stem) || (plural && own(word.substr(0, word.size() - 1)))) add("own_name", "the child’s own name", word);
    else if (std::ranges::any_of(referrals::identity_hints(stem), [](const std::string& hint) { return hint.starts_with("a name"); })) add("name", "a name", word);
    if (!bare.empty() && std::ranges::find(known.numbers, bare) != known.numbers.end()) add("own_number", "a number of the child", word);
  }
  for (const auto& run : runs_of_digits(text)) {
    const bool own_number = std::ranges::any_of(known.numbers, [&](const std::string& number) { return number.size() >= 5 && all_digits(number) && contains(run, number); });
    if (own_number) add("own_number", "a number of the child", run);
    else if (run.size() >= 10) add("number", "a telephone or health service number", run);
  }
  if (known.born_on)
    for (const auto& birthday : birthdays(words, *known.born_on)) add("born_on", "the child’s day of birth", birthday);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (i + 1 < words.size() && outward(word) && inward(words[i + 1])) add("postcode", "a full postcode", word + " " + words[i + 1]);
    else if (word.size() >= 5 && word.size() <= 7 && outward(word.substr(0, word.size() - 3)) && inward(word.substr(word.size() - 3))) add("postcode", "a full postcode", word);
  }
  const auto line = squeeze(text);
  for (const auto& piece : split(line, ' '))
    if (const auto at = piece.find('@'); at != std::string_view::npos && piece.size() > 2) add("email", "an e-mail address", std::string(piece));
  return hints;
}

std::vector<Find> finds_of(const Draft& draft, const Known& known, const vault::Vault& vault) {
  std::vector<Find> finds;
  for (const auto& task : tasks()) {
    if (draft.changes && !draft.written.contains(task.code)) continue;   // was looked through when it was sent
    const auto form = answers_of(draft, task);
    for (const auto& question : task.questions) {
      if (question.kind != Kind::Text && question.kind != Kind::Long) continue;
      if (question.name == "wanted_homes" || question.name == "unwanted_homes") continue;   // nothing but URNs is taken there
      for (auto& hint : identity_in(form.typed(question.name), known)) {
        auto key = vault.token("referral_drafts.find", draft.reference + "\n" + question.name + "\n" + hint.kind + "\n" + hint.text);
        finds.push_back({std::move(key), task.code, question.label, std::move(hint)});
      }
    }
  }
  return finds;
}

}  // namespace rightplace::referring
