#include "features/returning/returning.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/random.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/children/children.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"
#include "features/planning/planning.h"
#include "features/returning/returning_store.h"
#include "features/returns/returns.h"
#include "tests/support/desk_stage.h"

namespace rightplace::returning {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHeader = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n";
const std::string kEpisodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";

struct File {
  std::string name, content;
};

// Eighty children who came one after the other, and of whom some have left; `from`: the first one's number.
std::vector<File> year_of(int year, int from = 1000, std::string row = {}) {
  const auto label = fmt::format("{}-{:02}", year - 1, year % 100);
  std::string header = kHeader, episodes = kEpisodes;
  for (int i = 0; i < 80; ++i) {
    const auto came = Date(2018, 6, 1).plus_days(i * 10);
    const auto leaves = came.plus_days(700 + i * 9);
    if (came > returns::last_day_of(year) || leaves < returns::first_day_of(year)) continue;
    const bool left = leaves <= returns::last_day_of(year);
    header += fmt::format("KID{},1,{},WBRI,UN3,,\n", from + i, Date(2012, 1, 1).plus_days(i).british());
    episodes += fmt::format("KID{},{},S,C2,N1,U5,PR1,{},{},,,,\n", from + i, came.british(), left ? leaves.british() : "", left ? "E4A" : "");
  }
  return {{label + " header.csv", header}, {label + " episodes.csv", episodes + row}};
}

class HandedInReturns : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), homes::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations(), returning::migrations()});
    leeds = authority("Leeds", "E08000035");
    bradford = authority("Bradford", "E08000032");
    as(access::Role::HeadOfService, leeds);
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = who->person;
      admission.visitor.csrf_token = "token";
      admission.visitor.kept = who;
      return admission;
    });
  }
  organisations::OrganisationId authority(std::string name, std::string code) {
    return write([&](db::Write& tx) { return *organisations::add(tx, {ActorKind::Operator, "operator"}, Allowed::because("test"), {organisations::Kind::Authority, std::move(name), std::move(code), "", {Date(2010, 1, 1), {}}}, clock.now()); });
  }
  void as(access::Role role, const organisations::OrganisationId& body) {
    who = std::make_shared<access::Standing>(access::Standing{"01900000-0000-7000-8000-0000000000aa", body, desk->today(), true, {{role, body, access::Kind::Authority, {{Date(2020, 1, 1), {}}}}}});
  }
  web::Response get(std::string path) {
    web::Request request;
    request.path = path;
    request.raw_target = std::move(path);
    return site->handle(request);
  }
  web::Response post(std::string path, std::string body, std::string type = "application/x-www-form-urlencoded") {
    web::Request request;
    request.method = web::Method::Post;
    request.path = path;
    request.raw_target = std::move(path);
    request.headers = {{"content-type", std::move(type)}, {"sec-fetch-site", "same-origin"}};
    request.body = std::move(body);
    return site->handle(request);
  }
  web::Response hand_in(const std::vector<File>& files, std::string once = "mark-of-the-page-shown-1", std::string boundary = "Rp7") {
    std::string body;
    const auto part = [&](std::string head, const std::string& content) { body += fmt::format("--{}\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", boundary, head, content); };
    part("name=\"csrf\"", "token");
    part("name=\"once\"", once);
    for (const auto& file : files) part(fmt::format("name=\"files\"; filename=\"{}\"", file.name), file.content);
    body += "--" + boundary + "--\r\n";
    return post("/forecast/returns", std::move(body), "multipart/form-data; boundary=" + boundary);
  }
  web::Response decide(const std::string& page, std::string what, std::string more = {}, std::string once = "mark-of-the-page-shown-2") { return post(page + "/" + std::move(what), "csrf=token&once=" + once + std::move(more)); }
  std::vector<int> years_standing(std::string_view code = "E08000035") {
    std::vector<int> years;
    for (const auto& one : read([&](db::Read& tx) { return returns::tables_of(tx, code); }))
      if (one.table == returns::Table::Episodes) years.push_back(one.year);
    return years;
  }
  std::int64_t count(std::string_view table) { return read([&](db::Read& tx) { return tx.integer(fmt::format("SELECT COUNT(*) FROM {}", table)); }); }
  static std::vector<File> years(int first, int last) {
    std::vector<File> out;
    for (int year = first; year <= last; ++year)
      for (auto& file : year_of(year)) out.push_back(std::move(file));
    return out;
  }
  organisations::OrganisationId leeds, bradford;
  std::shared_ptr<access::Standing> who;
};
RIGHTPLACE_ON_BOTH(HandedInReturns);

TEST_P(HandedInReturns, FiveYearsAreLookedThroughKeptAndForecastFrom) {
  const auto looked = hand_in(years(2019, 2023));
  ASSERT_EQ(looked.status, 303) << looked.body;
  const auto page = where(looked);
  EXPECT_THAT(get(page).body, AllOf(HasSubstr("Nothing is kept yet"), HasSubstr("2018-19, 2019-20, 2020-21, 2021-22 and 2022-23"), HasSubstr("every row can be kept")));
  EXPECT_TRUE(years_standing().empty());
  EXPECT_EQ(count("children"), 0);
  const auto kept = decide(page, "keep");
  EXPECT_EQ(kept.status, 303) << kept.body;
  EXPECT_THAT(where(kept), HasSubstr("/forecast"));
  EXPECT_EQ(years_standing(), (std::vector<int>{2019, 2020, 2021, 2022, 2023}));
  EXPECT_EQ(count("imports"), 1);
  EXPECT_EQ(count("returns_handed_in_pieces"), 0);
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM audit_events WHERE action = 'import.kept' AND actor_kind = 'person'"); }), 1);
  EXPECT_EQ(get(page).status, 404);
}

TEST_P(HandedInReturns, TheSameFormSentTwiceIsOneHandingInAndOneKeeping) {
  const auto first = hand_in(years(2022, 2023), "mark-of-the-page-shown-1", "Rp7"), second = hand_in(years(2022, 2023), "mark-of-the-page-shown-1", "Other8");
  EXPECT_EQ(where(first), where(second));
  EXPECT_EQ(count("returns_handed_in"), 1);
  const auto kept = decide(where(first), "keep");
  EXPECT_EQ(kept.status, 303);
  EXPECT_EQ(decide(where(first), "keep").status, 404);   // nothing waits any more
  EXPECT_EQ(count("imports"), 1);
}

TEST_P(HandedInReturns, ARowThatCannotBeRightIsToldByFileRowAndColumnWithoutTheChild) {
  const auto looked = hand_in(year_of(2023, 1000, "KID999999,31/02/2021,S,C2,N1,U5,PR1,,,,,,\n"));
  ASSERT_EQ(looked.status, 303);
  const auto page = get(where(looked)).body;
  EXPECT_THAT(page, AllOf(HasSubstr("2022-23 episodes.csv"), HasSubstr("DECOM"), HasSubstr("is not a date"), Not(HasSubstr("KID"))));
  const auto file = get(where(looked) + "/rows.csv").body;
  EXPECT_THAT(file, AllOf(HasSubstr("2022-23 episodes.csv,"), HasSubstr("DECOM"), Not(HasSubstr("KID"))));
}

TEST_P(HandedInReturns, OneYearOnlyAndAMissingYearAreSaidAndMustBeSeenBeforeAnythingIsKept) {
  const auto one = where(hand_in(year_of(2023)));
  EXPECT_THAT(get(one).body, HasSubstr("Settle this before you rely on a forecast"));
  EXPECT_EQ(decide(one, "keep").status, 422);
  EXPECT_TRUE(years_standing().empty());
  auto gap = year_of(2021);
  for (auto& file : year_of(2023)) gap.push_back(std::move(file));
  EXPECT_THAT(get(where(hand_in(gap, "mark-of-the-page-shown-3"))).body, HasSubstr("There is no return for 2021-22"));
  EXPECT_EQ(decide(one, "keep", "&seen=yes", "mark-of-the-page-shown-4").status, 303);
  EXPECT_EQ(years_standing(), std::vector<int>{2023});
}

TEST_P(HandedInReturns, AnotherAuthoritysYearAmongThemIsSaidBeforeItIsKept) {
  auto files = year_of(2022);
  for (auto& file : year_of(2023, 500'000)) files.push_back(std::move(file));
  EXPECT_THAT(get(where(hand_in(files))).body, AllOf(HasSubstr("file may be among these") , HasSubstr("Settle this")));
}

TEST_P(HandedInReturns, AnotherAuthoritysReturnsOfTheYearsThatStandAreSaidBeforeTheyReplaceThem) {
  EXPECT_EQ(decide(where(hand_in(years(2022, 2023))), "keep").status, 303);
  auto files = year_of(2022, 500'000);
  for (auto& file : year_of(2023, 500'000)) files.push_back(std::move(file));
  const auto page = where(hand_in(files, "mark-of-the-page-shown-7"));
  EXPECT_THAT(get(page).body, AllOf(HasSubstr("that stands here, only 0 are in the one handed in"), HasSubstr("count as having left care")));
  EXPECT_EQ(decide(page, "keep", {}, "mark-of-the-page-shown-8").status, 422);
  // A correction is none.
  auto corrected = year_of(2023);
  corrected[1].content.erase(corrected[1].content.rfind("KID"));
  EXPECT_THAT(get(where(hand_in(corrected, "mark-of-the-page-shown-9"))).body, Not(HasSubstr("that stands here, only")));
}

TEST_P(HandedInReturns, AYearTwiceIsRefusedWithWhatToDo) {
  auto files = year_of(2023);
  auto again = year_of(2023);
  again[1].name = "2022-23 episodes copy.csv";
  files.push_back(again[1]);
  const auto answer = hand_in(files);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("are both Episodes of 2022-23"), HasSubstr("take it out")));
  EXPECT_EQ(count("returns_handed_in"), 0);
}

TEST_P(HandedInReturns, EveryFileThatIsWrongIsNamedAtOnceAndNothingWaits) {
  auto files = year_of(2023);
  files.push_back({"2022-23 reviews.csv", "CHILD,REVIEW\n1,2\n"});
  files.push_back({"2021-22 picture.csv", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16)});
  files.push_back({"empty.csv", ""});
  const auto answer = hand_in(files);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("The file is empty"));
  files.pop_back();
  const auto others = hand_in(files, "mark-of-the-page-shown-5");
  EXPECT_THAT(others.body, AllOf(HasSubstr("2022-23 reviews.csv"), HasSubstr("2021-22 picture.csv")));
  EXPECT_EQ(count("returns_handed_in"), 0);
  EXPECT_EQ(hand_in({}, "mark-of-the-page-shown-6").status, 422);
}

TEST_P(HandedInReturns, FilesWithoutAYearThatDatesDoNotTellAreRefusedWithTheWayToSayIt) {
  auto files = year_of(2022);
  for (auto& file : year_of(2023)) files.push_back(std::move(file));
  for (auto& file : files) file.name = file.name.substr(8);
  const auto answer = hand_in(files);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("Put the year into the name of each file"), Not(HasSubstr("--year"))));
}

TEST_P(HandedInReturns, ChildrenWithoutAnEndAndEpisodesBeforeBirthAreCountedAndSaid) {
  auto files = year_of(2022);
  const auto born_later = std::string("KID7,01/05/2021,S,C2,N1,U5,PR1,,,,,,\n"), forgotten = std::string("KID8,01/05/2021,S,C2,N1,U5,PR1,,,,,,\n");
  files[0].content += "KID7,1,01/02/2022,WBRI,UN3,,\nKID8,1,01/02/2012,WBRI,UN3,,\n";
  files[1].content += born_later + forgotten;
  for (auto& file : year_of(2023)) files.push_back(std::move(file));
  const auto page = get(where(hand_in(files))).body;
  EXPECT_THAT(page, AllOf(HasSubstr("an episode without an end"), HasSubstr("birth"), Not(HasSubstr("KID"))));
}

TEST_P(HandedInReturns, WhatStandsAlreadyIsSaidToBeReplacedAndTheSameFilesAreNothingNew) {
  EXPECT_EQ(decide(where(hand_in(years(2022, 2023))), "keep").status, 303);
  const auto again = where(hand_in(years(2022, 2023), "mark-of-the-page-shown-7"));
  EXPECT_THAT(get(again).body, AllOf(HasSubstr("Nothing in these files is new"), Not(HasSubstr("Keep these returns"))));
  auto changed = year_of(2023);
  changed[1].content.erase(changed[1].content.rfind("KID"));
  const auto page = get(where(hand_in(changed, "mark-of-the-page-shown-8"))).body;
  EXPECT_THAT(page, AllOf(HasSubstr("Stands here now"), HasSubstr("not in the new table")));
}

TEST_P(HandedInReturns, ThrownAwayTheyAreGoneAndNothingChanged) {
  const auto page = where(hand_in(years(2022, 2023)));
  EXPECT_EQ(where(decide(page, "discard")), "/forecast/returns");
  EXPECT_EQ(count("returns_handed_in_pieces"), 0);
  EXPECT_TRUE(years_standing().empty());
}

TEST_P(HandedInReturns, OnlyThoseWhoAnswerForTheAuthorityHandInAndNobodyElseSeesWhatWaits) {
  const auto page = where(hand_in(years(2022, 2023)));
  as(access::Role::HeadOfService, bradford);
  EXPECT_EQ(get(page).status, 404);
  EXPECT_EQ(decide(page, "keep").status, 404);
  EXPECT_EQ(get("/forecast/returns").status, 200);
  as(access::Role::PlacementOfficer, leeds);
  EXPECT_EQ(get("/forecast/returns").status, 404);
  EXPECT_EQ(hand_in(years(2022, 2023), "mark-of-the-page-shown-9").status, 404);
  EXPECT_TRUE(years_standing().empty());
}

TEST_P(HandedInReturns, NoChildsIdOrBirthLiesPlainWhileTheFilesWait) {
  hand_in(years(2022, 2023));
  const auto plain = read([](db::Read& tx) {
    std::string all;
    tx.each("SELECT found_sealed FROM returns_handed_in", {}, [&](const db::Row& row) { all += row.string(0); });
    tx.each("SELECT bytes_sealed FROM returns_handed_in_pieces", {}, [&](const db::Row& row) { all += row.string(0); });
    return all;
  });
  EXPECT_GT(plain.size(), 4'000u);
  EXPECT_THAT(plain, AllOf(Not(HasSubstr("KID1")), Not(HasSubstr("/2012")), Not(HasSubstr("episodes"))));
}

// A program that hands returns in and keeps them is killed at any moment, again and again.
class HandingInKilled : public test::OnBothDatabases {
 protected:
  static std::vector<returns::HandedFile> files_numbered(int number) {
    std::vector<returns::HandedFile> out;
    for (auto& file : year_of(2023, 1'000 * (number + 1))) out.push_back({std::move(file.name), std::move(file.content)});
    return out;
  }
  static Done hand_in(db::Database& database, const vault::Vault& vault, int number) {
    const Actor actor{ActorKind::System, "drill"};
    const auto allowed = Allowed::because("test");
    const auto now = test::kMondayMorning;
    const auto files = files_numbered(number);
    const HandedInId id(new_uuid(now));
    RP_CHECK(database.write([&](db::Write& tx) -> Done {
      lay_by(tx, vault, {id, organisations::OrganisationId("01900000-0000-7000-8000-0000000000bb"), "drill", now}, files, {});
      return {};
    }));
    const auto handed = returns::read_handed_in(files, "E08000035");
    return database.write([&](db::Write& tx) -> Done {
      RP_TRY(report, returns::keep_handed_in(tx, vault, actor, allowed, handed, now));
      forget(tx, id);
      return report.kept > 0 ? Done() : fail(ErrorKind::Conflict, "nothing was new");
    });
  }
  [[noreturn]] static void hand_in_until_killed(const std::string& address, int from) {
    try {
      const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
      const auto database = GetParam() == db::Dialect::Sqlite ? db::open_sqlite(address) : db::open_postgres(address);
      int refused = 0;
      for (int number = from;; ++number) {
        // The server may still be at what the one killed before had sent: then this one is refused whole, and the next goes on.
        try {
          if (!hand_in(*database, vault, number)) _exit(4);
        } catch (const db::DatabaseError&) {
          if (++refused > 100) _exit(5);
        }
      }
    } catch (...) {
      _exit(3);
    }
  }
};

TEST_P(HandingInKilled, WhatWaitsIsWholeAndWhatIsKeptIsKeptTogether) {
  test::TestDatabase store(GetParam(), {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), homes::migrations(), organisations::migrations(), returning::migrations()});
  const auto address = GetParam() == db::Dialect::Sqlite
                           ? (store.folder.path() / "test.sqlite").string()
                           : fmt::format("{} options='-c search_path={}'", std::getenv("RIGHTPLACE_TEST_POSTGRES"), *store->read([](db::Read& tx) { return tx.first("SELECT current_schema()", {}, [](const db::Row& row) { return row.string(0); }); }));
  Random random(20260302);
  const auto count = [&](std::string_view sql) { return store->read([&](db::Read& tx) { return tx.integer(sql); }); };
  for (int life = 0; life < 6; ++life) {
    // Every other one lives until it has kept something, the others until something waits; and then to any moment after.
    const std::string_view sign = life % 2 == 0 ? "SELECT COUNT(*) FROM imports" : "SELECT COUNT(*) FROM returns_handed_in";
    const auto before = count(sign);
    const pid_t writer = ::fork();
    if (writer == 0) hand_in_until_killed(address, 1'000 * life);
    while (count(sign) == before && ::waitpid(writer, nullptr, WNOHANG) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 60'000)));
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
  }
  const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  const auto waiting = store->read([](db::Read& tx) { return waiting_of(tx, organisations::OrganisationId("01900000-0000-7000-8000-0000000000bb")); });
  for (const auto& one : waiting) {
    const auto files = store->read([&](db::Read& tx) { return files_of(tx, vault, one.id); });
    ASSERT_EQ(files.size(), 2u);
    for (const auto& file : files) EXPECT_TRUE(file.bytes.ends_with("\n")) << file.name;
    EXPECT_TRUE(store->read([&](db::Read& tx) { return found_in(tx, vault, one.id); }));
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM returns_handed_in_pieces WHERE handed_in_id NOT IN (SELECT id FROM returns_handed_in)"), 0);
  // Header and episodes of each that was kept, with its entry and its event.
  EXPECT_EQ(count("SELECT (SELECT COUNT(*) FROM return_tables) - 2 * (SELECT COUNT(*) FROM imports)"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM return_tables WHERE import_id NOT IN (SELECT id FROM imports)"), 0);
  EXPECT_EQ(count("SELECT (SELECT COUNT(*) FROM audit_events WHERE action = 'import.kept') - (SELECT COUNT(*) FROM imports)"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM imports"), 0);
}

RIGHTPLACE_ON_BOTH(HandingInKilled);

}  // namespace
}  // namespace rightplace::returning
