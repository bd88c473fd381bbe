#pragma once
// Within the feature: links, and the pages that they open.

#include "features/linking/linking.h"

namespace rightplace::linking {

struct LinkTag;
using LinkId = Id<LinkTag>;
struct OpeningTag;
using OpeningId = Id<OpeningTag>;

struct Link {
  LinkId id;
  asking::AskId ask;
  std::int64_t opened = 0;
};
// NotFound when there is no such link, or it was ended.
Result<Link> link_with(db::Read& tx, std::string_view code);

struct Opening {
  OpeningId id;
  asking::AskId ask;
  std::string email_masked;
};
// The page of this browser: made, or the one that it has of this link already. Conflict when the link was opened too often.
Result<OpeningId> open(db::Write& tx, const vault::Vault& vault, const Link& link, std::string_view visit, std::string_view who, Instant now);
// NotFound in another browser, after some hours, and when the link was ended.
Result<Opening> opening_of(db::Read& tx, const vault::Vault& vault, const OpeningId& id, std::string_view visit, Instant now);

void add_opening(const desk::Desk& desk, desk::Pages& pages);
void add_answers(const desk::Desk& desk, desk::Pages& pages);
void add_joining(const desk::Desk& desk, desk::Pages& pages);

// What an account would give, and the way to one (linking_joining.cpp).
web::Html way_in(db::Read& tx, const desk::Desk& desk, const Opening& opening, const asking::Ask& ask);

// ---- Pages of somebody who need not be signed in.

// Forms are bound to a cookie of the visit, or to the session of whoever is signed in.
struct Stranger {
  web::Visitor visitor;
  std::optional<std::string> new_cookie;
};
Stranger stranger(const desk::Desk& desk, const web::Exchange& exchange);
web::Response open_page(const desk::Desk& desk, const web::Exchange& exchange, const Stranger& who, std::string title, const web::Form& form, const web::Html& content, int status = 200);
web::Response not_valid(const web::Exchange& exchange, const Error& error);

}  // namespace rightplace::linking
