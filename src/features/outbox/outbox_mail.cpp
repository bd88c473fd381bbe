#include <fmt/format.h>

#include "base/text.h"
#include "features/outbox/outbox.h"

namespace rightplace::outbox {
namespace {

// RFC 2045 §6.7. Lines stay below 77 characters; a dot or "From " at the beginning of one survives every mail server.
std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece) {
    if (column + piece.size() > 75) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = (c > ' ' && c < 127 && c != '=' && !(column == 0 && (c == '.' || c == 'F'))) || (c == ' ' && !ends_line);
    put(plain ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c)));
  }
  return out;
}

// RFC 5322 §3.3, in UTC.
std::string date_of(Instant at) {
  static constexpr const char* kDays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = at.ms / 1000;
  const Date day{static_cast<std::int32_t>(seconds / 86'400)};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays[day.days() % 7], day.day(), kMonths[day.month() - 1], day.year(), seconds / 3600 % 24,
                     seconds / 60 % 60, seconds % 60);
}

}  // namespace

std::string internet_message(const Mail& mail) {
  return fmt::format("Date: {}\r\nFrom: Rightplace <{}>\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\n"
                     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
                     date_of(mail.put_at), mail.from, mail.to.reveal(), mail.subject, mail.id.text(), mail.from.substr(mail.from.find('@') + 1),
                     quoted_printable(mail.text.reveal()));
}

}  // namespace rightplace::outbox
