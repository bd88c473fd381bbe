// The offers side by side, the choice with its reason, and a choice that falls through.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/finding/finding_homes.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
namespace field = web::field;
namespace govuk = web::govuk;
using web::Form;
using web::Html;
using web::html;
using web::Url;

constexpr int kLongestWhy = 4'000;

struct Offered {
  asking::Ask ask;
  asking::Offer offer;
  std::optional<std::uint32_t> home;   // in the search; none: it is not open any more
  std::vector<std::string> overrides;
};
struct Here {
  View view;
  std::vector<Offered> offers;
  std::shared_ptr<const Searched> searched;   // null: the person may not search, or the referral lacks what a search needs
};
Result<Here> here(const Asked& asked, Keeper& keeper) {
  RP_TRY(view, view_of(asked));
  Here out{std::move(view), {}, nullptr};
  const bool searches = asked.also_reads(vacancies(asked.facts.id));
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    if (searches)
      if (auto found = keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today())) out.searched = *std::move(found);
    for (const auto& ask : out.view.asks) {
      if (ask.state != asking::State::Offered) continue;
      auto offer = asking::offer_of(tx, ask.id);
      if (!offer) continue;
      Offered one{ask, std::move(*offer), out.searched ? out.searched->find(ask.urn) : std::nullopt, {}};
      if (out.searched) one.overrides = overrides_of(*out.searched, ask.urn, one.offer);
      out.offers.push_back(std::move(one));
    }
    return {};
  }));
  return out;
}

std::string rules_words(const std::vector<std::string>& codes) {
  std::vector<std::string> words;
  for (const auto& code : codes) words.push_back(lower(against_words(code)));
  return join_words(words);
}

access::Facts of_record(const Asked& asked, access::Record record) {
  auto facts = asked.facts;
  facts.record = record;
  return facts;
}

Html silent_part(const Here& here, Instant at) {
  std::size_t waiting = 0;
  Html items;
  for (const auto& ask : here.view.asks) {
    if (ask.state == asking::State::Asked) ++waiting;
    if (ask.state != asking::State::Asked && ask.state != asking::State::Declined) continue;
    items += html(R"(<li><a class="govuk-link" href="{}">{}</a>: {}</li>)", page_of(here.view.line.reference).segment("asks").segment(ask.id.text()), here.view.home_names.at(ask.urn),
                  ask.state == asking::State::Declined ? std::string("declined") : "has until " + answering::deadline_words(ask.answer_by, at));
  }
  if (items.empty()) return {};
  return html(R"(<h2 class="govuk-heading-m">Other homes that were asked</h2>{}<ul class="govuk-list govuk-list--bullet">{}</ul>)", waiting == 0 ? Html{} : html(R"(<p class="govuk-body">{} still to answer.</p>)", waiting == 1 ? "1 home has" : fmt::format("{} homes have", waiting)), items);
}

web::Response offers_page(const Asked& asked, Keeper& keeper) {
  const auto found = here(asked, keeper);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto at = asked.desk.days.now();
  const bool prices = asked.also_reads(of_record(asked, access::Record::Price));
  const bool chooses = asked.may(of_record(asked, access::Record::Placement), access::Verb::Write).has_value() && !found->view.decision && found->view.line.status == referrals::Status::Open;
  Html body;
  if (found->offers.empty()) {
    body = html(R"(<p class="govuk-body">No offer stands. {}.</p>)", progress_words(found->view.progress, at));
  } else {
    govuk::Table table{.caption = "Offers beside each other", .caption_classes = "govuk-visually-hidden"};
    table.first_cell_is_header = true;
    table.head = {"What"};
    for (const auto& one : found->offers) table.head.push_back(html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(one.ask.reference).segment("asks").segment(one.ask.id.text()), found->view.home_names.at(one.ask.urn)));
    const auto row = [&](std::string_view what, auto&& cell) {
      std::vector<govuk::Cell> cells{what};
      for (const auto& one : found->offers) cells.emplace_back(cell(one));
      table.rows.push_back(std::move(cells));
    };
    row("Room", [](const Offered& one) { return one.offer.terms.room ? *one.offer.terms.room + ", held" : std::string("Not named"); });
    row("From (needed from " + (found->view.line.needed_on ? found->view.line.needed_on->words() : std::string("a day not stated")) + ")", [](const Offered& one) { return one.offer.terms.available_from.words(); });
    row("Stands until", [&](const Offered& one) { return answering::deadline_words(one.offer.terms.stands_until, at); });
    if (prices) {
      row("A week", [](const Offered& one) { return pounds(asking::weekly_total(one.offer.terms.lines).per_week); });
      row("Made up of", [](const Offered& one) {
        Html items;
        for (const auto& line : one.offer.terms.lines) items += html("<li>{}: {} {}</li>", line.what, pounds(line.amount), asking::kEvery.label(line.every));
        return html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", items);
      });
    }
    row("Conditions", [](const Offered& one) { return one.offer.terms.conditions.empty() ? html("None") : html(R"(<span class="rp-said">{}</span>)", one.offer.terms.conditions); });
    if (found->searched) {
      const auto& searched = *found->searched;
      row("Verdict of the search", [&](const Offered& one) { return one.home ? verdict_tag(searched.answer.solution.homes[*one.home].verdict) : Html::text("Not open any more"); });
      row("Score of 100", [&](const Offered& one) { return one.home ? matching::score_words(searched.answer.solution.homes[*one.home].score) : std::string(); });
      row("Distance", [&](const Offered& one) { return one.home ? distance_words(searched, *one.home) : std::string(); });
      row("Grade", [&](const Offered& one) { return one.home ? grade_words(searched, *one.home) : std::string(); });
      row("Children there", [&](const Offered& one) {
        Html items;
        if (one.home)
          for (const auto& sentence : effect_words(searched, *one.home)) items += html("<li>{}</li>", sentence);
        return html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", items);
      });
      row("Speaks against it, or is not known", [&](const Offered& one) { return one.overrides.empty() ? std::string("Nothing") : capitalised(rules_words(one.overrides)) + ": needs a second signature"; });
    }
    if (chooses)
      row("Decide", [&](const Offered& one) {
        return one.offer.terms.stands_until < at ? Html::text("The offer has lapsed: ask the home whether it still holds")
                                                 : govuk::button({.text = html(R"(Choose<span class="govuk-visually-hidden"> {}</span>)", found->view.home_names.at(one.ask.urn)), .href = page_of(one.ask.reference).segment("choose").segment(one.ask.id.text()), .classes = "govuk-!-margin-bottom-0"});
      });
    body = govuk::scrolling(govuk::table(table), "Offers beside each other");
  }
  const Html decided = found->view.decision ? html(R"(<div class="govuk-inset-text">{}: <a class="govuk-link" href="{}">see the choice</a>.</div>)", asking::kDecisionStates.label(found->view.decision->state), page_of(found->view.line.reference)) : Html{};
  const auto content = html(R"({}<h1 class="govuk-heading-l">Offers</h1>{}{}{})", caption(found->view), decided, body, silent_part(*found, at));
  return desk::show(asked, {.title = "Offers", .breadcrumbs = crumbs(&found->view), .wide = true}, content);
}

// ---- Choose.

const Offered* chosen_of(const Asked& asked, const Here& here) {
  const auto found = std::ranges::find(here.offers, asked.value("id"), [](const Offered& one) { return std::string_view(one.ask.id.text()); });
  return found == here.offers.end() ? nullptr : &*found;
}

web::Response choose_shown(const Asked& asked, const Here& here, const Form& form) {
  const auto* one = chosen_of(asked, here);
  const bool stands = one && !here.view.decision;
  if (!stands && !form.sent()) return web::redirect(page_of(here.view.line.reference).segment("offers"));
  const auto name = one ? here.view.home_names.at(one->ask.urn) : std::string("the home");
  const bool against = one && !one->overrides.empty();
  Html fields = field::textarea(form, {.name = "why", .label = "Why is this home right for this child?", .hint = "It stands in the child’s record, and the child may read it. At least ten letters", .rows = 5, .longest = kLongestWhy});
  if (against)
    fields += field::textarea(form, {.name = "override_why", .label = "Why is it right although something speaks against it?", .hint = "A second person reads this and signs, or does not", .rows = 5, .longest = kLongestWhy});
  const Html warning = !against ? html(R"(<p class="govuk-body">No rule of the search speaks against it. Once you choose, the home is told, and so are the others that were asked.</p>)")
                                : govuk::warning_text({.text = fmt::format("Something speaks against this home, or is not known of it: {}. Your choice waits for the signature of the head of service or the nominated officer; nobody is told before.", rules_words(one->overrides))});
  Html facts;
  if (one) {
    govuk::SummaryList list{.rows = {}};
    if (here.searched && one->home) {
      const auto& result = here.searched->answer.solution.homes[*one->home];
      Html flags;
      for (const auto& row : engine::kFlags.rows)
        if (result.flags.has(row.value)) flags += html("<li>{}</li>", matching::flag_words(row.value, result));
      if (!flags.empty()) list.rows.push_back({.key = "To look at", .value = html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", flags)});
    }
    if (one->offer.terms.room) list.rows.push_back({.key = "Room", .value = *one->offer.terms.room});
    list.rows.push_back({.key = "From", .value = one->offer.terms.available_from.words()});
    if (asked.also_reads(of_record(asked, access::Record::Price))) list.rows.push_back({.key = "Price", .value = answering::price_words(one->offer.terms)});
    if (!one->offer.terms.conditions.empty()) list.rows.push_back({.key = "Conditions", .value = html(R"(<span class="rp-said">{}</span>)", one->offer.terms.conditions)});
    facts = govuk::summary_list(list);
  }
  const Html whole = stands ? field::whole({.action = page_of(here.view.line.reference).segment("choose").segment(one->ask.id.text()), .tokens = desk::tokens(asked, one->ask.version), .fields = fields,
                                            .submit = against ? "Propose this home" : "Choose this home", .cancel = page_of(here.view.line.reference).segment("offers")})
                            : html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Look at the offers as they stand now</a></p>)", page_of(here.view.line.reference).segment("offers"));
  const auto content = html(R"(<div class="rp-readable">{}{}<h1 class="govuk-heading-l">Choose {}</h1>{}{}{}</div>)", web::error_summary(form), caption(here.view), name, facts, stands ? warning : Html{}, whole);
  auto links = crumbs(&here.view);
  links.push_back({"Offers", page_of(here.view.line.reference).segment("offers")});
  return desk::show(asked, {.title = "Choose " + name, .breadcrumbs = links, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response choose_page(const Asked& asked, Keeper& keeper) {
  const auto found = here(asked, keeper);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  return choose_shown(asked, *found, Form{web::NamedValues{}});
}

web::Response send_choice(const Asked& asked, Keeper& keeper) {
  auto form = Form::of(asked.exchange.request);
  const auto version = parse_integer(form.typed("version"));
  if (!version) form.fault("", "This page is not whole. Open it again, and send it once more");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const asking::AskId id(std::string(asked.value("id")));
    RP_TRY(ask, asking::load(tx, id));
    if (ask.reference != asked.facts.id) return fail(access::missing());
    const auto offer = asking::offer_of(tx, id);
    if (!offer) return fail(ErrorKind::Conflict, "This home’s offer no longer stands: look at what it says now");
    // As things stand in this very transaction: a home that was restricted a moment ago is not chosen as if it were not.
    RP_TRY(searched, keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()));
    const auto overrides = overrides_of(*searched, ask.urn, *offer);
    RP_CHECK(choose(tx, asked, id, version.value_or(0), form.typed("why"), overrides, form.typed("override_why")));
    return page_of(asked.facts.id).with("done", overrides.empty() ? "chosen" : "proposed");
  });
  if (done) return *done;
  const auto found = here(asked, keeper);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  return choose_shown(asked, *found, form);
}

// ---- Undo.

web::Response undo_shown(const Asked& asked, const Form& form) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  if (!form.sent() && (!view->decision || view->decision->state != asking::DecisionState::Decided)) return web::redirect(page_of(asked.facts.id));
  const auto fields = field::textarea(form, {.name = "words", .label = "Why does it fall through?", .hint = "It stands in the child’s record. At least ten letters", .rows = 5, .longest = kLongestWhy});
  const auto content = html(R"(<div class="rp-readable">{}{}<h1 class="govuk-heading-l">The choice fell through</h1><p class="govuk-body">The home is told, and a room that it holds for the child is free again. A placement that was recorded and has not begun is taken back as recorded in error; then the home says itself that the room is free. Those that were passed over may be asked anew.</p>{}</div>)",
                            web::error_summary(form), caption(*view), field::whole({.action = page_of(asked.facts.id).segment("undo"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Undo the choice", .cancel = page_of(asked.facts.id), .warning = true}));
  return desk::show(asked, {.title = "The choice fell through", .breadcrumbs = crumbs(&*view), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_undo(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(undo_choice(tx, asked, form.typed("words")));
    return page_of(asked.facts.id).with("done", "undone");
  });
  return done ? *done : undo_shown(asked, form);
}

// The choice must be of an ask of this referral.
Result<access::Facts> facts_of_ask(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto ask = asking::load(tx, asking::AskId(std::string(exchange.value("id"))));
  if (!ask || ask->reference != exchange.value("reference")) return fail(access::missing());
  return facts_of_address(tx, exchange, standing);
}

}  // namespace

void add_deciding(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.pages.push_back({.pattern = "/referrals/{reference}/offers", .record = Record::ReferralSummary, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return offers_page(asked, *keeper); }, .summary = "The offers for a child beside each other"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/choose/{id}", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_ask, .handler = [keeper](const Asked& asked) { return choose_page(asked, *keeper); }, .summary = "Form that chooses one offer, with why"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/referrals/{reference}/choose/{id}", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_ask, .handler = [keeper](const Asked& asked) { return send_choice(asked, *keeper); }, .summary = "Choose one offer, or propose it where something speaks against it", .request_type = "choice form"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/undo", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_address, .handler = [](const Asked& asked) { return undo_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form for a choice that falls through"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/referrals/{reference}/undo", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_address, .handler = send_undo, .summary = "Undo a choice that falls through before the start", .request_type = "undo form"});
}

}  // namespace rightplace::finding
