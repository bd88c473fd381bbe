#include "engines/suitability/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::suitability {
namespace {

constexpr std::uint32_t kAgreedContract = 0xFFFF'FFFFu;   // no caller's number: those are small


std::string need_name(int index) { return std::string(kNeeds.label(static_cast<Need>(index))); }
std::string level_name(std::int32_t level) { return std::string(kLevels.label(static_cast<Level>(level))); }

template <class E>
void add(std::optional<Set<E>>& set, int index) {
  if (!set) set.emplace();
  set->add(static_cast<E>(index));
}

void state_vacancy(const Problem& problem, HomeFacts& home) {
  home.vacancy_stated_on = problem.as_at;
  if (home.rooms.empty()) home.rooms.resize(problem.referral.children.size());
  for (auto& room : home.rooms) std::erase_if(room.busy, [](const Busy& busy) { return busy.kind == BusyKind::InConflict; });
}

}  // namespace

void apply(const Change& change, const Problem& problem, HomeFacts& home, Referral& referral) {
  const auto at = static_cast<std::size_t>(change.index);
  const auto second = static_cast<std::size_t>(change.second);
  switch (change.kind) {
    case ChangeKind::GiveUpBusy: home.rooms[at].busy[second].until = home.rooms[at].busy[second].from; return;   // keeps the places of the others
    case ChangeKind::TakeMore: home.may_take = change.value; return;
    case ChangeKind::StartLater: referral.needed_on = Date{change.value}; return;
    case ChangeKind::LowerAgeFrom: home.age_from = change.value; return;
    case ChangeKind::RaiseAgeTo: home.age_to = change.value; return;
    case ChangeKind::TakeBothSexes: home.accepts = Accepts::Any; return;
    case ChangeKind::LowerNeedFrom: home.takes_from[at] = static_cast<Level>(change.value); return;
    case ChangeKind::RaiseNeedTo: home.takes_to[at] = static_cast<Level>(change.value); return;
    case ChangeKind::KeepToOneChild: home.takes_solo = true; return;
    case ChangeKind::AdaptRoom: add(home.rooms[at].adaptations, change.second); return;
    case ChangeKind::AdaptHome: add(home.adaptations, change.index); return;
    case ChangeKind::LiftZone: referral.children[at].exclusion_zones[second].radius_miles = -1; return;
    case ChangeKind::LiftConflict: referral.children[at].conflicts[second] = 0; return;
    case ChangeKind::AgreeContract:
      if (!home.contracts) home.contracts.emplace();
      home.contracts->push_back(kAgreedContract);
      referral.contracts.push_back(kAgreedContract);
      return;
    case ChangeKind::StateVacancy: state_vacancy(problem, home); return;
    case ChangeKind::RaiseCanDo: home.can_do[at] = static_cast<Level>(change.value); return;
    case ChangeKind::AddFeature: add(home.features, change.index); return;
    case ChangeKind::AddService: add(home.services, change.index); return;
    case ChangeKind::AddCulture: add(home.culture, change.index); return;
    case ChangeKind::RaiseMitigation: home.mitigation_percent = change.value; return;
    case ChangeKind::ConfirmSchool: home.school_place_confirmed = true; return;
    case ChangeKind::OfferEducation: home.education_on_site = true; return;
    case ChangeKind::RaiseStaff: home.staff_on_duty[at] = change.value; return;
    case ChangeKind::AppointManager: home.manager_in_post = true; return;
    case ChangeKind::LowerTurnover: home.turnover_percent = change.value; return;
    case ChangeKind::LowerAgency: home.agency_percent = change.value; return;
    case ChangeKind::RaiseQualified: home.qualified_percent = change.value; return;
    case ChangeKind::TrainTeam: home.team_training = true; return;
    case ChangeKind::SuperviseReflectively: home.reflective_supervision = true; return;
    case ChangeKind::NameTherapy: home.therapy_model_named = true; return;
    case ChangeKind::RaiseClinician: home.clinician_minutes = change.value; return;
    case ChangeKind::SuperviseTherapy: home.therapy_supervised = true; return;
    case ChangeKind::MeasureTherapy: home.therapy_outcomes_measured = true; return;
    case ChangeKind::ServePurpose:
      if (!home.purposes) home.purposes.emplace();
      home.purposes->add(referral.purpose);
      return;
  }
}

Changer changer(const Change& change) {
  switch (change.kind) {
    case ChangeKind::StartLater:
    case ChangeKind::LiftZone:
    case ChangeKind::LiftConflict:
    case ChangeKind::AgreeContract:
    case ChangeKind::ConfirmSchool: return Changer::PlacingAuthority;
    case ChangeKind::AddService:
    case ChangeKind::RaiseMitigation: return Changer::HostAuthority;
    case ChangeKind::GiveUpBusy:
    case ChangeKind::TakeMore:
    case ChangeKind::LowerAgeFrom:
    case ChangeKind::RaiseAgeTo:
    case ChangeKind::TakeBothSexes:
    case ChangeKind::LowerNeedFrom:
    case ChangeKind::RaiseNeedTo:
    case ChangeKind::KeepToOneChild:
    case ChangeKind::AdaptRoom:
    case ChangeKind::AdaptHome:
    case ChangeKind::StateVacancy:
    case ChangeKind::RaiseCanDo:
    case ChangeKind::AddFeature:
    case ChangeKind::AddCulture:
    case ChangeKind::OfferEducation:
    case ChangeKind::RaiseStaff:
    case ChangeKind::AppointManager:
    case ChangeKind::LowerTurnover:
    case ChangeKind::LowerAgency:
    case ChangeKind::RaiseQualified:
    case ChangeKind::TrainTeam:
    case ChangeKind::SuperviseReflectively:
    case ChangeKind::NameTherapy:
    case ChangeKind::RaiseClinician:
    case ChangeKind::SuperviseTherapy:
    case ChangeKind::MeasureTherapy:
    case ChangeKind::ServePurpose: return Changer::Provider;
  }
  return Changer::Nobody;
}

std::string sentence(const Change& change, const Problem& problem, std::size_t index) {
  const auto& home = problem.supply->home(index);
  const auto at = static_cast<std::size_t>(change.index);
  const auto named = [](auto label, const char* form) { return fmt::format(fmt::runtime(form), label); };
  switch (change.kind) {
    case ChangeKind::GiveUpBusy: {
      const auto& busy = home.rooms[at].busy[static_cast<std::size_t>(change.second)];
      return busy.kind == BusyKind::Held ? fmt::format("Room {}: the offer that holds it is withdrawn or refused.", change.index + 1)
                                         : fmt::format("Room {}: it is brought back into use.", change.index + 1);
    }
    case ChangeKind::TakeMore: return fmt::format("The home can take {} now.", plural(change.value, "child", "children"));
    case ChangeKind::StartLater: return fmt::format("The placement starts on {}.", Date{change.value}.words());
    case ChangeKind::LowerAgeFrom: return fmt::format("The statement of purpose takes children from {}.", change.value);
    case ChangeKind::RaiseAgeTo: return fmt::format("The statement of purpose takes children up to {}.", change.value);
    case ChangeKind::TakeBothSexes: return "The home takes boys and girls.";
    case ChangeKind::LowerNeedFrom: return fmt::format("The home takes {} from {}.", need_name(change.index), level_name(change.value));
    case ChangeKind::RaiseNeedTo: return fmt::format("The home takes {} up to {}.", need_name(change.index), level_name(change.value));
    case ChangeKind::KeepToOneChild: return "The home keeps itself to this one child.";
    case ChangeKind::AdaptRoom: return fmt::format("Room {} has {}.", change.index + 1, kAdaptations.label(static_cast<Adaptation>(change.second)));
    case ChangeKind::AdaptHome: return named(kAdaptations.label(static_cast<Adaptation>(change.index)), "The home has {}.");
    case ChangeKind::LiftZone: return fmt::format("Exclusion zone {} is reviewed and does not cover the home.", change.second + 1);
    case ChangeKind::LiftConflict: return "The conflict with the child who lives there is reviewed and withdrawn.";
    case ChangeKind::AgreeContract: return "A contract for this placement is agreed with the home.";
    case ChangeKind::StateVacancy: return "The home states today that its free room is free throughout.";
    case ChangeKind::RaiseCanDo: return fmt::format("The home can show that it meets {} up to {}.", need_name(change.index), level_name(change.value));
    case ChangeKind::AddFeature: return named(kWishes.label(static_cast<Wish>(change.index)), "The home can offer {}.");
    case ChangeKind::AddService: return named(kServices.label(static_cast<Service>(change.index)), "The area confirms {}.");
    case ChangeKind::AddCulture: return named(kCultures.label(static_cast<Culture>(change.index)), "The home can keep {}.");
    case ChangeKind::RaiseMitigation: return fmt::format("Local risks are mitigated to {} %.", change.value);
    case ChangeKind::ConfirmSchool: return "A school place is confirmed.";
    case ChangeKind::OfferEducation: return "The home offers education on site.";
    case ChangeKind::RaiseStaff: return fmt::format("The home has {} staff on duty at {}.", change.value, kTimeBands.label(static_cast<TimeBand>(change.index)));
    case ChangeKind::AppointManager: return "A registered manager is in post.";
    case ChangeKind::LowerTurnover: return fmt::format("Staff turnover is {} % a year.", change.value);
    case ChangeKind::LowerAgency: return fmt::format("Agency staff work {} % of shifts.", change.value);
    case ChangeKind::RaiseQualified: return fmt::format("{} % of care staff hold Level 3 or are within its time.", change.value);
    case ChangeKind::TrainTeam: return "The whole team is trained in one method.";
    case ChangeKind::SuperviseReflectively: return "Staff have reflective supervision.";
    case ChangeKind::NameTherapy: return "The therapy follows a named model.";
    case ChangeKind::RaiseClinician: return fmt::format("A clinician gives each child {} minutes a week.", change.value);
    case ChangeKind::SuperviseTherapy: return "The therapy is clinically supervised.";
    case ChangeKind::MeasureTherapy: return "The effect of the therapy is measured.";
    case ChangeKind::ServePurpose: return named(kPurposes.label(problem.referral.purpose), "The home serves {}.");
  }
  return {};
}

}  // namespace rightplace::suitability
