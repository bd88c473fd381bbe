#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/desk/desk_seats.h"
#include "web/problem.h"

namespace rightplace::desk {
namespace {

std::string name_of(const web::Request& request, std::string_view name) { return (request.secure ? "__Host-" : "") + std::string(name); }

bool still_stands(const Seat& seat, Date today, Instant now) {
  return seat.standing.today == today && now.ms - seat.last_seen_ms.load() < accounts::kIdleMs && now.ms - seat.session.started_at.ms < accounts::kLongestSessionMs;
}

std::shared_ptr<const Seat> seat_of(db::Read& tx, const Desk& desk, std::string_view token, Instant now) {
  const auto session = accounts::session_of(tx, token, now);
  if (!session) return nullptr;
  auto seat = std::make_shared<Seat>();
  seat->session = *session;
  const auto contact = accounts::contact_of(tx, desk.vault, session->person);
  const auto organisation = organisations::load(tx, session->organisation);
  seat->visitor = {session->person.text(), session->id.text(), session->organisation.text(),
                   (contact ? contact->name.reveal() : "") + (organisation ? ", " + organisation->details.name : ""),
                   desk.vault.token("csrf.session", token), false, nullptr};
  seat->standing = accounts::standing_of(tx, session->person, session->organisation, desk.today(), true);
  seat->last_seen_ms = session->last_seen_at.ms;
  return seat;
}

web::Visitor visitor_of(std::shared_ptr<const Seat> seat) {
  auto visitor = seat->visitor;
  visitor.kept = std::shared_ptr<const void>(seat, &seat->standing);
  return visitor;
}

std::optional<web::Visitor> program(const Desk& desk, const web::Request& request, Instant now) {
  const auto header = request.header("authorization");
  if (!header || !desk.by_token || !lower(header->substr(0, 7)).starts_with("bearer ")) return std::nullopt;
  auto standing = desk.database.read([&](db::Read& tx) { return desk.by_token(tx, trim(header->substr(7)), now); });
  if (!standing) return std::nullopt;
  web::Visitor visitor;
  visitor.person_id = standing->person;
  visitor.organisation_id = standing->acting_for.text();
  visitor.by_token = true;
  visitor.kept = std::make_shared<const access::Standing>(std::move(*standing));
  return visitor;
}

}  // namespace

std::shared_ptr<const Seat> Seats::of(const Desk& desk, std::string_view token, Instant now) {
  if (token.empty() || token.size() > 200) return nullptr;
  return desk.database.read([&](db::Read& tx) -> std::shared_ptr<const Seat> {
    const auto head = tx.integer("SELECT COALESCE(MAX(sequence), 0) FROM audit_events");
    {
      const std::scoped_lock lock(mutex_);
      if (head == head_)
        if (const auto found = seats_.find(token); found != seats_.end() && still_stands(*found->second, desk.today(), now)) return found->second;
    }
    auto seat = seat_of(tx, desk, token, now);
    const std::scoped_lock lock(mutex_);
    if (head > head_) {
      head_ = head;
      seats_.clear();
    }
    if (seat && head == head_) seats_[std::string(token)] = seat;   // never of an older view of the data
    return seat;
  });
}

std::string cookie(const web::Request& request, std::string_view name, std::string_view value) {
  std::string out = name_of(request, name) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax";
  if (value.empty()) out += "; Max-Age=0";
  if (request.secure) out += "; Secure";
  return out;
}

std::string cookie_value(const web::Request& request, std::string_view name) { return std::string(request.cookie(name_of(request, name)).value_or("")); }

web::Site::Gate gate(const Desk& desk) {
  return [&desk](const web::Route& route, const web::Request& request, const web::NamedValues&) {
    web::Admission admission;
    const auto now = desk.moments.now();
    if (auto known = program(desk, request, now)) {
      admission.visitor = std::move(*known);
      return admission;
    }
    const auto token = cookie_value(request, kSessionCookie);
    if (const auto seat = token.empty() ? nullptr : desk.seats->of(desk, token, now)) {
      if (seat->session.locked_at || now.ms - seat->last_seen_ms.load() >= accounts::kLockMs) {
        // Nobody until it is reopened; the pages that do so know the session by its cookie.
        admission.visitor.csrf_token = desk.vault.token("csrf.session", token);
        if (route.access.kind() == web::Access::Kind::Everyone) return admission;
        if (web::wants_json(request)) admission.refused = web::problem(request, {}, 401, "The session is locked", "Reopen it first, on the page /locked.");
        else admission.refused = web::redirect(request.method == web::Method::Get ? web::Url("/locked").with("next", request.path) : web::Url("/locked"));
        return admission;
      }
      if (now.ms - seat->last_seen_ms.load() >= 60'000) {
        seat->last_seen_ms = now.ms;
        try {
          desk.database.write([&](db::Write& tx) { accounts::seen(tx, seat->session.id, now); });
        } catch (const db::Unavailable&) {   // a full disk keeps nobody from reading; in a minute it is tried again
        }
      }
      admission.visitor = visitor_of(seat);
      return admission;
    }
    if (route.access.kind() == web::Access::Kind::Everyone) {
      if (const auto visit = cookie_value(request, kVisitCookie); !visit.empty()) admission.visitor.csrf_token = desk.vault.token("csrf.visit", visit);
    } else if (web::wants_json(request)) {
      admission.refused = web::problem(request, {}, 401, "Sign in first", "This needs somebody who is signed in.");
    } else {
      admission.refused = web::redirect(web::Url("/sign-in"));
    }
    return admission;
  };
}

const access::Standing& standing_of(const web::Visitor& visitor) {
  static const access::Standing nobody;
  return visitor.kept ? *static_cast<const access::Standing*>(visitor.kept.get()) : nobody;
}

}  // namespace rightplace::desk
