// The list of homes: as a page, as JSON and as a file.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "features/directory/directory_pages.h"
#include "features/directory/directory_phrases.h"
#include "features/directory/directory_rows.h"
#include "formats/csv_writer.h"

namespace rightplace::directory {
namespace {

using access::Record;
using web::Html;
using web::html;
using web::Url;

access::Facts places_of(std::string_view urn, std::string_view id = {}) {
  access::Facts facts;
  facts.record = Record::Vacancies;
  facts.urn = std::string(urn);
  facts.id = std::string(id);
  return facts;
}

Html choices_part(const Wanted& wanted) {
  const auto choices = choices_of(wanted);
  if (choices.empty()) return {};
  Html items;
  for (const auto& choice : choices)
    items += html(R"(<li><a class="moj-filter__tag" href="{}"><span class="govuk-visually-hidden">Remove this filter:</span> {}</a></li>)", address_of(Url("/homes"), choice.without), choice.words);
  return html(R"(<div class="rp-chosen"><h2 class="govuk-visually-hidden">Chosen</h2><ul class="moj-filter-tags">{}</ul><p class="govuk-body-s"><a class="govuk-link" href="{}">Clear all</a></p></div>)", items, Url("/homes"));
}

std::string counted(const Wanted& wanted, const Found& found) {
  if (found.total == 0) return "No home fits all of this";
  const auto noun = [&](std::size_t count) {
    const bool plain = wanted.kinds == 0;
    return grouped(static_cast<std::int64_t>(count)) + (count == 1 ? (plain ? " home" : " provider") : (plain ? " homes" : " providers"));
  };
  if (found.stated == found.total) return noun(found.total);
  if (found.stated == 0) return "No home says that it fits; " + noun(found.total) + (found.total == 1 ? " does not say" : " do not say");
  return fmt::format("{} {}, {} more {} not say", noun(found.stated), found.stated == 1 ? "fits" : "fit", grouped(static_cast<std::int64_t>(found.total - found.stated)), found.total - found.stated == 1 ? "does" : "do");
}

Html sorting(const Wanted& wanted, bool everybodys_places) {
  Html links;
  for (const auto& row : kSorts.rows) {
    if (row.value == Sort::Fit && (wanted.text.empty() || wanted.text_is_place)) continue;
    if (row.value == Sort::Distance && !wanted.near) continue;
    if (row.value == Sort::Statement && !everybodys_places) continue;
    auto other = wanted;
    other.sort = row.value;
    other.page = 1;
    links += wanted.sorted() == row.value ? html(R"(<li><strong aria-current="true">{}</strong></li>)", row.label) : html(R"(<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a></li>)", address_of(Url("/homes"), other), row.label);
  }
  return html(R"(<div class="govuk-body-s rp-order"><span id="order">Order by</span><ul aria-labelledby="order">{}</ul></div>)", links);
}

// What each wish costs, when all together leave nothing.
Html loosening(const Snapshot& snapshot, const Wanted& wanted) {
  Html items;
  for (auto& choice : choices_of(wanted)) {
    const auto found = find(snapshot, choice.without);
    if (found.total == 0) continue;
    items += html(R"(<li><a class="govuk-link" href="{}">Without {}</a>: {}</li>)", address_of(Url("/homes"), choice.without), choice.words, plural(static_cast<std::int64_t>(found.total), "home", "homes"));
  }
  if (items.empty()) return html(R"(<p class="govuk-body">Taking away one of the choices is not enough. <a class="govuk-link" href="{}">Clear all of them</a> and begin with one.</p>)", Url("/homes"));
  return html(R"(<p class="govuk-body">Take away one of the choices:</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

Html read_as_part(const Found& found) {
  Html out;
  for (const auto& [typed, taken] : found.read_as) out += html(R"(<p class="govuk-body">Nothing begins with “{}”, so “{}” is shown.</p>)", typed, taken);
  return out;
}

Html rows_part(const Snapshot& snapshot, const Wanted& wanted, const Found& found, const Sight& sight) {
  Html out = html(R"(<ul class="rp-results">)");
  const std::string_view from = wanted.near_text;
  bool before_open = true;
  for (const auto& hit : found.rows) {
    if (hit.unstated && before_open) {
      before_open = false;
      out += html(R"(</ul><h2 class="govuk-heading-m rp-results__open">These do not say</h2><p class="govuk-body">They may fit: ask them. What is missing is named at each.</p><ul class="rp-results">)");
    }
    append_row(out, snapshot, hit, from, sight.sees(snapshot.reg->homes[hit.home].urn));
  }
  return out += html("</ul>");
}

std::string page_title(const Wanted& wanted) {
  // Never what was typed: a title stays in the browser's history, and somebody may have typed a child's name.
  const std::string title = wanted.text.empty() ? "Homes" : "Homes found";
  return wanted.page > 1 ? fmt::format("{} (page {})", title, wanted.page) : title;
}

}  // namespace

Sight sight_of(const desk::Asked& asked) {
  Sight sight;
  if (asked.may(places_of(""), access::Verb::Read)) {
    sight.everybody = asked.also_reads(places_of("", "directory"));
    return sight;
  }
  for (const auto& grant : asked.standing.grants)
    for (const auto& urn : grant.homes)
      if (!sight.own.contains(urn) && asked.may(places_of(urn), access::Verb::Read)) sight.own.insert(urn);
  return sight;
}

Sight written_down(const desk::Asked& asked, Sight sight, const Snapshot& snapshot, const std::vector<Hit>& rows) {
  for (const auto& hit : rows)
    if (const auto& urn = snapshot.reg->homes[hit.home].urn; sight.own.contains(urn) && !asked.also_reads(places_of(urn))) sight.own.erase(urn);
  return sight;
}

bool may_measure(const access::Standing& standing) {
  return std::ranges::any_of(standing.grants, [&](const access::Grant& grant) { return grant.role != access::Role::YoungPerson && grant.role != access::Role::Parent && desk::holds(standing, grant.role); });
}

Wanted allowed_wish(const desk::Asked& asked, const Sight& sight) {
  auto wanted = wanted_of(asked.exchange.request.query);
  if (!may_measure(asked.standing)) {
    wanted.by_outward = false;
    if (wanted.near || wanted.within || wanted.sort == Sort::Distance) wanted.faults.push_back({"q", "How far a home is from a place is shown to people who work here"});
    wanted.near.reset();
    wanted.near_text.clear();
    wanted.within.reset();
    wanted.text_is_place = false;
    if (wanted.sort == Sort::Distance) wanted.sort.reset();
  }
  if (sight.everybody) return wanted;
  if (wanted.free_within || wanted.sort == Sort::Statement) {
    wanted.faults.push_back({"q", "The free places of all homes are shown to those who look for a place for a child"});
    wanted.free_within.reset();
    if (wanted.sort == Sort::Statement) wanted.sort.reset();
  }
  return wanted;
}

web::Response homes_page(const desk::Asked& asked, const Snapshot& snapshot) {
  auto sight = sight_of(asked);
  const auto wanted = allowed_wish(asked, sight);
  const auto found = find(snapshot, wanted);
  sight = written_down(asked, std::move(sight), snapshot, found.rows);
  const auto pages = (found.total + kPageRows - 1) / kPageRows;
  Html results = choices_part(wanted) + html(R"(<h2 class="govuk-heading-m rp-count" id="results" tabindex="-1">{}</h2>)", counted(wanted, found)) + read_as_part(found);
  if (found.total == 0) {
    results += snapshot.reg->homes.empty() ? html(R"(<p class="govuk-body">No list of providers has been imported yet. Whoever keeps this service imports Ofsted’s list with “rightplace import register”.</p>)") : loosening(snapshot, wanted);
  } else if (found.rows.empty()) {
    auto first = wanted;
    first.page = 1;
    results += html(R"(<p class="govuk-body">There is no page {}. <a class="govuk-link" href="{}">Go to the first page</a>.</p>)", wanted.page, address_of(Url("/homes"), first));
  } else {
    auto all = wanted;
    all.page = 1;
    results += sorting(wanted, sight.everybody);
    results += rows_part(snapshot, wanted, found, sight);
    results += pagination(wanted.page, pages, [&](std::size_t page) {
      auto other = wanted;
      other.page = page;
      return address_of(Url("/homes"), other);
    });
    results += html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Take this list away as a file (CSV)</a></p>)", address_of(Url("/homes.csv"), all));
  }
  const auto& reg = *snapshot.reg;
  const bool measures = may_measure(asked.standing);
  const bool plain = choices_of(wanted).empty() && wanted.faults.empty();
  const auto as_at = snapshot.reg->list_on ? "The register is Ofsted’s list of " + snapshot.reg->list_on->words() + "." : std::string();
  const auto content = html(R"(<h1 class="govuk-heading-l">Homes</h1>{}<form action="{}" method="get" novalidate class="rp-find"><div class="govuk-form-group rp-find__box"><label class="govuk-label govuk-label--s" for="q">Search by name, URN, provider, authority{}</label><div class="rp-find__line"><input class="govuk-input" id="q" name="q" type="search" value="{}" autocomplete="off" spellcheck="false"><button class="govuk-button" type="submit">Search</button></div></div><p class="govuk-body-s rp-muted">{} What a home states of itself carries the day on which it was stated. <a class="govuk-link" href="{}">Providers</a></p><div class="govuk-grid-row"><div class="govuk-grid-column-one-third"><a class="govuk-skip-link" data-module="govuk-skip-link" href="{}">Skip the filters</a>{}</div><div class="govuk-grid-column-two-thirds">{}</div></div></form>)",
                            faults_part(wanted), Url("/homes"), measures ? " or outward code" : "", wanted.text, as_at, Url("/providers"), Url("#results"), plain && measures ? (sight.everybody ? reg.filters_of_free : reg.filters) : filters(reg, wanted, sight.everybody, measures), results);
  return desk::show(asked, {.title = page_title(wanted), .has_errors = !wanted.faults.empty(), .wide = true}, content);
}

json::Object summary_of(const Snapshot& snapshot, const Hit& hit, bool shows_places) {
  const auto& entry = snapshot.reg->homes[hit.home];
  const auto& stated = snapshot.stated[hit.home];
  json::Object item{{"urn", entry.urn}, {"name", entry.name.empty() ? json::Value(nullptr) : json::Value(entry.name)}, {"kind", homes::kProvisionTypes.code(entry.type)},
                    {"sector", entry.sector ? json::Value(homes::kSectors.code(*entry.sector)) : json::Value(nullptr)}, {"status", homes::kStatuses.code(entry.status)}, {"blocked", supply::is_blocked(entry.status, stated.notices)}, {"places", entry.places}};
  item.set("authority", entry.authority ? json::Value(json::Object{{"code", entry.authority->code}, {"name", entry.authority->name}}) : json::Value(nullptr));
  item.set("region", entry.region.empty() ? json::Value(nullptr) : json::Value(entry.region));
  item.set("provider", entry.provider == kNoProvider ? json::Value(nullptr) : json::Value(json::Object{{"id", snapshot.reg->providers[entry.provider].id}, {"name", entry.owner}}));
  item.set("grade", entry.grade && entry.grade_on ? json::Value(json::Object{{"code", kGrades.code(*entry.grade)}, {"words", grade_words(*entry.grade, *entry.grade_on)}, {"inspected_on", *entry.grade_on}}) : json::Value(nullptr));
  if (hit.miles >= 0) item.set("miles", std::round(static_cast<double>(hit.miles) * 10) / 10);
  if (shows_places) item.set("free", free_json(entry.status, stated.notices, stated.places));
  json::Array notices, missing;
  for (const auto& notice : stated.notices) notices.emplace_back(json::Object{{"kind", supply::kNoticeKinds.code(notice.kind)}, {"served_on", notice.served_on}});
  for (const auto& row : kUnstated.rows)
    if (hit.unstated >> static_cast<unsigned>(row.value) & 1u) missing.emplace_back(row.code);
  item.set("notices", std::move(notices));
  item.set("not_stated", std::move(missing));
  return item;
}

web::Response homes_json(const desk::Asked& asked, const Snapshot& snapshot) {
  auto sight = sight_of(asked);
  const auto wanted = allowed_wish(asked, sight);
  if (!wanted.faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "Some of the filters cannot be used", wanted.faults});
  const auto found = find(snapshot, wanted);
  sight = written_down(asked, std::move(sight), snapshot, found.rows);
  json::Array items;
  for (const auto& hit : found.rows) items.emplace_back(summary_of(snapshot, hit, sight.sees(snapshot.reg->homes[hit.home].urn)));
  std::optional<Url> next;
  if (wanted.page * kPageRows < found.total) {
    auto other = wanted;
    ++other.page;
    next = address_of(Url("/api/v1/homes"), other);
  }
  auto answer = desk::listed(std::move(items), next);
  answer.as_object()->set("total", found.total);
  answer.as_object()->set("stated", found.stated);
  return desk::answer_json(std::move(answer));
}

web::Response homes_csv(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto wanted = allowed_wish(asked, {});   // free places are not taken away: they are old tomorrow
  const auto found = find(snapshot, wanted, true);
  formats::CsvWriter csv("\r\n", formats::Formulas::AsTexts);
  csv.row({"URN", "Name", "Kind of provision", "Sector", "Status", "Registered places", "Authority", "Region", "Provider", "Grade", "Inspected on", "Miles", "Notices in force", "Not stated"});
  for (const auto& hit : found.rows) {
    const auto& entry = snapshot.reg->homes[hit.home];
    std::vector<std::string> notices, missing;
    for (const auto& notice : snapshot.stated[hit.home].notices) notices.push_back(fmt::format("{} since {}", supply::kNoticeKinds.label(notice.kind), notice.served_on.iso()));
    for (const auto& row : kUnstated.rows)
      if (hit.unstated >> static_cast<unsigned>(row.value) & 1u) missing.emplace_back(row.label);
    const std::vector<std::string> cells{entry.urn, shown_name(entry), std::string(homes::kProvisionTypes.label(entry.type)), entry.sector ? std::string(homes::kSectors.label(*entry.sector)) : "",
                                         std::string(homes::kStatuses.label(entry.status)), entry.places ? std::to_string(*entry.places) : "", entry.authority ? std::string(entry.authority->name) : "",
                                         entry.region, entry.owner, entry.grade && entry.grade_on ? grade_words(*entry.grade, *entry.grade_on) : "",
                                         entry.grade_on ? entry.grade_on->iso() : "", hit.miles >= 0 ? fmt::format("{:.1f}", hit.miles) : "", join(notices, "; "), join(missing, "; ")};
    const std::vector<std::string_view> views(cells.begin(), cells.end());
    csv.row(views);
  }
  web::Response response;
  response.header("Content-Type", "text/csv; charset=utf-8").header("Content-Disposition", "attachment; filename=\"homes.csv\"").header("Cache-Control", "no-store");
  response.body = csv.take();
  return response;
}

}  // namespace rightplace::directory
