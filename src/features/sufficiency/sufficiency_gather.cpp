#include <algorithm>
#include <bit>
#include <set>

#include "features/sufficiency/sufficiency_figures.h"

namespace rightplace::sufficiency {
namespace {

// As if the home were needed today, where the day lies behind: what is asked is whether there would be one now.
referrals::Referral as_of(referrals::Referral referral, Date today) {
  if (referral.needed_on && *referral.needed_on < today) {
    const bool ends_before = referral.planned_until && *referral.planned_until <= today;
    referral.needed_on = today;
    if (ends_before) referral.planned_until.reset();
  }
  return referral;
}

std::optional<int> age_of(const referrals::Referral& referral) {
  if (referral.age) return referral.age;
  if (referral.born_in.empty() || !referral.needed_on) return std::nullopt;
  return age_on(referral.born_between().second, *referral.needed_on);   // the youngest that the child can be
}

void count(Searched& out, const matching::Answer& answer, const std::set<std::string_view>& near) {
  for (const auto& home : answer.solution.homes) {
    if (answer.refused.contains(home.home)) continue;
    if (home.verdict == suitability::Verdict::Suitable) {
      ++out.could;
      out.could_near += near.contains(answer.snapshot->cards[home.home].authority_code);
    } else if (home.verdict == suitability::Verdict::NeedsChecking) {
      ++out.to_check;
    } else if (std::popcount(home.blocked.bits) == 1 && home.unknown.empty()) {
      ++out.only[static_cast<suitability::Rule>(std::countr_zero(home.blocked.bits))];
    }
  }
}

}  // namespace

Result<Gathered> gather(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, std::string_view authority_code, Date today) {
  static const auto policy = matching::load_policy("");
  if (!policy) return fail(policy.error());
  const auto* authority = geography::authority_by_code(authority_code);
  if (!authority) return fail(ErrorKind::Invalid, "Only an authority looks for homes for children, and this organisation is none.");
  std::set<std::string_view> near{authority->code};
  for (const auto* other : geography::adjoining(*authority, today)) near.insert(other->code);

  const auto opened = geography::Postcodes::open(store);
  const auto* postcodes = opened ? &*opened : nullptr;
  const auto ground = matching::load_ground(tx, today, today, postcodes);
  Gathered out{.today = today, .since = today.plus_years(-1)};
  out.homes = static_cast<std::int64_t>(ground.homes->size());
  for (const auto& line : referrals::lines_of_authority(tx, authority->code)) {
    if (line.status == referrals::Status::Draft || line.status == referrals::Status::Withdrawn) continue;
    const bool open = line.status == referrals::Status::Open;
    if (!open && line.referred_on < out.since) continue;
    RP_TRY(read, referrals::find_referral(tx, vault, line.reference));
    std::map<std::string, referrals::Referral> siblings;
    for (const auto& sibling : read.siblings)
      if (!sibling.reference.empty() && referrals::line_of(tx, sibling.reference)) {
        RP_TRY(other, referrals::find_referral(tx, vault, sibling.reference));
        siblings.emplace(sibling.reference, as_of(std::move(other), today));
      }
    const auto referral = as_of(std::move(read), today);
    const auto age = age_of(referral);
    if (!referral.needed_on || !age || *age > 17) {
      ++out.not_searchable;
      continue;
    }
    const auto snapshot = matching::snapshot_of(ground, *referral.needed_on, matching::buyer_of(referral));
    auto asked = snapshot ? matching::asked_of(referral, siblings, *snapshot, postcodes) : Result<matching::Asked>(tl::unexpected(snapshot.error()));
    const auto answer = asked ? matching::answer(*snapshot, *std::move(asked), *policy, referral, {.top = 0, .near_misses = 0, .robust = false}) : Result<matching::Answer>(tl::unexpected(asked.error()));
    if (!answer) {
      ++out.not_searchable;
      continue;
    }
    auto& one = out.searched.emplace_back();
    one.age_band = age_band_of(*age);
    for (const auto& need : referral.needs) one.needs.push_back(need.need);
    one.notice = referral.how_urgent();
    one.open = open;
    count(one, *answer, near);
  }
  return out;
}

}  // namespace rightplace::sufficiency
