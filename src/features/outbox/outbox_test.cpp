// Letters from the change that puts them in to what a real mail server receives.

#include "features/outbox/outbox.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "features/outbox/outbox_letters.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::outbox {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const Allowed kAllowed = Allowed::because("test");
const Actor kPerson{ActorKind::Person, "person-1"};
const std::string kCode(43, 'k');
const std::string kNameOfAChild = "Ffion Quill";   // invented
constexpr Instant kNow = test::kMondayMorning;

// What is said of types: no hole of a letter takes a text, a name or the id of anybody.
template <class Hole, class Given>
constexpr bool kTakes = std::is_convertible_v<Given, Hole>;
struct ChildTag;
static_assert(!kTakes<Values, Personal<std::string>> && !kTakes<Values, std::string>);
static_assert(!kTakes<Date, Personal<std::string>> && !kTakes<Date, std::string> && !std::is_constructible_v<Date, Personal<std::string>>);
static_assert(!kTakes<organisations::OrganisationId, std::string> && !std::is_constructible_v<organisations::OrganisationId, Personal<std::string>>);
static_assert(!std::is_constructible_v<organisations::OrganisationId, Id<ChildTag>>);
static_assert(!kTakes<Link, std::string> && !kTakes<Page, std::string> && !kTakes<Letter, std::string>);

TEST(Letters, HaveOnlyTheHolesThatAreAllowedAndNoneInTheSubject) {
  const std::set<std::string> allowed(std::begin(kHoles), std::end(kHoles));
  for (const auto& row : kLetters.rows) {
    const auto letter = letter_text(row.value);
    for (const auto& hole : holes_of(letter.text)) EXPECT_TRUE(allowed.contains(hole)) << row.code << ": " << hole;
    EXPECT_TRUE(holes_of(letter.subject).empty()) << row.code;
    EXPECT_TRUE(std::ranges::all_of(letter.subject, [](char c) { return c >= ' ' && c < 127; })) << row.code;
    EXPECT_TRUE(letter.text.ends_with("\n")) << row.code;
  }
}

TEST(Letters, WhatIsFilledInIsNeverReadForHoles) { EXPECT_EQ(filled("{organisation}!", {{"organisation", "{link}"}, {"link", "x"}}), "{link}!"); }

TEST(Addresses, AreTakenOnlyWhenNoMailServerCouldReadThemOtherwise) {
  for (const auto* fine : {"a@b.example", "jo.o'neil+x@care-homes.example"}) EXPECT_TRUE(is_address(fine)) << fine;
  for (const auto* wrong : {"", "a", "a@", "@b.example", "a@b", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example>", "<a@b.example", "a@@b.example",
                            "a@b..example", ".a@b.example", "a.@b.example", "a@b.example.", "a@-b.example", "jos\xC3\xA9@b.example", "a@b.example,c@d.example", "\"a\"@b.example"})
    EXPECT_FALSE(is_address(wrong)) << wrong;
}

TEST(Attempts, WaitLongerEachTimeUpToFourHours) {
  EXPECT_EQ(wait_ms(1), 60'000);
  EXPECT_EQ(wait_ms(2), 120'000);
  EXPECT_EQ(wait_ms(9), 4 * 3'600'000);
  EXPECT_EQ(wait_ms(1'000'000), 4 * 3'600'000);
}

TEST(Mails, AreTheSameBytesEachTimeAndSafeOnTheWire) {
  const Mail mail{MessageId("0190-id"), Personal<std::string>("a@b.example"), "rightplace@north.example", "Subject", Personal<std::string>("From here\n.\nCaf\xC3\xA9 = " + std::string(100, 'x') + " \n"), kNow};
  const auto text = internet_message(mail);
  EXPECT_EQ(text, internet_message(mail));
  EXPECT_THAT(text, HasSubstr("Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("Message-ID: <0190-id@north.example>\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\n\r\n=46rom here\r\n=2E\r\nCaf=C3=A9 =3D "));
  EXPECT_TRUE(text.ends_with("=20\r\n"));
  std::size_t begin = 0;
  for (auto end = text.find("\r\n"); end != std::string::npos; begin = end + 2, end = text.find("\r\n", begin)) EXPECT_LE(end - begin, 78u);
}

// Takes letters, or refuses them as it is told.
class Hand final : public Transport {
 public:
  Done send(const Mail& mail) override {
    got.push_back(mail.id.text() + " " + mail.to.reveal() + "\n" + mail.text.reveal());
    if (refuses) return fail(*refuses, "the hand refuses");
    return {};
  }
  std::string describe() const override { return "a hand"; }
  std::vector<std::string> got;
  std::optional<ErrorKind> refuses;
};

class Outbox : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    store = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list<std::span<const db::Migration>>{audit::migrations(), organisations::migrations(), migrations()});
    council = database().write([&](db::Write& tx) {
      return *organisations::add(tx, kPerson, kAllowed, {organisations::Kind::Department, "Th\xC3\xA9 Department {link}", {}, {}, {Date(2026, 1, 1), {}}}, kNow);
    });
  }
  db::Database& database() { return **store; }
  Result<MessageId> put_in(const Message& message) {
    return database().write([&](db::Write& tx) { return put(tx, vault, message, kNow); });
  }
  Message invitation(std::string to = "new.person@north.example") {
    return {.to = Personal(std::move(to)), .letter = Letter::Invitation, .values = {.link = Link{Page::SetUp, Personal(kCode)}, .day = Date(2026, 3, 9), .organisation = council}};
  }
  Round send(Transport& transport) { return send_due(database(), vault, transport, head, moments); }
  Backlog state() { return database().read([](db::Read& tx) { return backlog(tx); }); }
  std::string everything_in_the_table() {
    std::string all;
    database().read([&](db::Read& tx) {
      tx.each("SELECT id, letter, to_sealed, values_sealed, state, last_fault FROM outbox_messages", {}, [&](const db::Row& row) {
        for (int i = 0; i < 6; ++i) all += row.string(i) + " ";
      });
    });
    return all;
  }
  std::int64_t audited(std::string_view action) {
    return database().read([&](db::Read& tx) { return tx.integer("SELECT count(*) FROM audit_events WHERE action = $1", {action}); });
  }

  std::unique_ptr<test::TestDatabase> store;
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  FixedClock moments{kNow};
  Letterhead head{"rightplace@north.example", "https://rightplace.example"};
  organisations::OrganisationId council;
};

TEST_P(Outbox, ALetterThatWasPutInIsSentOnceWithItsLinkDayAndOrganisation) {
  ASSERT_TRUE(put_in(invitation()));
  Hand hand;
  EXPECT_EQ(send(hand).sent, 1);
  EXPECT_EQ(send(hand).sent, 0);
  ASSERT_EQ(hand.got.size(), 1u);
  EXPECT_THAT(hand.got[0], HasSubstr("new.person@north.example"));
  EXPECT_THAT(hand.got[0], HasSubstr("https://rightplace.example/set-up?code=" + kCode + "\n"));
  EXPECT_THAT(hand.got[0], HasSubstr("until the end of 9 March 2026"));
  EXPECT_THAT(hand.got[0], HasSubstr("Th\xC3\xA9 Department {link} has invited you"));
  EXPECT_EQ(state().sent, 1);
  EXPECT_EQ(audited("message.sent"), 1);
}

TEST_P(Outbox, ALetterLeavesOnlyWithTheChangeThatCausedIt) {
  const auto undone = database().write([&](db::Write& tx) -> Result<MessageId> {
    RP_CHECK(put(tx, vault, invitation(), kNow));
    return fail(ErrorKind::Conflict, "the change does not happen");
  });
  EXPECT_FALSE(undone);
  EXPECT_EQ(state().waiting, 0);
}

TEST_P(Outbox, NeitherAddressNorCodeIsReadableInTheTableAndTheCodeGoesWithTheSending) {
  ASSERT_TRUE(put_in(invitation()));
  EXPECT_THAT(everything_in_the_table(), Not(HasSubstr("new.person")));
  EXPECT_THAT(everything_in_the_table(), Not(HasSubstr(kCode)));
  Hand hand;
  send(hand);
  EXPECT_TRUE(database().read([](db::Read& tx) { return tx.exists("SELECT 1 FROM outbox_messages WHERE state = 'sent' AND values_sealed IS NULL"); }));
}

TEST_P(Outbox, ANameOfAChildGetsIntoNoHole) {
  auto as_code = invitation();
  as_code.values.link->code = Personal(kNameOfAChild);
  EXPECT_EQ(put_in(as_code).error().kind, ErrorKind::Invalid);
  auto as_link_without_code = Message{.to = Personal<std::string>("a@b.example"), .letter = Letter::GlassBroken, .values = {.link = Link{Page::SignIn, Personal(kNameOfAChild)}, .organisation = council}};
  EXPECT_EQ(put_in(as_link_without_code).error().kind, ErrorKind::Invalid);
  auto as_organisation = invitation();
  as_organisation.values.organisation = organisations::OrganisationId(kNameOfAChild);
  EXPECT_EQ(put_in(as_organisation).error().kind, ErrorKind::NotFound);
  auto as_address = invitation(kNameOfAChild + "@north.example");
  EXPECT_EQ(put_in(as_address).error().kind, ErrorKind::Invalid);
  EXPECT_EQ(state().waiting, 0);
}

TEST_P(Outbox, ALetterTakesExactlyTheValuesOfItsText) {
  auto without = invitation();
  without.values.day.reset();
  EXPECT_EQ(put_in(without).error().kind, ErrorKind::Invalid);
  EXPECT_EQ(put_in({.to = Personal<std::string>("a@b.example"), .letter = Letter::Trial, .values = {.day = Date(2026, 3, 9)}}).error().kind, ErrorKind::Invalid);
  EXPECT_TRUE(put_in({.to = Personal<std::string>("a@b.example"), .letter = Letter::Trial}));
}

TEST_P(Outbox, WhatFailsIsTriedLaterAndGivenUpAfterSixteenAttempts) {
  ASSERT_TRUE(put_in(invitation()));
  Hand hand;
  hand.refuses = ErrorKind::Unavailable;
  EXPECT_EQ(send(hand).failed, 1);
  EXPECT_EQ(send(hand).failed, 0) << "not before a minute";
  for (int attempt = 2; attempt <= kMostAttempts; ++attempt) {
    moments.set(Instant{moments.now().ms + wait_ms(attempt - 1)});
    const auto round = send(hand);
    EXPECT_EQ(round.failed + round.died, 1) << attempt;
    EXPECT_EQ(round.died, attempt == kMostAttempts ? 1 : 0) << attempt;
  }
  moments.set(Instant{moments.now().ms + 86'400'000});
  EXPECT_EQ(send(hand).died, 0);
  EXPECT_EQ(hand.got.size(), static_cast<std::size_t>(kMostAttempts));
  EXPECT_EQ(audited("message.dead"), 1);
  const auto dead = database().read([](db::Read& tx) { return dead_letters(tx); });
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].last_fault, "the hand refuses");

  EXPECT_TRUE(database().write([&](db::Write& tx) { return retry(tx, kPerson, kAllowed, dead[0].id, moments.now()); }));
  EXPECT_EQ(database().write([&](db::Write& tx) { return retry(tx, kPerson, kAllowed, dead[0].id, moments.now()); }).error().kind, ErrorKind::NotFound);
  hand.refuses.reset();
  EXPECT_EQ(send(hand).sent, 1);
  EXPECT_EQ(hand.got.front().substr(0, 36), hand.got.back().substr(0, 36)) << "the same number each time";
}

TEST_P(Outbox, WhatIsRefusedForGoodIsGivenUpAtOnceAndTheOthersGoOn) {
  ASSERT_TRUE(put_in(invitation()));
  Hand hand;
  hand.refuses = ErrorKind::Invalid;
  EXPECT_EQ(send(hand).died, 1);
  ASSERT_TRUE(put_in(invitation("other@north.example")));
  hand.refuses.reset();
  EXPECT_EQ(send(hand).sent, 1);
  EXPECT_EQ(state().dead, 1);
}

TEST_P(Outbox, ALetterThatASenderDiedWithIsSentAgainAfterFiveMinutesUnderTheSameNumber) {
  const auto id = put_in(invitation());
  ASSERT_TRUE(id);
  struct Dies final : Transport {
    Done send(const Mail&) override { throw 1; }   // nothing that a sender catches: the process is gone
    std::string describe() const override { return "dies"; }
  } dies;
  EXPECT_ANY_THROW(send(dies));
  Hand hand;
  EXPECT_EQ(send(hand).sent, 0) << "somebody may be at it";
  moments.set(Instant{kNow.ms + kSendingMs});
  EXPECT_EQ(send(hand).sent, 1);
  EXPECT_THAT(hand.got.at(0), HasSubstr(id->text()));
}

TEST_P(Outbox, TwoSendersOfOneStoreSendEachLetterOnce) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(put_in(invitation()));
  Hand one, other;
  std::thread beside([&] { send(other); });
  send(one);
  beside.join();
  EXPECT_EQ(one.got.size() + other.got.size(), 20u);
  EXPECT_EQ(state().sent, 20);
}

TEST_P(Outbox, ALetterSealedWithAnotherKeyIsADeadLetterAndNotAFault) {
  ASSERT_TRUE(put_in(invitation()));
  vault = vault::Vault::with_key("another key of thirty-two bytes.");
  Hand hand;
  EXPECT_EQ(send(hand).died, 1);
  EXPECT_TRUE(hand.got.empty());
}

TEST_P(Outbox, WhatEndedIsForgottenAfterThirtyDaysAndWhatWaitsIsNot) {
  ASSERT_TRUE(put_in(invitation()));
  Hand hand;
  send(hand);
  moments.set(Instant{kNow.ms + kKeptMs + 1});
  database().write([&](db::Write& tx) { ASSERT_TRUE(put(tx, vault, invitation(), kNow)); });
  hand.refuses = ErrorKind::Unavailable;
  send(hand);
  EXPECT_EQ(state().sent, 0);
  EXPECT_EQ(state().waiting, 1);
}

TEST_P(Outbox, AFileHoldsTheLetterForItsOwnerOnly) {
  const auto id = put_in(invitation());
  const auto files = to_files(store->folder.path());
  EXPECT_EQ(send(*files).sent, 1);
  const auto file = store->folder.path() / "outbox" / (id->text() + ".eml");
  struct stat about {};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_THAT(*formats::read_file(file), HasSubstr("To: new.person@north.example\r\n"));
}

TEST_P(Outbox, AThreadSendsWhatIsPutInWhileItRuns) {
  const auto folder = store->folder.path() / "outbox";
  {
    const Sender sender(database(), vault, moments, to_files(store->folder.path()), head, [](std::string_view) {});
    ASSERT_TRUE(put_in(invitation()));
    for (int i = 0; i < 500 && state().sent == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(state().sent, 1);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

RIGHTPLACE_ON_BOTH(Outbox);

TEST(Transports, SayWhatIsWrongWithTheOptions) {
  const auto detail = [](const MailOptions& options) {
    const auto made = transport(options, "/nowhere");
    return made ? std::string() : made.error().detail;
  };
  EXPECT_EQ(detail({}), "");
  EXPECT_THAT(detail({.smtp = "mail.example:25", .from = "a@b.example"}), HasSubstr("smtp://HOST:587"));
  EXPECT_THAT(detail({.smtp = "http://mail.example", .from = "a@b.example"}), HasSubstr("smtp://HOST:587"));
  EXPECT_THAT(detail({.smtp = "smtp://me@mail.example:587", .from = "a@b.example"}), HasSubstr("without user"));
  EXPECT_THAT(detail({.smtp = "smtp://mail.example:587"}), HasSubstr("mail_from"));
  EXPECT_THAT(detail({.smtp = "smtp://mail.example:587", .user = "me", .from = "a@b.example"}), HasSubstr("belong together"));
  EXPECT_NE(detail({.smtp = "smtp://mail.example:587", .user = "me", .password_file = "/nowhere/password", .from = "a@b.example"}), "");
  EXPECT_EQ(detail({.smtp = "smtps://mail.example:465", .from = "a@b.example"}), "");
}

TEST(OutboxFiles, LettersWrittenAsFilesAreRemovedByTheMomentOfTheirNumberAndNothingElseIs) {
  const test::TemporaryFolder store;
  const auto folder = store.path() / "outbox";
  std::filesystem::create_directory(folder);
  const auto now = test::kMondayMorning;
  const auto letter = [&](Instant at) { return folder / (new_uuid(at) + ".eml"); };
  const auto old = letter(Instant{now.ms - kKeptMs - 1}), young = letter(Instant{now.ms - kKeptMs + 1}), foreign = folder / "notes.txt", odd = folder / "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz.eml";
  for (const auto& file : {old, young, foreign, odd}) std::ofstream(file) << "x";
  EXPECT_EQ(forget_files(store.path(), Instant{now.ms - kKeptMs}), 1);
  EXPECT_FALSE(std::filesystem::exists(old));
  for (const auto& file : {young, foreign, odd}) EXPECT_TRUE(std::filesystem::exists(file)) << file;
  EXPECT_EQ(forget_files(store.path() / "nowhere", now), 0);
}

}  // namespace
}  // namespace rightplace::outbox
