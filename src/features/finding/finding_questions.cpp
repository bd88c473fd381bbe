#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/disclosures/disclosures.h"
#include "features/finding/finding_parts.h"
#include "web/govuk/notices.h"

namespace rightplace::finding {
namespace {

using web::Html;
using web::html;
using web::Url;

access::State state_of(db::Read& tx, const referrals::Line& line) {
  if (!line.child_id.empty())
    if (const auto care = children::case_of(tx, children::ChildId(line.child_id)); care && care->restricted) return access::State::Restricted;
  return line.status == referrals::Status::Withdrawn || line.status == referrals::Status::Closed ? access::State::Ended : access::State::Live;
}

access::Facts facts_of_line(db::Read& tx, const referrals::Line& line, Date today) {
  access::Facts facts;
  if (const auto authority = organisations::authority_with_code(tx, line.authority_code)) facts.responsible = *authority;
  facts.owner = facts.responsible;   // of the prices that it is offered
  facts.state = state_of(tx, line);
  facts.id = line.reference;
  if (!line.child_id.empty()) {
    const auto child = children::current(tx, children::ChildId(line.child_id));
    facts.child = child.text();
    for (const auto& one : children::allocations_of(tx, child))
      if (one.stay.covers_night(today)) facts.people.push_back(one.person);
  }
  return facts;
}

bool is_working(Step step) { return step != Step::Placed && step != Step::Ended; }

std::optional<placements::Placement> placement_of(db::Read& tx, const std::string& child, const std::string& referral) {
  if (child.empty()) return std::nullopt;
  std::optional<placements::Placement> found;
  for (auto& one : placements::of_child(tx, children::ChildId(child)))
    if (one.referral_id == referral && one.state != placements::State::Withdrawn) found = std::move(one);
  return found;
}

}  // namespace

Progress progress_of(referrals::Status status, const std::vector<asking::Ask>& asks, const std::optional<asking::Decision>& decision) {
  Progress progress;
  for (const auto& ask : asks) {
    if (ask.state == asking::State::Withdrawn) continue;
    ++progress.asked;
    if (ask.answered_at) ++progress.answered;
    if (ask.state == asking::State::Offered) ++progress.offers;
    if (ask.state == asking::State::Declined) ++progress.declined;
    if (ask.state == asking::State::Asked && (!progress.next_deadline || ask.answer_by < *progress.next_deadline)) progress.next_deadline = ask.answer_by;
  }
  if (status == referrals::Status::Draft) progress.step = Step::Draft;
  else if (status == referrals::Status::Placed) progress.step = Step::Placed;
  else if (status != referrals::Status::Open) progress.step = Step::Ended;
  else if (decision) progress.step = decision->state == asking::DecisionState::Proposed ? Step::Sign : Step::Place;
  else if (progress.offers > 0) progress.step = Step::ReadOffers;
  else if (progress.next_deadline) progress.step = Step::Wait;
  else progress.step = Step::Search;
  return progress;
}

std::string progress_words(const Progress& progress, Instant at) {
  switch (progress.step) {
    case Step::Draft: return "Not sent yet";
    case Step::Sign: return "A home was proposed; somebody else signs";
    case Step::Place: return "Record the placement";
    case Step::Placed: return "The child has a place";
    case Step::Ended: return "Withdrawn or closed";
    case Step::Search:
    case Step::Wait:
    case Step::ReadOffers: break;
  }
  if (progress.asked == 0) return "No home has been asked yet";
  auto words = fmt::format("Asked {}, {} answered", plural(static_cast<std::int64_t>(progress.asked), "home", "homes"), progress.answered);
  if (progress.offers > 0) words += fmt::format(": {}", plural(static_cast<std::int64_t>(progress.offers), "offer", "offers"));
  if (progress.step == Step::Search) words += progress.declined > 0 && progress.declined == progress.asked ? ". All declined" : ". Nobody has still to answer";
  if (progress.next_deadline) words += fmt::format(". Next deadline {}", answering::deadline_words(*progress.next_deadline, at));
  return words;
}

Result<access::Facts> facts_of(db::Read& tx, std::string_view reference, Date today) {
  const auto line = referrals::line_of(tx, reference);
  if (!line) return fail(access::missing());
  return facts_of_line(tx, *line, today);
}

Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of(tx, exchange.value("reference"), standing.today); }

Result<access::Facts> facts_of_list(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = {standing.person};
  facts.id = standing.acting_for.text();
  return facts;
}

access::Facts vacancies(std::string_view id) {
  access::Facts facts;
  facts.record = access::Record::Vacancies;
  facts.id = std::string(id);
  return facts;
}

Wanted wanted_of(const web::Request& request) {
  Wanted wanted;
  wanted.step = kSteps.parse(request.query_value("step"));
  wanted.urgency = referrals::kUrgencies.parse(request.query_value("urgency"));
  wanted.all = request.query_value("show") == "all";
  wanted.page = static_cast<std::size_t>(std::clamp<std::int64_t>(parse_integer(request.query_value("page")).value_or(1), 1, 100'000));
  return wanted;
}

List list_of(const Asked& asked, const Wanted& wanted) {
  return asked.desk.database.read([&](db::Read& tx) {
    List list;
    const auto body = organisations::load(tx, asked.standing.acting_for);
    if (!body || body->details.authority_code.empty()) return list;
    std::map<std::string, std::vector<asking::Ask>, std::less<>> asks;
    for (auto& ask : asking::asks_by(tx, asked.standing.acting_for)) asks[ask.reference].push_back(std::move(ask));
    std::map<std::string, asking::Decision, std::less<>> decisions;
    for (auto& decision : asking::decisions_by(tx, asked.standing.acting_for)) decisions.emplace(decision.reference, std::move(decision));
    std::vector<Listed> rows;
    for (auto& line : referrals::lines_of_authority(tx, body->details.authority_code)) {
      auto facts = facts_of_line(tx, line, asked.today());
      facts.record = access::Record::ReferralSummary;
      const auto granted = asked.may(facts, access::Verb::Read);
      if (!granted) continue;
      const auto decision = decisions.find(line.reference);
      const auto progress = progress_of(line.status, asks[line.reference], decision == decisions.end() ? std::nullopt : std::optional(decision->second));
      ++list.by_step[progress.step];
      const bool shown = (wanted.all || wanted.step || is_working(progress.step)) && (!wanted.step || *wanted.step == progress.step) && (!wanted.urgency || *wanted.urgency == line.urgency);
      if (shown) rows.push_back({std::move(line), progress, facts.child, {}, granted->allowed});
      else ++list.hidden;
    }
    list.total = rows.size();
    list.pages = std::max<std::size_t>(1, (rows.size() + kRowsOfPage - 1) / kRowsOfPage);
    const auto first = std::min(rows.size(), (std::min(wanted.page, list.pages) - 1) * kRowsOfPage);
    const auto last = std::min(rows.size(), first + kRowsOfPage);
    list.rows.assign(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(first)), std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(last)));
    for (auto& row : list.rows)
      if (const auto referral = referrals::find_referral(tx, asked.desk.vault, row.line.reference)) row.child = answering::child_words(*referral, asking::Tier::ReferralSummary);
    return list;
  });
}

Done enter(const Asked& asked, const List& list) {
  return asked.desk.database.write([&](db::Write& tx) -> Done {
    for (const auto& row : list.rows)
      if (!row.child_id.empty())
        RP_CHECK(disclosures::record(tx, asked.actor(), *row.allowed, {children::ChildId(row.child_id), disclosures::Tier::Outline, {"age_band_and_sex", "dates"}, disclosures::Purpose::Placing, asked.standing.acting_for.text()}, asked.now()));
    return {};
  });
}

Done enter(const Asked& asked, const referrals::Referral& referral) {
  if (asked.facts.child.empty()) return {};
  std::vector<std::string> names;
  for (const auto& fact : answering::released(referral, asking::Tier::PenPicture)) names.push_back(fact.name);
  return asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {children::ChildId(asked.facts.child), disclosures::Tier::Needs, names, disclosures::Purpose::Placing, asked.standing.acting_for.text()}, asked.now());
  });
}

Result<View> view_of(const Asked& asked) {
  auto found = asked.desk.database.read([&](db::Read& tx) -> Result<View> {
    View view;
    const auto line = referrals::line_of(tx, asked.facts.id);
    if (!line) return fail(access::missing());
    view.line = *line;
    RP_TRY(referral, referrals::find_referral(tx, asked.desk.vault, line->reference));
    view.referral = std::move(referral);
    view.authority = asked.facts.responsible;
    if (const auto body = organisations::load(tx, view.authority)) view.authority_name = body->details.name;
    view.asks = asking::asks_of(tx, line->reference);
    view.decision = asking::decision_of(tx, line->reference);
    view.placement = placement_of(tx, asked.facts.child, line->id);
    view.withdrawal = withdrawals::withdrawal_of(tx, asked.desk.vault, line->reference);
    if (view.withdrawal) view.withdrawn_by = desk::name_of_actor(tx, asked.desk.vault, view.withdrawal->by_kind, view.withdrawal->by);
    view.progress = progress_of(line->status, view.asks, view.decision);
    for (const auto& ask : view.asks)
      if (!view.home_names.contains(ask.urn)) view.home_names.emplace(ask.urn, home_name(tx, ask.urn, asked.today()));
    return view;
  });
  if (found) RP_CHECK(enter(asked, found->referral));
  return found;
}

Url page_of(std::string_view reference) { return Url("/referrals").segment(reference); }

Html caption(const View& view) { return html(R"(<span class="govuk-caption-l">Referral {}: {}</span>)", view.line.reference, answering::child_words(view.referral, asking::Tier::PenPicture)); }

std::vector<web::Link> crumbs(const View* view) {
  std::vector<web::Link> links{{"Referrals", Url("/referrals")}};
  if (view) links.push_back({view->line.reference, page_of(view->line.reference)});
  return links;
}

Html done_banner(const Asked& asked) {
  static constexpr std::pair<std::string_view, std::string_view> kDone[] = {{"asked", "The homes are asked. Each sees only what the review said, and a letter tells them that something waits."},
                                                                           {"extended", "The home has more time."},
                                                                           {"planned", "The plan is kept. Nothing is sent yet: ask the first wave when you are ready. The next is proposed when its time has come."},
                                                                           {"letter", "The letter is on its way to the home."},
                                                                           {"handed-over", "The home’s provider answers here from now on, and is told."},
                                                                           {"referral-withdrawn", "The referral is withdrawn. Every home that was still asked is told and sees nothing about the child any more."},
                                                                           {"withdrawn", "The home is no longer asked and sees nothing about the child any more."},
                                                                           {"released", "The home may read more now."},
                                                                           {"written", "Your message is with the home."},
                                                                           {"chosen", "The home is chosen. The other homes that were asked are told."},
                                                                           {"proposed", "The choice waits for the signature of a second person, who is told."},
                                                                           {"undone", "The choice is undone. Look again, or ask again."},
                                                                           {"placed", "The placement is recorded, and the home is told to confirm it."},
                                                                           {"ended", "The end of the placement is recorded."},
                                                                           {"days", "The days are put right, and notices of the old days are made anew. What stood before is kept below."},
                                                                           {"reopened", "The end is taken back: the placement stands again. What was entered is kept below."},
                                                                           {"signed", "Your signature is recorded. The home is chosen, and the others are told."},
                                                                           {"refused", "Your refusal is recorded. The offers stand as before."}};
  const auto done = asked.exchange.request.query_value("done");
  for (const auto& [code, words] : kDone)
    if (code == done) return web::govuk::notification_banner({.text = std::string(words), .title = "Done", .type = "success"});
  return {};
}

}  // namespace rightplace::finding
