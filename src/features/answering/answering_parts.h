#pragma once
// Within the feature: what every page of one ask knows, and the changes that pages and programs make alike.

#include "features/answering/answering.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"

namespace rightplace::answering {

using desk::Asked;

// How long the address of an ask that has ended still says what became of it, without a word about the child: whoever comes
// late, or presses twice, reads so. Policy, not law.
inline constexpr std::int64_t kEndedShownMs = 28 * 86'400'000LL;

// Of the ask that the address names, for whom it was released to; nothing of an ask that ended long ago.
Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing, Instant at);
// The same facts for the fuller picture and the full file: addressed to nobody before they are released.
access::Facts facts_of_tier(const Asked& asked, const asking::Ask& ask, asking::Tier tier);

struct Row {
  asking::Ask ask;
  std::string home_name, authority_name;
  std::optional<Date> needed_on;
  referrals::Urgency urgency = referrals::Urgency::Planned;
  std::size_t questions = 0;             // of the authority since the home wrote last
};
struct List {
  std::vector<Row> to_answer, answered, ended;   // ended: in the last weeks
};
List list_of(const Asked& asked);

struct Fit {
  std::string rule;                      // "Age"
  enum class Answer { Fits, DoesNotFit, NotKnown } answer = Answer::NotKnown;
  std::string note;                      // what to state where it is not known
};
// Who the child is: only in the full file.
struct Who {
  std::string name, born, local_id;
};
struct View {
  asking::Ask ask;
  std::string home_name, authority_name;
  std::vector<Released> facts;           // empty of an ask that has ended
  std::vector<Changed> changed;          // of these facts, since the home was asked
  bool fuller = false;                   // the fuller picture is among them
  std::optional<Who> who;
  std::vector<Fit> fits;                 // against what the home states, as far as what was released
  std::optional<asking::Offer> offer;
  std::vector<asking::Message> messages;
  std::optional<placements::Placement> placement;
  bool may_answer = false;               // by role and state; the deadline is said beside it
};
// Enters what is shown of the child in the disclosure ledger before it answers.
Result<View> view_of(const Asked& asked);

// The referral as it stood when the home was asked.
std::optional<referrals::Referral> as_when_asked(db::Read& tx, const vault::Vault& vault, const asking::Ask& ask);

// A home's own rooms, as the offer's form needs them.
struct Rooms {
  std::vector<std::string> names;
  std::int64_t weekly_pence = 0;         // of the home's stated spot fee, 0: none
};
Rooms rooms_of(const Asked& asked, const asking::Ask& ask);

// Each in the transaction of its page. Invalid names the form's fields.
Done offer_place(db::Write& tx, const Asked& asked, std::int64_t version, asking::OfferTerms terms);
Done decline_ask(db::Write& tx, const Asked& asked, std::int64_t version, std::string_view reason, std::string_view words);
Done take_back_offer(db::Write& tx, const Asked& asked, std::int64_t version, std::string_view words);
Done write_to_authority(db::Write& tx, const Asked& asked, std::string_view words);
Done confirm_place(db::Write& tx, const Asked& asked);

// The parts of pages(): each file adds its own.
using FactsOf = std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)>;
void add_list(desk::Pages& pages);
void add_ask(desk::Pages& pages, const FactsOf& facts);
void add_forms(desk::Pages& pages, const FactsOf& facts);
void add_programs(desk::Pages& pages, const FactsOf& facts);

std::string state_words(const asking::Ask& ask, Instant at);
web::Url page_of(const asking::AskId& ask);

}  // namespace rightplace::answering
