// One home that was asked: its answer, the thread, more time, more information, or no more.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_letters.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::Form;
using web::Html;
using web::html;
using web::Url;

// The referral's facts, when the ask is of that referral.
Result<access::Facts> facts_of_ask(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto ask = asking::load(tx, asking::AskId(std::string(exchange.value("id"))));
  if (!ask || ask->reference != exchange.value("reference")) return fail(access::missing());
  return facts_of_address(tx, exchange, standing);
}

struct Here {
  View view;
  asking::Ask ask;
  std::optional<asking::Offer> offer;
  std::vector<asking::Message> messages;
  std::optional<linking::Written> written;               // the home was asked by letter
  std::optional<organisations::Organisation> provider;   // of a home asked by letter: who works here for it by now
};
Result<Here> here(const Asked& asked) {
  RP_TRY(view, view_of(asked));
  Here out{std::move(view), {}, {}, {}, {}, {}};
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    RP_TRY(ask, asking::load(tx, asking::AskId(std::string(asked.value("id")))));
    out.ask = std::move(ask);
    out.offer = asking::offer_of(tx, out.ask.id);
    out.messages = asking::messages_of(tx, out.ask.id);
    out.written = linking::written_about(tx, asked.desk.vault, out.ask.id);
    if (out.ask.organisation.empty())
      if (const auto provider = organisations::provider_of(tx, out.ask.urn, asked.today()))
        if (auto body = organisations::load(tx, *provider)) out.provider = std::move(*body);
    return {};
  }));
  return out;
}

Url ask_url(const asking::Ask& ask) { return page_of(ask.reference).segment("asks").segment(ask.id.text()); }

std::string reason_words(const std::string& code) {
  for (const auto& reason : asking::decline_reasons())
    if (reason.code == code) return reason.label;
  return code;
}

std::string letter_words(const linking::Written& written) {
  if (written.fate == outbox::Fate::Waiting) return fmt::format("The letter of {} waits to be sent", moment_words(written.at));
  if (written.fate == outbox::Fate::Dead) return fmt::format("The letter of {} could not be delivered: check the address, and ring the home", moment_words(written.at));
  return fmt::format("The last letter left on {}", moment_words(written.at));
}

Html answer_part(const Here& here, Instant at) {
  const auto& ask = here.ask;
  govuk::SummaryList list{.rows = {}};
  list.rows.push_back({.key = "State", .value = std::string(asking::kStates.label(ask.state))});
  list.rows.push_back({.key = "Asked", .value = fmt::format("{}, wave {}", moment_words(ask.asked_at), ask.wave)});
  list.rows.push_back({.key = "Answer by", .value = answering::deadline_words(ask.answer_by, at)});
  list.rows.push_back({.key = "May read", .value = asking::is_live(ask.state) ? std::string(asking::kTiers.label(ask.tier)) : std::string("Nothing any more")});
  if (here.written) {
    list.rows.push_back({.key = "Asked by e-mail", .value = html(R"(<span class="rp-said">{}</span><br>{}{})", here.written->email.reveal(), letter_words(*here.written), here.written->fate == outbox::Fate::Dead ? html("<br>{}", govuk::tag("Not delivered", govuk::Colour::Red)) : Html{})});
    Html opened;
    for (const auto& one : here.written->opened) opened += html("<li>{}, {}</li>", one.who.reveal(), moment_words(one.at));
    list.rows.push_back({.key = "Opened by", .value = here.written->opened.empty() ? Html::text("Nobody yet") : html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", opened)});
  }
  if (ask.answered_at) list.rows.push_back({.key = "Answered", .value = moment_words(*ask.answered_at)});
  if (!ask.decline_reason.empty()) list.rows.push_back({.key = "Why not", .value = reason_words(ask.decline_reason)});
  if (!ask.decline_words.empty()) list.rows.push_back({.key = "In its words", .value = html(R"(<span class="rp-said">{}</span>)", ask.decline_words)});
  return govuk::summary_list(list);
}

Html offer_part(const Here& here, Instant at) {
  if (!here.offer) return {};
  const auto& terms = here.offer->terms;
  govuk::SummaryList list{.rows = {}};
  list.card = govuk::SummaryCard{.title = "The offer"};
  list.rows.push_back({.key = "Room", .value = terms.room ? *terms.room + ", held for this child" : std::string("Not named: ask which")});
  list.rows.push_back({.key = "From", .value = terms.available_from.words()});
  list.rows.push_back({.key = "Stands until", .value = answering::deadline_words(terms.stands_until, at)});
  for (const auto& line : terms.lines) list.rows.push_back({.key = line.what, .value = pounds(line.amount) + " " + std::string(asking::kEvery.label(line.every))});
  list.rows.push_back({.key = "Together", .value = answering::price_words(terms)});
  if (!terms.conditions.empty()) list.rows.push_back({.key = "Conditions", .value = html(R"(<span class="rp-said">{}</span>)", terms.conditions)});
  return govuk::summary_list(list);
}

access::Facts of_record(const Asked& asked, access::Record record) {
  auto facts = asked.facts;
  facts.record = record;
  return facts;
}
bool may(const Asked& asked, access::Record record, access::Verb verb) { return asked.may(of_record(asked, record), verb).has_value(); }
// A price of the own authority. Whoever may not know it reads the offer without.
bool reads_prices(const Asked& asked) { return asked.also_reads(of_record(asked, access::Record::Price)); }

// What there is to do about a home that was asked by letter. Its link never shows more than the summary.
Html by_letter_part(const Asked& asked, const Here& here, const Form& form, std::string_view sent) {
  if (!may(asked, access::Record::ReferralSummary, access::Verb::Write)) return {};
  static const Form untouched{web::NamedValues{}};
  const auto& ask = here.ask;
  if (here.provider)
    return govuk::details({.summary = "Hand over to " + here.provider->details.name,
                           .text = html(R"(<p class="govuk-body">{} works here now and has proved that this home is its own. From then on the home answers here after signing in, the link shows nothing any more, and more can be released to it.</p>)", here.provider->details.name) +
                                   field::whole({.action = ask_url(ask).segment("hand-over"), .tokens = desk::tokens(asked, ask.version), .fields = {}, .submit = "Hand over"}),
                           .open = sent == "hand-over"});
  const Outside outside{ask.urn, here.view.home_names.at(ask.urn), asked.desk.database.read([&](db::Read& tx) { return linking::address_of(tx, asked.desk.vault, ask.authority, ask.urn); }), {}};
  return govuk::details({.summary = "Write to the home again, or to another address",
                         .text = html(R"(<p class="govuk-body">A letter with a new link. When the address is another, every link that went to the earlier address opens nothing any more.</p>)") +
                                 field::whole({.action = ask_url(ask).segment("letter"), .tokens = desk::tokens(asked, ask.version), .fields = address_again_fields(sent == "letter" ? form : untouched, outside), .submit = "Send the letter"}),
                         .open = sent == "letter"}) +
         html(R"(<div class="govuk-inset-text">A link shows the summary and never more. When the home’s provider works here, hand this over to it; then the fuller picture and, once it is chosen, the full file can be released.</div>)");
}

Html forms_part(const Asked& asked, const Here& here, const Form& form, std::string_view sent) {
  const auto& ask = here.ask;
  if (!asking::is_live(ask.state)) return {};
  static const Form untouched{web::NamedValues{}};
  const auto filled = [&](std::string_view which) -> const Form& { return sent == which ? form : untouched; };
  Html out;
  if (may(asked, access::Record::ReferralSummary, access::Verb::Write)) {
    if (ask.state == asking::State::Asked || ask.state == asking::State::Offered)
      out += govuk::details({.summary = "Give more time", .text = field::whole({.action = ask_url(ask).segment("extend"), .tokens = desk::tokens(asked, ask.version),
                                                                                .fields = answering::deadline_fields(filled("extend"), "Until when may it answer?", "Later than now", london_date(ask.answer_by).plus_days(1), 17), .submit = "Give this time"}),
                             .open = sent == "extend"});
    if (ask.state != asking::State::Chosen)
      out += govuk::details({.summary = "Ask this home no more",
                             .text = html(R"(<p class="govuk-body">The home is told that nothing more is needed, and sees nothing about the child any more. A room that it held is free again.</p>)") +
                                     field::whole({.action = ask_url(ask).segment("withdraw"), .tokens = desk::tokens(asked, ask.version), .fields = {}, .submit = "Withdraw", .warning = true}),
                             .open = sent == "withdraw"});
  }
  if (here.written && ask.organisation.empty()) return out + by_letter_part(asked, here, form, sent);
  if (ask.tier == asking::Tier::ReferralSummary && may(asked, access::Record::PenPicture, access::Verb::Write))
    out += govuk::details({.summary = "Release the fuller picture",
                           .text = html(R"(<p class="govuk-body">The home would read exactly this, still without identity. It cannot be taken back.</p>)") + answering::released_part(answering::released(here.view.referral, asking::Tier::PenPicture)) +
                                   field::whole({.action = ask_url(ask).segment("release"), .tokens = desk::tokens(asked, ask.version), .fields = html(R"(<input type="hidden" name="tier" value="pen_picture">)"), .submit = "Release the fuller picture"}),
                           .open = sent == "release"});
  if (ask.state == asking::State::Chosen && ask.tier != asking::Tier::FullFile && may(asked, access::Record::FullFile, access::Verb::Write))
    out += govuk::details({.summary = "Release the full file",
                           .text = html(R"(<p class="govuk-body">The home’s manager and staff would read all of the referral and who the child is: name, date of birth and your own id. It cannot be taken back.</p>)") +
                                   field::whole({.action = ask_url(ask).segment("release"), .tokens = desk::tokens(asked, ask.version), .fields = html(R"(<input type="hidden" name="tier" value="full_file">)"), .submit = "Release the full file"}),
                           .open = sent == "release"});
  return out;
}

web::Response ask_shown(const Asked& asked, const Form& form, std::string_view sent, int status) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto& ask = found->ask;
  const auto at = asked.desk.days.now();
  static const Form untouched{web::NamedValues{}};
  const Html write = asking::is_live(ask.state) && may(asked, access::Record::ReferralSummary, access::Verb::Write)
                         ? field::whole({.action = ask_url(ask).segment("messages"), .tokens = desk::tokens(asked),
                                         .fields = field::textarea(sent == "messages" ? form : untouched, {.name = "words", .label = "Write to the home", .hint = "Name no child", .rows = 4, .longest = answering::kLongestMessage}), .submit = "Send"})
                         : Html{};
  const Html offer = found->offer && reads_prices(asked) ? offer_part(*found, at) : Html{};
  const Html compare = ask.state == asking::State::Offered && !found->view.decision ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Compare the offers and decide</a></p>)", page_of(ask.reference).segment("offers")) : Html{};
  const auto content = html(R"({}{}{}<h1 class="govuk-heading-l">{}</h1><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}{}{}<h2 class="govuk-heading-m" id="thread">Questions and answers</h2>{}{}</div></div>)", web::error_summary(form), done_banner(asked), caption(found->view),
                            found->view.home_names.at(ask.urn), answer_part(*found, at), offer, compare, forms_part(asked, *found, form, sent), answering::thread_part(found->messages, asking::Side::Authority), write);
  return desk::show(asked, {.title = found->view.home_names.at(ask.urn), .breadcrumbs = crumbs(&found->view), .has_errors = form.sent() && !form.fine()}, content, status);
}

web::Response ask_page(const Asked& asked) { return ask_shown(asked, Form{web::NamedValues{}}, {}, 200); }

std::int64_t shown_version(Form& form) {
  const auto version = parse_integer(form.typed("version"));
  if (!version) form.fault("", "This page is not whole. Open it again, and send it once more");
  return version.value_or(0);
}

// Makes one change of the ask, tells the home, and leads back to the ask.
web::Response changed(const Asked& asked, Form& form, std::string_view which, std::string_view done_code, const std::function<Done(db::Write&, const asking::Ask&)>& change) {
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(ask, asking::load(tx, asking::AskId(std::string(asked.value("id")))));
    if (auto made = change(tx, ask); !made) {
      for (auto& fault : made.error().fields)
        if (fault.field == "answer_by") fault.field = "by";
      return fail(std::move(made).error());
    }
    RP_CHECK(tell(tx, asked, ask.id));
    return ask_url(ask).with("done", done_code);
  });
  return done ? *done : ask_shown(asked, form, which, desk::shown_again(form));
}

web::Response send_message(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto words = form.required("words", "Enter what you want to write", answering::kLongestMessage);
  return changed(asked, form, "messages", "written", [&](db::Write& tx, const asking::Ask& ask) { return asking::write_message(tx, asked.actor(), asked.allowed(), ask.id, asking::Side::Authority, words, when_of(asked)); });
}

web::Response send_extend(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto by = answering::deadline_typed(form, "day until which it may answer").value_or(Instant{});
  return changed(asked, form, "extend", "extended", [&](db::Write& tx, const asking::Ask& ask) { return asking::extend(tx, asked.actor(), asked.allowed(), ask.id, version, by, when_of(asked)); });
}

web::Response send_withdraw(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  return changed(asked, form, "withdraw", "withdrawn", [&](db::Write& tx, const asking::Ask& ask) -> Done {
    RP_CHECK(asking::withdraw(tx, asked.actor(), asked.allowed(), ask.id, version, when_of(asked)));
    RP_CHECK(answering::release_holds(tx, asked, ask.urn, ask.reference));
    return {};
  });
}

web::Response send_letter(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto known = asked.desk.database.read([&](db::Read& tx) {
    const auto ask = asking::load(tx, asking::AskId(std::string(asked.value("id"))));
    return ask ? outside_of(tx, asked, ask->urn, home_name(tx, ask->urn, asked.today())) : Outside{};
  });
  const auto letters = typed_letters(form, {known});
  if (form.fine() && letters.empty()) form.fault(email_field(known.urn), "Enter the e-mail address of the home");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(ask, asking::load(tx, asking::AskId(std::string(asked.value("id")))));
    if (!asking::is_live(ask.state)) return fail(ErrorKind::Conflict, "This home is not asked any more, so no letter is sent");
    RP_CHECK(write_first(tx, asked, ask.id, letters.front()));
    return ask_url(ask).with("done", "letter");
  });
  return done ? *done : ask_shown(asked, form, "letter", desk::shown_again(form));
}

web::Response send_hand_over(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  return changed(asked, form, "hand-over", "handed-over", [&](db::Write& tx, const asking::Ask& ask) -> Done {
    const auto provider = organisations::provider_of(tx, ask.urn, asked.today());
    if (!provider) return fail(ErrorKind::Conflict, "No provider here has proved that this home is its own");
    return asking::address(tx, asked.actor(), asked.allowed(), ask.id, version, *provider, when_of(asked));
  });
}

web::Response send_release(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = shown_version(form);
  const auto tier = asking::kTiers.parse(form.typed("tier"));
  if (!tier || *tier == asking::Tier::ReferralSummary) form.fault("", "This page is not whole. Open it again, and send it once more");
  if (tier == asking::Tier::FullFile && !may(asked, access::Record::FullFile, access::Verb::Write)) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  return changed(asked, form, "release", "released", [&](db::Write& tx, const asking::Ask& ask) { return asking::release(tx, asked.actor(), asked.allowed(), ask.id, version, *tier, when_of(asked)); });
}

}  // namespace

void add_asks(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, Record record, Verb verb, web::Response (*handler)(const Asked&), std::string_view summary, std::string_view type = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = record, .verb = verb, .facts = facts_of_ask, .handler = handler, .summary = summary, .request_type = type});
  };
  add(Method::Get, "/referrals/{reference}/asks/{id}", Record::ReferralSummary, Verb::Read, ask_page, "One home that was asked: its answer, the offer, the thread");
  add(Method::Post, "/referrals/{reference}/asks/{id}/messages", Record::ReferralSummary, Verb::Write, send_message, "Write to a home that was asked", "message form");
  add(Method::Post, "/referrals/{reference}/asks/{id}/extend", Record::ReferralSummary, Verb::Write, send_extend, "Give a home more time to answer", "extend form");
  add(Method::Post, "/referrals/{reference}/asks/{id}/letter", Record::ReferralSummary, Verb::Write, send_letter, "Write to a home without an account again, or to another address", "letter form");
  add(Method::Post, "/referrals/{reference}/asks/{id}/hand-over", Record::ReferralSummary, Verb::Write, send_hand_over, "Let the provider, who works here by now, answer here", "hand-over form");
  add(Method::Post, "/referrals/{reference}/asks/{id}/withdraw", Record::ReferralSummary, Verb::Write, send_withdraw, "Ask a home no more", "withdraw form");
  add(Method::Post, "/referrals/{reference}/asks/{id}/release", Record::PenPicture, Verb::Write, send_release, "Release the fuller picture, or the full file to the chosen home", "release form");
}

}  // namespace rightplace::finding
