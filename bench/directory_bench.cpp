// links: rp_directory rp_demo
// The pages of the directory on the invented England, whole: what one request costs between router and answer, with the
// decision, the audit of the read and the writing of it counted in (no sockets, no session).
#include <benchmark/benchmark.h>

#include <filesystem>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/asking/asking.h"
#include "features/demo/demo.h"
#include "features/demo/demo_quantities.h"
#include "features/demo/demo_store.h"
#include "features/directory/directory.h"
#include "features/directory/directory_snapshot.h"
#include "features/placements/placements.h"
#include "features/referrals/referrals.h"
#include "features/returns/returns.h"
#include "web/site.h"

namespace rightplace::directory {
namespace {

namespace fs = std::filesystem;

// The whole England of 2024, seed 1; made once for the run.
class Bench {
 public:
  Bench() {
    fs::remove_all(folder);
    fs::create_directories(folder);
    database = db::open_sqlite(folder / "bench.sqlite");
    const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
    const auto england = demo::invent(demo::Year::Y2024, 1, 1, demo::ground_of(demo::Year::Y2024).value());
    for (const auto migrations : {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), homes::migrations(), supply::migrations(), referrals::migrations(),
                                  organisations::migrations(), accounts::migrations(), asking::migrations(), demo::migrations(), desk::migrations()})
      db::migrate(*database, migrations, clock);
    const Instant now{london_midnight(england.scenario.census).ms + 12 * 3'600'000};
    if (const auto done = demo::store_england(*database, vault, england, now, [](int) {}); !done) throw std::runtime_error(done.error().detail);
    clock.set(now);
    trail.emplace(*database, clock);
    desk.emplace(*database, vault, clock, clock, *trail, folder);
    who = {.person = "01900000-0000-7000-8000-0000000000aa", .acting_for = organisations::OrganisationId{"01900000-0000-7000-8000-0000000000bb"}, .today = england.scenario.census, .two_factors = true,
           .grants = {{.role = access::Role::PlacementOfficer, .organisation = organisations::OrganisationId{"01900000-0000-7000-8000-0000000000bb"}, .kind = access::Kind::Authority, .within = {Stay{Date(2020, 1, 1), {}}}}}};
    std::vector<web::Route> routes;
    for (auto& page : pages(*desk).pages) routes.push_back(desk::route(*desk, std::move(page)));
    site.emplace(std::move(routes), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = who.person;
      admission.visitor.shown_name = "Sam Alder";
      admission.visitor.kept = std::shared_ptr<const void>(std::shared_ptr<void>(), &who);
      return admission;
    }, [](const web::Request&, std::string_view what) { return std::string(what); });
  }
  ~Bench() {
    site.reset();
    desk.reset();
    trail.reset();
    database.reset();
    fs::remove_all(folder);
  }
  web::Response get(std::string path, web::NamedValues query = {}) {
    web::Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    return site->handle(request);
  }

  fs::path folder = fs::temp_directory_path() / "rightplace-directory-bench";
  FixedClock clock{Instant{}};
  std::unique_ptr<db::Database> database;
  std::optional<audit::ReadTrail> trail;
  std::optional<desk::Desk> desk;
  std::optional<web::Site> site;
  access::Standing who;
};

Bench& bench() {
  static Bench made;
  return made;
}

void ask(benchmark::State& state, const std::string& path, const web::NamedValues& query) {
  auto& all = bench();
  std::size_t bytes = 0, asked = 0;
  for (auto _ : state) {
    const auto response = all.get(path, query);
    if (response.status != 200) state.SkipWithError(response.body.c_str());
    bytes = response.body.size();
    if (++asked % 5'000 == 0) {   // as fast as this, the audit would fill up
      if (!all.trail->flush()) state.SkipWithError("the audit did not keep up");
    }
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void one_home(benchmark::State& state) { ask(state, "/homes/SC900001", {}); }

void read_everything(benchmark::State& state) {
  auto& all = bench();
  for (auto _ : state) benchmark::DoNotOptimize(all.database->read([&](db::Read& tx) { return read_snapshot(tx, all.who.today); }));
}

#define ASK(name, path, ...)                                              \
  void name(benchmark::State& state) { ask(state, path, __VA_ARGS__); }   \
  BENCHMARK(name)->MeasureProcessCPUTime()->Unit(benchmark::kMicrosecond)
ASK(list_of_50, "/homes", web::NamedValues{});
ASK(list_last_page, "/homes", web::NamedValues{{"page", "70"}});
ASK(search_by_name, "/homes", web::NamedValues{{"q", "kingfisher hedge"}});
ASK(search_mistyped, "/homes", web::NamedValues{{"q", "kingfihser cotage"}});
ASK(search_by_place, "/homes", web::NamedValues{{"q", "M5 3"}});
ASK(every_filter, "/homes", web::NamedValues{{"area", "E12000002"}, {"near", "M5"}, {"within", "40"}, {"need", "autism"}, {"need", "trauma"}, {"age", "14"}, {"sex", "female"}, {"free", "28"}, {"grade", "good"}, {"places_to", "6"}});
ASK(list_as_json, "/api/v1/homes", web::NamedValues{});
ASK(providers, "/providers", web::NamedValues{});
BENCHMARK(one_home)->MeasureProcessCPUTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(read_everything)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rightplace::directory
