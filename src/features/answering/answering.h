#pragma once
// What a home is asked, as the home sees it: exactly what was released to it and no more, by when it is to answer, and its
// answer: an offer with a room held for the child, a question, or a "no" with its reason.
//
// What a tier holds is said in one place, `released`: the authority's page that says what will be disclosed and the home's page
// that shows it are made from the same list, and the disclosure ledger names the same facts.

#include <optional>
#include <string>
#include <vector>

#include "features/asking/asking.h"
#include "features/desk/desk.h"
#include "features/disclosures/disclosures.h"
#include "features/referrals/referrals.h"

namespace rightplace::answering {

desk::Pages pages(const desk::Desk& desk);

// ---- What is released (answering_released.cpp).

struct Released {
  std::string name;                  // of the fact, as the ledger has it: "needs"
  std::string label;                 // "Needs"
  std::vector<std::string> says;     // sentences or words, each of its own; never empty
};
// All facts of a referral up to this tier, without identity: what the full file adds is who the child is. A place is never
// more exact than its postcode sector, and before the fuller picture only the child's home area is named.
std::vector<Released> released(const referrals::Referral& referral, asking::Tier tier);
web::Html released_part(const std::vector<Released>& facts);
// What of it is another than before (answering_changed.cpp). A fact that is new says nothing in `before`, one that is gone nothing
// in `now`.
struct Changed {
  std::string name, label;
  std::vector<std::string> before, now;
};
std::vector<Changed> changed_facts(const referrals::Referral& before, const referrals::Referral& now, asking::Tier tier);
web::Html changed_part(const std::vector<Changed>& changed);
json::Array released_json(const std::vector<Released>& facts);
// "A girl aged 12 to 13": a band until the fuller picture is released, which says the age.
std::string child_words(const referrals::Referral& referral, asking::Tier tier);

// ---- What both sides do.

// By the store's clock, and in truth.
asking::When when_of(const desk::Asked& asked);
// "by 4 March 2026 at 5pm (in 2 days)"; says so when it has passed.
std::string deadline_words(Instant deadline, Instant at);
// The price of a week and once, in words: "£5,200 a week, £300 once".
std::string price_words(const asking::OfferTerms& terms);
// The rooms of a home that are held for this referral are free again; how many. The holds of an offer that ended.
Result<std::int64_t> release_holds(db::Write& tx, const desk::Asked& asked, std::string_view urn, std::string_view reference);

// The home's name in the register on that day.
std::string home_name(db::Read& tx, std::string_view urn, Date day);
std::string organisation_name(db::Read& tx, const organisations::OrganisationId& id);

// Letters that something waits: to those who answer for a home, and to one person. They name nobody.
Done tell_home(db::Write& tx, const desk::Asked& asked, std::string_view urn, const organisations::OrganisationId& provider);
Done tell_person(db::Write& tx, const desk::Asked& asked, std::string_view person, const organisations::OrganisationId& organisation);

Done tell_person(db::Write& tx, const desk::Desk& desk, std::string_view person, const organisations::OrganisationId& organisation);

// The thread of one ask, oldest first; `mine` is the side of whoever reads.
web::Html thread_part(const std::vector<asking::Message>& messages, asking::Side mine);
json::Array thread_json(const std::vector<asking::Message>& messages);
inline constexpr int kLongestMessage = 4000;

// A moment of a program's body, 2026-03-02T17:00:00Z; nothing, and a fault, when it is none.
std::optional<Instant> moment_of(json::Fields& fields, std::string_view name);
json::Value offer_json(const std::optional<asking::Offer>& offer);

// A time until which something holds: a day of a form and an hour of the working day.
std::optional<Instant> deadline_typed(web::Form& form, std::string_view what);
web::Html deadline_fields(const web::Form& form, std::string_view legend, std::string_view hint, Date day, int hour);

// ---- Fields of an answer (answering_fields.cpp), whoever gives it.

struct OfferFields {
  std::vector<std::string> rooms;                // that the home has named here
  std::optional<asking::OfferTerms> stands;      // the offer that this one replaces
  std::optional<Date> needed_on;
  Date today;
  std::string without_rooms = "The home has named no rooms here, so none can be held for the child. Name them under Our homes to show that a place is really free.";
};
// From which night, the price by its parts, conditions, until when it stands.
web::Html offer_fields(const web::Form& form, const OfferFields& wanted);
asking::OfferTerms typed_terms(web::Form& form);
web::Html decline_fields(const web::Form& form);
web::Html take_back_fields(const web::Form& form);
// Faults of the offer's rules under the names of these fields.
Error in_fields(Error error);
// The version of the ask that the page showed; a fault where the page is not whole.
std::int64_t shown_version(web::Form& form);
// What was offered, as a card with this title.
web::Html offer_card(const asking::Offer& offer, std::string_view title, Instant at);

}  // namespace rightplace::answering
