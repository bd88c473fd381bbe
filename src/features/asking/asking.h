#pragma once
// Asking homes for one child, their answers, and the decision of the authority.
//
// An authority asks some homes; each learns no more than the tier that was released to it (data protection: the least that
// serves; stages as in docs/decisions/0046-asking.md). A home offers, declines with a coded reason, or asks back. The authority
// chooses one offer. Where a rule of the search speaks against it, the choice is an override: it says why and needs the
// signature of a second person. What was said stays; nothing is deleted: an offer that was replaced or taken back is kept apart.
//
// Every change is audited, counts the ask's version, and is refused when somebody else was first.

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/money.h"
#include "base/result.h"
#include "features/audit/audit.h"
#include "features/organisations/organisations.h"

namespace rightplace::asking {

std::span<const db::Migration> migrations();

struct AskTag;
using AskId = Id<AskTag>;
struct OfferTag;
using OfferId = Id<OfferTag>;
struct DecisionTag;
using DecisionId = Id<DecisionTag>;

// ---- Rules (asking_rules.cpp): values in, values out.

// How much of a referral is released. Summary: age band, sex, needs, risks, postcode sectors, dates. PenPicture: a fuller
// picture, still without identity. FullFile: after the home has been chosen.
enum class Tier { ReferralSummary, PenPicture, FullFile };
inline constexpr auto kTiers = enum_names<Tier>({{Tier::ReferralSummary, "referral_summary", "Summary without identity"},
                                                 {Tier::PenPicture, "pen_picture", "Fuller picture without identity"},
                                                 {Tier::FullFile, "full_file", "Full file"}});

enum class State { Asked, Offered, Declined, Withdrawn, Chosen, NotChosen };
inline constexpr auto kStates = enum_names<State>({{State::Asked, "asked", "Waits for an answer"},
                                                   {State::Offered, "offered", "Offers a place"},
                                                   {State::Declined, "declined", "Declined"},
                                                   {State::Withdrawn, "withdrawn", "Withdrawn by the authority"},
                                                   {State::Chosen, "chosen", "Chosen"},
                                                   {State::NotChosen, "not_chosen", "Not chosen"}});
enum class Event { Offer, Decline, TakeBack, Withdraw, Choose, PassOver, Undo };
inline constexpr auto kEvents = enum_names<Event>({{Event::Offer, "offer", "offered"},
                                                   {Event::Decline, "decline", "declined"},
                                                   {Event::TakeBack, "take_back", "taken back"},
                                                   {Event::Withdraw, "withdraw", "withdrawn"},
                                                   {Event::Choose, "choose", "chosen"},
                                                   {Event::PassOver, "pass_over", "passed over"},
                                                   {Event::Undo, "undo", "undone"}});
struct Transition {
  State from;
  Event event;
  State to;
};
// Every way an ask may change. A home that was chosen and falls through before the start is asked no more (Undo leads to
// Declined); where the referral itself is withdrawn, the chosen home is asked no more either. Those passed over, withdrawn or
// declined may be asked anew.
inline constexpr std::array kTransitions = {Transition{State::Asked, Event::Offer, State::Offered},
                                            Transition{State::Asked, Event::Decline, State::Declined},
                                            Transition{State::Asked, Event::Withdraw, State::Withdrawn},
                                            Transition{State::Asked, Event::PassOver, State::NotChosen},
                                            Transition{State::Offered, Event::Offer, State::Offered},
                                            Transition{State::Offered, Event::TakeBack, State::Declined},
                                            Transition{State::Offered, Event::Withdraw, State::Withdrawn},
                                            Transition{State::Offered, Event::Choose, State::Chosen},
                                            Transition{State::Offered, Event::PassOver, State::NotChosen},
                                            Transition{State::Chosen, Event::Withdraw, State::Withdrawn},
                                            Transition{State::Chosen, Event::Undo, State::Declined}};
Result<State> next_state(State from, Event event);   // Conflict says in words why not
constexpr bool is_live(State state) { return state == State::Asked || state == State::Offered || state == State::Chosen; }

// Whether an answer is still taken: Conflict when the ask has ended or its deadline has passed.
Done may_answer(State state, Instant answer_by, Instant now);

// Why homes decline: rules/decline_reasons.toml.
struct DeclineReason {
  std::string code;
  std::string label;
  bool opens = false;   // something could change it
};
Result<std::vector<DeclineReason>> read_decline_reasons(std::string_view toml, std::string_view source);
const std::vector<DeclineReason>& decline_reasons();   // those that came with the program

enum class Every { Week, Once };
inline constexpr auto kEvery = enum_names<Every>({{Every::Week, "week", "a week"}, {Every::Once, "once", "once"}});
struct PriceLine {
  std::string what;
  Every every = Every::Week;
  Pence amount;
};
struct OfferTerms {
  Date available_from;
  std::optional<std::string> room;
  Instant stands_until;
  std::vector<PriceLine> lines;   // at least one by the week
  std::string conditions;
};
// Invalid names every field: no weekly line, an amount below zero or above £50,000 a week, an offer that ends before it is
// made, texts too long.
Done checked(const OfferTerms& terms, Instant now);
WeeklyRate weekly_total(std::span<const PriceLine> lines);
Pence once_total(std::span<const PriceLine> lines);

// Whether the second signature is needed: something speaks against the choice. The second is somebody else.
struct Signatures {
  std::string decided_by;
  std::vector<std::string> overrides;   // codes of the search's rules that are broken or unknown
  std::string override_why;
};
bool needs_second(const Signatures& signatures);
Done may_sign(const Signatures& signatures, std::string_view second);

// ---- Records.

struct Ask {
  AskId id;
  std::string reference;
  std::string urn;
  organisations::OrganisationId organisation;   // empty: the home does not work here yet
  organisations::OrganisationId authority;
  int wave = 1;
  Tier tier = Tier::ReferralSummary;
  State state = State::Asked;
  std::string asked_by;
  Instant asked_at, answer_by;
  std::optional<Instant> answered_at;
  std::string answered_by;
  std::string decline_reason, decline_words;
  std::int64_t version = 1;
};
struct Offer {
  OfferId id;
  AskId ask;
  OfferTerms terms;
  std::string made_by;
  Instant made_at;
};
enum class OfferEnd { Replaced, TakenBack };
inline constexpr auto kOfferEnds = enum_names<OfferEnd>({{OfferEnd::Replaced, "replaced", "Replaced by another offer"}, {OfferEnd::TakenBack, "taken_back", "Taken back by the home"}});
struct EndedOffer {
  Offer offer;
  OfferEnd how = OfferEnd::Replaced;
  std::string ended_by;
  Instant ended_at;
};
enum class Side { Authority, Home };
inline constexpr auto kSides = enum_names<Side>({{Side::Authority, "authority", "Authority"}, {Side::Home, "home", "Home"}});
struct Message {
  AskId ask;
  Side side = Side::Home;
  std::string words;
  std::string written_by;
  Instant written_at;
};
enum class DecisionState { Proposed, Decided, Refused, Undone };
inline constexpr auto kDecisionStates = enum_names<DecisionState>({{DecisionState::Proposed, "proposed", "Waits for the second signature"},
                                                                   {DecisionState::Decided, "decided", "Decided"},
                                                                   {DecisionState::Refused, "refused", "Not signed"},
                                                                   {DecisionState::Undone, "undone", "Fell through"}});
struct Decision {
  DecisionId id;
  std::string reference;
  AskId ask;
  DecisionState state = DecisionState::Proposed;
  std::string why;
  Signatures signatures;
  Instant decided_at;
  std::string signed_by, signed_words;
  std::optional<Instant> signed_at;
};

// ---- Actions. `version` is the one that was shown; Conflict when it is another by now.

// When something is done: by the store's clock, which deadlines count by and which stands still in a demo, and in truth, for
// the audit.
struct When {
  Instant at;
  Instant now;
  When(Instant moment) : at(moment), now(moment) {}
  When(Instant by_the_store, Instant in_truth) : at(by_the_store), now(in_truth) {}
};

struct NewAsk {
  std::string reference;
  std::string urn;
  organisations::OrganisationId organisation;
  organisations::OrganisationId authority;
  Tier tier = Tier::ReferralSummary;    // never FullFile
  Instant answer_by;
};
// Asks several homes at once, as the next wave of the referral. Conflict names a home that is asked already. Invalid when
// the deadline is not ahead, or no home is named.
Result<std::vector<AskId>> ask(db::Write& tx, const Actor& actor, const Allowed& allowed, std::span<const NewAsk> homes, When when);
// More is released: never less. FullFile only to a home that was chosen.
Done release(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, Tier tier, When when);
// Of a home that was asked without working here: its provider works here now, and answers here from now on. Conflict when the
// ask has ended or is somebody's already.
Done address(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, const organisations::OrganisationId& organisation, When when);
Done extend(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, Instant answer_by, When when);
// A second offer replaces the first; Conflict while a choice of it stands, which was made of what it says.
Result<OfferId> offer(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, const OfferTerms& terms, When when);
Done decline(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, std::string_view reason, std::string_view words, When when);
Done take_back(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, std::string_view words, When when);
Done withdraw(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, When when);
// Every live ask of the referral, and the choice that stands, proposed or decided: it falls through. Answers how many asks.
std::int64_t withdraw_all(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view reference, When when);
// Conflict when the ask has ended; 1 to 4,000 letters.
Done write_message(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, Side side, std::string_view words, When when);

// Chooses an offer that stands. With overrides it is proposed only, until somebody else has signed. When it is decided, the
// others asked are passed over. Conflict when the offer has lapsed or another choice of this referral stands.
Result<DecisionId> choose(db::Write& tx, const Actor& actor, const Allowed& allowed, const AskId& id, std::int64_t version, std::string_view why,
                          std::vector<std::string> overrides, std::string_view override_why, When when);
// The second signature, or its refusal (the offer stands as before). Forbidden for whoever proposed it.
Done sign(db::Write& tx, const Actor& actor, const Allowed& allowed, const DecisionId& id, bool agrees, std::string_view words, When when);
// A choice that falls through before the start.
Done undo(db::Write& tx, const Actor& actor, const Allowed& allowed, const DecisionId& id, std::string_view words, When when);

// ---- Questions.

Result<Ask> load(db::Read& tx, const AskId& id);
std::vector<Ask> asks_of(db::Read& tx, std::string_view reference);                     // by wave and home
std::vector<Ask> asks_to(db::Read& tx, std::span<const organisations::OrganisationId> organisations, bool live_only);   // soonest deadline first
std::vector<Ask> asks_to_homes(db::Read& tx, std::span<const std::string> urns);           // soonest deadline first; ended ones too
std::vector<Ask> asks_by(db::Read& tx, const organisations::OrganisationId& authority);    // by referral, wave and home
// How many asks of each home have come to an answer or to their end, and to how many of them it gave one, whatever it said.
struct Answered {
  std::int64_t asked = 0, answered = 0;
};
std::map<std::string, Answered, std::less<>> answered_by_home(db::Read& tx, Instant at);
// Those that still wait for an answer and whose time ends between the two.
std::vector<Ask> unanswered_until(db::Read& tx, Instant from, Instant until);
std::optional<Offer> offer_of(db::Read& tx, const AskId& id);
// Those that were replaced or taken back, oldest first.
std::vector<EndedOffer> offers_before(db::Read& tx, const AskId& id);
std::vector<Message> messages_of(db::Read& tx, const AskId& id);                        // oldest first
std::optional<Decision> decision_of(db::Read& tx, std::string_view reference);          // that stands
std::vector<Decision> decisions_by(db::Read& tx, const organisations::OrganisationId& authority);   // that stand, oldest first
Result<Decision> load(db::Read& tx, const DecisionId& id);

}  // namespace rightplace::asking
