#pragma once
// One table of routes. Every route states who may use it: there is no default. The OpenAPI document, the permission
// matrix and the structural tests read the same table.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/request.h"
#include "web/response.h"
#include "web/visitor.h"

namespace rightplace::web {

// Who may use a route. Cannot be made without saying it.
class Access {
 public:
  enum class Kind { Everyone, SignedIn, Permitted };
  static constexpr Access everyone() { return Access(Kind::Everyone, {}); }                  // sign-in, assets, health
  static constexpr Access signed_in() { return Access(Kind::SignedIn, {}); }                 // one's own things only
  static constexpr Access permitted(std::string_view verb) { return Access(Kind::Permitted, verb); }   // decided by features/access
  constexpr Kind kind() const { return kind_; }
  constexpr std::string_view verb() const { return verb_; }

 private:
  constexpr Access(Kind kind, std::string_view verb) : kind_(kind), verb_(verb) {}
  Kind kind_;
  std::string_view verb_;
};

struct Exchange {
  const Request& request;
  const Visitor& visitor;
  NamedValues path;   // {urn} of the pattern, decoded
  std::string_view value(std::string_view name) const;
};

using Handler = std::function<Response(const Exchange&)>;

struct Route {
  Method method;
  std::string_view pattern;   // "/homes/{urn}/places"
  Access access;
  Handler handler;
  std::string_view summary;             // one sentence, for the API document and the permission matrix
  std::string_view request_type = {};   // name of the form or JSON body, where there is one
  std::string_view response_type = {};  // name of the JSON schema answered with; empty for pages
  std::uint64_t body_limit = 256 << 10;
  bool is_api() const { return pattern.starts_with("/api/"); }
};

class Router {
 public:
  // Throws std::logic_error when two routes are the same or a pattern is malformed: a bug, found at start.
  explicit Router(std::vector<Route> routes);

  struct Match {
    const Route* route = nullptr;       // none: see allowed
    NamedValues path;
    std::vector<Method> allowed;        // methods of the path, when the path is known and the method is not
  };
  // HEAD finds the GET route. A literal segment wins over a {value}.
  Match find(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

std::string_view method_name(Method method);

}  // namespace rightplace::web
