#include "features/geography/geography_postcode_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "formats/file.h"

namespace rightplace::geography {
namespace {

constexpr char kMagic[8] = {'R', 'P', 'C', 'O', 'D', 'E', '0', '1'};
constexpr std::size_t kCodeBytes = 16;   // an authority's code, padded with zeros

// Then the authorities' codes, the groups, the records. Little-endian, as every machine that we build for. `checksum`
// covers the head (itself as 0), the codes and the groups, which have one each for their records: opening reads only
// the first few pages, and no record is used unchecked.
struct Head {
  char magic[8];
  std::uint64_t records;
  std::uint32_t groups;
  std::uint32_t authorities;
  char import_id[40];
  char replaces[40];
  std::uint64_t checksum;
};
static_assert(sizeof(Head) == 112);

// Against damaged disks, not against people. `bytes` is a multiple of eight.
std::uint64_t checksum_of(const void* data, std::size_t bytes, std::uint64_t so_far = 0x52696768'74706c63) {
  const auto* at = static_cast<const char*>(data);
  for (std::size_t i = 0; i < bytes; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, at + i, 8);
    so_far = (so_far ^ word) * 0x9E3779B97F4A7C15;
    so_far ^= so_far >> 32;
  }
  return so_far;
}

std::string_view text_of(const char* bytes, std::size_t most) { return {bytes, strnlen(bytes, most)}; }

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

}  // namespace

std::filesystem::path current_postcode_file(const std::filesystem::path& store) { return store / "postcodes.bin"; }
std::filesystem::path previous_postcode_file(const std::filesystem::path& store) { return store / "postcodes.previous.bin"; }
std::filesystem::path new_postcode_file(const std::filesystem::path& store) { return store / "postcodes.new.bin"; }

Done write_postcodes(const std::filesystem::path& file, const PostcodeSet& set, std::string_view import_id, std::string_view replaces) {
  std::vector<PostcodeGroup> groups;
  for (std::size_t i = 0; i < set.entries.size(); ++i) {
    if (groups.empty() || groups.back().outward != set.entries[i].outward)
      groups.push_back({set.entries[i].outward, 0, i, checksum_of(nullptr, 0)});
    ++groups.back().count;
    groups.back().checksum = checksum_of(&set.entries[i].record, 8, groups.back().checksum);
  }
  Head head{};
  std::memcpy(head.magic, kMagic, sizeof kMagic);
  head.records = set.entries.size();
  head.groups = static_cast<std::uint32_t>(groups.size());
  head.authorities = static_cast<std::uint32_t>(set.authorities.size());
  std::memcpy(head.import_id, import_id.data(), std::min(import_id.size(), sizeof head.import_id - 1));
  std::memcpy(head.replaces, replaces.data(), std::min(replaces.size(), sizeof head.replaces - 1));

  const std::size_t directory = set.authorities.size() * kCodeBytes + groups.size() * sizeof(PostcodeGroup);
  std::string bytes(sizeof head + directory + set.entries.size() * 8, '\0');
  char* at = bytes.data() + sizeof head;
  for (const auto& code : set.authorities) {
    std::memcpy(at, code.data(), std::min(code.size(), kCodeBytes - 1));
    at += kCodeBytes;
  }
  if (!groups.empty()) std::memcpy(at, groups.data(), groups.size() * sizeof(PostcodeGroup));
  at += groups.size() * sizeof(PostcodeGroup);
  for (const auto& entry : set.entries) {
    std::memcpy(at, &entry.record.bits, 8);
    at += 8;
  }
  head.checksum = checksum_of(bytes.data() + sizeof head, directory, checksum_of(&head, sizeof head));
  std::memcpy(bytes.data(), &head, sizeof head);
  return formats::write_file(file, bytes);
}

Result<std::shared_ptr<const Postcodes::File>> Postcodes::File::open(const std::filesystem::path& path) {
  const auto damaged = [&](std::string_view how) {
    return fail(ErrorKind::Invalid, fmt::format("{} {}; import the postcodes again with `rightplace import postcodes FILE`", path.string(), how));
  };
  const Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (descriptor.number < 0)
    return fail(ErrorKind::NotFound, "No postcodes were imported into this store; `rightplace import postcodes FILE` reads the ONS "
                                     "Postcode Directory, Code-Point Open or a CSV");
  struct stat status {};
  if (fstat(descriptor.number, &status) != 0 || static_cast<std::size_t>(status.st_size) < sizeof(Head)) return damaged("is too short to hold postcodes");

  std::shared_ptr<File> file(new File);
  file->mapped_bytes_ = static_cast<std::size_t>(status.st_size);
  void* mapped = mmap(nullptr, file->mapped_bytes_, PROT_READ, MAP_SHARED, descriptor.number, 0);
  if (mapped == MAP_FAILED) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be mapped into memory", path.string()));
  file->mapped_ = mapped;

  Head head;
  std::memcpy(&head, mapped, sizeof head);
  if (std::memcmp(head.magic, kMagic, sizeof kMagic) != 0) return damaged("is not a file of postcodes of this version");
  const std::size_t directory = std::size_t{head.authorities} * kCodeBytes + std::size_t{head.groups} * sizeof(PostcodeGroup);
  if (head.records > file->mapped_bytes_ / 8 || sizeof head + directory + head.records * 8 != file->mapped_bytes_)
    return damaged("does not have the length that it says");
  const auto* bytes = static_cast<const char*>(mapped);
  const auto expected = head.checksum;
  head.checksum = 0;
  if (checksum_of(bytes + sizeof head, directory, checksum_of(&head, sizeof head)) != expected) return damaged("is damaged");

  const char* at = bytes + sizeof head;
  for (std::uint32_t i = 0; i < head.authorities; ++i, at += kCodeBytes) file->authorities_.push_back(text_of(at, kCodeBytes));
  file->groups_ = {reinterpret_cast<const PostcodeGroup*>(at), head.groups};
  file->records_ = reinterpret_cast<const PostcodeRecord*>(at + file->groups_.size_bytes());
  file->size_ = head.records;
  file->import_id_ = text_of(head.import_id, sizeof head.import_id);
  file->replaces_ = text_of(head.replaces, sizeof head.replaces);
  file->checked_ = std::vector<std::atomic<bool>>(head.groups);
  return file;
}

Postcodes::File::~File() {
  if (mapped_) munmap(mapped_, mapped_bytes_);
}

bool Postcodes::File::group_is_whole(const PostcodeGroup& group) const {
  if (group.start > size_ || group.count > size_ - group.start) return false;
  return checksum_of(records_ + group.start, std::size_t{group.count} * 8) == group.checksum;
}

std::optional<PostcodeRecord> Postcodes::File::find(std::uint32_t outward, std::uint16_t inward) const {
  const auto group = std::ranges::lower_bound(groups_, outward, {}, &PostcodeGroup::outward);
  if (group == groups_.end() || group->outward != outward) return std::nullopt;
  auto& checked = checked_[static_cast<std::size_t>(group - groups_.begin())];
  if (!checked.load(std::memory_order_relaxed)) {
    if (!group_is_whole(*group)) throw std::runtime_error("The file of imported postcodes is damaged; import the postcodes again");
    checked.store(true, std::memory_order_relaxed);
  }
  const std::span records(records_ + group->start, group->count);
  const auto found = std::ranges::lower_bound(records, inward, {}, &PostcodeRecord::inward);
  if (found == records.end() || found->inward() != inward) return std::nullopt;
  return *found;
}

std::string_view Postcodes::File::authority(std::uint16_t number) const {
  return number < authorities_.size() ? authorities_[number] : std::string_view{};
}

bool Postcodes::File::is_whole() const {
  return std::ranges::all_of(groups_, [this](const PostcodeGroup& group) { return group_is_whole(group); });
}

Result<Postcodes> Postcodes::open(const std::filesystem::path& store_folder) {
  RP_TRY(file, File::open(current_postcode_file(store_folder)));
  return Postcodes(std::move(file));
}

std::optional<PostcodePlace> Postcodes::find(const Postcode& postcode) const {
  const auto record = file_->find(postcode.outward_key(), postcode.inward_key());
  if (!record) return std::nullopt;
  return PostcodePlace{{static_cast<double>(record->easting()), static_cast<double>(record->northing())},
                       std::string(file_->authority(record->authority())), record->ended()};
}

std::size_t Postcodes::size() const { return file_->size(); }
const std::string& Postcodes::import_id() const { return file_->import_id(); }
bool Postcodes::is_whole() const { return file_->is_whole(); }

Result<Location> locate(const Postcode& postcode, const Postcodes* imported) {
  if (imported)
    if (const auto place = imported->find(postcode))
      return Location{place->point, 0, Precision::Postcode,
                      fmt::format("postcode {}{}", postcode.text(), place->ended ? ", no longer in use" : ""),
                      authority_by_code(place->authority) ? place->authority : std::string()};
  if (auto approximately = approximate(postcode)) return std::move(*approximately);
  return fail(ErrorKind::NotFound, fmt::format("There is no postcode {}: no postcodes of Great Britain begin with {}", postcode.text(), postcode.outward()));
}

}  // namespace rightplace::geography
