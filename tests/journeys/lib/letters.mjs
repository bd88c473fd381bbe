// Letters that the demonstration's service wrote into its store, and the codes that an authenticator would show.
import { createHmac } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const decoded = (text) => text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

// The path of the link in the newest letter to the address in which there is one that `fits`.
export async function linkIn(service, address, fits) {
  const folder = join(service.store, "outbox");
  for (let tries = 0; tries < 60; ++tries) {
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".eml")).sort().reverse() : [];
    for (const file of files) {
      const letter = readFileSync(join(folder, file), "utf8");
      const link = letter.includes(address) && decoded(letter).match(/https?:\/\/[^/\s]+(\/[^\s]+)/)?.[1];
      if (link && fits.test(link)) return link;
    }
    await pause(500);
  }
  throw new Error(`no letter to ${address} has a link like ${fits}`);
}

// An authenticator (RFC 6238). Each code is shown once: `next` waits for one that did not serve yet.
export class Authenticator {
  constructor(key) {
    const bits = [...key.replace(/\s/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
    this.secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    this.used = 0;
  }
  async next() {
    const step = () => Math.floor(Date.now() / 30_000);
    while (this.used >= step() + 1) await pause(500);
    this.used = Math.max(this.used + 1, step());
    const message = Buffer.alloc(8);
    message.writeBigUInt64BE(BigInt(this.used));
    const digest = createHmac("sha1", this.secret).update(message).digest();
    const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
}
