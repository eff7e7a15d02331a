// Packs scripts of the default theme: tests/pack/run. `packed/find.js` stands for `static/find.js` as long as its first
// line is the checksum of it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { transformSync } from "esbuild";

// The checksum that a packed file carries of what was packed.
const crc32 = (bytes) => gzipSync(bytes).subarray(-8).readUInt32LE();
const theme = join(import.meta.dirname, "../../themes/default");
for (const name of ["find.js", "mistyped.js", "narrow.js", "search.js", "words.js"]) {
  const source = readFileSync(join(theme, "static", name));
  const { code } = transformSync(source.toString(), { minify: true, format: "esm", charset: "utf8", target: "es2022" });
  writeFileSync(join(theme, "packed", name), `//${crc32(source).toString(16).padStart(8, "0")}\n${code}`);
}
