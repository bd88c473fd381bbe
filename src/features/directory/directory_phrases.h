#pragma once
// What the directory says in words: ages of statements, grades, ages of children, lists of what is offered.

#include <optional>
#include <string>
#include <vector>

#include "base/care.h"
#include "base/enum_names.h"
#include "base/text.h"
#include "features/homes/homes.h"
#include "features/supply/supply.h"
#include "web/html.h"

namespace rightplace::directory {

// "12 March 2026 (3 days ago)"
std::string dated(Date then, Date today);

// As it was called on the day; what requires improvement to be good is an adequate home, and the words say so.
std::string grade_words(Grade grade, Date inspected_on);

// "11 to 17 years", "from 11 years", "up to 17 years"; empty when neither is stated.
std::string ages(std::optional<int> from, std::optional<int> to);

// "2 places free", "no place free", with what is in doubt.
std::string free_words(int free, int in_doubt);

// What a list and a home's page say of the places free tonight, each in its words and with its age: nothing is free where no new
// child may be placed, or when the statement is too old to count.
web::Html free_fact(homes::Status status, const std::vector<supply::Notice>& notices, const supply::Vacancies& places, Date today);
json::Value free_json(homes::Status status, const std::vector<supply::Notice>& notices, const supply::Vacancies& places);   // null: nobody may rely on any

// "on 3 May 2019", "between 31 March 2018 and 31 March 2019", "on or before …"; empty when nothing is known.
std::string when(std::optional<Date> on, std::optional<Date> after, std::optional<Date> by);

template <class E, std::size_t N>
std::string words_of(const EnumNames<E, N>& names, const std::vector<E>& values) {
  std::vector<std::string> words;
  for (const auto value : values) words.emplace_back(names.label(value));
  return join_words(words);
}

}  // namespace rightplace::directory
