#pragma once
// Within the feature: whether a manager approves a referral before it is sent, who asked for it, and what became of it.

#include "features/quality/quality.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {

// The authority's own rule; without one, none is needed. A child who needs a place the same day never waits for it.
bool approval_needed(db::Read& tx, std::string_view authority_code);
Done set_approval_needed(db::Write& tx, const Asked& asked, std::string_view authority_code, bool needed);

enum class ApprovalState { Asked, Approved, Returned };
inline constexpr auto kApprovalStates = enum_names<ApprovalState>({{ApprovalState::Asked, "asked", "Waits for approval"}, {ApprovalState::Approved, "approved", "Approved"}, {ApprovalState::Returned, "returned", "Sent back"}});
struct Approval {
  std::string id, reference;
  Consent consent;                       // as the asker gave it
  Instant asked_at;
  std::string asked_by;
  ApprovalState state = ApprovalState::Asked;
  std::optional<Instant> decided_at;
  std::string decided_by, words;
};
// The newest of a referral.
std::optional<Approval> approval_of(db::Read& tx, const vault::Vault& vault, std::string_view reference);
// It waits, for what is written now: who writes on takes it back.
bool waits(const std::optional<Approval>& approval, const Draft& draft);

enum class Outcome { Sent, ToApprove };
inline constexpr auto kOutcomes = enum_names<Outcome>({{Outcome::Sent, "sent", "Sent"}, {Outcome::ToApprove, "to_approve", "Waits for approval"}});
// Sends it, or asks the child's team manager where the authority's rule wants it. Faults as of send_draft; Conflict when no team
// manager works with the child.
Result<Outcome> send_or_ask(db::Write& tx, const Asked& asked, const Checked& it, const Consent& consent);
// Conflict when something was written since, it was answered already, or whoever asked would approve it.
Done approve(db::Write& tx, const Asked& asked, std::string_view approval);
Done send_back(db::Write& tx, const Asked& asked, std::string_view approval, std::string_view words);

// Of the sending (referring_sending.cpp): the referral as it would be sent, or why it cannot be.
Result<referrals::Referral> ready_to_send(db::Write& tx, const Asked& asked, const Checked& it, const Consent& consent);
// Everything that would be sent, what changes, and what providers will ask.
Html whole_part(const Asked& asked, const Checked& it, const Result<referrals::Referral>& whole);

void add_approving(desk::Pages& pages);

}  // namespace rightplace::referring
