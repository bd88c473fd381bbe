#include "engines/returns/checks.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "engines/returns/checks_index.h"
#include "engines/returns/values.h"

namespace rightplace::returns {
namespace {

struct Run {
  const Index& index;
  const Check& check;
  std::vector<Finding>& out;

  void found(std::size_t row) const { out.push_back({check.code, check.table, row}); }
  bool has_figure(std::string_view text) const { return std::ranges::find(check.figures, text) != check.figures.end(); }
  int days() const { return check.figures.empty() ? 0 : static_cast<int>(parse_integer(check.figures.front()).value_or(0)); }
  std::string_view field() const { return check.fields.front(); }
};

// ---- One cell

// Every row of the check's table whose cell in its first field is wrong.
template <class Wrong>
void cells(const Run& run, Wrong wrong) {
  const auto* table = run.index.of(run.check.table);
  const int column = column_of(run.check.table, run.field());
  for (std::size_t row = 0; row < table->rows; ++row)
    if (wrong(table->text(row, column))) run.found(row);
}

void code_known_or_empty(const Run& run) {
  cells(run, [&](std::string_view text) { return !text.empty() && !run.index.codes.find(run.field(), text, run.index.year); });
}
void code_known(const Run& run) {
  cells(run, [&](std::string_view text) { return !run.index.codes.find(run.field(), text, run.index.year); });
}
void date_or_empty(const Run& run) {
  cells(run, [](std::string_view text) { return strict_date(text).bad(); });
}
void date_needed(const Run& run) {
  cells(run, [](std::string_view text) { return !strict_date(text).date; });
}
void upn_or_empty(const Run& run) {
  cells(run, [](std::string_view text) { return !text.empty() && !is_upn(text); });
}

// ---- One episode

template <class Wrong>
void episodes(const Run& run, Wrong wrong) {
  for (const auto& e : run.index.episodes)
    if (wrong(e)) run.found(e.row);
}

bool temporary(std::string_view place) { return place.size() == 2 && place[0] == 'T' && place[1] >= '0' && place[1] <= '4'; }

void end_and_reason_together(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return e.dec.given == e.rec.empty(); });
}
void lasts_a_day(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return e.decom.date && e.decom.date == e.dec.date; });
}
void ends_after_it_begins(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return e.decom.date && e.dec.date && *e.dec.date < *e.decom.date; });
}
void no_reason_while_open(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return !e.dec.given && !e.reason.empty(); });
}
// The first figure is the provider, the others places that it cannot provide.
void provider_not_for_places(const Run& run) {
  const auto& figures = run.check.figures;
  episodes(run, [&](const EpisodeView& e) {
    return e.provider == figures.front() && std::find(figures.begin() + 1, figures.end(), e.place) != figures.end();
  });
}
void own_parents_only(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return e.provider == "PR0" && e.place != "P1"; });
}
// Figures: places for which no Ofsted number is recorded.
void no_urn_for_places(const Run& run) {
  episodes(run, [&](const EpisodeView& e) { return !e.urn.empty() && e.urn != "XXXXXXX" && run.has_figure(e.place); });
}
void parents_not_under_section_20(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return e.place == "P1" && e.ls == "V2"; });
}
void care_does_not_start_temporary(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return temporary(e.place) && e.rne == "S"; });
}
void care_does_not_end_temporary(const Run& run) {
  episodes(run, [](const EpisodeView& e) { return temporary(e.place) && !e.rec.empty() && e.rec != "X1"; });
}
// How long an episode has lasted, an open one up to the end of the collection year.
std::optional<int> length(const EpisodeView& e, int year) {
  if (!e.decom.date || e.dec.bad()) return std::nullopt;
  return e.dec.date.value_or(last_day_of(year)) - *e.decom.date;
}
// Figures: days, then places. Only of those that have ended.
void temporary_not_longer_than(const Run& run) {
  episodes(run, [&](const EpisodeView& e) { return run.has_figure(e.place) && e.dec.given && length(e, run.index.year).value_or(0) > run.days(); });
}
// Figures: days, then legal statuses.
void short_break_not_longer_than(const Run& run) {
  episodes(run, [&](const EpisodeView& e) { return run.has_figure(e.ls) && length(e, run.index.year).value_or(0) > run.days(); });
}

// ---- Neighbours: an episode and the one after it, of one child, in order of their first days

template <class Wrong>
void next_to_each_other(const Run& run, Wrong wrong) {
  const auto& all = run.index.in_order;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto& before = *all[i - 1];
    const auto& after = *all[i];
    if (before.child != after.child || !before.decom.date || !after.decom.date) continue;
    if (const auto* found = wrong(before, after)) run.found(found->row);
  }
}

const EpisodeView* if_wrong(bool wrong, const EpisodeView& e) { return wrong ? &e : nullptr; }

bool same_placement(const EpisodeView& a, const EpisodeView& b) {
  return a.place == b.place && a.pl_post == b.pl_post && a.urn == b.urn && a.provider == b.provider;
}
bool moved(std::string_view rne) { return rne == "P" || rne == "T" || rne == "B" || rne == "U"; }

void ended_before_the_next(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView&) { return if_wrong(!before.dec.given || before.rec.empty(), before); });
}
void starts_after_the_last_ended(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView& after) {
    return if_wrong(before.dec.date && *after.decom.date < *before.dec.date, after);
  });
}
void continues_on_the_same_day(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView& after) {
    return if_wrong((moved(after.rne) || after.rne == "L") && after.decom.date != before.dec.date, after);
  });
}
void only_legal_status_changed(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView& after) {
    return if_wrong(after.rne == "L" && (after.ls == before.ls || !same_placement(before, after)), after);
  });
}
void only_placement_changed(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView& after) {
    return if_wrong((after.rne == "P" || after.rne == "T") && (after.ls != before.ls || same_placement(before, after)), after);
  });
}
void both_changed(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView& after) {
    return if_wrong((after.rne == "B" || after.rne == "U") && (after.ls == before.ls || same_placement(before, after)), after);
  });
}
void reason_for_the_change(const Run& run) {
  next_to_each_other(run, [](const EpisodeView& before, const EpisodeView& after) {
    return if_wrong(before.rec == "X1" && moved(after.rne) && !temporary(before.place) && !temporary(after.place) && before.reason.empty(), before);
  });
}
// X1 says that another episode begins on the day this one ended.
void x1_is_followed(const Run& run) {
  const auto& all = run.index.in_order;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& e = *all[i];
    if (e.rec != "X1") continue;
    const auto* next = i + 1 < all.size() && all[i + 1]->child == e.child ? all[i + 1] : nullptr;
    if (!next || !e.dec.date || next->decom.date != e.dec.date) run.found(e.row);
  }
}

// ---- Several tables

// The first episode of a child begins after the child was born.
void starts_after_birth(const Run& run) {
  const auto* header = run.index.of(Table::Header);
  if (!header) return;
  std::map<std::string_view, Date> born;
  for (std::size_t row = 0; row < header->rows; ++row)
    if (const auto date = strict_date(header->text(row, column_of(Table::Header, "DOB"))).date)
      born.emplace(header->text(row, column_of(Table::Header, "CHILD")), *date);
  const EpisodeView* before = nullptr;
  for (const auto* e : run.index.in_order) {
    const bool first = !before || before->child != e->child;
    before = e;
    const auto child = born.find(e->child);
    if (first && child != born.end() && e->decom.date && *e->decom.date < child->second) run.found(e->row);
  }
}

// ---- Spells: tables with a first and a last day

struct SpellRow {
  std::size_t row;
  std::string_view child;
  DateCell first, last;
};
std::vector<SpellRow> spells(const Run& run) {
  const auto& table = *run.index.of(run.check.table);
  const auto& spec = *table.spec;
  std::vector<SpellRow> out;
  for (std::size_t row = 0; row < table.rows; ++row)
    out.push_back({row, table.text(row, 0), strict_date(table.text(row, spec.first)), strict_date(table.text(row, spec.last))});
  return out;
}

void spell_ends_after_it_begins(const Run& run) {
  for (const auto& s : spells(run))
    if (s.first.date && s.last.date && *s.last.date <= *s.first.date) run.found(s.row);   // an order of no days is none
}
void spell_begins_in_time(const Run& run) {
  for (const auto& s : spells(run))
    if (s.first.date && *s.first.date > last_day_of(run.index.year)) run.found(s.row);
}
void spell_ends_in_the_year(const Run& run) {
  for (const auto& s : spells(run))
    if (s.last.date && (*s.last.date < first_day_of(run.index.year) || *s.last.date > last_day_of(run.index.year))) run.found(s.row);
}
void spell_begins_after_birth(const Run& run) {
  const auto& table = *run.index.of(run.check.table);
  const int dob = column_of(run.check.table, "DOB");
  for (const auto& s : spells(run)) {
    const auto born = strict_date(table.text(s.row, dob)).date;
    if (born && ((s.first.date && *s.first.date <= *born) || (s.last.date && *s.last.date <= *born))) run.found(s.row);
  }
}

using Function = void (*)(const Run&);
const std::map<std::string_view, Function>& functions() {
  static const std::map<std::string_view, Function> kFunctions = {
      {"101", code_known},
      {"102", date_needed},
      {"103", code_known},
      {"115", date_or_empty},
      {"120", code_known_or_empty},
      {"141", date_or_empty},
      {"142", ended_before_the_next},
      {"143", code_known_or_empty},
      {"144", code_known_or_empty},
      {"145", code_known_or_empty},
      {"146", code_known_or_empty},
      {"147", date_or_empty},
      {"148", end_and_reason_together},
      {"149", code_known_or_empty},
      {"168", upn_or_empty},
      {"222", no_urn_for_places},
      {"225", reason_for_the_change},
      {"233", no_reason_while_open},
      {"302", starts_after_birth},
      {"355", lasts_a_day},
      {"356", ends_after_it_begins},
      {"365", short_break_not_longer_than},
      {"375", temporary_not_longer_than},
      {"376", temporary_not_longer_than},
      {"378", parents_not_under_section_20},
      {"379", temporary_not_longer_than},
      {"380", care_does_not_start_temporary},
      {"381", care_does_not_end_temporary},
      {"388", x1_is_followed},
      {"433", continues_on_the_same_day},
      {"434", only_legal_status_changed},
      {"435", only_placement_changed},
      {"436", both_changed},
      {"501", starts_after_the_last_ended},
      {"527", provider_not_for_places},
      {"528", provider_not_for_places},
      {"529", provider_not_for_places},
      {"530", provider_not_for_places},
      {"531", provider_not_for_places},
      {"550", own_parents_only},
      {"700", date_needed},
      {"701", date_or_empty},
      {"702", spell_ends_after_it_begins},
      {"703", spell_begins_in_time},
      {"704", spell_ends_in_the_year},
      {"708", spell_begins_after_birth},
      {"1009", code_known_or_empty},
  };
  return kFunctions;
}

}  // namespace

std::vector<Finding> check_return(const ReturnTables& tables, std::span<const Check> checks, const CodeBook& codes) {
  const Index index(tables, codes);
  std::vector<Finding> out;
  for (const auto& check : checks) {
    const auto function = functions().find(check.code);
    if (function == functions().end() || !check.made_in(tables.year) || !index.of(check.table)) continue;
    const auto before = static_cast<std::ptrdiff_t>(out.size());
    function->second({index, check, out});
    std::sort(out.begin() + before, out.end(), [](const Finding& a, const Finding& b) { return a.row < b.row; });
  }
  return out;
}

std::vector<std::string_view> checks_known() {
  std::vector<std::string_view> out;
  for (const auto& [code, function] : functions()) out.push_back(code);
  return out;
}

}  // namespace rightplace::returns
