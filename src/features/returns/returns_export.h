#pragma once
// A return written from the store, as its year has it. Within the feature.

#include <filesystem>
#include <string>
#include <vector>

#include "features/returns/returns.h"

namespace rightplace::returns {

struct WrittenFile {
  std::string name;    // episodes.csv, ssda903_2025.xml
  std::string bytes;
};
std::string csv_of(const TableRows& table);
// The files of a year in either form, and what the form cannot say. NotFound when no table of that year stands.
struct Written {
  std::vector<WrittenFile> files;
  std::vector<std::string> notes;
};
enum class Format { Csv, Xml };
Result<Written> write_return(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, int year, Format format);

Command export_command();

}  // namespace rightplace::returns
