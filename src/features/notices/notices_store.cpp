#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/homes/homes.h"
#include "features/notices/notices.h"
#include "features/outbox/outbox.h"

namespace rightplace::notices {
namespace {

#define NOTICE_COLUMNS                                                                                                        \
  "SELECT n.id, n.rule, n.event, n.recipient, n.placement_id, c.current_id, n.authority_code, n.urn, n.area_code, "           \
  "n.happens_on, n.due_on, n.made_on, n.made_by, n.made_at, n.first_read_on, n.first_read_by, n.acknowledged_on, "            \
  "n.acknowledged_by, n.sent_on, n.sent_how, n.sent_by, n.withheld_because_sealed, n.taken_back_on, n.replaces, "              \
  "(SELECT MAX(r.id) FROM notices r WHERE r.replaces = n.id) "                                                                 \
  "FROM notices n JOIN v_child_identities c ON c.child_id = n.child_id "
constexpr std::string_view kLoad = NOTICE_COLUMNS "WHERE n.id = $1";
constexpr std::string_view kOfPlacement = NOTICE_COLUMNS "WHERE n.placement_id = $1 ORDER BY n.made_at DESC, n.id";
constexpr std::string_view kOfAuthority = NOTICE_COLUMNS "WHERE n.authority_code = $1 ORDER BY n.made_at DESC, n.id";
constexpr std::string_view kOfArea = NOTICE_COLUMNS "WHERE n.area_code = $1 AND n.recipient = 'area_authority' ORDER BY n.made_at DESC, n.id";
#undef NOTICE_COLUMNS

constexpr std::string_view kInsert = R"sql(
  INSERT INTO notices (id, rule, event, recipient, placement_id, child_id, authority_code, area_code, urn, happens_on, due_on, content_sealed, made_on, made_by, made_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
)sql";
constexpr std::string_view kStands = "SELECT id FROM notices WHERE placement_id = $1 AND rule = $2 AND taken_back_on IS NULL";
constexpr std::string_view kContent = "SELECT content_sealed FROM notices WHERE id = $1";
constexpr std::string_view kWithheld = "SELECT withheld_because_sealed FROM notices WHERE id = $1";
constexpr std::string_view kTakeBack = "UPDATE notices SET taken_back_on = $2 WHERE id = $1";
constexpr std::string_view kReplaces = "UPDATE notices SET replaces = $2 WHERE id = $1";
constexpr std::string_view kStaysWithheld = "UPDATE notices SET withheld_because_sealed = $2, withheld_by = (SELECT w.withheld_by FROM notices w WHERE w.id = $3) WHERE id = $1";
constexpr std::string_view kRead = "UPDATE notices SET first_read_on = $2, first_read_by = $3 WHERE id = $1 AND first_read_on IS NULL";
constexpr std::string_view kAcknowledge = "UPDATE notices SET acknowledged_on = $2, acknowledged_by = $3, first_read_on = COALESCE(first_read_on, $2), first_read_by = COALESCE(first_read_by, $3) WHERE id = $1";
constexpr std::string_view kSent = "UPDATE notices SET sent_on = $2, sent_how = $3, sent_by = $4 WHERE id = $1";
constexpr std::string_view kWithhold = "UPDATE notices SET withheld_because_sealed = $2, withheld_by = $3 WHERE id = $1";

constexpr std::size_t kLongestReason = 1000;

Notice notice_of(const db::Row& row) {
  Notice n;
  n.id = row.id<NoticeTag>(0);
  n.rule = row.string(1);
  n.event = kEvents.parse(row.text(2)).value();
  n.to = kRecipients.parse(row.text(3)).value();
  n.placement = row.id<placements::PlacementTag>(4);
  n.child = row.id<children::ChildTag>(5);
  n.authority_code = row.string(6);
  n.urn = row.string(7);
  n.area_code = row.maybe_string(8);
  n.happens_on = row.date(9);
  n.due_on = row.date(10);
  n.made_on = row.date(11);
  n.made_by = row.string(12);
  n.made_at = row.instant(13);
  n.read_on = row.maybe_date(14);
  n.read_by = row.string(15);
  n.acknowledged_on = row.maybe_date(16);
  n.acknowledged_by = row.string(17);
  n.sent_on = row.maybe_date(18);
  n.sent_how = row.is_null(19) ? std::nullopt : kHows.parse(row.text(19));
  n.sent_by = row.string(20);
  n.withheld = !row.is_null(21);
  n.taken_back_on = row.maybe_date(22);
  if (!row.is_null(23)) n.replaces = row.id<NoticeTag>(23);
  if (!row.is_null(24)) n.replaced_by = row.id<NoticeTag>(24);
  return n;
}

std::string content_purpose(const NoticeId& id) { return "notices.content/" + id.text(); }
std::string withheld_purpose(const NoticeId& id) { return "notices.withheld_because/" + id.text(); }

std::string sealed(const vault::Vault& vault, const NoticeId& id, const Content& content) {
  const json::Value value = json::Object{{"child", content.child.reveal()},
                                         {"born_on", content.born_on ? json::Value(content.born_on->reveal()) : json::Value(nullptr)},
                                         {"sex", content.sex},
                                         {"home", content.home},
                                         {"provider", content.provider},
                                         {"authority", content.authority},
                                         {"worker", content.worker.reveal()},
                                         {"planned_until", content.planned_until ? json::Value(*content.planned_until) : json::Value(nullptr)},
                                         {"why_here", content.why_here},
                                         {"end_reason", content.end_reason}};
  return vault.seal(content_purpose(id), value.dump());
}

std::optional<homes::Home> home_of(db::Read& tx, std::string_view urn, Date day) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  auto found = homes::homes_as_at(tx, day, filter);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Content content_now(db::Read& tx, const vault::Vault& vault, const placements::Placement& placement, const std::optional<homes::Home>& home, Event event, std::string_view why_here, Date today) {
  Content content;
  if (const auto identity = children::identity_of(tx, vault, placement.child)) content.child = Personal(identity->identity.given_names.reveal() + " " + identity->identity.family_name.reveal());
  if (const auto child = children::load(tx, vault, placement.child)) {
    content.born_on = child->facts.born_on;
    if (child->facts.sex) content.sex = children::kSexes.label(*child->facts.sex);
  }
  content.home = home && home->name ? *home->name : fmt::format("Home {}", placement.urn);
  if (home) content.provider = home->owner;
  if (const auto id = organisations::authority_with_code(tx, placement.authority_code))
    if (const auto authority = organisations::load(tx, *id)) content.authority = authority->details.name;
  for (const auto& one : children::allocations_of(tx, placement.child)) {
    if (one.part != children::Part::Worker || !one.stay.covers_night(today)) continue;
    if (const auto contact = accounts::contact_of(tx, vault, accounts::PersonId(one.person))) content.worker = contact->name;
  }
  content.planned_until = placement.planned_until;
  if (event == Event::Start) content.why_here = std::string(trim(why_here));
  if (event == Event::End && placement.end_reason)
    for (const auto& reason : placements::ending_reasons())
      if (reason.code == *placement.end_reason) content.end_reason = reason.label;
  return content;
}

// "Something waits", to each who can read it here.
Done tell(db::Write& tx, const vault::Vault& vault, const Notice& notice, Date today, Instant now) {
  const auto organisation = notice.to == Recipient::AreaAuthority && notice.area_code ? organisations::authority_with_code(tx, *notice.area_code) : organisations::authority_with_code(tx, notice.authority_code);
  if (!organisation) return {};
  for (const auto& person : readers_of(tx, notice, today))
    if (const auto contact = accounts::contact_of(tx, vault, person))
      RP_CHECK(outbox::put(tx, vault, {contact->email, outbox::Letter::Waiting, {.link = outbox::Link{outbox::Page::SignIn, {}}, .day = {}, .organisation = *organisation}}, now));
  return {};
}

std::vector<Notice> under_every_code(db::Read& tx, std::string_view sql, std::string_view authority_code) {
  std::vector<Notice> all;
  for (const auto& code : children::codes_of(authority_code))
    for (auto& one : tx.list(sql, {code}, notice_of)) all.push_back(std::move(one));
  std::ranges::stable_sort(all, [](const Notice& a, const Notice& b) { return a.made_at > b.made_at; });
  return all;
}

Done audited(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view action, const Notice& notice, Instant now) {
  audit::record(tx, actor, allowed, action, {"notice", notice.id.text()}, now, {{"placement", notice.placement.text()}, {"to", kRecipients.code(notice.to)}});
  return {};
}

tl::unexpected<Error> taken_back() { return fail(ErrorKind::Conflict, "This notice was taken back: what it says had been recorded in error"); }

}  // namespace

std::vector<accounts::PersonId> readers_of(db::Read& tx, const Notice& notice, Date today) {
  if (const auto care = children::case_of(tx, notice.child); notice.to == Recipient::AreaAuthority && care && care->restricted) return {};
  if (notice.to == Recipient::AreaAuthority) {
    if (!notice.area_code) return {};
    const auto organisation = organisations::authority_with_code(tx, *notice.area_code);
    return organisation ? accounts::holders_of(tx, *organisation, access::Role::AreaContact, today) : std::vector<accounts::PersonId>{};
  }
  std::vector<accounts::PersonId> found;
  if (notice.to != Recipient::ReviewingOfficer) return found;
  const auto organisation = organisations::authority_with_code(tx, notice.authority_code);
  if (!organisation) return found;
  const auto officers = accounts::holders_of(tx, *organisation, access::Role::ReviewingOfficer, today);
  for (const auto& one : children::allocations_of(tx, notice.child))
    if (one.part == children::Part::ReviewingOfficer && one.stay.covers_night(today))
      for (const auto& person : officers)
        if (person.text() == one.person) found.push_back(person);
  return found;
}

Reach reach_of(db::Read& tx, const Notice& notice, Date today) { return readers_of(tx, notice, today).empty() ? Reach::ByHand : Reach::Here; }

Result<std::vector<NoticeId>> owe(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& id, Event event,
                                  std::string_view why_here, Date today, Instant now) {
  RP_TRY(placement, placements::load(tx, id));
  if (event == Event::End && !placement.stay.until) return fail(ErrorKind::Invalid, "The placement has not ended, so nobody is owed a notice of its end");
  const Date happens = event == Event::Start ? placement.stay.from : *placement.stay.until;
  const auto home = home_of(tx, placement.urn, today);
  const auto own = children::codes_of(placement.authority_code);
  const auto area = home && !home->authority_code.empty() ? std::optional(home->authority_code) : std::nullopt;
  // A home whose area the register does not tell counts as elsewhere: somebody looks, and nobody is forgotten.
  const bool out_of_area = !area || std::ranges::find(own, *area) == own.end();
  const auto content = content_now(tx, vault, placement, home, event, why_here, today);
  std::vector<NoticeId> made;
  for (const auto* rule : rules_for(event, happens, out_of_area)) {
    if (tx.exists(kStands, {id, rule->code})) continue;
    const NoticeId notice(new_uuid(now));
    tx.run(kInsert, {notice, rule->code, kEvents.code(event), kRecipients.code(rule->to), id, placement.child, placement.authority_code, area, placement.urn, happens,
                     due_on(*rule, happens, today), sealed(vault, notice, content), today, actor.id, now});
    RP_TRY(stored, load(tx, notice));
    RP_CHECK(audited(tx, actor, allowed, "notice.owed", stored, now));
    RP_CHECK(tell(tx, vault, stored, today, now));
    made.push_back(notice);
  }
  return made;
}

namespace {

Done take_back_those(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const std::vector<Notice>& all, Date today, Instant now) {
  for (const auto& notice : all) {
    if (notice.taken_back_on) continue;
    tx.run(kTakeBack, {notice.id, today});
    RP_CHECK(audited(tx, actor, allowed, "notice.taken_back", notice, now));
    if (notice.read_on) RP_CHECK(tell(tx, vault, notice, today, now));
  }
  return {};
}

}  // namespace

Done take_back(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& placement, Date today, Instant now) {
  return take_back_those(tx, vault, actor, allowed, of_placement(tx, placement), today, now);
}

Done take_back_end(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& placement, Date today, Instant now) {
  auto all = of_placement(tx, placement);
  std::erase_if(all, [](const Notice& notice) { return notice.event != Event::End; });
  return take_back_those(tx, vault, actor, allowed, all, today, now);
}

Done put_right(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const placements::PlacementId& id, Date today, Instant now) {
  RP_TRY(placement, placements::load(tx, id));
  for (const auto event : {Event::Start, Event::End}) {
    if (event == Event::End && !placement.stay.until) continue;
    const Date happens = event == Event::Start ? placement.stay.from : *placement.stay.until;
    std::vector<Notice> old;
    std::string why_here;
    for (auto& notice : of_placement(tx, id)) {
      if (notice.event != event || notice.taken_back_on) continue;
      const auto said = content_of(tx, vault, notice.id);
      if (notice.happens_on == happens && said.planned_until == placement.planned_until) continue;
      why_here = said.why_here;
      old.push_back(std::move(notice));
    }
    if (old.empty()) continue;
    for (const auto& notice : old) {
      tx.run(kTakeBack, {notice.id, today});
      RP_CHECK(audited(tx, actor, allowed, "notice.taken_back", notice, now));
    }
    RP_TRY(made, owe(tx, vault, actor, allowed, id, event, why_here, today, now));
    for (const auto& fresh : made) {
      RP_TRY(now_owed, load(tx, fresh));
      const auto before = std::ranges::find(old, now_owed.to, &Notice::to);
      if (before == old.end()) continue;
      tx.run(kReplaces, {fresh, before->id});
      const auto* rule = rule_of(now_owed.rule);
      if (before->withheld && rule && rule->may_withhold) tx.run(kStaysWithheld, {fresh, vault.seal(withheld_purpose(fresh), withheld_because(tx, vault, before->id).reveal()), before->id});
    }
    for (const auto& notice : old)   // whoever had read one that nothing takes the place of
      if (notice.read_on && std::ranges::none_of(made, [&](const NoticeId& fresh) { const auto one = load(tx, fresh); return one && one->to == notice.to; })) RP_CHECK(tell(tx, vault, notice, today, now));
  }
  return {};
}

void mark_read(db::Write& tx, const Actor& actor, const Allowed& allowed, const NoticeId& id, Date today, Instant now) {
  const auto notice = load(tx, id);
  if (!notice || notice->read_on) return;
  tx.run(kRead, {id, today, actor.id});
  static_cast<void>(audited(tx, actor, allowed, "notice.first_read", *notice, now));
}

Done acknowledge(db::Write& tx, const Actor& actor, const Allowed& allowed, const NoticeId& id, Date today, Instant now) {
  RP_TRY(notice, load(tx, id));
  if (notice.taken_back_on) return taken_back();
  if (notice.acknowledged_on) return fail(ErrorKind::Conflict, fmt::format("Somebody confirmed this notice already, on {}", notice.acknowledged_on->words()));
  tx.run(kAcknowledge, {id, today, actor.id});
  return audited(tx, actor, allowed, "notice.acknowledged", notice, now);
}

Done record_sent(db::Write& tx, const Actor& actor, const Allowed& allowed, const NoticeId& id, Date sent_on, How how, Date today, Instant now) {
  RP_TRY(notice, load(tx, id));
  if (notice.taken_back_on) return taken_back();
  if (notice.acknowledged_on) return fail(ErrorKind::Conflict, "This notice was read and confirmed here, so there is nothing to give by hand");
  if (notice.sent_on) return fail(ErrorKind::Conflict, fmt::format("It is recorded already that this notice was given on {}", notice.sent_on->words()));
  if (sent_on > today) return fail(ErrorKind::Invalid, "See the field", {{"sent_on", "Enter the day on which it was given: today or earlier"}});
  if (sent_on < notice.happens_on.plus_days(-365)) return fail(ErrorKind::Invalid, "See the field", {{"sent_on", fmt::format("The day is long before {}: check it", notice.happens_on.words())}});
  tx.run(kSent, {id, sent_on, kHows.code(how), actor.id});
  return audited(tx, actor, allowed, "notice.given_by_hand", notice, now);
}

Done withhold(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NoticeId& id, std::string_view because, Instant now) {
  RP_TRY(notice, load(tx, id));
  if (notice.taken_back_on) return taken_back();
  if (notice.is_done()) return fail(ErrorKind::Conflict, "This notice was read, given or withheld already");
  const auto* rule = rule_of(notice.rule);
  if (!rule || !rule->may_withhold) return fail(ErrorKind::Invalid, "The law does not let this notice be withheld: it must be given");
  const auto reason = trim(because);
  if (reason.empty()) return fail(ErrorKind::Invalid, "See the field", {{"because", "Enter why giving this notice would significantly harm the child"}});
  if (reason.size() > kLongestReason || !is_utf8(reason)) return fail(ErrorKind::Invalid, "See the field", {{"because", fmt::format("Enter at most {} letters", kLongestReason)}});
  tx.run(kWithhold, {id, vault.seal(withheld_purpose(id), reason), actor.id});
  return audited(tx, actor, allowed, "notice.withheld", notice, now);
}

Result<Notice> load(db::Read& tx, const NoticeId& id) {
  auto notice = tx.first(kLoad, {id}, notice_of);
  if (!notice) return fail(ErrorKind::NotFound, "There is no such notice");
  return *std::move(notice);
}

Content content_of(db::Read& tx, const vault::Vault& vault, const NoticeId& id) {
  const auto text = tx.first(kContent, {id}, [](const db::Row& row) { return row.string(0); });
  const auto opened = text ? vault.open(content_purpose(id), *text) : std::nullopt;
  if (!opened) throw std::runtime_error(fmt::format("The notice {} does not open with this store's key", id.text()));
  const auto value = json::parse(opened->reveal(), "a notice");
  if (!value) throw std::runtime_error(value.error().detail);
  std::vector<FieldError> faults;
  json::Fields fields(&*value, "", faults);
  Content content;
  content.child = Personal(fields.text("child").value_or(""));
  if (const auto born = fields.date("born_on")) content.born_on = Personal(*born);
  content.sex = fields.text("sex").value_or("");
  content.home = fields.text("home").value_or("");
  content.provider = fields.text("provider").value_or("");
  content.authority = fields.text("authority").value_or("");
  content.worker = Personal(fields.text("worker").value_or(""));
  content.planned_until = fields.date("planned_until");
  content.why_here = fields.text("why_here").value_or("");
  content.end_reason = fields.text("end_reason").value_or("");
  return content;
}

Personal<std::string> withheld_because(db::Read& tx, const vault::Vault& vault, const NoticeId& id) {
  const auto text = tx.first(kWithheld, {id}, [](const db::Row& row) { return row.string(0); });
  if (!text || text->empty()) return {};
  auto opened = vault.open(withheld_purpose(id), *text);
  if (!opened) throw std::runtime_error(fmt::format("Why the notice {} is withheld does not open with this store's key", id.text()));
  return *std::move(opened);
}

std::vector<Notice> of_placement(db::Read& tx, const placements::PlacementId& placement) { return tx.list(kOfPlacement, {placement}, notice_of); }
std::vector<Notice> of_authority(db::Read& tx, std::string_view authority_code) { return under_every_code(tx, kOfAuthority, authority_code); }
std::vector<Notice> of_area(db::Read& tx, std::string_view authority_code) { return under_every_code(tx, kOfArea, authority_code); }

}  // namespace rightplace::notices
