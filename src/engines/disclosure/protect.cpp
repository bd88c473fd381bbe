#include "engines/disclosure/protect.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace rightplace::disclosure {
namespace {

// A flow with least and most on each edge, as a circulation: possible when every least can be sent (Hoffman).
class Circulation {
 public:
  explicit Circulation(std::size_t nodes) : edges_(nodes + 2), owed_(nodes, 0) {}

  void edge(std::size_t from, std::size_t to, Bounds bounds) {
    fine_ = fine_ && bounds.least <= bounds.most;
    add(from, to, bounds.most - bounds.least);
    owed_[to] += bounds.least;
    owed_[from] -= bounds.least;
  }

  bool possible() {
    if (!fine_) return false;
    const auto source = owed_.size(), sink = owed_.size() + 1;
    std::int64_t wanted = 0, sent = 0;
    for (std::size_t node = 0; node < owed_.size(); ++node) {
      if (owed_[node] > 0) add(source, node, owed_[node]), wanted += owed_[node];
      if (owed_[node] < 0) add(node, sink, -owed_[node]);
    }
    while (true) {
      std::vector<bool> seen(edges_.size(), false);
      const auto more = send(source, sink, std::numeric_limits<std::int64_t>::max(), seen);
      if (more == 0) return sent == wanted;
      sent += more;
    }
  }

 private:
  struct Edge {
    std::size_t to;
    std::int64_t room;
    std::size_t back;   // its way back among the edges of `to`
  };
  void add(std::size_t from, std::size_t to, std::int64_t room) {
    edges_[from].push_back({to, room, edges_[to].size()});
    edges_[to].push_back({from, 0, edges_[from].size() - 1});
  }
  std::int64_t send(std::size_t node, std::size_t sink, std::int64_t most, std::vector<bool>& seen) {
    if (node == sink) return most;
    seen[node] = true;
    for (auto& edge : edges_[node]) {
      if (edge.room == 0 || seen[edge.to]) continue;
      if (const auto sent = send(edge.to, sink, std::min(most, edge.room), seen); sent > 0) {
        edge.room -= sent;
        edges_[edge.to][edge.back].room += sent;
        return sent;
      }
    }
    return 0;
  }

  std::vector<std::vector<Edge>> edges_;
  std::vector<std::int64_t> owed_;
  bool fine_ = true;
};

bool small(std::int64_t count) { return count >= 1 && count <= kSuppressUpTo; }

// A published number tells its own neighbourhood, and that it is not a small one.
Bounds as_published(std::int64_t count) {
  if (count == 0) return {0, 0};
  const auto shown = rounded(count);
  return {std::max(kSuppressUpTo + 1, shown - kRoundTo / 2), shown + kRoundTo / 2};
}

Bounds of_total(std::int64_t count) { return small(count) ? Bounds{1, kSuppressUpTo} : Bounds{count, count}; }

}  // namespace

std::int64_t rounded(std::int64_t count) { return (count + kRoundTo / 2) / kRoundTo * kRoundTo; }

bool possible(const Known& known) {
  const auto rows = known.rows.size(), columns = known.columns.size();
  const std::size_t source = rows + columns, sink = source + 1;
  Circulation flow(rows + columns + 2);
  flow.edge(sink, source, known.all);
  for (std::size_t r = 0; r < rows; ++r) flow.edge(source, r, known.rows[r]);
  for (std::size_t c = 0; c < columns; ++c) flow.edge(rows + c, sink, known.columns[c]);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) flow.edge(r, rows + c, known.cells[r][c]);
  return flow.possible();
}

Published protect(const Counts& counts) {
  const auto rows = counts.size(), columns = rows == 0 ? 0 : counts.front().size();
  std::vector<std::int64_t> row_sums(rows, 0), column_sums(columns, 0);
  std::int64_t total = 0;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) row_sums[r] += counts[r][c], column_sums[c] += counts[r][c], total += counts[r][c];

  std::vector<std::vector<bool>> hidden(rows, std::vector<bool>(columns, false));
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) hidden[r][c] = small(counts[r][c]);

  const auto known = [&] {
    Known out;
    for (std::size_t r = 0; r < rows; ++r) {
      out.rows.push_back(of_total(row_sums[r]));
      auto& line = out.cells.emplace_back();
      for (std::size_t c = 0; c < columns; ++c) line.push_back(hidden[r][c] ? Bounds{1, std::max<std::int64_t>(total, 1)} : as_published(counts[r][c]));
    }
    for (const auto sum : column_sums) out.columns.push_back(of_total(sum));
    out.all = of_total(total);
    return out;
  };
  // Whether fewer values than promised remain for the cell. The possible ones lie beside each other round the true one.
  const auto told = [&](std::size_t r, std::size_t c) {
    auto facts = known();
    int choices = 1;
    for (const int step : {-1, 1})
      for (std::int64_t value = counts[r][c] + step; value >= 1 && value <= total && choices < kLeastChoices; value += step) {
        facts.cells[r][c] = {value, value};
        if (!possible(facts)) break;
        ++choices;
      }
    return choices < kLeastChoices;
  };
  // The smallest number still shown beside it, in its row or column; 0 is left as it is: everybody knows that it is none.
  const auto hide_beside = [&](std::size_t r, std::size_t c) {
    std::optional<std::pair<std::size_t, std::size_t>> best;
    const auto look = [&](std::size_t i, std::size_t k) {
      if (hidden[i][k] || counts[i][k] == 0) return;
      if (!best || counts[i][k] < counts[best->first][best->second]) best = {i, k};
    };
    for (std::size_t k = 0; k < columns; ++k) look(r, k);
    for (std::size_t i = 0; i < rows; ++i) look(i, c);
    // Nothing beside it: what stands anywhere may still open a way round.
    if (!best)
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < columns; ++k) look(i, k);
    if (best) hidden[best->first][best->second] = true;
    return best.has_value();
  };

  Published out;
  for (bool again = true; again && !out.refused;) {
    again = false;
    for (std::size_t r = 0; r < rows && !again; ++r)
      for (std::size_t c = 0; c < columns && !again; ++c) {
        if (!hidden[r][c] || !told(r, c)) continue;
        again = hide_beside(r, c);
        out.refused = !again;
        if (out.refused) return out;
      }
  }
  for (std::size_t r = 0; r < rows; ++r) {
    auto& line = out.cells.emplace_back();
    for (std::size_t c = 0; c < columns; ++c) line.push_back(hidden[r][c] ? std::nullopt : std::optional(rounded(counts[r][c])));
    out.row_totals.push_back(small(row_sums[r]) ? std::nullopt : std::optional(rounded(row_sums[r])));
  }
  for (const auto sum : column_sums) out.column_totals.push_back(small(sum) ? std::nullopt : std::optional(rounded(sum)));
  out.total = small(total) ? std::nullopt : std::optional(rounded(total));
  return out;
}

}  // namespace rightplace::disclosure
