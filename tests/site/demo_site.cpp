#include "tests/site/demo_site.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "app/features.h"
#include "app/store.h"
#include "base/json.h"
#include "base/london.h"
#include "base/text.h"
#include "features/demo/demo.h"
#include "features/printing/printing.h"
#include "tests/site/markup.h"
#include "tests/support/databases.h"

namespace rightplace::test {
namespace {

// Runs a command of the program on a store and answers what it prints.
std::string run(const std::vector<std::string>& words, Services& services) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  cli::Console console(out, out);
  const auto all = app::commands();
  std::vector<const cli::Spec*> specs;
  for (const auto& command : all) specs.push_back(&command.spec);
  const auto parsed = cli::parse(specs, words, "test");
  std::string fault = parsed ? "" : parsed.error().detail;
  if (parsed)
    for (const auto& command : all)
      if (&command.spec == parsed->spec)
        if (const auto done = command.run(*parsed->arguments, console, services); !done) fault = done.error().detail;
  std::fclose(out);
  std::string answer(text, size);
  std::free(text);
  if (!fault.empty()) throw std::runtime_error(fault);
  return answer;
}

}  // namespace

struct DemoSite::State {
  TemporaryFolder folder;
  SystemClock moments;
  std::optional<app::Store> store;
  std::optional<FixedClock> days;
  std::optional<audit::ReadTrail> trail;
  std::optional<desk::Desk> desk;
  std::optional<web::Site> site;
};

DemoSite::DemoSite(double scale) : state_(std::make_unique<State>()) {
  auto& s = *state_;
  printing::use_program({});   // a walk through every page makes no paper
  auto opened = app::open_store(s.folder.path() / "store", StoreNeed::CreateIfMissing, s.moments);
  if (!opened) throw std::runtime_error(opened.error().detail);
  s.store = std::move(*opened);
  Services services{*s.store->database, s.moments, s.store->folder};
  run({"demo", "create", "--seed", "7", "--scale", std::to_string(scale)}, services);
  const auto census = s.store->database->read([](db::Read& tx) { return demo::census_of(tx); });
  s.days.emplace(Instant{london_midnight(*census).ms + 12 * 3'600'000});
  auto vault = vault::Vault::open(s.store->folder, true);
  if (!vault) throw std::runtime_error(vault.error().detail);
  s.trail.emplace(*s.store->database, s.moments, std::chrono::milliseconds(20));
  s.desk.emplace(*s.store->database, *vault, s.moments, *s.days, *s.trail, s.store->folder);
  s.site.emplace(app::routes(*s.desk), desk::gate(*s.desk), [this](const web::Request& request, std::string_view what) {
    faults.push_back(std::string(web::method_name(request.method)) + " " + request.path + ": " + std::string(what));
    return std::string("fault");
  });
}
DemoSite::~DemoSite() = default;

web::Response DemoSite::handle(const web::Request& request) { return state_->site->handle(request); }
const web::Router& DemoSite::router() const { return state_->site->router(); }

std::vector<SignIn> DemoSite::sign_ins() {
  Services services{*state_->store->database, *state_->days, state_->store->folder};
  const auto answer = json::parse(run({"demo", "sign-ins", "--json"}, services), "sign-ins");
  if (!answer) throw std::runtime_error(answer.error().detail);
  std::vector<SignIn> all;
  for (const auto& item : *answer->as_array()) {
    std::vector<FieldError> missing;
    json::Fields fields(&item, "", missing);
    all.push_back({fields.text("role").value_or(""), fields.text("organisation").value_or(""), fields.required_text("email"), fields.required_text("password"), fields.required_text("code")});
    if (!missing.empty()) throw std::runtime_error("demo sign-ins: " + missing.front().field + " " + missing.front().detail);
  }
  return all;
}

std::int64_t DemoSite::rows() {
  return state_->store->database->read([](db::Read& tx) {
    const auto tables = tx.list(R"sql(
      SELECT name FROM sqlite_master
      WHERE type = 'table' AND name NOT LIKE 'sqlite%'
        AND name NOT IN ('audit_events', 'audit_organisations', 'disclosures', 'sessions', 'form_sendings', 'sign_in_waits')
    )sql", {}, [](const db::Row& row) { return row.string(0); });
    std::int64_t all = 0;
    for (const auto& table : tables) all += tx.integer("SELECT count(*) FROM " + table);
    return all;
  });
}

web::Response Browser::send(web::Method method, const std::string& path_and_query, const std::string& body) {
  web::Request request;
  request.method = method;
  const auto mark = path_and_query.find('?');
  request.path = web::percent_decoded(path_and_query.substr(0, mark), false).value_or("/");
  request.raw_target = path_and_query;
  if (mark != std::string::npos) request.query = web::parse_form(path_and_query.substr(mark + 1)).value_or(web::NamedValues{});
  request.peer = "127.0.0.1";
  request.headers.emplace_back("host", "localhost");
  request.headers.emplace_back("accept", "text/html");
  if (method == web::Method::Post) request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  std::string jar;
  for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
  if (!jar.empty()) request.headers.emplace_back("cookie", jar);
  request.body = body;
  auto response = site_.handle(request);
  for (const auto& [name, value] : response.headers) {
    if (name != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const auto content = value.substr(equals + 1, value.find(';') - equals - 1);
    if (content.empty()) cookies.erase(value.substr(0, equals));
    else cookies[value.substr(0, equals)] = content;
  }
  return response;
}

Browser::Page Browser::followed(web::Response response, std::string path) {
  for (int i = 0; i < 5 && response.status == 303; ++i) {
    for (const auto& [name, value] : response.headers)
      if (name == "Location") path = value;
    response = send(web::Method::Get, path, {});
  }
  Page page{response.status, path, std::move(response.body), {}};
  for (const auto& [name, value] : response.headers)
    if (name == "Content-Type") page.type = value;
  return page;
}

Browser::Page Browser::get(const std::string& path_and_query) { return followed(send(web::Method::Get, path_and_query, {}), path_and_query); }

Browser::Page Browser::post(const std::string& path_and_query, const web::NamedValues& fields) {
  std::string body;
  for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + web::percent_encoded(name) + "=" + web::percent_encoded(value);
  return followed(send(web::Method::Post, path_and_query, body), path_and_query);
}

bool Browser::sign_in(const SignIn& as) {
  const auto page = get("/sign-in");
  for (const auto& form : forms_of(page.body)) {
    if (form.method != "post" || form.action.find("sign-in") == std::string::npos) continue;
    web::NamedValues fields;
    for (const auto& field : form.fields)
      fields.emplace_back(field.name, field.name == "email" ? as.email : field.name == "password" ? as.password : field.name == "totp" ? as.code : field.value);
    auto after = post(form.action, fields);
    // Whoever works for several organisations says for which.
    for (const auto& choice : forms_of(after.body)) {
      if (choice.action != "/choose-organisation") continue;
      web::NamedValues chosen;
      for (const auto& field : choice.fields) chosen.emplace_back(field.name, field.value);
      after = post(choice.action, chosen);
    }
    return after.status == 200 && after.body.find("/sign-out") != std::string::npos;
  }
  return false;
}

}  // namespace rightplace::test
