// The documents of a referral as either side may open them, and the opening itself.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/agreeing/agreeing_parts.h"
#include "web/govuk/notices.h"
#include "web/govuk/parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"
#include "web/streamed.h"

namespace rightplace::agreeing {
namespace {

namespace govuk = web::govuk;
using asking::Tier;
using web::Html;
using web::html;
using web::Url;

std::string stage_words(Tier tier) {
  switch (tier) {
    case Tier::ReferralSummary: return "Every home that is asked";
    case Tier::PenPicture: return "Homes to which the fuller picture is released";
    case Tier::FullFile: return "Only the home that is chosen";
  }
  return {};
}

web::Response of_referral(const Asked& asked) {
  const auto shelf = shelf_of(asked, asked.facts.id);
  auto facts = asked.facts;
  facts.record = access::Record::PenPicture;
  const auto here = referral_url(asked.facts.id);
  const Html add = asked.may(facts, access::Verb::Write) ? govuk::button({.text = "Add a document", .href = here.segment("documents").segment("add")}) : Html{};
  const Html closed = shelf.closed > 0 ? html(R"(<p class="govuk-body-s">{} not yours to open.</p>)", shelf.closed == 1 ? std::string("1 more is") : fmt::format("{} more are", shelf.closed)) : Html{};
  const auto content = html(R"({}<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Documents</h1><p class="govuk-body">Each opening is written down for the child. When a home declines or is not chosen, it opens nothing any more.</p>{}{}{})",
                            document_done(asked), asked.facts.id, add, shelf_part(asked, shelf, true), closed);
  return desk::show(asked, {.title = "Documents of referral " + asked.facts.id, .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, here}}}, content);
}

web::Response of_ask(const Asked& asked) {
  const auto ask = asked.desk.database.read([&](db::Read& tx) { return asking::load(tx, asking::AskId(asked.facts.id)); });
  if (!ask) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto shelf = shelf_of(asked, ask->reference);
  const auto content = html(R"(<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Documents</h1><p class="govuk-body">What is released to your home now. That you open one is written down for the child. Pass it on to nobody who does not decide about the place; if you are not chosen, destroy any copy that you made.</p>{}<p class="govuk-body"><a class="govuk-link" href="{}">Back to what is asked</a></p>)",
                            ask->reference, shelf_part(asked, shelf, false), Url("/asked").segment(ask->id.text()));
  return desk::show(asked, {.title = "Documents of referral " + ask->reference, .breadcrumbs = {{"Asked of us", Url("/asked")}, {ask->reference, Url("/asked").segment(ask->id.text())}}}, content);
}

// Of the document that the address names, at the stage that the address names.
Result<access::Facts> facts_of_document(db::Read& tx, const vault::Vault& vault, const web::Exchange& exchange, const access::Standing& standing, Tier tier) {
  const auto document = documents::load(tx, vault, documents::DocumentId(std::string(exchange.value("document"))));
  if (!document || document->removed || document->tier != tier) return fail(access::missing());
  RP_TRY(facts, document->placement.empty() ? facts_of(tx, document->reference, tier, standing) : facts_of_stay(tx, document->placement, standing));
  facts.id = document->id.text();
  return facts;
}

}  // namespace

Html document_done(const Asked& asked) {
  const auto done = asked.exchange.request.query_value("done");
  if (done == "added") return govuk::notification_banner({.text = "The document is kept. Homes open it from the stage on that you chose.", .title = "Done", .type = "success"});
  if (done == "removed") return govuk::notification_banner({.text = "The document is removed. Nobody can open it any more.", .title = "Done", .type = "success"});
  return {};
}

Html shelf_part(const Asked& asked, const Shelf& shelf, bool authority) {
  if (shelf.open.empty()) return html(R"(<p class="govuk-body">{}</p>)", authority ? "No document has been added yet." : "No document is released to you now.");
  auto facts = asked.facts;
  facts.record = access::Record::PenPicture;
  const bool may_remove = authority && asked.may(facts, access::Verb::Write).has_value();
  govuk::Table table{.caption = "Documents", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Document", "Type", "Added"};
  if (authority) table.head.push_back("Who may open it");
  if (may_remove) table.head.push_back("");
  table.first_cell_is_header = true;
  for (std::size_t i = 0; i < shelf.open.size(); ++i) {
    const auto& one = shelf.open[i];
    Html name = html(R"(<a class="govuk-link" href="{}" download>{}</a>)", document_url(one), documents::label_of(one.kind));
    if (authority && !one.name.reveal().empty()) name += html(R"(<br><span class="govuk-hint rp-said">{}</span>)", one.name.reveal());
    std::vector<govuk::Cell> row = {name, fmt::format("{}, {}", formats::kDocumentTypes.label(one.type), documents::size_words(one.bytes)),
                                    authority ? fmt::format("{}, {}", moment_words(one.added_at), shelf.added_by[i]) : moment_words(one.added_at)};
    if (authority) row.push_back(stage_words(one.tier));
    if (may_remove) row.push_back(html(R"(<a class="govuk-link" href="{}">Remove<span class="govuk-visually-hidden"> {}</span></a>)", Url("/documents").segment(one.id.text()).segment("remove"), lower(documents::label_of(one.kind))));
    table.rows.push_back(std::move(row));
  }
  return govuk::scrolling(govuk::table(table), "Documents");
}

namespace {

// Those of them that this person may open: `facts` says for the stage of each what decides it.
Shelf sorted(const Asked& asked, const std::function<std::vector<documents::Document>(db::Read&)>& all, const std::function<Result<access::Facts>(db::Read&, Tier)>& facts_of_stage) {
  return asked.desk.database.read([&](db::Read& tx) {
    Shelf shelf;
    for (auto& one : all(tx)) {
      if (one.removed) continue;
      auto facts = facts_of_stage(tx, one.tier);
      if (!facts) continue;
      facts->record = record_of(one.tier);
      facts->id = one.id.text();
      if (!asked.may(*facts, access::Verb::Read)) {
        ++shelf.closed;
        continue;
      }
      shelf.added_by.push_back(desk::name_of_actor(tx, asked.desk.vault, "person", one.added_by));
      shelf.open.push_back(std::move(one));
    }
    return shelf;
  });
}

}  // namespace

Shelf shelf_of(const Asked& asked, std::string_view reference) {
  return sorted(asked, [&](db::Read& tx) { return documents::of_referral(tx, asked.desk.vault, reference); }, [&](db::Read& tx, Tier tier) { return facts_of(tx, reference, tier, asked.standing); });
}

Shelf shelf_of_stay(const Asked& asked, std::string_view placement) {
  return sorted(asked, [&](db::Read& tx) { return documents::of_placement(tx, asked.desk.vault, placement); }, [&](db::Read& tx, Tier) { return facts_of_stay(tx, placement, asked.standing); });
}

web::Response opened(const Asked& asked) {
  const auto problem = [&](const Error& error) { return asked.exchange.visitor.by_token ? desk::answer_problem(asked, error) : web::problem(asked.exchange.request, asked.exchange.visitor, error); };
  struct Opened {
    documents::Document document;
    std::shared_ptr<vault::SealedFile> file;
  };
  auto found = asked.desk.database.read([&](db::Read& tx) -> Result<Opened> {
    const documents::DocumentId id(asked.facts.id);
    RP_TRY(document, documents::load(tx, asked.desk.vault, id));
    RP_TRY(file, documents::open(tx, asked.desk.vault, asked.desk.folder, id));
    return Opened{std::move(document), std::make_shared<vault::SealedFile>(std::move(file))};
  });
  if (!found) return problem(found.error());
  const auto& document = found->document;
  // The first piece is opened before anything is said: what is broken answers as a fault, not as half a file.
  auto first = found->file->next();
  if (!first) return problem(first.error());
  const bool home = !asked.facts.addressed.empty();
  const auto entered = asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(),
                               {children::current(tx, document.child), ledger_tier(document.tier), {"document_" + document.kind}, home ? disclosures::Purpose::Placing : disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now());
  });
  if (!entered) return problem(entered.error());
  web::Response response;
  response.header("Content-Type", std::string(formats::media_type(document.type)))
      .header("Content-Disposition", fmt::format("attachment; filename=\"{}\"", documents::file_name(document)))
      .header("Cache-Control", std::string(web::cache_control(web::Caching::NoStore)));
  web::stream(response, {document.bytes, [file = found->file, piece = std::move(*first), begun = false]() mutable -> std::string {
                           if (!begun) {
                             begun = true;
                             return std::move(piece);
                           }
                           auto next = file->next();
                           return next ? *std::move(next) : std::string();
                         }});
  return response;
}

void add_documents(desk::Pages& pages, const desk::Desk& desk) {
  using access::Record;
  const auto of = [&desk](Tier tier) {
    return [&desk, tier](db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_document(tx, desk.vault, exchange, standing, tier); };
  };
  pages.pages.push_back({.pattern = "/referrals/{reference}/documents", .record = Record::ReferralSummary, .facts = facts_of_referral, .handler = of_referral, .summary = "Documents that go with a referral, and from which stage on a home may open each"});
  pages.pages.push_back({.pattern = "/asked/{id}/documents", .record = Record::ReferralSummary, .facts = facts_of_ask, .handler = of_ask, .summary = "Documents that are released to a home that was asked"});
  pages.pages.push_back({.pattern = "/documents/referral_summary/{document}", .record = Record::ReferralSummary, .facts = of(Tier::ReferralSummary), .handler = opened, .summary = "Open a document that every home asked may open"});
  pages.pages.push_back({.pattern = "/documents/pen_picture/{document}", .record = Record::PenPicture, .facts = of(Tier::PenPicture), .handler = opened, .summary = "Open a document that goes with the fuller picture"});
  pages.pages.push_back({.pattern = "/documents/full_file/{document}", .record = Record::FullFile, .facts = of(Tier::FullFile), .handler = opened, .summary = "Open a document of the full file"});
  pages.pages.push_back({.pattern = "/api/v1/documents/referral_summary/{document}", .record = Record::ReferralSummary, .facts = of(Tier::ReferralSummary), .handler = opened, .summary = "The file of a document that every home asked may open", .response_type = "file"});
  pages.pages.push_back({.pattern = "/api/v1/documents/pen_picture/{document}", .record = Record::PenPicture, .facts = of(Tier::PenPicture), .handler = opened, .summary = "The file of a document that goes with the fuller picture", .response_type = "file"});
  pages.pages.push_back({.pattern = "/api/v1/documents/full_file/{document}", .record = Record::FullFile, .facts = of(Tier::FullFile), .handler = opened, .summary = "The file of a document of the full file", .response_type = "file"});
}

}  // namespace rightplace::agreeing
