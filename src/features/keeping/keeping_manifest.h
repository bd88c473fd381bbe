#pragma once
// The manifest as JSON. Inside keeping only.

#include "features/keeping/keeping.h"

namespace rightplace::keeping {

inline constexpr std::string_view kManifestName = "manifest.json";

json::Object to_json(const Manifest& manifest);
// Invalid when it is not a manifest that this program knows, or names a file outside the backup.
Result<Manifest> manifest_from_json(const json::Value& value, std::string_view source);

}  // namespace rightplace::keeping
