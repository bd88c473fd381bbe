#pragma once
// Homes that do not work here yet, asked by letter. A letter holds a link of its own, good for one ask until its time ends or
// the authority withdraws it. Opening it takes two steps: the first shows a button and nothing of the child, so that a program
// that looks at links reads nothing and uses nothing up; whoever then says for which home they answer reads the summary, the
// first tier and never more, and may offer, ask or decline. What was read stands in the child's own ledger.
//
// Of a link only a hash is kept. docs/decisions/0065-homes-asked-by-letter.md.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "features/asking/asking.h"
#include "features/desk/desk.h"
#include "features/outbox/outbox.h"

namespace rightplace::linking {

std::span<const db::Migration> migrations();
desk::Pages pages(const desk::Desk& desk);

// ---- Rules (linking_rules.cpp).

inline constexpr std::int64_t kMostOpenings = 12;                 // of one link; then another letter is needed. Policy
inline constexpr std::int64_t kOpenMs = 12 * 3'600'000LL;         // a page stays open in its browser; then the letter opens it again
// "o…@silent-house.example": enough to know the letter again, too little to write to.
std::string masked(std::string_view email);
// Whether the summary may be read by link now. Conflict says in words why not, and nothing of the child.
Done may_read(const asking::Ask& ask, const std::optional<asking::Offer>& offer, Instant at);

// ---- Where a home is written to. Each authority says so for itself, and answers for it.

enum class Source { Told, Contract, Published };
inline constexpr auto kSources = enum_names<Source>({{Source::Told, "told", "The home told us"},
                                                     {Source::Contract, "contract", "It stands in our contract with the provider"},
                                                     {Source::Published, "published", "The home or its provider publishes it"}});
struct AddressTag;
using AddressId = Id<AddressTag>;
struct Address {
  AddressId id;
  Personal<std::string> email;
  Source source = Source::Told;
  std::string said_by;
  Instant said_at;
};
std::optional<Address> address_of(db::Read& tx, const vault::Vault& vault, const organisations::OrganisationId& authority, std::string_view urn);
// Says or confirms it; another one takes the place of the one that stood. Invalid names the field "email".
Result<AddressId> say_address(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& authority,
                              std::string_view urn, const Personal<std::string>& email, Source source, asking::When when);

// ---- Letters about one ask.

// With a new link, to the address that stands; links to another address open nothing from then on. Conflict when no address
// stands or the ask has a provider here, who signs in.
Done write_to_home(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::Ask& ask, outbox::Letter letter, asking::When when);
// What the first letter says, with words in the place of the link.
Result<std::string> first_letter(db::Read& tx, const organisations::OrganisationId& authority, Instant answer_by);
// That something changed; when the ask has ended, that nothing more is needed. Nothing is sent of an ask that was not by letter.
Done tell_home(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::AskId& id, asking::When when);

struct Opened {
  Personal<std::string> who;
  Instant at;
};
struct Written {
  Personal<std::string> email;
  Instant at;                                 // of the newest letter
  std::optional<outbox::Fate> fate;           // of the newest; none: it was sent, some time ago
  std::vector<Opened> opened;                 // oldest first
};
// Nothing: the ask is not by letter.
std::optional<Written> written_about(db::Read& tx, const vault::Vault& vault, const asking::AskId& id);

}  // namespace rightplace::linking
