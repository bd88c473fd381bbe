#include "features/outbox/outbox_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::outbox {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO outbox_messages (id, letter, to_sealed, values_sealed, state, attempts, due_at, put_at)
  VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5)
)sql";
constexpr std::string_view kIsDue = "SELECT 1 FROM outbox_messages WHERE state = 'waiting' AND due_at <= $1 LIMIT 1";
constexpr std::string_view kDue = R"sql(
  SELECT id, letter, to_sealed, values_sealed, attempts, put_at
  FROM outbox_messages
  WHERE state = 'waiting'
    AND due_at <= $1
  ORDER BY due_at, id
  LIMIT 1
)sql";
constexpr std::string_view kClaim = "UPDATE outbox_messages SET attempts = attempts + 1, due_at = $2 WHERE id = $1";
constexpr std::string_view kSent = R"sql(
  UPDATE outbox_messages
  SET state = 'sent', values_sealed = NULL, last_fault = NULL, ended_at = $2
  WHERE id = $1 AND state = 'waiting'
)sql";
constexpr std::string_view kLater = "UPDATE outbox_messages SET due_at = $2, last_fault = $3 WHERE id = $1 AND state = 'waiting'";
constexpr std::string_view kDead = "UPDATE outbox_messages SET state = 'dead', ended_at = $2, last_fault = $3 WHERE id = $1 AND state = 'waiting'";
constexpr std::string_view kRetry = R"sql(
  UPDATE outbox_messages
  SET state = 'waiting', ended_at = NULL, attempts = 0, due_at = $2
  WHERE id = $1 AND state = 'dead'
)sql";
constexpr std::string_view kOld = "SELECT 1 FROM outbox_messages WHERE state <> 'waiting' AND ended_at < $1 LIMIT 1";
constexpr std::string_view kForget = "DELETE FROM outbox_messages WHERE state <> 'waiting' AND ended_at < $1";
constexpr std::string_view kCounts = "SELECT state, count(*), min(put_at) FROM outbox_messages GROUP BY state";
constexpr std::string_view kDeadLetters = R"sql(
  SELECT id, letter, attempts, last_fault, put_at, ended_at
  FROM outbox_messages
  WHERE state = 'dead'
  ORDER BY ended_at, id
)sql";

const Actor kSender{ActorKind::System, "outbox"};
Allowed as_put() { return Allowed::because("put into the outbox by an audited change"); }

std::string to_purpose(const MessageId& id) { return "outbox.to/" + id.text(); }
std::string values_purpose(const MessageId& id) { return "outbox.values/" + id.text(); }

// Exactly what vault::random_token() makes: no sentence and no name has this form.
bool is_code(std::string_view text) {
  return text.size() == 43 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

// The day and the organisation, beside a link that is there already; no hole is left and nothing is left over.
Done fill_facts(db::Read& tx, Letter letter, const Values& values, std::map<std::string, std::string>& fillings) {
  if (values.day) fillings["day"] = values.day->words();
  if (values.organisation) {
    RP_TRY(organisation, organisations::load(tx, *values.organisation));
    fillings["organisation"] = shown(organisation.details.name, 300);
  }
  std::set<std::string> given;
  for (const auto& [name, text] : fillings) given.insert(name);
  if (given != holes_of(letter_text(letter).text))
    return fail(ErrorKind::Invalid, fmt::format("The letter {} takes other values than these; see data/mail", kLetters.code(letter)));
  return {};
}

// The values as the letter will hold them, by the names of its holes; of a link only what follows the service's address.
Result<std::map<std::string, std::string>> fillings_of(db::Read& tx, const Message& message) {
  std::map<std::string, std::string> fillings;
  const auto& values = message.values;
  if (values.link) {
    const auto& code = values.link->code.reveal();
    const bool wants_code = values.link->page != Page::SignIn;
    if (wants_code ? !is_code(code) : !code.empty()) return fail(ErrorKind::Invalid, "The link of this message has no one-time code, or one that its page does not take");
    fillings["link"] = std::string(kPages.code(values.link->page)) + (wants_code ? "?code=" + code : "");
  }
  RP_CHECK(fill_facts(tx, message.letter, values, fillings));
  return fillings;
}

std::string as_json(const std::map<std::string, std::string>& fillings) {
  json::Object object;
  for (const auto& [name, text] : fillings) object.set(name, text);
  return json::Value(std::move(object)).dump();
}

std::map<std::string, std::string> from_json(const std::string& text) {
  std::map<std::string, std::string> fillings;
  const auto value = json::parse(text, "outbox");
  if (!value || !value->as_object()) return fillings;
  for (const auto& [name, filling] : *value->as_object())
    if (filling.as_string()) fillings[name] = *filling.as_string();
  return fillings;
}

// None when the key is another or the row was changed.
std::optional<Mail> written_out(const vault::Vault& vault, const Letterhead& head, const MessageId& id, std::string_view letter_code, std::string_view to_sealed,
                                std::string_view values_sealed, Instant put_at) {
  const auto letter = kLetters.parse(letter_code);
  const auto to = vault.open(to_purpose(id), to_sealed);
  const auto values = vault.open(values_purpose(id), values_sealed);
  if (!letter || !to || !values) return std::nullopt;
  auto fillings = from_json(values->reveal());
  const auto text = letter_text(*letter);
  for (const auto& hole : holes_of(text.text))
    if (!fillings.contains(hole)) return std::nullopt;
  if (fillings.contains("link")) fillings["link"] = head.address + fillings["link"];
  return Mail{id, *to, head.from, text.subject, Personal(filled(text.text, fillings)), put_at};
}

}  // namespace

Result<MessageId> put(db::Write& tx, const vault::Vault& vault, const Message& message, Instant now) {
  if (!is_address(message.to.reveal())) return fail(ErrorKind::Invalid, "The message cannot go to this e-mail address: write it as name@example.org, in plain letters");
  RP_TRY(fillings, fillings_of(tx, message));
  MessageId id(new_uuid(now));
  tx.run(kInsert, {id, kLetters.code(message.letter), vault.seal(to_purpose(id), message.to.reveal()), vault.seal(values_purpose(id), as_json(fillings)), now});
  return id;
}

Result<std::string> preview(db::Read& tx, Letter letter, const Values& values) {
  std::map<std::string, std::string> fillings;
  if (values.link) fillings["link"] = "(the link)";
  RP_CHECK(fill_facts(tx, letter, values, fillings));
  return filled(letter_text(letter).text, fillings);
}

std::optional<Fate> fate_of(db::Read& tx, const MessageId& id) {
  return tx.first("SELECT state FROM outbox_messages WHERE id = $1", {id}, [](const db::Row& row) { return row.text(0) == "waiting" ? Fate::Waiting : row.text(0) == "sent" ? Fate::Sent : Fate::Dead; });
}

bool is_due(db::Read& tx, Instant now) { return tx.exists(kIsDue, {now}); }

std::optional<Claimed> claim(db::Write& tx, const vault::Vault& vault, const Letterhead& head, Instant now) {
  const auto found = tx.first(kDue, {now}, [&](const db::Row& row) {
    const auto id = row.id<MessageTag>(0);
    return Claimed{id, row.string(1), row.integer(4) + 1, written_out(vault, head, id, row.text(1), row.text(2), row.text(3), row.instant(5))};
  });
  if (found) tx.run(kClaim, {found->id, Instant{now.ms + kSendingMs}});
  return found;
}

void sent(db::Write& tx, const Claimed& claimed, Instant now) {
  if (tx.run(kSent, {claimed.id, now}) == 0) return;   // somebody else was told so already
  audit::record(tx, kSender, as_put(), "message.sent", {"message", claimed.id.text()}, now, {{"letter", claimed.letter}, {"attempts", claimed.attempts}});
}

bool failed(db::Write& tx, const Claimed& claimed, std::string_view fault, bool for_good, Instant now) {
  if (!for_good && claimed.attempts < kMostAttempts) {
    tx.run(kLater, {claimed.id, Instant{now.ms + wait_ms(claimed.attempts)}, fault});
    return false;
  }
  if (tx.run(kDead, {claimed.id, now, fault}) > 0)
    audit::record(tx, kSender, as_put(), "message.dead", {"message", claimed.id.text()}, now, {{"letter", claimed.letter}, {"attempts", claimed.attempts}});
  return true;
}

void forget_old(db::Database& database, Instant now) {
  const Instant before{now.ms - kKeptMs};
  if (!database.read([&](db::Read& tx) { return tx.exists(kOld, {before}); })) return;
  database.write([&](db::Write& tx) { tx.run(kForget, {before}); });
}

Backlog backlog(db::Read& tx) {
  Backlog found;
  tx.each(kCounts, {}, [&](const db::Row& row) {
    const auto count = row.integer(1);
    if (row.text(0) == "waiting") {
      found.waiting = count;
      found.oldest = row.instant(2);
    } else if (row.text(0) == "dead") {
      found.dead = count;
    } else {
      found.sent = count;
    }
  });
  return found;
}

std::vector<DeadLetter> dead_letters(db::Read& tx) {
  return tx.list(kDeadLetters, {}, [](const db::Row& row) {
    return DeadLetter{row.id<MessageTag>(0), row.string(1), row.integer(2), row.string(3), row.instant(4), row.instant(5)};
  });
}

Done retry(db::Write& tx, const Actor& actor, const Allowed& allowed, const MessageId& id, Instant now) {
  if (tx.run(kRetry, {id, now}) == 0) return fail(ErrorKind::NotFound, fmt::format("No dead letter has the number {}: rightplace outbox lists them", shown(id.text())));
  audit::record(tx, actor, allowed, "message.retried", {"message", id.text()}, now);
  return {};
}

}  // namespace rightplace::outbox
