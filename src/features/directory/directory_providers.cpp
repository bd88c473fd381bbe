// Those who own homes: the list and the page of one, with their JSON twins.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "features/directory/directory_pages.h"
#include "features/directory/directory_phrases.h"
#include "features/directory/directory_rows.h"

namespace rightplace::directory {
namespace {

using web::Html;
using web::html;
using web::Url;

enum class ProviderSort : std::uint8_t { Fit, Name, Homes, Places };
constexpr auto kProviderSorts = enum_names<ProviderSort>({{ProviderSort::Fit, "fit", "Best match"}, {ProviderSort::Name, "name", "Name"}, {ProviderSort::Homes, "homes", "Homes, most first"}, {ProviderSort::Places, "places", "Places, most first"}});

// The same words as for homes: text, area and sector; the rest of a wish does not count here.
struct ProviderWish {
  Wanted wanted;
  std::optional<ProviderSort> sort;
  ProviderSort sorted() const { return sort.value_or(wanted.text.empty() ? ProviderSort::Name : ProviderSort::Fit); }
};

ProviderWish wish_of(const web::NamedValues& query) {
  web::NamedValues known;
  ProviderWish wish;
  for (const auto& [name, value] : query) {
    if (name == "sort") wish.sort = kProviderSorts.parse(value);
    else if (name == "q" || name == "area" || name == "sector" || name == "page") known.emplace_back(name, value);
  }
  wish.wanted = wanted_of(known);
  if (wish.wanted.text_is_place) wish.wanted.text_is_place = false;   // a provider has no one place
  wish.wanted.near.reset();
  return wish;
}

Url address_of(const ProviderWish& wish, Url base = Url("/providers")) {
  auto url = address_of(std::move(base), wish.wanted);
  return wish.sort ? url.with("sort", kProviderSorts.code(*wish.sort)) : url;
}

struct ProvidersFound {
  std::vector<std::uint32_t> rows;   // all, in order
  std::vector<std::pair<std::string, std::string>> read_as;
};

ProvidersFound find_providers(const Register& reg, const ProviderWish& wish) {
  ProvidersFound found;
  const auto& wanted = wish.wanted;
  WordsFound words;
  if (!wanted.text.empty()) words = reg.provider_words.find(wanted.text);
  found.read_as = words.read_as;
  const auto region = geography::kRegions.parse(wanted.area);
  const auto* authority = region ? nullptr : geography::authority_by_code(wanted.area);
  for (std::uint32_t i = 0; i < reg.providers.size(); ++i) {
    const auto& provider = reg.providers[i];
    if (words.asked && words.scores[i] == 0) continue;
    if (wanted.sectors && (!provider.sector || !(wanted.sectors >> static_cast<unsigned>(*provider.sector) & 1u))) continue;
    if (!wanted.area.empty() && std::ranges::none_of(provider.authorities, [&](const geography::Authority* there) { return region ? there->region == *region : there == authority; })) continue;
    found.rows.push_back(i);
  }
  switch (wish.sorted()) {
    case ProviderSort::Name: break;
    case ProviderSort::Fit: std::ranges::stable_sort(found.rows, std::greater{}, [&](std::uint32_t i) { return words.asked ? words.scores[i] : std::uint16_t{0}; }); break;
    case ProviderSort::Homes: std::ranges::stable_sort(found.rows, std::greater{}, [&](std::uint32_t i) { return reg.providers[i].children_homes; }); break;
    case ProviderSort::Places: std::ranges::stable_sort(found.rows, std::greater{}, [&](std::uint32_t i) { return reg.providers[i].places; }); break;
  }
  return found;
}

std::string places_words(const Provider& provider) {
  if (provider.children_homes == 0) return "None";
  if (provider.places_not_stated == provider.children_homes) return "Not stated";
  auto words = grouped(provider.places);
  if (provider.places_not_stated > 0) words += fmt::format(", and {} not stated", plural(provider.places_not_stated, "home", "homes"));
  return words;
}

std::string areas_words(const Provider& provider) {
  if (provider.authorities.empty()) return "Not stated";
  std::vector<std::string> names;
  for (const auto* authority : provider.authorities) names.emplace_back(authority->name);
  if (names.size() <= 3) return join_words(names);
  const auto more = names.size() - 2;
  names.resize(2);
  return fmt::format("{}, {} and {} more", names[0], names[1], more);
}

Html row_of(const Provider& provider) {
  return html(R"(<li class="rp-result"><h2 class="govuk-heading-s rp-result__name"><a class="govuk-link" href="{}">{}</a></h2><p class="govuk-body-s rp-result__what">{} · {}</p><dl class="govuk-body-s rp-result__facts"><div><dt>Children’s homes</dt><dd>{}</dd></div><div><dt>Registered places</dt><dd>{}</dd></div></dl></li>)", Url("/providers").segment(provider.id), provider.name,
              provider.sector ? std::string(homes::kSectors.label(*provider.sector)) : std::string("Several sectors, or not stated"), areas_words(provider), provider.children_homes, places_words(provider));
}

// "12 good, 3 outstanding, 1 not graded yet", best first.
std::vector<std::pair<std::string, std::int64_t>> grades_of(const Snapshot& snapshot, const Provider& provider) {
  std::array<std::int64_t, kGrades.rows.size()> counts{};
  std::int64_t none = 0;
  for (const auto home : provider.homes) {
    const auto& entry = snapshot.reg->homes[home];
    if (!is_home(entry.type)) continue;
    if (entry.grade) ++counts[static_cast<std::size_t>(*entry.grade)];
    else ++none;
  }
  std::vector<std::pair<std::string, std::int64_t>> words;
  for (const auto& row : kGrades.rows)
    if (const auto count = counts[static_cast<std::size_t>(row.value)]; count > 0)
      words.emplace_back(row.value == Grade::RequiresImprovement ? std::string(row.label) + ": an adequate home" : std::string(row.label), count);
  if (none > 0) words.emplace_back("No grade yet", none);
  return words;
}

std::string conversion_words(const homes::Conversion& change, const Provider& provider) {
  std::vector<std::string> words;
  if (change.group_before != change.group_after)
    words.push_back(change.group_after == provider.group ? "came from " + (change.owner_before.empty() ? std::string("an owner not stated") : change.owner_before)
                                                         : "went to " + (change.owner_after.empty() ? std::string("an owner not stated") : change.owner_after));
  if (change.type_before != change.type_after) words.push_back(fmt::format("became {}, before: {}", lower(homes::kProvisionTypes.label(change.type_after)), lower(homes::kProvisionTypes.label(change.type_before))));
  return capitalised(join_words(words));
}

std::vector<const homes::Conversion*> conversions_of(const Register& reg, const Provider& provider) {
  std::vector<const homes::Conversion*> found;
  for (const auto& change : reg.conversions)
    if (change.group_before == provider.group || change.group_after == provider.group) found.push_back(&change);
  std::ranges::reverse(found);
  return found;
}

const Provider& provider_asked(const desk::Asked& asked, const Snapshot& snapshot) { return snapshot.reg->providers[snapshot.reg->provider_by_id.at(asked.value("id"))]; }

json::Object summary_of(const Provider& provider) {
  return {{"id", provider.id}, {"name", provider.name}, {"sector", provider.sector ? json::Value(homes::kSectors.code(*provider.sector)) : json::Value(nullptr)}, {"homes", provider.children_homes},
          {"places", provider.places}, {"places_not_stated", provider.places_not_stated}, {"authorities", static_cast<std::int64_t>(provider.authorities.size())}};
}

Html filter_part(const ProviderWish& wish) {
  Html regions, authorities, sectors;
  const auto option = [](std::string_view value, std::string_view text, bool chosen) { return chosen ? html(R"(<option value="{}" selected>{}</option>)", value, text) : html(R"(<option value="{}">{}</option>)", value, text); };
  for (const auto& region : geography::kRegions.rows) regions += option(region.code, region.label, wish.wanted.area == region.code);
  std::vector<const geography::Authority*> present;
  for (const auto& authority : geography::authorities())
    if (!authority.until) present.push_back(&authority);
  std::ranges::sort(present, {}, &geography::Authority::name);
  for (const auto* authority : present) authorities += option(authority->code, authority->name, wish.wanted.area == authority->code);
  for (const auto& row : homes::kSectors.rows) sectors += option(row.code, row.label, wish.wanted.sectors >> static_cast<unsigned>(row.value) & 1u);
  return html(R"(<div class="rp-filter"><h2 class="govuk-heading-m">Filter</h2><div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="area">With homes in</label><select class="govuk-select rp-filter__select" id="area" name="area">{}<optgroup label="Regions">{}</optgroup><optgroup label="Local authorities">{}</optgroup></select></div><div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="sector">Sector</label><select class="govuk-select rp-filter__select" id="sector" name="sector">{}{}</select></div><button class="govuk-button" type="submit">Apply filters</button></div>)",
              option("", "All of England", wish.wanted.area.empty()), regions, authorities, option("", "Any", wish.wanted.sectors == 0), sectors);
}

}  // namespace

web::Response providers_page(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto wish = wish_of(asked.exchange.request.query);
  const auto& reg = *snapshot.reg;
  const auto found = find_providers(reg, wish);
  const auto count = found.rows.size();
  const auto pages = (count + kPageRows - 1) / kPageRows;
  Html results = html(R"(<h2 class="govuk-heading-m rp-count" id="results">{}</h2>)", count == 0 ? std::string("No provider fits") : plural(static_cast<std::int64_t>(count), "provider", "providers"));
  for (const auto& [typed, taken] : found.read_as) results += html(R"(<p class="govuk-body">Nothing begins with “{}”, so “{}” is shown.</p>)", typed, taken);
  if (count == 0) results += html(R"(<p class="govuk-body">Search for fewer words, or <a class="govuk-link" href="{}">look at all providers</a>.</p>)", Url("/providers"));
  Html orders;
  for (const auto& row : kProviderSorts.rows) {
    if (row.value == ProviderSort::Fit && wish.wanted.text.empty()) continue;
    auto other = wish;
    other.sort = row.value;
    other.wanted.page = 1;
    orders += wish.sorted() == row.value ? html(R"(<li><strong aria-current="true">{}</strong></li>)", row.label) : html(R"(<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a></li>)", address_of(other), row.label);
  }
  if (count > 0) results += html(R"(<div class="govuk-body-s rp-order"><span id="order">Order by</span><ul aria-labelledby="order">{}</ul></div>)", orders);
  results += html(R"(<ul class="rp-results">)");
  for (auto i = std::min(count, (wish.wanted.page - 1) * kPageRows); i < std::min(count, wish.wanted.page * kPageRows); ++i) results += row_of(reg.providers[found.rows[i]]);
  results += html("</ul>") + pagination(wish.wanted.page, pages, [&](std::size_t page) {
               auto other = wish;
               other.wanted.page = page;
               return address_of(other);
             });
  const auto content = html(R"(<h1 class="govuk-heading-l">Providers</h1>{}<form action="{}" method="get" novalidate class="rp-find"><div class="govuk-form-group rp-find__box"><label class="govuk-label govuk-label--s" for="q">Search by the provider’s name or an authority</label><div class="rp-find__line"><input class="govuk-input" id="q" name="q" type="search" value="{}" autocomplete="off" spellcheck="false"><button class="govuk-button" type="submit">Search</button></div></div><p class="govuk-body-s rp-muted">Owners as Ofsted’s lists name them; spellings that differ only in Ltd, capitals and the like count as one. <a class="govuk-link" href="{}">Homes</a></p><div class="govuk-grid-row"><div class="govuk-grid-column-one-third">{}</div><div class="govuk-grid-column-two-thirds">{}</div></div></form>)",
                            faults_part(wish.wanted), Url("/providers"), wish.wanted.text, Url("/homes"), filter_part(wish), results);
  return desk::show(asked, {.title = "Providers", .has_errors = !wish.wanted.faults.empty(), .wide = true}, content);
}

web::Response providers_json(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto wish = wish_of(asked.exchange.request.query);
  if (!wish.wanted.faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "Some of the filters cannot be used", wish.wanted.faults});
  const auto found = find_providers(*snapshot.reg, wish);
  json::Array items;
  const auto count = found.rows.size();
  for (auto i = std::min(count, (wish.wanted.page - 1) * kPageRows); i < std::min(count, wish.wanted.page * kPageRows); ++i) items.emplace_back(summary_of(snapshot.reg->providers[found.rows[i]]));
  std::optional<Url> next;
  if (wish.wanted.page * kPageRows < count) {
    auto other = wish;
    ++other.wanted.page;
    next = address_of(other, Url("/api/v1/providers"));
  }
  auto answer = desk::listed(std::move(items), next);
  answer.as_object()->set("total", count);
  return desk::answer_json(std::move(answer));
}

web::Response provider_page(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto& provider = provider_asked(asked, snapshot);
  const auto& reg = *snapshot.reg;
  auto sight = sight_of(asked);
  Html grades, rows, changes;
  for (const auto& [words, count] : grades_of(snapshot, provider)) grades += html("<li>{}: {}</li>", words, plural(count, "home", "homes"));
  std::vector<Hit> hits;
  for (const auto home : provider.homes) hits.push_back({.home = home});
  sight = written_down(asked, std::move(sight), snapshot, hits);
  for (const auto& hit : hits) append_row(rows, snapshot, hit, "", sight.sees(reg.homes[hit.home].urn));
  for (const auto* change : conversions_of(reg, provider))
    changes += html(R"(<li class="rp-history__item"><strong>In the list of {}</strong><br><a class="govuk-link" href="{}">{}</a>: {}</li>)", change->on.words(), Url("/homes").segment(change->urn), shown_name(change->name, change->urn), conversion_words(*change, provider));
  const auto content = html(R"(<span class="govuk-caption-l">Provider{}</span><h1 class="govuk-heading-l">{}</h1><dl class="govuk-body rp-result__facts rp-glance"><div><dt>Children’s homes</dt><dd>{}</dd></div><div><dt>Registered places</dt><dd>{}</dd></div><div><dt>Where</dt><dd>{}</dd></div></dl><section class="rp-section"><h2 class="govuk-heading-m">Grades of its children’s homes</h2><ul class="govuk-list">{}</ul></section><section class="rp-section"><h2 class="govuk-heading-m">What it runs</h2><ul class="rp-results">{}</ul></section><section class="rp-section"><h2 class="govuk-heading-m">Homes that came, went or became another kind</h2>{}</section>)",
                            provider.sector ? ", " + lower(homes::kSectors.label(*provider.sector)) : "", provider.name, provider.children_homes, places_words(provider), areas_words(provider), grades.empty() ? html("<li>It runs no children’s home.</li>") : grades, rows,
                            changes.empty() ? html(R"(<p class="govuk-body">None in the lists that were imported.</p>)") : html(R"(<ul class="govuk-list rp-history">{}</ul>)", changes));
  return desk::show(asked, {.title = provider.name, .breadcrumbs = {{"Providers", Url("/providers")}}}, content);
}

web::Response provider_json(const desk::Asked& asked, const Snapshot& snapshot) {
  const auto& provider = provider_asked(asked, snapshot);
  auto sight = sight_of(asked);
  auto out = summary_of(provider);
  json::Array homes, changes;
  std::vector<Hit> hits;
  for (const auto home : provider.homes) hits.push_back({.home = home});
  sight = written_down(asked, std::move(sight), snapshot, hits);
  for (const auto& hit : hits) homes.emplace_back(summary_of(snapshot, hit, sight.sees(snapshot.reg->homes[hit.home].urn)));
  for (const auto* change : conversions_of(*snapshot.reg, provider)) changes.emplace_back(json::Object{{"urn", change->urn}, {"on", change->on}, {"words", conversion_words(*change, provider)}});
  out.set("registrations", std::move(homes));
  out.set("conversions", std::move(changes));
  return desk::answer_json(std::move(out));
}

}  // namespace rightplace::directory
