#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "features/moving_in/moving_in.h"
#include "features/children/children.h"

namespace rightplace::answering {
namespace {

// A room is held as long as the search looks when no end is planned.
constexpr int kHeldNights = 180;

std::vector<supply::Occupation> occupations(db::Read& tx, std::string_view urn, Date day) {
  std::vector<supply::Occupation> list;
  for (const auto& placement : placements::there_from(tx, urn, day)) list.push_back(supply::occupation_of(placement, day));
  return list;
}

Result<asking::Ask> asked_for(db::Read& tx, const Asked& asked) { return asking::load(tx, asking::AskId(asked.facts.id)); }

}  // namespace

Done offer_place(db::Write& tx, const Asked& asked, std::int64_t version, asking::OfferTerms terms) {
  const auto when = when_of(asked);
  RP_TRY(ask, asked_for(tx, asked));
  RP_TRY(referral, referrals::find_referral(tx, asked.desk.vault, ask.reference));
  if (referral.status != referrals::Status::Open) return fail(ErrorKind::Conflict, "The authority looks for no home for this child any more; nothing more is needed from you");
  const auto home = supply::supply_of(tx, ask.urn, asked.today(), when.at);
  if (home.rooms && !home.rooms->value.empty() && !terms.room) return fail(ErrorKind::Invalid, "See the field", {{"room", "Choose the room that you hold for this child"}});
  if (terms.available_from < asked.today()) return fail(ErrorKind::Invalid, "See the field", {{"from", "The first night must not be in the past"}});
  RP_CHECK(asking::offer(tx, asked.actor(), asked.allowed(), ask.id, version, terms, when));
  RP_CHECK(release_holds(tx, asked, ask.urn, ask.reference));   // of the offer that this one replaces
  if (terms.room) {
    const auto until = referral.planned_until && *referral.planned_until > terms.available_from ? *referral.planned_until : terms.available_from.plus_days(kHeldNights);
    supply::Hold hold{.urn = ask.urn, .room = *terms.room, .nights = {terms.available_from, until}, .held_for = ask.reference, .held_at = when.at, .held_until = terms.stands_until};
    if (const auto held = supply::hold(tx, asked.actor(), asked.allowed(), std::move(hold), occupations(tx, ask.urn, asked.today()), {when.at, when.now}); !held) {
      const auto& error = held.error();
      // An offer stands no longer than a room may be held.
      const bool too_long = !error.fields.empty() && error.fields.front().field == "held_until";
      return fail(ErrorKind::Invalid, "The room cannot be held", {{too_long ? "stands_until" : "room", error.fields.empty() ? error.detail : error.fields.front().detail}});
    }
  }
  return tell_person(tx, asked, ask.asked_by, ask.authority);
}

Done decline_ask(db::Write& tx, const Asked& asked, std::int64_t version, std::string_view reason, std::string_view words) {
  RP_TRY(ask, asked_for(tx, asked));
  RP_CHECK(asking::decline(tx, asked.actor(), asked.allowed(), ask.id, version, reason, words, when_of(asked)));
  return tell_person(tx, asked, ask.asked_by, ask.authority);
}

Done take_back_offer(db::Write& tx, const Asked& asked, std::int64_t version, std::string_view words) {
  RP_TRY(ask, asked_for(tx, asked));
  RP_CHECK(asking::take_back(tx, asked.actor(), asked.allowed(), ask.id, version, words, when_of(asked)));
  RP_CHECK(release_holds(tx, asked, ask.urn, ask.reference));
  return tell_person(tx, asked, ask.asked_by, ask.authority);
}

Done write_to_authority(db::Write& tx, const Asked& asked, std::string_view words) {
  RP_TRY(ask, asked_for(tx, asked));
  RP_CHECK(asking::write_message(tx, asked.actor(), asked.allowed(), ask.id, asking::Side::Home, words, when_of(asked)));
  return tell_person(tx, asked, ask.asked_by, ask.authority);
}

Done confirm_place(db::Write& tx, const Asked& asked) {
  RP_TRY(ask, asked_for(tx, asked));
  const auto line = referrals::line_of(tx, ask.reference);
  if (!line || asked.facts.child.empty()) return fail(access::missing());
  for (const auto& placement : placements::of_child(tx, children::ChildId(asked.facts.child))) {
    if (placement.referral_id != line->id || placement.urn != ask.urn || placement.state == placements::State::Withdrawn) continue;
    if (placement.state != placements::State::Claimed) return fail(ErrorKind::Conflict, fmt::format("This placement is {} already", lower(placements::kStates.label(placement.state))));
    if (const auto why = moving_in::refusal(tx, ask.urn, placement.stay.from, asked.today(), asked.desk.days.now()); why && placement.stay.from >= asked.today())
      return fail(ErrorKind::Conflict, *why + ". Do not take the child in: ring the authority, which looks elsewhere");
    RP_CHECK(placements::confirm(tx, asked.actor(), asked.allowed(), placement.id, std::nullopt, asked.now()));
    return tell_person(tx, asked, ask.asked_by, ask.authority);
  }
  return fail(ErrorKind::Conflict, "The authority has not recorded the placement yet. Nothing is to be confirmed");
}

}  // namespace rightplace::answering
