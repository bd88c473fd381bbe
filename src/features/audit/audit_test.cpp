#include "features/audit/audit.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/databases.h"

namespace rightplace::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Actor kPerson{ActorKind::Person, "person-1"};

class Audit : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) store = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{migrations()});
  }
  db::Database& database() { return **store; }
  Head act(std::string_view action, std::string_view subject = "r-1") {
    return database().write([&](db::Write& tx) {
      return record(tx, kPerson, Allowed::because("own referral"), action, {"referral", subject}, test::kMondayMorning, {{"count", 1}});
    });
  }
  void act_times(int count) {
    for (int i = 1; i <= count; ++i) act("referral.sent", "r-" + std::to_string(i));
  }
  // What somebody with the database's own tools can do.
  void tamper(std::string_view sql) {
    database().write([&](db::Write& tx) {
      for (const std::string trigger : {"outsiders", "change", "removal"})
        tx.script("DROP TRIGGER audit_events_refuse_" + trigger + (tx.dialect() == db::Dialect::Postgres ? " ON audit_events" : ""));
      tx.script(sql);
    });
  }
  Verification verified(const std::optional<Head>& anchored = {}) {
    return database().read([&](db::Read& tx) { return verify(tx, anchored); });
  }
  std::vector<std::string> faults(const std::optional<Head>& anchored = {}) {
    std::vector<std::string> words;
    for (const auto& fault : verified(anchored).breaks) words.push_back(fault.words);
    return words;
  }
  std::unique_ptr<test::TestDatabase> store;
};

TEST_P(Audit, AnUntouchedChainIsWholeAndEndsInItsHead) {
  act_times(5);
  const auto found = verified();
  EXPECT_TRUE(found.whole());
  EXPECT_EQ(found.events, 5);
  EXPECT_EQ(found.head, database().read([](db::Read& tx) { return head(tx); }));
  EXPECT_EQ(found.head.sequence, 5);
}

TEST_P(Audit, AnEmptyChainIsWhole) {
  EXPECT_TRUE(verified().whole());
  EXPECT_EQ(verified().head.sequence, 0);
}

TEST_P(Audit, TheDatabaseRefusesToChangeOrRemoveAnEventOrToAddOneOutsideTheChain) {
  act_times(2);
  const auto refuses = [&](std::string_view sql) {
    EXPECT_THROW(database().write([&](db::Write& tx) { tx.script(sql); }), db::DatabaseError) << sql;
  };
  refuses("UPDATE audit_events SET actor_id = 'nobody' WHERE sequence = 1");
  refuses("DELETE FROM audit_events WHERE sequence = 2");
  refuses("INSERT INTO audit_events (id, at, actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail) "
          "VALUES ('x', 1, 'system', 's', 'a', 'k', 'i', 'g', '{}')");
  if (GetParam() == db::Dialect::Postgres) refuses("TRUNCATE audit_events");
  EXPECT_TRUE(verified().whole());
}

TEST_P(Audit, AChangeOfAnyColumnIsFoundAndItsEventNamed) {
  act_times(5);
  tamper("SELECT 1");
  for (const std::string column : {"id", "at", "actor_kind", "actor_id", "action", "subject_kind", "subject_id", "grounds", "detail", "previous_hash", "hash"}) {
    SCOPED_TRACE(column);
    const auto changed = column == "at" ? "at + 1" : column == "actor_kind" ? "'system'" : column + " || 'x'";
    const auto before = database().read([&](db::Read& tx) {
      return tx.first("SELECT CAST(" + column + " AS TEXT) FROM audit_events WHERE sequence = 3", {}, [](const db::Row& row) { return row.string(0); });
    });
    database().write([&](db::Write& tx) { tx.script("UPDATE audit_events SET " + column + " = " + changed + " WHERE sequence = 3"); });
    const auto found = verified();
    ASSERT_FALSE(found.whole());
    EXPECT_EQ(found.breaks[0].fault, Fault::Changed);
    EXPECT_EQ(found.breaks[0].sequence, 3);
    const auto back = column == "at" ? *before : "'" + *before + "'";
    database().write([&](db::Write& tx) { tx.script("UPDATE audit_events SET " + column + " = " + back + " WHERE sequence = 3"); });
    EXPECT_TRUE(verified().whole());
  }
}

TEST_P(Audit, MissingEventsAreNamedAtTheBeginningAndInTheMiddle) {
  act_times(8);
  tamper("DELETE FROM audit_events WHERE sequence = 1 OR sequence IN (4, 5)");
  EXPECT_THAT(faults(), ElementsAre("Event 1 is missing", "Events 4 to 5 are missing"));
}

TEST_P(Audit, TwoEventsThatChangedPlacesAreSaidToBeReordered) {
  act_times(6);
  tamper("UPDATE audit_events SET sequence = -1 WHERE sequence = 2; UPDATE audit_events SET sequence = 2 WHERE sequence = 5; "
         "UPDATE audit_events SET sequence = 5 WHERE sequence = -1");
  EXPECT_THAT(faults(), ElementsAre("Event 2 was written as event 5: the order was changed", "Event 5 was written as event 2: the order was changed"));
}

TEST_P(Audit, AMissingEndIsSeenOnlyAgainstAHeadThatWasKept) {
  act_times(6);
  const auto kept = verified().head;
  act_times(1);
  EXPECT_TRUE(verified(kept).whole());
  tamper("DELETE FROM audit_events WHERE sequence > 4");
  EXPECT_TRUE(verified().whole());
  const auto found = verified(kept);
  ASSERT_EQ(found.breaks.size(), 1u);
  EXPECT_EQ(found.breaks[0].fault, Fault::Truncated);
  EXPECT_EQ(found.breaks[0].sequence, 5);
}

TEST_P(Audit, AChainWrittenAnewDoesNotHoldTheHeadThatWasKept) {
  act_times(3);
  const auto kept = verified().head;
  tamper("DELETE FROM audit_events");
  act_times(2);
  act("referral.withdrawn");
  EXPECT_TRUE(verified().whole());
  const auto found = verified(kept);
  ASSERT_EQ(found.breaks.size(), 1u);
  EXPECT_EQ(found.breaks[0].fault, Fault::Rewritten);
}

TEST_P(Audit, AnEventWrittenAnewWithAFittingHashIsFoundByTheNext) {
  act_times(4);
  const auto events = database().read([](db::Read& tx) { return search(tx, {}); });
  auto forged = events.at(2);   // number 2
  forged.actor_id = "somebody-else";
  tamper("UPDATE audit_events SET actor_id = 'somebody-else', hash = '" + hash_of(forged) + "' WHERE sequence = 2");
  EXPECT_THAT(faults(), ElementsAre("Event 3 does not follow event 2 as it stands: one of them was written anew"));
}

TEST_P(Audit, ConcurrentWritersMakeOneChainWithoutGaps) {
  constexpr int kWriters = 4, kEach = 25;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) act("referral.sent");
    });
  for (auto& writer : writers) writer.join();
  const auto found = verified();
  EXPECT_TRUE(found.whole());
  EXPECT_EQ(found.events, kWriters * kEach);
  EXPECT_EQ(found.head.sequence, kWriters * kEach);
}

TEST_P(Audit, AnEventThatIsHiddenFromItsOrganisationOrShownToAnotherIsFound) {
  database().write([](db::Write& tx) {
    for (const auto* organisation : {"leeds", "bradford"})
      record(tx, {ActorKind::Person, "kim", organisation}, Allowed::because("test"), "referral.sent", {"referral", "r-1"}, test::kMondayMorning);
  });
  act_times(1);
  EXPECT_TRUE(verified().whole());
  const auto after = [&](std::string_view sql, std::string_view back) {
    database().write([&](db::Write& tx) { tx.script(sql); });
    const auto found = faults();
    database().write([&](db::Write& tx) { tx.script(back); });
    EXPECT_TRUE(verified().whole());
    return found;
  };
  EXPECT_THAT(after("DELETE FROM audit_organisations WHERE sequence = 1", "INSERT INTO audit_organisations (organisation_id, sequence) VALUES ('leeds', 1)"),
              ElementsAre(::testing::HasSubstr("Event 1 is hidden from an organisation")));
  EXPECT_THAT(after("UPDATE audit_organisations SET organisation_id = 'leeds' WHERE sequence = 2", "UPDATE audit_organisations SET organisation_id = 'bradford' WHERE sequence = 2"),
              ElementsAre(::testing::HasSubstr("Event 2 is hidden from an organisation")));
  EXPECT_THAT(after("INSERT INTO audit_organisations (organisation_id, sequence) VALUES ('leeds', 3)", "DELETE FROM audit_organisations WHERE sequence = 3"),
              ElementsAre(::testing::HasSubstr("Event 3 is shown to an organisation whose it is not")));
  EXPECT_THAT(after("INSERT INTO audit_organisations (organisation_id, sequence) VALUES ('leeds', 9)", "DELETE FROM audit_organisations WHERE sequence = 9"),
              ElementsAre(::testing::HasSubstr("beyond the end")));
}

TEST_P(Audit, AnActionThatIsRolledBackLeavesNoGap) {
  act("referral.sent");
  const auto refused = database().write([&](db::Write& tx) -> Done {
    record(tx, kPerson, Allowed::because("test"), "referral.sent", {"referral", "r-2"}, test::kMondayMorning);
    return fail(ErrorKind::Conflict, "no");
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(act("referral.sent").sequence, 2);
  EXPECT_TRUE(verified().whole());
}

TEST_P(Audit, EventsFromBeforeTheChainAreChainedInTheirOrder) {
  test::TestDatabase older(GetParam(), {migrations().first(1)});
  older->write([](db::Write& tx) {
    for (const auto& [id, at] : {std::pair{"b", 2000}, {"c", 1000}, {"a", 2000}})
      tx.run("INSERT INTO audit_events (id, at, actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail) "
             "VALUES ($1, $2, 'system', 's', 'home.opened', 'home', 'h', 'test', '{}')", {id, at});
  });
  db::migrate(*older, migrations(), older.clock);
  older->read([](db::Read& tx) {
    const auto found = verify(tx);
    EXPECT_TRUE(found.whole());
    EXPECT_EQ(found.events, 3);
    const auto events = search(tx, {});
    EXPECT_EQ(events[0].id + events[1].id + events[2].id, "bac");   // newest first
  });
}

TEST_P(Audit, TheHashOfAnEventIsAsTheManualHasIt) {
  // Computed by hand from docs/operate/audit.md with another program's SHA-256.
  Event event{.sequence = 1, .id = "e-1", .at = Instant{1000}, .actor_kind = "person", .actor_id = "p-1", .action = "home.seen",
              .subject_kind = "home", .subject_id = "h-1", .grounds = "own home", .detail = "{}", .previous_hash = std::string(64, '0')};
  EXPECT_EQ(hash_of(event), "72db16f826570c47667afa3df539f7edc4c7afe448ab9992822181c6782f6488");
}

TEST_P(Audit, ASearchFindsByActorKindOfActionSubjectAndTime) {
  act("referral.sent", "r-1");
  act("referral.withdrawn", "r-1");
  act("referrals.exported", "all");
  const auto actions = [&](const Query& query) {
    std::vector<std::string> found;
    for (const auto& event : database().read([&](db::Read& tx) { return search(tx, query); })) found.push_back(event.action);
    return found;
  };
  EXPECT_THAT(actions({.action = "referral."}), ElementsAre("referral.withdrawn", "referral.sent"));
  EXPECT_THAT(actions({.action = "referral.sent"}), ElementsAre("referral.sent"));
  EXPECT_THAT(actions({.subject_id = "all"}), ElementsAre("referrals.exported"));
  EXPECT_THAT(actions({.actor = "person-2"}), IsEmpty());
  EXPECT_THAT(actions({.from = Instant{test::kMondayMorning.ms + 1}}), IsEmpty());
  EXPECT_THAT(actions({.before = Instant{test::kMondayMorning.ms + 1}, .most = 1}), ElementsAre("referrals.exported"));
  EXPECT_THAT(actions({.before_sequence = 2}), ElementsAre("referral.sent"));
}

TEST_P(Audit, AHeadReadsBackAsItWasPrinted) {
  act_times(2);
  const auto kept = verified().head;
  EXPECT_EQ(head_from_json(json::Value(to_json(kept)), "head.json").value(), kept);
  EXPECT_EQ(head_from_json(json::Value(json::Object{{"sequence", 2}}), "head.json").error().kind, ErrorKind::Invalid);
}

ReadEvent a_read(std::string subject) { return {kPerson, "own home", "home.seen", "home", std::move(subject)}; }

TEST_P(Audit, ReadsAreKeptInTheOrderInWhichTheyWereNotedAndOnlyOnce) {
  {
    ReadTrail trail(database(), store->clock, std::chrono::milliseconds(5));
    for (int i = 1; i <= 2500; ++i) ASSERT_TRUE(trail.note(a_read(std::to_string(i))));
    ASSERT_TRUE(trail.flush());
    EXPECT_EQ(verified().events, 2500);
  }
  const auto oldest = database().read([](db::Read& tx) { return search(tx, {.before_sequence = 3}); });
  EXPECT_EQ(oldest.at(0).subject_id, "2");
  EXPECT_EQ(oldest.at(1).subject_id, "1");
  EXPECT_TRUE(verified().whole());
}

TEST_P(Audit, AReadOfAnIdentityIsInTheStoreBeforeTheAnswer) {
  ReadTrail trail(database(), store->clock, std::chrono::hours(1));
  ASSERT_TRUE(trail.note(a_read("first")));
  ASSERT_TRUE(trail.note_and_wait(a_read("child")));
  EXPECT_EQ(verified().events, 2);
}

TEST_P(Audit, ReadsThatWaitAreWrittenWhenTheTrailStopsAndNoneIsTakenAfterwards) {
  ReadTrail trail(database(), store->clock, std::chrono::hours(1));
  ASSERT_TRUE(trail.note(a_read("last")));
  EXPECT_TRUE(trail.stop());
  EXPECT_EQ(verified().events, 1);
  EXPECT_EQ(trail.note(a_read("too late")).error().kind, ErrorKind::Unavailable);
}

TEST_P(Audit, AReadThatCannotBeWrittenDownIsNotGranted) {
  tamper("ALTER TABLE audit_events RENAME TO gone");
  ReadTrail trail(database(), store->clock, std::chrono::milliseconds(5));
  EXPECT_EQ(trail.note_and_wait(a_read("child"), std::chrono::milliseconds(50)).error().kind, ErrorKind::Unavailable);
  database().write([](db::Write& tx) { tx.script("ALTER TABLE gone RENAME TO audit_events"); });
  EXPECT_TRUE(trail.flush());   // what was tried is seen when the database is back
  EXPECT_EQ(verified().events, 1);
}

RIGHTPLACE_ON_BOTH(Audit);

}  // namespace
}  // namespace rightplace::audit
