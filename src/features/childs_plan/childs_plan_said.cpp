// Three questions: what the child says, as often as it likes, and what came of it.

#include <fmt/format.h>

#include "features/childs_plan/childs_plan_parts.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::childs_plan {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using concerned::Question;
using web::Form;
using web::Html;
using web::html;
using web::Url;

std::string asks(Question question) { return say(fmt::format("questions.{}", concerned::kQuestions.code(question))); }

web::Response questions_page(const Asked& asked) {
  const auto tie = tie_of(asked);
  if (!tie) return web::problem(asked.exchange.request, asked.exchange.visitor, tie.error());
  if (const auto entered = enter(asked, *tie, {"said"}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto answers = asked.desk.database.read([&](db::Read& tx) { return concerned::answers_of(tx, asked.desk.vault, tie->child); });
  const bool may = asked.may(asked.facts, access::Verb::Answer).has_value();
  Html questions;
  for (const auto& one : concerned::kQuestions.rows)
    questions += may ? html(R"(<li><strong>{}</strong><br><a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}</span></a></li>)", asks(one.value), page_of(*tie).segment("questions").segment(one.code), say("questions.answer"), asks(one.value))
                     : html(R"(<li><strong>{}</strong></li>)", asks(one.value));
  const Html thanks = asked.exchange.request.query_value("done") == "said" ? govuk::notification_banner({.text = say("questions.thanks"), .type = "success"}) : Html{};
  const auto content = html(R"({}<div class="rp-readable"><h1 class="govuk-heading-l">{}</h1>{}{}{}<ol class="govuk-list govuk-list--number govuk-list--spaced">{}</ol>{}<h2 class="govuk-heading-m">{}</h2>{}<p class="govuk-body govuk-!-margin-top-7">Next: <a class="govuk-link" href="{}">{}</a></p></div>)", thanks,
                            say("hub.questions"), paragraph("questions.lead"), paragraph("questions.kept"), paragraph("questions.who"), questions, paragraph("questions.danger"), say("questions.said"),
                            answers.empty() ? paragraph("questions.said_none") : said_part(asked, answers), page_of(*tie).segment("people"), say("hub.people"));
  return desk::show(asked, {.title = say("hub.questions"), .breadcrumbs = {{"My page", page_of(*tie)}}}, content);
}

web::Response question_page(const Asked& asked, const Form& form) {
  const auto tie = tie_of(asked);
  const auto question = concerned::kQuestions.parse(asked.value("question"));
  if (!tie || !question) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto fields = field::textarea(form, {.name = "words", .label = asks(*question), .hint = say("questions.hint"), .rows = 6, .is_page_heading = true}) +
                      field::tick(form, {.name = "for_home", .text = say("questions.for_home"), .hint = say("questions.for_home_hint")});
  const auto content = html(R"({}<div class="rp-readable">{}</div>)", web::error_summary(form),
                            field::whole({.action = page_of(*tie).segment("questions").segment(asked.value("question")), .tokens = desk::tokens(asked), .fields = fields, .submit = say("questions.send"), .cancel = page_of(*tie).segment("questions")}));
  return desk::show(asked, {.title = asks(*question), .breadcrumbs = {{"My page", page_of(*tie)}, {say("hub.questions"), page_of(*tie).segment("questions")}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_answer(const Asked& asked) {
  const auto tie = tie_of(asked);
  const auto question = concerned::kQuestions.parse(asked.value("question"));
  if (!tie || !question) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  auto form = Form::of(asked.exchange.request);
  const auto words = form.required("words", "Write what you think", concerned::kLongestWords);
  const bool for_home = form.typed("for_home") == "yes";
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(concerned::answer(tx, asked.desk.vault, asked.actor(), asked.allowed(), tie->child, *question, words, for_home, asked.today(), asked.now()));
    return page_of(*tie).segment("questions").with("done", "said");
  });
  return done ? *done : question_page(asked, form);
}

}  // namespace

Html said_part(const Asked& asked, const std::vector<concerned::Answer>& answers) {
  Html items;
  asked.desk.database.read([&](db::Read& tx) {
    for (const auto& one : answers) {
      Html replies;
      for (const auto& reply : one.replies)
        replies += html(R"(<p class="govuk-body govuk-!-margin-bottom-1">{}</p><blockquote class="govuk-inset-text govuk-!-margin-top-0 rp-said">{}</blockquote>)", say("questions.reply", {desk::name_of_actor(tx, asked.desk.vault, "person", reply.by), reply.on.words()}), reply.words.reveal());
      if (one.replies.empty()) replies = paragraph("questions.no_reply");
      items += html(R"(<div class="moj-timeline__item"><div class="moj-timeline__header"><h3 class="moj-timeline__title">{}</h3></div><p class="moj-timeline__date">{}</p><div class="moj-timeline__description"><blockquote class="govuk-inset-text govuk-!-margin-top-0 rp-said">{}</blockquote><p class="govuk-hint">{}</p>{}</div></div>)",
                    asks(one.question), say("questions.you_said", {one.on.words()}), one.words.reveal(), say(one.for_home ? "questions.home_sees" : "questions.home_not"), replies);
    }
  });
  return html(R"(<div class="moj-timeline">{}</div>)", items);
}

void add_questions(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/plans/{tie}/questions", .record = Record::ChildsPlan, .facts = facts_of_plan, .handler = questions_page, .summary = "Three questions to the child, what it said and what came of it"});
  pages.pages.push_back({.pattern = "/plans/{tie}/questions/{question}", .record = Record::ChildsPlan, .verb = Verb::Answer, .facts = facts_of_plan, .handler = [](const Asked& asked) { return question_page(asked, Form{web::NamedValues{}}); }, .summary = "One question to the child"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/plans/{tie}/questions/{question}", .record = Record::ChildsPlan, .verb = Verb::Answer, .facts = facts_of_plan, .handler = send_answer, .summary = "What the child says to a question", .request_type = "answer form"});
}

}  // namespace rightplace::childs_plan
