#include "formats/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace rightplace::formats {
namespace {

// A cell as found: quotes not yet taken off. Offsets, because the buffer moves when it grows.
struct Found {
  std::size_t begin;
  std::size_t end;
  bool doubled;   // holds doubled quotes
};

class CsvReader {
 public:
  CsvReader(Bytes& bytes, std::string_view source, char separator, TableVisitor& visitor, const TableLimits& limits)
      : bytes_(bytes), source_(source), separator_(separator), visitor_(visitor), limits_(limits), buffer_(kBlock) {
    for (const char c : {separator, '\n', '\r'}) stops_[static_cast<unsigned char>(c)] = true;
  }

  Result<TableFile> read() {
    if (!visitor_.sheet("")) return file_;
    for (;;) {
      RP_TRY(more, find_row());
      if (!more) break;
      RP_CHECK(deliver());
    }
    if (cut_line_)
      return broken(cut_line_, fmt::format("the last row has no line end and only {} of {}; the file seems to break off here. Get it again, or, if it is whole, end the row "
                                           "with a line end", cut_cells_, plural(static_cast<std::int64_t>(cells_before_), "cell", "cells")));
    if (file_.rows == 0) return fail(ErrorKind::Invalid, fmt::format("{} holds no row with anything in it", source_));
    return file_;
  }

 private:
  static constexpr std::size_t kBlock = 256 * 1024;
  enum class Scan { Row, NeedsMore, End };

  // Finds the cells of the next row, reading on as needed. False at the end of the file.
  Result<bool> find_row() {
    for (;;) {
      RP_TRY(scan, scan_row());
      if (scan != Scan::NeedsMore) return scan == Scan::Row;
      RP_CHECK(refill());
    }
  }

  // One look at the buffer from the start of the row. Nothing is changed in it until the row is whole, so that a look
  // that comes too early is simply repeated; the buffer doubles, so the repeats stay cheap.
  Result<Scan> scan_row() {
    found_.clear();
    quote_line_ = 0;
    lines_ = 0;
    line_ended_ = true;
    const char* const text = buffer_.data();
    std::size_t at = begin_;
    if (at == end_) return ended_ ? Scan::End : Scan::NeedsMore;
    for (;;) {
      Found cell{at, at, false};
      if (at < end_ && text[at] == '"') {
        RP_TRY(closed, scan_quoted(cell, at));
        if (!closed) return Scan::NeedsMore;
      } else {
        while (at < end_ && !stops_[static_cast<unsigned char>(text[at])]) ++at;
        cell.end = at;
      }
      if (at == end_ && !ended_) return Scan::NeedsMore;
      found_.push_back(cell);
      if (found_.size() > limits_.most_columns)
        return broken(line_, fmt::format("this row has more than {} columns", limits_.most_columns));
      if (at == end_) {
        line_ended_ = false;
        break;
      }
      const char stop = text[at++];
      if (stop == separator_) continue;
      ++lines_;
      if (stop == '\r') {
        if (at == end_ && !ended_) return Scan::NeedsMore;
        if (at < end_ && text[at] == '\n') ++at;
      }
      break;
    }
    next_ = at;
    return Scan::Row;
  }

  // From the opening quote at `at` to the mark that ends the cell. False: the buffer ends first.
  Result<bool> scan_quoted(Found& cell, std::size_t& at) {
    const char* const text = buffer_.data();
    quote_line_ = line_ + lines_;
    const auto opened = quote_line_;
    std::size_t from = ++at;
    cell.begin = at;
    for (;;) {
      const auto* hit = static_cast<const char*>(std::memchr(text + at, '"', end_ - at));
      if (!hit) {
        if (ended_) return broken(opened, "the quote that opens in this line is never closed; the file is broken");
        return false;
      }
      at = static_cast<std::size_t>(hit - text);
      if (at + 1 == end_ && !ended_) return false;
      if (at + 1 < end_ && text[at + 1] == '"') {
        cell.doubled = true;
        at += 2;
        continue;
      }
      break;
    }
    cell.end = at++;
    count_lines(std::string_view(text + from, cell.end - from));
    quote_line_ = 0;
    // Spaces after the closing quote are harmless; anything else would be guesswork.
    while (at < end_ && text[at] == ' ' && separator_ != ' ') ++at;
    if (at < end_ && !stops_[static_cast<unsigned char>(text[at])])
      return broken(line_ + lines_, fmt::format("\"{}\" follows a closing quote (the cell opens in line {}); a quote inside a quoted cell is written twice",
                                                shown(std::string_view(text + at, std::min<std::size_t>(end_ - at, 20)), 20), opened));
    return true;
  }

  void count_lines(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++lines_;
  }

  // Keeps the row that was begun, reads behind it. A row longer than the limit is refused before more of it is read.
  Done refill() {
    const auto kept = end_ - begin_;
    if (kept > limits_.longest_row) {
      if (quote_line_) return broken(quote_line_, fmt::format("the quote that opens in this line is not closed within {} bytes; the file is broken", limits_.longest_row));
      return broken(line_, fmt::format("this line is longer than {} bytes; the file is not a CSV, or is broken", limits_.longest_row));
    }
    std::memmove(buffer_.data(), buffer_.data() + begin_, kept);
    begin_ = 0;
    end_ = kept;
    if (buffer_.size() - end_ < kBlock / 2) buffer_.resize(buffer_.size() * 2);
    while (end_ < buffer_.size() && !ended_) {
      RP_TRY(got, bytes_.read(buffer_.data() + end_, buffer_.size() - end_));
      end_ += got;
      read_ += got;
      ended_ = got == 0;
    }
    if (read_ > limits_.most_bytes) return fail(ErrorKind::Invalid, fmt::format("{} is larger than {} bytes, the most that is accepted", source_, limits_.most_bytes));
    return {};
  }

  // Takes the quotes off, turns Windows-1252 into UTF-8 and hands the row over.
  Done deliver() {
    const std::string_view whole(buffer_.data() + begin_, next_ - begin_);
    if (whole.size() > limits_.longest_row + 2) return broken(line_, fmt::format("this row is longer than {} bytes", limits_.longest_row));
    const auto look = look_at(whole);
    if (look.nul) return broken(line_, "there is a NUL byte here; this is a binary file or a damaged one, not a CSV");
    cells_.clear();
    for (const auto& cell : found_) cells_.push_back(unquoted(cell));
    while (!cells_.empty() && cells_.back().empty()) cells_.pop_back();
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (cells_[i].size() > limits_.longest_cell)
        return broken(line_, fmt::format("the cell in column {} is longer than {} bytes", i + 1, limits_.longest_cell));
    if (!look.ascii) to_utf8();
    const auto line = line_;
    line_ += lines_;
    begin_ = next_;
    if (cells_.empty()) return {};
    if (!line_ended_ && found_.size() < cells_before_) {
      cut_line_ = line;
      cut_cells_ = found_.size();
    }
    cells_before_ = std::max(cells_before_, found_.size());
    ++file_.rows;
    return visitor_.row(TableRow{line, cells_});
  }

  struct Look {
    bool ascii;
    bool nul;
  };
  // Eight bytes at a time: is there a byte above 127, is there a zero?
  static Look look_at(std::string_view text) {
    constexpr std::uint64_t kHigh = 0x8080808080808080ULL, kOnes = 0x0101010101010101ULL;
    std::uint64_t high = 0, zero = 0;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
      std::uint64_t word;
      std::memcpy(&word, text.data() + i, 8);
      high |= word;
      zero |= (word - kOnes) & ~word & kHigh;
    }
    bool ascii = (high & kHigh) == 0, nul = zero != 0;
    for (; i < text.size(); ++i) {
      ascii = ascii && static_cast<unsigned char>(text[i]) < 0x80;
      nul = nul || text[i] == '\0';
    }
    return {ascii, nul};
  }

  // Doubled quotes become one in place: the cell only shrinks.
  std::string_view unquoted(const Found& cell) {
    char* const text = buffer_.data();
    if (!cell.doubled) return {text + cell.begin, cell.end - cell.begin};
    std::size_t to = cell.begin;
    for (std::size_t from = cell.begin; from < cell.end; ++from) {
      text[to++] = text[from];
      if (text[from] == '"') ++from;
    }
    return {text + cell.begin, to - cell.begin};
  }

  void to_utf8() {
    converted_.clear();
    converted_.reserve(cells_.size());   // the views below point into its strings
    for (auto& cell : cells_) {
      if (is_utf8(cell)) continue;
      cell = converted_.emplace_back(from_windows_1252(cell));
      file_.encoding = "Windows-1252";
    }
  }

  tl::unexpected<Error> broken(std::uint64_t line, std::string_view cause) const {
    return fail(ErrorKind::Invalid, fmt::format("{}: line {}: {}", source_, line, cause));
  }

  Bytes& bytes_;
  std::string_view source_;
  char separator_;
  TableVisitor& visitor_;
  const TableLimits& limits_;
  std::array<bool, 256> stops_{};
  std::vector<char> buffer_;
  std::size_t begin_ = 0;   // the row being looked at
  std::size_t next_ = 0;    // the one after it
  std::size_t end_ = 0;
  bool ended_ = false;
  std::uint64_t read_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t lines_ = 0;        // line ends inside this row, its own included
  std::uint64_t quote_line_ = 0;   // where the quote that is still open was opened; 0: none
  bool line_ended_ = true;         // has this row a line end?
  std::size_t cells_before_ = 0;   // of the longest row so far
  std::uint64_t cut_line_ = 0;     // the last row, when it stops short; 0: it does not
  std::size_t cut_cells_ = 0;
  std::vector<Found> found_;
  std::vector<std::string_view> cells_;
  std::vector<std::string> converted_;
  TableFile file_{"CSV", "UTF-8", 0};
};

}  // namespace

Result<TableFile> read_csv(Bytes& bytes, std::string_view source, char separator, TableVisitor& visitor, const TableLimits& limits) {
  return CsvReader(bytes, source, separator, visitor, limits).read();
}

}  // namespace rightplace::formats
