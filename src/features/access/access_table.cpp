// Who needs what. A change here is a change of policy: the statements in access_test.cpp are written apart from it.

#include "features/access/access.h"

namespace rightplace::access {
namespace {

template <class E>
constexpr unsigned bit(E value) {
  return 1u << static_cast<unsigned>(value);
}
constexpr unsigned kRead = bit(Verb::Read), kWrite = bit(Verb::Write), kAnswer = bit(Verb::Answer), kApprove = bit(Verb::Approve), kExport = bit(Verb::Export);
constexpr unsigned kLive = bit(State::Live), kKept = kLive | bit(State::Ended), kWorked = kLive | bit(State::Restricted),
                   kEvery = kKept | bit(State::Restricted);

using enum Role;
using R = Record;
using L = Relation;

constexpr Row kRows[] = {
    // Everybody who works here may use the directory and know who works here.
    {std::nullopt, R::HomeProfile, kRead, L::Anyone, std::nullopt, kKept, "the directory of homes is open to everybody who works here"},

    {std::nullopt, R::Organisation, kRead, L::Anyone, std::nullopt, kKept, "who works here is known to everybody who works here"},

    // Those whom it is about.
    {YoungPerson, R::ChildsPlan, kRead, L::Concerned, Aim::Care, kEvery, "the own plan (Children Act 1989 s22(4))"},
    {YoungPerson, R::ChildsPlan, kAnswer, L::Concerned, Aim::Care, kWorked, "says what they think (Children Act 1989 s22(4) and (5))"},
    {Advocate, R::ChildsPlan, kRead, L::Concerned, Aim::Care, kLive, "speaks for the child, who chose so (Children Act 1989 s26A)"},
    {Parent, R::ParentsPart, kRead, L::Concerned, Aim::Care, kLive, "has parental responsibility (Children Act 1989 s22(4))"},

    // Authorities.
    {PlacementOfficer, R::ChildIdentity, kRead, L::Responsible, Aim::Commissioning, kLive, "finds a placement for a child of the own authority"},
    {PlacementOfficer, R::ReferralSummary, kRead | kExport, L::Responsible, Aim::Commissioning, kKept, "referral of the own authority"},
    {PlacementOfficer, R::ReferralSummary, kWrite, L::Responsible, Aim::Commissioning, kLive, "writes referrals of the own authority"},
    {PlacementOfficer, R::PenPicture, kRead, L::Responsible, Aim::Commissioning, kKept, "referral of the own authority"},
    {PlacementOfficer, R::PenPicture, kWrite, L::Responsible, Aim::Commissioning, kLive, "writes referrals of the own authority"},
    {PlacementOfficer, R::FullFile, kRead, L::Responsible, Aim::Commissioning, kKept, "referral of the own authority"},
    {PlacementOfficer, R::FullFile, kWrite, L::Responsible, Aim::Commissioning, kLive, "releases the file of a child of the own authority"},
    {PlacementOfficer, R::Placement, kRead, L::Responsible, Aim::Commissioning, kKept, "placement by the own authority"},
    {PlacementOfficer, R::Placement, kWrite, L::Responsible, Aim::Commissioning, kKept, "placement by the own authority"},
    {PlacementOfficer, R::Vacancies, kRead, L::Anyone, Aim::Commissioning, kLive, "compares homes for a child"},
    {PlacementOfficer, R::HomeAddress, kRead, L::Responsible, Aim::Commissioning, kLive, "a child of the own authority lives or will live there"},
    {PlacementOfficer, R::Price, kRead | kExport, L::Owner, Aim::Commissioning, kKept, "price that the own authority pays or was offered"},
    {PlacementOfficer, R::Notice, kRead, L::Responsible, Aim::Commissioning, kKept, "notice that the own authority owes"},
    {PlacementOfficer, R::Notice, kWrite, L::Responsible, Aim::Commissioning, kLive, "notice that the own authority owes"},
    {SocialWorker, R::ChildIdentity, kRead, L::Allocated, Aim::Care, kEvery, "the child is allocated to the worker"},
    {SocialWorker, R::ChildIdentity, kWrite, L::Allocated, Aim::Care, kWorked, "the child is allocated to the worker"},
    {SocialWorker, R::ChildCase, kRead, L::Allocated, Aim::Care, kEvery, "the child is allocated to the worker"},
    {SocialWorker, R::ChildCase, kWrite, L::Allocated, Aim::Care, kWorked, "the child is allocated to the worker"},
    {SocialWorker, R::ReferralSummary, kRead, L::Allocated, Aim::Care, kEvery, "the child is allocated to the worker"},
    {SocialWorker, R::PenPicture, kRead | kWrite, L::Allocated, Aim::Care, kWorked, "the child is allocated to the worker"},
    {SocialWorker, R::FullFile, kRead | kWrite, L::Allocated, Aim::Care, kWorked, "the child is allocated to the worker"},
    {SocialWorker, R::Placement, kRead, L::Allocated, Aim::Care, kEvery, "the child is allocated to the worker"},
    {SocialWorker, R::Notice, kRead, L::Allocated, Aim::Care, kEvery, "the child is allocated to the worker"},
    {SocialWorker, R::Notice, kWrite, L::Allocated, Aim::Care, kWorked, "the child is allocated to the worker"},
    {SocialWorker, R::HomeAddress, kRead, L::Responsible, Aim::Care, kLive, "visits a child of the own authority there"},
    {SocialWorker, R::ChildIdentity, kRead, L::Responsible, Aim::BreakGlass, kLive, "broke the glass, with a reason"},
    {SocialWorker, R::ChildCase, kRead, L::Responsible, Aim::BreakGlass, kLive, "broke the glass, with a reason"},
    {TeamManager, R::ChildIdentity, kRead, L::Allocated, Aim::Care, kEvery, "the child is with the manager's team"},
    {TeamManager, R::ChildCase, kRead, L::Allocated, Aim::Care, kEvery, "the child is with the manager's team"},
    {TeamManager, R::ChildCase, kWrite | kApprove, L::Allocated, Aim::Care, kWorked, "the child is with the manager's team"},
    {TeamManager, R::ChildCase, kApprove, L::Responsible, Aim::Care, kLive, "allocates the children of the own authority"},
    {TeamManager, R::ReferralSummary, kRead, L::Allocated, Aim::Care, kEvery, "the child is with the manager's team"},
    {TeamManager, R::PenPicture, kRead | kApprove, L::Allocated, Aim::Care, kWorked, "approves referrals of the manager's team before they are sent"},
    {TeamManager, R::Placement, kRead, L::Allocated, Aim::Care, kEvery, "the child is with the manager's team"},
    {TeamManager, R::FullFile, kRead, L::Allocated, Aim::Care, kEvery, "the child is with the manager's team"},
    {TeamManager, R::ChildIdentity, kRead, L::Responsible, Aim::BreakGlass, kLive, "broke the glass, with a reason"},
    {TeamManager, R::ChildCase, kRead, L::Responsible, Aim::BreakGlass, kLive, "broke the glass, with a reason"},
    {NominatedOfficer, R::ChildIdentity, kRead, L::Responsible, Aim::Oversight, kLive, "approves distant placements (SI 2010/959 reg 11)"},
    {NominatedOfficer, R::ChildCase, kRead, L::Responsible, Aim::Oversight, kKept, "approves distant placements (SI 2010/959 reg 11)"},
    {NominatedOfficer, R::Placement, kRead, L::Responsible, Aim::Oversight, kKept, "approves distant placements (SI 2010/959 reg 11)"},
    {NominatedOfficer, R::Placement, kApprove, L::Responsible, Aim::Oversight, kLive, "approves distant placements (SI 2010/959 reg 11)"},
    {NominatedOfficer, R::ReferralSummary, kRead, L::Responsible, Aim::Oversight, kKept, "approves distant placements (SI 2010/959 reg 11)"},
    {NominatedOfficer, R::Notice, kRead | kExport, L::Responsible, Aim::Oversight, kKept, "answers for the notices that the own authority owes"},
    {NominatedOfficer, R::Price, kRead, L::Owner, Aim::Oversight, kKept, "answers for what the authority pays or was offered"},
    {NominatedOfficer, R::ChildIdentity, kExport, L::Responsible, Aim::Oversight, kKept, "takes the authority's own records away"},
    {NominatedOfficer, R::FullFile, kExport, L::Responsible, Aim::Oversight, kKept, "takes the authority's own records away"},
    {NominatedOfficer, R::ReferralSummary, kExport, L::Responsible, Aim::Oversight, kKept, "takes the authority's own records away"},
    {NominatedOfficer, R::Placement, kExport, L::Responsible, Aim::Oversight, kKept, "takes the authority's own records away"},
    {NominatedOfficer, R::Figures, kRead | kExport, L::Owner, Aim::Oversight, kKept, "figures of the own authority"},
    {HeadOfService, R::Placement, kRead, L::Responsible, Aim::Oversight, kKept, "answers for the authority's placements"},
    {HeadOfService, R::Placement, kApprove, L::Responsible, Aim::Oversight, kLive, "signs second where something speaks against the home that was chosen"},
    {HeadOfService, R::ReferralSummary, kRead, L::Responsible, Aim::Oversight, kKept, "answers for the authority's placements"},
    {HeadOfService, R::ReferralSummary, kApprove, L::Responsible, Aim::Oversight, kLive, "says which referrals a team manager approves before they are sent"},
    {HeadOfService, R::Price, kRead, L::Owner, Aim::Oversight, kKept, "answers for what the authority pays or was offered"},
    {HeadOfService, R::Figures, kRead | kExport, L::Owner, Aim::Oversight, kKept, "figures of the own authority"},
    {NominatedOfficer, R::Figures, kWrite | kApprove, L::Owner, Aim::Oversight, kLive, "hands in the authority's return, writes and publishes its statement on sufficiency"},
    {HeadOfService, R::Figures, kWrite, L::Owner, Aim::Oversight, kLive, "hands in the authority's return and writes its statement on sufficiency"},
    {HeadOfService, R::GlassAlert, kRead, L::Owner, Aim::Oversight, kKept, "the glass was broken on a record of the own authority"},
    {HeadOfService, R::GlassAlert, kAnswer, L::Owner, Aim::Oversight, kLive, "looks at a broken glass of the own authority"},
    {NominatedOfficer, R::GlassAlert, kRead, L::Owner, Aim::Oversight, kKept, "the glass was broken on a record of the own authority"},
    {NominatedOfficer, R::GlassAlert, kAnswer, L::Owner, Aim::Oversight, kLive, "looks at every broken glass of the own authority"},
    {PersonalAdviser, R::ChildIdentity, kRead, L::Allocated, Aim::Care, kEvery, "advises the care leaver (Children Act 1989 s23D)"},
    {PersonalAdviser, R::ChildCase, kRead, L::Allocated, Aim::Care, kEvery, "advises the care leaver (Children Act 1989 s23D)"},
    {PersonalAdviser, R::ChildCase, kWrite, L::Allocated, Aim::Care, kWorked, "advises the care leaver (Children Act 1989 s23D)"},
    {ReviewingOfficer, R::ChildIdentity, kRead, L::Allocated, Aim::Oversight, kEvery, "reviews the child's case"},
    {ReviewingOfficer, R::ChildCase, kRead, L::Allocated, Aim::Oversight, kEvery, "reviews the child's case"},
    {ReviewingOfficer, R::FullFile, kRead, L::Allocated, Aim::Oversight, kEvery, "reviews the child's case"},
    {ReviewingOfficer, R::Placement, kRead, L::Allocated, Aim::Oversight, kEvery, "reviews the child's case"},
    {ReviewingOfficer, R::Notice, kRead, L::Allocated, Aim::Oversight, kEvery, "reviews the child's case"},
    {AreaContact, R::Notice, kRead | kExport, L::Host, Aim::Oversight, kKept, "a child from elsewhere lives in the area"},
    {AreaContact, R::Notice, kAnswer, L::Host, Aim::Oversight, kLive, "a child from elsewhere lives in the area"},
    {AreaContact, R::VisitReport, kRead, L::Host, Aim::Oversight, kKept, "the home lies in the area"},
    {AreaContact, R::HomeAddress, kRead, L::Host, Aim::Oversight, kLive, "the home lies in the area"},

    // Consortia see numbers, never a child.
    {ConsortiumAnalyst, R::Figures, kRead | kExport, L::Consortium, Aim::Statistics, kKept, "figures of the consortium's authorities"},
    {ConsortiumAnalyst, R::Vacancies, kRead, L::Anyone, Aim::Commissioning, kLive, "shapes the market for the consortium"},
    {ConsortiumAnalyst, R::Price, kRead, L::Consortium, Aim::Commissioning, kKept, "price paid by an authority of the consortium"},

    // Providers and homes.
    {ResponsibleIndividual, R::ReferralSummary, kRead, L::Addressed, Aim::Provision, kLive, "the referral was sent to the provider"},
    {ResponsibleIndividual, R::Vacancies, kRead | kExport, L::OwnHome, Aim::Provision, kLive, "a home of the provider"},
    {ResponsibleIndividual, R::VisitReport, kRead, L::OwnHome, Aim::Provision, kKept, "a home of the provider"},
    {ResponsibleIndividual, R::HomeAddress, kRead, L::OwnHome, Aim::Provision, kLive, "a home of the provider"},
    {ResponsibleIndividual, R::HomeProfile, kWrite | kExport, L::OwnHome, Aim::Provision, kLive, "a home of the provider"},
    {ResponsibleIndividual, R::Price, kRead | kWrite, L::Owner, Aim::Provision, kLive, "the provider's own price"},
    {ReferralsManager, R::ReferralSummary, kRead | kAnswer, L::Addressed, Aim::Provision, kLive, "the referral was sent to the provider"},
    {ReferralsManager, R::PenPicture, kRead, L::Addressed, Aim::Provision, kLive, "the fuller picture was released to the provider"},
    {ReferralsManager, R::Vacancies, kRead | kWrite, L::OwnHome, Aim::Provision, kLive, "a home of the provider"},
    {ReferralsManager, R::HomeAddress, kRead, L::OwnHome, Aim::Provision, kLive, "a home of the provider"},
    {ReferralsManager, R::HomeProfile, kWrite, L::OwnHome, Aim::Provision, kLive, "a home of the provider"},
    {ReferralsManager, R::Price, kRead | kWrite, L::Owner, Aim::Provision, kLive, "the provider's own price"},
    {RegisteredManager, R::ReferralSummary, kRead | kAnswer, L::Addressed, Aim::Provision, kLive, "the referral was sent to the home"},
    {RegisteredManager, R::PenPicture, kRead, L::Addressed, Aim::Provision, kLive, "the fuller picture was released to the home"},
    {RegisteredManager, R::FullFile, kRead, L::Addressed, Aim::Provision, kLive, "the home has accepted the child"},
    {RegisteredManager, R::FullFile, kAnswer, L::Addressed, Aim::Provision, kLive, "writes and signs the child's placement plan with the authority (SI 2010/959 reg 9)"},
    {RegisteredManager, R::Placement, kRead | kWrite, L::OwnHome, Aim::Provision, kLive, "the child lives in the home"},
    {RegisteredManager, R::Vacancies, kRead | kWrite, L::OwnHome, Aim::Provision, kLive, "manages the home"},
    {RegisteredManager, R::HomeProfile, kWrite, L::OwnHome, Aim::Provision, kLive, "manages the home"},
    {RegisteredManager, R::HomeAddress, kRead, L::OwnHome, Aim::Provision, kLive, "manages the home"},
    {RegisteredManager, R::VisitReport, kRead, L::OwnHome, Aim::Provision, kKept, "manages the home"},
    {RegisteredManager, R::VisitReport, kAnswer, L::OwnHome, Aim::Provision, kLive, "manages the home"},
    {HomeStaff, R::FullFile, kRead, L::Addressed, Aim::Provision, kLive, "the home has accepted the child"},
    {HomeStaff, R::Placement, kRead, L::OwnHome, Aim::Provision, kLive, "the child lives in the home"},
    {HomeStaff, R::Vacancies, kRead, L::OwnHome, Aim::Provision, kLive, "works in the home"},
    {HomeStaff, R::HomeAddress, kRead, L::OwnHome, Aim::Provision, kLive, "works in the home"},

    {ResponsibleIndividual, R::HomeClaim, kRead, L::Owner, Aim::Provision, kKept, "says which homes are the provider's"},
    {ResponsibleIndividual, R::HomeClaim, kWrite, L::Owner, Aim::Provision, kLive, "says which homes are the provider's"},

    // Oversight from outside.
    {IndependentVisitor, R::VisitReport, kRead, L::Allocated, Aim::Oversight, kEvery, "visits the home (SI 2015/541 reg 44)"},
    {IndependentVisitor, R::VisitReport, kWrite, L::Allocated, Aim::Oversight, kWorked, "visits the home (SI 2015/541 reg 44)"},
    {IndependentVisitor, R::HomeAddress, kRead, L::Allocated, Aim::Oversight, kLive, "visits the home (SI 2015/541 reg 44)"},
    {Inspector, R::VisitReport, kRead, L::Anyone, Aim::Regulation, kKept, "inspects homes (Care Standards Act 2000)"},
    {Inspector, R::HomeAddress, kRead, L::Anyone, Aim::Regulation, kKept, "inspects homes (Care Standards Act 2000)"},
    {Inspector, R::Notice, kRead, L::Addressed, Aim::Regulation, kKept, "the notice is owed to Ofsted"},
    {OfstedAnalyst, R::Figures, kRead | kExport, L::Anyone, Aim::Statistics, kKept, "figures without small numbers"},
    {OfstedAnalyst, R::HomeClaim, kRead | kApprove, L::Anyone, Aim::Regulation, kLive, "knows from the register whose a home is"},
    {DepartmentAnalyst, R::Figures, kRead | kExport, L::Anyone, Aim::Statistics, kKept, "figures without small numbers"},
    {PoliceContact, R::Notice, kRead, L::Addressed, Aim::Oversight, kLive, "the notice is owed to the police"},
    {HealthContact, R::Notice, kRead, L::Addressed, Aim::Oversight, kLive, "the notice is owed to the health service"},

    // Every organisation looks after its own people and its own audit.
    {Administrator, R::People, kRead | kWrite | kExport, L::Owner, Aim::Administration, kKept, "administers the own organisation"},
    {Administrator, R::HomeClaim, kRead, L::Owner, Aim::Administration, kKept, "administers the own organisation"},
    {Administrator, R::HomeClaim, kWrite, L::Owner, Aim::Administration, kLive, "administers the own organisation"},
    {Auditor, R::AuditTrail, kRead | kExport, L::Owner, Aim::Audit, kKept, "audits the own organisation"},

    // Who operates the service lets organisations in and checks what providers say; sees nobody's records.
    {ServiceAdministrator, R::Organisation, kWrite, L::Anyone, Aim::Administration, kLive, "lets organisations in"},
    {ServiceAdministrator, R::HomeClaim, kRead | kApprove, L::Anyone, Aim::Administration, kLive, "checks whose a home is"},
};

}  // namespace

std::span<const Row> rows() { return kRows; }

bool fits(Role role, Kind kind) {
  switch (role) {
    case PlacementOfficer:
    case SocialWorker:
    case TeamManager:
    case NominatedOfficer:
    case ReviewingOfficer:
    case AreaContact:
    case HeadOfService:
    case PersonalAdviser:
    case YoungPerson:
    case Parent: return kind == Kind::Authority;
    case Advocate: return kind == Kind::Advocacy;
    case ServiceAdministrator: return kind == Kind::Platform;
    case ConsortiumAnalyst: return kind == Kind::Consortium;
    case ResponsibleIndividual:
    case ReferralsManager: return kind == Kind::ProviderGroup;
    case RegisteredManager:
    case HomeStaff: return kind == Kind::Home;
    case IndependentVisitor: return kind == Kind::Visitor;
    case Inspector:
    case OfstedAnalyst: return kind == Kind::Ofsted;
    case DepartmentAnalyst: return kind == Kind::Department;
    case PoliceContact: return kind == Kind::Police;
    case HealthContact: return kind == Kind::Health;
    case Administrator:
    case Auditor: return true;
  }
  return false;
}

bool of_a_child(Record record) {
  switch (record) {
    case Record::ChildIdentity:
    case Record::ChildCase:
    case Record::ReferralSummary:
    case Record::PenPicture:
    case Record::FullFile:
    case Record::Placement:
    case Record::Notice:
    case Record::ChildsPlan:
    case Record::ParentsPart:
    case Record::GlassAlert: return true;
    case Record::HomeProfile:
    case Record::HomeAddress:
    case Record::Vacancies:
    case Record::Price:
    case Record::VisitReport:
    case Record::Figures:
    case Record::People:
    case Record::AuditTrail:
    case Record::Organisation:
    case Record::HomeClaim: return false;
  }
  return true;
}

bool needs_two_factors(Record record) {
  switch (record) {
    case Record::ChildIdentity:
    case Record::ChildCase:
    case Record::ReferralSummary:
    case Record::PenPicture:
    case Record::FullFile:
    case Record::Placement:
    case Record::Notice:
    case Record::VisitReport:
    case Record::People:
    case Record::AuditTrail:
    case Record::ChildsPlan:
    case Record::ParentsPart:
    case Record::HomeClaim:
    case Record::GlassAlert: return true;
    case Record::Organisation:
    case Record::HomeProfile:
    case Record::HomeAddress:
    case Record::Vacancies:
    case Record::Price:
    case Record::Figures: return false;
  }
  return true;
}

}  // namespace rightplace::access
