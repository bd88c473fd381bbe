#include "features/printing/printing.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <mutex>
#include <semaphore>

#include "features/printing/printing_process.h"
#include "formats/file.h"
#include "web/assets.h"

namespace rightplace::printing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using web::Html;
using web::html;

constexpr auto kLimit = 30s, kWait = 10s;
constexpr int kAtOnce = 2;
constexpr const char* kInstalled[] = {"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"};

struct Chosen {
  std::mutex mutex;
  std::optional<fs::path> named;
};
Chosen& chosen() {
  static Chosen one;
  return one;
}

std::counting_semaphore<kAtOnce>& seats() {
  static std::counting_semaphore<kAtOnce> all(kAtOnce);
  return all;
}
struct Seat {
  bool taken = seats().try_acquire_for(kWait);
  Seat() = default;
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() {
    if (taken) seats().release();
  }
};

// Its owner's alone, and gone with this.
class Folder {
 public:
  explicit Folder(const fs::path& in) {
    std::error_code error;
    fs::create_directories(in, error);
    std::string name = (in / "printing.XXXXXX").string();
    if (::mkdtemp(name.data())) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

auto unavailable(std::string_view words) { return fail(ErrorKind::Unavailable, std::string(words)); }

}  // namespace

void use_program(fs::path program) {
  const std::scoped_lock lock(chosen().mutex);
  chosen().named = std::move(program);
}

std::optional<fs::path> program() {
  {
    const std::scoped_lock lock(chosen().mutex);
    if (chosen().named) return chosen().named->empty() ? std::nullopt : chosen().named;
  }
  for (const auto* one : kInstalled)
    if (::access(one, X_OK) == 0) return fs::path(one);
  return std::nullopt;
}

std::string document_of(const Sheet& sheet) {
  // Nothing is fetched and no script runs, whatever the content says.
  static constexpr std::string_view kPaper = "@page{size:A4;margin:18mm 16mm} body{background:none} .govuk-link{color:inherit;text-decoration:none}";
  const auto head = Html::trusted(fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n<style>{}{}</style>", web::asset_text("rightplace.css"), kPaper));
  return html(R"(<!DOCTYPE html>
<html lang="en-GB" class="govuk-template">
<head>
<meta charset="utf-8">
<title>{}</title>
{}
</head>
<body class="govuk-template__body"><main class="govuk-width-container" id="main-content">{}</main></body>
</html>
)", sheet.title, head, sheet.content).markup();
}

Result<std::string> make_pdf(const Sheet& sheet, const fs::path& folder) {
  const auto maker = program();
  if (!maker) return unavailable("This service has no program that makes PDF. Print the page with your browser: it can keep it as a PDF too");
  const Seat seat;
  if (!seat.taken) return unavailable("Others are making PDF just now. Wait a moment and ask again, or print the page with your browser");
  const Folder own(folder);
  if (own.path().empty()) return unavailable("The disk does not take the file now. Print the page with your browser");
  const auto page = own.path() / "page.html", made = own.path() / "made.pdf";
  RP_CHECK(formats::write_file(page, document_of(sheet)));
  std::vector<std::string> arguments = {maker->string(), "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking", "--disable-sync", "--no-first-run",
                                        "--no-default-browser-check", "--disable-breakpad", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--generate-pdf-document-outline",
                                        "--user-data-dir=" + (own.path() / "profile").string(), "--print-to-pdf=" + made.string(), "file://" + page.string()};
  if (::geteuid() == 0) arguments.insert(arguments.begin() + 2, "--no-sandbox");   // it has none for root; the document can do nothing
  std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + own.path().string()};
  const auto ended = run(std::move(arguments), std::move(environment), own.path(), std::chrono::duration_cast<std::chrono::milliseconds>(kLimit));
  if (ended == Ended::TooLate) return unavailable("Making the PDF took too long. Print the page with your browser");
  auto bytes = formats::read_file(made);
  if (ended != Ended::Well || !bytes || !bytes->starts_with("%PDF-")) return unavailable("The PDF could not be made. Print the page with your browser, and tell whoever runs the service");
  return bytes;
}

web::Response as_pdf(const desk::Asked& asked, const Sheet& sheet, const web::Url& page) {
  auto made = make_pdf(sheet, asked.desk.folder / "spool");
  if (!made) {
    const auto content = html(R"(<div class="rp-readable"><h1 class="govuk-heading-l">No PDF now</h1><p class="govuk-body">{}.</p><p class="govuk-body"><a class="govuk-link" href="{}">Go back to the page</a>, then choose Print in your browser.</p></div>)", made.error().detail, page);
    return desk::show(asked, {.title = "No PDF now"}, content, program() ? 503 : 200);
  }
  web::Response response;
  response.body = std::move(*made);
  return std::move(response.header("Content-Type", "application/pdf").header("Content-Disposition", fmt::format("attachment; filename=\"{}\"", sheet.file_name)).header("Cache-Control", std::string(web::cache_control(web::Caching::NoStore))));
}

}  // namespace rightplace::printing
