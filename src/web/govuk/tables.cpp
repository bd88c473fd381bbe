#include "web/govuk/tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace rightplace::web::govuk {
namespace {

// Tables are long: cells are written straight into one text.
void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  escape_into(out, value);
  out += '"';
}

void append_spans(std::string& out, const Cell& cell) {
  if (cell.colspan > 0) append_attribute(out, "colspan", std::to_string(cell.colspan));
  if (cell.rowspan > 0) append_attribute(out, "rowspan", std::to_string(cell.rowspan));
  if (cell.attributes.empty()) return;
  const auto more = Element("").more(cell.attributes).alone();
  out.append(more.markup(), 1, more.markup().size() - 2);   // without < and >
}

void append_class(std::string& out, std::string_view block, const Cell& cell) {
  out.append(" class=\"").append(block);
  if (!cell.format.empty()) {
    out.append(" ").append(block).append("--");
    escape_into(out, cell.format);
  }
  if (!cell.classes.empty()) {
    out += ' ';
    escape_into(out, cell.classes);
  }
  out += '"';
}

void append_cell(std::string& out, const Cell& cell, bool is_header) {
  out += is_header ? "<th scope=\"row\"" : "<td";
  append_class(out, is_header ? "govuk-table__header" : "govuk-table__cell", cell);
  append_spans(out, cell);
  out += '>';
  out += cell.content.markup();
  out += is_header ? "</th>" : "</td>";
}

Html action_link(const Action& action, const SummaryCard* card) {
  Html hidden;
  const bool in_card = card && !card->title.empty();
  if (!action.visually_hidden_text.empty() || in_card)
    hidden = html(R"(<span class="govuk-visually-hidden">{}{}</span>)", action.visually_hidden_text.empty() ? "" : " " + action.visually_hidden_text,
                  in_card ? html(" ({})", card->title.html()) : Html{});
  return Element("a").set("class", classes("govuk-link", action.classes)).set("href", action.href).more(action.attributes).holding(action.text.html() + hidden);
}

Html in_card(const SummaryCard& card, const Html& list) {
  Html top;
  if (!card.title.empty())
    top = Element(fmt::format("h{}", card.heading_level)).set("class", classes("govuk-summary-card__title", card.title_classes)).holding(card.title.html());
  const auto look = classes("govuk-summary-card__actions", card.actions_classes);
  if (card.actions.size() == 1) top += Element("div").set("class", look).holding(action_link(card.actions[0], &card));
  if (card.actions.size() > 1) {
    Html items;
    for (const auto& action : card.actions) items += html(R"(<li class="govuk-summary-card__action">{}</li>)", action_link(action, &card));
    top += Element("ul").set("class", look).holding(items);
  }
  return Element("div").set("class", classes("govuk-summary-card", card.classes)).more(card.attributes)
      .holding(html(R"(<div class="govuk-summary-card__title-wrapper">{}</div><div class="govuk-summary-card__content">{}</div>)", top, list));
}

}  // namespace

Html table(const Table& params) {
  std::string out;
  out.reserve(512 + params.rows.size() * (params.rows.empty() ? 0 : params.rows[0].size()) * 96);
  if (!params.caption.empty()) {
    out += "<caption";
    append_attribute(out, "class", classes("govuk-table__caption", params.caption_classes));
    out += '>';
    escape_into(out, params.caption);
    out += "</caption>";
  }
  if (!params.head.empty()) {
    out += R"(<thead class="govuk-table__head"><tr class="govuk-table__row">)";
    for (const auto& cell : params.head) {
      out += R"(<th scope="col")";
      append_class(out, "govuk-table__header", cell);
      append_spans(out, cell);
      out.append(">").append(cell.content.markup()).append("</th>");
    }
    out += "</tr></thead>";
  }
  out += R"(<tbody class="govuk-table__body">)";
  for (const auto& row : params.rows) {
    out += R"(<tr class="govuk-table__row">)";
    for (std::size_t i = 0; i < row.size(); ++i) append_cell(out, row[i], i == 0 && params.first_cell_is_header);
    out += "</tr>";
  }
  out += "</tbody>";
  return Element("table").set("class", classes("govuk-table", params.classes)).more(params.attributes).holding(Html::trusted(std::move(out)));
}

Html scrolling(const Html& table, std::string_view label) {
  return Element("div").set("class", "rp-scroll").set("role", "region").set("aria-label", label).set("tabindex", "0").holding(table);
}

Html summary_list(const SummaryList& params) {
  const bool any_actions = std::ranges::any_of(params.rows, [](const SummaryRow& row) { return !row.actions.empty(); });
  const auto* card = params.card ? &*params.card : nullptr;
  Html rows;
  for (const auto& row : params.rows) {
    auto inner = Element("dt").set("class", classes("govuk-summary-list__key", row.key_classes)).holding(row.key.html()) +
                 Element("dd").set("class", classes("govuk-summary-list__value", row.value_classes)).holding(row.value.html());
    if (!row.actions.empty()) {
      Html actions;
      if (row.actions.size() == 1) actions = action_link(row.actions[0], card);
      else {
        for (const auto& action : row.actions) actions += html(R"(<li class="govuk-summary-list__actions-list-item">{}</li>)", action_link(action, card));
        actions = html(R"(<ul class="govuk-summary-list__actions-list">{}</ul>)", actions);
      }
      inner += Element("dd").set("class", classes("govuk-summary-list__actions", row.actions_classes)).holding(actions);
    }
    rows += Element("div").set("class", classes("govuk-summary-list__row", any_actions && row.actions.empty(), "govuk-summary-list__row--no-actions", row.classes)).holding(inner);
  }
  const auto list = Element("dl").set("class", classes("govuk-summary-list", params.classes)).more(params.attributes).holding(rows);
  return card ? in_card(*card, list) : list;
}

Html task_list(const TaskList& params) {
  Html items;
  for (std::size_t i = 0; i < params.items.size(); ++i) {
    const auto& item = params.items[i];
    const auto hint_id = fmt::format("{}-{}-hint", params.id_prefix, i + 1);
    const auto status_id = fmt::format("{}-{}-status", params.id_prefix, i + 1);
    auto name = item.href ? Element("a").set("class", classes("govuk-link govuk-task-list__link", item.title_classes)).set("href", *item.href)
                                .set("aria-describedby", classes(item.hint.empty() ? "" : hint_id, status_id)).holding(item.title.html())
                          : Element("div").given("class", item.title_classes).holding(item.title.html());
    if (!item.hint.empty()) name += Element("div").set("id", hint_id).set("class", "govuk-task-list__hint").holding(item.hint.html());
    const auto status = Element("div").set("class", classes("govuk-task-list__status", item.status_classes)).set("id", status_id).holding(item.tag ? tag(*item.tag) : item.status.html());
    items += Element("li").set("class", classes("govuk-task-list__item", item.href.has_value(), "govuk-task-list__item--with-link", item.classes))
                 .holding(html(R"(<div class="govuk-task-list__name-and-hint">{}</div>)", name) + status);
  }
  return Element("ul").set("class", classes("govuk-task-list", params.classes)).more(params.attributes).holding(items);
}

}  // namespace rightplace::web::govuk
