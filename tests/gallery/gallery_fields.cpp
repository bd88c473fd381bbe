#include "tests/gallery/gallery.h"
#include "web/field.h"
#include "web/govuk/wayfinding.h"
#include "web/layout.h"

namespace rightplace::gallery {
namespace {

using namespace web;

const Form kFresh{NamedValues{}};

Html as_form(const Html& fields) { return field::whole({.action = Url("/"), .fields = fields, .submit = "Save and continue", .cancel = Url("/")}); }

std::vector<field::Choice> kinds() {
  return {{"solo", "Solo home", "One child, staff of their own"}, {"small", "Small home", "Two or three children"}, {.divider = "or"}, {"any", "It does not matter"}};
}

Html text_fields(const Form& form) {
  return as_form(field::input(form, {.name = "name", .label = "Name of the home", .hint = "As it stands on the certificate of registration", .value = "Larkspur House", .width = field::Width::TwoThirds}) +
                 field::input(form, {.name = "email", .label = "E-mail address", .type = "email", .autocomplete = "email", .width = field::Width::TwoThirds}) +
                 field::input(form, {.name = "code", .label = "Code", .hint = "The six digits that your authenticator shows now", .inputmode = "numeric", .width = field::Width::Of10}) +
                 field::money(form, {.name = "fee", .label = "Weekly fee", .suffix = "per week"}) +
                 field::password(form, {.name = "password", .label = "Password"}) +
                 field::textarea(form, {.name = "reason", .label = "Why this home and no other", .hint = "Do not name the child", .longest = 500}) +
                 field::upload(form, {.name = "file", .label = "Statement of purpose", .hint = "A PDF or text file of at most 10 MB", .accept = ".pdf,.txt"}));
}

Html choice_fields(const Form& form) {
  return as_form(field::radios(form, {.name = "kind", .legend = "What kind of home does the child need?", .choices = kinds()}) +
                 field::radios(form, {.name = "answer", .legend = "Can you offer a place?", .choices = {{"yes", "Yes"}, {"no", "No"}}, .inline_ = true}) +
                 field::radios(form, {.name = "contact", .legend = "How should we reach you?",
                                      .choices = {{"mail", "By e-mail", "", field::input(form, {.name = "contact_email", .label = "E-mail address", .type = "email", .width = field::Width::Half})},
                                                  {"phone", "By telephone", "", field::input(form, {.name = "contact_phone", .label = "Telephone number", .type = "tel", .width = field::Width::Of20})}}}) +
                 field::checkboxes(form, {.name = "needs", .legend = "What does the child need help with?", .choices = {{"sleep", "Sleeping through the night"}, {"school", "Going to school"}, {"family", "Seeing their family"}},
                                          .hint = "Choose all that are so"}) +
                 field::select(form, {.name = "area", .label = "Area", .choices = {{"1", "Northshire"}, {"2", "Westmere"}}, .empty = "Choose an area"}) +
                 field::date(form, {.name = "start", .legend = "When could the placement start?", .hint = "For example, 27 3 2026", .value = Date(2026, 3, 2)}) +
                 field::tick(form, {.name = "sure", .text = "I have read the child's wishes", .hint = "They are on the page before"}));
}

Html text(const Query&) { return text_fields(kFresh); }
Html choices(const Query&) { return choice_fields(kFresh); }

Html errors(const Query&) {
  Form form({{"csrf", "x"}, {"name", "<b>Lark</b>"}, {"start-day", "31"}, {"start-month", "2"}, {"start-year", "2026"}, {"fee", "a lot"}});
  form.fault("name", "Enter a name without signs such as < and >");
  form.fault("email", "Enter an e-mail address, such as name@example.org");
  form.pounds("fee", "Enter the weekly fee in pounds, such as 5,250");
  form.fault("password", "Enter your password");
  form.fault("reason", "Enter why this home and no other");
  form.fault("file", "Choose a file");
  form.fault("kind", "Choose what kind of home the child needs");
  form.fault("needs", "Choose at least one, or say that there is none");
  form.fault("area", "Choose an area");
  form.date("start", "day on which the placement could start", true);
  form.fault("sure", "Read the child's wishes first");
  return error_summary(form) + html(R"(<h1 class="govuk-heading-l">Fields with something wrong</h1>)") + text_fields(form) + choice_fields(form);
}

Html question(const Query&) {
  return govuk::back_link({Url("/")}) + as_form(field::radios(kFresh, {.name = "kind", .legend = "Would you like to live with other children?", .choices = {{"yes", "Yes"}, {"some", "Yes, with one or two"}, {"no", "No"}, {"unsure", "I am not sure yet"}},
                                                                          .hint = "There is no wrong answer. You can change it later.", .is_page_heading = true}));
}

Html buttons(const Query&) {
  return govuk::button_group({govuk::button({.text = "Save"}), govuk::button({.text = "Save as a draft", .classes = "govuk-button--secondary"}), html(R"(<a class="govuk-link" href="{}">Cancel</a>)", Url("/"))}) +
         govuk::button_group({govuk::button({.text = "Withdraw the referral", .classes = "govuk-button--warning"}), govuk::button({.text = "Nothing to send yet", .disabled = true})}) +
         govuk::button({.text = "Start a referral", .href = Url("/"), .is_start = true}) + html(R"(<form method="post" action="{}"><button class="rp-link-button" type="submit">A button that looks like a link</button></form>)", Url("/"));
}

}  // namespace

std::vector<Piece> field_pieces() {
  return {{"text-fields", "Text fields", text}, {"choices", "Choices and dates", choices}, {.name = "errors", .title = "Fields with something wrong", .draw = errors, .has_errors = true, .own_heading = true},
          {.name = "question", .title = "Would you like to live with other children?", .draw = question, .own_heading = true}, {"buttons", "Buttons", buttons}};
}

}  // namespace rightplace::gallery
