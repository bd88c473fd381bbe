// TopoJSON and GeoJSON: strangers' files, of which nothing is believed.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "features/atlas/atlas.h"

namespace rightplace::atlas {
namespace {

using boundaries::Area;
using boundaries::Corner;
using boundaries::Ring;

constexpr std::size_t kMostCorners = 5'000'000;
constexpr double kGridEast = 700'000, kGridNorth = 1'300'000;

template <class... Values>
tl::unexpected<Error> wrong(std::string_view source, std::string_view where, fmt::format_string<Values...> text, Values&&... values) {
  return fail(ErrorKind::Invalid, fmt::format("{}: {}: {}", source, where, fmt::format(text, std::forward<Values>(values)...)));
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  Result<ReadBoundaries> read(const json::Value& document) {
    const auto* type = document.find("type") ? document.find("type")->as_string() : nullptr;
    const auto kind = type ? std::string_view(*type) : std::string_view();
    if (kind != "Topology" && kind != "FeatureCollection") return fail(ErrorKind::Invalid, fmt::format("{} is neither TopoJSON (\"type\": \"Topology\") nor GeoJSON (\"type\": \"FeatureCollection\")", source_));
    RP_CHECK(kind == "Topology" ? topology(document) : collection(document));
    return finished();
  }

 private:
  // ---- Whose shape it is.

  static std::string code_of(const json::Value& shape) {
    std::string other;
    const auto look = [&](const json::Value* value) {
      const auto* text = value ? value->as_string() : nullptr;
      if (!text || text->size() != 9) return false;
      if (geography::authority_by_code(*text)) return other = *text, true;
      const bool is_code = std::ranges::all_of(text->substr(1), [](char c) { return c >= '0' && c <= '9'; });
      if (is_code && other.empty()) other = *text;
      return false;
    };
    if (const auto* properties = shape.find("properties"); properties && properties->as_object())
      for (const auto& [name, value] : *properties->as_object())
        if (look(&value)) return other;
    look(shape.find("id"));
    return other;
  }

  // Whether the shape is wanted; whatever is not is counted.
  bool wanted(const std::string& code) {
    ++shapes_;
    const auto* authority = geography::authority_by_code(code);
    if (!authority) return ++strangers_, false;
    if (authority->until) return ++former_, false;
    return true;
  }

  Done keep(const std::string& code, Area area) {
    const auto* authority = geography::authority_by_code(code);
    area.code = std::string(authority->code);
    const bool latest = code == authority->code;
    const auto [at, fresh] = found_.try_emplace(area.code, std::pair(latest, Area{}));
    if (!fresh && at->second.first && latest) return wrong(source_, code, "the authority stands twice in the file");
    if (fresh || latest) at->second = {latest, std::move(area)};
    return {};
  }

  // ---- Corners.

  Result<Corner> corner(double x, double y, std::string_view where) {
    if (++corners_ > kMostCorners) return wrong(source_, where, "the outlines have more than {} corners; take the generalised set (ONS \"BUC\" or \"BGC\")", grouped(static_cast<std::int64_t>(kMostCorners)));
    if (!metres_) metres_ = std::abs(x) > 180 || std::abs(y) > 90;
    if (*metres_) {
      if (!(x >= 0 && x <= kGridEast && y >= 0 && y <= kGridNorth)) return wrong(source_, where, "({}, {}) lies outside the National Grid; outlines are wanted in degrees (WGS 84) or metres on the National Grid", x, y);
      return Corner{static_cast<std::int32_t>(std::lround(x)), static_cast<std::int32_t>(std::lround(y))};
    }
    const auto point = boundaries::on_the_grid(x, y);
    if (!point) return wrong(source_, where, "({}, {}) does not lie in Great Britain: longitude first, then latitude", x, y);
    return Corner{static_cast<std::int32_t>(std::lround(point->easting)), static_cast<std::int32_t>(std::lround(point->northing))};
  }

  // The first two of an array of numbers; false: it is none.
  static bool numbers(const json::Value& value, double& x, double& y) {
    const auto* pair = value.as_array();
    if (!pair || pair->size() < 2) return false;
    for (const auto& [into, from] : {std::pair(&x, &(*pair)[0]), std::pair(&y, &(*pair)[1])}) {
      const auto number = from->as_number();
      if (!number) return false;
      *into = *number;
    }
    return true;
  }

  static Ring tidy(Ring ring, bool outer) {
    const auto twice = std::ranges::unique(ring);
    ring.erase(twice.begin(), twice.end());
    while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    const double size = boundaries::size_of(ring);
    if ((size > 0) != outer) std::ranges::reverse(ring);
    return size == 0 ? Ring() : ring;
  }
  void add(Area& area, Ring ring, bool outer) {
    ring = tidy(std::move(ring), outer);
    if (ring.size() >= 3) area.rings.push_back(std::move(ring));
  }

  // Each polygon of a shape: [rings], or [[rings], …].
  template <class Polygon>
  Done polygons(const json::Value& shape, std::string_view member, const std::string& where, Polygon polygon) {
    const auto* type = shape.find("type") ? shape.find("type")->as_string() : nullptr;
    const auto* parts = shape.find(member);
    if (!type || (*type != "Polygon" && *type != "MultiPolygon")) return wrong(source_, where, "its type is {}, not Polygon or MultiPolygon", type ? "\"" + shown(*type) + "\"" : "missing");
    if (!parts || !parts->as_array()) return wrong(source_, where, "\"{}\" is {}, not an array", member, parts ? parts->kind() : "missing");
    if (*type == "Polygon") return polygon(*parts, where);
    for (std::size_t i = 0; i < parts->as_array()->size(); ++i) RP_CHECK(polygon((*parts->as_array())[i], fmt::format("{}, polygon {}", where, i + 1)));
    return {};
  }

  // ---- GeoJSON.

  Result<Ring> positions(const json::Value& value, const std::string& where) {
    if (!value.as_array()) return wrong(source_, where, "the ring is {}, not an array of positions", value.kind());
    Ring ring;
    for (const auto& position : *value.as_array()) {
      double x = 0, y = 0;
      if (!numbers(position, x, y)) return wrong(source_, where, "position {} is not two numbers", ring.size() + 1);
      RP_TRY(at, corner(x, y, where));
      ring.push_back(at);
    }
    return ring;
  }

  Done collection(const json::Value& document) {
    const auto* features = document.find("features") ? document.find("features")->as_array() : nullptr;
    if (!features) return fail(ErrorKind::Invalid, fmt::format("{}: \"features\" is missing or no array", source_));
    std::size_t number = 0;
    for (const auto& feature : *features) {
      ++number;
      const auto code = code_of(feature);
      if (!wanted(code)) continue;
      const auto where = fmt::format("feature {} ({})", number, code);
      const auto* geometry = feature.find("geometry");
      if (!geometry || !geometry->as_object()) return wrong(source_, where, "it has no geometry");
      Area area;
      RP_CHECK(polygons(*geometry, "coordinates", where, [&](const json::Value& rings, const std::string& at) -> Done {
        if (!rings.as_array()) return wrong(source_, at, "the polygon is {}, not an array of rings", rings.kind());
        for (std::size_t i = 0; i < rings.as_array()->size(); ++i) {
          RP_TRY(ring, positions((*rings.as_array())[i], fmt::format("{}, ring {}", at, i + 1)));
          add(area, std::move(ring), i == 0);
        }
        return {};
      }));
      RP_CHECK(keep(code, std::move(area)));
    }
    return {};
  }

  // ---- TopoJSON: arcs, shared between shapes; quantised ones are steps from corner to corner.

  Done arcs(const json::Value& document) {
    const auto* all = document.find("arcs") ? document.find("arcs")->as_array() : nullptr;
    if (!all) return fail(ErrorKind::Invalid, fmt::format("{}: \"arcs\" is missing or no array", source_));
    std::array<double, 2> scale{1, 1}, translate{0, 0};
    const auto* transform = document.find("transform");
    if (transform)
      for (const auto& [name, into] : {std::pair<std::string_view, std::array<double, 2>*>("scale", &scale), {"translate", &translate}}) {
        const auto* pair = transform->find(name);
        if (!pair || !numbers(*pair, (*into)[0], (*into)[1])) return wrong(source_, "transform", "\"{}\" is not two numbers", name);
      }
    for (const auto& arc : *all) {
      const auto where = fmt::format("arc {}", arcs_.size());
      if (!arc.as_array()) return wrong(source_, where, "it is {}, not an array of positions", arc.kind());
      auto& ring = arcs_.emplace_back();
      double x = 0, y = 0;
      for (const auto& position : *arc.as_array()) {
        double a = 0, b = 0;
        if (!numbers(position, a, b)) return wrong(source_, where, "position {} is not two numbers", ring.size() + 1);
        x = transform ? x + a : a;
        y = transform ? y + b : b;
        RP_TRY(at, corner(x * scale[0] + translate[0], y * scale[1] + translate[1], where));
        ring.push_back(at);
      }
    }
    return {};
  }

  Result<Ring> stitched(const json::Value& indices, const std::string& where) {
    if (!indices.as_array()) return wrong(source_, where, "the ring is {}, not an array of arcs", indices.kind());
    Ring ring;
    for (const auto& index : *indices.as_array()) {
      const auto* number = index.as_integer();
      if (!number) return wrong(source_, where, "an arc's number is {}", index.kind());
      const auto at = *number < 0 ? -(*number + 1) : *number;
      if (at >= static_cast<std::int64_t>(arcs_.size())) return wrong(source_, where, "there is no arc {}: the file has {}", *number, arcs_.size());
      const auto& arc = arcs_[static_cast<std::size_t>(at)];
      corners_ += arc.size();
      if (corners_ > kMostCorners) return wrong(source_, where, "the outlines have more than {} corners", grouped(static_cast<std::int64_t>(kMostCorners)));
      if (*number < 0) ring.insert(ring.end(), arc.rbegin(), arc.rend());
      else ring.insert(ring.end(), arc.begin(), arc.end());
    }
    return ring;
  }

  Done object(const json::Value& shape, const std::string& where, int depth) {
    const auto* type = shape.find("type") ? shape.find("type")->as_string() : nullptr;
    if (type && *type == "GeometryCollection") {
      const auto* parts = shape.find("geometries") ? shape.find("geometries")->as_array() : nullptr;
      if (!parts || depth > 4) return wrong(source_, where, "{}", parts ? "collections stand in collections too deeply" : "\"geometries\" is missing or no array");
      for (std::size_t i = 0; i < parts->size(); ++i) RP_CHECK(object((*parts)[i], fmt::format("{}, geometry {}", where, i + 1), depth + 1));
      return {};
    }
    const auto code = code_of(shape);
    if (!wanted(code)) return {};
    Area area;
    RP_CHECK(polygons(shape, "arcs", fmt::format("{} ({})", where, code), [&](const json::Value& rings, const std::string& at) -> Done {
      if (!rings.as_array()) return wrong(source_, at, "the polygon is {}, not an array of rings", rings.kind());
      for (std::size_t i = 0; i < rings.as_array()->size(); ++i) {
        RP_TRY(ring, stitched((*rings.as_array())[i], at));
        add(area, std::move(ring), i == 0);
      }
      return {};
    }));
    return keep(code, std::move(area));
  }

  Done topology(const json::Value& document) {
    RP_CHECK(arcs(document));
    const auto* objects = document.find("objects") ? document.find("objects")->as_object() : nullptr;
    if (!objects) return fail(ErrorKind::Invalid, fmt::format("{}: \"objects\" is missing or no object", source_));
    for (const auto& [name, shape] : *objects) RP_CHECK(object(shape, fmt::format("object {}", shown(name, 30)), 0));
    return {};
  }

  // ---- All authorities, or nothing: a map with holes would be read as places without homes.

  Result<ReadBoundaries> finished() {
    ReadBoundaries out{.areas = {}, .remarks = {}, .shapes = shapes_};
    std::vector<std::string> missing;
    for (const auto& authority : geography::authorities()) {
      if (authority.until) continue;
      const auto at = found_.find(authority.code);
      if (at == found_.end() || at->second.second.rings.empty()) missing.emplace_back(authority.name);
      else out.areas.push_back(std::move(at->second.second));
    }
    if (!missing.empty()) {
      const auto count = missing.size();
      missing.resize(std::min<std::size_t>(count, 5));
      return fail(ErrorKind::Invalid, fmt::format("{}: {} of {} authorities {} no outline in it: {}{}. A map is drawn of all or of none; take a set of counties and unitary authorities of England (ONS \"CTYUA\")", source_, count,
                                                  count + out.areas.size(), count == 1 ? "has" : "have", join(missing, ", "), count > missing.size() ? " …" : ""));
    }
    const auto remark = [&](std::int64_t many, std::string_view what) {
      if (many > 0) out.remarks.push_back(fmt::format("{} left out: {}", plural(many, "shape was", "shapes were"), what));
    };
    remark(strangers_, "they name no upper-tier authority of England (regions, districts, other countries)");
    remark(former_, "their authority is no more");
    return out;
  }

  std::string_view source_;
  std::vector<Ring> arcs_;
  std::map<std::string, std::pair<bool, Area>, std::less<>> found_;   // whether its code is today's
  std::optional<bool> metres_;
  std::size_t corners_ = 0;
  std::int64_t shapes_ = 0, strangers_ = 0, former_ = 0;
};

}  // namespace

Result<ReadBoundaries> read_boundaries(std::string_view bytes, std::string_view source) {
  RP_TRY(document, json::parse(bytes, source));
  return Reader(source).read(document);
}

}  // namespace rightplace::atlas
