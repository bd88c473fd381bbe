#include "features/desk/desk_once.h"

#include <fmt/format.h>

#include "base/london.h"

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

}  // namespace

Result<std::string> once(const Desk& desk, const web::Exchange& exchange, std::string_view mark, std::string_view body,
                         const std::function<Result<std::string>(db::Write&)>& change) {
  const auto key = vault::sha256_hex(exchange.visitor.person_id + '\n' + exchange.request.path + '\n' + std::string(mark));
  const auto body_hash = vault::sha256_hex(body);
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
