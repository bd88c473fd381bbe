#pragma once
// One HTTP request, read whole and checked before anybody sees it.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rightplace::web {

enum class Method { Get, Head, Post, Put, Patch, Delete };

using NamedValues = std::vector<std::pair<std::string, std::string>>;

// A body that was too large for memory lies in a file, which goes away with the last copy of this.
class BodyFile {
 public:
  explicit BodyFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Request {
  Method method = Method::Get;
  std::string path;           // percent-decoded, begins with "/", no "." or ".." segment
  std::string raw_target;     // as sent
  NamedValues query;          // decoded, in order
  NamedValues headers;        // names in lower case
  std::string body;           // empty when body_file is set
  std::shared_ptr<BodyFile> body_file;
  std::string peer;           // address of the other end
  bool secure = false;        // came over TLS

  std::optional<std::string_view> header(std::string_view lower_case_name) const;
  std::string_view query_value(std::string_view name) const;   // the first, or empty
  std::optional<std::string_view> cookie(std::string_view name) const;
  std::string_view content_type() const;                       // lower case, without parameters
};

// application/x-www-form-urlencoded or a query. None when a percent sign is not followed by two hex digits or the result
// is not UTF-8 or holds a NUL.
std::optional<NamedValues> parse_form(std::string_view text, std::size_t most_fields = 1000);
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace rightplace::web
