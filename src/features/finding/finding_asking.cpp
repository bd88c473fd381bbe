// Whom to ask: the form, the review that shows exactly what will be disclosed to whom, and the sending.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_homes.h"
#include "features/finding/finding_letters.h"
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

constexpr std::int64_t kHourMs = 3'600'000;

// When homes should have answered, by how soon the child needs a place. Policy, not law.
std::pair<Date, int> usual_deadline(const Asked& asked, referrals::Urgency urgency) {
  const auto at = asked.desk.days.now();
  if (urgency == referrals::Urgency::SameDay) {
    const auto in_three = Instant{at.ms + 3 * kHourMs};
    const auto hour = static_cast<int>((in_three.ms - london_midnight(london_date(in_three)).ms) / kHourMs);
    return {london_date(in_three), std::clamp(hour, 8, 20)};
  }
  return {asked.today().plus_days(urgency == referrals::Urgency::Within5Days ? 1 : 3), 17};
}

struct Draft {
  View view;
  std::vector<Addressee> homes;      // that can be asked here
  std::vector<Outside> outside;      // that do not work here: asked by letter
  std::vector<Addressee> others;     // chosen, but cannot
  bool to_all = false;
};

std::vector<std::string> wanted_urns(const Form& form, const web::Request& request, const Searched& searched) {
  std::vector<std::string> urns;
  std::set<std::string> seen;
  const auto add = [&](const std::string& urn) {
    if (searched.find(urn) && seen.insert(urn).second) urns.push_back(urn);
  };
  if (form.sent() ? form.typed("all") == "yes" : request.query_value("all") == "yes") {
    for (const auto home : searched.answer.solution.ranked) add(searched.snapshot.cards[home].urn);
    return urns;
  }
  if (form.sent())
    for (const auto& urn : form.all("home")) add(urn);
  else
    for (const auto& [name, value] : request.query)
      if (name == "home") add(value);
  return urns;
}

Result<Draft> draft_of(const Asked& asked, Keeper& keeper, const Form& form) {
  RP_TRY(view, view_of(asked));
  Draft draft{std::move(view), {}, {}, {}, form.sent() ? form.typed("all") == "yes" : asked.exchange.request.query_value("all") == "yes"};
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    RP_TRY(searched, keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()));
    const auto providers = keeper.providers(tx, asked.today());
    for (const auto& urn : wanted_urns(form, asked.exchange.request, *searched)) {
      Addressee one;
      one.urn = urn;
      one.name = searched->snapshot.cards[*searched->find(urn)].name;
      if (const auto known = providers->find(urn); known != providers->end()) one.provider = known->second.id, one.provider_name = known->second.name;
      one.asked_already = std::ranges::any_of(draft.view.asks, [&](const asking::Ask& ask) { return ask.urn == urn && asking::is_live(ask.state); });
      const bool blocked = searched->answer.solution.homes[*searched->find(urn)].blocked.has(engine::Rule::Registered) || searched->answer.solution.homes[*searched->find(urn)].blocked.has(engine::Rule::Restriction);
      one.may_take_none = blocked;
      if (one.provider.empty() && !one.asked_already && !blocked && !draft.to_all) draft.outside.push_back(outside_of(tx, asked, one.urn, one.name));
      else (one.provider.empty() || one.asked_already || blocked ? draft.others : draft.homes).push_back(std::move(one));
    }
    return {};
  }));
  return draft;
}

std::size_t people_of(const std::vector<Addressee>& homes) {
  std::set<std::string> providers;
  for (const auto& home : homes) providers.insert(home.provider.text());
  return providers.size();
}

Html homes_part(const Draft& draft) {
  govuk::Table table{.caption = plural(static_cast<std::int64_t>(draft.homes.size()), "home is asked", "homes are asked"), .caption_classes = "govuk-table__caption--m"};
  table.head = {"Home", "Provider who reads it"};
  table.first_cell_is_header = true;
  for (const auto& home : draft.homes) table.rows.push_back({html(R"({}<br><span class="govuk-hint">URN {}</span>)", home.name, home.urn), home.provider_name});
  Html left_out;
  if (!draft.others.empty()) {
    Html items;
    constexpr std::size_t kMostNamed = 12;
    for (std::size_t i = 0; i < std::min(draft.others.size(), kMostNamed); ++i) {
      const auto& home = draft.others[i];
      items += html("<li>{}: {}</li>", home.name, home.asked_already ? "asked already" : home.may_take_none ? "may take no child now" : home.provider.empty() ? "not here yet: choose it by itself, and it is asked by e-mail" : "may take no child now");
    }
    if (draft.others.size() > kMostNamed) items += html("<li>and {} more</li>", draft.others.size() - kMostNamed);
    left_out = html(R"(<p class="govuk-body">{} left out:</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", draft.others.size() == 1 ? std::string("1 home is") : fmt::format("{} homes are", draft.others.size()), items);
  }
  return (draft.homes.empty() ? Html{} : govuk::table(table)) + left_out;
}

Html kept_homes(const Draft& draft) {
  if (draft.to_all) return html(R"(<input type="hidden" name="all" value="yes">)");
  Html out;
  for (const auto& home : draft.homes) out += html(R"(<input type="hidden" name="home" value="{}">)", home.urn);
  for (const auto& home : draft.outside) out += html(R"(<input type="hidden" name="home" value="{}">)", home.urn);
  return out;
}

asking::Tier tier_of(const Form& form) { return form.typed("tier") == asking::kTiers.code(asking::Tier::PenPicture) ? asking::Tier::PenPicture : asking::Tier::ReferralSummary; }

Html warning_to_all(const Draft& draft) {
  if (!draft.to_all && draft.homes.size() <= kMostAtOnce) return {};
  return govuk::warning_text({.text = fmt::format("{} of {} would learn of this child’s needs and risks at once. Homes answer few such questions, and what was read cannot be taken back. Asking the best few first is usually quicker; this sending is counted.",
                                                  plural(static_cast<std::int64_t>(draft.homes.size()), "home", "homes"), plural(static_cast<std::int64_t>(people_of(draft.homes)), "provider", "providers"))});
}

web::Response nobody(const Asked& asked, const Draft& draft) {
  const auto content = html(R"({}<h1 class="govuk-heading-l">Ask homes</h1><p class="govuk-body">{} <a class="govuk-link" href="{}">Go back to the list</a>.</p>{})", caption(draft.view),
                            draft.others.empty() ? "No home was chosen." : "None of the chosen homes can be asked here.", page_of(draft.view.line.reference).segment("homes"), homes_part(draft));
  return desk::show(asked, {.title = "Ask homes", .breadcrumbs = crumbs(&draft.view)}, content);
}

web::Response form_shown(const Asked& asked, const Draft& draft, const Form& form, int status) {
  const auto [day, hour] = usual_deadline(asked, draft.view.line.urgency);
  const auto fields = kept_homes(draft) + address_fields(form, draft.outside) +
                      field::radios(form, {.name = "tier", .legend = "How much may they read?",
                                           .choices = {{std::string(asking::kTiers.code(asking::Tier::ReferralSummary)), "The summary", "Age band, sex, needs, risks, home area, dates. Enough to say whether a place is thinkable"},
                                                       {std::string(asking::kTiers.code(asking::Tier::PenPicture)), "The fuller picture", "Also age, evidence of risks, places that matter, wishes, school, your notes. Still without identity. It can be released later to those who are interested"}},
                                           .value = std::string(asking::kTiers.code(asking::Tier::ReferralSummary))}) +
                      answering::deadline_fields(form, "Until when may they answer?", "An offer after that is not taken; a late no is", day, hour) +
                      field::textarea(form, {.name = "note", .label = "A note to the homes (optional)", .hint = "The first message to each, by e-mail too. Name no child", .rows = 3, .longest = answering::kLongestMessage});
  const auto content = html(R"({}<div class="rp-readable">{}<h1 class="govuk-heading-l">Ask homes</h1>{}{}{}</div>)", web::error_summary(form), caption(draft.view), warning_to_all(draft), homes_part(draft),
                            field::whole({.action = page_of(draft.view.line.reference).segment("ask").segment("review"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Review what they will read", .cancel = page_of(draft.view.line.reference).segment("homes")}));
  return desk::show(asked, {.title = "Ask homes", .breadcrumbs = crumbs(&draft.view), .has_errors = form.sent() && !form.fine()}, content, status);
}

const Form kUntouched{web::NamedValues{}};

web::Response ask_page(const Asked& asked, Keeper& keeper) {
  const auto draft = draft_of(asked, keeper, kUntouched);
  if (!draft) return web::problem(asked.exchange.request, asked.exchange.visitor, draft.error());
  return draft->homes.empty() && draft->outside.empty() ? nobody(asked, *draft) : form_shown(asked, *draft, kUntouched, 200);
}

struct Typed {
  asking::Tier tier = asking::Tier::ReferralSummary;
  std::optional<Instant> answer_by;
  std::string note;
  std::vector<Letter> letters;
};
Typed typed_of(Form& form, const Draft& draft, Instant at) {
  Typed typed{tier_of(form), answering::deadline_typed(form, "day until which homes may answer"), form.optional_text("note", answering::kLongestMessage), typed_letters(form, draft.outside)};
  if (draft.homes.empty() && typed.letters.empty() && !draft.outside.empty() && form.fine()) form.fault(email_field(draft.outside.front().urn), "Enter the e-mail address of at least one home");
  form.one_of("tier", {std::string(asking::kTiers.code(asking::Tier::ReferralSummary)), std::string(asking::kTiers.code(asking::Tier::PenPicture))}, "Choose how much they may read");
  if (typed.answer_by && *typed.answer_by <= at) form.fault("by", "Enter a time ahead, until which homes may answer");
  return typed;
}

// What stands in free text that may tell who the child is: shown before it goes out.
std::vector<std::string> hints_in(const View& view, const Typed& typed) {
  auto hints = referrals::identity_hints(typed.note);
  if (typed.tier != asking::Tier::ReferralSummary)
    for (auto& hint : referrals::identity_hints(view.referral.notes))
      if (std::ranges::find(hints, hint) == hints.end()) hints.push_back(std::move(hint));
  return hints;
}

web::Response review_page(const Asked& asked, Keeper& keeper) {
  auto form = Form::of(asked.exchange.request);
  const auto draft = draft_of(asked, keeper, form);
  if (!draft) return web::problem(asked.exchange.request, asked.exchange.visitor, draft.error());
  if (draft->homes.empty() && draft->outside.empty()) return nobody(asked, *draft);
  const auto typed = typed_of(form, *draft, asked.desk.days.now());
  if (!form.fine()) return form_shown(asked, *draft, form, 422);
  const auto hints = hints_in(draft->view, typed);
  const Html hinted = hints.empty() ? Html{} : govuk::warning_text({.text = fmt::format("The free text may tell who the child is: it seems to hold {}. Go back and take it out unless you are sure.", join_words(hints))});
  Html keep = kept_homes(*draft) + kept_addresses(form, draft->outside);
  for (const auto* name : {"tier", "by-day", "by-month", "by-year", "hour", "note"}) keep += html(R"(<input type="hidden" name="{}" value="{}">)", name, form.typed(name));
  const auto note = typed.note.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">Your note</h2><p class="govuk-body rp-said">{}</p>)", typed.note);
  const auto reads = [&](std::string_view who, asking::Tier tier) {
    return html(R"(<h2 class="govuk-heading-m">What {} reads: {}</h2><p class="govuk-body">Exactly this, until {}. No name, no date of birth, no address. That a home opens it is entered in the child’s own record.</p>{})", who, lower(asking::kTiers.label(tier)), moment_words(*typed.answer_by),
                answering::released_part(answering::released(draft->view.referral, tier)));
  };
  Html read;
  if (!draft->homes.empty()) read += reads(typed.letters.empty() || typed.tier == asking::Tier::ReferralSummary ? "each of them" : "each home that works here", typed.tier);
  if (!typed.letters.empty() && (draft->homes.empty() || typed.tier != asking::Tier::ReferralSummary)) read += reads(draft->homes.empty() ? "each of them" : "each home that is asked by e-mail", asking::Tier::ReferralSummary);
  const auto letters = asked.desk.database.read([&](db::Read& tx) { return letters_part(tx, asked, draft->outside, typed.letters, *typed.answer_by); });
  const auto asked_count = draft->homes.size() + typed.letters.size();
  const auto content = html(R"(<div class="rp-readable">{}<h1 class="govuk-heading-l">Review what they will read</h1>{}{}{}{}{}{}{}</div>)", caption(draft->view), warning_to_all(*draft), hinted, homes_part(*draft), letters, read, note,
                            field::whole({.action = page_of(draft->view.line.reference).segment("ask"), .tokens = desk::tokens(asked), .fields = keep,
                                          .submit = asked_count == 1 ? std::string("Ask this home") : fmt::format("Ask these {} homes", asked_count), .cancel = page_of(draft->view.line.reference).segment("homes")}));
  return desk::show(asked, {.title = "Review what they will read", .breadcrumbs = crumbs(&draft->view)}, content);
}

web::Response send_asks(const Asked& asked, Keeper& keeper) {
  auto form = Form::of(asked.exchange.request);
  const auto draft = draft_of(asked, keeper, form);
  if (!draft) return web::problem(asked.exchange.request, asked.exchange.visitor, draft.error());
  const auto typed = typed_of(form, *draft, asked.desk.days.now());
  // Sent twice, the homes are asked already: so what was named counts, not what could still be asked.
  Sending sending{{}, typed.letters, typed.tier, typed.answer_by.value_or(Instant{}), typed.note};
  if (draft->to_all)
    for (const auto& home : draft->homes) sending.urns.push_back(home.urn);
  else sending.urns = form.all("home");
  std::erase_if(sending.urns, [&](const std::string& urn) { return is_left_out(form, draft->outside, urn); });
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(send(tx, asked, sending));
    return page_of(asked.facts.id).with("done", "asked");
  });
  if (done) return *done;
  return draft->homes.empty() && draft->outside.empty() ? nobody(asked, *draft) : form_shown(asked, *draft, form, desk::shown_again(form));
}

}  // namespace

Result<std::vector<asking::AskId>> send(db::Write& tx, const Asked& asked, const Sending& sending) {
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!line || line->status != referrals::Status::Open) return fail(ErrorKind::Conflict, "This referral is not open any more, so nobody can be asked");
  if (asking::decision_of(tx, line->reference)) return fail(ErrorKind::Conflict, "A home has been chosen for this child already: undo that choice first");
  std::vector<asking::NewAsk> homes;
  std::set<std::string> seen;
  for (const auto& urn : sending.urns) {
    if (!seen.insert(urn).second) continue;
    const auto provider = organisations::provider_of(tx, urn, asked.today());
    const auto letter = std::ranges::find(sending.letters, urn, &Letter::urn);
    if (!provider && letter == sending.letters.end())
      return fail(ErrorKind::Invalid, fmt::format("The home {} does not work here, so nobody there would see it: it is asked by e-mail, and nobody has said to which address", shown(urn, 20)), {{"homes", fmt::format("{} does not work here", shown(urn, 20))}});
    homes.push_back({.reference = line->reference, .urn = urn, .organisation = provider.value_or(organisations::OrganisationId{}), .authority = asked.facts.responsible, .tier = provider ? sending.tier : asking::Tier::ReferralSummary, .answer_by = sending.answer_by});
  }
  RP_TRY(ids, asking::ask(tx, asked.actor(), asked.allowed(), homes, when_of(asked)));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!trim(sending.note).empty()) RP_CHECK(asking::write_message(tx, asked.actor(), asked.allowed(), ids[i], asking::Side::Authority, sending.note, when_of(asked)));
    const bool by_letter = homes[i].organisation.empty();
    RP_CHECK(by_letter ? write_first(tx, asked, ids[i], *std::ranges::find(sending.letters, homes[i].urn, &Letter::urn)) : answering::tell_home(tx, asked, homes[i].urn, homes[i].organisation));
  }
  return ids;
}

void add_asking(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, web::Response (*handler)(const Asked&, Keeper&), std::string_view summary, std::string_view type = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper, handler](const Asked& asked) { return handler(asked, *keeper); }, .summary = summary, .request_type = type});
  };
  add(Method::Get, "/referrals/{reference}/ask", ask_page, "Form that asks the chosen homes: how much they may read, until when they may answer");
  add(Method::Post, "/referrals/{reference}/ask/review", review_page, "Exactly what will be disclosed to whom, before it is sent", "ask form");
  add(Method::Post, "/referrals/{reference}/ask", send_asks, "Ask the homes", "ask form");
}

}  // namespace rightplace::finding
