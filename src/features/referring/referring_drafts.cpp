#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {
namespace {

constexpr std::string_view kBegin = R"sql(
  INSERT INTO referral_drafts (reference, child_id, authority_code, begun_at, begun_by)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (child_id, authority_code) WHERE sent_at IS NULL DO NOTHING
)sql";

constexpr std::string_view kStanding = R"sql(
  SELECT reference
  FROM referral_drafts
  WHERE child_id = $1 AND authority_code = $2 AND sent_at IS NULL
)sql";

constexpr std::string_view kTasks = R"sql(
  SELECT task, answers_sealed, finished, version, changed_at, changed_by
  FROM referral_draft_tasks
  WHERE reference = $1
)sql";

constexpr std::string_view kWriteFirst = R"sql(
  INSERT INTO referral_draft_tasks (reference, task, answers, answers_sealed, finished, version, changed_at, changed_by)
  VALUES ($1, $2, '[]', $3, $4, 1, $5, $6)
  ON CONFLICT (reference, task) DO NOTHING
)sql";

constexpr std::string_view kWrite = R"sql(
  UPDATE referral_draft_tasks
  SET answers_sealed = $3, finished = $4, version = version + 1, changed_at = $5, changed_by = $6
  WHERE reference = $1 AND task = $2 AND version = $7
)sql";

std::string unused_reference(db::Read& tx, Instant now) {
  Random random(hash64(new_uuid(now)));
  for (;;) {
    auto reference = new_reference('R', random);
    if (!referrals::line_of(tx, reference) && !tx.exists("SELECT 1 FROM referral_drafts WHERE reference = $1", {reference})) return reference;
  }
}

std::string answers_purpose(std::string_view reference, std::string_view task) { return fmt::format("referral_draft_tasks.answers/{}/{}", reference, task); }

std::string opened(const vault::Vault& vault, std::string_view reference, std::string_view task, std::string_view sealed) {
  auto text = vault.open(answers_purpose(reference, task), sealed);
  if (!text) throw db::DatabaseError("The answers of a referral’s draft do not open: the key beside the store is another, or the row was changed.");
  return text->reveal();
}

std::string as_json(const web::NamedValues& answers) {
  json::Array all;
  for (const auto& [name, value] : answers) all.push_back(json::Array{name, value});
  return json::Value(std::move(all)).dump();
}

web::NamedValues from_json(std::string_view text) {
  web::NamedValues answers;
  const auto value = json::parse(text, "referral_draft_tasks.answers");
  if (!value || !value->as_array()) throw db::DatabaseError("The answers of a referral’s draft cannot be read.");
  for (const auto& one : *value->as_array()) {
    const auto* pair = one.as_array();
    if (pair && pair->size() == 2 && (*pair)[0].as_string() && (*pair)[1].as_string()) answers.emplace_back(*(*pair)[0].as_string(), *(*pair)[1].as_string());
  }
  return answers;
}

access::Facts facts_about(db::Read& tx, const children::ChildId& child, std::string_view authority_code, Date today) {
  access::Facts facts;
  facts.child = child.text();
  if (const auto authority = organisations::authority_with_code(tx, authority_code)) facts.responsible = *authority;
  const auto care = children::case_of(tx, child);
  const auto now_responsible = care ? organisations::authority_with_code(tx, care->authority_code) : std::nullopt;
  // Another authority became responsible: its people have nothing to do with what the first one wrote, which is over.
  if (!now_responsible || *now_responsible != facts.responsible) {
    facts.state = access::State::Ended;
    return facts;
  }
  facts.state = care->restricted ? access::State::Restricted : care->stay.until && *care->stay.until <= today ? access::State::Ended : access::State::Live;
  for (const auto& one : children::allocations_of(tx, child))
    if (one.stay.covers_night(today)) facts.people.push_back(one.person);
  return facts;
}

}  // namespace

std::int64_t Draft::version() const {
  std::int64_t all = 0;
  for (const auto& [task, one] : written) all += one.version;
  return all;
}

bool Draft::finished() const {
  return std::ranges::all_of(tasks(), [&](const Task& task) {
    const auto found = written.find(task.code);
    return found != written.end() && found->second.finished;
  });
}

Result<std::string> begin(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, Instant now) {
  RP_TRY(known, children::load(tx, vault, child));
  const auto care = children::case_of(tx, known.id);
  if (!care) return fail(access::missing());
  if (!known.facts.born_on && !known.facts.birth_month)
    return fail(ErrorKind::Invalid, "The child’s day of birth is not written down, so no home can be looked for by age. Write it down in the child’s record first.");
  const auto reference = unused_reference(tx, now);
  if (tx.run(kBegin, {reference, known.id, care->authority_code, now, actor.id}) > 0) {
    audit::record(tx, actor, allowed, "referral.begun", {"referral", reference}, now);
    return reference;
  }
  return tx.first(kStanding, {known.id, care->authority_code}, [](const db::Row& row) { return row.string(0); }).value();
}

namespace {

// Without what was written.
std::optional<Draft> bare_draft(db::Read& tx, std::string_view reference) {
  auto draft = tx.first("SELECT reference, child_id, authority_code, sent_at FROM referral_drafts WHERE reference = $1", {reference}, [](const db::Row& row) {
    return Draft{row.string(0), children::ChildId(row.string(1)), row.string(2), row.is_null(3) ? std::nullopt : std::optional(row.instant(3)), {}};
  });
  if (!draft) return draft;
  draft->child = children::current(tx, draft->child);
  return draft;
}

}  // namespace

std::optional<Draft> find_draft(db::Read& tx, const vault::Vault& vault, std::string_view reference) {
  auto draft = bare_draft(tx, reference);
  if (!draft) return draft;
  tx.each(kTasks, {draft->reference}, [&](const db::Row& row) { draft->written.emplace(row.string(0), Written{from_json(opened(vault, draft->reference, row.text(0), row.text(1))), row.flag(2), row.integer(3), row.instant(4), row.string(5)}); });
  return draft;
}

Form answers_of(const Draft& draft, const Task& task) {
  const auto found = draft.written.find(task.code);
  return Form(found == draft.written.end() ? web::NamedValues{} : found->second.answers);
}

web::NamedValues typed_answers(const Form& form, const Task& task) {
  // Never empty, so that a part without a single answer is shown as it was written.
  web::NamedValues answers{{"finished", form.typed("finished")}};
  const auto keep = [&](const std::string& name) {
    if (const auto value = form.typed(name); !value.empty()) answers.emplace_back(name, value);
  };
  for (const auto& question : task.questions) {
    if (question.kind == Kind::Many)
      for (const auto& value : form.all(question.name)) answers.emplace_back(question.name, value);
    else if (question.kind == Kind::Day)
      for (const auto* part : {"-day", "-month", "-year"}) keep(question.name + part);
    else keep(question.name);
  }
  return answers;
}

Done write_task(db::Write& tx, const Asked& asked, const Draft& draft, const Task& task, const Form& form, bool finished, std::int64_t version) {
  const auto answers = asked.desk.vault.seal(answers_purpose(draft.reference, task.code), as_json(typed_answers(form, task)));
  if (draft.sent_at) return fail(ErrorKind::Conflict, "This referral was sent meanwhile. What you typed is below and was not kept.");
  const auto changed = version == 0 ? tx.run(kWriteFirst, {draft.reference, task.code, answers, finished ? 1 : 0, asked.now(), asked.actor().id})
                                    : tx.run(kWrite, {draft.reference, task.code, answers, finished ? 1 : 0, asked.now(), asked.actor().id, version});
  if (changed == 0) return fail(ErrorKind::Conflict, "Somebody else wrote this part while you did. See what stands now, take over what is right, and save again");
  audit::record(tx, asked.actor(), asked.allowed(), "referral.written", {"referral", draft.reference}, asked.now(), {{"task", task.code}, {"finished", finished}});
  return {};
}

Result<access::Facts> facts_of_child(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto known = children::standing(tx, children::ChildId(std::string(exchange.value("id"))));
  const auto care = known ? children::case_of(tx, *known) : std::nullopt;
  if (!care) return fail(access::missing());
  auto facts = facts_about(tx, *known, care->authority_code, standing.today);
  facts.id = facts.child;
  return facts;
}

Result<access::Facts> facts_of_draft(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto draft = bare_draft(tx, exchange.value("reference"));
  if (!draft) return fail(access::missing());
  auto facts = facts_about(tx, draft->child, draft->authority_code, standing.today);
  facts.id = draft->reference;
  return facts;
}

bool has_plain(db::Read& tx) { return tx.exists("SELECT 1 FROM referral_draft_tasks WHERE answers_sealed IS NULL LIMIT 1"); }

std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  struct Plain {
    std::string reference, task, answers;
  };
  const auto all = tx.list("SELECT reference, task, answers FROM referral_draft_tasks WHERE answers_sealed IS NULL LIMIT $1", {most}, [](const db::Row& row) { return Plain{row.string(0), row.string(1), row.string(2)}; });
  for (const auto& one : all)
    tx.run("UPDATE referral_draft_tasks SET answers = '[]', answers_sealed = $3 WHERE reference = $1 AND task = $2", {one.reference, one.task, vault.seal(answers_purpose(one.reference, one.task), one.answers)});
  return std::ssize(all);
}

}  // namespace rightplace::referring
