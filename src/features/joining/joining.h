#pragma once
// Requests of providers to be let in: from whoever answered a letter by its link, to whoever operates this service.
//
// A request gives nobody anything. Letting in adds the organisation and invites its first administrator, who claims the home
// then; somebody else checks the claim.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/desk/desk.h"

namespace rightplace::joining {

std::span<const db::Migration> migrations();
desk::Pages pages(const desk::Desk& desk);

struct RequestTag;
using RequestId = Id<RequestTag>;

enum class State { Waiting, LetIn, Refused };
inline constexpr auto kStates = enum_names<State>({{State::Waiting, "waiting", "Waits for an answer"}, {State::LetIn, "let_in", "Let in"}, {State::Refused, "refused", "Refused"}});

struct Wanted {
  std::string urn;
  organisations::OrganisationId authority;   // whose letter led here
  std::string provider;
  Personal<std::string> person, email;
};
struct Request {
  RequestId id;
  Wanted wanted;
  Instant asked_at;
  State state = State::Waiting;
  std::optional<organisations::OrganisationId> organisation;
  std::string because, answered_by;
  std::optional<Instant> answered_at;
};

// Invalid names the fields: provider, person, email. Conflict when a request of this home waits already.
Result<RequestId> ask(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Wanted& wanted, Instant now);
// Adds the organisation, as it was typed or as whoever answers knows it, and invites its administrator. Conflict when it was
// answered before; Invalid names the fields: provider, person, email.
Result<organisations::OrganisationId> let_in(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const RequestId& id, const Wanted& as, Date today, Instant now);
// Invalid without a reason of ten letters.
Done refuse(db::Write& tx, const Actor& actor, const Allowed& allowed, const RequestId& id, std::string_view because, Instant now);

Result<Request> load(db::Read& tx, const vault::Vault& vault, const RequestId& id);
std::optional<Request> waiting_of(db::Read& tx, const vault::Vault& vault, std::string_view urn);
std::vector<Request> all(db::Read& tx, const vault::Vault& vault);   // those that wait first, the longest waiting first; then the latest answered

}  // namespace rightplace::joining
