#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "db/copy.h"
#include "db/reclaim.h"

namespace rightplace::db {
namespace {

constexpr int kMostAttempts = 8;

// Writers of one store take turns, as on SQLite: then a chain that every write extends (the audit) costs no repeated
// transaction. The lock is taken before BEGIN because a serializable transaction sees what stood at its first statement.
// It belongs to the session, so that the death of a writer frees it.
constexpr std::string_view kTakeTurn = "SELECT pg_advisory_lock(hashtext('rightplace writes'), hashtext(current_schema()))";
constexpr std::string_view kEndTurn = "SELECT pg_advisory_unlock(hashtext('rightplace writes'), hashtext(current_schema()))";

// The database asks for the transaction to be run again.
struct TryAgain {};

struct ResultCloser {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ResultCloser>;

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override { return parse_integer(text(column)).value_or(0); }
  double real(int column) const override { return parse_number(text(column)).value_or(0); }
  std::string_view text(int column) const override {
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }

 private:
  const PGresult* result_;
  int row_;
};

// Text that PostgreSQL's text format takes; a NUL byte cannot stand in it.
std::string as_text(const Param& param) {
  if (const auto* whole = param.integer()) return std::to_string(*whole);
  if (const auto* real = param.real()) return fmt::format("{}", *real);
  std::string text(param.text().value_or(""));
  if (contains(text, std::string_view("\0", 1))) throw ConstraintViolation("a text with a NUL byte cannot be kept");
  return text;
}

class Connection {
 public:
  explicit Connection(const std::string& address) : handle_(connected(address)) {
    if (PQstatus(handle_) != CONNECTION_OK) {
      const auto text = fmt::format("PostgreSQL cannot be reached: {}", squeeze(PQerrorMessage(handle_)));
      PQfinish(handle_);
      throw Unavailable(text);
    }
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
    PQsetErrorVerbosity(handle_, PQERRORS_TERSE);   // the detail of a fault quotes the row, and a row may name somebody
    plain("SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET standard_conforming_strings = on; SET lock_timeout = '30s'");
  }
  ~Connection() { PQfinish(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool usable() const { return !spoiled_ && PQstatus(handle_) == CONNECTION_OK && PQtransactionStatus(handle_) == PQTRANS_IDLE; }

  void plain(std::string_view sql) { checked(Answer(PQexec(handle_, std::string(sql).c_str())), sql); }

  Answer run(std::string_view sql, std::span<const Param> params) {
    std::vector<std::string> held;
    std::vector<const char*> values;
    held.reserve(params.size());
    for (const auto& param : params) {
      held.push_back(as_text(param));
      values.push_back(param.is_null() ? nullptr : held.back().c_str());
    }
    const auto& name = prepared(sql, params);
    return checked(Answer(PQexecPrepared(handle_, name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0)), sql);
  }

  void copy_start(const std::string& sql) { checked(Answer(PQexec(handle_, sql.c_str())), sql); }
  void copy_data(std::string_view bytes) {
    if (PQputCopyData(handle_, bytes.data(), static_cast<int>(bytes.size())) != 1) throw Unavailable(squeeze(PQerrorMessage(handle_)));
  }
  void copy_end() {
    if (PQputCopyEnd(handle_, nullptr) != 1) throw Unavailable(squeeze(PQerrorMessage(handle_)));
    while (auto* result = PQgetResult(handle_)) checked(Answer(result), "COPY");
  }
  void copy_abandon() noexcept {
    PQputCopyEnd(handle_, "abandoned");
    while (auto* result = PQgetResult(handle_)) PQclear(result);
  }

  // Hands over what COPY … TO STDOUT sends, piece by piece.
  void copy_from(const std::string& sql, const std::function<void(std::string_view)>& take) {
    checked(Answer(PQexec(handle_, sql.c_str())), sql);
    char* bytes = nullptr;
    for (int size = 0; (size = PQgetCopyData(handle_, &bytes, 0)) > 0;) {
      const std::unique_ptr<char, decltype(&PQfreemem)> held(bytes, &PQfreemem);
      take({bytes, static_cast<std::size_t>(size)});
    }
    while (auto* result = PQgetResult(handle_)) checked(Answer(result), sql);
  }

  void roll_back() noexcept {
    if (PQtransactionStatus(handle_) != PQTRANS_IDLE) PQclear(PQexec(handle_, "ROLLBACK"));
  }

  // A connection that could not give its turn back is closed, which gives it back.
  void end_turn() noexcept {
    const Answer answer(PQexec(handle_, std::string(kEndTurn).c_str()));
    spoiled_ = PQresultStatus(answer.get()) != PGRES_TUPLES_OK;
  }

 private:
  // Waits ten seconds at most, and finds within half a minute that the other end is gone without a word (a pulled cable, a
  // machine that died), unless the address says otherwise.
  static PGconn* connected(const std::string& address) {
    const char* names[] = {"connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "dbname", nullptr};
    const char* values[] = {"10", "15", "5", "3", "30000", address.c_str(), nullptr};
    return PQconnectdbParams(names, values, 1);
  }

  // A number is sent with its type, so that `$1 IS NULL` and comparisons with text columns are never guessed.
  const std::string& prepared(std::string_view sql, std::span<const Param> params) {
    std::string key(sql);
    key += '\0';
    std::vector<Oid> types;
    for (const auto& param : params) {
      const Oid type = param.integer() ? 20 : param.real() ? 701 : param.is_null() ? 0 : 25;
      types.push_back(type);
      key += static_cast<char>('0' + (type == 20 ? 1 : type == 701 ? 2 : type == 25 ? 3 : 0));
    }
    if (const auto found = names_.find(key); found != names_.end()) return found->second;
    auto name = fmt::format("s{}", names_.size());
    checked(Answer(PQprepare(handle_, name.c_str(), std::string(sql).c_str(), static_cast<int>(types.size()), types.data())), sql);
    return names_.emplace(std::move(key), std::move(name)).first->second;
  }

  Answer checked(Answer answer, std::string_view sql) {
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_EMPTY_QUERY) return answer;
    const char* raw = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    const std::string_view state = raw ? raw : "";
    // Class 22 quotes the value.
    const auto words = state.starts_with("22") ? fmt::format("a value does not fit ({})", state) : squeeze(PQerrorMessage(handle_));
    const auto text = fmt::format("PostgreSQL: {} ({})", words, shown(sql, 200));
    // The server went away in the middle: not every libpq says so in PQstatus.
    if (state.empty() || state.starts_with("08") || state.starts_with("57P")) spoiled_ = true;
    if (state == "40001" || state == "40P01") throw TryAgain{};
    if (state.starts_with("23")) throw ConstraintViolation(text);
    if (state.empty() || state.starts_with("08") || state.starts_with("53") || state.starts_with("57") || state == "55P03") throw Unavailable(text);
    throw DatabaseError(text);
  }

  PGconn* handle_;
  bool spoiled_ = false;
  std::unordered_map<std::string, std::string> names_;
};

class CopyInserter final : public Write::Inserter {
 public:
  CopyInserter(Connection& connection, const std::string& sql) : connection_(connection) { connection_.copy_start(sql); }
  ~CopyInserter() override {
    if (!finished_) connection_.copy_abandon();
  }
  void add_row(std::span<const Param> row) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i) buffer_ += '\t';
      if (row[i].is_null()) {
        buffer_ += "\\N";
        continue;
      }
      for (const char c : as_text(row[i])) {
        switch (c) {
          case '\\': buffer_ += "\\\\"; break;
          case '\t': buffer_ += "\\t"; break;
          case '\n': buffer_ += "\\n"; break;
          case '\r': buffer_ += "\\r"; break;
          default: buffer_ += c;
        }
      }
    }
    buffer_ += '\n';
    if (buffer_.size() > 65'536) flush();
  }
  void finish() override {
    flush();
    finished_ = true;
    connection_.copy_end();
  }

 private:
  void flush() {
    if (!buffer_.empty()) connection_.copy_data(buffer_);
    buffer_.clear();
  }
  Connection& connection_;
  std::string buffer_;
  bool finished_ = false;
};

class Transaction final : public Write {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Dialect dialect() const override { return Dialect::Postgres; }
  void query(std::string_view sql, std::span<const Param> params, const std::function<void(const Row&)>& each) override {
    const auto answer = connection_.run(sql, params);
    const int rows = PQntuples(answer.get());
    for (int i = 0; i < rows; ++i) each(PostgresRow(answer.get(), i));
  }
  std::int64_t execute(std::string_view sql, std::span<const Param> params) override {
    const auto answer = connection_.run(sql, params);
    return parse_integer(PQcmdTuples(answer.get())).value_or(0);
  }
  void script(std::string_view sql) override { connection_.plain(sql); }
  Connection& connection() { return connection_; }
  std::unique_ptr<Inserter> inserter_of(std::string_view table, std::span<const std::string_view> columns) override {
    std::string names;
    for (const auto column : columns) names += fmt::format("{}{}", names.empty() ? "" : ", ", column);
    return std::make_unique<CopyInserter>(connection_, fmt::format("COPY {} ({}) FROM STDIN", table, names));
  }

 private:
  Connection& connection_;
};

struct Table {
  std::string name;
  std::string columns;   // quoted, with commas
};

// The tables of the schema, each after those that it refers to.
std::vector<Table> tables_in_order(Read& tx) {
  auto waiting = tx.list(R"sql(
    SELECT c.relname, string_agg('"' || a.attname || '"', ', ' ORDER BY a.attnum)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r'
      AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.relname
    ORDER BY c.relname
  )sql", {}, [](const Row& row) { return Table{row.string(0), row.string(1)}; });
  std::multimap<std::string, std::string> refers_to;
  tx.each(R"sql(
    SELECT DISTINCT f.relname, t.relname
    FROM pg_constraint k
    JOIN pg_class f ON f.oid = k.conrelid
    JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f'
      AND f.relnamespace = current_schema()::regnamespace
      AND f.oid <> t.oid
  )sql", {}, [&](const Row& row) { refers_to.emplace(row.string(0), row.string(1)); });
  std::vector<Table> ordered;
  std::set<std::string> done;
  while (!waiting.empty()) {
    const auto ready = [&](const Table& table) {
      const auto [first, last] = refers_to.equal_range(table.name);
      return std::all_of(first, last, [&](const auto& link) { return done.contains(link.second); });
    };
    const auto next = std::find_if(waiting.begin(), waiting.end(), ready);
    if (next == waiting.end()) throw DatabaseError(fmt::format("tables refer to one another in a circle, {} among them", waiting.front().name));
    done.insert(next->name);
    ordered.push_back(std::move(*next));
    waiting.erase(next);
  }
  return ordered;
}

// The first line names the table and its columns as COPY wants them; the rest is COPY's text format.
void write_table(Connection& connection, const Table& table, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  const auto place = fmt::format("\"{}\" ({})", table.name, table.columns);
  out << place << '\n';
  connection.copy_from(fmt::format("COPY {} TO STDOUT", place), [&](std::string_view bytes) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); });
  out.close();
  if (!out) throw Unavailable(fmt::format("{} cannot be written", file.string()));
}

std::ifstream opened_table(const std::filesystem::path& file, std::string& place) {
  std::ifstream in(file, std::ios::binary);
  if (!std::getline(in, place) || !place.starts_with('"')) throw DatabaseError(fmt::format("{} holds no table", file.string()));
  return in;
}

void empty_table(Write& tx, const std::filesystem::path& file) {
  std::string place;
  opened_table(file, place);
  const auto name = place.substr(0, place.find(" ("));
  if (tx.exists("SELECT 1 FROM " + name + " LIMIT 1")) tx.run("DELETE FROM " + name);
}

void read_table(Connection& connection, const std::filesystem::path& file) {
  std::string place;
  auto in = opened_table(file, place);
  connection.copy_start(fmt::format("COPY {} FROM STDIN", place));
  try {
    std::string bytes(1 << 16, '\0');
    while (in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())), in.gcount() > 0)
      connection.copy_data({bytes.data(), static_cast<std::size_t>(in.gcount())});
  } catch (...) {
    connection.copy_abandon();
    throw;
  }
  connection.copy_end();
}

class PostgresDatabase final : public Database, public Copying, public Reclaiming {
 public:
  explicit PostgresDatabase(std::string address) : address_(std::move(address)), loans_() {
    const Loan proof(*this);   // fail now, not at the first page
    auto answer = proof.connection->run("SELECT current_database() || ' at ' || coalesce(host(inet_server_addr()), 'a local socket')", {});
    where_ = PQgetvalue(answer.get(), 0, 0);
  }
  Dialect dialect() const override { return Dialect::Postgres; }
  std::string describe() const override { return "PostgreSQL " + where_; }

  std::vector<std::string> copy_out(const std::filesystem::path& folder, const std::function<void(Read&)>& look) override {
    std::vector<std::string> files;
    const Loan loan(*this);
    try {
      loan.connection->plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      Transaction tx(*loan.connection);
      look(tx);
      for (const auto& table : tables_in_order(tx)) {
        files.push_back(fmt::format("{:03}_{}.table", files.size() + 1, table.name));
        write_table(*loan.connection, table, folder / files.back());
      }
      loan.connection->plain("COMMIT");
    } catch (const TryAgain&) {
      loan.connection->roll_back();
      throw Unavailable("PostgreSQL: the copy was cancelled by the server; try again");
    } catch (...) {
      loan.connection->roll_back();
      throw;
    }
    return files;
  }

  void copy_in(const std::filesystem::path& folder, std::span<const std::string> files) override {
    run_write([&](Write& tx) {
      for (auto file = files.rbegin(); file != files.rend(); ++file) empty_table(tx, folder / *file);
      for (const auto& file : files) read_table(static_cast<Transaction&>(tx).connection(), folder / file);
      return true;
    });
  }

  void reclaim(std::span<const std::string_view> tables) override {
    const std::scoped_lock alone(writing_);
    Loan loan(*this);
    bool first = true;
    for (const auto table : tables) {
      const auto sql = fmt::format("VACUUM FULL {}", table);
      if (std::exchange(first, false)) loan.begin([&](Connection& connection) { connection.plain(sql); });
      else loan.connection->plain(sql);
    }
  }

 protected:
  void run_read(const std::function<void(Read&)>& action) override {
    Loan loan(*this);
    try {
      loan.begin([](Connection& connection) { connection.plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); });
      Transaction tx(*loan.connection);
      action(tx);
      loan.connection->plain("COMMIT");
    } catch (const TryAgain&) {
      loan.connection->roll_back();
      throw Unavailable("PostgreSQL: the read was cancelled by the server; try again");
    } catch (...) {
      loan.connection->roll_back();
      throw;
    }
  }

  void run_write(const std::function<bool(Write&)>& action) override {
    const std::scoped_lock alone(writing_);
    Loan loan(*this);
    loan.begin([](Connection& connection) { connection.plain(kTakeTurn); });
    const Turn turn{*loan.connection};
    for (int attempt = 1;; ++attempt) {
      bool committing = false;
      try {
        loan.connection->plain("BEGIN ISOLATION LEVEL SERIALIZABLE");
        Transaction tx(*loan.connection);
        committing = action(tx);
        loan.connection->plain(committing ? "COMMIT" : "ROLLBACK");
        return;
      } catch (const Unavailable& gone) {
        loan.connection->roll_back();
        if (committing) throw InDoubt(gone.what());
        throw;
      } catch (const TryAgain&) {
        loan.connection->roll_back();
        if (attempt == kMostAttempts) throw Unavailable("PostgreSQL: too many writers changed the same records at once; try again");
      } catch (...) {
        loan.connection->roll_back();
        throw;
      }
    }
  }

 private:
  struct Loan {
    explicit Loan(PostgresDatabase& owner) : database(owner) {
      {
        const std::scoped_lock lock(database.lending_);
        if (!database.loans_.empty()) {
          connection = std::move(database.loans_.front());
          database.loans_.pop_front();
          kept = true;
        }
      }
      if (!connection || !connection->usable()) renew();
    }
    void renew() {
      kept = false;
      connection = std::make_unique<Connection>(database.address_);
    }
    // The first statement. A connection kept from before may have died with the server, and all others with it; nothing was
    // done over it yet, so a new one takes its place.
    template <class First>
    void begin(First first) {
      try {
        first(*connection);
      } catch (const Unavailable&) {
        if (!kept || connection->usable()) throw;
        {
          const std::scoped_lock lock(database.lending_);
          database.loans_.clear();
        }
        renew();
        first(*connection);
      }
    }
    ~Loan() {
      if (!connection || !connection->usable()) return;
      const std::scoped_lock lock(database.lending_);
      database.loans_.push_back(std::move(connection));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    PostgresDatabase& database;
    std::unique_ptr<Connection> connection;
    bool kept = false;
  };

  struct Turn {   // taken before
    explicit Turn(Connection& taken) : connection(taken) {}
    ~Turn() { connection.end_turn(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Connection& connection;
  };

  std::string address_;
  std::string where_;
  std::mutex writing_;
  std::mutex lending_;
  std::list<std::unique_ptr<Connection>> loans_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const std::string& address) { return std::make_unique<PostgresDatabase>(address); }

}  // namespace rightplace::db
