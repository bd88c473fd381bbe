// Plan the asking: whom first, whom when nobody has offered, and how many people will have read about the child after each.

#include "features/finding/finding_waves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_homes.h"
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

const Form kUntouched{web::NamedValues{}};

pacing::About about(const Searched& searched, std::uint32_t home, bool works_here, asking::Answered so_far, Instant at) {
  const auto& result = searched.answer.solution.homes[home];
  const auto* stated = searched.stated(home);
  pacing::About out{.could_be_right = result.verdict == engine::Verdict::Suitable, .score = (result.score.low + result.score.high) / 2e6, .statement_days = {},
                    .room_known_free = !result.unknown.has(engine::Rule::Vacancy) && !result.blocked.has(engine::Rule::Vacancy), .works_here = works_here, .so_far = so_far};
  if (stated && stated->calendar) out.statement_days = std::max(0, london_date(at) - london_date(stated->calendar->at));
  return out;
}

std::string percent(double chance) { return fmt::format("{} %", std::lround(chance * 100)); }
std::string hours_words(double hours) {
  const auto whole = std::max(1L, std::lround(hours));
  return whole < 48 ? plural(whole, "hour", "hours") : plural(std::lround(hours / 24), "day", "days");
}

std::string wave_field(std::string_view urn) { return fmt::format("wave-{}", urn); }

struct Draft {
  View view;
  Proposal proposal;
  std::optional<pacing::Plan> standing;
  std::vector<std::string> chosen;             // URNs of the address; empty: all
};
Result<Draft> draft_of(const Asked& asked, Keeper& keeper, const Form& form) {
  RP_TRY(view, view_of(asked));
  std::vector<std::string> chosen;
  if (form.sent()) chosen = form.all("home");
  else
    for (const auto& [name, value] : asked.exchange.request.query)
      if (name == "home") chosen.push_back(value);
  Draft draft{std::move(view), {}, {}, std::move(chosen)};
  RP_CHECK(asked.desk.database.read([&](db::Read& tx) -> Done {
    RP_TRY(searched, keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()));
    RP_TRY(proposal, proposal_of(tx, *searched, *keeper.providers(tx, asked.today()), draft.view.asks, draft.chosen, asked.desk.days.now()));
    draft.proposal = std::move(proposal);
    draft.standing = pacing::plan_of(tx, asked.facts.id);
    return {};
  }));
  return draft;
}

// Wave of each home of the proposal, 0: not asked. As typed, else as the plan that stands says, else as proposed.
std::vector<int> waves_of(const Draft& draft, const Form& form, bool standing) {
  const auto& homes = draft.proposal.homes;
  std::vector<int> waves(homes.size(), 0);
  if (form.sent()) {
    for (std::size_t i = 0; i < homes.size(); ++i)
      if (const auto wave = parse_integer(form.typed(wave_field(homes[i].urn)))) waves[i] = static_cast<int>(std::clamp<std::int64_t>(*wave, 0, draft.proposal.problem.aim.waves));
  } else if (standing) {
    for (std::size_t i = 0; i < homes.size(); ++i)
      for (const auto& planned : draft.standing->homes)
        if (planned.urn == homes[i].urn) waves[i] = planned.wave;
  } else {
    for (std::size_t wave = 0; wave < draft.proposal.plan.waves.size(); ++wave)
      for (const auto home : draft.proposal.plan.waves[wave].homes) waves[home] = static_cast<int>(wave) + 1;
  }
  return waves;
}

waves::Plan priced(const Proposal& proposal, const std::vector<int>& waves) {
  std::vector<std::vector<std::uint32_t>> lists(static_cast<std::size_t>(proposal.problem.aim.waves));
  for (std::uint32_t i = 0; i < waves.size(); ++i)
    if (waves[i] > 0) lists[static_cast<std::size_t>(waves[i] - 1)].push_back(i);
  return waves::priced(proposal.problem, lists);
}

Html figures_part(const Draft& draft, const waves::Plan& plan) {
  const auto& aim = draft.proposal.problem.aim;
  const auto each = aim.hours / aim.waves;
  govuk::Table table{.caption = "What each wave means", .caption_classes = "govuk-table__caption--m"};
  table.head = {"Wave", "Sent", "Homes", "People who will have read", "Chance of an offer by its end"};
  table.first_cell_is_header = true;
  for (std::size_t i = 0; i < plan.waves.size(); ++i) {
    const auto& wave = plan.waves[i];
    if (wave.homes.empty()) continue;
    table.rows.push_back({Html::text(std::to_string(i + 1)), Html::text(i == 0 ? std::string("When you send it") : fmt::format("After {}, if nobody has offered: a chance of {} that it is needed", hours_words(static_cast<double>(i) * each), percent(wave.needed))),
                          Html::text(std::to_string(wave.homes.size())), Html::text(std::to_string(wave.readers_by_then)), Html::text(percent(wave.offer_by_then))});
  }
  int everybody = 0;
  for (const auto& home : draft.proposal.homes) everybody += home.candidate.readers;
  const Html short_of = plan.meets ? Html{} : govuk::warning_text({.text = fmt::format("These homes reach a chance of {} by then; {} was aimed at. Look at the near misses, choose more homes, or begin earlier.", percent(plan.chance), percent(aim.wanted))});
  const auto all = draft.proposal.homes.size() < 2 ? std::string() : fmt::format("Asking all {} homes at once would tell {} people. ", draft.proposal.homes.size(), everybody);
  return html(R"(<p class="govuk-body-l">An offer within {} with a chance of {}; some {} expected to have read about the child by then.</p>{}{}<p class="govuk-body-s">{}Readers are estimated: {} for each home here, {} by e-mail. An answer may come after its wave is over, so the chance within the whole time is higher.</p>)", hours_words(aim.hours), percent(plan.chance), plural(std::lround(plan.expected_readers), "person", "people"),
              short_of, govuk::scrolling(govuk::table(table), "What each wave means"), all, pacing::model().readers_here, pacing::model().readers_by_letter);
}

Html swing_part(const Proposal& proposal, const waves::Plan& plan) {
  const auto swing = waves::sensitivity(proposal.problem, plan);
  if (!swing) return {};
  const auto homes = [](const waves::Plan& one) {
    std::size_t count = 0;
    for (const auto& wave : one.waves) count += wave.homes.size();
    return count;
  };
  const auto row = [&](std::string_view if_so, const waves::Plan& same, const waves::Plan& best) {
    return std::vector<govuk::Cell>{Html::text(if_so), Html::text(percent(same.chance)), Html::text(std::to_string(std::lround(same.expected_readers))),
                             Html::text(fmt::format("{} in the first wave, {} in all", best.waves.front().homes.size(), homes(best)))};
  };
  govuk::Table table{.caption = "If homes answered otherwise than the model says", .caption_classes = "govuk-table__caption--m", .head = {"If every chance were", "Chance with this plan", "People expected to read", "The best plan would ask"}};
  table.first_cell_is_header = true;
  table.rows.push_back(row("30 % lower", swing->same_lower, swing->best_lower));
  table.rows.push_back(row("30 % higher", swing->same_higher, swing->best_higher));
  const auto& model = pacing::model();
  return govuk::details({.summary = "How sure is this?",
                         .text = html(R"(<p class="govuk-body">The chances are a stated model (version {}, of {}), not measured: no authority’s answers stand behind them yet. They follow from the verdict and score of the search, whether a room is stated free and how old that statement is, whether the home works here, and whether it has answered before; what it answered never counts against a home.</p>{})",
                                      model.version, model.valid_from.words(), govuk::scrolling(govuk::table(table), "How sure is this?"))});
}

Html homes_part(const Draft& draft, const std::vector<int>& waves, const Form& form) {
  const auto& homes = draft.proposal.homes;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < homes.size(); ++i)
    if (waves[i] > 0 || std::ranges::find(draft.chosen, homes[i].urn) != draft.chosen.end()) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return waves[i] == 0 ? 99 : waves[i]; });
  // The next likely ones, so that there is something to put in.
  constexpr std::size_t kMore = 6;
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < homes.size(); ++i)
    if (std::ranges::find(order, i) == order.end()) rest.push_back(i);
  std::ranges::stable_sort(rest, std::ranges::greater(), [&](std::size_t i) { return homes[i].candidate.chance; });
  rest.resize(std::min(rest.size(), kMore));
  order.insert(order.end(), rest.begin(), rest.end());
  Html out;
  int heading = -1;
  for (const auto i : order) {
    if (waves[i] != heading) {
      heading = waves[i];
      out += html(R"(<h2 class="govuk-heading-m">{}</h2>)", heading > 0 ? fmt::format("Wave {}", heading) : std::string("Not asked"));
    }
    std::vector<field::Choice> choices{{"0", "Not asked"}};
    for (int wave = 1; wave <= draft.proposal.problem.aim.waves; ++wave) choices.push_back({std::to_string(wave), fmt::format("Wave {}", wave)});
    out += html(R"(<div class="rp-wave-home"><h3 class="govuk-heading-s govuk-!-margin-bottom-1"><a class="govuk-link" href="{}">{}</a></h3><p class="govuk-body-s">Chance of an offer {}: {}. {} would read it.</p>{}<input type="hidden" name="home" value="{}"></div>)",
                page_of(draft.view.line.reference).segment("homes").segment(homes[i].urn), homes[i].name, pacing::chance_words(homes[i].candidate.chance), join_words(homes[i].because), plural(homes[i].candidate.readers, "person", "people"),
                field::select(form, {.name = wave_field(homes[i].urn), .label = "When to ask " + homes[i].name, .choices = std::move(choices), .value = std::to_string(waves[i])}), homes[i].urn);
  }
  return out;
}

Url ask_url(std::string_view reference, const std::vector<std::string>& urns) {
  auto url = page_of(reference).segment("ask");
  for (const auto& urn : urns) url = url.with("home", urn);
  return url;
}

web::Response plan_shown(const Asked& asked, Keeper& keeper, const Form& form, int status) {
  const auto draft = draft_of(asked, keeper, form);
  if (!draft) {
    if (draft.error().kind == ErrorKind::NotFound) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
    return desk::show(asked, {.title = "Plan the asking", .breadcrumbs = crumbs()}, html(R"(<h1 class="govuk-heading-l">Plan the asking</h1><div class="govuk-inset-text">{}</div>)", draft.error().detail));
  }
  const auto reference = draft->view.line.reference;
  const auto at = asked.desk.days.now();
  const auto heading = html(R"({}{}{}<h1 class="govuk-heading-l">Plan the asking</h1>)", web::error_summary(form), done_banner(asked), caption(draft->view));
  const bool standing = draft->standing && draft->chosen.empty() && !form.sent();
  Html next;
  if (standing)
    if (const auto due = asked.desk.database.read([&](db::Read& tx) { return due_now(tx, draft->view, at); })) next = due_part(*due, reference, at) + against_plan(*draft->standing, draft->view.asks);
  if (draft->proposal.homes.empty())
    return desk::show(asked, {.title = "Plan the asking", .breadcrumbs = crumbs(&draft->view)},
                      heading + next + html(R"(<p class="govuk-body">Nobody is left to be asked: every home that the search leaves was asked already. <a class="govuk-link" href="{}">Go back to the list</a>, where the near misses say what could be changed.</p>)", page_of(reference).segment("homes")), status);
  const auto waves = waves_of(*draft, form, standing);
  const auto plan = priced(draft->proposal, waves);
  const auto content = html(R"(<div class="rp-readable">{}{}<p class="govuk-body">Every home that is asked reads of the child’s needs and risks, and what was read cannot be taken back. So the likeliest few are asked first, the next when they bring no offer. Nothing is sent by itself: you send each wave, after the usual review.</p>{}{}{}</div>)", heading, next, figures_part(*draft, plan), swing_part(draft->proposal, plan),
                            field::whole({.action = page_of(reference).segment("plan"), .tokens = desk::tokens(asked), .fields = homes_part(*draft, waves, form), .submit = draft->standing ? "Keep this plan instead" : "Keep this plan", .cancel = page_of(reference).segment("homes")}));
  return desk::show(asked, {.title = "Plan the asking", .breadcrumbs = crumbs(&draft->view), .has_errors = form.sent() && !form.fine()}, content, status);
}

web::Response plan_page(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  return plan_shown(asked, keeper, kUntouched, 200);
}

web::Response send_plan(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  auto form = Form::of(asked.exchange.request);
  const auto draft = draft_of(asked, keeper, form);
  if (!draft) return web::problem(asked.exchange.request, asked.exchange.visitor, draft.error());
  const auto waves = waves_of(*draft, form, false);
  const auto& aim = draft->proposal.problem.aim;
  pacing::Plan plan{.id = {}, .reference = draft->view.line.reference, .authority = asked.facts.responsible, .model = pacing::model().version, .hours = static_cast<int>(aim.hours), .waves = aim.waves, .made_by = {}, .made_at = {}, .homes = {}};
  for (std::size_t i = 0; i < waves.size(); ++i)
    if (waves[i] > 0) plan.homes.push_back({draft->proposal.homes[i].urn, waves[i], draft->proposal.homes[i].candidate.chance, draft->proposal.homes[i].candidate.readers});
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const auto line = referrals::line_of(tx, asked.facts.id);
    if (!line || line->status != referrals::Status::Open) return fail(ErrorKind::Conflict, "This referral is not open any more, so nobody is to be asked");
    RP_CHECK(pacing::save(tx, asked.actor(), asked.allowed(), plan, when_of(asked)));
    return page_of(asked.facts.id).segment("plan").with("done", "planned");
  });
  return done ? *done : plan_shown(asked, keeper, form, desk::shown_again(form));
}

web::Response plan_json(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return desk::answer_problem(asked, access::missing());
  const auto draft = draft_of(asked, keeper, kUntouched);
  if (!draft) return desk::answer_problem(asked, draft.error());
  const auto& proposal = draft->proposal;
  json::Array waves;
  for (const auto& wave : proposal.plan.waves) {
    json::Array homes;
    for (const auto home : wave.homes) {
      json::Array because;
      for (const auto& words : proposal.homes[home].because) because.emplace_back(words);
      homes.emplace_back(json::Object{{"home", proposal.homes[home].urn}, {"chance", proposal.homes[home].candidate.chance}, {"readers", proposal.homes[home].candidate.readers}, {"because", std::move(because)}});
    }
    waves.emplace_back(json::Object{{"homes", std::move(homes)}, {"needed", wave.needed}, {"readers_by_then", wave.readers_by_then}, {"offer_by_then", wave.offer_by_then}});
  }
  const auto at = asked.desk.days.now();
  const auto due = asked.desk.database.read([&](db::Read& tx) { return due_now(tx, draft->view, at); });
  json::Value next(nullptr);
  if (due && due->wave > 0) {
    json::Array urns;
    for (const auto& urn : due->urns) urns.emplace_back(urn);
    next = json::Object{{"wave", due->wave}, {"due", due->due}, {"homes", std::move(urns)}};
  }
  return desk::answer_json(json::Object{{"reference", draft->view.line.reference}, {"model", pacing::model().version}, {"measured", false}, {"hours", proposal.problem.aim.hours}, {"chance", proposal.plan.chance}, {"meets", proposal.plan.meets},
                                        {"expected_readers", proposal.plan.expected_readers}, {"expected_hours", proposal.plan.expected_hours}, {"waves", std::move(waves)},
                                        {"if_30_percent_lower", proposal.swing.same_lower.chance}, {"if_30_percent_higher", proposal.swing.same_higher.chance}, {"next", std::move(next)}});
}

}  // namespace

Result<Proposal> proposal_of(db::Read& tx, const Searched& searched, const Providers& providers, const std::vector<asking::Ask>& asks, std::span<const std::string> urns, Instant at) {
  const std::set<std::string_view> wanted(urns.begin(), urns.end());
  const auto answered = asking::answered_by_home(tx, at);
  Proposal out;
  out.problem.aim = pacing::aim_of(pacing::model(), referrals::kUrgencies.code(searched.referral.how_urgent()));
  for (const auto home : searched.answer.solution.ranked) {
    const auto& card = searched.snapshot.cards[home];
    if (!wanted.empty() && !wanted.contains(card.urn)) continue;
    if (std::ranges::any_of(asks, [&](const asking::Ask& ask) { return ask.urn == card.urn && (asking::is_live(ask.state) || ask.state == asking::State::Declined); })) continue;
    const auto so_far = answered.find(card.urn);
    auto estimate = pacing::estimate(pacing::model(), about(searched, home, providers.contains(card.urn), so_far == answered.end() ? asking::Answered{} : so_far->second, at));
    out.problem.candidates.push_back(estimate.candidate);
    out.homes.push_back({card.urn, card.name, estimate.candidate, std::move(estimate.because)});
  }
  RP_TRY(plan, waves::plan(out.problem));
  RP_TRY(swing, waves::sensitivity(out.problem, plan));
  out.plan = std::move(plan);
  out.swing = std::move(swing);
  return out;
}

std::optional<pacing::Due> due_now(db::Read& tx, const View& view, Instant at) {
  if (view.progress.step != Step::Search && view.progress.step != Step::Wait) return std::nullopt;
  const auto plan = pacing::plan_of(tx, view.line.reference);
  return plan ? std::optional(pacing::due_of(*plan, view.asks, at)) : std::nullopt;
}

std::map<std::string, int, std::less<>> waves_due(db::Read& tx, const List& list, Instant at) {
  std::map<std::string, int, std::less<>> due;
  for (const auto& row : list.rows) {
    if (row.progress.step != Step::Search && row.progress.step != Step::Wait) continue;
    const auto plan = pacing::plan_of(tx, row.line.reference);
    if (!plan) continue;
    if (const auto next = pacing::due_of(*plan, asking::asks_of(tx, row.line.reference), at); next.due) due.emplace(row.line.reference, next.wave);
  }
  return due;
}

Html due_part(const pacing::Due& due, std::string_view reference, Instant at) {
  if (due.wave == 0 || due.urns.empty()) return {};
  const auto button = govuk::button({.text = fmt::format("Ask wave {}: {}", due.wave, plural(static_cast<std::int64_t>(due.urns.size()), "home", "homes")), .href = ask_url(reference, due.urns), .classes = due.due ? "" : "govuk-button--secondary"});
  const auto words = due.due ? (due.wave == 1 ? std::string("Wave 1 is planned and not sent yet.") : due.at ? fmt::format("Wave {} is due: its time has come, and nobody has offered.", due.wave) : fmt::format("Wave {} is due: everybody who was asked has answered, and nobody has offered.", due.wave))
                             : due.at ? fmt::format("Wave {} is due on {} if nobody has offered by then.", due.wave, answering::deadline_words(*due.at, at)) : fmt::format("Wave {} waits: an offer is there to be read first.", due.wave);
  return html(R"(<div class="govuk-inset-text"><p class="govuk-body">{}</p>{}</div>)", words, button);
}

Html against_plan(const pacing::Plan& plan, const std::vector<asking::Ask>& asks) {
  std::size_t inside = 0, beside = 0;
  for (const auto& ask : asks) {
    if (ask.asked_at < plan.made_at) continue;
    ++(std::ranges::find(plan.homes, ask.urn, &pacing::PlannedHome::urn) != plan.homes.end() ? inside : beside);
  }
  if (inside + beside == 0) return {};
  return html(R"(<p class="govuk-body">Of the {} of this plan {} asked so far.{}</p>)", plural(static_cast<std::int64_t>(plan.homes.size()), "home", "homes"), inside == 1 ? std::string("1 is") : fmt::format("{} are", inside),
              beside == 0 ? std::string() : fmt::format(" Beside the plan {} asked.", beside == 1 ? std::string("1 other home was") : fmt::format("{} other homes were", beside)));
}

void add_waves(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, web::Response (*handler)(const Asked&, Keeper&), std::string_view summary, std::string_view type, std::string_view answer, std::vector<desk::QueryValue> query) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper, handler](const Asked& asked) { return handler(asked, *keeper); }, .summary = summary, .request_type = type, .response_type = answer, .query = std::move(query)});
  };
  const std::vector<desk::QueryValue> homes{{"home", "URN of a home to plan with, repeated; none: all that the search leaves"}};
  add(Method::Get, "/referrals/{reference}/plan", plan_page, "Whom to ask first, and whom when nobody has offered, with how many people will have read", {}, {}, homes);
  add(Method::Post, "/referrals/{reference}/plan", send_plan, "Keep a plan of asking", "plan form", {}, {});
  add(Method::Get, "/api/v1/referrals/{reference}/waves", plan_json, "Whom to ask first, by the stated model, and which wave of the kept plan is next", {}, "AskingPlan", homes);
  pages.shapes.push_back({"AskingPlan", R"json({"type": "object", "required": ["reference", "model", "measured", "hours", "chance", "meets", "expected_readers", "expected_hours", "waves", "if_30_percent_lower", "if_30_percent_higher", "next"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "model": {"type": "string", "description": "Version of the stated model"}, "measured": {"type": "boolean", "description": "false: the chances are stated, not measured"}, "hours": {"type": "number", "description": "Until an offer should be there"},
  "chance": {"type": "number", "description": "Of an offer by then"}, "meets": {"type": "boolean"}, "expected_readers": {"type": "number"}, "expected_hours": {"type": "number"},
  "waves": {"type": "array", "items": {"type": "object", "required": ["homes", "needed", "readers_by_then", "offer_by_then"], "additionalProperties": false, "properties": {"needed": {"type": "number"}, "readers_by_then": {"type": "integer"}, "offer_by_then": {"type": "number"},
    "homes": {"type": "array", "items": {"type": "object", "required": ["home", "chance", "readers", "because"], "additionalProperties": false, "properties": {"home": {"type": "string"}, "chance": {"type": "number"}, "readers": {"type": "integer"}, "because": {"type": "array", "items": {"type": "string"}}}}}}}},
  "if_30_percent_lower": {"type": "number", "description": "Chance with the same plan"}, "if_30_percent_higher": {"type": "number"},
  "next": {"type": ["object", "null"], "required": ["wave", "due", "homes"], "additionalProperties": false, "properties": {"wave": {"type": "integer"}, "due": {"type": "boolean"}, "homes": {"type": "array", "items": {"type": "string"}}}}}})json"});
}

}  // namespace rightplace::finding
