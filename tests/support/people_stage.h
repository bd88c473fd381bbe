#pragma once
// The stage of the tests of pages of people: a browser in front of the whole site, letters in a box, two authorities.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "features/people/people.h"
#include "features/people/people_glass.h"
#include "features/placements/placements.h"
#include "tests/support/desk_stage.h"

namespace rightplace::people {

using access::Role;
using organisations::Kind;
using organisations::OrganisationId;

inline const Actor kOperator{ActorKind::Operator, "operator"};
inline const Allowed kAllowed = Allowed::because("test");
inline const Stay kSince{Date(2026, 1, 1), {}};
inline constexpr std::string_view kPassword = "violet ladder pebble";

struct Box final : outbox::Transport {
  std::vector<std::pair<std::string, std::string>> letters;
  Done send(const outbox::Mail& mail) override {
    letters.emplace_back(mail.to.reveal(), mail.text.reveal());
    return {};
  }
  std::string describe() const override { return "a box"; }
};

using Fields = std::vector<std::pair<std::string, std::string>>;

class PeoplePages : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), homes::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), children::migrations(), disclosures::migrations(),
          placements::migrations(), desk::migrations(), migrations()});
    desk->glass = [this](db::Read& tx, const access::Standing& standing, const access::Facts& facts) { return glass(tx, desk->vault, standing, facts, clock.now()); };
    auto all = pages(*desk);
    desk->sections = all.sections;
    begin(std::move(all));
    north = given(Kind::Authority, "Manchester", "E08000003");
    south = given(Kind::Authority, "Salford", "E08000006");
  }
  template <class Question>
  auto ask(Question question) { return read(question); }
  OrganisationId given(Kind kind, std::string name, std::string number = "") {
    organisations::Details details{kind, std::move(name), {}, {}, kSince};
    (kind == Kind::Home ? details.urn : details.authority_code) = std::move(number);
    return *write([&](db::Write& tx) { return organisations::add(tx, kOperator, kAllowed, details, clock.now()); });
  }
  // An account that is ready, with one role.
  accounts::MembershipId given_person(const std::string& name, const OrganisationId& organisation, Role role) {
    static const auto hash = vault::hash_password(Personal(std::string(kPassword)));
    return write([&](db::Write& tx) {
      auto person = accounts::person_with_email(tx, desk->vault, Personal(name + "@example.org"));
      if (!person) {
        secrets[name] = vault::new_totp_secret();
        person = *accounts::add_person(tx, desk->vault, kOperator, kAllowed, {Personal(name), Personal(name + "@example.org")}, clock.now());
        EXPECT_TRUE(accounts::make_ready(tx, desk->vault, kOperator, kAllowed, *person, hash, Personal(secrets[name]), clock.now()));
      }
      const auto membership = *accounts::add_membership(tx, kOperator, kAllowed, *person, organisation, kSince, clock.now());
      EXPECT_TRUE(accounts::add_role(tx, kOperator, kAllowed, membership, role, kSince, clock.now()));
      return membership;
    });
  }

  web::Response send(web::Method method, const std::string& address, std::string body = {}) {
    web::Request request;
    request.method = method;
    const auto question = address.find('?');
    request.path = address.substr(0, question);
    if (question != std::string::npos) request.query = web::parse_form(address.substr(question + 1)).value();
    request.peer = "192.0.2.1";
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) request.headers.emplace_back("cookie", jar);
    request.body = std::move(body);
    auto response = site->handle(request);
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie") cookies[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
    return response;
  }
  web::Response get(const std::string& address) { return send(web::Method::Get, address); }
  static std::string hidden(const std::string& page, std::string_view name) {
    const auto mark = "name=\"" + std::string(name) + "\" value=\"";
    const auto at = page.rfind(mark);   // the last form of the page; the first is the button to sign out
    return at == std::string::npos ? "" : page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
  }
  static std::string body_of(const std::string& page, const Fields& fields) {
    std::string body = "csrf=" + web::percent_encoded(hidden(page, "csrf")) + "&once=" + web::percent_encoded(hidden(page, "once"));
    for (const auto& [name, value] : fields) body += "&" + name + "=" + web::percent_encoded(value);
    return body;
  }
  // Fills in the form that is on the page and sends it to `to`.
  web::Response fill(const std::string& page, const std::string& to, const Fields& fields) { return send(web::Method::Post, to, body_of(get(page).body, fields)); }
  void sign_in(const std::string& name) {
    clock.set(Instant{clock.now().ms + 60'000});
    cookies.clear();
    const auto entered = fill("/sign-in", "/sign-in", {{"email", name + "@example.org"}, {"password", std::string(kPassword)}, {"totp", vault::totp_code(secrets[name], clock.now().ms / 1000)}});
    ASSERT_EQ(where(entered), "/") << entered.body;
  }
  std::vector<std::pair<std::string, std::string>> letters() {
    Box box;
    outbox::send_due(**database, desk->vault, box, {"rightplace@example.org", "https://rightplace.example"}, clock);
    return box.letters;
  }
  static std::string link_in(const std::string& letter) {
    const auto at = letter.find("https://rightplace.example/");
    return letter.substr(at + 26, letter.find_first_of("\r\n", at) - at - 26);
  }
  static Fields days(const std::string& name, Date day) {
    return {{name + "-day", std::to_string(day.day())}, {name + "-month", std::to_string(day.month())}, {name + "-year", std::to_string(day.year())}};
  }
  static Fields operator_plus(Fields a, const Fields& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  Date today() const { return desk->today(); }
  std::int64_t count(std::string_view sql) {
    return ask([&](db::Read& tx) { return tx.integer(sql); });
  }

  std::map<std::string, std::string> cookies, secrets;
  OrganisationId north, south;
};

}  // namespace rightplace::people
