#include <fmt/format.h>

#include <algorithm>

#include "features/supply/supply.h"

namespace rightplace::supply {
namespace {

// What is left of `all` without `cut`: none, one or two stays.
std::vector<Stay> without(const Stay& all, const Stay& cut) {
  if (!all.overlaps(cut)) return {all};
  std::vector<Stay> left;
  if (all.from < cut.from) left.push_back({all.from, cut.from});
  if (cut.until && (!all.until || *cut.until < *all.until)) left.push_back({*cut.until, all.until});
  return left;
}

bool meets(const Stay& a, const Stay& b) { return a.overlaps(b) || a.until == std::optional(b.from) || b.until == std::optional(a.from); }

Stay joined(const Stay& a, const Stay& b) {
  return {std::min(a.from, b.from), a.until && b.until ? std::optional(std::max(*a.until, *b.until)) : std::nullopt};
}

template <class Time>
std::vector<Time> cut_out(std::vector<Time> times, std::string_view room, const Stay& nights) {
  std::vector<Time> left;
  for (auto& time : times) {
    if (time.room != room) {
      left.push_back(std::move(time));
      continue;
    }
    for (const auto& part : without(time.nights, nights)) {
      left.push_back(time);
      left.back().nights = part;
    }
  }
  return left;
}

template <class Time>
const Time* overlapping(const std::vector<Time>& times, std::string_view room, const Stay& nights) {
  for (const auto& time : times)
    if (time.room == room && time.nights.overlaps(nights)) return &time;
  return nullptr;
}

}  // namespace

Result<Calendar> with_free(Calendar calendar, std::string_view room, Stay nights) {
  if (const auto* out = overlapping(calendar.out_of_use, room, nights))
    return fail(ErrorKind::Conflict, fmt::format("{} is out of use {} {}. Say first that it is in use again, or choose other nights", room,
                                                 out->nights.until ? "until" : "from", out->nights.until.value_or(out->nights.from).words()));
  // What was joined may meet others in its turn.
  while (std::erase_if(calendar.free, [&](const FreeTime& free) {
    if (free.room != room || !meets(free.nights, nights)) return false;
    nights = joined(free.nights, nights);
    return true;
  }) > 0) {}
  calendar.free.push_back({std::string(room), nights});
  return calendar;
}

Calendar with_taken(Calendar calendar, std::string_view room, Stay nights) {
  calendar.free = cut_out(std::move(calendar.free), room, nights);
  return calendar;
}

Result<Calendar> with_out_of_use(Calendar calendar, std::string_view room, Stay nights, std::string_view reason) {
  if (const auto* out = overlapping(calendar.out_of_use, room, nights))
    return fail(ErrorKind::Conflict, fmt::format("{} is out of use from {} already. Say first that it is in use again, or choose other nights", room, out->nights.from.words()));
  calendar.free = cut_out(std::move(calendar.free), room, nights);
  calendar.out_of_use.push_back({std::string(room), nights, std::string(reason)});
  return calendar;
}

Result<Calendar> with_lifted(Calendar calendar, std::string_view room, Date from) {
  const auto covers = [&](const OutOfUse& out) { return out.room == room && out.nights.covers_night(from); };
  const auto out = std::ranges::find_if(calendar.out_of_use, covers);
  if (out == calendar.out_of_use.end()) {
    std::optional<Date> next;
    for (const auto& later : calendar.out_of_use)
      if (later.room == room && later.nights.from > from && (!next || later.nights.from < *next)) next = later.nights.from;
    return fail(ErrorKind::NotFound, next ? fmt::format("{} is not out of use on {}. It is from {}: to take that back, choose that day", room, from.words(), next->words())
                                          : fmt::format("{} is not out of use on {}", room, from.words()));
  }
  if (out->nights.from == from) calendar.out_of_use.erase(out);
  else out->nights.until = from;
  return calendar;
}

Calendar with_renamed(Calendar calendar, std::string_view room, std::string_view name) {
  for (auto& free : calendar.free)
    if (free.room == room) free.room = name;
  for (auto& out : calendar.out_of_use)
    if (out.room == room) out.room = name;
  return calendar;
}

Calendar with_removed(Calendar calendar, std::string_view room) {
  std::erase_if(calendar.free, [&](const FreeTime& free) { return free.room == room; });
  std::erase_if(calendar.out_of_use, [&](const OutOfUse& out) { return out.room == room; });
  return calendar;
}

Calendar with_may_take(Calendar calendar, std::optional<int> children) {
  calendar.may_take = children;
  return calendar;
}

}  // namespace rightplace::supply
