#include <fmt/format.h>

#include <unordered_set>

#include "features/supply/supply_rows.h"

namespace rightplace::supply {
namespace {

std::string key_of(std::string_view urn, std::string_view subject, Instant at, std::string_view fingerprint) {
  return fmt::format("{} {} {} {}", urn, subject, at.ms, fingerprint);
}

Saved save_statements(db::Write& tx, std::span<const HomeSupply> homes, db::Param import_id) {
  Saved saved;
  auto statements = kept(homes);
  std::unordered_set<std::string> there;
  tx.each("SELECT urn, subject, stated_at, fingerprint FROM supply_statements", {},
          [&](const db::Row& row) { there.insert(key_of(row.text(0), row.text(1), row.instant(2), row.text(3))); });
  auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_statements");
  std::erase_if(statements, [&](Kept& statement) {
    if (!there.insert(key_of(statement.urn, kSubjects.code(statement.subject), statement.at, statement.fingerprint)).second) {
      ++saved.unchanged;
      return true;
    }
    statement.number = ++number;
    ++saved.kept;
    return false;
  });
  auto heads = tx.inserter("supply_statements", {"number", "import_id", "urn", "subject", "stated_at", "fingerprint"});
  for (const auto& s : statements) heads->add({s.number, import_id, s.urn, kSubjects.code(s.subject), s.at, s.fingerprint});
  heads->finish();
  insert_rows(tx, statements);
  return saved;
}

void save_notices(db::Write& tx, std::span<const HomeSupply> homes, db::Param import_id, Saved& saved) {
  std::unordered_set<std::string> there;
  const auto key = [](std::string_view urn, std::string_view kind, Date served, const std::optional<Date>& until, Instant at) {
    return std::string(urn) + " " + std::string(kind) + " " + served.iso() + " " + (until ? until->iso() : "") + " " + std::to_string(at.ms);
  };
  tx.each("SELECT urn, kind, served_on, until_on, stated_at FROM supply_notices", {},
          [&](const db::Row& row) { there.insert(key(row.text(0), row.text(1), row.date(2), row.maybe_date(3), row.instant(4))); });
  auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_notices");
  auto inserter = tx.inserter("supply_notices", {"number", "import_id", "urn", "kind", "served_on", "until_on", "stated_at"});
  for (const auto& home : homes)
    for (const auto& n : home.notices) {
      if (!there.insert(key(n.urn, kNoticeKinds.code(n.kind), n.served_on, n.until, n.stated_at)).second) {
        ++saved.unchanged;
        continue;
      }
      inserter->add({++number, import_id, n.urn, kNoticeKinds.code(n.kind), n.served_on, n.until, n.stated_at});
      ++saved.kept;
    }
  inserter->finish();
}

void save_holds(db::Write& tx, std::span<const HomeSupply> homes, db::Param import_id, Saved& saved) {
  std::unordered_set<std::string> there;
  const auto key = [](std::string_view urn, std::string_view room, Date from, std::string_view held_for, Instant until) {
    return std::string(urn) + "\n" + std::string(room) + "\n" + from.iso() + "\n" + std::string(held_for) + "\n" + std::to_string(until.ms);
  };
  tx.each("SELECT urn, room, from_on, held_for, held_until FROM supply_holds", {},
          [&](const db::Row& row) { there.insert(key(row.text(0), row.text(1), row.date(2), row.text(3), row.instant(4))); });
  auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_holds");
  auto inserter = tx.inserter("supply_holds", {"number", "import_id", "urn", "room", "from_on", "until_on", "held_for", "held_at", "held_until"});
  for (const auto& home : homes)
    for (const auto& h : home.holds) {
      if (!there.insert(key(h.urn, h.room, h.nights.from, h.held_for, h.held_until)).second) {
        ++saved.unchanged;
        continue;
      }
      inserter->add({++number, import_id, h.urn, h.room, h.nights.from, h.nights.until, h.held_for, h.held_at, h.held_until});
      ++saved.kept;
    }
  inserter->finish();
}

}  // namespace

Saved save_all(db::Write& tx, std::span<const HomeSupply> homes, std::string_view import_id) {
  const db::Param import_param = import_id.empty() ? db::Param(nullptr) : db::Param(import_id);
  auto saved = save_statements(tx, homes, import_param);
  save_notices(tx, homes, import_param, saved);
  save_holds(tx, homes, import_param, saved);
  return saved;
}

void remove_import(db::Write& tx, const imports::ImportId& import_id) {
  remove_rows(tx, import_id);
  for (const auto* table : {"supply_statements", "supply_notices", "supply_holds"})
    tx.run("DELETE FROM " + std::string(table) + " WHERE import_id = $1", {import_id});
}

}  // namespace rightplace::supply
