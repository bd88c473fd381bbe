#include "web/govuk/wayfinding.h"

#include <fmt/format.h>

namespace rightplace::web::govuk {
namespace {

Html arrow_link(const Arrow& arrow, bool is_next, bool block) {
  static const Html kPrevious = html(R"(<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>)");
  static const Html kNext = html(R"(<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>)");
  const auto& icon = is_next ? kNext : kPrevious;
  const auto words = !arrow.text.empty() ? arrow.text.html() : is_next ? html(R"(Next<span class="govuk-visually-hidden"> page</span>)") : html(R"(Previous<span class="govuk-visually-hidden"> page</span>)");
  const auto title = Element("span").set("class", classes("govuk-pagination__link-title", block && arrow.label.empty() ? "govuk-pagination__link-title--decorated" : "")).holding(words);
  Html label;
  if (block && !arrow.label.empty()) label = html("<span class=\"govuk-visually-hidden\">:</span>\n<span class=\"govuk-pagination__link-label\">{}</span>", arrow.label);
  const bool icon_first = block || !is_next;
  const auto link = Element("a").set("class", "govuk-link govuk-pagination__link").set("href", arrow.href).set("rel", is_next ? "next" : "prev").more(arrow.attributes)
                        .holding((icon_first ? icon : Html{}) + html("\n{}\n", title) + label + (icon_first ? Html{} : icon));
  return Element("div").set("class", is_next ? "govuk-pagination__next" : "govuk-pagination__prev").holding(link);
}

Html page_item(const PageLink& item) {
  Element made("li");
  made.set("class", classes(classes("govuk-pagination__item", item.current ? "govuk-pagination__item--current" : ""), item.ellipsis ? "govuk-pagination__item--ellipsis" : ""));
  if (item.ellipsis) return made.holding(html("&ctdot;"));
  Element link("a");
  link.set("class", "govuk-link govuk-pagination__link").set("href", item.href.value_or(Url("#")));
  link.set("aria-label", item.visually_hidden_text.value_or("Page " + item.number));
  if (item.current) link.set("aria-current", "page");
  return made.holding(link.more(item.attributes).holding(Html::text(item.number)));
}

Html navigation_item(const NavigationItem& item) {
  const bool here = item.active || item.current;
  const auto words = here ? html(R"(<strong class="govuk-service-navigation__active-fallback">{}</strong>)", item.text.html()) : item.text.html();
  Element inner(item.href ? "a" : "span");
  inner.set("class", item.href ? "govuk-service-navigation__link" : "govuk-service-navigation__text");
  if (item.href) inner.set("href", *item.href);
  if (here) inner.set("aria-current", item.current ? "page" : "true");
  if (item.href) inner.more(item.attributes);
  return Element("li").set("class", classes("govuk-service-navigation__item", here ? "govuk-service-navigation__item--active" : "")).holding(inner.holding(words));
}

}  // namespace

Html breadcrumbs(const Breadcrumbs& params) {
  Html items;
  for (const auto& item : params.items)
    items += item.href ? html(R"(<li class="govuk-breadcrumbs__list-item">{}</li>)", Element("a").set("class", "govuk-breadcrumbs__link").set("href", *item.href).more(item.attributes).holding(item.text.html()))
                       : html(R"(<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>)", item.text.html());
  return Element("nav").set("class", classes(classes("govuk-breadcrumbs", params.classes), params.collapse_on_mobile ? "govuk-breadcrumbs--collapse-on-mobile" : "")).more(params.attributes)
      .set("aria-label", params.label).holding(html(R"(<ol class="govuk-breadcrumbs__list">{}</ol>)", items));
}

Html back_link(const BackLink& params) {
  return Element("a").set("href", params.href).set("class", classes("govuk-back-link", params.classes)).more(params.attributes).holding(params.text.html());
}

Html skip_link(const SkipLink& params) {
  return Element("a").set("href", params.href).set("class", classes("govuk-skip-link", params.classes)).more(params.attributes).set("data-module", "govuk-skip-link").holding(params.text.html());
}

Html pagination(const Pagination& params) {
  const bool block = params.items.empty() && (params.next || params.previous);
  Html inner;
  if (params.previous) inner += arrow_link(*params.previous, false, block);
  if (!params.items.empty()) {
    Html items;
    for (const auto& item : params.items) items += page_item(item);
    inner += html(R"(<ul class="govuk-pagination__list">{}</ul>)", items);
  }
  if (params.next) inner += arrow_link(*params.next, true, block);
  return Element("nav").set("class", classes("govuk-pagination", block, "govuk-pagination--block", params.classes)).set("aria-label", params.landmark_label).more(params.attributes).holding(inner);
}

Html pagination(const Url& address, int current, int last) {
  if (last <= 1) return {};
  const auto page = [&](int number) { return address.with("page", std::to_string(number)); };
  Pagination params;
  if (current > 1) params.previous = Arrow{page(current - 1)};
  if (current < last) params.next = Arrow{page(current + 1)};
  int shown_to = 0;
  for (int number = 1; number <= last; ++number) {
    if (number != 1 && number != last && (number < current - 1 || number > current + 1)) continue;
    if (number == shown_to + 2) params.items.push_back({.href = page(number - 1), .number = std::to_string(number - 1)});   // one page is no gap
    else if (number > shown_to + 1) params.items.push_back({.ellipsis = true});
    params.items.push_back({.href = page(number), .number = std::to_string(number), .current = number == current});
    shown_to = number;
  }
  return pagination(params);
}

Html service_navigation(const ServiceNavigation& params) {
  Html inside;
  if (!params.service_name.empty())
    inside = html(R"(<span class="govuk-service-navigation__service-name">{}</span>)",
                  params.service_url ? html(R"(<a href="{}" class="govuk-service-navigation__link">{}</a>)", *params.service_url, params.service_name)
                                     : html(R"(<span class="govuk-service-navigation__text">{}</span>)", params.service_name));
  if (!params.navigation.empty() || !params.navigation_start.empty() || !params.navigation_end.empty()) {
    Html toggle;
    if (params.collapse_on_mobile.value_or(params.navigation.size() > 1)) {
      Element made("button");
      made.set("type", "button").set("class", "govuk-service-navigation__toggle govuk-js-service-navigation-toggle").set("aria-controls", params.navigation_id);
      if (params.menu_button_label != params.menu_button_text) made.given("aria-label", params.menu_button_label);
      toggle = made.flag("hidden", true).set("aria-hidden", "true").holding(Html::text(params.menu_button_text));
    }
    Html items = params.navigation_start;
    for (const auto& item : params.navigation) items += navigation_item(item);
    items += params.navigation_end;
    inside += Element("nav").set("aria-label", params.navigation_label.empty() ? params.menu_button_text : params.navigation_label)
                  .set("class", classes("govuk-service-navigation__wrapper", params.navigation_classes))
                  .holding(toggle + Element("ul").set("class", "govuk-service-navigation__list").set("id", params.navigation_id).holding(items));
  }
  const auto body = Element("div").set("class", classes("govuk-width-container", params.end_inline ? "govuk-service-navigation__inlining-container" : ""))
                        .holding(params.start + html(R"(<div class="govuk-service-navigation__container">{}</div>)", inside) + params.end);
  const bool landmark = !params.service_name.empty() || !params.start.empty() || !params.end.empty();
  Element box(landmark ? "section" : "div");
  if (landmark) box.set("aria-label", params.label);
  return box.set("class", classes("govuk-service-navigation", params.classes)).set("data-module", "govuk-service-navigation").more(params.attributes).holding(body);
}

Html tabs(const Tabs& params) {
  Html list, panels;
  for (std::size_t i = 0; i < params.items.size(); ++i) {
    const auto& item = params.items[i];
    const auto id = item.id.empty() ? fmt::format("{}-{}", params.id_prefix, i + 1) : item.id;
    list += Element("li").set("class", classes("govuk-tabs__list-item", i == 0 ? "govuk-tabs__list-item--selected" : ""))
                .holding(Element("a").set("class", "govuk-tabs__tab").set("href", Url::fragment(id)).more(item.attributes).holding(Html::text(item.label)));
    const auto body = item.panel.is_text() ? html(R"(<p class="govuk-body">{}</p>)", item.panel.html()) : item.panel.html();
    panels += Element("div").set("class", classes("govuk-tabs__panel", i > 0 ? "govuk-tabs__panel--hidden" : "")).set("id", id).more(item.panel_attributes).holding(body);
  }
  const auto contents = params.items.empty() ? Html{} : html(R"(<ul class="govuk-tabs__list">{}</ul>)", list) + panels;
  return Element("div").given("id", params.id).set("class", classes("govuk-tabs", params.classes)).more(params.attributes).set("data-module", "govuk-tabs")
      .holding(html(R"(<h2 class="govuk-tabs__title">{}</h2>)", params.title) + contents);
}

}  // namespace rightplace::web::govuk
