#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_homes.h"
#include "features/finding/finding_together.h"
#include "features/finding/finding_waves.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

Html button(const Url& url, std::string_view words, bool secondary = false) { return govuk::button({.text = std::string(words), .href = url, .classes = secondary ? "govuk-button--secondary" : ""}); }

// One button: what there is to do now. Whoever may not do it reads who does.
Html next_part(const Asked& asked, const View& view, Instant at) {
  auto facts = asked.facts;
  facts.record = access::Record::ReferralSummary;
  const bool finds = asked.may(facts, access::Verb::Write).has_value();
  facts.record = access::Record::Placement;
  const bool places = asked.may(facts, access::Verb::Write).has_value();
  const bool signs = asked.may(facts, access::Verb::Approve).has_value();
  const auto page = page_of(view.line.reference);
  Html what;
  switch (view.progress.step) {
    case Step::Draft: what = html(R"(<p class="govuk-body">The referral is not sent yet.</p>)"); break;
    case Step::Search:
      what = finds ? button(page.segment("homes"), view.progress.asked == 0 ? "Find a home" : "Find more homes") : html(R"(<p class="govuk-body">A placement officer of your authority finds homes.</p>)");
      break;
    case Step::Wait:
      what = finds ? html(R"(<div class="govuk-button-group">{}{}</div>)", button(page.segment("homes"), "Find more homes"), button(page.segment("offers"), "Read the answers", true)) : Html{};
      break;
    case Step::ReadOffers: what = places ? html(R"(<div class="govuk-button-group">{}{}</div>)", button(page.segment("offers"), "Compare the offers and decide"), finds ? button(page.segment("homes"), "Find more homes", true) : Html{}) : Html{}; break;
    case Step::Sign:
      what = signs ? button(Url("/to-sign").segment(view.decision->id.text()), "Read the choice and sign") : html(R"(<p class="govuk-body">The head of service or the nominated officer signs. Until then nobody is told.</p>)");
      break;
    case Step::Place: what = places ? html(R"(<div class="govuk-button-group">{}{}</div>)", button(page.segment("place"), "Record the placement"), button(page.segment("undo"), "The choice fell through", true)) : Html{}; break;
    case Step::Placed: what = view.placement ? button(Url("/placements").segment(view.placement->id.text()), "Open the placement") : Html{}; break;
    case Step::Ended: break;
  }
  Html waves;
  if (finds)
    if (const auto due = asked.desk.database.read([&](db::Read& tx) { return due_now(tx, view, at); })) waves = due_part(*due, view.line.reference, at);
  if (finds && (view.progress.step == Step::Search || view.progress.step == Step::Wait)) waves += html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Plan the asking</a></p>)", page.segment("plan"));
  what += waves;
  return html(R"(<div class="rp-glance"><h2 class="govuk-heading-m govuk-!-margin-bottom-2">{}</h2><p class="govuk-body">{}.</p>{}</div>)", kSteps.label(view.progress.step), progress_words(view.progress, at), what);
}

Html asks_part(const Asked& asked, const View& view, Instant at) {
  if (view.asks.empty()) return {};
  govuk::Table table{.caption = "Homes that were asked", .caption_classes = "govuk-table__caption--m"};
  table.head = {"Home", "State", "Answer by", "Sees"};
  table.first_cell_is_header = true;
  for (const auto& ask : view.asks) {
    const auto late = ask.state == asking::State::Asked && ask.answer_by < at;
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a><br><span class="govuk-hint">Wave {}</span>)", page_of(view.line.reference).segment("asks").segment(ask.id.text()), view.home_names.at(ask.urn), ask.wave),
                          late ? html("{}", govuk::tag("No answer in time", govuk::Colour::Red)) : Html::text(asking::kStates.label(ask.state)), moment_words(ask.answer_by),
                          asking::is_live(ask.state) ? std::string(asking::kTiers.label(ask.tier)) : std::string("Nothing any more")});
  }
  return html(R"({}<p class="govuk-body-s">Every home that opened the referral, and when, stands on the child’s own page of who has seen the record.</p>)", govuk::scrolling(govuk::table(table), "Homes that were asked")) +
         (asked.facts.child.empty() ? html(R"(<div class="govuk-inset-text">The referral is not linked to a child’s record here. What homes read is audited, but stands on no child’s page, and a placement cannot be recorded.</div>)") : Html{});
}

Html quality_part(const quality::Quality& quality) {
  if (quality.gaps.empty()) return html(R"(<h2 class="govuk-heading-m">What providers will ask</h2><p class="govuk-body">The referral answers all {} questions that providers ask first.</p>)", quality.of);
  Html items;
  for (const auto& gap : quality.gaps) items += html(R"(<li><strong>{}</strong> {}.</li>)", gap.question, gap.why);
  return html(R"(<h2 class="govuk-heading-m">What providers will ask</h2><p class="govuk-body">The referral answers {} of the {} questions that providers ask first. Still open:</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", quality.said, quality.of, items);
}

Html withdrawal_part(const View& view) {
  if (!view.withdrawal) return {};
  govuk::SummaryList list{.rows = {{.key = "Why", .value = withdrawals::reason_words(view.withdrawal->reason)},
                                   {.key = "In their words", .value = html(R"(<span class="rp-said">{}</span>)", view.withdrawal->words)},
                                   {.key = "By", .value = view.withdrawn_by},
                                   {.key = "When", .value = moment_words(view.withdrawal->withdrawn_at)}}};
  list.card = govuk::SummaryCard{.title = "Withdrawn"};
  return html(R"(<p class="govuk-body">Homes that were asked see nothing of the child any more and were told what to delete. A new need is a new referral.</p>{})", govuk::summary_list(list));
}

// A child who is placed in an emergency: what was not done before has its day.
Html first_days_part(const View& view) {
  if (view.line.urgency != referrals::Urgency::SameDay || (view.line.status != referrals::Status::Open && view.line.status != referrals::Status::Placed)) return {};
  return html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">What the law leaves to be done in the first five working days</a></p>)", page_of(view.line.reference).segment("first-days"));
}

// Whoever may write the referral may say that no home is looked for any more.
Html withdraw_part(const Asked& asked, const View& view) {
  if (view.line.status != referrals::Status::Open && view.line.status != referrals::Status::Draft) return {};
  auto facts = asked.facts;
  facts.record = access::Record::PenPicture;
  if (!asked.may(facts, access::Verb::Write)) return {};
  const auto page = page_of(view.line.reference);
  const bool changes = view.line.status == referrals::Status::Open && !view.decision && !asked.facts.child.empty();
  const Html change = changes ? html(R"(<a class="govuk-link" href="{}">Change this referral</a><br>)", page.segment("change")) : Html{};
  return html(R"(<h2 class="govuk-heading-m">Is it right no longer?</h2><p class="govuk-body">{}<a class="govuk-link" href="{}">Withdraw this referral</a></p>)", change, page.segment("withdraw"));
}

Html decision_part(const View& view) {
  if (!view.decision) return {};
  const auto& decision = *view.decision;
  govuk::SummaryList list{.rows = {}};
  for (const auto& ask : view.asks)
    if (ask.id == decision.ask) list.rows.push_back({.key = "Home", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(view.line.reference).segment("asks").segment(ask.id.text()), view.home_names.at(ask.urn))});
  list.rows.push_back({.key = "Why this home", .value = html(R"(<span class="rp-said">{}</span>)", decision.why)});
  if (asking::needs_second(decision.signatures)) {
    std::vector<std::string> rules;
    for (const auto& code : decision.signatures.overrides) rules.push_back(lower(against_words(code)));
    list.rows.push_back({.key = "Speaks against it", .value = capitalised(join_words(rules))});
    list.rows.push_back({.key = "Right all the same", .value = html(R"(<span class="rp-said">{}</span>)", decision.signatures.override_why)});
    if (!decision.signed_words.empty()) list.rows.push_back({.key = "The second person", .value = html(R"(<span class="rp-said">{}</span>)", decision.signed_words)});
  }
  list.rows.push_back({.key = "Decided", .value = moment_words(decision.decided_at)});
  list.card = govuk::SummaryCard{.title = std::string(asking::kDecisionStates.label(decision.state))};
  return html(R"(<h2 class="govuk-heading-m">The choice</h2>{})", govuk::summary_list(list));
}

// What goes with it on paper.
Html papers_part(const Asked& asked, const View& view) {
  const auto page = page_of(view.line.reference);
  const bool decided = view.decision && view.decision->state == asking::DecisionState::Decided;
  auto picture = asked.facts;
  picture.record = access::Record::PenPicture;
  const bool takes_away = asked.may(asked.facts, access::Verb::Export) && asked.may(picture, access::Verb::Read);
  const Html more = decided ? html(R"(<li><a class="govuk-link" href="{}">Placement agreement</a>: prices, outcomes, notice; agreed by both sides</li><li><a class="govuk-link" href="{}">Placement plan</a>: why here, who decides what, behaviour strategy</li>)", Url("/agreements").segment(view.line.reference), Url("/placement-plans").segment(view.line.reference)) : Html{};
  return html(R"(<h2 class="govuk-heading-m">Papers</h2><ul class="govuk-list"><li><a class="govuk-link" href="{}">Documents</a>: care plan, pen picture, EHC plan</li>{}{}</ul>)", page.segment("documents"), more,
              takes_away ? html(R"(<li><a class="govuk-link" href="{}">Record of the Placements Data Standard</a>: every field that is known, as a file</li>)", page.segment("standard")) : Html{});
}

web::Response referral_page(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const auto at = asked.desk.days.now();
  auto fuller = asked.facts;
  fuller.record = access::Record::PenPicture;
  const bool shows_picture = asked.also_reads(fuller);
  const auto facts = answering::released(view->referral, shows_picture ? asking::Tier::PenPicture : asking::Tier::ReferralSummary);
  auto identity = asked.facts;
  identity.record = access::Record::ChildIdentity;
  const Html child = !asked.facts.child.empty() && asked.may(identity, access::Verb::Read) ? html(R"( · <a class="govuk-link" href="{}">The child’s record</a>)", Url("/children").segment(asked.facts.child)) : Html{};
  const auto content = html(R"({}<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">Referral {}</h1><p class="govuk-body">{}. Referred on {}, needed {}{}</p><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}{}{}<h2 class="govuk-heading-m">The referral</h2>{}{}{}</div></div>)",
                            done_banner(asked), view->authority_name, view->line.reference, answering::child_words(view->referral, asking::Tier::PenPicture), view->line.referred_on.words(),
                            view->line.needed_on ? "from " + view->line.needed_on->words() : std::string("from a day that is not stated"), child, html("{}{}{}", next_part(asked, *view, at), first_days_part(*view), html("{}{}", siblings_part(asked, *view), withdrawal_part(*view))), decision_part(*view), asks_part(asked, *view, at), papers_part(asked, *view), answering::released_part(facts),
                            quality_part(quality::quality_of(view->referral, asked.today())), withdraw_part(asked, *view));
  return desk::show(asked, {.title = "Referral " + view->line.reference, .breadcrumbs = crumbs()}, content);
}

}  // namespace

void add_referral(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/referrals/{reference}", .record = access::Record::ReferralSummary, .facts = facts_of_address, .handler = referral_page,
                         .summary = "One referral: needs, risks, what providers will ask, whom one asked, what to do next"});
}

}  // namespace rightplace::finding
