#include "features/audit/audit.h"

#include <pwd.h>
#include <unistd.h>

#include "base/enum_names.h"

namespace rightplace {
namespace {

constexpr auto kActorKinds = enum_names<ActorKind>({{ActorKind::Person, "person", "Person"},
                                                    {ActorKind::Operator, "operator", "Operator of the machine"},
                                                    {ActorKind::System, "system", "The system"}});

constexpr std::string_view kInsert = R"sql(
  INSERT INTO audit_events (id, at, actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";

}  // namespace

Actor operator_of_this_machine() {
  const auto* user = getpwuid(getuid());
  return {ActorKind::Operator, user ? user->pw_name : std::to_string(getuid())};
}

namespace audit {

void record(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view action, Subject subject, Instant at,
            const json::Object& detail) {
  tx.run(kInsert, {new_uuid(at), at, kActorKinds.code(actor.kind), actor.id, action, subject.kind, subject.id, allowed.grounds(),
                   json::Value(detail).dump()});
}

}  // namespace audit
}  // namespace rightplace
