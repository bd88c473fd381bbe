#pragma once
// A zip archive in memory, for tests and fuzzers of the workbook readers.

#include <zip.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rightplace::test {

using ZipParts = std::vector<std::pair<std::string, std::string>>;

// `parts` in their order; deflated unless `stored`.
inline std::string zipped(const ZipParts& parts, bool stored = false) {
  zip_error_t error;
  zip_error_init(&error);
  auto* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  auto* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  if (!archive) throw std::runtime_error("zipped: no archive");
  zip_source_keep(target);
  for (const auto& [name, content] : parts) {
    auto* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const auto index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) throw std::runtime_error("zipped: " + name);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 6);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("zipped: not closed");
  zip_stat_t stat;
  zip_source_stat(target, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(target);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

// The smallest archive that is an ODS around this content.xml.
inline std::string ods_of(std::string content, bool stored = false) {
  return zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", std::move(content)}}, stored);
}

}  // namespace rightplace::test
