#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <mutex>

#include "base/text.h"
#include "features/outbox/outbox.h"
#include "formats/file.h"

namespace rightplace::outbox {
namespace {

namespace fs = std::filesystem;

class Files final : public Transport {
 public:
  explicit Files(fs::path folder) : folder_(std::move(folder)) {}

  Done send(const Mail& mail) override {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
    if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made: {}", folder_.string(), error.message()));
    const auto file = folder_ / (mail.id.text() + ".eml"), part = folder_ / (mail.id.text() + ".part");
    const auto text = internet_message(mail);
    const int descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    if (descriptor >= 0) done = ::close(descriptor) == 0 && done;
    if (done) fs::rename(part, file, error);
    if (!done || error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written: is the disk full?", file.string()));
    return {};
  }
  std::string describe() const override { return "files in " + folder_.string(); }

 private:
  fs::path folder_;
};

struct Handle {
  CURL* curl = curl_easy_init();
  curl_slist* recipients = nullptr;
  Handle() = default;
  ~Handle() {
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

struct Conversation {
  std::string message;
  std::size_t given = 0;
  bool about_this_letter = false;   // the recipient was named, or the letter was handed over: a refusal is of it, not of us

  static std::size_t give(char* buffer, std::size_t size, std::size_t count, void* self) {
    auto& talk = *static_cast<Conversation*>(self);
    const auto part = std::min(size * count, talk.message.size() - talk.given);
    std::copy_n(talk.message.data() + talk.given, part, buffer);
    talk.given += part;
    return part;
  }
  static int overhear(CURL*, curl_infotype kind, char* text, std::size_t size, void* self) {
    if (kind == CURLINFO_HEADER_OUT && std::string_view(text, size).starts_with("RCPT TO")) static_cast<Conversation*>(self)->about_this_letter = true;
    return 0;
  }
};

class Smtp final : public Transport {
 public:
  Smtp(MailOptions options, std::string host, bool is_here) : options_(std::move(options)), host_(std::move(host)), is_here_(is_here) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  }

  Done send(const Mail& mail) override {
    Handle handle;
    auto* curl = handle.curl;
    Personal<std::string> password;
    if (!options_.user.empty()) {
      RP_TRY(text, formats::read_file(options_.password_file, 4096));
      password = Personal(std::string(trim(text)));
    }
    Conversation talk{internet_message(mail)};
    handle.recipients = curl_slist_append(nullptr, mail.to.reveal().c_str());
    // The path is the name that we greet with.
    curl_easy_setopt(curl, CURLOPT_URL, (options_.smtp + "/" + mail.from.substr(mail.from.find('@') + 1)).c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(is_here_ && options_.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (!options_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    if (!options_.user.empty()) {
      curl_easy_setopt(curl, CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(curl, CURLOPT_PASSWORD, password.reveal().c_str());
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail.from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, handle.recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Conversation::give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &talk);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(talk.message.size()));
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);   // heard by `overhear` alone
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &Conversation::overhear);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &talk);
    const auto outcome = curl_easy_perform(curl);
    if (outcome == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    const bool for_good = talk.about_this_letter && answer >= 500 && answer < 600;
    // The server's own words may hold the address.
    return fail(for_good ? ErrorKind::Invalid : ErrorKind::Unavailable,
                answer >= 400 ? fmt::format("{} refused the message ({})", host_, answer) : fmt::format("{}: {}", host_, curl_easy_strerror(outcome)));
  }
  std::string describe() const override { return "mail server " + host_; }

 private:
  MailOptions options_;
  std::string host_;
  bool is_here_;
};

}  // namespace

std::unique_ptr<Transport> to_files(const fs::path& store) { return std::make_unique<Files>(store / "outbox"); }

Result<std::unique_ptr<Transport>> transport(const MailOptions& options, const fs::path& store) {
  if (options.smtp.empty()) return to_files(store);
  const auto scheme = options.smtp.find("://");
  const auto host = scheme == std::string::npos ? std::string() : options.smtp.substr(scheme + 3);
  const auto name = host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.rfind(':'));
  const bool fits = options.smtp.starts_with("smtp://") || options.smtp.starts_with("smtps://");
  if (!fits || name.empty() || host.find_first_of("/@?# ") != std::string::npos)
    return fail(ErrorKind::Invalid, fmt::format("smtp = {}: write smtp://HOST:587 (STARTTLS) or smtps://HOST:465, without user or path", shown(options.smtp)));
  if (!is_address(options.from)) return fail(ErrorKind::Invalid, fmt::format("mail_from = {}: write the address from which mail comes, such as rightplace@example.org", shown(options.from)));
  if (options.user.empty() != options.password_file.empty()) return fail(ErrorKind::Invalid, "smtp_user and smtp_password_file belong together: write both or neither");
  if (!options.password_file.empty()) RP_CHECK(formats::read_file(options.password_file, 4096));
  const bool is_here = name == "localhost" || name.starts_with("127.") || name == "[::1]";
  return std::make_unique<Smtp>(options, host, is_here);
}

int forget_files(const std::filesystem::path& store, Instant before) {
  int gone = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(store / "outbox", error)) {
    const auto& path = entry.path();
    auto number = path.stem().string();
    if (path.extension() != ".eml" || number.size() != 36) continue;
    // The first twelve digits of an id are the milliseconds at which it was made.
    std::erase(number, '-');
    std::uint64_t ms = 0;
    const auto read = std::from_chars(number.data(), number.data() + 12, ms, 16);
    if (read.ec != std::errc() || read.ptr != number.data() + 12 || static_cast<std::int64_t>(ms) >= before.ms) continue;
    if (std::filesystem::remove(path, error)) ++gone;
  }
  return gone;
}

}  // namespace rightplace::outbox
