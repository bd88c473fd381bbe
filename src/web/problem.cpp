#include "web/problem.h"

#include "base/json.h"
#include "base/text.h"
#include "web/layout.h"

namespace rightplace::web {
namespace {

struct Words {
  ErrorKind kind;
  int status;
  std::string_view title;
};

// The one table. Forbidden has NotFound's words and status: a record that one may not know of does not exist.
constexpr Words kWords[] = {{ErrorKind::Invalid, 422, "Check what you entered"},
                            {ErrorKind::NotFound, 404, "Page not found"},
                            {ErrorKind::Forbidden, 404, "Page not found"},
                            {ErrorKind::Conflict, 409, "This has changed"},
                            {ErrorKind::Unavailable, 503, "Sorry, the service is unavailable"}};
constexpr std::string_view kNotFoundDetail = "If you typed or pasted the address, check that it is right and whole.";

const Words& words_of(ErrorKind kind) {
  for (const auto& row : kWords)
    if (row.kind == kind) return row;
  return kWords[0];
}

std::string problem_document(int status, std::string_view title, std::string_view detail, const std::vector<FieldError>& fields) {
  json::Object document{{"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  if (!fields.empty()) {
    json::Array faults;
    for (const auto& field : fields) faults.push_back(json::Object{{"field", field.field}, {"detail", field.detail}});
    document.set("errors", std::move(faults));
  }
  return json::Value(std::move(document)).dump();
}

Response answer(const Request& request, const Visitor& visitor, int status, std::string_view title, std::string_view detail,
                const std::vector<FieldError>& fields) {
  if (wants_json(request)) return json_response(problem_document(status, title, detail, fields), Caching::NoStore, status);
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{}</p></div></div>)", title, detail);
  return page(in_frame(visitor, {.title = std::string(title)}, content), Caching::NoStore, status);
}

}  // namespace

int status_of(ErrorKind kind) { return words_of(kind).status; }

bool wants_json(const Request& request) {
  return request.path.starts_with("/api/") || contains(request.header("accept").value_or(""), "application/json") ||
         contains(request.header("accept").value_or(""), "application/problem+json");
}

Response problem(const Request& request, const Visitor& visitor, const Error& error) {
  const auto& words = words_of(error.kind);
  if (words.status == 404) return answer(request, {}, 404, words.title, kNotFoundDetail, {});
  return answer(request, visitor, words.status, words.title, error.detail, error.fields);
}

Response problem(const Request& request, const Visitor& visitor, int status, std::string_view title, std::string_view detail) {
  return answer(request, visitor, status, title, detail, {});
}

}  // namespace rightplace::web
