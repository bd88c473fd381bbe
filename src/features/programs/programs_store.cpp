#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/programs/programs.h"

namespace rightplace::programs {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO program_tokens (id, organisation_id, name, token_hash, role, scopes, made_by, made_at, from_on, until_on)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql";
constexpr std::string_view kEnd = "UPDATE program_tokens SET until_on = $3 WHERE id = $1 AND organisation_id = $2 AND until_on > $3";
constexpr std::string_view kOf = R"sql(
  SELECT id, organisation_id, name, role, scopes, until_on, from_on, made_at, made_by
  FROM program_tokens
  WHERE organisation_id = $1
  ORDER BY made_at DESC, id
)sql";
constexpr std::string_view kByToken = R"sql(
  SELECT id, organisation_id, name, role, scopes, until_on, from_on, made_at, made_by
  FROM program_tokens
  WHERE token_hash = $1
    AND from_on <= $2
    AND until_on > $2
)sql";

std::vector<access::Scope> scopes_from(std::string_view text) {
  std::vector<access::Scope> scopes;
  for (const auto code : split(text, ' '))
    if (const auto scope = scope_named(code)) scopes.push_back(*scope);
  return scopes;
}

// A role of a later version allows nothing here.
std::optional<Program> program_from(const db::Row& row) {
  const auto role = access::kRoles.parse(row.text(3));
  if (!role) return std::nullopt;
  return Program{row.id<TokenTag>(0), row.id<organisations::OrganisationTag>(1), {row.string(2), *role, scopes_from(row.text(4)), row.date(5)}, row.date(6), row.instant(7), row.string(8)};
}

bool is_for_people_only(const access::Row& row, access::Verb verb) {
  using access::Record;
  using access::Relation;
  using access::Verb;
  if (row.aim == access::Aim::BreakGlass || row.relation == Relation::Allocated || row.relation == Relation::Concerned) return true;
  if (row.record == Record::People) return verb == Verb::Write;       // whoever gives roles decides who sees a child
  return row.record == Record::GlassAlert && verb != Verb::Read;      // somebody has to have looked
}

bool holds_themselves(const access::Standing& maker, access::Role role) {
  return std::ranges::any_of(maker.grants, [&](const access::Grant& grant) {
    return grant.role == role && !grant.delegated && grant.organisation == maker.acting_for && !grant.within.empty() &&
           std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(maker.today); });
  });
}

}  // namespace

std::vector<access::Scope> scopes_of(access::Role role) {
  std::vector<access::Scope> scopes;
  for (const auto& row : access::rows()) {
    if (row.role && *row.role != role) continue;
    for (const auto& verb : access::kVerbs.rows) {
      const access::Scope scope{row.record, verb.value};
      if ((row.verbs >> static_cast<unsigned>(verb.value) & 1u) && !is_for_people_only(row, verb.value) && std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
    }
  }
  return scopes;
}

std::vector<access::Scope> scopes_to_give(access::Role role, const access::Standing& maker) {
  auto scopes = scopes_of(role);
  if (!holds_themselves(maker, role)) std::erase_if(scopes, [](const access::Scope& scope) { return access::of_a_child(scope.record); });
  return scopes;
}

std::string scope_code(const access::Scope& scope) { return fmt::format("{}.{}", access::kRecords.code(scope.record), access::kVerbs.code(scope.verb)); }

std::optional<access::Scope> scope_named(std::string_view code) {
  const auto dot = code.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto record = access::kRecords.parse(code.substr(0, dot));
  const auto verb = access::kVerbs.parse(code.substr(dot + 1));
  if (!record || !verb) return std::nullopt;
  return access::Scope{*record, *verb};
}

Result<Made> make(db::Write& tx, const Actor& actor, const Allowed& allowed, const access::Standing& maker, const Wanted& wanted, Instant now) {
  const auto& organisation = maker.acting_for;
  const auto today = maker.today;
  RP_TRY(owner, organisations::load(tx, organisation));
  std::vector<FieldError> faults;
  const auto name = squeeze(wanted.name);
  if (name.empty() || name.size() > 100 || !is_utf8(name)) faults.push_back({"name", "Enter what the program is, at most 100 letters"});
  const bool fits = access::fits(wanted.role, owner.details.kind);
  if (!fits) faults.push_back({"role", "Choose a role that your organisation has"});
  const auto allows = scopes_of(wanted.role), gives = scopes_to_give(wanted.role, maker);
  if (wanted.scopes.empty()) faults.push_back({"scopes", "Choose what the program may do"});
  for (const auto& scope : wanted.scopes) {
    if (fits && std::ranges::find(allows, scope) != allows.end() && std::ranges::find(gives, scope) == gives.end())
      faults.push_back({"scopes", fmt::format("\"{}\" for \"{}\" is given to a program only by an administrator who is a {} too: ask one, or take it away", lower(access::kVerbs.label(scope.verb)),
                                              lower(access::kRecords.label(scope.record)), lower(access::kRoles.label(wanted.role)))});
    if (fits && std::ranges::find(allows, scope) == allows.end())
      faults.push_back({"scopes", fmt::format("{} does not \"{}\" for \"{}\": take it away, or choose another role", access::kRoles.label(wanted.role),
                                              lower(access::kVerbs.label(scope.verb)), lower(access::kRecords.label(scope.record)))});
  }
  if (wanted.until <= today) faults.push_back({"until_on", "Enter a day after today"});
  else if (wanted.until - today > kLongestDays) faults.push_back({"until_on", "Enter a day within a year: a program's token is renewed each year"});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The token cannot be made as described: see the fields", std::move(faults));
  std::vector<std::string> codes;
  for (const auto& scope : wanted.scopes) codes.push_back(scope_code(scope));
  std::ranges::sort(codes);
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const TokenId id(new_uuid(now));
  const auto token = "rp_" + vault::random_token();
  tx.run(kInsert, {id, organisation, name, vault::sha256_hex(token), access::kRoles.code(wanted.role), join(codes, " "), actor.id, now, today, wanted.until});
  audit::record(tx, actor, allowed, "program.token_made", {"organisation", organisation.text()}, now,
                {{"program", id.text()}, {"role", access::kRoles.code(wanted.role)}, {"scopes", join(codes, " ")}, {"until_on", wanted.until.iso()}});
  return Made{id, Personal<std::string>(token)};
}

Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, const TokenId& id, Date today, Instant now) {
  if (tx.run(kEnd, {id, organisation, today}) == 0) return fail(access::missing());
  audit::record(tx, actor, allowed, "program.token_ended", {"organisation", organisation.text()}, now, {{"program", id.text()}});
  return {};
}

std::vector<access::Scope> in_force(db::Read& tx, const Program& program, Date today) {
  auto scopes = program.wanted.scopes;
  const auto allows = scopes_of(program.wanted.role);
  std::erase_if(scopes, [&](const access::Scope& scope) { return std::ranges::find(allows, scope) == allows.end(); });
  const auto of_a_child = [](const access::Scope& scope) { return access::of_a_child(scope.record); };
  if (std::ranges::none_of(scopes, of_a_child)) return scopes;
  const auto maker = accounts::standing_of(tx, accounts::PersonId(program.made_by), program.organisation, today, true);
  if (!holds_themselves(maker, program.wanted.role)) std::erase_if(scopes, of_a_child);
  return scopes;
}

std::vector<Program> programs_of(db::Read& tx, const organisations::OrganisationId& organisation) {
  std::vector<Program> found;
  tx.each(kOf, {organisation}, [&](const db::Row& row) {
    if (auto program = program_from(row)) found.push_back(std::move(*program));
  });
  return found;
}

std::optional<access::Standing> standing_of(db::Read& tx, std::string_view token, Date today) {
  if (token.size() > 200 || !token.starts_with("rp_")) return std::nullopt;
  std::optional<Program> program;
  tx.each(kByToken, {vault::sha256_hex(token), today}, [&](const db::Row& row) { program = program_from(row); });
  if (!program) return std::nullopt;
  const auto organisation = organisations::load(tx, program->organisation);
  if (!organisation || !organisation->details.stay.covers_night(today)) return std::nullopt;
  // Made by somebody who signed in with two factors, and as long as a key.
  access::Standing standing{"program/" + program->id.text(), program->organisation, today, true, {}, in_force(tx, *program, today)};
  access::Grant grant{program->wanted.role, program->organisation, organisation->details.kind,
                      {organisation->details.stay, {program->from, program->wanted.until}}, false, {}, {}};
  if (grant.kind == organisations::Kind::Consortium) grant.members = organisations::members_of(tx, program->organisation, today);
  grant.homes = organisations::homes_of(tx, program->organisation, today);
  standing.grants.push_back(std::move(grant));
  return standing;
}

}  // namespace rightplace::programs
