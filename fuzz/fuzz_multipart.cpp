// links: rp_web
// A form with a file: what is read never lies outside the body, and the fields alone are read as with the file.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "web/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rightplace::web;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Request request;
  request.headers = {{"content-type", "multipart/form-data; boundary=B"}};
  request.body = text;
  const auto whole = read_multipart(request);
  const auto fields = fields_of(request);
  if (!whole) return 0;
  if (!fields || *fields != whole->fields) __builtin_trap();
  if (!whole->file) return 0;
  const auto& file = *whole->file;
  if (file.from > size || file.size > size - file.from || file.name.find('/') != std::string::npos) __builtin_trap();
  if (text.substr(file.from, file.size).find("\r\n--B") != std::string_view::npos) __builtin_trap();
  return 0;
}
