// Everything on one page, what may tell who the child is, and the sending.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/referring/referring_parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::html;

Html part(const Draft& draft, const Task& task) {
  const auto form = answers_of(draft, task);
  govuk::SummaryList list;
  for (const auto& question : task.questions) {
    const auto words = words_of(form, question);
    if (!words.empty()) list.rows.push_back({.key = question.label, .value = html(R"(<span class="rp-said">{}</span>)", words)});
    else if (question.needed) list.rows.push_back({.key = question.label, .value = std::string("Not answered yet")});
  }
  if (list.rows.empty()) list.rows.push_back({.key = task.title, .value = std::string("Nothing was written")});
  list.card = govuk::SummaryCard{.title = task.title, .actions = {{.href = page_of(draft.reference).segment(task.code), .text = "Change", .visually_hidden_text = lower(task.title)}}};
  return govuk::summary_list(list);
}

Html finds_part(const Draft& draft, const Form& form, const std::vector<Find>& finds) {
  if (finds.empty()) return html(R"(<p class="govuk-body">Nothing was found in the free text that tells who the child is. It is looked for by the child’s record and by the shape of names and numbers, and cannot find everything: read it through.</p>)");
  Html all;
  for (const auto& find : finds) {
    all += html(R"(<p class="govuk-body govuk-!-margin-bottom-1"><strong>{}</strong> is {}, in “{}”. <a class="govuk-link" href="{}">Change it<span class="govuk-visually-hidden"> in {}</span></a></p>)", find.hint.text, find.hint.what, find.label,
                page_of(draft.reference).segment(find.task), find.label);
    all += field::tick(form, {.name = "fine-" + find.key, .text = fmt::format("“{}” tells nobody who the child is", find.hint.text)});
  }
  return html(R"(<h2 class="govuk-heading-m">Take out what tells who the child is</h2><p class="govuk-body">Homes read this before they may know the child’s name. Change each of these, or tick it if it tells nobody who the child is. What you tick is written down with your name.</p>{})", all);
}

struct Checked {
  Draft draft;
  std::vector<Find> finds;
};
std::optional<Checked> checked(db::Read& tx, const Asked& asked) {
  auto draft = find_draft(tx, asked.desk.vault, asked.facts.id);
  if (!draft) return std::nullopt;
  auto finds = finds_of(*draft, known_of(tx, asked.desk.vault, draft->child), asked.desk.vault);
  return Checked{std::move(*draft), std::move(finds)};
}

web::Response send_page(const Asked& asked, const Form& form) {
  const auto it = asked.desk.database.read([&](db::Read& tx) { return checked(tx, asked); });
  if (!it) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto& draft = it->draft;
  const std::vector<web::Link> crumbs{{"Referrals", Url("/referrals")}, {"The child", Url("/children").segment(asked.facts.child)}, {fmt::format("Referral {}", draft.reference), page_of(draft.reference)}};
  if (draft.sent_at) {
    const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Referral {} was sent</h1><p class="govuk-body"><a class="govuk-link" href="{}">Open the referral</a></p></div></div>)", draft.reference, Url("/referrals").segment(draft.reference));
    return desk::show(asked, {.title = "The referral was sent", .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
  }
  // A find of the record tells that the word is the child's name or number.
  const bool tells = std::ranges::any_of(it->finds, [](const Find& find) { return find.hint.kind.starts_with("own_") || find.hint.kind == "born_on"; });
  if (auto entered = enter(asked, draft.child, tells ? disclosures::Tier::Identity : disclosures::Tier::Needs, tells ? std::vector<std::string>{"referral_whole", "name_in_text"} : std::vector<std::string>{"referral_whole"}); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  Html parts;
  for (const auto& task : tasks()) parts += part(draft, task);
  const Html sending = draft.finished() ? field::whole({.action = Url("/referrals").segment(draft.reference).segment("send"), .tokens = desk::tokens(asked, draft.version()), .fields = finds_part(draft, form, it->finds), .submit = "Send the referral", .cancel = page_of(draft.reference)})
                                        : html(R"(<div class="govuk-inset-text">Not every part is finished. <a class="govuk-link" href="{}">Go on writing</a>.</div>)", page_of(draft.reference));
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Check and send</h1><p class="govuk-body">Once it is sent, your authority can look for homes. No home sees any of it before somebody asks that home.</p>{}{}</div></div>)",
                            web::error_summary(form), draft.reference, parts, sending);
  return desk::show(asked, {.title = "Check and send the referral", .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = form.integer("version", 0, 1'000'000'000, "This page is too old. Open it again");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        const auto it = checked(tx, asked);
        if (!it) return fail(access::missing());
        const auto& draft = it->draft;
        if (draft.sent_at) return fail(ErrorKind::Conflict, "Somebody else sent this referral meanwhile");
        if (draft.version() != *version) return fail(ErrorKind::Conflict, "Somebody else wrote in this referral meanwhile. Read what stands now, and send it again");
        std::vector<FieldError> left;
        for (const auto& find : it->finds)
          if (form.typed("fine-" + find.key) != "yes") left.push_back({"fine-" + find.key, fmt::format("Change “{}” in “{}”, or tick that it tells nobody who the child is", find.hint.text, find.label)});
        if (!left.empty()) return fail(ErrorKind::Invalid, "The free text tells who the child may be", std::move(left));
        RP_TRY(referral, referral_of(tx, asked.desk.vault, draft, asked.today()));
        // It is kept as the draft that it was, and then sent: so its own change says when and by whom.
        referral.status = referrals::Status::Draft;
        RP_CHECK(referrals::store_referral(tx, asked.desk.vault, referral, asked.now()));
        for (const auto& find : it->finds) audit::record(tx, asked.actor(), asked.allowed(), "referral.find_left", {"referral", draft.reference}, asked.now(), {{"task", find.task}, {"kind", find.hint.kind}});
        RP_CHECK(referrals::change_status(tx, asked.actor(), asked.allowed(), draft.reference, referrals::Event::Send, asked.now()));
        tx.run("UPDATE referral_drafts SET sent_at = $2, sent_by = $3 WHERE reference = $1", {draft.reference, asked.now(), asked.actor().id});
        tx.run("DELETE FROM referral_draft_tasks WHERE reference = $1", {draft.reference});
        return Url("/referrals").segment(draft.reference);
      }))
    return *done;
  return send_page(asked, form);
}

}  // namespace

void add_sending(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/referrals/{reference}/send", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = [](const Asked& asked) { return send_page(asked, Form({})); },
                         .summary = "Check a referral as a whole before it is sent"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/referrals/{reference}/send", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = send,
                         .summary = "Send a referral: homes can be looked for from then on", .request_type = "referral sending"});
}

}  // namespace rightplace::referring
