#include <fmt/format.h>
#include <sqlite3.h>

#include <list>
#include <mutex>
#include <unordered_map>

#include "base/text.h"
#include "db/copy.h"
#include "db/reclaim.h"

namespace rightplace::db {
namespace {

constexpr int kBusyMs = 30'000;

[[noreturn]] void raise(sqlite3* handle, int code, std::string_view doing) {
  const auto text = fmt::format("SQLite: {} ({})", handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code), doing);
  switch (code & 0xFF) {
    case SQLITE_CONSTRAINT: throw ConstraintViolation(text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: throw Unavailable(text);
    default: throw DatabaseError(text);
  }
}

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  double real(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) const override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view{};
  }

 private:
  sqlite3_stmt* statement_;
};

// Binds $1…$n by name, so that a statement may use them in any order and more than once.
void bind(sqlite3* handle, sqlite3_stmt* statement, std::span<const Param> params, std::string_view sql) {
  for (std::size_t i = 0; i < params.size(); ++i) {
    const auto name = fmt::format("${}", i + 1);
    const int slot = sqlite3_bind_parameter_index(statement, name.c_str());
    if (slot == 0) throw DatabaseError(fmt::format("parameter {} is not used in: {}", name, shown(sql, 200)));
    const auto& param = params[i];
    int code = SQLITE_OK;
    if (const auto* whole = param.integer()) code = sqlite3_bind_int64(statement, slot, *whole);
    else if (const auto* real = param.real()) code = sqlite3_bind_double(statement, slot, *real);
    else if (const auto text = param.text())
      code = sqlite3_bind_text64(statement, slot, text->data() ? text->data() : "", text->size(), SQLITE_STATIC, SQLITE_UTF8);
    else code = sqlite3_bind_null(statement, slot);
    if (code != SQLITE_OK) raise(handle, code, "binding");
  }
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(params.size()))
    throw DatabaseError(fmt::format("{} parameters given, {} wanted: {}", params.size(), sqlite3_bind_parameter_count(statement), shown(sql, 200)));
}

class Connection {
 public:
  explicit Connection(const std::filesystem::path& file) {
    const int code = sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
      const auto text = fmt::format("{} cannot be opened as a SQLite database: {}", file.string(), sqlite3_errstr(code));
      sqlite3_close(handle_);
      throw Unavailable(text);
    }
    sqlite3_busy_timeout(handle_, kBusyMs);
    try {
      script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
             "PRAGMA cache_size = -32000; PRAGMA mmap_size = 268435456; PRAGMA trusted_schema = OFF;");
    } catch (...) {
      sqlite3_close_v2(handle_);
      throw;
    }
  }
  ~Connection() {
    statements_.clear();
    sqlite3_close_v2(handle_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void script(std::string_view sql) {
    const std::string text(sql);
    const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise(handle_, code, shown(sql, 200));
  }

  // A statement from the cache, taken out while it runs, so that a query inside a query gets its own.
  struct Lent {
    Connection& owner;
    std::string sql;
    Statement statement;
    ~Lent() {
      sqlite3_reset(statement.get());
      sqlite3_clear_bindings(statement.get());
      if (owner.statements_.size() < 256) owner.statements_.emplace(std::move(sql), std::move(statement));
    }
  };
  Lent lend(std::string_view sql) {
    std::string key(sql);
    if (auto found = statements_.extract(key)) return {*this, std::move(key), std::move(found.mapped())};
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) raise(handle_, code, shown(sql, 200));
    return {*this, std::move(key), Statement(raw)};
  }

  void query(std::string_view sql, std::span<const Param> params, const std::function<void(const Row&)>& each) {
    auto lent = lend(sql);
    bind(handle_, lent.statement.get(), params, sql);
    const SqliteRow row(lent.statement.get());
    for (;;) {
      const int code = sqlite3_step(lent.statement.get());
      if (code == SQLITE_DONE) return;
      if (code != SQLITE_ROW) raise(handle_, code, shown(sql, 200));
      each(row);
    }
  }

  std::int64_t execute(std::string_view sql, std::span<const Param> params) {
    const auto before = sqlite3_total_changes64(handle_);
    query(sql, params, [](const Row&) {});
    return sqlite3_total_changes64(handle_) - before;
  }

  // The whole database as this connection sees it. Inside a read transaction that is one moment, and no writer waits.
  void copy_to(const std::filesystem::path& file) {
    sqlite3* target = nullptr;
    const auto close = [&] { sqlite3_close(target); };
    int code = sqlite3_open_v2(file.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    if (code == SQLITE_OK) {
      if (auto* copying = sqlite3_backup_init(target, "main", handle_, "main")) {
        code = sqlite3_backup_step(copying, -1);
        const int end = sqlite3_backup_finish(copying);
        if (code == SQLITE_DONE) code = end;
      } else {
        code = sqlite3_errcode(target);
      }
    }
    close();
    if (code != SQLITE_OK) raise(nullptr, code, "copying the database to " + file.string());
  }

  void roll_back() noexcept {
    if (!sqlite3_get_autocommit(handle_)) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  }

 private:
  friend struct Lent;
  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, Statement> statements_;
};

class SqliteInserter final : public Write::Inserter {
 public:
  SqliteInserter(Connection& connection, std::string sql) : connection_(connection), sql_(std::move(sql)) {}
  void add_row(std::span<const Param> row) override { connection_.execute(sql_, row); }
  void finish() override {}

 private:
  Connection& connection_;
  std::string sql_;
};

class Transaction final : public Write {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Dialect dialect() const override { return Dialect::Sqlite; }
  void query(std::string_view sql, std::span<const Param> params, const std::function<void(const Row&)>& each) override {
    connection_.query(sql, params, each);
  }
  std::int64_t execute(std::string_view sql, std::span<const Param> params) override { return connection_.execute(sql, params); }
  void script(std::string_view sql) override { connection_.script(sql); }
  std::unique_ptr<Inserter> inserter_of(std::string_view table, std::span<const std::string_view> columns) override {
    std::string names, holes;
    std::size_t i = 0;
    for (const auto column : columns) {
      names += fmt::format("{}{}", i ? ", " : "", column);
      holes += fmt::format("{}${}", i ? ", " : "", i + 1);
      ++i;
    }
    return std::make_unique<SqliteInserter>(connection_, fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, holes));
  }

 private:
  Connection& connection_;
};

class SqliteDatabase final : public Database, public Copying, public Reclaiming {
 public:
  explicit SqliteDatabase(std::filesystem::path file) : file_(std::move(file)), writer_(file_) {}
  Dialect dialect() const override { return Dialect::Sqlite; }
  std::string describe() const override { return fmt::format("SQLite {} in {}", sqlite3_libversion(), file_.string()); }

  std::vector<std::string> copy_out(const std::filesystem::path& folder, const std::function<void(Read&)>& look) override {
    const std::string name = "rightplace.sqlite";
    const ReaderLoan loan(*this);
    loan.connection->script("BEGIN; SELECT count(*) FROM sqlite_master");   // the moment is that of the first look
    Transaction tx(*loan.connection);
    try {
      loan.connection->copy_to(folder / name);
      look(tx);
    } catch (...) {
      loan.connection->roll_back();
      throw;
    }
    loan.connection->script("COMMIT");
    return {name};
  }
  void copy_in(const std::filesystem::path&, std::span<const std::string>) override {
    throw DatabaseError("a SQLite database is put back by its file");
  }

  void reclaim(std::span<const std::string_view>) override {
    const std::scoped_lock alone(writing_);
    writer_.script("PRAGMA temp_store = FILE");   // the new copy need not fit into memory
    writer_.script("VACUUM");
    writer_.script("PRAGMA temp_store = MEMORY");
    // Old pages stand in the log until it is emptied; a reader of another process may keep it.
    bool busy = true;
    writer_.query("PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const Row& row) { busy = row.integer(0) != 0; });
    if (busy) throw Unavailable("the database was written anew, but its log could not be emptied while another program reads it");
  }

 protected:
  void run_read(const std::function<void(Read&)>& action) override {
    const ReaderLoan loan(*this);
    loan.connection->execute("BEGIN", {});   // a kept statement: a page reads several times
    Transaction tx(*loan.connection);
    try {
      action(tx);
    } catch (...) {
      loan.connection->roll_back();
      throw;
    }
    loan.connection->execute("COMMIT", {});
  }

  void run_write(const std::function<bool(Write&)>& action) override {
    const std::scoped_lock alone(writing_);
    writer_.script("BEGIN IMMEDIATE");
    Transaction tx(writer_);
    try {
      if (action(tx)) writer_.script("COMMIT");
      else writer_.roll_back();
    } catch (...) {
      writer_.roll_back();
      throw;
    }
  }

 private:
  struct ReaderLoan {
    explicit ReaderLoan(SqliteDatabase& owner) : database(owner) {
      {
        const std::scoped_lock lock(database.reading_);
        if (!database.readers_.empty()) {
          connection = std::move(database.readers_.front());
          database.readers_.pop_front();
        }
      }
      if (!connection) connection = std::make_unique<Connection>(database.file_);
    }
    ~ReaderLoan() {
      const std::scoped_lock lock(database.reading_);
      database.readers_.push_back(std::move(connection));
    }
    ReaderLoan(const ReaderLoan&) = delete;
    ReaderLoan& operator=(const ReaderLoan&) = delete;
    SqliteDatabase& database;
    std::unique_ptr<Connection> connection;
  };

  std::filesystem::path file_;
  std::mutex writing_;
  Connection writer_;
  std::mutex reading_;
  std::list<std::unique_ptr<Connection>> readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file) { return std::make_unique<SqliteDatabase>(file); }

}  // namespace rightplace::db
