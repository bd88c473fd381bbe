#pragma once
// Pages made for paper, as PDF: tagged, so that a screen reader reads them too. Chromium makes it where it is installed or named
// (`serve --pdf-program`), as a process of its own: no network, nothing but the page and the styles to read, a folder of its own that
// goes with it, half a minute at most, and no more than two at once. Where there is none the page says so and leaves it to the
// browser's own print.
//
//   return printing::as_pdf(asked, {.title = …, .file_name = "R-7K3M9Q agreement.pdf", .content = …}, page);
//
// Who may print is decided before, by the page's own row.

#include <filesystem>
#include <optional>
#include <string>

#include "features/desk/desk.h"

namespace rightplace::printing {

// ---- The program.

// For the whole process, before the first request. An empty path: none, even if one is installed.
void use_program(std::filesystem::path program);
// What was named, or else Chromium where it is installed; nothing: there is none.
std::optional<std::filesystem::path> program();

// ---- Making one.

struct Sheet {
  std::string title;         // of the document
  std::string file_name;     // "R-7K3M9Q agreement.pdf": names nobody
  web::Html content;         // with its h1; styles of the pages, as on paper
};

// The document as it goes to the program: one file that needs nothing else.
std::string document_of(const Sheet& sheet);
// The bytes of a PDF. `folder` takes the process's files for as long as it runs. Unavailable: no program, too many at once, it
// took too long, or it failed.
Result<std::string> make_pdf(const Sheet& sheet, const std::filesystem::path& folder);

// The PDF as a file to be kept; or a page that says why there is none and leads back to `page`, which the browser can print.
web::Response as_pdf(const desk::Asked& asked, const Sheet& sheet, const web::Url& page);

}  // namespace rightplace::printing
