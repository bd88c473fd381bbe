#include "features/demo/demo_scenario.h"

namespace rightplace::demo {
namespace {

// Sources of every figure: docs/demo.md, made from demo_quantities.cpp.
constexpr std::array<double, kSizeBands> kSizes2016 = {6, 12, 19, 21, 14, 15, 10, 3};
constexpr std::array<double, kReasons> kReasonShares = {38, 22, 19, 7, 4, 4, 2, 2, 1, 0.4, 0.3, 0.3};

Scenario in_2012() {
  return {
      .year = Year::Y2012, .census = Date(2012, 3, 31),
      .homes = {1984, 9282}, .secure = {16, 281}, .schools = {90, 2483},
      .homes_in_march = {1984, 1984, 1984, 1984, 1984},
      .sizes = kSizes2016, .sectors = {67, 26, 7}, .mean_size = {3.98, 6.01, 6.42},
      .homes_by_region = {25, 16, 13, 8, 9, 8, 8, 7, 6}, .places_by_region = {22, 14, 15, 9, 10, 8, 7, 7, 8},
      .grades = {21, 56, 21, 2},
      .private_owners_per_home = 0.33, .single_home_owners = 0.50, .largest_owners = {0.07, 0.03, 0.025, 0.02, 0.02},
      .looked_after = 67'080,
      .residents = {.inside_own = 1500, .inside_private = 1110, .inside_voluntary = 128,
                    .outside_other_authority = 90, .outside_private = 1850, .outside_voluntary = 212,
                    .far_of_inside = 5.0 / 56.0, .far_of_outside = 28.0 / 44.0},
      .homes_empty = 0.16, .stay_shape = 0.84, .stay_scale_days = 192, .stay_stretch = 1.03,
      .reasons = kReasonShares, .moved_on_share = 0.70,
      .ages = {4, 8, 20, 36, 32}, .boys = 2.0 / 3.0, .abuse_in_homes = 0.50, .special_education = 0.38,
      .white = 0.78, .mixed = 0.09, .black = 0.07, .asian = 0.04, .unaccompanied = 0.033, .started_in_year = 28'220,
      .mean_weekly_pence = 266'000, .mean_is_of_low_need = true};
}

Scenario in_2016() {
  return {
      .year = Year::Y2016, .census = Date(2016, 3, 31),
      .homes = {1972, 8877}, .secure = {14, 235}, .schools = {85, 2527},
      .homes_in_march = {1984, 1950, 1953, 1974, 1972},
      .sizes = kSizes2016, .sectors = {69, 23, 7}, .mean_size = {3.9, 5.9, 6.3},
      .homes_by_region = {24, 17, 13, 8, 8, 8, 8, 6, 6}, .places_by_region = {20, 14, 15, 9, 10, 9, 7, 7, 8},
      .grades = {17, 63, 20, 1},
      .private_owners_per_home = 0.33, .single_home_owners = 0.50, .largest_owners = {0.08, 0.025, 0.022, 0.02, 0.02},
      .looked_after = 70'440,
      .residents = {.inside_own = 1240, .inside_private = 1120, .inside_voluntary = 140,
                    .outside_other_authority = 110, .outside_private = 3160, .outside_voluntary = 330,
                    .far_of_inside = 0.08, .far_of_outside = 37.0 / 59.0},
      .homes_empty = 0.14, .stay_shape = 0.84, .stay_scale_days = 280, .stay_stretch = 1.10,
      .reasons = kReasonShares, .moved_on_share = 0.75,
      .ages = {4, 8, 20, 36, 32}, .boys = 0.64, .abuse_in_homes = 0.55, .special_education = 0.50,
      .white = 0.75, .mixed = 0.09, .black = 0.07, .asian = 0.04, .unaccompanied = 0.06, .started_in_year = 32'050,
      .mean_weekly_pence = 300'000, .mean_is_of_low_need = false};
}

Scenario in_2024() {
  return {
      .year = Year::Y2024, .census = Date(2024, 3, 31),
      .homes = {3423, 12'870}, .secure = {13, 214}, .schools = {55, 1402},
      .homes_in_march = {2378, 2624, 2798, 3050, 3423},
      .sizes = {7, 18, 25, 23, 12, 9, 6, 1}, .sectors = {82, 13, 5}, .mean_size = {3.5, 4.8, 5.4},
      .homes_by_region = {25, 16, 11, 11, 9, 8, 7, 6, 6}, .places_by_region = {22, 15, 14, 11, 9, 10, 6, 7, 7},
      .grades = {11, 72, 15, 2},
      .private_owners_per_home = 821.0 / 2584.0, .single_home_owners = 412.0 / 821.0,
      .largest_owners = {180.0 / 2584.0, 53.0 / 2584.0, 43.0 / 2584.0, 42.0 / 2584.0, 41.0 / 2584.0},
      .looked_after = 83'530,
      .residents = {.inside_own = 994, .inside_private = 1606, .inside_voluntary = 190,
                    .outside_other_authority = 110, .outside_private = 5449, .outside_voluntary = 301,
                    .far_of_inside = 0.06, .far_of_outside = 0.695},
      .homes_empty = 0.14, .stay_shape = 0.84, .stay_scale_days = 407, .stay_stretch = 1.24,
      .reasons = kReasonShares, .moved_on_share = 4970.0 / 6010.0,
      .ages = {4, 8, 20, 36, 32}, .boys = 0.62, .abuse_in_homes = 0.62, .special_education = 0.80,
      .white = 0.71, .mixed = 0.11, .black = 0.08, .asian = 0.05, .unaccompanied = 0.09, .started_in_year = 33'130,
      .mean_weekly_pence = 610'000, .mean_is_of_low_need = false};
}

}  // namespace

const Scenario& scenario(Year year) {
  static const std::array<Scenario, 3> all = {in_2012(), in_2016(), in_2024()};
  return all[static_cast<std::size_t>(year)];
}

}  // namespace rightplace::demo
