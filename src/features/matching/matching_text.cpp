// The answer for a terminal.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/console.h"
#include "features/matching/matching_answer.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;

constexpr int kNoteIndent = 4;

class Page {
 public:
  explicit Page(int width) : width_(width) {}
  // Leading spaces are kept; lines after the first are indented.
  void line(std::string_view text = {}, int indent = 0) {
    const auto start = std::min(text.find_first_not_of(' '), text.size());
    auto folded = cli::wrapped(text.substr(start), width_ - static_cast<int>(start), std::max(0, indent - static_cast<int>(start)));
    if (folded.ends_with('\n')) folded.pop_back();
    const std::string margin(start, ' ');
    text_ += margin + replace_all(folded, "\n", "\n" + margin) + '\n';
  }
  // Indented text of its own below what it belongs to.
  void noted(std::string_view text) {
    const auto folded = cli::wrapped(text, width_ - kNoteIndent, 0);
    for (const auto line : split(folded, '\n'))
      if (!line.empty()) text_ += std::string(kNoteIndent, ' ') + std::string(line) + '\n';
  }
  void row(std::string_view line) { text_ += std::string(line) + '\n'; }
  void table(const std::vector<cli::Column>& columns, const std::vector<std::vector<std::string>>& rows) {
    text_ += cli::table(columns, rows, width_);
    if (!text_.ends_with('\n')) text_ += '\n';
  }
  std::string take() { return std::move(text_); }

 private:
  int width_;
  std::string text_;
};

std::string days_old(Date as_at, Date day) {
  const auto days = as_at - day;
  return days == 0 ? "the same day" : days == 1 ? "a day before" : fmt::format("{} days before", grouped(days));
}

std::string ages(const engine::Child& child, Date day) {
  const int low = age_on(child.born_to, day);
  const int high = age_on(child.born_from, day);
  return low == high ? std::to_string(low) : fmt::format("{} or {}", low, high);
}

std::string child_words(const engine::Child& child, Date day) {
  const auto sex = child.sex ? std::string(*child.sex == engine::Sex::Female ? "girl" : "boy") : std::string("child (sex not recorded)");
  std::vector<std::string> needs;
  for (const auto& row : engine::kNeeds.rows) {
    const auto level = child.needs[static_cast<std::size_t>(row.value)];
    if (level && *level > engine::Level::None) needs.push_back(fmt::format("{} ({})", row.label, engine::kLevels.label(*level)));
  }
  return fmt::format("{}, {}{}{}", sex, ages(child, day), needs.empty() ? "" : ": ", join(needs, ", "));
}

void header(const Answer& answer, Page& page) {
  const auto& referral = answer.problem.referral;
  page.line(fmt::format("Referral {}, {}", answer.reference.empty() ? "(not stored)" : answer.reference, answer.authority_name));
  for (const auto& child : referral.children) page.line("  " + child_words(child, referral.needed_on), 4);
  const auto until = referral.planned_until ? fmt::format("to {} ({} nights)", referral.planned_until->words(), *referral.planned_until - referral.needed_on)
                                            : fmt::format("without a planned end; looked at for {} nights", answer.problem.policy.horizon_nights);
  page.line(fmt::format("  from {} {}, for {}", referral.needed_on.words(), until, engine::kPurposes.label(referral.purpose)), 4);
  const auto& snapshot = *answer.snapshot;
  std::string supply = fmt::format("Supply as at {}: {}", snapshot.as_at.words(), plural(static_cast<std::int64_t>(snapshot.cards.size()), "home", "homes"));
  if (snapshot.register_on) supply += fmt::format("; register of {} ({})", snapshot.register_on->words(), days_old(snapshot.as_at, *snapshot.register_on));
  supply += snapshot.vacancies_stated == 0 ? "; no home has stated its vacancies"
                                           : fmt::format("; {} stated their vacancies, the newest on {}, the oldest on {}", grouped(snapshot.vacancies_stated), snapshot.vacancies_to->words(),
                                                         snapshot.vacancies_from->words());
  page.line(supply + ".", 2);
  page.line(fmt::format("Policy: {} {}, in force from {} ({}).", answer.problem.policy.name, answer.problem.policy.version, answer.problem.policy.valid_from.words(), answer.problem.policy.source), 2);
}

void counts(const Answer& answer, Page& page) {
  page.line();
  page.line(fmt::format("{} could be right, {} {} checking, {} {} not suitable.", plural(answer.suitable, "home", "homes"), grouped(answer.needs_checking),
                        answer.needs_checking == 1 ? "needs" : "need", grouped(answer.not_suitable), answer.not_suitable == 1 ? "is" : "are"));
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < std::min<std::size_t>(5, answer.blocking.size()); ++i)
    rules.push_back(fmt::format("{} ({})", rule_label(answer.blocking[i].first), grouped(answer.blocking[i].second)));
  if (!rules.empty()) page.line("What rules most homes out: " + join(rules, ", ") + ".", 2);
}

// What speaks for it and against it, what a person must look at, what must be asked.
std::string notes_of(const Answer& answer, const ShownHome& shown) {
  std::vector<std::string> parts;
  for (const auto& text : shown.speaks_for) parts.push_back("+ " + text);
  for (const auto& text : shown.speaks_against) parts.push_back("– " + text);
  for (const auto& row : engine::kFlags.rows)
    if (shown.why.result.flags.has(row.value)) parts.push_back("! " + flag_words(row.value, shown.why.result));
  if (answer.snapshot->cards[shown.home].conditions) parts.emplace_back("! Conditions of registration: read them");
  for (const auto& text : shown.to_check) parts.push_back("? " + text);
  return join(parts, " · ");
}

std::vector<std::string> row_of(const Answer& answer, const ShownHome& shown) {
  const auto& result = shown.why.result;
  const auto& fee = answer.problem.supply->fee(shown.home);
  const auto share = [&](std::int32_t draws) { return shown.robust ? percent_words(answer.robustness.share(draws)) : std::string(); };
  const auto& card = answer.snapshot->cards[shown.home];
  return {std::to_string(shown.rank),
          // A home whose name is hidden is called by its place and URN already.
          contains(card.name, card.urn) ? card.name : fmt::format("{}, {}", card.name, card.urn),
          std::string(engine::kVerdicts.label(result.verdict)),
          score_words(result.score),
          shown.robust ? share(shown.robust->first) : "",
          shown.robust ? share(shown.robust->among_top) : "",
          miles_words(result.miles_low, result.miles_high),
          fee ? pounds(fee->per_week) + (shown.on_front ? " *" : "") : ""};
}

// Every home is one row of figures, and below it its notes across the whole width.
void list(const Answer& answer, bool secure, Page& page) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> notes;
  for (const auto& shown : answer.shown) {
    if (shown.secure != secure) continue;
    rows.push_back(row_of(answer, shown));
    notes.push_back(notes_of(answer, shown));
  }
  if (rows.empty()) return;
  page.line();
  if (secure) page.line("Secure homes, which are never ranked among the others:");
  const std::vector<cli::Column> columns = {{"#", cli::Align::Right}, {"Home, URN"}, {"Verdict"}, {"Score", cli::Align::Right}, {"First", cli::Align::Right},
                                            {fmt::format("Top {}", answer.robustness.top), cli::Align::Right}, {"Miles", cli::Align::Right}, {"A week", cli::Align::Right}};
  constexpr int kNeverWrapped = 1'000;
  const auto table = cli::table(columns, rows, kNeverWrapped);
  const auto lines = split(table, '\n');
  page.row(lines[0]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    page.row(lines[i + 1]);
    if (!notes[i].empty()) page.noted(notes[i]);
  }
}

void legend(const Answer& answer, Page& page) {
  if (answer.shown.empty()) return;
  page.line();
  page.line(fmt::format("Score: of 100, from what is known to what is possible. First, Top {}: in how many of {} draws of the weights and unknown facts. Miles: to the first place that matters. "
                        "*: no other home is both as suitable and as cheap. Of the criteria, {} are known on average.",
                        answer.robustness.top, grouped(answer.robustness.draws), percent_words(answer.known_share)),
            2);
  if (!answer.to_ask_all.empty()) {
    page.line();
    page.line("To ask every home shown:");
    for (const auto& question : answer.to_ask_all) page.line("  ? " + question.text, 4);
  }
}

void near_misses(const Answer& answer, Page& page) {
  if (answer.near_misses.empty()) return;
  page.line();
  page.line("Ruled out, but a change would open them:");
  for (const auto& miss : answer.near_misses) {
    page.line(fmt::format("  {}, {} ({} if open)", answer.snapshot->cards[miss.home].name, answer.snapshot->cards[miss.home].urn, score_words(miss.score)), 4);
    for (const auto& change : miss.opening.changes)
      page.line("    " + change_words(answer, change, miss.home), 6);
  }
}

void remarks(const Answer& answer, Page& page) {
  if (answer.remarks.empty()) return;
  page.line();
  for (const auto& remark : answer.remarks) page.line("Note: " + remark, 2);
}

std::string signed_points(std::int32_t millionths) { return fmt::format("{:+.2f}", millionths / 10'000.0); }
std::string point_words(engine::Span points) {
  return points.known() ? fmt::format("{:.2f}", points.low / 10'000.0) : fmt::format("{:.2f}–{:.2f}", points.low / 10'000.0, points.high / 10'000.0);
}

void rules_of(const Answer& answer, const engine::Explanation& why, std::size_t home, Page& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& rule : engine::kRules) {
    bool said = false;
    for (const auto& reason : why.reasons) {
      if (reason.rule != rule.rule) continue;
      said = true;
      rows.push_back({std::string(rule.label), std::string(engine::kAnswers.label(reason.answer)), reason.sentence,
                      reason.answer == engine::Answer::Unknown ? "Ask: " + reason.question : fmt::format("{} could change it", engine::kChangers.label(reason.changer))});
    }
    if (!said) rows.push_back({std::string(rule.label), "ok", std::string(rule.says), ""});
  }
  const auto refused = answer.refused.find(static_cast<std::uint32_t>(home));
  if (refused == answer.refused.end()) rows.push_back({std::string(kAdmissionLabel), "ok", std::string(kAdmissionSays), ""});
  else
    for (const auto& sentence : refused->second) rows.push_back({std::string(kAdmissionLabel), "blocked", sentence, "the provider could change it"});
  page.table({{"Rule"}, {"Answer"}, {"Fact", cli::Align::Left, 70}, {"", cli::Align::Left, 50}}, rows);
}

void sum_of(const Answer& answer, const engine::Explanation& why, Page& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& part : why.contributions) {
    if (part.weight == 0) continue;
    rows.push_back({std::string(engine::info(part.criterion).label), fmt::format("{:.1f} %", part.weight / 10'000.0), score_words(part.value), point_words(part.points),
                    why.above ? signed_points(why.against_above[static_cast<std::size_t>(part.criterion)]) : "", part.question});
  }
  std::int32_t against = 0;
  for (const auto points : why.against_above) against += points;
  rows.push_back({"Score", "", "", point_words(why.result.score), why.above ? signed_points(against) : "", ""});
  page.table({{"Criterion"}, {"Weight", cli::Align::Right}, {"Value", cli::Align::Right}, {"Points", cli::Align::Right}, {"Against above", cli::Align::Right}, {"To ask", cli::Align::Left, 60}}, rows);
  if (why.above) page.line("Above it stands " + answer.snapshot->cards[*why.above].name + ".");
}

void explain_one(const Answer& answer, std::size_t home, Page& page) {
  const auto why = explain_home(answer, home);
  page.line();
  page.line(fmt::format("{} ({}): {}", answer.snapshot->cards[home].name, answer.snapshot->cards[home].urn, lower(engine::kVerdicts.label(why.result.verdict))));
  page.line();
  rules_of(answer, why, home, page);
  if (why.result.verdict == engine::Verdict::NotSuitable) {
    const auto opening = engine::smallest_opening(answer.problem, home);
    page.line();
    if (answer.refused.contains(static_cast<std::uint32_t>(home))) page.line("Only the provider could change its admission criteria.");
    else if (!opening.possible()) page.line("No change that anybody could make would open it.");
    else page.line("The smallest change that would open it:");
    if (answer.refused.contains(static_cast<std::uint32_t>(home))) return;
    for (const auto& change : opening.changes)
      page.line("  " + change_words(answer, change, home), 4);
    return;
  }
  page.line();
  sum_of(answer, why, page);
  if (const auto lift = engine::smallest_lift(answer.problem, answer.solution, home, static_cast<std::size_t>(answer.robustness.top)))
    page.line(fmt::format("The smallest change that would bring it among the best {}: {} ({} could change it)", answer.robustness.top, engine::sentence(*lift, answer.problem, home),
                          engine::kChangers.label(engine::changer(*lift))), 2);
}

}  // namespace

std::string as_text(const Answer& answer, const std::optional<std::size_t>& explained, int width) {
  Page page(width);
  header(answer, page);
  if (explained) {
    explain_one(answer, *explained, page);
  } else {
    counts(answer, page);
    list(answer, false, page);
    list(answer, true, page);
    legend(answer, page);
    near_misses(answer, page);
  }
  remarks(answer, page);
  page.line();
  page.line("This orders homes by what is known. A named person decides, and records why.");
  return page.take();
}

}  // namespace rightplace::matching
