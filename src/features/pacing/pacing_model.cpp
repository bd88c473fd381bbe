#include <embedded/rules_pacing.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/text.h"
#include "features/pacing/pacing.h"
#include "formats/toml.h"

namespace rightplace::pacing {
namespace {

Model::Pace pace_from(const json::Value& value, double least, std::vector<FieldError>& faults) {
  json::Fields fields(&value, "urgency", faults);
  Model::Pace pace;
  pace.urgency = fields.required_text("code");
  pace.aim = {.hours = fields.required_number("hours", 1, 24 * 60), .waves = static_cast<int>(fields.required_integer("waves", 1, 3)), .wanted = fields.required_number("wanted", 0, 0.99),
              .most_in_wave = static_cast<int>(fields.required_integer("most_in_wave", 1, 40)), .least_chance = least};
  fields.refuse_others();
  return pace;
}

}  // namespace

Result<Model> read_model(std::string_view toml, std::string_view source) {
  RP_TRY(value, formats::parse_toml(toml, source));
  std::vector<FieldError> faults;
  json::Fields whole(&value, "", faults);
  Model model;
  model.version = whole.required_text("version");
  model.source = whole.required_text("source");
  model.valid_from = whole.required_date("valid_from");
  whole.boolean("verified");
  auto chance = whole.object("chance");
  model.could_be_right = chance.required_number("could_be_right", 0, 1);
  model.needs_checking = chance.required_number("needs_checking", 0, 1);
  model.score_of_0 = chance.required_number("score_of_0", 0, 10);
  model.score_of_100 = chance.required_number("score_of_100", 0, 10);
  model.room_known_free = chance.required_number("room_known_free", 0, 10);
  model.room_not_known = chance.required_number("room_not_known", 0, 10);
  model.highest = chance.required_number("highest", 0, 0.99);
  const double least = chance.required_number("least", 0, 1);
  model.by_letter = chance.required_number("by_letter", 0, 10);
  for (const auto& row : chance.array("statement")) {
    json::Fields one(&row, "chance.statement", faults);
    model.statements.push_back({static_cast<int>(one.required_integer("days", 0, 10'000)), one.required_number("times", 0, 10)});
    one.refuse_others();
  }
  auto none = chance.object("no_statement");
  model.no_statement = none.required_number("times", 0, 10);
  none.refuse_others();
  chance.refuse_others();
  auto answers = whole.object("answers");
  model.answers_share = answers.required_number("share", 0.01, 1);
  model.answers_worth = answers.required_number("worth", 0.1, 1000);
  answers.refuse_others();
  auto hours = whole.object("hours");
  model.hours_here = hours.required_number("here", 0.1, 1000);
  model.hours_by_letter = hours.required_number("by_letter", 0.1, 1000);
  hours.refuse_others();
  auto readers = whole.object("readers");
  model.readers_here = static_cast<int>(readers.required_integer("here", 1, 100));
  model.readers_by_letter = static_cast<int>(readers.required_integer("by_letter", 1, 100));
  readers.refuse_others();
  for (const auto& row : whole.array("urgency")) model.paces.push_back(pace_from(row, least, faults));
  auto reminder = whole.object("reminder");
  model.reminder_share_left = reminder.required_number("share_left", 0, 1);
  model.reminder_least_hours = reminder.required_number("least_hours", 0, 1000);
  reminder.refuse_others();
  whole.refuse_others();
  if (model.paces.empty()) faults.push_back({"urgency", "is missing"});
  if (!std::ranges::is_sorted(model.statements, {}, &Model::Age::days)) faults.push_back({"chance.statement", "stands with the youngest first"});
  if (faults.empty()) return model;
  auto first = fmt::format("{}: {} {}", source, faults.front().field, faults.front().detail);
  return fail(ErrorKind::Invalid, std::move(first), std::move(faults));
}

const Model& model() {
  static const auto read = [] {
    auto made = read_model(embedded::rules_pacing("pacing.toml"), "rules/pacing.toml");
    if (!made) throw std::logic_error(made.error().detail);
    return *std::move(made);
  }();
  return read;
}

const waves::Aim& aim_of(const Model& model, std::string_view urgency) {
  const auto found = std::ranges::find(model.paces, urgency, &Model::Pace::urgency);
  return found == model.paces.end() ? model.paces.back().aim : found->aim;
}

Estimate estimate(const Model& model, const About& about) {
  Estimate out;
  double chance = about.could_be_right ? model.could_be_right : model.needs_checking;
  out.because.emplace_back(about.could_be_right ? "could be right" : "needs checking");
  chance *= model.score_of_0 + (model.score_of_100 - model.score_of_0) * std::clamp(about.score, 0.0, 1.0);
  out.because.push_back(fmt::format("score about {:.0f}", about.score * 100));
  chance *= about.room_known_free ? model.room_known_free : model.room_not_known;
  out.because.emplace_back(about.room_known_free ? "a room is stated free" : "no room is known to be free");
  const auto age = about.statement_days ? std::ranges::find_if(model.statements, [&](const Model::Age& one) { return *about.statement_days <= one.days; }) : model.statements.end();
  chance *= age == model.statements.end() ? model.no_statement : age->times;
  out.because.push_back(!about.statement_days ? std::string("its places are not stated") : *about.statement_days == 0 ? std::string("places stated today") : fmt::format("places stated {} ago", plural(*about.statement_days, "day", "days")));
  if (!about.works_here) {
    chance *= model.by_letter;
    out.because.emplace_back("not here yet: asked by e-mail");
  }
  const double answers = (model.answers_share * model.answers_worth + static_cast<double>(about.so_far.answered)) / (model.answers_worth + static_cast<double>(about.so_far.asked));
  chance *= answers / model.answers_share;
  if (about.so_far.asked > 0) out.because.push_back(fmt::format("answered {} of {} so far", about.so_far.answered, about.so_far.asked));
  out.candidate = {.chance = std::clamp(chance, 0.0, model.highest), .hours = about.works_here ? model.hours_here : model.hours_by_letter, .readers = about.works_here ? model.readers_here : model.readers_by_letter, .may_be_asked = true};
  return out;
}

std::string chance_words(double chance) {
  if (chance >= 0.99) return "nearly certain";
  if (chance >= 0.55) return fmt::format("about {} in 10", std::lround(chance * 10));
  if (chance < 0.02) return "less than 1 in 50";
  return fmt::format("about 1 in {}", std::lround(1 / chance));
}

bool is_to_remind(const Model& model, const asking::Ask& ask, Instant at) {
  if (ask.state != asking::State::Asked || ask.answer_by <= at) return false;
  const auto whole = static_cast<double>(ask.answer_by.ms - ask.asked_at.ms), left = static_cast<double>(ask.answer_by.ms - at.ms);
  const double least = std::min(model.reminder_least_hours * 3'600'000.0, whole / 2);
  return left <= std::max(whole * model.reminder_share_left, least);
}

}  // namespace rightplace::pacing
