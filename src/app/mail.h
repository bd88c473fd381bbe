#pragma once
// The outbox of a running service.

#include <functional>
#include <memory>

#include "features/outbox/outbox.h"

namespace rightplace::app {

// Where people reach the service, by the store's configuration or else `listening`. Invalid: no address; or letters would leave by
// a mail server (with a link that sets a password) while people are to come over http.
Result<std::string> address_of(Services& services, const std::string& listening);

// Sends what the store's outbox holds, until it goes away. By the store's configuration; letters of a demo always become
// files: its people are invented, and their addresses must reach nobody. `listening` is used where no address is configured.
Result<std::unique_ptr<outbox::Sender>> sender_of(Services& services, const vault::Vault& vault, const Clock& moments, const std::string& listening,
                                                  std::function<void(std::string_view)> say);

}  // namespace rightplace::app
