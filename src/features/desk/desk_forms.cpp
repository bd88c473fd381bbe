#include <algorithm>

#include "features/desk/desk_once.h"
#include "web/problem.h"

namespace rightplace::desk {
namespace {

constexpr std::size_t kShortestMark = 20;
// The fault of this field says that somebody else was first.
constexpr std::string_view kChanged = web::kVersionField;

web::Response led_to(const std::string& location) {
  web::Response response;
  response.status = 303;
  return response.header("Location", location).header("Cache-Control", "no-store");
}

}  // namespace

web::Html tokens(const web::Visitor& visitor) { return web::form_tokens(visitor, vault::random_token(18)); }
web::Html tokens(const Asked& asked) { return tokens(asked.exchange.visitor); }
web::Html tokens(const Asked& asked, std::int64_t version) {
  return tokens(asked) + web::html(R"(<input type="hidden" name="{}" value="{}">)", web::kVersionField, version);
}

int shown_again(const web::Form& form) {
  return std::ranges::any_of(form.faults(), [](const auto& fault) { return fault.field == kChanged; }) ? 409 : 422;
}

std::optional<web::Response> carry_out(const Asked& asked, web::Form& form, const std::function<Result<web::Url>(db::Write&)>& change) {
  return carry_out(asked.desk, asked.exchange, form, change);
}

std::optional<web::Response> carry_out(const Desk& desk, const web::Exchange& exchange, web::Form& form, const std::function<Result<web::Url>(db::Write&)>& change) {
  if (!form.fine()) return std::nullopt;
  const auto mark = form.typed(web::kOnceField);
  if (mark.size() < kShortestMark) {
    form.fault("", "This page is too old. Check what it says now, and send it once more");
    return std::nullopt;
  }
  const auto done = once(desk, exchange, mark, [&](db::Write& tx) -> Result<std::string> {
    RP_TRY(next, change(tx));
    return next.text();
  });
  if (done) return led_to(*done);
  const auto& error = done.error();
  if (error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Forbidden || error.kind == ErrorKind::Unavailable)
    return web::problem(exchange.request, exchange.visitor, error.kind == ErrorKind::Unavailable ? error : access::missing());
  for (const auto& fault : error.fields) form.fault(fault.field, fault.detail);
  if (error.kind == ErrorKind::Conflict) form.fault(kChanged, error.detail);
  else if (error.fields.empty()) form.fault("", error.detail);
  return std::nullopt;
}

}  // namespace rightplace::desk
