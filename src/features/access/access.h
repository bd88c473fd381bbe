#pragma once
// Who may do what to which record, why: one pure function over one table of rows (access_table.cpp).
//
// Nothing is allowed but by a row. A row counts only while everything that a grant rests on stands on the day: the
// membership, the role, a delegation and what it was delegated from. A refusal has a reason for the audit alone; the
// person is answered as if the record did not exist. The basis is need to know by role, relation and purpose: UK GDPR
// art 5(1)(b) and (c), the Caldicott principles; what each role needs is docs/decisions/0031-access.md.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/enum_names.h"
#include "base/result.h"
#include "base/stay.h"
#include "features/audit/audit.h"
#include "features/organisations/organisations.h"

namespace rightplace::access {

using organisations::Kind;
using organisations::OrganisationId;

enum class Role {
  PlacementOfficer, SocialWorker, TeamManager, NominatedOfficer, ReviewingOfficer, AreaContact, ConsortiumAnalyst,
  ResponsibleIndividual, ReferralsManager, RegisteredManager, HomeStaff, IndependentVisitor, Inspector, OfstedAnalyst,
  DepartmentAnalyst, PoliceContact, HealthContact, Administrator, Auditor, HeadOfService, PersonalAdviser, YoungPerson,
  Parent, Advocate, ServiceAdministrator
};
inline constexpr auto kRoles = enum_names<Role>({{Role::PlacementOfficer, "placement_officer", "Placement officer"},
                                                 {Role::SocialWorker, "social_worker", "Social worker"},
                                                 {Role::TeamManager, "team_manager", "Team manager"},
                                                 {Role::NominatedOfficer, "nominated_officer", "Nominated officer"},
                                                 {Role::ReviewingOfficer, "reviewing_officer", "Independent reviewing officer"},
                                                 {Role::AreaContact, "area_contact", "Contact for children placed in the area"},
                                                 {Role::ConsortiumAnalyst, "consortium_analyst", "Consortium analyst"},
                                                 {Role::ResponsibleIndividual, "responsible_individual", "Responsible individual"},
                                                 {Role::ReferralsManager, "referrals_manager", "Referrals manager"},
                                                 {Role::RegisteredManager, "registered_manager", "Registered manager"},
                                                 {Role::HomeStaff, "home_staff", "Member of a home's staff"},
                                                 {Role::IndependentVisitor, "independent_visitor", "Independent visitor (regulation 44)"},
                                                 {Role::Inspector, "inspector", "Inspector"},
                                                 {Role::OfstedAnalyst, "ofsted_analyst", "Analyst at Ofsted"},
                                                 {Role::DepartmentAnalyst, "department_analyst", "Analyst at the department"},
                                                 {Role::PoliceContact, "police_contact", "Police contact"},
                                                 {Role::HealthContact, "health_contact", "Health contact"},
                                                 {Role::Administrator, "administrator", "Administrator of an organisation"},
                                                 {Role::Auditor, "auditor", "Auditor of an organisation"},
                                                 {Role::HeadOfService, "head_of_service", "Head of service"},
                                                 {Role::PersonalAdviser, "personal_adviser", "Personal adviser of care leavers"},
                                                 {Role::YoungPerson, "young_person", "Child or young person"},
                                                 {Role::Parent, "parent", "Parent or person with parental responsibility"},
                                                 {Role::Advocate, "advocate", "Advocate of a child"},
                                                 {Role::ServiceAdministrator, "service_administrator", "Administrator of this service"}});

// What a record is of. Referrals come in three stages, each a record of its own; what a home learns of a child whom it has
// accepted is the full file that was released to it, not the authority's record of the child's identity.
enum class Record {
  ChildIdentity, ChildCase, ReferralSummary, PenPicture, FullFile, Placement, Notice, HomeProfile, HomeAddress, Vacancies,
  Price, VisitReport, Figures, People, AuditTrail, ChildsPlan, ParentsPart, Organisation, HomeClaim, GlassAlert
};
inline constexpr auto kRecords = enum_names<Record>({{Record::ChildIdentity, "child_identity", "A child's identity"},
                                                     {Record::ChildCase, "child_case", "A child's case"},
                                                     {Record::ReferralSummary, "referral_summary", "A referral without identity"},
                                                     {Record::PenPicture, "pen_picture", "The fuller picture in a referral"},
                                                     {Record::FullFile, "full_file", "The full file of an accepted child"},
                                                     {Record::Placement, "placement", "A placement"},
                                                     {Record::Notice, "notice", "A notice that somebody is owed"},
                                                     {Record::HomeProfile, "home_profile", "A home's entry in the directory"},
                                                     {Record::HomeAddress, "home_address", "A home's address"},
                                                     {Record::Vacancies, "vacancies", "A home's places and vacancies"},
                                                     {Record::Price, "price", "A price"},
                                                     {Record::VisitReport, "visit_report", "A report on a home"},
                                                     {Record::Figures, "figures", "Figures without small numbers"},
                                                     {Record::People, "people", "An organisation's people and their roles"},
                                                     {Record::AuditTrail, "audit_trail", "An organisation's audit"},
                                                     {Record::ChildsPlan, "childs_plan", "A child's plan as the child is told it"},
                                                     {Record::ParentsPart, "parents_part", "The part of a plan that concerns a parent"},
                                                     {Record::Organisation, "organisation", "An organisation that works here"},
                                                     {Record::HomeClaim, "home_claim", "A provider's claim to a home"},
                                                     {Record::GlassAlert, "glass_alert", "An alert that the glass was broken"}});

enum class Verb { Read, Write, Answer, Approve, Export };
inline constexpr auto kVerbs = enum_names<Verb>({{Verb::Read, "read", "Read"},
                                                 {Verb::Write, "write", "Write"},
                                                 {Verb::Answer, "answer", "Answer"},
                                                 {Verb::Approve, "approve", "Approve"},
                                                 {Verb::Export, "export", "Take away"}});

// How the person, for the organisation on whose behalf they act, stands to the record.
enum class Relation { Anyone, Allocated, Responsible, Host, Addressed, OwnHome, Consortium, Owner, Concerned };
inline constexpr auto kRelations = enum_names<Relation>({{Relation::Anyone, "anyone", "Any"},
                                                         {Relation::Allocated, "allocated", "The record is allocated to the person"},
                                                         {Relation::Responsible, "responsible", "The responsible authority"},
                                                         {Relation::Host, "host", "The authority of the area"},
                                                         {Relation::Addressed, "addressed", "It was released or sent to the organisation"},
                                                         {Relation::OwnHome, "own_home", "The home is the organisation's own"},
                                                         {Relation::Consortium, "consortium", "Of an authority in the consortium"},
                                                         {Relation::Owner, "owner", "The organisation's own record"},
                                                         {Relation::Concerned, "concerned", "It concerns the person"}});

// Ended: closed, declined, or left. Restricted: by decision only for those to whom it is allocated.
enum class State { Live, Ended, Restricted };
inline constexpr auto kStates = enum_names<State>({{State::Live, "live", "Live"}, {State::Ended, "ended", "Ended"}, {State::Restricted, "restricted", "Restricted"}});

enum class Aim { Commissioning, Care, Provision, Oversight, Regulation, Statistics, Administration, Audit, BreakGlass };
inline constexpr auto kAims = enum_names<Aim>({{Aim::Commissioning, "commissioning", "Finding and buying a placement"},
                                               {Aim::Care, "care", "Planning a child's care"},
                                               {Aim::Provision, "provision", "Caring for children in a home"},
                                               {Aim::Oversight, "oversight", "Overseeing care"},
                                               {Aim::Regulation, "regulation", "Regulating homes"},
                                               {Aim::Statistics, "statistics", "Statistics"},
                                               {Aim::Administration, "administration", "Administration"},
                                               {Aim::Audit, "audit", "Audit"},
                                               {Aim::BreakGlass, "break_glass", "Danger to a child, now"}});
struct Purpose {
  Aim aim = Aim::Care;
  std::string reason = {};   // the person's own words; needed to break the glass
};
inline constexpr std::size_t kLeastReason = 10;   // characters; policy, not law

// One role of a person in one organisation, with all that it rests on.
struct Grant {
  Role role = Role::HomeStaff;
  OrganisationId organisation;
  Kind kind = Kind::Home;
  std::vector<Stay> within;              // each must cover the day; none at all allows nothing
  bool delegated = false;                // held for somebody absent, whose person `held_for` names
  std::vector<OrganisationId> members = {};   // of a consortium, on the day
  std::vector<std::string> homes = {};        // URNs for which the organisation acts, on the day
  // What is allocated to this person is what a delegated role opens: not what is the holder's own, and nothing of those whom
  // the absent one stands in for.
  std::string held_for = {};
};

// One thing that a program may do: part of what the roles of its token allow.
struct Scope {
  Record record = Record::HomeProfile;
  Verb verb = Verb::Read;
  bool operator==(const Scope&) const = default;
};

struct Standing {
  std::string person;           // or program
  OrganisationId acting_for;    // grants of other organisations do not count
  Date today;
  bool two_factors = false;     // signed in with a second factor
  std::vector<Grant> grants;
  std::optional<std::vector<Scope>> scopes = {};   // of a program; none: a person, whom only the roles restrict
};

// What the feature that keeps the record knows of it. Empty: does not apply.
struct Facts {
  Record record = Record::HomeProfile;
  State state = State::Live;
  OrganisationId responsible = {};              // of the child; of an address: an authority with a child in that home
  OrganisationId host = {};
  OrganisationId owner = {};                    // of people, audit, prices, figures
  std::vector<OrganisationId> addressed = {};   // to whom this stage was released, or the notice is owed
  std::string urn = {};
  std::vector<std::string> people = {};         // to whom it is allocated: the worker, their manager, the visitor
  std::vector<std::string> concerned = {};      // whom it concerns: the child, a parent, the advocate whom the child chose
  std::string child = {};                       // whom it is about; for the audit, and for a glass that was broken
  std::string id = {};                          // of the record, for the audit; empty: the URN or the owner tells
};

enum class Refusal { NobodyToday, NoSuchRow, NotRelated, OtherPurpose, OtherState, OneFactorOnly, NoReasonGiven, OutOfScope };
inline constexpr auto kRefusals = enum_names<Refusal>({{Refusal::NobodyToday, "nobody_today", "No role in this organisation stands today"},
                                                       {Refusal::NoSuchRow, "no_such_row", "The role does not do this to such a record"},
                                                       {Refusal::NotRelated, "not_related", "Not related to the record"},
                                                       {Refusal::OtherPurpose, "other_purpose", "Not for this purpose"},
                                                       {Refusal::OtherState, "other_state", "Not in this state of the record"},
                                                       {Refusal::OneFactorOnly, "one_factor_only", "Signed in without the second factor"},
                                                       {Refusal::NoReasonGiven, "no_reason_given", "The glass is broken only with a reason"},
                                                       {Refusal::OutOfScope, "out_of_scope", "The program's token does not reach so far"}});

struct Granted {
  Allowed allowed;       // its grounds go into the audit and name nobody
  bool alerts = false;   // tell the record's own people at once, and keep the reason sealed: it may name a child
};
using Decision = std::variant<Granted, Refusal>;

// Pure: the same answer for the same values. Cost: rows × grants; some microseconds.
Decision decide(const Standing& standing, const Purpose& purpose, const Facts& facts, Verb verb);

// What the person is told: the permission, or exactly the error of a record that does not exist. Each feature answers a
// missing record with `missing()` too.
Result<Granted> or_missing(Decision decision);
Error missing();

// A role held in an organisation of another kind allows nothing.
bool fits(Role role, Kind kind);
// Records of one child, and those that name people: only with a second factor.
bool needs_two_factors(Record record);
bool related(Relation relation, const Standing& standing, const Grant& grant, const Facts& facts);
// To whom a record may be allocated so that the person has to do with it today: the person, and those absent whose roles they
// hold. Facts of a list name exactly those of them to whom the record is allocated: each counts for its own role only.
std::vector<std::string> stands_for(const Standing& standing);
// A record of one child, or one that may name a child.
bool of_a_child(Record record);

// ---- The table.

struct Row {
  std::optional<Role> role;    // none: every role
  Record record;
  unsigned verbs;              // bits, 1 << Verb
  Relation relation;
  std::optional<Aim> aim;      // none: every purpose but breaking the glass
  unsigned states;             // bits, 1 << State
  std::string_view grounds;    // goes into the audit
};
std::span<const Row> rows();

}  // namespace rightplace::access
