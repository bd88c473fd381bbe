#include "features/portability/portability_tables.h"

namespace rightplace::portability {
namespace {

constexpr StatementTable kTables[] = {
    {"supply_statements", "number, urn, subject, stated_at, stated_by, said_at, said_by, import_id, fingerprint", false},
    {"supply_holds", "number, urn, room, from_on, until_on, held_for, held_by, held_at, held_until, released_at, released_by, import_id", false},
    {"supply_notices", "number, urn, kind, served_on, until_on, stated_at, import_id", false},
    {"supply_calendars", "statement, may_take"},
    {"supply_contract_terms", "statement, sells_spot"},
    {"supply_contracts", "statement, route, authority_code, reference, from_on, until_on"},
    {"supply_fees", "statement, route, need_level, weekly_pence"},
    {"supply_locations", "statement, assessed_on, mitigation_percent"},
    {"supply_location_risks", "statement, kind, risk, level"},
    {"supply_outcomes", "statement, kind, cases, successes"},
    {"supply_purposes", "statement, accepts, adaptations, age_from, age_to, clinician_minutes, cultures, declines, education_on_site, features, home_type, purposes, "
                        "takes_emergency, takes_siblings, takes_solo, therapy_model, therapy_outcomes_measured, therapy_supervised"},
    {"supply_purpose_needs", "statement, need, can_do, takes_from, takes_to"},
    {"supply_purpose_texts", "statement, matter, words"},
    {"supply_residents", "statement, token, room, sex, birth_month, from_on, until_on, poses, poses_unknown, vulnerable, vulnerable_unknown"},
    {"supply_rooms", "statement, room, adaptations"},
    {"supply_room_times", "statement, room, state, from_on, until_on, reason"},
    {"supply_services", "statement, service, confirmed_on"},
    {"supply_staffing", "statement, part_of_day, on_duty"},
    {"supply_teams", "statement, manager_in_post, manager_since_on, turnover_percent, agency_percent, qualified_percent, reflective_supervision, whole_team_training"},
};

}  // namespace

std::span<const StatementTable> statement_tables() { return kTables; }

}  // namespace rightplace::portability
