#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/asking/asking.h"

namespace rightplace::asking {
namespace {

constexpr Pence kMostWeekly{50'000'00};
constexpr std::size_t kLongestWhat = 100, kLongestConditions = 2'000, kMostLines = 20;

// Why an ask that has ended takes nothing more, for the one who comes too late.
std::string_view ended_words(State state) {
  switch (state) {
    case State::Declined: return "This home has declined already";
    case State::Withdrawn: return "The authority has withdrawn this; nothing more is needed from you";
    case State::Chosen: return "This home has been chosen already";
    case State::NotChosen: return "The authority has chosen another home; nothing more is needed from you";
    case State::Asked:
    case State::Offered: break;
  }
  return "This cannot be done as things stand";
}

}  // namespace

Result<State> next_state(State from, Event event) {
  for (const auto& row : kTransitions)
    if (row.from == from && row.event == event) return row.to;
  if (from == State::Asked && (event == Event::Choose || event == Event::TakeBack)) return fail(ErrorKind::Conflict, "This home has not offered a place");
  return fail(ErrorKind::Conflict, std::string(ended_words(from)));
}

Done may_answer(State state, Instant answer_by, Instant now) {
  if (state != State::Asked && state != State::Offered) return fail(ErrorKind::Conflict, std::string(ended_words(state)));
  if (now.ms > answer_by.ms)
    return fail(ErrorKind::Conflict, fmt::format("The time to answer ended on {} at {}. Ask the authority for more time; nothing of what you wrote was sent",
                                                 london_date(answer_by).words(), london_time(answer_by)));
  return {};
}

Done checked(const OfferTerms& terms, Instant now) {
  std::vector<FieldError> faults;
  if (terms.stands_until.ms <= now.ms) faults.push_back({"stands_until", "Enter a time ahead, until which you hold to the offer"});
  if (terms.lines.empty() || std::ranges::none_of(terms.lines, [](const PriceLine& line) { return line.every == Every::Week; }))
    faults.push_back({"lines", "Enter the price of a week"});
  if (terms.lines.size() > kMostLines) faults.push_back({"lines", fmt::format("Enter at most {} lines", kMostLines)});
  for (const auto& line : terms.lines) {
    if (trim(line.what).empty() || line.what.size() > kLongestWhat) faults.push_back({"lines", "Say what each price is for, in at most 100 letters"});
    if (line.amount.value < 0 || line.amount > kMostWeekly) faults.push_back({"lines", "Enter each price between £0 and £50,000"});
  }
  if (faults.empty() && weekly_total(terms.lines).per_week > kMostWeekly) faults.push_back({"lines", "Together the weekly prices are above £50,000: check them"});
  if (terms.conditions.size() > kLongestConditions) faults.push_back({"conditions", "Enter at most 2,000 letters"});
  if (terms.room && terms.room->size() > kLongestWhat) faults.push_back({"room", "Choose one of the home's rooms"});
  if (faults.empty()) return {};
  return fail(ErrorKind::Invalid, "The offer cannot be made as described: see the fields", std::move(faults));
}

WeeklyRate weekly_total(std::span<const PriceLine> lines) {
  WeeklyRate total;
  for (const auto& line : lines)
    if (line.every == Every::Week) total.per_week = total.per_week + line.amount;
  return total;
}

Pence once_total(std::span<const PriceLine> lines) {
  Pence total;
  for (const auto& line : lines)
    if (line.every == Every::Once) total = total + line.amount;
  return total;
}

bool needs_second(const Signatures& signatures) { return !signatures.overrides.empty(); }

Done may_sign(const Signatures& signatures, std::string_view second) {
  if (!needs_second(signatures)) return fail(ErrorKind::Conflict, "Nothing speaks against this choice, so no second signature is needed");
  if (second.empty() || second == signatures.decided_by) return fail(ErrorKind::Conflict, "The second signature is somebody else's: whoever proposed the choice cannot give it");
  return {};
}

}  // namespace rightplace::asking
