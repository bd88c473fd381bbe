#include "features/finding/finding_first_nights.h"

#include <fmt/format.h>

#include "features/finding/finding_changes.h"
#include "features/moving_in/moving_in.h"
#include "web/govuk/notices.h"

namespace rightplace::finding {
namespace {

using web::Html;
using web::html;
using web::Url;

Url placement_url(const placements::Placement& placement) { return Url("/placements").segment(placement.id.text()); }

std::optional<std::string> forbidden(db::Read& tx, const Asked& asked, const placements::Placement& placement) {
  const bool stands = placement.state == placements::State::Claimed || placement.state == placements::State::Confirmed;
  // Yesterday's first night is over: whoever sleeps there lives there.
  if (!stands || placement.stay.until || placement.stay.from < asked.today()) return std::nullopt;
  return moving_in::refusal(tx, placement.urn, placement.stay.from, asked.today(), asked.desk.days.now());
}

}  // namespace

Html forbidden_part(const Asked& asked, const placements::Placement& placement) {
  const auto found = asked.desk.database.read([&](db::Read& tx) -> std::optional<std::pair<std::string, std::string>> {
    const auto why = forbidden(tx, asked, placement);
    if (!why) return std::nullopt;
    const auto referral = placement.referral_id ? referrals::find_referral(tx, asked.desk.vault, *placement.referral_id) : Result<referrals::Referral>(fail(access::missing()));
    return std::pair(*why, referral ? referral->reference : std::string());
  });
  if (!found) return {};
  auto facts = asked.facts;
  facts.record = access::Record::Placement;
  const bool writes = asked.may(facts, access::Verb::Write).has_value();
  const bool to_come = placement.stay.from > asked.today() && !found->second.empty();
  const Html next = !writes ? Html{} : to_come ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">The choice fell through: undo it and look again</a></p>)", page_of(found->second).segment("undo"))
                                               : html(R"(<p class="govuk-body">If the child is not there, <a class="govuk-link" href="{}">record the end of this placement</a> and look again today.</p>)", placement_url(placement).segment("end"));
  return web::govuk::warning_text({.text = fmt::format("{}. The first night is {}.", found->first, placement.stay.from.words())}) + next;
}

Html forbidden_starts_part(const Asked& asked) {
  struct Row {
    placements::Placement placement;
    std::string home, why;
  };
  const auto rows = asked.desk.database.read([&](db::Read& tx) {
    std::vector<Row> found;
    const auto authority = organisations::load(tx, asked.standing.acting_for);
    if (!authority || authority->details.authority_code.empty()) return found;
    for (auto& placement : placements::beginning_after(tx, asked.today().plus_days(-1))) {
      if (placement.authority_code != authority->details.authority_code) continue;
      const auto why = forbidden(tx, asked, placement);
      if (!why) continue;
      auto facts = facts_of(tx, placement, asked.today());
      facts.record = access::Record::Placement;
      if (!asked.may(facts, access::Verb::Read)) continue;
      auto home = home_name(tx, placement.urn, asked.today());
      found.push_back({std::move(placement), std::move(home), *why});
    }
    return found;
  });
  Html items;
  for (const auto& row : rows) items += html(R"(<li><a class="govuk-link" href="{}">{}</a>, first night {}: {}</li>)", placement_url(row.placement), row.home, row.placement.stay.from.words(), row.why);
  return rows.empty() ? Html{} : web::govuk::warning_text({.text = rows.size() == 1 ? std::string("A placement may not begin") : fmt::format("{} placements may not begin", rows.size())}) + html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

}  // namespace rightplace::finding
