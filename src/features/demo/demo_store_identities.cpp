// Who the invented children are, for the authorities whose people sign in: names that nobody has, numbers of the range that
// the NHS keeps for tests, whose child each is, and who works with some of them.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/random.h"
#include "features/accounts/accounts.h"
#include "features/demo/demo_people.h"
#include "features/demo/demo_store_parts.h"
#include "features/geography/geography.h"

namespace rightplace::demo {
namespace {

constexpr auto kGiven = std::to_array<std::string_view>(
    {"Alba", "Bryony", "Clover", "Dovie", "Elowen", "Fennel", "Gale", "Heath", "Indigo", "Jasper", "Kestrel", "Lark", "Marlow", "Nettle", "Onyx", "Piper",
     "Quill", "Reed", "Saffron", "Tansy", "Umber", "Vesper", "Wren", "Yarrow", "Zephyr", "Briar", "Cinder", "Flint", "Misty", "Storm"});
constexpr auto kFamily = std::to_array<std::string_view>(
    {"Applewick", "Brambleshaw", "Cobblewhistle", "Daisymere", "Emberlow", "Fernwhistle", "Gooseberry-Hill", "Hazelwhisp", "Inkberry", "Junipershade", "Kettlebrook", "Larkspurley",
     "Mossybank", "Nettlecrumb", "Oakapple", "Pebblewick", "Quillfeather", "Rookwhistle", "Snowdropley", "Thimblewood", "Underbough", "Violetmere", "Willowherb", "Yarrowby", "Zephyrdale"});

const Actor kInventor{ActorKind::System, "demo"};

// 999…: never given to a patient. Empty where the check would have two digits.
std::string test_number(std::size_t child) {
  const auto nine = fmt::format("999{:06}", child % 1'000'000);
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (nine[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return check == 10 ? std::string() : nine + static_cast<char>('0' + check);
}

// Since when the child has been in care without a day between.
Date in_care_since(const England& england, const Child& child) {
  auto k = child.first_episode + child.episodes - 1;
  while (k > child.first_episode && england.episodes[k - 1].until == england.episodes[k].from) --k;
  return england.episodes[k].from;
}

// The first child of those who are to stay together: brothers and sisters have one family name.
std::map<std::size_t, std::size_t> eldest_of(const England& england) {
  std::map<std::size_t, std::size_t> eldest;
  for (const auto& referral : england.referrals)
    for (const int child : referral.children) eldest[static_cast<std::size_t>(child)] = static_cast<std::size_t>(referral.children.front());
  return eldest;
}

struct Team {
  std::string worker, manager, reviewer;
};

}  // namespace

Done store_identities(db::Write& tx, const vault::Vault& vault, const England& england, const People& people, const std::vector<children::ChildId>& ids, Instant now) {
  const auto allowed = Allowed::because("invented for a demonstration");
  const Date today = england.scenario.census;
  std::map<std::string, Team> teams;   // by code of the authority
  for (const auto& worker : people.workers)
    for (const auto& duty : worker.duties) {
      const auto& body = people.bodies[duty.body];
      if (body.kind != organisations::Kind::Authority) continue;
      auto& team = teams[body.number];
      const auto person = accounts::person_with_email(tx, vault, Personal(worker.email));
      if (!person) continue;
      if (duty.role == access::Role::SocialWorker) team.worker = person->text();
      if (duty.role == access::Role::TeamManager) team.manager = person->text();
      if (duty.role == access::Role::ReviewingOfficer) team.reviewer = person->text();
    }
  std::set<std::size_t> in_homes;
  for (const auto& stay : england.stays)
    if (!stay.stay.until) in_homes.insert(static_cast<std::size_t>(stay.child));
  const auto eldest = eldest_of(england);
  const Random seed(england.seed);
  std::vector<children::NewIdentity> identities;
  std::vector<children::NewCase> cases;
  std::map<std::string, std::vector<std::size_t>> homes_first, ended;   // of teams with a worker
  for (std::size_t c = 0; c < ids.size(); ++c) {
    const auto& code = england.ground.authorities[static_cast<std::size_t>(england.children[c].authority)].code;
    if (ids[c].empty() || !teams.contains(code)) continue;
    const auto& child = england.children[c];
    const auto family_of = eldest.contains(c) ? eldest.at(c) : c;
    auto own = seed.fork("child name", c), family = seed.fork("family name", family_of);
    children::Identity identity;
    identity.given_names = Personal(fmt::format("{} {}", own.of(std::span<const std::string_view>(kGiven)), own.of(std::span<const std::string_view>(kGiven))));
    identity.family_name = Personal(std::string(family.of(std::span<const std::string_view>(kFamily))));
    identity.known_as = Personal(identity.given_names.reveal().substr(0, identity.given_names.reveal().find(' ')));
    if (const auto number = test_number(c); !number.empty()) identity.nhs_number = Personal(number);
    identities.push_back({ids[c], std::move(identity)});
    const auto& until = england.episodes[child.first_episode + child.episodes - 1].until;
    const auto* authority = geography::authority_by_code(code);
    cases.push_back({{ids[c], authority ? std::string(authority->code) : code, {in_care_since(england, child), until}}});
    if (teams[code].worker.empty()) continue;
    auto& list = until ? ended[code] : homes_first[code];
    if (!until && in_homes.contains(c)) list.insert(list.begin(), cases.size() - 1);
    else list.push_back(cases.size() - 1);
  }
  for (const auto& [code, list] : homes_first)
    if (list.size() > 3) {
      cases[list[2]].of.restricted = true;
      cases[list[2]].restricted_because = Personal<std::string>("A relative of the child works for the authority");
    }
  RP_CHECK(children::insert_identities(tx, vault, kInventor, identities, now));
  RP_CHECK(children::insert_cases(tx, vault, cases, now));
  const auto give = [&](const std::string& person, children::Part part, const children::Case& care) -> Done {
    if (person.empty()) return {};
    const Date from = std::max(care.stay.from, today.plus_years(-1));
    return children::allocate(tx, kInventor, allowed, {care.child, person, part, {from, {}}}, now);
  };
  for (auto& [code, list] : homes_first) {
    if (const auto& gone = ended[code]; !gone.empty()) list.insert(list.begin() + std::min<std::ptrdiff_t>(std::ssize(list), 5), gone.front());
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& care = cases[list[i]].of;
      if (i < 14) RP_CHECK(give(teams[code].worker, children::Part::Worker, care));
      if (i < 22) RP_CHECK(give(teams[code].manager, children::Part::Manager, care));
      if (i % 2 == 0 && i < 30) RP_CHECK(give(teams[code].reviewer, children::Part::ReviewingOfficer, care));
    }
  }
  return {};
}

}  // namespace rightplace::demo
