// What the child needs, fears and wishes, as the newest referral says it: a record of a child has no second place where it
// is written, so that what homes read and what the worker reads cannot differ.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "features/answering/answering.h"
#include "features/caseload/caseload_parts.h"
#include "features/referrals/referrals.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Html;
using web::html;
using web::Url;

// Of the one referral, not of the child.
constexpr std::array<std::string_view, 4> kOfTheReferral = {"age_and_sex", "dates", "urgency", "purpose"};

access::Facts in(const Asked& asked, access::Record record) {
  auto facts = asked.facts;
  facts.record = record;
  return facts;
}

struct Stated {
  referrals::Line line;
  std::vector<answering::Released> facts;
};
// Of the newest referral that was sent. Nothing: none was.
std::optional<Stated> stated_of(db::Read& tx, const Asked& asked) {
  const auto lines = referrals::lines_of_child(tx, asked.facts.child);
  const auto newest = std::ranges::find_if(lines, [](const referrals::Line& line) { return line.status != referrals::Status::Draft; });
  if (newest == lines.end()) return std::nullopt;
  const auto referral = referrals::find_referral(tx, asked.desk.vault, newest->reference);
  if (!referral) return std::nullopt;
  Stated stated{*newest, answering::released(*referral, asking::Tier::PenPicture)};
  std::erase_if(stated.facts, [](const answering::Released& fact) { return std::ranges::find(kOfTheReferral, fact.name) != kOfTheReferral.end(); });
  return stated;
}
// Read, and entered in the ledger before anybody sees it.
Result<std::optional<Stated>> shown(const Asked& asked) {
  auto stated = asked.desk.database.read([&](db::Read& tx) { return stated_of(tx, asked); });
  if (!stated) return stated;
  std::vector<std::string> names;
  for (const auto& fact : stated->facts) names.push_back(fact.name);
  RP_CHECK(asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(), {children::ChildId(asked.facts.child), disclosures::Tier::Needs, names, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
  }));
  return stated;
}

web::Response needs_as_json(const Asked& asked) {
  const auto stated = shown(asked);
  if (!stated) return desk::answer_problem(asked, stated.error());
  if (!*stated) return desk::answer_json(json::Object{{"referral", nullptr}, {"referred_on", nullptr}, {"facts", json::Array{}}});
  return desk::answer_json(json::Object{{"referral", (*stated)->line.reference}, {"referred_on", (*stated)->line.referred_on}, {"facts", answering::released_json((*stated)->facts)}});
}

constexpr std::string_view kChildNeeds = R"json({
  "type": "object", "title": "What a child needs, as the newest referral says it", "required": ["referral", "referred_on", "facts"],
  "properties": {"referral": {"type": ["string", "null"], "description": "None: no referral of the child was sent yet"}, "referred_on": {"type": ["string", "null"], "format": "date"},
    "facts": {"type": "array", "items": {"type": "object", "required": ["fact", "label", "says"], "additionalProperties": false,
      "properties": {"fact": {"type": "string"}, "label": {"type": "string"}, "says": {"type": "array", "items": {"type": "string"}}}}}}
})json";

}  // namespace

Html needs_part(const Asked& asked) {
  if (!asked.also_reads(in(asked, access::Record::FullFile))) return {};
  const auto stated = shown(asked);
  const Html heading = html(R"(<h2 class="govuk-heading-m">What the child needs</h2>)");
  if (!stated) return heading + html(R"(<p class="govuk-body">It cannot be shown now: {}</p>)", stated.error().detail);
  if (!*stated) return heading + html(R"(<p class="govuk-body">Nothing is written down yet: needs, risks, places that matter and wishes are said in a referral, and stand here from then on.</p>)");
  const auto& line = (*stated)->line;
  const auto page = Url("/referrals").segment(line.reference);
  const Html reference = asked.may(in(asked, access::Record::ReferralSummary), access::Verb::Read) ? html(R"(<a class="govuk-link" href="{}">{}</a>)", page, line.reference) : Html::text(line.reference);
  const bool changes = line.status == referrals::Status::Open && asked.may(in(asked, access::Record::PenPicture), access::Verb::Write);
  return heading + html(R"(<p class="govuk-body">As referral {} of {} says{}.{}</p>{})", reference, line.referred_on.words(), line.status == referrals::Status::Withdrawn ? ", which was withdrawn" : "",
                        changes ? html(R"( <a class="govuk-link" href="{}">Put it right by changing the referral</a>)", page.segment("change")) : Html{}, answering::released_part((*stated)->facts));
}

void add_needs(desk::Pages& pages) {
  pages.shapes.insert(pages.shapes.end(), {{"ChildNeeds", kChildNeeds}});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}/needs", .record = access::Record::FullFile, .verb = access::Verb::Read, .facts = facts_of_address, .handler = needs_as_json,
                         .summary = "What a child needs, fears and wishes, as the newest referral says it", .response_type = "ChildNeeds"});
}

}  // namespace rightplace::caseload
