// Find a home: the ranked list with its reasons, near misses, and what is not suitable and why.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_homes.h"
#include "features/finding/finding_map.h"
#include "web/field.h"
#include "web/govuk/wayfinding.h"
#include "web/moj/patterns.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
namespace field = web::field;
namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

constexpr std::size_t kHomesOfPage = 20;

// ---- Filters. Each hides homes that fit otherwise, so each says how many.

struct Filters {
  bool could_be_right = false;                 // without those that need checking
  std::optional<int> miles, pounds;
  bool good = false;                           // good or outstanding
  bool works = false;                          // can be asked here
  bool room = false;                           // a room is known to be free
  std::size_t page = 1;
};

std::optional<int> whole(const web::Request& request, std::string_view name, int most) {
  const auto value = parse_integer(request.query_value(name));
  return value && *value > 0 && *value <= most ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

Filters filters_of(const web::Request& request) {
  Filters filters;
  filters.could_be_right = request.query_value("verdict") == "suitable";
  filters.miles = whole(request, "miles", 1000);
  filters.pounds = whole(request, "pounds", 100'000);
  filters.good = request.query_value("grade") == "good";
  filters.works = request.query_value("works") == "yes";
  filters.room = request.query_value("room") == "yes";
  filters.page = static_cast<std::size_t>(std::clamp<std::int64_t>(parse_integer(request.query_value("page")).value_or(1), 1, 10'000));
  return filters;
}

struct Chip {
  std::string words;
  std::string_view name;                       // of the query
  std::function<bool(std::uint32_t)> passes;
  std::size_t hidden = 0;
};

std::vector<Chip> chips_of(const Filters& filters, const Searched& searched, const Providers& providers) {
  std::vector<Chip> chips;
  const auto& homes = searched.answer.solution.homes;
  const auto& supply = *searched.snapshot.supply;
  if (filters.could_be_right) chips.push_back({"Could be right", "verdict", [&](std::uint32_t home) { return homes[home].verdict == engine::Verdict::Suitable; }});
  if (filters.miles) chips.push_back({fmt::format("At most {} miles", *filters.miles), "miles", [&, most = *filters.miles](std::uint32_t home) { return homes[home].miles_low <= most; }});
  if (filters.pounds)
    chips.push_back({fmt::format("At most {} a week", pounds(Pence{std::int64_t{*filters.pounds} * 100})), "pounds",
                     [&, most = Pence{std::int64_t{*filters.pounds} * 100}](std::uint32_t home) { return supply.fee(home) && supply.fee(home)->per_week <= most; }});
  if (filters.good)
    chips.push_back({"Good or outstanding", "grade", [&](std::uint32_t home) { return supply.home(home).grade == engine::Grade::Good || supply.home(home).grade == engine::Grade::Outstanding; }});
  if (filters.works) chips.push_back({"Can be asked here", "works", [&](std::uint32_t home) { return providers.contains(searched.snapshot.cards[home].urn); }});
  if (filters.room) chips.push_back({"A room is known to be free", "room", [&](std::uint32_t home) { return !homes[home].unknown.has(engine::Rule::Vacancy) && !homes[home].blocked.has(engine::Rule::Vacancy); }});
  return chips;
}

// Of one ranked list, what passes; counts what each filter hides.
std::vector<Ranked> passing(const std::vector<std::uint32_t>& ranked, bool secure, std::vector<Chip>& chips) {
  std::vector<Ranked> shown;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    bool fine = true;
    for (auto& chip : chips)
      if (!chip.passes(ranked[i])) ++chip.hidden, fine = false;
    if (fine) shown.push_back({ranked[i], static_cast<int>(i) + 1, secure});
  }
  return shown;
}

Html hidden_part(const web::Query& query, const std::vector<Chip>& chips, std::size_t hidden) {
  if (chips.empty()) return {};
  Html items;
  for (const auto& chip : chips)
    items += html(R"(<li><a class="moj-filter__tag" href="{}"><span class="govuk-visually-hidden">Remove this filter:</span> {} (hides {})</a></li>)", query.without(chip.name), chip.words, chip.hidden);
  return html(R"(<div class="rp-chosen"><h2 class="govuk-visually-hidden">Filters in force</h2><ul class="moj-filter-tags">{}</ul><p class="govuk-body"><strong>{} that could be right or need checking {} hidden by the filters.</strong> <a class="govuk-link" href="{}">Show all</a></p></div>)",
              items, plural(static_cast<std::int64_t>(hidden), "home", "homes"), hidden == 1 ? "is" : "are", query.path());
}

Html panel(const web::Query& query) {
  const auto form = query.form();
  const auto fields = field::checkboxes(form, {.name = "verdict", .legend = "Verdict", .choices = {{"suitable", "Only those that could be right"}}, .small = true}) +
                      field::input(form, {.name = "miles", .label = "At most so many miles", .inputmode = "numeric", .width = field::Width::Of4}) +
                      field::input(form, {.name = "pounds", .label = "At most so much a week", .hint = "Homes that state no price are hidden", .inputmode = "numeric", .width = field::Width::Of5, .prefix = "£"}) +
                      field::checkboxes(form, {.name = "grade", .legend = "Grade", .choices = {{"good", "Good or outstanding"}}, .hint = "The grade says little about this child: requires improvement is an adequate home", .small = true}) +
                      field::checkboxes(form, {.name = "room", .legend = "Room", .choices = {{"yes", "Known to be free"}}, .small = true}) + field::checkboxes(form, {.name = "works", .legend = "Asking", .choices = {{"yes", "Can be asked here"}}, .small = true});
  return html(R"(<div class="rp-filter"><h2 class="govuk-heading-m">Filter</h2><form method="get" action="{}" novalidate>{}<button class="govuk-button govuk-button--secondary" type="submit">Apply filters</button></form></div>)", query.path(), fields);
}

// ---- Rows.

Html reasons_part(const matching::ShownHome& shown, const engine::HomeResult& result, bool conditions) {
  Html items;
  const auto item = [&](std::string_view mark, std::string_view words) { items += html(R"(<li><strong>{}</strong> {}</li>)", mark, words); };
  if (!shown.speaks_for.empty()) item("For:", join_words(shown.speaks_for));
  if (!shown.speaks_against.empty()) item("Against:", join_words(shown.speaks_against));
  for (const auto& row : engine::kFlags.rows)
    if (result.flags.has(row.value)) item("Look at:", matching::flag_words(row.value, result));
  if (conditions) item("Look at:", "Conditions of registration are in force: read them");
  for (const auto& text : shown.to_check) item("Ask:", text);
  return items.empty() ? Html{} : html(R"(<ul class="govuk-list govuk-body-s govuk-!-margin-bottom-1">{}</ul>)", items);
}

// What depends on nothing but the search.
Html said_of(const Asked& asked, const Searched& searched, const Ranked& one) {
  const auto& card = searched.snapshot.cards[one.home];
  const auto& result = searched.answer.solution.homes[one.home];
  const auto shown = matching::shown_home(searched.answer, one.home, one.rank, one.secure);
  return html(R"(<h3 class="govuk-heading-s rp-result__name">{}. <a class="govuk-link" href="{}">{}</a> {}</h3><p class="govuk-body-s rp-result__what">{} · URN {}</p><dl class="govuk-body-s rp-result__facts"><div><dt>Score of 100</dt><dd>{}</dd></div><div><dt>Distance</dt><dd>{}</dd></div><div><dt>Grade</dt><dd>{}</dd></div><div><dt>Room</dt><dd>{}</dd></div><div><dt>Price</dt><dd>{}</dd></div></dl>{})",
              one.rank, page_of(searched.referral.reference).segment("homes").segment(card.urn), card.name, verdict_tag(result.verdict), card.authority_name, card.urn, matching::score_words(result.score), distance_words(searched, one.home),
              grade_words(searched, one.home), room_words(searched, one.home, asked.today()), price_of(searched, one.home), reasons_part(shown, result, card.conditions));
}

Html row_part(const Asked& asked, const Searched& searched, const Ranked& one, const Providers& providers, const std::vector<asking::Ask>& asks) {
  const auto& card = searched.snapshot.cards[one.home];
  const auto live = std::ranges::find_if(asks, [&](const asking::Ask& ask) { return ask.urn == card.urn && asking::is_live(ask.state); });
  const bool works = providers.contains(card.urn);
  Html choose;
  if (live != asks.end()) choose = html(R"(<p class="govuk-body-s">{} <a class="govuk-link" href="{}">{}</a></p>)", govuk::tag("Asked", govuk::Colour::Blue), page_of(searched.referral.reference).segment("asks").segment(live->id.text()), asking::kStates.label(live->state));
  else
    choose = html(R"(<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="home-{}" name="home" type="checkbox" value="{}"><label class="govuk-label govuk-checkboxes__label" for="home-{}">Choose {}</label></div></div>{})", card.urn, card.urn, card.urn, card.name,
                  works ? Html{} : html(R"(<p class="govuk-body-s rp-muted">Not here yet: choose it, and it is asked by e-mail.</p>)"));
  return html(R"(<li class="rp-result">{}{}</li>)", searched.shown(one.home, [&] { return said_of(asked, searched, one); }), choose);
}

Html near_part(const Searched& searched) {
  const auto& misses = searched.answer.near_misses;
  if (misses.empty()) return {};
  Html items;
  for (const auto& miss : misses) {
    const auto& card = searched.snapshot.cards[miss.home];
    Html changes;
    for (const auto& change : miss.opening.changes) changes += html("<li>{}</li>", capitalised(matching::change_words(searched.answer, change, miss.home)));
    items += html(R"(<li class="rp-result"><h3 class="govuk-heading-s rp-result__name"><a class="govuk-link" href="{}">{}</a></h3><p class="govuk-body-s rp-result__what">{} · URN {} · score {} if it were open</p><ul class="govuk-list govuk-list--bullet govuk-body-s">{}</ul>{}</li>)",
                  page_of(searched.referral.reference).segment("homes").segment(card.urn), card.name, card.authority_name, card.urn, matching::score_words(miss.score), changes, act_on(searched, miss.home, miss.opening.changes));
  }
  return html(R"(<h2 class="govuk-heading-m" id="near">Near misses</h2><p class="govuk-body">Ruled out as things stand; the smallest change that would open each is named. Ask the provider, or look at the referral again, where that may be changed.</p><ul class="rp-results">{}</ul>)", items);
}

Html not_suitable_part(const Searched& searched) {
  const auto& answer = searched.answer;
  if (answer.not_suitable == 0) return {};
  Html items;
  for (const auto& [code, homes] : answer.blocking) items += html(R"(<li><a class="govuk-link" href="{}">{}</a>: {}</li>)", page_of(searched.referral.reference).segment("ruled-out").with("rule", code), matching::rule_label(code), plural(homes, "home", "homes"));
  return html(R"(<h2 class="govuk-heading-m" id="not-suitable">Not suitable</h2><p class="govuk-body">{} ruled out. By which rule (a home may break several):</p><ul class="govuk-list govuk-list--bullet">{}</ul><p class="govuk-body"><a class="govuk-link" href="{}">Show all of them with their reasons</a>. Or open one by its URN:</p>{})",
              answer.not_suitable == 1 ? std::string("1 home is") : grouped(answer.not_suitable) + " homes are", items, page_of(searched.referral.reference).segment("ruled-out"),
              html(R"(<form method="get" action="{}" novalidate><div class="govuk-form-group"><label class="govuk-label" for="urn">URN of the home</label><div class="rp-find__line"><input class="govuk-input govuk-input--width-10" id="urn" name="urn" type="text" autocomplete="off" spellcheck="false"><button class="govuk-button govuk-button--secondary" type="submit">Say why</button></div></div></form>)",
                   page_of(searched.referral.reference).segment("homes")));
}

Html remarks_part(const Searched& searched) {
  Html items;
  for (const auto& remark : searched.answer.remarks) items += html("<li>{}</li>", remark);
  const auto& policy = searched.answer.problem.policy;
  const auto note = html(R"(<p class="govuk-body-s rp-muted">Ranked by the policy “{}” {}, in force from {}. The tool orders and explains; a person decides. <a class="govuk-link" href="{}">Rules in force</a></p>)", policy.name, policy.version, policy.valid_from.words(), Url("/rules"));
  return items.empty() ? note : html(R"(<div class="govuk-inset-text"><ul class="govuk-list">{}</ul></div>{})", items, note);
}

web::Response no_search(const Asked& asked, const Error& error) {
  if (error.kind == ErrorKind::NotFound) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto content = html(R"(<h1 class="govuk-heading-l">Find a home</h1><div class="govuk-inset-text">{}</div>)", error.detail);
  return desk::show(asked, {.title = "Find a home", .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, page_of(asked.facts.id)}}}, content, 200);
}

web::Response homes_page(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto page = page_of(asked.facts.id).segment("homes");
  if (const auto urn = upper(trim(asked.exchange.request.query_value("urn"))); !urn.empty()) return web::redirect(page.segment(urn.substr(0, 20)));
  std::shared_ptr<const Providers> providers;
  std::vector<asking::Ask> asks;
  const auto found = asked.desk.database.read([&](db::Read& tx) {
    providers = keeper.providers(tx, asked.today());
    asks = asking::asks_of(tx, asked.facts.id);
    return keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today());
  });
  if (!found) return no_search(asked, found.error());
  if (const auto entered = enter(asked, (*found)->referral); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto& searched = **found;
  const auto filters = filters_of(asked.exchange.request);
  const web::Query query = web::Query::of(page, asked.exchange.request);
  auto chips = chips_of(filters, searched, *providers);
  const auto& solution = searched.answer.solution;
  const auto open = passing(solution.ranked, false, chips);
  const auto secure = passing(solution.ranked_secure, true, chips);
  const auto ranked = solution.ranked.size() + solution.ranked_secure.size();
  const auto pages = std::max<std::size_t>(1, (open.size() + kHomesOfPage - 1) / kHomesOfPage);
  const auto at = std::min(filters.page, pages);
  const auto first = (at - 1) * kHomesOfPage, last = std::min(open.size(), first + kHomesOfPage);
  Html rows, locked;
  for (std::size_t i = first; i < last; ++i) rows += row_part(asked, searched, open[i], *providers, asks);
  for (std::size_t i = 0; i < std::min(secure.size(), kHomesOfPage); ++i) locked += row_part(asked, searched, secure[i], *providers, asks);
  const Html list = rows.empty() && locked.empty()
                        ? html(R"(<p class="govuk-body">{}</p>)", ranked == 0 ? "No home is left by the rules as things stand. The near misses below say what could be changed; you may also ring homes that state nothing." : "No home passes the filters.")
                        : html(R"(<form method="get" action="{}" novalidate>{}{}<div class="govuk-button-group rp-no-print"><button class="govuk-button" type="submit">Ask the chosen homes</button><button class="govuk-button govuk-button--secondary" type="submit" formaction="{}">Compare up to four</button><button class="govuk-button govuk-button--secondary" type="submit" formaction="{}">Plan whom to ask first</button></div></form>)",
                               page_of(asked.facts.id).segment("ask"), rows.empty() ? Html{} : html(R"(<ol class="rp-results" start="{}">{}</ol>)", first + 1, rows),
                               locked.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">Secure homes, which are never ranked among the others</h2><ol class="rp-results">{}</ol>)", locked), page_of(asked.facts.id).segment("compare"), page_of(asked.facts.id).segment("plan"));
  const auto& answer = searched.answer;
  const auto count = html(R"(<h2 class="govuk-heading-m rp-count" id="results" tabindex="-1">{} could be right, {} checking</h2>)", plural(answer.suitable, "home", "homes"), grouped(answer.needs_checking) + (answer.needs_checking == 1 ? " needs" : " need"));
  const Html to_all = html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Plan the asking from the whole list</a>: whom to ask first, so that as few as possible learn of the child.</p><p class="govuk-body"><a class="govuk-link" href="{}">Ask all that could be right or need checking and work here</a>: it shows first how many would learn of the child.</p>)", page_of(asked.facts.id).segment("plan"), page_of(asked.facts.id).segment("ask").with("all", "yes"));
  const auto on_a_map = rows.empty() ? Html() : html(R"(<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">See the homes on a map</a></p>)", page_of(asked.facts.id).segment("map"));
  const auto results = count + on_a_map + hidden_part(query, chips, ranked - open.size() - secure.size()) + list + govuk::pagination(query.without_page(), static_cast<int>(at), static_cast<int>(pages)) + (rows.empty() ? Html{} : to_all) + searched.shown(Searched::kNear, [&] { return near_part(searched); }) +
                       searched.shown(Searched::kNotSuitable, [&] { return not_suitable_part(searched); });
  const auto content = html(R"({}<span class="govuk-caption-l">Referral {}: {}</span><h1 class="govuk-heading-l">Find a home</h1>{}<div class="govuk-grid-row"><div class="govuk-grid-column-one-third"><a class="govuk-skip-link" data-module="govuk-skip-link" href="{}">Skip the filters</a>{}</div><div class="govuk-grid-column-two-thirds">{}</div></div>)",
                            done_banner(asked), asked.facts.id, answering::child_words(searched.referral, asking::Tier::PenPicture), searched.shown(Searched::kRemarks, [&] { return remarks_part(searched); }), Url("#results"), panel(query), results);
  return desk::show(asked, {.title = "Find a home: " + asked.facts.id, .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, page_of(asked.facts.id)}}, .wide = true}, content);
}

}  // namespace

Html verdict_tag(engine::Verdict verdict) {
  return govuk::tag(engine::kVerdicts.label(verdict), verdict == engine::Verdict::Suitable ? govuk::Colour::Green : verdict == engine::Verdict::NeedsChecking ? govuk::Colour::Yellow : govuk::Colour::Red);
}

std::string distance_words(const Searched& searched, std::uint32_t home) {
  const auto& ranked = searched.answer.solution.homes[home];
  // What is ruled out stands in the ranking without its miles.
  const auto result = ranked.verdict == engine::Verdict::NotSuitable ? engine::judge_one(searched.answer.problem, home) : ranked;
  const auto miles = matching::miles_words(result.miles_low, result.miles_high);
  if (!miles.empty()) return miles + " miles";
  return searched.answer.problem.referral.children.front().places.empty() ? "No place that matters is named" : "Not worked out";
}

std::string grade_words(const Searched& searched, std::uint32_t home) {
  const auto& entry = searched.home(home);
  if (!entry.grade || !entry.grade_on) return "Not inspected with a grade yet";
  return fmt::format("{}, {}", grade_label(*entry.grade, *entry.grade_on), entry.grade_on->words());
}

std::string room_words(const Searched& searched, std::uint32_t home, Date today) {
  const auto& result = searched.answer.solution.homes[home];
  const auto* stated = searched.stated(home);
  const auto age = stated && stated->calendar ? fmt::format("stated {}", ago(london_date(stated->calendar->at), today)) : std::string("never stated");
  if (result.blocked.has(engine::Rule::Vacancy)) return "None free for the stay, " + age;
  if (result.unknown.has(engine::Rule::Vacancy)) return "Not known: " + age;
  return (result.free_until ? fmt::format("One free until {}, ", result.free_until->words()) : std::string("One free for the whole stay, ")) + age;
}

std::string price_of(const Searched& searched, std::uint32_t home) {
  const auto& fee = searched.snapshot.supply->fee(home);
  return fee ? pounds(fee->per_week) + " a week" : std::string("Not stated");
}

void add_homes(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  add_map(pages, keeper);
  pages.pages.push_back({.pattern = "/referrals/{reference}/homes", .record = access::Record::ReferralSummary, .verb = access::Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return homes_page(asked, *keeper); },
                         .summary = "Homes that could be right for a child, ranked with their reasons; near misses; what is not suitable and why", .noted = [](const web::Exchange& exchange) {
                           json::Object noted;
                           for (const auto* name : {"verdict", "miles", "pounds", "grade", "works", "room"})
                             if (const auto value = exchange.request.query_value(name); !value.empty()) noted.set(name, shown(value, 20));
                           return noted;
                         },
                         .query = {{"verdict", "suitable: without those that need checking"}, {"miles", "At most so many miles", "integer"}, {"pounds", "At most so many pounds a week", "integer"}, {"grade", "good: good or outstanding"},
                                   {"works", "yes: can be asked here"}, {"room", "yes: a room is known to be free"}, {"page", "Page of 20, from 1", "integer"}, {"urn", "A home to explain"}}});
}

}  // namespace rightplace::finding
