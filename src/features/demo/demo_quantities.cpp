#include "features/demo/demo_quantities.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace rightplace::demo {

double Measured::allowed(double scale) const {
  const double small = 1 / std::sqrt(std::max(scale, 0.001));
  // Counts: the share of the value, and one thing of rounding. Shares and means: wider as the square root of the scale.
  if (is_count) return std::max(tolerance * wanted(scale), 1.0);
  return scale >= 1 ? tolerance : tolerance * std::min(4.0, 0.4 + 0.6 * small);
}

bool Measured::holds(double scale) const { return std::abs(demo_value - wanted(scale)) <= allowed(scale) + 1e-9; }

namespace {

constexpr std::array<std::string_view, kRegionCount> kRegionWords = {"North West", "West Midlands", "South East", "East Midlands", "Yorkshire and The Humber",
                                                                     "East of England", "South West", "North East", "London"};
constexpr std::array<std::string_view, kSizeBands> kSizeWords = {"1 place", "2 places", "3 places", "4 places", "5 places", "6 places", "7 to 9 places", "10 places or more"};
constexpr std::array<std::string_view, 3> kSectorWords = {"private", "authority", "voluntary"};

class Measuring {
 public:
  explicit Measuring(const England& england) : e_(england), s_(england.scenario), year_(s_.census.year()) {
    for (const auto& home : e_.homes)
      if (!home.closed && home.provision == Provision::Home) open_.push_back(&home);
    for (const auto& stay : e_.stays)
      if (!stay.stay.until) residents_.push_back(&stay);
  }

  std::vector<Measured> all() {
    stock();
    shapes();
    owners();
    grades();
    residents();
    distances();
    stays();
    children();
    money();
    offers();
    return std::move(rows_);
  }

 private:
  void count(std::string code, std::string what, std::string unit, std::string source, double source_value, double tolerance, double value, Use use = Use::Calibrated) {
    rows_.push_back({std::move(code), std::move(what), std::move(unit), std::move(source), use, source_value, tolerance, true, value});
  }
  void share(std::string code, std::string what, std::string unit, std::string source, double source_value, double tolerance, double value, Use use = Use::Calibrated) {
    rows_.push_back({std::move(code), std::move(what), std::move(unit), std::move(source), use, source_value, tolerance, false, value});
  }
  const Home& home_of(const HomeStay& stay) const { return e_.homes[static_cast<std::size_t>(stay.home)]; }
  const Child& child_of(const HomeStay& stay) const { return e_.children[static_cast<std::size_t>(stay.child)]; }
  bool inside(const HomeStay& stay) const { return home_of(stay).authority == child_of(stay).authority; }
  double miles(const HomeStay& stay) const { return e_.ground.miles(home_of(stay).outward, child_of(stay).outward); }
  template <class F>
  double of_residents(F holds) const {
    return residents_.empty() ? 0 : 100.0 * static_cast<double>(std::count_if(residents_.begin(), residents_.end(), [&](const auto* s) { return holds(*s); })) / static_cast<double>(residents_.size());
  }
  template <class F>
  double of_homes(F holds) const {
    return 100.0 * static_cast<double>(std::count_if(open_.begin(), open_.end(), [&](const auto* h) { return holds(*h); })) / static_cast<double>(open_.size());
  }

  void stock() {
    const std::string ofsted = fmt::format("Ofsted, providers and places at 31 March {}", year_);
    for (const auto& [provision, code, word, stock] : {std::tuple{Provision::Home, "childrens_homes", "Children's homes", s_.homes},
                                                      {Provision::Secure, "secure_homes", "Secure children's homes", s_.secure},
                                                      {Provision::School, "schools_as_homes", "Residential special schools registered as homes", s_.schools}}) {
      double homes = 0, places = 0;
      for (const auto& home : e_.homes)
        if (!home.closed && home.provision == provision) ++homes, places += home.places;
      count(code, word, "homes", ofsted, stock.homes, 0, homes);
      count(std::string(code) + ".places", fmt::format("{}: places", word), "places", ofsted, stock.places, 0.001, places);
    }
    // The five Marches: the market's history.
    for (int y = 0; y < 4; ++y) {
      if (s_.year == Year::Y2012) break;   // no figures of those years are held
      const Date day = s_.census.plus_years(y - 4);
      const auto then = static_cast<double>(std::count_if(e_.homes.begin(), e_.homes.end(), [&](const Home& h) { return h.provision == Provision::Home && h.open_on(day); }));
      count(fmt::format("childrens_homes.{}", day.year()), fmt::format("Children's homes on {}", day.words()), "homes", "Ofsted, providers and places, time series",
            s_.homes_in_march[static_cast<std::size_t>(y)], 0.04, then);
    }
  }

  void shapes() {
    const std::string from = s_.year == Year::Y2012 ? "Ofsted provider list 2016, its shape" : fmt::format("Ofsted provider list {}, inspected homes", year_);
    const double looser = s_.year == Year::Y2012 ? 2.0 : 1.0;
    const double bands = std::accumulate(s_.sizes.begin(), s_.sizes.end(), 0.0);
    for (std::size_t b = 0; b < kSizeBands; ++b)
      share(fmt::format("size.{}", b + 1), fmt::format("Homes with {}", kSizeWords[b]), "%", from, 100 * s_.sizes[b] / bands, 1.5 * looser, of_homes([&](const Home& h) {
              const std::size_t band = h.places >= 10 ? 7 : h.places >= 7 ? 6 : static_cast<std::size_t>(h.places) - 1;
              return band == b;
            }));
    const std::string sectors = s_.year == Year::Y2012 ? "Expert Group 2012 (authorities 26 %), others as in 2016" : from;
    for (std::size_t k = 0; k < 3; ++k) {
      const double sum = s_.sectors[0] + s_.sectors[1] + s_.sectors[2];
      const auto ours = [&](const Home& h) { return h.sector == static_cast<Sector>(k); };
      share(fmt::format("sector.{}", kSectorWords[k]), fmt::format("Homes: {}", kSectorWords[k]), "%", sectors, 100 * s_.sectors[k] / sum, 0.6, of_homes(ours));
      double places = 0, homes = 0;
      for (const auto* h : open_)
        if (ours(*h)) places += h->places, ++homes;
      share(fmt::format("mean_size.{}", kSectorWords[k]), fmt::format("Mean places, {} homes", kSectorWords[k]), "places",
            s_.year == Year::Y2012 ? "as in 2016, scaled to the mean of 2012" : from, s_.mean_size[k], 0.15, homes > 0 ? places / homes : 0);
    }
    const double homes_sum = std::accumulate(s_.homes_by_region.begin(), s_.homes_by_region.end(), 0.0);
    const double places_sum = std::accumulate(s_.places_by_region.begin(), s_.places_by_region.end(), 0.0);
    double all_places = 0;
    for (const auto* h : open_) all_places += h->places;
    const std::string regions = s_.year == Year::Y2012 ? "Expert Group 2012 (NW, WM, SE, London), others as in 2016" : from;
    for (std::size_t r = 0; r < kRegionCount; ++r) {
      const auto there = [&](const Home& h) { return e_.ground.authorities[static_cast<std::size_t>(h.authority)].region == static_cast<int>(r); };
      share(fmt::format("homes_by_region.{}", kRegionCodes[r]), fmt::format("Homes in {}", kRegionWords[r]), "%", regions, 100 * s_.homes_by_region[r] / homes_sum, 0.6, of_homes(there));
      double places = 0;
      for (const auto* h : open_)
        if (there(*h)) places += h->places;
      share(fmt::format("places_by_region.{}", kRegionCodes[r]), fmt::format("Places in {}", kRegionWords[r]), "%", regions, 100 * s_.places_by_region[r] / places_sum, 1.0, 100 * places / all_places);
    }
    // Kept out: where in the region.
    double clustered = 0, total = 0;
    std::map<int, double> by_authority;
    for (const auto* h : open_) ++by_authority[h->authority], ++total;
    std::vector<double> counts;
    for (const auto& [a, n] : by_authority) counts.push_back(n);
    std::sort(counts.rbegin(), counts.rend());
    for (std::size_t i = 0; i < std::min<std::size_t>(10, counts.size()); ++i) clustered += counts[i];
    if (s_.year != Year::Y2012)
      share("ten_authorities", "Homes in the ten authorities with the most", "%", from, s_.year == Year::Y2024 ? 29.0 : 28.3, 3, 100 * clustered / total, Use::Compared);
  }

  void owners() {
    if (s_.year != Year::Y2024) return;   // owners are not published before 2018
    const std::string from = "Ofsted provider list 2024, inspected homes";
    std::vector<int> sizes;
    double homes = 0;
    for (const auto& owner : e_.owners)
      if (owner.sector == Sector::Private && owner.homes > 0) sizes.push_back(owner.homes);
    // Owners of schools are not in this figure: schools are counted apart.
    std::map<int, int> of_homes_only;
    for (const auto* h : open_)
      if (h->sector == Sector::Private) ++of_homes_only[h->owner], ++homes;
    sizes.clear();
    for (const auto& [o, n] : of_homes_only) sizes.push_back(n);
    std::sort(sizes.rbegin(), sizes.rend());
    share("homes_per_owner", "Private homes for each private owner", "homes", from, 2584.0 / 821.0, 0.15, homes / static_cast<double>(sizes.size()));
    share("single_home_owners", "Private owners with one home", "%", from, 100.0 * 412 / 821, 2,
          100.0 * static_cast<double>(std::count(sizes.begin(), sizes.end(), 1)) / static_cast<double>(sizes.size()));
    const auto five = std::accumulate(sizes.begin(), sizes.begin() + std::min<std::ptrdiff_t>(5, std::ssize(sizes)), 0.0);
    // In a small demo five owners of that share would be smaller than those between.
    if (e_.scale >= 0.25) share("five_largest_owners", "Private homes of the five largest owners", "%", from, 100.0 * 359 / 2584, 1.0, 100 * five / homes);
    share("largest_owner", "Private homes of the largest owner", "%", from, 100.0 * 180 / 2584, 0.6, sizes.empty() ? 0 : 100 * sizes[0] / homes);
  }

  void grades() {
    const std::string from = s_.year == Year::Y2012 ? "Expert Group 2012, inspections of the year 2011" : fmt::format("Ofsted, latest judgement at 31 March {}", year_);
    std::array<double, 5> counts{};
    for (const auto& home : e_.homes) {
      if (home.closed) continue;
      const auto latest = std::find_if(home.inspections.rbegin(), home.inspections.rend(), [](const Inspection& i) { return i.full; });
      if (latest != home.inspections.rend()) ++counts[static_cast<std::size_t>(latest->grade)];
    }
    const double judged = counts[0] + counts[1] + counts[2] + counts[3];
    const double sum = std::accumulate(s_.grades.begin(), s_.grades.end(), 0.0);
    for (std::size_t g = 0; g < 4; ++g)
      share(fmt::format("grade.{}", kGrades.code(static_cast<Grade>(g))), fmt::format("Homes judged: {}", lower_words(static_cast<Grade>(g))), "%", from, 100 * s_.grades[g] / sum, 0.6, 100 * counts[g] / judged);
  }
  std::string lower_words(Grade grade) const {
    auto label = std::string(grade_label(grade, s_.census.plus_days(-60)));
    if (!label.empty() && label[0] < 'a') label[0] = static_cast<char>(label[0] + 32);
    return label;
  }

  void residents() {
    const auto& r = s_.residents;
    const std::string from = s_.year == Year::Y2012 ? "Expert Group 2012: children in homes, 31 March 2012"
                             : s_.year == Year::Y2016 ? "DfE FOI 2024-0040813: 3,600 outside = 59 %"
                                                      : "DfE, looked after in England, 31 March 2024";
    count("in_homes", "Looked-after children living in homes", "children", from, r.total(), 0.002, static_cast<double>(residents_.size()));
    share("inside", "Of them, inside their own authority", "%", from, 100.0 * r.inside() / r.total(), 0.5, of_residents([&](const HomeStay& s) { return inside(s); }));
    if (s_.year == Year::Y2024) {
      const auto cell = [&](const char* code, const char* what, int n, bool in, Sector sector) {
        share(code, what, "%", from, 100.0 * n / r.total(), 1.0, of_residents([&](const HomeStay& s) { return inside(s) == in && home_of(s).sector == sector; }));
      };
      cell("inside.own", "Inside, in the authority's own homes", r.inside_own, true, Sector::Authority);
      cell("inside.private", "Inside, in private homes", r.inside_private, true, Sector::Private);
      cell("inside.voluntary", "Inside, in voluntary homes", r.inside_voluntary, true, Sector::Voluntary);
      cell("outside.private", "Outside, in private homes", r.outside_private, false, Sector::Private);
      cell("outside.voluntary", "Outside, in voluntary homes", r.outside_voluntary, false, Sector::Voluntary);
      cell("outside.other_authority", "Outside, in another authority's homes", r.outside_other_authority, false, Sector::Authority);
    }
    std::vector<int> living(e_.homes.size(), 0);
    for (const auto* stay : residents_) ++living[static_cast<std::size_t>(stay->home)];
    double empty = 0, homes = 0, places = 0;
    for (std::size_t h = 0; h < e_.homes.size(); ++h)
      if (!e_.homes[h].closed) empty += living[h] == 0, ++homes, places += e_.homes[h].places;
    if (s_.year == Year::Y2012) share("homes_empty", "Homes with nobody living in them", "%", "official release, March 2013: 321 of 1,950", 16, 2, 100 * empty / homes);
    share("occupancy", "Children for each registered place", "%", "derived: children in homes over all places", 100.0 * r.total() / (s_.homes.places + s_.secure.places + s_.schools.places), 1.0,
          100 * static_cast<double>(residents_.size()) / places);
    constexpr std::array<std::string_view, 5> kAges = {"under 10", "10 or 11", "12 or 13", "14 or 15", "16 or 17"};
    std::array<double, 5> ages{};
    double boys = 0, years = 0;
    for (const auto* stay : residents_) {
      const int age = age_on(child_of(*stay).born, s_.census);
      ++ages[age < 10 ? 0 : age < 12 ? 1 : age < 14 ? 2 : age < 16 ? 3 : 4];
      boys += child_of(*stay).sex == Sex::Male;
      years += (s_.census - child_of(*stay).born) / 365.25;
    }
    const double n = static_cast<double>(residents_.size());
    for (std::size_t b = 0; b < 5; ++b)
      share(fmt::format("age.{}", b + 1), fmt::format("Children in homes aged {}", kAges[b]), "%", "Expert Group 2012; the split is the handbook's suggestion", s_.ages[b], 1.0, 100 * ages[b] / n);
    share("boys", "Children in homes who are boys", "%", s_.year == Year::Y2012 ? "Expert Group 2012: two thirds" : "Expert Group 2012: two thirds; falling since (assumed)", 100 * s_.boys, 1.0, 100 * boys / n);
    share("mean_age", "Mean age in homes", "years", "Expert Group 2012: about 15", 15, 1.0, years / n, Use::Compared);
  }

  void distances() {
    const auto& r = s_.residents;
    const auto far = [&](const HomeStay& s) { return miles(s) > 20; };
    const double total = r.total();
    const double far_in = 100 * r.inside() * r.far_of_inside / total, far_out = 100 * r.outside() * r.far_of_outside / total;
    if (s_.year == Year::Y2012) {
      const std::string from = "Expert Group 2012, lines 746-756";
      share("four_way.in_near", "Inside, up to 20 miles", "%", from, 51, 1, of_residents([&](const HomeStay& s) { return inside(s) && !far(s); }));
      share("four_way.in_far", "Inside, more than 20 miles", "%", from, 5, 1, of_residents([&](const HomeStay& s) { return inside(s) && far(s); }));
      share("four_way.out_near", "Outside, up to 20 miles", "%", from, 16, 1, of_residents([&](const HomeStay& s) { return !inside(s) && !far(s); }));
      share("four_way.out_far", "Outside, more than 20 miles", "%", from, 28, 1, of_residents([&](const HomeStay& s) { return !inside(s) && far(s); }));
    } else if (s_.year == Year::Y2016) {
      share("out_far", "Outside and more than 20 miles", "%", "Government response 2016: 37 % (March 2015)", far_out, 1, of_residents([&](const HomeStay& s) { return !inside(s) && far(s); }));
    } else {
      share("far", "More than 20 miles from home", "%", "NAO: 49 % (March 2024)", far_in + far_out, 1, of_residents(far));
      double sum = 0;
      for (const auto* stay : residents_) sum += miles(*stay);
      share("mean_miles", "Mean miles from home", "miles", "Ofsted, what types of needs, 2022: 36", 36, 4, sum / static_cast<double>(residents_.size()), Use::Compared);
      const std::array<std::pair<std::size_t, double>, 9> outside = {{{0, 69}, {1, 68}, {2, 66}, {3, 60}, {4, 64}, {5, 61}, {6, 71}, {7, 56}, {8, 88}}};
      regional_outside(outside, "DfE FOI 2024-0040813, 31 March 2024");
    }
    if (s_.year == Year::Y2016) {
      const std::array<std::pair<std::size_t, double>, 9> outside = {{{0, 55}, {1, 56}, {2, 59}, {3, 52}, {4, 49}, {5, 58}, {6, 60}, {7, 55}, {8, 86}}};
      regional_outside(outside, "DfE FOI 2024-0040813, 31 March 2016");
    }
  }
  template <class Table>
  void regional_outside(const Table& table, const std::string& from) {
    for (const auto& [r, value] : table) {
      double out = 0, n = 0;
      for (const auto* stay : residents_) {
        if (e_.ground.authorities[static_cast<std::size_t>(child_of(*stay).authority)].region != static_cast<int>(r)) continue;
        ++n;
        out += !inside(*stay);
      }
      share(fmt::format("outside_by_region.{}", kRegionCodes[r]), fmt::format("Placed outside, children of {}", kRegionWords[r]), "%", from, value, 10, n > 0 ? 100 * out / n : 0, Use::Compared);
    }
  }

  void stays() {
    const Date year_ago = s_.census.plus_years(-1);
    double ended = 0, changed = 0, nights = 0, over_year = 0, under_month = 0, under_half = 0;
    std::vector<double> lengths;
    std::array<double, kReasons> reasons{};
    for (const auto& stay : e_.stays) {
      if (!stay.stay.until || *stay.stay.until <= year_ago || *stay.stay.until > s_.census) continue;
      ++ended;
      const double n = *stay.stay.until - stay.stay.from;
      lengths.push_back(n);
      nights += n;
      over_year += n > 365;
      under_month += n < 31;
      under_half += n < 183;
      for (std::size_t k = 0; k < kReasons; ++k)
        if (stay.reason == kReasonCodes[k]) ++reasons[k], ++changed;
    }
    std::sort(lengths.begin(), lengths.end());
    const double median = lengths.empty() ? 0 : lengths[lengths.size() / 2];
    if (s_.year == Year::Y2024) {
      const std::string from = "DfE, spells in homes that ended in 2023-24 (6,010)";
      share("stay.median", "Median days of a spell that ended", "days", from, 263, 45, median);
      share("stay.mean", "Mean days of a spell that ended", "days", from, 444, 60, nights / ended);
      share("stay.over_year", "Spells of more than a year", "%", from, 40, 4, 100 * over_year / ended);
      share("stay.under_month", "Spells of less than a month", "%", from, 10, 4, 100 * under_month / ended);
      share("stay.under_half", "Spells of less than six months", "%", from, 41, 5, 100 * under_half / ended, Use::Compared);
      count("spells_ended", "Spells in homes that ended in the year", "spells", from, 6010, 0.1, ended, Use::Compared);
      share("moved_on", "Ended spells followed by another placement", "%", "DfE: 4,970 of 6,010", 100 * s_.moved_on_share, 4, 100 * changed / ended);
    } else if (s_.year == Year::Y2012) {
      share("stay.over_year", "Spells of more than a year", "%", "Expert Group 2012: 18 %", 18, 4, 100 * over_year / ended);
      share("stay.mean_months", "Mean months of a spell that ended", "months", "Expert Group 2012: about six; fit 6.9", 6.9, 1.2, nights / ended / 30.4);
    }
    const double sum = std::accumulate(s_.reasons.begin(), s_.reasons.end(), 0.0);
    for (std::size_t k = 0; k < kReasons; ++k)
      if (s_.reasons[k] >= 1)
        share(fmt::format("reason.{}", kReasonCodes[k]), fmt::format("Placements changed because of {}", kReasonCodes[k]), "%",
              s_.year == Year::Y2024 ? "DfE, changes from homes in 2023-24 (4,970)" : "DfE 2023-24: no earlier year is held", 100 * s_.reasons[k] / sum, 2, changed > 0 ? 100 * reasons[k] / changed : 0,
              s_.year == Year::Y2024 ? Use::Calibrated : Use::Compared);
  }

  void children() {
    double open = 0, white = 0, mixed = 0, black = 0, asian = 0, alone = 0, boys = 0, started = 0, ceased = 0, abuse = 0, three = 0;
    const Date year_ago = s_.census.plus_years(-1);
    for (const auto& child : e_.children) {
      const auto* first = &e_.episodes[child.first_episode];
      const auto* last = &e_.episodes[child.first_episode + child.episodes - 1];
      started += first->from > year_ago && first->from <= s_.census;
      if (last->until) {
        ceased += *last->until > year_ago && *last->until <= s_.census;
        continue;
      }
      ++open;
      boys += child.sex == Sex::Male;
      alone += child.unaccompanied;
      abuse += first->cin == "N1";
      white += child.ethnicity.starts_with('W');
      mixed += child.ethnicity.starts_with('M');
      black += child.ethnicity.starts_with('B');
      asian += child.ethnicity == "APKN" || child.ethnicity == "ABAN" || child.ethnicity == "AIND" || child.ethnicity == "AOTH";
      int placements = 0;
      for (const auto* e = first; e <= last; ++e) placements += !e->until || *e->until > year_ago;
      three += placements >= 3;
    }
    const std::string dfe = s_.year == Year::Y2012 ? "DfE, looked after at 31 March 2012 (known, not in the sources held)" : fmt::format("DfE, looked after at 31 March {}", year_);
    count("looked_after", "Children looked after", "children", dfe, s_.looked_after, 0.001, open);
    count("started", "Children who started to be looked after in the year", "children", s_.year == Year::Y2024 ? "DfE, year to 31 March 2024" : "DfE (known, not in the sources held)", s_.started_in_year, 0.12, started);
    if (s_.year == Year::Y2024) {
      count("ceased", "Children who ceased to be looked after in the year", "children", "DfE, year to 31 March 2024", 33'780, 0.12, ceased, Use::Compared);
      share("white", "Looked after: white", "%", "DfE 2025", 71, 1, 100 * white / open);
      share("mixed", "Looked after: mixed", "%", "DfE 2025", 11, 1, 100 * mixed / open);
      share("black", "Looked after: black", "%", "DfE 2025", 8, 1, 100 * black / open);
      share("asian", "Looked after: Asian", "%", "DfE 2025", 5, 1, 100 * asian / open);
      share("boys_looked_after", "Looked after: boys", "%", "DfE 2025", 56, 3, 100 * boys / open, Use::Compared);
      share("abuse", "Looked after because of abuse or neglect", "%", "NAO: about two thirds (2024)", 66, 5, 100 * abuse / open, Use::Compared);
      share("three_placements", "Three placements or more in the year", "%", "DfE: 10 % (2022)", 10, 4, 100 * three / open, Use::Compared);
    }
    share("unaccompanied", "Looked after: unaccompanied asylum-seeking", "%", "DfE (known, not in the sources held)", 100 * s_.unaccompanied, 0.5, 100 * alone / open);
    if (s_.year == Year::Y2012)
      share("abuse_in_homes", "In homes because of abuse or neglect", "%", "Expert Group 2012: about half", 50, 3, of_residents([&](const HomeStay& s) { return e_.episodes[child_of(s).first_episode].cin == "N1"; }));
    const auto first_placement = of_residents([&](const HomeStay& s) { return child_of(s).episodes == 1; });
    share("first_placement", "In homes: the first placement of all", "%", s_.year == Year::Y2012 ? "Expert Group 2012: 24 % (2011)" : "study of 113 children, 2019: about 20 %", s_.year == Year::Y2012 ? 24 : 20, 5, first_placement, Use::Compared);
    share("five_before", "In homes: five placements or more before", "%", "Expert Group 2012: 29 % (2011)", 29, 8, of_residents([&](const HomeStay& s) { return child_of(s).episodes >= 6; }), s_.year == Year::Y2012 ? Use::Calibrated : Use::Compared);
    share("special_education", "In homes: special educational needs", "%", s_.year == Year::Y2012 ? "Expert Group 2012: more than a third" : s_.year == Year::Y2024 ? "Ofsted 2022: 80 %" : "assumed between 2012 and 2022", 100 * s_.special_education, 5,
          of_residents([&](const HomeStay& s) { return level_of(e_.profiles[*child_of(s).profile].needs, Need::Education) > NeedLevel::None; }));
    share("hurts_others", "In homes: violent or aggressive", "%", "Expert Group 2012: 75 %", 75, 4, of_residents([&](const HomeStay& s) { return (e_.profiles[*child_of(s).profile].to_others & 1u) != 0; }));
    share("at_risk", "In homes: puts self at risk", "%", "Expert Group 2012: 75 %", 75, 4, of_residents([&](const HomeStay& s) { return e_.profiles[*child_of(s).profile].to_child != 0; }));
  }

  void money() {
    double sum = 0, n = 0, complex_sum = 0, complex = 0;
    for (const auto* stay : residents_) {
      if (home_of(*stay).provision == Provision::Secure) continue;
      sum += static_cast<double>(stay->weekly_pence) / 100;
      ++n;
      complex += stay->weekly_pence > 500'000;
      complex_sum += 1;
    }
    if (s_.year == Year::Y2024) share("weekly_fee", "Mean weekly price of a place", "pounds", "NAO: 318,400 a year (2023-24)", 6100, 60, sum / n);
    if (s_.year == Year::Y2016) share("weekly_fee", "Mean weekly price of a place", "pounds", "unit costs 2014-16, about 3,000 (known, low confidence)", 3000, 30, sum / n);
    if (s_.year == Year::Y2012) {
      share("residential_spend", "Cost of a year of these places", "million pounds", "S251: 1,028 (2010-11, all residential)", 1028, 250, sum * 52.18 / 1e6 / e_.scale, Use::Compared);
      share("over_5000", "Places over 5,000 pounds a week", "%", "Expert Group 2012: 'common' for complex need, no figure", 5, 10, 100 * complex / complex_sum, Use::Compared);
    }
    if (s_.year == Year::Y2024)
      share("residential_spend", "Cost of a year of these places", "million pounds", "NAO: 3,100 (2023-24, all residential)", 3100, 400, sum * 52.18 / 1e6 / e_.scale, Use::Compared);
  }

  void offers() {
    const auto takes = [](Need need, NeedLevel level) { return [=](const Home& h) { return level_of(h.offer.accepts, need) >= level; }; };
    const std::string from = "Ofsted 2022 and the DfE census of homes";
    if (s_.year != Year::Y2024) return;
    share("offer.autism", "Homes that take autism (medium need or more)", "%", from, 52, 4, of_homes(takes(Need::Autism, NeedLevel::Medium)));
    share("offer.mental_health", "Homes that take mental health needs (medium or more)", "%", from, 40, 4, of_homes(takes(Need::MentalHealth, NeedLevel::Medium)));
    share("offer.health", "Homes that take complex health needs", "%", from, 5, 2, of_homes(takes(Need::Health, NeedLevel::Medium)));
    share("offer.sensory", "Homes that take sensory needs", "%", from, 4, 2, of_homes(takes(Need::Sensory, NeedLevel::Medium)));
    double turnover = 0, n = 0;
    for (const auto* h : open_)
      if (h->offer.turnover) turnover += *h->offer.turnover, ++n;
    share("turnover", "Turnover of staff in a year", "%", "secondary: 29-30 %", 29.5, 2, 100 * turnover / std::max(1.0, n));
  }

  const England& e_;
  const Scenario& s_;
  int year_;
  std::vector<const Home*> open_;
  std::vector<const HomeStay*> residents_;
  std::vector<Measured> rows_;
};

}  // namespace

std::vector<Measured> measure(const England& england) { return Measuring(england).all(); }

}  // namespace rightplace::demo
