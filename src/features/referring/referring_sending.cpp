// Everything on one page, what may tell who the child is, and the sending.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/linking/linking.h"
#include "features/referring/referring_approving.h"
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

// What is another than it was sent, question by question, and who hears of it.
Html changes_part(const Asked& asked, const Draft& draft) {
  if (!draft.changes) return {};
  govuk::Table table{.caption = "What changes", .caption_classes = "govuk-table__caption--m"};
  table.head = {"Question", "As it was sent", "From now on"};
  table.first_cell_is_header = true;
  const auto said = [](const std::string& words) { return html(R"(<span class="rp-said">{}</span>)", words.empty() ? std::string("No answer") : words); };
  for (const auto& task : tasks()) {
    if (!draft.written.contains(task.code)) continue;
    const Form before(prefilled(*draft.changes, task)), now = answers_of(draft, task);
    for (const auto& question : task.questions)
      if (const auto was = words_of(before, question), is = words_of(now, question); was != is) table.rows.push_back({question.label, said(was), said(is)});
  }
  const auto asks = asked.desk.database.read([&](db::Read& tx) { return asking::asks_of(tx, draft.reference); });
  const auto live = std::ranges::count_if(asks, [](const asking::Ask& ask) { return asking::is_live(ask.state); });
  const Html homes = live == 0 ? html(R"(<p class="govuk-body">No home is asked at present, so none has to be told.</p>)")
                               : html(R"(<p class="govuk-body">{} asked. Each that was told something that changes hears of it at once, and sees before and now side by side; an offer that was made stands until the home changes it.</p>)", plural(live, "home is", "homes are"));
  if (table.rows.empty()) return html(R"(<div class="govuk-inset-text">Nothing is another than it was sent.</div>)");
  return govuk::scrolling(govuk::table(table), "What changes") + homes;
}

// The part that says it.
std::string_view task_of(quality::Topic topic) {
  using enum quality::Topic;
  switch (topic) {
    case Purpose:
    case Until:
    case Earlier: return "when";
    case Needs: return "needs";
    case RisksToChild:
    case RisksToOthers: return "risks";
    case Places: return "places";
    case Wishes: return "wishes";
    case School: return "school";
    case Siblings: return "siblings";
    case Picture: return "notes";
  }
  return "notes";
}

// What providers will ask because the referral does not say it: told before it is sent, when it can still be said.
Html quality_part(const quality::Quality& quality, std::string_view reference) {
  Html items;
  for (const auto& gap : quality.gaps) items += html(R"(<li><strong>{}</strong> {}. <a class="govuk-link" href="{}">Say it<span class="govuk-visually-hidden">: {}</span></a></li>)", gap.question, gap.why, page_of(reference).segment(task_of(gap.topic)), lower(quality::kTopics.label(gap.topic)));
  const auto meter = html(R"(<p class="govuk-body">The referral answers <strong>{} of the {}</strong> questions that providers ask first.</p>)", quality.said, quality.of);
  return html(R"(<h2 class="govuk-heading-m">What providers will ask</h2>{}{})", meter,
              quality.gaps.empty() ? Html{} : html(R"(<p class="govuk-body">It may be sent like this; a home that must ask answers later. Not said yet:</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", items));
}

web::Response send_page(const Asked& asked, const Form& form) {
  struct Shown {
    Checked it;
    Result<referrals::Referral> whole;
    bool needs_approval = false;
  };
  const auto shown = asked.desk.database.read([&](db::Read& tx) -> std::optional<Shown> {
    auto it = checked(tx, asked, asked.facts.id);
    if (!it) return std::nullopt;
    auto whole = referral_of(tx, asked.desk.vault, it->draft, asked.today());
    const bool needed = approval_needed(tx, it->draft.authority_code);
    return Shown{std::move(*it), std::move(whole), needed};
  });
  if (!shown) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto* it = &shown->it;
  const auto& draft = it->draft;
  const std::vector<web::Link> crumbs{{"Referrals", Url("/referrals")}, {"The child", Url("/children").segment(asked.facts.child)}, {fmt::format("Referral {}", draft.reference), page_of(draft.reference)}};
  if (draft.is_closed()) return closed_page(asked, draft, form);
  // A find of the record tells that the word is the child's name or number.
  const bool tells = std::ranges::any_of(it->finds, [](const Find& find) { return find.hint.kind.starts_with("own_") || find.hint.kind == "born_on"; });
  if (auto entered = enter(asked, draft.child, tells ? disclosures::Tier::Identity : disclosures::Tier::Needs, tells ? std::vector<std::string>{"referral_whole", "name_in_text"} : std::vector<std::string>{"referral_whole"}); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const bool ready = draft.finished() && (!draft.changes || !draft.written.empty());
  const bool asks_first = shown->needs_approval && shown->whole && shown->whole->how_urgent() != referrals::Urgency::SameDay;
  const auto submit = asks_first ? std::string("Send it to the team manager for approval") : draft.changes ? std::string("Send the changes") : std::string("Send the referral");
  const Html sending = ready ? field::whole({.action = Url("/referrals").segment(draft.reference).segment("send"), .tokens = html(R"({}<input type="hidden" name="document" value="{}">)", desk::tokens(asked, draft.version()), it->document),
                                             .fields = finds_part(draft, form, it->finds), .submit = submit, .cancel = page_of(draft.reference)})
                             : html(R"(<div class="govuk-inset-text">{} <a class="govuk-link" href="{}">Go on writing</a>.</div>)", draft.finished() ? "Nothing is changed yet." : "Not every part is finished.", page_of(draft.reference));
  const Html intro = draft.changes ? html(R"(<p class="govuk-body">What you changed holds as soon as you send it: homes are looked for anew by what it says then.</p>)")
                                   : html(R"(<p class="govuk-body">Once it is sent, your authority can look for homes. No home sees any of it before somebody asks that home.</p>)");
  const auto title = draft.changes ? std::string("Check and send the changes") : std::string("Check and send");
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">{}</h1>{}{}{}{}</div></div>)",
                            web::error_summary(form), draft.reference, title, intro, asks_first ? html(R"(<p class="govuk-body">In your authority a team manager approves it first: it is sent when the child’s team manager says so.</p>)") : Html{}, whole_part(asked, *it, shown->whole), sending);
  return desk::show(asked, {.title = draft.changes ? "Check and send the changes" : "Check and send the referral", .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = form.integer("version", 0, 1'000'000'000, "This page is too old. Open it again");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        const auto it = checked(tx, asked, asked.facts.id);
        if (!it) return fail(access::missing());
        Consent consent{*version, form.typed("document"), {}};
        for (const auto& find : it->finds)
          if (form.typed("fine-" + find.key) == "yes") consent.fine.push_back(find.key);
        RP_TRY(outcome, send_or_ask(tx, asked, *it, consent));
        return outcome == Outcome::Sent ? Url("/referrals").segment(it->draft.reference) : page_of(it->draft.reference);
      }))
    return *done;
  return send_page(asked, form);
}

// Whoever was told something of it that is another now hears of it; who was told nothing of it is left alone.
Done tell_of_change(db::Write& tx, const Asked& asked, const referrals::Referral& before, const referrals::Referral& now) {
  for (const auto& ask : asking::asks_of(tx, now.reference)) {
    if (!asking::is_live(ask.state)) continue;
    std::vector<std::string> labels;
    for (const auto& one : answering::changed_facts(before, now, std::min(ask.tier, asking::Tier::PenPicture))) labels.push_back(lower(one.label));
    if (labels.empty()) continue;
    const auto words = fmt::format("We changed the referral: {}. {}", join_words(labels), ask.state == asking::State::Offered ? "Please look whether your offer still holds." : "Please read it again before you answer.");
    RP_CHECK(asking::write_message(tx, asked.actor(), asked.allowed(), ask.id, asking::Side::Authority, words, answering::when_of(asked)));
    RP_CHECK(ask.organisation.empty() ? linking::tell_home(tx, asked.desk.vault, asked.actor(), asked.allowed(), ask.id, answering::when_of(asked)) : answering::tell_home(tx, asked, ask.urn, ask.organisation));
  }
  return {};
}

}  // namespace

Html whole_part(const Asked& asked, const Checked& it, const Result<referrals::Referral>& whole) {
  Html parts;
  for (const auto& task : tasks())
    if (!it.draft.changes || it.draft.written.contains(task.code)) parts += part(it.draft, task);
  return changes_part(asked, it.draft) + parts + (whole ? quality_part(quality::quality_of(*whole, asked.today()), it.draft.reference) : Html{});
}

std::optional<Checked> checked(db::Read& tx, const Asked& asked, std::string_view reference) {
  auto draft = find_draft(tx, asked.desk.vault, reference);
  if (!draft) return std::nullopt;
  auto finds = finds_of(*draft, known_of(tx, asked.desk.vault, draft->child), asked.desk.vault);
  const auto line = draft->changes ? referrals::line_of(tx, draft->reference) : std::nullopt;
  return Checked{std::move(*draft), std::move(finds), line ? line->document : std::string()};
}

Result<referrals::Referral> ready_to_send(db::Write& tx, const Asked& asked, const Checked& it, const Consent& consent) {
  const auto& draft = it.draft;
  if (draft.discarded_at) return fail(ErrorKind::Conflict, "This referral was discarded meanwhile, so it is not sent");
  if (draft.is_closed()) return fail(ErrorKind::Conflict, "Somebody else sent this referral meanwhile");
  if (draft.version() != consent.version) return fail(ErrorKind::Conflict, "Somebody else wrote in this referral meanwhile. Read what stands now, and send it again");
  if (it.document != consent.document) return fail(ErrorKind::Conflict, "The referral was changed meanwhile. Read what stands now, and send it again");
  std::vector<FieldError> left;
  for (const auto& find : it.finds)
    if (std::ranges::find(consent.fine, find.key) == consent.fine.end()) left.push_back({"fine-" + find.key, fmt::format("Change “{}” in “{}”, or tick that it tells nobody who the child is", find.hint.text, find.label)});
  if (!left.empty()) return fail(ErrorKind::Invalid, "The free text tells who the child may be", std::move(left));
  if (draft.changes && asking::decision_of(tx, draft.reference)) return fail(ErrorKind::Conflict, "A home was chosen meanwhile, by what the referral said before. Undo the choice first if the referral must say something else");
  RP_TRY(referral, referral_of(tx, asked.desk.vault, draft, asked.today()));
  if (draft.changes && says_the_same(referral, *draft.changes)) return fail(ErrorKind::Conflict, "Nothing is another than it was sent, so there is nothing to send");
  return std::move(referral);
}

Done send_draft(db::Write& tx, const Asked& asked, const Checked& it, const Consent& consent) {
  const auto& draft = it.draft;
  RP_TRY(referral, ready_to_send(tx, asked, it, consent));
  for (const auto& find : it.finds) audit::record(tx, asked.actor(), asked.allowed(), "referral.find_left", {"referral", draft.reference}, asked.now(), {{"task", find.task}, {"kind", find.hint.kind}});
  if (draft.changes) {
    RP_CHECK(referrals::store_referral(tx, asked.desk.vault, referral, asked.now()));
    std::vector<std::string> parts;
    for (const auto& [task, written] : draft.written) parts.push_back(task);
    audit::record(tx, asked.actor(), asked.allowed(), "referral.changed", {"referral", draft.reference}, asked.now(), {{"parts", json::Array(parts.begin(), parts.end())}});
    RP_CHECK(tell_of_change(tx, asked, *draft.changes, referral));
  } else {
    // It is kept as the draft that it was, and then sent: so its own change says when and by whom.
    referral.status = referrals::Status::Draft;
    RP_CHECK(referrals::store_referral(tx, asked.desk.vault, referral, asked.now()));
    RP_CHECK(referrals::change_status(tx, asked.actor(), asked.allowed(), draft.reference, referrals::Event::Send, asked.now()));
  }
  close_draft(tx, asked, draft);
  return {};
}

void add_sending(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/referrals/{reference}/send", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = [](const Asked& asked) { return send_page(asked, Form({})); },
                         .summary = "Check a referral as a whole before it is sent"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/referrals/{reference}/send", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = send,
                         .summary = "Send a referral: homes can be looked for from then on", .request_type = "referral sending"});
}

}  // namespace rightplace::referring
