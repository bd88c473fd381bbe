#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/homes/register_sheet.h"

namespace rightplace::homes {
namespace {

constexpr int kMostPlaces = 5'000;

constexpr std::pair<Concept, Need> kNeedColumns[] = {
    {Concept::NeedEmotional, Need::EmotionalBehavioural}, {Concept::NeedMental, Need::MentalHealth}, {Concept::NeedSensory, Need::Sensory},
    {Concept::NeedAlcohol, Need::Alcohol},                {Concept::NeedDrugs, Need::Drugs},         {Concept::NeedLearning, Need::Learning},
    {Concept::NeedPhysical, Need::PhysicalDisability}};

// A value that cannot be right; the row is rejected.
struct Fault {
  Concept concept_ = Concept::None;
  std::string value;
  std::string reason;
};

// Counted, and said once for the whole list.
struct Remarks {
  std::map<std::string, std::int64_t> counts;
  void add(std::string what) { ++counts[std::move(what)]; }
};

// Reads the cells of one line; the first fault stands.
class Line {
 public:
  Line(const Sheet& sheet, const Sheet::Line& line, Date as_at) : sheet_(sheet), line_(line), as_at_(as_at) {}

  std::optional<std::string_view> value(Concept concept_) const { return value_of_cell(sheet_.cell(line_, concept_)); }
  std::string text(Concept concept_) const { return squeeze(value(concept_).value_or("")); }
  bool has_column(Concept concept_) const { return sheet_.header->has(concept_); }

  template <class Named>
  auto named(Concept concept_, Named name, std::string_view what) -> decltype(name(std::string_view{})) {
    const auto said = value(concept_);
    if (!said) return {};
    auto meaning = name(*said);
    if (!meaning) fault(concept_, std::string(*said), fmt::format("is no {} that is known", what));
    return meaning;
  }
  std::optional<Date> date(Concept concept_, bool may_be_later = false) {
    const auto said = value(concept_);
    if (!said) return std::nullopt;
    // Services judged with their authority carry a sentence here.
    if (icontains(*said, "not provided as service")) return std::nullopt;
    const auto date = date_named(*said);
    if (!date) {
      fault(concept_, std::string(*said), "is not a date that exists; write it as 31/03/2025");
      return std::nullopt;
    }
    if (!may_be_later && *date > as_at_) {
      fault(concept_, std::string(*said), fmt::format("lies after {}, the day that the list describes", as_at_.words()));
      return std::nullopt;
    }
    if (*date < Date(1900, 1, 1)) {
      fault(concept_, std::string(*said), "lies before 1900");
      return std::nullopt;
    }
    return date;
  }
  std::optional<int> places(Remarks& remarks) {
    const auto said = value(Concept::Places);
    if (!said || is_redacted(*said)) return std::nullopt;
    const auto number = parse_number(replace_all(*said, ",", ""));
    if (!number) {
      fault(Concept::Places, std::string(*said), "is not a number of places");
      return std::nullopt;
    }
    if (*number < 0 || *number > kMostPlaces) {
      fault(Concept::Places, std::string(*said), fmt::format("is not a number of places between 0 and {}", grouped(kMostPlaces)));
      return std::nullopt;
    }
    // Places of schools were estimated once, and the estimates are not always whole.
    const int whole = static_cast<int>(*number + 0.5);
    if (*number != static_cast<double>(whole)) remarks.add("the number of places is not whole; it was rounded");
    return whole;
  }
  // A column that is there and empty says no.
  std::optional<bool> flag(Concept concept_) {
    if (!has_column(concept_)) return std::nullopt;
    const auto said = value(concept_);
    if (!said) return false;
    const auto meaning = flag_named(*said);
    if (!meaning) fault(concept_, std::string(*said), "is neither yes nor no");
    return meaning;
  }
  std::string address() const {
    std::string lines;
    for (const auto& column : sheet_.header->columns)
      if (column.concept_ == Concept::AddressLine)
        if (const auto said = value_of_cell(sheet_.cell_at(line_, column.column))) (lines += lines.empty() ? "" : "\n") += squeeze(*said);
    return lines;
  }

  void fault(Concept concept_, std::string value, std::string reason) {
    if (!fault_) fault_ = Fault{concept_, std::move(value), std::move(reason)};
  }
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  const Sheet& sheet_;
  const Sheet::Line& line_;
  Date as_at_;
  std::optional<Fault> fault_;
};

void read_authority(Line& line, Date as_at, RegisterRow& row, Remarks& remarks) {
  const auto region = line.text(Concept::Region);
  const auto ofsted_region = line.text(Concept::OfstedRegion);
  row.region = region.empty() ? ofsted_region : region;
  const auto said = line.text(Concept::Authority);
  if (said.empty()) {
    line.fault(Concept::Authority, "", "is empty; every provider has an authority");
    return;
  }
  const auto found = geography::find_authority(said, as_at);
  if (!found) {
    if (iequals(row.region, "Wales") || iequals(row.region, "Scotland") || iequals(row.region, "Northern Ireland")) {
      remarks.add("the provider is registered in England but based outside it, and has no English authority");
      return;
    }
    line.fault(Concept::Authority, said, "is no upper-tier local authority of England, present or former. " + found.error().detail);
    return;
  }
  row.authority_code = std::string((*found)->code);
  if (row.region.empty()) return;
  const auto regions = geography::regions_named(row.region);
  if (regions.empty()) remarks.add(fmt::format("the region is not known (\"{}\")", shown(row.region)));
  else if (std::ranges::find(regions, (*found)->region) == regions.end())
    remarks.add(fmt::format("the region {} stands beside {}, which lies in {}; the authority was believed", shown(row.region), (*found)->name,
                            geography::kRegions.label((*found)->region)));
}

void read_inspection(Line& line, RegisterRow& row, Remarks& remarks, bool previous) {
  const auto on = line.date(previous ? Concept::PreviousInspectedOn : Concept::InspectedOn);
  if (!on) {
    if (!previous && line.value(Concept::Overall))
      if (const auto grade = grade_named(*line.value(Concept::Overall)); grade && *grade != Grade::NotJudged)
        remarks.add("there is a grade without the day of the inspection; the grade was not kept");
    return;
  }
  Inspection inspection;
  inspection.inspected_on = *on;
  inspection.kind = line.named(previous ? Concept::PreviousEventType : Concept::EventType, inspection_kind_named, "kind of inspection").value_or(InspectionKind::Full);
  inspection.published_on = line.date(previous ? Concept::PreviousPublishedOn : Concept::PublishedOn, true);
  if (inspection.published_on && *inspection.published_on < inspection.inspected_on) {
    remarks.add("the report is dated before the inspection; that day was not kept");
    inspection.published_on.reset();
  }
  inspection.event_number = line.text(previous ? Concept::PreviousEventNumber : Concept::EventNumber);
  inspection.overall = line.named(previous ? Concept::PreviousOverall : Concept::Overall, grade_named, "grade");
  inspection.protection = line.named(previous ? Concept::PreviousProtection : Concept::Protection, grade_named, "grade");
  inspection.leadership = line.named(previous ? Concept::PreviousLeadership : Concept::Leadership, grade_named, "grade");
  inspection.outcomes = line.named(previous ? Concept::PreviousOutcomes : Concept::Outcomes, grade_named, "grade");
  row.inspections.push_back(std::move(inspection));
}

void read_visits(Line& line, RegisterRow& row) {
  if (const auto on = line.date(Concept::InterimOn)) {
    Inspection visit{.kind = InspectionKind::Interim, .inspected_on = *on, .published_on = {}, .event_number = {}, .overall = {}, .protection = {}, .leadership = {},
                     .outcomes = {}, .interim_outcome = {}};
    visit.interim_outcome = line.named(Concept::InterimOutcome, interim_outcome_named, "outcome of an interim inspection");
    row.inspections.push_back(std::move(visit));
  }
  if (const auto on = line.date(Concept::AssuranceOn)) {
    row.inspections.push_back({.kind = InspectionKind::Assurance, .inspected_on = *on, .published_on = {}, .event_number = {}, .overall = {}, .protection = {},
                               .leadership = {}, .outcomes = {}, .interim_outcome = {}});
  }
}

RegisterRow read_row(Line& line, std::uint64_t number, ListKind kind, Date as_at, Remarks& remarks) {
  RegisterRow row;
  row.line = static_cast<std::int64_t>(number);
  const auto urn = line.text(Concept::Urn);
  if (const auto normal = normalised_urn(urn)) row.urn = *normal;
  else line.fault(Concept::Urn, urn, urn.empty() ? "is empty; every provider has a URN" : "is not a URN: SC and six digits, or five to seven digits");
  const auto type = line.text(Concept::ProvisionType);
  if (const auto known = provision_type_named(type, line.text(Concept::ProvisionSubtype))) row.provision_type = *known;
  else line.fault(Concept::ProvisionType, type, type.empty() ? "is empty" : "is no type of provision that is known");
  row.sector = line.named(Concept::Sector, sector_named, "sector");
  row.status = line.named(Concept::Status, status_named, "registration status");
  if (const auto name = line.text(Concept::Name); !name.empty()) row.name = name;
  row.address = Personal(line.address());
  row.postcode = Personal(line.text(Concept::Postcode));
  read_authority(line, as_at, row, remarks);
  row.constituency = line.text(Concept::Constituency);
  row.places = line.places(remarks);
  row.registered_on = line.date(Concept::RegisteredOn);
  const bool leavers = kind == ListKind::JoinersAndLeavers;
  for (const auto concept_ : {Concept::ClosedOn, Concept::DeregisteredOn, Concept::CancelledOn, Concept::ResignedOn})
    if (const auto on = line.date(concept_, !leavers); on && !row.closed_on) row.closed_on = on;
  row.joined = line.value(Concept::JoinerStatus).has_value();
  row.has_left = line.value(Concept::LeaverStatus).has_value();
  if (row.registered_on && row.closed_on && *row.closed_on < *row.registered_on) {
    remarks.add("the closing lies before the registration; the registration date was not kept");
    row.registered_on.reset();
  }
  row.owner = line.text(Concept::Owner);
  row.top_company = line.text(Concept::TopCompany);
  row.linked_school_urn = line.text(Concept::LinkedSchoolUrn);
  row.short_break_only = line.flag(Concept::ShortBreakOnly);
  row.multi_building = line.flag(Concept::MultiBuilding);
  for (const auto& [column, need] : kNeedColumns) {
    const auto set = line.flag(column);
    if (!set) continue;
    if (!row.needs) row.needs.emplace();
    if (*set) row.needs->push_back(need);
  }
  if (line.has_column(Concept::Conditions)) row.conditions = line.text(Concept::Conditions);
  read_inspection(line, row, remarks, false);
  read_inspection(line, row, remarks, true);
  read_visits(line, row);
  return row;
}

// A line of text below a table: a few cells, none of them a URN or a type of provision.
bool is_note(const Sheet& sheet, const Sheet::Line& line) {
  int filled = 0;
  for (std::size_t i = 0; i < line.ends.size(); ++i) filled += sheet.cell_at(line, i).empty() ? 0 : 1;
  return filled <= 3 && !normalised_urn(sheet.cell(line, Concept::Urn)) && !provision_type_named(sheet.cell(line, Concept::ProvisionType));
}

// Premises of one provider stand in several rows: their places are one provider's.
void add_premises(RegisterRow& into, const RegisterRow& more) {
  if (more.places) into.places = into.places.value_or(0) + *more.places;
  into.address = {};
  into.postcode = {};
}

}  // namespace

ListKind kind_of(const Sheet& sheet, std::string_view file) {
  const auto& header = *sheet.header;
  if (header.has(Concept::JoinerStatus) || header.has(Concept::LeaverStatus)) return ListKind::JoinersAndLeavers;
  if (header.has(Concept::OwnerId) || header.has(Concept::PlacementCode) || header.has(Concept::NeedEmotional) || header.has(Concept::DeregisteredOn))
    return ListKind::Authority;
  if (!header.has(Concept::Overall) && !header.has(Concept::InspectedOn)) return ListKind::ProvidersAndPlaces;
  std::string said = plain_words(sheet.name) + " " + plain_words(file);
  for (const auto& title : sheet.titles) said += " " + plain_words(title);
  if (contains(said, "in year") || contains(said, "inspec 1")) return ListKind::Inspections;
  // Without a word on it: a provider that stands there with several inspections makes it a list of inspections.
  std::map<std::string_view, std::set<std::string_view>> days;
  for (const auto& line : sheet.lines) days[sheet.cell(line, Concept::Urn)].insert(sheet.cell(line, Concept::InspectedOn));
  const auto several = std::ranges::count_if(days, [](const auto& one) { return !one.first.empty() && one.second.size() > 1; });
  return several * 20 > static_cast<std::int64_t>(days.size()) && several > 5 ? ListKind::Inspections : ListKind::Providers;
}

RegisterList list_from(const Sheet& sheet, ListKind kind, Date as_at, std::string_view file, imports::Report& report) {
  RegisterList list;
  list.kind = kind;
  list.as_at = as_at;
  list.title = sheet.name.empty() ? std::string(file) : fmt::format("{}, sheet {}", file, sheet.name);
  list.has_grades = sheet.header->has(Concept::Overall);
  const bool premises = sheet.header->has(Concept::SettingAuthority);
  const bool firm = kind != ListKind::JoinersAndLeavers && kind != ListKind::Inspections;
  const auto where = list.title;
  Remarks remarks;
  struct First {
    std::size_t index = 0;
    const Sheet::Line* line = nullptr;
  };
  std::unordered_map<std::string, First> seen;
  for (const auto& one : sheet.lines) {
    if (is_note(sheet, one)) {
      remarks.add("there is a note below the table and no provider");
      continue;
    }
    Line line(sheet, one, as_at);
    auto row = read_row(line, one.line, kind, as_at, remarks);
    if (!line.fault() && kind != ListKind::Inspections) {
      const auto [found, fresh] = seen.try_emplace(row.urn, First{list.rows.size(), &one});
      if (!fresh && premises) {
        add_premises(list.rows[found->second.index], row);
        continue;
      }
      if (!fresh && found->second.line->text == one.text) {
        remarks.add("an earlier row is said again");
        continue;
      }
      if (!fresh) line.fault(Concept::Urn, row.urn, fmt::format("stands in line {} too, with other content; one of the two is wrong", found->second.line->line));
    }
    if (const auto& fault = line.fault()) {
      const bool restricted = fault->concept_ == Concept::Postcode || fault->concept_ == Concept::AddressLine;
      report.reject({.file = where, .line = one.line, .column = sheet.header->header_of(fault->concept_), .value = restricted ? "" : fault->value, .reason = fault->reason});
      if (firm) {
        // What it says cannot be relied on, but somebody stands there: nobody closes because a cell is wrong.
        const auto named = normalised_urn(line.text(Concept::Urn));
        if (named || provision_type_named(line.text(Concept::ProvisionType))) list.unread.push_back({static_cast<std::int64_t>(one.line), named.value_or("")});
      }
      continue;
    }
    list.rows.push_back(std::move(row));
  }
  if (const auto known = std::ranges::count_if(list.unread, [](const UnreadRow& row) { return !row.urn.empty(); }); known > 0)
    report.remarks.push_back(fmt::format("{}: {} a provider; no home counts as closed because of that.", where, plural(known, "rejected row names", "rejected rows name")));
  for (const auto& [what, count] : remarks.counts) report.remarks.push_back(fmt::format("{}: in {} {}.", where, plural(count, "row", "rows"), what));
  return list;
}

std::unordered_map<std::string, Addition> additions_from(const Sheet& sheet) {
  std::unordered_map<std::string, Addition> additions;
  for (const auto& one : sheet.lines) {
    Line line(sheet, one, Date(2200, 1, 1));
    const auto urn = normalised_urn(line.text(Concept::Urn));
    if (!urn) continue;
    auto& addition = additions[*urn];
    if (const auto text = line.address(); !text.empty()) addition.address = text;
    if (const auto text = line.text(Concept::Postcode); !text.empty()) addition.postcode = text;
    if (const auto text = line.text(Concept::Conditions); !text.empty()) (addition.conditions += addition.conditions.empty() ? "" : "\n") += text;
    if (line.value(Concept::MultiBuilding)) addition.multi_building = line.flag(Concept::MultiBuilding);
    if (const auto text = line.text(Concept::Owner); !text.empty()) addition.owner = text;
  }
  return additions;
}

void add_to(RegisterList& list, const std::unordered_map<std::string, Addition>& additions) {
  const bool with_conditions = std::ranges::any_of(additions, [](const auto& one) { return !one.second.conditions.empty(); });
  for (auto& row : list.rows) {
    const auto found = additions.find(row.urn);
    if (found == additions.end()) {
      if (with_conditions && !row.conditions) row.conditions = "";
      continue;
    }
    const auto& addition = found->second;
    if (row.address.reveal().empty()) row.address = Personal(addition.address);
    if (row.postcode.reveal().empty()) row.postcode = Personal(addition.postcode);
    if (!addition.conditions.empty() && row.conditions.value_or("").empty()) row.conditions = addition.conditions;
    else if (with_conditions && !row.conditions) row.conditions = "";
    if (!row.multi_building) row.multi_building = addition.multi_building;
    if (row.owner.empty()) row.owner = addition.owner;
  }
}

}  // namespace rightplace::homes
