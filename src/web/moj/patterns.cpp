#include "web/moj/patterns.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rightplace::web::moj {
namespace {

using govuk::Element;

Html arrows(bool up, bool down) {
  static const Html kUp = html(R"(<svg class="rp-sort__arrow" width="22" height="22" viewBox="0 0 22 22" focusable="false" aria-hidden="true"><path d="M6.5 15.5 11 6.6l4.5 8.9z" fill="currentColor"/></svg>)");
  static const Html kDown = html(R"(<svg class="rp-sort__arrow" width="22" height="22" viewBox="0 0 22 22" focusable="false" aria-hidden="true"><path d="M15.5 7 11 15.9 6.5 7z" fill="currentColor"/></svg>)");
  static const Html kBoth = html(R"(<svg class="rp-sort__arrow" width="22" height="22" viewBox="0 0 22 22" focusable="false" aria-hidden="true"><path d="M8 9.5 11 4l3 5.5zM14 12.5 11 18l-3-5.5z" fill="currentColor"/></svg>)");
  return up ? kUp : down ? kDown : kBoth;
}

std::string_view badge_class(BadgeColour colour) {
  switch (colour) {
    case BadgeColour::Blue: return "moj-badge--blue";
    case BadgeColour::BrightPurple: return "moj-badge--bright-purple";
    case BadgeColour::Red: return "moj-badge--red";
    case BadgeColour::Green: return "moj-badge--green";
    case BadgeColour::Grey: return "moj-badge--grey";
  }
  return "";
}

}  // namespace

Html filter(const Filter& params) {
  Html groups;
  for (const auto& group : params.chosen) {
    if (group.items.empty()) continue;
    Html chips;
    for (const auto& item : group.items)
      chips += html(R"(<li><a class="moj-filter__tag" href="{}"><span class="govuk-visually-hidden">Remove this filter: </span>{}</a></li>)", item.remove, item.text);
    groups += html(R"(<h3 class="govuk-heading-s govuk-!-margin-bottom-0">{}</h3><ul class="moj-filter-tags">{}</ul>)", group.heading, chips);
  }
  if (!groups.empty())
    groups = html(R"(<div class="moj-filter__selected"><div class="moj-filter__selected-heading"><div class="moj-filter__heading-title"><h2 class="govuk-heading-m">Selected filters</h2></div>
<div class="moj-filter__heading-action"><p><a class="govuk-link govuk-link--no-visited-state" href="{}">Clear filters</a></p></div></div>{}</div>)",
                  params.action, groups);
  return html(R"(<div class="moj-filter rp-panel"><div class="moj-filter__header"><div class="moj-filter__header-title"><h2 class="govuk-heading-m">{}</h2></div></div>
<div class="moj-filter__content">{}<div class="moj-filter__options"><form method="get" action="{}" novalidate>{}{}{}</form></div></div></div>)",
              params.heading, groups, params.action, params.kept, params.fields, govuk::button({.text = params.submit}));
}

Html beside(const Html& panel, const Html& results) {
  return html(R"(<div class="rp-beside"><div class="rp-beside__panel"><p class="govuk-body rp-beside__skip"><a class="govuk-link" href="{}">Go to the results</a></p>{}</div>
<div class="rp-beside__results" id="results">{}</div></div>)",
              Url("#results"), panel, results);
}

Html showing(std::int64_t from, std::int64_t to, std::int64_t total, std::string_view one, std::string_view many) {
  if (total == 0) return html(R"(<p class="govuk-body rp-showing">No {}</p>)", many);
  if (from <= 1 && to >= total) return html(R"(<p class="govuk-body rp-showing"><strong>{}</strong> {}</p>)", grouped(total), total == 1 ? one : many);
  return html(R"(<p class="govuk-body rp-showing">Showing <strong>{}</strong> to <strong>{}</strong> of <strong>{}</strong> {}</p>)", grouped(from), grouped(to), grouped(total), many);
}

govuk::Cell sorting(const Query& query, const Sort& now, std::string_view text, std::string_view column, bool is_number) {
  const bool here = now.column == column;
  const auto to = (here && !now.falling ? "-" : "") + std::string(column);
  auto cell = govuk::Cell(html(R"(<a class="rp-sort" href="{}">{}{}</a>)", query.with("sort", to), text, arrows(here && !now.falling, here && now.falling)))
                  .with({{"aria-sort", !here ? "none" : now.falling ? "descending" : "ascending"}});
  if (is_number) cell.format = "numeric";
  return cell;
}

Html timeline(const Timeline& params) {
  Html items;
  for (const auto& item : params.items) {
    const auto title = Element(fmt::format("h{}", params.heading_level)).set("class", "moj-timeline__title").holding(item.title.html());
    const auto byline = item.byline.empty() ? Html{} : html(R"( <p class="moj-timeline__byline">by {}</p>)", item.byline);
    const auto date = item.datetime.empty() ? Html::text(item.date) : Element("time").set("datetime", item.datetime).holding(Html::text(item.date));
    const auto description = item.description.empty() ? Html{} : html(R"(<div class="moj-timeline__description">{}</div>)", item.description);
    items += html(R"(<div class="moj-timeline__item"><div class="moj-timeline__header">{}{}</div><p class="moj-timeline__date">{}</p>{}</div>)", title, byline, date, description);
  }
  return html(R"(<div class="moj-timeline">{}</div>)", items);
}

Html identity_bar(const IdentityBar& params) {
  Html facts;
  for (const auto& [name, value] : params.facts) facts += html(R"(<div class="rp-identity__fact"><dt>{}</dt><dd>{}</dd></div>)", name, value.html());
  if (!facts.empty()) facts = html(R"(<dl class="rp-identity__facts">{}</dl>)", facts);
  const auto actions = params.actions.empty() ? Html{} : html(R"(<div class="moj-identity-bar__actions">{}</div>)", params.actions);
  return html(R"(<div class="moj-identity-bar rp-identity"><div class="rp-identity__inner"><div class="rp-identity__who"><span class="rp-identity__title">{}</span>{}</div>{}</div></div>)",
              params.title.html(), facts, actions);
}

Html side_navigation(std::string_view label, const std::vector<NavigationSection>& sections) {
  Html inner;
  for (const auto& section : sections) {
    if (!section.heading.empty()) inner += html(R"(<h2 class="moj-side-navigation__title">{}</h2>)", section.heading);
    Html items;
    for (const auto& item : section.items) {
      Element link("a");
      link.set("href", item.href);
      if (item.current) link.set("aria-current", "page");
      items += Element("li").set("class", govuk::classes("moj-side-navigation__item", item.current ? "moj-side-navigation__item--active" : "")).holding(link.holding(item.text.html()));
    }
    inner += html(R"(<ul class="moj-side-navigation__list">{}</ul>)", items);
  }
  return html(R"(<nav class="moj-side-navigation" aria-label="{}">{}</nav>)", label, inner);
}

Html sub_navigation(std::string_view label, const std::vector<NavigationLink>& links) {
  Html items;
  for (const auto& item : links) {
    Element link("a");
    link.set("class", "moj-sub-navigation__link");
    if (item.current) link.set("aria-current", "page");
    items += html(R"(<li class="moj-sub-navigation__item">{}</li>)", link.set("href", item.href).holding(item.text.html()));
  }
  return html(R"(<nav class="moj-sub-navigation" aria-label="{}"><ul class="moj-sub-navigation__list">{}</ul></nav>)", label, items);
}

Html badge(std::string_view text, BadgeColour colour) { return html(R"(<span class="moj-badge {}">{}</span>)", badge_class(colour), text); }

}  // namespace rightplace::web::moj
