#include "web/streamed.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

#include "base/text.h"

namespace rightplace::web {
namespace {

// No header that can come over the wire begins so.
constexpr std::string_view kName = ":stream";
using Steady = std::chrono::steady_clock;
constexpr auto kWaits = std::chrono::minutes(2);

struct Waiting {
  Stream stream;
  Steady::time_point since;
};

struct Streams {
  std::mutex mutex;
  std::int64_t last = 0;
  std::map<std::int64_t, Waiting> waiting;
};
Streams& streams() {
  static Streams all;
  return all;
}

}  // namespace

void stream(Response& response, Stream body) {
  auto& all = streams();
  const std::scoped_lock lock(all.mutex);
  const auto now = Steady::now();
  std::erase_if(all.waiting, [&](const auto& entry) { return entry.second.since + kWaits < now; });
  all.waiting.emplace(++all.last, Waiting{std::move(body), now});
  response.header(std::string(kName), std::to_string(all.last));
}

std::optional<Stream> take_stream(Response& response) {
  const auto named = std::ranges::find(response.headers, kName, [](const auto& header) { return std::string_view(header.first); });
  if (named == response.headers.end()) return std::nullopt;
  const auto number = parse_integer(named->second).value_or(0);
  response.headers.erase(named);
  auto& all = streams();
  const std::scoped_lock lock(all.mutex);
  const auto found = all.waiting.find(number);
  if (found == all.waiting.end()) return Stream{};
  auto taken = std::move(found->second.stream);
  all.waiting.erase(found);
  return taken;
}

}  // namespace rightplace::web
