#pragma once
// One search, answered: what the pages, the terminal and the JSON all say, worked out once.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engines/suitability/changes.h"
#include "engines/suitability/explain.h"
#include "engines/suitability/pareto.h"
#include "engines/suitability/robustness.h"
#include "features/matching/matching.h"

namespace rightplace::matching {

struct Question {
  std::string text;
  std::int64_t homes = 0;   // of those shown
};

// Why a home's own admission criteria rule this child out, as sentences; empty when they do not. What the home has not
// said is not a refusal.
std::vector<std::string> refusals(const HomeCard& card, const referrals::Referral& referral);

// A home of the list, in words.
struct ShownHome {
  std::uint32_t home = 0;
  int rank = 0;                        // in its list, from 1
  bool secure = false;                 // its list is that of secure homes
  suitability::Explanation why;
  std::optional<suitability::Acceptability> robust;
  bool on_front = false;               // no other home is as suitable and as cheap
  std::vector<std::string> speaks_for;       // up to two criteria, strongest first
  std::vector<std::string> speaks_against;   // at most one
  std::vector<std::string> to_check;         // questions of rules that only some of the shown homes leave open
};

struct Answer {
  const Snapshot* snapshot = nullptr;
  suitability::Problem problem;
  suitability::Solution solution;
  suitability::Robustness robustness;
  std::vector<std::string> remarks;
  std::string reference;                     // of the referral, or the file's name
  std::string authority_name;
  std::int64_t suitable = 0, needs_checking = 0, not_suitable = 0;
  std::vector<std::pair<std::string_view, std::int64_t>> blocking;    // code of a rule, homes blocked by it, most first
  std::map<std::uint32_t, std::vector<std::string>> refused;          // by their own admission criteria
  std::int32_t known_share = 0;              // mean over the homes shown, millionths
  std::vector<ShownHome> shown;              // ranked, then ranked_secure; at most `top` of each
  std::vector<Question> to_ask_all;          // rule questions that every shown home leaves open: asked once
  std::vector<suitability::NearMiss> near_misses;
};

struct HowMuch {
  int top = 20;
  int near_misses = 5;
  bool robust = true;   // whether to say how far the order depends on the weights: the dearest part
};

// Cost: the engine's solve, robustness and near misses: about 30 ms for 4,000 homes.
Result<Answer> answer(const Snapshot& snapshot, Asked asked, const suitability::Policy& policy, const referrals::Referral& referral, HowMuch how_much);

// One home of a ranked list in words, whatever `top` was; `rank` is its place in the list. What is to be asked of every home
// is not taken out of its questions.
ShownHome shown_home(const Answer& answer, std::uint32_t home, int rank, bool secure);

// The engine's explanation of one home, with the verdict that holds here (admission criteria included).
suitability::Explanation explain_home(const Answer& answer, std::size_t home);

// Words of the same figures.
std::string score_words(suitability::Span score);                     // "78" or "71–84", of 100
std::string percent_words(std::int32_t millionths);                   // "41 %"
std::string miles_words(double low, double high);                     // "12.3", "12.3 ± 4.1", "" when no place is named
std::string flag_words(suitability::Flag flag, const suitability::HomeResult& result);

std::string_view rule_label(std::string_view code);
// "if the home takes boys (the provider could change it)"
std::string change_words(const Answer& answer, const suitability::Change& change, std::size_t home);
inline constexpr std::string_view kAdmission = "admission";
inline constexpr std::string_view kAdmissionLabel = "Admission criteria";
inline constexpr std::string_view kAdmissionSays = "The home's own admission criteria allow this child.";
inline constexpr std::string_view kAdmissionSource = "Children's Homes Regulations 2015 reg 14(2), Sch 1 (22) (F1, H1a)";

std::string as_text(const Answer& answer, const std::optional<std::size_t>& explained, int width);
json::Value as_json(const Answer& answer, const std::optional<std::size_t>& explained);

}  // namespace rightplace::matching
