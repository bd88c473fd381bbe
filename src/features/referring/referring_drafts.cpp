#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "features/referring/referring_parts.h"

namespace rightplace::referring {
namespace {

constexpr std::string_view kBegin = R"sql(
  INSERT INTO referral_drafts (reference, child_id, authority_code, begun_at, begun_by, touched_at)
  VALUES ($1, $2, $3, $4, $5, $4)
  ON CONFLICT (child_id, authority_code) WHERE sent_at IS NULL AND discarded_at IS NULL DO NOTHING
)sql";

constexpr std::string_view kStanding = R"sql(
  SELECT reference
  FROM referral_drafts
  WHERE child_id = $1 AND authority_code = $2 AND sent_at IS NULL AND discarded_at IS NULL
)sql";

constexpr std::string_view kTasks = R"sql(
  SELECT task, answers_sealed, finished, version, changed_at, changed_by
  FROM referral_draft_tasks
  WHERE reference = $1
)sql";

constexpr std::string_view kWriteFirst = R"sql(
  INSERT INTO referral_draft_tasks (reference, task, answers, answers_sealed, finished, version, changed_at, changed_by, touched_at)
  VALUES ($1, $2, '[]', $3, $4, 1, $5, $6, $5)
  ON CONFLICT (reference, task) DO NOTHING
)sql";

constexpr std::string_view kWrite = R"sql(
  UPDATE referral_draft_tasks
  SET answers_sealed = $3, finished = $4, version = version + 1, changed_at = $5, changed_by = $6
  WHERE reference = $1 AND task = $2 AND version = $7
)sql";

constexpr std::string_view kFind = R"sql(
  SELECT reference, child_id, authority_code, begun_at, sent_at, touched_at, changing_since, discarded_at
  FROM referral_drafts
  WHERE reference = $1
)sql";

constexpr std::string_view kWaiting = R"sql(
  SELECT reference
  FROM referral_drafts
  WHERE authority_code = $1 AND touched_at IS NOT NULL
  ORDER BY touched_at, reference
)sql";

constexpr std::string_view kBeginChange = R"sql(
  INSERT INTO referral_drafts (reference, child_id, authority_code, begun_at, begun_by, sent_at, sent_by, changing_since, changing_by, touched_at)
  VALUES ($1, $2, $3, $4, $5, $4, $5, $4, $5, $4)
  ON CONFLICT (reference) DO UPDATE
  SET changing_since = excluded.changing_since, changing_by = excluded.changing_by, touched_at = excluded.touched_at
)sql";

constexpr std::string_view kAddSent = R"sql(
  INSERT INTO referral_drafts (reference, child_id, authority_code, begun_at, begun_by, sent_at, sent_by)
  VALUES ($1, $2, $3, $4, $5, $4, $5)
)sql";

// All parts of a draft are kept as long as the one that was written last.
void touch(db::Write& tx, std::string_view reference, Instant now) {
  tx.run("UPDATE referral_drafts SET touched_at = $2 WHERE reference = $1", {reference, now});
  tx.run("UPDATE referral_draft_tasks SET touched_at = $2 WHERE reference = $1", {reference, now});
}

// What was written goes, and an approval that was asked for it and never answered: versions begin anew with what is written next.
void forget_parts(db::Write& tx, std::string_view reference) {
  tx.run("DELETE FROM referral_draft_tasks WHERE reference = $1", {reference});
  tx.run("DELETE FROM referral_approvals WHERE reference = $1 AND state = 'asked'", {reference});
}

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
    if (changes && found == written.end()) return true;
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
std::optional<Draft> bare_draft(db::Read& tx, std::string_view reference, bool& changing) {
  auto draft = tx.first(kFind, {reference}, [&](const db::Row& row) {
    changing = !row.is_null(6);
    const auto moment = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional(row.instant(column)); };
    return Draft{row.string(0), children::ChildId(row.string(1)), row.string(2), row.instant(3), moment(4), moment(7), moment(5), {}, {}};
  });
  if (!draft) return draft;
  draft->child = children::current(tx, draft->child);
  return draft;
}

}  // namespace

std::optional<Draft> find_draft(db::Read& tx, const vault::Vault& vault, std::string_view reference) {
  bool changing = false;
  auto draft = bare_draft(tx, reference, changing);
  if (!draft) return draft;
  if (changing)
    if (auto standing = referrals::find_referral(tx, vault, draft->reference); standing && standing->status == referrals::Status::Open) draft->changes = std::make_shared<const referrals::Referral>(std::move(*standing));
  tx.each(kTasks, {draft->reference}, [&](const db::Row& row) { draft->written.emplace(row.string(0), Written{from_json(opened(vault, draft->reference, row.text(0), row.text(1))), row.flag(2), row.integer(3), row.instant(4), row.string(5)}); });
  return draft;
}

std::vector<Draft> drafts_of(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  std::vector<Draft> all;
  for (const auto& reference : tx.list(kWaiting, {authority_code}, [](const db::Row& row) { return row.string(0); }))
    if (auto draft = find_draft(tx, vault, reference); draft && !draft->is_closed()) all.push_back(std::move(*draft));
  return all;
}

Form answers_of(const Draft& draft, const Task& task) {
  const auto found = draft.written.find(task.code);
  if (found != draft.written.end()) return Form(found->second.answers);
  return Form(draft.changes ? prefilled(*draft.changes, task) : web::NamedValues{});
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
  if (draft.discarded_at) return fail(ErrorKind::Conflict, "This referral was discarded meanwhile. What you typed is below and was not kept.");
  if (draft.is_closed()) return fail(ErrorKind::Conflict, "This referral was sent meanwhile. What you typed is below and was not kept.");
  const auto changed = version == 0 ? tx.run(kWriteFirst, {draft.reference, task.code, answers, finished ? 1 : 0, asked.now(), asked.actor().id})
                                    : tx.run(kWrite, {draft.reference, task.code, answers, finished ? 1 : 0, asked.now(), asked.actor().id, version});
  if (changed == 0) return fail(ErrorKind::Conflict, "Somebody else wrote this part while you did. See what stands now, take over what is right, and save again");
  touch(tx, draft.reference, asked.now());
  audit::record(tx, asked.actor(), asked.allowed(), "referral.written", {"referral", draft.reference}, asked.now(), {{"task", task.code}, {"finished", finished}});
  return {};
}

Done discard(db::Write& tx, const Asked& asked, const Draft& draft) {
  if (draft.discarded_at) return fail(ErrorKind::Conflict, "This referral was discarded already");
  if (draft.is_closed()) return fail(ErrorKind::Conflict, "This referral was sent meanwhile. Withdraw it instead, if no home is needed any more");
  if (draft.changes) {
    close_draft(tx, asked, draft);
    audit::record(tx, asked.actor(), asked.allowed(), "referral.change_discarded", {"referral", draft.reference}, asked.now());
    return {};
  }
  forget_parts(tx, draft.reference);
  tx.run("UPDATE referral_drafts SET touched_at = NULL, discarded_at = $2 WHERE reference = $1", {draft.reference, asked.now()});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.discarded", {"referral", draft.reference}, asked.now());
  return {};
}

Done begin_change(db::Write& tx, const Asked& asked) {
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!line || line->status != referrals::Status::Open) return fail(ErrorKind::Conflict, "This referral is not open any more, so it is not changed. A new need is a new referral");
  if (asked.facts.child.empty()) return fail(ErrorKind::Conflict, "The referral is not linked to a child’s record here, so it is changed where it came from");
  if (asking::decision_of(tx, line->reference)) return fail(ErrorKind::Conflict, "A home is chosen by what the referral says now. Undo the choice first if the referral must say something else");
  if (const auto draft = find_draft(tx, asked.desk.vault, line->reference); draft && draft->changes) return {};
  forget_parts(tx, line->reference);
  tx.run(kBeginChange, {line->reference, asked.facts.child, line->authority_code, asked.now(), asked.actor().id});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.change_begun", {"referral", line->reference}, asked.now());
  return {};
}

void close_draft(db::Write& tx, const Asked& asked, const Draft& draft) {
  if (!draft.sent_at) tx.run("UPDATE referral_drafts SET sent_at = $2, sent_by = $3 WHERE reference = $1", {draft.reference, asked.now(), asked.actor().id});
  tx.run("UPDATE referral_drafts SET touched_at = NULL, changing_since = NULL, changing_by = NULL WHERE reference = $1", {draft.reference});
  forget_parts(tx, draft.reference);
}

std::string add_sent(db::Write& tx, const Asked& asked, const children::ChildId& child, std::string_view authority_code) {
  auto reference = unused_reference(tx, asked.now());
  tx.run(kAddSent, {reference, child, authority_code, asked.now(), asked.actor().id});
  return reference;
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
  bool changing = false;
  const auto draft = bare_draft(tx, exchange.value("reference"), changing);
  if (!draft) return fail(access::missing());
  return facts_of(tx, *draft, standing.today);
}

access::Facts facts_of(db::Read& tx, const Draft& draft, Date today) {
  auto facts = facts_about(tx, draft.child, draft.authority_code, today);
  facts.id = draft.reference;
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
