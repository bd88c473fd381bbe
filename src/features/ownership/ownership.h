#pragma once
// Which companies belong together: the register names the company that runs a home, and from 2018 only. Who stands behind it says
// a table that the user imports (`rightplace import ownership FILE`): company or URN, parent, from which day, until which day.
//
// Companies are one and the same when homes::owner_group_of their names is (Ltd, Limited, case and stops do not matter); that is
// their key. Of one company or home on one day the row with the later import counts, then the one with the later first day; a row
// with the same first day as an earlier import's takes its place.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"

namespace rightplace::ownership {

std::span<const db::Migration> migrations();

struct Link {
  bool of_home = false;
  std::string owned, owned_name;     // a home's URN, or a company's key; as written
  std::string parent, parent_name;
  Date from;
  std::optional<Date> until;         // the day it had ended
  std::string source;                // empty: the table does not say
  bool holds_on(Date day) const { return from <= day && (!until || day < *until); }
  bool operator==(const Link&) const = default;
};

// Who owns whom on any day. Cheap to ask: a few look-ups by name for each step up.
class Owners {
 public:
  Owners() = default;
  explicit Owners(std::vector<Link> in_order);   // the later word after the earlier
  void add(Link later);

  bool empty() const { return companies_.empty() && homes_.empty(); }
  bool says(const Link& link) const;             // exactly this, and nothing later took its place
  // From whoever stands at the top down to the company that runs the home: the one that the table names for this home, otherwise
  // `company`, the key of the register's. Empty: neither says.
  std::vector<std::string> path(std::string_view urn, std::string_view company, Date day) const;
  // As the table writes it; empty for a company that it does not name.
  std::string_view name_of(std::string_view key) const;
  // What is said of a company, or of a home, for a day.
  const Link* of_company(std::string_view key, Date day) const;
  const Link* of_home(std::string_view urn, Date day) const;
  // The first day from `from` on on which `owned` would stand above itself, were it `parent`'s until `until`.
  std::optional<Date> circle(std::string_view owned, std::string_view parent, Date from, std::optional<Date> until) const;

 private:
  using ByOwned = std::map<std::string, std::vector<Link>, std::less<>>;
  const Link* in_force(const ByOwned& said, std::string_view owned, Date day) const;
  ByOwned companies_, homes_;
  std::map<std::string, std::string, std::less<>> names_;
};

Owners read_owners(db::Read& tx);
// Changes whenever a table comes or goes: for whoever keeps what follows from it.
std::string version_of(db::Read& tx);

// Reads tables into the store. An error is of a whole file; rows that cannot be are rejected in the report.
Done import_files(db::Write& tx, const imports::ImportId& id, const std::vector<std::string>& files, imports::Report& report);

std::vector<Command> commands();   // import ownership
imports::Kind import_kind();

}  // namespace rightplace::ownership
