#include "features/supplying/supplying_frame.h"

#include <fmt/format.h>

#include "features/geography/geography.h"
#include "web/govuk/notices.h"
#include "web/moj/patterns.h"
#include "web/problem.h"

namespace rightplace::supplying {

web::Html notices_part(const View& view) {
  web::Html all;
  if (view.home.status == homes::Status::Suspended) all += web::govuk::warning_text({.text = fmt::format("The register shows this home as suspended. {}", supply::notice_meaning(supply::NoticeKind::Suspension))});
  for (const auto& notice : view.supply.notices)
    all += web::govuk::warning_text({.text = fmt::format("{} in force since {}{}. {}", supply::kNoticeKinds.label(notice.kind), notice.served_on.words(), notice.until ? " until " + notice.until->words() : "", supply::notice_meaning(notice.kind))});
  return all;
}

web::Html home_head(const desk::Asked& asked, const View& view, Tab tab) {
  const auto& urn = view.home.urn;
  const auto* authority = geography::authority_by_code(view.home.authority_code);
  std::string facts = fmt::format("Ofsted's number {}", urn);
  if (authority) facts += fmt::format(" · {}", authority->name);
  if (view.home.places) facts += fmt::format(" · registered for {} {}", *view.home.places, *view.home.places == 1 ? "child" : "children");
  std::vector<web::moj::NavigationLink> links = {{"Profile", home_url(urn), tab == Tab::Profile}, {"Places", places_url(urn), tab == Tab::Places}};
  if (asked.may(facts_of(access::Record::Vacancies, urn), access::Verb::Write)) links.push_back({"Rooms", home_url(urn).segment("rooms"), tab == Tab::Rooms});
  if (asked.may(facts_of(access::Record::Placement, urn), access::Verb::Write)) links.push_back({"Children", home_url(urn).segment("children"), tab == Tab::Children});
  links.push_back({"Whole statement", home_url(urn).segment("statement"), tab == Tab::Statement});
  links.push_back({"Versions", home_url(urn).segment("versions"), tab == Tab::Versions});
  return web::html(R"(<h1 class="govuk-heading-l govuk-!-margin-bottom-1">{}</h1><p class="govuk-body rp-muted">{}</p>{})", view.name(), facts, web::moj::sub_navigation("This home", links));
}

std::optional<View> load(const desk::Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) { return view_of(tx, asked.desk, asked.value("urn")); });
}

web::Response nothing(const desk::Asked& asked) { return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing()); }

web::Html hidden(std::string_view name, std::string_view value) { return web::html(R"(<input type="hidden" name="{}" value="{}">)", name, value); }

}  // namespace rightplace::supplying
