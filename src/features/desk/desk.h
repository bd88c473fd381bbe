#pragma once
// What every page stands on: who is asking and for whom they act, whether they may, what is written down of it, how a form
// is carried out exactly once, and the frame.
//
// A page is one row: its address, the record and verb that it is about, and a function that says the record's facts. The
// route made of it loads the facts, decides (features/access), writes the read into the audit, and only then runs the page.
// No page decides for itself, and none can forget to.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "db/database.h"
#include "features/access/access.h"
#include "features/accounts/accounts.h"
#include "features/audit/audit.h"
#include "vault/vault.h"
#include "web/form.h"
#include "web/layout.h"
#include "web/site.h"

namespace rightplace::desk {

std::span<const db::Migration> migrations();

// An entry of the navigation, shown to those for whom it is of use; whether they may is decided again by the page.
struct Section {
  int place = 0;                    // order from the left
  std::string text;                 // "Homes"
  web::Url href;
  std::string what;                 // one sentence for the first page
  std::function<bool(const access::Standing&)> shown;
};
bool holds(const access::Standing& standing, access::Role role);   // today

class Seats;   // who is signed in, remembered as long as nothing was audited

// Outlives the site. `moments` is real time; `days` is the store's, which stands still in a demo.
struct Desk {
  Desk(db::Database& database, vault::Vault vault, const Clock& moments, const Clock& days, audit::ReadTrail& trail, std::filesystem::path folder);
  ~Desk();
  db::Database& database;
  vault::Vault vault;
  const Clock& moments;
  const Clock& days;
  audit::ReadTrail& trail;
  std::filesystem::path folder;               // of the store
  std::string banner = {};                    // on every page: "Demonstration: …"
  std::vector<Section> sections = {};
  // The purpose of breaking the glass, where this person did so for this record and it still stands.
  std::function<std::optional<access::Purpose>(db::Read&, const access::Standing&, const access::Facts&)> glass = {};
  // For whom a program's token stands; nothing: the token is none.
  std::function<std::optional<access::Standing>(db::Read&, std::string_view token, Instant now)> by_token = {};
  std::unique_ptr<Seats> seats;
  Date today() const;
};

// ---- Pages.

struct Asked {
  const Desk& desk;
  const web::Exchange& exchange;
  const access::Standing& standing;
  const access::Facts& facts;
  const access::Granted& granted;
  Actor actor() const { return {exchange.visitor.by_token ? ActorKind::System : ActorKind::Person, standing.person, standing.acting_for.text()}; }
  const Allowed& allowed() const { return granted.allowed; }
  std::string_view value(std::string_view name) const { return exchange.value(name); }
  Instant now() const { return desk.moments.now(); }
  Date today() const { return standing.today; }

  // Whether the person may do this to another record too, for a link or a part of the page. Nothing is written down.
  std::optional<access::Granted> may(const access::Facts& other, access::Verb verb) const;
  // The same for a part of this page that shows another record: written down as read. False: do not show it.
  bool also_reads(const access::Facts& other) const;
};

// A value of a query, for the API document.
struct QueryValue {
  std::string_view name;
  std::string_view what;                // one sentence
  std::string_view type = "string";     // of JSON Schema: string, integer
};

struct Page {
  web::Method method = web::Method::Get;
  std::string_view pattern;             // "/homes/{urn}"
  access::Record record = access::Record::HomeProfile;
  access::Verb verb = access::Verb::Read;
  // The facts of the record that the address names; `record` is filled in. NotFound when there is none.
  std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)> facts;
  std::function<web::Response(const Asked&)> handler;
  std::string_view summary;             // one sentence
  std::string_view request_type = {};   // name of the form or JSON body
  std::string_view response_type = {};  // name of the JSON schema; empty for pages
  std::uint64_t body_limit = 256 << 10;
  // What is written down of a read besides record and id: filters of a search, never a name.
  std::function<json::Object(const web::Exchange&)> noted = {};
  std::vector<QueryValue> query = {};   // that the address takes
};
web::Route route(const Desk& desk, Page page);

// The JSON of an answer or a body: what `request_type` and `response_type` name.
struct Shape {
  std::string_view name;     // "Home"; unique in the whole service
  std::string_view schema;   // JSON Schema 2020-12; other shapes as {"$ref": "#/components/schemas/Name"}
};

// What a feature adds to the site. Open routes decide nothing: sign-in, one's own account, health.
struct Pages {
  std::vector<Page> pages;
  std::vector<web::Route> open;
  std::vector<Section> sections;
  std::vector<Shape> shapes = {};
};

// Facts that no record changes: the directory, figures.
std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)> general();
// Of the organisation for which the person acts.
std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)> own_organisation();

// Decides under each purpose that the person's roles have, then under a broken glass. Nothing: may not.
std::variant<access::Granted, access::Refusal> decided(const Desk& desk, const access::Standing& standing, const access::Facts& facts, access::Verb verb);

// Who acted, in words: the person's name, the machine's operator, a program.
std::string name_of_actor(db::Read& tx, const vault::Vault& vault, std::string_view actor_kind, std::string_view actor_id);

// A page in the frame, with navigation and banner; never kept by a browser.
web::Response show(const Asked& asked, web::PageFrame frame, const web::Html& content, int status = 200);
// The same for open routes; nobody's standing.
web::Response show_open(const Desk& desk, const web::Exchange& exchange, web::PageFrame frame, const web::Html& content, int status = 200);

// ---- Forms.

// The hidden fields of a form: the session's token and a fresh mark that makes a second sending harmless.
web::Html tokens(const Asked& asked);
web::Html tokens(const web::Visitor& visitor);
// And, for a record that others may change meanwhile, the version that was shown.
web::Html tokens(const Asked& asked, std::int64_t version);

// Runs `change` in one transaction and leads to the page that it names. The same page sent again by the same person is not
// carried out again, but led to where the first went; with other content it is a fault, for what was changed stands. Nothing: `form` has faults now, so show it again.
std::optional<web::Response> carry_out(const Asked& asked, web::Form& form, const std::function<Result<web::Url>(db::Write&)>& change);
std::optional<web::Response> carry_out(const Desk& desk, const web::Exchange& exchange, web::Form& form, const std::function<Result<web::Url>(db::Write&)>& change);
// 409 when the record was changed meanwhile, otherwise 422: the status with which a form is shown again.
int shown_again(const web::Form& form);

// ---- Programs (desk_json.cpp): the same questions and changes, as JSON under /api/v1.

web::Response answer_json(json::Value value, int status = 200);
// application/problem+json.
web::Response answer_problem(const Asked& asked, const Error& error);
// The body of a request. Invalid when it is no JSON object or the content type is another.
Result<json::Value> json_body(const Asked& asked);
// Runs `change` once for each Idempotency-Key (required, 16 to 200 characters; it counts for this program and address only);
// the same request again is answered as the first time. Faults are answered as problems.
web::Response carry_out_json(const Asked& asked, const std::function<Result<json::Value>(db::Write&)>& change);
// A page of a list: {"items": […], "next": "/api/v1/…"}; `next` is null on the last.
json::Value listed(json::Array items, const std::optional<web::Url>& next);

// Reads the body with `read`, which collects faults and knows every field that there is, then makes the change once:
// `change(tx, value)` answers what the program is told. Faults are answered as problems, and nothing is changed.
template <class Read, class Change>
web::Response changed_by(const Asked& asked, Read read, Change change) {
  const auto body = json_body(asked);
  if (!body) return answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const auto value = read(fields);
  fields.refuse_others();
  if (!faults.empty()) return answer_problem(asked, {ErrorKind::Invalid, "The body cannot be taken as it is", faults});
  return carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> { return change(tx, value); });
}

// ---- Sessions in a browser (desk_gate.cpp).

inline constexpr std::string_view kSessionCookie = "session", kVisitCookie = "visit";
// __Host- binds a cookie to this very host where there is TLS. An empty value takes it away.
std::string cookie(const web::Request& request, std::string_view name, std::string_view value);
std::string cookie_value(const web::Request& request, std::string_view name);

// Who is behind a request, by the session's cookie or a program's token. Whoever is not signed in may use open routes;
// elsewhere people are led to sign in and programs get 401. A session is marked as used at most once a minute.
web::Site::Gate gate(const Desk& desk);
// Of a signed-in visitor that the gate let through.
const access::Standing& standing_of(const web::Visitor& visitor);

}  // namespace rightplace::desk
