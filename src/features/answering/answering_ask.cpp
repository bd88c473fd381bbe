#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "features/moving_in/moving_in.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::answering {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::Html;
using web::html;

Html done_banner(const Asked& asked) {
  static constexpr std::pair<std::string_view, std::string_view> kDone[] = {{"offered", "Your offer is with the authority. The room is held until the offer ends."},
                                                                           {"declined", "Your answer is with the authority. Nothing about the child is shown to you any more."},
                                                                           {"taken-back", "Your offer is taken back, and the room is no longer held."},
                                                                           {"written", "Your message is with the authority."},
                                                                           {"confirmed", "The placement is confirmed."}};
  const auto done = asked.exchange.request.query_value("done");
  for (const auto& [code, words] : kDone)
    if (code == done) return govuk::notification_banner({.text = std::string(words), .title = "Done", .type = "success"});
  return {};
}

Html heading(const View& view) {
  return html(R"(<span class="govuk-caption-l">{} asks {}</span><h1 class="govuk-heading-l">Referral {}</h1>)", view.authority_name, view.home_name, view.ask.reference);
}

Html offer_part(const View& view, Instant at) { return view.offer ? offer_card(*view.offer, "Your offer", at) : Html{}; }

// Of an ask that has ended: what the home was told, for it must not keep it.
Html to_delete(const asking::Ask& ask) {
  static constexpr std::string_view kTold[] = {"the summary: age band, needs, risks and dates", "the fuller picture, which the authority released to you", "the full file with the child’s name"};
  Html items;
  for (std::size_t tier = 0; tier <= static_cast<std::size_t>(ask.tier); ++tier) items += html(R"(<li>{}</li>)", kTold[tier]);
  return html(R"(<h2 class="govuk-heading-m">Delete what you were told</h2><p class="govuk-body">You have no reason to keep what you learned of the child (UK GDPR article 5(1)(c) and (e)). You were told:</p><ul class="govuk-list govuk-list--bullet">{}</ul><p class="govuk-body">Delete every copy: e-mails, print-outs, notes of talks, and what was entered into your own systems.</p>)", items);
}

// What there is to do, most likely first.
Html what_next(const Asked& asked, const View& view, Instant at) {
  const auto& ask = view.ask;
  const auto link = [&](std::string_view segment, std::string_view words, std::string classes) {
    return govuk::button({.text = std::string(words), .href = page_of(ask.id).segment(segment), .classes = std::move(classes)});
  };
  if (ask.state == asking::State::Asked) {
    if (at > ask.answer_by)
      return html(R"(<div class="govuk-inset-text">The time to answer ended on {}. An offer is not taken any more: write to the authority below and ask for more time. You may still say that you decline.</div><div class="govuk-button-group">{}</div>)",
                  moment_words(ask.answer_by), view.may_answer ? link("decline", "Decline", "govuk-button--secondary") : Html{});
    const Html buttons = view.may_answer ? html(R"(<div class="govuk-button-group">{}{}</div>)", link("offer", "Offer a place", ""), link("decline", "Decline", "govuk-button--secondary"))
                                         : html(R"(<p class="govuk-body">The referrals manager or the home’s registered manager answers.</p>)");
    return html(R"(<p class="govuk-body-l">Answer by {}.</p>{})", deadline_words(ask.answer_by, at), buttons);
  }
  if (ask.state == asking::State::Offered) {
    const bool open = at <= ask.answer_by;
    return html(R"(<p class="govuk-body-l">You offered a place. The authority decides.</p>{}<div class="govuk-button-group">{}{}</div>)", offer_part(view, at),
                view.may_answer && open ? link("offer", "Change the offer", "govuk-button--secondary") : Html{}, view.may_answer ? link("take-back", "Take the offer back", "govuk-button--secondary") : Html{});
  }
  if (ask.state == asking::State::Chosen) {
    auto placement_facts = asked.facts;
    placement_facts.record = access::Record::Placement;
    const auto forbidden = view.placement && view.placement->stay.from >= asked.today() ? asked.desk.database.read([&](db::Read& tx) { return moving_in::refusal(tx, ask.urn, view.placement->stay.from, asked.today(), at); }) : std::nullopt;
    if (forbidden) return govuk::warning_text({.text = *forbidden + ". Do not take the child in: ring the authority, which looks elsewhere."}) + offer_part(view, at);
    const bool may_confirm = view.placement && view.placement->state == placements::State::Claimed && asked.may(placement_facts, access::Verb::Write).has_value();
    const Html placed = !view.placement ? html(R"(<p class="govuk-body">The authority records the placement next; then the home confirms it here.</p>)")
                                        : html(R"(<p class="govuk-body">The placement begins on {}. {}.</p>)", view.placement->stay.from.words(), placements::kStates.label(view.placement->state));
    const Html form = may_confirm ? field::whole({.action = page_of(ask.id).segment("confirm"), .tokens = desk::tokens(asked), .fields = {}, .submit = "Confirm the placement"}) : Html{};
    const Html papers = html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">The placement agreement</a>: read it and agree. <a class="govuk-link" href="{}">The placement plan</a>: write it with the authority, once the full file is released to you.</p>)", web::Url("/agreements").segment(view.ask.reference),
                             web::Url("/placement-plans").segment(view.ask.reference));
    return html(R"(<p class="govuk-body-l">Your home was chosen for this child.</p>{}{}{}{})", placed, form, papers, offer_part(view, at));
  }
  return html(R"(<div class="govuk-inset-text">{}. What was released about the child is no longer shown here.</div>{})", state_words(ask, at), to_delete(ask));
}

Html fits_part(const View& view) {
  if (view.fits.empty()) return {};
  govuk::Table table{.caption = "How the child fits what your home states", .caption_classes = "govuk-table__caption--m"};
  table.head = {"Rule", "Answer", "Why, or what to state"};
  table.first_cell_is_header = true;
  for (const auto& fit : view.fits) {
    const auto tag = fit.answer == Fit::Answer::Fits ? govuk::tag("Fits", govuk::Colour::Green) : fit.answer == Fit::Answer::DoesNotFit ? govuk::tag("Does not fit", govuk::Colour::Red) : govuk::tag("Not known", govuk::Colour::Grey);
    table.rows.push_back({fit.rule, tag, fit.note});
  }
  return govuk::scrolling(govuk::table(table), "How the child fits what your home states");
}

Html released_here(const View& view) {
  if (view.facts.empty()) return {};
  Html who;
  if (view.who)
    who = html(R"(<h2 class="govuk-heading-m">Who the child is</h2>{})", govuk::summary_list({.rows = {{.key = "Name", .value = view.who->name}, {.key = "Born", .value = view.who->born}, {.key = "Authority’s own id", .value = view.who->local_id}}}));
  const Html changed = view.changed.empty() ? Html{}
                                            : html(R"(<h2 class="govuk-heading-m">Changed since you were asked</h2><p class="govuk-body">{}</p>{})",
                                                   view.ask.state == asking::State::Asked ? "Read it again before you answer." : "Look whether your offer still holds. You may change it or take it back while it is not chosen.", changed_part(view.changed));
  const Html more = view.fuller ? Html{} : html(R"(<p class="govuk-body">This is the summary. A fuller picture, still without identity, follows when the authority releases it: ask below for what you need to know.</p>)");
  return html(R"({}{}<h2 class="govuk-heading-m">What you are told of the child</h2><p class="govuk-body-s">That you read this is written down for the child. Pass it on to nobody who does not decide about the place.</p>{}{}<p class="govuk-body"><a class="govuk-link" href="{}">Documents that are released to you</a></p>)", who, changed, more, released_part(view.facts),
              page_of(view.ask.id).segment("documents"));
}

web::Response ask_shown(const Asked& asked, const web::Form& form, int status) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const auto at = asked.desk.days.now();
  const bool live = asking::is_live(view->ask.state);
  const Html write = view->may_answer ? field::whole({.action = page_of(view->ask.id), .tokens = desk::tokens(asked),
                                                      .fields = field::textarea(form, {.name = "words", .label = "Ask or tell the authority", .hint = "Name no child", .rows = 4, .longest = kLongestMessage}), .submit = "Send"})
                                      : Html{};
  const Html thread = live || !view->messages.empty() ? html(R"(<h2 class="govuk-heading-m" id="thread">Questions and answers</h2>{}{})", live ? thread_part(view->messages, asking::Side::Home) : Html{}, write) : Html{};
  const auto content = html(R"({}{}{}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}{}{}</div></div>)", web::error_summary(form), done_banner(asked), heading(*view), what_next(asked, *view, at), released_here(*view),
                            fits_part(*view), live ? thread : Html{});
  return desk::show(asked, {.title = "Referral " + view->ask.reference, .breadcrumbs = {{"Asked of us", web::Url("/asked")}}, .has_errors = form.sent() && !form.fine()}, content, status);
}

web::Response ask_page(const Asked& asked) { return ask_shown(asked, web::Form{web::NamedValues{}}, 200); }

web::Response send_message(const Asked& asked) {
  auto form = web::Form::of(asked.exchange.request);
  const auto words = form.required("words", "Enter what you want to ask or tell", kLongestMessage);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
    RP_CHECK(write_to_authority(tx, asked, words));
    return page_of(asking::AskId(asked.facts.id)).with("done", "written");
  });
  return done ? *done : ask_shown(asked, form, desk::shown_again(form));
}

web::Response send_confirm(const Asked& asked) {
  auto form = web::Form::of(asked.exchange.request);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
    RP_CHECK(confirm_place(tx, asked));
    return page_of(asking::AskId(asked.facts.id)).with("done", "confirmed");
  });
  if (done) return *done;
  const auto content = html(R"({}<h1 class="govuk-heading-l">Confirm the placement</h1><p class="govuk-body"><a class="govuk-link" href="{}">Look at what it says now</a></p>)", web::error_summary(form), page_of(asking::AskId(asked.facts.id)));
  return desk::show(asked, {.title = "Confirm the placement", .breadcrumbs = {{"Asked of us", web::Url("/asked")}}, .has_errors = true}, content, desk::shown_again(form));
}

}  // namespace

void add_ask(desk::Pages& pages, const FactsOf& facts) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/asked/{id}", .record = Record::ReferralSummary, .facts = facts, .handler = ask_page, .summary = "What one home is asked, as far as it was released, and what it answered"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/asked/{id}", .record = Record::ReferralSummary, .verb = Verb::Answer, .facts = facts, .handler = send_message, .summary = "Write to the authority about what it asks", .request_type = "message form"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/asked/{id}/confirm", .record = Record::Placement, .verb = Verb::Write, .facts = facts, .handler = send_confirm, .summary = "Confirm the placement of the child for whom the home was chosen", .request_type = "confirmation"});
}

}  // namespace rightplace::answering
