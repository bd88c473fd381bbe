// Referrals that wait for somebody to go on writing, and giving one up.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/keeping/keeping.h"
#include "features/referring/referring_parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::html;

// How long a draft is kept that nobody touches: rules/retention.toml.
std::int64_t kept_days() {
  const auto found = std::ranges::find_if(keeping::retention(), [](const keeping::Retention& rule) { return rule.table == "referral_drafts"; });
  return found == keeping::retention().end() ? 0 : found->days;
}

struct Row {
  Draft draft;
  access::Facts facts;
  Allowed allowed;
  std::string child;      // how the authority calls the child, where the reader may know
  bool tells_name = false;
};
std::vector<Row> rows_of(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) {
    std::vector<Row> rows;
    const auto body = organisations::load(tx, asked.standing.acting_for);
    if (!body || body->details.authority_code.empty()) return rows;
    for (auto& draft : drafts_of(tx, asked.desk.vault, body->details.authority_code)) {
      auto facts = facts_of(tx, draft, asked.today());
      facts.record = access::Record::PenPicture;
      const auto granted = asked.may(facts, access::Verb::Write);
      if (!granted) continue;
      auto identity = facts;
      identity.record = access::Record::ChildIdentity;
      Row row{std::move(draft), std::move(facts), granted->allowed, {}, asked.may(identity, access::Verb::Read).has_value()};
      if (row.tells_name)
        if (const auto known = children::identity_of(tx, asked.desk.vault, row.draft.child)) row.child = children::shown_name(known->identity).reveal();
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Done enter_all(const Asked& asked, const std::vector<Row>& rows) {
  return asked.desk.database.write([&](db::Write& tx) -> Done {
    const auto purpose = desk::holds(asked.standing, access::Role::SocialWorker) ? disclosures::Purpose::Care : disclosures::Purpose::Placing;
    for (const auto& row : rows)
      RP_CHECK(disclosures::record(tx, asked.actor(), row.allowed, {row.draft.child, row.child.empty() ? disclosures::Tier::Outline : disclosures::Tier::Identity, row.child.empty() ? std::vector<std::string>{"referral_begun"} : std::vector<std::string>{"referral_begun", "name"}, purpose, asked.standing.acting_for.text()}, asked.now()));
    return {};
  });
}

web::Response list_page(const Asked& asked) {
  const auto rows = rows_of(asked);
  if (const auto entered = enter_all(asked, rows); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  govuk::Table table{.caption = "Referrals that are being written, the longest untouched first", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Referral", "Child", "So far", "Last written", "Kept until"};
  table.first_cell_is_header = true;
  for (const auto& row : rows) {
    const auto finished = std::ranges::count_if(row.draft.written, [](const auto& one) { return one.second.finished; });
    const auto touched = london_date(*row.draft.touched_at);
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(row.draft.reference), row.draft.reference), row.child.empty() ? std::string("A child of your authority") : row.child,
                          row.draft.changes ? fmt::format("Sent before; {} changed", plural(finished, "part is", "parts are")) : fmt::format("{} of {} parts are done", finished, tasks().size()),
                          html(R"(<span class="rp-nowrap">{}</span><br><span class="govuk-hint">{}</span>)", touched.words(), ago(touched, london_date(asked.now()))), html(R"(<span class="rp-nowrap">{}</span>)", touched.plus_days(static_cast<int>(kept_days())).words())});
  }
  const Html none = html(R"(<div class="govuk-inset-text">No referral of yours waits to be written. Begin one on the child’s own page.</div>)");
  const Html said = html(R"(<p class="govuk-body">What nobody touches for {} days is removed by itself: it may name people, and nobody waits for it.</p>)", kept_days());
  const auto content = html(R"(<h1 class="govuk-heading-l">Referrals being written</h1>{}{})", rows.empty() ? none : said, rows.empty() ? Html{} : govuk::scrolling(govuk::table(table), "Referrals being written"));
  return desk::show(asked, {.title = "Referrals being written", .breadcrumbs = {{"Referrals", Url("/referrals")}}, .wide = true}, content);
}

Result<access::Facts> facts_of_own(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = {standing.person};
  facts.id = standing.acting_for.text();
  return facts;
}

web::Response discard_page(const Asked& asked, const Form& form) {
  const auto draft = asked.desk.database.read([&](db::Read& tx) { return find_draft(tx, asked.desk.vault, asked.facts.id); });
  if (!draft) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  if (draft->is_closed()) return closed_page(asked, *draft, form);
  const auto title = draft->changes ? std::string("Leave the referral as it was sent") : std::string("Discard this referral");
  const Html words = draft->changes ? html(R"(<p class="govuk-body">What was written of its changes is gone. The referral stands as it was sent, and homes that were asked notice nothing.</p>)")
                                    : html(R"(<p class="govuk-body">Everything that was written in its parts is gone and cannot be brought back. It was never sent, so no home knows of it. A new referral can be begun at any time.</p>)");
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">{}</h1>{}{}</div></div>)", web::error_summary(form), draft->reference, title, words,
                            field::whole({.action = page_of(draft->reference).segment("discard"), .tokens = desk::tokens(asked), .fields = {}, .submit = draft->changes ? "Leave it as it was sent" : "Discard the referral", .cancel = page_of(draft->reference), .warning = true}));
  return desk::show(asked, {.title = title, .breadcrumbs = {{"Referrals", Url("/referrals")}, {fmt::format("Referral {}", draft->reference), page_of(draft->reference)}}, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send_discard(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        const auto draft = find_draft(tx, asked.desk.vault, asked.facts.id);
        if (!draft) return fail(access::missing());
        RP_CHECK(discard(tx, asked, *draft));
        return draft->changes ? Url("/referrals").segment(draft->reference) : Url("/referrals-being-written");
      }))
    return *done;
  return discard_page(asked, form);
}

}  // namespace

void add_drafts(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/referrals-being-written", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_own, .handler = list_page, .summary = "Referrals that were begun and wait for somebody to go on"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/write/discard", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = [](const Asked& asked) { return discard_page(asked, Form({})); }, .summary = "What is gone when a referral is discarded that was never sent"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/referrals/{reference}/write/discard", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_draft, .handler = send_discard, .summary = "Discard a referral that was never sent, or changes that were not", .request_type = "referral discarding"});
}

}  // namespace rightplace::referring
