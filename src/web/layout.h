#pragma once
// The frame of every page: our own header (no crown), service navigation, one h1 in `content`, help and legal links.

#include <string>
#include <vector>

#include "web/form.h"
#include "web/html.h"
#include "web/response.h"
#include "web/visitor.h"

namespace rightplace::web {

struct Link {
  std::string text;
  Url href;
  bool current = false;
};

struct PageFrame {
  std::string title;                 // of the page, without the service's name
  std::vector<Link> navigation = {};
  std::vector<Link> breadcrumbs = {};
  std::string banner = {};           // "Demonstration: everybody here is invented"
  bool has_errors = false;           // puts "Error: " before the title
  bool wide = false;
};

Html in_frame(const Visitor& visitor, const PageFrame& frame, const Html& content);

// "There is a problem", with a link to each field.
Html error_summary(const Form& form);
// The two hidden fields that every form carries.
Html form_tokens(const Visitor& visitor, std::string_view once);

}  // namespace rightplace::web
