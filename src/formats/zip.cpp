#include "formats/zip.h"

#include <fmt/format.h>
#include <zip.h>

#include <stdexcept>

namespace rightplace::formats {
namespace {

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

class PartBytes final : public Bytes {
 public:
  PartBytes(zip_file_t* file, std::string name) : file_(file), name_(std::move(name)) {}
  Result<std::size_t> read(char* into, std::size_t most) override {
    const auto got = zip_fread(file_.get(), into, most);
    if (got >= 0) return static_cast<std::size_t>(got);
    return fail(ErrorKind::Invalid, fmt::format("{} is damaged or breaks off ({}); get the file again", name_, zip_file_strerror(file_.get())));
  }

 private:
  std::unique_ptr<zip_file_t, FileCloser> file_;
  std::string name_;
};

std::string sentence(std::string_view source, int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  auto text = fmt::format("{} is a zip archive that is damaged or breaks off ({}); get the file again", source, zip_error_strerror(&error));
  zip_error_fini(&error);
  return text;
}

}  // namespace

struct Zip::Archive {
  explicit Archive(zip_t* opened) : zip(opened) {}
  ~Archive() { zip_discard(zip); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  zip_int64_t find(std::string_view part) const {
    const std::string name(part);
    const auto exact = zip_name_locate(zip, name.c_str(), 0);
    return exact >= 0 ? exact : zip_name_locate(zip, name.c_str(), ZIP_FL_NOCASE);
  }

  zip_t* zip;
};

Zip::Zip(std::unique_ptr<Archive> archive, std::string source) : archive_(std::move(archive)), source_(std::move(source)) {}
Zip::~Zip() = default;
Zip::Zip(Zip&&) noexcept = default;

Result<Zip> Zip::open(const std::filesystem::path& file) {
  int code = 0;
  auto* opened = zip_open(file.c_str(), ZIP_RDONLY, &code);
  if (!opened) return fail(ErrorKind::Invalid, sentence(file.string(), code));
  return Zip(std::make_unique<Archive>(opened), file.string());
}

Result<Zip> Zip::open(std::string_view bytes, std::string_view source) {
  zip_error_t error;
  zip_error_init(&error);
  return opened(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error), error, source);
}

Result<Zip> Zip::open(const std::filesystem::path& file, std::uint64_t from, std::uint64_t size) {
  zip_error_t error;
  zip_error_init(&error);
  return opened(zip_source_file_create(file.c_str(), from, static_cast<zip_int64_t>(size), &error), error, "The file");
}

Result<Zip> Zip::opened(zip_source* bytes, zip_error& error, std::string_view source) {
  if (!bytes) throw std::bad_alloc();
  auto* archive = zip_open_from_source(bytes, ZIP_RDONLY, &error);
  const int code = zip_error_code_zip(&error);
  zip_error_fini(&error);
  if (!archive) {
    zip_source_free(bytes);
    return fail(ErrorKind::Invalid, sentence(source, code));
  }
  return Zip(std::make_unique<Archive>(archive), std::string(source));
}

bool Zip::has(std::string_view part) const { return archive_->find(part) >= 0; }

Result<std::unique_ptr<Bytes>> Zip::part(std::string_view part) const {
  const auto index = archive_->find(part);
  if (index < 0) return fail(ErrorKind::Invalid, fmt::format("{} has no part {}; the file is broken", source_, part));
  auto* file = zip_fopen_index(archive_->zip, static_cast<zip_uint64_t>(index), 0);
  const auto name = fmt::format("{} ({})", source_, part);
  if (!file) {
    const int code = zip_error_code_zip(zip_get_error(archive_->zip));
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD) return fail(ErrorKind::Invalid, fmt::format("{} is protected by a password; save it without one", source_));
    return fail(ErrorKind::Invalid, fmt::format("{} is damaged ({}); get the file again", name, zip_strerror(archive_->zip)));
  }
  return std::make_unique<PartBytes>(file, name);
}

Result<std::string> Zip::small_part(std::string_view name) const {
  constexpr std::size_t kMost = 1 << 20;
  if (!has(name)) return std::string();
  RP_TRY(bytes, part(name));
  RP_TRY(text, beginning(*bytes, kMost + 1));
  if (text.size() > kMost) return fail(ErrorKind::Invalid, fmt::format("{} ({}) is longer than a megabyte; the file is broken", source_, name));
  return std::move(text);
}

std::vector<std::string> Zip::names(std::size_t most) const {
  std::vector<std::string> found;
  const auto count = static_cast<zip_uint64_t>(std::max<zip_int64_t>(zip_get_num_entries(archive_->zip, 0), 0));
  for (zip_uint64_t i = 0; i < count && found.size() < most; ++i)
    if (const char* name = zip_get_name(archive_->zip, i, 0)) found.emplace_back(name);
  return found;
}

}  // namespace rightplace::formats
