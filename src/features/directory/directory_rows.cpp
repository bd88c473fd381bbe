#include "features/directory/directory_rows.h"

#include <fmt/format.h>

#include <cmath>

#include "features/directory/directory_phrases.h"

namespace rightplace::directory {
namespace {

using web::Html;
using web::html;
using web::Url;

Html status_tag(const Entry& entry) {
  return entry.status == homes::Status::Suspended ? html(R"( <strong class="govuk-tag govuk-tag--red">Suspended</strong>)") : Html{};
}

Html notices_of(const std::vector<supply::Notice>& notices) {
  Html out;
  for (const auto& notice : notices)
    out += html(R"(<p class="govuk-body-s rp-result__notice"><strong class="govuk-tag govuk-tag--red">{}</strong> in force since {}</p>)", supply::kNoticeKinds.label(notice.kind), notice.served_on.words());
  return out;
}

}  // namespace

std::string miles_words(double miles, const std::optional<geography::Location>& home) {
  if (miles < 0 || !home) return "";
  const auto round = static_cast<std::int64_t>(std::llround(miles));
  auto words = round == 0 ? std::string("less than a mile") : "about " + plural(round, "mile", "miles");
  if (home->precision == geography::Precision::Constituency) words += ", known only to its constituency";
  if (home->precision == geography::Precision::Authority) words += ", known only to its authority";
  return words;
}

void render_fixed_parts(Entry& entry, const Register& reg) {
  entry.name_part = html(R"(<li class="rp-result"><h2 class="govuk-heading-s rp-result__name"><a class="govuk-link" href="{}">{}</a>{}</h2><p class="govuk-body-s rp-result__what">{}{}{} · URN {})",
                         Url("/homes").segment(entry.urn), shown_name(entry), status_tag(entry), homes::kProvisionTypes.label(entry.type),
                         entry.sector ? ", " + lower(homes::kSectors.label(*entry.sector)) : "",
                         entry.authority ? " · " + std::string(entry.authority->name) : entry.region.empty() ? "" : " · " + entry.region, entry.urn);
  const auto owner = entry.provider == kNoProvider ? Html{} : html(R"( · <a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a>)", Url("/providers").segment(reg.providers[entry.provider].id), entry.owner);
  const auto grade = entry.grade && entry.grade_on ? html("{}<br><span class=\"rp-muted\">{}</span>", grade_words(*entry.grade, *entry.grade_on), entry.grade_on->words())
                                                   : html(R"(<span class="rp-muted">No grade yet</span>)");
  entry.facts_part = html(R"({}</p><dl class="govuk-body-s rp-result__facts"><div><dt>Registered places</dt><dd>{}</dd></div><div><dt>Grade</dt><dd>{}</dd></div>)", owner,
                          entry.places ? Html::text(std::to_string(*entry.places)) : html(R"(<span class="rp-muted">Not stated</span>)"), grade);
}

void append_row(Html& out, const Snapshot& snapshot, const Hit& hit, std::string_view from, bool shows_places) {
  const auto& entry = snapshot.reg->homes[hit.home];
  const auto& stated = snapshot.stated[hit.home];
  out += entry.name_part;
  if (hit.miles >= 0 && !from.empty()) out += html(" · {} from {}", miles_words(hit.miles, entry.location), from);
  out += entry.facts_part;
  if (shows_places) out += stated.free_part;
  out += html("</dl>");
  if (!stated.notices.empty()) out += notices_of(stated.notices);
  if (hit.unstated) {
    std::vector<std::string> missing;
    for (const auto& row : kUnstated.rows)
      if (hit.unstated >> static_cast<unsigned>(row.value) & 1u) missing.emplace_back(row.label);
    out += html(R"(<p class="govuk-body-s rp-result__unstated"><strong class="govuk-tag govuk-tag--grey">Not stated</strong> {}</p>)", join_words(missing));
  }
  out += html("</li>");
}

}  // namespace rightplace::directory
