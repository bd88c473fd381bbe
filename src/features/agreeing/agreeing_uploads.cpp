// A document is added, and removed.

#include <fmt/format.h>

#include "base/letters.h"
#include "base/text.h"
#include "features/agreeing/agreeing_parts.h"
#include "features/answering/answering.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::agreeing {
namespace {

namespace field = web::field;
using asking::Tier;
using documents::DocumentId;
using web::Form;
using web::Html;
using web::html;
using web::Url;

constexpr std::uint64_t kBodyLimit = documents::kMostBytes + (256 << 10);
constexpr std::size_t kLongestName = 200;

web::Response upload_shown(const Asked& asked, const Form& form) {
  const auto here = referral_url(asked.facts.id);
  const auto list = here.segment("documents");
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Add a document</h1>{}</div>)", web::error_summary(form), asked.facts.id, upload_form(asked, form, list.segment("add"), list, false));
  return desk::show(asked, {.title = "Add a document", .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, here}, {"Documents", list}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

// The row, in the transaction that answers for it.
Done add_row(db::Write& tx, const Asked& asked, const Upload& upload, const documents::Laid& laid) {
  if (asked.facts.child.empty()) return fail(ErrorKind::Conflict, "The referral is not linked to a child’s record here, so that nobody could tell the child who opened the document. Link it first");
  RP_CHECK(checked(upload));
  return documents::add(tx, asked.desk.vault, asked.actor(), asked.allowed(), {asked.facts.id, children::ChildId(asked.facts.child), upload.kind, upload.tier, Personal<std::string>(upload.name)}, laid, answering::when_of(asked));
}

// Runs `carry` with the file laid down; the file goes again where no row came of it.
template <class Carry>
auto with_file(const Asked& asked, const documents::Laid& laid, Carry carry) {
  auto answer = carry();
  if (!asked.desk.database.read([&](db::Read& tx) { return documents::exists(tx, laid.id); })) documents::take_up(asked.desk.folder, laid.id);
  return answer;
}

web::Response send_upload(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  Upload upload;
  const auto tier = asking::kTiers.parse(form.typed("tier"));
  if (!tier) form.fault("tier", "Choose who may open it");
  upload.tier = tier.value_or(Tier::FullFile);
  if (tier && *tier != Tier::FullFile && form.typed("names_nobody").empty()) form.fault("names_nobody", "Say that you have read this copy and that it names nobody, or choose that only the home that is chosen opens it");
  const auto done = carry_file(asked, form, upload, [&](db::Write& tx, const documents::Laid& laid) { return add_row(tx, asked, upload, laid); }, referral_url(asked.facts.id).segment("documents").with("done", "added"));
  return done ? *done : upload_shown(asked, form);
}

// ---- Removing.

Result<access::Facts> facts_of_standing(db::Read& tx, const vault::Vault& vault, const web::Exchange& exchange, const access::Standing& standing) {
  const auto document = documents::load(tx, vault, DocumentId(std::string(exchange.value("document"))));
  if (!document) return fail(access::missing());
  RP_TRY(facts, document->placement.empty() ? facts_of(tx, document->reference, Tier::FullFile, standing) : facts_of_stay(tx, document->placement, standing));
  facts.addressed.clear();   // the authority's own
  facts.id = document->id.text();
  return facts;
}

// Where the document stands in a list, and what that is called.
Url list_of(const documents::Document& document) { return (document.placement.empty() ? referral_url(document.reference) : Url("/placements").segment(document.placement)).segment("documents"); }
std::vector<web::Link> crumbs_to(const documents::Document& document) {
  if (!document.placement.empty()) return {{"Placement", Url("/placements").segment(document.placement)}, {"Documents", list_of(document)}};
  return {{"Referrals", Url("/referrals")}, {document.reference, referral_url(document.reference)}, {"Documents", list_of(document)}};
}

web::Response removal_shown(const Asked& asked, const Form& form) {
  const auto document = asked.desk.database.read([&](db::Read& tx) { return documents::load(tx, asked.desk.vault, DocumentId(asked.facts.id)); });
  if (!document) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto list = list_of(*document);
  if (document->removed && !form.sent()) return web::redirect(list);
  const auto fields = field::textarea(form, {.name = "because", .label = "Why is it removed?", .hint = "Name no child", .rows = 2, .longest = static_cast<int>(documents::kLongestBecause)});
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">Remove the {}</h1><p class="govuk-body">Nobody can open it any more, and it cannot be brought back. That it was there, and who opened it, stays written down.</p>{}</div>)", web::error_summary(form), document->placement.empty() ? "Referral " + document->reference : std::string("Placement"), lower(documents::label_of(document->kind)),
                            field::whole({.action = Url("/documents").segment(document->id.text()).segment("remove"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Remove it", .cancel = list, .warning = true}));
  return desk::show(asked, {.title = "Remove a document", .breadcrumbs = crumbs_to(*document), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_removal(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto because = form.required("because", "Say in a sentence why it is removed", documents::kLongestBecause);
  const DocumentId id(asked.facts.id);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(document, documents::load(tx, asked.desk.vault, id));
    RP_CHECK(documents::remove(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, because, answering::when_of(asked)));
    return list_of(document).with("done", "removed");
  });
  if (!done) return removal_shown(asked, form);
  if (done->status == 303) documents::take_up(asked.desk.folder, id);
  return *done;
}

// ---- Programs.

json::Object document_json(const documents::Document& one) {
  return {{"id", one.id.text()}, {"kind", one.kind}, {"label", documents::label_of(one.kind)}, {"tier", asking::kTiers.code(one.tier)}, {"type", formats::kDocumentTypes.code(one.type)},
          {"bytes", static_cast<std::int64_t>(one.bytes)}, {"added_at", one.added_at.iso()}, {"file", document_url(one, Url("/api/v1/documents")).text()}};
}

web::Response list_json(const Asked& asked, std::string_view reference) {
  json::Array items;
  for (const auto& one : shelf_of(asked, reference).open) items.emplace_back(document_json(one));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

web::Response of_ask_json(const Asked& asked) {
  const auto ask = asked.desk.database.read([&](db::Read& tx) { return asking::load(tx, asking::AskId(asked.facts.id)); });
  return ask ? list_json(asked, ask->reference) : desk::answer_problem(asked, access::missing());
}

// The body is the file itself; what it is stands in the query.
web::Response upload_by_program(const Asked& asked) {
  const auto& request = asked.exchange.request;
  std::vector<FieldError> faults;
  Upload upload;
  upload.kind = request.query_value("kind");
  if (!checked(upload)) faults.push_back({"kind", "should be a code of rules/document_kinds.toml, such as care_plan"});
  const auto tier = asking::kTiers.parse(request.query_value("tier"));
  if (!tier) faults.push_back({"tier", "should be referral_summary, pen_picture or full_file"});
  else if (*tier != Tier::FullFile && request.query_value("names_nobody") != "yes") faults.push_back({"names_nobody", "should be yes: somebody has read this copy, and it names nobody. Otherwise only full_file may be its tier"});
  upload.tier = tier.value_or(Tier::FullFile);
  upload.name = shown(request.query_value("name"), kLongestName);
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The document cannot be taken as it is", faults});
  const web::BodyBytes body(request);
  const auto laid = documents::lay_down(asked.desk.folder, request, {.field = {}, .name = {}, .from = 0, .size = body.size()}, asked.now());
  if (!laid) return desk::answer_problem(asked, laid.error());
  return with_file(asked, *laid, [&] {
    return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
      RP_CHECK(add_row(tx, asked, upload, *laid));
      RP_TRY(document, documents::load(tx, asked.desk.vault, laid->id));
      return document_json(document);
    });
  });
}

constexpr std::string_view kDocument = R"json({"type": "object", "required": ["id", "kind", "label", "tier", "type", "bytes", "added_at", "file"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "kind": {"type": "string", "description": "A code of rules/document_kinds.toml"}, "label": {"type": "string"}, "tier": {"type": "string", "enum": ["referral_summary", "pen_picture", "full_file"], "description": "From which stage on a home may open it"},
  "type": {"type": "string", "enum": ["pdf", "docx", "odt", "png", "jpeg"]}, "bytes": {"type": "integer"}, "added_at": {"type": "string", "format": "date-time"}, "file": {"type": "string", "description": "Where its bytes are"}}})json";
constexpr std::string_view kDocuments = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Document"}}, "next": {"type": ["string", "null"]}}})json";

}  // namespace

Html upload_form(const Asked& asked, const Form& form, const Url& action, const Url& back, bool for_a_placement) {
  std::vector<field::Choice> kinds;
  for (const auto& kind : documents::kinds()) kinds.push_back({kind.code, kind.label});
  Html who = html(R"(<p class="govuk-body">Your authority’s people who work with the child open it, and the home for as long as the child lives there.</p>)");
  if (!for_a_placement) {
    who = field::radios(form, {.name = "tier", .legend = "Who may open it?",
                               .choices = {{"full_file", "Only the home that is chosen", "Care plan, EHC plan, and whatever names the child"},
                                           {"pen_picture", "Homes to which the fuller picture is released", "A copy that names nobody"},
                                           {"referral_summary", "Every home that is asked", "A copy that names nobody, and gives no place more exact than a town"}},
                               .value = "full_file"});
    who += field::tick(form, {.name = "names_nobody", .text = "I have read this copy: it names no child, no relative, no school and no address", .hint = "Needed when homes may open it before one is chosen"});
  }
  const auto fields = field::select(form, {.name = "kind", .label = "What is it?", .choices = kinds, .empty = "Choose what it is"}) + who +
                      field::upload(form, {.name = "file", .label = "The file", .hint = "A PDF, a Word document (.docx), an OpenDocument text (.odt), or a picture (PNG, JPEG), up to 50 MB and without macros", .accept = ".pdf,.docx,.odt,.png,.jpg,.jpeg"});
  // The file stands last: what guards the form is read before it.
  return html(R"(<form method="post" action="{}" enctype="multipart/form-data" novalidate>{}{}<div class="govuk-button-group"><button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">Add the document</button><a class="govuk-link" href="{}">Cancel</a></div></form>)",
              action, desk::tokens(asked), fields, back);
}

std::optional<web::Response> carry_file(const Asked& asked, Form& form, Upload& upload, const std::function<Done(db::Write&, const documents::Laid&)>& row, const Url& then) {
  upload.kind = form.required("kind", "Choose what the document is");
  if (auto fine = checked(upload); !fine && !upload.kind.empty()) form.fault("kind", "Choose what the document is");
  const auto parts = web::read_multipart(asked.exchange.request);
  if (!parts || !parts->file) form.fault("file", "Choose the file");
  if (!form.fine()) return std::nullopt;
  upload.name = shown(parts->file->name, kLongestName);
  const auto laid = documents::lay_down(asked.desk.folder, asked.exchange.request, *parts->file, asked.now());
  if (!laid) {
    if (laid.error().kind != ErrorKind::Invalid) return web::problem(asked.exchange.request, asked.exchange.visitor, laid.error());
    form.fault("file", laid.error().detail);
    return std::nullopt;
  }
  return with_file(asked, *laid, [&] {
    return desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
      RP_CHECK(row(tx, *laid));
      return then;
    });
  });
}

Done checked(const Upload& upload) {
  for (const auto& kind : documents::kinds())
    if (kind.code == upload.kind) return {};
  return fail(ErrorKind::Invalid, "See the field", {{"kind", "Choose what the document is"}});
}

void add_uploads(desk::Pages& pages, const desk::Desk& desk) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto standing = [&desk](db::Read& tx, const web::Exchange& exchange, const access::Standing& who) { return facts_of_standing(tx, desk.vault, exchange, who); };
  pages.pages.push_back({.pattern = "/referrals/{reference}/documents/add", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_referral, .handler = [](const Asked& asked) { return upload_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that adds a document to a referral"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/referrals/{reference}/documents/add", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_referral, .handler = send_upload, .summary = "Add a document to a referral; its type is read from its content", .request_type = "document form", .body_limit = kBodyLimit});
  pages.pages.push_back({.pattern = "/documents/{document}/remove", .record = Record::PenPicture, .verb = Verb::Write, .facts = standing, .handler = [](const Asked& asked) { return removal_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that removes a document"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/documents/{document}/remove", .record = Record::PenPicture, .verb = Verb::Write, .facts = standing, .handler = send_removal, .summary = "Remove a document: its key goes, so that nobody opens it again", .request_type = "removal form"});
}

void add_document_programs(desk::Pages& pages, const desk::Desk&) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/documents", .record = Record::ReferralSummary, .facts = facts_of_referral, .handler = [](const Asked& asked) { return list_json(asked, asked.facts.id); }, .summary = "Documents of a referral that the program may open", .response_type = "Documents"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/referrals/{reference}/documents", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_referral, .handler = upload_by_program, .summary = "Add a document: the body is the file", .request_type = "file", .response_type = "Document", .body_limit = kBodyLimit,
                         .query = {{"kind", "A code of rules/document_kinds.toml"}, {"tier", "From which stage on a home may open it"}, {"names_nobody", "yes: somebody has read this copy and it names nobody; needed before the full file"}, {"name", "What the sender calls the file"}}});
  pages.pages.push_back({.pattern = "/api/v1/asked/{id}/documents", .record = Record::ReferralSummary, .facts = facts_of_ask, .handler = of_ask_json, .summary = "Documents that are released to a home that was asked", .response_type = "Documents"});
  pages.shapes.push_back({"Document", kDocument});
  pages.shapes.push_back({"Documents", kDocuments});
}

}  // namespace rightplace::agreeing
