// The chosen home of a referral: what agreement and plan are about, and for whom they are.

#include <algorithm>

#include "base/text.h"
#include "features/agreeing/agreeing_parts.h"
#include "features/answering/answering.h"
#include "features/finding/finding.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"

namespace rightplace::agreeing {
namespace {

std::optional<asking::Ask> chosen_ask(db::Read& tx, std::string_view reference) {
  const auto decision = asking::decision_of(tx, reference);
  if (!decision || decision->state != asking::DecisionState::Decided) return std::nullopt;
  auto ask = asking::load(tx, decision->ask);
  if (!ask) return std::nullopt;
  return std::move(*ask);
}

std::string home_name(db::Read& tx, std::string_view urn, Date day) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  for (const auto& home : homes::homes_as_at(tx, day, filter))
    if (home.name) return *home.name;
  return "Home " + std::string(urn);
}

std::string organisation_name(db::Read& tx, const organisations::OrganisationId& id) {
  const auto body = organisations::load(tx, id);
  return body ? body->details.name : std::string();
}

}  // namespace

bool stay_ended(db::Read& tx, const referrals::Line& line, std::string_view urn, Date today) {
  if (line.child_id.empty()) return false;
  for (const auto& one : placements::of_child(tx, children::ChildId(line.child_id)))
    if (one.referral_id == line.id && one.urn == urn && one.stay.until && *one.stay.until <= today) return true;
  return false;
}

Result<access::Facts> facts_of_chosen(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto reference = exchange.value("reference");
  RP_TRY(facts, finding::facts_of(tx, reference, standing.today));
  const auto line = referrals::line_of(tx, reference);
  const auto ask = chosen_ask(tx, reference);
  if (!line || !ask || !asking::is_live(ask->state) || !is_addressed(tx, *ask, standing) || stay_ended(tx, *line, ask->urn, standing.today)) return facts;
  facts.urn = ask->urn;
  facts.state = access::State::Live;   // restricted is the case within its authority
  if (ask->tier == asking::Tier::FullFile) facts.addressed = {standing.acting_for};
  return facts;
}

asking::Side side_of(const Asked& asked) { return asked.standing.acting_for == asked.facts.responsible ? asking::Side::Authority : asking::Side::Home; }

Result<Chosen> chosen_of(db::Read& tx, const Asked& asked) {
  Chosen out;
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!line) return fail(access::missing());
  out.line = *line;
  RP_TRY(referral, referrals::find_referral(tx, asked.desk.vault, asked.facts.id));
  out.referral = std::move(referral);
  out.ask = chosen_ask(tx, asked.facts.id);
  if (!out.ask) return out;
  out.offer = asking::offer_of(tx, out.ask->id);
  out.home = home_name(tx, out.ask->urn, asked.today());
  out.authority = organisation_name(tx, out.ask->authority);
  out.provider = organisation_name(tx, out.ask->organisation);
  return out;
}

Done enter(const Asked& asked, disclosures::Tier tier, std::string fact) {
  if (asked.facts.child.empty()) return {};
  return asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {children::ChildId(asked.facts.child), tier, {std::move(fact)}, disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now());
  });
}

Done tell_other(db::Write& tx, const Asked& asked, const asking::Ask& ask) {
  return side_of(asked) == asking::Side::Authority ? answering::tell_home(tx, asked, ask.urn, ask.organisation) : answering::tell_person(tx, asked, ask.asked_by, ask.authority);
}

Personal<std::string> own_name(db::Read& tx, const Asked& asked) { return Personal<std::string>(desk::name_of_actor(tx, asked.desk.vault, "person", asked.standing.person)); }

web::Url back_of(const Asked& asked, const Chosen& chosen) {
  return side_of(asked) == asking::Side::Authority ? referral_url(asked.facts.id) : chosen.ask ? web::Url("/asked").segment(chosen.ask->id.text()) : web::Url("/asked");
}

std::vector<web::Link> crumbs_of(const Asked& asked, const Chosen& chosen) {
  if (side_of(asked) == asking::Side::Authority) return {{"Referrals", web::Url("/referrals")}, {asked.facts.id, referral_url(asked.facts.id)}};
  return {{"Asked of us", web::Url("/asked")}, {asked.facts.id, back_of(asked, chosen)}};
}

}  // namespace rightplace::agreeing
