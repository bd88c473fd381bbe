#include <fmt/format.h>

#include <algorithm>

#include "base/letters.h"
#include "base/text.h"
#include "features/agreements/agreements.h"

namespace rightplace::agreements {
namespace {

constexpr std::string_view kLastAgreement = "SELECT COALESCE(MAX(version), 0) FROM placement_agreements WHERE ask_id = $1";
constexpr std::string_view kDraw = R"sql(
  INSERT INTO placement_agreements (id, reference, ask_id, version, terms, drawn_by, drawn_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";
constexpr std::string_view kAgreements = R"sql(
  SELECT id, reference, ask_id, version, terms, drawn_by, drawn_at
  FROM placement_agreements
  WHERE ask_id = $1
  ORDER BY version DESC
)sql";
constexpr std::string_view kSign = "INSERT INTO agreement_signatures (agreement_id, side, person, name_sealed, signed_at) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kSignatures = "SELECT side, person, name_sealed, signed_at FROM agreement_signatures WHERE agreement_id = $1 ORDER BY signed_at, side";

constexpr std::string_view kWritePlan = R"sql(
  INSERT INTO placement_plans (id, reference, ask_id, version, parts, deciders, written_by, written_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";
constexpr std::string_view kPlan = R"sql(
  SELECT id, reference, ask_id, version, parts, deciders, written_by, written_at
  FROM placement_plans
  WHERE ask_id = $1
  ORDER BY version DESC
  LIMIT 1
)sql";
constexpr std::string_view kPlanSign = R"sql(
  INSERT INTO plan_signatures (id, plan_id, section, side, person, name_sealed, words, signed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";
constexpr std::string_view kPlanSignatures = "SELECT id, section, side, person, name_sealed, words, signed_at FROM plan_signatures WHERE plan_id = $1 ORDER BY signed_at, side";

// Signatures stay with what they were given for: a section whose words are the same takes them along.
constexpr std::string_view kTakeAlong = "UPDATE plan_signatures SET plan_id = $1 WHERE plan_id = $2 AND section = $3";

constexpr std::string_view kBegin = R"sql(
  INSERT INTO placements_begun_without (id, reference, missing, because, decided_by, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";
constexpr std::string_view kBegun = R"sql(
  SELECT missing, because, decided_by, decided_at
  FROM placements_begun_without
  WHERE reference = $1
  ORDER BY decided_at DESC, id DESC
  LIMIT 1
)sql";

auto changed_meanwhile() { return fail(ErrorKind::Conflict, "Somebody wrote another version since you opened the page. Look at what it says now, then send yours again"); }

json::Object parsed(std::string_view text) {
  const auto value = json::parse(text, "the store");
  return value && value->as_object() ? *value->as_object() : json::Object{};
}

std::string text_of(const json::Object& object, std::string_view key) {
  const auto* value = object.find(key);
  return value && value->as_string() ? *value->as_string() : std::string();
}

Terms terms_from(const json::Object& object) {
  Terms terms;
  terms.authority = text_of(object, "authority");
  terms.provider = text_of(object, "provider");
  terms.home = text_of(object, "home");
  terms.urn = text_of(object, "urn");
  if (const auto day = parse_iso_date(text_of(object, "first_night"))) terms.first_night = *day;
  terms.planned_until = parse_iso_date(text_of(object, "planned_until"));
  if (auto room = text_of(object, "room"); !room.empty()) terms.room = std::move(room);
  terms.conditions = text_of(object, "conditions");
  terms.bought_under = text_of(object, "bought_under");
  terms.more = text_of(object, "more");
  if (const auto* days = object.find("notice_days"); days && days->as_integer()) terms.notice_days = static_cast<int>(*days->as_integer());
  const auto each = [&](std::string_view key, const auto& take) {
    if (const auto* list = object.find(key); list && list->as_array())
      for (const auto& item : *list->as_array()) take(item);
  };
  each("outcomes", [&](const json::Value& item) {
    if (item.as_string()) terms.outcomes.push_back(*item.as_string());
  });
  each("needs", [&](const json::Value& item) {
    if (item.as_object()) terms.needs.emplace_back(text_of(*item.as_object(), "label"), text_of(*item.as_object(), "says"));
  });
  each("lines", [&](const json::Value& item) {
    const auto* pence = item.find("pence");
    if (item.as_object() && pence && pence->as_integer()) terms.lines.push_back({text_of(*item.as_object(), "what"), asking::kEvery.parse(text_of(*item.as_object(), "every")).value_or(asking::Every::Week), Pence{*pence->as_integer()}});
  });
  return terms;
}

std::string name_purpose(std::string_view table, std::string_view id) { return fmt::format("{}.name/{}", table, id); }

Personal<std::string> opened(const vault::Vault& vault, const std::string& purpose, std::string_view sealed) { return vault.open(purpose, sealed).value_or(Personal<std::string>("A name that cannot be read with this key")); }

PlanSignature plan_signature_from(const db::Row& row, const vault::Vault& vault) {
  return {kSections.parse(row.text(1)).value_or(Section::Behaviour), kPlanSides.parse(row.text(2)).value_or(PlanSide::Home), row.string(3), opened(vault, name_purpose("plan_signatures", row.text(0)), row.text(4)), row.string(5), row.instant(6)};
}

// What stands in a section, in the order of the rules.
std::string words_of(const Texts& texts, Section section) {
  std::string all;
  for (const auto& part : parts())
    if (const auto found = texts.find(part.code); part.section == section && found != texts.end()) all += found->second + '\x1f';
  return all;
}

audit::Subject subject(const asking::Ask& ask) { return {"ask", ask.id.text()}; }

}  // namespace

json::Object as_json(const Terms& terms) {
  json::Array lines, needs, outcomes;
  for (const auto& line : terms.lines) lines.emplace_back(json::Object{{"what", line.what}, {"every", asking::kEvery.code(line.every)}, {"pence", line.amount.value}});
  for (const auto& [label, says] : terms.needs) needs.emplace_back(json::Object{{"label", label}, {"says", says}});
  for (const auto& outcome : terms.outcomes) outcomes.emplace_back(outcome);
  return {{"authority", terms.authority}, {"provider", terms.provider}, {"home", terms.home}, {"urn", terms.urn}, {"first_night", terms.first_night}, {"planned_until", terms.planned_until}, {"room", terms.room}, {"lines", std::move(lines)},
          {"conditions", terms.conditions}, {"needs", std::move(needs)}, {"outcomes", std::move(outcomes)}, {"bought_under", terms.bought_under}, {"notice_days", terms.notice_days}, {"more", terms.more}};
}

Result<AgreementId> draw(db::Write& tx, const Actor& actor, const Allowed& allowed, const asking::Ask& ask, const Terms& terms, std::int64_t shown_version, asking::When when) {
  RP_CHECK(checked(terms));
  const auto last = tx.integer(kLastAgreement, {ask.id});
  if (last != shown_version) return changed_meanwhile();
  const AgreementId id(new_uuid(when.now));
  tx.run(kDraw, {id, ask.reference, ask.id, last + 1, json::Value(as_json(terms)).dump(), actor.id, when.at});
  audit::record(tx, actor, allowed, "agreement.drawn", subject(ask), when.now, {{"reference", ask.reference}, {"version", last + 1}});
  return id;
}

Done agree(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::AskId& ask_id, std::int64_t version, asking::Side side, const Personal<std::string>& name, asking::When when) {
  RP_TRY(ask, asking::load(tx, ask_id));
  const auto all = agreements_of(tx, vault, ask_id);
  if (all.empty() || all.front().version != version) return changed_meanwhile();
  if (all.front().signed_by(side)) return fail(ErrorKind::Conflict, "Your side has agreed to this version already");
  const auto& id = all.front().id;
  tx.run(kSign, {id, asking::kSides.code(side), actor.id, vault.seal(name_purpose("agreement_signatures", id.text()), name.reveal()), when.at});
  audit::record(tx, actor, allowed, "agreement.agreed", subject(ask), when.now, {{"reference", ask.reference}, {"version", version}, {"side", asking::kSides.code(side)}});
  return {};
}

std::vector<Agreement> agreements_of(db::Read& tx, const vault::Vault& vault, const asking::AskId& ask) {
  auto all = tx.list(kAgreements, {ask}, [](const db::Row& row) { return Agreement{row.id<AgreementTag>(0), row.string(1), row.id<asking::AskTag>(2), row.integer(3), terms_from(parsed(row.text(4))), row.string(5), row.instant(6), {}}; });
  for (auto& one : all)
    one.signatures = tx.list(kSignatures, {one.id}, [&](const db::Row& row) {
      return Signature{asking::kSides.parse(row.text(0)).value_or(asking::Side::Home), row.string(1), opened(vault, name_purpose("agreement_signatures", one.id.text()), row.text(2)), row.instant(3)};
    });
  return all;
}

Result<PlanId> write_plan(db::Write& tx, const Actor& actor, const Allowed& allowed, const asking::Ask& ask, const Texts& texts, const Deciders& deciders, std::int64_t shown_version, asking::When when) {
  // The signatures are moved as they are sealed: no key is needed for that.
  const auto before = tx.first(kPlan, {ask.id}, [](const db::Row& row) { return Plan{row.id<PlanTag>(0), {}, {}, row.integer(3), {}, {}, {}, {}, {}}; });
  const auto raw = tx.first(kPlan, {ask.id}, [](const db::Row& row) { return std::pair(parsed(row.text(4)), parsed(row.text(5))); });
  if ((before ? before->version : 0) != shown_version) return changed_meanwhile();
  std::vector<FieldError> faults;
  Texts old;
  if (raw)
    for (const auto& [code, value] : raw->first)
      if (value.as_string()) old.emplace(code, *value.as_string());
  auto now_written = old;
  for (const auto& [code, text] : texts) {
    if (std::ranges::find(parts(), code, &Part::code) == parts().end()) faults.push_back({code, "is no part of a placement plan"});
    if (letters(text) > kLongestPart) faults.push_back({code, fmt::format("This must be {} characters or fewer", kLongestPart)});
    if (trim(text).empty()) now_written.erase(code);
    else now_written[code] = std::string(trim(text));
  }
  json::Object decided = raw ? raw->second : json::Object{};
  for (const auto& [code, who] : deciders) {
    if (std::ranges::find(daily_decisions(), code, &DailyDecision::code) == daily_decisions().end()) faults.push_back({code, "is no decision of daily life that the plan knows"});
    decided.set(code, kDeciders.code(who));
  }
  if (!faults.empty()) return fail(ErrorKind::Invalid, "See the fields", std::move(faults));
  json::Object written;
  for (const auto& [code, text] : now_written) written.set(code, text);
  const PlanId id(new_uuid(when.now));
  tx.run(kWritePlan, {id, ask.reference, ask.id, shown_version + 1, json::Value(written).dump(), json::Value(decided).dump(), actor.id, when.at});
  if (before)
    for (const auto section : {Section::Behaviour, Section::Safety})
      if (words_of(old, section) == words_of(now_written, section)) tx.run(kTakeAlong, {id, before->id, kSections.code(section)});
  audit::record(tx, actor, allowed, "placement_plan.written", subject(ask), when.now, {{"reference", ask.reference}, {"version", shown_version + 1}});
  return id;
}

Done sign_plan(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const asking::AskId& ask_id, std::int64_t version, Section section, PlanSide side, const Personal<std::string>& name, std::string_view words, asking::When when) {
  RP_TRY(ask, asking::load(tx, ask_id));
  const auto plan = plan_of(tx, vault, ask_id);
  if (!plan || plan->version != version) return changed_meanwhile();
  if (!plan->has_all_of(section)) return fail(ErrorKind::Conflict, "Nothing is written there yet: write it first, then sign it");
  if (plan->signed_by(section, side)) return fail(ErrorKind::Conflict, "This side has signed what stands there already");
  const auto said = std::string(trim(words));
  if (side == PlanSide::Child && said.empty()) return fail(ErrorKind::Invalid, "See the field", {{"words", "Write down what the child said of it, in the child’s own words"}});
  if (letters(said) > kLongestWords) return fail(ErrorKind::Invalid, "See the field", {{"words", fmt::format("This must be {} characters or fewer", kLongestWords)}});
  const auto id = new_uuid(when.now);
  tx.run(kPlanSign, {id, plan->id, kSections.code(section), kPlanSides.code(side), actor.id, vault.seal(name_purpose("plan_signatures", id), name.reveal()), said, when.at});
  audit::record(tx, actor, allowed, "placement_plan.signed", subject(ask), when.now, {{"reference", ask.reference}, {"section", kSections.code(section)}, {"side", kPlanSides.code(side)}});
  return {};
}

std::optional<Plan> plan_of(db::Read& tx, const vault::Vault& vault, const asking::AskId& ask) {
  auto plan = tx.first(kPlan, {ask}, [](const db::Row& row) {
    Plan one{row.id<PlanTag>(0), row.string(1), row.id<asking::AskTag>(2), row.integer(3), {}, {}, row.string(6), row.instant(7), {}};
    for (const auto& [code, value] : parsed(row.text(4)))
      if (value.as_string()) one.parts.emplace(code, *value.as_string());
    for (const auto& [code, value] : parsed(row.text(5)))
      if (const auto who = value.as_string() ? kDeciders.parse(*value.as_string()) : std::nullopt) one.deciders.emplace(code, *who);
    return one;
  });
  if (plan) plan->signatures = tx.list(kPlanSignatures, {plan->id}, [&](const db::Row& row) { return plan_signature_from(row, vault); });
  return plan;
}

Done begin_without(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view reference, std::span<const Needed> missing, std::string_view because, asking::When when) {
  const auto why = std::string(trim(because));
  if (why.empty() || letters(why) > kLongestWords) return fail(ErrorKind::Invalid, "See the field", {{"without", "Say why the child’s first night cannot wait for what is missing"}});
  std::vector<std::string> codes;
  for (const auto& one : missing) codes.push_back(one.code);
  tx.run(kBegin, {new_uuid(when.now), reference, join(codes, " "), why, actor.id, when.at});
  audit::record(tx, actor, allowed, "placement.begun_without", {"referral", std::string(reference)}, when.now, {{"missing", join(codes, " ")}});
  return {};
}

std::optional<BegunWithout> begun_without(db::Read& tx, std::string_view reference) {
  return tx.first(kBegun, {reference}, [](const db::Row& row) {
    BegunWithout one{{}, row.string(1), row.string(2), row.instant(3)};
    const auto codes = row.string(0);
    for (const auto code : split(codes, ' '))
      if (!code.empty()) one.missing.emplace_back(code);
    return one;
  });
}

}  // namespace rightplace::agreements
