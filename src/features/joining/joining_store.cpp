#include <fmt/format.h>

#include "base/letters.h"
#include "base/text.h"
#include "features/joining/joining.h"
#include "features/outbox/outbox.h"

namespace rightplace::joining {
namespace {

constexpr std::size_t kLongest = 200, kLongestBecause = 1'000, kLeastBecause = 10;
constexpr std::string_view kColumns = "id, urn, authority_id, provider, person_sealed, email_sealed, asked_at, state, organisation_id, because, answered_by, answered_at";
constexpr std::string_view kInsert = R"sql(
  INSERT INTO join_requests (id, urn, authority_id, provider, person_sealed, email_sealed, asked_at, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting')
)sql";
constexpr std::string_view kAnswer = R"sql(
  UPDATE join_requests
  SET state = $2, organisation_id = $3, because = $4, answered_by = $5, answered_at = $6
  WHERE id = $1 AND state = 'waiting'
)sql";

std::string purpose(std::string_view column, std::string_view id) { return fmt::format("join_requests.{}/{}", column, id); }

Request request_from(const db::Row& row, const vault::Vault& vault) {
  Request request;
  request.id = row.id<RequestTag>(0);
  const auto opened = [&](std::string_view column, int at) { return vault.open(purpose(column, row.text(0)), row.text(at)).value_or(Personal<std::string>("cannot be read with this key")); };
  request.wanted = {row.string(1), row.id<organisations::OrganisationTag>(2), row.string(3), opened("person", 4), opened("email", 5)};
  request.asked_at = row.instant(6);
  request.state = kStates.parse(row.text(7)).value_or(State::Waiting);
  if (!row.is_null(8)) request.organisation = row.id<organisations::OrganisationTag>(8);
  request.because = row.string(9);
  request.answered_by = row.maybe_string(10).value_or("");
  if (!row.is_null(11)) request.answered_at = row.instant(11);
  return request;
}

Done checked(const Wanted& wanted) {
  std::vector<FieldError> faults;
  const auto text = [&](std::string_view value, std::string_view field, std::string_view missing) {
    if (trim(value).empty()) faults.push_back({std::string(field), std::string(missing)});
    else if (!is_utf8(value) || letters(value) > kLongest) faults.push_back({std::string(field), fmt::format("This must be {} characters or fewer", kLongest)});
  };
  text(wanted.provider, "provider", "Enter the name of the provider");
  text(wanted.person.reveal(), "person", "Enter the name of the person who would administer it");
  if (!outbox::is_address(wanted.email.reveal())) faults.push_back({"email", "Enter an e-mail address in the form name@example.org"});
  if (faults.empty()) return {};
  return fail(ErrorKind::Invalid, "See the fields", std::move(faults));
}

Error answered_before(const Request& request) { return {ErrorKind::Conflict, fmt::format("This request was answered already: {}", lower(kStates.label(request.state))), {}}; }

}  // namespace

Result<RequestId> ask(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Wanted& wanted, Instant now) {
  RP_CHECK(checked(wanted));
  if (waiting_of(tx, vault, wanted.urn)) return fail(ErrorKind::Conflict, "Somebody of your home asked already, and the request waits for its answer");
  const RequestId id(new_uuid(now));
  tx.run(kInsert, {id, wanted.urn, wanted.authority, trim(wanted.provider), vault.seal(purpose("person", id.text()), wanted.person.reveal()), vault.seal(purpose("email", id.text()), wanted.email.reveal()), now});
  audit::record(tx, actor, allowed, "joining.asked", {"home", wanted.urn}, now, {{"request", id.text()}});
  return id;
}

Result<organisations::OrganisationId> let_in(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const RequestId& id, const Wanted& as, Date today, Instant now) {
  RP_TRY(request, load(tx, vault, id));
  if (request.state != State::Waiting) return fail(answered_before(request));
  RP_CHECK(checked(as));
  for (const auto& one : organisations::all_on(tx, today, organisations::Kind::ProviderGroup))
    if (lower(one.details.name) == lower(trim(as.provider)))
      return fail(ErrorKind::Invalid, "See the fields", {{"provider", "A provider of this name works here already. Do not let it in twice: refuse, and tell the home that its own provider claims it"}});
  auto organisation = organisations::add(tx, actor, allowed, {organisations::Kind::ProviderGroup, std::string(trim(as.provider)), {}, {}, {today, {}}}, now);
  if (!organisation) {
    auto error = std::move(organisation).error();
    for (auto& fault : error.fields) fault.field = "provider";
    return fail(std::move(error));
  }
  auto invited = accounts::invite(tx, vault, actor, allowed, {{as.person, as.email}, *organisation, {access::Role::Administrator}, {today, {}}}, now);
  if (!invited) {
    auto error = std::move(invited).error();
    for (auto& fault : error.fields) fault.field = fault.field == "email" ? "email" : "person";
    return fail(std::move(error));
  }
  tx.run(kAnswer, {id, kStates.code(State::LetIn), *organisation, "", actor.id, now});
  audit::record(tx, actor, allowed, "joining.let_in", {"organisation", organisation->text()}, now, {{"request", id.text()}, {"urn", request.wanted.urn}});
  return *organisation;
}

Done refuse(db::Write& tx, const Actor& actor, const Allowed& allowed, const RequestId& id, std::string_view because, Instant now) {
  const auto words = trim(because);
  if (!is_utf8(words) || words.size() < kLeastBecause || words.size() > kLongestBecause) return fail(ErrorKind::Invalid, "See the field", {{"because", "Say why, in ten letters or more: it stands with the request"}});
  if (tx.run(kAnswer, {id, kStates.code(State::Refused), std::optional<std::string>(), words, actor.id, now}) == 0) return fail(ErrorKind::Conflict, "This request was answered already");
  audit::record(tx, actor, allowed, "joining.refused", {"join_request", id.text()}, now);
  return {};
}

Result<Request> load(db::Read& tx, const vault::Vault& vault, const RequestId& id) {
  auto found = tx.first(fmt::format("SELECT {} FROM join_requests WHERE id = $1", kColumns), {id}, [&](const db::Row& row) { return request_from(row, vault); });
  if (!found) return fail(ErrorKind::NotFound, "There is no such request");
  return std::move(*found);
}

std::optional<Request> waiting_of(db::Read& tx, const vault::Vault& vault, std::string_view urn) {
  return tx.first(fmt::format("SELECT {} FROM join_requests WHERE urn = $1 AND state = 'waiting'", kColumns), {urn}, [&](const db::Row& row) { return request_from(row, vault); });
}

std::vector<Request> all(db::Read& tx, const vault::Vault& vault) {
  return tx.list(fmt::format("SELECT {} FROM join_requests ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, CASE state WHEN 'waiting' THEN asked_at END, answered_at DESC, id", kColumns), {},
                 [&](const db::Row& row) { return request_from(row, vault); });
}

}  // namespace rightplace::joining
