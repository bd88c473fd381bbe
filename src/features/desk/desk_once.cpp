#include "features/desk/desk_once.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "vault/sealed_file.h"
#include "web/multipart.h"

namespace rightplace::desk {
namespace {

struct Sent {
  std::string body_hash, answer;
  Instant at;
};

constexpr std::string_view kSent = "SELECT body_hash, answer, sent_at FROM form_sendings WHERE once_hash = $1";
constexpr std::string_view kSend = "INSERT INTO form_sendings (once_hash, person_id, body_hash, answer, sent_at) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kForget = "DELETE FROM form_sendings WHERE sent_at < $1";
constexpr std::int64_t kKeptMs = 30 * 86'400'000LL;

void add(vault::Sha256& sum, const web::BodyBytes& body, std::uint64_t from, std::uint64_t until) {
  while (from < until) {
    const auto piece = body.read(from, static_cast<std::size_t>(std::min<std::uint64_t>(64 << 10, until - from)));
    if (piece.empty()) return;
    sum.add(piece);
    from += piece.size();
  }
}

constexpr std::size_t kMostFiles = 1000;

// Of what makes two sendings the same. In a form with files that is what its fields and the files hold: the boundary between
// them is new each time.
std::string content_hash(const web::Request& request) {
  const auto parts = web::read_files(request, kMostFiles);
  if (!parts && !request.body_file) return vault::sha256_hex(request.body);
  const web::BodyBytes body(request);
  vault::Sha256 sum;
  if (!parts) add(sum, body, 0, body.size());
  else {
    for (const auto& [name, value] : parts->fields) sum.add(name + "=" + value + "\n");
    for (const auto& file : parts->files) {
      if (&file != &parts->files.front()) sum.add("\n" + std::to_string(file.size) + "\n");
      add(sum, body, file.from, file.from + file.size);
    }
  }
  return sum.hex();
}

}  // namespace

Result<std::string> once(const Desk& desk, const web::Exchange& exchange, std::string_view mark, const std::function<Result<std::string>(db::Write&)>& change) {
  const auto key = vault::sha256_hex(exchange.visitor.person_id + '\n' + exchange.request.path + '\n' + std::string(mark));
  const auto body_hash = content_hash(exchange.request);
  const auto now = desk.moments.now();
  return desk.database.write([&](db::Write& tx) -> Result<std::string> {
    if (auto first = tx.first(kSent, {key}, [](const db::Row& row) { return Sent{row.string(0), row.string(1), row.instant(2)}; })) {
      if (first->body_hash == body_hash) return std::move(first->answer);
      return fail(ErrorKind::Conflict, "This was sent before with other content, and that was kept. Look at what is there now; to change it again, begin from there");
    }
    RP_TRY(answer, change(tx));
    tx.run(kForget, {Instant{now.ms - kKeptMs}});
    tx.run(kSend, {key, exchange.visitor.person_id, body_hash, answer, now});
    return std::move(answer);
  });
}

}  // namespace rightplace::desk
