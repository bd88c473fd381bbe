// What somebody wants, read from an address and written as one.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/directory/directory_phrases.h"
#include "features/directory/directory_search.h"

namespace rightplace::directory {
namespace {

template <class E>
constexpr std::uint32_t bit(E value) {
  return 1u << static_cast<unsigned>(value);
}

// Whole characters only.
std::string cut(std::string_view text) {
  text = trim(text);
  if (text.size() > kLongestText) {
    std::size_t end = kLongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80) --end;
    text = text.substr(0, end);
  }
  std::string plain(text);
  std::ranges::replace_if(plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return squeeze(plain);
}

struct Place {
  std::string text;
  geography::Location location;
};

// An outward code, a sector, or a postcode, of which no more than the sector is used: it may be a child's.
std::optional<Place> place_of(std::string_view text) {
  if (text.size() > 12 || std::ranges::none_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const auto plain = upper(squeeze(text));
  if (auto location = geography::outward_code(plain)) return Place{plain, *location};
  if (auto location = geography::sector(plain)) return Place{plain, *location};
  if (const auto postcode = geography::Postcode::parse(plain))
    if (auto location = geography::approximate(*postcode)) return Place{postcode->sector(), *location};
  return std::nullopt;
}

std::optional<Place> place_or_authority(std::string_view text) {
  if (auto place = place_of(text)) return place;
  const auto* authority = geography::authority_by_code(text);
  if (!authority) authority = geography::authority_named(text);
  if (!authority) return std::nullopt;
  auto location = geography::location_of(*authority);
  location.radius_metres = 0;   // measured from its middle, and said so
  return Place{std::string(authority->name), location};
}

class Reader {
 public:
  explicit Reader(Wanted& wanted) : wanted_(wanted) {}

  template <class E, std::size_t N>
  void choose(std::string_view name, std::string_view text, const EnumNames<E, N>& names, std::uint32_t& bits) {
    if (const auto value = names.parse(text)) bits |= bit(*value);
    else fault(name, fmt::format("“{}” is none of the choices", shown(text, 40)));
  }
  void number(std::string_view name, std::string_view text, int low, int high, std::string_view what, std::optional<int>& out) {
    const auto value = parse_integer(text);
    if (value && *value >= low && *value <= high) out = static_cast<int>(*value);
    else fault(name, fmt::format("{} must be a whole number from {} to {}", what, low, high));
  }
  void fault(std::string_view name, std::string words) { wanted_.faults.push_back({std::string(name), std::move(words)}); }

 private:
  Wanted& wanted_;
};

void read_value(Reader& read, Wanted& wanted, std::string_view name, std::string_view value) {
  if (name == "area") {
    const bool known = geography::kRegions.parse(value) || geography::authority_by_code(value);
    if (known) wanted.area = geography::kRegions.parse(value) ? std::string(value) : std::string(geography::authority_by_code(value)->code);
    else read.fault(name, fmt::format("“{}” is no authority or region", shown(value, 40)));
  } else if (name == "near") {
    if (auto place = place_or_authority(value.substr(0, kLongestText))) {
      wanted.near_text = place->text;
      wanted.near = place->location;
    } else {
      read.fault(name, fmt::format("“{}” is not an outward code such as M5, a postcode sector such as M5 3, or an authority’s name", shown(value, 40)));
    }
  } else if (name == "kind") read.choose(name, value, homes::kProvisionTypes, wanted.kinds);
  else if (name == "sector") read.choose(name, value, homes::kSectors, wanted.sectors);
  else if (name == "need") read.choose(name, value, kNeeds, wanted.needs);
  else if (name == "grade") {
    if (value == "none") wanted.not_graded = true;
    else read.choose(name, value, kGrades, wanted.grades);
  } else if (name == "sex") {
    wanted.sex = kSexes.parse(value);
    if (!wanted.sex) read.fault(name, "Choose girl or boy");
  } else if (name == "sort") {
    wanted.sort = kSorts.parse(value);
    if (!wanted.sort) read.fault(name, "Choose an order from the list");
  } else if (name == "within") read.number(name, value, 1, 500, "Miles", wanted.within);
  else if (name == "age") read.number(name, value, 0, 17, "Age", wanted.age);
  else if (name == "places_from") read.number(name, value, 0, 1000, "Registered places", wanted.least_places);
  else if (name == "places_to") read.number(name, value, 0, 1000, "Registered places", wanted.most_places);
  else if (name == "free") read.number(name, value, 1, 366, "Days", wanted.free_within);
  else if (name == "stated") wanted.stated_only = value == "only";
  else if (name == "page") {
    std::optional<int> page;
    read.number(name, value, 1, 10'000, "Page", page);
    wanted.page = static_cast<std::size_t>(page.value_or(1));
  }
}

template <class E, std::size_t N, class Add>
void each_chosen(const EnumNames<E, N>& names, std::uint32_t bits, Add add) {
  for (const auto& row : names.rows)
    if (bits & bit(row.value)) add(row);
}

}  // namespace

bool Wanted::any_filter() const {
  return !text.empty() || !area.empty() || within || kinds || sectors || grades || not_graded || needs || age || sex || least_places || most_places || free_within || stated_only;
}

Sort Wanted::sorted() const {
  if (sort && (*sort != Sort::Distance || near) && (*sort != Sort::Fit || !text.empty())) return *sort;
  if (near) return Sort::Distance;
  return text.empty() ? Sort::Name : Sort::Fit;
}

Wanted wanted_of(const web::NamedValues& query) {
  Wanted wanted;
  Reader read(wanted);
  for (const auto& [name, value] : query) {
    const auto given = trim(value);
    if (given.empty()) continue;
    if (name == "q") wanted.text = cut(given);
    else read_value(read, wanted, name, given);
  }
  if (!wanted.text.empty() && folded(wanted.text).empty()) {
    read.fault("q", "Type letters or numbers to search for: a name, a URN, an authority or an outward code");
    wanted.text.clear();
  }
  if (!wanted.near && !wanted.text.empty())
    if (auto place = place_of(wanted.text)) {
      wanted.text = wanted.near_text = place->text;
      wanted.near = place->location;
      wanted.text_is_place = true;
    }
  if (wanted.within && !wanted.near) read.fault("near", "Enter where the miles count from: an outward code such as M5, a postcode sector such as M5 3, or an authority’s name");
  if (wanted.sort == Sort::Distance && !wanted.near) read.fault("near", "To order by distance, enter where the miles count from");
  return wanted;
}

web::Url address_of(web::Url base, const Wanted& wanted) {
  auto url = std::move(base);
  const auto add = [&](std::string_view name, std::string_view value) { url = url.with(name, value); };
  const auto add_number = [&](std::string_view name, std::optional<int> value) {
    if (value) add(name, std::to_string(*value));
  };
  if (!wanted.text.empty()) add("q", wanted.text);
  if (!wanted.area.empty()) add("area", wanted.area);
  if (wanted.near && !wanted.text_is_place) add("near", wanted.near_text);
  add_number("within", wanted.within);
  each_chosen(homes::kProvisionTypes, wanted.kinds, [&](const auto& row) { add("kind", row.code); });
  each_chosen(homes::kSectors, wanted.sectors, [&](const auto& row) { add("sector", row.code); });
  each_chosen(kGrades, wanted.grades, [&](const auto& row) { add("grade", row.code); });
  if (wanted.not_graded) add("grade", "none");
  each_chosen(kNeeds, wanted.needs, [&](const auto& row) { add("need", row.code); });
  add_number("age", wanted.age);
  if (wanted.sex) add("sex", kSexes.code(*wanted.sex));
  add_number("places_from", wanted.least_places);
  add_number("places_to", wanted.most_places);
  add_number("free", wanted.free_within);
  if (wanted.stated_only) add("stated", "only");
  if (wanted.sort) add("sort", kSorts.code(*wanted.sort));
  if (wanted.page > 1) add("page", std::to_string(wanted.page));
  return url;
}

json::Object codes_of(const Wanted& wanted) {
  json::Object codes;
  if (!wanted.text.empty()) codes.set("searched", true);
  if (!wanted.area.empty()) codes.set("area", wanted.area);
  if (wanted.near) codes.set("near", true);
  const auto list = [&](std::string_view name, const auto& names, std::uint32_t bits) {
    if (!bits) return;
    json::Array values;
    each_chosen(names, bits, [&](const auto& row) { values.emplace_back(row.code); });
    codes.set(name, std::move(values));
  };
  list("kind", homes::kProvisionTypes, wanted.kinds);
  list("sector", homes::kSectors, wanted.sectors);
  list("grade", kGrades, wanted.grades);
  list("need", kNeeds, wanted.needs);
  if (wanted.age) codes.set("age", *wanted.age);
  if (wanted.sex) codes.set("sex", kSexes.code(*wanted.sex));
  if (wanted.free_within) codes.set("free", *wanted.free_within);
  if (wanted.stated_only) codes.set("stated", "only");
  if (wanted.page > 1) codes.set("page", wanted.page);
  return codes;
}

std::vector<Choice> choices_of(const Wanted& wanted) {
  std::vector<Choice> choices;
  const auto without = [&](std::string words, auto remove) {
    auto rest = wanted;
    rest.page = 1;
    rest.faults.clear();
    remove(rest);
    choices.push_back({std::move(words), std::move(rest)});
  };
  const auto no_place = [](Wanted& rest) {
    rest.near.reset();
    rest.within.reset();
    rest.near_text.clear();
    if (rest.text_is_place) rest.text.clear();
    rest.text_is_place = false;
    if (rest.sort == Sort::Distance) rest.sort.reset();
  };
  if (!wanted.text.empty() && !wanted.text_is_place) without("“" + wanted.text + "”", [](Wanted& rest) { rest.text.clear(); });
  if (!wanted.area.empty()) {
    const auto region = geography::kRegions.parse(wanted.area);
    without(region ? std::string(geography::kRegions.label(*region)) : std::string(geography::authority_by_code(wanted.area)->name), [](Wanted& rest) { rest.area.clear(); });
  }
  if (wanted.near && wanted.within) without(fmt::format("Within {} of {}", plural(*wanted.within, "mile", "miles"), wanted.near_text), [](Wanted& rest) { rest.within.reset(); });
  else if (wanted.near) without("Measured from " + wanted.near_text, no_place);
  each_chosen(homes::kProvisionTypes, wanted.kinds, [&](const auto& row) { without(std::string(row.label), [&](Wanted& rest) { rest.kinds &= ~bit(row.value); }); });
  each_chosen(homes::kSectors, wanted.sectors, [&](const auto& row) { without(std::string(row.label), [&](Wanted& rest) { rest.sectors &= ~bit(row.value); }); });
  each_chosen(kGrades, wanted.grades, [&](const auto& row) { without(std::string(row.label), [&](Wanted& rest) { rest.grades &= ~bit(row.value); }); });
  if (wanted.not_graded) without("No grade yet", [](Wanted& rest) { rest.not_graded = false; });
  each_chosen(kNeeds, wanted.needs, [&](const auto& row) { without("Takes " + std::string(row.label), [&](Wanted& rest) { rest.needs &= ~bit(row.value); }); });
  if (wanted.age) without(fmt::format("Age {}", *wanted.age), [](Wanted& rest) { rest.age.reset(); });
  if (wanted.sex) without("Takes a " + std::string(kSexes.label(*wanted.sex)), [](Wanted& rest) { rest.sex.reset(); });
  if (wanted.least_places) without("At least " + plural(*wanted.least_places, "registered place", "registered places"), [](Wanted& rest) { rest.least_places.reset(); });
  if (wanted.most_places) without("At most " + plural(*wanted.most_places, "registered place", "registered places"), [](Wanted& rest) { rest.most_places.reset(); });
  if (wanted.free_within) without("A place free, stated in the last " + plural(*wanted.free_within, "day", "days"), [](Wanted& rest) { rest.free_within.reset(); });
  if (wanted.stated_only) without("Stated only", [](Wanted& rest) { rest.stated_only = false; });
  return choices;
}

}  // namespace rightplace::directory
