#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/linking/linking.h"
#include "features/pacing/pacing.h"
#include "features/referrals/referrals.h"

namespace rightplace::pacing {
namespace {

constexpr std::string_view kOnce = "INSERT INTO ask_reminders (ask_id, sent_at) VALUES ($1, $2) ON CONFLICT (ask_id) DO NOTHING";
constexpr std::string_view kSent = "SELECT 1 FROM ask_reminders WHERE ask_id = $1";
constexpr std::int64_t kLookAheadMs = 92 * 86'400'000LL;   // nobody is given longer to answer

const Actor kReminder{ActorKind::System, "reminder"};
Allowed as_asked() { return Allowed::because("an authority asked, and its time to answer is nearly over"); }

Done remind(db::Write& tx, const vault::Vault& vault, const asking::Ask& ask, asking::When when) {
  if (tx.run(kOnce, {ask.id, when.at}) == 0) return {};   // somebody else was first
  audit::record(tx, kReminder, as_asked(), "ask.reminded", {"ask", ask.id.text()}, when.now, {{"reference", ask.reference}, {"urn", ask.urn}});
  if (ask.organisation.empty()) {
    if (!linking::written_about(tx, vault, ask.id)) return {};   // it was asked in no way that a letter could remind of
    return linking::write_to_home(tx, vault, kReminder, as_asked(), ask, outbox::Letter::AskedReminder, when);
  }
  const auto today = london_date(when.at);
  const auto write_to = [&](const organisations::OrganisationId& organisation, access::Role role) -> Done {
    for (const auto& person : accounts::holders_of(tx, organisation, role, today))
      if (const auto contact = accounts::contact_of(tx, vault, person))
        RP_CHECK(outbox::put(tx, vault, {contact->email, outbox::Letter::Reminder, {.link = outbox::Link{outbox::Page::SignIn, {}}, .day = london_date(ask.answer_by), .organisation = organisation}}, when.now));
    return {};
  };
  RP_CHECK(write_to(ask.organisation, access::Role::ReferralsManager));
  for (const auto& below : organisations::with_all_below(tx, ask.organisation, today)) {
    const auto body = organisations::load(tx, below);
    if (body && body->details.kind == organisations::Kind::Home && body->details.urn == ask.urn) RP_CHECK(write_to(below, access::Role::RegisteredManager));
  }
  return {};
}

}  // namespace

int remind_due(db::Database& database, const vault::Vault& vault, asking::When when) {
  const auto due = database.read([&](db::Read& tx) {
    auto all = asking::unanswered_until(tx, when.at, Instant{when.at.ms + kLookAheadMs});
    std::erase_if(all, [&](const asking::Ask& ask) {
      const auto line = referrals::line_of(tx, ask.reference);
      return !is_to_remind(model(), ask, when.at) || !line || line->status != referrals::Status::Open || tx.exists(kSent, {ask.id});
    });
    return all;
  });
  int reminded = 0;
  for (const auto& one : due) {
    const auto done = database.write([&](db::Write& tx) -> Done {
      RP_TRY(ask, asking::load(tx, one.id));
      if (!is_to_remind(model(), ask, when.at)) return {};   // answered meanwhile
      return remind(tx, vault, ask, when);
    });
    if (done) ++reminded;
  }
  return reminded;
}

}  // namespace rightplace::pacing
