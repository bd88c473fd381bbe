// Children for whom a place is looked for on the census day: every kind, some easy, a few for whom nothing fits.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

constexpr double kOpenPerResident = 0.085;   // assumed
constexpr int kFewest = 60;

struct Kind {
  std::string_view name;
  double share;
};
constexpr auto kKinds = std::to_array<Kind>({{"planned", 26}, {"same_day", 15}, {"within_days", 15}, {"siblings", 8}, {"solo", 8},
                                             {"secure", 3}, {"disability", 7}, {"unaccompanied", 5}, {"distance", 7}, {"short_break", 5}, {"exceptional", 1}});

NeedLevel& level(Needs& needs, Need need) { return needs[static_cast<std::size_t>(need)]; }
template <class... Risk>
void add_risks(std::uint8_t& bits, Risk... risk) { bits = static_cast<std::uint8_t>(bits | ((1u << static_cast<unsigned>(risk)) | ...)); }

class Referrals {
 public:
  Referrals(England& england, Random random) : e_(england), random_(random), census_(england.scenario.census) {}

  void run() {
    for (std::size_t c = 0; c < e_.children.size(); ++c) {
      const auto& who = e_.children[c];
      const auto& last = e_.episodes[who.first_episode + who.episodes - 1];
      const int age = age_on(who.born, census_);
      if (last.until || age < 7 || age > 17 || last.place == "A5") continue;
      if (who.unaccompanied) alone_.push_back(static_cast<int>(c));
      else if (last.home < 0 || random_.chance(0.35)) pool_.push_back(static_cast<int>(c));
    }
    random_.shuffle(pool_);
    random_.shuffle(alone_);
    const int count = std::max(kFewest, static_cast<int>(std::lround(kOpenPerResident * e_.scale * e_.scenario.residents.total())));
    std::vector<double> weights;
    for (const auto& kind : kKinds) weights.push_back(kind.share);
    auto counts = apportion(count, weights);
    for (auto& n : counts) n = std::max(n, 1);
    std::vector<int> cards;
    for (std::size_t k = 0; k < counts.size(); ++k) cards.insert(cards.end(), static_cast<std::size_t>(counts[k]), static_cast<int>(k));
    random_.shuffle(cards);
    for (const int k : cards) add(kKinds[static_cast<std::size_t>(k)].name);
  }

 private:
  // The next child that suits the kind; nobody is asked for twice.
  int take(std::vector<int>& list, int youngest, int oldest) {
    for (std::size_t i = list.size(); i-- > 0;) {
      const int age = age_on(e_.children[static_cast<std::size_t>(list[i])].born, census_);
      if (age < youngest || age > oldest) continue;
      const int c = list[i];
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
      return c;
    }
    return -1;
  }

  Profile& profile(int c) {
    auto& who = e_.children[static_cast<std::size_t>(c)];
    if (!who.profile) {
      who.profile = static_cast<std::uint32_t>(e_.profiles.size());
      e_.profiles.push_back(profile_of(e_.scenario, random_, age_on(who.born, census_), who.sex, who.unaccompanied));
    }
    return e_.profiles[*who.profile];
  }

  void add(std::string_view kind) {
    Referral r;
    r.kind = kind;
    const int youngest = kind == "secure" ? 12 : kind == "solo" || kind == "exceptional" ? 11 : kind == "unaccompanied" ? 15 : 7;
    const int c = kind == "unaccompanied" && !alone_.empty() ? take(alone_, youngest, 17) : take(pool_, youngest, kind == "siblings" ? 14 : 17);
    if (c < 0) return;
    r.children.push_back(c);
    auto& p = profile(c);
    r.urgency = kind == "same_day" ? Urgency::SameDay
                : kind == "within_days" || kind == "secure" || (kind == "unaccompanied" && random_.chance(0.5)) ? Urgency::WithinFiveDays
                                                                                                                : Urgency::Planned;
    const int soon = r.urgency == Urgency::SameDay ? 0 : r.urgency == Urgency::WithinFiveDays ? 1 + static_cast<int>(random_.integer(0, 4)) : 6 + static_cast<int>(random_.integer(0, 50));
    r.needed_on = census_.plus_days(soon);
    r.made_on = census_.plus_days(r.urgency == Urgency::SameDay ? 0 : -static_cast<int>(random_.integer(0, 30)));
    if (random_.chance(0.7)) r.planned_until = r.needed_on.plus_days(60 + static_cast<int>(random_.integer(0, 600)));
    r.purpose = kind == "short_break" ? HomeType::ShortBreak
                : r.urgency == Urgency::SameDay ? HomeType::ShortTerm
                : kind == "disability" ? HomeType::Disability
                                       : (random_.chance(0.1) ? HomeType::TherapeuticCommunity : HomeType::LongTerm);
    if (kind == "short_break") r.planned_until = r.needed_on.plus_days(static_cast<int>(random_.integer(2, 14)));
    shape(r, p, c);
    const Date adult = e_.children[static_cast<std::size_t>(c)].born.plus_years(18);
    if (r.needed_on >= adult) r.needed_on = census_;
    if (r.planned_until) r.planned_until = std::max(r.needed_on.plus_days(1), std::min(*r.planned_until, adult));
    // References of real referrals have no vowels, so no other can be R-E00001.
    r.reference = fmt::format("R-E{:05}", e_.referrals.size() + 1);
    e_.referrals.push_back(std::move(r));
  }

  void shape(Referral& r, Profile& p, int c) {
    const auto& who = e_.children[static_cast<std::size_t>(c)];
    if (r.kind == "siblings") {
      const int more = random_.chance(0.25) ? 2 : 1;
      for (int k = 0; k < more; ++k) {
        const int sibling = sibling_of(c, r.children);
        if (sibling < 0) break;
        profile(sibling);
        r.children.push_back(sibling);
      }
    }
    if (r.kind == "solo") {
      r.solo = true;
      level(p.needs, Need::EmotionalBehavioural) = NeedLevel::Complex;
      add_risks(p.to_others, RiskToOthers::Physical);
      add_risks(p.grave_to_others, RiskToOthers::Physical);
    }
    if (r.kind == "secure") {
      r.purpose = HomeType::Secure;
      r.secure_order = true;
      add_risks(p.to_child, RiskToChild::Missing, RiskToChild::SelfHarm);
      add_risks(p.grave_to_child, RiskToChild::Missing);
      level(p.needs, Need::EmotionalBehavioural) = NeedLevel::Complex;
    }
    if (r.kind == "disability") {
      level(p.needs, Need::Learning) = std::max(level(p.needs, Need::Learning), NeedLevel::Medium);
      level(p.needs, Need::Communication) = std::max(level(p.needs, Need::Communication), NeedLevel::Medium);
      level(p.needs, Need::PhysicalDisability) = random_.chance(0.6) ? NeedLevel::Medium : NeedLevel::Low;
      r.step_free = level(p.needs, Need::PhysicalDisability) >= NeedLevel::Medium;
      if (random_.chance(0.4)) level(p.needs, Need::Health) = NeedLevel::Medium;
    }
    if (r.kind == "distance") {
      r.away_is_safer = true;
      add_risks(p.to_child, RiskToChild::CriminalExploitation);
      r.avoid.emplace_back(who.outward, 15 + 5 * static_cast<int>(random_.integer(0, 3)));
    }
    if (r.kind == "exceptional") {
      r.exceptional = true;
      r.solo = true;
      r.step_free = true;
      for (const auto need : {Need::EmotionalBehavioural, Need::MentalHealth, Need::HarmfulSexualBehaviour, Need::Health, Need::Sensory, Need::Learning})
        level(p.needs, need) = NeedLevel::Complex;
      add_risks(p.to_others, RiskToOthers::Fire, RiskToOthers::Sexual, RiskToOthers::Physical);
      add_risks(p.grave_to_others, RiskToOthers::Fire, RiskToOthers::Sexual);
    }
    if (r.kind == "planned" && random_.chance(0.15)) r.avoid.emplace_back(who.outward, 3);
    if (random_.chance(0.75)) {
      const auto& near = e_.ground.authorities[static_cast<std::size_t>(who.authority)].outwards;
      r.school = near[static_cast<std::size_t>(random_.integer(0, std::ssize(near) - 1))];
    }
  }

  // Another child of the authority of about that age becomes brother or sister: same family home and origin.
  int sibling_of(int c, const std::vector<int>& already) {
    const auto& who = e_.children[static_cast<std::size_t>(c)];
    for (std::size_t i = pool_.size(); i-- > 0;) {
      auto& other = e_.children[static_cast<std::size_t>(pool_[i])];
      const int apart = std::abs(other.born - who.born);
      if (other.authority != who.authority || apart < 300 || apart > 5 * 365) continue;
      const bool clash = std::any_of(already.begin(), already.end(), [&](int a) { return std::abs(e_.children[static_cast<std::size_t>(a)].born - other.born) < 300; });
      if (clash) continue;
      const int sibling = pool_[i];
      pool_.erase(pool_.begin() + static_cast<std::ptrdiff_t>(i));
      other.outward = who.outward;
      other.ethnicity = who.ethnicity;
      return sibling;
    }
    return -1;
  }

  England& e_;
  Random random_;
  Date census_;
  std::vector<int> pool_, alone_;
};

}  // namespace

void invent_referrals(England& england, const Random& seed) { Referrals(england, seed.fork("referrals")).run(); }

}  // namespace rightplace::demo
