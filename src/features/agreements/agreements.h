#pragma once
// What two sides put their names to before a child moves in: the individual placement agreement, the placement plan with who decides
// what, the behaviour strategy and the safety plan; and what is still missing of them on the day of the start.
//
// Each belongs to one ask: the offer of one home for one child. Nothing is overwritten: another version takes the place of the one
// before, and a signature stands for the version that was before the signer, so that a change asks for signatures anew.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "features/asking/asking.h"
#include "features/referrals/referrals.h"
#include "vault/vault.h"

namespace rightplace::agreements {

std::span<const db::Migration> migrations();

// ---- Rules (agreements_data.cpp): data with its source.

enum class Section { Statement, Schedule, Home, Behaviour, Safety };
inline constexpr auto kSections = enum_names<Section>({{Section::Statement, "statement", "Why here, and where to"},
                                                       {Section::Schedule, "schedule", "What the law asks of every plan"},
                                                       {Section::Home, "home", "In a children’s home"},
                                                       {Section::Behaviour, "behaviour", "Behaviour strategy"},
                                                       {Section::Safety, "safety", "Safety plan"}});
struct Part {
  std::string code, label, hint, law;
  Section section = Section::Schedule;
  bool needed = true;
};
enum class Decider { Home, Authority, Parent, Child };
inline constexpr auto kDeciders = enum_names<Decider>({{Decider::Home, "home", "The home"},
                                                       {Decider::Authority, "authority", "The authority"},
                                                       {Decider::Parent, "parent", "A parent"},
                                                       {Decider::Child, "child", "The child"}});
struct DailyDecision {
  std::string code, label, area;
  Decider usual = Decider::Home;
};
struct Needed {
  std::string code, label, follows;   // by when it must follow where it is missing at the start
};
Result<std::vector<Part>> read_parts(std::string_view toml, std::string_view source);
Result<std::vector<DailyDecision>> read_daily_decisions(std::string_view toml, std::string_view source);
Result<std::vector<Needed>> read_needed(std::string_view toml, std::string_view source);
const std::vector<Part>& parts();                       // rules/placement_plan.toml
const std::vector<DailyDecision>& daily_decisions();    // rules/delegated_authority.toml
const std::vector<Needed>& needed();                    // rules/before_placement.toml

// The referral shows that the child is exploited or goes missing, so that the plan needs a safety plan.
bool needs_safety_plan(const referrals::Referral& referral);

// ---- The agreement.

struct AgreementTag;
using AgreementId = Id<AgreementTag>;

struct Terms {
  std::string authority, provider, home, urn;
  Date first_night;
  std::optional<Date> planned_until;
  std::optional<std::string> room;
  std::vector<asking::PriceLine> lines;
  std::string conditions;                                    // of the home's offer
  std::vector<std::pair<std::string, std::string>> needs;    // "Needs", "…": as the referral says it, without identity
  std::vector<std::string> outcomes;
  std::string bought_under;                                  // framework or contract; empty: a spot purchase
  int notice_days = 28;
  std::string more;                                          // what else was agreed
};
inline constexpr std::size_t kMostOutcomes = 20, kLongestOutcome = 300, kLongestMore = 4'000;
Done checked(const Terms& terms);   // Invalid names the fields: outcomes, bought_under, notice_days, more
json::Object as_json(const Terms& terms);

struct Signature {
  asking::Side side = asking::Side::Authority;
  std::string person;
  Personal<std::string> name;
  Instant at;
};
struct Agreement {
  AgreementId id;
  std::string reference;
  asking::AskId ask;
  std::int64_t version = 1;
  Terms terms;
  std::string drawn_by;
  Instant drawn_at;
  std::vector<Signature> signatures;
  bool signed_by(asking::Side side) const;
  bool agreed() const { return signed_by(asking::Side::Authority) && signed_by(asking::Side::Home); }
};
// The next version. Conflict when `shown_version` is not the last (0: none was there).
Result<AgreementId> draw(db::Write& tx, const Actor& actor, const Allowed& allowed, const asking::Ask& ask, const Terms& terms, std::int64_t shown_version, asking::When when);
// One side agrees to the version that was shown. Conflict when there is a later one, or that side has agreed.
Done agree(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::AskId& ask, std::int64_t version, asking::Side side, const Personal<std::string>& name, asking::When when);
std::vector<Agreement> agreements_of(db::Read& tx, const vault::Vault& vault, const asking::AskId& ask);   // latest first

// ---- The plan.

struct PlanTag;
using PlanId = Id<PlanTag>;
using Texts = std::map<std::string, std::string, std::less<>>;
using Deciders = std::map<std::string, Decider, std::less<>>;

enum class PlanSide { Authority, Home, Child };
inline constexpr auto kPlanSides = enum_names<PlanSide>({{PlanSide::Authority, "authority", "The authority"}, {PlanSide::Home, "home", "The home"}, {PlanSide::Child, "child", "The child"}});
struct PlanSignature {
  Section section = Section::Behaviour;
  PlanSide side = PlanSide::Home;
  std::string person;            // for a child: who was with it
  Personal<std::string> name;
  std::string words;             // the child's own
  Instant at;
};
struct Plan {
  PlanId id;
  std::string reference;
  asking::AskId ask;
  std::int64_t version = 0;
  Texts parts;                   // by code; what is empty is left out
  Deciders deciders;
  std::string written_by;
  Instant written_at;
  std::vector<PlanSignature> signatures;
  bool has_all_of(Section section) const;   // every part that is needed there
  bool signed_by(Section section, PlanSide side) const;
  bool signed_by_all(Section section) const;
};
inline constexpr std::size_t kLongestPart = 8'000, kLongestWords = 1'000;
// The next version: what `parts` and `deciders` name is written, the rest stays. Signatures of a section stand on for as long as its
// words do. Conflict when `shown_version` is not the last.
Result<PlanId> write_plan(db::Write& tx, const Actor& actor, const Allowed& allowed, const asking::Ask& ask, const Texts& parts, const Deciders& deciders, std::int64_t shown_version, asking::When when);
// One side stands behind the behaviour strategy or the safety plan. A child's signature is written down by somebody who was there,
// with what the child said.
Done sign_plan(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::AskId& ask, std::int64_t version, Section section, PlanSide side, const Personal<std::string>& name, std::string_view words, asking::When when);
std::optional<Plan> plan_of(db::Read& tx, const vault::Vault& vault, const asking::AskId& ask);

// ---- Before the start.

// What is not there yet, in the order of rules/before_placement.toml.
std::vector<Needed> missing_before_start(db::Read& tx, const vault::Vault& vault, const asking::AskId& ask, const referrals::Referral& referral);
struct BegunWithout {
  std::vector<std::string> missing;   // codes
  std::string because, decided_by;
  Instant decided_at;
};
// The placement begins although something is missing. Invalid without a reason.
Done begin_without(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view reference, std::span<const Needed> missing, std::string_view because, asking::When when);
std::optional<BegunWithout> begun_without(db::Read& tx, std::string_view reference);

}  // namespace rightplace::agreements
