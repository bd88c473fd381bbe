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

  // What the cause of a fault means for whoever asked. Passing: the database is away, the disk is full; 503, and may be asked
  // again. InDoubt: the same, but it is not known whether what was sent was kept.
  enum class Cause { Ours, Passing, InDoubt };
  using CauseOf = std::function<Cause(const std::exception&)>;

  Site(std::vector<Route> routes, Gate gate, OnFault on_fault, CauseOf cause_of = {});
  Response handle(const Request& request) const;
  std::uint64_t body_limit(Method method, std::string_view path) const;
  const Router& router() const { return router_; }

 private:
  Response answer(const Request& request) const;
  Router router_;
  Gate gate_;
  OnFault on_fault_;
  CauseOf cause_of_;
};

// Fields that a form carries unseen: the session's token; what makes a second sending of the same page harmless; for which
// organisation its reader acted; which version of the record was shown.
inline constexpr std::string_view kCsrfField = "csrf";
inline constexpr std::string_view kOnceField = "once";
inline constexpr std::string_view kForField = "for";
inline constexpr std::string_view kVersionField = "version";

}  // namespace rightplace::web
