#include <algorithm>

#include "features/agreeing/agreeing_parts.h"
#include "features/finding/finding.h"

namespace rightplace::agreeing {
bool is_addressed(db::Read& tx, const asking::Ask& ask, const access::Standing& standing) {
  if (ask.organisation.empty()) return false;
  const bool acts = std::ranges::any_of(standing.grants, [&](const access::Grant& grant) { return grant.organisation == standing.acting_for && std::ranges::find(grant.homes, ask.urn) != grant.homes.end(); });
  return acts && organisations::provider_of(tx, ask.urn, standing.today) == ask.organisation;
}

Result<access::Facts> facts_of(db::Read& tx, std::string_view reference, asking::Tier tier, const access::Standing& standing) {
  RP_TRY(facts, finding::facts_of(tx, reference, standing.today));
  const auto line = referrals::line_of(tx, reference);
  if (!line || (line->status != referrals::Status::Open && line->status != referrals::Status::Placed)) return facts;
  for (const auto& ask : asking::asks_of(tx, reference)) {
    if (!asking::is_live(ask.state) || ask.tier < tier || !is_addressed(tx, ask, standing) || stay_ended(tx, *line, ask.urn, standing.today)) continue;
    facts.addressed = {standing.acting_for};
    facts.urn = ask.urn;
    facts.state = access::State::Live;   // that a case is restricted within its authority keeps nothing from the home to which it was released
  }
  return facts;
}

Result<access::Facts> facts_of_referral(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  return finding::facts_of(tx, exchange.value("reference"), standing.today);
}

Result<access::Facts> facts_of_ask(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto ask = asking::load(tx, asking::AskId(std::string(exchange.value("id"))));
  if (!ask) return fail(access::missing());
  RP_TRY(facts, facts_of(tx, ask->reference, asking::Tier::ReferralSummary, standing));
  facts.id = ask->id.text();
  facts.responsible = {};   // the authority's side has its own address
  facts.people.clear();
  if (!asking::is_live(ask->state) || !is_addressed(tx, *ask, standing)) facts.addressed.clear();
  return facts;
}

access::Record record_of(asking::Tier tier) {
  switch (tier) {
    case asking::Tier::ReferralSummary: return access::Record::ReferralSummary;
    case asking::Tier::PenPicture: return access::Record::PenPicture;
    case asking::Tier::FullFile: return access::Record::FullFile;
  }
  return access::Record::FullFile;
}

disclosures::Tier ledger_tier(asking::Tier tier) {
  switch (tier) {
    case asking::Tier::ReferralSummary: return disclosures::Tier::Outline;
    case asking::Tier::PenPicture: return disclosures::Tier::Needs;
    case asking::Tier::FullFile: return disclosures::Tier::File;
  }
  return disclosures::Tier::File;
}

web::Url referral_url(std::string_view reference) { return web::Url("/referrals").segment(reference); }
web::Url document_url(const documents::Document& document, web::Url base) { return base.segment(asking::kTiers.code(document.tier)).segment(document.id.text()); }

}  // namespace rightplace::agreeing
