// Names of trees and birds with a word of landscape: nobody's name, and no real home's as far as such words allow. URNs
// SC9nnnnn: the register's stand between SC000673 and SC490365 (and SC80nnnn), so these cannot be a real home's.
#include <array>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "features/demo/demo_parts.h"

namespace rightplace::demo {
namespace {

constexpr auto kFirst = std::to_array<std::string_view>(
    {"Alder",      "Apple Tree", "Beech",     "Birch",      "Blackthorn", "Cedar",      "Chestnut",  "Elm",       "Fir",        "Hawthorn",
     "Holm Oak",   "Hornbeam",   "Juniper",   "Larch",      "Lime Tree",  "Maple",      "Medlar",    "Mulberry",  "Oak",        "Osier",
     "Pear Tree",  "Pine",       "Poplar",    "Sallow",     "Spindle",    "Spruce",     "Sycamore",  "Walnut",    "Whitebeam",  "Willow",
     "Yew",        "Avocet",     "Bittern",   "Bullfinch",  "Chaffinch",  "Chiffchaff", "Curlew",    "Dipper",    "Dunlin",     "Fieldfare",
     "Goldcrest",  "Goldfinch",  "Goshawk",   "Greenfinch", "Heron",      "Kingfisher", "Kittiwake", "Lapwing",   "Linnet",     "Moorhen",
     "Nightjar",   "Nuthatch",   "Ouzel",     "Oystercatcher", "Pipit",   "Plover",     "Redstart",  "Redwing",   "Sandpiper",  "Shelduck",
     "Siskin",     "Skylark",    "Snipe",     "Stonechat",  "Teal",       "Treecreeper", "Turnstone", "Wagtail",  "Wheatear",   "Whinchat",
     "Whitethroat", "Wigeon",    "Woodcock",  "Yellowhammer"});
constexpr auto kSecond = std::to_array<std::string_view>({"Bank",  "Brook", "Copse", "Corner", "Croft", "Dell", "Edge", "Fell",  "Field", "Gate",
                                                          "Glade", "Green", "Grove", "Heath",  "Hedge", "Hill", "Holt", "Lane",  "Lea",   "Mead",
                                                          "Mere",  "Moor",  "Rise",  "Row",    "Spinney", "Stile", "Vale", "View", "Yard"});
constexpr auto kThird = std::to_array<std::string_view>({"House", "Lodge", "Cottage"});

}  // namespace

void invent_names(England& england, const Random& seed) {
  auto random = seed.fork("names");
  std::vector<int> names(kFirst.size() * kSecond.size() * kThird.size());
  std::iota(names.begin(), names.end(), 0);
  random.shuffle(names);
  const auto first_two = [](int n) {
    const auto i = static_cast<std::size_t>(n);
    return fmt::format("{} {}", kFirst[i % kFirst.size()], kSecond[i / kFirst.size() % kSecond.size()]);
  };
  for (std::size_t h = 0; h < england.homes.size(); ++h) {
    const int n = names[h % names.size()];
    auto& home = england.homes[h];
    home.urn = fmt::format("SC9{:05}", h + 1);
    home.name = home.provision == Provision::School ? first_two(n) + " School"
                                                    : fmt::format("{} {}", first_two(n), kThird[static_cast<std::size_t>(n) / (kFirst.size() * kSecond.size())]);
  }
  std::vector<int> owners(kFirst.size() * kSecond.size());
  std::iota(owners.begin(), owners.end(), 0);
  random.shuffle(owners);
  for (std::size_t o = 0; o < england.owners.size(); ++o) {
    auto& owner = england.owners[o];
    const auto words = first_two(owners[o % owners.size()]);
    if (owner.sector == Sector::Private) owner.name = words + " Care (invented) Ltd";
    if (owner.sector == Sector::Voluntary) owner.name = words + " Children's Trust (invented)";
    if (owner.sector == Sector::Authority) owner.name += " (invented homes of the authority)";
  }
}

}  // namespace rightplace::demo
