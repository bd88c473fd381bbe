// Starts the programs under test and stops exactly those that it started.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.env.RIGHTPLACE_PROGRAM;

export class Running {
  static async start(what, command, words) {
    const running = new Running();
    running.child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
    running.words = "";
    running.address = await new Promise((found, failed) => {
      const late = setTimeout(() => failed(new Error(`${what} did not say its address within 20 s: ${running.words}`)), 20_000);
      const hear = (text) => {
        running.words += text;
        const address = running.words.match(/listens on (http:\/\/[0-9.]+:\d+)/);
        if (!address) return;
        clearTimeout(late);
        found(address[1]);
      };
      running.child.stdout.on("data", hear);
      running.child.stderr.on("data", hear);
      running.child.on("exit", (code) => failed(new Error(`${what} ended with exit code ${code}: ${running.words}`)));
    });
    return running;
  }
  async stop() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.on("exit", done));
    this.child.kill("SIGTERM");
    const late = setTimeout(() => this.child.kill("SIGKILL"), 25_000);
    await ended;
    clearTimeout(late);
  }
}

// A demo England of one fiftieth, new for each run, with its server.
export class Service {
  static async start() {
    const service = new Service();
    service.store = mkdtempSync(join(tmpdir(), "rightplace-journeys-"));
    execFileSync(program, ["demo", "create", "--scale", "0.02", "--seed", "7", "--store", service.store], { stdio: "pipe" });
    service.running = await Running.start("rightplace serve", program, ["serve", "--listen", "127.0.0.1:0", "--store", service.store]);
    service.used = new Set();
    return service;
  }
  get address() {
    return this.running.address;
  }
  // What the program prints for these words, on this store.
  command(...words) {
    return execFileSync(program, [...words, "--store", this.store], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
  roles() {
    return JSON.parse(this.command("demo", "sign-ins", "--json"));
  }
  // Address, password and a code that nobody used yet, waiting for the next one where needed.
  // `role` as it is called on the page, or one person’s own address where several hold it.
  async credentials(role) {
    for (;;) {
      const all = this.roles();
      const row = all.find((one) => one.role.toLowerCase() === role.toLowerCase() || one.email === role);
      if (!row) throw new Error(`No demo sign-in for the role "${role}". There are: ${all.map((one) => one.role).join(", ")}`);
      const key = `${row.email} ${row.code}`;
      if (row.good_in_seconds === 0 && !this.used.has(key)) {
        this.used.add(key);
        return row;
      }
      await new Promise((done) => setTimeout(done, 1000 * Math.min(5, Math.max(1, row.good_in_seconds || 2))));
    }
  }
  async stop() {
    await this.running?.stop();
    rmSync(this.store, { recursive: true, force: true });
  }
}
