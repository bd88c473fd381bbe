#pragma once
// A whole site without sockets: finds the route, asks the gate who may pass, checks that a form came from one of our pages,
// runs the handler and adds the headers that every answer carries. The server calls it; so do the tests.

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "web/router.h"

namespace rightplace::web {

// What the keeper of sessions says to a request.
struct Admission {
  Visitor visitor;
  std::optional<Response> refused;   // a redirect to sign-in, 401 for programs, or 404
};

class Site {
 public:
  using Gate = std::function<Admission(const Route&, const Request&, const NamedValues& path)>;
  // Called with an id when a handler threw: the id is shown to the person, the text goes to the log.
  using OnFault = std::function<std::string(const Request&, std::string_view what)>;

  // Whether the cause of a fault may pass (the database is away, the disk is full): then it is 503, and may be asked again.
  using MayPass = std::function<bool(const std::exception&)>;

  Site(std::vector<Route> routes, Gate gate, OnFault on_fault, MayPass may_pass = {});
  Response handle(const Request& request) const;
  std::uint64_t body_limit(Method method, std::string_view path) const;
  const Router& router() const { return router_; }

 private:
  Response answer(const Request& request) const;
  Router router_;
  Gate gate_;
  OnFault on_fault_;
  MayPass may_pass_;
};

// The field of a form that carries the session's token, and the one that makes a second sending of the same page harmless.
inline constexpr std::string_view kCsrfField = "csrf";
inline constexpr std::string_view kOnceField = "once";

}  // namespace rightplace::web
