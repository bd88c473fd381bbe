// Every question of the API, asked by every role about records that it may see, answers in the shape that its document
// promises. (What programs change is checked in the tests of the features: tests/support/desk_stage.h.)

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "tests/site/every_role.h"
#include "tests/site/markup.h"
#include "tests/support/json_schema.h"

namespace rightplace::test {
namespace {

using ::testing::IsEmpty;

json::Value read(const std::string& text, std::string_view what) {
  auto value = json::parse(text, what);
  if (!value) throw std::runtime_error(value.error().detail);
  return *value;
}

// Of a list's items: what the address of one calls it.
std::vector<std::string> ids_in(const json::Value& list, std::string_view name) {
  std::vector<std::string> ids;
  const auto* items = list.as_array() ? list.as_array() : list.find("items") ? list.find("items")->as_array() : nullptr;
  for (std::size_t i = 0; items && i < items->size() && ids.size() < 3; ++i)
    for (const auto key : {name, std::string_view("id"), std::string_view("urn"), std::string_view("reference")})
      if (const auto* id = (*items)[i].find(key); id && id->as_string()) {
        ids.push_back(*id->as_string());
        break;
      }
  return ids;
}

// The homes for which the person acts, by their page of own homes.
std::vector<std::string> own_homes(Browser& browser) {
  constexpr std::string_view kHome = "/our-homes/";
  std::set<std::string> urns;
  for (const auto& link : links_of(browser.get("/our-homes").body))
    if (link.starts_with(kHome) && link.find('/', kHome.size()) == std::string::npos) urns.insert(link.substr(kHome.size()));
  return {urns.begin(), urns.end()};
}

// The addresses that a pattern has for who asks: a value in braces is taken from the list above it; of homes the own ones too.
std::vector<std::string> addresses(const std::string& pattern, const std::vector<std::string>& homes, const std::function<std::optional<json::Value>(const std::string&)>& ask) {
  const auto open = pattern.find('{');
  if (open == std::string::npos) return {pattern};
  const auto close = pattern.find('}', open);
  const auto list = ask(pattern.substr(0, open - 1));
  std::vector<std::string> all, ids;
  if (list) ids = ids_in(*list, std::string_view(pattern).substr(open + 1, close - open - 1));
  if (pattern.starts_with("/api/v1/homes/{urn}")) ids.insert(ids.end(), homes.begin(), homes.begin() + std::min<std::ptrdiff_t>(std::ssize(homes), 3));
  for (const auto& id : ids)
    for (auto& address : addresses(pattern.substr(0, open) + web::percent_encoded(id) + pattern.substr(close + 1), homes, ask)) all.push_back(std::move(address));
  return all;
}

// No record of the demo England was ever opened in an emergency: whoever may opens one of their children.
void open_one_in_an_emergency(Browser& browser) {
  const auto page = browser.get("/emergency-access");
  const auto children = browser.get("/api/v1/children");
  if (page.status != 200 || children.status != 200) return;
  const auto list = read(children.body, "children");
  for (const auto& child : *list.find("items")->as_array()) {
    if (child.find("local_id")->as_string()->empty()) continue;
    for (const auto& form : forms_of(page.body)) {
      if (form.action != "/emergency-access") continue;
      web::NamedValues fields;
      for (const auto& field : form.fields) fields.emplace_back(field.name, field.name == "child" ? *child.find("local_id")->as_string() : field.name == "reason" ? "The child is missing since noon" : field.value);
      EXPECT_EQ(browser.post(form.action, fields).status, 200);
    }
    return;
  }
}

// Nor does a referral wait there to be written: whoever may begins one for a child.
void begin_a_referral(Browser& browser) {
  const auto children = browser.get("/api/v1/children");
  if (children.status != 200) return;
  const auto list = read(children.body, "children");
  for (const auto& id : ids_in(list, "id"))
    for (const auto& form : forms_of(browser.get("/children/" + id).body)) {
      if (form.action != "/children/" + id + "/refer") continue;
      web::NamedValues fields;
      for (const auto& field : form.fields) fields.emplace_back(field.name, field.value);
      EXPECT_EQ(browser.post(form.action, fields).status, 200);
      return;
    }
}

TEST_F(EveryRole, IsAnsweredByTheApiInTheShapesOfItsDocument) {
  std::set<std::string> answered, asked;
  std::optional<json::Value> document;
  for_each([&](const SignIn&, Browser& browser) {
    open_one_in_an_emergency(browser);
    begin_a_referral(browser);
    if (!document) document = read(browser.get("/api/v1/openapi.json").body, "openapi.json");
    const auto ask = [&](const std::string& address) -> std::optional<json::Value> {
      const auto page = browser.get(address);
      return page.status == 200 ? std::optional(read(page.body, address)) : std::nullopt;
    };
    const auto homes = own_homes(browser);
    for (const auto& [pattern, operations] : *document->find("paths")->as_object()) {
      const auto* get = operations.find("get");
      if (!get || !pattern.starts_with("/api/")) continue;
      const auto* fine = get->find("responses")->find("200");
      const auto* content = fine ? fine->find("content") : nullptr;
      const auto* json_content = content ? content->find("application/json") : nullptr;
      if (!json_content) continue;
      asked.insert(pattern);
      // The reference into the document, and what it refers to.
      json::Value schema(json::Object{{"components", *document->find("components")}, {"allOf", json::Array{*json_content->find("schema")}}});
      for (const auto& address : addresses(pattern, homes, ask))
        if (const auto value = ask(address)) {
          answered.insert(pattern);
          EXPECT_THAT(schema_faults(schema, *value), IsEmpty()) << address;
        }
    }
  });
  std::vector<std::string> silent;
  std::ranges::set_difference(asked, answered, std::back_inserter(silent));
  EXPECT_THAT(silent, IsEmpty()) << "nobody in the demo England was answered: give it such a record";
  EXPECT_GT(asked.size(), 10u);
}

}  // namespace
}  // namespace rightplace::test
