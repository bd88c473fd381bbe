#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/geography/geography.h"
#include "features/supplying/supplying_frame.h"
#include "features/supplying/supplying_pages.h"
#include "features/supplying/supplying_statement.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::supplying {
namespace {

using web::Html;
using web::html;
using web::Url;
namespace field = web::field;
namespace govuk = web::govuk;

struct Spoken {
  Instant at;
  std::string by;
};
std::optional<Spoken> spoken(const supply::HomeSupply& home, supply::Subject subject) {
  const auto of = [](const auto& stated) { return stated ? std::optional(Spoken{stated->at, stated->by}) : std::nullopt; };
  switch (subject) {
    case supply::Subject::Purpose: return of(home.purpose);
    case supply::Subject::Rooms: return of(home.rooms);
    case supply::Subject::Calendar: return of(home.calendar);
    case supply::Subject::Staffing: return of(home.staffing);
    case supply::Subject::Team: return of(home.team);
    case supply::Subject::Area: return of(home.area);
    case supply::Subject::Services: return of(home.services);
    case supply::Subject::Fees: return of(home.fees);
    default: return std::nullopt;
  }
}

std::vector<Line> lines_that_stand(const View& view, const PartInfo& info) {
  if (info.part == Part::Fees && !view.fees()) return {};
  const auto statement = supply::standing(view.supply, info.subject);
  return statement ? lines_of(*statement, info.part) : std::vector<Line>{};
}

bool may_see(const desk::Asked& asked, const PartInfo& info, const View& view) { return info.part != Part::Fees || asked.may(facts_of_fees(view), access::Verb::Read).has_value(); }

Html tasks(const desk::Asked& asked, const View& view, const std::vector<Matter1>& matters, bool writes) {
  const auto names = asked.desk.database.read([&](db::Read& tx) {
    std::map<std::string, std::string> all;
    for (const auto& info : parts())
      if (const auto said = spoken(view.supply, info.subject); said && !all.contains(said->by)) all[said->by] = said_by(tx, asked.desk, said->by);
    return all;
  });
  govuk::TaskList list;
  for (const auto& info : parts()) {
    if (!may_see(asked, info, view)) continue;
    const auto missing = std::ranges::count_if(matters, [&](const Matter1& m) { return m.part == info.part && !m.missing.empty(); });
    const auto lines = lines_that_stand(view, info);
    const auto said = spoken(view.supply, info.subject);
    std::string hint(info.what);
    if (said && !lines.empty()) hint += fmt::format(". Said {} by {}", ago(london_date(said->at), asked.today()), names.at(said->by));
    govuk::Task task{.title = info.title, .hint = hint};
    if (writes) task.href = home_url(view.home.urn).segment("statement").segment(info.code);
    if (lines.empty()) task.tag = govuk::Tag{.text = "Not started", .classes = "govuk-tag--red rp-nowrap"};
    else if (missing > 0) task.tag = govuk::Tag{.text = fmt::format("{} missing", missing), .classes = "govuk-tag--yellow rp-nowrap"};
    else task.status = "Complete";
    list.items.push_back(std::move(task));
  }
  return govuk::task_list(list);
}

Html what_is_missing(const View& view, const std::vector<Matter1>& matters, bool writes) {
  std::vector<Html> items;
  for (const auto& matter : matters)
    if (!matter.missing.empty()) {
      const auto& info = parts()[static_cast<std::size_t>(matter.part)];
      const auto name = writes ? html(R"(<a class="govuk-link" href="{}">{}</a>)", home_url(view.home.urn).segment("statement").segment(info.code), matter.matter) : Html::text(matter.matter);
      items.push_back(html(R"(<li>{} (paragraph {}). {}</li>)", name, matter.paragraph, matter.missing));
    }
  if (items.empty()) return {};
  return govuk::details({.summary = plural(static_cast<std::int64_t>(items.size()), "matter is", "matters are") + " incomplete: what is missing", .text = html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items)});
}

Html generic(const View& view) {
  if (!view.supply.purpose) return {};
  const auto found = generic_wording(view.supply.purpose->value);
  if (found.empty()) return {};
  std::vector<Html> items;
  for (const auto& one : found) items.push_back(html(R"(<li>“{}” in {}: {}</li>)", one.phrase->phrase, lower(supply::kMatters.label(one.matter)), one.phrase->instead));
  return govuk::details({.summary = plural(std::ssize(found), "phrase", "phrases") + " that could stand in any home's statement", .text = html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items)});
}

}  // namespace

web::Response profile_page(const desk::Asked& asked) {
  const auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto matters = schedule_1(view->home, view->supply);
  const auto done = percent(matters);
  const bool writes = asked.may(facts_of(access::Record::HomeProfile, view->home.urn), access::Verb::Write).has_value();
  const auto* saved = part_named(asked.exchange.request.query_value("saved"));
  Html banner;
  if (saved)
    banner = govuk::notification_banner({.text = html(R"(<p class="govuk-notification-banner__heading">“{}” is saved and in effect.</p>{})", saved->title,
                                                      saved->subject == supply::Subject::Purpose
                                                          ? html(R"(<p class="govuk-body">If this revises your statement of purpose, send Ofsted a copy by {} (regulation 16(3): within 28 days).</p>)", asked.today().plus_days(28).words())
                                                          : Html{}),
                                         .title = "Saved", .type = "success"});
  const auto content = html(R"({}{}{}<h2 class="govuk-heading-m">Statement of purpose: {}% complete</h2><p class="govuk-body">{} of the {} matters that Schedule 1 to the Children's Homes (England) Regulations 2015 asks for are there. Placing authorities search what you say here.</p>{}{}{}<p class="govuk-body"><a class="govuk-link" href="{}">Read the whole statement</a></p>)",
                            banner, home_head(asked, *view, Tab::Profile), notices_part(*view), done, std::ranges::count_if(matters, [](const Matter1& m) { return m.missing.empty(); }), std::ssize(matters), what_is_missing(*view, matters, writes), generic(*view),
                            tasks(asked, *view, matters, writes), home_url(view->home.urn).segment("statement"));
  return desk::show(asked, {.title = view->name(), .breadcrumbs = crumbs(nullptr)}, content);
}

web::Response statement_page(const desk::Asked& asked) {
  const auto view = asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  Html all;
  for (const auto& info : parts()) {
    // A price that is shown stands in the audit, as every record that is shown does.
    if (info.part == Part::Fees && !(may_see(asked, info, *view) && asked.also_reads(facts_of_fees(*view)))) continue;
    const auto lines = lines_that_stand(*view, info);
    govuk::SummaryList list;
    for (const auto& line : lines) list.rows.push_back({.key = line.label, .value = html(R"(<span class="rp-said">{}</span>)", line.value)});
    all += html(R"(<h2 class="govuk-heading-m">{}</h2>{})", info.title, lines.empty() ? html(R"(<p class="govuk-body">Nothing is stated.</p>)") : govuk::summary_list(list));
  }
  return desk::show(asked, {.title = "Statement of purpose: " + view->name(), .breadcrumbs = crumbs(&*view)}, html(R"({}<h2 class="govuk-heading-l">The whole statement</h2>{})", home_head(asked, *view, Tab::Statement), all));
}

web::Response versions_page(const desk::Asked& asked) {
  const auto& query = asked.exchange.request;
  const auto subject = supply::kSubjects.parse(query.query_value("of").empty() ? "purpose" : query.query_value("of"));
  constexpr supply::Subject kShown[] = {supply::Subject::Purpose, supply::Subject::Rooms, supply::Subject::Calendar, supply::Subject::Staffing, supply::Subject::Team, supply::Subject::Area, supply::Subject::Services};
  if (!subject || std::ranges::find(kShown, *subject) == std::end(kShown)) return web::problem(query, asked.exchange.visitor, access::missing());
  struct Found {
    std::optional<View> view;
    std::vector<supply::Version> versions;
    std::map<std::string, std::string> names;
    std::optional<supply::Statement> before, after;
    std::optional<supply::Version> chosen_before, chosen_after;
  };
  const auto found = asked.desk.database.read([&](db::Read& tx) {
    Found f{view_of(tx, asked.desk, asked.value("urn")), supply::history(tx, asked.value("urn"), *subject), {}, {}, {}, {}, {}};
    for (const auto& version : f.versions)
      if (!f.names.contains(version.by)) f.names[version.by] = said_by(tx, asked.desk, version.by);
    const auto chosen = [&](std::string_view name) -> std::optional<supply::Version> {
      const auto number = parse_integer(query.query_value(name));
      const auto it = std::ranges::find(f.versions, number.value_or(0), &supply::Version::version);
      return it == f.versions.end() ? std::nullopt : std::optional(*it);
    };
    f.chosen_after = chosen("after");
    f.chosen_before = chosen("before");
    if (!f.chosen_after && !f.versions.empty()) f.chosen_after = f.versions.front();
    if (!f.chosen_before && f.versions.size() > 1 && query.query_value("before").empty()) f.chosen_before = f.versions[1];
    if (f.chosen_after)
      if (auto said = supply::statement_of(tx, asked.value("urn"), *subject, f.chosen_after->version)) f.after = std::move(*said);
    if (f.chosen_before)
      if (auto said = supply::statement_of(tx, asked.value("urn"), *subject, f.chosen_before->version)) f.before = std::move(*said);
    return f;
  });
  if (!found.view) return web::problem(query, asked.exchange.visitor, access::missing());
  const auto& view = *found.view;
  const auto base = home_url(view.home.urn).segment("versions").with("of", supply::kSubjects.code(*subject));

  std::vector<Html> subjects;
  for (const auto one : kShown)
    subjects.push_back(one == *subject ? html(R"(<li><strong>{}</strong></li>)", supply::kSubjects.label(one))
                                       : html(R"(<li><a class="govuk-link" href="{}">{}</a></li>)", home_url(view.home.urn).segment("versions").with("of", supply::kSubjects.code(one)), supply::kSubjects.label(one)));
  Html table, comparison;
  if (found.versions.empty()) table = html(R"(<p class="govuk-body">Nothing was stated of this yet. When something is, every version of it is kept here.</p>)");
  else {
    govuk::Table list{.caption = "Versions, newest first", .caption_classes = "govuk-table__caption--m", .head = {"When", "Who", "What"}};
    for (std::size_t i = 0; i < found.versions.size() && i < 100; ++i) {
      const auto& version = found.versions[i];
      list.rows.push_back({moment_words(version.at), found.names.at(version.by),
                           version.renewed ? html("Said again without a change")
                           : i + 1 == found.versions.size() ? html("The first statement")
                                            : html(R"(<a class="govuk-link" href="{}">What changed<span class="govuk-visually-hidden"> on {}</span></a>)",
                                                   base.with("after", std::to_string(version.version)).with("before", std::to_string(found.versions[i + 1].version)), moment_words(version.at))});
    }
    table = govuk::table(list);
    std::vector<field::Choice> choices;
    for (const auto& version : found.versions) choices.push_back({std::to_string(version.version), moment_words(version.at) + ", " + found.names.at(version.by)});
    const auto picked = [](const std::optional<supply::Version>& version) { return version ? std::to_string(version->version) : std::string(); };
    const web::Form empty{web::NamedValues{}};
    if (found.versions.size() > 1)
      comparison = html(R"(<form method="get" action="{}"><input type="hidden" name="of" value="{}">{}{}<button class="govuk-button govuk-button--secondary" type="submit">Compare</button></form>)", home_url(view.home.urn).segment("versions"),
                      supply::kSubjects.code(*subject), field::select(empty, {.name = "before", .label = "Compare this version", .choices = choices, .value = picked(found.chosen_before)}),
                      field::select(empty, {.name = "after", .label = "with this one", .choices = choices, .value = picked(found.chosen_after)}));
  }
  Html changed;
  if (found.after && found.before) {
    std::vector<Html> items;
    for (const auto& d : differences(found.before, *found.after)) items.push_back(html(R"(<li class="rp-said">{}</li>)", in_words(d)));
    changed = html(R"(<h2 class="govuk-heading-m">What changed between {} and {}</h2>{})", moment_words(found.chosen_before->at), moment_words(found.chosen_after->at),
                   items.empty() ? html(R"(<p class="govuk-body">Nothing. Both say the same.</p>)") : html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items));
  }
  return desk::show(asked, {.title = "Versions: " + view.name(), .breadcrumbs = crumbs(&view)},
                    html(R"({}<h2 class="govuk-heading-l">{}: every version</h2><ul class="govuk-list">{}</ul>{}{}{})", home_head(asked, view, Tab::Versions), supply::kSubjects.label(*subject), subjects, changed, table, comparison));
}

}  // namespace rightplace::supplying
