#include "web/govuk/text_fields.h"

#include "base/text.h"
#include "web/govuk/notices.h"

namespace rightplace::web::govuk {
namespace {

std::string_view words(bool value) { return value ? "true" : "false"; }

Html field_label(Label params, std::string_view id) {
  params.of = id;
  return label(params);
}

Html affix(const Affix& params, std::string_view kind) {
  if (params.text.empty()) return {};
  return Element("div").set("class", classes(kind, params.classes)).set("aria-hidden", "true").more(params.attributes).holding(params.text.html());
}

}  // namespace

Html label(const Label& params) {
  if (params.text.empty()) return {};
  const auto made = Element("label").set("class", classes("govuk-label", params.classes)).more(params.attributes).given("for", params.of).holding(params.text.html());
  return params.is_page_heading ? html(R"(<h1 class="govuk-label-wrapper">{}</h1>)", made) : made;
}

Html hint(const Hint& params) {
  return Element("div").given("id", params.id).set("class", classes("govuk-hint", params.classes)).more(params.attributes).holding(params.text.html());
}

Html error_message(const ErrorMessage& params) {
  const auto prefix = params.visually_hidden_text.empty() ? Html{} : html(R"(<span class="govuk-visually-hidden">{}:</span> )", params.visually_hidden_text);
  return Element("p").given("id", params.id).set("class", classes("govuk-error-message", params.classes)).more(params.attributes).holding(prefix + params.text.html());
}

Html form_group(const FormGroup& group, bool has_error, const Html& inner) {
  return Element("div").set("class", classes("govuk-form-group", has_error, "govuk-form-group--error", group.classes)).more(group.attributes).holding(inner);
}

Described described(std::string_view id, std::string_view already, const Hint& params, const ErrorMessage& error) {
  Described all{{}, std::string(already)};
  if (!params.text.empty()) {
    auto with_id = params;
    with_id.id = std::string(id) + "-hint";
    all.by = classes(all.by, with_id.id);
    all.markup += hint(with_id);
  }
  if (!error.text.empty()) {
    auto with_id = error;
    with_id.id = std::string(id) + "-error";
    all.by = classes(all.by, with_id.id);
    all.markup += error_message(with_id);
  }
  return all;
}

Html input(const Input& params) {
  const auto& id = params.id.empty() ? params.name : params.id;
  const auto about = described(id, params.described_by, params.hint, params.error_message);
  const bool wrong = !params.error_message.text.empty();
  Element field("input");
  field.set("class", classes(classes("govuk-input", params.classes), wrong ? "govuk-input--error" : ""));
  field.set("id", id).set("name", params.name).set("type", params.type);
  if (params.spellcheck) field.set("spellcheck", words(*params.spellcheck));
  field.given("value", params.value).flag("disabled", params.disabled).given("aria-describedby", about.by).given("autocomplete", params.autocomplete);
  field.given("autocapitalize", params.autocapitalize).given("pattern", params.pattern).given("inputmode", params.inputmode).more(params.attributes);
  auto body = field.alone();
  const auto& group = params.form_group;
  if (!params.prefix.text.empty() || !params.suffix.text.empty() || !group.before.empty() || !group.after.empty())
    body = Element("div").set("class", classes("govuk-input__wrapper", params.wrapper.classes)).more(params.wrapper.attributes)
               .holding(group.before.html() + affix(params.prefix, "govuk-input__prefix") + body + affix(params.suffix, "govuk-input__suffix") + group.after.html());
  return form_group(group, wrong, field_label(params.label, id) + about.markup + body);
}

Html textarea(const Textarea& params) {
  const auto& id = params.id.empty() ? params.name : params.id;
  const auto about = described(id, params.described_by, params.hint, params.error_message);
  const bool wrong = !params.error_message.text.empty();
  Element field("textarea");
  field.set("class", classes("govuk-textarea", wrong, "govuk-textarea--error", params.classes)).set("id", id).set("name", params.name);
  field.set("rows", std::to_string(params.rows));
  if (params.spellcheck) field.set("spellcheck", words(*params.spellcheck));
  field.flag("disabled", params.disabled).given("aria-describedby", about.by).given("autocomplete", params.autocomplete).more(params.attributes);
  // HTML drops one line feed after <textarea>, so one that was typed needs another before it.
  const auto value = Html::text(params.value.starts_with("\n") ? "\n" + params.value : params.value);
  const auto& group = params.form_group;
  return form_group(group, wrong, field_label(params.label, id) + about.markup + group.before.html() + field.holding(value) + group.after.html());
}

Html character_count(const CharacterCount& params) {
  auto inner = params.textarea;
  if (inner.id.empty()) inner.id = inner.name;
  const bool in_words = params.max_words > 0;
  const auto type = params.count_type.empty() && in_words ? std::string("words") : params.count_type;
  const int most = in_words ? params.max_words : params.max_length;
  const auto description = params.description.empty() ? std::string("You can enter up to %{count} ") + (type == "words" ? "words" : "characters") : params.description;
  Attributes attributes = {{"data-module", "govuk-character-count"}};
  if (params.max_length > 0) attributes.emplace_back("data-maxlength", std::to_string(params.max_length));
  if (in_words) attributes.emplace_back("data-maxwords", std::to_string(params.max_words));
  if (params.threshold > 0) attributes.emplace_back("data-threshold", std::to_string(params.threshold));
  if (!type.empty()) attributes.emplace_back("data-count-type", type);
  if (most == 0 && !params.description.empty()) attributes.emplace_back("data-i18n.textarea-description.other", params.description);
  attributes.insert(attributes.end(), inner.form_group.attributes.begin(), inner.form_group.attributes.end());
  const auto message = hint({.text = most > 0 ? Content(replace_all(description, "%{count}", std::to_string(most))) : Content{},
                             .classes = classes("govuk-character-count__message", params.count_message_classes), .id = inner.id + "-info"});
  inner.described_by = inner.id + "-info";
  inner.form_group.attributes = attributes;
  inner.form_group.classes = classes("govuk-character-count", inner.form_group.classes);
  inner.form_group.after = message + inner.form_group.after.html();
  inner.classes = classes("govuk-js-character-count", inner.classes);
  return textarea(inner);
}

Html password_input(const PasswordInput& params) {
  const auto& id = params.id.empty() ? params.name : params.id;
  Input inner{.id = id, .name = params.name, .label = params.label, .hint = params.hint, .error_message = params.error_message, .value = params.value, .type = "password",
              .autocomplete = params.autocomplete, .autocapitalize = "none", .described_by = params.described_by,
              .classes = classes("govuk-password-input__input govuk-js-password-input-input", params.classes), .attributes = params.attributes,
              .spellcheck = false, .disabled = params.disabled, .wrapper = {.classes = "govuk-password-input__wrapper"}, .form_group = params.form_group};
  inner.form_group.classes = classes("govuk-password-input", params.form_group.classes);
  inner.form_group.attributes = {{"data-module", "govuk-password-input"}};
  for (const auto& attribute : params.form_group.attributes) inner.form_group.attributes.push_back(attribute);
  // Hidden until script makes it work.
  inner.form_group.after = Element("button").set("type", "button").set("class", classes("govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle", params.button_classes))
                               .set("data-module", "govuk-button").set("aria-controls", id).set("aria-label", "Show password").flag("hidden", true).holding(html("Show")) +
                           params.form_group.after.html();
  return input(inner);
}

Html file_upload(const FileUpload& params) {
  const auto& id = params.id.empty() ? params.name : params.id;
  const auto about = described(id, params.described_by, params.hint, params.error_message);
  const bool wrong = !params.error_message.text.empty();
  auto field = Element("input").set("class", classes(classes("govuk-file-upload", params.classes), wrong ? "govuk-file-upload--error" : "")).set("id", id).set("name", params.name).set("type", "file")
                   .flag("disabled", params.disabled).flag("multiple", params.multiple).given("aria-describedby", about.by).more(params.attributes).alone();
  if (params.javascript) field = html(R"(<div class="govuk-file-upload-wrapper" data-module="govuk-file-upload">{}</div>)", field);
  const auto& group = params.form_group;
  return form_group(group, wrong, field_label(params.label, id) + about.markup + group.before.html() + field + group.after.html());
}

}  // namespace rightplace::web::govuk
