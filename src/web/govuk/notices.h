#pragma once
// Button, error summary, notification banner, inset text, warning text, details, panel, phase banner, tag.

#include "web/govuk/parts.h"

namespace rightplace::web::govuk {

struct Button {
  Content text;
  std::optional<Url> href = {};   // a link that looks like a button
  std::string name = {};
  std::string value = {};
  std::string type = "submit";
  std::string id = {};
  std::string classes = {};       // govuk-button--secondary, --warning, --inverse
  Attributes attributes = {};
  bool disabled = false;
  bool is_start = false;
  std::optional<bool> prevent_double_click = {};
};
Html button(const Button& params);
Html button_group(const std::vector<Html>& buttons_and_links);

struct ErrorSummaryItem {
  Content text;
  std::optional<Url> href = {};
  Attributes attributes = {};
};
struct ErrorSummary {
  Content title = "There is a problem";
  Content description = {};
  std::vector<ErrorSummaryItem> errors = {};
  std::string classes = {};
  Attributes attributes = {};
  std::optional<bool> disable_auto_focus = {};
};
Html error_summary(const ErrorSummary& params);

struct NotificationBanner {
  Content text;   // a text becomes the heading; markup brings its own
  Content title = {};
  std::string type = {};   // "success"
  std::string role = {};
  std::string title_id = "govuk-notification-banner-title";
  int title_heading_level = 2;
  std::string classes = {};
  Attributes attributes = {};
  std::optional<bool> disable_auto_focus = {};
};
Html notification_banner(const NotificationBanner& params);

struct InsetText {
  Content text;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};
Html inset_text(const InsetText& params);

struct WarningText {
  Content text;
  std::string icon_fallback_text = "Warning";
  std::string classes = {};
  Attributes attributes = {};
};
Html warning_text(const WarningText& params);

struct Details {
  Content summary;
  Content text;
  bool open = false;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};
Html details(const Details& params);

struct PanelAction {
  Content text;
  std::optional<Url> href = {};
  std::string type = {};   // "button" makes a link look like one
  std::string classes = {};
  Attributes attributes = {};
};
// A confirmation, or with the class govuk-panel--interruption a stop before going on, which may have actions.
struct Panel {
  Content title;
  Content text = {};
  std::vector<PanelAction> actions = {};
  int heading_level = 1;
  std::string classes = {};
  Attributes attributes = {};
  std::string actions_classes = {};
  Attributes actions_attributes = {};
};
Html panel(const Panel& params);

struct Tag {
  Content text;
  std::string classes = {};
  Attributes attributes = {};
};
Html tag(const Tag& params);
enum class Colour { Blue, Grey, Green, Teal, Purple, Magenta, Red, Orange, Yellow };
// The words say it; the colour only helps those who see it.
Html tag(Content text, Colour colour);

struct PhaseBanner {
  Tag tag;
  Content text;
  std::string classes = {};
  Attributes attributes = {};
};
Html phase_banner(const PhaseBanner& params);

}  // namespace rightplace::web::govuk
