#include "features/linking/linking.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "features/joining/joining.h"
#include "features/linking/linking_parts.h"
#include "tests/support/placing_stage.h"

namespace rightplace::linking {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kDayMs = 86'400'000;

class Caught final : public outbox::Transport {
 public:
  Done send(const outbox::Mail& mail) override {
    mails.push_back(mail);
    return {};
  }
  std::string describe() const override { return "kept by the test"; }
  std::vector<outbox::Mail> mails;
};

// Silent House, which does not work here, is asked by letter until Wednesday morning.
class ByLink : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    static const auto tables = [] {
      std::vector<db::Migration> both(migrations().begin(), migrations().end());
      both.insert(both.end(), joining::migrations().begin(), joining::migrations().end());
      return both;
    }();
    set_up(tables);
    begin(pages(*desk));
    id = write([&](db::Write& tx) {
      const asking::NewAsk one{.reference = kReference, .urn = kSilent, .organisation = {}, .authority = lancashire, .tier = asking::Tier::ReferralSummary, .answer_by = Instant{clock.now().ms + 2 * kDayMs}};
      const auto asked = (*asking::ask(tx, officer(), kTest, {&one, 1}, clock.now())).front();
      say(tx, "office@silent-house.example");
      EXPECT_TRUE(write_to_home(tx, desk->vault, officer(), kTest, *asking::load(tx, asked), outbox::Letter::Asked, clock.now()));
      return asked;
    });
    link = newest_link();
  }
  Actor officer() { return {ActorKind::Person, people.at("officer").first.text()}; }
  void say(db::Write& tx, std::string email) {
    EXPECT_TRUE(say_address(tx, desk->vault, officer(), kTest, lancashire, kSilent, Personal(std::move(email)), Source::Told, clock.now()));
  }
  // Sends what waits; the newest letter.
  outbox::Mail newest_letter() {
    outbox::send_due(**database, desk->vault, post_office, {"rightplace@council.example", ""}, clock);
    EXPECT_FALSE(post_office.mails.empty());
    return post_office.mails.back();
  }
  std::string newest_link() {
    newest_letter();
    std::smatch found;
    for (auto mail = post_office.mails.rbegin(); mail != post_office.mails.rend(); ++mail)
      if (const auto text = mail->text.reveal(); std::regex_search(text, found, std::regex(R"(/by-link\?code=\S+)"))) return found[0].str();
    return "";
  }
  void by_now(const std::function<Done(db::Write&)>& change) {
    write([&](db::Write& tx) { EXPECT_TRUE(change(tx)); });
  }
  asking::Ask ask() {
    return read([&](db::Read& tx) { return *asking::load(tx, id); });
  }

  struct Browser {
    ByLink& stage;
    std::string visit = {};
    web::Response request(web::Method method, const std::string& target, std::string body = {}) {
      web::Request request;
      request.method = method;
      const auto mark = target.find('?');
      request.path = target.substr(0, mark);
      if (mark != std::string::npos) request.query = *web::parse_form(target.substr(mark + 1));
      request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
      if (!visit.empty()) request.headers.emplace_back("cookie", visit);
      request.body = std::move(body);
      auto response = stage.site->handle(request);
      for (const auto& [name, value] : response.headers)
        if (name == "Set-Cookie") visit = value.substr(0, value.find(';'));
      return response;
    }
    web::Response get(const std::string& target) { return request(web::Method::Get, target); }
    static std::string hidden(const std::string& page, const std::string& name) {
      std::smatch found;
      return std::regex_search(page, found, std::regex("name=\"" + name + "\" value=\"([^\"]*)\"")) ? found[1].str() : "";
    }
    // The form of a page, filled in and sent.
    web::Response fill(const std::string& target, const std::string& page, const Fields& fields) {
      std::string body = "csrf=" + web::percent_encoded(hidden(page, "csrf")) + "&once=" + web::percent_encoded(hidden(page, "once")) + "&version=" + hidden(page, "version");
      for (const auto& [name, value] : fields) body += "&" + name + "=" + web::percent_encoded(value);
      return request(web::Method::Post, target, body);
    }
    web::Response fill(const std::string& target, const Fields& fields) { return fill(target, get(target).body, fields); }
    // Where the link leads to whoever answers for the home.
    std::string opened(const std::string& by) { return where(fill(by, {{"who", "Jo Ash, registered manager"}})); }
  };
  Fields offer() {
    Fields fields{{"care", "4800"}, {"hour", "17"}, {"conditions", "The room beside the garden"}};
    return both(both(fields, day("from", Date(2026, 3, 10))), day("by", Date(2026, 3, 6)));
  }

  Caught post_office;
  asking::AskId id;
  std::string link;
  Browser home{*this}, other{*this};
};

TEST_P(ByLink, TheLetterHoldsTheLinkAndNothingOfTheChild) {
  const auto& mail = post_office.mails.front();
  EXPECT_EQ(mail.to.reveal(), "office@silent-house.example");
  EXPECT_THAT(mail.text.reveal(), AllOf(HasSubstr("Lancashire"), HasSubstr("/by-link?code="), HasSubstr("4 March 2026"), Not(HasSubstr("girl")), Not(HasSubstr(kReference)), Not(HasSubstr("Robin")), Not(HasSubstr("LA1"))));
}

TEST_P(ByLink, OnlyAHashOfTheLinkIsKept) {
  const auto code = link.substr(link.find('=') + 1);
  read([&](db::Read& tx) {
    EXPECT_EQ(tx.integer("SELECT count(*) FROM ask_links WHERE code_hash = $1", {vault::sha256_hex(code)}), 1);
    EXPECT_EQ(tx.integer("SELECT count(*) FROM ask_links WHERE code_hash = $1", {code}), 0);
    EXPECT_EQ(tx.integer("SELECT count(*) FROM home_addresses WHERE email_sealed LIKE '%silent%'"), 0);
  });
}

TEST_P(ByLink, AProgramThatFollowsLinksReadsNothingOfTheChildAndUsesNothingUp) {
  for (int times = 0; times < 30; ++times) {
    Browser scanner{*this};
    const auto page = scanner.get(link);
    ASSERT_EQ(page.status, 200);
    EXPECT_THAT(page.body, AllOf(HasSubstr("I answer for Silent House"), Not(HasSubstr("girl")), Not(HasSubstr("Self-harm")), Not(HasSubstr(kReference)), Not(HasSubstr("LA1"))));
  }
  EXPECT_THAT(ledger(), IsEmpty());
  EXPECT_THAT(read([&](db::Read& tx) { return written_about(tx, desk->vault, id); })->opened, IsEmpty());
  EXPECT_THAT(home.get(home.opened(link)).body, HasSubstr("A girl aged 12 to 13"));
}

TEST_P(ByLink, WhoeverSaysForWhichHomeTheyAnswerReadsTheSummaryAndNoMore) {
  EXPECT_THAT(home.fill(link, {{"who", ""}}).body, HasSubstr("Enter your name and post"));
  const auto page = home.opened(link);
  ASSERT_THAT(page, HasSubstr("/by-link/"));
  EXPECT_THAT(page, Not(HasSubstr("code")));
  EXPECT_THAT(home.get(page).body, AllOf(HasSubstr("A girl aged 12 to 13"), HasSubstr("Self-harm"), HasSubstr("LA1 4"), Not(HasSubstr("drums")), Not(HasSubstr("LA2 6")), Not(HasSubstr("Robin")), Not(HasSubstr("4711"))));
  const auto written = read([&](db::Read& tx) { return *written_about(tx, desk->vault, id); });
  ASSERT_THAT(written.opened, SizeIs(1));
  EXPECT_EQ(written.opened[0].who.reveal(), "Jo Ash, registered manager");
}

TEST_P(ByLink, WhatWasReadStandsInTheLedgerUnderTheNameOfTheHome) {
  home.get(home.opened(link));
  const auto entries = ledger();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].tier, disclosures::Tier::Outline);
  EXPECT_THAT(entries[0].facts, AllOf(HasSubstr("needs"), HasSubstr("home_area"), Not(HasSubstr("notes"))));
  EXPECT_EQ(read([&](db::Read& tx) { return desk::name_of_actor(tx, desk->vault, entries[0].actor_kind, entries[0].actor_id); }), "Silent House, by link sent to o…@silent-house.example");
  EXPECT_THAT(read([](db::Read& tx) { return disclosures::differences(tx); }), IsEmpty());
}

TEST_P(ByLink, ThePageOpensInNoOtherBrowserAndNotTheNextDay) {
  const auto page = home.opened(link);
  EXPECT_EQ(other.get(page).status, 404);
  other.get(link);   // has a visit of its own now
  for (const auto* part : {"", "/offer", "/decline", "/take-back"}) EXPECT_EQ(other.get(page + part).status, 404) << part;
  EXPECT_THAT(ledger(), IsEmpty());
  clock.set(Instant{clock.now().ms + kDayMs});
  EXPECT_EQ(home.get(page).status, 404);
  EXPECT_EQ(home.get(home.opened(link)).status, 200);
}

TEST_P(ByLink, ALinkThatIsNoneIsAnsweredWithWhatToDo) {
  for (const auto* wrong : {"/by-link", "/by-link?code=", "/by-link?code=../../etc", "/by-link/01900000-0000-7000-8000-000000000001", "/by-link/x"}) {
    const auto page = home.get(wrong);
    EXPECT_EQ(page.status, 404) << wrong;
    EXPECT_THAT(page.body, HasSubstr("Open the link in the letter")) << wrong;
  }
}

TEST_P(ByLink, AnOfferReachesWhoAskedAndHoldsNoRoom) {
  const auto page = home.opened(link);
  const auto before = letters();
  const auto sent = home.fill(page + "/offer", offer());
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_EQ(ask().state, asking::State::Offered);
  const auto made = read([&](db::Read& tx) { return *asking::offer_of(tx, id); });
  EXPECT_EQ(asking::weekly_total(made.terms.lines).per_week, Pence{480'000});
  EXPECT_FALSE(made.terms.room);
  EXPECT_EQ(letters(), before + 1);
  EXPECT_THAT(home.get(page).body, AllOf(HasSubstr("You offered a place"), HasSubstr("£4,800 a week"), HasSubstr("The room beside the garden")));
}

TEST_P(ByLink, AnOfferWithEveryFieldWrongSaysSoOfEachAndKeepsWhatWasTyped) {
  const auto page = home.opened(link);
  const auto refused = home.fill(page + "/offer", {{"care", "lots"}, {"hour", "25"}, {"from-day", "31"}, {"from-month", "2"}, {"from-year", "2026"}, {"conditions", "<script>"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("Enter the price in pounds"), HasSubstr("value=\"lots\""), HasSubstr("&lt;script&gt;")));
  EXPECT_EQ(home.fill(page + "/offer", both({{"care", "4800"}, {"hour", "17"}}, both(day("from", Date(2026, 2, 1)), day("by", Date(2026, 3, 6))))).status, 422);
  EXPECT_EQ(ask().state, asking::State::Asked);
}

TEST_P(ByLink, ADoubleClickOffersOnceAndLeadsToTheSamePage) {
  const auto page = home.opened(link);
  const auto form = home.get(page + "/offer").body;
  const auto first = home.fill(page + "/offer", form, offer());
  const auto again = home.fill(page + "/offer", form, offer());
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(where(again), where(first));
  EXPECT_EQ(ask().version, 2);
}

TEST_P(ByLink, OfTwoPeopleWithTheSameLinkTheSecondIsToldAndOneAnswerStands) {
  const auto mine = home.opened(link), theirs = other.opened(link);
  ASSERT_NE(mine, theirs);
  const auto form = other.get(theirs + "/offer").body;
  ASSERT_EQ(home.fill(mine + "/offer", offer()).status, 303);
  auto second = offer();
  second[0].second = "9000";
  const auto late = other.fill(theirs + "/offer", form, second);
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("Somebody changed this"));
  EXPECT_EQ(asking::weekly_total(read([&](db::Read& tx) { return *asking::offer_of(tx, id); }).terms.lines).per_week, Pence{480'000});
}

TEST_P(ByLink, ANoWithItsReasonEndsWhatIsShown) {
  const auto page = home.opened(link);
  const auto no = home.fill(page + "/decline", {{"reason", "staffing"}, {"words", ""}});
  ASSERT_EQ(no.status, 303) << no.body;
  EXPECT_EQ(ask().decline_reason, "staffing");
  EXPECT_THAT(home.get(where(no)).body, AllOf(HasSubstr("Thank you"), HasSubstr("has declined"), HasSubstr("Ask to be let in"), Not(HasSubstr("girl"))));
  EXPECT_THAT(other.get(link).body, AllOf(HasSubstr("has declined"), Not(HasSubstr("I answer for"))));
  EXPECT_THAT(ledger(), IsEmpty());
}

TEST_P(ByLink, AnOfferIsTakenBack) {
  const auto page = home.opened(link);
  ASSERT_EQ(home.fill(page + "/offer", offer()).status, 303);
  ASSERT_EQ(home.fill(page + "/take-back", {{"words", "The boiler has failed"}}).status, 303);
  EXPECT_EQ(ask().state, asking::State::Declined);
}

TEST_P(ByLink, AQuestionReachesWhoAskedAndItsAnswerComesWithANewLink) {
  const auto page = home.opened(link);
  ASSERT_EQ(home.fill(page, {{"words", "Does she go to school?"}}).status, 303);
  by_now([&](db::Write& tx) -> Done {
    RP_CHECK(asking::write_message(tx, officer(), kTest, id, asking::Side::Authority, "Every day.", clock.now()));
    return tell_home(tx, desk->vault, officer(), kTest, id, clock.now());
  });
  const auto second = newest_link();
  EXPECT_NE(second, link);
  EXPECT_THAT(other.get(other.opened(second)).body, AllOf(HasSubstr("Does she go to school?"), HasSubstr("Every day.")));
  EXPECT_EQ(home.get(link).status, 200) << "the first letter opens too";
}

TEST_P(ByLink, AfterTheDeadlineNothingIsShownOrTakenUntilThereIsMoreTime) {
  const auto page = home.opened(link);
  const auto form = home.get(page + "/offer").body;
  clock.set(Instant{clock.now().ms + 2 * kDayMs + 60'000});
  EXPECT_THAT(home.get(link).body, AllOf(HasSubstr("The time to answer ended on 4 March 2026"), HasSubstr("ring the authority"), Not(HasSubstr("I answer for"))));
  home.fill(page + "/offer", form, offer());
  EXPECT_EQ(ask().state, asking::State::Asked);
  by_now([&](db::Write& tx) { return asking::extend(tx, officer(), kTest, id, 1, Instant{clock.now().ms + kDayMs}, clock.now()); });
  EXPECT_THAT(home.get(home.opened(link)).body, HasSubstr("A girl aged 12 to 13"));
}

TEST_P(ByLink, AfterAWithdrawalNothingIsShownOrTakenAndTheHomeIsTold) {
  const auto page = home.opened(link);
  const auto form = home.get(page + "/offer").body;
  by_now([&](db::Write& tx) -> Done {
    RP_CHECK(asking::withdraw(tx, officer(), kTest, id, 1, clock.now()));
    return tell_home(tx, desk->vault, officer(), kTest, id, clock.now());
  });
  const auto letter = newest_letter();
  EXPECT_THAT(letter.text.reveal(), AllOf(HasSubstr("Nothing more is needed from you"), Not(HasSubstr("code="))));
  const auto late = home.fill(page + "/offer", form, offer());
  EXPECT_THAT(late.body, AllOf(HasSubstr("has withdrawn this"), Not(HasSubstr("girl"))));
  EXPECT_THAT(home.get(page).body, AllOf(HasSubstr("has withdrawn this"), Not(HasSubstr("girl"))));
  EXPECT_EQ(ask().state, asking::State::Withdrawn);
}

TEST_P(ByLink, AReferralThatWasWithdrawnShowsNothingOfTheChild) {
  const auto page = home.opened(link);
  write([&](db::Write& tx) { EXPECT_TRUE(referrals::change_status(tx, kOperator, kTest, kReference, referrals::Event::Withdraw, clock.now())); });
  EXPECT_THAT(home.get(page).body, AllOf(HasSubstr("has withdrawn this"), Not(HasSubstr("girl"))));
  EXPECT_THAT(ledger(), IsEmpty());
}

TEST_P(ByLink, ALinkOpensTwelveTimesAndThenAnotherLetterIsNeeded) {
  for (int times = 0; times < kMostOpenings; ++times) {
    Browser one{*this};
    ASSERT_THAT(one.opened(link), HasSubstr("/by-link/")) << times;
  }
  const auto refused = home.fill(link, {{"who", "Jo Ash"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("opened 12 times already"));
  by_now([&](db::Write& tx) { return write_to_home(tx, desk->vault, officer(), kTest, ask(), outbox::Letter::Asked, clock.now()); });
  EXPECT_EQ(home.get(home.opened(newest_link())).status, 200);
}

TEST_P(ByLink, AnotherAddressEndsEveryLinkThatWentToTheEarlier) {
  const auto page = home.opened(link);
  by_now([&](db::Write& tx) -> Done {
    say(tx, "manager@silent-house.example");
    return write_to_home(tx, desk->vault, officer(), kTest, *asking::load(tx, id), outbox::Letter::Asked, clock.now());
  });
  EXPECT_EQ(home.get(link).status, 404);
  EXPECT_EQ(home.get(page).status, 404);
  EXPECT_EQ(newest_letter().to.reveal(), "manager@silent-house.example");
  EXPECT_EQ(other.get(newest_link()).status, 200);
}

TEST_P(ByLink, AHomeWhoseProviderAnswersHereIsNotAnsweredForByLink) {
  const auto page = home.opened(link);
  by_now([&](db::Write& tx) { return asking::address(tx, officer(), kTest, id, 1, beech, clock.now()); });
  EXPECT_THAT(home.get(page).body, AllOf(HasSubstr("works here now"), Not(HasSubstr("girl"))));
  write([&](db::Write& tx) { EXPECT_FALSE(write_to_home(tx, desk->vault, officer(), kTest, *asking::load(tx, id), outbox::Letter::Asked, clock.now())); });
}

TEST_P(ByLink, AnAddressIsKeptWithWhoSaidItAndEachAuthorityHasItsOwn) {
  const auto known = read([&](db::Read& tx) { return *address_of(tx, desk->vault, lancashire, kSilent); });
  EXPECT_EQ(known.email.reveal(), "office@silent-house.example");
  EXPECT_EQ(known.said_by, people.at("officer").first.text());
  EXPECT_FALSE(read([&](db::Read& tx) { return address_of(tx, desk->vault, kent, kSilent).has_value(); }));
  write([&](db::Write& tx) { EXPECT_FALSE(say_address(tx, desk->vault, officer(), kTest, lancashire, kSilent, Personal<std::string>("not an address"), Source::Told, clock.now())); });
}

TEST_P(ByLink, AHomeAsksToBeLetInAndItIsARowThatNamesNoChild) {
  Browser jo{*this};
  const auto page = jo.opened(link);
  EXPECT_THAT(jo.get(page).body, HasSubstr("Ask to be let in"));
  const auto join = page + "/join";
  const auto missing = jo.fill(join, {{"provider", ""}, {"person", "Jo Ash"}, {"email", "nowhere"}});
  EXPECT_EQ(missing.status, 422);
  EXPECT_THAT(missing.body, HasSubstr("Enter the name of the provider"));
  EXPECT_EQ(jo.fill(join, {{"provider", "Silent Care"}, {"person", "Jo Ash"}, {"email", "nowhere"}}).status, 422);
  const Fields wanted{{"provider", "Silent Care"}, {"person", "Jo Ash"}, {"email", "jo@silent-care.example"}};
  const auto form = jo.get(join).body;
  const auto first = jo.fill(join, form, wanted);
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(where(jo.fill(join, form, wanted)), where(first)) << "a double click";
  EXPECT_THAT(jo.get(join).body, HasSubstr("Your home asked on 2 March 2026"));
  const auto all = read([&](db::Read& tx) { return joining::all(tx, desk->vault); });
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].wanted.urn, kSilent);
  EXPECT_EQ(all[0].wanted.provider, "Silent Care");
  EXPECT_EQ(all[0].wanted.email.reveal(), "jo@silent-care.example");
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM join_requests WHERE email_sealed LIKE '%silent%' OR person_sealed LIKE '%Ash%'"); }), 0);
}

TEST_P(ByLink, NobodyAsksToBeLetInFromAnotherBrowserOrForAHomeThatWorksHere) {
  Browser jo{*this}, neighbour{*this};
  const auto page = jo.opened(link);
  EXPECT_EQ(neighbour.get(page + "/join").status, 404);
  const auto form = jo.get(page + "/join").body;
  write([&](db::Write& tx) { EXPECT_TRUE(asking::address(tx, officer(), kTest, id, asking::load(tx, id)->version, beech, {clock.now()})); });
  EXPECT_EQ(jo.fill(page + "/join", form, {{"provider", "Silent Care"}, {"person", "Jo Ash"}, {"email", "jo@silent-care.example"}}).status, 409);
  EXPECT_THAT(jo.get(page + "/join").body, HasSubstr("Your provider works here now"));
}

RIGHTPLACE_ON_BOTH(ByLink);

TEST(Masked, ShowsTheFirstLetterAndWhereTheLetterWent) {
  EXPECT_EQ(masked("office@silent-house.example"), "o…@silent-house.example");
  EXPECT_EQ(masked("nothing"), "…");
}

}  // namespace
}  // namespace rightplace::linking
