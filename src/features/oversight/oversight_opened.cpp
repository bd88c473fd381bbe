#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/oversight/oversight_parts.h"

namespace rightplace::oversight {
namespace {

using web::Html;
using web::html;
using web::Url;

// What was shown of own children by anybody, and what own people were shown of any child.
constexpr std::string_view kShown = R"sql(
  SELECT d.child_id, d.actor_id, d.at
  FROM disclosures d
  WHERE d.at >= $2
    AND (d.organisation_id = $1
         OR d.child_id IN (SELECT k.child_id FROM child_cases k JOIN organisations b ON b.authority_code = k.authority_code WHERE b.id = $1))
  ORDER BY d.event_sequence
)sql";

constexpr std::size_t kMostShown = 25;

struct Tally {
  std::set<std::tuple<std::string, Date>> days;   // of whom, on which day
  std::set<std::string> others;
  Instant last;
};

std::vector<Opened> list_of(const std::map<std::string, Tally>& tallies) {
  std::vector<Opened> list;
  for (const auto& [id, tally] : tallies) list.push_back({id, tally.days.size(), tally.others.size(), tally.last});
  return list;
}

Html table(std::string_view caption, std::string_view first, std::string_view third, const std::vector<Html>& rows) {
  return html(R"(<div class="rp-scroll" role="region" aria-label="{}" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--m">{}</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">{}</th><th scope="col" class="govuk-table__header govuk-table__header--numeric">Opened</th><th scope="col" class="govuk-table__header govuk-table__header--numeric">{}</th><th scope="col" class="govuk-table__header">Last</th><th scope="col" class="govuk-table__header">Look closer?</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)",
              caption, caption, first, third, rows);
}

Html row(const Html& first, const Opened& one) {
  const Html tag = one.unusual ? html(R"(<strong class="govuk-tag govuk-tag--orange">Unusually often</strong>)") : html("As usual");
  return html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell govuk-table__cell--numeric">{}</td><td class="govuk-table__cell govuk-table__cell--numeric">{}</td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)",
              first, one.times, one.others, moment_words(one.last), tag);
}

web::Response opened_page(const Asked& asked) {
  std::vector<Html> records, people;
  OpenedLists lists;
  asked.desk.database.read([&](db::Read& tx) {
    lists = opened_of(tx, asked.standing.acting_for, asked.now());
    Names names(tx, asked.desk.vault);
    for (const auto& one : lists.records) {
      if (records.size() == kMostShown) break;
      records.push_back(row(html(R"(<a class="govuk-link" href="{}">Record …{}</a>)", Url("/audit").with("record", "child").with("id", one.id), one.id.size() > 24 ? one.id.substr(24) : one.id), one));
    }
    for (const auto& one : lists.people) {
      if (people.size() == kMostShown) break;
      people.push_back(row(html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/audit").with("person", one.id), names.of("person", one.id)), one));
    }
  });
  const Html lists_shown = records.empty() ? html(R"(<div class="govuk-inset-text">No child's record was opened in the last {} days. When somebody opens one, it appears here.</div>)", kOpenedDays)
                                           : table("Children's records", "Record", "By how many people", records) + table("People", "Person", "How many records", people);
  const auto content = html(R"(<h1 class="govuk-heading-l">Records opened unusually often</h1><p class="govuk-body">Who was shown facts of a child in the last {} days, by your people or of your children. A record that one person opens several times in a day counts once. In the middle a record was opened {}, and a person opened {}. More than three times that, and at least {} times, is marked: there is often a good reason, so ask before you judge.</p><p class="govuk-body">You see numbers of records here, never a child's name.</p>{}<p class="govuk-body"><a class="govuk-link" href="{}">Back to the audit</a></p>)",
                            kOpenedDays, plural(static_cast<std::int64_t>(lists.usual_record), "time", "times"), plural(static_cast<std::int64_t>(lists.usual_person), "record a day", "records, counted by day"), kLeastUnusual, lists_shown, Url("/audit"));
  return desk::show(asked, {.title = "Records opened unusually often", .breadcrumbs = {{"Audit", Url("/audit")}}, .wide = true}, content);
}

}  // namespace

double mark_unusual(std::vector<Opened>& list) {
  if (list.empty()) return 0;
  std::ranges::sort(list, [](const Opened& a, const Opened& b) { return std::tie(b.times, b.last, a.id) < std::tie(a.times, a.last, b.id); });
  const auto middle = static_cast<double>(list[list.size() / 2].times);
  for (auto& one : list) one.unusual = one.times >= kLeastUnusual && static_cast<double>(one.times) > kUnusualTimes * middle;
  return middle;
}

OpenedLists opened_of(db::Read& tx, const organisations::OrganisationId& organisation, Instant now) {
  std::map<std::string, Tally> records, people;
  tx.each(kShown, {organisation, Instant{now.ms - kOpenedDays * 86'400'000LL}}, [&](const db::Row& row) {
    const auto child = row.string(0), person = row.string(1);
    const auto at = row.instant(2);
    const auto add = [&](Tally& tally, const std::string& other) {
      tally.days.emplace(other, london_date(at));
      tally.others.insert(other);
      tally.last = at;
    };
    add(records[child], person);
    add(people[person], child);
  });
  OpenedLists lists{list_of(records), list_of(people)};
  lists.usual_record = mark_unusual(lists.records);
  lists.usual_person = mark_unusual(lists.people);
  return lists;
}

void add_opened(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/disclosures", .record = access::Record::AuditTrail, .verb = access::Verb::Read, .facts = desk::own_organisation(), .handler = opened_page,
                         .summary = "Which children's records were opened unusually often, and by whom"});
}

}  // namespace rightplace::oversight
