// gallery [PORT]   serves the gallery on loopback until told to stop; prints its address. Port 0: any free one.

#include "tests/gallery/gallery.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "web/assets.h"
#include "web/layout.h"
#include "web/server.h"
#include "web/site.h"
#include "web/stop_signals.h"

namespace rightplace::gallery {
namespace {

using web::Exchange;
using web::Html;
using web::Url;
using web::html;

std::vector<Piece> all_pieces() {
  auto all = field_pieces();
  for (auto& piece : list_pieces()) all.push_back(piece);
  return all;
}

web::Response shown(const Exchange& exchange, web::PageFrame frame, const Html& content) {
  frame.navigation = {{"Homes", Url("/gallery/results")}, {"Calendar", Url("/gallery/table")}, {"Children", Url("/gallery/identity-bar")}, {"Gallery", Url("/"), true}};
  frame.banner = "Demonstration: every child, home and person here is invented.";
  web::Visitor visitor = exchange.visitor;
  visitor.person_id = "p";
  visitor.shown_name = "Rowan Ashdown";
  return web::page(web::in_frame(visitor, frame, content), web::Caching::NoStore);
}

std::vector<web::Route> routes() {
  auto all = web::asset_routes();
  all.push_back({web::Method::Get, "/", web::Access::everyone(), [](const Exchange& exchange) {
                   Html links;
                   for (const auto& piece : all_pieces()) links += html(R"(<li><a class="govuk-link" href="{}">{}</a></li>)", Url("/gallery").segment(piece.name), piece.title);
                   return shown(exchange, {.title = "Gallery of components"}, html(R"(<h1 class="govuk-heading-l">Gallery of components</h1><ul class="govuk-list">{}</ul>)", links));
                 }, "Every component"});
  for (const auto& piece : all_pieces()) {
    static std::vector<std::string> patterns = [] {   // routes keep views of them
      std::vector<std::string> made;
      made.reserve(100);
      return made;
    }();
    patterns.push_back("/gallery/" + piece.name);
    all.push_back({web::Method::Get, patterns.back(), web::Access::everyone(), [piece](const Exchange& exchange) {
                     const auto heading = piece.own_heading ? Html{} : html(R"(<h1 class="govuk-heading-l">{}</h1>)", piece.title);
                     web::PageFrame frame{.title = piece.title, .breadcrumbs = {{"Gallery", Url("/")}, {piece.title, Url("#main-content")}}, .has_errors = piece.has_errors, .wide = piece.wide};
                     return shown(exchange, frame, heading + piece.draw(web::Query::of(Url("/gallery").segment(piece.name), exchange.request)));
                   }, "One component"});
  }
  return all;
}

int serve(std::uint16_t port) {
  const web::Site site(routes(), [](const web::Route&, const web::Request&, const web::NamedValues&) { return web::Admission{}; },
                       [](const web::Request&, std::string_view what) { return std::string(what); });
  const web::StopSignals stop;
  web::ServerOptions options;
  options.port = port;
  auto server = web::Server::start(options, [&](const web::Request& request) { return site.handle(request); },
                                   [&](web::Method method, std::string_view path) { return site.body_limit(method, path); });
  if (!server) {
    fmt::print(stderr, "{}\n", server.error().detail);
    return 3;
  }
  fmt::print("The gallery listens on http://127.0.0.1:{}\n", (*server)->port());
  std::fflush(stdout);
  stop.wait();
  (*server)->stop(5);
  return 0;
}

}  // namespace
}  // namespace rightplace::gallery

int main(int count, char** words) { return rightplace::gallery::serve(count > 1 ? static_cast<std::uint16_t>(std::atoi(words[1])) : 0); }
