#include <embedded/rules_agreements.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/letters.h"
#include "base/text.h"
#include "features/agreements/agreements.h"
#include "formats/coded_rows.h"

namespace rightplace::agreements {
namespace {

template <class T>
std::vector<T> those_that_came(Result<std::vector<T>> read) {
  if (!read) throw std::logic_error(read.error().detail);
  return *std::move(read);
}

}  // namespace

Result<std::vector<Part>> read_parts(std::string_view toml, std::string_view source) {
  std::vector<Part> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "part", [&](std::string code, std::string label, json::Fields& more) {
    const auto section = kSections.parse(more.required_text("section"));
    if (!section) more.fault("section", "should be statement, schedule, home, behaviour or safety");
    all.push_back({std::move(code), std::move(label), more.required_text("hint"), more.text("law").value_or(""), section.value_or(Section::Schedule), more.boolean("needed").value_or(true)});
  }));
  return all;
}

Result<std::vector<DailyDecision>> read_daily_decisions(std::string_view toml, std::string_view source) {
  std::vector<DailyDecision> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "decision", [&](std::string code, std::string label, json::Fields& more) {
    const auto usual = kDeciders.parse(more.required_text("usual"));
    if (!usual) more.fault("usual", "should be home, authority, parent or child");
    all.push_back({std::move(code), std::move(label), more.required_text("area"), usual.value_or(Decider::Home)});
  }));
  return all;
}

Result<std::vector<Needed>> read_needed(std::string_view toml, std::string_view source) {
  std::vector<Needed> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "item", [&](std::string code, std::string label, json::Fields& more) { all.push_back({std::move(code), std::move(label), more.required_text("follows")}); }));
  return all;
}

const std::vector<Part>& parts() {
  static const auto all = those_that_came(read_parts(embedded::rules_agreements("placement_plan.toml"), "rules/placement_plan.toml"));
  return all;
}
const std::vector<DailyDecision>& daily_decisions() {
  static const auto all = those_that_came(read_daily_decisions(embedded::rules_agreements("delegated_authority.toml"), "rules/delegated_authority.toml"));
  return all;
}
const std::vector<Needed>& needed() {
  static const auto all = those_that_came(read_needed(embedded::rules_agreements("before_placement.toml"), "rules/before_placement.toml"));
  return all;
}

bool needs_safety_plan(const referrals::Referral& referral) {
  return referral.has(RiskToChild::SexualExploitation) || referral.has(RiskToChild::CriminalExploitation) || referral.has(RiskToChild::Missing);
}


Done checked(const Terms& terms) {
  std::vector<FieldError> faults;
  if (terms.outcomes.empty()) faults.push_back({"outcomes", "Write at least one outcome, each on a line of its own"});
  if (terms.outcomes.size() > kMostOutcomes) faults.push_back({"outcomes", fmt::format("Write at most {} outcomes", kMostOutcomes)});
  for (const auto& outcome : terms.outcomes)
    if (letters(outcome) > kLongestOutcome) faults.push_back({"outcomes", fmt::format("An outcome must be {} characters or fewer", kLongestOutcome)});
  if (letters(terms.bought_under) > kLongestOutcome) faults.push_back({"bought_under", fmt::format("This must be {} characters or fewer", kLongestOutcome)});
  if (terms.notice_days < 1 || terms.notice_days > 365) faults.push_back({"notice_days", "Enter the days of notice, from 1 to 365"});
  if (letters(terms.more) > kLongestMore) faults.push_back({"more", fmt::format("This must be {} characters or fewer", kLongestMore)});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "See the fields", std::move(faults));
  return {};
}

bool Agreement::signed_by(asking::Side side) const { return std::ranges::any_of(signatures, [&](const Signature& one) { return one.side == side; }); }

bool Plan::has_all_of(Section section) const {
  return std::ranges::all_of(agreements::parts(), [&](const Part& part) { return part.section != section || !part.needed || parts.contains(part.code); });
}
bool Plan::signed_by(Section section, PlanSide side) const {
  return std::ranges::any_of(signatures, [&](const PlanSignature& one) { return one.section == section && one.side == side; });
}
bool Plan::signed_by_all(Section section) const {
  return has_all_of(section) && std::ranges::all_of(kPlanSides.rows, [&](const auto& side) { return signed_by(section, side.value); });
}

std::vector<Needed> missing_before_start(db::Read& tx, const vault::Vault& vault, const asking::AskId& ask, const referrals::Referral& referral) {
  const auto plan = plan_of(tx, vault, ask);
  const auto drawn = agreements_of(tx, vault, ask);
  const auto is_there = [&](std::string_view code) {
    if (code == "agreement") return !drawn.empty() && drawn.front().agreed();
    if (code == "safety" && !needs_safety_plan(referral)) return true;
    if (!plan) return false;
    if (code == "statement") return plan->has_all_of(Section::Statement);
    if (code == "plan") return plan->has_all_of(Section::Schedule) && plan->has_all_of(Section::Home);
    if (code == "deciders") return plan->deciders.size() == daily_decisions().size();
    if (code == "behaviour") return plan->signed_by_all(Section::Behaviour);
    if (code == "safety") return plan->signed_by_all(Section::Safety);
    throw std::logic_error(fmt::format("rules/before_placement.toml asks for {}, which nobody knows how to see", code));
  };
  std::vector<Needed> missing;
  for (const auto& one : needed())
    if (!is_there(one.code)) missing.push_back(one);
  return missing;
}

}  // namespace rightplace::agreements
