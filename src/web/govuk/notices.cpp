#include "web/govuk/notices.h"

#include <fmt/format.h>

namespace rightplace::web::govuk {
namespace {

std::string_view words(bool value) { return value ? "true" : "false"; }

std::string heading(int level) { return fmt::format("h{}", level); }

Html panel_action(const PanelAction& action) {
  if (action.href && action.type != "button")
    return Element("a").set("class", classes("govuk-link govuk-link--inverse", action.classes)).set("href", *action.href).more(action.attributes).holding(action.text.html());
  return button({.text = action.text, .href = action.href, .type = action.type.empty() ? "button" : action.type, .classes = classes("govuk-button--inverse", action.classes), .attributes = action.attributes});
}

}  // namespace

Html button(const Button& params) {
  const auto look = [&](Element& element) {
    element.set("class", classes(classes("govuk-button", params.classes), params.is_start ? "govuk-button--start" : ""));
    element.set("data-module", "govuk-button").more(params.attributes).given("id", params.id);
  };
  auto inner = params.is_start && !params.text.is_text() ? html("<span>{}</span>", params.text.html()) : params.text.html();
  if (params.is_start)
    inner += html(R"(<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>)");
  if (params.href) {
    Element link("a");
    link.set("href", *params.href).set("role", "button").set("draggable", "false");
    look(link);
    return link.holding(inner);
  }
  Element made("button");
  made.set("type", params.type).given("value", params.value).given("name", params.name);
  if (params.disabled) made.flag("disabled", true).set("aria-disabled", "true");
  if (params.prevent_double_click) made.set("data-prevent-double-click", words(*params.prevent_double_click));
  look(made);
  return made.holding(inner);
}

Html button_group(const std::vector<Html>& buttons_and_links) { return html(R"(<div class="govuk-button-group">{}</div>)", buttons_and_links); }

Html error_summary(const ErrorSummary& params) {
  std::vector<Html> items;
  for (const auto& error : params.errors)
    items.push_back(html("<li>{}</li>", error.href ? Element("a").set("href", *error.href).more(error.attributes).holding(error.text.html()) : error.text.html()));
  const auto description = params.description.empty() ? Html{} : html("<p>{}</p>", params.description.html());
  const auto list = items.empty() ? Html{} : html(R"(<ul class="govuk-list govuk-error-summary__list">{}</ul>)", items);
  Element box("div");
  box.set("class", classes("govuk-error-summary", params.classes));
  if (params.disable_auto_focus) box.set("data-disable-auto-focus", words(*params.disable_auto_focus));
  box.more(params.attributes).set("data-module", "govuk-error-summary");
  return box.holding(html(R"(<div role="alert"><h2 class="govuk-error-summary__title">{}</h2><div class="govuk-error-summary__body">{}{}</div></div>)", params.title.html(), description, list));
}

Html notification_banner(const NotificationBanner& params) {
  const bool success = params.type == "success";
  const auto role = !params.role.empty() ? params.role : std::string(success ? "alert" : "region");
  const auto title = !params.title.empty() ? params.title.html() : success ? html("Success") : html("Important");
  Element box("div");
  box.set("class", classes("govuk-notification-banner", success, "govuk-notification-banner--success", params.classes)).set("role", role);
  box.set("aria-labelledby", params.title_id).set("data-module", "govuk-notification-banner");
  if (params.disable_auto_focus) box.set("data-disable-auto-focus", words(*params.disable_auto_focus));
  box.more(params.attributes);
  const auto top = Element(heading(params.title_heading_level)).set("class", "govuk-notification-banner__title").set("id", params.title_id).holding(title);
  const auto body = params.text.is_text() ? html(R"(<p class="govuk-notification-banner__heading">{}</p>)", params.text.html()) : params.text.html();
  return box.holding(html(R"(<div class="govuk-notification-banner__header">{}</div><div class="govuk-notification-banner__content">{}</div>)", top, body));
}

Html inset_text(const InsetText& params) {
  return Element("div").given("id", params.id).set("class", classes("govuk-inset-text", params.classes)).more(params.attributes).holding(params.text.html());
}

Html warning_text(const WarningText& params) {
  return Element("div").set("class", classes("govuk-warning-text", params.classes)).more(params.attributes)
      .holding(html("<span class=\"govuk-warning-text__icon\" aria-hidden=\"true\">!</span>\n<strong class=\"govuk-warning-text__text\"><span class=\"govuk-visually-hidden\">{}</span>\n{}</strong>",
                    params.icon_fallback_text, params.text.html()));
}

Html details(const Details& params) {
  return Element("details").given("id", params.id).set("class", classes("govuk-details", params.classes)).more(params.attributes).flag("open", params.open)
      .holding(html(R"(<summary class="govuk-details__summary"><span class="govuk-details__summary-text">{}</span></summary><div class="govuk-details__text">{}</div>)",
                    params.summary.html(), params.text.html()));
}

Html panel(const Panel& params) {
  const bool interruption = params.classes.find("govuk-panel--interruption") != std::string::npos;
  const auto title = Element(heading(params.heading_level)).set("class", "govuk-panel__title").holding(params.title.html());
  auto inner = title + (params.text.empty() ? Html{} : html(R"(<div class="govuk-panel__body">{}</div>)", params.text.html()));
  if (interruption && !params.actions.empty()) {
    std::vector<Html> actions;
    for (const auto& action : params.actions) actions.push_back(panel_action(action));
    inner += Element("div").set("class", classes("govuk-panel__actions", params.actions_classes)).more(params.actions_attributes).holding(button_group(actions));
  }
  return Element("div").set("class", classes(interruption ? "govuk-panel" : "govuk-panel govuk-panel--confirmation", params.classes)).more(params.attributes).holding(inner);
}

Html tag(const Tag& params) { return Element("strong").set("class", classes("govuk-tag", params.classes)).more(params.attributes).holding(params.text.html()); }

Html tag(Content text, Colour colour) {
  switch (colour) {
    case Colour::Blue: return tag({.text = std::move(text)});
    case Colour::Grey: return tag({std::move(text), "govuk-tag--grey"});
    case Colour::Green: return tag({std::move(text), "govuk-tag--green"});
    case Colour::Teal: return tag({std::move(text), "govuk-tag--teal"});
    case Colour::Purple: return tag({std::move(text), "govuk-tag--purple"});
    case Colour::Magenta: return tag({std::move(text), "govuk-tag--magenta"});
    case Colour::Red: return tag({std::move(text), "govuk-tag--red"});
    case Colour::Orange: return tag({std::move(text), "govuk-tag--orange"});
    case Colour::Yellow: return tag({std::move(text), "govuk-tag--yellow"});
  }
  return {};
}

Html phase_banner(const PhaseBanner& params) {
  auto inner = params.tag;
  inner.attributes = {};
  inner.classes = classes("govuk-phase-banner__content__tag", params.tag.classes);
  return Element("div").set("class", classes("govuk-phase-banner govuk-width-container", params.classes)).more(params.attributes)
      .holding(html("<p class=\"govuk-phase-banner__content\">{}\n<span class=\"govuk-phase-banner__text\">{}</span></p>", tag(inner), params.text.html()));
}

}  // namespace rightplace::web::govuk
