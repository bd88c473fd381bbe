#include "web/multipart.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::web {
namespace {

constexpr std::size_t kLongestBoundary = 70;   // RFC 2046 §5.1.1
constexpr std::size_t kMostFields = 1000;
constexpr std::size_t kBlock = 64 << 10;
constexpr std::size_t kLongestHead = 8 << 10;   // of a file

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= kLongestBoundary && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
  });
}

std::optional<std::string> boundary_of(const Request& request) {
  const auto type = request.header("content-type").value_or("");
  const auto at = lower(type).find("boundary=");
  if (at == std::string::npos) return std::nullopt;
  auto text = type.substr(at + 9);
  text = trim(text.substr(0, text.find(';')));
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return is_boundary(text) ? std::optional<std::string>(text) : std::nullopt;
}

struct PartHead {
  std::string name;
  std::optional<std::string> file_name;
};

// name="…": browsers write a quotation mark within as %22.
std::optional<std::string> parameter(std::string_view line, std::string_view name) {
  const auto mark = "; " + std::string(name) + "=\"";
  const auto at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto from = at + mark.size();
  const auto end = line.find('"', from);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(line.substr(from, end - from));
}

std::optional<PartHead> read_part_head(std::string_view head) {
  std::optional<PartHead> found;
  for (auto line : split(head, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find('\r') != std::string_view::npos || line.find('\0') != std::string_view::npos) return std::nullopt;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!iequals(line.substr(0, colon), "content-disposition")) continue;
    if (found || !lower(trim(line.substr(colon + 1))).starts_with("form-data")) return std::nullopt;
    auto name = parameter(line, "name");
    if (!name) return std::nullopt;
    found = PartHead{std::move(*name), parameter(line, "filename")};
    if (!is_utf8(found->name) || (found->file_name && !is_utf8(*found->file_name))) return std::nullopt;
  }
  return found;
}

std::string without_folders(std::string name) {
  name = replace_all(name, "%22", "\"");
  if (const auto slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
  std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return std::string(trim(name));
}

bool is_text(std::string_view text) { return is_utf8(text) && text.find('\0') == std::string_view::npos; }

// What follows the last part: "--", perhaps a line end, and nothing.
bool is_end(std::string_view rest) { return rest == "--" || rest == "--\r\n"; }

// Where `mark` next stands whole before `until`; `until` where it does not. Nothing: the disk does not give the bytes.
std::optional<std::uint64_t> next_place(const BodyBytes& body, std::uint64_t from, std::uint64_t until, std::string_view mark) {
  std::string block;
  while (from < until) {
    const auto kept = std::min(block.size(), mark.size() - 1);
    block.erase(0, block.size() - kept);
    const auto more = body.read(from, static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, until - from)));
    if (more.empty()) return std::nullopt;
    block += more;
    from += more.size();
    if (const auto at = block.find(mark); at != std::string::npos) return from - block.size() + at;
  }
  return until;
}

// What cannot be read is not to be trusted.
bool occurs(const BodyBytes& body, std::uint64_t from, std::uint64_t size, std::string_view mark) { return next_place(body, from, from + size, mark) != from + size; }

// `whole`: the file's stretch too, looked through for a boundary within it.
std::optional<Multipart> read(const BodyBytes& body, std::string_view boundary, bool whole) {
  if (!is_boundary(boundary)) return std::nullopt;
  const auto mark = "\r\n--" + std::string(boundary);
  const auto start = body.read(0, kMostFieldBytes);
  std::string_view rest = start;
  if (!rest.starts_with(std::string_view(mark).substr(2))) return std::nullopt;
  rest.remove_prefix(mark.size() - 2);
  Multipart parts;
  for (;;) {
    if (is_end(rest) && body.size() == start.size()) return parts;
    if (!rest.starts_with("\r\n") || parts.fields.size() == kMostFields) return std::nullopt;
    rest.remove_prefix(2);
    const auto head_end = rest.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return std::nullopt;
    auto head = read_part_head(rest.substr(0, head_end));
    if (!head) return std::nullopt;
    rest.remove_prefix(head_end + 2);   // the value begins after two more, and may be empty
    if (!head->file_name) {
      const auto end = rest.find(mark, 2);
      if (end == std::string_view::npos) return std::nullopt;
      const auto value = rest.substr(2, end - 2);
      if (!is_text(value) || !is_text(head->name)) return std::nullopt;
      parts.fields.emplace_back(std::move(head->name), std::string(value));
      rest.remove_prefix(end + mark.size());
      continue;
    }
    const auto from = static_cast<std::uint64_t>(rest.data() + 2 - start.data());
    if (!whole) return parts;
    const auto ending = mark + "--";
    auto size = body.size();
    const auto tail = body.read(size - std::min<std::uint64_t>(size, ending.size() + 2), ending.size() + 2);
    if (tail.ends_with(ending + "\r\n")) size -= ending.size() + 2;
    else if (tail.ends_with(ending)) size -= ending.size();
    else return std::nullopt;
    if (size < from || occurs(body, from, size - from, mark)) return std::nullopt;
    if (!head->file_name->empty() || size > from) parts.file = SentFile{std::move(head->name), without_folders(std::move(*head->file_name)), from, size - from};
    return parts;
  }
}

}  // namespace

std::optional<SentFiles> read_files(const BodyBytes& body, std::string_view boundary, std::size_t most) {
  auto parts = read(body, boundary, false);
  if (!parts) return std::nullopt;
  SentFiles out{std::move(parts->fields), {}};
  const auto mark = "\r\n--" + std::string(boundary);
  // The first boundary after the fields: each field was one.
  auto at = next_place(body, 0, body.size(), std::string_view(mark).substr(2));
  for (std::size_t field = 0; at && field < out.fields.size(); ++field) at = next_place(body, *at + mark.size() - 2, body.size(), mark);
  if (!at || *at >= body.size()) return std::nullopt;
  auto after = *at + mark.size() - (out.fields.empty() ? 2 : 0);
  for (;;) {
    if (is_end(body.read(after, 5))) return out;
    const auto start = body.read(after, kLongestHead);
    const auto head_end = start.find("\r\n\r\n");
    if (!start.starts_with("\r\n") || head_end == std::string::npos || head_end < 2) return std::nullopt;
    auto head = read_part_head(std::string_view(start).substr(2, head_end - 2));
    if (!head || !head->file_name) return std::nullopt;
    const auto from = after + head_end + 4;
    const auto end = next_place(body, from, body.size(), mark);
    if (!end || *end == body.size()) return std::nullopt;
    if (!head->file_name->empty() || *end > from) {
      if (out.files.size() == most) return std::nullopt;
      out.files.push_back({std::move(head->name), without_folders(std::move(*head->file_name)), from, *end - from});
    }
    after = *end + mark.size();
  }
}

std::optional<SentFiles> read_files(const Request& request, std::size_t most) {
  const auto boundary = is_multipart(request) ? boundary_of(request) : std::nullopt;
  return boundary ? read_files(BodyBytes(request), *boundary, most) : std::nullopt;
}

BodyBytes::BodyBytes(std::string_view memory) : memory_(memory), size_(memory.size()) {}

BodyBytes::BodyBytes(const Request& request) : memory_(request.body), size_(request.body.size()) {
  if (!request.body_file) return;
  descriptor_ = ::open(request.body_file->path().c_str(), O_RDONLY | O_CLOEXEC);
  const auto end = descriptor_ < 0 ? -1 : ::lseek(descriptor_, 0, SEEK_END);
  size_ = end < 0 ? 0 : static_cast<std::uint64_t>(end);
}

BodyBytes::~BodyBytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string BodyBytes::read(std::uint64_t from, std::size_t most) const {
  if (from >= size_) return {};
  most = static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - from));
  if (descriptor_ < 0) return std::string(memory_.substr(static_cast<std::size_t>(from), most));
  std::string bytes(most, '\0');
  std::size_t got = 0;
  while (got < most) {
    const auto count = ::pread(descriptor_, bytes.data() + got, most - got, static_cast<off_t>(from + got));
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

std::optional<Multipart> read_multipart(const BodyBytes& body, std::string_view boundary) { return read(body, boundary, true); }

std::optional<Multipart> read_multipart(const Request& request) {
  const auto boundary = is_multipart(request) ? boundary_of(request) : std::nullopt;
  return boundary ? read(BodyBytes(request), *boundary, true) : std::nullopt;
}

bool is_multipart(const Request& request) { return iequals(request.content_type(), "multipart/form-data"); }

std::optional<NamedValues> fields_of(const Request& request) {
  if (!is_multipart(request)) return parse_form(request.body);
  const auto boundary = boundary_of(request);
  if (!boundary) return std::nullopt;
  auto parts = read(BodyBytes(request), *boundary, false);
  if (!parts) return std::nullopt;
  return std::move(parts->fields);
}

}  // namespace rightplace::web
