#include "base/text.h"
#include "embedded/oversight_licence.h"
#include "features/oversight/oversight_parts.h"
#include "web/assets.h"

namespace rightplace::oversight {
namespace {

using web::Html;
using web::html;
using web::Url;

Html about() {
  return html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">About Rightplace</h1>
<p class="govuk-body-l">Rightplace is the open platform on which England's children's residential care is commissioned, matched, run and overseen.</p>
<p class="govuk-body">Councils find a home that fits a child, with every reason for and against in sight. Homes say what they can really offer, and see what is asked of them step by step. Those who oversee care see what they need, and no more.</p>
<h2 class="govuk-heading-m">What it promises</h2>
<ul class="govuk-list govuk-list--bullet">
<li>People decide. Rightplace searches, explains and warns; it never places a child.</li>
<li>What is not known is said to be not known, and never counted as fine.</li>
<li>A child's name is sealed, seen by those alone who need it, and every look is written down. A child may ask who looked.</li>
<li>Nothing that was done can be changed unseen: the record of events is one chain that anybody can verify.</li>
<li>The same rules hold for everybody, and <a class="govuk-link" href="{}">stand here in plain words</a> with their sources.</li>
</ul>
<h2 class="govuk-heading-m">What it knows and from where</h2>
<p class="govuk-body">The register of homes and their inspections come from lists that Ofsted publishes; places, rooms and what a home can do from the homes themselves; children and placements from the councils responsible. Each statement shows its age. <a class="govuk-link" href="{}">Licences and data</a> names every source.</p>
<h2 class="govuk-heading-m">If something is wrong</h2>
<p class="govuk-body">A child in danger now: call 999. Worried about a child: the children's services of the council where the child is, or the police.</p>
<p class="govuk-body">A wrong entry of a home: its provider can correct it; the register itself only Ofsted can. Somebody saw what they should not have: tell the data protection officer of your organisation, today.</p>
<p class="govuk-body">Cannot sign in, or need access for somebody: the administrator of your organisation.</p>
<h2 class="govuk-heading-m">Programs</h2>
<p class="govuk-body">Everything that the pages do, programs can do through an interface that is <a class="govuk-link" href="{}">described here</a>, with a token that their organisation gives them.</p></div></div>)",
              Url("/rules"), Url("/licences"), Url("/api/v1/openapi.json"));
}

Html accessibility() {
  return html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Accessibility statement</h1>
<p class="govuk-body">This statement is about the pages of this service. We want everybody who works with children in care to be able to use them, and the children themselves where a page is for them. That means you should be able to:</p>
<ul class="govuk-list govuk-list--bullet"><li>change colours, contrast and typeface with your browser or device</li><li>zoom in up to 400 % without text running off the screen; wide tables scroll by themselves</li><li>use every page with a keyboard alone, or with speech</li><li>listen to every page with a screen reader</li><li>use every page without script</li><li>print any page for a panel or a court</li></ul>
<p class="govuk-body">Nothing is said by colour alone. Dates are written in words. <a class="govuk-link" href="{}">AbilityNet</a> helps to make your device easier to use.</p>
<h2 class="govuk-heading-m">How far the pages comply</h2>
<p class="govuk-body">They are made to meet the Web Content Accessibility Guidelines version 2.2, level AA. They have not been audited by somebody independent, so we do not claim that they comply in full: take this service as <strong>partially compliant</strong> until such an audit is published here.</p>
<h2 class="govuk-heading-m">What was tested, and how</h2>
<ul class="govuk-list govuk-list--bullet"><li>The components are those of the GOV.UK Design System; their markup is compared with its official examples whenever the program is built.</li><li>Pages are opened in a real browser with axe, an automatic checker, and once more with script switched off, whenever the program is tested. Automatic checks find only part of the problems.</li><li>Not yet tested: with people who use screen readers, magnifiers or speech at work.</li></ul>
<h2 class="govuk-heading-m">What is known not to work well</h2>
<ul class="govuk-list govuk-list--bullet"><li>Wide tables (audit, places calendar) are long to listen to. A list with the same content stands beside the places calendar.</li><li>CSV files that you download have no headings that a screen reader announces by themselves.</li><li>Times out: a session locks when it is idle, so that nobody else reads a child's record on your screen. What you typed in a form and had not sent is lost then.</li></ul>
<h2 class="govuk-heading-m">Tell us, or complain</h2>
<p class="govuk-body">If you find a problem that is not listed, or need something in another form (large print, easy read, read aloud), tell the administrator of your organisation; they pass it on to whoever operates the service, who should answer within ten working days.</p>
<p class="govuk-body">If you are not happy with the answer, contact the <a class="govuk-link" href="{}">Equality Advisory and Support Service</a>. The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018.</p>
<p class="govuk-body">Prepared on 22 November 2026.</p></div></div>)",
              Url("https://mcmw.abilitynet.org.uk/"), Url("https://www.equalityadvisoryservice.com/"));
}

// Sources as data/README.md names them.
struct Source {
  std::string_view what, from, licence;
};
constexpr Source kSources[] = {
    {"The register: homes, providers, places, inspections", "Ofsted, “Children's social care data in England” and the list of providers for local authorities, as imported by whoever operates this service", "Open Government Licence v3.0; addresses of homes are restricted"},
    {"Registered providers and places, 2012 to 2025", "Ofsted, “Children's social care data in England 2025”, tables 6a and 6b", "Open Government Licence v3.0"},
    {"Codes and checks of the return on children looked after", "Department for Education, guides to the SSDA903 return and its validation rules, 2022-23 to 2026-27", "Open Government Licence v3.0"},
    {"Numbers of local authorities", "Department for Education, children looked after release, November 2025", "Open Government Licence v3.0"},
    {"Codes and names of local authorities, districts and constituencies; boundaries; populations", "Office for National Statistics, 2009 to 2025", "Open Government Licence v3.0"},
    {"Postcodes, outward codes and sectors", "Office for National Statistics, Postcode Directory, November 2025. Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database right 2025", "Open Government Licence v3.0"},
    {"Constituencies of 2010 to 2024", "Boundaries by the Office for National Statistics, as held in martinjc/UK-GeoJSON", "Open Government Licence v3.0; CC BY 4.0"}};

Html licences() {
  std::vector<Html> rows, assets;
  for (const auto& one : kSources)
    rows.push_back(html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell">{}</td></tr>)", one.what, one.from, one.licence));
  for (const auto& one : web::asset_licences())
    assets.push_back(html(R"(<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">{}: {}</span></summary><div class="govuk-details__text"><pre class="rp-licence">{}</pre></div></details>)", one.what, one.licence, one.text));
  return html(R"(<h1 class="govuk-heading-l">Licences and data</h1>
<h2 class="govuk-heading-m">Data</h2>
<p class="govuk-body">Contains public sector information licensed under the <a class="govuk-link" href="{}">Open Government Licence v3.0</a>.</p>
<p class="govuk-body">Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database right 2025.</p>
<div class="rp-scroll" role="region" aria-label="Sources" tabindex="0"><table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--s">Sources</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">What</th><th scope="col" class="govuk-table__header">From</th><th scope="col" class="govuk-table__header">Licence</th></tr></thead><tbody class="govuk-table__body">{}</tbody></table></div>
<h2 class="govuk-heading-m">This program</h2>
<p class="govuk-body">Rightplace is open source under the MIT licence: anybody may run, read, change and pass it on.</p>
<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">The licence</span></summary><div class="govuk-details__text"><pre class="rp-licence">{}</pre></div></details>
<h2 class="govuk-heading-m">Work of others in these pages</h2>
<p class="govuk-body">Styles, components and typeface of the pages. This is not a service of GOV.UK.</p>
{})",
              Url("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"), rows, embedded::oversight_licence("LICENSE"), assets);
}

}  // namespace

void add_about(desk::Pages& pages, const desk::Desk& desk) {
  const auto open = [&](std::string_view pattern, std::string title, Html content, std::string_view summary) {
    pages.open.push_back({web::Method::Get, pattern, web::Access::everyone(),
                          [&desk, title = std::move(title), content = std::move(content)](const web::Exchange& exchange) { return desk::show_open(desk, exchange, {.title = title}, content); }, summary});
  };
  open("/about", "About Rightplace", about(), "What this service is, promises and knows");
  open("/accessibility", "Accessibility statement", accessibility(), "How far the pages can be used by everybody, and how to complain");
  open("/licences", "Licences and data", licences(), "Where the data come from, and the licences of what the service is made of");
}

}  // namespace rightplace::oversight
