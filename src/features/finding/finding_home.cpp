// Why this home: every rule with its answer and source, what makes up the score, the effect on the children there; and up to
// four homes beside each other.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/finding/finding_homes.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

constexpr std::size_t kMostCompared = 4;

Html answer_tag(engine::Answer answer) {
  return answer == engine::Answer::Blocked ? govuk::tag("Against", govuk::Colour::Red) : answer == engine::Answer::Unknown ? govuk::tag("Not known", govuk::Colour::Yellow) : govuk::tag("For", govuk::Colour::Green);
}

Html rules_part(const Searched& searched, std::uint32_t home, const engine::Explanation& why) {
  govuk::Table table{.caption = "Each rule", .caption_classes = "govuk-table__caption--m"};
  table.head = {"Rule", "Answer", "Fact", "Source"};
  table.first_cell_is_header = true;
  for (const auto& rule : engine::kRules) {
    bool said = false;
    for (const auto& reason : why.reasons) {
      if (reason.rule != rule.rule) continue;
      said = true;
      const auto more = reason.answer == engine::Answer::Unknown ? "Ask: " + reason.question : fmt::format("{} could change it.", capitalised(engine::kChangers.label(reason.changer)));
      table.rows.push_back({rule.label, answer_tag(reason.answer), html(R"({}<br><span class="govuk-hint">{}</span>)", reason.sentence, more), html(R"(<span class="rp-muted">{}</span>)", rule.source)});
    }
    if (!said) table.rows.push_back({rule.label, answer_tag(engine::Answer::Ok), rule.says, html(R"(<span class="rp-muted">{}</span>)", rule.source)});
  }
  const auto refused = searched.answer.refused.find(home);
  if (refused == searched.answer.refused.end()) table.rows.push_back({matching::kAdmissionLabel, answer_tag(engine::Answer::Ok), matching::kAdmissionSays, html(R"(<span class="rp-muted">{}</span>)", matching::kAdmissionSource)});
  else
    for (const auto& sentence : refused->second) table.rows.push_back({matching::kAdmissionLabel, answer_tag(engine::Answer::Blocked), sentence, html(R"(<span class="rp-muted">{}</span>)", matching::kAdmissionSource)});
  return govuk::scrolling(govuk::table(table), "Each rule");
}

std::string point_words(engine::Span points) { return points.known() ? fmt::format("{:.1f}", points.low / 10'000.0) : fmt::format("{:.1f} to {:.1f}", points.low / 10'000.0, points.high / 10'000.0); }

Html score_part(const engine::Explanation& why) {
  if (why.result.verdict == engine::Verdict::NotSuitable) return {};
  govuk::Table table{.caption = fmt::format("What makes up the score of {} of 100", matching::score_words(why.result.score)), .caption_classes = "govuk-table__caption--m"};
  table.head = {"Criterion", govuk::Cell("Weight").number(), govuk::Cell("Value of 100").number(), govuk::Cell("Points").number(), "To ask"};
  table.first_cell_is_header = true;
  for (const auto& part : why.contributions) {
    if (part.weight == 0) continue;
    table.rows.push_back({engine::info(part.criterion).label, govuk::Cell(fmt::format("{:.1f} %", part.weight / 10'000.0)).number(), govuk::Cell(matching::score_words(part.value)).number(), govuk::Cell(point_words(part.points)).number(), part.question});
  }
  return govuk::scrolling(govuk::table(table), "What makes up the score");
}

Html changes_part(const Searched& searched, std::uint32_t home, const engine::Explanation& why) {
  const auto& answer = searched.answer;
  if (why.result.verdict == engine::Verdict::NotSuitable) {
    if (answer.refused.contains(home)) return html(R"(<div class="govuk-inset-text">Only the provider could change its admission criteria: ring it if you think that this child is an exception.</div>)");
    const auto opening = engine::smallest_opening(answer.problem, home);
    if (!opening.possible()) return html(R"(<div class="govuk-inset-text">No change that anybody could make would open this home.</div>)");
    Html items;
    for (const auto& change : opening.changes) items += html("<li>{}</li>", capitalised(matching::change_words(answer, change, home)));
    return html(R"(<h2 class="govuk-heading-m">The smallest change that would open it</h2><ul class="govuk-list govuk-list--bullet">{}</ul>{})", items, act_on(searched, home, opening.changes));
  }
  const auto lift = engine::smallest_lift(answer.problem, answer.solution, home, static_cast<std::size_t>(answer.problem.policy.smaa_top));
  if (!lift) return {};
  return html(R"(<p class="govuk-body">The smallest change that would bring it among the best {}: {}</p>)", answer.problem.policy.smaa_top, matching::change_words(answer, *lift, home));
}

Html flags_part(const Searched& searched, const engine::Explanation& why, std::uint32_t home) {
  Html items;
  for (const auto& row : engine::kFlags.rows)
    if (why.result.flags.has(row.value)) items += html("<li>{}</li>", matching::flag_words(row.value, why.result));
  if (searched.snapshot.cards[home].conditions) items += html("<li>Conditions of registration are in force: read them on the home’s own page</li>");
  return items.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">To look at</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

Html effect_part(const Searched& searched, std::uint32_t home) {
  Html items;
  for (const auto& sentence : effect_words(searched, home)) items += html("<li>{}</li>", sentence);
  return html(R"(<h2 class="govuk-heading-m" id="effect">The children who live there</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

std::shared_ptr<const Searched> searched_for(const Asked& asked, Keeper& keeper, std::vector<asking::Ask>* asks, bool* works, std::string_view urn) {
  const auto found = asked.desk.database.read([&](db::Read& tx) {
    if (asks) *asks = asking::asks_of(tx, asked.facts.id);
    if (works) *works = keeper.providers(tx, asked.today())->contains(std::string(urn));
    return keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today());
  });
  return found && enter(asked, (*found)->referral) ? *found : nullptr;
}

std::vector<web::Link> here(const Asked& asked) {
  return {{"Referrals", Url("/referrals")}, {asked.facts.id, page_of(asked.facts.id)}, {"Find a home", page_of(asked.facts.id).segment("homes")}};
}

web::Response home_page(const Asked& asked, Keeper& keeper) {
  const auto urn = asked.value("urn");
  std::vector<asking::Ask> asks;
  bool works = false;
  const auto searched = asked.also_reads(vacancies(urn)) ? searched_for(asked, keeper, &asks, &works, urn) : nullptr;
  const auto index = searched ? searched->find(urn) : std::nullopt;
  if (!index) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto home = *index;
  const auto& card = searched->snapshot.cards[home];
  const auto why = matching::explain_home(searched->answer, home);
  const auto live = std::ranges::find_if(asks, [&](const asking::Ask& ask) { return ask.urn == urn && asking::is_live(ask.state); });
  const Html ask = live != asks.end() ? html(R"(<p class="govuk-body">{} <a class="govuk-link" href="{}">{}</a></p>)", govuk::tag("Asked", govuk::Colour::Blue), page_of(asked.facts.id).segment("asks").segment(live->id.text()), asking::kStates.label(live->state))
                                      : html("{}{}", govuk::button({.text = works ? "Ask this home" : "Ask this home by e-mail", .href = page_of(asked.facts.id).segment("ask").with("home", urn)}),
                                             works ? Html{} : html(R"(<p class="govuk-body-s">It is not here yet: a letter with a link goes to the address that you give.</p>)"));
  const auto facts = govuk::summary_list({.rows = {{.key = "Verdict", .value = verdict_tag(why.result.verdict)},
                                                   {.key = "Where", .value = html(R"({} · <a class="govuk-link" href="{}">The home’s own page</a>)", card.authority_name, Url("/homes").segment(card.urn))},
                                                   {.key = "Distance", .value = distance_words(*searched, home)},
                                                   {.key = "Grade", .value = grade_words(*searched, home)},
                                                   {.key = "Room", .value = room_words(*searched, home, asked.today())},
                                                   {.key = "Price", .value = price_of(*searched, home)}}});
  const auto content = html(R"(<span class="govuk-caption-l">Referral {}: {}</span><h1 class="govuk-heading-l">Why {}</h1><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}</div></div>{}{}{}{}{})", asked.facts.id,
                            answering::child_words(searched->referral, asking::Tier::PenPicture), card.name, facts, ask, flags_part(*searched, why, home), changes_part(*searched, home, why), effect_part(*searched, home), rules_part(*searched, home, why), score_part(why));
  return desk::show(asked, {.title = "Why " + card.name, .breadcrumbs = here(asked), .wide = true}, content);
}

// ---- Compare.

web::Response compare_page(const Asked& asked, Keeper& keeper) {
  const auto searched = asked.also_reads(vacancies(asked.facts.id)) ? searched_for(asked, keeper, nullptr, nullptr, {}) : nullptr;
  if (!searched) return web::redirect(page_of(asked.facts.id).segment("homes"));
  std::vector<std::uint32_t> homes;
  std::size_t chosen = 0;
  for (const auto& [name, value] : asked.exchange.request.query) {
    if (name != "home") continue;
    const auto home = searched->find(value);
    if (!home || std::ranges::find(homes, *home) != homes.end()) continue;
    ++chosen;
    if (homes.size() < kMostCompared) homes.push_back(*home);
  }
  if (homes.empty())
    return desk::show(asked, {.title = "Compare homes", .breadcrumbs = here(asked)},
                      html(R"(<h1 class="govuk-heading-l">Compare homes</h1><p class="govuk-body">No home was chosen. <a class="govuk-link" href="{}">Go back to the list</a> and choose up to four.</p>)", page_of(asked.facts.id).segment("homes")));
  govuk::Table table{.caption = "Homes beside each other", .caption_classes = "govuk-visually-hidden"};
  table.first_cell_is_header = true;
  table.head = {"What"};
  for (const auto home : homes) table.head.push_back(html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(asked.facts.id).segment("homes").segment(searched->snapshot.cards[home].urn), searched->snapshot.cards[home].name));
  const auto row = [&](std::string_view what, auto&& cell) {
    std::vector<govuk::Cell> cells{what};
    for (const auto home : homes) cells.emplace_back(cell(home));
    table.rows.push_back(std::move(cells));
  };
  std::vector<engine::Explanation> whys;
  for (const auto home : homes) whys.push_back(matching::explain_home(searched->answer, home));
  const auto why_of = [&](std::uint32_t home) -> const engine::Explanation& { return whys[static_cast<std::size_t>(std::ranges::find(homes, home) - homes.begin())]; };
  row("Verdict", [&](std::uint32_t home) { return verdict_tag(why_of(home).result.verdict); });
  row("Score of 100", [&](std::uint32_t home) { return why_of(home).result.verdict == engine::Verdict::NotSuitable ? std::string("None: it is ruled out") : matching::score_words(why_of(home).result.score); });
  row("Where", [&](std::uint32_t home) { return searched->snapshot.cards[home].authority_name; });
  row("Distance", [&](std::uint32_t home) { return distance_words(*searched, home); });
  row("Room", [&](std::uint32_t home) { return room_words(*searched, home, asked.today()); });
  row("Grade", [&](std::uint32_t home) { return grade_words(*searched, home); });
  row("Price", [&](std::uint32_t home) { return price_of(*searched, home); });
  const auto list = [](const std::vector<std::string>& words) {
    Html items;
    for (const auto& one : words) items += html("<li>{}</li>", one);
    return words.empty() ? html("Nothing") : html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", items);
  };
  row("Against", [&](std::uint32_t home) {
    std::vector<std::string> words;
    for (const auto& reason : why_of(home).reasons)
      if (reason.answer == engine::Answer::Blocked) words.push_back(reason.sentence);
    if (const auto refused = searched->answer.refused.find(home); refused != searched->answer.refused.end()) words.insert(words.end(), refused->second.begin(), refused->second.end());
    return list(words);
  });
  row("To ask", [&](std::uint32_t home) {
    std::vector<std::string> words;
    for (const auto& reason : why_of(home).reasons)
      if (reason.answer == engine::Answer::Unknown && std::ranges::find(words, reason.question) == words.end()) words.push_back(reason.question);
    return list(words);
  });
  row("Children there", [&](std::uint32_t home) { return list(effect_words(*searched, home)); });
  for (std::size_t i = 0; i < engine::kCriterionCount; ++i) {
    if (whys.front().contributions.size() <= i || whys.front().contributions[i].weight == 0) continue;
    row(engine::info(whys.front().contributions[i].criterion).label, [&](std::uint32_t home) {
      const auto& part = why_of(home).contributions[i];
      return matching::score_words(part.value) + (part.question.empty() ? "" : ", partly not known");
    });
  }
  const Html more = chosen > kMostCompared ? html(R"(<p class="govuk-body">{} homes were chosen; the first four are compared.</p>)", chosen) : Html{};
  Html hidden;
  for (const auto home : homes) hidden += html(R"(<input type="hidden" name="home" value="{}">)", searched->snapshot.cards[home].urn);
  const auto content = html(R"(<span class="govuk-caption-l">Referral {}: {}</span><h1 class="govuk-heading-l">Compare homes</h1>{}{}<form method="get" action="{}" class="rp-no-print">{}<button class="govuk-button" type="submit">Ask these homes</button></form>)", asked.facts.id,
                            answering::child_words(searched->referral, asking::Tier::PenPicture), more, govuk::scrolling(govuk::table(table), "Homes beside each other"), page_of(asked.facts.id).segment("ask"), hidden);
  return desk::show(asked, {.title = "Compare homes", .breadcrumbs = here(asked), .wide = true}, content);
}

// Whether one child's risk would meet another's weakness, and whether that is not known.
struct Meeting {
  bool yes = false, maybe = false;
};
template <class A, class B>
Meeting meeting(const engine::RiskFacts<A>& poses, A risk, const engine::RiskFacts<B>& weak, B weakness) {
  const bool p = poses.present.has(risk), pm = poses.unknown.has(risk), w = weak.present.has(weakness), wm = weak.unknown.has(weakness);
  return {p && w, (p || pm) && (w || wm) && !(p && w)};
}

}  // namespace

std::vector<std::string> effect_words(const Searched& searched, std::uint32_t home) {
  const auto& facts = searched.snapshot.supply->home(home);
  const auto& problem = searched.answer.problem;
  const auto& child = problem.referral.children.front();
  std::vector<std::string> says;
  if (!facts.residents) return {"The home has not said lately who lives there: ask, before anything is decided."};
  if (facts.residents->empty()) return {"Nobody lives there now."};
  says.push_back(plural(static_cast<std::int64_t>(facts.residents->size()), "child lives there.", "children live there."));
  const int age = age_on(child.born_from, problem.referral.needed_on);
  int widest = 0;
  bool ages_known = true;
  for (const auto& resident : *facts.residents) {
    if (resident.age) widest = std::max(widest, std::abs(*resident.age - age));
    else ages_known = false;
  }
  says.push_back(widest <= problem.policy.comfortable_age_gap ? (ages_known ? "All are within a comfortable span of age." : "Those whose age is stated are within a comfortable span of age.")
                                                               : fmt::format("Between this child and another lie up to {} years.", widest));
  const auto look = [&](const std::vector<engine::RiskPair>& pairs, std::string_view grave) {
    for (const auto& pair : pairs) {
      Meeting to, from;
      for (const auto& resident : *facts.residents) {
        engine::RiskFacts<engine::Danger> everything_poses;
        engine::RiskFacts<engine::Vulnerability> everything_runs;
        everything_poses.unknown.add(pair.poses);
        everything_runs.unknown.add(pair.meets);
        const auto one = meeting(child.poses, pair.poses, resident.vulnerable ? *resident.vulnerable : everything_runs, pair.meets);
        const auto other = meeting(resident.poses ? *resident.poses : everything_poses, pair.poses, child.vulnerable, pair.meets);
        to.yes |= one.yes, to.maybe |= one.maybe, from.yes |= other.yes, from.maybe |= other.maybe;
      }
      const auto poses = engine::kDangers.label(pair.poses), meets = engine::kVulnerabilities.label(pair.meets);
      if (to.yes) says.push_back(fmt::format("{}: this child may pose {}, and somebody there is at risk of {}.", grave, poses, meets));
      else if (to.maybe) says.push_back(fmt::format("Not known: whether {} by this child would meet {} there.", poses, meets));
      if (from.yes) says.push_back(fmt::format("{}: somebody there may pose {}, and this child is at risk of {}.", grave, poses, meets));
      else if (from.maybe) says.push_back(fmt::format("Not known: whether {} there would meet this child’s risk of {}.", poses, meets));
    }
  };
  look(problem.policy.critical_pairs, "Critical");
  look(problem.policy.concerning_pairs, "Of concern");
  if (says.size() == 2) says.emplace_back("No risk that the rules name would meet a weakness, either way.");
  return says;
}

void add_home(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/referrals/{reference}/homes/{urn}", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return home_page(asked, *keeper); },
                         .summary = "Why this home for this child: each rule, what makes up the score, the children there, the smallest change"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/compare", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return compare_page(asked, *keeper); },
                         .summary = "Up to four homes beside each other for one child", .query = {{"home", "URN; may come several times"}}});
}

}  // namespace rightplace::finding
