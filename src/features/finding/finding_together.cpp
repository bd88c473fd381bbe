#include "features/finding/finding_together.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "features/finding/finding_homes.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
namespace govuk = web::govuk;
using json::Array;
using json::Object;
using json::Value;
using web::Html;
using web::html;

constexpr std::size_t kShownForAll = 20, kShownOfEach = 6;

// One of the brothers and sisters, by their own referral.
struct Member {
  referrals::Line line;
  access::Facts facts;
  std::optional<Allowed> allowed;   // to look for a home; none: the reader may not
  bool readable = false;            // that it exists at all
};
std::vector<Member> members_of(db::Read& tx, const Asked& asked, const referrals::Referral& referral) {
  std::vector<std::string> references{referral.reference};
  for (const auto& one : referral.siblings)
    if (!one.reference.empty() && std::ranges::find(references, one.reference) == references.end()) references.push_back(one.reference);
  std::vector<Member> all;
  for (const auto& reference : references) {
    const auto line = referrals::line_of(tx, reference);
    auto facts = line ? facts_of(tx, reference, asked.today()) : Result<access::Facts>(fail(access::missing()));
    if (!facts) continue;
    Member member{*line, std::move(*facts), {}, false};
    member.facts.record = access::Record::ReferralSummary;
    member.readable = asked.may(member.facts, access::Verb::Read).has_value();
    if (const auto granted = asked.may(member.facts, access::Verb::Write); granted && line->status == referrals::Status::Open) member.allowed = granted->allowed;
    all.push_back(std::move(member));
  }
  return all;
}

struct Verdict {
  engine::Verdict verdict = engine::Verdict::NotSuitable;
  std::size_t rank = 0;             // 0: not among those that could be right
};
// What one search says of every home, by URN.
struct Said {
  std::map<std::string, Verdict, std::less<>> homes;
  std::vector<std::string> ranked;  // URNs, the best first
};
Said said(const Searched& searched, const matching::Answer& answer) {
  Said out;
  for (std::size_t i = 0; i < answer.solution.homes.size(); ++i) out.homes.emplace(searched.snapshot.cards[i].urn, Verdict{answer.solution.homes[i].verdict, 0});
  for (const auto home : answer.solution.ranked) {
    out.ranked.push_back(searched.snapshot.cards[home].urn);
    out.homes[out.ranked.back()].rank = out.ranked.size();
  }
  return out;
}

Result<Said> search_as(const Searched& searched, const referrals::Referral& referral, const std::map<std::string, referrals::Referral>& siblings, const geography::Postcodes* postcodes) {
  static const auto policy = matching::load_policy("");
  if (!policy) return fail(policy.error());
  RP_TRY(problem, matching::asked_of(referral, siblings, searched.snapshot, postcodes));
  RP_TRY(answer, matching::answer(searched.snapshot, std::move(problem), *policy, referral, {.top = 0, .near_misses = 0, .robust = false}));
  return said(searched, answer);
}

// Alone: as if there were no brother or sister to be placed.
referrals::Referral alone(referrals::Referral referral) {
  referral.siblings_together = referrals::Together::Preferred;
  return referral;
}
// All of those who still look for a home, and nobody else.
referrals::Referral together(referrals::Referral referral, const std::vector<Member>& members) {
  referral.siblings_together = referrals::Together::Required;
  referral.siblings.clear();
  for (const auto& one : members)
    if (one.line.reference != referral.reference) referral.siblings.push_back({one.line.reference, {}, {}, {}});
  auto& availability = referral.standard["PlacementAvailability"];
  if (!availability.as_object()) availability = Object{};
  availability.as_object()->set("siblingCount", std::ssize(referral.siblings));
  return referral;
}

struct Group {
  std::vector<Member> members;      // who look for a home, the child of the page first
  std::vector<Member> others;       // who look for none, or whom the reader may not place
  Said all;
  std::vector<Said> each;           // of members
  std::map<std::string, std::string, std::less<>> names;   // of homes
  std::map<std::string, std::string, std::less<>> distances;   // from the child of the page
};
Result<Group> group_of(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return fail(access::missing());
  auto group = asked.desk.database.read([&](db::Read& tx) -> Result<Group> {
    RP_TRY(referral, referrals::find_referral(tx, asked.desk.vault, asked.facts.id));
    Group out;
    for (auto& one : members_of(tx, asked, referral)) (one.allowed ? out.members : out.others).push_back(std::move(one));
    if (out.members.size() < 2 || out.members.front().line.reference != referral.reference) return out;
    const auto imported = geography::Postcodes::open(asked.desk.folder);
    const auto* postcodes = imported ? &*imported : nullptr;
    std::map<std::string, referrals::Referral> siblings;
    std::shared_ptr<const Searched> first;
    for (const auto& one : out.members) {
      RP_TRY(searched, keeper.search(tx, asked.desk.vault, asked.desk.folder, one.line.reference, asked.today()));
      RP_TRY(own, search_as(*searched, alone(searched->referral), {}, postcodes));
      out.each.push_back(std::move(own));
      siblings.emplace(one.line.reference, searched->referral);
      if (!first) first = searched;
    }
    siblings.erase(referral.reference);
    RP_TRY(all, search_as(*first, together(first->referral, out.members), siblings, postcodes));
    out.all = std::move(all);
    for (std::uint32_t i = 0; i < first->snapshot.cards.size(); ++i) {
      out.names.emplace(first->snapshot.cards[i].urn, first->snapshot.cards[i].name);
      out.distances.emplace(first->snapshot.cards[i].urn, distance_words(*first, i));
    }
    return out;
  });
  if (!group) return group;
  const auto entered = asked.desk.database.write([&](db::Write& tx) -> Done {
    for (const auto& one : group->members)
      if (!one.facts.child.empty())
        RP_CHECK(disclosures::record(tx, asked.actor(), *one.allowed, {children::ChildId(one.facts.child), disclosures::Tier::Needs, {"homes_together"}, disclosures::Purpose::Placing, asked.standing.acting_for.text()}, asked.now()));
    return {};
  });
  if (!entered) return fail(entered.error());
  return group;
}

// Homes that are best for one of them at least, the best for all first.
std::vector<std::string> homes_of_each(const Group& group) {
  std::vector<std::string> urns;
  for (std::size_t rank = 0; rank < kShownOfEach; ++rank)
    for (const auto& one : group.each)
      if (rank < one.ranked.size() && std::ranges::find(urns, one.ranked[rank]) == urns.end()) urns.push_back(one.ranked[rank]);
  const auto suits = [&](const std::string& urn) { return std::ranges::count_if(group.each, [&](const Said& one) { return one.homes.contains(urn) && one.homes.at(urn).rank > 0; }); };
  std::ranges::stable_sort(urns, [&](const std::string& a, const std::string& b) { return suits(a) > suits(b); });
  return urns;
}

Html state_of(const Member& member) {
  if (member.line.status == referrals::Status::Open) return Html::text("Open");
  return govuk::tag(referrals::kStatuses.label(member.line.status), member.line.status == referrals::Status::Withdrawn ? govuk::Colour::Orange : govuk::Colour::Grey);
}

// Who is not looked for any more, although this referral still counts them.
Html left_out(const Group& group, std::string_view reference) {
  Html items;
  for (const auto& one : group.others)
    if (one.readable) items += html(R"(<li><a class="govuk-link" href="{}">{}</a>: {}</li>)", page_of(one.line.reference), one.line.reference, state_of(one));
    else items += html(R"(<li>{}: placed by others than you</li>)", one.line.reference);
  if (group.others.empty()) return {};
  return html(R"(<div class="govuk-inset-text"><p class="govuk-body">Not looked for here:</p><ul class="govuk-list govuk-list--bullet">{}</ul><p class="govuk-body">If they are to live together no longer, <a class="govuk-link" href="{}">change this referral</a>: until then its own search counts them.</p></div>)", items, page_of(reference).segment("change"));
}

web::Response together_page(const Asked& asked, Keeper& keeper) {
  const auto found = group_of(asked, keeper);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto& group = *found;
  Html body;
  if (group.each.empty()) {
    body = html(R"(<p class="govuk-body">Fewer than two of them look for a home now, so there is nothing to compare. <a class="govuk-link" href="{}">Find a home for this child</a>.</p>)", page_of(asked.facts.id).segment("homes"));
  } else {
    govuk::Table all{.caption = fmt::format("Homes that could take all {}", group.members.size()), .caption_classes = "govuk-table__caption--m"};
    all.head = {"Home", "All together", "From this child’s own area"};
    all.first_cell_is_header = true;
    for (std::size_t i = 0; i < std::min(kShownForAll, group.all.ranked.size()); ++i) {
      const auto& urn = group.all.ranked[i];
      all.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(asked.facts.id).segment("homes").segment(urn), group.names.at(urn)), verdict_tag(group.all.homes.at(urn).verdict), group.distances.at(urn)});
    }
    const Html none = html(R"(<h2 class="govuk-heading-m">Homes that could take all {}</h2><p class="govuk-body">No home could take them all on that night. Who could go where stands below; whether they are parted is a decision about each of them (Children Act 1989 section 22C(8)(c)).</p>)", group.members.size());
    govuk::Table each{.caption = "If they must be parted: who could go where", .caption_classes = "govuk-table__caption--m"};
    each.head = {"Home"};
    for (const auto& one : group.members) each.head.push_back(one.line.reference);
    each.first_cell_is_header = true;
    for (const auto& urn : homes_of_each(group)) {
      std::vector<govuk::Cell> row{html("{}", group.names.contains(urn) ? group.names.at(urn) : urn)};
      for (const auto& one : group.each) {
        const auto home = one.homes.find(urn);
        row.push_back(verdict_tag(home == one.homes.end() ? engine::Verdict::NotSuitable : home->second.verdict));
      }
      each.rows.push_back(std::move(row));
    }
    body = (all.rows.empty() ? none : govuk::scrolling(govuk::table(all), "Homes that could take all")) + (each.rows.empty() ? Html{} : govuk::scrolling(govuk::table(each), "Who could go where"));
  }
  const auto content = html(R"(<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Brothers and sisters together</h1><p class="govuk-body">For all together each needs a room of their own on the same nights. The order is that of the search for this child; ask a home from its own page.</p>{}{})", asked.facts.id, left_out(group, asked.facts.id), body);
  return desk::show(asked, {.title = "Brothers and sisters together", .breadcrumbs = {{"Referrals", web::Url("/referrals")}, {asked.facts.id, page_of(asked.facts.id)}}, .wide = true}, content);
}

web::Response together_json(const Asked& asked, Keeper& keeper) {
  const auto found = group_of(asked, keeper);
  if (!found) return desk::answer_problem(asked, found.error());
  Array members, others, all, each;
  for (const auto& one : found->members) members.emplace_back(one.line.reference);
  for (const auto& one : found->others) others.emplace_back(one.line.reference);
  for (std::size_t i = 0; i < std::min(kShownForAll, found->all.ranked.size()); ++i) {
    const auto& urn = found->all.ranked[i];
    all.emplace_back(Object{{"urn", urn}, {"name", found->names.at(urn)}, {"verdict", engine::kVerdicts.code(found->all.homes.at(urn).verdict)}});
  }
  for (const auto& urn : homes_of_each(*found)) {
    Object could;
    for (std::size_t i = 0; i < found->each.size(); ++i) {
      const auto home = found->each[i].homes.find(urn);
      could.set(found->members[i].line.reference, engine::kVerdicts.code(home == found->each[i].homes.end() ? engine::Verdict::NotSuitable : home->second.verdict));
    }
    each.emplace_back(Object{{"urn", urn}, {"name", found->names.contains(urn) ? found->names.at(urn) : urn}, {"verdicts", std::move(could)}});
  }
  return desk::answer_json(Object{{"looked_for", std::move(members)}, {"not_looked_for", std::move(others)}, {"all_together", std::move(all)}, {"apart", std::move(each)}});
}

constexpr std::string_view kTogetherShape = R"json({"type": "object", "required": ["looked_for", "not_looked_for", "all_together", "apart"], "additionalProperties": false, "properties": {
  "looked_for": {"type": "array", "items": {"type": "string"}}, "not_looked_for": {"type": "array", "items": {"type": "string"}, "description": "Withdrawn, placed, or not the reader's to place"},
  "all_together": {"type": "array", "items": {"type": "object", "required": ["urn", "name", "verdict"], "additionalProperties": false, "properties": {"urn": {"type": "string"}, "name": {"type": "string"}, "verdict": {"type": "string"}}}},
  "apart": {"type": "array", "items": {"type": "object", "required": ["urn", "name", "verdicts"], "additionalProperties": false, "properties": {"urn": {"type": "string"}, "name": {"type": "string"}, "verdicts": {"type": "object", "description": "By referral", "additionalProperties": {"type": "string"}}}}}}})json";

}  // namespace

Html siblings_part(const Asked& asked, const View& view) {
  const auto members = asked.desk.database.read([&](db::Read& tx) { return members_of(tx, asked, view.referral); });
  if (members.size() < 2) return {};
  Html items;
  bool gone = false;
  for (const auto& one : members) {
    if (one.line.reference == view.line.reference || !one.readable) continue;
    gone = gone || one.line.status == referrals::Status::Withdrawn || one.line.status == referrals::Status::Closed;
    items += html(R"(<li><a class="govuk-link" href="{}">{}</a>: {}</li>)", page_of(one.line.reference), one.line.reference, state_of(one));
  }
  const bool open = view.line.status == referrals::Status::Open;
  const Html warning = gone && open ? html(R"(<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>The referral of a brother or sister was withdrawn. If they are to live together no longer, <a class="govuk-link" href="{}">change this referral</a>: until then homes are looked for that take them too.</strong></div>)", page_of(view.line.reference).segment("change")) : Html{};
  const Html compare = open && asked.may(members.front().facts, access::Verb::Write) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Homes that could take them all, and who could go where</a></p>)", page_of(view.line.reference).segment("together")) : Html{};
  return html(R"(<h2 class="govuk-heading-m">Brothers and sisters</h2>{}<ul class="govuk-list">{}</ul>{})", warning, items, compare);
}

void add_together(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/referrals/{reference}/together", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return together_page(asked, *keeper); }, .summary = "Homes that could take brothers and sisters together, and who could go where"});
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/together", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return together_json(asked, *keeper); }, .summary = "Homes that could take brothers and sisters together, and who could go where", .response_type = "HomesTogether"});
  pages.shapes.push_back({"HomesTogether", kTogetherShape});
}

}  // namespace rightplace::finding
