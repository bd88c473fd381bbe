#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/notifying/notifying_parts.h"
#include "formats/csv_writer.h"
#include "web/govuk/tables.h"

namespace rightplace::notifying {
namespace {

namespace govuk = web::govuk;
using web::Html;
using web::html;
using web::Url;

// Of one child, asked once for all of its notices.
struct Known {
  access::State state = access::State::Live;
  std::vector<std::string> people;
};
Known known_of(db::Read& tx, const children::ChildId& child, Date today) {
  Known known;
  if (const auto care = children::case_of(tx, child); care && care->restricted) known.state = access::State::Restricted;
  for (const auto& one : children::allocations_of(tx, child))
    if (one.stay.covers_night(today)) known.people.push_back(one.person);
  return known;
}

access::Facts facts_of(db::Read& tx, const Notice& notice, const Known& known, Side side) {
  access::Facts facts;
  facts.record = access::Record::Notice;
  facts.state = known.state;
  facts.child = notice.child.text();
  facts.id = notice.id.text();
  if (side == Side::Area) {
    if (notice.area_code)
      if (const auto host = organisations::authority_with_code(tx, *notice.area_code)) facts.host = *host;
    return facts;
  }
  if (const auto responsible = organisations::authority_with_code(tx, notice.authority_code)) facts.responsible = *responsible;
  facts.people = known.people;
  return facts;
}

Row row_from(db::Read& tx, const vault::Vault& vault, const Notice& notice, Date today) {
  Row row{notice, notices::content_of(tx, vault, notice.id), notices::reach_of(tx, notice, today), {}};
  if (notice.area_code)
    if (const auto id = organisations::authority_with_code(tx, *notice.area_code))
      if (const auto body = organisations::load(tx, *id)) row.area = body->details.name;
  return row;
}

disclosures::Purpose purpose_of(const Asked& asked, Side side) {
  if (side == Side::Area) return disclosures::Purpose::Oversight;
  if (desk::holds(asked.standing, access::Role::SocialWorker)) return disclosures::Purpose::Care;
  return desk::holds(asked.standing, access::Role::PlacementOfficer) ? disclosures::Purpose::Placing : disclosures::Purpose::Oversight;
}

Done enter(db::Write& tx, const Asked& asked, const Allowed& allowed, const Row& row, Side side) {
  std::vector<std::string> shown{"name", "home", "placements"};
  if (row.content.born_on) shown.emplace_back("born_on");
  return disclosures::record(tx, asked.actor(), allowed, {row.notice.child, disclosures::Tier::Identity, shown, purpose_of(asked, side), asked.standing.acting_for.text()}, asked.now());
}

struct Seen {
  Notice notice;
  Allowed allowed;
};
// Those that the person may see, what is still to do first.
std::vector<Seen> seen_by(db::Read& tx, const Asked& asked, Side side) {
  std::vector<Seen> found;
  const auto own = organisations::load(tx, asked.standing.acting_for);
  if (!own || own->details.authority_code.empty()) return found;
  const auto& code = own->details.authority_code;
  std::map<children::ChildId, Known> children;
  for (auto& notice : side == Side::Area ? notices::of_area(tx, code) : notices::of_authority(tx, code)) {
    auto known = children.find(notice.child);
    if (known == children.end()) known = children.emplace(notice.child, known_of(tx, notice.child, asked.today())).first;
    if (const auto granted = asked.may(facts_of(tx, notice, known->second, side), access::Verb::Read)) found.push_back({std::move(notice), granted->allowed});
  }
  std::ranges::stable_sort(found, [&](const Seen& a, const Seen& b) {
    const bool left = is_open(a.notice, side), right = is_open(b.notice, side);
    return left != right ? left : left && a.notice.due_on < b.notice.due_on;
  });
  return found;
}

std::string text_of(const std::optional<Date>& day) { return day ? day->iso() : std::string(); }

Result<access::Facts> facts_of_one(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing, Side side) {
  const auto notice = notices::load(tx, notices::NoticeId(std::string(exchange.value("id"))));
  if (!notice || (side == Side::Area && notice->to != notices::Recipient::AreaAuthority)) return fail(access::missing());
  return facts_of(tx, *notice, known_of(tx, notice->child, standing.today), side);
}

}  // namespace

bool is_open(const Notice& notice, Side side) {
  const auto state = notice.state();
  if (side == Side::Area) return state == notices::State::Owed || state == notices::State::Read;
  return state == notices::State::Owed;
}

Result<List> list_of(const Asked& asked, Side side, const Wanted& wanted) {
  std::vector<Seen> seen;
  List list;
  asked.desk.database.read([&](db::Read& tx) {
    seen = seen_by(tx, asked, side);
    list.open = static_cast<std::size_t>(std::ranges::count_if(seen, [&](const Seen& one) { return is_open(one.notice, side); }));
    list.done = seen.size() - list.open;
    if (!wanted.all) seen.erase(seen.begin() + static_cast<std::ptrdiff_t>(list.open), seen.end());
    list.pages = std::max<std::size_t>(1, (seen.size() + kRowsOfPage - 1) / kRowsOfPage);
    list.page = std::clamp<std::size_t>(wanted.page, 1, list.pages);
    const auto begin = (list.page - 1) * kRowsOfPage, end = std::min(seen.size(), begin + kRowsOfPage);
    seen = std::vector<Seen>(seen.begin() + static_cast<std::ptrdiff_t>(begin), seen.begin() + static_cast<std::ptrdiff_t>(end));
    for (const auto& one : seen) list.rows.push_back(row_from(tx, asked.desk.vault, one.notice, asked.today()));
  });
  if (list.rows.empty()) return list;
  RP_CHECK(asked.desk.database.write([&](db::Write& tx) -> Done {
    for (std::size_t i = 0; i < list.rows.size(); ++i) RP_CHECK(enter(tx, asked, seen[i].allowed, list.rows[i], side));
    return {};
  }));
  return list;
}

Result<std::vector<Row>> all_of(const Asked& asked, Side side) {
  std::vector<Row> rows;
  RP_CHECK(asked.desk.database.write([&](db::Write& tx) -> Done {
    rows.clear();
    for (const auto& one : seen_by(tx, asked, side)) {
      rows.push_back(row_from(tx, asked.desk.vault, one.notice, asked.today()));
      RP_CHECK(enter(tx, asked, asked.allowed(), rows.back(), side));
    }
    return {};
  }));
  return rows;
}

Result<std::vector<Row>> of_placement(const Asked& asked) {
  std::vector<Row> rows;
  RP_CHECK(asked.desk.database.write([&](db::Write& tx) -> Done {
    rows.clear();
    for (const auto& notice : notices::of_placement(tx, placements::PlacementId(asked.facts.id))) rows.push_back(row_from(tx, asked.desk.vault, notice, asked.today()));
    if (!rows.empty()) RP_CHECK(enter(tx, asked, asked.allowed(), rows.front(), Side::Owed));
    return {};
  }));
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) { return std::tuple(!is_open(a.notice, Side::Owed), a.notice.due_on) < std::tuple(!is_open(b.notice, Side::Owed), b.notice.due_on); });
  return rows;
}

Result<Row> row_of(const Asked& asked, Side side) {
  return asked.desk.database.write([&](db::Write& tx) -> Result<Row> {
    const notices::NoticeId id(asked.facts.id);
    RP_TRY(notice, notices::load(tx, id));
    const auto readers = notices::readers_of(tx, notice, asked.today());
    const bool owed_to = side == Side::Area || std::ranges::any_of(readers, [&](const accounts::PersonId& one) { return one.text() == asked.standing.person; });
    if (owed_to && !notice.read_on && !notice.taken_back_on) notices::mark_read(tx, asked.actor(), asked.allowed(), id, asked.today(), asked.now());
    RP_TRY(now, notices::load(tx, id));
    auto row = row_from(tx, asked.desk.vault, now, asked.today());
    RP_CHECK(enter(tx, asked, asked.allowed(), row, side));
    return row;
  });
}

// ---- Words.

std::string title_of(const Notice& notice) { return notice.event == notices::Event::Start ? "A child is placed" : "A placement ends"; }

std::string happening_of(const Notice& notice) { return fmt::format("{} {}", notice.event == notices::Event::Start ? "Placed from" : "Leaves on", notice.happens_on.words()); }

std::string child_words(const notices::Content& content) { return content.child.reveal().empty() ? std::string("Name not written down") : content.child.reveal(); }

std::string recipient_words(const Row& row) {
  const auto label = std::string(notices::kRecipients.label(row.notice.to));
  if (row.notice.to != notices::Recipient::AreaAuthority && row.notice.to != notices::Recipient::AreaHealth) return label;
  return fmt::format("{}: {}", label, row.area.empty() ? (row.notice.area_code ? std::string("it does not work here yet") : std::string("the register does not say which")) : row.area);
}

std::string state_words(const Row& row, Date today) {
  const auto& one = row.notice;
  switch (one.state()) {
    case notices::State::TakenBack: 
      return fmt::format("Taken back on {}: {}", one.taken_back_on->words(), one.replaced_by ? "its day had been recorded in error, and another takes its place" : one.event == notices::Event::End ? "the end had been recorded in error" : "the placement had been recorded in error");
    case notices::State::Acknowledged: return fmt::format("Received: confirmed on {}", one.acknowledged_on->words());
    case notices::State::Sent: return fmt::format("Given on {}: {}", one.sent_on->words(), lower(one.sent_how ? notices::kHows.label(*one.sent_how) : "by hand"));
    case notices::State::Withheld: return "Withheld, to spare the child significant harm";
    case notices::State::Read: return fmt::format("Read on {}, not confirmed yet", one.read_on->words());
    case notices::State::Owed: break;
  }
  if (row.reach == notices::Reach::ByHand) return "To be given by hand: nobody here can read it";
  return fmt::format("Nobody has read it: it has waited since {} ({})", one.made_on.words(), ago(one.made_on, today));
}

Html state_tag(const Row& row, Side side, Date today) {
  const auto& one = row.notice;
  switch (one.state()) {
    case notices::State::TakenBack: return govuk::tag("Taken back", govuk::Colour::Grey);
    case notices::State::Acknowledged: return govuk::tag("Confirmed", govuk::Colour::Green);
    case notices::State::Sent: return govuk::tag("Given by hand", govuk::Colour::Green);
    case notices::State::Withheld: return govuk::tag("Withheld", govuk::Colour::Grey);
    case notices::State::Read: return side == Side::Area ? govuk::tag("To confirm", govuk::Colour::Orange) : govuk::tag("Read", govuk::Colour::Teal);
    case notices::State::Owed: break;
  }
  if (side == Side::Area) return govuk::tag("New", govuk::Colour::Blue);
  if (one.due_on < today) return govuk::tag("Overdue", govuk::Colour::Red);
  return row.reach == notices::Reach::ByHand ? govuk::tag("To give by hand", govuk::Colour::Orange) : govuk::tag("Not read yet", govuk::Colour::Blue);
}

Html content_part(const Row& row) {
  const auto& content = row.content;
  const auto& one = row.notice;
  const bool start = one.event == notices::Event::Start;
  const auto* rule = notices::rule_of(one.rule);
  govuk::SummaryList list;
  const auto add = [&](std::string key, govuk::Content value) { list.rows.push_back({.key = std::move(key), .value = std::move(value)}); };
  add("Child", child_words(content));
  if (content.born_on) add("Born", fmt::format("{}, aged {} on that day", content.born_on->reveal().words(), age_on(content.born_on->reveal(), one.happens_on)));
  if (!content.sex.empty()) add("Sex", content.sex);
  add("Home", html(R"(<a class="govuk-link" href="{}">{}</a><br><span class="govuk-hint">{}, number {} in Ofsted’s register</span>)", Url("/homes").segment(one.urn), content.home, content.provider, one.urn));
  add(start ? "First night" : "Day of leaving", one.happens_on.words());
  if (start && content.planned_until) add("Planned until", content.planned_until->words());
  if (!start && !content.end_reason.empty()) add("Why it ends", content.end_reason);
  add("Responsible authority", content.authority);
  add("Social worker", content.worker.reveal().empty() ? std::string("Nobody is recorded") : content.worker.reveal());
  if (start) add("Why this home is the most suitable", content.why_here.empty() ? Html::text("Not written down when the placement was recorded") : html(R"(<span class="rp-said">{}</span>)", content.why_here));
  if (rule) add("What the law wants in it", html(R"({}<br><span class="govuk-hint">{}</span>)", rule->holds, rule->law));
  return govuk::summary_list(list);
}

web::Response csv_of(const std::vector<Row>& rows, std::string_view file) {
  formats::CsvWriter csv("\r\n", formats::Formulas::AsTexts);
  csv.row({"notice", "event", "happens_on", "to", "child", "born_on", "home_urn", "home", "responsible_authority", "area_authority", "law", "due_on", "made_on", "state", "read_on", "confirmed_on", "given_on", "given_how"});
  for (const auto& row : rows) {
    const auto& one = row.notice;
    const auto* rule = notices::rule_of(one.rule);
    csv.row({one.id.text(), notices::kEvents.code(one.event), one.happens_on.iso(), notices::kRecipients.code(one.to), row.content.child.reveal(), row.content.born_on ? row.content.born_on->reveal().iso() : std::string(), one.urn,
             row.content.home, row.content.authority, row.area, rule ? rule->law : std::string(), one.due_on.iso(), one.made_on.iso(), notices::kStates.code(one.state()), text_of(one.read_on), text_of(one.acknowledged_on),
             text_of(one.sent_on), one.sent_how ? std::string(notices::kHows.code(*one.sent_how)) : std::string()});
  }
  web::Response response;
  response.body = csv.take();
  return response.header("Content-Type", "text/csv; charset=utf-8").header("Cache-Control", "no-store").header("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file));
}

// ---- Facts.

Result<access::Facts> facts_of_area(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.host = standing.acting_for;
  facts.id = standing.acting_for.text();
  return facts;
}

Result<access::Facts> facts_of_owed(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = access::stands_for(standing);
  facts.id = standing.acting_for.text();
  return facts;
}

Result<access::Facts> facts_of_area_notice(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_one(tx, exchange, standing, Side::Area); }
Result<access::Facts> facts_of_owed_notice(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return facts_of_one(tx, exchange, standing, Side::Owed); }

Result<access::Facts> facts_of_placement(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto placement = placements::load(tx, placements::PlacementId(std::string(exchange.value("id"))));
  if (!placement) return fail(access::missing());
  access::Facts facts;
  const auto known = known_of(tx, placement->child, standing.today);
  if (const auto responsible = organisations::authority_with_code(tx, placement->authority_code)) facts.responsible = *responsible;
  facts.people = known.people;
  facts.state = known.state;
  facts.child = placement->child.text();
  facts.id = placement->id.text();
  return facts;
}

Url page_of(const Notice& notice, Side side) { return (side == Side::Area ? Url("/area-children") : Url("/notices")).segment(notice.id.text()); }

}  // namespace rightplace::notifying
