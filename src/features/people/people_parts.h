#pragma once
// Within the feature: what its pages share, and the rows that each file of pages brings.

#include <string>
#include <string_view>
#include <vector>

#include "features/desk/desk.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"
#include "web/govuk/wayfinding.h"

namespace rightplace::people {

using web::Form;
using web::Html;
using web::html;
using web::Response;
using web::Url;
namespace field = web::field;
namespace govuk = web::govuk;

// A heading and text in the width in which one reads well.
Html readable(std::string_view heading, const Html& content, const Form* form = nullptr);
Html paragraph(std::string_view text);

// "from 1 March 2026", "from 1 March 2026 to 7 March 2026": the last day counts.
std::string days_in_words(const Stay& stay);
// The last day of a stay, as people say it; nothing: no end known.
std::optional<Date> last_day(const Stay& stay);
// Of the fields NAME and UNTIL of a form: the first day, and the day after the last.
std::optional<Stay> stay_of(Form& form, bool needs_end);

// What access decides on, of the record that the address names: NotFound when there is none.
Result<access::Facts> organisation_facts(db::Read& tx, const web::Exchange& exchange, const access::Standing&);
Result<access::Facts> member_facts(db::Read& tx, const web::Exchange& exchange, const access::Standing&);   // of a colleague whose account stands; its owner: the organisation
// A child or a parent with access of their own is nobody's colleague: that they have an account tells that a child is in care. Their
// worker gives and ends it (features/concerned); an administrator never sees them.
bool is_given_here(access::Role role);
bool works_here(const accounts::Member& member);
std::vector<accounts::Member> colleagues_of(const desk::Asked& asked, const organisations::OrganisationId& organisation);
Result<access::Facts> claim_facts(db::Read& tx, const web::Exchange& exchange, const access::Standing&);

void add_sign_in(const desk::Desk& desk, desk::Pages& pages);         // sign-in, set-up, recovery, lock
void add_account(const desk::Desk& desk, desk::Pages& pages);         // first page, one's own account
void add_organisations(desk::Pages& pages);                           // who works here, onboarding
void add_members(desk::Pages& pages);                                 // people of the own organisation, roles, absences
void add_claims(desk::Pages& pages);                                  // which homes are whose
void add_ties(desk::Pages& pages);                                    // what belongs to what, by date
void add_corrections(const desk::Desk& desk, desk::Pages& pages);     // names, addresses, closed accounts, ended absences
void add_programs(const desk::Desk& desk, desk::Pages& pages);        // the same as JSON
void add_glass(const desk::Desk& desk, desk::Pages& pages);           // emergency access and its alerts

}  // namespace rightplace::people
