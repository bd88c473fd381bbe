// The rule of an authority and the approvals themselves.

#include <fmt/format.h>

#include <algorithm>

#include "base/letters.h"
#include "base/text.h"
#include "features/referring/referring_approving.h"

namespace rightplace::referring {
namespace {

constexpr std::string_view kRule = R"sql(
  SELECT needed
  FROM referral_approval_rules
  WHERE authority_code = $1
  ORDER BY id DESC
  LIMIT 1
)sql";

constexpr std::string_view kApproval = R"sql(
  SELECT id, reference, draft_version, document_id, left_in, asked_at, asked_by, state, decided_at, decided_by, words_sealed
  FROM referral_approvals
  WHERE reference = $1
  ORDER BY id DESC
  LIMIT 1
)sql";

constexpr std::string_view kAsk = R"sql(
  INSERT INTO referral_approvals (id, reference, draft_version, document_id, left_in, asked_at, asked_by, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked')
)sql";

constexpr std::string_view kDecide = R"sql(
  UPDATE referral_approvals
  SET state = $2, decided_at = $3, decided_by = $4, words_sealed = $5
  WHERE id = $1 AND state = 'asked'
)sql";

constexpr std::size_t kLongestWords = 2000;

std::string words_purpose(std::string_view approval) { return fmt::format("referral_approvals.words/{}", approval); }

Approval approval_from(const vault::Vault& vault, const db::Row& row) {
  Approval approval{row.string(0), row.string(1), {row.integer(2), row.string(3), {}}, row.instant(5), row.string(6), kApprovalStates.parse(row.text(7)).value_or(ApprovalState::Asked), row.is_null(8) ? std::nullopt : std::optional(row.instant(8)),
                    row.string(9), {}};
  if (!row.is_null(10)) {
    const auto words = vault.open(words_purpose(approval.id), row.text(10));
    if (!words) throw db::DatabaseError("What a manager wrote of a referral does not open: the key beside the store is another, or the row was changed.");
    approval.words = words->reveal();
  }
  const auto keys = json::parse(row.text(4), "referral_approvals.left_in");
  if (!keys || !keys->as_array()) throw db::DatabaseError("What was left in a referral that waits for approval cannot be read.");
  for (const auto& one : *keys->as_array())
    if (one.as_string()) approval.consent.fine.push_back(*one.as_string());
  return approval;
}

std::vector<std::string> managers_of(db::Read& tx, const children::ChildId& child, Date today) {
  std::vector<std::string> all;
  for (const auto& one : children::allocations_of(tx, child))
    if (one.part == children::Part::Manager && one.stay.covers_night(today)) all.push_back(one.person);
  return all;
}

// The approval that is to be answered, with the draft for which it was asked.
struct Asking {
  Approval approval;
  Checked it;
};
Result<Asking> to_answer(db::Read& tx, const Asked& asked, std::string_view id) {
  auto approval = approval_of(tx, asked.desk.vault, asked.facts.id);
  auto it = checked(tx, asked, asked.facts.id);
  if (!approval || !it) return fail(access::missing());
  if (approval->id != id || !waits(approval, it->draft)) return fail(ErrorKind::Conflict, "This referral does not wait for this approval any more: somebody wrote in it, or it was answered. Look at what stands now");
  if (approval->asked_by == asked.actor().id) return fail(ErrorKind::Conflict, "You asked for this approval yourself, so somebody else gives it");
  return Asking{std::move(*approval), std::move(*it)};
}

}  // namespace

bool approval_needed(db::Read& tx, std::string_view authority_code) {
  return tx.first(kRule, {authority_code}, [](const db::Row& row) { return row.flag(0); }).value_or(false);
}

Done set_approval_needed(db::Write& tx, const Asked& asked, std::string_view authority_code, bool needed) {
  if (approval_needed(tx, authority_code) == needed) return {};
  tx.run("INSERT INTO referral_approval_rules (id, authority_code, needed, set_at, set_by) VALUES ($1, $2, $3, $4, $5)", {new_uuid(asked.now()), authority_code, needed ? 1 : 0, asked.now(), asked.actor().id});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.approval_rule_set", {"authority", std::string(authority_code)}, asked.now(), {{"needed", needed}});
  return {};
}

std::optional<Approval> approval_of(db::Read& tx, const vault::Vault& vault, std::string_view reference) {
  return tx.first(kApproval, {reference}, [&](const db::Row& row) { return approval_from(vault, row); });
}

bool waits(const std::optional<Approval>& approval, const Draft& draft) {
  return approval && approval->state == ApprovalState::Asked && !draft.is_closed() && approval->consent.version == draft.version() && (draft.changes != nullptr) == !approval->consent.document.empty();
}

Result<Outcome> send_or_ask(db::Write& tx, const Asked& asked, const Checked& it, const Consent& consent) {
  RP_TRY(whole, ready_to_send(tx, asked, it, consent));
  const auto& draft = it.draft;
  if (whole.how_urgent() == referrals::Urgency::SameDay || !approval_needed(tx, draft.authority_code)) {
    RP_CHECK(send_draft(tx, asked, it, consent));
    return Outcome::Sent;
  }
  if (waits(approval_of(tx, asked.desk.vault, draft.reference), draft)) return fail(ErrorKind::Conflict, "This referral waits for approval already. Write on, and it is asked for anew");
  const auto managers = managers_of(tx, draft.child, asked.today());
  if (managers.empty()) return fail(ErrorKind::Conflict, "A team manager approves referrals of your authority, and none works with this child yet. Say who it is on the child’s record, then send it again");
  tx.run(kAsk, {new_uuid(asked.now()), draft.reference, consent.version, consent.document, json::Value(json::Array(consent.fine.begin(), consent.fine.end())).dump(), asked.now(), asked.actor().id});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.approval_asked", {"referral", draft.reference}, asked.now());
  for (const auto& manager : managers)
    if (manager != asked.standing.person) RP_CHECK(answering::tell_person(tx, asked, manager, asked.facts.responsible));
  return Outcome::ToApprove;
}

Done approve(db::Write& tx, const Asked& asked, std::string_view approval) {
  RP_TRY(found, to_answer(tx, asked, approval));
  tx.run(kDecide, {found.approval.id, kApprovalStates.code(ApprovalState::Approved), asked.now(), asked.actor().id, std::optional<std::string>()});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.approved", {"referral", found.approval.reference}, asked.now());
  RP_CHECK(send_draft(tx, asked, found.it, found.approval.consent));
  return answering::tell_person(tx, asked, found.approval.asked_by, asked.facts.responsible);
}

Done send_back(db::Write& tx, const Asked& asked, std::string_view approval, std::string_view words) {
  const auto said = trim(words);
  if (said.empty()) return fail(ErrorKind::Invalid, "See the field", {{"words", "Say what must be different"}});
  if (letters(said) > kLongestWords) return fail(ErrorKind::Invalid, "See the field", {{"words", fmt::format("Say it in at most {} letters", kLongestWords)}});
  RP_TRY(found, to_answer(tx, asked, approval));
  tx.run(kDecide, {found.approval.id, kApprovalStates.code(ApprovalState::Returned), asked.now(), asked.actor().id, std::optional<std::string>(asked.desk.vault.seal(words_purpose(found.approval.id), said))});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.sent_back", {"referral", found.approval.reference}, asked.now());
  return answering::tell_person(tx, asked, found.approval.asked_by, asked.facts.responsible);
}

}  // namespace rightplace::referring
