#include "features/finding/finding_letters.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"

namespace rightplace::finding {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::Form;
using web::Html;
using web::html;

constexpr std::string_view kKept = "kept";   // the address that was used before still stands

std::string source_field(std::string_view urn) { return fmt::format("known-{}", urn); }

std::vector<field::Choice> sources(const Outside& home) {
  std::vector<field::Choice> choices;
  if (home.known) choices.push_back({std::string(kKept), fmt::format("It is the one that we used on {}, and still stands", london_date(home.known->said_at).words())});
  for (const auto& row : linking::kSources.rows) choices.push_back({std::string(row.code), std::string(row.label)});
  return choices;
}

}  // namespace

Outside outside_of(db::Read& tx, const Asked& asked, std::string urn, std::string name) {
  Outside home{std::move(urn), std::move(name), {}, {}};
  home.known = linking::address_of(tx, asked.desk.vault, asked.facts.responsible, home.urn);
  if (home.known) home.said_by = desk::name_of_actor(tx, asked.desk.vault, "person", home.known->said_by);
  return home;
}

std::string email_field(std::string_view urn) { return fmt::format("email-{}", urn); }

Html address_fields(const Form& form, const std::vector<Outside>& homes) {
  if (homes.empty()) return {};
  Html out = html(R"(<h2 class="govuk-heading-m">Not here yet: asked by e-mail</h2><p class="govuk-body">{} no account. A letter with a link goes to the address that you give: whoever opens it reads the summary, without identity, and can offer, ask or decline until the time that you set. Enter only an address that you know; leave it empty to leave a home out.</p>)",
                  homes.size() == 1 ? std::string("This home has") : std::string("These homes have"));
  for (const auto& home : homes) out += address_again_fields(form, home);
  return out;
}

Html address_again_fields(const Form& form, const Outside& home) {
  const auto hint = !home.known ? std::string("Of the home or its provider, rather than of one person there")
                    : fmt::format("Last said on {}{}: {}", london_date(home.known->said_at).words(), home.said_by.empty() ? std::string() : " by " + home.said_by, lower(linking::kSources.label(home.known->source)));
  return field::input(form, {.name = email_field(home.urn), .label = "E-mail address of " + home.name, .hint = hint, .value = home.known ? home.known->email.reveal() : std::string(), .type = "email", .width = field::Width::TwoThirds}) +
         field::select(form, {.name = source_field(home.urn), .label = "How do you know it?", .choices = sources(home), .value = {}, .empty = "Choose how you know it"});
}

std::vector<Letter> typed_letters(Form& form, const std::vector<Outside>& homes) {
  std::vector<Letter> letters;
  for (const auto& home : homes) {
    const auto email = form.typed(email_field(home.urn));
    if (email.empty()) continue;
    const auto typed = form.typed(source_field(home.urn));
    const bool same = home.known && home.known->email.reveal() == email;
    const auto source = linking::kSources.parse(typed);
    if (!outbox::is_address(email)) form.fault(email_field(home.urn), "Enter an e-mail address in the form name@example.org");
    else if (typed == kKept && !same) form.fault(source_field(home.urn), fmt::format("This is not the address of {} that was used before: say how you know the new one", home.name));
    else if (typed != kKept && !source) form.fault(source_field(home.urn), fmt::format("Say how you know the address of {}", home.name));
    else letters.push_back({home.urn, Personal(email), same && !source ? home.known->source : source.value_or(linking::Source::Told)});
  }
  return letters;
}

Html kept_addresses(const Form& form, const std::vector<Outside>& homes) {
  Html keep;
  for (const auto& home : homes)
    for (const auto& name : {email_field(home.urn), source_field(home.urn)}) keep += html(R"(<input type="hidden" name="{}" value="{}">)", name, form.typed(name));
  return keep;
}

bool is_left_out(const Form& form, const std::vector<Outside>& homes, std::string_view urn) {
  return std::ranges::any_of(homes, [&](const Outside& home) { return home.urn == urn; }) && form.typed(email_field(urn)).empty();
}

Html letters_part(db::Read& tx, const Asked& asked, const std::vector<Outside>& homes, const std::vector<Letter>& letters, Instant answer_by) {
  if (homes.empty()) return {};
  Html out, left_out;
  if (!letters.empty()) {
    govuk::Table table{.caption = letters.size() == 1 ? std::string("1 home is asked by e-mail") : fmt::format("{} homes are asked by e-mail", letters.size()), .caption_classes = "govuk-table__caption--m"};
    table.head = {"Home", "The letter goes to", "How the address is known"};
    table.first_cell_is_header = true;
    for (const auto& letter : letters) {
      const auto home = std::ranges::find(homes, letter.urn, &Outside::urn);
      const bool is_new = home->known && home->known->email.reveal() != letter.email.reveal();
      table.rows.push_back({html(R"({}<br><span class="govuk-hint">URN {}</span>)", home->name, home->urn), html(R"(<span class="rp-said">{}</span>{})", letter.email.reveal(), is_new ? html("<br>{}", govuk::tag("Another than before", govuk::Colour::Yellow)) : Html{}),
                            std::string(linking::kSources.label(letter.source))});
    }
    out = govuk::scrolling(govuk::table(table), "Homes that are asked by e-mail");
    if (const auto words = linking::first_letter(tx, asked.facts.responsible, answer_by)) out += govuk::details({.summary = "What the letter says", .text = html(R"(<p class="govuk-body rp-said">{}</p>)", *words)});
  }
  for (const auto& home : homes)
    if (std::ranges::find(letters, home.urn, &Letter::urn) == letters.end()) left_out += html("<li>{}: no address was given</li>", home.name);
  return left_out.empty() ? out : out + html(R"(<p class="govuk-body">Left out:</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", left_out);
}

Done write_first(db::Write& tx, const Asked& asked, const asking::AskId& id, const Letter& letter) {
  RP_TRY(ask, asking::load(tx, id));
  RP_CHECK(linking::say_address(tx, asked.desk.vault, asked.actor(), asked.allowed(), ask.authority, letter.urn, letter.email, letter.source, when_of(asked)));
  return linking::write_to_home(tx, asked.desk.vault, asked.actor(), asked.allowed(), ask, outbox::Letter::Asked, when_of(asked));
}

Done tell(db::Write& tx, const Asked& asked, const asking::AskId& id) {
  RP_TRY(ask, asking::load(tx, id));
  if (ask.organisation.empty()) return linking::tell_home(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, when_of(asked));
  return answering::tell_home(tx, asked, ask.urn, ask.organisation);
}

}  // namespace rightplace::finding
