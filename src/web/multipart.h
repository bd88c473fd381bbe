#pragma once
// multipart/form-data (RFC 7578), as browsers send a form with files: fields first, files last. Nothing is copied: a file is
// a stretch of the body, which lies in memory or, when it is large, in the request's file.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/request.h"

namespace rightplace::web {

// A body, wherever it lies. May be read from any place.
class BodyBytes {
 public:
  explicit BodyBytes(std::string_view memory);          // must outlive this
  explicit BodyBytes(const Request& request);
  ~BodyBytes();
  BodyBytes(const BodyBytes&) = delete;
  BodyBytes& operator=(const BodyBytes&) = delete;
  std::uint64_t size() const { return size_; }
  // Fewer than `most` only at the end, or where the disk does not give them.
  std::string read(std::uint64_t from, std::size_t most) const;

 private:
  std::string_view memory_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

struct SentFile {
  std::string field;
  std::string name;          // as the sender calls it, without folders; never to be believed
  std::uint64_t from = 0, size = 0;   // in the body
};
struct Multipart {
  NamedValues fields;
  std::optional<SentFile> file;   // none: nothing was chosen
};

inline constexpr std::size_t kMostFieldBytes = 128 << 10;   // of everything before the file

// None when it is not exactly as browsers write it: another boundary, a field after the file, no end, a text that is not UTF-8.
std::optional<Multipart> read_multipart(const BodyBytes& body, std::string_view boundary);
std::optional<Multipart> read_multipart(const Request& request);

// A form with several files: fields first, then files and nothing else. Where nothing was chosen browsers send one without name and
// content, which is left out.
struct SentFiles {
  NamedValues fields;
  std::vector<SentFile> files;
};
// None for the reasons above, and when there are more than `most` files.
std::optional<SentFiles> read_files(const BodyBytes& body, std::string_view boundary, std::size_t most);
std::optional<SentFiles> read_files(const Request& request, std::size_t most);

// The fields of a form, of either coding; a file is not looked at. None when they cannot be read.
std::optional<NamedValues> fields_of(const Request& request);
bool is_multipart(const Request& request);

}  // namespace rightplace::web
