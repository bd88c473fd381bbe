// What somebody who answers by link reads, and their answer.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/linking/linking_parts.h"
#include "features/referrals/referrals.h"
#include "web/field.h"
#include "web/govuk/wayfinding.h"
#include "web/problem.h"

namespace rightplace::linking {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using desk::Desk;
using web::Exchange;
using web::Form;
using web::Html;
using web::html;
using web::Response;
using web::Url;

const Form kUntouched{web::NamedValues{}};

Allowed by_link() { return Allowed::because("holds the link of a letter that the authority sent to the home, and answers for it"); }

// What one page knows. Nothing of the child unless `readable`.
struct Here {
  Opening opening;
  asking::Ask ask;
  referrals::Status status = referrals::Status::Open;
  std::string authority_name, home_name, child_id;
  Done readable;
  std::vector<answering::Released> facts;
  std::optional<asking::Offer> offer;
  std::vector<asking::Message> messages;
  std::optional<Date> needed_on;
  Html to_join;                    // for homes that want more than a link gives
  Actor actor() const { return {ActorKind::System, fmt::format("outside: {}, by link sent to {}", home_name, opening.email_masked)}; }
};
Result<Here> here(db::Read& tx, const Desk& desk, const Exchange& exchange) {
  RP_TRY(opening, opening_of(tx, desk.vault, OpeningId(std::string(exchange.value("id"))), exchange.visitor.csrf_token, desk.moments.now()));
  RP_TRY(ask, asking::load(tx, opening.ask));
  Here out;
  out.opening = std::move(opening);
  out.ask = std::move(ask);
  out.authority_name = answering::organisation_name(tx, out.ask.authority);
  out.home_name = answering::home_name(tx, out.ask.urn, desk.today());
  const auto line = referrals::line_of(tx, out.ask.reference);
  if (!line) return fail(ErrorKind::NotFound, "Open the link in the letter again");
  // A referral that was withdrawn takes its asks with it, whoever forgot to say so to each home.
  if (line->status != referrals::Status::Open && line->status != referrals::Status::Placed && asking::is_live(out.ask.state)) out.ask.state = asking::State::Withdrawn;
  out.status = line->status;
  out.to_join = way_in(tx, desk, out.opening, out.ask);
  out.offer = asking::offer_of(tx, out.ask.id);
  out.readable = may_read(out.ask, out.offer, desk.days.now());
  if (!out.ask.organisation.empty() && out.readable) out.readable = fail(ErrorKind::Conflict, "Your provider works here now. Sign in, and answer under Asked of us");
  if (!out.readable) return out;
  RP_TRY(referral, referrals::find_referral(tx, desk.vault, out.ask.reference));
  out.facts = answering::released(referral, asking::Tier::ReferralSummary);
  out.messages = asking::messages_of(tx, out.ask.id);
  out.needed_on = line->needed_on;
  if (!line->child_id.empty()) out.child_id = children::current(tx, children::ChildId(line->child_id)).text();
  return out;
}

// Enters what is shown of the child in the ledger before it answers.
Result<Here> here_to_read(const Desk& desk, const Exchange& exchange) {
  auto found = desk.database.read([&](db::Read& tx) { return here(tx, desk, exchange); });
  if (!found || !found->readable) return found;
  std::vector<std::string> names;
  for (const auto& fact : found->facts) names.push_back(fact.name);
  RP_CHECK(desk.database.write([&](db::Write& tx) -> Done {
    const auto now = desk.moments.now();
    audit::record(tx, found->actor(), by_link(), "link.read", {"ask", found->ask.id.text()}, now, {{"reference", found->ask.reference}, {"urn", found->ask.urn}});
    if (found->child_id.empty()) return {};
    return disclosures::record(tx, found->actor(), by_link(), {children::ChildId(found->child_id), disclosures::Tier::Outline, names, disclosures::Purpose::Placing, {}}, now);
  }));
  return found;
}

Url page_of(const Opening& opening) { return Url("/by-link").segment(opening.id.text()); }

Html heading(const Here& here, std::string_view title) {
  return html(R"(<span class="govuk-caption-l">{} asks {}</span><h1 class="govuk-heading-l">{}</h1>)", here.authority_name, here.home_name, title);
}

Html done_banner(const Exchange& exchange) {
  static constexpr std::pair<std::string_view, std::string_view> kDone[] = {{"offered", "Your offer is with the authority. It decides, and writes to you."},
                                                                           {"declined", "Your answer is with the authority. Thank you: a no with its reason helps it to look elsewhere at once."},
                                                                           {"taken-back", "Your offer is taken back."},
                                                                           {"written", "Your message is with the authority. Its answer comes by letter, with a new link."}};
  const auto done = exchange.request.query_value("done");
  for (const auto& [code, words] : kDone)
    if (code == done) return govuk::notification_banner({.text = std::string(words), .title = "Done", .type = "success"});
  return {};
}

Html what_next(const Here& here, Instant at) {
  const auto link = [&](std::string_view segment, std::string_view words, std::string classes) {
    return govuk::button({.text = std::string(words), .href = page_of(here.opening).segment(segment), .classes = std::move(classes)});
  };
  if (here.ask.state == asking::State::Offered)
    return html(R"(<p class="govuk-body-l">You offered a place. The authority decides.</p>{}<div class="govuk-button-group">{}{}</div>)", here.offer ? answering::offer_card(*here.offer, "Your offer", at) : Html{},
                at <= here.ask.answer_by ? link("offer", "Change the offer", "govuk-button--secondary") : Html{}, link("take-back", "Take the offer back", "govuk-button--secondary"));
  return html(R"(<p class="govuk-body-l">Answer by {}.</p><div class="govuk-button-group">{}{}</div>)", answering::deadline_words(here.ask.answer_by, at), link("offer", "Offer a place", ""), link("decline", "Decline", "govuk-button--secondary"));
}

Response ended_page(const Desk& desk, const Exchange& exchange, const Here& here) {
  const Html offer = here.ask.state == asking::State::Chosen && here.offer ? answering::offer_card(*here.offer, "Your offer", desk.days.now()) : Html{};
  const auto content = html(R"({}{}<div class="govuk-inset-text">{}.</div>{}<p class="govuk-body">Nothing about the child is shown here any more. Destroy any copy that you made of what you read.</p>{})", done_banner(exchange), heading(here, "A place for a child"), here.readable.error().detail, offer, here.to_join);
  return open_page(desk, exchange, stranger(desk, exchange), "A place for a child", kUntouched, content);
}

Response summary_shown(const Desk& desk, const Exchange& exchange, const Form& form) {
  const auto found = here_to_read(desk, exchange);
  if (!found) return not_valid(exchange, found.error());
  if (!found->readable) return ended_page(desk, exchange, *found);
  const auto who = stranger(desk, exchange);
  const auto write = field::whole({.action = page_of(found->opening), .tokens = desk::tokens(who.visitor),
                                   .fields = field::textarea(form, {.name = "words", .label = "Ask or tell the authority", .hint = "Name no child", .rows = 4, .longest = answering::kLongestMessage}), .submit = "Send"});
  const auto content = html(R"({}{}{}<h2 class="govuk-heading-m">What you are told of the child</h2><p class="govuk-body-s">That you read this is written down for the child. Pass it on to nobody who does not decide about the place.</p>{}<h2 class="govuk-heading-m" id="thread">Questions and answers</h2>{}{}{})",
                            done_banner(exchange), heading(*found, "A place for a child"), what_next(*found, desk.days.now()), answering::released_part(found->facts), answering::thread_part(found->messages, asking::Side::Home), write, found->to_join);
  return open_page(desk, exchange, who, "A place for a child", form, content, form.sent() ? desk::shown_again(form) : 200);
}

// ---- The forms. Each is of an ask that still takes this answer; otherwise the page of the link says why not.

struct Question {
  std::string_view title, intro;
  std::function<Html(const Here&, const Form&)> fields;
  std::string_view segment, submit;
  std::function<bool(const Here&)> taken;
  bool warning = false;
};

Html offer_form(const Desk& desk, const Here& here, const Form& form) {
  return answering::offer_fields(form, {{}, here.offer ? std::optional(here.offer->terms) : std::nullopt, here.needed_on, desk.today(), "A room is held for the child only by homes that work here. Say under conditions which room you mean, and keep it free until your offer ends."});
}

Response form_shown(const Desk& desk, const Exchange& exchange, const Form& form, const Question& question) {
  const auto found = desk.database.read([&](db::Read& tx) { return here(tx, desk, exchange); });
  if (!found) return not_valid(exchange, found.error());
  if (!found->readable) return ended_page(desk, exchange, *found);
  if (!form.sent() && !question.taken(*found)) return web::redirect(page_of(found->opening));
  const auto who = stranger(desk, exchange);
  const auto tokens = desk::tokens(who.visitor) + html(R"(<input type="hidden" name="version" value="{}">)", found->ask.version);
  const auto content = html(R"({}<p class="govuk-body">{}</p>{})", heading(*found, question.title), question.intro,
                            field::whole({.action = page_of(found->opening).segment(question.segment), .tokens = tokens, .fields = question.fields(*found, form), .submit = std::string(question.submit), .cancel = page_of(found->opening), .warning = question.warning}));
  return open_page(desk, exchange, who, std::string(question.title), form, content, form.sent() ? desk::shown_again(form) : 200);
}

// One change of the ask; whoever asked is told, and the link's page says what was done.
Response changed(const Desk& desk, const Exchange& exchange, Form& form, std::string_view done_code, const std::function<Done(db::Write&, const Here&)>& change, const std::function<Response()>& again) {
  const auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(now_here, here(tx, desk, exchange));
    RP_CHECK(now_here.readable);
    if (auto made = change(tx, now_here); !made) return fail(answering::in_fields(std::move(made).error()));
    RP_CHECK(answering::tell_person(tx, desk, now_here.ask.asked_by, now_here.ask.authority));
    return page_of(now_here.opening).with("done", done_code);
  });
  return done ? *done : again();
}

asking::When when_of(const Desk& desk) { return {desk.days.now(), desk.moments.now()}; }

Question offer_question(const Desk& desk) {
  return {"Offer a place", "The authority sees this offer beside those of other homes, and decides. It may ring you first.", [&desk](const Here& here, const Form& form) { return offer_form(desk, here, form); }, "offer", "Offer this place",
          [&desk](const Here& here) { return desk.days.now() <= here.ask.answer_by; }};
}
Question decline_question() {
  return {"Decline", "A no with its reason helps the authority to look elsewhere at once. Afterwards nothing about the child is shown to you any more.", [](const Here&, const Form& form) { return answering::decline_fields(form); }, "decline", "Decline",
          [](const Here& here) { return here.ask.state == asking::State::Asked; }};
}
Question take_back_question() {
  return {"Take the offer back", "The authority cannot choose it any more. The child may have been told of the place: ring the authority too.", [](const Here&, const Form& form) { return answering::take_back_fields(form); }, "take-back", "Take the offer back",
          [](const Here& here) { return here.ask.state == asking::State::Offered; }, true};
}

Response send_offer(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto version = answering::shown_version(form);
  auto terms = answering::typed_terms(form);
  terms.room.reset();   // a room is held only in a home that works here
  if (form.fine() && terms.available_from < desk.today()) form.fault("from", "The first night must not be in the past");
  return changed(desk, exchange, form, "offered", [&](db::Write& tx, const Here& here) -> Done {
    if (here.status != referrals::Status::Open) return fail(ErrorKind::Conflict, "The authority looks for no home for this child any more; nothing more is needed from you");
    RP_CHECK(asking::offer(tx, here.actor(), by_link(), here.ask.id, version, terms, when_of(desk)));
    return {};
  }, [&] { return form_shown(desk, exchange, form, offer_question(desk)); });
}

Response send_decline(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto version = answering::shown_version(form);
  return changed(desk, exchange, form, "declined", [&](db::Write& tx, const Here& here) {
    return asking::decline(tx, here.actor(), by_link(), here.ask.id, version, form.typed("reason"), form.typed("words"), when_of(desk));
  }, [&] { return form_shown(desk, exchange, form, decline_question()); });
}

Response send_take_back(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto version = answering::shown_version(form);
  return changed(desk, exchange, form, "taken-back", [&](db::Write& tx, const Here& here) {
    return asking::take_back(tx, here.actor(), by_link(), here.ask.id, version, form.typed("words"), when_of(desk));
  }, [&] { return form_shown(desk, exchange, form, take_back_question()); });
}

Response send_message(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto words = form.required("words", "Enter what you want to ask or tell", answering::kLongestMessage);
  return changed(desk, exchange, form, "written", [&](db::Write& tx, const Here& here) {
    return asking::write_message(tx, here.actor(), by_link(), here.ask.id, asking::Side::Home, words, when_of(desk));
  }, [&] { return summary_shown(desk, exchange, form); });
}

}  // namespace

void add_answers(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  const auto add = [&](Method method, std::string_view pattern, web::Handler handler, std::string_view summary, std::string_view type = {}) {
    pages.open.push_back({method, pattern, Access::everyone(), std::move(handler), summary, type});
  };
  add(Method::Get, "/by-link/{id}", [d](const Exchange& e) { return summary_shown(*d, e, kUntouched); }, "What a home without an account is asked: the summary, until it has answered or its time ends");
  add(Method::Post, "/by-link/{id}", [d](const Exchange& e) { return send_message(*d, e); }, "Write to the authority without an account", "message form");
  add(Method::Get, "/by-link/{id}/offer", [d](const Exchange& e) { return form_shown(*d, e, kUntouched, offer_question(*d)); }, "Form of an offer without an account");
  add(Method::Post, "/by-link/{id}/offer", [d](const Exchange& e) { return send_offer(*d, e); }, "Offer a place without an account", "offer form");
  add(Method::Get, "/by-link/{id}/decline", [d](const Exchange& e) { return form_shown(*d, e, kUntouched, decline_question()); }, "Form of a no without an account");
  add(Method::Post, "/by-link/{id}/decline", [d](const Exchange& e) { return send_decline(*d, e); }, "Decline without an account", "decline form");
  add(Method::Get, "/by-link/{id}/take-back", [d](const Exchange& e) { return form_shown(*d, e, kUntouched, take_back_question()); }, "Form that takes an offer back without an account");
  add(Method::Post, "/by-link/{id}/take-back", [d](const Exchange& e) { return send_take_back(*d, e); }, "Take an offer back without an account", "take-back form");
}

desk::Pages pages(const Desk& desk) {
  desk::Pages all;
  add_opening(desk, all);
  add_answers(desk, all);
  add_joining(desk, all);
  return all;
}

}  // namespace rightplace::linking
