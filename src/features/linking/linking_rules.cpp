#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "features/linking/linking.h"

namespace rightplace::linking {

std::string masked(std::string_view email) {
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0) return "…";
  return std::string(email.substr(0, 1)) + "…" + std::string(email.substr(at));
}

Done may_read(const asking::Ask& ask, const std::optional<asking::Offer>& offer, Instant at) {
  switch (ask.state) {
    case asking::State::Declined: return fail(ErrorKind::Conflict, "Your home has declined. Nothing more is needed from you");
    case asking::State::Withdrawn: return fail(ErrorKind::Conflict, "The authority has withdrawn this. Nothing more is needed from you");
    case asking::State::NotChosen: return fail(ErrorKind::Conflict, "The authority has chosen another home. Nothing more is needed from you");
    case asking::State::Chosen: return fail(ErrorKind::Conflict, "The authority has chosen your home. It speaks with you next; what you must know of the child is read here only by people of your home who sign in");
    case asking::State::Asked:
    case asking::State::Offered: break;
  }
  const auto until = offer ? std::max(ask.answer_by, offer->terms.stands_until) : ask.answer_by;
  if (until < at)
    return fail(ErrorKind::Conflict, fmt::format("The time to answer ended on {}. If your home may still have a place, ring the authority: it can give you more time", moment_words(until)));
  return {};
}

}  // namespace rightplace::linking
