#pragma once
// Within the feature: the sentences, what is known of one child's plan, and the frame of its pages.

#include <map>

#include "features/childs_plan/childs_plan.h"
#include "features/concerned/concerned.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"
#include "features/referrals/referrals.h"
#include "features/supply/supply.h"

namespace rightplace::childs_plan {

using concerned::Tie;
using desk::Asked;

// ---- Sentences (childs_plan_words.cpp).

using Sentences = std::vector<std::pair<std::string, std::string>>;
Result<Sentences> read_sentences(std::string_view text, std::string_view source);
const Sentences& sentences();
// The sentence of that name, its holes filled in order. Throws for a name that is none, or another number of holes.
std::string say(std::string_view name, std::initializer_list<std::string_view> holes = {});
web::Html paragraph(std::string_view name, std::initializer_list<std::string_view> holes = {});

// ---- What is known.

// Where the child lives, or is to live.
struct Lives {
  placements::Placement placement;
  bool already = false;                    // sleeps there tonight
  std::string name, area;                  // of the home; never its address
  std::optional<int> places;
  std::optional<supply::StatementOfPurpose> says;
  std::string manager;                     // empty: nobody works here for the home
};
std::optional<Lives> lives_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, Date today);

struct Helper {
  std::string part;                        // "worker", "manager", "reviewer", as the sentences name it
  std::string name, email;                 // empty: nobody
};
std::vector<Helper> helpers_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, Date today);
std::string council_of(db::Read& tx, const children::ChildId& child);   // empty: none recorded
// The referral that led to where the child lives, or the newest.
std::optional<referrals::Referral> referral_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child, const std::optional<Lives>& lives);
// "Robin": the name that the child goes by; empty: nobody has written it down.
Personal<std::string> called(db::Read& tx, const vault::Vault& vault, const children::ChildId& child);

// When the social worker must visit (SI 2010/959 reg 28(2)): within a week of the start; then at least every six weeks in the
// first year; after it every three months where the placement is to last until the child is 18, otherwise every six weeks.
// The days of single visits belong to the clocks and are not here.
struct VisitRule {
  Date first_by, weekly_six_until;
  bool then_three_months = false;
};
VisitRule visits_of(Date start, const std::optional<Date>& planned_until, const std::optional<Date>& eighteen_on);

struct SeenRow {
  Date last;
  std::string who, what, why;              // in words that the child understands
};
// By who and why, the latest first; what the child itself opened is left out.
std::vector<SeenRow> seen_by(db::Read& tx, const children::ChildId& child, std::string_view child_person);

// ---- Pages.

// Those of the person who asks that stand: the plans, or what parents are told.
std::vector<Tie> ties_of(const Asked& asked, bool parents);
// The tie that the address names, of the person who asks.
Result<Tie> tie_of(const Asked& asked);
Result<access::Facts> facts_of_plan(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_parent(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_mine(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
// What an advocate or a parent is shown goes into the child's ledger before the answer; the child's own reading is in the audit.
Done enter(const Asked& asked, const Tie& tie, std::vector<std::string> facts);
web::Url page_of(const Tie& tie);
web::Html said_part(const Asked& asked, const std::vector<concerned::Answer>& answers);

// The parts of pages(): each file adds its own.
void add_mine(desk::Pages& pages);
void add_told(desk::Pages& pages);
void add_questions(desk::Pages& pages);
void add_parents(desk::Pages& pages);
void add_voice(desk::Pages& pages);
void add_home(desk::Pages& pages);
void add_programs(desk::Pages& pages);

}  // namespace rightplace::childs_plan
