#include "features/quality/quality.h"

#include <embedded/rules_quality.h>

#include <algorithm>
#include <stdexcept>

#include "formats/coded_rows.h"

namespace rightplace::quality {
namespace {

using referrals::Referral;

template <class Names, class Stated>
bool is_dated(const Referral& referral, const Names& names, const std::vector<Stated>& stated, Date today, int days) {
  return std::ranges::all_of(names.rows, [&](const auto& row) {
    if (!referral.has(row.value)) return true;
    return std::ranges::any_of(stated, [&](const auto& one) { return one.risk == row.value && one.level && one.evidence_on && today - *one.evidence_on <= days; });
  });
}

bool is_said(const Referral& referral, const Question& question, Date today) {
  switch (question.topic) {
    case Topic::Purpose: return referral.purpose.has_value();
    case Topic::Until: return referral.planned_until.has_value();
    case Topic::Needs: return referral.needs_complete;
    case Topic::RisksToChild: return is_dated(referral, kRisksToChild, referral.risks_to_child, today, question.evidence_days);
    case Topic::RisksToOthers: return is_dated(referral, kRisksToOthers, referral.risks_to_others, today, question.evidence_days);
    case Topic::Places: return !referral.places.empty();
    case Topic::Wishes: return !referral.wishes.empty() || !referral.wanted_homes.empty();
    case Topic::School: return referral.schooling.has_value();
    case Topic::Siblings: return referral.sibling_count() == 0 || referral.siblings_together.has_value();
    case Topic::Earlier: return referral.earlier_placements.has_value();
    case Topic::Picture: return !referral.notes.empty();
  }
  return false;
}

}  // namespace

Result<std::vector<Question>> read_questions(std::string_view toml, std::string_view source) {
  std::vector<Question> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "question", [&](std::string code, std::string label, json::Fields& more) {
    const auto topic = kTopics.parse(code);
    if (!topic) more.fault("code", "is no topic that this program knows");
    Question question{topic.value_or(Topic::Purpose), std::move(label), more.required_text("why"), 0};
    if (topic == Topic::RisksToChild || topic == Topic::RisksToOthers) question.evidence_days = static_cast<int>(more.required_integer("evidence_days", 1, 10'000));
    all.push_back(std::move(question));
  }));
  return all;
}

const std::vector<Question>& questions() {
  static const auto all = [] {
    auto read = read_questions(embedded::rules_quality("referral_questions.toml"), "rules/referral_questions.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return all;
}

Quality quality_of(const Referral& referral, Date today, const std::vector<Question>& questions) {
  Quality quality;
  for (const auto& question : questions) {
    ++quality.of;
    if (is_said(referral, question, today)) ++quality.said;
    else quality.gaps.push_back({question.topic, question.question, question.why});
  }
  return quality;
}

Quality quality_of(const Referral& referral, Date today) { return quality_of(referral, today, questions()); }

}  // namespace rightplace::quality
