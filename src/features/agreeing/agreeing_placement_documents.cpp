// Documents of a child whose placement was recorded without a referral here: brought in from a return, or agreed elsewhere.

#include <algorithm>

#include "features/agreeing/agreeing_parts.h"
#include "features/answering/answering.h"
#include "features/placements/placements.h"
#include "web/field.h"
#include "web/govuk/parts.h"
#include "web/problem.h"

namespace rightplace::agreeing {
namespace {

using web::Form;
using web::Html;
using web::html;
using web::Url;

constexpr std::uint64_t kBodyLimit = documents::kMostBytes + (256 << 10);

Url placement_url(std::string_view id) { return Url("/placements").segment(id); }

Result<access::Facts> facts_of_address(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_stay(tx, exchange.value("id"), standing); }
// The authority's own: the home adds nothing here.
Result<access::Facts> facts_of_authority(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  RP_TRY(facts, facts_of_address(tx, exchange, standing));
  facts.addressed.clear();
  return facts;
}

web::Response list_page(const Asked& asked) {
  const auto here = placement_url(asked.facts.id);
  const bool authority = asked.facts.addressed.empty();
  auto facts = asked.facts;
  facts.record = access::Record::PenPicture;
  const Html add = authority && asked.may(facts, access::Verb::Write) ? web::govuk::button({.text = "Add a document", .href = here.segment("documents").segment("add")}) : Html{};
  const auto content = html(R"({}<span class="govuk-caption-l">Placement</span><h1 class="govuk-heading-l">Documents</h1><p class="govuk-body">{} Each opening is written down for the child.</p>{}{})", document_done(asked),
                            authority ? "The home opens them for as long as the child lives there." : "What the authority gave your home for this child. When the child has left, your home opens nothing any more; destroy any copy that you made.", add, shelf_part(asked, shelf_of_stay(asked, asked.facts.id), authority));
  return desk::show(asked, {.title = "Documents of a placement", .breadcrumbs = {{"Placement", here}}}, content);
}

web::Response add_shown(const Asked& asked, const Form& form) {
  const auto here = placement_url(asked.facts.id);
  const auto list = here.segment("documents");
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Placement</span><h1 class="govuk-heading-l">Add a document</h1>{}</div>)", web::error_summary(form), upload_form(asked, form, list.segment("add"), list, true));
  return desk::show(asked, {.title = "Add a document", .breadcrumbs = {{"Placement", here}, {"Documents", list}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_add(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  Upload upload;
  const auto done = carry_file(asked, form, upload, [&](db::Write& tx, const documents::Laid& laid) {
    return documents::add(tx, asked.desk.vault, asked.actor(), asked.allowed(), {{}, children::ChildId(asked.facts.child), upload.kind, asking::Tier::FullFile, Personal<std::string>(upload.name), asked.facts.id}, laid, answering::when_of(asked));
  }, placement_url(asked.facts.id).segment("documents").with("done", "added"));
  return done ? *done : add_shown(asked, form);
}

}  // namespace

Result<access::Facts> facts_of_stay(db::Read& tx, std::string_view placement, const access::Standing& standing) {
  const auto found = placements::load(tx, placements::PlacementId(std::string(placement)));
  if (!found || found->state == placements::State::Withdrawn || found->referral_id) return fail(access::missing());
  const auto child = children::current(tx, found->child);
  const auto care = children::case_of(tx, child);
  const bool ended = found->stay.until && *found->stay.until <= standing.today;
  access::Facts facts;
  facts.id = found->id.text();
  facts.child = child.text();
  facts.urn = found->urn;
  if (const auto authority = organisations::authority_with_code(tx, found->authority_code)) facts.responsible = facts.owner = *authority;
  facts.state = care && care->restricted ? access::State::Restricted : ended ? access::State::Ended : access::State::Live;
  for (const auto& one : children::allocations_of(tx, child))
    if (one.stay.covers_night(standing.today)) facts.people.push_back(one.person);
  const bool acts = std::ranges::any_of(standing.grants, [&](const access::Grant& grant) { return grant.organisation == standing.acting_for && std::ranges::find(grant.homes, found->urn) != grant.homes.end(); });
  if (acts && !ended) {
    facts.addressed = {standing.acting_for};
    facts.state = access::State::Live;   // that a case is restricted within its authority keeps nothing from the home where the child lives
  }
  return facts;
}

void add_placement_documents(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/placements/{id}/documents", .record = Record::FullFile, .facts = facts_of_address, .handler = list_page, .summary = "Documents of a placement to which no referral here led"});
  pages.pages.push_back({.pattern = "/placements/{id}/documents/add", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_authority, .handler = [](const Asked& asked) { return add_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that adds a document to a placement without a referral"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/placements/{id}/documents/add", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_authority, .handler = send_add, .summary = "Add a document to a placement without a referral; its type is read from its content", .request_type = "document form", .body_limit = kBodyLimit});
}

}  // namespace rightplace::agreeing
