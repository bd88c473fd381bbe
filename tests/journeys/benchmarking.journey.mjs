import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { journey } from "./lib/journey.mjs";

// Invented figures in the layout of the department's file, of a few real authorities.
function readInventedFigures(person) {
  const folder = mkdtempSync(join(tmpdir(), "rightplace-benchmarks-"));
  try {
    const codes = ["E10000017", "E10000016", "E08000035", "E08000032", "E08000003", "E08000012", "E10000020", "E10000012", "E06000001", "E06000002", "E06000003", "E06000004", "E06000005", "E06000006", "E06000007", "E06000008", "E06000009", "E06000010", "E06000011", "E06000012", "E06000013", "E06000014"];
    const rows = codes.flatMap((code, i) => [
      `2023,${code},Placement,Total,${900 + 10 * i}`,
      `2023,${code},Placement,Secure homes and children's homes,${i === 3 ? "c" : 70 + 7 * i}`,
      `2023,${code},Placement,Foster placements,${600 + 5 * i}`,
      `2023,${code},Locality of placement,Placed outside the local authority boundary,${300 + 11 * i}`]);
    writeFileSync(join(folder, "looked-after.csv"), ["time_period,new_la_code,cla_group,characteristic,number", ...rows].join("\n") + "\n");
    writeFileSync(join(folder, "neighbours.csv"), "old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P,SN_10,SN_10P\n888,Lancashire,886,Close,383,Close,380,Close\n");
    person.service.command("import", "benchmarks", join(folder, "looked-after.csv"), join(folder, "neighbours.csv"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export default journey("How an authority compares with others", [
  ["A head of service sees her authority beside those like it, and what chance alone would make", async (person) => {
    readInventedFigures(person);
    await person.signInAs("Head of service");
    await person.follow("Benchmarking");
    await person.isAt("How you compare with other authorities");
    await person.sees("Figures are prompts, not verdicts");
    await person.sees("Statistical neighbours: Kent, Leeds and Bradford");
    await person.sees("of 22, from the lowest");
  }],
  ["What was suppressed is not guessed", async (person) => {
    await person.sees("too few to say");
    await person.sees("no file read");
  }],
  ["The pack for an inspection says what each figure is, from where and for whom", async (person) => {
    await person.follow("A pack for an inspection");
    await person.sees("What each figure is");
    await person.sees("Used by");
  }],
  ["A narrow screen shows it without scrolling sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    for (const path of ["/benchmarking", "/benchmarking/pack"]) await person.open(path);
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
