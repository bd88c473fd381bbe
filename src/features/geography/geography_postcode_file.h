#pragma once
// Within the feature: the file of imported postcodes and how it is written.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "features/geography/geography.h"

namespace rightplace::geography {

// One postcode in 64 bits, in the order of the inward codes: inward 13, easting 20, northing 21, authority 9, ended 1.
struct PostcodeRecord {
  std::uint64_t bits = 0;
  static constexpr std::uint32_t kMostEasting = (1u << 20) - 1;
  static constexpr std::uint32_t kMostNorthing = (1u << 21) - 1;
  static constexpr std::uint16_t kMostAuthorities = 511;   // the 512th value is "none"

  static PostcodeRecord of(std::uint16_t inward, std::uint32_t easting, std::uint32_t northing, std::uint16_t authority, bool ended) {
    return {std::uint64_t{inward} << 51 | std::uint64_t{easting} << 31 | std::uint64_t{northing} << 10 |
            std::uint64_t{authority} << 1 | std::uint64_t{ended}};
  }
  std::uint16_t inward() const { return static_cast<std::uint16_t>(bits >> 51); }
  std::uint32_t easting() const { return static_cast<std::uint32_t>(bits >> 31) & kMostEasting; }
  std::uint32_t northing() const { return static_cast<std::uint32_t>(bits >> 10) & kMostNorthing; }
  std::uint16_t authority() const { return static_cast<std::uint16_t>(bits >> 1) & 511u; }
  bool ended() const { return (bits & 1u) != 0; }
  bool operator==(const PostcodeRecord&) const = default;
};

// What is to be written: records sorted by outward code, then by inward code, each postcode once.
struct PostcodeEntry {
  std::uint32_t outward = 0;
  PostcodeRecord record;
};
struct PostcodeSet {
  std::vector<std::string> authorities;   // codes of up to nine characters, by the number in the records
  std::vector<PostcodeEntry> entries;
};

// Beside each other in the store's folder.
std::filesystem::path current_postcode_file(const std::filesystem::path& store);
std::filesystem::path previous_postcode_file(const std::filesystem::path& store);
std::filesystem::path new_postcode_file(const std::filesystem::path& store);

// Whole and on disk, or Unavailable. `replaces` is the import whose file this one takes the place of, if any.
Done write_postcodes(const std::filesystem::path& file, const PostcodeSet& set, std::string_view import_id, std::string_view replaces);

// The postcodes of one outward code, as the file has them.
struct PostcodeGroup {
  std::uint32_t outward;
  std::uint32_t count;
  std::uint64_t start;      // number of its first record
  std::uint64_t checksum;   // of its records
};

// A file of postcodes, mapped into memory.
class Postcodes::File {
 public:
  static Result<std::shared_ptr<const File>> open(const std::filesystem::path& file);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // Throws std::runtime_error when the part of the file that is needed is damaged.
  std::optional<PostcodeRecord> find(std::uint32_t outward, std::uint16_t inward) const;
  std::string_view authority(std::uint16_t number) const;
  std::size_t size() const { return size_; }
  const std::string& import_id() const { return import_id_; }
  const std::string& replaces() const { return replaces_; }
  bool is_whole() const;

 private:
  File() = default;
  bool group_is_whole(const PostcodeGroup& group) const;

  void* mapped_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  std::span<const PostcodeGroup> groups_;
  std::vector<std::string_view> authorities_;
  const PostcodeRecord* records_ = nullptr;
  std::size_t size_ = 0;
  std::string import_id_;
  std::string replaces_;
  mutable std::vector<std::atomic<bool>> checked_;   // by group: its checksum was found right
};

}  // namespace rightplace::geography
