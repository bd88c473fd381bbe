#pragma once
// The only place that knows every feature.

#include <vector>

#include "db/migrate.h"
#include "features/desk/desk.h"
#include "features/imports/imports.h"
#include "features/sealing/sealing.h"
#include "features/services.h"

namespace rightplace::app {

std::vector<Command> commands();              // of every feature, in the order of the help page; --store where one is needed
std::vector<db::Migration> migrations();      // in the order of the USES graph; collected by cmake/Embed.cmake
std::vector<imports::Kind> import_kinds();
// What earlier versions wrote plain, for the first command after an upgrade.
std::vector<sealing::Step> sealing_steps();
std::vector<desk::Pages> pages(const desk::Desk& desk);
// Of every page, with /health; and the desk learns the navigation.
std::vector<web::Route> routes(desk::Desk& desk);

}  // namespace rightplace::app
