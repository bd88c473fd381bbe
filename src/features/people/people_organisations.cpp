// Who works here: the list, one organisation, and how a new one is let in.

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/people/people_parts.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Verb;
using desk::Asked;
using organisations::Kind;
using organisations::Organisation;
using organisations::OrganisationId;

Url page_of(const OrganisationId& id) { return Url("/organisations").segment(id.text()); }
Html link_to(const OrganisationId& id, std::string_view name) { return html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(id), name); }
OrganisationId named(const web::Exchange& exchange) { return OrganisationId(std::string(exchange.value("id"))); }

// ---- The list.

Response list_page(const Asked& asked) {
  const auto& request = asked.exchange.request;
  const auto wanted = squeeze(request.query_value("name"));
  const auto kind = organisations::kKinds.parse(request.query_value("kind"));
  auto all = asked.desk.database.read([&](db::Read& tx) { return organisations::all_on(tx, asked.today(), kind); });
  if (!wanted.empty()) std::erase_if(all, [&](const Organisation& one) { return !contains(lower(one.details.name), lower(wanted)); });
  const auto found = all.size();
  constexpr std::size_t kPage = 50;
  const auto last = std::max<int>(1, static_cast<int>((found + kPage - 1) / kPage));
  const auto current = static_cast<int>(std::clamp<std::int64_t>(parse_integer(request.query_value("page")).value_or(1), 1, last));
  govuk::Table table{.caption = "Organisations", .caption_classes = "govuk-visually-hidden", .head = {"Name", "What it is"}};
  for (std::size_t i = (static_cast<std::size_t>(current) - 1) * kPage; i < std::min(found, static_cast<std::size_t>(current) * kPage); ++i)
    table.rows.push_back({link_to(all[i].id, all[i].details.name), organisations::kKinds.label(all[i].details.kind)});
  field::Select kinds{.name = "kind", .label = "What it is", .choices = {}, .value = kind ? std::string(organisations::kKinds.code(*kind)) : "", .empty = "Every kind"};
  for (const auto& row : organisations::kKinds.rows) kinds.choices.push_back({std::string(row.code), std::string(row.label)});
  const Form nothing({});
  const auto filter = html(R"(<form method="get" action="{}">{}{}<button class="govuk-button govuk-button--secondary" type="submit">Show</button></form>)", Url("/organisations"),
                           field::input(nothing, {.name = "name", .label = "Part of the name", .value = wanted, .width = field::Width::TwoThirds}), field::select(nothing, kinds));
  auto address = Url("/organisations");
  if (!wanted.empty()) address = address.with("name", wanted);
  if (kind) address = address.with("kind", organisations::kKinds.code(*kind));
  access::Facts bodies;
  bodies.record = Record::Organisation;
  const auto add = asked.may(bodies, Verb::Write) ? govuk::button({.text = "Let an organisation in", .href = Url("/organisations/new")}) : Html{};
  const auto content = html(R"(<h1 class="govuk-heading-l">Organisations</h1><p class="govuk-body">Everybody who works with this service today.</p>{}<div class="govuk-grid-row"><div class="govuk-grid-column-one-third">{}</div><div class="govuk-grid-column-two-thirds"><p class="govuk-body">{}</p>{}{}</div></div>)",
                            add, filter, found == 0 ? std::string("No organisation fits. Take out a part of the name, or choose every kind.") : plural(static_cast<std::int64_t>(found), "organisation", "organisations"),
                            found == 0 ? Html{} : govuk::table(table), govuk::pagination(address, current, last));
  return desk::show(asked, {.title = "Organisations"}, content);
}

// ---- One organisation.

// `leaving`: where one says that the tie ends; nothing: the reader does not.
Html ties_table(std::string_view caption, const std::vector<organisations::Tie>& ties, Date today, const std::function<Url(const organisations::Tie&)>& leaving) {
  if (ties.empty()) return {};
  govuk::Table table{.caption = std::string(caption), .caption_classes = "govuk-table__caption--m", .head = {"Organisation", "Days", "State"}};
  if (leaving) table.head.push_back("Change");
  for (const auto& tie : ties) {
    const bool now = tie.stay.covers_night(today);
    table.rows.push_back({link_to(tie.other, tie.name), days_in_words(tie.stay), now ? govuk::tag("Today", govuk::Colour::Green) : govuk::tag(tie.stay.from > today ? "To come" : "Ended", govuk::Colour::Grey)});
    if (!leaving) continue;
    const bool lasts = !tie.stay.until || *tie.stay.until > today;
    table.rows.back().push_back(lasts ? html(R"(<a class="govuk-link" href="{}">End<span class="govuk-visually-hidden"> what ties it to {}</span></a>)", leaving(tie), tie.name) : Html{});
  }
  return govuk::table(table);
}

Html homes_part(db::Read& tx, const Organisation& one, Date today) {
  const auto urns = organisations::homes_of(tx, one.id, today);
  if (one.details.kind == Kind::Home) {
    const auto provider = organisations::provider_of(tx, one.details.urn, today);
    if (!provider) return paragraph("No provider has proved today that this home is its own.");
    const auto owner = organisations::load(tx, *provider);
    return html(R"(<p class="govuk-body">Its provider is {}.</p>)", owner ? link_to(owner->id, owner->details.name) : Html{});
  }
  if (one.details.kind != Kind::ProviderGroup) return {};
  std::vector<Html> links;
  for (const auto& urn : urns) links.push_back(html(R"(<li><a class="govuk-link" href="{}">{}</a></li>)", Url("/homes").segment(urn), urn));
  return html(R"(<h2 class="govuk-heading-m">Homes</h2><p class="govuk-body">{} proved to be its own{}</p><ul class="govuk-list rp-columns">{}</ul>)",
              plural(static_cast<std::int64_t>(urns.size()), "home is", "homes are"), urns.empty() ? "." : ":", links);
}

// What only its own people may do with it.
Html own_part(const Asked& asked, const Organisation& one) {
  if (one.id != asked.standing.acting_for) return {};
  std::vector<Html> links;
  const auto add = [&](Record record, Url href, std::string_view text) {
    access::Facts facts;
    facts.record = record;
    facts.owner = one.id;
    if (asked.may(facts, Verb::Read)) links.push_back(html(R"(<li><a class="govuk-link" href="{}">{}</a></li>)", href, text));
  };
  add(Record::People, Url("/people"), "Its people and their roles");
  add(Record::GlassAlert, Url("/emergency-access/alerts"), "Emergency access to its records");
  if (one.details.kind == Kind::ProviderGroup) add(Record::HomeClaim, Url("/own-homes"), "Say which homes are its own");
  return links.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">For you</h2><ul class="govuk-list">{}</ul>)", links);
}

// For whoever lets organisations in.
Html changes(const Organisation& one, Date today) {
  if (one.details.stay.until && *one.details.stay.until <= today) return {};
  std::vector<Html> links;
  const bool joins = one.details.kind == Kind::Authority || one.details.kind == Kind::Home || one.details.kind == Kind::ProviderGroup;
  if (joins) links.push_back(html(R"(<li><a class="govuk-link" href="{}">It joins another organisation</a></li>)", page_of(one.id).segment("join")));
  links.push_back(html(R"(<li><a class="govuk-link" href="{}">End its work here</a></li>)", page_of(one.id).segment("end")));
  return html(R"(<h2 class="govuk-heading-m">Change</h2><ul class="govuk-list">{}</ul>)", links);
}

Response one_page(const Asked& asked) {
  const auto id = named(asked.exchange);
  const auto today = asked.today();
  access::Facts bodies;
  bodies.record = Record::Organisation;
  const bool may_change = asked.may(bodies, Verb::Write).has_value();
  struct Shown {
    Organisation one;
    Html from, into, homes;
  };
  const auto shown = asked.desk.database.read([&](db::Read& tx) {
    Shown out{organisations::load(tx, id).value(), {}, {}, {}};
    std::function<Url(const organisations::Tie&)> from_this, from_them;
    if (may_change) {
      from_this = [&](const organisations::Tie& tie) { return page_of(id).segment("leave").segment(tie.other.text()); };
      from_them = [&](const organisations::Tie& tie) { return page_of(tie.other).segment("leave").segment(id.text()); };
    }
    out.from = ties_table("Belongs to", organisations::ties_from(tx, id), today, from_this);
    out.into = ties_table(out.one.details.kind == Kind::Consortium ? "Members" : "Belonging to it", organisations::ties_into(tx, id), today, from_them);
    out.homes = homes_part(tx, out.one, today);
    return out;
  });
  const auto& details = shown.one.details;
  const auto note = asked.exchange.request.query_value("said") == "done" ? govuk::notification_banner({.text = "It is done.", .type = "success"}) : Html{};
  govuk::SummaryList summary{.rows = {{.key = "What it is", .value = organisations::kKinds.label(details.kind)}, {.key = "Works here", .value = days_in_words(details.stay)}}};
  if (!details.authority_code.empty()) summary.rows.push_back({.key = "Code", .value = details.authority_code});
  if (!details.urn.empty()) summary.rows.push_back({.key = "Ofsted's number", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(details.urn), details.urn)});
  return desk::show(asked, {.title = details.name, .breadcrumbs = {{"Organisations", Url("/organisations")}}},
                    readable(details.name, note + govuk::summary_list(summary) + own_part(asked, shown.one) + (may_change ? changes(shown.one, today) : Html{}) + shown.from + shown.into + shown.homes));
}

// ---- A new one, with its first administrator.

Response new_page(const Asked& asked, const Form& form, int status) {
  field::Radios kinds{.name = "kind", .legend = "What it is", .choices = {}, .small = true};
  for (const auto& row : organisations::kKinds.rows) kinds.choices.push_back({std::string(row.code), std::string(row.label)});
  const auto fields = field::input(form, {.name = "organisation", .label = "Name of the organisation"}) + field::radios(form, kinds) +
                      field::input(form, {.name = "number", .label = "Number", .hint = "Of an authority its ONS code, such as E08000003; of a home Ofsted's number. Others have none", .width = field::Width::Of10}) +
                      html(R"(<h2 class="govuk-heading-m">Its first administrator</h2>)") + field::input(form, {.name = "name", .label = "Name of the person"}) +
                      field::input(form, {.name = "email", .label = "E-mail address", .hint = "Check it with somebody of the organisation whom you know: the link goes there", .type = "email", .width = field::Width::TwoThirds});
  return desk::show(asked, {.title = "Let an organisation in", .breadcrumbs = {{"Organisations", Url("/organisations")}}, .has_errors = !form.fine()},
                    readable("Let an organisation in",
                             paragraph("Its administrator gets a link to set the account up, and then invites the others.") +
                                 field::whole({.action = Url("/organisations/new"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Let it in", .cancel = Url("/organisations")}),
                             &form),
                    status);
}

Response send_new(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto name = form.required("organisation", "Enter the name of the organisation", 200);
  std::vector<std::string> codes;
  for (const auto& row : organisations::kKinds.rows) codes.emplace_back(row.code);
  const auto kind = organisations::kKinds.parse(form.one_of("kind", codes, "Choose what the organisation is"));
  const auto number = form.optional_text("number", 40);
  const auto person = form.required("name", "Enter the name of the person", 200);
  const auto email = form.required("email", "Enter the e-mail address of the administrator", 254);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    organisations::Details details{*kind, name, {}, {}, {asked.today(), {}}};
    if (*kind == Kind::Authority) details.authority_code = number;
    else details.urn = number;
    auto id = organisations::add(tx, asked.actor(), asked.allowed(), details, asked.now());
    if (!id) {
      for (auto& fault : id.error().fields) fault.field = fault.field == "name" ? "organisation" : "number";
      return fail(id.error());
    }
    // Who operates the service is administered by those who may let others in.
    std::vector<access::Role> roles{access::Role::Administrator};
    if (*kind == Kind::Platform) roles.push_back(access::Role::ServiceAdministrator);
    RP_CHECK(accounts::invite(tx, asked.desk.vault, asked.actor(), asked.allowed(), {{Personal(person), Personal(email)}, *id, roles, {asked.today(), {}}}, asked.now()));
    return page_of(*id);
  });
  return done ? *done : new_page(asked, form, desk::shown_again(form));
}

}  // namespace

void add_organisations(desk::Pages& pages) {
  using web::Method;
  const std::vector<desk::Page> all = {
      {.pattern = "/organisations", .record = Record::Organisation, .verb = Verb::Read, .facts = desk::general(), .handler = list_page, .summary = "The organisations that work here today",
       .query = {{"name", "Part of the name"}, {"kind", "Code of the kind"}, {"page", "Which fifty", "integer"}}},
      {.pattern = "/organisations/new", .record = Record::Organisation, .verb = Verb::Write, .facts = desk::general(), .handler = [](const Asked& asked) { return new_page(asked, Form({}), 200); },
       .summary = "Let an organisation in, with its first administrator"},
      {.method = Method::Post, .pattern = "/organisations/new", .record = Record::Organisation, .verb = Verb::Write, .facts = desk::general(), .handler = send_new,
       .summary = "Let an organisation in, with its first administrator", .request_type = "NewOrganisation"},
      {.pattern = "/organisations/{id}", .record = Record::Organisation, .verb = Verb::Read, .facts = organisation_facts, .handler = one_page, .summary = "One organisation, what belongs to it and since when"}};
  pages.pages.insert(pages.pages.end(), all.begin(), all.end());
  pages.sections.push_back({80, "Organisations", Url("/organisations"), "Who works with this service, what belongs to what and since when.",
                            [](const access::Standing& standing) { return !standing.acting_for.empty(); }});
}

}  // namespace rightplace::people
