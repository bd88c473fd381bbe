// What of a referral is another than it was, as far as a tier tells it: for the home that was asked before, and for the authority
// that changes it.

#include <algorithm>

#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "web/govuk/tables.h"

namespace rightplace::answering {
namespace {

using web::Html;
using web::html;

// Ids tell the order in truth; the moments of an ask go by the store's clock.
constexpr std::string_view kWhenAsked = R"sql(
  SELECT id, content_sealed
  FROM referral_documents
  WHERE reference = $1 AND id < $2
  ORDER BY number DESC
  LIMIT 1
)sql";

Html said(const std::vector<std::string>& says) {
  if (says.empty()) return html("Not said");
  if (says.size() == 1) return html(R"(<span class="rp-said">{}</span>)", says.front());
  Html items;
  for (const auto& one : says) items += html(R"(<li class="rp-said">{}</li>)", one);
  return html(R"(<ul class="govuk-list">{}</ul>)", items);
}

}  // namespace

std::vector<Changed> changed_facts(const referrals::Referral& before, const referrals::Referral& now, asking::Tier tier) {
  std::vector<Changed> all;
  const auto were = released(before, tier), are = released(now, tier);
  for (const auto& one : were) {
    const auto still = std::ranges::find(are, one.name, &Released::name);
    if (still == are.end()) all.push_back({one.name, one.label, one.says, {}});
    else if (still->says != one.says) all.push_back({one.name, one.label, one.says, still->says});
  }
  for (const auto& one : are)
    if (std::ranges::find(were, one.name, &Released::name) == were.end()) all.push_back({one.name, one.label, {}, one.says});
  return all;
}

Html changed_part(const std::vector<Changed>& changed) {
  web::govuk::Table table{.caption = "What changed", .caption_classes = "govuk-visually-hidden"};
  table.head = {"What", "Before", "Now"};
  table.first_cell_is_header = true;
  for (const auto& one : changed) table.rows.push_back({one.label, said(one.before), said(one.now)});
  return web::govuk::scrolling(web::govuk::table(table), "What changed");
}

std::optional<referrals::Referral> as_when_asked(db::Read& tx, const vault::Vault& vault, const asking::Ask& ask) {
  const auto content = tx.first(kWhenAsked, {ask.reference, ask.id}, [&](const db::Row& row) {
    auto text = vault.open("referral_documents.content/" + row.string(0), row.text(1));
    if (!text) throw db::DatabaseError("A stored referral does not open: the key beside the store is another, or the row was changed.");
    return text->reveal();
  });
  if (!content) return std::nullopt;
  const auto value = json::parse(*content, "referral_documents.content");
  std::vector<FieldError> ignored;
  auto referral = value ? referrals::read_referral(*value, "referral_documents.content", ignored) : Result<referrals::Referral>(fail(value.error()));
  if (!referral) throw db::DatabaseError("A stored referral cannot be read: " + referral.error().detail);
  return std::move(*referral);
}

}  // namespace rightplace::answering
