// The pages that tell a child its plan: one thing on each.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/childs_plan/childs_plan_parts.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::childs_plan {
namespace {

namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

// In the order in which they are offered; each leads to the next.
struct Leaf {
  std::string_view path, title;
};
constexpr Leaf kLeaves[] = {{"home", "hub.home"}, {"wishes", "hub.wishes"}, {"questions", "hub.questions"}, {"people", "hub.people"}, {"visits", "hub.visits"}, {"ending", "hub.ending"}, {"seen", "hub.seen"}, {"unhappy", "hub.unhappy"}};

web::Response leaf(const Asked& asked, const Tie& tie, std::string_view path, const Html& content) {
  const Leaf* next = nullptr;
  std::string title;
  for (std::size_t i = 0; i < std::size(kLeaves); ++i)
    if (kLeaves[i].path == path) {
      title = say(kLeaves[i].title);
      if (i + 1 < std::size(kLeaves)) next = &kLeaves[i + 1];
    }
  const Html onward = next ? html(R"(<p class="govuk-body govuk-!-margin-top-7">Next: <a class="govuk-link" href="{}">{}</a></p>)", page_of(tie).segment(next->path), say(next->title)) : Html{};
  return desk::show(asked, {.title = title, .breadcrumbs = {{"My page", page_of(tie)}}}, html(R"(<div class="rp-readable"><h1 class="govuk-heading-l">{}</h1>{}{}</div>)", title, content, onward));
}

template <class View>
web::Response with_tie(const Asked& asked, std::vector<std::string> facts, View view) {
  const auto tie = tie_of(asked);
  if (!tie) return web::problem(asked.exchange.request, asked.exchange.visitor, tie.error());
  if (const auto entered = enter(asked, *tie, std::move(facts)); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  return asked.desk.database.read([&](db::Read& tx) { return view(tx, *tie); });
}

web::Response hub_page(const Asked& asked) {
  return with_tie(asked, {"name"}, [&](db::Read& tx, const Tie& tie) {
    const auto name = called(tx, asked.desk.vault, tie.child).reveal();
    bool new_reply = false;
    for (const auto& one : concerned::answers_of(tx, asked.desk.vault, tie.child))
      for (const auto& reply : one.replies) new_reply = new_reply || reply.on >= asked.today().plus_days(-7);
    std::vector<Html> items;
    for (const auto& one : kLeaves)
      items.push_back(html(R"(<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a>{}</li>)", page_of(tie).segment(one.path), say(one.title), one.path == "questions" && new_reply ? html(R"( {})", govuk::tag(say("hub.new_reply"), govuk::Colour::Green)) : Html{}));
    const auto title = name.empty() ? std::string("My page") : "Hello " + name;
    const auto shown = tie.kind == concerned::Kind::Child ? title : name.empty() ? std::string("A child’s page") : fmt::format("The page of {}", name);
    return desk::show(asked, {.title = "My page"}, html(R"(<div class="rp-readable"><h1 class="govuk-heading-xl">{}</h1>{}<ul class="govuk-list govuk-list--spaced govuk-!-font-size-24">{}</ul></div>)", shown, paragraph("hub.lead"), items));
  });
}

// In the home's own words, which are not ours to make easier.
Html told(const supply::StatementOfPurpose& says, supply::Matter matter, std::string_view heading) {
  const auto words = says.words(matter);
  if (words.empty()) return {};
  return html(R"(<h2 class="govuk-heading-m">{}</h2><blockquote class="govuk-inset-text rp-said">{}</blockquote>)", say(heading), words);
}

web::Response home_page(const Asked& asked) {
  return with_tie(asked, {"name", "home"}, [&](db::Read& tx, const Tie& tie) {
    const auto lives = lives_of(tx, asked.desk.vault, tie.child, asked.today());
    if (!lives || !tie.shows(concerned::Part::Home)) return leaf(asked, tie, "home", paragraph(lives ? "parent.kept" : "home.none") + (lives ? Html{} : paragraph("home.none_next")));
    Html content = lives->already ? paragraph("home.lives", {lives->name}) + paragraph("home.lives_since", {lives->placement.stay.from.words()}) : paragraph("home.will_live", {lives->name}) + paragraph("home.from", {lives->placement.stay.from.words()});
    if (!lives->area.empty()) content += paragraph("home.area", {lives->area});
    content += paragraph("home.no_address");
    if (lives->places) content += *lives->places == 1 ? paragraph("home.one_place") : paragraph("home.places", {std::to_string(*lives->places)});
    if (const auto& says = lives->says) {
      if (says->age_from && says->age_to) content += paragraph("home.ages", {std::to_string(*says->age_from), std::to_string(*says->age_to)});
      if (says->accepts) content += paragraph(*says->accepts == HomeSex::Boys ? "home.boys" : *says->accepts == HomeSex::Girls ? "home.girls" : "home.mixed");
      if (says->features && !says->features->empty()) {
        std::vector<Html> items;
        for (const auto one : *says->features) items.push_back(html("<li>{}</li>", kWishes.label(one)));
        content += paragraph("home.near") + html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
      }
    }
    content += lives->manager.empty() ? paragraph("home.manager_ask") : paragraph("home.manager", {lives->manager});
    Html words;
    if (const auto& says = lives->says)
      for (const auto& [matter, heading] : {std::pair(supply::Matter::Day, "home.day"), std::pair(supply::Matter::Location, "home.place"), std::pair(supply::Matter::Activities, "home.things"), std::pair(supply::Matter::LocalSchools, "home.school"), std::pair(supply::Matter::Contact, "home.family")})
        words += told(*says, matter, heading);
    content += words.empty() ? paragraph("home.nothing_said") : paragraph("home.own_words") + words;
    return leaf(asked, tie, "home", content);
  });
}

Html asked_for(std::string_view wish, std::string_view answer) { return html(R"(<dt class="govuk-!-font-weight-bold">{}</dt><dd class="govuk-!-margin-left-0 govuk-!-margin-bottom-4">{}</dd>)", wish, answer); }

std::string_view place_words(referrals::PlaceKind kind) {
  switch (kind) {
    case referrals::PlaceKind::Home: return "wishes.near_home";
    case referrals::PlaceKind::School: return "wishes.near_school";
    case referrals::PlaceKind::Family: return "wishes.near_family";
    case referrals::PlaceKind::Friends: return "wishes.near_friends";
    case referrals::PlaceKind::Other: break;
  }
  return {};
}

web::Response wishes_page(const Asked& asked) {
  return with_tie(asked, {"wishes", "home"}, [&](db::Read& tx, const Tie& tie) {
    const auto lives = lives_of(tx, asked.desk.vault, tie.child, asked.today());
    const auto referral = referral_of(tx, asked.desk.vault, tie.child, lives);
    Html rows;
    const auto name_of = [&](const std::string& urn) {
      homes::HomeFilter filter;
      filter.urn = urn;
      const auto found = homes::homes_as_at(tx, asked.today(), filter);
      return found.empty() || !found.front().name ? "home " + urn : *found.front().name;
    };
    if (referral) {
      for (const auto wish : referral->wishes) {
        std::string_view answer = "wishes.unknown";
        if (lives && lives->says && lives->says->features) answer = std::ranges::find(*lives->says->features, wish) != lives->says->features->end() ? "wishes.yes" : "wishes.no";
        rows += asked_for(capitalised(kWishes.label(wish)), lives ? say(answer) : say("wishes.not_found"));
      }
      for (const auto& urn : referral->wanted_homes) rows += lives && lives->placement.urn == urn ? asked_for(say("wishes.this_home"), say("wishes.found_here", {lives->name})) : asked_for(say("wishes.other_home", {name_of(urn)}), lives ? say("wishes.found_here", {lives->name}) : say("wishes.not_found"));
      for (const auto& urn : referral->unwanted_homes)
        if (lives && lives->placement.urn == urn) rows += asked_for(lives->name, say("wishes.this_home_no"));
      for (const auto& place : referral->places)
        if (const auto words = place_words(place.kind); !words.empty() && !place.away) rows += asked_for(say(words), say("wishes.place_answer"));
    }
    Html content = rows.empty() ? paragraph("wishes.none") : paragraph("wishes.lead") + html(R"(<dl class="govuk-body">{}</dl>)", rows);
    if (!rows.empty()) content += lives ? paragraph("wishes.found_here", {lives->name}) : paragraph("wishes.not_found");
    return leaf(asked, tie, "wishes", content);
  });
}

Html helper(std::string_view part, std::string_view name, std::string_view does, const Html& reach) {
  return html(R"(<h2 class="govuk-heading-m govuk-!-margin-bottom-1">{}</h2><p class="govuk-body">{}{}</p>{})", say(part), name.empty() ? Html{} : html(R"(<strong>{}.</strong> )", name), say(does), reach);
}

web::Response people_page(const Asked& asked) {
  return with_tie(asked, {"people"}, [&](db::Read& tx, const Tie& tie) {
    Html content;
    if (const auto council = council_of(tx, tie.child); !council.empty()) content += paragraph("people.council", {council});
    for (const auto& one : helpers_of(tx, asked.desk.vault, tie.child, asked.today())) {
      if (one.part == "manager" && one.name.empty()) continue;
      content += helper(fmt::format("people.{}", one.part), one.name, fmt::format("people.{}_does", one.part), one.name.empty() ? paragraph(one.part == "worker" ? "people.nobody_at_all" : "people.nobody") : one.email.empty() ? Html{} : paragraph("people.reach", {one.email}));
    }
    if (const auto lives = lives_of(tx, asked.desk.vault, tie.child, asked.today()); lives && tie.shows(concerned::Part::Home)) content += helper("people.home", lives->manager, "people.home_does", paragraph("people.reach_home"));
    return leaf(asked, tie, "people", content);
  });
}

web::Response visits_page(const Asked& asked) {
  return with_tie(asked, {"placements"}, [&](db::Read& tx, const Tie& tie) {
    const auto lives = lives_of(tx, asked.desk.vault, tie.child, asked.today());
    Html content = paragraph("visits.law");
    if (!lives) content += paragraph("visits.none");
    else {
      const auto child = children::load(tx, asked.desk.vault, tie.child);
      const auto born = child ? child->facts.born_on : std::nullopt;
      const auto rule = visits_of(lives->placement.stay.from, lives->placement.planned_until, born ? std::optional(born->reveal().plus_years(18)) : std::nullopt);
      content += paragraph(rule.first_by < asked.today() ? "visits.first_past" : "visits.first", {rule.first_by.words()}) + paragraph("visits.then", {rule.weekly_six_until.words()}) + paragraph(rule.then_three_months ? "visits.later_long" : "visits.later");
    }
    content += paragraph("visits.alone") + paragraph("visits.ask") + paragraph("visits.missed");
    return leaf(asked, tie, "visits", content);
  });
}

web::Response ending_page(const Asked& asked) {
  return with_tie(asked, {"placements"}, [&](db::Read& tx, const Tie& tie) {
    const auto lives = lives_of(tx, asked.desk.vault, tie.child, asked.today());
    Html content = !lives ? paragraph("ending.none") : lives->placement.planned_until ? paragraph("ending.planned", {lives->placement.planned_until->words()}) : paragraph("ending.stay");
    for (const auto* one : {"ending.meeting", "ending.say", "ending.told", "ending.danger", "ending.after"}) content += paragraph(one);
    return leaf(asked, tie, "ending", content);
  });
}

web::Response seen_page(const Asked& asked) {
  return with_tie(asked, {"seen_by"}, [&](db::Read& tx, const Tie& tie) {
    const auto rows = seen_by(tx, tie.child, tie.kind == concerned::Kind::Child ? tie.person : std::string());
    govuk::Table table{.caption = say("hub.seen"), .caption_classes = "govuk-visually-hidden", .head = {say("seen.who"), say("seen.why"), say("seen.what"), say("seen.when")}, .rows = {}, .first_cell_is_header = true};
    for (const auto& row : rows) table.rows.push_back({row.who, row.why, row.what, row.last.words()});
    const auto content = paragraph("seen.lead") + (rows.empty() ? paragraph("seen.none") : govuk::scrolling(govuk::table(table), say("hub.seen"))) + paragraph("seen.wrong");
    return leaf(asked, tie, "seen", content);
  });
}

web::Response unhappy_page(const Asked& asked) {
  return with_tie(asked, {"people"}, [&](db::Read& tx, const Tie& tie) {
    Html content = paragraph("unhappy.lead") + paragraph("unhappy.first") +
                   html(R"(<ul class="govuk-list govuk-list--bullet"><li>{}</li><li>{}</li><li>{}</li></ul>)", say("unhappy.worker"), say("unhappy.reviewer"), say("unhappy.manager")) + paragraph("unhappy.write") + paragraph("unhappy.advocate_what");
    bool has_one = false;
    for (const auto& other : concerned::of_child(tx, tie.child)) {
      if (other.kind != concerned::Kind::Advocate || !concerned::stands(tx, other, asked.today())) continue;
      if (const auto contact = accounts::contact_of(tx, asked.desk.vault, accounts::PersonId(other.person))) content += paragraph("unhappy.advocate_is", {contact->name.reveal()}), has_one = true;
    }
    if (!has_one) content += paragraph("unhappy.advocate_right");
    content += paragraph("unhappy.complain");
    if (const auto lives = lives_of(tx, asked.desk.vault, tie.child, asked.today()); lives && lives->says)
      if (const auto words = lives->says->words(supply::Matter::Complaints); !words.empty()) content += paragraph("unhappy.home_complain") + html(R"(<blockquote class="govuk-inset-text rp-said">{}</blockquote>)", words);
    content += paragraph("unhappy.ofsted") + paragraph("unhappy.danger");
    return leaf(asked, tie, "unhappy", content);
  });
}

}  // namespace

void add_told(desk::Pages& pages) {
  const auto page = [&](std::string_view pattern, web::Response (*handler)(const Asked&), std::string_view summary) {
    pages.pages.push_back({.pattern = pattern, .record = access::Record::ChildsPlan, .facts = facts_of_plan, .handler = handler, .summary = summary});
  };
  page("/plans/{tie}", hub_page, "A child's own page");
  page("/plans/{tie}/home", home_page, "The home where the child lives or is to live, in plain words");
  page("/plans/{tie}/wishes", wishes_page, "What the child asked for and what was found");
  page("/plans/{tie}/people", people_page, "Who is responsible for the child and how to reach them");
  page("/plans/{tie}/visits", visits_page, "When the social worker must visit");
  page("/plans/{tie}/ending", ending_page, "What happens when the placement ends");
  page("/plans/{tie}/seen", seen_page, "Who has seen what of the child, and why, as the child is told it");
  page("/plans/{tie}/unhappy", unhappy_page, "How to complain or get an advocate");
}

}  // namespace rightplace::childs_plan
