#include "base/json.h"

#include "features/desk/desk_once.h"
#include "web/problem.h"

namespace rightplace::desk {
namespace {

constexpr std::size_t kShortestKey = 16, kLongestKey = 200;

}  // namespace

web::Response answer_json(json::Value value, int status) { return web::json_response(value.dump(), web::Caching::NoStore, status); }

web::Response answer_problem(const Asked& asked, const Error& error) { return web::problem(asked.exchange.request, asked.exchange.visitor, error); }

Result<json::Value> json_body(const Asked& asked) {
  const auto type = asked.exchange.request.content_type();
  if (type != "application/json") return fail(ErrorKind::Invalid, "The body should be JSON: send it with Content-Type: application/json");
  RP_TRY(value, json::parse(asked.exchange.request.body, "body"));
  if (!value.as_object()) return fail(ErrorKind::Invalid, "The body should be one JSON object");
  return std::move(value);
}

web::Response carry_out_json(const Asked& asked, const std::function<Result<json::Value>(db::Write&)>& change) {
  const auto key = asked.exchange.request.header("idempotency-key").value_or("");
  if (key.size() < kShortestKey || key.size() > kLongestKey)
    return answer_problem(asked, {ErrorKind::Invalid, "Send a header Idempotency-Key of 16 to 200 characters, new for each change and the same when you send it again", {}});
  const auto done = once(asked.desk, asked.exchange, key, [&](db::Write& tx) -> Result<std::string> {
    RP_TRY(value, change(tx));
    return value.dump();
  });
  if (!done) return answer_problem(asked, done.error());
  return web::json_response(*done, web::Caching::NoStore);
}

json::Value listed(json::Array items, const std::optional<web::Url>& next) {
  return json::Object{{"items", std::move(items)}, {"next", next ? json::Value(next->text()) : json::Value(nullptr)}};
}

}  // namespace rightplace::desk
