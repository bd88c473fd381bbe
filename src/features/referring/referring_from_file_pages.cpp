// A record of the standard is chosen, looked through, and begun as a referral.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/referring/referring_standard.h"
#include "web/govuk/tables.h"
#include "web/multipart.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::html;

Url child_page(const Asked& asked) { return Url("/children").segment(asked.facts.child); }
Url here(const Asked& asked) { return child_page(asked).segment("refer-from-file"); }

Result<Understood> look_through(db::Read& tx, const Asked& asked, std::string_view text) {
  RP_TRY(child, children::load(tx, asked.desk.vault, children::ChildId(asked.facts.child)));
  const auto care = children::case_of(tx, child.id);
  if (!care) return fail(access::missing());
  std::vector<std::string> own;
  for (const auto& id : children::own_ids_of(tx, asked.desk.vault, child.id)) own.push_back(id.local_id.reveal());
  return understood(text, care->authority_code, child.facts, own);
}
Result<Understood> look_through(const Asked& asked, std::string_view text) {
  return asked.desk.database.read([&](db::Read& tx) { return look_through(tx, asked, text); });
}

web::PageFrame frame(const Asked& asked, const Form& form) {
  return {.title = "Refer from a file of the standard", .breadcrumbs = {{"Referrals", Url("/referrals")}, {"The child", child_page(asked)}}, .has_errors = form.sent() && !form.fine()};
}

web::Response choose_page(const Asked& asked, const Form& form) {
  // The file stands last: what guards the form is read before it.
  const auto content = html(R"(<div class="rp-readable">{}<h1 class="govuk-heading-l">Refer from a file of the standard</h1><p class="govuk-body">A record of the Placements Data Standard (JSON), from another system or from here, becomes the beginning of a referral for this child. You see first what is taken over and what is not. Nothing is kept before you say so, and nothing is sent to a home.</p><form method="post" action="{}" enctype="multipart/form-data" novalidate>{}{}<div class="govuk-button-group"><button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">Look through this file</button><a class="govuk-link" href="{}">Cancel</a></div></form></div>)",
                            web::error_summary(form), here(asked), desk::tokens(asked), field::upload(form, {.name = "file", .label = "The file", .hint = "One record, up to 100 kilobytes", .accept = ".json,application/json"}), child_page(asked));
  return desk::show(asked, frame(asked, form), content, form.sent() ? desk::shown_again(form) : 200);
}

Html taken_part(const Understood& file) {
  Html parts;
  for (const auto& task : tasks()) {
    const auto found = file.answers.find(task.code);
    if (found == file.answers.end()) continue;
    const Form answers(found->second);
    govuk::SummaryList list{.rows = {}};
    for (const auto& question : task.questions)
      if (const auto words = words_of(answers, question); !words.empty()) list.rows.push_back({.key = question.label, .value = html(R"(<span class="rp-said">{}</span>)", words)});
    if (!list.rows.empty()) parts += html(R"(<h3 class="govuk-heading-s">{}</h3>{})", task.title, govuk::summary_list(list));
  }
  return parts.empty() ? html(R"(<p class="govuk-body">Nothing of it can be taken over.</p>)") : parts;
}

Html not_taken_part(const Understood& file) {
  if (file.not_taken.empty()) return html(R"(<p class="govuk-body">Everything in the file was understood.</p>)");
  govuk::Table table{.caption = "What is not taken over", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Where", "What stands there", "Why not", "What to do"};
  table.first_cell_is_header = true;
  for (const auto& one : file.not_taken) table.rows.push_back({one.path, one.kind, one.why, one.to_do});
  return govuk::scrolling(govuk::table(table), "What is not taken over");
}

Html lacking_part(const Understood& file) {
  if (file.lacks.empty()) return {};
  Html items;
  for (const auto& path : file.lacks) items += html("<li>{}</li>", path);
  return html(R"(<h2 class="govuk-heading-m">What the file lacks</h2><p class="govuk-body">The standard requires it and it is not there, or it could not be taken. It stays unanswered: you are asked before the referral can be sent, and no risk counts as absent because a file says nothing of it.</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", items);
}

web::Response preview(const Asked& asked, const Form& form, const std::string& text, const Understood& file) {
  Html fields = html(R"(<input type="hidden" name="record" value="{}">)", text);
  if (file.another_number)
    fields += field::tick(form, {.name = "same_child", .text = "I have made sure that this record is of this child", .hint = "The number in the file (childId) is none of this child’s own ids here. A record of another child would find the wrong home"});
  const auto content = html(R"(<div class="rp-readable">{}<h1 class="govuk-heading-l">What the file becomes</h1><h2 class="govuk-heading-m">What is taken over</h2>{}<h2 class="govuk-heading-m">What is not taken over</h2>{}{}<p class="govuk-body">Every part waits for you to read it and call it finished.</p>{}</div>)", web::error_summary(form), taken_part(file), not_taken_part(file), lacking_part(file),
                            field::whole({.action = here(asked).segment("begin"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Begin the referral with it", .cancel = child_page(asked)}));
  return desk::show(asked, frame(asked, form), content, form.sent() && !form.fine() ? desk::shown_again(form) : 200);
}

web::Response send_file(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto parts = web::read_multipart(asked.exchange.request);
  if (!parts || !parts->file) form.fault("file", "Choose the file");
  else if (parts->file->size > kLargestRecord) form.fault("file", "The file is larger than 100 kilobytes: one record of the standard is not. Choose another");
  if (!form.fine()) return choose_page(asked, form);
  const web::BodyBytes body(asked.exchange.request);
  const auto text = body.read(parts->file->from, static_cast<std::size_t>(parts->file->size));
  const auto file = look_through(asked, text);
  if (!file) {
    if (file.error().kind == ErrorKind::NotFound) return web::problem(asked.exchange.request, asked.exchange.visitor, file.error());
    form.fault("file", file.error().detail);
    return choose_page(asked, form);
  }
  return preview(asked, form, text, *file);
}

web::Response send_begin(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto text = form.typed("record");
  const auto file = look_through(asked, text);
  if (!file) {
    form.fault("file", file.error().detail);
    return choose_page(asked, form);
  }
  if (file->another_number && form.typed("same_child") != "yes") form.fault("same_child", "Make sure that the record is of this child, and tick that it is");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(reference, begin_with(tx, asked, *file));
    return page_of(reference);
  });
  return done ? *done : preview(asked, form, text, *file);
}

struct Sent {
  std::string text;
  bool same_child = false;
};

web::Response begin_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    const auto* record = fields.value("record");
    if (!record) fields.fault("record", "is missing");
    return Sent{record ? record->dump() : std::string(), fields.boolean("same_child").value_or(false)};
  }, [&](db::Write& tx, const Sent& sent) -> Result<json::Value> {
    RP_TRY(file, look_through(tx, asked, sent.text));
    if (file.another_number && !sent.same_child) return fail(ErrorKind::Invalid, "The number in the record is none of this child’s own ids here", {{"same_child", "must be true where childId is none of the child’s own ids: make sure that the record is of this child"}});
    RP_TRY(reference, begin_with(tx, asked, file));
    json::Array not_taken, lacks;
    for (const auto& one : file.not_taken) not_taken.emplace_back(json::Object{{"path", one.path}, {"kind", one.kind}, {"why", one.why}, {"to_do", one.to_do}});
    for (const auto& path : file.lacks) lacks.emplace_back(path);
    return json::Object{{"reference", reference}, {"not_taken", std::move(not_taken)}, {"lacks", std::move(lacks)}};
  });
}

}  // namespace

void add_from_file(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  constexpr auto kBody = std::uint64_t{512} << 10;   // a hidden field is longer than the file
  pages.pages.push_back({.pattern = "/children/{id}/refer-from-file", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = [](const Asked& asked) { return choose_page(asked, Form({})); }, .summary = "Choose a record of the Placements Data Standard for a child"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/children/{id}/refer-from-file", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = send_file, .summary = "Look through a record of the standard: what is taken over and what is not; nothing is kept", .request_type = "standard record file", .body_limit = kBody});
  pages.pages.push_back({.method = Method::Post, .pattern = "/children/{id}/refer-from-file/begin", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = send_begin, .summary = "Begin a referral with a record of the standard", .request_type = "standard record", .body_limit = kBody});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/children/{id}/referral-from-record", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = begin_json, .summary = "Begin a referral with a record of the standard; what is not taken over is said", .request_type = "RecordHandedIn", .response_type = "RecordTaken", .body_limit = kBody});
  pages.shapes.push_back({"RecordHandedIn", R"json({"type": "object", "required": ["record"], "additionalProperties": false, "properties": {"record": {"type": "object", "description": "One record of the Placements Data Standard v2"}, "same_child": {"type": "boolean", "description": "Whoever sends it has made sure that the record is of this child, though its childId is none of the child’s own ids"}}})json"});
  pages.shapes.push_back({"RecordTaken", R"json({"type": "object", "required": ["reference", "not_taken", "lacks"], "additionalProperties": false, "properties": {"reference": {"type": "string"}, "lacks": {"type": "array", "items": {"type": "string"}},
  "not_taken": {"type": "array", "items": {"type": "object", "required": ["path", "kind", "why", "to_do"], "additionalProperties": false, "properties": {"path": {"type": "string"}, "kind": {"type": "string"}, "why": {"type": "string"}, "to_do": {"type": "string"}}}}}})json"});
}

}  // namespace rightplace::referring
