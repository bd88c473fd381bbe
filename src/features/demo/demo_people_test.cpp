#include "features/concerned/concerned.h"
#include "features/notices/notices.h"
#include "features/demo/demo_people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/asking/asking.h"
#include "features/demo/demo.h"
#include "features/children/children.h"
#include "features/demo/demo_store.h"
#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "features/imports/imports.h"
#include "features/placements/placements.h"
#include "features/referrals/referrals.h"
#include "features/returns/returns.h"
#include "features/supply/supply.h"
#include "tests/support/databases.h"

namespace rightplace::demo {
namespace {

using access::Role;
using organisations::Kind;

const England& tiny() {
  static const England england = invent(Year::Y2024, 2026, 0.02, ground_of(Year::Y2024).value());
  return england;
}
const People& people() {
  static const People made = people_of(tiny());
  return made;
}
const vault::Vault& vault() {
  static const auto made = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  return made;
}
// Some days after the census, as a demo is used.
constexpr Instant kNow{1'772'442'000'000};

TEST(DemoPeople, AreOfEveryKindOfOrganisationAndHoldEveryRole) {
  std::set<Kind> kinds;
  for (const auto& body : people().bodies) kinds.insert(body.kind);
  EXPECT_EQ(kinds.size(), organisations::kKinds.rows.size());
  std::set<Role> roles;
  for (const auto& worker : people().workers)
    for (const auto& duty : worker.duties) {
      roles.insert(duty.role);
      EXPECT_TRUE(access::fits(duty.role, people().bodies[duty.body].kind)) << worker.email;
    }
  for (const auto& role : access::kRoles.rows) EXPECT_TRUE(roles.contains(role.value)) << role.code;
}

TEST(DemoPeople, HaveAddressesThatNobodyCanOwnAndEachItsOwn) {
  std::set<std::string> seen;
  for (const auto& worker : people().workers) {
    EXPECT_TRUE(worker.email.ends_with(".example")) << worker.email;
    EXPECT_TRUE(seen.insert(worker.email).second) << worker.email;
  }
}

TEST(DemoPeople, OfTheNorthHaveChildrenForWhomAPlaceIsLookedForAndTheProviderHasHomes) {
  std::map<std::string, int> waiting;
  for (const auto& referral : tiny().referrals)
    ++waiting[tiny().ground.authorities[static_cast<std::size_t>(tiny().children[static_cast<std::size_t>(referral.children.front())].authority)].code];
  for (const auto& worker : people().workers) {
    const auto& body = people().bodies[worker.duties.front().body];
    if (worker.email == "placement.officer@north.example") { EXPECT_GE(waiting[body.number], 1); }
    if (worker.email == "referrals.manager@provider.example") {
      EXPECT_GE(std::ranges::count_if(people().homes, [&](const OwnHome& home) { return home.body == worker.duties.front().body && home.proved; }), 2);
    }
  }
}

TEST(DemoPeople, WorkForAConsortiumThatOneAuthorityLeftAndOneJoinedAYearAgo) {
  const Date year_ago = tiny().scenario.census.plus_years(-1);
  std::map<std::size_t, std::pair<int, int>> changes;
  for (const auto& tie : people().ties)
    if (people().bodies[tie.into].kind == Kind::Consortium) {
      changes[tie.into].first += tie.stay.until == year_ago;
      changes[tie.into].second += tie.stay.from == year_ago;
    }
  ASSERT_EQ(changes.size(), 3u);
  for (const auto& [body, change] : changes) EXPECT_EQ(change, std::pair(1, 1)) << people().bodies[body].name;
}

class DemoPeopleStored : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database = std::make_unique<test::TestDatabase>(
        GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(),
                                          supply::migrations(), referrals::migrations(), returns::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), notices::migrations(), concerned::migrations(), asking::migrations(), demo::migrations()});
  }
  db::Database& db() { return **database; }
  void fill() {
    const auto done = store_england(db(), vault(), tiny(), Instant{london_midnight(tiny().scenario.census).ms + 12 * 3'600'000}, [](int) {});
    ASSERT_TRUE(done) << done.error().detail;
  }
  Result<std::vector<SignIn>> shown(Instant at = kNow) {
    return db().read([&](db::Read& tx) { return sign_ins(tx, vault(), at); });
  }
  Result<accounts::Started> enters(const SignIn& one, Instant at = kNow) {
    return accounts::sign_in(db(), vault(), {Personal(one.email), Personal(std::string(kPassword)), Personal(one.code)}, "192.0.2.1", tiny().scenario.census, at);
  }
  std::unique_ptr<test::TestDatabase> database;
};
RIGHTPLACE_ON_BOTH(DemoPeopleStored);

TEST_P(DemoPeopleStored, SignInInEveryRoleWithWhatIsShown) {
  fill();
  const auto all = shown();
  ASSERT_TRUE(all) << all.error().detail;
  std::set<std::string> roles, entered;
  for (const auto& one : *all) {
    roles.insert(one.role);
    EXPECT_TRUE(one.as_made);
    if (!entered.insert(one.email).second) continue;
    const auto started = enters(one);
    EXPECT_TRUE(started) << one.email << ": " << started.error().detail;
  }
  EXPECT_EQ(roles.size(), access::kRoles.rows.size());
}

TEST_P(DemoPeopleStored, WhoHasJustSignedInIsShownTheNextCodeAndThenWhenTheOneAfterServes) {
  fill();
  const auto first = shown()->front();
  ASSERT_TRUE(enters(first));
  EXPECT_FALSE(enters(first)) << "a code serves once";
  const auto second = shown()->front();
  EXPECT_EQ(second.good_in_seconds, 0);
  ASSERT_TRUE(enters(second));
  const auto third = shown()->front();
  ASSERT_GT(third.good_in_seconds, 0);
  ASSERT_LE(third.good_in_seconds, 30);
  EXPECT_FALSE(enters(third, Instant{kNow.ms + (third.good_in_seconds - 1) * 1000}));
  EXPECT_TRUE(enters(third, Instant{kNow.ms + third.good_in_seconds * 1000}));
}

TEST_P(DemoPeopleStored, CodesAreGoodForAsLongAsIsSaid) {
  fill();
  const auto one = shown()->front();
  EXPECT_FALSE(enters(one, Instant{kNow.ms + one.good_for_seconds * 1000}));
  EXPECT_TRUE(enters(one, Instant{kNow.ms + one.good_for_seconds * 1000 - 1}));
}

TEST_P(DemoPeopleStored, AreShownInNoStoreThatIsNotADemo) {
  const auto none = shown();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::Conflict);
  EXPECT_THAT(none.error().detail, ::testing::HasSubstr("not marked as a demo"));
}

TEST_P(DemoPeopleStored, TheirProvidersHaveProvedTheirHomesButForTwoClaimsThatWait) {
  fill();
  db().read([&](db::Read& tx) {
    const auto census = tiny().scenario.census;
    std::size_t proved = 0;
    for (const auto& group : organisations::all_on(tx, census, Kind::ProviderGroup)) proved += organisations::homes_of(tx, group.id, census).size();
    const auto waiting = organisations::claims_waiting(tx).size();
    EXPECT_EQ(proved + waiting, people().homes.size());
    EXPECT_LE(waiting, 2u);
    EXPECT_EQ(organisations::all_on(tx, census, Kind::Authority).size(), tiny().ground.authorities.size());
  });
}

}  // namespace
}  // namespace rightplace::demo
