#include "web/layout.h"

#include "web/assets.h"
#include "web/govuk/notices.h"
#include "web/govuk/wayfinding.h"
#include "web/site.h"

namespace rightplace::web {
namespace {

constexpr std::string_view kService = "Rightplace";

Html navigation(const std::vector<Link>& links) {
  if (links.empty()) return {};
  govuk::ServiceNavigation params{.navigation_id = "service-navigation"};
  for (const auto& link : links) params.navigation.push_back({.text = link.text, .href = link.href, .active = link.current});
  return govuk::service_navigation(params);
}

Html breadcrumbs(const std::vector<Link>& links) {
  if (links.empty()) return {};
  govuk::Breadcrumbs params{.collapse_on_mobile = true};
  for (const auto& link : links) params.items.push_back({.text = link.text, .href = link.href});
  return govuk::breadcrumbs(params);
}

Html who(const Visitor& visitor) {
  if (!visitor.signed_in()) return {};
  return html(R"(<div class="rp-who"><a class="govuk-link" href="{}">{}</a><form method="post" action="{}">{}<button class="rp-link-button" type="submit">Lock</button></form><form method="post" action="{}">{}<button class="rp-link-button" type="submit">Sign out</button></form></div>)",
              Url("/account"), visitor.shown_name, Url("/lock"), form_tokens(visitor, "lock"), Url("/sign-out"), form_tokens(visitor, "sign-out"));
}

}  // namespace

Html in_frame(const Visitor& visitor, const PageFrame& frame, const Html& content) {
  const std::string title = (frame.has_errors ? "Error: " : "") + frame.title + " – " + std::string(kService);
  const Html banner = frame.banner.empty() ? Html{} : html(R"(<div class="rp-banner"><p class="govuk-width-container govuk-body-s">{}</p></div>)", frame.banner);
  const auto look = frame.wide ? "govuk-template__body rp-wide" : "govuk-template__body";
  return html(R"(<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
<meta charset="utf-8">
<title>{}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex, nofollow">
<link rel="stylesheet" href="{}">
<link rel="icon" href="{}" type="image/svg+xml">
<script type="module" src="{}"></script>
</head>
<body class="{}">
{}
<header class="rp-header">{}<div class="govuk-width-container rp-header__inner"><a class="rp-header__name" href="{}"><svg class="rp-header__mark" viewBox="0 0 32 32" focusable="false" aria-hidden="true"><path d="M3 15.5 16 3l13 12.5V29H3z" fill="#fff"/><path d="m9.5 19.5 5 5L23 15" fill="none" stroke="#14434b" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>{}</a>{}</div></header>
{}
<div class="govuk-width-container">{}
<main class="govuk-main-wrapper" id="main-content">{}</main>
</div>
<footer class="govuk-footer"><div class="govuk-width-container"><h2 class="govuk-visually-hidden">Support links</h2>
<ul class="govuk-footer__inline-list">
<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="{}">About</a></li>
<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="{}">Accessibility</a></li>
<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="{}">Rules and policies in force</a></li>
<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="{}">Licences and data</a></li>
</ul></div></footer>
</body>
</html>
)",
              title, asset_url("rightplace.css"), asset_url("favicon.svg"), asset_url("rightplace.js"), look,
              govuk::skip_link({.text = "Skip to main content", .href = Url("#main-content")}), banner, Url("/"), kService, who(visitor),
              navigation(frame.navigation), breadcrumbs(frame.breadcrumbs), content, Url("/about"), Url("/accessibility"), Url("/rules"), Url("/licences"));
}

Html error_summary(const Form& form) {
  if (form.fine()) return {};
  govuk::ErrorSummary summary;
  for (const auto& fault : form.faults())
    summary.errors.push_back({.text = fault.detail, .href = fault.field.empty() || fault.field == kVersionField ? std::nullopt : std::optional(Url::fragment(fault.field))});
  return govuk::error_summary(summary);
}

Html form_tokens(const Visitor& visitor, std::string_view once) {
  auto fields = html(R"(<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">)", kCsrfField, visitor.csrf_token, kOnceField, once);
  if (visitor.signed_in()) fields += html(R"(<input type="hidden" name="{}" value="{}">)", kForField, visitor.organisation_id);
  return fields;
}

}  // namespace rightplace::web
