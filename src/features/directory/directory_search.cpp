#include "features/directory/directory_search.h"

#include <algorithm>
#include <numeric>

namespace rightplace::directory {
namespace {

template <class E>
constexpr std::uint32_t bit(E value) {
  return 1u << static_cast<unsigned>(value);
}

constexpr std::uint32_t kHomeTypes = bit(homes::ProvisionType::ChildrensHome) | bit(homes::ProvisionType::SecureChildrensHome) | bit(homes::ProvisionType::SchoolAsHome);

// What an area means for an entry.
struct Area {
  const geography::Authority* authority = nullptr;
  std::optional<geography::Region> region;
  bool any = true;
  explicit Area(const std::string& code) : any(code.empty()) {
    if (any) return;
    region = geography::kRegions.parse(code);
    if (!region) authority = geography::authority_by_code(code);
  }
  bool holds(const Entry& entry) const {
    if (any) return true;
    return region ? entry.authority && entry.authority->region == *region : entry.authority && entry.authority == authority;
  }
};

class Judge {
 public:
  Judge(const Snapshot& snapshot, const Wanted& wanted) : wanted_(wanted), day_(snapshot.day), area_(wanted.area), kinds_(wanted.kinds ? wanted.kinds : kHomeTypes) {}

  // Whether it may fit; adds what it does not state.
  bool fits(const Entry& entry, const Stated& stated, Hit& hit) const {
    if (!(kinds_ & bit(entry.type)) || !area_.holds(entry)) return false;
    unsigned open = 0;
    const auto not_said = [&](Unstated what) { open |= bit(what); };
    if (wanted_.sectors) {
      if (!entry.sector) not_said(Unstated::Sector);
      else if (!(wanted_.sectors & bit(*entry.sector))) return false;
    }
    if (wanted_.grades || wanted_.not_graded) {
      if (entry.grade ? !(wanted_.grades & bit(*entry.grade)) : !wanted_.not_graded) return false;
    }
    if (wanted_.needs) {
      if (wanted_.needs & stated.refuses) return false;
      if (wanted_.needs & ~(stated.takes | entry.register_needs)) not_said(Unstated::Needs);
    }
    if (wanted_.age) {
      if ((stated.age_from && *wanted_.age < *stated.age_from) || (stated.age_to && *wanted_.age > *stated.age_to)) return false;
      if (!stated.age_from || !stated.age_to) not_said(Unstated::Age);
    }
    if (wanted_.sex) {
      if (!stated.accepts) not_said(Unstated::Sex);
      else if (*stated.accepts == (*wanted_.sex == Sex::Female ? HomeSex::Boys : HomeSex::Girls)) return false;
    }
    if (wanted_.least_places || wanted_.most_places) {
      if (!entry.places) not_said(Unstated::Places);
      else if (*entry.places < wanted_.least_places.value_or(0) || *entry.places > wanted_.most_places.value_or(*entry.places)) return false;
    }
    if (wanted_.free_within) {
      if (supply::is_blocked(entry.status, stated.notices)) return false;
      const auto& places = stated.places;   // a statement that is too old is none, whatever is asked
      if (!places.known || day_ - *places.stated_on > *wanted_.free_within) not_said(Unstated::FreePlaces);
      else if (places.free == 0) {
        if (places.in_doubt == 0) return false;
        not_said(Unstated::FreePlaces);
      }
    }
    if (wanted_.near && !near(entry, hit)) not_said(Unstated::Distance);
    if (hit.miles == kTooFar) return false;
    hit.unstated = static_cast<std::uint8_t>(open);
    return !wanted_.stated_only || open == 0;
  }

 private:
  static constexpr float kTooFar = -2;

  // Sets the miles. False: it may or may not lie within those asked for.
  bool near(const Entry& entry, Hit& hit) const {
    if (!entry.location) return !wanted_.within;
    const auto distance = geography::distance(*wanted_.near, *entry.location);
    hit.miles = static_cast<float>(distance.middle);
    if (!wanted_.within || distance.most <= *wanted_.within) return true;
    if (distance.least > *wanted_.within) hit.miles = kTooFar;
    return false;
  }

  const Wanted& wanted_;
  Date day_;
  Area area_;
  std::uint32_t kinds_;
};

}  // namespace

Found find(const Snapshot& snapshot, const Wanted& wanted, bool every) {
  const auto& homes = snapshot.reg->homes;
  Found found;
  if (!wanted.any_filter() && !wanted.near && wanted.sorted() == Sort::Name) {   // the list that everybody begins with
    const auto& all = snapshot.reg->children_homes;
    found.total = found.stated = all.size();
    const auto from = every ? std::size_t{0} : std::min(all.size(), (wanted.page - 1) * kPageRows);
    for (auto i = from; i < (every ? all.size() : std::min(all.size(), from + kPageRows)); ++i) found.rows.push_back({.home = all[i]});
    return found;
  }
  WordsFound words;
  if (!wanted.text.empty() && !wanted.text_is_place) words = (wanted.by_outward ? snapshot.reg->words : snapshot.reg->words_without_outward).find(wanted.text);
  found.read_as = words.read_as;

  const Judge judge(snapshot, wanted);
  std::vector<Hit> fits, open;
  fits.reserve(homes.size());
  const auto look = [&](std::uint32_t i) {
    Hit hit{.home = i};
    if (words.asked) {
      hit.score = words.scores[i];
      if (hit.score == 0) return;
    }
    if (judge.fits(homes[i], snapshot.stated[i], hit)) (hit.unstated ? open : fits).push_back(hit);
  };
  const auto sort = wanted.sorted();
  if (sort == Sort::Places) std::ranges::for_each(snapshot.reg->by_places, look);
  else if (sort == Sort::Statement) std::ranges::for_each(snapshot.by_statement, look);
  else
    for (std::uint32_t i = 0; i < homes.size(); ++i) look(i);

  found.stated = fits.size();
  found.total = fits.size() + open.size();
  const auto from = every ? std::size_t{0} : std::min(found.total, (wanted.page - 1) * kPageRows);
  const auto to = every ? found.total : std::min(found.total, from + kPageRows);
  // A list is put in order only as far as it is shown. Where nothing else tells two homes apart, the name does.
  const auto put_in_order = [&](std::vector<Hit>& hits, std::size_t shown) {
    const auto middle = hits.begin() + static_cast<std::ptrdiff_t>(std::min(shown, hits.size()));
    if (sort == Sort::Fit) std::ranges::partial_sort(hits, middle, {}, [](const Hit& h) { return std::pair(-int{h.score}, h.home); });
    if (sort == Sort::Distance) std::ranges::partial_sort(hits, middle, {}, [](const Hit& h) { return std::tuple(h.miles < 0, h.miles, h.home); });
  };
  put_in_order(fits, to);
  put_in_order(open, to > fits.size() ? to - fits.size() : 0);
  for (auto i = from; i < to; ++i) found.rows.push_back(i < fits.size() ? fits[i] : open[i - fits.size()]);
  return found;
}

}  // namespace rightplace::directory
