#pragma once
// The question that an address asks: /homes?area=Leeds&sort=name. Filters, sorting and pages change one part of it and keep the
// rest, as links that can be sent to a colleague.

#include <string>
#include <string_view>
#include <vector>

#include "web/form.h"
#include "web/html.h"
#include "web/request.h"

namespace rightplace::web {

class Query {
 public:
  Query(Url path, NamedValues values);               // empty values are no question
  static Query of(const Url& path, const Request& request) { return {path, request.query}; }

  std::string_view value(std::string_view name) const;   // the first, or empty
  std::vector<std::string> all(std::string_view name) const;
  bool asks(std::string_view name, std::string_view value) const;
  bool asks_anything() const { return !values_.empty(); }
  int page() const;                                  // 1 when none or nonsense is asked

  Url url() const;
  // Each starts at the first page again.
  Url with(std::string_view name, std::string_view value) const;      // instead of what the name had
  Url without(std::string_view name) const;
  Url without(std::string_view name, std::string_view value) const;   // of several
  Url without_page() const { return without("page"); }
  const Url& path() const { return path_; }
  // Fills fields as a form that was sent, when anything is asked.
  Form form() const { return Form(values_); }
  // Hidden fields that keep these through a form sent with GET.
  Html hidden(const std::vector<std::string_view>& names) const;

 private:
  Url path_;
  NamedValues values_;
};

// Which column a list is sorted by: sort=places, or sort=-places for falling order.
struct Sort {
  std::string column;
  bool falling = false;
};
// What is asked if it is one of `columns`, otherwise `otherwise`.
Sort sort_of(const Query& query, const std::vector<std::string_view>& columns, Sort otherwise);

}  // namespace rightplace::web
