// One home is asked for one child already, so that both sides have something to look at.
#include <algorithm>

#include "base/london.h"
#include "features/asking/asking.h"
#include "features/demo/demo_people.h"
#include "features/referrals/referrals.h"

namespace rightplace::demo {
namespace {

constexpr std::string_view kFirst = "SELECT person_id, organisation_id FROM demo_sign_ins WHERE role = $1 ORDER BY position LIMIT 1";
constexpr std::int64_t kHourMs = 3'600'000;

struct Duty {
  std::string person;
  organisations::OrganisationId organisation;
};
std::optional<Duty> first_with(db::Read& tx, std::string_view role) {
  return tx.first(kFirst, {role}, [](const db::Row& row) { return Duty{row.string(0), row.id<organisations::OrganisationTag>(1)}; });
}

}  // namespace

Done store_asks(db::Write& tx, const England& england, Instant now) {
  const Date today = england.scenario.census;
  const auto allowed = Allowed::because("invented for a demonstration");
  const auto officer = first_with(tx, "placement_officer"), manager = first_with(tx, "registered_manager");
  if (!officer || !manager) return {};   // an England so small that nobody manages a home
  RP_TRY(authority, organisations::load(tx, officer->organisation));
  RP_TRY(home, organisations::load(tx, manager->organisation));
  const auto provider = organisations::provider_of(tx, home.details.urn, today);
  const auto lines = referrals::lines_of_authority(tx, authority.details.authority_code);
  const auto line = std::ranges::find(lines, referrals::Urgency::Planned, &referrals::Line::urgency);
  if (!provider || line == lines.end()) return {};
  const asking::NewAsk ask{.reference = line->reference, .urn = home.details.urn, .organisation = *provider, .authority = officer->organisation, .answer_by = Instant{london_midnight(today.plus_days(2)).ms + 16 * kHourMs}};
  const asking::When when(Instant{london_midnight(today).ms + 10 * kHourMs}, now);
  RP_TRY(ids, asking::ask(tx, {ActorKind::Person, officer->person, officer->organisation.text()}, allowed, {&ask, 1}, when));
  return asking::write_message(tx, {ActorKind::Person, manager->person, manager->organisation.text()}, allowed, ids.front(), asking::Side::Home, "May the child bring a pet?", when);
}

}  // namespace rightplace::demo
