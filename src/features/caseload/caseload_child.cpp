#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/caseload/caseload_parts.h"
#include "features/concerned/concerned.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Html;
using web::html;
using web::Url;

Html row(std::string_view key, const Html& value) {
  return html(R"(<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt><dd class="govuk-summary-list__value">{}</dd></div>)", key, value);
}
Html row(std::string_view key, std::string_view value) { return row(key, Html::text(value)); }
Html list_of_rows(const std::vector<Html>& rows) { return html(R"(<dl class="govuk-summary-list">{}</dl>)", rows); }

Html identity_bar(const View& view, Date today) {
  std::vector<Html> tags, facts;
  const auto tag = [&](std::string_view colour, std::string_view words) { tags.push_back(html(R"( <strong class="govuk-tag govuk-tag--{}">{}</strong>)", colour, words)); };
  if (view.care && view.care->restricted) tag("red", "Restricted");
  if (view.care && view.care->stay.until && *view.care->stay.until <= today) tag("grey", "Care has ended");
  const auto fact = [&](std::string_view name, std::string_view value) { facts.push_back(html(R"(<div class="rp-identity__fact"><dt>{}</dt><dd>{}</dd></div>)", name, value)); };
  if (view.child.facts.born_on) fact("Born", fmt::format("{}, {}", view.child.facts.born_on->reveal().words(), age_words(view.child.facts.born_on->reveal(), today)));
  else if (view.child.facts.birth_month) fact("Born in", view.child.facts.birth_month->reveal());
  if (!view.local_id.empty()) fact("Own id", view.local_id);
  if (!view.authority.empty()) fact("Responsible", view.authority);
  return html(R"(<div class="moj-identity-bar rp-identity"><div class="rp-identity__inner"><div class="rp-identity__who"><h1 class="rp-identity__title govuk-!-margin-0">{}{}</h1><dl class="rp-identity__facts">{}</dl></div></div></div>)",
              shown_name_of(view.identity), tags, facts);
}

Html where(const View& view, Date today) {
  if (!view.lives)
    return html(R"(<div class="govuk-inset-text">No home is recorded in which the child lives now. They may live with a foster carer or family, or the placement has not been recorded yet.</div>)");
  const auto& lives = view.placements[*view.lives];
  std::vector<Html> rows;
  rows.push_back(row("Home", html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(lives.placement.urn), lives.home_name)));
  rows.push_back(row("Since", fmt::format("{}, {}", lives.placement.stay.from.words(), length_words(lives.placement.stay, today))));
  if (!lives.distance.empty()) rows.push_back(row("Where", lives.distance));
  rows.push_back(row("Agreed", std::string(placements::kStates.label(lives.placement.state)) + (lives.placement.state == placements::State::Claimed ? "; the home has not confirmed it yet" : "")));
  if (lives.placement.planned_until) rows.push_back(row("Planned until", lives.placement.planned_until->words()));
  return list_of_rows(rows);
}

Html facts(const View& view) {
  std::vector<Html> rows;
  const auto maybe = [](const std::optional<Personal<std::string>>& value) { return value ? value->reveal() : std::string("Not written down"); };
  if (view.identity) {
    const auto& identity = view.identity->identity;
    rows.push_back(row("Given names", identity.given_names.reveal()));
    rows.push_back(row("Family name", identity.family_name.reveal()));
    if (identity.known_as) rows.push_back(row("Goes by", identity.known_as->reveal()));
  }
  rows.push_back(row("Sex", view.child.facts.sex ? children::kSexes.label(*view.child.facts.sex) : std::string_view("Not recorded")));
  if (view.shows_case) {
    rows.push_back(row("Ethnicity", view.child.facts.ethnicity ? *view.child.facts.ethnicity + " (code of the return)" : std::string("Not recorded")));
    if (view.identity) {
      rows.push_back(row("Pupil number", maybe(view.identity->identity.upn)));
      rows.push_back(row("NHS number", maybe(view.identity->identity.nhs_number)));
    }
  }
  const Html change = view.may_write ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">{}</a><br><a class="govuk-link" href="{}">Put the day of birth or sex right</a></p>)", page_of(view.child.id).segment("identity"),
                                            view.identity ? "Change the name and numbers" : "Write the name and numbers down", page_of(view.child.id).segment("correct"))
                                     : Html{};
  return html(R"(<h2 class="govuk-heading-m">Who the child is</h2>{}{})", list_of_rows(rows), change);
}

Html people(const View& view, Date today) {
  std::vector<Html> rows;
  rows.push_back(row("Responsible", view.authority.empty() ? std::string("No authority is recorded as responsible") : view.authority));
  if (view.care) rows.push_back(row("In care", stay_words(view.care->stay, today)));
  for (const auto& part : children::kParts.rows) {
    std::vector<std::string> names;
    for (const auto& one : view.people)
      if (one.part == part.value) names.push_back(fmt::format("{} (since {})", one.name, one.stay.from.words()));
    rows.push_back(row(part.label, names.empty() ? std::string("Nobody yet") : join_words(names)));
  }
  if (view.restricted_because) rows.push_back(row("Restricted because", view.restricted_because->reveal()));
  std::vector<Html> changes;
  const auto change = [&](std::string_view part, std::string_view words) { changes.push_back(html(R"(<a class="govuk-link" href="{}">{}</a><br>)", page_of(view.child.id).segment(part), words)); };
  const bool open = view.care && !view.care->stay.until;
  if (view.may_work) change("people", "Change who works with the child");
  else if (view.may_approve) change("allocate", "Change who works with the child");
  if (view.may_work && open && !view.care->restricted) change("restrict", "Restrict this record");
  if (view.may_approve && open && view.care->restricted) change("lift-restriction", "Lift the restriction");
  if (view.may_work) change("merge", "This child was entered twice");
  if (view.may_work && open) change("end", "Record that care has ended");
  return html(R"(<h2 class="govuk-heading-m">Who is responsible</h2>{}{})", list_of_rows(rows), changes.empty() ? Html{} : html(R"(<p class="govuk-body">{}</p>)", changes));
}

// What was put right and how it was known, for those who work with the child.
Html put_right(const View& view) {
  if (view.put_right.empty()) return {};
  std::vector<Html> items;
  for (const auto& one : view.put_right)
    items.push_back(html(R"(<li><strong>{}</strong>: {}; before: {}. Put right on {} by {}. <span class="rp-said">{}</span></li>)", one.what, one.is, one.was, one.day.words(), one.by, one.because));
  return html(R"(<h2 class="govuk-heading-m">What was put right</h2><ul class="govuk-list govuk-list--spaced">{}</ul>)", items);
}

std::string ending(const placements::Placement& one) {
  if (!one.end_reason) return {};
  for (const auto& reason : placements::ending_reasons())
    if (reason.code == *one.end_reason) return fmt::format("Ended: {}. {}.", reason.label, placements::kEndKinds.label(reason.kind));
  return fmt::format("Ended: {} (code of the return).", *one.end_reason);
}

Html timeline(const View& view, Date today) {
  if (!view.shows_placements) return {};
  if (view.placements.empty()) return html(R"(<h2 class="govuk-heading-m">Homes the child has lived in</h2><p class="govuk-body">None is recorded.</p>)");
  std::vector<Html> items;
  for (const auto& lived : view.placements) {
    const auto& one = lived.placement;
    const auto room = one.room ? *one.room + ". " : std::string();
    items.push_back(html(R"(<div class="moj-timeline__item"><div class="moj-timeline__header"><h3 class="moj-timeline__title"><a class="govuk-link" href="{}">{}</a></h3></div><p class="moj-timeline__date">{}</p><div class="moj-timeline__description"><p class="govuk-body">{}{}{} {}</p></div></div>)",
                         Url("/homes").segment(one.urn), lived.home_name, stay_words(one.stay, today), room, lived.distance.empty() ? std::string() : upper(lived.distance.substr(0, 1)) + lived.distance.substr(1) + ". ",
                         one.state == placements::State::Ended ? ending(one) : std::string(placements::kStates.label(one.state)) + ".", one.route == placements::Route::Own ? "In the authority's own home." : ""));
  }
  return html(R"(<h2 class="govuk-heading-m">Homes the child has lived in</h2><div class="moj-timeline">{}</div>)", items);
}

// Whoever may write a referral of the child begins one here, or goes on with the one that was begun.
Html referring(const Asked& asked, const View& view) {
  auto facts = asked.facts;
  facts.record = access::Record::PenPicture;
  if (!view.care || !asked.may(facts, access::Verb::Write)) return {};
  return web::field::whole({.action = page_of(view.child.id).segment("refer"), .tokens = desk::tokens(asked), .fields = {}, .submit = "Refer for a home"}) +
         html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">A place is needed tonight</a><br><a class="govuk-link" href="{}">Refer brothers and sisters together</a><br><a class="govuk-link" href="{}">Refer from a file of the standard</a></p>)", page_of(view.child.id).segment("refer-today"), page_of(view.child.id).segment("refer-together"), page_of(view.child.id).segment("refer-from-file"));
}

// The name that the child goes by, for a sentence.
std::string said_by(const View& view) {
  if (!view.identity) return "the child";
  const auto& identity = view.identity->identity;
  return identity.known_as && !identity.known_as->reveal().empty() ? identity.known_as->reveal() : identity.given_names.reveal();
}

web::Response child_page(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const Html glass = asked.granted.alerts ? html(R"(<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>You broke the glass to see this record. The child's own people have been told.</strong></div>)") : Html{};
  const auto unanswered = view->shows_case ? asked.desk.database.read([&](db::Read& tx) { return concerned::waiting(tx, view->child.id); }) : 0;
  const Html voice = view->shows_case ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">What {} said</a>{}</p>)", page_of(view->child.id).segment("voice"), said_by(*view),
                                             unanswered == 0 ? std::string() : fmt::format(": {} for an answer", plural(unanswered, "thing waits", "things wait")))
                                      : Html{};
  const Html ledger = view->may_see_ledger ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Who has seen this record</a></p>)", Url("/children").segment(view->child.id.text()).segment("seen-by")) : Html{};
  const auto content = html(R"({}{}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h2 class="govuk-heading-m">Where the child lives</h2>{}{}{}{}{}{}{}{}<p class="govuk-body-s">That you saw this record is written down, with the reason: {}.</p></div></div>)",
                            identity_bar(*view, asked.today()), glass, where(*view, asked.today()), referring(asked, *view), voice, people(*view, asked.today()), facts(*view), put_right(*view), timeline(*view, asked.today()), ledger,
                            asked.allowed().grounds());
  // No name in a title: browsers keep titles.
  return desk::show(asked, {.title = "A child's record", .breadcrumbs = {{"Children", Url("/children")}}}, content);
}

web::Response seen_page(const Asked& asked) {
  const auto seen = seen_of(asked);
  if (!seen) return web::problem(asked.exchange.request, asked.exchange.visitor, seen.error());
  const auto name = asked.desk.database.read([&](db::Read& tx) { return shown_name_of(children::identity_of(tx, asked.desk.vault, children::ChildId(asked.facts.child))); });
  std::vector<Html> rows;
  for (const auto& one : *seen) {
    const auto when = one.times == 1 ? moment_words(one.last) : fmt::format("{}, {} times, last {}", one.day.words(), one.times, moment_words(one.last).substr(moment_words(one.last).find(" at ") + 1));
    rows.push_back(html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell">{}<br><span class="govuk-hint">{}</span></td><td class="govuk-table__cell">{}<br>{}</td><td class="govuk-table__cell">{}<br><span class="govuk-hint">{}</span></td></tr>)",
                        when, one.who, one.organisation.empty() ? std::string("for no organisation") : one.organisation, disclosures::kTiers.label(one.entry.tier), facts_words(one.entry.facts),
                        disclosures::kPurposes.label(one.entry.purpose), one.entry.grounds));
  }
  const auto content = html(R"(<h1 class="govuk-heading-l"><span class="govuk-caption-l">{}</span>Who has seen this record</h1><p class="govuk-body">Everybody to whom something of this child was shown, newest first: what it was, for which purpose, and why they were allowed to. The child may ask for this list (UK GDPR article 15). Each entry can be proven from the audit.</p><div class="rp-scroll" role="region" aria-label="Who has seen this record" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Who has seen this record, newest first</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">When</th><th scope="col" class="govuk-table__header">Who</th><th scope="col" class="govuk-table__header">What</th><th scope="col" class="govuk-table__header">Why</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)",
                            name, rows);
  return desk::show(asked, {.title = "Who has seen this record", .breadcrumbs = {{"Children", Url("/children")}, {name, Url("/children").segment(asked.facts.child)}}, .wide = true}, content);
}

}  // namespace

void add_child(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/children/{id}", .record = access::Record::ChildIdentity, .verb = access::Verb::Read, .facts = facts_of_address, .handler = child_page,
                         .summary = "One child: where they live, who is responsible, the homes they have lived in"});
}

void add_seen(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/children/{id}/seen-by", .record = access::Record::ChildCase, .verb = access::Verb::Read, .facts = facts_of_address, .handler = seen_page,
                         .summary = "Who has been shown how much of a child, when and why"});
}

}  // namespace rightplace::caseload
