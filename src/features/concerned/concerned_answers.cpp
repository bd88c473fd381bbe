#include <fmt/format.h>

#include "base/text.h"
#include "features/concerned/concerned.h"

namespace rightplace::concerned {
namespace {

constexpr std::string_view kInsertAnswer = R"sql(
  INSERT INTO childs_answers (id, child_id, question, words_sealed, for_home, answered_on, answered_by, answered_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";
constexpr std::string_view kAnswers = R"sql(
  SELECT a.id, c.current_id, a.question, a.words_sealed, a.for_home, a.answered_on, a.answered_at
  FROM childs_answers a
  JOIN v_child_identities c ON c.child_id = a.child_id
  WHERE c.current_id = (SELECT s.current_id FROM v_child_identities s WHERE s.child_id = $1)
  ORDER BY a.answered_at DESC, a.id DESC
)sql";
constexpr std::string_view kChildOf = "SELECT c.current_id FROM childs_answers a JOIN v_child_identities c ON c.child_id = a.child_id WHERE a.id = $1";
constexpr std::string_view kInsertReply = "INSERT INTO childs_replies (id, answer_id, words_sealed, replied_on, replied_by, replied_at) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view kReplies = "SELECT id, words_sealed, replied_on, replied_by FROM childs_replies WHERE answer_id = $1 ORDER BY replied_at, id";
constexpr std::string_view kWaiting = R"sql(
  SELECT COUNT(*)
  FROM childs_answers a
  JOIN v_child_identities c ON c.child_id = a.child_id
  WHERE c.current_id = (SELECT s.current_id FROM v_child_identities s WHERE s.child_id = $1)
    AND NOT EXISTS (SELECT 1 FROM childs_replies r WHERE r.answer_id = a.id)
)sql";

std::string answer_purpose(std::string_view id) { return "childs_answers.words/" + std::string(id); }
std::string reply_purpose(std::string_view id) { return "childs_replies.words/" + std::string(id); }

Personal<std::string> opened(const vault::Vault& vault, const std::string& purpose, std::string_view sealed) {
  auto text = vault.open(purpose, sealed);
  if (!text) throw std::runtime_error("What a child said does not open with this store's key");
  return *std::move(text);
}

Done fits(std::string_view words, std::string_view missing) {
  if (trim(words).empty()) return fail(ErrorKind::Invalid, "See the field", {{"words", std::string(missing)}});
  if (!is_utf8(words) || words.size() > 4 * kLongestWords) return fail(ErrorKind::Invalid, "See the field", {{"words", fmt::format("Write at most {} letters", kLongestWords)}});
  return {};
}

}  // namespace

Result<AnswerId> answer(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, Question question, std::string_view words, bool for_home, Date today, Instant now) {
  RP_CHECK(fits(words, "Write what you think"));
  const AnswerId id(new_uuid(now));
  tx.run(kInsertAnswer, {id, children::current(tx, child), kQuestions.code(question), vault.seal(answer_purpose(id.text()), trim(words)), for_home, today, actor.id, now});
  audit::record(tx, actor, allowed, "child.said", {"child", child.text()}, now, {{"answer", id.text()}, {"question", kQuestions.code(question)}, {"for_home", for_home}});
  return id;
}

Done reply(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, const AnswerId& id, std::string_view words, Date today, Instant now) {
  RP_CHECK(fits(words, "Write what came of it, in words that the child understands"));
  const auto whose = tx.first(kChildOf, {id}, [](const db::Row& row) { return row.id<children::ChildTag>(0); });
  if (!whose || *whose != children::current(tx, child)) return fail(ErrorKind::NotFound, "This child has not said that");
  const auto reply_id = new_uuid(now);
  tx.run(kInsertReply, {reply_id, id, vault.seal(reply_purpose(reply_id), trim(words)), today, actor.id, now});
  audit::record(tx, actor, allowed, "child.replied_to", {"child", child.text()}, now, {{"answer", id.text()}});
  return {};
}

std::vector<Answer> answers_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child) {
  auto all = tx.list(kAnswers, {child}, [&](const db::Row& row) {
    Answer one;
    one.id = row.id<AnswerTag>(0);
    one.child = row.id<children::ChildTag>(1);
    one.question = kQuestions.parse(row.text(2)).value();
    one.words = opened(vault, answer_purpose(row.text(0)), row.text(3));
    one.for_home = row.flag(4);
    one.on = row.date(5);
    one.at = row.instant(6);
    return one;
  });
  for (auto& one : all)
    tx.each(kReplies, {one.id}, [&](const db::Row& row) { one.replies.push_back({opened(vault, reply_purpose(row.text(0)), row.text(1)), row.date(2), row.string(3)}); });
  return all;
}

std::int64_t waiting(db::Read& tx, const children::ChildId& child) { return tx.integer(kWaiting, {child}); }

}  // namespace rightplace::concerned
