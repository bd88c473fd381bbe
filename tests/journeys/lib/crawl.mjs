// Follows every link that a person can see, one of each kind: /homes/SC1 and /homes/SC2 are one page.
export const shape = (address) => new URL(address, "http://x").pathname.replace(/^\/(providers|market\/groups|market\/files)\/[^/]+/, "/$1/ONE").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/\b(SC)?\d{4,}\b/g, "N").replace(/\b[A-Z]-[0-9A-Z]{6,}\b/g, "REF");

const kind = (path) => {
  const url = new URL(path, "http://x");
  return `${shape(path)}?${[...new Set(url.searchParams.keys())].sort().join("&")}`;
};

// Complaints about pages that are broken and links that lead nowhere. `most` bounds the walk.
export async function crawl(person, from, most = 120) {
  const complaints = [];
  const seen = new Set([kind(from)]);
  const waiting = [{ path: from, on: "the beginning" }];
  let walked = 0;
  while (waiting.length > 0 && walked < most) {
    const { path, on } = waiting.shift();
    walked += 1;
    let status;
    try {
      status = await person.open(path);
    } catch (error) {
      if (/Download is starting|net::ERR_ABORTED/.test(error.message)) continue;   // a file to take away
      complaints.push(error.message);
      status = person.answer?.status() ?? 0;
    }
    if (status >= 400) complaints.push(`${path}, to which ${on} leads, answers ${status}`);
    if (!/html/.test(person.answer?.headers()["content-type"] ?? "")) continue;
    for (const link of await person.links()) {
      if (!link.path.startsWith("/") || link.path.startsWith("/assets/")) continue;
      const one = kind(link.path);
      if (seen.has(one)) continue;
      seen.add(one);
      waiting.push({ path: link.path, on: path });
    }
  }
  return { complaints, walked };
}
