// A referral as the engine takes it.

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "embedded/policies.h"
#include "features/geography/geography.h"
#include "features/matching/matching.h"
#include "formats/file.h"
#include "formats/toml.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;

template <class To, class From>
constexpr To same(From value) {
  return static_cast<To>(static_cast<unsigned>(value));
}

std::optional<geography::Location> find_place(const referrals::Where& where, const geography::Postcodes* postcodes) {
  switch (where.precision) {
    case referrals::Precision::OutwardCode: return geography::outward_code(where.text);
    case referrals::Precision::Sector: {
      if (auto found = geography::sector(where.text)) return found;
      return geography::outward_code(where.text.substr(0, where.text.find(' ')));
    }
    case referrals::Precision::Postcode: {
      const auto postcode = geography::Postcode::parse(where.text);
      auto found = postcode ? geography::locate(*postcode, postcodes) : Result<geography::Location>(fail(postcode.error()));
      return found ? std::optional(std::move(*found)) : std::nullopt;
    }
  }
  return std::nullopt;
}

Result<geography::Location> located(const referrals::Where& where, std::string path, const geography::Postcodes* postcodes) {
  if (auto found = find_place(where, postcodes)) return std::move(*found);
  auto detail = fmt::format("{}: there is no {} {} in the reference geography; correct it, or leave the place out.", path, referrals::kPrecisions.label(where.precision), where.text);
  return fail(ErrorKind::Invalid, detail, {{std::move(path), "is not in the reference geography"}});
}

engine::Companions companions_of(referrals::Companions companions) {
  switch (companions) {
    case referrals::Companions::Solo: return engine::Companions::Solo;
    case referrals::Companions::WithOthers: return engine::Companions::WithOthers;
    case referrals::Companions::OnlyOlder: return engine::Companions::OnlyOlder;
    case referrals::Companions::OnlyYounger: return engine::Companions::OnlyYounger;
    case referrals::Companions::NoPreference: break;
  }
  return engine::Companions::NoPreference;
}

std::string_view standard_text(const referrals::Referral& referral, std::string_view entity, std::string_view field) {
  const auto* part = referral.standard.find(entity);
  const auto* value = part ? part->find(field) : nullptr;
  const auto* text = value ? value->as_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view{};
}

bool standard_flag(const referrals::Referral& referral, std::string_view entity, std::string_view field) {
  const auto* part = referral.standard.find(entity);
  const auto* value = part ? part->find(field) : nullptr;
  return value && value->as_bool() && *value->as_bool();
}

// The standard's own list of languages and signs, besides what the extension says.
void add_communication(const referrals::Referral& referral, engine::Child& child) {
  const auto* part = referral.standard.find("PlacementRequirements");
  const auto* list = part ? part->find("specificCommunicationRequirements") : nullptr;
  if (!list || !list->as_array()) return;
  for (const auto& item : *list->as_array()) {
    if (*item.as_string() == "ESOL") child.culture.add(engine::Culture::Esol);
    if (*item.as_string() == "BSL") child.culture.add(engine::Culture::Bsl);
    if (*item.as_string() == "Makaton") child.culture.add(engine::Culture::Makaton);
  }
}

engine::Child needs_and_risks(const referrals::Referral& referral) {
  engine::Child child;
  std::tie(child.born_from, child.born_to) = referral.born_between();
  if (referral.sex) child.sex = *referral.sex == Sex::Male ? engine::Sex::Male : engine::Sex::Female;
  if (referral.needs_complete) child.needs.fill(engine::Level::None);
  for (const auto& need : referral.needs) child.needs[static_cast<std::size_t>(need.need)] = same<engine::Level>(need.level);
  for (const auto& row : kRisksToChild.rows)
    if (referral.has(row.value)) child.vulnerable.present.add(same<engine::Vulnerability>(row.value));
  for (const auto& row : kRisksToOthers.rows)
    if (referral.has(row.value)) child.poses.present.add(same<engine::Danger>(row.value));
  child.companions = companions_of(referral.companions());
  for (const auto adaptation : referral.adaptations) child.adaptations.add(same<engine::Adaptation>(adaptation));
  for (const auto wish : referral.wishes) child.wishes.add(same<engine::Wish>(wish));
  if (standard_text(referral, "PlacementRequirements", "pets") == "Yes - must") child.wishes.add(engine::Wish::Pets);
  child.wanted_homes = referral.wanted_homes;
  child.unwanted_homes = referral.unwanted_homes;
  for (const auto service : referral.services) child.services.add(same<engine::Service>(service));
  for (const auto culture : referral.culture) child.culture.add(same<engine::Culture>(culture));
  add_communication(referral, child);
  for (const auto part : referral.risk_times) child.risk_times.add(same<engine::TimeBand>(part));
  for (const auto& conflict : referral.conflicts)
    child.conflicts.push_back(conflict.child_id.empty() ? resident_token(conflict.urn, conflict.resident) : child_token(conflict.child_id));
  if (referral.ethnic_group) child.background.ethnic_group = referrals::kEthnicGroups.code(*referral.ethnic_group);
  child.background.disabled = referral.disabled;
  child.background.unaccompanied = referral.unaccompanied;
  return child;
}

Result<engine::Child> child_of(const referrals::Referral& referral, const geography::Postcodes* postcodes) {
  auto child = needs_and_risks(referral);
  for (std::size_t i = 0; i < referral.places.size(); ++i) {
    const auto& place = referral.places[i];
    RP_TRY(where, located(place.where, fmt::format("rightplace.places[{}]", i), postcodes));
    engine::MatteringPlace matters{same<engine::PlaceKind>(place.kind), {where.point, where.radius_metres / kMetresPerMile}, place.weight, {}};
    if (place.away) matters.away = same<engine::AwayReason>(*place.away);
    child.places.push_back(matters);
  }
  for (std::size_t i = 0; i < referral.exclusion_zones.size(); ++i) {
    const auto& zone = referral.exclusion_zones[i];
    RP_TRY(where, located(zone.where, fmt::format("rightplace.exclusion_zones[{}]", i), postcodes));
    // Measured from the edge of the area named: whoever says "five miles from L8" means all of L8.
    child.exclusion_zones.push_back({where.point, zone.radius_miles + where.radius_metres / kMetresPerMile});
  }
  return child;
}

// A brother or sister of whom only this is known: everything else is unknown, never absent.
engine::Child sibling_of(const referrals::Sibling& sibling, Date needed_on) {
  engine::Child child;
  referrals::Referral known;
  known.needed_on = needed_on;
  known.born_in = sibling.born_in;
  known.age = sibling.age;
  if (!sibling.born_in.empty() || sibling.age) std::tie(child.born_from, child.born_to) = known.born_between();
  else child.born_from = needed_on.plus_years(-18).plus_days(1), child.born_to = needed_on;
  if (sibling.sex) child.sex = *sibling.sex == Sex::Male ? engine::Sex::Male : engine::Sex::Female;
  for (const auto& row : engine::kVulnerabilities.rows) child.vulnerable.unknown.add(row.value);
  for (const auto& row : engine::kDangers.rows) child.poses.unknown.add(row.value);
  return child;
}

Done add_siblings(const referrals::Referral& referral, const std::map<std::string, referrals::Referral>& known, const geography::Postcodes* postcodes, Asked& asked) {
  const int count = referral.sibling_count();
  if (count == 0) return {};
  if (referral.siblings_together != referrals::Together::Required) {
    asked.remarks.push_back(fmt::format("{} not looked for here: the referral does not say that they must live together.", count == 1 ? "A brother or sister is" : fmt::format("{} brothers and sisters are", count)));
    return {};
  }
  for (int i = 0; i < count; ++i) {
    const auto stated = static_cast<std::size_t>(i) < referral.siblings.size() ? referral.siblings[static_cast<std::size_t>(i)] : referrals::Sibling{};
    const auto own = known.find(stated.reference);
    if (!stated.reference.empty() && own != known.end()) {
      RP_TRY(child, child_of(own->second, postcodes));
      asked.referral.children.push_back(std::move(child));
    } else {
      asked.referral.children.push_back(sibling_of(stated, asked.referral.needed_on));
      asked.remarks.push_back(fmt::format("Of {} nothing but {} is known here, so every home must be asked about them.", stated.reference.empty() ? "a brother or sister" : stated.reference,
                                          stated.sex || !stated.born_in.empty() || stated.age ? "age and sex" : "that they come too"));
    }
  }
  return {};
}

engine::SecureGate gate_of(const referrals::Referral& referral, Date needed_on) {
  engine::SecureGate gate;
  if (referral.legal.secure_order) {
    gate.order_from = referral.referred_on();
    gate.order_until = referral.legal.secure_order_until;
  }
  gate.seventy_two_hours = referral.legal.seventy_two_hours;
  gate.minister_approved_under_13 = referral.legal.secretary_of_state_approval;
  gate.accommodated_16_plus = referral.legal.status == "V2" && age_on(referral.born_between().first, needed_on) >= 16;
  return gate;
}

void remark(const referrals::Referral& referral, const Snapshot& snapshot, Asked& asked) {
  const auto say = [&](std::string sentence) { asked.remarks.push_back(std::move(sentence)); };
  if (!referral.purpose) say("The referral does not say what the placement is for; it is taken as a long-term home.");
  if (!referral.needs_complete) say("Needs that the referral does not list count as not assessed, so homes must be asked about them. Say in the referral when all were assessed (needs_complete in a file).");
  if (standard_flag(referral, "PlacementRequirements", "homeAdaptation") && referral.adaptations.empty())
    say("The child needs the home adapted, and rightplace.adaptations does not say how: ask before any home is chosen.");
  if (standard_text(referral, "PlacementRequirements", "pets") == "No") say("The child cannot live with animals: ask each home, the ranking does not know.");
  if (standard_flag(referral, "PlacementRequirements", "deprivationOfLiberty")) say("A deprivation of liberty is asked for: a court must have authorised it for the home that is chosen.");
  if (standard_text(referral, "PlacementRecommendation", "residentialCareSuitability") == "Unsuitable") say("The referral itself calls residential care unsuitable for this child.");
  if (referral.legal.secure_order && !referral.legal.secure_order_until) say("The secure order has no last day in the referral, so secure homes are left out.");
  if (*referral.needed_on < snapshot.as_at) say(fmt::format("The place was needed on {}, before the day asked about.", referral.needed_on->words()));
  if (!referral.notes.empty()) say("The referral has notes, which no program weighs: read them.");
}

}  // namespace

Result<Asked> asked_of(const referrals::Referral& referral, const std::map<std::string, referrals::Referral>& siblings, const Snapshot& snapshot,
                       const geography::Postcodes* postcodes) {
  if (!referral.needed_on) return fail(ErrorKind::Invalid, "rightplace.needed_on is missing: say from which day the child needs a home.", {{"rightplace.needed_on", "is missing"}});
  Asked asked;
  auto& out = asked.referral;
  out.id = referral.reference.empty() ? fmt::format("{:016x}", hash64(as_json(referral).dump())) : referral.reference;
  out.needed_on = *referral.needed_on;
  out.planned_until = referral.planned_until;
  RP_TRY(child, child_of(referral, postcodes));
  out.children.push_back(std::move(child));
  RP_CHECK(add_siblings(referral, siblings, postcodes, asked));
  if (const auto* authority = geography::authority_by_code(referral.authority_code)) {
    out.authority = static_cast<std::uint16_t>(authority->dfe_number);
    for (const auto* neighbour : geography::adjoining(*authority, out.needed_on)) out.adjoining.push_back(static_cast<std::uint16_t>(neighbour->dfe_number));
  } else {
    return fail(ErrorKind::Invalid, fmt::format("rightplace.authority_code {} is no upper-tier authority of England.", referral.authority_code), {{"rightplace.authority_code", "is not known"}});
  }
  if (referral.purpose) out.purpose = same<engine::Purpose>(*referral.purpose);
  for (const auto& row : kRoutes.rows)
    if (referral.routes.empty() || std::ranges::find(referral.routes, row.value) != referral.routes.end())
      out.contracts.push_back(std::uint32_t{out.authority} * 8 + static_cast<std::uint32_t>(row.value));
  out.may_buy_spot = referral.routes.empty() || std::ranges::find(referral.routes, Route::Spot) != referral.routes.end();
  out.secure = gate_of(referral, out.needed_on);
  remark(referral, snapshot, asked);
  return asked;
}

Result<json::Value> policy_text(const std::string& file) {
  if (file.empty()) return formats::parse_toml(embedded::policies("default.toml"), "default.toml");
  RP_TRY(text, formats::read_file(file));
  return formats::parse_toml(text, file);
}

Result<engine::Policy> load_policy(const std::string& file) {
  RP_TRY(value, policy_text(file));
  return engine::read_policy(value);
}

}  // namespace rightplace::matching
