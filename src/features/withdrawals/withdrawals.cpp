#include "features/withdrawals/withdrawals.h"

#include <embedded/rules_withdrawals.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/letters.h"
#include "base/london.h"
#include "base/text.h"
#include "formats/coded_rows.h"

namespace rightplace::withdrawals {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO referral_withdrawals (reference, reason, words_sealed, withdrawn_at, withdrawn_by, withdrawn_by_kind)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

std::string_view kind_of(const Actor& actor) { return actor.kind == ActorKind::Person ? "person" : actor.kind == ActorKind::Operator ? "operator" : "system"; }

constexpr std::string_view kFind = R"sql(
  SELECT reference, reason, words_sealed, withdrawn_at, withdrawn_by, withdrawn_by_kind
  FROM referral_withdrawals
  WHERE reference = $1
)sql";

std::string words_purpose(std::string_view reference) { return fmt::format("referral_withdrawals.words/{}", reference); }

// Why it cannot be withdrawn as it stands now, in words; empty: it can.
std::string hindrance(db::Read& tx, const vault::Vault& vault, const referrals::Line& line) {
  using referrals::Status;
  switch (line.status) {
    case Status::Draft:
    case Status::Open: return {};
    case Status::Withdrawn: {
      const auto before = withdrawal_of(tx, vault, line.reference);
      return before ? fmt::format("This referral was withdrawn on {}: {}", moment_words(before->withdrawn_at), reason_words(before->reason)) : std::string("This referral was withdrawn already");
    }
    case Status::Placed: return "The child has a place by this referral. Undo the choice before the first night, or record the end of the placement";
    case Status::Closed: return "This referral is closed, so there is nothing to withdraw";
  }
  return {};
}

}  // namespace

Result<std::vector<Reason>> read_reasons(std::string_view toml, std::string_view source) {
  std::vector<Reason> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "reason", [&](std::string code, std::string label, json::Fields&) { all.push_back({std::move(code), std::move(label)}); }));
  return all;
}

const std::vector<Reason>& reasons() {
  static const auto all = [] {
    auto read = read_reasons(embedded::rules_withdrawals("withdrawal_reasons.toml"), "rules/withdrawal_reasons.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return all;
}

std::string reason_words(std::string_view code) {
  const auto found = std::ranges::find(reasons(), code, &Reason::code);
  return found == reasons().end() ? std::string(code) : found->label;
}

Result<std::vector<asking::Ask>> withdraw(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, std::string_view reference, std::string_view reason, std::string_view words, asking::When when) {
  const auto line = referrals::line_of(tx, reference);
  if (!line) return fail(ErrorKind::NotFound, "There is no such referral");
  if (auto words_why_not = hindrance(tx, vault, *line); !words_why_not.empty()) return fail(ErrorKind::Conflict, std::move(words_why_not));
  std::vector<FieldError> faults;
  if (std::ranges::find(reasons(), reason, &Reason::code) == reasons().end()) faults.push_back({"reason", "Choose why the referral is withdrawn"});
  const auto said = trim(words);
  if (said.empty()) faults.push_back({"words", "Say in your own words what changed"});
  else if (letters(said) > kLongestWords) faults.push_back({"words", fmt::format("Say it in at most {} letters", kLongestWords)});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The withdrawal is not complete", std::move(faults));
  auto asks = asking::asks_of(tx, line->reference);
  std::erase_if(asks, [](const asking::Ask& ask) { return !asking::is_live(ask.state); });
  asking::withdraw_all(tx, actor, allowed, line->reference, when);
  RP_CHECK(referrals::change_status(tx, actor, allowed, line->reference, referrals::Event::Withdraw, when.now));
  tx.run(kInsert, {line->reference, reason, vault.seal(words_purpose(line->reference), said), when.at, actor.id, kind_of(actor)});
  audit::record(tx, actor, allowed, "referral.withdrawal_explained", {"referral", line->reference}, when.now, {{"reason", reason}, {"homes_told", asks.size()}});
  return asks;
}

std::optional<Instant> withdrawn_at(db::Read& tx, std::string_view reference) {
  return tx.first("SELECT withdrawn_at FROM referral_withdrawals WHERE reference = $1", {reference}, [](const db::Row& row) { return row.instant(0); });
}

std::optional<Withdrawal> withdrawal_of(db::Read& tx, const vault::Vault& vault, std::string_view reference) {
  return tx.first(kFind, {reference}, [&](const db::Row& row) {
    const auto words = vault.open(words_purpose(row.text(0)), row.text(2));
    if (!words) throw db::DatabaseError("Why a referral was withdrawn does not open: the key beside the store is another, or the row was changed.");
    return Withdrawal{row.string(0), row.string(1), words->reveal(), row.instant(3), row.string(5), row.string(4)};
  });
}

}  // namespace rightplace::withdrawals
