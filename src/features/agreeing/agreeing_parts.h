#pragma once
// Within the feature: whom a page is about, and what several pages say.

#include "features/agreeing/agreeing.h"
#include "features/agreements/agreements.h"
#include "features/asking/asking.h"
#include "features/disclosures/disclosures.h"
#include "features/documents/documents.h"

namespace rightplace::agreeing {

using desk::Asked;

// ---- Who may (agreeing_facts.cpp).

// Whether the home that was asked is today the person's to act for, and still the provider's that was asked.
bool is_addressed(db::Read& tx, const asking::Ask& ask, const access::Standing& standing);
// Of a referral for either side: to its authority, and to a home that was asked and to which at least `tier` is released now.
Result<access::Facts> facts_of(db::Read& tx, std::string_view reference, asking::Tier tier, const access::Standing& standing);
// The home's part ends with the child's stay there.
bool stay_ended(db::Read& tx, const referrals::Line& line, std::string_view urn, Date today);
// Of the referral or the ask that the address names.
Result<access::Facts> facts_of_referral(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_ask(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

// Of the referral whose home is chosen: to the authority, and to that home; the full file where it is released.
Result<access::Facts> facts_of_chosen(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

access::Record record_of(asking::Tier tier);
disclosures::Tier ledger_tier(asking::Tier tier);

// ---- Addresses.

web::Url referral_url(std::string_view reference);
web::Url document_url(const documents::Document& document, web::Url base = web::Url("/documents"));

// ---- The chosen home (agreeing_chosen.cpp).

struct Chosen {
  referrals::Line line;
  referrals::Referral referral;
  std::optional<asking::Ask> ask;        // none: no home is chosen
  std::optional<asking::Offer> offer;
  std::string home, authority, provider; // their names
};
Result<Chosen> chosen_of(db::Read& tx, const Asked& asked);
asking::Side side_of(const Asked& asked);
// Enters what is shown in the child's ledger, before it is shown.
Done enter(const Asked& asked, disclosures::Tier tier, std::string fact);
Done tell_other(db::Write& tx, const Asked& asked, const asking::Ask& ask);   // that something waits for the other side
Personal<std::string> own_name(db::Read& tx, const Asked& asked);
web::Url back_of(const Asked& asked, const Chosen& chosen);
std::vector<web::Link> crumbs_of(const Asked& asked, const Chosen& chosen);

// ---- Documents of a placement to which no referral here led (agreeing_placement_documents.cpp).

// To its authority, and to the home where the child lives for as long as it lives there. NotFound for one with a referral: its
// documents go with that.
Result<access::Facts> facts_of_stay(db::Read& tx, std::string_view placement, const access::Standing& standing);
void add_placement_documents(desk::Pages& pages);

// The parts of pages(): each file adds its own.
void add_documents(desk::Pages& pages, const desk::Desk& desk);
void add_uploads(desk::Pages& pages, const desk::Desk& desk);
void add_document_programs(desk::Pages& pages, const desk::Desk& desk);
void add_agreement(desk::Pages& pages);
void add_plan(desk::Pages& pages);
void add_plan_forms(desk::Pages& pages);

// ---- Documents.

// Those that this person may open, and how many others there are.
struct Shelf {
  std::vector<documents::Document> open;
  std::vector<std::string> added_by;     // names, in the order of `open`
  std::size_t closed = 0;
};
Shelf shelf_of(const Asked& asked, std::string_view reference);
Shelf shelf_of_stay(const Asked& asked, std::string_view placement);
web::Html shelf_part(const Asked& asked, const Shelf& shelf, bool authority);
web::Html document_done(const Asked& asked);
// Enters the opening in the child's ledger, then streams the file as an attachment.
web::Response opened(const Asked& asked);

struct Upload {
  std::string kind;
  asking::Tier tier = asking::Tier::FullFile;
  std::string name;
};
Done checked(const Upload& upload);
// A form with a file: the file lies down first, then `row` makes its row, and the answer leads to `then`. Nothing: `form` has faults.
std::optional<web::Response> carry_file(const Asked& asked, web::Form& form, Upload& upload, const std::function<Done(db::Write&, const documents::Laid&)>& row, const web::Url& then);
// The form, with the choice of who may open it where `for_a_placement` is not so.
web::Html upload_form(const Asked& asked, const web::Form& form, const web::Url& action, const web::Url& back, bool for_a_placement);

}  // namespace rightplace::agreeing
