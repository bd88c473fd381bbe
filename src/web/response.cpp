#include "web/response.h"

namespace rightplace::web {
namespace {

Response with_body(int status, std::string_view type, std::string body, Caching caching) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.header("Content-Type", std::string(type)).header("Cache-Control", std::string(cache_control(caching)));
  return response;
}

}  // namespace

std::string_view cache_control(Caching caching) {
  switch (caching) {
    case Caching::NoStore: return "no-store";
    case Caching::Revalidate: return "private, no-cache";
    case Caching::Immutable: return "public, max-age=31536000, immutable";
  }
  return "no-store";
}

Response page(const Html& html, Caching caching, int status) { return with_body(status, "text/html; charset=utf-8", html.markup(), caching); }

Response json_response(std::string body, Caching caching, int status) {
  return with_body(status, status >= 400 ? "application/problem+json" : "application/json", std::move(body), caching);
}

Response redirect(const Url& to) {
  auto response = with_body(303, "text/plain; charset=utf-8", "", Caching::NoStore);
  response.header("Location", to.text());
  return response;
}

Response plain(int status, std::string_view text) { return with_body(status, "text/plain; charset=utf-8", std::string(text) + "\n", Caching::NoStore); }

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Other";
  }
}

}  // namespace rightplace::web
