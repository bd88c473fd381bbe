#include "features/audit/audit.h"

#include <pwd.h>
#include <unistd.h>

#include "base/enum_names.h"
#include "features/audit/audit_chain.h"

namespace rightplace {
namespace {

constexpr auto kActorKinds = enum_names<ActorKind>({{ActorKind::Person, "person", "Person"},
                                                    {ActorKind::Operator, "operator", "Operator of the machine"},
                                                    {ActorKind::System, "system", "The system"}});

}  // namespace

Actor operator_of_this_machine() {
  const auto* user = getpwuid(getuid());
  return {ActorKind::Operator, user ? user->pw_name : std::to_string(getuid())};
}

namespace audit {

Head record(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view action, Subject subject, Instant at,
            const json::Object& detail) {
  Event event;
  event.id = new_uuid(at);
  event.at = at;
  event.actor_kind = kActorKinds.code(actor.kind);
  event.actor_id = actor.id;
  event.action = action;
  event.subject_kind = subject.kind;
  event.subject_id = subject.id;
  event.grounds = allowed.grounds();
  if (actor.acting_for.empty() || detail.find("for")) {
    event.detail = json::Value(detail).dump();
  } else {
    auto with = detail;
    with.set("for", actor.acting_for);
    event.detail = json::Value(std::move(with)).dump();
  }
  return append(tx, std::move(event));
}

}  // namespace audit
}  // namespace rightplace
