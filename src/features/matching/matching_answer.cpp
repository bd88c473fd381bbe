#include "features/matching/matching_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "features/geography/geography.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;

constexpr std::int32_t kGood = 750'000;   // a criterion valued from here speaks for a home
constexpr std::int32_t kPoor = 400'000;   // … and below here against it

void count(Answer& answer) {
  std::array<std::int64_t, engine::kRuleCount> blocked{};
  for (const auto& home : answer.solution.homes) {
    if (home.verdict == engine::Verdict::Suitable) ++answer.suitable;
    else if (home.verdict == engine::Verdict::NeedsChecking) ++answer.needs_checking;
    else ++answer.not_suitable;
    for (const auto& rule : engine::kRules)
      if (home.blocked.has(rule.rule)) ++blocked[static_cast<std::size_t>(rule.rule)];
  }
  for (const auto& rule : engine::kRules)
    if (const auto homes = blocked[static_cast<std::size_t>(rule.rule)]; homes > 0) answer.blocking.emplace_back(rule.code, homes);
  if (!answer.refused.empty()) answer.blocking.emplace_back(kAdmission, static_cast<std::int64_t>(answer.refused.size()));
  std::ranges::stable_sort(answer.blocking, [](const auto& a, const auto& b) { return a.second > b.second; });
}

// Takes homes that refuse this child out of one ranked list; `values` runs beside it from `from`.
void take_out(const Answer& answer, std::vector<std::uint32_t>& ranked, std::vector<engine::Spans>& values, std::size_t from) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    if (answer.refused.contains(ranked[i])) continue;
    values[from + kept] = values[from + i];
    ranked[kept++] = ranked[i];
  }
  values.erase(values.begin() + static_cast<std::ptrdiff_t>(from + kept), values.begin() + static_cast<std::ptrdiff_t>(from + ranked.size()));
  ranked.resize(kept);
}

void refuse(const Snapshot& snapshot, const referrals::Referral& referral, Answer& answer) {
  std::uint32_t of_child = 0;
  for (const auto& row : kRisksToOthers.rows)
    if (referral.has(row.value)) of_child |= 1u << static_cast<unsigned>(row.value);
  if (referral.sibling_count() > 0) of_child |= Cards::kSiblings;
  if (referral.how_urgent() == referrals::Urgency::SameDay) of_child |= Cards::kEmergency;
  for (std::uint32_t home = 0; home < snapshot.cards.size(); ++home) {
    if ((snapshot.cards.rules_out(home) & of_child) == 0) continue;
    auto sentences = refusals(snapshot.cards[home], referral);
    if (sentences.empty()) continue;
    answer.refused.emplace(home, std::move(sentences));
    answer.solution.homes[home].verdict = engine::Verdict::NotSuitable;
  }
  if (answer.refused.empty()) return;
  take_out(answer, answer.solution.ranked, answer.solution.values, 0);
  take_out(answer, answer.solution.ranked_secure, answer.solution.values, answer.solution.ranked.size());
}

// Does the referral ask anything of this criterion? Where it asks nothing every home does equally well, and that is no reason.
bool asks(engine::Criterion criterion, const std::vector<engine::Child>& children) {
  const auto any = [&](auto&& wants) { return std::ranges::any_of(children, wants); };
  switch (criterion) {
    case engine::Criterion::Wishes: return any([](const engine::Child& c) { return !c.wishes.empty() || !c.wanted_homes.empty() || !c.unwanted_homes.empty(); });
    case engine::Criterion::Closeness: return any([](const engine::Child& c) { return !c.places.empty(); });
    case engine::Criterion::AreaRisk: return any([](const engine::Child& c) { return !c.poses.present.empty() || !c.vulnerable.present.empty(); });
    case engine::Criterion::Health: return any([](const engine::Child& c) { return !c.services.empty(); });
    case engine::Criterion::Culture: return any([](const engine::Child& c) { return !c.culture.empty(); });
    case engine::Criterion::Staffing: return any([](const engine::Child& c) { return !c.risk_times.empty(); });
    case engine::Criterion::NeedsFit:
    case engine::Criterion::Compatibility:
    case engine::Criterion::Education:
    case engine::Criterion::Leadership:
    case engine::Criterion::Training:
    case engine::Criterion::Therapy:
    case engine::Criterion::Progress:
    case engine::Criterion::Endings:
    case engine::Criterion::Purpose:
    case engine::Criterion::Grade: return true;
  }
  return true;
}

// The weightiest criteria on which the home is known to be good, and the one on which it is known to be poor.
void reasons_that_matter(const std::vector<engine::Child>& children, ShownHome& shown) {
  auto parts = shown.why.contributions;
  std::ranges::stable_sort(parts, [](const auto& a, const auto& b) { return a.weight > b.weight; });
  for (const auto& part : parts) {
    if (part.weight == 0 || !asks(part.criterion, children)) continue;
    const auto label = std::string(engine::info(part.criterion).label);
    if (part.value.low >= kGood && shown.speaks_for.size() < 2) shown.speaks_for.push_back(label);
    if (part.value.high < kPoor && shown.speaks_against.empty()) shown.speaks_against.push_back(label);
  }
}

std::vector<std::string> rule_questions(const ShownHome& shown) {
  std::vector<std::string> questions;
  for (const auto& reason : shown.why.reasons)
    if (reason.answer == engine::Answer::Unknown && std::ranges::find(questions, reason.question) == questions.end()) questions.push_back(reason.question);
  return questions;
}

void sort_questions(Answer& answer) {
  std::vector<Question> all;
  for (const auto& shown : answer.shown)
    for (const auto& text : rule_questions(shown)) {
      const auto found = std::ranges::find(all, text, &Question::text);
      if (found == all.end()) all.push_back({text, 1});
      else ++found->homes;
    }
  const auto everyone = static_cast<std::int64_t>(answer.shown.size());
  for (const auto& question : all)
    if (question.homes == everyone && everyone > 1) answer.to_ask_all.push_back(question);
  for (auto& shown : answer.shown)
    for (auto& text : rule_questions(shown))
      if (std::ranges::find(answer.to_ask_all, text, &Question::text) == answer.to_ask_all.end()) shown.to_check.push_back(std::move(text));
}

void show(Answer& answer, const std::vector<std::uint32_t>& ranked, std::size_t robust_from, bool secure, int top) {
  const auto n = std::min(ranked.size(), static_cast<std::size_t>(top));
  for (std::size_t i = 0; i < n; ++i) {
    ShownHome shown{.home = ranked[i], .rank = static_cast<int>(i) + 1, .secure = secure, .why = explain_home(answer, ranked[i]), .robust = {}, .on_front = false,
                    .speaks_for = {}, .speaks_against = {}, .to_check = {}};
    if (robust_from + i < answer.robustness.homes.size()) shown.robust = answer.robustness.homes[robust_from + i];
    reasons_that_matter(answer.problem.referral.children, shown);
    answer.shown.push_back(std::move(shown));
  }
}

void mark_front(Answer& answer) {
  if (answer.shown.empty()) return;
  const auto front = engine::pareto(answer.problem, answer.solution).front;
  for (auto& shown : answer.shown) shown.on_front = std::ranges::find(front, shown.home, &engine::ParetoPoint::home) != front.end();
}

}  // namespace

std::vector<std::string> refusals(const HomeCard& card, const referrals::Referral& referral) {
  std::vector<std::string> sentences;
  for (const auto risk : card.declines)
    if (referral.has(risk)) sentences.push_back(fmt::format("The home does not take a child with this risk to others: {}.", kRisksToOthers.label(risk)));
  if (card.takes_siblings == false && referral.sibling_count() > 0 && referral.siblings_together == referrals::Together::Required)
    sentences.emplace_back("The home does not take brothers and sisters together.");
  if (card.takes_emergency == false && referral.how_urgent() == referrals::Urgency::SameDay) sentences.emplace_back("The home takes nobody on the same day.");
  return sentences;
}

engine::Explanation explain_home(const Answer& answer, std::size_t home) {
  auto why = engine::explain(answer.problem, answer.solution, home);
  why.result.verdict = answer.solution.homes[home].verdict;
  return why;
}

std::string_view rule_label(std::string_view code) {
  for (const auto& rule : engine::kRules)
    if (rule.code == code) return rule.label;
  return kAdmissionLabel;
}

ShownHome shown_home(const Answer& answer, std::uint32_t home, int rank, bool secure) {
  ShownHome shown{.home = home, .rank = rank, .secure = secure, .why = explain_home(answer, home), .robust = {}, .on_front = false, .speaks_for = {}, .speaks_against = {}, .to_check = {}};
  reasons_that_matter(answer.problem.referral.children, shown);
  shown.to_check = rule_questions(shown);
  return shown;
}

std::string change_words(const Answer& answer, const engine::Change& change, std::size_t home) {
  auto words = engine::sentence(change, answer.problem, home);
  if (words.ends_with('.')) words.pop_back();
  if (words.starts_with("The ") || words.starts_with("A ")) words.front() = words.front() == 'T' ? 't' : 'a';
  return fmt::format("if {} ({} could change it)", words, engine::kChangers.label(engine::changer(change)));
}

Result<Answer> answer(const Snapshot& snapshot, Asked asked, const engine::Policy& policy, const referrals::Referral& referral, HowMuch how_much) {
  Answer out;
  out.snapshot = &snapshot;
  out.problem = {snapshot.supply, std::move(asked.referral), policy, snapshot.as_at};
  RP_TRY(solution, engine::solve(out.problem));
  out.solution = std::move(solution);
  refuse(snapshot, referral, out);
  if (how_much.robust) out.robustness = engine::robustness(out.problem, out.solution);
  out.remarks = std::move(asked.remarks);
  out.reference = referral.reference;
  const auto* authority = geography::authority_by_code(referral.authority_code);
  out.authority_name = authority ? std::string(authority->name) : referral.authority_code;
  count(out);
  show(out, out.solution.ranked, 0, false, how_much.top);
  show(out, out.solution.ranked_secure, out.solution.ranked.size(), true, how_much.top);
  sort_questions(out);
  mark_front(out);
  std::int64_t known = 0;
  for (const auto& shown : out.shown) known += shown.why.result.known_share;
  if (!out.shown.empty()) out.known_share = static_cast<std::int32_t>(known / static_cast<std::int64_t>(out.shown.size()));
  const auto wanted = static_cast<std::size_t>(how_much.near_misses);
  out.near_misses = engine::near_misses(out.problem, out.solution, wanted + std::min<std::size_t>(out.refused.size(), 20));
  std::erase_if(out.near_misses, [&](const engine::NearMiss& miss) { return out.refused.contains(miss.home); });
  if (out.near_misses.size() > wanted) out.near_misses.resize(wanted);
  return out;
}

std::string score_words(engine::Span score) {
  const auto points = [](std::int32_t millionths) { return (millionths + 5'000) / 10'000; };
  const auto low = points(score.low);
  const auto high = points(score.high);
  return low == high ? fmt::format("{}", low) : fmt::format("{}–{}", low, high);
}

std::string percent_words(std::int32_t millionths) { return fmt::format("{} %", (millionths + 5'000) / 10'000); }

std::string miles_words(double low, double high) {
  if (high <= 0) return "";
  const double middle = (low + high) / 2;
  const double half = (high - low) / 2;
  return half < 0.05 ? fmt::format("{:.1f}", middle) : fmt::format("{:.1f} ± {:.1f}", middle, half);
}

std::string flag_words(engine::Flag flag, const engine::HomeResult& result) {
  if (flag == engine::Flag::FreeOnlyUntil && result.free_until) return fmt::format("The room is free until {}", result.free_until->words());
  return std::string(engine::kFlags.label(flag));
}

}  // namespace rightplace::matching
