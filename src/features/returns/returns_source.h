#pragma once
// Files of a return as they come: a folder of CSV files (of one year or several), one CSV file, or the XML form. Within
// the feature.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/returns/raw.h"
#include "features/returns/returns.h"

namespace rightplace::returns {

// What a file's name or folder says of its year. "2017-18" is plain; "2017" alone may mean the year that ends in it or
// the one that begins in it: the dates inside decide.
struct YearLabel {
  std::string text;
  int year = 0;          // in which it ends, when `plain`; otherwise the number as written
  bool plain = false;
  bool operator==(const YearLabel&) const = default;
};
std::optional<YearLabel> year_label(std::string_view name);

// The files of one year.
struct SourceSet {
  std::optional<YearLabel> label;
  std::vector<RawTable> tables;
  std::vector<std::string> notes;   // whole sentences
};

struct Sources {
  std::vector<SourceSet> sets;        // labelled ones by label, then the one without
  std::vector<std::string> files;     // as given to the reader
  std::vector<std::string> notes;
};

// Invalid when a file is not what it says, breaks before its end, or is no table of the return; NotFound when there is
// nothing to read.
Result<Sources> read_sources(const std::filesystem::path& path);

// Files from memory, as a person hands them in, with their folders in their names. What is wrong with one is added to `faults`, and
// the others are read all the same.
Sources read_handed(const std::vector<HandedFile>& files, std::vector<FileFault>& faults);

// CSV from memory, as `source` in messages: for the fuzzer and the tests.
Result<RawTable> read_csv_table(std::string_view bytes, std::string_view source, std::vector<std::string>& notes);
// EXPSSDA903 from memory.
Result<SourceSet> read_xml_return(std::string_view bytes, std::string_view source);
Result<SourceSet> read_xml_return_file(const std::filesystem::path& file);

// The collection year that the episodes' last days speak for: three quarters of them lie in it. None when there are no
// episodes, or when they are spread over several years.
std::optional<int> year_of_episodes(const SourceSet& set);

}  // namespace rightplace::returns
