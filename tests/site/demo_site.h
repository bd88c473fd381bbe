#pragma once
// The whole site over a small demo England, without sockets, and a browser in front of it.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "web/site.h"

namespace rightplace::test {

struct SignIn {
  std::string role;           // code
  std::string organisation;
  std::string email, password, code;
};

class DemoSite {
 public:
  // Makes the store (some seconds); `scale` is a share of England.
  explicit DemoSite(double scale);
  ~DemoSite();
  web::Response handle(const web::Request& request);
  const web::Router& router() const;
  // With the one-time codes of this moment.
  std::vector<SignIn> sign_ins();
  // Rows of everything that people do. What only says that somebody looked (audit, disclosures, sessions, marks of forms) is left out.
  std::int64_t rows();
  std::vector<std::string> faults;   // what handlers threw

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Keeps cookies and follows redirects, as a browser does.
class Browser {
 public:
  explicit Browser(DemoSite& site) : site_(site) {}
  struct Page {
    int status = 0;
    std::string path;    // where it ended
    std::string body;
    std::string type;
  };
  Page get(const std::string& path_and_query);
  Page post(const std::string& path_and_query, const web::NamedValues& fields);
  // True when signed in as that person.
  bool sign_in(const SignIn& as);
  std::map<std::string, std::string> cookies;

 private:
  web::Response send(web::Method method, const std::string& path_and_query, const std::string& body);
  Page followed(web::Response response, std::string path);
  DemoSite& site_;
};

}  // namespace rightplace::test
