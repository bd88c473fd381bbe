#include "app/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace rightplace::app {
namespace {

unsigned bit(access::Verb verb) { return 1u << static_cast<unsigned>(verb); }

std::string states_words(unsigned states) {
  std::vector<std::string> words;
  for (const auto& state : access::kStates.rows)
    if (states >> static_cast<unsigned>(state.value) & 1u) words.push_back(lower(state.label));
  return words.size() == access::kStates.rows.size() ? std::string() : join_words(words);
}

std::string relation_words(const access::Row& row) {
  auto words = row.relation == access::Relation::Anyone ? std::string("any") : lower(access::kRelations.label(row.relation));
  if (const auto states = states_words(row.states); !states.empty()) words += "; " + states;
  if (row.aim == access::Aim::BreakGlass) words += "; glass broken";
  return words;
}

// "Placement officer (the responsible authority; live)", by role; one entry for all roles where a row names none.
std::vector<std::string> who_may(access::Record record, access::Verb verb) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& row : access::rows()) {
    if (row.record != record || !(row.verbs & bit(verb))) continue;
    const auto role = row.role ? std::string(access::kRoles.label(*row.role)) : std::string("Every role");
    const auto known = std::ranges::find(found, role, [](const auto& one) { return one.first; });
    if (known == found.end()) found.emplace_back(role, relation_words(row));
    else if (!contains(known->second, relation_words(row))) known->second += ", or " + relation_words(row);
  }
  std::vector<std::string> out;
  for (const auto& [role, relation] : found) out.push_back(relation == "any" ? role : fmt::format("{} ({})", role, relation));
  return out;
}

bool may(access::Role role, access::Record record, access::Verb verb) {
  return std::ranges::any_of(access::rows(), [&](const access::Row& row) { return row.record == record && (row.verbs & bit(verb)) && (!row.role || *row.role == role) && row.aim != access::Aim::BreakGlass; });
}

}  // namespace

std::string permissions_document(const std::vector<desk::Pages>& features) {
  std::string out = R"(# Who may use which page

Made by `rightplace docs permissions`; do not edit. It is drawn from the routes and from the table in
`src/features/access/access_table.cpp`. What is in brackets must hold for the record that the address names; whoever may not
is answered as if the page did not exist. Records that concern a child or name people need a second factor.
`tests/permissions` tries every route for every role.

## By page

| page | what | who |
|---|---|---|
)";
  std::map<std::pair<std::string, std::string>, std::string> rows;
  for (const auto& feature : features)
    for (const auto& page : feature.pages) {
      const auto who = who_may(page.record, page.verb);
      rows[{std::string(page.pattern), std::string(web::method_name(page.method))}] =
          fmt::format("| `{} {}` | {} ({}: {}) | {} |\n", web::method_name(page.method), page.pattern, page.summary, access::kRecords.label(page.record), lower(access::kVerbs.label(page.verb)), who.empty() ? "nobody" : join(who, "; "));
    }
  for (const auto& [key, row] : rows) out += row;
  out += "\n## By role\n\nPages that a role may use for some record; its own account and the pages for everybody besides.\n\n| role | pages |\n|---|---|\n";
  for (const auto& role : access::kRoles.rows) {
    std::vector<std::string> pages;
    for (const auto& feature : features)
      for (const auto& page : feature.pages)
        if (!page.pattern.starts_with("/api/") && may(role.value, page.record, page.verb)) pages.push_back(fmt::format("`{}{}`", page.method == web::Method::Get ? "" : std::string(web::method_name(page.method)) + " ", page.pattern));
    std::ranges::sort(pages);
    out += fmt::format("| {} | {} |\n", role.label, join(pages, ", "));
  }
  out += "\n## For everybody, and for whoever is signed in\n\n| page | what | who |\n|---|---|---|\n";
  std::map<std::pair<std::string, std::string>, std::string> open;
  for (const auto& feature : features)
    for (const auto& route : feature.open)
      open[{std::string(route.pattern), std::string(web::method_name(route.method))}] =
          fmt::format("| `{} {}` | {} | {} |\n", web::method_name(route.method), route.pattern, route.summary, route.access.kind() == web::Access::Kind::Everyone ? "everybody" : "whoever is signed in, of their own");
  for (const auto& [key, row] : open) out += row;
  return out;
}

}  // namespace rightplace::app
