#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/oversight/oversight_parts.h"
#include "formats/csv_writer.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/problem.h"

namespace rightplace::oversight {
namespace {

using web::Html;
using web::html;
using web::Url;
namespace field = web::field;
namespace govuk = web::govuk;

constexpr std::string_view kKinds[] = {"child", "child_identity", "child_case", "placement", "referral_summary", "pen_picture", "full_file", "home_profile", "vacancies", "home_address", "price",
                                       "session", "person", "people", "organisation", "membership", "role", "audit_trail", "figures", "notice", "visit_report"};

std::string id_words(std::string_view id) { return id.size() == 36 ? "…" + std::string(id.substr(24)) : shown(id, 40); }

Html chain(const std::optional<Verified>& last) {
  if (!last)
    return govuk::inset_text({.text = "This service has not verified the chain of events yet. It does so when it starts and every six hours; anybody with a copy can do it at any time, as said below."});
  if (!last->whole)
    return govuk::warning_text({.text = fmt::format("The chain of events is not whole. On {} it was found that {}. Tell whoever operates the service at once, and keep every copy and head that you have.", moment_words(last->at), lower(last->words.substr(0, 1)) + last->words.substr(std::min<std::size_t>(1, last->words.size())))});
  return govuk::inset_text({.text = fmt::format("The chain of events is whole: on {} all {} events were read, none was changed, removed or put elsewhere.", moment_words(last->at), grouped(last->events))});
}

Html proof(const Asked& asked) {
  const Html head = asked.may(asked.facts, access::Verb::Export) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Download the head</a> and keep it where nobody who operates the service can change it. It is the number and fingerprint of the last event: with it anybody can show later that nothing before was touched.</p>)", Url("/audit/head.json")) : Html{};
  return govuk::details({.summary = "How to prove on another machine that nothing was changed",
                         .text = html(R"(<p class="govuk-body">Every event carries the fingerprint of the one before it, in one chain for the whole service.</p>{}<p class="govuk-body">Ask whoever operates the service for a copy of the store (a backup), put it on a machine of your own without network, and run:</p><pre class="govuk-body"><code>rightplace audit verify --store COPY --head head.json</code></pre><p class="govuk-body">It reads a million events in seconds, needs no key, and names each event that was changed, is missing or stands elsewhere. How the fingerprint is made is documented, so that you can write a verifier of your own.</p>)", head)});
}

Html search_form(const web::Form& form, const Wanted& wanted, const std::vector<std::pair<std::string, std::string>>& people) {
  std::vector<field::Choice> who, what, records;
  for (const auto& [id, name] : people) who.push_back({id, name});
  for (const auto& one : kHappened.rows)
    if (one.value != Happened::Anything) what.push_back({std::string(one.code), std::string(one.label)});
  for (const auto kind : kKinds) records.push_back({std::string(kind), record_words(kind)});
  Html fields = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-one-half">{}{}{}</div><div class="govuk-grid-column-one-half">{}{}{}</div></div>)",
                     field::select(form, {.name = "person", .label = "Who", .choices = who, .value = wanted.person, .empty = "Anybody"}),
                     field::select(form, {.name = "happened", .label = "What happened", .choices = what, .value = std::string(kHappened.code(wanted.happened)), .empty = "Anything"}),
                     field::select(form, {.name = "record", .label = "To what", .choices = records, .value = wanted.record, .empty = "Anything"}),
                     field::input(form, {.name = "from", .label = "From which day", .hint = "For example, 2/3/2026", .value = wanted.from ? wanted.from->british() : std::string(), .autocomplete = "off", .width = field::Width::Of10}),
                     field::input(form, {.name = "to", .label = "Until which day", .value = wanted.to ? wanted.to->british() : std::string(), .autocomplete = "off", .width = field::Width::Of10}),
                     field::input(form, {.name = "id", .label = "Number of the record", .hint = "As the list shows it when you follow a record", .value = wanted.id, .autocomplete = "off", .width = field::Width::Of20}));
  return html(R"(<form method="get" action="{}" novalidate>{}<button class="govuk-button" type="submit">Search</button> <a class="govuk-link" href="{}">Show everything</a></form>)", Url("/audit"), fields, Url("/audit"));
}

std::string extra_words(const audit::Event& event) {
  const auto detail = json::parse(event.detail, "detail");
  if (!detail || !detail->as_object()) return {};
  std::vector<std::string> words;
  for (const auto& [name, value] : *detail->as_object()) {
    if (name == "for" || name == "organisation" || name == "disclosure") continue;
    const auto* text = value.as_string();
    words.push_back(fmt::format("{}: {}", replace_all(name, "_", " "), text ? shown(*text, 60) : shown(value.dump(), 60)));
  }
  return join(words, "; ");
}

Html event_row(const audit::Event& event, const std::string& who) {
  const auto words = html("{}<br>{}", record_words(event.subject_kind), id_words(event.subject_id));
  // What has no id, such as the directory, has no events of its own to look for.
  const auto subject = is_id(event.subject_id) ? html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/audit").with("record", event.subject_kind).with("id", event.subject_id), words) : words;
  const auto extra = extra_words(event);
  return html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}<br><span class="govuk-hint">Event {}</span></th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}<br><span class="govuk-hint">{}</span></td><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)",
              moment_words(event.at), event.sequence, who, event_words(event), extra, subject, event.grounds);
}

web::Response audit_page(const Asked& asked) {
  web::Form form(asked.exchange.request.query);
  const auto wanted = wanted_of(asked.exchange.request, form);
  const auto& organisation = asked.standing.acting_for;
  std::vector<Html> rows;
  std::optional<std::int64_t> next;
  std::optional<Verified> last;
  std::vector<std::pair<std::string, std::string>> people;
  asked.desk.database.read([&](db::Read& tx) {
    last = last_verified(tx);
    people = people_of(tx, asked.desk.vault, organisation);
    if (!form.fine()) return;
    auto events = own_events(tx, organisation, wanted, kEventsOfPage + 1);
    if (std::ssize(events) > kEventsOfPage) {
      events.pop_back();
      next = events.back().sequence;
    }
    Names names(tx, asked.desk.vault);
    for (const auto& event : events) rows.push_back(event_row(event, names.of(event.actor_kind, event.actor_id)));
  });
  const Html table = rows.empty()
                         ? govuk::inset_text({.text = form.fine() ? "No event of your organisation fits this search. Take a condition away, or choose earlier days." : "Nothing was searched: correct the days first."})
                         : html(R"(<div class="rp-scroll" role="region" aria-label="Events" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Events, newest first</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">When</th><th scope="col" class="govuk-table__header">Who</th><th scope="col" class="govuk-table__header">What</th><th scope="col" class="govuk-table__header">Of</th><th scope="col" class="govuk-table__header">Why they were allowed to, or not</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>)", rows);
  const Html later = next ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}" rel="next">Earlier events</a></p>)", address_of(Url("/audit"), wanted).with("before", std::to_string(*next))) : Html{};
  const Html newest = wanted.before ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Back to the newest events</a></p>)", address_of(Url("/audit"), wanted)) : Html{};
  const Html take = form.fine() && asked.may(asked.facts, access::Verb::Export) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Download this search as CSV</a> (at most {} events)</p>)", address_of(Url("/audit/events.csv"), wanted), grouped(kMostTakenAway)) : Html{};
  const auto content = html(R"({}<h1 class="govuk-heading-l">Audit</h1><p class="govuk-body">Everything that people did for your organisation, and everything that was done to its people and its children's records, newest first. No event names a child. Your own search is written down too.</p>{}{}<h2 class="govuk-heading-m">Search</h2>{}{}{}{}{}<p class="govuk-body"><a class="govuk-link" href="{}">Records that were opened unusually often</a></p>)",
                            web::error_summary(form), chain(last), proof(asked), search_form(form, wanted, people), newest, table, later, take, Url("/disclosures"));
  return desk::show(asked, {.title = "Audit", .has_errors = !form.fine(), .wide = true}, content, form.fine() ? 200 : 422);
}

web::Response head_file(const Asked& asked) {
  const auto head = asked.desk.database.read([](db::Read& tx) { return audit::head(tx); });
  return web::json_response(json::Value(audit::to_json(head)).pretty(), web::Caching::NoStore)
      .header("Content-Disposition", fmt::format("attachment; filename=\"rightplace-audit-head-{}.json\"", head.sequence));
}

web::Response events_file(const Asked& asked) {
  web::Form form(asked.exchange.request.query);
  const auto wanted = wanted_of(asked.exchange.request, form);
  if (!form.fine()) return web::problem(asked.exchange.request, asked.exchange.visitor, {ErrorKind::Invalid, form.faults().front().detail, form.faults()});
  formats::CsvWriter csv("\r\n", formats::Formulas::AsTexts);
  csv.row({"event", "at_utc", "who", "who_id", "what", "action", "record", "record_id", "why", "detail", "hash"});
  asked.desk.database.read([&](db::Read& tx) {
    Names names(tx, asked.desk.vault);
    for (const auto& event : own_events(tx, asked.standing.acting_for, wanted, kMostTakenAway))
      csv.row({std::to_string(event.sequence), event.at.iso(), names.of(event.actor_kind, event.actor_id), event.actor_id, event_words(event), event.action, event.subject_kind,
               event.subject_id, event.grounds, event.detail, event.hash});
  });
  web::Response response;
  response.body = csv.take();
  return response.header("Content-Type", "text/csv; charset=utf-8").header("Cache-Control", "no-store").header("Content-Disposition", "attachment; filename=\"rightplace-audit.csv\"");
}

// What was searched for: what stands for an id or a code, and nothing that was typed otherwise.
json::Object noted(const web::Exchange& exchange) {
  web::Form form(exchange.request.query);
  const auto wanted = wanted_of(exchange.request, form);
  json::Object out;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out.set(name, value);
  };
  add("person", wanted.person);
  add("happened", kHappened.code(wanted.happened));
  if (access::kRecords.parse(wanted.record) || std::ranges::find(kKinds, wanted.record) != std::end(kKinds)) add("record", wanted.record);
  add("id", wanted.id);
  if (wanted.from) add("from", wanted.from->iso());
  if (wanted.to) add("to", wanted.to->iso());
  return out;
}

}  // namespace

void add_audit(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/audit", .record = Record::AuditTrail, .verb = Verb::Read, .facts = desk::own_organisation(), .handler = audit_page,
                         .summary = "What was done for the own organisation and to its records; whether the chain is whole", .noted = noted});
  pages.pages.push_back({.pattern = "/audit/head.json", .record = Record::AuditTrail, .verb = Verb::Export, .facts = desk::own_organisation(), .handler = head_file,
                         .summary = "The number and fingerprint of the last event, to be kept elsewhere"});
  pages.pages.push_back({.pattern = "/audit/events.csv", .record = Record::AuditTrail, .verb = Verb::Export, .facts = desk::own_organisation(), .handler = events_file,
                         .summary = "A search of the own audit as CSV", .noted = noted});
  pages.sections.push_back({80, "Audit", Url("/audit"), "What was done for your organisation and to its records, and the proof that nothing was changed",
                            [](const access::Standing& standing) { return desk::holds(standing, access::Role::Auditor); }});
}

desk::Pages pages(const desk::Desk& desk) {
  desk::Pages all;
  add_audit(all);
  add_opened(all);
  add_rules(all, desk);
  add_about(all, desk);
  add_programs(all);
  return all;
}

}  // namespace rightplace::oversight
