#pragma once
// Messages that leave with the change that caused them: `put` stands in the same transaction, and `rightplace serve` sends
// afterwards. What is put and committed is sent at least once; a second sending carries the same Message-ID.
//
// A letter is a fixed text of data/mail with holes for a link, a day and the name of an organisation: no hole takes a text
// of the caller, so that nobody's name can get in. The address and what fills the holes are sealed with the store's key.
// docs/operate/mail.md, decision 0045.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/id.h"
#include "base/personal.h"
#include "features/audit/audit.h"
#include "features/organisations/organisations.h"
#include "features/services.h"
#include "vault/vault.h"

namespace rightplace::outbox {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // outbox, outbox retry, outbox trial

struct MessageTag;
using MessageId = Id<MessageTag>;

// The code is the file's name: data/mail/invitation.txt.
enum class Letter { Invitation, Recovery, AccountChanged, GlassBroken, Waiting, Reminder, Asked, AskedNews, AskedReminder, AskedEnded, Trial };
inline constexpr auto kLetters = enum_names<Letter>({{Letter::Invitation, "invitation", "Invitation to set an account up"},
                                                     {Letter::Recovery, "recovery", "Link to choose a new password"},
                                                     {Letter::AccountChanged, "account_changed", "Password or authenticator was changed"},
                                                     {Letter::GlassBroken, "glass_broken", "Emergency access was used"},
                                                     {Letter::Waiting, "waiting", "Something waits in the service"},
                                                     {Letter::Reminder, "reminder", "Something waits for an answer, soon no longer taken"},
                                                     {Letter::Asked, "asked", "A home without an account is asked for a place"},
                                                     {Letter::AskedNews, "asked_news", "News on what a home without an account was asked"},
                                                     {Letter::AskedReminder, "asked_reminder", "A home without an account has not answered yet"},
                                                     {Letter::AskedEnded, "asked_ended", "A home without an account need not answer any more"},
                                                     {Letter::Trial, "trial", "Trial message"}});

// Pages that a letter may lead to.
enum class Page { SignIn, SetUp, Recover, ByLink };
inline constexpr auto kPages = enum_names<Page>({{Page::SignIn, "/sign-in", "Sign in"},
                                                 {Page::SetUp, "/set-up", "Set up an account"},
                                                 {Page::Recover, "/recover", "Choose a new password"},
                                                 {Page::ByLink, "/by-link", "Answer without an account"}});

struct Link {
  Page page = Page::SignIn;
  Personal<std::string> code = {};   // of vault::random_token(); none: a page without one
};

// What the letter's text asks for, no more and no less.
struct Values {
  std::optional<Link> link = {};
  std::optional<Date> day = {};
  std::optional<organisations::OrganisationId> organisation = {};   // its name, as it is now
};

struct Message {
  Personal<std::string> to;
  Letter letter = Letter::Trial;
  Values values = {};
};

// In the transaction of the change. Invalid when the address is none or the values are not those of the letter; NotFound when
// there is no such organisation. `now` is a real moment, in a demo too.
Result<MessageId> put(db::Write& tx, const vault::Vault& vault, const Message& message, Instant now);

// What the letter will say, with words in the place of its link: for whoever is about to send it.
Result<std::string> preview(db::Read& tx, Letter letter, const Values& values);

// What became of a message; nothing: it was sent, and is forgotten since.
enum class Fate { Waiting, Sent, Dead };
std::optional<Fate> fate_of(db::Read& tx, const MessageId& id);

// ---- Rules (outbox_rules.cpp).

// How long after the nth attempt that failed the next follows: a minute, doubling up to four hours.
std::int64_t wait_ms(std::int64_t attempts);
inline constexpr std::int64_t kMostAttempts = 16;           // some 36 hours; then a person must look
inline constexpr std::int64_t kSendingMs = 5 * 60'000;      // nobody else tries meanwhile; longer than any transport takes
inline constexpr std::int64_t kKeptMs = 30 * 86'400'000LL;

// An address as SMTP takes it without extensions.
bool is_address(std::string_view text);

// ---- Sending.

// A letter, written out.
struct Mail {
  MessageId id;
  Personal<std::string> to;
  std::string from;
  std::string subject;
  Personal<std::string> text;   // may hold a one-time code
  Instant put_at;
};
// As it goes over the wire (RFC 5322): CRLF, quoted-printable, the same bytes each time.
std::string internet_message(const Mail& mail);

// Where mail goes. `send` answers Unavailable when it should be tried again, Invalid when that would be of no use; the words
// never hold the address.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Done send(const Mail& mail) = 0;
  virtual std::string describe() const = 0;
};

struct MailOptions {
  std::string smtp = {};               // "smtp://host:587" (STARTTLS) or "smtps://host:465"; empty: files in STORE/outbox
  std::string user = {};
  std::string password_file = {};
  std::string ca_file = {};            // certificates to trust instead of the system's
  std::string from = {};               // "rightplace@council.example"
};
// Invalid names the option. TLS is required, except to a mail server on this machine when no user is given.
Result<std::unique_ptr<Transport>> transport(const MailOptions& options, const std::filesystem::path& store);
// Each letter as STORE/outbox/ID.eml, readable by the owner only.
std::unique_ptr<Transport> to_files(const std::filesystem::path& store);

// Removes letters that were written as files before that moment, by the number that is their name. How many. A file of another
// name is somebody else's, and stays.
int forget_files(const std::filesystem::path& store, Instant before);

// What every letter carries.
struct Letterhead {
  std::string from;      // the sender's address
  std::string address;   // where people reach the service: "https://rightplace.example"
};

struct Round {
  int sent = 0, failed = 0, died = 0;
  std::string last_fault = {};
};
// Sends what is due, `most` at once; messages that ended long ago are removed. Each is claimed first, so that two may work
// on one store. Audited: message.sent, message.dead.
Round send_due(db::Database& database, const vault::Vault& vault, Transport& transport, const Letterhead& head, const Clock& moments, int most = 100);

// A thread that sends until it is stopped. `say` gets a line when sending begins to fail and when it works again.
class Sender {
 public:
  Sender(db::Database& database, const vault::Vault& vault, const Clock& moments, std::unique_ptr<Transport> transport, Letterhead head,
         std::function<void(std::string_view)> say);
  ~Sender();   // after the message that is under way
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// ---- Looking after it.

struct Backlog {
  std::int64_t waiting = 0, dead = 0, sent = 0;
  std::optional<Instant> oldest;   // put in and still waiting
};
Backlog backlog(db::Read& tx);

struct DeadLetter {
  MessageId id;
  std::string letter;
  std::int64_t attempts = 0;
  std::string last_fault;
  Instant put_at, ended_at;
};
std::vector<DeadLetter> dead_letters(db::Read& tx);   // oldest first
// Tried again from the beginning. NotFound when no dead letter has this id.
Done retry(db::Write& tx, const Actor& actor, const Allowed& allowed, const MessageId& id, Instant now);

}  // namespace rightplace::outbox
