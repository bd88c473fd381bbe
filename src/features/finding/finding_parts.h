#pragma once
// Within the feature: what several pages know of one referral, and the changes that pages and programs make alike.

#include <map>

#include "features/answering/answering.h"
#include "features/children/children.h"
#include "features/finding/finding.h"
#include "features/finding/finding_search.h"
#include "features/linking/linking.h"
#include "features/placements/placements.h"
#include "features/quality/quality.h"
#include "features/withdrawals/withdrawals.h"

namespace rightplace::finding {

using desk::Asked;
using answering::when_of;

// ---- What is next.

enum class Step { Draft, Search, Wait, ReadOffers, Sign, Place, Placed, Ended };
inline constexpr auto kSteps = enum_names<Step>({{Step::Draft, "draft", "To be finished"},
                                                 {Step::Search, "search", "Find a home"},
                                                 {Step::Wait, "wait", "Homes are asked"},
                                                 {Step::ReadOffers, "read_offers", "Offers to read"},
                                                 {Step::Sign, "sign", "Waits for the second signature"},
                                                 {Step::Place, "place", "A home is chosen"},
                                                 {Step::Placed, "placed", "Placed"},
                                                 {Step::Ended, "ended", "Ended"}});
struct Progress {
  Step step = Step::Search;
  std::size_t asked = 0, answered = 0, offers = 0, declined = 0;
  std::optional<Instant> next_deadline;        // of those that have not answered
};
Progress progress_of(referrals::Status status, const std::vector<asking::Ask>& asks, const std::optional<asking::Decision>& decision);
// "Asked 4, 2 have answered; the next deadline is 4 March 2026 at 5pm (in 2 days)".
std::string progress_words(const Progress& progress, Instant at);

// ---- The list.

struct Listed {
  referrals::Line line;
  Progress progress;
  std::string child_id = {};   // empty: linked to no record here
  std::string child = {};      // "A girl aged 10 to 11": as the summary tells it
  std::optional<Allowed> allowed = {};
};
struct Wanted {
  std::optional<Step> step;                    // none: every step
  std::optional<referrals::Urgency> urgency;
  bool all = false;                            // ended ones and placed ones too
  std::size_t page = 1;
};
inline constexpr std::size_t kRowsOfPage = 25;
struct List {
  std::vector<Listed> rows;                    // of this page
  std::size_t total = 0, hidden = 0, pages = 1;   // hidden: of those that may be seen, by the filters
  std::map<Step, std::size_t> by_step;         // of all that may be seen
};
List list_of(const Asked& asked, const Wanted& wanted);
// Enters the children of the list's rows into their ledgers, before it is shown.
Done enter(const Asked& asked, const List& list);
// The same for a page that tells what is known of one referral's child.
Done enter(const Asked& asked, const referrals::Referral& referral);
Wanted wanted_of(const web::Request& request);

// ---- One referral.

struct View {
  referrals::Line line;
  referrals::Referral referral;
  std::string authority_name;
  organisations::OrganisationId authority;
  std::vector<asking::Ask> asks;
  std::optional<asking::Decision> decision;    // that stands
  std::optional<placements::Placement> placement;
  std::optional<withdrawals::Withdrawal> withdrawal;
  std::string withdrawn_by;                    // in words
  Progress progress;
  std::map<std::string, std::string, std::less<>> home_names;   // of the homes asked
};
Result<View> view_of(const Asked& asked);   // entered into the child's ledger
using answering::home_name;

// ---- Asking.

inline constexpr std::size_t kMostAtOnce = 12;   // homes chosen by hand; policy, not law
struct Addressee {
  std::string urn, name;
  organisations::OrganisationId provider;      // empty: does not work here yet
  std::string provider_name;
  bool asked_already = false, may_take_none = false;
};
std::vector<Addressee> addressees(db::Read& tx, std::span<const std::string> urns, std::string_view reference, const Searched& searched, Date today);

// To a home that does not work here goes a letter with a link.
struct Letter {
  std::string urn;
  Personal<std::string> email;
  linking::Source source = linking::Source::Told;
};
struct Sending {
  std::vector<std::string> urns;
  std::vector<Letter> letters;                 // of those that do not work here; they read the summary and never more
  asking::Tier tier = asking::Tier::ReferralSummary;
  Instant answer_by;
  std::string note;
};
Result<std::vector<asking::AskId>> send(db::Write& tx, const Asked& asked, const Sending& sending);
// Whoever answers for the home is told that something changed: here, or by letter where the home was asked by letter.
Done tell(db::Write& tx, const Asked& asked, const asking::AskId& ask);

// ---- Deciding and placing.

// Codes of the rules that speak against a home now: broken or not known; the vacancy does not count where the offer holds a room.
std::vector<std::string> overrides_of(const Searched& searched, std::string_view urn, const asking::Offer& offer);
Result<asking::DecisionId> choose(db::Write& tx, const Asked& asked, const asking::AskId& ask, std::int64_t version, std::string_view why, std::vector<std::string> overrides, std::string_view override_why);
Done undo_choice(db::Write& tx, const Asked& asked, std::string_view words);
struct Start {
  Date from;
  std::optional<Date> planned_until;
  placements::Route route = placements::Route::Spot;
  // Where the child lives in another home: why the placement there ends, on the first night here; a code of
  // rules/ending_reasons.toml.
  std::string leaves_because = {};
};
// Where the child lives now, by a placement that has no end.
std::optional<placements::Placement> lives_in(db::Read& tx, const std::string& child);
Result<placements::PlacementId> place(db::Write& tx, const Asked& asked, const Start& start);

// ---- Withdrawing.

// The homes that were asked are told, and rooms held for the child are free again; whoever chose or asked hears of it. Answers
// how many homes.
Result<std::size_t> withdraw_referral(db::Write& tx, const Asked& asked, std::string_view reason, std::string_view words);

// ---- Words and addresses.

web::Url page_of(std::string_view reference);
web::Html caption(const View& view);
std::vector<web::Link> crumbs(const View* view = nullptr);
web::Html done_banner(const Asked& asked);

// The parts of pages(): each file adds its own.
using FactsOf = std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)>;
Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_list(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
access::Facts vacancies(std::string_view id);
void add_list(desk::Pages& pages);
void add_referral(desk::Pages& pages);
void add_homes(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
void add_home(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
void add_asking(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
void add_asks(desk::Pages& pages);
void add_deciding(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
void add_signing(desk::Pages& pages);
void add_placing(desk::Pages& pages);
void add_withdrawing(desk::Pages& pages);

}  // namespace rightplace::finding
