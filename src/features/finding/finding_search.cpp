#include "features/finding/finding_search.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "features/placements/placements.h"

namespace rightplace::finding {
namespace {

constexpr std::string_view kHead = "SELECT COALESCE(MAX(sequence), 0) FROM audit_events";
constexpr std::string_view kSince = R"sql(
  SELECT action, subject_kind, subject_id
  FROM audit_events
  WHERE sequence > $1 AND sequence <= $2
  ORDER BY sequence
)sql";
constexpr int kNearMisses = 6;

struct News {
  bool all = false;
  std::set<std::string> urns;
};
News news_since(db::Read& tx, std::int64_t seen, std::int64_t head) {
  News news;
  std::vector<std::string> placed;
  tx.each(kSince, {seen, head}, [&](const db::Row& row) {
    if (row.text(1) == "home") news.urns.insert(row.string(2));
    else if (row.text(1) == "import") news.all = true;
    else if (row.text(1) == "placement" && row.text(0).starts_with("placement.") && !row.text(0).starts_with("placement.read")) placed.push_back(row.string(2));
  });
  for (const auto& id : placed)
    if (const auto placement = placements::load(tx, placements::PlacementId(id))) news.urns.insert(placement->urn);
  return news;
}

// Whether anything changed of who works here for which home. The events are read in their order: an index of their subjects
// would be read from the first one on.
bool organisations_changed(db::Read& tx, std::int64_t seen, std::int64_t head) {
  bool changed = false;
  tx.each(kSince, {seen, head}, [&](const db::Row& row) { changed = changed || (row.text(1) == "organisation" && !contains(row.text(0), ".read")); });
  return changed;
}

const Result<suitability::Policy>& policy() {
  static const auto one = matching::load_policy("");
  return one;
}

struct Wanted {
  referrals::Referral referral;
  std::map<std::string, referrals::Referral> siblings;
  std::string version;
};
// The documents that hold of a referral and of the brothers and sisters whom it names. A referral names others only in another
// document, so that what was read once tells whether it still holds.
std::string version_of(db::Read& tx, std::string_view reference, const std::vector<referrals::Sibling>& siblings) {
  const auto line = referrals::line_of(tx, reference);
  auto version = line ? line->document : std::string();
  for (const auto& sibling : siblings) {
    if (sibling.reference.empty()) continue;
    if (const auto known = referrals::line_of(tx, sibling.reference)) version += "|" + known->document;
  }
  return version;
}
Result<Wanted> wanted_of(db::Read& tx, const vault::Vault& vault, std::string_view reference) {
  Wanted wanted;
  RP_TRY(referral, referrals::find_referral(tx, vault, reference));
  wanted.referral = std::move(referral);
  wanted.version = version_of(tx, reference, wanted.referral.siblings);
  for (const auto& sibling : wanted.referral.siblings) {
    if (sibling.reference.empty() || !referrals::line_of(tx, sibling.reference)) continue;
    RP_TRY(own, referrals::find_referral(tx, vault, sibling.reference));
    wanted.siblings.emplace(sibling.reference, std::move(own));
  }
  return wanted;
}

Result<std::shared_ptr<const Searched>> searched(Wanted wanted, std::shared_ptr<const matching::Ground> ground, const geography::Postcodes* postcodes) {
  if (!policy()) return fail(policy().error());
  if (!wanted.referral.needed_on) return fail(ErrorKind::Invalid, "The referral does not say from which day the child needs a home. Say it first, then search");
  auto out = std::make_shared<Searched>();
  out->version = std::move(wanted.version);
  out->ground = std::move(ground);
  out->referral = std::move(wanted.referral);
  RP_TRY(snapshot, matching::snapshot_of(*out->ground, *out->referral.needed_on, matching::buyer_of(out->referral)));
  out->snapshot = std::move(snapshot);
  RP_TRY(asked, matching::asked_of(out->referral, wanted.siblings, out->snapshot, postcodes));
  RP_TRY(answer, matching::answer(out->snapshot, std::move(asked), *policy(), out->referral, {.top = 0, .near_misses = kNearMisses, .robust = false}));
  out->answer = std::move(answer);
  return std::shared_ptr<const Searched>(std::move(out));
}

}  // namespace

std::shared_ptr<const Providers> Keeper::providers(db::Read& tx, Date today) {
  const std::scoped_lock lock(mutex_);
  const auto head = tx.integer(kHead);
  if (providers_ && providers_day_ == today && (providers_seen_ >= head || !organisations_changed(tx, providers_seen_, head))) {
    providers_seen_ = std::max(providers_seen_, head);
    return providers_;
  }
  auto fresh = std::make_shared<Providers>();
  for (const auto& body : organisations::all_on(tx, today, organisations::Kind::ProviderGroup))
    for (const auto& urn : organisations::homes_of(tx, body.id, today))
      if (const auto provider = organisations::provider_of(tx, urn, today); provider == body.id) fresh->emplace(urn, Provider{body.id, body.details.name});
  providers_ = fresh;
  providers_day_ = today;
  providers_seen_ = head;
  return fresh;
}

std::shared_ptr<const matching::Ground> Keeper::ground(db::Read& tx, const std::filesystem::path& store, Date today) {
  const auto head = tx.integer(kHead);
  if (ground_ && seen_ >= head && ground_->today == today) return ground_;
  std::optional<News> news;
  if (ground_ && ground_->today == today) news = news_since(tx, seen_, head);
  if (!news || news->all) {
    const auto imported = geography::Postcodes::open(store);
    ground_ = std::make_shared<const matching::Ground>(matching::load_ground(tx, today, today, imported ? &*imported : nullptr));
  } else if (!news->urns.empty()) {
    const std::vector<std::string> urns(news->urns.begin(), news->urns.end());
    ground_ = std::make_shared<const matching::Ground>(matching::renewed(tx, *ground_, urns));
  }
  seen_ = head;
  return ground_;
}

Result<std::shared_ptr<const Searched>> Keeper::search(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, std::string_view reference, Date today) {
  std::shared_ptr<const matching::Ground> now;
  std::shared_ptr<const Searched> before;
  {
    const std::scoped_lock lock(mutex_);
    now = ground(tx, store, today);
    for (auto kept = kept_.begin(); kept != kept_.end(); ++kept)
      if (kept->reference == reference && kept->searched->ground == now) {
        kept_.splice(kept_.begin(), kept_, kept);
        before = kept_.front().searched;
        break;
      }
  }
  if (before && before->version == version_of(tx, reference, before->referral.siblings)) return before;
  RP_TRY(wanted, wanted_of(tx, vault, reference));
  const auto imported = geography::Postcodes::open(store);
  RP_TRY(fresh, searched(std::move(wanted), now, imported ? &*imported : nullptr));
  const std::scoped_lock lock(mutex_);
  kept_.remove_if([&](const Kept& kept) { return kept.reference == reference; });
  kept_.push_front({std::string(reference), fresh});
  if (kept_.size() > kMostKept) kept_.pop_back();
  return fresh;
}

}  // namespace rightplace::finding
