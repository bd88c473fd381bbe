#pragma once
// From files to the derived history, inside one transaction.

#include "features/homes/home_history.h"
#include "features/homes/register_reader.h"

namespace rightplace::homes {

// Reads, keeps and derives. An error leaves nothing (the caller rolls back).
Done import_files(db::Write& tx, const imports::ImportId& id, const std::vector<std::string>& files, const ReadOptions& options, Instant now,
                  imports::Report& report);

// "31 March 2019: 2,192 homes with 11,573 places; the official total is 2,304 homes, so that is 95.1 %. It holds …"
std::string in_words(const DayCoverage& day);

}  // namespace rightplace::homes
