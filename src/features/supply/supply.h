#pragma once
// What a home can really do, as it says itself: its statement of purpose, rooms, vacancies, residents, staff, area,
// fees and contracts. The register knows none of this. A statement is about one home and one subject at one moment;
// the latest on a day stands, and its age is always known, because an old vacancy is not a vacancy.
//
// Sources: statement of purpose (Children's Homes (England) Regulations 2015, regulation 16 and Schedule 1), notices
// (Care Standards Act 2000 ss 14, 20B, 22A, 22B, 30A), location assessment (regulation 46).
// Empty optionals mean "not stated": never yes, never no.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/care.h"
#include "base/date.h"
#include "base/json.h"
#include "base/money.h"
#include "base/personal.h"
#include "base/stay.h"
#include "features/homes/homes.h"

namespace rightplace::placements {
struct Placement;
}

namespace rightplace::supply {

std::span<const db::Migration> migrations();

// `at` is when it was said: a room that has got another name since does not make it younger. `version` is that of the statement as it was loaded: a form that changes it must carry it. `by` is the person who said
// it; empty: an import did.
template <class T>
struct Stated {
  T value;
  Instant at;
  std::int64_t version = 0;
  std::string by = {};
};

struct NeedOffer {
  Need need = Need::EmotionalBehavioural;
  std::optional<NeedLevel> takes_from;       // none: from no need at all
  std::optional<NeedLevel> takes_to;         // highest level accepted
  std::optional<NeedLevel> can_do;           // level shown by staffing, training and record
};

// What the home says in its own words: matters of Schedule 1 to the Children's Homes (England) Regulations 2015, in its
// order, and what a day is like.
enum class Matter : std::uint8_t {
  Ethos, Day, Accommodation, Location, Beliefs, Complaints, Policies, Consulting, Rights, SpecialEducation, Curriculum, LocalSchools, Activities,
  Healthcare, Contact, Surveillance, Behaviour, People, Experience, Structure, RoleModels, Admission
};
inline constexpr auto kMatters = enum_names<Matter>({{Matter::Ethos, "ethos", "Ethos, the outcomes you seek and how"},
                                                     {Matter::Day, "day", "What an ordinary day is like"},
                                                     {Matter::Accommodation, "accommodation", "The house and its bedrooms"},
                                                     {Matter::Location, "location", "Where the home is, without its address"},
                                                     {Matter::Beliefs, "beliefs", "Culture, language and religion"},
                                                     {Matter::Complaints, "complaints", "Whom to complain to, and where the policy is"},
                                                     {Matter::Policies, "policies", "How to see the child protection and behaviour policies"},
                                                     {Matter::Consulting, "consulting", "How children are asked about their care"},
                                                     {Matter::Rights, "rights", "Children's rights, and no discrimination"},
                                                     {Matter::SpecialEducation, "special_education", "Support for special educational needs"},
                                                     {Matter::Curriculum, "curriculum", "The curriculum, where the home is a school"},
                                                     {Matter::LocalSchools, "local_schools", "Going to local schools, and achieving there"},
                                                     {Matter::Activities, "activities", "Activities and interests"},
                                                     {Matter::Healthcare, "healthcare", "Health care and therapy: who gives it, what it achieves"},
                                                     {Matter::Contact, "contact", "Contact with family and friends"},
                                                     {Matter::Surveillance, "surveillance", "Monitoring and surveillance"},
                                                     {Matter::Behaviour, "behaviour", "Behaviour support, restraint and training in it"},
                                                     {Matter::People, "people", "Provider, responsible individual and manager: names and work address"},
                                                     {Matter::Experience, "experience", "Experience and qualifications of staff"},
                                                     {Matter::Structure, "structure", "Management, staffing structure and supervision"},
                                                     {Matter::RoleModels, "role_models", "Role models, where staff are mainly of one sex"},
                                                     {Matter::Admission, "admission", "How admission is decided, in an emergency too"}});
inline constexpr std::size_t kLongestWords = 5000;   // bytes
struct Told {
  Matter matter = Matter::Ethos;
  std::string words;                         // never empty
};

struct StatementOfPurpose {
  std::optional<HomeType> home_type;
  std::optional<int> age_from, age_to;       // completed years, both included
  std::optional<HomeSex> accepts;
  std::vector<NeedOffer> needs;              // a need that is not here is not stated
  std::optional<std::vector<RiskToOthers>> declines;   // risks to others that it does not take
  std::optional<bool> takes_solo;
  std::optional<bool> takes_siblings;
  std::optional<bool> takes_emergency;       // the same day
  std::optional<std::vector<rightplace::Purpose>> purposes;
  std::optional<std::vector<Adaptation>> adaptations;  // of the whole home
  std::optional<std::vector<Wish>> features;
  std::optional<std::vector<Culture>> cultures;
  std::optional<bool> education_on_site;
  std::optional<std::string> therapy_model;  // its name; empty: no therapy
  std::optional<int> clinician_minutes;      // a week for each child
  std::optional<bool> therapy_supervised;
  std::optional<bool> therapy_outcomes_measured;
  std::vector<Told> told = {};               // each matter at most once, in their order
  std::string_view words(Matter matter) const;   // empty: nothing is said of it
};

struct Room {
  std::string room;                          // as the home calls it; unique in the home
  std::optional<std::vector<Adaptation>> adaptations;
};

// When rooms are free. A room without a free time is not free.
struct FreeTime {
  std::string room;
  Stay nights;
};
struct OutOfUse {
  std::string room;
  Stay nights;
  std::string reason = {};                   // empty: not stated
};
struct Calendar {
  std::optional<int> may_take;               // children it can take now, for staffing or the mix; none: as rooms allow
  std::vector<FreeTime> free;
  std::vector<OutOfUse> out_of_use;
};

// A child who lives there, without identity. What is neither present nor unknown is known to be absent.
struct Resident {
  std::string token;                         // a mark of the home's own
  std::optional<std::string> room;
  std::optional<Date> from;
  std::optional<Date> until;                 // planned day of leaving
  Personal<std::optional<Date>> birth_month; // the month's first day
  std::optional<Sex> sex;
  std::optional<std::vector<RiskToOthers>> poses;        // none: not assessed
  std::vector<RiskToOthers> poses_unknown;
  std::optional<std::vector<RiskToChild>> vulnerable;    // none: not assessed
  std::vector<RiskToChild> vulnerable_unknown;
};

struct Staffing {
  PartOfDay part_of_day = PartOfDay::Day;
  int on_duty = 0;                           // awake
};

struct Team {
  std::optional<bool> manager_in_post;
  std::optional<Date> manager_since;
  std::optional<int> turnover_percent;       // of staff, a year
  std::optional<int> agency_percent;         // of shifts
  std::optional<int> qualified_percent;      // of care staff: Level 3, or within its time
  std::optional<bool> whole_team_training;
  std::optional<bool> reflective_supervision;
};

// The area's risks. What is not named was not assessed.
struct RiskToChildThere {
  RiskToChild risk = RiskToChild::Other;
  int level = 0;                             // 0 none … 3 high
};
struct RiskToOthersThere {
  RiskToOthers risk = RiskToOthers::Other;
  int level = 0;
};
struct Area {
  std::optional<Date> assessed_on;
  std::optional<int> mitigation_percent;     // 0 … 100
  std::vector<RiskToChildThere> to_child;
  std::vector<RiskToOthersThere> to_others;  // what a child's own risk would meet there
};

struct ConfirmedService {
  Service service = Service::Gp;
  std::optional<Date> confirmed_on;
};

struct Fee {
  Route route = Route::Spot;
  NeedLevel need_level = NeedLevel::Medium;
  WeeklyRate rate;
};

struct ContractAccess {
  std::string authority_code;                // ONS code
  Route route = Route::Framework;
  Date from;
  std::optional<Date> until;
  std::string reference;                     // empty: none
};
struct Contracts {
  std::optional<bool> sells_spot;
  std::vector<ContractAccess> access;
};

enum class OutcomeKind : std::uint8_t { Progress, PlannedEndings };
inline constexpr auto kOutcomeKinds = enum_names<OutcomeKind>({{OutcomeKind::Progress, "progress", "made progress"},
                                                               {OutcomeKind::PlannedEndings, "planned_endings", "ended as planned"}});
struct Outcome {
  OutcomeKind kind = OutcomeKind::Progress;
  int cases = 0;
  int successes = 0;                         // at most `cases`
};

enum class NoticeKind : std::uint8_t { Restriction, Suspension, Cancellation, Compliance };
inline constexpr auto kNoticeKinds = enum_names<NoticeKind>({{NoticeKind::Restriction, "restriction", "Restriction of accommodation"},
                                                             {NoticeKind::Suspension, "suspension", "Suspension"},
                                                             {NoticeKind::Cancellation, "cancellation", "Cancellation"},
                                                             {NoticeKind::Compliance, "compliance", "Compliance notice"}});
// A notice is told apart by home, kind and day; a later statement of it stands, and none lapses by not being repeated.
struct Notice {
  std::string urn;
  NoticeKind kind = NoticeKind::Compliance;
  Date served_on;
  std::optional<Date> until;                 // in force until before this day; none: until lifted
  Instant stated_at;
};

struct Hold {
  std::string urn;
  std::string room;
  Stay nights;
  std::string held_for;                      // reference of the referral
  Instant held_at;
  Instant held_until;
  std::int64_t version = 0;                  // as loaded: names this hold and no other
  std::string by = {};                       // person; empty: an import
};

// Everything said of one home. Subjects that were never stated are empty.
struct HomeSupply {
  std::string urn;
  std::optional<Stated<StatementOfPurpose>> purpose;
  std::optional<Stated<std::vector<Room>>> rooms;
  std::optional<Stated<Calendar>> calendar;
  std::optional<Stated<std::vector<Resident>>> residents;
  std::optional<Stated<std::vector<Staffing>>> staffing;
  std::optional<Stated<Team>> team;
  std::optional<Stated<Area>> area;
  std::optional<Stated<std::vector<ConfirmedService>>> services;
  std::optional<Stated<std::vector<Fee>>> fees;
  std::optional<Stated<Contracts>> contracts;
  std::optional<Stated<std::vector<Outcome>>> outcomes;
  std::vector<Notice> notices;               // loading: in force on the day
  std::vector<Hold> holds;                   // loading: neither lapsed nor released by the end of the day
};

struct Saved {
  std::int64_t kept = 0;                     // statements, notices and holds that are new
  std::int64_t unchanged = 0;                // already there with the same content
};
// Keeps every statement, notice and hold given, in bulk; the same home may come several times with different moments.
// `import_id` is empty for what people state one by one. Values are taken as they are: imports check them first.
// What is stated or lifted outside an import is audited, in the same transaction, with the subject {"home", URN}: whoever
// keeps supply in memory (features/directory) learns of it there.
Saved save_all(db::Write& tx, std::span<const HomeSupply> homes, std::string_view import_id = {});
void remove_import(db::Write& tx, const imports::ImportId& import_id);

// The latest statement of each subject made by the end of `day` (London), for every home that stated anything or has a
// notice in force, by URN. One query per table.
std::vector<HomeSupply> supply_as_at(db::Read& tx, Date day);

// The same of one home, in some twenty look-ups; only the URN when it stated nothing. Where a moment of the day is given,
// holds are those that stand then.
HomeSupply supply_of(db::Read& tx, std::string_view urn, Date day, std::optional<Instant> at = {});

// ---- Statements by people, one at a time (supply_state.cpp).

enum class Subject : std::uint8_t { Purpose, Rooms, Calendar, Residents, Staffing, Team, Area, Services, Fees, Contracts, Outcomes };
inline constexpr auto kSubjects = enum_names<Subject>({{Subject::Purpose, "purpose", "Statement of purpose"},
                                                       {Subject::Rooms, "rooms", "Rooms"},
                                                       {Subject::Calendar, "calendar", "Places free and out of use"},
                                                       {Subject::Residents, "residents", "Children who live here"},
                                                       {Subject::Staffing, "staffing", "Staff on duty"},
                                                       {Subject::Team, "team", "Team"},
                                                       {Subject::Area, "location", "Area assessment"},
                                                       {Subject::Services, "services", "Local services"},
                                                       {Subject::Fees, "fees", "Fees"},
                                                       {Subject::Contracts, "contracts", "Contracts"},
                                                       {Subject::Outcomes, "outcomes", "Outcomes"}});
// What is said of one subject; its index is the subject's.
using Statement = std::variant<StatementOfPurpose, std::vector<Room>, Calendar, std::vector<Resident>, std::vector<Staffing>, Team, Area,
                               std::vector<ConfirmedService>, std::vector<Fee>, Contracts, std::vector<Outcome>>;
inline Subject subject_of(const Statement& statement) { return static_cast<Subject>(statement.index()); }
std::optional<Statement> standing(const HomeSupply& home, Subject subject);   // of what was loaded

// When something is said: by the store's clock, which stands still in a demo, and in truth, for the audit.
struct When {
  Instant at;
  Instant now;
};
struct Version {
  std::int64_t version = 0;                  // never 0
  Instant at;
  std::string by;                            // person; empty: an import
  bool renewed = false;                      // says the same as the one before it
};
// Invalid names every field that cannot be right (a twice-named room, an age range upside down, words too long …).
Done check(const Statement& statement);
// Keeps the statement, in effect at once: at `when.at`, or a millisecond after the last one. `shown` is the version that the
// person saw (0: there was none); Conflict when another stands by now. Audited.
Result<Version> state(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, const Statement& statement, std::int64_t shown, When when);
// "Still right": the statement that stands, said again now. NotFound when there is none.
Result<Version> renew(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, Subject subject, std::int64_t shown, When when);
// Every statement of the subject, newest first. One query.
std::vector<Version> history(db::Read& tx, std::string_view urn, Subject subject);
// What one of them said. NotFound when there is none of this home and subject.
Result<Statement> statement_of(db::Read& tx, std::string_view urn, Subject subject, std::int64_t version);

// A statement as the tables of docs/api/supply.schema.json, without home and moment: {"purposes": […], "needs": […]}; and back.
// Invalid names every place that is wrong: tables.needs[2].takes_to.
json::Object to_json(const Statement& statement);
Result<Statement> statement_from_json(Subject subject, const json::Value& tables, Instant at);

// ---- Rooms (supply_rooms.cpp): each change is a new statement of the rooms. `shown` is the version of the rooms that the
// person saw; Conflict when another stands by now. What was said of the calendar and the residents keeps its age.

// A child whom a placement puts into the home; an empty room: nobody has said into which.
struct Occupation {
  std::string room;
  Stay nights;
};
// What a placement says of the home's rooms from the day on: it lasts until it ended, or until its planned end while that
// lies ahead; one that has outlived its plan has no end.
Occupation occupation_of(const placements::Placement& placement, Date day);

// Invalid when a room has the name already, whatever the case.
Done add_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, const Room& room, std::int64_t shown, When when);
// Another name or other adaptations: its times, holds, residents and the placements that name it go with it.
Done change_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view name, const Room& room, std::int64_t shown, When when);
// Conflict while somebody lives there or may do so, or it is held.
Done remove_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view name,
                 std::span<const Occupation> placements, std::int64_t shown, When when);

// A room that was stated free is taken on these nights, by a placement of the child for whom the home offered it. What else the
// calendar says keeps its age. Nothing happens where the home stated no calendar.
Done take_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view room, Stay nights, When when);

// ---- Holds (supply_holds.cpp). Writers run one at a time, so that of two holds on one bed the second is a Conflict.

// The longest hold (rules/holds.toml).
int longest_hold_days();
// Conflict unless the room is free on every night of the hold; Invalid without a room of the home, a referral's reference or
// an end to come, no later than the longest hold. Who holds it and since when is filled in. Answers its version. Audited.
Result<std::int64_t> hold(db::Write& tx, const Actor& actor, const Allowed& allowed, Hold hold, std::span<const Occupation> placements, When when);
// NotFound when the home has no such hold; Conflict when it was released or has lapsed.
Done release_hold(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::int64_t version, When when);

// ---- Changes of a calendar (supply_places.cpp): values in and out. Conflict says what stands in the way.

// Free on these nights; free times that meet become one. Conflict while the room is out of use on one of them.
Result<Calendar> with_free(Calendar calendar, std::string_view room, Stay nights);
// No longer free on these nights.
Calendar with_taken(Calendar calendar, std::string_view room, Stay nights);
// Out of use; what was said free on these nights is so no longer. Conflict when it is out of use on one of them already.
Result<Calendar> with_out_of_use(Calendar calendar, std::string_view room, Stay nights, std::string_view reason);
// In use again from the day on: the closure that covers it ends; one that comes later stands. NotFound when none covers it.
Result<Calendar> with_lifted(Calendar calendar, std::string_view room, Date from);
// The calendar when the room has got another name; and when it is no more.
Calendar with_renamed(Calendar calendar, std::string_view room, std::string_view name);
Calendar with_removed(Calendar calendar, std::string_view room);
// How many children it can take now, for staffing or the mix; none: as rooms allow.
Calendar with_may_take(Calendar calendar, std::optional<int> children);

// ---- Rooms through time.

enum class RoomState : std::uint8_t { Free, Occupied, Held, OutOfUse, Unknown };
inline constexpr auto kRoomStates = enum_names<RoomState>({{RoomState::Free, "free", "Free"},
                                                           {RoomState::Occupied, "occupied", "Occupied"},
                                                           {RoomState::Held, "held", "Held for another child"},
                                                           {RoomState::OutOfUse, "out_of_use", "Out of use"},
                                                           {RoomState::Unknown, "unknown", "Not known"}});
struct RoomTime {
  RoomState state = RoomState::Unknown;
  Stay nights;
  std::string held_for;                      // Held only
};
struct RoomCalendar {
  std::string room;
  std::vector<RoomTime> times;               // in order, without gap or overlap, from `from` on; the last has no end
};
// The nights of each room from `from` on. A room that is stated free while a placement or a resident occupies it is
// Unknown for those nights: somebody is wrong, and nobody may rely on it. So is every room stated free while more children
// are said to live in the home than its other rooms can hold: one of them is in a room that is stated free, and nobody says
// which. Without a calendar every night is Unknown.
std::vector<RoomCalendar> room_calendars(const HomeSupply& home, std::span<const Occupation> placements, Date from);
// Of the children who are said to live there without a room that the home knows, how many can only be in one stated free.
int without_a_room(const HomeSupply& home, std::span<const Occupation> placements, Date night);
// The same calendars for whoever may not rely on what is stated: what is free is Unknown.
void nothing_is_free(std::vector<RoomCalendar>& calendars);

// No new child may be placed: the registration is suspended, or a restriction, suspension or cancellation is in force. A
// compliance notice alone does not stop a placement.
bool is_blocked(homes::Status status, const std::vector<Notice>& notices);
// What a notice in force means for a child, in whole sentences with its law.
std::string_view notice_meaning(NoticeKind kind);
// An older statement of vacancies counts as not known: shelf_life.vacancy_days of rules/policies/default.toml.
int vacancies_last_days();
bool too_old(Instant stated_at, Date today);
bool counts_as_known(const HomeSupply& home, Date today);   // a calendar was stated, and is not too old

// Places on one night, counted: what every list and page says of them.
struct Vacancies {
  std::optional<Date> stated_on;             // none: never stated
  bool known = false;                        // stated, and not too old on that night
  int free = 0;                              // as stated, less the children of whom nobody says the room; at most what it may take
  int in_doubt = 0;                          // stated free, and perhaps not
};
Vacancies vacancies_on(const HomeSupply& home, std::span<const Occupation> placements, Date night);

// Everything that says something of one room on one night. More than one may, and they may contradict each other.
enum class Says : std::uint8_t { NothingStated, NotFree, Free, OutOfUse, LivesThere, Placed, Held, MoreChildren };
struct Reason {
  Says says = Says::NothingStated;
  Stay nights;
  std::string detail = {};                   // why it is out of use; for which referral it is held
  std::size_t which = 0;                     // of the residents, placements or holds given; MoreChildren: how many
};
struct RoomNight {
  RoomState state = RoomState::Unknown;      // as room_calendars has it
  std::vector<Reason> reasons;
  bool contradicts = false;                  // they cannot all be true
};
RoomNight room_night(const HomeSupply& home, std::span<const Occupation> placements, std::string_view room, Date night);

// ---- Files

// Reads CSV files (one table each, named after it) and JSON documents of supply: docs/use/supply.md. A statement with a
// row that cannot be right is rejected whole. The error when a file is broken or not what it says.
Done import_files(db::Write& tx, const imports::ImportId& id, const std::vector<std::string>& files, Instant now, imports::Report& report);
std::vector<Command> commands();   // import supply
imports::Kind import_kind();

}  // namespace rightplace::supply
