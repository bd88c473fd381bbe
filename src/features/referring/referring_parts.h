#pragma once
// Within the feature: the questions of a referral as data, the draft as it stands, and what is read of both.

#include <map>

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
  std::optional<Instant> sent_at;
  std::map<std::string, Written, std::less<>> written;   // by task; one that is missing was not begun
  std::int64_t version() const;          // counts the changes of all its tasks
  bool finished() const;                 // every task
};
std::optional<Draft> find_draft(db::Read& tx, const vault::Vault& vault, std::string_view reference);
Form answers_of(const Draft& draft, const Task& task);
// What was sent of a task's form, by its questions alone.
web::NamedValues typed_answers(const Form& form, const Task& task);
// Conflict when another has written since `version` was shown, or when the draft was sent.
Done write_task(db::Write& tx, const Asked& asked, const Draft& draft, const Task& task, const Form& form, bool finished, std::int64_t version);
Result<access::Facts> facts_of_child(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
Result<access::Facts> facts_of_draft(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);

// ---- The referral that it makes (referring_referral.cpp).

// Faults of one part's answers stand in `form`; `finished`: it must be complete too.
void check_task(db::Read& tx, const vault::Vault& vault, const Draft& draft, const Task& task, Form& form, bool finished, Date today);
// Everything together, as it would be sent. Invalid names what is missing.
Result<referrals::Referral> referral_of(db::Read& tx, const vault::Vault& vault, const Draft& draft, Date today);

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

// ---- Addresses and pages.

Url page_of(std::string_view reference);
Done enter(const Asked& asked, const children::ChildId& child, disclosures::Tier tier, std::vector<std::string> shown);
void add_writing(desk::Pages& pages);
void add_sending(desk::Pages& pages);

}  // namespace rightplace::referring
