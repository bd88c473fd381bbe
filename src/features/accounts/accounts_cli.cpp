#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/accounts/accounts.h"

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

// The organisation of that name, or a new one when --kind says of what kind.
Result<OrganisationId> organisation_for(db::Write& tx, const Actor& actor, const Allowed& allowed, const cli::Arguments& arguments, Date today, Instant now) {
  const auto name = squeeze(arguments.text("--organisation").value_or(""));
  for (const auto& one : organisations::all_on(tx, today))
    if (iequals(one.details.name, name)) return one.id;
  const auto kind_text = arguments.text("--kind");
  if (!kind_text)
    return fail(ErrorKind::NotFound, fmt::format("There is no organisation called {}. Check the name, or add --kind (and --number for an authority's ONS code or a home's URN) to make it", shown(name)));
  RP_TRY(kind, kind_named(*kind_text));
  organisations::Details details{kind, name, {}, {}, {today, {}}};
  (kind == organisations::Kind::Home ? details.urn : details.authority_code) = arguments.text("--number").value_or("");
  return organisations::add(tx, actor, allowed, details, now);
}

Result<ExitCode> create_admin(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(vault, vault::Vault::open(services.folder, true));
  const auto today = london_date(services.clock.now());
  const auto now = SystemClock().now();   // a code lasts seven real days, in a demo too
  const auto actor = operator_of_this_machine();
  const auto allowed = Allowed::because("has a shell on the machine that keeps the store");
  const Contact contact{Personal(arguments.text("--name").value_or("")), Personal(arguments.text("--email").value_or(""))};
  RP_TRY(code, services.database.write([&](db::Write& tx) -> Result<Personal<std::string>> {
    RP_TRY(organisation, organisation_for(tx, actor, allowed, arguments, today, now));
    RP_TRY(person, add_person(tx, vault, actor, allowed, contact, now));
    RP_TRY(membership, add_membership(tx, actor, allowed, person, organisation, {today, {}}, now));
    RP_CHECK(add_role(tx, actor, allowed, membership, Role::Administrator, {today, {}}, now));
    return issue_code(tx, vault, actor, allowed, person, now);
  }));
  console.line("The account is made. With this code, good for seven days and once, the person sets a password and an authenticator:");
  console.line(code.reveal());
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
          Command{.spec = {.name = "admin create", .summary = "Make an account for the administrator of an organisation and print its one-time code",
                           .options = {{"--email", "ADDRESS", "The person's e-mail address", cli::Takes::One, true},
                                       {"--name", "NAME", "The person's name", cli::Takes::One, true},
                                       {"--organisation", "NAME", "The organisation, as it is called here", cli::Takes::One, true},
                                       {"--kind", "KIND", "Make the organisation, of this kind, when there is none of the name: authority, consortium, provider_group, home, ofsted, department, police, health, visitor, advocacy, platform"},
                                       {"--number", "NUMBER", "ONS code of a new authority, URN of a new home"}}},
                  .need = StoreNeed::CreateIfMissing,
                  .run = create_admin}};
}

}  // namespace rightplace::accounts
