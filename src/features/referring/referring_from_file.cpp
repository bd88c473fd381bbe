// A record of the standard from a file, as the answers of a referral that is being written. What cannot be taken is left out and
// said; what the file lacks stays unanswered, and is never taken as "no known risk".

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "features/referring/referring_standard.h"

namespace rightplace::referring {
namespace {

using json::Object;
using json::Value;

struct Step {
  std::string name;                  // of a member; empty: an item
  std::size_t item = 0;
};
std::vector<Step> steps_of(std::string_view path) {
  std::vector<Step> steps;
  for (const auto& part : split(path, '.')) {
    const auto bracket = part.find('[');
    if (bracket != 0) steps.push_back({std::string(part.substr(0, bracket)), 0});
    for (auto at = bracket; at != std::string::npos && at < part.size(); at = part.find('[', at + 1))
      if (const auto number = parse_integer(part.substr(at + 1, part.find(']', at) - at - 1))) steps.push_back({{}, static_cast<std::size_t>(*number)});
  }
  return steps;
}

Value* child_of(Value* value, const Step& step) {
  if (!value) return nullptr;
  if (step.name.empty()) {
    auto* list = value->as_array();
    return list && step.item < list->size() ? &(*list)[step.item] : nullptr;
  }
  auto* object = value->as_object();
  return object && object->find(step.name) ? &(*object)[step.name] : nullptr;
}

// Takes out what stands at the path, or the whole item of a list in which it stands. What stood there; nothing: nothing did.
std::optional<Value> take_out(Value& whole, std::string_view path) {
  auto steps = steps_of(path);
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i].name.empty()) {
      steps.resize(i + 1);
      break;
    }
  if (steps.empty()) return std::nullopt;
  Value* parent = &whole;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) parent = child_of(parent, steps[i]);
  auto* found = child_of(parent, steps.back());
  if (!found) return std::nullopt;
  auto taken = *found;
  if (steps.back().name.empty()) parent->as_array()->erase(parent->as_array()->begin() + static_cast<std::ptrdiff_t>(steps.back().item));
  else parent->as_object()->erase(steps.back().name);
  return taken;
}

const FieldSource* field_at(std::string_view path) {
  for (const auto& field : field_sources())
    if (path == fmt::format("{}.{}", field.entity, field.name)) return &field;
  return nullptr;
}
bool is_entity(std::string_view name) {
  return std::ranges::any_of(field_sources(), [&](const FieldSource& one) { return one.entity == name; });
}
const FieldSource* source_at(std::string_view path) {
  for (const auto& source : field_sources())
    if (path.starts_with(fmt::format("{}.{}", source.entity, source.name))) return &source;
  return nullptr;
}

// Stands in for a field that the file lacks, so that the rest can be read; `other`: another value, to find what rests on it.
Value stand_in(const FieldSource& field, bool other) { return json::parse(other ? field.other : field.one, "a stand-in").value(); }

std::string to_do(std::string_view path) {
  if (path == "PlacementAvailability.childId") return "Nothing: the child’s own id stands in the record here.";
  const auto* source = source_at(path);
  const auto* task = source && !source->task.empty() ? find_task(source->task) : nullptr;
  if (task) {
    const auto question = std::ranges::find(task->questions, source->question, &Question::name);
    return fmt::format("Answer “{}” in the part “{}”.", question == task->questions.end() ? std::string(source->name) : question->label, task->title);
  }
  if (path.starts_with("rightplace.")) return "Answer it in its part, if it matters for the child.";
  return "Nothing, unless it matters for the child: then write it in the notes.";
}

// What is never taken from a file, because the record here says it, or the placement does.
void take_out_known(Value& whole, std::string_view authority_code, const children::Facts& child, Understood& out) {
  const auto leave = [&](std::string_view path, std::string_view why, std::string_view todo) {
    if (const auto was = take_out(whole, path)) out.not_taken.push_back({std::string(path), std::string(was->kind()), std::string(why), std::string(todo)});
  };
  leave("ActualPlacement", "A placement that was made is no part of a referral.", "Nothing: it is recorded when a home is chosen here.");
  for (const auto* name : {"referralOfficerName", "placementOfficerName", "placementDate", "costOfficerName", "costDate"}) leave(fmt::format("QualityAssurance.{}", name), "Who does what, and when, is written down here as it happens.", "Nothing.");
  auto& extension = (*whole.as_object())["rightplace"];
  if (!extension.as_object()) extension = Object{};
  auto& more = *extension.as_object();
  if (const auto* code = more.find("authority_code"); code && code->as_string() && *code->as_string() != authority_code)
    out.not_taken.push_back({"rightplace.authority_code", std::string(code->kind()), "The file names another authority.", "Check that the record is this child’s. The referral is your authority’s."});
  std::string born;
  if (child.born_on) born = child.born_on->reveal().iso().substr(0, 7);
  else if (child.birth_month) born = child.birth_month->reveal();
  if (const auto* said = more.find("born_in"); said && said->as_string() && *said->as_string() != born)
    out.not_taken.push_back({"rightplace.born_in", std::string(said->kind()), "The child’s record here says another month of birth.", "Check that the file is this child’s. If the record here is wrong, put it right there."});
  for (const auto* name : {"reference", "status", "child_id", "authority_code", "born_in", "age", "sex"}) more.erase(name);
  more.set("status", "draft");
  more.set("authority_code", authority_code);
  if (!born.empty()) more.set("born_in", born);
}

// Reads what can be read: what is wrong is taken out, what is missing has something stand in for it.
Result<referrals::Referral> read_leniently(Value whole, bool other, Understood& out) {
  constexpr int kMostRounds = 300;
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<FieldError> warnings;
    auto read = referrals::read_referral(whole, "the file", warnings);
    if (read) return read;
    bool moved = false;
    auto faults = read.error().fields;
    std::ranges::reverse(faults);   // items of a list from the last one on
    for (const auto& fault : faults) {
      if (auto was = take_out(whole, fault.field)) {
        out.not_taken.push_back({fault.field, std::string(was->kind()), capitalised(fault.detail) + ".", to_do(fault.field)});
        moved = true;
        continue;
      }
      const auto steps = steps_of(fault.field);
      const auto* field = field_at(fault.field);
      if (field) {
        auto& entity = (*whole.as_object())[field->entity];
        if (!entity.as_object()) entity = Object{};
        entity.as_object()->set(field->name, stand_in(*field, other));
        out.lacks.push_back(fault.field);
        moved = true;
      } else if (steps.size() == 1 && is_entity(fault.field)) {
        (*whole.as_object()).set(fault.field, Object{});
        moved = true;
      }
    }
    if (!moved) return fail(ErrorKind::Invalid, fmt::format("Nothing of this file can be taken: {}", read.error().detail));
  }
  return fail(ErrorKind::Invalid, "Too much in this file is not as the standard says. Ask whoever sent it for another");
}

// What the referral says only because the file says nothing.
bool rests_on_silence(const referrals::Referral& referral, const std::string& name) {
  const auto has = [&](std::string_view entity, std::string_view field) {
    const auto* part = referral.standard.find(entity);
    const auto* value = part ? part->find(field) : nullptr;
    return value && !value->is_null();
  };
  if (name == "asked") return true;   // whether the child was asked is said by whoever writes the referral
  if (name == "risk-child-other") return !has("Risks", "riskOther");
  if (name == "risk-others-other") return !has("Risks", "riskToOthersOther");
  if (name == "count") return !has("PlacementAvailability", "siblingCount");
  if (name == "urgency") return !has("PlacementAvailability", "neededBy") && !referral.urgency;
  return false;
}

}  // namespace

Result<Understood> understood(std::string_view text, std::string_view authority_code, const children::Facts& child, const std::vector<std::string>& own_ids) {
  if (text.size() > kLargestRecord) return fail(ErrorKind::Invalid, fmt::format("The file is larger than {} kilobytes: one record of the standard is not. Choose another", kLargestRecord >> 10));
  RP_TRY(items, referrals::split_file(text, "the file"));
  if (items.size() != 1) return fail(ErrorKind::Invalid, items.empty() ? "The file is empty. Choose a file with one record" : fmt::format("The file holds {} records. Choose one that holds this child’s alone", items.size()));
  auto whole = items.front().value;
  if (!whole.as_object()) return fail(ErrorKind::Invalid, "The file is no record of the Placements Data Standard: it should be a JSON object with PlacementRequirements, Risks and so on");
  if (std::ranges::none_of(field_sources(), [&](const FieldSource& one) { return whole.find(one.entity) != nullptr; }))
    return fail(ErrorKind::Invalid, "The file is no record of the Placements Data Standard: it has none of its parts, such as PlacementRequirements or Risks");
  Understood out;
  take_out_known(whole, authority_code, child, out);
  if (const auto* part = whole.find("PlacementAvailability"))
    if (const auto* number = part->find("childId"); number && number->as_integer()) out.another_number = std::ranges::find(own_ids, std::to_string(*number->as_integer())) == own_ids.end();
  RP_TRY(one, read_leniently(whole, false, out));
  Understood ignored;
  RP_TRY(two, read_leniently(whole, true, ignored));
  for (const auto& task : tasks()) {
    const auto said = prefilled(one, task), otherwise = prefilled(two, task);
    web::NamedValues answers;
    for (const auto& answer : said)
      if (answer.first != "finished" && std::ranges::find(otherwise, answer) != otherwise.end() && !rests_on_silence(one, answer.first)) answers.push_back(answer);
    if (!answers.empty()) out.answers.emplace(task.code, std::move(answers));
  }
  std::ranges::sort(out.lacks);
  out.lacks.erase(std::unique(out.lacks.begin(), out.lacks.end()), out.lacks.end());
  std::ranges::stable_sort(out.not_taken, {}, &NotTaken::path);
  return out;
}

Result<std::string> begin_with(db::Write& tx, const Asked& asked, const Understood& file) {
  RP_TRY(reference, begin(tx, asked.desk.vault, asked.actor(), asked.allowed(), children::ChildId(asked.facts.child), asked.now()));
  const auto draft = find_draft(tx, asked.desk.vault, reference);
  if (!draft || !draft->written.empty()) return fail(ErrorKind::Conflict, fmt::format("A referral is being written for this child already ({}), and nobody’s words are overwritten. Go on with it, or discard it first", reference));
  for (const auto& [code, answers] : file.answers) {
    auto all = answers;
    all.emplace_back("finished", "no");
    RP_CHECK(write_task(tx, asked, *draft, *find_task(code), Form(all), false, 0));
  }
  audit::record(tx, asked.actor(), asked.allowed(), "referral.begun_from_file", {"referral", reference}, asked.now(), {{"not_taken", static_cast<std::int64_t>(file.not_taken.size())}, {"lacks", static_cast<std::int64_t>(file.lacks.size())}});
  return reference;
}

}  // namespace rightplace::referring
