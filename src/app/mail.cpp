#include "app/mail.h"

#include <fmt/format.h>

#include "app/config.h"
#include "base/text.h"
#include "features/demo/demo.h"

namespace rightplace::app {

namespace {

bool is_demo(Services& services) {
  return services.database.read([](db::Read& tx) { return demo::census_of(tx).has_value(); });
}

}  // namespace

Result<std::string> address_of(Services& services, const std::string& listening) {
  RP_TRY(config, load_config(services.folder));
  auto address = config.address.empty() ? listening : config.address;
  while (address.ends_with('/')) address.pop_back();
  if (!address.starts_with("https://") && !address.starts_with("http://"))
    return fail(ErrorKind::Invalid, fmt::format("address = {}: write where people reach the service, such as https://rightplace.example", shown(address)));
  if (!config.mail.smtp.empty() && !address.starts_with("https://") && !is_demo(services))
    return fail(ErrorKind::Invalid, "Letters would leave by a mail server with links that begin with http, over which others can read along. Write address = https://… in the store's configuration, "
                                    "or leave the mail server out until there is one");
  return address;
}

Result<std::unique_ptr<outbox::Sender>> sender_of(Services& services, const vault::Vault& vault, const Clock& moments, const std::string& listening,
                                                  std::function<void(std::string_view)> say) {
  RP_TRY(config, load_config(services.folder));
  RP_TRY(address, address_of(services, listening));
  auto transport = is_demo(services) ? Result<std::unique_ptr<outbox::Transport>>(outbox::to_files(services.folder)) : outbox::transport(config.mail, services.folder);
  if (!transport) return fail(std::move(transport).error());
  say(fmt::format("mail: {}", (*transport)->describe()));
  const auto from = config.mail.from.empty() ? std::string("rightplace@localhost") : config.mail.from;
  return std::make_unique<outbox::Sender>(services.database, vault, moments, std::move(*transport), outbox::Letterhead{from, address}, std::move(say));
}

}  // namespace rightplace::app
