// A referral is begun on the child's page and written in parts.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/referring/referring_approving.h"
#include "features/referring/referring_standard.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::html;

Url child_page(const Asked& asked) { return Url("/children").segment(asked.facts.child); }

std::vector<web::Link> crumbs(const Asked& asked, std::string_view reference = {}) {
  std::vector<web::Link> all{{"Referrals", Url("/referrals")}};
  if (!asked.facts.child.empty()) all.push_back({"The child", child_page(asked)});
  if (!reference.empty()) all.push_back({fmt::format("Referral {}", reference), page_of(reference)});
  return all;
}

// ---- Beginning.

web::Response begin_page(const Asked& asked, const Form& form) {
  const field::Whole whole{.action = child_page(asked).segment("refer"), .tokens = desk::tokens(asked), .fields = {}, .submit = "Refer for a home", .cancel = child_page(asked)};
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Refer a child for a home</h1><p class="govuk-body">You write the referral in parts, with others if you like, and nothing is lost when you stop. Homes see nothing of it before it is sent and somebody asks them. A referral that was begun for the child goes on.</p>{}</div></div>)",
                            web::error_summary(form), field::whole(whole));
  return desk::show(asked, {.title = "Refer a child for a home", .breadcrumbs = crumbs(asked), .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send_begin(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_TRY(reference, begin(tx, asked.desk.vault, asked.actor(), asked.allowed(), children::ChildId(asked.facts.child), asked.now()));
        return page_of(reference);
      }))
    return *done;
  return begin_page(asked, form);
}

// ---- The parts.

Html state_of(const Draft& draft, const Task& task) {
  const auto found = draft.written.find(task.code);
  if (found == draft.written.end() && draft.changes) return Html::text("As it was sent");
  if (draft.changes) return found->second.finished ? govuk::tag("Changed", govuk::Colour::Green) : govuk::tag("In progress", govuk::Colour::Blue);
  if (found == draft.written.end()) return govuk::tag("Not started", govuk::Colour::Grey);
  return found->second.finished ? Html::text("Done") : govuk::tag("In progress", govuk::Colour::Blue);
}

// What a referral that is written, or changed, may still become besides being sent.
Html give_up(const Draft& draft) {
  return html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>)", page_of(draft.reference).segment("discard"), draft.changes ? "Leave the referral as it was sent" : "Discard this referral");
}

// Where it stands with the manager who approves it.
Html approval_part(const Asked& asked, const Draft& draft) {
  struct Said {
    Approval approval;
    std::string by;
  };
  const auto said = asked.desk.database.read([&](db::Read& tx) -> std::optional<Said> {
    auto approval = approval_of(tx, asked.desk.vault, draft.reference);
    if (!approval) return std::nullopt;
    auto name = approval->decided_by.empty() ? std::string() : desk::name_of_actor(tx, asked.desk.vault, "person", approval->decided_by);
    return Said{std::move(*approval), std::move(name)};
  });
  if (!said) return {};
  if (waits(said->approval, draft)) return html(R"(<div class="govuk-inset-text">It waits for the team manager’s approval since {}. Whoever writes in it takes it back, and asks anew.</div>)", moment_words(said->approval.asked_at));
  if (said->approval.state != ApprovalState::Returned) return {};
  return html(R"(<div class="govuk-inset-text"><p class="govuk-body">{} sent it back on {}:</p><p class="govuk-body rp-said">{}</p></div>)", said->by, moment_words(*said->approval.decided_at), said->approval.words);
}

web::Response list_page(const Asked& asked) {
  const auto draft = asked.desk.database.read([&](db::Read& tx) { return find_draft(tx, asked.desk.vault, asked.facts.id); });
  if (!draft) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  if (draft->is_closed()) return closed_page(asked, *draft, Form({}));
  if (auto entered = enter(asked, draft->child, disclosures::Tier::Outline, {"referral_parts"}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  govuk::TaskList list;
  std::size_t done = 0;
  for (const auto& task : tasks()) {
    const auto found = draft->written.find(task.code);
    done += found != draft->written.end() && found->second.finished;
    govuk::Task item{.title = task.title, .href = page_of(draft->reference).segment(task.code)};
    item.status = state_of(*draft, task);
    list.items.push_back(std::move(item));
  }
  const bool ready = draft->finished() && (!draft->changes || done > 0);
  govuk::TaskList last;
  govuk::Task send{.title = "Check and send"};
  if (ready) send.href = Url("/referrals").segment(draft->reference).segment("send");
  send.status = ready ? govuk::tag("Ready", govuk::Colour::Green) : Html::text(draft->changes && done == 0 ? "Nothing is changed yet" : "Cannot be sent yet");
  last.id_prefix = "send";
  last.items.push_back(std::move(send));
  const auto title = draft->changes ? std::string("Change the referral") : std::string("Write the referral");
  const Html intro = draft->changes
                         ? html(R"(<p class="govuk-body">Open the parts that must say something else. Homes and your colleagues see the referral as it was sent until you send the changes; a part that you do not save stays as it is.</p>)")
                         : html(R"(<p class="govuk-body">{} of {} parts are done. You can stop at any time: what you saved stays, and others who work with the child can go on with it.</p>)", done, tasks().size());
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">{}</h1>{}{}<h2 class="govuk-heading-m">Write</h2>{}<h2 class="govuk-heading-m">Send</h2>{}<p class="govuk-body"><a class="govuk-link" href="{}">Back to the child’s record</a></p>{}</div></div>)",
                            draft->reference, title, approval_part(asked, *draft), intro, govuk::task_list(list), govuk::task_list(last), child_page(asked), give_up(*draft));
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs(asked)}, content);
}

// What another wrote meanwhile, where it is not what was typed.
Html changed_part(const Asked& asked, const Draft& draft, const Task& task, const Form& typed) {
  const auto found = draft.written.find(task.code);
  if (found == draft.written.end()) return {};
  const auto stands = answers_of(draft, task);
  govuk::SummaryList list;
  for (const auto& question : task.questions) {
    const auto theirs = words_of(stands, question);
    if (theirs != words_of(typed, question)) list.rows.push_back({.key = question.label, .value = html(R"(<span class="rp-said">{}</span>)", theirs.empty() ? "No answer" : theirs)});
  }
  const auto who = asked.desk.database.read([&](db::Read& tx) { return desk::name_of_actor(tx, asked.desk.vault, "person", found->second.changed_by); });
  list.card = govuk::SummaryCard{.title = fmt::format("What {} wrote on {}, where you wrote something else", who, moment_words(found->second.changed_at))};
  return list.rows.empty() ? html(R"(<div class="govuk-inset-text">{} wrote the same as you on {}.</div>)", who, moment_words(found->second.changed_at)) : govuk::summary_list(list);
}

web::Response task_page(const Asked& asked, const Draft& draft, const Task& task, const Form& form) {
  if (auto entered = enter(asked, draft.child, disclosures::Tier::Needs, {"referral_" + task.code}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto found = draft.written.find(task.code);
  Html fields;
  for (const auto& question : task.questions) fields += field_of(form, question);
  fields += field::radios(form, {.name = "finished", .legend = "Have you finished this part?", .choices = {{"yes", "Yes, I have finished it"}, {"no", "No, I will come back to it"}}});
  const bool changed = !form.fine() && desk::shown_again(form) == 409;
  const bool whole = asked.desk.database.read([&](db::Read& tx) { return holds_all(tx, asked.desk.vault, draft, task, asked.today()); });
  const Html more = whole ? Html{} : html(R"(<div class="govuk-inset-text">The referral came from a file and says more in this part than fits here. People, places and areas that are not shown stay as they are; of those that are shown, only what stands here is kept when you save.</div>)");
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">{}</h1>{}{}{}{}</div></div>)",
                            web::error_summary(form), draft.reference, task.title, more, task.intro.empty() ? Html{} : html(R"(<p class="govuk-body">{}</p>)", task.intro),
                            changed ? changed_part(asked, draft, task, form) : Html{},
                            field::whole({.action = page_of(draft.reference).segment(task.code), .tokens = desk::tokens(asked, found == draft.written.end() ? 0 : found->second.version), .fields = fields, .submit = "Save", .cancel = page_of(draft.reference)}));
  return desk::show(asked, {.title = task.title, .breadcrumbs = crumbs(asked, draft.reference), .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

struct Opened {
  Draft draft;
  const Task* task = nullptr;
};
std::optional<Opened> opened(const Asked& asked) {
  const auto* task = find_task(asked.value("task"));
  auto draft = asked.desk.database.read([&](db::Read& tx) { return find_draft(tx, asked.desk.vault, asked.facts.id); });
  if (!task || !draft) return std::nullopt;
  return Opened{std::move(*draft), task};
}

web::Response show_task(const Asked& asked) {
  const auto it = opened(asked);
  if (!it) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  if (it->draft.is_closed()) return closed_page(asked, it->draft, Form({}));
  return task_page(asked, it->draft, *it->task, answers_of(it->draft, *it->task));
}

web::Response save_task(const Asked& asked) {
  const auto it = opened(asked);
  if (!it) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto& task = *it->task;
  auto form = Form::of(asked.exchange.request);
  const auto version = form.integer("version", 0, 1'000'000'000, "This page is too old. Open it again");
  const auto finished = form.one_of("finished", {"yes", "no"}, "Say whether you have finished this part");
  asked.desk.database.read([&](db::Read& tx) { check_task(tx, asked.desk.vault, it->draft, task, form, finished == "yes", asked.today()); });
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        const auto draft = find_draft(tx, asked.desk.vault, it->draft.reference);
        if (!draft) return fail(access::missing());
        RP_CHECK(write_task(tx, asked, *draft, task, form, finished == "yes", *version));
        return page_of(draft->reference);
      }))
    return *done;
  // What stands by now, for who was second.
  const auto now = opened(asked);
  if (!now) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  return task_page(asked, now->draft, task, form);
}

}  // namespace

web::Response closed_page(const Asked& asked, const Draft& draft, const Form& form) {
  const auto title = fmt::format("Referral {} was {}", draft.reference, draft.discarded_at ? "discarded" : "sent");
  const Html words = draft.discarded_at ? html(R"(<p class="govuk-body">It was discarded on {} and never sent. A new referral is begun on the child’s page.</p><p class="govuk-body"><a class="govuk-link" href="{}">Open the child’s record</a></p>)", moment_words(*draft.discarded_at), child_page(asked))
                                        : html(R"(<p class="govuk-body">It was sent on {}. What was written holds, and homes can be looked for.</p><p class="govuk-body"><a class="govuk-link" href="{}">Open the referral</a></p>)", moment_words(*draft.sent_at), Url("/referrals").segment(draft.reference));
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">{}</h1>{}</div></div>)", web::error_summary(form), title, words);
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs(asked), .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

Url page_of(std::string_view reference) { return Url("/referrals").segment(reference).segment("write"); }

Done enter(const Asked& asked, const children::ChildId& child, disclosures::Tier tier, std::vector<std::string> shown) {
  const auto purpose = desk::holds(asked.standing, access::Role::SocialWorker) ? disclosures::Purpose::Care : disclosures::Purpose::Placing;
  return asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {child, tier, std::move(shown), purpose, asked.standing.acting_for.text()}, asked.now());
  });
}

void add_writing(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  constexpr auto kBody = std::uint64_t{64} << 10;
  pages.pages.push_back({.pattern = "/children/{id}/refer", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = [](const Asked& asked) { return begin_page(asked, Form({})); },
                         .summary = "Refer a child for a home"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/children/{id}/refer", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = send_begin,
                         .summary = "Begin a referral for a child, or go on with the one that was begun", .request_type = "referral beginning"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/write", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = list_page, .summary = "The parts of a referral that is being written, and which are done"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/write/{task}", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = show_task, .summary = "One part of a referral that is being written"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/referrals/{reference}/write/{task}", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = save_task,
                         .summary = "Save one part of a referral that is being written", .request_type = "referral part", .body_limit = kBody});
}

desk::Pages pages(const desk::Desk&) {
  desk::Pages all;
  add_writing(all);
  add_sending(all);
  add_drafts(all);
  add_changing(all);
  add_programs(all);
  add_today(all);
  add_first_days(all);
  add_approving(all);
  add_siblings(all);
  add_from_file(all);
  add_record(all);
  return all;
}

}  // namespace rightplace::referring
