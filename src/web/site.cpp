#include "web/site.h"

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "web/multipart.h"
#include "web/problem.h"

namespace rightplace::web {
namespace {

constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

void add_headers(Response& response, bool secure) {
  response.header("Content-Security-Policy", std::string(kContentPolicy))
      .header("X-Content-Type-Options", "nosniff")
      .header("Referrer-Policy", "no-referrer")
      .header("Cross-Origin-Opener-Policy", "same-origin")
      .header("Cross-Origin-Resource-Policy", "same-origin")
      .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (secure) response.header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

// Same length always compared whole, so that the time taken says nothing.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.empty()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

bool is_form(const Request& request) { return request.content_type() == "application/x-www-form-urlencoded" || is_multipart(request); }

// A form must come from a page of ours: the browser says where it was (Sec-Fetch-Site, Origin), and the session's token is in it.
bool came_from_us(const Request& request, const Visitor& visitor) {
  if (visitor.by_token) return true;
  const auto site = request.header("sec-fetch-site");
  if (site && *site != "same-origin" && *site != "none") return false;
  if (const auto origin = request.header("origin"); origin && !site) {
    const auto host = request.header("host").value_or("");
    if (*origin != "https://" + std::string(host) && *origin != "http://" + std::string(host)) return false;
  }
  if (const auto header = request.header("x-csrf-token")) return same_secret(*header, visitor.csrf_token);
  if (!is_form(request)) return false;
  const auto fields = fields_of(request);
  if (!fields) return false;
  const auto token = std::ranges::find(*fields, kCsrfField, [](const auto& field) { return std::string_view(field.first); });
  return token != fields->end() && same_secret(token->second, visitor.csrf_token);
}

// A page of one organisation, sent after its reader chose another elsewhere: its words were not meant for that one.
bool written_for_another(const Request& request, const Visitor& visitor) {
  if (visitor.by_token || !visitor.signed_in() || !is_form(request)) return false;
  const auto fields = fields_of(request);
  if (!fields) return false;
  const auto written = std::ranges::find(*fields, kForField, [](const auto& field) { return std::string_view(field.first); });
  return written != fields->end() && written->second != visitor.organisation_id;
}

}  // namespace

Site::Site(std::vector<Route> routes, Gate gate, OnFault on_fault, CauseOf cause_of)
    : router_(std::move(routes)), gate_(std::move(gate)), on_fault_(std::move(on_fault)), cause_of_(std::move(cause_of)) {}

Response Site::handle(const Request& request) const {
  Response response;
  try {
    response = answer(request);
  } catch (const std::exception& fault) {
    const auto id = on_fault_(request, fault.what());
    const auto cause = cause_of_ ? cause_of_(fault) : Cause::Ours;
    if (cause == Cause::InDoubt)
      response = problem(request, {}, 503, "Sorry, the service stopped while it kept what you sent",
                         "It is not sure that it was kept. Wait some minutes, then load this page again and let the browser send it once more: it is done once, never twice. "
                         "If it goes on, tell us this number: " + id).header("Retry-After", "60");
    else if (cause == Cause::Passing)
      response = problem(request, {}, 503, "Sorry, the service is unavailable",
                         "Nothing that you sent was kept. Wait some minutes, then do it once more. If it goes on, tell us this number: " + id).header("Retry-After", "60");
    else
      response = problem(request, {}, 500, "Sorry, there is a problem with the service",
                         "Nothing that you sent was kept. Try again later. If it happens again, tell us this number: " + id);
  }
  add_headers(response, request.secure);
  return response;
}

std::uint64_t Site::body_limit(Method method, std::string_view path) const {
  const auto match = router_.find(method, path);
  return match.route ? match.route->body_limit : 64 << 10;
}

Response Site::answer(const Request& request) const {
  const auto match = router_.find(request.method, request.path);
  if (!match.route) {
    if (match.allowed.empty()) return problem(request, {}, {ErrorKind::NotFound, "", {}});
    auto response = problem(request, {}, 405, "This cannot be done here", "The address is right, but not what was asked of it.");
    std::vector<std::string> names;
    for (const auto method : match.allowed) names.emplace_back(method_name(method));
    return response.header("Allow", join(names, ", "));
  }
  const auto admission = gate_(*match.route, request, match.path);
  if (admission.refused) return *admission.refused;
  const bool changes = request.method != Method::Get && request.method != Method::Head;
  if (changes && !came_from_us(request, admission.visitor))
    return problem(request, admission.visitor, 403, "This page is too old, or the form did not come from it",
                   "Go back, load the page again and send it once more. Nothing was kept.");
  if (changes && match.route->access.kind() == Access::Kind::Permitted && written_for_another(request, admission.visitor))
    return problem(request, admission.visitor, 409, "You act for another organisation now",
                   "In another tab or window you chose another organisation after this page was made. Nothing was kept. Choose the organisation again for which you wrote this, then go back and send it.");
  return match.route->handler({request, admission.visitor, match.path});
}

}  // namespace rightplace::web
