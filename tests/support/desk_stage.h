#pragma once
// A desk over an empty database of one dialect, for the tests of features with pages: each brings its tables, its records and
// its site.

#include <gmock/gmock.h>

#include <optional>
#include <span>
#include <string>

#include "features/desk/desk.h"
#include "tests/support/databases.h"
#include "tests/support/json_schema.h"
#include "web/site.h"

namespace rightplace::test {

// Where a redirect leads; empty when the answer is none.
inline std::string where(const web::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Location") return value;
  return "";
}

class DeskStage : public OnBothDatabases {
 protected:
  void open(std::initializer_list<std::span<const db::Migration>> tables) {
    database.emplace(GetParam(), tables);
    trail.emplace(**database, clock, std::chrono::milliseconds(5));
    desk.emplace(**database, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), clock, clock, *trail, database->folder.path());
  }
  // The site of these pages, behind the desk's own gate unless another is given. What a handler throws is its page's number.
  void begin(desk::Pages pages, web::Site::Gate gate = {}, web::Site::OnFault on_fault = {}) {
    auto routes = std::move(pages.open);
    json::Object shapes;
    for (const auto& shape : pages.shapes) shapes.set(shape.name, *json::parse(shape.schema, shape.name));
    for (auto& page : pages.pages) {
      if (!page.response_type.empty() && shapes.find(page.response_type)) keeps_its_word(page, shapes);
      routes.push_back(desk::route(*desk, std::move(page)));
    }
    if (!gate) gate = desk::gate(*desk);
    if (!on_fault) on_fault = [](const web::Request&, std::string_view what) { return std::string(what); };
    site.emplace(std::move(routes), std::move(gate), std::move(on_fault));
  }
  // The threads of the trail end before what they write to.
  void TearDown() override {
    site.reset();
    desk.reset();
    trail.reset();
  }
  // Every answer of a program's page is held against the shape that it promises.
  static void keeps_its_word(desk::Page& page, const json::Object& shapes) {
    const json::Value schema(json::Object{{"components", json::Object{{"schemas", shapes}}}, {"$ref", "#/components/schemas/" + std::string(page.response_type)}});
    page.handler = [schema, handler = std::move(page.handler), name = std::string(page.pattern)](const desk::Asked& asked) {
      auto response = handler(asked);
      if (response.status != 200 && response.status != 201) return response;
      const auto value = json::parse(response.body, name);
      EXPECT_TRUE(value) << name << " answers what is no JSON: " << response.body.substr(0, 200);
      if (!value) return response;
      EXPECT_THAT(schema_faults(schema, *value), ::testing::IsEmpty()) << name;
      return response;
    };
  }
  static std::string where(const web::Response& response) { return test::where(response); }
  template <class Action>
  auto write(Action&& action) { return (*database)->write(std::forward<Action>(action)); }
  template <class Question>
  auto read(Question&& question) { return (*database)->read(std::forward<Question>(question)); }

  FixedClock clock{kMondayMorning};
  std::optional<TestDatabase> database;
  std::optional<audit::ReadTrail> trail;
  std::optional<desk::Desk> desk;
  std::optional<web::Site> site;
};

}  // namespace rightplace::test
