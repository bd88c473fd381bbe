#include "features/people/people_parts.h"

#include <algorithm>
#include <fmt/format.h>

#include "web/layout.h"

namespace rightplace::people {

Html readable(std::string_view heading, const Html& content, const Form* form) {
  return html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}<h1 class="govuk-heading-l">{}</h1>{}</div></div>)",
              form ? web::error_summary(*form) : Html{}, heading, content);
}

Html paragraph(std::string_view text) { return html(R"(<p class="govuk-body">{}</p>)", text); }

std::optional<Date> last_day(const Stay& stay) { return stay.until ? std::optional(stay.until->plus_days(-1)) : std::nullopt; }

std::string days_in_words(const Stay& stay) {
  const auto last = last_day(stay);
  if (!last) return fmt::format("from {}", stay.from.words());
  if (*last < stay.from) return fmt::format("was to begin on {}, and never did", stay.from.words());
  return fmt::format("from {} to {}", stay.from.words(), last->words());
}

Result<access::Facts> organisation_facts(db::Read& tx, const web::Exchange& exchange, const access::Standing&) {
  RP_TRY(organisation, organisations::load(tx, organisations::OrganisationId(std::string(exchange.value("id")))));
  access::Facts facts;
  facts.id = organisation.id.text();
  return facts;
}

constexpr std::string_view kOrganisationOfMember = R"sql(
  SELECT m.organisation_id
  FROM memberships m
  JOIN people p ON p.id = m.person_id
  WHERE m.id = $1
    AND p.closed_at IS NULL
    AND (NOT EXISTS (SELECT 1 FROM membership_roles r WHERE r.membership_id = m.id AND r.role IN ('young_person', 'parent'))
         OR EXISTS (SELECT 1 FROM membership_roles r WHERE r.membership_id = m.id AND r.role NOT IN ('young_person', 'parent')))
)sql";

bool works_here(const accounts::Member& member) {
  const auto reads_only = [](const accounts::HeldRole& one) { return !is_given_here(one.role); };
  return member.roles.empty() || !std::ranges::all_of(member.roles, reads_only);
}

bool is_given_here(access::Role role) { return role != access::Role::YoungPerson && role != access::Role::Parent; }

std::vector<accounts::Member> colleagues_of(const desk::Asked& asked, const organisations::OrganisationId& organisation) {
  auto all = asked.desk.database.read([&](db::Read& tx) { return accounts::members_of(tx, asked.desk.vault, organisation, asked.today()); });
  std::erase_if(all, [](const accounts::Member& one) { return !works_here(one); });
  return all;
}

Result<access::Facts> member_facts(db::Read& tx, const web::Exchange& exchange, const access::Standing&) {
  const accounts::MembershipId id(std::string(exchange.value("id")));
  const auto organisation = tx.first(kOrganisationOfMember, {id}, [](const db::Row& row) { return row.id<organisations::OrganisationTag>(0); });
  if (!organisation) return fail(access::missing());
  access::Facts facts;
  facts.owner = *organisation;
  facts.id = id.text();
  return facts;
}

Result<access::Facts> claim_facts(db::Read& tx, const web::Exchange& exchange, const access::Standing&) {
  RP_TRY(claim, organisations::load_claim(tx, organisations::ClaimId(std::string(exchange.value("id")))));
  access::Facts facts;
  facts.owner = claim.organisation;
  facts.id = claim.id.text();
  return facts;
}

std::optional<Stay> stay_of(Form& form, bool needs_end) {
  const auto from = form.date("from_on", "first day", true);
  const auto last = form.date("until_on", "last day", needs_end);
  if (from && last && *last < *from) form.fault("until_on", "Enter a last day that is not before the first");
  if (!from || !form.fine()) return std::nullopt;
  return Stay{*from, last ? std::optional(last->plus_days(1)) : std::nullopt};
}

}  // namespace rightplace::people
