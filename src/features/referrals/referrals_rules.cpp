#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "features/referrals/referrals.h"

namespace rightplace::referrals {
namespace {

const json::Value* standard_value(const json::Object& standard, std::string_view entity, std::string_view name) {
  const auto* found = standard.find(entity);
  return found ? found->find(name) : nullptr;
}

std::string_view standard_text(const json::Object& standard, std::string_view entity, std::string_view name) {
  const auto* value = standard_value(standard, entity, name);
  const auto* text = value ? value->as_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view{};
}

bool present(const json::Object& standard, std::string_view name) { return standard_text(standard, "Risks", name) == "Risk Present"; }

// Given names common in England, without those that are also places or everyday words: enough to catch a slip, not a proof.
constexpr std::string_view kGivenNames[] = {
    "aaliyah", "aaron", "abdul", "abigail", "adam", "aisha", "aiden", "alex", "alexander", "alfie", "ali", "alice", "amelia", "amina", "amy", "anna", "archie", "arthur",
    "ayesha", "bailey", "ben", "benjamin", "billy", "bobby", "brandon", "callum", "cameron", "carter", "charlie", "chloe", "connor", "courtney", "daisy", "daniel", "darren", "dave", "david",
    "declan", "demi", "dylan", "edward", "elliot", "ellie", "emily", "emma", "ethan", "evie", "fatima", "finley", "freddie", "freya", "gemma", "george", "grace", "hannah", "harley",
    "harry", "harvey", "hassan", "henry", "holly", "ibrahim", "imogen", "isaac", "isabella", "isla", "jack", "jacob", "jake", "james", "jamie", "jasmine", "jayden",
    "jessica", "joe", "john", "jordan", "joseph", "josh", "joshua", "jude", "kai", "karen", "katie", "kayla", "keira", "kian", "kieran", "kyle", "lacey", "lauren", "layla", "leah", "leon", "lewis", "liam",
    "lily", "logan", "louis", "luca", "lucas", "lucy", "luke", "maisie", "maria", "mason", "matthew", "max", "megan", "mia", "michael", "millie", "mohammad", "mohammed", "molly", "muhammad", "nathan",
    "noah", "oliver", "olivia", "omar", "oscar", "owen", "paige", "paul", "phoebe", "poppy", "rebecca", "reece", "rhys", "riley", "rosie", "ryan", "sam", "samuel", "sarah", "scarlett", "sean", "sebastian", "shannon",
    "skye", "sofia", "sophia", "sophie", "steve", "tegan", "theo", "thomas", "toby", "tom", "tyler", "william", "yusuf", "zachary", "zara", "zoe"};

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (word_char(c)) word += c;
    else if (!word.empty()) words.push_back(std::exchange(word, {}));
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; }); }

bool outward(std::string_view word) {
  std::size_t letters = 0;
  while (letters < word.size() && std::isalpha(static_cast<unsigned char>(word[letters])) != 0) ++letters;
  return letters >= 1 && letters <= 2 && word.size() > letters && word.size() <= letters + 2 && std::isdigit(static_cast<unsigned char>(word[letters])) != 0;
}
bool inward(std::string_view word) {
  return word.size() == 3 && std::isdigit(static_cast<unsigned char>(word[0])) != 0 && std::isalpha(static_cast<unsigned char>(word[1])) != 0 && std::isalpha(static_cast<unsigned char>(word[2])) != 0;
}

bool has_postcode(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (i + 1 < words.size() && outward(word) && inward(words[i + 1])) return true;
    if (word.size() >= 5 && word.size() <= 7 && outward(word.substr(0, word.size() - 3)) && inward(word.substr(word.size() - 3))) return true;
  }
  return false;
}

// A day, a month and a year in a row, in figures or words.
bool has_date(const std::vector<std::string>& words) {
  static constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  const auto year = [](std::string_view w) { return digits(w) && (w.size() == 4 || w.size() == 2); };
  const auto day = [](std::string_view w) {
    const auto number = w.substr(0, w.find_first_not_of("0123456789"));
    return !number.empty() && number.size() <= 2 && w.size() <= 4 && *parse_integer(number) >= 1 && *parse_integer(number) <= 31;
  };
  const auto month = [](std::string_view w) {
    if (digits(w)) return w.size() <= 2 && *parse_integer(w) >= 1 && *parse_integer(w) <= 12;
    return w.size() >= 3 && std::ranges::find(kMonths, lower(w.substr(0, 3))) != std::end(kMonths);
  };
  for (std::size_t i = 0; i + 2 < words.size(); ++i)
    if ((day(words[i]) && month(words[i + 1]) && year(words[i + 2])) || (digits(words[i]) && words[i].size() == 4 && month(words[i + 1]) && day(words[i + 2]))) return true;
  return false;
}

int longest_run_of_digits(std::string_view text) {
  int best = 0;
  int run = 0;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) best = std::max(best, ++run);
    else if (c != ' ' && c != '-') run = 0;
  }
  return best;
}

}  // namespace

Result<Status> next_status(Status from, Event event) {
  for (const auto& t : kTransitions)
    if (t.from == from && t.event == event) return t.to;
  return fail(ErrorKind::Conflict, fmt::format("A referral that is {} cannot be {}.", lower(kStatuses.label(from)), kEvents.label(event)));
}

bool may_become(Status from, Status to) {
  if (from == to) return true;
  std::array<bool, kStatuses.rows.size()> reached{};
  reached[static_cast<std::size_t>(from)] = true;
  for (std::size_t round = 0; round < reached.size(); ++round)
    for (const auto& t : kTransitions)
      if (reached[static_cast<std::size_t>(t.from)]) reached[static_cast<std::size_t>(t.to)] = true;
  return reached[static_cast<std::size_t>(to)];
}

std::string Referral::child_local_id() const {
  const auto* value = standard_value(standard, "PlacementAvailability", "childId");
  const auto* number = value ? value->as_integer() : nullptr;
  return number ? std::to_string(*number) : std::string{};
}

Date Referral::referred_on() const { return parse_iso_date(standard_text(standard, "QualityAssurance", "referralDate")).value_or(Date{}); }

Urgency Referral::how_urgent() const {
  if (urgency) return *urgency;
  const auto needed_by = standard_text(standard, "PlacementAvailability", "neededBy");
  return needed_by == "Today" ? Urgency::SameDay : needed_by == "in less than 5 days" ? Urgency::Within5Days : Urgency::Planned;
}

Companions Referral::companions() const {
  const auto text = standard_text(standard, "PlacementRequirements", "livingCompanions");
  return text == "Solo placement recommended"         ? Companions::Solo
         : text == "With other children recommended"  ? Companions::WithOthers
         : text == "Only with other older children"   ? Companions::OnlyOlder
         : text == "Only with other younger children" ? Companions::OnlyYounger
                                                      : Companions::NoPreference;
}

bool Referral::has(RiskToChild risk) const {
  switch (risk) {
    case RiskToChild::SelfHarm: return present(standard, "riskSelfHarm");
    case RiskToChild::SexualExploitation: return present(standard, "riskSexualExploitation");
    case RiskToChild::CriminalExploitation: return present(standard, "riskCriminalExploitation");
    case RiskToChild::DrugAlcohol: return present(standard, "riskDrugAlcohol");
    case RiskToChild::EatingDisorder: return present(standard, "riskEatingDisorder");
    case RiskToChild::Missing: return present(standard, "riskMissing");
    case RiskToChild::Other: return !trim(standard_text(standard, "Risks", "riskOther")).empty();
  }
  return false;
}

bool Referral::has(RiskToOthers risk) const {
  switch (risk) {
    case RiskToOthers::Physical: return present(standard, "riskToOthersPhysical");
    case RiskToOthers::Sexual: return present(standard, "riskToOthersSexual");
    case RiskToOthers::Fire: return present(standard, "riskToOthersFire");
    case RiskToOthers::Animals: return present(standard, "riskToOthersAnimals");
    case RiskToOthers::Criminal: return present(standard, "riskToOthersCriminal");
    case RiskToOthers::Other: return !trim(standard_text(standard, "Risks", "riskToOthersOther")).empty();
  }
  return false;
}

int Referral::sibling_count() const {
  const auto* value = standard_value(standard, "PlacementAvailability", "siblingCount");
  const auto* count = value ? value->as_integer() : nullptr;
  return count ? static_cast<int>(std::min<std::int64_t>(*count, 1'000)) : 0;
}

std::pair<Date, Date> Referral::born_between() const {
  if (!born_in.empty()) {
    const Date first = parse_iso_date(born_in + "-01").value_or(Date{});
    return {first, first.plus_months(1).plus_days(-1)};
  }
  const Date day = needed_on.value_or(referred_on());
  const int years = age.value_or(0);
  return {day.plus_years(-years - 1).plus_days(1), day.plus_years(-years)};
}

std::optional<Pence> Referral::weekly_cost() const {
  const auto* value = standard_value(standard, "ActualPlacement", "totalWeeklyCost");
  const auto* whole_pounds = value ? value->as_integer() : nullptr;
  return whole_pounds ? std::optional(Pence{*whole_pounds * 100}) : std::nullopt;
}

std::vector<std::string> identity_hints(std::string_view text) {
  std::vector<std::string> hints;
  const auto words = words_of(text);
  if (has_postcode(words)) hints.emplace_back("a full postcode");
  if (has_date(words)) hints.emplace_back("a date");
  if (contains(text, "@")) hints.emplace_back("an e-mail address");
  if (longest_run_of_digits(text) >= 10) hints.emplace_back("a telephone or health service number");
  // Each of them: who takes out the one that is shown believes that there is no other.
  for (const auto& word : words) {
    if (std::isupper(static_cast<unsigned char>(word[0])) == 0 || std::ranges::find(kGivenNames, lower(word)) == std::end(kGivenNames)) continue;
    if (auto hint = fmt::format("a name ({})", word); std::ranges::find(hints, hint) == hints.end()) hints.push_back(std::move(hint));
  }
  return hints;
}

}  // namespace rightplace::referrals
