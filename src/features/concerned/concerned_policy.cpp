#include <embedded/concerned_rules.h>

#include <stdexcept>

#include "features/concerned/concerned.h"
#include "formats/coded_rows.h"

namespace rightplace::concerned {

Result<std::vector<Policy>> read_policies(std::string_view toml, std::string_view source) {
  std::vector<Policy> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "access", [&](std::string code, std::string label, json::Fields& more) {
    Policy policy{.label = std::move(label)};
    // A later row of the same kind carries its day behind a stop: "child.2030".
    const auto kind = kKinds.parse(code.substr(0, code.find('.')));
    if (!kind) more.fault("code", "must be child, advocate or parent");
    policy.kind = kind.value_or(Kind::Child);
    policy.from = more.required_date("from_on");
    policy.least_age = static_cast<int>(more.required_integer("least_age", 0, 25));
    all.push_back(std::move(policy));
  }));
  return all;
}

const Policy* policy_of(Kind kind, Date day) {
  static const auto all = [] {
    auto read = read_policies(embedded::concerned_rules("childs_access.toml"), "rules/childs_access.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  const Policy* found = nullptr;
  for (const auto& one : all)
    if (one.kind == kind && one.from <= day && (!found || found->from < one.from)) found = &one;
  return found;
}

access::Role role_of(Kind kind) {
  switch (kind) {
    case Kind::Child: return access::Role::YoungPerson;
    case Kind::Advocate: return access::Role::Advocate;
    case Kind::Parent: return access::Role::Parent;
  }
  return access::Role::Parent;
}

}  // namespace rightplace::concerned
