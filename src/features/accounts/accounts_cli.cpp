#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/keeping/keeping.h"

namespace rightplace::accounts {
namespace {

Result<organisations::Kind> kind_named(std::string_view text) {
  std::vector<std::string> codes;
  for (const auto& row : organisations::kKinds.rows) {
    if (iequals(row.code, text)) return row.value;
    codes.emplace_back(row.code);
  }
  return fail(ErrorKind::Invalid, fmt::format("--kind {}: there is no such kind. Kinds are {}", shown(text), join_words(codes)));
}

// The organisation meant, by its number where one is given, else by its id or name; or a new one when --kind says of what kind.
Result<OrganisationId> organisation_for(db::Write& tx, const Actor& actor, const Allowed& allowed, const cli::Arguments& arguments, Date today, Instant now) {
  const auto name = squeeze(arguments.text("--organisation").value_or(""));
  const auto number = std::string(trim(arguments.text("--number").value_or("")));
  std::optional<organisations::Kind> kind;
  if (const auto text = arguments.text("--kind")) {
    RP_TRY(named, kind_named(*text));
    kind = named;
  }
  if (!number.empty()) {
    for (const auto& one : organisations::all_on(tx, today, kind)) {
      if (!iequals(one.details.urn, number) && !iequals(one.details.authority_code, number)) continue;
      if (iequals(one.details.name, name) || one.id.text() == name) return one.id;
      return fail(ErrorKind::Conflict, fmt::format("The number {} is that of {} ({}), not of {}. Check both", number, one.details.name, one.id.text(), shown(name)));
    }
  } else {
    auto found = organisations::the_one_called(tx, name, today, kind);
    if (found) return found->id;
    if (found.error().kind != ErrorKind::NotFound) return fail(std::move(found).error());
  }
  if (!kind)
    return fail(ErrorKind::NotFound, fmt::format("There is no organisation called {}. Check the name, or add --kind (and --number for an authority's ONS code or a home's URN) to make it", shown(name)));
  organisations::Details details{*kind, name, {}, {}, {today, {}}};
  (*kind == organisations::Kind::Home ? details.urn : details.authority_code) = number;
  return organisations::add(tx, actor, allowed, details, now);
}

// Somebody who has an account keeps it, name and password and all, and only gets the role.
struct Administrator {
  PersonId person;
  bool had_account = false, set_up = false;
};
Result<Administrator> with_role(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Contact& contact,
                                const OrganisationId& organisation, Date today, Instant now) {
  Administrator out;
  if (auto known = person_with_email(tx, vault, contact.email)) {
    out = {std::move(*known), true, is_set_up(tx, *known)};
  } else {
    RP_TRY(added, add_person(tx, vault, actor, allowed, contact, now));
    out.person = std::move(added);
  }
  auto membership = membership_of(tx, out.person, organisation, today);
  if (!membership) {
    RP_TRY(added, add_membership(tx, actor, allowed, out.person, organisation, {today, {}}, now));
    membership = std::move(added);
  }
  RP_TRY(member, load_member(tx, vault, *membership, today));
  for (const auto& held : member.roles)
    if (held.role == Role::Administrator && held.stay.covers_night(today) && out.set_up)
      return fail(ErrorKind::Conflict, "This person administers the organisation already. For a lost authenticator: rightplace accounts code");
  if (std::ranges::none_of(member.roles, [&](const HeldRole& held) { return held.role == Role::Administrator && held.stay.covers_night(today); }))
    RP_CHECK(add_role(tx, actor, allowed, *membership, Role::Administrator, {today, {}}, now));
  return out;
}

void print_code(cli::Console& console, std::string_view before, const Personal<std::string>& code) {
  console.line(fmt::format("{} With this code, good for seven days and once, the person sets a password and an authenticator:", before));
  console.line(code.reveal());
}

Allowed as_operator() { return Allowed::because("has a shell on the machine that keeps the store"); }

Result<ExitCode> create_admin(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(vault, keeping::vault_of(services));
  const auto today = london_date(services.clock.now());
  const auto now = SystemClock().now();   // a code lasts seven real days, in a demo too
  const auto actor = operator_of_this_machine();
  const Contact contact{Personal(arguments.text("--name").value_or("")), Personal(arguments.text("--email").value_or(""))};
  struct Made {
    Administrator who;
    std::optional<Personal<std::string>> code;
  };
  RP_TRY(made, services.database.write([&](db::Write& tx) -> Result<Made> {
    RP_TRY(organisation, organisation_for(tx, actor, as_operator(), arguments, today, now));
    RP_TRY(who, with_role(tx, vault, actor, as_operator(), contact, organisation, today, now));
    if (who.set_up) return Made{std::move(who), std::nullopt};
    RP_TRY(code, issue_code(tx, vault, actor, as_operator(), who.person, now));
    return Made{std::move(who), std::move(code)};
  }));
  if (made.code) print_code(console, made.who.had_account ? "The person had an account that was never set up, and keeps it." : "The account is made.", *made.code);
  else console.line("The person has an account, and keeps its name, password and authenticator. From today they administer the organisation too.");
  return ExitCode::Fine;
}

Result<ExitCode> print_new_code(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(vault, vault::Vault::open(services.folder, false));
  RP_TRY(code, services.database.write([&](db::Write& tx) -> Result<Personal<std::string>> {
    const auto person = person_with_email(tx, vault, Personal(arguments.text("--email").value_or("")));
    if (!person) return fail(ErrorKind::NotFound, "No account has this e-mail address");
    return issue_code(tx, vault, operator_of_this_machine(), as_operator(), *person, SystemClock().now());
  }));
  print_code(console, "The account stands as it is until the code is used; a letter then says so.", code);
  return ExitCode::Fine;
}

Result<ExitCode> bring_breached(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(kept, import_breached(services.folder, arguments.text("FILE").value_or("")));
  console.line(fmt::format("{} of passwords that leaked. Nobody can choose one of them from now on.", plural(kept, "hash", "hashes")));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  return {Command{.spec = {.name = "accounts breached import", .summary = "Refuse passwords that leaked: take their SHA-1 hashes from a sorted file or a folder of ranges",
                           .options = {{"FILE", "", "Sorted file of hashes, or folder of ranges", cli::Takes::One, true}},
                           .help = "Lines are HASH or HASH:COUNT, in order; in a folder, files are named by the first five digits and lines hold the other 35. The list before is replaced."},
                  .run = bring_breached},
          Command{.spec = {.name = "accounts code", .summary = "Print a new one-time code for an account: for somebody who lost the authenticator and works for several organisations",
                           .options = {{"--email", "ADDRESS", "The person's e-mail address", cli::Takes::One, true}},
                           .help = "Make sure by voice that it is really they who ask. Any older code ends. Give it to nobody but the person."},
                  .run = print_new_code},
          Command{.spec = {.name = "admin create", .summary = "Make somebody the administrator of an organisation, and print a one-time code where the account is new",
                           .options = {{"--email", "ADDRESS", "The person's e-mail address", cli::Takes::One, true},
                                       {"--name", "NAME", "The person's name", cli::Takes::One, true},
                                       {"--organisation", "NAME", "The organisation, as it is called here, or its id (rightplace organisations list)", cli::Takes::One, true},
                                       {"--kind", "KIND", "Of this kind; it is made when there is none of the name and number: authority, consortium, provider_group, home, ofsted, department, police, health, visitor, advocacy, platform"},
                                       {"--number", "NUMBER", "ONS code of the authority, URN of the home"}}},
                  .need = StoreNeed::CreateIfMissing,
                  .run = create_admin}};
}

}  // namespace rightplace::accounts
