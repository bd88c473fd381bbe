// Homes that are not suitable, each with what rules it out: nothing is hidden for good.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/finding/finding_changes.h"
#include "features/finding/finding_homes.h"
#include "web/govuk/wayfinding.h"
#include "web/problem.h"
#include "web/query.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

constexpr std::size_t kHomesOfPage = 25;

// Of the rule that the address names; every home that is ruled out where it names none. In the order of the areas.
std::vector<std::uint32_t> ruled_out_by(const Searched& searched, std::string_view code) {
  const auto rule = std::ranges::find(engine::kRules, code, &engine::RuleInfo::code);
  std::vector<std::uint32_t> homes;
  for (std::uint32_t home = 0; home < searched.answer.solution.homes.size(); ++home) {
    const auto& result = searched.answer.solution.homes[home];
    if (result.verdict != engine::Verdict::NotSuitable) continue;
    if (code == matching::kAdmission ? !searched.answer.refused.contains(home) : rule != engine::kRules.end() && !result.blocked.has(rule->rule)) continue;
    homes.push_back(home);
  }
  return homes;
}

std::vector<std::string> reasons_of(const Searched& searched, std::uint32_t home) {
  std::vector<std::string> sentences;
  for (const auto& reason : engine::reasons(searched.answer.problem, home))
    if (reason.answer == engine::Answer::Blocked) sentences.push_back(reason.sentence);
  if (const auto refused = searched.answer.refused.find(home); refused != searched.answer.refused.end()) sentences.insert(sentences.end(), refused->second.begin(), refused->second.end());
  return sentences;
}

struct Wanted {
  std::string rule;
  std::size_t page = 1;
};
Wanted wanted_of(const web::Request& request) {
  const auto rule = request.query_value("rule");
  const bool known = rule == matching::kAdmission || std::ranges::find(engine::kRules, rule, &engine::RuleInfo::code) != engine::kRules.end();
  return {known ? std::string(rule) : std::string(), static_cast<std::size_t>(std::clamp<std::int64_t>(parse_integer(request.query_value("page")).value_or(1), 1, 10'000))};
}

Result<std::shared_ptr<const Searched>> searched_for(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return fail(access::missing());
  RP_TRY(searched, asked.desk.database.read([&](db::Read& tx) { return keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()); }));
  RP_CHECK(enter(asked, searched->referral));
  return searched;
}

web::Response ruled_out_page(const Asked& asked, Keeper& keeper) {
  const auto found = searched_for(asked, keeper);
  if (!found) return found.error().kind == ErrorKind::NotFound ? web::problem(asked.exchange.request, asked.exchange.visitor, found.error()) : web::redirect(page_of(asked.facts.id).segment("homes"));
  const auto& searched = **found;
  const auto wanted = wanted_of(asked.exchange.request);
  const auto all = ruled_out_by(searched, wanted.rule);
  const auto pages = std::max<std::size_t>(1, (all.size() + kHomesOfPage - 1) / kHomesOfPage);
  const auto at = std::min(wanted.page, pages);
  Html rows;
  for (std::size_t i = (at - 1) * kHomesOfPage; i < std::min(all.size(), at * kHomesOfPage); ++i) {
    const auto& card = searched.snapshot.cards[all[i]];
    Html items;
    for (const auto& sentence : reasons_of(searched, all[i])) items += html("<li>{}</li>", sentence);
    rows += html(R"(<li class="rp-result"><h2 class="govuk-heading-s rp-result__name"><a class="govuk-link" href="{}">{}</a></h2><p class="govuk-body-s rp-result__what">{} · URN {}</p><ul class="govuk-list govuk-list--bullet govuk-body-s">{}</ul></li>)", page_of(asked.facts.id).segment("homes").segment(card.urn), card.name, card.authority_name, card.urn, items);
  }
  const auto query = web::Query::of(page_of(asked.facts.id).segment("ruled-out"), asked.exchange.request);
  const bool one_rule = !wanted.rule.empty();
  const auto what = one_rule ? fmt::format("{} by the rule: {}.", plural(static_cast<std::int64_t>(all.size()), "home is ruled out", "homes are ruled out"), lower(matching::rule_label(wanted.rule))) : fmt::format("{}.", plural(static_cast<std::int64_t>(all.size()), "home is ruled out", "homes are ruled out"));
  const Html every = one_rule ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Show all that are ruled out, by whatever rule</a></p>)", query.path()) : Html{};
  const auto content = html(R"(<span class="govuk-caption-l">Referral {}: {}</span><h1 class="govuk-heading-l">Not suitable</h1><p class="govuk-body">{} What rules each out stands beside it; open a home for the smallest change that would open it.</p>{}<ul class="rp-results">{}</ul>{}<p class="govuk-body"><a class="govuk-link" href="{}">Back to the homes that are left</a></p>)", asked.facts.id,
                            answering::child_words(searched.referral, asking::Tier::PenPicture), what, every, rows, govuk::pagination(query.without_page(), static_cast<int>(at), static_cast<int>(pages)), page_of(asked.facts.id).segment("homes"));
  return desk::show(asked, {.title = "Not suitable: " + asked.facts.id, .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, page_of(asked.facts.id)}, {"Find a home", page_of(asked.facts.id).segment("homes")}}, .wide = true}, content);
}

web::Response ruled_out_json(const Asked& asked, Keeper& keeper) {
  const auto found = searched_for(asked, keeper);
  if (!found) return desk::answer_problem(asked, found.error());
  const auto& searched = **found;
  const auto wanted = wanted_of(asked.exchange.request);
  const auto all = ruled_out_by(searched, wanted.rule);
  const auto first = std::min(all.size(), (wanted.page - 1) * kHomesOfPage), last = std::min(all.size(), first + kHomesOfPage);
  json::Array items;
  for (std::size_t i = first; i < last; ++i) {
    json::Array because;
    for (const auto& sentence : reasons_of(searched, all[i])) because.emplace_back(sentence);
    const auto& card = searched.snapshot.cards[all[i]];
    items.emplace_back(json::Object{{"urn", card.urn}, {"name", card.name}, {"authority", card.authority_name}, {"because", std::move(because)}});
  }
  auto next = Url("/api/v1/referrals").segment(asked.facts.id).segment("ruled-out").with("page", std::to_string(wanted.page + 1));
  if (!wanted.rule.empty()) next = next.with("rule", wanted.rule);
  auto out = desk::listed(std::move(items), last < all.size() ? std::optional(next) : std::nullopt);
  out.as_object()->set("total", all.size());
  return desk::answer_json(std::move(out));
}

}  // namespace

void add_ruled_out(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  const std::vector<desk::QueryValue> query{{"rule", "Code of a rule; none: every home that is ruled out"}, {"page", "Page of 25, from 1", "integer"}};
  pages.pages.push_back({.pattern = "/referrals/{reference}/ruled-out", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return ruled_out_page(asked, *keeper); },
                         .summary = "Homes that are not suitable for a child, each with what rules it out", .query = query});
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/ruled-out", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return ruled_out_json(asked, *keeper); },
                         .summary = "Homes that are not suitable for a child, each with what rules it out", .response_type = "HomesRuledOut", .query = query});
  pages.shapes.push_back({"HomesRuledOut", R"json({"type": "object", "required": ["items", "next", "total"], "additionalProperties": false, "properties": {"total": {"type": "integer"}, "next": {"type": ["string", "null"]},
  "items": {"type": "array", "items": {"type": "object", "required": ["urn", "name", "authority", "because"], "additionalProperties": false, "properties": {"urn": {"type": "string"}, "name": {"type": "string"}, "authority": {"type": "string"}, "because": {"type": "array", "items": {"type": "string"}}}}}}})json"});
}

// What may be done about a change from here: the provider is asked, or the referral is changed.
Html act_on(const Searched& searched, std::uint32_t home, const std::vector<engine::Change>& changes) {
  const auto page = page_of(searched.referral.reference);
  const bool ours = std::ranges::any_of(changes, [](const engine::Change& one) { return engine::changer(one) == engine::Changer::PlacingAuthority; });
  const bool theirs = std::ranges::any_of(changes, [](const engine::Change& one) { return engine::changer(one) == engine::Changer::Provider; });
  if (!ours && !theirs) return {};
  const Html ask = theirs ? html(R"(<a class="govuk-link" href="{}">Ask this home</a>)", page.segment("ask").with("home", searched.snapshot.cards[home].urn)) : Html{};
  const Html change = ours ? html(R"(<a class="govuk-link" href="{}">Change the referral</a>, if the child’s needs allow it)", page.segment("change")) : Html{};
  return html(R"(<p class="govuk-body-s">{}{}{}</p>)", ask, theirs && ours ? " · " : "", change);
}

}  // namespace rightplace::finding
