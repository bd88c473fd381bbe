#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "features/directory/directory_home.h"
#include "features/directory/directory_phrases.h"

namespace rightplace::directory {
namespace {

using web::Html;
using web::html;
using web::Url;

Html section(std::string_view id, std::string_view title, const Html& content) {
  return html(R"(<section class="rp-section" aria-labelledby="{}"><h2 class="govuk-heading-m" id="{}">{}</h2>{}</section>)", id, id, title, content);
}
Html said(std::string_view what, Instant at, Date today) {
  return html(R"(<p class="govuk-body-s rp-muted">{} by the home on {}.</p>)", what, dated(london_date(at), today));
}
Html nothing_said(std::string_view words) { return html(R"(<p class="govuk-body">{}</p>)", words); }

std::string yes_or_none(const std::optional<bool>& value, std::string_view yes, std::string_view no) { return std::string(*value ? yes : no); }

template <class E, std::size_t N>
std::optional<std::string> maybe_words(const EnumNames<E, N>& names, const std::optional<std::vector<E>>& values, std::string_view none) {
  if (!values) return std::nullopt;
  return values->empty() ? std::string(none) : capitalised(words_of(names, *values));
}

std::string need_words(const supply::NeedOffer& offer) {
  if (offer.takes_to == NeedLevel::None) return "Not taken";
  std::string words;
  if (offer.takes_to) {
    words = "Takes " + (offer.takes_from && *offer.takes_from != NeedLevel::None && offer.takes_from != offer.takes_to ? std::string(kNeedLevels.label(*offer.takes_from)) + " to " : offer.takes_from == offer.takes_to ? std::string() : std::string("up to ")) +
            std::string(kNeedLevels.label(*offer.takes_to)) + " need";
  } else {
    words = "Level not stated";
  }
  if (offer.can_do) words += "; staffing, training and record show " + std::string(kNeedLevels.label(*offer.can_do));
  return words;
}

constexpr std::string_view kRiskLevels[] = {"none", "low", "medium", "high"};
std::string risk_level(int level) { return std::string(kRiskLevels[static_cast<std::size_t>(std::clamp(level, 0, 3))]); }

}  // namespace

void FactList::add(std::string_view key, const Html& value) {
  rows_ += html(R"(<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt><dd class="govuk-summary-list__value">{}</dd></div>)", key, value);
}
void FactList::add(std::string_view key, std::string_view value) { add(key, Html::text(value)); }
void FactList::maybe(std::string_view key, const std::optional<std::string>& value) {
  if (value) add(key, *value);
  else not_stated_.push_back(lower(key));
}
void FactList::maybe(std::string_view key, const std::optional<bool>& value, std::string_view yes, std::string_view no) {
  maybe(key, value ? std::optional(yes_or_none(value, yes, no)) : std::nullopt);
}
Html FactList::markup() const {
  Html out = rows_.empty() ? Html{} : html(R"(<dl class="govuk-summary-list rp-facts">{}</dl>)", rows_);
  if (!not_stated_.empty()) out += html(R"(<p class="govuk-body"><strong class="govuk-tag govuk-tag--grey">Not stated</strong> {}.</p>)", capitalised(join_words(not_stated_)));
  return out;
}

Html notices_part(const KnownHome& home, Date today) {
  Html out;
  if (!home.open) {
    const auto& last = home.now();
    const auto closed = when(last.closed_on, last.closed_after, last.closed_by);
    out += html(R"(<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>Closed{}. No child can be placed here.</strong></div>)", closed.empty() ? "" : " " + closed);
  } else if (home.now().status == homes::Status::Suspended) {
    out += html(R"(<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>The register shows this home as suspended. {}</strong></div>)", supply::notice_meaning(supply::NoticeKind::Suspension));
  }
  for (const auto& notice : home.supply.notices)
    out += html(R"(<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>{} in force since {}{}. {}</strong></div>)", supply::kNoticeKinds.label(notice.kind),
                dated(notice.served_on, today), notice.until ? ", until " + notice.until->words() : "", supply::notice_meaning(notice.kind));
  return out;
}

Html register_part(const KnownHome& home, const Shown& shown, const Register& reg, Date today) {
  const auto& now = home.now();
  const auto* authority = geography::authority_by_code(now.authority_code);
  FactList facts;
  facts.add("URN", home.urn);
  facts.add("Kind of provision", homes::kProvisionTypes.label(now.provision_type));
  facts.maybe("Sector", now.sector ? std::optional(std::string(homes::kSectors.label(*now.sector))) : std::nullopt);
  facts.maybe("Registered places", now.places ? std::optional(std::to_string(*now.places)) : std::nullopt);
  const auto entry = reg.by_urn.find(home.urn);
  const auto* provider = entry == reg.by_urn.end() || reg.homes[entry->second].provider == kNoProvider ? nullptr : &reg.providers[reg.homes[entry->second].provider];
  if (now.owner.empty()) facts.maybe("Owner", std::nullopt);
  else if (provider) facts.add("Owner", html(R"(<a class="govuk-link" href="{}">{}</a>{})", Url("/providers").segment(provider->id), now.owner, provider->homes.size() > 1 ? ", with " + plural(static_cast<std::int64_t>(provider->homes.size()), "registration", "registrations") + " in all" : ""));
  else facts.add("Owner", now.owner);
  if (home.run_by) facts.add("Run here by", home.run_by->details.name);
  facts.add("Area", authority ? std::string(authority->name) + ", " + std::string(geography::kRegions.label(authority->region)) : now.region.empty() ? "Not in England’s local authorities" : now.region);
  if (!now.constituency.empty()) facts.add("Constituency", now.constituency);
  if (!shown.distance.empty()) facts.add("Distance", shown.distance);
  if (shown.address) {
    Html lines;
    for (const auto line : split(*shown.address, '\n')) lines += html("{}<br>", line);
    facts.add("Address", shown.address->empty() ? Html::text("The register does not show it") : lines);
  } else {
    facts.add("Address", "Shown only to those with a child there, and to those who run, visit or inspect the home");
  }
  if (now.short_break_only && *now.short_break_only) facts.add("Short breaks", "Short breaks only");
  if (now.multi_building && *now.multi_building) facts.add("Buildings", "More than one building");
  if (!now.linked_school_urn.empty()) facts.add("School beside it", "Number " + now.linked_school_urn);
  facts.maybe("Conditions of registration", now.conditions ? std::optional(now.conditions->empty() ? std::string("None") : *now.conditions) : std::nullopt);
  if (now.needs) facts.add("Marked in the register", now.needs->empty() ? "No need" : capitalised(words_of(kNeeds, *now.needs)));
  auto content = facts.markup();
  if (reg.list_on) content += html(R"(<p class="govuk-body-s rp-muted">Ofsted’s list of {}. The home was last seen on a list on {}.</p>)", dated(*reg.list_on, today), now.last_seen_on.words());
  return section("registration", "Registration", content);
}

Html purpose_part(const KnownHome& home, Date today) {
  if (!home.supply.purpose) return section("purpose", "Who it is for", nothing_said("This home has not stated its purpose here. Ask it for its statement of purpose (Children’s Homes Regulations 2015, regulation 16)."));
  const auto& p = home.supply.purpose->value;
  FactList facts;
  const auto age = ages(p.age_from, p.age_to);
  facts.maybe("Ages", age.empty() ? std::nullopt : std::optional(age));
  facts.maybe("Takes", p.accepts ? std::optional(capitalised(std::string(kHomeSexes.label(*p.accepts)))) : std::nullopt);
  facts.maybe("Kind of home", p.home_type ? std::optional(capitalised(std::string(kHomeTypes.label(*p.home_type)))) : std::nullopt);
  facts.maybe("A placement may be for", maybe_words(kPurposes, p.purposes, "Nothing is named"));
  facts.maybe("Does not take children who", p.declines ? std::optional(p.declines->empty() ? std::string("No risk to others is ruled out") : "May pose: " + words_of(kRisksToOthers, *p.declines)) : std::nullopt);
  facts.maybe("One child alone", p.takes_solo, "Would keep the home to one child", "Not for one child alone");
  facts.maybe("Brothers and sisters", p.takes_siblings, "Takes them together", "Does not take them together");
  facts.maybe("The same day", p.takes_emergency, "Takes a child the same day", "Not the same day");
  facts.maybe("Adaptations of the home", maybe_words(kAdaptations, p.adaptations, "None"));
  facts.maybe("What children may find", maybe_words(kWishes, p.features, "Nothing is named"));
  facts.maybe("Faith, food and language", maybe_words(kCultures, p.cultures, "Nothing is named"));
  facts.maybe("School", p.education_on_site, "Has a school of its own", "Children go to school elsewhere");
  if (p.therapy_model) {
    auto therapy = p.therapy_model->empty() ? std::string("No therapy") : *p.therapy_model;
    if (p.clinician_minutes) therapy += fmt::format("; {} minutes of a clinician a week for each child", *p.clinician_minutes);
    if (p.therapy_supervised) therapy += *p.therapy_supervised ? "; clinicians are supervised" : "; clinicians are not supervised";
    if (p.therapy_outcomes_measured) therapy += *p.therapy_outcomes_measured ? "; its effect is measured" : "; its effect is not measured";
    facts.add("Therapy", therapy);
  } else {
    facts.maybe("Therapy", std::nullopt);
  }
  Html needs;
  for (const auto& row : kNeeds.rows) {
    const auto offer = std::ranges::find(p.needs, row.value, &supply::NeedOffer::need);
    if (offer != p.needs.end()) needs += html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell">{}</td></tr>)", capitalised(std::string(row.label)), need_words(*offer));
  }
  std::vector<std::string> silent;
  for (const auto& row : kNeeds.rows)
    if (std::ranges::find(p.needs, row.value, &supply::NeedOffer::need) == p.needs.end()) silent.emplace_back(row.label);
  Html content = said("Stated", home.supply.purpose->at, today) + facts.markup();
  if (!needs.empty()) content += html(R"(<table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--s">Needs</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Need</th><th scope="col" class="govuk-table__header">What the home states</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table>)", needs);
  if (!silent.empty()) content += html(R"(<p class="govuk-body"><strong class="govuk-tag govuk-tag--grey">Not stated</strong> Needs of which it says nothing: {}.</p>)", join_words(silent));
  return section("purpose", "Who it is for", content);
}

Html team_part(const KnownHome& home, Date today) {
  const auto& supply = home.supply;
  if (!supply.team && !supply.staffing && !supply.services) return section("team", "Team and services", nothing_said("This home has stated nothing about its team or the services near it."));
  Html content;
  if (supply.team) {
    const auto& team = supply.team->value;
    FactList facts;
    facts.maybe("Registered manager", team.manager_in_post ? std::optional(*team.manager_in_post ? "In post" + (team.manager_since ? " since " + team.manager_since->words() : std::string()) : std::string("None in post")) : std::nullopt);
    const auto percent = [](std::optional<int> value, std::string_view of) { return value ? std::optional(fmt::format("{} % {}", *value, of)) : std::nullopt; };
    facts.maybe("Staff who left", percent(team.turnover_percent, "in a year"));
    facts.maybe("Agency staff", percent(team.agency_percent, "of shifts"));
    facts.maybe("Qualified", percent(team.qualified_percent, "of care staff have Level 3, or are within the time for it"));
    facts.maybe("Training", team.whole_team_training, "The whole team is trained in one method", "The team is not trained in one method");
    facts.maybe("Supervision", team.reflective_supervision, "Reflective", "Not reflective");
    content += said("Team stated", supply.team->at, today) + facts.markup();
  }
  if (supply.staffing) {
    FactList facts;
    for (const auto& part : supply.staffing->value) facts.add(capitalised(std::string(kPartsOfDay.label(part.part_of_day))), plural(part.on_duty, "member of staff on duty and awake", "members of staff on duty and awake"));
    content += said("Staffing stated", supply.staffing->at, today) + facts.markup();
  }
  if (supply.services) {
    FactList facts;
    for (const auto& service : supply.services->value) facts.add(capitalised(std::string(kServices.label(service.service))), service.confirmed_on ? "Confirmed on " + dated(*service.confirmed_on, today) : "Named, but no day of confirmation");
    content += said("Services stated", supply.services->at, today) + facts.markup();
  }
  return section("team", "Team and services", content);
}

Html places_part(const KnownHome& home, Date today) {
  const auto calendar = html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Calendar of places, room by room</a></p>)", Url("/homes").segment(home.urn).segment("places"));
  const auto blocked = supply::is_blocked(home.now().status, home.supply.notices) ? html(R"(<p class="govuk-body"><strong>No new child may be placed here, whatever rooms are free.</strong></p>)") : Html{};
  if (!home.supply.calendar) return section("places", "Free places", blocked + nothing_said("This home has stated no free places. Ask it: registered places are not vacancies."));
  const auto& places = home.places;
  const bool counts = places.known && blocked.empty();
  FactList facts;
  facts.add("Free tonight", counts ? free_words(places.free, places.in_doubt) : !blocked.empty() ? "No new child may be placed" : fmt::format("Not known. What was stated counts for {} days; ask the home", supply::vacancies_last_days()));
  if (places.in_doubt > 0) facts.add("In doubt", "More children are said to live here than the rooms that are not stated free can hold, or a child is said to live in a room that is stated free. Ask the home before you rely on it.");
  facts.maybe("Children it can take now", home.supply.calendar->value.may_take ? std::optional(plural(*home.supply.calendar->value.may_take, "child", "children")) : std::nullopt);
  std::string rooms;
  for (const auto& free : home.supply.calendar->value.free)
    if (!free.nights.until || today < *free.nights.until)
      rooms += fmt::format("{}{}: {}{}", rooms.empty() ? "" : "; ", free.room.starts_with("Room") ? free.room : "Room " + free.room, free.nights.from <= today ? "free now" : "free from " + free.nights.from.words(), free.nights.until ? " until " + free.nights.until->words() : "");
  if (counts) facts.add("Rooms stated free", rooms.empty() ? "None" : rooms);
  return section("places", "Free places", blocked + said("Stated", home.supply.calendar->at, today) + facts.markup() + calendar);
}

Html residents_part(const KnownHome& home, Date today) {
  if (!home.supply.residents) return section("residents", "Who lives here", nothing_said("The home has not stated who lives here."));
  Html rows;
  for (const auto& resident : home.supply.residents->value) {
    const auto risks = [](const auto& names, const auto& known, const auto& unknown) {
      std::string words = !known ? "Not assessed" : known->empty() ? "None known" : capitalised(words_of(names, *known));
      if (!unknown.empty()) words += "; not known: " + words_of(names, unknown);
      return words;
    };
    const auto born = resident.birth_month.reveal();
    rows += html(R"(<tr class="govuk-table__row"><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)", resident.room.value_or("Not stated"),
                 born ? std::to_string(age_on(*born, today)) : std::string("Not stated"), resident.sex ? capitalised(std::string(kSexes.label(*resident.sex))) : std::string("Not stated"), risks(kRisksToOthers, resident.poses, resident.poses_unknown),
                 risks(kRisksToChild, resident.vulnerable, resident.vulnerable_unknown));
  }
  if (rows.empty()) return section("residents", "Who lives here", said("Stated", home.supply.residents->at, today) + nothing_said("Nobody lives here."));
  return section("residents", "Who lives here", said("Stated", home.supply.residents->at, today) +
                 html(R"(<div class="rp-scroll" tabindex="0" role="region" aria-label="Table of who lives here"><table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Who lives here</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Room</th><th scope="col" class="govuk-table__header">Age</th><th scope="col" class="govuk-table__header">Girl or boy</th><th scope="col" class="govuk-table__header">Risk to others</th><th scope="col" class="govuk-table__header">Vulnerable to</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)", rows));
}

Html grades_part(const KnownHome& home, Date today) {
  if (home.inspections.empty()) return section("grades", "Inspections", nothing_said("No inspection is in the lists that were imported."));
  Html rows;
  for (auto it = home.inspections.rbegin(); it != home.inspections.rend(); ++it) {
    const auto words = [&](const std::optional<Grade>& grade) { return grade ? std::string(grade_label(*grade, it->inspected_on)) : std::string("Not given"); };
    const auto overall = it->overall ? grade_words(*it->overall, it->inspected_on) : it->interim_outcome ? std::string(homes::kInterimOutcomes.label(*it->interim_outcome)) : std::string("No grade given");
    rows += html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}<br><span class="rp-muted govuk-!-font-weight-regular">{}</span></th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)", it->inspected_on.words(),
                 homes::kInspectionKinds.label(it->kind), overall, words(it->protection), words(it->leadership));
  }
  const auto& last = home.inspections.back();
  return section("grades", "Inspections",
                 html(R"(<p class="govuk-body-s rp-muted">Last inspected {}. A grade is in the words of its day; what requires improvement to be good is an adequate home.</p><div class="rp-scroll" tabindex="0" role="region" aria-label="Table of inspections"><table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Inspections, newest first</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Inspected on</th><th scope="col" class="govuk-table__header">Overall</th><th scope="col" class="govuk-table__header">Help and protection</th><th scope="col" class="govuk-table__header">Leaders and managers</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)", ago(last.inspected_on, today), rows));
}

Html area_part(const KnownHome& home, Date today) {
  if (!home.supply.area) return section("area", "The area", nothing_said("The home has not stated its assessment of the area (regulation 46). Ask for it before a child is placed."));
  const auto& area = home.supply.area->value;
  FactList facts;
  facts.maybe("Assessed", area.assessed_on ? std::optional(dated(*area.assessed_on, today)) : std::nullopt);
  for (const auto& there : area.to_child) facts.add("Risk to a child: " + std::string(kRisksToChild.label(there.risk)), capitalised(risk_level(there.level)));
  for (const auto& there : area.to_others) facts.add("For a child who may cause " + std::string(kRisksToOthers.label(there.risk)), capitalised(risk_level(there.level)));
  facts.maybe("How far the home lessens these", area.mitigation_percent ? std::optional(fmt::format("{} %", *area.mitigation_percent)) : std::nullopt);
  return section("area", "The area", said("Stated", home.supply.area->at, today) + facts.markup());
}

Html history_part(const KnownHome& home) {
  Html items;
  for (const auto& event : register_events(home.versions)) items += html(R"(<li class="rp-history__item"><strong>{}</strong><br>{}</li>)", event.when, event.what);
  return section("history", "What changed in the register", html(R"(<ul class="govuk-list rp-history">{}</ul>)", items));
}

std::vector<RegisterEvent> register_events(const std::vector<homes::HomeVersion>& versions) {
  std::vector<RegisterEvent> events;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto& now = versions[i].facts;
    const bool begins = i == 0 || versions[i - 1].facts.from_on != now.from_on;
    if (begins) {
      const auto opened = when(now.opened_on, now.opened_after, now.opened_by);
      events.push_back({opened.empty() ? "Seen from " + versions[i].from_on.words() : capitalised(opened), i == 0 ? "Registered" + (now.name ? " as " + *now.name : std::string()) : std::string("Registered again")});
    } else {
      const auto& before = versions[i - 1].facts;
      const auto seen = "In the list of " + versions[i].from_on.words();
      const auto changed = [&](std::string_view what, const std::string& from, const std::string& to) { events.push_back({seen, fmt::format("{} changed from {} to {}", what, from.empty() ? "not stated" : from, to.empty() ? "not stated" : to)}); };
      if (before.name && now.name && before.name != now.name) changed("Name", *before.name, *now.name);
      if (before.owner_group != now.owner_group) changed("Owner", before.owner, now.owner);
      if (before.provision_type != now.provision_type) changed("Kind of provision", std::string(homes::kProvisionTypes.label(before.provision_type)), std::string(homes::kProvisionTypes.label(now.provision_type)));
      if (before.places != now.places) changed("Registered places", before.places ? std::to_string(*before.places) : "", now.places ? std::to_string(*now.places) : "");
      if (before.status != now.status) events.push_back({seen, now.status == homes::Status::Suspended ? "Suspended" : "Active again"});
      if (geography::authority_by_code(before.authority_code) != geography::authority_by_code(now.authority_code)) {
        const auto name = [](const std::string& code) { const auto* authority = geography::authority_by_code(code); return authority ? std::string(authority->name) : code; };
        changed("Authority", name(before.authority_code), name(now.authority_code));
      }
    }
    const bool ends = now.until_on && (i + 1 == versions.size() || versions[i + 1].facts.from_on != now.from_on);
    if (ends) {
      const auto closed = when(now.closed_on, now.closed_after, now.closed_by);
      events.push_back({closed.empty() ? "By " + now.until_on->words() : capitalised(closed), "Closed"});
    }
  }
  std::ranges::reverse(events);
  return events;
}

}  // namespace rightplace::directory
