#pragma once
// A text document (OpenDocument 1.3, .odt) of headings, paragraphs, lists and tables, as LibreOffice and Word open it. What is written
// is text: nothing of it can be markup. The same content gives the same bytes.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rightplace::formats {

class OdtWriter {
 public:
  explicit OdtWriter(std::string title, std::string language = "en-GB");
  void heading(int level, std::string_view text);    // 1 to 3
  void paragraph(std::string_view text);             // lines of one text are lines of the paragraph
  void small(std::string_view text);                 // a note: smaller
  void list(const std::vector<std::string>& items);
  // The first cell of each row names it. A row shorter than the head is filled up; cells of figures stand to the right.
  void table(std::string_view caption, const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows);
  // The whole file. Unavailable when there is no memory for it.
  Result<std::string> take();

 private:
  std::string title_, language_;
  std::string body_;
  int tables_ = 0;
};

}  // namespace rightplace::formats
