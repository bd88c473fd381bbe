// The worker's side: what the child said and what came of it, and who has access of their own.

#include <fmt/format.h>

#include "base/text.h"
#include "features/caseload/caseload.h"
#include "features/childs_plan/childs_plan_parts.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::childs_plan {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using concerned::Kind;
using web::Form;
using web::Html;
using web::html;
using web::Url;

Url voice_of(const Asked& asked) { return Url("/children").segment(asked.facts.child).segment("voice"); }
children::ChildId child_of(const Asked& asked) { return children::ChildId(asked.facts.child); }
std::vector<web::Link> crumbs_of(const Asked& asked) { return {{"Children", Url("/children")}, {"The child", Url("/children").segment(asked.facts.child)}}; }

Result<access::Facts> facts_of_child(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return caseload::facts_of(tx, exchange.value("id"), standing.today); }

disclosures::Purpose purpose_of(const Asked& asked) {
  const bool cares = desk::holds(asked.standing, access::Role::SocialWorker) || desk::holds(asked.standing, access::Role::TeamManager) || desk::holds(asked.standing, access::Role::PersonalAdviser);
  return asked.granted.alerts ? disclosures::Purpose::Safeguarding : cares ? disclosures::Purpose::Care : disclosures::Purpose::Oversight;
}

Html reply_form(const Asked& asked, const concerned::Answer& one, const Form& form) {
  const bool this_one = form.sent() && form.typed("answer") == one.id.text();
  const Form& shown = this_one ? form : Form{web::NamedValues{}};
  const auto label = one.replies.empty() ? "What came of it?" : "Add to your answer";
  // Several such forms stand on the page; the summary of faults leads to the one that was sent.
  const auto name = this_one ? std::string("words") : "words-" + one.id.text();
  const auto faults = this_one ? form.fault_of("words") : std::string();
  const Html fault = faults.empty() ? Html{} : html(R"(<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>)", name, faults);
  return html(R"(<form method="post" action="{}" novalidate>{}<input type="hidden" name="answer" value="{}"><div class="govuk-form-group{}"><label class="govuk-label" for="{}">{}</label><div class="govuk-hint">The child reads this. Use short, plain words.</div>{}<textarea class="govuk-textarea" id="{}" name="words" rows="3">{}</textarea></div><button class="govuk-button govuk-button--secondary" type="submit">Send to the child</button></form>)",
              voice_of(asked).segment("reply"), desk::tokens(asked), one.id.text(), faults.empty() ? "" : " govuk-form-group--error", name, label, fault, name, shown.typed("words"));
}

Html answers_part(const Asked& asked, const std::vector<concerned::Answer>& answers, bool may_write, const Form& form) {
  if (answers.empty()) return html(R"(<div class="govuk-inset-text">The child has written nothing here. It can, once it has access of its own; until then ask the three questions yourself when you visit.</div>)");
  Html items;
  for (const auto& one : answers) {
    Html replies;
    for (const auto& reply : one.replies)
      replies += html(R"(<p class="govuk-body govuk-!-margin-bottom-1"><strong>{}</strong> on {}:</p><p class="govuk-body rp-said">{}</p>)", asked.desk.database.read([&](db::Read& tx) { return desk::name_of_actor(tx, asked.desk.vault, "person", reply.by); }), reply.on.words(), reply.words.reveal());
    const Html waits = one.replies.empty() ? html(" {}", govuk::tag("Unanswered", govuk::Colour::Orange)) : Html{};
    items += html(R"(<div class="moj-timeline__item"><div class="moj-timeline__header"><h2 class="moj-timeline__title">{}</h2>{}</div><p class="moj-timeline__date">{} ({}). {}</p><div class="moj-timeline__description"><blockquote class="govuk-inset-text govuk-!-margin-top-0 rp-said">{}</blockquote>{}{}</div></div>)", concerned::kQuestions.label(one.question), waits,
                  one.on.words(), ago(one.on, asked.today()), one.for_home ? "The child wants the home to see it." : "Not for the home to see.", one.words.reveal(), replies, !may_write ? Html{} : one.replies.empty() ? reply_form(asked, one, form) : govuk::details({.summary = "Add to your answer", .text = reply_form(asked, one, form), .open = form.sent() && form.typed("answer") == one.id.text()}));
  }
  return html(R"(<div class="moj-timeline">{}</div>)", items);
}

// The child's workers know whom they gave access: the name, which nobody else is shown.
std::string name_of(db::Read& tx, const Asked& asked, const concerned::Tie& tie) {
  const auto contact = accounts::contact_of(tx, asked.desk.vault, accounts::PersonId(tie.person));
  return contact ? contact->name.reveal() : std::string("Account closed");
}

Html access_part(const Asked& asked, bool may_write) {
  return asked.desk.database.read([&](db::Read& tx) {
    govuk::Table table{.caption = "Who has access of their own", .caption_classes = "govuk-visually-hidden", .head = {"Who", "Since", "Kept from them", "State"}, .rows = {}, .first_cell_is_header = true};
    if (may_write) table.head.push_back("Change");
    for (const auto& tie : concerned::of_child(tx, child_of(asked))) {
      const bool stands = concerned::stands(tx, tie, asked.today());
      std::vector<std::string> kept;
      for (const auto part : tie.kept_back) kept.push_back(lower(concerned::kParts.label(part)));
      const auto why = concerned::because_of(tx, asked.desk.vault, tie.id);
      const auto kept_why = concerned::kept_because_of(tx, asked.desk.vault, tie.id);
      const Html kept_words = kept.empty() ? Html::text("Nothing") : html(R"({}<br><span class="govuk-hint">{}</span>)", capitalised(join_words(kept)), kept_why.empty() ? std::string() : kept_why.begin()->second.reveal());
      std::vector<govuk::Cell> cells{html(R"({}: {}<br><span class="govuk-hint">{}</span>)", concerned::kKinds.label(tie.kind), name_of(tx, asked, tie), why.reveal()), tie.from.words(), kept_words,
                                     stands ? govuk::tag("Stands", govuk::Colour::Green) : tie.ended_on ? html("{} {}", govuk::tag("Ended", govuk::Colour::Grey), tie.ended_on->words()) : govuk::tag("Ended with the care", govuk::Colour::Grey)};
      if (may_write)
        cells.push_back(stands ? html(R"(<a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> the access of {}</span></a>)", voice_of(asked).segment("access").with("tie", tie.id.text()), name_of(tx, asked, tie)) : Html{});
      table.rows.push_back(std::move(cells));
    }
    const Html give = may_write ? govuk::button({.text = "Give somebody access", .href = voice_of(asked).segment("give"), .classes = "govuk-button--secondary"}) : Html{};
    return (table.rows.empty() ? html(R"(<p class="govuk-body">Nobody has. The child, an advocate whom the child chose and a parent can read what is told of the plan, each their own part, once you give them access.</p>)") : govuk::scrolling(govuk::table(table), "Who has access of their own")) + give;
  });
}

web::Response voice_page(const Asked& asked, const Form& form) {
  const auto child = child_of(asked);
  if (const auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"name", "said"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const bool may_write = asked.may(asked.facts, access::Verb::Write).has_value();
  const auto [answers, name] = asked.desk.database.read([&](db::Read& tx) { return std::pair(concerned::answers_of(tx, asked.desk.vault, child), called(tx, asked.desk.vault, child)); });
  const auto said = asked.exchange.request.query_value("done");
  const Html done = said == "replied" ? govuk::notification_banner({.text = "Sent. The child sees it on its own page.", .type = "success"})
                    : said == "given" ? govuk::notification_banner({.text = "Access is given. Whoever has no account yet gets a letter with a link.", .type = "success"})
                    : said == "ended" ? govuk::notification_banner({.text = "The access ended, at once.", .type = "success"})
                    : said == "sent"  ? govuk::notification_banner({.text = "A new link is on its way.", .type = "success"})
                                      : Html{};
  const auto title = fmt::format("What {} said", name.reveal().empty() ? std::string("the child") : name.reveal());
  const auto content = html(R"({}{}<div class="rp-readable"><h1 class="govuk-heading-l">{}</h1>{}<h2 class="govuk-heading-m">Who has access of their own</h2>{}</div>)", web::error_summary(form), done, title, answers_part(asked, answers, may_write, form), access_part(asked, may_write));
  return desk::show(asked, {.title = "What the child said", .breadcrumbs = crumbs_of(asked), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_reply(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const concerned::AnswerId answer(form.typed("answer"));
  const auto words = form.required("words", "Write what came of it, in words that the child understands", concerned::kLongestWords);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    if (auto replied = concerned::reply(tx, asked.desk.vault, asked.actor(), asked.allowed(), child_of(asked), answer, words, asked.today(), asked.now()); !replied) {
      if (replied.error().kind != ErrorKind::NotFound) return fail(std::move(replied).error());
      return fail(ErrorKind::Conflict, "There is no such answer of this child. Look at what stands here now");
    }
    return voice_of(asked).with("done", "replied");
  });
  return done ? *done : voice_page(asked, form);
}

// ---- Giving and ending access.

web::Response give_page(const Asked& asked, const Form& form) {
  std::vector<field::Choice> kinds, parts;
  for (const auto& one : concerned::kKinds.rows) {
    const auto* policy = concerned::policy_of(one.value, asked.today());
    if (!policy) continue;
    kinds.push_back({std::string(one.code), policy->label, one.value == Kind::Advocate ? std::string("Somebody of an advocacy service that works here: enter the address with which they sign in") : policy->least_age > 0 ? fmt::format("From {} years on", policy->least_age) : std::string("Reads only the part that concerns parents")});
  }
  for (const auto& one : concerned::kParts.rows) parts.push_back({std::string(one.code), std::string(one.label)});
  const Html fields = field::radios(form, {.name = "kind", .legend = "Who is it?", .choices = kinds}) + field::input(form, {.name = "name", .label = "Name", .hint = "Not needed for an advocate", .autocomplete = "off", .width = field::Width::TwoThirds}) +
                      field::input(form, {.name = "email", .label = "Their own e-mail address", .hint = "Nobody else must be able to read it: not the one of a parent for a child", .type = "email", .autocomplete = "off", .spellcheck = false}) +
                      field::textarea(form, {.name = "because", .label = "Why, and how do you know that it is they?", .hint = "For example: parental responsibility, birth certificate seen on 3 May. Kept sealed", .rows = 3, .longest = 500}) +
                      field::checkboxes(form, {.name = "kept_back", .legend = "Is anything kept from this person?", .choices = parts, .hint = "Only for a parent or an advocate: what a court orders, or what would put the child at risk"}) +
                      field::textarea(form, {.name = "kept_because", .label = "Why is it kept from them? (if anything is)", .hint = "Kept sealed, and never shown to them", .rows = 3, .longest = 500});
  const auto content = html(R"({}<div class="rp-readable"><h1 class="govuk-heading-l">Give somebody access</h1><p class="govuk-body">They get a letter with a link, set a password and an authenticator, and read what is told of this child’s plan: never the case itself. It ends when you end it, and by itself when care ends.</p>{}</div>)", web::error_summary(form),
                            field::whole({.action = voice_of(asked).segment("give"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Give access", .cancel = voice_of(asked)}));
  auto crumbs = crumbs_of(asked);
  crumbs.push_back({"What the child said", voice_of(asked)});
  return desk::show(asked, {.title = "Give somebody access", .breadcrumbs = crumbs, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_give(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto kind = concerned::kKinds.parse(form.typed("kind"));
  if (!kind) form.fault("kind", "Choose who it is");
  concerned::NewTie wanted{child_of(asked), kind.value_or(Kind::Child), {Personal(form.typed("name")), Personal(form.typed("email"))}, form.typed("because"), {}, form.typed("kept_because")};
  if (kind && *kind != Kind::Advocate && trim(wanted.contact.name.reveal()).empty()) form.fault("name", "Enter the name of the person");
  if (trim(wanted.contact.email.reveal()).empty()) form.fault("email", "Enter an e-mail address in the form name@example.org");
  for (const auto& code : form.all("kept_back"))
    if (const auto part = concerned::kParts.parse(code)) wanted.kept_back.insert(*part);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(concerned::give(tx, asked.desk.vault, asked.actor(), asked.allowed(), wanted, asked.today(), asked.now()));
    return voice_of(asked).with("done", "given");
  });
  return done ? *done : give_page(asked, form);
}

web::Response access_page(const Asked& asked, const Form& form) {
  const concerned::TieId id(form.sent() ? form.typed("tie") : std::string(asked.exchange.request.query_value("tie")));
  const auto tie = asked.desk.database.read([&](db::Read& tx) { return concerned::load(tx, id); });
  if (!tie || tie->child.text() != asked.facts.child) return form.sent() ? voice_page(asked, form) : web::redirect(voice_of(asked));
  const auto who = asked.desk.database.read([&](db::Read& tx) { return name_of(tx, asked, *tie); });
  const Html hidden = html(R"(<input type="hidden" name="tie" value="{}">)", id.text());
  const Html link = tie->kind == Kind::Advocate ? Html{} : html(R"(<h2 class="govuk-heading-m">A new link</h2><p class="govuk-body">For whoever never used the first, or lost the authenticator. It goes to their own e-mail address. Make sure by voice that it is really they who ask.</p>{})",
                                                             field::whole({.action = voice_of(asked).segment("link"), .tokens = desk::tokens(asked), .fields = hidden, .submit = "Send a new link"}));
  const auto content = html(R"({}<div class="rp-readable"><span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">The access of {}</h1>{}<h2 class="govuk-heading-m">End it</h2>{}</div>)", web::error_summary(form), concerned::kKinds.label(tie->kind), who, link,
                            field::whole({.action = voice_of(asked).segment("end"), .tokens = desk::tokens(asked), .fields = hidden + field::textarea(form, {.name = "because", .label = "Why does it end?", .hint = "Kept sealed. They read nothing more from this moment on", .rows = 3, .longest = 500}), .submit = "End the access", .cancel = voice_of(asked), .warning = true}));
  auto crumbs = crumbs_of(asked);
  crumbs.push_back({"What the child said", voice_of(asked)});
  return desk::show(asked, {.title = "Change access", .breadcrumbs = crumbs, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

// A tie of another child is answered like one that is not there.
Done of_this_child(Done done) {
  if (!done && done.error().kind == ErrorKind::NotFound) return fail(ErrorKind::Conflict, "There is no such access to this child’s plan. Look at what stands here now");
  return done;
}

web::Response send_end(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const concerned::TieId id(form.typed("tie"));
  const auto because = form.required("because", "Enter why the access ends", 500);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(of_this_child(concerned::end(tx, asked.desk.vault, asked.actor(), asked.allowed(), child_of(asked), id, because, asked.today(), asked.now())));
    return voice_of(asked).with("done", "ended");
  });
  return done ? *done : access_page(asked, form);
}

web::Response send_link(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const concerned::TieId id(form.typed("tie"));
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(of_this_child(concerned::send_link(tx, asked.desk.vault, asked.actor(), asked.allowed(), child_of(asked), id, asked.today(), asked.now())));
    return voice_of(asked).with("done", "sent");
  });
  return done ? *done : access_page(asked, form);
}

}  // namespace

void add_voice(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto opened = [](web::Response (*page)(const Asked&, const Form&)) { return [page](const Asked& asked) { return page(asked, Form{web::NamedValues{}}); }; };
  const auto form = [&](std::string_view pattern, web::Response (*send)(const Asked&), std::string_view summary, std::string_view name) {
    pages.pages.push_back({.method = Method::Post, .pattern = pattern, .record = Record::ChildCase, .verb = Verb::Write, .facts = facts_of_child, .handler = send, .summary = summary, .request_type = name});
  };
  pages.pages.push_back({.pattern = "/children/{id}/voice", .record = Record::ChildCase, .facts = facts_of_child, .handler = opened(voice_page), .summary = "What the child said and what came of it, and who has access of their own"});
  form("/children/{id}/voice/reply", send_reply, "Tell the child what came of what it said", "reply form");
  pages.pages.push_back({.pattern = "/children/{id}/voice/give", .record = Record::ChildCase, .verb = Verb::Write, .facts = facts_of_child, .handler = opened(give_page), .summary = "Form that gives a child, an advocate or a parent access"});
  form("/children/{id}/voice/give", send_give, "Give a child, an advocate or a parent access of their own", "access form");
  pages.pages.push_back({.pattern = "/children/{id}/voice/access", .record = Record::ChildCase, .verb = Verb::Write, .facts = facts_of_child, .handler = opened(access_page), .summary = "One person's access: a new link, or its end", .query = {{"tie", "Whose access"}}});
  form("/children/{id}/voice/end", send_end, "End somebody's access, at once", "end of access form");
  form("/children/{id}/voice/link", send_link, "Send somebody a new link to set the account up", "new link form");
}

}  // namespace rightplace::childs_plan
