#include <embedded/rules_documents.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "features/documents/documents.h"
#include "formats/coded_rows.h"

namespace rightplace::documents {

Result<std::vector<Kind>> read_kinds(std::string_view toml, std::string_view source) {
  std::vector<Kind> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "kind", [&](std::string code, std::string label, json::Fields& more) {
    const auto tier = asking::kTiers.parse(more.required_text("tier"));
    if (!tier) more.fault("tier", "should be referral_summary, pen_picture or full_file");
    all.push_back({std::move(code), std::move(label), tier.value_or(asking::Tier::FullFile)});
  }));
  return all;
}

const std::vector<Kind>& kinds() {
  static const auto all = [] {
    auto read = read_kinds(embedded::rules_documents("document_kinds.toml"), "rules/document_kinds.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return all;
}

std::string label_of(std::string_view kind) {
  const auto found = std::ranges::find(kinds(), kind, &Kind::code);
  return found == kinds().end() ? std::string(kind) : found->label;
}

std::string file_name(const Document& document) {
  return fmt::format("{} {}{}", document.reference.empty() ? std::string("placement") : document.reference, lower(label_of(document.kind)), formats::file_ending(document.type));
}

std::string size_words(std::uint64_t bytes) {
  if (bytes < 100'000) return fmt::format("{} KB", std::max<std::uint64_t>(1, bytes / 1000));
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace rightplace::documents
