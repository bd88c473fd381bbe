// The same questions and changes for programs.

#include <algorithm>
#include <set>

#include "base/text.h"
#include "features/desk/desk.h"
#include "features/finding/finding_changes.h"
#include "features/finding/finding_starting.h"
#include "features/finding/finding_homes.h"
#include "features/finding/finding_shapes.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
using json::Array;
using json::Object;
using json::Value;
using web::Url;

Array texts(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }
Value date_or_null(const std::optional<Date>& date) { return date ? Value(*date) : Value(nullptr); }
access::Facts of_record(const Asked& asked, access::Record record) {
  auto facts = asked.facts;
  facts.record = record;
  return facts;
}

Object progress_json(const Progress& progress) {
  return {{"step", kSteps.code(progress.step)}, {"asked", progress.asked}, {"answered", progress.answered}, {"offers", progress.offers}, {"declined", progress.declined}, {"next_deadline", progress.next_deadline ? Value(progress.next_deadline->iso()) : Value(nullptr)}};
}
Object line_json(const referrals::Line& line, const Progress& progress) {
  Object out{{"reference", line.reference}, {"status", referrals::kStatuses.code(line.status)}, {"urgency", referrals::kUrgencies.code(line.urgency)}, {"referred_on", line.referred_on}, {"needed_on", date_or_null(line.needed_on)}};
  out.set("progress", progress_json(progress));
  return out;
}

web::Response list_json(const Asked& asked) {
  const auto wanted = wanted_of(asked.exchange.request);
  const auto list = list_of(asked, wanted);
  Array items;
  for (const auto& row : list.rows) items.emplace_back(line_json(row.line, row.progress));
  std::optional<Url> next;
  if (wanted.page < list.pages) {
    Url url("/api/v1/referrals");
    if (wanted.step) url = url.with("step", kSteps.code(*wanted.step));
    if (wanted.urgency) url = url.with("urgency", referrals::kUrgencies.code(*wanted.urgency));
    if (wanted.all) url = url.with("show", "all");
    next = url.with("page", std::to_string(wanted.page + 1));
  }
  auto answer = desk::listed(std::move(items), next);
  answer.as_object()->set("total", list.total);
  answer.as_object()->set("hidden", list.hidden);
  return desk::answer_json(std::move(answer));
}

web::Response referral_json(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  const bool fuller = asked.also_reads(of_record(asked, access::Record::PenPicture));
  auto out = line_json(view->line, view->progress);
  out.set("facts", answering::released_json(answering::released(view->referral, fuller ? asking::Tier::PenPicture : asking::Tier::ReferralSummary)));
  Array gaps;
  for (const auto& gap : quality::quality_of(view->referral, asked.today()).gaps) gaps.emplace_back(gap.question);
  out.set("not_said", std::move(gaps));
  Value decision = nullptr;
  if (view->decision)
    decision = Object{{"id", view->decision->id.text()}, {"ask", view->decision->ask.text()}, {"state", asking::kDecisionStates.code(view->decision->state)}, {"why", view->decision->why}, {"overrides", texts(view->decision->signatures.overrides)},
                      {"override_why", view->decision->signatures.override_why}};
  out.set("decision", std::move(decision));
  out.set("placement", view->placement ? Value(view->placement->id.text()) : Value(nullptr));
  out.set("withdrawal", view->withdrawal ? Value(Object{{"reason", view->withdrawal->reason}, {"words", view->withdrawal->words}, {"at", view->withdrawal->withdrawn_at.iso()}}) : Value(nullptr));
  return desk::answer_json(std::move(out));
}

// ---- The search.

Object home_json(const Searched& searched, const Ranked& one, const Providers& providers, Date today) {
  const auto& card = searched.snapshot.cards[one.home];
  const auto& result = searched.answer.solution.homes[one.home];
  const auto shown = matching::shown_home(searched.answer, one.home, one.rank, one.secure);
  const auto& fee = searched.snapshot.supply->fee(one.home);
  Array flags;
  for (const auto& row : engine::kFlags.rows)
    if (result.flags.has(row.value)) flags.emplace_back(row.code);
  return {{"urn", card.urn}, {"name", card.name}, {"rank", one.rank}, {"secure", one.secure}, {"verdict", engine::kVerdicts.code(result.verdict)}, {"score", Object{{"low", result.score.low}, {"high", result.score.high}}},
          {"distance", distance_words(searched, one.home)}, {"room", room_words(searched, one.home, today)}, {"grade", grade_words(searched, one.home)}, {"weekly_pence", fee ? Value(fee->per_week.value) : Value(nullptr)},
          {"can_be_asked", providers.contains(card.urn)}, {"for", texts(shown.speaks_for)}, {"against", texts(shown.speaks_against)}, {"to_ask", texts(shown.to_check)}, {"flags", std::move(flags)}};
}

struct Found {
  std::shared_ptr<const Searched> searched;
  std::shared_ptr<const Providers> providers;
};
Result<Found> found_for(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return fail(access::missing());
  auto found = asked.desk.database.read([&](db::Read& tx) -> Result<Found> {
    RP_TRY(searched, keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()));
    return Found{std::move(searched), keeper.providers(tx, asked.today())};
  });
  if (found) RP_CHECK(enter(asked, found->searched->referral));
  return found;
}

constexpr std::size_t kHomesOfPage = 50;

web::Response homes_json(const Asked& asked, Keeper& keeper) {
  const auto found = found_for(asked, keeper);
  if (!found) return desk::answer_problem(asked, found.error());
  const auto& searched = *found->searched;
  const auto& answer = searched.answer;
  std::vector<Ranked> all;
  for (std::size_t i = 0; i < answer.solution.ranked.size(); ++i) all.push_back({answer.solution.ranked[i], static_cast<int>(i) + 1, false});
  for (std::size_t i = 0; i < answer.solution.ranked_secure.size(); ++i) all.push_back({answer.solution.ranked_secure[i], static_cast<int>(i) + 1, true});
  const auto page = static_cast<std::size_t>(std::clamp<std::int64_t>(parse_integer(asked.exchange.request.query_value("page")).value_or(1), 1, 10'000));
  const auto first = std::min(all.size(), (page - 1) * kHomesOfPage), last = std::min(all.size(), first + kHomesOfPage);
  Array items, near, blocking;
  for (std::size_t i = first; i < last; ++i) items.emplace_back(home_json(searched, all[i], *found->providers, asked.today()));
  for (const auto& miss : answer.near_misses) {
    Array changes;
    for (const auto& change : miss.opening.changes) changes.emplace_back(matching::change_words(answer, change, miss.home));
    near.emplace_back(Object{{"urn", searched.snapshot.cards[miss.home].urn}, {"name", searched.snapshot.cards[miss.home].name}, {"changes", std::move(changes)}});
  }
  for (const auto& [code, homes] : answer.blocking) blocking.emplace_back(Object{{"rule", code}, {"homes", homes}});
  auto out = desk::listed(std::move(items), last < all.size() ? std::optional(Url("/api/v1/referrals").segment(asked.facts.id).segment("homes").with("page", std::to_string(page + 1))) : std::nullopt);
  auto& whole = *out.as_object();
  whole.set("suitable", answer.suitable);
  whole.set("needs_checking", answer.needs_checking);
  whole.set("not_suitable", answer.not_suitable);
  whole.set("ruled_out_by", std::move(blocking));
  whole.set("near_misses", std::move(near));
  whole.set("remarks", texts(answer.remarks));
  whole.set("policy", answer.problem.policy.version);
  return desk::answer_json(std::move(out));
}

web::Response home_json_page(const Asked& asked, Keeper& keeper) {
  const auto urn = asked.value("urn");
  const auto found = found_for(asked, keeper);
  if (!found) return desk::answer_problem(asked, found.error());
  const auto& searched = *found->searched;
  const auto home = searched.find(urn);
  if (!home) return desk::answer_problem(asked, access::missing());
  const auto why = matching::explain_home(searched.answer, *home);
  Array rules, points;
  for (const auto& rule : engine::kRules) {
    Array facts;
    for (const auto& reason : why.reasons)
      if (reason.rule == rule.rule) facts.emplace_back(reason.sentence);
    rules.emplace_back(Object{{"rule", rule.code}, {"answer", why.result.blocked.has(rule.rule) ? "against" : why.result.unknown.has(rule.rule) ? "not_known" : "for"}, {"facts", std::move(facts)}, {"says", rule.says}, {"source", rule.source}});
  }
  const auto refused = searched.answer.refused.find(*home);
  rules.emplace_back(Object{{"rule", matching::kAdmission}, {"answer", refused == searched.answer.refused.end() ? "for" : "against"}, {"facts", refused == searched.answer.refused.end() ? Array{} : texts(refused->second)}, {"says", matching::kAdmissionSays}, {"source", matching::kAdmissionSource}});
  for (const auto& part : why.contributions)
    if (part.weight > 0) points.emplace_back(Object{{"criterion", engine::info(part.criterion).code}, {"weight", part.weight}, {"low", part.points.low}, {"high", part.points.high}, {"question", part.question}});
  Array changes;
  if (why.result.verdict == engine::Verdict::NotSuitable && refused == searched.answer.refused.end())
    for (const auto& change : engine::smallest_opening(searched.answer.problem, *home).changes) changes.emplace_back(matching::change_words(searched.answer, change, *home));
  return desk::answer_json(Object{{"urn", std::string(urn)}, {"name", searched.snapshot.cards[*home].name}, {"verdict", engine::kVerdicts.code(why.result.verdict)}, {"score", Object{{"low", why.result.score.low}, {"high", why.result.score.high}}},
                                  {"distance", distance_words(searched, *home)}, {"room", room_words(searched, *home, asked.today())}, {"can_be_asked", found->providers->contains(std::string(urn))}, {"rules", std::move(rules)}, {"points", std::move(points)},
                                  {"children_there", texts(effect_words(searched, *home))}, {"smallest_change", std::move(changes)}});
}

// ---- Asks.

Object ask_json(const asking::Ask& ask, const std::optional<asking::Offer>& offer, bool prices) {
  Object out{{"id", ask.id.text()}, {"home", ask.urn}, {"wave", ask.wave}, {"tier", asking::kTiers.code(ask.tier)}, {"state", asking::kStates.code(ask.state)}, {"asked_at", ask.asked_at.iso()}, {"answer_by", ask.answer_by.iso()},
             {"answered_at", ask.answered_at ? Value(ask.answered_at->iso()) : Value(nullptr)}, {"decline_reason", ask.decline_reason.empty() ? Value(nullptr) : Value(ask.decline_reason)}, {"decline_words", ask.decline_words}, {"version", ask.version}};
  out.set("offer", prices ? answering::offer_json(offer) : Value(nullptr));
  return out;
}

web::Response asks_json(const Asked& asked) {
  const bool prices = asked.also_reads(of_record(asked, access::Record::Price));
  const auto items = asked.desk.database.read([&](db::Read& tx) {
    Array all;
    for (const auto& ask : asking::asks_of(tx, asked.facts.id)) all.emplace_back(ask_json(ask, asking::offer_of(tx, ask.id), prices));
    return all;
  });
  return desk::answer_json(desk::listed(items, std::nullopt));
}

web::Response one_ask_json(const Asked& asked) {
  const bool prices = asked.also_reads(of_record(asked, access::Record::Price));
  return desk::answer_json(asked.desk.database.read([&](db::Read& tx) -> Value {
    const asking::AskId id(std::string(asked.value("id")));
    const auto ask = asking::load(tx, id);
    auto out = ask_json(*ask, asking::offer_of(tx, id), prices);
    out.set("messages", answering::thread_json(asking::messages_of(tx, id)));
    Value by_letter(nullptr);
    if (const auto written = linking::written_about(tx, asked.desk.vault, id))
      by_letter = Object{{"sent_at", written->at.iso()}, {"delivered", written->fate != outbox::Fate::Dead}, {"opened", static_cast<std::int64_t>(written->opened.size())}};
    out.set("by_letter", std::move(by_letter));
    return out;
  }));
}

web::Response send_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    Sending sending;
    for (const auto& home : fields.array("homes")) {
      if (home.as_string()) sending.urns.push_back(*home.as_string());
      else fields.fault("homes", "holds something that is no URN");
    }
    for (const auto& value : fields.array("letters")) {
      std::vector<FieldError> wrong;
      json::Fields one(&value, "letters", wrong);
      const auto source = linking::kSources.parse(one.required_text("source"));
      sending.letters.push_back({one.required_text("home"), Personal(one.required_text("email")), source.value_or(linking::Source::Told)});
      one.refuse_others();
      if (!source) one.fault("source", "is told, contract or published");
      for (auto& fault : wrong) fields.fault("letters", fault.detail);
    }
    const auto tier = asking::kTiers.parse(fields.required_text("tier"));
    if (!tier || *tier == asking::Tier::FullFile) fields.fault("tier", "is referral_summary or pen_picture");
    sending.tier = tier.value_or(asking::Tier::ReferralSummary);
    sending.answer_by = answering::moment_of(fields, "answer_by").value_or(Instant{});
    sending.note = fields.text("note").value_or("");
    return sending;
  }, [&](db::Write& tx, const Sending& sending) -> Result<Value> {
    RP_TRY(ids, send(tx, asked, sending));
    Array all;
    for (const auto& id : ids) all.emplace_back(id.text());
    return Object{{"asks", std::move(all)}};
  });
}

struct AskChange {
  std::int64_t version = 0;
  std::optional<Instant> by;
  std::optional<asking::Tier> tier;
  std::string words;
};
Result<Value> changed_ask(db::Write& tx, const Asked& asked, const std::function<Done(const asking::Ask&)>& change) {
  const asking::AskId id(std::string(asked.value("id")));
  RP_TRY(before, asking::load(tx, id));
  RP_CHECK(change(before));
  RP_CHECK(tell(tx, asked, before.id));
  RP_TRY(after, asking::load(tx, id));
  return Object{{"id", after.id.text()}, {"state", asking::kStates.code(after.state)}, {"version", after.version}};
}
web::Response extend_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return AskChange{.version = fields.required_integer("version", 0), .by = answering::moment_of(fields, "answer_by"), .tier = {}, .words = {}}; }, [&](db::Write& tx, const AskChange& one) {
    return changed_ask(tx, asked, [&](const asking::Ask& ask) { return asking::extend(tx, asked.actor(), asked.allowed(), ask.id, one.version, one.by.value_or(Instant{}), when_of(asked)); });
  });
}
web::Response withdraw_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return fields.required_integer("version", 0); }, [&](db::Write& tx, std::int64_t version) {
    return changed_ask(tx, asked, [&](const asking::Ask& ask) -> Done {
      RP_CHECK(asking::withdraw(tx, asked.actor(), asked.allowed(), ask.id, version, when_of(asked)));
      RP_CHECK(answering::release_holds(tx, asked, ask.urn, ask.reference));
      return {};
    });
  });
}
web::Response release_json(const Asked& asked) {
  return desk::changed_by(asked, [&](json::Fields& fields) {
    AskChange one{.version = fields.required_integer("version", 0), .by = {}, .tier = asking::kTiers.parse(fields.required_text("tier")), .words = {}};
    if (!one.tier || *one.tier == asking::Tier::ReferralSummary) fields.fault("tier", "is pen_picture or full_file");
    return one;
  }, [&](db::Write& tx, const AskChange& one) -> Result<Value> {
    if (one.tier == asking::Tier::FullFile && !asked.may(of_record(asked, access::Record::FullFile), access::Verb::Write)) return fail(access::missing());
    return changed_ask(tx, asked, [&](const asking::Ask& ask) { return asking::release(tx, asked.actor(), asked.allowed(), ask.id, one.version, *one.tier, when_of(asked)); });
  });
}
web::Response message_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return fields.required_text("words"); }, [&](db::Write& tx, const std::string& words) {
    return changed_ask(tx, asked, [&](const asking::Ask& ask) { return asking::write_message(tx, asked.actor(), asked.allowed(), ask.id, asking::Side::Authority, words, when_of(asked)); });
  });
}

// ---- Deciding and placing.

struct Choice {
  std::string ask, why, override_why;
  std::int64_t version = 0;
};
web::Response choose_json(const Asked& asked, Keeper& keeper) {
  return desk::changed_by(asked, [](json::Fields& fields) { return Choice{fields.required_text("ask"), fields.required_text("why"), fields.text("override_why").value_or(""), fields.required_integer("version", 0)}; }, [&](db::Write& tx, const Choice& choice) -> Result<Value> {
    const asking::AskId id(choice.ask);
    const auto ask = asking::load(tx, id);
    if (!ask || ask->reference != asked.facts.id) return fail(ErrorKind::Invalid, "This is no ask of this referral", {{"ask", "is no ask of this referral"}});
    const auto offer = asking::offer_of(tx, id);
    if (!offer) return fail(ErrorKind::Conflict, "This home’s offer no longer stands: look at what it says now");
    RP_TRY(searched, keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()));
    const auto overrides = overrides_of(*searched, ask->urn, *offer);
    RP_TRY(decision, choose(tx, asked, id, choice.version, choice.why, overrides, choice.override_why));
    return Object{{"decision", decision.text()}, {"state", overrides.empty() ? "decided" : "proposed"}, {"overrides", texts(overrides)}};
  });
}
web::Response undo_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return fields.required_text("words"); }, [&](db::Write& tx, const std::string& words) -> Result<Value> {
    RP_CHECK(undo_choice(tx, asked, words));
    return Object{{"reference", asked.facts.id}};
  });
}
struct Signature {
  bool agrees = false;
  std::string words;
};
web::Response sign_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    const auto agrees = fields.boolean("agrees");
    if (!agrees) fields.fault("agrees", "is missing");
    return Signature{agrees.value_or(false), fields.required_text("words")};
  }, [&](db::Write& tx, const Signature& signature) -> Result<Value> {
    const asking::DecisionId id(std::string(asked.value("id")));
    RP_CHECK(sign_decision(tx, asked, id, signature.agrees, signature.words));
    return Object{{"decision", id.text()}, {"state", signature.agrees ? "decided" : "refused"}};
  });
}
struct Starting {
  Start start;
  std::string without;   // why the first night cannot wait for what is missing
};
web::Response place_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    Start start{.from = fields.required_date("from"), .planned_until = fields.date("planned_until"), .route = placements::Route::Spot};
    const auto route = placements::kRoutes.parse(fields.required_text("route"));
    if (!route) fields.fault("route", "is spot, framework, block, dps or own");
    start.route = route.value_or(placements::Route::Spot);
    start.leaves_because = fields.text("leaves_because").value_or("");
    return Starting{start, fields.text("without").value_or("")};
  }, [&](db::Write& tx, const Starting& starting) -> Result<Value> {
    RP_TRY(id, place(tx, asked, starting.start));
    RP_CHECK(begins(tx, asked, starting.without));
    return Object{{"placement", id.text()}};
  });
}
struct End {
  Date left_on;
  std::string reason;
};
web::Response end_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return End{fields.required_date("left_on"), fields.required_text("reason")}; }, [&](db::Write& tx, const End& end) -> Result<Value> {
    const placements::PlacementId id(asked.facts.id);
    RP_CHECK(end_placement(tx, asked, id, end.left_on, end.reason));
    return Object{{"placement", id.text()}};
  });
}
Object placement_json(const placements::Placement& placement, bool prices) {
  return {{"id", placement.id.text()}, {"home", placement.urn}, {"room", placement.room}, {"from", placement.stay.from}, {"left_on", date_or_null(placement.stay.until)}, {"planned_until", date_or_null(placement.planned_until)},
          {"state", placements::kStates.code(placement.state)}, {"route", placements::kRoutes.code(placement.route)}, {"weekly_pence", prices && placement.rate ? Value(placement.rate->per_week.value) : Value(nullptr)}, {"end_reason", placement.end_reason}};
}
web::Response one_placement_json(const Asked& asked) {
  const auto placement = asked.desk.database.read([&](db::Read& tx) { return placements::load(tx, placements::PlacementId(asked.facts.id)); });
  if (!placement) return desk::answer_problem(asked, access::missing());
  return desk::answer_json(placement_json(*placement, asked.also_reads(of_record(asked, access::Record::Price))));
}

std::set<std::string> homes_of(const access::Standing& standing) {
  std::set<std::string> urns;
  for (const auto& grant : standing.grants)
    if (grant.organisation == standing.acting_for) urns.insert(grant.homes.begin(), grant.homes.end());
  return urns;
}
// Of the own authority's placements and those in the own homes.
Result<access::Facts> facts_of_placements(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  RP_TRY(facts, facts_of_list(tx, exchange, standing));
  if (const auto urns = homes_of(standing); !urns.empty()) facts.urn = *urns.begin();
  return std::move(facts);
}
constexpr std::size_t kPlacementsOfPage = 50;
web::Response placements_json(const Asked& asked) {
  const auto page = static_cast<std::size_t>(std::clamp<std::int64_t>(parse_integer(asked.exchange.request.query_value("page")).value_or(1), 1, 10'000));
  struct Seen {
    placements::Placement placement;
    access::Facts facts;
  };
  const auto all = asked.desk.database.read([&](db::Read& tx) {
    std::vector<placements::Placement> standing;
    const auto body = organisations::load(tx, asked.standing.acting_for);
    if (body && !body->details.authority_code.empty()) standing = placements::of_authority(tx, body->details.authority_code);
    for (const auto& urn : homes_of(asked.standing))
      for (auto& one : placements::there_from(tx, urn, asked.today())) standing.push_back(std::move(one));
    std::erase_if(standing, [&](const placements::Placement& one) { return one.stay.until && *one.stay.until <= asked.today(); });
    std::vector<Seen> seen;
    for (auto& one : standing) {
      auto facts = facts_of(tx, one, asked.today());
      facts.record = access::Record::Placement;
      if (asked.may(facts, access::Verb::Read)) seen.push_back({std::move(one), std::move(facts)});
    }
    return seen;
  });
  const auto first = std::min(all.size(), (page - 1) * kPlacementsOfPage), last = std::min(all.size(), first + kPlacementsOfPage);
  Array items;
  for (std::size_t i = first; i < last; ++i) {
    auto price = all[i].facts;
    price.record = access::Record::Price;
    if (!asked.also_reads(all[i].facts)) continue;
    items.emplace_back(placement_json(all[i].placement, asked.also_reads(price)));
  }
  return desk::answer_json(desk::listed(std::move(items), last < all.size() ? std::optional(Url("/api/v1/placements").with("page", std::to_string(page + 1))) : std::nullopt));
}

// The facts of a page for people, for the same record.
FactsOf facts_like(const desk::Pages& pages, std::string_view pattern) {
  return std::ranges::find(pages.pages, pattern, &desk::Page::pattern)->facts;
}

}  // namespace

void add_programs(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto of_ask = facts_like(pages, "/referrals/{reference}/asks/{id}"), of_decision = facts_like(pages, "/to-sign/{id}"), of_placement = facts_like(pages, "/placements/{id}");
  const auto get = [&](std::string_view pattern, Record record, Verb verb, FactsOf facts, std::function<web::Response(const Asked&)> handler, std::string_view summary, std::string_view answer, std::vector<desk::QueryValue> query = {}) {
    pages.pages.push_back({.pattern = pattern, .record = record, .verb = verb, .facts = std::move(facts), .handler = std::move(handler), .summary = summary, .response_type = answer, .query = std::move(query)});
  };
  const auto post = [&](std::string_view pattern, Record record, Verb verb, FactsOf facts, std::function<web::Response(const Asked&)> handler, std::string_view summary, std::string_view body, std::string_view answer) {
    pages.pages.push_back({.method = Method::Post, .pattern = pattern, .record = record, .verb = verb, .facts = std::move(facts), .handler = std::move(handler), .summary = summary, .request_type = body, .response_type = answer});
  };
  const auto with = [keeper](web::Response (*handler)(const Asked&, Keeper&)) { return [keeper, handler](const Asked& asked) { return handler(asked, *keeper); }; };
  get("/api/v1/referrals", Record::ReferralSummary, Verb::Read, facts_of_list, list_json, "Referrals of the own authority, the most urgent first", "ReferralList",
      {{"step", "Code of what is next"}, {"urgency", "same_day, within_5_days or planned"}, {"show", "all: ended and placed ones too"}, {"page", "Page of 25, from 1", "integer"}});
  get("/api/v1/referrals/{reference}", Record::ReferralSummary, Verb::Read, facts_of_address, referral_json, "One referral: its facts, what it does not say, what is next", "ReferralView");
  get("/api/v1/referrals/{reference}/homes", Record::ReferralSummary, Verb::Write, facts_of_address, with(homes_json), "Homes that could be right, ranked; near misses; what rules most out", "HomesFound", {{"page", "Page of 50, from 1", "integer"}});
  get("/api/v1/referrals/{reference}/homes/{urn}", Record::ReferralSummary, Verb::Write, facts_of_address, with(home_json_page), "Why this home for this child", "HomeExplained");
  get("/api/v1/referrals/{reference}/asks", Record::ReferralSummary, Verb::Read, facts_of_address, asks_json, "Homes that were asked, with their answers", "AskList");
  post("/api/v1/referrals/{reference}/asks", Record::ReferralSummary, Verb::Write, facts_of_address, send_json, "Ask homes", "NewAsks", "AsksSent");
  get("/api/v1/referrals/{reference}/asks/{id}", Record::ReferralSummary, Verb::Read, of_ask, one_ask_json, "One home that was asked, with the thread", "AskView");
  post("/api/v1/referrals/{reference}/asks/{id}/extend", Record::ReferralSummary, Verb::Write, of_ask, extend_json, "Give a home more time", "AskExtension", "AskState");
  post("/api/v1/referrals/{reference}/asks/{id}/withdraw", Record::ReferralSummary, Verb::Write, of_ask, withdraw_json, "Ask a home no more", "AskWithdrawal", "AskState");
  post("/api/v1/referrals/{reference}/asks/{id}/release", Record::PenPicture, Verb::Write, of_ask, release_json, "Release more to a home", "AskRelease", "AskState");
  post("/api/v1/referrals/{reference}/asks/{id}/messages", Record::ReferralSummary, Verb::Write, of_ask, message_json, "Write to a home", "AskMessage", "AskState");
  post("/api/v1/referrals/{reference}/choice", Record::Placement, Verb::Write, facts_of_address, with(choose_json), "Choose an offer; proposed where something speaks against it", "NewChoice", "ChoiceMade");
  post("/api/v1/referrals/{reference}/undo", Record::Placement, Verb::Write, facts_of_address, undo_json, "Undo a choice that falls through before the start", "ChoiceUndone", "ReferralNamed");
  post("/api/v1/to-sign/{id}", Record::Placement, Verb::Approve, of_decision, sign_json, "Sign a choice as the second person, or refuse", "NewSignature", "ChoiceSigned");
  post("/api/v1/referrals/{reference}/placement", Record::Placement, Verb::Write, facts_of_address, place_json, "Record the placement from the chosen offer", "NewPlacement", "PlacementNamed");
  get("/api/v1/placements", Record::Placement, Verb::Read, facts_of_placements, placements_json, "Placements that have not ended, of the own authority or in the own homes", "PlacementList", {{"page", "Page of 50, from 1", "integer"}});
  get("/api/v1/placements/{id}", Record::Placement, Verb::Read, of_placement, one_placement_json, "One placement", "PlacementView");
  post("/api/v1/placements/{id}/end", Record::Placement, Verb::Write, of_placement, end_json, "Record the end of a placement", "PlacementEnd", "PlacementNamed");
  pages.shapes = shapes();
}

}  // namespace rightplace::finding
