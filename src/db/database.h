#pragma once
// One SQL text for SQLite and PostgreSQL. Statements use bound parameters $1…$n only. Dates are ISO text, moments are
// milliseconds, flags are 0 or 1, money is pence: the same in both databases.
//
// A Database may be used from many threads. `read` sees one consistent snapshot; `write` runs alone (SQLite: BEGIN
// IMMEDIATE under a writer lock; PostgreSQL: SERIALIZABLE, one writer of a schema at a time), commits when the function returns a value, rolls back when
// it returns an error or throws, and runs again only when the database says that it clashed with another writer: so the
// function must have no effect outside the transaction, and must not call write again.
//
// A fault of the database (disk full, server gone, bad SQL) is an exception: DatabaseError, or Unavailable below it.

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/id.h"
#include "base/money.h"
#include "base/result.h"

namespace rightplace::db {

class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// The database cannot be reached, is locked for too long, or is full.
class Unavailable : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};
// The database went away while it committed: what was written was kept, or not.
class InDoubt : public Unavailable {
 public:
  using Unavailable::Unavailable;
};
// A UNIQUE, CHECK, NOT NULL or FOREIGN KEY rule of the schema refused the row.
class ConstraintViolation : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// A bound parameter. Text is borrowed: it must live until the call returns.
class Param {
 public:
  Param(std::nullptr_t) : held_(nullptr) {}
  Param(std::nullopt_t) : held_(nullptr) {}
  template <std::integral T>
  Param(T value) : held_(static_cast<std::int64_t>(value)) {}
  Param(double value) : held_(value) {}
  Param(const char* value) : held_(std::string_view(value)) {}
  Param(std::string_view value) : held_(value) {}
  Param(const std::string& value) : held_(std::string_view(value)) {}
  Param(Date value) : owned_(value.iso()), held_(Owned{}) {}
  Param(Instant value) : held_(value.ms) {}
  Param(Pence value) : held_(value.value) {}
  template <class Tag>
  Param(const Id<Tag>& value) : held_(std::string_view(value.text())) {}
  template <class T>
  Param(const std::optional<T>& value) : held_(nullptr) {
    if (value) {
      Param inner(*value);
      owned_ = std::move(inner.owned_);
      held_ = inner.held_;
    }
  }

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(held_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&held_); }
  const double* real() const { return std::get_if<double>(&held_); }
  std::optional<std::string_view> text() const {
    if (std::holds_alternative<Owned>(held_)) return owned_;
    if (const auto* view = std::get_if<std::string_view>(&held_)) return *view;
    return std::nullopt;
  }

 private:
  struct Owned {};
  std::string owned_;
  std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Owned> held_;
};
using Params = std::initializer_list<Param>;

// One row of a result, valid only during the call that was given it. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   // NULL is 0
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // NULL is empty

  std::string string(int column) const { return std::string(text(column)); }
  bool flag(int column) const { return integer(column) != 0; }
  Date date(int column) const;   // throws DatabaseError when the column holds no date
  Instant instant(int column) const { return Instant{integer(column)}; }
  Pence pence(int column) const { return Pence{integer(column)}; }
  template <class Tag>
  Id<Tag> id(int column) const { return Id<Tag>(string(column)); }
  std::optional<std::int64_t> maybe_integer(int column) const { return is_null(column) ? std::nullopt : std::optional(integer(column)); }
  std::optional<double> maybe_real(int column) const { return is_null(column) ? std::nullopt : std::optional(real(column)); }
  std::optional<std::string> maybe_string(int column) const { return is_null(column) ? std::nullopt : std::optional(string(column)); }
  std::optional<Date> maybe_date(int column) const { return is_null(column) ? std::nullopt : std::optional(date(column)); }
  std::optional<bool> maybe_flag(int column) const { return is_null(column) ? std::nullopt : std::optional(flag(column)); }
};

enum class Dialect { Sqlite, Postgres };

// A consistent view of the data.
class Read {
 public:
  virtual ~Read() = default;
  virtual Dialect dialect() const = 0;
  virtual void query(std::string_view sql, std::span<const Param> params, const std::function<void(const Row&)>& each) = 0;

  void each(std::string_view sql, Params params, const std::function<void(const Row&)>& row) {
    query(sql, std::span<const Param>(params.begin(), params.size()), row);
  }
  // `map` makes a T of a row.
  template <class Map>
  auto list(std::string_view sql, Params params, Map map) {
    std::vector<std::decay_t<std::invoke_result_t<Map, const Row&>>> items;
    each(sql, params, [&](const Row& row) { items.push_back(map(row)); });
    return items;
  }
  template <class Map>
  auto first(std::string_view sql, Params params, Map map) {
    std::optional<std::decay_t<std::invoke_result_t<Map, const Row&>>> item;
    each(sql, params, [&](const Row& row) {
      if (!item) item = map(row);
    });
    return item;
  }
  std::int64_t integer(std::string_view sql, Params params = {});   // first column of the first row, 0 when there is none
  bool exists(std::string_view sql, Params params = {});            // is there a row
};

class Write : public Read {
 public:
  // Rows changed. A statement with RETURNING goes through `each`.
  virtual std::int64_t execute(std::string_view sql, std::span<const Param> params) = 0;
  std::int64_t run(std::string_view sql, Params params = {}) { return execute(sql, std::span<const Param>(params.begin(), params.size())); }

  // Many rows at once (PostgreSQL: COPY; SQLite: one kept statement). A clash with a constraint throws and ends the
  // transaction. Rows are sent as they are given.
  class Inserter {
   public:
    virtual ~Inserter() = default;
    virtual void add_row(std::span<const Param> row) = 0;
    virtual void finish() = 0;   // must be called; without it the rows may be lost and the transaction is unusable
    void add(Params row) { add_row(std::span<const Param>(row.begin(), row.size())); }
  };
  std::unique_ptr<Inserter> inserter(std::string_view table, std::initializer_list<std::string_view> columns) {
    return inserter_of(table, std::span<const std::string_view>(columns.begin(), columns.size()));
  }
  virtual std::unique_ptr<Inserter> inserter_of(std::string_view table, std::span<const std::string_view> columns) = 0;

  // Several statements without parameters, as a migration holds them.
  virtual void script(std::string_view sql) = 0;
};

class Database {
 public:
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;
  virtual std::string describe() const = 0;   // "SQLite 3.40.1 in store/rightplace.sqlite": no password in it

  template <class F>
  auto read(F&& action) -> std::invoke_result_t<F, Read&> {
    using Out = std::invoke_result_t<F, Read&>;
    if constexpr (std::is_void_v<Out>) {
      run_read([&](Read& tx) { action(tx); });
    } else {
      std::optional<Out> out;
      run_read([&](Read& tx) { out.emplace(action(tx)); });
      return std::move(*out);
    }
  }

  // `action` returns a Result (an error rolls back), any other value or nothing.
  template <class F>
  auto write(F&& action) -> std::invoke_result_t<F, Write&> {
    using Out = std::invoke_result_t<F, Write&>;
    if constexpr (std::is_void_v<Out>) {
      run_write([&](Write& tx) {
        action(tx);
        return true;
      });
    } else {
      std::optional<Out> out;
      run_write([&](Write& tx) {
        out.emplace(action(tx));
        if constexpr (requires { out->has_value(); out->error(); }) return out->has_value();
        else return true;
      });
      return std::move(*out);
    }
  }

 protected:
  virtual void run_read(const std::function<void(Read&)>& action) = 0;
  virtual void run_write(const std::function<bool(Write&)>& action) = 0;   // true: commit
};

// The file is made when missing. Write-ahead log, synchronous=FULL, foreign keys on.
std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file);
// `address` is a libpq connection string or postgresql:// address.
std::unique_ptr<Database> open_postgres(const std::string& address);

}  // namespace rightplace::db
