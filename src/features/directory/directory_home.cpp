// A home's page and its JSON twin.

#include "features/directory/directory_home.h"

#include <algorithm>
#include <cmath>

#include "base/london.h"
#include "features/directory/directory_phrases.h"
#include "features/directory/directory_rows.h"
#include "features/placements/placements.h"

namespace rightplace::directory {
namespace {

using access::Record;
using web::Html;
using web::html;
using web::Url;

access::Facts part_of(Record record, std::string_view urn) {
  access::Facts facts;
  facts.record = record;
  facts.urn = std::string(urn);
  return facts;
}

// The authority for which the person acts; null for other bodies.
const geography::Authority* own_authority(db::Read& tx, const desk::Asked& asked) {
  const auto organisation = organisations::load(tx, asked.standing.acting_for);
  if (!organisation || organisation->details.kind != organisations::Kind::Authority) return nullptr;
  return geography::authority_by_code(organisation->details.authority_code);
}

bool has_a_child_there(db::Read& tx, const geography::Authority& authority, std::string_view urn, Date today) {
  const auto its = [&](const placements::Placement& placement) { return geography::authority_by_code(placement.authority_code) == &authority; };
  return std::ranges::any_of(placements::there_from(tx, urn, today), its);
}

std::string distance_words(const homes::Home& home, const geography::Authority& authority) {
  const auto place = homes::locate(home, nullptr);
  if (!place) return "";
  auto middle = geography::location_of(authority);
  middle.radius_metres = 0;
  return capitalised(miles_words(geography::distance(middle, *place).middle, place)) + " from the middle of " + std::string(authority.name);
}

struct Whole {
  KnownHome home;
  access::Facts address;
  std::string distance;
};

Whole read_whole(const desk::Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) {
    const auto urn = asked.value("urn");
    Whole whole{read_home(tx, urn, asked.today()), part_of(Record::HomeAddress, urn), ""};
    if (whole.home.versions.empty()) return whole;
    const auto& now = whole.home.now();
    whole.address.state = whole.home.open ? access::State::Live : access::State::Ended;
    whole.address.host = organisations::authority_with_code(tx, now.authority_code).value_or(organisations::OrganisationId{});
    if (const auto* own = own_authority(tx, asked)) {
      if (may_measure(asked.standing)) whole.distance = distance_words(now, *own);
      if (has_a_child_there(tx, *own, urn, asked.today())) whole.address.responsible = asked.standing.acting_for;
    }
    return whole;
  });
}

Shown shown_to(const desk::Asked& asked, const Whole& whole) {
  Shown shown;
  const auto& home = whole.home;
  shown.distance = whole.distance;
  shown.places = home.open && asked.also_reads(part_of(Record::Vacancies, home.urn));
  shown.residents = home.open && asked.may(part_of(Record::Placement, home.urn), access::Verb::Read) && asked.also_reads(part_of(Record::Placement, home.urn));
  if (asked.also_reads(whole.address)) {
    const auto &address = home.now().address.reveal(), &postcode = home.now().postcode.reveal();
    shown.address = address + (address.empty() || postcode.empty() ? "" : "\n") + postcode;
  }
  return shown;
}

std::string grade_line(const KnownHome& home, Date today) {
  for (auto it = home.inspections.rbegin(); it != home.inspections.rend(); ++it)
    if (it->overall && *it->overall != Grade::NotJudged) return grade_words(*it->overall, it->inspected_on) + ", inspected " + dated(it->inspected_on, today);
  return "No grade yet";
}

// The whole in five seconds: how large, how judged, for whom, whether a place is free.
Html at_a_glance(const KnownHome& home, const Shown& shown, Date today) {
  const auto& now = home.now();
  Html facts = html(R"(<div><dt>Registered places</dt><dd>{}</dd></div><div><dt>Grade</dt><dd>{}</dd></div>)", now.places ? std::to_string(*now.places) : "Not stated", grade_line(home, today));
  const auto purpose = home.supply.purpose ? home.supply.purpose->value : supply::StatementOfPurpose{};
  const auto years = ages(purpose.age_from, purpose.age_to);
  const auto takes = purpose.accepts ? capitalised(std::string(kHomeSexes.label(*purpose.accepts))) : std::string();
  facts += html("<div><dt>For</dt><dd>{}</dd></div>", takes.empty() && years.empty() ? "Not stated" : takes.empty() ? years : years.empty() ? takes : takes + ", " + years);
  if (shown.places) facts += free_fact(now.status, home.supply.notices, home.places, today);
  return html(R"(<dl class="govuk-body rp-result__facts rp-glance">{}</dl>)", facts);
}

}  // namespace

KnownHome read_home(db::Read& tx, std::string_view urn, Date day) {
  KnownHome home;
  home.urn = std::string(urn);
  home.versions = homes::versions_of(tx, urn);
  std::erase_if(home.versions, [&](const homes::HomeVersion& version) { return version.from_on > day; });
  if (home.versions.empty()) return home;
  const auto& last = home.versions.back();
  home.open = (!last.until_on || day < *last.until_on) && (!last.facts.until_on || day < *last.facts.until_on);
  home.inspections = homes::inspections_of(tx, urn);
  std::erase_if(home.inspections, [&](const homes::Inspection& inspection) { return inspection.inspected_on > day; });
  home.supply = supply::supply_of(tx, urn, day);
  std::vector<supply::Occupation> lodgers;
  for (const auto& placement : placements::occupants(tx, urn, day)) lodgers.push_back(supply::occupation_of(placement, day));
  home.places = supply::vacancies_on(home.supply, lodgers, day);
  if (const auto id = organisations::provider_of(tx, urn, day))
    if (auto found = organisations::load(tx, *id)) home.run_by = *found;
  return home;
}

web::Response home_page(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto whole = read_whole(asked);
  const auto& home = whole.home;
  const auto today = asked.today();
  const auto shown = shown_to(asked, whole);
  const auto& now = home.now();
  const auto name = shown_name(now.name, home.urn);
  const auto* authority = geography::authority_by_code(now.authority_code);
  Html parts = purpose_part(home, today);
  if (shown.places) parts += places_part(home, today);
  if (shown.residents) parts += residents_part(home, today);
  parts += grades_part(home, today) + team_part(home, today) + area_part(home, today) + register_part(home, shown, *snapshot.reg, today) + history_part(home);
  Html contents;
  const auto link = [&](const char* id, std::string_view text) { contents += html(R"(<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a></li>)", Url::fragment(id), text); };
  link("purpose", "Who it is for");
  if (shown.places) link("places", "Free places");
  if (shown.residents) link("residents", "Who lives here");
  link("grades", "Inspections");
  link("team", "Team and services");
  link("area", "The area");
  link("registration", "Registration");
  link("history", "What changed in the register");
  const auto content = html(R"(<span class="govuk-caption-l">{}{}</span><h1 class="govuk-heading-l">{}</h1>{}{}<nav class="rp-contents" aria-label="On this page"><ul class="govuk-list">{}</ul></nav>{})", homes::kProvisionTypes.label(now.provision_type),
                            authority ? " in " + std::string(authority->name) : "", name, notices_part(home, today), at_a_glance(home, shown, today), contents, parts);
  return desk::show(asked, {.title = name, .breadcrumbs = {{"Homes", Url("/homes")}}}, content);
}

web::Response home_json(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto whole = read_whole(asked);
  const auto& home = whole.home;
  const auto shown = shown_to(asked, whole);
  const auto& now = home.now();
  const auto* authority = geography::authority_by_code(now.authority_code);
  json::Object out{{"urn", home.urn}, {"name", now.name}, {"open", home.open}, {"kind", homes::kProvisionTypes.code(now.provision_type)},
                   {"sector", now.sector ? json::Value(homes::kSectors.code(*now.sector)) : json::Value(nullptr)}, {"status", homes::kStatuses.code(now.status)}, {"blocked", supply::is_blocked(now.status, home.supply.notices)}, {"places", now.places}};
  out.set("authority", authority ? json::Value(json::Object{{"code", authority->code}, {"name", authority->name}}) : json::Value(nullptr));
  out.set("owner", now.owner.empty() ? json::Value(nullptr) : json::Value(now.owner));
  const auto entry = snapshot.reg->by_urn.find(home.urn);
  const bool listed = entry != snapshot.reg->by_urn.end() && snapshot.reg->homes[entry->second].provider != kNoProvider;
  out.set("provider_id", listed ? json::Value(snapshot.reg->providers[snapshot.reg->homes[entry->second].provider].id) : json::Value(nullptr));
  if (shown.address) out.set("address", shown.address->empty() ? json::Value(nullptr) : json::Value(*shown.address));
  if (shown.places) out.set("free", free_json(now.status, home.supply.notices, home.places));
  json::Array notices, inspections, changes;
  for (const auto& notice : home.supply.notices) notices.emplace_back(json::Object{{"kind", supply::kNoticeKinds.code(notice.kind)}, {"served_on", notice.served_on}});
  for (const auto& i : home.inspections) {
    const auto code = [](const std::optional<Grade>& grade) { return grade ? json::Value(kGrades.code(*grade)) : json::Value(nullptr); };
    inspections.emplace_back(json::Object{{"kind", homes::kInspectionKinds.code(i.kind)}, {"inspected_on", i.inspected_on}, {"overall", code(i.overall)}, {"words", i.overall ? json::Value(grade_words(*i.overall, i.inspected_on)) : json::Value(nullptr)},
                                          {"help_and_protection", code(i.protection)}, {"leaders_and_managers", code(i.leadership)}, {"interim_outcome", i.interim_outcome ? json::Value(homes::kInterimOutcomes.code(*i.interim_outcome)) : json::Value(nullptr)}});
  }
  for (const auto& event : register_events(home.versions)) changes.emplace_back(json::Object{{"when", event.when}, {"what", event.what}});
  out.set("notices", std::move(notices));
  out.set("inspections", std::move(inspections));
  out.set("changes", std::move(changes));
  if (home.supply.purpose) {
    const auto& p = home.supply.purpose->value;
    json::Array needs;
    const auto level = [](const std::optional<NeedLevel>& value) { return value ? json::Value(kNeedLevels.code(*value)) : json::Value(nullptr); };
    for (const auto& offer : p.needs) needs.emplace_back(json::Object{{"need", kNeeds.code(offer.need)}, {"takes_from", level(offer.takes_from)}, {"takes_to", level(offer.takes_to)}, {"can_do", level(offer.can_do)}});
    out.set("purpose", json::Object{{"stated_on", london_date(home.supply.purpose->at)}, {"age_from", p.age_from}, {"age_to", p.age_to}, {"accepts", p.accepts ? json::Value(kHomeSexes.code(*p.accepts)) : json::Value(nullptr)}, {"needs", std::move(needs)}});
  } else {
    out.set("purpose", nullptr);
  }
  return desk::answer_json(std::move(out));
}

}  // namespace rightplace::directory
