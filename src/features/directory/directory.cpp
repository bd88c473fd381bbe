#include "features/directory/directory.h"

#include "features/directory/directory_pages.h"

namespace rightplace::directory {
namespace {

using access::Facts;
using access::Standing;
using web::Exchange;

using Shower = web::Response (*)(const desk::Asked&, const Snapshot&);

// Looked at in the transaction that answers for the facts, so that nothing shown is older than the last change.
auto anybody(const std::shared_ptr<Keeper>& keeper) {
  return [keeper](db::Read& tx, const Exchange&, const Standing& standing) -> Result<Facts> {
    keeper->at(tx, standing.today);
    Facts facts;
    facts.id = "directory";
    return facts;
  };
}

auto one_home(const std::shared_ptr<Keeper>& keeper) {
  return [keeper](db::Read& tx, const Exchange& exchange, const Standing& standing) -> Result<Facts> {
    const auto snapshot = keeper->at(tx, standing.today);
    Facts facts;
    facts.urn = std::string(exchange.value("urn"));
    if (snapshot->reg->by_urn.contains(facts.urn)) return facts;
    facts.state = access::State::Ended;
    if (!tx.exists("SELECT 1 FROM home_versions WHERE urn = $1 AND from_on <= $2", {facts.urn, standing.today})) return fail(access::missing());
    return facts;
  };
}

auto one_provider(const std::shared_ptr<Keeper>& keeper) {
  return [keeper](db::Read& tx, const Exchange& exchange, const Standing& standing) -> Result<Facts> {
    const auto snapshot = keeper->at(tx, standing.today);
    if (!snapshot->reg->provider_by_id.contains(exchange.value("id"))) return fail(access::missing());
    Facts facts;
    facts.id = std::string(exchange.value("id"));
    return facts;
  };
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  const auto keeper = std::make_shared<Keeper>();
  const auto showing = [keeper](Shower shower) { return [keeper, shower](const desk::Asked& asked) { return shower(asked, *keeper->last()); }; };
  const auto noted = [](const Exchange& exchange) { return exchange.request.query.empty() ? json::Object{} : codes_of(wanted_of(exchange.request.query)); };
  const auto noted_file = [noted](const Exchange& exchange) {
    auto what = noted(exchange);
    what.set("file", "csv");
    return what;
  };
  const std::vector<desk::QueryValue> filters{{"q", "Name, URN, provider, authority or outward code"},
                                              {"area", "ONS code of an authority or a region"},
                                              {"near", "Outward code, postcode sector or authority from which miles count"},
                                              {"within", "No more miles than this from `near`", "integer"},
                                              {"kind", "Code of a kind of provision; may come several times"},
                                              {"sector", "Code of a sector; may come several times"},
                                              {"grade", "Code of a grade, or none; may come several times"},
                                              {"need", "Code of a need that the home takes; may come several times"},
                                              {"age", "Age of the child in completed years", "integer"},
                                              {"sex", "female or male"},
                                              {"places_from", "At least so many registered places", "integer"},
                                              {"places_to", "At most so many registered places", "integer"},
                                              {"free", "A place free tonight, stated in the last so many days", "integer"},
                                              {"stated", "only: leave out homes that do not state what is asked"},
                                              {"sort", "fit, name, distance, places or statement"},
                                              {"page", "Page of 50, from 1", "integer"}};
  const std::vector<desk::QueryValue> of_providers{{"q", "Name of the provider or an authority"}, {"area", "ONS code of an authority or a region where it has homes"}, {"sector", "Code of a sector"}, {"sort", "fit, name, homes or places"}, {"page", "Page of 50, from 1", "integer"}};
  desk::Pages all;
  all.pages.push_back({.pattern = "/homes", .facts = anybody(keeper), .handler = showing(homes_page), .summary = "Find homes", .noted = noted, .query = filters});
  all.pages.push_back({.pattern = "/homes.csv", .facts = anybody(keeper), .handler = showing(homes_csv), .summary = "Take the list of homes that was found away as a file", .noted = noted_file, .query = filters});
  all.pages.push_back({.pattern = "/homes/{urn}", .facts = one_home(keeper), .handler = showing(home_page), .summary = "All that is known of one home"});
  all.pages.push_back({.pattern = "/providers", .facts = anybody(keeper), .handler = showing(providers_page), .summary = "Find providers", .noted = noted, .query = of_providers});
  all.pages.push_back({.pattern = "/providers/{id}", .facts = one_provider(keeper), .handler = showing(provider_page), .summary = "A provider, its homes and how they are judged"});
  all.pages.push_back({.pattern = "/api/v1/homes", .facts = anybody(keeper), .handler = showing(homes_json), .summary = "Find homes", .response_type = "HomeList", .noted = noted, .query = filters});
  all.pages.push_back({.pattern = "/api/v1/homes/{urn}", .facts = one_home(keeper), .handler = showing(home_json), .summary = "All that is known of one home", .response_type = "Home"});
  all.pages.push_back({.pattern = "/api/v1/providers", .facts = anybody(keeper), .handler = showing(providers_json), .summary = "Find providers", .response_type = "ProviderList", .noted = noted, .query = of_providers});
  all.pages.push_back({.pattern = "/api/v1/providers/{id}", .facts = one_provider(keeper), .handler = showing(provider_json), .summary = "A provider, its homes and how they are judged", .response_type = "Provider"});
  const auto everybody = [](const access::Standing&) { return true; };
  all.sections.push_back({10, "Homes", web::Url("/homes"), "Find a home by name, place, needs, ages or grade, and read what it states of itself.", everybody});
  all.sections.push_back({11, "Providers", web::Url("/providers"), "Who owns homes, how many places they have and how they are judged.", everybody});
  all.shapes = shapes();
  return all;
}

}  // namespace rightplace::directory
