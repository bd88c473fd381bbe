#include "tests/govuk/render.h"

#include "web/govuk/choices.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"
#include "web/govuk/wayfinding.h"

namespace rightplace::web::govuk {
namespace {

Legend legend_of(const Options& of) { return {of.content(), of.text("classes"), of.has("isPageHeading")}; }

Fieldset fieldset_of(const Options& of) {
  return {.legend = legend_of(of.object("legend")), .described_by = of.text("describedBy"), .role = of.text("role"), .classes = of.text("classes"), .attributes = of.attributes()};
}

std::optional<Fieldset> maybe_fieldset(const Options& of) { return of.has("fieldset") ? std::optional(fieldset_of(of.object("fieldset"))) : std::nullopt; }

Tag tag_of(const Options& of) { return {of.content(), of.text("classes"), of.attributes()}; }

Affix affix_of(const Options& of) { return {of.content(), of.text("classes"), of.attributes()}; }

Html draw_button(const Options& of) {
  return button({.text = of.content(), .href = of.url("href"), .name = of.text("name"), .value = of.text("value"), .type = of.text("type", "submit"), .id = of.text("id"), .classes = of.text("classes"),
                 .attributes = of.attributes(), .disabled = of.has("disabled"), .is_start = of.has("isStartButton"), .prevent_double_click = of.maybe("preventDoubleClick")});
}

Html draw_input(const Options& of) {
  return input({.id = of.text("id"), .name = of.text("name"), .label = of.label(), .hint = of.hint(), .error_message = of.error(), .value = of.text("value"), .type = of.text("type", "text"),
                .inputmode = of.text("inputmode"), .autocomplete = of.text("autocomplete"), .autocapitalize = of.text("autocapitalize"), .pattern = of.text("pattern"), .described_by = of.text("describedBy"),
                .classes = of.text("classes"), .attributes = of.attributes(), .spellcheck = of.maybe("spellcheck"), .disabled = of.has("disabled"), .prefix = affix_of(of.object("prefix")),
                .suffix = affix_of(of.object("suffix")), .wrapper = affix_of(of.object("inputWrapper")), .form_group = of.form_group()});
}

Textarea textarea_of(const Options& of) {
  return {.id = of.text("id"), .name = of.text("name"), .label = of.label(), .hint = of.hint(), .error_message = of.error(), .value = of.text("value"), .rows = of.number("rows", 5),
          .autocomplete = of.text("autocomplete"), .described_by = of.text("describedBy"), .classes = of.text("classes"), .attributes = of.attributes(), .spellcheck = of.maybe("spellcheck"),
          .disabled = of.has("disabled"), .form_group = of.form_group()};
}

std::vector<Choice> choices_of(const Options& of) {
  std::vector<Choice> all;
  for (const auto& item : of.items("items")) {
    const auto conditional = item.object("conditional").text("html");
    const auto shown = item.object("label");
    all.push_back({.value = item.text("value"), .text = item.content(), .hint = item.hint(), .conditional = Html::trusted(conditional), .checked = item.maybe("checked"), .disabled = item.has("disabled"),
                   .divider = item.text("divider"), .id = item.text("id"), .name = item.text("name"), .behaviour = item.text("behaviour"), .label_classes = shown.text("classes"),
                   .label_attributes = shown.attributes(), .attributes = item.attributes()});
  }
  return all;
}

Html draw_radios(const Options& of) {
  return radios({.id_prefix = of.text("idPrefix"), .name = of.text("name"), .fieldset = maybe_fieldset(of), .hint = of.hint(), .error_message = of.error(), .items = choices_of(of), .value = of.text("value"),
                 .classes = of.text("classes"), .attributes = of.attributes(), .form_group = of.form_group()});
}

Html draw_checkboxes(const Options& of) {
  std::vector<std::string> values;
  if (const auto* list = of.at("values"); list && list->as_array())
    for (const auto& value : *list->as_array()) values.push_back(Options::words(&value));
  return checkboxes({.id_prefix = of.text("idPrefix"), .name = of.text("name"), .fieldset = maybe_fieldset(of), .hint = of.hint(), .error_message = of.error(), .items = choices_of(of), .values = values,
                     .described_by = of.text("describedBy"), .classes = of.text("classes"), .attributes = of.attributes(), .form_group = of.form_group()});
}

Html draw_select(const Options& of) {
  std::vector<Option> items;
  for (const auto& item : of.items("items")) {
    const auto* value = item.at("value");
    items.push_back({.value = value ? std::optional(Options::words(value)) : std::nullopt, .text = item.text("text"), .selected = item.maybe("selected"), .disabled = item.has("disabled"), .attributes = item.attributes()});
  }
  return select({.id = of.text("id"), .name = of.text("name"), .label = of.label(), .hint = of.hint(), .error_message = of.error(), .items = items, .value = of.text("value"),
                 .described_by = of.text("describedBy"), .classes = of.text("classes"), .attributes = of.attributes(), .disabled = of.has("disabled"), .form_group = of.form_group()});
}

DatePart part_of(const Options& of, std::string_view name) {
  return {.name = of.text("name", name), .label = of.text("label"), .value = of.text("value"), .id = of.text("id"), .classes = of.text("classes"), .autocomplete = of.text("autocomplete"),
          .pattern = of.text("pattern"), .inputmode = of.text("inputmode", "numeric"), .error = of.maybe("error"), .attributes = of.attributes()};
}

Html draw_date_input(const Options& of) {
  const auto prefix = of.text("namePrefix");
  std::vector<DatePart> parts;
  for (const auto& item : of.items("items")) parts.push_back(part_of(item, ""));
  if (parts.empty())
    for (const auto* name : {"day", "month", "year"})
      if (!of.at(name) || of.has(name)) parts.push_back(part_of(of.object(name), name));
  const auto values = of.object("values");
  for (auto& part : parts) {
    const auto value = values.text((prefix.empty() ? "" : prefix + "-") + part.name);
    const auto* field = of.at(part.name);
    if (part.value.empty() && field) part.value = Options::words(field->find("value"));
    if (part.value.empty()) part.value = value;
  }
  return date_input({.id = of.text("id"), .name_prefix = prefix, .fieldset = maybe_fieldset(of), .hint = of.hint(), .error_message = of.error(), .items = parts, .classes = of.text("classes"),
                     .attributes = of.attributes(), .form_group = of.form_group()});
}

std::vector<Cell> cells_of(const json::Value& row, const std::string& path, std::set<std::string>& unread) {
  std::vector<Cell> cells;
  for (const auto& item : *row.as_array()) {
    const Options of(&item, path, unread);
    cells.push_back(Cell(of.content()).in_format(of.text("format")).of_class(of.text("classes")).spanning(of.number("colspan"), of.number("rowspan")).with(of.attributes()));
  }
  return cells;
}

Html draw_table(const Options& of, std::set<std::string>& unread) {
  Table params{.caption = of.text("caption"), .caption_classes = of.text("captionClasses"), .first_cell_is_header = of.has("firstCellIsHeader"), .classes = of.text("classes"), .attributes = of.attributes()};
  if (const auto* head = of.at("head")) params.head = cells_of(*head, "head[].", unread);
  if (const auto* rows = of.at("rows"))
    for (const auto& row : *rows->as_array())
      if (row.as_array()) params.rows.push_back(cells_of(row, "rows[][].", unread));
  return table(params);
}

std::vector<Action> actions_of(const Options& of) {
  std::vector<Action> all;
  for (const auto& item : of.items("items"))
    all.push_back({.href = item.url("href").value_or(Url("#")), .text = item.content(), .visually_hidden_text = item.text("visuallyHiddenText"), .classes = item.text("classes"), .attributes = item.attributes()});
  return all;
}

Html draw_summary_list(const Options& of) {
  SummaryList params{.classes = of.text("classes"), .attributes = of.attributes()};
  for (const auto& row : of.items("rows")) {
    const auto key = row.object("key"), value = row.object("value"), actions = row.object("actions");
    params.rows.push_back({.key = key.content(), .value = value.content(), .actions = actions_of(actions), .classes = row.text("classes"), .key_classes = key.text("classes"),
                           .value_classes = value.text("classes"), .actions_classes = actions.text("classes")});
  }
  if (of.has("card")) {
    const auto card = of.object("card");
    const auto title = card.object("title"), actions = card.object("actions");
    params.card = SummaryCard{.title = title.content(), .heading_level = title.number("headingLevel", 2), .title_classes = title.text("classes"), .actions = actions_of(actions),
                              .actions_classes = actions.text("classes"), .classes = card.text("classes"), .attributes = card.attributes()};
  }
  return summary_list(params);
}

Html draw_task_list(const Options& of) {
  TaskList params{.items = {}, .id_prefix = of.text("idPrefix", "task-list"), .classes = of.text("classes"), .attributes = of.attributes()};
  for (const auto& item : of.items("items")) {
    const auto title = item.object("title"), status = item.object("status");
    params.items.push_back({.title = title.content(), .href = item.url("href"), .hint = item.object("hint").content(), .tag = status.has("tag") ? std::optional(tag_of(status.object("tag"))) : std::nullopt,
                            .status = status.content(), .classes = item.text("classes"), .title_classes = title.text("classes"), .status_classes = status.text("classes")});
  }
  return task_list(params);
}

std::optional<Arrow> arrow_of(const Options& of, std::string_view key) {
  if (!of.has(key)) return std::nullopt;
  const auto arrow = of.object(key);
  const auto href = arrow.url("href");
  if (!href) return std::nullopt;
  return Arrow{*href, arrow.content(), arrow.text("labelText"), arrow.attributes()};
}

Html draw_pagination(const Options& of) {
  Pagination params{.previous = arrow_of(of, "previous"), .next = arrow_of(of, "next"), .landmark_label = of.text("landmarkLabel", "Pagination"), .classes = of.text("classes"), .attributes = of.attributes()};
  for (const auto& item : of.items("items")) {
    if (item.value()->as_object() && item.value()->as_object()->empty()) continue;
    params.items.push_back({.href = item.url("href"), .number = item.text("number"),
                            .visually_hidden_text = item.at("visuallyHiddenText") ? std::optional(item.text("visuallyHiddenText")) : std::nullopt, .current = item.has("current"),
                            .ellipsis = item.has("ellipsis"), .attributes = item.attributes()});
  }
  return pagination(params);
}

Html draw_service_navigation(const Options& of) {
  ServiceNavigation params{.service_name = of.text("serviceName"), .service_url = of.url("serviceUrl"), .collapse_on_mobile = of.maybe("collapseNavigationOnMobile"),
                           .menu_button_text = of.text("menuButtonText", "Menu"), .menu_button_label = of.text("menuButtonLabel"), .navigation_label = of.text("navigationLabel"),
                           .navigation_id = of.text("navigationId", "navigation"), .navigation_classes = of.text("navigationClasses"), .label = of.text("ariaLabel", "Service information"),
                           .classes = of.text("classes"), .attributes = of.attributes()};
  for (const auto& item : of.items("navigation"))
    params.navigation.push_back({.text = item.content(), .href = item.url("href"), .current = item.has("current"), .active = item.has("active"), .attributes = item.attributes()});
  const auto slots = of.object("slots");
  const auto* end = slots.at("end");
  params.start = Html::trusted(slots.text("start"));
  if (end && end->as_object()) {
    const auto placed = slots.object("end");
    params.end = Html::trusted(placed.text("html"));
    params.end_inline = placed.text("align") == "inline";
  } else {
    params.end = Html::trusted(slots.text("end"));
  }
  params.navigation_start = Html::trusted(slots.text("navigationStart"));
  params.navigation_end = Html::trusted(slots.text("navigationEnd"));
  return service_navigation(params);
}

Html draw_error_summary(const Options& of) {
  ErrorSummary params{.title = of.content("titleText", "titleHtml"), .description = of.content("descriptionText", "descriptionHtml"), .errors = {}, .classes = of.text("classes"), .attributes = of.attributes(),
                      .disable_auto_focus = of.maybe("disableAutoFocus")};
  for (const auto& item : of.items("errorList")) params.errors.push_back({item.content(), item.url("href"), item.attributes()});
  return error_summary(params);
}

Html draw_tabs(const Options& of) {
  Tabs params{.items = {}, .id_prefix = of.text("idPrefix"), .title = of.text("title", "Contents"), .id = of.text("id"), .classes = of.text("classes"), .attributes = of.attributes()};
  for (const auto& item : of.items("items")) {
    const auto panel_of = item.object("panel");
    params.items.push_back({.label = item.text("label"), .panel = panel_of.content(), .id = item.text("id"), .attributes = item.attributes(), .panel_attributes = panel_of.attributes()});
  }
  return tabs(params);
}

Html draw_breadcrumbs(const Options& of) {
  Breadcrumbs params{.items = {}, .collapse_on_mobile = of.has("collapseOnMobile"), .label = of.text("labelText", "Breadcrumb"), .classes = of.text("classes"), .attributes = of.attributes()};
  for (const auto& item : of.items("items")) params.items.push_back({item.content(), item.url("href"), item.attributes()});
  return breadcrumbs(params);
}

Html draw_character_count(const Options& of) {
  return character_count({.textarea = textarea_of(of), .max_length = of.number("maxlength"), .max_words = of.number("maxwords"), .threshold = of.number("threshold"), .count_type = of.text("countType"),
                          .description = of.text("textareaDescriptionText"), .count_message_classes = of.object("countMessage").text("classes")});
}

Html draw_notification_banner(const Options& of) {
  return notification_banner({.text = of.content(), .title = of.content("titleText", "titleHtml"), .type = of.text("type"), .role = of.text("role"), .title_id = of.text("titleId", "govuk-notification-banner-title"),
                              .title_heading_level = of.number("titleHeadingLevel", 2), .classes = of.text("classes"), .attributes = of.attributes(), .disable_auto_focus = of.maybe("disableAutoFocus")});
}

Html draw_panel(const Options& of) {
  const auto actions = of.object("actions");
  Panel params{.title = of.content("titleText", "titleHtml"), .text = of.content(), .actions = {}, .heading_level = of.number("headingLevel", 1), .classes = of.text("classes"), .attributes = of.attributes(),
               .actions_classes = actions.text("classes"), .actions_attributes = actions.attributes()};
  for (const auto& item : actions.items("items")) params.actions.push_back({item.content(), item.url("href"), item.text("type"), item.text("classes"), item.attributes()});
  return panel(params);
}

}  // namespace

const std::map<std::string, std::function<Html(const Options&)>>& renderers() {
  static const std::map<std::string, std::function<Html(const Options&)>> all = {
      {"back-link", [](const Options& of) { return back_link({of.url("href").value_or(Url("#")), of.content().empty() ? Content("Back") : of.content(), of.text("classes"), of.attributes()}); }},
      {"breadcrumbs", draw_breadcrumbs},
      {"button", draw_button},
      {"character-count", draw_character_count},
      {"checkboxes", draw_checkboxes},
      {"date-input", draw_date_input},
      {"details",
       [](const Options& of) {
         return details({.summary = of.content("summaryText", "summaryHtml"), .text = of.content(), .open = of.has("open"), .id = of.text("id"), .classes = of.text("classes"), .attributes = of.attributes()});
       }},
      {"error-message",
       [](const Options& of) {
         ErrorMessage params{.text = of.content(), .classes = of.text("classes"), .attributes = of.attributes(), .id = of.text("id")};
         if (of.at("visuallyHiddenText")) params.visually_hidden_text = of.text("visuallyHiddenText");
         if (of.maybe("visuallyHiddenText") == false) params.visually_hidden_text = "";
         return error_message(params);
       }},
      {"error-summary", draw_error_summary},
      {"fieldset", [](const Options& of) { return fieldset(fieldset_of(of), Html::trusted(of.text("html"))); }},
      {"file-upload",
       [](const Options& of) {
         return file_upload({.id = of.text("id"), .name = of.text("name"), .label = of.label(), .hint = of.hint(), .error_message = of.error(), .multiple = of.has("multiple"), .disabled = of.has("disabled"),
                             .javascript = of.has("javascript"), .described_by = of.text("describedBy"), .classes = of.text("classes"), .attributes = of.attributes(), .form_group = of.form_group()});
       }},
      {"hint", [](const Options& of) { return hint({of.content(), of.text("classes"), of.attributes(), of.text("id")}); }},
      {"input", draw_input},
      {"inset-text", [](const Options& of) { return inset_text({of.content(), of.text("id"), of.text("classes"), of.attributes()}); }},
      {"label", [](const Options& of) { return label({of.content(), of.text("classes"), of.has("isPageHeading"), of.attributes(), of.text("for")}); }},
      {"notification-banner", draw_notification_banner},
      {"pagination", draw_pagination},
      {"panel", draw_panel},
      {"password-input",
       [](const Options& of) {
         return password_input({.id = of.text("id"), .name = of.text("name"), .label = of.label(), .hint = of.hint(), .error_message = of.error(), .value = of.text("value"),
                                .autocomplete = of.text("autocomplete", "current-password"), .described_by = of.text("describedBy"), .classes = of.text("classes"), .attributes = of.attributes(),
                                .disabled = of.has("disabled"), .form_group = of.form_group()});
       }},
      {"phase-banner", [](const Options& of) { return phase_banner({tag_of(of.object("tag")), of.content(), of.text("classes"), of.attributes()}); }},
      {"radios", draw_radios},
      {"select", draw_select},
      {"service-navigation", draw_service_navigation},
      {"skip-link", [](const Options& of) { return skip_link({of.content(), of.url("href").value_or(Url("#content")), of.text("classes"), of.attributes()}); }},
      {"summary-list", draw_summary_list},
      {"table", [](const Options& of) { return draw_table(of, of.unread()); }},
      {"tabs", draw_tabs},
      {"tag", [](const Options& of) { return tag(tag_of(of)); }},
      {"task-list", draw_task_list},
      {"textarea", [](const Options& of) { return textarea(textarea_of(of)); }},
      {"warning-text", [](const Options& of) { return warning_text({of.content(), of.text("iconFallbackText", "Warning"), of.text("classes"), of.attributes()}); }}};
  return all;
}

}  // namespace rightplace::web::govuk
