#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/linking/linking_parts.h"

namespace rightplace::linking {
namespace {

constexpr std::string_view kAddress = "SELECT id, email_sealed, source, said_by, said_at FROM home_addresses WHERE authority_id = $1 AND urn = $2 AND ended_at IS NULL";
constexpr std::string_view kAddressById = "SELECT email_sealed FROM home_addresses WHERE id = $1";
constexpr std::string_view kConfirm = "UPDATE home_addresses SET source = $2, said_by = $3, said_at = $4 WHERE id = $1";
constexpr std::string_view kEndAddress = "UPDATE home_addresses SET ended_at = $2 WHERE id = $1";
constexpr std::string_view kInsertAddress = R"sql(
  INSERT INTO home_addresses (id, authority_id, urn, email_sealed, source, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";
constexpr std::string_view kEndLinks = "UPDATE ask_links SET ended_at = $3 WHERE ask_id = $1 AND address_id <> $2 AND ended_at IS NULL";
constexpr std::string_view kInsertLink = "INSERT INTO ask_links (id, ask_id, address_id, code_hash, message_id, made_at) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view kLink = R"sql(
  SELECT l.id, l.ask_id, (SELECT count(*) FROM ask_link_openings o WHERE o.link_id = l.id)
  FROM ask_links l
  WHERE l.code_hash = $1 AND l.ended_at IS NULL
)sql";
constexpr std::string_view kOpenHere = "SELECT id FROM ask_link_openings WHERE link_id = $1 AND visit_hash = $2 AND opened_at > $3";
constexpr std::string_view kInsertOpening = "INSERT INTO ask_link_openings (id, link_id, visit_hash, who_sealed, opened_at) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kOpening = R"sql(
  SELECT o.id, l.ask_id, l.address_id
  FROM ask_link_openings o
  JOIN ask_links l ON l.id = o.link_id
  WHERE o.id = $1 AND o.visit_hash = $2 AND o.opened_at > $3 AND l.ended_at IS NULL
)sql";
constexpr std::string_view kNewest = "SELECT address_id, made_at, message_id FROM ask_links WHERE ask_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1";
constexpr std::string_view kOpenings = R"sql(
  SELECT o.id, o.who_sealed, o.opened_at
  FROM ask_link_openings o
  JOIN ask_links l ON l.id = o.link_id
  WHERE l.ask_id = $1
  ORDER BY o.opened_at, o.id
)sql";

std::string email_purpose(std::string_view id) { return fmt::format("home_addresses.email/{}", id); }
std::string who_purpose(std::string_view id) { return fmt::format("ask_link_openings.who/{}", id); }

Personal<std::string> email_with(db::Read& tx, const vault::Vault& vault, const std::string& address) {
  const auto sealed = tx.first(kAddressById, {address}, [](const db::Row& row) { return row.string(0); });
  const auto opened = sealed ? vault.open(email_purpose(address), *sealed) : std::nullopt;
  return opened.value_or(Personal<std::string>{});
}

}  // namespace

std::optional<Address> address_of(db::Read& tx, const vault::Vault& vault, const organisations::OrganisationId& authority, std::string_view urn) {
  return tx.first(kAddress, {authority, urn}, [&](const db::Row& row) {
    return Address{row.id<AddressTag>(0), vault.open(email_purpose(row.text(0)), row.text(1)).value_or(Personal<std::string>{}), kSources.parse(row.text(2)).value_or(Source::Told), row.string(3), row.instant(4)};
  });
}

Result<AddressId> say_address(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& authority,
                              std::string_view urn, const Personal<std::string>& email, Source source, asking::When when) {
  const auto typed = std::string(trim(email.reveal()));
  if (!outbox::is_address(typed)) return fail(ErrorKind::Invalid, "No letter can go to this address", {{"email", "Enter an e-mail address in the form name@example.org"}});
  const auto record = [&](std::string_view action, const AddressId& id) {
    audit::record(tx, actor, allowed, action, {"home_address", id.text()}, when.now, {{"urn", urn}, {"source", kSources.code(source)}});
  };
  if (const auto stands = address_of(tx, vault, authority, urn)) {
    if (stands->email.reveal() == typed) {
      tx.run(kConfirm, {stands->id, kSources.code(source), actor.id, when.at});
      record("home_address.confirmed", stands->id);
      return stands->id;
    }
    tx.run(kEndAddress, {stands->id, when.at});
    record("home_address.ended", stands->id);
  }
  const AddressId id(new_uuid(when.now));
  tx.run(kInsertAddress, {id, authority, urn, vault.seal(email_purpose(id.text()), typed), kSources.code(source), actor.id, when.at});
  record("home_address.said", id);
  return id;
}

Done write_to_home(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::Ask& ask, outbox::Letter letter, asking::When when) {
  if (!ask.organisation.empty()) return fail(ErrorKind::Conflict, "The home’s provider works here and answers here: no letter with a link is sent");
  const auto address = address_of(tx, vault, ask.authority, ask.urn);
  if (!address) return fail(ErrorKind::Conflict, "Nobody has said yet where this home is written to: enter its address first");
  const Personal<std::string> code(vault::random_token());
  RP_TRY(message, outbox::put(tx, vault, {address->email, letter, {.link = outbox::Link{outbox::Page::ByLink, code}, .day = london_date(ask.answer_by), .organisation = ask.authority}}, when.now));
  tx.run(kEndLinks, {ask.id, address->id, when.now});
  tx.run(kInsertLink, {new_uuid(when.now), ask.id, address->id, vault::sha256_hex(code.reveal()), message.text(), when.now});
  audit::record(tx, actor, allowed, "link.sent", {"ask", ask.id.text()}, when.now, {{"reference", ask.reference}, {"urn", ask.urn}, {"letter", outbox::kLetters.code(letter)}});
  return {};
}

Result<std::string> first_letter(db::Read& tx, const organisations::OrganisationId& authority, Instant answer_by) {
  return outbox::preview(tx, outbox::Letter::Asked, {.link = outbox::Link{outbox::Page::ByLink, {}}, .day = london_date(answer_by), .organisation = authority});
}

Done tell_home(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::AskId& id, asking::When when) {
  RP_TRY(ask, asking::load(tx, id));
  const auto newest = tx.first(kNewest, {id}, [](const db::Row& row) { return row.string(0); });
  if (!newest || !ask.organisation.empty()) return {};
  if (asking::is_live(ask.state)) return write_to_home(tx, vault, actor, allowed, ask, outbox::Letter::AskedNews, when);
  RP_CHECK(outbox::put(tx, vault, {email_with(tx, vault, *newest), outbox::Letter::AskedEnded, {.link = {}, .day = {}, .organisation = ask.authority}}, when.now));
  return {};
}

std::optional<Written> written_about(db::Read& tx, const vault::Vault& vault, const asking::AskId& id) {
  struct Newest {
    std::string address, message;
    Instant at;
  };
  const auto newest = tx.first(kNewest, {id}, [](const db::Row& row) { return Newest{row.string(0), row.string(2), row.instant(1)}; });
  if (!newest) return std::nullopt;
  Written written{email_with(tx, vault, newest->address), newest->at, outbox::fate_of(tx, outbox::MessageId(newest->message)), {}};
  written.opened = tx.list(kOpenings, {id}, [&](const db::Row& row) { return Opened{vault.open(who_purpose(row.text(0)), row.text(1)).value_or(Personal<std::string>{}), row.instant(2)}; });
  return written;
}

Result<Link> link_with(db::Read& tx, std::string_view code) {
  auto link = tx.first(kLink, {vault::sha256_hex(code)}, [](const db::Row& row) { return Link{row.id<LinkTag>(0), row.id<asking::AskTag>(1), row.integer(2)}; });
  if (!link) return fail(ErrorKind::NotFound, "Open the link in the letter that came last, whole and as it stands. If it still does not work, ring the authority that sent it");
  return std::move(*link);
}

Result<OpeningId> open(db::Write& tx, const vault::Vault& vault, const Link& link, std::string_view visit, std::string_view who, Instant now) {
  const auto visit_hash = vault::sha256_hex(visit);
  if (auto here = tx.first(kOpenHere, {link.id, visit_hash, Instant{now.ms - kOpenMs}}, [](const db::Row& row) { return row.id<OpeningTag>(0); })) return std::move(*here);
  if (link.opened >= kMostOpenings)
    return fail(ErrorKind::Conflict, fmt::format("This link was opened {} times already and opens no more, because it may have been passed on. Ring the authority: it can send another", kMostOpenings));
  OpeningId id(new_uuid(now));
  tx.run(kInsertOpening, {id, link.id, visit_hash, vault.seal(who_purpose(id.text()), who), now});
  return id;
}

Result<Opening> opening_of(db::Read& tx, const vault::Vault& vault, const OpeningId& id, std::string_view visit, Instant now) {
  if (visit.empty()) return fail(ErrorKind::NotFound, "Open the link in the letter again: this page was opened in another browser, or some hours ago");
  auto found = tx.first(kOpening, {id, vault::sha256_hex(visit), Instant{now.ms - kOpenMs}}, [&](const db::Row& row) {
    return Opening{row.id<OpeningTag>(0), row.id<asking::AskTag>(1), masked(email_with(tx, vault, row.string(2)).reveal())};
  });
  if (!found) return fail(ErrorKind::NotFound, "Open the link in the letter again: this page was opened in another browser, or some hours ago");
  return std::move(*found);
}

}  // namespace rightplace::linking
