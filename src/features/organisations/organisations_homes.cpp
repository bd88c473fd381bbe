#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/organisations/organisations.h"

namespace rightplace::organisations {
namespace {

constexpr std::string_view kAuthorityWithCode = "SELECT id FROM organisations WHERE authority_code = $1";

// Only between bodies that both work here on the day.
constexpr std::string_view kMembers = R"sql(
  SELECT t.member_id
  FROM organisation_ties t
  JOIN organisations m ON m.id = t.member_id
  JOIN organisations i ON i.id = t.into_id
  WHERE t.into_id = $1
    AND t.from_on <= $2 AND (t.until_on IS NULL OR t.until_on > $2)
    AND m.from_on <= $2 AND (m.until_on IS NULL OR m.until_on > $2)
    AND i.from_on <= $2 AND (i.until_on IS NULL OR i.until_on > $2)
  ORDER BY m.name, m.id
)sql";

constexpr std::string_view kClaim = R"sql(
  SELECT id, organisation_id, urn, claimed_by, proof, from_on, until_on, ended_at, refused_because FROM organisation_homes WHERE id = $1 AND ended_at IS NULL
)sql";

constexpr std::string_view kWaiting = R"sql(
  SELECT id, organisation_id, urn, claimed_by, proof, from_on, until_on, ended_at, refused_because
  FROM organisation_homes
  WHERE proof IS NULL AND ended_at IS NULL
  ORDER BY id
)sql";

constexpr std::string_view kClaimsOf = R"sql(
  SELECT id, organisation_id, urn, claimed_by, proof, from_on, until_on, ended_at, refused_because
  FROM organisation_homes
  WHERE organisation_id = $1
  ORDER BY urn, id DESC
)sql";

constexpr std::string_view kClaimsTo = R"sql(
  SELECT id, organisation_id, urn, claimed_by, proof, from_on, until_on, ended_at, refused_because
  FROM organisation_homes
  WHERE urn = $1 AND ended_at IS NULL
  ORDER BY proof IS NULL, id
)sql";

constexpr std::string_view kTiesInto = R"sql(
  SELECT o.id, o.name, t.from_on, t.until_on
  FROM organisation_ties t
  JOIN organisations o ON o.id = t.member_id
  WHERE t.into_id = $1
  ORDER BY o.name, t.from_on, t.id
)sql";
constexpr std::string_view kTiesFrom = R"sql(
  SELECT o.id, o.name, t.from_on, t.until_on
  FROM organisation_ties t
  JOIN organisations o ON o.id = t.into_id
  WHERE t.member_id = $1
  ORDER BY o.name, t.from_on, t.id
)sql";

constexpr std::string_view kClaimStands = R"sql(
  SELECT id FROM organisation_homes
  WHERE organisation_id = $1 AND urn = $2 AND ended_at IS NULL
)sql";

constexpr std::string_view kInsertClaim = R"sql(
  INSERT INTO organisation_homes (id, organisation_id, urn, claimed_by, claimed_at)
  VALUES ($1, $2, $3, $4, $5)
)sql";

// A home has one provider at a time; what was proved and has ended before that day does not stand in the way.
constexpr std::string_view kProvedElsewhere = R"sql(
  SELECT id FROM organisation_homes
  WHERE urn = $1
    AND proof IS NOT NULL
    AND (until_on IS NULL OR until_on > $2)
)sql";

constexpr std::string_view kProve = R"sql(
  UPDATE organisation_homes SET proof = $2, proved_by = $3, proved_at = $4, from_on = $5 WHERE id = $1
)sql";

constexpr std::string_view kEndProved = R"sql(
  UPDATE organisation_homes
  SET until_on = CASE WHEN from_on > $2 THEN from_on ELSE $2 END, ended_at = $3, ended_by = $4
  WHERE id = $1 AND proof IS NOT NULL
)sql";
constexpr std::string_view kRefuse = "UPDATE organisation_homes SET ended_at = $2, ended_by = $3, refused_because = $4 WHERE id = $1 AND proof IS NULL";
constexpr std::string_view kHomeItself = "SELECT id FROM organisations WHERE urn = $1";
constexpr std::size_t kShortestReason = 10, kLongestReason = 500;

constexpr std::string_view kProvedHomes = R"sql(
  SELECT urn
  FROM organisation_homes
  WHERE organisation_id = $1
    AND proof IS NOT NULL
    AND from_on <= $2 AND (until_on IS NULL OR until_on > $2)
)sql";

constexpr std::string_view kProvider = R"sql(
  SELECT h.organisation_id
  FROM organisation_homes h
  JOIN organisations o ON o.id = h.organisation_id
  WHERE h.urn = $1
    AND h.proof IS NOT NULL
    AND h.from_on <= $2 AND (h.until_on IS NULL OR h.until_on > $2)
    AND o.from_on <= $2 AND (o.until_on IS NULL OR o.until_on > $2)
)sql";

OrganisationId id_of(const db::Row& row) { return row.id<OrganisationTag>(0); }

Tie tie_of(const db::Row& row) { return {row.id<OrganisationTag>(0), row.string(1), {row.date(2), row.maybe_date(3)}}; }

Claim claim_of(const db::Row& row) {
  return {row.id<ClaimTag>(0), row.id<OrganisationTag>(1), row.string(2), row.string(3),
          kProofs.parse(row.text(4)), row.maybe_date(5), row.maybe_date(6), row.is_null(7) ? std::nullopt : std::optional(row.instant(7)), row.string(8)};
}

std::optional<OrganisationId> home_itself(db::Read& tx, const std::string& urn) { return tx.first(kHomeItself, {urn}, id_of); }

// From `from_on` on the home's own organisation belongs to this provider, or to a group below it, and to nobody else.
Done bring_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const std::string& urn, const OrganisationId& provider, Date from_on, Instant now) {
  const auto home = home_itself(tx, urn);
  if (!home) return {};
  const auto lasts = [&](const Tie& tie) { return !tie.stay.until || *tie.stay.until > std::max(from_on, tie.stay.from); };
  auto ties = ties_from(tx, *home);
  std::erase_if(ties, [&](const Tie& tie) { return !lasts(tie); });
  for (const auto& tie : ties) {
    const auto below = with_all_below(tx, provider, std::max(from_on, tie.stay.from));
    if (std::ranges::find(below, tie.other) != below.end()) return {};
  }
  for (const auto& tie : ties) RP_CHECK(leave(tx, actor, allowed, *home, tie.other, from_on, now));
  return join(tx, actor, allowed, *home, provider, {from_on, {}}, now);
}

}  // namespace

std::optional<OrganisationId> authority_with_code(db::Read& tx, std::string_view ons_code) {
  const auto* authority = geography::authority_by_code(ons_code);
  if (!authority) return std::nullopt;
  return tx.first(kAuthorityWithCode, {authority->code}, id_of);
}

std::vector<OrganisationId> members_of(db::Read& tx, const OrganisationId& into, Date day) {
  return tx.list(kMembers, {into, day}, id_of);
}

std::vector<OrganisationId> with_all_below(db::Read& tx, const OrganisationId& id, Date day) {
  const auto top = load(tx, id);
  if (!top || !top->details.stay.covers_night(day)) return {};
  std::vector<OrganisationId> found{id};
  for (std::size_t next = 0; next < found.size(); ++next) {
    const auto above = found[next];
    for (const auto& member : members_of(tx, above, day))
      if (std::ranges::find(found, member) == found.end()) found.push_back(member);
  }
  return found;
}

Result<ClaimId> claim_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& provider,
                           std::string_view urn, Date today, Instant now) {
  RP_TRY(organisation, load(tx, provider));
  if (organisation.details.kind != Kind::ProviderGroup || !organisation.details.stay.covers_night(today))
    return fail(ErrorKind::Invalid, "Only a provider of homes that works here today can say that a home is its own");
  const auto number = upper(trim(urn));
  if (number.empty() || homes::homes_as_at(tx, today, {.types = {}, .authority_code = {}, .urn = number}).empty())
    return fail(ErrorKind::NotFound, fmt::format("The register shows no home open today with the number {}; check the number on the certificate", shown(number, 20)));
  if (tx.exists(kClaimStands, {provider, number}))
    return fail(ErrorKind::Conflict, fmt::format("{} has claimed the home {} already", organisation.details.name, number));
  const ClaimId id(new_uuid(now));
  tx.run(kInsertClaim, {id, provider, number, actor.id, now});
  audit::record(tx, actor, allowed, "home.claimed", {"organisation", provider.text()}, now, {{"urn", number}});
  return id;
}

Done prove_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const ClaimId& id, Proof proof, Date from_on, Instant now) {
  RP_TRY(claim, load_claim(tx, id));
  if (claim.proof) return fail(ErrorKind::Conflict, fmt::format("The claim to the home {} has been checked already", claim.urn));
  if (claim.claimed_by == actor.id) return fail(ErrorKind::Forbidden, "Somebody else than the one who claims a home must check the proof");
  if (tx.exists(kProvedElsewhere, {claim.urn, from_on}))
    return fail(ErrorKind::Conflict, fmt::format("The home {} is another provider's on or after {}; end that first", claim.urn, from_on.words()));
  tx.run(kProve, {id, kProofs.code(proof), actor.id, now, from_on});
  audit::record(tx, actor, allowed, "home.proved", {"organisation", claim.organisation.text()}, now,
                {{"urn", claim.urn}, {"proof", kProofs.code(proof)}, {"from_on", from_on.iso()}});
  return bring_home(tx, actor, allowed, claim.urn, claim.organisation, from_on, now);
}

Done end_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const ClaimId& id, Date until, Instant now) {
  RP_TRY(claim, load_claim(tx, id));
  if (!claim.proof) return fail(ErrorKind::Conflict, fmt::format("Nobody has checked the claim to the home {} yet: refuse it, with a reason", claim.urn));
  tx.run(kEndProved, {id, until, now, actor.id});
  audit::record(tx, actor, allowed, "home.ended", {"organisation", claim.organisation.text()}, now, {{"urn", claim.urn}, {"until_on", until.iso()}});
  const auto home = home_itself(tx, claim.urn);
  if (!home) return {};
  for (const auto& tie : ties_from(tx, *home)) {
    if (tie.stay.until && *tie.stay.until <= until) continue;
    const auto below = with_all_below(tx, claim.organisation, std::max(tie.stay.from, until.plus_days(-1)));
    if (std::ranges::find(below, tie.other) != below.end()) RP_CHECK(leave(tx, actor, allowed, *home, tie.other, until, now));
  }
  return {};
}

Done refuse_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const ClaimId& id, std::string_view because, Instant now) {
  RP_TRY(claim, load_claim(tx, id));
  if (claim.proof) return fail(ErrorKind::Conflict, fmt::format("The claim to the home {} has been checked already", claim.urn));
  const auto reason = squeeze(because);
  if (reason.size() < kShortestReason || reason.size() > kLongestReason || !is_utf8(reason)) {
    constexpr auto kWanting = "Say in at most 500 letters why it is refused, so that the provider can put it right";
    return fail(ErrorKind::Invalid, kWanting, {{"because", kWanting}});
  }
  tx.run(kRefuse, {id, now, actor.id, reason});
  audit::record(tx, actor, allowed, "home.claim_refused", {"organisation", claim.organisation.text()}, now, {{"urn", claim.urn}});
  return {};
}

std::vector<std::string> homes_of(db::Read& tx, const OrganisationId& id, Date day) {
  const auto asked = load(tx, id);
  std::vector<std::string> urns;
  if (!asked || !asked->details.stay.covers_night(day)) return urns;
  if (asked->details.kind == Kind::Home) {
    const auto provider = provider_of(tx, asked->details.urn, day);
    if (!provider) return urns;
    // The group that proved it, or one below that group, is the one that the home belongs to.
    const auto below = with_all_below(tx, *provider, day);
    if (std::ranges::find(below, id) != below.end()) urns.push_back(asked->details.urn);
    return urns;
  }
  if (asked->details.kind != Kind::ProviderGroup) return urns;
  for (const auto& group : with_all_below(tx, id, day))
    tx.each(kProvedHomes, {group, day}, [&](const db::Row& row) { urns.push_back(row.string(0)); });
  std::ranges::sort(urns);
  return urns;
}

std::optional<OrganisationId> provider_of(db::Read& tx, std::string_view urn, Date day) {
  return tx.first(kProvider, {urn, day}, id_of);
}

Result<Claim> load_claim(db::Read& tx, const ClaimId& id) {
  auto claim = tx.first(kClaim, {id}, claim_of);
  if (!claim) return fail(ErrorKind::NotFound, "There is no claim to a home that stands under this number");
  return std::move(*claim);
}

std::vector<Tie> ties_into(db::Read& tx, const OrganisationId& into) { return tx.list(kTiesInto, {into}, tie_of); }
std::vector<Tie> ties_from(db::Read& tx, const OrganisationId& member) { return tx.list(kTiesFrom, {member}, tie_of); }
std::vector<Claim> claims_of(db::Read& tx, const OrganisationId& provider) { return tx.list(kClaimsOf, {provider}, claim_of); }
std::vector<Claim> claims_to(db::Read& tx, std::string_view urn) { return tx.list(kClaimsTo, {urn}, claim_of); }
std::vector<Claim> claims_waiting(db::Read& tx) { return tx.list(kWaiting, {}, claim_of); }

}  // namespace rightplace::organisations
