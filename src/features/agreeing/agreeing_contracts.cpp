#include "features/agreeing/agreeing_contracts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "web/field.h"
#include "web/govuk/notices.h"

namespace rightplace::agreeing {
namespace {

namespace field = web::field;
using web::Html;
using web::html;

constexpr std::string_view kField = "bought_under", kWords = "bought_under_words", kSpot = "spot", kOther = "other";

std::string words_of(const supply::ContractAccess& access) {
  return fmt::format("{}{}, since {}", capitalised(kRoutes.label(access.route)), access.reference.empty() ? std::string() : " " + access.reference, access.from.words());
}

std::string until_words(const Contract& contract) { return contract.access.until ? fmt::format("In force until {}", contract.access.until->plus_days(-1).words()) : std::string("In force; no end is stated"); }

Html warned(std::string_view words) { return web::govuk::warning_text({.text = std::string(words)}); }

}  // namespace

const Contract* Buying::named(std::string_view words) const {
  const auto found = std::ranges::find(contracts, words, &Contract::words);
  return found == contracts.end() ? nullptr : &*found;
}

Buying buying_of(db::Read& tx, const Chosen& chosen, const Asked& asked) {
  Buying buying;
  if (!chosen.ask) return buying;
  const auto home = supply::supply_of(tx, chosen.ask->urn, asked.today());
  if (!home.contracts) return buying;
  buying.stated = true;
  for (const auto& access : home.contracts->value.access) {
    if (access.authority_code != chosen.line.authority_code) continue;
    Contract contract{access, words_of(access), {}};
    if (home.fees)
      for (const auto& fee : home.fees->value)
        if (fee.route == access.route) contract.fees.push_back(fee);
    buying.contracts.push_back(std::move(contract));
  }
  std::ranges::sort(buying.contracts, [](const Contract& a, const Contract& b) { return std::tuple(b.access.from, a.words) < std::tuple(a.access.from, b.words); });
  return buying;
}

std::string out_of_force(const Contract& contract, Date night) {
  if (contract.access.until && *contract.access.until <= night)
    return fmt::format("{} ended on {}, and the first night is {}", contract.words, contract.access.until->plus_days(-1).words(), night.words());
  if (night < contract.access.from) return fmt::format("{} is not in force on the first night, {}", contract.words, night.words());
  return {};
}

std::string price_differs(const Contract& contract, const std::vector<asking::PriceLine>& lines) {
  if (contract.fees.empty()) return {};
  const auto weekly = asking::weekly_total(lines).per_week;
  std::vector<std::string> fees;
  for (const auto& fee : contract.fees) {
    if (fee.rate.per_week == weekly) return {};
    fees.push_back(fmt::format("{} a week ({} needs)", pounds(fee.rate.per_week), lower(kNeedLevels.label(fee.need_level))));
  }
  return fmt::format("The offer asks {} a week. For this way of buying the home states {}", pounds(weekly), join_words(fees));
}

Done checked(const Buying& buying, const agreements::Terms& terms) {
  const auto* contract = buying.named(terms.bought_under);
  if (!contract) return {};
  if (auto ended = out_of_force(*contract, terms.first_night); !ended.empty())
    return fail(ErrorKind::Invalid, "See the fields", {{std::string(kField), ended + ". Choose how the place is really bought, or ask the home which contract it means"}});
  if (auto differs = price_differs(*contract, terms.lines); !differs.empty() && trim(terms.more).empty())
    return fail(ErrorKind::Invalid, "See the fields", {{"more", differs + ". Say here what the difference is for, not how much it is (the home’s staff read this without the prices), or ask the home to change its offer"}});
  return {};
}

Html contract_part(const Buying& buying, const agreements::Terms& terms, bool prices, Date today) {
  if (terms.bought_under.empty()) return {};
  const auto* contract = buying.named(terms.bought_under);
  // Words of their own, or a statement that the home has changed since: nothing can be held against it.
  if (!contract) return html(R"(<div class="govuk-inset-text">The home states no contract with {} in these words: “{}”. Ask it which one it means.</div>)", terms.authority, terms.bought_under);
  if (const auto ended = out_of_force(*contract, std::max(terms.first_night, today)); !ended.empty()) {
    const bool meanwhile = contract->access.until && *contract->access.until > terms.first_night;
    return warned(meanwhile ? fmt::format("{} ended on {}. From then on the place is not bought under it: agree on what holds now in another version.", contract->words, contract->access.until->plus_days(-1).words()) : ended + ". Draw another version before anybody agrees.");
  }
  const auto differs = prices ? price_differs(*contract, terms.lines) : std::string();
  return differs.empty() ? Html{} : html(R"(<div class="govuk-inset-text">{}. What the difference is for stands under what else is agreed.</div>)", differs);
}

Html bought_field(const web::Form& form, const Buying& buying, const agreements::Terms& before, Date night) {
  std::vector<field::Choice> choices;
  Html ended;
  for (const auto& contract : buying.contracts) {
    if (const auto words = out_of_force(contract, night); !words.empty()) ended += html("<li>{}</li>", words);
    else choices.push_back({contract.words, contract.words, until_words(contract)});
  }
  choices.push_back({std::string(kSpot), "Spot purchase", "No framework or contract"});
  choices.push_back({std::string(kOther), "Another contract, which the home has not stated here", "Ask the home to state it: then its end and its fees are watched",
                     field::input(form, {.name = std::string(kWords), .label = "Its name and lot", .value = buying.named(before.bought_under) ? std::string() : before.bought_under})});
  const bool first = before.outcomes.empty();
  std::string value;
  if (!first) value = before.bought_under.empty() ? std::string(kSpot) : buying.named(before.bought_under) ? before.bought_under : std::string(kOther);
  const Html gone = ended.empty() ? Html{} : html(R"(<div class="govuk-inset-text"><p class="govuk-body">Not to be bought under:</p><ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-0">{}</ul></div>)", ended);
  return gone + field::radios(form, {.name = std::string(kField), .legend = "Under which contract is the place bought?", .choices = choices, .value = value, .hint = buying.stated ? "As the home states its contracts with your authority" : "The home has not stated its contracts here"});
}

std::string typed_bought(web::Form& form, const Buying& buying) {
  const auto typed = form.typed(kField);
  if (typed == kSpot) return {};
  if (typed == kOther) return form.required(kWords, "Enter the name and lot of the contract", static_cast<int>(agreements::kLongestOutcome));
  if (!buying.named(typed)) form.fault(kField, typed.empty() ? "Choose under which contract the place is bought" : "The home states this contract no longer: choose again");
  return typed;
}

}  // namespace rightplace::agreeing
