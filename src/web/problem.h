#pragma once
// What went wrong, for a person (a page) or a program (application/problem+json, RFC 9457): one table from kind of error to
// status. What one may not know of answers with the same bytes as what does not exist.

#include "base/result.h"
#include "web/html.h"
#include "web/request.h"
#include "web/response.h"
#include "web/visitor.h"

namespace rightplace::web {

int status_of(ErrorKind kind);   // Invalid 422, NotFound and Forbidden 404, Conflict 409, Unavailable 503

// JSON when the request asked the API or prefers JSON, otherwise a page.
Response problem(const Request& request, const Visitor& visitor, const Error& error);
Response problem(const Request& request, const Visitor& visitor, int status, std::string_view title, std::string_view detail);

bool wants_json(const Request& request);

}  // namespace rightplace::web
