#pragma once
// A referral that is written, sent and changed, with those who take part: for this feature's tests.

#include <fmt/format.h>

#include "features/agreements/agreements.h"
#include "features/finding/finding.h"
#include "features/linking/linking.h"
#include "features/notices/notices.h"
#include "features/pacing/pacing.h"
#include "features/referring/referring_parts.h"
#include "features/withdrawals/withdrawals.h"
#include "tests/support/placing_stage.h"

namespace rightplace::referring {

class ReferringStage : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    std::vector<db::Migration> tables;
    for (const auto more : {migrations(), withdrawals::migrations(), linking::migrations(), notices::migrations(), agreements::migrations(), pacing::migrations()}) tables.insert(tables.end(), more.begin(), more.end());
    set_up(tables);
    serve({pages(*desk), finding::pages(*desk), answering::pages(*desk)});
  }
  std::string begin_here() {
    const auto response = post("/children/" + child.text() + "/refer", {});
    EXPECT_EQ(response.status, 303) << response.body;
    const auto to = where(response);
    return to.size() > 19 ? to.substr(11, 8) : "";
  }
  std::string address(const std::string& reference, const std::string& task) { return "/referrals/" + reference + "/write/" + task; }
  // As a browser sends it: with the version of the page that was shown.
  web::Response save(const std::string& reference, const std::string& task, Fields fields, std::string version = {}) {
    if (version.empty()) version = version_in(page(address(reference, task)));
    return post(address(reference, task), both({{"version", version}, {"finished", "yes"}}, fields));
  }
  static Fields all_needs(std::string level) {
    Fields fields;
    for (const auto& row : kNeeds.rows) fields.emplace_back(fmt::format("need-{}", row.code), level);
    return fields;
  }
  static Fields all_risks() {
    Fields fields;
    for (const auto& row : kRisksToChild.rows) fields.emplace_back(fmt::format("risk-child-{}", row.code), row.code == "missing" ? "high" : "none");
    for (const auto& row : kRisksToOthers.rows) fields.emplace_back(fmt::format("risk-others-{}", row.code), row.code == "fire" ? "present" : "none");
    return both(fields, day("risk-child-missing-on", Date(2026, 2, 11)));
  }
  void write_all(const std::string& reference, std::string notes = "Plays the drums every evening.") {
    const std::vector<std::pair<std::string, Fields>> parts{
        {"needs", all_needs("low")},
        {"risks", all_risks()},
        {"places", {{"place-1-kind", "school"}, {"place-1-where", "la1 4"}, {"zone-1-where", "L8"}, {"zone-1-miles", "5"}, {"zone-1-reason", "exploitation"}}},
        {"wishes", {{"asked", "yes"}, {"wishes", "pets"}, {"wishes", "outdoors"}, {"companions", "No preference"}, {"pets", "Yes - can"}, {"wanted_homes", "SC400003, 2500001"}}},
        {"siblings", {{"count", "0"}}},
        {"when", both({{"urgency", "within_5_days"}, {"purpose", "assessment"}, {"residential", "Preferred"}, {"foster", "Unsuitable"}, {"supported", "Unsuitable"}}, day("needed_on", Date(2026, 3, 10)))},
        {"school", {{"schooling", "special"}, {"ehc_plan", "yes"}, {"communication", "N"}, {"cultural", "Not required"}, {"adapted", "no"}}},
        {"law", {{"status", "C2"}, {"liberty", "no"}}},
        {"notes", {{"notes", std::move(notes)}}}};
    for (const auto& [task, fields] : parts) {
      const auto response = save(reference, task, fields);
      EXPECT_EQ(response.status, 303) << task << response.body;
    }
  }
  web::Response send_it(const std::string& reference, Fields ticks = {}) { return post("/referrals/" + reference + "/send", both({{"version", version_in(page("/referrals/" + reference + "/send"))}}, ticks)); }
  referrals::Referral sent(const std::string& reference) {
    return *read([&](db::Read& tx) { return referrals::find_referral(tx, desk->vault, reference); });
  }
  std::int64_t events(std::string action) {
    return read([&](db::Read& tx) { return tx.integer("SELECT count(*) FROM audit_events WHERE action = $1", {action}); });
  }
};

}  // namespace rightplace::referring
