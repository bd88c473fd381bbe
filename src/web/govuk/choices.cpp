#include "web/govuk/choices.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::web::govuk {
namespace {

// Radios and checkboxes differ in names and in who is told of hint and error.
struct Kind {
  std::string_view block;   // "govuk-radios"
  std::string_view type;
};

struct Shown {
  std::string id, name, described_by;
  bool checked = false;
};

Html one_choice(const Kind& kind, const Choice& item, const Shown& shown) {
  if (!item.divider.empty()) return Element("div").set("class", fmt::format("{}__divider", kind.block)).holding(Html::text(item.divider));
  const auto conditional_id = "conditional-" + shown.id;
  const bool has_hint = !item.hint.text.empty();
  const auto hint_id = shown.id + "-item-hint";
  Element field("input");
  field.set("class", fmt::format("{}__input", kind.block)).set("id", shown.id).set("name", shown.name).set("type", kind.type).set("value", item.value);
  field.flag("checked", shown.checked).flag("disabled", item.disabled);
  if (!item.conditional.empty()) field.set("data-aria-controls", conditional_id);
  field.given("data-behaviour", item.behaviour).given("aria-describedby", classes(shown.described_by, has_hint ? hint_id : "")).more(item.attributes);
  auto inner = field.alone() + label({.text = item.text, .classes = classes(fmt::format("{}__label", kind.block), item.label_classes), .attributes = item.label_attributes, .of = shown.id});
  if (has_hint)
    inner += hint({.text = item.hint.text, .classes = classes(fmt::format("{}__hint", kind.block), item.hint.classes), .attributes = item.hint.attributes, .id = hint_id});
  auto made = Element("div").set("class", fmt::format("{}__item", kind.block)).holding(inner);
  if (!item.conditional.empty())
    made += Element("div").set("class", classes(fmt::format("{}__conditional", kind.block), shown.checked ? "" : fmt::format("{}__conditional--hidden", kind.block)))
                .set("id", conditional_id).holding(item.conditional);
  return made;
}

std::string id_of(const Choice& item, const std::string& prefix, std::size_t index) {
  if (!item.id.empty()) return item.id;
  return index == 0 ? prefix : fmt::format("{}-{}", prefix, index + 1);
}

Html in_fieldset(const std::optional<Fieldset>& params, const std::string& described_by, std::string_view role, const Html& inner) {
  if (!params) return inner;
  auto with = *params;
  with.described_by = described_by;
  with.role = role;
  return fieldset(with, inner);
}

bool mentions(std::string_view all, std::string_view part) { return all.find(part) != std::string_view::npos; }

}  // namespace

Html fieldset(const Fieldset& params, const Html& inner) {
  Html legend;
  if (!params.legend.text.empty())
    legend = Element("legend").set("class", classes("govuk-fieldset__legend", params.legend.classes))
                 .holding(params.legend.is_page_heading ? html(R"(<h1 class="govuk-fieldset__heading">{}</h1>)", params.legend.text.html()) : params.legend.text.html());
  return Element("fieldset").set("class", classes("govuk-fieldset", params.classes)).given("role", params.role).given("aria-describedby", params.described_by)
      .more(params.attributes).holding(legend + inner);
}

Html radios(const Radios& params) {
  const auto& prefix = params.id_prefix.empty() ? params.name : params.id_prefix;
  const auto about = described(prefix, params.fieldset ? params.fieldset->described_by : "", params.hint, params.error_message);
  Html items;
  for (std::size_t i = 0; i < params.items.size(); ++i) {
    const auto& item = params.items[i];
    const bool chosen = !params.value.empty() && item.value == params.value && item.checked != false;
    items += one_choice({"govuk-radios", "radio"}, item, {id_of(item, prefix, i), params.name, {}, item.checked.value_or(false) || chosen});
  }
  const auto& group = params.form_group;
  const auto list = Element("div").set("class", classes("govuk-radios", params.classes)).more(params.attributes).set("data-module", "govuk-radios")
                        .holding(group.before.html() + items + group.after.html());
  return form_group(group, !params.error_message.text.empty(), in_fieldset(params.fieldset, about.by, {}, about.markup + list));
}

Html checkboxes(const Checkboxes& params) {
  const auto& prefix = params.id_prefix.empty() ? params.name : params.id_prefix;
  const auto& already = params.fieldset && !params.fieldset->described_by.empty() ? params.fieldset->described_by : params.described_by;
  const auto about = described(prefix, already, params.hint, params.error_message);
  Html items;
  for (std::size_t i = 0; i < params.items.size(); ++i) {
    const auto& item = params.items[i];
    const bool chosen = std::ranges::find(params.values, item.value) != params.values.end() && item.checked != false;
    items += one_choice({"govuk-checkboxes", "checkbox"}, item,
                        {id_of(item, prefix, i), item.name.empty() ? params.name : item.name, params.fieldset ? "" : about.by, item.checked.value_or(false) || chosen});
  }
  const auto& group = params.form_group;
  const auto list = Element("div").set("class", classes("govuk-checkboxes", params.classes)).more(params.attributes).set("data-module", "govuk-checkboxes")
                        .holding(group.before.html() + items + group.after.html());
  return form_group(group, !params.error_message.text.empty(), in_fieldset(params.fieldset, about.by, {}, about.markup + list));
}

Html select(const Select& params) {
  const auto& id = params.id.empty() ? params.name : params.id;
  const auto about = described(id, params.described_by, params.hint, params.error_message);
  const bool wrong = !params.error_message.text.empty();
  Html options;
  for (const auto& item : params.items) {
    Element option("option");
    if (item.value) option.set("value", *item.value);
    const bool chosen = !params.value.empty() && item.value.value_or(item.text) == params.value && item.selected != false;
    option.flag("selected", item.selected.value_or(false) || chosen).flag("disabled", item.disabled).more(item.attributes);
    options += option.holding(Html::text(item.text));
  }
  const auto field = Element("select").set("class", classes(classes("govuk-select", params.classes), wrong ? "govuk-select--error" : "")).set("id", id).set("name", params.name)
                         .flag("disabled", params.disabled).given("aria-describedby", about.by).more(params.attributes).holding(options);
  auto with_id = params.label;
  with_id.of = id;
  const auto& group = params.form_group;
  return form_group(group, wrong, label(with_id) + about.markup + group.before.html() + field + group.after.html());
}

Html date_input(const DateInput& params) {
  const auto about = described(params.id, params.fieldset ? params.fieldset->described_by : "", params.hint, params.error_message);
  const bool wrong = !params.error_message.text.empty();
  const auto is_wrong = [](const DatePart& part) { return part.error.value_or(false) || mentions(part.classes, "govuk-input--error"); };
  const bool any_wrong = std::ranges::any_of(params.items, is_wrong);
  Html parts;
  for (const auto& part : params.items) {
    std::string look;
    if (!mentions(part.classes, "govuk-input--error") && (is_wrong(part) || (part.error != false && wrong && !any_wrong))) look = "govuk-input--error";
    if (!mentions(part.classes, "govuk-input--width-")) look = classes(look, part.name == "year" ? "govuk-input--width-4" : "govuk-input--width-2");
    auto shown_label = part.label.empty() ? lower(part.name) : part.label;
    if (part.label.empty() && !shown_label.empty()) shown_label.front() = upper(shown_label.substr(0, 1)).front();
    parts += html(R"(<div class="govuk-date-input__item">{}</div>)",
                  input({.id = part.id.empty() ? params.id + "-" + part.name : part.id, .name = params.name_prefix.empty() ? part.name : params.name_prefix + "-" + part.name,
                         .label = {.text = shown_label, .classes = "govuk-date-input__label"}, .value = part.value, .inputmode = part.inputmode,
                         .autocomplete = part.autocomplete, .pattern = part.pattern, .classes = classes("govuk-date-input__input", classes(look, part.classes)), .attributes = part.attributes}));
  }
  const auto& group = params.form_group;
  const auto list = Element("div").set("class", classes("govuk-date-input", params.classes)).more(params.attributes).given("id", params.id)
                        .holding(group.before.html() + parts + group.after.html());
  // role=group: some screen readers say nothing of the description of a fieldset of text inputs otherwise.
  return form_group(group, wrong, in_fieldset(params.fieldset, about.by, "group", about.markup + list));
}

}  // namespace rightplace::web::govuk
