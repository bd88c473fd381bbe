// Which homes are whose: a provider says so, and somebody else checks.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/homes/homes.h"
#include "features/people/people_parts.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Verb;
using desk::Asked;
using organisations::Claim;
using organisations::ClaimId;

Html home_link(std::string_view urn) { return html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(urn), urn); }
ClaimId named(const web::Exchange& exchange) { return ClaimId(std::string(exchange.value("id"))); }

// ---- The provider's side.

struct ClaimState {
  Html tag;
  std::string words;
};
ClaimState state_of(const Claim& claim, Date today) {
  if (!claim.refused_because.empty()) return {govuk::tag("Refused", govuk::Colour::Red), claim.refused_because};
  if (!claim.proof) return {claim.ended_at ? govuk::tag("Refused", govuk::Colour::Red) : govuk::tag("Waits to be checked", govuk::Colour::Yellow), claim.ended_at ? "" : "Nothing yet"};
  const auto shown_by = std::string(organisations::kProofs.label(*claim.proof));
  if (claim.until_on && *claim.until_on <= *claim.from_on) return {govuk::tag("Ended", govuk::Colour::Grey), "It never counted"};
  const auto days = days_in_words({*claim.from_on, claim.until_on});
  if (claim.until_on && *claim.until_on <= today) return {govuk::tag("Ended", govuk::Colour::Grey), days};
  return {govuk::tag("Proved", govuk::Colour::Green), days + ". " + shown_by};
}

Response own_page(const Asked& asked, const Form& form, int status) {
  const auto claims = asked.desk.database.read([&](db::Read& tx) { return organisations::claims_of(tx, asked.facts.owner); });
  govuk::Table table{.caption = "Homes", .caption_classes = "govuk-visually-hidden", .head = {"Home", "State", "What was found"}};
  for (const auto& claim : claims) {
    const auto state = state_of(claim, asked.today());
    table.rows.push_back({home_link(claim.urn), state.tag, state.words});
  }
  auto content = paragraph("Say which registered homes are your own. Ofsted or whoever operates this service checks it; until then it gives nobody anything.");
  if (asked.may(asked.facts, Verb::Write))
    content += field::whole({.action = Url("/own-homes"), .tokens = desk::tokens(asked),
                             .fields = field::input(form, {.name = "urn", .label = "Ofsted's number of the home", .hint = "It stands on the certificate of registration, such as SC012345 or 1234567", .width = field::Width::Of10}),
                             .submit = "This home is ours"});
  content += claims.empty() ? paragraph("No home yet.") : govuk::table(table);
  return desk::show(asked, {.title = "Claim a home", .has_errors = !form.fine()}, readable("Claim a home", content, &form), status);
}

Response send_claim(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto urn = form.required("urn", "Enter the number of the home", 20);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const auto claim = organisations::claim_home(tx, asked.actor(), asked.allowed(), asked.facts.owner, urn, asked.today(), asked.now());
    if (!claim) return fail(ErrorKind::Invalid, "The home cannot be claimed", {{"urn", claim.error().detail}});   // the register is open to everybody
    return Url("/own-homes");
  });
  return done ? *done : own_page(asked, form, desk::shown_again(form));
}

// ---- Whoever checks.

Response waiting_page(const Asked& asked) {
  govuk::Table table{.caption = "Claims that wait", .caption_classes = "govuk-visually-hidden", .head = {"Home", "Claimed by", "What to do"}};
  asked.desk.database.read([&](db::Read& tx) {
    for (const auto& claim : organisations::claims_waiting(tx)) {
      const auto provider = organisations::load(tx, claim.organisation);
      table.rows.push_back({home_link(claim.urn), provider ? provider->details.name : std::string(),
                            html(R"(<a class="govuk-link" href="{}">Check<span class="govuk-visually-hidden"> the claim to {}</span></a>)", Url("/home-claims").segment(claim.id.text()), claim.urn)});
    }
  });
  const auto said = asked.exchange.request.query_value("said");
  const auto note = said == "proved" ? govuk::notification_banner({.text = "The home is proved to be the provider's.", .type = "success"})
                    : said == "refused" ? govuk::notification_banner({.text = "The claim was refused, and the provider sees why.", .type = "success"})
                    : said == "ended" ? govuk::notification_banner({.text = "It is ended from the day after that.", .type = "success"})
                                        : Html{};
  return desk::show(asked, {.title = "Claims to homes"},
                    readable("Claims to homes", note + paragraph("Providers say that these homes are theirs. Somebody else has to check each before it counts.") +
                                                    (table.rows.empty() ? paragraph("No claim waits.") : govuk::table(table)) +
                                                    html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">A home was sold or closed</a></p>)", Url("/home-claims/proved"))));
}

Response check_page(const Asked& asked, const Form& form, int status) {
  struct Shown {
    Claim claim;
    std::string provider, urn, name, owner;
    std::optional<std::string> proved_elsewhere;
  };
  const auto shown = asked.desk.database.read([&](db::Read& tx) {
    Shown out{organisations::load_claim(tx, named(asked.exchange)).value(), {}, {}, {}, {}, {}};
    if (const auto provider = organisations::load(tx, out.claim.organisation)) out.provider = provider->details.name;
    for (const auto& home : homes::homes_as_at(tx, asked.today(), {.types = {}, .authority_code = {}, .urn = out.claim.urn})) {
      out.name = home.name.value_or("The register hides its name");
      out.owner = home.owner;
    }
    if (const auto other = organisations::provider_of(tx, out.claim.urn, asked.today()))
      if (const auto body = organisations::load(tx, *other)) out.proved_elsewhere = body->details.name;
    return out;
  });
  const auto title = shown.claim.proof ? fmt::format("Whose the home {} is", shown.claim.urn) : fmt::format("Is the home {} this provider's own?", shown.claim.urn);
  auto content = govuk::summary_list({.rows = {{.key = "Provider", .value = shown.provider},
                                               {.key = "Home", .value = html("{} {}", home_link(shown.claim.urn), shown.name)},
                                               {.key = "Owner in the register", .value = shown.owner.empty() ? "The register does not say" : shown.owner}}});
  if (!shown.claim.proof && shown.proved_elsewhere)
    content += govuk::warning_text({.text = fmt::format("This home is proved to be {}'s own today. Refuse this claim, or have that one ended first.", *shown.proved_elsewhere)});
  if (shown.claim.proof) {
    content += paragraph(fmt::format("This claim has been checked: {}. It counts {}.", lower(organisations::kProofs.label(*shown.claim.proof)), days_in_words({*shown.claim.from_on, shown.claim.until_on}))) +
               html(R"(<h2 class="govuk-heading-m">Sold or closed</h2>)") +
               field::whole({.action = Url("/home-claims").segment(shown.claim.id.text()).segment("end"), .tokens = desk::tokens(asked),
                             .fields = field::date(form, {.name = "last", .legend = "Last day on which it is this provider's", .hint = "From the day after another provider's claim to it can count. Nobody of this provider acts for the home any more", .value = asked.today()}),
                             .submit = "End it", .cancel = Url("/home-claims"), .warning = true});
  } else {
    field::Radios answer{.name = "answer", .legend = "What did you see?", .choices = {}};
    for (const auto& row : organisations::kProofs.rows) answer.choices.push_back({std::string(row.code), std::string(row.label)});
    answer.choices.push_back({.value = {}, .text = {}, .divider = "or"});
    answer.choices.push_back({"refuse", "Nothing that shows it: refuse the claim"});
    content += field::whole({.action = Url("/home-claims").segment(shown.claim.id.text()), .tokens = desk::tokens(asked),
                             .fields = field::radios(form, answer) + field::textarea(form, {.name = "because", .label = "If you refuse it: why?", .hint = "The provider reads this, and should know what to do. Name nobody", .rows = 3, .longest = 500}) + field::date(form, {.name = "from_on", .legend = "From which day is it the provider's?", .hint = "Not needed when you refuse", .value = asked.today()}),
                             .submit = "Decide", .cancel = Url("/home-claims")});
  }
  return desk::show(asked, {.title = title, .breadcrumbs = {{"Claims to homes", Url("/home-claims")}}, .has_errors = !form.fine()}, readable(title, content, &form), status);
}

Response send_check(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  std::vector<std::string> answers{"refuse"};
  for (const auto& row : organisations::kProofs.rows) answers.emplace_back(row.code);
  const auto answer = form.one_of("answer", answers, "Choose what you saw, or refuse the claim");
  const bool refuses = answer == "refuse";
  const auto claim = asked.desk.database.read([&](db::Read& tx) { return organisations::load_claim(tx, named(asked.exchange)).value(); });
  if (claim.proof) {   // what was to be answered stands no longer on the page
    Form late({});
    late.fault(web::kVersionField, "Somebody has checked this claim meanwhile. This is what was decided");
    return check_page(asked, late, desk::shown_again(late));
  }
  const auto from = form.date("from_on", "day from which it is the provider's", !refuses);
  const auto because = refuses ? form.required("because", "Enter why you refuse the claim", 500) : std::string();
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    if (refuses) {
      RP_CHECK(organisations::refuse_home(tx, asked.actor(), asked.allowed(), named(asked.exchange), because, asked.now()));
      return Url("/home-claims").with("said", "refused");
    }
    auto proved = organisations::prove_home(tx, asked.actor(), asked.allowed(), named(asked.exchange), *organisations::kProofs.parse(answer), *from, asked.now());
    if (!proved && proved.error().kind == ErrorKind::Forbidden) return fail(ErrorKind::Invalid, proved.error().detail, {{"answer", proved.error().detail}});
    RP_CHECK(std::move(proved));
    return Url("/home-claims").with("said", "proved");
  });
  return done ? *done : check_page(asked, form, desk::shown_again(form));
}

Response send_end_of_claim(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto last = form.date("last", "last day", true);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(organisations::end_home(tx, asked.actor(), asked.allowed(), named(asked.exchange), last->plus_days(1), asked.now()));
    return Url("/home-claims").with("said", "ended");
  });
  return done ? *done : check_page(asked, form, desk::shown_again(form));
}

// ---- Homes that are a provider's now, for whoever checks: to end what was sold.

Response proved_page(const Asked& asked) {
  const auto urn = upper(trim(asked.exchange.request.query_value("urn")));
  govuk::Table table{.caption = "Proved", .caption_classes = "govuk-visually-hidden", .head = {"Home", "Provider", "What to do"}};
  if (!urn.empty()) asked.desk.database.read([&](db::Read& tx) {
    for (const auto& claim : organisations::claims_to(tx, urn)) {
      const auto provider = organisations::load(tx, claim.organisation);
      table.rows.push_back({home_link(claim.urn), provider ? provider->details.name : std::string(), html(R"(<a class="govuk-link" href="{}">Look at it<span class="govuk-visually-hidden"> ({})</span></a>)", Url("/home-claims").segment(claim.id.text()), claim.urn)});
    }
  });
  const Form nothing({});
  const auto search = html(R"(<form method="get" action="{}">{}<button class="govuk-button govuk-button--secondary" type="submit">Find</button></form>)", Url("/home-claims/proved"),
                           field::input(nothing, {.name = "urn", .label = "Ofsted's number of the home", .value = urn, .width = field::Width::Of10}));
  return desk::show(asked, {.title = "A home that was sold or closed", .breadcrumbs = {{"Claims to homes", Url("/home-claims")}}},
                    readable("A home that was sold or closed", paragraph("Find whose the home is, and end that. The next provider then claims it.") + search +
                                                                   (urn.empty() ? Html{} : table.rows.empty() ? paragraph("No provider has claimed a home of this number, or it was ended.") : govuk::table(table))));
}

}  // namespace

void add_claims(desk::Pages& pages) {
  using web::Method;
  const std::vector<desk::Page> all = {
      {.pattern = "/own-homes", .record = Record::HomeClaim, .verb = Verb::Read, .facts = desk::own_organisation(), .handler = [](const Asked& asked) { return own_page(asked, Form({}), 200); },
       .summary = "The homes that the own organisation says are its own"},
      {.method = Method::Post, .pattern = "/own-homes", .record = Record::HomeClaim, .verb = Verb::Write, .facts = desk::own_organisation(), .handler = send_claim,
       .summary = "Say that a registered home is the own organisation's", .request_type = "HomeClaim"},
      {.pattern = "/home-claims", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = desk::general(), .handler = waiting_page, .summary = "Claims to homes that wait to be checked"},
      {.pattern = "/home-claims/proved", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = desk::general(), .handler = proved_page, .summary = "Whose a home is, to end it when the home was sold or closed",
       .query = {{"urn", "Ofsted's number of the home"}}},
      {.method = Method::Post, .pattern = "/home-claims/{id}/end", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = claim_facts, .handler = send_end_of_claim, .summary = "End a proved claim to a home that was sold or closed",
       .request_type = "EndedClaim"},
      {.pattern = "/home-claims/{id}", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = claim_facts, .handler = [](const Asked& asked) { return check_page(asked, Form({}), 200); },
       .summary = "Check a claim to a home"},
      {.method = Method::Post, .pattern = "/home-claims/{id}", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = claim_facts, .handler = send_check, .summary = "Check a claim to a home",
       .request_type = "CheckedClaim"}};
  pages.pages.insert(pages.pages.end(), all.begin(), all.end());
  pages.sections.push_back({70, "Claim a home", Url("/own-homes"), "Which registered homes are your own, and what was checked.",
                            [](const access::Standing& standing) { return desk::holds(standing, access::Role::ResponsibleIndividual); }});
  pages.sections.push_back({70, "Claims to homes", Url("/home-claims"), "What providers say of which homes are theirs, to be checked by you.", [](const access::Standing& standing) {
                              return desk::holds(standing, access::Role::OfstedAnalyst) || desk::holds(standing, access::Role::ServiceAdministrator);
                            }});
}

}  // namespace rightplace::people
