#include "features/finding/finding_starting.h"

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "web/html.h"

namespace rightplace::finding {

Papers papers_of(db::Read& tx, const Asked& asked) {
  Papers papers;
  const auto decision = asking::decision_of(tx, asked.facts.id);
  const auto referral = referrals::find_referral(tx, asked.desk.vault, asked.facts.id);
  if (!decision || !referral) return papers;
  papers.missing = agreements::missing_before_start(tx, asked.desk.vault, decision->ask, *referral);
  const auto plan = agreements::plan_of(tx, asked.desk.vault, decision->ask);
  if (!plan) return papers;
  for (const auto& part : agreements::parts())
    if (const auto found = plan->parts.find(part.code); part.section == agreements::Section::Statement && found != plan->parts.end()) papers.written.emplace_back(part.label, found->second);
  return papers;
}

Done begins(db::Write& tx, const Asked& asked, std::string_view because) {
  const auto missing = papers_of(tx, asked).missing;
  if (missing.empty()) return {};
  return agreements::begin_without(tx, asked.actor(), asked.allowed(), asked.facts.id, missing, because, when_of(asked));
}

web::Html begun_without_part(db::Read& tx, std::string_view reference) {
  const auto begun = agreements::begun_without(tx, reference);
  if (!begun) return {};
  web::Html items;
  for (const auto& one : agreements::needed())
    if (std::ranges::find(begun->missing, one.code) != begun->missing.end()) items += web::html("<li>{}; otherwise {}</li>", one.label, one.follows);
  return web::html(R"(<div class="govuk-inset-text"><p class="govuk-body">It was recorded on {} although this was missing:</p><ul class="govuk-list govuk-list--bullet">{}</ul><p class="govuk-body govuk-!-margin-bottom-0">Why it could not wait: <span class="rp-said">{}</span></p></div>)", moment_words(begun->decided_at), items, begun->because);
}

}  // namespace rightplace::finding
