#include <fmt/format.h>

#include "tests/gallery/gallery.h"
#include "web/field.h"
#include "web/govuk/wayfinding.h"
#include "web/moj/patterns.h"

namespace rightplace::gallery {
namespace {

using namespace web;
using govuk::Cell;
using govuk::Colour;

struct Home {
  const char* name;
  const char* area;
  int places, vacant;
  const char* grade;
};
constexpr Home kHomes[] = {{"Larkspur House", "Northshire", 4, 1, "Good"},          {"The Old Forge", "Westmere", 3, 0, "Outstanding"},      {"Beacon View", "Northshire", 6, 2, "Requires improvement to be good"},
                           {"Willow Bank", "Eastfold", 2, 1, "Good"},               {"Marsh End", "Westmere", 1, 0, "Inadequate"},            {"Tannery Row", "Northshire", 5, 0, "Not yet inspected"}};

Html grade(std::string_view words) {
  const auto colour = words == "Outstanding" ? Colour::Green : words == "Good" ? Colour::Teal : words == "Inadequate" ? Colour::Red : words.starts_with("Requires") ? Colour::Yellow : Colour::Grey;
  return govuk::tag(words, colour);
}

Html homes_table(const Query& query) {
  const auto sort = sort_of(query, {"name", "places"}, {"name"});
  govuk::Table table{.caption = "Homes", .caption_classes = "govuk-visually-hidden",
                     .head = {moj::sorting(query, sort, "Home", "name"), "Area", moj::sorting(query, sort, "Places", "places", true), Cell("Vacant").number(), "Last grade"}, .first_cell_is_header = true};
  for (const auto& home : kHomes)
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/gallery/summary-list"), home.name), home.area, Cell(home.places).number(), Cell(home.vacant).number(), grade(home.grade)});
  return govuk::scrolling(govuk::table(table), "Homes");
}

Html results(const Query& query) {
  const auto form = query.form();
  const auto fields = field::input(form, {.name = "q", .label = "Name or postcode", .hint = "For example M5 4WT"}) +
                      field::checkboxes(form, {.name = "area", .legend = "Area", .choices = {{"Northshire", "Northshire"}, {"Westmere", "Westmere"}, {"Eastfold", "Eastfold"}}, .small = true}) +
                      field::select(form, {.name = "grade", .label = "Last grade", .choices = {{"good", "Good or better"}}, .empty = "Any"});
  const auto chosen = moj::chosen(query, "Area", "area", [](const std::string& value) { return value; });
  return moj::beside(moj::filter({.action = query.path(), .fields = fields, .chosen = {chosen}, .kept = query.hidden({"sort"}), .heading = "Filter homes"}),
                     moj::showing(1, 6, 312, "home", "homes") + homes_table(query) + govuk::pagination(query.without_page(), query.page(), 52));
}

Html table(const Query& query) {
  return homes_table(query) + govuk::table({.caption = "Weeks and fees", .caption_classes = "govuk-table__caption--m", .head = {"Month", Cell("Nights").number(), Cell("Fee").number()},
                                            .rows = {{"January", Cell(31).number(), Cell("£23,250.00").number()}, {"February", Cell(28).number(), Cell("£21,000.00").number()}}, .first_cell_is_header = true});
}

Html summary(const Query&) {
  const std::vector<govuk::SummaryRow> rows = {{"Registered for", "4 children, aged 8 to 17", {{Url("/"), "Change", "what it is registered for"}}},
                                               {"Last grade", grade("Good") + html(" on 14 January 2026"), {}},
                                               {"Places", html("<p class=\"govuk-body\">1 vacant from 2 March 2026</p><p class=\"govuk-body rp-muted\">Stated 3 days ago</p>"), {{Url("/"), "Change", "places"}, {Url("/"), "See the calendar"}}}};
  return govuk::summary_list({.rows = rows}) +
         govuk::summary_list({.rows = {{"Distance", "12 minutes from school"}, {"Missing", "No waking staff at night: the home would need one more person"}},
                              .card = govuk::SummaryCard{.title = "Beacon View", .actions = {{Url("/"), "Why this home"}, {Url("/"), "Compare"}}}});
}

Html tags(const Query&) {
  Html all;
  for (const auto& [words, colour] : std::vector<std::pair<const char*, Colour>>{{"Draft", Colour::Grey}, {"Sent", Colour::Blue}, {"Offered", Colour::Green}, {"Withdrawn", Colour::Orange}, {"Late", Colour::Red},
                                                                                 {"Question", Colour::Yellow}, {"Choosing", Colour::Purple}, {"Told", Colour::Teal}, {"Overridden", Colour::Magenta}})
    all += html("<p class=\"govuk-body\">{} {}</p>", govuk::tag(words, colour), moj::badge(words, moj::BadgeColour::Grey));
  return all + html("<p class=\"govuk-body\">{} {} {} {}</p>", moj::badge("Siblings"), moj::badge("Urgent", moj::BadgeColour::Red), moj::badge("Solo", moj::BadgeColour::BrightPurple), moj::badge("In area", moj::BadgeColour::Green));
}

Html notices(const Query&) {
  return govuk::notification_banner({.text = "The referral was sent to 12 homes", .type = "success"}) +
         govuk::notification_banner({.text = "Two answers are due today", .title_id = "second-banner"}) +
         govuk::warning_text({.text = "A placement that is not told to the host authority within 5 working days breaks regulation 13."}) +
         govuk::inset_text({.text = "“Requires improvement to be good” means that the home is adequate: children there are safe, and some things must be better."}) +
         govuk::details({.summary = "Why this is asked", .text = "Homes answer sooner when they know how many staff a child needs at night."}) +
         govuk::panel({.title = "Referral sent", .text = html("Its reference is<br><strong>R-7K3M9Q</strong>"), .heading_level = 2}) +
         govuk::panel({.title = "Are you sure that you must see this record?", .text = html("<p class=\"govuk-body\">The child's social worker and your head of service are told at once.</p>"),
                       .actions = {{.text = "Yes, show it", .type = "submit"}, {.text = "No, go back", .href = Url("/")}}, .heading_level = 2, .classes = "govuk-panel--interruption"});
}

Html timeline(const Query&) {
  return moj::timeline({{{"Offer received", "Larkspur House", "2 March 2026 at 4:05pm", "2026-03-02T16:05", html("<p class=\"govuk-body\">One place from 9 March, £5,250 a week.</p>")},
                         {"Referral sent to 12 homes", "Rowan Ashdown", "1 March 2026 at 9:30am", "2026-03-01T09:30"},
                         {"Referral approved", "Sunita Marlow", "28 February 2026", "2026-02-28", html("<p class=\"govuk-body\">Quality 9 of 10: no evidence for one risk.</p>")}}});
}

Html identity(const Query&) {
  return moj::identity_bar({.title = "Robin Invented-Name", .facts = {{"Age", 14}, {"Reference", "C-4N8T2K"}, {"Authority", "Northshire"}, {"Social worker", "Rowan Ashdown"}},
                            .actions = govuk::button({.text = "Start a referral", .href = Url("/"), .classes = "govuk-button--secondary govuk-!-margin-bottom-0"})}) +
         moj::sub_navigation("Parts of the record", {{"Needs", Url("/"), true}, {"Wishes", Url("/")}, {"People and places", Url("/")}, {"Places lived", Url("/")}}) +
         html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-one-third">{}</div><div class="govuk-grid-column-two-thirds"><h2 class="govuk-heading-m">Needs</h2><p class="govuk-body">Sleeps better with a light on.</p></div></div>)",
              moj::side_navigation("Sections", {{"Record", {{"Needs", Url("/"), true}, {"Risks", Url("/")}}}, {"Oversight", {{"Who has seen this", Url("/")}}}}));
}

Html ways(const Query& query) {
  return govuk::tabs({.items = {{"Now", "3 places are vacant"}, {"In four weeks", "1 place is vacant"}}, .id_prefix = "when"}) + govuk::pagination(query.without_page(), 5, 12) +
         govuk::pagination({.previous = govuk::Arrow{Url("/"), "Previous", "Needs and strengths"}, .next = govuk::Arrow{Url("/"), "Next", "People and places"}, .landmark_label = "Parts of the referral"}) +
         govuk::task_list({.items = {{"Needs and strengths", Url("/"), {}, {}, "Completed"},
                                     {"Risks", Url("/"), "With evidence and its date", govuk::Tag{"Seen, not complete", "govuk-tag--yellow"}},
                                     {"The child's wishes", Url("/"), {}, govuk::Tag{"Not started", "govuk-tag--grey"}},
                                     {"Check and approve", {}, {}, {}, "Cannot start yet", {}, {}, "govuk-task-list__status--cannot-start-yet"}}});
}

}  // namespace

std::vector<Piece> list_pieces() {
  return {{.name = "results", .title = "Homes", .draw = results, .wide = true}, {"table", "Tables", table}, {"summary-list", "Summary lists and cards", summary}, {"tags", "Tags and badges", tags},
          {"notices", "Notices", notices}, {"timeline", "Timeline", timeline}, {"identity-bar", "Identity bar and parts of a record", identity}, {"ways", "Tabs, pages and tasks", ways}};
}

}  // namespace rightplace::gallery
