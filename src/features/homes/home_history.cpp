#include "features/homes/home_history.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "features/homes/register_totals.h"

namespace rightplace::homes {
namespace {

bool shows_who_is_registered(ListKind kind) {
  return kind == ListKind::Providers || kind == ListKind::ProvidersAndPlaces || kind == ListKind::Authority;
}

bool still_registered(const RegisterRow& row) {
  return !row.status || *row.status == Status::Active || *row.status == Status::Suspended;
}

// In a list of who is registered: is this provider open on the list's day?
bool shown_open(const RegisterRow& row, Date as_at) { return still_registered(row) && (!row.closed_on || *row.closed_on > as_at); }

// One thing known of one provider on one day. On the same day a sighting comes before a closing, and that before an
// absence: a provider listed on the day it resigned was there that day.
enum class What { Seen, Closed, Absent };
struct Event {
  Date day;
  What what = What::Seen;
  int rank = 0;                        // of several sightings on a day, the lowest is believed first
  const RegisterRow* row = nullptr;    // sightings
  bool firm = false;                   // from a list of who is registered
  Date closed_on = {};                 // closings: as stated
  Date stated_on = {};                 // closings: the day of the list that says so
};

// What a list of that day covers, when the day is complete.
struct CompleteDay {
  Date day;
  std::set<ProvisionType> types;
  std::set<std::string_view> unread;   // providers that are on its lists in rows that were rejected
};

int rank_of(ListKind kind) {
  switch (kind) {
    case ListKind::Authority: return 0;
    case ListKind::Providers: return 1;
    case ListKind::ProvidersAndPlaces: return 2;
    case ListKind::JoinersAndLeavers: return 3;
    case ListKind::Inspections: return 4;
  }
  return 5;
}

bool by_time_and_content(const Observations& a, const Observations& b) {
  return std::tuple(a.list.as_at, rank_of(a.list.kind), a.list.fingerprint) < std::tuple(b.list.as_at, rank_of(b.list.kind), b.list.fingerprint);
}

struct Provider {
  std::vector<Event> events;
  std::vector<Date> registered;
};

void add_row(Provider& provider, const ListHead& list, const RegisterRow& row) {
  if (row.registered_on) provider.registered.push_back(*row.registered_on);
  const int rank = rank_of(list.kind);
  const bool firm = shows_who_is_registered(list.kind);
  const bool open = firm ? shown_open(row, list.as_at) : still_registered(row) && !row.has_left && (!row.closed_on || *row.closed_on > list.as_at);
  if (open) provider.events.push_back({list.as_at, What::Seen, rank, &row, firm});
  if (row.closed_on) {
    // It was open until the day before, whatever else is known.
    const auto day_before = row.closed_on->plus_days(-1);
    if (!open && (!row.registered_on || *row.registered_on <= day_before)) provider.events.push_back({day_before, What::Seen, rank, &row, false});
    provider.events.push_back({*row.closed_on, What::Closed, rank, nullptr, firm, *row.closed_on, list.as_at});
  } else if (!open) {
    provider.events.push_back({list.as_at, What::Absent, rank, nullptr, firm});
  }
}

// Facts that `into` does not have are taken from `from`. The kind of provision and the authority are always there.
void fill(RegisterRow& into, const RegisterRow& from) {
  const auto text = [](std::string& a, const std::string& b) {
    if (a.empty()) a = b;
  };
  const auto maybe = [](auto& a, const auto& b) {
    if (!a) a = b;
  };
  maybe(into.sector, from.sector);
  maybe(into.status, from.status);
  maybe(into.name, from.name);
  if (into.postcode.reveal().empty() && into.address.reveal().empty()) {
    into.postcode = from.postcode;
    into.address = from.address;
  }
  text(into.region, from.region);
  maybe(into.places, from.places);
  text(into.owner, from.owner);
  text(into.top_company, from.top_company);
  text(into.linked_school_urn, from.linked_school_urn);
  maybe(into.short_break_only, from.short_break_only);
  maybe(into.multi_building, from.multi_building);
  maybe(into.needs, from.needs);
  maybe(into.conditions, from.conditions);
}

auto facts_of(const Version& version) {
  const auto& row = version.facts;
  return std::tie(row.provision_type, row.sector, row.status, row.name, row.address.reveal(), row.postcode.reveal(), row.region, row.authority_code,
                  row.constituency, row.places, row.owner, row.top_company, row.linked_school_urn, row.short_break_only, row.multi_building, row.needs,
                  row.conditions);
}

// A spell with the sightings in it.
struct OpenSpell {
  Spell spell;
  std::vector<Event> seen;
};

std::vector<Version> versions_of(const OpenSpell& open) {
  std::vector<Version> versions;
  for (std::size_t i = 0; i < open.seen.size();) {
    const Date day = open.seen[i].day;
    Version next{.urn = open.spell.urn, .from_on = versions.empty() ? open.spell.from_on : day, .until_on = {}, .spell_from_on = open.spell.from_on,
                 .facts = *open.seen[i].row, .constituency_on = {}};
    auto& facts = next.facts;
    facts.inspections.clear();
    if (!still_registered(facts)) facts.status.reset();   // it was open on the day before
    if (!facts.constituency.empty()) next.constituency_on = day;
    for (++i; i < open.seen.size() && open.seen[i].day == day; ++i) {
      fill(facts, *open.seen[i].row);
      if (facts.constituency.empty() && !open.seen[i].row->constituency.empty()) {
        facts.constituency = open.seen[i].row->constituency;
        next.constituency_on = day;
      }
    }
    if (!versions.empty()) {
      fill(facts, versions.back().facts);
      if (facts.constituency.empty() && facts.authority_code == versions.back().facts.authority_code) {
        facts.constituency = versions.back().facts.constituency;
        next.constituency_on = versions.back().constituency_on;
      }
    }
    if (!facts.status || !still_registered(facts)) facts.status = Status::Active;
    if (!versions.empty() && facts_of(versions.back()) == facts_of(next)) continue;
    if (!versions.empty()) versions.back().until_on = next.from_on;
    versions.push_back(std::move(next));
  }
  if (!versions.empty()) versions.back().until_on = open.spell.until_on;
  return versions;
}

class Story {
 public:
  Story(std::string urn, std::vector<Date> registered) : urn_(std::move(urn)), registered_(std::move(registered)) { std::ranges::sort(registered_); }

  void take(const Event& event) {
    switch (event.what) {
      case What::Seen:
        if (!current_) open(event.day);
        current_->seen.push_back(event);
        current_->spell.last_seen_on = event.day;
        break;
      case What::Closed:
        if (current_) {
          current_->spell.closed_on = event.closed_on;
          close(std::max(event.day, current_->spell.last_seen_on.plus_days(1)));
        }
        ended_on_ = std::max(ended_on_.value_or(event.day), event.day);
        break;
      case What::Absent:
        if (current_) {
          current_->spell.closed_after = current_->spell.last_seen_on;
          current_->spell.closed_by = event.day;
          close(event.day);
        }
        absent_on_ = event.day;
        break;
    }
  }

  std::vector<OpenSpell> finish() {
    if (current_) spells_.push_back(std::move(*current_));
    return std::move(spells_);
  }

 private:
  void open(Date day) {
    OpenSpell opened;
    auto& spell = opened.spell;
    spell.urn = urn_;
    // A registration date counts when it is not before the end of an earlier spell.
    for (const auto registered : registered_) {
      if (registered > day) break;
      if (spells_.empty() || registered >= spells_.back().spell.until_on.value_or(registered)) {
        spell.opened_on = registered;
        break;
      }
    }
    std::optional<Date> not_before;    // known not to be open on the day before this
    if (absent_on_) not_before = absent_on_->plus_days(1);
    if (ended_on_) not_before = std::max(not_before.value_or(*ended_on_), *ended_on_);
    if (!spells_.empty()) not_before = std::max(not_before.value_or(*spells_.back().spell.until_on), *spells_.back().spell.until_on);
    spell.from_on = spell.opened_on.value_or(day);
    if (not_before) spell.from_on = std::max(spell.from_on, *not_before);
    spell.from_on = std::min(spell.from_on, day);
    if (!spell.opened_on) {
      if (not_before) spell.opened_after = not_before->plus_days(-1);
      spell.opened_by = day;
    }
    current_ = std::move(opened);
  }
  void close(Date until) {
    current_->spell.until_on = until;
    spells_.push_back(std::move(*current_));
    current_.reset();
  }

  std::string urn_;
  std::vector<Date> registered_;
  std::vector<OpenSpell> spells_;
  std::optional<OpenSpell> current_;
  std::optional<Date> absent_on_;
  std::optional<Date> ended_on_;
};

// Days on which a provider of this one's kind would have been listed, and was not.
void add_absences(std::string_view urn, std::vector<Event>& events, const std::vector<CompleteDay>& days) {
  const auto type_on = [&](Date day) {
    const RegisterRow* row = nullptr;
    for (const auto& event : events) {
      if (!event.row) continue;
      if (!row || event.day <= day) row = event.row;
      if (event.day > day) break;
    }
    return row->provision_type;
  };
  std::vector<Event> absences;
  for (const auto& complete : days) {
    const bool seen = std::ranges::any_of(events, [&](const Event& event) { return event.what == What::Seen && event.firm && event.day == complete.day; });
    if (!seen && !complete.unread.contains(urn) && complete.types.contains(type_on(complete.day))) absences.push_back({complete.day, What::Absent, 0, nullptr, true});
  }
  // A list of who is registered is believed before what another list implies for the same day.
  for (const auto& absence : absences)
    std::erase_if(events, [&](const Event& event) { return event.what == What::Seen && !event.firm && event.day == absence.day; });
  events.insert(events.end(), absences.begin(), absences.end());
}

// A list of who is registered may still show a provider that had closed before, because the closing became known only
// later. Where a list of that day or a later one states the closing, it counts from after that day: the provider did not
// open again.
void settle_late_closings(std::vector<Event>& events) {
  for (auto& closing : events) {
    if (closing.what != What::Closed) continue;
    for (const auto& seen : events)
      if (seen.what == What::Seen && seen.firm && seen.day > closing.closed_on && seen.day <= closing.stated_on) closing.day = std::max(closing.day, seen.day);
  }
}

void sort_events(std::vector<Event>& events) {
  std::ranges::stable_sort(events, {}, [](const Event& event) { return std::tuple(event.day, event.what, event.rank); });
}

std::vector<UrnInspection> inspections_of_all(const std::vector<Observations>& lists) {
  std::map<std::tuple<std::string_view, Date, InspectionKind>, Inspection> merged;
  for (const auto& observed : lists)
    for (const auto& row : observed.rows)
      for (const auto& said : row.inspections) {
        auto [found, fresh] = merged.try_emplace({row.urn, said.inspected_on, said.kind}, said);
        if (fresh) continue;
        // A later list corrects an earlier one, where it says anything.
        auto& kept = found->second;
        const auto correct = [](auto& a, const auto& b) {
          if (b) a = b;
        };
        correct(kept.published_on, said.published_on);
        correct(kept.overall, said.overall);
        correct(kept.protection, said.protection);
        correct(kept.leadership, said.leadership);
        correct(kept.outcomes, said.outcomes);
        correct(kept.interim_outcome, said.interim_outcome);
        if (!said.event_number.empty()) kept.event_number = said.event_number;
      }
  std::vector<UrnInspection> all;
  all.reserve(merged.size());
  for (auto& [key, inspection] : merged) all.push_back({std::string(std::get<0>(key)), std::move(inspection)});
  return all;
}

}  // namespace

std::vector<DayCoverage> coverage_of(const std::vector<Observations>& lists) {
  struct Day {
    std::map<std::string_view, std::optional<int>> homes;
    bool shows_ungraded = false;
    bool stated_complete = false;
    bool stated_part = true;
    std::pair<std::int64_t, std::int64_t> fullest = {0, 0};   // homes of its fullest list, and less its unknown rows
  };
  std::vector<const Observations*> ordered;
  for (const auto& observed : lists)
    if (shows_who_is_registered(observed.list.kind)) ordered.push_back(&observed);
  std::ranges::sort(ordered, [](const auto* a, const auto* b) { return by_time_and_content(*a, *b); });
  std::map<Date, Day> days;
  for (const auto* one : ordered) {
    const auto& observed = *one;
    auto& day = days[observed.list.as_at];
    bool shows_homes = false;
    std::int64_t homes = 0;
    bool all_graded = observed.list.has_grades;
    for (const auto& row : observed.rows) {
      if (!is_home(row.provision_type) || !shown_open(row, observed.list.as_at)) continue;
      shows_homes = true;
      ++homes;
      auto& places = day.homes[row.urn];
      if (!places) places = row.places;
      const bool graded = std::ranges::any_of(row.inspections, [](const Inspection& i) { return i.overall.has_value() && *i.overall != Grade::NotJudged; });
      all_graded = all_graded && graded;
    }
    const auto unknown = std::ranges::count_if(observed.unread, [](const UnreadRow& row) { return row.urn.empty(); });
    day.fullest = std::max(day.fullest, std::pair(homes, -static_cast<std::int64_t>(unknown)));
    day.shows_ungraded = day.shows_ungraded || (shows_homes && !all_graded);
    day.stated_complete = day.stated_complete || observed.list.stated_complete.value_or(false);
    day.stated_part = day.stated_part && observed.list.stated_complete.has_value() && !*observed.list.stated_complete;
  }
  std::vector<DayCoverage> out;
  for (const auto& [date, day] : days) {
    DayCoverage one{.day = date, .coverage = Coverage::Complete, .homes = static_cast<std::int64_t>(day.homes.size()), .places = 0,
                    .unknown_rows = -day.fullest.second, .official = official_homes_on(date)};
    for (const auto& [urn, places] : day.homes) one.places += places.value_or(0);
    if (one.homes == 0) one.coverage = Coverage::NoHomes;
    else if (one.unknown_rows > 0) one.coverage = Coverage::UnknownRows;
    else if (day.stated_complete) one.coverage = Coverage::Complete;
    else if (day.stated_part) one.coverage = Coverage::StatedPart;
    else if (!day.shows_ungraded) one.coverage = Coverage::InspectedOnly;
    else if (one.official && static_cast<double>(one.homes) < kLeastShareOfTotal * *one.official) one.coverage = Coverage::FarBelowTotal;
    out.push_back(one);
  }
  return out;
}

History history_of(std::vector<Observations> lists) {
  std::ranges::stable_sort(lists, by_time_and_content);
  std::vector<CompleteDay> complete;
  for (const auto& day : coverage_of(lists))
    if (day.coverage == Coverage::Complete) complete.push_back({day.day, {}, {}});
  std::unordered_map<std::string_view, Provider> providers;
  for (const auto& observed : lists) {
    if (observed.list.kind == ListKind::Inspections) continue;
    const auto day = std::ranges::find(complete, observed.list.as_at, &CompleteDay::day);
    if (day != complete.end() && shows_who_is_registered(observed.list.kind))
      for (const auto& row : observed.unread)
        if (!row.urn.empty()) day->unread.insert(row.urn);
    for (const auto& row : observed.rows) {
      add_row(providers[row.urn], observed.list, row);
      if (day != complete.end() && shows_who_is_registered(observed.list.kind)) day->types.insert(row.provision_type);
    }
  }
  std::vector<std::string_view> urns;
  urns.reserve(providers.size());
  for (const auto& [urn, provider] : providers) urns.push_back(urn);
  std::ranges::sort(urns);

  History history;
  for (const auto urn : urns) {
    auto& provider = providers.at(urn);
    sort_events(provider.events);
    if (std::ranges::none_of(provider.events, [](const Event& event) { return event.what == What::Seen; })) continue;
    add_absences(urn, provider.events, complete);
    settle_late_closings(provider.events);
    sort_events(provider.events);
    Story story(std::string(urn), std::move(provider.registered));
    for (const auto& event : provider.events) story.take(event);
    const auto spells = story.finish();
    if (spells.empty()) continue;
    history.homes.push_back({std::string(urn), spells.front().seen.front().day, spells.back().spell.last_seen_on});
    for (const auto& open : spells) {
      history.spells.push_back(open.spell);
      auto versions = versions_of(open);
      history.versions.insert(history.versions.end(), std::make_move_iterator(versions.begin()), std::make_move_iterator(versions.end()));
    }
  }
  history.inspections = inspections_of_all(lists);
  return history;
}

}  // namespace rightplace::homes
