#pragma once
// Table, summary list (with cards), task list.

#include "web/govuk/notices.h"

namespace rightplace::web::govuk {

// Cells are made of what they show: {"Child", home.name, Cell(places).number(), html("<b>…</b>")}
class Cell {
 public:
  template <class T>
    requires std::constructible_from<Content, T> && (!std::same_as<std::remove_cvref_t<T>, Cell>)
  Cell(T&& shown) : content(std::forward<T>(shown)) {}
  Cell&& number() && { return std::move(*this).in_format("numeric"); }   // to the right, figures of equal width
  Cell&& in_format(std::string_view value) && { format = value; return std::move(*this); }
  Cell&& of_class(std::string_view value) && { classes = value; return std::move(*this); }
  Cell&& spanning(int columns, int rows = 0) && { colspan = columns; rowspan = rows; return std::move(*this); }
  Cell&& with(Attributes more) && { attributes = std::move(more); return std::move(*this); }
  Content content;
  std::string format, classes;
  int colspan = 0, rowspan = 0;
  Attributes attributes;
};

struct Table {
  std::string caption = {};            // every table has one; govuk-visually-hidden where a heading says it
  std::string caption_classes = {};    // govuk-table__caption--m
  std::vector<Cell> head = {};
  std::vector<std::vector<Cell>> rows = {};
  bool first_cell_is_header = false;
  std::string classes = {};
  Attributes attributes = {};
};
Html table(const Table& params);
// Round a table that may be wider than a telephone: it scrolls alone, by keyboard too.
Html scrolling(const Html& table, std::string_view label);

struct Action {
  Url href;
  Content text;
  std::string visually_hidden_text = {};   // "Change" is not enough for who hears only the links
  std::string classes = {};
  Attributes attributes = {};
};
struct SummaryRow {
  Content key;
  Content value;
  std::vector<Action> actions = {};
  std::string classes = {};
  std::string key_classes = {};
  std::string value_classes = {};
  std::string actions_classes = {};
};
struct SummaryCard {
  Content title = {};
  int heading_level = 2;
  std::string title_classes = {};
  std::vector<Action> actions = {};
  std::string actions_classes = {};
  std::string classes = {};
  Attributes attributes = {};
};
struct SummaryList {
  std::vector<SummaryRow> rows;
  std::optional<SummaryCard> card = {};
  std::string classes = {};
  Attributes attributes = {};
};
Html summary_list(const SummaryList& params);

struct Task {
  Content title;
  std::optional<Url> href = {};
  Content hint = {};
  std::optional<Tag> tag = {};
  Content status = {};              // instead of a tag
  std::string classes = {};
  std::string title_classes = {};
  std::string status_classes = {};
};
struct TaskList {
  std::vector<Task> items;
  std::string id_prefix = "task-list";
  std::string classes = {};
  Attributes attributes = {};
};
Html task_list(const TaskList& params);

}  // namespace rightplace::web::govuk
