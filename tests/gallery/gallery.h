#pragma once
// Pages of the gallery: each shows one component, or one page made of several, with invented content.

#include <string>
#include <vector>

#include "web/html.h"
#include "web/query.h"

namespace rightplace::gallery {

struct Piece {
  std::string name;    // in the address
  std::string title;
  web::Html (*draw)(const web::Query& query);
  bool wide = false;
  bool has_errors = false;
  bool own_heading = false;   // brings its h1 itself
};

std::vector<Piece> field_pieces();
std::vector<Piece> list_pieces();

}  // namespace rightplace::gallery
