// A child who was entered twice: both records side by side, what stays afterwards, and taking it back.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/caseload/caseload_parts.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Form;
using web::Html;
using web::html;
using web::Url;
namespace field = web::field;

children::ChildId child_of(const Asked& asked) { return children::ChildId(asked.facts.child); }
Url merge_url(const children::ChildId& child) { return page_of(child).segment("merge"); }

constexpr std::string_view kNobody = "No other child who is allocated to you has this id. Check it. A record that is not yours yet is allocated to you first, then merged";

// What one record holds, as a person compares it.
struct Side {
  children::ChildId id;
  std::string name, born, sex, own_ids, care, people, lives;
  std::size_t homes = 0, seen = 0, corrections = 0;
  children::Facts facts;
  std::optional<children::Case> of_case;
  std::string urn;                         // where the child sleeps tonight; empty: in no home that is recorded
};

Side side_of(db::Read& tx, const Asked& asked, const children::Child& child) {
  const auto& vault = asked.desk.vault;
  Side side;
  side.id = child.id;
  side.facts = child.facts;
  side.name = shown_name_of(children::identity_of(tx, vault, child.id));
  side.born = child.facts.born_on ? child.facts.born_on->reveal().words() : child.facts.birth_month ? "In " + child.facts.birth_month->reveal() : std::string("Not recorded");
  side.sex = child.facts.sex ? std::string(children::kSexes.label(*child.facts.sex)) : std::string("Not recorded");
  std::vector<std::string> ids, people;
  for (const auto& one : children::own_ids_of(tx, vault, child.id)) ids.push_back(one.local_id.reveal());
  side.own_ids = ids.empty() ? std::string("None") : join(ids, ", ");
  side.of_case = children::case_of(tx, child.id);
  side.care = side.of_case ? stay_words(side.of_case->stay, asked.today()) : std::string("Not recorded");
  for (const auto& one : children::allocations_of(tx, child.id))
    if (one.stay.covers_night(asked.today())) people.push_back(fmt::format("{} ({})", desk::name_of_actor(tx, vault, "person", one.person), lower(children::kParts.label(one.part))));
  side.people = people.empty() ? std::string("Nobody") : join(people, ", ");
  for (const auto& one : placements::of_child(tx, child.id)) {
    ++side.homes;
    if (one.stay.covers_night(asked.today())) side.urn = one.urn;
  }
  side.lives = side.urn.empty() ? std::string("In no home that is recorded") : name_of_home(tx, side.urn, asked.today());
  side.seen = disclosures::of_child(tx, child.id).size();
  side.corrections = children::corrections_of(tx, vault, child.id).size();
  return side;
}

// The other record, where the person works with it too: both are shown, and whoever only allocates learns no name. Nothing: the same answer for all who may not be found.
std::optional<children::ChildId> other_of(db::Read& tx, const Asked& asked, const children::ChildId& found) {
  const auto other = children::standing(tx, found);
  if (!other || *other == child_of(asked)) return std::nullopt;
  auto facts = facts_of(tx, other->text(), asked.today());
  if (!facts) return std::nullopt;
  facts->record = access::Record::ChildCase;
  if (!asked.may(*facts, access::Verb::Write)) return std::nullopt;
  return *other;
}

std::optional<children::ChildId> with_own_id(db::Read& tx, const Asked& asked, std::string_view own_id) {
  const auto organisation = organisations::load(tx, asked.standing.acting_for);
  if (!organisation) return std::nullopt;
  const auto found = children::find_own(tx, asked.desk.vault, organisation->details.authority_code, own_id);
  return found ? other_of(tx, asked, *found) : std::nullopt;
}

// Why these two cannot be one child as they stand; nothing: they can.
std::optional<std::string> against(const Side& stays, const Side& goes) {
  const auto open = [](const Side& side) { return side.of_case && !side.of_case->stay.until; };
  if (open(stays) && open(goes)) {
    const auto codes = children::codes_of(stays.of_case->authority_code);
    if (std::ranges::find(codes, goes.of_case->authority_code) == codes.end())
      return "Two authorities are recorded as responsible, one on each record. One of them ends its care first: then the records can be merged";
  }
  if (!stays.urn.empty() && !goes.urn.empty() && stays.urn != goes.urn)
    return fmt::format("The records say that the child sleeps in two homes tonight, {} and {}. End or withdraw the placement that is wrong first", stays.lives, goes.lives);
  return std::nullopt;
}

// What the record that stays did not know is taken over; what both know is left as it stands there.
children::Facts filled(const children::Facts& stays, const children::Facts& goes) {
  auto out = stays;
  const auto take = [](auto& into, const auto& from) {
    if (!into) into = from;
  };
  take(out.sex, goes.sex);
  if (!out.born_on && !out.birth_month) out.born_on = goes.born_on, out.birth_month = goes.birth_month;
  take(out.ethnicity, goes.ethnicity);
  take(out.unaccompanied, goes.unaccompanied);
  take(out.mother, goes.mother);
  take(out.first_child_born_on, goes.first_child_born_on);
  return out;
}

Done enter(const Asked& asked, const children::ChildId& child) {
  return asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"name", "born_on", "sex", "local_id", "people", "home"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
  });
}

Html compared(const Side& stays, const Side& goes) {
  std::vector<Html> rows;
  const auto row = [&](std::string_view what, std::string_view mine, std::string_view theirs, std::string_view after) {
    const Html differs = mine == theirs ? Html{} : html(R"( <strong class="govuk-tag govuk-tag--yellow">Differs</strong>)");
    rows.push_back(html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}{}</th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)", what, differs, mine, theirs, after));
  };
  const auto plain = [&](std::string_view what, std::string_view mine, std::string_view theirs, std::string_view after) {
    rows.push_back(html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)", what, mine, theirs, after));
  };
  const auto known = [](const std::string& mine, const std::string& theirs, std::string_view missing) { return mine == missing ? theirs : mine; };
  row("Name", stays.name, goes.name, known(stays.name, goes.name, "Name not written down") + (stays.name == goes.name ? "" : "; a search finds both names"));
  row("Born", stays.born, goes.born, known(stays.born, goes.born, "Not recorded"));
  row("Sex", stays.sex, goes.sex, known(stays.sex, goes.sex, "Not recorded"));
  plain("Your own ids", stays.own_ids, goes.own_ids, "All of them lead to this record");
  plain("In care", stays.care, goes.care, "Both times are kept; ending care ends both");
  plain("Who works with the child", stays.people, goes.people, "All of them see this record; allocate anew to have one of each");
  plain("Lives", stays.lives, goes.lives, stays.urn.empty() ? goes.lives : stays.lives);
  const auto count = [](std::size_t number, std::string_view one, std::string_view many) { return plural(static_cast<std::int64_t>(number), one, many); };
  plain("Placements so far", count(stays.homes, "placement", "placements"), count(goes.homes, "placement", "placements"), count(stays.homes + goes.homes, "placement", "placements"));
  plain("Entries of who has seen it", count(stays.seen, "entry", "entries"), count(goes.seen, "entry", "entries"), count(stays.seen + goes.seen, "entry, in one list", "entries, in one list"));
  plain("Facts put right", count(stays.corrections, "correction", "corrections"), count(goes.corrections, "correction", "corrections"), "All stay visible");
  return html(R"(<div class="rp-scroll" role="region" aria-label="The two records" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--m">The two records, and what there is afterwards</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header"><span class="govuk-visually-hidden">What</span></th><th scope="col" class="govuk-table__header">This record, which stays</th><th scope="col" class="govuk-table__header">The other record</th><th scope="col" class="govuk-table__header">Afterwards</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)", rows);
}

struct Both {
  Side stays, goes;
};
Result<Both> both_of(db::Read& tx, const Asked& asked, const children::ChildId& other) {
  RP_TRY(here, children::load(tx, asked.desk.vault, child_of(asked)));
  RP_TRY(there, children::load(tx, asked.desk.vault, other));
  return Both{side_of(tx, asked, here), side_of(tx, asked, there)};
}

// Both records, shown before anything is done.
web::Response preview(const Asked& asked, const Form& form, const children::ChildId& other) {
  for (const auto& child : {child_of(asked), other})
    if (auto entered = enter(asked, child); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto both = asked.desk.database.read([&](db::Read& tx) { return both_of(tx, asked, other); });
  if (!both) return web::problem(asked.exchange.request, asked.exchange.visitor, both.error());
  const auto why_not = against(both->stays, both->goes);
  const Html act = why_not ? html(R"(<div class="govuk-inset-text">{}.</div><p class="govuk-body"><a class="govuk-link" href="{}">Go back</a></p>)", *why_not, page_of(child_of(asked)))
                           : field::whole({.action = merge_url(child_of(asked)).segment("confirm"), .tokens = desk::tokens(asked),
                                           .fields = html(R"(<input type="hidden" name="other" value="{}">)", other.text()) +
                                                     field::textarea(form, {.name = "because", .label = "How do you know that they are one child?", .hint = "For example: the school and both social workers say so, 3 May", .rows = 3, .longest = 500}),
                                           .submit = "Merge the two records", .cancel = page_of(child_of(asked)), .warning = true});
  const auto content = html(R"({}<h1 class="govuk-heading-l">Are these one child?</h1><p class="govuk-body">Merging wrongly mixes two children. It can be taken back: then each record has again what was written to it before. What was written in the meantime stays with this record. To keep the other record instead, open it and begin there.</p>{}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}</div></div>)",
                            form.sent() ? web::error_summary(form) : Html{}, compared(both->stays, both->goes), act);
  const bool again = form.sent() && !form.fine();
  return desk::show(asked, {.title = "Are these one child?", .breadcrumbs = {{"Children", Url("/children")}, {"The child", page_of(child_of(asked))}}, .has_errors = again}, content, again ? desk::shown_again(form) : 200);
}

Html merged_rows(const Asked& asked, const std::vector<children::Merged>& merged, const std::vector<std::string>& by) {
  if (merged.empty()) return {};
  std::vector<Html> rows;
  for (std::size_t i = 0; i < merged.size(); ++i)
    rows.push_back(html(R"(<li><p class="govuk-body">Merged on {} by {}. {}</p>{}</li>)", london_date(merged[i].at).words(), by[i], merged[i].reason.reveal(),
                        field::whole({.action = merge_url(child_of(asked)).segment("take-back"), .tokens = desk::tokens(asked),
                                      .fields = html(R"(<input type="hidden" name="merged" value="{}">)", merged[i].merged.text()), .submit = "Take this back", .warning = true})));
  return html(R"(<h2 class="govuk-heading-m">Records that were merged into this one</h2><ul class="govuk-list govuk-list--spaced">{}</ul>)", rows);
}

web::Response merge_page(const Asked& asked, const Form& form) {
  std::vector<children::Merged> merged;
  std::vector<std::string> by;
  asked.desk.database.read([&](db::Read& tx) {
    merged = children::merges_of(tx, asked.desk.vault, child_of(asked));
    for (const auto& one : merged) by.push_back(desk::name_of_actor(tx, asked.desk.vault, "person", one.by));
  });
  const auto whole = field::whole({.action = merge_url(child_of(asked)), .tokens = desk::tokens(asked),
                                   .fields = field::input(form, {.name = "own_id", .label = "Your own id of the other record", .hint = "Both records are shown side by side before anything is done", .autocomplete = "off", .width = field::Width::Of20}),
                                   .submit = "Show both", .cancel = page_of(child_of(asked))});
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">This child was entered twice</h1><p class="govuk-body">This record stays, and takes over what the other one holds: own ids, placements, referrals, who works with the child, and who has seen it.</p>{}{}</div></div>)",
                            form.sent() ? web::error_summary(form) : Html{}, whole, merged_rows(asked, merged, by));
  const bool again = form.sent() && !form.fine();
  return desk::show(asked, {.title = "This child was entered twice", .breadcrumbs = {{"Children", Url("/children")}, {"The child", page_of(child_of(asked))}}, .has_errors = again}, content, again ? desk::shown_again(form) : 200);
}

web::Response find_other(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto own_id = form.required("own_id", "Enter your own id of the other record", 40);
  std::optional<children::ChildId> other;
  if (form.fine()) other = asked.desk.database.read([&](db::Read& tx) { return with_own_id(tx, asked, own_id); });
  // What was searched for stands nowhere; that somebody searched does.
  if (form.fine())
    if (auto noted = asked.desk.trail.note_and_wait({asked.actor(), asked.allowed().grounds(), "child.searched", "organisation", asked.standing.acting_for.text(), {{"found", other ? 1 : 0}, {"for", asked.standing.acting_for.text()}}}); !noted)
      return web::problem(asked.exchange.request, asked.exchange.visitor, noted.error());
  if (other) return preview(asked, Form({}), *other);
  if (form.fine()) form.fault("own_id", std::string(kNobody));
  return merge_page(asked, form);
}

web::Response send_merge(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const children::ChildId wanted(form.typed("other"));
  const auto because = form.required("because", "Enter how you know that they are one child", 500);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const auto other = other_of(tx, asked, wanted);
    if (!other) return fail(Error{ErrorKind::Invalid, std::string(kNobody), {{"own_id", std::string(kNobody)}}});
    RP_TRY(both, both_of(tx, asked, *other));
    if (const auto why_not = against(both.stays, both.goes)) return fail(ErrorKind::Conflict, *why_not);
    RP_CHECK(children::merge_children(tx, asked.desk.vault, asked.actor(), asked.allowed(), both.stays.id, both.goes.id, because, asked.now()));
    RP_CHECK(children::set_facts(tx, asked.desk.vault, both.stays.id, filled(both.stays.facts, both.goes.facts)));
    return page_of(both.stays.id);
  });
  if (done) return *done;
  const auto other = asked.desk.database.read([&](db::Read& tx) { return other_of(tx, asked, wanted); });
  if (other) return preview(asked, form, *other);
  if (form.fault_of("own_id").empty()) form.fault("own_id", std::string(kNobody));
  return merge_page(asked, form);
}

web::Response send_take_back(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const children::ChildId merged(form.typed("merged"));
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const auto all = children::merges_of(tx, asked.desk.vault, child_of(asked));
    if (std::ranges::find(all, merged, &children::Merged::merged) == all.end()) return fail(ErrorKind::Conflict, "This was taken back already, or the record was merged into another one");
    RP_CHECK(children::unmerge_children(tx, asked.actor(), asked.allowed(), merged, asked.now()));
    return page_of(child_of(asked));
  });
  return done ? *done : merge_page(asked, form);
}

}  // namespace

void add_merge(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  const auto add = [&](web::Method method, std::string_view pattern, std::function<web::Response(const Asked&)> handler, std::string_view summary, std::string_view form) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::ChildCase, .verb = Verb::Write, .facts = facts_of_address, .handler = std::move(handler), .summary = summary, .request_type = form});
  };
  add(web::Method::Get, "/children/{id}/merge", [](const Asked& asked) { return merge_page(asked, Form({})); }, "A child who was entered twice: find the other record", "");
  add(web::Method::Post, "/children/{id}/merge", find_other, "Both records of a child side by side, before they are merged", "form to find the other record");
  add(web::Method::Post, "/children/{id}/merge/confirm", send_merge, "Merge two records of one child", "merge form");
  add(web::Method::Post, "/children/{id}/merge/take-back", send_take_back, "Take a merge of two records back", "form to take a merge back");
}

}  // namespace rightplace::caseload
