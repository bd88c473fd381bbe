#pragma once
// Within the feature: the questions of a referral as data, the draft as it stands, and what is read of both.

#include <map>
#include <memory>

#include "features/answering/answering.h"
#include "features/disclosures/disclosures.h"
#include "features/referrals/referrals.h"
#include "features/referring/referring.h"
#include "web/field.h"

namespace rightplace::referring {

using desk::Asked;
using web::Form;
using web::Html;
using web::Url;

// ---- The questions (referring_questions.cpp).

enum class Kind { One, Many, Text, Long, Day, Number, Tick };
struct Question {
  std::string name;
  std::string label;
  Kind kind = Kind::Text;
  bool needed = false;                   // before the part is finished
  std::vector<web::field::Choice> choices = {};
  std::string hint = {};
  std::string heading = {};              // above it: a new group begins
};
struct Task {
  std::string code, title, intro;
  std::vector<Question> questions;
};
const std::vector<Task>& tasks();
const Task* find_task(std::string_view code);
Html field_of(const Form& form, const Question& question);
// The answer in words; empty: none.
std::string words_of(const Form& form, const Question& question);

// ---- The draft (referring_drafts.cpp).

struct Written {
  web::NamedValues answers;
  bool finished = false;
  std::int64_t version = 0;
  Instant changed_at;
  std::string changed_by;
};
struct Draft {
  std::string reference;
  children::ChildId child;               // the record that stands
  std::string authority_code;
  Instant begun_at;
  std::optional<Instant> sent_at, discarded_at;
  std::optional<Instant> touched_at;     // when anything was last written; none: nothing is being written
  // The referral as it stands, where one that was sent is being changed: a part that is not written stands as it was sent.
  std::shared_ptr<const referrals::Referral> changes = {};
  std::map<std::string, Written, std::less<>> written;   // by task; one that is missing was not begun
  std::int64_t version() const;          // counts the changes of all its tasks
  bool finished() const;                 // every task; of a referral that is changed: every task that is written
  bool is_closed() const { return discarded_at || (sent_at && !changes); }   // nothing is to be written
};
std::optional<Draft> find_draft(db::Read& tx, const vault::Vault& vault, std::string_view reference);
// Those of an authority that wait for somebody to go on, the longest untouched first; without what was written.
std::vector<Draft> drafts_of(db::Read& tx, const vault::Vault& vault, std::string_view authority_code);
// As written; of a part that is not, as it was sent.
Form answers_of(const Draft& draft, const Task& task);
// What was sent of a task's form, by its questions alone.
web::NamedValues typed_answers(const Form& form, const Task& task);
// Conflict when another has written since `version` was shown, or when the draft was sent.
Done write_task(db::Write& tx, const Asked& asked, const Draft& draft, const Task& task, const Form& form, bool finished, std::int64_t version);
// What was written of a referral that was never sent is gone, and of one that was sent what its change would have been. Conflict
// when nothing is being written.
Done discard(db::Write& tx, const Asked& asked, const Draft& draft);
// A referral that is open may be changed, part by part. Conflict while a home is chosen, and when it is open no more.
Done begin_change(db::Write& tx, const Asked& asked);
// Nothing is being written any more: the referral was sent, or its change.
void close_draft(db::Write& tx, const Asked& asked, const Draft& draft);
// For a referral that is written at once: a row that says who sent it.
std::string add_sent(db::Write& tx, const Asked& asked, const children::ChildId& child, std::string_view authority_code);
access::Facts facts_of(db::Read& tx, const Draft& draft, Date today);
Result<access::Facts> facts_of_child(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_draft(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

// ---- The referral that it makes (referring_referral.cpp).

// Faults of one part's answers stand in `form`; `finished`: it must be complete too.
void check_task(db::Read& tx, const vault::Vault& vault, const Draft& draft, const Task& task, Form& form, bool finished, Date today);
// Everything together, as it would be sent. Invalid names what is missing.
Result<referrals::Referral> referral_of(db::Read& tx, const vault::Vault& vault, const Draft& draft, Date today);
// Of what the short form asks and no more, for a place tonight; faults stand in the form. What it does not ask is not known.
Result<referrals::Referral> referral_at_once(db::Read& tx, const vault::Vault& vault, const Draft& draft, Form& form, Date today);
// The answers that say of one part what the referral says (referring_prefilled.cpp).
web::NamedValues prefilled(const referrals::Referral& referral, const Task& task);
bool says_the_same(const referrals::Referral& one, const referrals::Referral& other);
// Why the child was not asked stands at the head of the notes.
std::string not_asked_note(std::string_view because);
std::string not_asked_because(std::string_view notes);
std::string notes_alone(std::string_view notes);
// Whether the form of this part holds all that the referral says of it: a referral from a file may say more.
bool holds_all(db::Read& tx, const vault::Vault& vault, const Draft& draft, const Task& task, Date today);

// ---- What tells who the child is (referring_identity.cpp).

struct Known {                           // of the child, from the record that the authority holds
  std::vector<std::string> names;        // words, as children::words_of has them
  std::vector<std::string> numbers;      // own ids, pupil and health service numbers: capitals, no spaces
  std::optional<Date> born_on;
};
Known known_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child);
struct Hint {
  std::string kind;                      // code, for the audit: "own_name"
  std::string what;                      // "the child's own name"
  std::string text;                      // as it was typed
};
// Each once. Never logged: `text` is what must not be told.
std::vector<Hint> identity_in(std::string_view text, const Known& known);
struct Find {
  std::string key;                       // the same as long as the same stands at the same place
  std::string task, label;
  Hint hint;
};
std::vector<Find> finds_of(const Draft& draft, const Known& known, const vault::Vault& vault);

// ---- Sending it (referring_sending.cpp).

struct Checked {
  Draft draft;
  std::vector<Find> finds;
  std::string document;                  // that is being changed; empty: none
};
std::optional<Checked> checked(db::Read& tx, const Asked& asked, std::string_view reference);
struct Consent {
  std::int64_t version = 0;              // of the draft that was read
  std::string document;
  std::vector<std::string> fine;         // keys of the finds that tell nobody who the child is
};
// Conflict when another wrote meanwhile; Invalid names what is missing or tells who the child may be. Where the referral was sent
// before, homes that were told what is another now hear of it.
Done send_draft(db::Write& tx, const Asked& asked, const Checked& it, const Consent& consent);

// ---- Addresses and pages.

// Of a draft in which nothing is to be written any more: what became of it.
web::Response closed_page(const Asked& asked, const Draft& draft, const Form& form);

Url page_of(std::string_view reference);
Done enter(const Asked& asked, const children::ChildId& child, disclosures::Tier tier, std::vector<std::string> shown);
void add_writing(desk::Pages& pages);
void add_sending(desk::Pages& pages);
void add_drafts(desk::Pages& pages);
void add_changing(desk::Pages& pages);
void add_programs(desk::Pages& pages);
void add_today(desk::Pages& pages);
void add_first_days(desk::Pages& pages);
void add_siblings(desk::Pages& pages);

}  // namespace rightplace::referring
