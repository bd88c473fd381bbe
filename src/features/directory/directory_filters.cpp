#include <algorithm>

#include "base/text.h"
#include "features/directory/directory_filters.h"
#include "features/directory/directory_phrases.h"

namespace rightplace::directory {
namespace {

using web::Html;
using web::html;

template <class E>
bool has(std::uint32_t bits, E value) {
  return bits >> static_cast<unsigned>(value) & 1u;
}

// The first of a group has the name as its id: there an error leads.
Html box(std::string_view name, std::string_view code, std::string_view label, bool checked, bool first = false) {
  const auto id = first ? std::string(name) : std::string(name) + "-" + std::string(code);
  const auto words = capitalised(std::string(label));
  return checked ? html(R"(<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{}" name="{}" type="checkbox" value="{}" checked><label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div>)", id, name, code, id, words)
                 : html(R"(<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{}" name="{}" type="checkbox" value="{}"><label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div>)", id, name, code, id, words);
}

Html group(std::string_view legend, const Html& boxes) {
  return html(R"(<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{}</legend><div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">{}</div></fieldset></div>)", legend, boxes);
}

// Long lists of boxes; open where one of them is chosen.
Html folded_away(std::string_view legend, const Html& boxes, bool open) {
  const auto inner = html(R"(<summary class="govuk-details__summary"><span class="govuk-details__summary-text">{}</span></summary><div class="govuk-details__text"><fieldset class="govuk-fieldset"><legend class="govuk-visually-hidden">{}</legend><div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">{}</div></fieldset></div>)", legend, legend, boxes);
  return open ? html(R"(<details class="govuk-details" open>{}</details>)", inner) : html(R"(<details class="govuk-details">{}</details>)", inner);
}

Html option(std::string_view value, std::string_view text, bool chosen) {
  return chosen ? html(R"(<option value="{}" selected>{}</option>)", value, text) : html(R"(<option value="{}">{}</option>)", value, text);
}

Html select(std::string_view name, std::string_view label, const Html& options) {
  return html(R"(<div class="govuk-form-group"><label class="govuk-label govuk-label--s" for="{}">{}</label><select class="govuk-select rp-filter__select" id="{}" name="{}">{}</select></div>)", name, label, name, name, options);
}

std::string fault_of(const Wanted& wanted, std::string_view name) {
  const auto found = std::ranges::find(wanted.faults, name, &FieldError::field);
  return found == wanted.faults.end() ? "" : found->detail;
}

Html input(const Wanted& wanted, std::string_view name, std::string_view label, std::string_view hint, std::string_view value, std::string_view width, bool number) {
  const auto fault = fault_of(wanted, name);
  const auto id = std::string(name);
  const Html help = hint.empty() ? Html{} : html(R"(<div id="{}-hint" class="govuk-hint">{}</div>)", name, hint);
  const Html wrong = fault.empty() ? Html{} : html(R"(<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>)", name, fault);
  const auto described = (hint.empty() ? "" : id + "-hint") + (fault.empty() ? "" : " " + id + "-error");
  return html(R"(<div class="govuk-form-group {}"><label class="govuk-label govuk-label--s" for="{}">{}</label>{}{}<input class="govuk-input {} {}" id="{}" name="{}" type="text" value="{}" inputmode="{}" autocomplete="off" spellcheck="false" aria-describedby="{}"></div>)",
              fault.empty() ? "" : "govuk-form-group--error", name, label, help, wrong, width, fault.empty() ? "" : "govuk-input--error", name, name, value, number ? "numeric" : "text", described);
}

std::string number_text(std::optional<int> value) { return value ? std::to_string(*value) : std::string(); }

Html areas(const Wanted& wanted) {
  Html options = option("", "All of England", wanted.area.empty());
  Html regions, authorities;
  for (const auto& region : geography::kRegions.rows) regions += option(region.code, region.label, wanted.area == region.code);
  std::vector<const geography::Authority*> present;
  for (const auto& authority : geography::authorities())
    if (!authority.until) present.push_back(&authority);
  std::ranges::sort(present, {}, &geography::Authority::name);
  for (const auto* authority : present) authorities += option(authority->code, authority->name, wanted.area == authority->code);
  options += html(R"(<optgroup label="Regions">{}</optgroup><optgroup label="Local authorities">{}</optgroup>)", regions, authorities);
  return select("area", "Authority or region", options);
}

Html child(const Wanted& wanted) {
  Html out = input(wanted, "age", "Age of the child", "", number_text(wanted.age), "govuk-input--width-2", true);
  Html sexes = option("", "Girl or boy", !wanted.sex);
  for (const auto& row : kSexes.rows) sexes += option(row.code, row.value == Sex::Female ? "A girl" : "A boy", wanted.sex == row.value);
  out += select("sex", "Takes", sexes);
  Html needs;
  for (const auto& row : kNeeds.rows) needs += box("need", row.code, row.label, has(wanted.needs, row.value), needs.empty());
  out += folded_away("Needs that it takes", needs, wanted.needs != 0 || !fault_of(wanted, "need").empty());
  return out;
}

Html provision(const Register& reg, const Wanted& wanted) {
  Html grades;
  for (const auto& row : kGrades.rows)
    if (row.value != Grade::NotJudged) grades += box("grade", row.code, row.label, has(wanted.grades, row.value), grades.empty());
  grades += box("grade", "none", "No grade yet", wanted.not_graded);
  Html kinds, sectors;
  for (const auto& row : homes::kProvisionTypes.rows)
    if (has(reg.types, row.value)) kinds += box("kind", row.code, row.label, has(wanted.kinds, row.value), kinds.empty());
  for (const auto& row : homes::kSectors.rows) sectors += box("sector", row.code, row.label, has(wanted.sectors, row.value), sectors.empty());
  return group("Grade", grades) + html(R"(<div class="rp-filter__pair">{}{}</div>)", input(wanted, "places_from", "Places from", "", number_text(wanted.least_places), "govuk-input--width-3", true),
                                       input(wanted, "places_to", "to", "", number_text(wanted.most_places), "govuk-input--width-3", true)) +
         folded_away("Kind of provision", kinds, wanted.kinds != 0 || !fault_of(wanted, "kind").empty()) + folded_away("Sector", sectors, wanted.sectors != 0 || !fault_of(wanted, "sector").empty());
}

}  // namespace

Html filters(const Register& reg, const Wanted& wanted, bool about_free_places, bool about_miles) {
  Html place = areas(wanted);
  if (about_miles)
    place += input(wanted, "near", "Miles from", "An outward code such as M5, a sector such as M5 3, or an authority", wanted.text_is_place ? "" : wanted.near_text, "govuk-input--width-10", false) +
               input(wanted, "within", "No more miles than", "", number_text(wanted.within), "govuk-input--width-3", true);
  Html free;
  if (about_free_places) {
    Html options = option("", "Any, or none", !wanted.free_within);
    std::vector<int> choices;   // what was stated longer ago than the last counts as not known
    for (const int days : {1, 2, 4}) if (days < supply::vacancies_last_days()) choices.push_back(days);
    choices.push_back(supply::vacancies_last_days());
    for (const int days : choices) options += option(std::to_string(days), "Stated in the last " + plural(days, "day", "days"), wanted.free_within == days);
    if (wanted.free_within && std::ranges::find(choices, *wanted.free_within) == choices.end())
      options += option(std::to_string(*wanted.free_within), "Stated in the last " + plural(*wanted.free_within, "day", "days"), true);
    free = select("free", "A place free tonight", options);
  }
  return html(R"(<div class="rp-filter"><h2 class="govuk-heading-m">Filter</h2><button class="govuk-button" type="submit">Apply filters</button>{}{}{}{}{}<button class="govuk-button" type="submit">Apply filters</button></div>)", free, place, child(wanted),
              provision(reg, wanted), group("What is not stated", box("stated", "only", "Leave out homes that do not say", wanted.stated_only)));
}

Html faults_part(const Wanted& wanted) {
  if (wanted.faults.empty()) return {};
  Html items;
  for (const auto& fault : wanted.faults) {
    const bool has_field = fault.field != "sort" && fault.field != "page";
    items += html(R"(<li><a href="{}">{}</a></li>)", web::Url::fragment(has_field ? fault.field : "q"), fault.detail);
  }
  return html(R"(<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert"><h2 class="govuk-error-summary__title">There is a problem</h2><div class="govuk-error-summary__body"><p>This was not understood, so it is left out of what you see.</p><ul class="govuk-list govuk-error-summary__list">{}</ul></div></div></div>)", items);
}

Html pagination(std::size_t page, std::size_t pages, const std::function<web::Url(std::size_t)>& address) {
  if (pages < 2) return {};
  Html previous, next, numbers;
  if (page > 1) previous = html(R"(<div class="govuk-pagination__prev"><a class="govuk-link govuk-pagination__link" href="{}" rel="prev"><span class="govuk-pagination__link-title">Previous<span class="govuk-visually-hidden"> page</span></span></a></div>)", address(page - 1));
  if (page < pages) next = html(R"(<div class="govuk-pagination__next"><a class="govuk-link govuk-pagination__link" href="{}" rel="next"><span class="govuk-pagination__link-title">Next<span class="govuk-visually-hidden"> page</span></span></a></div>)", address(page + 1));
  std::size_t last = 0;
  for (std::size_t n = 1; n <= pages; ++n) {
    if (n != 1 && n != pages && (n + 1 < page || n > page + 1)) continue;
    if (n > last + 1) numbers += html(R"(<li class="govuk-pagination__item govuk-pagination__item--ellipses">⋯</li>)");
    last = n;
    const auto label = "Page " + std::to_string(n);
    numbers += n == page ? html(R"(<li class="govuk-pagination__item govuk-pagination__item--current"><a class="govuk-link govuk-pagination__link" href="{}" aria-label="{}" aria-current="page">{}</a></li>)", address(n), label, n)
                         : html(R"(<li class="govuk-pagination__item"><a class="govuk-link govuk-pagination__link" href="{}" aria-label="{}">{}</a></li>)", address(n), label, n);
  }
  return html(R"(<nav class="govuk-pagination" aria-label="Pagination">{}<ul class="govuk-pagination__list">{}</ul>{}</nav>)", previous, numbers, next);
}

}  // namespace rightplace::directory
