#include "features/planning/planning_answer.h"

#include <algorithm>
#include <map>

#include "base/fingerprint.h"
#include "engines/returns/tables.h"

namespace rightplace::planning {

std::vector<Date> origins_of(const forecast::Problem& problem) {
  std::vector<Date> out;
  for (const auto& w : problem.windows)
    if (w.until - 1 < problem.origin && std::ranges::find(out, Date(w.until - 1)) == out.end()) out.push_back(Date(w.until - 1));
  std::ranges::sort(out);
  return out;
}

Result<Answer> answer_of(Question question) {
  Answer answer;
  answer.problem = std::move(question.problem);
  answer.grouping = std::move(question.grouping);
  if (question.scenario) {
    RP_TRY(comparison, forecast::compare(answer.problem, question.limits));
    answer.solution = comparison.with_changes;
    answer.scenario = std::move(comparison);
  } else {
    RP_TRY(solution, forecast::solve(answer.problem, question.limits));
    answer.solution = std::move(solution);
  }
  if (question.backtest) {
    auto judged = answer.problem;
    // Whether data follow a closed cohort is how they were gathered: known from all years, it holds for each origin.
    if (answer.solution.learnt.closed_cohort) judged.newcomers = forecast::Newcomers::None;
    RP_TRY(backtest, forecast::backtest(judged, origins_of(answer.problem), question.limits));
    answer.backtest = std::move(backtest);
  }
  answer.solution.findings.insert(answer.solution.findings.begin(), question.findings.begin(), question.findings.end());
  return answer;
}

Result<returns::FolderRead> stored_returns(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  using returns::Table;
  returns::FolderRead out;
  std::vector<returns::YearEpisode> rows;
  std::map<std::string, Date> births;
  auto states = returns::tables_of(tx, authority_code);
  std::ranges::stable_sort(states, {}, &returns::TableState::year);   // the latest header's word stands
  for (const auto& state : states) {
    if (state.table != Table::Header && state.table != Table::Episodes) continue;
    const auto loaded = returns::load_table(tx, vault, state);
    const auto at = [&](std::string_view name) { return static_cast<std::size_t>(returns::column_of(state.table, name)); };
    if (state.table == Table::Header) {
      const auto child = at("CHILD"), born = at("DOB");
      for (const auto& row : loaded.rows)
        if (const auto date = parse_iso_date(row[born])) births[row[child]] = *date;
      continue;
    }
    if (std::ranges::find(out.years, state.year) == out.years.end()) out.years.push_back(state.year);
    const auto child = at("CHILD"), decom = at("DECOM"), rne = at("RNE"), ls = at("LS"), cin = at("CIN"), place = at("PLACE"), dec = at("DEC"), rec = at("REC"), home_post = at("HOME_POST"), pl_post = at("PL_POST");
    for (const auto& row : loaded.rows) {
      const auto began = parse_iso_date(row[decom]);
      if (!began) {
        ++out.rejected;
        continue;
      }
      auto& one = rows.emplace_back();
      one.child = row[child];
      one.year = state.year;
      one.episode.decom = *began;
      one.episode.rne = row[rne];
      one.episode.ls = row[ls];
      one.episode.cin = row[cin];
      one.episode.place = row[place];
      one.episode.dec = parse_iso_date(row[dec]);
      one.episode.rec = row[rec];
      one.episode.home_post = row[home_post];
      one.episode.pl_post = row[pl_post];
    }
  }
  if (out.years.empty()) return fail(ErrorKind::Invalid, "No return on children looked after of this authority was read, so nothing can be forecast.");
  std::ranges::sort(out.years);
  for (auto& [child, born] : births) out.births.emplace_back(child, born);
  out.timelines = returns::join_years(std::move(rows), out.years);
  return out;
}

std::vector<forecast::Finding> findings_of(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  const auto read = stored_returns(tx, vault, authority_code);
  if (!read) return {};
  static const auto kinds = grouping("standard");
  std::vector<forecast::Finding> findings;
  auto problem = problem_of({{std::string(authority_code), *read}}, kinds.value(), findings);
  problem.months = 1;
  const auto solved = forecast::simulate(problem, {.runs = 1, .seed = 1, .threads = 1}, true);
  if (solved) findings.insert(findings.end(), solved->findings.begin(), solved->findings.end());
  return findings;
}

std::string returns_mark(db::Read& tx, std::string_view authority_code) {
  Fingerprint mark;
  bool any = false;
  for (const auto& state : returns::tables_of(tx, authority_code)) {
    any |= state.table == returns::Table::Episodes;
    mark.add(state.id).add(state.year).add(state.rows);
  }
  return any ? mark.text() : std::string();
}

std::int64_t in_care_on(const forecast::Problem& problem, Date day, std::optional<std::uint32_t> group) {
  // Of a child with two episodes on the day the later one counts.
  std::map<std::uint32_t, const forecast::Spell*> where;
  for (const auto& spell : problem.spells) {
    if (spell.from > day.days() || spell.until <= day.days()) continue;
    if (Date(problem.children[spell.child].born).plus_years(18) <= day) continue;
    auto& held = where[spell.child];
    if (!held || held->from < spell.from) held = &spell;
  }
  return std::ranges::count_if(where, [&](const auto& each) { return !group || each.second->group == *group; });
}

}  // namespace rightplace::planning
