#pragma once
// The document itself: values, as markup, as a text document, and as JSON to be kept. Within the feature.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "web/html.h"
#include "web/plot/plot.h"

namespace rightplace::statement {

// What the authority writes itself.
struct Part {
  std::string_view id, title, hint;
};
const std::vector<Part>& parts();
const Part* part_called(std::string_view id);
using Words = std::map<std::string, std::string, std::less<>>;   // by part
inline constexpr std::size_t kLongestWords = 10'000;

struct Table {
  std::string part;                 // in which it stands
  std::string title, says, source;
  web::plot::Figures figures;       // no rows: it cannot be published
};
struct Document {
  std::string authority;
  Date as_at;                       // on which its figures were worked out
  std::optional<Date> published_on;
  int number = 0;                   // of those published; 0: a draft
  Words words;
  std::vector<Table> tables;
  std::vector<std::string> missing;    // what could not be said, and why
  std::vector<std::string> cautions;
  std::vector<std::string> sources;
};

std::string written(const Document& document);
std::optional<Document> read_document(std::string_view json);
std::string words_json(const Words& words);
Words read_words(std::string_view json);
// Of what the document says: the same for the same content.
std::string fingerprint(const Document& document);

std::string title_of(const Document& document);
std::string file_name(const Document& document, std::string_view ending);
web::Html heading(const Document& document);         // its h1 and dates
web::Html body(const Document& document);
Result<std::string> as_odt(const Document& document);

}  // namespace rightplace::statement
