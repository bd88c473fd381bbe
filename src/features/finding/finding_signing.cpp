// The second signature: what waits, why it was chosen although something speaks against it, and yes or no with words.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_changes.h"
#include "features/finding/finding_homes.h"
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

constexpr int kLongestWords = 4'000;

Result<access::Facts> facts_of_decision(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto decision = asking::load(tx, asking::DecisionId(std::string(exchange.value("id"))));
  if (!decision) return fail(access::missing());
  return facts_of(tx, decision->reference, standing.today);
}

struct Here {
  View view;
  asking::Decision decision;
  asking::Ask ask;
  std::optional<asking::Offer> offer;
  std::string decided_by;
};
Result<Here> here(const Asked& asked) {
  RP_TRY(view, view_of(asked));
  Here out{std::move(view), {}, {}, {}, {}};
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    RP_TRY(decision, asking::load(tx, asking::DecisionId(std::string(asked.value("id")))));
    out.decision = std::move(decision);
    RP_TRY(ask, asking::load(tx, out.decision.ask));
    out.ask = std::move(ask);
    out.offer = asking::offer_of(tx, out.ask.id);
    out.decided_by = desk::name_of_actor(tx, asked.desk.vault, "person", out.decision.signatures.decided_by);
    return {};
  }));
  return out;
}

access::Facts of_record(const Asked& asked, access::Record record) {
  auto facts = asked.facts;
  facts.record = record;
  return facts;
}

web::Response list_page(const Asked& asked) {
  struct Row {
    asking::Decision decision;
    std::string home, by;
  };
  const auto rows = asked.desk.database.read([&](db::Read& tx) {
    std::vector<Row> found;
    for (auto& decision : asking::decisions_by(tx, asked.standing.acting_for)) {
      if (decision.state != asking::DecisionState::Proposed) continue;
      auto facts = facts_of(tx, decision.reference, asked.today());
      if (!facts) continue;
      facts->record = access::Record::Placement;
      if (!asked.may(*facts, access::Verb::Approve)) continue;
      const auto ask = asking::load(tx, decision.ask);
      Row row{decision, ask ? home_name(tx, ask->urn, asked.today()) : std::string(), desk::name_of_actor(tx, asked.desk.vault, "person", decision.signatures.decided_by)};
      found.push_back(std::move(row));
    }
    return found;
  });
  Html body = html(R"(<p class="govuk-body">Nothing waits for your signature. A choice appears here when something speaks against the home that was chosen, and a letter says that something waits.</p>)");
  if (!rows.empty()) {
    govuk::Table table{.caption = "Choices that wait for a second signature, oldest first", .caption_classes = "govuk-visually-hidden"};
    table.first_cell_is_header = true;
    table.head = {"Referral", "Home", "Chosen by", "Speaks against it"};
    for (const auto& row : rows) {
      std::vector<std::string> rules;
      for (const auto& code : row.decision.signatures.overrides) rules.push_back(lower(against_words(code)));
      table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/to-sign").segment(row.decision.id.text()), row.decision.reference), row.home, fmt::format("{}, {}", row.by, moment_words(row.decision.decided_at)), capitalised(join_words(rules))});
    }
    body = govuk::scrolling(govuk::table(table), "Choices that wait for a second signature");
  }
  return desk::show(asked, {.title = "To sign", .wide = true}, html(R"({}<h1 class="govuk-heading-l">To sign</h1>{})", done_banner(asked), body));
}

web::Response shown(const Asked& asked, const Form& form) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto& decision = found->decision;
  govuk::SummaryList list{.rows = {}};
  list.rows.push_back({.key = "Home", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(found->ask.urn), found->view.home_names.at(found->ask.urn))});
  if (found->offer) {
    list.rows.push_back({.key = "From", .value = found->offer->terms.available_from.words()});
    if (asked.also_reads(of_record(asked, access::Record::Price))) list.rows.push_back({.key = "Price", .value = answering::price_words(found->offer->terms)});
    list.rows.push_back({.key = "The offer stands until", .value = answering::deadline_words(found->offer->terms.stands_until, asked.desk.days.now())});
  }
  list.rows.push_back({.key = "Chosen by", .value = fmt::format("{}, {}", found->decided_by, moment_words(decision.decided_at))});
  list.rows.push_back({.key = "Why this home", .value = html(R"(<span class="rp-said">{}</span>)", decision.why)});
  Html rules;
  for (const auto& code : decision.signatures.overrides) {
    if (suitability::kFlags.parse(code)) {
      rules += html("<li><strong>{}</strong></li>", against_words(code));
      continue;
    }
    std::string_view says = matching::kAdmissionSays, source = matching::kAdmissionSource;
    for (const auto& rule : suitability::kRules)
      if (rule.code == code) says = rule.says, source = rule.source;
    rules += html(R"(<li><strong>{}</strong>: broken or not known. The rule says: {} <span class="rp-muted">({})</span></li>)", matching::rule_label(code), says, source);
  }
  list.rows.push_back({.key = "Speaks against it", .value = html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", rules)});
  list.rows.push_back({.key = "Right all the same, because", .value = html(R"(<span class="rp-said">{}</span>)", decision.signatures.override_why)});
  const bool waits = decision.state == asking::DecisionState::Proposed;
  const bool own = decision.signatures.decided_by == asked.standing.person;
  Html answer;
  if (!waits) answer = html(R"(<div class="govuk-inset-text">{}{}</div>)", asking::kDecisionStates.label(decision.state), decision.signed_words.empty() ? std::string() : ": " + decision.signed_words);
  else if (own) answer = html(R"(<div class="govuk-inset-text">You chose this home yourself: somebody else signs.</div>)");
  else
    answer = field::whole({.action = Url("/to-sign").segment(decision.id.text()), .tokens = desk::tokens(asked),
                           .fields = field::radios(form, {.name = "agrees", .legend = "Do you agree?", .choices = {{"yes", "Yes: the home is chosen and told at once"}, {"no", "No: the offers stand as before"}}}) +
                                     field::textarea(form, {.name = "words", .label = "Why?", .hint = "It stands in the child’s record beside the choice. At least ten letters", .rows = 4, .longest = kLongestWords}),
                           .submit = "Sign"});
  Html child;
  if (asked.also_reads(of_record(asked, access::Record::ReferralSummary)))
    child = html(R"(<h2 class="govuk-heading-m">The child</h2>{})", answering::released_part(answering::released(found->view.referral, asking::Tier::ReferralSummary)));
  const auto content = html(R"(<div class="rp-readable">{}{}<h1 class="govuk-heading-l">A choice to sign</h1>{}{}{}</div>)", web::error_summary(form), caption(found->view), govuk::summary_list(list), answer, child);
  return desk::show(asked, {.title = "A choice to sign", .breadcrumbs = {{"To sign", Url("/to-sign")}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_signature(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto agrees = form.one_of("agrees", {"yes", "no"}, "Choose whether you agree");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(sign_decision(tx, asked, asking::DecisionId(std::string(asked.value("id"))), agrees == "yes", form.typed("words")));
    return Url("/to-sign").with("done", agrees == "yes" ? "signed" : "refused");
  });
  return done ? *done : shown(asked, form);
}

}  // namespace

Done sign_decision(db::Write& tx, const Asked& asked, const asking::DecisionId& id, bool agrees, std::string_view words) {
  RP_TRY(decision, asking::load(tx, id));
  RP_CHECK(asking::sign(tx, asked.actor(), asked.allowed(), id, agrees, words, when_of(asked)));
  if (agrees) RP_CHECK(after_decision(tx, asked, decision.reference));
  return answering::tell_person(tx, asked, decision.signatures.decided_by, asked.facts.responsible);
}

void add_signing(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/to-sign", .record = Record::Placement, .verb = Verb::Approve, .facts = facts_of_list, .handler = list_page, .summary = "Choices of a home that wait for the signature of a second person"});
  pages.pages.push_back({.pattern = "/to-sign/{id}", .record = Record::Placement, .verb = Verb::Approve, .facts = facts_of_decision, .handler = [](const Asked& asked) { return shown(asked, Form{web::NamedValues{}}); }, .summary = "One choice: what speaks against it, and why it is right all the same"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/to-sign/{id}", .record = Record::Placement, .verb = Verb::Approve, .facts = facts_of_decision, .handler = send_signature, .summary = "Sign a choice as the second person, or refuse", .request_type = "signature form"});
}

}  // namespace rightplace::finding
