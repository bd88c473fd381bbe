#include "features/statement/statement_gather.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/fingerprint.h"
#include "base/text.h"
#include "features/homes/homes.h"
#include "features/planning/planning.h"
#include "features/sufficiency/sufficiency.h"

namespace rightplace::statement {
namespace {

struct Counted {
  std::int64_t homes = 0, places = 0, unstated = 0, good = 0, judged = 0;
  void add(const homes::Home& home) {
    ++homes;
    if (home.places) places += *home.places;
    else ++unstated;
    if (!home.grade || *home.grade == Grade::NotJudged) return;
    ++judged;
    good += *home.grade == Grade::Good || *home.grade == Grade::Outstanding;
  }
  std::vector<std::string> row(std::string name) const {
    return {std::move(name), grouped(homes), unstated > 0 ? fmt::format("{} and {} without a stated size", grouped(places), plural(unstated, "home", "homes")) : grouped(places), judged > 0 ? fmt::format("{} of {}", grouped(good), grouped(judged)) : std::string("none judged")};
  }
};

// Published by Ofsted for everybody, so nothing is suppressed.
void add_homes(db::Read& tx, const geography::Authority& authority, Date today, Document& out) {
  const auto listed = homes::latest_list_on(tx);
  if (!listed) {
    out.missing.push_back("No list of registered homes was read, so nothing is said of the homes there are.");
    return;
  }
  std::set<const geography::Authority*> near;
  for (const auto* other : geography::adjoining(authority, today)) near.insert(other);
  enum { Own, Private, Voluntary, Other, Adjoining };
  std::array<Counted, 5> counted;
  for (const auto& home : homes::homes_as_at(tx, today)) {
    const auto* where = geography::authority_by_code(home.authority_code);
    if (where == &authority) {
      const auto by = !home.sector ? Other : *home.sector == homes::Sector::LocalAuthority ? Own : *home.sector == homes::Sector::Private ? Private : *home.sector == homes::Sector::Voluntary ? Voluntary : Other;
      counted[by].add(home);
    } else if (near.contains(where)) {
      counted[Adjoining].add(home);
    }
  }
  Table table{"homes", "Children’s homes registered with Ofsted", "Registered places are not free places: a place may be taken, or right for other children only.",
              fmt::format("Ofsted’s lists of registered providers, the latest of {}; homes open on {}, with the latest full inspection.", listed->words(), today.words()),
              {{"Who runs them, and where", "Homes", "Registered places", "Good or outstanding"}, {}}};
  table.figures.rows = {counted[Own].row("In our area: local authority"), counted[Private].row("In our area: private"), counted[Voluntary].row("In our area: voluntary")};
  if (counted[Other].homes > 0) table.figures.rows.push_back(counted[Other].row("In our area: others or not stated"));
  table.figures.rows.push_back(counted[Adjoining].row("In authorities that adjoin ours"));
  out.tables.push_back(std::move(table));
  out.sources.push_back(fmt::format("Ofsted, children’s social care data in England, lists up to {}.", listed->words()));
}

}  // namespace

std::string mark_of(db::Read& tx, std::string_view authority_code, Date today) {
  Fingerprint mark;
  mark.add(today.iso()).add(planning::public_mark(tx, authority_code));
  mark.add(tx.integer("SELECT COUNT(*) FROM register_lists"));
  tx.each("SELECT status, COUNT(*) FROM referrals GROUP BY status ORDER BY status", {}, [&](const db::Row& row) { mark.add(row.text(0)).add(row.integer(1)); });
  return mark.text();
}

Result<Document> gather(const desk::Desk& desk, std::string_view authority_code, std::string_view name, Date today) {
  const auto* authority = geography::authority_by_code(authority_code);
  if (!authority) return fail(ErrorKind::Invalid, "Only an authority owes this statement, and this organisation is none.");
  Document out{.authority = std::string(name), .as_at = today};
  if (const auto figures = planning::public_figures(desk, authority_code, name)) {
    for (const auto& table : figures->tables) out.tables.push_back({table.id == "expected" ? "expected" : "children", table.title, table.says, table.source, table.figures});
    out.cautions = figures->cautions;
    out.sources = figures->sources;
  } else {
    out.missing.push_back("No return on children looked after (SSDA903) of this authority stands here, so nothing is said of its children or of how many are expected. Hand in the returns first.");
  }
  const auto need = desk.database.read([&](db::Read& tx) {
    add_homes(tx, *authority, today, out);
    return sufficiency::public_need(tx, desk.vault, desk.folder, authority_code, today);
  });
  if (!need) return fail(need.error());
  for (const auto& table : need->tables) out.tables.push_back({"gaps", table.title, table.says, table.source, table.figures});
  if (need->tables.empty()) out.missing.push_back("No referral is open and none was made in the last year, so nothing is said of the need for homes. That is not the same as no need.");
  out.cautions.insert(out.cautions.end(), need->cautions.begin(), need->cautions.end());
  return out;
}

}  // namespace rightplace::statement
