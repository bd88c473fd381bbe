#include "features/children/children_sealed.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "features/children/children_columns.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kPlainFacts = R"sql(
  SELECT id, sex, born_on, birth_month, ethnicity, unaccompanied, mother, first_child_born_on
  FROM children
  WHERE sex IS NOT NULL OR born_on IS NOT NULL OR birth_month IS NOT NULL OR ethnicity IS NOT NULL OR unaccompanied IS NOT NULL
     OR mother IS NOT NULL OR first_child_born_on IS NOT NULL
  LIMIT $1
)sql";
constexpr std::string_view kSealFacts = R"sql(
  UPDATE children
  SET facts_sealed = $2, sex = NULL, born_on = NULL, birth_month = NULL, ethnicity = NULL, unaccompanied = NULL, mother = NULL, first_child_born_on = NULL
  WHERE id = $1
)sql";
constexpr std::string_view kPlainCorrections = R"sql(
  SELECT id, value, was, reason
  FROM child_corrections
  WHERE reason <> '' OR value IS NOT NULL OR was IS NOT NULL
  LIMIT $1
)sql";
constexpr std::string_view kSealCorrection = R"sql(
  UPDATE child_corrections
  SET value = NULL, was = NULL, reason = '', value_sealed = $2, was_sealed = $3, reason_sealed = $4
  WHERE id = $1
)sql";

struct Plain {
  std::string id, text;
};
std::vector<Plain> plain_texts(db::Read& tx, std::string_view sql, std::int64_t most) {
  return tx.list(sql, {most}, [](const db::Row& row) { return Plain{row.string(0), row.string(1)}; });
}

std::int64_t seal_facts(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  const auto all = tx.list(kPlainFacts, {most}, [](const db::Row& row) { return Child{row.id<ChildTag>(0), plain_facts_of(row, 1)}; });
  for (const auto& child : all) tx.run(kSealFacts, {child.id, sealed_facts(vault, child.id, child.facts)});
  return std::ssize(all);
}

std::int64_t seal_own_ids(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  struct Link {
    std::string authority_code, own_id;
    ChildId child;
    std::optional<Date> from;
    std::optional<std::string> import_id;
  };
  const auto all = tx.list("SELECT authority_code, local_id, child_id, from_on, import_id FROM child_links LIMIT $1", {most}, [](const db::Row& row) {
    return Link{row.string(0), row.string(1), row.id<ChildTag>(2), row.maybe_date(3), row.maybe_string(4)};
  });
  for (const auto& one : all) {
    tx.run("INSERT INTO child_own_ids (authority_code, search_token, own_id_sealed, child_id, from_on, import_id) VALUES ($1, $2, $3, $4, $5, $6)",
           {one.authority_code, own_id_token(vault, one.authority_code, one.own_id), vault.seal(own_id_purpose(one.authority_code, one.child), one.own_id), one.child, one.from, one.import_id});
    tx.run("DELETE FROM child_links WHERE authority_code = $1 AND local_id = $2", {one.authority_code, one.own_id});
  }
  return std::ssize(all);
}

std::int64_t seal_restrictions(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  const auto all = plain_texts(tx, "SELECT id, restricted_because FROM child_cases WHERE restricted_because <> '' LIMIT $1", most);
  for (const auto& one : all)
    tx.run("UPDATE child_cases SET restricted_because = '', restricted_because_sealed = $2 WHERE id = $1", {one.id, vault.seal(purpose("child_cases.restricted_because", one.id), one.text)});
  return std::ssize(all);
}

std::int64_t seal_corrections(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  struct Correction {
    std::string id;
    std::optional<std::string> value, was;
    std::string reason;
  };
  const auto all = tx.list(kPlainCorrections, {most}, [](const db::Row& row) { return Correction{row.string(0), row.maybe_string(1), row.maybe_string(2), row.string(3)}; });
  for (const auto& one : all) {
    const auto sealed = [&](std::string_view column, const std::optional<std::string>& text) {
      return text ? std::optional(vault.seal(purpose(fmt::format("child_corrections.{}", column), one.id), *text)) : std::nullopt;
    };
    tx.run(kSealCorrection, {one.id, sealed("value", one.value), sealed("was", one.was), sealed("reason", one.reason)});
  }
  return std::ssize(all);
}

std::int64_t seal_merges(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  const auto all = plain_texts(tx, "SELECT id, reason FROM child_merges WHERE reason <> '' LIMIT $1", most);
  for (const auto& one : all)
    tx.run("UPDATE child_merges SET reason = '', reason_sealed = $2 WHERE id = $1", {one.id, vault.seal(purpose("child_merges.reason", one.id), one.text)});
  return std::ssize(all);
}

}  // namespace

std::string purpose(std::string_view column, std::string_view record) { return fmt::format("{}/{}", column, record); }

Personal<std::string> opened(const vault::Vault& vault, std::string_view purpose, std::string_view sealed) {
  auto value = vault.open(purpose, sealed);
  if (!value) throw db::DatabaseError("a sealed value of a child does not open: the key beside the store is another, or the row was changed");
  return std::move(*value);
}

std::optional<std::string> sealed_facts(const vault::Vault& vault, const ChildId& child, const Facts& facts) {
  json::Object known;
  for (const auto field : kFields)
    if (auto text = field_of(facts, field)) known.set(field, *std::move(text));
  if (known.empty()) return std::nullopt;
  return vault.seal(purpose("children.facts", child.text()), json::Value(std::move(known)).dump());
}

Facts opened_facts(const vault::Vault& vault, const ChildId& child, std::optional<std::string_view> sealed) {
  Facts facts;
  if (!sealed) return facts;
  const auto text = opened(vault, purpose("children.facts", child.text()), *sealed);
  const auto known = json::parse(text.reveal(), "children.facts");
  for (const auto field : kFields) {
    const auto* value = known ? known->find(field) : nullptr;
    if (value && value->as_string()) read_field(facts, field, *value->as_string());
  }
  return facts;
}

std::string own_id_token(const vault::Vault& vault, std::string_view authority_code, std::string_view own_id) {
  return vault.token("child.own_id", fmt::format("{}\n{}", authority_code, own_id));
}
std::string own_id_purpose(std::string_view authority_code, const ChildId& child) { return purpose("child_own_ids.own_id", fmt::format("{}/{}", authority_code, child.text())); }

bool has_plain(db::Read& tx) {
  static constexpr std::string_view kAny[] = {
      "SELECT 1 FROM child_links LIMIT 1", "SELECT 1 FROM child_cases WHERE restricted_because <> '' LIMIT 1", "SELECT 1 FROM child_merges WHERE reason <> '' LIMIT 1"};
  for (const auto sql : kAny)
    if (tx.exists(sql)) return true;
  return tx.exists(kPlainFacts, {1}) || tx.exists(kPlainCorrections, {1});
}

std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  for (const auto seal : {seal_facts, seal_own_ids, seal_restrictions, seal_corrections, seal_merges})
    if (const auto done = seal(tx, vault, most); done > 0) return done;
  return 0;
}

}  // namespace rightplace::children
