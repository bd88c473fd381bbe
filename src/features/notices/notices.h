#pragma once
// Notices that follow from a placement: when a child is placed, or a placement ends, the responsible authority tells in writing
// the authority of the area, the child, parents, the health service and others (SI 2010/959 regulations 13 and 14).
//
// They are made in the transaction in which the placement starts or ends, from dated rules (rules/notices.toml), so that none
// is forgotten. What a notice says is kept sealed, as it was said. A letter tells only that something waits; what it is, is read
// after signing in. A notice that nobody here can read is given by hand and recorded; none ever disappears.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "base/personal.h"
#include "base/working_days.h"
#include "features/accounts/accounts.h"
#include "features/placements/placements.h"

namespace rightplace::notices {

std::span<const db::Migration> migrations();

struct NoticeTag;
using NoticeId = Id<NoticeTag>;

enum class Event { Start, End };
inline constexpr auto kEvents = enum_names<Event>({{Event::Start, "start", "Placed"}, {Event::End, "end", "Placement ends"}});

enum class Recipient { AreaAuthority, Child, Parents, ContactOrder, PreviousCarer, Carer, Health, AreaHealth, Gp, Education, ReviewingOfficer };
inline constexpr auto kRecipients = enum_names<Recipient>({{Recipient::AreaAuthority, "area_authority", "Authority of the area"},
                                                           {Recipient::Child, "child", "The child"},
                                                           {Recipient::Parents, "parents", "Parents"},
                                                           {Recipient::ContactOrder, "contact_order", "Those whom a court lets see the child"},
                                                           {Recipient::PreviousCarer, "previous_carer", "Carer before"},
                                                           {Recipient::Carer, "carer", "The home"},
                                                           {Recipient::Health, "health", "Health service"},
                                                           {Recipient::AreaHealth, "area_health", "Health service of the area"},
                                                           {Recipient::Gp, "gp", "GP"},
                                                           {Recipient::Education, "education", "School"},
                                                           {Recipient::ReviewingOfficer, "reviewing_officer", "Independent reviewing officer"}});

enum class How { Letter, SecureEmail, InPerson, TelephoneAndLetter };
inline constexpr auto kHows = enum_names<How>({{How::Letter, "letter", "By letter"},
                                               {How::SecureEmail, "secure_email", "By secure e-mail"},
                                               {How::InPerson, "in_person", "Handed over in person"},
                                               {How::TelephoneAndLetter, "telephone_and_letter", "By telephone, and a letter after it"}});

// ---- Rules (notices_due.cpp).

struct Rule {
  std::string code, label;
  Event event = Event::Start;
  Recipient to = Recipient::AreaAuthority;
  std::string law;                 // "SI 2010/959 reg 13(4)"
  Date from;
  std::optional<Date> until;
  bool out_of_area = false;        // only where the home lies in the area of another authority
  int working_days = 5;            // after the day, where it could not be given before
  bool may_withhold = false;       // from whom it may be kept, to spare the child significant harm
  std::string holds;               // what must be in it
};
Result<std::vector<Rule>> read_rules(std::string_view toml, std::string_view source);
const std::vector<Rule>& rules();   // those that came with the program
const Rule* rule_of(std::string_view code);
std::vector<const Rule*> rules_for(Event event, Date on, bool out_of_area);
const WorkingDays& working_days();
// Given before the day where it lies ahead, otherwise within the working days after it. Beyond the years whose bank holidays are
// known only weekends are left out, so that the day is never later than the law's.
Date due_on(const Rule& rule, Date happens_on, Date recorded_on);

// ---- Notices.

// What a notice says, as it was when it was made.
struct Content {
  Personal<std::string> child;                 // name; empty: nobody has written it down
  std::optional<Personal<Date>> born_on;
  std::string sex;                             // in words; empty: not recorded
  std::string home, provider;
  std::string authority;                       // name of the responsible one
  Personal<std::string> worker;                // whom to ask; empty: nobody
  std::optional<Date> planned_until;
  std::string why_here;                        // why this home is the most suitable; empty: not written down
  std::string end_reason;                      // in words
};

enum class State { Owed, Read, Acknowledged, Sent, Withheld, TakenBack };
inline constexpr auto kStates = enum_names<State>({{State::Owed, "owed", "Nobody has read it"},
                                                   {State::Read, "read", "Read"},
                                                   {State::Acknowledged, "acknowledged", "Confirmed"},
                                                   {State::Sent, "sent", "Given by hand"},
                                                   {State::Withheld, "withheld", "Withheld"},
                                                   {State::TakenBack, "taken_back", "Taken back: recorded in error"}});

struct Notice {
  NoticeId id;
  std::string rule;
  Event event = Event::Start;
  Recipient to = Recipient::AreaAuthority;
  placements::PlacementId placement;
  children::ChildId child;                     // the record that stands
  std::string authority_code, urn;
  std::optional<std::string> area_code;
  Date happens_on, due_on, made_on;
  std::string made_by;
  std::optional<Date> read_on, acknowledged_on, sent_on, taken_back_on;
  std::string read_by, acknowledged_by, sent_by;
  std::optional<How> sent_how;
  bool withheld = false;
  std::optional<NoticeId> replaces, replaced_by;   // made anew when the days of the placement were put right
  Instant made_at;
  State state() const;
  // Nothing needs to be done about it by whoever owes it.
  bool is_done() const { return state() != State::Owed; }
};

// Whether somebody here can read it: the people of the area's duty desk, the child's reviewing officer. By hand otherwise: no
// such person works here, or the record is restricted.
enum class Reach { Here, ByHand };
Reach reach_of(db::Read& tx, const Notice& notice, Date today);
// To whom it is owed here; empty: by hand.
std::vector<accounts::PersonId> readers_of(db::Read& tx, const Notice& notice, Date today);

// The notices of a placement that starts or ends now, each once however often this runs; letters go to those who can read them
// here. `why_here` stands in the start's. NotFound for an unknown placement; Invalid when it has not ended yet.
Result<std::vector<NoticeId>> owe(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& placement,
                                  Event event, std::string_view why_here, Date today, Instant now);
// The placement was recorded in error: its notices are taken back, and whoever had read one is told that something waits.
Done take_back(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& placement, Date today, Instant now);
// Only its end was recorded in error: the notices of the end are taken back in the same way.
Done take_back_end(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& placement, Date today, Instant now);
// The days of the placement were put right: every notice that says others is taken back and made anew, and whoever can read it
// here is told that something waits. What is withheld from somebody stays withheld.
Done put_right(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& placement, Date today, Instant now);

// That it was opened by somebody to whom it is owed; the first counts.
void mark_read(db::Write& tx, const Actor& actor, const Allowed& allowed, const NoticeId& id, Date today, Instant now);
// Conflict when it was confirmed already or taken back.
Done acknowledge(db::Write& tx, const Actor& actor, const Allowed& allowed, const NoticeId& id, Date today, Instant now);
// Conflict when it was confirmed, taken back or recorded already; Invalid names the field.
Done record_sent(db::Write& tx, const Actor& actor, const Allowed& allowed, const NoticeId& id, Date sent_on, How how, Date today, Instant now);
// Invalid where the law lets it be withheld from nobody, or without a reason; Conflict when it was read or given already.
Done withhold(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NoticeId& id, std::string_view because, Instant now);

Result<Notice> load(db::Read& tx, const NoticeId& id);
Content content_of(db::Read& tx, const vault::Vault& vault, const NoticeId& id);
// Why it is withheld; empty: it is not.
Personal<std::string> withheld_because(db::Read& tx, const vault::Vault& vault, const NoticeId& id);
// Newest first.
std::vector<Notice> of_placement(db::Read& tx, const placements::PlacementId& placement);
std::vector<Notice> of_authority(db::Read& tx, std::string_view authority_code);   // owed by it, under any code it has or had
std::vector<Notice> of_area(db::Read& tx, std::string_view authority_code);        // owed to it

}  // namespace rightplace::notices
