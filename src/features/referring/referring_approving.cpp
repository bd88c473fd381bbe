// The manager's pages: what waits for approval, one referral with the answer to it; and the authority's rule.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/referring/referring_approving.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using json::Object;
using json::Value;
using web::html;

const Url kList("/to-approve");

Result<access::Facts> facts_of_own(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = {standing.person};
  facts.id = standing.acting_for.text();
  return facts;
}
// Of the whole authority: nobody's own child.
Result<access::Facts> facts_of_rule(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.id = standing.acting_for.text();
  return facts;
}

struct Row {
  Draft draft;
  Approval approval;
  Allowed allowed;
  std::string asked_by;
};
std::vector<Row> rows_of(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) {
    std::vector<Row> rows;
    const auto body = organisations::load(tx, asked.standing.acting_for);
    if (!body || body->details.authority_code.empty()) return rows;
    for (auto& draft : drafts_of(tx, asked.desk.vault, body->details.authority_code)) {
      auto approval = approval_of(tx, asked.desk.vault, draft.reference);
      if (!waits(approval, draft)) continue;
      auto facts = facts_of(tx, draft, asked.today());
      facts.record = access::Record::PenPicture;
      const auto granted = asked.may(facts, access::Verb::Approve);
      if (!granted) continue;
      auto name = desk::name_of_actor(tx, asked.desk.vault, "person", approval->asked_by);
      rows.push_back({std::move(draft), std::move(*approval), granted->allowed, std::move(name)});
    }
    return rows;
  });
}

Done enter_all(const Asked& asked, const std::vector<Row>& rows) {
  return asked.desk.database.write([&](db::Write& tx) -> Done {
    for (const auto& row : rows) RP_CHECK(disclosures::record(tx, asked.actor(), row.allowed, {row.draft.child, disclosures::Tier::Outline, {"referral_begun"}, disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now()));
    return {};
  });
}

web::Response list_page(const Asked& asked) {
  const auto rows = rows_of(asked);
  if (const auto entered = enter_all(asked, rows); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  govuk::Table table{.caption = "Referrals that wait for your approval", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Referral", "Asked by", "Since"};
  table.first_cell_is_header = true;
  for (const auto& row : rows)
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>{})", Url(kList).segment(row.draft.reference), row.draft.reference, row.draft.changes ? html(R"(<br><span class="govuk-hint">Changes of a referral that was sent</span>)") : Html{}), row.asked_by,
                          html(R"({}<br><span class="govuk-hint">{}</span>)", moment_words(row.approval.asked_at), ago(london_date(row.approval.asked_at), london_date(asked.now())))});
  const auto content = html(R"(<h1 class="govuk-heading-l">To approve</h1>{})", rows.empty() ? html(R"(<p class="govuk-body">No referral waits for your approval. A letter says when one does.</p>)") : govuk::scrolling(govuk::table(table), "Referrals that wait for your approval"));
  return desk::show(asked, {.title = "To approve"}, content);
}

struct Shown {
  Checked it;
  std::optional<Approval> approval;
  Result<referrals::Referral> whole;
  std::string asked_by;
};
std::optional<Shown> shown_of(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) -> std::optional<Shown> {
    auto it = checked(tx, asked, asked.facts.id);
    if (!it) return std::nullopt;
    auto approval = approval_of(tx, asked.desk.vault, asked.facts.id);
    auto whole = referral_of(tx, asked.desk.vault, it->draft, asked.today());
    auto name = approval ? desk::name_of_actor(tx, asked.desk.vault, "person", approval->asked_by) : std::string();
    return Shown{std::move(*it), std::move(approval), std::move(whole), std::move(name)};
  });
}

web::Response one_page(const Asked& asked, const Form& form) {
  const auto shown = shown_of(asked);
  if (!shown) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto& draft = shown->it.draft;
  const bool waiting = waits(shown->approval, draft);
  const std::vector<web::Link> crumbs{{"To approve", kList}};
  if (!waiting) {
    const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">It does not wait for approval</h1><p class="govuk-body">{}</p><p class="govuk-body"><a class="govuk-link" href="{}">What waits for your approval</a></p></div></div>)", web::error_summary(form), draft.reference,
                              draft.is_closed() ? "It was sent, or given up." : "It was sent back, or somebody writes in it. You are asked again when it is to be sent.", kList);
    return desk::show(asked, {.title = "It does not wait for approval", .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
  }
  if (auto entered = enter(asked, draft.child, disclosures::Tier::Needs, {"referral_whole"}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto fields = field::radios(form, {.name = "answer", .legend = "May it be sent?", .choices = {{"approve", "Yes, send it now", "It is sent with your name as the one who approved it"}, {"return", "No, it must be different", "It goes back with your words"}}}) +
                      field::textarea(form, {.name = "words", .label = "What must be different?", .hint = "Only if it goes back. Whoever asked reads it", .rows = 4, .longest = 2000});
  const auto tokens = html(R"({}<input type="hidden" name="approval" value="{}">)", desk::tokens(asked), shown->approval->id);
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{} asks for your approval since {}. No home sees any of it before it is sent and somebody asks that home.</p>{}<h2 class="govuk-heading-m">Your answer</h2>{}</div></div>)", web::error_summary(form), draft.reference,
                            draft.changes ? "Approve the changes" : "Approve the referral", shown->asked_by, moment_words(shown->approval->asked_at), whole_part(asked, shown->it, shown->whole),
                            field::whole({.action = Url(kList).segment(draft.reference), .tokens = tokens, .fields = fields, .submit = "Answer", .cancel = kList}));
  return desk::show(asked, {.title = draft.changes ? "Approve the changes" : "Approve the referral", .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send_answer(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto answer = form.one_of("answer", {"approve", "return"}, "Say whether it may be sent");
  const auto id = form.typed("approval"), words = form.typed("words");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        if (answer == "approve") {
          RP_CHECK(approve(tx, asked, id));
          return Url("/referrals").segment(asked.facts.id);
        }
        RP_CHECK(send_back(tx, asked, id, words));
        return kList;
      }))
    return *done;
  return one_page(asked, form);
}

web::Response rule_page(const Asked& asked, const Form& form) {
  const auto needed = asked.desk.database.read([&](db::Read& tx) {
    const auto body = organisations::load(tx, asked.standing.acting_for);
    return body && approval_needed(tx, body->details.authority_code);
  });
  const auto fields = field::radios(form, {.name = "needed", .legend = "Does a team manager approve each referral before it is sent?", .choices = {{"yes", "Yes", "The child’s team manager reads it as a whole, and sends it or sends it back with words"}, {"no", "No", "Whoever may write it may send it"}}, .value = needed ? "yes" : "no", .hint = "A child who needs a place the same day never waits for approval"});
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Approval of referrals</h1>{}{}</div></div>)", web::error_summary(form),
                            asked.exchange.request.query_value("done") == "saved" ? govuk::notification_banner({.text = "Saved. It holds for every referral that is sent from now on.", .title = "Done", .type = "success"}) : Html{},
                            field::whole({.action = Url("/referral-approval"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Save"}));
  return desk::show(asked, {.title = "Approval of referrals", .breadcrumbs = {{"Referrals", Url("/referrals")}}, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

Result<bool> set_rule(db::Write& tx, const Asked& asked, bool needed) {
  const auto body = organisations::load(tx, asked.standing.acting_for);
  if (!body || body->details.authority_code.empty()) return fail(access::missing());
  RP_CHECK(set_approval_needed(tx, asked, body->details.authority_code, needed));
  return needed;
}

web::Response send_rule(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto needed = form.one_of("needed", {"yes", "no"}, "Say whether approval is needed");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_CHECK(set_rule(tx, asked, needed == "yes"));
        return Url("/referral-approval").with("done", "saved");
      }))
    return *done;
  return rule_page(asked, form);
}

// ---- Programs.

web::Response list_json(const Asked& asked) {
  const auto rows = rows_of(asked);
  if (const auto entered = enter_all(asked, rows); !entered) return desk::answer_problem(asked, entered.error());
  json::Array items;
  for (const auto& row : rows) items.emplace_back(Object{{"reference", row.draft.reference}, {"approval", row.approval.id}, {"asked_at", row.approval.asked_at.iso()}, {"changes_a_sent_referral", row.draft.changes != nullptr}});
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

struct Answer {
  std::string approval, words;
  bool approves = false;
};
web::Response answer_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    Answer answer{fields.required_text("approval"), fields.text("words").value_or(""), false};
    const auto approves = fields.boolean("approves");
    if (!approves) fields.fault("approves", "is missing");
    answer.approves = approves.value_or(false);
    return answer;
  }, [&](db::Write& tx, const Answer& answer) -> Result<Value> {
    auto answered = answer.approves ? approve(tx, asked, answer.approval) : send_back(tx, asked, answer.approval, answer.words);
    RP_CHECK(std::move(answered));
    return Object{{"reference", asked.facts.id}, {"state", kApprovalStates.code(answer.approves ? ApprovalState::Approved : ApprovalState::Returned)}};
  });
}

web::Response rule_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    const auto needed = fields.boolean("needed");
    if (!needed) fields.fault("needed", "is missing");
    return needed.value_or(false);
  }, [&](db::Write& tx, bool needed) -> Result<Value> {
    RP_CHECK(set_rule(tx, asked, needed));
    return Object{{"needed", needed}};
  });
}

constexpr std::string_view kApprovalList = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {"next": {"type": ["string", "null"]},
  "items": {"type": "array", "items": {"type": "object", "required": ["reference", "approval", "asked_at", "changes_a_sent_referral"], "additionalProperties": false, "properties": {
    "reference": {"type": "string"}, "approval": {"type": "string", "description": "To be answered with"}, "asked_at": {"type": "string", "format": "date-time"}, "changes_a_sent_referral": {"type": "boolean"}}}}}})json";
constexpr std::string_view kAnswer = R"json({"type": "object", "required": ["approval", "approves"], "additionalProperties": false, "properties": {"approval": {"type": "string"}, "approves": {"type": "boolean"}, "words": {"type": "string", "maxLength": 2000, "description": "Needed when it goes back"}}})json";
constexpr std::string_view kAnswered = R"json({"type": "object", "required": ["reference", "state"], "additionalProperties": false, "properties": {"reference": {"type": "string"}, "state": {"type": "string", "enum": ["approved", "returned"]}}})json";
constexpr std::string_view kRule = R"json({"type": "object", "required": ["needed"], "additionalProperties": false, "properties": {"needed": {"type": "boolean"}}})json";

bool approves(const access::Standing& standing) { return desk::holds(standing, access::Role::TeamManager); }
bool rules(const access::Standing& standing) { return desk::holds(standing, access::Role::HeadOfService); }

}  // namespace

void add_approving(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, Record record, auto facts, std::function<web::Response(const Asked&)> handler, std::string_view summary, std::string_view body = {}, std::string_view answer = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = record, .verb = Verb::Approve, .facts = facts, .handler = std::move(handler), .summary = summary, .request_type = body, .response_type = answer});
  };
  add(Method::Get, "/to-approve", Record::PenPicture, facts_of_own, list_page, "Referrals that wait for a team manager's approval");
  add(Method::Get, "/to-approve/{reference}", Record::PenPicture, facts_of_draft, [](const Asked& asked) { return one_page(asked, Form({})); }, "A referral as a whole, and the answer whether it may be sent");
  add(Method::Post, "/to-approve/{reference}", Record::PenPicture, facts_of_draft, send_answer, "Approve a referral, so that it is sent, or send it back with words", "referral approval");
  add(Method::Get, "/referral-approval", Record::ReferralSummary, facts_of_rule, [](const Asked& asked) { return rule_page(asked, Form({})); }, "Whether a team manager approves referrals of the own authority before they are sent");
  add(Method::Post, "/referral-approval", Record::ReferralSummary, facts_of_rule, send_rule, "Say whether a team manager approves referrals before they are sent", "referral approval rule");
  add(Method::Get, "/api/v1/to-approve", Record::PenPicture, facts_of_own, list_json, "Referrals that wait for approval", "", "ReferralApprovalList");
  add(Method::Post, "/api/v1/to-approve/{reference}", Record::PenPicture, facts_of_draft, answer_json, "Approve a referral or send it back", "NewReferralApproval", "ReferralApprovalAnswered");
  add(Method::Post, "/api/v1/referral-approval", Record::ReferralSummary, facts_of_rule, rule_json, "Say whether a team manager approves referrals", "ReferralApprovalRule", "ReferralApprovalRule");
  for (const auto& [name, schema] : {std::pair("ReferralApprovalList", kApprovalList), {"NewReferralApproval", kAnswer}, {"ReferralApprovalAnswered", kAnswered}, {"ReferralApprovalRule", kRule}}) pages.shapes.push_back({name, schema});
  pages.sections.push_back({16, "To approve", kList, "Referrals that wait for your approval before they are sent", approves});
  pages.sections.push_back({17, "Approval of referrals", Url("/referral-approval"), "Whether a team manager approves referrals before they are sent", rules});
}

}  // namespace rightplace::referring
