#include "app/features.h"

#include <algorithm>

#include "app/config.h"
#include "app/docs.h"
#include "app/openapi.h"
#include "app/doctor.h"
#include "app/restore.h"
#include "app/serve.h"
#include "features/accounts/accounts.h"
#include "features/agreeing/agreeing.h"
#include "features/answering/answering.h"
#include "features/atlas/atlas.h"
#include "features/audit/audit.h"
#include "features/benchmarking/benchmarking.h"
#include "features/caseload/caseload.h"
#include "features/children/children.h"
#include "features/childs_plan/childs_plan.h"
#include "base/json.h"
#include "features/demo/demo.h"
#include "features/directory/directory.h"
#include "features/disclosures/disclosures.h"
#include "features/finding/finding.h"
#include "features/flows/flows.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/joining/joining.h"
#include "features/keeping/keeping.h"
#include "features/notifying/notifying.h"
#include "features/market/market.h"
#include "features/linking/linking.h"
#include "features/people/people.h"
#include "features/planning/planning.h"
#include "features/portability/portability.h"
#include "features/programs/programs.h"
#include "features/matching/matching.h"
#include "features/outbox/outbox.h"
#include "features/ownership/ownership.h"
#include "features/oversight/oversight.h"
#include "features/referrals/referrals.h"
#include "features/referring/referring.h"
#include "features/returning/returning.h"
#include "features/returns/returns.h"
#include "features/statement/statement.h"
#include "features/sufficiency/sufficiency.h"
#include "features/supply/supply.h"
#include "features/supplying/supplying.h"
#include "web/assets.h"

namespace rightplace::app {
namespace {

constexpr cli::Option kStoreOption{"--store", "DIR", "The folder of the store (default: store)"};

// A child or a parent: the navigation offers what is told to them, and nothing of those who work here.
bool only_reads(const access::Standing& standing) {
  return std::ranges::all_of(standing.grants, [](const access::Grant& one) { return one.role == access::Role::YoungPerson || one.role == access::Role::Parent; });
}

template <class Items, class More>
void append(Items& items, More&& more) {
  items.insert(items.end(), more.begin(), more.end());
}

}  // namespace

std::vector<imports::Kind> import_kinds() {
  std::vector<imports::Kind> kinds;
  kinds.push_back(geography::import_kind());
  kinds.push_back(homes::import_kind());
  kinds.push_back(benchmarking::import_kind());
  kinds.push_back(ownership::import_kind());
  kinds.push_back(atlas::import_kind());
  kinds.push_back(referrals::import_kind());
  kinds.push_back(supply::import_kind());
  kinds.push_back(returns::undo_kind({"emergency_access.child_id", "referrals.child_id", "referral_drafts.child_id"}));
  return kinds;
}

std::vector<sealing::Step> sealing_steps() {
  return {{"children", children::has_plain, children::seal_plain, {"children", "child_links", "child_cases", "child_corrections", "child_merges"}},
          {"referrals", referrals::has_plain, referrals::seal_plain, {"referral_documents", "referrals"}},
          {"drafts", referring::has_plain, referring::seal_plain, {"referral_draft_tasks"}},
          {"returns", returns::has_plain, returns::seal_plain, returns::plain_tables()}};
}

std::vector<desk::Pages> pages(const desk::Desk& desk) {
  std::vector<desk::Pages> all;
  all.push_back(people::pages(desk));
  all.push_back(directory::pages(desk));
  all.push_back(supplying::pages(desk));
  all.push_back(programs::pages(desk));
  all.push_back(caseload::pages(desk));
  all.push_back(childs_plan::pages(desk));
  all.push_back(finding::pages(desk));
  all.push_back(referring::pages(desk));
  all.push_back(answering::pages(desk));
  all.push_back(agreeing::pages(desk));
  all.push_back(notifying::pages(desk));
  all.push_back(market::pages(desk));
  all.push_back(flows::pages(desk));
  all.push_back(planning::pages(desk));
  all.push_back(returning::pages(desk));
  all.push_back(joining::pages(desk));
  all.push_back(benchmarking::pages(desk));
  all.push_back(linking::pages(desk));
  all.push_back(sufficiency::pages(desk));
  all.push_back(statement::pages(desk));
  all.push_back(oversight::pages(desk));
  return all;
}

std::vector<web::Route> routes(desk::Desk& desk) {
  std::vector<web::Route> all;
  desk.sections.clear();
  auto features = pages(desk);
  const auto document = openapi(features).dump();
  for (auto& feature : features) {
    for (auto& section : feature.sections) {
      // Whoever has no role today, or has not said for which of several organisations, is led nowhere by the navigation.
      const bool of_a_plan = section.href.text() == "/plans" || section.href.text() == "/for-parents";
      section.shown = [shown = std::move(section.shown), of_a_plan](const access::Standing& standing) { return !standing.grants.empty() && (of_a_plan || !only_reads(standing)) && shown(standing); };
      desk.sections.push_back(std::move(section));
    }
    append(all, feature.open);
    for (auto& page : feature.pages) all.push_back(desk::route(desk, std::move(page)));
  }
  std::ranges::stable_sort(desk.sections, {}, &desk::Section::place);
  append(all, web::asset_routes());
  all.push_back({web::Method::Get, "/health", web::Access::everyone(), [&desk](const web::Exchange&) {
                   bool fine = true;
                   try {
                     desk.database.read([](db::Read& tx) { tx.integer("SELECT 1"); });
                   } catch (const db::DatabaseError&) {
                     fine = false;
                   }
                   return web::json_response(json::Value(json::Object{{"fine", fine}}).dump(), web::Caching::NoStore, fine ? 200 : 503);
                 }, "Whether the service and its database answer"});
  all.push_back({web::Method::Get, "/api/v1/openapi.json", web::Access::everyone(), [document](const web::Exchange&) {
                   return web::json_response(document, web::Caching::Revalidate);
                 }, "This API, described"});
  desk.glass = [&desk](db::Read& tx, const access::Standing& standing, const access::Facts& facts) { return people::glass(tx, desk.vault, standing, facts, desk.moments.now()); };
  desk.by_token = [&desk](db::Read& tx, std::string_view token, Instant) { return programs::standing_of(tx, token, desk.today()); };
  return all;
}

std::vector<Command> commands() {
  std::vector<Command> all;
  append(all, imports::commands(import_kinds()));
  append(all, geography::commands());
  append(all, homes::commands());
  append(all, ownership::commands());
  append(all, atlas::commands());
  append(all, referrals::commands());
  append(all, supply::commands());
  append(all, returns::commands());
  append(all, planning::commands());
  append(all, benchmarking::commands());
  append(all, market::commands());
  append(all, matching::commands());
  append(all, audit::commands());
  append(all, accounts::commands());
  append(all, organisations::commands());
  append(all, serve_commands());
  append(all, children::commands());
  append(all, disclosures::commands());
  append(all, outbox::commands());
  append(all, keeping::commands());
  append(all, portability::commands());
  append(all, restore_commands());
  append(all, doctor_commands());
  append(all, config_commands());
  append(all, docs_commands());
  append(all, demo::commands());
  for (auto& command : all)
    if (command.need != StoreNeed::None) command.spec.options.push_back(kStoreOption);
  return all;
}

}  // namespace rightplace::app
