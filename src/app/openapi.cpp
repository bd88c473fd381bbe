#include "app/openapi.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "app/features.h"
#include "base/text.h"

namespace rightplace::app {
namespace {

constexpr std::string_view kProblem = R"json({
  "type": "object", "title": "What went wrong (RFC 9457)", "required": ["type", "title", "status"],
  "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
    "errors": {"type": "array", "items": {"type": "object", "required": ["field", "detail"],
      "properties": {"field": {"type": "string"}, "detail": {"type": "string"}}}}
  }
})json";

json::Value reference(std::string_view name) { return json::Object{{"$ref", fmt::format("#/components/schemas/{}", name)}}; }

json::Object parameter(std::string_view name, std::string_view in, bool required, std::string_view what, std::string_view type) {
  return {{"name", name}, {"in", in}, {"required", required}, {"description", what}, {"schema", json::Object{{"type", type}}}};
}

json::Array parameters_of(const desk::Page& page) {
  json::Array all;
  for (auto rest = page.pattern; rest.find('{') != std::string_view::npos;) {
    const auto from = rest.find('{') + 1, to = rest.find('}');
    all.push_back(parameter(rest.substr(from, to - from), "path", true, "Of the address", "string"));
    rest.remove_prefix(to + 1);
  }
  for (const auto& value : page.query) all.push_back(parameter(value.name, "query", false, value.what, value.type));
  if (page.method != web::Method::Get)
    all.push_back(parameter("Idempotency-Key", "header", true, "16 to 200 characters, new for each change and the same when it is sent again", "string"));
  return all;
}

// What goes over as it is and has no shape.
constexpr std::string_view kFile = "file";

json::Value content(std::string_view media, std::string_view shape) {
  if (shape == kFile) return json::Object{{"application/octet-stream", json::Object{{"schema", json::Object{{"type", "string"}, {"format", "binary"}}}}}};
  return json::Object{{media == "json" ? "application/json" : "application/problem+json", json::Object{{"schema", reference(shape)}}}};
}

// "get /api/v1/homes/{urn}" -> "get_homes_urn"
std::string operation_of(const desk::Page& page) {
  std::string out = lower(web::method_name(page.method));
  for (const auto part : split(page.pattern.substr(std::string_view("/api/v1").size()), '/')) {
    std::string word;
    for (const char c : part) word += c == '-' ? "_" : (c == '{' || c == '}') ? "" : std::string(1, c);
    if (!word.empty()) out += "_" + word;
  }
  return out;
}

json::Object operation(const desk::Page& page, const std::map<std::string_view, std::string_view>& shapes) {
  for (const auto shape : {page.request_type, page.response_type})
    if (!shape.empty() && shape != kFile && !shapes.contains(shape)) throw std::logic_error(fmt::format("{} names the shape {}, which is not there", page.pattern, shape));
  if (page.response_type.empty()) throw std::logic_error(fmt::format("{} names no shape of its answer", page.pattern));
  json::Object out{{"operationId", operation_of(page)},
                   {"summary", page.summary},
                   {"x-permission", fmt::format("{}.{}", access::kRecords.code(page.record), access::kVerbs.code(page.verb))},
                   {"parameters", parameters_of(page)}};
  if (!page.request_type.empty()) out.set("requestBody", json::Object{{"required", true}, {"content", content("json", page.request_type)}});
  out.set("responses", json::Object{{"200", json::Object{{"description", "Done"}, {"content", content("json", page.response_type)}}},
                                    {"default", json::Object{{"description", "What went wrong"}, {"content", content("problem", "Problem")}}}});
  return out;
}

// Stands where a database would; only what asks nothing may use it.
class NoDatabase final : public db::Database {
 public:
  db::Dialect dialect() const override { return db::Dialect::Sqlite; }
  std::string describe() const override { return "no database"; }

 protected:
  void run_read(const std::function<void(db::Read&)>&) override { throw db::DatabaseError("pages were made without a database, and one asked it"); }
  void run_write(const std::function<bool(db::Write&)>&) override { throw db::DatabaseError("pages were made without a database, and one asked it"); }
};

struct Stage {
  NoDatabase database;
  SystemClock clock;
  audit::ReadTrail trail{database, clock};
  desk::Desk desk{database, vault::Vault::with_key("no key: nothing is sealed here.."), clock, clock, trail, {}};
};

}  // namespace

json::Value openapi(const std::vector<desk::Pages>& features) {
  std::map<std::string_view, std::string_view> shapes{{"Problem", kProblem}};
  for (const auto& feature : features)
    for (const auto& shape : feature.shapes)
      if (!shapes.emplace(shape.name, shape.schema).second) throw std::logic_error(fmt::format("there are two shapes {}", shape.name));
  json::Object schemas;
  for (const auto& [name, text] : shapes) {
    auto schema = json::parse(text, std::string(name));
    if (!schema) throw std::logic_error(fmt::format("the shape {} is no JSON: {}", name, schema.error().detail));
    schemas.set(name, std::move(*schema));
  }
  std::map<std::string, json::Object> paths;
  for (const auto& feature : features)
    for (const auto& page : feature.pages)
      if (page.pattern.starts_with("/api/v1")) paths[std::string(page.pattern)].set(lower(web::method_name(page.method)), operation(page, shapes));
  json::Object all;
  for (auto& [path, operations] : paths) all.set(path, std::move(operations));
  return json::Object{
      {"openapi", "3.1.0"},
      {"info", json::Object{{"title", "Rightplace"}, {"version", "1"},
                            {"description", "Everything that the pages do, for programs of the organisations that work here. What a program may not know of answers 404, exactly like what does not exist."}}},
      {"servers", json::Array{json::Object{{"url", "/"}}}},
      {"security", json::Array{json::Object{{"token", json::Array{}}}}},
      {"paths", std::move(all)},
      {"components", json::Object{{"securitySchemes", json::Object{{"token", json::Object{{"type", "http"}, {"scheme", "bearer"}}}}}, {"schemas", std::move(schemas)}}}};
}

std::vector<desk::Pages> pages_for_documents() {
  static Stage stage;
  return pages(stage.desk);
}

}  // namespace rightplace::app
