// No home is looked for any more: the referral is withdrawn with its reason, by page and by program.

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "features/finding/finding_parts.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using json::Object;
using json::Value;
using web::Form;
using web::Html;
using web::html;
using web::Url;

// Who withdrew it and presses again reads what became of it: the record has not ended for them by their own doing.
Result<access::Facts> facts_of_withdrawing(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  RP_TRY(facts, facts_of_address(tx, exchange, standing));
  if (facts.state == access::State::Ended && withdrawals::withdrawn_at(tx, facts.id)) facts.state = access::State::Live;
  return std::move(facts);
}

// What follows from it, counted, before anybody says yes.
Html what_follows(const View& view) {
  std::size_t waiting = 0, offers = 0, chosen = 0;
  for (const auto& ask : view.asks) {
    waiting += ask.state == asking::State::Asked;
    offers += ask.state == asking::State::Offered;
    chosen += ask.state == asking::State::Chosen;
  }
  const auto homes = [](std::size_t count) { return plural(static_cast<std::int64_t>(count), "home", "homes"); };
  Html items;
  if (waiting + offers + chosen == 0) items += html(R"(<li>No home waits, so none is told.</li>)");
  if (waiting > 0) items += html(R"(<li>{} still to answer: told at once that nothing more is needed.</li>)", homes(waiting));
  if (offers > 0) items += html(R"(<li>{} with an offer: told at once, and the rooms that are held for the child are free again.</li>)", homes(offers));
  if (chosen > 0 || view.decision) items += html(R"(<li>The choice that stands falls through, and whoever made it is told.</li>)");
  return html(R"(<ul class="govuk-list govuk-list--bullet">{}<li>Every home that was asked sees nothing of the child any more, and reads what it must delete.</li><li>A withdrawn referral stays withdrawn: a new need is a new referral.</li></ul>)", items);
}

web::Response shown(const Asked& asked, const Form& form) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const bool stands = view->line.status == referrals::Status::Open || view->line.status == referrals::Status::Draft;
  if (!stands && !form.sent()) return web::redirect(page_of(asked.facts.id));
  std::vector<field::Choice> reasons;
  for (const auto& reason : withdrawals::reasons()) reasons.push_back({reason.code, reason.label});
  const auto fields = field::radios(form, {.name = "reason", .legend = "Why is no home looked for any more?", .choices = reasons}) +
                      field::textarea(form, {.name = "words", .label = "In your own words: what changed?", .hint = "Your authority keeps it with the referral. No home reads it. Name no child", .rows = 4, .longest = static_cast<int>(withdrawals::kLongestWords)});
  const Html whole = stands ? html(R"(<p class="govuk-body">What follows at once:</p>{}{})", what_follows(*view),
                                   field::whole({.action = page_of(asked.facts.id).segment("withdraw"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Withdraw the referral", .cancel = page_of(asked.facts.id), .warning = true}))
                            : html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Look at the referral as it stands now</a></p>)", page_of(asked.facts.id));
  const auto content = html(R"(<div class="rp-readable">{}{}<h1 class="govuk-heading-l">Withdraw this referral</h1>{}</div>)", web::error_summary(form), caption(*view), whole);
  return desk::show(asked, {.title = "Withdraw this referral", .breadcrumbs = crumbs(&*view), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_withdrawal(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto reason = form.typed("reason"), words = form.typed("words");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(withdraw_referral(tx, asked, reason, words));
    return page_of(asked.facts.id).with("done", "referral-withdrawn");
  });
  return done ? *done : shown(asked, form);
}

struct Said {
  std::string reason, words;
};
web::Response send_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return Said{fields.required_text("reason"), fields.required_text("words")}; }, [&](db::Write& tx, const Said& said) -> Result<Value> {
    RP_TRY(told, withdraw_referral(tx, asked, said.reason, said.words));
    return Object{{"reference", asked.facts.id}, {"status", referrals::kStatuses.code(referrals::Status::Withdrawn)}, {"homes_told", told}};
  });
}

constexpr std::string_view kNewWithdrawal = R"json({"type": "object", "required": ["reason", "words"], "additionalProperties": false, "properties": {
  "reason": {"type": "string", "description": "A code of rules/withdrawal_reasons.toml"}, "words": {"type": "string", "minLength": 1, "maxLength": 2000, "description": "What changed; no home reads it. Names no child"}}})json";
constexpr std::string_view kWithdrawn = R"json({"type": "object", "required": ["reference", "status", "homes_told"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "status": {"type": "string", "enum": ["withdrawn"]}, "homes_told": {"type": "integer", "description": "Homes whose ask was still open"}}})json";

}  // namespace

Result<std::size_t> withdraw_referral(db::Write& tx, const Asked& asked, std::string_view reason, std::string_view words) {
  const auto standing = asking::decision_of(tx, asked.facts.id);
  RP_TRY(open, withdrawals::withdraw(tx, asked.desk.vault, asked.actor(), asked.allowed(), asked.facts.id, reason, words, when_of(asked)));
  std::set<std::string> told{asked.standing.person};
  const auto tell_once = [&](const std::string& person) -> Done { return told.insert(person).second ? answering::tell_person(tx, asked, person, asked.facts.responsible) : Done{}; };
  for (const auto& ask : open) {
    RP_CHECK(answering::release_holds(tx, asked, ask.urn, ask.reference));
    RP_CHECK(tell(tx, asked, ask.id));
    RP_CHECK(tell_once(ask.asked_by));
  }
  if (standing) RP_CHECK(tell_once(standing->signatures.decided_by));
  for (const auto& person : asked.facts.people) RP_CHECK(tell_once(person));
  return open.size();
}

void add_withdrawing(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.pages.push_back({.pattern = "/referrals/{reference}/withdraw", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_withdrawing, .handler = [](const Asked& asked) { return shown(asked, Form{web::NamedValues{}}); },
                         .summary = "Form that withdraws a referral, and what follows from it"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/referrals/{reference}/withdraw", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_withdrawing, .handler = send_withdrawal,
                         .summary = "Withdraw a referral with its reason: every home that is still asked is told, and rooms held for the child are free again", .request_type = "referral withdrawal"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/referrals/{reference}/withdraw", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_withdrawing, .handler = send_json,
                         .summary = "Withdraw a referral with its reason", .request_type = "NewReferralWithdrawal", .response_type = "ReferralWithdrawn"});
  pages.shapes.push_back({"NewReferralWithdrawal", kNewWithdrawal});
  pages.shapes.push_back({"ReferralWithdrawn", kWithdrawn});
}

}  // namespace rightplace::finding
