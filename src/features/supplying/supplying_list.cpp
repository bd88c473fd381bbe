#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/supplying/supplying_pages.h"
#include "features/supplying/supplying_statement.h"
#include "features/supplying/supplying_view.h"
#include "web/govuk/tables.h"
#include "web/govuk/wayfinding.h"

namespace rightplace::supplying {
namespace {

using web::Html;
using web::html;
namespace govuk = web::govuk;

constexpr std::size_t kMostShown = 50;

// What needs doing first comes first.
enum class Urgency { Blocked, NothingSaid, Contradicts, TooOld, SoonTooOld, StatementMissing, Fine };
struct Row {
  Urgency urgency = Urgency::Fine;
  std::string urn, name, authority;
  std::string to_do;
  govuk::Tag tag;
  web::Url href = web::Url("/our-homes");
  Free today;
  std::optional<Instant> said_at;
  bool blocked = false;                   // no new child may be placed
  int percent = 0;
};

int contradictions(const View& view, Date today) {
  int count = 0;
  for (const auto& room : rooms_of(view)) count += supply::room_night(view.supply, view.occupations, room, today).contradicts ? 1 : 0;
  return count;
}

Row row_of(const View& view, Date today) {
  Row row;
  row.urn = view.home.urn;
  row.name = view.name();
  row.today = on(view, today);
  const auto matters = schedule_1(view.home, view.supply);
  row.percent = percent(matters);
  row.href = places_url(row.urn);
  const auto say = [&](Urgency urgency, std::string what, std::string tag, std::string colour) {
    row.urgency = urgency;
    row.to_do = std::move(what);
    row.tag = {.text = tag, .classes = "govuk-tag--" + colour};
  };
  const auto& calendar = view.supply.calendar;
  if (calendar) row.said_at = calendar->at;
  row.blocked = view.is_blocked();
  if (row.blocked) {
    std::vector<std::string> why;
    if (view.home.status == homes::Status::Suspended) why.emplace_back("suspended in the register");
    for (const auto& notice : view.supply.notices)
      if (notice.kind != supply::NoticeKind::Compliance) why.push_back(fmt::format("{} in force since {}", lower(supply::kNoticeKinds.label(notice.kind)), notice.served_on.words()));
    say(Urgency::Blocked, fmt::format("No new child may be placed: {}", join_words(why)), "Blocked", "red");
    row.href = home_url(row.urn);
  } else if (!view.supply.rooms || view.supply.rooms->value.empty()) say(Urgency::NothingSaid, "Name the bedrooms. Without them nobody can be offered a place", "To do now", "red");
  else if (!calendar) say(Urgency::NothingSaid, "Say which rooms are free. Until you do, this home is in no search for places", "To do now", "red");
  else if (const auto count = contradictions(view, today); count > 0) say(Urgency::Contradicts, fmt::format("Statements about {} contradict each other. Say which is right", count == 1 ? "one room" : fmt::format("{} rooms", count)), "To do now", "red");
  else if (supply::too_old(calendar->at, today)) say(Urgency::TooOld, fmt::format("Places were last said {}. After {} days they count as not known", ago(london_date(calendar->at), today), supply::vacancies_last_days()), "To do now", "red");
  else if (supply::too_old(calendar->at, today.plus_days(2))) say(Urgency::SoonTooOld, fmt::format("Places were last said {}. In two days they count as not known", ago(london_date(calendar->at), today)), "To do soon", "yellow");
  else if (row.percent < 100) {
    const auto missing = std::ranges::count_if(matters, [](const Matter1& m) { return !m.missing.empty(); });
    say(Urgency::StatementMissing, fmt::format("{} of the statement of purpose {} incomplete", plural(missing, "matter", "matters"), missing == 1 ? "is" : "are"), "When you can", "blue");
    row.href = home_url(row.urn);
  } else say(Urgency::Fine, "Nothing. Thank you for keeping it up to date", "Up to date", "green"), row.href = home_url(row.urn);
  return row;
}

std::string vacancies(const Row& row, Date today) {
  if (row.blocked) return "No new child may be placed";
  if (!row.said_at) return "Not known";
  if (supply::too_old(*row.said_at, today)) return row.today.free > 0 ? fmt::format("Not known ({} free when last said)", row.today.free) : "Not known (none free when last said)";
  std::vector<std::string> words;
  if (row.today.free > 0) words.push_back(fmt::format("{} free", row.today.free));
  if (row.today.held > 0) words.push_back(fmt::format("{} held", row.today.held));
  if (row.today.out_of_use > 0) words.push_back(fmt::format("{} out of use", row.today.out_of_use));
  if (row.today.unknown > 0) words.push_back(fmt::format("{} not known", row.today.unknown));
  if (words.empty()) return row.today.rooms > 0 ? "None free" : "Not known";
  return join_words(words) + fmt::format(", of {}", plural(row.today.rooms, "room", "rooms"));
}

std::string in_the_searches(std::int64_t total, std::int64_t waiting, std::int64_t blocked) {
  std::string words;
  if (waiting > 0) words = fmt::format("{} of {} {} something from you before placing authorities can rely on {}.", waiting, plural(total, "home", "homes"), waiting == 1 ? "needs" : "need", waiting == 1 ? "it" : "them");
  else if (blocked == 0) words = "All your homes are in the searches of placing authorities.";
  else if (blocked < total) words = "Your other homes are in the searches of placing authorities.";
  if (blocked > 0) words = fmt::format("No new child may be placed in {} of {}. {}", blocked, plural(total, "home", "homes"), words);
  return words;
}

std::vector<Row> rows_of(const desk::Asked& asked) {
  auto urns = own_homes(asked.standing);
  std::erase_if(urns, [&](const std::string& urn) { return !asked.may(facts_of(access::Record::Vacancies, urn), access::Verb::Read); });
  std::vector<Row> rows;
  asked.desk.database.read([&](db::Read& tx) {
    for (const auto& urn : urns)
      if (const auto view = view_of(tx, asked.desk, urn)) rows.push_back(row_of(*view, asked.today()));
  });
  std::ranges::sort(rows, {}, [](const Row& row) { return std::tuple(row.urgency, row.name, row.urn); });
  return rows;
}

int page_of(const desk::Asked& asked, int pages) { return std::clamp(static_cast<int>(parse_integer(asked.exchange.request.query_value("page")).value_or(1)), 1, std::max(pages, 1)); }

}  // namespace

web::Response list_json(const desk::Asked& asked) {
  const auto rows = rows_of(asked);
  const auto pages = static_cast<int>((rows.size() + kMostShown - 1) / kMostShown);
  const auto page = page_of(asked, pages);
  json::Array items;
  for (std::size_t i = static_cast<std::size_t>(page - 1) * kMostShown; i < std::min(rows.size(), static_cast<std::size_t>(page) * kMostShown); ++i) {
    const auto& row = rows[i];
    if (!asked.also_reads(facts_of(access::Record::Vacancies, row.urn))) continue;
    items.emplace_back(json::Object{{"urn", row.urn}, {"name", row.name}, {"to_do", row.to_do}, {"blocked", row.blocked}, {"stated_at", row.said_at ? json::Value(row.said_at->iso()) : json::Value(nullptr)},
                                    {"counts_as_known", row.said_at && !supply::too_old(*row.said_at, asked.today())}, {"rooms", row.today.rooms}, {"free", row.today.free}, {"held", row.today.held}, {"out_of_use", row.today.out_of_use},
                                    {"not_known", row.today.unknown}, {"statement_percent", row.percent}});
  }
  return desk::answer_json(desk::listed(std::move(items), page < pages ? std::optional(web::Url("/api/v1/our-homes").with("page", std::to_string(page + 1))) : std::nullopt));
}

web::Response list_page(const desk::Asked& asked) {
  const auto rows = rows_of(asked);
  const auto total = rows.size();
  const auto pages = static_cast<int>((total + kMostShown - 1) / kMostShown);
  const auto page = page_of(asked, pages);
  const auto waiting = std::ranges::count_if(rows, [](const Row& row) { return row.urgency <= Urgency::TooOld && !row.blocked; });
  const auto blocked = std::ranges::count_if(rows, &Row::blocked);

  govuk::Table table{.caption = "Our homes, what needs doing first at the top", .caption_classes = "govuk-visually-hidden", .head = {"Home", "What to do", "Places today", "Said", "Statement of purpose"}, .first_cell_is_header = true};
  for (std::size_t i = static_cast<std::size_t>(page - 1) * kMostShown; i < std::min(total, static_cast<std::size_t>(page) * kMostShown); ++i) {
    const auto& row = rows[i];
    if (!asked.also_reads(facts_of(access::Record::Vacancies, row.urn))) continue;
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a><br><span class="rp-muted govuk-!-font-size-16">{}</span>)", home_url(row.urn), row.name, row.urn),
                          html(R"({}<br><a class="govuk-link" href="{}">{}</a>)", govuk::tag(row.tag), row.href, row.to_do), html(R"(<a class="govuk-link" href="{}">{}</a>)", places_url(row.urn), vacancies(row, asked.today())),
                          row.said_at ? ago(london_date(*row.said_at), asked.today()) : "never", fmt::format("{}% complete", row.percent)});
  }
  const Html list = total == 0
      ? html(R"(<p class="govuk-body">Your organisation has no homes here yet. When a home has been checked to be yours, it stands in this list. Ask your administrator to say which homes are yours.</p>)")
      : html(R"(<p class="govuk-body-l">{}</p>{}{})",
             in_the_searches(static_cast<std::int64_t>(total), waiting, blocked),
             govuk::scrolling(govuk::table(table), "Our homes"), govuk::pagination(web::Url("/our-homes"), page, pages));
  return desk::show(asked, {.title = "Our homes", .wide = true}, html(R"(<h1 class="govuk-heading-l">Our homes</h1>{})", list));
}

}  // namespace rightplace::supplying
