#include "features/sufficiency/sufficiency.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "base/worked_out.h"
#include "features/figures/figures.h"
#include "features/organisations/organisations.h"
#include "features/sufficiency/sufficiency_figures.h"
#include "web/govuk/tables.h"

namespace rightplace::sufficiency {
namespace {

using web::Html;
using web::html;
using web::Url;
using web::plot::Figures;
using Works = WorkedOut<Result<Gathered>>;

constexpr std::chrono::milliseconds kPatience{2'500};
constexpr std::string_view kTitle = "Homes for the children you look for";

// Which change of anything was the last: reads that are written down change nothing.
class LastChange {
 public:
  std::int64_t at(db::Read& tx) {
    const std::scoped_lock lock(mutex_);
    const auto head = tx.integer("SELECT COALESCE(MAX(sequence), 0) FROM audit_events");
    if (seen_ < 0 || tx.exists("SELECT 1 FROM audit_events WHERE sequence > $1 AND sequence <= $2 AND action NOT LIKE '%.read%' LIMIT 1", {seen_, head})) change_ = head;
    seen_ = std::max(seen_, head);
    return change_;
  }

 private:
  std::mutex mutex_;
  std::int64_t seen_ = -1, change_ = 0;
};

struct Kept {
  Works works;
  LastChange last;
};

struct Own {
  std::string code, name;
  std::int64_t change = 0;
};
Own own_of(db::Read& tx, const access::Standing& standing, LastChange& last) {
  Own out;
  if (const auto body = organisations::load(tx, standing.acting_for)) out.code = body->details.authority_code, out.name = body->details.name;
  out.change = last.at(tx);
  return out;
}

Works::Done gathered(const desk::Asked& asked, Kept& kept, const Own& own) {
  return kept.works.ask(fmt::format("{} {} {}", own.code, asked.today().iso(), own.change),
                        [&desk = asked.desk, code = own.code, today = asked.today()] { return desk.database.read([&](db::Read& tx) { return gather(tx, desk.vault, desk.folder, code, today); }); }, kPatience);
}

Html table_part(std::string id, std::string title, std::string says, const Figures& figures) {
  auto file = Url("/sufficiency/files").segment(id);
  return web::plot::table({std::move(id), std::move(title), std::move(says), std::move(file)}, figures);
}

Html totals_part(const Gathered& g) {
  const auto open = totals_of(g, true), all = totals_of(g, false);
  const auto row = [](std::string name, const Totals& t) {
    return std::vector<web::govuk::Cell>{std::move(name), web::govuk::Cell(grouped(t.children)).number(), web::govuk::Cell(grouped(t.without)).number(), web::govuk::Cell(grouped(t.without_near)).number(), web::govuk::Cell(grouped(t.only_after_checking)).number()};
  };
  return web::govuk::scrolling(web::govuk::table({.caption = "In short", .caption_classes = "govuk-table__caption--m", .head = {"Referrals", web::govuk::Cell("Children").number(), web::govuk::Cell("No home could be right today").number(), web::govuk::Cell("No home near could be right").number(), web::govuk::Cell("Only homes of which something must be asked").number()},
                                                  .rows = {row("Open", open), row("Open, and all of the last year", all)}, .first_cell_is_header = true}), "In short");
}

Html content(const Gathered& g, const Own& own) {
  auto out = html(R"(<p class="govuk-body-l">Each referral of {} is searched again as of {}, among {}: those that state a free room and take the child’s age, sex and needs. Registered places do not count.</p>)", own.name, g.today.words(), plural(g.homes, "home", "homes"));
  if (g.not_searchable > 0) out += html(R"(<p class="govuk-body">{} could not be searched: a day or an age is missing, a place is not known, or the child is eighteen by now.</p>)", capitalised(plural(g.not_searchable, "referral", "referrals")));
  if (g.searched.empty()) return out + html(R"(<p class="govuk-body">No referral is open and none was made since {}, so nothing can be said of the need for homes. That is not the same as no need.</p><p class="govuk-body"><a class="govuk-link" href="{}">The sufficiency statement</a></p>)", g.since.words(), Url("/sufficiency/statement"));
  out += totals_part(g);
  for (const auto& [about, heat] : heats_of(g)) out += web::plot::picture(about, heat);
  out += table_part("notice", "By how soon the home was needed", "Each referral by the notice that was given.", notice_table(g));
  const auto change = one_change_table(g);
  out += change.rows.empty() ? html(R"(<h2 class="govuk-heading-m">What would help most</h2><p class="govuk-body">There is no home that only one thing keeps from being right for a child for whom there is none.</p>)")
                             : table_part("one-change", "What would help most", "For children for whom no home could be right: what alone keeps homes from it. A home for which several things speak against it is not counted.", change);
  return out + html(R"(<h2 class="govuk-heading-m">What this does not say</h2><ul class="govuk-list govuk-list--bullet"><li>Children who were never referred, and those who went to foster carers, are not in it.</li><li>A home that states nothing of its rooms or of whom it takes counts as one of which something must be asked.</li><li>Two children may be counted against the same free room.</li><li>Most numbers are small: do not publish those below six.</li></ul><p class="govuk-body">How many children there will be: <a class="govuk-link" href="{}">the forecast</a>.</p><p class="govuk-body">What of this may be published, with your own words: <a class="govuk-link" href="{}">the sufficiency statement</a>.</p>)", Url("/forecast"), Url("/sufficiency/statement"));
}

Html heading() { return html(R"(<h1 class="govuk-heading-l">{}</h1>)", kTitle); }

web::Response page(const desk::Asked& asked, Kept& kept) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing, kept.last); });
  const web::PageFrame frame{.title = std::string(kTitle), .wide = true};
  if (own.code.empty()) return desk::show(asked, frame, heading() + html(R"(<p class="govuk-body">Only authorities look for homes for children. Act for one to see its figures.</p>)"));
  const auto done = gathered(asked, kept, own);
  if (!done) return desk::show(asked, frame, heading() + html(R"(<p class="govuk-body-l">The referrals are being searched. This takes some seconds.</p><p class="govuk-body"><a class="govuk-link" href="{}">Look again</a></p>)", Url("/sufficiency")));
  if (!*done) return desk::show(asked, frame, heading() + web::govuk::warning_text({.text = done->error().detail}));
  return desk::show(asked, frame, heading() + content(**done, own));
}

std::optional<Figures> figures_called(const Gathered& g, std::string_view id) {
  for (const auto& [about, heat] : heats_of(g))
    if (about.id == id) return web::plot::figures_of(heat);
  if (id == "notice") return notice_table(g);
  if (id == "one-change") return one_change_table(g);
  return std::nullopt;
}

web::Response file(const desk::Asked& asked, Kept& kept) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing, kept.last); });
  if (own.code.empty()) return web::plain(409, "Only authorities look for homes for children. Act for one to see its figures.");
  const auto done = gathered(asked, kept, own);
  if (!done) return web::plain(409, "The referrals are being searched. Ask again in some seconds.");
  if (!*done) return web::plain(409, done->error().detail);
  const auto shown = figures_called(**done, asked.value("id"));
  if (!shown) return web::plain(409, "There is no such table today.");
  return figures::file(asked, *shown, fmt::format("sufficiency-{}", asked.value("id")), fmt::format("Sufficiency: {}", asked.value("id")));
}

Result<access::Facts> of_a_table(db::Read&, const web::Exchange& exchange, const access::Standing& standing) {
  const auto id = exchange.value("id");
  static constexpr std::array<std::string_view, 6> kTables{"children", "homes", "unmet", "unmet-near", "notice", "one-change"};
  if (std::ranges::find(kTables, id) == kTables.end()) return fail(access::missing());
  access::Facts facts;
  facts.owner = standing.acting_for;
  facts.id = "sufficiency/" + std::string(id);
  return facts;
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  const auto kept = std::make_shared<Kept>();
  desk::Pages all;
  all.pages.push_back({.pattern = "/sufficiency", .record = access::Record::Figures, .facts = desk::own_organisation(), .handler = [kept](const desk::Asked& asked) { return page(asked, *kept); },
                       .summary = "Whether there are homes for the children for whom the own authority looks for one"});
  all.pages.push_back({.pattern = "/sufficiency/files/{id}", .record = access::Record::Figures, .verb = access::Verb::Export, .facts = of_a_table, .handler = [kept](const desk::Asked& asked) { return file(asked, *kept); },
                       .summary = "One table of the need for homes as a file", .query = {figures::as_what()}});
  all.sections.push_back({62, "Sufficiency", Url("/sufficiency"), "For which children there are too few homes that could take them, and what would help most.", [](const access::Standing& standing) {
                            return desk::holds(standing, access::Role::NominatedOfficer) || desk::holds(standing, access::Role::HeadOfService);
                          }});
  return all;
}

}  // namespace rightplace::sufficiency
