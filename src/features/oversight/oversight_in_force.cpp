#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "embedded/oversight_rules.h"
#include "engines/suitability/policy.h"
#include "engines/suitability/rules.h"
#include "features/oversight/oversight_parts.h"
#include "formats/toml.h"

namespace rightplace::oversight {
namespace {

using web::Html;
using web::html;
using web::Url;

// What stands in a file of rules: its name, version, source and, where it says so, since when it holds.
struct RuleSet {
  std::string file, title, what;
  std::string version, source, valid_from, verified;
  std::size_t entries = 0;
};

std::string text_of(const json::Value& value, std::string_view name) {
  const auto* found = value.find(name);
  return found && found->as_string() ? *found->as_string() : std::string();
}

struct Known {
  std::string_view file, title, what, list, verified;
};
constexpr Known kToml[] = {
    {"default.toml", "Suitability policy", "How homes that could be right for a child are put in order: the weight of each criterion and its parameters", "weights",
     "The order and the strength of the evidence were read from the sources named with each criterion; the numbers are policy, not law"},
    {"ending_reasons.toml", "Why placements end", "The reasons of the yearly return, and whether each counts as planned or unplanned", "reason", "Codes and labels as the return prints them; how each counts is our own reading"},
    {"holds.toml", "How long a bed is held", "How many days a room may be held for one child, so that it comes back into everybody's search by itself", "hold", "Policy, not law: our own number"},
    {"pacing.toml", "Asking in waves", "The chance that a home offers, how soon it answers and who reads: the stated model behind a plan of asking, and when a home is reminded", "urgency", "Our own judgement; stated, not measured"},
    {"withdrawal_reasons.toml", "Why referrals are withdrawn", "The reasons that an authority may give when it looks for a home no longer", "reason", "Our own list"},
    {"referral_questions.toml", "What providers ask first", "Questions that a referral should answer before homes are asked, and how old evidence may be", "question", "Our own list"},
    {"first_duties.toml", "After an emergency placement", "What the law leaves to be done in the first days, and by when", "duty", "Read from the regulations named with each duty; not yet held against their text word for word"},
    {"decline_reasons.toml", "Why homes decline", "The reasons that a home may give when it declines a referral", "reason", "Our own list"},
    {"document_kinds.toml", "Documents of a child", "What documents go with a referral, and from which stage on a home may open each as a rule", "kind", "The order and stages are our own"},
    {"placement_plan.toml", "What a placement plan deals with", "The parts of the plan that authority and home write together before a child moves in", "part", "Parts and paragraphs as the regulations have them; wording and hints are our own"},
    {"delegated_authority.toml", "Who decides what", "Decisions of daily life, and who usually makes them; the plan says it for each child", "decision", "The areas are the regulations'; the list and the usual answers are our own"},
    {"before_placement.toml", "Before the first night", "What should be agreed and written before a child moves in, and by when it follows where it is not", "item", "The placement plan is law; the rest is policy"},
    {"placement_groups.toml", "Kinds of place", "How the return's placement codes are put together for forecasts", "grouping", "Codes as the return prints them; the grouping is our own"}};

std::vector<RuleSet> rule_sets() {
  std::vector<RuleSet> sets;
  for (const auto& known : kToml) {
    const auto parsed = formats::parse_toml(embedded::oversight_rules(known.file), known.file);
    if (!parsed) throw std::logic_error(parsed.error().detail);   // a file inside the program
    RuleSet set{std::string(known.file), std::string(known.title), std::string(known.what), text_of(*parsed, "version"), text_of(*parsed, "source"), text_of(*parsed, "valid_from"), std::string(known.verified)};
    if (const auto* list = parsed->find(known.list)) set.entries = list->as_array() ? list->as_array()->size() : list->as_object() ? list->as_object()->size() : 0;
    sets.push_back(std::move(set));
  }
  const auto checks = split(embedded::oversight_rules("ssda903_checks.csv"), '\n');
  const auto rows = static_cast<std::size_t>(std::ranges::count_if(checks, [](std::string_view line) { return !trim(line).empty(); })) - 1;
  sets.push_back({"ssda903_checks.csv", "Checks of the yearly return", "What the Department for Education's own validation looks for in a return on children looked after", "2022-23 to 2026-27", "SSDA903 validation rules 2022-23 to 2026-27", "",
                  "Each check names its source and the years for which it holds", rows});
  return sets;
}

suitability::Policy policy() {
  const auto parsed = formats::parse_toml(embedded::oversight_rules("default.toml"), "default.toml");
  if (!parsed) throw std::logic_error(parsed.error().detail);
  auto read = suitability::read_policy(*parsed);
  if (!read) throw std::logic_error(read.error().detail);
  return *std::move(read);
}

std::string_view strength_words(std::string_view strength) {
  if (strength.starts_with("L/B")) return "Law, and some evidence";
  if (strength.starts_with("L")) return "Law";
  if (strength.starts_with("A")) return "Repeated evidence";
  if (strength.starts_with("B")) return "Some evidence, mixed";
  if (strength.starts_with("C to B")) return "Expert view, some evidence";
  if (strength.starts_with("C")) return "Expert view";
  return "Little or no evidence of an effect";
}

// With the policy's own numbers, in the order of their weight.
std::vector<std::pair<const suitability::CriterionInfo*, std::int32_t>> criteria_of(const suitability::Policy& policy) {
  std::vector<std::pair<const suitability::CriterionInfo*, std::int32_t>> all;
  for (const auto& one : suitability::kCriteria) all.emplace_back(&one, policy.weight(one.criterion));
  std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.second > b.second; });
  return all;
}

Html cells(const std::vector<Html>& cells) {
  std::vector<Html> out;
  for (std::size_t i = 0; i < cells.size(); ++i)
    out.push_back(i == 0 ? html(R"(<th scope="row" class="govuk-table__header">{}</th>)", cells[i]) : html(R"(<td class="govuk-table__cell">{}</td>)", cells[i]));
  return html(R"(<tr class="govuk-table__row">{}</tr>)", out);
}

Html table(std::string_view caption, const std::vector<std::string_view>& head, const std::vector<Html>& rows) {
  std::vector<Html> columns;
  for (const auto column : head) columns.push_back(html(R"(<th scope="col" class="govuk-table__header">{}</th>)", column));
  return html(R"(<div class="rp-scroll" role="region" aria-label="{}" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--m">{}</caption><thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)",
              caption, caption, columns, rows);
}

Html content() {
  const auto in_force = policy();
  std::vector<Html> sets, hard, soft, ends;
  for (const auto& set : rule_sets())
    sets.push_back(cells({html("{}<br><span class=\"govuk-hint\">{}</span>", set.title, set.what), html("Version {}{}", set.version, set.valid_from.empty() ? std::string() : ", in force since " + parse_iso_date(set.valid_from).value_or(Date()).words()), Html::text(set.source == "docs/suitability.md" ? std::string("Laws, reports and statistics, named with each criterion below") : set.source),
                          Html::text(std::to_string(set.entries)), Html::text(set.verified)}));
  for (const auto& rule : suitability::kRules)
    hard.push_back(cells({Html::text(rule.label), Html::text(rule.says), Html::text(rule.source), Html::text(suitability::kChangers.label(rule.changer))}));
  for (const auto& [criterion, weight] : criteria_of(in_force))
    soft.push_back(cells({Html::text(criterion->label), Html::text(fmt::format("{:.1f} %", weight / 10'000.0)), Html::text(replace_all(criterion->function, "_", " ")), Html::text(strength_words(criterion->strength)), Html::text(criterion->source)}));
  const auto reasons = formats::parse_toml(embedded::oversight_rules("ending_reasons.toml"), "ending_reasons.toml");
  if (const auto* list = reasons ? reasons->find("reason") : nullptr; list && list->as_array())
    for (const auto& one : *list->as_array()) {
      const auto kind = text_of(one, "kind");
      ends.push_back(cells({Html::text(text_of(one, "label")), Html::text(text_of(one, "code")), Html::text(kind == "planned" ? "Planned" : kind == "unplanned" ? "Unplanned" : "Neither: counted as still going well")}));
    }
  return html(R"(<h1 class="govuk-heading-l">Rules and policies in force</h1>
<p class="govuk-body-l">What this service goes by when it searches, warns and counts. Rules never decide: they say what a person should know and check.</p>
<ul class="govuk-list">
<li><a class="govuk-link" href="{}">When a home could be right for a child</a></li>
<li><a class="govuk-link" href="{}">In which order homes are shown</a></li>
<li><a class="govuk-link" href="{}">Why placements end</a></li>
<li><a class="govuk-link" href="{}">Far from home</a></li>
<li><a class="govuk-link" href="{}">Who may see what</a></li>
</ul>
{}
<h2 class="govuk-heading-l" id="rules">When a home could be right for a child</h2>
<p class="govuk-body">Every one of these must be met by a known fact. A fact that is not known makes the home one that <strong>needs checking</strong>, with the question to ask; it never counts as met. No distance and no inspection grade rules a home out.</p>
{}
<h2 class="govuk-heading-l" id="weights">In which order homes are shown</h2>
<p class="govuk-body">Among homes that could be right, the policy “{}”, version {}, in force since {}, adds up these criteria. What is not known is neither held against a home nor for it: the range of its possible place is shown. An authority may set weights of its own within limits that keep law and evidence first; whoever decides may always decide otherwise, with a reason.</p>
{}
<h2 class="govuk-heading-l" id="endings">Why placements end</h2>
{}
<h2 class="govuk-heading-l" id="distance">Far from home</h2>
<p class="govuk-body">A placement is <strong>at a distance</strong> when it is neither in the responsible authority's own area nor in that of an adjoining authority (Care Planning, Placement and Case Review (England) Regulations 2010, regulation 11, from 27 January 2014). Which authorities adjoin is a list of reviewed decisions, each with its reason. Miles are used for statistics and for the order of homes, never as a limit.</p>
<h2 class="govuk-heading-l" id="access">Who may see what</h2>
<p class="govuk-body">Nothing may be seen or done but by a written rule that names a role, a record, a relation to it and a purpose; there are {} of them. Whatever somebody may not see answers exactly as if it did not exist, and every look at a child's record is written down before it is shown.</p>)",
              Url("#rules"), Url("#weights"), Url("#endings"), Url("#distance"), Url("#access"), table("Sets of rules", {"Set", "Version", "Source", "Entries", "How far it was checked"}, sets), table("Rules that must be met", {"Rule", "What it says", "Source", "Who could change the fact"}, hard), in_force.name, in_force.version, in_force.valid_from.words(),
              table("Criteria, the weightiest first", {"Criterion", "Weight", "How it is measured", "What speaks for it", "Source"}, soft), table("Reasons of the yearly return", {"Reason", "Code", "Counts as"}, ends), access::rows().size());
}

}  // namespace

json::Value rules_as_json() {
  const auto in_force = policy();
  json::Array sets, hard, soft;
  for (const auto& set : rule_sets())
    sets.push_back(json::Object{{"file", set.file}, {"title", set.title}, {"what", set.what}, {"version", set.version}, {"valid_from", set.valid_from.empty() ? json::Value(nullptr) : json::Value(set.valid_from)},
                                {"source", set.source}, {"entries", set.entries}, {"verified", set.verified}});
  for (const auto& rule : suitability::kRules) hard.push_back(json::Object{{"code", rule.code}, {"label", rule.label}, {"says", rule.says}, {"source", rule.source}, {"question", rule.question}});
  for (const auto& [criterion, weight] : criteria_of(in_force))
    soft.push_back(json::Object{{"code", criterion->code}, {"label", criterion->label}, {"weight", weight / 1'000'000.0}, {"says", criterion->function}, {"source", criterion->source}, {"strength", criterion->strength}});
  return json::Object{{"sets", std::move(sets)}, {"rules", std::move(hard)}, {"policy", json::Object{{"name", in_force.name}, {"version", in_force.version}, {"valid_from", in_force.valid_from}}}, {"criteria", std::move(soft)}};
}

void add_rules(desk::Pages& pages, const desk::Desk& desk) {
  // What is in force does not change while the program runs.
  pages.open.push_back({web::Method::Get, "/rules", web::Access::everyone(),
                        [&desk, shown = content()](const web::Exchange& exchange) { return desk::show_open(desk, exchange, {.title = "Rules and policies in force", .wide = true}, shown); },
                        "The rule sets and policies in force, in plain words with their sources"});
  pages.open.push_back({web::Method::Get, "/api/v1/rules", web::Access::everyone(),
                        [body = rules_as_json().dump()](const web::Exchange&) { return web::json_response(body, web::Caching::Revalidate); }, "The rule sets and policies in force, with their sources"});
}

}  // namespace rightplace::oversight
