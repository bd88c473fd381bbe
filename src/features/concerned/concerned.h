#pragma once
// Those whom a child's plan concerns: the child, an advocate whom the child chose, a parent; and what the child says.
//
// The child's social worker gives each of them access of their own, and ends it. It counts only while it has not been ended and
// while the child is in the care of the authority that gave it: nothing has to be remembered when care ends. What the child says
// is kept word for word, dated and sealed; a later answer stands beside the earlier one.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "base/personal.h"
#include "features/accounts/accounts.h"
#include "features/children/children.h"

namespace rightplace::concerned {

std::span<const db::Migration> migrations();

struct TieTag;
using TieId = Id<TieTag>;
struct AnswerTag;
using AnswerId = Id<AnswerTag>;

enum class Kind { Child, Advocate, Parent };
inline constexpr auto kKinds = enum_names<Kind>({{Kind::Child, "child", "The child"}, {Kind::Advocate, "advocate", "Advocate"}, {Kind::Parent, "parent", "Parent"}});

// What can be kept from somebody: where the child lives, who works with the child, the visits, how long it is planned for.
enum class Part { Home, People, Visits, Length };
inline constexpr auto kParts = enum_names<Part>({{Part::Home, "home", "Where the child lives"},
                                                 {Part::People, "people", "Who works with the child"},
                                                 {Part::Visits, "visits", "When the social worker visits"},
                                                 {Part::Length, "length", "How long it is planned for"}});

// ---- Policy: rules/childs_access.toml (concerned_policy.cpp).

struct Policy {
  Kind kind = Kind::Child;
  std::string label;
  Date from;
  int least_age = 0;               // completed years
};
Result<std::vector<Policy>> read_policies(std::string_view toml, std::string_view source);
// The row of that kind in force on the day; nothing: nobody of the kind is given access then.
const Policy* policy_of(Kind kind, Date day);
access::Role role_of(Kind kind);

// ---- Ties.

struct Tie {
  TieId id;
  children::ChildId child;         // the record that stands
  Kind kind = Kind::Child;
  std::string person;
  std::string authority_code;
  Date from;
  std::optional<Date> ended_on;
  std::string made_by;
  std::set<Part> kept_back;
  bool shows(Part part) const { return !kept_back.contains(part); }
};

struct NewTie {
  children::ChildId child;
  Kind kind = Kind::Child;
  accounts::Contact contact;       // an advocate: the address only, of somebody who is one here
  std::string because;
  std::set<Part> kept_back = {};
  std::string kept_because = {};   // needed when anything is kept back
};
// A child and a parent are invited by e-mail; an advocate is somebody who works for an advocacy service here. Invalid names the
// fields (name, email, because, kept_because); Conflict when the child's care is over or the person has access already.
Result<TieId> give(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewTie& wanted, Date today, Instant now);
// At once. A person who reads of no other child of this authority has no account there any more. NotFound when it is another
// child's; Conflict when it ended already.
Done end(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, const TieId& id, std::string_view because, Date today, Instant now);
// A new link for whoever never used the first or lost the authenticator.
Done send_link(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, const TieId& id, Date today, Instant now);
// For a store of invented people: a tie to an account that exists. Audited like any other.
Result<TieId> tie_to(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewTie& wanted, const accounts::PersonId& person, Date today, Instant now);

Result<Tie> load(db::Read& tx, const TieId& id);
std::vector<Tie> of_child(db::Read& tx, const children::ChildId& child);   // ended ones too, newest first
// Those that count today: not ended, and the child in the care of the authority that gave it.
bool stands(db::Read& tx, const Tie& tie, Date today);
std::vector<Tie> of_person(db::Read& tx, std::string_view person, Date today);
// Why it was given, and why parts are kept back: for the child's workers only.
Personal<std::string> because_of(db::Read& tx, const vault::Vault& vault, const TieId& id);
std::map<Part, Personal<std::string>> kept_because_of(db::Read& tx, const vault::Vault& vault, const TieId& id);

// ---- What the child says (concerned_answers.cpp).

// Three questions that social workers ask children: what is good, what is a worry, what should happen (the "three houses").
enum class Question { Good, Worry, Hope };
inline constexpr auto kQuestions = enum_names<Question>({{Question::Good, "good", "What is good?"}, {Question::Worry, "worry", "What is not good, or worries you?"}, {Question::Hope, "hope", "What do you want to happen?"}});

struct Reply {
  Personal<std::string> words;
  Date on;
  std::string by;
};
struct Answer {
  AnswerId id;
  children::ChildId child;         // the record that stands
  Question question = Question::Good;
  Personal<std::string> words;
  bool for_home = false;
  Date on;
  Instant at;
  std::vector<Reply> replies;      // oldest first
};
inline constexpr std::size_t kLongestWords = 2000;   // letters

// Invalid names the field (words).
Result<AnswerId> answer(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, Question question, std::string_view words, bool for_home, Date today, Instant now);
// What came of it; the child reads it. NotFound when it is another child's; Invalid names the field (words).
Done reply(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, const AnswerId& id, std::string_view words, Date today, Instant now);
std::vector<Answer> answers_of(db::Read& tx, const vault::Vault& vault, const children::ChildId& child);   // newest first
// To how many of the child's answers nobody has replied yet.
std::int64_t waiting(db::Read& tx, const children::ChildId& child);

}  // namespace rightplace::concerned
