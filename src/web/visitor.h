#pragma once
// Who is on the other end of a request. Filled in by whoever keeps the sessions; opaque here.

#include <memory>
#include <string>

namespace rightplace::web {

struct Visitor {
  std::string person_id;         // empty: nobody is signed in
  std::string session_id;
  std::string organisation_id;   // on whose behalf
  std::string shown_name;        // for the header of pages only
  std::string csrf_token;        // what a form of this session must carry; empty for requests with an API token
  bool by_token = false;         // an API token, not a browser
  std::shared_ptr<const void> kept = {};   // what the keeper of sessions wants to find again
  bool signed_in() const { return !person_id.empty(); }
};

}  // namespace rightplace::web
