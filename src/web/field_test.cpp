#include "web/field.h"

#include <gmock/gmock.h>

#include "web/layout.h"

namespace rightplace::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Form sent(NamedValues fields) {
  fields.emplace_back("csrf", "token");
  return Form(std::move(fields));
}
const Form kFirstSeen{NamedValues{}};

TEST(Fields, ShowWhatIsKnownUntilSomethingWasTyped) {
  const field::Input name{.name = "name", .label = "Name", .value = "Known"};
  EXPECT_THAT(field::input(kFirstSeen, name).markup(), HasSubstr(R"(value="Known")"));
  EXPECT_THAT(field::input(sent({{"name", "Typed & sent"}}), name).markup(), HasSubstr(R"(value="Typed &amp; sent")"));
  // Emptied by hand is empty, not filled in again.
  EXPECT_THAT(field::input(sent({{"name", ""}}), name).markup(), Not(HasSubstr("value=")));
}

TEST(Fields, AFaultIsShownAtItsFieldAndTiedToIt) {
  auto form = sent({{"beds", "x"}});
  form.fault("beds", "Enter the number of beds");
  const auto markup = field::input(form, {.name = "beds", .label = "Beds", .hint = "A whole number"}).markup();
  EXPECT_THAT(markup, HasSubstr(R"(aria-describedby="beds-hint beds-error")"));
  EXPECT_THAT(markup, HasSubstr(R"(<p id="beds-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Enter the number of beds</p>)"));
  EXPECT_THAT(markup, HasSubstr("govuk-form-group--error"));
}

TEST(Fields, TheErrorSummaryReachesEveryKindOfField) {
  auto form = sent({});
  for (const auto* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) form.fault(name, "Wrong");
  const auto summary = error_summary(form).markup();
  const std::vector<field::Choice> choices = {{"1", "One"}, {"2", "Two"}};
  const auto page = (field::input(form, {.name = "a", .label = "A"}) + field::textarea(form, {.name = "b", .label = "B", .longest = 100}) +
                     field::radios(form, {.name = "c", .legend = "C", .choices = choices}) + field::checkboxes(form, {.name = "d", .legend = "D", .choices = choices}) +
                     field::select(form, {.name = "e", .label = "E", .choices = choices}) + field::date(form, {.name = "f", .legend = "F"}) +
                     field::password(form, {.name = "g", .label = "G"}) + field::upload(form, {.name = "h", .label = "H"}))
                        .markup();
  for (const auto* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    EXPECT_THAT(summary, HasSubstr("href=\"#" + std::string(name) + "\"")) << name;
    EXPECT_THAT(page, HasSubstr(" id=\"" + std::string(name) + "\" name=\"" + name)) << name;
  }
}

TEST(Fields, ChoicesThatWereMadeStayMade) {
  const field::Checkboxes field{.name = "needs", .legend = "Needs", .choices = {{"a", "A"}, {"b", "B"}}, .values = {"a"}};
  EXPECT_THAT(field::checkboxes(kFirstSeen, field).markup(), HasSubstr(R"(value="a" checked)"));
  const auto changed = field::checkboxes(sent({{"needs", "b"}}), field).markup();
  EXPECT_THAT(changed, HasSubstr(R"(value="b" checked)"));
  EXPECT_THAT(changed, Not(HasSubstr(R"(value="a" checked)")));
  EXPECT_THAT(field::checkboxes(sent({}), field).markup(), Not(HasSubstr("checked")));
  EXPECT_THAT(field::tick(sent({}), {.name = "sure", .text = "Sure", .ticked = true}).markup(), Not(HasSubstr("checked")));
}

TEST(Fields, ADateHasThreePartsThatFormReads) {
  const auto markup = field::date(kFirstSeen, {.name = "start", .legend = "Start", .value = Date(2026, 3, 2)}).markup();
  for (const auto* part : {R"(id="start" name="start-day" type="text" value="2")", R"(name="start-month" type="text" value="3")", R"(name="start-year" type="text" value="2026")"})
    EXPECT_THAT(markup, HasSubstr(part));
  auto form = sent({{"start-day", "31"}, {"start-month", "2"}, {"start-year", "2026"}});
  form.date("start", "start", true);
  const auto wrong = field::date(form, {.name = "start", .legend = "Start"}).markup();
  EXPECT_THAT(wrong, HasSubstr(R"(value="31")"));
  EXPECT_THAT(wrong, HasSubstr("must be a real date"));
}

TEST(Fields, APasswordIsNeverFilledIn) {
  EXPECT_THAT(field::password(sent({{"password", "correct horse"}}), {.name = "password", .label = "Password"}).markup(), Not(HasSubstr("horse")));
}

TEST(Fields, WhatWasTypedIsTextAndStaysOnItsLine) {
  EXPECT_THAT(field::textarea(sent({{"why", "</textarea><script>x</script>"}}), {.name = "why", .label = "Why"}).markup(), HasSubstr("&lt;/textarea&gt;&lt;script&gt;"));
}

TEST(Fields, AWholeFormCarriesTokensFieldsAndOneWayOut) {
  const auto markup = field::whole({.action = Url("/homes").segment("SC1"), .tokens = html("<i></i>"), .fields = html("<b></b>"), .submit = "Save profile", .cancel = Url("/homes")}).markup();
  EXPECT_THAT(markup, HasSubstr(R"(<form method="post" action="/homes/SC1" novalidate><i></i><b></b>)"));
  EXPECT_THAT(markup, HasSubstr(R"(data-prevent-double-click="true")"));
  EXPECT_THAT(markup, HasSubstr(R"(<a class="govuk-link" href="/homes">Cancel</a>)"));
}

TEST(Urls, AreReadOnlyWhereTheyCannotRun) {
  for (const auto* fine : {"/homes?q=1", "#id", "https://example.org/a", "HTTP://example.org", "mailto:a@example.org", "tel:+441234"}) EXPECT_TRUE(Url::read(fine)) << fine;
  for (const auto* refused : {"", "javascript:alert(1)", "JavaScript:alert(1)", "//example.org", "/\\example.org", "data:text/html,x", "https://", "https://a b", "/a\nb", "homes"})
    EXPECT_FALSE(Url::read(refused)) << refused;
}

}  // namespace
}  // namespace rightplace::web
