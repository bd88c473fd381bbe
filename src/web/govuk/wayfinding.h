#pragma once
// Breadcrumbs, back link, skip link, pagination, service navigation, tabs.

#include "web/govuk/parts.h"

namespace rightplace::web::govuk {

struct Crumb {
  Content text;
  std::optional<Url> href = {};
  Attributes attributes = {};
};
struct Breadcrumbs {
  std::vector<Crumb> items;
  bool collapse_on_mobile = false;
  std::string label = "Breadcrumb";
  std::string classes = {};
  Attributes attributes = {};
};
Html breadcrumbs(const Breadcrumbs& params);

struct BackLink {
  Url href;
  Content text = "Back";
  std::string classes = {};
  Attributes attributes = {};
};
Html back_link(const BackLink& params);

struct SkipLink {
  Content text;
  Url href = Url("#content");
  std::string classes = {};
  Attributes attributes = {};
};
Html skip_link(const SkipLink& params);

struct PageLink {
  std::optional<Url> href = {};
  std::string number = {};
  std::optional<std::string> visually_hidden_text = {};   // "Page 3" when absent
  bool current = false;
  bool ellipsis = false;
  Attributes attributes = {};
};
struct Arrow {
  Url href;
  Content text = {};
  std::string label = {};
  Attributes attributes = {};
};
struct Pagination {
  std::vector<PageLink> items = {};
  std::optional<Arrow> previous = {};
  std::optional<Arrow> next = {};
  std::string landmark_label = "Pagination";
  std::string classes = {};
  Attributes attributes = {};
};
Html pagination(const Pagination& params);
// Pages 1 to `last` of a list at `address`, which gets page=N: first, last and the neighbours of `current`. Nothing for one page.
Html pagination(const Url& address, int current, int last);

struct NavigationItem {
  Content text;
  std::optional<Url> href = {};
  bool current = false;   // this page
  bool active = false;    // a page of this part
  Attributes attributes = {};
};
struct ServiceNavigation {
  std::string service_name = {};
  std::optional<Url> service_url = {};
  std::vector<NavigationItem> navigation = {};
  std::optional<bool> collapse_on_mobile = {};
  std::string menu_button_text = "Menu";
  std::string menu_button_label = {};
  std::string navigation_label = {};
  std::string navigation_id = "navigation";
  std::string navigation_classes = {};
  std::string label = "Service information";
  Html start = {}, end = {}, navigation_start = {}, navigation_end = {};   // GOV.UK calls them slots
  bool end_inline = false;
  std::string classes = {};
  Attributes attributes = {};
};
Html service_navigation(const ServiceNavigation& params);

struct Tab {
  std::string label;
  Content panel;
  std::string id = {};
  Attributes attributes = {};
  Attributes panel_attributes = {};
};
struct Tabs {
  std::vector<Tab> items;
  std::string id_prefix = {};
  std::string title = "Contents";
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};
Html tabs(const Tabs& params);

}  // namespace rightplace::web::govuk
